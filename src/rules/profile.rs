//! What bills that are alike have in common: the figures of their case, or the reason why there are none.
//!
//! [`super::reimburse`] answers one bill with all that there is to say of it; a batch asks once for all bills that say
//! the same words on days of the same rules, and then only calculates.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::{Datelike, NaiveDate};

use crate::engine::asks::Asks;
use crate::engine::claim::Claim;
use crate::engine::corners::Corners;
use crate::engine::examine::examine;
use crate::engine::stop::Stop;
use crate::engine::table::Reads;
use crate::formats::problem::What;
use crate::model::bill::Bill;
use crate::model::grade::Grade;
use crate::model::selector::Selector;
use crate::model::words::{Scheme, Visit};
use crate::rules::book::Book;
use crate::rules::carried::Carried;
use crate::rules::claim::{At, AtKey, claim, key_of, unknown_region};
use crate::rules::compile::{Compiled, Without, compile_with};
use crate::rules::file::FileKind;
use crate::rules::region::Folder;
use crate::rules::reimburse::{Outcome, day_of};
use crate::rules::shelf::Shelf;
use crate::rules::year::span;

/// What bills that are alike have in common.
#[derive(PartialEq, Eq)]
pub(crate) struct Profile {
    /// The figures at every corner, unless there are none.
    pub(crate) figures: Result<Corners, Outcome>,
    /// The weakest grade that an answer rests on.
    pub(crate) grade: Option<Grade>,
}

impl Profile {
    fn without(outcome: Outcome) -> Profile {
        Profile {
            figures: Err(outcome),
            grade: None,
        }
    }
}

/// The plans that were made so far, by place, scheme, visit and the span between two changes of rules.
#[derive(Default)]
pub(crate) struct Plans {
    plans: HashMap<(String, Scheme, Visit, usize), Planned>,
    /// The words that the plans number; a plan made with fewer of them is made anew.
    book: Book,
    changes: HashMap<String, Rc<[NaiveDate]>>,
}

/// The number of the span in which a day lies, between days of change in their order.
#[inline]
pub(crate) fn span_of(changes: &[NaiveDate], day: NaiveDate) -> usize {
    changes.partition_point(|change| *change <= day)
}

type Planned = Result<Rc<Compiled>, Rc<Without>>;

impl Plans {
    /// The days on which the rules of a folder change: the spans between them are numbered.
    pub(crate) fn changes(&mut self, shelf: &Shelf, folder: &Folder) -> Rc<[NaiveDate]> {
        let known = self.changes.get(&folder.path).cloned();
        known.unwrap_or_else(|| {
            let changes: Rc<[NaiveDate]> = changes_of(shelf, folder).into();
            self.changes
                .insert(folder.path.clone(), Rc::clone(&changes));
            changes
        })
    }

    /// The span of days without a change of rules in which a day lies, by its number.
    pub(crate) fn span(&mut self, shelf: &Shelf, folder: &Folder, day: NaiveDate) -> usize {
        span_of(&self.changes(shelf, folder), day)
    }

    fn plan(
        &mut self,
        shelf: &Shelf,
        folder: &Folder,
        (scheme, visit, day): (Scheme, Visit, NaiveDate),
    ) -> Planned {
        let span = self.span(shelf, folder, day);
        let key = (folder.path.clone(), scheme, visit, span);
        let book = &self.book;
        let plan = self.plans.entry(key).or_insert_with(|| {
            compile_with(shelf, folder, scheme, visit, day, book.clone())
                .map(Rc::new)
                .map_err(Rc::new)
        });
        plan.clone()
    }

    /// From now on words have the numbers that counters know them by.
    fn number_by(&mut self, book: &Book) {
        if self.book != *book {
            self.plans.clear();
            self.book = book.clone();
        }
    }
}

/// The days on which anything may change in a place: a block begins or has ended, a document goes stale, a year of the
/// calendar begins (blocks may leave out earlier years).
fn changes_of(shelf: &Shelf, folder: &Folder) -> Vec<NaiveDate> {
    let mut changes = Vec::new();
    let mut change = |day: Option<NaiveDate>| changes.extend(day);
    for path in folder.chain() {
        for kind in FileKind::ALL {
            for block in shelf.blocks(path, kind) {
                change(Some(block.from));
                change(block.to.and_then(|to| to.succ_opt()));
            }
        }
        if shelf.policy().fresh_on.is_some() {
            for source in shelf.sources(path) {
                change(source.good_until().succ_opt());
            }
        }
    }
    let years = changes.iter().map(NaiveDate::year);
    let (first, last) = years.fold((i32::MAX, i32::MIN), |(first, last), year| {
        (first.min(year), last.max(year))
    });
    // Beyond the last change a year of the calendar still changes what `counted-from` leaves out.
    let years = (first.min(2000)..=last.max(2000) + 100)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    changes.extend(years);
    changes.sort_unstable();
    changes.dedup();
    changes
}

/// Where, when and by which plan a bill is settled.
struct Placed {
    folder: Folder,
    scheme: Scheme,
    day: NaiveDate,
    plan: Planned,
}

