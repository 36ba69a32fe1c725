//! One layer: from what it takes up to what its fund pays.
//!
//! The order is that of `rules.md`, section 8: caps on eligible cost, deductible, caps on fund and own share, ratio,
//! floor, caps on the payment, share by months paid; rounded once, at the end.

use crate::engine::bounds::Side;
use crate::engine::cap;
use crate::engine::deductible;
use crate::engine::input::Input;
use crate::engine::plan::CapOn;
use crate::engine::ratio;
use crate::engine::register::Register;
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::tables::Standing;
use crate::money::{Exact, Rate, Yuan};

/// What a layer leaves behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Priced {
    pub(crate) deductible: Yuan,
    pub(crate) over_cap: Yuan,
    pub(crate) payment: Yuan,
}

/// Prices what a layer takes up, and moves its counters.
pub(crate) fn price<S: Sink>(with: &Input<'_>, register: &mut Register, sink: &mut S) -> Priced {
    let figures = with.figures;
    match figures.standing {
        Standing::Known => {}
        Standing::Unknown => return unknown(with, sink),
        Standing::NotCovered => return Priced::default(),
    }
    let Some(amount) = past_gate(with, register, sink) else {
        return Priced::default();
    };
    let rounding = with.rounding.payments;

    let room = cap::room(with, CapOn::Eligible, register);
    let input = room.hold(amount);
    cap::step(with, Code::CostCap, 0, &room, amount, input, sink);

    let taken = deductible::take(with, input, register, sink);
    let after = input - taken;
    let room = cap::room(with, CapOn::FundAndOwnShare, register);
    let priced = room.hold(after);
    cap::step(with, Code::CostCap, 1, &room, after, priced, sink);

    let price = ratio::price(with, taken, priced, register, sink);
    let lifted = floor(with, price.exact, priced, sink);
    let room = cap::room(with, CapOn::FundPay, register);
    let (capped, beyond_payment) = match room.left {
        Some(left) if left.exact() < lifted => {
            let cost = ratio::cost_of(with, price, left, rounding);
            (left.exact(), priced.above(cost))
        }
        _ => (lifted, Yuan::ZERO),
    };
    if S::LOOKS {
        let (before, after) = (lifted.round(rounding), capped.round(rounding));
        cap::step(with, Code::PaymentCap, 0, &room, before, after, sink);
    }
    let paid = graded(with, capped, sink);
    // A rounding to more than the fen must not lift the payment over what is priced or left under the cap.
    let most = room.hold(priced);
    let payment = paid.round(rounding).min(most).max(Yuan::ZERO);
    sink.read(with.rounding.reads);
    sink.step(|| Step {
        code: Code::Payment,
        part: Some(figures.part),
        nth: 0,
        operands: vec![("input", Value::Money(amount))],
        result: payment,
        reads: vec![with.rounding.reads],
    });

    cap::count(with, CapOn::Eligible, input, register);
    cap::count(with, CapOn::FundAndOwnShare, priced, register);
    cap::count(with, CapOn::FundPay, payment, register);
    if with.counts {
        register.add(figures.input, input);
        register.add(figures.priced, priced);
        register.add(figures.paid, payment);
    }
    Priced {
        deductible: taken,
        over_cap: (amount - input) + (after - priced) + beyond_payment,
        payment,
    }
}

/// A layer whose table is not known pays between nothing and its input.
fn unknown<S: Sink>(with: &Input<'_>, sink: &mut S) -> Priced {
    let payment = match with.figures.side {
        Side::Lower => Yuan::ZERO,
        Side::Upper => with.amount,
    };
    sink.step(|| Step {
        code: Code::UnknownLayer,
        part: Some(with.figures.part),
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
fn past_gate<S: Sink>(with: &Input<'_>, register: &mut Register, sink: &mut S) -> Option<Yuan> {
    let Some(rule) = &with.figures.gate else {
        return Some(with.amount);
    };
    sink.read(rule.reads);
    let (held, of_year) = match rule.held {
        Some(held) => (register.money(held), register.money(with.figures.input)),
        None => (Yuan::ZERO, Yuan::ZERO),
    };
    let gate = rule.limit.as_ref().map(|limit| limit.amount(with.sums));
    let reached = with.amount + held + of_year;
    let open = gate.is_none_or(|gate| reached >= gate);
    let amount = with.amount + held;
    sink.step(|| Step {
        code: Code::Gate,
        part: Some(with.figures.part),
        nth: 0,
        operands: vec![
            ("input", Value::Money(reached)),
            ("gate", Value::Money(gate.unwrap_or_default())),
        ],
        result: if open { amount } else { Yuan::ZERO },
        reads: vec![rule.reads],
    });
    if let Some(slot) = rule.held.filter(|_| with.counts) {
        let now = if open { Yuan::ZERO } else { amount };
        register.add(slot, now - held);
    }
    open.then_some(amount)
}

/// 保底: the payment is not less than the floor, and never more than what is priced.
fn floor<S: Sink>(with: &Input<'_>, paid: Exact, priced: Yuan, sink: &mut S) -> Exact {
    let Some((floor, reads)) = &with.figures.floor else {
        return paid;
    };
    sink.read(*reads);
    let rounding = with.rounding.payments;
    let floor = floor.amount(with.sums);
    let lifted = paid.max(floor.min(priced).exact());
    sink.step(|| Step {
        code: Code::Floor,
        part: Some(with.figures.part),
        nth: 0,
        operands: vec![
            ("amount", Value::Money(paid.round(rounding))),
            ("floor", Value::Money(floor)),
        ],
        result: lifted.round(rounding),
        reads: vec![*reads],
    });
    lifted
}

/// The share of the payment that the months paid give a right to.
fn graded<S: Sink>(with: &Input<'_>, paid: Exact, sink: &mut S) -> Exact {
    let Some((share, reads)) = with.figures.graded else {
        return paid;
    };
    sink.read(reads);
    if share == Rate::ONE {
        return paid;
    }
    let rounding = with.rounding.payments;
    let graded = paid
        .times(share)
        .unwrap_or_else(|| paid.round(rounding) * share);
    sink.step(|| Step {
        code: Code::Graded,
        part: Some(with.figures.part),
        nth: 0,
        operands: vec![
            ("amount", Value::Money(paid.round(rounding))),
            ("share", Value::Rate(share)),
        ],
        result: graded.round(rounding),
        reads: vec![reads],
    });
    graded
}
