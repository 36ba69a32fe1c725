//! An answer as a workbook: a sheet of amounts, one of steps, one of sources. Sums are numbers, days are days; what is
//! said of the whole answer stands above and below the amounts, as in a table for people.

use chrono::NaiveDate;
use serde_json::Value as Json;

use crate::cli::failure::Failure;
use crate::cli::messages::{
    Lang, SheetName, amount_name, amounts_columns, bills_columns, clean_whole, disputes_columns,
    disputes_title, documents_columns, label_name, no_end, outcome_name, reason_column,
    rules_columns, rules_title, seen_dates, sheet_name, steps_columns, up_to, word_name, yes,
};
use crate::cli::output::format::Output;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::paper::{Grid, Paper, Section, Telling};
use crate::cli::output::report::Report;
use crate::cli::output::{Answered, json, settled};
use crate::engine::settlement::Amount;
use crate::formats::workbook::{Cell, Row, Sheet, write};
use crate::model::selector::Selector;
use crate::rules::labels::Label;
use crate::rules::reimburse::Outcome;
use crate::typed;

/// The answer about a bill.
pub(crate) fn bill(answered: &Answered<'_>, lang: Lang) -> Result<Vec<u8>, Failure> {
    let telling = Telling::of(&Output::Workbook, false);
    let document = json::answer(answered, lang);
    let tables = vec![amounts(&document, lang)];
    let paper = settled::paper(answered, lang, telling);
    whole(&paper, tables, &document, &answered.grounds)
}

/// The answer about a year: its sums, then a row a bill.
pub(crate) fn year(report: &Report<'_>, lang: Lang) -> Result<Vec<u8>, Failure> {
    let document = report.json(lang);
    let mut tables = vec![amounts(&document, lang), bills(&document, lang)];
    let lists = report.lists.iter().filter(|list| list.key != "bills");
    tables.extend(
        lists
            .filter_map(|list| list.grid())
            .map(|grid| shown(&grid)),
    );
    of_report(report, lang, tables, &document)
}

/// Any other answer: the tables that people see.
pub(crate) fn report(report: &Report<'_>, lang: Lang) -> Result<Vec<u8>, Failure> {
    let values = std::iter::once(report.values_grid(lang));
    let lists = report.lists.iter().filter_map(|list| list.grid());
    let tables = values.chain(lists).map(|grid| shown(&grid)).collect();
    of_report(report, lang, tables, &report.json(lang))
}

/// A table that has no answer around it, such as a row a person.
pub(crate) fn plain(
    header: &[String],
    rows: &[Vec<String>],
    (lang, today): (Lang, NaiveDate),
) -> Result<Vec<u8>, Failure> {
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let sheet = Sheet {
        name: sheet_name(lang, SheetName::Amounts),
        rows: shown(&Grid::new(&header, rows.iter().cloned())),
    };
    written(&[sheet], today)
}

fn of_report(
    report: &Report<'_>,
    lang: Lang,
    tables: Vec<Vec<Row>>,
    document: &Json,
) -> Result<Vec<u8>, Failure> {
    let paper = report.paper(lang, Telling::of(&Output::Workbook, false));
    whole(&paper, tables, document, &report.grounds)
}

fn whole(
    paper: &Paper,
    tables: Vec<Vec<Row>>,
    document: &Json,
    grounds: &Grounds<'_>,
) -> Result<Vec<u8>, Failure> {
    let lang = paper.lang;
    let sheet = |name, rows| Sheet {
        name: sheet_name(lang, name),
        rows,
    };
    let mut sheets = vec![sheet(SheetName::Amounts, first(paper, tables))];
    let steps = steps(document, lang);
    if !steps.is_empty() {
        sheets.push(sheet(SheetName::Steps, steps));
    }
    sheets.push(sheet(SheetName::Sources, sources(document, grounds, lang)));
    written(&sheets, grounds.today())
}

fn written(sheets: &[Sheet], today: NaiveDate) -> Result<Vec<u8>, Failure> {
    write(sheets, today).map_err(|why| Failure::not_printed(std::io::Error::other(why)))
}

/// What is said first, the tables, what is said behind them.
fn first(paper: &Paper, tables: Vec<Vec<Row>>) -> Vec<Row> {
    let mut rows = vec![Row::Title(clean_whole(&paper.title))];
    rows.extend(paper.head.iter().map(|line| sentence(line)));
    for table in tables.into_iter().filter(|table| !table.is_empty()) {
        rows.push(Row::Blank);
        rows.extend(table);
    }
    for section in &paper.sections {
        if let Section::Points(title, points) = section {
            rows.push(Row::Blank);
            rows.push(Row::Title(clean_whole(title)));
            rows.extend(points.iter().map(|point| sentence(point)));
        }
    }
    rows
}

