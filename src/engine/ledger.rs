//! The year ledger: what is carried from bill to bill.
//!
//! Counters belong to the table and not to the block, so that a cap that changes in the year keeps what was used.
//! They add up rounded bills; a year is never recomputed from its totals.

use crate::engine::plan::Period;
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::money::Yuan;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Admissions or visits, a number.
    Events,
    /// The same at one level of hospital, or for one disease.
    EventsOf(Selector),
    /// Which visit of the year (at all, at its level, for its disease) a day at an institution is: every bill of the
    /// visit has the number of its first.
    NumberOf(Selector),
    /// Deductible used.
    Deductible,
    /// Deductible used by the stay that was last, so that one that goes on elsewhere pays only what is more.
    DeductibleOfStay,
    /// Deductible used in the year, over all its periods.
    DeductibleOfYear,
    /// Input that did not reach the gate of the year, to be taken up when the year does.
    Held,
    /// The input of the part (X).
    Input,
    /// What of it was priced (Y).
    Priced,
    /// What the fund paid.
    Paid,
    /// What a cap of that period counted.
    CapUsed(Period),
    /// What a cap counted that all visits of the pool share.
    SharedCapUsed(Period),
}

impl What {
    /// The stable name; the period of a cap stands beside it.
    pub fn name(self) -> &'static str {
        match self {
            What::Events => "events",
            What::EventsOf(_) => "events-of",
            What::NumberOf(selector) => selector.name(),
            What::Deductible => "deductible",
            What::DeductibleOfStay => "deductible-of-stay",
            What::DeductibleOfYear => "deductible-of-year",
            What::Held => "held",
            What::Input => "input",
            What::Priced => "priced",
            What::Paid => "paid",
            What::CapUsed(_) => "cap-used",
            What::SharedCapUsed(_) => "shared-cap-used",
        }
    }

    /// Whether it counts visits, and not money.
    pub fn is_count(self) -> bool {
        matches!(self, What::Events | What::EventsOf(_) | What::NumberOf(_))
    }
}

/// A counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter {
    /// What is counted.
    pub what: What,
    /// For which part.
    pub part: Part,
    /// In which span of the benefit year.
    pub span: Span,
    /// At which institution, where the span is a day there; 0 where it is not that, or not known.
    pub institution: i32,
    /// For which values of the table's `apart-by`.
    pub apart: [Option<Apart>; 2],
}

/// A span of the benefit year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// All of it.
    Year,
    /// A month of the calendar, counted from the year 0.
    Month(i32),
    /// A day, counted from the start of our era.
    Day(i32),
}

/// A value that has a counter of its own; a case that does not say it has one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Apart {
    /// The selector.
    pub selector: Selector,
    /// Its value.
    pub value: Option<i64>,
}

/// The day of a bill within the benefit year, as counters need it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The month of the calendar, counted from the year 0.
    pub month: i32,
    /// The day, counted from the start of our era.
    pub day: i32,
    /// The institution, by a number of its own; 0 where it is not known.
    pub institution: i32,
}

impl When {
    /// The span that a counter of `period` falls in, or nothing when nothing is carried.
    pub fn span(self, period: Period) -> Option<Span> {
        match period {
            Period::Visit | Period::Admission => None,
            Period::Day => Some(Span::Day(self.day)),
            Period::Month => Some(Span::Month(self.month)),
            Period::Year => Some(Span::Year),
        }
    }
}

/// The counters of one person in one benefit year. What was never counted is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    counters: Vec<(Counter, i64)>,
}

impl Ledger {
    /// What a counter stands at, if it was ever counted or stated.
    pub fn get(&self, counter: Counter) -> Option<i64> {
        let index = self.find(counter).ok()?;
        Some(self.counters[index].1)
    }

    /// The same as money; zero when it was never counted.
    pub fn money(&self, counter: Counter) -> Yuan {
        self.get(counter)
            .and_then(Yuan::from_fen)
            .unwrap_or_default()
    }

    /// States what a counter stands at.
    pub fn set(&mut self, counter: Counter, value: i64) {
        match self.find(counter) {
            Ok(index) => self.counters[index].1 = value,
            Err(index) => self.counters.insert(index, (counter, value)),
        }
    }

    /// Adds to a counter.
    pub fn add(&mut self, counter: Counter, value: i64) {
        let before = self.get(counter).unwrap_or(0);
        self.set(counter, before.saturating_add(value));
    }

