//! One rule file: from TOML to blocks. Every problem of the file is listed; what can be read is kept.

mod adjust;
mod block;
mod conditions;
mod fields;
mod figures;
mod keys;
mod layer;
mod money;
mod not_found;
mod paying_in;
mod region;
mod row;
mod sources;
mod value;

pub(crate) use adjust::{ACTIONS, LIMITS};
pub(crate) use block::{BLOCK_KEYS, ReadBlocks, found_tables, read_blocks};
pub(crate) use fields::Reader;
pub(crate) use figures::{Figure, figures};
pub(crate) use not_found::{NOT_FOUND, NotFound, read_not_found};
pub(crate) use region::{CODED, DeclaredWords, Named, Region, read_region};
pub(crate) use row::value_keys;
pub(crate) use sources::read_sources;

use crate::rules::file::FileKind;

/// The keys of a file that are not tables of rules.
pub(crate) fn header(kind: FileKind) -> &'static [&'static str] {
    match kind {
        FileKind::Region => &[
            "code", "name", "aliases", "pinyin", "counties", "words", "codes", NOT_FOUND,
        ],
        FileKind::Common | FileKind::Guide => &["region", NOT_FOUND],
        _ => &["region", "scheme", NOT_FOUND],
    }
}
