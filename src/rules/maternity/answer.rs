//! An answer about a birth: its parts, how each came about, and what they come to together.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::engine::adjust::Op;
use crate::engine::bounds::Bounds;
use crate::engine::maternity::Benefit;
use crate::model::words::{Scheme, Visit};
use crate::money::{Rate, Yuan};
use crate::rules::block::Block;
use crate::rules::claim::Assumed;
use crate::rules::note::Note;
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::table::TableName;
use crate::time::YearMonth;

/// An answer about a birth.
#[derive(Debug)]
pub struct MaternityAnswer {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The scheme.
    pub scheme: Scheme,
    /// The day of the birth, or of the care.
    pub day: NaiveDate,
    /// What was asked for, each with its answer.
    pub parts: Vec<Part>,
    /// How long the leave is.
    pub leave: Option<Leave>,
    /// The months that are paid by that day.
    pub paid: Option<i64>,
    /// Whether they are counted beyond the day that was asked about, as if payment went on.
    pub goes_on: bool,
    /// The months that must be.
    pub required: Option<i64>,
    /// The first month in which they are.
    pub eligible_from: Option<YearMonth>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
}

/// What can be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// 分娩.
    Delivery,
    /// 产检.
    Antenatal,
    /// 计划生育手术.
    FamilyPlanning,
    /// 生育津贴.
    Allowance,
}

impl Item {
    /// Every item, in the order of answers.
    pub const ALL: [Item; 4] = [
        Item::Delivery,
        Item::Antenatal,
        Item::FamilyPlanning,
        Item::Allowance,
    ];

    /// The name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Item::Delivery => "delivery",
            Item::Antenatal => "antenatal",
            Item::FamilyPlanning => "family_planning",
            Item::Allowance => "allowance",
        }
    }

    /// The care that rules are asked about. The allowance goes with the birth.
    pub(super) fn visit(self) -> Visit {
        match self {
            Item::Delivery | Item::Allowance => Visit::Delivery,
            Item::Antenatal => Visit::Antenatal,
            Item::FamilyPlanning => Visit::FamilyPlanning,
        }
    }

    /// The table that says what is paid.
    pub(super) fn table(self) -> TableName {
        match self {
            Item::Allowance => TableName::MaternityAllowance,
            _ => TableName::MaternityBenefit,
        }
    }
}

/// An item with its answer.
#[derive(Clone, Debug)]
pub struct Part {
    /// What.
    pub item: Item,
    /// Whether it was asked for, or is told beside what was.
    pub is_asked: bool,
    /// The answer.
    pub said: Said,
}

/// What the rules say of an item.
#[derive(Clone, Debug)]
pub enum Said {
    /// A sum.
    Paid(Box<Worked>),
    /// The rules of an admission settle it.
    AsInpatient(Vec<Arc<Block>>),
    /// So many months must be paid, and are not.
    TooFewMonths(i64, Arc<Block>),
    /// Nothing is due.
    NotCovered(Note),
    /// No rule says it.
    Unknown(Note),
    /// These facts were not given.
    Lacks(Vec<&'static str>),
}

/// How a sum came about.
#[derive(Clone, Debug)]
pub struct Worked {
    /// By what.
    pub how: How,
    /// The adjustments that applied, with how often.
    pub ops: Vec<(Op, i64)>,
    /// The share that the months paid leave.
    pub share: Bounds<Rate>,
    /// What came out.
    pub sum: Bounds<Yuan>,
    /// The rules.
    pub blocks: Vec<Arc<Block>>,
}

/// By what a sum came about.
#[derive(Clone, Debug)]
pub enum How {
    /// A sum or a share, with the bill if it was given.
    Care(Benefit, Option<Yuan>),
    /// A share of the employer's average wage for each day of leave.
    Allowance {
        /// The wage.
        wage: Yuan,
        /// The share.
        share: Bounds<Rate>,
        /// The days of a month.
        over_days: i64,
    },
}

/// How long the leave is.
#[derive(Clone, Debug)]
pub struct Leave {
    /// Days; no upper bound where the rule sets none.
    pub days: (i64, Option<i64>),
    /// What the rule begins with and what it adds; nothing where the days were given.
    pub by_rule: Option<ByRule>,
}

/// The leave as a rule says it.
#[derive(Clone, Debug)]
pub struct ByRule {
    /// The row.
    pub length: Bounds<i64>,
    /// The days of its unit.
    pub days_each: i64,
    /// The adjustments that applied, with how often.
    pub ops: Vec<(Op, i64)>,
    /// The rules.
    pub blocks: Vec<Arc<Block>>,
}

impl MaternityAnswer {
    /// A sum by the name of its item; nothing where none was worked out.
    pub fn amount(&self, name: &str) -> Option<Bounds<Yuan>> {
        let part = self.parts.iter().find(|part| part.item.name() == name)?;
        match &part.said {
            Said::Paid(worked) => Some(worked.sum),
            _ => None,
        }
    }

