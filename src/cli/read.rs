//! Reading bill files: the size, the kind of file, the encoding, the format.

#![allow(clippy::disallowed_methods)] // ring 4 reads the files that the user names

use std::fs::File;
use std::io::Read;

use crate::formats::bill::{Format, LARGEST, decode, read_text};
use crate::formats::bills::{self, Found};
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
            let text = match decode(&name, bytes) {
                Ok(text) => text,
                Err(problem) => return (RawBill::default(), vec![problem]),
            };
            match format_of(file, input, &text) {
                Some(format) => read_text(text, format),
                None => (RawBill::default(), vec![at(&name, FileWhat::UnknownFormat)]),
            }
        }
        Err(problem) => (RawBill::default(), vec![problem]),
    }
}

/// Reads bills from files and folders, or from standard input: what is wrong with the files comes together.
pub(crate) fn bills(
    paths: &[String],
    input: Option<Format>,
    stdin: &mut dyn Read,
) -> Result<Vec<Found>, Vec<Problem>> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let files = match files_in(path) {
            Ok(files) => files,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        for file in files {
            match bills_of(&file, input, stdin) {
                Ok(bills) => found.extend(bills),
                Err(wrong) => problems.extend(wrong),
            }
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

/// The bills of a folder, by name; a file stands for itself.
fn files_in(path: &str) -> Result<Vec<String>, Problem> {
    if path == "-" || !std::path::Path::new(path).is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error: std::io::Error| at(path, FileWhat::Unreadable(error.to_string()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.path();
        let ending = name.extension().and_then(|ending| ending.to_str());
        if name.is_file() && ending.is_some_and(|ending| Format::from_name(ending).is_some()) {
            files.push(name.display().to_string());
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(at(path, FileWhat::NoBills));
    }
    Ok(files)
}

fn bills_of(
    file: &str,
    input: Option<Format>,
    stdin: &mut dyn Read,
) -> Result<Vec<Found>, Vec<Problem>> {
    let (name, bytes) = text(file, stdin).map_err(|problem| vec![problem])?;
    let text = decode(&name, bytes).map_err(|problem| vec![problem])?;
    match format_of(file, input, &text) {
        Some(format) => bills::read_text(text, format),
        None => Err(vec![at(&name, FileWhat::UnknownFormat)]),
    }
}

/// The format that was said, else by the ending, else by the first characters of standard input.
fn format_of(file: &str, input: Option<Format>, text: &Text) -> Option<Format> {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    let by_name = ending.filter(|_| file != "-").and_then(Format::from_name);
    let sniffed = (file == "-").then(|| Format::sniff(&text.text));
    input.or(by_name).or(sniffed)
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
