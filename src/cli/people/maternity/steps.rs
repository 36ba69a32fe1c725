//! The steps of an answer about a birth, in words and in data.

use serde_json::{Map, Value as Json, json};

use super::{days_text, item_name};
use crate::cli::messages::{Lang, money_range, say};
use crate::cli::output::json::money;
use crate::cli::output::report::StepLine;
use crate::engine::adjust::{Action, Limit, Op};
use crate::engine::bounds::Bounds;
use crate::engine::maternity::Benefit;
use crate::money::Rate;
use crate::rules::maternity::{How, Item, Leave, MaternityAnswer, Said, Worked};

/// How each sum came about.
pub(super) fn steps(lang: Lang, answer: &MaternityAnswer) -> Vec<StepLine> {
    let parts = answer.parts.iter();
    let worked = parts.filter_map(|part| match &part.said {
        Said::Paid(worked) => Some((part.item, worked)),
        _ => None,
    });
    worked
        .map(|(item, worked)| StepLine {
            code: match item {
                Item::FamilyPlanning => "family-planning",
                other => other.name(),
            },
            label: item_name(lang, item).to_owned(),
            formula: formula(lang, worked, answer.leave.as_ref()),
            operands: operands(worked, answer.leave.as_ref()),
            result: worked.sum,
            blocks: worked.blocks.clone(),
        })
        .collect()
}

fn rate(bounds: Bounds<Rate>) -> String {
    match bounds.is_vague() {
        true => format!("[{} – {}]", bounds.low, bounds.high),
        false => bounds.low.to_string(),
    }
}

fn formula(lang: Lang, worked: &Worked, leave: Option<&Leave>) -> String {
    let whole = Bounds::exactly(Rate::ONE);
    let mut text = match &worked.how {
        How::Care(Benefit::Fixed(sum), _) => {
            let sum = adjusted(lang, money_range(*sum), &worked.ops);
            say!(lang, "定额 {sum}", "{sum}, whatever the bill")
        }
        How::Care(Benefit::Limit(sum), bill) => {
            let sum = adjusted(lang, money_range(*sum), &worked.ops);
            let bill = bill.unwrap_or_default().grouped();
            say!(lang, "限额：min({sum}, {bill})", "min({sum}, {bill})")
        }
        How::Care(Benefit::Ratio(ratio), bill) => {
            let bill = bill.unwrap_or_default().grouped();
            let product = format!("{bill} × {}", rate(*ratio));
            adjusted(lang, product, &worked.ops)
        }
        How::Allowance {
            wage,
            share,
            over_days,
        } => {
            let wage = wage.grouped();
            let share = match *share == whole {
                true => String::new(),
                false => format!(" × {}", rate(*share)),
            };
            let days = leave.map_or_else(String::new, |leave| leave_text(lang, leave));
            format!("{wage}{share} ÷ {over_days} × {days}")
        }
    };
    if worked.share != whole {
        text = format!("{} × {}", bracketed(text), rate(worked.share));
    }
    text
}

/// The days of leave as the rule makes them up.
fn leave_text(lang: Lang, leave: &Leave) -> String {
    let Some(rule) = &leave.by_rule else {
        return days_text(leave.days);
    };
    let first = match leave.days.1 {
        None => format!("≥ {}", rule.length.low),
        Some(_) => days_text((rule.length.low, Some(rule.length.high))),
    };
    let text = bracketed(adjusted(lang, first, &rule.ops));
    match rule.days_each {
        1 => text,
        each => format!("{text} × {each}"),
    }
}

fn bracketed(text: String) -> String {
    match text.contains([' ', '，']) {
        true => format!("({text})"),
        false => text,
    }
}

/// A sum or a count with what `adjust` does to it.
fn adjusted(lang: Lang, first: String, ops: &[(Op, i64)]) -> String {
    let mut text = first;
    for (op, steps) in ops {
        let times = match op.for_each {
            Some(_) => format!(" × {steps}"),
            None => String::new(),
        };
        match &op.action {
            Action::Plus(sum) => text += &format!(" + {}{times}", money_range(*sum)),
            Action::PlusCount(count) => {
                let count = days_text((count.low, Some(count.high)));
                text += &format!(" + {count}{times}");
            }
            Action::Times(factor) => text = format!("{} × {}", bracketed(text), rate(*factor)),
            Action::Nothing | Action::Points(_) | Action::OwnShareTimes(_) => {}
        }
        if let Some(min) = op.min.map(limit) {
            text += &say!(lang, "，不低于 {min}", ", at least {min}");
        }
        if let Some(max) = op.max.map(limit) {
            text += &say!(lang, "，不高于 {max}", ", at most {max}");
        }
        if let Some(most) = op.max_times {
            text += &say!(lang, "，最多为原数的 {most}", ", at most {most} of it");
        }
    }
    text
}

fn limit(limit: Limit) -> String {
    match limit {
        Limit::Rate(rate) => rate.to_string(),
        Limit::Money(sum) => sum.grouped(),
        Limit::Count(count) => count.to_string(),
    }
}

fn operands(worked: &Worked, leave: Option<&Leave>) -> Map<String, Json> {
    let rate = |bounds: Bounds<Rate>| match bounds.is_vague() {
        true => json!({ "low": bounds.low.to_string(), "high": bounds.high.to_string() }),
        false => json!(bounds.low.to_string()),
    };
    let mut operands = Map::new();
    let mut put = |key: &str, value: Json| operands.insert(key.to_owned(), value);
    match &worked.how {
        How::Care(benefit, bill) => {
            match benefit {
                Benefit::Fixed(sum) => put("fixed", money(*sum)),
                Benefit::Limit(sum) => put("limit", money(*sum)),
                Benefit::Ratio(ratio) => put("ratio", rate(*ratio)),
            };
            put("bill", json!(bill.map(|bill| bill.to_string())));
        }
        How::Allowance {
            wage,
            share,
            over_days,
        } => {
            put("wage", json!(wage.to_string()));
            put("of_wage", rate(*share));
            put("over_days", json!(over_days));
            put("days", json!(leave.map(|leave| leave.days.0)));
            let is_given = leave.is_some_and(|leave| leave.by_rule.is_none());
            put("days_given", json!(is_given));
        }
    }
    put("share", rate(worked.share));
    operands
}
