//! Which block governs a table of a folder on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::grade::Grade;
use crate::model::words::Scheme;
use crate::rules::block::{Block, Body};
use crate::rules::file::{FileKind, Home};
use crate::rules::note::Note;
use crate::rules::problem::{Problem, What};
use crate::rules::shelf::{Shelf, chain};
use crate::rules::table::TableName;

/// The block that governs, and the blocks that led to it by `follows`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governing {
    /// The block.
    pub block: Arc<Block>,
    /// What led to it.
    pub led: Vec<Arc<Block>>,
}

impl Governing {
    /// All of them, in the order of reading.
    pub fn all(&self) -> Vec<Arc<Block>> {
        self.led.iter().chain([&self.block]).cloned().collect()
    }
}

/// What the user accepts as an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The last known block answers after its end.
    pub extend: bool,
    /// A weaker grade counts as unknown.
    pub min_grade: Option<Grade>,
    /// What is stale on this day, or on the day of the case, counts as unknown.
    pub fresh_on: Option<NaiveDate>,
}

impl Shelf {
    /// The block that governs a table of a folder on a day, or why none does.
    ///
    /// The nearest folder that has the table owns it, whole. Before its first block, if that block's start is stated,
    /// the table did not exist there yet and the parent answers; in every other case without a block for the day
    /// nothing answers. A folder never falls back to its parent in silence.
    ///
    /// # Errors
    /// [`Note::NoTable`] where no folder on the way up has the table, another note where one has.
    pub fn find(
        &self,
        folder: &str,
        scheme: Scheme,
        table: TableName,
        day: NaiveDate,
    ) -> Result<Governing, Note> {
        if let Some(block) = self.given(table) {
            let led = Vec::new();
            return Ok(Governing { block, led });
        }
        let found = self.follow(folder, scheme, table, day, &mut Vec::new());
        let governing = found?;
        self.lean_on(governing.all());
        self.accept(folder, table, day, &governing)?;
        Ok(governing)
    }

    /// Whether the blocks are as good as the user wants them. How amounts are rounded is not a figure.
    fn accept(
        &self,
        folder: &str,
        table: TableName,
        day: NaiveDate,
        governing: &Governing,
    ) -> Result<(), Note> {
        if matches!(table, TableName::Rounding | TableName::BenefitYear) {
            return Ok(());
        }
        let policy = self.policy();
        for block in governing.all() {
            let sources = block
                .sources
                .iter()
                .filter_map(|used| self.source(folder, &used.id));
            for source in sources {
                let too_weak = policy.min_grade.is_some_and(|least| source.grade > least);
                if too_weak && source.grade != Grade::Given {
                    return Err(Note::TooWeak(block));
                }
                if policy
                    .fresh_on
                    .is_some_and(|today| source.is_stale(day, today))
                {
                    return Err(Note::Stale(block));
                }
            }
        }
        Ok(())
    }

    /// The last block of a table, where the user lets it go on after its end.
    fn after_its_end<'b>(
        &self,
        blocks: &'b [Arc<Block>],
        day: NaiveDate,
    ) -> Option<&'b Arc<Block>> {
        let last = blocks.last().filter(|last| last.from <= day)?;
        if !self.policy().extend {
            return None;
        }
        self.extended(Arc::clone(last));
        Some(last)
    }

    fn follow(
        &self,
        folder: &str,
        scheme: Scheme,
        table: TableName,
        day: NaiveDate,
        led: &mut Vec<Arc<Block>>,
    ) -> Result<Governing, Note> {
        // 灵活就业 is a way of joining 职工医保: what no flexible.toml on the way up has stands in employee.toml.
        let flexible = FileKind::Scheme(Scheme::Flexible);
        let kind = match table.home() {
            Home::Scheme
                if scheme == Scheme::Flexible
                    && !chain(folder).any(|folder| self.has(folder, flexible, table)) =>
            {
                FileKind::Scheme(Scheme::Employee)
            }
            Home::Scheme => FileKind::Scheme(scheme),
            Home::Catastrophic => FileKind::Catastrophic,
            Home::Maternity => FileKind::Maternity,
            Home::Common => FileKind::Common,
            Home::Guide => FileKind::Guide,
            Home::Region => FileKind::Region,
        };
        for step in chain(folder) {
            self.ask(step, kind, table);
            let blocks = self.blocks_of(step, kind, table);
            let Some(first) = blocks.first() else {
                continue;
            };
            let governing = blocks.iter().find(|block| block.governs(day));
            let Some(block) = governing.or_else(|| self.after_its_end(&blocks, day)) else {
                if day < first.from && !first.from_is_first_seen {
                    continue;
                }
                return Err(Note::NotOnDay {
                    table,
                    before: blocks.iter().rfind(|block| block.from <= day).cloned(),
                    after: blocks.iter().find(|block| block.from > day).cloned(),
                });
            };
            match &block.body {
                Body::FollowsParent => {
                    led.push(Arc::clone(block));
                    continue;
                }
                Body::Follows(target, place) => {
                    if led.iter().any(|known| Arc::ptr_eq(known, block)) {
                        self.report(Problem {
                            place: place.clone(),
                            what: What::Cycle(vec![table.to_string(), target.to_string()]),
                        });
                        return Err(Note::NoTable(table));
                    }
                    led.push(Arc::clone(block));
                    return self.follow(folder, scheme, *target, day, led);
                }
                _ => {
                    return Ok(Governing {
                        block: Arc::clone(block),
                        led: std::mem::take(led),
                    });
                }
            }
        }
        Err(match led.pop() {
            Some(block) => Note::NotOnDay {
                table,
                before: Some(block),
                after: None,
            },
            None => Note::NoTable(table),
        })
    }
}
