//! The designs of other places, as data alone: what the engine settles is not the pattern of one province.

use std::fs;
use std::path::PathBuf;

use yibao::rules::check::check_all;
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
    let (mut run, mut figures) = (0, 0);
    let mut wrong = Vec::new();
    for folder in designs() {
        let shelf = Shelf::new(Library::folder(&folder));
        let checked = check_all(&shelf);
        figures += checked.figures;
        for problem in checked.found.problems {
            wrong.push(format!(
                "{} {}: {:?}",
                folder.display(),
                problem.place,
                problem.what
            ));
        }
        assert!(checked.cases > 0, "{} has no case", folder.display());
        run += checked.cases;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(run > 500, "{run} cases");
    assert!(figures > 500, "{figures} figures, each moved");
}
