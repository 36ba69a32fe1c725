//! Keys of a TOML table: taken one by one, and what nobody took is reported.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rules::problem::{Expected, Problem, What, nearest};
use crate::rules::text::{Place, Text};

/// A value with its place.
pub(crate) type Item<'i> = Spanned<DeValue<'i>>;

/// Reads one file and keeps what is wrong with it.
pub(crate) struct Reader {
    pub(crate) text: Arc<Text>,
    pub(crate) problems: Vec<Problem>,
}

impl Reader {
    pub(crate) fn new(text: Arc<Text>) -> Reader {
        Reader {
            text,
            problems: Vec::new(),
        }
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place {
            text: Arc::clone(&self.text),
            span,
        }
    }

    pub(crate) fn report(&mut self, span: Range<usize>, what: What) {
        let place = self.place(span);
        self.problems.push(Problem { place, what });
    }

    /// Reports that something else was expected, and gives nothing.
    pub(crate) fn expected<T>(&mut self, item: &Item<'_>, expected: Expected) -> Option<T> {
        let source = self.text.text.get(item.span()).unwrap_or_default();
        let mut found: String = source.chars().take(40).collect();
        if found.len() < source.len() {
            found.push('…');
        }
        self.report(item.span(), What::Expected { expected, found });
        None
    }

    /// Reports syntax errors of the file.
    pub(crate) fn syntax(&mut self, errors: &[toml::de::Error]) {
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            self.report(span, What::Syntax(error.message().to_owned()));
        }
    }
}

/// A TOML table whose keys are taken one by one.
pub(crate) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    pub(crate) span: Range<usize>,
    taken: Vec<&'t str>,
}

impl<'t, 'i> Fields<'t, 'i> {
    pub(crate) fn new(table: &'t DeTable<'i>, span: Range<usize>) -> Fields<'t, 'i> {
        Fields {
            table,
            span,
            taken: Vec::new(),
        }
    }

    /// The table behind a value, or a report that it should be one.
    pub(crate) fn of(item: &'t Item<'i>, reader: &mut Reader) -> Option<Fields<'t, 'i>> {
        match item.get_ref() {
            DeValue::Table(table) => Some(Fields::new(table, item.span())),
            _ => reader.expected(item, Expected::Table),
        }
    }

    /// Whether the key is there, taken or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<&'t Item<'i>> {
        let (key, item) = self.table.get_key_value(key)?;
        self.taken.push(key.get_ref());
        Some(item)
    }

    pub(crate) fn need(&mut self, key: &'static str, reader: &mut Reader) -> Option<&'t Item<'i>> {
        let item = self.take(key);
        if item.is_none() {
            reader.report(self.span.clone(), What::MissingKey(key));
        }
        item
    }

    /// The keys that were not taken yet, in the order of the file.
    pub(crate) fn rest(&self) -> Vec<(&'t str, Range<usize>, &'t Item<'i>)> {
        let mut rest: Vec<_> = self
            .table
            .iter()
            .filter(|(key, _)| !self.taken.contains(&key.get_ref().as_ref()))
            .map(|(key, item)| (key.get_ref().as_ref(), key.span(), item))
            .collect();
        rest.sort_by_key(|(_, span, _)| span.start);
        rest
    }

    /// Reports every key that nobody took.
    pub(crate) fn finish(self, known: &[&str], reader: &mut Reader) {
        for (key, span, _) in self.rest() {
            let near = nearest(key, known.iter().copied());
            let near = if near.is_empty() {
                known.iter().map(|&key| key.to_owned()).collect()
            } else {
                near
            };
            let key = key.to_owned();
            reader.report(span, What::UnknownKey { key, near });
        }
    }
}

/// The entries of a list of tables, with everything that is not a table reported.
pub(crate) fn tables<'t, 'i>(item: &'t Item<'i>, reader: &mut Reader) -> Vec<Fields<'t, 'i>> {
    match item.get_ref() {
        DeValue::Array(entries) => entries
            .iter()
            .filter_map(|entry| Fields::of(entry, reader))
            .collect(),
        _ => reader
            .expected::<Vec<_>>(item, Expected::Tables)
            .unwrap_or_default(),
    }
}
