//! One rule file: from TOML to blocks. Every problem of the file is listed; what can be read is kept.

mod adjust;
mod block;
mod conditions;
mod fields;
mod figures;
mod keys;
mod layer;
mod money;
mod paying_in;
mod region;
mod row;
mod sources;
mod value;

pub(crate) use adjust::{ACTIONS, LIMITS};
pub(crate) use block::{BLOCK_KEYS, ReadBlocks, found_tables, read_blocks};
pub(crate) use fields::Reader;
pub(crate) use figures::{Figure, figures};
pub(crate) use region::{DeclaredWords, HEADER, Named, Region, read_region};
pub(crate) use row::value_keys;
pub(crate) use sources::read_sources;
