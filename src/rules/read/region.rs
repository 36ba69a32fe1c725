//! `region.toml`: code, names, and the words that only this region uses.

use toml::de::DeTable;

use super::fields::{Fields, Reader};
use super::value::{text, texts};
use crate::model::selector::Selector;
use crate::rules::problem::What;
use crate::rules::text::Place;

/// Words that regions add to the lists of selectors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeclaredWords {
    words: Vec<(Selector, String)>,
}

impl DeclaredWords {
    pub(crate) fn has(&self, selector: Selector, word: &str) -> bool {
        self.of(selector).any(|known| known == word)
    }

    pub(crate) fn of(&self, selector: Selector) -> impl Iterator<Item = &str> {
        self.words
            .iter()
            .filter(move |(of, _)| *of == selector)
            .map(|(_, word)| word.as_str())
    }

    pub(crate) fn extend(&mut self, other: &DeclaredWords) {
        self.words.extend(other.words.iter().cloned());
    }
}

/// A region: a folder's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Every name by which it is found, with its place: the code, the name, the aliases.
    pub(crate) names: Vec<(String, Place)>,
    pub(crate) words: DeclaredWords,
}

/// The keys of the file that are not tables of rules.
pub(crate) const HEADER: [&str; 4] = ["code", "name", "aliases", "words"];

/// Reads the head of a `region.toml`.
pub(crate) fn read_region(root: &DeTable<'_>, reader: &mut Reader) -> Option<Region> {
    let mut fields = Fields::new(root, 0..0);
    let code = fields.need("code", reader);
    let name = fields.need("name", reader);
    let mut names = Vec::new();
    for item in [code, name].into_iter().flatten() {
        if let Some(text) = text(item, reader) {
            names.push((text.to_owned(), reader.place(item.span())));
        }
    }
    if let Some(item) = fields.take("aliases") {
        for (alias, item) in texts(item, reader) {
            names.push((alias.to_owned(), reader.place(item.span())));
        }
    }
    let mut words = DeclaredWords::default();
    if let Some(item) = fields.take("words")
        && let Some(fields) = Fields::of(item, reader)
    {
        for (key, span, item) in fields.rest() {
            match Selector::from_name(key).filter(|selector| selector.grows()) {
                Some(selector) => {
                    for (word, _) in texts(item, reader) {
                        words.words.push((selector, word.to_owned()));
                    }
                }
                None => {
                    let growing = Selector::ALL.iter().filter(|selector| selector.grows());
                    let near = growing.map(|selector| selector.name().to_owned()).collect();
                    let key = key.to_owned();
                    reader.report(span, What::UnknownKey { key, near });
                }
            }
        }
    }
    let code = code.and_then(|item| item.get_ref().as_str())?;
    let name = name.and_then(|item| item.get_ref().as_str())?;
    Some(Region {
        code: code.to_owned(),
        name: name.to_owned(),
        names,
        words,
    })
}
