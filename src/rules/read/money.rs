//! Sums of money and brackets in rows.

use super::fields::{Fields, Item, Reader, tables};
use super::value::{count, factor_figure, money, money_figure, ratio_figure, rounding, text};
use crate::engine::plan::{BillSum, Bracket};
use crate::rules::block::{MoneyRule, MoneyValue, Of};
use crate::rules::problem::What;
use crate::rules::table::TableName;

/// Money inside a key: a number, or a table with `share` and `of`.
pub(super) fn nested_money(item: &Item<'_>, reader: &mut Reader) -> Option<MoneyRule> {
    let is_share = item
        .get_ref()
        .as_table()
        .is_some_and(|table| table.contains_key("share"));
    if !is_share {
        return Some(MoneyRule {
            value: MoneyValue::Amount(money_figure(item, reader)?),
            min: None,
            max: None,
            round: None,
            every_days: None,
        });
    }
    let mut fields = Fields::of(item, reader)?;
    let rule = money_rule(&mut fields, false, reader);
    fields.finish(&["share", "of", "min", "max", "round"], reader);
    rule
}

/// A sum of money; a share may be one of the `base` of contributions where the table knows it.
pub(super) fn money_rule(
    fields: &mut Fields<'_, '_>,
    knows_base: bool,
    reader: &mut Reader,
) -> Option<MoneyRule> {
    let span = fields.span.clone();
    let value = match (fields.take("amount"), fields.take("share")) {
        (Some(amount), _) => MoneyValue::Amount(money_figure(amount, reader)?),
        (None, Some(share)) => {
            let rate = factor_figure(share, reader)?;
            let of = fields.need("of", reader)?;
            let name = text(of, reader)?;
            let target = match name {
                "total" => Of::Bill(BillSum::Total),
                "eligible" => Of::Bill(BillSum::Eligible),
                "base" if knows_base => Of::Base,
                _ => match TableName::parse(name) {
                    Some(table) if table.gives_money() => Of::Table(table),
                    _ => {
                        reader.report(of.span(), What::NoSuchTable(name.to_owned()));
                        return None;
                    }
                },
            };
            MoneyValue::Share(rate, target, reader.place(of.span()))
        }
        (None, None) => {
            reader.report(span, What::MissingKey("amount"));
            return None;
        }
    };
    Some(MoneyRule {
        value,
        min: fields.take("min").and_then(|item| money(item, reader)),
        max: fields.take("max").and_then(|item| money(item, reader)),
        round: fields.take("round").and_then(|item| rounding(item, reader)),
        every_days: fields
            .take("every-days")
            .and_then(|item| count(item, reader))
            .filter(|&days| days > 0),
    })
}

pub(super) fn brackets(item: &Item<'_>, reader: &mut Reader) -> Option<Vec<Bracket>> {
    let mut brackets: Vec<Bracket> = Vec::new();
    let mut sound = true;
    for mut fields in tables(item, reader) {
        let span = fields.span.clone();
        let up_to = fields.take("up-to").map(|item| money(item, reader));
        let below = fields.take("below").map(|item| money(item, reader));
        let rate = fields
            .need("ratio", reader)
            .and_then(|item| ratio_figure(item, reader));
        fields.finish(&["up-to", "below", "ratio"], reader);
        let edge_is_next = below.is_some();
        let edge = match up_to.or(below) {
            Some(None) => return None,
            Some(edge) => edge,
            None => None,
        };
        let ascending = match (brackets.last(), edge) {
            (Some(last), Some(edge)) => last.edge.is_some_and(|last| last < edge),
            (Some(last), None) => last.edge.is_some(),
            (None, _) => true,
        };
        if !ascending || (up_to.is_some() && below.is_some()) {
            reader.report(span, What::Brackets);
            sound = false;
        }
        brackets.push(Bracket {
            edge,
            edge_is_next,
            rate: rate?,
        });
    }
    if sound && brackets.last().is_none_or(|last| last.edge.is_some()) {
        reader.report(item.span(), What::Brackets);
        sound = false;
    }
    sound.then_some(brackets)
}
