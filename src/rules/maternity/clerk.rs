//! Asking the tables of 生育 about one person.

use std::sync::Arc;

use super::{ByRule, How, Item, Leave, Said, Worked};
use crate::engine::adjust::{Op, adjust_rate};
use crate::engine::bounds::{Bounds, End};
use crate::engine::maternity::{Benefit, Terms, allowance, care, leave_days};
use crate::model::case::Case;
use crate::model::paying_in::Unit;
use crate::model::person::Birth;
use crate::model::selector::Selector;
use crate::money::{Rate, Yuan};
use crate::rules::block::{Block, RowCondition, RowTest, RowValue};
use crate::rules::claim::key_of;
use crate::rules::enquiry::Enquiry;
use crate::rules::evaluate::{Asked, Lack};
use crate::rules::note::Note;
use crate::rules::paying_in::BenefitRule;
use crate::rules::table::TableName;

/// Asks about one person.
pub(super) struct Clerk<'a, 's> {
    pub(super) enquiry: &'a Enquiry<'s>,
    pub(super) birth: Birth,
    /// The months that are paid by the day of the case.
    pub(super) paid: Option<i64>,
}

/// Something that was read, with the blocks that say it.
type Read<T> = (T, Vec<Arc<Block>>);

/// What the rules say of an item: the row of its table, and the share that the months paid leave.
struct Row {
    value: RowValue,
    ops: Vec<Op>,
    share: Bounds<Rate>,
    blocks: Vec<Arc<Block>>,
}

/// What the blocks that answer for the day ask for, in rows, adjustments and counts.
pub(super) fn asked(enquiry: &Enquiry<'_>, wanted: &[(Item, bool)]) -> Vec<Selector> {
    let own = wanted.iter().map(|(item, _)| item.table());
    let mut tables: Vec<TableName> = own.chain([TableName::MaternityGraded]).collect();
    if wanted.iter().any(|(item, _)| *item == Item::Allowance) {
        tables.push(TableName::MaternityLeave);
    }
    tables.dedup();
    let mut asked = Vec::new();
    for table in tables {
        let Ok(found) = enquiry.asking.find(table) else {
            continue;
        };
        asked.extend(conditions(&found.block).map(|one| one.selector));
        let counts = found.block.adjust.iter().filter_map(|one| one.op.for_each);
        asked.extend(counts.map(|each| each.selector));
    }
    asked
}

fn conditions(block: &Block) -> impl Iterator<Item = &RowCondition> {
    let rows = block.rows().iter().flat_map(|row| &row.conditions);
    rows.chain(block.adjust.iter().flat_map(|entry| &entry.conditions))
}

/// The adjustments with how often each is taken; those that are not taken are left out.
fn counted(ops: &[Op], case: &Case) -> Vec<(Op, i64)> {
    let steps = |op: &Op| op.for_each.map_or(1, |each| each.steps(case));
    let counted = ops.iter().map(|op| (op.clone(), steps(op)));
    counted.filter(|(_, steps)| *steps > 0).collect()
}

/// The names of what is missing, or the lack of a rule.
fn said(lacks: impl IntoIterator<Item = Lack>) -> Said {
    let mut names = Vec::new();
    let mut of_rules = None;
    for lack in lacks {
        match lack {
            Lack::Missing(selectors) => names.extend(selectors.into_iter().map(key_of)),
            Lack::Unknown(note) => of_rules = of_rules.or(Some(Said::Unknown(note))),
            Lack::NotCovered(note) => of_rules = of_rules.or(Some(Said::NotCovered(note))),
        }
    }
    // What no rule says stays unknown whatever else the person tells.
    of_rules.unwrap_or(Said::Lacks(names))
}

impl Clerk<'_, '_> {
    /// The person's case for an item.
    fn case(&self, item: Item) -> Case {
        let mut case = self.enquiry.case.clone();
        case.set(Selector::Visit, Some(item.visit() as i64));
        let pool = self.enquiry.number(Selector::Layer, "pool");
        case.set(Selector::Layer, Some(pool));
        case
    }