/// What was computed: a row an amount.
fn amounts(document: &Json, lang: Lang) -> Vec<Row> {
    let amounts = Amount::ALL.iter().map(|&amount| {
        let sum = &document["amounts"][amount.name()];
        (amount_name(lang, amount), amount.name().to_owned(), sum)
    });
    // The words of a receipt, where the place says them.
    let labels = Label::KEYS.iter().map(|&(_, label)| {
        let sum = &document["labels"][label.name()];
        (
            label_name(lang, label),
            format!("labels.{}", label.name()),
            sum,
        )
    });
    let known = amounts.chain(labels).filter(|(.., sum)| !sum.is_null());
    let cells = known.map(|(name, key, sum)| (vec![text(name), text(&key)], vec![sum]));
    table(&amounts_columns(lang), 2, cells.collect(), lang)
}

/// A row a bill, with every amount that any bill has.
fn bills(document: &Json, lang: Lang) -> Vec<Row> {
    let bills = || document["bills"].as_array().into_iter().flatten();
    let is_known = |amount: &&Amount| {
        let mut bills = bills();
        bills.any(|bill| !bill["amounts"][amount.name()].is_null())
    };
    let amounts: Vec<Amount> = Amount::ALL.iter().filter(is_known).copied().collect();
    let own = bills_columns(lang);
    let names = amounts.iter().map(|&amount| amount_name(lang, amount));
    let titles: Vec<&str> = own.into_iter().chain(names).collect();
    let cells = bills().map(|bill| {
        let visit = bill["visit"].as_str();
        let visit = visit.map(|visit| word_name(lang, Selector::Visit, visit));
        let outcome = bill["outcome"].as_str().or(bill["turn"].as_str());
        let outcome = outcome.map(|name| {
            let known = Outcome::ALL.iter().find(|outcome| outcome.name() == name);
            known.map_or(name, |outcome| outcome_name(lang, *outcome))
        });
        let own = vec![
            value(&bill["bill"]),
            value(&bill["place"]),
            value(&bill["day"]),
            visit.map_or(Cell::Empty, |visit| text(&visit)),
            outcome.map_or(Cell::Empty, text),
        ];
        let sums = amounts.iter().map(|amount| &bill["amounts"][amount.name()]);
        (own, sums.collect())
    });
    let mut rows = table(&titles, own.len(), cells.collect(), lang);
    let reasons = std::iter::once(text(reason_column(lang)))
        .chain(bills().map(|bill| value(&bill["reason"])));
    for (row, cell) in rows.iter_mut().zip(reasons) {
        match (row, cell) {
            (Row::Header(titles), Cell::Text(title)) => titles.push(title),
            (Row::Cells(cells), cell) => cells.push(cell),
            _ => {}
        }
    }
    rows
}

/// How it came about; of a year bill by bill.
fn steps(document: &Json, lang: Lang) -> Vec<Row> {
    let own = |one: &Json| {
        let steps = one["steps"].as_array().into_iter().flatten();
        steps.cloned().collect::<Vec<Json>>()
    };
    let mut all: Vec<(Option<Cell>, Json)> =
        own(document).into_iter().map(|step| (None, step)).collect();
    for bill in document["bills"].as_array().into_iter().flatten() {
        let name = match &bill["bill"] {
            Json::Null => text(&format!("#{}", bill["place"])),
            name => value(name),
        };
        all.extend(own(bill).into_iter().map(|step| (Some(name.clone()), step)));
    }
    if all.is_empty() {
        return Vec::new();
    }
    let mut titles = steps_columns(lang).to_vec();
    let names_bills = all.iter().any(|(bill, _)| bill.is_some());
    if names_bills {
        titles.insert(0, bills_columns(lang)[0]);
    }
    let cells = all.iter().map(|(bill, step)| {
        let keys = ["label", "formula", "rule", "sources"];
        let keys = keys.iter().map(|key| value(&step[*key]));
        let bill = bill.clone().into_iter();
        (bill.chain(keys).collect(), vec![&step["result"]])
    });
    let before = titles.len() - 1;
    table(&titles, before, cells.collect(), lang)
}

