//! Errors: what, where, why, what to do.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde_json::{Value as Json, json};

use unicode_width::UnicodeWidthStr;

use crate::cli::failure::{Failure, Usage};
use crate::cli::mend::with_hyphens;
use crate::cli::messages::{
    Lang, Said, bill_problem, clean, is_hidden, list, reading_notes, rule_problem, say,
    unwritten_problem,
};
use crate::cli::output::wrap::wrapped;
use crate::formats::problem::Place;
use crate::formats::table::Understood;
use crate::rules::problem::Problem;
use crate::rules::text;

/// One thing to say: its code, its place, its words.
struct Item<'a> {
    code: &'static str,
    place: String,
    text: Option<&'a text::Place>,
    said: Said,
}

/// How many problems are printed before the rest is only counted.
const MOST: usize = 50;

/// The failure for people.
pub(crate) fn text(failure: &Failure, lang: Lang, columns: Option<usize>) -> String {
    let renderer = renderer(columns);
    let items = items(failure, lang);
    let mut out = String::new();
    for item in items.iter().take(MOST) {
        out += &render(item, lang, &renderer, width(columns));
        out += "\n\n";
    }
    if items.len() > MOST {
        let more = items.len() - MOST;
        out += &say!(lang, "还有 {more} 处问题\n", "and {more} more problems\n");
    }
    if items.len() > 1 {
        let count = items.len();
        out += &say!(
            lang,
            "共 {count} 处问题，没有给出答案\n",
            "{count} problems, no answer\n"
        );
    }
    out
}

/// Problems of rule files, as the answer of a check.
pub(crate) fn of_rules(problems: &[Problem], lang: Lang, columns: Option<usize>) -> String {
    let renderer = renderer(columns);
    let mut out = String::new();
    for problem in problems {
        out += &render(&of_rule(problem, lang), lang, &renderer, width(columns));
        out += "\n\n";
    }
    out
}

/// The same as JSON.
pub(crate) fn rules_as_json(problems: &[Problem], lang: Lang) -> Vec<Json> {
    problems
        .iter()
        .map(|problem| one(&of_rule(problem, lang)))
        .collect()
}

fn renderer(columns: Option<usize>) -> Renderer {
    Renderer::plain().term_width(width(columns))
}

/// The columns that errors keep to.
fn width(columns: Option<usize>) -> usize {
    columns.unwrap_or(100).clamp(40, 160)
}

/// A cause or a fix, wrapped so that it stays inside the width behind its bar and its name.
fn message(text: &str, width: usize) -> String {
    wrapped(text, width.saturating_sub(14), 0)
        .trim_end()
        .to_owned()
}

/// A text whose hidden characters are seen. The library shows control characters, and some of those that turn the direction
/// of writing; what it lets through is replaced by a sign of as many bytes, so that places stay where they are.
fn unhidden(text: &str) -> Cow<'_, str> {
    let lets_through = |c: char| is_hidden(c) && !c.is_control() && c.len_utf8() == SIGN.len_utf8();
    if text.contains(lets_through) {
        text.replace(lets_through, SIGN.encode_utf8(&mut [0; 4]))
            .into()
    } else {
        text.into()
    }
}

/// The sign that stands for a hidden character.
const SIGN: char = '\u{fffd}';

fn render(item: &Item<'_>, lang: Lang, renderer: &Renderer, width: usize) -> String {
    let cause = message(&item.said.cause, width);
    let fix = message(&item.said.fix, width);
    let note = Level::NOTE.with_name(lang.pick("原因", "cause"));
    let error = Level::ERROR.with_name(lang.pick("错误", "error"));
    let help = Level::HELP.with_name(lang.pick("改法", "fix"));
    let group = error.primary_title(item.said.title.as_str()).id(item.code);
    let group = match item.text {
        Some(place) if !place.text.text.is_empty() => {
            let end = place.text.text.len();
            let span = place.span.start.min(end)..place.span.end.min(end);
            // A place of many lines (a block, a case) is shown by its first.
            let shown = place.text.text.get(span.clone()).unwrap_or_default();
            let first = shown.lines().next().map_or(0, str::len);
            let span =
                span.start..span.start + first.max(usize::from(span.start < end && first > 0));
            let annotation = AnnotationKind::Primary.span(span);
            // A short cause stands under the caret, a long one below the excerpt.
            let is_short = cause.width() * 2 <= width && !cause.contains('\n');
            let (annotation, below) = if is_short {
                (annotation.label(cause.as_str()), None)
            } else {
                (annotation, Some(note.message(cause.as_str())))
            };
            let shown = unhidden(&place.text.text);
            let snippet = Snippet::source(shown)
                .path(place.text.path.as_str())
                .annotation(annotation);
            let group = group.element(snippet);
            match below {
                Some(below) => group.element(below),
                None => group,
            }
        }
        _ => group
            .element(Origin::path(item.place.as_str()))
            .element(note.message(cause.as_str())),
    };
    let group = group.element(help.message(fix.as_str()));
    renderer.render(&[group])
}

