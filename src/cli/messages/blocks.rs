//! Blocks of rule files in words: their rows, adjustments and layers, as `rules show` prints them.

use chrono::NaiveDate;

use super::{Lang, clean, labels, paying_in, say, word_name};
use crate::engine::adjust::{Action, Limit, Op};
use crate::engine::bounds::Bounds;
use crate::engine::plan::{BillSum, Item};
use crate::model::selector::{Kind, Selector};
use crate::money::{Rate, Yuan};
use crate::rules::block::{
    Block, Body, MoneyRule, MoneyValue, Of, OffSiteRule, RowCondition, RowTest, RowValue,
};

/// What a block says, a line each: rows or layers, then adjustments.
pub(crate) fn block_lines(lang: Lang, block: &Block) -> Vec<String> {
    let mut lines: Vec<String> = match &block.body {
        Body::Rows(rows) => rows
            .iter()
            .map(|row| {
                let value = row_value(lang, &row.value);
                match conditions(lang, &row.conditions) {
                    who if who.is_empty() => value,
                    who => say!(lang, "{who}：{value}", "{who}: {value}"),
                }
            })
            .collect(),
        Body::Stack(stack) => stack
            .iter()
            .map(|entry| {
                let layer = word_name(lang, Selector::Layer, entry.layer.name());
                let takes: Vec<&str> = entry.takes.iter().map(|piece| piece.name()).collect();
                let who = conditions(lang, &entry.conditions);
                [layer, who, takes.join(" + ")]
                    .iter()
                    .filter(|part| !part.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("  ")
            })
            .collect(),
        Body::Lines(_) | Body::Follows(..) | Body::FollowsParent | Body::Keys => Vec::new(),
    };
    lines.extend(paying_in::key_lines(lang, block));
    lines.extend(labels::made_of(lang, &block.keys.labels));
    lines.extend(block.adjust.iter().map(|entry| {
        let mut what = op(lang, &entry.op);
        if let Some(rest) = entry.rest {
            let rest = word_name(lang, Selector::Payer, rest.name());
            what += &say!(lang, "，其余由{rest}缴纳", ", the rest by {rest}");
        }
        match conditions(lang, &entry.conditions) {
            who if who.is_empty() => say!(lang, "调整：{what}", "adjust: {what}"),
            who => say!(lang, "调整，{who}：{what}", "adjust, {who}: {what}"),
        }
    }));
    lines
}

/// For whom a row is: `三级，第 1 次`.
pub(super) fn conditions(lang: Lang, conditions: &[RowCondition]) -> String {
    let texts: Vec<String> = conditions.iter().map(|one| condition(lang, one)).collect();
    texts.join(lang.pick("，", ", "))
}

fn condition(lang: Lang, condition: &RowCondition) -> String {
    let selector = condition.selector;
    let name = lang.pick(selector.zh(), selector.name());
    match &condition.test {
        RowTest::Words(words) => {
            let words: Vec<String> = words
                .iter()
                .map(|word| word_name(lang, selector, word))
                .collect();
            words.join(lang.pick("、", "/"))
        }
        RowTest::Band { from, until } if selector.kind() == Kind::Flag => match (from, until) {
            (Some(_), _) => name.to_owned(),
            _ => say!(lang, "非{name}", "not {name}"),
        },
        RowTest::Band { from, until } => {
            let text = |value: i64| match selector.kind() {
                Kind::Date => i32::try_from(value)
                    .ok()
                    .and_then(NaiveDate::from_num_days_from_ce_opt)
                    .map_or_else(String::new, |day| day.to_string()),
                _ => value.to_string(),
            };
            match (from, until) {
                (Some(from), Some(until)) if from + 1 == *until => {
                    format!("{name} = {}", text(*from))
                }
                (Some(from), Some(until)) => format!("{} ≤ {name} < {}", text(*from), text(*until)),
                (Some(from), None) => format!("{name} ≥ {}", text(*from)),
                (None, Some(until)) => format!("{name} < {}", text(*until)),
                (None, None) => name.to_owned(),
            }
        }
    }
}

/// What a row says.
fn row_value(lang: Lang, value: &RowValue) -> String {
    match value {
        RowValue::Money(rule) => money_rule(lang, rule),
        RowValue::Ratio(rate) | RowValue::Share(rate) => rates(*rate),
        RowValue::Brackets(brackets) => {
            let mut from = Yuan::ZERO;
            let mut texts = Vec::new();
            for bracket in brackets {
                let rate = rates(bracket.rate);
                let low = from.grouped();
                texts.push(match bracket.edge {
                    Some(edge) => format!("{low}–{}: {rate}", edge.grouped()),
                    None => say!(lang, "{low} 以上: {rate}", "from {low}: {rate}"),
                });
                from = bracket.edge.unwrap_or(from);
            }
            texts.join(lang.pick("；", "; "))
        }
        RowValue::OffSite(rule) => off_site(lang, rule),
        RowValue::Item(item) => match item {
            Item::SelfPayRate(rate) => say!(lang, "先行自付 {rate}", "first payment {rate}"),
            Item::SelfFunded => say!(lang, "全自费", "self-funded"),
            Item::FundShare(rate) => {
                say!(lang, "基金直接支付 {rate}", "the fund pays {rate} at once")
            }
            Item::FundAmount(amount) => say!(
                lang,
                "基金直接支付 {amount} 元",
                "the fund pays {amount} yuan at once"
            ),
        },
        RowValue::Stage(_)
        | RowValue::Wait(_)
        | RowValue::Continuous(_)
        | RowValue::Cover(_)
        | RowValue::Years(_)
        | RowValue::Age(_)
        | RowValue::Rate(_)
        | RowValue::Benefit(_)
        | RowValue::Length(_)
        | RowValue::Allowance(_)
        | RowValue::Allowed(_) => paying_in::value(lang, value).unwrap_or_default(),
        RowValue::Unlimited => say!(lang, "不设限额", "no limit"),
        RowValue::Announced(text) => {
            let text = clean(text);
            say!(lang, "只有公告：{text}", "announced: {text}")
        }
        RowValue::NotCovered(text) => {
            let text = clean(text);
            say!(lang, "不予支付：{text}", "not covered: {text}")
        }
    }
}

pub(super) fn money_rule(lang: Lang, rule: &MoneyRule) -> String {
    let mut text = match &rule.value {
        MoneyValue::Amount(amount) => sums(lang, *amount),
        MoneyValue::Share(rate, of, _) => {
            let of = match of {
                Of::Bill(BillSum::Total) => "total".to_owned(),
                Of::Bill(BillSum::Eligible) => "eligible".to_owned(),
                Of::Base => lang.pick("缴费基数", "base").to_owned(),
                Of::Table(table) => table.to_string(),
            };
            format!("{} × {of}", rates(*rate))
        }
    };
    for (limit, sign) in [(rule.min, "≥"), (rule.max, "≤")] {
        if let Some(limit) = limit {
            text += &format!(", {sign} {}", limit.grouped());
        }
    }
    if let Some(days) = rule.every_days {
        text += &say!(lang, "，每 {days} 天", ", every {days} days");
    }
    text
}

fn off_site(lang: Lang, rule: &OffSiteRule) -> String {
    if *rule == OffSiteRule::default() {
        return say!(lang, "同参保地", "as at home");
    }
    let mut texts = Vec::new();
    if let Some(money) = &rule.pre_pay {
        let money = money_rule(lang, money);
        texts.push(say!(lang, "先行自付 {money}", "first payment {money}"));
    }
    if let Some(money) = &rule.deductible {
        let money = money_rule(lang, money);
        texts.push(say!(lang, "起付线 {money}", "deductible {money}"));
    }
    if let Some(points) = rule.points.map(points) {
        texts.push(say!(
            lang,
            "比例加 {points} 个百分点",
            "ratio plus {points} points"
        ));
    }
    for (rate, zh, en) in [
        (rule.deductible_times, "起付线 ×", "deductible ×"),
        (rule.ratio, "比例", "ratio"),
        (rule.ratio_times, "比例 ×", "ratio ×"),
    ] {
        if let Some(rate) = rate {
            texts.push(format!("{} {}", lang.pick(zh, en), rates(rate)));
        }
    }
    texts.join(lang.pick("，", ", "))
}

fn op(lang: Lang, op: &Op) -> String {
    let mut text = match &op.action {
        Action::Nothing => String::new(),
        Action::Points(rate) => {
            let points = points(*rate);
            say!(lang, "加 {points} 个百分点", "plus {points} points")
        }
        Action::OwnShareTimes(rate) => say!(lang, "自付部分 × ", "own share × ") + &rates(*rate),
        Action::Times(rate) => format!("× {}", rates(*rate)),
        Action::Plus(sum) => format!("+ {}", sums(lang, *sum)),
        Action::PlusCount(count) => {
            let one = |count: i64| format!("{count:+}");
            match count.is_vague() {
                true => format!("[{} – {}]", one(count.low), one(count.high)),
                false => one(count.low),
            }
        }
    };
    if let Some(each) = op.for_each {
        let name = lang.pick(each.selector.zh(), each.selector.name());
        let after = each.after;
        text += &say!(
            lang,
            "，每 1 {name}（第 {after} 个以后）",
            " for each {name} after {after}"
        );
    }
    let limit = |limit: Limit| match limit {
        Limit::Rate(rate) => rate.to_string(),
        Limit::Money(sum) => sum.grouped(),
        Limit::Count(count) => count.to_string(),
    };
    for (bound, sign) in [(op.min, "≥"), (op.max, "≤")] {
        if let Some(bound) = bound {
            text += &format!(" {sign} {}", limit(bound));
        }
    }
    if let Some(times) = op.max_times {
        text += &say!(lang, " ≤ 原值 × {times}", " ≤ row × {times}");
    }
    if let Some(round) = op.round {
        text += &format!(" ({})", round.name());
    }
    text.trim().to_owned()
}

pub(super) fn rates(rate: Bounds<Rate>) -> String {
    if rate.is_vague() {
        format!("[{} – {}]", rate.low, rate.high)
    } else {
        rate.low.to_string()
    }
}

/// Percentage points.
fn points(rate: Bounds<Rate>) -> String {
    rates(rate).replace('%', "")
}

pub(super) fn sums(lang: Lang, sum: Bounds<Yuan>) -> String {
    let one = |sum: Yuan| match sum {
        Yuan::MAX => say!(lang, "不限", "no limit"),
        sum => sum.grouped(),
    };
    if sum.is_vague() {
        format!("[{} – {}]", one(sum.low), one(sum.high))
    } else {
        one(sum.low)
    }
}
