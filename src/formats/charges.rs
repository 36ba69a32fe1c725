//! Charge lines and totals: from texts to checked charges.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::formats::fields::Typed;
use crate::formats::problem::{Place, What};
use crate::formats::raw::{RawBill, RawField, RawLine};
use crate::model::bill::{Charges, Line, Totals, TotalsError};
use crate::model::selector::Selector;
use crate::model::words::{Class, shared};
use crate::money::{Rate, Yuan};
use crate::typed;

/// A price limit of this or more stands for "no limit" in the national interface.
const NO_LIMIT: Decimal = Decimal::from_parts(999_999, 0, 0, false, 0);

/// What a bill charges, and which totals nobody stated.
pub(crate) fn read(raw: &RawBill, typed: &mut Typed<'_>) -> Option<(Charges, Vec<&'static str>)> {
    let burden = typed.money("burden");
    let totals = [
        "total",
        "self_funded",
        "over_limit",
        "pre_self_pay",
        "eligible",
    ];
    if let Some(burden) = burden {
        let bill = totals.iter().find_map(|name| raw.get(name));
        if let Some(field) = bill {
            typed.report(field.place.clone(), What::BurdenAndBill);
        } else if let Some(line) = raw.lines.first() {
            typed.report(line.place.clone(), What::BurdenAndBill);
        }
        let place = raw.get("burden").map(|field| field.place.clone());
        if burden.is_negative() {
            typed.report(place?, What::Negative(burden));
            return None;
        }
        return Some((Charges::Burden(burden), Vec::new()));
    }
    if raw.lines.is_empty() {
        read_totals(raw, typed)
    } else {
        read_lines(raw, typed)
    }
}

fn read_totals(raw: &RawBill, typed: &mut Typed<'_>) -> Option<(Charges, Vec<&'static str>)> {
    let mut unstated = Vec::new();
    let mut sound = true;
    let stated = [
        "total",
        "self_funded",
        "over_limit",
        "pre_self_pay",
        "eligible",
    ]
    .map(|name| {
        let amount = typed.money(name);
        sound &= amount.is_some() || raw.get(name).is_none();
        amount
    });
    for (amount, name) in stated.iter().zip([
        "total",
        "self_funded",
        "over_limit",
        "pre_self_pay",
        "eligible",
    ]) {
        if let Some(amount) = amount.filter(|amount| amount.is_negative()) {
            let what = if name == "total" && stated.iter().flatten().all(|all| *all <= Yuan::ZERO) {
                What::LoneReversal
            } else {
                What::Negative(amount)
            };
            typed.report_at(raw, name, what);
            sound = false;
        }
    }
    if !sound {
        return None;
    }
    let [total, self_funded, over_limit, pre_self_pay, eligible] = stated;
    let own = [
        ("self_funded", self_funded),
        ("over_limit", over_limit),
        ("pre_self_pay", pre_self_pay),
    ];
    let parts: Yuan = own.iter().filter_map(|(_, amount)| *amount).sum();
    let total = match (total, eligible) {
        (Some(total), _) => total,
        (None, Some(eligible)) => {
            unstated.push("total");
            eligible + parts
        }
        (None, None) => {
            typed.missing("total");
            return None;
        }
    };
    let mut self_funded = self_funded;
    if let Some(eligible) = eligible {
        let rest = total - parts - eligible;
        match self_funded {
            // What is outside was not told apart: it is taken as 全自费, and said.
            None if rest > Yuan::ZERO && over_limit.is_none() && pre_self_pay.is_none() => {
                unstated.push("self_funded");
                self_funded = Some(rest);
            }
            _ if rest == Yuan::ZERO => {}
            _ => {
                let what = What::Eligible {
                    stated: eligible,
                    computed: total - parts,
                };
                typed.report_at(raw, "eligible", what);
                return None;
            }
        }
    } else {
        unstated.extend(
            own.iter()
                .filter(|(_, amount)| amount.is_none())
                .map(|(name, _)| name),
        );
    }
    let totals = Totals::new(
        total,
        self_funded.unwrap_or_default(),
        over_limit.unwrap_or_default(),
        pre_self_pay.unwrap_or_default(),
    );
    match totals {
        Ok(totals) => Some((Charges::Totals(totals), unstated)),
        Err(TotalsError::PartsAboveTotal { parts, total }) => {
            let largest = own
                .iter()
                .max_by_key(|(_, amount)| *amount)
                .map_or("total", |(name, _)| name);
            typed.report_at(raw, largest, What::PartsAboveTotal { parts, total });
            None
        }
        Err(TotalsError::Negative) => None,
    }
}

fn read_lines(raw: &RawBill, typed: &mut Typed<'_>) -> Option<(Charges, Vec<&'static str>)> {
    for name in ["self_funded", "over_limit", "pre_self_pay", "eligible"] {
        if raw.get(name).is_some() {
            typed.report_at(raw, name, What::LinesAndParts(name));
        }
    }
    let before = typed.problems.len();
    let mut lines = Vec::new();
    for raw_line in &raw.lines {
        if let Some(line) = read_line(raw_line, typed) {
            lines.push(line);
        }
    }
    if typed.problems.len() > before {
        return None;
    }
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount.fen())).sum();
    let total = i64::try_from(sum).ok().and_then(Yuan::from_fen);
    let Some(total) = total else {
        typed.report(raw.lines[0].place.clone(), What::TooLarge { limit: 0 });
        return None;
    };
    if lines.iter().all(|line| line.amount <= Yuan::ZERO) && total < Yuan::ZERO {
        typed.report(raw.lines[0].place.clone(), What::LoneReversal);
        return None;
    }
    if !refunds_are_covered(raw, &lines, typed) {
        return None;
    }
    if let Some(stated) = typed.money("total")
        && stated != total
    {
        let what = What::LinesTotal {
            lines: total,
            stated,
        };
        typed.report_at(raw, "total", what);
        return None;
    }
    Some((Charges::Lines(lines), Vec::new()))
}

