//! A table of people (CSV, XLSX): one row a person, columns by name.

use std::sync::Arc;

use crate::formats::bill::{Contents, Format, Source, contents};
use crate::formats::problem::{FileWhat, Place, Problem};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::table::{
    Filler, Header, Hints, Row as TableRow, Told, Totals, Understood, Wanted, Why, stands_for_each,
};

/// A table of people, read.
#[derive(Debug)]
pub struct People {
    /// The columns, as they are headed.
    pub headings: Vec<String>,
    /// The people.
    pub rows: Vec<Row>,
    /// What was understood of the file.
    pub understood: Understood,
}

/// A person of a table.
#[derive(Debug)]
pub struct Row {
    /// Where it stands; the header is row 1.
    pub number: u64,
    /// Every cell, as it stands there.
    pub cells: Vec<String>,
    /// What is known of the person.
    pub raw: RawBill,
}

/// Reads a table of people, or of their earlier cover.
///
/// # Errors
/// When the table as a whole cannot be read: no column is known, one is there twice, or it has no rows. What is wrong
/// with a row is wrong with its person alone.
pub(crate) fn read(
    source: Source,
    format: Format,
    wanted: Wanted,
    hints: &Hints,
) -> Result<People, Vec<Problem>> {
    let mut problems = Vec::new();
    let opened = contents(source, format, wanted, hints, &mut problems);
    let Some(Contents::Table(mut sheet)) = opened.filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let Some(header) = Header::find(&mut sheet, wanted, hints, &mut problems) else {
        return Err(problems);
    };
    let mut people = People {
        headings: header
            .columns
            .iter()
            .map(|one| one.heading.to_string())
            .collect(),
        rows: Vec::new(),
        understood: sheet.understood,
    };
    let totals = Totals::new(&header);
    let mut filler = Filler::new(&sheet.merged, header.columns.len());
    for row in sheet.rows.iter().skip(header.below) {
        match totals.tell(row) {
            _ if header.is_again(row) => people.understood.leave_out(row, Why::HeaderAgain),
            // A person of one cell is one that flags tell the rest of.
            Told::Entry | Told::Remark => {
                let person = person(row, &header, &sheet.file, &mut filler);
                people.rows.push(person);
            }
            Told::Total => people.understood.leave_out(row, Why::Total),
        }
    }
    people.understood.rows = people.rows.len();
    if people.rows.is_empty() {
        return Err(vec![Problem {
            place: Place::File(sheet.file.to_string()),
            what: FileWhat::NoRows.into(),
        }]);
    }
    Ok(people)
}

fn person(row: &TableRow, header: &Header, file: &Arc<str>, filler: &mut Filler) -> Row {
    let mut fields = Vec::new();
    let mut cells: Vec<String> = row.cells.iter().map(str::to_owned).collect();
    cells.resize(cells.len().max(header.columns.len()), String::new());
    for (index, column) in header.columns.iter().enumerate() {
        let Some(key) = column.key else { continue };
        if stands_for_each(&key) {
            let (text, is_filled) =
                filler.text(row.number, index, row.cells.get(index).unwrap_or_default());
            if is_filled {
                cells[index] = text.to_owned();
            }
        }
        let text = cells[index].clone();
        let place = Place::Cell {
            file: Arc::clone(file),
            row: row.number,
            column: Arc::clone(&column.heading),
        };
        if !text.trim().is_empty() {
            fields.push(RawField { key, text, place });
        }
    }
    Row {
        number: row.number,
        cells,
        raw: RawBill {
            fields,
            ..RawBill::default()
        },
    }
}
