//! By what the rows of a block are selected: words as the numbers of a plan, looked up once for all of its cases.

use std::rc::Rc;
use std::sync::Arc;

use crate::engine::condition::{Condition, Test};
use crate::model::selector::Selector;
use crate::rules::block::{Block, RowCondition, RowTest};
use crate::rules::evaluate::Asking;

/// By what the rows and the adjustments of a block are selected, in their order.
pub(super) struct Selecting {
    pub(super) block: Arc<Block>,
    pub(super) rows: Vec<Vec<Condition>>,
    pub(super) adjust: Vec<Vec<Condition>>,
}

impl Asking<'_> {
    /// Words become numbers; the pool selects by the folders on the way up.
    pub(crate) fn conditions(&self, conditions: &[RowCondition]) -> Vec<Condition> {
        conditions
            .iter()
            .map(|condition| Condition {
                selector: condition.selector,
                test: self.test(condition),
            })
            .collect()
    }

    fn test(&self, condition: &RowCondition) -> Test {
        match &condition.test {
            RowTest::Band { from, until } => Test::Band {
                from: *from,
                until: *until,
            },
            RowTest::Words(words) if condition.selector == Selector::Pool => {
                let slugs = self.folder.path.split('/');
                let inside = slugs
                    .into_iter()
                    .any(|slug| words.iter().any(|word| word == slug));
                Test::Words(if inside { vec![POOL] } else { Vec::new() })
            }
            RowTest::Words(words) => {
                let mut book = self.book.borrow_mut();
                let numbers = words
                    .iter()
                    .map(|word| book.number(condition.selector, word));
                Test::Words(numbers.collect())
            }
        }
    }

    pub(super) fn selecting(&self, block: &Arc<Block>) -> Rc<Selecting> {
        let mut all = self.selecting.borrow_mut();
        let known = all.iter().find(|known| Arc::ptr_eq(&known.block, block));
        known.map(Rc::clone).unwrap_or_else(|| {
            let rows = block.rows().iter();
            let adjust = block.adjust.iter();
            let selecting = Rc::new(Selecting {
                block: Arc::clone(block),
                rows: rows.map(|row| self.conditions(&row.conditions)).collect(),
                adjust: adjust
                    .map(|entry| self.conditions(&entry.conditions))
                    .collect(),
            });
            all.push(Rc::clone(&selecting));
            selecting
        })
    }
}

/// The number that stands for the person's own pool.
pub(crate) const POOL: i64 = 0;
