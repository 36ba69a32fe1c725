//! What is paid in: a base, and lines of it, each adjusted and rounded by itself.

use crate::engine::adjust::{Op, adjust_exact};
use crate::engine::bounds::{Bounds, End};
use crate::engine::condition::{Condition, Met, met, unanswered};
use crate::engine::table::Notice;
use crate::model::case::Case;
use crate::model::paying_in::Every;
use crate::model::selector::Selector;
use crate::model::words::{ContributionLine, Payer};
use crate::money::{Exact, Rate, Rounding, Yuan};

/// What is paid in by the rules of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContributionPlan {
    /// Of what rates are taken, a month.
    pub base: Option<Base>,
    /// The lines, in the order of the rule; for each line and payer the first that matches counts.
    pub lines: Vec<Line>,
    /// Changes to lines, all that match, in the order of the rule.
    pub adjust: Vec<LineAdjust>,
    /// How each line is rounded.
    pub rounding: Rounding,
}

/// Of what rates are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// The same for everybody.
    Fixed(Bounds<Exact>),
    /// The person's own sum, held between two others.
    Own {
        /// Whose sum it is.
        of: Own,
        /// Not below.
        floor: Bounds<Exact>,
        /// Not above.
        ceiling: Bounds<Exact>,
    },
}

/// A sum that the person states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// The own wage: what lies outside the bounds is held within them.
    Wage,
    /// The chosen base: what lies outside the bounds cannot be chosen.
    Choice,
}

/// A line of the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// For what.
    pub line: ContributionLine,
    /// By whom.
    pub payer: Payer,
    /// For which persons.
    pub conditions: Vec<Condition>,
    /// How much.
    pub amount: LineAmount,
    /// How often.
    pub every: Every,
}

/// How much a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineAmount {
    /// A share of the base.
    Rate(Bounds<Rate>),
    /// A sum.
    Sum(Bounds<Yuan>),
    /// The line exists, and no figure is printed.
    Unknown(Notice),
    /// Nothing is due.
    NotDue(Notice),
}

/// A change to lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineAdjust {
    /// For which persons, lines and payers.
    pub conditions: Vec<Condition>,
    /// What it does.
    pub op: Op,
    /// Who pays what it takes off.
    pub rest: Option<Payer>,
}

/// The sums that a person states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnSums {
    /// The own monthly wage.
    pub wage: Option<Yuan>,
    /// The chosen base.
    pub base: Option<Yuan>,
}

/// What is paid in once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The base, where there is one.
    pub base: Option<Bounds<Yuan>>,
    /// What is paid, line by line.
    pub payments: Vec<Payment>,
    /// Lines of which the rule says that nothing is due.
    pub not_due: Vec<Notice>,
}

/// A line that is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// For what.
    pub line: ContributionLine,
    /// By whom.
    pub payer: Payer,
    /// How often.
    pub every: Every,
    /// The rate or the sum that the rule prints.
    pub of: LineAmount,
    /// What is paid; nothing when no figure is printed.
    pub amount: Option<Bounds<Yuan>>,
    /// Whose line this is the rest of, where another pays what was taken off.
    pub rest_of: Option<Payer>,
}

/// Why nothing comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContributionStop {
    /// Facts that decide which line is meant.
    Missing(Vec<Selector>),
    /// The sum of the person's own that rates are taken of.
    MissingOwn(Own),
    /// A base that cannot be chosen.
    Outside {
        /// The lowest that can.
        floor: Yuan,
        /// The highest that can.
        ceiling: Yuan,
    },
}

/// What a person pays in once: a month for the lines of every month, a year for those of every year.
///
/// # Errors
/// When the case does not say what the rule asks, or the base cannot be chosen.
pub fn contribution(
    plan: &ContributionPlan,
    case: &Case,
    own: OwnSums,
) -> Result<Contribution, ContributionStop> {
    let lines = due(plan, case)?;
    let needs_base = lines
        .iter()
        .any(|line| matches!(line.amount, LineAmount::Rate(_)));
    let base = match &plan.base {
        Some(Base::Fixed(sum)) => Some(*sum),
        Some(base) if needs_base => Some(base.of(own, plan.rounding)?),
        _ => None,
    };
    let mut payments = Vec::new();
    let not_due = lines.iter().filter_map(|line| match line.amount {
        LineAmount::NotDue(notice) => Some(notice),
        _ => None,
    });
    let not_due = not_due.collect();
    for line in lines {
        plan.pay(line, case, base, &mut payments)?;
    }
    Ok(Contribution {
        base: base.map(|base| base.map(|sum| sum.round(plan.rounding))),
        payments,
        not_due,
    })
}