/// What there is to say about how files were read, beside the answer.
pub(crate) fn reading(files: &[&Understood], lang: Lang, columns: Option<usize>) -> String {
    let mut out = String::new();
    for file in files {
        let notes = reading_notes(lang, file).into_iter();
        let name = clean(&file.file);
        let notes = notes.map(|note| say!(lang, "读表 {name}：{note}", "reading {name}: {note}"));
        out.extend(notes.map(|note| wrapped(&note, width(columns), 2)));
    }
    out
}

/// The failure as one JSON object; the first problem, with all of them in a list.
pub(crate) fn json(failure: &Failure, lang: Lang) -> String {
    let items = items(failure, lang);
    let first = items.first().map(one);
    let all: Vec<_> = items.iter().map(one).collect();
    json!({ "error": first, "errors": all }).to_string() + "\n"
}

fn one(item: &Item<'_>) -> Json {
    json!({
        "code": item.code,
        "place": item.place,
        "title": item.said.title,
        "cause": item.said.cause,
        "fix": item.said.fix,
    })
}

fn of_rule<'a>(problem: &'a Problem, lang: Lang) -> Item<'a> {
    Item {
        code: problem.what.code(),
        place: problem.place.to_string(),
        text: Some(&problem.place),
        said: rule_problem(lang, &problem.what),
    }
}

fn items(failure: &Failure, lang: Lang) -> Vec<Item<'_>> {
    match failure {
        Failure::Usage(problem) => vec![Item {
            code: "U001",
            place: lang.pick("命令行", "command line").to_owned(),
            text: None,
            said: usage(problem, lang),
        }],
        Failure::Bill(problems) => problems
            .iter()
            .map(|problem| Item {
                code: problem.what.code(),
                place: clean(&problem.place.to_string()),
                text: match &problem.place {
                    Place::Text(place) => Some(place),
                    _ => None,
                },
                said: bill_problem(lang, &problem.what),
            })
            .collect(),
        Failure::Rules(problems) => problems
            .iter()
            .map(|problem| of_rule(problem, lang))
            .collect(),
        Failure::NoSuchKey { key, known } => {
            let (key, known) = (clean(key), list(lang, known));
            vec![Item {
                code: "U002",
                place: "--get".to_owned(),
                text: None,
                said: Said {
                    title: say!(lang, "答案里没有这个键", "the answer has no such key"),
                    cause: say!(lang, "没有“{key}”", "there is no `{key}`"),
                    fix: say!(lang, "可用：{known}", "use one of: {known}"),
                },
            }]
        }
        Failure::Internal => vec![Item {
            code: "I001",
            place: "yibao".to_owned(),
            text: None,
            said: Said {
                title: say!(lang, "程序出错", "an internal error"),
                cause: say!(
                    lang,
                    "这是程序的缺陷，不是您的输入",
                    "this is a bug of the program, not of your input"
                ),
                fix: say!(
                    lang,
                    "请把命令、输入和设置 RUST_BACKTRACE=1 后的输出报告给我们",
                    "please report the command, its input and what it prints with RUST_BACKTRACE=1 set"
                ),
            },
        }],
        Failure::Unwritten(unwritten) => vec![Item {
            code: unwritten.code(),
            place: match &unwritten.path {
                Some(path) => clean(&path.display().to_string()),
                None => lang.pick("标准输出", "standard output").to_owned(),
            },
            text: None,
            said: unwritten_problem(lang, unwritten),
        }],
    }
}

