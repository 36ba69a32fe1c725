//! What a year costs a person, by the bill: what was paid in and the own share of one bill of any size.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::engine::answer::Ledgers;
use crate::engine::bounds::Bounds;
use crate::engine::claim::Claim;
use crate::engine::corners::Corners;
use crate::engine::crossing::{self, Sample};
use crate::engine::figures::Figures;
use crate::engine::ledger::Ledger;
use crate::engine::opening::opening;
use crate::engine::plan::Plan;
use crate::engine::settle::settle;
use crate::engine::settlement::Amount;
use crate::engine::step::{Recorder, Sink, Step, Value};
use crate::model::bill::{Charges, History};
use crate::money::{Unit, Yuan};
use crate::rules::reimburse::Reimbursed;

use super::shape::Shape;

/// The cost of a year by the sum of its one bill.
pub(crate) struct Curve<'a> {
    plan: &'a Plan,
    claim: Claim,
    shape: Shape,
    corners: Corners,
    before: Ledgers,
    paid_in: Bounds<Yuan>,
}

impl<'a> Curve<'a> {
    /// The curve of bills like this one, whose parts keep their shares; nothing where it was not settled.
    pub(crate) fn new(
        answer: &'a Reimbursed,
        history: &History,
        paid_in: Bounds<Yuan>,
    ) -> Option<Curve<'a>> {
        answer.answer.as_ref()?;
        let (compiled, claim) = (answer.compiled.as_ref()?, answer.claim.as_ref()?);
        if claim.charges.stated_sum().is_some() {
            return None;
        }
        Some(Curve {
            plan: &compiled.plan,
            shape: Shape::of(&compiled.plan, claim),
            corners: Corners::of(&compiled.plan, claim),
            before: opening(&compiled.plan, claim, history),
            claim: claim.clone(),
            paid_in,
        })
    }

    /// Whether all of each bill is eligible.
    pub(crate) fn is_all_eligible(&self) -> bool {
        self.shape.is_all_eligible()
    }

    /// What roundings may move the cost by, in fen: each layer rounds once, the first payment of care elsewhere, and what of
    /// the bill is eligible, with what the hospital bears of it.
    pub(crate) fn noise(&self) -> i64 {
        let unit = match self.plan.rounding.payments.unit {
            Unit::Fen | Unit::None => 1,
            Unit::Jiao => 10,
            Unit::Yuan => 100,
        };
        let roundings = i64::try_from(self.plan.stack.len() + 2).unwrap_or(i64::MAX);
        let parts = if self.shape == Shape::default() { 0 } else { 2 };
        unit * roundings + parts
    }

    /// The cost of a year with a bill of so many fen, and the path by which it was worked out: which corners bound it, and
    /// what each of them did.
    pub(crate) fn sample(&self, fen: i64) -> Sample {
        let mut path = DefaultHasher::new();
        let mut recorded = |figures: &Figures, ledger: &Ledger| {
            let mut steps = Recorder::default();
            let own = self.own_share(fen, figures, ledger, &mut steps);
            steps.steps.iter().for_each(|step| walk(step, &mut path));
            own
        };
        let own = self.at_corners(&mut recorded);
        let low = own.iter().enumerate().min_by_key(|(_, own)| **own);
        let high = own.iter().enumerate().max_by_key(|(_, own)| **own);
        (low.map(|(nth, _)| nth), high.map(|(nth, _)| nth)).hash(&mut path);
        let of = |bound: Option<(usize, &i64)>| bound.map_or(0, |(_, own)| *own);
        Sample {
            low: of(low) + self.paid_in.low.fen(),
            high: of(high) + self.paid_in.high.fen(),
            path: path.finish(),
        }
    }

    /// The cost alone.
    pub(crate) fn cost(&self, fen: i64) -> Bounds<i64> {
        let alone =
            |figures: &Figures, ledger: &Ledger| self.own_share(fen, figures, ledger, &mut ());
        let own = self.at_corners(alone);
        Bounds {
            low: own.iter().min().copied().unwrap_or(0) + self.paid_in.low.fen(),
            high: own.iter().max().copied().unwrap_or(0) + self.paid_in.high.fen(),
        }
    }

    fn at_corners(&self, mut own_share: impl FnMut(&Figures, &Ledger) -> i64) -> Vec<i64> {
        let mut own = vec![own_share(&self.corners.lower, &self.before.lower)];
        for (figures, ledger) in self.corners.others(&self.before) {
            own.push(own_share(figures, ledger));
        }
        own
    }

    /// The first sums of its linear pieces up to `most`.
    pub(crate) fn pieces(&self, most: i64) -> Option<Vec<i64>> {
        crossing::pieces(most, self.noise(), &|fen| self.sample(fen))
    }

    fn own_share<S: Sink>(
        &self,
        fen: i64,
        figures: &Figures,
        before: &Ledger,
        sink: &mut S,
    ) -> i64 {
        let total = Yuan::from_fen(fen).unwrap_or(Yuan::MAX);
        let claim = Claim {
            charges: Charges::Totals(self.shape.totals(total)),
            hospital_pay: self.shape.hospital_pay(total),
            ..self.claim.clone()
        };
        let mut ledger = before.clone();
        let settled = settle(self.plan, &claim, figures, &mut ledger, sink);
        let personal = settled
            .ok()
            .and_then(|amounts| amounts.get(Amount::PersonalPay));
        // What a bill of this kind stops at does not depend on its sum, and a bill that stopped has no curve.
        personal.unwrap_or(total).fen()
    }
}

/// Adds to a path what a step says of it: which step it is, at which rates, and which of its numbers decided.
fn walk(step: &Step, path: &mut DefaultHasher) {
    (step.code, step.part, step.nth, step.result == Yuan::ZERO).hash(path);
    for (_, value) in &step.operands {
        match value {
            Value::Money(amount) => (0, *amount == step.result).hash(path),
            Value::Rate(rate) => (1, rate).hash(path),
            Value::Count(count) => (2, count).hash(path),
            Value::Anchor(anchor) => (3, anchor).hash(path),
            Value::Unlimited => 4.hash(path),
        }
    }
}