/// The lines that are due: for each line and payer the first that matches.
fn due<'p>(plan: &'p ContributionPlan, case: &Case) -> Result<Vec<&'p Line>, ContributionStop> {
    let mut due: Vec<&Line> = Vec::new();
    let mut missing: Vec<Selector> = Vec::new();
    for line in &plan.lines {
        let is_taken = due
            .iter()
            .any(|known| (known.line, known.payer) == (line.line, line.payer));
        if is_taken {
            continue;
        }
        match met(&line.conditions, case) {
            Met::Yes => due.push(line),
            Met::No => {}
            Met::Open => missing.extend(unanswered(&line.conditions, case)),
        }
    }
    if missing.is_empty() {
        Ok(due)
    } else {
        missing.sort_unstable();
        missing.dedup();
        Err(ContributionStop::Missing(missing))
    }
}

impl Base {
    /// The base of a person, unrounded unless the rule rounds it.
    fn of(&self, own: OwnSums, rounding: Rounding) -> Result<Bounds<Exact>, ContributionStop> {
        let (of, floor, ceiling) = match self {
            Base::Fixed(sum) => return Ok(*sum),
            Base::Own { of, floor, ceiling } => (*of, *floor, *ceiling),
        };
        let stated = match of {
            Own::Wage => own.wage,
            Own::Choice => own.base,
        };
        let Some(stated) = stated else {
            return Err(ContributionStop::MissingOwn(of));
        };
        let exact = stated.exact();
        if of == Own::Choice && (exact < floor.low || exact > ceiling.high) {
            return Err(ContributionStop::Outside {
                floor: floor.low.round(rounding),
                ceiling: ceiling.high.round(rounding),
            });
        }
        let at = |end: End| exact.max(floor.at(end)).min(ceiling.at(end));
        Ok(Bounds {
            low: at(End::Low),
            high: at(End::High),
        })
    }
}

