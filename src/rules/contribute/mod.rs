//! What a person pays in for a month or a year, from the names of place and scheme to amounts by payer.

mod amounts;
mod plan_of;

use self::amounts::plus;
use self::plan_of::{plan_of, selectors};

use std::sync::Arc;

use crate::engine::bounds::{Bounds, End};
use crate::engine::contribution::{
    Base as Paying, Contribution, ContributionStop, LineAmount, Own, OwnSums, contribution,
};
use crate::engine::plan::Base;
use crate::formats::problem::What;
use crate::model::case::Case;
use crate::model::paying_in::{Every, Price};
use crate::model::person::{Period, Person};
use crate::model::selector::Selector;
use crate::model::words::{Payer, Scheme, Stage};
use crate::money::Yuan;
use crate::rules::block::{Block, MoneyRule, MoneyValue, Of, RowValue};
use crate::rules::claim::{Assumed, AtKey, assume, key_of};
use crate::rules::deadline::Stretches;
use crate::rules::enquiry::{Enquiry, first_month, place};
use crate::rules::evaluate::{Asked, Asking, Lack};
use crate::rules::note::Note;
use crate::rules::paying_in::StageRule;
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::time::YearMonth;

/// An answer about paying in.
#[derive(Debug)]
pub struct Contributed {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The scheme.
    pub scheme: Scheme,
    /// What is paid for.
    pub period: Period,
    /// The months of the period, those under one rule together.
    pub runs: Vec<Run>,
    /// Why something is not known.
    pub reason: Vec<Note>,
    /// Months of which no rule speaks.
    pub unknown_months: Vec<(YearMonth, Note)>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// Whether a base was chosen where no rule leaves the choice.
    pub has_idle_base: bool,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
}

/// Months in a row that are paid by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first of them.
    pub first: YearMonth,
    /// How many.
    pub months: i64,
    /// Whether the lines of a year are paid with them: they are paid by the rule of the first month.
    pub has_yearly: bool,
    /// What is paid each time.
    pub paid: Contribution,
    /// What enters the personal account each month beside the lines, where a rule says so.
    pub credit: Option<Bounds<Yuan>>,
    /// The blocks that say so, that of the contribution first.
    pub blocks: Vec<Arc<Block>>,
}

/// 在职.
const ACTIVE: &str = "active";

/// The names of the amounts, as results and cases write them.
pub const AMOUNTS: [&str; 11] = [
    "base",
    "monthly",
    "quarterly",
    "yearly",
    "individual",
    "employer",
    "subsidy",
    "assistance",
    "pool",
    "unemployment_fund",
    "account_credit",
];

/// What a person pays in.
///
/// # Errors
/// Problems of the person: an unknown region or word, facts that the rules need and nobody said.
pub fn contribute(shelf: &Shelf, person: &Person) -> Result<Contributed, Vec<AtKey>> {
    let (folder, scheme) = place(shelf, person)?;
    let Some(period) = person.period else {
        let missing = What::Missing(vec!["month"], Some(scheme));
        return Err(vec![("month", missing)]);
    };
    let mut answer = priced(shelf, person, folder, scheme, period)?;
    if let Period::Year(year) = period {
        answer.late(shelf, person, year)?;
    }
    answer.decide();
    Ok(answer)
}

/// What is paid for the period inside the window.
fn priced(
    shelf: &Shelf,
    person: &Person,
    folder: Folder,
    scheme: Scheme,
    period: Period,
) -> Result<Contributed, Vec<AtKey>> {
    let months = months_of(shelf, &folder, scheme, period);
    let mut answer = Contributed {
        outcome: Outcome::Determined,
        folder,
        scheme,
        period,
        runs: Vec::new(),
        reason: Vec::new(),
        unknown_months: Vec::new(),
        assumed: Vec::new(),
        has_idle_base: person.base.is_some(),
        blocks: Vec::new(),
    };
    for (index, &month) in months.iter().enumerate() {
        let is_first = index == 0;
        let priced = answer.month(shelf, person, month, is_first)?;
        let is_more = answer.runs.last_mut().filter(|last| {
            let same = |run: &Run| {
                let mut blocks = run.blocks.iter().zip(&last.blocks);
                run.paid == last.paid
                    && run.credit == last.credit
                    && blocks.all(|(one, other)| Arc::ptr_eq(one, other))
            };
            priced.as_ref().is_some_and(same)
        });
        match (is_more, priced) {
            (Some(last), _) => last.months += 1,
            (None, Some(run)) => answer.runs.push(run),
            (None, None) => {}
        }
        // Where only the year is paid, its later months have nothing to say.
        let is_yearly = |run: &Run| run.paid.payments.iter().all(|one| one.every == Every::Year);
        if is_first && answer.runs.first().is_some_and(is_yearly) {
            break;
        }
    }
    Ok(answer)
}

