//! 支付比例: what the brackets price.
//!
//! The money lies on a line from `a` to `b`; each bracket prices the stretch that lies in it. Where the brackets are
//! anchored decides only what `a` is. Under the whole-sum anchor the entire sum takes one rate.

use crate::engine::adjust::adjust_rate;
use crate::engine::bounds::End;
use crate::engine::input::Input;
use crate::engine::ledger::{Ledger, What, yearly};
use crate::engine::plan::{Anchor, Bracket, Lookup, Ratio};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::table::{Cell, Reads};
use crate::model::part::Part;
use crate::money::{Exact, Mode, Rate, Rounding, Unit, Yuan};

/// A priced stretch of cost.
pub(crate) struct Price {
    stretches: Vec<(Yuan, Rate)>,
    /// The unrounded price.
    pub(crate) exact: Exact,
}

impl Price {
    const NOTHING: Price = Price {
        stretches: Vec::new(),
        exact: Exact::ZERO,
    };

    /// How much of the cost, counted from the bottom, a payment of `paid` prices.
    pub(crate) fn cost_of(&self, paid: Yuan, rounding: Rounding) -> Yuan {
        let mut cost = Yuan::ZERO;
        let mut left = paid.exact();
        for &(stretch, rate) in &self.stretches {
            let price = stretch * rate;
            if price > left {
                let rest = left.round(rounding).cost_at(rate, rounding);
                return cost + rest.min(stretch);
            }
            cost += stretch;
            left = left - price;
        }
        cost
    }
}

/// Prices `priced` (what is left of the input after deductible and cost caps; `taken` is the deductible).
pub(crate) fn price<S: Sink>(
    with: &Input<'_>,
    taken: Yuan,
    priced: Yuan,
    ledger: &Ledger,
    sink: &mut S,
) -> Price {
    let Lookup::Rule(rule) = &with.part.ratio else {
        return Price::NOTHING;
    };
    let (cell, reads) = rule.table.look_up(&with.claim.case);
    sink.read(reads);
    let Cell::Value(ratio) = cell else {
        return Price::NOTHING;
    };
    let part = with.part.part;
    let rates = Rates { with, ratio };
    let mut read = vec![reads];
    read.extend(with.away.map(|away| away.reads));
    if ratio.brackets.len() == 1 {
        let rate = rates.of(&ratio.brackets[0]);
        sink.step(|| stretch_step(part, 0, priced, rate, &[], &read));
        return Price {
            stretches: vec![(priced, rate)],
            exact: priced * rate,
        };
    }
    let before = Before::of(part, rule.accumulates, ledger);
    match rule.anchor {
        Anchor::Absolute => {
            let from = before.input + taken;
            rates.stretches(from, from + priced, Anchor::Absolute, &read, sink)
        }
        Anchor::Excess => {
            let from = before.priced;
            rates.stretches(from, from + priced, Anchor::Excess, &read, sink)
        }
        Anchor::WholeSum => {
            let all = before.priced + priced;
            let rate = rates.of(ratio.bracket_of(all));
            let paid = before.paid.unwrap_or_else(|| {
                let rate = rates.of(ratio.bracket_of(before.priced));
                (before.priced * rate).round(with.plan.rounding.payments)
            });
            let exact = (all * rate - paid.exact()).max(Exact::ZERO);
            let anchor = ("anchor", Value::Anchor(Anchor::WholeSum));
            let extra = [anchor, ("paid_before", Value::Money(paid))];
            sink.step(|| stretch_step(part, 0, all, rate, &extra, &read));
            Price {
                stretches: vec![(priced, rate)],
                exact,
            }
        }
    }
}

/// What the year had before this bill. What was paid may not be known where only the year's input was stated.
struct Before {
    input: Yuan,
    priced: Yuan,
    paid: Option<Yuan>,
}

impl Before {
    fn of(part: Part, accumulates: bool, ledger: &Ledger) -> Before {
        if !accumulates {
            return Before {
                input: Yuan::ZERO,
                priced: Yuan::ZERO,
                paid: Some(Yuan::ZERO),
            };
        }
        let money = |what| ledger.get(yearly(what, part)).and_then(Yuan::from_fen);
        let input = money(What::Input).unwrap_or_default();
        let priced = money(What::Priced).unwrap_or_default();
        Before {
            input,
            priced,
            paid: money(What::Paid).or((priced == Yuan::ZERO).then_some(Yuan::ZERO)),
        }
    }
}

/// The rates of the case, with what care away from home changes.
struct Rates<'a> {
    with: &'a Input<'a>,
    ratio: &'a Ratio,
}

impl Rates<'_> {
    fn of(&self, bracket: &Bracket) -> Rate {
        let end: End = self.with.side.of_payment();
        let home = adjust_rate(
            bracket.rate.at(end),
            &self.ratio.ops,
            &self.with.claim.case,
            end,
        );
        let Some(away) = self.with.away.map(|away| away.rule) else {
            return home.held();
        };
        let rate = away.ratio.map_or(home, |ratio| ratio.at(end));
        let rate = away.points.map_or(rate, |points| rate.plus(points.at(end)));
        let rate = away
            .ratio_times
            .map_or(rate, |times| rate.times(times.at(end)));
        rate.held()
    }

    /// Prices the stretch from `a` to `b`, bracket by bracket.
    fn stretches<S: Sink>(
        &self,
        a: Yuan,
        b: Yuan,
        anchor: Anchor,
        reads: &[Reads],
        sink: &mut S,
    ) -> Price {
        let mut price = Price::NOTHING;
        let mut low = Yuan::ZERO;
        for (nth, bracket) in self.ratio.brackets.iter().enumerate() {
            let high = bracket.edge.unwrap_or(b.max(low));
            let stretch = b.min(high).above(a.max(low));
            if stretch > Yuan::ZERO {
                let rate = self.of(bracket);
                price.stretches.push((stretch, rate));
                price.exact = price.exact + stretch * rate;
                let edge = bracket.edge.map_or(Value::Unlimited, Value::Money);
                let extra = [
                    ("anchor", Value::Anchor(anchor)),
                    ("from", Value::Money(low)),
                    ("up_to", edge),
                ];
                let part = self.with.part.part;
                sink.step(|| stretch_step(part, nth as u32, stretch, rate, &extra, reads));
            }
            low = high;
        }
        price
    }
}

impl Ratio {
    /// The bracket that a whole sum ends in.
    fn bracket_of(&self, sum: Yuan) -> &Bracket {
        let inside = |bracket: &&Bracket| match bracket.edge {
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
    reads: &[Reads],
) -> Step {
    let mut operands = vec![
        ("amount", Value::Money(amount)),
        ("ratio", Value::Rate(rate)),
    ];
    operands.extend_from_slice(extra);
    let rounding = Rounding {
        unit: Unit::Fen,
        mode: Mode::HalfUp,
    };
    let paid_before = extra.iter().find_map(|operand| match operand {
        ("paid_before", Value::Money(paid)) => Some(*paid),
        _ => None,
    });
    Step {
        code: Code::Ratio,
        part: Some(part),
        nth,
        operands,
        result: (amount * rate).round(rounding) - paid_before.unwrap_or_default(),
        reads: reads.to_vec(),
    }
}
