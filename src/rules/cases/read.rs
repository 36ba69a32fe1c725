//! Cases as their files write them.

use std::sync::Arc;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settled::bounds_text;
use super::{Case, Expected, KINDS, Kind};
use crate::engine::bounds::Bounds;
use crate::formats::problem::Place as BillPlace;
use crate::formats::raw::{RawBill, RawField};
use crate::formats::toml::{person as person_table, table};
use crate::model::keys::{Scope, find};
use crate::model::selector::Selector;
use crate::model::words::{self, Layer};
use crate::money::Yuan;
use crate::rules::given::{Given, can_be_given, given};
use crate::rules::guide::{TOPICS, Topic};
use crate::rules::problem::{Expected as Shape, Problem, What, nearest};
use crate::rules::table::TableName;
use crate::rules::text::{Place, Text};
use crate::typed;

/// Reads every case of a file.
pub(super) fn read_file(
    folder: &str,
    text: &Arc<Text>,
    cases: &mut Vec<Case>,
    problems: &mut Vec<Problem>,
) {
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
        "year" => &[
            "name", "origin", "sources", "given", "all", "bill", "expect",
        ],
        "guide" => &[
            "name", "origin", "sources", "given", "person", "expect", "topic",
        ],
        "contribute" | "deadline" | "wait" | "retire" | "maternity" => {
            &["name", "origin", "sources", "given", "person", "expect"]
        }
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
    if kind == "year" {
        let entry = part("name").and(case).ok_or_else(|| missing("name"))?;
        return read_year(folder, text, item.span(), (name, entry));
    }
    let expected = table_of("expect").ok_or_else(|| missing("expect"))?;
    let start = part("expect").map_or(0, |part| part.span().start);
    let after = text.text.get(start..).unwrap_or_default();
    let expect_end = after
        .find('\n')
        .map_or(text.text.len(), |end| start + end + 1);
    let mut problems = Vec::new();
    let of_person = match kind {
        "contribute" => Some(Kind::Contribute),
        "deadline" => Some(Kind::Deadline),
        "wait" => Some(Kind::Wait),
        "retire" => Some(Kind::Retire),
        "maternity" => Some(Kind::Maternity),
        "guide" => {
            let topic = part("topic").ok_or_else(|| missing("topic"))?;
            Some(Kind::Guide(topic_of(text, topic)?))
        }
        _ => None,
    };
    let (kind, scope, mut raw) = if let Some(kind) = of_person {
        let given = table_of("person").ok_or_else(|| missing("person"))?;
        let raw = person_table(text, given, &mut problems);
        (kind, Scope::Person, raw)
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
    let expected = expected
        .iter()
        .map(|(key, item)| expectation(text, key.get_ref(), item))
        .collect::<Result<_, _>>()?;
    Ok(Case {
        name,
        folder: folder.to_owned(),
        place: place(text, item.span()),
        raw,
        later: Vec::new(),
        kind,
        given,
        problems,
        expected,
        expect_end,
    })
}

/// A year: its bills in the order of their days, with what each comes to.
fn read_year(
    folder: &str,
    text: &Arc<Text>,
    span: std::ops::Range<usize>,
    (name, case): (String, &DeTable<'_>),
) -> Result<Case, Problem> {
    let missing = |key| Problem {
        place: place(text, span.clone()),
        what: What::MissingKey(key),
    };
    let list = |key| {
        let list = case.get(key).and_then(|list| list.get_ref().as_array());
        list.filter(|list| !list.is_empty())
            .ok_or_else(|| missing(key))
    };
    let (bills, expects) = (list("bill")?, list("expect")?);
    if bills.len() != expects.len() {
        return Err(missing(if bills.len() < expects.len() {
            "bill"
        } else {
            "expect"
        }));
    }
    let mut problems = Vec::new();
    let all = case.get("all").and_then(|all| all.get_ref().as_table());
    let all = all.map(|all| table(text, all, &mut problems));
    let mut raws = Vec::new();
    for bill in bills.iter() {
        let bill = bill.get_ref().as_table().ok_or_else(|| missing("bill"))?;
        let mut raw = all.clone().unwrap_or_default();
        let own = table(text, bill, &mut problems);
        raw.lay_over(own.fields);
        raw.lines = own.lines;
        add_region(&mut raw, Scope::Bill, folder);
        raws.push(raw);
    }
    let mut expected = Vec::new();
    for (index, expect) in expects.iter().enumerate() {
        let expect = expect
            .get_ref()
            .as_table()
            .ok_or_else(|| missing("expect"))?;
        for (key, item) in expect {
            let key = format!("{}.{}", index + 1, key.get_ref());
            expected.push(expectation(text, &key, item)?);
        }
    }
    let given = case
        .get("given")
        .and_then(|given| given.get_ref().as_table());
    let given = given.map_or_else(|| Ok(Vec::new()), |table| given_of(text, table))?;
    Ok(Case {
        name,
        folder: folder.to_owned(),
        place: place(text, span.clone()),
        raw: raws.remove(0),
        later: raws,
        kind: Kind::Year,
        given,
        problems,
        expected,
        expect_end: span.end,
    })
}

/// A value that cannot be read is a problem: it would agree with whatever did not come out.
fn expectation(
    text: &Arc<Text>,
    key: &str,
    item: &Spanned<DeValue<'_>>,
) -> Result<Expected, Problem> {
    if let DeValue::Table(bounds) = item.get_ref() {
        let mut keys = bounds.iter().map(|(key, _)| key);
        if let Some(key) = keys.find(|key| !["low", "high"].contains(&key.get_ref().as_ref())) {
            let what = What::UnknownKey {
                key: key.get_ref().to_string(),
                near: vec!["low".to_owned(), "high".to_owned()],
            };
            return Err(Problem::new(place(text, key.span()), what));
        }
    }
    let value = expected_value(item);
    if value.is_empty() {
        let found = text.text.get(item.span()).unwrap_or_default();
        let what = What::Expected {
            expected: Shape::Outcome,
            found: found.chars().take(40).collect(),
        };
        return Err(Problem::new(place(text, item.span()), what));
    }
    Ok(Expected {
        key: key.to_owned(),
        value,
        span: item.span(),
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

fn topic_of(text: &Arc<Text>, item: &Spanned<DeValue<'_>>) -> Result<&'static Topic, Problem> {
    let word = item.get_ref().as_str().unwrap_or_default();
    Topic::find(word).ok_or_else(|| Problem {
        place: place(text, item.span()),
        what: What::UnknownWord {
            selector: "topic",
            word: word.to_owned(),
            near: nearest(word, TOPICS.iter().map(|topic| topic.name)),
        },
    })
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

/// An expected value as text: a word, a day, days, a sum, a count, or bounds of them.
fn expected_value(item: &Spanned<DeValue<'_>>) -> String {
    let day = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::Datetime(day) => Some(day.to_string()),
        _ => None,
    };
    match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Array(days) => {
            let days: Option<Vec<String>> = days.iter().map(day).collect();
            days.unwrap_or_default().join(", ")
        }
        DeValue::Table(bounds) => {
            let days = bounds
                .get("low")
                .and_then(day)
                .zip(bounds.get("high").and_then(day));
            match days {
                Some((low, high)) => format!("{low}..{high}"),
                None => bounds_text(expected_money(item)),
            }
        }
        _ => bounds_text(expected_money(item)),
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
