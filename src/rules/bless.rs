//! Cases with what comes out of them written under `expect`, to be read and checked by whoever asked for it.

use std::collections::BTreeMap;

use crate::rules::cases::{Case, Report};
use crate::rules::shelf::Shelf;

/// The texts of case files with the values that come out, by their paths: only files in which something changes, and of
/// those only cases that could be settled. The paths are those under `root`.
pub fn blessed(shelf: &Shelf, report: &Report, root: &str) -> BTreeMap<String, String> {
    let mut edits: BTreeMap<String, Vec<(std::ops::Range<usize>, String)>> = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for ran in report.ran.iter().filter(|ran| ran.trace.broken.is_empty()) {
        let case = &ran.case;
        let path = &case.place.text.path;
        if !path.starts_with(root) {
            continue;
        }
        let changes = changes(shelf, case, ran.found.as_deref());
        if !changes.is_empty() {
            texts.insert(path.clone(), case.place.text.text.to_string());
            edits.entry(path.clone()).or_default().extend(changes);
        }
    }
    let blessed = edits.into_iter().map(|(path, mut edits)| {
        let mut text = texts.remove(&path).unwrap_or_default();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        for (span, value) in edits {
            text.replace_range(span, &value);
        }
        (path, text)
    });
    blessed.collect()
}

/// What has to be written in a case: values that differ, or the first values of one that expects nothing yet.
fn changes(
    shelf: &Shelf,
    case: &Case,
    found: Option<&[String]>,
) -> Vec<(std::ops::Range<usize>, String)> {
    if case.expected.is_empty() {
        let Ok(settled) = case.settle(shelf) else {
            return Vec::new();
        };
        let lines: String = settled
            .first_values()
            .into_iter()
            .map(|(key, value)| format!("{key} = {}\n", written(&value)))
            .collect();
        return vec![(case.expect_end..case.expect_end, lines)];
    }
    let pairs = case.expected.iter().zip(found.into_iter().flatten());
    pairs
        .filter(|(expected, found)| expected.value != **found && !found.is_empty())
        .map(|(expected, found)| (expected.span.clone(), written(found)))
        .collect()
}

/// A value as case files write it: `13_000`, `131.67`, `{ low = 0, high = 600 }`, `2025-06-01`, `"2025-06"`, `"unknown"`.
fn written(value: &str) -> String {
    match value.split_once("..") {
        Some((low, "")) => format!("{{ low = {} }}", one(low)),
        Some((low, high)) => format!("{{ low = {}, high = {} }}", one(low), one(high)),
        None => one(value),
    }
}

/// A number or a day as it is, anything else as a text. A month is a text: TOML has none.
fn one(value: &str) -> String {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let is_number = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_number {
        number(value)
    } else if value.parse::<chrono::NaiveDate>().is_ok() {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

/// Whole yuan without fen; groups of three parted where there are more than four digits.
fn number(text: &str) -> String {
    let plain = text.strip_suffix(".00").unwrap_or(text);
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let digits: Vec<char> = whole.chars().collect();
    let mut grouped = String::new();
    for (index, digit) in digits.iter().enumerate() {
        let left = digits.len() - index;
        if index > 0 && left.is_multiple_of(3) && digits.len() > 4 && digits[index - 1] != '-' {
            grouped.push('_');
        }
        grouped.push(*digit);
    }
    if fraction.is_empty() {
        grouped
    } else {
        format!("{grouped}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn values_are_written_as_files_write_them() {
        assert_eq!(written("13000.00"), "13_000");
        assert_eq!(written("400.00"), "400");
        assert_eq!(written("4999.50"), "4999.50");
        assert_eq!(written("0.00..600.00"), "{ low = 0, high = 600 }");
        assert_eq!(written("670.00.."), "{ low = 670 }");
        assert_eq!(written("unknown"), "\"unknown\"");
        assert_eq!(written("2025-11"), "\"2025-11\"");
        assert_eq!(written("2025-11-30"), "2025-11-30");
        assert_eq!(
            written("2025-11-30..2026-01-31"),
            "{ low = 2025-11-30, high = 2026-01-31 }"
        );
        assert_eq!(written("-123456.70"), "-123_456.70");
    }
}
