//! The command line as the parser is told it, made from the table of keys, in one language.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};

use crate::cli::messages::{Lang, key_help, say};
use crate::cli::rules;
use crate::formats::bill::Format;
use crate::model::grade::Grade;
use crate::model::keys::{self, Key, Scope, ValueKind};
use crate::model::words::shared;

/// The whole command line. The short help shows the common keys of a bill, the long help `all` of them.
pub(crate) fn command(lang: Lang, all: bool) -> clap::Command {
    let template = say!(
        lang,
        "{{about}}\n\n用法：{{usage}}\n\n{{all-args}}{{after-help}}",
        "{{about}}\n\nUsage: {{usage}}\n\n{{all-args}}{{after-help}}"
    );
    let help = |text: String| {
        Arg::new("help")
            .short('h')
            .long("help")
            .action(ArgAction::HelpShort)
            .global(true)
            .help(text)
    };
    clap::Command::new("yibao")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(lang.pick("命令", "Commands"))
        .help_template(template.clone())
        .override_usage(lang.pick("yibao <命令> [选项]", "yibao <COMMAND> [FLAGS]"))
        .about(lang.pick(
            "医保计算器：按注明出处的规则文件，精确到分，每一步都说明依据",
            "A calculator for Chinese public medical insurance: dated, cited rules, exact to the fen, every step explained",
        ))
        .after_help(lang.pick(
            "例：yibao reimburse --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --total 20600 --on 2024-06-01",
            "Example: yibao reimburse --region urumqi --scheme resident --visit inpatient --hospital level-3 --total 20600 --on 2024-06-01 --lang en",
        ))
        .arg(help(say!(lang, "显示帮助", "print help")).help_heading(lang.pick("选项", "Options")))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(lang.pick("显示版本", "print the version"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .alias("语言")
                .global(true)
                .value_name("zh|en")
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(["zh", "en"]))
                .help(lang.pick("语言", "language (or YIBAO_LANG)"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(
            Arg::new("rules")
                .long("rules")
                .alias("规则文件夹")
                .global(true)
                .value_name(lang.pick("文件夹", "FOLDER"))
                .action(ArgAction::Append)
                .help(lang.pick("自己的规则，盖在自带规则之上（可多次；或 YIBAO_RULES）", "own rules, laid over the built-in ones (repeatable; or YIBAO_RULES)"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(
            Arg::new("no-builtin")
                .long("no-builtin")
                .alias("不用自带规则")
                .global(true)
                .action(ArgAction::SetTrue)
                .help(lang.pick("不用自带的规则", "leave the built-in rules out"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .subcommand(reimburse(lang, &template, all))
        .subcommand(rules_command(lang, &template))
}

fn reimburse(lang: Lang, template: &str, all: bool) -> clap::Command {
    let own = lang.pick("输出", "Output");
    let mut command = clap::Command::new("reimburse")
        .alias("报销")
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao reimburse [选项] [账单]", "yibao reimburse [FLAGS] [BILL]"))
        .about(lang.pick(
            "这张账单报销多少，为什么",
            "what is paid back on this bill, and why",
        ))
        .after_help(lang.pick(
            "例：\n  yibao reimburse examples/urumqi-inpatient.toml\n  yibao reimburse fees.csv --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --on 2024-06-01\n命令和选项都有中文名：yibao 报销 --地区 乌鲁木齐 --险种 居民 …；--help 列出全部选项",
            "Examples:\n  yibao reimburse examples/urumqi-inpatient.toml --lang en\n  yibao reimburse fees.csv --region urumqi --scheme resident --visit inpatient --hospital level-3 --on 2024-06-01\n--help lists every flag",
        ))
        .arg(
            Arg::new("file")
                .value_name(lang.pick("账单", "BILL"))
                .help(lang.pick(
                    "账单文件（TOML、JSON、CSV），- 为标准输入；也可只用下面的选项",
                    "a bill (TOML, JSON, CSV), - for standard input; or flags alone",
                ))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(
            Arg::new("input")
                .long("input")
                .alias("输入格式")
                .value_name("toml|json|csv")
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(Format::NAMES.map(|(name, _)| name)))
                .help(lang.pick("账单文件的格式", "the format of the bill file"))
                .help_heading(own),
        )
        .arg(format_flag(lang))
        .arg(
            Arg::new("get")
                .long("get")
                .alias("取值")
                .value_name(lang.pick("键", "KEY"))
                .action(ArgAction::Append)
                .help(lang.pick("只输出这个值，如 pool_pay（可多次）", "print this value alone, such as pool_pay (repeatable)"))
                .help_heading(own),
        );
    for arg in accepted(lang) {
        command = command.arg(arg);
    }
    for key in keys::of(Scope::Bill) {
        command = command.arg(flag(key, lang, all));
    }
    command
}

fn rules_command(lang: Lang, template: &str) -> clap::Command {
    let usage = |name: &str| match lang {
        Lang::Zh => format!("yibao rules {name} [文件夹]"),
        Lang::En => format!("yibao rules {name} [FOLDER]"),
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
            .arg(format_flag(lang))
    };
    clap::Command::new("rules")
        .alias("规则")
        .subcommand_required(true)
        .arg_required_else_help(true)
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
        .subcommand(sub(
            "test",
            "测试",
            lang.pick("检查并运行全部案例", "check, and run every case"),
        ))
}

/// What is accepted as an answer.
fn accepted(lang: Lang) -> [Arg; 4] {
    let heading = lang.pick("规则", "The rules");
    let flag = |name: &'static str, zh: &'static str, help: &str| {
        Arg::new(name)
            .long(name)
            .alias(zh)
            .help(help.to_owned())
            .help_heading(heading)
    };
    let grades = Grade::OF_SOURCES.map(Grade::name);
    [
        flag("given", "给定", lang.pick(
            "自己通知上的数，只用于这一次，如 inpatient.deductible=600（可多次）",
            "a figure from your own notice, for this answer only, such as inpatient.deductible=600 (repeatable)",
        ))
        .value_name(lang.pick("表=数", "TABLE=N"))
        .action(ArgAction::Append),
        flag("extend", "沿用", lang.pick("规则到期后沿用最后一条，并首先说明", "the last known rule answers after its end; said first"))
            .action(ArgAction::SetTrue),
        flag("min-grade", "最低等级", lang.pick("低于这个等级的规则当作未知", "rules of a weaker grade count as unknown"))
            .value_name("official|press|secondary|unverified")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(grades)),
        flag("fresh", "只用新鲜的", lang.pick("过了核对期限的规则当作未知", "rules past their checked-on date count as unknown"))
            .action(ArgAction::SetTrue),
    ]
}

fn show_command(lang: Lang, template: &str) -> clap::Command {
    let arguments = lang.pick("参数", "Arguments");
    let topics = rules::Topic::NAMES
        .iter()
        .flat_map(|(name, zh, _)| [*name, *zh]);
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
        .arg(
            Arg::new("topic")
                .value_name(lang.pick("主题", "TOPIC"))
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(topics.collect::<Vec<_>>()))
                .help(lang.pick(
                    "居民 | 职工 | 灵活就业 | 大病 | 生育 | 共用",
                    "resident | employee | flexible | catastrophic | maternity | common",
                ))
                .help_heading(arguments),
        )
        .arg(
            Arg::new("on")
                .long("on")
                .alias("日期")
                .value_name(lang.pick("日期", "DAY"))
                .help(lang.pick("哪一天（不写就是今天）", "the day (else today)"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(format_flag(lang))
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
        .arg(format_flag(lang))
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
        .arg(format_flag(lang))
}

fn list_command(lang: Lang, template: &str) -> clap::Command {
    clap::Command::new("list")
        .alias("列表")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao rules list [--grade 等级]",
            "yibao rules list [--grade GRADE]",
        ))
        .about(lang.pick(
            "哪里有哪些规则，起止日期，最弱的等级",
            "which places have which rules, from when to when, on what grounds",
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
                .help(lang.pick("只列这个等级的规则", "only rules of this grade"))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(format_flag(lang))
}

fn format_flag(lang: Lang) -> Arg {
    Arg::new("format")
        .long("format")
        .alias("格式")
        .value_name("table|json")
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(["table", "json"]))
        .help(lang.pick("输出格式", "the format of the answer"))
        .help_heading(lang.pick("输出", "Output"))
}

/// A flag for a key of the bill.
fn flag(key: Key, lang: Lang, all: bool) -> Arg {
    let words = match key.kind {
        ValueKind::Word(selector) => {
            let words = shared(selector)
                .iter()
                .map(|word| lang.pick(word.zh, word.name));
            words.collect::<Vec<_>>().join(" | ")
        }
        _ => String::new(),
    };
    let value = match key.kind {
        ValueKind::Word(_) => lang.pick("词", "WORD"),
        ValueKind::Money => lang.pick("元", "YUAN"),
        ValueKind::Day | ValueKind::Date(_) => lang.pick("日期", "DAY"),
        ValueKind::Region => lang.pick("地名", "PLACE"),
        ValueKind::Flag(_) => "true|false",
        _ => lang.pick("数", "N"),
    };
    let name = lang.pick(key.zh, key_help(key.name));
    let colon = lang.pick("：", ": ");
    let help = if words.is_empty() {
        name.to_owned()
    } else {
        format!("{name}{colon}{words}")
    };
    let arg = Arg::new(key.name)
        .long(key.flag())
        .value_name(value)
        .allow_negative_numbers(true)
        .hide(!all && !COMMON.contains(&key.name))
        .help(help)
        .help_heading(lang.pick("账单", "The bill"));
    let arg = match key.kind {
        ValueKind::Flag(_) => arg.num_args(0..=1).default_missing_value("true"),
        _ => arg,
    };
    // `date` is what the bill of a single day calls its day.
    let arg = if key.name == "on" {
        arg.alias("date")
    } else {
        arg
    };
    if key.zh == key.name {
        arg
    } else {
        arg.alias(key.zh)
    }
}

/// The flags that the short help shows; the long help shows all.
const COMMON: [&str; 19] = [
    "region",
    "scheme",
    "visit",
    "hospital",
    "person",
    "aid",
    "place",
    "at",
    "nth",
    "on",
    "total",
    "self_funded",
    "over_limit",
    "pre_self_pay",
    "eligible",
    "burden",
    "account",
    "ytd_pool_pay",
    "ytd_burden",
];
