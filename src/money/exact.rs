//! Unrounded amounts.

use std::ops::{Add, Sub};

use super::Yuan;
use super::rate::{RATE, Rate};
use super::rounding::{Rounding, divide};

/// An unrounded amount: sums of money times rates. It cannot be printed and becomes money only by [`Exact::round`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub(super) i128);

/// Parts of a fen that an [`Exact`] counts: room for two rates one on the other.
pub(super) const EXACT: i128 = RATE * RATE;

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(0);

    /// Rounded to money. With `none` the fen still is the finest amount there is.
    pub fn round(self, rounding: Rounding) -> Yuan {
        let unit = rounding.unit.fen();
        Yuan::clamped(divide(self.0, EXACT * unit, rounding.mode) * unit)
    }

    /// One of so many equal parts, rounded to money. The quotient is never held unrounded: it need not end.
    pub fn round_part(self, parts: i64, rounding: Rounding) -> Yuan {
        let unit = rounding.unit.fen();
        let parts = i128::from(parts.clamp(1, 1_000_000));
        Yuan::clamped(divide(self.0, EXACT * unit * parts, rounding.mode) * unit)
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

impl Add for Exact {
    type Output = Exact;
    fn add(self, other: Exact) -> Exact {
        Exact(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Exact;
    fn sub(self, other: Exact) -> Exact {
        Exact(self.0 - other.0)
    }
}
