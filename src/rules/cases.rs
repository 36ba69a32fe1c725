//! Cases: examples beside the rules that must come out.

use std::sync::Arc;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::formats::bill::bill;
use crate::formats::problem::{Place as BillPlace, Problem as BillProblem};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::toml::table;
use crate::model::keys::{Scope, find};
use crate::money::Yuan;
use crate::rules::problem::{Problem, What};
use crate::rules::reimburse::{Reimbursed, reimburse};
use crate::rules::shelf::Shelf;
use crate::rules::text::{Place, Text};
use crate::typed;

/// How the cases of a library came out.
#[derive(Debug, Default)]
pub struct Report {
    /// How many were run.
    pub run: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Runs every case of every folder.
pub fn run(shelf: &Shelf) -> Report {
    let mut report = Report::default();
    for folder in shelf.library().folders() {
        for file in shelf.library().cases(&folder) {
            for text in shelf.library().read(&format!("{folder}/cases"), &file) {
                match text {
                    Ok(text) => run_file(shelf, &folder, &text, &mut report),
                    Err(problem) => report.problems.push(problem),
                }
            }
        }
    }
    report
}

fn run_file(shelf: &Shelf, folder: &str, text: &Arc<Text>, report: &mut Report) {
    let (root, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        report.problems.push(Problem {
            place: place(text, error.span().unwrap_or(0..0)),
            what: What::Syntax(error.message().to_owned()),
        });
    }
    for (kind, item) in root.get_ref() {
        let known = matches!(kind.get_ref().as_ref(), "reimburse" | "layer");
        let DeValue::Array(cases) = item.get_ref() else {
            report.problems.push(unknown(text, kind));
            continue;
        };
        if !known {
            report.problems.push(unknown(text, kind));
            continue;
        }
        for case in cases.iter() {
            report.run += 1;
            let problem = run_case(shelf, folder, text, case);
            report.problems.extend(problem.err());
        }
    }
}

fn unknown(text: &Arc<Text>, key: &Spanned<toml::de::DeString<'_>>) -> Problem {
    Problem {
        place: place(text, key.span()),
        what: What::UnknownKey {
            key: key.get_ref().to_string(),
            near: vec!["reimburse".to_owned(), "layer".to_owned()],
        },
    }
}

fn place(text: &Arc<Text>, span: std::ops::Range<usize>) -> Place {
    Place {
        text: Arc::clone(text),
        span,
    }
}

fn run_case(
    shelf: &Shelf,
    folder: &str,
    text: &Arc<Text>,
    item: &Spanned<DeValue<'_>>,
) -> Result<(), Problem> {
    let case = item.get_ref().as_table();
    let name = case
        .and_then(|case| case.get("name"))
        .and_then(|name| name.get_ref().as_str());
    let name = name.unwrap_or_default().to_owned();
    let fails = |why: String| Problem {
        place: place(text, item.span()),
        what: What::CaseFails {
            case: name.clone(),
            why,
        },
    };
    let part = |key: &str| {
        case.and_then(|case| case.get(key))
            .and_then(|part| part.get_ref().as_table())
    };
    let (Some(given), Some(expected)) = (part("bill"), part("expect")) else {
        return Err(fails("bill, expect".to_owned()));
    };
    let mut problems = Vec::new();
    let mut raw = table(text, given, &mut problems);
    add_region(&mut raw, folder);
    let words = |problems: Vec<BillProblem>| {
        let texts = problems
            .iter()
            .map(|problem| format!("{} {:?}", problem.what.code(), problem.what));
        fails(texts.collect::<Vec<_>>().join("; "))
    };
    let read = bill(&raw, problems).map_err(words)?;
    let today = read.bill.day.unwrap_or(NaiveDate::MIN);
    let answer = reimburse(shelf, &read.bill, today).map_err(|problems| {
        let texts = problems
            .iter()
            .map(|(key, what)| format!("{key}: {} {what:?}", what.code()));
        fails(texts.collect::<Vec<_>>().join("; "))
    })?;
    let differences = compare(expected, &answer);
    if differences.is_empty() {
        return Ok(());
    }
    Err(Problem {
        place: place(text, item.span()),
        what: What::CaseDiffers {
            case: name,
            differences,
        },
    })
}

/// A case is settled for the folder beside whose rules it stands.
fn add_region(raw: &mut RawBill, folder: &str) {
    let slug = folder.rsplit('/').next().unwrap_or_default();
    if let (None, Some(key)) = (raw.get("region"), find(Scope::Bill, "region")) {
        raw.fields.push(RawField {
            key,
            text: slug.to_owned(),
            place: BillPlace::Flag("region".to_owned()),
        });
    }
}

/// Key, expected, found, for everything that is not as expected.
fn compare(expected: &DeTable<'_>, answer: &Reimbursed) -> Vec<(String, String, String)> {
    let mut differences = Vec::new();
    for (key, item) in expected {
        let key = key.get_ref().as_ref();
        let (wanted, found) = match key {
            "outcome" => {
                let wanted = item.get_ref().as_str().unwrap_or_default().to_owned();
                (wanted, answer.outcome.name().to_owned())
            }
            _ => {
                let amount = Amount::from_name(key);
                let found = amount.and_then(|amount| answer.answer.as_ref()?.get(amount));
                (bounds_text(expected_money(item)), bounds_text(found))
            }
        };
        if wanted != found || wanted.is_empty() {
            differences.push((key.to_owned(), wanted, found));
        }
    }
    differences
}

fn expected_money(item: &Spanned<DeValue<'_>>) -> Option<Bounds<Yuan>> {
    let one = |item: &Spanned<DeValue<'_>>| {
        let literal = match item.get_ref() {
            DeValue::Integer(integer) => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => return None,
        };
        typed::money(&literal.replace('_', "")).ok()
    };
    match item.get_ref() {
        DeValue::Table(bounds) => Some(Bounds {
            low: one(bounds.get("low")?)?,
            high: one(bounds.get("high")?)?,
        }),
        _ => one(item).map(Bounds::exactly),
    }
}

fn bounds_text(bounds: Option<Bounds<Yuan>>) -> String {
    match bounds {
        None => String::new(),
        Some(bounds) if bounds.is_vague() => format!("{}..{}", bounds.low, bounds.high),
        Some(bounds) => bounds.low.to_string(),
    }
}
