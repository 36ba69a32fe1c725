//! Settling a bill: the stages in their order.
//!
//! lines → eligible → place of care → each layer (gate, deductible, caps, ratio, floor, rounding) → personal side.
//! What a layer leaves is kept in pieces, so that the next one can take up just what its rule names.

use crate::engine::claim::Claim;
use crate::engine::examine::examine;
use crate::engine::figures::{AwayFigures, Figures};
use crate::engine::input::Input;
use crate::engine::layer;
use crate::engine::ledger::Ledger;
use crate::engine::lines::{self, Parted};
use crate::engine::personal::{self, Purse};
use crate::engine::pieces::Pieces;
use crate::engine::plan::{Piece, Plan, Sums};
use crate::engine::register::Register;
use crate::engine::settlement::{Amount, Settlement};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::engine::stop::Stop;
use crate::engine::visits;
use crate::model::bill::Charges;
use crate::model::part::Part;
use crate::model::words::Layer;
use crate::money::Yuan;

/// Settles a claim with its figures at one corner: the amounts, the steps into `sink`, the counters into `ledger`.
///
/// The ledger must be that of the person's benefit year. On a [`Stop`] it is left as it was.
///
/// # Errors
/// See [`Stop`].
pub(crate) fn settle<S: Sink>(
    plan: &Plan,
    claim: &Claim,
    figures: &Figures,
    ledger: &mut Ledger,
    sink: &mut S,
) -> Result<Settlement, Stop> {
    examine(plan, claim).stop()?;
    let parted = lines::part(plan, claim, sink)?;
    let mut register = Register::default();
    register.load(&figures.slots, ledger, claim.when);
    let standing = visits::standing(plan, claim, ledger);
    let asked = Asked {
        parted,
        stated: claim.charges.stated_sum(),
        alone: matches!(claim.charges, Charges::Alone(..)),
        is_last: false,
        purse: Purse::of(claim),
    };
    let mut settlement = Settlement::default();
    calculate(figures, &asked, &mut register, sink, &mut settlement);
    register.store(&figures.slots, ledger, claim.when);
    if asked.stated.is_none() {
        visits::count(plan, claim, standing, ledger);
    }
    Ok(settlement)
}

/// What is asked of the figures of a case.
pub(crate) struct Asked<'a> {
    /// The bill by its parts; nothing in them where a sum is stated instead.
    pub(crate) parted: Parted,
    /// No bill, but a stated sum for the layers above the pool.
    pub(crate) stated: Option<Yuan>,
    /// Whether the stated sum is what one layer alone receives.
    pub(crate) alone: bool,
    /// Whether no bill follows to which the counters are carried.
    pub(crate) is_last: bool,
    /// What the patient pays with.
    pub(crate) purse: Purse<'a>,
}

/// The calculation: from the figures of a case and a bill to its amounts, in the place of those of another bill. This is
/// what every bill of a batch runs.
pub(crate) fn calculate<S: Sink>(
    figures: &Figures,
    asked: &Asked<'_>,
    register: &mut Register,
    sink: &mut S,
    settlement: &mut Settlement,
) {
    *settlement = Settlement::default();
    let mut parted = asked.parted;
    if let Some(away) = &figures.away {
        sink.read(away.reads);
        pre_pay(away, &mut parted, sink);
    }
    let sums = Sums {
        total: parted.total,
        eligible: parted.eligible,
    };
    let mut pieces = Pieces::default();
    pieces.set(Piece::OwnShare, asked.stated.unwrap_or_default());
    pieces.set(Piece::PreSelfPay, parted.pre_self_pay - parted.beside_flat);
    pieces.set(Piece::OverLimit, parted.over_limit);
    pieces.set(Piece::SelfFunded, parted.self_funded);
    if asked.stated.is_none() {
        settlement.set(Amount::Total, parted.total);
        settlement.set(Amount::SelfFunded, parted.self_funded);
        settlement.set(Amount::OverLimit, parted.over_limit);
        settlement.set(Amount::PreSelfPay, parted.pre_self_pay);
        settlement.set(Amount::Eligible, parted.eligible);
    }
    if let Some(reads) = figures.stack_reads {
        sink.read(reads);
    }
    let counts = !asked.is_last || figures.has_part_again;
    let mut account_left = asked.purse.account;
    let mut pool_input = parted.eligible - parted.flat;
    for tier in figures.tiers.iter().filter(|tier| tier.is_asked) {
        settlement.add(tier.amount, Yuan::ZERO);
        if !tier.is_met {
            continue;
        }
        let Some(part) = &tier.part else {
            let paid = personal::account_first(account_left, pool_input, sink);
            account_left -= paid;
            pool_input -= paid;
            settlement.add(tier.amount, paid);
            continue;
        };
        let is_pool = tier.layer == Layer::Pool;
        let input = Input {
            figures: part,
            rounding: &figures.rounding,
            amount: match asked.stated {
                Some(received) if asked.alone => received,
                _ if is_pool => pool_input,
                _ => pieces.sum(&tier.takes),
            },
            sums,
            counts,
        };
        if !is_pool {
            sink.step(|| taken_up(figures, &pieces, &tier.takes, part.part, input.amount));
        }
        let priced = layer::price(&input, register, sink);
        let paid = priced.payment;
        if is_pool {
            settlement.set(Amount::Deductible, priced.deductible);
            settlement.add(tier.amount, paid + parted.flat);
            pieces.set(Piece::Deductible, priced.deductible);
            pieces.set(Piece::OverCap, priced.over_cap);
            let rest = pool_input - priced.deductible - priced.over_cap - paid;
            pieces.set(Piece::OwnShare, rest);
        } else {
            settlement.add(tier.amount, paid);
            pieces.pay(&tier.takes, paid);
        }
    }
    if asked.stated.is_none() {
        // What an account paid before the pool is in none of them, and what the hospital bears is taken off none.
        let purse = &asked.purse;
        if account_left == purse.account && purse.hospital_pay == Yuan::ZERO {
            sink.pieces(&pieces);
        }
        personal::finish(settlement, &asked.purse, account_left, sink);
    }
}

/// Step 2: a share of the bill, or a sum, that moves from eligible to the first payment.
fn pre_pay<S: Sink>(away: &AwayFigures, parted: &mut Parted, sink: &mut S) {
    let Some(sum) = &away.pre_pay else {
        return;
    };
    let eligible = parted.eligible;
    let due = sum.amount(Sums {
        total: parted.total,
        eligible,
    });
    let moved = due.min(eligible - parted.flat).max(Yuan::ZERO);
    parted.pre_self_pay += moved;
    parted.eligible -= moved;
    sink.step(|| Step {
        code: Code::PrePay,
        part: None,
        nth: 0,
        operands: vec![
            ("due", Value::Money(due)),
            ("eligible", Value::Money(eligible)),
        ],
        result: moved,
        reads: vec![away.reads],
    });
}

fn taken_up(figures: &Figures, pieces: &Pieces, takes: &[Piece], part: Part, result: Yuan) -> Step {
    Step {
        code: Code::Input,
        part: Some(part),
        nth: 0,
        operands: takes
            .iter()
            .map(|&piece| (piece.name(), Value::Money(pieces.sum(&[piece]))))
            .collect(),
        result,
        reads: figures.stack_reads.into_iter().collect(),
    }
}
