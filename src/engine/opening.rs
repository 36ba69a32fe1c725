//! The ledger before a bill of which only totals of the year are stated (`nth`, `ytd_…`).

use crate::engine::answer::Ledgers;
use crate::engine::bounds::Side;
use crate::engine::cap;
use crate::engine::claim::Claim;
use crate::engine::condition::{Met, met};
use crate::engine::input::Input;
use crate::engine::layer;
use crate::engine::ledger::{Counter, Ledger, What, of_table, yearly};
use crate::engine::plan::{CapOn, Lookup, Period, Piece, Plan, Sums};
use crate::engine::settle::Pieces;
use crate::engine::visits;
use crate::model::bill::History;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::Layer;
use crate::money::Yuan;

/// Counters from what was stated of the year, on both sides of the answer. What was not stated stays uncounted.
pub fn opening(plan: &Plan, claim: &Claim, history: &History) -> Ledgers {
    let of = |side| of_side(plan, claim, history, side);
    Ledgers {
        lower: of(Side::Lower),
        upper: of(Side::Upper),
    }
}

fn of_side(plan: &Plan, claim: &Claim, history: &History, side: Side) -> Ledger {
    let mut ledger = Ledger::default();
    let visit = Part::Visit(plan.visit);
    let nth = claim.case.get(Selector::Nth);
    if let Some(events) = history.visits.or(nth.map(|nth| nth - 1)) {
        ledger.set(yearly(What::Events, visit), events);
    }
    let mut state = |counter: Counter, amount: Option<Yuan>| {
        if let Some(amount) = amount {
            ledger.set(counter, amount.fen());
        }
    };
    state(yearly(What::Input, visit), history.eligible);
    state(yearly(What::Paid, visit), history.pool_pay);
    state(yearly(What::DeductibleOfYear, visit), history.deductible);
    for part in plan.stack.iter().filter_map(|entry| entry.part.as_ref()) {
        if part.part != visit {
            continue;
        }
        if let Lookup::Rule(rule) = &part.deductible
            && visits::goes_on(rule, &claim.case_for_deductible())
        {
            // Of a stay that goes on the totals say what it has paid so far.
            state(yearly(What::DeductibleOfStay, visit), history.deductible);
        }
        if let Lookup::Rule(rule) = &part.deductible
            && rule.per == Period::Year
        {
            let case = claim.case_for_deductible();
            let apart = &rule.apart_by;
            let counter = of_table(What::Deductible, visit, rule.per, claim.when, apart, &case);
            if let Some(counter) = counter {
                state(counter, history.deductible);
            }
        }
        for cap in part.caps.iter().filter_map(Lookup::rule) {
            if cap.per != Period::Year {
                continue;
            }
            let (what, of) = if cap.shared {
                (What::SharedCapUsed(cap.per), Part::Layer(Layer::Pool))
            } else {
                (What::CapUsed(cap.per), visit)
            };
            let used = match cap.on {
                CapOn::FundPay => history.pool_pay,
                CapOn::Eligible => history.eligible,
                CapOn::FundAndOwnShare => history
                    .eligible
                    .map(|eligible| eligible.above(history.deductible.unwrap_or_default())),
            };
            let counter = of_table(what, of, cap.per, claim.when, &cap.apart_by, &claim.case);
            if let Some(counter) = counter {
                state(counter, used);
            }
        }
    }
    layers_above(plan, claim, history, side, &mut ledger);
    ledger
}

/// What the layers above the pool did with what was left to them so far: what they would do with it at once. Of that
/// the totals say the year's own share, and what lay above the pool's caps on cost.
fn layers_above(plan: &Plan, claim: &Claim, history: &History, side: Side, ledger: &mut Ledger) {
    let mut pieces = Pieces::default();
    pieces.set(Piece::OwnShare, history.burden.unwrap_or_default());
    let sums = Sums::default();
    let input = |part, amount| Input {
        plan,
        part,
        claim,
        away: None,
        amount,
        sums,
        side,
    };
    for entry in &plan.stack {
        let Some(part) = &entry.part else { continue };
        if met(&entry.conditions, &claim.case) != Met::Yes {
            continue;
        }
        if entry.layer == Layer::Pool {
            pieces.set(Piece::OverCap, over_cap(&input(part, Yuan::ZERO), history));
            continue;
        }
        let amount = pieces.sum(&entry.takes);
        if amount > Yuan::ZERO {
            let priced = layer::price(&input(part, amount), ledger, &mut ());
            pieces.pay(&entry.takes, priced.payment);
        }
    }
}

/// What of the year's eligible cost lay above the pool's caps on cost. What a cap on payments kept off is not to be
/// seen from the totals.
fn over_cap(pool: &Input<'_>, history: &History) -> Yuan {
    let above = |on, amount: Yuan| {
        let room = cap::room(pool, on, &Ledger::default(), &mut ());
        room.left.map_or(Yuan::ZERO, |limit| amount.above(limit))
    };
    let eligible = history.eligible.unwrap_or_default();
    let of_cost = above(CapOn::Eligible, eligible);
    let after = (eligible - of_cost).above(history.deductible.unwrap_or_default());
    of_cost + above(CapOn::FundAndOwnShare, after)
}
