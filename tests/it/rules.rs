//! The shipped rules: no problem in any file, and every case comes out.

use yibao::rules::cases;
use yibao::rules::check::check;
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
fn the_shipped_rules_have_no_problem() {
    let shelf = Shelf::new(Library::built_in());
    let problems = check(&shelf);
    assert!(problems.is_empty(), "{}", lines(&problems));
    assert!(shelf.files_read() > 20);
}

#[test]
fn every_case_comes_out() {
    let shelf = Shelf::new(Library::built_in());
    let report = cases::run(&shelf);
    assert!(report.problems.is_empty(), "{}", lines(&report.problems));
    assert!(report.run > 100, "{} cases", report.run);
}
