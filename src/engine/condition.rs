//! One selector of a row, a layer or an adjustment, and whether a case meets it.

use crate::model::case::Case;
use crate::model::selector::Selector;

/// What a selector asks of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// One of these words.
    Words(Vec<i64>),
    /// At least `from` and less than `until`, where they are given.
    Band {
        /// The smallest value that is in.
        from: Option<i64>,
        /// The smallest value that is out again.
        until: Option<i64>,
    },
}

impl Test {
    /// Whether a value meets the test.
    pub fn holds(&self, value: i64) -> bool {
        match self {
            Test::Words(words) => words.contains(&value),
            Test::Band { from, until } => {
                from.is_none_or(|from| value >= from) && until.is_none_or(|until| value < until)
            }
        }
    }
}

/// A selector with its test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The fact that is asked for.
    pub selector: Selector,
    /// What it must be.
    pub test: Test,
}

/// Whether a case meets a list of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// All of them.
    Yes,
    /// At least one known fact speaks against it.
    No,
    /// Nothing known speaks against it, but something is not known.
    Open,
}

/// Whether `case` meets all of `conditions`. One known fact against them decides, whatever else is missing.
pub fn met(conditions: &[Condition], case: &Case) -> Met {
    let mut answer = Met::Yes;
    for condition in conditions {
        match case.get(condition.selector) {
            Some(value) if !condition.test.holds(value) => return Met::No,
            Some(_) => {}
            None => answer = Met::Open,
        }
    }
    answer
}

/// The selectors of `conditions` that the case does not answer.
pub fn unanswered<'a>(
    conditions: &'a [Condition],
    case: &'a Case,
) -> impl Iterator<Item = Selector> + 'a {
    conditions
        .iter()
        .map(|condition| condition.selector)
        .filter(|&selector| case.get(selector).is_none())
}
