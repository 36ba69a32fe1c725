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

    #[test]
    fn what_is_held_inside_bounds_is_held_at_both_ends() {
        let most = Yuan::MAX.fen();
        for (fen, is_held) in [(most, true), (most + 1, false)] {
            assert_eq!(Yuan::from_fen(fen).is_some(), is_held);
            assert_eq!(Yuan::from_fen(-fen).is_some(), is_held);
        }
        for (millionths, is_held) in [(1_000_000_000, true), (1_000_000_001, false)] {
            assert_eq!(Rate::from_millionths(millionths).is_some(), is_held);
            assert_eq!(Rate::from_millionths(-millionths).is_some(), is_held);
        }
        let largest = rate("1000");
        assert_eq!(largest.plus(rate("0.000001")), largest);
        assert_eq!(rate("-1000").minus(rate("0.000001")), rate("-1000"));
        assert_eq!(largest.times_count(-2), rate("-1000"));
        assert_eq!(largest.times_count(2), largest);
        assert_eq!(largest.times(rate("1.000001")), largest);
        assert_eq!(largest.times(rate("-2")), rate("-1000"));
        let all = Yuan::MAX * largest;
        assert_eq!(all.round(rounding("fen")), Yuan::MAX);
        assert_eq!(
            (Yuan::ZERO.exact() - all).round(rounding("yuan")),
            -Yuan::MAX
        );
    }

    #[test]
    fn a_ratio_lies_within_nothing_and_the_whole() {
        for (text, is_ratio) in [
            ("0", true),
            ("1", true),
            ("-0.000001", false),
            ("1.000001", false),
        ] {
            assert_eq!(rate(text).is_ratio(), is_ratio, "{text}");
            assert_eq!(rate(text).held() == rate(text), is_ratio, "{text}");
        }
    }

    #[test]
    fn rates_are_reckoned_to_the_millionth() {
        assert_eq!(rate("0.6").minus(rate("0.05")), rate("0.55"));
        assert_eq!(rate("0.02").times_count(3), rate("0.06"));
        assert_eq!(rate("0.001").times(rate("0.0005")), rate("0.000001"));
        assert_eq!(rate("0.001").times(rate("0.000499")), Rate::ZERO);
        assert!(rate("0.25").divides(rate("0.0004")));
        assert!(!rate("0.25").divides(rate("0.000001")));
        assert_eq!(rate("-0.005").to_string(), "-0.5%");
        assert_eq!(rate("0").to_string(), "0%");
        assert_eq!(rate("1").to_string(), "100%");
        assert_eq!(rate("0.000001").to_string(), "0.0001%");
        assert_eq!(format!("{:>6}|", rate("0.85")), "   85%|");
    }

    #[test]
    fn amounts_are_written_for_people() {
        for (text, grouped) in [
            ("0", "0.00"),
            ("100", "100.00"),
            ("-100.05", "-100.05"),
            ("1000", "1,000.00"),
            ("-123456", "-123,456.00"),
            ("1000000000000", "1,000,000,000,000.00"),
        ] {
            assert_eq!(yuan(text).grouped(), grouped);
        }
        assert_eq!(format!("{:>8}|", yuan("-1.5")), "   -1.50|");
        assert_eq!(format!("{:.5}", yuan("0.05")), "0.05");
        assert_eq!(format!("{:.0}", yuan("-0.50")), "-1");
    }

    #[test]
    fn parts_and_proportions_are_rounded_once() {
        let fen = rounding("fen");
        assert_eq!(yuan("1").in_proportion(yuan("3"), yuan("2")), yuan("0.67"));
        assert_eq!(
            yuan("1").in_proportion(yuan("8"), yuan("0.04")),
            yuan("0.01")
        );
        for whole in ["0", "-3"] {
            assert_eq!(yuan("1").in_proportion(yuan(whole), yuan("2")), Yuan::ZERO);
        }
        assert_eq!(yuan("10").exact().round_part(3, fen), yuan("3.33"));
        assert_eq!(
            yuan("10").exact().round_part(3, rounding("yuan-up")),
            yuan("4")
        );
        assert_eq!(yuan("10").exact().round_part(0, fen), yuan("10"));
        assert_eq!(yuan("60").exact().cost_at(rate("0.7"), fen), yuan("85.71"));
        assert_eq!(
            yuan("60").exact().cost_at(rate("0.7"), rounding("jiao")),
            yuan("85.7")
        );
        for none in ["0", "-0.5"] {
            assert_eq!(yuan("60").exact().cost_at(rate(none), fen), Yuan::ZERO);
        }
        assert_eq!(
            yuan("0.01").exact().times_count(-3).round(fen),
            yuan("-0.03")
        );
        let twice = (yuan("0.01") * rate("0.000001")).times(rate("0.000001"));
        assert!(twice.is_some_and(|twice| twice > Exact::ZERO));
        assert_eq!(twice.and_then(|twice| twice.times(rate("0.5"))), None);
        assert_eq!(yuan("5").above(yuan("3")), yuan("2"));
        assert_eq!(yuan("3").above(yuan("5")), Yuan::ZERO);
    }

    #[test]
    fn a_line_is_quantity_times_price_to_the_fen() {
        let line = |quantity: &str, price: &str| {
            Yuan::of_line(quantity.parse().unwrap(), price.parse().unwrap())
        };
        assert_eq!(line("3", "0.335"), Ok(yuan("1.01")));
        assert_eq!(line("-3", "0.335"), Ok(yuan("-1.01")));
        assert_eq!(line("0.0001", "49.999999"), Ok(yuan("0")));
        assert_eq!(line("0.0001", "50"), Ok(yuan("0.01")));
        assert_eq!(line("0.00001", "1"), Err(NumberError::TooFine));
        assert_eq!(line("1", "0.0000001"), Err(NumberError::TooFine));
        assert_eq!(line("1000000", "1000000"), Ok(Yuan::MAX));
        assert_eq!(line("1000000", "1000001"), Err(NumberError::TooLarge));
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
