//! A row: from its cells to its amounts, by the short road where it is plain, else by the long one.

use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::batch::amounts;
use crate::batch::case_trie::Trie;
use crate::batch::cells::{Cell, text};
use crate::batch::columns::{Columns, OF_PLAN, Role, STATED};
use crate::batch::people::year_of;
use crate::batch::words::{Words, Worth};
use crate::engine::asks::{Ask, Asks};
use crate::engine::bounds::Side;
use crate::engine::lines::Parted;
use crate::engine::opening::open;
use crate::engine::personal::Purse;
use crate::engine::register::Register;
use crate::engine::settle::{Asked, calculate, settle};
use crate::engine::settlement::{Amount, Settlement};
use crate::formats::bill;
use crate::formats::problem::{Place, Problem};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::row_problem::RowWhat;
use crate::model::bill::{Bill, History};
use crate::model::grade::Grade;
use crate::model::keys::{self, Key, Scope, ValueKind};
use crate::model::selector::Selector;
use crate::money::Yuan;
use crate::rules::carried::Carried;
use crate::rules::claim::AtKey;
use crate::rules::given::Given;
use crate::rules::govern::Policy;
use crate::rules::library::Library;
use crate::rules::profile::{Plans, Profile, asks_of, meet_year, profile, span_of, without};
use crate::rules::reimburse::{Outcome, reimburse};
use crate::rules::shelf::Shelf;
use crate::typed;

/// Which rules answer.
#[derive(Clone)]
pub struct Rules {
    /// Where they come from.
    pub library: Library,
    /// What is accepted as an answer.
    pub policy: Policy,
    /// Figures of the user's own.
    pub given: Vec<Given>,
    /// Today.
    pub today: NaiveDate,
}

impl Rules {
    pub(crate) fn shelf(&self) -> Shelf {
        Shelf::new(self.library.clone()).with(self.policy, self.given.clone())
    }
}

/// What came of a row.
#[derive(Debug)]
pub enum Settled {
    /// Amounts, in [`Settler::lower`], and in [`Settler::upper`] where they are vague.
    Amounts {
        /// Whether the upper side differs.
        is_range: bool,
    },
    /// No amounts: no rule says it, or a rule says that nothing is due.
    Without(Outcome),
    /// It is no bill that could be answered.
    Rejected(Vec<Problem>),
}

/// Most cases that are kept apart; beyond them everything is forgotten and begun anew, so that memory stays bounded.
const MOST_CASES: usize = 50_000;

/// Settles rows.
pub struct Settler {
    file: Arc<str>,
    columns: Arc<Columns>,
    rules: Rules,
    shelf: Shelf,
    /// What flags say for every row; a row's own cell goes before it.
    base: Vec<RawField>,
    base_amounts: Stated,
    amounts: Vec<(usize, usize)>,
    special: Vec<usize>,
    of_plan: Vec<FactColumn>,
    facts: Vec<FactColumn>,
    days: Days,
    kept: Kept,
    register: Register,
    /// The steps of the row, kept for its room.
    way: Vec<u32>,
    seen: usize,
    /// The amounts of the last row; of the lower side where they are vague.
    pub lower: Settlement,
    /// The amounts of the upper side, where they are vague.
    pub upper: Settlement,
    /// The weakest grade that the last answer rests on.
    pub grade: Option<Grade>,
}

struct FactColumn {
    column: usize,
    key: Key,
    words: Words,
}

/// The places of the day columns among those that decide the plan.
#[derive(Clone, Copy, Default)]
struct Days {
    region: Option<usize>,
    on: Option<usize>,
    discharged: Option<usize>,
    admitted: Option<usize>,
}

/// What is kept of the rows so far.
#[derive(Default)]
struct Kept {
    plans: Plans,
    /// The days on which the rules of each region word change; nothing within where there is no such region.
    changes: Vec<Option<Option<Rc<[NaiveDate]>>>>,
    ways: Trie,
    planned: Vec<Planned>,
    cases: usize,
}

/// The rows of one plan.
struct Planned {
    /// How each fact is told apart. Before the plan is known every word stands for itself.
    apart: Option<Vec<Apart>>,
    /// Whether the days of the stay decide anything.
    stay: bool,
    ways: Trie,
    cases: Vec<Case>,
}

/// How the words of a column are told apart.
enum Apart {
    /// Every word may have figures of its own.
    Each,
    /// Numbers between the same edges have the same figures. Without an edge the plan does not ask.
    Edges(Vec<i64>),
}

