//! Reading files that the user names: their size, what kind of file they are, their format.

#![allow(clippy::disallowed_methods)] // ring 4 reads the files that the user names

use std::fs::File;
use std::io::Read;

use crate::formats::bill::{self, Format, LARGEST, Source, Taken};
use crate::formats::bills::{self, Found};
use crate::formats::encoding::decode;
use crate::formats::problem::{FileWhat, Place, Problem};
use crate::formats::table::{Hints, Understood};
use crate::rules::text::Text;

/// How files are read: what the user said of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct How {
    /// Their format.
    pub(crate) input: Option<Format>,
    /// Where their tables stand.
    pub(crate) hints: Hints,
}

/// Reads a bill from a file, or from standard input when the file is `-`.
pub(crate) fn bill(file: &str, how: &How, stdin: &mut dyn Read) -> Taken {
    match source(file, how.input, stdin) {
        Ok((source, format)) => bill::read(source, format, &how.hints),
        Err(problem) => Taken {
            problems: vec![problem],
            ..Taken::default()
        },
    }
}

/// Reads bills from files and folders, or from standard input, with what was understood of each file: what is wrong with
/// the files comes together.
pub(crate) fn bills(
    paths: &[String],
    how: &How,
    stdin: &mut dyn Read,
) -> Result<(Vec<Found>, Vec<Understood>), Vec<Problem>> {
    let mut found = Vec::new();
    let mut understood = Vec::new();
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
            let source = source(&file, how.input, stdin).map_err(|problem| vec![problem]);
            let read = source.and_then(|(source, format)| bills::read(source, format, &how.hints));
            match read {
                Ok((bills, of_file)) => {
                    found.extend(bills);
                    understood.push(of_file);
                }
                Err(wrong) => problems.extend(wrong),
            }
        }
    }
    if problems.is_empty() {
        Ok((found, understood))
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

/// A file with its format: the one that was said, else by the ending, else by the first bytes of standard input. A
/// workbook is one whatever it is called.
fn source(
    file: &str,
    input: Option<Format>,
    stdin: &mut dyn Read,
) -> Result<(Source, Format), Problem> {
    let source = opened(file, stdin)?;
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    let by_name = ending.filter(|_| file != "-").and_then(Format::from_name);
    let sniffed = Format::sniff(&source.bytes);
    let by_bytes = (file == "-" || sniffed == Format::Xlsx).then_some(sniffed);
    match input
        .or(by_name.filter(|_| by_bytes.is_none()))
        .or(by_bytes)
    {
        Some(format) => Ok((source, format)),
        None => Err(at(&source.name, FileWhat::UnknownFormat)),
    }
}

/// Reads a table of people from a file, or from standard input when the file is `-`: CSV, if nothing else is said.
pub(crate) fn table(
    file: &str,
    how: &How,
    stdin: &mut dyn Read,
) -> Result<(Source, Format), Problem> {
    let source = opened(file, stdin)?;
    let is_workbook = Format::sniff(&source.bytes) == Format::Xlsx
        || file.to_ascii_lowercase().ends_with(".xlsx");
    let guessed = if is_workbook {
        Format::Xlsx
    } else {
        Format::Csv
    };
    Ok((source, how.input.unwrap_or(guessed)))
}

/// Reads a text from a file, or from standard input when the file is `-`.
pub(crate) fn text(file: &str, stdin: &mut dyn Read) -> Result<Text, Problem> {
    let source = opened(file, stdin)?;
    Ok(decode(&source.name, source.bytes)?.0)
}

fn at(file: &str, what: FileWhat) -> Problem {
    Problem {
        place: Place::File(file.to_owned()),
        what: what.into(),
    }
}

fn opened(file: &str, stdin: &mut dyn Read) -> Result<Source, Problem> {
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
    Ok(Source {
        name: name.to_owned(),
        bytes,
    })
}
