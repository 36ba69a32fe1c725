//! A person's bills of a benefit year: in their order, each settled with what the ones before it left behind.

mod checks;
mod reversal;

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};

use crate::engine::answer::Ledgers;
use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::engine::step::{Code, Value};
use crate::formats::problem::What;
use crate::formats::year_problem::YearWhat;
use crate::model::bill::{Bill, History};
use crate::model::words::{Scheme, Visit};
use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::carried::Carried;
use crate::rules::claim::{Assumed, AtKey};
use crate::rules::compile::benefit_year;
use crate::rules::left::{LeftOver, left_over};
use crate::rules::region::Folder;
use crate::rules::reimburse::{Outcome, Reimbursed, day_of, reimburse_after};
use crate::rules::shelf::Shelf;

use reversal::is_taken_back;

/// A benefit year of one person, settled.
#[derive(Debug)]
pub struct Year {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The scheme.
    pub scheme: Scheme,
    /// The first day of the benefit year.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// The bills in the order in which they were settled.
    pub entries: Vec<Entry>,
    /// What they leave behind.
    pub carried: Carried,
    /// What is left at the end.
    pub left: Vec<LeftOver>,
    /// What was not given, over all bills.
    pub assumed: Vec<Assumed>,
    /// Every block that the answers rest on.
    pub blocks: Vec<Arc<Block>>,
    /// Blocks that only say how to round.
    pub rounding: Vec<Arc<Block>>,
}

/// A bill in its turn.
#[derive(Debug)]
pub struct Entry {
    /// Which of the bills that were given.
    pub index: usize,
    /// Its day.
    pub day: NaiveDate,
    /// What came of it.
    pub turn: Turn,
    /// The counters before it.
    before: Ledgers,
    /// The counters after it.
    pub ledgers: Ledgers,
    /// What is left after it.
    pub left: Vec<LeftOver>,
}

/// What came of a bill.
#[derive(Debug)]
pub enum Turn {
    /// It was settled, or no rule says how.
    Settled(Box<Reimbursed>),
    /// It took back another, by its place among the entries.
    Reversal(usize),
    /// Not settled: a bill before it has no answer, and what it left behind would be a guess.
    After(usize),
}

/// More bills than anybody has in a year. Each keeps its steps and its counters until the answer is printed, so that memory
/// goes with their number.
const MOST_BILLS: usize = 2_000;

/// A problem of one of the bills, by its place among those that were given.
pub type OfBill = (usize, AtKey);

/// Settles the bills of a year, after what `carried` has from before.
///
/// # Errors
/// Problems of all bills at once; nothing is settled then.
pub fn year(
    shelf: &Shelf,
    bills: &[Bill],
    carried: Carried,
    today: NaiveDate,
) -> Result<Year, Vec<OfBill>> {
    if let Some(extra) = bills.get(MOST_BILLS) {
        let key = if extra.number.is_some() { "bill" } else { "on" };
        let count = bills.len();
        return Err(vec![(
            MOST_BILLS,
            (
                key,
                YearWhat::TooMany {
                    count,
                    most: MOST_BILLS,
                }
                .into(),
            ),
        )]);
    }
    let (folder, scheme) = checks::insurance(shelf, bills)?;
    let mut order: Vec<(NaiveDate, usize)> = Vec::new();
    let mut problems = Vec::new();
    for (index, bill) in bills.iter().enumerate() {
        if bill.day.or(bill.last_charge).is_none() {
            problems.push((index, ("on", What::Missing(vec!["on"], Some(scheme)))));
        } else {
            let day = day_of(shelf, &folder, scheme, bill, today, &mut Vec::new());
            order.push((day, index));
        }
    }
    order.sort();
    let first = order.iter().find(|(_, index)| !bills[*index].is_reversal);
    let first = first.or(order.first()).map_or(today, |(day, _)| *day);
    let (from, to) = span(shelf, &folder, scheme, first);
    let reversed = checks::reversals(bills, &order, &mut problems);
    checks::one_year(bills, &order, (from, to), &mut problems);
    checks::one_number(bills, &order, &mut problems);
    checks::apart_stays(bills, &reversed, &mut problems);
    checks::same_person(bills, &mut problems);
    for (index, bill) in bills.iter().enumerate() {
        if bill.history != History::default() {
            problems.push((index, ("ytd_eligible", YearWhat::TotalsOfYear.into())));
        }
    }
    let mut run = Run {
        shelf,
        today,
        carried,
        entries: Vec::new(),
        problems,
    };
    for bill in bills {
        run.carried.meet(bill);
    }
    for (day, index) in order {
        let before = run.carried.ledgers.clone();
        let turn = match reversed.iter().find(|(reversal, _)| *reversal == index) {
            Some((_, of)) => run.reverse(*of),
            None => run.settle(index, &bills[index]),
        };
        let Some(turn) = turn else { continue };
        let left = run.left_after(&turn);
        run.entries.push(Entry {
            index,
            day,
            turn,
            before,
            ledgers: run.carried.ledgers.clone(),
            left,
        });
    }
    if !run.problems.is_empty() {
        run.problems.sort_by_key(|(index, _)| *index);
        return Err(run.problems);
    }
    Ok(run.finish(folder, scheme, (from, to)))
}

