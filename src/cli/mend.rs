//! The command line that was meant: the one that was typed, with what is missing as placeholders and what was mistyped
//! put right, to be pasted and filled in.

use crate::cli::failure::{Failure, Lacking, Usage};
use crate::cli::given;
use crate::cli::messages::{Lang, key_name, say};
use crate::cli::names;
use crate::cli::output::paste::folded;
use crate::formats::problem::{Place, Problem, What};
use crate::rules::given::can_be_given;
use crate::rules::problem::nearest;
use crate::rules::table::TableName;

/// The end of an error: a command to go on with, where there is one.
pub(crate) fn after_failure(
    lang: Lang,
    args: &[String],
    failure: &Failure,
    columns: Option<usize>,
) -> String {
    let mended = match failure {
        Failure::Usage(usage) => of_usage(lang, args, usage),
        Failure::Bill(problems) => of_problems(lang, args, problems),
        Failure::NoSuchKey { key, known } => {
            let near = nearest(key, known.iter().map(String::as_str));
            near.first().and_then(|near| replaced(args, key, near))
        }
        Failure::Rules(_) | Failure::Unwritten(_) | Failure::Internal => None,
    };
    let text = mended.and_then(|args| folded(&args, width(columns), 2));
    text.map_or_else(String::new, |text| {
        let title = lang.pick("可以这样写：", "A command to go on with:");
        format!("\n{title}\n{text}\n")
    })
}

/// An unknown answer with its end: the same command with the user's own figures, or where to look.
pub(crate) fn with_more(
    answer: &str,
    lang: Lang,
    args: &[String],
    missing: &[String],
    columns: Option<usize>,
) -> String {
    let known = given::keys_for(TableName::Contribution);
    let can =
        |key: &&String| known.contains(key) || TableName::parse(key).is_some_and(can_be_given);
    let keys: Vec<&String> = missing.iter().filter(can).collect();
    let mut args = args.to_vec();
    let title = if keys.is_empty() {
        let Some(region) = value_of(&args, "region") else {
            return answer.to_owned();
        };
        args = ["rules", "show", &region].map(str::to_owned).into();
        say!(
            lang,
            "该地已有的规则：",
            "The rules that there are for the place:"
        )
    } else {
        for key in keys {
            args.push("--given".to_owned());
            args.push(format!("{key}={}", lang.pick("数", "N")));
        }
        say!(
            lang,
            "手头有通知的话，把数填进去：",
            "With a notice at hand, put its figures in:"
        )
    };
    let text = folded(&args, width(columns), 2);
    let more = text.map_or_else(String::new, |text| format!("\n{title}\n{text}\n"));
    format!("{}\n{more}", answer.trim_end())
}

fn width(columns: Option<usize>) -> usize {
    columns.unwrap_or(100).clamp(40, 160)
}

fn of_usage(lang: Lang, args: &[String], usage: &Usage) -> Option<Vec<String>> {
    match usage {
        Usage::Command(word, near) | Usage::Flag(word, near) => {
            let near = near.first()?;
            match word.split_once('＝') {
                Some((_, value)) => replaced(args, word, &format!("{near}={value}")),
                None => replaced(args, word, near),
            }
        }
        Usage::Dash(word) => replaced(args, word, &with_hyphens(word)),
        Usage::NoValue(flag) => {
            let at = args.iter().rposition(|arg| arg == flag)?;
            let mut args = args.to_vec();
            let name = flag.trim_start_matches('-').to_owned();
            args.insert(at + 1, placeholder(lang, &name));
            Some(args)
        }
        Usage::Value(flag, value, known) => {
            let near = nearest(value, known.iter().map(String::as_str));
            if !flag.starts_with("--") {
                return replaced(args, value, near.first()?);
            }
            let mut args = args.to_vec();
            set(&mut args, flag.trim_start_matches('-'), near.first()?);
            Some(args)
        }
        Usage::Needs(lacking) => {
            let mut args = args.to_vec();
            for Lacking { name, known } in lacking {
                if let Some(first) = known.first().filter(|_| !name.starts_with("--")) {
                    args.push(first.clone());
                } else if name.starts_with("--") {
                    let name = name.split([' ', '=']).next().unwrap_or(name);
                    set(
                        &mut args,
                        name.trim_start_matches('-'),
                        &placeholder(lang, name),
                    );
                } else {
                    // Of several values, the first one.
                    let name = name.trim_matches(['<', '>', '[', ']', '.', '…']);
                    args.push(name.split('|').next().unwrap_or(name).to_owned());
                }
            }
            Some(args)
        }
        _ => None,
    }
}

/// A flag that begins with a dash of an input method, as it should have been typed.
pub(crate) fn with_hyphens(word: &str) -> String {
    let name = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    format!("--{}", name.replacen('＝', "=", 1))
}

