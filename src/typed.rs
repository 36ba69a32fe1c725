//! What people type: amounts, rates, counts and days, as they stand on bills and in messages.
//!
//! `1,234.50` · `￥１，２３４.５０元` · `1.2万` · `85%` · `0.85` · `2024-06-01` · `2024/6/1` · `20240601` ·
//! `2024年6月1日`. Nothing is guessed: what can be read in two ways is an error.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::money::{NumberError, Rate, Yuan};
use crate::time::{YearMonth, is_usable};

/// Longer texts than this are not numbers that anybody typed.
const LONGEST: usize = 64;

/// An amount of money in yuan.
///
/// # Errors
/// See [`NumberError`]; three decimals are [`NumberError::TooFine`].
pub fn money(text: &str) -> Result<Yuan, NumberError> {
    let text = narrow(text)?;
    let text = text.strip_prefix(['¥', '￥']).unwrap_or(&text);
    let text = text.strip_suffix('元').unwrap_or(text).trim();
    let (number, factor) = match text.strip_suffix(['万', '亿', '千']) {
        None => (text, 1),
        Some(number) if text.ends_with('千') => (number, 1_000),
        Some(number) if text.ends_with('万') => (number, 10_000),
        Some(number) => (number, 100_000_000),
    };
    let number = decimal(number.trim())?;
    let yuan = number
        .checked_mul(Decimal::from(factor))
        .ok_or(NumberError::TooLarge)?;
    Yuan::from_decimal(yuan)
}

/// A share of something: a fraction (`0.1`) or a percentage (`10%`).
///
/// # Errors
/// Above 1 without a percent sign is [`NumberError::RateAboveOne`], because `10` may mean either.
pub fn rate(text: &str) -> Result<Rate, NumberError> {
    let text = narrow(text)?;
    if let Some(percent) = text.strip_suffix('%') {
        let percent = decimal(percent.trim())?;
        let fraction = percent
            .checked_div(Decimal::ONE_HUNDRED)
            .ok_or(NumberError::TooLarge)?;
        return Rate::from_decimal(fraction);
    }
    let fraction = decimal(&text)?;
    if fraction > Decimal::ONE {
        return Err(NumberError::RateAboveOne);
    }
    Rate::from_decimal(fraction)
}

/// A whole number that is not below zero: a count, an age, a number of months.
///
/// # Errors
/// [`NumberError::TooFine`] for a fraction, [`NumberError::BelowZero`], [`NumberError::TooLarge`] above a million.
pub fn count(text: &str) -> Result<i64, NumberError> {
    let number = decimal(&narrow(text)?)?.normalize();
    if number.scale() > 0 {
        return Err(NumberError::TooFine);
    }
    if number.is_sign_negative() && !number.is_zero() {
        return Err(NumberError::BelowZero);
    }
    i64::try_from(number.mantissa())
        .ok()
        .filter(|&count| count <= 1_000_000)
        .ok_or(NumberError::TooLarge)
}

/// A quantity or a unit price, with its own number of decimals.
///
/// # Errors
/// [`NumberError::NotANumber`] or [`NumberError::TooLarge`].
pub fn number(text: &str) -> Result<Decimal, NumberError> {
    decimal(&narrow(text)?)
}

/// A day, in one of the four ways in which days are written.
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = narrow(text).ok()?;
    let text = without_time(&text);
    let parts: Vec<&str> = if let Some(rest) = text.strip_suffix(['日', '号']) {
        rest.split(['年', '月']).collect()
    } else if text.contains('/') {
        text.split('/').collect()
    } else if text.contains('-') {
        text.split('-').collect()
    } else if text.len() == 8 && text.is_ascii() {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        return None;
    };
    let [year, month, day] = parts[..] else {
        return None;
    };
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        let all = part.bytes().all(|byte| byte.is_ascii_digit());
        (all && lengths.contains(&part.len()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let year = i32::try_from(digits(year, 4..=4)?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, digits(month, 1..=2)?, digits(day, 1..=2)?)?;
    is_usable(day).then_some(day)
}

/// A month: `2025-03`, `2025/3`, `2025年3月`, or a day of it.
pub fn month(text: &str) -> Option<YearMonth> {
    let first = match narrow(text).ok()? {
        text if text.ends_with('月') => format!("{text}1日"),
        text if text.contains('/') => format!("{text}/1"),
        text => format!("{text}-1"),
    };
    day(&first).or_else(|| day(text)).map(YearMonth::of)
}

/// A day without the time of day that data bases write after it.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.split_once([' ', 'T']) else {
        return text;
    };
    let is_time = time.len() >= 5
        && time.contains(':')
        && time.chars().all(|c| c.is_ascii_digit() || ":.".contains(c));
    if is_time { day.trim_end() } else { text }
}

