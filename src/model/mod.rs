//! The nouns of the field: selectors and their words, parts of a settlement, the case, the bill.
//!
//! Ring 1: nothing here knows of rules, files or the terminal. Preconditions live in the types: a [`bill::Bill`]
//! cannot hold parts that exceed its total, a [`grade::Grade`] cannot be made up.

pub mod bill;
pub mod case;
pub mod codes;
pub mod grade;
pub mod keys;
pub mod part;
pub mod paying_in;
pub mod person;
pub mod selector;
pub mod words;
