//! One rule file: from TOML to blocks. Every problem of the file is listed; what can be read is kept.

mod adjust;
mod block;
mod conditions;
mod fields;
mod keys;
mod layer;
mod money;
mod region;
mod row;
mod sources;
mod value;

pub(crate) use block::read_blocks;
pub(crate) use fields::Reader;
pub(crate) use region::{DeclaredWords, HEADER, Region, read_region};
pub(crate) use sources::read_sources;
