//! Paying in, waiting and maternity in words, as `rules show` prints them.

use super::blocks::{conditions, money_rule, rates, sums};
use super::{Lang, clean, clean_whole, say, word_name};
use crate::engine::bounds::Bounds;
use crate::engine::maternity::OPEN;
use crate::model::paying_in::{Cover, Every, Price, Slides, Starts, Unit};
use crate::model::selector::Selector;
use crate::rules::block::{Block, Body, RowCondition, RowTest, RowValue};
use crate::rules::guide::Topic;
use crate::rules::paying_in::{
    Advice, BaseRule, BenefitRule, CoverRule, LineEntry, LineValue, StageRule,
};
use crate::rules::table::TableName;

/// The keys of a block about paying in, a line each.
pub(super) fn key_lines(lang: Lang, block: &Block) -> Vec<String> {
    let keys = &block.keys.paying;
    let mut lines = Vec::new();
    if let Some(base) = &keys.base {
        lines.push(match base {
            BaseRule::Fixed(money) => {
                let money = money_rule(lang, money);
                say!(lang, "缴费基数：{money}", "base: {money}")
            }
            BaseRule::OwnWage { floor, ceiling } => {
                let (floor, ceiling) = (money_rule(lang, floor), money_rule(lang, ceiling));
                say!(
                    lang,
                    "缴费基数：本人工资，不低于 {floor}，不高于 {ceiling}",
                    "base: the own wage, from {floor} to {ceiling}"
                )
            }
            BaseRule::Choice { floor, ceiling } => {
                let (floor, ceiling) = (money_rule(lang, floor), money_rule(lang, ceiling));
                say!(
                    lang,
                    "缴费基数：自选，{floor} 至 {ceiling}",
                    "base: by choice, from {floor} to {ceiling}"
                )
            }
        });
    }
    if let Some(day) = keys.opens {
        lines.push(say!(lang, "{day} 开始缴费", "payment opens on {day}"));
    }
    for cut_off in &keys.cut_offs {
        let day = cut_off.day;
        lines.push(match cut_off.debit_day {
            Some(debit) => say!(
                lang,
                "每月 {day} 日截止，{debit} 日扣款",
                "day {day} of the month, debited on day {debit}"
            ),
            None => say!(lang, "每月 {day} 日截止", "day {day} of the month"),
        });
    }
    lines.extend(keys.slides.map(|slides| match slides {
        Slides::PastHolidays => say!(lang, "遇法定节假日顺延", "put off past statutory days off"),
        Slides::PastRestDays => say!(lang, "遇休息日顺延", "put off past every day of rest"),
        Slides::Stays => say!(lang, "遇节假日不顺延", "not put off"),
    }));
    for advice in keys.steps.iter().chain(&keys.papers) {
        lines.push(advice_line(lang, advice));
    }
    for advice in &keys.not_for {
        let whom = advice_line(lang, advice);
        lines.push(say!(lang, "不适用：{whom}", "not for: {whom}"));
    }
    if let Some(age) = keys.consent_age {
        lines.push(say!(
            lang,
            "满 {age} 岁须本人同意",
            "from age {age} the member must consent"
        ));
    }
    if let Body::Lines(entries) = &block.body {
        lines.extend(entries.iter().map(|entry| line(lang, entry)));
    }
    lines
}

/// A step or a paper, and for whom it is.
fn advice_line(lang: Lang, advice: &Advice) -> String {
    for_whom(lang, advice, &advice.conditions)
}

/// The same for a checklist: numbers and diseases a step says itself, so only the listed words of its conditions stand
/// before it.
pub(crate) fn step_line(lang: Lang, advice: &Advice) -> String {
    let conditions = advice.conditions.iter();
    let words = conditions.filter(|condition| {
        matches!(condition.test, RowTest::Words(_)) && !condition.selector.open()
    });
    for_whom(lang, advice, &words.cloned().collect::<Vec<_>>())
}

/// What to do or to bring; in English where somebody wrote it.
pub(crate) fn advice_text(lang: Lang, advice: &Advice) -> String {
    let english = advice.english.as_ref().filter(|_| lang == Lang::En);
    clean_whole(english.unwrap_or(&advice.text))
}

fn for_whom(lang: Lang, advice: &Advice, who: &[RowCondition]) -> String {
    let text = advice_text(lang, advice);
    match conditions(lang, who) {
        who if who.is_empty() => text,
        who => say!(lang, "{who}：{text}", "{who}: {text}"),
    }
}

/// What a procedure is for.
pub(crate) fn procedure_name(lang: Lang, topic: &Topic) -> &'static str {
    let english = match topic.table {
        TableName::GuideMutualAid => "letting relatives use one's account",
        TableName::GuideFlexible => "joining for the first time in flexible employment",
        TableName::GuideOffSite => "filing for care away from home",
        TableName::GuideNewborn => "insuring a newborn",
        TableName::GuideRepair => "paying in again after a gap",
        TableName::GuideChronic => "recognition of a chronic disease",
        _ => topic.name,
    };
    lang.pick(topic.zh, english)
}

