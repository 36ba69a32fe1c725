//! Settling a bill: the stages in their order.
//!
//! lines → eligible → place of care → each layer (gate, deductible, caps, ratio, floor, rounding) → personal side.
//! What a layer leaves is kept in pieces, so that the next one can take up just what its rule names.

use crate::engine::bounds::Side;
use crate::engine::claim::Claim;
use crate::engine::condition::{Met, met};
use crate::engine::examine::examine;
use crate::engine::input::{Away, Input};
use crate::engine::layer;
use crate::engine::ledger::Ledger;
use crate::engine::lines::{self, Parted};
use crate::engine::personal;
use crate::engine::plan::{Lookup, Piece, Plan, Sums};
use crate::engine::settlement::{Amount, Settlement};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::stop::Stop;
use crate::engine::table::Cell;
use crate::engine::visits;
use crate::model::bill::Charges;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Place};
use crate::money::Yuan;

/// What is on the patient's side, by where it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pieces {
    pieces: [Yuan; Piece::ALL.len()],
}

impl Pieces {
    pub(crate) fn set(&mut self, piece: Piece, amount: Yuan) {
        self.pieces[piece as usize] = amount;
    }

    pub(crate) fn sum(&self, takes: &[Piece]) -> Yuan {
        takes.iter().map(|&piece| self.pieces[piece as usize]).sum()
    }

    /// Takes a payment off the pieces, in order.
    pub(crate) fn pay(&mut self, takes: &[Piece], payment: Yuan) {
        let mut left = payment;
        for &piece in takes {
            let part = left.min(self.pieces[piece as usize]);
            self.pieces[piece as usize] -= part;
            left -= part;
        }
    }
}

/// Settles a claim: the amounts of one side of the answer, the steps into `sink`, the counters into `ledger`.
///
/// The ledger must be that of the person's benefit year. On a [`Stop`] it is left as it was.
///
/// # Errors
/// See [`Stop`].
pub fn settle<S: Sink>(
    plan: &Plan,
    claim: &Claim,
    ledger: &mut Ledger,
    side: Side,
    sink: &mut S,
) -> Result<Settlement, Stop> {
    examine(plan, claim).stop()?;
    let mut carried = ledger.clone();
    let standing = visits::standing(plan, claim, ledger);
    let mut settlement = Settlement::default();
    let mut parted = lines::part(plan, claim, sink)?;
    let away = off_site(plan, claim, sink);
    let burden = claim.charges.stated_sum();
    if let Some(away) = away {
        pre_pay(plan, claim, away, side, &mut parted, sink);
    }
    let sums = Sums {
        total: parted.total,
        eligible: parted.eligible,
    };
    let mut pieces = Pieces::default();
    pieces.set(Piece::OwnShare, burden.unwrap_or_default());
    pieces.set(Piece::PreSelfPay, parted.pre_self_pay);
    pieces.set(Piece::OverLimit, parted.over_limit);
    pieces.set(Piece::SelfFunded, parted.self_funded);
    if burden.is_none() {
        settlement.set(Amount::Total, parted.total);
        settlement.set(Amount::SelfFunded, parted.self_funded);
        settlement.set(Amount::OverLimit, parted.over_limit);
        settlement.set(Amount::PreSelfPay, parted.pre_self_pay);
        settlement.set(Amount::Eligible, parted.eligible);
    }
    if let Some(reads) = plan.stack_reads {
        sink.read(reads);
    }
    let mut account_left = claim.account;
    let mut pool_input = parted.eligible - parted.flat;
    for entry in &plan.stack {
        let amount = Amount::of(entry.layer);
        if !claim.charges.reaches(entry.layer) {
            continue;
        }
        settlement.add(amount, Yuan::ZERO);
        if met(&entry.conditions, &claim.case) != Met::Yes {
            continue;
        }
        if entry.layer == Layer::Account {
            let paid = personal::account_first(account_left, pool_input, sink);
            account_left -= paid;
            pool_input -= paid;
            settlement.add(amount, paid);
            continue;
        }
        let Some(part) = &entry.part else { continue };
        let is_pool = entry.layer == Layer::Pool;
        let input = Input {
            plan,
            part,
            claim,
            away: away.filter(|_| is_pool),
            amount: match claim.charges {
                Charges::Alone(_, received) => received,
                _ if is_pool => pool_input,
                _ => pieces.sum(&entry.takes),
            },
            sums,
            side,
        };
        if !is_pool {
            sink.step(|| taken_up(plan, &pieces, &entry.takes, part.part, input.amount));
        }
        let priced = layer::price(&input, &mut carried, sink);
        let paid = priced.payment;
        if is_pool {
            settlement.set(Amount::Deductible, priced.deductible);
            settlement.add(amount, paid + parted.flat);
            pieces.set(Piece::Deductible, priced.deductible);
            pieces.set(Piece::OverCap, priced.over_cap);
            let rest = pool_input - priced.deductible - priced.over_cap - paid;
            pieces.set(Piece::OwnShare, rest);
        } else {
            settlement.add(amount, paid);
            pieces.pay(&entry.takes, paid);
        }
    }
    if burden.is_none() {
        personal::finish(&mut settlement, claim, account_left, sink);
        visits::count(plan, claim, standing, &mut carried);
    }
    *ledger = carried;
    Ok(settlement)
}

/// What care away from home changes; nothing for care at home.
fn off_site<'a, S: Sink>(plan: &'a Plan, claim: &Claim, sink: &mut S) -> Option<Away<'a>> {
    let place = claim.case.get(Selector::Place)?;
    if place == Place::Local as i64 {
        return None;
    }
    let Lookup::Rule(table) = &plan.off_site else {
        return None;
    };
    let (cell, reads) = table.look_up(&claim.case);
    sink.read(reads);
    match cell {
        Cell::Value(rule) => Some(Away { rule, reads }),
        _ => None,
    }
}

/// Step 2: a share of the bill, or a sum, that moves from eligible to the first payment.
fn pre_pay<S: Sink>(
    plan: &Plan,
    claim: &Claim,
    away: Away<'_>,
    side: Side,
    parted: &mut Parted,
    sink: &mut S,
) {
    let Some(money) = &away.rule.pre_pay else {
        return;
    };
    let sums = Sums {
        total: parted.total,
        eligible: parted.eligible,
    };
    let rounding = plan.rounding.payments;
    let due = money
        .amount(&claim.case, sums, side.of_burden(), rounding)
        .unwrap_or_default();
    let moved = due.min(parted.eligible - parted.flat).max(Yuan::ZERO);
    parted.pre_self_pay += moved;
    parted.eligible -= moved;
    sink.step(|| Step {
        code: Code::PrePay,
        part: None,
        nth: 0,
        operands: vec![
            ("due", Value::Money(due)),
            ("eligible", Value::Money(sums.eligible)),
        ],
        result: moved,
        reads: vec![away.reads],
    });
}

fn taken_up(plan: &Plan, pieces: &Pieces, takes: &[Piece], part: Part, result: Yuan) -> Step {
    Step {
        code: Code::Input,
        part: Some(part),
        nth: 0,
        operands: takes
            .iter()
            .map(|&piece| (piece.name(), Value::Money(pieces.sum(&[piece]))))
            .collect(),
        result,
        reads: plan.stack_reads.into_iter().collect(),
    }
}
