//! One variant, settled.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{Question, Variant, charged};
use crate::engine::bounds::Bounds;
use crate::engine::settlement::{Amount, FUNDS};
use crate::model::bill::Bill;
use crate::model::person::{Period, Person};
use crate::model::words::Payer;
use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::claim::Assumed;
use crate::rules::contribute::{Contributed, contribute};
use crate::rules::note::Note;
use crate::rules::region::Folder;
use crate::rules::reimburse::{Outcome, Reimbursed, reimburse};
use crate::rules::shelf::Shelf;
use crate::rules::year::{OfBill, Turn, Year, span, year};

/// A variant with what came of it.
#[derive(Debug)]
pub struct Settled {
    /// Which one.
    pub variant: Variant,
    /// What kind of answer the care has.
    pub outcome: Outcome,
    /// What was charged.
    pub total: Yuan,
    /// What the funds pay; nothing where that is not known.
    pub fund: Option<Bounds<Yuan>>,
    /// What the person bears of it, bills that are not covered included.
    pub personal: Option<Bounds<Yuan>>,
    /// How many bills are not covered.
    pub not_covered: usize,
    /// What was paid in for the year, where that counts.
    pub paid_in: Option<PaidIn>,
    /// A class of person that the scheme does not know.
    pub person_left_out: Option<String>,
    /// The answer behind it.
    pub care: Care,
}

/// What a variant's bills came to.
#[derive(Debug)]
pub enum Care {
    /// One bill.
    Bill(Box<Reimbursed>),
    /// A year of bills.
    Year(Box<Year>),
}

/// What was paid in for a year.
#[derive(Debug)]
pub struct PaidIn {
    /// The year of cover.
    pub year: i32,
    /// The insured person's own part; nothing where it is not known.
    pub individual: Option<Bounds<Yuan>>,
    /// What of all payments goes into the own account.
    pub account: Option<Bounds<Yuan>>,
    /// The answer behind it.
    pub answer: Contributed,
}

/// Settles the bills as the variant has them, and works out what was paid in.
pub(super) fn settle(
    question: &Question<'_>,
    variant: &Variant,
    shelf: &Shelf,
) -> Result<Settled, Vec<OfBill>> {
    let (bills, person_left_out) = variant.of(question.bills);
    let mut problems = Vec::new();
    let cared = match &bills[..] {
        [bill] => one(shelf, bill, question),
        bills => all(shelf, bills, question),
    };
    let with_contributions = question.with_contributions;
    let day = cared.as_ref().ok().map(|settled| settled.day());
    let day = day.or(bills[0].day).unwrap_or(question.today);
    let paid = with_contributions.then(|| paid_in(shelf, &bills[0], question.person, day));
    let paid_in = paid.and_then(|paid| match paid {
        Ok(paid) => Some(paid),
        Err(wrong) => {
            problems.extend(wrong);
            None
        }
    });
    match cared {
        Ok(settled) if problems.is_empty() => Ok(Settled {
            variant: variant.clone(),
            person_left_out,
            paid_in,
            ..settled
        }),
        Ok(_) => Err(problems),
        Err(wrong) => Err([wrong, problems].concat()),
    }
}

fn one(shelf: &Shelf, bill: &Bill, question: &Question<'_>) -> Result<Settled, Vec<OfBill>> {
    let answer = reimburse(shelf, bill, question.today).map_err(|problems| {
        problems
            .into_iter()
            .map(|problem| (0, problem))
            .collect::<Vec<_>>()
    })?;
    let total = charged(bill);
    let fund = funds(&answer);
    Ok(Settled {
        variant: Variant::default(),
        outcome: answer.outcome,
        total,
        fund,
        personal: own_share(&answer, bill),
        not_covered: usize::from(answer.outcome == Outcome::NotEligible),
        paid_in: None,
        person_left_out: None,
        care: Care::Bill(Box::new(answer)),
    })
}