/// What was mistyped is put right, what is missing gets a placeholder. Nothing where neither would help.
fn of_problems(lang: Lang, args: &[String], problems: &[Problem]) -> Option<Vec<String>> {
    let mut mended = args.to_vec();
    for problem in problems {
        let typed = match &problem.place {
            Place::Flag(name) => Some(name.as_str()),
            _ => None,
        };
        match &problem.what {
            What::Missing(names, _) => {
                for name in names {
                    let flag = name.replace('_', "-");
                    if value_of(&mended, &flag).is_none() {
                        set(&mut mended, &flag, &placeholder(lang, name));
                    }
                }
            }
            What::UnknownRegion { near, .. } => {
                put_right(lang, &mut mended, typed?, near.first().map(String::as_str));
            }
            What::UnknownWord { word, near, .. } => {
                let forms: Vec<&str> = near.iter().flat_map(|near| near.split(' ')).collect();
                let near = nearest(word, forms);
                put_right(lang, &mut mended, typed?, near.first().map(String::as_str));
            }
            What::Number { .. }
            | What::NotADay(_)
            | What::NotAMonth(_)
            | What::NotAYear(_)
            | What::NotAFlag(_)
            | What::NotShared(_)
            | What::BelowZero(_) => put_right(lang, &mut mended, typed?, None),
            What::NoSuchMember { who, members } => {
                let near = nearest(who, members.iter().map(String::as_str));
                put_right(lang, &mut mended, "who", near.first().map(String::as_str));
            }
            _ => return None,
        }
    }
    (mended != args).then_some(mended)
}

fn put_right(lang: Lang, args: &mut Vec<String>, flag: &str, near: Option<&str>) {
    if value_of(args, flag).is_some() {
        let value = near.map_or_else(|| placeholder(lang, flag), str::to_owned);
        set(args, flag, &value);
    }
}

/// What stands for a value that only the user knows.
fn placeholder(lang: Lang, name: &str) -> String {
    let name = name.trim_start_matches('-');
    let key = name.replace('-', "_");
    match lang {
        Lang::Zh => match key_name(lang, &key) {
            zh if zh == key => names::flag(name).unwrap_or(name).to_owned(),
            zh => zh,
        },
        Lang::En => key.to_uppercase(),
    }
}

/// The names under which a flag is typed.
fn is_flag(arg: &str, flag: &str) -> bool {
    arg.strip_prefix("--")
        .is_some_and(|name| name == flag || names::flag(flag) == Some(name))
}

/// The value of a flag, in either way of writing it.
fn value_of(args: &[String], flag: &str) -> Option<String> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.split_once('=') {
            Some((name, value)) if is_flag(name, flag) => return Some(value.to_owned()),
            None if is_flag(arg, flag) => return Some(args.next()?.clone()),
            _ => {}
        }
    }
    None
}

/// Sets a flag, in its place or at the end.
fn set(args: &mut Vec<String>, flag: &str, value: &str) {
    for at in 0..args.len() {
        let name = args[at].split_once('=').map(|(name, _)| name.to_owned());
        match name {
            Some(name) if is_flag(&name, flag) => {
                args[at] = format!("{name}={value}");
                return;
            }
            None if is_flag(&args[at], flag) && at + 1 < args.len() => {
                value.clone_into(&mut args[at + 1]);
                return;
            }
            _ => {}
        }
    }
    args.push(format!("--{flag}"));
    args.push(value.to_owned());
}

/// The command line with one word in place of another.
fn replaced(args: &[String], word: &str, by: &str) -> Option<Vec<String>> {
    let at = args.iter().position(|arg| arg == word);
    let joined = args.iter().position(|arg| {
        let parted = arg.split_once('=');
        parted.is_some_and(|(flag, value)| flag == word || value == word)
    });
    let mut args = args.to_vec();
    let at = at.or(joined)?;
    args[at] = args[at].replacen(word, by, 1);
    Some(args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn flags_are_found_in_every_way_of_writing_them() {
        for text in ["--地区 a --x", "--region=a", "--地区=a", "--region a"] {
            let mut args = words(text);
            assert_eq!(value_of(&args, "region").as_deref(), Some("a"), "{text}");
            set(&mut args, "region", "b");
            assert_eq!(value_of(&args, "region").as_deref(), Some("b"), "{text}");
        }
    }

    #[test]
    fn a_dash_of_an_input_method_is_put_right() {
        for word in ["——region", "－－region", "—region", "–-region", "−region"] {
            assert_eq!(with_hyphens(word), "--region");
        }
        assert_eq!(with_hyphens("——region＝乌鲁木齐"), "--region=乌鲁木齐");
    }
}
