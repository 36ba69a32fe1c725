//! Rows: selectors with one value.

use super::conditions::conditions;
use super::fields::{Fields, Item, Reader};
use super::money::{brackets, money_rule, nested_money};
use super::paying_in::{only_true, read_allowance, read_value, read_years};
use super::region::DeclaredWords;
use super::value::{factor_figure, money, points_figure, rate, ratio_figure, text};
use crate::engine::plan::Item as ChargeItem;
use crate::model::selector::Selector;
use crate::money::Rate;
use crate::rules::block::{OffSiteRule, Row, RowValue};
use crate::rules::problem::What;
use crate::rules::table::{TableName, ValueKind};

/// A row of a table.
pub(super) fn read_row(
    mut fields: Fields<'_, '_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<Row> {
    let place = reader.place(fields.span.clone());
    let conditions = conditions(&mut fields, table, declared, reader);
    let keys = value_keys(table.values());
    let given: Vec<&str> = keys
        .heads
        .iter()
        .copied()
        .filter(|key| fields.rest().iter().any(|(other, _, _)| other == key))
        .collect();
    let value = match given[..] {
        [] => {
            let takes = keys.heads.to_vec();
            reader.report(fields.span.clone(), What::NoValue { takes });
            None
        }
        [head] => value(head, &mut fields, table, reader),
        _ if table == TableName::OffSite && given.iter().all(|key| OFF_SITE.contains(key)) => {
            off_site(&mut fields, reader)
        }
        _ => {
            let keys = given.iter().map(|&key| key.to_owned()).collect();
            reader.report(fields.span.clone(), What::SeveralValues(keys));
            return None;
        }
    };
    let known: Vec<&str> = keys
        .heads
        .iter()
        .chain(keys.with)
        .copied()
        .chain(Selector::ALL.iter().map(|selector| selector.name()))
        .collect();
    fields.finish(&known, reader);
    Some(Row {
        conditions,
        value: value?,
        place,
    })
}

/// The keys of a row that say its value: exactly one head, and what may go with it.
pub(crate) struct ValueKeys {
    pub(crate) heads: &'static [&'static str],
    pub(crate) with: &'static [&'static str],
}

const OFF_SITE: [&str; 6] = [
    "pre-pay",
    "deductible",
    "deductible-times",
    "ratio",
    "points",
    "ratio-times",
];

pub(crate) fn value_keys(kind: ValueKind) -> ValueKeys {
    let (heads, with): (&[&str], &[&str]) = match kind {
        ValueKind::Money => (
            &["amount", "share", "announced", "not-covered"],
            &["of", "min", "max", "round", "every-days"],
        ),
        ValueKind::Cap => (
            &["amount", "share", "unlimited", "announced", "not-covered"],
            &["of", "min", "max", "round"],
        ),
        ValueKind::CapOfStay => (
            &["amount", "share", "unlimited", "announced", "not-covered"],
            &["of", "min", "max", "round", "every-days"],
        ),
        ValueKind::Ratio => (&["ratio", "brackets", "announced", "not-covered"], &[]),
        ValueKind::Share => (&["share", "announced", "not-covered"], &[]),
        ValueKind::OffSite => (
            &[
                "as-local",
                "pre-pay",
                "deductible",
                "deductible-times",
                "ratio",
                "points",
                "ratio-times",
                "announced",
                "not-covered",
            ],
            &[],
        ),
        ValueKind::Item => (
            &[
                "self-pay-rate",
                "self-funded",
                "fund-share",
                "fund-amount",
                "announced",
                "not-covered",
            ],
            &[],
        ),
        ValueKind::Stage => (
            &["counts-as", "closed", "announced", "not-covered"],
            &["price"],
        ),
        ValueKind::Wait => (&["months", "days", "announced", "not-covered"], &["starts"]),
        ValueKind::Continuous => (&["continuous", "announced"], &[]),
        ValueKind::Cover => (&["cover", "announced"], &["back-pay"]),
        ValueKind::Years => (&["months", "announced", "not-covered"], &["actual-months"]),
        ValueKind::Age => (
            &["at-age", "announced"],
            &["delay-from", "one-month-per", "delay-max"],
        ),
        ValueKind::Rate => (&["rate", "announced", "not-covered"], &[]),
        ValueKind::Benefit => (
            &[
                "fixed",
                "limit",
                "ratio",
                "as-inpatient",
                "announced",
                "not-covered",
            ],
            &[],
        ),
        ValueKind::Length => (&["amount", "announced", "not-covered"], &[]),
        ValueKind::Allowance => (&["share", "announced", "not-covered"], &["of", "over-days"]),
        ValueKind::Allowed => (&["allowed", "announced"], &[]),
        ValueKind::Lines | ValueKind::None => (&[], &[]),
    };
    ValueKeys { heads, with }
}

