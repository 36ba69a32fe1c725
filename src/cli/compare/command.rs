//! `yibao compare` as the parser is told it.

use clap::{Arg, ArgAction};

use crate::cli::command::{
    ANSWERS, accepted, flag, format_flag, get_flag, input_flag, table_flags,
};
use crate::cli::messages::Lang;
use crate::cli::profile;
use crate::model::keys::{self, Scope};

/// The keys of a bill that may list several values, in the order of the variants.
pub(crate) const LISTS: [&str; 6] = ["scheme", "mode", "person", "hospital", "place", "on"];

/// What contributions need beside the bill.
pub(crate) const PAYING: [&str; 2] = ["wage", "base"];

/// The other flags that the short help shows.
const SHOWN: [&str; 8] = [
    "region",
    "visit",
    "at",
    "aid",
    "nth",
    "months",
    "total",
    "self_funded",
];

/// The command.
pub(crate) fn command(lang: Lang, template: &str, all: bool) -> clap::Command {
    let compared = lang.pick(
        "比较什么（用逗号分开）",
        "What is compared, parted by commas",
    );
    let paying = lang.pick("缴费", "Contributions");
    let mut command = clap::Command::new("compare")
        .alias("比较")
        .help_template(template.to_owned())
        .override_usage(lang.pick(
            "yibao compare [选项] [账单…]",
            "yibao compare [FLAGS] [BILLS…]",
        ))
        .about(lang.pick(
            "同一张账单、同一年账单，换险种、医院、备案、日期、规则，并排比较",
            "the same bill or year under other schemes, levels, filings, days, rules: side by side",
        ))
        .after_help(lang.pick(
            "比较险种时也算全年缴费，并找出多大的账单起哪一种更省。几个列表一起给，就比较所有组合（至多 64 种）。",
            "Between schemes the year's contributions count too, and the bill is found from which on the other costs less. Several\nlists give every combination, up to 64.",
        ))
        .arg(
            Arg::new("file")
                .num_args(0..)
                .value_name(lang.pick("账单", "BILLS"))
                .help(lang.pick(
                    "一张账单，或一年的账单（文件、文件夹，- 为标准输入）；也可只用选项",
                    "a bill, or the bills of a year (files, folders, - for standard input); or flags alone",
                ))
                .help_heading(lang.pick("参数", "Arguments")),
        )
        .arg(
            Arg::new("against")
                .long("against")
                .alias("对照规则")
                .value_name(lang.pick("文件夹", "FOLDER"))
                .action(ArgAction::Append)
                .help(lang.pick(
                    "改了的规则，盖在现在的规则之上，作为另一种情形（可多次）",
                    "changed rules, laid over those in use, as one more variant (repeatable)",
                ))
                .help_heading(compared),
        )
        .arg(input_flag(lang))
        .args(table_flags(lang))
        .arg(format_flag(lang, &ANSWERS))
        .arg(get_flag(lang));
    for arg in accepted(lang).into_iter().chain(profile::flags(lang)) {
        command = command.arg(arg);
    }
    for key in keys::of(Scope::Bill) {
        let is_list = LISTS.contains(&key.name);
        let arg = flag(key, lang, true).hide(!all && !is_list && !SHOWN.contains(&key.name));
        command = command.arg(match key.name {
            "on" => arg.help_heading(compared).help(lang.pick(
                "日期；一年的账单只看年份",
                "day; of a year of bills only its year",
            )),
            _ if is_list => arg.help_heading(compared),
            _ => arg,
        });
    }
    for name in PAYING {
        if let Some(key) = keys::find(Scope::Person, name) {
            command = command.arg(flag(key, lang, true).help_heading(paying));
        }
    }
    command
}
