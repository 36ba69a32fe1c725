//! Keys of a block, beside rows and dates.

use super::fields::{Fields, Item, Reader};
use super::paying_in::{read_advice, read_base, read_cut_offs, read_not_for};
use super::region::DeclaredWords;
use super::value::{count, day, flag, money, one_of, rounding, text, words};
use crate::engine::plan::{Anchor, CapOn, Period};
use crate::model::part::Part;
use crate::model::paying_in::{Price, Slides, Unit};
use crate::model::selector::Selector;
use crate::model::words::Visit;
use crate::rules::block::{BelongsBy, Body, Keys};
use crate::rules::labels::{Atom, Label};
use crate::rules::paying_in::{LineValue, PayingKeys};
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
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Keys {
    let mut keys = Keys::default();
    for (key, _, item) in fields.rest() {
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
                } else {
                    let per = one_of(
                        item,
                        &["bill", "year"],
                        &[Period::Visit, Period::Year],
                        reader,
                    );
                    // What a visit is held back for could only be paid by later visits.
                    let is_of_visit = matches!(table, TableName::Of(Part::Visit(_), OfPart::Gate));
                    if is_of_visit && per == Some(Period::Year) {
                        reader.report(item.span(), What::NotYet("gate, per = \"year\""));
                    }
                    per
                };
            }
            "anchor" => {
                let anchors = [Anchor::Absolute, Anchor::Excess, Anchor::WholeSum];
                keys.anchor = one_of(item, &["absolute", "excess", "whole-sum"], &anchors, reader);
            }
            "apart-by" => keys.apart_by = selectors(item, reader),
            "max-per-year" => keys.max_per_year = money(item, reader),
            "transfer" => {
                let continues = one_of(item, &["continues", "new"], &[true, false], reader);
                keys.continues = continues.unwrap_or_default();
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
            "self-pay" | "self-expense" | "self-borne" => {
                let known = Label::KEYS.iter().find(|(name, _)| *name == key);
                if let Some((_, label)) = known {
                    keys.labels.0.push((*label, atoms(item, reader)));
                }
            }
            _ => paying_key(key, item, table, declared, &mut keys.paying, reader),
        }
    }
    keys
}

/// A key about paying in or maternity.
fn paying_key(
    key: &str,
    item: &Item<'_>,
    table: TableName,
    declared: &DeclaredWords,
    keys: &mut PayingKeys,
    reader: &mut Reader,
) {
    match key {
        "base" => keys.base = read_base(item, reader),
        "round" => keys.round = rounding(item, reader),
        "notice-year" => keys.notice_year = count(item, reader),
        "opens" => keys.opens = day(item, reader),
        "slides" => keys.slides = one_of(item, Slides::NAMES, Slides::ALL, reader),
        "cut-offs" => keys.cut_offs = read_cut_offs(item, reader),
        "repair-price" => keys.repair_price = one_of(item, &["own"], &[Price::Own], reader),
        "unit" => keys.unit = one_of(item, Unit::NAMES, Unit::ALL, reader),
        "consent-age" => keys.consent_age = count(item, reader),
        "order" => keys.order = text(item, reader).map(str::to_owned),
        "steps" => keys.steps = read_advice(item, table, declared, reader),
        "papers" => keys.papers = read_advice(item, table, declared, reader),
        "not-for" => keys.not_for = read_not_for(item, table, declared, reader),
        _ => {}
    }
}

fn selectors(item: &Item<'_>, reader: &mut Reader) -> Vec<Selector> {
    let mut found = Vec::new();
    for (name, item) in words(item, reader) {
        match Selector::from_name(name) {
            Some(selector) if found.len() < 2 => found.push(selector),
            Some(_) => {
                let what = What::Expected {
                    expected: Expected::TwoWords,
                    found: name.to_owned(),
                };
                reader.report(item.span(), what);
            }
            None => {
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

/// What a word of a receipt is made of.
fn atoms(item: &Item<'_>, reader: &mut Reader) -> Vec<Atom> {
    let mut found = Vec::new();
    for (name, item) in words(item, reader) {
        match Atom::NAMES.iter().position(|known| *known == name) {
            Some(place) => found.push(Atom::ALL[place]),
            // No place can declare more of them.
            None => {
                reader.expected::<()>(item, Expected::OneOf(Atom::NAMES));
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
        TableName::Labels => {
            let says = |label| keys.labels.0.iter().any(|(known, _)| *known == label);
            need(says(Label::SelfPay), "self-pay");
            need(says(Label::SelfExpense), "self-expense");
        }
        TableName::BenefitYear => {
            need(keys.starts.is_some(), "starts");
            need(keys.belongs_by.is_some(), "belongs-by");
        }
        TableName::Contribution => {
            need(keys.paying.round.is_some(), "round");
            let has_rate = matches!(body, Some(Body::Lines(lines))
                if lines.iter().any(|line| matches!(line.value, LineValue::Rate(_))));
            need(keys.paying.base.is_some() || !has_rate, "base");
        }
        TableName::RetirementTopUp => {
            need(keys.paying.base.is_some(), "base");
            need(keys.paying.round.is_some(), "round");
        }
        TableName::DeadlineMonthly => {
            need(keys.paying.slides.is_some(), "slides");
            need(!keys.paying.cut_offs.is_empty(), "cut-offs");
        }
        TableName::MaternityLeave => need(keys.paying.unit.is_some(), "unit"),
        table if table.is_guide() => need(!keys.paying.steps.is_empty(), "steps"),
        _ => {}
    }
}
