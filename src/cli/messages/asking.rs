//! What is asked of somebody at a terminal.

use chrono::NaiveDate;

use crate::cli::messages::{Lang, key_help, key_name, say};
use crate::formats::problem::Problem;

use super::bill_problem;

/// What stands above the first question.
pub(crate) fn opening(lang: Lang) -> String {
    say!(
        lang,
        "逐项填写账单：写词、代码或序号；可以不填的直接回车；Ctrl-D 结束。",
        "The bill, question by question: a word, a code or a number of the list; Enter where nothing need be said; Ctrl-D ends."
    )
}

/// The question for a key, without the words that it takes.
pub(crate) fn question(lang: Lang, key: &str, today: NaiveDate) -> String {
    let name = match lang {
        Lang::Zh => key_name(lang, key),
        Lang::En => match key_help(key) {
            "as rule files ask for it" => key.to_owned(),
            help => help.to_owned(),
        },
    };
    match key {
        "region" => say!(
            lang,
            "{name}（在哪里参保：地名、拼音或代码，如 乌鲁木齐、wulumuqi、650100）",
            "Where is the person insured? (a name or a code, such as urumqi or 650100)"
        ),
        "on" => say!(
            lang,
            "{name}（出院或就诊的日子；回车：今天 {today}）",
            "Day of the discharge or visit (Enter: today, {today})"
        ),
        "total" => say!(lang, "{name}（元）", "The whole bill, in yuan"),
        "self_funded" | "over_limit" | "pre_self_pay" => say!(
            lang,
            "{name}（元，在总额之内；没有就回车）",
            "Of it: {name}, in yuan (Enter: nothing said)"
        ),
        _ => name,
    }
}

/// Why a value is not taken, and what would be, in one paragraph.
pub(crate) fn not_taken(lang: Lang, problem: &Problem) -> String {
    let said = bill_problem(lang, &problem.what);
    let (cause, fix) = (said.cause, said.fix);
    say!(lang, "{cause}。{fix}", "{cause}. {fix}")
}

/// A value that must be said.
pub(crate) fn must_be_said(lang: Lang) -> &'static str {
    lang.pick("这一项不能空", "this one must be said")
}

/// What the rules ask for beyond the first questions.
pub(crate) fn rules_ask(lang: Lang) -> &'static str {
    lang.pick("该地的规则还要知道：", "The rules of the place also ask:")
}

/// What stands above the command that the answers make.
pub(crate) fn the_command(lang: Lang) -> &'static str {
    lang.pick(
        "这些回答等于这条命令：",
        "These answers make this command line:",
    )
}
