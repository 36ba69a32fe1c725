//! The gallery of errors: every code that the program gives has the smallest input that gets it and no other, and one page
//! shows all of them in both languages. `YIBAO_BLESS=1` writes what comes out into the page, to be read in the diff.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use yibao::rules::problem::What;

use crate::program::{Ran, program, program_with};
use crate::transcripts::words;

const FOLDER: &str = "tests/gallery";

/// How a code is got.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    runs: Vec<String>,
    stdin: Option<Stdin>,
    handle: Option<Handle>,
    shown: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stdin {
    #[serde(default)]
    head: String,
    repeat: String,
    times: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Handle {
    StdoutTimesOut,
    StdoutIsFull,
    StdinPanics,
}

/// A handle that fails in its own way.
struct Failing(Handle);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        panic!("the bug that the gallery shows");
    }
}

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(match self.0 {
            Handle::StdoutIsFull => io::ErrorKind::StorageFull.into(),
            _ => io::ErrorKind::TimedOut.into(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The entries by code: those of the index, and a check of its own folder for each other code of rule files.
fn entries() -> BTreeMap<String, Entry> {
    let index = fs::read_to_string(format!("{FOLDER}/errors.toml")).unwrap();
    let mut entries: BTreeMap<String, Entry> = toml::from_str(&index).unwrap();
    for code in What::CODES {
        let checked = || Entry {
            runs: vec![format!("rules check tests/bad-rules/{code}")],
            stdin: None,
            handle: None,
            shown: None,
        };
        entries.entry((*code).to_owned()).or_insert_with(checked);
    }
    entries
}

/// Every code that stands in the program's own text.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                codes.extend(
                    text.split('"')
                        .filter(|text| is_code(text))
                        .map(str::to_owned),
                );
            }
        }
    }
    codes
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// The codes that an output names in brackets.
fn named(output: &str) -> BTreeSet<String> {
    let brackets = output.split('[').skip(1);
    let inside = brackets.filter_map(|rest| rest.split_once(']'));
    let codes = inside.map(|(code, _)| code).filter(|code| is_code(code));
    codes.map(str::to_owned).collect()
}

fn ran(entry: &Entry, run: &str, lang: &str) -> Ran {
    let words = words(run);
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    if lang == "en" {
        args.extend(["--lang", "en"]);
    }
    let typed = entry.stdin.as_ref().map_or(String::new(), |stdin| {
        stdin.head.clone() + &stdin.repeat.repeat(stdin.times)
    });
    let mut stdout = Vec::new();
    match entry.handle {
        Some(Handle::StdinPanics) => {
            program_with(&args, &mut Failing(Handle::StdinPanics), &mut stdout)
        }
        Some(handle) => program_with(&args, &mut typed.as_bytes(), &mut Failing(handle)),
        None => {
            let mut ran = program_with(&args, &mut typed.as_bytes(), &mut stdout);
            ran.stdout = String::from_utf8(stdout).unwrap();
            ran
        }
    }
}

/// The files of a code, by name.
fn files(code: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(format!("{FOLDER}/{code}")) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// A file as the page shows it; nothing of one that is no text.
fn shown(path: &Path) -> String {
    let name = path.display();
    let ending = path.extension().unwrap().to_str().unwrap();
    let bytes = fs::read(path).unwrap();
    match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => format!("`{name}` is empty.\n\n"),
        Ok(text) => format!("`{name}`\n\n```{ending}\n{}\n```\n\n", text.trim_end()),
        Err(error) => format!(
            "`{name}` has {} bytes and is no text.\n\n",
            error.as_bytes().len()
        ),
    }
}

/// A command as it is typed, with the pipe before it or what its handle stands for behind it.
fn typed(entry: &Entry, run: &str, lang: &str) -> String {
    let lang = if lang == "en" { " --lang en" } else { "" };
    match (&entry.shown, entry.handle) {
        (Some(shown), None) => format!("$ {shown} | yibao {run}{lang}\n"),
        (Some(shown), Some(_)) => format!("# {shown}\n$ yibao {run}{lang}\n"),
        _ => format!("$ yibao {run}{lang}\n"),
    }
}

