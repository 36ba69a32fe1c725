//! A table in a file: rows of texts, wherever they stand (CSV, a sheet of a workbook), and what was understood of it.
//!
//! Bytes become a [`Sheet`]; its header row is found below titles; columns are taken for keys; rows of totals are told
//! from rows of charges. Whoever reads bills or people from a table sees none of that.

mod delimited;
mod header;
mod totals;
mod xlsx;

use std::sync::Arc;

use csv::StringRecord;

use crate::formats::encoding::Encoding;
use crate::model::keys::{Key, ValueKind};

pub(crate) use delimited::read as delimited;
pub(crate) use header::{Header, Wanted};
pub(crate) use totals::{Told, Totals};
pub(crate) use xlsx::is_workbook;
pub use xlsx::read as workbook;

/// How a table is to be read, where the guess is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row of the header, counted from 1.
    pub header_row: Option<u64>,
    /// Columns by their headings, and the keys that they hold.
    pub map: Vec<(String, String)>,
}

/// A row as it stands.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number: the line of a text, the row of a sheet.
    pub number: u64,
    /// Its cells.
    pub cells: StringRecord,
}

impl Row {
    /// The cell of a column, without blanks around it.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    /// The cells with something in them.
    pub(crate) fn filled(&self) -> impl Iterator<Item = &str> {
        self.cells
            .iter()
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
    }
}

/// A table as it stands in a file.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The file.
    pub file: Arc<str>,
    /// The rows with anything in them.
    pub rows: Vec<Row>,
    /// What was understood of it so far.
    pub understood: Understood,
    /// Cells that stand for several: the first and the last row (numbers), the column.
    pub(crate) merged: Vec<(u64, u64, usize)>,
}

/// What was understood of a file, for whoever wants to know before anything is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// The file.
    pub file: String,
    /// Its format.
    pub format: &'static str,
    /// Its encoding, if it is a text.
    pub encoding: Option<Encoding>,
    /// What parts its cells, if it is a text.
    pub delimiter: Option<char>,
    /// The sheet of a workbook, and the others.
    pub sheet: Option<(String, Vec<String>)>,
    /// The first and the last row of the header.
    pub header: Option<(u64, u64)>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows that hold no charge.
    pub left_out: Vec<LeftOut>,
    /// Cells that were filled from the merged cell they belong to.
    pub filled: usize,
    /// Rows that were read.
    pub rows: usize,
}

/// A column, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub heading: Arc<str>,
    /// What it holds; nothing is read from the others.
    pub key: Option<Key>,
    /// Whether its numbers are percentages, as the heading says.
    pub percent: bool,
    /// Whether the user said so.
    pub told: bool,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The row.
    pub row: u64,
    /// The label of a total. Nothing else is kept: above a table stands whose it is.
    pub label: String,
    /// Why.
    pub why: Why,
}

/// Why a row was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It stands above the header.
    Title,
    /// It repeats the header.
    HeaderAgain,
    /// It adds other rows up.
    Total,
    /// It holds a single text: the heading of a group, or a remark.
    Remark,
}

impl Why {
    /// The name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Why::Title => "title",
            Why::HeaderAgain => "header-again",
            Why::Total => "total",
            Why::Remark => "remark",
        }
    }
}

/// More rows than this are not named one by one.
const NAMED: usize = 1000;

impl Understood {
    /// Keeps a row that was left out.
    pub(crate) fn leave_out(&mut self, row: &Row, why: Why) {
        if self.left_out.len() < NAMED {
            let label = row.filled().find(|cell| totals::is_label(cell));
            self.left_out.push(LeftOut {
                row: row.number,
                label: label.unwrap_or_default().to_owned(),
                why,
            });
        }
    }
}

/// Whether a merged cell of the column stands for each of its rows: a name does, an amount does not.
pub(crate) fn stands_for_each(key: &Key) -> bool {
    !matches!(
        key.kind,
        ValueKind::Money | ValueKind::Decimal | ValueKind::Number
    ) || key.name == "price_limit"
}

/// The texts of merged cells, row after row.
pub(crate) struct Filler {
    /// By column: the spans that are still to come, the nearest last.
    spans: Vec<Vec<(u64, u64)>>,
    /// By column: what the span that is open says.
    open: Vec<Option<(u64, String)>>,
}

impl Filler {
    /// For a table with so many columns.
    pub(crate) fn new(merged: &[(u64, u64, usize)], columns: usize) -> Filler {
        let mut spans = vec![Vec::new(); columns];
        for &(first, last, column) in merged {
            if let Some(spans) = spans.get_mut(column) {
                spans.push((first, last));
            }
        }
        for spans in &mut spans {
            spans.sort_unstable_by(|a, b| b.cmp(a));
        }
        Filler {
            spans,
            open: vec![None; columns],
        }
    }

    /// What stands in a cell, or in the merged cell that it is part of; rows come in their order.
    pub(crate) fn text<'a>(&'a mut self, row: u64, column: usize, own: &'a str) -> (&'a str, bool) {
        let spans = &mut self.spans[column];
        while spans.last().is_some_and(|(first, _)| *first <= row) {
            let span = spans.pop();
            self.open[column] = span.map(|(_, last)| (last, own.trim().to_owned()));
        }
        match &self.open[column] {
            Some((last, text)) if own.trim().is_empty() && row <= *last => (text, !text.is_empty()),
            _ => (own, false),
        }
    }
}
