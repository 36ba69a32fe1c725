//! Values of a bill by their keys, with what is wrong with them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::formats::problem::{Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField};
use crate::model::bill::Fact;
use crate::model::keys::ValueKind;
use crate::model::selector::Selector;
use crate::model::words::{self, shared};
use crate::money::{NumberError, Rate, Yuan};
use crate::rules::problem::nearest;
use crate::time::YearMonth;
use crate::typed;

/// Reads values by their keys and keeps what is wrong with them.
pub(crate) struct Typed<'a> {
    pub(crate) raw: &'a RawBill,
    pub(crate) problems: &'a mut Vec<Problem>,
    pub(crate) last_charge: Option<NaiveDate>,
    pub(crate) own_categories: BTreeMap<String, i64>,
}

impl Typed<'_> {
    pub(crate) fn report(&mut self, place: Place, what: What) {
        report(self.problems, place, what);
    }

    /// Reports at a key of the head.
    pub(crate) fn report_at(&mut self, raw: &RawBill, name: &str, what: What) {
        let place = raw.get(name).map(|field| field.place.clone());
        self.report(place.unwrap_or(Place::Flag(name.replace('_', "-"))), what);
    }

    pub(crate) fn missing(&mut self, name: &'static str) {
        let place = Place::Flag(name.replace('_', "-"));
        self.report(place, What::Missing(vec![name], None));
    }

    pub(crate) fn not_a_number(&mut self, field: &RawField, why: NumberError) {
        let what = What::Number {
            text: field.text.trim().to_owned(),
            key: field.key.name,
            why,
        };
        self.report(field.place.clone(), what);
    }

    fn number<T>(
        &mut self,
        field: &RawField,
        read: impl Fn(&str) -> Result<T, NumberError>,
    ) -> Option<T> {
        match read(&field.text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.not_a_number(field, why);
                None
            }
        }
    }

    /// An amount of the head.
    pub(crate) fn money(&mut self, name: &str) -> Option<Yuan> {
        let raw = self.raw;
        self.money_of(raw.get(name)?)
    }

    pub(crate) fn money_quietly(&self, name: &str) -> Option<Yuan> {
        typed::money(&self.raw.get(name)?.text).ok()
    }

    pub(crate) fn money_of(&mut self, field: &RawField) -> Option<Yuan> {
        self.number(field, typed::money)
    }

    pub(crate) fn rate_of(&mut self, field: &RawField) -> Option<Rate> {
        let rate = self.number(field, typed::rate)?;
        if !rate.is_ratio() {
            self.not_a_number(field, NumberError::NotAShare);
            return None;
        }
        Some(rate)
    }

    pub(crate) fn count_of(&mut self, field: &RawField) -> Option<i64> {
        let most = match field.key.kind {
            ValueKind::Count(selector) => selector.most(),
            _ => i64::MAX,
        };
        self.number(field, |text| match typed::count(text)? {
            count if count > most => Err(NumberError::TooLarge),
            count => Ok(count),
        })
    }

    pub(crate) fn decimal(&mut self, field: Option<&RawField>) -> Option<Decimal> {
        self.number(field?, typed::number)
    }

    pub(crate) fn day_of(&mut self, field: &RawField) -> Option<NaiveDate> {
        let day = typed::day(&field.text);
        if day.is_none() {
            let what = What::NotADay(field.text.trim().to_owned());
            self.report(field.place.clone(), what);
        }
        day
    }

    pub(crate) fn month_of(&mut self, field: &RawField) -> Option<YearMonth> {
        let month = typed::month(&field.text);
        if month.is_none() {
            let what = What::NotAMonth(field.text.trim().to_owned());
            self.report(field.place.clone(), what);
        }
        month
    }

    /// Keeps the last day on which anything was charged.
    pub(crate) fn charged_on(&mut self, field: &RawField) {
        let day = self.day_of(field);
        self.last_charge = self.last_charge.max(day);
    }

    /// The number of a category: as the vocabulary has it, or given out behind it at its first use.
    pub(crate) fn category(&mut self, text: &str) -> i64 {
        let words = shared(Selector::Category);
        if let Some(index) = words.iter().position(|word| word.is(text)) {
            return index as i64;
        }
        if let Some(&number) = self.own_categories.get(text) {
            return number;
        }
        let number = (words.len() + self.own_categories.len()) as i64;
        self.own_categories.insert(text.to_owned(), number);
        number
    }

    /// A word of the vocabulary, by its canonical name. Lists that regions lengthen are checked with the region.
    pub(crate) fn word_of(&mut self, field: &RawField, selector: Selector) -> Option<String> {
        let text = field.text.trim();
        if let Some(word) = words::find(selector, text) {
            return Some(word.name.to_owned());
        }
        if selector.grows() || selector.open() {
            return Some(text.to_owned());
        }
        let what = unknown_word(field.key.name, text, shared(selector).iter());
        self.report(field.place.clone(), what);
        None
    }

    /// What a field says of a selector, if its key is one.
    pub(crate) fn fact(&mut self, field: &RawField) -> Option<(Selector, Fact)> {
        match field.key.kind {
            ValueKind::Word(selector) => {
                let word = self.word_of(field, selector)?;
                Some((selector, Fact::Word(word)))
            }
            ValueKind::Count(selector) => {
                let count = self.count_of(field)?;
                if selector == Selector::Nth && count == 0 {
                    self.not_a_number(field, NumberError::BelowZero);
                    return None;
                }
                Some((selector, Fact::Value(count)))
            }
            ValueKind::Date(selector) => {
                let day = self.day_of(field)?;
                Some((selector, Fact::Value(day.num_days_from_ce().into())))
            }
            ValueKind::Flag(selector) => {
                let text = field.text.trim();
                let yes = ["true", "yes", "是", "1"].contains(&text);
                if !yes && !["false", "no", "否", "0"].contains(&text) {
                    let what = What::NotAFlag(text.to_owned());
                    self.report(field.place.clone(), what);
                    return None;
                }
                Some((selector, Fact::Value(yes.into())))
            }
            _ => None,
        }
    }
}

/// The problem of a word that is none, with the nearest words, or all of them where the list is short.
pub(crate) fn unknown_word<'a>(
    key: &'static str,
    word: &str,
    known: impl Iterator<Item = &'a words::Word> + Clone,
) -> What {
    let all: Vec<String> = known
        .clone()
        .map(|word| format!("{} {}", word.zh, word.name))
        .collect();
    let near = nearest(word, known.flat_map(|word| [word.name, word.zh]));
    What::UnknownWord {
        key,
        word: word.to_owned(),
        near: if all.len() <= 8 || near.is_empty() {
            all
        } else {
            near
        },
    }
}
