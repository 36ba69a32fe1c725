//! Money and rates: the only place that rounds or prints money.
//!
//! [`Yuan`] is a whole number of fen, [`Rate`] a whole number of millionths, [`Exact`] the unrounded product of
//! the two. There is no way from [`Exact`] back to [`Yuan`] but [`Exact::round`], and no other rounding in the
//! program: a second rounding somewhere else is how a settlement comes to differ by a fen from the receipt.
//!
//! How people write amounts (`1,234.50`, `１２３`, `1.2万`) is read in [`crate::typed`].

mod exact;
mod rate;
mod rounding;
mod yuan;

pub use exact::Exact;
pub use rate::Rate;
pub use rounding::{Mode, Rounding, Unit};
pub use yuan::Yuan;

use rust_decimal::Decimal;
use thiserror::Error;

/// Why a number is not an amount or a rate.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// More decimals than the unit has: money has two, a rate six.
    #[error("finer than the unit allows")]
    TooFine,
    /// Beyond [`Yuan::MAX`].
    #[error("too large")]
    TooLarge,
    /// A rate above 1 without `%`: `10` may mean 10 % or 1000 %.
    #[error("a rate above 1 without a percent sign")]
    RateAboveOne,
    /// A share of 1 or less under a heading with `%`: `0.1` may mean 10 % or 0.1 %.
    #[error("a share of 1 or less under a heading with a percent sign")]
    PercentOrFraction,
    /// A share outside 0 and 1.
    #[error("a share outside 0 and 1")]
    NotAShare,
    /// Below zero where nothing can be.
    #[error("below zero")]
    BelowZero,
}

/// `number × 10^decimals` as a whole number, or an error when something is left over.
fn scaled(number: Decimal, decimals: u32) -> Result<i128, NumberError> {
    let number = number.normalize();
    let factor = 10_i128
        .checked_pow(decimals.saturating_sub(number.scale()))
        .ok_or(NumberError::TooLarge)?;
    if number.scale() > decimals {
        return Err(NumberError::TooFine);
    }
    number
        .mantissa()
        .checked_mul(factor)
        .ok_or(NumberError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::RoundingStrategy;

    fn yuan(text: &str) -> Yuan {
        Yuan::from_decimal(text.parse().unwrap()).unwrap()
    }

    fn rate(text: &str) -> Rate {
        Rate::from_decimal(text.parse().unwrap()).unwrap()
    }

    fn rounding(name: &str) -> Rounding {
        Rounding::from_name(name).unwrap()
    }

    #[test]
    fn printing_rounds_and_does_not_cut() {
        assert_eq!(format!("{:.0}", yuan("2.99")), "3");
        assert_eq!(format!("{:.1}", yuan("-2.96")), "-3.0");
        assert_eq!(format!("{:.0}", yuan("-0.40")), "0");
        assert_eq!(yuan("-0.05").to_string(), "-0.05");
        assert_eq!(yuan("1234567.8").grouped(), "1,234,567.80");
        assert_eq!(yuan("-999.99").grouped(), "-999.99");
        assert_eq!(rate("0.895").to_string(), "89.5%");
    }

    #[test]
    fn a_tie_goes_to_the_fund_and_the_patient_gets_the_rest() {
        let paid = (yuan("131.67") * rate("0.5")).round(rounding("fen"));
        assert_eq!(
            (paid, yuan("131.67") - paid),
            (yuan("65.84"), yuan("65.83"))
        );
    }

    #[test]
    fn a_contribution_that_only_closes_by_cutting() {
        let base = (yuan("6531") * rate("0.6")).times(rate("0.075")).unwrap();
        assert_eq!(base.round(rounding("fen-down")), yuan("293.89"));
        assert_eq!(base.round(rounding("fen")), yuan("293.90"));
    }

    #[test]
    fn rounding_names_are_read_back() {
        for name in Rounding::NAMES {
            assert_eq!(rounding(name).name(), name);
        }
        assert_eq!(Rounding::from_name("fen-"), None);
        assert_eq!(Rounding::from_name("yuan-half-up"), None);
    }

    #[test]
    fn too_fine_and_too_large_are_errors() {
        let money = |text: &str| Yuan::from_decimal(text.parse().unwrap());
        assert_eq!(money("1.005"), Err(NumberError::TooFine));
        assert_eq!(money("1.0050000"), Err(NumberError::TooFine));
        assert_eq!(money("1.5000000"), Ok(yuan("1.5")));
        assert_eq!(money("1000000000000.01"), Err(NumberError::TooLarge));
    }

    proptest! {
        #[test]
        fn rounding_agrees_with_decimal(
            fen in prop_oneof![-10_000_000_000_i64..10_000_000_000, -100_000_000_000_000_i64..100_000_000_000_000],
            share in 0_i64..3_000_000,
        ) {
            let amount = Yuan::from_fen(fen).unwrap();
            let exact = amount * Rate::from_millionths(share).unwrap();
            let decimal = Decimal::new(fen, 2) * Decimal::new(share, 6);
            for (name, places, strategy) in [
                ("fen", 2, RoundingStrategy::MidpointAwayFromZero),
                ("fen-down", 2, RoundingStrategy::ToZero),
                ("fen-up", 2, RoundingStrategy::AwayFromZero),
                ("jiao-half-even", 1, RoundingStrategy::MidpointNearestEven),
                ("yuan", 0, RoundingStrategy::MidpointAwayFromZero),
            ] {
                let Ok(expected) = Yuan::from_decimal(decimal.round_dp_with_strategy(places, strategy)) else {
                    continue;
                };
                prop_assert_eq!(exact.round(rounding(name)), expected, "{}", name);
            }
        }

        /// Amounts that fit a machine word and amounts that do not add up, compare and round alike.
        #[test]
        fn small_and_large_amounts_agree(a in -100_000_000_000_000_i64..100_000_000_000_000, b in any::<i32>(), share in 0_i64..3_000_000) {
            let (a, b) = (Yuan::from_fen(a).unwrap(), Yuan::from_fen(i64::from(b)).unwrap());
            let share = Rate::from_millionths(share).unwrap();
            let (large, small) = (a * share, b * share);
            prop_assert_eq!(large + small - large, small);
            prop_assert_eq!((large + small).cmp(&large), small.cmp(&Exact::ZERO));
            prop_assert_eq!((a.exact() - a.exact()).round(rounding("fen")), Yuan::ZERO);
            prop_assert_eq!(b.exact().times(share).map(|product| product.round(rounding("fen-up"))), Some(small.round(rounding("fen-up"))));
        }

        #[test]
        fn a_refund_undoes_what_it_refunds(fen in 0_i64..1_000_000_000, share in 0_i64..1_000_000) {
            let amount = Yuan::from_fen(fen).unwrap();
            let share = Rate::from_millionths(share).unwrap();
            for name in Rounding::NAMES {
                prop_assert_eq!((-amount * share).round(rounding(name)), -(amount * share).round(rounding(name)));
            }
        }
    }
}
