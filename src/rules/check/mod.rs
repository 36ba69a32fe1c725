//! What only the whole can tell: blocks that follow on each other, tables that answer every case, documents that
//! exist, names that are taken once. All problems of all files in one pass.

mod complete;
mod dated;
mod leads;
mod names;

use std::sync::Arc;

use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::Visit;
use crate::rules::block::{Block, Body};
use crate::rules::problem::{Problem, What};
use crate::rules::shelf::{Shelf, sort};
use crate::rules::table::{FileKind, OfPart, TableName};

/// Every problem of every file of the library, by place.
pub fn check(shelf: &Shelf) -> Vec<Problem> {
    let mut problems = Vec::new();
    for folder in shelf.library().folders() {
        for kind in FileKind::ALL {
            let blocks = shelf.blocks(&folder, kind);
            let mut tables: Vec<TableName> = blocks.iter().map(|block| block.table).collect();
            tables.sort_unstable();
            tables.dedup();
            for table in tables {
                let blocks = shelf.blocks_of(&folder, kind, table);
                dated::check(&blocks, &mut problems);
                for block in &blocks {
                    // What a block with a problem of its own says is not known well enough to ask more of it.
                    if is_sound(shelf, &folder, kind, block) {
                        complete::check(shelf, &folder, kind, block, &mut problems);
                        leads::check(shelf, &folder, kind, block, &mut problems);
                        second_admission(block, &mut problems);
                    }
                }
            }
        }
        names::sources(shelf, &folder, &mut problems);
    }
    names::regions(shelf, &mut problems);
    problems.extend(shelf.problems());
    sort(&mut problems);
    problems.dedup();
    problems
}

/// Whether nothing was wrong with a block when it was read.
fn is_sound(shelf: &Shelf, folder: &str, kind: FileKind, block: &Block) -> bool {
    let start = block.place.span.start;
    let later = shelf.blocks(folder, kind).into_iter().filter(|other| {
        Arc::ptr_eq(&other.place.text, &block.place.text) && other.place.span.start > start
    });
    let end = later.map(|other| other.place.span.start).min();
    let end = end.unwrap_or(block.place.text.text.len() + 1);
    !shelf.problems().iter().any(|problem| {
        Arc::ptr_eq(&problem.place.text, &block.place.text)
            && (start..end).contains(&problem.place.span.start)
    })
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
        problems.push(Problem {
            place: block.place.clone(),
            what: What::SecondAdmission,
        });
    }
}
