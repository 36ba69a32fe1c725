//! The same bill, or the same year of bills, settled in several ways side by side; and what a year costs by each.

mod break_even;
mod curve;
mod settled;
mod shape;
mod variants;

pub use break_even::{BreakEven, Course, Line};
pub use settled::{Care, PaidIn, Settled};
pub use variants::{Lists, MOST_VARIANTS, Variant};

use chrono::NaiveDate;

use crate::engine::bounds::Bounds;
use crate::formats::problem::What;
use crate::model::bill::{Bill, Charges, History};
use crate::model::person::Person;
use crate::model::selector::Selector;
use crate::model::words::Visit;
use crate::money::Yuan;
use crate::rules::carried::Carried;
use crate::rules::reimburse::{Outcome, Reimbursed, reimburse};
use crate::rules::shelf::Shelf;
use crate::rules::year::OfBill;

use curve::Curve;

/// What is compared.
pub struct Question<'a> {
    /// One bill, or those of a year.
    pub bills: &'a [Bill],
    /// What accounts hold before the first of them.
    pub carried: Carried,
    /// The own wage, the chosen base: what contributions need beside the facts of the bills.
    pub person: &'a Person,
    /// Whether what was paid in counts: where ways of being insured are compared.
    pub with_contributions: bool,
    /// Today.
    pub today: NaiveDate,
}

/// The variants, settled.
#[derive(Debug)]
pub struct Comparison {
    /// Each variant with what came of it.
    pub settled: Vec<Settled>,
    /// Whether what was paid in counts.
    pub with_contributions: bool,
    /// From which bill on each way of being insured costs less than the first.
    pub break_evens: Vec<BreakEven>,
    /// The bill whose facts the bills of the break-even have, by its place.
    pub typical: usize,
    /// Whether all of those bills is eligible; else their parts keep the shares of that bill.
    pub is_all_eligible: bool,
    /// What a year costs by the bill, for each way of being insured.
    pub lines: Vec<Line>,
}