fn read_line(raw: &RawLine, typed: &mut Typed<'_>) -> Option<Line> {
    let quantity = typed.decimal(raw.get("quantity"));
    let price = typed.decimal(raw.get("price"));
    let stated = raw.get("amount").and_then(|field| typed.money_of(field));
    if let Some(field) = raw.get("date") {
        typed.charged_on(field);
    }
    let product = match (quantity, price) {
        (Some(quantity), Some(price)) => match Yuan::of_line(quantity, price) {
            Ok(product) => Some(product),
            Err(why) => {
                let field = raw.get("price")?;
                typed.not_a_number(field, why);
                return None;
            }
        },
        _ => None,
    };
    let amount = match (stated, product) {
        (Some(stated), Some(computed)) if !closes(stated, computed, quantity, raw.get("price")) => {
            let place = raw.get("amount").map_or(&raw.place, |field| &field.place);
            typed.report(place.clone(), What::LineAmount { stated, computed });
            return None;
        }
        (Some(stated), _) => stated,
        (None, Some(product)) => product,
        (None, None) => {
            if raw.get("amount").is_none() {
                typed.report(raw.place.clone(), What::LineWithoutAmount);
            }
            return None;
        }
    };
    let class = class(raw, typed)?;
    let self_pay_rate = match raw.get("self_pay_rate") {
        Some(field) => Some(typed.rate_of(field)?),
        None => None,
    };
    if let (Class::C, Some(rate)) = (class, self_pay_rate)
        && rate != Rate::ONE
        && rate != Rate::ZERO
    {
        let place = raw
            .get("self_pay_rate")
            .map_or(&raw.place, |field| &field.place);
        typed.report(place.clone(), What::OwnRateOfC(rate));
        return None;
    }
    let limit = typed
        .decimal(raw.get("price_limit"))
        .filter(|limit| *limit < NO_LIMIT);
    let allowed = match (limit, quantity) {
        (None, _) => None,
        (Some(limit), Some(quantity)) => match Yuan::of_line(quantity, limit) {
            Ok(allowed) => Some(allowed),
            Err(why) => {
                typed.not_a_number(raw.get("price_limit")?, why);
                return None;
            }
        },
        (Some(_), None) => {
            let place = raw
                .get("price_limit")
                .map_or(&raw.place, |field| &field.place);
            typed.report(place.clone(), What::LimitWithoutQuantity);
            return None;
        }
    };
    Some(Line {
        amount,
        class,
        category: category(raw, typed),
        self_pay_rate,
        allowed,
    })
}

/// Whether an amount is quantity × price, as far as the digits of the printed price can tell.
fn closes(
    stated: Yuan,
    computed: Yuan,
    quantity: Option<Decimal>,
    price: Option<&RawField>,
) -> bool {
    if stated == computed {
        return true;
    }
    let digits = price
        .and_then(|field| typed::number(&field.text).ok())
        .map_or(6, |price| price.scale());
    // Half a unit of the price's last printed digit, times the quantity, and half a fen. Only prices that were
    // themselves rounded to print (four decimals or fewer) leave such room.
    let unit = Decimal::new(5, (digits + 1).min(20));
    let room = quantity
        .map(|quantity| quantity.abs())
        .and_then(|quantity| quantity.checked_mul(unit))
        .and_then(|room| room.checked_add(Decimal::new(5, 3)));
    let difference = Decimal::new((stated - computed).abs().fen(), 2);
    digits >= 2 && room.is_some_and(|room| difference <= room)
}

fn class(raw: &RawLine, typed: &mut Typed<'_>) -> Option<Class> {
    let Some(field) = raw.get("class") else {
        typed.report(raw.place.clone(), What::LineWithoutClass);
        return None;
    };
    let word = typed.word_of(field, Selector::Class)?;
    Class::from_name(&word)
}

/// The category as a word of the vocabulary. An unknown one is kept aside: it matters only where a rule asks for it.
fn category(raw: &RawLine, typed: &mut Typed<'_>) -> Option<i64> {
    let field = raw.get("category")?;
    let text = field.text.trim();
    let words = shared(Selector::Category);
    let found = words.iter().position(|word| word.is(text));
    if found.is_none() {
        typed.unknown_category(text);
    }
    found.map(|index| index as i64)
}

/// A refund line may only give back what was charged for the same item.
fn refunds_are_covered(raw: &RawBill, lines: &[Line], typed: &mut Typed<'_>) -> bool {
    let mut items: BTreeMap<String, (Yuan, Yuan, Option<Place>)> = BTreeMap::new();
    for (raw_line, line) in raw.lines.iter().zip(lines) {
        let item = raw_line.get("code").or(raw_line.get("name"));
        let item = item.map_or(String::new(), |field| field.text.trim().to_owned());
        let entry = items.entry(item).or_default();
        if line.amount.is_negative() {
            entry.1 += -line.amount;
            entry.2.get_or_insert_with(|| raw_line.place.clone());
        } else {
            entry.0 += line.amount;
        }
    }
    let mut covered = true;
    for (item, (charged, refunded, place)) in items {
        let Some(place) = place else { continue };
        if refunded > charged || item.is_empty() {
            covered = false;
            let what = if charged == Yuan::ZERO || item.is_empty() {
                What::Negative(-refunded)
            } else {
                What::RefundAboveCharge {
                    item,
                    charged,
                    refunded,
                }
            };
            typed.report(place, what);
        }
    }
    covered
}
