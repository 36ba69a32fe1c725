//! 起付线: what the patient pays before a fund begins.

use crate::engine::input::Input;
use crate::engine::ledger::{Counter, Ledger, What, of_table, yearly};
use crate::engine::left::{Kind, Left, lasts};
use crate::engine::plan::{Deductible, Lookup, Period};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::table::{Cell, Reads};
use crate::engine::visits::goes_on;
use crate::model::part::Part;
use crate::money::Yuan;

/// What the deductible keeps off `input`, and the counters that it moves.
pub(crate) fn take<S: Sink>(
    with: &Input<'_>,
    input: Yuan,
    ledger: &mut Ledger,
    sink: &mut S,
) -> Yuan {
    let Lookup::Rule(rule) = &with.part.deductible else {
        return Yuan::ZERO;
    };
    let case = with.claim.case_for_deductible();
    let part = with.part.part;
    let mut reads = Vec::new();
    let standard = standard(with, rule, &mut reads);
    for &reads in &reads {
        sink.read(reads);
    }
    let counter = of_table(
        What::Deductible,
        part,
        rule.per,
        with.claim.when,
        &rule.apart_by,
        &case,
    );
    state_what_is_implied(part, rule.per, counter, standard, ledger);
    let goes_on = goes_on(rule, &case);
    let of_stay = yearly(What::DeductibleOfStay, part);
    let mut used = counter.map_or(Yuan::ZERO, |counter| ledger.money(counter));
    if goes_on {
        used = used.max(ledger.money(of_stay));
    }
    let of_year = yearly(What::DeductibleOfYear, part);
    let room = rule
        .max_per_year
        .map_or(Yuan::MAX, |most| most.above(ledger.money(of_year)));
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
            part: Some(part),
            nth: 0,
            operands,
            result: taken,
            reads,
        }
    });
    if let Some(counter) = counter {
        ledger.add(counter, taken.fen());
    }
    if rule.continues {
        let before = if goes_on { used } else { Yuan::ZERO };
        ledger.set(of_stay, (before + taken).fen());
    }
    ledger.add(of_year, taken.fen());
    taken
}

/// What is left of the deductible of the year, where it is one.
pub(crate) fn of_year(with: &Input<'_>, ledger: &Ledger) -> Option<Left> {
    let rule = with.part.deductible.rule()?;
    if !lasts(rule.per) {
        return None;
    }
    let mut reads = Vec::new();
    let limit = standard(with, rule, &mut reads);
    let case = with.claim.case_for_deductible();
    let when = with.claim.when;
    let part = with.part.part;
    let counter = of_table(
        What::Deductible,
        part,
        rule.per,
        when,
        &rule.apart_by,
        &case,
    )?;
    let used = ledger.money(counter);
    Some(Left {
        part,
        kind: Kind::Deductible,
        limit,
        used,
        left: limit.above(used),
        reads: *reads.first()?,
    })
}

/// Where only the year's eligible cost is stated (`ytd_eligible`), it says what went before: a yearly deductible kept
/// off its standard first, and the rest was priced.
fn state_what_is_implied(
    part: Part,
    per: Period,
    counter: Option<Counter>,
    standard: Yuan,
    ledger: &mut Ledger,
) {
    let input = ledger.money(yearly(What::Input, part));
    if input == Yuan::ZERO || ledger.get(yearly(What::Priced, part)).is_some() {
        return;
    }
    let of_year = yearly(What::DeductibleOfYear, part);
    if let (Period::Year, Some(counter)) = (per, counter)
        && ledger.get(counter).is_none()
    {
        let used = input.min(standard);
        ledger.set(counter, used.fen());
        ledger.set(of_year, used.fen());
    }
    let priced = input.above(ledger.money(of_year));
    ledger.set(yearly(What::Priced, part), priced.fen());
}

/// The standard for the case: the row and its adjustments, or what care away from home puts in their place.
fn standard(with: &Input<'_>, rule: &Deductible, reads: &mut Vec<Reads>) -> Yuan {
    let case = with.claim.case_for_deductible();
    let end = with.side.of_burden();
    let rounding = with.plan.rounding.payments;
    let away = with
        .away
        .and_then(|away| Some((away.rule.deductible.as_ref()?, away.reads)));
    if let Some((money, away_reads)) = away {
        reads.push(away_reads);
        return money
            .amount(&with.claim.case, with.sums, end, rounding)
            .unwrap_or_default();
    }
    let (cell, table_reads) = rule.table.look_up(&case);
    reads.push(table_reads);
    let Cell::Value(money) = cell else {
        return Yuan::ZERO;
    };
    let mut standard = money
        .amount(&case, with.sums, end, rounding)
        .unwrap_or_default();
    if let (Some(every), Some(days)) = (money.every_days, with.claim.stay_days) {
        let times = days.max(1).div_euclid(every) + i64::from(days.max(1) % every != 0);
        standard = (0..times.clamp(1, 400)).map(|_| standard).sum();
    }
    let times = with
        .away
        .and_then(|away| Some((away.rule.deductible_times?, away.reads)));
    match times {
        Some((times, away_reads)) => {
            reads.push(away_reads);
            (standard * times.at(end)).round(rounding)
        }
        None => standard,
    }
}
