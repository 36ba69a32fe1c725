//! 起付线: what the patient pays before a fund begins.

use crate::engine::figures::{DeductibleFigures, PartFigures};
use crate::engine::input::Input;
use crate::engine::left::{Kind, Left, lasts};
use crate::engine::plan::{Period, Sums};
use crate::engine::register::Register;
use crate::engine::step::{Code, Sink, Step, Value};
use crate::money::Yuan;

/// What the deductible keeps off `input`, and the counters that it moves.
pub(crate) fn take<S: Sink>(
    with: &Input<'_>,
    input: Yuan,
    register: &mut Register,
    sink: &mut S,
) -> Yuan {
    let Some(rule) = &with.figures.deductible else {
        return Yuan::ZERO;
    };
    for &reads in &rule.reads {
        sink.read(reads);
    }
    let standard = rule.standard.amount(with.sums);
    state_what_is_implied(with.figures, rule, standard, register);
    let mut used = rule.used.map_or(Yuan::ZERO, |slot| register.money(slot));
    if let Some(of_stay) = rule.of_stay.filter(|_| rule.goes_on) {
        used = used.max(register.money(of_stay));
    }
    let room = rule
        .max_per_year
        .map_or(Yuan::MAX, |most| most.above(register.money(rule.of_year)));
    let taken = input.min(standard.above(used)).min(room);
    sink.step(|| {
        let mut operands = vec![
            ("standard", Value::Money(standard)),
            ("used", Value::Money(used)),
            ("input", Value::Money(input)),
        ];
        if rule.max_per_year.is_some() {
            operands.push(("room_of_year", Value::Money(room)));
        }
        Step {
            code: Code::Deductible,
            part: Some(with.figures.part),
            nth: 0,
            operands,
            result: taken,
            reads: rule.reads.clone(),
        }
    });
    if with.counts {
        count(rule, used, taken, register);
    }
    taken
}

fn count(rule: &DeductibleFigures, used: Yuan, taken: Yuan, register: &mut Register) {
    if let Some(slot) = rule.used {
        register.add(slot, taken);
    }
    if let Some(of_stay) = rule.of_stay {
        let before = if rule.goes_on { used } else { Yuan::ZERO };
        register.set(of_stay, before + taken);
    }
    register.add(rule.of_year, taken);
}

/// What is left of the deductible of the year, where it is one.
pub(crate) fn of_year(with: &Input<'_>, register: &Register) -> Option<Left> {
    let rule = with.figures.deductible.as_ref()?;
    let slot = rule.used.filter(|_| lasts(rule.per))?;
    let limit = rule.standard.amount(Sums::default());
    let used = register.money(slot);
    Some(Left {
        part: with.figures.part,
        kind: Kind::Deductible,
        limit,
        used,
        left: limit.above(used),
        reads: *rule.reads.first()?,
    })
}

/// Where only the year's eligible cost is stated (`ytd_eligible`), it says what went before: a yearly deductible kept
/// off its standard first, and the rest was priced.
fn state_what_is_implied(
    part: &PartFigures,
    rule: &DeductibleFigures,
    standard: Yuan,
    register: &mut Register,
) {
    let input = register.money(part.input);
    if input == Yuan::ZERO || register.get(part.priced).is_some() {
        return;
    }
    if let (Period::Year, Some(slot)) = (rule.per, rule.used)
        && register.get(slot).is_none()
    {
        let used = input.min(standard);
        register.set(slot, used);
        register.set(rule.of_year, used);
    }
    register.set(part.priced, input.above(register.money(rule.of_year)));
}
