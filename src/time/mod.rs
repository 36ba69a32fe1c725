//! Months and days. Nothing here reads a clock: the day of a case always comes from outside.

pub mod working_days;

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// The days that a case may lie on. What is outside is a slip of the pen, not a case.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A month of a year. Months are counted on this type and never by adding months to a day again and again:
/// 31 January plus one month plus one month is not 31 January plus two months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    year: i32,
    month: u32,
}

impl YearMonth {
    /// The month, if there is one of that number in a year that a case may lie in.
    pub fn new(year: i32, month: u32) -> Option<YearMonth> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then_some(YearMonth { year, month })
    }

    /// The month of a day.
    pub fn of(day: NaiveDate) -> YearMonth {
        YearMonth {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Months since January of the year 0: the difference of two months is the difference of their indexes.
    pub fn index(self) -> i32 {
        self.year * 12 + self.month as i32 - 1
    }

    /// The month so many months later, or earlier if `months` is below zero.
    pub fn plus(self, months: i32) -> Option<YearMonth> {
        let index = self.index().checked_add(months)?;
        YearMonth::new(index.div_euclid(12), index.rem_euclid(12) as u32 + 1)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The last day of the month.
    pub fn last_day(self) -> NaiveDate {
        let next = self.plus(1).map(YearMonth::first_day);
        next.and_then(|next| next.pred_opt())
            .unwrap_or(NaiveDate::MAX)
    }

    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A month and day that comes round every year: the start of a benefit year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// From `MM-DD`. 29 February does not come round every year and is refused.
    pub fn parse(text: &str) -> Option<MonthDay> {
        let (month, day) = text.split_once('-')?;
        if month.len() != 2 || day.len() != 2 {
            return None;
        }
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(2023, month, day)?;
        Some(MonthDay { month, day })
    }

    /// The day of a year.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }

    /// The month in which it comes round.
    pub fn month(self) -> u32 {
        self.month
    }

    /// The year in which the benefit year of `day` began.
    pub fn year_of(self, day: NaiveDate) -> i32 {
        let begun = (day.month(), day.day()) >= (self.month, self.day);
        if begun { day.year() } else { day.year() - 1 }
    }
}

/// Whether a day can be the day of a case.
pub fn is_usable(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn months_add_up() {
        let january = YearMonth::new(2025, 1).unwrap();
        for a in -30..30 {
            for b in -30..30 {
                assert_eq!(january.plus(a).unwrap().plus(b), january.plus(a + b));
            }
        }
        assert_eq!(january.plus(-1).unwrap().to_string(), "2024-12");
        assert_eq!(YearMonth::new(2025, 13), None);
        assert_eq!(YearMonth::of(day(2024, 2, 29)).first_day(), day(2024, 2, 1));
    }

    #[test]
    fn a_month_lies_in_a_year_of_cases_and_ends() {
        for (year, month, is_one) in [
            (1900, 1, true),
            (2199, 12, true),
            (1899, 12, false),
            (2200, 1, false),
            (2025, 0, false),
            (2025, 12, true),
        ] {
            assert_eq!(
                YearMonth::new(year, month).is_some(),
                is_one,
                "{year} {month}"
            );
            let is_year = (1900..2200).contains(&year);
            assert_eq!(is_usable(day(year, month.max(1), 1)), is_year);
        }
        let month = |year, month| YearMonth::new(year, month).unwrap();
        assert_eq!(month(2024, 2).last_day(), day(2024, 2, 29));
        assert_eq!(month(2025, 12).last_day(), day(2025, 12, 31));
        assert_eq!(month(2025, 12).index() - month(2024, 11).index(), 13);
        assert_eq!(month(2025, 7).year(), 2025);
    }

    #[test]
    fn a_benefit_year_may_begin_in_july() {
        let july = MonthDay::parse("07-01").unwrap();
        assert_eq!(july.year_of(day(2025, 6, 30)), 2024);
        assert_eq!(july.year_of(day(2025, 7, 1)), 2025);
        assert_eq!(MonthDay::parse("02-29"), None);
        assert_eq!(july.year_of(day(2025, 12, 1)), 2025);
        assert_eq!(july.year_of(day(2025, 1, 31)), 2024);
        assert_eq!(
            (july.month(), july.in_year(2030)),
            (7, Some(day(2030, 7, 1)))
        );
        for text in ["7-1", "7-01", "07-1", "0701", "07-32", "00-10"] {
            assert_eq!(MonthDay::parse(text), None, "{text}");
        }
    }
}
