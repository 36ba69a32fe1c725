//! Every output that is shown anywhere comes out: both READMEs and `tests/cmd/*.md`.
//!
//! A block that begins with ```` ```console ```` holds commands after `$ ` and what they print (answers, then errors,
//! then `[status N]` where N is not 0). `console 60` is a terminal of 60 columns, whose colours are not shown; a command
//! behind `NO_COLOR=1` must not have any. `YIBAO_BLESS=1` writes what comes out into the files, to be read in the diff.
//!
//! A block that begins with ```` ```toml my-rules/… ```` is a file that the reader writes there; the folder is made for the
//! page and removed behind it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Ran, on_terminal, program};

fn pages() -> Vec<PathBuf> {
    let pages = ["README.md", "README.zh-CN.md", "examples/new-city.md"];
    let mut pages: Vec<PathBuf> = pages.map(PathBuf::from).into();
    let found = fs::read_dir("tests/cmd")
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    pages.extend(found.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    pages.sort();
    pages
}

/// The words of a command line: blanks part them, single quotes keep them together, a `\` goes on in the next line.
pub(crate) fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut any) = (false, false);
    for c in command.replace("\\\n", " ").chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                any = true;
            }
            ' ' if !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// A command of ours: its arguments, what it reads, and whether a terminal may be coloured.
pub(crate) struct Command {
    pub(crate) args: Vec<String>,
    pub(crate) stdin: Vec<u8>,
    pub(crate) colour: bool,
}

impl Command {
    /// Runs it at a terminal of so many columns, or piped.
    pub(crate) fn run(&self, columns: Option<usize>) -> Ran {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        match columns {
            Some(columns) => on_terminal(&args, &self.stdin, columns, self.colour),
            None => program(&args, &self.stdin, None),
        }
    }
}

/// A shown command as its parts. Nothing for a command that is not ours.
fn parsed(command: &str) -> Option<Command> {
    let mut words = words(command);
    let colour = words.first().is_none_or(|word| word != "NO_COLOR=1");
    if !colour {
        words.remove(0);
    }
    let start = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["yibao", ..] => 1,
        ["cargo", "run", "--release", "--", ..] => 4,
        _ => return None,
    };
    let (args, stdin) = match words.iter().position(|word| word == "<") {
        Some(at) => (
            [&words[start..at], &words[at + 2..]].concat(),
            fs::read(&words[at + 1]).unwrap(),
        ),
        None => (words[start..].to_vec(), Vec::new()),
    };
    Some(Command {
        args,
        stdin,
        colour,
    })
}

/// Runs a command of ours and gives all that it printed. Nothing for a command that is not ours.
fn output(command: &str, columns: Option<usize>) -> Option<String> {
    let command = parsed(command)?;
    let ran = command.run(columns);
    let mut text = ran.stdout + &ran.stderr;
    if columns.is_some() && command.colour {
        text = colourless(&text);
    }
    if ran.status != 0 {
        text += &format!("[status {}]\n", ran.status);
    }
    Some(text)
}

/// A text without the marks that colour it: `ESC [ … m`.
fn colourless(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let (_, text) = part.split_once('m').unwrap();
        plain + text
    })
}

/// Every command that is shown anywhere, but those that need the reader's own files or write some.
pub(crate) fn every_command() -> Vec<Command> {
    let texts = pages()
        .into_iter()
        .map(|path| fs::read_to_string(path).unwrap());
    let mut all = Vec::new();
    for text in texts {
        let text = text.replace("\\\n", " ");
        let shown = text.lines().filter_map(|line| line.strip_prefix("$ "));
        all.extend(shown.filter_map(parsed));
    }
    let writes = [
        "-o",
        "--output",
        "--record",
        "--ics",
        "--ledger-out",
        "--errors",
        "new",
        "--bless",
    ];
    let stays = |word: &String| !word.starts_with(OWN) && !writes.contains(&word.as_str());
    all.retain(|command| command.args.iter().all(stays));
    all
}

/// The folder of rules that a page's reader writes.
const OWN: &str = "my-rules";

