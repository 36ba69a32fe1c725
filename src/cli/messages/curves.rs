//! The words of the picture of what a year costs by its medical bill.

use super::{Lang, say};
use crate::money::Yuan;

/// Its title.
pub(crate) fn curves_title(lang: Lang) -> String {
    say!(
        lang,
        "全年医疗费是多少时，哪一种更省",
        "What a year costs, by its medical bill"
    )
}

/// What is measured upwards, and what along.
pub(crate) fn axes(lang: Lang) -> [String; 2] {
    [
        say!(
            lang,
            "全年缴费加个人负担，元",
            "paid in and own share of the year, yuan"
        ),
        say!(lang, "全年医疗费，元", "medical bill of the year, yuan"),
    ]
}

/// What begins or ends where two lines cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It costs less, whatever vague rules may mean.
    Begins,
    /// It may cost less.
    MayBegin,
    /// It no longer surely costs less, and still may.
    MayEnd,
    /// It does not cost less, whatever vague rules may mean.
    Ends,
}

/// The same in words.
pub(crate) fn turn_text(lang: Lang, turn: Turn, bill: Yuan, variant: &str, other: &str) -> String {
    let bill = bill.grouped();
    match turn {
        Turn::Begins => say!(
            lang,
            "{bill} 元起，{variant}比{other}省",
            "from {bill} on {variant} costs less than {other}"
        ),
        Turn::MayBegin => say!(
            lang,
            "{bill} 元起，{variant}也许比{other}省（规则含糊）",
            "from {bill} on {variant} may cost less than {other} (the rules are vague)"
        ),
        Turn::MayEnd => say!(
            lang,
            "{bill} 元起，{variant}不一定比{other}省了（规则含糊）",
            "from {bill} on {variant} may no longer cost less than {other} (the rules are vague)"
        ),
        Turn::Ends => say!(
            lang,
            "{bill} 元起，{variant}不比{other}省",
            "from {bill} on {variant} does not cost less than {other}"
        ),
    }
}

/// What the marks of the picture mean.
pub(crate) struct Marks<'a> {
    /// The sum asked about.
    pub(crate) own: Yuan,
    /// How many bills that is.
    pub(crate) bills: usize,
    /// Whether the bill asked about lies on the lines.
    pub(crate) is_on_lines: bool,
    /// Whether a line is a band.
    pub(crate) has_band: bool,
    /// Variants without a line.
    pub(crate) not_drawn: &'a [String],
}

/// The same in words.
pub(crate) fn curves_legend(lang: Lang, marks: &Marks<'_>) -> Vec<String> {
    let own = marks.own.grouped();
    let mut legend = vec![match (marks.is_on_lines, marks.bills) {
        (true, _) => say!(
            lang,
            "竖线和线上的小点：这次算的医疗费 {own} 元，花费同上表。",
            "Upright line and the points on it: the bill asked about, {own}; it costs what the table says."
        ),
        (false, 1) => say!(
            lang,
            "竖线：这次算的医疗费 {own} 元。其中有按项目定额支付的，花费以上表为准，不在线上。",
            "Upright line: the bill asked about, {own}. Items of it are paid at fixed sums; what it costs is in the table, not on the lines."
        ),
        (false, bills) => say!(
            lang,
            "竖线：这次算的 {bills} 张账单共 {own} 元。线按全年只有一张账单画，这一年的花费以上表为准。",
            "Upright line: the {bills} bills asked about, {own} together. The lines are those of one bill a year; what this year costs is in the table."
        ),
    }];
    if marks.has_band {
        legend.push(say!(
            lang,
            "色带：规则原文含糊，花费在上下两条线之间。",
            "Band: the rules' text is vague, the cost lies between its two lines."
        ));
    }
    if !marks.not_drawn.is_empty() {
        let names = marks.not_drawn.join(lang.pick("、", ", "));
        legend.push(say!(
            lang,
            "没有线的：{names}（未知，或不予支付）。",
            "Without a line: {names} (unknown, or not covered)."
        ));
    }
    legend
}
