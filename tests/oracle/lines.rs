//! Step 1: charge lines parted into what is outside, what is paid first, and what is eligible.

use crate::bills::{Charges, Line};
use crate::case::{Fact, value};
use crate::number::{Number, not_below_zero, whole, zero};
use crate::rules::Item;
use crate::settle::Settling;

/// A bill parted into what is outside, what is paid first, and what is eligible.
pub(crate) struct Parted {
    pub(crate) total: Number,
    pub(crate) self_funded: Number,
    pub(crate) over_limit: Number,
    pub(crate) pre_self_pay: Number,
    /// Of the first payment, what goes no further: the patient's part of items that the fund pays at once.
    pub(crate) aside: Number,
    pub(crate) eligible: Number,
    /// Of the eligible cost, what the fund paid at once.
    pub(crate) at_once: Number,
}

impl Settling<'_> {
    /// Step 1. Nothing where a 乙 line has no rate.
    pub(crate) fn part(&self) -> Option<Parted> {
        let lines = match &self.bill.charges {
            Charges::Totals(totals) => {
                let [total, self_funded, over_limit, pre_self_pay] = &**totals;
                return Some(Parted {
                    total: total.clone(),
                    self_funded: self_funded.clone(),
                    over_limit: over_limit.clone(),
                    pre_self_pay: pre_self_pay.clone(),
                    aside: zero(),
                    eligible: total - self_funded - over_limit - pre_self_pay,
                    at_once: zero(),
                });
            }
            Charges::Lines(lines) => lines,
        };
        let mut parted = Parted {
            total: zero(),
            self_funded: zero(),
            over_limit: zero(),
            pre_self_pay: zero(),
            aside: zero(),
            eligible: zero(),
            at_once: zero(),
        };
        // What pays first in parts, and what of it that is exactly.
        let (mut inside_all, mut exact_all) = (zero(), zero());
        for line in lines {
            parted.total += &line.amount;
            let item = self.item(line)?;
            if matches!(item, Item::SelfFunded) {
                parted.self_funded += &line.amount;
                continue;
            }
            let over = line.price_limit.as_ref().map_or_else(zero, |limit| {
                not_below_zero(&line.amount - limit * whole(line.quantity))
            });
            let inside = &line.amount - &over;
            parted.over_limit += over;
            let at_once = match item {
                Item::SelfFunded => continue,
                Item::SelfPayRate(rate) => {
                    let exact = &inside * rate;
                    if self.rules.line_by_line {
                        parted.pre_self_pay += self.first_payment(&inside, &exact);
                    } else if exact > zero() {
                        inside_all += inside;
                        exact_all += exact;
                    }
                    continue;
                }
                Item::FundShare(share) => self.rules.payments.round(&(&inside * share)),
                Item::FundAmount(amount) => amount.min(inside.clone()),
            };
            parted.aside += &inside - &at_once;
            parted.at_once += at_once;
        }
        parted.pre_self_pay += self.first_payment(&inside_all, &exact_all);
        parted.pre_self_pay += &parted.aside;
        parted.eligible =
            &parted.total - &parted.self_funded - &parted.over_limit - &parted.pre_self_pay;
        Some(parted)
    }

    /// One side is rounded, the other is what is left. What is wholly inside has no first payment to be rounded.
    fn first_payment(&self, inside: &Number, exact: &Number) -> Number {
        if *exact == zero() {
            return zero();
        }
        match self.rules.first_payment {
            Some(rounding) => rounding.round(exact),
            None => inside - self.rules.payments.round(&(inside - exact)),
        }
    }

    fn item(&self, line: &Line) -> Option<Item> {
        if line.class == "c" {
            return Some(Item::SelfFunded);
        }
        if let Some(rate) = &line.self_pay_rate {
            return Some(Item::SelfPayRate(rate.clone()));
        }
        let mut case = self.case.clone();
        case.insert("class", Fact::Word(line.class));
        case.insert("category", Fact::Word(line.category));
        let item = self
            .rules
            .items
            .as_ref()
            .and_then(|table| value(table, &case));
        match (item, line.class) {
            (Some(item), _) => Some(item.clone()),
            (None, "a") => Some(Item::SelfPayRate(zero())),
            (None, _) => None,
        }
    }
}
