//! A table in a workbook (XLSX). Files are untrusted: what a workbook unpacks to is measured before it is read, cells are
//! taken one by one (what the sheet says of its own size is not believed), and texts are counted.

use std::fmt::Write as _;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;
use rust_decimal::Decimal;
use zip::ZipArchive;

use super::{Hints, Row, Sheet, Understood};
use crate::formats::bill::MOST_LINES;
use crate::formats::problem::{FileWhat, Place, Problem, What};

/// A workbook unpacks to no more than this.
const UNPACKED: u64 = 256 << 20;

/// The texts of a sheet are together no longer than this, nor is the list that holds each of them once: short ones take
/// three times the room once they are read.
const TEXT: usize = 64 << 20;

/// A sheet has no more columns than this.
const COLUMNS: u32 = 512;

/// Whether bytes are a workbook, or another packed file.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads a sheet of a workbook: the one that is named, else the first that is not hidden.
///
/// # Errors
/// When it is no workbook, too large, or has no such sheet.
pub fn read(file: &str, bytes: &[u8], hints: &Hints) -> Result<Sheet, Problem> {
    // A workbook that the reader trips over is broken; it must not look like a mistake of this program.
    let read = || read_sheet(file, bytes, hints);
    let broken = || FileWhat::NotAWorkbook("broken".to_owned());
    let read = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken().into()));
    read.map_err(|what| Problem {
        place: match what {
            What::File(FileWhat::NoSuchSheet { .. }) => Place::Flag("sheet".to_owned()),
            _ => Place::File(file.to_owned()),
        },
        what,
    })
}

fn read_sheet(file: &str, bytes: &[u8], hints: &Hints) -> Result<Sheet, What> {
    // The old format, and the one with a password, begin alike.
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(FileWhat::OldWorkbook.into());
    }
    measure(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let (name, others) = chosen(&book, hints)?;
    let (rows, numbers) = rows(&mut book, &name)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
    let tall = merged.into_iter().filter(|one| one.end.0 > one.start.0);
    let merged = tall.map(|one| {
        let (first, last) = (u64::from(one.start.0) + 1, u64::from(one.end.0) + 1);
        (first, last, one.start.1 as usize)
    });
    let rows = numbers.into_iter().zip(rows);
    Ok(Sheet {
        file: file.into(),
        rows: rows.map(|(number, cells)| Row { number, cells }).collect(),
        understood: Understood {
            file: file.to_owned(),
            format: "xlsx",
            sheet: Some((name, others)),
            ..Understood::default()
        },
        merged: merged.collect(),
    })
}

fn broken(error: XlsxError) -> What {
    match error {
        XlsxError::Password => FileWhat::OldWorkbook.into(),
        error => FileWhat::NotAWorkbook(error.to_string()).into(),
    }
}

/// Unpacks everything that will be read, keeps nothing, and refuses what is too large. A list of texts may say how many
/// it has; room is made for so many, so that the number must be one that the list can hold.
fn measure(bytes: &[u8]) -> Result<(), What> {
    let not = |error: zip::result::ZipError| What::from(FileWhat::NotAWorkbook(error.to_string()));
    let too_large = || {
        What::from(FileWhat::UnpacksTooLarge {
            limit: UNPACKED >> 20,
        })
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(not)?;
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(not)?;
        let name = entry.name().map_err(not)?.to_ascii_lowercase();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let is_texts = name.ends_with("sharedstrings.xml");
        let mut entry = entry.take(left + 1);
        let (size, count) = match is_texts {
            true => announced(&mut entry),
            false => std::io::copy(&mut entry, &mut std::io::sink()).map(|size| (size, 0)),
        }
        .map_err(|error| FileWhat::NotAWorkbook(error.to_string()))?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
        if count > size {
            return Err(too_large());
        }
        if is_texts && size > TEXT as u64 {
            let limit = (TEXT >> 20) as u64;
            return Err(FileWhat::UnpacksTooLarge { limit }.into());
        }
    }
    Ok(())
}

/// How long a list of texts is, and the largest count of texts that it announces. It is read piece by piece.
fn announced(texts: &mut impl Read) -> std::io::Result<(u64, u64)> {
    const NAME: &[u8] = b"uniqueCount";
    let (mut size, mut largest) = (0, 0);
    // So much of the name was read; behind it the number, once its first digit was.
    let (mut matched, mut number) = (0, None::<u64>);
    let mut piece = [0; 1 << 15];
    loop {
        let read = texts.read(&mut piece)?;
        if read == 0 {
            return Ok((size, largest));
        }
        size += read as u64;
        for &byte in &piece[..read] {
            if matched < NAME.len() {
                let goes_on = byte == NAME[matched];
                matched = if goes_on {
                    matched + 1
                } else {
                    usize::from(byte == NAME[0])
                };
            } else if byte.is_ascii_digit() {
                let digits = number.unwrap_or(0).saturating_mul(10);
                let digits = digits.saturating_add(u64::from(byte - b'0'));
                number = Some(digits);
                largest = largest.max(digits);
            } else if number.take().is_some() {
                matched = 0;
            }
        }
    }
}

