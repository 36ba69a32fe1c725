//! Everything is said in both languages. Twice: in the source, where every message stands as a pair, also those that no
//! example reaches; and in what the program prints, where Chinese in an English answer must be data.

use std::fs;
use std::path::PathBuf;

use crate::help::commands;
use crate::program::program;
use crate::transcripts::every_command;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut open = vec![PathBuf::from(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) || ending.is_empty() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

fn has_han(text: &str) -> bool {
    text.contains(is_han)
}

/// A piece of source: a text in quotes, or a word or sign of the language.
#[derive(Debug, PartialEq)]
struct Piece {
    line: usize,
    text: String,
    is_quoted: bool,
}

/// The pieces of a source file, without comments and tests.
fn pieces(source: &str) -> Vec<Piece> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let chars: Vec<char> = source.chars().collect();
    let (mut pieces, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let from = at;
        let first = chars[at];
        at += 1;
        let is_quoted = first == '"';
        if is_quoted {
            while chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if first == '/' && chars.get(at) == Some(&'/') {
            while chars.get(at).is_some_and(|c| *c != '\n') {
                at += 1;
            }
            continue;
        } else if first == '\'' && chars.get(at + 1) == Some(&'\'') {
            at += 2;
        } else if first == '\'' && chars.get(at) == Some(&'\\') {
            while chars[at] != '\'' {
                at += 1;
            }
            at += 1;
        } else if first.is_alphanumeric() || first == '_' {
            while chars[at].is_alphanumeric() || chars[at] == '_' {
                at += 1;
            }
        } else if first.is_whitespace() {
            line += usize::from(first == '\n');
            continue;
        }
        let text: String = chars[from..at].iter().collect();
        let lines = text.matches('\n').count();
        let text = if is_quoted {
            text[1..text.len() - 1].to_owned()
        } else {
            text
        };
        pieces.push(Piece {
            line,
            text,
            is_quoted,
        });
        line += lines;
    }
    pieces
}

/// The two texts of every `say!(lang, "…", "…")` and `lang.pick("…", "…")`, where both stand there as they are.
fn pairs(pieces: &[Piece]) -> Vec<(&Piece, &Piece)> {
    let is = |at: usize, text: &str| {
        let piece = pieces.get(at);
        piece.is_some_and(|piece| !piece.is_quoted && piece.text == text)
    };
    let mut found = Vec::new();
    for at in 0..pieces.len() {
        let first = if is(at, "say") && is(at + 1, "!") {
            // The language comes first, up to its comma.
            (at + 2..pieces.len()).find(|at| is(*at, ",")).unwrap() + 1
        } else if is(at, "pick") && is(at + 1, "(") {
            at + 2
        } else {
            continue;
        };
        let (Some(zh), Some(en)) = (pieces.get(first), pieces.get(first + 2)) else {
            continue;
        };
        if zh.is_quoted && is(first + 1, ",") && en.is_quoted {
            found.push((zh, en));
        }
    }
    found
}

/// A text without what stands in braces and in backticks, and the names in the braces.
fn bare(text: &str) -> (String, Vec<String>) {
    let (mut out, mut holes) = (String::new(), Vec::new());
    let text = text.replace("{{", "").replace("}}", "");
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['{', '`']) {
        out += &rest[..at];
        let end = if rest[at..].starts_with('{') {
            '}'
        } else {
            '`'
        };
        let inner = rest[at + 1..].split(end).next().unwrap();
        for hole in inner.split(['{', '}']) {
            let name = hole.split(':').next().unwrap();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if is_name && (end == '}' || inner.contains(&format!("{{{hole}}}"))) {
                holes.push(name.to_owned());
            }
        }
        rest = rest[at + 1 + inner.len()..].strip_prefix(end).unwrap_or("");
    }
    out += rest;
    (out, holes)
}

/// Chinese that belongs into English sentences: values as they may be typed, the number of a document.
const TYPED: [&str; 5] = [
    "2024年6月1日",
    "1.2万",
    "甲, 乙, 丙",
    "报销 --地区 乌鲁木齐",
    "医保发〔2022〕22号",
];

fn without_typed(text: &str) -> String {
    let without = |text: String, typed: &&str| text.replace(typed, "");
    TYPED.iter().fold(text.to_owned(), without)
}

