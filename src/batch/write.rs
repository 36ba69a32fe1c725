//! Rows out: CSV, or a JSON object a line.

use crate::batch::cells::{Cell, text};
use crate::batch::columns::{Columns, Output, Shown};
use crate::batch::lines::Lines;
use crate::batch::row::{Settled, Settler};
use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::formats::nhsa::privacy::is_personal;
use crate::formats::workbook::begins_a_formula;
use crate::rules::reimburse::Outcome;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// CSV with a header.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

/// The line of headings of a CSV.
pub fn header(output: &Output) -> Vec<u8> {
    let mut line = Vec::new();
    for (place, heading) in output.headings.iter().enumerate() {
        if place > 0 {
            line.push(b',');
        }
        cell(&mut line, heading);
    }
    line.push(b'\n');
    line
}

/// A cell that needs no more quotes than it has to, and that no spreadsheet takes for a formula.
pub fn cell(out: &mut Vec<u8>, text: &str) {
    let text = harmless(text);
    if text.contains([',', '"', '\n', '\r']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    let is_number = || crate::typed::number(text).is_ok();
    if begins_a_formula(text) && !is_number() {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// Writes a settled row as a line of CSV.
#[inline]
pub fn csv(
    out: &mut Lines,
    shown: &[Shown],
    (buffer, cells): (&[u8], &[Cell]),
    settled: &Settled,
    settler: &Settler,
) {
    for shown in shown {
        match *shown {
            Shown::Input(column) => {
                let Cell { start, end } = cells[column];
                match buffer[start] {
                    // 0xef begins the wide forms of the same signs.
                    b'=' | b'+' | b'-' | b'@' | b'\t' | b'"' | 0xef if start < end => {
                        passed_through(out, &buffer[start..end]);
                    }
                    _ => out.padded(buffer, start, end),
                }
            }
            Shown::Amount(amount) => {
                if let Settled::Amounts { is_range: false } = settled
                    && let Some(amount) = settler.lower.get(amount)
                {
                    out.amount_cell(amount);
                    continue;
                }
                amount_of(out, amount, settled, settler);
            }
            Shown::Outcome => out.bytes(outcome(settled).as_bytes()),
            Shown::Grade => out.bytes(grade(settled, settler).as_bytes()),
        }
        out.byte(b',');
    }
    out.end_line();
}

#[cold]
fn passed_through(out: &mut Lines, raw: &[u8]) {
    match text(raw) {
        Some(text) => {
            let mut kept = Vec::new();
            cell(&mut kept, &text);
            out.bytes(&kept);
        }
        None => out.bytes(raw),
    }
}

#[inline]
fn amount_of(out: &mut Lines, amount: Amount, settled: &Settled, settler: &Settler) {
    let Settled::Amounts { is_range } = settled else {
        return;
    };
    let Some(lower) = settler.lower.get(amount) else {
        return;
    };
    if *is_range {
        let Bounds { low, high } = &settler.bounds;
        let (low, high) = (low.sum(amount), high.sum(amount));
        out.amount(low);
        if high != low {
            out.bytes(b"..");
            out.amount(high);
        }
    } else {
        out.amount(lower);
    }
}

fn outcome(settled: &Settled) -> &'static str {
    match settled {
        Settled::Amounts { is_range: false } => Outcome::Determined.name(),
        Settled::Amounts { is_range: true } => Outcome::Range.name(),
        Settled::Without(outcome) => outcome.name(),
        Settled::Rejected(_) => "",
    }
}

fn grade(settled: &Settled, settler: &Settler) -> &'static str {
    match settled {
        Settled::Amounts { .. } => settler.grade.map_or("", |grade| grade.name()),
        _ => "",
    }
}

/// Writes a settled row as a JSON object: amounts are strings, what was not computed is null.
pub fn ndjson(
    out: &mut Lines,
    output: &Output,
    own: impl Fn(usize) -> serde_json::Value,
    settled: &Settled,
    settler: &Settler,
) {
    use serde_json::Value as Json;
    let mut object = serde_json::Map::new();
    for (shown, heading) in output.shown.iter().zip(&output.headings) {
        let mut text = Lines::default();
        let value = match *shown {
            Shown::Input(column) => own(column),
            Shown::Amount(amount) => {
                amount_of(&mut text, amount, settled, settler);
                plain(text.as_slice())
            }
            Shown::Outcome => plain(outcome(settled).as_bytes()),
            Shown::Grade => plain(grade(settled, settler).as_bytes()),
        };
        object.insert(heading.clone(), value);
    }
    out.bytes(Json::Object(object).to_string().as_bytes());
    out.byte(b'\n');
}

/// Writes what came of a JSON object: its own values that are asked for, or all of them, and the answer's.
pub fn object(
    out: &mut Lines,
    output: &Output,
    columns: &Columns,
    (own, kept): (&Object, Option<&Object>),
    settled: &Settled,
    settler: &Settler,
) {
    let value = |column: usize| {
        let key = columns.keys[column];
        let mut named = own
            .iter()
            .filter(|(name, _)| key.is_some_and(|key| key.is(name)));
        named
            .next()
            .map_or(serde_json::Value::Null, |(_, value)| value.clone())
    };
    match kept {
        None => ndjson(out, output, value, settled, settler),
        Some(kept) => {
            let mut text = Lines::default();
            ndjson(&mut text, output, value, settled, settler);
            let answer: Object = serde_json::from_slice(text.as_slice()).unwrap_or_default();
            let mut all = kept.clone();
            all.retain(|name, _| !is_personal(name));
            for (name, value) in answer {
                let taken = all.contains_key(&name);
                let name = if taken {
                    format!("answer.{name}")
                } else {
                    name
                };
                all.insert(name, value);
            }
            out.bytes(serde_json::Value::Object(all).to_string().as_bytes());
            out.byte(b'\n');
        }
    }
}

/// A JSON object.
type Object = serde_json::Map<String, serde_json::Value>;

fn plain(text: &[u8]) -> serde_json::Value {
    if text.is_empty() {
        serde_json::Value::Null
    } else {
        String::from_utf8_lossy(text).into_owned().into()
    }
}
