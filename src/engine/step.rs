//! The steps of a calculation: what was done with which numbers, and by which rule.
//!
//! Every answer that people, programs and tests see is printed from the same steps. Where nobody looks, as in a
//! batch, the sink is `()` and no step is ever made.

use crate::engine::pieces::Pieces;
use crate::engine::plan::Anchor;
use crate::engine::table::Reads;
use crate::model::part::Part;
use crate::money::{Rate, Yuan};

/// What a step did. The names are stable: programs may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// 丙类 lines.
    SelfFunded,
    /// Above a price limit.
    OverLimit,
    /// 先行自付 of lines with one share.
    FirstPayment,
    /// Lines that the fund pays a fixed part of.
    FlatItems,
    /// total − parts.
    Eligible,
    /// Moved off the eligible cost because the care was away from home.
    PrePay,
    /// What a later layer takes up.
    Input,
    /// Below the gate.
    Gate,
    /// 起付线.
    Deductible,
    /// A cap on cost.
    CostCap,
    /// One bracket, or the flat ratio.
    Ratio,
    /// 保底.
    Floor,
    /// A cap on the payment.
    PaymentCap,
    /// Reduced by months paid.
    Graded,
    /// What the fund pays.
    Payment,
    /// What an unknown layer may pay.
    UnknownLayer,
    /// 个人负担.
    Personal,
    /// 个人账户.
    Account,
    /// A relative's account.
    MutualAid,
    /// 个人现金.
    Cash,
}

impl Code {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Code::SelfFunded => "self-funded",
            Code::OverLimit => "over-limit",
            Code::FirstPayment => "first-payment",
            Code::FlatItems => "flat-items",
            Code::Eligible => "eligible",
            Code::PrePay => "pre-pay",
            Code::Input => "input",
            Code::Gate => "gate",
            Code::Deductible => "deductible",
            Code::CostCap => "cost-cap",
            Code::Ratio => "ratio",
            Code::Floor => "floor",
            Code::PaymentCap => "payment-cap",
            Code::Graded => "graded",
            Code::Payment => "payment",
            Code::UnknownLayer => "unknown-layer",
            Code::Personal => "personal",
            Code::Account => "account",
            Code::MutualAid => "mutual-aid",
            Code::Cash => "cash",
        }
    }
}

/// A number of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// An amount.
    Money(Yuan),
    /// A ratio or share.
    Rate(Rate),
    /// A count.
    Count(i64),
    /// How the brackets lie.
    Anchor(Anchor),
    /// No limit.
    Unlimited,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it did.
    pub code: Code,
    /// For which part, if it belongs to one.
    pub part: Option<Part>,
    /// Which of several alike: the bracket, the share of a group of lines.
    pub nth: u32,
    /// The numbers that went in, by stable names.
    pub operands: Vec<(&'static str, Value)>,
    /// What came out.
    pub result: Yuan,
    /// The rules that were read for it.
    pub reads: Vec<Reads>,
}

/// Where steps go.
pub trait Sink {
    /// Whether anybody looks. What only a step needs is not even worked out where nobody does.
    const LOOKS: bool;
    /// A step was taken.
    fn step(&mut self, make: impl FnOnce() -> Step);
    /// A rule was read, whether or not a step came of it.
    fn read(&mut self, reads: Reads);
    /// What is left to the patient, by where it came from, when every layer has paid.
    fn pieces(&mut self, pieces: &Pieces);
}

/// Nobody looks.
impl Sink for () {
    const LOOKS: bool = false;
    fn step(&mut self, _make: impl FnOnce() -> Step) {}
    fn read(&mut self, _reads: Reads) {}
    fn pieces(&mut self, _pieces: &Pieces) {}
}

/// Keeps everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Every rule that was read, in the order of first reading.
    pub reads: Vec<Reads>,
    /// What is left to the patient, where it can be told where it came from.
    pub(crate) pieces: Option<Pieces>,
}

impl Sink for Recorder {
    const LOOKS: bool = true;

    fn step(&mut self, make: impl FnOnce() -> Step) {
        self.steps.push(make());
    }

    fn read(&mut self, reads: Reads) {
        if !self.reads.contains(&reads) {
            self.reads.push(reads);
        }
    }

    fn pieces(&mut self, pieces: &Pieces) {
        self.pieces = Some(*pieces);
    }
}
