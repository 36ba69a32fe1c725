//! One worker: the rows of a chunk, settled and written down.

use std::sync::Arc;

use crate::batch::amounts::PADDING;
use crate::batch::cells::{BadRow, Cell, LONGEST_ROW, Rows, text};
use crate::batch::chunks::Chunk;
use crate::batch::columns::Columns;
use crate::batch::lines::Lines;
use crate::batch::people::ByPerson;
use crate::batch::row::{Settled, Settler};
use crate::batch::run::{Batch, Rejected, SHOWN};
use crate::batch::summary::{Report, Tally};
use crate::batch::write::{self, Layout};
use crate::formats::nhsa::privacy::is_personal;
use crate::formats::problem::{FileWhat, Place, Problem, What};
use crate::formats::row_problem::RowWhat;
use crate::rules::problem::Problem as RuleProblem;

/// What stands between two cells of an object: no letter has this byte.
const BETWEEN: u8 = 0xff;

/// What came of a chunk.
#[derive(Default)]
pub struct Done {
    /// The lines out.
    pub lines: Lines,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were not settled.
    pub rejected: Vec<Rejected>,
    /// What the rows come to.
    pub report: Report,
    /// What is wrong with the rules.
    pub rule_problems: Vec<RuleProblem>,
}

impl Done {
    /// Empties it for another chunk.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.rows = 0;
        self.rejected.clear();
    }
}

/// Settles chunks.
pub struct Worker<'a> {
    batch: &'a Batch,
    settler: Settler,
    other: Option<Settler>,
}

