//! Every output that is shown anywhere comes out: both READMEs and `tests/cmd/*.md`.
//!
//! A block that begins with ```` ```console ```` holds commands after `$ ` and what they print (answers, then errors,
//! then `[status N]` where N is not 0). `console 60` is a terminal of 60 columns. `YIBAO_BLESS=1` writes what comes out
//! into the files, to be read in the diff.
//!
//! A block that begins with ```` ```toml my-rules/… ```` is a file that the reader writes there; the folder is made for the
//! page and removed behind it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::program;

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

/// A command of ours: its arguments, and what it reads.
pub(crate) struct Command {
    pub(crate) args: Vec<String>,
    pub(crate) stdin: Vec<u8>,
}

/// A shown command as its parts. Nothing for a command that is not ours.
fn parsed(command: &str) -> Option<Command> {
    let words = words(command);
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
    Some(Command { args, stdin })
}

/// Runs a command of ours and gives all that it printed. Nothing for a command that is not ours.
fn output(command: &str, columns: Option<usize>) -> Option<String> {
    let Command { args, stdin } = parsed(command)?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ran = program(&args, &stdin, columns);
    let mut text = ran.stdout + &ran.stderr;
    if ran.status != 0 {
        text += &format!("[status {}]\n", ran.status);
    }
    Some(text)
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
