//! Writing files: whole, or not at all.

#![allow(clippy::disallowed_methods)] // ring 4 writes the files that the user names

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

use crate::cli::failure::Failure;
use crate::cli::output::format::{Output, Target};

/// Writes a file whole: first beside its place, then into it. What was there before stays until then.
pub(crate) fn whole(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    write(path, bytes.as_ref()).map_err(|error| Failure::unwritten(path, error))
}

/// The same, in a folder that is made if it is not there.
pub(crate) fn whole_in_new_folder(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::unwritten(folder, error))?;
    }
    whole(path, bytes)
}

/// Writes an answer where the user wants it. Excel takes CSV for UTF-8 only behind a mark.
pub(crate) fn answer(target: &Target, output: &Output, bytes: Vec<u8>) -> Result<(), Failure> {
    let bytes = match output {
        Output::Csv => [b"\xef\xbb\xbf", &bytes[..]].concat(),
        _ => bytes,
    };
    if !target.packed {
        return whole(&target.path, bytes);
    }
    // No name and no time of writing inside: the same answer gives the same file.
    let mut packer = GzBuilder::new().write(Vec::new(), Compression::default());
    let packed = packer.write_all(&bytes).and_then(|()| packer.finish());
    let packed = packed.map_err(|error| Failure::unwritten(&target.path, error))?;
    whole(&target.path, packed)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Behind a link stands the file that is meant.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(&path).ok();
    if let Some(before) = &before
        && !before.is_file()
    {
        if before.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // A device or a pipe has no place to be renamed into.
        let mut device = OpenOptions::new().write(true).open(&path)?;
        return device.write_all(bytes).and_then(|()| device.flush());
    }
    let beside = beside(&path);
    let fill = || -> io::Result<()> {
        let mut file = File::create_new(&beside)?;
        if let Some(before) = &before {
            // Who could not read it before cannot now.
            file.set_permissions(before.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    let written = fill();
    if let Err(error) = &written
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        // Nothing half-written is left behind; that it cannot be removed changes nothing of the failure.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::failure::Unwritten;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("yibao-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stands_beside_it() {
        let folder = folder("whole");
        let path = folder.join("a.txt");
        whole(&path, "one").unwrap();
        whole(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(&folder), ["a.txt"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_cannot_be_written_changes_nothing_and_says_why() {
        let folder = folder("refused");
        let kind = |path: &Path| match whole(path, "x") {
            Err(Failure::Unwritten(Unwritten { why, .. })) => why,
            other => panic!("{other:?}"),
        };
        let inner = folder.join("folder");
        fs::create_dir(&inner).unwrap();
        assert_eq!(kind(&inner), io::ErrorKind::IsADirectory);
        assert_eq!(kind(&folder.join("none/a.txt")), io::ErrorKind::NotFound);
        assert_eq!(names(&folder), ["folder"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_the_rights_of_a_file_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder("rights");
        let (path, link) = (folder.join("a.txt"), folder.join("link"));
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&path, &link).unwrap();
        whole(&link, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }
}
