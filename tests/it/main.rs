//! Everything that is tested from outside, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods
)] // a test may fail

mod architecture;
mod asking;
mod audit;
mod bad_rules;
mod batch;
mod causes;
mod compare;
mod coverage;
mod designs;
mod edges;
mod explained;
mod faults;
mod fuzzed;
mod gallery;
mod guide;
mod help;
mod hostile;
mod hostile_rules;
mod languages;
mod maternity;
mod names;
mod page;
mod people;
mod privacy;
mod program;
mod properties;
mod record;
mod rules;
mod schema;
mod supply;
mod tables;
mod transcripts;
mod workbook;
mod written;
mod year;
