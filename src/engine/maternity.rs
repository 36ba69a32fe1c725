//! 生育: what is paid for a birth, the allowance for the days of leave, and the month from which enough months are paid.

use crate::engine::adjust::{Op, adjust_count, adjust_exact};
use crate::engine::bounds::{Bounds, End};
use crate::model::case::Case;
use crate::money::{Rate, Rounding, Yuan};
use crate::time::YearMonth;

/// What a rule pays for care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Benefit {
    /// 定额: whatever the bill says.
    Fixed(Bounds<Yuan>),
    /// 限额: the bill, at most so much.
    Limit(Bounds<Yuan>),
    /// A share of the bill.
    Ratio(Bounds<Rate>),
}

impl Benefit {
    /// Whether it cannot be told without the bill.
    pub fn needs_bill(self) -> bool {
        !matches!(self, Benefit::Fixed(_))
    }
}

/// What is worked out from: the adjustments that apply, the share that the months paid leave, the rounding.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The adjustments that apply, in order.
    pub ops: &'a [Op],
    /// The facts that they count.
    pub case: &'a Case,
    /// 按缴费月数: the share of the benefit that is paid.
    pub share: Bounds<Rate>,
    /// How the payment is rounded.
    pub rounding: Rounding,
}

/// What is paid for care; nothing where the bill is needed and not known. The adjustments change what the rule says (the
/// limit, not the bill); then the bill bounds it, the share of the months paid is taken, and the sum is rounded once.
pub fn care(benefit: Benefit, bill: Option<Yuan>, terms: &Terms<'_>) -> Option<Bounds<Yuan>> {
    if benefit.needs_bill() && bill.is_none() {
        return None;
    }
    let bill = bill.unwrap_or_default();
    let at = |end: End| {
        let start = match benefit {
            Benefit::Fixed(sum) | Benefit::Limit(sum) => sum.at(end).exact(),
            Benefit::Ratio(rate) => bill * rate.at(end),
        };
        let says = adjust_exact(start, terms.ops, terms.case, end, terms.rounding);
        let says = match benefit {
            Benefit::Fixed(_) => says,
            Benefit::Limit(_) | Benefit::Ratio(_) => says.min(bill.exact()),
        };
        let share = terms.share.at(end);
        let paid = says
            .times(share)
            .unwrap_or_else(|| says.round(terms.rounding) * share);
        paid.round(terms.rounding).max(Yuan::ZERO)
    };
    Some(Bounds {
        low: at(End::Low),
        high: at(End::High),
    })
}

/// What stands for the upper bound of a count to which a rule sets none.
pub const OPEN: i64 = 1_000_000;

/// The days of leave after all adjustments, where a row counts in units of so many days. A rule that sets no upper bound
/// leaves the days without one.
pub fn leave_days(
    length: Bounds<i64>,
    ops: &[Op],
    case: &Case,
    days_each: i64,
) -> (i64, Option<i64>) {
    let at = |end: End| {
        let count = adjust_count(length.at(end), ops, case, end);
        count.saturating_mul(days_each)
    };
    let high = (length.high < OPEN).then(|| at(End::High));
    (at(End::Low), high)
}

/// 生育津贴: wage × share ÷ the days of a month × days of leave, rounded once at the end. A daily rate that was rounded
/// first would carry its error into every day.
pub fn allowance(
    wage: Yuan,
    share: Bounds<Rate>,
    over_days: i64,
    (least, most): (i64, Option<i64>),
    terms: &Terms<'_>,
) -> Bounds<Yuan> {
    let at = |end: End, days: i64| {
        let month = wage * share.at(end);
        let graded = terms.share.at(end);
        let month = month
            .times(graded)
            .unwrap_or_else(|| month.round(terms.rounding) * graded);
        month
            .times_count(days)
            .round_part(over_days, terms.rounding)
    };
    Bounds {
        low: at(End::Low, least),
        high: most.map_or(Yuan::MAX, |most| at(End::High, most)),
    }
}

