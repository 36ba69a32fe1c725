//! Which rules answer: the built-in ones, with folders of the user laid over them.

use crate::cli::Surroundings;
use crate::cli::failure::Failure;
use crate::formats::problem::{FileWhat, Place, Problem};
use crate::rules::file::FileKind;
use crate::rules::library::Library;

/// What flags say of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RuleFolders {
    /// `--rules`, the one asked first at the front.
    pub(crate) folders: Vec<String>,
    /// `--no-builtin`.
    pub(crate) no_built_in: bool,
}

impl RuleFolders {
    /// The library: flags before the environment, both before the built-in rules.
    pub(crate) fn library(&self, around: &Surroundings) -> Result<Library, Failure> {
        let around = around.rules.iter().flat_map(std::env::split_paths);
        let around: Vec<String> = around.map(|path| path.display().to_string()).collect();
        let folders: Vec<&String> = self.folders.iter().chain(&around).collect();
        let missing: Vec<Problem> = folders
            .iter()
            .filter(|folder| !holds_rules(folder))
            .map(|folder| not_a_folder(folder))
            .collect();
        if !missing.is_empty() {
            return Err(Failure::Bill(missing));
        }
        Ok(Library::layered(folders, !self.no_built_in))
    }
}

/// Whether a folder is there and holds the folder of any region.
pub(crate) fn holds_rules(folder: &str) -> bool {
    let library = Library::folder(folder);
    let mut folders = library.folders().into_iter();
    folders.any(|folder| {
        FileKind::ALL
            .iter()
            .any(|kind| !library.read(&folder, kind.file_name()).is_empty())
    })
}

/// A folder that is not there, or holds no rules.
pub(crate) fn not_a_folder(folder: &str) -> Problem {
    Problem {
        place: Place::File(folder.to_owned()),
        what: FileWhat::NotAFolder.into(),
    }
}
