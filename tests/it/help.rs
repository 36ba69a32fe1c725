//! Help that teaches: every command has two examples, and they work; completions and manual pages are those of the
//! command line.

use std::fs;

use sha2::{Digest, Sha256};

use crate::program::program;
use crate::transcripts::words;

/// Every command that help names, by the words that lead to it.
pub(crate) fn commands(path: &[String]) -> Vec<Vec<String>> {
    let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    let help = program(&args, b"", None).stdout;
    let listed = help
        .lines()
        .skip_while(|line| *line != "命令:" && *line != "命令：");
    let listed = listed.skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let subs = names
        .iter()
        .map(|name| [path, &[(*name).to_owned()]].concat());
    subs.flat_map(|sub| {
        let mut all = commands(&sub);
        all.insert(0, sub);
        all
    })
    .collect()
}

/// The examples of a command's help, each as one line.
fn examples(path: &[String], lang: &str) -> Vec<String> {
    let args = path.iter().map(String::as_str);
    let args: Vec<&str> = args.chain(["-h", "--lang", lang]).collect();
    let help = program(&args, b"", None).stdout;
    let whole = help.replace(" \\\n    ", " ");
    let shown = whole.lines().filter_map(|line| line.strip_prefix("  "));
    let shown = shown.filter(|line| line.starts_with("yibao "));
    shown.map(str::to_owned).collect()
}

#[test]
fn every_command_has_two_examples_that_work() {
    let all = commands(&[]);
    assert!(all.len() > 15, "{all:?}");
    let _ = fs::remove_dir_all("target/example-rules");
    for path in all {
        for lang in ["zh", "en"] {
            let examples = examples(&path, lang);
            assert!(examples.len() >= 2, "{path:?} {lang}: {examples:?}");
            for example in examples {
                // A folder of rules of one's own is made where the test may write.
                let example = example.replace("my-rules", "target/example-rules");
                let words = words(&example);
                let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
                let ran = program(&args, b"", None);
                assert!(ran.status <= 1, "{example}\n{}{}", ran.stdout, ran.stderr);
                let empty = ran.stdout.is_empty() && !example.contains("--check");
                assert!(!empty, "{example} prints nothing");
            }
        }
    }
    let _ = fs::remove_dir_all("target/example-rules");
}

#[test]
fn the_first_things_to_try_work() {
    for lang in ["zh", "en"] {
        let page = program(&["--lang", lang], b"", None).stdout;
        let page = if lang == "zh" {
            program(&[], b"", None).stdout
        } else {
            page
        };
        let whole = page.replace(" \\\n    ", " ");
        let shown = whole
            .lines()
            .filter_map(|line| line.strip_prefix("  yibao "));
        let shown: Vec<&str> = shown.collect();
        assert_eq!(shown.len(), 3, "{page}");
        for example in shown {
            let words = words(example);
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            assert_eq!(program(&args, b"", None).status, 0, "{example}");
        }
    }
}

/// Everything that is generated from the command line, by name.
fn generated() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |args: &[&str]| {
        let ran = program(args, b"", None);
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        all.push((args.join(" "), ran.stdout));
    };
    for lang in ["zh", "en"] {
        for shell in ["bash", "zsh", "fish"] {
            add(&["completions", shell, "--lang", lang]);
        }
        add(&["man", "--lang", lang]);
        for path in commands(&[]).iter().filter(|path| path.len() == 1) {
            add(&["man", &path[0], "--lang", lang]);
        }
    }
    all
}

#[test]
fn completions_and_manual_pages_are_as_they_were() {
    let path = "tests/cmd/generated.txt";
    let now: String = generated()
        .iter()
        .map(|(name, text)| {
            let hash = Sha256::digest(text.as_bytes());
            let hash: String = hash
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{hash} {:>7} yibao {name}\n", text.len())
        })
        .collect();
    if std::env::var_os("YIBAO_BLESS").is_some() {
        fs::write(path, &now).unwrap();
    }
    let shown = fs::read_to_string(path).unwrap_or_default();
    assert!(
        shown == now,
        "{path} differs: bless it and look at what the commands print"
    );
}

#[test]
fn completions_know_every_command_flag_and_value() {
    for shell in ["bash", "zsh", "fish"] {
        let text = program(&["completions", shell, "--lang", "en"], b"", None).stdout;
        for path in commands(&[]) {
            assert!(
                text.contains(path.last().unwrap().as_str()),
                "{shell}: {path:?}"
            );
        }
        for word in [
            "hospital",
            "retire-at",
            "level-3",
            "day-surgery",
            "min-grade",
            "unverified",
        ] {
            assert!(text.contains(word), "{shell}: {word}");
        }
    }
    let text = program(&["completions", "fish"], b"", None).stdout;
    assert!(text.contains("日间手术") && text.contains("三级"));
}
