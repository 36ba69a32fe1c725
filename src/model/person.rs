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
}

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A month.
    Month(YearMonth),
    /// A year of cover.
    Year(i32),
}

impl Person {
    /// The word of a selector.
    pub fn word(&self, selector: Selector) -> Option<&str> {
        self.facts.iter().find_map(|(of, fact)| match fact {
            Fact::Word(word) if *of == selector => Some(word.as_str()),
            _ => None,
        })
    }
}
