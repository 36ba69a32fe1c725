//! Amounts of money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use rust_decimal::Decimal;

use super::exact::Exact;
use super::rate::Rate;
use super::rounding::{Mode, divide};
use super::{NumberError, scaled};

/// An amount of money in yuan, exact to the fen.
///
/// Every amount that enters the program lies within ±[`Yuan::MAX`] (a trillion yuan), so that the sums a
/// settlement can form stay far inside an `i64`; release builds check overflow all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yuan(pub(super) i64);

impl Yuan {
    /// Nothing.
    pub const ZERO: Yuan = Yuan(0);
    /// The smallest amount there is.
    pub const FEN: Yuan = Yuan(1);
    /// The largest amount that is accepted from outside: a trillion yuan.
    pub const MAX: Yuan = Yuan(100_000_000_000_000);

    /// An amount from whole fen, if it is within ±[`Yuan::MAX`].
    pub const fn from_fen(fen: i64) -> Option<Yuan> {
        if fen >= -Self::MAX.0 && fen <= Self::MAX.0 {
            Some(Yuan(fen))
        } else {
            None
        }
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// An amount from a decimal number of yuan.
    ///
    /// # Errors
    /// [`NumberError::TooFine`] for more than two decimals, [`NumberError::TooLarge`] beyond [`Yuan::MAX`].
    pub fn from_decimal(yuan: Decimal) -> Result<Yuan, NumberError> {
        let fen = scaled(yuan, 2)?;
        i64::try_from(fen)
            .ok()
            .and_then(Yuan::from_fen)
            .ok_or(NumberError::TooLarge)
    }

    /// Whether the amount is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount without its sign.
    pub const fn abs(self) -> Yuan {
        Yuan(self.0.abs())
    }

    /// What this amount is above `other`; zero if it is below.
    pub fn above(self, other: Yuan) -> Yuan {
        Yuan((self.0 - other.0).max(0))
    }

    /// The amount as it is, as an unrounded value.
    pub const fn exact(self) -> Exact {
        Exact::of_fen(self.0)
    }

    /// With thousands separators, for people: `20,600.00`.
    pub fn grouped(self) -> String {
        let plain = self.abs().to_string();
        let whole = plain.len() - 3;
        let mut text = String::with_capacity(plain.len() + 6);
        if self.is_negative() {
            text.push('-');
        }
        for (index, digit) in plain.char_indices() {
            if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// What this part of `whole` is of another whole, in the same proportion: half-up. Nothing of a whole that is not above
    /// zero.
    pub fn in_proportion(self, whole: Yuan, other: Yuan) -> Yuan {
        if whole.0 <= 0 {
            return Yuan::ZERO;
        }
        let product = i128::from(self.0) * i128::from(other.0);
        Yuan::clamped(divide(product, i128::from(whole.0), Mode::HalfUp))
    }

    /// `quantity × price`, where both are whole numbers of ten-thousandths and of millionths: to the fen, half-up.
    pub fn of_line(quantity: Decimal, price: Decimal) -> Result<Yuan, NumberError> {
        let quantity = scaled(quantity, 4)?;
        let price = scaled(price, 6)?;
        let product = quantity.checked_mul(price).ok_or(NumberError::TooLarge)?;
        let fen = divide(product, 100_000_000, Mode::HalfUp);
        i64::try_from(fen)
            .ok()
            .and_then(Yuan::from_fen)
            .ok_or(NumberError::TooLarge)
    }

    /// The nearest amount within the bounds.
    pub(super) fn clamped_fen(fen: i64) -> Yuan {
        Yuan(fen.clamp(-Self::MAX.0, Self::MAX.0))
    }

    pub(super) fn clamped(fen: i128) -> Yuan {
        let limit = i128::from(Self::MAX.0);
        Yuan(fen.clamp(-limit, limit) as i64)
    }
}

/// Two decimals always; `{:.0}` and `{:.1}` round half-up instead of cutting.
impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(2).min(2);
        let unit = [100, 10, 1][decimals];
        let units = divide(i128::from(self.0), unit, Mode::HalfUp).unsigned_abs();
        let sign = if self.0 < 0 && units > 0 { "-" } else { "" };
        let per_yuan = 100 / unit as u128;
        let whole = units / per_yuan;
        let text = match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{:0decimals$}", units % per_yuan),
        };
        f.pad_integral(true, "", &text)
    }
}

impl Add for Yuan {
    type Output = Yuan;
    fn add(self, other: Yuan) -> Yuan {
        Yuan(self.0 + other.0)
    }
}

impl Sub for Yuan {
    type Output = Yuan;
    fn sub(self, other: Yuan) -> Yuan {
        Yuan(self.0 - other.0)
    }
}

impl Neg for Yuan {
    type Output = Yuan;
    fn neg(self) -> Yuan {
        Yuan(-self.0)
    }
}

impl AddAssign for Yuan {
    fn add_assign(&mut self, other: Yuan) {
        *self = *self + other;
    }
}

impl SubAssign for Yuan {
    fn sub_assign(&mut self, other: Yuan) {
        *self = *self - other;
    }
}

impl Sum for Yuan {
    fn sum<I: Iterator<Item = Yuan>>(items: I) -> Yuan {
        items.fold(Yuan::ZERO, Add::add)
    }
}

impl Mul<Rate> for Yuan {
    type Output = Exact;
    fn mul(self, rate: Rate) -> Exact {
        Exact::product(self.0, rate.0)
    }
}
