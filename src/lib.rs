//! A calculator for Chinese public medical insurance (医保).

pub mod engine;
pub mod formats;
pub mod model;
pub mod money;
pub mod rules;
pub mod time;
pub mod typed;
