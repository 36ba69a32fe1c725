//! What can be wrong with a bill among the others of its year.

use chrono::NaiveDate;

/// What is wrong with a bill among the others of its year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YearWhat {
    /// B050: an nth visit of the year where the bills before it make it another.
    NthOfLedger {
        /// The key that states it.
        key: &'static str,
        /// What is stated.
        stated: i64,
        /// What the ledger counts.
        counted: i64,
    },
    /// B051: a number that another bill has.
    SameNumber(String),
    /// B052: a stay that overlaps another.
    StaysOverlap(String),
    /// B053: a bill of another benefit year.
    OutsideYear {
        /// Its day.
        day: NaiveDate,
        /// The first day of the year.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
    },
    /// B054: a reversal of a bill that is not there.
    NothingToReverse(String),
    /// B055: a reversal that is not the bill with every sign negated.
    UnlikeReversed(String),
    /// B056: a bill of somebody else.
    OtherPatient,
    /// B057: insured elsewhere or otherwise than the other bills.
    OtherInsurance,
    /// B058: totals of the year beside bills that make them.
    TotalsOfYear,
    /// B060: more bills than a person has in a year.
    TooMany {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
}

impl YearWhat {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            YearWhat::NthOfLedger { .. } => "B050",
            YearWhat::SameNumber(_) => "B051",
            YearWhat::StaysOverlap(_) => "B052",
            YearWhat::OutsideYear { .. } => "B053",
            YearWhat::NothingToReverse(_) => "B054",
            YearWhat::UnlikeReversed(_) => "B055",
            YearWhat::OtherPatient => "B056",
            YearWhat::OtherInsurance => "B057",
            YearWhat::TotalsOfYear => "B058",
            YearWhat::TooMany { .. } => "B060",
        }
    }
}
