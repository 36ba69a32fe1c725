//! From which day somebody is covered, and what paying up a gap would change.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::engine::adjust::adjust_count;
use crate::engine::bounds::{Bounds, End};
use crate::engine::waiting::{Anchors, MissingDay, covered_from};
use crate::model::case::Case;
use crate::model::paying_in::{Price, Starts, Unit};
use crate::model::person::{Period, Person};
use crate::model::selector::Selector;
use crate::model::words::{Scheme, Visit};
use crate::money::{Rate, Yuan};
use crate::rules::block::{Block, RowCondition, RowValue};
use crate::rules::claim::{Assumed, AtKey, assume};
use crate::rules::contribute::own_price;
use crate::rules::deadline::Stretches;
use crate::rules::enquiry::{Enquiry, first_month, missing, place};
use crate::rules::note::Note;
use crate::rules::paying_in::{StageRule, WaitRule};
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::time::YearMonth;

/// An answer about a wait.
#[derive(Debug)]
pub struct Waited {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The scheme.
    pub scheme: Scheme,
    /// How long.
    pub length: Option<Bounds<i64>>,
    /// Months or days.
    pub unit: Unit,
    /// From when.
    pub starts: Option<Starts>,
    /// The first covered day.
    pub covered_from: Option<Bounds<NaiveDate>>,
    /// What repairing missed years would change.
    pub options: Vec<Repair>,
    /// Benefits that begin or grow later than cover.
    pub benefits: Vec<Benefit>,
    /// Whether cover counts as going on, where a rule says so.
    pub continuous: Option<bool>,
    /// Why it is not known.
    pub reason: Vec<Note>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
}

/// Some missed years, paid up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// How many.
    pub years: i64,
    /// What they cost.
    pub price: Option<Bounds<Yuan>>,
    /// The first covered day then.
    pub covered_from: Bounds<NaiveDate>,
}

/// A benefit that is paid in part, or not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benefit {
    /// Of which kind of care.
    pub visit: Visit,
    /// Which share of it is paid.
    pub share: Bounds<Rate>,
    /// From which month on.
    pub from: YearMonth,
}

/// From which day a person is covered.
///
/// # Errors
/// Problems of the person: an unknown region or word, facts that the rules need and nobody said.
pub fn wait(shelf: &Shelf, person: &Person, today: NaiveDate) -> Result<Waited, Vec<AtKey>> {
    let (folder, scheme) = place(shelf, person)?;
    let year = match person.period {
        Some(Period::Year(year)) => first_month(shelf, &folder, scheme, year),
        _ => None,
    };
    let paid = person.history.paid;
    let day = year.map(YearMonth::first_day).or(paid).unwrap_or(today);
    let mut answer = Waited {
        outcome: Outcome::Determined,
        folder: folder.clone(),
        scheme,
        length: None,
        unit: Unit::Months,
        starts: None,
        covered_from: None,
        options: Vec::new(),
        benefits: Vec::new(),
        continuous: None,
        reason: Vec::new(),
        assumed: Vec::new(),
        blocks: Vec::new(),
    };
    let mut enquiry = Enquiry::new(shelf, &folder, scheme, day, person)?;
    let found = match enquiry.asking.find(TableName::Wait) {
        Ok(found) => found,
        Err(note) => {
            answer.reason.push(note);
            answer.outcome = Outcome::Unknown;
            return Ok(answer);
        }
    };
    let block = Arc::clone(&found.block);
    facts(&mut enquiry, person, year, &block);
    stage(shelf, &folder, &mut enquiry, person, &mut answer)?;
    let conditions = block.rows().iter().flat_map(|row| &row.conditions);
    let conditions = conditions.chain(block.adjust.iter().flat_map(|entry| &entry.conditions));
    let asked: Vec<Selector> = conditions.map(|one: &RowCondition| one.selector).collect();
    let assumed = enquiry.fill(&asked);
    answer.assumed.extend(assumed);
    answer.blocks.extend(found.all());
    let anchors = Anchors {
        year,
        paid,
        born: person.history.born,
    };
    let waited = match length(&enquiry, &block, &enquiry.case) {
        Ok(waited) => waited,
        Err(lack) => {
            answer.reason.push(enquiry.lack(lack)?);
            answer.outcome = Outcome::Unknown;
            answer.continuity(&enquiry);
            return Ok(answer);
        }
    };
    let (rule, months) = waited;
    answer.length = Some(months);
    answer.unit = rule.unit;
    answer.starts = Some(rule.starts);
    let covered = covered(rule, months, anchors).map_err(|day| missing_day(day, scheme))?;
    answer.covered_from = Some(covered);
    if covered.is_vague() {
        answer.outcome = Outcome::Range;
    }
    answer.continuity(&enquiry);
    answer.repairs(shelf, &enquiry, &block, person, anchors);
    answer.benefits(&enquiry, covered);
    Ok(answer)
}

