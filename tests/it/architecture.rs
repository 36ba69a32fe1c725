//! The four rings: imports go inwards only, and files stay small enough to be read.

use std::fs;
use std::path::{Path, PathBuf};

/// The ring of a module, by the first part of its path.
fn ring(module: &str) -> Option<u8> {
    match module {
        "money" | "time" | "typed" | "model" => Some(1),
        "engine" => Some(2),
        "rules" | "formats" => Some(3),
        "cli" => Some(4),
        _ => None,
    }
}

fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files);
    files
}

/// Every mention of `crate::module` in a text.
fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).map(|rest| {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

/// Mentions that go outwards, as `file → module`.
fn outward(file: &Path, text: &str) -> Vec<String> {
    let inside = file.strip_prefix("src").unwrap();
    let module = inside.iter().next().unwrap().to_str().unwrap();
    let Some(own) = ring(module.trim_end_matches(".rs")) else {
        return Vec::new();
    };
    let found = mentions(text).filter(|module| ring(module).is_some_and(|other| other > own));
    found
        .map(|module| format!("{} → {module}", file.display()))
        .collect()
}

#[test]
fn imports_go_inwards_only() {
    let files = sources();
    assert!(files.len() > 40, "{} files", files.len());
    let all: Vec<String> = files
        .iter()
        .flat_map(|file| outward(file, &fs::read_to_string(file).unwrap()))
        .collect();
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn an_outward_import_would_be_seen() {
    let seen = outward(
        Path::new("src/engine/cap.rs"),
        "use crate::rules::shelf::Shelf;\nuse crate::money::Yuan;",
    );
    assert_eq!(seen, ["src/engine/cap.rs → rules"]);
    assert_eq!(
        outward(
            Path::new("src/rules/shelf.rs"),
            "use crate::engine::plan::Plan;"
        ),
        [""; 0]
    );
}

#[test]
fn only_the_edges_allow_what_the_lints_forbid() {
    let inner = sources().into_iter().filter(|file| {
        let inside = file.strip_prefix("src").unwrap();
        let module = inside
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        ring(module).is_some_and(|ring| ring <= 2)
    });
    for file in inner {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("allow(clippy"), "{}", file.display());
    }
}

#[test]
fn main_is_the_process_edge_only() {
    let main = fs::read_to_string("src/main.rs").unwrap();
    assert!(main.lines().count() <= 30, "{} lines", main.lines().count());
}