/// What the insured person pays for a year of cover: the own part, or the subsidy with it. Nothing where that is not
/// known.
pub(crate) fn own_price(
    shelf: &Shelf,
    person: &Person,
    year: i32,
    price: Price,
) -> Option<Bounds<Yuan>> {
    let (folder, scheme) = place(shelf, person).ok()?;
    let answer = priced(shelf, person, folder, scheme, Period::Year(year)).ok()?;
    let own = answer.amount("individual")?;
    match price {
        Price::Own => Some(own),
        Price::OwnAndSubsidy => Some(plus(own, answer.amount("subsidy")?)),
    }
}

/// What the insured person pays for a month; nothing where that is not known.
pub(crate) fn price_of_month(
    shelf: &Shelf,
    person: &Person,
    month: YearMonth,
) -> Option<Bounds<Yuan>> {
    let (folder, scheme) = place(shelf, person).ok()?;
    let answer = priced(shelf, person, folder, scheme, Period::Month(month)).ok()?;
    answer.amount("individual")
}

/// The months of the period; a year of cover begins when the place's benefit year does.
fn months_of(shelf: &Shelf, folder: &Folder, scheme: Scheme, period: Period) -> Vec<YearMonth> {
    match period {
        Period::Month(month) => vec![month],
        Period::Span(from, to) => {
            let months = to.index() - from.index();
            (0..=months).filter_map(|later| from.plus(later)).collect()
        }
        Period::Year(year) => {
            let first = first_month(shelf, folder, scheme, year);
            let months = (0..12).filter_map(|later| first?.plus(later));
            months.collect()
        }
    }
}

impl Contributed {
    /// What is paid for one month; nothing where no rule says it.
    fn month(
        &mut self,
        shelf: &Shelf,
        person: &Person,
        month: YearMonth,
        is_first: bool,
    ) -> Result<Option<Run>, Vec<AtKey>> {
        let folder = self.folder.clone();
        let day = month.first_day();
        let mut enquiry = Enquiry::new(shelf, &folder, self.scheme, day, person)?;
        let mut assumed = self.active(&mut enquiry);
        let found = match enquiry.asking.find(TableName::Contribution) {
            Ok(found) => found,
            Err(note) => {
                self.unknown(month, note);
                return Ok(None);
            }
        };
        let block = Arc::clone(&found.block);
        let mut read = found.all();
        let asked = selectors(&block);
        assumed.retain(|one| asked.iter().any(|selector| key_of(*selector) == one.key));
        assumed.extend(enquiry.fill(&asked));
        let (asking, case) = (&enquiry.asking, &enquiry.case);
        let plan = match plan_of(asking, &block, case, &mut read) {
            Ok(plan) => plan,
            Err(lack) => return self.stopped(month, lack).map(|()| None),
        };
        if let Some(Paying::Own {
            of: Own::Choice, ..
        }) = plan.base
        {
            self.has_idle_base = false;
        }
        let own = OwnSums {
            wage: person.wage,
            base: person.base,
        };
        let paid = contribution(&plan, case, own).map_err(|stop| self.stop(stop))?;
        let credit = match self.credit(asking, case, &paid, &mut read) {
            Ok(credit) => credit,
            Err(lack) => return self.stopped(month, lack).map(|()| None),
        };
        let unknown = paid.payments.iter().filter_map(|payment| match payment.of {
            LineAmount::Unknown(notice) => Some(notice),
            _ => None,
        });
        // Where nothing at all is due, the rule that says so is the reason.
        let not_due = paid.not_due.iter().filter(|_| paid.payments.is_empty());
        for notice in unknown.chain(not_due.copied()) {
            let note = asking.notes.borrow()[notice.0 as usize].clone();
            self.lack(note);
        }
        for one in assumed {
            if self.assumed.iter().all(|known| known.key != one.key) {
                self.assumed.push(one);
            }
        }
        for block in &read {
            if !self.blocks.iter().any(|known| Arc::ptr_eq(known, block)) {
                self.blocks.push(Arc::clone(block));
            }
        }
        read.retain(|other| !Arc::ptr_eq(other, &block));
        read.insert(0, block);
        Ok(Some(Run {
            first: month,
            months: 1,
            has_yearly: is_first,
            paid,
            credit,
            blocks: read,
        }))
    }

    /// Who pays in by the employees' scheme and says no more is active.
    fn active(&self, enquiry: &mut Enquiry<'_>) -> Vec<Assumed> {
        let mut assumed = Vec::new();
        if self.scheme != Scheme::Resident && enquiry.case.get(Selector::Person).is_none() {
            let active = enquiry.number(Selector::Person, ACTIVE);
            enquiry.case.set(Selector::Person, Some(active));
            assume(&mut assumed, Selector::Person.name(), ACTIVE);
        }
        assumed
    }

