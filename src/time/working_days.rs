//! Working days: the State Council's days off and make-up working days, from a kept calendar.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use tyme4rs::tyme::holiday::LegalHoliday;

/// What a day is by the State Council's notices and the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A working day, a make-up one among them.
    Working,
    /// A statutory day off, with the weekends that a notice joins to it.
    Holiday,
    /// A weekend.
    Weekend,
}

/// What a day is.
pub fn kind(day: NaiveDate) -> DayKind {
    let year = isize::try_from(day.year()).unwrap_or(0);
    let (month, number) = (day.month() as usize, day.day() as usize);
    match LegalHoliday::from_ymd(year, month, number) {
        Some(legal) if legal.is_work() => DayKind::Working,
        Some(_) => DayKind::Holiday,
        None if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) => DayKind::Weekend,
        None => DayKind::Working,
    }
}

/// Whether the calendar has the notice of a year: new year's day is a day off in each.
pub fn is_known(year: i32) -> bool {
    NaiveDate::from_ymd_opt(year, 1, 1).is_some_and(|day| kind(day) == DayKind::Holiday)
}

/// A day, or the next working day where it is a statutory day off; `rest_days`: or a weekend.
pub fn slid(day: NaiveDate, rest_days: bool) -> NaiveDate {
    let slides = match kind(day) {
        DayKind::Working => false,
        DayKind::Holiday => true,
        DayKind::Weekend => rest_days,
    };
    let mut day = day;
    // No row of days off is as long as a month.
    for _ in 0..31 {
        if !slides || kind(day) == DayKind::Working {
            break;
        }
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// 国务院办公厅关于 2024、2025、2026 年部分节假日安排的通知: days off, with the weekends that they take in, and
    /// make-up working days.
    #[test]
    fn the_calendar_is_that_of_the_notices() {
        type Off = &'static [(&'static str, &'static str)];
        let years: [(i32, Off, &[&str]); 3] = [
            (
                2024,
                &[
                    ("01-01", "01-01"),
                    ("02-10", "02-17"),
                    ("04-04", "04-06"),
                    ("05-01", "05-05"),
                    ("06-08", "06-10"),
                    ("09-15", "09-17"),
                    ("10-01", "10-07"),
                ],
                &[
                    "02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12",
                ],
            ),
            (
                2025,
                &[
                    ("01-01", "01-01"),
                    ("01-28", "02-04"),
                    ("04-04", "04-06"),
                    ("05-01", "05-05"),
                    ("05-31", "06-02"),
                    ("10-01", "10-08"),
                ],
                &["01-26", "02-08", "04-27", "09-28", "10-11"],
            ),
            (
                2026,
                &[
                    ("01-01", "01-03"),
                    ("02-15", "02-23"),
                    ("04-04", "04-06"),
                    ("05-01", "05-05"),
                    ("06-19", "06-21"),
                    ("09-25", "09-27"),
                    ("10-01", "10-07"),
                ],
                &["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
            ),
        ];
        for (year, off, work) in years {
            let in_year = |text: &str| day(&format!("{year}-{text}"));
            let mut holidays = BTreeSet::new();
            for (from, to) in off {
                let days = in_year(from)
                    .iter_days()
                    .take_while(|day| *day <= in_year(to));
                holidays.extend(days);
            }
            let make_up: BTreeSet<NaiveDate> = work.iter().map(|text| in_year(text)).collect();
            for day in in_year("01-01")
                .iter_days()
                .take_while(|day| day.year() == year)
            {
                let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                let expected = if holidays.contains(&day) {
                    DayKind::Holiday
                } else if is_weekend && !make_up.contains(&day) {
                    DayKind::Weekend
                } else {
                    DayKind::Working
                };
                assert_eq!(kind(day), expected, "{day}");
            }
        }
        assert!(is_known(2024) && is_known(2026) && !is_known(2031));
    }

    #[test]
    fn a_day_slides_past_holidays_or_past_all_rest() {
        // The 8th is a make-up working Saturday, then the last day of a long holiday.
        assert_eq!(slid(day("2025-02-08"), false), day("2025-02-08"));
        assert_eq!(slid(day("2025-10-08"), false), day("2025-10-09"));
        // The 18th is a plain Saturday.
        assert_eq!(slid(day("2025-10-18"), false), day("2025-10-18"));
        assert_eq!(slid(day("2025-10-18"), true), day("2025-10-20"));
    }
}
