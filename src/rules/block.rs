//! What a rule file says, read and typed, but not yet resolved: blocks with rows, adjustments, sources and places.

use chrono::NaiveDate;

use crate::engine::adjust::Op;
use crate::engine::bounds::Bounds;
use crate::engine::plan::{Anchor, BillSum, Bracket, CapOn, Item, Period, Piece};
use crate::model::selector::Selector;
use crate::model::words::{Layer, Payer, Visit};
use crate::money::{Rate, Rounding, Yuan};
use crate::rules::labels::Labels;
use crate::rules::paying_in::{
    AgeRule, AllowanceRule, BenefitRule, CoverRule, LineEntry, PayingKeys, StageRule, WaitRule,
    YearsRule,
};
use crate::rules::table::TableName;
use crate::rules::text::Place;
use crate::time::MonthDay;

/// One notice's version of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which table.
    pub table: TableName,
    /// Where the block begins.
    pub place: Place,
    /// The first day it governs.
    pub from: NaiveDate,
    /// Whether the source only shows it in force on that day.
    pub from_is_first_seen: bool,
    /// The last day it governs.
    pub to: Option<NaiveDate>,
    /// Whether the source only shows it in force until that day.
    pub to_is_last_seen: bool,
    /// The documents it rests on.
    pub sources: Vec<SourceUse>,
    /// What it says.
    pub body: Body,
    /// Changes to the row's value.
    pub adjust: Vec<Adjust>,
    /// Keys of the block.
    pub keys: Keys,
    /// Other figures that were found and not chosen.
    pub disputed: Vec<Disputed>,
}

impl Block {
    /// Whether the block governs a day.
    pub fn governs(&self, day: NaiveDate) -> bool {
        day >= self.from && self.to.is_none_or(|to| day <= to)
    }

    /// Whether another block says the same by the same documents, wherever the two stand and whenever they govern.
    pub fn says_the_same(&self, other: &Block) -> bool {
        fn rows(block: &Block) -> impl Iterator<Item = (&[RowCondition], &RowValue)> {
            let rows = block.rows().iter();
            rows.map(|row| (row.conditions.as_slice(), &row.value))
        }
        fn entries(block: &Block) -> impl Iterator<Item = (&[RowCondition], &Op, Option<Payer>)> {
            let entries = block.adjust.iter();
            entries.map(|entry| (entry.conditions.as_slice(), &entry.op, entry.rest))
        }
        fn sources(block: &Block) -> impl Iterator<Item = &String> {
            block.sources.iter().map(|used| &used.id)
        }
        let same_body = match (&self.body, &other.body) {
            (Body::Rows(_), Body::Rows(_)) => rows(self).eq(rows(other)),
            (Body::Lines(a), Body::Lines(b)) => {
                let says = |entry: &LineEntry| {
                    let LineEntry {
                        line, payer, every, ..
                    } = *entry;
                    (
                        line,
                        payer,
                        every,
                        entry.conditions.clone(),
                        entry.value.clone(),
                    )
                };
                a.iter().map(says).eq(b.iter().map(says))
            }
            (Body::Stack(a), Body::Stack(b)) => {
                let says = |entry: &StackEntry| {
                    (entry.layer, entry.conditions.clone(), entry.takes.clone())
                };
                a.iter().map(says).eq(b.iter().map(says))
            }
            (Body::Follows(a, _), Body::Follows(b, _)) => a == b,
            (Body::Keys, Body::Keys) => true,
            _ => false,
        };
        self.table == other.table
            && same_body
            && self.keys == other.keys
            && entries(self).eq(entries(other))
            && sources(self).eq(sources(other))
    }

    /// Its rows, if it has rows.
    pub fn rows(&self) -> &[Row] {
        match &self.body {
            Body::Rows(rows) => rows,
            _ => &[],
        }
    }
}

/// A source that a block names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceUse {
    /// The id.
    pub id: String,
    /// Where it is named.
    pub place: Place,
}

/// What a block says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The first row that matches wins.
    Rows(Vec<Row>),
    /// For each line and payer the first that matches.
    Lines(Vec<LineEntry>),
    /// All matching layers apply, in order.
    Stack(Vec<StackEntry>),
    /// What another table says for the same case.
    Follows(TableName, Place),
    /// The parent folder's table again.
    FollowsParent,
    /// Everything is in the keys.
    Keys,
}

/// A figure of another source, kept beside the chosen one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// The documents that say it.
    pub sources: Vec<SourceUse>,
    /// What they say.
    pub says: String,
    /// Why it was not chosen.
    pub why: String,
}

