//! What is wrong with a bill among the others of its year.

use super::{Lang, clean, key_name, money_range, part_name, say, word_name};
use crate::engine::ledger::{Counter, Span, What};
use crate::engine::left::Kind;
use crate::formats::year_problem::YearWhat;
use crate::model::selector;
use crate::money::Yuan;
use crate::rules::left::LeftOver;
use crate::time::YearMonth;

/// What is counted, and for what apart.
pub(crate) fn counter_name(
    lang: Lang,
    counter: &Counter,
    word: impl Fn(selector::Selector, i64) -> String,
) -> String {
    let mut name = match counter.what {
        What::Events | What::EventsOf(_) => say!(lang, "次数", "visits"),
        What::NumberOf(_) => say!(lang, "第几次", "which visit"),
        What::Deductible => say!(lang, "起付线", "deductible"),
        What::DeductibleOfStay => say!(lang, "本次住院起付线", "deductible of the stay"),
        What::DeductibleOfYear => say!(lang, "起付线累计", "deductibles"),
        What::Held => say!(lang, "未达准入线", "below the gate"),
        What::Input => say!(lang, "计入费用", "cost"),
        What::Priced => say!(lang, "起付线以上", "above the deductible"),
        What::Paid => say!(lang, "支付", "paid"),
        What::CapUsed(_) => say!(lang, "限额已用", "cap used"),
        What::SharedCapUsed(_) => say!(lang, "共用限额已用", "shared cap used"),
    };
    if let Span::Month(index) = counter.span {
        let month = u32::try_from(index.rem_euclid(12) + 1).ok();
        let month = month.and_then(|month| YearMonth::new(index.div_euclid(12), month));
        name += &month.map_or_else(String::new, |month| format!(" {month}"));
    }
    for apart in counter.apart.iter().flatten() {
        let value = match (apart.value, apart.selector.kind()) {
            (None, _) => "–".to_owned(),
            (Some(value), selector::Kind::Word) => {
                word_name(lang, apart.selector, &word(apart.selector, value))
            }
            (Some(value), _) => value.to_string(),
        };
        name += &format!(" · {value}");
    }
    name
}

/// What lies ahead.
pub(crate) fn left_name(lang: Lang, kind: Kind) -> String {
    match kind {
        Kind::Deductible => say!(lang, "年度起付线", "deductible of the year"),
        Kind::Bracket(rate) => say!(lang, "下一段 {rate}", "next bracket, {rate}"),
        Kind::Cap => say!(lang, "年度封顶线", "cap of the year"),
    }
}

/// How far away a threshold is, in a line.
pub(crate) fn left_line(lang: Lang, one: &LeftOver) -> String {
    let part = part_name(lang, one.part);
    let (limit, used, left) = (one.limit, one.used, one.left);
    let is_reached = left.high == Yuan::ZERO;
    let (limit, used, left) = (money_range(limit), money_range(used), money_range(left));
    match one.kind {
        Kind::Deductible if is_reached => say!(
            lang,
            "{part}：年度起付线 {limit} 已经付满",
            "{part}: the deductible of the year, {limit}, is paid"
        ),
        Kind::Deductible => say!(
            lang,
            "{part}：年度起付线 {limit}，已付 {used}，还差 {left}",
            "{part}: of the deductible of the year, {limit}, {used} is paid and {left} left"
        ),
        Kind::Bracket(rate) => say!(
            lang,
            "{part}：再计入 {left}，满 {limit} 以后按 {rate} 支付",
            "{part}: after {left} more, above {limit}, the ratio is {rate}"
        ),
        Kind::Cap if is_reached => say!(
            lang,
            "{part}：年度封顶线 {limit} 已经用完",
            "{part}: the cap of the year, {limit}, is used up"
        ),
        Kind::Cap => say!(
            lang,
            "{part}：年度封顶线 {limit}，已用 {used}，还剩 {left}",
            "{part}: of the cap of the year, {limit}, {used} is used and {left} left"
        ),
    }
}