enum Case {
    Known(Box<Profile>),
    Rejected(Vec<Problem>),
}

/// Longer stays are charged no more deductibles.
const MOST_DAYS: i64 = 4000;

impl Settler {
    /// Settles the rows of a file with these columns.
    pub fn new(
        file: Arc<str>,
        columns: Arc<Columns>,
        base: Vec<RawField>,
        rules: Rules,
    ) -> Settler {
        let fact = |column: usize| {
            let key = columns.keys[column]?;
            (columns.roles[column] == Role::Fact).then(|| FactColumn {
                column,
                key,
                words: Words::new(key),
            })
        };
        let of_plan: Vec<FactColumn> = OF_PLAN
            .iter()
            .filter_map(|name| fact(columns.of(name)?))
            .collect();
        let place = |name: &str| of_plan.iter().position(|fact| fact.key.name == name);
        let days = Days {
            region: place("region"),
            on: place("on"),
            discharged: place("discharged"),
            admitted: place("admitted"),
        };
        let all = 0..columns.headings.len();
        let facts = all.clone().filter_map(fact);
        let facts = facts
            .filter(|fact| !OF_PLAN.contains(&fact.key.name))
            .collect();
        let amounts = all
            .clone()
            .filter_map(|column| match columns.roles[column] {
                Role::Amount(place) => Some((column, place)),
                _ => None,
            });
        let special = all.filter(|column| columns.roles[*column] == Role::Special);
        let mut base_amounts = Stated::default();
        for (place, name) in STATED.into_iter().enumerate() {
            let field = base.iter().find(|field| field.key.name == name);
            if let Some(amount) = field.and_then(|field| typed::money(&field.text).ok()) {
                base_amounts.set(place, amount);
            }
        }
        Settler {
            amounts: amounts.collect(),
            special: special.collect(),
            shelf: rules.shelf(),
            kept: Kept {
                ways: Trie::new(of_plan.len()),
                ..Kept::default()
            },
            file,
            columns,
            rules,
            base,
            base_amounts,
            of_plan,
            facts,
            days,
            register: Register::default(),
            way: Vec::new(),
            seen: 0,
            lower: Settlement::default(),
            upper: Settlement::default(),
            grade: None,
        }
    }

    /// Whether anything was met for the first time since this was asked.
    pub(crate) fn has_met(&mut self) -> bool {
        let met = self.kept.cases != self.seen;
        self.seen = self.kept.cases;
        met
    }

    /// The shelf, for what is wrong with the rules themselves.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Settles a row whose cells stand in a padded buffer. `row` is its number, for what is wrong with it.
    #[inline]
    pub fn settle(&mut self, buffer: &[u8], cells: &[Cell], row: u64) -> Settled {
        match self.short(buffer, cells, row) {
            Some(settled) => settled,
            None => self.long(buffer, cells, row),
        }
    }

    /// The short road; nothing where the row is not plain.
    #[inline]
    fn short(&mut self, buffer: &[u8], cells: &[Cell], row: u64) -> Option<Settled> {
        if self.special.iter().any(|column| !cells[*column].is_empty()) {
            return None;
        }
        let stated = self.stated(buffer, cells)?;
        let totals = totals(&stated)?;
        let (plan, case) = self.case(buffer, cells, row)?;
        let profile = match &self.kept.planned[plan].cases[case] {
            Case::Known(profile) => profile,
            Case::Rejected(problems) => {
                return Some(Settled::Rejected(self.at_row(problems, row)));
            }
        };
        self.grade = profile.grade;
        let sides = match &profile.figures {
            Ok(sides) => sides,
            Err(outcome) => return Some(Settled::Without(*outcome)),
        };
        let history = stated.history();
        let hospital_pay = stated.get(HOSPITAL_PAY);
        let asked = Asked {
            parted: totals,
            stated: None,
            alone: false,
            purse: Purse {
                hospital_pay: hospital_pay.unwrap_or_default(),
                account: stated.amounts[ACCOUNT],
                shared: &[],
            },
        };
        let register = &mut self.register;
        open(&sides.lower, &history, register);
        calculate(&sides.lower, &asked, register, &mut (), &mut self.lower);
        let mut is_range = false;
        if let Some(upper) = &sides.upper {
            open(upper, &history, register);
            calculate(upper, &asked, register, &mut (), &mut self.upper);
            is_range = self.upper != self.lower;
        }
        if let Some(stated) = hospital_pay {
            let rest = |side: &Settlement| side.sum(Amount::Total) - side.sum(Amount::FundPay);
            if stated > rest(&self.lower) || (is_range && stated > rest(&self.upper)) {
                return None;
            }
        }
        Some(Settled::Amounts { is_range })
    }

