//! A bill: what was charged, and what the person brings along.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::selector::Selector;
use super::words::{Class, Layer};
use crate::money::{Rate, Yuan};

/// The totals of a bill whose lines are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    total: Yuan,
    self_funded: Yuan,
    over_limit: Yuan,
    pre_self_pay: Yuan,
}

/// Why totals cannot be those of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalsError {
    /// An amount is below zero.
    Negative,
    /// The parts outside the eligible amount exceed the total.
    PartsAboveTotal {
        /// The parts together.
        parts: Yuan,
        /// The total.
        total: Yuan,
    },
}

impl Totals {
    /// The totals of a bill.
    ///
    /// # Errors
    /// When an amount is negative or the parts exceed the total.
    pub fn new(
        total: Yuan,
        self_funded: Yuan,
        over_limit: Yuan,
        pre_self_pay: Yuan,
    ) -> Result<Totals, TotalsError> {
        if [total, self_funded, over_limit, pre_self_pay]
            .iter()
            .any(|amount| amount.is_negative())
        {
            return Err(TotalsError::Negative);
        }
        let parts = self_funded + over_limit + pre_self_pay;
        if parts > total {
            return Err(TotalsError::PartsAboveTotal { parts, total });
        }
        Ok(Totals {
            total,
            self_funded,
            over_limit,
            pre_self_pay,
        })
    }

    /// 医疗费总额.
    pub fn total(&self) -> Yuan {
        self.total
    }

    /// 全自费.
    pub fn self_funded(&self) -> Yuan {
        self.self_funded
    }

    /// 超限价自费.
    pub fn over_limit(&self) -> Yuan {
        self.over_limit
    }

    /// 先行自付.
    pub fn pre_self_pay(&self) -> Yuan {
        self.pre_self_pay
    }
}

/// One charge line (费用明细).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was charged; below zero on a refund line.
    pub amount: Yuan,
    /// 甲乙丙类.
    pub class: Class,
    /// 收费类别, as a word of the vocabulary; behind it, one of the bill's own categories.
    pub category: Option<i64>,
    /// The line's own 先行自付 share.
    pub self_pay_rate: Option<Rate>,
    /// What the price limit allows for the quantity, if there is a limit.
    pub allowed: Option<Yuan>,
}

impl Line {
    /// What the line costs beyond its price limit. A refund line gives back what the charge line had beyond it.
    pub fn over_limit(&self) -> Yuan {
        match self.allowed {
            None => Yuan::ZERO,
            Some(allowed) => match self.amount.cmp(&Yuan::ZERO) {
                Ordering::Less => -(-self.amount).above(-allowed),
                _ => self.amount.above(allowed),
            },
        }
    }
}

/// What a bill charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charges {
    /// Totals only.
    Totals(Totals),
    /// Charge lines.
    Lines(Vec<Line>),
    /// No bill: a stated yearly own share, for the layers above the pool alone.
    Burden(Yuan),
    /// No bill: what one layer above the pool receives, for it alone.
    Alone(Layer, Yuan),
}

impl Charges {
    /// The stated sum, where there is no bill.
    pub fn stated_sum(&self) -> Option<Yuan> {
        match self {
            Charges::Burden(sum) | Charges::Alone(_, sum) => Some(*sum),
            Charges::Totals(_) | Charges::Lines(_) => None,
        }
    }

    /// Whether a layer is asked for: with a bill all of them, else those above the pool, or one alone.
    pub fn reaches(&self, layer: Layer) -> bool {
        let is_above = !matches!(layer, Layer::Pool | Layer::Account);
        match self {
            Charges::Totals(_) | Charges::Lines(_) => true,
            Charges::Burden(_) => is_above,
            Charges::Alone(alone, _) => is_above && *alone == layer,
        }
    }
}

/// A fact that a bill states for a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A word, as the vocabulary or the region's own list has it.
    Word(String),
    /// A number, a day or a flag, as the case holds it.
    Value(i64),
}

/// What the year had before this bill, as far as it was stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Deductible used.
    pub deductible: Option<Yuan>,
    /// Eligible cost.
    pub eligible: Option<Yuan>,
    /// What the pool paid.
    pub pool_pay: Option<Yuan>,
    /// Eligible own share, deductible included.
    pub burden: Option<Yuan>,
    /// Visits or admissions.
    pub visits: Option<i64>,
}

/// A bill, read and checked as far as that is possible without any rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its number, if it has one.
    pub number: Option<String>,
    /// Who was treated, as it was written.
    pub patient: Option<String>,
    /// The institution, as it was written.
    pub institution: Option<String>,
    /// Whether it takes back another bill: every sign was negated, and is not here.
    pub is_reversal: bool,
    /// The number of the bill that it takes back, if it says so.
    pub reverses: Option<String>,
    /// Where the person is insured, as it was written.
    pub region: Option<String>,
    /// Where the hospital is, as it was written.
    pub at: Option<String>,
    /// The day of the case.
    pub day: Option<NaiveDate>,
    /// First and last day of a stay.
    pub stay: Option<(NaiveDate, NaiveDate)>,
    /// The last day on which anything was charged.
    pub last_charge: Option<NaiveDate>,
    /// What the bill says of selectors.
    pub facts: Vec<(Selector, Fact)>,
    /// The hospital's own level for the deductible.
    pub hospital_for_deductible: Option<Fact>,
    /// The hospital's own level for price limits.
    pub hospital_for_price: Option<Fact>,
    /// What was charged.
    pub charges: Charges,
    /// Categories of lines that the shared vocabulary has not; the region may have declared them.
    pub own_categories: Vec<String>,
    /// Whether the parts of the total are those of a settlement: what care away from home pays first is among them.
    pub is_settled: bool,
    /// What of the charges was not stated and is taken as nothing.
    pub unstated: Vec<&'static str>,
    /// The year before this bill.
    pub history: History,
    /// What the hospital bears itself, off the patient's side.
    pub hospital_pay: Option<Yuan>,
    /// What the person's own account holds, if it was said.
    pub account: Option<Yuan>,
    /// Relatives' accounts in the order in which they pay, with the sums that they authorised (家庭共济).
    pub shared: Vec<(String, Yuan)>,
}

impl Bill {
    /// What the bill says of a selector.
    pub fn fact(&self, selector: Selector) -> Option<&Fact> {
        self.facts
            .iter()
            .find(|(known, _)| *known == selector)
            .map(|(_, fact)| fact)
    }

    /// The word that the bill says for a selector.
    pub fn word(&self, selector: Selector) -> Option<&str> {
        match self.fact(selector) {
            Some(Fact::Word(word)) => Some(word),
            _ => None,
        }
    }
}
