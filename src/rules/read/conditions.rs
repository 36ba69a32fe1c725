//! Selectors of a row, an entry of `adjust` or a layer.

use chrono::{Datelike, Days};

use super::fields::{Fields, Item, Reader};
use super::paying_in::LINE_VALUES;
use super::region::DeclaredWords;
use super::value::{count, day, flag, words};
use crate::model::selector::{Kind, Selector};
use crate::model::words::shared;
use crate::rules::block::{RowCondition, RowTest};
use crate::rules::problem::{Expected, What, nearest};
use crate::rules::table::TableName;

/// Takes every selector of a row, an entry or a layer.
pub(super) fn conditions(
    fields: &mut Fields<'_, '_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Vec<RowCondition> {
    let mut conditions = Vec::new();
    for (key, span, item) in fields.rest() {
        let Some(selector) = Selector::from_name(key) else {
            continue;
        };
        // What an entry of a list is, is not by what it is selected.
        if is_what_it_is(selector, table, fields) {
            continue;
        }
        fields.take(key);
        if matches!(selector, Selector::Line | Selector::Payer) && table != TableName::Contribution
        {
            reader.report(span, What::SelectorHere(selector.name()));
            continue;
        }
        if matches!(selector, Selector::Place | Selector::At) && !table.knows_place() {
            reader.report(span, What::SelectorHere(selector.name()));
            continue;
        }
        let test = match selector.kind() {
            Kind::Word => word_test(selector, item, declared, reader),
            Kind::Number => band(item, reader),
            Kind::Date => date_test(item, reader),
            Kind::Flag => flag(item, reader).map(|yes| RowTest::Band {
                from: yes.then_some(1),
                until: (!yes).then_some(1),
            }),
        };
        if let Some(test) = test {
            conditions.push(RowCondition { selector, test });
        }
    }
    conditions
}

/// Whether a key names what an entry is: the layer of a stack, line and payer of a line. In an `adjust` of
/// contributions, which has neither rate nor amount, line and payer select.
fn is_what_it_is(selector: Selector, table: TableName, fields: &Fields<'_, '_>) -> bool {
    match table {
        TableName::Layers => selector == Selector::Layer,
        TableName::Contribution => {
            let is_line = |key| fields.has(key);
            matches!(selector, Selector::Line | Selector::Payer)
                && (is_line("every") || LINE_VALUES.into_iter().any(is_line))
        }
        _ => false,
    }
}

fn word_test(
    selector: Selector,
    item: &Item<'_>,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<RowTest> {
    let found = words(item, reader);
    if found.is_empty() {
        return None;
    }
    for (word, item) in &found {
        let known = shared(selector).iter().any(|known| known.name == *word)
            || declared.has(selector, word)
            || selector.open();
        if !known {
            let near = nearest(
                word,
                shared(selector)
                    .iter()
                    .map(|word| word.name)
                    .chain(declared.of(selector)),
            );
            let what = What::UnknownWord {
                selector: selector.name(),
                word: (*word).to_owned(),
                near,
            };
            reader.report(item.span(), what);
        }
    }
    let words = found.into_iter().map(|(word, _)| word.to_owned()).collect();
    Some(RowTest::Words(words))
}

/// A number, or a band with `from` ≥, `over` >, `up-to` ≤, `below` <.
fn band(item: &Item<'_>, reader: &mut Reader) -> Option<RowTest> {
    if !item.get_ref().is_table() {
        if !item.get_ref().is_integer() {
            return reader.expected(item, Expected::Band);
        }
        let value = count(item, reader)?;
        return Some(RowTest::Band {
            from: Some(value),
            until: Some(value + 1),
        });
    }
    let mut fields = Fields::of(item, reader)?;
    let mut edge = |key, shift: i64, reader: &mut Reader| {
        fields
            .take(key)
            .map(|item| count(item, reader).map(|value| value + shift))
    };
    let from = edge("from", 0, reader).or(edge("over", 1, reader));
    let until = edge("below", 0, reader).or(edge("up-to", 1, reader));
    fields.finish(&["from", "over", "up-to", "below"], reader);
    if from.is_none() && until.is_none() {
        return reader.expected(item, Expected::Band);
    }
    let (from, until) = (from.unwrap_or_default(), until.unwrap_or_default());
    if let (Some(from), Some(until)) = (from, until)
        && from >= until
    {
        reader.report(item.span(), What::Bounds);
        return None;
    }
    Some(RowTest::Band { from, until })
}

/// `{ by = … }` (on that day or before) or `{ after = … }`.
fn date_test(item: &Item<'_>, reader: &mut Reader) -> Option<RowTest> {
    if !item.get_ref().is_table() {
        return reader.expected(item, Expected::DateTest);
    }
    let mut fields = Fields::of(item, reader)?;
    let next = |item: &Item<'_>, reader: &mut Reader| {
        let next = day(item, reader)?.checked_add_days(Days::new(1))?;
        Some(i64::from(next.num_days_from_ce()))
    };
    let by = fields.take("by").map(|item| next(item, reader));
    let after = fields.take("after").map(|item| next(item, reader));
    fields.finish(&["by", "after"], reader);
    if by.is_none() && after.is_none() {
        return reader.expected(item, Expected::DateTest);
    }
    Some(RowTest::Band {
        from: after.flatten(),
        until: by.flatten(),
    })
}
