//! The answer: a claim settled at every corner, and what lies between.

use std::collections::HashSet;

use crate::engine::bounds::Bounds;
use crate::engine::claim::Claim;
use crate::engine::corners::Corners;
use crate::engine::figures::Figures;
use crate::engine::ledger::Ledger;
use crate::engine::pieces::Pieces;
use crate::engine::plan::{Piece, Plan};
use crate::engine::settle::settle;
use crate::engine::settlement::{Amount, Settlement};
use crate::engine::step::{Code, Recorder, Sink, Step, Value};
use crate::engine::stop::Stop;
use crate::engine::table::Reads;
use crate::model::part::Part;
use crate::money::Yuan;

/// A settlement whose amounts may be vague because the rules are.
///
/// The bounds are those of the corners. Where a figure is vague and a layer above takes up what it leaves, the worst of
/// all may lie between two corners, or where many are vague at one that is not looked at; then each amount is still one that the rules allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    lower: Settlement,
    others: Vec<Settlement>,
    bounds: Bounds<Settlement>,
    left: Option<Bounds<Pieces>>,
    /// The steps of all corners.
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

/// A step, with its numbers at all corners; the smallest one is `low`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothSteps {
    /// What it did.
    pub code: Code,
    /// For which part.
    pub part: Option<Part>,
    /// Which of several alike.
    nth: u32,
    /// The numbers that went in.
    pub operands: Vec<(&'static str, Bounds<Value>)>,
    /// What came out.
    pub result: Bounds<Yuan>,
    /// The rules that were read for it.
    pub reads: Vec<Reads>,
}

impl Answer {
    /// An amount, if it was computed; the smallest one is `low`.
    pub fn get(&self, amount: Amount) -> Option<Bounds<Yuan>> {
        Some(Bounds {
            low: self.bounds.low.get(amount)?,
            high: self.bounds.high.get(amount)?,
        })
    }

    /// What is left to the patient of a piece when every layer has paid; nothing where no bill was settled, where an
    /// account paid before the pool, or where the hospital bears something.
    pub fn left_of(&self, piece: Piece) -> Option<Bounds<Yuan>> {
        let left = self.left.as_ref()?;
        Some(Bounds {
            low: left.low.get(piece),
            high: left.high.get(piece),
        })
    }

    /// The amounts with which each rule alone lets the funds pay least: they belong together, as bounds do not.
    pub fn lower(&self) -> &Settlement {
        &self.lower
    }

    /// The amounts at every corner; each of them is a settlement that the rules allow.
    pub fn corners(&self) -> impl Iterator<Item = &Settlement> {
        [&self.lower].into_iter().chain(&self.others)
    }

    /// The bounds of all amounts.
    pub(crate) fn bounds(&self) -> &Bounds<Settlement> {
        &self.bounds
    }

    /// Whether any amount is vague.
    pub fn is_range(&self) -> bool {
        self.bounds.low != self.bounds.high
    }
}

/// The amounts of an answer, without the way to them.
pub(crate) struct Amounts {
    /// With which each rule alone lets the funds pay least.
    pub(crate) lower: Settlement,
    /// At the other corners.
    others: Vec<Settlement>,
    /// The least and the most of each.
    pub(crate) bounds: Bounds<Settlement>,
    /// The ledger after the bill, on the lower and on the upper side.
    pub(crate) ledger: Ledgers,
}

/// Settles a claim at every corner, with its steps. The ledgers are those of the year before the bill and stay as they are.
///
/// # Errors
/// See [`Stop`].
pub fn answer(plan: &Plan, claim: &Claim, before: &Ledgers) -> Result<Answer, Stop> {
    let mut steps = None;
    let mut reads: Vec<Reads> = Vec::new();
    let mut left: Vec<Option<Pieces>> = Vec::new();
    let amounts = at_corners(plan, claim, before, |corner: Recorder| {
        let these = corner.steps.into_iter().map(BothSteps::from).collect();
        steps = Some(match steps.take() {
            Some(others) => both(others, these),
            None => these,
        });
        left.push(corner.pieces);
        for read in corner.reads {
            if !reads.contains(&read) {
                reads.push(read);
            }
        }
    })?;
    Ok(Answer {
        lower: amounts.lower,
        others: amounts.others,
        bounds: amounts.bounds,
        left: left
            .into_iter()
            .collect::<Option<Vec<Pieces>>>()
            .and_then(Bounds::around),
        steps: steps.unwrap_or_default(),
        reads,
        ledger: amounts.ledger,
    })
}

