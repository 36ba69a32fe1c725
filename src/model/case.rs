//! The facts of one case, as numbers: what tables are asked with.

use super::selector::Selector;

/// The value of every selector, or nothing where the case does not say.
///
/// A word is its place in the vocabulary, a day the count of days since the start of our era, a flag 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    values: [Option<i64>; Selector::COUNT],
}

impl Case {
    /// A case of which nothing is known.
    pub const EMPTY: Case = Case {
        values: [None; Selector::COUNT],
    };

    /// What the case says of a selector.
    pub fn get(&self, selector: Selector) -> Option<i64> {
        self.values[selector as usize]
    }

    /// Says something of a selector, or takes it back.
    pub fn set(&mut self, selector: Selector, value: Option<i64>) {
        self.values[selector as usize] = value;
    }

    /// The same case with one fact changed.
    pub fn with(&self, selector: Selector, value: i64) -> Case {
        let mut case = self.clone();
        case.set(selector, Some(value));
        case
    }
}
