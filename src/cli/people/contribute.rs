//! `yibao contribute`: what is paid in, line by line and payer by payer; what goes to the account.

use std::sync::Arc;

use serde_json::{Map, json};

use super::{Answered, Desk, head, missing, reasons, status};
use crate::cli::messages::{
    contribution_name, every_name, money_range, note, payment_name, payment_rule, rounding_name,
    say,
};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::money;
use crate::cli::output::report::{List, Report, StepLine, Value};
use crate::engine::contribution::{LineAmount, Payment};
use crate::money::Yuan;
use crate::rules::block::{Block, MoneyRule, MoneyValue, Of, RowValue};
use crate::rules::contribute::{AMOUNTS, Contributed, Run};
use crate::rules::paying_in::BaseRule;

/// The answer with its status.
pub(super) fn report<'a>(desk: &Desk<'a>, answer: &'a Contributed) -> Answered<'a> {
    let lang = desk.lang;
    let days = (answer.first_day(), desk.today);
    let grounds = Grounds::new(desk.shelf, &answer.folder, &answer.blocks, &[], days);
    let values = AMOUNTS
        .iter()
        .map(|key| Value::sum(key, contribution_name(lang, key), answer.amount(key)));
    let known_part = answer.runs.iter().map(|run| run.first.to_string());
    let mut notes = Vec::new();
    if !answer.reason.is_empty() && !answer.runs.is_empty() {
        let known: Vec<String> = known_part.collect();
        let known = known.join(lang.pick("、", ", "));
        notes.push(NoteText {
            code: "known-part",
            text: say!(
                lang,
                "已知的部分从这些月份起：{known}",
                "the known part begins in {known}"
            ),
        });
    }
    for unknown in &answer.unknown_months {
        let (month, why) = (unknown.0, note(lang, &unknown.1));
        notes.push(NoteText {
            code: "unknown-month",
            text: say!(lang, "{month} 不明：{why}", "{month} is not known: {why}"),
        });
    }
    if answer.has_idle_base && !answer.runs.is_empty() {
        notes.push(NoteText {
            code: "idle-base",
            text: say!(
                lang,
                "给出的缴费基数没有用到：这里的规则不让自选基数",
                "the base that was given is not used: the rules here leave no choice of it"
            ),
        });
    }
    let report = Report {
        command: "contribute",
        asked: head(
            desk,
            &answer.folder,
            answer.scheme.name(),
            Some(answer.period),
        ),
        outcome: answer.outcome,
        reason: reasons(lang, &answer.reason),
        values: values.collect(),
        lists: vec![lines(desk, answer)],
        steps: answer
            .runs
            .iter()
            .flat_map(|run| steps(desk, run))
            .collect(),
        story: Vec::new(),
        assumed: &answer.assumed,
        missing: missing(answer.outcome, &answer.reason),
        notes,
        grounds,
    };
    (report, status(answer.outcome))
}

/// Each line, who pays it, at which rate.
fn lines(desk: &Desk<'_>, answer: &Contributed) -> List {
    let lang = desk.lang;
    let mut rows = Vec::new();
    let mut objects = Vec::new();
    let is_many = answer.runs.len() > 1;
    for run in &answer.runs {
        for payment in &run.paid.payments {
            let mut row = vec![
                payment_name(lang, payment),
                payment_rule(lang, payment),
                payment.amount.map_or_else(String::new, money_range),
                every_name(lang, payment.every).to_owned(),
            ];
            if is_many {
                row.push(format!("{} × {}", run.first, run.months));
            }
            rows.push(row);
            let (rate, fixed) = match payment.of {
                LineAmount::Rate(rate) => (Some(rate.low.to_string()), None),
                LineAmount::Sum(sum) => (None, Some(money(sum))),
                _ => (None, None),
            };
            objects.push(json!({
                "line": payment.line.name(),
                "payer": payment.payer.name(),
                "rest_of": payment.rest_of.map(|payer| payer.name()),
                "rate": rate,
                "fixed": fixed,
                "amount": payment.amount.map(money),
                "every": payment.every.name(),
                "from": run.first.to_string(),
                "months": run.months,
            }));
        }
    }
    let mut header = vec![
        say!(lang, "项目", "line"),
        say!(lang, "费率或金额", "rate or sum"),
        say!(lang, "金额（元）", "amount (yuan)"),
        say!(lang, "周期", "every"),
    ];
    if is_many {
        header.push(say!(lang, "自，月数", "from, months"));
    }
    List {
        key: "lines",
        header,
        rows,
        json: objects,
    }
}

