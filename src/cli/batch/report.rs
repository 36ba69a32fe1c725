//! What many bills come to, as a few lines, a table or JSON.

use serde_json::{Map, Value as Json, json};
use unicode_width::UnicodeWidthStr;

use super::Request;
use crate::batch::run::Batch;
use crate::batch::summary::{Report, SUMMED, Tally};
use crate::cli::messages::{self, Lang, amount_name, say};
use crate::cli::output::json::document;
use crate::cli::output::paper::Grid;
use crate::cli::output::table::grid;
use crate::engine::settlement::{Amount, FUNDS};

/// The lines at the end of a run: rows, paid per fund, rejected by code.
pub(super) fn lines(report: &Report, lang: Lang) -> String {
    let mut said = messages::run_line(lang, &report.all, report.rejected());
    for fund in FUNDS {
        let fen = report.all.fen(fund);
        if fen != 0 {
            said += &format!("{} {}\n", amount_name(lang, fund), yuan(fen));
        }
    }
    for (code, count) in &report.rejected {
        said += &format!("{code} {count}\n");
    }
    said
}

/// Whole fen as yuan with the thousands parted: a sum may be more than any one amount.
fn yuan(fen: i128) -> String {
    let plain = plain(fen.abs());
    let whole = plain.len() - 3;
    let mut text = String::new();
    if fen < 0 {
        text.push('-');
    }
    for (place, digit) in plain.char_indices() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn plain(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

fn percent(tally: &Tally) -> String {
    let ratio = tally.ratio();
    ratio.map_or("–".to_owned(), |ratio| {
        format!("{}.{:02}%", ratio / 100, ratio % 100)
    })
}

/// The summary as tables.
pub(super) fn table(
    batch: &Batch,
    request: &Request,
    report: &Report,
    lang: Lang,
    columns: Option<usize>,
) -> String {
    let shown: Vec<Amount> = SUMMED
        .into_iter()
        .filter(|amount| report.all.fen(*amount) != 0 || *amount == Amount::Total)
        .collect();
    let bills = say!(lang, "账单", "bills");
    let share = say!(lang, "基金占比", "funds' share");
    let mut header: Vec<String> = batch
        .groups
        .iter()
        .map(|column| batch.columns.headings[*column].to_string())
        .collect();
    if header.is_empty() {
        header.push(String::new());
    }
    header.push(bills);
    header.extend(
        shown
            .iter()
            .map(|amount| amount_name(lang, *amount).to_owned()),
    );
    header.push(share);
    let row = |group: &[String], tally: &Tally| {
        let mut cells: Vec<String> = group.iter().map(|value| messages::clean(value)).collect();
        cells.push(tally.bills().to_string());
        cells.extend(shown.iter().map(|amount| yuan(tally.fen(*amount))));
        cells.push(percent(tally));
        cells
    };
    let mut all = vec![String::new(); batch.groups.len().max(1)];
    all[0] = say!(lang, "合计", "all");
    let rows = report.groups().into_iter();
    let rows = rows.map(|(group, tally)| row(group, tally));
    let rows: Vec<Vec<String>> = rows.chain([row(&all, &report.all)]).collect();
    let mut out = if columns.is_some_and(|columns| least_width(&rows) > columns) {
        let heads = batch.groups.len().max(1);
        stacked(&header, &rows, heads, lang, columns)
    } else {
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        grid(&Grid::new(&header, rows), columns)
    };
    if request.against.is_some() {
        out.push('\n');
        out += &against(report, lang, columns);
    }
    out
}

/// The width that rows of amounts need at least: an amount is never broken.
fn least_width(rows: &[Vec<String>]) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| {
        let cells = rows.iter().map(|row| row[column].width());
        cells.max().unwrap_or_default() + 3
    };
    (0..columns).map(widest).sum()
}

/// The same where the amounts do not stand beside one another: below one another, group by group.
fn stacked(
    header: &[String],
    rows: &[Vec<String>],
    heads: usize,
    lang: Lang,
    columns: Option<usize>,
) -> String {
    let mut narrow: Vec<&str> = header[..heads].iter().map(String::as_str).collect();
    narrow.extend([lang.pick("项目", "what"), lang.pick("数值", "figure")]);
    let mut lines = Vec::new();
    for row in rows {
        for (place, (name, cell)) in header.iter().zip(row).enumerate().skip(heads) {
            let group = row[..heads].iter().map(|value| match place == heads {
                true => value.clone(),
                false => String::new(),
            });
            lines.push(group.chain([name.clone(), cell.clone()]).collect());
        }
    }
    grid(&Grid::new(&narrow, lines), columns)
}

fn against(report: &Report, lang: Lang, columns: Option<usize>) -> String {
    let (before, after) = (&report.against.before, &report.against.after);
    let rows = SUMMED.into_iter().filter_map(|amount| {
        let (then, now) = (before.fen(amount), after.fen(amount));
        (then != 0 || now != 0).then(|| {
            let change = now - then;
            let sign = if change > 0 { "+" } else { "" };
            vec![
                amount_name(lang, amount).to_owned(),
                yuan(then),
                yuan(now),
                format!("{sign}{}", yuan(change)),
            ]
        })
    });
    let header = [
        lang.pick("金额（元）", "amount (yuan)"),
        lang.pick("现规则", "these rules"),
        lang.pick("对照规则", "the other rules"),
        lang.pick("相差", "difference"),
    ];
    let rows: Vec<Vec<String>> = rows.collect();
    grid(&Grid::new(&header, rows), columns) + &messages::gains(lang, &report.against)
}

/// The summary as JSON.
pub(super) fn json(batch: &Batch, request: &Request, report: &Report) -> String {
    let tally = |tally: &Tally| {
        let amounts = SUMMED.into_iter().map(|amount| {
            (
                amount.name().to_owned(),
                Json::from(plain(tally.fen(amount))),
            )
        });
        let ratio = tally.ratio();
        json!({
            "bills": tally.bills(),
            "settled": tally.settled,
            "vague": tally.vague,
            "unknown": tally.unknown,
            "not_eligible": tally.not_eligible,
            "amounts": amounts.collect::<Map<_, _>>(),
            "fund_share": ratio.map(|ratio| format!("{}.{:02}%", ratio / 100, ratio % 100)),
        })
    };
    let groups = report.groups().into_iter().map(|(values, group)| {
        let names = batch.groups.iter();
        let names = names.map(|column| batch.columns.headings[*column].to_string());
        let values = values.iter().map(|value| Json::from(value.as_str()));
        json!({ "group": names.zip(values).collect::<Map<_, _>>(), "sums": tally(group) })
    });
    let against = &report.against;
    let against = request.against.as_ref().map(|_| {
        json!({
            "before": tally(&against.before),
            "after": tally(&against.after),
            "gain": against.gain,
            "lose": against.lose,
            "same": against.same,
            "not_compared": against.apart,
        })
    });
    let own = json!({
        "all": tally(&report.all),
        "groups": groups.collect::<Vec<_>>(),
        "against": against,
        "rejected": report.rejected,
    });
    document("batch", own)
}
