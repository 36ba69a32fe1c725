//! Open questions: what is announced without a figure, and what was looked for in vain.

use crate::rules::block::{Body, RowValue};
use crate::rules::coverage::Topic;
use crate::rules::file::FileKind;
use crate::rules::paying_in::LineValue;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::rules::text::Place;

/// Something that a file leaves open.
#[derive(Clone, Debug)]
pub struct Open {
    /// What it is about.
    pub topic: Topic,
    /// The tables that it would complete.
    pub tables: Vec<TableName>,
    /// What is not known, in the words of the file.
    pub what: String,
    /// Who publishes it, where the file says.
    pub published: Option<String>,
    /// Where the file says it.
    pub place: Place,
}

/// What one file leaves open, in its order. What several rows say in the same words is said once.
pub(super) fn open(shelf: &Shelf, folder: &str, kind: FileKind) -> Vec<Open> {
    let mut all: Vec<Open> = Vec::new();
    for block in shelf.blocks(folder, kind) {
        let announced: Vec<(&String, &Place)> = match &block.body {
            Body::Rows(rows) => {
                let rows = rows.iter();
                rows.filter_map(|row| match &row.value {
                    RowValue::Announced(what) => Some((what, &row.place)),
                    _ => None,
                })
                .collect()
            }
            Body::Lines(lines) => {
                let lines = lines.iter();
                lines
                    .filter_map(|line| match &line.value {
                        LineValue::Announced(what) => Some((what, &line.place)),
                        _ => None,
                    })
                    .collect()
            }
            _ => Vec::new(),
        };
        for (what, place) in announced {
            let topic = Topic::of(kind, block.table);
            let same = all
                .iter_mut()
                .find(|open| open.topic == topic && open.what == *what);
            match same {
                Some(open) if open.tables.contains(&block.table) => {}
                Some(open) => open.tables.push(block.table),
                None => all.push(Open {
                    topic,
                    tables: vec![block.table],
                    what: what.clone(),
                    published: None,
                    place: place.clone(),
                }),
            }
        }
    }
    for entry in shelf.not_found(folder, kind) {
        let Some(&table) = entry.tables.first() else {
            continue;
        };
        all.push(Open {
            topic: Topic::of(kind, table),
            tables: entry.tables,
            what: entry.what,
            published: Some(entry.published),
            place: entry.place,
        });
    }
    all.sort_by_key(|open| open.topic);
    all
}
