//! Why a command has no answer. The kind decides the exit status, here and nowhere else.

use std::io;
use std::path::{Path, PathBuf};

use crate::formats::problem as bill;
use crate::rules::problem as rules;

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The command line cannot be read.
    Usage(Usage),
    /// The bill, or a value that was typed, is wrong or incomplete.
    Bill(Vec<bill::Problem>),
    /// A rule file is wrong.
    Rules(Vec<rules::Problem>),
    /// A key that the answer does not have.
    NoSuchKey {
        /// The key.
        key: String,
        /// The keys that it has.
        known: Vec<String>,
    },
    /// The answer, or a file beside it, could not be written.
    Unwritten(Unwritten),
    /// A bug.
    Internal,
}

/// What could not be written, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unwritten {
    /// The file; standard output where there is none.
    pub(crate) path: Option<PathBuf>,
    /// The kind of reason.
    pub(crate) why: io::ErrorKind,
    /// The system's own words.
    pub(crate) said: String,
}

impl Unwritten {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self.why {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => "O002",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "O003",
            io::ErrorKind::IsADirectory => "O004",
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "O005",
            _ => "O001",
        }
    }
}

/// An argument that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lacking {
    /// As the command line would have it: `<名称>`, `--profile`.
    pub(crate) name: String,
    /// All that may stand there, where it is a short list.
    pub(crate) known: Vec<String>,
}

impl From<&str> for Lacking {
    fn from(name: &str) -> Lacking {
        Lacking {
            name: name.to_owned(),
            known: Vec::new(),
        }
    }
}

/// What is wrong with a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    /// No such command.
    Command(String, Vec<String>),
    /// No such flag.
    Flag(String, Vec<String>),
    /// A flag without its value.
    NoValue(String),
    /// Arguments that must be there.
    Needs(Vec<Lacking>),
    /// A flag twice.
    Twice(String),
    /// Two that cannot stand together.
    Together(String, String),
    /// A value that the flag does not take.
    Value(String, String, Vec<String>),
    /// More than one bill.
    TooMany(String),
    /// A dash from an input method.
    Dash(String),
    /// Anything else that the parser says.
    Other(String),
}

impl Failure {
    /// A file could not be written.
    pub(crate) fn unwritten(path: &Path, error: io::Error) -> Failure {
        Failure::Unwritten(Unwritten {
            path: Some(path.to_owned()),
            why: error.kind(),
            said: error.to_string(),
        })
    }

    /// The answer could not be written to standard output.
    pub(crate) fn not_printed(error: io::Error) -> Failure {
        Failure::Unwritten(Unwritten {
            path: None,
            why: error.kind(),
            said: error.to_string(),
        })
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Failure::Usage(Usage::Value(..)) => 3,
            Failure::Usage(_) => 2,
            Failure::Bill(_) | Failure::Rules(_) | Failure::NoSuchKey { .. } => 3,
            Failure::Unwritten(_) => 74,
            Failure::Internal => 70,
        }
    }
}
