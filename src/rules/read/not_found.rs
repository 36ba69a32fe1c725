//! `[[not-found]]`: what was looked for and not found, and where it would be published.

use toml::de::DeTable;

use super::fields::{Item, Reader, tables};
use super::value::{text, words};
use crate::rules::file::FileKind;
use crate::rules::problem::What;
use crate::rules::table::TableName;
use crate::rules::text::Place;

/// What stands in a file beside its blocks under this key.
pub(crate) const NOT_FOUND: &str = "not-found";

/// Something that was looked for in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotFound {
    /// The tables that it would complete.
    pub(crate) tables: Vec<TableName>,
    /// What it is.
    pub(crate) what: String,
    /// Who publishes it.
    pub(crate) published: String,
    /// Where the entry stands.
    pub(crate) place: Place,
}

/// The entries of a file.
pub(crate) fn read_not_found(
    root: &DeTable<'_>,
    kind: FileKind,
    reader: &mut Reader,
) -> Vec<NotFound> {
    let Some(item) = root.get(NOT_FOUND) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for mut fields in tables(item, reader) {
        let place = reader.place(fields.span.clone());
        let table = fields.need("table", reader);
        let table = table.map(|item| names(item, kind, reader));
        let mut line = |key| {
            let item = fields.need(key, reader);
            item.and_then(|item| text(item, reader)).map(str::to_owned)
        };
        let (what, published) = (line("what"), line("published-by"));
        fields.finish(&["table", "what", "published-by"], reader);
        if let (Some(tables), Some(what), Some(published)) = (table, what, published) {
            found.push(NotFound {
                tables,
                what,
                published,
                place,
            });
        }
    }
    found
}

/// The tables that are named, each at home in this file.
fn names(item: &Item<'_>, kind: FileKind, reader: &mut Reader) -> Vec<TableName> {
    let mut tables = Vec::new();
    for (name, item) in words(item, reader) {
        match TableName::parse(name) {
            Some(table) if Some(table.home()) == kind.home() => tables.push(table),
            Some(table) => {
                let what = What::WrongHome {
                    table: name.to_owned(),
                    home: table.home().file_name(),
                };
                reader.report(item.span(), what);
            }
            None => {
                let name = name.to_owned();
                let near = super::block::nearest_tables(&name, kind);
                reader.report(item.span(), What::UnknownTable { name, near });
            }
        }
    }
    tables
}
