//! The ledger before a bill of which only totals of the year are stated (`nth`, `ytd_…`).

use crate::engine::answer::Ledgers;
use crate::engine::bounds::Side;
use crate::engine::claim::Claim;
use crate::engine::figures::{Figures, PartFigures};
use crate::engine::input::Input;
use crate::engine::layer;
use crate::engine::ledger::{Ledger, What, yearly};
use crate::engine::pieces::Pieces;
use crate::engine::plan::{CapOn, Period, Piece, Plan, Sums};
use crate::engine::register::Register;
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
    let nth = claim.case.get(Selector::Nth);
    if let Some(events) = history.visits.or(nth.map(|nth| nth - 1)) {
        ledger.set(yearly(What::Events, Part::Visit(plan.visit)), events);
    }
    let figures = Figures::of(plan, claim, side);
    let mut register = Register::default();
    open(&figures, history, &mut register);
    register.store(&figures.slots, &mut ledger, claim.when);
    ledger
}

/// The counters of a case from what was stated of the year.
pub(crate) fn open(figures: &Figures, history: &History, register: &mut Register) {
    register.clear(&figures.slots);
    for tier in &figures.tiers {
        if let (Layer::Pool, Some(part)) = (tier.layer, &tier.part) {
            of_pool(part, history, register);
        }
    }
    layers_above(figures, history, register);
}

fn of_pool(part: &PartFigures, history: &History, register: &mut Register) {
    let mut state = |slot, amount: Option<Yuan>| {
        if let Some(amount) = amount {
            register.set(slot, amount);
        }
    };
    state(part.input, history.eligible);
    state(part.paid, history.pool_pay);
    if let Some(rule) = &part.deductible {
        state(rule.of_year, history.deductible);
        if let Some(of_stay) = rule.of_stay.filter(|_| rule.goes_on) {
            // Of a stay that goes on the totals say what it has paid so far.
            state(of_stay, history.deductible);
        }
        if let (Period::Year, Some(used)) = (rule.per, rule.used) {
            state(used, history.deductible);
        }
    }
    for cap in part.caps.all().filter(|cap| cap.per == Period::Year) {
        let used = match cap.on {
            CapOn::FundPay => history.pool_pay,
            CapOn::Eligible => history.eligible,
            CapOn::FundAndOwnShare => history
                .eligible
                .map(|eligible| eligible.above(history.deductible.unwrap_or_default())),
        };
        if let Some(slot) = cap.used {
            state(slot, used);
        }
    }
}

/// What the layers above the pool did with what was left to them so far: what they would do with it at once. Of that
/// the totals say the year's own share, and what lay above the pool's caps on cost.
fn layers_above(figures: &Figures, history: &History, register: &mut Register) {
    let mut pieces = Pieces::default();
    pieces.set(Piece::OwnShare, history.burden.unwrap_or_default());
    let input = |part, amount| Input {
        figures: part,
        rounding: &figures.rounding,
        amount,
        sums: Sums::default(),
        counts: true,
    };
    for tier in figures.tiers.iter().filter(|tier| tier.is_met) {
        let Some(part) = &tier.part else { continue };
        if tier.layer == Layer::Pool {
            if history.eligible.is_some() {
                pieces.set(Piece::OverCap, over_cap(&input(part, Yuan::ZERO), history));
            }
            continue;
        }
        let amount = pieces.sum(&tier.takes);
        if amount > Yuan::ZERO {
            let priced = layer::price(&input(part, amount), register, &mut ());
            pieces.pay(&tier.takes, priced.payment);
        }
    }
}

/// What of the year's eligible cost lay above the pool's yearly caps on cost. What a cap on payments kept off, or one of
/// a day, a month or an admission, is not to be seen from the totals.
fn over_cap(pool: &Input<'_>, history: &History) -> Yuan {
    let above = |on, amount: Yuan| {
        let caps = pool.figures.caps.on(on).iter();
        let of_year = caps.filter(|cap| cap.per == Period::Year);
        let limits = of_year.filter_map(|cap| Some(cap.limit.as_ref()?.amount(pool.sums)));
        limits.min().map_or(Yuan::ZERO, |limit| amount.above(limit))
    };
    let eligible = history.eligible.unwrap_or_default();
    let of_cost = above(CapOn::Eligible, eligible);
    let after = (eligible - of_cost).above(history.deductible.unwrap_or_default());
    of_cost + above(CapOn::FundAndOwnShare, after)
}
