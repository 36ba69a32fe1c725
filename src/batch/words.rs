//! The words of a column, each by a number of its own.
//!
//! A column of hospitals says the same few words a million times: a word is looked at once, and known again by its bytes.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::model::keys::{Key, ValueKind};
use crate::model::selector::Selector;
use crate::typed;

/// More words than this in one column are not kept: then everything is forgotten and begun anew.
pub const MOST: usize = 60_000;

const PLACES: usize = 256;

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
    /// Short words by a place that their bytes give.
    places: Vec<([u64; 2], u32)>,
    others: HashMap<Box<[u8]>, u32>,
    known: Vec<Worth>,
}

impl Words {
    /// A column of a key.
    pub fn new(key: Key) -> Words {
        Words {
            kind: key.kind,
            places: vec![([0; 2], 0); PLACES],
            others: HashMap::new(),
            known: vec![Worth::Empty],
        }
    }

    /// The number of the word at `start..end` of a padded buffer; 0 where nothing stands there.
    #[inline]
    pub fn number(&mut self, buffer: &[u8], start: usize, end: usize) -> u32 {
        let length = end - start;
        if length == 0 {
            return 0;
        }
        if length > 15 {
            return self.other(&buffer[start..end]);
        }
        let word = short(buffer, start, length);
        let [low, high] = word;
        let place = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
        let (known, number) = self.places[place as usize];
        if known == word {
            return number;
        }
        let number = self.other(&buffer[start..end]);
        self.places[place as usize] = (word, number);
        number
    }

    #[cold]
    fn other(&mut self, bytes: &[u8]) -> u32 {
        if let Some(number) = self.others.get(bytes) {
            return *number;
        }
        let number = self.known.len() as u32;
        self.known.push(worth(self.kind, bytes));
        self.others.insert(bytes.into(), number);
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

/// A text of 1 to 15 bytes with what stands behind it cut off, and its length in the last byte.
#[inline]
fn short(buffer: &[u8], start: usize, length: usize) -> [u64; 2] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&buffer[start..start + 16]);
    let [first, second] = [0, 8].map(|from| {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[from..from + 8]);
        u64::from_le_bytes(word)
    });
    let length_mark = (length as u64) << 56;
    if length <= 8 {
        [first & u64::MAX >> (64 - 8 * length), length_mark]
    } else {
        let rest = second & u64::MAX >> (128 - 8 * length);
        [first, rest | length_mark]
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
