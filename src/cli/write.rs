//! Writing files: whole, or not at all.

#![allow(clippy::disallowed_methods)] // ring 4 writes the files that the user names

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
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

/// Excel takes CSV in a file for UTF-8 only behind this mark.
pub(crate) const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes an answer where the user wants it.
pub(crate) fn answer(target: &Target, output: &Output, bytes: Vec<u8>) -> Result<(), Failure> {
    let bytes = match output {
        Output::Csv => [UTF_8_MARK, &bytes[..]].concat(),
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

/// A file that is written beside its place and put there when it is whole. Until then, and where it never is, what was
/// there before stays.
pub(crate) struct Beside {
    writer: Option<Writer>,
    path: PathBuf,
    /// Where it is written for now; nothing for a device, which has no place to be renamed into.
    beside: Option<PathBuf>,
}

enum Writer {
    Plain(File),
    Packed(Box<GzEncoder<File>>),
}

impl Beside {
    /// Begins a file.
    pub(crate) fn begin(path: &Path, packed: bool) -> Result<Beside, Failure> {
        let begin = || -> io::Result<Beside> {
            let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            let before = fs::metadata(&path).ok();
            if before.as_ref().is_some_and(fs::Metadata::is_dir) {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            let is_device = before.as_ref().is_some_and(|before| !before.is_file());
            let (file, beside) = if is_device {
                (OpenOptions::new().write(true).open(&path)?, None)
            } else {
                let beside = beside(&path);
                let file = File::create_new(&beside)?;
                if let Some(before) = &before {
                    // Who could not read it before cannot now.
                    file.set_permissions(before.permissions())?;
                }
                (file, Some(beside))
            };
            let writer = if packed {
                Writer::Packed(Box::new(
                    GzBuilder::new().write(file, Compression::default()),
                ))
            } else {
                Writer::Plain(file)
            };
            Ok(Beside {
                writer: Some(writer),
                path,
                beside,
            })
        };
        begin().map_err(|error| Failure::unwritten(path, error))
    }

    /// Puts the file in its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let finish = |this: &mut Beside| -> io::Result<()> {
            let file = match this.writer.take() {
                Some(Writer::Plain(file)) => file,
                Some(Writer::Packed(packer)) => packer.finish()?,
                None => return Ok(()),
            };
            let Some(beside) = &this.beside else {
                return Ok(());
            };
            file.sync_all()?;
            fs::rename(beside, &this.path)?;
            this.beside = None;
            Ok(())
        };
        finish(&mut self).map_err(|error| Failure::unwritten(&self.path, error))
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Some(Writer::Plain(file)) => file.write(bytes),
            Some(Writer::Packed(packer)) => packer.write(bytes),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.writer = None;
        if let Some(beside) = &self.beside {
            // Nothing half-written is left behind; that it cannot be removed changes nothing of the failure.
            let _ = fs::remove_file(beside);
        }
    }
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
