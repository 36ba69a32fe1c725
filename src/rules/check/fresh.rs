//! Documents that were last compared with the figures too long ago.

use chrono::NaiveDate;

use crate::rules::problem::{Problem, Whole};
use crate::rules::shelf::Shelf;

/// Every source whose check no longer holds today, by place. Apart from the other checks: what they find does not
/// change because a day went by.
pub fn stale(shelf: &Shelf, today: NaiveDate) -> Vec<Problem> {
    let folders = shelf.folders();
    let sources = folders.iter().flat_map(|folder| shelf.sources(folder));
    let stale = sources.filter(|source| source.is_stale(today, today));
    stale
        .map(|source| {
            Problem::new(
                source.place.clone(),
                Whole::Stale {
                    id: source.id.clone(),
                    until: source.good_until(),
                },
            )
        })
        .collect()
}
