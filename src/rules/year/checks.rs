//! What the bills of one year must have in common, and what must not happen among them.

use chrono::NaiveDate;

use super::OfBill;
use crate::formats::problem::What;
use crate::formats::year_problem::YearWhat;
use crate::model::bill::Bill;
use crate::model::selector::Selector;
use crate::model::words::{Scheme, Visit};
use crate::rules::claim::unknown_region;
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;

/// The one place and scheme of all bills.
pub(super) fn insurance(shelf: &Shelf, bills: &[Bill]) -> Result<(Folder, Scheme), Vec<OfBill>> {
    let mut problems = Vec::new();
    let mut found: Option<(Folder, Scheme)> = None;
    for (index, bill) in bills.iter().enumerate() {
        let name = bill.region.as_deref().unwrap_or_default();
        let folder = match shelf.find_region(name) {
            Ok(folder) => folder,
            Err(near) => {
                problems.push((index, ("region", unknown_region(name, near))));
                continue;
            }
        };
        let Some(scheme) = bill.word(Selector::Scheme).and_then(Scheme::from_name) else {
            problems.push((index, ("scheme", What::Missing(vec!["scheme"], None))));
            continue;
        };
        match &found {
            None => found = Some((folder, scheme)),
            Some((first, of)) if first.path == folder.path && *of == scheme => {}
            Some((first, _)) => {
                let key = if first.path == folder.path {
                    "scheme"
                } else {
                    "region"
                };
                problems.push((index, (key, YearWhat::OtherInsurance.into())));
            }
        }
    }
    match found {
        Some(found) if problems.is_empty() => Ok(found),
        _ => Err(problems),
    }
}

/// Which reversal takes back which bill, both by their place among the bills.
pub(super) fn reversals(
    bills: &[Bill],
    order: &[(NaiveDate, usize)],
    problems: &mut Vec<OfBill>,
) -> Vec<(usize, usize)> {
    let mut reversed: Vec<(usize, usize)> = Vec::new();
    for (place, (_, index)) in order.iter().enumerate() {
        let bill = &bills[*index];
        if !bill.is_reversal {
            continue;
        }
        let number = bill.reverses.as_ref().or(bill.number.as_ref());
        let said = number.cloned().unwrap_or_default();
        let before = order[..place].iter().rev().map(|(_, other)| *other);
        let open = before.filter(|other| {
            let is_open = reversed.iter().all(|(_, of)| of != other);
            !bills[*other].is_reversal && is_open && bills[*other].number.as_ref() == number
        });
        let mut open = open.peekable();
        let is_there = open.peek().is_some();
        let visit = bill.word(Selector::Visit);
        let same = open.find(|other| {
            let other = &bills[*other];
            other.charges == bill.charges
                && other.hospital_pay == bill.hospital_pay
                && other.word(Selector::Visit) == visit
        });
        let what = match same {
            Some(of) => {
                reversed.push((*index, of));
                continue;
            }
            None if is_there => YearWhat::UnlikeReversed(said),
            None => YearWhat::NothingToReverse(said),
        };
        let key = if bill.reverses.is_some() {
            "reverses"
        } else {
            "bill"
        };
        problems.push((*index, (key, what.into())));
    }
    reversed
}

/// Every bill belongs to the year; a reversal belongs to the year of its bill.
pub(super) fn one_year(
    bills: &[Bill],
    order: &[(NaiveDate, usize)],
    (from, to): (NaiveDate, NaiveDate),
    problems: &mut Vec<OfBill>,
) {
    for &(day, index) in order {
        if !bills[index].is_reversal && !(from..=to).contains(&day) {
            let what = YearWhat::OutsideYear { day, from, to };
            problems.push((index, (key_of_day(&bills[index]), what.into())));
        }
    }
}

fn key_of_day(bill: &Bill) -> &'static str {
    if bill.stay.is_some() {
        "discharged"
    } else {
        "on"
    }
}

pub(super) fn one_number(bills: &[Bill], order: &[(NaiveDate, usize)], problems: &mut Vec<OfBill>) {
    let mut seen: Vec<&String> = Vec::new();
    for (_, index) in order {
        let bill = &bills[*index];
        let Some(number) = bill.number.as_ref().filter(|_| !bill.is_reversal) else {
            continue;
        };
        if seen.contains(&number) {
            let what = YearWhat::SameNumber(number.clone());
            problems.push((*index, ("bill", what.into())));
        }
        seen.push(number);
    }
}

/// Stays do not overlap, unless one of them was taken back. One may begin on the day on which another ends.
pub(super) fn apart_stays(bills: &[Bill], reversed: &[(usize, usize)], problems: &mut Vec<OfBill>) {
    let is_meant = |index: usize| {
        let bill = &bills[index];
        let is_inpatient = bill.word(Selector::Visit) == Some(Visit::Inpatient.name());
        let is_taken_back = reversed.iter().any(|(_, of)| *of == index);
        is_inpatient && !bill.is_reversal && !is_taken_back
    };
    let stays = bills.iter().enumerate().filter_map(|(index, bill)| {
        let (admitted, discharged) = bill.stay.filter(|_| is_meant(index))?;
        Some((admitted, discharged, index))
    });
    let mut stays: Vec<_> = stays.collect();
    stays.sort();
    let mut last: Option<(NaiveDate, usize)> = None;
    for (admitted, discharged, index) in stays {
        if let Some((until, other)) = last
            && admitted < until
        {
            let number = bills[other].number.clone();
            let name = number.unwrap_or_else(|| format!("#{}", other + 1));
            let what = YearWhat::StaysOverlap(name);
            problems.push((index, ("admitted", what.into())));
        }
        if last.is_none_or(|(until, _)| discharged > until) {
            last = Some((discharged, index));
        }
    }
}

pub(super) fn same_person(bills: &[Bill], problems: &mut Vec<OfBill>) {
    let mut first: Option<&String> = None;
    for (index, bill) in bills.iter().enumerate() {
        match (first, &bill.patient) {
            (Some(other), Some(patient)) if other != patient => {
                problems.push((index, ("patient", YearWhat::OtherPatient.into())));
            }
            (None, Some(patient)) => first = Some(patient),
            _ => {}
        }
    }
}
