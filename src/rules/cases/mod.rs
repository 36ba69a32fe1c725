//! Cases: examples beside the rules that must come out.

mod read;
mod settled;

use chrono::{Datelike, NaiveDate};

use crate::formats::bill::bill;
use crate::formats::bills::checked;
use crate::formats::person::person;
use crate::formats::problem::{Place as BillPlace, Problem as BillProblem, What as BillWhat};
use crate::formats::raw::{RawBill, RawField};
use crate::model::bill::Charges;
use crate::model::keys::{Scope, find};
use crate::model::words::Layer;
use crate::rules::carried::Carried;
use crate::rules::claim::AtKey;
use crate::rules::contribute::contribute;
use crate::rules::deadline::deadline;
use crate::rules::given::Given;
use crate::rules::guide::{Topic, guide};
use crate::rules::maternity::maternity;
use crate::rules::problem::{Problem, Whole};
use crate::rules::reimburse::reimburse;
use crate::rules::retire::retire;
use crate::rules::shelf::{Shelf, Trace};
use crate::rules::text::Place;
use crate::rules::wait::wait;
use crate::rules::year::year;
use crate::time::YEARS;

pub use settled::Settled;

/// How the cases of a library came out.
#[derive(Debug, Default)]
pub struct Report {
    /// How many were run.
    pub run: usize,
    /// How many lean on a table that has a problem of its own: they were left out.
    pub left_out: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The cases with what they lean on.
    pub(crate) ran: Vec<Ran>,
}

/// A case that was run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) case: Case,
    pub(crate) trace: Trace,
    /// What was found for each expected key; nothing when it could not be settled.
    pub(crate) found: Option<Vec<String>>,
}

impl Ran {
    /// Whether the case has an answer that another figure could change.
    pub(crate) fn speaks(&self) -> bool {
        speaks(self.found.as_deref())
    }
}

/// Whether every expected value was found.
pub(crate) fn speaks(found: Option<&[String]>) -> bool {
    found.is_some_and(|found| !found.is_empty() && found.iter().all(|value| !value.is_empty()))
}

/// A case, read.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The folder beside whose rules it stands.
    pub(crate) folder: String,
    /// Where it stands.
    pub place: Place,
    /// The bill or the person, with the region of the folder; of a year its first bill.
    pub raw: RawBill,
    /// The later bills of a year.
    later: Vec<RawBill>,
    kind: Kind,
    /// Figures that no rule of the place says, as `--given` takes them: for rules that lean on series of other places.
    given: Vec<Given>,
    /// What was wrong with reading the bill or the person.
    problems: Vec<BillProblem>,
    /// What must come out.
    pub(crate) expected: Vec<Expected>,
    /// Behind the header of `expect`.
    pub(crate) expect_end: usize,
}

/// A value that must come out.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    key: String,
    pub(crate) value: String,
    pub(crate) span: std::ops::Range<usize>,
}

/// What a case asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A bill.
    Reimburse,
    /// One layer alone, on the sum that it receives.
    Layer(Layer),
    /// The bills of a year, one after the other.
    Year,
    /// What a person pays in.
    Contribute,
    /// Until when.
    Deadline,
    /// From which day cover begins.
    Wait,
    /// When a person retires.
    Retire,
    /// What is paid for a birth.
    Maternity,
    /// How something is done.
    Guide(&'static Topic),
}

/// The names of the kinds, as case files write them.
pub const KINDS: [&str; 9] = [
    "reimburse",
    "layer",
    "year",
    "contribute",
    "deadline",
    "wait",
    "retire",
    "maternity",
    "guide",
];

/// Runs every case of every folder. Those that lean on a table which the check found wrong are left out: they would
/// only repeat it.
pub fn run(shelf: &Shelf) -> Report {
    let mut report = Report::default();
    for folder in shelf.folders().iter() {
        for case in of_folder(shelf, folder, &mut report.problems) {
            shelf.take_trace();
            // Where the region itself cannot be read, its cases would only say so once more.
            if shelf.region(folder).is_none() {
                report.left_out += 1;
                report.ran.push(Ran {
                    case,
                    trace: Trace::default(),
                    found: None,
                });
                continue;
            }
            let found = case.found(shelf);
            let trace = shelf.take_trace();
            if !trace.broken.is_empty() {
                report.left_out += 1;
            } else {
                report.run += 1;
                report.problems.extend(case.problem(&found));
            }
            report.ran.push(Ran {
                case,
                trace,
                found: found.ok(),
            });
        }
    }
    report
}

/// The cases beside the rules of a folder.
pub fn of_folder(shelf: &Shelf, folder: &str, problems: &mut Vec<Problem>) -> Vec<Case> {
    let mut cases = Vec::new();
    for file in shelf.library().cases(folder) {
        for text in shelf.library().read(&format!("{folder}/cases"), &file) {
            match text {
                Ok(text) => read::read_file(folder, &text, &mut cases, problems),
                Err(problem) => problems.push(problem),
            }
        }
    }
    cases
}

