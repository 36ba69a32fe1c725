//! Unrounded amounts.

use std::ops::{Add, Sub};

use super::Yuan;
use super::rate::{RATE, Rate};
use super::rounding::{Mode, Rounding, Unit, divide, divide_word};

/// An unrounded amount: sums of money times rates. It cannot be printed and becomes money only by [`Exact::round`].
///
/// Held in millionths of millionths of a fen: room for two rates one on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(i128);

/// Parts of a fen that it counts.
const PARTS: i128 = RATE * RATE;

/// The factors of two in it, and what is left without them: nearly every amount that is rounded can be divided by the
/// two, one after the other, in a machine word.
const TWOS: u32 = PARTS.trailing_zeros();
const ODD: u64 = (PARTS >> TWOS) as u64;

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(0);

    #[inline]
    pub(super) const fn of_fen(fen: i64) -> Exact {
        Exact(fen as i128 * PARTS)
    }

    #[inline]
    pub(super) fn product(fen: i64, millionths: i64) -> Exact {
        Exact(i128::from(fen) * i128::from(millionths) * RATE)
    }

    /// Rounded to money. With `none` the fen still is the finest amount there is.
    #[inline]
    pub fn round(self, rounding: Rounding) -> Yuan {
        let mode = rounding.mode;
        match rounding.unit {
            Unit::Fen | Unit::None => match divide_word::<TWOS, ODD>(self.0, mode) {
                Some(fen) => Yuan::clamped_fen(fen),
                None => self.round_wide(rounding.unit, mode),
            },
            unit => self.round_wide(unit, mode),
        }
    }

    #[cold]
    fn round_wide(self, unit: Unit, mode: Mode) -> Yuan {
        Yuan::clamped(divide(self.0, PARTS * unit.fen(), mode) * unit.fen())
    }

    /// One of so many equal parts, rounded to money. The quotient is never held unrounded: it need not end.
    pub fn round_part(self, parts: i64, rounding: Rounding) -> Yuan {
        let unit = rounding.unit.fen();
        let parts = i128::from(parts.clamp(1, 1_000_000));
        Yuan::clamped(divide(self.0, PARTS * unit * parts, rounding.mode) * unit)
    }

    /// The cost that a payment of this amount pays for at `rate`: amount ÷ rate, rounded once.
    /// Nothing is priced at a rate of zero, so the answer is then zero.
    pub fn cost_at(self, rate: Rate, rounding: Rounding) -> Yuan {
        if rate.0 <= 0 {
            return Yuan::ZERO;
        }
        let unit = rounding.unit.fen();
        let priced = divide(self.0, RATE * i128::from(rate.0) * unit, rounding.mode);
        Yuan::clamped(priced * unit)
    }

    /// `self × count`, for a count that cannot make it leave its range.
    pub fn times_count(self, count: i64) -> Exact {
        Exact(self.0 * i128::from(count.clamp(-1_000_000, 1_000_000)))
    }

    /// `self × rate`, if the product is still exact.
    pub fn times(self, rate: Rate) -> Option<Exact> {
        let product = self.0.checked_mul(i128::from(rate.0))?;
        (product % RATE == 0).then_some(Exact(product / RATE))
    }
}

impl Default for Exact {
    fn default() -> Exact {
        Exact::ZERO
    }
}

impl Add for Exact {
    type Output = Exact;
    #[inline]
    fn add(self, other: Exact) -> Exact {
        Exact(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Exact;
    #[inline]
    fn sub(self, other: Exact) -> Exact {
        Exact(self.0 - other.0)
    }
}
