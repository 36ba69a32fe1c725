//! Documents: what a figure rests on.

use chrono::{Months, NaiveDate};

use crate::model::grade::Grade;
use crate::rules::text::Place;

/// A document, page or receipt that a block names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The id under which blocks name it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// When it was issued.
    pub issued: Option<NaiveDate>,
    /// Where it was seen.
    pub seen_at: Option<String>,
    /// How far it can be trusted.
    pub grade: Grade,
    /// When the figures were last compared with it.
    pub checked: NaiveDate,
    /// For how many months that holds.
    pub good_for_months: u32,
    /// Where it is declared.
    pub place: Place,
}

impl Source {
    /// The last day on which the source counts as fresh.
    pub fn good_until(&self) -> NaiveDate {
        self.checked
            .checked_add_months(Months::new(self.good_for_months))
            .unwrap_or(NaiveDate::MAX)
    }

    /// Whether the day asked about, or today, lies beyond what the check was good for.
    pub fn is_stale(&self, on: NaiveDate, today: NaiveDate) -> bool {
        on.max(today) > self.good_until()
    }
}
