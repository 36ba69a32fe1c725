//! Cases: examples beside the rules that must come out.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::formats::bill::bill;
use crate::formats::person::person;
use crate::formats::problem::{Place as BillPlace, Problem as BillProblem, What as BillWhat};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::toml::{person as person_table, table};
use crate::model::bill::Charges;
use crate::model::keys::{Scope, find};
use crate::model::selector::Selector;
use crate::model::words::{self, Layer};
use crate::money::Yuan;
use crate::rules::claim::AtKey;
use crate::rules::contribute::{Contributed, contribute};
use crate::rules::given::{Given, can_be_given, given};
use crate::rules::problem::{Problem, What, Whole, nearest};
use crate::rules::reimburse::{Outcome, Reimbursed, reimburse};
use crate::rules::shelf::{Shelf, Trace};
use crate::rules::table::TableName;
use crate::rules::text::{Place, Text};
use crate::typed;

/// How the cases of a library came out.
#[derive(Debug, Default)]
pub struct Report {
    /// How many were run.
    pub run: usize,
    /// How many lean on a table that has a problem of its own: they were left out.
    pub left_out: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The cases with what they lean on.
    pub(crate) ran: Vec<Ran>,
}

/// A case that was run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) case: Case,
    pub(crate) trace: Trace,
    /// What was found for each expected key; nothing when it could not be settled.
    pub(crate) found: Option<Vec<String>>,
}

impl Ran {
    /// Whether the case has an answer that another figure could change.
    pub(crate) fn speaks(&self) -> bool {
        speaks(self.found.as_deref())
    }
}

/// Whether every expected value was found.
pub(crate) fn speaks(found: Option<&[String]>) -> bool {
    found.is_some_and(|found| !found.is_empty() && found.iter().all(|value| !value.is_empty()))
}

/// A case, read.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The folder beside whose rules it stands.
    pub(crate) folder: String,
    /// Where it stands.
    pub place: Place,
    /// The bill or the person, with the region of the folder.
    pub raw: RawBill,
    kind: Kind,
    /// Figures that no rule of the place says, as `--given` takes them: for rules that lean on series of other places.
    given: Vec<Given>,
    /// What was wrong with reading the bill or the person.
    problems: Vec<BillProblem>,
    /// What must come out.
    pub(crate) expected: Vec<Expected>,
    /// Behind the header of `expect`.
    pub(crate) expect_end: usize,
}

/// A value that must come out.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    key: String,
    pub(crate) value: String,
    pub(crate) span: std::ops::Range<usize>,
}

/// What a case asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A bill.
    Reimburse,
    /// One layer alone, on the sum that it receives.
    Layer(Layer),
    /// What a person pays in.
    Contribute,
}

/// The names of the kinds, as case files write them.
pub const KINDS: [&str; 3] = ["reimburse", "layer", "contribute"];

/// What a settled case comes to.
#[derive(Debug)]
pub enum Settled {
    /// What is paid back.
    Reimbursed(Box<Reimbursed>),
    /// What is paid in.
    Contributed(Contributed),
}

