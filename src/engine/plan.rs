//! A plan: the rules of one region, scheme, visit and day, made ready for settling bills.
//!
//! Plans are made from rule files, further out; here they are only data. There is no text in a plan: files, documents and
//! words stay outside and are found again by [`BlockId`] and [`Notice`].

use crate::engine::adjust::{Op, adjust_money};
use crate::engine::bounds::{Bounds, End};
use crate::engine::condition::Condition;
use crate::engine::table::{Notice, Reads, Table};
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Visit};
use crate::money::{Exact, Rate, Rounding, Yuan};

/// A block of a rule file, by its number among those that the plan was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

/// A table that may not be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// A rule for the day.
    Rule(T),
    /// No such rule, and none is needed.
    Absent,
    /// There should be one, but none is known.
    Unknown(Notice),
}

impl<T> Lookup<T> {
    /// The rule, if there is one.
    pub fn rule(&self) -> Option<&T> {
        match self {
            Lookup::Rule(rule) => Some(rule),
            _ => None,
        }
    }

    /// The same lookup of something made from the rule.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Lookup<U> {
        match self {
            Lookup::Rule(rule) => Lookup::Rule(change(rule)),
            Lookup::Absent => Lookup::Absent,
            Lookup::Unknown(notice) => Lookup::Unknown(notice),
        }
    }
}

/// What a sum is a share of, where it depends on the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BillSum {
    /// 医疗费总额.
    Total,
    /// 符合政策范围.
    Eligible,
}

/// Where a figure starts from, before adjustments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// A sum in fen, ready to use.
    Fixed(Bounds<Yuan>),
    /// A sum that adjustments still change.
    Exact(Bounds<Exact>),
    /// A share of the bill.
    Share {
        /// The share.
        rate: Bounds<Rate>,
        /// Of what.
        of: BillSum,
        /// Not less than this.
        min: Option<Yuan>,
        /// Not more than this.
        max: Option<Yuan>,
        /// How the share itself is rounded, where the rule says so; else it stays exact until it is adjusted.
        round: Option<Rounding>,
    },
    /// The rule says that there is no limit.
    Unlimited,
}

/// A sum of money as a rule gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// Where it starts from.
    pub base: Base,
    /// What is still to be done to it.
    pub ops: Vec<Op>,
    /// Taken again for each begun so many days of a stay.
    pub every_days: Option<i64>,
}

/// One bracket: its upper edge, and the ratio up to there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// The upper edge; the last bracket has none.
    pub edge: Option<Yuan>,
    /// Whether a sum exactly on the edge belongs to the next bracket (matters for whole-sum only).
    pub edge_is_next: bool,
    /// The ratio.
    pub rate: Bounds<Rate>,
}

/// The ratio of a case: brackets (one without an edge for a flat ratio), and what is still to be done to each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The brackets, ascending.
    pub brackets: Vec<Bracket>,
    /// What is still to be done to each rate.
    pub ops: Vec<Op>,
}

/// Over what a deductible, a cap or the brackets of a ratio accumulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One bill, visit.
    Visit,
    /// One institution on one day.
    Day,
    /// One stay.
    Admission,
    /// A calendar month.
    Month,
    /// A benefit year.
    Year,
}

/// A deductible (起付线).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deductible {
    /// The standard.
    pub table: Table<Money>,
    /// Over what it is counted.
    pub per: Period,
    /// One counter for each value of these.
    pub apart_by: Vec<Selector>,
    /// All deductibles of the year together.
    pub max_per_year: Option<Yuan>,
    /// Whether a stay that goes on elsewhere by referral pays only what its standard has over what the stay has paid.
    pub continues: bool,
}

/// From where the edges of brackets are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// From the first yuan of the sum.
    Absolute,
    /// From the end of the deductible.
    Excess,
    /// From the end of the deductible, and the whole sum takes the rate of the bracket it ends in.
    WholeSum,
}

/// The ratio of a part (支付比例).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratios {
    /// The ratios.
    pub table: Table<Ratio>,
    /// How brackets lie; excess where there are none.
    pub anchor: Anchor,
    /// Whether the brackets go on from bill to bill.
    pub accumulates: bool,
}

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapOn {
    /// What the fund pays.
    FundPay,
    /// Eligible cost.
    Eligible,
    /// Cost above the deductible, whoever pays it.
    FundAndOwnShare,
}

/// A cap (封顶线).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The limit.
    pub table: Table<Money>,
    /// What it counts.
    pub on: CapOn,
    /// Over what.
    pub per: Period,
    /// One counter for each value of these.
    pub apart_by: Vec<Selector>,
    /// Whether all visits of the pool share the counter.
    pub shared: bool,
}

/// What an input must reach to be covered at all; it takes nothing off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What it must reach.
    pub table: Table<Money>,
    /// Whether the inputs of the year count together: those before it was reached are taken up when it is.
    pub is_yearly: bool,
}

/// The tables of a visit or a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartPlan {
    /// Whose tables they are.
    pub part: Part,
    /// 起付线.
    pub deductible: Lookup<Deductible>,
    /// 支付比例.
    pub ratio: Lookup<Ratios>,
    /// 封顶线, of each period for which there is one.
    pub caps: Vec<Lookup<Cap>>,
    /// An input below it is not covered.
    pub gate: Lookup<Gate>,
    /// 保底.
    pub floor: Lookup<Table<Money>>,
}

/// A sum on the patient's side that a later layer may take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// What the deductible kept off.
    Deductible,
    /// The patient's share of what was priced.
    OwnShare,
    /// Cost beyond the cap.
    OverCap,
    /// 先行自付.
    PreSelfPay,
    /// 超限价.
    OverLimit,
    /// 全自费.
    SelfFunded,
}

