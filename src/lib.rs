//! A calculator for Chinese public medical insurance (医保).

pub mod model;
pub mod money;
pub mod time;
pub mod typed;
