//! What a comparison says: its columns, the break-even, and what can be wrong with what is listed.

use super::{Lang, clean, key_name, say};
use crate::formats::compare_problem::CompareWhat;
use crate::money::Yuan;
use crate::rules::compare::{BreakEven, Course};

/// What a figure of a variant is called.
pub(crate) fn compared_name(lang: Lang, key: &str) -> &'static str {
    match key {
        "total" => lang.pick("医疗费", "bill"),
        "fund_pay" => lang.pick("基金支付", "funds"),
        "personal_pay" => lang.pick("个人负担", "own share"),
        "paid_in" => lang.pick("全年缴费", "paid in"),
        "account_credit" => lang.pick("其中入账户", "to account"),
        "total_cost" => lang.pick("缴费加负担", "year's cost"),
        "difference" => lang.pick("比第一种", "difference"),
        _ => "",
    }
}

/// The rules as they are, beside changed ones.
pub(crate) fn rules_name(lang: Lang, changed: Option<&str>) -> String {
    match changed {
        Some(folder) => clean(folder),
        None => lang.pick("现在的规则", "rules in use").to_owned(),
    }
}

/// From which bill on one way costs less than another.
pub(crate) fn break_even_text(lang: Lang, found: &BreakEven, variant: &str, other: &str) -> String {
    let up_to = found.up_to.grouped();
    let costs = match found.is_vague() {
        false => course(lang, &found.surely, &up_to),
        true => vague(lang, found, &up_to),
    };
    say!(
        lang,
        "{variant}与{other}比：{costs}",
        "{variant} against {other}: {costs}"
    )
}

fn course(lang: Lang, course: &Course, up_to: &str) -> String {
    let from = |at: Yuan| at.grouped();
    match &course.changes[..] {
        [] if course.at_start => say!(
            lang,
            "医疗费 0 至 {up_to} 元始终更省",
            "costs less whatever the bill, up to {up_to}"
        ),
        [] => say!(
            lang,
            "医疗费 0 至 {up_to} 元始终不更省",
            "does not cost less whatever the bill, up to {up_to}"
        ),
        [(at, true)] => {
            let at = from(*at);
            say!(
                lang,
                "全年医疗费 {at} 元起更省",
                "costs less from a yearly bill of {at} on"
            )
        }
        [(at, false)] => {
            let at = from(*at);
            say!(
                lang,
                "全年医疗费不到 {at} 元时更省",
                "costs less while the yearly bill stays below {at}"
            )
        }
        changes => {
            let mut parts = Vec::new();
            if course.at_start {
                parts.push(say!(lang, "0 元起更省", "less from 0"));
            }
            parts.extend(changes.iter().map(|(at, is_less)| {
                let at = from(*at);
                match is_less {
                    true => say!(lang, "{at} 元起更省", "less from {at}"),
                    false => say!(lang, "{at} 元起不更省", "not less from {at}"),
                }
            }));
            let parts = parts.join(lang.pick("，", ", "));
            say!(lang, "全年医疗费 {parts}", "by the yearly bill, {parts}")
        }
    }
}

/// The same where vague rules leave it open.
fn vague(lang: Lang, found: &BreakEven, up_to: &str) -> String {
    let (surely, perhaps) = (found.surely.from(), found.perhaps.from());
    match (perhaps, surely) {
        (Some(perhaps), Some(surely)) => {
            let (perhaps, surely) = (perhaps.grouped(), surely.grouped());
            say!(
                lang,
                "规则含糊，全年医疗费最早 {perhaps} 元、最迟 {surely} 元起更省",
                "the rules are vague; costs less from a yearly bill of {perhaps} at the earliest, {surely} at the latest"
            )
        }
        (Some(perhaps), None) => {
            let perhaps = perhaps.grouped();
            say!(
                lang,
                "规则含糊，全年医疗费 {perhaps} 元起也许更省，不能肯定",
                "the rules are vague; from a yearly bill of {perhaps} on it may cost less, that is not sure"
            )
        }
        _ if found.perhaps.is_anywhere() => say!(
            lang,
            "规则含糊，只在一部分金额上也许更省，到 {up_to} 元时不更省",
            "the rules are vague; it may cost less for some bills, and does not at {up_to}"
        ),
        _ => course(lang, &found.perhaps, up_to),
    }
}

