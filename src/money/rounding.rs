//! How amounts are rounded: the only place that does.

use std::cmp::Ordering;

/// To what an amount is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 0.01 yuan.
    Fen,
    /// 0.1 yuan.
    Jiao,
    /// Whole yuan.
    Yuan,
    /// Not at all until something else rounds.
    None,
}

impl Unit {
    pub(super) const fn fen(self) -> i128 {
        match self {
            Unit::Fen | Unit::None => 1,
            Unit::Jiao => 10,
            Unit::Yuan => 100,
        }
    }
}

/// Which way an amount between two units goes. Signs are mirrored, so a refund undoes what it refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The nearer one, a tie away from zero (四舍五入).
    HalfUp,
    /// The nearer one, a tie to the even one.
    HalfEven,
    /// Towards zero: what is over is cut off.
    Down,
    /// Away from zero.
    Up,
}

/// How a rule rounds, as rule files write it: `fen`, `yuan-down`, `jiao-half-even`, `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rounding {
    /// To what.
    pub unit: Unit,
    /// Which way.
    pub mode: Mode,
}

impl Rounding {
    /// To the fen, half-up: what the national interface prints.
    pub const FEN: Rounding = Rounding {
        unit: Unit::Fen,
        mode: Mode::HalfUp,
    };

    /// Every way of rounding that a rule file may name.
    pub const NAMES: [&str; 13] = [
        "fen",
        "fen-down",
        "fen-up",
        "fen-half-even",
        "jiao",
        "jiao-down",
        "jiao-up",
        "jiao-half-even",
        "yuan",
        "yuan-down",
        "yuan-up",
        "yuan-half-even",
        "none",
    ];

    /// The rounding of that name.
    pub fn from_name(name: &str) -> Option<Rounding> {
        if name == "none" {
            return Some(Rounding {
                unit: Unit::None,
                mode: Mode::HalfUp,
            });
        }
        let (unit, mode) = name.split_once('-').unwrap_or((name, ""));
        let unit = match unit {
            "fen" => Unit::Fen,
            "jiao" => Unit::Jiao,
            "yuan" => Unit::Yuan,
            _ => return None,
        };
        let mode = match mode {
            "" if !name.contains('-') => Mode::HalfUp,
            "down" => Mode::Down,
            "up" => Mode::Up,
            "half-even" => Mode::HalfEven,
            _ => return None,
        };
        Some(Rounding { unit, mode })
    }

    /// The name that rule files use.
    pub fn name(self) -> &'static str {
        let unit = match self.unit {
            Unit::Fen => 0,
            Unit::Jiao => 4,
            Unit::Yuan => 8,
            Unit::None => return "none",
        };
        let mode = match self.mode {
            Mode::HalfUp => 0,
            Mode::Down => 1,
            Mode::Up => 2,
            Mode::HalfEven => 3,
        };
        Self::NAMES[unit + mode]
    }
}

/// The one rounding function: `number ÷ divisor` to a whole number, the divisor above zero.
pub(super) fn divide(number: i128, divisor: i128, mode: Mode) -> i128 {
    let (whole, rest) = (number / divisor, (number % divisor).abs());
    let goes_on = away(mode, rest > 0, (rest * 2).cmp(&divisor), whole % 2 != 0);
    if goes_on {
        whole + number.signum()
    } else {
        whole
    }
}

/// The same for a divisor of `TWOS` factors of two and `ODD`, for a number that without those factors fits a machine word:
/// then it is a shift and a multiplication.
#[inline]
pub(super) fn divide_word<const TWOS: u32, const ODD: u64>(
    number: i128,
    mode: Mode,
) -> Option<i64> {
    let size = number.unsigned_abs();
    let halved = u64::try_from(size >> TWOS).ok()?;
    let (whole, rest) = (halved / ODD, halved % ODD);
    let rest = rest << TWOS | (size as u64 & ((1 << TWOS) - 1));
    let divisor = ODD << TWOS;
    let goes_on = away(mode, rest > 0, (rest * 2).cmp(&divisor), whole % 2 != 0);
    let whole = (whole + u64::from(goes_on)).cast_signed();
    Some(if number < 0 { -whole } else { whole })
}

/// Whether a quotient is rounded away from zero: there is a rest, how it compares with a half, and what is whole is odd.
#[inline]
fn away(mode: Mode, any: bool, half: Ordering, odd: bool) -> bool {
    match mode {
        Mode::Down => false,
        Mode::Up => any,
        Mode::HalfUp => half.is_ge(),
        Mode::HalfEven => half.is_gt() || (half.is_eq() && odd),
    }
}
