//! A bill in TOML: keys of the head, and `[[lines]]`.

use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};

use crate::formats::json::is_bills;
use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField, RawLine, add};
use crate::model::keys::Scope;
use crate::rules::text::{self, Text};

/// Reads a bill from TOML.
pub(crate) fn read(text: &Arc<Text>, problems: &mut Vec<Problem>) -> RawBill {
    let (root, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        report(
            problems,
            place(text, span),
            FileWhat::Syntax(error.message().to_owned()),
        );
    }
    table(text, root.get_ref(), problems)
}

/// Reads bills from TOML: `[[bills]]`, or a single one; with their places.
pub(crate) fn read_bills(text: &Arc<Text>, problems: &mut Vec<Problem>) -> Vec<(RawBill, Place)> {
    let (root, errors) = DeTable::parse_recoverable(&text.text);
    let root = root.get_ref();
    let list = root.iter().find(|(key, _)| is_bills(key.get_ref()));
    let Some((_, list)) = list else {
        return vec![(read(text, problems), Place::File(text.path.clone()))];
    };
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let what = FileWhat::Syntax(error.message().to_owned());
        report(problems, place(text, span), what);
    }
    for (key, _) in root.iter().filter(|(key, _)| !is_bills(key.get_ref())) {
        let what = What::UnknownKey {
            key: key.get_ref().to_string(),
            near: vec!["bills".to_owned()],
        };
        report(problems, place(text, key.span()), what);
    }
    let mut bills = Vec::new();
    for entry in list
        .get_ref()
        .as_array()
        .into_iter()
        .flat_map(|list| list.iter())
    {
        let place = place(text, entry.span());
        match entry.get_ref().as_table() {
            Some(entry) => bills.push((table(text, entry, problems), place)),
            None => report(problems, place, What::NotAListOfLines),
        }
    }
    bills
}

/// Reads a bill from a table, as a case holds one.
pub(crate) fn table(text: &Arc<Text>, table: &DeTable<'_>, problems: &mut Vec<Problem>) -> RawBill {
    let mut bill = RawBill::default();
    for (key, item) in table {
        if matches!(key.get_ref().as_ref(), "lines" | "明细") {
            let found = lines(text, item, problems);
            if !bill.lines.is_empty() {
                report(problems, place(text, key.span()), What::Twice("lines"));
            }
            bill.lines = found;
        } else {
            field(text, &mut bill.fields, Scope::Bill, key, item, problems);
        }
    }
    bill
}

/// Reads a person from a table, as a case holds one.
pub(crate) fn person(
    text: &Arc<Text>,
    table: &DeTable<'_>,
    problems: &mut Vec<Problem>,
) -> RawBill {
    let mut person = RawBill::default();
    for (key, item) in table {
        field(text, &mut person.fields, Scope::Person, key, item, problems);
    }
    person
}

fn lines(
    text: &Arc<Text>,
    item: &Spanned<DeValue<'_>>,
    problems: &mut Vec<Problem>,
) -> Vec<RawLine> {
    let mut lines = Vec::new();
    let DeValue::Array(entries) = item.get_ref() else {
        let place = place(text, item.span());
        report(problems, place, What::NotAListOfLines);
        return lines;
    };
    for entry in entries.iter() {
        let place = place(text, entry.span());
        let DeValue::Table(table) = entry.get_ref() else {
            report(problems, place, What::NotAListOfLines);
            continue;
        };
        let mut fields = Vec::new();
        for (key, item) in table {
            field(text, &mut fields, Scope::Line, key, item, problems);
        }
        lines.push(RawLine { fields, place });
    }
    lines
}

/// Adds a key with its value, or says what is wrong with it.
pub(super) fn field(
    text: &Arc<Text>,
    into: &mut Vec<RawField>,
    scope: Scope,
    key: &Spanned<DeString<'_>>,
    item: &Spanned<DeValue<'_>>,
    problems: &mut Vec<Problem>,
) {
    let place = place(text, item.span());
    let value = match item.get_ref() {
        DeValue::String(value) => value.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => {
            report(problems, place, What::NotASingleValue);
            return;
        }
        // Numbers and days stand for the text of their literal: no binary float comes between.
        DeValue::Integer(_) | DeValue::Float(_) => {
            let literal = text.text.get(item.span()).unwrap_or_default();
            literal.replace('_', "")
        }
        _ => text.text.get(item.span()).unwrap_or_default().to_owned(),
    };
    let key_place = || self::place(text, key.span());
    add(
        into,
        scope,
        key.get_ref(),
        value,
        place,
        key_place,
        problems,
    );
}

pub(super) fn place(text: &Arc<Text>, span: std::ops::Range<usize>) -> Place {
    Place::Text(text::Place {
        text: Arc::clone(text),
        span,
    })
}
