//! A bill in JSON: one object, with `lines` as a list of objects.
//!
//! Values are kept as raw text until their key is known, so that a number keeps its own digits and every problem its
//! place. Nothing is read deeper than a bill goes, so nesting cannot exhaust anything.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::formats::bill::MOST_LINES;
use crate::formats::nhsa::read as nhsa;
use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField, RawLine, add};
use crate::model::keys::Scope;
use crate::rules::text::{self, Text};

/// Reads a bill from JSON.
pub(crate) fn read(text: &Arc<Text>, problems: &mut Vec<Problem>) -> RawBill {
    let mut bill = RawBill::default();
    let whole = match serde_json::from_str::<&RawValue>(&text.text) {
        Ok(whole) => whole,
        Err(error) => {
            problems.push(syntax(text, 0, &text.text, &error));
            return bill;
        }
    };
    let mut found = nhsa::unwrapped(text, whole, problems).into_iter();
    if let Some(first) = found.next() {
        one(text, first, &mut bill, problems);
    }
    let more = found.count();
    if more > 0 {
        let place = Place::File(text.path.clone());
        report(problems, place, FileWhat::SeveralBills(more + 1));
    }
    bill
}

/// Reads bills from JSON: a list of them, an object with such a list as `bills`, or a single one; with their places.
pub(crate) fn read_bills(text: &Arc<Text>, problems: &mut Vec<Problem>) -> Vec<(RawBill, Place)> {
    let whole = match serde_json::from_str::<&RawValue>(&text.text) {
        Ok(whole) => whole,
        Err(error) => {
            problems.push(syntax(text, 0, &text.text, &error));
            return Vec::new();
        }
    };
    let mut list = whole;
    if whole.get().starts_with('{') {
        let members = object(text, whole, problems);
        match members.iter().find(|(key, _)| is_bills(key)) {
            Some((_, bills)) => list = bills,
            None => {
                let found = nhsa::unwrapped(text, whole, problems);
                return each(text, found, problems);
            }
        }
        for (key, value) in members.iter().filter(|(key, _)| !is_bills(key)) {
            let what = What::UnknownKey {
                key: key.clone(),
                near: vec!["bills".to_owned()],
            };
            report(problems, key_place(text, key, value.get()), what);
        }
    }
    let entries: Vec<&RawValue> = match serde_json::from_str(list.get()) {
        Ok(entries) => entries,
        Err(_) => {
            report(problems, place(text, list.get()), What::NotAListOfLines);
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for entry in entries {
        found.extend(nhsa::unwrapped(text, entry, problems));
    }
    each(text, found, problems)
}

fn each(
    text: &Arc<Text>,
    entries: Vec<&RawValue>,
    problems: &mut Vec<Problem>,
) -> Vec<(RawBill, Place)> {
    let bills = entries.into_iter().map(|entry| {
        let mut bill = RawBill::default();
        one(text, entry, &mut bill, problems);
        (bill, place(text, entry.get()))
    });
    bills.collect()
}

/// Whether a key holds a list of bills.
pub(crate) fn is_bills(key: &str) -> bool {
    matches!(key, "bills" | "账单")
}

fn one(text: &Arc<Text>, value: &RawValue, bill: &mut RawBill, problems: &mut Vec<Problem>) {
    let members = object(text, value, problems);
    if nhsa::is_message(&members) {
        nhsa::settlement(text, &members, bill, problems);
        return;
    }
    members_of_ours(text, members, bill, problems);
}

/// A bill in the keys of a bill file.
pub(super) fn one_of_ours(
    text: &Arc<Text>,
    value: &RawValue,
    bill: &mut RawBill,
    problems: &mut Vec<Problem>,
) {
    let members = object(text, value, problems);
    members_of_ours(text, members, bill, problems);
}

fn members_of_ours(
    text: &Arc<Text>,
    members: Vec<(String, &RawValue)>,
    bill: &mut RawBill,
    problems: &mut Vec<Problem>,
) {
    for (key, value) in members {
        if matches!(key.as_str(), "lines" | "明细") {
            let found = lines(text, value, problems);
            if !bill.lines.is_empty() {
                report(
                    problems,
                    key_place(text, &key, value.get()),
                    What::Twice("lines"),
                );
            }
            bill.lines = found;
        } else {
            field(text, &mut bill.fields, Scope::Bill, &key, value, problems);
        }
    }
}

fn lines(text: &Arc<Text>, value: &RawValue, problems: &mut Vec<Problem>) -> Vec<RawLine> {
    if value.get() == "null" {
        return Vec::new();
    }
    if !value.get().starts_with('[') {
        report(problems, place(text, value.get()), What::NotAListOfLines);
        return Vec::new();
    }
    let entries = items(text, value, problems);
    if entries.len() > MOST_LINES {
        let what = FileWhat::TooManyLines;
        report(problems, place(text, value.get()), what);
        return Vec::new();
    }
    let mut lines = Vec::new();
    for entry in entries {
        let mut fields = Vec::new();
        for (key, value) in object(text, entry, problems) {
            field(text, &mut fields, Scope::Line, &key, value, problems);
        }
        let place = place(text, entry.get());
        lines.push(RawLine { fields, place });
    }
    lines
}

/// The values of a list; one that is none is a problem.
pub(super) fn items<'t>(
    text: &Arc<Text>,
    value: &'t RawValue,
    problems: &mut Vec<Problem>,
) -> Vec<&'t RawValue> {
    match serde_json::from_str(value.get()) {
        Ok(entries) => entries,
        Err(error) => {
            let problem = syntax(text, offset(text, value.get()), value.get(), &error);
            report(problems, problem.place, problem.what);
            Vec::new()
        }
    }
}

