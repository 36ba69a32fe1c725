//! Asking a block one case: the first row that matches, its value, and the adjustments that apply.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::engine::adjust::{Op, adjust_exact};
use crate::engine::bounds::{Bounds, End};
use crate::engine::condition::{Met, met, unanswered};
use crate::engine::plan::{Base, BlockId, Money};
use crate::engine::table::{Cell, Notice, Reads};
use crate::model::case::Case;
use crate::model::selector::Selector;
use crate::model::words::{Place, Scheme};
use crate::money::{Exact, Rounding, Yuan};
use crate::rules::block::{Block, MoneyRule, MoneyValue, Of, RowValue};
use crate::rules::book::Book;
use crate::rules::govern::Governing;
use crate::rules::note::Note;
use crate::rules::problem::{Problem, What};
use crate::rules::region::Folder;
use crate::rules::selecting::Selecting;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::rules::text::Place as TextPlace;

/// Where and when rules are asked, and what was read on the way.
pub(crate) struct Asking<'s> {
    pub(crate) shelf: &'s Shelf,
    pub(crate) folder: &'s Folder,
    pub(crate) scheme: Scheme,
    pub(crate) day: NaiveDate,
    /// What a share without a rounding of its own is rounded by, once it must be money.
    pub(crate) rounding: Rounding,
    pub(crate) book: RefCell<Book>,
    pub(crate) blocks: RefCell<Vec<Arc<Block>>>,
    pub(crate) notes: RefCell<Vec<Note>>,
    pub(crate) reads: RefCell<Vec<Vec<BlockId>>>,
    /// The blocks that were asked so far: a table is asked for thousands of cases, its words are looked up once.
    pub(super) selecting: RefCell<Vec<Rc<Selecting>>>,
    /// Tables that are being asked: a table that leads back to itself is a cycle.
    open: RefCell<Vec<TableName>>,
}

/// A value, or why there is none.
pub(crate) type Asked<T> = Result<T, Lack>;

/// Why a row gives no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    Unknown(Note),
    NotCovered(Note),
    Missing(Vec<Selector>),
}

