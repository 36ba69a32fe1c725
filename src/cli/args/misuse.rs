//! What is wrong with a command line that the parser refuses: the word, and what was probably meant.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::failure::{Lacking, Usage};
use crate::rules::problem::nearest;

/// Whether a word means to be a flag but begins with a dash of an input method. A number after it is a value.
pub(super) fn is_wrong_dash(word: &str) -> bool {
    let dashes = ['—', '－', '–', '‐', '‑', '‒', '―', '−', '-'];
    let rest = word.trim_start_matches(dashes);
    let typed = &word[..word.len() - rest.len()];
    !typed.is_ascii() && rest.starts_with(|c: char| c.is_alphabetic())
}

pub(super) fn usage(error: &clap::Error, command: &clap::Command, args: &[String]) -> Usage {
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
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand);
            let near = near_commands(command, args, &word);
            Usage::Command(word, near)
        }
        ErrorKind::UnknownArgument => {
            let word = as_typed(args, text(ContextKind::InvalidArg));
            if word.starts_with('-') {
                let near = near_flags(command, args, &word);
                Usage::Flag(word, near)
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
        ErrorKind::MissingRequiredArgument => {
            let names = texts(ContextKind::InvalidArg).into_iter();
            let known = |name: &str| values_of(in_use(command, args), name);
            let lacking = names.map(|name| Lacking {
                known: known(&name),
                name,
            });
            Usage::Needs(lacking.collect())
        }
        ErrorKind::ArgumentConflict => {
            let one = flag(text(ContextKind::InvalidArg));
            let others = texts(ContextKind::PriorArg).into_iter().map(flag);
            match others.into_iter().find(|other| *other != one) {
                Some(other) => Usage::Together(one, other),
                None => Usage::Twice(one),
            }
        }
        _ => Usage::Other(error.kind().to_string()),
    }
}

/// The word that was typed: the parser takes `-region` for a cluster of short flags and names its first letter.
fn as_typed(args: &[String], word: String) -> String {
    let cluster = |arg: &&String| !arg.starts_with("--") && arg.starts_with(&word);
    match args.iter().find(cluster) {
        Some(whole) if word.chars().count() == 2 => whole.clone(),
        _ => word,
    }
}

/// The command of the command line, as far as it can be read.
fn in_use<'c>(command: &'c clap::Command, args: &[String]) -> &'c clap::Command {
    args.iter().fold(command, |command, arg| {
        command.find_subcommand(arg).unwrap_or(command)
    })
}

/// More values than this are no help in a message.
const MOST_VALUES: usize = 20;

/// The values that an argument may have, where they are few.
fn values_of(command: &clap::Command, name: &str) -> Vec<String> {
    let mut arguments = command.get_arguments();
    let argument = arguments.find(|argument| argument.to_string() == name);
    let values = argument
        .map(clap::Arg::get_possible_values)
        .unwrap_or_default();
    let names = values.iter().map(|value| value.get_name().to_owned());
    names.filter(|_| values.len() <= MOST_VALUES).collect()
}

fn near_commands(command: &clap::Command, args: &[String], word: &str) -> Vec<String> {
    let names = in_use(command, args).get_subcommands();
    let names = names.flat_map(|sub| std::iter::once(sub.get_name()).chain(sub.get_all_aliases()));
    nearest(word, names.collect::<Vec<_>>())
}

fn near_flags(command: &clap::Command, args: &[String], word: &str) -> Vec<String> {
    let flags = [command, in_use(command, args)];
    let flags = flags.into_iter().flat_map(clap::Command::get_arguments);
    let names = flags.filter_map(|arg| {
        let aliases = arg.get_all_aliases().unwrap_or_default();
        arg.get_long()
            .map(|long| std::iter::once(long).chain(aliases))
    });
    let typed = word.trim_start_matches('-');
    let typed = typed.split(['=', '＝']).next().unwrap_or(typed);
    let mut near = nearest(typed, names.flatten().collect::<Vec<_>>());
    // A flag that is much further off than the nearest was not meant.
    let far = |name: &str| strsim::damerau_levenshtein(typed, name);
    if let Some(best) = near.first().map(|name| far(name)) {
        near.retain(|name| far(name) <= best + usize::from(best > 1));
    }
    near.iter().map(|name| format!("--{name}")).collect()
}
