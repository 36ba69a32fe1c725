//! Words as numbers: the vocabulary of one plan.

use crate::model::selector::Selector;
use crate::model::words::shared;

/// The words of a plan: which number stands for which word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Book {
    added: Vec<(Selector, String)>,
}

impl Book {
    /// The number of a word, given out at its first use.
    pub(crate) fn number(&mut self, selector: Selector, word: &str) -> i64 {
        if let Some(number) = self.find(selector, word) {
            return number;
        }
        self.added.push((selector, word.to_owned()));
        self.len(selector) - 1
    }

    /// The number of a word that was used.
    pub(crate) fn find(&self, selector: Selector, word: &str) -> Option<i64> {
        let words = shared(selector);
        if let Some(index) = words.iter().position(|known| known.is(word)) {
            return Some(index as i64);
        }
        let mut added = self.added.iter().filter(|(of, _)| *of == selector);
        let index = added.position(|(_, known)| known == word)?;
        Some((words.len() + index) as i64)
    }

    pub(crate) fn len(&self, selector: Selector) -> i64 {
        let added = self.added.iter().filter(|(of, _)| *of == selector).count();
        (shared(selector).len() + added) as i64
    }

    /// The word of a number.
    pub(crate) fn word(&self, selector: Selector, number: i64) -> Option<&str> {
        let words = shared(selector);
        let number = usize::try_from(number).ok()?;
        if let Some(word) = words.get(number) {
            return Some(word.name);
        }
        let mut added = self.added.iter().filter(|(of, _)| *of == selector);
        added
            .nth(number - words.len())
            .map(|(_, word)| word.as_str())
    }
}
