//! Blocks: the tables of a rule file, block by block.

use toml::de::{DeTable, DeValue};

use super::adjust::read_adjust;
use super::fields::{Fields, Item, Reader, tables};
use super::keys::{bracket_keys, read_keys, required_keys};
use super::layer::read_layer;
use super::paying_in::read_line;
use super::region::DeclaredWords;
use super::row::read_row;
use super::value::{day, one_of, text, texts};
use crate::rules::block::{Block, Body, Disputed, RowValue, SourceUse};
use crate::rules::file::FileKind;
use crate::rules::paying_in::PayingKeys;
use crate::rules::problem::{What, nearest};
use crate::rules::table::{TableName, ValueKind};

/// The blocks of a file, and its tables that could not be read whole.
#[derive(Debug, Default)]
pub(crate) struct ReadBlocks {
    pub(crate) blocks: Vec<Block>,
    pub(crate) broken: Vec<TableName>,
}

/// Every block of a file, in the order of the file. `header` are keys that are not tables.
pub(crate) fn read_blocks(
    root: &DeTable<'_>,
    kind: FileKind,
    header: &[&str],
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> ReadBlocks {
    let mut read = ReadBlocks::default();
    let mut found = Vec::new();
    walk(root, "", header, &mut found, &mut |name, span| {
        let near = header.iter().map(|&key| key.to_owned()).collect();
        reader.report(span, What::UnknownKey { key: name, near });
    });
    for (name, key_span, item) in found {
        let Some(table) = TableName::parse(&name) else {
            let near = nearest_tables(&name, kind);
            reader.report(key_span, What::UnknownTable { name, near });
            continue;
        };
        if Some(table.home()) != kind.home() {
            let what = What::WrongHome {
                table: name,
                home: table.home().file_name(),
            };
            reader.report(key_span, what);
            continue;
        }
        let before = reader.problems.len();
        for fields in tables(item, reader) {
            read.blocks
                .extend(read_block(fields, table, declared, reader));
        }
        if reader.problems.len() > before {
            read.broken.push(table);
        }
    }
    read.blocks.sort_by_key(|block| block.place.span.start);
    read
}

pub(super) fn nearest_tables(name: &str, kind: FileKind) -> Vec<String> {
    let names: Vec<String> = TableName::all()
        .filter(|table| Some(table.home()) == kind.home())
        .map(|table| table.to_string())
        .collect();
    nearest(name, names.iter().map(String::as_str))
}

/// A list of blocks: its dotted name, the place of the name, the list.
pub(crate) type Found<'t, 'i> = (String, std::ops::Range<usize>, &'t Item<'i>);

/// Every list of blocks of a file.
pub(crate) fn found_tables<'t, 'i>(root: &'t DeTable<'i>, header: &[&str]) -> Vec<Found<'t, 'i>> {
    let mut found = Vec::new();
    walk(root, "", header, &mut found, &mut |_, _| {});
    found
}

/// Finds every list of blocks, however deep its dotted name goes, and tells of what is none.
fn walk<'t, 'i>(
    table: &'t DeTable<'i>,
    prefix: &str,
    header: &[&str],
    found: &mut Vec<Found<'t, 'i>>,
    other: &mut impl FnMut(String, std::ops::Range<usize>),
) {
    for (key, item) in table {
        let name = format!("{prefix}{}", key.get_ref());
        if prefix.is_empty() && header.contains(&name.as_str()) {
            continue;
        }
        match item.get_ref() {
            DeValue::Table(inner) => walk(inner, &format!("{name}."), header, found, other),
            DeValue::Array(entries) if entries.iter().all(|entry| entry.get_ref().is_table()) => {
                found.push((name, key.span(), item));
            }
            _ => other(name, key.span()),
        }
    }
}

/// The keys that every block may have, each where its table takes it.
pub(crate) const BLOCK_KEYS: [&str; 12] = [
    "from",
    "from-is",
    "to",
    "to-is",
    "sources",
    "rows",
    "lines",
    "stack",
    "follows",
    "adjust",
    "disputed",
    "counted-from",
];

fn read_block(
    mut fields: Fields<'_, '_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<Block> {
    let place = reader.place(fields.span.clone());
    let from = fields
        .need("from", reader)
        .and_then(|item| day(item, reader));
    let to = fields.take("to").map(|item| day(item, reader));
    let seen = |item: Option<&Item<'_>>, word: &'static [&'static str], reader: &mut Reader| {
        item.is_some_and(|item| one_of(item, word, &[()], reader).is_some())
    };
    let from_is_first_seen = seen(fields.take("from-is"), &["first-seen"], reader);
    let to_is_last_seen = seen(fields.take("to-is"), &["last-seen"], reader);
    if let (Some(from), Some(Some(to))) = (from, to)
        && to < from
    {
        reader.report(fields.span.clone(), What::EndsBeforeItBegins);
    }
    let sources = fields
        .need("sources", reader)
        .map(|item| source_uses(item, reader));
    let disputed = fields.take("disputed").map_or_else(Vec::new, |item| {
        tables(item, reader)
            .into_iter()
            .filter_map(|fields| read_disputed(fields, reader))
            .collect()
    });
    let keys = read_keys(&mut fields, table, declared, reader);
    if let Some(sources) = &sources {
        own_sources(&keys.paying, sources, reader);
    }
    let before = reader.problems.len();
    let body = read_body(&mut fields, table, declared, reader);
    let rows_are_sound = reader.problems.len() == before;
    let adjust = fields
        .take("adjust")
        .filter(|item| takes_adjust(table, item, reader));
    let adjust = adjust.map_or_else(Vec::new, |item| {
        tables(item, reader)
            .into_iter()
            .filter_map(|fields| read_adjust(fields, table, declared, reader))
            .collect()
    });
    let span = fields.span.clone();
    let known: Vec<&str> = BLOCK_KEYS
        .iter()
        .chain(table.block_keys())
        .copied()
        .collect();
    fields.finish(&known, reader);
    if let Some(Body::Rows(rows)) = &body
        && rows_are_sound
    {
        let brackets = rows
            .iter()
            .any(|row| matches!(row.value, RowValue::Brackets(_)));
        bracket_keys(table, brackets, &keys, span.clone(), reader);
    }
    required_keys(table, &keys, body.as_ref(), span, reader);
    Some(Block {
        table,
        place,
        from: from?,
        from_is_first_seen,
        to: match to {
            Some(None) => return None,
            Some(to) => to,
            None => None,
        },
        to_is_last_seen,
        sources: sources?,
        body: body?,
        adjust,
        keys,
        disputed,
    })
}

/// Whether the values of a table are numbers that can be adjusted.
fn takes_adjust(table: TableName, item: &Item<'_>, reader: &mut Reader) -> bool {
    let takes = table.takes_adjust();
    if !takes {
        let what = What::UnknownKey {
            key: "adjust".to_owned(),
            near: vec!["rows".to_owned()],
        };
        reader.report(item.span(), what);
    }
    takes
}

pub(super) fn source_uses(item: &Item<'_>, reader: &mut Reader) -> Vec<SourceUse> {
    let found = texts(item, reader);
    if found.is_empty() {
        reader.report(item.span(), What::MissingKey("sources"));
    }
    found
        .into_iter()
        .map(|(id, item)| SourceUse {
            id: id.to_owned(),
            place: reader.place(item.span()),
        })
        .collect()
}

/// Advice names documents out of those of its block.
fn own_sources(keys: &PayingKeys, sources: &[SourceUse], reader: &mut Reader) {
    let advice = keys.steps.iter().chain(&keys.papers).chain(&keys.not_for);
    for used in advice.flat_map(|advice| &advice.sources) {
        if !sources.iter().any(|known| known.id == used.id) {
            let what = What::UnknownWord {
                selector: "sources",
                word: used.id.clone(),
                near: sources.iter().map(|known| known.id.clone()).collect(),
            };
            reader.report(used.place.span.clone(), what);
        }
    }
}

fn read_disputed(mut fields: Fields<'_, '_>, reader: &mut Reader) -> Option<Disputed> {
    let sources = fields
        .need("sources", reader)
        .map(|item| source_uses(item, reader));
    let says = fields
        .need("says", reader)
        .and_then(|item| text(item, reader));
    let why = fields
        .need("why", reader)
        .and_then(|item| text(item, reader));
    let disputed = Disputed {
        sources: sources?,
        says: says?.to_owned(),
        why: why?.to_owned(),
    };
    fields.finish(&["sources", "says", "why"], reader);
    Some(disputed)
}

fn read_body(
    fields: &mut Fields<'_, '_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<Body> {
    let takes: &[&'static str] = match (table, table.values()) {
        (TableName::Layers, _) => &["stack", "follows"],
        (TableName::Contribution, _) => &["lines", "follows"],
        (_, ValueKind::None) => &["follows"],
        _ => &["rows", "follows"],
    };
    let given: Vec<&'static str> = ["rows", "lines", "stack", "follows"]
        .into_iter()
        .filter(|key| fields.rest().iter().any(|(other, _, _)| other == key))
        .collect();
    let body = match given[..] {
        [] if takes == ["follows"] => return Some(Body::Keys),
        [body] if takes.contains(&body) => body,
        _ => {
            reader.report(fields.span.clone(), What::Body(takes.to_vec()));
            for key in given {
                fields.take(key);
            }
            return None;
        }
    };
    let item = fields.take(body)?;
    match body {
        "rows" => {
            let rows = tables(item, reader)
                .into_iter()
                .filter_map(|fields| read_row(fields, table, declared, reader))
                .collect();
            Some(Body::Rows(rows))
        }
        "lines" => {
            let lines = tables(item, reader)
                .into_iter()
                .filter_map(|fields| read_line(fields, declared, reader))
                .collect();
            Some(Body::Lines(lines))
        }
        "stack" => {
            let stack = tables(item, reader)
                .into_iter()
                .filter_map(|fields| read_layer(fields, declared, reader))
                .collect();
            Some(Body::Stack(stack))
        }
        _ => {
            let name = text(item, reader)?;
            if name == "parent" {
                return Some(Body::FollowsParent);
            }
            match TableName::parse(name).filter(|target| target.values() == table.values()) {
                Some(target) => Some(Body::Follows(target, reader.place(item.span()))),
                None => {
                    reader.report(item.span(), What::NoSuchTable(name.to_owned()));
                    None
                }
            }
        }
    }
}
