//! The command line with its Chinese names and its examples, as it is parsed and as help shows it; and the page for
//! whoever types the program's name alone.

use crate::cli::command::command;
use crate::cli::messages::{FIRST, Lang, examples, in_language};
use crate::cli::names::named;
use crate::cli::output::paste::folded_text;

/// The whole command line, for a terminal of so many columns.
pub(crate) fn whole(lang: Lang, all: bool, columns: Option<usize>) -> clap::Command {
    let width = width(columns);
    let command = named(command(lang, all)).term_width(width);
    with_examples(command, "", lang, width)
}

fn width(columns: Option<usize>) -> usize {
    columns.unwrap_or(100).clamp(40, 120)
}

/// Puts the examples of every command before what else its help ends with.
fn with_examples(command: clap::Command, path: &str, lang: Lang, width: usize) -> clap::Command {
    let shown = examples(lang, path);
    let command = if shown.is_empty() {
        command
    } else {
        let mut end = lang.pick("例：\n", "Examples:\n").to_owned();
        for example in shown {
            end += &folded_text(&example, width, 2);
            end.push('\n');
        }
        if let Some(more) = command.get_after_help() {
            end += &more.to_string();
        }
        command.after_help(end)
    };
    command.mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        with_examples(sub, path.trim_start(), lang, width)
    })
}

/// What the program does, and three things to try.
pub(crate) fn start(lang: Lang, columns: Option<usize>) -> String {
    let width = width(columns);
    let about = command(lang, false);
    let about = about.get_about().map(ToString::to_string);
    let about = about.unwrap_or_default();
    let mut out = format!(
        "{about}\n\n{}\n",
        lang.pick("可以先试这三条：", "Three things to try:")
    );
    for (zh, en, command_zh, command_en) in FIRST {
        out += &format!("\n{}\n", lang.pick(zh, en));
        out += &folded_text(&in_language(lang, command_zh, command_en), width, 2);
        out.push('\n');
    }
    out + lang.pick(
        "\n自己的账单：在终端里输入 yibao reimburse，会一步一步地问\n全部命令：yibao --help\n",
        "\nA bill of your own: `yibao reimburse` on a terminal asks step by step\nEvery command: yibao --help --lang en\n",
    )
}
