//! What can be wrong with rule files. A problem holds data; its words, in either language, are made in the program.

use chrono::NaiveDate;

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

impl Problem {
    /// A problem at a place.
    pub fn new(place: Place, what: impl Into<What>) -> Problem {
        let what = what.into();
        Problem { place, what }
    }
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
    /// One word or two.
    TwoWords,
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
    /// A value that a case expects: a word, a day, a sum, or `{ low = …, high = … }`.
    Outcome,
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
    /// R025: brackets not ascending, or the last one closed.
    Brackets,
    /// R026: `anchor` and `per` are needed with brackets.
    BracketKeys(&'static str),
    /// R027: `anchor` or `per` without brackets.
    NoBrackets(&'static str),
    /// R029: `region` is not the folder's own code.
    NotThisFolder {
        /// The folder's code.
        code: String,
    },
    /// R031: `of` or `follows` leads nowhere.
    NoSuchTable(String),
    /// R032: `of` or `follows` leads back to itself.
    Cycle(Vec<String>),
    /// R046: a reason why a procedure is not for somebody that would hold for everybody.
    ForNobody,
    /// What only the whole of the files can tell.
    Whole(Whole),
}

/// What only the whole of the files can tell. The codes are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// R009: no such source.
    UnknownSource {
        /// The id.
        id: String,
        /// Ids like it.
        near: Vec<String>,
        /// Other places that name it.
        uses: Vec<Place>,
    },
    /// R021: the block before it is still in force.
    Overlap(Place),
    /// R022: days that no block governs, and nothing says so.
    Gap(Place),
    /// R023: a combination of facts that no row matches.
    Incomplete(Vec<(&'static str, String)>),
    /// R024: a row or entry that nothing ever reaches.
    Unreachable,
    /// R028: nobody says what a second admission pays.
    SecondAdmission,
    /// R030: a name, code or alias that another region has.
    TakenName {
        /// The name.
        name: String,
        /// Who has it.
        other: Place,
    },
    /// R033: the table distinguishes too many cases.
    TooManyCases,
    /// R034: an id that another `sources.toml` has.
    TakenSource(Place),
    /// R035, a note: a source whose check no longer holds.
    Stale {
        /// The source.
        id: String,
        /// The last day on which it held.
        until: NaiveDate,
    },
    /// R036, a note: a limit of an adjustment lies below the row's own value.
    MaxBelowRow(Place),
    /// R037: a block that repeats what the parent folder says.
    SameAsParent(Place),
    /// R038: what the block leans on is not known on all its days.
    NotClosed {
        /// The table that it leans on.
        table: String,
        /// The first day on which it is not known.
        from: NaiveDate,
        /// The last one, if it is known again.
        to: Option<NaiveDate>,
    },
    /// R039, a note: places that answer by the block and lack what it leans on.
    NotEverywhere {
        /// The table that it leans on.
        table: String,
        /// The folders, with the first days on which they lack it.
        places: Vec<(String, NaiveDate, Option<NaiveDate>)>,
    },
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
    /// R045: a case without anything that must come out.
    ExpectsNothing(String),
    /// R042: a figure of this table that no case reads.
    Unread(String),
    /// R043: beyond what the nation allows.
    NationalBounds(Bound),
    /// R044: a file in a folder of rules that is not read.
    Stranger,
}

/// A national bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Points off the ratio after a transfer or in an emergency.
    PointsFiled,
    /// Points off the ratio for all others.
    Points,
    /// The base of contributions, as a share of the average wage.
    Base,
}

impl What {
    /// Every code there is, in order.
    pub const CODES: [&'static str; 46] = [
        "R001", "R002", "R003", "R004", "R005", "R006", "R007", "R008", "R009", "R010", "R011",
        "R012", "R013", "R014", "R015", "R016", "R017", "R018", "R019", "R020", "R021", "R022",
        "R023", "R024", "R025", "R026", "R027", "R028", "R029", "R030", "R031", "R032", "R033",
        "R034", "R035", "R036", "R037", "R038", "R039", "R040", "R041", "R042", "R043", "R044",
        "R045", "R046",
    ];

    /// Whether it is worth knowing and not wrong: it does not change the exit status.
    pub fn is_note(&self) -> bool {
        matches!(
            self,
            What::Whole(Whole::Stale { .. } | Whole::MaxBelowRow(_) | Whole::NotEverywhere { .. })
        )
    }

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
            What::Brackets => "R025",
            What::BracketKeys(_) => "R026",
            What::NoBrackets(_) => "R027",
            What::NotThisFolder { .. } => "R029",
            What::NoSuchTable(_) => "R031",
            What::Cycle(_) => "R032",
            What::ForNobody => "R046",
            What::Whole(whole) => whole.code(),
        }
    }
}

impl Whole {
    fn code(&self) -> &'static str {
        match self {
            Whole::UnknownSource { .. } => "R009",
            Whole::Overlap(_) => "R021",
            Whole::Gap(_) => "R022",
            Whole::Incomplete(_) => "R023",
            Whole::Unreachable => "R024",
            Whole::SecondAdmission => "R028",
            Whole::TakenName { .. } => "R030",
            Whole::TooManyCases => "R033",
            Whole::TakenSource(_) => "R034",
            Whole::Stale { .. } => "R035",
            Whole::MaxBelowRow(_) => "R036",
            Whole::SameAsParent(_) => "R037",
            Whole::NotClosed { .. } => "R038",
            Whole::NotEverywhere { .. } => "R039",
            Whole::CaseDiffers { .. } => "R040",
            Whole::CaseFails { .. } => "R041",
            Whole::ExpectsNothing(_) => "R045",
            Whole::Unread(_) => "R042",
            Whole::NationalBounds(_) => "R043",
            Whole::Stranger => "R044",
        }
    }
}

impl From<Whole> for What {
    fn from(whole: Whole) -> What {
        What::Whole(whole)
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