/// Title, cause and fix.
pub(super) fn year_problem(lang: Lang, what: &YearWhat) -> (String, String, String) {
    match what {
        YearWhat::NthOfLedger {
            key,
            stated,
            counted,
        } => {
            let name = key_name(lang, key);
            (
                say!(
                    lang,
                    "“{name}”与前面的账单不符",
                    "not that visit of the year"
                ),
                say!(
                    lang,
                    "写的是第 {stated} 次，按前面的账单是第 {counted} 次",
                    "`{name}` says {stated}, by the bills before it is number {counted}"
                ),
                say!(
                    lang,
                    "补上漏掉的账单，或去掉“{name}”",
                    "add the bills that are missing, or leave `{name}` out"
                ),
            )
        }
        YearWhat::SameNumber(number) => {
            let number = clean(number);
            (
                say!(lang, "单号重复", "a number twice"),
                say!(
                    lang,
                    "另一张账单也是 {number}",
                    "another bill has the number {number} too"
                ),
                say!(
                    lang,
                    "去掉一张；冲销的写负数，“冲销单号”写原单号",
                    "drop one; a reversal has every sign negated, and `reverses` names the bill"
                ),
            )
        }
        YearWhat::StaysOverlap(other) => {
            let other = clean(other);
            (
                say!(lang, "住院日期重叠", "stays that overlap"),
                say!(
                    lang,
                    "与 {other} 的住院日期重叠",
                    "its days overlap with those of {other}"
                ),
                say!(
                    lang,
                    "改正入院或出院日期",
                    "correct the day of admission or discharge"
                ),
            )
        }
        YearWhat::OutsideYear { day, from, to } => (
            say!(lang, "不在这个待遇年度", "not of this benefit year"),
            say!(
                lang,
                "{day} 不在 {from} 至 {to} 之间",
                "{day} does not lie between {from} and {to}"
            ),
            say!(
                lang,
                "另一年度的账单另算一次",
                "settle the bills of another year on their own"
            ),
        ),
        YearWhat::NothingToReverse(number) => {
            let number = clean(number);
            (
                say!(lang, "没有可冲销的账单", "nothing to reverse"),
                say!(
                    lang,
                    "它之前没有单号为“{number}”且未冲销的账单",
                    "no bill `{number}` stands before it that is not reversed already"
                ),
                say!(
                    lang,
                    "补上原账单，或改正“冲销单号”",
                    "add that bill, or correct `reverses`"
                ),
            )
        }
        YearWhat::UnlikeReversed(number) => {
            let number = clean(number);
            (
                say!(lang, "冲销与原账单不符", "a reversal that is not the bill"),
                say!(
                    lang,
                    "改号后与账单“{number}”的金额不同",
                    "with its signs turned it has other amounts than bill `{number}`"
                ),
                say!(
                    lang,
                    "冲销要把原账单的每个金额改号；更正的账单另起单号",
                    "a reversal turns every sign of the bill; a corrected bill has a number of its own"
                ),
            )
        }
        // Who they are is not repeated: a message may end in a log.
        YearWhat::OtherPatient => (
            say!(lang, "不是同一个人的账单", "a bill of somebody else"),
            say!(
                lang,
                "这张的参保人和第一张的不一样",
                "its patient is not the one of the first bill"
            ),
            say!(
                lang,
                "一次只算一个人的全年",
                "settle the year of one person at a time"
            ),
        ),
        YearWhat::OtherInsurance => (
            say!(lang, "参保地或险种不一致", "insured otherwise"),
            say!(
                lang,
                "全年的账单要在同一参保地、同一险种",
                "the bills of a year have one place of insurance and one scheme"
            ),
            say!(
                lang,
                "转移前后的账单分开算",
                "settle before and after the change apart"
            ),
        ),
        YearWhat::TooMany { count, most } => (
            say!(lang, "一年的账单太多", "too many bills for a year"),
            say!(
                lang,
                "一次最多 {most} 张，这里有 {count} 张",
                "{most} bills are the most, here are {count}"
            ),
            say!(
                lang,
                "确认都是一个人一年的；许多人的账单用 batch --ledger-by 结算",
                "make sure that they are one person's of one year; those of many people are settled by batch --ledger-by"
            ),
        ),
        YearWhat::TotalsOfYear => (
            say!(
                lang,
                "年内累计已由账单得出",
                "totals of the year beside its bills"
            ),
            say!(
                lang,
                "全年逐笔结算时累计由前面的账单得出",
                "the bills before it make the totals of the year"
            ),
            say!(
                lang,
                "去掉它；接着算用 --ledger-in",
                "leave it out; to go on from an earlier state use --ledger-in"
            ),
        ),
    }
}
