//! What can be wrong with rule files. A problem holds data; its words, in either language, are made in the program.

use crate::formats::problem::What as BillWhat;
use crate::money::NumberError;
use crate::rules::text::Place;

/// Something wrong in a rule file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
}

/// What a value should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A text.
    Text,
    /// A word or a list of words.
    Words,
    /// A whole number.
    Count,
    /// A number or a band.
    Band,
    /// A day.
    Date,
    /// A day, before or after.
    DateTest,
    /// true or false.
    Flag,
    /// A number, or `{ at-least = …, at-most = … }`.
    Figure,
    /// A table.
    Table,
    /// A list of tables.
    Tables,
    /// A list of texts.
    Texts,
    /// A month and a day, `MM-DD`.
    MonthDay,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// What is wrong. The codes are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// R001: not TOML.
    Syntax(String),
    /// R002: not UTF-8.
    NotUtf8,
    /// R003: larger than a rule file can be.
    TooLarge,
    /// R004: no such table.
    UnknownTable {
        /// The name that stands there.
        name: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// R005: the table belongs in another file.
    WrongHome {
        /// The table.
        table: String,
        /// Where it belongs.
        home: &'static str,
    },
    /// R006: no such key here.
    UnknownKey {
        /// The key.
        key: String,
        /// Keys like it, or all that may stand here.
        near: Vec<String>,
    },
    /// R007: a value of another kind is expected.
    Expected {
        /// What.
        expected: Expected,
        /// What stands there.
        found: String,
    },
    /// R008: a key is missing.
    MissingKey(&'static str),
    /// R009: no such source.
    UnknownSource {
        /// The id.
        id: String,
        /// Ids like it.
        near: Vec<String>,
        /// Other places that name it.
        uses: Vec<Place>,
    },
    /// R010: no such word for the selector.
    UnknownWord {
        /// The selector.
        selector: &'static str,
        /// The word.
        word: String,
        /// Words like it.
        near: Vec<String>,
    },
    /// R011: not a number of its unit.
    Number(NumberError),
    /// R012: a ratio outside 0 … 1.
    NotARatio,
    /// R013: a row without a value.
    NoValue {
        /// The values that this table takes.
        takes: Vec<&'static str>,
    },
    /// R014: a row with more than one value.
    SeveralValues(Vec<String>),
    /// R015: an entry of `adjust` with more than one action, or with nothing to do.
    Actions(usize),
    /// R016: a selector that may not stand in this table.
    SelectorHere(&'static str),
    /// R017: a block says more than one thing, or nothing.
    Body(Vec<&'static str>),
    /// R018: vague bounds the wrong way round, or none.
    Bounds,
    /// R019: the format has it, this version does not settle it yet.
    NotYet(&'static str),
    /// R020: ends before it begins.
    EndsBeforeItBegins,
    /// R021: the block before it is still in force.
    Overlap(Place),
    /// R022: days that no block governs, and nothing says so.
    Gap(Place),
    /// R023: a combination of facts that no row matches.
    Incomplete(Vec<(&'static str, String)>),
    /// R024: a row or entry that nothing ever reaches.
    Unreachable,
    /// R025: brackets not ascending, or the last one closed.
    Brackets,
    /// R026: `anchor` and `per` are needed with brackets.
    BracketKeys(&'static str),
    /// R027: `anchor` or `per` without brackets.
    NoBrackets(&'static str),
    /// R028: nobody says what a second admission pays.
    SecondAdmission,
    /// R029: `region` is not the folder's own code.
    NotThisFolder {
        /// The folder's code.
        code: String,
    },
    /// R030: a name, code or alias that another region has.
    TakenName {
        /// The name.
        name: String,
        /// Who has it.
        other: Place,
    },
    /// R031: `of` or `follows` leads nowhere.
    NoSuchTable(String),
    /// R032: `of` or `follows` leads back to itself.
    Cycle(Vec<String>),
    /// R033: the table distinguishes too many cases.
    TooManyCases,
    /// R034: an id that another `sources.toml` has.
    TakenSource(Place),
    /// R040: a case comes out otherwise.
    CaseDiffers {
        /// The name of the case.
        case: String,
        /// Key, expected, found.
        differences: Vec<(String, String, String)>,
    },
    /// R041: a case cannot be settled.
    CaseFails {
        /// The name of the case.
        case: String,
        /// Why.
        why: Vec<BillWhat>,
    },
}

impl What {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            What::Syntax(_) => "R001",
            What::NotUtf8 => "R002",
            What::TooLarge => "R003",
            What::UnknownTable { .. } => "R004",
            What::WrongHome { .. } => "R005",
            What::UnknownKey { .. } => "R006",
            What::Expected { .. } => "R007",
            What::MissingKey(_) => "R008",
            What::UnknownSource { .. } => "R009",
            What::UnknownWord { .. } => "R010",
            What::Number(_) => "R011",
            What::NotARatio => "R012",
            What::NoValue { .. } => "R013",
            What::SeveralValues(_) => "R014",
            What::Actions(_) => "R015",
            What::SelectorHere(_) => "R016",
            What::Body(_) => "R017",
            What::Bounds => "R018",
            What::NotYet(_) => "R019",
            What::EndsBeforeItBegins => "R020",
            What::Overlap(_) => "R021",
            What::Gap(_) => "R022",
            What::Incomplete(_) => "R023",
            What::Unreachable => "R024",
            What::Brackets => "R025",
            What::BracketKeys(_) => "R026",
            What::NoBrackets(_) => "R027",
            What::SecondAdmission => "R028",
            What::NotThisFolder { .. } => "R029",
            What::TakenName { .. } => "R030",
            What::NoSuchTable(_) => "R031",
            What::Cycle(_) => "R032",
            What::TooManyCases => "R033",
            What::TakenSource(_) => "R034",
            What::CaseDiffers { .. } => "R040",
            What::CaseFails { .. } => "R041",
        }
    }
}

/// The words most like `word`, best first, at most three; nothing that is not like it at all.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    // Nobody mistypes a word of a hundred characters.
    if word.chars().nth(64).is_some() {
        return Vec::new();
    }
    let mut scored: Vec<(usize, &str)> = among
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            let longest = word.chars().count().max(candidate.chars().count());
            *distance * 2 <= longest || candidate.contains(word) || word.contains(candidate)
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    scored
        .into_iter()
        .take(3)
        .map(|(_, word)| word.to_owned())
        .collect()
}
