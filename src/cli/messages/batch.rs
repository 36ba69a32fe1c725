//! What there is to say of many bills.

use super::{Lang, clean, say};
use crate::batch::summary::{Comparison, Tally};
use crate::formats::row_problem::RowWhat;

/// Title, cause and fix.
pub(super) fn row_problem(lang: Lang, what: &RowWhat) -> (String, String, String) {
    match what {
        RowWhat::NotText => (
            say!(lang, "不是 UTF-8 文字", "not UTF-8"),
            say!(
                lang,
                "这里的字节不是 UTF-8 编码的文字",
                "the bytes here are no text in UTF-8"
            ),
            say!(
                lang,
                "另存为 UTF-8 编码；别的行已经结算",
                "save it as UTF-8; the other rows are settled"
            ),
        ),
        RowWhat::OpenQuote => (
            say!(lang, "引号没有合上", "a quote that is not closed"),
            say!(
                lang,
                "行末引号还开着；一行到换行为止，下一行照常读",
                "a quote is still open at the end of the line; a row ends there, and the next one is read as usual"
            ),
            say!(
                lang,
                "合上引号，或去掉它",
                "close the quote, or leave it out"
            ),
        ),
        RowWhat::TooLong { limit } => (
            say!(lang, "这一行太长", "a row that is too long"),
            say!(
                lang,
                "一行不超过 {limit} KiB",
                "a row has at most {limit} KiB"
            ),
            say!(
                lang,
                "看看是不是缺了换行",
                "see whether a line end is missing"
            ),
        ),
        RowWhat::NotAnObject(why) => {
            let why = clean(why);
            (
                say!(lang, "不是一行一个 JSON 对象", "not a JSON object a line"),
                say!(lang, "解析器说：{why}", "the parser says: {why}"),
                say!(
                    lang,
                    "每行写一个对象，值为文字、数字、是否或 null",
                    "write one object a line, of texts, numbers, true, false or null"
                ),
            )
        }
        RowWhat::Nested(key) => {
            let key = clean(key);
            (
                say!(
                    lang,
                    "值里套着列表或对象",
                    "a list or an object in place of a value"
                ),
                say!(lang, "“{key}”不是单个的值", "`{key}` is no single value"),
                say!(
                    lang,
                    "写成文字、数字、是否或 null；费用明细用 reimburse 结算",
                    "write a text, a number, true, false or null; a bill with its lines is one for reimburse"
                ),
            )
        }
        RowWhat::EarlierYear { from } => (
            say!(
                lang,
                "上一待遇年度的账单排在后面",
                "a bill of an earlier benefit year comes later"
            ),
            say!(
                lang,
                "这个人的累计已到 {from} 开始的年度",
                "the person's ledger is in the year that begins on {from} already"
            ),
            say!(
                lang,
                "每个人的账单按日期排序",
                "sort each person's bills by day"
            ),
        ),
        RowWhat::TotalsOfYear => (
            say!(
                lang,
                "已按人累计，又写了年内累计",
                "totals of the year beside a ledger by person"
            ),
            say!(
                lang,
                "--ledger-by 由前面的账单得出年内累计",
                "with --ledger-by the totals of the year come from the bills before"
            ),
            say!(
                lang,
                "去掉 ytd_ 各列，或去掉 --ledger-by",
                "leave out the ytd_ columns, or --ledger-by"
            ),
        ),
        RowWhat::NoPerson => (
            say!(lang, "没有写是谁", "no person"),
            say!(
                lang,
                "--ledger-by 的那一列是空的",
                "the column of --ledger-by is empty"
            ),
            say!(lang, "写上人员编号", "write the person's number there"),
        ),
    }
}

/// A problem in one cell of a table.
pub(crate) fn joined(lang: Lang, said: &super::Said) -> String {
    let super::Said { cause, fix, .. } = said;
    say!(lang, "{cause}；{fix}", "{cause}; {fix}")
}

/// That more rows were rejected than are shown.
pub(crate) fn more_rejected(lang: Lang, more: u64) -> String {
    say!(
        lang,
        "另有 {more} 行有错，--errors 文件 可全部写出\n",
        "rejected rows not shown: {more}; --errors FILE keeps them all\n"
    )
}

/// That the run was interrupted.
pub(crate) fn interrupted(lang: Lang, is_file: bool) -> String {
    if is_file {
        say!(
            lang,
            "中断，没有写出文件\n",
            "interrupted, no file was written\n"
        )
    } else {
        say!(
            lang,
            "中断，输出不完整\n",
            "interrupted, the output is not whole\n"
        )
    }
}

/// That the run was stopped because too many rows were rejected.
pub(crate) fn too_many_rejected(lang: Lang, most: u64, is_file: bool) -> String {
    if is_file {
        say!(
            lang,
            "错行多于 {most}，停止，没有写出文件\n",
            "more rejected rows than {most}: stopped, no file was written\n"
        )
    } else {
        say!(
            lang,
            "错行多于 {most}，停止，输出不完整\n",
            "more rejected rows than {most}: stopped, the output is not whole\n"
        )
    }
}

/// How far a run is.
pub(crate) fn rows(lang: Lang, rows: u64) -> String {
    say!(lang, "{rows} 行", "{rows} rows")
}

/// What a run came to, in a line.
pub(crate) fn run_line(lang: Lang, all: &Tally, rejected: u64) -> String {
    let Tally {
        settled,
        vague,
        unknown,
        not_eligible,
        ..
    } = all;
    let mut line = say!(lang, "已结算 {settled} 张", "settled: {settled}");
    if *vague > 0 {
        line += &say!(
            lang,
            "（其中 {vague} 张为区间，合计按基金少付的一端）",
            " (ranges among them: {vague}, summed with the least that the funds pay)"
        );
    }
    line += &say!(
        lang,
        "，不予支付 {not_eligible} 张，结果未知 {unknown} 张，有错 {rejected} 行\n",
        ", not eligible: {not_eligible}, unknown: {unknown}, rejected: {rejected}\n"
    );
    line
}

/// How many bills gain and lose by other rules.
pub(crate) fn gains(lang: Lang, against: &Comparison) -> String {
    let Comparison {
        gain,
        lose,
        same,
        apart,
        ..
    } = against;
    say!(
        lang,
        "基金多付 {gain} 张，少付 {lose} 张，不变 {same} 张，无法比较 {apart} 张\n",
        "bills of which the funds pay more: {gain}, less: {lose}, the same: {same}, not compared: {apart}\n"
    )
}

/// The line of progress: a bar where the size is known.
pub(crate) fn progress(lang: Lang, is_sized: bool) -> &'static str {
    if is_sized {
        lang.pick(
            "{wide_bar} {msg}，还需 {eta}",
            "{wide_bar} {msg}, {eta} left",
        )
    } else {
        "{spinner} {msg}"
    }
}
