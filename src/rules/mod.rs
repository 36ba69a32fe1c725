//! Rule files: from text to a checked plan. Ring 3: turns text into checked values and decides no benefit.
//!
//! `library` finds files (built in, or folders of the user) → `read` turns one file into [`block::Block`]s and lists
//! every problem → `shelf` keeps what was read and answers which block governs a table on a day → `evaluate` asks a
//! block one case → `compile` lays the answers out as the engine's dense plan. `check` asks what only the whole can
//! tell: complete, reachable, dated, cited.

pub mod audit;
mod axes;
pub mod bless;
pub mod block;
mod book;
pub mod carried;
pub mod cases;
pub mod check;
pub mod claim;
pub mod compare;
pub mod compile;
pub mod contribute;
pub mod coverage;
pub mod deadline;
mod describe;
pub mod dialect;
mod enquiry;
mod evaluate;
pub mod file;
pub mod given;
pub mod govern;
pub mod guide;
pub mod labels;
pub mod left;
pub mod library;
pub mod maternity;
pub mod next;
pub mod note;
pub mod paying_in;
pub mod problem;
pub(crate) mod profile;
pub mod region;
pub mod reimburse;
pub mod retire;
pub mod schema;
mod selecting;
pub mod shelf;
pub mod source;
pub mod table;
pub mod text;
pub mod wait;
pub mod year;

mod read;
