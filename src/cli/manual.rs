//! `yibao help`, `yibao completions` and `yibao man`: the command line written down in other ways.

use clap::builder::PossibleValuesParser;

use crate::cli::help;
use crate::cli::messages::{Lang, TOPICS, key_help, say, topic};
use crate::cli::output::table::plain_table;
use crate::cli::output::wrap::wrapped;
use crate::model::keys::{self, Scope, ValueKind};
use crate::model::words::shared;

/// The shells.
pub(crate) const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// What `yibao help` can be asked for: the topics by both their names, and every command.
pub(crate) fn help_names(command: &clap::Command) -> Vec<String> {
    let topics = TOPICS.iter().flat_map(|(name, zh)| [*name, *zh]);
    let commands = command.get_subcommands();
    let commands =
        commands.flat_map(|sub| std::iter::once(sub.get_name()).chain(sub.get_all_aliases()));
    topics.chain(commands).map(str::to_owned).collect()
}

/// The page of a topic or of a command; the list of topics when none is named.
pub(crate) fn help(name: Option<&str>, lang: Lang, columns: Option<usize>) -> Option<String> {
    let Some(name) = name else {
        return Some(topics(lang, columns));
    };
    if let Some((name, _)) = TOPICS
        .iter()
        .find(|(known, zh)| *known == name || *zh == name)
    {
        return Some(page(name, lang, columns));
    }
    let mut command = help::whole(lang, false, columns);
    // Flags of every command are told to the subcommands when the whole is built.
    command.build();
    let sub = command.find_subcommand_mut(name)?;
    Some(sub.render_help().to_string())
}

fn topics(lang: Lang, columns: Option<usize>) -> String {
    let rows = TOPICS.iter().map(|(name, _)| {
        let (title, _) = topic(name, lang);
        vec![format!("yibao help {name}"), title.to_owned()]
    });
    let header = [lang.pick("命令", "command"), lang.pick("内容", "about")];
    let mut out = plain_table(&header, rows.collect(), columns);
    out += lang.pick(
        "\nyibao help reimburse 与 yibao reimburse --help 相同；取值见 yibao values\n",
        "\n`yibao help reimburse` is `yibao reimburse --help`; for values see `yibao values`\n",
    );
    out
}

fn page(name: &str, lang: Lang, columns: Option<usize>) -> String {
    let width = columns.unwrap_or(100).clamp(40, 120);
    let (title, text) = topic(name, lang);
    let mut out = format!("{title}\n\n");
    for line in text.lines() {
        if line.starts_with("  ") || line.is_empty() {
            out += line;
            out.push('\n');
        } else {
            let indent = if line.starts_with("- ") { 2 } else { 0 };
            out += &wrapped(line, width, indent);
        }
    }
    if name == "keys" {
        for (scope, zh, en) in [
            (
                Scope::Bill,
                "账单（reimburse、year、batch）",
                "a bill (reimburse, year, batch)",
            ),
            (Scope::Line, "费用明细行", "a charge line"),
            (
                Scope::Person,
                "参保人（contribute、deadline、wait、maternity、retire）",
                "a person (contribute, deadline, wait, maternity, retire)",
            ),
            (
                Scope::Stint,
                "参保记录（wait --history）",
                "earlier cover (wait --history)",
            ),
        ] {
            out += &format!("\n{}\n", lang.pick(zh, en));
            out += &keys_of(scope, lang, width);
        }
    }
    out
}

/// One paragraph a key: its names, what it takes, and what else is read as it.
fn keys_of(scope: Scope, lang: Lang, width: usize) -> String {
    let mut out = String::new();
    for key in keys::of(scope) {
        let mut parts = vec![key.name.to_owned()];
        if key.zh != key.name {
            parts[0] += &format!(" {}", key.zh);
        }
        parts.push(kind(key.kind, lang).to_owned());
        if lang == Lang::En && scope == Scope::Bill {
            parts.push(key_help(key.name).to_owned());
        }
        if !key.also.is_empty() {
            let also = key.also.join(lang.pick("、", ", "));
            parts.push(say!(lang, "也认作 {also}", "also {also}"));
        }
        out += &wrapped(&format!("  {}", parts.join(" · ")), width, 4);
    }
    out
}

fn kind(kind: ValueKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        ValueKind::Text => ("文字", "text"),
        ValueKind::Region => ("地名", "a place"),
        ValueKind::Word(_) => ("词", "a word"),
        ValueKind::Count(_) | ValueKind::Number => ("整数", "a whole number"),
        ValueKind::Date(_) | ValueKind::Day => ("日期", "a day"),
        ValueKind::Flag(_) => ("是否", "true, false"),
        ValueKind::Money => ("元", "yuan"),
        ValueKind::Rate => ("比例", "a rate"),
        ValueKind::Month => ("年月", "a month"),
        ValueKind::Years => ("年", "a year"),
        ValueKind::Decimal => ("数", "a number"),
    };
    lang.pick(zh, en)
}

/// The completions of a shell, with the words that flags take.
pub(crate) fn completions(shell: &str, lang: Lang) -> String {
    use clap_complete::{Shell, generate};
    let shell = match shell {
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        _ => Shell::Bash,
    };
    let mut command = with_values(help::whole(lang, true, None), lang);
    let mut out = Vec::new();
    generate(shell, &mut command, "yibao", &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Tells the flags that take a word of the vocabulary which words there are: in the reader's language.
fn with_values(command: clap::Command, lang: Lang) -> clap::Command {
    let command = command.mut_args(|arg| {
        let key = keys::all().find(|key| arg.get_long() == Some(&key.flag()));
        match key.map(|key| key.kind) {
            Some(ValueKind::Word(selector)) if !shared(selector).is_empty() => {
                let words = shared(selector).iter();
                let words = words.map(|word| lang.pick(word.zh, word.name));
                arg.value_parser(PossibleValuesParser::new(words))
            }
            _ => arg,
        }
    });
    command.mut_subcommands(|sub| with_values(sub, lang))
}

/// The manual page of a command, or of the program.
pub(crate) fn man(name: Option<&str>, lang: Lang) -> Option<String> {
    let mut command = help::whole(lang, true, Some(78));
    command.build();
    let command = match name {
        Some(name) => command.find_subcommand(name)?.clone(),
        None => command,
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out).ok()?;
    Some(String::from_utf8_lossy(&out).into_owned())
}