/// By which bills the break-even was looked for.
pub(crate) fn typical_text(
    lang: Lang,
    like: Option<&str>,
    up_to: Yuan,
    is_all_eligible: bool,
) -> String {
    let up_to = up_to.grouped();
    let parts = match is_all_eligible {
        true => lang.pick("全部合规", "all of it eligible"),
        false => lang.pick(
            "全自费、超限价、先行自付占的比例不变",
            "the shares that are self-funded, over the limit or paid first unchanged",
        ),
    };
    match like {
        Some(bill) => {
            let bill = clean(bill);
            say!(
                lang,
                "“多少元起更省”按全年只有一张账单算：像 {bill}，{parts}，从 0 到 {up_to} 元，精确到分",
                "break-even: by one bill a year, like {bill}, {parts}, from 0 to {up_to}, to the fen"
            )
        }
        None => say!(
            lang,
            "“多少元起更省”按全年只有这一张账单算：{parts}，其余同上，从 0 到 {up_to} 元，精确到分",
            "break-even: by this one bill a year, {parts}, otherwise as it is, from 0 to {up_to}, to the fen"
        ),
    }
}

/// How what was paid in is counted.
pub(crate) fn contribution_text(lang: Lang, year: i32, has_account: bool) -> String {
    let account = match has_account {
        true => lang.pick(
            "；入个人账户的钱仍是本人的，没有减去",
            "; what goes into the own account stays the person's and is not taken off",
        ),
        false => "",
    };
    say!(
        lang,
        "缴费是 {year} 年度个人缴的部分，在缴费期内缴清{account}",
        "paid in: the insured person's own part for {year}, paid in time{account}"
    )
}

/// Title, cause and fix.
pub(super) fn compare_problem(lang: Lang, what: &CompareWhat) -> (String, String, String) {
    match what {
        CompareWhat::EmptyItem(key) => {
            let name = key_name(lang, key);
            (
                say!(lang, "列表里有空的一项", "an empty place in a list"),
                say!(
                    lang,
                    "“{name}”的两个逗号之间没有值",
                    "`{key}` has nothing between two commas"
                ),
                say!(
                    lang,
                    "补上值，或去掉多余的逗号",
                    "name a value there, or take the comma out"
                ),
            )
        }
        CompareWhat::SameValue { key, value } => {
            let (name, value) = (key_name(lang, key), clean(value));
            (
                say!(lang, "同一个值列了两次", "the same value twice"),
                say!(
                    lang,
                    "“{name}”里已经有“{value}”，也许是另一种写法",
                    "`{key}` has `{value}` already, perhaps by another of its names"
                ),
                say!(lang, "去掉一个", "take one of them out"),
            )
        }
        CompareWhat::TooMany { count, most } => (
            say!(lang, "情形太多", "too many variants"),
            say!(
                lang,
                "这些列表合起来有 {count} 种情形，最多 {most} 种",
                "the lists make {count} variants, {most} are the most"
            ),
            say!(
                lang,
                "少列一些，或分几次比较",
                "list fewer, or compare in several runs"
            ),
        ),
        CompareWhat::OneVariant => (
            say!(lang, "没有可比的", "nothing to compare"),
            say!(
                lang,
                "只有一种情形：哪一项都没有列出几个值",
                "there is one variant only: nothing lists several values"
            ),
            say!(
                lang,
                "列出几个值，如 --hospital 三级,二级 或 --scheme 居民,职工；改了的规则用 --against 文件夹",
                "list several, such as `--hospital level-3,level-2` or `--scheme resident,employee`; changed rules with `--against FOLDER`"
            ),
        ),
    }
}
