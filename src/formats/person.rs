//! From what a reader found to a checked person.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::formats::fields::Typed;
use crate::formats::problem::{Problem, What};
use crate::formats::raw::RawBill;
use crate::model::bill::Fact;
use crate::model::person::{Birth, History, Period, Person};
use crate::model::selector::Selector;
use crate::money::NumberError;
use crate::time::{YEARS, YearMonth};
use crate::typed;

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
    let mut facts: Vec<(Selector, Fact)> = raw
        .fields
        .iter()
        .filter_map(|field| typed.fact(field))
        .collect();
    let period = period(raw, &mut typed);
    let on = raw.get("on").and_then(|field| typed.day_of(field));
    let mut sum = |name: &str| {
        let sum = typed.money(name)?;
        if sum.is_negative() {
            typed.report_at(raw, name, What::BelowZero(sum));
        }
        Some(sum)
    };
    let (wage, base) = (sum("wage"), sum("base"));
    let sums = (sum("employer_average_wage"), sum("total"));
    let birth = Birth {
        employer_wage: sums.0,
        total: sums.1,
        ..birth(raw, &mut typed)
    };
    let history = history(raw, &mut typed);
    facts.extend(history.born.map(|born| {
        let day = i64::from(born.num_days_from_ce());
        (Selector::Born, Fact::Value(day))
    }));
    let region = raw.get("region").map(|field| field.text.trim().to_owned());
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Person {
        region,
        facts,
        period,
        on,
        wage,
        base,
        history,
        birth,
    })
}

/// What is known of a birth, its sums apart.
fn birth(raw: &RawBill, typed: &mut Typed<'_>) -> Birth {
    let children = raw.get("children").and_then(|field| {
        let count = typed.count_of(field)?;
        if count == 0 {
            typed.not_a_number(field, NumberError::BelowZero);
            return None;
        }
        Some(count)
    });
    let leave_days = raw
        .get("leave_days")
        .and_then(|field| typed.count_of(field));
    let insured_since = raw
        .get("insured_since")
        .and_then(|field| typed.month_of(field));
    let due = raw.get("due").and_then(|field| typed.day_of(field));
    // Each pair says the same thing twice.
    for (one, other) in [("insured_since", "months"), ("children", "extra-children")] {
        if raw.get(one).is_some() && raw.get(other).is_some() {
            typed.report_at(raw, one, What::Contradiction(one, other));
        }
    }
    Birth {
        children,
        insured_since,
        due,
        leave_days,
        ..Birth::default()
    }
}

/// What is paid for.
fn period(raw: &RawBill, typed: &mut Typed<'_>) -> Option<Period> {
    let mut month = |name: &str| raw.get(name).and_then(|field| typed.month_of(field));
    let (one, from, to) = (month("month"), month("from"), month("to"));
    let year = raw.get("year").and_then(|field| {
        let year = i32::try_from(typed.count_of(field)?).ok();
        let year = year.filter(|year| YEARS.contains(year));
        if year.is_none() {
            typed.report(
                field.place.clone(),
                What::NotAYear(field.text.trim().to_owned()),
            );
        }
        year
    });
    for (name, other) in [("month", "year"), ("from", "year"), ("from", "month")] {
        if raw.get(name).is_some() && raw.get(other).is_some() {
            typed.report_at(raw, name, What::Contradiction(name, other));
        }
    }
    if raw.get("from").is_some() != raw.get("to").is_some() {
        let name = if raw.get("to").is_none() {
            "to"
        } else {
            "from"
        };
        typed.missing(name);
    }
    match (one, year, from, to) {
        (Some(month), ..) => Some(Period::Month(month)),
        (_, Some(year), ..) => Some(Period::Year(year)),
        (.., Some(from), Some(to)) if from <= to => Some(Period::Span(from, to)),
        (.., Some(_), Some(_)) => {
            typed.report_at(raw, "to", What::Contradiction("from", "to"));
            None
        }
        _ => None,
    }
}

/// What is known of earlier cover.
fn history(raw: &RawBill, typed: &mut Typed<'_>) -> History {
    let missed = raw.get("missed").map(|field| {
        let texts = field.text.split([',', '，', '、', ' ']).map(str::trim);
        let texts = texts.filter(|text| !text.is_empty());
        let mut years: Vec<i32> = Vec::new();
        for text in texts {
            match text.parse::<i32>().ok().filter(|year| YEARS.contains(year)) {
                Some(year) if !years.contains(&year) => years.push(year),
                _ => typed.report(field.place.clone(), What::NotAYear(text.to_owned())),
            }
        }
        years.sort_unstable();
        years
    });
    let last_covered = raw
        .get("last_covered")
        .and_then(|field| typed.month_of(field));
    if missed.is_some() && last_covered.is_some() {
        typed.report_at(raw, "missed", What::Contradiction("missed", "last_covered"));
    }
    let paid = raw.get("paid").and_then(|field| typed.day_of(field));
    // Of a birth the month may be all that is asked for.
    let born = raw.get("born").and_then(|field| {
        let month = || typed::month(&field.text).map(YearMonth::first_day);
        let born = typed::day(&field.text).or_else(month);
        if born.is_none() {
            typed.report(
                field.place.clone(),
                What::NotADay(field.text.trim().to_owned()),
            );
        }
        born
    });
    let before_birth = |day: Option<NaiveDate>| born.zip(day).is_some_and(|(born, day)| day < born);
    if before_birth(paid) {
        typed.report_at(raw, "paid", What::Contradiction("paid", "born"));
    }
    if before_birth(last_covered.map(YearMonth::last_day)) {
        typed.report_at(
            raw,
            "last_covered",
            What::Contradiction("last_covered", "born"),
        );
    }
    let mut count = |name: &str| raw.get(name).and_then(|field| typed.count_of(field));
    History {
        missed,
        last_covered,
        paid,
        repair: count("repair"),
        born,
        retire_at: count("retire_at"),
        months_deemed: count("months_deemed"),
    }
}
