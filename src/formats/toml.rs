//! A bill in TOML: keys of the head, and `[[lines]]`.

use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::{RawBill, RawField, RawLine, add};
use crate::model::keys::Scope;
use crate::rules::text::{self, Text};

/// Reads a bill from TOML.
pub(crate) fn read(text: &Arc<Text>, problems: &mut Vec<Problem>) -> RawBill {
    let (root, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        problems.push(Problem {
            place: place(text, span),
            what: What::Syntax(error.message().to_owned()),
        });
    }
    table(text, root.get_ref(), problems)
}

/// Reads a bill from a table, as a case holds one.
pub(crate) fn table(text: &Arc<Text>, table: &DeTable<'_>, problems: &mut Vec<Problem>) -> RawBill {
    let mut bill = RawBill::default();
    for (key, item) in table {
        if matches!(key.get_ref().as_ref(), "lines" | "明细") {
            bill.lines = lines(text, item, problems);
        } else {
            field(
                text,
                &mut bill.fields,
                Scope::Bill,
                key.get_ref(),
                item,
                problems,
            );
        }
    }
    bill
}

fn lines(
    text: &Arc<Text>,
    item: &Spanned<DeValue<'_>>,
    problems: &mut Vec<Problem>,
) -> Vec<RawLine> {
    let mut lines = Vec::new();
    let DeValue::Array(entries) = item.get_ref() else {
        let place = place(text, item.span());
        problems.push(Problem {
            place,
            what: What::NotASingleValue,
        });
        return lines;
    };
    for entry in entries.iter() {
        let place = place(text, entry.span());
        let DeValue::Table(table) = entry.get_ref() else {
            problems.push(Problem {
                place,
                what: What::NotASingleValue,
            });
            continue;
        };
        let mut fields = Vec::new();
        for (key, item) in table {
            field(
                text,
                &mut fields,
                Scope::Line,
                key.get_ref(),
                item,
                problems,
            );
        }
        lines.push(RawLine { fields, place });
    }
    lines
}

fn field(
    text: &Arc<Text>,
    into: &mut Vec<RawField>,
    scope: Scope,
    key: &str,
    item: &Spanned<DeValue<'_>>,
    problems: &mut Vec<Problem>,
) {
    let place = place(text, item.span());
    let value = match item.get_ref() {
        DeValue::String(value) => value.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => {
            problems.push(Problem {
                place,
                what: What::NotASingleValue,
            });
            return;
        }
        // Numbers and days stand for the text of their literal: no binary float comes between.
        DeValue::Integer(_) | DeValue::Float(_) => {
            let literal = text.text.get(item.span()).unwrap_or_default();
            literal.replace('_', "")
        }
        _ => text.text.get(item.span()).unwrap_or_default().to_owned(),
    };
    add(into, scope, key, value, place, problems);
}

fn place(text: &Arc<Text>, span: std::ops::Range<usize>) -> Place {
    Place::Text(text::Place {
        text: Arc::clone(text),
        span,
    })
}
