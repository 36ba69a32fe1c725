//! Until when is paid, at what price, and what changes next.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};

use crate::engine::bounds::Bounds;
use crate::model::bill::Fact;
use crate::model::paying_in::{Price, Slides};
use crate::model::person::{Period, Person};
use crate::model::selector::Selector;
use crate::model::words::{Scheme, Stage};
use crate::money::Yuan;
use crate::rules::block::{Block, RowTest, RowValue};
use crate::rules::claim::{Assumed, AtKey, unknown_region};
use crate::rules::contribute::{own_price, price_of_month};
use crate::rules::enquiry::{Enquiry, first_month, missing, place};
use crate::rules::evaluate::Lack;
use crate::rules::file::FileKind;
use crate::rules::note::Note;
use crate::rules::paying_in::{CoverRule, StageRule};
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::time::YearMonth;
use crate::time::working_days;

/// What a payment on a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageAt {
    /// Payment has not begun.
    NotOpen,
    /// At the own price, without a wait.
    OnTime,
    /// At the own price, with a wait.
    LateWithWait,
    /// At the own price and the subsidy.
    LateFullPrice,
    /// Nothing is taken any more.
    Closed,
}

impl StageAt {
    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            StageAt::NotOpen => "not-open",
            StageAt::OnTime => "on-time",
            StageAt::LateWithWait => "late-with-wait",
            StageAt::LateFullPrice => "late-full-price",
            StageAt::Closed => "closed",
        }
    }

    fn of(rule: StageRule) -> StageAt {
        match rule {
            StageRule::Closed => StageAt::Closed,
            StageRule::Open(_, Price::OwnAndSubsidy) => StageAt::LateFullPrice,
            StageRule::Open(Stage::Window, Price::Own) => StageAt::OnTime,
            StageRule::Open(_, Price::Own) => StageAt::LateWithWait,
        }
    }

    /// Whether anything can be paid.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            StageAt::OnTime | StageAt::LateWithWait | StageAt::LateFullPrice
        )
    }
}

/// An answer about a deadline.
#[derive(Debug)]
pub struct DeadlineAnswer {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The scheme.
    pub scheme: Scheme,
    /// What is paid for.
    pub period: Period,
    /// The day of payment.
    pub on: NaiveDate,
    /// What a payment on that day is.
    pub stage: Option<StageAt>,
    /// The first day of payment.
    pub opens: Option<NaiveDate>,
    /// The last days at the own price without a wait: one for a year, perhaps several for a month.
    pub due: Vec<NaiveDate>,
    /// The next day on which the stage changes.
    pub next_change: Option<NaiveDate>,
    /// What is paid now.
    pub price_now: Option<Bounds<Yuan>>,
    /// What is paid from the next change on.
    pub price_next: Option<Bounds<Yuan>>,
    /// Days until the last one on time.
    pub days_left: Option<i64>,
    /// The days on which the bank debits, in the month after.
    pub debit: Vec<NaiveDate>,
    /// How many months late the payment is, and what that does to the cover.
    pub late: Option<(i64, CoverRule)>,
    /// Whether the calendar does not know the days off of the year.
    pub without_calendar: bool,
    /// Why something is not known.
    pub reason: Vec<Note>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
}

impl DeadlineAnswer {
    /// Whether a payment on the day is certainly not on time, although it may not be known what it is.
    pub fn is_past_due(&self) -> bool {
        self.due.last().is_some_and(|due| self.on > *due)
    }
}

/// Until when is paid for a year or a month of cover, seen from a day.
///
/// # Errors
/// Problems of the person: an unknown region or word, facts that the rules need and nobody said.
pub fn deadline(
    shelf: &Shelf,
    person: &Person,
    on: NaiveDate,
) -> Result<DeadlineAnswer, Vec<AtKey>> {
    let (folder, scheme) = place(shelf, person)?;
    let Some(period) = person.period else {
        return Err(missing(vec!["year"], Some(scheme)));
    };
    let mut answer = DeadlineAnswer {
        outcome: Outcome::Determined,
        folder,
        scheme,
        period,
        on,
        stage: None,
        opens: None,
        due: Vec::new(),
        next_change: None,
        price_now: None,
        price_next: None,
        days_left: None,
        debit: Vec::new(),
        late: None,
        without_calendar: false,
        reason: Vec::new(),
        assumed: Vec::new(),
        blocks: Vec::new(),
    };
    match period {
        Period::Year(year) => answer.of_year(shelf, person, year)?,
        Period::Month(month) | Period::Span(month, _) => answer.of_month(shelf, person, month)?,
    }
    let left = answer.due.iter().find(|due| **due >= on);
    if answer.stage == Some(StageAt::OnTime) {
        answer.days_left = left.map(|due| (*due - on).num_days());
    }
    if !answer.reason.is_empty() {
        answer.outcome = Outcome::Unknown;
    }
    Ok(answer)
}

