//! Sums as a rule says them.

use crate::case::{Case, adjusted, first_time, value};
use crate::number::{Number, not_below_zero, part, whole};
use crate::rules::{Adjust, Base, Money};
use crate::settle::Settling;

impl Settling<'_> {
    /// A sum as a rule says it: exact until the adjustments are done, then to the fen. Nothing where there is no limit.
    pub(crate) fn money(&self, money: &Money, adjust: &[Adjust], high: bool) -> Option<Number> {
        self.money_for(money, adjust, &self.case, high)
    }

    pub(crate) fn money_for(
        &self,
        money: &Money,
        adjust: &[Adjust],
        case: &Case,
        high: bool,
    ) -> Option<Number> {
        let exact = adjusted(self.exact(money, case, high)?, adjust, case, high);
        Some(not_below_zero(self.rules.payments.round(&exact)))
    }

    fn exact(&self, money: &Money, case: &Case, high: bool) -> Option<Number> {
        let mut sum = match &money.base {
            Base::Unlimited => return None,
            Base::Amount(amount) => amount.at(high).clone(),
            Base::Share(share, of) => {
                let whole = match *of {
                    "total" => self.sums.total.clone(),
                    "eligible" => self.sums.eligible.clone(),
                    _ => {
                        let table = &self.rules.parts["inpatient"].deductible.table;
                        let case = first_time(case);
                        let money = value(table, &case).expect("looked up before");
                        adjusted(self.exact(money, &case, high)?, &table.adjust, &case, high)
                    }
                };
                whole * share.at(high)
            }
        };
        if let Some(min) = &money.min {
            sum = sum.max(min.clone());
        }
        if let Some(max) = &money.max {
            sum = sum.min(max.clone());
        }
        Some(
            money
                .round
                .map_or(sum.clone(), |rounding| rounding.round(&sum)),
        )
    }

    pub(crate) fn times_of_stay(&self, money: &Money) -> Number {
        let (Some(every), Some(days)) = (money.every_days, self.bill.stay) else {
            return whole(1);
        };
        part(days, every).ceil()
    }
}