    /// The months that are still missing.
    pub fn missing_months(&self) -> Option<i64> {
        let (required, paid) = self.required.zip(self.paid)?;
        Some((required - paid).max(0))
    }

    /// Why what was asked for is not known, or not due.
    pub fn reason(&self) -> Vec<Note> {
        let asked = self.parts.iter().filter(|part| part.is_asked);
        let notes = asked.filter_map(|part| match (&part.said, self.outcome) {
            (Said::Unknown(note), Outcome::Unknown)
            | (Said::NotCovered(note), Outcome::NotEligible) => Some(note.clone()),
            _ => None,
        });
        notes.collect()
    }

    /// Of all parts together: what kind of answer it is, and what it rests on.
    pub(super) fn conclude(&mut self) {
        let asked = || self.parts.iter().filter(|part| part.is_asked);
        let is_unknown = asked().any(|part| matches!(part.said, Said::Unknown(_)));
        let is_settled =
            asked().any(|part| matches!(part.said, Said::Paid(_) | Said::AsInpatient(_)));
        let is_vague = self.parts.iter().any(|part| match &part.said {
            Said::Paid(worked) => worked.sum.is_vague(),
            _ => false,
        });
        let is_refused =
            asked().any(|part| matches!(part.said, Said::NotCovered(_) | Said::TooFewMonths(..)));
        self.outcome = match (is_unknown || !is_refused && !is_settled, is_settled) {
            (true, _) => Outcome::Unknown,
            (false, true) if is_vague => Outcome::Range,
            (false, true) => Outcome::Determined,
            (false, false) => Outcome::NotEligible,
        };
        let mut blocks: Vec<Arc<Block>> = Vec::new();
        for part in &self.parts {
            match &part.said {
                Said::Paid(worked) => blocks.extend(worked.blocks.iter().cloned()),
                Said::AsInpatient(read) => blocks.extend(read.iter().cloned()),
                Said::TooFewMonths(_, block) | Said::NotCovered(Note::NotCovered { block, .. })
                    if part.is_asked =>
                {
                    blocks.push(Arc::clone(block));
                }
                _ => {}
            }
        }
        // Who has no allowance has no days either.
        let has_leave = self.parts.iter().any(|part| {
            part.item == Item::Allowance && matches!(part.said, Said::Paid(_) | Said::Lacks(_))
        });
        match &self.leave {
            Some(leave) if has_leave => {
                let read = leave.by_rule.iter().flat_map(|rule| &rule.blocks);
                blocks.extend(read.cloned());
            }
            _ => self.leave = None,
        }
        // How many children there are matters to a birth and to the days of the rule alone.
        let is_birth = |part: &Part| {
            part.item == Item::Delivery && matches!(part.said, Said::Paid(_) | Said::Unknown(_))
        };
        let has_days = self
            .leave
            .as_ref()
            .is_some_and(|leave| leave.by_rule.is_some());
        if !self.parts.iter().any(is_birth) && !has_days {
            self.assumed.retain(|one| one.key != "children");
        }
        for block in blocks {
            if !self.blocks.iter().any(|known| Arc::ptr_eq(known, &block)) {
                self.blocks.push(block);
            }
        }
    }
}