    /// Takes back what a bill had added between two states of the ledger. A part of which nothing is left is gone, as if
    /// it had never been counted. What the last stay has paid so far is that of the stay before it again only where
    /// `is_last`: no bill like it was settled since.
    pub fn take_back(&mut self, before: &Ledger, after: &Ledger, is_last: bool) {
        for (counter, added) in after.since(before) {
            let is_later = counter.what == What::DeductibleOfStay && !is_last;
            if !is_later {
                self.add(counter, -added);
            }
        }
        self.settle_held();
        // A part for which anything is counted keeps its zeros: nothing priced is not the same as not counted.
        let counted = self.counters.iter().filter(|(_, value)| *value != 0);
        let counted: Vec<Part> = counted.map(|(counter, _)| counter.part).collect();
        self.counters
            .retain(|(counter, _)| counted.contains(&counter.part));
    }

    /// What was held below a gate and is taken back after the gate was reached comes off what it let in.
    fn settle_held(&mut self) {
        let held = |(counter, value): &(Counter, i64)| {
            (counter.what == What::Held && *value < 0).then_some((*counter, *value))
        };
        let held: Vec<(Counter, i64)> = self.counters.iter().filter_map(held).collect();
        for (counter, below) in held {
            self.set(counter, 0);
            self.add(yearly(What::Input, counter.part), below);
        }
    }

    /// What was counted since an earlier state.
    fn since(&self, before: &Ledger) -> Vec<(Counter, i64)> {
        let added = |&(counter, value): &(Counter, i64)| {
            let added = value.saturating_sub(before.get(counter).unwrap_or(0));
            (counter, added)
        };
        let added = self.counters.iter().map(added);
        added.filter(|(_, added)| *added != 0).collect()
    }

    /// Whether two bills, each by the ledger before and after it, are of one visit of one day.
    pub fn is_one_visit(one: (&Ledger, &Ledger), other: (&Ledger, &Ledger)) -> bool {
        let day = |(before, after): (&Ledger, &Ledger)| {
            let mut added = after.since(before).into_iter();
            let is_day = |counter: &Counter| {
                counter.what == What::Events && matches!(counter.span, Span::Day(_))
            };
            added.find_map(|(counter, _)| is_day(&counter).then_some(counter))
        };
        day(one).is_some_and(|counter| day(other) == Some(counter))
    }

    /// What a bill, by the ledger before and after it, left below the gate of a part, or took up from there (below zero).
    pub fn held(before: &Ledger, after: &Ledger) -> Vec<(Counter, i64)> {
        let mut added = after.since(before);
        added.retain(|(counter, _)| counter.what == What::Held);
        added
    }

    /// Counts what a bill took up from below a gate as input of its own, because the bill that had left it there is gone.
    pub fn own_held(before: &mut Ledger, counter: Counter, held: i64) {
        before.add(counter, -held);
        before.add(yearly(What::Input, counter.part), held);
    }

    /// Lets another bill of the same visit, by the ledger before it, be the one for which the visit is counted. `before`
    /// and `after` are those of the bill that is counted now.
    pub fn hand_over(before: &mut Ledger, after: &Ledger, heir: &mut Ledger) {
        for (counter, added) in after.since(before) {
            let of_bill = counter.what == What::Events && counter.span != Span::Year;
            if counter.what.is_count() && !of_bill {
                before.add(counter, added);
                heir.add(counter, -added);
            }
        }
    }

    /// Every counter, in a fixed order.
    pub fn counters(&self) -> &[(Counter, i64)] {
        &self.counters
    }

    fn find(&self, counter: Counter) -> Result<usize, usize> {
        self.counters
            .binary_search_by_key(&counter, |(known, _)| *known)
    }
}

/// A counter of a part over the whole benefit year.
pub fn yearly(what: What, part: Part) -> Counter {
    Counter {
        what,
        part,
        span: Span::Year,
        institution: 0,
        apart: [None; 2],
    }
}

/// The counter of a table with a period, or nothing when nothing is carried.
pub(crate) fn of_period(what: What, part: Part, period: Period, when: When) -> Option<Counter> {
    Some(Counter {
        what,
        part,
        span: when.span(period)?,
        institution: match period {
            Period::Day => when.institution,
            _ => 0,
        },
        apart: [None; 2],
    })
}

/// What keeps the counters of a table apart for a case, by the table's `apart-by`.
pub(crate) fn apart(apart_by: &[Selector], case: &Case) -> [Option<Apart>; 2] {
    let mut apart = [None; 2];
    for (place, &selector) in apart.iter_mut().zip(apart_by) {
        *place = Some(Apart {
            selector,
            value: case.get(selector),
        });
    }
    apart
}