    /// A table's row and adjustments for a case.
    fn ask(&self, table: TableName, case: &Case) -> Asked<Read<(RowValue, Vec<Op>)>> {
        let asking = &self.enquiry.asking;
        let found = asking.find(table).map_err(Lack::Unknown)?;
        let (value, ops) = asking.row_and_ops(&found.block, case)?;
        let value = value.clone();
        let counts = ops.iter().filter_map(|op| op.for_each);
        let missing: Vec<Selector> = counts
            .map(|each| each.selector)
            .filter(|&selector| case.get(selector).is_none())
            .collect();
        if missing.is_empty() {
            Ok(((value, ops), found.all()))
        } else {
            Err(Lack::Missing(missing))
        }
    }

    /// The share that the months paid leave; the whole where no such rule is.
    fn graded(&self, case: &Case) -> Asked<Read<Bounds<Rate>>> {
        match self.ask(TableName::MaternityGraded, case) {
            Err(Lack::Unknown(Note::NoTable(_))) => Ok((Bounds::exactly(Rate::ONE), Vec::new())),
            Err(lack) => Err(lack),
            Ok(((RowValue::Share(share), ops), blocks)) => {
                let at = |end: End| adjust_rate(share.at(end), &ops, case, end).held();
                let share = Bounds {
                    low: at(End::Low),
                    high: at(End::High),
                };
                Ok((share, blocks))
            }
            Ok((_, blocks)) => Ok((Bounds::exactly(Rate::ONE), blocks)),
        }
    }

    /// The least number of months by which something is due; nothing where no number helps.
    pub(super) fn needed(&self, item: Item) -> Option<i64> {
        let asking = &self.enquiry.asking;
        let mut edges = vec![0];
        for table in [TableName::MaternityGraded, item.table()] {
            let Ok(found) = asking.find(table) else {
                continue;
            };
            let months = conditions(&found.block);
            let months = months.filter(|one| one.selector == Selector::PaidMonths);
            edges.extend(months.flat_map(|one| match one.test {
                RowTest::Band { from, until } => from.into_iter().chain(until).collect(),
                RowTest::Words(_) => Vec::new(),
            }));
        }
        edges.sort_unstable();
        let case = self.case(item);
        edges.into_iter().find(|&months| {
            let case = case.with(Selector::PaidMonths, months);
            self.is_due(item, &case)
        })
    }

    /// Whether the rules do not refuse an item to a case.
    fn is_due(&self, item: Item, case: &Case) -> bool {
        let is_graded_away = match self.graded(case) {
            Ok((share, _)) => share.high == Rate::ZERO,
            Err(lack) => matches!(lack, Lack::NotCovered(_)),
        };
        !is_graded_away && !matches!(self.ask(item.table(), case), Err(Lack::NotCovered(_)))
    }

    /// What is said where the rules refuse: so many months, if months would help, else the rule itself.
    fn refused(&self, item: Item, note: Note) -> Said {
        match (self.needed(item), self.paid, note) {
            (Some(needed), Some(paid), Note::NotCovered { block, .. }) if needed > paid => {
                Said::TooFewMonths(needed, block)
            }
            (_, _, note) => Said::NotCovered(note),
        }
    }

    /// What the rules say of an item, or what is said without it.
    fn row(&self, item: Item, case: &Case) -> Result<Row, Said> {
        // What the item's own table refuses is a better reason than a share of nothing.
        let asked = self.ask(item.table(), case);
        if let Err(Lack::NotCovered(note)) = asked {
            return Err(self.refused(item, note));
        }
        let graded = self.graded(case);
        match &graded {
            Ok((share, blocks)) if share.high == Rate::ZERO => {
                if let Some(block) = blocks.last() {
                    let note = Note::NotCovered {
                        block: Arc::clone(block),
                        text: share.high.to_string(),
                    };
                    return Err(self.refused(item, note));
                }
            }
            Err(Lack::NotCovered(note)) => return Err(self.refused(item, note.clone())),
            _ => {}
        }
        match (graded, asked) {
            (Ok((share, graded)), Ok(((value, ops), mut blocks))) => {
                blocks.extend(graded);
                Ok(Row {
                    value,
                    ops,
                    share,
                    blocks,
                })
            }
            (graded, row) => {
                let lacks = graded.err().into_iter().chain(row.err());
                Err(said(lacks))
            }
        }
    }