/// Keys of a block, beside rows and dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Over what it accumulates.
    pub per: Option<Period>,
    /// How brackets lie.
    pub anchor: Option<Anchor>,
    /// One counter for each value of these.
    pub apart_by: Vec<Selector>,
    /// All deductibles of the year together.
    pub max_per_year: Option<Yuan>,
    /// A stay that goes on elsewhere pays only what is more.
    pub continues: bool,
    /// A second admission pays the same.
    pub same_each_time: bool,
    /// Earlier years do not count.
    pub counted_from: Option<i64>,
    /// What a cap counts.
    pub on: Option<CapOn>,
    /// Visits that share the cap.
    pub visits: Vec<Visit>,
    /// How payments are rounded.
    pub payments: Option<Rounding>,
    /// How the first payment is rounded; `None` inside for `"rest"`.
    pub first_payment: Option<Option<Rounding>>,
    /// Whether first payments are taken line by line.
    pub line_by_line: Option<bool>,
    /// When a benefit year starts.
    pub starts: Option<MonthDay>,
    /// To which year a stay over the turn belongs.
    pub belongs_by: Option<BelongsBy>,
    /// What the words of a receipt are made of.
    pub labels: Labels,
    /// Keys about paying in and maternity.
    pub paying: PayingKeys,
}

/// To which benefit year a stay over its turn belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BelongsBy {
    /// The year of the discharge.
    Discharge,
    /// The year of the admission.
    Admission,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What a case must be for the row to match.
    pub conditions: Vec<RowCondition>,
    /// What it says.
    pub value: RowValue,
    /// Where it stands.
    pub place: Place,
}

/// A selector in a row, an entry of `adjust` or a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCondition {
    /// The fact that is asked for.
    pub selector: Selector,
    /// What it must be.
    pub test: RowTest,
}

/// What a selector in a rule file asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowTest {
    /// One of these words.
    Words(Vec<String>),
    /// At least `from` and less than `until`.
    Band {
        /// The smallest that is in.
        from: Option<i64>,
        /// The smallest that is out again.
        until: Option<i64>,
    },
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowValue {
    /// A sum of money.
    Money(MoneyRule),
    /// A flat ratio.
    Ratio(Bounds<Rate>),
    /// Brackets.
    Brackets(Vec<Bracket>),
    /// A share of the payment.
    Share(Bounds<Rate>),
    /// Changes for care away from home; empty for `as-local`.
    OffSite(Box<OffSiteRule>),
    /// What a charge line pays first.
    Item(Item),
    /// What a day of payment counts as.
    Stage(StageRule),
    /// How long somebody waits.
    Wait(WaitRule),
    /// Whether cover goes on.
    Continuous(bool),
    /// What arrears do.
    Cover(CoverRule),
    /// Months to be paid until retirement.
    Years(YearsRule),
    /// The age of retirement.
    Age(AgeRule),
    /// A rate of what is paid in.
    Rate(Bounds<Rate>),
    /// What is paid for a birth.
    Benefit(BenefitRule),
    /// A number of days or months.
    Length(Bounds<i64>),
    /// 生育津贴.
    Allowance(AllowanceRule),
    /// Whether a relative may.
    Allowed(bool),
    /// There is no limit.
    Unlimited,
    /// A rule exists, and no figure is printed.
    Announced(String),
    /// Nothing is due.
    NotCovered(String),
}

/// A sum of money as a rule file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyRule {
    /// The sum, or of what it is a share.
    pub value: MoneyValue,
    /// Not below.
    pub min: Option<Yuan>,
    /// Not above.
    pub max: Option<Yuan>,
    /// How it is rounded.
    pub round: Option<Rounding>,
    /// Charged again for each begun so many days.
    pub every_days: Option<i64>,
}

/// A fixed sum or a share.
#[derive(Clone, Debug)]
pub enum MoneyValue {
    /// So much.
    Amount(Bounds<Yuan>),
    /// A share of something.
    Share(Bounds<Rate>, Of, Place),
}

/// Two rules are equal when they say the same, wherever they stand.
impl PartialEq for MoneyValue {
    fn eq(&self, other: &MoneyValue) -> bool {
        match (self, other) {
            (MoneyValue::Amount(a), MoneyValue::Amount(b)) => a == b,
            (MoneyValue::Share(rate, of, _), MoneyValue::Share(rate_b, of_b, _)) => {
                rate == rate_b && of == of_b
            }
            _ => false,
        }
    }
}

impl Eq for MoneyValue {}

/// What a share is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A sum of the bill.
    Bill(BillSum),
    /// The base of contributions.
    Base,
    /// What a table or series says.
    Table(TableName),
}

/// What care away from home changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffSiteRule {
    /// Moved off the eligible cost.
    pub pre_pay: Option<MoneyRule>,
    /// In place of the home deductible.
    pub deductible: Option<MoneyRule>,
    /// Times the home deductible.
    pub deductible_times: Option<Bounds<Rate>>,
    /// In place of the home ratio.
    pub ratio: Option<Bounds<Rate>>,
    /// Points on the home ratio.
    pub points: Option<Bounds<Rate>>,
    /// Times the home ratio.
    pub ratio_times: Option<Bounds<Rate>>,
}

/// An entry of `adjust`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjust {
    /// For which cases.
    pub conditions: Vec<RowCondition>,
    /// What it does, and its limits.
    pub op: Op,
    /// Who pays what it takes off a line.
    pub rest: Option<Payer>,
    /// Where it stands.
    pub place: Place,
}

/// A layer in the order of payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackEntry {
    /// Which fund.
    pub layer: Layer,
    /// For which cases.
    pub conditions: Vec<RowCondition>,
    /// What it takes up.
    pub takes: Vec<Piece>,
    /// Where it stands.
    pub place: Place,
}
