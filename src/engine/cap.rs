//! 封顶线: what a cap leaves room for.

use crate::engine::input::Input;
use crate::engine::ledger::{Counter, Ledger, What, of_table};
use crate::engine::left::{Kind, Left, lasts};
use crate::engine::plan::{Cap, CapOn};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::table::{Cell, Reads};
use crate::model::part::Part;
use crate::model::words::Layer;
use crate::money::Yuan;

/// The room under the tightest cap of one kind.
pub(crate) struct Room {
    limit: Yuan,
    used: Yuan,
    /// What may still be counted; nothing where there is no limit.
    pub(crate) left: Option<Yuan>,
    reads: Vec<Reads>,
}

/// The room under the caps that count `on`.
pub(crate) fn room<S: Sink>(with: &Input<'_>, on: CapOn, ledger: &Ledger, sink: &mut S) -> Room {
    let mut room = Room {
        limit: Yuan::ZERO,
        used: Yuan::ZERO,
        left: None,
        reads: Vec::new(),
    };
    for cap in with.part.caps.iter().filter_map(|cap| cap.rule()) {
        if cap.on != on {
            continue;
        }
        let (cell, reads) = cap.table.look_up(&with.claim.case);
        sink.read(reads);
        let Cell::Value(money) = cell else { continue };
        let end = with.side.of_payment();
        let rounding = with.plan.rounding.payments;
        let Some(limit) = money.amount(&with.claim.case, with.sums, end, rounding) else {
            continue;
        };
        let used = counter(with, cap).map_or(Yuan::ZERO, |counter| ledger.money(counter));
        let left = limit.above(used);
        if room.left.is_none_or(|tightest| left < tightest) {
            room = Room {
                limit,
                used,
                left: Some(left),
                reads: vec![reads],
            };
        }
    }
    room
}

/// What is left under each cap of the year.
pub(crate) fn of_year<'a>(
    with: &'a Input<'_>,
    ledger: &'a Ledger,
) -> impl Iterator<Item = Left> + 'a {
    let caps = with.part.caps.iter().filter_map(|cap| cap.rule());
    caps.filter(|cap| lasts(cap.per)).filter_map(move |cap| {
        let (cell, reads) = cap.table.look_up(&with.claim.case);
        let Cell::Value(money) = cell else {
            return None;
        };
        let end = with.side.of_payment();
        let rounding = with.plan.rounding.payments;
        let limit = money.amount(&with.claim.case, with.sums, end, rounding)?;
        let used = counter(with, cap).map_or(Yuan::ZERO, |counter| ledger.money(counter));
        Some(Left {
            part: part_of(with, cap),
            kind: Kind::Cap,
            limit,
            used,
            left: limit.above(used),
            reads,
        })
    })
}

/// Counts what the caps on `on` have to count.
pub(crate) fn count(with: &Input<'_>, on: CapOn, amount: Yuan, ledger: &mut Ledger) {
    for cap in with.part.caps.iter().filter_map(|cap| cap.rule()) {
        if cap.on == on
            && let Some(counter) = counter(with, cap)
        {
            ledger.add(counter, amount.fen());
        }
    }
}

/// A step for a cap that was looked at.
pub(crate) fn step<S: Sink>(
    with: &Input<'_>,
    code: Code,
    nth: u32,
    room: &Room,
    before: Yuan,
    after: Yuan,
    sink: &mut S,
) {
    let Some(left) = room.left else { return };
    sink.step(|| Step {
        code,
        part: Some(with.part.part),
        nth,
        operands: vec![
            ("amount", Value::Money(before)),
            ("limit", Value::Money(room.limit)),
            ("used", Value::Money(room.used)),
            ("left", Value::Money(left)),
        ],
        result: after,
        reads: room.reads.clone(),
    });
}

fn counter(with: &Input<'_>, cap: &Cap) -> Option<Counter> {
    let what = if cap.shared {
        What::SharedCapUsed(cap.per)
    } else {
        What::CapUsed(cap.per)
    };
    of_table(
        what,
        with.part.part,
        cap.per,
        with.claim.when,
        &cap.apart_by,
        &with.claim.case,
    )
    .map(|counter| Counter {
        part: part_of(with, cap),
        ..counter
    })
}

/// Whose cap it is. One that visits share has one counter, whichever visit it was.
fn part_of(with: &Input<'_>, cap: &Cap) -> Part {
    if cap.shared {
        Part::Layer(Layer::Pool)
    } else {
        with.part.part
    }
}
