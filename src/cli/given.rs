//! `--given` for contributions: a base and lines of the user's own notice.

use chrono::NaiveDate;

use crate::cli::failure::{Failure, Usage};
use crate::formats::problem::{Place, Problem, What};
use crate::model::words::{ContributionLine, Payer, Scheme};
use crate::money::NumberError;
use crate::rules::given::{Given, can_be_given, given, given_contribution};
use crate::rules::problem::nearest;
use crate::rules::table::TableName;

/// The keys that stand for a table.
pub(crate) fn keys_for(table: TableName) -> Vec<String> {
    match table {
        TableName::Contribution => {
            vec![
                "contribution.base".to_owned(),
                "contribution.rate".to_owned(),
            ]
        }
        table => vec![table.to_string()],
    }
}

/// The user's own figures; all that is wrong with them at once.
pub(crate) fn figures(
    typed: &[String],
    scheme: Option<Scheme>,
    today: NaiveDate,
) -> Result<Vec<Given>, Failure> {
    let mut figures: Vec<Given> = Vec::new();
    let mut contribution: Vec<(Option<(ContributionLine, Payer)>, String)> = Vec::new();
    let mut problems = Vec::new();
    for text in typed {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let (key, value) = (key.trim(), value.trim().to_owned());
        if let Some(part) = part_of(key) {
            if contribution.iter().any(|(known, _)| *known == part) {
                return Err(Failure::Usage(Usage::Twice(format!("--given {key}"))));
            }
            contribution.push((part, value));
            continue;
        }
        let what = match TableName::parse(key).filter(|table| can_be_given(*table)) {
            None => no_such(key),
            Some(table) if figures.iter().any(|known| known.block.table == table) => {
                return Err(Failure::Usage(Usage::Twice(format!("--given {table}"))));
            }
            Some(table) => match given(table, &value, today) {
                Ok(figure) => {
                    figures.push(figure);
                    continue;
                }
                Err(why) => wrong(key, &value, why),
            },
        };
        problems.push(problem(what));
    }
    if !contribution.is_empty() {
        match given_contribution(&contribution, scheme, today) {
            Ok(figure) => figures.push(figure),
            Err(why) => {
                let all: Vec<&str> = contribution
                    .iter()
                    .map(|(_, value)| value.as_str())
                    .collect();
                problems.push(problem(wrong("contribution", &all.join(", "), why)));
            }
        }
    }
    if problems.is_empty() {
        Ok(figures)
    } else {
        Err(Failure::Bill(problems))
    }
}

fn problem(what: What) -> Problem {
    Problem {
        place: Place::Flag("given".to_owned()),
        what,
    }
}

fn wrong(table: &str, text: &str, why: NumberError) -> What {
    What::Given {
        table: table.to_owned(),
        text: text.to_owned(),
        why,
    }
}

fn no_such(key: &str) -> What {
    let tables = TableName::all().filter(|table| can_be_given(*table));
    let mut names: Vec<String> = tables.map(|table| table.to_string()).collect();
    names.extend(keys_for(TableName::Contribution));
    What::NoSuchGiven {
        key: key.to_owned(),
        near: nearest(key, names.iter().map(String::as_str)),
    }
}

/// Which part of contributions a key names: the base (nothing), or a line and its payer.
fn part_of(key: &str) -> Option<Option<(ContributionLine, Payer)>> {
    let rest = key.strip_prefix("contribution.")?;
    match rest {
        "base" => Some(None),
        "rate" => Some(Some((ContributionLine::Basic, Payer::Individual))),
        _ => {
            let (line, payer) = rest.split_once('.')?;
            let line = ContributionLine::from_name(line)?;
            Some(Some((line, Payer::from_name(payer)?)))
        }
    }
}