impl Piece {
    /// Every piece.
    pub const ALL: [Piece; 6] = [
        Piece::Deductible,
        Piece::OwnShare,
        Piece::OverCap,
        Piece::PreSelfPay,
        Piece::OverLimit,
        Piece::SelfFunded,
    ];

    /// The name in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Piece::Deductible => "deductible",
            Piece::OwnShare => "own-share",
            Piece::OverCap => "over-cap",
            Piece::PreSelfPay => "pre-self-pay",
            Piece::OverLimit => "over-limit",
            Piece::SelfFunded => "self-funded",
        }
    }
}

/// One layer in the order of payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which fund.
    pub layer: Layer,
    /// For whom.
    pub conditions: Vec<Condition>,
    /// What it takes up of what the layers before it left.
    pub takes: Vec<Piece>,
    /// The tables it is priced with; none for the account.
    pub part: Option<PartPlan>,
}

/// What care away from home changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffSite {
    /// Moved off the eligible cost to the first payment.
    pub pre_pay: Option<Money>,
    /// In place of the home deductible.
    pub deductible: Option<Money>,
    /// Times the home deductible.
    pub deductible_times: Option<Bounds<Rate>>,
    /// In place of the home ratio.
    pub ratio: Option<Bounds<Rate>>,
    /// Points on the home ratio.
    pub points: Option<Bounds<Rate>>,
    /// Times the home ratio.
    pub ratio_times: Option<Bounds<Rate>>,
}

/// What a charge line of a class and category pays first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// 先行自付 of this share.
    SelfPayRate(Rate),
    /// Wholly the patient's.
    SelfFunded,
    /// The fund pays this share at once.
    FundShare(Rate),
    /// The fund pays this sum at once.
    FundAmount(Yuan),
}

/// Which side of the first payment is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPayment {
    /// The first payment; the eligible amount is the rest.
    Rounded(Rounding),
    /// The eligible amount; the first payment is the rest.
    Rest,
}

/// How the rules of the place round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundingRule {
    /// Every payment of a fund.
    pub payments: Rounding,
    /// 先行自付.
    pub first_payment: FirstPayment,
    /// Whether first payments are taken line by line (else on the bill's total).
    pub line_by_line: bool,
    /// The block that says so.
    pub reads: Reads,
}

/// The rules of one region, scheme, visit and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The kind of visit.
    pub visit: Visit,
    /// How amounts are rounded.
    pub rounding: RoundingRule,
    /// 乙类 and special items.
    pub items: Lookup<Table<Item>>,
    /// Care away from home.
    pub off_site: Lookup<Table<OffSite>>,
    /// The order of payment.
    pub stack: Vec<Entry>,
    /// The block that gives the order; none when the pool stands alone because no table says more.
    pub stack_reads: Option<Reads>,
    /// Why there is no order of payment, where there is none.
    pub stack_notice: Option<Notice>,
    /// Whether there should be an order of payment and none is known for the day.
    pub stack_is_unknown: bool,
    /// Shares of the payment by months paid.
    pub graded: Lookup<Table<Bounds<Rate>>>,
    /// What stands behind each [`Reads`].
    pub reads: Vec<Vec<BlockId>>,
}

impl Plan {
    /// The blocks behind a cell.
    pub fn blocks(&self, reads: Reads) -> &[BlockId] {
        &self.reads[reads.0 as usize]
    }
}

impl Money {
    /// A sum that is not vague and not adjusted.
    pub fn fixed(amount: Yuan) -> Money {
        Money {
            base: Base::Fixed(Bounds::exactly(amount)),
            ops: Vec::new(),
            every_days: None,
        }
    }

    /// How often the sum is taken for a stay: again for each begun so many days of it.
    pub fn times_of_stay(&self, days: Option<i64>) -> i64 {
        let (Some(every), Some(days)) = (self.every_days, days) else {
            return 1;
        };
        let days = days.max(1);
        days.div_euclid(every) + i64::from(days % every != 0)
    }

    /// Whether the figure may be more than one value for a case.
    pub fn is_vague(&self) -> bool {
        let base = match &self.base {
            Base::Fixed(bounds) => bounds.is_vague(),
            Base::Exact(bounds) => bounds.is_vague(),
            Base::Share { rate, .. } => rate.is_vague(),
            Base::Unlimited => false,
        };
        base || self.ops.iter().any(Op::is_vague)
    }

    /// The sum for a case, at one end of its bounds; nothing when there is no limit.
    pub fn amount(&self, case: &Case, sums: Sums, end: End, rounding: Rounding) -> Option<Yuan> {
        let exact = match &self.base {
            Base::Fixed(bounds) if self.ops.is_empty() => return Some(bounds.at(end)),
            Base::Fixed(bounds) => bounds.at(end).exact(),
            Base::Exact(bounds) => bounds.at(end),
            Base::Share {
                rate,
                of,
                min,
                max,
                round,
            } => {
                let sum = match of {
                    BillSum::Total => sums.total,
                    BillSum::Eligible => sums.eligible,
                };
                // Limits first, then rounded, as where the share is not one of the bill.
                let share = sum * rate.at(end);
                let share = min.map_or(share, |min| share.max(min.exact()));
                let share = max.map_or(share, |max| share.min(max.exact()));
                round.map_or(share, |round| share.round(round).exact())
            }
            Base::Unlimited => return None,
        };
        Some(adjust_money(exact, &self.ops, case, end, rounding))
    }
}

/// The sums of the bill that a share may be taken of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// 医疗费总额.
    pub total: Yuan,
    /// 符合政策范围.
    pub eligible: Yuan,
}
