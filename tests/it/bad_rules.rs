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

/// A limit below a row is told only of a row that it can meet, and of every kind of row.
#[test]
fn a_limit_is_held_against_the_rows_that_it_meets() {
    let found = |file: &str, block: &str| {
        let root = "tests/bad-rules/R036/cn";
        let read = |name: &str| {
            let text = fs::read_to_string(format!("{root}/{name}")).unwrap();
            (format!("cn/{name}"), text)
        };
        let head = "region = \"000000\"\nscheme = \"resident\"\n";
        let block =
            format!("{head}\n[[{file}]]\nfrom = 2024-01-01\nsources = [\"notice\"]\n{block}");
        let files = ["sources.toml", "region.toml", "common.toml"].map(read);
        let own = ("cn/resident.toml".to_owned(), block);
        let shelf = Shelf::new(Library::texts(files.into_iter().chain([own])));
        let checked = check_all(&shelf).found;
        let found = checked.problems.iter().chain(&checked.notes);
        found
            .filter(|problem| problem.what.code() == "R036")
            .count()
    };
    let ratio = "rows = [ { hospital = \"level-1\", ratio = 0.96 }, { ratio = 0.5 } ]\n";
    for (hospital, told) in [("level-1", 1), ("level-2", 0)] {
        let adjust = format!("adjust = [ {{ hospital = \"{hospital}\", max = 0.9 }} ]");
        assert_eq!(
            found("inpatient.ratio", &format!("{ratio}{adjust}")),
            told,
            "{hospital}"
        );
    }
    let months = |max: i64| {
        format!(
            "rows = [ {{ months = 6, starts = \"payment-day\" }} ]\nadjust = [ {{ entry = \"return\", max = {max} }} ]"
        )
    };
    assert_eq!(found("wait", &months(5)), 1);
    assert_eq!(found("wait", &months(6)), 0);
}
