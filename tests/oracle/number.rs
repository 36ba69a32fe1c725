//! Exact numbers: money is a rational number of fen, rounded only where a rule says so.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

pub(crate) type Number = BigRational;

pub(crate) fn whole(number: i64) -> Number {
    Number::from_integer(BigInt::from(number))
}

pub(crate) fn part(number: i64, of: i64) -> Number {
    Number::new(BigInt::from(number), BigInt::from(of))
}

pub(crate) fn zero() -> Number {
    Number::zero()
}

pub(crate) fn not_below_zero(number: Number) -> Number {
    if number.is_negative() { zero() } else { number }
}

/// How a rule rounds: to so many fen, and which way (`""` is half-up, else `down`, `up`, `half-even`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounding {
    pub(crate) fen: i64,
    pub(crate) way: &'static str,
}

impl Rounding {
    pub(crate) fn name(self) -> String {
        let unit = match self.fen {
            1 => "fen",
            10 => "jiao",
            _ => "yuan",
        };
        match self.way {
            "" => unit.to_owned(),
            way => format!("{unit}-{way}"),
        }
    }

    /// Signs are mirrored: the size is rounded.
    pub(crate) fn round(self, number: &Number) -> Number {
        let units = number.abs() / whole(self.fen);
        let floor = units.floor();
        let rest = &units - &floor;
        let half = part(1, 2);
        let is_up = match self.way {
            "down" => false,
            "up" => rest > zero(),
            "half-even" if rest == half => (floor.to_integer() % BigInt::from(2)) != BigInt::zero(),
            _ => rest >= half,
        };
        let size = (if is_up { floor + whole(1) } else { floor }) * whole(self.fen);
        if number.is_negative() { -size } else { size }
    }
}

/// As yuan, for files: a whole number of fen.
pub(crate) fn yuan(number: &Number) -> String {
    assert!(number.is_integer(), "{number} is no whole number of fen");
    let fen = number.to_integer().to_i64().expect("a sum of money");
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}

/// As a decimal fraction with at most six digits.
pub(crate) fn decimal(number: &Number) -> String {
    let millionths = (number * whole(1_000_000))
        .to_integer()
        .to_i64()
        .expect("a rate");
    assert_eq!(&part(millionths, 1_000_000), number);
    let sign = if millionths < 0 { "-" } else { "" };
    let text = format!(
        "{sign}{}.{:06}",
        millionths.abs() / 1_000_000,
        millionths.abs() % 1_000_000
    );
    let text = text.trim_end_matches('0');
    text.strip_suffix('.').unwrap_or(text).to_owned()
}
