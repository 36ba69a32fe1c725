//! Which visit of the year a bill is, by the ledger.

use crate::engine::claim::Claim;
use crate::engine::ledger::{Apart, Counter, Ledger, What, of_period, yearly};
use crate::engine::plan::{Deductible, Period, Plan};
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::Referral;

/// By which selectors rules ask which visit of the year it is.
pub const NUMBERS: [Selector; 3] = [Selector::Nth, Selector::NthAtLevel, Selector::NthForDisease];

/// The one of them that has this name.
pub fn number_named(name: &str) -> Option<Selector> {
    NUMBERS.into_iter().find(|nth| nth.name() == name)
}

/// Which counter says how often, by which selector rules ask for it, and apart for what.
const APART: [(Selector, Selector); 2] = [
    (Selector::NthAtLevel, Selector::Hospital),
    (Selector::NthForDisease, Selector::Disease),
];

/// How a bill stands to the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A visit or stay of its own.
    New,
    /// More of a visit that was counted: of one day at one institution, where the rule counts such days.
    SameVisit,
    /// A stay that goes on elsewhere by referral, where the rule lets its deductible go on.
    SameStay,
}

/// How a claim stands to what the ledger has counted.
pub fn standing(plan: &Plan, claim: &Claim, ledger: &Ledger) -> Standing {
    let Some(rule) = deductible(plan) else {
        return Standing::New;
    };
    let counted = day(plan, claim).and_then(|counter| ledger.get(counter));
    let was_here = counted.is_some_and(|bills| bills > 0);
    let visit = Part::Visit(plan.visit);
    let has_stay = ledger.get(yearly(What::DeductibleOfStay, visit)).is_some();
    match rule.per {
        Period::Day if was_here => Standing::SameVisit,
        _ if goes_on(rule, &claim.case) && has_stay => Standing::SameStay,
        _ => Standing::New,
    }
}

/// Says to a case which visit of the year it is: at all, at its level, for its disease. What the case says stands.
pub fn number(plan: &Plan, claim: &mut Claim, ledger: &Ledger) {
    let is_new = standing(plan, claim, ledger) == Standing::New;
    let day = day(plan, claim).filter(|_| !is_new);
    let next = |nth, counter| {
        let of_visit = day.and_then(|day| ledger.get(number_of(day, nth)));
        if let Some(number) = of_visit.filter(|number| *number > 0) {
            return Some(number);
        }
        let counted = ledger.get(counter).unwrap_or(0);
        Some(if is_new { counted + 1 } else { counted.max(1) })
    };
    if claim.case.get(Selector::Nth).is_none() {
        let events = yearly(What::Events, Part::Visit(plan.visit));
        claim.case.set(Selector::Nth, next(Selector::Nth, events));
    }
    for (nth, of) in APART {
        if claim.case.get(nth).is_none() && claim.case.get(of).is_some() {
            let counter = apart(plan, &claim.case, of);
            claim.case.set(nth, next(nth, counter));
        }
    }
}

/// Counts a settled visit.
pub(crate) fn count(plan: &Plan, claim: &Claim, standing: Standing, ledger: &mut Ledger) {
    let day = day(plan, claim);
    if let Some(day) = day {
        ledger.add(day, 1);
    }
    if standing != Standing::New {
        return;
    }
    for nth in NUMBERS {
        if let (Some(day), Some(number)) = (day, claim.case.get(nth)) {
            ledger.set(number_of(day, nth), number);
        }
    }
    ledger.add(yearly(What::Events, Part::Visit(plan.visit)), 1);
    for (_, of) in APART {
        if claim.case.get(of).is_some() {
            ledger.add(apart(plan, &claim.case, of), 1);
        }
    }
}

/// Whether a stay goes on by referral, and its deductible with it.
pub(crate) fn goes_on(rule: &Deductible, case: &Case) -> bool {
    let referral = case.get(Selector::Referral);
    rule.continues && referral.is_some_and(|word| word != Referral::None as i64)
}

fn deductible(plan: &Plan) -> Option<&Deductible> {
    let mut parts = plan.stack.iter().filter_map(|entry| entry.part.as_ref());
    let pool = parts.find(|part| part.part == Part::Visit(plan.visit))?;
    pool.deductible.rule()
}

/// The counter of a day at an institution, where the rule makes one visit of it.
fn day(plan: &Plan, claim: &Claim) -> Option<Counter> {
    let visit = Part::Visit(plan.visit);
    deductible(plan).filter(|rule| rule.per == Period::Day)?;
    of_period(What::Events, visit, Period::Day, claim.when)
}

/// The counter of which visit of the year a day is.
fn number_of(day: Counter, nth: Selector) -> Counter {
    Counter {
        what: What::NumberOf(nth),
        ..day
    }
}

fn apart(plan: &Plan, case: &Case, selector: Selector) -> Counter {
    let value = case.get(selector);
    Counter {
        apart: [Some(Apart { selector, value }), None],
        ..yearly(What::EventsOf(selector), Part::Visit(plan.visit))
    }
}
