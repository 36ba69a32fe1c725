//! A row: from its cells to its amounts, by the short road where it is plain, else by the long one.

mod alike;
mod kept;
mod long;
mod stated;

use crate::batch::case_trie::Trie;
use crate::batch::cells::Cell;
use crate::batch::columns::{Columns, OF_PLAN, Role, STATED};
use crate::batch::words::Words;
use crate::engine::bounds::Bounds;
use crate::engine::opening::open;
use crate::engine::personal::Purse;
use crate::engine::register::Register;
use crate::engine::settle::{Asked, calculate};
use crate::engine::settlement::{Amount, Settlement};
use crate::formats::problem::Problem;
use crate::formats::raw::RawField;
use crate::model::grade::Grade;
use crate::rules::given::Given;
use crate::rules::govern::Policy;
use crate::rules::library::Library;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::typed;
use alike::Alike;
use chrono::NaiveDate;
use kept::{Case, Days, FactColumn, Kept};
use stated::{ACCOUNT, HOSPITAL_PAY, Stated, totals};
use std::sync::Arc;

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
    /// Amounts, in [`Settler::lower`], with their bounds in [`Settler::bounds`] where they are vague.
    Amounts {
        /// Whether any of them is vague.
        is_range: bool,
    },
    /// No amounts: no rule says it, or a rule says that nothing is due.
    Without(Outcome),
    /// It is no bill that could be answered.
    Rejected(Vec<Problem>),
}

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
    alike: Alike,
    register: Register,
    /// The steps of the row, kept for its room.
    way: Vec<u32>,
    seen: usize,
    /// The amounts of the last row; where they are vague, those with which each rule alone lets the funds pay least.
    pub lower: Settlement,
    /// The bounds of each amount, where any is vague.
    pub bounds: Bounds<Settlement>,
    /// The amounts of one more corner.
    corner: Settlement,
    /// The weakest grade that the last answer rests on.
    pub grade: Option<Grade>,
}
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
        let deciding = all
            .clone()
            .filter(|column| columns.roles[*column] == Role::Fact);
        let alike = Alike::new(deciding.collect());
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
            alike,
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
            bounds: Bounds {
                low: Settlement::default(),
                high: Settlement::default(),
            },
            corner: Settlement::default(),
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
        let corners = match &profile.figures {
            Ok(corners) => corners,
            Err(outcome) => return Some(Settled::Without(*outcome)),
        };
        let history = stated.history();
        let hospital_pay = stated.get(HOSPITAL_PAY);
        let asked = Asked {
            parted: totals,
            stated: None,
            alone: false,
            is_last: true,
            purse: Purse {
                hospital_pay: hospital_pay.unwrap_or_default(),
                account: stated.amounts[ACCOUNT],
                shared: &[],
            },
        };
        let register = &mut self.register;
        let lower = &corners.lower;
        open(lower, &history, register);
        calculate(lower, &asked, register, &mut (), &mut self.lower);
        let mut is_range = false;
        if let Some(vague) = &corners.vague {
            self.bounds.low.clone_from(&self.lower);
            self.bounds.high.clone_from(&self.lower);
            let mut corner = |figures, opened| {
                open(opened, &history, register);
                calculate(figures, &asked, register, &mut (), &mut self.corner);
                self.bounds.widen(&self.corner);
            };
            corner(&vague.upper, &vague.upper);
            for figures in &vague.mixed {
                corner(figures, lower);
                corner(figures, &vague.upper);
            }
            is_range = self.bounds.low != self.bounds.high;
        }
        if let Some(stated) = hospital_pay {
            let most = if is_range {
                &self.bounds.high
            } else {
                &self.lower
            };
            if stated > self.lower.sum(Amount::Total) - most.sum(Amount::FundPay) {
                return None;
            }
        }
        Some(Settled::Amounts { is_range })
    }
}
