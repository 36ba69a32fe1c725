//! Single values: numbers by their own text, figures that may be vague, days, words.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use toml::de::DeValue;

use super::fields::{Fields, Item, Reader};
use crate::engine::bounds::Bounds;
use crate::money::{NumberError, Rate, Rounding, Yuan};
use crate::rules::problem::{Expected, What};
use crate::time::is_usable;

/// The number that the text of the literal says, never what a binary float makes of it.
fn number(item: &Item<'_>, expected: Expected, reader: &mut Reader) -> Option<Decimal> {
    let literal = match item.get_ref() {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().replace('_', ""),
        DeValue::Float(float) => float.as_str().replace('_', ""),
        _ => return reader.expected(item, expected),
    };
    let literal = literal.strip_prefix('+').unwrap_or(&literal);
    if literal.contains(['e', 'E', 'n', 'i']) {
        return reader.expected(item, expected);
    }
    match Decimal::from_str_exact(literal) {
        Ok(number) => Some(number),
        Err(_) => {
            reader.report(item.span(), What::Number(NumberError::TooFine));
            None
        }
    }
}

fn checked<T>(item: &Item<'_>, value: Result<T, NumberError>, reader: &mut Reader) -> Option<T> {
    match value {
        Ok(value) => Some(value),
        Err(error) => {
            reader.report(item.span(), What::Number(error));
            None
        }
    }
}

/// A sum of money that is not vague. Sums of rules are not below zero, except what an adjustment adds.
pub(crate) fn money(item: &Item<'_>, reader: &mut Reader) -> Option<Yuan> {
    let number = number(item, Expected::Figure, reader)?;
    checked(item, Yuan::from_decimal(number), reader)
}

/// A rate that is not vague: a fraction.
pub(crate) fn rate(item: &Item<'_>, reader: &mut Reader) -> Option<Rate> {
    let number = number(item, Expected::Figure, reader)?;
    checked(item, Rate::from_decimal(number), reader)
}

/// A number of percentage points.
fn points(item: &Item<'_>, reader: &mut Reader) -> Option<Rate> {
    let number = number(item, Expected::Figure, reader)?;
    checked(
        item,
        Rate::from_decimal(number / Decimal::ONE_HUNDRED),
        reader,
    )
}

/// A whole number that is not below zero.
pub(crate) fn count(item: &Item<'_>, reader: &mut Reader) -> Option<i64> {
    let number = number(item, Expected::Count, reader)?;
    let whole = number.normalize();
    match i64::try_from(whole.mantissa()) {
        Ok(count) if whole.scale() == 0 && (0..=1_000_000).contains(&count) => Some(count),
        _ => reader.expected(item, Expected::Count),
    }
}

/// A whole number, perhaps below zero.
fn signed_count(item: &Item<'_>, reader: &mut Reader) -> Option<i64> {
    let whole = number(item, Expected::Count, reader)?.normalize();
    match i64::try_from(whole.mantissa()) {
        Ok(count) if whole.scale() == 0 && count.abs() <= 1_000_000 => Some(count),
        _ => reader.expected(item, Expected::Count),
    }
}

