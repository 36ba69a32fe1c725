//! The page of coverage: as committed, and what the program lists.

use std::fs;

use crate::program::program;

const PAGE: &str = "rules/COVERAGE.md";

#[test]
fn the_committed_page_is_what_the_rules_cover() {
    let now = program(&["rules", "list", "--format", "md"], b"", None).stdout;
    if std::env::var_os("YIBAO_BLESS").is_some() {
        fs::write(PAGE, &now).unwrap();
    }
    let committed = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        committed == now,
        "{PAGE} differs: YIBAO_BLESS=1 writes it anew"
    );
}

/// How many figures a list counts for a grade.
fn figures(list: &serde_json::Value, grade: &str) -> u64 {
    list["figures"][grade].as_u64().unwrap()
}

#[test]
fn every_figure_of_a_grade_is_named_and_the_grades_make_up_what_the_check_counts() {
    let run = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&program(args, b"", None).stdout).unwrap()
    };
    let list = run(&["rules", "list", "--format", "json"]);
    let mut sum = 0;
    for grade in ["official", "press", "secondary", "unverified"] {
        let of_grade = run(&["rules", "list", "--grade", grade, "--format", "json"]);
        let named = of_grade["figures"].as_array().unwrap().len() as u64;
        assert_eq!(named, figures(&list, grade), "{grade}");
        sum += named;
    }
    let tested = run(&["rules", "test", "--format", "json"]);
    assert_eq!(tested["figures"], sum);
    assert!(sum > 1000, "{sum}");
}
