//! What can be wrong with a bill. A problem holds data; its words, in either language, are made in the program.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::formats::compare_problem::CompareWhat;
use crate::formats::row_problem::RowWhat;
use crate::formats::year_problem::YearWhat;
use crate::model::words::Scheme;
use crate::money::{NumberError, Rate, Yuan};
use crate::rules::text;

/// Where something stands that a user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the command line.
    Flag(String),
    /// In a text, at a line and column.
    Text(text::Place),
    /// In a table: the row (the header is row 1) and the column's heading.
    Cell {
        /// The file.
        file: Arc<str>,
        /// The row.
        row: u64,
        /// The heading.
        column: Arc<str>,
    },
    /// A row of a table.
    Row {
        /// The file.
        file: Arc<str>,
        /// The row.
        row: u64,
    },
    /// A file as a whole.
    File(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Flag(flag) => write!(f, "--{flag}"),
            Place::Text(place) => place.fmt(f),
            Place::Cell { file, row, column } => write!(f, "{file}:{row}:{column}"),
            Place::Row { file, row } => write!(f, "{file}:{row}"),
            Place::File(file) => f.write_str(file),
        }
    }
}

/// Something wrong with a bill, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
}

/// More problems than this are not kept: a file of that kind is no bill, and nobody reads a thousand errors.
pub const MOST: usize = 1000;

/// Keeps a problem, up to [`MOST`].
pub(crate) fn report(problems: &mut Vec<Problem>, place: Place, what: impl Into<What>) {
    if problems.len() < MOST {
        let what = what.into();
        problems.push(Problem { place, what });
    }
}