impl Case {
    /// Settles the case, or gives what is wrong with its bill or person.
    ///
    /// # Errors
    /// Problems of the bill or person, and facts that the rules need and it does not say.
    pub fn settle(&self, shelf: &Shelf) -> Result<Settled, Vec<BillWhat>> {
        let read = |problems: Vec<BillProblem>| -> Vec<BillWhat> {
            problems.into_iter().map(|problem| problem.what).collect()
        };
        let asked = |problems: Vec<AtKey>| -> Vec<BillWhat> {
            problems.into_iter().map(|(_, what)| what).collect()
        };
        if !self.given.is_empty() && shelf.has_nothing_given() {
            return self.settle(&shelf.giving(self.given.clone()));
        }
        if self.kind == Kind::Year {
            return self.settle_year(shelf);
        }
        if !matches!(self.kind, Kind::Reimburse | Kind::Layer(_)) {
            let person = person(&self.raw, self.problems.clone()).map_err(read)?;
            let on = person.on.or(person.history.paid).unwrap_or(NaiveDate::MIN);
            let settled = match self.kind {
                Kind::Deadline => deadline(shelf, &person, on).map(Settled::Deadline),
                Kind::Maternity => {
                    maternity(shelf, &person, on).map(|answer| Settled::Maternity(Box::new(answer)))
                }
                Kind::Guide(topic) => guide(shelf, topic, &person, on).map(Settled::Guided),
                Kind::Wait => wait(shelf, &person, on).map(Settled::Waited),
                Kind::Retire => {
                    // Without a day the rules that are still in force.
                    let last = NaiveDate::from_ymd_opt(*YEARS.end(), 12, 31);
                    let on = person.on.or(last).unwrap_or(on);
                    retire(shelf, &person, on).map(Settled::Retired)
                }
                _ => contribute(shelf, &person).map(Settled::Contributed),
            };
            return settled.map_err(asked);
        }
        let mut bill = bill(&self.raw, self.problems.clone()).map_err(read)?.bill;
        if let (Kind::Layer(layer), Some(sum)) = (self.kind, bill.charges.stated_sum()) {
            bill.charges = Charges::Alone(layer, sum);
        }
        let today = bill.day.unwrap_or(NaiveDate::MIN);
        let answer = reimburse(shelf, &bill, today).map_err(asked)?;
        Ok(Settled::Reimbursed(Box::new(answer)))
    }

    fn settle_year(&self, shelf: &Shelf) -> Result<Settled, Vec<BillWhat>> {
        let mut bills = Vec::new();
        let mut wrong = Vec::new();
        for raw in std::iter::once(&self.raw).chain(&self.later) {
            match checked(raw, self.problems.clone()) {
                Ok(bill) => bills.push(bill),
                Err(problems) => wrong.extend(problems.into_iter().map(|problem| problem.what)),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let settled = year(shelf, &bills, Carried::default(), NaiveDate::MIN);
        let settled = settled.map_err(|problems| {
            let what = problems.into_iter().map(|(_, (_, what))| what);
            what.collect::<Vec<BillWhat>>()
        })?;
        Ok(Settled::Year(Box::new(settled)))
    }

    /// Whether one bill is asked for, all layers of it.
    pub fn is_a_bill(&self) -> bool {
        self.kind == Kind::Reimburse
    }

    /// Figures of its own, that no rule of the place says.
    pub fn given(&self) -> &[Given] {
        &self.given
    }

    /// The rules that the case is asked of: with its own figures, if it has any.
    pub fn shelf(&self, shelf: &Shelf) -> Shelf {
        shelf.giving(self.given.clone())
    }

    /// What comes out for each expected key.
    ///
    /// # Errors
    /// As [`Case::settle`].
    pub(crate) fn found(&self, shelf: &Shelf) -> Result<Vec<String>, Vec<BillWhat>> {
        let answer = self.settle(shelf)?;
        let keys = self.expected.iter();
        Ok(keys.map(|expected| answer.value(&expected.key)).collect())
    }

    /// What is wrong with what came out, if anything is.
    fn problem(&self, found: &Result<Vec<String>, Vec<BillWhat>>) -> Option<Problem> {
        let case = self.name.clone();
        let what = match found {
            Err(why) => Whole::CaseFails {
                case,
                why: why.clone(),
            },
            Ok(found) => {
                let pairs = self.expected.iter().zip(found);
                let differ = pairs.filter(|(expected, found)| {
                    expected.value != **found || expected.value.is_empty()
                });
                let differences: Vec<_> = differ
                    .map(|(expected, found)| {
                        (expected.key.clone(), expected.value.clone(), found.clone())
                    })
                    .collect();
                if self.expected.is_empty() {
                    let what = Whole::ExpectsNothing(case);
                    return Some(Problem::new(self.place.clone(), what));
                }
                if differences.is_empty() {
                    return None;
                }
                Whole::CaseDiffers { case, differences }
            }
        };
        Some(Problem::new(self.place.clone(), what))
    }

    /// The same case on another day: a bill of that day, a payment for its month or year.
    ///
    /// A year of bills keeps its days: they are what it shows.
    pub fn on(&self, day: NaiveDate) -> Case {
        let mut case = self.clone();
        if self.kind == Kind::Year {
            return case;
        }
        let (scope, name, text) = match self.kind {
            Kind::Reimburse | Kind::Layer(_) => (Scope::Bill, "on", day.to_string()),
            Kind::Maternity => (Scope::Person, "on", day.to_string()),
            _ if self.raw.get("year").is_some() => (Scope::Person, "year", day.year().to_string()),
            _ => (Scope::Person, "month", day.to_string()),
        };
        let dates = ["on", "admitted", "discharged", "month", "year", "due"];
        case.raw
            .fields
            .retain(|field| !dates.contains(&field.key.name));
        if let Some(key) = find(scope, name) {
            case.raw.fields.push(RawField {
                key,
                text,
                place: BillPlace::Flag(name.to_owned()),
            });
        }
        case
    }
}
