//! Rule files that nobody would write: named errors, never a panic, whatever stands in them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;
use yibao::rules::check::check_all;
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

use crate::program::program;

const REGION: &str = "code = \"000000\"\nname = \"某地\"\n";

const COMMON: &str = "region = \"000000\"\n[[rounding]]\nfrom = 2020-01-01\nsources = [\"x\"]\npayments = \"fen\"\n\
    first-payment = \"fen\"\neach = \"line\"\n[[benefit-year]]\nfrom = 2020-01-01\nsources = [\"x\"]\n\
    starts = \"01-01\"\nbelongs-by = \"discharge\"\n";
const SOURCES: &str =
    "[x]\ntitle = \"x\"\ngrade = \"unverified\"\nchecked = 2026-01-01\ngood-for-months = 60\n";

/// A folder with a region and one more file, away from the project.
fn folder(name: &str, file: &str, bytes: &[u8]) -> PathBuf {
    let root = crate::written::folder(&format!("rules-{name}"));
    fs::create_dir(root.join("cn")).unwrap();
    fs::write(root.join("cn/region.toml"), REGION).unwrap();
    fs::write(root.join("cn").join(file), bytes).unwrap();
    root
}

fn codes(root: &PathBuf) -> Vec<&'static str> {
    let shelf = Shelf::new(Library::folder(root));
    let problems = check_all(&shelf).found.problems;
    fs::remove_dir_all(root).unwrap();
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.what.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn what_is_no_text_is_named() {
    assert_eq!(
        codes(&folder("bytes", "resident.toml", b"\xff\xfe\x00a")),
        ["R002"]
    );
    let long = "# x\n".repeat(10 << 18);
    assert_eq!(
        codes(&folder("long", "resident.toml", long.as_bytes())),
        ["R003"]
    );
    let deep = format!("region = {}{}", "[".repeat(1000), "]".repeat(1000));
    assert!(codes(&folder("deep", "resident.toml", deep.as_bytes())).contains(&"R001"));
    let dotted = format!("[{}]\nx = 1", vec!["a"; 1000].join("."));
    assert!(!codes(&folder("dotted", "resident.toml", dotted.as_bytes())).is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let root = folder("link", "other.txt", b"");
    fs::write(root.join("outside.toml"), "region = \"x\"").unwrap();
    std::os::unix::fs::symlink(root.join("outside.toml"), root.join("cn/resident.toml")).unwrap();
    std::os::unix::fs::symlink("/", root.join("cn/city")).unwrap();
    assert_eq!(codes(&root), ["R003", "R044"]);
}

#[test]
fn a_second_file_for_a_scheme_and_the_code_of_another_folder_are_named() {
    let second = b"region = \"000000\"\nscheme = \"resident\"\n";
    assert_eq!(
        codes(&folder("second", "resident-2026.toml", second)),
        ["R044"]
    );
    let other = b"region = \"650000\"\nscheme = \"resident\"\n";
    assert_eq!(codes(&folder("code", "resident.toml", other)), ["R029"]);
}

#[test]
fn an_answer_is_never_given_by_a_broken_rule() {
    let root = folder(
        "broken",
        "resident.toml",
        b"region = \"000000\"\nscheme = [",
    );
    let common = "region = \"000000\"\n[[rounding]]\nfrom = 2020-01-01\nsources = [\"a\"]\npayments = \"fen\"\n\
        first-payment = \"fen\"\neach = \"line\"\n";
    fs::write(root.join("cn/common.toml"), common).unwrap();
    let rules = root.to_str().unwrap();
    let ran = program(
        &[
            "reimburse",
            "--rules",
            rules,
            "--no-builtin",
            "--region",
            "某地",
            "--scheme",
            "居民",
            "--visit",
            "住院",
            "--hospital",
            "三级",
            "--total",
            "100",
            "--on",
            "2024-06-01",
        ],
        b"",
        None,
    );
    fs::remove_dir_all(&root).unwrap();
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""));
}

/// Every rule file that is known to be read, as one text each.
fn seeds() -> Vec<String> {
    let mut seeds = Vec::new();
    let mut folders = vec![PathBuf::from("rules/cn"), PathBuf::from("tests/designs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("cases") {
                folders.push(path);
            } else if path.is_file() && path.extension().is_some_and(|ending| ending == "toml") {
                seeds.push(fs::read_to_string(&path).unwrap());
            }
        }
    }
    seeds.sort();
    seeds
}

/// Pieces that rule files are made of, and some that they are not.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    "=",
    ",",
    "\n",
    "\"",
    "0",
    "-1",
    "1e9",
    "nan",
    "0x1f",
    "99999999999999999999",
    "2024-02-30",
    "9999-12-31",
    "true",
    "share = 1, of = \"inpatient.deductible\"",
    "nth = 1",
    "hospital = \"level-3\"",
    "\u{202e}",
    "adjust = [ { points = 500 } ]",
];

