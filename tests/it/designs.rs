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

/// What a case expects must be readable: else it would agree with an amount that is not there.
#[test]
fn an_expectation_that_cannot_be_read_is_a_problem() {
    let files = [
        "region.toml",
        "sources.toml",
        "common.toml",
        "resident.toml",
        "cases/share.toml",
    ];
    let checked = |value: &str| {
        let texts = files.map(|name| {
            let text = fs::read_to_string(format!("tests/designs/share-of-bill/cn/{name}"));
            (format!("cn/{name}"), text.unwrap().replace("332.50", value))
        });
        let problems = check_all(&Shelf::new(Library::texts(texts))).found.problems;
        let codes = problems.iter().map(|one| one.what.code());
        codes.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(checked("332.50"), [""; 0]);
    for (value, code) in [
        ("{ at-least = 1 }", "R006"),
        ("{ high = 3 }", "R007"),
        ("1.005", "R007"),
        ("''", "R007"),
    ] {
        let found = checked(value);
        assert!(found.contains(&code.to_owned()), "{value}: {found:?}");
    }
}