impl Settled {
    /// The values that a case mostly expects, with their keys.
    pub(crate) fn first_values(&self) -> Vec<(&'static str, String)> {
        let (outcome, keys): (Outcome, &[&str]) = match self {
            Settled::Reimbursed(answer) => (
                answer.outcome,
                &["deductible", "pool_pay", "catastrophic_pay", "personal_pay"],
            ),
            Settled::Contributed(answer) => (
                answer.outcome,
                &["base", "individual", "employer", "subsidy", "assistance"],
            ),
        };
        let mut values: Vec<_> = keys
            .iter()
            .map(|key| (*key, self.value(key)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if outcome != Outcome::Determined {
            values.insert(0, ("outcome", outcome.name().to_owned()));
        }
        values
    }

    /// A value by the key under which a case expects it; nothing where it was not computed.
    fn value(&self, key: &str) -> String {
        match (self, key) {
            (Settled::Reimbursed(answer), "outcome") => answer.outcome.name().to_owned(),
            (Settled::Contributed(answer), "outcome") => answer.outcome.name().to_owned(),
            (Settled::Reimbursed(answer), key) => {
                let amount = Amount::from_name(key);
                bounds_text(amount.and_then(|amount| answer.answer.as_ref()?.get(amount)))
            }
            (Settled::Contributed(answer), key) => bounds_text(answer.amount(key)),
        }
    }
}

/// Runs every case of every folder. Those that lean on a table which the check found wrong are left out: they would
/// only repeat it.
pub fn run(shelf: &Shelf) -> Report {
    let mut report = Report::default();
    for folder in shelf.folders().iter() {
        for case in of_folder(shelf, folder, &mut report.problems) {
            shelf.take_trace();
            // Where the region itself cannot be read, its cases would only say so once more.
            if shelf.region(folder).is_none() {
                report.left_out += 1;
                report.ran.push(Ran {
                    case,
                    trace: Trace::default(),
                    found: None,
                });
                continue;
            }
            let found = case.found(shelf);
            let trace = shelf.take_trace();
            if !trace.broken.is_empty() {
                report.left_out += 1;
            } else {
                report.run += 1;
                report.problems.extend(case.problem(&found));
            }
            report.ran.push(Ran {
                case,
                trace,
                found: found.ok(),
            });
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
        let known = KINDS
            .iter()
            .find(|known| **known == kind.get_ref().as_ref());
        let entries = item.get_ref().as_array().zip(known);
        let Some((entries, known)) = entries else {
            problems.push(Problem {
                place: place(text, kind.span()),
                what: What::UnknownKey {
                    key: kind.get_ref().to_string(),
                    near: KINDS.map(str::to_owned).to_vec(),
                },
            });
            continue;
        };
        for entry in entries.iter() {
            match read_case(folder, text, entry, known, problems) {
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

/// The keys of a case of a kind.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "layer" => &[
            "name", "origin", "sources", "given", "bill", "expect", "layer",
        ],
        "contribute" => &["name", "origin", "sources", "given", "person", "expect"],
        _ => &["name", "origin", "sources", "given", "bill", "expect"],
    }
}

fn read_case(
    folder: &str,
    text: &Arc<Text>,
    item: &Spanned<DeValue<'_>>,
    kind: &str,
    problems: &mut Vec<Problem>,
) -> Result<Case, Problem> {
    let keys = keys_of(kind);
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
    let expected = table_of("expect").ok_or_else(|| missing("expect"))?;
    let start = part("expect").map_or(0, |part| part.span().start);
    let after = text.text.get(start..).unwrap_or_default();
    let expect_end = after
        .find('\n')
        .map_or(text.text.len(), |end| start + end + 1);
    let mut problems = Vec::new();
    let (kind, scope, mut raw) = if kind == "contribute" {
        let given = table_of("person").ok_or_else(|| missing("person"))?;
        let raw = person_table(text, given, &mut problems);
        (Kind::Contribute, Scope::Person, raw)
    } else {
        let given = table_of("bill").ok_or_else(|| missing("bill"))?;
        let raw = table(text, given, &mut problems);
        let kind = match part("layer") {
            _ if kind != "layer" => Kind::Reimburse,
            None => return Err(missing("layer")),
            Some(_) if raw.get("burden").is_none() => return Err(missing("burden")),
            Some(word) => Kind::Layer(layer_of(text, word)?),
        };
        (kind, Scope::Bill, raw)
    };
    add_region(&mut raw, scope, folder);
    let given = table_of("given").map_or_else(|| Ok(Vec::new()), |table| given_of(text, table))?;
    let expected = expected.iter().map(|(key, item)| {
        let value = match item.get_ref().as_str() {
            Some(text) => text.to_owned(),
            None => bounds_text(expected_money(item)),
        };
        Expected {
            key: key.get_ref().to_string(),
            value,
            span: item.span(),
        }
    });
    Ok(Case {
        name,
        folder: folder.to_owned(),
        place: place(text, item.span()),
        raw,
        kind,
        given,
        problems,
        expected: expected.collect(),
        expect_end,
    })
}

/// The figures of a case's own: a table's name each, and a number.
fn given_of(text: &Arc<Text>, table: &DeTable<'_>) -> Result<Vec<Given>, Problem> {
    let mut figures = Vec::new();
    for (key, item) in table {
        let Some(table) = TableName::parse(key.get_ref()).filter(|table| can_be_given(*table))
        else {
            let what = What::NoSuchTable(key.get_ref().to_string());
            return Err(Problem::new(place(text, key.span()), what));
        };
        let literal = text.text.get(item.span()).unwrap_or_default();
        match given(table, &literal.replace('_', ""), NaiveDate::MAX) {
            Ok(figure) => figures.push(figure),
            Err(why) => {
                return Err(Problem::new(place(text, item.span()), What::Number(why)));
            }
        }
    }
    Ok(figures)
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
    /// Settles the case, or gives what is wrong with its bill or person.
    ///
    /// # Errors
    /// Problems of the bill or person, and facts that the rules need and it does not say.
    pub fn settle(&self, shelf: &Shelf) -> Result<Settled, Vec<BillWhat>> {
        let read = |problems: Vec<BillProblem>| -> Vec<BillWhat> {
            problems.into_iter().map(|problem| problem.what).collect()
        };
        let asked = |problems: Vec<AtKey>| -> Vec<BillWhat> {
            problems.into_iter().map(|(_, what)| what).collect()
        };
        if !self.given.is_empty() && shelf.has_nothing_given() {
            return self.settle(&shelf.giving(self.given.clone()));
        }
        if self.kind == Kind::Contribute {
            let person = person(&self.raw, self.problems.clone()).map_err(read)?;
            let answer = contribute(shelf, &person).map_err(asked)?;
            return Ok(Settled::Contributed(answer));
        }
        let mut bill = bill(&self.raw, self.problems.clone()).map_err(read)?.bill;
        if let (Kind::Layer(layer), Some(sum)) = (self.kind, bill.charges.stated_sum()) {
            bill.charges = Charges::Alone(layer, sum);
        }
        let today = bill.day.unwrap_or(NaiveDate::MIN);
        let answer = reimburse(shelf, &bill, today).map_err(asked)?;
        Ok(Settled::Reimbursed(Box::new(answer)))
    }

    /// What comes out for each expected key.
    ///
    /// # Errors
    /// As [`Case::settle`].
    pub(crate) fn found(&self, shelf: &Shelf) -> Result<Vec<String>, Vec<BillWhat>> {
        let answer = self.settle(shelf)?;
        let keys = self.expected.iter();
        Ok(keys.map(|expected| answer.value(&expected.key)).collect())
    }

    /// What is wrong with what came out, if anything is.
    fn problem(&self, found: &Result<Vec<String>, Vec<BillWhat>>) -> Option<Problem> {
        let case = self.name.clone();
        let what = match found {
            Err(why) => Whole::CaseFails {
                case,
                why: why.clone(),
            },
            Ok(found) => {
                let pairs = self.expected.iter().zip(found);
                let differ = pairs.filter(|(expected, found)| {
                    expected.value != **found || expected.value.is_empty()
                });
                let differences: Vec<_> = differ
                    .map(|(expected, found)| {
                        (expected.key.clone(), expected.value.clone(), found.clone())
                    })
                    .collect();
                if self.expected.is_empty() {
                    let what = Whole::ExpectsNothing(case);
                    return Some(Problem::new(self.place.clone(), what));
                }
                if differences.is_empty() {
                    return None;
                }
                Whole::CaseDiffers { case, differences }
            }
        };
        Some(Problem::new(self.place.clone(), what))
    }

    /// The same case on another day: a bill of that day, a payment for its month or year.
    pub fn on(&self, day: NaiveDate) -> Case {
        let mut case = self.clone();
        let (scope, name, text) = match self.kind {
            Kind::Contribute if self.raw.get("year").is_some() => {
                (Scope::Person, "year", day.year().to_string())
            }
            Kind::Contribute => (Scope::Person, "month", day.to_string()),
            _ => (Scope::Bill, "on", day.to_string()),
        };
        let dates = ["on", "admitted", "discharged", "month", "year"];
        case.raw
            .fields
            .retain(|field| !dates.contains(&field.key.name));
        if let Some(key) = find(scope, name) {
            case.raw.fields.push(RawField {
                key,
                text,
                place: BillPlace::Flag(name.to_owned()),
            });
        }
        case
    }
}

/// A case is settled for the folder beside whose rules it stands.
fn add_region(raw: &mut RawBill, scope: Scope, folder: &str) {
    let slug = folder.rsplit('/').next().unwrap_or_default();
    if let (None, Some(key)) = (raw.get("region"), find(scope, "region")) {
        raw.fields.push(RawField {
            key,
            text: slug.to_owned(),
            place: BillPlace::Flag("region".to_owned()),
        });
    }
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
            // Without an upper one the text leaves it open.
            high: bounds.get("high").map_or(Some(Yuan::MAX), one)?,
        }),
        _ => one(item).map(Bounds::exactly),
    }
}

fn bounds_text(bounds: Option<Bounds<Yuan>>) -> String {
    match bounds {
        None => String::new(),
        Some(bounds) if bounds.high == Yuan::MAX => format!("{}..", bounds.low),
        Some(bounds) if bounds.is_vague() => format!("{}..{}", bounds.low, bounds.high),
        Some(bounds) => bounds.low.to_string(),
    }
}
