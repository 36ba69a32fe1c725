//! What a reader found: keys with their texts and places, not yet understood.

use crate::formats::problem::{MOST, Place, Problem, What, report};
use crate::model::keys::{self, Key, Scope};
use crate::rules::problem::nearest;

/// A key with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawField {
    /// The key.
    pub key: Key,
    /// What stands there.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// A charge line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawLine {
    /// Its keys.
    pub fields: Vec<RawField>,
    /// Where it stands.
    pub place: Place,
}

impl RawLine {
    /// The text of a key.
    pub fn get(&self, name: &str) -> Option<&RawField> {
        self.fields.iter().find(|field| field.key.name == name)
    }
}

/// A bill as a reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBill {
    /// The head.
    pub fields: Vec<RawField>,
    /// The charge lines.
    pub lines: Vec<RawLine>,
    /// Columns that no key is known for; nothing is read from them.
    pub unused: Vec<String>,
}

impl RawBill {
    /// The text of a key of the head.
    pub fn get(&self, name: &str) -> Option<&RawField> {
        self.fields.iter().find(|field| field.key.name == name)
    }

    /// Lays fields over the bill: what is said later stands.
    pub fn lay_over(&mut self, fields: Vec<RawField>) {
        let names: Vec<&str> = fields.iter().map(|field| field.key.name).collect();
        self.fields.retain(|field| !names.contains(&field.key.name));
        self.fields.extend(fields);
    }
}

/// Adds a key with its text to a list, or says why not. The place of the key is looked for only when
/// there is something to say about it.
pub(crate) fn add(
    into: &mut Vec<RawField>,
    scope: Scope,
    name: &str,
    text: String,
    place: Place,
    key_place: impl FnOnce() -> Place,
    problems: &mut Vec<Problem>,
) {
    if problems.len() >= MOST {
        return;
    }
    let Some(key) = keys::find(scope, name) else {
        let all: Vec<Key> = keys::of(scope).collect();
        let names = all.iter().flat_map(|key| [key.name, key.zh]);
        let what = What::UnknownKey {
            key: name.to_owned(),
            near: nearest(name, names),
        };
        report(problems, key_place(), what);
        return;
    };
    if into.iter().any(|field| field.key == key) {
        let what = What::Twice(key.name);
        report(problems, key_place(), what);
        return;
    }
    if !text.trim().is_empty() {
        into.push(RawField { key, text, place });
    }
}
