//! What a reader found: keys with their texts and places, not yet understood.

use crate::formats::nhsa::privacy::is_personal;
use crate::formats::problem::{MOST, Place, Problem, What, report};
use crate::formats::record::Recorded;
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

/// Who paid what, as a row of the settlement's details says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawDetail {
    /// The code of the payer (fund_pay_type).
    pub payer: String,
    /// The sum.
    pub amount: String,
    /// Where it stands.
    pub place: Place,
}

/// A bill as a reader found it, with what a settlement of it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBill {
    /// The head; what a settlement paid stands among it, under keys of its own scope.
    pub fields: Vec<RawField>,
    /// The charge lines.
    pub lines: Vec<RawLine>,
    /// Columns that no key is known for; nothing is read from them.
    pub unused: Vec<String>,
    /// Who paid what, row by row.
    pub details: Vec<RawDetail>,
    /// Whether the parts of the total are those after settling: what care away from home pays first is among them.
    pub is_settled: bool,
    /// Whether this program wrote it: the bill stands in it as it was settled.
    pub is_ours: bool,
    /// What was accepted when it was settled, where this program wrote it.
    pub recorded: Option<Box<Recorded>>,
}

impl RawBill {
    /// The text of a key of the head. What a settlement paid is no part of the bill.
    pub fn get(&self, name: &str) -> Option<&RawField> {
        let of_bill = |field: &&RawField| field.key.scope != Scope::Settlement;
        let mut fields = self.fields.iter().filter(of_bill);
        fields.find(|field| field.key.name == name)
    }

    /// Lays fields over the bill: what is said later stands.
    pub fn lay_over(&mut self, fields: Vec<RawField>) {
        let names: Vec<&str> = fields.iter().map(|field| field.key.name).collect();
        self.fields.retain(|field| !names.contains(&field.key.name));
        self.fields.extend(fields);
    }

    /// Lays fields under the bill: what the bill says itself stands, also where it says the same in another key.
    pub fn lay_under(&mut self, fields: &[RawField]) {
        const THE_SAME: [(&str, &str); 2] = [("months", "insured_since"), ("born", "age")];
        for field in fields {
            let name = field.key.name;
            let other = THE_SAME.iter().find(|(one, _)| *one == name);
            let is_said = self.get(name).is_some()
                || other.is_some_and(|(_, other)| self.get(other).is_some());
            if !is_said {
                self.fields.push(field.clone());
            }
        }
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
    let found = keys::find(scope, name);
    // Who it is does not matter here, and is not kept: one of a person's keys is enough to tell him apart.
    let is_second = |key: &Key| key.name == "patient" && into.iter().any(|field| field.key == *key);
    if is_personal(name) && found.as_ref().is_none_or(is_second) {
        return;
    }
    let Some(key) = found else {
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
