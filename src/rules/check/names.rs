//! Names that must be taken once, and documents that must exist.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::block::SourceUse;
use crate::rules::file::FileKind;
use crate::rules::problem::{Problem, Whole, nearest};
use crate::rules::shelf::Shelf;
use crate::rules::text::{Place, Text};

/// Every source that a block names is declared in its folder or above. One that is not is one problem, with all its
/// uses.
pub(super) fn sources(shelf: &Shelf, problems: &mut Vec<Problem>) {
    let folders = shelf.folders();
    let mut unknown: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for folder in folders.iter() {
        for kind in FileKind::ALL {
            for block in shelf.blocks(folder, kind) {
                let disputed = block.disputed.iter().flat_map(|disputed| &disputed.sources);
                for SourceUse { id, place } in block.sources.iter().chain(disputed) {
                    if !shelf.declares_source(folder, id) {
                        unknown.entry(id.clone()).or_default().push(place.clone());
                    }
                }
            }
        }
    }
    if unknown.is_empty() {
        return;
    }
    let ids = folders.iter().flat_map(|folder| shelf.sources(folder));
    let ids: Vec<String> = ids.map(|source| source.id.clone()).collect();
    for (id, mut uses) in unknown {
        let place = uses.remove(0);
        let near = nearest(&id, ids.iter().map(String::as_str));
        let what = Whole::UnknownSource { id, near, uses };
        problems.push(Problem::new(place, what));
    }
}

/// Files and links that look like rules and are not read.
pub(super) fn strangers(shelf: &Shelf, folder: &str, problems: &mut Vec<Problem>) {
    for path in shelf.library().strangers(folder) {
        let text = Arc::new(Text {
            path,
            text: "".into(),
        });
        problems.push(Problem::new(Place { text, span: 0..0 }, Whole::Stranger));
    }
}

/// A code, name, alias or folder name stands for one region; a source id for one source.
pub(super) fn regions(shelf: &Shelf, problems: &mut Vec<Problem>) {
    let mut names: BTreeMap<String, Place> = BTreeMap::new();
    let mut ids: BTreeMap<String, Place> = BTreeMap::new();
    for folder in shelf.folders().iter() {
        for source in shelf.sources(folder) {
            if let Some(other) = ids.insert(source.id.clone(), source.place.clone()) {
                problems.push(Problem::new(
                    source.place.clone(),
                    Whole::TakenSource(other),
                ));
            }
        }
        let Some(region) = shelf.region(folder) else {
            continue;
        };
        let slug = folder.rsplit('/').next().unwrap_or_default().to_owned();
        let code = region.names().next().map(|(_, place)| place.clone());
        let slug = code.map(|place| (slug, place));
        let is_own_slug = |name: &str| slug.as_ref().is_some_and(|(slug, _)| slug == name);
        let own = region.names().filter(|(name, _)| !is_own_slug(name));
        for (name, place) in own.chain(&slug) {
            if let Some(other) = names.insert(name.clone(), place.clone()) {
                let name = name.clone();
                let what = Whole::TakenName { name, other };
                let place = place.clone();
                problems.push(Problem::new(place, what));
            }
        }
    }
}
