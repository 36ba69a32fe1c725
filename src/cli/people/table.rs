//! A table of people in, one row each out; rows that have no answer are named, and nothing is lost.

use std::io::Read;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::Request;
use crate::cli::args::Output;
use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, bill_problem, say};
use crate::cli::output::csv;
use crate::cli::output::json::document;
use crate::cli::output::problems;
use crate::cli::output::workbook;
use crate::cli::read;
use crate::formats::people::{self, Row as Person};
use crate::formats::problem::{Place, Problem};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::table::Wanted;
use crate::money::Yuan;

/// A person's answer, or why there is none.
pub(super) enum Row {
    Answer(Json),
    Rejected(Vec<Problem>),
}

/// What a table came to: the text for stdout, that for stderr, the status.
pub(super) struct Done {
    pub(super) out: Vec<u8>,
    pub(super) said: String,
    pub(super) status: u8,
}

/// Answers every row by `ask`; what flags say stands for every person, unless the row says otherwise.
pub(super) fn run(
    request: &Request,
    file: &str,
    stdin: &mut dyn Read,
    (lang, today): (Lang, NaiveDate),
    ask: impl Fn(&RawBill) -> Result<Row, Failure>,
) -> Result<Done, Failure> {
    let how = &request.how;
    let read = read::table(file, how, stdin).map_err(|problem| Failure::Bill(vec![problem]))?;
    let (source, format) = read;
    let name: Arc<str> = source.name.as_str().into();
    let people = people::read(source, format, Wanted::People, &how.hints).map_err(Failure::Bill)?;
    let mut answers: Vec<(Person, Json)> = Vec::new();
    let mut rejected: Vec<(u64, Vec<Problem>)> = Vec::new();
    for own in people.rows {
        let row = own.number;
        let mut raw = RawBill {
            fields: request.fields.clone(),
            ..RawBill::default()
        };
        raw.lay_over(own.raw.fields.clone());
        match ask(&raw)? {
            Row::Answer(answer) => answers.push((own, answer)),
            Row::Rejected(found) => {
                let at_row = |problem: Problem| match problem.place {
                    Place::Cell { .. } => problem,
                    _ => Problem {
                        place: Place::Row {
                            file: Arc::clone(&name),
                            row,
                        },
                        ..problem
                    },
                };
                rejected.push((row, found.into_iter().map(at_row).collect()));
            }
        }
    }
    let sums = sums(&answers);
    let unknown = answers
        .iter()
        .filter(|(_, answer)| answer["outcome"] == "unknown")
        .count();
    let status = if !rejected.is_empty() {
        1
    } else if unknown > 0 {
        4
    } else {
        0
    };
    let all: Vec<Problem> = rejected
        .iter()
        .flat_map(|(_, found)| found.clone())
        .collect();
    if request.json() {
        let rows = answers
            .iter()
            .map(|(own, answer)| json!({ "row": own.number, "answer": answer }));
        let own = json!({
            "rows": rows.collect::<Vec<_>>(),
            "sums": sums.iter().map(|(key, sum)| (key.clone(), json!(sum.to_string()))).collect::<serde_json::Map<_, _>>(),
            "rejected": rejected.iter().map(|(row, found)| json!({
                "row": row,
                "problems": found.iter().map(|one| bill_problem(lang, &one.what).cause).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        });
        return Ok(Done {
            out: document(request.kind.name(), own).into_bytes(),
            said: String::new(),
            status,
        });
    }
    let mut said = problems::reading(&[&people.understood], lang, None);
    for problem in all {
        said += &problems::text(&Failure::Bill(vec![problem]), lang, None);
    }
    let (done, left) = (answers.len(), rejected.len());
    said += &say!(
        lang,
        "{done} 人已算，{left} 行未算，{unknown} 人结果未知\n",
        "people: {done}, rows rejected: {left}, unknown: {unknown}\n"
    );
    for (key, sum) in &sums {
        said += &format!("{key} {}\n", sum.grouped());
    }
    let (header, rows) = rows(&people.headings, &answers, request.kind.columns());
    Ok(Done {
        out: match request.output {
            Output::Workbook => workbook::plain(&header, &rows, (lang, today))?,
            _ => csv::render(&header, rows)?.into_bytes(),
        },
        said,
        status,
    })
}

/// The sums of every amount that some row has and no row leaves vague.
fn sums(answers: &[(Person, Json)]) -> Vec<(String, Yuan)> {
    let mut sums: Vec<(String, Yuan)> = Vec::new();
    for (_, answer) in answers {
        for (key, value) in answer["amounts"].as_object().into_iter().flatten() {
            let sum = value
                .as_str()
                .and_then(|text| crate::typed::money(text).ok());
            let Some(sum) = sum.filter(|_| SUMMED.contains(&key.as_str())) else {
                continue;
            };
            match sums.iter_mut().find(|(known, _)| known == key) {
                Some((_, total)) => *total += sum,
                None => sums.push((key.clone(), sum)),
            }
        }
    }
    sums
}

/// Amounts that are added up: of each payer, what enters the accounts, what is paid for births.
const SUMMED: [&str; 12] = [
    "individual",
    "employer",
    "subsidy",
    "assistance",
    "pool",
    "unemployment_fund",
    "account_credit",
    "price",
    "delivery",
    "antenatal",
    "family_planning",
    "allowance",
];

/// One row each: the row's own cells, then what came out.
fn rows(
    headings: &[String],
    answers: &[(Person, Json)],
    columns: &[&str],
) -> (Vec<String>, Vec<Vec<String>>) {
    let rows = answers.iter().map(|(person, answer)| {
        let own = person.cells.iter().cloned();
        let own = own.chain(std::iter::repeat(String::new()));
        let mut row: Vec<String> = own.take(headings.len()).collect();
        row.extend(csv::cells(answer, columns));
        row
    });
    (header(headings, columns), rows.collect())
}

/// The answer about one person: what flags say, then what came out.
pub(super) fn one(fields: &[RawField], answer: &Json, columns: &[&str]) -> Result<String, Failure> {
    let headings: Vec<String> = fields.iter().map(|one| one.key.name.to_owned()).collect();
    let mut row: Vec<String> = fields.iter().map(|one| one.text.clone()).collect();
    row.extend(csv::cells(answer, columns));
    csv::render(&header(&headings, columns), vec![row])
}

/// A column of the answer that is called as one of the table's own says that it is the answer's.
fn header(headings: &[String], columns: &[&str]) -> Vec<String> {
    let own = headings.iter().cloned();
    let header = own.chain(columns.iter().map(|key| {
        match headings.iter().any(|heading| heading.trim() == *key) {
            true => format!("answer.{key}"),
            false => (*key).to_owned(),
        }
    }));
    header.collect()
}
