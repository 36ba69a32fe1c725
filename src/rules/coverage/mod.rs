//! What the library knows of each place and on what grounds, and what is still open.

mod figures;
mod open;
mod topic;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use figures::{CitedFigure, figures};
pub use open::Open;
pub use topic::{Subject, Topic};

use crate::model::grade::Grade;
use crate::rules::block::{Block, Body};
use crate::rules::file::FileKind;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;

/// A place and its own rules; what it has from the folders above is theirs.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its folder in the tree.
    pub folder: String,
    /// The official code, or the slug.
    pub code: String,
    /// The name in Chinese.
    pub name: String,
    /// What its files say.
    pub known: Vec<Known>,
    /// What they leave open.
    pub open: Vec<Open>,
    /// What nobody says, neither here nor above.
    pub missing: Vec<Topic>,
}

/// Tables of one topic that hold for the same time on the same grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What they are about.
    pub topic: Topic,
    /// Which tables.
    pub tables: Vec<TableName>,
    /// The first day.
    pub from: NaiveDate,
    /// Whether the first source only shows it in force on that day.
    pub from_is_first_seen: bool,
    /// The last day, if there is one.
    pub to: Option<NaiveDate>,
    /// Whether the last source only shows it in force until that day.
    pub to_is_last_seen: bool,
    /// The weakest grade of all their blocks.
    pub grade: Grade,
}

/// Every place of the library, parents before children. What is wrong with the files is on the shelf.
pub fn coverage(shelf: &Shelf) -> Vec<Place> {
    let folders = shelf.folders();
    let places = folders.iter().filter_map(|folder| {
        let region = shelf.region(folder)?;
        let mut known = Vec::new();
        let mut open = Vec::new();
        for kind in FileKind::ALL {
            known.extend(known_in(shelf, folder, kind));
            open.extend(open::open(shelf, folder, kind));
        }
        let is_leaf = !folders
            .iter()
            .any(|other| other.starts_with(&format!("{folder}/")));
        let missing = match is_leaf {
            true => topic::missing(shelf, folder),
            false => Vec::new(),
        };
        Some(Place {
            folder: folder.clone(),
            code: region.code,
            name: region.name,
            known,
            open,
            missing,
        })
    });
    places.collect()
}

/// The tables of one file, those together that hold for the same time on the same grounds.
fn known_in(shelf: &Shelf, folder: &str, kind: FileKind) -> Vec<Known> {
    let mut tables: BTreeMap<TableName, Vec<_>> = BTreeMap::new();
    for block in shelf.blocks(folder, kind) {
        if !matches!(block.body, Body::FollowsParent) {
            tables.entry(block.table).or_default().push(block);
        }
    }
    let mut all: Vec<Known> = Vec::new();
    for (table, blocks) in tables {
        let (Some(first), Some(last)) = (
            blocks.iter().min_by_key(|block| block.from),
            blocks
                .iter()
                .max_by_key(|block| block.to.unwrap_or(NaiveDate::MAX)),
        ) else {
            continue;
        };
        let grades = blocks.iter().map(|block| grade_of(shelf, folder, block));
        let known = Known {
            topic: Topic::of(kind, table),
            tables: vec![table],
            from: first.from,
            from_is_first_seen: first.from_is_first_seen,
            to: last.to,
            to_is_last_seen: last.to_is_last_seen,
            grade: grades.max().unwrap_or(Grade::Unverified),
        };
        let alike = all.iter_mut().find(|other| {
            let tables = known.tables.clone();
            Known {
                tables,
                ..(*other).clone()
            } == known
        });
        match alike {
            Some(alike) => alike.tables.push(table),
            None => all.push(known),
        }
    }
    all.sort_by_key(|known| (known.topic, known.from));
    all
}

/// The weakest grade of a block's sources. A source that nobody declares is worth nothing.
fn grade_of(shelf: &Shelf, folder: &str, block: &Block) -> Grade {
    let grades = block.sources.iter().map(|used| {
        let source = shelf.source(folder, &used.id);
        source.map_or(Grade::Unverified, |source| source.grade)
    });
    grades.max().unwrap_or(Grade::Unverified)
}
