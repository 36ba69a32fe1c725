//! The ledger of each person, carried through a file of many people's bills.
//!
//! A person is held in some two hundred bytes: which counters there are is known once for all, and a ledger is the
//! numbers of its counters and what they stand at, seven bits a byte.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::batch::cells::{Cell, text};
use crate::batch::row::{Settled, Settler};
use crate::engine::answer::Ledgers;
use crate::engine::ledger::{Counter, Ledger};
use crate::formats::problem::{Problem, What};
use crate::formats::row_problem::RowWhat;
use crate::rules::carried::Carried;

/// The people of a file, by what stands in a column.
pub struct ByPerson {
    column: usize,
    people: HashMap<Box<[u8]>, Box<[u8]>>,
    counters: Counters,
    /// Words and institutions, by their numbers; and the ledgers of the person whose turn it is.
    pub(crate) carried: Carried,
}

/// The counters that any ledger has, by their numbers.
#[derive(Default)]
struct Counters {
    all: Vec<Counter>,
    numbers: HashMap<Counter, u32>,
}

impl ByPerson {
    /// People told apart by a column.
    pub fn new(column: usize) -> ByPerson {
        ByPerson {
            column,
            people: HashMap::new(),
            counters: Counters::default(),
            carried: Carried::default(),
        }
    }

    /// Settles a row after the person's rows before it.
    pub fn settle(
        &mut self,
        settler: &mut Settler,
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
    ) -> Settled {
        let Cell { start, end } = cells[self.column];
        let person = text(&buffer[start..end]).filter(|person| !person.trim().is_empty());
        let Some(person) = person else {
            return Settled::Rejected(vec![Problem {
                place: settler.cell(self.column, row),
                what: RowWhat::NoPerson.into(),
            }]);
        };
        let person = person.trim().as_bytes();
        let before = self.people.get(person).map(|kept| self.counters.read(kept));
        let (year, ledgers) = before.unwrap_or_default();
        self.carried.ledgers = ledgers;
        let (settled, year) = settler.after(&mut self.carried, year, (buffer, cells), row);
        if let Some(year) = year {
            let kept = self.counters.write(year, &self.carried.ledgers);
            match self.people.get_mut(person) {
                Some(place) => *place = kept,
                None => {
                    self.people.insert(person.into(), kept);
                }
            }
        }
        settled
    }
}

impl Counters {
    fn number(&mut self, counter: Counter) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(counter).or_insert(next);
        if number == next {
            self.all.push(counter);
        }
        number
    }

    fn write(&mut self, year: NaiveDate, ledgers: &Ledgers) -> Box<[u8]> {
        let mut kept = Vec::with_capacity(128);
        put(&mut kept, year.num_days_from_ce().into());
        let is_vague = ledgers.upper != ledgers.lower;
        put(&mut kept, is_vague.into());
        let upper = is_vague.then_some(&ledgers.upper);
        for ledger in [Some(&ledgers.lower), upper].into_iter().flatten() {
            put(&mut kept, ledger.counters().len() as i64);
            for &(counter, value) in ledger.counters() {
                put(&mut kept, self.number(counter).into());
                put(&mut kept, value);
            }
        }
        kept.into_boxed_slice()
    }

    fn read(&self, mut kept: &[u8]) -> (Option<NaiveDate>, Ledgers) {
        let kept = &mut kept;
        let year = i32::try_from(take(kept)).ok();
        let year = year.and_then(NaiveDate::from_num_days_from_ce_opt);
        let is_vague = take(kept) != 0;
        let mut ledger = || {
            let mut ledger = Ledger::default();
            for _ in 0..take(kept) {
                let counter = usize::try_from(take(kept)).ok();
                let value = take(kept);
                if let Some(counter) = counter.and_then(|number| self.all.get(number)) {
                    ledger.set(*counter, value);
                }
            }
            ledger
        };
        let lower = ledger();
        let upper = if is_vague { ledger() } else { lower.clone() };
        (year, Ledgers { lower, upper })
    }
}

/// Writes a number, seven bits a byte; small ones of either sign are short.
fn put(into: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)) as u64;
    while rest >= 0x80 {
        into.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    into.push(rest as u8);
}

fn take(from: &mut &[u8]) -> i64 {
    let mut rest = 0_u64;
    let mut shift = 0;
    while let Some((&byte, behind)) = from.split_first() {
        *from = behind;
        rest |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 || shift > 63 {
            break;
        }
    }
    (rest >> 1) as i64 ^ -((rest & 1) as i64)
}

/// The day on which a person's ledger began, or why a bill cannot follow it.
pub(crate) fn year_of(
    kept: Option<NaiveDate>,
    from: NaiveDate,
    carried: &mut Carried,
) -> Result<NaiveDate, What> {
    match kept {
        Some(kept) if kept > from => Err(RowWhat::EarlierYear { from: kept }.into()),
        Some(kept) if kept == from => Ok(from),
        _ => {
            carried.ledgers = Ledgers::default();
            Ok(from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ledger::{What as Counted, yearly};
    use crate::model::part::Part;
    use crate::model::words::Visit;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_ledger_comes_back_as_it_was(values in prop::collection::vec(any::<i64>(), 4), vague in any::<bool>()) {
            let whats = [Counted::Events, Counted::Input, Counted::Priced, Counted::Paid];
            let mut ledger = Ledger::default();
            for (what, value) in whats.into_iter().zip(&values) {
                ledger.set(yearly(what, Part::Visit(Visit::Inpatient)), *value);
            }
            let upper = if vague { Ledger::default() } else { ledger.clone() };
            let ledgers = Ledgers { lower: ledger, upper };
            let year = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();
            let mut counters = Counters::default();
            let kept = counters.write(year, &ledgers);
            prop_assert_eq!(counters.read(&kept), (Some(year), ledgers));
        }
    }

    #[test]
    fn a_person_is_small() {
        let whats = [
            Counted::Events,
            Counted::Deductible,
            Counted::DeductibleOfYear,
            Counted::Input,
            Counted::Priced,
            Counted::Paid,
        ];
        let mut ledger = Ledger::default();
        for visit in [Visit::Inpatient, Visit::Outpatient, Visit::Chronic] {
            for what in whats {
                ledger.set(yearly(what, Part::Visit(visit)), 12_345_678);
            }
        }
        let ledgers = Ledgers {
            lower: ledger.clone(),
            upper: ledger,
        };
        let kept = Counters::default().write(NaiveDate::MIN, &ledgers);
        assert!(kept.len() < 128, "{}", kept.len());
    }
}
