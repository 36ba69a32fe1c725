//! The numbers of a rule file that an answer may rest on, each with its place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::block::found_tables;
use super::fields::Item;
use crate::rules::table::TableName;

/// A number in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The table of its block.
    pub(crate) table: TableName,
    /// Where its block begins.
    pub(crate) block: usize,
    /// Where it stands.
    pub(crate) span: Range<usize>,
}

/// Keys of a block that say of what it is, not how much.
const METADATA: [&str; 2] = ["year", "notice-year"];

/// Every number in the blocks of a file, in the order of the file. `header` are keys that are not tables.
pub(crate) fn figures(root: &DeTable<'_>, header: &[&str]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (name, _, item) in found_tables(root, header) {
        let Some(table) = TableName::parse(&name) else {
            continue;
        };
        for block in item.get_ref().as_array().into_iter().flatten() {
            let keys = block.get_ref().as_table().into_iter().flatten();
            for (key, item) in keys {
                if !METADATA.contains(&key.get_ref().as_ref()) {
                    numbers(item, &mut |span| {
                        figures.push(Figure {
                            table,
                            block: block.span().start,
                            span,
                        });
                    });
                }
            }
        }
    }
    figures.sort_by_key(|figure| figure.span.start);
    figures
}

fn numbers(item: &Item<'_>, found: &mut impl FnMut(Range<usize>)) {
    match item.get_ref() {
        DeValue::Integer(_) | DeValue::Float(_) => found(item.span()),
        DeValue::Array(entries) => entries.iter().for_each(|entry| numbers(entry, found)),
        DeValue::Table(table) => table.iter().for_each(|(_, item)| numbers(item, found)),
        _ => {}
    }
}
