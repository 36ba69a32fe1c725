//! `yibao reimburse`: what is paid back on this bill, and why.

use std::io::Read;
use std::path::Path;

use crate::cli::args::{Output, Request};
use crate::cli::failure::Failure;
use crate::cli::given;
use crate::cli::mend;
use crate::cli::messages::Lang;
use crate::cli::output::json::document_of;
use crate::cli::output::paper::Telling;
use crate::cli::output::{Answered, csv, dry_run, get, json, problems, record, settled, workbook};
use crate::cli::read;
use crate::cli::write;
use crate::cli::{Spoken, Surroundings};
use crate::formats::bill::{Taken, bill};
use crate::formats::nhsa::write as nhsa;
use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::{RawBill, RawLine};
use crate::model::keys::Scope;
use crate::model::selector::Selector;
use crate::model::words::{Class, Scheme, find};
use crate::rules::dialect::{has_strange_codes, translate};
use crate::rules::govern::Policy;
use crate::rules::reimburse::{Outcome, reimburse};
use crate::rules::shelf::Shelf;

/// Settles the bill and prints the answer; the exit status comes with it.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<Spoken, Failure> {
    let taken = match &request.file {
        Some(file) => read::bill(file, &request.how, stdin),
        None => Taken::default(),
    };
    let (mut raw, problems) = (taken.raw, taken.problems);
    if raw == RawBill::default() && !problems.is_empty() {
        return Err(Failure::Bill(problems));
    }
    raw.lay_over(request.fields.clone());
    raw.lay_under(&request.accepted.profile.fields(Scope::Bill, around)?);
    if has_strange_codes(&raw) {
        translate(&Shelf::new(request.rules.library(around)?), &mut raw);
    }
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
    let scheme = read.bill.word(Selector::Scheme).and_then(Scheme::from_name);
    let given = given::figures(&request.accepted.given, scheme, around.today)?;
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
    if request.dry_run {
        let read = (&raw, &taken.understood);
        let text = match &request.output {
            Output::Json | Output::Csv => document_of(&dry_run::document(&answered, read)),
            Output::Get(keys) => get::render(&dry_run::document(&answered, read), keys)?,
            look => dry_run::paper(&answered, read, lang).print(look, around),
        };
        return Ok(Spoken {
            out: text.into_bytes(),
            said: String::new(),
            status,
        });
    }
    if let Some(path) = &request.record {
        let text = record::render(&answered, &raw, request, lang);
        write::whole(Path::new(path), &text)?;
    }
    let out = match &request.output {
        _ if request.nhsa => {
            let accepted = record::accepted(&request.accepted);
            let document = nhsa::document(&answer, &read.bill, &raw, accepted);
            json::document_of(&document).into_bytes()
        }
        Output::Csv => csv::bill(&answered, lang)?.into_bytes(),
        Output::Workbook => workbook::bill(&answered, lang)?,
        Output::Json => json::render(&answered, lang).into_bytes(),
        Output::Get(keys) => get::render(&json::answer(&answered, lang), keys)?.into_bytes(),
        look @ Output::Table if status == 4 => {
            let typed = &request.accepted.typed;
            let telling = Telling::of(look, request.explain);
            let text = settled::paper(&answered, lang, telling).print(look, around);
            mend::with_more(&text, lang, typed, &answered.missing(), around.columns).into_bytes()
        }
        look @ (Output::Table | Output::Markdown | Output::Html) => {
            let telling = Telling::of(look, request.explain);
            let paper = settled::paper(&answered, lang, telling);
            paper.print(look, around).into_bytes()
        }
    };
    Ok(Spoken {
        out,
        said: problems::reading(&[&taken.understood], lang, around.columns),
        status,
    })
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