/// What is wrong with a message, if anything.
fn wrong(zh: &str, en: &str) -> Option<&'static str> {
    let (bare_zh, mut of_zh) = bare(zh);
    let (bare_en, mut of_en) = bare(en);
    if zh.is_empty() != en.is_empty() {
        return Some("empty in one language");
    }
    if has_han(&without_typed(en)) {
        return Some("Chinese in the English text");
    }
    let is_word = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase());
    if !bare_zh.contains(|c: char| c > '\u{2fff}') && bare_en.split(' ').any(is_word) {
        return Some("no Chinese in the Chinese text");
    }
    if english_sentence(&bare_zh).is_some() {
        return Some("English in the Chinese text");
    }
    // The same thing has its own name in each language.
    let is_a_name = |hole: &String| {
        ["name", "key", "word", "one", "other", "zh", "en"].contains(&hole.as_str())
            || hole.ends_with("_name")
    };
    of_zh.retain(|hole| !is_a_name(hole));
    of_en.retain(|hole| !is_a_name(hole));
    of_zh.sort();
    of_en.sort();
    of_zh.dedup();
    of_en.dedup();
    (of_zh != of_en).then_some("other values in one language")
}

/// Three English words in a row, which no list of keys and no command line is.
fn english_sentence(text: &str) -> Option<String> {
    let mut run: Vec<&str> = Vec::new();
    for word in text.split([' ', '\n']) {
        let plain = word.trim_end_matches([',', '.', ':']);
        let is_word = plain.len() > 1 && plain.chars().all(|c| c.is_ascii_lowercase());
        if is_word {
            run.push(plain);
        }
        // A comma after every word is a list of keys.
        if !is_word || plain != word {
            if run.len() > 2 && run[0] != "yibao" {
                return Some(run.join(" "));
            }
            run.clear();
        }
    }
    (run.len() > 2 && run[0] != "yibao").then(|| run.join(" "))
}

#[test]
fn every_message_stands_in_both_languages() {
    let mut count = 0;
    let mut all = Vec::new();
    for path in files("src/cli", "rs") {
        let pieces = pieces(&fs::read_to_string(&path).unwrap());
        for (zh, en) in pairs(&pieces) {
            count += 1;
            if let Some(wrong) = wrong(&zh.text, &en.text) {
                let (path, line) = (path.display(), zh.line);
                all.push(format!(
                    "{path}:{line}: {wrong}\n  {}\n  {}",
                    zh.text, en.text
                ));
            }
        }
    }
    assert!(count > 1000, "only {count} messages found");
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn no_message_stands_alone() {
    let mut alone = Vec::new();
    for path in files("src/cli", "rs") {
        let pieces = pieces(&fs::read_to_string(&path).unwrap());
        for (at, piece) in pieces.iter().enumerate() {
            let is_command = piece.text.starts_with("yibao ");
            if !piece.is_quoted || is_command || !has_han(&without_typed(&piece.text)) {
                continue;
            }
            // The other language stands beside it, or it is the Chinese name of a flag or a command.
            let beside = |comma: Option<usize>, other: Option<usize>| {
                let (comma, other) = (pieces.get(comma?)?, pieces.get(other?)?);
                let other_text = without_typed(&other.text);
                let is_pair = comma.text == "," && other.is_quoted && !has_han(&other_text);
                is_pair.then_some(())
            };
            let is_pair = beside(Some(at + 1), Some(at + 2)).is_some()
                || beside(at.checked_sub(1), at.checked_sub(2)).is_some();
            let is_name = at >= 2 && pieces[at - 2].text == "alias";
            let is_flag = piece.text.starts_with("--") && !piece.text.contains(' ');
            if !is_pair && !is_name && !is_flag {
                let (path, line) = (path.display(), piece.line);
                alone.push(format!("{path}:{line}: {}", piece.text));
            }
        }
    }
    assert!(alone.is_empty(), "{}", alone.join("\n"));
}

/// All that may be Chinese in an English answer: names and words of rules and examples, and the names of values.
fn data() -> String {
    let folders = ["rules", "examples", "tests"];
    let all = folders.iter().flat_map(|folder| files(folder, ""));
    let is_data = |path: &PathBuf| {
        let no = |part: &str| path.starts_with(part);
        let ending = path.extension().unwrap_or_default();
        ending != "rs" && ending != "md" && !no("rules/schema")
    };
    let texts = all.filter(is_data).map(|path| {
        let bytes = fs::read(path).unwrap();
        match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(other) => encoding_rs::GBK.decode(other.as_bytes()).0.into_owned(),
        }
    });
    texts
        .chain([vocabulary()])
        .collect::<Vec<String>>()
        .join("\n")
}

