//! A comparison as people and programs read it.

mod break_even;
mod notes;
mod picture;
mod variants;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::break_even::bounds;
use crate::cli::messages::{Lang, say, word_name};
use crate::cli::output::grounds::Grounds;
use crate::cli::output::report::{Report, Under, Value};
use crate::model::bill::Bill;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules::block::Block;
use crate::rules::claim::Assumed;
use crate::rules::compare::{Comparison, Settled, Variant};
use crate::rules::shelf::Shelf;
use chrono::NaiveDate;

/// A comparison, ready to be printed.
pub(super) struct Page<'a> {
    pub(super) lang: Lang,
    pub(super) columns: Option<usize>,
    pub(super) bills: &'a [Bill],
    pub(super) against: &'a [String],
    pub(super) answer: &'a Comparison,
    /// The rules by set and scheme.
    pub(super) shelves: &'a BTreeMap<(usize, Option<Scheme>), Shelf>,
    pub(super) today: NaiveDate,
    pub(super) assumed: &'a [Assumed],
    /// What each variant rests on.
    pub(super) each: &'a [Vec<Arc<Block>>],
    /// What any of them rests on.
    pub(super) blocks: &'a [Arc<Block>],
}

/// What was not given, over all variants.
pub(super) fn assumed(answer: &Comparison) -> Vec<Assumed> {
    let mut assumed: Vec<Assumed> = Vec::new();
    for one in answer.settled.iter().flat_map(Settled::assumed) {
        let same = |known: &Assumed| known.key == one.key && known.value == one.value;
        if !assumed.iter().any(same) {
            assumed.push(Assumed {
                otherwise: None,
                ..one.clone()
            });
        }
    }
    assumed
}

/// What each variant rests on, and what any of them does.
pub(super) fn blocks(answer: &Comparison) -> (Vec<Vec<Arc<Block>>>, Vec<Arc<Block>>) {
    let each = answer.settled.iter().map(|one| one.blocks().0);
    let each: Vec<Vec<Arc<Block>>> = each.collect();
    let mut all: Vec<Arc<Block>> = Vec::new();
    for block in each.iter().flatten() {
        if !all.iter().any(|known| Arc::ptr_eq(known, block)) {
            all.push(Arc::clone(block));
        }
    }
    (each, all)
}

impl<'a> Page<'a> {
    /// The answer in the layout of all answers.
    pub(super) fn report(&self) -> Report<'a> {
        let answer = self.answer;
        let cheapest = answer.cheapest();
        let lowest = cheapest.first().and_then(|place| answer.cost(*place));
        let number = cheapest
            .first()
            .and_then(|place| i64::try_from(place + 1).ok());
        let break_even = match &answer.break_evens[..] {
            [one] => bounds(one),
            _ => None,
        };
        let mut values = vec![
            Value::count("cheapest", String::new(), number),
            Value::sum("lowest_cost", String::new(), lowest),
            Value::sum("break_even", String::new(), break_even),
        ];
        let on = self.common(|one| one.first_day());
        values.push(Value::text(
            Under::Dates,
            "on",
            String::new(),
            on.map(|day| day.to_string()),
        ));
        let mut lists = self.variant_lists(&cheapest);
        lists.push(self.break_even_list());
        lists.push(self.line_list());
        Report {
            command: "compare",
            asked: self.asked(),
            outcome: answer.outcome(),
            reason: None,
            values,
            lists,
            steps: Vec::new(),
            story: Vec::new(),
            assumed: self.assumed,
            missing: self.missing(),
            notes: self.notes(&cheapest),
            grounds: self.grounds(),
        }
    }

    fn grounds(&self) -> Grounds<'a> {
        let each = self
            .answer
            .settled
            .iter()
            .zip(self.each)
            .map(|(one, blocks)| {
                let days = (one.day().min(self.today), self.today);
                let shelf = self.shelf(&one.variant);
                Grounds::new(shelf, one.folder(), blocks, one.blocks().1, days)
            });
        Grounds::together(self.blocks, each)
    }

    fn shelf(&self, variant: &Variant) -> &'a Shelf {
        let said = self.bills[0]
            .word(Selector::Scheme)
            .and_then(Scheme::from_name);
        let key = (variant.rules, variant.scheme.or(said));
        &self.shelves[&key]
    }

    /// What is the same in all variants.
    fn common<T: PartialEq>(&self, of: impl Fn(&Settled) -> T) -> Option<T> {
        let mut all = self.answer.settled.iter().map(of);
        let first = all.next()?;
        all.all(|one| one == first).then_some(first)
    }

    fn asked(&self) -> Vec<String> {
        let lang = self.lang;
        let mut asked = vec![self.answer.settled[0].folder().name.clone()];
        let facts = [
            Selector::Scheme,
            Selector::Mode,
            Selector::Visit,
            Selector::Hospital,
            Selector::Person,
            Selector::Aid,
            Selector::Place,
        ];
        for selector in facts {
            let is_one = self
                .common(|one| self.word(&one.variant, selector))
                .flatten();
            asked.extend(is_one.map(|word| word_name(lang, selector, &word)));
        }
        match self.bills {
            [_] => asked.extend(self.common(Settled::day).map(|day| day.to_string())),
            bills => {
                let count = bills.len();
                asked.extend(
                    self.common(Settled::year)
                        .flatten()
                        .map(|(from, to)| format!("{from} – {to}")),
                );
                asked.push(say!(lang, "{count} 张账单", "bills: {count}"));
            }
        }
        asked
    }

    /// A word as the variant or the bill says it; of a year only what all bills say.
    fn word(&self, variant: &Variant, selector: Selector) -> Option<String> {
        let mut said = self.bills.iter().map(|bill| bill.word(selector));
        let first = said.next().flatten();
        let said = first.filter(|_| said.all(|word| word == first));
        variant.word(selector).or(said).map(str::to_owned)
    }
}
