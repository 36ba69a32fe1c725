//! The accumulators of a year: after each bill, and at its end.

use serde_json::{Value as Json, json};

use super::page::Page;
use crate::cli::messages::{counter_name, money_range, part_name, say};
use crate::cli::output::report::List;
use crate::engine::answer::Ledgers;
use crate::engine::bounds::Bounds;
use crate::engine::ledger::{Counter, Ledger, Span, What};
use crate::formats::ledger::number_text;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::money::Yuan;

impl Page<'_> {
    /// One table a part: its counters after each bill that moved them.
    pub(super) fn counter_lists(&self) -> Vec<List> {
        let mut parts: Vec<Part> = Vec::new();
        for (counter, _) in all(&self.year.carried.ledgers) {
            if !parts.contains(&counter.part) {
                parts.push(counter.part);
            }
        }
        parts
            .into_iter()
            .map(|part| self.counter_list(part))
            .collect()
    }

    fn counter_list(&self, part: Part) -> List {
        let lang = self.lang;
        let shown =
            |counter: &Counter| counter.part == part && !matches!(counter.span, Span::Day(_));
        let counters = all(&self.year.carried.ledgers).into_iter();
        let counters: Vec<Counter> = counters.map(|(counter, _)| counter).filter(shown).collect();
        // What counts the same all through the year stands once.
        let course = |counter: &Counter| -> Vec<Bounds<i64>> {
            let entries = self.year.entries.iter();
            entries.map(|entry| at(&entry.ledgers, *counter)).collect()
        };
        let mut columns: Vec<(Counter, Vec<Bounds<i64>>)> = Vec::new();
        for counter in counters {
            let values = course(&counter);
            let is_known = |(other, known): &(Counter, Vec<Bounds<i64>>)| {
                *known == values && other.what.is_count() == counter.what.is_count()
            };
            if !columns.iter().any(is_known) {
                columns.push((counter, values));
            }
        }
        let name = part_name(lang, part);
        let mut header = vec![say!(lang, "累计：{name}", "so far: {name}")];
        header.extend(columns.iter().map(|(counter, _)| {
            counter_name(lang, counter, |selector, value| self.word(selector, value))
        }));
        let mut rows = Vec::new();
        let mut before: Vec<Bounds<i64>> = vec![Bounds::exactly(0); columns.len()];
        for (place, entry) in self.year.entries.iter().enumerate() {
            let now: Vec<Bounds<i64>> = columns.iter().map(|(_, values)| values[place]).collect();
            if now == before {
                continue;
            }
            let mut row = vec![self.name(place, entry)];
            let cells = columns.iter().zip(&now);
            row.extend(cells.map(|((counter, _), value)| counted(counter.what, *value)));
            rows.push(row);
            before = now;
        }
        List {
            key: "",
            header,
            rows,
            json: Vec::new(),
        }
    }

    /// The counters at the end, for programs.
    pub(super) fn counters_list(&self) -> List {
        List {
            key: "counters",
            header: Vec::new(),
            rows: Vec::new(),
            json: self.counters(&self.year.carried.ledgers),
        }
    }

    pub(super) fn counters(&self, ledgers: &Ledgers) -> Vec<Json> {
        let counters = all(ledgers).into_iter();
        let counters = counters.map(|(counter, value)| {
            let (month, day) = match counter.span {
                Span::Year => (None, None),
                Span::Month(_) => (Some(()), None),
                Span::Day(_) => (None, Some(())),
            };
            let label =
                counter_name(self.lang, &counter, |selector, value| self.word(selector, value));
            let one = |value: i64| match counter.what.is_count() {
                true => json!(value),
                false => json!(number_text(counter.what, value)),
            };
            let value = match value.is_vague() {
                true => json!({ "low": one(value.low), "high": one(value.high) }),
                false => one(value.low),
            };
            json!({
                "part": counter.part.name(),
                "what": counter.what.name(),
                "per": if month.is_some() { "month" } else if day.is_some() { "day" } else { "year" },
                "label": label,
                "value": value,
            })
        });
        counters.collect()
    }

    fn word(&self, selector: Selector, value: i64) -> String {
        let book = &self.year.carried.book;
        book.word(selector, value).unwrap_or_default().to_owned()
    }
}

/// Every counter of both sides.
fn all(ledgers: &Ledgers) -> Vec<(Counter, Bounds<i64>)> {
    let mut counters: Vec<Counter> = Vec::new();
    for (counter, _) in ledgers
        .lower
        .counters()
        .iter()
        .chain(ledgers.upper.counters())
    {
        if !counters.contains(counter) {
            counters.push(*counter);
        }
    }
    counters
        .into_iter()
        .map(|counter| (counter, at(ledgers, counter)))
        .collect()
}

/// What a counter stands at on both sides.
fn at(ledgers: &Ledgers, counter: Counter) -> Bounds<i64> {
    let of = |ledger: &Ledger| ledger.get(counter).unwrap_or(0);
    let (one, other) = (of(&ledgers.lower), of(&ledgers.upper));
    Bounds {
        low: one.min(other),
        high: one.max(other),
    }
}

/// A counter's value for people.
fn counted(what: What, value: Bounds<i64>) -> String {
    if what.is_count() {
        return match value.is_vague() {
            true => format!("{} – {}", value.low, value.high),
            false => value.low.to_string(),
        };
    }
    let sum = |fen| Yuan::from_fen(fen).unwrap_or_default();
    money_range(Bounds {
        low: sum(value.low),
        high: sum(value.high),
    })
}
