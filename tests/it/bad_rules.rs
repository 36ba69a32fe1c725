//! Every code of a problem with rule files has its smallest bad folder, and gets that code and no other.

use std::collections::BTreeSet;
use std::fs;

use chrono::NaiveDate;
use yibao::rules::check::{check_all, stale};
use yibao::rules::library::Library;
use yibao::rules::problem::What;
use yibao::rules::shelf::Shelf;

fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir("tests/bad-rules").unwrap().flatten();
    entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn codes() -> BTreeSet<String> {
    What::CODES.iter().map(|code| (*code).to_owned()).collect()
}

/// The codes that the program gives, from the one place where they stand.
#[test]
fn the_list_of_codes_is_whole() {
    let text = fs::read_to_string("src/rules/problem.rs").unwrap();
    let quoted = text.split("=> \"").skip(1).filter_map(|rest| rest.get(..4));
    let given: BTreeSet<String> = quoted
        .filter(|code| code.starts_with('R'))
        .map(str::to_owned)
        .collect();
    assert_eq!(given, codes());
}

#[test]
fn every_code_has_a_folder() {
    assert!(codes().len() > 40);
    assert_eq!(codes(), folders());
}

#[test]
fn every_folder_gets_its_code_and_no_other() {
    let mut wrong = Vec::new();
    for code in folders() {
        let shelf = Shelf::new(Library::folder(format!("tests/bad-rules/{code}")));
        let checked = check_all(&shelf).found;
        let today = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
        let problems = checked.problems.into_iter();
        let found = problems.chain(checked.notes).chain(stale(&shelf, today));
        let found: Vec<_> = found.collect();
        let found: BTreeSet<&str> = found.iter().map(|problem| problem.what.code()).collect();
        if found != BTreeSet::from([code.as_str()]) {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is found in a folder with one block of its own.
fn found_in(file: &str, block: &str, text: &str) -> Vec<What> {
    let read = |name: &str| {
        let text = fs::read_to_string(format!("tests/bad-rules/R036/cn/{name}")).unwrap();
        (format!("cn/{name}"), text)
    };
    let scheme = match file {
        "common" => String::new(),
        scheme => format!("scheme = \"{scheme}\"\n"),
    };
    let dated = "from = 2024-01-01\nsources = [\"notice\"]";
    let own = format!("region = \"000000\"\n{scheme}\n[[{block}]]\n{dated}\n{text}\n");
    let others = ["sources.toml", "region.toml", "common.toml"];
    let others = others.into_iter().filter(|name| !name.starts_with(file));
    let files = others.map(read).chain([(format!("cn/{file}.toml"), own)]);
    let shelf = Shelf::new(Library::texts(files));
    let found = check_all(&shelf).found;
    let all = found.problems.into_iter().chain(found.notes);
    all.map(|problem| problem.what).collect()
}

/// A limit below a row is told only of a row that it can meet, and of every kind of row.
#[test]
fn a_limit_is_held_against_the_rows_that_it_meets() {
    let told = |block: &str, text: &str| {
        let found = found_in("resident", block, text).into_iter();
        found.filter(|what| what.code() == "R036").count()
    };
    let ratio = "rows = [ { hospital = \"level-1\", ratio = 0.96 }, { ratio = 0.5 } ]\n";
    for (hospital, times) in [("level-1", 1), ("level-2", 0)] {
        let adjust = format!("adjust = [ {{ hospital = \"{hospital}\", max = 0.9 }} ]");
        let told = told("inpatient.ratio", &format!("{ratio}{adjust}"));
        assert_eq!(told, times, "{hospital}");
    }
    for (max, times) in [(5, 1), (6, 0)] {
        let rows = "rows = [ { months = 6, starts = \"payment-day\" } ]";
        let adjust = format!("adjust = [ {{ entry = \"return\", max = {max} }} ]");
        assert_eq!(told("wait", &format!("{rows}\n{adjust}")), times, "{max}");
    }
}

/// A block without a key that its table cannot do without.
#[test]
fn keys_without_which_a_block_says_nothing_are_asked_for() {
    let amount = "rows = [ { amount = 98 } ]";
    let line =
        "lines = [ { line = \"basic\", payer = \"individual\", rate = 0.08, every = \"month\" } ]";
    for (file, block, text, keys) in [
        ("resident", "inpatient.deductible", amount, &["per"][..]),
        ("resident", "inpatient.cap.year", amount, &["on"]),
        ("resident", "inpatient.cap.day", amount, &["on"]),
        ("resident", "pool.cap.year", amount, &["on"]),
        (
            "common",
            "rounding",
            "",
            &["payments", "first-payment", "each"],
        ),
        ("common", "benefit-year", "", &["starts", "belongs-by"]),
        ("common", "labels", "", &["self-pay", "self-expense"]),
        ("flexible", "contribution", line, &["round", "base"]),
        ("employee", "retirement.top-up", "", &["base", "round"]),
        ("flexible", "deadline-monthly", "", &["slides", "cut-offs"]),
        ("maternity", "maternity.leave", amount, &["unit"]),
    ] {
        let found = found_in(file, block, text);
        let missing = found.iter().filter_map(|what| match what {
            What::MissingKey(key) => Some(*key),
            _ => None,
        });
        let missing: Vec<&str> = missing.collect();
        assert_eq!(missing, keys, "{block}: {found:?}");
    }
}
