//! The ledger before a bill of which only totals of the year are stated (`nth`, `ytd_…`).

use crate::engine::claim::Claim;
use crate::engine::ledger::{Counter, Ledger, What, of_table, yearly};
use crate::engine::plan::{CapOn, Lookup, Period, Plan};
use crate::model::bill::History;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::Layer;
use crate::money::Yuan;

/// Counters from what was stated of the year. What was not stated stays uncounted.
pub fn opening(plan: &Plan, claim: &Claim, history: &History) -> Ledger {
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
    // The year's own share is what the first layer above the pool has taken up so far.
    let first = plan.stack.iter().find_map(|entry| match entry.layer {
        Layer::Pool | Layer::Account => None,
        _ => entry.part.as_ref(),
    });
    if let Some(part) = first {
        state(yearly(What::Input, part.part), history.burden);
    }
    ledger
}
