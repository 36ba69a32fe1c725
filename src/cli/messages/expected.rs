//! What a value of a rule file should have been.

use super::{Lang, say};
use crate::money::NumberError;
use crate::rules::problem::Expected;

pub(super) fn number(lang: Lang, why: &NumberError) -> (String, String, String) {
    match why {
        NumberError::TooFine => (
            say!(lang, "数字太细", "a number that is too fine"),
            say!(
                lang,
                "金额到分，比例到百万分之一",
                "money goes to the fen, rates to a millionth"
            ),
            say!(lang, "去掉多余的小数", "take off the decimals"),
        ),
        _ => (
            say!(lang, "数字不可用", "a number that cannot be used"),
            say!(
                lang,
                "超出范围或写法不对",
                "it is out of range or not a plain number"
            ),
            say!(lang, "写成普通的十进制数", "write a plain decimal number"),
        ),
    }
}

pub(super) fn kind(lang: Lang, expected: &Expected) -> String {
    match expected {
        Expected::Text => say!(lang, "文字", "a text"),
        Expected::Words => say!(lang, "一个词或一列词", "a word or a list of words"),
        Expected::TwoWords => say!(lang, "一个或两个词", "one word or two"),
        Expected::Count => say!(lang, "不小于零的整数", "a whole number not below zero"),
        Expected::Band => say!(
            lang,
            "整数，或 {{ from = …, below = … }}",
            "a whole number, or {{ from = …, below = … }}"
        ),
        Expected::Date => say!(lang, "日期，如 2024-06-01", "a day such as 2024-06-01"),
        Expected::DateTest => say!(
            lang,
            "{{ by = 日期 }} 或 {{ after = 日期 }}",
            "{{ by = day }} or {{ after = day }}"
        ),
        Expected::Flag => say!(lang, "true 或 false", "true or false"),
        Expected::Figure => say!(
            lang,
            "不带指数的十进制数（不小于零），或 {{ at-least = …, at-most = … }}",
            "a plain decimal number (not below zero), or {{ at-least = …, at-most = … }}"
        ),
        Expected::Outcome => say!(
            lang,
            "词、日期、金额，或 {{ low = …, high = … }}",
            "a word, a day, a sum, or {{ low = …, high = … }}"
        ),
        Expected::Table => say!(lang, "表 {{ … }}", "a table {{ … }}"),
        Expected::Tables => say!(
            lang,
            "表的列表 [ {{ … }}, … ]",
            "a list of tables [ {{ … }}, … ]"
        ),
        Expected::Texts => say!(
            lang,
            "文字的列表 [ \"…\", … ]",
            "a list of texts [ \"…\", … ]"
        ),
        Expected::MonthDay => say!(
            lang,
            "月日，如 \"01-01\"",
            "a month and day such as \"01-01\""
        ),
        Expected::OneOf(words) => {
            let words = words.join(lang.pick("、", ", "));
            say!(lang, "其中之一：{words}", "one of: {words}")
        }
    }
}
