//! 法定退休年龄, put off month by month.

use crate::time::YearMonth;

/// The legal age, and how it is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetirementAge {
    /// The age in years before any delay.
    pub at: i64,
    /// The first month of birth that is put off.
    pub delay_from: Option<YearMonth>,
    /// For each so many months of birth a month.
    pub one_month_per: Option<i64>,
    /// So many months at the most.
    pub delay_max: Option<i64>,
}

/// By how many months somebody born in a month retires later: one for each begun `one_month_per` months from
/// `delay_from` on, at most `delay_max`.
pub fn delay(rule: RetirementAge, born: YearMonth) -> i64 {
    let (Some(from), Some(per)) = (rule.delay_from, rule.one_month_per) else {
        return 0;
    };
    let since = i64::from(born.index() - from.index());
    if since < 0 {
        return 0;
    }
    let months = since / per.max(1) + 1;
    rule.delay_max.map_or(months, |most| months.min(most))
}

/// The month of retirement.
pub fn retirement_month(rule: RetirementAge, born: YearMonth) -> Option<YearMonth> {
    let months = rule.at.checked_mul(12)?.checked_add(delay(rule, born))?;
    born.plus(i32::try_from(months).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(year: i32, month: u32) -> YearMonth {
        YearMonth::new(year, month).unwrap()
    }

    #[test]
    fn the_delay_grows_by_steps_and_ends() {
        // The numbers are those of men in the published tables; the rule itself stands in the rule files.
        let men = RetirementAge {
            at: 60,
            delay_from: Some(month(1965, 1)),
            one_month_per: Some(4),
            delay_max: Some(36),
        };
        for (born, delayed, retires) in [
            (month(1964, 12), 0, month(2024, 12)),
            (month(1965, 1), 1, month(2025, 2)),
            (month(1965, 4), 1, month(2025, 5)),
            (month(1965, 5), 2, month(2025, 7)),
            (month(1966, 1), 4, month(2026, 5)),
            (month(1976, 8), 35, month(2039, 7)),
            (month(1986, 1), 36, month(2049, 1)),
        ] {
            assert_eq!(delay(men, born), delayed, "{born}");
            assert_eq!(retirement_month(men, born), Some(retires), "{born}");
        }
    }
}