    /// What is paid for care.
    pub(super) fn care(&self, item: Item, bill: Option<Yuan>) -> Said {
        let case = self.case(item);
        let row = match self.row(item, &case) {
            Ok(row) => row,
            Err(said) => return said,
        };
        let benefit = match row.value {
            RowValue::Benefit(BenefitRule::Fixed(sum)) => Benefit::Fixed(sum),
            RowValue::Benefit(BenefitRule::Limit(sum)) => Benefit::Limit(sum),
            RowValue::Benefit(BenefitRule::Ratio(rate)) => Benefit::Ratio(rate),
            _ => return Said::AsInpatient(row.blocks),
        };
        let terms = Terms {
            ops: &row.ops,
            case: &case,
            share: row.share,
            rounding: self.enquiry.asking.rounding,
        };
        match care(benefit, bill, &terms) {
            None => Said::Lacks(vec!["total"]),
            Some(sum) => Said::Paid(Box::new(Worked {
                how: How::Care(benefit, bill.filter(|_| benefit.needs_bill())),
                ops: counted(&row.ops, &case),
                share: row.share,
                sum,
                blocks: row.blocks,
            })),
        }
    }

    /// How long the leave is, as it was given or by the rule.
    pub(super) fn leave(&self) -> Result<Leave, Said> {
        if let Some(days) = self.birth.leave_days {
            return Ok(Leave {
                days: (days, Some(days)),
                by_rule: None,
            });
        }
        let case = self.case(Item::Allowance);
        let read = self.ask(TableName::MaternityLeave, &case);
        let ((value, ops), blocks) = match read {
            Ok(read) => read,
            Err(lack) => return Err(said([lack])),
        };
        let unit = blocks.last().and_then(|block| block.keys.paying.unit);
        let (RowValue::Length(length), Some(days_each)) = (value, self.days_each(unit, &case))
        else {
            return Err(Said::Lacks(Vec::new()));
        };
        Ok(Leave {
            days: leave_days(length, &ops, &case, days_each),
            by_rule: Some(ByRule {
                length,
                days_each,
                ops: counted(&ops, &case),
                blocks,
            }),
        })
    }

    /// The days of a unit of leave: a month has as many as the allowance divides a month's wage by.
    fn days_each(&self, unit: Option<Unit>, case: &Case) -> Option<i64> {
        if unit != Some(Unit::Months) {
            return Some(1);
        }
        match self.ask(TableName::MaternityAllowance, case) {
            Ok(((RowValue::Allowance(rule), _), _)) => Some(rule.over_days),
            _ => None,
        }
    }

    /// 生育津贴.
    pub(super) fn allowance(&self) -> Said {
        let case = self.case(Item::Allowance);
        let (row, leave) = match (self.row(Item::Allowance, &case), self.leave()) {
            (Ok(row), leave) => (row, leave),
            // All that is missing is named at once.
            (Err(Said::Lacks(mut names)), Err(Said::Lacks(more))) => {
                names.extend(more);
                return Said::Lacks(names);
            }
            (Err(said), _) => return said,
        };
        let RowValue::Allowance(rule) = row.value else {
            return Said::Lacks(Vec::new());
        };
        let (wage, leave) = match (self.birth.employer_wage, leave) {
            (Some(wage), Ok(leave)) => (wage, leave),
            (Some(_), Err(said)) => return said,
            (None, leave) => {
                let mut names = vec!["employer_average_wage"];
                if let Err(Said::Lacks(more)) = leave {
                    names.extend(more);
                }
                return Said::Lacks(names);
            }
        };
        let terms = Terms {
            ops: &[],
            case: &case,
            share: row.share,
            rounding: self.enquiry.asking.rounding,
        };
        let sum = allowance(wage, rule.share, rule.over_days, leave.days, &terms);
        let mut blocks = row.blocks;
        blocks.extend(leave.by_rule.into_iter().flat_map(|rule| rule.blocks));
        Said::Paid(Box::new(Worked {
            how: How::Allowance {
                wage,
                share: rule.share,
                over_days: rule.over_days,
            },
            ops: Vec::new(),
            share: row.share,
            sum,
            blocks,
        }))
    }
}
