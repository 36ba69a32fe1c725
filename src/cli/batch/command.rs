//! The command line of `yibao batch`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};

use super::{Request, Summary};
use crate::batch::write::Layout;
use crate::cli::command::{accepted, flag};
use crate::cli::messages::Lang;
use crate::cli::output::format::Target;
use crate::formats::problem::Problem;
use crate::formats::raw::RawField;
use crate::model::keys::{self, Scope};

/// The layouts by name.
const LAYOUTS: [(&str, Layout); 2] = [("csv", Layout::Csv), ("ndjson", Layout::Ndjson)];

/// The flags whose values the help shows: what is mostly the same in every row.
const SHOWN: [&str; 6] = ["region", "scheme", "visit", "hospital", "person", "on"];

/// The command.
pub(crate) fn command(lang: Lang, template: &str, all: bool) -> clap::Command {
    let arg = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(help)
            .help_heading(lang.pick("输出", "Output"))
    };
    let layout = |name: &'static str, id: &'static str, help: &'static str| {
        Arg::new(id)
            .long(name)
            .value_name("csv|ndjson")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(LAYOUTS.map(|(name, _)| name)))
            .help(help)
            .help_heading(lang.pick("输出", "Output"))
    };
    let mut command = clap::Command::new("batch")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao batch [选项] [账单] [-o 文件]",
            "yibao batch [FLAGS] [BILLS] [-o FILE]",
        ))
        .about(lang.pick(
            "逐行结算一个文件或数据流的账单，一行一张",
            "settle a file or a stream of bills, a row each",
        ))
        .after_help(lang.pick(
            "每行一张账单；列名与 reimburse 的键相同（中文、英文或国家接口的名字），顺序不限，别的列照原样带出。\n选项里写的是每行都一样的；行里写了的以行为准。错的行写进 --errors，其余照算。退出状态：1 有错的行，4 有结果未知的行",
            "One bill a row; columns are named as the keys of reimburse (Chinese, English or those of the national interface), in any\norder, and other columns are passed through. Flags say what is the same in every row; a row's own cell goes before them. Bad\nrows go to --errors, the rest is settled. Exit status: 1 rows were rejected, 4 some outcomes are unknown",
        ))
        .arg(
            Arg::new("file")
                .value_name(lang.pick("账单", "BILLS"))
                .help(lang.pick(
                    "CSV 或 NDJSON，可为 .gz；不写或 - 为标准输入",
                    "CSV or NDJSON, also .gz; - or nothing for standard input",
                ))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(layout("input", "input", lang.pick("输入的格式", "the format of the input")))
        .arg(layout(
            "format",
            "layout",
            lang.pick("输出的格式，默认看结尾，再同输入", "the format of the output; else its ending says it, else the input"),
        ))
        .arg(
            arg("columns", lang.pick("列,列", "A,B"), lang.pick(
                "输出这些列：输入的列名，或 outcome、grade、各项金额",
                "the columns of the output: headings of the input, outcome, grade, amounts",
            ))
            .value_delimiter(','),
        )
        .arg(arg("errors", lang.pick("文件", "FILE"), lang.pick(
            "错的行写进这个 CSV：行号、列、值、代码、说明",
            "rejected rows as CSV: row, column, value, code, message",
        )))
        .arg(
            arg("max-errors", "N", lang.pick(
                "错行多于这个数就停，0 为见错即停",
                "stop when more rows than this are rejected; 0 stops at the first",
            ))
            .value_parser(clap::value_parser!(u64)),
        )
        .arg(
            arg("summary", "table|json", lang.pick(
                "答案是汇总；各行只在有 -o 时写出",
                "the answer is a summary; rows are written with -o only",
            ))
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(["table", "json"])),
        )
        .arg(
            arg("group-by", lang.pick("列,列", "A,B"), lang.pick("汇总按这些列分组", "group the summary by these columns"))
                .value_delimiter(','),
        )
        .arg(
            arg("against", lang.pick("文件夹", "FOLDER"), lang.pick(
                "同样的账单按这里的规则再算一遍，汇总比较",
                "settle the same bills by the rules of this folder too, and compare in the summary",
            )),
        )
        .arg(arg("ledger-by", lang.pick("列", "COLUMN"), lang.pick(
            "按这一列的人累计，账单按文件里的先后",
            "carry the ledger of each person in this column, bills in the order of the file",
        )))
        .arg(
            arg("threads", "N", lang.pick("线程数，默认全部核心", "threads; else one a core"))
                .value_parser(clap::value_parser!(u16).range(1..=256)),
        )
        .arg(
            Arg::new("quiet")
                .short('q')
                .long("quiet")
                .action(ArgAction::SetTrue)
                .help(lang.pick("不显示进度和小结", "no progress and no summary at the end"))
                .help_heading(lang.pick("输出", "Output")),
        );
    for arg in accepted(lang) {
        command = command.arg(arg);
    }
    for key in keys::of(Scope::Bill) {
        command = command.arg(flag(key, lang, true).hide(!all && !SHOWN.contains(&key.name)));
    }
    command
}

/// The request that was typed.
pub(crate) fn request(
    matches: &ArgMatches,
    (fields, problems): (Vec<RawField>, Vec<Problem>),
    target: Option<Target>,
) -> Request {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let texts = |name: &str| -> Vec<String> {
        let texts = matches.get_many::<String>(name).into_iter().flatten();
        texts
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    };
    let layout = |name: &str| {
        let asked = text(name)?;
        let found = LAYOUTS.iter().find(|(known, _)| *known == asked);
        found.map(|(_, layout)| *layout)
    };
    Request {
        file: text("file").unwrap_or_else(|| "-".to_owned()),
        input: layout("input"),
        layout: layout("layout"),
        target,
        columns: matches.contains_id("columns").then(|| texts("columns")),
        errors: text("errors"),
        max_errors: matches.get_one("max-errors").copied(),
        summary: text("summary").map(|kind| match kind.as_str() {
            "json" => Summary::Json,
            _ => Summary::Table,
        }),
        group_by: texts("group-by"),
        against: text("against"),
        ledger_by: text("ledger-by"),
        threads: matches.get_one::<u16>("threads").map(|n| usize::from(*n)),
        quiet: matches.get_flag("quiet"),
        fields,
        problems,
        rules: crate::cli::args::rule_folders(matches),
        accepted: crate::cli::args::accepted(matches),
    }
}