/// The title of the first error of an output, behind the code and the colon. A note has none: its page has.
fn title(output: &str, code: &str, lang: &str) -> String {
    let start = format!("[{code}]: ");
    let error = output.lines().find_map(|line| line.split_once(&start));
    if let Some((_, title)) = error {
        return title.to_owned();
    }
    let page = program(&["rules", "explain", code, "--lang", lang], b"", None).stdout;
    let title = page.lines().next().and_then(|line| line.split_once(' '));
    title.unwrap().1.to_owned()
}

const HEAD: &str = "# Every error, its smallest input, and what is said of it

Made by `YIBAO_BLESS=1 cargo test --test it gallery` from [errors.toml](errors.toml), the files in the folders beside it and
`tests/bad-rules`; each command stands as it is typed at the top of the project. `cargo test --test it gallery` holds that no
code is without an entry, that each entry gets its code and no other, and that this page is what comes out.

B: a bill, a person or a question · F: a file · I: a bug · L: a row of many bills · O: output · R: rule files, of which
`yibao rules explain R001` says more, with the rule mended · U: the command line.
";

/// Codes that are only notes: what they say may be meant so.
const NOTES: [&str; 2] = ["R036", "R039"];

#[test]
fn every_code_has_an_entry() {
    let entries: BTreeSet<String> = entries().into_keys().collect();
    assert!(entries.len() > 130, "{}", entries.len());
    assert_eq!(codes(), entries);
}

#[test]
fn every_file_belongs_to_a_code_that_reads_it() {
    for (code, entry) in entries() {
        for file in files(&code) {
            let path = file.to_str().unwrap();
            let folder = file.parent().unwrap().to_str().unwrap();
            let named = |run: &String| run.split(' ').any(|word| word == path || word == folder);
            assert!(entry.runs.iter().any(named), "{path} is read by no run");
        }
    }
}

#[cfg(target_os = "linux")] // the words of the system for what cannot be read differ
#[test]
fn every_entry_gets_its_code_and_the_page_shows_it() {
    let mut wrong = Vec::new();
    let mut list =
        String::from("\n| code | what is wrong | 错在哪里 | exit status |\n|---|---|---|---|\n");
    let mut body = String::new();
    for (code, entry) in entries() {
        write!(body, "\n## {code}\n\n").unwrap();
        body.extend(files(&code).iter().map(|path| shown(path)));
        body += "```console\n";
        let mut titles = Vec::new();
        let mut statuses = BTreeSet::new();
        for run in &entry.runs {
            for lang in ["zh", "en"] {
                let ran = ran(&entry, run, lang);
                let output = ran.stdout + &ran.stderr;
                if named(&output) != BTreeSet::from([code.clone()])
                    || (ran.status == 0 && !NOTES.contains(&code.as_str()))
                {
                    wrong.push(format!("{code}: {run}\n{output}"));
                }
                titles.push(title(&output, &code, lang));
                statuses.insert(ran.status.to_string());
                body += &typed(&entry, run, lang);
                writeln!(body, "{}", output.trim_end()).unwrap();
                if ran.status != 0 {
                    writeln!(body, "[status {}]", ran.status).unwrap();
                }
            }
        }
        body += "```\n";
        // A code with several runs has several titles; the list shows the first.
        let statuses: Vec<String> = statuses.into_iter().collect();
        let (zh, en) = (&titles[0], &titles[1]);
        let statuses = statuses.join(", ");
        let anchor = code.to_lowercase();
        writeln!(list, "| [{code}](#{anchor}) | {en} | {zh} | {statuses} |").unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let page = HEAD.to_owned() + &list + &body;
    let path = format!("{FOLDER}/README.md");
    let shown = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("YIBAO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
        return;
    }
    let mut pairs = shown.lines().zip(page.lines()).enumerate();
    let first = pairs.find(|(_, (shown, now))| shown != now);
    assert!(
        shown == page,
        "{path} differs first here, or in length: {first:?}"
    );
}