/// The same without steps.
///
/// # Errors
/// See [`Stop`].
pub(crate) fn amounts(plan: &Plan, claim: &Claim, before: &Ledgers) -> Result<Amounts, Stop> {
    at_corners(plan, claim, before, |(): ()| ())
}

fn at_corners<S: Sink + Default>(
    plan: &Plan,
    claim: &Claim,
    before: &Ledgers,
    mut see: impl FnMut(S),
) -> Result<Amounts, Stop> {
    let corners = Corners::of(plan, claim);
    let mut corner = |figures: &Figures, before: &Ledger| {
        let mut ledger = before.clone();
        let mut sink = S::default();
        let amounts = settle(plan, claim, figures, &mut ledger, &mut sink)?;
        see(sink);
        Ok((amounts, ledger))
    };
    let (lower, ledger) = corner(&corners.lower, &before.lower)?;
    let mut bounds = Bounds {
        low: lower.clone(),
        high: lower.clone(),
    };
    let mut ledger = Ledgers {
        upper: ledger.clone(),
        lower: ledger,
    };
    let mut others = Vec::new();
    for (nth, (figures, before)) in corners.others(before).enumerate() {
        let (amounts, after) = corner(figures, before)?;
        bounds.widen(&amounts);
        others.push(amounts);
        if nth == 0 {
            ledger.upper = after;
        }
    }
    Ok(Amounts {
        lower,
        others,
        bounds,
        ledger,
    })
}

/// Puts the steps of two corners beside each other. A step that only one of them takes (a bracket that the other does not
/// reach) comes to nothing on the other.
fn both(one: Vec<BothSteps>, other: Vec<BothSteps>) -> Vec<BothSteps> {
    let mut steps = Vec::new();
    let mut other = other.into_iter().peekable();
    let key = |step: &BothSteps| (step.code, step.part, step.nth);
    let keys: HashSet<_> = one.iter().map(key).collect();
    for step in one {
        while let Some(other) = other.next_if(|other| !keys.contains(&key(other))) {
            steps.push(other.or_nothing());
        }
        match other.next_if(|other| key(other) == key(&step)) {
            Some(other) => steps.push(step.beside(&other)),
            None => steps.push(step.or_nothing()),
        }
    }
    steps.extend(other.map(BothSteps::or_nothing));
    steps
}

impl From<Step> for BothSteps {
    fn from(step: Step) -> BothSteps {
        let operands = step.operands.into_iter();
        BothSteps {
            code: step.code,
            part: step.part,
            nth: step.nth,
            operands: operands
                .map(|(name, value)| (name, Bounds::exactly(value)))
                .collect(),
            result: Bounds::exactly(step.result),
            reads: step.reads,
        }
    }
}

impl BothSteps {
    fn beside(self, other: &BothSteps) -> BothSteps {
        let operands = self.operands.iter().map(|&(name, value)| {
            let mut others = other.operands.iter().filter(|(known, _)| *known == name);
            let other = others.next().map_or(value, |(_, value)| *value);
            let Bounds { low, .. } = sorted(value.low, other.low);
            let Bounds { high, .. } = sorted(value.high, other.high);
            (name, Bounds { low, high })
        });
        BothSteps {
            operands: operands.collect(),
            result: Bounds {
                low: self.result.low.min(other.result.low),
                high: self.result.high.max(other.result.high),
            },
            ..self
        }
    }

    fn or_nothing(self) -> BothSteps {
        BothSteps {
            result: Bounds {
                low: self.result.low.min(Yuan::ZERO),
                high: self.result.high.max(Yuan::ZERO),
            },
            ..self
        }
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
