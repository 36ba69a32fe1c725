//! From rule files to the engine's plan: which block governs each table on the day, laid out dense.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::engine::adjust::adjust_rate;
use crate::engine::bounds::{Bounds, End};
use crate::engine::plan::{
    Anchor, Bracket, Cap, CapOn, Deductible, Entry, FirstPayment, Gate, Item, Lookup, Money,
    OffSite, PartPlan, Period, Plan, Ratio, Ratios, RoundingRule,
};
use crate::engine::table::{Notice, Reads, Table};
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Place, Scheme, Visit};
use crate::money::{Rate, Rounding};
use crate::rules::block::{BelongsBy, Block, Body, Keys, MoneyRule, RowValue, StackEntry};
use crate::rules::book::Book;
use crate::rules::evaluate::{Asked, Asking, Lack};
use crate::rules::govern::Governing;
use crate::rules::note::Note;
use crate::rules::region::Folder;
use crate::rules::selecting::POOL;
use crate::rules::shelf::Shelf;
use crate::rules::table::{OfPart, TableName};
use crate::rules::text::{Place as TextPlace, Text};
use crate::time::MonthDay;

/// A plan with what stands behind its numbers.
#[derive(Debug)]
pub struct Compiled {
    /// The plan.
    pub plan: Plan,
    /// The blocks that the plan was made from, by their [`crate::engine::plan::BlockId`].
    pub blocks: Vec<Arc<Block>>,
    /// What the notices of the plan say.
    pub notes: Vec<Note>,
    /// The facts that are the same for every bill of the plan.
    pub case: Case,
    book: Book,
    asked: BTreeSet<Selector>,
}

impl Compiled {
    /// The number of a word in this plan. A word that no rule names is no word of any rule.
    pub fn number(&self, selector: Selector, word: &str) -> i64 {
        self.book
            .find(selector, word)
            .unwrap_or_else(|| self.book.len(selector))
    }

    /// Whether any table of the plan asks for a selector.
    pub fn asks(&self, selector: Selector) -> bool {
        self.asked.contains(&selector)
    }

    /// The words of the plan.
    pub(crate) fn book(&self) -> &Book {
        &self.book
    }

    /// The word of a number of this plan.
    pub fn word(&self, selector: Selector, number: i64) -> Option<&str> {
        self.book.word(selector, number)
    }
}

/// When a benefit year starts and which day of a stay counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BenefitYear {
    /// Month and day.
    pub starts: MonthDay,
    /// The end of the stay that counts.
    pub belongs_by: BelongsBy,
}

/// Why the one rule that every calculation needs, the rounding, is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Without(pub Note);

/// The benefit year of a place on a day, if a rule says it.
pub fn benefit_year(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    day: NaiveDate,
) -> Option<BenefitYear> {
    let found = shelf.find(&folder.path, scheme, TableName::BenefitYear, day);
    let keys = &found.ok()?.block.keys;
    Some(BenefitYear {
        starts: keys.starts?,
        belongs_by: keys.belongs_by?,
    })
}

/// The fen is the finest amount there is.
const FINEST: Rounding = Rounding::FEN;

/// How payments are rounded in a place on a day; to the fen where no rule says it. Only for tables that bring a rounding
/// of their own.
pub(crate) fn payments_rounding(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    day: NaiveDate,
) -> Rounding {
    let found = shelf.find(&folder.path, scheme, TableName::Rounding, day);
    let payments = found.ok().and_then(|found| found.block.keys.payments);
    payments.unwrap_or(FINEST)
}

/// The plan of a region, scheme, visit and day.
///
/// # Errors
/// When no rule says how amounts are rounded.
pub fn compile(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    visit: Visit,
    day: NaiveDate,
) -> Result<Compiled, Without> {
    compile_with(shelf, folder, scheme, visit, day, Book::default())
}

