//! Many bills: a file or a stream settled row by row, in order, in bounded memory. Ring 3.
//!
//! ```text
//! chunks ──▶ rows ──▶ cells ──words──▶ case ──▶ figures (kept) ──▶ engine ──▶ row out ──in order──▶ output
//! ```
//!
//! *Architecture invariant*: there is one engine. A row that is plain (known words, plain amounts) takes the short road:
//! its figures are kept from the first row like it, and only the calculation runs. Every other row is made a bill and
//! answered as `reimburse` answers it; whatever is wrong with it is named by the same words.

pub mod amounts;
pub mod case_trie;
pub mod cells;
pub mod chunks;
pub mod columns;
pub mod lines;
pub mod people;
pub mod row;
pub mod run;
pub mod summary;
pub mod texts;
pub mod words;
pub mod work;
pub mod write;
