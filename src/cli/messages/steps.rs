//! The words of steps: a label and a formula with its numbers.

use super::{Lang, amount_name, say};
use crate::engine::answer::BothSteps;
use crate::engine::bounds::Bounds;
use crate::engine::plan::{Anchor, Piece};
use crate::engine::settlement::Amount;
use crate::engine::step::{Code, Value};
use crate::model::part::Part;
use crate::money::Yuan;

/// The name of a visit or a layer.
pub(crate) fn part_name(lang: Lang, part: Part) -> &'static str {
    match lang {
        Lang::Zh => part.zh(),
        Lang::En => part.name(),
    }
}

/// What a step is called.
pub(crate) fn label(lang: Lang, step: &BothSteps) -> String {
    let part = step.part.map_or("", |part| part_name(lang, part));
    match step.code {
        Code::SelfFunded => say!(lang, "全自费", "self-funded"),
        Code::OverLimit => say!(lang, "超限价自费", "over the price limit"),
        Code::FirstPayment => say!(lang, "先行自付", "first payment"),
        Code::FlatItems => say!(lang, "定额项目", "flat-amount items"),
        Code::Eligible => say!(lang, "符合政策范围", "eligible cost"),
        Code::PrePay => say!(lang, "异地先行自付", "off-site first payment"),
        Code::Input => say!(lang, "{part}：计入费用", "{part}: input"),
        Code::Gate => say!(lang, "{part}：准入线", "{part}: gate"),
        Code::Deductible => say!(lang, "{part}：起付线", "{part}: deductible"),
        Code::CostCap => say!(lang, "{part}：费用封顶", "{part}: cap on cost"),
        Code::Ratio => say!(lang, "{part}：按比例", "{part}: ratio"),
        Code::Floor => say!(lang, "{part}：保底", "{part}: floor"),
        Code::PaymentCap => say!(lang, "{part}：支付封顶", "{part}: cap on the payment"),
        Code::Graded => say!(lang, "{part}：按缴费月数", "{part}: by months paid"),
        Code::Payment => match step.part {
            Some(Part::Visit(_)) => say!(lang, "统筹基金支付", "pool pays"),
            _ => say!(lang, "{part}支付", "{part} pays"),
        },
        Code::UnknownLayer => say!(lang, "{part}：规则不明", "{part}: rule not known"),
        Code::Personal => say!(lang, "个人负担总额", "personal share"),
        Code::Account => say!(lang, "个人账户支付", "personal account"),
        Code::MutualAid => {
            let mut operands = step.operands.iter();
            let which = operands.find(|(name, _)| *name == "relative");
            let which = which.map_or_else(String::new, |(_, value)| operand_text(lang, *value));
            say!(lang, "亲属账户 {which}", "relative's account {which}")
        }
        Code::Cash => say!(lang, "个人现金支付", "cash"),
    }
}

/// The numbers of a step as a formula.
pub(crate) fn formula(lang: Lang, step: &BothSteps) -> String {
    let text = |name: &str| {
        let mut operands = step.operands.iter();
        operands
            .find(|(known, _)| *known == name)
            .map_or_else(String::new, |(_, value)| operand_text(lang, *value))
    };
    match step.code {
        Code::SelfFunded | Code::OverLimit => {
            let lines = text("lines");
            say!(lang, "{lines} 行", "lines: {lines}")
        }
        Code::FlatItems => say!(lang, "基金直接支付的部分", "paid by the fund at once"),
        Code::FirstPayment => {
            let (lines, amount, rate) = (text("lines"), text("amount"), text("self_pay_rate"));
            let each = match text("rounded_lines").as_str() {
                "" | "1" => "",
                _ => lang.pick("，逐行取整", ", each rounded"),
            };
            say!(
                lang,
                "{lines} 行共 {amount} × {rate}{each}",
                "lines: {lines}, {amount} × {rate}{each}"
            )
        }
        Code::Eligible => subtraction(step, lang),
        Code::PrePay => minimum(&[text("due"), text("eligible")]),
        Code::Input => sum(step, lang),
        Code::Gate => {
            let is_open = step.result.high > Yuan::ZERO;
            let sign = if is_open { '≥' } else { '<' };
            format!("{} {sign} {}", text("input"), text("gate"))
        }
        Code::Deductible => {
            let (standard, used, input) = (text("standard"), text("used"), text("input"));
            let rest = if used == "0.00" {
                standard
            } else {
                format!("{standard} − {used}")
            };
            match text("room_of_year") {
                room if room.is_empty() => minimum(&[rest, input]),
                room => minimum(&[rest, input, room]),
            }
        }
        Code::CostCap | Code::PaymentCap => {
            let (limit, used) = (text("limit"), text("used"));
            let room = if used == "0.00" {
                limit
            } else {
                format!("{limit} − {used}")
            };
            minimum(&[text("amount"), room])
        }
        Code::Ratio => {
            let product = format!("{} × {}", text("amount"), text("ratio"));
            match (text("anchor"), text("paid_before")) {
                (anchor, _) if anchor.is_empty() => product,
                (anchor, paid) if paid.is_empty() => {
                    let (from, to) = (text("from"), text("up_to"));
                    if to.is_empty() {
                        say!(
                            lang,
                            "{anchor} {from} 以上：{product}",
                            "{anchor} from {from} up: {product}"
                        )
                    } else {
                        say!(
                            lang,
                            "{anchor} {from}–{to}：{product}",
                            "{anchor} {from}–{to}: {product}"
                        )
                    }
                }
                (anchor, paid) => say!(
                    lang,
                    "{anchor}：{product} − {paid}",
                    "{anchor}: {product} − {paid}"
                ),
            }
        }
        Code::Floor => format!("max({}, {})", text("amount"), text("floor")),
        Code::Graded => format!("{} × {}", text("amount"), text("share")),
        Code::Payment => say!(lang, "取整一次", "rounded once"),
        Code::UnknownLayer => {
            let input = text("input");
            say!(lang, "0 与 {input} 之间", "between 0 and {input}")
        }
        Code::Personal => subtraction(step, lang),
        Code::Account => minimum(&[text("account"), text("input")]),
        Code::MutualAid => minimum(&[text("authorised"), text("input")]),
        Code::Cash => subtraction(step, lang),
    }
}

