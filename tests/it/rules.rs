//! The shipped rules: no problem in any file, and every case comes out.

use chrono::NaiveDate;
use yibao::model::words::{Scheme, Visit};
use yibao::rules::cases::of_folder;
use yibao::rules::check::check_all;
use yibao::rules::compile::compile;
use yibao::rules::library::Library;
use yibao::rules::problem::Problem;
use yibao::rules::shelf::Shelf;

fn lines(problems: &[Problem]) -> String {
    let line = |problem: &Problem| {
        format!(
            "{} {} {:?}\n",
            problem.place,
            problem.what.code(),
            problem.what
        )
    };
    problems.iter().map(line).collect()
}

#[test]
fn the_shipped_rules_have_no_problem_and_every_figure_is_read_by_a_case() {
    let shelf = Shelf::new(Library::built_in());
    let checked = check_all(&shelf);
    let problems = checked.found.problems;
    assert!(problems.is_empty(), "{}", lines(&problems));
    assert!(shelf.files_read() > 20);
    assert!(checked.cases > 200, "{} cases", checked.cases);
    assert!(checked.figures > 200, "{} figures", checked.figures);
}

#[test]
fn only_the_files_that_an_answer_needs_are_parsed() {
    let shelf = Shelf::new(Library::built_in());
    let folder = shelf.find_region("乌鲁木齐").unwrap();
    let day = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap();
    compile(&shelf, &folder, Scheme::Resident, Visit::Inpatient, day).unwrap();
    // Three folders on the way up, with at most region, common, resident and catastrophic in each.
    assert!(shelf.files_read() <= 12, "{}", shelf.files_read());
}

/// A case is asked again as of another day: what it says of a month or a year moves, and stays a month or a year.
#[test]
fn a_case_on_another_day_asks_about_what_it_asked_about() {
    let shelf = Shelf::new(Library::built_in());
    let day = NaiveDate::from_ymd_opt(2025, 6, 15).unwrap();
    let (mut months, mut years) = (0, 0);
    for folder in shelf.folders().iter() {
        for case in of_folder(&shelf, folder, &mut Vec::new()) {
            let said = |name: &str| case.raw.get(name).is_some() && case.raw.get("on").is_none();
            let moved = case.on(day).raw;
            if said("month") {
                months += 1;
                assert!(
                    moved.get("month").is_some() && moved.get("year").is_none(),
                    "{case:?}"
                );
            } else if said("year") {
                years += 1;
                assert_eq!(
                    moved.get("year").map(|year| &*year.text),
                    Some("2025"),
                    "{case:?}"
                );
            }
        }
    }
    assert!(months > 10 && years > 10, "{months} {years}");
}
