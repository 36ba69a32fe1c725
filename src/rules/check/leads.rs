//! Chains of `of` and `follows` end.

use std::sync::Arc;

use crate::model::words::Scheme;
use crate::rules::block::{Block, Body, MoneyRule, MoneyValue, Of, RowValue};
use crate::rules::file::FileKind;
use crate::rules::paying_in::BaseRule;
use crate::rules::problem::{Problem, What};
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::rules::text::Place;

/// Reports a block whose `of` or `follows` leads back to its own table. Of the tables of a cycle only the first in the
/// order of names is reported: it is one mistake.
pub(super) fn check(
    shelf: &Shelf,
    folder: &str,
    kind: FileKind,
    block: &Arc<Block>,
    problems: &mut Vec<Problem>,
) {
    let scheme = kind.scheme_asked();
    let walk = Walk {
        shelf,
        folder,
        scheme,
        start: block,
    };
    for (target, place) in targets(block) {
        let mut path = vec![block.table, target];
        if walk.returns(target, &mut path) && path.iter().min() == Some(&block.table) {
            let path = path.iter().map(ToString::to_string).collect();
            let what = What::Cycle(path);
            problems.push(Problem::new(place, what));
        }
    }
}

struct Walk<'a> {
    shelf: &'a Shelf,
    folder: &'a str,
    scheme: Scheme,
    start: &'a Block,
}

impl Walk<'_> {
    /// Whether a table leads back to where the walk started.
    fn returns(&self, table: TableName, path: &mut Vec<TableName>) -> bool {
        if table == self.start.table {
            return true;
        }
        let day = self.start.from;
        let found = self.shelf.find(self.folder, self.scheme, table, day);
        let Ok(block) = found.map(|found| found.block) else {
            return false;
        };
        for (target, _) in targets(&block) {
            if path[1..].contains(&target) {
                continue;
            }
            path.push(target);
            if self.returns(target, path) {
                return true;
            }
            path.pop();
        }
        false
    }
}

/// The tables that a block takes shares of or follows, with the places where it says so.
pub(crate) fn targets(block: &Block) -> Vec<(TableName, Place)> {
    let mut targets = Vec::new();
    if let Body::Follows(table, place) = &block.body {
        targets.push((*table, place.clone()));
    }
    let bases: Vec<&MoneyRule> = block
        .keys
        .paying
        .base
        .iter()
        .flat_map(BaseRule::money)
        .collect();
    targets.extend(bases.into_iter().filter_map(share));
    for row in block.rows() {
        let rules = match &row.value {
            RowValue::Money(rule) => vec![rule],
            RowValue::OffSite(rule) => rule.pre_pay.iter().chain(&rule.deductible).collect(),
            _ => Vec::new(),
        };
        targets.extend(rules.into_iter().filter_map(share));
    }
    targets
}

/// The table that a sum is a share of.
fn share(rule: &MoneyRule) -> Option<(TableName, Place)> {
    match &rule.value {
        MoneyValue::Share(_, Of::Table(table), place) => Some((*table, place.clone())),
        _ => None,
    }
}