/// A text with some of its lines and pieces moved, doubled, lost or replaced.
fn mangled(mut text: String, edits: &[(prop::sample::Index, u8, prop::sample::Index)]) -> String {
    for (at, kind, piece) in edits {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.is_empty() {
            lines.push(String::new());
        }
        let line = at.index(lines.len());
        let piece_text = PIECES[piece.index(PIECES.len())];
        match kind % 5 {
            0 => drop(lines.remove(line)),
            1 => lines.insert(line, lines[line].clone()),
            2 => {
                let other = piece.index(lines.len());
                lines.swap(line, other);
            }
            _ => {
                let chars: Vec<char> = lines[line].chars().collect();
                let cut = piece.index(chars.len() + 1);
                let (before, after) = chars.split_at(cut);
                let after = if kind % 5 == 3 {
                    after
                } else {
                    after.get(1..).unwrap_or_default()
                };
                let before: String = before.iter().collect();
                let after: String = after.iter().collect();
                lines[line] = format!("{before}{piece_text}{after}");
            }
        }
        text = lines.join("\n");
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_time: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn mangled_rules_are_read_without_a_panic(
        seed in any::<prop::sample::Index>(),
        edits in prop::collection::vec(any::<(prop::sample::Index, u8, prop::sample::Index)>(), 1..6),
    ) {
        let seeds = seeds();
        let text = mangled(seeds[seed.index(seeds.len())].clone(), &edits);
        let common = fs::read_to_string("rules/cn/common.toml").unwrap();
        let sources = fs::read_to_string("rules/cn/sources.toml").unwrap();
        let start = std::time::Instant::now();
        for file in ["resident", "employee", "flexible", "catastrophic", "maternity", "common", "region", "sources"] {
            let files = [
                ("cn/region.toml".to_owned(), REGION.to_owned()),
                ("cn/common.toml".to_owned(), common.clone()),
                ("cn/sources.toml".to_owned(), sources.clone()),
                (format!("cn/{file}.toml"), text.clone()),
            ];
            let shelf = Shelf::new(Library::texts(files));
            check_all(&shelf);
        }
        // Far above what it takes: a hang is found, a slow machine is not.
        prop_assert!(start.elapsed() < Duration::from_secs(60));
    }
}

/// A third word was once refused as unknown, and then offered as its own mending.
#[test]
fn a_third_word_to_count_apart_by_is_one_too_many() {
    let table = |words: &str| {
        format!(
            "region = \"000000\"\nscheme = \"resident\"\n[[inpatient.cap.year]]\nfrom = 2024-01-01\n\
            sources = [\"a\"]\napart-by = [{words}]\nrows = [ {{ amount = 1000 }} ]\n"
        )
    };
    let found = |words: &str| codes(&folder("apart", "resident.toml", table(words).as_bytes()));
    let two = found("\"hospital\", \"person\"");
    assert!(!two.contains(&"R007") && !two.contains(&"R010"), "{two:?}");
    let three = found("\"hospital\", \"person\", \"aid\"");
    assert!(
        three.contains(&"R007") && !three.contains(&"R010"),
        "{three:?}"
    );
    let unknown = found("\"hospitl\"");
    assert!(unknown.contains(&"R010"), "{unknown:?}");
}

/// Found by the fuzzer: a figure of a case's own that is no number sent the case round in a circle.
#[test]
fn a_given_figure_that_is_no_number_is_named() {
    let root = folder("given", "other.txt", b"");
    fs::create_dir_all(root.join("cn/cases")).unwrap();
    let case = "[[layer]]\nname = \"x\"\norigin = \"by-hand\"\nlayer = \"catastrophic\"\ngiven = { income = \"much\" }\n\
        [layer.bill]\nscheme = \"resident\"\nburden = 1\n[layer.expect]\noutcome = \"unknown\"\n";
    fs::write(root.join("cn/cases/resident.toml"), case).unwrap();
    assert_eq!(codes(&root), ["R011"]);
}

/// A table is dense over what its rows ask for: one that asks for four counts at fifty places each is not laid out.
#[test]
fn a_rule_that_tells_too_many_cases_apart_gives_no_answer_and_says_so() {
    let row = |n: u32| {
        let counts = ["age", "continuous-years", "nth-at-level", "nth"];
        let counts = counts.map(|count| format!("{count} = {{ from = {n} }}, "));
        format!("  {{ {}amount = {n} }},\n", counts.concat())
    };
    let rows: String = (1..50).rev().map(row).collect();
    let rules = format!(
        "region = \"000000\"\nscheme = \"resident\"\n[[inpatient.deductible]]\nfrom = 2020-01-01\nsources = [\"x\"]\n\
         per = \"admission\"\nrows = [\n{rows}  {{ amount = 0 }},\n]\n[[inpatient.ratio]]\nfrom = 2020-01-01\n\
         sources = [\"x\"]\nrows = [ {{ ratio = 0.5 }} ]\n"
    );
    let root = folder("cases", "resident.toml", rules.as_bytes());
    fs::write(root.join("cn/common.toml"), COMMON).unwrap();
    fs::write(root.join("cn/sources.toml"), SOURCES).unwrap();
    let bill = b"on = 2025-06-01\nregion = \"000000\"\nscheme = \"resident\"\nvisit = \"inpatient\"\ntotal = 1000\nnth = 1\n\
        age = 40\ncontinuous_years = 1\nnth_at_level = 1\n";
    let rules = root.to_str().unwrap();
    let args = [
        "reimburse",
        "-",
        "--input",
        "toml",
        "--rules",
        rules,
        "--no-builtin",
        "--lang",
        "en",
    ];
    let ran = program(&args, bill, None);
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(ran.status, 4, "{}{}", ran.stdout, ran.stderr);
    let said = "inpatient.deductible: the rule tells apart more than 2000000 cases";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
}
