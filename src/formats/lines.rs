//! Charge lines: from texts to checked lines.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::formats::fields::Typed;
use crate::formats::problem::What;
use crate::formats::raw::{RawBill, RawField, RawLine};
use crate::model::bill::{Charges, Line};
use crate::model::selector::Selector;
use crate::model::words::Class;
use crate::money::{NumberError, Rate, Yuan};
use crate::typed;

/// A price limit of this or more stands for "no limit" in the national interface.
const NO_LIMIT: Decimal = Decimal::from_parts(999_999, 0, 0, false, 0);

/// The charge lines of a bill, and what is not stated of them (nothing: lines say everything).
pub(crate) fn read(raw: &RawBill, typed: &mut Typed<'_>) -> Option<(Charges, Vec<&'static str>)> {
    for name in ["self_funded", "over_limit", "pre_self_pay", "eligible"] {
        if raw.get(name).is_some() {
            typed.report_at(raw, name, What::LinesAndParts(name));
        }
    }
    let before = typed.problems.len();
    let read = raw.lines.iter().filter_map(|line| read_line(line, typed));
    let lines: Vec<Line> = read.collect();
    if typed.problems.len() > before {
        return None;
    }
    // Counted without their signs: whatever sums the engine forms of the lines stay below this.
    let size: i128 = lines
        .iter()
        .map(|line| i128::from(line.amount.abs().fen()))
        .sum();
    if size > i128::from(Yuan::MAX.fen()) {
        typed.report(raw.lines[0].place.clone(), What::SumTooLarge);
        return None;
    }
    let total: Yuan = lines.iter().map(|line| line.amount).sum();
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
    if let Some(field) = raw.get("date") {
        typed.charged_on(field);
    }
    let before = typed.problems.len();
    let quantity = decimal(raw, "quantity", 4, typed);
    let price = decimal(raw, "price", 6, typed);
    let limit = decimal(raw, "price_limit", 6, typed);
    let stated = raw.get("amount").and_then(|field| typed.money_of(field));
    if typed.problems.len() > before {
        return None;
    }
    let amount = amount(raw, stated, quantity, price, typed)?;
    // A refund is written with a negative quantity or with a negative amount alone; a charge has neither.
    let negative = |number: Option<Decimal>| {
        number.is_some_and(|number| number.is_sign_negative() && !number.is_zero())
    };
    let is_nothing = quantity.is_some_and(|quantity| quantity.is_zero()) && amount != Yuan::ZERO;
    if is_nothing
        || negative(limit)
        || (negative(quantity) && amount > Yuan::ZERO)
        || (negative(quantity) && negative(price))
    {
        typed.report(raw.place.clone(), What::Signs);
        return None;
    }
    let class = class(raw, typed)?;
    let self_pay_rate = match raw.get("self_pay_rate") {
        Some(field) => Some(typed.rate_of(field)?),
        None => None,
    };
    if let (Class::C, Some(rate)) = (class, self_pay_rate)
        && rate != Rate::ONE
        && rate != Rate::ZERO
    {
        report_at(raw, "self_pay_rate", What::OwnRateOfC(rate), typed);
        return None;
    }
    let limit = limit.filter(|limit| *limit < NO_LIMIT);
    let allowed = match (limit, quantity) {
        (None, _) => None,
        (Some(limit), Some(quantity)) => match Yuan::of_line(quantity.abs(), limit) {
            Ok(allowed) if amount.is_negative() => Some(-allowed),
            Ok(allowed) => Some(allowed),
            Err(why) => {
                typed.not_a_number(raw.get("price_limit")?, why);
                return None;
            }
        },
        (Some(_), None) => {
            report_at(raw, "price_limit", What::LimitWithoutQuantity, typed);
            return None;
        }
    };
    Some(Line {
        amount,
        class,
        category: raw
            .get("category")
            .map(|field| typed.category(field.text.trim())),
        self_pay_rate,
        allowed,
    })
}

/// A number with at most so many decimals.
fn decimal(raw: &RawLine, name: &str, decimals: u32, typed: &mut Typed<'_>) -> Option<Decimal> {
    let field = raw.get(name)?;
    let number = typed.decimal(Some(field))?;
    if number.normalize().scale() > decimals {
        typed.not_a_number(field, NumberError::TooFine);
        return None;
    }
    Some(number)
}

/// The stated amount, which must be quantity × price where both are given (to the fen: prices are printed rounded), or
/// else the product.
fn amount(
    raw: &RawLine,
    stated: Option<Yuan>,
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    typed: &mut Typed<'_>,
) -> Option<Yuan> {
    let product = match (quantity, price) {
        (Some(quantity), Some(price)) => match Yuan::of_line(quantity, price) {
            Ok(product) => Some(product),
            Err(why) => {
                typed.not_a_number(raw.get("price")?, why);
                return None;
            }
        },
        _ => None,
    };
    let what = match (stated, product) {
        (Some(stated), Some(computed))
            if stated
                .abs()
                .above(computed.abs())
                .max(computed.abs().above(stated.abs()))
                > Yuan::FEN =>
        {
            What::LineAmount { stated, computed }
        }
        (Some(stated), Some(computed))
            if stated.is_negative() != computed.is_negative() && !stated.is_negative() =>
        {
            What::Signs
        }
        (Some(stated), _) => return Some(stated),
        (None, Some(product)) => return Some(product),
        (None, None) if price.is_some() => What::PriceWithoutQuantity,
        (None, None) => What::LineWithoutAmount,
    };
    report_at(raw, "amount", what, typed);
    None
}

