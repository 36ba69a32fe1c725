//! What is left of the benefit year: until the next threshold, the next bracket and each cap.

use crate::engine::adjust::adjust_rate;
use crate::engine::bounds::Side;
use crate::engine::cap;
use crate::engine::claim::Claim;
use crate::engine::condition::{Met, met};
use crate::engine::deductible;
use crate::engine::input::Input;
use crate::engine::ledger::{Ledger, What, yearly};
use crate::engine::plan::{Anchor, Lookup, PartPlan, Period, Plan, Sums};
use crate::engine::table::{Cell, Reads};
use crate::engine::tables::{Standing, standing};
use crate::model::part::Part;
use crate::money::{Rate, Yuan};

/// A threshold that lies ahead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Of which visit or layer.
    pub part: Part,
    /// What lies ahead.
    pub kind: Kind,
    /// Where it lies.
    pub limit: Yuan,
    /// How much of it is used.
    pub used: Yuan,
    /// What is left.
    pub left: Yuan,
    /// The rule that says so.
    pub reads: Reads,
}

/// What lies ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The deductible of the year: above it the fund begins.
    Deductible,
    /// The next bracket, with its ratio.
    Bracket(Rate),
    /// A cap of the year.
    Cap,
}

impl Kind {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Deductible => "deductible",
            Kind::Bracket(_) => "bracket",
            Kind::Cap => "cap",
        }
    }
}

/// What is left for the next bill that is like the claim, by one side of the ledger.
pub fn left(plan: &Plan, claim: &Claim, ledger: &Ledger, side: Side) -> Vec<Left> {
    let mut found = Vec::new();
    for entry in &plan.stack {
        let Some(part) = &entry.part else { continue };
        if met(&entry.conditions, &claim.case) != Met::Yes
            || standing(plan, part, claim) != Standing::Known
        {
            continue;
        }
        let with = Input {
            plan,
            part,
            claim,
            away: None,
            amount: Yuan::ZERO,
            sums: Sums::default(),
            side,
        };
        found.extend(deductible::of_year(&with, ledger));
        found.extend(next_bracket(&with, part, ledger));
        found.extend(cap::of_year(&with, ledger));
    }
    // A deductible of nothing is no threshold.
    found.retain(|one| one.limit > Yuan::ZERO);
    found
}

/// Where the next bracket begins, for brackets that go on from bill to bill.
fn next_bracket(with: &Input<'_>, part: &PartPlan, ledger: &Ledger) -> Option<Left> {
    let Lookup::Rule(rule) = &part.ratio else {
        return None;
    };
    let (cell, reads) = rule.table.look_up(&with.claim.case);
    let Cell::Value(ratio) = cell else {
        return None;
    };
    if !rule.accumulates {
        return None;
    }
    let counted = match rule.anchor {
        Anchor::Absolute => What::Input,
        Anchor::Excess | Anchor::WholeSum => What::Priced,
    };
    let used = ledger.money(yearly(counted, part.part));
    let mut edges = ratio.brackets.iter().zip(ratio.brackets.iter().skip(1));
    let (edge, next) = edges
        .find_map(|(bracket, next)| Some((bracket.edge.filter(|edge| *edge > used)?, next)))?;
    let end = with.side.of_payment();
    let rate = adjust_rate(next.rate.at(end), &ratio.ops, &with.claim.case, end).held();
    Some(Left {
        part: part.part,
        kind: Kind::Bracket(rate),
        limit: edge,
        used,
        left: edge.above(used),
        reads,
    })
}

/// Whether a counter of that period lasts for the year.
pub(crate) fn lasts(period: Period) -> bool {
    period == Period::Year
}
