//! From which bill on another way of being insured costs less in a year.

use super::curve::Curve;
use crate::engine::bounds::Bounds;
use crate::engine::crossing::{Crossing, crossings};
use crate::money::Yuan;

/// Bills are looked at up to this sum, or up to the bill itself where that is more: a million yuan.
const LOOKED_AT: i64 = 100_000_000;

/// Where one variant costs less than another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakEven {
    /// The variant, by its place.
    pub variant: usize,
    /// The one that it is held against.
    pub against: usize,
    /// Bills from nothing to this sum were looked at.
    pub up_to: Yuan,
    /// Where it surely costs less, whatever vague rules may mean.
    pub surely: Course,
    /// Where it may cost less.
    pub perhaps: Course,
}

/// Where a variant costs less: at the start or not, and where that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Whether it costs less without any bill.
    pub at_start: bool,
    /// Each sum from which on it costs less, or no longer does, with what it does from there.
    pub changes: Vec<(Yuan, bool)>,
}

impl Course {
    /// The smallest sum from which on it costs less up to the end; nothing where it does not at the end.
    pub fn from(&self) -> Option<Yuan> {
        match self.changes.last() {
            Some((at, true)) => Some(*at),
            Some((_, false)) => None,
            None => self.at_start.then_some(Yuan::ZERO),
        }
    }

    /// Each sum at which that changes, and the last one before it.
    fn edges(&self) -> impl Iterator<Item = Yuan> {
        let changes = self.changes.iter();
        changes.flat_map(|(at, _)| [*at - Yuan::FEN, *at])
    }

    /// Whether it costs less anywhere.
    pub fn is_anywhere(&self) -> bool {
        self.at_start || self.changes.iter().any(|(_, is_less)| *is_less)
    }
}

impl BreakEven {
    /// The sums on both sides of every crossing.
    pub(crate) fn edges(&self) -> impl Iterator<Item = Yuan> {
        self.surely.edges().chain(self.perhaps.edges())
    }

    /// Whether vague rules leave it open.
    pub fn is_vague(&self) -> bool {
        self.surely != self.perhaps
    }
}

/// A cost by the bill, as corners of a line: between two corners it is straight but for rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The variant, by its place.
    pub variant: usize,
    /// The sum of the bill, and what the year costs; among them the bill asked about and both sides of every crossing.
    pub corners: Vec<(Yuan, Bounds<Yuan>)>,
}

impl Line {
    /// What a year with this bill costs, if that was looked at.
    pub fn cost(&self, bill: Yuan) -> Option<Bounds<Yuan>> {
        let place = self.corners.binary_search_by_key(&bill, |(at, _)| *at);
        place.ok().map(|place| self.corners[place].1)
    }
}

/// Up to which bill it is worth looking.
pub(crate) fn up_to(charged: Yuan) -> Yuan {
    let most = LOOKED_AT.max(charged.fen());
    Yuan::from_fen(most).unwrap_or(Yuan::MAX)
}

/// Compares two curves; nothing where one of them has more corners than any rule makes.
pub(crate) fn break_even(
    (variant, curve): (usize, &Curve<'_>),
    (against, other): (usize, &Curve<'_>),
    up_to: Yuan,
) -> Option<BreakEven> {
    let most = up_to.fen();
    let mut starts = curve.pieces(most)?;
    starts.extend(other.pieces(most)?);
    starts.sort_unstable();
    starts.dedup();
    let noise = curve.noise() + other.noise();
    let course = |difference: &dyn Fn(i64) -> i64| Course {
        at_start: difference(0) < 0,
        changes: crossings(&starts, most, noise, &difference)
            .into_iter()
            .filter_map(|Crossing { at, is_below }| Some((Yuan::from_fen(at)?, is_below)))
            .collect(),
    };
    let surely = course(&|sum| curve.cost(sum).high - other.cost(sum).low);
    let ends = starts.iter().flat_map(|start| [*start, (start - 1).max(0)]);
    let is_vague = |sum: i64| curve.cost(sum).is_vague() || other.cost(sum).is_vague();
    let perhaps = if ends.chain([most]).any(is_vague) {
        course(&|sum| curve.cost(sum).low - other.cost(sum).high)
    } else {
        surely.clone()
    };
    Some(BreakEven {
        variant,
        against,
        up_to,
        surely,
        perhaps,
    })
}

/// The corners of a curve, for a picture, and what it costs at `also` some sums.
pub(crate) fn line(variant: usize, curve: &Curve<'_>, up_to: Yuan, also: &[Yuan]) -> Option<Line> {
    let most = up_to.fen();
    let mut sums = curve.pieces(most)?;
    let ends: Vec<i64> = sums
        .iter()
        .map(|start| start - 1)
        .filter(|end| *end > 0)
        .collect();
    sums.extend(ends);
    sums.extend(also.iter().map(|sum| sum.fen()));
    sums.push(most);
    sums.retain(|sum| (0..=most).contains(sum));
    sums.sort_unstable();
    sums.dedup();
    let corners = sums.into_iter().filter_map(|sum| {
        let cost = curve.cost(sum);
        let yuan = |fen| Yuan::from_fen(fen).unwrap_or(Yuan::MAX);
        Some((Yuan::from_fen(sum)?, cost.map(yuan)))
    });
    Some(Line {
        variant,
        corners: corners.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_costs_less_from_a_sum_on_or_somewhere_or_nowhere() {
        let at = |fen| Yuan::from_fen(fen).unwrap();
        for (at_start, changes, from, is_anywhere) in [
            (false, &[][..], None, false),
            (true, &[], Some(Yuan::ZERO), true),
            (true, &[(5, false)], None, true),
            (false, &[(5, true)], Some(at(5)), true),
            (false, &[(5, true), (9, false)], None, true),
        ] {
            let changes = changes.iter().map(|&(fen, is_less)| (at(fen), is_less));
            let course = Course {
                at_start,
                changes: changes.collect(),
            };
            assert_eq!(course.from(), from, "{course:?}");
            assert_eq!(course.is_anywhere(), is_anywhere, "{course:?}");
        }
    }
}
