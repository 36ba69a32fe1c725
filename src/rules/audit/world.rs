//! A mistake on purpose: what the bill says, or what the rules say, is changed in one thing.

use chrono::NaiveDate;

use super::causes::say;
use crate::engine::plan::{FirstPayment, Lookup};
use crate::engine::settlement::Amount;
use crate::model::bill::{Bill, Charges, Fact, History, Totals};
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{At, Class, Place, Scheme, Visit};
use crate::money::{Rounding, Yuan};
use crate::rules::compile::Compiled;

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Another admission or visit of the year.
    Nth,
    /// Another level of the hospital.
    Hospital,
    /// Another class of person.
    Person,
    /// Another identity for medical assistance.
    Aid,
    /// Care at home or elsewhere.
    Place,
    /// Another kind of care.
    Visit,
    /// Another scheme.
    Scheme,
    /// Other months of cover.
    Months,
    /// The deductible was not taken, or once more.
    Deductible,
    /// What the year had before was not counted.
    Year,
    /// A cap was left out, or used already.
    Cap,
    /// A layer was not settled.
    Layer,
    /// The rules of another time.
    Day,
    /// A line of another class, or a part of the total on the wrong side of the catalogue.
    Class,
    /// The hospital's share was not taken off.
    Hospitals,
    /// Another rounding.
    Rounding,
}

impl Kind {
    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Nth => "nth",
            Kind::Hospital => "hospital",
            Kind::Person => "person",
            Kind::Aid => "aid",
            Kind::Place => "place",
            Kind::Visit => "visit",
            Kind::Scheme => "scheme",
            Kind::Months => "months",
            Kind::Deductible => "deductible",
            Kind::Year => "year",
            Kind::Cap => "cap",
            Kind::Layer => "layer",
            Kind::Day => "day",
            Kind::Class => "class",
            Kind::Hospitals => "hospital-pay",
            Kind::Rounding => "rounding",
        }
    }
}

/// A single mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another admission or visit of the year.
    Nth {
        /// Which it is.
        from: i64,
        /// As which it was settled.
        to: i64,
    },
    /// Another word for a fact of the case.
    Word {
        /// Which fact.
        selector: Selector,
        /// What the settlement says.
        from: Option<String>,
        /// What it was settled as.
        to: String,
    },
    /// Another place of care.
    Place {
        /// By the kind of filing.
        to: Place,
        /// In the province or out of it.
        at: Option<At>,
    },
    /// Another kind of care.
    Visit {
        /// Which it is.
        from: Visit,
        /// As which it was settled.
        to: Visit,
    },
    /// Another scheme.
    Scheme {
        /// As which it was settled.
        to: Scheme,
        /// With this class of person.
        person: String,
    },
    /// Other months of cover.
    Months {
        /// How many.
        to: i64,
    },
    /// No deductible was taken.
    DeductibleLeftOut,
    /// What was paid of the deductible before was not counted.
    DeductibleAgain,
    /// Nothing that went before in the year was counted.
    YearLeftOut,
    /// No cap was applied.
    CapLeftOut,
    /// So much of the yearly cap was used already.
    CapUsed {
        /// How much.
        used: Yuan,
    },
    /// A fund above the pool was left out, with every layer that pays from it.
    FundLeftOut(Amount),
    /// The rules of another day.
    Day {
        /// The day of the case.
        from: NaiveDate,
        /// The day whose rules were taken.
        to: NaiveDate,
    },
    /// A line was taken as of another class.
    Class {
        /// Which line, from 0.
        line: usize,
        /// Its class.
        from: Class,
        /// The class that it was taken as.
        to: Class,
    },
    /// A part outside the eligible cost was taken as eligible.
    Inside(Amount),
    /// The hospital's own share was not taken off the patient's side.
    HospitalLeftOut,
    /// Payments were rounded otherwise.
    Rounding(Rounding),
    /// First payments were rounded otherwise.
    FirstPayment {
        /// Which side was rounded.
        first: FirstPayment,
        /// Line by line, or on the bill.
        line_by_line: bool,
    },
}

/// A bill in which mistakes are made.
pub(super) struct World {
    pub(super) bill: Bill,
    day: NaiveDate,
}

impl World {
    pub(super) fn new(bill: &Bill, day: NaiveDate) -> World {
        World {
            bill: bill.clone(),
            day,
        }
    }
}

impl Change {
    /// What kind of mistake it is.
    pub fn kind(&self) -> Kind {
        match self {
            Change::Nth { .. } => Kind::Nth,
            Change::Word { selector, .. } => match selector {
                Selector::Hospital => Kind::Hospital,
                Selector::Aid => Kind::Aid,
                _ => Kind::Person,
            },
            Change::Place { .. } => Kind::Place,
            Change::Visit { .. } => Kind::Visit,
            Change::Scheme { .. } => Kind::Scheme,
            Change::Months { .. } => Kind::Months,
            Change::DeductibleLeftOut | Change::DeductibleAgain => Kind::Deductible,
            Change::YearLeftOut => Kind::Year,
            Change::CapLeftOut | Change::CapUsed { .. } => Kind::Cap,
            Change::FundLeftOut(_) => Kind::Layer,
            Change::Day { .. } => Kind::Day,
            Change::Class { .. } | Change::Inside(_) => Kind::Class,
            Change::HospitalLeftOut => Kind::Hospitals,
            Change::Rounding(_) | Change::FirstPayment { .. } => Kind::Rounding,
        }
    }

