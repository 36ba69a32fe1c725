//! The numbers of a rule file that an answer may rest on, each with its place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::block::found_tables;
use super::fields::Item;
use super::header;
use crate::rules::file::FileKind;
use crate::rules::table::TableName;
use crate::rules::text::Text;

/// A number in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The table of its block.
    pub(crate) table: TableName,
    /// Where its block begins.
    pub(crate) block: usize,
    /// The key that it is the value of, behind those around it: `amount`, `brackets.up-to`.
    pub(crate) key: String,
    /// Where it stands.
    pub(crate) span: Range<usize>,
}

/// Keys of a block that say of what it is, not how much.
const METADATA: [&str; 2] = ["year", "notice-year"];

/// Every number in the blocks of a file, in the order of the file. A table in the wrong file is not read at all.
pub(crate) fn figures(text: &Text, kind: FileKind) -> Vec<Figure> {
    let (root, _) = DeTable::parse_recoverable(&text.text);
    let mut figures = Vec::new();
    for (name, _, item) in found_tables(root.get_ref(), header(kind)) {
        let Some(table) = TableName::parse(&name) else {
            continue;
        };
        if Some(table.home()) != kind.home() {
            continue;
        }
        for block in item.get_ref().as_array().into_iter().flatten() {
            let keys = block.get_ref().as_table().into_iter().flatten();
            for (key, item) in keys {
                let key = key.get_ref().as_ref();
                // What stands in a list of entries is named by the entry's own keys.
                let path = match key {
                    _ if METADATA.contains(&key) => continue,
                    "rows" | "lines" | "stack" => "",
                    other => other,
                };
                numbers(item, path, &mut |key, span| {
                    figures.push(Figure {
                        table,
                        block: block.span().start,
                        key: key.to_owned(),
                        span,
                    });
                });
            }
        }
    }
    figures.sort_by_key(|figure| figure.span.start);
    figures
}

fn numbers(item: &Item<'_>, path: &str, found: &mut impl FnMut(&str, Range<usize>)) {
    match item.get_ref() {
        DeValue::Integer(_) | DeValue::Float(_) => found(path, item.span()),
        DeValue::Array(entries) => {
            for entry in entries {
                numbers(entry, path, found);
            }
        }
        DeValue::Table(table) => {
            for (key, item) in table {
                let key = key.get_ref();
                match path {
                    "" => numbers(item, key, found),
                    _ => numbers(item, &format!("{path}.{key}"), found),
                }
            }
        }
        _ => {}
    }
}
