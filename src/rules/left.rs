//! What is left until the next thresholds, with the rules that say so.

use std::sync::Arc;

use crate::engine::answer::Ledgers;
use crate::engine::bounds::{Bounds, Side};
use crate::engine::left::{self, Kind};
use crate::model::part::Part;
use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::reimburse::Reimbursed;

/// What is left until a threshold, on both sides of the answer.
#[derive(Clone, Debug)]
pub struct LeftOver {
    /// Of which visit or layer.
    pub part: Part,
    /// What lies ahead.
    pub kind: Kind,
    /// Where it lies.
    pub limit: Bounds<Yuan>,
    /// What is used of it.
    pub used: Bounds<Yuan>,
    /// What is left.
    pub left: Bounds<Yuan>,
    /// The rule that says so.
    pub blocks: Vec<Arc<Block>>,
}

/// What is left for the next bill like this one.
pub(crate) fn left_over(answer: &Reimbursed, ledgers: &Ledgers) -> Vec<LeftOver> {
    let Some((compiled, claim)) = answer.compiled.as_ref().zip(answer.claim.as_ref()) else {
        return Vec::new();
    };
    if answer.answer.is_none() {
        return Vec::new();
    }
    let plan = &compiled.plan;
    let lower = left::left(plan, claim, &ledgers.lower, Side::Lower);
    let upper = left::left(plan, claim, &ledgers.upper, Side::Upper);
    let both = lower.into_iter().enumerate().map(|(place, low)| {
        let same =
            |high: &&left::Left| high.part == low.part && high.kind.name() == low.kind.name();
        let high = upper.get(place).filter(same).cloned();
        let high = high.unwrap_or(low.clone());
        let bounds = |a: Yuan, b: Yuan| Bounds {
            low: a.min(b),
            high: a.max(b),
        };
        let blocks = compiled.plan.blocks(low.reads).iter();
        LeftOver {
            part: low.part,
            kind: low.kind,
            limit: bounds(low.limit, high.limit),
            used: bounds(low.used, high.used),
            left: bounds(low.left, high.left),
            blocks: blocks
                .map(|id| Arc::clone(&compiled.blocks[id.0 as usize]))
                .collect(),
        }
    });
    both.collect()
}