/// The benefit year that a day lies in.
pub(crate) fn span(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    day: NaiveDate,
) -> (NaiveDate, NaiveDate) {
    let starts = benefit_year(shelf, folder, scheme, day).map(|year| year.starts);
    let start = |year| {
        let starts = starts.map_or(NaiveDate::from_ymd_opt(year, 1, 1), |starts| {
            starts.in_year(year)
        });
        starts.unwrap_or(day)
    };
    let this = start(day.year());
    let (from, next) = if day < this {
        (start(day.year() - 1), this)
    } else {
        (this, start(day.year() + 1))
    };
    (from, next.checked_sub_days(Days::new(1)).unwrap_or(next))
}

/// A year that is being settled.
struct Run<'a> {
    shelf: &'a Shelf,
    today: NaiveDate,
    carried: Carried,
    entries: Vec<Entry>,
    problems: Vec<OfBill>,
}

impl Run<'_> {
    /// Settles a bill; nothing where it has a problem.
    fn settle(&mut self, index: usize, bill: &Bill) -> Option<Turn> {
        let is_open = |entry: &Entry| match &entry.turn {
            Turn::Settled(answer) => answer.outcome == Outcome::Unknown,
            Turn::Reversal(_) => false,
            Turn::After(_) => true,
        };
        let stuck = self.entries.iter().position(is_open);
        let mut bill = bill.clone();
        bill.account = bill.account.or(self.carried.account);
        if bill.shared.is_empty() {
            bill.shared = self.carried.shared.clone();
        }
        // A bill after one without an answer is asked all the same, for what is wrong with it.
        match reimburse_after(self.shelf, &bill, self.today, Some(&self.carried)) {
            Err(problems) => {
                let known = self.problems.is_empty() && stuck.is_none();
                // What follows from the bills before it is not known then, so nothing can contradict it.
                let follows = |what: &What| {
                    matches!(
                        what,
                        What::Year(YearWhat::NthOfLedger { .. })
                            | What::HospitalAbovePatient { .. }
                    )
                };
                let problems = problems.into_iter();
                let own = problems.filter(|(_, what)| known || !follows(what));
                self.problems.extend(own.map(|problem| (index, problem)));
                None
            }
            Ok(_) if stuck.is_some() => stuck.map(Turn::After),
            Ok(answer) => {
                self.carry(&bill, &answer);
                Some(Turn::Settled(Box::new(answer)))
            }
        }
    }

    /// Keeps what a settled bill leaves behind.
    fn carry(&mut self, bill: &Bill, answer: &Reimbursed) {
        if let Some(compiled) = &answer.compiled {
            self.carried.book = compiled.book().clone();
        }
        self.carried.account = bill.account;
        self.carried.shared = bill.shared.clone();
        let Some(settled) = &answer.answer else {
            return;
        };
        self.carried.ledgers = settled.ledger.clone();
        // Of a vague payment what is surely left is carried on.
        let (account, shared) = from_accounts(answer);
        if let Some(left) = &mut self.carried.account {
            *left = left.above(account);
        }
        for ((_, left), paid) in self.carried.shared.iter_mut().zip(shared) {
            *left = left.above(paid);
        }
    }

    /// What is left after a bill, for the next one like it.
    fn left_after(&self, turn: &Turn) -> Vec<LeftOver> {
        match turn {
            Turn::Settled(answer) => left_over(answer, &self.carried.ledgers),
            Turn::Reversal(_) | Turn::After(_) => Vec::new(),
        }
    }

    fn finish(self, folder: Folder, scheme: Scheme, (from, to): (NaiveDate, NaiveDate)) -> Year {
        let mut year = Year {
            outcome: Outcome::Determined,
            folder,
            scheme,
            from,
            to,
            entries: self.entries,
            carried: self.carried,
            left: Vec::new(),
            assumed: Vec::new(),
            blocks: Vec::new(),
            rounding: Vec::new(),
        };
        let mut seen: Vec<Visit> = Vec::new();
        let mut left = Vec::new();
        for entry in year.entries.iter().rev() {
            let Turn::Settled(answer) = &entry.turn else {
                continue;
            };
            if !seen.contains(&answer.visit) {
                seen.push(answer.visit);
                for one in left_over(answer, &year.carried.ledgers) {
                    let same = |known: &LeftOver| {
                        known.part == one.part
                            && known.kind.name() == one.kind.name()
                            && known.limit == one.limit
                    };
                    if !left.iter().any(same) {
                        left.push(one);
                    }
                }
            }
        }
        year.left = left;
        for entry in &year.entries {
            let Turn::Settled(answer) = &entry.turn else {
                continue;
            };
            merge(&mut year.blocks, &answer.blocks);
            merge(&mut year.rounding, &answer.rounding);
            for one in &answer.assumed {
                let same = |known: &Assumed| known.key == one.key && known.value == one.value;
                if !year.assumed.iter().any(same) {
                    let otherwise = None;
                    year.assumed.push(Assumed {
                        otherwise,
                        ..one.clone()
                    });
                }
            }
        }
        let outcomes = year.entries.iter().filter_map(|entry| match &entry.turn {
            Turn::Settled(answer) => Some(answer.outcome),
            _ => None,
        });
        year.outcome = outcomes.fold(Outcome::Determined, worse);
        year
    }
}