    /// The amounts that the row states; nothing where one cannot be read or is below zero, or where they contradict one
    /// another.
    #[inline]
    fn stated(&self, buffer: &[u8], cells: &[Cell]) -> Option<Stated> {
        let mut stated = self.base_amounts;
        for &(column, place) in &self.amounts {
            let Cell { start, end } = cells[column];
            match amounts::plain(buffer, start, end) {
                Some(amount) => stated.set(place, amount),
                None if start == end => {}
                None => {
                    if let Some(amount) = unusual(&buffer[start..end])? {
                        stated.set(place, amount);
                    }
                }
            }
        }
        let eligible = stated.get(YTD_ELIGIBLE).unwrap_or(Yuan::MAX);
        let is_above = |place| stated.amounts[place] > eligible;
        (!is_above(YTD_DEDUCTIBLE) && !is_above(YTD_POOL_PAY)).then_some(stated)
    }

    /// The plan and the case of a row, by its words.
    #[inline]
    fn case(&mut self, buffer: &[u8], cells: &[Cell], row: u64) -> Option<(usize, usize)> {
        let mut way = std::mem::take(&mut self.way);
        way.resize(self.of_plan.len().max(self.facts.len() + 1), 0);
        let found = self.case_by(&mut way, buffer, cells, row);
        self.way = way;
        found
    }