fn line(lang: Lang, entry: &LineEntry) -> String {
    let name = word_name(lang, Selector::Line, entry.line.name());
    let payer = word_name(lang, Selector::Payer, entry.payer.name());
    let who = conditions(lang, &entry.conditions);
    let value = match &entry.value {
        LineValue::Rate(rate) => rates(*rate),
        LineValue::Amount(sum) => sums(lang, *sum),
        LineValue::Announced(text) => {
            let text = clean(text);
            say!(lang, "只有公告：{text}", "announced: {text}")
        }
        LineValue::NotCovered(text) => {
            let text = clean(text);
            say!(lang, "不缴：{text}", "not due: {text}")
        }
    };
    let every = match entry.every {
        Every::Month => lang.pick("每月", "a month"),
        Every::Year => lang.pick("每年", "a year"),
    };
    let head = [name, payer, who];
    let head: Vec<&str> = head
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let head = head.join(lang.pick("，", ", "));
    say!(lang, "{head}：{every} {value}", "{head}: {value} {every}")
}

/// What a row about paying in, waiting or maternity says; nothing for other rows.
pub(super) fn value(lang: Lang, value: &RowValue) -> Option<String> {
    Some(match value {
        RowValue::Stage(StageRule::Closed) => say!(lang, "不再受理", "closed"),
        RowValue::Stage(StageRule::Open(stage, price)) => {
            let stage = word_name(lang, Selector::Stage, stage.name());
            match price {
                Price::Own => say!(lang, "{stage}，缴个人部分", "{stage}, the own part"),
                Price::OwnAndSubsidy => say!(
                    lang,
                    "{stage}，缴个人部分和财政补助",
                    "{stage}, the own part and the subsidy"
                ),
            }
        }
        RowValue::Wait(rule) => {
            let length = length(lang, rule.length, rule.unit);
            let starts = match rule.starts {
                Starts::Birth => lang.pick("出生", "birth"),
                Starts::BenefitYear => {
                    lang.pick("待遇年度首日", "the first day of the benefit year")
                }
                Starts::PaymentDay => lang.pick("缴费当日", "the day of payment"),
                Starts::PaymentMonth => lang.pick("缴费当月", "the month of payment"),
                Starts::MonthAfterPayment => lang.pick("缴费次月", "the month after payment"),
            };
            say!(lang, "{length}，自{starts}起", "{length} from {starts}")
        }
        RowValue::Continuous(true) => say!(lang, "视为连续", "continuous"),
        RowValue::Continuous(false) => say!(lang, "不连续", "not continuous"),
        RowValue::Cover(rule) => cover_text(lang, *rule),
        RowValue::Years(rule) => {
            let months = rule.months;
            match rule.actual {
                Some(actual) => say!(
                    lang,
                    "{months} 个月，其中实际缴费 {actual} 个月",
                    "{months} months, {actual} of them paid"
                ),
                None => say!(lang, "{months} 个月", "{months} months"),
            }
        }
        RowValue::Age(rule) => {
            let at = rule.at;
            let mut text = say!(lang, "{at} 周岁", "at {at}");
            if let (Some(from), Some(per)) = (rule.delay_from, rule.one_month_per) {
                text += &say!(
                    lang,
                    "；{from} 起出生的每 {per} 个月延迟 1 个月",
                    "; born from {from}: a month later for each {per} months"
                );
            }
            if let Some(most) = rule.delay_max {
                text += &say!(lang, "，最多 {most} 个月", ", at most {most}");
            }
            text
        }
        RowValue::Rate(rate) => rates(*rate),
        RowValue::Benefit(BenefitRule::Fixed(sum)) => {
            let sum = sums(lang, *sum);
            say!(lang, "定额 {sum}", "{sum}, whatever the bill")
        }
        RowValue::Benefit(BenefitRule::Limit(sum)) => {
            let sum = sums(lang, *sum);
            say!(lang, "限额 {sum}", "the bill, at most {sum}")
        }
        RowValue::Benefit(BenefitRule::Ratio(rate)) => rates(*rate),
        RowValue::Benefit(BenefitRule::AsInpatient) => say!(lang, "按住院支付", "as an admission"),
        RowValue::Length(days) => {
            let (low, high) = (days.low, days.high);
            if high >= OPEN {
                format!("≥ {low}")
            } else if days.is_vague() {
                format!("[{low} – {high}]")
            } else {
                low.to_string()
            }
        }
        RowValue::Allowance(rule) => {
            let (share, days) = (rates(rule.share), rule.over_days);
            say!(
                lang,
                "单位月平均工资 × {share} ÷ {days} × 天数",
                "the employer's average wage × {share} ÷ {days} × days"
            )
        }
        RowValue::Allowed(true) => say!(lang, "可以", "may"),
        RowValue::Allowed(false) => say!(lang, "不可以", "may not"),
        _ => return None,
    })
}

/// What arrears do to the cover.
pub(crate) fn cover_text(lang: Lang, rule: CoverRule) -> String {
    let cover = match rule.cover {
        Cover::Kept => lang.pick("待遇不停", "cover goes on"),
        Cover::Suspended => lang.pick("待遇暂停", "cover rests"),
        Cover::Broken => lang.pick("视为断保", "cover ends"),
    };
    match rule.back_pay {
        true => say!(
            lang,
            "{cover}，补缴后补报",
            "{cover}, paid back once made good"
        ),
        false => say!(lang, "{cover}，不补报", "{cover}, the gap is not paid"),
    }
}

fn length(lang: Lang, length: Bounds<i64>, unit: Unit) -> String {
    let (low, high) = (length.low, length.high);
    let count = if length.is_vague() {
        format!("[{low} – {high}]")
    } else {
        low.to_string()
    };
    match unit {
        Unit::Days => say!(lang, "{count} 天", "{count} days"),
        Unit::Months => say!(lang, "{count} 个月", "{count} months"),
    }
}
