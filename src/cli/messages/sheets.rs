//! The words of a workbook: names of its sheets, headings of their columns.

use super::{Lang, say};

/// A sheet of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetName {
    /// What comes out.
    Amounts,
    /// How it comes about.
    Steps,
    /// What it rests on.
    Sources,
}

/// What a sheet is called.
pub(crate) fn sheet_name(lang: Lang, sheet: SheetName) -> String {
    match sheet {
        SheetName::Amounts => lang.pick("金额", "amounts"),
        SheetName::Steps => lang.pick("步骤", "steps"),
        SheetName::Sources => lang.pick("来源", "sources"),
    }
    .to_owned()
}

/// The heading of the column in which a sum that is a range ends.
pub(crate) fn up_to(lang: Lang, heading: &str) -> String {
    say!(lang, "{heading}，至", "{heading}, up to")
}

/// The end of a range that has none.
pub(crate) fn no_end(lang: Lang) -> &'static str {
    lang.pick("无上限", "no limit")
}

/// Headings of the amounts of one bill.
pub(crate) fn amounts_columns(lang: Lang) -> [&'static str; 3] {
    [
        lang.pick("项目", "what"),
        lang.pick("键", "key"),
        lang.pick("金额（元）", "amount (yuan)"),
    ]
}

/// Headings of the bills of a year, before their amounts.
pub(crate) fn bills_columns(lang: Lang) -> [&'static str; 5] {
    [
        lang.pick("账单", "bill"),
        lang.pick("序号", "number"),
        lang.pick("日期", "day"),
        lang.pick("就医", "visit"),
        lang.pick("结果", "outcome"),
    ]
}

/// The heading behind the amounts of a bill: why there are none.
pub(crate) fn reason_column(lang: Lang) -> &'static str {
    lang.pick("原因", "reason")
}

/// Headings of the steps; the last is that of the results.
pub(crate) fn steps_columns(lang: Lang) -> [&'static str; 5] {
    [
        lang.pick("步骤", "step"),
        lang.pick("算式", "formula"),
        lang.pick("规则", "rule"),
        lang.pick("来源", "sources"),
        lang.pick("结果（元）", "result (yuan)"),
    ]
}

/// Headings of the documents.
pub(crate) fn documents_columns(lang: Lang) -> [&'static str; 9] {
    [
        lang.pick("来源", "source"),
        lang.pick("标题", "title"),
        lang.pick("文号", "number"),
        lang.pick("发布单位", "issuer"),
        lang.pick("发布日期", "issued"),
        lang.pick("出处", "seen at"),
        lang.pick("等级", "grade"),
        lang.pick("核对于", "checked"),
        lang.pick("已过期", "stale"),
    ]
}

/// The title of the rules that were read.
pub(crate) fn rules_title(lang: Lang) -> &'static str {
    lang.pick("用到的规则", "Rules that were read")
}

/// Headings of the rules that were read.
pub(crate) fn rules_columns(lang: Lang) -> [&'static str; 7] {
    [
        lang.pick("规则", "rule"),
        lang.pick("起", "from"),
        lang.pick("止", "to"),
        lang.pick("起止说明", "dates"),
        lang.pick("等级", "grade"),
        lang.pick("来源", "sources"),
        lang.pick("文件", "file"),
    ]
}

/// The title of figures that were found and not chosen.
pub(crate) fn disputes_title(lang: Lang) -> &'static str {
    lang.pick("未采用的说法", "Figures that were not chosen")
}

/// Headings of figures that were found and not chosen.
pub(crate) fn disputes_columns(lang: Lang) -> [&'static str; 4] {
    [
        lang.pick("规则", "rule"),
        lang.pick("另一说", "another source says"),
        lang.pick("未采用的原因", "why not"),
        lang.pick("来源", "sources"),
    ]
}

/// What the dates of a rule are, where a source only shows it in force on them.
pub(crate) fn seen_dates(lang: Lang, from: bool, to: bool) -> &'static str {
    match (from, to) {
        (true, true) => lang.pick(
            "起止都只是见到的日子",
            "both are days on which it was seen in force",
        ),
        (true, false) => lang.pick(
            "起日只是见到的日子",
            "the first is a day on which it was seen in force",
        ),
        (false, true) => lang.pick(
            "止日只是见到的日子",
            "the last is a day on which it was seen in force",
        ),
        (false, false) => "",
    }
}

/// Yes, or nothing.
pub(crate) fn yes(lang: Lang, is_so: bool) -> &'static str {
    match is_so {
        true => lang.pick("是", "yes"),
        false => "",
    }
}
