//! The long road of a row: made a bill, and answered as a bill is; and the place of whatever is wrong with it.

use super::{Settled, Settler};
use crate::batch::cells::{Cell, text};
use crate::batch::columns::STATED;
use crate::batch::people::year_of;
use crate::engine::answer::amounts;
use crate::formats::bill;
use crate::formats::problem::{Place, Problem};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::row_problem::RowWhat;
use crate::model::bill::History;
use crate::model::grade::Grade;
use crate::model::keys;
use crate::model::keys::{Key, Scope};
use crate::rules::carried::Carried;
use crate::rules::claim::AtKey;
use crate::rules::profile::{meet_year, without};
use crate::rules::reimburse::{Outcome, reimburse};
use chrono::NaiveDate;
use std::sync::Arc;

impl Settler {
    /// The long road: the row is made a bill, and answered as a bill is.
    #[cold]
    pub(super) fn long(&mut self, buffer: &[u8], cells: &[Cell], row: u64) -> Settled {
        let raw = match self.raw(buffer, cells, row, |_| true) {
            Ok(raw) => raw,
            Err(problem) => return Settled::Rejected(vec![problem]),
        };
        let read = match bill::bill(&raw, Vec::new()) {
            Ok(read) => read,
            Err(problems) => return Settled::Rejected(self.at_row(&problems, row)),
        };
        let answer = match reimburse(&self.shelf, &read.bill, self.rules.today) {
            Ok(answer) => answer,
            Err(problems) => return Settled::Rejected(self.placed(&raw, problems, row)),
        };
        let grades = answer.blocks.iter().flat_map(|block| &block.sources);
        let grades = grades.map(|used| {
            let source = self.shelf.source(&answer.folder.path, &used.id);
            source.map_or(Grade::Unverified, |source| source.grade)
        });
        self.grade = grades.max();
        match answer.answer {
            Some(amounts) => {
                self.lower.clone_from(amounts.lower());
                self.bounds.clone_from(amounts.bounds());
                Settled::Amounts {
                    is_range: amounts.is_range(),
                }
            }
            None => Settled::Without(answer.outcome),
        }
    }

    /// Settles a row after what the person's rows before it left behind, in `year` (the first day of their benefit year).
    /// Gives that day again where the ledger has moved on.
    pub(crate) fn after(
        &mut self,
        carried: &mut Carried,
        year: Option<NaiveDate>,
        (buffer, cells): (&[u8], &[Cell]),
        row: u64,
    ) -> (Settled, Option<NaiveDate>) {
        match self.try_after(carried, year, (buffer, cells), row) {
            Ok((settled, year)) => (settled, year),
            Err(problems) => (Settled::Rejected(problems), None),
        }
    }

    fn try_after(
        &mut self,
        carried: &mut Carried,
        year: Option<NaiveDate>,
        (buffer, cells): (&[u8], &[Cell]),
        row: u64,
    ) -> Result<(Settled, Option<NaiveDate>), Vec<Problem>> {
        let raw = self.raw(buffer, cells, row, |_| true);
        let raw = raw.map_err(|problem| vec![problem])?;
        let read = bill::bill(&raw, Vec::new()).map_err(|found| self.at_row(&found, row))?;
        if read.bill.history != History::default() {
            let key = [
                "ytd_eligible",
                "ytd_pool_pay",
                "ytd_burden",
                "ytd_deductible",
                "ytd_visits",
            ];
            let key = key.into_iter().find(|key| raw.get(key).is_some());
            let what = RowWhat::TotalsOfYear.into();
            let problems = vec![(key.unwrap_or("ytd_eligible"), what)];
            return Err(self.placed(&raw, problems, row));
        }
        carried.meet(&read.bill);
        let plans = &mut self.kept.plans;
        let met = meet_year(
            &self.shelf,
            plans,
            &read.bill,
            self.rules.today,
            carried,
            |carried, from| year_of(year, from, carried),
        );
        self.kept.cases += 1;
        let Some(met) = met.map_err(|problems| self.placed(&raw, problems, row))? else {
            return Ok((Settled::Without(Outcome::Unknown), None));
        };
        self.grade = met.grade;
        match amounts(&met.compiled.plan, &met.claim, &carried.ledgers) {
            Ok(amounts) => {
                (self.lower, self.bounds) = (amounts.lower, amounts.bounds);
                carried.ledgers = amounts.ledger;
                let is_range = self.bounds.low != self.bounds.high;
                Ok((Settled::Amounts { is_range }, Some(met.from)))
            }
            Err(stop) => {
                let outcome = without(stop, met.scheme);
                let at_keys = |problems: Vec<AtKey>| self.placed(&raw, problems, row);
                Ok((Settled::Without(outcome.map_err(at_keys)?), None))
            }
        }
    }

