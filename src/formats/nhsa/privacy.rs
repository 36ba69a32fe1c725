//! Personal data in what is read: it is not needed, and it is gone before anything else looks at the text.
//!
//! The values are blanked in the text itself, so that no error excerpt, note, record or answer can show them. Lengths
//! and lines stay: every place is that of the file. Who somebody is, is only told apart: the first person of a file
//! reads as `1`, the second as `2`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::keys::{Scope, find};

/// Keys that say who somebody is, or where he lives; what a platform writes as free text beside them.
const PERSONAL: &[&str] = &[
    "psn_name",
    "psn_no",
    "psn_cert_no",
    "certno",
    "cert_no",
    "psn_cert_type",
    "mdtrt_cert_no",
    "card_sn",
    "ecToken",
    "brdy",
    "naty",
    "tel",
    "mob",
    "phone",
    "addr",
    "live_addr",
    "emp_name",
    "emp_addr",
    "coner_name",
    "coner_tel",
    "coner_addr",
    "patn_name",
    "patn_no",
    "mdtrt_id",
    "ipt_otp_no",
    "medrcdno",
    "ipt_no",
    "otp_no",
    "dr_name",
    "bilg_dr_name",
    "atddr_name",
    "opter",
    "opter_name",
    "err_msg",
    "姓名",
    "患者姓名",
    "参保人姓名",
    "人员编号",
    "身份证",
    "身份证号",
    "身份证号码",
    "证件号",
    "证件号码",
    "社保卡号",
    "医保卡号",
    "医保编号",
    "电话",
    "联系电话",
    "手机",
    "手机号",
    "手机号码",
    "住址",
    "地址",
    "家庭住址",
    "病历号",
    "住院号",
    "门诊号",
    "出生日期",
];

/// Whether a key holds personal data.
pub(crate) fn is_personal(key: &str) -> bool {
    let key = key.trim();
    PERSONAL.iter().any(|known| known.eq_ignore_ascii_case(key))
        // A day of birth that a rule asks for is a fact of the case.
        && key != "出生日期"
}

/// Whether a key says whose bill it is: of that only whether it is the same person is kept.
fn is_person(key: &str) -> bool {
    find(Scope::Bill, key).is_some_and(|key| key.name == "patient") && is_personal(key)
}

/// The text with the values of personal keys blanked. Works on anything that writes `key: value` or `key = value`,
/// also where it is broken: what cannot be parsed is shown in an error all the same.
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut copied = 0;
    let mut persons: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, value) in members(text) {
        if !is_personal(&text[key.clone()]) {
            continue;
        }
        let inner = text[value.clone()].trim_matches(['"', '\'']);
        let is_text = text[value.clone()].starts_with(['"', '\'']);
        let is_blank = inner.is_empty() || (!is_text && matches!(inner, "null" | "true" | "false"));
        if is_blank {
            continue;
        }
        let next = persons.len() + 1;
        let shown = match is_person(&text[key]) {
            true => persons.entry(inner).or_insert(next).to_string(),
            false => "0".to_owned(),
        };
        let out = out.get_or_insert_with(String::new);
        out.push_str(&text[copied..value.start]);
        let width = inner.chars().count().saturating_sub(shown.len());
        let quote = if is_text {
            &text[value.start..=value.start]
        } else {
            ""
        };
        let closed = is_text && value.len() > 1 && text[value.clone()].ends_with(quote);
        out.push_str(quote);
        out.push_str(&shown);
        // Blanks stand inside a text and behind a number.
        out.extend(std::iter::repeat_n(' ', width));
        out.push_str(if closed { quote } else { "" });
        copied = value.end;
    }
    match out {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
    }
}

type Span = std::ops::Range<usize>;

/// Every key with the single value that stands behind it, by their places.
fn members(text: &str) -> impl Iterator<Item = (Span, Span)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let word = next_word(text, at)?;
            at = word.end;
            let rest = &text[at..];
            let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if !rest[gap..].starts_with([':', '=']) {
                continue;
            }
            let after = at + gap + 1;
            let start = after + (text[after..].len() - text[after..].trim_start().len());
            let key = inside(text, word);
            match next_word(text, start) {
                Some(value) if value.start == start => return Some((key, value)),
                // A list or an object: its own members come next.
                _ => at = start,
            }
        }
    })
}

/// The next text in quotes, or run of letters and digits.
fn next_word(text: &str, from: usize) -> Option<Span> {
    let is_bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+');
    let start = from + text[from..].find(|c: char| is_bare(c) || matches!(c, '"' | '\''))?;
    let first = text[start..].chars().next()?;
    if is_bare(first) {
        let rest = &text[start..];
        let end = rest.find(|c: char| !is_bare(c)).unwrap_or(rest.len());
        return Some(start..start + end);
    }
    let mut escaped = false;
    for (at, c) in text[start + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // A text that is not closed ends with its line.
            '\n' => return Some(start..start + 1 + at),
            c if c == first => return Some(start..start + 2 + at),
            _ => {}
        }
    }
    Some(start..text.len())
}

fn inside(text: &str, word: Span) -> Span {
    let inner = text[word.clone()].trim_matches(['"', '\'']);
    let quote = usize::from(text[word.clone()].starts_with(['"', '\'']));
    word.start + quote..word.start + quote + inner.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_personal_keys_are_blanked_and_lengths_kept() {
        let text = r#"{"psn_no": "65010012", "a": {"psn_name":"张\"三", "certno" : 65010019},"total":"1.00"}"#;
        let masked = mask(text);
        assert_eq!(masked.chars().count(), text.chars().count());
        for secret in ["650100", "张", "三"] {
            assert!(!masked.contains(secret), "{masked}");
        }
        assert!(masked.contains(r#""total":"1.00""#), "{masked}");
        assert!(
            serde_json::from_str::<serde_json::Value>(&masked).is_ok(),
            "{masked}"
        );
    }

    #[test]
    fn persons_are_told_apart_and_broken_texts_hide_too() {
        let text = "[{\"psn_no\":\"AB\"},{\"psn_no\":\"CD\"},{\"psn_no\":\"AB\"}]";
        assert_eq!(
            mask(text),
            "[{\"psn_no\":\"1 \"},{\"psn_no\":\"2 \"},{\"psn_no\":\"1 \"}]"
        );
        assert_eq!(
            mask("姓名 = \"张三\"\ntotal = 1"),
            "姓名 = \"1 \"\ntotal = 1"
        );
        assert!(!mask("{\"psn_name\": \"张三, \"total\": 1").contains("张三"));
        assert!(!mask("{\"psn_name\": \"张三\n").contains("张三"));
        assert!(matches!(mask("total = 1"), Cow::Borrowed(_)));
    }
}