/// What is wrong. The codes are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// B001: no such key or column.
    UnknownKey {
        /// The key.
        key: String,
        /// Keys like it.
        near: Vec<String>,
    },
    /// B002: the same key twice.
    Twice(&'static str),
    /// B003: not an amount, rate, count or number.
    Number {
        /// What stands there.
        text: String,
        /// The key.
        key: &'static str,
        /// Why it is not one.
        why: NumberError,
    },
    /// B004: not a day.
    NotADay(String),
    /// B041: not a relative's account with a sum.
    NotShared(String),
    /// B042: a month of cover that another row has too.
    SameMonths {
        /// The other row.
        row: u64,
    },
    /// B043: a payment of the past that is still to come.
    PaidToCome(NaiveDate),
    /// B059: the hospital is said to bear more than the patient's side.
    HospitalAbovePatient {
        /// What is stated.
        stated: Yuan,
        /// The patient's side.
        rest: Yuan,
    },
    /// What is wrong with a bill among the others of its year.
    Year(YearWhat),
    /// Something wrong with a row of a table of bills.
    Row(RowWhat),
    /// What is wrong with what is to be compared.
    Compare(CompareWhat),
    /// B040: not a month.
    NotAMonth(String),
    /// B044: not a year, or one that stands there already.
    NotAYear(String),
    /// B080: not a key of a profile.
    NotOfProfile {
        /// The key.
        key: String,
        /// Keys like it, or all there are.
        near: Vec<String>,
    },
    /// B082: a Chinese name that TOML wants in quotes.
    NameWithoutQuotes(String),
    /// B081: nobody of that name in the profile.
    NoSuchMember {
        /// The name.
        who: String,
        /// Who is in it.
        members: Vec<String>,
    },
    /// B005: not yes or no.
    NotAFlag(String),
    /// B006: no such word.
    UnknownWord {
        /// What the words are for.
        key: &'static str,
        /// What stands there.
        word: String,
        /// Words like it, or all there are.
        near: Vec<String>,
    },
    /// B007: no such place.
    UnknownRegion {
        /// What stands there.
        name: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// B039: neither a known place nor the path of a new folder under one.
    NoSuchFolder {
        /// What stands there.
        name: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// B008: a list or table where a single value should be.
    NotASingleValue,
    /// B010: below zero, and cancels nothing.
    Negative(Yuan),
    /// B011: lines that do not add up to the stated total.
    LinesTotal {
        /// What the lines add up to.
        lines: Yuan,
        /// What is stated.
        stated: Yuan,
    },
    /// B012: parts that exceed the total.
    PartsAboveTotal {
        /// The parts together.
        parts: Yuan,
        /// The total.
        total: Yuan,
    },
    /// B013: `eligible` that is not total less the own amounts.
    Eligible {
        /// What is stated.
        stated: Yuan,
        /// What the other amounts give.
        computed: Yuan,
    },
    /// B014: out before in.
    DischargeBeforeAdmission,
    /// B015: `on` and another day.
    TwoDays,
    /// B016: an amount that is not quantity × price.
    LineAmount {
        /// What is stated.
        stated: Yuan,
        /// quantity × price.
        computed: Yuan,
    },
    /// B017: more given back than charged for an item.
    RefundAboveCharge {
        /// The item.
        item: String,
        /// Charged.
        charged: Yuan,
        /// Given back.
        refunded: Yuan,
    },
    /// B018: a 丙 line with a first-payment share of its own.
    OwnRateOfC(Rate),
    /// B019: a line without class.
    LineWithoutClass,
    /// B020: a line without amount.
    LineWithoutAmount,
    /// B021: a price limit without a quantity.
    LimitWithoutQuantity,
    /// B022: a yearly burden beside a bill.
    BurdenAndBill,
    /// B023: lines beside totals that lines decide.
    LinesAndParts(&'static str),
    /// B024: a reversal that stands alone.
    LoneReversal,
    /// B025: a column of the bill that is not the same in every row.
    NotConstant,
    /// B036: not a number of the user's own that a rule can take.
    Given {
        /// The table.
        table: String,
        /// What stands there.
        text: String,
        /// Why it is not one.
        why: NumberError,
    },
    /// B037: no table that one figure can stand for.
    NoSuchGiven {
        /// What stands there.
        key: String,
        /// Tables like it.
        near: Vec<String>,
    },
    /// B026: two keys that cannot both be true.
    Contradiction(&'static str, &'static str),
    /// B027: an amount below zero that can only be zero or more.
    BelowZero(Yuan),
    /// B028: a refund whose class, share, price or limit is not that of any charge of the item.
    RefundUnlikeCharge(String),
    /// B029: a charge whose quantity is below zero.
    Signs,
    /// B032: lines that are no list of lines.
    NotAListOfLines,
    /// B033: amounts that together are beyond what can be counted.
    SumTooLarge,
    /// B034: a class of person that the scheme does not know.
    PersonOfScheme {
        /// What stands there.
        person: String,
        /// The scheme.
        scheme: Scheme,
    },
    /// B035: a line with a price and no quantity.
    PriceWithoutQuantity,
    /// B038: a base that cannot be chosen.
    BaseOutside {
        /// The lowest that can.
        floor: Yuan,
        /// The highest that can.
        ceiling: Yuan,
    },
    /// B030: facts that the rules need and the bill does not say; the decisive first.
    Missing(Vec<&'static str>, Option<Scheme>),
    /// B031: 乙 lines without a first-payment share, where no rule gives one.
    MissingSelfPayRate,
    /// What is wrong with the file, before anything is read of the bill.
    File(FileWhat),
}

impl What {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            What::File(what) => what.code(),
            What::UnknownKey { .. } => "B001",
            What::Twice(_) => "B002",
            What::Number { .. } => "B003",
            What::NotADay(_) => "B004",
            What::NotAMonth(_) => "B040",
            What::NotAYear(_) => "B044",
            What::NotShared(_) => "B041",
            What::HospitalAbovePatient { .. } => "B059",
            What::Year(what) => what.code(),
            What::Row(what) => what.code(),
            What::Compare(what) => what.code(),
            What::SameMonths { .. } => "B042",
            What::PaidToCome(_) => "B043",
            What::NotAFlag(_) => "B005",
            What::NotOfProfile { .. } => "B080",
            What::NoSuchMember { .. } => "B081",
            What::NameWithoutQuotes(_) => "B082",
            What::UnknownWord { .. } => "B006",
            What::UnknownRegion { .. } => "B007",
            What::NoSuchFolder { .. } => "B039",
            What::NotASingleValue => "B008",
            What::Negative(_) => "B010",
            What::LinesTotal { .. } => "B011",
            What::PartsAboveTotal { .. } => "B012",
            What::Eligible { .. } => "B013",
            What::DischargeBeforeAdmission => "B014",
            What::TwoDays => "B015",
            What::LineAmount { .. } => "B016",
            What::RefundAboveCharge { .. } => "B017",
            What::OwnRateOfC(_) => "B018",
            What::LineWithoutClass => "B019",
            What::LineWithoutAmount => "B020",
            What::LimitWithoutQuantity => "B021",
            What::BurdenAndBill => "B022",
            What::LinesAndParts(_) => "B023",
            What::LoneReversal => "B024",
            What::NotConstant => "B025",
            What::Given { .. } => "B036",
            What::NoSuchGiven { .. } => "B037",
            What::Contradiction(..) => "B026",
            What::BelowZero(_) => "B027",
            What::RefundUnlikeCharge(_) => "B028",
            What::Signs => "B029",
            What::NotAListOfLines => "B032",
            What::SumTooLarge => "B033",
            What::PersonOfScheme { .. } => "B034",
            What::PriceWithoutQuantity => "B035",
            What::BaseOutside { .. } => "B038",
            What::Missing(..) => "B030",
            What::MissingSelfPayRate => "B031",
        }
    }
}

/// A year of somebody's cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfYear {
    /// The place of insurance, by its name where it is known.
    pub region: String,
    /// The scheme's word.
    pub scheme: String,
    /// The first day of the benefit year, `2024-01-01`.
    pub from: String,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileWhat {
    /// F001: nothing in it.
    Empty,
    /// F002: no text in UTF-8, GBK or UTF-16.
    NotUtf8,
    /// F018: not an XLSX workbook, or a broken one.
    NotAWorkbook(String),
    /// F019: a workbook of the old format, or one with a password.
    OldWorkbook,
    /// F020: no such sheet.
    NoSuchSheet {
        /// What is asked for.
        name: String,
        /// The sheets.
        sheets: Vec<String>,
    },
    /// F021: no such row.
    NoSuchRow {
        /// What is asked for.
        row: u64,
        /// The last row.
        last: u64,
    },
    /// F022: no such column.
    NoSuchColumn {
        /// What is asked for.
        name: String,
        /// The columns.
        columns: Vec<String>,
    },
    /// F023: a packed file that is too large when it is unpacked.
    UnpacksTooLarge {
        /// The limit in MiB.
        limit: u64,
    },
    /// F024: a sheet with too many columns.
    TooWide {
        /// The limit.
        limit: u32,
    },
    /// F025: not `COLUMN=KEY`.
    NotAPair(String),
    /// F003: larger than a single bill can be.
    TooLarge {
        /// The limit in MiB.
        limit: u64,
    },
    /// F004: not a file.
    NotAFile,
    /// F011: not a folder.
    NotAFolder,
    /// F014: a command that writes, without a folder of the user's own.
    NoFolderOfOwn,
    /// F015: not a ledger file, or one that says what no ledger can say.
    NotALedger(String),
    /// F016: a ledger of another place, scheme or year.
    OtherLedger {
        /// Of what it is.
        ledger: Box<OfYear>,
        /// Of what the bills are.
        bills: Box<OfYear>,
    },
    /// F017: a folder without bills.
    NoBills,
    /// F030: a reply of the platform that reports an error, by its code. Its words are not kept: they name people.
    ErrorReply(String),
    /// F005: cannot be read.
    Unreadable(String),
    /// F006: not of its format.
    Syntax(String),
    /// F007: an ending that says no format.
    UnknownFormat,
    /// F008: a row with more or fewer cells than the header.
    RowLength {
        /// The cells of the row.
        cells: usize,
        /// The columns.
        columns: usize,
    },
    /// F009: no column that a bill has.
    NoColumns,
    /// F013: more lines than a single bill can have.
    TooManyLines,
    /// F012: a header without rows.
    NoRows,
    /// F010: several bills where one is asked for.
    SeveralBills(usize),
}

impl FileWhat {
    fn code(&self) -> &'static str {
        match self {
            FileWhat::Empty => "F001",
            FileWhat::NoColumns => "F009",
            FileWhat::NoRows => "F012",
            FileWhat::NotAFile => "F004",
            FileWhat::NotAFolder => "F011",
            FileWhat::NoFolderOfOwn => "F014",
            FileWhat::NotALedger(_) => "F015",
            FileWhat::OtherLedger { .. } => "F016",
            FileWhat::NoBills => "F017",
            FileWhat::ErrorReply(_) => "F030",
            FileWhat::NotUtf8 => "F002",
            FileWhat::NotAWorkbook(_) => "F018",
            FileWhat::OldWorkbook => "F019",
            FileWhat::NoSuchSheet { .. } => "F020",
            FileWhat::NoSuchRow { .. } => "F021",
            FileWhat::NoSuchColumn { .. } => "F022",
            FileWhat::UnpacksTooLarge { .. } => "F023",
            FileWhat::TooWide { .. } => "F024",
            FileWhat::NotAPair(_) => "F025",
            FileWhat::RowLength { .. } => "F008",
            FileWhat::SeveralBills(_) => "F010",
            FileWhat::Syntax(_) => "F006",
            FileWhat::TooLarge { .. } => "F003",
            FileWhat::TooManyLines => "F013",
            FileWhat::UnknownFormat => "F007",
            FileWhat::Unreadable(_) => "F005",
        }
    }
}

impl From<RowWhat> for What {
    fn from(what: RowWhat) -> What {
        What::Row(what)
    }
}

impl From<YearWhat> for What {
    fn from(what: YearWhat) -> What {
        What::Year(what)
    }
}

impl From<CompareWhat> for What {
    fn from(what: CompareWhat) -> What {
        What::Compare(what)
    }
}

impl From<FileWhat> for What {
    fn from(what: FileWhat) -> What {
        What::File(what)
    }
}
