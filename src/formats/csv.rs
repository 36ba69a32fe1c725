//! A bill in CSV: a fee list with one charge line a row, or one bill a row.

use std::sync::Arc;

use crate::formats::bill::MOST_LINES;
use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField, RawLine};
use crate::model::keys::{self, Key, Scope};

/// What a column holds.
enum Column {
    Line(Key),
    Bill(Key),
    Unused,
}

/// Reads a bill from CSV. A table with a column for amounts or prices of lines is a fee list.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> RawBill {
    let table = read_table(file, text, problems);
    let count = table.bills.len();
    if count > 1 {
        let place = Place::File(file.to_owned());
        report(problems, place, FileWhat::SeveralBills(count));
    }
    let unused = table.unused;
    let first = table.bills.into_iter().next();
    let bill = first.map_or_else(RawBill::default, |(bill, _)| bill);
    RawBill { unused, ..bill }
}

/// Reads bills from CSV: one a row, or the one of a fee list; with the place of each.
pub(crate) fn read_bills(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(RawBill, Place)> {
    let table = read_table(file, text, problems);
    let unused = table.unused;
    let bills = table.bills.into_iter().map(|(bill, place)| {
        let unused = unused.clone();
        (RawBill { unused, ..bill }, place)
    });
    bills.collect()
}

fn read_table(file: &str, text: &str, problems: &mut Vec<Problem>) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .from_reader(text.as_bytes());
    let file: Arc<str> = file.into();
    let whole = || Place::File(file.to_string());
    let headings: Vec<Arc<str>> = match reader.headers() {
        Ok(headings) => headings
            .iter()
            .map(|heading| heading.trim().into())
            .collect(),
        Err(error) => {
            report(problems, whole(), FileWhat::Syntax(error.to_string()));
            return Table::default();
        }
    };
    let is_fee_list = headings.iter().any(|heading| {
        keys::find(Scope::Line, heading).is_some_and(|key| matches!(key.name, "amount" | "price"))
    });
    let columns = headings.iter().map(|heading| column(heading, is_fee_list));
    let mut table = Table {
        columns: columns.collect(),
        headings,
        file: Arc::clone(&file),
        is_fee_list,
        bills: Vec::new(),
        unused: Vec::new(),
        rows: 0,
    };
    if !table.headings_are_sound(problems) {
        return table;
    }
    let mut lines = Lines::new(text);
    for record in reader.records() {
        let place = |row| Place::Row {
            file: Arc::clone(&file),
            row,
        };
        match record {
            Ok(record) => {
                let row = lines.of(record.position().map_or(0, csv::Position::byte));
                table.row(&record, row, problems);
            }
            Err(error) => {
                let row = lines.of(error.position().map_or(0, csv::Position::byte));
                report(problems, place(row), FileWhat::Syntax(error.to_string()));
            }
        }
        if table.rows > MOST_LINES {
            report(problems, whole(), FileWhat::TooManyLines(MOST_LINES));
            return Table::default();
        }
    }
    if table.rows == 0 {
        report(problems, whole(), FileWhat::NoRows);
    }
    table
}

/// A table that is being read into bills: a row each, or all rows of a fee list into one.
#[derive(Default)]
struct Table {
    file: Arc<str>,
    headings: Vec<Arc<str>>,
    columns: Vec<Column>,
    is_fee_list: bool,
    bills: Vec<(RawBill, Place)>,
    unused: Vec<String>,
    rows: usize,
}

impl Table {
    /// Whether any column is known and none is there twice; unknown columns are kept by name.
    fn headings_are_sound(&mut self, problems: &mut Vec<Problem>) -> bool {
        let mut seen: Vec<&str> = Vec::new();
        let mut sound = true;
        for (column, heading) in self.columns.iter().zip(&self.headings) {
            match column {
                Column::Unused if !heading.is_empty() => self.unused.push(heading.to_string()),
                Column::Unused => {}
                Column::Line(key) | Column::Bill(key) => {
                    if seen.contains(&key.name) {
                        report(problems, self.cell(1, heading), What::Twice(key.name));
                        sound = false;
                    }
                    seen.push(key.name);
                }
            }
        }
        if seen.is_empty() {
            report(
                problems,
                Place::File(self.file.to_string()),
                FileWhat::NoColumns,
            );
        }
        sound && !seen.is_empty()
    }

    fn cell(&self, row: u64, heading: &Arc<str>) -> Place {
        Place::Cell {
            file: Arc::clone(&self.file),
            row,
            column: Arc::clone(heading),
        }
    }

    fn row(&mut self, record: &csv::StringRecord, row: u64, problems: &mut Vec<Problem>) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let place = Place::Row {
            file: Arc::clone(&self.file),
            row,
        };
        if record.len() != self.headings.len() {
            let what = FileWhat::RowLength {
                cells: record.len(),
                columns: self.headings.len(),
            };
            report(problems, place, what);
            return;
        }
        self.rows += 1;
        if !self.is_fee_list || self.bills.is_empty() {
            self.bills.push((RawBill::default(), place.clone()));
        }
        let mut fields = Vec::new();
        for ((cell, column), heading) in record.iter().zip(&self.columns).zip(&self.headings) {
            let field = |key: &Key| RawField {
                key: *key,
                text: cell.to_owned(),
                place: self.cell(row, heading),
            };
            match column {
                _ if cell.trim().is_empty() => {}
                Column::Unused => {}
                Column::Line(key) => fields.push(field(key)),
                Column::Bill(key) => {
                    let field = field(key);
                    let Some((bill, _)) = self.bills.last_mut() else {
                        continue;
                    };
                    match bill.get(key.name) {
                        None => bill.fields.push(field),
                        Some(known) if known.text == cell => {}
                        Some(_) => report(problems, field.place, What::NotConstant),
                    }
                }
            }
        }
        if self.is_fee_list
            && let Some((bill, _)) = self.bills.last_mut()
        {
            bill.lines.push(RawLine { fields, place });
        }
    }
}

/// Line numbers of ascending places in a text. The reader's own count is one short where lines end in CR LF.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Lines<'t> {
        Lines {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line on which a record stands that was found at a byte, perhaps at the line end before it.
    fn of(&mut self, byte: u64) -> u64 {
        let mut start =
            usize::try_from(byte).map_or(self.text.len(), |byte| byte.min(self.text.len()));
        while self
            .text
            .get(start)
            .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            start += 1;
        }
        if start > self.at {
            let passed = &self.text[self.at..start];
            self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
            self.at = start;
        }
        self.line
    }
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
    key.scope == Scope::Settlement
        || matches!(
            key.name,
            "self_funded" | "over_limit" | "pre_self_pay" | "eligible"
        )
}
