//! A profile: what stays the same for a person, or for each member of a family. TOML with the flags' names: what holds
//! for everybody first, then a table for each member.

use std::sync::Arc;

use ::toml::de::{DeTable, DeValue};

use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::formats::raw::RawField;
use crate::formats::toml;
use crate::model::keys::{self, Key, OF_PROFILE, Scope};
use crate::rules::problem::nearest;
use crate::rules::text::Text;

/// What a profile says of somebody, as far as a command asks for it. Without a name: what holds for everybody.
///
/// # Errors
/// All problems of the file at once, those of the other members too.
pub fn read(
    text: &Arc<Text>,
    who: Option<&str>,
    scope: Scope,
) -> Result<Vec<RawField>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (root, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let there = text.text.get(span.clone()).unwrap_or_default();
        // TOML wants Chinese names in quotes: the slip that nearly everybody makes.
        let what = if !there.is_empty() && !there.is_ascii() {
            What::NameWithoutQuotes(there.to_owned())
        } else {
            FileWhat::Syntax(error.message().to_owned()).into()
        };
        report(&mut problems, toml::place(text, span), what);
    }
    let root = root.get_ref();
    let mut common = Vec::new();
    let mut own = None;
    let mut members = Vec::new();
    for (key, item) in root {
        let name = key.get_ref().as_ref();
        match item.get_ref() {
            DeValue::Table(member) => {
                let fields = facts(text, member, scope, &mut problems);
                members.push(name.to_owned());
                if who == Some(name) {
                    own = Some(fields);
                }
            }
            _ => fact(text, &mut common, (key, item), scope, &mut problems),
        }
    }
    if let Some(who) = who.filter(|_| own.is_none() && problems.is_empty()) {
        let what = What::NoSuchMember {
            who: who.to_owned(),
            members,
        };
        report(&mut problems, Place::Flag("who".to_owned()), what);
    }
    if !problems.is_empty() {
        problems.sort_by_key(|problem| match &problem.place {
            Place::Text(place) => place.span.start,
            _ => 0,
        });
        return Err(problems);
    }
    let own = own.unwrap_or_default();
    let said = |field: &RawField| own.iter().any(|other: &RawField| other.key == field.key);
    common.retain(|field| !said(field));
    common.extend(own);
    Ok(common)
}

type Item<'t, 'd> = (
    &'t ::toml::Spanned<::toml::de::DeString<'d>>,
    &'t ::toml::Spanned<DeValue<'d>>,
);

fn facts(
    text: &Arc<Text>,
    table: &DeTable<'_>,
    scope: Scope,
    problems: &mut Vec<Problem>,
) -> Vec<RawField> {
    let mut fields = Vec::new();
    for item in table {
        fact(text, &mut fields, item, scope, problems);
    }
    fields
}

/// Keeps what the command asks for; what it has no use for is passed over.
fn fact(
    text: &Arc<Text>,
    into: &mut Vec<RawField>,
    (key, item): Item<'_, '_>,
    scope: Scope,
    problems: &mut Vec<Problem>,
) {
    let name = key.get_ref().as_ref();
    match of_profile(name) {
        Some(known) if keys::find(scope, known.name).is_some() => {
            toml::field(text, into, scope, key, item, problems);
        }
        Some(_) => {}
        None => {
            let near = nearest(name, OF_PROFILE);
            let what = What::NotOfProfile {
                key: name.to_owned(),
                near: if near.is_empty() {
                    OF_PROFILE.map(str::to_owned).into()
                } else {
                    near
                },
            };
            report(problems, toml::place(text, key.span()), what);
        }
    }
}

/// The key of a profile that a name stands for.
fn of_profile(name: &str) -> Option<Key> {
    let found = [Scope::Bill, Scope::Person].into_iter();
    let mut found = found.filter_map(|scope| keys::find(scope, name));
    found.find(|key| OF_PROFILE.contains(&key.name))
}