fn all(shelf: &Shelf, bills: &[Bill], question: &Question<'_>) -> Result<Settled, Vec<OfBill>> {
    let answer = year(shelf, bills, question.carried.clone(), question.today)?;
    let mut total = Yuan::ZERO;
    let mut sums = Some((Bounds::exactly(Yuan::ZERO), Bounds::exactly(Yuan::ZERO)));
    let mut not_covered = 0;
    for entry in &answer.entries {
        let place = match entry.turn {
            Turn::Reversal(place) => place,
            _ => usize::MAX,
        };
        let settled = answer.entries.get(place).unwrap_or(entry);
        let bill = &bills[settled.index];
        let sign = |sum: Bounds<Yuan>| match entry.turn {
            Turn::Reversal(_) => Bounds {
                low: -sum.high,
                high: -sum.low,
            },
            _ => sum,
        };
        total += sign(Bounds::exactly(charged(bill))).low;
        let parts = match &settled.turn {
            Turn::Settled(answer) => {
                not_covered +=
                    usize::from(place == usize::MAX && answer.outcome == Outcome::NotEligible);
                funds(answer).zip(own_share(answer, bill))
            }
            _ => None,
        };
        sums = sums
            .zip(parts)
            .map(|((fund, own), (more, share))| (plus(fund, sign(more)), plus(own, sign(share))));
    }
    Ok(Settled {
        variant: Variant::default(),
        outcome: answer.outcome,
        total,
        fund: sums.map(|sums| sums.0),
        personal: sums.map(|sums| sums.1),
        not_covered,
        paid_in: None,
        person_left_out: None,
        care: Care::Year(Box::new(answer)),
    })
}

/// What the funds pay; nothing of a bill that is not covered.
fn funds(answer: &Reimbursed) -> Option<Bounds<Yuan>> {
    match (&answer.answer, answer.outcome) {
        (None, Outcome::NotEligible) => Some(Bounds::exactly(Yuan::ZERO)),
        (None, _) => None,
        (Some(settled), _) => settled.get(Amount::FundPay).or_else(|| {
            // On a stated own share only the layers above the pool pay.
            let funds = FUNDS.into_iter().filter_map(|fund| settled.get(fund));
            funds.reduce(plus)
        }),
    }
}

/// What the person bears; all of a bill that is not covered.
fn own_share(answer: &Reimbursed, bill: &Bill) -> Option<Bounds<Yuan>> {
    let charged = charged(bill);
    match (&answer.answer, answer.outcome) {
        (None, Outcome::NotEligible) => {
            let hospital = bill.hospital_pay.unwrap_or_default();
            Some(Bounds::exactly(charged - hospital.min(charged)))
        }
        (None, _) => None,
        (Some(settled), _) => settled.get(Amount::PersonalPay).or_else(|| {
            let funds = funds(answer)?;
            Some(Bounds {
                low: charged - funds.high,
                high: charged - funds.low,
            })
        }),
    }
}

fn plus(a: Bounds<Yuan>, b: Bounds<Yuan>) -> Bounds<Yuan> {
    Bounds {
        low: a.low + b.low,
        high: a.high + b.high,
    }
}

/// What was paid in for the year of cover that a day lies in.
fn paid_in(
    shelf: &Shelf,
    bill: &Bill,
    person: &Person,
    day: NaiveDate,
) -> Result<PaidIn, Vec<OfBill>> {
    let of_bill = |problems: Vec<crate::rules::claim::AtKey>| -> Vec<OfBill> {
        problems.into_iter().map(|problem| (0, problem)).collect()
    };
    let mut person = Person {
        region: bill.region.clone(),
        facts: bill.facts.clone(),
        ..person.clone()
    };
    let (folder, scheme) = crate::rules::enquiry::place(shelf, &person).map_err(of_bill)?;
    let year = span(shelf, &folder, scheme, day).0.year();
    person.period = Some(Period::Year(year));
    let answer = contribute(shelf, &person).map_err(of_bill)?;
    let owes = |payer: Payer| {
        let mut payments = answer.runs.iter().flat_map(|run| &run.paid.payments);
        payments.any(|one| one.payer == payer)
    };
    let is_whole = answer.unknown_months.is_empty() && !answer.runs.is_empty();
    let individual = match answer.outcome {
        // A rule says that nothing is paid in any more.
        Outcome::NotEligible => Some(Bounds::exactly(Yuan::ZERO)),
        _ if is_whole && !owes(Payer::Individual) => Some(Bounds::exactly(Yuan::ZERO)),
        _ => answer.amount("individual"),
    };
    Ok(PaidIn {
        year,
        individual,
        account: answer.amount("account_credit"),
        answer,
    })
}