/// The documents with their grades and dates, the rules that were read, the figures that were not chosen.
fn sources(document: &Json, grounds: &Grounds<'_>, lang: Lang) -> Vec<Row> {
    let listed = |key: &str| document[key].as_array().into_iter().flatten();
    let mut rows = vec![header(&documents_columns(lang))];
    rows.extend(listed("sources").map(|source| {
        let keys = [
            "id", "title", "number", "issuer", "issued", "seen_at", "grade", "checked",
        ];
        let mut cells: Vec<Cell> = keys.iter().map(|key| value(&source[*key])).collect();
        cells.push(text(yes(lang, source["stale"] == true)));
        Row::Cells(cells)
    }));
    let title = Row::Title(rules_title(lang).to_owned());
    rows.extend([Row::Blank, title, header(&rules_columns(lang))]);
    rows.extend(listed("rules").map(|rule| {
        let (from, to) = (!rule["from_is"].is_null(), !rule["to_is"].is_null());
        let file = rule["file"].as_str().unwrap_or_default();
        Row::Cells(vec![
            value(&rule["table"]),
            value(&rule["from"]),
            value(&rule["to"]),
            text(seen_dates(lang, from, to)),
            value(&rule["grade"]),
            value(&rule["sources"]),
            text(&format!("{file}:{}", rule["line"])),
        ])
    }));
    let disputes = grounds.blocks.iter().flat_map(|block| {
        let table = block.table.to_string();
        block.disputed.iter().map(move |one| {
            let ids: Vec<&str> = one.sources.iter().map(|used| used.id.as_str()).collect();
            let cells = [&table, &one.says, &one.why, &ids.join(" ")];
            Row::Cells(cells.map(|cell| text(cell)).to_vec())
        })
    });
    let disputes: Vec<Row> = disputes.collect();
    if !disputes.is_empty() {
        let title = Row::Title(disputes_title(lang).to_owned());
        rows.extend([Row::Blank, title, header(&disputes_columns(lang))]);
        rows.extend(disputes);
    }
    rows
}

/// A table whose columns from `before` on are sums; where any in a column is a range, its end has the next column.
fn table(
    titles: &[&str],
    before: usize,
    rows: Vec<(Vec<Cell>, Vec<&Json>)>,
    lang: Lang,
) -> Vec<Row> {
    let is_range = |column: usize| {
        let mut sums = rows.iter().map(|(_, sums)| &sums[column]);
        sums.any(|sum| sum.is_object())
    };
    let ranges: Vec<bool> = (0..titles.len() - before).map(is_range).collect();
    let mut header: Vec<String> = Vec::new();
    for (column, title) in titles.iter().enumerate() {
        header.push((*title).to_owned());
        if column >= before && ranges[column - before] {
            header.push(up_to(lang, title));
        }
    }
    let mut out = vec![Row::Header(header)];
    out.extend(rows.into_iter().map(|(mut cells, sums)| {
        for (sum, is_range) in sums.into_iter().zip(&ranges) {
            match sum {
                Json::Object(range) => {
                    cells.push(value(&range["low"]));
                    cells.push(match &range["high"] {
                        Json::Null => text(no_end(lang)),
                        high => value(high),
                    });
                }
                sum => {
                    cells.push(value(sum));
                    cells.extend(is_range.then_some(Cell::Empty));
                }
            }
        }
        Row::Cells(cells)
    }));
    out
}

/// A table that people see, its sums and days as what they are.
fn shown(grid: &Grid) -> Vec<Row> {
    if grid.rows.is_empty() {
        return Vec::new();
    }
    let titles = grid.header.iter().map(|title| clean_whole(title));
    let mut rows = vec![Row::Header(titles.collect())];
    rows.extend(grid.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| said(cell));
        Row::Cells(cells.collect())
    }));
    rows
}

fn header(titles: &[&str]) -> Row {
    Row::Header(titles.iter().map(|&title| title.to_owned()).collect())
}

fn sentence(line: &str) -> Row {
    Row::Sentence(clean_whole(line))
}

fn text(text: &str) -> Cell {
    match text {
        "" => Cell::Empty,
        text => Cell::Text(clean_whole(text)),
    }
}

/// A value of the document.
fn value(value: &Json) -> Cell {
    match value {
        Json::Null => Cell::Empty,
        Json::String(word) => said(word),
        Json::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            text(&items.join(" "))
        }
        other => text(&other.to_string()),
    }
}

/// A sum with its two decimals is a number, a day a day; anything else is a text.
pub(crate) fn said(word: &str) -> Cell {
    let is_sum = |word: &str| {
        let fen = word.rsplit_once('.').map(|(_, fen)| fen);
        fen.is_some_and(|fen| fen.len() == 2 && fen.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let Some(sum) = typed::money(word).ok().filter(|_| is_sum(word)) {
        return Cell::Sum(sum);
    }
    match word.parse::<NaiveDate>() {
        Ok(day) if word.len() == 10 => Cell::Day(day),
        _ => text(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sums_and_days_are_more_than_texts() {
        let sum = |text: &str| Cell::Sum(typed::money(text).unwrap());
        assert_eq!(said("-1,234.50"), sum("-1234.50"));
        assert_eq!(said("0.00"), sum("0"));
        assert!(matches!(said("2024-06-01"), Cell::Day(_)));
        for word in [
            "12",
            "1.2万",
            "2024-06",
            "1.00–2.00",
            "65%",
            "3.50 %",
            "A1.00",
        ] {
            assert_eq!(said(word), Cell::Text(word.to_owned()), "{word}");
        }
        assert_eq!(said(""), Cell::Empty);
    }
}