/// Every deadline of a place on a day whose last stage is not over: of each scheme, or of the one that is named, each
/// year of cover that some block knows.
///
/// # Errors
/// Problems of the person: an unknown region or word.
pub fn every(
    shelf: &Shelf,
    person: &Person,
    on: NaiveDate,
) -> Result<Vec<DeadlineAnswer>, Vec<AtKey>> {
    let given = person.region.as_deref().unwrap_or_default();
    let folder = shelf
        .find_region(given)
        .map_err(|near| vec![("region", unknown_region(given, near))])?;
    let named = person.word(Selector::Scheme);
    let schemes = Scheme::ALL.iter().copied();
    let schemes = schemes.filter(|scheme| named.is_none_or(|name| name == scheme.name()));
    let mut answers = Vec::new();
    for scheme in schemes {
        let mut years: Vec<i32> = Vec::new();
        for step in folder.chain() {
            let blocks = shelf.blocks_of(step, FileKind::Scheme(scheme), TableName::Deadline);
            years.extend(blocks.iter().map(|block| block.from.year()));
        }
        years.sort_unstable();
        years.dedup();
        let mut asked = person.clone();
        asked
            .facts
            .retain(|(selector, _)| *selector != Selector::Scheme);
        let word = Fact::Word(scheme.name().to_owned());
        asked.facts.push((Selector::Scheme, word));
        let mut periods: Vec<Period> = years.into_iter().map(Period::Year).collect();
        let monthly = shelf.find(&folder.path, scheme, TableName::DeadlineMonthly, on);
        periods.extend(monthly.is_ok().then(|| Period::Month(YearMonth::of(on))));
        for period in periods {
            asked.period = Some(period);
            // What asks for more than is known of the person is left out of a list.
            let Ok(answer) = deadline(shelf, &asked, on) else {
                continue;
            };
            let is_over = answer.stage == Some(StageAt::Closed)
                || (answer.stage.is_none() && answer.is_past_due());
            if !is_over && !answer.due.is_empty() && answer.next_change.is_some() {
                answers.push(answer);
            }
        }
    }
    answers.sort_by_key(|answer| answer.next_change);
    Ok(answers)
}

/// What the block of a year says of each stretch of days, the first one from ever on.
pub(crate) struct Stretches {
    block: Arc<Block>,
    /// First days of stretches, with what a payment is then.
    stretches: Vec<(NaiveDate, Result<Option<StageRule>, Note>)>,
}

impl Stretches {
    /// The stretches of the block that governs the cover of a year.
    pub(crate) fn of(enquiry: &mut Enquiry<'_>) -> Result<Result<Stretches, Note>, Vec<AtKey>> {
        let block = match enquiry.asking.find(TableName::Deadline) {
            Ok(found) => found.block,
            Err(note) => return Ok(Err(note)),
        };
        let conditions = || block.rows().iter().flat_map(|row| &row.conditions);
        let asked: Vec<Selector> = conditions().map(|one| one.selector).collect();
        enquiry.fill(&asked);
        let edges = conditions().filter(|one| one.selector == Selector::PayDay);
        let edges = edges.flat_map(|one| match one.test {
            RowTest::Band { from, until } => [from, until],
            RowTest::Words(_) => [None, None],
        });
        let mut starts: Vec<NaiveDate> = edges
            .flatten()
            .filter_map(|day| NaiveDate::from_num_days_from_ce_opt(i32::try_from(day).ok()?))
            .chain(block.keys.paying.opens)
            .chain([NaiveDate::MIN])
            .collect();
        starts.sort_unstable();
        starts.dedup();
        let mut stretches = Vec::new();
        for start in starts {
            let is_open = block.keys.paying.opens.is_none_or(|opens| start >= opens);
            let said = if is_open {
                let day = i64::from(start.num_days_from_ce());
                let case = enquiry.case.with(Selector::PayDay, day);
                match enquiry.asking.row(&block, &case) {
                    Ok(RowValue::Stage(rule)) => Ok(Some(*rule)),
                    Ok(_) => Err(Note::NoRow(Arc::clone(&block))),
                    Err(lack @ Lack::Missing(_)) => {
                        return Err(enquiry.lack(lack).err().unwrap_or_default());
                    }
                    Err(Lack::Unknown(note) | Lack::NotCovered(note)) => Err(note),
                }
            } else {
                Ok(None)
            };
            stretches.push((start, said));
        }
        stretches.dedup_by(|later, earlier| later.1 == earlier.1);
        Ok(Ok(Stretches { block, stretches }))
    }

    /// The block that says so.
    pub(crate) fn block(&self) -> Arc<Block> {
        Arc::clone(&self.block)
    }

    /// What a payment on a day is.
    pub(crate) fn at(&self, day: NaiveDate) -> Option<&Result<Option<StageRule>, Note>> {
        let stretch = self.stretches.iter().rfind(|(start, _)| *start <= day);
        stretch.map(|(_, said)| said)
    }

