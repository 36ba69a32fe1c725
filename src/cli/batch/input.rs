//! Where the rows come from: a file or standard input, packed or not.

#![allow(clippy::disallowed_methods)] // ring 4 reads the files that the user names

use std::fs::File;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::{Request, whole_file};
use crate::batch::write::Layout;
use crate::cli::failure::Failure;
use crate::formats::problem::FileWhat;

/// An opened input.
pub(super) struct Input<'a> {
    /// Its name, for problems.
    pub(super) name: String,
    /// Its bytes.
    pub(super) stream: Box<dyn Read + Send + 'a>,
    /// How it is laid out.
    pub(super) layout: Layout,
    /// How many bytes there are, if that is known.
    pub(super) size: Option<u64>,
}

/// Opens what was asked for.
pub(super) fn open<'a>(
    request: &Request,
    stdin: &'a mut (dyn Read + Send),
) -> Result<Input<'a>, Failure> {
    let file = &request.file;
    if file == "-" {
        return Ok(Input {
            name: "stdin".to_owned(),
            stream: Box::new(stdin),
            layout: request.input.unwrap_or(Layout::Csv),
            size: None,
        });
    }
    let unreadable =
        |error: std::io::Error| whole_file(file, FileWhat::Unreadable(error.to_string()));
    let opened = File::open(file).map_err(unreadable)?;
    let kind = opened.metadata().map_err(unreadable)?;
    if kind.is_dir() {
        return Err(whole_file(file, FileWhat::NotAFile));
    }
    let packed = file.to_ascii_lowercase().ends_with(".gz");
    let layout = request.input.or(by_ending(file)).unwrap_or(Layout::Csv);
    Ok(Input {
        name: file.clone(),
        stream: if packed {
            Box::new(MultiGzDecoder::new(opened))
        } else {
            Box::new(opened)
        },
        layout,
        size: (kind.is_file() && !packed).then_some(kind.len()),
    })
}

/// The layout that the ending of a file says.
pub(super) fn by_ending(file: &str) -> Option<Layout> {
    let name = file.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "csv" => Some(Layout::Csv),
        "ndjson" | "jsonl" => Some(Layout::Ndjson),
        _ => None,
    }
}
