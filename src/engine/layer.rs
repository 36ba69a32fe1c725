//! One layer: from what it takes up to what its fund pays.
//!
//! The order is that of `rules.md`, section 8: caps on eligible cost, deductible, caps on fund and own share, ratio,
//! floor, caps on the payment, share by months paid; rounded once, at the end.

use crate::engine::bounds::Side;
use crate::engine::cap;
use crate::engine::deductible;
use crate::engine::input::Input;
use crate::engine::ledger::{Ledger, What, yearly};
use crate::engine::plan::{CapOn, Lookup};
use crate::engine::ratio;
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::table::Cell;
use crate::engine::tables::{Standing, standing};
use crate::model::selector::Selector;
use crate::money::{Exact, Rate, Yuan};

/// What a layer leaves behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Priced {
    pub(crate) deductible: Yuan,
    pub(crate) over_cap: Yuan,
    pub(crate) payment: Yuan,
}

/// Prices what a layer takes up, and moves its counters.
pub(crate) fn price<S: Sink>(with: &Input<'_>, ledger: &mut Ledger, sink: &mut S) -> Priced {
    match standing(with.plan, with.part, with.claim) {
        Standing::Known => {}
        Standing::Unknown => return unknown(with, sink),
        Standing::NotCovered => return Priced::default(),
    }
    let Some(amount) = past_gate(with, ledger, sink) else {
        return Priced::default();
    };
    let with = &Input {
        amount,
        ..with.clone()
    };
    let part = with.part.part;
    let rounding = with.plan.rounding.payments;

    let room = cap::room(with, CapOn::Eligible, ledger, sink);
    let input = room.left.map_or(with.amount, |left| with.amount.min(left));
    cap::step(with, Code::CostCap, 0, &room, with.amount, input, sink);

    let taken = deductible::take(with, input, ledger, sink);
    let after = input - taken;
    let room = cap::room(with, CapOn::FundAndOwnShare, ledger, sink);
    let priced = room.left.map_or(after, |left| after.min(left));
    cap::step(with, Code::CostCap, 1, &room, after, priced, sink);

    let price = ratio::price(with, taken, priced, ledger, sink);
    let lifted = floor(with, price.exact, priced, sink);
    let room = cap::room(with, CapOn::FundPay, ledger, sink);
    let capped = room.left.map_or(lifted, |left| lifted.min(left.exact()));
    cap::step(
        with,
        Code::PaymentCap,
        0,
        &room,
        lifted.round(rounding),
        capped.round(rounding),
        sink,
    );
    let beyond_payment = match room.left {
        Some(left) if capped < lifted => priced.above(price.cost_of(left, rounding)),
        _ => Yuan::ZERO,
    };
    let paid = graded(with, capped, sink);
    // A rounding to more than the fen must not lift the payment over what is priced or left under the cap.
    let most = room.left.map_or(priced, |left| left.min(priced));
    let payment = paid.round(rounding).min(most).max(Yuan::ZERO);
    sink.read(with.plan.rounding.reads);
    sink.step(|| Step {
        code: Code::Payment,
        part: Some(part),
        nth: 0,
        operands: vec![("input", Value::Money(with.amount))],
        result: payment,
        reads: vec![with.plan.rounding.reads],
    });

    cap::count(with, CapOn::Eligible, input, ledger);
    cap::count(with, CapOn::FundAndOwnShare, priced, ledger);
    cap::count(with, CapOn::FundPay, payment, ledger);
    ledger.add(yearly(What::Input, part), input.fen());
    ledger.add(yearly(What::Priced, part), priced.fen());
    ledger.add(yearly(What::Paid, part), payment.fen());
    Priced {
        deductible: taken,
        over_cap: (with.amount - input) + (after - priced) + beyond_payment,
        payment,
    }
}

