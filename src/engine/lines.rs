//! Step 1: charge lines → what is eligible.

use std::collections::BTreeMap;

use crate::engine::claim::Claim;
use crate::engine::plan::{FirstPayment, Item, Lookup, Plan};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::stop::Stop;
use crate::engine::table::{Cell, Reads};
use crate::model::bill::{Charges, Line};
use crate::model::selector::Selector;
use crate::model::words::Class;
use crate::money::{Exact, Rate, Yuan};

/// A bill parted into what is outside, what is paid first, and what is eligible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parted {
    pub(crate) total: Yuan,
    pub(crate) self_funded: Yuan,
    pub(crate) over_limit: Yuan,
    pub(crate) pre_self_pay: Yuan,
    pub(crate) eligible: Yuan,
    /// What of the eligible amount a fund paid at once; it goes no further.
    pub(crate) flat: Yuan,
    /// The other part of those lines: it is paid first, and no layer takes it up.
    pub(crate) beside_flat: Yuan,
}

/// Lines taken together by their first-payment share and the rule that gave it.
type Groups = BTreeMap<(Rate, Option<Reads>), Group>;

/// Lines with one first-payment share.
#[derive(Default)]
struct Group {
    count: i64,
    amount: Yuan,
    first: Yuan,
}

/// Parts the charges of a claim. A burden has no charges and is parted into nothing.
pub(crate) fn part<S: Sink>(plan: &Plan, claim: &Claim, sink: &mut S) -> Result<Parted, Stop> {
    let parted = match &claim.charges {
        Charges::Burden(_) | Charges::Alone(..) => return Ok(Parted::default()),
        Charges::Totals(totals) => Parted {
            total: totals.total(),
            self_funded: totals.self_funded(),
            over_limit: totals.over_limit(),
            pre_self_pay: totals.pre_self_pay(),
            ..Parted::default()
        },
        Charges::Lines(lines) => part_lines(plan, claim, lines, sink)?,
    };
    let eligible = parted.total - parted.self_funded - parted.over_limit - parted.pre_self_pay;
    sink.step(|| Step {
        code: Code::Eligible,
        part: None,
        nth: 0,
        operands: vec![
            ("total", Value::Money(parted.total)),
            ("self_funded", Value::Money(parted.self_funded)),
            ("over_limit", Value::Money(parted.over_limit)),
            ("pre_self_pay", Value::Money(parted.pre_self_pay)),
        ],
        result: eligible,
        reads: Vec::new(),
    });
    Ok(Parted { eligible, ..parted })
}

fn part_lines<S: Sink>(
    plan: &Plan,
    claim: &Claim,
    lines: &[Line],
    sink: &mut S,
) -> Result<Parted, Stop> {
    let mut parted = Parted::default();
    let mut groups: Groups = BTreeMap::new();
    let (mut outside, mut limited) = (0, 0);
    for line in lines {
        parted.total += line.amount;
        let (item, reads) = item_of(plan, claim, line)?;
        if let Some(reads) = reads {
            sink.read(reads);
        }
        let over = line.over_limit();
        let inside = line.amount - over;
        match item {
            Item::SelfFunded => {
                outside += 1;
                parted.self_funded += line.amount;
                continue;
            }
            Item::FundShare(share) => {
                let paid = (inside * share).round(plan.rounding.payments);
                parted.flat += paid;
                parted.beside_flat += inside - paid;
            }
            Item::FundAmount(amount) => {
                let paid = if inside.is_negative() {
                    -amount.min(-inside)
                } else {
                    amount.min(inside)
                };
                parted.flat += paid;
                parted.beside_flat += inside - paid;
            }
            Item::SelfPayRate(rate) => {
                let first = first_payment(plan, inside, rate);
                let group = groups.entry((rate, reads)).or_default();
                group.count += 1;
                group.amount += inside;
                group.first += first;
            }
        }
        if over != Yuan::ZERO {
            limited += 1;
            parted.over_limit += over;
        }
    }
    parted.pre_self_pay += parted.beside_flat;
    if outside > 0 {
        sink.step(|| total_of_lines(Code::SelfFunded, outside, parted.self_funded));
    }
    if limited > 0 {
        sink.step(|| total_of_lines(Code::OverLimit, limited, parted.over_limit));
    }
    if parted.flat != Yuan::ZERO {
        sink.step(|| total_of_lines(Code::FlatItems, 0, parted.flat));
    }
    if !plan.rounding.line_by_line {
        round_on_the_whole(plan, &mut groups);
    }
    let charged = groups.iter().filter(|((rate, _), _)| *rate != Rate::ZERO);
    for (nth, ((rate, reads), group)) in (0..).zip(charged) {
        parted.pre_self_pay += group.first;
        sink.read(plan.rounding.reads);
        sink.step(|| {
            let mut operands = vec![
                ("lines", Value::Count(group.count)),
                ("amount", Value::Money(group.amount)),
                ("self_pay_rate", Value::Rate(*rate)),
            ];
            if plan.rounding.line_by_line {
                operands.push(("rounded_lines", Value::Count(group.count)));
            }
            Step {
                code: Code::FirstPayment,
                part: None,
                nth,
                operands,
                result: group.first,
                reads: reads.iter().copied().collect(),
            }
        });
    }
    Ok(parted)
}

