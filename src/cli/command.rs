//! The command line as the parser is told it, made from the table of keys, in one language.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};

use crate::cli::batch;
use crate::cli::compare;
use crate::cli::manual;
use crate::cli::messages::{Lang, key_help, say};
use crate::cli::people;
use crate::cli::profile;
use crate::cli::rules;
use crate::cli::schema;
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
            "命令和选项都有中文名：yibao 报销 --地区 乌鲁木齐 --险种 居民 …",
            "Every command and flag has a Chinese name too: yibao 报销 --地区 乌鲁木齐 …",
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
            Arg::new("output")
                .short('o')
                .long("output")
                .alias("输出")
                .global(true)
                .value_name(lang.pick("文件", "FILE"))
                .help(lang.pick(
                    "把答案写成文件，格式看结尾，如 a.xlsx、a.csv.gz",
                    "write the answer into a file, in the format of its ending, such as a.xlsx or a.csv.gz",
                ))
                .help_heading(lang.pick("选项", "Options")),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .alias("颜色")
                .global(true)
                .value_name(lang.pick("何时", "WHEN"))
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
                .help(lang.pick("颜色：auto | always | never（auto 看终端和 NO_COLOR）", "colours: auto | always | never (auto asks the terminal and NO_COLOR)"))
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
        .subcommand(year(lang, &template))
        .subcommand(batch::command::command(lang, &template, all))
        .subcommand(audit(lang, &template, all))
        .subcommand(compare::command::command(lang, &template, all))
        .subcommands(people::command::commands(lang, &template, all))
        .subcommand(rules::command::command(lang, &template))
        .subcommand(schema_command(lang, &template))
        .subcommands(about_the_program(lang, &template))
}

fn year(lang: Lang, template: &str) -> clap::Command {
    let ledger = |name: &'static str, zh: &'static str, help: &str| {
        Arg::new(name)
            .long(name)
            .alias(zh)
            .value_name(lang.pick("文件", "FILE"))
            .help(help.to_owned())
            .help_heading(lang.pick("累计", "The ledger"))
    };
    let mut command = clap::Command::new("year")
        .alias("全年")
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao year [选项] 账单…", "yibao year [FLAGS] BILLS…"))
        .about(lang.pick(
            "一个人全年的账单，逐张结算，带全部累计",
            "a person's bills of a year, one after the other, with every accumulator",
        ))
        .after_help(lang.pick(
            "每张账单一行（CSV、XLSX），或 JSON、TOML 里的 bills 列表，或一个文件夹的账单。金额全为负数的账单冲销原账单。\n选项里写的对每张账单都算数；键与 reimburse 相同，见 yibao reimburse --help",
            "One bill a row (CSV, XLSX), a list `bills` in JSON or TOML, or a folder of bills. A bill with every sign negated takes\nits bill back. What flags say holds for every bill; the keys are those of reimburse, see yibao reimburse --help",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .num_args(1..)
                .value_name(lang.pick("账单", "BILLS"))
                .help(lang.pick("账单文件或文件夹，- 为标准输入", "files or folders of bills, - for standard input"))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(input_flag(lang))
        .args(table_flags(lang))
        .arg(format_flag(lang, &ANSWERS))
        .arg(dry_run_flag(lang).conflicts_with("ledger-out"))
        .arg(explain_flag(lang))
        .arg(get_flag(lang))
        .arg(ledger("ledger-in", "累计来自", lang.pick("从这份累计接着算", "go on from this ledger")))
        .arg(ledger("ledger-out", "累计写到", lang.pick("把年末累计写成文件", "keep the ledger at the end")));
    for arg in accepted(lang).into_iter().chain(profile::flags(lang)) {
        command = command.arg(arg);
    }
    for key in keys::of(Scope::Bill) {
        command = command.arg(flag(key, lang, true).hide(!OF_YEAR.contains(&key.name)));
    }
    command
}

/// The flags that the help of a year shows: what is the same in every bill.
const OF_YEAR: [&str; 7] = [
    "region", "scheme", "person", "aid", "patient", "account", "shared",
];

pub(crate) fn input_flag(lang: Lang) -> Arg {
    Arg::new("input")
        .long("input")
        .alias("输入格式")
        .value_name("toml|json|csv|xlsx")
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(
            Format::NAMES.map(|(name, _)| name),
        ))
        .help(lang.pick("账单文件的格式", "the format of the bill file"))
        .help_heading(lang.pick("读表", "Reading"))
}

fn dry_run_flag(lang: Lang) -> Arg {
    Arg::new("dry-run")
        .long("dry-run")
        .alias("试读")
        .action(ArgAction::SetTrue)
        .help(lang.pick(
            "不出结果，只说读到了什么",
            "no answer, only what was understood",
        ))
        .help_heading(lang.pick("读表", "Reading"))
}

/// How a table is read where the guess is wrong.
pub(crate) fn table_flags(lang: Lang) -> [Arg; 3] {
    let flag = |name: &'static str, value: &'static str, help: &str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(help.to_owned())
            .help_heading(lang.pick("读表", "Reading"))
    };
    [
        flag(
            "sheet",
            lang.pick("名称", "NAME"),
            lang.pick(
                "读 Excel 的这个工作表（不写是第一个）",
                "the sheet of a workbook (else the first)",
            ),
        ),
        flag(
            "header-row",
            lang.pick("行号", "N"),
            lang.pick(
                "表头在这一行（不写自己找）",
                "the row of the header (else it is looked for)",
            ),
        ),
        flag(
            "map",
            lang.pick("列名=项目", "COLUMN=KEY"),
            lang.pick(
                "这一列是这个项目，如 收费额=amount（可多次）",
                "the column holds this key, such as charged=amount (repeatable)",
            ),
        )
        .action(ArgAction::Append),
    ]
}

