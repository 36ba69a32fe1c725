//! What a block leans on is known on all its days.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::day_after;
use crate::model::part::Part;
use crate::model::words::{Layer, Scheme};
use crate::rules::block::{Block, Body};
use crate::rules::check::leads::targets;
use crate::rules::file::{FileKind, Home};
use crate::rules::note::Note;
use crate::rules::problem::{Problem, Whole};
use crate::rules::shelf::{Shelf, chain};
use crate::rules::table::{OfPart, TableName};
use crate::rules::text::Place;

/// Reports tables that a block takes shares of or follows and that no place under it knows on all its days. Where
/// some places do (each has its own), and of series and the layers of a stack, what others lack is a note.
pub(super) fn check(
    shelf: &Shelf,
    folder: &str,
    kind: FileKind,
    block: &Arc<Block>,
    problems: &mut Vec<Problem>,
) {
    let closed = Closed { shelf, kind, block };
    let mut noted = Vec::new();
    for (table, place) in targets(block) {
        // Rows of one block that lean on the same table lack the same.
        if noted.contains(&table) {
            continue;
        }
        noted.push(table);
        let lacking = closed.lacking(folder, table);
        let is_error = table.home() != Home::Region && lacking.everywhere;
        match lacking.places.first() {
            None => {}
            Some((_, from, to)) if is_error => {
                let what = Whole::NotClosed {
                    table: table.to_string(),
                    from: *from,
                    to: *to,
                };
                problems.push(Problem::new(place, what));
            }
            Some(_) => problems.push(lacking.note(table, place)),
        }
    }
    if let Body::Stack(stack) = &block.body {
        for entry in stack {
            if !matches!(entry.layer, Layer::Pool | Layer::Account) {
                let ratio = TableName::Of(Part::Layer(entry.layer), OfPart::Ratio);
                let lacking = closed.lacking(folder, ratio);
                if !lacking.places.is_empty() {
                    problems.push(lacking.note(ratio, entry.place.clone()));
                }
            }
        }
    }
}

struct Closed<'a> {
    shelf: &'a Shelf,
    kind: FileKind,
    block: &'a Arc<Block>,
}

/// First and last day; no last one when it goes on.
type Span = (NaiveDate, Option<NaiveDate>);

/// The places that lack a table.
struct Lacking {
    places: Vec<(String, NaiveDate, Option<NaiveDate>)>,
    /// Whether no place has it on all days.
    everywhere: bool,
}

impl Lacking {
    fn note(self, table: TableName, place: Place) -> Problem {
        let what = Whole::NotEverywhere {
            table: table.to_string(),
            places: self.places,
        };
        Problem::new(place, what)
    }
}

impl Closed<'_> {
    /// The places under a folder, itself where none is under it, that answer by the block and lack the table.
    fn lacking(&self, folder: &str, table: TableName) -> Lacking {
        let folders = self.shelf.folders();
        let is_under = |inner: &str| inner == folder || inner.starts_with(&format!("{folder}/"));
        let is_leaf = |inner: &str| {
            let below = format!("{inner}/");
            !folders.iter().any(|other| other.starts_with(&below))
        };
        let mut lacking = Lacking {
            places: Vec::new(),
            everywhere: true,
        };
        for inner in folders.iter() {
            if !is_under(inner) || !is_leaf(inner) || !self.answers(folder, inner) {
                continue;
            }
            match self.unknown(inner, table).first() {
                Some(days) => lacking.places.push((inner.clone(), days.0, days.1)),
                None => lacking.everywhere = false,
            }
        }
        lacking
    }

    /// Whether a folder has its table from the folder of the block.
    fn answers(&self, folder: &str, inner: &str) -> bool {
        let table = self.block.table;
        let scheme = self.kind.scheme_asked();
        match self.shelf.find(inner, scheme, table, self.block.from) {
            Ok(found) => {
                let mut read = found.all().into_iter();
                read.any(|block| Arc::ptr_eq(&block, self.block))
            }
            // What the block itself leads to may be what is not known.
            Err(_) => {
                let mut steps = chain(inner);
                steps.find(|step| self.shelf.has(step, self.kind, table)) == Some(folder)
            }
        }
    }

    /// The days of the block on which a folder does not know a table.
    fn unknown(&self, folder: &str, table: TableName) -> Vec<Span> {
        let mut starts = vec![self.block.from];
        for (kind, step) in chain(folder).flat_map(|step| FileKind::ALL.map(|kind| (kind, step))) {
            if kind.home() == Some(table.home()) {
                for block in self.shelf.blocks_of(step, kind, table) {
                    starts.push(block.from);
                    starts.extend(day_after(&block));
                }
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|day| self.block.governs(*day));
        let mut unknown: Vec<Span> = Vec::new();
        for (index, &start) in starts.iter().enumerate() {
            if self.knows(folder, table, start) {
                continue;
            }
            let next = starts.get(index + 1);
            let end = next.and_then(|next| next.checked_sub_days(Days::new(1)));
            let end = end.or(self.block.to);
            match unknown.last_mut() {
                Some(last) if last.1.and_then(|day| day.succ_opt()) == Some(start) => last.1 = end,
                _ => unknown.push((start, end)),
            }
        }
        unknown
    }

    /// Whether a folder knows a table on a day, by any scheme that may ask. What leads back to itself has a problem of
    /// its own.
    fn knows(&self, folder: &str, table: TableName, day: NaiveDate) -> bool {
        let own = self.kind.scheme_asked();
        let mut schemes = [own].into_iter().chain(Scheme::ALL.iter().copied());
        let is_of_scheme = matches!(self.kind, FileKind::Scheme(_));
        schemes
            .by_ref()
            .take(if is_of_scheme { 1 } else { usize::MAX })
            .any(|scheme| match self.shelf.find(folder, scheme, table, day) {
                Ok(_) => true,
                Err(Note::TooWeak(_) | Note::Stale(_)) => true,
                Err(_) => false,
            })
    }
}
