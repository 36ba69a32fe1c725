//! The case of a row, by its words: looked up when its words are met for the first time, and kept.

use super::Settler;
use crate::batch::case_trie::Trie;
use crate::batch::cells::{Cell, text};
use crate::batch::words::{Words, Worth};
use crate::engine::asks::{Ask, Asks};
use crate::formats::bill;
use crate::formats::problem::Problem;
use crate::formats::raw::RawBill;
use crate::model::bill::Bill;
use crate::model::keys::{Key, ValueKind};
use crate::model::selector::Selector;
use crate::rules::profile::{Plans, Profile, asks_of, profile, span_of};
use chrono::NaiveDate;
use std::collections::VecDeque;
use std::rc::Rc;

/// Most cases that are kept apart; beyond them everything is forgotten and begun anew, so that memory stays bounded.
const MOST_CASES: usize = 50_000;

/// With so many figures those of a new case are compared.
const MOST_PROFILES: usize = 64;

/// Longer stays are charged no more deductibles.
const MOST_DAYS: i64 = 4000;

pub(super) struct FactColumn {
    pub(super) column: usize,
    pub(super) key: Key,
    pub(super) words: Words,
}

/// The places of the day columns among those that decide the plan.
#[derive(Clone, Copy, Default)]
pub(super) struct Days {
    pub(super) region: Option<usize>,
    pub(super) on: Option<usize>,
    pub(super) discharged: Option<usize>,
    pub(super) admitted: Option<usize>,
}

/// What is kept of the rows so far.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) plans: Plans,
    /// The days on which the rules of each region word change; nothing within where there is no such region.
    pub(super) changes: Vec<Option<Option<Rc<[NaiveDate]>>>>,
    pub(super) ways: Trie,
    pub(super) planned: Vec<Planned>,
    /// The figures met last.
    pub(super) profiles: VecDeque<Rc<Profile>>,
    pub(super) cases: usize,
}

/// The rows of one plan.
pub(super) struct Planned {
    /// How each fact is told apart. Before the plan is known every word stands for itself.
    pub(super) apart: Option<Vec<Apart>>,
    /// Whether the days of the stay decide anything.
    stay: bool,
    pub(super) ways: Trie,
    pub(super) cases: Vec<Case>,
}

/// How the words of a column are told apart.
pub(super) enum Apart {
    /// Every word may have figures of its own.
    Each,
    /// Numbers between the same edges have the same figures. Without an edge the plan does not ask.
    Edges(Vec<i64>),
}

pub(super) enum Case {
    Known(Rc<Profile>),
    Rejected(Vec<Problem>),
}

impl Settler {
    /// The plan and the case of a row, by its words.
    #[inline]
    pub(super) fn case(
        &mut self,
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
    ) -> Option<(usize, usize)> {
        match self.alike.find(buffer, cells) {
            Some(known) => Some(known),
            None => self.case_of_words(buffer, cells, row),
        }
    }

    /// The same where no row before was like it, letter by letter.
    #[inline(never)]
    fn case_of_words(&mut self, buffer: &[u8], cells: &[Cell], row: u64) -> Option<(usize, usize)> {
        let mut way = std::mem::take(&mut self.way);
        way.resize(self.of_plan.len().max(self.facts.len() + 1), 0);
        let found = self.case_by(&mut way, buffer, cells, row);
        self.way = way;
        if let Some(found) = found {
            self.alike.keep(buffer, cells, found);
        }
        found
    }

    #[inline]
    pub(super) fn case_by(
        &mut self,
        way: &mut [u32],
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
    ) -> Option<(usize, usize)> {
        let planned = self.of_plan.len();
        for (step, fact) in way.iter_mut().zip(&mut self.of_plan) {
            let Cell { start, end } = cells[fact.column];
            *step = fact.words.number(buffer, start, end);
        }
        let mut stay = 0;
        if self.days.any() {
            stay = self.spans(way, buffer, cells)?;
        }
        let plan = match self.kept.ways.find(&way[..planned]) {
            Some(plan) => plan as usize,
            None if self.kept.ways.has_room(&way[..planned]) => self.new_plan(&way[..planned]),
            None => {
                self.forget();
                return self.case(buffer, cells, row);
            }
        };
        let of_plan = &self.kept.planned[plan];
        let mut length = self.facts.len();
        for (place, (step, fact)) in way.iter_mut().zip(&mut self.facts).enumerate() {
            let Cell { start, end } = cells[fact.column];
            let number = fact.words.number(buffer, start, end);
            *step = of_plan.tell_apart(place, number, &fact.words)?;
        }
        if self.days.admitted.is_some() {
            way[length] = if of_plan.stay { stay } else { 0 };
            length += 1;
        }
        match of_plan.ways.find(&way[..length]) {
            Some(case) => Some((plan, case as usize)),
            None => self.new_case(plan, &way[..length], buffer, cells, row),
        }
    }

