//! Cases: examples beside the rules that must come out.

use std::sync::Arc;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::formats::bill::bill;
use crate::formats::problem::{Place as BillPlace, Problem as BillProblem, What as BillWhat};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::toml::table;
use crate::model::bill::Charges;
use crate::model::keys::{Scope, find};
use crate::model::selector::Selector;
use crate::model::words::{self, Layer};
use crate::money::Yuan;
use crate::rules::problem::{Problem, What, nearest};
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

/// A case, read.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// The bill, with the region of the folder.
    pub raw: RawBill,
    /// The layer that is asked for alone.
    layer: Option<Layer>,
    /// What was wrong with reading the bill.
    problems: Vec<BillProblem>,
    /// What must come out, by key.
    expected: Vec<(String, String)>,
}

/// Runs every case of every folder.
pub fn run(shelf: &Shelf) -> Report {
    let mut report = Report::default();
    for folder in shelf.library().folders() {
        for case in of_folder(shelf, &folder, &mut report.problems) {
            report.run += 1;
            report.problems.extend(run_case(shelf, &case).err());
        }
    }
    report
}

/// The cases beside the rules of a folder.
pub fn of_folder(shelf: &Shelf, folder: &str, problems: &mut Vec<Problem>) -> Vec<Case> {
    let mut cases = Vec::new();
    for file in shelf.library().cases(folder) {
        for text in shelf.library().read(&format!("{folder}/cases"), &file) {
            match text {
                Ok(text) => read_file(folder, &text, &mut cases, problems),
                Err(problem) => problems.push(problem),
            }
        }
    }
    cases
}

fn read_file(folder: &str, text: &Arc<Text>, cases: &mut Vec<Case>, problems: &mut Vec<Problem>) {
    let (root, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        problems.push(Problem {
            place: place(text, error.span().unwrap_or(0..0)),
            what: What::Syntax(error.message().to_owned()),
        });
    }
    for (kind, item) in root.get_ref() {
        let is_layer = kind.get_ref() == "layer";
        let known = is_layer || kind.get_ref() == "reimburse";
        let entries = item.get_ref().as_array().filter(|_| known);
        let Some(entries) = entries else {
            problems.push(Problem {
                place: place(text, kind.span()),
                what: What::UnknownKey {
                    key: kind.get_ref().to_string(),
                    near: vec!["reimburse".to_owned(), "layer".to_owned()],
                },
            });
            continue;
        };
        for entry in entries.iter() {
            match read_case(folder, text, entry, is_layer, problems) {
                Ok(case) => cases.push(case),
                Err(problem) => problems.push(problem),
            }
        }
    }
}

fn place(text: &Arc<Text>, span: std::ops::Range<usize>) -> Place {
    Place {
        text: Arc::clone(text),
        span,
    }
}

/// The keys of a case; `layer` only where one layer alone is asked for.
const KEYS: [&str; 6] = ["name", "origin", "sources", "bill", "expect", "layer"];

fn read_case(
    folder: &str,
    text: &Arc<Text>,
    item: &Spanned<DeValue<'_>>,
    is_layer: bool,
    problems: &mut Vec<Problem>,
) -> Result<Case, Problem> {
    let keys = &KEYS[..if is_layer { 6 } else { 5 }];
    for (key, _) in item.get_ref().as_table().into_iter().flatten() {
        if !keys.contains(&key.get_ref().as_ref()) {
            problems.push(Problem {
                place: place(text, key.span()),
                what: What::UnknownKey {
                    key: key.get_ref().to_string(),
                    near: keys.iter().map(|key| (*key).to_owned()).collect(),
                },
            });
        }
    }
    let case = item.get_ref().as_table();
    let part = |key: &str| case.and_then(|case| case.get(key));
    let table_of = |key: &str| part(key).and_then(|part| part.get_ref().as_table());
    let missing = |key| Problem {
        place: place(text, item.span()),
        what: What::MissingKey(key),
    };
    let name = part("name").and_then(|name| name.get_ref().as_str());
    let name = name.ok_or_else(|| missing("name"))?.to_owned();
    let origin = part("origin").and_then(|origin| origin.get_ref().as_str());
    match origin.ok_or_else(|| missing("origin"))? {
        "published" if part("sources").is_none() => return Err(missing("sources")),
        _ => {}
    }
    let layer = match part("layer").filter(|_| is_layer) {
        Some(word) => Some(layer_of(text, word)?),
        None if is_layer => return Err(missing("layer")),
        None => None,
    };
    let given = table_of("bill").ok_or_else(|| missing("bill"))?;
    let expected = table_of("expect").ok_or_else(|| missing("expect"))?;
    let mut problems = Vec::new();
    let mut raw = table(text, given, &mut problems);
    if layer.is_some() && raw.get("burden").is_none() {
        return Err(missing("burden"));
    }
    add_region(&mut raw, folder);
    let expected = expected.iter().map(|(key, item)| {
        let value = match item.get_ref().as_str() {
            Some(text) => text.to_owned(),
            None => bounds_text(expected_money(item)),
        };
        (key.get_ref().to_string(), value)
    });
    Ok(Case {
        name,
        place: place(text, item.span()),
        raw,
        layer,
        problems,
        expected: expected.collect(),
    })
}

