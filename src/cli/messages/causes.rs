//! Why a settlement differs, in words: what it was settled as, and what the difference is.

use super::{Lang, amount_name, key_name, nth_text, say, word_name};
use crate::engine::plan::FirstPayment;
use crate::model::selector::Selector;
use crate::model::words::{At, Class};
use crate::money::{Rounding, Yuan};
use crate::rules::audit::{Cause, Change, Kind, Moved};

/// A cause with all its ways.
pub(crate) fn cause_text(lang: Lang, cause: &Cause) -> String {
    let mut text = ways(lang, &cause.changes);
    let instead = cause.changes.first().and_then(|one| instead(lang, one));
    if let Some(instead) = instead {
        text.push_str(&say!(lang, "，不是{instead}", ", not {instead}"));
    }
    if let Some(and) = &cause.and {
        let and = ways(lang, std::slice::from_ref(and));
        text.push_str(&say!(lang, "；并且{and}", "; and {and}"));
    }
    let text = match cause.deductible {
        None => text,
        Some(moved) => with_deductible(lang, &text, moved),
    };
    match cause.is_vague {
        false => text,
        true => say!(
            lang,
            "{text}（按规则得出的是一个范围，结算单在其中）",
            "{text} (for which the rules give a range that holds the settlement)"
        ),
    }
}

/// Ways of making the same mistake: what they share is said once.
fn ways(lang: Lang, changes: &[Change]) -> String {
    let all: Vec<Way> = changes
        .iter()
        .map(|change| way(lang, change, is_anywhere(changes, change)))
        .collect();
    let Some(first) = all.first() else {
        return String::new();
    };
    let or = lang.pick(" 或 ", " or ");
    if !all.iter().all(|one| one.frame == first.frame) {
        let whole = all.iter().map(|one| framed(lang, one.frame, &one.thing));
        return whole.collect::<Vec<_>>().join(or);
    }
    let mut things: Vec<&str> = all.iter().map(|one| one.thing.as_str()).collect();
    things.dedup();
    framed(lang, first.frame, &things.join(or))
}

/// Whether a place explains it in the province and out of it.
fn is_anywhere(changes: &[Change], change: &Change) -> bool {
    let Change::Place { to, .. } = change else {
        return false;
    };
    let same = changes
        .iter()
        .filter(|one| matches!(one, Change::Place { to: other, .. } if other == to));
    same.count() > 1
}

/// Causes that cannot be told apart from the amounts.
pub(crate) fn several(lang: Lang) -> &'static str {
    lang.pick(
        "以上各条都能得出结算单的金额，仅凭金额分不出是哪一条",
        "each of these gives the settlement's amounts: from the amounts alone they cannot be told apart",
    )
}

/// No mistake that was tried explains the settlement.
pub(crate) fn no_cause(lang: Lang) -> &'static str {
    lang.pick(
        "试过的各种原因都得不出结算单的金额",
        "none of the causes that were tried gives the settlement's amounts",
    )
}

/// The kinds of the causes of a settlement, for a group of many.
pub(crate) fn kinds_text(lang: Lang, kinds: &[Kind]) -> String {
    let names = kinds.iter().map(|kind| kind_name(lang, *kind).to_owned());
    names.collect::<Vec<_>>().join(lang.pick(" 或 ", " or "))
}

fn kind_name(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Nth => lang.pick("第几次", "number of the visit"),
        Kind::Hospital => lang.pick("医院等级", "level of the hospital"),
        Kind::Person => lang.pick("人员类别", "class of person"),
        Kind::Aid => lang.pick("救助身份", "aid identity"),
        Kind::Place => lang.pick("就医地", "place of care"),
        Kind::Visit => lang.pick("医疗类别", "kind of care"),
        Kind::Scheme => lang.pick("险种", "scheme"),
        Kind::Months => lang.pick("连续缴费月数", "months of cover"),
        Kind::Deductible => lang.pick("起付线", "deductible"),
        Kind::Year => lang.pick("本年累计", "the year so far"),
        Kind::Cap => lang.pick("封顶线", "cap"),
        Kind::Layer => lang.pick("少结算一层", "a layer left out"),
        Kind::Day => lang.pick("规则的日期", "day of the rules"),
        Kind::Class => lang.pick("目录内外", "in or out of the catalogue"),
        Kind::Hospitals => lang.pick("医院负担", "the hospital's share"),
        Kind::Rounding => lang.pick("取整", "rounding"),
    }
}

/// A mistake that moves the deductible: what the difference is, or between which sums.
fn with_deductible(lang: Lang, text: &str, moved: Moved) -> String {
    if moved.taken == Yuan::ZERO || moved.due == Yuan::ZERO {
        let by = (moved.taken - moved.due).abs().grouped();
        return say!(
            lang,
            "差的 {by} 元是一个起付线：{text}",
            "the difference of {by} is one deductible: {text}"
        );
    }
    let (taken, due) = (moved.taken.grouped(), moved.due.grouped());
    say!(
        lang,
        "{text}（起付线扣了 {taken}，应为 {due}）",
        "{text} (deductible {taken} taken, {due} due)"
    )
}

/// A mistake as what was done: the thing itself, and the sentence around it, which other ways of making it share.
struct Way {
    frame: Frame,
    thing: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// It is a sentence already.
    None,
    /// Settled as something.
    As,
    /// Settled with another word for a fact.
    With(Selector),
    /// Settled with other months of cover.
    Months,
    /// Settled by the rules of another day.
    RulesOf,
}

