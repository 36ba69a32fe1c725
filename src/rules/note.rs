//! Why a rule gives no figure.

use std::sync::Arc;

use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::table::TableName;

/// Why a rule gives no figure, in data; the words are made in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// No folder on the way up has the table.
    NoTable(TableName),
    /// A folder has the table, but not for the day.
    NotOnDay {
        /// The table.
        table: TableName,
        /// The last block before the day.
        before: Option<Arc<Block>>,
        /// The first block after the day.
        after: Option<Arc<Block>>,
    },
    /// A rule exists and prints no figure.
    Announced {
        /// The block.
        block: Arc<Block>,
        /// What is announced.
        text: String,
    },
    /// The rule says that nothing is due.
    NotCovered {
        /// The block.
        block: Arc<Block>,
        /// What it says.
        text: String,
    },
    /// What a layer takes up does not reach its gate.
    BelowGate {
        /// The block.
        block: Arc<Block>,
        /// What the layer takes up.
        input: Yuan,
        /// What it must reach.
        gate: Yuan,
    },
    /// The rule's grade is weaker than the user accepts.
    TooWeak(Arc<Block>),
    /// The rule's document is past what its check was good for, and the user wants fresh ones.
    Stale(Arc<Block>),
    /// No row matches; the checker finds such tables.
    NoRow(Arc<Block>),
    /// It tells apart more cases than are laid out.
    TooManyCases(Arc<Block>),
}

impl Note {
    /// The table that it is about.
    pub fn table(&self) -> TableName {
        match self {
            Note::NoTable(table) | Note::NotOnDay { table, .. } => *table,
            Note::Announced { block, .. }
            | Note::NotCovered { block, .. }
            | Note::BelowGate { block, .. }
            | Note::TooWeak(block)
            | Note::Stale(block)
            | Note::NoRow(block)
            | Note::TooManyCases(block) => block.table,
        }
    }
}
