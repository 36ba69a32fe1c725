//! Bills in a table (CSV, XLSX): a fee list with one charge line a row, or one bill a row.

use std::sync::Arc;

use crate::formats::bill::MOST_LINES;
use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField, RawLine};
use crate::formats::table::{
    Filler, Header, Hints, Row, Sheet, Told, Totals, Understood, Wanted, Why, stands_for_each,
};
use crate::model::keys::{Key, Scope, ValueKind};
use crate::money::NumberError;
use crate::typed;

/// The bills of a table, with the place of each, and what was understood. A table with a column for amounts or prices of
/// lines is a fee list: one bill.
pub(crate) fn read(
    mut sheet: Sheet,
    hints: &Hints,
    problems: &mut Vec<Problem>,
) -> (Vec<(RawBill, Place)>, Understood) {
    let whole = Place::File(sheet.file.to_string());
    let Some(header) = Header::find(&mut sheet, Wanted::Bills, hints, problems) else {
        return (Vec::new(), sheet.understood);
    };
    if sheet.rows.len() - header.below > MOST_LINES {
        report(problems, whole, FileWhat::TooManyLines);
        return (Vec::new(), sheet.understood);
    }
    let unused = header
        .columns
        .iter()
        .filter(|column| column.key.is_none() && !column.heading.is_empty());
    let mut table = Table {
        file: Arc::clone(&sheet.file),
        is_text: sheet.understood.encoding.is_some(),
        filler: Filler::new(&sheet.merged, header.columns.len()),
        totals: Totals::new(&header),
        unused: unused.map(|column| column.heading.to_string()).collect(),
        header,
        bills: Vec::new(),
        understood: sheet.understood,
    };
    for row in sheet.rows.into_iter().skip(table.header.below) {
        table.row(&row, problems);
    }
    if table.understood.rows == 0 {
        report(problems, whole, FileWhat::NoRows);
    }
    (table.bills, table.understood)
}

/// A table that is being read into bills.
struct Table {
    file: Arc<str>,
    is_text: bool,
    header: Header,
    filler: Filler,
    totals: Totals,
    unused: Vec<String>,
    bills: Vec<(RawBill, Place)>,
    understood: Understood,
}

impl Table {
    fn place(&self, row: u64) -> Place {
        let file = Arc::clone(&self.file);
        Place::Row { file, row }
    }

    fn cell(&self, row: u64, column: usize) -> Place {
        Place::Cell {
            file: Arc::clone(&self.file),
            row,
            column: Arc::clone(&self.header.columns[column].heading),
        }
    }

    /// Reads a row; rows of totals and single texts are kept apart, and totals held against the rows above them.
    fn row(&mut self, row: &Row, problems: &mut Vec<Problem>) {
        if self.header.is_again(row) {
            self.understood.leave_out(row, Why::HeaderAgain);
            return;
        }
        match self.totals.tell(row) {
            Told::Entry => {}
            Told::Remark => {
                self.understood.leave_out(row, Why::Remark);
                return;
            }
            Told::Total => {
                if let Some((lines, stated, column)) = self.totals.check(row) {
                    let place = self.cell(row.number, column);
                    report(problems, place, What::LinesTotal { lines, stated });
                }
                self.understood.leave_out(row, Why::Total);
                return;
            }
        }
        let columns = self.header.columns.len();
        let too_long = row
            .cells
            .iter()
            .skip(columns)
            .any(|cell| !cell.trim().is_empty());
        if too_long || (self.is_text && row.cells.len() < columns) {
            let what = FileWhat::RowLength {
                cells: row.cells.len(),
                columns,
            };
            report(problems, self.place(row.number), what);
            return;
        }
        self.totals.count(row);
        self.entry(row, problems);
    }

    fn entry(&mut self, row: &Row, problems: &mut Vec<Problem>) {
        let place = self.place(row.number);
        self.understood.rows += 1;
        if !self.header.is_fee_list || self.bills.is_empty() {
            let unused = self.unused.clone();
            let bill = RawBill {
                unused,
                ..RawBill::default()
            };
            self.bills.push((bill, place.clone()));
        }
        let mut fields = Vec::new();
        for column in 0..self.header.columns.len() {
            let Some(key) = self.header.columns[column].key else {
                continue;
            };
            let own = row.cells.get(column).unwrap_or_default();
            let text = match stands_for_each(&key) {
                true => {
                    let (text, is_filled) = self.filler.text(row.number, column, own);
                    self.understood.filled += usize::from(is_filled);
                    text.to_owned()
                }
                false => own.to_owned(),
            };
            if text.trim().is_empty() {
                continue;
            }
            let place = self.cell(row.number, column);
            let text = match self.header.columns[column].percent {
                true => percent(&key, text, &place, problems),
                false => text,
            };
            let field = RawField { key, text, place };
            if key.scope == Scope::Line {
                fields.push(field);
            } else {
                self.of_bill(field, problems);
            }
        }
        if self.header.is_fee_list
            && let Some((bill, _)) = self.bills.last_mut()
        {
            bill.lines.push(RawLine { fields, place });
        }
    }

    /// A value of the bill, which is the same in every row of a fee list.
    fn of_bill(&mut self, field: RawField, problems: &mut Vec<Problem>) {
        let Some((bill, _)) = self.bills.last_mut() else {
            return;
        };
        match bill.get(field.key.name) {
            None => bill.fields.push(field),
            Some(known) if known.text == field.text => {}
            Some(_) => report(problems, field.place, What::NotConstant),
        }
    }
}

/// A share under a heading with a percent sign: the number of per cents. One of 1 or less may be meant as a fraction.
fn percent(key: &Key, text: String, place: &Place, problems: &mut Vec<Problem>) -> String {
    let number = match typed::number(&text) {
        Ok(number) if key.kind == ValueKind::Rate => number,
        _ => return text,
    };
    if number.is_zero() {
        return text;
    }
    if number <= rust_decimal::Decimal::ONE {
        let what = What::Number {
            text: text.trim().to_owned(),
            key: key.name,
            why: NumberError::PercentOrFraction,
        };
        report(problems, place.clone(), what);
        return text;
    }
    text.trim().to_owned() + "%"
}
