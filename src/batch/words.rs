//! The words of a column, each by a number of its own.
//!
//! A column of hospitals says the same few words a million times: a word is looked at once, and known again by its bytes.

use chrono::{Datelike, NaiveDate};

use crate::batch::texts::Texts;
use crate::model::keys::{Key, ValueKind};
use crate::model::selector::Selector;
use crate::typed;

/// More words than this in one column are not kept: then everything is forgotten and begun anew.
pub const MOST: usize = 60_000;

/// What a word is worth, as far as its column says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Nothing stands there.
    Empty,
    /// A word, or a text.
    Word,
    /// A number, or the number of a day.
    Number(i64),
    /// A day.
    Day(NaiveDate),
    /// It cannot be read.
    Unreadable,
}

/// The words of a column.
pub struct Words {
    kind: ValueKind,
    texts: Texts<2>,
    known: Vec<Worth>,
}

impl Words {
    /// A column of a key.
    pub fn new(key: Key) -> Words {
        Words {
            kind: key.kind,
            texts: Texts::default(),
            known: vec![Worth::Empty],
        }
    }

    /// The number of the word at `start..end` of a padded buffer; 0 where nothing stands there.
    #[inline]
    pub fn number(&mut self, buffer: &[u8], start: usize, end: usize) -> u32 {
        let number = self.texts.number(buffer, start, end);
        if number as usize == self.known.len() {
            self.known.push(worth(self.kind, &buffer[start..end]));
        }
        number
    }

    /// What a word is worth.
    #[inline]
    pub fn worth(&self, number: u32) -> Worth {
        self.known[number as usize]
    }

    /// Whether there are more than should be kept.
    pub fn is_full(&self) -> bool {
        self.known.len() > MOST
    }
}

fn worth(kind: ValueKind, bytes: &[u8]) -> Worth {
    let Some(text) = super::cells::text(bytes) else {
        return Worth::Unreadable;
    };
    if text.trim().is_empty() {
        return Worth::Empty;
    }
    match kind {
        ValueKind::Count(selector) => match typed::count(&text) {
            // The first is 1: a stay that is number 0 is a mistake.
            Ok(0) if selector == Selector::Nth => Worth::Unreadable,
            Ok(count) if count > selector.most() => Worth::Unreadable,
            Ok(count) => Worth::Number(count),
            Err(_) => Worth::Unreadable,
        },
        ValueKind::Number => typed::count(&text).map_or(Worth::Unreadable, Worth::Number),
        ValueKind::Date(_) => typed::day(&text).map_or(Worth::Unreadable, |day| {
            Worth::Number(day.num_days_from_ce().into())
        }),
        ValueKind::Day => typed::day(&text).map_or(Worth::Unreadable, Worth::Day),
        _ => Worth::Word,
    }
}