/// What the whole is, where one of its bills is this: a bill that is not covered leaves the others as they are.
fn worse(whole: Outcome, one: Outcome) -> Outcome {
    match (whole, one) {
        (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
        (Outcome::Range, _) | (_, Outcome::Range) => Outcome::Range,
        (whole, _) => whole,
    }
}

fn merge(into: &mut Vec<Arc<Block>>, more: &[Arc<Block>]) {
    for block in more {
        if !into.iter().any(|known| Arc::ptr_eq(known, block)) {
            into.push(Arc::clone(block));
        }
    }
}

/// What the own account and each relative's account paid; of a vague payment the most.
fn from_accounts(answer: &Reimbursed) -> (Yuan, Vec<Yuan>) {
    let Some(settled) = &answer.answer else {
        return (Yuan::ZERO, Vec::new());
    };
    let account = settled.get(Amount::AccountPay);
    let account = account.map_or(Yuan::ZERO, |paid| paid.high);
    let relatives = settled
        .steps
        .iter()
        .filter(|step| step.code == Code::MutualAid);
    let mut shared = Vec::new();
    for step in relatives {
        let named = step.operands.iter().find(|(name, _)| *name == "relative");
        if let Some((
            _,
            Bounds {
                low: Value::Count(which),
                ..
            },
        )) = named
        {
            let place = usize::try_from(*which - 1).unwrap_or_default();
            shared.resize(shared.len().max(place + 1), Yuan::ZERO);
            shared[place] = step.result.high;
        }
    }
    (account, shared)
}

impl Year {
    /// An amount of the year: the sum of its bills, less those that were taken back. Nothing where a bill has no answer.
    pub fn get(&self, amount: Amount) -> Option<Bounds<Yuan>> {
        if self.outcome == Outcome::Unknown {
            return None;
        }
        // A bill and its reversal come to nothing together, however vague the bill is.
        let taken_back = |place| is_taken_back(&self.entries, place);
        let entries = self.entries.iter().enumerate();
        let sums = entries.filter_map(|(place, entry)| match entry.turn {
            Turn::Reversal(of) => self
                .of(&self.entries[of], amount)
                .map(|_| Bounds::exactly(Yuan::ZERO)),
            _ if taken_back(place) => None,
            _ => self.of(entry, amount),
        });
        sums.reduce(|a, b| Bounds {
            low: a.low + b.low,
            high: a.high + b.high,
        })
    }

    /// An amount of one entry; a reversal has that of its bill below zero.
    pub fn of(&self, entry: &Entry, amount: Amount) -> Option<Bounds<Yuan>> {
        match &entry.turn {
            Turn::Settled(answer) => answer.answer.as_ref()?.get(amount),
            Turn::After(_) => None,
            Turn::Reversal(place) => {
                let paid = self.of(self.entries.get(*place)?, amount)?;
                Some(Bounds {
                    low: -paid.high,
                    high: -paid.low,
                })
            }
        }
    }
}