impl ContributionPlan {
    /// Pays one line, and the rest of it where another takes that over.
    fn pay(
        &self,
        line: &Line,
        case: &Case,
        base: Option<Bounds<Exact>>,
        payments: &mut Vec<Payment>,
    ) -> Result<(), ContributionStop> {
        let full = match (line.amount, base) {
            (LineAmount::Sum(sum), _) => Some(sum.map(Yuan::exact)),
            (LineAmount::Rate(rate), Some(base)) => {
                let share = |end: End| {
                    let (sum, rate) = (base.at(end), rate.at(end));
                    let rounded = || sum.round(self.rounding) * rate;
                    sum.times(rate).unwrap_or_else(rounded)
                };
                Some(Bounds {
                    low: share(End::Low),
                    high: share(End::High),
                })
            }
            (LineAmount::NotDue(_), _) => return Ok(()),
            (LineAmount::Unknown(_), _) | (LineAmount::Rate(_), None) => None,
        };
        let mut case = case.clone();
        case.set(Selector::Line, Some(line.line as i64));
        case.set(Selector::Payer, Some(line.payer as i64));
        let mut ops = Vec::new();
        let mut rest = None;
        let mut missing = Vec::new();
        for entry in &self.adjust {
            match met(&entry.conditions, &case) {
                Met::No => {}
                Met::Open => missing.extend(unanswered(&entry.conditions, &case)),
                Met::Yes => {
                    ops.push(entry.op.clone());
                    rest = rest.or(entry.rest);
                }
            }
        }
        if !missing.is_empty() {
            missing.dedup();
            return Err(ContributionStop::Missing(missing));
        }
        let amount = full.map(|full| {
            let at = |end: End| {
                let adjusted = adjust_exact(full.at(end), &ops, &case, end, self.rounding);
                adjusted.round(self.rounding).max(Yuan::ZERO)
            };
            Bounds {
                low: at(End::Low),
                high: at(End::High),
            }
        });
        let payment = Payment {
            line: line.line,
            payer: line.payer,
            every: line.every,
            of: line.amount,
            amount,
            rest_of: None,
        };
        // The other pays the full line, rounded, less what is left of it.
        let rest = rest.map(|payer| Payment {
            payer,
            amount: full.zip(amount).map(|(full, paid)| {
                let full = full.map(|full| full.round(self.rounding));
                Bounds {
                    low: full.low - paid.low,
                    high: full.high - paid.high,
                }
            }),
            rest_of: Some(line.payer),
            ..payment.clone()
        });
        payments.push(payment);
        payments.extend(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::adjust::Action;
    use crate::engine::condition::Test;

    fn yuan(text: &str) -> Yuan {
        Yuan::from_decimal(text.parse().unwrap()).unwrap()
    }

    fn rate(text: &str) -> Bounds<Rate> {
        Bounds::exactly(Rate::from_decimal(text.parse().unwrap()).unwrap())
    }

    fn line(line: ContributionLine, amount: LineAmount) -> Line {
        Line {
            line,
            payer: Payer::Individual,
            conditions: Vec::new(),
            amount,
            every: Every::Month,
        }
    }

    fn plan(base: Base, lines: Vec<Line>) -> ContributionPlan {
        ContributionPlan {
            base: Some(base),
            lines,
            adjust: Vec::new(),
            rounding: Rounding::from_name("fen").unwrap(),
        }
    }

    #[test]
    fn each_line_is_rounded_by_itself() {
        let base = Base::Fixed(Bounds::exactly(yuan("4999").exact()));
        let lines = vec![
            line(ContributionLine::Basic, LineAmount::Rate(rate("0.09"))),
            line(ContributionLine::LargeSum, LineAmount::Rate(rate("0.005"))),
            line(
                ContributionLine::LongTermCare,
                LineAmount::Rate(rate("0.001")),
            ),
        ];
        let paid = contribution(&plan(base, lines), &Case::EMPTY, OwnSums::default()).unwrap();
        let amounts: Vec<String> = paid
            .payments
            .iter()
            .map(|payment| payment.amount.unwrap().low.to_string())
            .collect();
        assert_eq!(amounts, ["449.91", "25.00", "5.00"]);
    }

    #[test]
    fn another_pays_what_was_taken_off() {
        let base = Base::Fixed(Bounds::exactly(yuan("0").exact()));
        let mut plan = plan(
            base,
            vec![line(
                ContributionLine::Basic,
                LineAmount::Sum(Bounds::exactly(yuan("380.01"))),
            )],
        );
        plan.adjust.push(LineAdjust {
            conditions: vec![Condition {
                selector: Selector::Payer,
                test: Test::Words(vec![Payer::Individual as i64]),
            }],
            op: Action::Times(rate("0.20")).into(),
            rest: Some(Payer::Assistance),
        });
        let paid = contribution(&plan, &Case::EMPTY, OwnSums::default()).unwrap();
        let of = |payer: Payer| {
            let found = paid.payments.iter().find(|payment| payment.payer == payer);
            found.unwrap().amount.unwrap().low
        };
        assert_eq!(of(Payer::Individual), yuan("76.00"));
        assert_eq!(of(Payer::Assistance), yuan("304.01"));
    }

    #[test]
    fn a_wage_is_held_and_a_choice_is_refused() {
        let within = |of| Base::Own {
            of,
            floor: Bounds::exactly(yuan("4914").exact()),
            ceiling: Bounds::exactly(yuan("24570").exact()),
        };
        let lines = || {
            vec![line(
                ContributionLine::Basic,
                LineAmount::Rate(rate("0.02")),
            )]
        };
        let own = |sum: &str| OwnSums {
            wage: Some(yuan(sum)),
            base: Some(yuan(sum)),
        };
        let low = contribution(&plan(within(Own::Wage), lines()), &Case::EMPTY, own("3000"));
        assert_eq!(low.unwrap().base, Some(Bounds::exactly(yuan("4914"))));
        let high = contribution(
            &plan(within(Own::Wage), lines()),
            &Case::EMPTY,
            own("30000"),
        );
        assert_eq!(high.unwrap().base, Some(Bounds::exactly(yuan("24570"))));
        let choice = plan(within(Own::Choice), lines());
        let refused = contribution(&choice, &Case::EMPTY, own("3000"));
        assert!(matches!(refused, Err(ContributionStop::Outside { .. })));
        let missing = contribution(&choice, &Case::EMPTY, OwnSums::default());
        assert_eq!(missing, Err(ContributionStop::MissingOwn(Own::Choice)));
    }
}
