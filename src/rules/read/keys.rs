//! Keys of a block, beside rows and dates.

use super::fields::{Fields, Item, Reader};
use super::value::{count, flag, money, one_of, rounding, words};
use crate::engine::plan::{Anchor, CapOn, Period};
use crate::model::selector::Selector;
use crate::model::words::Visit;
use crate::rules::block::{BelongsBy, Body, Keys};
use crate::rules::problem::{Expected, What, nearest};
use crate::rules::table::{OfPart, TableName, ValueKind};
use crate::time::MonthDay;

const PERIODS: [Period; 5] = [
    Period::Visit,
    Period::Day,
    Period::Admission,
    Period::Month,
    Period::Year,
];

pub(super) fn read_keys(
    fields: &mut Fields<'_, '_>,
    table: TableName,
    reader: &mut Reader,
) -> Keys {
    let mut keys = Keys::default();
    for (key, span, item) in fields.rest() {
        if !table.block_keys().contains(&key) {
            continue;
        }
        fields.take(key);
        match key {
            "per" => {
                keys.per = if matches!(table, TableName::Of(_, OfPart::Deductible)) {
                    one_of(
                        item,
                        &["visit", "day", "admission", "month", "year"],
                        &PERIODS,
                        reader,
                    )
                } else if matches!(table, TableName::Of(_, OfPart::Gate)) {
                    let per = one_of(
                        item,
                        &["bill", "year"],
                        &[Period::Visit, Period::Year],
                        reader,
                    );
                    if per == Some(Period::Year) {
                        reader.report(item.span(), What::NotYet("gate, per = \"year\""));
                    }
                    per
                } else {
                    one_of(
                        item,
                        &["bill", "year"],
                        &[Period::Visit, Period::Year],
                        reader,
                    )
                };
            }
            "anchor" => {
                let anchors = [Anchor::Absolute, Anchor::Excess, Anchor::WholeSum];
                keys.anchor = one_of(item, &["absolute", "excess", "whole-sum"], &anchors, reader);
            }
            "apart-by" => keys.apart_by = selectors(item, reader),
            "max-per-year" => keys.max_per_year = money(item, reader),
            "transfer" => {
                if one_of(item, &["continues", "new"], &[true, false], reader) == Some(true) {
                    reader.report(item.span(), What::NotYet("transfer = \"continues\""));
                }
            }
            "same-each-time" => {
                keys.same_each_time = flag(item, reader).unwrap_or_default();
            }
            "counted-from" => keys.counted_from = count(item, reader),
            "on" => {
                let on = [CapOn::FundPay, CapOn::Eligible, CapOn::FundAndOwnShare];
                keys.on = one_of(
                    item,
                    &["fund-pay", "eligible", "fund-and-own-share"],
                    &on,
                    reader,
                );
            }
            "visits" => keys.visits = visits(item, reader),
            "payments" => keys.payments = rounding(item, reader),
            "first-payment" => {
                let rest = item.get_ref().as_str() == Some("rest");
                keys.first_payment = if rest {
                    Some(None)
                } else {
                    rounding(item, reader).map(Some)
                };
            }
            "each" => keys.line_by_line = one_of(item, &["line", "bill"], &[true, false], reader),
            "starts" => match item.get_ref().as_str().and_then(MonthDay::parse) {
                Some(starts) => keys.starts = Some(starts),
                None => {
                    reader.expected::<()>(item, Expected::MonthDay);
                }
            },
            "belongs-by" => {
                let by = [BelongsBy::Discharge, BelongsBy::Admission];
                keys.belongs_by = one_of(item, &["discharge", "admission"], &by, reader);
            }
            "year" => {
                count(item, reader);
            }
            _ => reader.report(span, What::MissingKey("")),
        }
    }
    keys
}

fn selectors(item: &Item<'_>, reader: &mut Reader) -> Vec<Selector> {
    let mut found = Vec::new();
    for (name, item) in words(item, reader) {
        match Selector::from_name(name) {
            Some(selector) if found.len() < 2 => found.push(selector),
            _ => {
                let near = nearest(name, Selector::ALL.iter().map(|selector| selector.name()));
                let what = What::UnknownWord {
                    selector: "apart-by",
                    word: name.to_owned(),
                    near,
                };
                reader.report(item.span(), what);
            }
        }
    }
    found
}

fn visits(item: &Item<'_>, reader: &mut Reader) -> Vec<Visit> {
    let mut found = Vec::new();
    for (name, item) in words(item, reader) {
        match Visit::from_name(name) {
            Some(visit) => found.push(visit),
            None => {
                let what = What::UnknownWord {
                    selector: "visits",
                    word: name.to_owned(),
                    near: nearest(name, Visit::WORDS.iter().map(|word| word.name)),
                };
                reader.report(item.span(), what);
            }
        }
    }
    found
}

/// `anchor` and `per` are needed with brackets and forbidden without.
pub(super) fn bracket_keys(
    table: TableName,
    brackets: bool,
    keys: &Keys,
    span: std::ops::Range<usize>,
    reader: &mut Reader,
) {
    if table.values() != ValueKind::Ratio {
        return;
    }
    for (key, given) in [
        ("anchor", keys.anchor.is_some()),
        ("per", keys.per.is_some()),
    ] {
        if brackets && !given {
            reader.report(span.clone(), What::BracketKeys(key));
        } else if !brackets && given {
            reader.report(span.clone(), What::NoBrackets(key));
        }
    }
}

/// Keys without which a block says nothing definite.
pub(super) fn required_keys(
    table: TableName,
    keys: &Keys,
    body: Option<&Body>,
    span: std::ops::Range<usize>,
    reader: &mut Reader,
) {
    if matches!(body, Some(Body::Follows(..) | Body::FollowsParent)) {
        return;
    }
    let mut need = |given: bool, key: &'static str| {
        if !given {
            reader.report(span.clone(), What::MissingKey(key));
        }
    };
    match table {
        TableName::Of(_, OfPart::Deductible) => need(keys.per.is_some(), "per"),
        TableName::Of(
            _,
            OfPart::CapDay | OfPart::CapAdmission | OfPart::CapMonth | OfPart::CapYear,
        )
        | TableName::PoolCapYear => need(keys.on.is_some(), "on"),
        TableName::Rounding => {
            need(keys.payments.is_some(), "payments");
            need(keys.first_payment.is_some(), "first-payment");
            need(keys.line_by_line.is_some(), "each");
        }
        TableName::BenefitYear => {
            need(keys.starts.is_some(), "starts");
            need(keys.belongs_by.is_some(), "belongs-by");
        }
        _ => {}
    }
}
