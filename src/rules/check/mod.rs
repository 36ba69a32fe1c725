//! What only the whole can tell: blocks that follow on each other, tables that answer every case, documents that
//! exist, names that are taken once, figures that some case reads. All problems of all files in one pass.

mod bounds;
mod closed;
mod complete;
mod dated;
mod fresh;
mod leads;
mod names;
mod parent;
mod unread;
mod witness;

use std::sync::Arc;

use chrono::NaiveDate;

pub use fresh::stale;
pub(crate) use leads::targets;

use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Visit};
use crate::rules::block::{Block, Body};
use crate::rules::cases;
use crate::rules::file::FileKind;
use crate::rules::problem::{Problem, What, Whole};
use crate::rules::shelf::{Shelf, sort};
use crate::rules::table::{OfPart, TableName};

/// What a check found, each list by place.
#[derive(Debug, Default)]
pub struct Found {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What is worth knowing and not wrong.
    pub notes: Vec<Problem>,
}

/// What a check of everything found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Problems and notes, those of the cases with them.
    pub found: Found,
    /// How many cases were run.
    pub cases: usize,
    /// How many were left out because they lean on a table with a problem of its own.
    pub left_out: usize,
    /// How many figures were moved.
    pub figures: usize,
}

/// The static checks, then the cases, then the figures that no case reads.
pub fn check_all(shelf: &Shelf) -> Checked {
    let mut found = check(shelf);
    let report = cases::run(shelf);
    let (figures, unread) = unread::unread(shelf, &report);
    let (cases, left_out) = (report.run, report.left_out);
    found.problems.extend(report.problems);
    found.problems.extend(unread);
    sort(&mut found.problems);
    Checked {
        found,
        cases,
        left_out,
        figures,
    }
}

/// The static checks of every file of the library. Tables with a problem of their own are marked on the shelf.
pub fn check(shelf: &Shelf) -> Found {
    let mut problems = Vec::new();
    for folder in shelf.folders().iter() {
        for kind in FileKind::ALL {
            for table in tables(shelf, folder, kind) {
                let blocks = shelf.blocks_of(folder, kind, table);
                dated::check(&blocks, &mut problems);
                for block in &blocks {
                    // What a block with a problem of its own says is not known well enough to ask more of it.
                    if is_sound(shelf, folder, kind, block) {
                        complete::check(shelf, folder, kind, block, &mut problems);
                        leads::check(shelf, folder, kind, block, &mut problems);
                        closed::check(shelf, folder, kind, block, &mut problems);
                        parent::check(shelf, folder, kind, block, &mut problems);
                        bounds::check(block, &mut problems);
                        without_pool(block, &mut problems);
                        second_admission(block, &mut problems);
                    }
                }
            }
        }
        names::strangers(shelf, folder, &mut problems);
    }
    names::sources(shelf, &mut problems);
    names::regions(shelf, &mut problems);
    problems.extend(shelf.problems());
    sort(&mut problems);
    problems.dedup();
    let (notes, problems) = problems
        .into_iter()
        .partition(|problem| problem.what.is_note());
    let found = Found { problems, notes };
    mark_broken(shelf, &found.problems);
    found
}

/// The tables of a file, each once.
fn tables(shelf: &Shelf, folder: &str, kind: FileKind) -> Vec<TableName> {
    let blocks = shelf.blocks(folder, kind);
    let mut tables: Vec<TableName> = blocks.iter().map(|block| block.table).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// Marks every table in one of whose blocks a problem stands.
fn mark_broken(shelf: &Shelf, problems: &[Problem]) {
    for folder in shelf.folders().iter() {
        for kind in FileKind::ALL {
            for block in shelf.blocks(folder, kind) {
                let in_cycle = problems.iter().any(|problem| match &problem.what {
                    What::Cycle(path) => path.contains(&block.table.to_string()),
                    _ => false,
                });
                if in_cycle || stands_in(shelf, folder, kind, &block, problems) {
                    shelf.mark_broken(folder, kind, block.table);
                }
            }
        }
    }
}

/// Whether nothing was wrong with a block when it was read.
fn is_sound(shelf: &Shelf, folder: &str, kind: FileKind, block: &Block) -> bool {
    !stands_in(shelf, folder, kind, block, &shelf.problems())
}

/// Whether any of the problems stands in a block.
fn stands_in(
    shelf: &Shelf,
    folder: &str,
    kind: FileKind,
    block: &Block,
    problems: &[Problem],
) -> bool {
    if problems.is_empty() {
        return false;
    }
    let start = block.place.span.start;
    let later = shelf.blocks(folder, kind).into_iter().filter(|other| {
        Arc::ptr_eq(&other.place.text, &block.place.text) && other.place.span.start > start
    });
    let end = later.map(|other| other.place.span.start).min();
    let end = end.unwrap_or(block.place.text.text.len() + 1);
    problems.iter().any(|problem| {
        Arc::ptr_eq(&problem.place.text, &block.place.text)
            && (start..end).contains(&problem.place.span.start)
    })
}

/// The first day after a block's last one, if it has one.
fn day_after(block: &Block) -> Option<NaiveDate> {
    block.to.and_then(|to| to.succ_opt())
}

/// The order of payment names the pool: without it nothing is paid of anything.
fn without_pool(block: &Block, problems: &mut Vec<Problem>) {
    if let Body::Stack(stack) = &block.body
        && stack.iter().all(|entry| entry.layer != Layer::Pool)
    {
        let pool = vec![(Selector::Layer.name(), Layer::Pool.name().to_owned())];
        problems.push(Problem::new(block.place.clone(), Whole::Incomplete(pool)));
    }
}

/// `inpatient.deductible` says what a second admission pays.
fn second_admission(block: &Block, problems: &mut Vec<Problem>) {
    let inpatient = TableName::Of(Part::Visit(Visit::Inpatient), OfPart::Deductible);
    if block.table != inpatient || !matches!(block.body, Body::Rows(_)) || block.keys.same_each_time
    {
        return;
    }
    let rows = block.rows().iter().flat_map(|row| &row.conditions);
    let entries = block.adjust.iter().flat_map(|entry| &entry.conditions);
    let mut conditions = rows.chain(entries);
    let nth = [Selector::Nth, Selector::NthAtLevel, Selector::NthForDisease];
    if !conditions.any(|condition| nth.contains(&condition.selector)) {
        problems.push(Problem::new(block.place.clone(), Whole::SecondAdmission));
    }
}
