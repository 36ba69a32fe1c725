//! The command line: from words to a checked request. Nothing below this file sees the parser.

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches};

use crate::cli::failure::{Failure, Usage};
use crate::cli::messages::{Lang, key_help, say};
use crate::cli::rules;
use crate::formats::bill::Format;
use crate::formats::problem::{Place, Problem};
use crate::formats::raw::{RawField, add};
use crate::model::keys::{self, Key, Scope, ValueKind};
use crate::model::words::shared;

/// What was asked for.
#[derive(Debug)]
pub(crate) enum Command {
    /// A text: help or the version.
    Print(String),
    /// What is paid back on a bill.
    Reimburse(Request),
    /// The rule files themselves.
    Rules(rules::Request),
}

/// A checked request for a bill.
#[derive(Debug)]
pub(crate) struct Request {
    /// The file, or `-`.
    pub(crate) file: Option<String>,
    /// Its format, if it was said.
    pub(crate) input: Option<Format>,
    /// What flags say of the bill.
    pub(crate) fields: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// How the answer is printed.
    pub(crate) output: Output,
}

/// How an answer is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A table for people.
    Table,
    /// JSON.
    Json,
    /// Single values, a line each.
    Get(Vec<String>),
}

/// The language: the flag, else the environment, else Chinese. It is needed before anything can be said.
pub(crate) fn language(args: &[String], around: Option<&str>) -> Lang {
    let mut words = args.iter();
    let mut typed = None;
    while let Some(word) = words.next() {
        if matches!(word.as_str(), "--lang" | "--语言") {
            typed = words.next().map(String::as_str);
        } else if let Some(value) = word
            .strip_prefix("--lang=")
            .or(word.strip_prefix("--语言="))
        {
            typed = Some(value);
        }
    }
    typed
        .or(around)
        .and_then(Lang::from_name)
        .unwrap_or(Lang::Zh)
}

/// Whether errors should be JSON too.
pub(crate) fn wants_json(args: &[String]) -> bool {
    let flag = |word: &String| matches!(word.as_str(), "--format" | "--格式");
    args.windows(2)
        .any(|pair| flag(&pair[0]) && pair[1] == "json")
        || args
            .iter()
            .any(|word| matches!(word.as_str(), "--format=json" | "--格式=json"))
}

/// Parses the command line.
pub(crate) fn parse(args: &[String], lang: Lang) -> Result<Command, Failure> {
    if let Some(word) = args.iter().find(|word| word.starts_with(['—', '－', '–'])) {
        return Err(Failure::Usage(Usage::Dash(word.clone())));
    }
    let all = args.iter().any(|word| word == "--help");
    let mut command = command(lang, all);
    if args.is_empty() {
        return Ok(Command::Print(command.render_help().to_string()));
    }
    let words = std::iter::once("yibao").chain(args.iter().map(String::as_str));
    match command.try_get_matches_from_mut(words) {
        Ok(matches) => match matches.subcommand() {
            Some(("reimburse", matches)) => Ok(Command::Reimburse(request(matches))),
            Some(("rules", matches)) => Ok(rules_request(matches).map_or_else(
                || Command::Print(command.render_help().to_string()),
                Command::Rules,
            )),
            _ => Ok(Command::Print(command.render_help().to_string())),
        },
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Ok(Command::Print(error.to_string()))
            }
            _ => Err(Failure::Usage(usage(&error))),
        },
    }
}

fn usage(error: &clap::Error) -> Usage {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let texts = |kind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    };
    let flag = |text: String| text.split([' ', '=']).next().unwrap_or_default().to_owned();
    match error.kind() {
        ErrorKind::InvalidSubcommand => Usage::Command(
            text(ContextKind::InvalidSubcommand),
            texts(ContextKind::SuggestedSubcommand),
        ),
        ErrorKind::UnknownArgument => {
            let word = text(ContextKind::InvalidArg);
            if word.starts_with('-') {
                Usage::Flag(word, texts(ContextKind::SuggestedArg))
            } else {
                Usage::TooMany(word)
            }
        }
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_empty() => {
            Usage::NoValue(flag(text(ContextKind::InvalidArg)))
        }
        ErrorKind::InvalidValue => Usage::Value(
            flag(text(ContextKind::InvalidArg)),
            text(ContextKind::InvalidValue),
            texts(ContextKind::ValidValue),
        ),
        ErrorKind::ArgumentConflict => Usage::Twice(flag(text(ContextKind::InvalidArg))),
        _ => Usage::Other(error.kind().to_string()),
    }
}

fn rules_request(matches: &ArgMatches) -> Option<rules::Request> {
    let (name, matches) = matches.subcommand()?;
    Some(rules::Request {
        asked: match name {
            "check" => rules::Asked::Check,
            _ => rules::Asked::Test,
        },
        folder: matches.get_one::<String>("folder").cloned(),
        json: matches
            .get_one::<String>("format")
            .is_some_and(|format| format == "json"),
    })
}

fn request(matches: &ArgMatches) -> Request {
    let mut fields = Vec::new();
    let mut problems = Vec::new();
    for key in keys::of(Scope::Bill) {
        if let Some(value) = matches.get_one::<String>(key.name) {
            let place = Place::Flag(key.flag());
            add(
                &mut fields,
                Scope::Bill,
                key.name,
                value.clone(),
                place,
                &mut problems,
            );
        }
    }
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let get: Vec<String> = matches
        .get_many::<String>("get")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let output = match text("format").as_deref() {
        _ if !get.is_empty() => Output::Get(get),
        Some("json") => Output::Json,
        _ => Output::Table,
    };
    Request {
        file: text("file"),
        input: text("input").and_then(|name| Format::from_name(&name)),
        fields,
        problems,
        output,
    }
}

/// The whole command line. The short help shows the common keys of a bill, the long help `all` of them.
fn command(lang: Lang, all: bool) -> clap::Command {
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
        .subcommand(sub(
            "check",
            "检查",
            lang.pick(
                "检查全部规则文件，一次列出所有问题",
                "check every rule file, all problems at once",
            ),
        ))
        .subcommand(sub(
            "test",
            "测试",
            lang.pick("检查并运行全部案例", "check, and run every case"),
        ))
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
