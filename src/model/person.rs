//! A person who pays in.

use chrono::NaiveDate;

use super::bill::Fact;
use super::selector::Selector;
use crate::money::Yuan;
use crate::time::YearMonth;

/// A person, and what is asked of the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Where the person is insured.
    pub region: Option<String>,
    /// What is known of the person.
    pub facts: Vec<(Selector, Fact)>,
    /// What is paid for.
    pub period: Option<Period>,
    /// The day of payment.
    pub on: Option<NaiveDate>,
    /// The own monthly wage.
    pub wage: Option<Yuan>,
    /// The chosen base.
    pub base: Option<Yuan>,
    /// What is known of earlier cover.
    pub history: History,
    /// What is known of a birth.
    pub birth: Birth,
}

/// What is known of a birth, planned or past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Birth {
    /// How many children.
    pub children: Option<i64>,
    /// The first of the months that were paid without a break.
    pub insured_since: Option<YearMonth>,
    /// The day of the birth.
    pub due: Option<NaiveDate>,
    /// 用人单位上年度职工月平均工资.
    pub employer_wage: Option<Yuan>,
    /// The days of leave, where they are known without a rule.
    pub leave_days: Option<i64>,
    /// What was charged.
    pub total: Option<Yuan>,
}

/// What is known of earlier cover, and what is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The benefit years without cover.
    pub missed: Option<Vec<i32>>,
    /// The last covered month.
    pub last_covered: Option<YearMonth>,
    /// The day of the payment that cover begins by; a day to come is a plan.
    pub paid: Option<NaiveDate>,
    /// How many missed years are paid up.
    pub repair: Option<i64>,
    /// The day of birth.
    pub born: Option<NaiveDate>,
    /// The age of retirement that is asked for, of women.
    pub retire_at: Option<i64>,
    /// Months that are deemed paid.
    pub months_deemed: Option<i64>,
}

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A month.
    Month(YearMonth),
    /// A year of cover.
    Year(i32),
    /// From a month to a month.
    Span(YearMonth, YearMonth),
}

impl Person {
    /// The number of a selector.
    pub fn number(&self, selector: Selector) -> Option<i64> {
        self.facts.iter().find_map(|(of, fact)| match fact {
            Fact::Value(value) if *of == selector => Some(*value),
            _ => None,
        })
    }

    /// The word of a selector.
    pub fn word(&self, selector: Selector) -> Option<&str> {
        self.facts.iter().find_map(|(of, fact)| match fact {
            Fact::Word(word) if *of == selector => Some(word.as_str()),
            _ => None,
        })
    }
}
