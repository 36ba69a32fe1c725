//! A sum that a table gives: fixed for the case, or hanging on the sums of the bill.

use crate::engine::bounds::End;
use crate::engine::plan::{Base, Money, Sums};
use crate::model::case::Case;
use crate::money::{Rate, Rounding, Yuan};

/// A sum of money that may still hang on the sums of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    Fixed(Yuan),
    OfBill(Box<OfBill>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfBill {
    money: Money,
    case: Case,
    end: End,
    rounding: Rounding,
    repeated: i64,
    times: Option<Rate>,
}

impl Sum {
    #[inline]
    pub(crate) fn amount(&self, sums: Sums) -> Yuan {
        match self {
            Sum::Fixed(amount) => *amount,
            Sum::OfBill(of_bill) => of_bill.amount(sums),
        }
    }

    /// The sum for a case; nothing where there is no limit.
    pub(crate) fn of(money: &Money, case: &Case, end: End, rounding: Rounding) -> Option<Sum> {
        match money.base {
            Base::Unlimited => None,
            Base::Share { .. } => Some(Sum::OfBill(Box::new(OfBill {
                money: money.clone(),
                case: case.clone(),
                // A sum that is not vague is the same at both ends, and is to be seen as such.
                end: if money.is_vague() { end } else { End::Low },
                rounding,
                repeated: 1,
                times: None,
            }))),
            Base::Fixed(_) | Base::Exact(_) => {
                let amount = money.amount(case, Sums::default(), end, rounding);
                amount.map(Sum::Fixed)
            }
        }
    }

    /// Charged so many times over, and times a rate.
    pub(crate) fn repeated(self, repeated: i64, times: Option<Rate>, rounding: Rounding) -> Sum {
        match self {
            Sum::Fixed(amount) => Sum::Fixed(repeat(amount, repeated, times, rounding)),
            Sum::OfBill(of_bill) => Sum::OfBill(Box::new(OfBill {
                repeated,
                times,
                ..*of_bill
            })),
        }
    }
}

impl OfBill {
    fn amount(&self, sums: Sums) -> Yuan {
        let once = self.money.amount(&self.case, sums, self.end, self.rounding);
        let once = once.unwrap_or_default();
        repeat(once, self.repeated, self.times, self.rounding)
    }
}

fn repeat(once: Yuan, repeated: i64, times: Option<Rate>, rounding: Rounding) -> Yuan {
    // A sum of whole fen stays what it is.
    let all = once.exact().times_count(repeated).round(Rounding::FEN);
    times.map_or(all, |times| (all * times).round(rounding))
}
