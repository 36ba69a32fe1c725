//! From what a reader found to a checked person.

use std::collections::BTreeMap;

use crate::formats::fields::Typed;
use crate::formats::problem::{Problem, What};
use crate::formats::raw::RawBill;
use crate::model::person::{Period, Person};
use crate::time::YEARS;

/// Makes a person of what a reader found.
///
/// # Errors
/// All problems at once.
pub fn person(raw: &RawBill, mut problems: Vec<Problem>) -> Result<Person, Vec<Problem>> {
    let mut typed = Typed {
        raw,
        problems: &mut problems,
        last_charge: None,
        own_categories: BTreeMap::new(),
    };
    let facts = raw
        .fields
        .iter()
        .filter_map(|field| typed.fact(field))
        .collect();
    let month = raw.get("month").and_then(|field| typed.month_of(field));
    let year = raw.get("year").and_then(|field| {
        let year = i32::try_from(typed.count_of(field)?).ok();
        let year = year.filter(|year| YEARS.contains(year));
        if year.is_none() {
            typed.report(field.place.clone(), What::NotADay(field.text.clone()));
        }
        year
    });
    if month.is_some() && year.is_some() {
        typed.report_at(raw, "year", What::Contradiction("month", "year"));
    }
    let on = raw.get("on").and_then(|field| typed.day_of(field));
    let mut sum = |name: &str| {
        let sum = typed.money(name)?;
        if sum.is_negative() {
            typed.report_at(raw, name, What::BelowZero(sum));
        }
        Some(sum)
    };
    let (wage, base) = (sum("wage"), sum("base"));
    let region = raw.get("region").map(|field| field.text.trim().to_owned());
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Person {
        region,
        facts,
        period: month.map(Period::Month).or(year.map(Period::Year)),
        on,
        wage,
        base,
    })
}
