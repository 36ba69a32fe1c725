//! What a plan asks a case: which numbers it tells apart, and where it cuts them.
//!
//! Two cases that say the same words and whose numbers lie between the same cuts have the same figures.

use std::collections::BTreeMap;

use crate::engine::adjust::Op;
use crate::engine::condition::Test;
use crate::engine::plan::{Lookup, Money, Plan};
use crate::engine::table::{Cell, Cuts, Table};
use crate::model::selector::Selector;

/// How a plan tells the values of a number apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Every value may have figures of its own.
    Exact,
    /// Ascending edges; each begins a new piece.
    Edges(Vec<i64>),
}

/// What a plan asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asks {
    numbers: BTreeMap<Selector, Ask>,
    /// Whether the days of the stay decide anything.
    pub(crate) stay: bool,
}

impl Asks {
    /// What a plan asks.
    pub(crate) fn of(plan: &Plan) -> Asks {
        let mut asks = Asks::default();
        if let Lookup::Rule(table) = &plan.graded {
            asks.cuts(table);
        }
        for entry in &plan.stack {
            for condition in &entry.conditions {
                if let Test::Band { from, until } = &condition.test {
                    asks.cut(condition.selector, from.iter().chain(until).copied());
                }
            }
            let Some(part) = &entry.part else { continue };
            if let Lookup::Rule(rule) = &part.gate {
                asks.money(&rule.table);
            }
            if let Lookup::Rule(rule) = &part.deductible {
                asks.money(&rule.table);
                asks.apart(&rule.apart_by);
            }
            if let Lookup::Rule(rule) = &part.ratio {
                asks.cuts(&rule.table);
                for ratio in figures(&rule.table) {
                    asks.ops(&ratio.ops);
                }
            }
            for cap in part.caps.iter().filter_map(Lookup::rule) {
                asks.money(&cap.table);
                asks.apart(&cap.apart_by);
            }
            if let Lookup::Rule(table) = &part.floor {
                asks.money(table);
            }
        }
        if let Lookup::Rule(table) = &plan.off_site {
            asks.cuts(table);
            for rule in figures(table) {
                let sums = [&rule.pre_pay, &rule.deductible];
                for money in sums.into_iter().flatten() {
                    asks.ops(&money.ops);
                }
            }
        }
        asks
    }

    /// How the values of a number are told apart; nothing when they are not.
    pub(crate) fn number(&self, selector: Selector) -> Option<&Ask> {
        self.numbers.get(&selector)
    }

    fn money(&mut self, table: &Table<Money>) {
        self.cuts(table);
        for money in figures(table) {
            self.ops(&money.ops);
            self.stay |= money.every_days.is_some();
        }
    }

    fn cuts<V>(&mut self, table: &Table<V>) {
        for axis in table.axes() {
            if let Cuts::Edges(edges) = &axis.cuts {
                self.cut(axis.selector, edges.iter().copied());
            }
        }
    }

    fn ops(&mut self, ops: &[Op]) {
        let counted = ops.iter().filter_map(|op| op.for_each);
        self.numbers
            .extend(counted.map(|each| (each.selector, Ask::Exact)));
    }

    fn apart(&mut self, selectors: &[Selector]) {
        let exact = selectors.iter().map(|&selector| (selector, Ask::Exact));
        self.numbers.extend(exact);
    }

    fn cut(&mut self, selector: Selector, edges: impl Iterator<Item = i64>) {
        let ask = self
            .numbers
            .entry(selector)
            .or_insert_with(|| Ask::Edges(Vec::new()));
        if let Ask::Edges(known) = ask {
            known.extend(edges);
            known.sort_unstable();
            known.dedup();
        }
    }
}

fn figures<V>(table: &Table<V>) -> impl Iterator<Item = &V> {
    table.cells().filter_map(|cell| match cell {
        Cell::Value(value) => Some(value),
        _ => None,
    })
}
