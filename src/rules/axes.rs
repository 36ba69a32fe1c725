//! The axes of a dense table: which facts decide what a block says, and where their values are cut.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::table::Cuts;
use crate::model::selector::{Kind, Selector};
use crate::model::words::shared;
use crate::rules::block::{Block, MoneyRule, MoneyValue, Of, RowCondition, RowTest, RowValue};
use crate::rules::evaluate::{Asking, FIRST_TIME};
use crate::rules::table::TableName;

impl Asking<'_> {
    /// Every selector that decides what a block says, with its edges; also those of the tables it leans on.
    pub(crate) fn axes(
        &self,
        block: &Arc<Block>,
        open: &mut Vec<TableName>,
        axes: &mut BTreeMap<Selector, Cuts>,
    ) {
        if open.contains(&block.table) {
            return;
        }
        open.push(block.table);
        let conditions = block.rows().iter().flat_map(|row| &row.conditions);
        let conditions = conditions.chain(block.adjust.iter().flat_map(|entry| &entry.conditions));
        for condition in conditions {
            self.cut(condition, axes);
        }
        if block.table == TableName::Graded {
            counts(block, axes);
        }
        for target in leans_on(block) {
            if let Ok(target) = self.find(target).map(|found| found.block) {
                let mut inner = BTreeMap::new();
                self.axes(&target, open, &mut inner);
                counts(&target, &mut inner);
                // A standard is asked for the first time and at home, whatever the case is.
                inner.retain(|selector, _| {
                    !FIRST_TIME.contains(selector) && *selector != Selector::Place
                });
                for (selector, cuts) in inner {
                    merge(axes.entry(selector).or_insert_with(|| cuts.clone()), &cuts);
                }
            }
        }
        open.pop();
    }

    fn cut(&self, condition: &RowCondition, axes: &mut BTreeMap<Selector, Cuts>) {
        let selector = condition.selector;
        let cuts = match (&condition.test, selector.kind()) {
            (RowTest::Words(words), _) => {
                let mut book = self.book.borrow_mut();
                let highest = words.iter().map(|word| book.number(selector, word)).max();
                let known = shared(selector).len() as i64;
                Cuts::Words((highest.unwrap_or(0) + 1).max(known) as usize)
            }
            (RowTest::Band { .. }, Kind::Flag) => Cuts::Edges(vec![1]),
            (RowTest::Band { from, until }, _) => {
                Cuts::Edges(from.iter().chain(until).copied().collect())
            }
        };
        merge(axes.entry(selector).or_insert_with(|| cuts.clone()), &cuts);
    }
}

/// More steps than this are not told apart where a count is worked into a table.
const MOST_STEPS: i64 = 100;

/// The counts that a block's adjustments depend on, one place for each number of steps. They are needed where the
/// adjustments are worked into the table: in shares, and in the standards that other tables lean on.
fn counts(block: &Block, axes: &mut BTreeMap<Selector, Cuts>) {
    for each in block.adjust.iter().filter_map(|entry| entry.op.for_each) {
        let steps = each.count_max.unwrap_or(MOST_STEPS).min(MOST_STEPS);
        let cuts = Cuts::Edges((1..=each.after + steps).collect());
        merge(
            axes.entry(each.selector).or_insert_with(|| cuts.clone()),
            &cuts,
        );
    }
}

/// The tables that a block takes shares of.
pub(crate) fn leans_on(block: &Block) -> Vec<TableName> {
    let of = |rule: &MoneyRule| match rule.value {
        MoneyValue::Share(_, Of::Table(table), _) => Some(table),
        _ => None,
    };
    let mut tables = Vec::new();
    for row in block.rows() {
        match &row.value {
            RowValue::Money(rule) => tables.extend(of(rule)),
            RowValue::OffSite(rule) => {
                let rules = [&rule.pre_pay, &rule.deductible];
                tables.extend(rules.into_iter().flatten().filter_map(of));
            }
            _ => {}
        }
    }
    tables.dedup();
    tables
}

/// Cuts that respect both.
fn merge(into: &mut Cuts, other: &Cuts) {
    match (into, other) {
        (Cuts::Words(mine), Cuts::Words(theirs)) => *mine = (*mine).max(*theirs),
        (Cuts::Edges(mine), Cuts::Edges(theirs)) => {
            mine.extend(theirs);
            mine.sort_unstable();
            mine.dedup();
        }
        _ => {}
    }
}
