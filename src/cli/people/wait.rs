//! `yibao wait`: from which day am I covered, and what would repairing the gap change.

use serde_json::{Value as Json, json};

use super::{Answered, Asked, Desk, head, missing, reasons, status};
use crate::cli::messages::{
    money_range, say, told_benefit, told_cover, told_repair, told_wait, wait_text, word_name,
};
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::money;
use crate::cli::output::paper::Sentence;
use crate::cli::output::report::{List, Report, Under, Value};
use crate::engine::bounds::Bounds;
use crate::model::selector::Selector;
use crate::rules::reimburse::Outcome;
use crate::rules::wait::Waited;
use chrono::NaiveDate;

/// The answer with its status.
pub(super) fn report<'a>(desk: &Desk<'a>, answer: &'a Waited, asked: &Asked) -> Answered<'a> {
    let lang = desk.lang;
    let grounds = Grounds::new(
        desk.shelf,
        &answer.folder,
        &answer.blocks,
        &[],
        (desk.on, desk.today),
    );
    let months = answer.length.map(|length| match length.is_vague() {
        true => json!({ "low": length.low, "high": length.high }),
        false => json!(length.low),
    });
    let key = match answer.unit {
        crate::model::paying_in::Unit::Months => "months",
        crate::model::paying_in::Unit::Days => "days",
    };
    let values = vec![
        Value::text(
            Under::Dates,
            "covered_from",
            say!(lang, "从这一天起享受待遇", "covered from"),
            answer.covered_from.map(days_text),
        )
        .with_json(answer.covered_from.map_or(Json::Null, days_json)),
        Value::text(
            Under::Top,
            key,
            say!(lang, "等待期", "wait"),
            answer
                .length
                .map(|length| wait_text(lang, length, answer.unit, answer.starts)),
        )
        .with_json(months.unwrap_or(Json::Null)),
    ];
    let mut values = values;
    values.push(
        Value::text(
            Under::Top,
            "continuous",
            say!(lang, "是否视为连续参保", "counts as continuous"),
            answer.continuous.map(|yes| {
                if yes {
                    say!(lang, "是", "yes")
                } else {
                    say!(lang, "否", "no")
                }
            }),
        )
        .with_json(json!(answer.continuous)),
    );
    let options = List {
        key: "options",
        header: vec![
            say!(lang, "修复年数", "years repaired"),
            say!(lang, "价格（元）", "price (yuan)"),
            say!(lang, "从这一天起享受待遇", "covered from"),
        ],
        rows: answer
            .options
            .iter()
            .map(|one| {
                vec![
                    one.years.to_string(),
                    one.price
                        .map_or_else(|| say!(lang, "不明", "not known"), money_range),
                    days_text(one.covered_from),
                ]
            })
            .collect(),
        json: answer
            .options
            .iter()
            .map(|one| {
                json!({
                    "repair": one.years,
                    "price": one.price.map(money),
                    "covered_from": days_json(one.covered_from),
                })
            })
            .collect(),
    };
    let benefits = List {
        key: "benefits",
        header: vec![
            say!(lang, "待遇", "benefit"),
            say!(lang, "支付份额", "share paid"),
            say!(lang, "自", "from"),
        ],
        rows: answer
            .benefits
            .iter()
            .map(|one| {
                vec![
                    word_name(lang, Selector::Visit, one.visit.name()),
                    one.share.low.to_string(),
                    one.from.to_string(),
                ]
            })
            .collect(),
        json: answer
            .benefits
            .iter()
            .map(|one| {
                json!({
                    "visit": one.visit.name(),
                    "share": one.share.low.to_string(),
                    "from": one.from.to_string(),
                })
            })
            .collect(),
    };
    let story = story(desk, answer, &grounds);
    let report = Report {
        command: "wait",
        asked: head(
            desk,
            &answer.folder,
            answer.scheme.name(),
            desk.person.period,
        ),
        outcome: answer.outcome,
        reason: reasons(lang, &answer.reason),
        values,
        lists: vec![options, benefits],
        steps: Vec::new(),
        story,
        assumed: &answer.assumed,
        missing: missing(answer.outcome, &answer.reason),
        notes: Vec::new(),
        grounds,
    };
    let status = match (asked.check, answer.outcome) {
        (false, outcome) => status(outcome),
        (true, Outcome::Unknown) => 4,
        // Between the two bounds it is not certain that anything is paid.
        (true, _) => u8::from(answer.covers(desk.on) != Some(true)),
    };
    (report, status)
}

/// How it came about, in sentences.
fn story(desk: &Desk<'_>, answer: &Waited, grounds: &Grounds<'_>) -> Vec<Sentence> {
    let lang = desk.lang;
    let by_rule = grounds.references(answer.blocks.iter());
    let mut sentences = Vec::new();
    let mut push = |text: String, references: &[usize]| {
        let references = references.to_vec();
        sentences.push(Sentence { text, references });
    };
    let Some((length, covered)) = answer.length.zip(answer.covered_from) else {
        return Vec::new();
    };
    let length = wait_text(lang, length, answer.unit, answer.starts);
    push(told_wait(lang, &length), &by_rule);
    push(told_cover(lang, &days_text(covered)), &[]);
    for one in &answer.options {
        let price = one.price.map(money_range);
        let day = days_text(one.covered_from);
        push(told_repair(lang, one.years, price.as_deref(), &day), &[]);
    }
    for one in &answer.benefits {
        let visit = word_name(lang, Selector::Visit, one.visit.name());
        let (share, from) = (one.share.low.to_string(), one.from.to_string());
        push(told_benefit(lang, &visit, &share, &from), &[]);
    }
    sentences
}

fn days_text(days: Bounds<NaiveDate>) -> String {
    match days.is_vague() {
        true => format!("{} – {}", days.low, days.high),
        false => days.low.to_string(),
    }
}

fn days_json(days: Bounds<NaiveDate>) -> Json {
    match days.is_vague() {
        true => json!({ "low": days.low.to_string(), "high": days.high.to_string() }),
        false => json!(days.low.to_string()),
    }
}