/// The page with every output as it comes out, and how many commands were run.
fn page(text: &str) -> (String, usize) {
    let mut out = String::new();
    let mut run = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out += line;
        out.push('\n');
        if let Some(path) = line
            .strip_prefix("```toml ")
            .filter(|path| path.starts_with(OWN))
        {
            let mut file = String::new();
            while let Some(line) = lines.next_if(|line| *line != "```") {
                file += line;
                file.push('\n');
            }
            fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
            fs::write(path, &file).unwrap();
            out += &file;
            continue;
        }
        let Some(head) = line.strip_prefix("```console") else {
            continue;
        };
        let columns = head.trim().parse().ok();
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let mut shown = line.to_owned();
            while shown.ends_with('\\') {
                shown.push('\n');
                shown += lines.next().unwrap_or_default();
            }
            out += &shown;
            out.push('\n');
            let Some(command) = shown.strip_prefix("$ ") else {
                continue;
            };
            if let Some(output) = output(command, columns) {
                run += 1;
                out += output.trim_end();
                if !output.trim().is_empty() {
                    out.push('\n');
                }
                while lines
                    .next_if(|line| *line != "```" && !line.starts_with("$ "))
                    .is_some()
                {}
            }
        }
    }
    (out, run)
}

#[test]
fn every_shown_output_comes_out() {
    let bless = std::env::var_os("YIBAO_BLESS").is_some();
    let mut run = 0;
    let mut different = Vec::new();
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let _ = fs::remove_dir_all(OWN);
        let (now, commands) = page(&text);
        let _ = fs::remove_dir_all(OWN);
        run += commands;
        if now != text {
            if bless {
                fs::write(&path, &now).unwrap();
            }
            different.push(difference(&path, &text, &now));
        }
    }
    assert!(bless || different.is_empty(), "{}", different.join("\n"));
    assert!(run > 40, "{run} commands");
}

fn difference(path: &Path, shown: &str, now: &str) -> String {
    let pairs = shown.lines().zip(now.lines()).enumerate();
    let first = pairs.into_iter().find(|(_, (shown, now))| shown != now);
    match first {
        Some((line, (shown, now))) => {
            format!(
                "{}:{}\n  shown: {shown}\n  now:   {now}",
                path.display(),
                line + 1
            )
        }
        None => format!("{}: longer or shorter than shown", path.display()),
    }
}

/// The commands of the page of terminals.
fn at_terminals() -> Vec<Command> {
    let text = fs::read_to_string("tests/cmd/terminals.md").unwrap();
    let shown = text.lines().filter_map(|line| line.strip_prefix("$ "));
    shown.filter_map(parsed).collect()
}

#[test]
fn every_subcommand_is_shown_at_a_terminal_without_colour_in_english_and_piped() {
    let page = fs::read_to_string("tests/cmd/terminals.md").unwrap();
    let help = program(&["--help", "--lang", "en"], b"", None).stdout;
    let listed = help.lines().filter_map(|line| line.strip_prefix("  "));
    let listed = listed.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let names: Vec<&str> = listed.filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let (_, of_it) = page
            .split_once(&format!("\n## {name}\n"))
            .unwrap_or_else(|| panic!("no section {name}"));
        let of_it = of_it.split("\n## ").next().unwrap();
        let begins = format!("$ yibao {name}");
        let piped = format!("```console\n{begins}");
        assert!(
            of_it.contains(&format!("```console 60\n{begins}")),
            "{name}"
        );
        assert!(of_it.contains(&piped), "{name}");
        let other = format!("\n$ NO_COLOR=1 yibao {name}");
        let (_, other) = of_it.split_once(&other).unwrap_or_else(|| panic!("{name}"));
        assert!(
            other.lines().next().unwrap().ends_with(" --lang en"),
            "{name}"
        );
    }
}

#[test]
fn no_line_is_wider_than_a_terminal_of_60_columns_and_colours_are_all_that_no_color_takes() {
    for mut command in at_terminals() {
        command.colour = true;
        let coloured = command.run(Some(60));
        command.colour = false;
        let plain = command.run(Some(60));
        assert_eq!(colourless(&coloured.stdout), plain.stdout);
        assert_eq!(coloured.stderr, plain.stderr);
        let piped = command.run(None);
        for text in [&plain.stdout, &plain.stderr, &piped.stdout, &piped.stderr] {
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        if matches!(command.args[0].as_str(), "man" | "completions") {
            continue; // for other programs to read
        }
        let lines = plain.stdout + &plain.stderr;
        // A command to paste is not broken.
        let lines = lines.lines().filter(|line| !line.starts_with("  yibao "));
        for line in lines {
            let width = unicode_width::UnicodeWidthStr::width(line);
            assert!(width <= 60, "{width}: {line}");
        }
    }
}

#[test]
fn a_wrong_output_would_be_seen() {
    let shown = "```console\n$ yibao --version\nyibao 9.9.9\n```\n";
    let (now, run) = page(shown);
    assert_eq!(run, 1);
    assert_eq!(
        now,
        format!(
            "```console\n$ yibao --version\nyibao {}\n```\n",
            env!("CARGO_PKG_VERSION")
        )
    );
}