/// Whether the values are those of paying in, waiting or maternity, each told by its first key.
fn is_paying(kind: ValueKind) -> bool {
    use ValueKind::{Age, Allowed, Benefit, Continuous, Cover, Length, Rate, Stage, Wait};
    matches!(
        kind,
        Stage | Wait | Continuous | Cover | Age | Rate | Benefit | Length | Allowed
    )
}

fn value(
    head: &str,
    fields: &mut Fields<'_, '_>,
    table: TableName,
    reader: &mut Reader,
) -> Option<RowValue> {
    match head {
        "announced" => {
            let said = text(fields.take(head)?, reader)?;
            Some(RowValue::Announced(said.to_owned()))
        }
        "not-covered" => {
            let said = text(fields.take(head)?, reader)?;
            Some(RowValue::NotCovered(said.to_owned()))
        }
        "unlimited" => only_true(fields.take(head)?, RowValue::Unlimited, reader),
        "ratio" if table.values() == ValueKind::Ratio => {
            Some(RowValue::Ratio(ratio_figure(fields.take(head)?, reader)?))
        }
        "brackets" => Some(RowValue::Brackets(brackets(fields.take(head)?, reader)?)),
        "share" if table.values() == ValueKind::Share => {
            Some(RowValue::Share(ratio_figure(fields.take(head)?, reader)?))
        }
        _ if is_paying(table.values()) => read_value(head, fields, reader),
        "months" => read_years(fields, reader),
        "share" if table.values() == ValueKind::Allowance => read_allowance(fields, reader),
        "amount" | "share" => {
            let knows_base = table == TableName::AccountCredit;
            Some(RowValue::Money(money_rule(fields, knows_base, reader)?))
        }
        "as-local" => {
            let local = RowValue::OffSite(Box::default());
            only_true(fields.take(head)?, local, reader)
        }
        "self-pay-rate" => {
            let rate = ratio(fields.take(head)?, reader)?;
            Some(RowValue::Item(ChargeItem::SelfPayRate(rate)))
        }
        "self-funded" => {
            let item = RowValue::Item(ChargeItem::SelfFunded);
            only_true(fields.take(head)?, item, reader)
        }
        "fund-share" => {
            let rate = ratio(fields.take(head)?, reader)?;
            Some(RowValue::Item(ChargeItem::FundShare(rate)))
        }
        "fund-amount" => {
            let amount = money(fields.take(head)?, reader)?;
            Some(RowValue::Item(ChargeItem::FundAmount(amount)))
        }
        _ => off_site(fields, reader),
    }
}

/// A ratio that must not be vague.
pub(super) fn ratio(item: &Item<'_>, reader: &mut Reader) -> Option<Rate> {
    let rate = rate(item, reader)?;
    if !rate.is_ratio() {
        reader.report(item.span(), What::NotARatio);
        return None;
    }
    Some(rate)
}

fn off_site(fields: &mut Fields<'_, '_>, reader: &mut Reader) -> Option<RowValue> {
    let ratios = ["ratio", "points", "ratio-times"];
    let rest = fields.rest();
    let given: Vec<String> = rest
        .iter()
        .filter(|(key, _, _)| ratios.contains(key))
        .map(|(key, _, _)| (*key).to_owned())
        .collect();
    if given.len() > 1 {
        reader.report(fields.span.clone(), What::SeveralValues(given));
        return None;
    }
    let rule = OffSiteRule {
        pre_pay: fields
            .take("pre-pay")
            .and_then(|item| nested_money(item, reader)),
        deductible: fields
            .take("deductible")
            .and_then(|item| nested_money(item, reader)),
        deductible_times: fields
            .take("deductible-times")
            .and_then(|item| factor_figure(item, reader)),
        ratio: fields
            .take("ratio")
            .and_then(|item| ratio_figure(item, reader)),
        points: fields
            .take("points")
            .and_then(|item| points_figure(item, reader)),
        ratio_times: fields
            .take("ratio-times")
            .and_then(|item| factor_figure(item, reader)),
    };
    Some(RowValue::OffSite(Box::new(rule)))
}