fn report_at(raw: &RawLine, name: &str, what: What, typed: &mut Typed<'_>) {
    let place = raw.get(name).map_or(&raw.place, |field| &field.place);
    typed.report(place.clone(), what);
}

fn class(raw: &RawLine, typed: &mut Typed<'_>) -> Option<Class> {
    let Some(field) = raw.get("class") else {
        typed.report(raw.place.clone(), What::LineWithoutClass);
        return None;
    };
    let word = typed.word_of(field, Selector::Class)?;
    Class::from_name(&word)
}

/// How a line is treated. A 甲 line pays nothing first and a 丙 line everything, whether or not it says so; a price
/// matters only where there is a limit.
fn treatment(raw: &RawLine, line: &Line) -> Treatment {
    let number = |name: &str| {
        let number = typed::number(&raw.get(name)?.text).ok()?;
        Some(number.abs().normalize())
    };
    let rate = match line.class {
        Class::A => Some(line.self_pay_rate.unwrap_or_default()),
        Class::B => line.self_pay_rate,
        Class::C => None,
    };
    let limit = line.allowed.and_then(|_| number("price_limit"));
    let price = limit.and_then(|_| number("price"));
    (line.class, line.category, rate, price, limit)
}

/// How a line is treated: what a refund must share with a charge of its item, so that it gives back what was taken.
type Treatment = (
    Class,
    Option<i64>,
    Option<Rate>,
    Option<Decimal>,
    Option<Decimal>,
);

/// What one item was charged and refunded under one treatment.
#[derive(Default)]
struct Item {
    amount: Yuan,
    over: Yuan,
    charged: Yuan,
    refunded: Yuan,
}

/// A refund line may only give back what was charged for the same item, as it was charged: same class, share, price
/// and limit. Otherwise it would move money from one part of the bill to another.
fn refunds_are_covered(raw: &RawBill, lines: &[Line], typed: &mut Typed<'_>) -> bool {
    let text = |line: &RawLine, name: &str| {
        line.get(name)
            .map(|field: &RawField| field.text.trim().to_owned())
    };
    let lines: Vec<(&RawLine, &Line, Treatment)> = raw
        .lines
        .iter()
        .zip(lines)
        .map(|(raw, line)| (raw, line, treatment(raw, line)))
        .collect();
    // A line with a name only belongs to a code that other lines give the name, where it was treated alike.
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut treated: BTreeSet<(String, Treatment)> = BTreeSet::new();
    for (raw, line, treatment) in &lines {
        if let Some(code) = text(raw, "code") {
            if let Some(name) = text(raw, "name") {
                codes.entry(name).or_default().insert(code.clone());
            }
            if !line.amount.is_negative() {
                treated.insert((code, *treatment));
            }
        }
    }
    let item_of = |line: &RawLine, treatment: &Treatment| {
        if let Some(code) = text(line, "code") {
            return code;
        }
        let name = text(line, "name").unwrap_or_default();
        let mut of_name = codes.get(&name).into_iter().flatten();
        let alike = of_name.find(|code| treated.contains(&((*code).clone(), *treatment)));
        alike.cloned().unwrap_or(name)
    };
    let mut items: BTreeMap<(String, Treatment), Item> = BTreeMap::new();
    for (raw_line, line, treatment) in &lines {
        let item = items
            .entry((item_of(raw_line, treatment), *treatment))
            .or_default();
        item.amount += line.amount;
        item.over += line.over_limit();
        if line.amount.is_negative() {
            item.refunded += -line.amount;
        } else {
            item.charged += line.amount;
        }
    }
    let charged: BTreeSet<&str> = items
        .iter()
        .filter(|((name, _), item)| !name.is_empty() && item.charged > Yuan::ZERO)
        .map(|((name, _), _)| name.as_str())
        .collect();
    let mut covered = true;
    for (raw_line, line, treatment) in &lines {
        if !line.amount.is_negative() {
            continue;
        }
        let name = item_of(raw_line, treatment);
        let item = items.get(&(name.clone(), *treatment));
        let what = match item {
            _ if !charged.contains(name.as_str()) => What::Negative(line.amount),
            Some(item) if item.charged == Yuan::ZERO => What::RefundUnlikeCharge(name),
            Some(item)
                if item.amount.is_negative()
                    || item.over.is_negative()
                    || item.over > item.amount =>
            {
                What::RefundAboveCharge {
                    item: name,
                    charged: item.charged,
                    refunded: item.refunded,
                }
            }
            _ => continue,
        };
        covered = false;
        typed.report(raw_line.place.clone(), what);
    }
    covered
}
