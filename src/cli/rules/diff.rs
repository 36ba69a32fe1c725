//! `yibao rules diff`: what two days, or two folders of rules, make of a place, and which cases gain or lose.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, block_dates, block_lines, note, say};
use crate::cli::output::json::document;
use crate::cli::rules::show::{Topic, tables};
use crate::engine::bounds::Bounds;
use crate::engine::settlement::FUNDS;
use crate::formats::problem::{Place, Problem, What};
use crate::money::Yuan;
use crate::rules::cases::{Case, Settled, of_folder};
use crate::rules::file::FileKind;
use crate::rules::reimburse::Reimbursed;
use crate::rules::shelf::Shelf;

/// What a table says on one side, a line each. Tables about paying in come last.
type Said = BTreeMap<(bool, String), Vec<String>>;

/// A table that says something else.
struct Change {
    is_paying_in: bool,
    table: String,
    before: Vec<String>,
    after: Vec<String>,
}

/// A case whose funds pay more or less.
struct Moved {
    case: String,
    before: Option<Bounds<Yuan>>,
    after: Option<Bounds<Yuan>>,
}

/// Compares a place on two days.
pub(crate) fn days(
    shelf: &Shelf,
    place: &str,
    days: (NaiveDate, NaiveDate),
    json: bool,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let folder = shelf.find_region(place).map_err(|near| {
        let name = place.to_owned();
        Failure::Bill(vec![Problem {
            place: Place::Flag("region".to_owned()),
            what: What::UnknownRegion { name, near },
        }])
    })?;
    let said = |day: NaiveDate| -> Said {
        let shown = tables(shelf, &folder, Topic::All, day);
        let lines = shown.into_iter().map(|one| {
            let lines = match &one.found {
                Ok(found) => block_lines(lang, &found.block),
                Err(why) => vec![note(lang, why)],
            };
            let name = format!("{} {}", one.topic, one.table);
            ((one.is_paying_in, name), lines)
        });
        lines.collect()
    };
    let (before, after) = (said(days.0), said(days.1));
    let mut problems = Vec::new();
    let cases = of_folder(shelf, &folder.path, &mut problems);
    let cases: Vec<(Case, Case)> = cases
        .into_iter()
        .map(|case| (case.on(days.0), case.on(days.1)))
        .collect();
    let moved = moved(cases.iter().map(|(a, b)| (a, shelf, b, shelf)));
    problems.extend(shelf.problems());
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    let (name, a, b) = (&folder.name, days.0, days.1);
    let head = say!(lang, "{name}：{a} 与 {b}", "{name}: {a} and {b}");
    Ok(print(&head, &changes(&before, &after), &moved, json, lang))
}

/// Compares two folders of rules, whole or for one place.
pub(crate) fn folders(
    shelves: (&Shelf, &Shelf),
    names: (&str, &str),
    place: Option<&str>,
    json: bool,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let wanted = match place {
        None => None,
        Some(place) => {
            let found = shelves
                .0
                .find_region(place)
                .or_else(|_| shelves.1.find_region(place));
            Some(found.map_err(|near| {
                let name = place.to_owned();
                Failure::Bill(vec![Problem {
                    place: Place::Flag("region".to_owned()),
                    what: What::UnknownRegion { name, near },
                }])
            })?)
        }
    };
    let is_wanted = |folder: &str| wanted.as_ref().is_none_or(|wanted| wanted.path == folder);
    let (before, after) = (
        said_by(shelves.0, &is_wanted, lang),
        said_by(shelves.1, &is_wanted, lang),
    );
    let mut problems = Vec::new();
    let mut cases: BTreeMap<(String, String), Case> = BTreeMap::new();
    for shelf in [shelves.0, shelves.1] {
        let folders = shelf.folders();
        for folder in folders.iter().filter(|folder| is_wanted(folder)) {
            for case in of_folder(shelf, folder, &mut problems) {
                cases
                    .entry((folder.clone(), case.name.clone()))
                    .or_insert(case);
            }
        }
    }
    let moved = moved(
        cases
            .values()
            .map(|case| (case, shelves.0, case, shelves.1)),
    );
    problems.extend(shelves.0.problems());
    problems.extend(shelves.1.problems());
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    let (a, b) = names;
    let head = say!(lang, "{a} 与 {b}", "{a} and {b}");
    Ok(print(&head, &changes(&before, &after), &moved, json, lang))
}

/// What every table of a library says, block by block.
fn said_by(shelf: &Shelf, is_wanted: &impl Fn(&str) -> bool, lang: Lang) -> Said {
    let mut said = Said::new();
    for folder in shelf.folders().iter() {
        if !is_wanted(folder) {
            continue;
        }
        for kind in FileKind::ALL {
            for block in shelf.blocks(folder, kind) {
                let file = kind.file_name();
                let lines = said
                    .entry((
                        block.table.is_paying_in(),
                        format!("{folder}/{file} {}", block.table),
                    ))
                    .or_default();
                let dates = block_dates(lang, &block);
                // Dates without the place, which moves with every line above it.
                let dates = dates
                    .split(lang.pick("，", ", "))
                    .next()
                    .unwrap_or_default();
                lines.push(dates.to_owned());
                lines.extend(
                    block_lines(lang, &block)
                        .into_iter()
                        .map(|line| format!("  {line}")),
                );
            }
        }
    }
    said
}

