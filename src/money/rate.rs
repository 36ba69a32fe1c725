//! Ratios and shares.

use std::fmt;

use rust_decimal::Decimal;

use super::rounding::{Mode, divide};
use super::{NumberError, scaled};

/// A ratio, share or number of percentage points, exact to a millionth: 60 % is `0.6`, five points are `0.05`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub(super) i64);

pub(super) const RATE: i128 = 1_000_000;

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate(0);
    /// The whole, 100 %.
    pub const ONE: Rate = Rate(1_000_000);
    /// The largest rate that is accepted: a thousand times the whole.
    const LIMIT: i64 = 1_000_000_000;

    /// A rate from whole millionths, if it is within ±1000.
    pub const fn from_millionths(millionths: i64) -> Option<Rate> {
        if millionths >= -Self::LIMIT && millionths <= Self::LIMIT {
            Some(Rate(millionths))
        } else {
            None
        }
    }

    /// The rate in millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// A rate from a decimal fraction: `0.85`.
    ///
    /// # Errors
    /// [`NumberError::TooFine`] for more than six decimals, [`NumberError::TooLarge`] beyond 1000.
    pub fn from_decimal(fraction: Decimal) -> Result<Rate, NumberError> {
        let millionths = scaled(fraction, 6)?;
        i64::try_from(millionths)
            .ok()
            .and_then(Rate::from_millionths)
            .ok_or(NumberError::TooLarge)
    }

    /// The rate held within 0 and 1, as every ratio of a payment is at its end.
    pub fn held(self) -> Rate {
        Rate(self.0.clamp(0, Self::ONE.0))
    }

    /// Whether the rate lies within 0 and 1.
    pub const fn is_ratio(self) -> bool {
        self.0 >= 0 && self.0 <= Self::ONE.0
    }

    /// `self + other`, held inside what a rate can be.
    pub fn plus(self, other: Rate) -> Rate {
        Rate((self.0 + other.0).clamp(-Self::LIMIT, Self::LIMIT))
    }

    /// `self − other`, held inside what a rate can be.
    pub fn minus(self, other: Rate) -> Rate {
        self.plus(Rate(-other.0))
    }

    /// `self × count`, held inside what a rate can be.
    pub fn times_count(self, count: i64) -> Rate {
        let product = i128::from(self.0) * i128::from(count);
        let limit = i128::from(Self::LIMIT);
        Rate(product.clamp(-limit, limit) as i64)
    }

    /// `self × other`, to the millionth half-up. The checker refuses rules whose product is finer.
    pub fn times(self, other: Rate) -> Rate {
        let product = divide(i128::from(self.0) * i128::from(other.0), RATE, Mode::HalfUp);
        let limit = i128::from(Self::LIMIT);
        Rate(product.clamp(-limit, limit) as i64)
    }

    /// Whether `self × other` is a whole number of millionths.
    pub fn divides(self, other: Rate) -> bool {
        (i128::from(self.0) * i128::from(other.0)) % RATE == 0
    }
}

/// As a percentage without trailing zeros: `89.5%`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / 10_000;
        let part = format!("{:04}", self.0.unsigned_abs() % 10_000);
        let part = part.trim_end_matches('0');
        let dot = if part.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{whole}{dot}{part}%"))
    }
}