fn framed(lang: Lang, frame: Frame, thing: &str) -> String {
    match frame {
        Frame::None => thing.to_owned(),
        Frame::As => say!(lang, "按{thing}结算", "settled as {thing}"),
        Frame::With(selector) => {
            let key = key_name(lang, selector.name());
            say!(lang, "按{key} {thing} 结算", "settled with {key} {thing}")
        }
        Frame::Months => say!(
            lang,
            "按连续缴费 {thing} 个月结算",
            "settled with {thing} months of cover"
        ),
        Frame::RulesOf => say!(
            lang,
            "按 {thing} 的规则结算",
            "settled by the rules of {thing}"
        ),
    }
}

/// One mistake. A place that explains it everywhere is said without the province.
fn way(lang: Lang, change: &Change, is_anywhere: bool) -> Way {
    let word = |selector, name: &str| word_name(lang, selector, name);
    let (frame, thing) = match change {
        Change::Nth { to, .. } => (Frame::As, nth_text(lang, *to)),
        Change::Word { selector, to, .. } => (Frame::With(*selector), word(*selector, to)),
        Change::Place { to, at } => {
            let place = word(Selector::Place, to.name());
            let at = at.filter(|_| !is_anywhere).map(|at| match at {
                At::InProvince => lang.pick("省内", "in the province"),
                At::OutOfProvince => lang.pick("省外", "out of the province"),
            });
            let thing = match at {
                None => place,
                Some(at) => say!(lang, "{place}（{at}）", "{place} ({at})"),
            };
            (Frame::With(Selector::Place), thing)
        }
        Change::Visit { to, .. } => (Frame::As, word(Selector::Visit, to.name())),
        Change::Scheme { to, person } => {
            let to = word(Selector::Scheme, to.name());
            let person = word(Selector::Person, person);
            let thing = say!(lang, "{to}（{person}）", "{to} ({person})");
            (Frame::As, thing)
        }
        Change::Months { to } => (Frame::Months, to.to_string()),
        Change::Day { to, .. } => (Frame::RulesOf, to.to_string()),
        other => (Frame::None, done(lang, other)),
    };
    Way { frame, thing }
}

/// A mistake that is no other word for a fact.
fn done(lang: Lang, change: &Change) -> String {
    match change {
        Change::DeductibleLeftOut => lang
            .pick("没有扣起付线", "no deductible was taken")
            .to_owned(),
        Change::DeductibleAgain => lang
            .pick(
                "没有算本年已付的起付线",
                "the deductible paid before in the year was not counted",
            )
            .to_owned(),
        Change::YearLeftOut => lang
            .pick(
                "没有算本年以前的累计",
                "what the year had before was not counted",
            )
            .to_owned(),
        Change::CapLeftOut => lang.pick("没有用封顶线", "no cap was applied").to_owned(),
        Change::CapUsed { used } => {
            let used = used.grouped();
            say!(
                lang,
                "封顶线以前用掉了 {used}，结算单没有写",
                "{used} of the cap was used before, which the settlement does not say"
            )
        }
        Change::FundLeftOut(fund) => {
            let fund = amount_name(lang, *fund);
            say!(lang, "没有结算{fund}", "{fund} was not settled")
        }
        Change::Class { line, from, to } => {
            let line = line + 1;
            let of = |class: &Class| word_name(lang, Selector::Class, class.name());
            let (from, to) = (of(from), of(to));
            say!(
                lang,
                "第 {line} 行由 {from} 类算成了 {to} 类",
                "line {line} was taken as class {to}, not {from}"
            )
        }
        Change::Inside(part) => {
            let part = amount_name(lang, *part);
            say!(
                lang,
                "把{part}算进了符合政策范围",
                "{part} was taken as eligible"
            )
        }
        Change::HospitalLeftOut => lang
            .pick("没有减去医院负担", "the hospital's share was not taken off")
            .to_owned(),
        Change::Rounding(rounding) => {
            let name = rounded(lang, *rounding);
            say!(lang, "支付额按{name}取整", "payments were rounded {name}")
        }
        Change::FirstPayment {
            first,
            line_by_line,
        } => {
            let step = match line_by_line {
                true => lang.pick("逐行", "line by line"),
                false => lang.pick("按整单", "on the whole bill"),
            };
            match first {
                FirstPayment::Rounded(_) => say!(
                    lang,
                    "先行自付{step}取整",
                    "first payments were rounded {step}"
                ),
                FirstPayment::Rest => say!(
                    lang,
                    "符合政策范围金额{step}取整，先行自付取余数",
                    "the eligible amount was rounded {step}, first payments are the rest"
                ),
            }
        }
        _ => String::new(),
    }
}

/// A way of rounding.
fn rounded(lang: Lang, rounding: Rounding) -> String {
    let name = rounding.name();
    let (unit, mode) = name.split_once('-').unwrap_or((name, ""));
    let unit = match unit {
        "fen" => lang.pick("分", "fen"),
        "jiao" => lang.pick("角", "jiao"),
        "yuan" => lang.pick("元", "yuan"),
        _ => return name.to_owned(),
    };
    match mode {
        "down" => say!(lang, "{unit}舍去", "down to the {unit}"),
        "up" => say!(lang, "{unit}进位", "up to the {unit}"),
        "half-even" => say!(
            lang,
            "{unit}四舍六入五成双",
            "to the {unit}, halves to even"
        ),
        _ => say!(lang, "{unit}四舍五入", "to the {unit}, halves up"),
    }
}

/// What it should have been settled as.
fn instead(lang: Lang, change: &Change) -> Option<String> {
    match change {
        Change::Nth { from, .. } => Some(nth_text(lang, *from)),
        Change::Word { selector, from, .. } => {
            let from = from.as_deref()?;
            Some(word_name(lang, *selector, from))
        }
        Change::Visit { from, .. } => Some(word_name(lang, Selector::Visit, from.name())),
        Change::Day { from, .. } => Some(from.to_string()),
        _ => None,
    }
}