pub(crate) fn get_flag(lang: Lang) -> Arg {
    Arg::new("get")
        .long("get")
        .alias("取值")
        .value_name(lang.pick("键", "KEY"))
        .action(ArgAction::Append)
        .help(lang.pick(
            "只输出这个值，如 pool_pay（可多次）",
            "print this value alone, such as pool_pay (repeatable)",
        ))
        .help_heading(lang.pick("输出", "Output"))
}

fn reimburse(lang: Lang, template: &str, all: bool) -> clap::Command {
    let own = lang.pick("输出", "Output");
    let mut command = clap::Command::new("reimburse")
        .alias("报销")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao reimburse [选项] [账单]",
            "yibao reimburse [FLAGS] [BILL]",
        ))
        .about(lang.pick(
            "这张账单报销多少，为什么",
            "what is paid back on this bill, and why",
        ))
        .after_help(lang.pick(
            "命令和选项都有中文名：yibao 报销 --地区 乌鲁木齐 --险种 居民 …；--help 列出全部选项",
            "--help lists every flag",
        ))
        .arg(
            Arg::new("file")
                .value_name(lang.pick("账单", "BILL"))
                .help(lang.pick(
                    "账单文件（TOML、JSON、CSV、XLSX），- 为标准输入；也可只用下面的选项",
                    "a bill (TOML, JSON, CSV, XLSX), - for standard input; or flags alone",
                ))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(input_flag(lang))
        .arg(dry_run_flag(lang).conflicts_with("record"))
        .args(table_flags(lang))
        .arg(format_flag(lang, &ANSWERS))
        .arg(explain_flag(lang))
        .arg(get_flag(lang))
        .arg(
            Arg::new("fields")
                .long("fields")
                .alias("字段")
                .value_name("nhsa")
                .hide_possible_values(true)
                .conflicts_with("get")
                .value_parser(PossibleValuesParser::new(["nhsa"]))
                .help(lang.pick(
                    "JSON 用国家医保接口的字段（setlinfo、setldetail）",
                    "JSON in the fields of the national interface (setlinfo, setldetail)",
                ))
                .help_heading(own),
        )
        .arg(
            Arg::new("record")
                .long("record")
                .alias("记录")
                .value_name(lang.pick("文件", "FILE"))
                .help(lang.pick(
                    "把输入、数字和规则文件的哈希记下来，以后可以重算",
                    "keep inputs, figures and hashes of the rule files, to be worked out again",
                ))
                .help_heading(own),
        );
    for arg in accepted(lang).into_iter().chain(profile::flags(lang)) {
        command = command.arg(arg);
    }
    for key in keys::of(Scope::Bill) {
        command = command.arg(flag(key, lang, all));
    }
    command
}