    /// What a payment on the day said comes to: after the window the subsidy may be due too.
    fn late(&mut self, shelf: &Shelf, person: &Person, year: i32) -> Result<(), Vec<AtKey>> {
        let folder = self.folder.clone();
        let Some(first) = first_month(shelf, &folder, self.scheme, year) else {
            return Ok(());
        };
        let mut enquiry = Enquiry::new(shelf, &folder, self.scheme, first.first_day(), person)?;
        let Ok(stretches) = Stretches::of(&mut enquiry)? else {
            return Ok(());
        };
        let Some(on) = person.on else {
            assume(&mut self.assumed, "stage", Stage::Window.name());
            return Ok(());
        };
        self.blocks.push(stretches.block());
        match stretches.at(on) {
            Some(Ok(Some(StageRule::Open(_, Price::OwnAndSubsidy)))) => {
                for run in &mut self.runs {
                    for one in &mut run.paid.payments {
                        if one.payer == Payer::Subsidy {
                            one.payer = Payer::Individual;
                            one.rest_of = Some(Payer::Subsidy);
                        }
                    }
                }
            }
            Some(Ok(Some(StageRule::Closed))) => {
                let block = stretches.block();
                let text = "closed".to_owned();
                self.runs.clear();
                self.lack(Note::NotCovered { block, text });
            }
            Some(Err(note)) => {
                let note = note.clone();
                self.runs.clear();
                self.lack(note);
            }
            _ => {}
        }
        Ok(())
    }

    /// What the table `account-credit` adds to the account each month.
    fn credit(
        &self,
        asking: &Asking<'_>,
        case: &Case,
        paid: &Contribution,
        read: &mut Vec<Arc<Block>>,
    ) -> Asked<Option<Bounds<Yuan>>> {
        let found = match asking.find(TableName::AccountCredit) {
            Ok(found) => found,
            Err(Note::NoTable(_)) => return Ok(None),
            Err(note) => return Err(Lack::Unknown(note)),
        };
        read.extend(found.all());
        let (value, _) = asking.row_and_ops(&found.block, case)?;
        if let RowValue::Money(MoneyRule {
            value: MoneyValue::Share(rate, Of::Base, _),
            ..
        }) = value
        {
            let share = |end: End| {
                let base = paid.base.map(|base| base.at(end));
                base.map(|base| (base * rate.at(end)).round(asking.rounding))
            };
            let both = share(End::Low).zip(share(End::High));
            return Ok(both.map(|(low, high)| Bounds { low, high }));
        }
        let money = asking.money(&found.block, case, read)?;
        Ok(match money.base {
            Base::Fixed(sum) => Some(sum),
            _ => None,
        })
    }

    fn lack(&mut self, note: Note) {
        if !self.reason.contains(&note) {
            self.reason.push(note);
        }
    }

    /// Of a month no rule speaks, or none that can be worked out.
    fn unknown(&mut self, month: YearMonth, note: Note) {
        self.unknown_months.push((month, note.clone()));
        self.lack(note);
    }

    fn stopped(&mut self, month: YearMonth, lack: Lack) -> Result<(), Vec<AtKey>> {
        match lack {
            Lack::Unknown(note) | Lack::NotCovered(note) => {
                self.unknown(month, note);
                Ok(())
            }
            Lack::Missing(missing) => Err(self.stop(ContributionStop::Missing(missing))),
        }
    }

    fn stop(&self, stop: ContributionStop) -> Vec<AtKey> {
        let missing = |names: Vec<&'static str>| {
            let first = names.first().copied().unwrap_or("wage");
            vec![(first, What::Missing(names, Some(self.scheme)))]
        };
        match stop {
            ContributionStop::Missing(selectors) => {
                missing(selectors.into_iter().map(key_of).collect())
            }
            ContributionStop::MissingOwn(Own::Wage) => missing(vec!["wage"]),
            ContributionStop::MissingOwn(Own::Choice) => missing(vec!["base"]),
            ContributionStop::Outside { floor, ceiling } => {
                vec![("base", What::BaseOutside { floor, ceiling })]
            }
        }
    }

    fn decide(&mut self) {
        let is_vague = |run: &Run| {
            let vague = |sum: &Bounds<Yuan>| sum.is_vague();
            run.paid
                .payments
                .iter()
                .any(|one| one.amount.as_ref().is_some_and(vague))
                || run.credit.as_ref().is_some_and(vague)
        };
        let covered = self
            .reason
            .iter()
            .all(|note| matches!(note, Note::NotCovered { .. }));
        self.outcome = if !self.reason.is_empty() && covered {
            Outcome::NotEligible
        } else if !self.reason.is_empty() {
            Outcome::Unknown
        } else if self.runs.iter().any(is_vague) {
            Outcome::Range
        } else {
            Outcome::Determined
        };
    }

    /// The first day of the period.
    pub fn first_day(&self) -> chrono::NaiveDate {
        match self.period {
            Period::Month(month) | Period::Span(month, _) => month.first_day(),
            Period::Year(year) => {
                YearMonth::new(year, 1).map_or(chrono::NaiveDate::MIN, YearMonth::first_day)
            }
        }
    }
}