fn layer_of(text: &Arc<Text>, item: &Spanned<DeValue<'_>>) -> Result<Layer, Problem> {
    let word = item.get_ref().as_str().unwrap_or_default();
    let known = words::find(Selector::Layer, word).and_then(|word| Layer::from_name(word.name));
    known.ok_or_else(|| {
        let words = words::shared(Selector::Layer).iter();
        Problem {
            place: place(text, item.span()),
            what: What::UnknownWord {
                selector: "layer",
                word: word.to_owned(),
                near: nearest(word, words.map(|word| word.name)),
            },
        }
    })
}

impl Case {
    /// Settles the case, or gives what is wrong with its bill.
    ///
    /// # Errors
    /// Problems of the bill, and facts that the rules need and it does not say.
    pub fn settle(&self, shelf: &Shelf) -> Result<Reimbursed, Vec<BillWhat>> {
        let read = bill(&self.raw, self.problems.clone()).map_err(|problems| {
            let whats = problems.into_iter().map(|problem| problem.what);
            whats.collect::<Vec<_>>()
        })?;
        let mut bill = read.bill;
        if let (Some(layer), Some(sum)) = (self.layer, bill.charges.stated_sum()) {
            bill.charges = Charges::Alone(layer, sum);
        }
        let today = bill.day.unwrap_or(NaiveDate::MIN);
        reimburse(shelf, &bill, today)
            .map_err(|problems| problems.into_iter().map(|(_, what)| what).collect())
    }

    /// The same case on another day.
    pub fn on(&self, day: NaiveDate) -> Case {
        let mut case = self.clone();
        let dates = ["on", "admitted", "discharged"];
        case.raw
            .fields
            .retain(|field| !dates.contains(&field.key.name));
        if let Some(key) = find(Scope::Bill, "on") {
            case.raw.fields.push(RawField {
                key,
                text: day.to_string(),
                place: BillPlace::Flag("on".to_owned()),
            });
        }
        case
    }
}

fn run_case(shelf: &Shelf, case: &Case) -> Result<(), Problem> {
    let problem = |what| Problem {
        place: case.place.clone(),
        what,
    };
    let answer = case.settle(shelf).map_err(|why| {
        problem(What::CaseFails {
            case: case.name.clone(),
            why,
        })
    })?;
    let differences = compare(&case.expected, &answer);
    if differences.is_empty() {
        return Ok(());
    }
    Err(problem(What::CaseDiffers {
        case: case.name.clone(),
        differences,
    }))
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
fn compare(expected: &[(String, String)], answer: &Reimbursed) -> Vec<(String, String, String)> {
    let mut differences = Vec::new();
    for (key, wanted) in expected {
        let found = if key == "outcome" {
            answer.outcome.name().to_owned()
        } else {
            let amount = Amount::from_name(key);
            let found = amount.and_then(|amount| answer.answer.as_ref()?.get(amount));
            bounds_text(found)
        };
        if *wanted != found || wanted.is_empty() {
            differences.push((key.clone(), wanted.clone(), found));
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
