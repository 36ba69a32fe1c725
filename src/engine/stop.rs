//! Why no amounts come out.

use crate::engine::table::Notice;
use crate::model::selector::Selector;

/// Why no amounts come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The bill does not say which row of a table is meant; the decisive selectors first.
    Missing(Vec<Selector>),
    /// The rules charge by the days of the stay, and the bill does not say them.
    MissingStay,
    /// A 乙 line without a first-payment share of its own, and no rule that gives one.
    MissingSelfPayRate,
    /// No rule says it.
    Unknown(Vec<Notice>),
    /// A rule says that nothing is due.
    NotCovered(Notice),
}
