//! `yibao rules new`: a file to be filled in, or the next block of one that is there.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, say};
use crate::cli::output::json::document;
use crate::cli::write;
use crate::formats::problem::{FileWhat, Place, Problem, What};
use crate::model::words::Scheme;
use crate::rules::file::FileKind;
use crate::rules::library::Library;
use crate::rules::next::next_blocks;
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;

/// What is to be written.
pub(super) struct New<'a> {
    /// The place: a name, or the path of a folder that is not there yet.
    pub(super) place: &'a str,
    /// The file.
    pub(super) kind: FileKind,
    /// The first day of the new blocks.
    pub(super) from: NaiveDate,
    /// The user's folder.
    pub(super) root: &'a str,
}

/// Writes the files and says what comes next.
pub(super) fn run(new: &New<'_>, json: bool, lang: Lang) -> Result<(String, u8), Failure> {
    let shelf = Shelf::new(Library::layered([new.root], true));
    let folder = new.folder(&shelf)?;
    let written = match new.existing(&shelf, &folder.path)? {
        Some(text) => new.next(&folder, &text)?,
        None => new.skeleton(&shelf, &folder)?,
    };
    let written: Vec<String> = written
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if json {
        return Ok((document("rules new", json!({ "written": written })), 0));
    }
    let mut out = String::new();
    for path in &written {
        out += &say!(lang, "已写 {path}\n", "wrote {path}\n");
    }
    if written.is_empty() {
        let from = new.from;
        out += &say!(
            lang,
            "没有可写的：每张表都已有 {from} 或以后的一块\n",
            "nothing to write: each table has a block from {from} on or later\n"
        );
    }
    let root = new.root;
    out += &say!(
        lang,
        "填好以后：yibao rules check --rules {root}\n",
        "fill it in, then: yibao rules check --rules {root}\n"
    );
    Ok((out, 0))
}

impl New<'_> {
    /// The folder of the place: a region that is known, or a new one under one that is.
    fn folder(&self, shelf: &Shelf) -> Result<Folder, Failure> {
        let near = match shelf.find_region(self.place) {
            Ok(folder) => return Ok(folder),
            Err(near) => near,
        };
        let is_slug = |slug: &str| {
            let mut chars = slug.chars();
            !slug.is_empty()
                && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        match self.place.rsplit_once('/') {
            Some((parent, slug))
                if is_slug(slug) && shelf.folders().iter().any(|known| known == parent) =>
            {
                Ok(Folder {
                    path: self.place.to_owned(),
                    code: slug.to_owned(),
                    name: slug.to_owned(),
                    county: None,
                })
            }
            _ => Err(Failure::Bill(vec![Problem {
                place: Place::File(self.place.to_owned()),
                what: What::NoSuchFolder {
                    name: self.place.to_owned(),
                    near,
                },
            }])),
        }
    }

    /// The text of the file, the user's own before the built-in one.
    fn existing(&self, shelf: &Shelf, folder: &str) -> Result<Option<String>, Failure> {
        let found = shelf.library().read(folder, self.kind.file_name());
        match found.into_iter().next() {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text.text.to_string())),
            Some(Err(problem)) => Err(Failure::Rules(vec![problem])),
        }
    }

    /// The next block of every table.
    fn next(&self, folder: &Folder, text: &str) -> Result<Vec<PathBuf>, Failure> {
        let (text, added) = next_blocks(text, self.kind, self.from);
        if added == 0 {
            return Ok(Vec::new());
        }
        let path = self.path(&folder.path, self.kind.file_name());
        write::whole_in_new_folder(&path, &text)?;
        Ok(vec![path])
    }

    /// Files to be filled in; what is there already is left alone.
    fn skeleton(&self, shelf: &Shelf, folder: &Folder) -> Result<Vec<PathBuf>, Failure> {
        let (file, cases) = drafts(self.kind);
        let source = format!("{}-notice", folder.slug());
        let mut drafts = vec![(self.kind.file_name().to_owned(), file)];
        if let Some(cases) = cases {
            drafts.push((format!("cases/{}", self.kind.file_name()), cases));
        }
        for (kind, draft) in [
            (FileKind::Region, include_str!("drafts/region.toml")),
            (FileKind::Sources, include_str!("drafts/sources.toml")),
        ] {
            let is_there = match kind {
                FileKind::Region => shelf.folders().contains(&folder.path),
                _ => self.path(&folder.path, kind.file_name()).is_file(),
            };
            if !is_there {
                drafts.insert(0, (kind.file_name().to_owned(), draft));
            }
        }
        let mut written = Vec::new();
        for (name, draft) in drafts {
            let path = self.path(&folder.path, &name);
            if path.is_file() {
                continue;
            }
            let depth = folder.path.split('/').count() + name.matches('/').count();
            let schema = vec![".."; depth].join("/") + "/schema";
            let text = draft
                .replace("{schema}", &schema)
                .replace("{name}", &folder.name)
                .replace("{code}", &folder.code)
                .replace("{source}", &source)
                .replace("{from}", &self.from.to_string())
                .replace("{month}", &self.from.format("%Y-%m").to_string())
                .replace("{year}", &self.from.year().to_string());
            write::whole_in_new_folder(&path, &text)?;
            written.push(path);
        }
        written.extend(self.schemas()?);
        Ok(written)
    }

    /// The schemas that the files name, so that editors complete keys.
    fn schemas(&self) -> Result<Vec<PathBuf>, Failure> {
        let folder = Path::new(self.root).join("schema");
        let mut written = Vec::new();
        for name in crate::cli::schema::OF_RULES {
            let path = folder.join(format!("{name}.json"));
            if !path.is_file() {
                write::whole_in_new_folder(&path, crate::cli::schema::text(name))?;
                written.push(path);
            }
        }
        Ok(written)
    }

    fn path(&self, folder: &str, name: &str) -> PathBuf {
        Path::new(self.root).join(folder).join(name)
    }
}

/// The draft of a file, and of its cases.
fn drafts(kind: FileKind) -> (&'static str, Option<&'static str>) {
    match kind {
        FileKind::Scheme(Scheme::Resident) => (
            include_str!("drafts/resident.toml"),
            Some(include_str!("drafts/cases-resident.toml")),
        ),
        FileKind::Scheme(Scheme::Employee) => (
            include_str!("drafts/employee.toml"),
            Some(include_str!("drafts/cases-employee.toml")),
        ),
        FileKind::Scheme(Scheme::Flexible) => (
            include_str!("drafts/flexible.toml"),
            Some(include_str!("drafts/cases-flexible.toml")),
        ),
        FileKind::Catastrophic => (
            include_str!("drafts/catastrophic.toml"),
            Some(include_str!("drafts/cases-catastrophic.toml")),
        ),
        FileKind::Maternity => (
            include_str!("drafts/maternity.toml"),
            Some(include_str!("drafts/cases-maternity.toml")),
        ),
        FileKind::Common => (include_str!("drafts/common.toml"), None),
        FileKind::Guide => (include_str!("drafts/guide.toml"), None),
        FileKind::Region => (include_str!("drafts/region.toml"), None),
        FileKind::Sources => (include_str!("drafts/sources.toml"), None),
    }
}

/// When no folder of the user was named.
pub(super) fn without_folder() -> Failure {
    Failure::Bill(vec![Problem {
        place: Place::Flag("rules".to_owned()),
        what: FileWhat::NoFolderOfOwn.into(),
    }])
}
