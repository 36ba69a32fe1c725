//! Every code of a problem with rule files has its smallest bad folder, and gets that code and no other.

use std::collections::BTreeSet;
use std::fs;

use yibao::rules::cases;
use yibao::rules::check::check;
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir("tests/bad-rules").unwrap().flatten();
    entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// The codes that the program can give, from the one place where they stand.
fn codes() -> BTreeSet<String> {
    let text = fs::read_to_string("src/rules/problem.rs").unwrap();
    let quoted = text.split("=> \"").skip(1).filter_map(|rest| rest.get(..4));
    quoted
        .filter(|code| code.starts_with('R'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_code_has_a_folder() {
    assert!(codes().len() > 30);
    assert_eq!(codes(), folders());
}

#[test]
fn every_folder_gets_its_code_and_no_other() {
    let mut wrong = Vec::new();
    for code in folders() {
        let shelf = Shelf::new(Library::folder(format!("tests/bad-rules/{code}")));
        let mut problems = check(&shelf);
        if problems.is_empty() {
            problems = cases::run(&shelf).problems;
        }
        let found: BTreeSet<&str> = problems.iter().map(|problem| problem.what.code()).collect();
        if found != BTreeSet::from([code.as_str()]) {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