    fn next(&self, day: NaiveDate) -> Option<&(NaiveDate, Result<Option<StageRule>, Note>)> {
        self.stretches.iter().find(|(start, _)| *start > day)
    }

    /// The last day on time.
    fn due(&self) -> Option<NaiveDate> {
        let is_window = |said: &Result<Option<StageRule>, Note>| matches!(said, Ok(Some(rule)) if StageAt::of(*rule) == StageAt::OnTime);
        let last = self
            .stretches
            .iter()
            .rposition(|(_, said)| is_window(said))?;
        let (next, _) = self.stretches.get(last + 1)?;
        next.checked_sub_days(Days::new(1))
    }
}

impl DeadlineAnswer {
    fn of_year(&mut self, shelf: &Shelf, person: &Person, year: i32) -> Result<(), Vec<AtKey>> {
        let folder = self.folder.clone();
        let Some(first) = first_month(shelf, &folder, self.scheme, year) else {
            return Err(missing(vec!["year"], Some(self.scheme)));
        };
        let mut enquiry = Enquiry::new(shelf, &folder, self.scheme, first.first_day(), person)?;
        let stretches = match Stretches::of(&mut enquiry)? {
            Ok(stretches) => stretches,
            Err(note) => {
                self.reason.push(note);
                return Ok(());
            }
        };
        self.opens = stretches.block.keys.paying.opens;
        self.due = stretches.due().into_iter().collect();
        self.blocks.push(Arc::clone(&stretches.block));
        let price = |rule: &Result<Option<StageRule>, Note>| match rule {
            Ok(Some(StageRule::Open(_, price))) => own_price(shelf, person, year, *price),
            _ => None,
        };
        let now = stretches.at(self.on);
        match now {
            Some(Ok(None)) => self.stage = Some(StageAt::NotOpen),
            Some(Ok(Some(rule))) => self.stage = Some(StageAt::of(*rule)),
            Some(Err(note)) => self.reason.push(note.clone()),
            None => {}
        }
        self.price_now = now.and_then(price);
        if let Some((day, then)) = stretches.next(self.on) {
            self.next_change = Some(*day);
            self.price_next = price(then);
        }
        Ok(())
    }

    fn of_month(
        &mut self,
        shelf: &Shelf,
        person: &Person,
        month: YearMonth,
    ) -> Result<(), Vec<AtKey>> {
        let folder = self.folder.clone();
        let enquiry = Enquiry::new(shelf, &folder, self.scheme, month.first_day(), person)?;
        let found = match enquiry.asking.find(TableName::DeadlineMonthly) {
            Ok(found) => found,
            Err(note) => {
                self.reason.push(note);
                return self.arrears(&enquiry, month);
            }
        };
        let keys = &found.block.keys.paying;
        let rest_days = keys.slides == Some(Slides::PastRestDays);
        let last = month.last_day().day();
        let days = keys.cut_offs.iter().filter_map(|cut_off| {
            let day = month.first_day().with_day(cut_off.day.min(last))?;
            match keys.slides {
                Some(Slides::Stays) | None => Some(day),
                Some(_) => Some(working_days::slid(day, rest_days)),
            }
        });
        self.due = days.collect();
        self.due.sort_unstable();
        self.without_calendar =
            keys.slides != Some(Slides::Stays) && !working_days::is_known(month.year());
        let is_on_time = self.due.last().is_some_and(|due| self.on <= *due);
        self.stage = is_on_time.then_some(StageAt::OnTime);
        self.next_change = self
            .due
            .iter()
            .find(|due| **due >= self.on)
            .and_then(|due| due.succ_opt());
        self.debit = match month.plus(1) {
            None => Vec::new(),
            Some(next) => keys
                .cut_offs
                .iter()
                .filter_map(|cut_off| {
                    let last = next.last_day().day();
                    next.first_day().with_day(cut_off.debit_day?.min(last))
                })
                .collect(),
        };
        self.price_now = price_of_month(shelf, person, month);
        self.blocks.extend(found.all());
        self.arrears(&enquiry, month)
    }

    /// What paying so late does to the cover.
    fn arrears(&mut self, enquiry: &Enquiry<'_>, month: YearMonth) -> Result<(), Vec<AtKey>> {
        let behind = i64::from(YearMonth::of(self.on).index() - month.index());
        let late = match self.is_past_due() {
            true => behind.max(1),
            false => behind.max(0),
        };
        let Ok(found) = enquiry.asking.find(TableName::Arrears) else {
            return Ok(());
        };
        let case = enquiry.case.with(Selector::MonthsLate, late);
        match enquiry.asking.row(&found.block, &case) {
            Ok(RowValue::Cover(rule)) => {
                self.late = Some((late, *rule));
                self.blocks.extend(found.all());
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(lack) => enquiry.lack(lack).map(|_| ()),
        }
    }
}
