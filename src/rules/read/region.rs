//! `region.toml`: code, names, and the words that only this region uses.

use toml::de::DeTable;

use super::fields::{Fields, Reader, tables};
use super::value::{text, texts};
use crate::model::selector::Selector;
use crate::model::words::shared;
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

/// A place and every name by which it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its name in Chinese.
    pub(crate) name: String,
    /// Code, name and aliases, with their places. Each stands for one place of the whole tree.
    pub(crate) names: Vec<(String, Place)>,
    /// How the name sounds, in small letters. Two places may sound the same.
    pub(crate) pinyin: Vec<String>,
}

/// A region: a folder's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) code: String,
    pub(crate) name: String,
    /// The region itself, then the counties whose people are insured in it.
    pub(crate) places: Vec<Named>,
    pub(crate) words: DeclaredWords,
    /// Codes of the settlement interface that only this region uses, with the words that they stand for.
    pub(crate) codes: Vec<(Selector, String, String)>,
}

impl Region {
    /// Every code, name and alias, the region's own code first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &(String, Place)> {
        self.places.iter().flat_map(|place| &place.names)
    }
}

/// The keys of a county.
pub(crate) const COUNTY: [&str; 4] = ["code", "name", "aliases", "pinyin"];

/// The fields of the settlement interface for which a region may declare codes.
pub(crate) const CODED: [(&str, Selector); 2] = [
    ("med_type", Selector::Visit),
    ("psn_type", Selector::Person),
];

/// Reads the head of a `region.toml`.
pub(crate) fn read_region(root: &DeTable<'_>, reader: &mut Reader) -> Option<Region> {
    let mut fields = Fields::new(root, 0..0);
    let own = named(&mut fields, reader);
    let code = root.get("code").and_then(|item| item.get_ref().as_str());
    let counties = fields.take("counties");
    let counties = counties.map_or_else(Vec::new, |item| tables(item, reader));
    let counties = counties.into_iter().filter_map(|mut fields| {
        let county = named(&mut fields, reader);
        fields.finish(&COUNTY, reader);
        county
    });
    let counties: Vec<Named> = counties.collect();
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
    let own = own?;
    let codes = codes(&mut fields, reader);
    Some(Region {
        code: code?.to_owned(),
        name: own.name.clone(),
        places: std::iter::once(own).chain(counties).collect(),
        words,
        codes,
    })
}

/// The keys that a region and a county share.
fn named(fields: &mut Fields<'_, '_>, reader: &mut Reader) -> Option<Named> {
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
    let pinyin = fields.take("pinyin");
    let pinyin = pinyin.map_or_else(Vec::new, |item| super::value::words(item, reader));
    Some(Named {
        name: name?.get_ref().as_str()?.to_owned(),
        names,
        pinyin: pinyin
            .into_iter()
            .map(|(sound, _)| sound.to_owned())
            .collect(),
    })
}

/// `[codes]`: for each field of the interface its codes, each with a word of the vocabulary.
fn codes(fields: &mut Fields<'_, '_>, reader: &mut Reader) -> Vec<(Selector, String, String)> {
    let mut codes = Vec::new();
    let Some(fields) = fields
        .take("codes")
        .and_then(|item| Fields::of(item, reader))
    else {
        return codes;
    };
    for (key, span, item) in fields.rest() {
        let Some((_, selector)) = CODED.iter().find(|(field, _)| *field == key) else {
            let near = CODED.iter().map(|(field, _)| (*field).to_owned()).collect();
            let key = key.to_owned();
            reader.report(span, What::UnknownKey { key, near });
            continue;
        };
        let Some(each) = Fields::of(item, reader) else {
            continue;
        };
        for (code, _, item) in each.rest() {
            let Some(word) = text(item, reader) else {
                continue;
            };
            let known = shared(*selector).iter();
            match known.clone().find(|known| known.name == word) {
                Some(known) => codes.push((*selector, code.to_owned(), known.name.to_owned())),
                None => {
                    let near = known.map(|word| word.name.to_owned()).collect();
                    let word = word.to_owned();
                    let what = What::UnknownWord {
                        selector: selector.name(),
                        word,
                        near,
                    };
                    reader.report(item.span(), what);
                }
            }
        }
    }
    codes
}
