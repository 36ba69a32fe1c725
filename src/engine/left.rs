//! What is left of the benefit year: until the next threshold, the next bracket and each cap.

use crate::engine::bounds::Side;
use crate::engine::cap;
use crate::engine::claim::Claim;
use crate::engine::deductible;
use crate::engine::figures::{Figures, PartFigures};
use crate::engine::input::Input;
use crate::engine::ledger::Ledger;
use crate::engine::plan::{Anchor, Period, Plan, Sums};
use crate::engine::register::Register;
use crate::engine::table::Reads;
use crate::engine::tables::Standing;
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
    let figures = Figures::at_home(plan, claim, side);
    let mut register = Register::default();
    register.load(&figures.slots, ledger, claim.when);
    let mut found = Vec::new();
    for tier in figures.tiers.iter().filter(|tier| tier.is_met) {
        let Some(part) = &tier.part else { continue };
        if part.standing != Standing::Known {
            continue;
        }
        let with = Input {
            figures: part,
            rounding: &figures.rounding,
            amount: Yuan::ZERO,
            sums: Sums::default(),
            counts: true,
        };
        found.extend(deductible::of_year(&with, &register));
        found.extend(next_bracket(part, &register));
        found.extend(cap::of_year(&with, &register));
    }
    // A deductible of nothing is no threshold.
    found.retain(|one| one.limit > Yuan::ZERO);
    found
}

/// Where the next bracket begins, for brackets that go on from bill to bill.
fn next_bracket(part: &PartFigures, register: &Register) -> Option<Left> {
    let rule = part.ratio.as_ref().filter(|rule| rule.accumulates)?;
    let used = register.money(match rule.anchor {
        Anchor::Absolute => part.input,
        Anchor::Excess | Anchor::WholeSum => part.priced,
    });
    let mut edges = rule.brackets.iter().zip(rule.brackets.iter().skip(1));
    let (edge, next) = edges
        .find_map(|(bracket, next)| Some((bracket.edge.filter(|edge| *edge > used)?, next)))?;
    Some(Left {
        part: part.part,
        kind: Kind::Bracket(next.rate),
        limit: edge,
        used,
        left: edge.above(used),
        reads: *rule.reads.first()?,
    })
}

/// Whether a counter of that period lasts for the year.
pub(crate) fn lasts(period: Period) -> bool {
    period == Period::Year
}
