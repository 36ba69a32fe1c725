//! Adjustments: what the entries of `adjust` do to a rate or a sum, one after the other.

use crate::engine::bounds::{Bounds, End};
use crate::model::case::Case;
use crate::model::selector::Selector;
use crate::money::{Exact, Rate, Rounding, Yuan};

/// An adjustment that depends on a count of the case, or follows one that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// What it does.
    pub action: Action,
    /// How often, if not once.
    pub for_each: Option<ForEach>,
    /// Not below.
    pub min: Option<Limit>,
    /// Not above.
    pub max: Option<Limit>,
    /// Not above so many times the row's own value.
    pub max_times: Option<Rate>,
    /// Rounded afterwards.
    pub round: Option<Rounding>,
}

/// A limit of an adjustment, in the unit of what it limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Of a ratio.
    Rate(Rate),
    /// Of a sum.
    Money(Yuan),
    /// Of a number of months or days.
    Count(i64),
}

/// What an adjustment does to the running value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Only limits.
    Nothing,
    /// Percentage points.
    Points(Bounds<Rate>),
    /// The patient's own share is multiplied.
    OwnShareTimes(Bounds<Rate>),
    /// The value is multiplied.
    Times(Bounds<Rate>),
    /// A sum is added.
    Plus(Bounds<Yuan>),
    /// Months or days are added.
    PlusCount(Bounds<i64>),
}

/// `max(0, count − after)` steps, at most `count_max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForEach {
    /// What is counted.
    pub selector: Selector,
    /// How many of them do not count.
    pub after: i64,
    /// How many steps at the most.
    pub count_max: Option<i64>,
    /// How many there can be at the most because earlier years do not count.
    pub counted: Option<i64>,
}

impl ForEach {
    /// How many steps the case takes; none when the count is not known, which the plan's check has asked for before.
    pub fn steps(&self, case: &Case) -> i64 {
        let count = case.get(self.selector).unwrap_or(0);
        let count = self.counted.map_or(count, |most| count.min(most));
        let steps = (count - self.after).max(0);
        self.count_max.map_or(steps, |most| steps.min(most))
    }
}

#[cfg(test)]
impl From<Action> for Op {
    /// The action alone, once and without a limit.
    fn from(action: Action) -> Op {
        Op {
            action,
            for_each: None,
            min: None,
            max: None,
            max_times: None,
            round: None,
        }
    }
}

impl Op {
    /// Whether the adjustment itself is vague.
    pub fn is_vague(&self) -> bool {
        match &self.action {
            Action::Nothing => false,
            Action::Points(rate) | Action::OwnShareTimes(rate) | Action::Times(rate) => {
                rate.is_vague()
            }
            Action::Plus(money) => money.is_vague(),
            Action::PlusCount(count) => count.is_vague(),
        }
    }

    fn steps(&self, case: &Case) -> i64 {
        self.for_each.map_or(1, |for_each| for_each.steps(case))
    }
}

/// Adjusts a sum, entry by entry, and rounds it to money.
pub fn adjust_money(start: Exact, ops: &[Op], case: &Case, end: End, rounding: Rounding) -> Yuan {
    adjust_exact(start, ops, case, end, rounding)
        .round(rounding)
        .max(Yuan::ZERO)
}

/// Adjusts a sum, entry by entry. A product that is finer than can be held is rounded at that step.
pub fn adjust_exact(start: Exact, ops: &[Op], case: &Case, end: End, rounding: Rounding) -> Exact {
    let mut value = start;
    for op in ops {
        let steps = op.steps(case);
        match &op.action {
            Action::Times(rate) if steps > 0 => {
                let rate = rate.at(end);
                value = value
                    .times(rate)
                    .unwrap_or_else(|| value.round(rounding) * rate);
            }
            Action::Plus(sum) => value = value + sum.at(end).exact().times_count(steps),
            _ => {}
        }
        if let Some(Limit::Money(min)) = op.min {
            value = value.max(min.exact());
        }
        if let Some(Limit::Money(max)) = op.max {
            value = value.min(max.exact());
        }
        if let Some(times) = op.max_times {
            let limit = start.times(times);
            value = value.min(limit.unwrap_or_else(|| start.round(rounding) * times));
        }
        if let Some(round) = op.round {
            value = value.round(round).exact();
        }
    }
    value
}

/// Adjusts a number of months or days, entry by entry.
pub fn adjust_count(start: i64, ops: &[Op], case: &Case, end: End) -> i64 {
    let mut value = start;
    for op in ops {
        if let Action::PlusCount(count) = &op.action {
            value += count.at(end) * op.steps(case);
        }
        if let Some(Limit::Count(min)) = op.min {
            value = value.max(min);
        }
        if let Some(Limit::Count(max)) = op.max {
            value = value.min(max);
        }
    }
    value.max(0)
}

/// Adjusts a rate, entry by entry.
pub fn adjust_rate(start: Rate, ops: &[Op], case: &Case, end: End) -> Rate {
    let mut value = start;
    for op in ops {
        let steps = op.steps(case);
        if steps > 0 {
            value = match &op.action {
                Action::Points(points) => value.plus(points.at(end).times_count(steps)),
                Action::OwnShareTimes(factor) => {
                    Rate::ONE.minus(Rate::ONE.minus(value).times(factor.at(end.other())))
                }
                Action::Times(factor) => value.times(factor.at(end)),
                Action::Nothing | Action::Plus(_) | Action::PlusCount(_) => value,
            };
        }
        if let Some(Limit::Rate(min)) = op.min {
            value = value.max(min);
        }
        if let Some(Limit::Rate(max)) = op.max {
            value = value.min(max);
        }
        if let Some(times) = op.max_times {
            value = value.min(start.times(times));
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_for_each(after: i64) -> Op {
        let half = Rate::from_millionths(500_000).unwrap();
        Op {
            for_each: Some(ForEach {
                selector: Selector::ContinuousYears,
                after,
                count_max: None,
                counted: None,
            }),
            ..Op::from(Action::Times(Bounds::exactly(half)))
        }
    }

    #[test]
    fn a_factor_for_each_is_applied_once_where_there_is_one_and_not_where_there_is_none() {
        let case = Case::EMPTY.with(Selector::ContinuousYears, 3);
        let sum = Yuan::from_fen(10_000).unwrap();
        let of = |after| {
            let ops = [half_for_each(after)];
            adjust_money(sum.exact(), &ops, &case, End::Low, Rounding::FEN).fen()
        };
        assert_eq!([of(1), of(2), of(3), of(4)], [5000, 5000, 10_000, 10_000]);
        let rate = |after| adjust_rate(Rate::ONE, &[half_for_each(after)], &case, End::Low);
        assert_eq!(rate(2), rate(1));
        assert_eq!([rate(3), rate(4)], [Rate::ONE; 2]);
        assert!(rate(2) < Rate::ONE);
    }
}