/// The same with words that have their numbers already: those of the counters that earlier bills left behind.
///
/// # Errors
/// When no rule says how amounts are rounded.
pub(crate) fn compile_with(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    visit: Visit,
    day: NaiveDate,
    book: Book,
) -> Result<Compiled, Without> {
    let table = TableName::Rounding;
    let found = shelf.find(&folder.path, scheme, table, day);
    let rounding = found.map_err(Without)?.block;
    let payments = rounding.keys.payments.unwrap_or(FINEST);
    let asking = Asking::new(shelf, folder, scheme, day, payments);
    asking.book.replace(book);
    let mut case = Case::EMPTY;
    case.set(Selector::Scheme, Some(scheme as i64));
    case.set(Selector::Visit, Some(visit as i64));
    case.set(Selector::Pool, Some(POOL));
    let maker = Maker {
        asking: &asking,
        case: &case,
        asked: RefCell::default(),
    };
    let first_payment = match rounding.keys.first_payment {
        Some(None) => FirstPayment::Rest,
        Some(Some(rounding)) => FirstPayment::Rounded(rounding),
        None => FirstPayment::Rounded(payments),
    };
    let (stack, stack_reads) = maker.stack(visit);
    // Without any such table the pool stands alone; one that does not answer for the day leaves the layers unknown.
    let stack_is_unknown = stack_reads
        .is_err_and(|notice| !matches!(asking.notes.borrow()[notice.0 as usize], Note::NoTable(_)));
    let plan = Plan {
        visit,
        rounding: RoundingRule {
            payments,
            first_payment,
            line_by_line: rounding.keys.line_by_line.unwrap_or(true),
            reads: asking.reads(std::slice::from_ref(&rounding)),
        },
        items: maker.optional(TableName::Items, |block, case, _| maker.item(block, case)),
        off_site: maker.needed(TableName::OffSite, |block, case, read| {
            maker.off_site(block, case, read)
        }),
        stack,
        stack_reads: stack_reads.ok(),
        stack_notice: stack_reads.err(),
        stack_is_unknown,
        graded: maker.optional(TableName::Graded, |block, case, _| maker.share(block, case)),
        reads: asking.reads.take(),
    };
    let asked = maker.asked.take();
    Ok(Compiled {
        plan,
        asked,
        blocks: asking.blocks.take(),
        notes: asking.notes.take(),
        case,
        book: asking.book.take(),
    })
}

/// Makes the tables of one plan.
struct Maker<'a> {
    asking: &'a Asking<'a>,
    case: &'a Case,
    asked: RefCell<BTreeSet<Selector>>,
}

