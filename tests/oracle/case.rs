//! The facts of a bill, and how rows and adjustments are chosen by them.

use std::collections::BTreeMap;

use crate::number::{Number, not_below_zero, whole};
use crate::rules::{Action, Adjust, Conditions, Says, Table, Test};

/// The facts of a bill by which rows are chosen.
pub(crate) type Case = BTreeMap<&'static str, Fact>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    Word(&'static str),
    Count(i64),
}

pub(crate) fn matches(when: &Conditions, case: &Case) -> bool {
    when.iter()
        .all(|(selector, test)| match (test, case.get(selector)) {
            (Test::Words(words), Some(Fact::Word(word))) => words.contains(word),
            (Test::Band(from, below), Some(Fact::Count(count))) => {
                count >= from && below.is_none_or(|below| *count < below)
            }
            _ => false,
        })
}

/// The first row that matches wins.
pub(crate) fn row<'a, V>(table: &'a Table<V>, case: &Case) -> &'a Says<V> {
    let row = table.rows.iter().find(|row| matches(&row.when, case));
    row.map_or(&Says::Announced, |row| &row.says)
}

pub(crate) fn value<'a, V>(table: &'a Table<V>, case: &Case) -> Option<&'a V> {
    match row(table, case) {
        Says::Value(value) => Some(value),
        _ => None,
    }
}

fn steps(entry: &Adjust, case: &Case) -> i64 {
    let Some(each) = &entry.each else { return 1 };
    let Some(Fact::Count(count)) = case.get(each.selector) else {
        panic!("every bill says {}", each.selector)
    };
    let steps = (count - each.after).max(0);
    each.most.map_or(steps, |most| steps.min(most))
}

/// All entries of `adjust` that match, in their order.
pub(crate) fn adjusted(start: Number, entries: &[Adjust], case: &Case, high: bool) -> Number {
    let one = whole(1);
    let mut value = start.clone();
    for entry in entries.iter().filter(|entry| matches(&entry.when, case)) {
        let steps = whole(steps(entry, case));
        value = match &entry.action {
            None => value,
            Some(Action::Points(points)) => value + points.at(high) * steps,
            Some(Action::Plus(sum)) => value + sum.at(high) * steps,
            Some(Action::Times(times)) => value * times.at(high),
            // The ratio is lowest where the own share is highest.
            Some(Action::OwnShareTimes(times)) => &one - (&one - value) * times.at(!high),
        };
        if let Some(min) = &entry.min {
            value = value.max(min.clone());
        }
        if let Some(max) = &entry.max {
            value = value.min(max.clone());
        }
        if let Some(times) = &entry.max_times {
            value = value.min(&start * times);
        }
    }
    value
}

pub(crate) fn held(ratio: Number) -> Number {
    not_below_zero(ratio).min(whole(1))
}

/// The case for which a table's standard is asked: the first time, at home.
pub(crate) fn first_time(case: &Case) -> Case {
    let mut case = case.clone();
    for nth in ["nth", "nth-at-level", "nth-for-disease"] {
        case.insert(nth, Fact::Count(1));
    }
    case.insert("place", Fact::Word("local"));
    case
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Known {
    Yes,
    Unknown,
    NotCovered,
}

pub(crate) fn known<V>(says: &Says<V>) -> Known {
    match says {
        Says::Value(_) => Known::Yes,
        Says::Announced => Known::Unknown,
        Says::NotCovered => Known::NotCovered,
    }
}