    /// Whether two of them may come together: what a clerk says of the case, and what the rules have least often.
    pub(super) fn is_common(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Nth
                | Kind::Hospital
                | Kind::Person
                | Kind::Place
                | Kind::Deductible
                | Kind::Layer
        )
    }

    /// Makes the mistake in the bill; whether there is room for it.
    pub(super) fn make(&self, world: &mut World) -> bool {
        let bill = &mut world.bill;
        match self {
            Change::Nth { to, .. } => {
                say(bill, Selector::Nth, Fact::Value(*to));
                bill.history.visits = None;
            }
            Change::Word { selector, to, .. } => {
                say(bill, *selector, Fact::Word(to.clone()));
                if *selector == Selector::Hospital {
                    bill.hospital_for_deductible = None;
                    bill.hospital_for_price = None;
                }
            }
            Change::Place { to, at } => {
                say(bill, Selector::Place, Fact::Word(to.name().to_owned()));
                bill.at = at.map(|at| at.name().to_owned());
            }
            Change::Visit { to, .. } => {
                say(bill, Selector::Visit, Fact::Word(to.name().to_owned()));
            }
            Change::Scheme { to, person } => {
                say(bill, Selector::Scheme, Fact::Word(to.name().to_owned()));
                say(bill, Selector::Person, Fact::Word(person.clone()));
            }
            Change::Months { to } => say(bill, Selector::PaidMonths, Fact::Value(*to)),
            Change::DeductibleAgain => bill.history.deductible = None,
            Change::YearLeftOut => bill.history = History::default(),
            Change::CapUsed { used } => bill.history.pool_pay = Some(*used),
            Change::Day { to, .. } => return shift(bill, world.day, *to),
            Change::Class { line, to, .. } => {
                let Charges::Lines(lines) = &mut bill.charges else {
                    return false;
                };
                let Some(line) = lines.get_mut(*line) else {
                    return false;
                };
                line.class = *to;
                // The share of the line belongs to its own class.
                if *to != Class::B {
                    line.self_pay_rate = None;
                }
            }
            Change::Inside(part) => return inside(bill, *part),
            Change::HospitalLeftOut => bill.hospital_pay = None,
            Change::DeductibleLeftOut
            | Change::CapLeftOut
            | Change::FundLeftOut(_)
            | Change::Rounding(_)
            | Change::FirstPayment { .. } => {}
        }
        true
    }

    /// Makes the mistake in the rules.
    pub(super) fn bend(&self, compiled: &mut Compiled) {
        let plan = &mut compiled.plan;
        let visit = Part::Visit(plan.visit);
        match self {
            Change::DeductibleLeftOut => {
                for part in plan
                    .stack
                    .iter_mut()
                    .filter_map(|entry| entry.part.as_mut())
                {
                    if part.part == visit {
                        part.deductible = Lookup::Absent;
                    }
                }
            }
            Change::CapLeftOut => {
                for part in plan
                    .stack
                    .iter_mut()
                    .filter_map(|entry| entry.part.as_mut())
                {
                    part.caps.clear();
                }
            }
            Change::FundLeftOut(fund) => {
                plan.stack.retain(|entry| Amount::of(entry.layer) != *fund)
            }
            Change::Rounding(rounding) => plan.rounding.payments = *rounding,
            Change::FirstPayment {
                first,
                line_by_line,
            } => {
                plan.rounding.first_payment = *first;
                plan.rounding.line_by_line = *line_by_line;
            }
            _ => {}
        }
    }
}

/// Moves the case to another day, its stay with it.
fn shift(bill: &mut Bill, from: NaiveDate, to: NaiveDate) -> bool {
    let by = to - from;
    let moved = |day: NaiveDate| day.checked_add_signed(by);
    let day = match bill.day {
        Some(day) => moved(day),
        None => Some(to),
    };
    let Some(day) = day else { return false };
    bill.day = Some(day);
    if let Some((first, last)) = bill.stay {
        let Some(stay) = moved(first).zip(moved(last)) else {
            return false;
        };
        bill.stay = Some(stay);
    }
    true
}

/// Takes a part of the total as eligible.
fn inside(bill: &mut Bill, part: Amount) -> bool {
    let Charges::Totals(totals) = bill.charges else {
        return false;
    };
    let keep = |amount: Amount, sum: Yuan| if amount == part { Yuan::ZERO } else { sum };
    let changed = Totals::new(
        totals.total(),
        keep(Amount::SelfFunded, totals.self_funded()),
        keep(Amount::OverLimit, totals.over_limit()),
        keep(Amount::PreSelfPay, totals.pre_self_pay()),
    );
    match changed {
        Ok(totals) => {
            bill.charges = Charges::Totals(totals);
            true
        }
        Err(_) => false,
    }
}
