//! What rule files say of paying in, of waiting and of maternity, read and typed.

use chrono::NaiveDate;

use crate::engine::bounds::Bounds;
use crate::model::paying_in::{Cover, CutOff, Every, Price, Slides, Starts, Unit};
use crate::model::words::{ContributionLine, Payer, Stage};
use crate::money::{Rate, Rounding, Yuan};
use crate::rules::block::{MoneyRule, RowCondition, SourceUse};
use crate::rules::text::Place;

/// Keys of a block about paying in or maternity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayingKeys {
    /// Of what a rate is taken.
    pub base: Option<BaseRule>,
    /// How every line is rounded.
    pub round: Option<Rounding>,
    /// The year of the notice.
    pub notice_year: Option<i64>,
    /// The first day of payment.
    pub opens: Option<NaiveDate>,
    /// Where a day goes that is no working day.
    pub slides: Option<Slides>,
    /// The days of the month until which payments are taken.
    pub cut_offs: Vec<CutOff>,
    /// At what price a missed year is repaired.
    pub repair_price: Option<Price>,
    /// The unit of the rows.
    pub unit: Option<Unit>,
    /// The age from which a relative must consent.
    pub consent_age: Option<i64>,
    /// In what order relatives' accounts pay.
    pub order: Option<String>,
    /// The steps of a procedure.
    pub steps: Vec<Advice>,
    /// The papers that it needs.
    pub papers: Vec<Advice>,
    /// For whom it is not, and why.
    pub not_for: Vec<Advice>,
}

/// Of what the rates of contributions are taken, a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseRule {
    /// The same for everybody.
    Fixed(MoneyRule),
    /// The own wage, held between two sums.
    OwnWage {
        /// Not below.
        floor: MoneyRule,
        /// Not above.
        ceiling: MoneyRule,
    },
    /// What the person chooses between two sums.
    Choice {
        /// Not below.
        floor: MoneyRule,
        /// Not above.
        ceiling: MoneyRule,
    },
}

impl BaseRule {
    /// Its sums.
    pub fn money(&self) -> Vec<&MoneyRule> {
        match self {
            BaseRule::Fixed(money) => vec![money],
            BaseRule::OwnWage { floor, ceiling } | BaseRule::Choice { floor, ceiling } => {
                vec![floor, ceiling]
            }
        }
    }
}

/// A line of what is paid in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEntry {
    /// For what.
    pub line: ContributionLine,
    /// By whom.
    pub payer: Payer,
    /// For which persons.
    pub conditions: Vec<RowCondition>,
    /// How much.
    pub value: LineValue,
    /// How often.
    pub every: Every,
    /// Where it stands.
    pub place: Place,
}

/// How much a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineValue {
    /// A share of the base.
    Rate(Bounds<Rate>),
    /// A sum.
    Amount(Bounds<Yuan>),
    /// The line exists, and no figure is printed.
    Announced(String),
    /// Nothing is due.
    NotCovered(String),
}

/// What a day of payment counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageRule {
    /// A stage, at a price.
    Open(Stage, Price),
    /// Nothing is taken any more.
    Closed,
}

/// How long somebody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitRule {
    /// So many.
    pub length: Bounds<i64>,
    /// Months or days.
    pub unit: Unit,
    /// From when.
    pub starts: Starts,
}

/// What arrears do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverRule {
    /// To the cover.
    pub cover: Cover,
    /// Whether what lies in the gap is paid once the arrears are.
    pub back_pay: bool,
}

/// The months that must be paid until retirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearsRule {
    /// Deemed and actual together.
    pub months: i64,
    /// Actual ones.
    pub actual: Option<i64>,
}

/// The legal age of retirement, and how it is put off: a month for every so many months of birth after a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeRule {
    /// In years.
    pub at: i64,
    /// The first day of birth that is put off.
    pub delay_from: Option<NaiveDate>,
    /// For each so many months of birth a month.
    pub one_month_per: Option<i64>,
    /// So many months at the most.
    pub delay_max: Option<i64>,
}

/// What is paid for a birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenefitRule {
    /// 定额: whatever the bill says.
    Fixed(Bounds<Yuan>),
    /// 限额: at most the bill.
    Limit(Bounds<Yuan>),
    /// A share.
    Ratio(Bounds<Rate>),
    /// As an admission.
    AsInpatient,
}

/// 生育津贴: a share of the employer's average wage for so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllowanceRule {
    /// The share.
    pub share: Bounds<Rate>,
    /// The days of a month.
    pub over_days: i64,
}

/// A step of a procedure, or a paper that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// For whom.
    pub conditions: Vec<RowCondition>,
    /// What to do or to bring.
    pub text: String,
    /// The same in English, if somebody wrote it.
    pub english: Option<String>,
    /// The documents that say it; none: all of its block.
    pub sources: Vec<SourceUse>,
}
