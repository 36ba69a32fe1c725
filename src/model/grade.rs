//! How far a source can be trusted.

/// The grade of a source. A better grade always wins; an answer has the weakest grade of what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The issuing body's own text, or a repost that names it.
    Official,
    /// A named newspaper, or a service page that quotes a numbered document.
    Press,
    /// An unsigned article.
    Secondary,
    /// A generated or contaminated page, or general knowledge.
    Unverified,
    /// The user's own figure.
    Given,
}

impl Grade {
    /// The grades that a source file may name, best first.
    pub const OF_SOURCES: [Grade; 4] = [
        Grade::Official,
        Grade::Press,
        Grade::Secondary,
        Grade::Unverified,
    ];

    /// The name in rule files and answers.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Official => "official",
            Grade::Press => "press",
            Grade::Secondary => "secondary",
            Grade::Unverified => "unverified",
            Grade::Given => "given",
        }
    }

    /// The grade of that name, if a source may have it.
    pub fn from_name(name: &str) -> Option<Grade> {
        Self::OF_SOURCES
            .into_iter()
            .find(|grade| grade.name() == name)
    }
}
