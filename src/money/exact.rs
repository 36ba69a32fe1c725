//! Unrounded amounts.

use std::cmp::Ordering;
use std::ops::{Add, Sub};

use super::Yuan;
use super::rate::{RATE, Rate};
use super::rounding::{Rounding, Unit, divide, divide_word};

/// An unrounded amount: sums of money times rates. It cannot be printed and becomes money only by [`Exact::round`].
///
/// Money times one rate nearly always is a whole number of millionths of a fen that fits a machine word; it is held so
/// wherever it does, which makes the settling of many bills several times as fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact(Held);

/// How it is held. What can be held as a word never is held otherwise, so that equal amounts are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// Millionths of a fen.
    Word(i64),
    /// Millionths of those.
    Wide(i128),
}

/// Parts of a fen that a [`Held::Word`] counts.
const WORD: i64 = RATE as i64;

/// Parts of a fen that a [`Held::Wide`] counts: room for two rates one on the other.
const WIDE: i128 = RATE * RATE;

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(Held::Word(0));

    pub(super) const fn of_fen(fen: i64) -> Exact {
        match fen.checked_mul(WORD) {
            Some(word) => Exact(Held::Word(word)),
            None => Exact(Held::Wide(fen as i128 * WIDE)),
        }
    }

    #[inline]
    pub(super) fn product(fen: i64, millionths: i64) -> Exact {
        match fen.checked_mul(millionths) {
            Some(word) => Exact(Held::Word(word)),
            None => Exact(Held::Wide(i128::from(fen) * i128::from(millionths) * RATE)),
        }
    }

    #[cold]
    fn of_wide(wide: i128) -> Exact {
        let word = i64::try_from(wide / RATE).ok();
        match word.filter(|_| wide % RATE == 0) {
            Some(word) => Exact(Held::Word(word)),
            None => Exact(Held::Wide(wide)),
        }
    }

    fn wide(self) -> i128 {
        match self.0 {
            Held::Word(word) => i128::from(word) * RATE,
            Held::Wide(wide) => wide,
        }
    }

    /// Rounded to money. With `none` the fen still is the finest amount there is.
    #[inline]
    pub fn round(self, rounding: Rounding) -> Yuan {
        let mode = rounding.mode;
        match (self.0, rounding.unit) {
            (Held::Word(word), Unit::Fen | Unit::None) => {
                Yuan::clamped_fen(divide_word(word, WORD, mode))
            }
            (Held::Word(word), Unit::Jiao) => {
                Yuan::clamped_fen(divide_word(word, WORD * 10, mode) * 10)
            }
            (Held::Word(word), Unit::Yuan) => {
                Yuan::clamped_fen(divide_word(word, WORD * 100, mode) * 100)
            }
            (Held::Wide(wide), unit) => {
                Yuan::clamped(divide(wide, WIDE * unit.fen(), mode) * unit.fen())
            }
        }
    }

    /// One of so many equal parts, rounded to money. The quotient is never held unrounded: it need not end.
    pub fn round_part(self, parts: i64, rounding: Rounding) -> Yuan {
        let unit = rounding.unit.fen();
        let parts = i128::from(parts.clamp(1, 1_000_000));
        Yuan::clamped(divide(self.wide(), WIDE * unit * parts, rounding.mode) * unit)
    }

    /// `self × count`, for a count that cannot make it leave its range.
    pub fn times_count(self, count: i64) -> Exact {
        Exact::of_wide(self.wide() * i128::from(count.clamp(-1_000_000, 1_000_000)))
    }

    /// `self × rate`, if the product is still exact.
    pub fn times(self, rate: Rate) -> Option<Exact> {
        let product = self.wide().checked_mul(i128::from(rate.0))?;
        (product % RATE == 0).then_some(Exact::of_wide(product / RATE))
    }
}

impl Default for Exact {
    fn default() -> Exact {
        Exact::ZERO
    }
}

impl Ord for Exact {
    #[inline]
    fn cmp(&self, other: &Exact) -> Ordering {
        match (self.0, other.0) {
            (Held::Word(mine), Held::Word(theirs)) => mine.cmp(&theirs),
            _ => self.wide().cmp(&other.wide()),
        }
    }
}

impl PartialOrd for Exact {
    #[inline]
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for Exact {
    type Output = Exact;
    #[inline]
    fn add(self, other: Exact) -> Exact {
        if let (Held::Word(mine), Held::Word(theirs)) = (self.0, other.0)
            && let Some(sum) = mine.checked_add(theirs)
        {
            return Exact(Held::Word(sum));
        }
        Exact::of_wide(self.wide() + other.wide())
    }
}

impl Sub for Exact {
    type Output = Exact;
    #[inline]
    fn sub(self, other: Exact) -> Exact {
        if let (Held::Word(mine), Held::Word(theirs)) = (self.0, other.0)
            && let Some(difference) = mine.checked_sub(theirs)
        {
            return Exact(Held::Word(difference));
        }
        Exact::of_wide(self.wide() - other.wide())
    }
}
