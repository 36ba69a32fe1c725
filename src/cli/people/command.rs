//! The commands about a person, as the parser is told them.

use clap::{Arg, ArgAction};

use super::Kind;
use crate::cli::command::{ANSWERS, WORDS, accepted, explain_flag, flag, format_flag, table_flags};
use crate::cli::messages::{Lang, say};
use crate::cli::profile;
use crate::model::keys::{self, Scope};
use crate::rules::guide::TOPICS;

/// The commands by their names.
pub(crate) const NAMES: [(&str, &str, Kind); 6] = [
    ("contribute", "缴费", Kind::Contribute),
    ("deadline", "期限", Kind::Deadline),
    ("wait", "等待", Kind::Wait),
    ("retire", "退休", Kind::Retire),
    ("maternity", "生育", Kind::Maternity),
    ("guide", "指南", Kind::Guide),
];

/// The commands.
pub(crate) fn commands(lang: Lang, template: &str, all: bool) -> Vec<clap::Command> {
    let made = NAMES.iter().map(|(name, zh, kind)| {
        let mut command = clap::Command::new(*name)
            .alias(*zh)
            .help_template(template.to_owned())
            .override_usage(match kind {
                Kind::Guide => say!(
                    lang,
                    "yibao {name} [主题] [选项]",
                    "yibao {name} [TOPIC] [FLAGS]"
                ),
                _ => say!(
                    lang,
                    "yibao {name} [选项] [名单]",
                    "yibao {name} [FLAGS] [PEOPLE]"
                ),
            })
            .about(about(lang, *kind).to_owned())
            .arg(match kind {
                Kind::Guide => format_flag(lang, &WORDS),
                _ => format_flag(lang, &ANSWERS),
            })
            .arg(explain_flag(lang))
            .args(table_flags(lang).into_iter().filter(|_| *kind != Kind::Guide))
            .arg(if *kind == Kind::Guide {
                topic(lang)
            } else {
                Arg::new("file")
                    .value_name(lang.pick("名单", "PEOPLE"))
                    .help(lang.pick(
                        "名单（CSV、XLSX，列名同选项），- 为标准输入；一人一行，输出 CSV",
                        "a table of people (CSV, XLSX, columns named as the flags), - for standard input; a row each out",
                    ))
                    .help_heading(lang.pick("参数", "Arguments"))
            })
            .arg(
                Arg::new("get")
                    .long("get")
                    .alias("取值")
                    .value_name(lang.pick("键", "KEY"))
                    .action(ArgAction::Append)
                    .help(lang.pick(
                        "只输出这个值，如 monthly、dates.due（可多次）",
                        "print this value alone, such as monthly or dates.due (repeatable)",
                    ))
                    .help_heading(lang.pick("输出", "Output")),
            );
        for arg in accepted(lang).into_iter().chain(profile::flags(lang)) {
            command = command.arg(arg);
        }
        for arg in conditions(lang, *kind) {
            command = command.arg(arg);
        }
        for key in keys::of(Scope::Person) {
            let shown = all || shown(*kind).contains(&key.name);
            let heading = lang.pick("参保人", "The person");
            command = command.arg(flag(key, lang, true).hide(!shown).help_heading(heading));
        }
        command
    });
    made.collect()
}

/// Which procedure.
fn topic(lang: Lang) -> Arg {
    let names = TOPICS.map(|topic| lang.pick(topic.zh, topic.name).to_owned());
    let names = names.join(" | ");
    Arg::new("topic")
        .value_name(lang.pick("主题", "TOPIC"))
        .help(names)
        .help_heading(lang.pick("参数", "Arguments"))
}