fn missing_day(day: MissingDay, scheme: Scheme) -> Vec<AtKey> {
    let name = match day {
        MissingDay::Year => "year",
        MissingDay::Paid => "paid",
        MissingDay::Born => "born",
    };
    missing(vec![name], Some(scheme))
}

/// What the history says, as facts: missed years, gaps, the way of entry, the age at payment.
fn facts(enquiry: &mut Enquiry<'_>, person: &Person, year: Option<YearMonth>, block: &Block) {
    let history = &person.history;
    let mut set = |selector, value: Option<i64>| {
        if enquiry.case.get(selector).is_none() && value.is_some() {
            enquiry.case.set(selector, value);
        }
    };
    let between = history.last_covered.zip(year).map(|(last, year)| {
        let years = last.year() + 1..year.year();
        years.collect::<Vec<i32>>()
    });
    let missed = history.missed.clone().or(between);
    // Years before the one from which the rule counts are left out.
    let counted = missed.as_ref().map(|years| {
        let counts = |year: &&i32| {
            block
                .keys
                .counted_from
                .is_none_or(|from| i64::from(**year) >= from)
        };
        years.iter().filter(counts).count() as i64
    });
    set(Selector::MissedYears, counted.or(history.born.map(|_| 0)));
    set(Selector::RepairedYears, Some(history.repair.unwrap_or(0)));
    let end = history.last_covered.map(YearMonth::last_day);
    let gap_days = end
        .zip(history.paid)
        .map(|(end, paid)| (paid - end).num_days().max(0));
    set(Selector::GapDays, gap_days);
    let gap = history.last_covered.zip(history.paid);
    let gap = gap.map(|(last, paid)| gap_months(last, paid));
    set(Selector::GapMonths, gap);
    let age = history
        .born
        .zip(history.paid)
        .map(|(born, paid)| (paid - born).num_days());
    set(Selector::AgeDays, age);
    let is_newborn = missed.is_none() && age.is_some_and(|days| days <= 365);
    let entry = match (&missed, gap_days) {
        _ if is_newborn => Some("newborn"),
        (Some(years), _) if !years.is_empty() => Some("return"),
        (Some(_), _) => Some("continuous"),
        (None, Some(days)) if days > 0 => Some("return"),
        (None, Some(_)) => Some("continuous"),
        _ => None,
    };
    if let Some(entry) = entry.filter(|_| enquiry.case.get(Selector::Entry).is_none()) {
        let number = enquiry.number(Selector::Entry, entry);
        enquiry.case.set(Selector::Entry, Some(number));
    }
}

/// How many months lie between the last covered one and that of a payment.
pub(crate) fn gap_months(last: YearMonth, paid: NaiveDate) -> i64 {
    let months = YearMonth::of(paid).index() - last.index() - 1;
    i64::from(months.max(0))
}

/// The stage of the payment, from the deadline of that cover where nobody said it.
fn stage(
    shelf: &Shelf,
    folder: &Folder,
    enquiry: &mut Enquiry<'_>,
    person: &Person,
    answer: &mut Waited,
) -> Result<(), Vec<AtKey>> {
    let Some(paid) = person
        .history
        .paid
        .filter(|_| enquiry.case.get(Selector::Stage).is_none())
    else {
        return Ok(());
    };
    let mut other = Enquiry::new(shelf, folder, answer.scheme, enquiry.asking.day, person)?;
    if let Ok(Ok(stretches)) = Stretches::of(&mut other)
        && let Some(Ok(Some(StageRule::Open(stage, _)))) = stretches.at(paid)
    {
        enquiry.case.set(Selector::Stage, Some(*stage as i64));
        assume(&mut answer.assumed, "stage", stage.name());
    }
    Ok(())
}

