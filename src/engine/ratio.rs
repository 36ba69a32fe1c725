//! 支付比例: what the brackets price.
//!
//! The money lies on a line from `a` to `b`; each bracket prices the stretch that lies in it. Where the brackets are
//! anchored decides only what `a` is. Under the whole-sum anchor the entire sum takes one rate.

use crate::engine::figures::{BracketFigures, PartFigures, RatioFigures};
use crate::engine::input::Input;
use crate::engine::plan::Anchor;
use crate::engine::register::Register;
use crate::engine::step::{Code, Sink, Step, Value};
use crate::model::part::Part;
use crate::money::{Exact, Rate, Rounding, Yuan};

/// What the brackets make of a sum.
#[derive(Clone, Copy)]
pub(crate) struct Price {
    lies: Lies,
    pub(crate) exact: Exact,
}

/// Where the priced sum lies.
#[derive(Clone, Copy)]
enum Lies {
    /// Nowhere: there is no ratio.
    Nowhere,
    /// All of it at one rate.
    AtRate(Yuan, Rate),
    /// From one sum to another, across brackets.
    Across(Yuan, Yuan),
}

/// One stretch of the sum, within one bracket.
struct Stretch {
    nth: u32,
    from: Yuan,
    up_to: Option<Yuan>,
    amount: Yuan,
    rate: Rate,
}

/// Prices what is left after the deductible.
pub(crate) fn price<S: Sink>(
    with: &Input<'_>,
    taken: Yuan,
    priced: Yuan,
    register: &Register,
    sink: &mut S,
) -> Price {
    let Some(rule) = &with.figures.ratio else {
        return Price {
            lies: Lies::Nowhere,
            exact: Exact::ZERO,
        };
    };
    let part = with.figures.part;
    if let [flat] = rule.brackets[..] {
        sink.step(|| stretch_step(part, 0, priced, flat.rate, &[], rule));
        return Price {
            lies: Lies::AtRate(priced, flat.rate),
            exact: priced * flat.rate,
        };
    }
    let before = Before::of(with.figures, rule.accumulates, register);
    match rule.anchor {
        Anchor::Absolute => {
            let from = before.input + taken;
            across(part, rule, from, from + priced, sink)
        }
        Anchor::Excess => across(part, rule, before.priced, before.priced + priced, sink),
        Anchor::WholeSum => {
            let all = before.priced + priced;
            let rate = rule.bracket_of(all).rate;
            // Where it is not stated what was paid, it is what the sum so far comes to.
            let paid = before.paid.unwrap_or_else(|| {
                let rate = rule.bracket_of(before.priced).rate;
                (before.priced * rate).round(with.rounding.payments)
            });
            let exact = (all * rate - paid.exact()).max(Exact::ZERO);
            sink.step(|| {
                let anchor = ("anchor", Value::Anchor(Anchor::WholeSum));
                let extra = [anchor, ("paid_before", Value::Money(paid))];
                stretch_step(part, 0, all, rate, &extra, rule)
            });
            Price {
                lies: Lies::AtRate(priced, rate),
                exact,
            }
        }
    }
}

/// The cost that a cut payment still prices, counted from the bottom: what lies above it is over the cap.
pub(crate) fn cost_of(with: &Input<'_>, price: Price, paid: Yuan, rounding: Rounding) -> Yuan {
    let at = |left: Exact, stretch: Yuan, rate: Rate| left.cost_at(rate, rounding).min(stretch);
    let left = paid.exact();
    match (price.lies, &with.figures.ratio) {
        (Lies::Nowhere, _) | (Lies::Across(..), None) => Yuan::ZERO,
        (Lies::AtRate(priced, rate), _) if priced * rate > left => at(left, priced, rate),
        (Lies::AtRate(priced, _), _) => priced,
        (Lies::Across(from, to), Some(rule)) => {
            let (mut left, mut cost) = (left, Yuan::ZERO);
            for stretch in rule.stretches(from, to) {
                let price = stretch.amount * stretch.rate;
                if price > left {
                    return cost + at(left, stretch.amount, stretch.rate);
                }
                cost += stretch.amount;
                left = left - price;
            }
            cost
        }
    }
}