/// An amount, or its bounds.
pub(crate) fn money_range(bounds: Bounds<Yuan>) -> String {
    if bounds.high == Yuan::MAX && bounds.is_vague() {
        format!("≥ {}", bounds.low.grouped())
    } else if bounds.is_vague() {
        format!("{} – {}", bounds.low.grouped(), bounds.high.grouped())
    } else {
        bounds.low.grouped()
    }
}

/// A number of a step for people.
pub(crate) fn operand_text(lang: Lang, value: Bounds<Value>) -> String {
    let one = |value: Value| match value {
        Value::Money(amount) if amount == Yuan::MAX => say!(lang, "不限", "no limit"),
        Value::Money(amount) => amount.grouped(),
        Value::Rate(rate) => rate.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Unlimited => String::new(),
        Value::Anchor(Anchor::Absolute) => say!(lang, "累计", "of the sum"),
        Value::Anchor(Anchor::Excess) => say!(lang, "起付线以上", "above the deductible"),
        Value::Anchor(Anchor::WholeSum) => say!(lang, "全额", "whole sum"),
    };
    if value.is_vague() {
        format!("[{} – {}]", one(value.low), one(value.high))
    } else {
        one(value.low)
    }
}

fn minimum(values: &[String]) -> String {
    format!("min({})", values.join(", "))
}

/// The first operand less the others; what is zero is left out.
fn subtraction(step: &BothSteps, lang: Lang) -> String {
    let mut parts = Vec::new();
    for (index, (_, value)) in step.operands.iter().enumerate() {
        let text = operand_text(lang, *value);
        if index == 0 || text != "0.00" {
            parts.push(text);
        }
    }
    parts.join(" − ")
}

/// The pieces that a layer takes up, with their names; what is zero is left out.
fn sum(step: &BothSteps, lang: Lang) -> String {
    let mut parts = Vec::new();
    for (name, value) in &step.operands {
        let text = operand_text(lang, *value);
        if text == "0.00" {
            continue;
        }
        let name = Piece::ALL.into_iter().find(|piece| piece.name() == *name);
        let name = name.map_or(String::new(), |piece| piece_name(lang, piece));
        parts.push(format!("{name} {text}"));
    }
    if parts.is_empty() {
        return "0.00".to_owned();
    }
    parts.join(" + ")
}

fn piece_name(lang: Lang, piece: Piece) -> String {
    match piece {
        Piece::Deductible => say!(lang, "起付线", "deductible"),
        Piece::OwnShare => say!(lang, "段内自付", "own share"),
        Piece::OverCap => say!(lang, "封顶以上", "over the cap"),
        Piece::PreSelfPay => amount_name(lang, Amount::PreSelfPay).to_owned(),
        Piece::OverLimit => amount_name(lang, Amount::OverLimit).to_owned(),
        Piece::SelfFunded => amount_name(lang, Amount::SelfFunded).to_owned(),
    }
}