impl<'a> Worker<'a> {
    /// A worker with rules, words and figures of its own.
    pub fn new(batch: &'a Batch) -> Worker<'a> {
        let settler = |rules| {
            let (file, columns) = (Arc::clone(&batch.file), Arc::clone(&batch.columns));
            Settler::new(file, columns, batch.base.clone(), rules)
        };
        Worker {
            settler: settler(batch.rules.clone()),
            other: batch.against.clone().map(settler),
            batch,
        }
    }

    /// Settles the rows of a chunk.
    pub fn settle(&mut self, chunk: &Chunk, people: Option<&mut ByPerson>, done: &mut Done) {
        match self.batch.input {
            Layout::Csv => self.lines(chunk, people, done),
            Layout::Ndjson => self.objects(chunk, people, done),
        }
        if self.settler.has_met() {
            done.rule_problems = self.settler.shelf().problems();
            if let Some(other) = &self.other {
                done.rule_problems.extend(other.shelf().problems());
            }
        }
    }

    fn lines(&mut self, chunk: &Chunk, mut people: Option<&mut ByPerson>, done: &mut Done) {
        let columns = self.batch.columns.headings.len();
        let mut rows = Rows::new(&chunk.buffer, columns);
        let mut cells = Vec::with_capacity(columns);
        let mut tally = Tally::default();
        let mut row = chunk.first_row;
        while let Some((whole, found)) = rows.next(&mut cells) {
            let number = row;
            row += 1;
            if whole.is_empty() {
                continue;
            }
            done.rows += 1;
            let settled = match found {
                Ok(()) => self.row(&chunk.buffer, &cells, number, people.as_deref_mut()),
                Err(bad) => Settled::Rejected(vec![self.bad(bad, number)]),
            };
            tally.count(&settled, &self.settler.lower);
            if let Settled::Rejected(problems) = settled {
                let whole = &chunk.buffer[whole.start..whole.end];
                let place = (&chunk.buffer[..], &cells[..], whole);
                reject(done, number, problems, &self.batch.columns, place);
                continue;
            }
            self.group(&chunk.buffer, &cells, &settled, done);
            self.compare(&chunk.buffer, &cells, number, &settled, done);
            let shown = &self.batch.output.shown;
            let place = (&chunk.buffer[..], &cells[..]);
            match self.batch.layout {
                Layout::Csv => {
                    write::csv(&mut done.lines, shown, place, &settled, &self.settler);
                }
                Layout::Ndjson => {
                    let own = |column: usize| {
                        let Cell { start, end } = cells[column];
                        let own = text(&chunk.buffer[start..end]);
                        own.map_or(serde_json::Value::Null, |own| own.into_owned().into())
                    };
                    let output = &self.batch.output;
                    write::ndjson(&mut done.lines, output, own, &settled, &self.settler);
                }
            }
        }
        done.report.all.add(&tally);
    }

    fn row(
        &mut self,
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
        people: Option<&mut ByPerson>,
    ) -> Settled {
        match people {
            None => self.settler.settle(buffer, cells, row),
            Some(people) => people.settle(&mut self.settler, buffer, cells, row),
        }
    }

    /// Rows of JSON: each is laid out as a row of every key that a bill may have.
    fn objects(&mut self, chunk: &Chunk, mut people: Option<&mut ByPerson>, done: &mut Done) {
        let text_of = &chunk.buffer[PADDING..chunk.buffer.len() - PADDING];
        let mut scratch = Vec::new();
        let mut cells = Vec::new();
        let mut tally = Tally::default();
        for (number, line) in (chunk.first_row..).zip(text_of.split(|byte| *byte == b'\n')) {
            if line.trim_ascii().is_empty() {
                continue;
            }
            done.rows += 1;
            let object = match object(line) {
                Ok(object) => object,
                Err(what) => {
                    let problem = self.at(number, what);
                    let place = (line, &[][..], line);
                    reject(done, number, vec![problem], &self.batch.columns, place);
                    continue;
                }
            };
            self.lay_out(&object, &mut scratch, &mut cells);
            let settled = self.row(&scratch, &cells, number, people.as_deref_mut());
            tally.count(&settled, &self.settler.lower);
            if let Settled::Rejected(problems) = settled {
                // Its front may say who somebody is, by a key that is none of ours.
                let place = (&scratch[..], &cells[..], &[][..]);
                reject(done, number, problems, &self.batch.columns, place);
                continue;
            }
            self.group(&scratch, &cells, &settled, done);
            self.compare(&scratch, &cells, number, &settled, done);
            match self.batch.layout {
                Layout::Csv => {
                    let place = (&scratch[..], &cells[..]);
                    let shown = &self.batch.output.shown;
                    write::csv(&mut done.lines, shown, place, &settled, &self.settler);
                }
                Layout::Ndjson => {
                    let kept = (!self.batch.chosen).then_some(&object);
                    write::object(
                        &mut done.lines,
                        &self.batch.output,
                        &self.batch.columns,
                        (&object, kept),
                        &settled,
                        &self.settler,
                    );
                }
            }
        }
        done.report.all.add(&tally);
    }

    fn lay_out(
        &self,
        object: &serde_json::Map<String, serde_json::Value>,
        scratch: &mut Vec<u8>,
        cells: &mut Vec<Cell>,
    ) {
        scratch.clear();
        scratch.resize(PADDING, 0);
        cells.clear();
        for key in &self.batch.columns.keys {
            let value = key.and_then(|key| {
                let mut known = object.iter().filter(|(name, _)| key.is(name));
                known.next().map(|(_, value)| value)
            });
            let start = scratch.len();
            match value {
                None | Some(serde_json::Value::Null) => {}
                Some(serde_json::Value::String(text)) => scratch.extend_from_slice(text.as_bytes()),
                Some(other) => scratch.extend_from_slice(other.to_string().as_bytes()),
            }
            cells.push(Cell {
                start,
                end: scratch.len(),
            });
            scratch.push(BETWEEN);
        }
        scratch.resize(scratch.len() + PADDING, 0);
    }

    fn group(&self, buffer: &[u8], cells: &[Cell], settled: &Settled, done: &mut Done) {
        if self.batch.groups.is_empty() {
            return;
        }
        let value = |column: &usize| {
            let Cell { start, end } = cells[*column];
            let value = text(&buffer[start..end]);
            value.map_or_else(String::new, |value| value.trim().to_owned())
        };
        let group = self.batch.groups.iter().map(value).collect();
        let tally = done.report.groups.entry(group).or_default();
        tally.count(settled, &self.settler.lower);
    }

    fn compare(
        &mut self,
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
        settled: &Settled,
        done: &mut Done,
    ) {
        let Some(other) = &mut self.other else { return };
        let after = other.settle(buffer, cells, row);
        let before = (settled, &self.settler.lower);
        done.report.against.count(before, (&after, &other.lower));
    }

    fn bad(&self, bad: BadRow, row: u64) -> Problem {
        let what: What = match bad {
            BadRow::Cells(cells) => FileWhat::RowLength {
                cells,
                columns: self.batch.columns.headings.len(),
            }
            .into(),
            BadRow::OpenQuote => RowWhat::OpenQuote.into(),
            BadRow::NotText => RowWhat::NotText.into(),
            BadRow::TooLong => RowWhat::TooLong {
                limit: LONGEST_ROW >> 10,
            }
            .into(),
        };
        self.at(row, what)
    }

    fn at(&self, row: u64, what: impl Into<What>) -> Problem {
        Problem {
            place: Place::Row {
                file: Arc::clone(&self.batch.file),
                row,
            },
            what: what.into(),
        }
    }
}

/// Keeps a row that was not settled, with what stands in the cells that are wrong.
fn reject(
    done: &mut Done,
    row: u64,
    problems: Vec<Problem>,
    columns: &Columns,
    (buffer, cells, whole): (&[u8], &[Cell], &[u8]),
) {
    if let Some(first) = problems.first() {
        *done.report.rejected.entry(first.what.code()).or_default() += 1;
    }
    let value = |problem: &Problem| {
        let column = match &problem.place {
            Place::Cell { column, .. } => columns.named(column),
            _ => None,
        };
        let cell = column.and_then(|column| cells.get(column).copied());
        // The front of a whole row may say who somebody is; its number is enough to find it.
        let is_personal = |name: &Arc<str>| is_personal(name);
        let may_name = cells.is_empty() || columns.headings.iter().any(is_personal);
        if cell.is_none() && may_name {
            return String::new();
        }
        let raw = cell.map_or(whole, |Cell { start, end }| &buffer[start..end]);
        let raw = &raw[..raw.len().min(4 * SHOWN)];
        String::from_utf8_lossy(raw).chars().take(SHOWN).collect()
    };
    done.rejected.push(Rejected {
        row,
        values: problems.iter().map(value).collect(),
        problems,
    });
}

/// The parser's words. It counts lines within the row: where the row stands is said beside it, so only the column is kept.
fn said(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    match error.column() {
        0 => message.to_owned(),
        column => format!("{message} at column {column}"),
    }
}

/// A line of JSON as an object of plain values.
fn object(line: &[u8]) -> Result<serde_json::Map<String, serde_json::Value>, RowWhat> {
    let text = std::str::from_utf8(line).map_err(|_| RowWhat::NotText)?;
    if line.len() > LONGEST_ROW {
        return Err(RowWhat::TooLong {
            limit: LONGEST_ROW >> 10,
        });
    }
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| RowWhat::NotAnObject(said(&error)))?;
    let nested = object
        .iter()
        .find(|(_, value)| value.is_array() || value.is_object());
    match nested {
        Some((name, _)) => Err(RowWhat::Nested(name.clone())),
        None => Ok(object),
    }
}