/// A single value as text: nothing where it is none, or `null`.
pub(super) fn plain(value: &RawValue) -> Option<String> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).ok(),
        Some(b'{' | b'[') => None,
        _ if raw == "null" => None,
        _ => Some(raw.to_owned()),
    }
}

pub(super) fn field(
    text: &Arc<Text>,
    into: &mut Vec<RawField>,
    scope: Scope,
    key: &str,
    value: &RawValue,
    problems: &mut Vec<Problem>,
) {
    let raw = value.get();
    let place = place(text, raw);
    let value = match raw.as_bytes().first() {
        Some(b'"') => match serde_json::from_str(raw) {
            Ok(value) => value,
            // Half of a surrogate pair is no text.
            Err(error) => {
                let problem = syntax(text, offset(text, raw), raw, &error);
                report(problems, problem.place, problem.what);
                return;
            }
        },
        Some(b'{' | b'[') => {
            report(problems, place, What::NotASingleValue);
            return;
        }
        _ if raw == "null" => String::new(),
        _ => raw.to_owned(),
    };
    let key_place = || key_place(text, key, raw);
    add(into, scope, key, value, place, key_place, problems);
}

/// The members of an object in their order, doubles kept, so that a key given twice is seen.
pub(super) fn object<'t>(
    text: &Arc<Text>,
    value: &'t RawValue,
    problems: &mut Vec<Problem>,
) -> Vec<(String, &'t RawValue)> {
    let mut deserializer = serde_json::Deserializer::from_str(value.get());
    match deserializer.deserialize_map(Members) {
        Ok(members) => members,
        Err(error) => {
            let problem = syntax(text, offset(text, value.get()), value.get(), &error);
            report(problems, problem.place, problem.what);
            Vec::new()
        }
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// A syntax error within a part of the text that begins at `start`.
fn syntax(text: &Arc<Text>, start: usize, part: &str, error: &serde_json::Error) -> Problem {
    let line_start = part
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    let at = (start + line_start + error.column().saturating_sub(1)).min(text.text.len());
    let at = (0..=at)
        .rev()
        .find(|&at| text.text.is_char_boundary(at))
        .unwrap_or(0);
    let message = error.to_string();
    let message = message
        .split(" at line ")
        .next()
        .unwrap_or(&message)
        .to_owned();
    Problem {
        place: Place::Text(text::Place {
            text: Arc::clone(text),
            span: at..at,
        }),
        what: FileWhat::Syntax(message).into(),
    }
}

pub(super) fn place(text: &Arc<Text>, part: &str) -> Place {
    let start = offset(text, part);
    Place::Text(text::Place {
        text: Arc::clone(text),
        span: start..start + part.len(),
    })
}

/// The place of a key, which stands right before its value.
pub(super) fn key_place(text: &Arc<Text>, key: &str, value: &str) -> Place {
    let end = offset(text, value);
    // Only what stands close before the value is looked at: a key written with escapes is not found at all.
    let near = (end.saturating_sub(4096)..=end).find(|&at| text.text.is_char_boundary(at));
    let near = near.unwrap_or(end);
    let before = text.text.get(near..end).unwrap_or_default();
    let before = before.rfind(&format!("\"{key}\""));
    let start = before.map_or(end, |at| near + at + 1);
    let length = if start < end { key.len() } else { value.len() };
    Place::Text(text::Place {
        text: Arc::clone(text),
        span: start..start + length,
    })
}

/// Where a part borrowed from the text begins in it.
fn offset(text: &Arc<Text>, part: &str) -> usize {
    let start = (part.as_ptr() as usize).wrapping_sub(text.text.as_ptr() as usize);
    if start <= text.text.len() { start } else { 0 }
}
