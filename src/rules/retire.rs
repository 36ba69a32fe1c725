//! When somebody retires, and how many months of payment are still missing then.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::engine::bounds::{Bounds, End};
use crate::engine::retirement::{RetirementAge, retirement_month};
use crate::model::person::Person;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::money::Yuan;
use crate::rules::block::{Block, RowValue};
use crate::rules::claim::{Assumed, AtKey, assume};
use crate::rules::enquiry::{Enquiry, missing};
use crate::rules::note::Note;
use crate::rules::paying_in::BaseRule;
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::time::YearMonth;

/// An answer about retirement.
#[derive(Debug)]
pub struct Retired {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The scheme.
    pub scheme: Scheme,
    /// The day on which it was asked.
    pub on: NaiveDate,
    /// The legal month of retirement.
    pub month: Option<YearMonth>,
    /// Months that must be paid, deemed ones among them.
    pub required: Option<i64>,
    /// Months that were paid, deemed ones among them.
    pub paid: Option<i64>,
    /// Months that are missing.
    pub missing: Option<i64>,
    /// What they cost at once.
    pub price: Option<Bounds<Yuan>>,
    /// Why the answer is not known.
    pub reason: Vec<Note>,
    /// What is not known beside it.
    pub notes: Vec<Note>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
}

/// When a person retires, and what is missing by the rules of a day.
///
/// # Errors
/// Problems of the person: an unknown region or word, facts that the rules need and nobody said.
pub fn retire(shelf: &Shelf, person: &Person, on: NaiveDate) -> Result<Retired, Vec<AtKey>> {
    let mut assumed = Vec::new();
    let scheme = person.word(Selector::Scheme).and_then(Scheme::from_name);
    let scheme = scheme.unwrap_or(Scheme::Employee);
    let folder = match &person.region {
        Some(_) => crate::rules::enquiry::place(shelf, &with_scheme(person, scheme))?.0,
        // The age is a national one: without a place the nation is asked.
        None => {
            let nation = shelf.folders().first().cloned().unwrap_or_default();
            let found = shelf.find_region(&nation);
            let folder = found.map_err(|_| missing(vec!["region"], Some(scheme)))?;
            assume(&mut assumed, "region", folder.name.clone());
            folder
        }
    };
    let Some(born) = person.history.born else {
        return Err(missing(vec!["born"], Some(scheme)));
    };
    let worker = worker(person)?;
    let mut enquiry = Enquiry::new(shelf, &folder, scheme, on, person)?;
    let number = enquiry.number(Selector::Worker, worker);
    enquiry.case.set(Selector::Worker, Some(number));
    enquiry.fill(&[]);
    let mut answer = Retired {
        outcome: Outcome::Determined,
        folder: folder.clone(),
        scheme,
        on,
        month: None,
        required: None,
        paid: None,
        missing: None,
        price: None,
        reason: Vec::new(),
        notes: Vec::new(),
        assumed,
        blocks: Vec::new(),
    };
    match answer.ask(&enquiry, TableName::RetirementAge)? {
        Ok(RowValue::Age(rule)) => {
            let age = RetirementAge {
                at: rule.at,
                delay_from: rule.delay_from.map(YearMonth::of),
                one_month_per: rule.one_month_per,
                delay_max: rule.delay_max,
            };
            answer.month = retirement_month(age, YearMonth::of(born));
        }
        Ok(_) => {}
        Err(note) => answer.reason.push(note),
    }
    if let Some(months) = person.number(Selector::PaidMonths) {
        let deemed = person.history.months_deemed.unwrap_or(0);
        answer.paid = Some(months + deemed);
        match answer.ask(&enquiry, TableName::RetirementMonths)? {
            Ok(RowValue::Years(rule)) => {
                answer.required = Some(rule.months);
                let of_all = rule.months - months - deemed;
                let of_actual = rule.actual.map_or(0, |actual| actual - months);
                answer.missing = Some(of_all.max(of_actual).max(0));
            }
            Ok(_) => {}
            Err(note) => answer.reason.push(note),
        }
        if let Some(missing) = answer.missing.filter(|missing| *missing > 0) {
            answer.price(&enquiry, missing)?;
        }
    }
    if !answer.reason.is_empty() {
        answer.outcome = Outcome::Unknown;
    }
    Ok(answer)
}

fn with_scheme(person: &Person, scheme: Scheme) -> Person {
    let mut person = person.clone();
    if person.word(Selector::Scheme).is_none() {
        let word = crate::model::bill::Fact::Word(scheme.name().to_owned());
        person.facts.push((Selector::Scheme, word));
    }
    person
}

/// Which of the three classes of the retirement age somebody belongs to.
fn worker(person: &Person) -> Result<&'static str, Vec<AtKey>> {
    let at = person.history.retire_at;
    match (person.word(Selector::Sex), at) {
        (Some("male"), None | Some(60)) => Ok("man"),
        (Some("female"), Some(55)) => Ok("woman-55"),
        (Some("female"), Some(50)) => Ok("woman-50"),
        (Some("female"), _) => Err(missing(vec!["retire_at"], None)),
        (Some(_), Some(_)) => Err(vec![(
            "retire_at",
            crate::formats::problem::What::Contradiction("retire_at", "sex"),
        )]),
        _ => Err(missing(vec!["sex"], None)),
    }
}

impl Retired {
    /// The value of a table for the person; the block is kept.
    fn ask(
        &mut self,
        enquiry: &Enquiry<'_>,
        table: TableName,
    ) -> Result<Result<RowValue, Note>, Vec<AtKey>> {
        let found = match enquiry.asking.find(table) {
            Ok(found) => found,
            Err(note) => return Ok(Err(note)),
        };
        match enquiry.asking.row(&found.block, &enquiry.case) {
            Ok(value) => {
                let value = value.clone();
                self.blocks.extend(found.all());
                Ok(Ok(value))
            }
            Err(lack) => enquiry.lack(lack).map(Err),
        }
    }

    /// What the missing months cost at once: rate × base × months, where a rule says so.
    fn price(&mut self, enquiry: &Enquiry<'_>, months: i64) -> Result<(), Vec<AtKey>> {
        let (rate, keys) = match self.ask(enquiry, TableName::RetirementTopUp)? {
            Ok(RowValue::Rate(rate)) => match self.blocks.last() {
                Some(block) => (rate, block.keys.paying.clone()),
                None => return Ok(()),
            },
            Ok(_) => return Ok(()),
            Err(note) => {
                self.notes.push(note);
                return Ok(());
            }
        };
        let Some(BaseRule::Fixed(base)) = &keys.base else {
            return Ok(());
        };
        let mut read = Vec::new();
        let base = match enquiry.asking.exact(base, &enquiry.case, &mut read) {
            Ok(base) => base,
            Err(lack) => {
                self.notes.push(enquiry.lack(lack)?);
                return Ok(());
            }
        };
        self.blocks.extend(read);
        let rounding = keys.round.unwrap_or(enquiry.asking.rounding);
        let at = |end: End| {
            let (base, rate) = (base.at(end), rate.at(end));
            let month = base
                .times(rate)
                .unwrap_or_else(|| base.round(rounding) * rate);
            month.times_count(months).round(rounding)
        };
        self.price = Some(Bounds {
            low: at(End::Low),
            high: at(End::High),
        });
        Ok(())
    }
}
