//! Words of the answers about a person.

use super::{Lang, money_range, say, word_name};
use crate::engine::bounds::Bounds;
use crate::engine::contribution::{LineAmount, Payment};
use crate::model::paying_in::{Every, Starts, Unit};
use crate::model::selector::Selector;
use crate::money::Rounding;
use crate::rules::deadline::StageAt;

/// What an amount of contributions is called; empty for what only programs read.
pub(crate) fn contribution_name(lang: Lang, key: &str) -> String {
    match key {
        "base" => say!(lang, "缴费基数", "base"),
        "monthly" => say!(lang, "个人每月", "own part, a month"),
        "quarterly" => say!(lang, "个人每季", "own part, a quarter"),
        "yearly" => say!(lang, "个人每年", "own part, a year"),
        "individual" => say!(lang, "个人，这一期", "own part, of the period"),
        "account_credit" => say!(lang, "划入个人账户", "into the personal account"),
        payer => {
            let payer = word_name(lang, Selector::Payer, &payer.replace('_', "-"));
            say!(lang, "{payer}，这一期", "{payer}, of the period")
        }
    }
}

/// A line with who pays it.
pub(crate) fn payment_name(lang: Lang, payment: &Payment) -> String {
    let line = word_name(lang, Selector::Line, payment.line.name());
    let payer = word_name(lang, Selector::Payer, payment.payer.name());
    say!(lang, "{line}（{payer}）", "{line} ({payer})")
}

/// The rate or the sum of a line.
pub(crate) fn payment_rule(lang: Lang, payment: &Payment) -> String {
    match payment.of {
        LineAmount::Rate(rate) if rate.is_vague() => format!("{} – {}", rate.low, rate.high),
        LineAmount::Rate(rate) => rate.low.to_string(),
        LineAmount::Sum(sum) => money_range(sum),
        LineAmount::Unknown(_) => say!(lang, "未公布", "not printed"),
        LineAmount::NotDue(_) => say!(lang, "不缴", "not due"),
    }
}

/// How often.
pub(crate) fn every_name(lang: Lang, every: Every) -> &'static str {
    match every {
        Every::Month => lang.pick("每月", "a month"),
        Every::Year => lang.pick("每年", "a year"),
    }
}

/// How a line was rounded, where that is not the usual way.
pub(crate) fn rounding_name(lang: Lang, rounding: Rounding) -> String {
    match rounding.name() {
        "fen" => String::new(),
        "fen-down" => say!(lang, "，分以下舍去", ", cut at the fen"),
        name => say!(lang, "，按 {name} 取整", ", rounded by {name}"),
    }
}

/// What a payment on a day is.
pub(crate) fn stage_name(lang: Lang, stage: StageAt) -> &'static str {
    match stage {
        StageAt::NotOpen => lang.pick("尚未开始", "not open yet"),
        StageAt::OnTime => lang.pick("集中缴费期内，按时", "on time"),
        StageAt::LateWithWait => lang.pick(
            "已过集中缴费期：个人价，有等待期",
            "late: the own price, and a wait",
        ),
        StageAt::LateFullPrice => lang.pick(
            "逾期：个人部分和财政补助都由个人缴",
            "late: the own price and the subsidy",
        ),
        StageAt::Closed => lang.pick("不再受理", "closed"),
    }
}

/// A wait, and from when it runs.
pub(crate) fn wait_text(
    lang: Lang,
    length: Bounds<i64>,
    unit: Unit,
    starts: Option<Starts>,
) -> String {
    let (low, high) = (length.low, length.high);
    let count = match length.is_vague() {
        true => format!("{low}–{high}"),
        false => low.to_string(),
    };
    let length = match unit {
        Unit::Months => say!(lang, "{count} 个月", "{count} months"),
        Unit::Days => say!(lang, "{count} 天", "{count} days"),
    };
    let from = match starts {
        None => return length,
        Some(Starts::Birth) => lang.pick("出生", "birth"),
        Some(Starts::BenefitYear) => {
            lang.pick("待遇年度首月", "the first month of the benefit year")
        }
        Some(Starts::PaymentDay) => lang.pick("缴费当日", "the day of payment"),
        Some(Starts::PaymentMonth) => lang.pick("缴费当月", "the month of payment"),
        Some(Starts::MonthAfterPayment) => lang.pick("缴费次月", "the month after payment"),
    };
    say!(lang, "{length}，自{from}起", "{length} from {from}")
}
