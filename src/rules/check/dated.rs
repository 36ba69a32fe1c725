//! Blocks of one table: no day has two, and a day without one is said on purpose.

use std::sync::Arc;

use crate::rules::block::Block;
use crate::rules::problem::{Problem, Whole};

/// Checks the blocks of one table of one folder, earliest first.
pub(super) fn check(blocks: &[Arc<Block>], problems: &mut Vec<Problem>) {
    for pair in blocks.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let report = |what: Whole| Problem::new(after.place.clone(), what);
        match before.to {
            Some(to) if to < after.from => {
                let meets = to.succ_opt() == Some(after.from);
                if !meets && !before.to_is_last_seen && !after.from_is_first_seen {
                    problems.push(report(Whole::Gap(before.place.clone())));
                }
            }
            _ => problems.push(report(Whole::Overlap(before.place.clone()))),
        }
    }
}