/// What the year had before this bill, for brackets that accumulate.
struct Before {
    input: Yuan,
    priced: Yuan,
    paid: Option<Yuan>,
}

impl Before {
    fn of(part: &PartFigures, accumulates: bool, register: &Register) -> Before {
        if !accumulates {
            return Before {
                input: Yuan::ZERO,
                priced: Yuan::ZERO,
                paid: Some(Yuan::ZERO),
            };
        }
        let money = |slot| register.get(slot).and_then(Yuan::from_fen);
        let priced = money(part.priced).unwrap_or_default();
        Before {
            input: money(part.input).unwrap_or_default(),
            priced,
            paid: money(part.paid).or((priced == Yuan::ZERO).then_some(Yuan::ZERO)),
        }
    }
}

fn across<S: Sink>(part: Part, rule: &RatioFigures, from: Yuan, to: Yuan, sink: &mut S) -> Price {
    let mut exact = Exact::ZERO;
    for stretch in rule.stretches(from, to) {
        exact = exact + stretch.amount * stretch.rate;
        sink.step(|| {
            let extra = [
                ("anchor", Value::Anchor(rule.anchor)),
                ("from", Value::Money(stretch.from)),
                (
                    "up_to",
                    stretch.up_to.map_or(Value::Unlimited, Value::Money),
                ),
            ];
            let Stretch {
                nth, amount, rate, ..
            } = stretch;
            stretch_step(part, nth, amount, rate, &extra, rule)
        });
    }
    Price {
        lies: Lies::Across(from, to),
        exact,
    }
}

impl RatioFigures {
    /// The stretches of the line from `a` to `b` that lie in each bracket.
    fn stretches(&self, a: Yuan, b: Yuan) -> impl Iterator<Item = Stretch> + '_ {
        let mut low = Yuan::ZERO;
        let stretches = (0..).zip(&self.brackets).map(move |(nth, bracket)| {
            let high = bracket.edge.unwrap_or(b.max(low));
            let from = std::mem::replace(&mut low, high);
            Stretch {
                nth,
                from,
                up_to: bracket.edge,
                amount: b.min(high).above(a.max(from)),
                rate: bracket.rate,
            }
        });
        stretches.filter(|stretch| stretch.amount > Yuan::ZERO)
    }

    /// The bracket that a whole sum ends in.
    fn bracket_of(&self, sum: Yuan) -> &BracketFigures {
        let inside = |bracket: &&BracketFigures| match bracket.edge {
            Some(edge) if bracket.edge_is_next => sum < edge,
            Some(edge) => sum <= edge,
            None => true,
        };
        let last = &self.brackets[self.brackets.len() - 1];
        self.brackets.iter().find(inside).unwrap_or(last)
    }
}

fn stretch_step(
    part: Part,
    nth: u32,
    amount: Yuan,
    rate: Rate,
    extra: &[(&'static str, Value)],
    rule: &RatioFigures,
) -> Step {
    let mut operands = vec![
        ("amount", Value::Money(amount)),
        ("ratio", Value::Rate(rate)),
    ];
    operands.extend_from_slice(extra);
    // For people: exact sums of stretches are rounded only in the payment. What was paid already comes off at once.
    let paid_before = extra.iter().find_map(|operand| match operand {
        ("paid_before", Value::Money(paid)) => Some(*paid),
        _ => None,
    });
    Step {
        code: Code::Ratio,
        part: Some(part),
        nth,
        operands,
        result: (amount * rate).round(Rounding::FEN) - paid_before.unwrap_or_default(),
        reads: rule.reads.clone(),
    }
}