impl Maker<'_> {
    /// The order of payment: what the rules say, or the pool alone.
    fn stack(&self, visit: Visit) -> (Vec<Entry>, Result<Reads, Notice>) {
        let alone = StackEntry {
            layer: Layer::Pool,
            conditions: Vec::new(),
            takes: Vec::new(),
            place: TextPlace {
                text: Arc::new(Text {
                    path: String::new(),
                    text: "".into(),
                }),
                span: 0..0,
            },
        };
        let note = match self.asking.find(TableName::Layers) {
            Ok(found) => {
                if let Body::Stack(stack) = &found.block.body {
                    let reads = self.asking.reads(&found.all());
                    let entries = stack.iter().map(|entry| self.entry(entry, visit));
                    return (entries.collect(), Ok(reads));
                }
                Note::NoRow(found.block)
            }
            Err(note) => note,
        };
        (vec![self.entry(&alone, visit)], Err(self.asking.note(note)))
    }

    fn entry(&self, entry: &StackEntry, visit: Visit) -> Entry {
        let part = match entry.layer {
            Layer::Account => None,
            Layer::Pool => Some(self.part(Part::Visit(visit), Some(visit))),
            layer => Some(self.part(Part::Layer(layer), None)),
        };
        Entry {
            layer: entry.layer,
            conditions: self.asking.conditions(&entry.conditions),
            takes: entry.takes.clone(),
            part,
        }
    }

    fn part(&self, part: Part, visit: Option<Visit>) -> PartPlan {
        let name = |table| TableName::Of(part, table);
        let mut caps = Vec::new();
        for (table, per) in OfPart::CAPS.into_iter().zip([
            Period::Day,
            Period::Admission,
            Period::Month,
            Period::Year,
        ]) {
            caps.extend(self.cap(name(table), per, false, visit));
        }
        if visit.is_some() {
            caps.extend(self.cap(TableName::PoolCapYear, Period::Year, true, visit));
        }
        PartPlan {
            part,
            deductible: self.deductible(name(OfPart::Deductible)),
            ratio: self.ratios(name(OfPart::Ratio)),
            caps,
            gate: self.gate(name(OfPart::Gate)),
            floor: self.optional(name(OfPart::Floor), |block, case, read| {
                self.asking.money(block, case, read)
            }),
        }
    }

    fn deductible(&self, name: TableName) -> Lookup<Deductible> {
        let read = |block: &Arc<Block>, case: &Case, read: &mut Vec<Arc<Block>>| {
            self.asking.money(block, case, read)
        };
        self.table(name, true, read)
            .map(|(table, keys)| Deductible {
                table,
                per: keys.per.unwrap_or(Period::Visit),
                apart_by: keys.apart_by,
                max_per_year: keys.max_per_year,
                continues: keys.continues,
            })
    }

    fn gate(&self, name: TableName) -> Lookup<Gate> {
        let read = |block: &Arc<Block>, case: &Case, read: &mut Vec<Arc<Block>>| {
            self.asking.money(block, case, read)
        };
        self.table(name, false, read).map(|(table, keys)| Gate {
            table,
            is_yearly: keys.per == Some(Period::Year),
        })
    }

    fn ratios(&self, name: TableName) -> Lookup<Ratios> {
        let read =
            |block: &Arc<Block>, case: &Case, _: &mut Vec<Arc<Block>>| self.ratio(block, case);
        self.table(name, true, read).map(|(table, keys)| Ratios {
            table,
            anchor: keys.anchor.unwrap_or(Anchor::Excess),
            accumulates: keys.per == Some(Period::Year),
        })
    }

    /// A cap; nothing when no rule on the way up has one.
    fn cap(
        &self,
        name: TableName,
        per: Period,
        is_shared: bool,
        visit: Option<Visit>,
    ) -> Option<Lookup<Cap>> {
        let read = |block: &Arc<Block>, case: &Case, read: &mut Vec<Arc<Block>>| {
            self.asking.money(block, case, read)
        };
        match self.table(name, false, read) {
            Lookup::Absent => None,
            Lookup::Unknown(notice) => Some(Lookup::Unknown(notice)),
            Lookup::Rule((table, keys)) => {
                let meant = keys.visits.is_empty()
                    || visit.is_some_and(|visit| keys.visits.contains(&visit));
                meant.then(|| {
                    Lookup::Rule(Cap {
                        table,
                        on: keys.on.unwrap_or(CapOn::FundPay),
                        per,
                        apart_by: keys.apart_by,
                        shared: is_shared,
                    })
                })
            }
        }
    }

    fn optional<V: PartialEq>(
        &self,
        name: TableName,
        read: impl Fn(&Arc<Block>, &Case, &mut Vec<Arc<Block>>) -> Asked<V>,
    ) -> Lookup<Table<V>> {
        self.table(name, false, read).map(|(table, _)| table)
    }

    fn needed<V: PartialEq>(
        &self,
        name: TableName,
        read: impl Fn(&Arc<Block>, &Case, &mut Vec<Arc<Block>>) -> Asked<V>,
    ) -> Lookup<Table<V>> {
        self.table(name, true, read).map(|(table, _)| table)
    }

    /// The dense table of the block that governs the day.
    fn table<V: PartialEq>(
        &self,
        name: TableName,
        is_needed: bool,
        read: impl Fn(&Arc<Block>, &Case, &mut Vec<Arc<Block>>) -> Asked<V>,
    ) -> Lookup<(Table<V>, Keys)> {
        let Governing { block, led } = match self.asking.find(name) {
            Ok(found) => found,
            Err(Note::NoTable(_)) if !is_needed => return Lookup::Absent,
            // A cap or a gate that once was and is not known for the day is as unknown as a ratio.
            Err(note) => return Lookup::Unknown(self.asking.note(note)),
        };
        let mut axes = BTreeMap::new();
        self.asking.axes(&block, &mut Vec::new(), &mut axes);
        self.asked.borrow_mut().extend(axes.keys());
        let axes = axes
            .into_iter()
            .filter(|(selector, _)| self.case.get(*selector).is_none())
            .collect();
        let table = Table::lay_out(axes, self.case, |case| {
            let mut blocks = led.clone();
            blocks.push(Arc::clone(&block));
            let asked = read(&block, case, &mut blocks);
            (self.asking.cell(asked), self.asking.reads(&blocks))
        });
        match table {
            Some(table) => Lookup::Rule((table, block.keys.clone())),
            None => Lookup::Unknown(self.asking.note(Note::TooManyCases(block))),
        }
    }

    fn ratio(&self, block: &Arc<Block>, case: &Case) -> Asked<Ratio> {
        let (value, ops) = self.asking.row_and_ops(block, case)?;
        let brackets = match value {
            RowValue::Ratio(rate) => vec![Bracket {
                edge: None,
                edge_is_next: false,
                rate: *rate,
            }],
            RowValue::Brackets(brackets) => brackets.clone(),
            _ => return Err(Lack::Unknown(Note::NoRow(Arc::clone(block)))),
        };
        if ops.iter().any(|op| op.for_each.is_some()) {
            return Ok(Ratio { brackets, ops });
        }
        let at = |rate: Bounds<Rate>, end: End| adjust_rate(rate.at(end), &ops, case, end);
        let brackets = brackets
            .into_iter()
            .map(|bracket| Bracket {
                rate: Bounds {
                    low: at(bracket.rate, End::Low),
                    high: at(bracket.rate, End::High),
                },
                ..bracket
            })
            .collect();
        Ok(Ratio {
            brackets,
            ops: Vec::new(),
        })
    }

    fn share(&self, block: &Arc<Block>, case: &Case) -> Asked<Bounds<Rate>> {
        match self.asking.row(block, case)? {
            RowValue::Share(share) => {
                let ops = self.asking.ops(block, case)?;
                let at = |end: End| adjust_rate(share.at(end), &ops, case, end).held();
                Ok(Bounds {
                    low: at(End::Low),
                    high: at(End::High),
                })
            }
            _ => Err(Lack::Unknown(Note::NoRow(Arc::clone(block)))),
        }
    }

    fn item(&self, block: &Arc<Block>, case: &Case) -> Asked<Item> {
        match self.asking.row(block, case)? {
            RowValue::Item(item) => Ok(item.clone()),
            _ => Err(Lack::Unknown(Note::NoRow(Arc::clone(block)))),
        }
    }

    fn off_site(
        &self,
        block: &Arc<Block>,
        case: &Case,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<OffSite> {
        if case.get(Selector::Place) == Some(Place::Local as i64) {
            return Ok(OffSite::default());
        }
        let RowValue::OffSite(rule) = self.asking.row(block, case)? else {
            return Err(Lack::Unknown(Note::NoRow(Arc::clone(block))));
        };
        let mut money = |rule: &Option<MoneyRule>| -> Asked<Option<Money>> {
            rule.as_ref()
                .map(|rule| self.asking.money_of(rule, Vec::new(), case, read))
                .transpose()
        };
        Ok(OffSite {
            pre_pay: money(&rule.pre_pay)?,
            deductible: money(&rule.deductible)?,
            deductible_times: rule.deductible_times,
            ratio: rule.ratio,
            points: rule.points,
            ratio_times: rule.ratio_times,
        })
    }
}