/// Full-width characters made narrow, blanks at the ends taken off.
/// What is wrong with a text that is too long for a number: a great one, a very fine one, or no number at all.
fn too_long(text: &str) -> NumberError {
    let whole = text.split('.').next().unwrap_or_default();
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ',' | '.');
    if !text.chars().all(is_figure) {
        NumberError::NotANumber
    } else if whole.len() > LONGEST {
        NumberError::TooLarge
    } else {
        NumberError::TooFine
    }
}

fn narrow(text: &str) -> Result<String, NumberError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberError::NotANumber);
    }
    if text.len() > LONGEST {
        return Err(too_long(text));
    }
    Ok(text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '−' | '﹣' => '-',
            _ => c,
        })
        .collect())
}

/// Digits with at most one point, one sign in front, and commas only between groups of three.
fn decimal(text: &str) -> Result<Decimal, NumberError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !number(first)
        || !number(part)
        || (grouped && first.len() > 3)
        || !groups.all(|group| group.len() == 3 && number(group))
    {
        return Err(NumberError::NotANumber);
    }
    Decimal::from_str_exact(&text.replace(',', "")).map_err(|error| match error {
        rust_decimal::Error::Underflow => NumberError::TooFine,
        _ => NumberError::TooLarge,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(text: &str) -> Result<i64, NumberError> {
        money(text).map(Yuan::fen)
    }

    #[test]
    fn amounts_as_people_write_them() {
        for (text, expected) in [
            ("1,234.50", 123_450),
            ("１２３４．５", 123_450),
            ("￥1，234.50元", 123_450),
            ("1.2万", 1_200_000),
            ("1.2万元", 1_200_000),
            ("3 千", 300_000),
            ("1.2 万 元", 1_200_000),
            ("-5", -500),
            ("−5.00", -500),
            ("0.10", 10),
            ("20600", 2_060_000),
        ] {
            assert_eq!(fen(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn amounts_that_are_not_read() {
        for text in [
            "", " ", "1,23", "1,2345", ",123", "1.", ".5", "1e3", "0x10", "一千", "1..2", "--5",
            "100 200", "2 0600", "1,234,5",
        ] {
            assert_eq!(fen(text), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(fen("1.005"), Err(NumberError::TooFine));
        assert_eq!(fen(&"9".repeat(40)), Err(NumberError::TooLarge));
        assert_eq!(fen(&"9".repeat(10_000)), Err(NumberError::TooLarge));
    }

    #[test]
    fn rates_say_which_they_are() {
        assert_eq!(rate("10%").map(Rate::millionths), Ok(100_000));
        assert_eq!(rate("8.5％").map(Rate::millionths), Ok(85_000));
        assert_eq!(rate("0.1").map(Rate::millionths), Ok(100_000));
        assert_eq!(rate("1").map(Rate::millionths), Ok(1_000_000));
        assert_eq!(rate("10"), Err(NumberError::RateAboveOne));
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(count("3.0"), Ok(3));
        assert_eq!(count("3.5"), Err(NumberError::TooFine));
        assert_eq!(count("-1"), Err(NumberError::BelowZero));
        assert_eq!(count("-0"), Ok(0));
    }

    #[test]
    fn days_in_four_ways() {
        let expected = NaiveDate::from_ymd_opt(2024, 6, 1);
        for text in [
            "2024-06-01",
            "2024/6/1",
            "20240601",
            "2024年6月1日",
            "２０２４-06-01",
            "2024-06-01 10:00:00",
            "2024-06-01T10:00:00",
            "2024年6月1号",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in [
            "2024-13-01",
            "2024-02-30",
            "2024-06",
            "24-06-01",
            "9999-01-01",
            "-1-01-01",
            "2024-6-1x",
            "2024-06-01 x",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
