//! What a settled case comes to, by the keys under which cases expect it.

use chrono::NaiveDate;

use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::money::Yuan;
use crate::rules::contribute::Contributed;
use crate::rules::deadline::DeadlineAnswer;
use crate::rules::guide::{Guided, Point};
use crate::rules::maternity::MaternityAnswer;
use crate::rules::reimburse::{Outcome, Reimbursed};
use crate::rules::retire::Retired;
use crate::rules::wait::Waited;
use crate::rules::year::{Entry, Turn, Year};

/// What a settled case comes to.
#[derive(Debug)]
pub enum Settled {
    /// What is paid back.
    Reimbursed(Box<Reimbursed>),
    /// A year of bills.
    Year(Box<Year>),
    /// What is paid in.
    Contributed(Contributed),
    /// Until when is paid.
    Deadline(DeadlineAnswer),
    /// From which day somebody is covered.
    Waited(Waited),
    /// When somebody retires.
    Retired(Retired),
    /// What is paid for a birth.
    Maternity(Box<MaternityAnswer>),
    /// How something is done.
    Guided(Guided),
}

impl Settled {
    /// What kind of answer it is.
    fn outcome(&self) -> Outcome {
        match self {
            Settled::Reimbursed(answer) => answer.outcome,
            Settled::Year(answer) => answer.outcome,
            Settled::Contributed(answer) => answer.outcome,
            Settled::Deadline(answer) => answer.outcome,
            Settled::Waited(answer) => answer.outcome,
            Settled::Retired(answer) => answer.outcome,
            Settled::Maternity(answer) => answer.outcome,
            Settled::Guided(answer) => answer.outcome,
        }
    }

