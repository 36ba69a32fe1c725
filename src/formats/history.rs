//! A file of earlier cover (CSV, XLSX): the months, the scheme, the place and the day of payment, one stretch a row.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::formats::bill::{Format, Source};
use crate::formats::fields::Typed;
use crate::formats::people;
use crate::formats::problem::{Place, Problem, What};
use crate::formats::table::{Hints, Wanted};
use crate::model::bill::Fact;
use crate::model::person::Person;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::time::YearMonth;

/// Months in a row that somebody was covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stint {
    /// The first of them.
    pub from: YearMonth,
    /// The last.
    pub to: YearMonth,
    /// By which scheme.
    pub scheme: Scheme,
    /// Where.
    pub region: Option<String>,
    /// When they were paid.
    pub paid: Option<NaiveDate>,
    /// The row.
    pub row: u64,
}

/// Reads a history; its stretches come in the order of their months.
///
/// # Errors
/// All problems at once: of single cells, months that two rows have.
pub fn read(source: Source, format: Format, hints: &Hints) -> Result<Vec<Stint>, Vec<Problem>> {
    let file: Arc<str> = source.name.as_str().into();
    let table = people::read(source, format, Wanted::Stints, hints)?;
    let mut problems = Vec::new();
    let mut stints = Vec::new();
    for row in &table.rows {
        let mut typed = Typed {
            raw: &row.raw,
            problems: &mut problems,
            last_charge: None,
            own_categories: BTreeMap::new(),
        };
        let place = at(&file, row.number);
        let mut month = |name| match row.raw.get(name) {
            Some(field) => typed.month_of(field),
            None => {
                typed.report(place.clone(), What::Missing(vec![name], None));
                None
            }
        };
        let (from, to) = (month("from"), month("to"));
        let scheme = match row.raw.get("scheme") {
            Some(field) => typed.word_of(field, Selector::Scheme),
            None => {
                typed.report(place.clone(), What::Missing(vec!["scheme"], None));
                None
            }
        };
        let paid = row.raw.get("paid").and_then(|field| typed.day_of(field));
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        if to < from {
            typed.report_at(&row.raw, "to", What::Contradiction("from", "to"));
        }
        let scheme = scheme.and_then(|name| Scheme::from_name(&name));
        stints.extend(scheme.map(|scheme| Stint {
            from,
            to,
            scheme,
            region: row.raw.get("region").map(|field| field.text.clone()),
            paid,
            row: row.number,
        }));
    }
    stints.sort_by_key(|stint| (stint.from, stint.row));
    let mut last: Option<&Stint> = None;
    for stint in &stints {
        match last {
            Some(before) if stint.from <= before.to => problems.push(Problem {
                place: at(&file, stint.row.max(before.row)),
                what: What::SameMonths {
                    row: stint.row.min(before.row),
                },
            }),
            _ => {}
        }
        last = last.filter(|before| before.to >= stint.to).or(Some(stint));
    }
    if problems.is_empty() {
        Ok(stints)
    } else {
        Err(problems)
    }
}

fn at(file: &Arc<str>, row: u64) -> Place {
    let file = Arc::clone(file);
    Place::Row { file, row }
}

/// Tells of a person what a history says: the last covered month, the months of the last unbroken cover, the scheme
/// that the person comes from. What is said of the person beside it stands.
///
/// # Errors
/// A payment before birth, or one after `on`: a history knows nothing that is to come.
pub fn tell(
    person: &mut Person,
    stints: &[Stint],
    file: &Arc<str>,
    on: NaiveDate,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for stint in stints {
        let mut report = |what| {
            let place = at(file, stint.row);
            problems.push(Problem { place, what });
        };
        if let Some(paid) = stint.paid.filter(|paid| *paid > on) {
            report(What::PaidToCome(paid));
        }
        let first = stint.paid.unwrap_or(stint.to.last_day());
        if person.history.born.is_some_and(|born| first < born) {
            report(What::Contradiction("paid", "born"));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let Some(last) = stints.last() else {
        return Ok(());
    };
    let history = &mut person.history;
    if history.missed.is_none() {
        history.last_covered = history.last_covered.or(Some(last.to));
    }
    let follows = |(later, earlier): (&Stint, &Stint)| earlier.to.plus(1) == Some(later.from);
    let unbroken = stints.iter().rev().zip(stints.iter().rev().skip(1));
    let rows = 1 + unbroken.take_while(|pair| follows(*pair)).count();
    let months = stints.iter().rev().take(rows).map(|stint| {
        let months = stint.to.index() - stint.from.index() + 1;
        i64::from(months)
    });
    let months = months.sum();
    if person.number(Selector::PaidMonths).is_none() {
        person
            .facts
            .push((Selector::PaidMonths, Fact::Value(months)));
    }
    let is_resident = |scheme: Scheme| scheme == Scheme::Resident;
    let now = person.word(Selector::Scheme).and_then(Scheme::from_name);
    let entry = match now {
        Some(now) if is_resident(now) && !is_resident(last.scheme) => Some("from-employee"),
        Some(now) if !is_resident(now) && is_resident(last.scheme) => Some("from-resident"),
        _ => None,
    };
    if let Some(entry) = entry.filter(|_| person.word(Selector::Entry).is_none()) {
        person
            .facts
            .push((Selector::Entry, Fact::Word(entry.to_owned())));
    }
    Ok(())
}
