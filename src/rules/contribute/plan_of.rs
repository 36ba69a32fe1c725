//! The plan of a block of contributions.

use std::sync::Arc;

use crate::engine::contribution::{Base, ContributionPlan, Line, LineAdjust, LineAmount, Own};
use crate::model::case::Case;
use crate::model::selector::Selector;
use crate::rules::block::{Block, Body, MoneyRule};
use crate::rules::evaluate::{Asked, Asking, Lack};
use crate::rules::note::Note;
use crate::rules::paying_in::{BaseRule, LineValue};

/// The selectors that a block of contributions asks for.
pub(super) fn selectors(block: &Block) -> Vec<Selector> {
    let mut selectors = Vec::new();
    if let Body::Lines(lines) = &block.body {
        selectors.extend(lines.iter().flat_map(|line| &line.conditions));
    }
    selectors.extend(block.adjust.iter().flat_map(|entry| &entry.conditions));
    selectors.into_iter().map(|one| one.selector).collect()
}

/// The plan of a block.
pub(super) fn plan_of(
    asking: &Asking<'_>,
    block: &Arc<Block>,
    case: &Case,
    read: &mut Vec<Arc<Block>>,
) -> Asked<ContributionPlan> {
    let Body::Lines(entries) = &block.body else {
        return Err(Lack::Unknown(Note::NoRow(Arc::clone(block))));
    };
    let mut sum = |rule: &MoneyRule| asking.exact(rule, case, read);
    let base = match &block.keys.paying.base {
        None => None,
        Some(BaseRule::Fixed(rule)) => Some(Base::Fixed(sum(rule)?)),
        Some(BaseRule::OwnWage { floor, ceiling }) => Some(Base::Own {
            of: Own::Wage,
            floor: sum(floor)?,
            ceiling: sum(ceiling)?,
        }),
        Some(BaseRule::Choice { floor, ceiling }) => Some(Base::Own {
            of: Own::Choice,
            floor: sum(floor)?,
            ceiling: sum(ceiling)?,
        }),
    };
    let lines = entries.iter().map(|entry| Line {
        line: entry.line,
        payer: entry.payer,
        conditions: asking.conditions(&entry.conditions),
        amount: match &entry.value {
            LineValue::Rate(rate) => LineAmount::Rate(*rate),
            LineValue::Amount(sum) => LineAmount::Sum(*sum),
            LineValue::NotCovered(text) => LineAmount::NotDue(asking.note(Note::NotCovered {
                block: Arc::clone(block),
                text: text.clone(),
            })),
            LineValue::Announced(text) => LineAmount::Unknown(asking.note(Note::Announced {
                block: Arc::clone(block),
                text: text.clone(),
            })),
        },
        every: entry.every,
    });
    let lines = lines.collect();
    let adjust = block.adjust.iter().map(|entry| LineAdjust {
        conditions: asking.conditions(&entry.conditions),
        op: entry.op.clone(),
        rest: entry.rest,
    });
    Ok(ContributionPlan {
        base,
        lines,
        adjust: adjust.collect(),
        rounding: block.keys.paying.round.unwrap_or(asking.rounding),
    })
}