/// The sheet that is read, and the names of the others.
fn chosen(book: &Xlsx<Cursor<&[u8]>>, hints: &Hints) -> Result<(String, Vec<String>), What> {
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let all: Vec<(&String, bool)> = sheets
        .map(|sheet| (&sheet.name, sheet.visible == SheetVisible::Visible))
        .collect();
    let names = || all.iter().map(|(name, _)| (*name).clone());
    let found = match &hints.sheet {
        Some(asked) => all.iter().find(|(name, _)| name.trim() == asked.trim()),
        None => all.iter().find(|(_, visible)| *visible).or(all.first()),
    };
    match (found, &hints.sheet) {
        (Some((name, _)), _) => {
            let others = names().filter(|other| other != *name).collect();
            Ok(((*name).clone(), others))
        }
        (None, Some(asked)) => Err(FileWhat::NoSuchSheet {
            name: asked.clone(),
            sheets: names().collect(),
        }
        .into()),
        (None, None) => Err(FileWhat::NotAWorkbook("no sheet".to_owned()).into()),
    }
}

/// The rows with anything in them, and their numbers.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<(Vec<StringRecord>, Vec<u64>), What> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let is_percent: Arc<[bool]> = cells
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref();
            format.is_some_and(|format| format.format_code.contains('%'))
        })
        .collect();
    let (mut rows, mut numbers) = (Vec::<StringRecord>::new(), Vec::<u64>::new());
    let mut length = 0;
    let mut text = String::new();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let (row, column) = cell.get_position();
        text.clear();
        write_text(
            cell.get_value(),
            is_percent.get(style) == Some(&true),
            &mut text,
        );
        if text.trim().is_empty() {
            continue;
        }
        if column >= COLUMNS {
            return Err(FileWhat::TooWide { limit: COLUMNS }.into());
        }
        length += text.len();
        if length > TEXT {
            return Err(FileWhat::UnpacksTooLarge {
                limit: (TEXT >> 20) as u64,
            }
            .into());
        }
        let number = u64::from(row) + 1;
        match numbers.last() {
            Some(last) if *last == number => {}
            Some(last) if *last > number => {
                return Err(FileWhat::NotAWorkbook(format!("row {number} after {last}")).into());
            }
            _ if rows.len() > MOST_LINES => {
                return Err(FileWhat::TooManyLines.into());
            }
            _ => {
                numbers.push(number);
                rows.push(StringRecord::new());
            }
        }
        let Some(record) = rows.last_mut() else {
            continue;
        };
        if record.len() > column as usize {
            return Err(FileWhat::NotAWorkbook(format!("row {number}")).into());
        }
        while record.len() < column as usize {
            record.push_field("");
        }
        record.push_field(&text);
    }
    Ok((rows, numbers))
}

/// A cell as people see it: numbers to the fifteen digits that a spreadsheet shows, days as days, shares with their sign.
fn write_text(value: &DataRef<'_>, is_percent: bool, into: &mut String) {
    match value {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            into.push_str(text);
        }
        DataRef::SharedString(text) => into.push_str(text),
        DataRef::Bool(yes) => into.push_str(if *yes { "true" } else { "false" }),
        DataRef::Int(number) => number_text(&number.to_string(), is_percent, into),
        DataRef::Float(number) => number_text(&format!("{number:.14e}"), is_percent, into),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            // Writing into a text does not fail.
            let _ = write!(into, "{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) != (0, 0, 0) {
                let _ = write!(into, " {hour:02}:{minute:02}:{second:02}");
            }
        }
        // An error is shown as it is: it will not be taken for a number.
        DataRef::Error(error) => {
            let _ = write!(into, "{error}");
        }
    }
}

fn number_text(text: &str, is_percent: bool, into: &mut String) {
    let number = Decimal::from_scientific(text).or_else(|_| Decimal::from_str_exact(text));
    match number {
        Ok(number) if is_percent => {
            let percent = number.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(number);
            let _ = write!(into, "{}%", percent.normalize());
        }
        Ok(number) => {
            let _ = write!(into, "{}", number.normalize());
        }
        // Beyond what any amount can be: it is refused by its key.
        Err(_) => into.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_a_spreadsheet_shows() {
        let shown = |number: DataRef<'_>, is_percent| {
            let mut text = String::new();
            write_text(&number, is_percent, &mut text);
            text
        };
        for (number, text) in [
            (DataRef::Float(0.1 + 0.2), "0.3"),
            (DataRef::Float(275.0), "275"),
            (DataRef::Float(-38.62), "-38.62"),
            (DataRef::Float(1e15), "1000000000000000"),
            (DataRef::Float(1e300), "1.00000000000000e300"),
            (DataRef::Int(7), "7"),
        ] {
            assert_eq!(shown(number, false), text);
        }
        assert_eq!(shown(DataRef::Float(0.1), true), "10%");
        assert_eq!(shown(DataRef::Float(0.07), true), "7%");
    }

    #[test]
    fn a_list_of_texts_says_how_many_it_has() {
        let count = |mut texts: &[u8]| announced(&mut texts).unwrap().1;
        assert_eq!(count(br#"<sst count="9" uniqueCount="12"><si/>"#), 12);
        let twice = br#"<!-- uniqueCount="1" --><sst uniqueCount = '99999999999999999999'>"#;
        assert_eq!(count(twice), u64::MAX);
        assert_eq!(count(b"<sst>"), 0);
        let apart = [&[b' '; 40_000][..], b"uniqueCount", &[b' '; 40_000], b"7>"].concat();
        let (mut far, size) = (&apart[..], apart.len() as u64);
        assert_eq!(announced(&mut far).unwrap(), (size, 7));
    }
}