    /// Puts the spans of days without a change of rules in the place of the days; gives the days of the stay. Nothing where
    /// the days cannot all be true.
    pub(super) fn spans(&mut self, way: &mut [u32], buffer: &[u8], cells: &[Cell]) -> Option<u32> {
        let day = |place: Option<usize>| -> Option<Option<NaiveDate>> {
            let Some(place) = place else {
                return Some(None);
            };
            match self.of_plan[place].words.worth(way[place]) {
                Worth::Day(day) => Some(Some(day)),
                Worth::Empty => Some(None),
                _ => None,
            }
        };
        let (on, discharged) = (day(self.days.on)?, day(self.days.discharged)?);
        let admitted = day(self.days.admitted)?;
        let impossible = |(earlier, later): (NaiveDate, NaiveDate)| earlier > later;
        if on.zip(discharged).is_some_and(|(on, end)| on != end)
            || admitted.zip(discharged.or(on)).is_some_and(impossible)
        {
            return None;
        }
        let region = self.days.region.map_or(0, |place| way[place]) as usize;
        if !matches!(self.kept.changes.get(region), Some(Some(_))) {
            self.meet(region, buffer, cells);
        }
        for (place, day) in [
            (self.days.on, on),
            (self.days.discharged, discharged),
            (self.days.admitted, admitted),
        ] {
            if let Some(place) = place {
                way[place] = day.map_or(0, |day| self.span(region, day));
            }
        }
        let stay = admitted.zip(discharged.or(on));
        let days = stay.map_or(0, |(from, to)| (to - from).num_days().max(1));
        Some(days.clamp(0, MOST_DAYS) as u32)
    }

    /// The number of the span of days without a change of rules; 0 in a place that there is not.
    pub(super) fn span(&self, region: usize, day: NaiveDate) -> u32 {
        match self.kept.changes.get(region) {
            Some(Some(Some(changes))) => span_of(changes, day) as u32 + 1,
            _ => 0,
        }
    }

    /// Meets a region for the first time.
    #[cold]
    pub(super) fn meet(&mut self, region: usize, buffer: &[u8], cells: &[Cell]) {
        let column = self.days.region.map(|place| self.of_plan[place].column);
        let cell = column.map(|column| cells[column]);
        let cell = cell.filter(|cell| !cell.is_empty());
        let name = match cell {
            Some(cell) => text(&buffer[cell.start..cell.end]).map(|name| name.into_owned()),
            None => {
                let mut base = self.base.iter();
                let field = base.find(|field| field.key.name == "region");
                field.map(|field| field.text.clone())
            }
        };
        let folder = name.and_then(|name| self.shelf.find_region(name.trim()).ok());
        let changes = folder.map(|folder| self.kept.plans.changes(&self.shelf, &folder));
        let met = &mut self.kept.changes;
        met.resize_with(met.len().max(region + 1), || None);
        met[region] = Some(changes);
    }

    /// Meets a plan for the first time.
    #[cold]
    pub(super) fn new_plan(&mut self, way: &[u32]) -> usize {
        let plan = self.kept.ways.enter(way) as usize;
        self.kept.planned.push(Planned {
            apart: None,
            stay: true,
            ways: self.ways_of_plan(),
            cases: Vec::new(),
        });
        plan
    }

    pub(super) fn ways_of_plan(&self) -> Trie {
        Trie::new(self.facts.len() + usize::from(self.days.admitted.is_some()))
    }