/// Settles each variant by its own rules.
///
/// # Errors
/// Problems of the bills under any of the variants, each once.
pub fn compare(
    question: &Question<'_>,
    variants: &[(Variant, &Shelf)],
) -> Result<Comparison, Vec<OfBill>> {
    let mut problems: Vec<OfBill> = Vec::new();
    let mut settled = Vec::new();
    for (variant, shelf) in variants {
        match settled::settle(question, variant, shelf) {
            Ok(one) => settled.push(one),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if !problems.is_empty() {
        return Err(together(problems));
    }
    let ways: Vec<bool> = settled
        .iter()
        .map(|one| one.variant.scheme.is_some())
        .collect();
    if ways.contains(&true) {
        merge_modes(&mut settled);
    }
    let mut comparison = Comparison {
        settled,
        with_contributions: question.with_contributions,
        break_evens: Vec::new(),
        typical: typical(question.bills),
        is_all_eligible: true,
        lines: Vec::new(),
    };
    if question.with_contributions {
        comparison.look_for_break_evens(question, variants);
    }
    Ok(comparison)
}

/// Each problem once; what is missing under several variants is one problem that names all of it.
fn together(problems: Vec<OfBill>) -> Vec<OfBill> {
    let mut kept: Vec<OfBill> = Vec::new();
    for (index, (key, what)) in problems {
        if let What::Missing(names, _) = &what {
            let known = kept.iter_mut().find_map(|(other, (_, what))| match what {
                What::Missing(known, _) if *other == index => Some(known),
                _ => None,
            });
            if let Some(known) = known {
                for name in names {
                    if !known.contains(name) {
                        known.push(name);
                    }
                }
                continue;
            }
        }
        if !kept
            .iter()
            .any(|(other, (_, known))| *other == index && *known == what)
        {
            kept.push((index, (key, what)));
        }
    }
    kept
}

/// Where the way of paying in makes no difference for a scheme, the scheme stands once.
fn merge_modes(settled: &mut Vec<Settled>) {
    let mut at = 0;
    while at < settled.len() {
        let one = &settled[at];
        let same = |other: &Settled| {
            let (a, b) = (&one.variant, &other.variant);
            let ways = (a.scheme, &a.person) == (b.scheme, &b.person);
            ways && a.mode != b.mode && a.is_same_care(b) && one.is_same_answer(other)
        };
        let twin = settled.iter().skip(at + 1).position(same);
        if let Some(twin) = twin {
            settled.remove(at + 1 + twin);
            settled[at].variant.mode = None;
        } else {
            at += 1;
        }
    }
}

/// The bill whose facts a bill of any size is given: the largest stay, else the largest bill.
fn typical(bills: &[Bill]) -> usize {
    let size = |bill: &Bill| {
        let is_stay = bill.word(Selector::Visit) == Some(Visit::Inpatient.name());
        (is_stay && !bill.is_reversal, charged(bill))
    };
    let places = 0..bills.len();
    places
        .max_by_key(|place| (size(&bills[*place]), std::cmp::Reverse(*place)))
        .unwrap_or(0)
}

/// What a bill charges.
pub(crate) fn charged(bill: &Bill) -> Yuan {
    match &bill.charges {
        Charges::Totals(totals) => totals.total(),
        Charges::Lines(lines) => lines.iter().map(|line| line.amount).sum(),
        Charges::Burden(sum) | Charges::Alone(_, sum) => *sum,
    }
}

impl Comparison {
    /// What a variant costs: the own share, and what was paid in where that counts.
    pub fn cost(&self, place: usize) -> Option<Bounds<Yuan>> {
        let one = self.settled.get(place)?;
        let own = one.personal?;
        if !self.with_contributions {
            return Some(own);
        }
        let paid = one.paid_in.as_ref()?.individual?;
        Some(Bounds {
            low: own.low + paid.low,
            high: own.high + paid.high,
        })
    }

    /// What the bills charge.
    pub fn total(&self) -> Yuan {
        self.settled.first().map_or(Yuan::ZERO, |one| one.total)
    }

    /// What a variant costs more than the first.
    pub fn difference(&self, place: usize) -> Option<Bounds<Yuan>> {
        let (one, first) = (self.cost(place)?, self.cost(0)?);
        if place == 0 {
            return Some(Bounds::exactly(Yuan::ZERO));
        }
        Some(Bounds {
            low: one.low - first.high,
            high: one.high - first.low,
        })
    }

    /// The variants that surely cost least among those that are known; none where vague rules leave it open, or where there
    /// is nothing to hold one against.
    pub fn cheapest(&self) -> Vec<usize> {
        let costs = (0..self.settled.len()).filter_map(|place| Some((place, self.cost(place)?)));
        let costs: Vec<(usize, Bounds<Yuan>)> = costs.collect();
        if costs.len() < 2 {
            return Vec::new();
        }
        let least = |cost: &Bounds<Yuan>, place: usize| {
            let mut others = costs.iter().filter(|(other, _)| *other != place);
            others.all(|(_, other)| cost.high <= other.low)
        };
        let cheapest = costs.iter().filter(|(place, cost)| least(cost, *place));
        let cheapest: Vec<usize> = cheapest.map(|(place, _)| *place).collect();
        // Where all cost the same none is the cheapest.
        if cheapest.len() == costs.len() {
            return Vec::new();
        }
        cheapest
    }

    /// What kind of answer it is: unknown where fewer than two variants can be held against each other.
    pub fn outcome(&self) -> Outcome {
        let costs = (0..self.settled.len()).filter_map(|place| self.cost(place));
        let costs: Vec<Bounds<Yuan>> = costs.collect();
        if costs.len() < self.settled.len().min(2) {
            Outcome::Unknown
        } else if costs.iter().any(Bounds::is_vague) {
            Outcome::Range
        } else {
            Outcome::Determined
        }
    }

    /// Holds each way of being insured against the first one with the same care.
    fn look_for_break_evens(&mut self, question: &Question<'_>, variants: &[(Variant, &Shelf)]) {
        let typical = &question.bills[self.typical];
        let answers = self.settled.iter().map(|one| {
            let paid_in = one.paid_in.as_ref()?.individual?;
            let at = variants.iter().find(|(variant, _)| one.stands_for(variant));
            let (variant, shelf) = at?;
            let (bill, _) = variant.of(std::slice::from_ref(&alone(typical, question)));
            let bill = bill.into_iter().next()?;
            let answer = reimburse(shelf, &bill, question.today).ok()?;
            Some((answer, bill.history, paid_in))
        });
        let answers: Vec<Option<(Reimbursed, History, Bounds<Yuan>)>> = answers.collect();
        let curves = answers.iter().map(|answer| {
            let (answer, history, paid_in) = answer.as_ref()?;
            Curve::new(answer, history, *paid_in)
        });
        let curves: Vec<Option<Curve<'_>>> = curves.collect();
        let charged = question.bills.iter().map(charged).sum();
        let up_to = break_even::up_to(charged);
        self.is_all_eligible = curves.iter().flatten().all(Curve::is_all_eligible);
        for (place, curve) in curves.iter().enumerate() {
            let Some(curve) = curve else { continue };
            let variant = &self.settled[place].variant;
            let first = self
                .settled
                .iter()
                .position(|one| one.variant.is_same_care(variant));
            let Some(first) = first.filter(|first| *first < place) else {
                continue;
            };
            let Some(other) = &curves[first] else {
                continue;
            };
            let found = break_even::break_even((place, curve), (first, other), up_to);
            self.break_evens.extend(found);
        }
        let edges = self.break_evens.iter().flat_map(BreakEven::edges);
        let also: Vec<Yuan> = edges.chain([self.total()]).collect();
        let lines = curves.iter().enumerate().filter_map(|(place, curve)| {
            let curve = curve.as_ref()?;
            break_even::line(place, curve, up_to, &also)
        });
        self.lines = lines.collect();
    }
}

/// A bill as if it were the only one of its year; one that stands alone keeps what it says of the year.
fn alone(bill: &Bill, question: &Question<'_>) -> Bill {
    let mut bill = bill.clone();
    if question.bills.len() > 1 {
        bill.facts
            .retain(|(selector, _)| *selector != Selector::Nth);
        bill.history = History::default();
    }
    bill
}
