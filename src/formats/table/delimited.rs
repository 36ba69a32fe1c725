//! A table in a text: what parts its cells is what makes a header of its first rows.

use csv::StringRecord;

use super::header::Names;
use super::{Row, Sheet, Understood, Wanted};
use crate::formats::bill::MOST_LINES;
use crate::formats::encoding::Encoding;
use crate::formats::problem::{FileWhat, Place, Problem, report};
use crate::rules::text::Text;

/// What may part cells; the first is the usual one.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// So much of the text is looked at to find out what parts its cells.
const LOOKED_AT: usize = 8192;

/// Reads the rows of a text.
pub(crate) fn read(
    text: &Text,
    encoding: Encoding,
    wanted: Wanted,
    problems: &mut Vec<Problem>,
) -> Sheet {
    let delimiter = delimiter(&text.text, wanted);
    let mut sheet = Sheet {
        file: text.path.as_str().into(),
        rows: Vec::new(),
        understood: Understood {
            file: text.path.clone(),
            format: "csv",
            encoding: Some(encoding),
            delimiter: Some(char::from(delimiter)),
            ..Understood::default()
        },
        merged: Vec::new(),
    };
    let mut lines = Lines::new(&text.text);
    for record in reader(&text.text, delimiter).records() {
        match record {
            Ok(cells) => {
                let number = lines.of(cells.position().map_or(0, csv::Position::byte));
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    sheet.rows.push(Row { number, cells });
                }
            }
            Err(error) => {
                let row = lines.of(error.position().map_or(0, csv::Position::byte));
                let file = sheet.file.clone();
                let what = FileWhat::Syntax(error.to_string());
                report(problems, Place::Row { file, row }, what);
            }
        }
        if sheet.rows.len() > MOST_LINES + LOOKED_AT {
            break;
        }
    }
    sheet
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The delimiter under which the first rows name the most columns.
fn delimiter(text: &str, wanted: Wanted) -> u8 {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    let found: Vec<u8> = DELIMITERS
        .into_iter()
        .filter(|one| start.as_bytes().contains(one))
        .collect();
    let [_, _, ..] = found[..] else {
        return found.first().copied().unwrap_or(b',');
    };
    let names = Names::new(wanted);
    let named = |delimiter: u8| {
        let records = reader(start, delimiter).into_records();
        let known = |record: StringRecord| record.iter().filter(|cell| names.knows(cell)).count();
        records.flatten().map(known).max().unwrap_or(0)
    };
    // Of several that do as well, the first.
    let best = found
        .iter()
        .rev()
        .max_by_key(|delimiter| named(**delimiter));
    best.copied().unwrap_or(b',')
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