fn about(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Contribute => lang.pick(
            "缴多少，谁缴，多少进个人账户",
            "what is paid in, by whom, and what goes to the account",
        ),
        Kind::Deadline => lang.pick(
            "还能不能按时缴费，现在缴多少，什么时候变",
            "can I still pay on time, what does it cost now, when does that change",
        ),
        Kind::Wait => lang.pick(
            "从哪一天起享受待遇，修复断缴会改变什么",
            "from which day am I covered, and what would repairing the gap change",
        ),
        Kind::Maternity => lang.pick(
            "分娩、产检和生育津贴支付多少，须缴满几个月",
            "what is paid for a birth, the care before it and the leave; the months needed",
        ),
        Kind::Guide => lang.pick(
            "怎么办理：步骤和材料，只列适用的",
            "how something is done: the steps and papers that apply",
        ),
        Kind::Retire => lang.pick(
            "法定退休月份，还差几个月，补缴多少",
            "months still missing, their price, the legal month of retirement",
        ),
    }
}

/// The flags of a command that ask for a condition.
fn conditions(lang: Lang, kind: Kind) -> Vec<Arg> {
    let heading = lang.pick("条件（看退出状态）", "Conditions, by the exit status");
    let switch = |name: &'static str, zh: &'static str, help: &str| {
        Arg::new(name)
            .long(name)
            .alias(zh)
            .action(ArgAction::SetTrue)
            .help(help.to_owned())
            .help_heading(heading)
    };
    let check = |help: &str| switch("check", "检查", help).conflicts_with("output");
    match kind {
        Kind::Contribute | Kind::Retire | Kind::Maternity | Kind::Guide => Vec::new(),
        Kind::Wait => vec![
            check(lang.pick(
                "不输出：这一天是否已享受待遇",
                "prints nothing: covered on this day",
            )),
            Arg::new("history")
                .long("history")
                .alias("参保记录")
                .conflicts_with("file")
                .value_name(lang.pick("文件", "FILE"))
                .help(lang.pick(
                    "参保记录（CSV：自 至 险种 地区 缴费日，月份为 2024-06）",
                    "earlier cover (CSV: from to scheme region paid; months as 2024-06)",
                ))
                .help_heading(lang.pick("参保人", "The person")),
        ],
        Kind::Deadline => vec![
            check(lang.pick(
                "不输出：这一天缴费是否按时",
                "prints nothing: a payment on this day is on time",
            )),
            switch(
                "late-ok",
                "逾期也行",
                lang.pick("只要还能缴就算", "late payment counts too"),
            ),
            switch(
                "all",
                "全部",
                lang.pick(
                    "这个地区还开着和将要开始的全部期限",
                    "every deadline of the place that is open or to come",
                ),
            ),
            Arg::new("ics")
                .long("ics")
                .alias("日历")
                .value_name(lang.pick("文件", "FILE"))
                .help(lang.pick("写成日历文件", "write calendar entries"))
                .help_heading(lang.pick("输出", "Output")),
            Arg::new("within")
                .long("within")
                .alias("几天内")
                .value_name("7d")
                .help(lang.pick(
                    "按时，且最后一天在这些天以内",
                    "on time, and the last day is at most so many days away",
                ))
                .help_heading(heading),
        ],
    }
}

/// The keys that the short help of a command shows.
fn shown(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contribute => &[
            "region", "scheme", "month", "year", "from", "to", "wage", "base", "mode", "person",
            "aid", "on",
        ],
        Kind::Deadline => &["region", "scheme", "year", "month", "person", "aid", "on"],
        Kind::Wait => &[
            "region",
            "scheme",
            "year",
            "missed",
            "last_covered",
            "paid",
            "stage",
            "repair",
            "born",
            "entry",
            "on",
        ],
        Kind::Retire => &[
            "region",
            "born",
            "sex",
            "retire_at",
            "months",
            "months_deemed",
            "on",
        ],
        Kind::Guide => &[
            "region",
            "scheme",
            "place",
            "disease",
            "born",
            "last_covered",
            "on",
        ],
        Kind::Maternity => &[
            "region",
            "scheme",
            "on",
            "delivery",
            "children",
            "months",
            "insured_since",
            "due",
            "total",
            "employer_average_wage",
            "leave_days",
            "insured-as",
            "pregnancy-months",
            "visit",
        ],
    }
}