/// Months that were paid without a break until a month, that month included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// How many.
    pub months: i64,
    /// Until which.
    pub until: YearMonth,
}

impl Paid {
    /// How many there are in another month when payment goes on.
    pub fn in_month(self, month: YearMonth) -> i64 {
        let later = i64::from(month.index() - self.until.index());
        (self.months + later).max(0)
    }

    /// The first month in which there are so many.
    pub fn reaches(self, needed: i64) -> Option<YearMonth> {
        let later = i32::try_from(needed - self.months).ok()?;
        self.until.plus(later)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::adjust::{Action, ForEach};
    use crate::model::selector::Selector;
    use proptest::prelude::*;

    fn yuan(text: &str) -> Yuan {
        Yuan::from_decimal(text.parse().unwrap()).unwrap()
    }

    fn exactly(text: &str) -> Bounds<Yuan> {
        Bounds::exactly(yuan(text))
    }

    fn rate(millionths: i64) -> Bounds<Rate> {
        Bounds::exactly(Rate::from_millionths(millionths).unwrap())
    }

    fn op(action: Action, each: Option<Selector>) -> Op {
        Op {
            for_each: each.map(|selector| ForEach {
                selector,
                after: 0,
                count_max: None,
                counted: None,
            }),
            ..Op::from(action)
        }
    }

    fn terms<'a>(ops: &'a [Op], case: &'a Case, share: i64) -> Terms<'a> {
        Terms {
            ops,
            case,
            share: rate(share),
            rounding: Rounding::from_name("fen").unwrap(),
        }
    }

    #[test]
    fn a_fixed_sum_is_paid_whatever_the_bill_and_a_limit_never_more_than_it() {
        let twins = Case::EMPTY.with(Selector::ExtraChildren, 1);
        let ops = [
            op(Action::Plus(exactly("1000")), Some(Selector::ExtraChildren)),
            op(Action::Times(rate(500_000)), None),
        ];
        let terms = terms(&ops, &twins, 1_000_000);
        let fixed = Benefit::Fixed(exactly("7500"));
        let limit = Benefit::Limit(exactly("7500"));
        assert_eq!(care(fixed, None, &terms), Some(exactly("4250")));
        assert_eq!(care(fixed, Some(yuan("10")), &terms), Some(exactly("4250")));
        assert_eq!(care(limit, None, &terms), None);
        // The limit is halved, not the bill.
        assert_eq!(
            care(limit, Some(yuan("4000")), &terms),
            Some(exactly("4000"))
        );
        assert_eq!(
            care(limit, Some(yuan("9000")), &terms),
            Some(exactly("4250"))
        );
    }

    #[test]
    fn a_share_of_the_bill_is_rounded_once() {
        let ratio = Benefit::Ratio(rate(500_000));
        let whole = terms(&[], &Case::EMPTY, 1_000_000);
        assert_eq!(
            care(ratio, Some(yuan("0.03")), &whole),
            Some(exactly("0.02"))
        );
        // 0.015 x 0.3 is 0.0045; rounded in between it would be 0.02 x 0.3, which is a fen.
        let half = terms(&[], &Case::EMPTY, 300_000);
        assert_eq!(
            care(ratio, Some(yuan("0.03")), &half),
            Some(exactly("0.00"))
        );
        assert_eq!(care(ratio, None, &half), None);
    }

    #[test]
    fn the_allowance_is_rounded_at_the_end_only() {
        let terms = terms(&[], &Case::EMPTY, 1_000_000);
        let of = |wage: &str, days| {
            allowance(yuan(wage), rate(1_000_000), 30, (days, Some(days)), &terms)
        };
        // 8000 ÷ 30 is 266.67 a day, and 98 of those are 26 133.66.
        assert_eq!(of("8000", 98), exactly("26133.33"));
        assert_eq!(of("5000", 98), exactly("16333.33"));
        assert_eq!(of("3000", 158), exactly("15800"));
        assert_eq!(of("0.01", 15), exactly("0.01"));
        assert_eq!(of("3000", 0), exactly("0"));
        let open = allowance(yuan("6000"), rate(1_000_000), 30, (98, None), &terms);
        assert_eq!((open.low, open.high), (yuan("19600"), Yuan::MAX));
    }

    #[test]
    fn nothing_that_can_be_typed_is_too_much() {
        let terms = terms(&[], &Case::EMPTY, 1_000_000);
        let most = allowance(
            Yuan::MAX,
            rate(1_000_000_000),
            1,
            (i64::MAX, Some(i64::MAX)),
            &terms,
        );
        assert_eq!(most, Bounds::exactly(Yuan::MAX));
        let long = Bounds::exactly(999_999);
        assert_eq!(
            leave_days(long, &[], &Case::EMPTY, i64::MAX),
            (i64::MAX, Some(i64::MAX))
        );
    }

    #[test]
    fn leave_grows_by_children_and_may_be_counted_in_months() {
        let twins = Case::EMPTY.with(Selector::ExtraChildren, 2);
        let ops = [op(
            Action::PlusCount(Bounds::exactly(15)),
            Some(Selector::ExtraChildren),
        )];
        let days = |length, each| leave_days(length, &ops, &twins, each);
        assert_eq!(days(Bounds::exactly(98), 1), (128, Some(128)));
        assert_eq!(
            days(
                Bounds {
                    low: 98,
                    high: OPEN
                },
                1
            ),
            (128, None)
        );
        let months = leave_days(Bounds::exactly(3), &[], &twins, 30);
        assert_eq!(months, (90, Some(90)));
    }

    #[test]
    fn months_are_counted_with_the_month_of_the_case() {
        let month = |year, month| YearMonth::new(year, month).unwrap();
        let nine = Paid {
            months: 9,
            until: month(2024, 3),
        };
        assert_eq!(nine.reaches(10), Some(month(2024, 4)));
        assert_eq!(nine.reaches(9), Some(month(2024, 3)));
        assert_eq!(nine.in_month(month(2024, 12)), 18);
        assert_eq!(nine.in_month(month(2023, 1)), 0);
        // Insured since a month: that is the first.
        let since = Paid {
            months: 1,
            until: month(2023, 6),
        };
        assert_eq!(since.in_month(month(2024, 3)), 10);
        assert_eq!(since.reaches(10), Some(month(2024, 3)));
        assert_eq!(since.reaches(i64::MAX), None);
        assert_eq!(since.reaches(100_000), None);
    }

    proptest! {
        #[test]
        fn the_allowance_is_the_quotient_rounded_half_up(fen in 0_i64..1_000_000_000, days in 0_i64..400, over in 1_i64..40) {
            let terms = terms(&[], &Case::EMPTY, 1_000_000);
            let wage = Yuan::from_fen(fen).unwrap();
            let paid = allowance(wage, rate(1_000_000), over, (days, Some(days)), &terms);
            let twice = 2 * fen * days + over;
            prop_assert_eq!(paid, Bounds::exactly(Yuan::from_fen(twice / (2 * over)).unwrap()));
        }

        #[test]
        fn a_limit_is_kept_and_what_is_paid_never_falls(limit in 0_i64..2_000_000, bill in 0_i64..3_000_000, more in 0_i64..1000, share in 0_i64..=1_000_000) {
            let sum = |fen| Yuan::from_fen(fen).unwrap();
            let terms = terms(&[], &Case::EMPTY, share);
            let paid = |bill| care(Benefit::Limit(Bounds::exactly(sum(limit))), Some(sum(bill)), &terms).unwrap().low;
            prop_assert!(paid(bill) <= sum(bill) && paid(bill) <= sum(limit));
            prop_assert!(paid(bill + more) >= paid(bill));
        }
    }
}
