//! The amounts of an answer, by payer and by period.

use super::Contributed;
use super::Run;
use crate::engine::bounds::Bounds;
use crate::engine::contribution::Payment;
use crate::model::paying_in::Every;
use crate::model::person::Period;
use crate::model::words::{ContributionLine, Payer};
use crate::money::Yuan;

impl Contributed {
    /// An amount by its name; nothing where it was not computed or is not known.
    pub fn amount(&self, name: &str) -> Option<Bounds<Yuan>> {
        let own = |one: &Payment| one.payer == Payer::Individual;
        match name {
            "base" => self.same(|run| run.paid.base),
            "monthly" => self.monthly(),
            "quarterly" => times(self.monthly(), 3),
            "yearly" => match self.period {
                Period::Year(_) => self.sum(own),
                // A span is no year; what it comes to is `individual`.
                Period::Span(..) => None,
                Period::Month(_) => {
                    let yearly = self.once(|one| own(one) && one.every == Every::Year);
                    let months = times(self.monthly(), 12);
                    match (months, yearly) {
                        (Some(months), Some(yearly)) => Some(plus(months, yearly)),
                        (months, yearly) => months.or(yearly),
                    }
                }
            },
            "account_credit" => {
                let lines = self.sum(|one| one.line == ContributionLine::Account);
                let credit = self
                    .runs
                    .iter()
                    .filter_map(|run| times(run.credit, run.months));
                lines.into_iter().chain(credit).reduce(plus)
            }
            name => {
                let name = name.replace('_', "-");
                let payer = Payer::from_name(&name)?;
                self.sum(|one| one.payer == payer)
            }
        }
    }

    /// What the insured person pays each month, if that is the same in all months.
    fn monthly(&self) -> Option<Bounds<Yuan>> {
        self.same(|run| {
            let lines = run.paid.payments.iter();
            let own =
                lines.filter(|one| one.payer == Payer::Individual && one.every == Every::Month);
            total(own.map(|one| one.amount))
        })
    }

    /// What is the same in every month of the period.
    fn same<T: PartialEq>(&self, of: impl Fn(&Run) -> Option<T>) -> Option<T> {
        let mut values = self.runs.iter().map(of);
        let first = values.next()??;
        values
            .all(|value| value.as_ref() == Some(&first))
            .then_some(first)
    }

    /// The payments of the period that are meant, together: nothing where there are none or one of them is not known.
    fn sum(&self, meant: impl Fn(&Payment) -> bool) -> Option<Bounds<Yuan>> {
        // A month that no rule speaks of leaves the whole open.
        if self.is_gappy() {
            return None;
        }
        let mut amounts = Vec::new();
        for run in &self.runs {
            for one in run.paid.payments.iter().filter(|one| meant(one)) {
                match (one.every, self.period) {
                    (Every::Month, _) => amounts.push(times(one.amount, run.months)),
                    (Every::Year, Period::Year(_)) if run.has_yearly => amounts.push(one.amount),
                    (Every::Year, _) => {}
                }
            }
        }
        total(amounts.into_iter())
    }

    /// The meant payments of the first month, once each.
    fn once(&self, meant: impl Fn(&Payment) -> bool) -> Option<Bounds<Yuan>> {
        let payments = &self.runs.first()?.paid.payments;
        total(
            payments
                .iter()
                .filter(|one| meant(one))
                .map(|one| one.amount),
        )
    }

    /// Whether a rule is missing for some month.
    fn is_gappy(&self) -> bool {
        !self.unknown_months.is_empty()
    }
}

/// The sum of amounts, if there is any and each is known.
fn total(amounts: impl Iterator<Item = Option<Bounds<Yuan>>>) -> Option<Bounds<Yuan>> {
    let amounts: Option<Vec<Bounds<Yuan>>> = amounts.collect();
    amounts?.into_iter().reduce(plus)
}

pub(super) fn plus(a: Bounds<Yuan>, b: Bounds<Yuan>) -> Bounds<Yuan> {
    Bounds {
        low: a.low + b.low,
        // What has no upper bound has none in a sum.
        high: (a.high + b.high).min(Yuan::MAX),
    }
}

pub(super) fn times(amount: Option<Bounds<Yuan>>, count: i64) -> Option<Bounds<Yuan>> {
    let amount = amount?;
    Some((1..count).fold(amount, |sum, _| plus(sum, amount)))
}
