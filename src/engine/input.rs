//! What a layer is priced with.

use crate::engine::bounds::Side;
use crate::engine::claim::Claim;
use crate::engine::plan::{OffSite, PartPlan, Plan, Sums};
use crate::engine::table::Reads;
use crate::money::Yuan;

/// What a layer is priced with.
#[derive(Clone)]
pub(crate) struct Input<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) part: &'a PartPlan,
    pub(crate) claim: &'a Claim,
    pub(crate) away: Option<Away<'a>>,
    pub(crate) amount: Yuan,
    pub(crate) sums: Sums,
    pub(crate) side: Side,
}

/// What care away from home changes, and the rule that says so.
#[derive(Clone, Copy)]
pub(crate) struct Away<'a> {
    pub(crate) rule: &'a OffSite,
    pub(crate) reads: Reads,
}
