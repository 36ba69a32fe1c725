//! The answer: both sides of a settlement, put together.

use std::collections::HashSet;

use crate::engine::bounds::{Bounds, Side};
use crate::engine::claim::Claim;
use crate::engine::ledger::Ledger;
use crate::engine::plan::Plan;
use crate::engine::settle::settle;
use crate::engine::settlement::{Amount, Settlement};
use crate::engine::step::{Code, Recorder, Step, Value};
use crate::engine::stop::Stop;
use crate::engine::table::Reads;
use crate::model::part::Part;
use crate::money::Yuan;

/// A settlement whose amounts may be vague because the rules are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    lower: Settlement,
    upper: Settlement,
    /// The steps of both sides.
    pub steps: Vec<BothSteps>,
    /// Every rule that was read.
    pub reads: Vec<Reads>,
    /// The ledger after the bill, on the lower and on the upper side.
    pub ledger: Ledgers,
}

/// The ledgers of both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledgers {
    /// Of the lower side.
    pub lower: Ledger,
    /// Of the upper side.
    pub upper: Ledger,
}

/// A step, with its numbers on both sides; the smaller one is `low`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothSteps {
    /// What it did.
    pub code: Code,
    /// For which part.
    pub part: Option<Part>,
    /// The numbers that went in.
    pub operands: Vec<(&'static str, Bounds<Value>)>,
    /// What came out.
    pub result: Bounds<Yuan>,
    /// The rules that were read for it.
    pub reads: Vec<Reads>,
}

impl Answer {
    /// An amount, if it was computed; the smaller one is `low`.
    pub fn get(&self, amount: Amount) -> Option<Bounds<Yuan>> {
        let (lower, upper) = (self.lower.get(amount)?, self.upper.get(amount)?);
        Some(Bounds {
            low: lower.min(upper),
            high: lower.max(upper),
        })
    }

    /// The amounts of one side.
    pub fn side(&self, side: Side) -> &Settlement {
        match side {
            Side::Lower => &self.lower,
            Side::Upper => &self.upper,
        }
    }

    /// Whether any amount is vague.
    pub fn is_range(&self) -> bool {
        self.lower != self.upper
    }
}

/// Settles a claim on both sides. The ledgers are those of the year before the bill and stay as they are.
///
/// # Errors
/// See [`Stop`].
pub fn answer(plan: &Plan, claim: &Claim, before: &Ledgers) -> Result<Answer, Stop> {
    let mut lower_ledger = before.lower.clone();
    let mut low = Recorder::default();
    let lower = settle(plan, claim, &mut lower_ledger, Side::Lower, &mut low)?;
    let mut upper_ledger = before.upper.clone();
    let mut high = Recorder::default();
    let upper = settle(plan, claim, &mut upper_ledger, Side::Upper, &mut high)?;
    let mut reads = low.reads;
    for read in high.reads {
        if !reads.contains(&read) {
            reads.push(read);
        }
    }
    Ok(Answer {
        lower,
        upper,
        steps: both(low.steps, high.steps),
        reads,
        ledger: Ledgers {
            lower: lower_ledger,
            upper: upper_ledger,
        },
    })
}

/// Puts the steps of both sides beside each other. A step that only one side takes (a bracket that the other does not
/// reach) comes to nothing on the other.
fn both(lower: Vec<Step>, upper: Vec<Step>) -> Vec<BothSteps> {
    let mut steps = Vec::new();
    let mut upper = upper.into_iter().peekable();
    let key = |step: &Step| (step.code, step.part, step.nth);
    let lower_keys: HashSet<_> = lower.iter().map(key).collect();
    for step in lower {
        while let Some(other) = upper.next_if(|other| !lower_keys.contains(&key(other))) {
            steps.push(one_sided(other));
        }
        match upper.next_if(|other| key(other) == key(&step)) {
            Some(other) => steps.push(beside(step, &other)),
            None => steps.push(one_sided(step)),
        }
    }
    steps.extend(upper.map(one_sided));
    steps
}

fn beside(step: Step, other: &Step) -> BothSteps {
    let operands = step.operands.iter().map(|&(name, value)| {
        let others = other.operands.iter();
        let mut others = others.filter(|(known, _)| *known == name);
        let other = others.next().map_or(value, |(_, value)| *value);
        (name, sorted(value, other))
    });
    BothSteps {
        code: step.code,
        part: step.part,
        operands: operands.collect(),
        result: Bounds {
            low: step.result.min(other.result),
            high: step.result.max(other.result),
        },
        reads: step.reads.clone(),
    }
}

fn one_sided(step: Step) -> BothSteps {
    BothSteps {
        code: step.code,
        part: step.part,
        operands: step
            .operands
            .into_iter()
            .map(|(name, value)| (name, Bounds::exactly(value)))
            .collect(),
        result: Bounds {
            low: step.result.min(Yuan::ZERO),
            high: step.result.max(Yuan::ZERO),
        },
        reads: step.reads,
    }
}

fn sorted(a: Value, b: Value) -> Bounds<Value> {
    let (low, high) = match (a, b) {
        (Value::Money(a), Value::Money(b)) => (Value::Money(a.min(b)), Value::Money(a.max(b))),
        (Value::Rate(a), Value::Rate(b)) => (Value::Rate(a.min(b)), Value::Rate(a.max(b))),
        (Value::Count(a), Value::Count(b)) => (Value::Count(a.min(b)), Value::Count(a.max(b))),
        other => other,
    };
    Bounds { low, high }
}
