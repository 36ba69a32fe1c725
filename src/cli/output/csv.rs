//! An answer as CSV: a row a bill or person, columns by the keys of the JSON answer. There are no rows of totals, and no
//! cell of text that a spreadsheet would take for a formula.

use serde_json::Value as Json;

use crate::cli::failure::Failure;
use crate::cli::messages::Lang;
use crate::cli::output::{Answered, get, json};
use crate::engine::settlement::Amount;
use crate::formats::workbook::begins_a_formula;
use crate::model::selector::Selector;
use crate::typed;

/// The answer about a bill: what was asked, then what came out.
pub(crate) fn bill(answered: &Answered<'_>, lang: Lang) -> Result<String, Failure> {
    let answer = answered.answer;
    let bill = &answered.read.bill;
    let word = |selector| bill.word(selector).unwrap_or_default().to_owned();
    let own = [
        ("bill", bill.number.clone().unwrap_or_default()),
        ("region", answer.folder.name.clone()),
        ("scheme", answer.scheme.name().to_owned()),
        ("visit", answer.visit.name().to_owned()),
        ("hospital", word(Selector::Hospital)),
        ("person", word(Selector::Person)),
        ("on", answer.day.to_string()),
    ];
    let (mut header, mut row): (Vec<String>, Vec<String>) = own
        .into_iter()
        .map(|(key, cell)| (key.to_owned(), cell))
        .unzip();
    let keys = results();
    row.extend(cells(&json::answer(answered, lang), &keys));
    header.extend(keys.into_iter().map(str::to_owned));
    render(&header, vec![row])
}

/// The answer about a year, by its document: a row a bill.
pub(crate) fn year(document: &Json) -> Result<String, Failure> {
    let own = ["bill", "place", "day", "visit", "turn", "of"];
    let keys: Vec<&str> = own.into_iter().chain(results()).collect();
    let bills = document["bills"].as_array().into_iter().flatten();
    let rows = bills.map(|bill| cells(bill, &keys)).collect();
    let header: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    render(&header, rows)
}

/// A comparison, by its document: a row a variant.
pub(crate) fn variants(document: &Json) -> Result<String, Failure> {
    let keys = [
        "number",
        "label",
        "scheme",
        "mode",
        "person",
        "hospital",
        "place",
        "on",
        "against",
        "outcome",
        "total",
        "fund_pay",
        "personal_pay",
        "paid_in",
        "account_credit",
        "total_cost",
        "difference",
        "cheapest",
        "reason",
    ];
    let variants = document["variants"].as_array().into_iter().flatten();
    let rows = variants.map(|one| cells(one, &keys)).collect();
    let header: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    render(&header, rows)
}

/// What comes out of a bill.
fn results() -> Vec<&'static str> {
    let amounts = Amount::ALL.iter().map(|amount| amount.name());
    let head = ["outcome", "grade"].into_iter();
    head.chain(amounts).chain(["reason"]).collect()
}

/// A table of texts as CSV.
pub(crate) fn render(header: &[String], rows: Vec<Vec<String>>) -> Result<String, Failure> {
    let failed = |error: csv::Error| Failure::not_printed(std::io::Error::other(error));
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header.iter().map(|cell| harmless(cell)))
        .map_err(failed)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| harmless(cell)))
            .map_err(failed)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| Failure::not_printed(std::io::Error::other(error.to_string())))?;
    String::from_utf8(bytes).map_err(|error| Failure::not_printed(std::io::Error::other(error)))
}

/// The asked values of an answer, a cell each.
pub(crate) fn cells(answer: &Json, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| get::cell(answer, key)).collect()
}

/// A cell that a spreadsheet would not take for a formula. A number may begin with its sign.
fn harmless(text: &str) -> String {
    if begins_a_formula(text) && typed::number(text).is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula() {
        for text in ["=1+1", "+cmd", "-2+3", "@sum", "＝1", "\t=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["-12.50", "+5", "1=1", "", "2024-06-01"] {
            assert_eq!(harmless(text), text);
        }
    }
}