impl Settled {
    /// Where the person is insured.
    pub fn folder(&self) -> &Folder {
        match &self.care {
            Care::Bill(answer) => &answer.folder,
            Care::Year(year) => &year.folder,
        }
    }

    /// The day of the bill, or the last of the year.
    pub fn day(&self) -> NaiveDate {
        match &self.care {
            Care::Bill(answer) => answer.day,
            Care::Year(year) => year.to,
        }
    }

    /// Why what the funds pay is not known, or not paid.
    pub fn reasons(&self) -> Vec<Note> {
        let mut reasons: Vec<Note> = Vec::new();
        let mut push = |notes: &[Note]| {
            for note in notes {
                if !reasons.contains(note) {
                    reasons.push(note.clone());
                }
            }
        };
        match &self.care {
            Care::Bill(answer) => push(&answer.reason),
            Care::Year(year) => {
                for entry in &year.entries {
                    if let Turn::Settled(answer) = &entry.turn {
                        push(&answer.reason);
                    }
                }
            }
        }
        reasons
    }

    /// What was not given.
    pub fn assumed(&self) -> impl Iterator<Item = &Assumed> {
        let care = match &self.care {
            Care::Bill(answer) => &answer.assumed,
            Care::Year(year) => &year.assumed,
        };
        let paid = self.paid_in.iter().flat_map(|paid| &paid.answer.assumed);
        care.iter().chain(paid)
    }

    /// Every block that it rests on; those that only say how to round apart.
    pub fn blocks(&self) -> (Vec<Arc<Block>>, &[Arc<Block>]) {
        let (care, rounding) = match &self.care {
            Care::Bill(answer) => (&answer.blocks, &answer.rounding),
            Care::Year(year) => (&year.blocks, &year.rounding),
        };
        let paid = self.paid_in.iter().flat_map(|paid| &paid.answer.blocks);
        (care.iter().chain(paid).cloned().collect(), rounding)
    }

    /// Whether the same came of another.
    pub(super) fn is_same_answer(&self, other: &Settled) -> bool {
        let paid = |one: &Settled| {
            let paid = one.paid_in.as_ref();
            paid.map(|paid| (paid.individual, paid.account, paid.answer.reason.clone()))
        };
        let came = |one: &Settled| (one.outcome, one.fund, one.personal, one.reasons());
        came(self) == came(other) && paid(self) == paid(other)
    }

    /// Whether a variant is this one; the way of paying in may have been left out because it makes no difference.
    pub(super) fn stands_for(&self, variant: &Variant) -> bool {
        let without_mode = |one: &Variant| Variant {
            mode: None,
            ..one.clone()
        };
        match self.variant.mode {
            Some(_) => self.variant == *variant,
            None => without_mode(&self.variant) == without_mode(variant),
        }
    }

    /// The day of the bill, or the first of the year.
    pub fn first_day(&self) -> NaiveDate {
        match &self.care {
            Care::Bill(answer) => answer.day,
            Care::Year(year) => year.from,
        }
    }

    /// The first and the last day of a year of bills.
    pub fn year(&self) -> Option<(NaiveDate, NaiveDate)> {
        match &self.care {
            Care::Bill(_) => None,
            Care::Year(year) => Some((year.from, year.to)),
        }
    }
}