    /// The values that a case mostly expects, with their keys.
    pub(crate) fn first_values(&self) -> Vec<(&'static str, String)> {
        let keys: &[&str] = match self {
            Settled::Reimbursed(_) => {
                &["deductible", "pool_pay", "catastrophic_pay", "personal_pay"]
            }
            Settled::Year(_) => &[],
            Settled::Contributed(_) => &["base", "individual", "employer", "subsidy", "assistance"],
            Settled::Deadline(_) => &["stage", "due", "next_change", "price_now"],
            Settled::Waited(_) => &["covered_from", "months"],
            Settled::Retired(_) => &["retirement_month", "months_required", "months_missing"],
            Settled::Maternity(_) => &[
                "delivery",
                "antenatal",
                "family_planning",
                "allowance",
                "days",
                "eligible_from",
            ],
            Settled::Guided(_) => &["steps", "not_for"],
        };
        let mut values: Vec<_> = keys
            .iter()
            .map(|key| (*key, self.value(key)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if self.outcome() != Outcome::Determined {
            values.insert(0, ("outcome", self.outcome().name().to_owned()));
        }
        values
    }

    /// A value by the key under which a case expects it; nothing where it was not computed. Counts are written as sums
    /// are, so that one reader reads both.
    pub(super) fn value(&self, key: &str) -> String {
        if key == "outcome" {
            return self.outcome().name().to_owned();
        }
        match self {
            Settled::Reimbursed(answer) if key == "consent_age" => {
                let block = answer
                    .mutual_aid
                    .as_ref()
                    .and_then(|found| found.as_ref().ok());
                let age = block.and_then(|block| block.keys.paying.consent_age);
                count_text(age.map(Bounds::exactly))
            }
            Settled::Reimbursed(answer) => {
                let mut labels = answer.labels().into_iter();
                if let Some((_, sum)) = labels.find(|(label, _)| label.name() == key) {
                    return bounds_text(Some(sum));
                }
                let amount = Amount::from_name(key);
                bounds_text(amount.and_then(|amount| answer.answer.as_ref()?.get(amount)))
            }
            // `3.pool_pay`: of the third bill, as the case has them.
            Settled::Year(answer) => {
                key.split_once('.')
                    .map_or_else(String::new, |(which, key)| {
                        let entries = answer.entries.iter();
                        let mut entries =
                            entries.filter(|entry| Ok(entry.index + 1) == which.parse());
                        let amount = Amount::from_name(key);
                        match (entries.next(), key) {
                            (
                                Some(Entry {
                                    turn: Turn::Settled(bill),
                                    ..
                                }),
                                "outcome",
                            ) => bill.outcome.name().to_owned(),
                            (Some(entry), _) => {
                                bounds_text(amount.and_then(|amount| answer.of(entry, amount)))
                            }
                            (None, _) => String::new(),
                        }
                    })
            }
            Settled::Contributed(answer) => bounds_text(answer.amount(key)),
            Settled::Deadline(answer) => match key {
                "stage" => answer
                    .stage
                    .map_or_else(String::new, |stage| stage.name().to_owned()),
                "opens" => day_text(answer.opens),
                "due" => {
                    let due: Vec<String> = answer.due.iter().map(ToString::to_string).collect();
                    due.join(", ")
                }
                "next_change" => day_text(answer.next_change),
                "price_now" => bounds_text(answer.price_now),
                "price_next" => bounds_text(answer.price_next),
                "days_left" => count_text(answer.days_left.map(Bounds::exactly)),
                "debit" => {
                    let debit: Vec<String> = answer.debit.iter().map(ToString::to_string).collect();
                    debit.join(", ")
                }
                "months_late" => count_text(answer.late.map(|(late, _)| Bounds::exactly(late))),
                "cover" => answer
                    .late
                    .map_or_else(String::new, |(_, rule)| rule.cover.name().to_owned()),
                "back_pay" => answer
                    .late
                    .map_or_else(String::new, |(_, rule)| rule.back_pay.to_string()),
                _ => String::new(),
            },
            Settled::Waited(answer) => match key {
                "covered_from" => {
                    answer
                        .covered_from
                        .map_or_else(String::new, |days| match days.is_vague() {
                            true => format!("{}..{}", days.low, days.high),
                            false => days.low.to_string(),
                        })
                }
                "months" | "days" => count_text(answer.length),
                "continuous" => answer
                    .continuous
                    .map_or_else(String::new, |yes| yes.to_string()),
                _ => String::new(),
            },
            Settled::Retired(answer) => match key {
                "retirement_month" => answer
                    .month
                    .map_or_else(String::new, |month| month.to_string()),
                "months_required" => count_text(answer.required.map(Bounds::exactly)),
                "months_paid" => count_text(answer.paid.map(Bounds::exactly)),
                "months_missing" => count_text(answer.missing.map(Bounds::exactly)),
                "price" => bounds_text(answer.price),
                _ => String::new(),
            },
            Settled::Maternity(answer) => match key {
                "days" => match answer.leave.as_ref().map(|leave| leave.days) {
                    Some((least, None)) => format!("{least}.00.."),
                    Some((low, Some(high))) => count_text(Some(Bounds { low, high })),
                    None => String::new(),
                },
                "eligible_from" => answer
                    .eligible_from
                    .map_or_else(String::new, |month| month.to_string()),
                "months_required" => count_text(answer.required.map(Bounds::exactly)),
                "months_missing" => count_text(answer.missing_months().map(Bounds::exactly)),
                name => bounds_text(answer.amount(name)),
            },
            // Which steps are kept, by their places in the rule file.
            Settled::Guided(answer) => match key {
                "steps" => places(&answer.steps),
                "not_for" => places(&answer.not_for),
                _ => String::new(),
            },
        }
    }
}

fn places(points: &[Point]) -> String {
    let places: Vec<String> = points.iter().map(|point| point.nth.to_string()).collect();
    places.join(", ")
}

fn day_text(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

fn count_text(count: Option<Bounds<i64>>) -> String {
    match count {
        None => String::new(),
        Some(count) if count.is_vague() => format!("{}.00..{}.00", count.low, count.high),
        Some(count) => format!("{}.00", count.low),
    }
}

pub(super) fn bounds_text(bounds: Option<Bounds<Yuan>>) -> String {
    match bounds {
        None => String::new(),
        Some(bounds) if bounds.high == Yuan::MAX => format!("{}..", bounds.low),
        Some(bounds) if bounds.is_vague() => format!("{}..{}", bounds.low, bounds.high),
        Some(bounds) => bounds.low.to_string(),
    }
}