/// A figure, or its bounds where the source is vague; `open` are the bounds of what is not said.
fn figure<T: Copy + PartialOrd>(
    item: &Item<'_>,
    open: Bounds<T>,
    reader: &mut Reader,
    one: impl Fn(&Item<'_>, &mut Reader) -> Option<T>,
) -> Option<Bounds<T>> {
    if !item.get_ref().is_table() {
        let value = one(item, reader)?;
        return Some(Bounds {
            low: value,
            high: value,
        });
    }
    let mut fields = Fields::of(item, reader)?;
    let least = fields.take("at-least").map(|item| one(item, reader));
    let most = fields.take("at-most").map(|item| one(item, reader));
    fields.finish(&["at-least", "at-most"], reader);
    let bounds = match (least, most) {
        (None, None) => {
            reader.report(item.span(), What::Bounds);
            return None;
        }
        (least, most) => Bounds {
            low: least.unwrap_or(Some(open.low))?,
            high: most.unwrap_or(Some(open.high))?,
        },
    };
    if bounds.low > bounds.high {
        reader.report(item.span(), What::Bounds);
        return None;
    }
    Some(bounds)
}

/// A sum of money, perhaps vague.
pub(crate) fn money_figure(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<Yuan>> {
    let open = Bounds {
        low: Yuan::ZERO,
        high: Yuan::MAX,
    };
    let bounds = figure(item, open, reader, money)?;
    if bounds.low.is_negative() {
        return reader.expected(item, Expected::Figure);
    }
    Some(bounds)
}

/// What an adjustment adds, perhaps below zero, perhaps vague.
pub(crate) fn change(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<Yuan>> {
    let open = Bounds {
        low: -Yuan::MAX,
        high: Yuan::MAX,
    };
    figure(item, open, reader, money)
}

/// Months or days, perhaps vague.
pub(crate) fn count_figure(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<i64>> {
    let open = Bounds {
        low: 0,
        high: 1_000_000,
    };
    figure(item, open, reader, count)
}

/// Months or days that an adjustment adds, perhaps below zero, perhaps vague.
pub(crate) fn change_count(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<i64>> {
    let open = Bounds {
        low: -1_000_000,
        high: 1_000_000,
    };
    figure(item, open, reader, signed_count)
}

/// A ratio within 0 and 1, perhaps vague.
pub(crate) fn ratio_figure(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<Rate>> {
    let open = Bounds {
        low: Rate::ZERO,
        high: Rate::ONE,
    };
    let bounds = figure(item, open, reader, rate)?;
    if !bounds.low.is_ratio() || !bounds.high.is_ratio() {
        reader.report(item.span(), What::NotARatio);
        return None;
    }
    Some(bounds)
}

/// A factor or a share, which may exceed 1, perhaps vague.
pub(crate) fn factor_figure(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<Rate>> {
    let open = Bounds {
        low: Rate::ZERO,
        high: Rate::from_millionths(1_000_000_000)?,
    };
    let bounds = figure(item, open, reader, rate)?;
    if bounds.low < Rate::ZERO {
        return reader.expected(item, Expected::Figure);
    }
    Some(bounds)
}

/// Percentage points, perhaps below zero, perhaps vague.
pub(crate) fn points_figure(item: &Item<'_>, reader: &mut Reader) -> Option<Bounds<Rate>> {
    let open = Bounds {
        low: Rate::ZERO.minus(Rate::ONE),
        high: Rate::ONE,
    };
    figure(item, open, reader, points)
}

/// A day.
pub(crate) fn day(item: &Item<'_>, reader: &mut Reader) -> Option<NaiveDate> {
    let date = match item.get_ref() {
        DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => when.date,
        _ => None,
    };
    let day = date.and_then(|date| {
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
    });
    match day.filter(|&day| is_usable(day)) {
        Some(day) => Some(day),
        None => reader.expected(item, Expected::Date),
    }
}

/// A text.
pub(crate) fn text<'t>(item: &'t Item<'_>, reader: &mut Reader) -> Option<&'t str> {
    match item.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => reader.expected(item, Expected::Text),
    }
}

/// Yes or no.
pub(crate) fn flag(item: &Item<'_>, reader: &mut Reader) -> Option<bool> {
    match item.get_ref() {
        DeValue::Boolean(flag) => Some(*flag),
        _ => reader.expected(item, Expected::Flag),
    }
}

/// A list of texts.
pub(crate) fn texts<'t, 'i>(
    item: &'t Item<'i>,
    reader: &mut Reader,
) -> Vec<(&'t str, &'t Item<'i>)> {
    match item.get_ref() {
        DeValue::Array(entries) => entries
            .iter()
            .filter_map(|entry| Some((text(entry, reader)?, entry)))
            .collect(),
        _ => reader
            .expected::<Vec<_>>(item, Expected::Texts)
            .unwrap_or_default(),
    }
}

/// One word or a list of words.
pub(crate) fn words<'t, 'i>(
    item: &'t Item<'i>,
    reader: &mut Reader,
) -> Vec<(&'t str, &'t Item<'i>)> {
    match item.get_ref() {
        DeValue::String(word) => vec![(word.as_ref(), item)],
        DeValue::Array(_) => texts(item, reader),
        _ => reader
            .expected::<Vec<_>>(item, Expected::Words)
            .unwrap_or_default(),
    }
}

/// One of a fixed list of words, as what it stands for.
pub(crate) fn one_of<T: Copy>(
    item: &Item<'_>,
    names: &'static [&'static str],
    values: &[T],
    reader: &mut Reader,
) -> Option<T> {
    let found = item
        .get_ref()
        .as_str()
        .and_then(|text| names.iter().position(|&name| name == text));
    match found.and_then(|index| values.get(index)) {
        Some(value) => Some(*value),
        None => reader.expected(item, Expected::OneOf(names)),
    }
}

/// The name of a rounding.
pub(crate) fn rounding(item: &Item<'_>, reader: &mut Reader) -> Option<Rounding> {
    match item.get_ref().as_str().and_then(Rounding::from_name) {
        Some(rounding) => Some(rounding),
        None => reader.expected(item, Expected::OneOf(&Rounding::NAMES)),
    }
}
