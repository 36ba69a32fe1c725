//! Reading bill files: the size, the kind of file, the encoding, the format.

#![allow(clippy::disallowed_methods)] // ring 4 reads the files that the user names

use std::fs::File;
use std::io::Read;

use crate::formats::bill::{Format, LARGEST, decode, read_text};
use crate::formats::problem::{FileWhat, Place, Problem};
use crate::formats::raw::RawBill;
use crate::rules::text::Text;

/// Reads a bill from a file, or from standard input when the file is `-`.
pub(crate) fn bill(
    file: &str,
    input: Option<Format>,
    stdin: &mut dyn Read,
) -> (RawBill, Vec<Problem>) {
    match text(file, stdin) {
        Ok((name, bytes)) => {
            let ending = file.rsplit_once('.').map(|(_, ending)| ending);
            let by_name = ending.filter(|_| file != "-").and_then(Format::from_name);
            let text = match decode(&name, bytes) {
                Ok(text) => text,
                Err(problem) => return (RawBill::default(), vec![problem]),
            };
            let sniffed = (file == "-").then(|| Format::sniff(&text.text));
            match input.or(by_name).or(sniffed) {
                Some(format) => read_text(text, format),
                None => (RawBill::default(), vec![at(&name, FileWhat::UnknownFormat)]),
            }
        }
        Err(problem) => (RawBill::default(), vec![problem]),
    }
}

/// Reads a table of people from a file, or from standard input when the file is `-`.
pub(crate) fn table(file: &str, stdin: &mut dyn Read) -> Result<Text, Problem> {
    let (name, bytes) = text(file, stdin)?;
    decode(&name, bytes)
}

fn at(file: &str, what: FileWhat) -> Problem {
    Problem {
        place: Place::File(file.to_owned()),
        what: what.into(),
    }
}

fn text(file: &str, stdin: &mut dyn Read) -> Result<(String, Vec<u8>), Problem> {
    let mut bytes = Vec::new();
    let name = if file == "-" { "stdin" } else { file };
    let unreadable = |error: std::io::Error| at(name, FileWhat::Unreadable(error.to_string()));
    if file == "-" {
        stdin
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
    } else {
        let kind = std::fs::metadata(file).map_err(unreadable)?;
        if !kind.is_file() {
            return Err(at(name, FileWhat::NotAFile));
        }
        let opened = File::open(file).map_err(unreadable)?;
        opened
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
    }
    if bytes.len() as u64 > LARGEST {
        let limit = LARGEST >> 20;
        return Err(at(name, FileWhat::TooLarge { limit }));
    }
    Ok((name.to_owned(), bytes))
}
