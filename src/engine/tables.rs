//! Every table that a layer is priced with, looked up once: what it says, or why it says nothing.

use crate::engine::adjust::Op;
use crate::engine::bounds::Bounds;
use crate::engine::claim::Claim;
use crate::engine::plan::{Lookup, Money, PartPlan, Plan, Ratio};
use crate::engine::table::{Cell, Notice, Reads, Table};
use crate::model::case::Case;
use crate::model::selector::Selector;
use crate::money::Rate;

/// What a table says for a case, as far as it matters before anything is calculated.
pub(crate) enum Look<'a> {
    /// A figure; adjustments may ask for counts, and days of a stay may be charged for.
    Figure {
        reads: Reads,
        ops: &'a [Op],
        asks_for_stay: bool,
    },
    /// The case leaves open which row is meant.
    Missing {
        reads: Reads,
        missing: &'a [Selector],
    },
    /// No figure is known.
    Unknown {
        reads: Option<Reads>,
        notice: Notice,
    },
    /// Nothing is due.
    NotCovered { reads: Reads, notice: Notice },
}

/// Looks at every table of a part, and at the share by months paid.
pub(crate) fn look<'a>(
    plan: &'a Plan,
    part: &'a PartPlan,
    claim: &Claim,
    mut see: impl FnMut(Look<'a>),
) {
    let case = &claim.case;
    match &part.gate {
        Lookup::Rule(gate) => see_table(&gate.table, case, money, &mut see),
        Lookup::Unknown(notice) => see(unknown(*notice)),
        Lookup::Absent => {}
    }
    match &part.deductible {
        Lookup::Rule(rule) => see_table(&rule.table, &claim.case_for_deductible(), money, &mut see),
        Lookup::Unknown(notice) => see(unknown(*notice)),
        Lookup::Absent => {}
    }
    match &part.ratio {
        Lookup::Rule(rule) => see_table(&rule.table, case, ratio, &mut see),
        Lookup::Unknown(notice) => see(unknown(*notice)),
        Lookup::Absent => {}
    }
    for cap in &part.caps {
        match cap {
            Lookup::Rule(cap) => see_table(&cap.table, case, money, &mut see),
            Lookup::Unknown(notice) => see(unknown(*notice)),
            Lookup::Absent => {}
        }
    }
    see_money(&part.floor, case, &mut see);
    match &plan.graded {
        Lookup::Rule(table) => {
            let case = case.with(Selector::Layer, part.part.layer() as i64);
            see_table(table, &case, share, &mut see);
        }
        Lookup::Unknown(notice) => see(unknown(*notice)),
        Lookup::Absent => {}
    }
}

/// What a layer can be priced as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Every table has a figure.
    Known,
    /// One has none.
    Unknown,
    /// One says that nothing is due.
    NotCovered,
}

/// What a layer can be priced as. That nothing is due is known even where other tables are not.
pub(crate) fn standing(plan: &Plan, part: &PartPlan, claim: &Claim) -> Standing {
    let mut standing = Standing::Known;
    look(plan, part, claim, |look| {
        standing = match (look, standing) {
            (Look::NotCovered { .. }, _) | (_, Standing::NotCovered) => Standing::NotCovered,
            (Look::Unknown { .. }, _) => Standing::Unknown,
            (_, standing) => standing,
        };
    });
    standing
}

fn unknown<'a>(notice: Notice) -> Look<'a> {
    Look::Unknown {
        reads: None,
        notice,
    }
}

fn see_money<'a>(lookup: &'a Lookup<Table<Money>>, case: &Case, see: &mut impl FnMut(Look<'a>)) {
    match lookup {
        Lookup::Rule(table) => see_table(table, case, money, see),
        Lookup::Unknown(notice) => see(unknown(*notice)),
        Lookup::Absent => {}
    }
}

fn see_table<'a, V>(
    table: &'a Table<V>,
    case: &Case,
    asks: impl Fn(&'a V) -> (&'a [Op], bool),
    see: &mut impl FnMut(Look<'a>),
) {
    let (cell, reads) = table.look_up(case);
    see(match cell {
        Cell::Value(value) => {
            let (ops, asks_for_stay) = asks(value);
            Look::Figure {
                reads,
                ops,
                asks_for_stay,
            }
        }
        Cell::Missing(missing) => Look::Missing { reads, missing },
        Cell::Unknown(notice) => Look::Unknown {
            reads: Some(reads),
            notice: *notice,
        },
        Cell::NotCovered(notice) => Look::NotCovered {
            reads,
            notice: *notice,
        },
    });
}

fn money(money: &Money) -> (&[Op], bool) {
    (&money.ops, money.every_days.is_some())
}

fn ratio(ratio: &Ratio) -> (&[Op], bool) {
    (&ratio.ops, false)
}

fn share(_: &Bounds<Rate>) -> (&[Op], bool) {
    (&[], false)
}