/// Rounds the first payments of all groups together, once, and gives the residual of the whole to the largest share,
/// so that the groups still add up to it. What has no share has no first payment that could be rounded.
fn round_on_the_whole(plan: &Plan, groups: &mut Groups) {
    let (mut exact, mut amount, mut line_wise) = (Exact::ZERO, Yuan::ZERO, Yuan::ZERO);
    let paying = groups.iter_mut();
    let mut paying: Vec<_> = paying
        .filter(|((rate, _), _)| *rate != Rate::ZERO)
        .collect();
    for ((rate, _), group) in &mut paying {
        group.first = first_payment(plan, group.amount, *rate);
        exact = exact + group.amount * *rate;
        amount += group.amount;
        line_wise += group.first;
    }
    let whole = match plan.rounding.first_payment {
        FirstPayment::Rounded(rounding) => exact.round(rounding),
        FirstPayment::Rest => amount - (amount.exact() - exact).round(plan.rounding.payments),
    };
    let largest = paying
        .into_iter()
        .max_by_key(|(_, group)| group.first.abs());
    if let Some((_, largest)) = largest {
        largest.first += whole - line_wise;
    }
}

/// The first payment on an amount; the rounded side is the one that the rule names.
fn first_payment(plan: &Plan, amount: Yuan, rate: Rate) -> Yuan {
    match plan.rounding.first_payment {
        FirstPayment::Rounded(rounding) => (amount * rate).round(rounding),
        FirstPayment::Rest => {
            amount - (amount * Rate::ONE.minus(rate)).round(plan.rounding.payments)
        }
    }
}

/// What the rules say of a line: the line's own share first, then the table, then its class.
fn item_of(plan: &Plan, claim: &Claim, line: &Line) -> Result<(Item, Option<Reads>), Stop> {
    if line.class == Class::C {
        return Ok((Item::SelfFunded, None));
    }
    if let Some(rate) = line.self_pay_rate {
        return Ok((Item::SelfPayRate(rate), None));
    }
    if let Lookup::Rule(table) = &plan.items {
        let mut case = claim.case_for_price();
        case.set(Selector::Class, Some(line.class as i64));
        case.set(Selector::Category, line.category);
        let (cell, reads) = table.look_up(&case);
        match cell {
            Cell::Value(item) => return Ok((item.clone(), Some(reads))),
            Cell::NotCovered(_) => return Ok((Item::SelfFunded, Some(reads))),
            Cell::Missing(missing) if line.class == Class::B => {
                return Err(Stop::Missing(missing.clone()));
            }
            Cell::Unknown(_) | Cell::Missing(_) => {}
        }
    }
    match line.class {
        Class::A => Ok((Item::SelfPayRate(Rate::ZERO), None)),
        _ => Err(Stop::MissingSelfPayRate),
    }
}

fn total_of_lines(code: Code, lines: i64, result: Yuan) -> Step {
    Step {
        code,
        part: None,
        nth: 0,
        operands: vec![("lines", Value::Count(lines))],
        result,
        reads: Vec::new(),
    }
}