/// How the base and each line came about.
fn steps(desk: &Desk<'_>, run: &Run) -> Vec<StepLine> {
    let lang = desk.lang;
    let mut steps = Vec::new();
    let block = run.blocks.first();
    let keys = block.map(|block| &block.keys.paying);
    if let (Some(base), Some(rule)) = (run.paid.base, keys.and_then(|keys| keys.base.as_ref())) {
        let (formula, bound) = base_formula(desk, &run.blocks, rule, base.low);
        let mut operands = Map::new();
        operands.insert("bound".to_owned(), json!(bound));
        steps.push(StepLine {
            code: "base",
            label: say!(lang, "缴费基数", "base"),
            formula,
            operands,
            result: base,
            blocks: run.blocks.clone(),
        });
    }
    let rounding = keys.and_then(|keys| keys.round);
    let rounded = rounding.map_or_else(String::new, |rounding| rounding_name(lang, rounding));
    for payment in &run.paid.payments {
        let Some(amount) = payment.amount else {
            continue;
        };
        let mut operands = Map::new();
        let rule = payment_rule(lang, payment);
        let formula = match (payment.of, run.paid.base, payment.rest_of) {
            (_, _, Some(of)) => {
                let of = crate::cli::messages::word_name(
                    lang,
                    crate::model::selector::Selector::Payer,
                    of.name(),
                );
                say!(lang, "{of}应缴而未缴的部分", "what {of} does not pay of it")
            }
            (LineAmount::Rate(_), Some(base), _) => {
                let base = money_range(base);
                format!("{base} × {rule}{rounded}")
            }
            _ => rule,
        };
        if let (LineAmount::Rate(rate), Some(base)) = (payment.of, run.paid.base) {
            operands.insert("base".to_owned(), money(base));
            operands.insert("rate".to_owned(), json!(rate.low.to_string()));
        }
        operands.insert(
            "rounding".to_owned(),
            json!(rounding.map(|rounding| rounding.name())),
        );
        steps.push(StepLine {
            code: "line",
            label: label(desk, payment),
            formula,
            operands,
            result: amount,
            blocks: block.cloned().into_iter().collect(),
        });
    }
    steps
}

fn label(desk: &Desk<'_>, payment: &Payment) -> String {
    payment_name(desk.lang, payment)
}

/// How the base came about, and by which bound a wage was held.
fn base_formula(
    desk: &Desk<'_>,
    blocks: &[Arc<Block>],
    rule: &BaseRule,
    base: Yuan,
) -> (String, Option<&'static str>) {
    let lang = desk.lang;
    let series = |rule: &MoneyRule| share_text(rule, blocks);
    match rule {
        BaseRule::Fixed(rule) => (series(rule), None),
        BaseRule::OwnWage { floor, ceiling } => {
            let wage = desk.person.wage.unwrap_or_default();
            let stated = wage.grouped();
            if wage < base {
                let floor = series(floor);
                let text = say!(
                    lang,
                    "工资 {stated} 低于下限，按下限 {floor}",
                    "the wage {stated} lies below the floor {floor}"
                );
                (text, Some("floor"))
            } else if wage > base {
                let ceiling = series(ceiling);
                let text = say!(
                    lang,
                    "工资 {stated} 高于上限，按上限 {ceiling}",
                    "the wage {stated} lies above the ceiling {ceiling}"
                );
                (text, Some("ceiling"))
            } else {
                (say!(lang, "本人工资", "the own wage"), None)
            }
        }
        BaseRule::Choice { floor, ceiling } => {
            let (floor, ceiling) = (series(floor), series(ceiling));
            let text = say!(
                lang,
                "自选，{floor} 至 {ceiling}",
                "chosen, from {floor} to {ceiling}"
            );
            (text, None)
        }
    }
}

/// A sum as the rule says it, with the figure of the series that it is a share of.
fn share_text(rule: &MoneyRule, blocks: &[Arc<Block>]) -> String {
    match &rule.value {
        MoneyValue::Amount(amount) => money_range(*amount),
        MoneyValue::Share(rate, Of::Table(table), _) => {
            let of = blocks.iter().find(|block| block.table == *table);
            let figure = of.and_then(|block| match &block.rows().first()?.value {
                RowValue::Money(rule) => match &rule.value {
                    MoneyValue::Amount(amount) => Some(money_range(*amount)),
                    MoneyValue::Share(..) => None,
                },
                _ => None,
            });
            let figure = figure.map_or_else(|| table.to_string(), |one| format!("{one} ({table})"));
            format!("{figure} × {}", rate.low)
        }
        MoneyValue::Share(rate, ..) => rate.low.to_string(),
    }
}
