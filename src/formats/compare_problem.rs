//! What can be wrong with lists of what is compared.

/// What is wrong with what is to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareWhat {
    /// B070: a list with nothing between two commas.
    EmptyItem(&'static str),
    /// B071: the same value twice, perhaps by another of its names.
    SameValue {
        /// What the values are for.
        key: &'static str,
        /// The value.
        value: String,
    },
    /// B072: more variants than anybody reads.
    TooMany {
        /// How many the lists make.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// B073: nothing is listed, so there is one variant only.
    OneVariant,
}

impl CompareWhat {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CompareWhat::EmptyItem(_) => "B070",
            CompareWhat::SameValue { .. } => "B071",
            CompareWhat::TooMany { .. } => "B072",
            CompareWhat::OneVariant => "B073",
        }
    }
}
