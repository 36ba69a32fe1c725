//! What the rules of 生育 come to.

use chrono::{Datelike, NaiveDate};

use super::{Benefit, Birth, Rules, day};
use crate::case::{Case, Fact, adjusted, held, row, value};
use crate::number::{Number, not_below_zero, whole, yuan};
use crate::rules::{Figure, NO_END, Says};

const MOST_MONTHS: i64 = 100;

impl Birth {
    /// The months paid by the birth, if payment goes on until then.
    fn months_by_then(&self) -> i64 {
        self.months + self.due().map_or(0, |due| months_between(day(), due))
    }

    fn case(&self, visit: &'static str, months: i64) -> Case {
        Case::from([
            ("visit", Fact::Word(visit)),
            ("delivery", Fact::Word(self.delivery)),
            ("paid-months", Fact::Count(months)),
            ("extra-children", Fact::Count(self.children - 1)),
        ])
    }
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    month(to) - month(from)
}

/// What the rules come to, part by part, then the leave and the months that are needed.
pub(crate) fn say(rules: &Rules, birth: &Birth) -> String {
    let total = Some(whole(birth.total));
    let parts = match birth.visit {
        Some(_) => vec![("antenatal", rules.care("antenatal", birth, total))],
        None => vec![
            ("delivery", rules.care("delivery", birth, total)),
            ("antenatal", rules.care("antenatal", birth, None)),
            ("allowance", rules.paid_leave(birth)),
        ],
    };
    // Who gets no allowance is told no days either.
    let allowance = parts.iter().find(|(name, _)| *name == "allowance");
    let has_days = allowance.is_some_and(|(_, said)| said.contains(".."));
    let leave = rules.leave(birth).filter(|_| has_days);
    let leave = leave.map_or("none".to_owned(), |(low, high)| {
        let high = high.map_or("open".to_owned(), |high| high.to_string());
        format!("{low}..{high}")
    });
    let said = parts.iter().map(|(name, said)| format!("{name} {said}"));
    let asked = match birth.visit {
        Some(_) => vec![("antenatal", false)],
        None => vec![("delivery", false), ("delivery", true)],
    };
    let needed = asked.into_iter().find_map(|(visit, of_wage)| {
        let needed = rules.needed(birth, visit, of_wage)?;
        (needed > 0).then_some(needed)
    });
    let needed = needed.map_or("none".to_owned(), |needed| needed.to_string());
    let said: Vec<String> = said.collect();
    format!("{}, leave {leave}, needed {needed}", said.join(", "))
}

impl Rules {
    /// Whether nothing is due after so many months.
    fn is_refused(&self, birth: &Birth, visit: &'static str, months: i64, of_wage: bool) -> bool {
        let case = birth.case(visit, months);
        let by_months = self
            .graded
            .as_ref()
            .is_some_and(|graded| match row(graded, &case) {
                Says::NotCovered => true,
                Says::Value(share) => share.high == whole(0),
                Says::Announced => false,
            });
        let by_row = match of_wage {
            true => matches!(row(&self.allowance, &case), Says::NotCovered),
            false => matches!(row(&self.benefit, &case), Says::NotCovered),
        };
        by_months || by_row
    }

    /// The least months by which something is due.
    fn needed(&self, birth: &Birth, visit: &'static str, of_wage: bool) -> Option<i64> {
        (0..MOST_MONTHS).find(|&months| !self.is_refused(birth, visit, months, of_wage))
    }

    /// What is said where nothing is due.
    fn refusal(&self, birth: &Birth, visit: &'static str, of_wage: bool) -> Option<String> {
        let months = birth.months_by_then();
        self.is_refused(birth, visit, months, of_wage).then(|| {
            match self.needed(birth, visit, of_wage) {
                Some(needed) if needed > months => format!("after {needed}"),
                _ => "not covered".to_owned(),
            }
        })
    }

    /// The share that the months leave; nothing where no rule says it.
    fn share(&self, case: &Case) -> Option<Figure> {
        let Some(graded) = &self.graded else {
            return Some(Figure {
                low: whole(1),
                high: whole(1),
            });
        };
        let share = value(graded, case)?;
        Some(Figure {
            low: held(share.low.clone()),
            high: held(share.high.clone()),
        })
    }

    fn care(&self, visit: &'static str, birth: &Birth, bill: Option<Number>) -> String {
        if let Some(refusal) = self.refusal(birth, visit, false) {
            return refusal;
        }
        let case = birth.case(visit, birth.months_by_then());
        let (Some(share), Some(benefit)) = (self.share(&case), value(&self.benefit, &case)) else {
            return "unknown".to_owned();
        };
        if bill.is_none() && !matches!(benefit, Benefit::Fixed(_)) {
            return "lacks the bill".to_owned();
        }
        let bill = bill.unwrap_or_else(|| whole(0));
        let at = |high: bool| {
            let start = match benefit {
                Benefit::Fixed(sum) | Benefit::Limit(sum) => sum.at(high).clone(),
                Benefit::Ratio(ratio) => &bill * ratio.at(high),
            };
            let says = adjusted(start, &self.benefit.adjust, &case, high);
            let says = match benefit {
                Benefit::Fixed(_) => says,
                _ => says.min(bill.clone()),
            };
            not_below_zero(self.payments.round(&(says * share.at(high))))
        };
        format!("{}..{}", yuan(&at(false)), yuan(&at(true)))
    }

    /// The least and the most days, which may have no end.
    fn leave(&self, birth: &Birth) -> Option<(Number, Option<Number>)> {
        let case = birth.case("delivery", birth.months_by_then());
        let length = value(&self.leave, &case)?;
        let days_each = match self.leave_in_months {
            true => value(&self.allowance, &case)?.over_days,
            false => 1,
        };
        let at = |high: bool| {
            let count = adjusted(length.at(high).clone(), &self.leave.adjust, &case, high);
            not_below_zero(count) * whole(days_each)
        };
        let high = (length.high != whole(NO_END)).then(|| at(true));
        Some((at(false), high))
    }

    fn paid_leave(&self, birth: &Birth) -> String {
        if let Some(refusal) = self.refusal(birth, "delivery", true) {
            return refusal;
        }
        let case = birth.case("delivery", birth.months_by_then());
        let (Some(share), Some(of)) = (self.share(&case), value(&self.allowance, &case)) else {
            return "unknown".to_owned();
        };
        if matches!(row(&self.leave, &case), Says::NotCovered) {
            return "not covered".to_owned();
        }
        let Some((least, most)) = self.leave(birth) else {
            return "unknown".to_owned();
        };
        let at = |days: &Number, high: bool| {
            let month = whole(birth.wage) * of.share.at(high) * share.at(high);
            yuan(&self.payments.round(&(month * days / whole(of.over_days))))
        };
        let most = most.map_or("open".to_owned(), |most| at(&most, true));
        format!("{}..{most}", at(&least, false))
    }
}
