//! `yibao rules` as the parser is told it.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};

use super::Topic;
use crate::cli::command::{LISTS, format_flag};
use crate::cli::messages::{Lang, say};
use crate::model::grade::Grade;
use crate::rules::problem::What;

pub(crate) fn command(lang: Lang, template: &str) -> clap::Command {
    let usage = |name: &str| {
        say!(
            lang,
            "yibao rules {name} [文件夹]",
            "yibao rules {name} [FOLDER]"
        )
    };
    let sub = |name: &'static str, zh: &'static str, about: &str| {
        clap::Command::new(name)
            .alias(zh)
            .help_template(template.to_owned())
            .override_usage(usage(name))
            .about(about.to_owned())
            .arg(
                Arg::new("folder")
                    .value_name(lang.pick("文件夹", "FOLDER"))
                    .help(lang.pick(
                        "含有 cn 的文件夹；不写就是自带的规则",
                        "the folder that holds `cn`; the built-in rules without one",
                    ))
                    .help_heading(lang.pick("参数", "Arguments")),
            )
            .arg(format_flag(lang, &LISTS))
    };
    clap::Command::new("rules")
        .alias("规则")
        .disable_help_subcommand(true)
        .subcommand_help_heading(lang.pick("命令", "Commands"))
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao rules <命令> [选项]", "yibao rules <COMMAND> [FLAGS]"))
        .about(lang.pick(
            "规则文件本身：检查、运行案例",
            "the rule files themselves: check them, run their cases",
        ))
        .subcommand(
            sub(
                "check",
                "检查",
                lang.pick(
                    "检查全部规则文件和案例，一次列出所有问题",
                    "check every rule file and its cases, all problems at once",
                ),
            )
            .arg(
                Arg::new("deny")
                    .long("deny")
                    .alias("不容许")
                    .value_name("stale")
                    .value_parser(PossibleValuesParser::new(["stale"]))
                    .hide_possible_values(true)
                    .help(lang.pick(
                        "过了核对期限的来源也算问题",
                        "sources past their checked-on lifetime are problems too",
                    ))
                    .help_heading(lang.pick("选项", "Options")),
            ),
        )
        .subcommand(show_command(lang, template))
        .subcommand(list_command(lang, template))
        .subcommand(find_command(lang, template))
        .subcommand(diff_command(lang, template))
        .subcommand(explain_command(lang, template))
        .subcommand(
            sub(
                "test",
                "测试",
                lang.pick("检查并运行全部案例", "check, and run every case"),
            )
            .arg(
                Arg::new("bless")
                    .long("bless")
                    .alias("认可")
                    .action(ArgAction::SetTrue)
                    .help(lang.pick(
                        "把算出的结果写进案例文件",
                        "write what comes out into the case files",
                    ))
                    .help_heading(lang.pick("选项", "Options")),
            ),
        )
        .subcommand(new_command(lang, template))
}

fn show_command(lang: Lang, template: &str) -> clap::Command {
    let arguments = lang.pick("参数", "Arguments");
    clap::Command::new("show")
        .alias("查看")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao rules show 地区 [主题] [--on 日期]",
            "yibao rules show PLACE [TOPIC] [--on DAY]",
        ))
        .about(lang.pick(
            "一个地区某日有效的规则：来自哪个文件、什么来源",
            "the rules in force for a place on a day: from which file, on what grounds",
        ))
        .arg(
            Arg::new("place")
                .required(true)
                .value_name(lang.pick("地区", "PLACE"))
                .help(lang.pick("地名、代码或文件夹名", "a name, a code or a folder's name"))
                .help_heading(arguments),
        )
        .arg(topic_argument(lang))
        .arg(
            Arg::new("on")
                .long("on")
                .alias("日期")
                .value_name(lang.pick("日期", "DAY"))
                .help(lang.pick("哪一天（不写就是今天）", "the day (else today)"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(format_flag(lang, &LISTS))
}

fn diff_command(lang: Lang, template: &str) -> clap::Command {
    let arguments = lang.pick("参数", "Arguments");
    let side = |name: &'static str, help: &str| {
        Arg::new(name)
            .required(true)
            .value_name(name.to_uppercase())
            .help(help.to_owned())
            .help_heading(arguments)
    };
    clap::Command::new("diff")
        .alias("对比")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao rules diff A B [--region 地区]",
            "yibao rules diff A B [--region PLACE]",
        ))
        .about(lang.pick(
            "两天或两个规则文件夹之间哪些数字变了，哪些案例多付少付",
            "which figures differ between two days or two folders, and which cases gain or lose",
        ))
        .arg(side(
            "a",
            lang.pick("日期或规则文件夹", "a day or a folder of rules"),
        ))
        .arg(side(
            "b",
            lang.pick("另一个日期或规则文件夹", "another day or folder"),
        ))
        .arg(
            Arg::new("region")
                .long("region")
                .alias("地区")
                .value_name(lang.pick("地名", "PLACE"))
                .help(lang.pick(
                    "哪个地区（比较日期时必填）",
                    "the place (needed for two days)",
                ))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(format_flag(lang, &LISTS))
}

