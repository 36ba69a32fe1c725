//! `yibao reimburse`: what is paid back on this bill, and why.

use std::io::Read;
use std::path::Path;

use chrono::NaiveDate;

use crate::cli::Surroundings;
use crate::cli::args::{Output, Request};
use crate::cli::failure::{Failure, Usage};
use crate::cli::messages::Lang;
use crate::cli::output::{Answered, get, json, record, table};
use crate::cli::read;
use crate::cli::write;
use crate::formats::bill::bill;
use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::{RawBill, RawLine};
use crate::model::selector::Selector;
use crate::model::words::{Class, find};
use crate::rules::given::{Given, can_be_given, given};
use crate::rules::govern::Policy;
use crate::rules::problem::nearest;
use crate::rules::reimburse::{Outcome, reimburse};
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;

/// Settles the bill and prints the answer; the exit status comes with it.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let (mut raw, problems) = match &request.file {
        Some(file) => read::bill(file, request.input, stdin),
        None => (RawBill::default(), Vec::new()),
    };
    if raw == RawBill::default() && !problems.is_empty() {
        return Err(Failure::Bill(problems));
    }
    raw.lay_over(request.fields.clone());
    let problems = problems
        .into_iter()
        .chain(request.problems.iter().cloned())
        .collect();
    let read = bill(&raw, problems).map_err(Failure::Bill)?;
    let policy = Policy {
        extend: request.accepted.extend,
        min_grade: request.accepted.min_grade,
        fresh_on: request.accepted.fresh.then_some(around.today),
    };
    let given = given_figures(&request.accepted.given, around.today)?;
    let shelf = Shelf::new(request.rules.library(around)?).with(policy, given);
    let answer = reimburse(&shelf, &read.bill, around.today);
    let problems = shelf.problems();
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    let answer = answer.map_err(|problems| {
        let at = |name: &str| match raw.get(name) {
            Some(field) => field.place.clone(),
            None => Place::Flag(name.replace('_', "-")),
        };
        let problems = problems.into_iter().flat_map(|(key, what)| {
            let places = match &what {
                What::MissingSelfPayRate => lines_without_rate(&raw),
                What::UnknownWord {
                    key: "category",
                    word,
                    ..
                } => first_of_category(&raw, word),
                _ => vec![at(key)],
            };
            places.into_iter().map(move |place| Problem {
                place,
                what: what.clone(),
            })
        });
        Failure::Bill(problems.collect())
    })?;
    let status = if answer.outcome == Outcome::Unknown {
        4
    } else {
        0
    };
    let answered = Answered::new(&answer, &read, &shelf, around.today);
    if let Some(path) = &request.record {
        let text = record::render(&answered, &raw, request, lang);
        write::whole(Path::new(path), &text)?;
    }
    let text = match &request.output {
        Output::Table => table::render(&answered, lang, around.columns),
        Output::Json => json::render(&answered, lang),
        Output::Get(keys) => get::render(&answered, keys, lang)?,
    };
    Ok((text, status))
}

/// The 乙 lines that do not say their first payment.
fn lines_without_rate(raw: &RawBill) -> Vec<Place> {
    let is_b = |line: &&RawLine| {
        let class = line
            .get("class")
            .and_then(|field| find(Selector::Class, field.text.trim()));
        class.is_some_and(|class| class.name == Class::B.name())
    };
    let lines = raw.lines.iter().filter(is_b);
    lines
        .filter(|line| line.get("self_pay_rate").is_none())
        .map(|line| line.place.clone())
        .collect()
}

/// The first line that says a category.
fn first_of_category(raw: &RawBill, word: &str) -> Vec<Place> {
    let mut said = raw.lines.iter().filter_map(|line| line.get("category"));
    let first = said.find(|field| field.text.trim() == word);
    first.map(|field| field.place.clone()).into_iter().collect()
}

/// The user's own figures; all that is wrong with them at once.
fn given_figures(typed: &[String], today: NaiveDate) -> Result<Vec<Given>, Failure> {
    let mut figures = Vec::new();
    let mut problems = Vec::new();
    for text in typed {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let what = match TableName::parse(key.trim()).filter(|table| can_be_given(*table)) {
            None => {
                let tables = TableName::all().filter(|table| can_be_given(*table));
                let names: Vec<String> = tables.map(|table| table.to_string()).collect();
                What::NoSuchGiven {
                    key: key.to_owned(),
                    near: nearest(key, names.iter().map(String::as_str)),
                }
            }
            Some(table) => match given(table, value, today) {
                Ok(figure) => {
                    let twice = |known: &Given| known.block.table == table;
                    if figures.iter().any(twice) {
                        let flag = format!("--given {table}");
                        return Err(Failure::Usage(Usage::Twice(flag)));
                    }
                    figures.push(figure);
                    continue;
                }
                Err(why) => What::Given {
                    table: table.to_string(),
                    text: value.to_owned(),
                    why,
                },
            },
        };
        let place = Place::Flag("given".to_owned());
        problems.push(Problem { place, what });
    }
    if problems.is_empty() {
        Ok(figures)
    } else {
        Err(Failure::Bill(problems))
    }
}
