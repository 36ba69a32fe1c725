//! The day from which cover begins.

use chrono::{Days, Months, NaiveDate};

use crate::model::paying_in::{Starts, Unit};
use crate::time::YearMonth;

/// The days that a wait may run from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// The first month of the benefit year.
    pub year: Option<YearMonth>,
    /// The day of payment.
    pub paid: Option<NaiveDate>,
    /// The day of birth.
    pub born: Option<NaiveDate>,
}

/// Which day is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingDay {
    /// The benefit year.
    Year,
    /// The day of payment.
    Paid,
    /// The day of birth.
    Born,
}

/// The first covered day after a wait of so many months or days. Months are counted on months; from the day of payment
/// itself they are counted once, and a day that the month does not have is its last.
///
/// # Errors
/// When the day that the wait runs from is not known.
pub fn covered_from(
    length: i64,
    unit: Unit,
    starts: Starts,
    anchors: Anchors,
) -> Result<NaiveDate, MissingDay> {
    let paid = anchors.paid.ok_or(MissingDay::Paid);
    let month = |first: YearMonth| match unit {
        Unit::Months => {
            let later = i32::try_from(length)
                .ok()
                .and_then(|months| first.plus(months));
            later.map_or(NaiveDate::MAX, YearMonth::first_day)
        }
        Unit::Days => plus(first.first_day(), length, unit),
    };
    Ok(match starts {
        Starts::Birth => plus(anchors.born.ok_or(MissingDay::Born)?, length, unit),
        Starts::BenefitYear => month(anchors.year.ok_or(MissingDay::Year)?),
        Starts::PaymentDay => plus(paid?, length, unit),
        Starts::PaymentMonth => month(YearMonth::of(paid?)),
        Starts::MonthAfterPayment => {
            let next = YearMonth::of(paid?).plus(1);
            next.map_or(NaiveDate::MAX, month)
        }
    })
}

fn plus(day: NaiveDate, length: i64, unit: Unit) -> NaiveDate {
    let count = u32::try_from(length).unwrap_or(0);
    let later = match unit {
        Unit::Months => day.checked_add_months(Months::new(count)),
        Unit::Days => day.checked_add_days(Days::new(count.into())),
    };
    later.unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_wait_runs_from_where_the_rule_says() {
        let anchors = Anchors {
            year: YearMonth::new(2027, 1),
            paid: Some(day("2025-11-30")),
            born: Some(day("2025-03-10")),
        };
        let from = |length, unit, starts| covered_from(length, unit, starts, anchors).unwrap();
        assert_eq!(
            from(4, Unit::Months, Starts::BenefitYear),
            day("2027-05-01")
        );
        assert_eq!(from(3, Unit::Months, Starts::PaymentDay), day("2026-02-28"));
        assert_eq!(from(90, Unit::Days, Starts::PaymentDay), day("2026-02-28"));
        assert_eq!(
            from(3, Unit::Months, Starts::PaymentMonth),
            day("2026-02-01")
        );
        assert_eq!(
            from(0, Unit::Months, Starts::MonthAfterPayment),
            day("2025-12-01")
        );
        assert_eq!(from(0, Unit::Months, Starts::Birth), day("2025-03-10"));
        let none = Anchors {
            year: None,
            paid: None,
            born: None,
        };
        assert_eq!(
            covered_from(3, Unit::Months, Starts::PaymentDay, none),
            Err(MissingDay::Paid)
        );
    }
}