    #[inline]
    fn case_by(
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
            None => self.new_plan(&way[..planned]),
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
    fn spans(&mut self, way: &mut [u32], buffer: &[u8], cells: &[Cell]) -> Option<u32> {
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
    fn span(&self, region: usize, day: NaiveDate) -> u32 {
        match self.kept.changes.get(region) {
            Some(Some(Some(changes))) => span_of(changes, day) as u32 + 1,
            _ => 0,
        }
    }

    /// Meets a region for the first time.
    #[cold]
    fn meet(&mut self, region: usize, buffer: &[u8], cells: &[Cell]) {
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
    fn new_plan(&mut self, way: &[u32]) -> usize {
        let plan = self.kept.ways.enter(way) as usize;
        self.kept.planned.push(Planned {
            apart: None,
            stay: true,
            ways: self.ways_of_plan(),
            cases: Vec::new(),
        });
        plan
    }

    fn ways_of_plan(&self) -> Trie {
        Trie::new(self.facts.len() + usize::from(self.days.admitted.is_some()))
    }

    /// Meets a case for the first time: the bill of its words alone is asked for.
    #[cold]
    fn new_case(
        &mut self,
        plan: usize,
        way: &[u32],
        buffer: &[u8],
        cells: &[Cell],
        row: u64,
    ) -> Option<(usize, usize)> {
        if self.is_full() {
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

    fn profile(&mut self, raw: &RawBill, bill: &Bill, row: u64) -> Case {
        let today = self.rules.today;
        match profile(&self.shelf, &mut self.kept.plans, bill, today) {
            Ok(profile) => Case::Known(Box::new(profile)),
            Err(problems) => Case::Rejected(self.placed(raw, problems, row)),
        }
    }

    fn apart(&self, fact: &FactColumn, asks: &Asks) -> Apart {
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

    fn is_full(&self) -> bool {
        let mut facts = self.of_plan.iter().chain(&self.facts);
        self.kept.cases > MOST_CASES || facts.any(|fact| fact.words.is_full())
    }

    fn forget(&mut self) {
        for fact in self.of_plan.iter_mut().chain(&mut self.facts) {
            fact.words = Words::new(fact.key);
        }
        self.kept = Kept {
            ways: Trie::new(self.of_plan.len()),
            ..Kept::default()
        };
    }

    /// The long road: the row is made a bill, and answered as a bill is.
    #[cold]
    fn long(&mut self, buffer: &[u8], cells: &[Cell], row: u64) -> Settled {
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
                self.lower = amounts.side(Side::Lower).clone();
                self.upper = amounts.side(Side::Upper).clone();
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
        let before = carried.ledgers.clone();
        let side =
            |side, ledger: &mut _| settle(&met.compiled.plan, &met.claim, ledger, side, &mut ());
        let lower = side(Side::Lower, &mut carried.ledgers.lower);
        let upper = side(Side::Upper, &mut carried.ledgers.upper);
        match (lower, upper) {
            (Ok(lower), Ok(upper)) => {
                (self.lower, self.upper) = (lower, upper);
                let is_range = self.lower != self.upper;
                Ok((Settled::Amounts { is_range }, Some(met.from)))
            }
            (Err(stop), _) | (_, Err(stop)) => {
                carried.ledgers = before;
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
    fn words_alone(&self, buffer: &[u8], cells: &[Cell], row: u64) -> Option<RawBill> {
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
    fn raw(
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

    fn row(&self, row: u64) -> Place {
        Place::Row {
            file: Arc::clone(&self.file),
            row,
        }
    }

    /// Problems that only the rules see, at the cells that they are about.
    fn placed(&self, raw: &RawBill, problems: Vec<AtKey>, row: u64) -> Vec<Problem> {
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
    fn at_row(&self, problems: &[Problem], row: u64) -> Vec<Problem> {
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

impl Days {
    fn any(&self) -> bool {
        self.on.is_some() || self.discharged.is_some() || self.admitted.is_some()
    }
}

impl Planned {
    /// The step that a word of the column at `place` is; nothing where it cannot be read.
    #[inline]
    fn tell_apart(&self, place: usize, number: u32, words: &Words) -> Option<u32> {
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

/// The amounts that a row states, by their places in [`STATED`]; zero where it states none.
#[derive(Clone, Copy, Default)]
struct Stated {
    amounts: [Yuan; STATED.len()],
    /// A bit for each that is stated.
    said: u16,
}

const TOTAL: usize = 0;
const SELF_FUNDED: usize = 1;
const OVER_LIMIT: usize = 2;
const PRE_SELF_PAY: usize = 3;
const ELIGIBLE: usize = 4;
const YTD_DEDUCTIBLE: usize = 5;
const YTD_ELIGIBLE: usize = 6;
const YTD_POOL_PAY: usize = 7;
const YTD_BURDEN: usize = 8;
const ACCOUNT: usize = 9;
const HOSPITAL_PAY: usize = 10;

impl Stated {
    #[inline]
    fn set(&mut self, place: usize, amount: Yuan) {
        self.amounts[place] = amount;
        self.said |= 1 << place;
    }

    #[inline]
    fn get(&self, place: usize) -> Option<Yuan> {
        (self.said >> place & 1 == 1).then_some(self.amounts[place])
    }

    #[inline]
    fn history(&self) -> History {
        History {
            deductible: self.get(YTD_DEDUCTIBLE),
            eligible: self.get(YTD_ELIGIBLE),
            pool_pay: self.get(YTD_POOL_PAY),
            burden: self.get(YTD_BURDEN),
            visits: None,
        }
    }
}

/// An amount that is not written as most are, or that the cell has none; nothing where it cannot be read or is below zero.
#[cold]
fn unusual(raw: &[u8]) -> Option<Option<Yuan>> {
    match text(raw)?.trim() {
        "" => Some(None),
        other => {
            let amount = typed::money(other).ok()?;
            (!amount.is_negative()).then_some(Some(amount))
        }
    }
}

/// The bill by its parts; nothing where they do not add up, or there is no total.
#[inline]
fn totals(stated: &Stated) -> Option<Parted> {
    let amounts = &stated.amounts;
    let parts = amounts[SELF_FUNDED] + amounts[OVER_LIMIT] + amounts[PRE_SELF_PAY];
    let total = match (stated.get(TOTAL), stated.get(ELIGIBLE)) {
        (Some(total), _) => total,
        (None, Some(eligible)) => eligible + parts,
        (None, None) => return None,
    };
    let mut parted = Parted {
        total,
        self_funded: amounts[SELF_FUNDED],
        over_limit: amounts[OVER_LIMIT],
        pre_self_pay: amounts[PRE_SELF_PAY],
        eligible: total - parts,
        flat: Yuan::ZERO,
        beside_flat: Yuan::ZERO,
    };
    if let Some(eligible) = stated.get(ELIGIBLE)
        && eligible != parted.eligible
    {
        // What is outside was not told apart: it is taken as 全自费.
        let own = [SELF_FUNDED, OVER_LIMIT, PRE_SELF_PAY];
        if own.iter().any(|place| stated.get(*place).is_some()) || parted.eligible < eligible {
            return None;
        }
        parted.self_funded = parted.eligible - eligible;
        parted.eligible = eligible;
    }
    (!parted.eligible.is_negative()).then_some(parted)
}
