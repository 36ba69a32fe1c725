//! From lists that were typed to what is compared.

use crate::cli::compare::Request;
use crate::formats::compare_problem::CompareWhat;
use crate::formats::fields::unknown_word;
use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::RawField;
use crate::model::keys::{Key, ValueKind};
use crate::model::selector::Selector;
use crate::model::words::{Scheme, find, shared};
use crate::rules::compare::{Lists, MOST_VARIANTS};
use crate::typed;

/// What is listed; and the flags that say one value for all, in which a list of schemes leaves its first.
pub(super) fn lists(request: &Request) -> (Lists, Vec<RawField>, Vec<Problem>) {
    let mut fields = request.fields.clone();
    let mut lists = Lists {
        rules: 1 + request.against.len(),
        ..Lists::default()
    };
    let mut problems = request.problems.clone();
    for (key, text) in &request.listed {
        let mut report = |what: What| {
            let place = Place::Flag(key.flag());
            problems.push(Problem { place, what });
        };
        let items: Vec<&str> = text.split([',', '，', '、']).map(str::trim).collect();
        if items.contains(&"") {
            report(CompareWhat::EmptyItem(key.name).into());
            fields.retain(|field| field.key != *key);
            continue;
        }
        if let [_] = items[..] {
            continue;
        }
        fields.retain(|field| field.key != *key);
        if key.kind == ValueKind::Day {
            let mut days = Vec::new();
            for item in items {
                match typed::day(item) {
                    None => report(What::NotADay(item.to_owned())),
                    Some(day) if days.contains(&day) => report(twice(key, item)),
                    Some(day) => days.push(day),
                }
            }
            lists.days = days;
            continue;
        }
        let ValueKind::Word(selector) = key.kind else {
            continue;
        };
        let mut names: Vec<String> = Vec::new();
        for item in items {
            match find(selector, item) {
                None => report(unknown_word(key.name, item, shared(selector).iter())),
                Some(word) if names.iter().any(|name| name == word.name) => {
                    report(twice(key, item));
                }
                Some(word) => names.push(word.name.to_owned()),
            }
        }
        match selector {
            Selector::Scheme => {
                // The bill is checked with one scheme; the others take its place.
                fields.extend(names.first().map(|name| RawField {
                    key: *key,
                    text: name.clone(),
                    place: Place::Flag(key.flag()),
                }));
                let schemes = names.iter().filter_map(|name| Scheme::from_name(name));
                lists.schemes = schemes.collect();
            }
            Selector::Mode => lists.modes = names,
            Selector::Person => lists.persons = names,
            Selector::Hospital => lists.hospitals = names,
            _ => lists.places = names,
        }
    }
    let mut seen: Vec<&String> = Vec::new();
    let at = |what: CompareWhat, flag: &str| Problem {
        place: Place::Flag(flag.to_owned()),
        what: what.into(),
    };
    for folder in &request.against {
        if seen.contains(&folder) {
            let value = folder.clone();
            let key = "against";
            problems.push(at(CompareWhat::SameValue { key, value }, key));
        }
        seen.push(folder);
    }
    let count = lists.count();
    if count > MOST_VARIANTS {
        let most = MOST_VARIANTS;
        let flag = first_list(&lists);
        problems.push(at(CompareWhat::TooMany { count, most }, flag));
    }
    if count == 1 && problems.is_empty() {
        problems.push(at(CompareWhat::OneVariant, "scheme"));
    }
    (lists, fields, problems)
}

fn twice(key: &Key, item: &str) -> What {
    CompareWhat::SameValue {
        key: key.name,
        value: item.to_owned(),
    }
    .into()
}

/// The flag of the longest list.
fn first_list(lists: &Lists) -> &'static str {
    let lengths = [
        ("scheme", lists.schemes.len()),
        ("mode", lists.modes.len()),
        ("person", lists.persons.len()),
        ("hospital", lists.hospitals.len()),
        ("place", lists.places.len()),
        ("on", lists.days.len()),
        ("against", lists.rules - 1),
    ];
    let longest = lengths.into_iter().max_by_key(|(_, length)| *length);
    longest.map_or("scheme", |(name, _)| name)
}
