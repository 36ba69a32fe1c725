//! A table of people in CSV: one row a person, columns by name.

use std::sync::Arc;

use crate::formats::problem::{FileWhat, Place, Problem, What};
use crate::formats::raw::{RawBill, RawField};
use crate::model::keys::{self, Key, Scope};
use crate::rules::text::Text;

/// A table of people, read.
#[derive(Debug)]
pub struct People {
    /// The columns, as they are headed.
    pub headings: Vec<String>,
    /// The people.
    pub rows: Vec<Row>,
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

/// Reads a table of people, or another whose columns are the keys of a scope.
///
/// # Errors
/// When the table as a whole cannot be read: no column is known, one is there twice, or it has no rows. What is wrong
/// with a row is wrong with its person alone.
pub fn read(text: &Text, scope: Scope) -> Result<People, Vec<Problem>> {
    let file: Arc<str> = text.path.as_str().into();
    let whole = |what: FileWhat| {
        vec![Problem {
            place: Place::File(file.to_string()),
            what: what.into(),
        }]
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.text.as_bytes());
    let headings: Vec<Arc<str>> = match reader.headers() {
        Ok(headings) => headings.iter().map(|one| one.trim().into()).collect(),
        Err(error) => return Err(whole(FileWhat::Syntax(error.to_string()))),
    };
    let columns: Vec<Option<Key>> = headings
        .iter()
        .map(|heading| keys::find(scope, heading))
        .collect();
    let mut people = People {
        headings: headings.iter().map(ToString::to_string).collect(),
        rows: Vec::new(),
    };
    let mut problems = Vec::new();
    for (index, (column, heading)) in columns.iter().zip(&headings).enumerate() {
        match column {
            Some(key) if columns[..index].contains(&Some(*key)) => problems.push(Problem {
                place: Place::Cell {
                    file: Arc::clone(&file),
                    row: 1,
                    column: Arc::clone(heading),
                },
                what: What::Twice(key.name),
            }),
            _ => {}
        }
    }
    if columns.iter().all(Option::is_none) {
        return Err(whole(FileWhat::NoColumns));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for (index, record) in reader.records().enumerate() {
        let row = index as u64 + 2;
        let record = match record {
            Ok(record) => record,
            Err(error) => return Err(whole(FileWhat::Syntax(error.to_string()))),
        };
        let cells = record.iter().zip(columns.iter().zip(&headings));
        let fields = cells.filter_map(|(cell, (column, heading))| {
            let key = (*column)?;
            let place = Place::Cell {
                file: Arc::clone(&file),
                row,
                column: Arc::clone(heading),
            };
            let text = cell.to_owned();
            (!cell.trim().is_empty()).then_some(RawField { key, text, place })
        });
        let raw = RawBill {
            fields: fields.collect(),
            ..RawBill::default()
        };
        people.rows.push(Row {
            number: row,
            cells: record.iter().map(str::to_owned).collect(),
            raw,
        });
    }
    if people.rows.is_empty() {
        return Err(whole(FileWhat::NoRows));
    }
    Ok(people)
}
