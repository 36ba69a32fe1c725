//! The designs of other places, as data alone: what the engine settles is not the pattern of one province.

use std::fs;
use std::path::PathBuf;

use yibao::rules::cases;
use yibao::rules::check::check;
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

fn designs() -> Vec<PathBuf> {
    let entries = fs::read_dir("tests/designs").unwrap().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

#[test]
fn every_design_is_settled_by_its_data() {
    let mut run = 0;
    let mut wrong = Vec::new();
    for folder in designs() {
        let shelf = Shelf::new(Library::folder(&folder));
        let report = cases::run(&shelf);
        let of_its_cases = report.problems.into_iter();
        for problem in check(&shelf).into_iter().chain(of_its_cases) {
            wrong.push(format!(
                "{} {}: {:?}",
                folder.display(),
                problem.place,
                problem.what
            ));
        }
        assert!(report.run > 0, "{} has no case", folder.display());
        run += report.run;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(run > 400, "{run} cases");
}