    /// Meets a case for the first time: the bill of its words alone is asked for.
    #[cold]
    pub(super) fn new_case(
        &mut self,
        plan: usize,
        way: &[u32],
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
    ) -> Option<(usize, usize)> {
        if self.is_full() || !self.kept.planned[plan].ways.has_room(way) {
            self.forget();
            return self.case(buffer, cells, row);
        }
        let raw = self.words_alone(buffer, cells, row)?;
        let bill = bill::bill(&raw, Vec::new());
        if let Ok(read) = &bill
            && self.kept.planned[plan].apart.is_none()
            && let Some(asks) = asks_of(
                &self.shelf,
                &mut self.kept.plans,
                &read.bill,
                self.rules.today,
            )
        {
            // What was kept before the plan was known was kept by other ways.
            let ways = self.ways_of_plan();
            let apart = self.facts.iter().map(|fact| self.apart(fact, &asks));
            let apart = Some(apart.collect());
            let planned = &mut self.kept.planned[plan];
            (planned.apart, planned.ways, planned.stay) = (apart, ways, asks.stay);
            planned.cases.clear();
            self.alike.forget();
            return self.case(buffer, cells, row);
        }
        let case = match bill {
            Ok(read) => self.profile(&raw, &read.bill, row),
            Err(problems) => Case::Rejected(problems),
        };
        let planned = &mut self.kept.planned[plan];
        let number = planned.ways.enter(way) as usize;
        planned.cases.push(case);
        self.kept.cases += 1;
        Some((plan, number))
    }

    pub(super) fn profile(&mut self, raw: &RawBill, bill: &Bill, row: u64) -> Case {
        let today = self.rules.today;
        match profile(&self.shelf, &mut self.kept.plans, bill, today) {
            Ok(profile) => Case::Known(self.kept.shared(profile)),
            Err(problems) => Case::Rejected(self.placed(raw, problems, row)),
        }
    }

    pub(super) fn apart(&self, fact: &FactColumn, asks: &Asks) -> Apart {
        let (ValueKind::Count(selector) | ValueKind::Date(selector)) = fact.key.kind else {
            return Apart::Each;
        };
        // That the number of the stay and the visits so far contradict one another is seen with both of them only.
        if selector == Selector::Nth && self.columns.of("ytd_visits").is_some() {
            return Apart::Each;
        }
        match asks.number(selector) {
            Some(Ask::Exact) => Apart::Each,
            Some(Ask::Edges(edges)) => Apart::Edges(edges.clone()),
            None => Apart::Edges(Vec::new()),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        let mut facts = self.of_plan.iter().chain(&self.facts);
        self.kept.cases > MOST_CASES || facts.any(|fact| fact.words.is_full())
    }

    pub(super) fn forget(&mut self) {
        for fact in self.of_plan.iter_mut().chain(&mut self.facts) {
            fact.words = Words::new(fact.key);
        }
        self.alike.forget();
        self.kept = Kept {
            ways: Trie::new(self.of_plan.len()),
            ..Kept::default()
        };
    }
}

impl Kept {
    /// Figures, in one copy for all cases that have met the same of late: a diagnosis that no rule names changes none.
    fn shared(&mut self, profile: Profile) -> Rc<Profile> {
        let known = self.profiles.iter().find(|known| ***known == profile);
        known.map(Rc::clone).unwrap_or_else(|| {
            let profile = Rc::new(profile);
            self.profiles.truncate(MOST_PROFILES - 1);
            self.profiles.push_front(Rc::clone(&profile));
            profile
        })
    }
}

impl Days {
    pub(super) fn any(&self) -> bool {
        self.on.is_some() || self.discharged.is_some() || self.admitted.is_some()
    }
}

impl Planned {
    /// The step that a word of the column at `place` is; nothing where it cannot be read.
    #[inline]
    pub(super) fn tell_apart(&self, place: usize, number: u32, words: &Words) -> Option<u32> {
        match (
            self.apart.as_ref().map(|apart| &apart[place]),
            words.worth(number),
        ) {
            (_, Worth::Unreadable) => None,
            (Some(Apart::Edges(edges)), Worth::Number(value)) => {
                Some(1 + edges.partition_point(|&edge| edge <= value) as u32)
            }
            _ => Some(number),
        }
    }
}