fn changes(before: &Said, after: &Said) -> Vec<Change> {
    let mut tables: Vec<&(bool, String)> = before.keys().chain(after.keys()).collect();
    tables.sort();
    tables.dedup();
    let of = |said: &Said, table: &(bool, String)| said.get(table).cloned().unwrap_or_default();
    let changes = tables.into_iter().map(|table| Change {
        is_paying_in: table.0,
        table: table.1.clone(),
        before: of(before, table),
        after: of(after, table),
    });
    changes
        .filter(|change| change.before != change.after)
        .collect()
}

/// The cases whose funds pay something else.
fn moved<'a>(
    cases: impl Iterator<Item = (&'a Case, &'a Shelf, &'a Case, &'a Shelf)>,
) -> Vec<Moved> {
    let paid = |case: &Case, shelf: &Shelf| match case.settle(shelf) {
        Ok(Settled::Reimbursed(answer)) => funds(&answer),
        _ => None,
    };
    let moved = cases.map(|(before, one, after, other)| Moved {
        case: before.name.clone(),
        before: paid(before, one),
        after: paid(after, other),
    });
    moved.filter(|moved| moved.before != moved.after).collect()
}

/// What all funds pay together; nothing when there is no amount.
fn funds(answer: &Reimbursed) -> Option<Bounds<Yuan>> {
    let answer = answer.answer.as_ref()?;
    let paid: Vec<Bounds<Yuan>> = FUNDS.iter().filter_map(|&fund| answer.get(fund)).collect();
    Some(Bounds {
        low: paid.iter().map(|paid| paid.low).sum(),
        high: paid.iter().map(|paid| paid.high).sum(),
    })
}

/// How a case came out, and whether it gained.
fn outcome(moved: &Moved) -> (String, String, &'static str) {
    let text = |paid: &Option<Bounds<Yuan>>| match paid {
        None => "–".to_owned(),
        Some(paid) if paid.is_vague() => format!("{}–{}", paid.low, paid.high),
        Some(paid) => paid.low.to_string(),
    };
    let sign = match (moved.before, moved.after) {
        (Some(before), Some(after)) if after.low >= before.low && after.high >= before.high => "+",
        (Some(before), Some(after)) if after.low <= before.low && after.high <= before.high => "-",
        _ => "?",
    };
    (text(&moved.before), text(&moved.after), sign)
}

fn print(head: &str, changes: &[Change], moved: &[Moved], json: bool, lang: Lang) -> (String, u8) {
    if json {
        let own = json!({
            "tables": changes.iter().map(|change| json!({
                "table": change.table,
                "paying_in": change.is_paying_in,
                "before": change.before,
                "after": change.after,
            })).collect::<Vec<_>>(),
            "cases": moved.iter().map(|moved| {
                let (before, after, sign) = outcome(moved);
                json!({ "case": moved.case, "fund_pay_before": before, "fund_pay_after": after, "change": sign })
            }).collect::<Vec<_>>(),
        });
        return (document("rules diff", own), 0);
    }
    let mut out = format!("{head}\n");
    let mut is_paying_in = false;
    for change in changes {
        if change.is_paying_in && !is_paying_in {
            is_paying_in = true;
            out += &say!(lang, "\n== 缴费 ==\n", "\n== paying in ==\n");
        }
        out += &format!("\n{}\n", change.table);
        let gone = change
            .before
            .iter()
            .filter(|line| !change.after.contains(line));
        let come = change
            .after
            .iter()
            .filter(|line| !change.before.contains(line));
        for (sign, line) in gone
            .map(|line| ("-", line))
            .chain(come.map(|line| ("+", line)))
        {
            out += &format!("  {sign} {line}\n");
        }
    }
    if !moved.is_empty() {
        out += &say!(
            lang,
            "\n案例，基金支付：\n",
            "\nCases, what the funds pay:\n"
        );
    }
    for one in moved {
        let (before, after, sign) = outcome(one);
        out += &format!("  {sign} {before} → {after}  {}\n", one.case);
    }
    let signs = moved.iter().map(|one| outcome(one).2);
    let (mut gain, mut lose) = (0, 0);
    for sign in signs {
        gain += usize::from(sign == "+");
        lose += usize::from(sign == "-");
    }
    let tables = changes.len();
    out += &say!(
        lang,
        "\n{tables} 张表不同，{gain} 个案例多付，{lose} 个案例少付\n",
        "\ntables that differ: {tables}, cases that gain: {gain}, that lose: {lose}\n"
    );
    (out, 0)
}
