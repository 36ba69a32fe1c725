//! Writing files: whole, or not at all.

#![allow(clippy::disallowed_methods)] // ring 4 writes the files that the user names

use std::fs;
use std::path::Path;

use crate::cli::failure::Failure;

/// Writes a file whole: first beside its place, then into it. What was there before stays until then.
pub(crate) fn whole(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let beside = path.with_file_name(name);
        let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            // Nothing half-written is left behind; that it cannot be removed changes nothing of the failure.
            let _ = fs::remove_file(&beside);
        }
        written
    };
    write().map_err(|error| Failure::Output(format!("{}: {error}", path.display())))
}