/// A layer whose table is not known pays between nothing and its input.
fn unknown<S: Sink>(with: &Input<'_>, sink: &mut S) -> Priced {
    let payment = match with.side {
        Side::Lower => Yuan::ZERO,
        Side::Upper => with.amount,
    };
    sink.step(|| Step {
        code: Code::UnknownLayer,
        part: Some(with.part.part),
        nth: 0,
        operands: vec![("input", Value::Money(with.amount))],
        result: payment,
        reads: Vec::new(),
    });
    Priced {
        deductible: Yuan::ZERO,
        over_cap: Yuan::ZERO,
        payment,
    }
}

/// What the layer takes up, if that reaches the gate: with a gate of the year also what did not reach it before.
fn past_gate<S: Sink>(with: &Input<'_>, ledger: &mut Ledger, sink: &mut S) -> Option<Yuan> {
    let case = &with.claim.case;
    let Lookup::Rule(rule) = &with.part.gate else {
        return Some(with.amount);
    };
    let (cell, reads) = rule.table.look_up(case);
    sink.read(reads);
    let Cell::Value(money) = cell else {
        return Some(with.amount);
    };
    let part = with.part.part;
    let (held, of_year) = if rule.is_yearly {
        let held = ledger.money(yearly(What::Held, part));
        (held, ledger.money(yearly(What::Input, part)))
    } else {
        (Yuan::ZERO, Yuan::ZERO)
    };
    let end = with.side.of_burden();
    let gate = money.amount(case, with.sums, end, with.plan.rounding.payments);
    let reached = with.amount + held + of_year;
    let open = gate.is_none_or(|gate| reached >= gate);
    let amount = with.amount + held;
    sink.step(|| Step {
        code: Code::Gate,
        part: Some(part),
        nth: 0,
        operands: vec![
            ("input", Value::Money(reached)),
            ("gate", Value::Money(gate.unwrap_or_default())),
        ],
        result: if open { amount } else { Yuan::ZERO },
        reads: vec![reads],
    });
    if rule.is_yearly {
        let now = if open { Yuan::ZERO } else { amount };
        ledger.add(yearly(What::Held, part), (now - held).fen());
    }
    open.then_some(amount)
}

/// 保底: the payment is not less than the floor, and never more than what is priced.
fn floor<S: Sink>(with: &Input<'_>, paid: Exact, priced: Yuan, sink: &mut S) -> Exact {
    let Lookup::Rule(table) = &with.part.floor else {
        return paid;
    };
    let (cell, reads) = table.look_up(&with.claim.case);
    sink.read(reads);
    let Cell::Value(money) = cell else {
        return paid;
    };
    let rounding = with.plan.rounding.payments;
    let end = with.side.of_payment();
    let floor = money
        .amount(&with.claim.case, with.sums, end, rounding)
        .unwrap_or_default();
    let lifted = paid.max(floor.min(priced).exact());
    sink.step(|| Step {
        code: Code::Floor,
        part: Some(with.part.part),
        nth: 0,
        operands: vec![
            ("amount", Value::Money(paid.round(rounding))),
            ("floor", Value::Money(floor)),
        ],
        result: lifted.round(rounding),
        reads: vec![reads],
    });
    lifted
}

/// The share of the payment that the months paid give a right to.
fn graded<S: Sink>(with: &Input<'_>, paid: Exact, sink: &mut S) -> Exact {
    let Lookup::Rule(table) = &with.plan.graded else {
        return paid;
    };
    let layer = with.part.part.layer() as i64;
    let (cell, reads) = table.look_up(&with.claim.case.with(Selector::Layer, layer));
    sink.read(reads);
    let Cell::Value(share) = cell else {
        return paid;
    };
    let rounding = with.plan.rounding.payments;
    let share = share.at(with.side.of_payment());
    let graded = paid
        .times(share)
        .unwrap_or_else(|| paid.round(rounding) * share);
    if share != Rate::ONE {
        sink.step(|| Step {
            code: Code::Graded,
            part: Some(with.part.part),
            nth: 0,
            operands: vec![
                ("amount", Value::Money(paid.round(rounding))),
                ("share", Value::Rate(share)),
            ],
            result: graded.round(rounding),
            reads: vec![reads],
        });
    }
    graded
}
