//! Readers of bills and writers of settlements, one file a format. Ring 3: turns text into checked values and back.
//!
//! Every reader (flags, TOML, JSON, tables in CSV or XLSX) gives the same [`raw::RawBill`]: keys, texts and places. One function makes
//! a bill of it, so that a value is right or wrong in the same way wherever it was written.

pub mod bill;
pub mod bills;
pub mod compare_problem;
pub mod encoding;
pub mod history;
pub mod ledger;
pub mod nhsa;
pub mod people;
pub mod person;
pub mod problem;
pub mod profile;
pub mod raw;
pub mod record;
pub mod row_problem;
pub mod schema;
pub mod settlement;
pub mod table;
pub mod workbook;
pub mod year_problem;

mod charges;
mod fee_list;
pub(crate) mod fields;
mod json;
mod lines;
pub(crate) mod toml;