/// The Chinese names of keys, values, commands and flags, which may be typed in either language.
fn vocabulary() -> String {
    let names = [
        "model/words",
        "model/keys",
        "model/selector",
        "cli/names",
        "cli/messages/topics",
        "cli/rules/show",
    ];
    let texts = names.map(|name| fs::read_to_string(format!("src/{name}.rs")).unwrap());
    texts.join("\n")
}

fn without_language(args: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = args.into_iter();
    while let Some(word) = words.next() {
        if word == "--lang" || word == "--语言" {
            words.next();
        } else {
            kept.push(word);
        }
    }
    kept
}

fn run(args: &[String], stdin: &[u8], lang: &str) -> String {
    let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
    args.extend(["--lang", lang]);
    let ran = program(&args, stdin, None);
    ran.stdout + &ran.stderr
}

/// The Chinese words of a text that do not stand in the data.
fn foreign_chinese<'a>(text: &'a str, data: &str) -> Vec<&'a str> {
    let words = text
        .split(|c: char| !is_han(c))
        .filter(|word| !word.is_empty());
    words.filter(|word| !data.contains(word)).collect()
}

#[test]
fn what_is_printed_is_in_the_language_asked_for() {
    let data = data();
    let mut all: Vec<(Vec<String>, Vec<u8>)> = Vec::new();
    for command in every_command() {
        all.push((without_language(command.args), command.stdin));
    }
    assert!(all.len() > 300, "{} commands", all.len());
    all.sort();
    all.dedup();
    let mut wrong = Vec::new();
    for (args, stdin) in all {
        let typed = args.join(" ") + &String::from_utf8_lossy(&stdin);
        let shown = args.join(" ");
        for line in run(&args, &stdin, "en").lines() {
            let words = foreign_chinese(line, &data);
            if words.iter().any(|word| !typed.contains(word)) {
                wrong.push(format!("yibao {shown} --lang en\n  {line}"));
            }
        }
        // What the system and the parsers of files say is quoted as theirs.
        let is_quoted = |line: &&str| line.contains("系统说：") || line.contains("解析器说：");
        let printed = run(&args, &stdin, "zh");
        for line in printed.lines().filter(|line| !is_quoted(line)) {
            let sentence = english_sentence(line);
            if sentence.is_some_and(|sentence| !data.contains(&sentence)) {
                wrong.push(format!("yibao {shown}\n  {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn help_is_in_the_language_asked_for() {
    let mut pages: Vec<Vec<String>> = vec![vec!["--help".to_owned()]];
    for path in commands(&[]) {
        pages.push([&path[..], &["--help".to_owned()]].concat());
    }
    for topic in ["status", "keys", "bill", "grades", "environment"] {
        pages.push(vec!["help".to_owned(), topic.to_owned()]);
    }
    assert!(pages.len() > 20, "{} pages", pages.len());
    let vocabulary = vocabulary();
    for page in pages {
        let english = run(&page, b"", "en");
        for line in english.lines() {
            let plain = without_typed(line);
            // A command to be typed names a place; names may be shown in both languages.
            let is_command = plain.contains("yibao ");
            let strange = foreign_chinese(&plain, &vocabulary);
            assert!(is_command || strange.is_empty(), "{page:?}: {line}");
        }
        let chinese = run(&page, b"", "zh");
        let han = chinese.chars().filter(|c| is_han(*c)).count();
        assert!(han > 40, "{page:?} in Chinese:\n{chinese}");
        for line in chinese.lines() {
            assert_eq!(english_sentence(line), None, "{page:?}: {line}");
        }
    }
}

#[test]
fn a_missing_translation_would_be_seen() {
    for (zh, en) in [
        ("有 {count} 张", "{count} 张"),
        ("there are {count} bills", "there are {count} bills"),
        ("有 {count} 张", "there are some bills"),
        ("账单", ""),
        ("第 {row} 行 the row is empty", "row {row} is empty"),
    ] {
        assert!(wrong(zh, en).is_some(), "{zh} | {en}");
    }
    assert_eq!(wrong("“{name}”有 {count} 张", "`{key}` has {count}"), None);
    let source = "say!(\n lang,\n \"没有\", // why\n \"none\")";
    let pieces = pieces(source);
    let found = pairs(&pieces);
    assert_eq!((found[0].0.line, found[0].1.text.as_str()), (3, "none"));
    assert_eq!(foreign_chinese("head 医院 x 表头", "医院"), ["表头"]);
}
