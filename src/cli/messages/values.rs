//! Values that cannot be read, and values that are missing.

use super::{Lang, key_name, list, say};
use crate::model::keys::{self, Scope, ValueKind};
use crate::model::selector::Selector;
use crate::model::words::{Scheme, Word, persons_of, shared};
use crate::money::NumberError;

/// The nearest names, as the beginning of a sentence.
pub(super) fn did_you_mean(lang: Lang, near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let near = list(lang, near);
    say!(lang, "是不是 {near}？", "did you mean {near}? ")
}

/// A number that is none, as title, cause and fix.
pub(super) fn number(
    lang: Lang,
    text: &str,
    key: &str,
    why: &NumberError,
) -> (String, String, String) {
    let name = key_name(lang, key);
    let fix = number_fix(lang, key);
    match why {
        NumberError::NotANumber => (
            say!(lang, "“{name}”读不出数", "`{key}` is not a number"),
            say!(lang, "“{text}”不是数", "`{text}` is no number"),
            fix,
        ),
        NumberError::TooFine => (
            say!(lang, "“{name}”小数太多", "`{key}` has too many decimals"),
            say!(
                lang,
                "“{text}”比这一项的最小单位还细",
                "`{text}` is finer than the unit"
            ),
            fix,
        ),
        NumberError::TooLarge => (
            say!(lang, "“{name}”太大", "`{key}` is too large"),
            if is_money(key) {
                say!(
                    lang,
                    "“{text}”超过一万亿元",
                    "`{text}` is more than a trillion yuan"
                )
            } else {
                say!(lang, "“{text}”超出范围", "`{text}` is out of range")
            },
            say!(lang, "核对这个数", "check the number"),
        ),
        NumberError::RateAboveOne => (
            say!(lang, "“{name}”不明确", "`{key}` can be read in two ways"),
            say!(
                lang,
                "“{text}”可能是 {text}%，也可能是 {text} 倍",
                "`{text}` may mean {text}% or {text} times"
            ),
            say!(
                lang,
                "写成 {text}% 或小数（不超过 1）",
                "write {text}% or a fraction up to 1"
            ),
        ),
        NumberError::PercentOrFraction => (
            say!(lang, "“{name}”不明确", "`{key}` can be read in two ways"),
            say!(
                lang,
                "表头带 %，“{text}”可能是 {text}%，也可能是小数",
                "the heading has a %: `{text}` may mean {text}% or be a fraction"
            ),
            say!(
                lang,
                "在格子里写上 %，如 10%；或去掉表头的 %",
                "write the % into the cells, such as 10%; or take it out of the heading"
            ),
        ),
        NumberError::NotAShare => (
            say!(
                lang,
                "“{name}”不在 0 与 100% 之间",
                "`{key}` is not between 0 and 100%"
            ),
            say!(
                lang,
                "“{text}”不能是一部分",
                "`{text}` is no share of anything"
            ),
            fix,
        ),
        NumberError::BelowZero => (
            say!(lang, "“{name}”太小", "`{key}` is too small"),
            say!(
                lang,
                "“{text}”小于最小的可能值",
                "`{text}` is below the least there can be"
            ),
            fix,
        ),
    }
}

/// Whether the values of this key are sums of money.
fn is_money(key: &str) -> bool {
    keys::all().any(|known| known.name == key && known.kind == ValueKind::Money)
}

/// How a number of this key is written.
fn number_fix(lang: Lang, key: &str) -> String {
    let kind = keys::all()
        .find(|known| known.name == key)
        .map(|known| known.kind);
    match kind {
        Some(ValueKind::Rate) => say!(lang, "写成 10% 或 0.1", "write 10% or 0.1"),
        Some(ValueKind::Number) if key == "children" => {
            say!(
                lang,
                "写整数，一个孩子写 1",
                "write a whole number; one child is 1"
            )
        }
        Some(ValueKind::Count(Selector::Nth)) => say!(
            lang,
            "写整数，第一次写 1",
            "write a whole number; the first time is 1"
        ),
        Some(ValueKind::Count(_) | ValueKind::Number) => {
            say!(lang, "写不小于零的整数", "write a whole number from 0 up")
        }
        Some(ValueKind::Decimal) => say!(
            lang,
            "数量最多四位小数，单价和限价最多六位",
            "quantities have up to four decimals, prices up to six"
        ),
        _ => say!(
            lang,
            "写成 1234.50、1,234.50 或 1.2万，最多两位小数",
            "write 1234.50, 1,234.50 or 1.2万, with up to two decimals"
        ),
    }
}

/// Everything that is missing, the decisive first, with values to choose from and a command to paste.
pub(super) fn missing(
    lang: Lang,
    names: &[&'static str],
    scheme: Option<Scheme>,
) -> (String, String, String) {
    let mut shown = Vec::new();
    let mut flags = Vec::new();
    for name in names {
        let key = keys::find(Scope::Bill, name);
        let values = key.and_then(|key| match key.kind {
            ValueKind::Word(selector) => {
                let words: Vec<&Word> = match (selector, scheme) {
                    (Selector::Person, Some(scheme)) => persons_of(scheme).collect(),
                    _ => shared(selector).iter().collect(),
                };
                let words = words
                    .into_iter()
                    .map(|word| lang.pick(word.zh, word.name).to_owned());
                let words: Vec<String> = words.collect();
                (!words.is_empty()).then(|| words.join(" | "))
            }
            _ => None,
        });
        let flag = name.replace('_', "-");
        let label = key_name(lang, name);
        let label = match lang {
            Lang::Zh => format!("{label} --{flag}"),
            Lang::En => format!("--{flag}"),
        };
        shown.push(match values {
            Some(values) => say!(lang, "{label}（{values}）", "{label} ({values})"),
            None => label,
        });
        flags.push(format!("--{flag} …"));
    }
    let shown = list(lang, &shown);
    let flags = flags.join(" ");
    (
        say!(lang, "缺少必要的信息", "something is missing"),
        say!(lang, "规则要看：{shown}", "the rules ask for: {shown}"),
        say!(
            lang,
            "加上 {flags}，或写进账单文件",
            "add {flags}, or write it in the bill file"
        ),
    )
}