    /// The place of a column in a row.
    pub(crate) fn cell(&self, column: usize, row: u64) -> Place {
        Place::Cell {
            file: Arc::clone(&self.file),
            row,
            column: Arc::clone(&self.columns.headings[column]),
        }
    }

    /// The words of a row as a bill that charges nothing.
    pub(super) fn words_alone(&self, buffer: &[u8], cells: &[Cell], row: u64) -> Option<RawBill> {
        let is_word =
            |key: Key| !STATED.contains(&key.name) && !["burden", "shared"].contains(&key.name);
        let mut raw = self.raw(buffer, cells, row, is_word).ok()?;
        let key = keys::find(Scope::Bill, "total")?;
        raw.fields.push(RawField {
            key,
            text: "0".to_owned(),
            place: self.row(row),
        });
        Some(raw)
    }

    /// A row as a bill, with what flags say for every row.
    pub(super) fn raw(
        &self,
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
        takes: impl Fn(Key) -> bool,
    ) -> Result<RawBill, Problem> {
        let base = self.base.iter().filter(|field| takes(field.key)).cloned();
        let mut raw = RawBill {
            fields: base.collect(),
            ..RawBill::default()
        };
        let mut own = Vec::new();
        for ((cell, key), heading) in cells
            .iter()
            .zip(&self.columns.keys)
            .zip(&self.columns.headings)
        {
            let Some(key) = key.filter(|key| takes(*key)) else {
                continue;
            };
            let place = Place::Cell {
                file: Arc::clone(&self.file),
                row,
                column: Arc::clone(heading),
            };
            let Some(text) = text(&buffer[cell.start..cell.end]) else {
                let what = RowWhat::NotText.into();
                return Err(Problem { place, what });
            };
            if !text.trim().is_empty() {
                let text = text.into_owned();
                own.push(RawField { key, text, place });
            }
        }
        raw.lay_over(own);
        Ok(raw)
    }

    pub(super) fn row(&self, row: u64) -> Place {
        Place::Row {
            file: Arc::clone(&self.file),
            row,
        }
    }

    /// Problems that only the rules see, at the cells that they are about.
    pub(super) fn placed(&self, raw: &RawBill, problems: Vec<AtKey>, row: u64) -> Vec<Problem> {
        let placed = problems.into_iter().map(|(key, what)| Problem {
            place: match raw.get(key) {
                Some(field) => field.place.clone(),
                None => self.row(row),
            },
            what,
        });
        placed.collect()
    }

    /// The problems of a case, at another row that has them too.
    pub(super) fn at_row(&self, problems: &[Problem], row: u64) -> Vec<Problem> {
        let moved = problems.iter().map(|problem| Problem {
            place: match &problem.place {
                Place::Cell { file, column, .. } => Place::Cell {
                    file: Arc::clone(file),
                    row,
                    column: Arc::clone(column),
                },
                _ => Place::Row {
                    file: Arc::clone(&self.file),
                    row,
                },
            },
            what: problem.what.clone(),
        });
        moved.collect()
    }
}
