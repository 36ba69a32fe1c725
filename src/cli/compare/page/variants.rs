//! The variants of a comparison: their names, their figures, their tables.

use serde_json::{Map, Value as Json, json};

use super::Page;
use crate::cli::compare::layout::{self, Shown};
use crate::cli::messages::compare::{compared_name, rules_name};
use crate::cli::messages::{money_range, unknown_sum, word_name};
use crate::cli::output::json::money;
use crate::cli::output::report::List;
use crate::engine::bounds::Bounds;
use crate::model::selector::Selector;
use crate::money::Yuan;
use crate::rules::compare::Variant;

/// The figures of a variant, in the order of the columns.
const FIGURES: [&str; 7] = [
    "total",
    "fund_pay",
    "personal_pay",
    "paid_in",
    "account_credit",
    "total_cost",
    "difference",
];

/// The words by which variants may differ, in the order of their names.
const LISTED: [Selector; 5] = [
    Selector::Scheme,
    Selector::Mode,
    Selector::Person,
    Selector::Hospital,
    Selector::Place,
];

impl Page<'_> {
    /// The words that tell a variant from the others.
    fn words(&self, variant: &Variant) -> Vec<String> {
        let lang = self.lang;
        let all = || self.answer.settled.iter().map(|one| &one.variant);
        let mut words = Vec::new();
        for selector in LISTED {
            let own = variant.word(selector);
            if all().any(|other| other.word(selector) != own) {
                words.extend(own.map(|word| word_name(lang, selector, word)));
            }
        }
        if all().any(|other| other.day != variant.day) {
            words.extend(variant.day.map(|day| match self.bills {
                [_] => day.to_string(),
                _ => day.format("%Y").to_string(),
            }));
        }
        if all().any(|other| other.rules != variant.rules) {
            let changed = variant.rules.checked_sub(1);
            let changed = changed.and_then(|place| self.against.get(place));
            words.push(rules_name(lang, changed.map(String::as_str)));
        }
        if words.is_empty() {
            let scheme = self.word(variant, Selector::Scheme).unwrap_or_default();
            words.push(word_name(lang, Selector::Scheme, &scheme));
        }
        words
    }

    pub(super) fn label(&self, place: usize) -> String {
        self.words(&self.answer.settled[place].variant).join(" · ")
    }

    /// A figure of a variant; nothing where it is not known or does not count.
    pub(super) fn figure(&self, place: usize, key: &str) -> Option<Bounds<Yuan>> {
        let one = &self.answer.settled[place];
        let paid = one.paid_in.as_ref();
        match key {
            "total" => Some(Bounds::exactly(one.total)),
            "fund_pay" => one.fund,
            "personal_pay" => one.personal,
            "paid_in" => paid?.individual,
            "account_credit" => paid?.account,
            "total_cost" => self.answer.cost(place).filter(|_| paid.is_some()),
            _ => self.answer.difference(place),
        }
    }

    /// Whether a figure has a column.
    fn has_column(&self, key: &str) -> bool {
        match key {
            "paid_in" | "total_cost" => self.answer.with_contributions,
            "account_credit" => self.has_account(),
            _ => true,
        }
    }

    pub(super) fn has_account(&self) -> bool {
        let mut places = 0..self.answer.settled.len();
        let nothing = Bounds::exactly(Yuan::ZERO);
        places.any(|place| {
            let credit = self.figure(place, "account_credit");
            credit.is_some_and(|credit| credit != nothing)
        })
    }

    /// The variants: tables for people, objects for programs.
    pub(super) fn variant_lists(&self, cheapest: &[usize]) -> Vec<List> {
        let lang = self.lang;
        let keys = FIGURES.into_iter().filter(|key| self.has_column(key));
        let keys: Vec<&str> = keys.collect();
        let places = 0..self.answer.settled.len();
        let shown = places.clone().map(|place| Shown {
            words: self.words(&self.answer.settled[place].variant),
            figures: keys.iter().map(|key| self.cell(place, key)).collect(),
            is_cheapest: cheapest.contains(&place),
        });
        let shown: Vec<Shown> = shown.collect();
        let headings = keys.iter().map(|key| compared_name(lang, key).to_owned());
        let headings: Vec<String> = headings.collect();
        let tables = layout::tables(lang, &headings, &shown, self.columns);
        let mut lists: Vec<List> = tables
            .into_iter()
            .map(|(header, rows)| List {
                key: "",
                header,
                rows,
                json: Vec::new(),
            })
            .collect();
        if let Some(first) = lists.first_mut() {
            first.key = "variants";
            first.json = places.map(|place| self.variant(place, cheapest)).collect();
        }
        lists
    }

    fn cell(&self, place: usize, key: &str) -> String {
        match self.figure(place, key) {
            Some(figure) if key == "difference" => signed(figure),
            Some(figure) => money_range(figure),
            // What a scheme has no account for is no gap in what is known.
            None if key == "account_credit" => String::new(),
            None => unknown_sum(self.lang).to_owned(),
        }
    }

    /// A variant for programs.
    fn variant(&self, place: usize, cheapest: &[usize]) -> Json {
        let one = &self.answer.settled[place];
        let mut own = Map::new();
        let mut put = |key: &str, value: Json| own.insert(key.to_owned(), value);
        put("number", json!(place + 1));
        put("label", json!(self.label(place)));
        for selector in LISTED {
            let word = self.word(&one.variant, selector);
            let word =
                word.filter(|_| selector != Selector::Person || one.person_left_out.is_none());
            put(selector.name(), json!(word));
        }
        put("on", json!(one.first_day().to_string()));
        let changed = one.variant.rules.checked_sub(1);
        put(
            "against",
            json!(changed.and_then(|place| self.against.get(place))),
        );
        put("outcome", json!(one.outcome.name()));
        put("reason", json!(self.reasons(&one.reasons())));
        let paid = one.paid_in.as_ref().map(|paid| {
            json!({
                "year": paid.year,
                "outcome": paid.answer.outcome.name(),
                "reason": self.reasons(&paid.answer.reason),
            })
        });
        put("contribution", json!(paid));
        put("not_covered", json!(one.not_covered));
        put("cheapest", json!(cheapest.contains(&place)));
        let amounts = FIGURES.iter().map(|key| {
            let figure = self.figure(place, key);
            ((*key).to_owned(), figure.map_or(Json::Null, money))
        });
        put("amounts", Json::Object(amounts.collect()));
        Json::Object(own)
    }

    /// The variant that surely costs least once what goes into the own account is taken off.
    pub(super) fn cheapest_net(&self) -> Option<usize> {
        let net = |place: usize| {
            let cost = self.answer.cost(place)?;
            let credit = self.figure(place, "account_credit");
            let credit = credit.unwrap_or(Bounds::exactly(Yuan::ZERO));
            Some((cost.low - credit.high, cost.high - credit.low))
        };
        if !self.has_account() {
            return None;
        }
        let places = 0..self.answer.settled.len();
        let nets = places.filter_map(|place| Some((place, net(place)?)));
        let nets: Vec<(usize, (Yuan, Yuan))> = nets.collect();
        let least = |(place, (_, high)): &&(usize, (Yuan, Yuan))| {
            let mut others = nets.iter().filter(|(other, _)| other != place);
            others.all(|(_, (low, _))| high <= low)
        };
        nets.iter()
            .find(least)
            .filter(|_| nets.len() > 1)
            .map(|(place, _)| *place)
    }
}

/// A difference, with its sign.
fn signed(difference: Bounds<Yuan>) -> String {
    let text = money_range(difference);
    match difference.low > Yuan::ZERO && !difference.is_vague() {
        true => format!("+{text}"),
        false => text,
    }
}
