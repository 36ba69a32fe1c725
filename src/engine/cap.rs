//! 封顶线: what a cap leaves room for.

use crate::engine::figures::CapFigures;
use crate::engine::input::Input;
use crate::engine::left::{Kind, Left, lasts};
use crate::engine::plan::{CapOn, Sums};
use crate::engine::register::Register;
use crate::engine::step::{Code, Sink, Step, Value};
use crate::money::Yuan;

/// What is left under the tightest of several caps.
#[derive(Clone, Copy)]
pub(crate) struct Room<'a> {
    limit: Yuan,
    used: Yuan,
    pub(crate) left: Option<Yuan>,
    tightest: Option<&'a CapFigures>,
}

impl Room<'_> {
    /// What of an amount has room.
    #[inline]
    pub(crate) fn hold(&self, amount: Yuan) -> Yuan {
        self.left.map_or(amount, |left| amount.min(left))
    }
}

/// The room under all caps that count `on`.
#[inline]
pub(crate) fn room<'a>(with: &Input<'a>, on: CapOn, register: &Register) -> Room<'a> {
    let mut room = Room {
        limit: Yuan::ZERO,
        used: Yuan::ZERO,
        left: None,
        tightest: None,
    };
    for cap in with.figures.caps.on(on) {
        let Some(limit) = &cap.limit else { continue };
        let limit = limit.amount(with.sums);
        let used = cap.used.map_or(Yuan::ZERO, |slot| register.money(slot));
        let left = limit.above(used);
        if room.left.is_none_or(|tightest| left < tightest) {
            room = Room {
                limit,
                used,
                left: Some(left),
                tightest: Some(cap),
            };
        }
    }
    room
}

/// What is left under each cap of the year.
pub(crate) fn of_year<'a>(
    with: &Input<'a>,
    register: &'a Register,
) -> impl Iterator<Item = Left> + 'a {
    let caps = with.figures.caps.all().filter(|cap| lasts(cap.per));
    caps.filter_map(|cap| {
        let limit = cap.limit.as_ref()?.amount(Sums::default());
        let used = cap.used.map_or(Yuan::ZERO, |slot| register.money(slot));
        Some(Left {
            part: cap.part,
            kind: Kind::Cap,
            limit,
            used,
            left: limit.above(used),
            reads: cap.reads,
        })
    })
}

/// Uses up the caps that count `on`.
#[inline]
pub(crate) fn count(with: &Input<'_>, on: CapOn, amount: Yuan, register: &mut Register) {
    for cap in with.figures.caps.on(on) {
        if let Some(slot) = cap.used {
            register.add(slot, amount);
        }
    }
}

/// The step that a cap is, where there is one.
pub(crate) fn step<S: Sink>(
    with: &Input<'_>,
    code: Code,
    nth: u32,
    room: &Room<'_>,
    before: Yuan,
    after: Yuan,
    sink: &mut S,
) {
    let Some((left, cap)) = room.left.zip(room.tightest) else {
        return;
    };
    sink.read(cap.reads);
    sink.step(|| Step {
        code,
        part: Some(with.figures.part),
        nth,
        operands: vec![
            ("amount", Value::Money(before)),
            ("limit", Value::Money(room.limit)),
            ("used", Value::Money(room.used)),
            ("left", Value::Money(left)),
        ],
        result: after,
        reads: vec![cap.reads],
    });
}