impl<'s> Asking<'s> {
    pub(crate) fn new(
        shelf: &'s Shelf,
        folder: &'s Folder,
        scheme: Scheme,
        day: NaiveDate,
        rounding: Rounding,
    ) -> Asking<'s> {
        Asking {
            shelf,
            folder,
            scheme,
            day,
            rounding,
            book: RefCell::default(),
            blocks: RefCell::default(),
            notes: RefCell::default(),
            reads: RefCell::default(),
            selecting: RefCell::default(),
            open: RefCell::default(),
        }
    }

    pub(crate) fn find(&self, table: TableName) -> Result<Governing, Note> {
        self.shelf
            .find(&self.folder.path, self.scheme, table, self.day)
    }

    pub(crate) fn note(&self, note: Note) -> Notice {
        let mut notes = self.notes.borrow_mut();
        let known = notes.iter().position(|known| *known == note);
        Notice(known.unwrap_or_else(|| {
            notes.push(note);
            notes.len() - 1
        }) as u32)
    }

    fn block_id(&self, block: &Arc<Block>) -> BlockId {
        let mut blocks = self.blocks.borrow_mut();
        let known = blocks.iter().position(|known| Arc::ptr_eq(known, block));
        BlockId(known.unwrap_or_else(|| {
            blocks.push(Arc::clone(block));
            blocks.len() - 1
        }) as u32)
    }

    /// The entry for a list of blocks that are read together.
    pub(crate) fn reads(&self, blocks: &[Arc<Block>]) -> Reads {
        let mut ids: Vec<BlockId> = blocks.iter().map(|block| self.block_id(block)).collect();
        ids.dedup();
        let mut reads = self.reads.borrow_mut();
        let known = reads.iter().position(|known| *known == ids);
        Reads(known.unwrap_or_else(|| {
            reads.push(ids);
            reads.len() - 1
        }) as u32)
    }

    /// The value of the first row that matches.
    pub(crate) fn row<'b>(&self, block: &'b Arc<Block>, case: &Case) -> Asked<&'b RowValue> {
        let mut missing = Vec::new();
        let selecting = self.selecting(block);
        for (row, conditions) in block.rows().iter().zip(&selecting.rows) {
            match met(conditions, case) {
                Met::No => {}
                Met::Yes if missing.is_empty() => {
                    let block = Arc::clone(block);
                    return match &row.value {
                        RowValue::Announced(text) => Err(Lack::Unknown(Note::Announced {
                            block,
                            text: text.clone(),
                        })),
                        RowValue::NotCovered(text) => Err(Lack::NotCovered(Note::NotCovered {
                            block,
                            text: text.clone(),
                        })),
                        value => Ok(value),
                    };
                }
                Met::Yes => break,
                Met::Open => {
                    for selector in unanswered(conditions, case) {
                        if !missing.contains(&selector) {
                            missing.push(selector);
                        }
                    }
                }
            }
        }
        if missing.is_empty() {
            Err(Lack::Unknown(Note::NoRow(Arc::clone(block))))
        } else {
            Err(Lack::Missing(missing))
        }
    }

    /// The adjustments of a block that apply to a case, in order.
    pub(crate) fn ops(&self, block: &Arc<Block>, case: &Case) -> Asked<Vec<Op>> {
        let mut ops = Vec::new();
        let mut missing = Vec::new();
        let selecting = self.selecting(block);
        for (entry, conditions) in block.adjust.iter().zip(&selecting.adjust) {
            match met(conditions, case) {
                Met::No => {}
                Met::Open => missing.extend(unanswered(conditions, case)),
                Met::Yes => {
                    let mut op = entry.op.clone();
                    if let (Some(each), Some(year)) = (&mut op.for_each, block.keys.counted_from) {
                        each.counted = Some((i64::from(self.day.year()) - year + 1).max(0));
                    }
                    ops.push(op);
                }
            }
        }
        if missing.is_empty() {
            Ok(ops)
        } else {
            Err(Lack::Missing(missing))
        }
    }

    /// The value and the adjustments of a block for a case; what is missing for either is named together.
    pub(crate) fn row_and_ops<'b>(
        &self,
        block: &'b Arc<Block>,
        case: &Case,
    ) -> Asked<(&'b RowValue, Vec<Op>)> {
        match (self.row(block, case), self.ops(block, case)) {
            (Ok(value), Ok(ops)) => Ok((value, ops)),
            (Err(Lack::Missing(mut missing)), Err(Lack::Missing(more))) => {
                missing.extend(more);
                Err(Lack::Missing(missing))
            }
            (Err(lack), _) | (_, Err(lack)) => Err(lack),
        }
    }

    /// The sum that a money table gives for a case; blocks that it leans on are added to `read`.
    pub(crate) fn money(
        &self,
        block: &Arc<Block>,
        case: &Case,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<Money> {
        let (value, ops) = self.row_and_ops(block, case)?;
        match value {
            RowValue::Money(rule) => self.money_of(rule, ops, case, read),
            _ => Ok(Money {
                base: Base::Unlimited,
                ops: Vec::new(),
                every_days: None,
            }),
        }
    }

    /// A sum as a rule writes it, with its adjustments worked in where they do not depend on a count.
    pub(crate) fn money_of(
        &self,
        rule: &MoneyRule,
        ops: Vec<Op>,
        case: &Case,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<Money> {
        let every_days = rule.every_days;
        let base = match &rule.value {
            MoneyValue::Share(rate, Of::Bill(of), _) => Base::Share {
                rate: *rate,
                of: *of,
                min: rule.min,
                max: rule.max,
                round: rule.round,
            },
            _ => Base::Exact(self.exact(rule, case, read)?),
        };
        let depends = ops.iter().any(|op| op.for_each.is_some());
        match base {
            Base::Exact(sum) if !depends => {
                let adjusted = self.adjusted(sum, &ops, case);
                let fixed = adjusted.map(|sum| sum.round(self.rounding).max(Yuan::ZERO));
                Ok(Money {
                    base: Base::Fixed(fixed),
                    ops: Vec::new(),
                    every_days,
                })
            }
            base => Ok(Money {
                base,
                ops,
                every_days,
            }),
        }
    }

    /// A sum that does not depend on the bill, unrounded unless the rule itself rounds it.
    pub(crate) fn exact(
        &self,
        rule: &MoneyRule,
        case: &Case,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<Bounds<Exact>> {
        let start = match &rule.value {
            MoneyValue::Amount(amount) => amount.map(Yuan::exact),
            MoneyValue::Share(rate, of, place) => {
                let Of::Table(table) = of else {
                    // A share of the bill never reaches this place: it is kept for the engine.
                    return Err(Lack::Missing(Vec::new()));
                };
                let standard = self.standard(*table, place, case, read)?;
                let share = |end: End| {
                    let (sum, rate) = (standard.at(end), rate.at(end));
                    let rounded = || sum.round(self.rounding) * rate;
                    sum.times(rate).unwrap_or_else(rounded)
                };
                Bounds {
                    low: share(End::Low),
                    high: share(End::High),
                }
            }
        };
        Ok(start.map(|sum| {
            let sum = rule.min.map_or(sum, |min| sum.max(min.exact()));
            let sum = rule.max.map_or(sum, |max| sum.min(max.exact()));
            rule.round.map_or(sum, |round| sum.round(round).exact())
        }))
    }

    fn adjusted(&self, start: Bounds<Exact>, ops: &[Op], case: &Case) -> Bounds<Exact> {
        let at = |end: End| adjust_exact(start.at(end), ops, case, end, self.rounding);
        Bounds {
            low: at(End::Low),
            high: at(End::High),
        }
    }

    /// A table's standard: for the same person, hospital and day, the first time, at home, with its own `adjust`.
    fn standard(
        &self,
        table: TableName,
        place: &TextPlace,
        case: &Case,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<Bounds<Exact>> {
        if self.open.borrow().contains(&table) {
            let mut path: Vec<String> =
                self.open.borrow().iter().map(ToString::to_string).collect();
            path.push(table.to_string());
            self.shelf.report(Problem {
                place: place.clone(),
                what: What::Cycle(path),
            });
            return Err(Lack::Unknown(Note::NoTable(table)));
        }
        let found = self.find(table).map_err(Lack::Unknown)?;
        read.extend(found.led);
        let block = found.block;
        read.push(Arc::clone(&block));
        let mut case = case.with(Selector::Place, Place::Local as i64);
        for nth in FIRST_TIME {
            case.set(nth, Some(1));
        }
        self.open.borrow_mut().push(table);
        let asked = self.standard_of(&block, &case, read);
        self.open.borrow_mut().pop();
        asked
    }

    fn standard_of(
        &self,
        block: &Arc<Block>,
        case: &Case,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<Bounds<Exact>> {
        let (value, ops) = self.row_and_ops(block, case)?;
        let counts = ops.iter().filter_map(|op| op.for_each);
        let missing: Vec<Selector> = counts
            .map(|each| each.selector)
            .filter(|&selector| case.get(selector).is_none())
            .collect();
        if !missing.is_empty() {
            return Err(Lack::Missing(missing));
        }
        match value {
            RowValue::Money(rule)
                if !matches!(rule.value, MoneyValue::Share(_, Of::Bill(_), _)) =>
            {
                let start = self.exact(rule, case, read)?;
                Ok(self.adjusted(start, &ops, case))
            }
            _ => Err(Lack::Unknown(Note::NoRow(Arc::clone(block)))),
        }
    }

    /// A cell of the engine's table.
    pub(crate) fn cell<V>(&self, asked: Asked<V>) -> Cell<V> {
        match asked {
            Ok(value) => Cell::Value(value),
            Err(Lack::Unknown(note)) => Cell::Unknown(self.note(note)),
            Err(Lack::NotCovered(note)) => Cell::NotCovered(self.note(note)),
            Err(Lack::Missing(missing)) => Cell::Missing(missing),
        }
    }
}

/// How often a standard is asked for: the first time.
pub(crate) const FIRST_TIME: [Selector; 3] =
    [Selector::Nth, Selector::NthAtLevel, Selector::NthForDisease];