/// The row of a case, and its length after all adjustments.
fn length(
    enquiry: &Enquiry<'_>,
    block: &Arc<Block>,
    case: &Case,
) -> Result<(WaitRule, Bounds<i64>), crate::rules::evaluate::Lack> {
    let (value, ops) = enquiry.asking.row_and_ops(block, case)?;
    let RowValue::Wait(rule) = value else {
        let note = Note::NoRow(Arc::clone(block));
        return Err(crate::rules::evaluate::Lack::Unknown(note));
    };
    let at = |end: End| adjust_count(rule.length.at(end), &ops, case, end);
    let months = Bounds {
        low: at(End::Low),
        high: at(End::High),
    };
    Ok((*rule, months))
}

fn covered(
    rule: WaitRule,
    length: Bounds<i64>,
    anchors: Anchors,
) -> Result<Bounds<NaiveDate>, MissingDay> {
    let at = |length| covered_from(length, rule.unit, rule.starts, anchors);
    Ok(Bounds {
        low: at(length.low)?,
        high: at(length.high)?,
    })
}

impl Waited {
    /// Whether a gap leaves cover continuous, where a rule says so and the gap is known.
    fn continuity(&mut self, enquiry: &Enquiry<'_>) {
        let Ok(found) = enquiry.asking.find(TableName::Continuity) else {
            return;
        };
        if let Ok(RowValue::Continuous(yes)) = enquiry.asking.row(&found.block, &enquiry.case) {
            self.continuous = Some(*yes);
            self.blocks.extend(found.all());
        }
    }

    /// What repairing none, one … all missed years makes of it.
    fn repairs(
        &mut self,
        shelf: &Shelf,
        enquiry: &Enquiry<'_>,
        block: &Arc<Block>,
        person: &Person,
        anchors: Anchors,
    ) {
        let missed = enquiry.case.get(Selector::MissedYears).unwrap_or(0);
        if missed == 0 || block.keys.paying.repair_price.is_none() {
            return;
        }
        let price = match person.period {
            Some(Period::Year(year)) => own_price(shelf, person, year, Price::Own),
            _ => None,
        };
        for years in 0..=missed.min(50) {
            let case = enquiry.case.with(Selector::RepairedYears, years);
            let Ok((rule, months)) = length(enquiry, block, &case) else {
                return;
            };
            let Ok(covered_from) = covered(rule, months, anchors) else {
                return;
            };
            let times = |sum: Yuan| (0..years).map(|_| sum).sum::<Yuan>().min(Yuan::MAX);
            self.options.push(Repair {
                years,
                price: price.map(|price| price.map(times)),
                covered_from,
            });
        }
    }

    /// The months at which a benefit is paid in a larger share, counted from the month of payment.
    fn benefits(&mut self, enquiry: &Enquiry<'_>, covered: Bounds<NaiveDate>) {
        const LONGEST: i64 = 120;
        let first = YearMonth::of(covered.low);
        let whole = Bounds::exactly(Rate::ONE);
        for (table, visit) in [
            (TableName::Graded, Visit::Inpatient),
            (TableName::MaternityGraded, Visit::Delivery),
        ] {
            let Ok(found) = enquiry.asking.find(table) else {
                continue;
            };
            let first_own = self.benefits.len();
            let mut before: Option<Bounds<Rate>> = None;
            for months in 1..=LONGEST {
                let mut case = enquiry.case.with(Selector::PaidMonths, months);
                case.set(Selector::Visit, Some(visit as i64));
                let pool = enquiry.number(Selector::Layer, "pool");
                case.set(Selector::Layer, Some(pool));
                let Ok(RowValue::Share(share)) = enquiry.asking.row(&found.block, &case) else {
                    break;
                };
                let from = i32::try_from(months - 1)
                    .ok()
                    .and_then(|later| first.plus(later));
                if let Some(from) = from.filter(|_| before != Some(*share)) {
                    self.benefits.push(Benefit {
                        visit,
                        share: *share,
                        from,
                    });
                    before = Some(*share);
                }
            }
            // A benefit that is whole from the first month on has no start of its own.
            let own = &self.benefits[first_own..];
            if own.iter().all(|one| one.share == whole) {
                self.benefits.truncate(first_own);
            } else {
                self.blocks.extend(found.all());
            }
        }
    }

    /// Whether the person is covered on a day; nothing when that is not certain.
    pub fn covers(&self, day: NaiveDate) -> Option<bool> {
        let covered = self.covered_from?;
        if day >= covered.high {
            Some(true)
        } else if day < covered.low {
            Some(false)
        } else {
            None
        }
    }
}
