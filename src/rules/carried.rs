//! What earlier bills of a year leave to the later ones.

use crate::engine::answer::Ledgers;
use crate::model::bill::{Bill, Fact};
use crate::money::Yuan;
use crate::rules::book::Book;

/// What earlier bills of a year leave to the later ones.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The counters.
    pub ledgers: Ledgers,
    /// The words that counters are kept apart for, by their numbers.
    pub(crate) book: Book,
    /// Institutions, by their numbers from 1.
    pub(crate) institutions: Vec<String>,
    /// What the own account holds, once a bill has said it.
    pub account: Option<Yuan>,
    /// What relatives still allow, once a bill has said it.
    pub shared: Vec<(String, Yuan)>,
}

impl Carried {
    /// Gives the words and the institution of a bill their numbers.
    pub(crate) fn meet(&mut self, bill: &Bill) {
        for (selector, fact) in &bill.facts {
            if let Fact::Word(word) = fact {
                self.book.number(*selector, word);
            }
        }
        if let Some(name) = &bill.institution
            && !self.institutions.contains(name)
        {
            self.institutions.push(name.clone());
        }
    }

    /// The number of a bill's institution; 0 where the bill does not name it.
    pub(crate) fn institution(&self, bill: &Bill) -> i32 {
        let known = self.institutions.iter();
        let mut named = known
            .zip(1..)
            .filter(|(name, _)| bill.institution.as_ref() == Some(name));
        named.next().map_or(0, |(_, number)| number)
    }
}