fn new_command(lang: Lang, template: &str) -> clap::Command {
    let arguments = lang.pick("参数", "Arguments");
    clap::Command::new("new")
        .alias("新建")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao rules new 地区 主题 [--from 日期] --rules 文件夹",
            "yibao rules new PLACE TOPIC [--from DAY] --rules FOLDER",
        ))
        .about(lang.pick(
            "一个待填写的规则文件；已有的文件则加上下一块",
            "a rule file to be filled in; the next block where the file is there",
        ))
        .arg(
            Arg::new("place")
                .required(true)
                .value_name(lang.pick("地区", "PLACE"))
                .help(lang.pick(
                    "地名；新的地方写文件夹路径，如 cn/xinjiang/kuitun",
                    "a name; for a new place the path of its folder, such as cn/xinjiang/kuitun",
                ))
                .help_heading(arguments),
        )
        .arg(topic_argument(lang).required(true))
        .arg(
            Arg::new("from")
                .long("from")
                .alias("自")
                .value_name(lang.pick("日期", "DAY"))
                .help(lang.pick(
                    "从哪一天起（不写就是明年元旦）",
                    "the first day (else next 1 January)",
                ))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(format_flag(lang, &LISTS))
}

/// TOPIC: a file's name, in either language.
fn topic_argument(lang: Lang) -> Arg {
    let topics = Topic::NAMES.iter().flat_map(|(name, zh, _)| [*name, *zh]);
    Arg::new("topic")
        .value_name(lang.pick("主题", "TOPIC"))
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(topics.collect::<Vec<_>>()))
        .help(lang.pick(
            "居民 | 职工 | 灵活就业 | 大病 | 生育 | 共用 | 指南",
            "resident | employee | flexible | catastrophic | maternity | common | guide",
        ))
        .help_heading(lang.pick("参数", "Arguments"))
}

fn explain_command(lang: Lang, template: &str) -> clap::Command {
    clap::Command::new("explain")
        .alias("说明")
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao rules explain 代码", "yibao rules explain CODE"))
        .about(lang.pick(
            "一项检查是什么意思，为什么检查，怎么改",
            "what a check means, why it is asked, what to do",
        ))
        .arg(
            Arg::new("code")
                .required(true)
                .value_name(lang.pick("代码", "CODE"))
                .ignore_case(true)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(What::CODES))
                .help(lang.pick("R001 至 R046", "R001 to R046"))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(format_flag(lang, &LISTS))
}

fn find_command(lang: Lang, template: &str) -> clap::Command {
    clap::Command::new("find")
        .alias("查找")
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao rules find 文字", "yibao rules find TEXT"))
        .about(lang.pick(
            "哪一块规则里有这个数字或词",
            "which block carries this figure or word",
        ))
        .arg(
            Arg::new("text")
                .required(true)
                .value_name(lang.pick("文字", "TEXT"))
                .help(lang.pick(
                    "数字（分组不限）或词",
                    "a figure, however it is grouped, or a word",
                ))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(format_flag(lang, &LISTS))
}

fn list_command(lang: Lang, template: &str) -> clap::Command {
    clap::Command::new("list")
        .alias("列表")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao rules list [--grade 等级] [--format md]",
            "yibao rules list [--grade GRADE] [--format md]",
        ))
        .about(lang.pick(
            "哪里有哪些规则，起止日期，最弱的等级，还没有查到什么",
            "which places have which rules, from when to when, on what grounds, and what was not found",
        ))
        .arg(
            Arg::new("grade")
                .long("grade")
                .alias("等级")
                .value_name("official|press|secondary|unverified")
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(
                    Grade::OF_SOURCES.map(Grade::name),
                ))
                .help(lang.pick(
                    "列出这个等级的每个数字和它的位置",
                    "every figure of this grade, and where it stands",
                ))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(format_flag(lang, &["table", "json", "md"]))
}
