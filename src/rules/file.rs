//! The files of a folder of rules, and where each table belongs.

use crate::model::words::Scheme;

/// The file in which a table belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// `resident.toml`, `employee.toml` or `flexible.toml`.
    Scheme,
    /// `catastrophic.toml`.
    Catastrophic,
    /// `maternity.toml`.
    Maternity,
    /// `common.toml`.
    Common,
    /// `guide.toml`: apart from `common.toml`, which every settlement reads.
    Guide,
    /// `region.toml`.
    Region,
}

/// A rule file of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// The file of a scheme.
    Scheme(Scheme),
    /// 居民大病.
    Catastrophic,
    /// 生育.
    Maternity,
    /// What all schemes share.
    Common,
    /// Procedures.
    Guide,
    /// Code, names, words, series.
    Region,
    /// Documents.
    Sources,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [FileKind; 9] = [
        FileKind::Scheme(Scheme::Resident),
        FileKind::Scheme(Scheme::Employee),
        FileKind::Scheme(Scheme::Flexible),
        FileKind::Catastrophic,
        FileKind::Maternity,
        FileKind::Common,
        FileKind::Guide,
        FileKind::Region,
        FileKind::Sources,
    ];

    /// The file's name.
    pub fn file_name(self) -> &'static str {
        match self {
            FileKind::Scheme(Scheme::Resident) => "resident.toml",
            FileKind::Scheme(Scheme::Employee) => "employee.toml",
            FileKind::Scheme(Scheme::Flexible) => "flexible.toml",
            FileKind::Catastrophic => "catastrophic.toml",
            FileKind::Maternity => "maternity.toml",
            FileKind::Common => "common.toml",
            FileKind::Guide => "guide.toml",
            FileKind::Region => "region.toml",
            FileKind::Sources => "sources.toml",
        }
    }

    /// The scheme for which its tables are asked when nobody names one.
    pub fn scheme_asked(self) -> Scheme {
        match self {
            FileKind::Scheme(scheme) => scheme,
            _ => Scheme::Resident,
        }
    }

    /// Where its tables say they belong.
    pub fn home(self) -> Option<Home> {
        match self {
            FileKind::Scheme(_) => Some(Home::Scheme),
            FileKind::Catastrophic => Some(Home::Catastrophic),
            FileKind::Maternity => Some(Home::Maternity),
            FileKind::Common => Some(Home::Common),
            FileKind::Guide => Some(Home::Guide),
            FileKind::Region => Some(Home::Region),
            FileKind::Sources => None,
        }
    }
}

impl Home {
    /// The file's name, for messages.
    pub fn file_name(self) -> &'static str {
        match self {
            Home::Scheme => "resident.toml / employee.toml / flexible.toml",
            Home::Catastrophic => "catastrophic.toml",
            Home::Maternity => "maternity.toml",
            Home::Common => "common.toml",
            Home::Guide => "guide.toml",
            Home::Region => "region.toml",
        }
    }
}
