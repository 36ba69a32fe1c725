//! The calculation. Ring 2: pure functions from a plan, a claim and a ledger to amounts and steps.
//!
//! *Architecture invariant*: nothing here reads a clock, a file or the environment, prints, or uses floating
//! point; nothing panics on any input; nothing knows how rules are written. There is one engine: the explained
//! bill and the ten-millionth bill of a batch run through the same stages, with the steps switched on or off.

pub mod adjust;
pub mod answer;
pub mod audit;
pub mod bounds;
pub mod claim;
pub mod condition;
pub mod contribution;
pub mod crossing;
pub mod examine;
pub mod ledger;
pub mod left;
pub mod maternity;
pub mod opening;
pub mod pieces;
pub mod plan;
pub mod retirement;
pub mod settle;
pub mod settlement;
pub mod step;
pub mod stop;
pub mod table;
pub mod visits;
pub mod waiting;

pub(crate) mod asks;
mod cap;
pub(crate) mod corners;
mod deductible;
pub(crate) mod figures;
mod input;
mod layer;
pub(crate) mod lines;
pub(crate) mod personal;
mod ratio;
pub(crate) mod register;
mod sum;
mod tables;
