//! A bill in CSV: a fee list with one charge line a row, or one bill a row.

use crate::formats::problem::{Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawLine, add};
use crate::model::keys::{self, Key, Scope};

/// What a column holds.
enum Column {
    Line(Key),
    Bill(Key),
    Unused,
}

/// Reads a bill from CSV. A table with a column for amounts or prices of lines is a fee list.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> RawBill {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut bill = RawBill::default();
    let headings: Vec<String> = match reader.headers() {
        Ok(headings) => headings
            .iter()
            .map(|heading| heading.trim().to_owned())
            .collect(),
        Err(error) => {
            problems.push(syntax(file, &error));
            return bill;
        }
    };
    let is_fee_list = headings.iter().any(|heading| {
        keys::find(Scope::Line, heading).is_some_and(|key| matches!(key.name, "amount" | "price"))
    });
    let columns: Vec<Column> = headings
        .iter()
        .map(|heading| column(heading, is_fee_list))
        .collect();
    if columns
        .iter()
        .all(|column| matches!(column, Column::Unused))
    {
        let place = Place::File(file.to_owned());
        report(problems, place, What::NoColumns);
        return bill;
    }
    let unused = columns.iter().zip(&headings);
    let unused = unused.filter(|(column, _)| matches!(column, Column::Unused));
    bill.unused = unused
        .map(|(_, heading)| heading.clone())
        .filter(|heading| !heading.is_empty())
        .collect();
    let mut bills = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let problem = syntax(file, &error);
                report(problems, problem.place, problem.what);
                continue;
            }
        };
        let row = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != headings.len() {
            let what = What::RowLength {
                cells: record.len(),
                columns: headings.len(),
            };
            report(problems, Place::File(format!("{file}:{row}")), what);
            continue;
        }
        let mut line = RawLine {
            fields: Vec::new(),
            place: Place::File(format!("{file}:{row}")),
        };
        let mut head = Vec::new();
        for ((cell, column), heading) in record.iter().zip(&columns).zip(&headings) {
            let place = Place::Cell {
                file: file.to_owned(),
                row,
                column: heading.clone(),
            };
            match column {
                Column::Line(key) => {
                    let text = cell.to_owned();
                    let places = (place.clone(), place);
                    add(
                        &mut line.fields,
                        Scope::Line,
                        key.name,
                        text,
                        places,
                        problems,
                    );
                }
                Column::Bill(key) => {
                    {
                        let places = (place.clone(), place);
                        add(
                            &mut head,
                            Scope::Bill,
                            key.name,
                            cell.to_owned(),
                            places,
                            problems,
                        )
                    };
                }
                Column::Unused => {}
            }
        }
        bills += 1;
        if is_fee_list {
            bill.lines.push(line);
        }
        for field in head {
            match bill.get(field.key.name) {
                None => bill.fields.push(field),
                Some(known) if known.text == field.text || !is_fee_list => {}
                Some(_) => report(problems, field.place, What::NotConstant),
            }
        }
    }
    if !is_fee_list && bills > 1 {
        report(
            problems,
            Place::File(file.to_owned()),
            What::SeveralBills(bills),
        );
    }
    if bills == 0 {
        report(problems, Place::File(file.to_owned()), What::NoRows);
    }
    bill
}

fn column(heading: &str, is_fee_list: bool) -> Column {
    let line = keys::find(Scope::Line, heading).filter(|_| is_fee_list);
    match (line, keys::find(Scope::Bill, heading)) {
        (Some(key), _) => Column::Line(key),
        // The interface repeats the split of each line; the lines themselves decide it here.
        (None, Some(key)) if is_fee_list && is_split(&key) => Column::Unused,
        (None, Some(key)) => Column::Bill(key),
        (None, None) => Column::Unused,
    }
}

fn is_split(key: &Key) -> bool {
    matches!(
        key.name,
        "self_funded" | "over_limit" | "pre_self_pay" | "eligible"
    )
}

fn syntax(file: &str, error: &csv::Error) -> Problem {
    let place = match error.position() {
        Some(position) => Place::File(format!("{file}:{}", position.line())),
        None => Place::File(file.to_owned()),
    };
    Problem {
        place,
        what: What::Syntax(error.to_string()),
    }
}