fn usage(problem: &Usage, lang: Lang) -> Said {
    let suggest = |near: &[String]| {
        if near.is_empty() {
            return say!(lang, "见 yibao --help", "see yibao --help");
        }
        let near = list(lang, near);
        say!(lang, "是不是 {near}？", "did you mean {near}?")
    };
    let (title, cause, fix) = match problem {
        Usage::Command(name, near) => {
            let name = clean(name);
            (
                say!(lang, "没有这个命令", "no such command"),
                say!(lang, "“{name}”不是命令", "`{name}` is no command"),
                suggest(near),
            )
        }
        Usage::Flag(name, near) => {
            let name = clean(name);
            (
                say!(lang, "没有这个选项", "no such flag"),
                say!(lang, "“{name}”不是选项", "`{name}` is no flag"),
                suggest(near),
            )
        }
        Usage::NoValue(name) => {
            let name = clean(name);
            (
                say!(lang, "选项缺少值", "a flag without its value"),
                say!(lang, "{name} 后面要有值", "{name} takes a value"),
                say!(lang, "写上值，如 {name} …", "give it, as in {name} …"),
            )
        }
        Usage::Needs(lacking) => {
            let names: Vec<String> = lacking.iter().map(|one| one.name.clone()).collect();
            let names = clean(&list(lang, &names));
            let known: Vec<String> = lacking.iter().flat_map(|one| one.known.clone()).collect();
            let known = list(lang, &known);
            (
                say!(lang, "命令不完整", "a command that is not complete"),
                say!(lang, "缺少 {names}", "{names} is missing"),
                if known.is_empty() {
                    say!(lang, "补上 {names}", "add {names}")
                } else {
                    say!(
                        lang,
                        "补上 {names}，可用：{known}",
                        "add {names}, one of: {known}"
                    )
                },
            )
        }
        Usage::Twice(name) => {
            let name = clean(name);
            (
                say!(lang, "选项写了两次", "a flag given twice"),
                say!(lang, "{name} 只能写一次", "{name} may stand once"),
                say!(lang, "去掉一个", "drop one"),
            )
        }
        Usage::Together(one, other) => {
            let (one, other) = (clean(one), clean(other));
            (
                say!(lang, "选项不能同用", "flags that exclude each other"),
                say!(
                    lang,
                    "{one} 与 {other} 不能同时写",
                    "{one} and {other} cannot stand together"
                ),
                say!(lang, "去掉一个", "drop one"),
            )
        }
        Usage::Value(name, value, known) => {
            let (name, value, known) = (clean(name), clean(value), list(lang, known));
            (
                say!(lang, "没有这个值", "no such value"),
                say!(
                    lang,
                    "“{value}”不是 {name} 的值",
                    "`{value}` is no value of {name}"
                ),
                say!(lang, "可用：{known}", "use one of: {known}"),
            )
        }
        Usage::TooMany(word) => {
            let word = clean(word);
            (
                say!(lang, "多出来的词", "a word too many"),
                say!(
                    lang,
                    "“{word}”不知道是什么",
                    "it is not clear what `{word}` is"
                ),
                say!(
                    lang,
                    "去掉它；含空格的值要加引号",
                    "drop it; put values with blanks into quotes"
                ),
            )
        }
        Usage::Dash(word) => {
            let right = clean(&with_hyphens(word));
            let word = clean(word);
            (
                say!(lang, "连字符不对", "not the dash of a flag"),
                say!(
                    lang,
                    "“{word}”用的是中文破折号或全角连字符",
                    "`{word}` begins with a dash of an input method"
                ),
                say!(
                    lang,
                    "写成 {right}（两个半角减号）",
                    "write {right}, with two plain hyphens"
                ),
            )
        }
        Usage::Other(why) => (
            say!(lang, "命令行读不出来", "the command line cannot be read"),
            why.clone(),
            say!(lang, "见 yibao --help", "see yibao --help"),
        ),
    };
    Said { title, cause, fix }
}
