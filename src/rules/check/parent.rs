//! A folder does not repeat what its parent says: next year's change above would be missed below.

use std::sync::Arc;

use crate::rules::block::{Block, Body};
use crate::rules::file::FileKind;
use crate::rules::problem::{Problem, Whole};
use crate::rules::shelf::Shelf;

/// Reports a block that says what the parent's block says on all its days, by the same documents. The same figures by
/// a document of the place itself are another matter: they may be better witnessed.
pub(super) fn check(
    shelf: &Shelf,
    folder: &str,
    kind: FileKind,
    block: &Arc<Block>,
    problems: &mut Vec<Problem>,
) {
    let Some((above, _)) = folder.rsplit_once('/') else {
        return;
    };
    if matches!(block.body, Body::FollowsParent) {
        return;
    }
    let scheme = kind.scheme_asked();
    let Ok(found) = shelf.find(above, scheme, block.table, block.from) else {
        return;
    };
    let parent = found.block;
    let covers = match (parent.to, block.to) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(parent), Some(own)) => own <= parent,
    };
    if covers && found.led.is_empty() && block.says_the_same(&parent) {
        problems.push(Problem::new(
            block.place.clone(),
            Whole::SameAsParent(parent.place.clone()),
        ));
    }
}