fn placed(
    shelf: &Shelf,
    plans: &mut Plans,
    bill: &Bill,
    today: NaiveDate,
) -> Result<Placed, Vec<AtKey>> {
    let given = bill.region.as_deref().unwrap_or_default();
    let folder = shelf
        .find_region(given)
        .map_err(|near| vec![("region", unknown_region(given, near))])?;
    let Some(scheme) = bill.word(Selector::Scheme).and_then(Scheme::from_name) else {
        return Err(vec![("scheme", What::Missing(vec!["scheme"], None))]);
    };
    let visit = bill.word(Selector::Visit).and_then(Visit::from_name);
    let visit = visit.unwrap_or(Visit::Inpatient);
    let day = day_of(shelf, &folder, scheme, bill, today, &mut Vec::new());
    let plan = plans.plan(shelf, &folder, (scheme, visit, day));
    Ok(Placed {
        folder,
        scheme,
        day,
        plan,
    })
}

/// What the plan of a bill asks; nothing where there is no plan.
pub(crate) fn asks_of(
    shelf: &Shelf,
    plans: &mut Plans,
    bill: &Bill,
    today: NaiveDate,
) -> Option<Asks> {
    let plan = placed(shelf, plans, bill, today).ok()?.plan.ok()?;
    Some(Asks::of(&plan.plan))
}

/// What a bill has in common with all that are like it.
///
/// # Errors
/// Problems of the bill, as [`super::reimburse::reimburse`].
pub(crate) fn profile(
    shelf: &Shelf,
    plans: &mut Plans,
    bill: &Bill,
    today: NaiveDate,
) -> Result<Profile, Vec<AtKey>> {
    let Placed {
        folder,
        scheme,
        day,
        plan,
    } = placed(shelf, plans, bill, today)?;
    let Ok(compiled) = plan else {
        return Ok(Profile::without(Outcome::Unknown));
    };
    let at = At {
        shelf,
        folder: &folder,
        compiled: &compiled,
        scheme,
        day,
    };
    let claim = claim(&at, bill, None, &mut Vec::new())?;
    let examination = examine(&compiled.plan, &claim);
    if let Err(stop) = examination.stop() {
        return without(stop, scheme).map(Profile::without);
    }
    Ok(Profile {
        grade: weakest(shelf, &folder, &compiled, &examination.reads),
        figures: Ok(Corners::of(&compiled.plan, &claim)),
    })
}

/// A bill after what earlier bills of the person left behind.
pub(crate) struct InTurn {
    pub(crate) scheme: Scheme,
    /// The first day of the benefit year.
    pub(crate) from: NaiveDate,
    pub(crate) compiled: Rc<Compiled>,
    pub(crate) claim: Claim,
    pub(crate) grade: Option<Grade>,
}

/// Prepares a bill that follows others of its person. `begin` is told the first day of the bill's benefit year and readies
/// the ledgers for it. Nothing where no rule says how amounts are rounded.
///
/// # Errors
/// Problems of the bill, as [`super::reimburse::reimburse`]; and what `begin` says.
pub(crate) fn meet_year(
    shelf: &Shelf,
    plans: &mut Plans,
    bill: &Bill,
    today: NaiveDate,
    carried: &mut Carried,
    begin: impl FnOnce(&mut Carried, NaiveDate) -> Result<NaiveDate, What>,
) -> Result<Option<InTurn>, Vec<AtKey>> {
    plans.number_by(&carried.book);
    let Placed {
        folder,
        scheme,
        day,
        plan,
    } = placed(shelf, plans, bill, today)?;
    let Ok(compiled) = plan else {
        return Ok(None);
    };
    carried.book = compiled.book().clone();
    let (from, _) = span(shelf, &folder, scheme, day);
    let from = begin(carried, from).map_err(|what| vec![("on", what)])?;
    let at = At {
        shelf,
        folder: &folder,
        compiled: &compiled,
        scheme,
        day,
    };
    let claim = claim(&at, bill, Some(carried), &mut Vec::new())?;
    let examination = examine(&compiled.plan, &claim);
    Ok(Some(InTurn {
        grade: weakest(shelf, &folder, &compiled, &examination.reads),
        scheme,
        from,
        compiled,
        claim,
    }))
}

/// The weakest grade of what was read.
fn weakest(shelf: &Shelf, folder: &Folder, compiled: &Compiled, reads: &[Reads]) -> Option<Grade> {
    let blocks = reads.iter().flat_map(|reads| compiled.plan.blocks(*reads));
    let sources = blocks.flat_map(|id| &compiled.blocks[id.0 as usize].sources);
    let grades = sources.map(|used| {
        let source = shelf.source(&folder.path, &used.id);
        source.map_or(Grade::Unverified, |source| source.grade)
    });
    grades.max()
}

/// What kind of answer it is when there are no amounts, or what the bill lacks.
pub(crate) fn without(stop: Stop, scheme: Scheme) -> Result<Outcome, Vec<AtKey>> {
    match stop {
        Stop::Unknown(_) => Ok(Outcome::Unknown),
        Stop::NotCovered(_) => Ok(Outcome::NotEligible),
        Stop::Missing(missing) => {
            let names: Vec<&'static str> =
                missing.iter().map(|selector| key_of(*selector)).collect();
            let first = names.first().copied().unwrap_or_default();
            Err(vec![(first, What::Missing(names, Some(scheme)))])
        }
        Stop::MissingStay => {
            let names = vec!["admitted", "discharged"];
            Err(vec![("admitted", What::Missing(names, Some(scheme)))])
        }
        Stop::MissingSelfPayRate => Err(vec![("self_pay_rate", What::MissingSelfPayRate)]),
    }
}