fn audit(lang: Lang, template: &str, all: bool) -> clap::Command {
    let mut command = clap::Command::new("audit")
        .alias("核对")
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao audit [选项] 结算单…", "yibao audit [FLAGS] SETTLEMENTS…"))
        .about(lang.pick(
            "这份结算对不对：各项合计、按当地当日规则的每一笔、差异的可能原因",
            "whether a settlement is right: its sums, each amount by the rules of its place and day, likely causes",
        ))
        .after_help(lang.pick(
            "结算单：国家医保接口的 JSON（setlinfo、setldetail）、票据或结算单的 CSV、TOML（统筹支付、个人自付等栏目），或 --record 留下的文件\n选项里写的盖过文件里的，用来补上文件没有的（如 --nth 2）\n退出状态：0 相符，1 有差异，4 无法核对",
            "A settlement: JSON of the national interface (setlinfo, setldetail), CSV or TOML with the words of a receipt, or a\nfile that --record kept. Flags say what the file does not (such as --nth 2) and go before it.\nExit status: 0 agrees, 1 differs, 4 cannot be checked against rules",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .num_args(1..)
                .value_name(lang.pick("结算单", "SETTLEMENTS"))
                .help(lang.pick("文件或文件夹，- 为标准输入", "files or folders, - for standard input"))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(input_flag(lang))
        .args(table_flags(lang))
        .arg(format_flag(lang, &["table", "json", "md"]))
        .arg(get_flag(lang))
        .arg(
            Arg::new("check")
                .long("check")
                .alias("检查")
                .action(ArgAction::SetTrue)
                .help(lang.pick("不输出，只用退出状态回答", "print nothing, answer by the exit status"))
                .help_heading(lang.pick("输出", "Output")),
        );
    for arg in accepted(lang) {
        command = command.arg(arg);
    }
    for key in keys::of(Scope::Bill) {
        command = command.arg(flag(key, lang, all));
    }
    command
}

/// The commands that say how the program is used.
fn about_the_program(lang: Lang, template: &str) -> [clap::Command; 4] {
    let sub = |name: &'static str, value: (&'static str, &'static str), about: &str, help: &str| {
        let value = lang.pick(value.0, value.1);
        clap::Command::new(name)
            .help_template(template.to_owned())
            .override_usage(format!("yibao {name} [{value}]"))
            .about(about.to_owned())
            .arg(
                Arg::new("name")
                    .value_name(value.to_owned())
                    .help(help.to_owned())
                    .help_heading(lang.pick("参数", "Arguments")),
            )
    };
    [
        sub(
            "values",
            ("名称", "NAME"),
            lang.pick(
                "各项能写哪些值，中英文和代码",
                "what the keys take, in both languages and as codes",
            ),
            lang.pick(
                "如 医院等级、险种、地区；不写就列出名称",
                "such as hospital, scheme, region; without one the names",
            ),
        )
        .arg(format_flag(lang, &["table", "json"])),
        sub(
            "help",
            ("主题", "TOPIC"),
            lang.pick(
                "退出状态、项目、账单、等级、环境变量",
                "exit status, keys, bills, grades, environment",
            ),
            lang.pick(
                "status、keys、bill、grades、environment，或一个命令",
                "status, keys, bill, grades, environment, or a command",
            ),
        ),
        sub(
            "completions",
            ("bash|zsh|fish", "bash|zsh|fish"),
            lang.pick(
                "命令行补全，含各项的值",
                "completions for a shell, with the values of flags",
            ),
            lang.pick("哪个 shell", "the shell"),
        )
        .mut_arg("name", |arg| {
            let shells = PossibleValuesParser::new(manual::SHELLS);
            arg.required(true)
                .hide_possible_values(true)
                .value_parser(shells)
        }),
        sub(
            "man",
            ("命令", "COMMAND"),
            lang.pick(
                "手册页（roff），如 yibao man | man -l -",
                "the manual page (roff), as in yibao man | man -l -",
            ),
            lang.pick(
                "哪个命令；不写就是整个程序",
                "which command; the program without one",
            ),
        ),
    ]
}

fn schema_command(lang: Lang, template: &str) -> clap::Command {
    clap::Command::new("schema")
        .alias("架构")
        .help_template(template.to_owned())
        .override_usage(lang.pick("yibao schema 名称", "yibao schema NAME"))
        .about(lang.pick(
            "账单、名单、累计、答案和规则文件的 JSON Schema",
            "the JSON Schema of a bill, of people, a ledger, an answer, or of rule files",
        ))
        .arg(
            Arg::new("name")
                .required(true)
                .value_name(lang.pick("名称", "NAME"))
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(schema::NAMES))
                .help(schema::NAMES.join(" | "))
                .help_heading(lang.pick("参数", "Arguments")),
        )
}

/// What is accepted as an answer.
pub(crate) fn accepted(lang: Lang) -> [Arg; 4] {
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

/// The formats of answers about bills and people.
pub(crate) const ANSWERS: [&str; 6] = ["table", "json", "csv", "md", "html", "xlsx"];

/// The formats of what is more words than figures.
pub(crate) const WORDS: [&str; 5] = ["table", "json", "csv", "md", "html"];

/// The formats of what is said about rule files.
pub(crate) const LISTS: [&str; 2] = ["table", "json"];

/// `--format` of the commands that print tables. The endings of `-o` follow it.
pub(crate) fn format_flag(lang: Lang, formats: &'static [&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .alias("格式")
        .value_name(formats.join("|"))
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(formats))
        .help(lang.pick("输出格式", "the format of the answer"))
        .help_heading(lang.pick("输出", "Output"))
}

/// `--explain` of the commands that answer about bills and people.
pub(crate) fn explain_flag(lang: Lang) -> Arg {
    Arg::new("explain")
        .long("explain")
        .alias("讲解")
        .action(ArgAction::SetTrue)
        .help(lang.pick(
            "用一句一句的话说明怎么算出来的",
            "tell in sentences how it came about",
        ))
        .help_heading(lang.pick("输出", "Output"))
}

/// A flag for a key of the bill.
pub(crate) fn flag(key: Key, lang: Lang, all: bool) -> Arg {
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
        ValueKind::Month => lang.pick("年月", "MONTH"),
        ValueKind::Years => lang.pick("年", "YEAR"),
        ValueKind::Region => lang.pick("地名", "PLACE"),
        ValueKind::Flag(_) => "true|false",
        ValueKind::Text => lang.pick("文字", "TEXT"),
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
    // Relatives' accounts are named one by one.
    let arg = match key.name {
        "shared" => arg
            .action(ArgAction::Append)
            .value_name(lang.pick("称呼=元", "NAME=YUAN")),
        _ => arg,
    };
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
const COMMON: [&str; 20] = [
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
    "shared",
    "ytd_pool_pay",
    "ytd_burden",
];
