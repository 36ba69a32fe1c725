//! What a layer is priced with.

use crate::engine::figures::PartFigures;
use crate::engine::plan::{RoundingRule, Sums};
use crate::money::Yuan;

/// What a layer is priced with.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) figures: &'a PartFigures,
    pub(crate) rounding: &'a RoundingRule,
    pub(crate) amount: Yuan,
    pub(crate) sums: Sums,
    /// Whether anybody reads afterwards what only its own counters stand at.
    pub(crate) counts: bool,
}
