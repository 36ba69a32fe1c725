//! What can be wrong with a row of a table of bills.

use chrono::NaiveDate;

/// What is wrong with a row of a table of bills, before or beside what is wrong with its bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowWhat {
    /// L001: not UTF-8.
    NotText,
    /// L002: a quote that is still open at the end of the line.
    OpenQuote,
    /// L003: longer than any row is.
    TooLong {
        /// The limit in KiB.
        limit: usize,
    },
    /// L004: not a JSON object; with the parser's own words.
    NotAnObject(String),
    /// L008: a key whose value is a list or an object.
    Nested(String),
    /// L005: a bill of a benefit year before that of the person's bill before it.
    EarlierYear {
        /// The first day of the year that the ledger is in.
        from: NaiveDate,
    },
    /// L006: totals of the year in a file that carries the ledger itself.
    TotalsOfYear,
    /// L007: no person where the ledger is carried by person.
    NoPerson,
}

impl RowWhat {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            RowWhat::NotText => "L001",
            RowWhat::OpenQuote => "L002",
            RowWhat::TooLong { .. } => "L003",
            RowWhat::NotAnObject(_) => "L004",
            RowWhat::EarlierYear { .. } => "L005",
            RowWhat::TotalsOfYear => "L006",
            RowWhat::NoPerson => "L007",
            RowWhat::Nested(_) => "L008",
        }
    }
}
