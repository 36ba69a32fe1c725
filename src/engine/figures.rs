//! The figures of one case: every table looked up once, adjustments and place of care worked in.
//!
//! What a table says depends on the case alone (hospital, person, place, number of the stay …), never on the sums of the
//! bill or on the ledger. So it is looked up before anything is calculated, and in a batch once for all bills alike.

use crate::engine::adjust::adjust_rate;
use crate::engine::bounds::{End, Side};
use crate::engine::claim::Claim;
use crate::engine::condition::{Met, met};
use crate::engine::ledger::{What, apart};
use crate::engine::plan::{
    Anchor, Cap, CapOn, Entry, Lookup, Money, OffSite, PartPlan, Period, Piece, Plan, RoundingRule,
};
use crate::engine::register::{SlotId, Slots};
use crate::engine::settlement::Amount;
use crate::engine::sum::Sum;
use crate::engine::table::{Cell, Reads, Table};
use crate::engine::tables::{Standing, standing};
use crate::engine::visits::goes_on;
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Place};
use crate::money::{Rate, Yuan};

/// The figures of one case, at one corner of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) rounding: RoundingRule,
    pub(crate) stack_reads: Option<Reads>,
    pub(crate) away: Option<AwayFigures>,
    pub(crate) tiers: Vec<Tier>,
    /// Whether two entries of the order that are for the case have one part, and its counters, in common.
    pub(crate) has_part_again: bool,
    pub(crate) slots: Slots,
}

/// What care away from home changes before any layer is priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AwayFigures {
    pub(crate) pre_pay: Option<Sum>,
    pub(crate) reads: Reads,
}

/// One entry of the order of payment, for the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    pub(crate) layer: Layer,
    /// Where its payment goes.
    pub(crate) amount: Amount,
    pub(crate) takes: Vec<Piece>,
    /// Whether the bill asks for it: with a bill all layers, else those above the pool, or one alone.
    pub(crate) is_asked: bool,
    /// Whether it is for the case.
    pub(crate) is_met: bool,
    /// None for the account.
    pub(crate) part: Option<PartFigures>,
}

/// The figures of a visit or a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PartFigures {
    pub(crate) part: Part,
    /// At which end its vague figures are taken.
    pub(crate) side: Side,
    pub(crate) standing: Standing,
    pub(crate) gate: Option<GateFigures>,
    pub(crate) deductible: Option<DeductibleFigures>,
    pub(crate) ratio: Option<RatioFigures>,
    pub(crate) caps: CapsFigures,
    pub(crate) floor: Option<(Sum, Reads)>,
    pub(crate) graded: Option<(Rate, Reads)>,
    /// X, Y and the payments of the year.
    pub(crate) input: SlotId,
    pub(crate) priced: SlotId,
    pub(crate) paid: SlotId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GateFigures {
    /// None: the rule says that there is no limit.
    pub(crate) limit: Option<Sum>,
    /// The input that did not reach a gate of the year.
    pub(crate) held: Option<SlotId>,
    pub(crate) reads: Reads,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeductibleFigures {
    pub(crate) standard: Sum,
    pub(crate) reads: Vec<Reads>,
    pub(crate) per: Period,
    pub(crate) used: Option<SlotId>,
    pub(crate) of_year: SlotId,
    pub(crate) max_per_year: Option<Yuan>,
    /// The counter of the stay, where a referral pays only what is more.
    pub(crate) of_stay: Option<SlotId>,
    /// Whether this stay is one that goes on.
    pub(crate) goes_on: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RatioFigures {
    pub(crate) brackets: Vec<BracketFigures>,
    pub(crate) anchor: Anchor,
    pub(crate) accumulates: bool,
    pub(crate) reads: Vec<Reads>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BracketFigures {
    pub(crate) edge: Option<Yuan>,
    pub(crate) edge_is_next: bool,
    pub(crate) rate: Rate,
}

/// The caps of a visit or a layer, by what they count: each is asked for at its own place in the order of calculation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CapsFigures {
    caps: [Vec<CapFigures>; 3],
}

impl CapsFigures {
    /// The caps that count `on`.
    #[inline]
    pub(crate) fn on(&self, on: CapOn) -> &[CapFigures] {
        &self.caps[on as usize]
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &CapFigures> {
        self.caps.iter().flatten()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CapFigures {
    pub(crate) on: CapOn,
    pub(crate) per: Period,
    pub(crate) part: Part,
    /// None: no limit, or no figure.
    pub(crate) limit: Option<Sum>,
    pub(crate) used: Option<SlotId>,
    pub(crate) reads: Reads,
}

impl Figures {
    /// Looks up every table for a claim. What is missing or unknown is left out: [`super::examine`] tells.
    pub(crate) fn of(plan: &Plan, claim: &Claim, side: Side) -> Figures {
        let away = away(plan, claim);
        Figures::looked_up(plan, claim, away, side)
    }

    /// The same for the next bill at home.
    pub(crate) fn at_home(plan: &Plan, claim: &Claim, side: Side) -> Figures {
        Figures::looked_up(plan, claim, None, side)
    }

    fn looked_up(
        plan: &Plan,
        claim: &Claim,
        away: Option<(&OffSite, Reads)>,
        side: Side,
    ) -> Figures {
        let mut maker = Maker {
            plan,
            claim,
            side,
            away,
            slots: Slots::default(),
        };
        let tiers: Vec<Tier> = plan.stack.iter().map(|entry| maker.tier(entry)).collect();
        let rounding = plan.rounding.payments;
        let away = away.map(|(rule, reads)| AwayFigures {
            pre_pay: rule
                .pre_pay
                .as_ref()
                .and_then(|money| Sum::of(money, &claim.case, side.of_burden(), rounding)),
            reads,
        });
        Figures {
            rounding: plan.rounding,
            stack_reads: plan.stack_reads,
            away,
            has_part_again: has_part_again(&tiers),
            tiers,
            slots: maker.slots,
        }
    }
}

fn has_part_again(tiers: &[Tier]) -> bool {
    let met = tiers.iter().filter(|tier| tier.is_met);
    let parts: Vec<Part> = met
        .filter_map(|tier| Some(tier.part.as_ref()?.part))
        .collect();
    let is_again = |(before, part): (usize, &Part)| parts[..before].contains(part);
    parts.iter().enumerate().any(is_again)
}

/// What care away from home changes; nothing for care at home.
fn away<'a>(plan: &'a Plan, claim: &Claim) -> Option<(&'a OffSite, Reads)> {
    let place = claim.case.get(Selector::Place)?;
    if place == Place::Local as i64 {
        return None;
    }
    let Lookup::Rule(table) = &plan.off_site else {
        return None;
    };
    match table.look_up(&claim.case) {
        (Cell::Value(rule), reads) => Some((rule, reads)),
        _ => None,
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    claim: &'a Claim,
    side: Side,
    away: Option<(&'a OffSite, Reads)>,
    slots: Slots,
}

impl<'a> Maker<'a> {
    fn tier(&mut self, entry: &'a Entry) -> Tier {
        let is_pool = entry.layer == Layer::Pool;
        let is_met = met(&entry.conditions, &self.claim.case) == Met::Yes;
        Tier {
            layer: entry.layer,
            amount: Amount::of(entry.layer),
            takes: entry.takes.clone(),
            is_asked: self.claim.charges.reaches(entry.layer),
            is_met,
            part: entry.part.as_ref().map(|part| self.part(part, is_pool)),
        }
    }

    fn part(&mut self, plan: &'a PartPlan, is_pool: bool) -> PartFigures {
        let part = plan.part;
        let away = self.away.filter(|_| is_pool);
        PartFigures {
            part,
            side: self.side,
            standing: standing(self.plan, plan, self.claim),
            gate: self.gate(plan),
            deductible: self.deductible(plan, away),
            ratio: self.ratio(plan, away),
            caps: self.caps(plan),
            floor: self.floor(plan),
            graded: self.graded(plan),
            input: self.slots.yearly(What::Input, part),
            priced: self.slots.yearly(What::Priced, part),
            paid: self.slots.yearly(What::Paid, part),
        }
    }

    fn sum(&self, money: &Money, case: &Case, end: End) -> Option<Sum> {
        Sum::of(money, case, end, self.plan.rounding.payments)
    }

    fn gate(&mut self, plan: &PartPlan) -> Option<GateFigures> {
        let rule = plan.gate.rule()?;
        let (money, reads) = value(&rule.table, &self.claim.case)?;
        let held = rule.is_yearly;
        Some(GateFigures {
            limit: self.sum(money, &self.claim.case, self.side.of_burden()),
            held: held.then(|| self.slots.yearly(What::Held, plan.part)),
            reads,
        })
    }

    /// The standard for the case: the row and its adjustments, or what care away from home puts in their place.
    fn deductible(
        &mut self,
        plan: &PartPlan,
        away: Option<(&OffSite, Reads)>,
    ) -> Option<DeductibleFigures> {
        let rule = plan.deductible.rule()?;
        let case = self.claim.case_for_deductible();
        let end = self.side.of_burden();
        let mut reads = Vec::new();
        let instead = away.and_then(|(rule, reads)| Some((rule.deductible.as_ref()?, reads)));
        let standard = match instead {
            Some((money, away_reads)) => {
                reads.push(away_reads);
                self.sum(money, &self.claim.case, end)
            }
            None => value(&rule.table, &case).and_then(|(money, table_reads)| {
                reads.push(table_reads);
                let times = away.and_then(|(rule, reads)| Some((rule.deductible_times?, reads)));
                reads.extend(times.map(|(_, reads)| reads));
                let times = times.map(|(times, _)| times.at(end));
                let repeated = money.times_of_stay(self.claim.stay_days);
                let rounding = self.plan.rounding.payments;
                let once = self.sum(money, &case, end)?;
                Some(once.repeated(repeated, times, rounding))
            }),
        };
        let part = plan.part;
        let apart = apart(&rule.apart_by, &case);
        Some(DeductibleFigures {
            standard: standard.unwrap_or(Sum::Fixed(Yuan::ZERO)),
            reads,
            per: rule.per,
            used: self.slots.of_table(What::Deductible, part, rule.per, apart),
            of_year: self.slots.yearly(What::DeductibleOfYear, part),
            max_per_year: rule.max_per_year,
            of_stay: rule
                .continues
                .then(|| self.slots.yearly(What::DeductibleOfStay, part)),
            goes_on: goes_on(rule, &case),
        })
    }

    fn ratio(&mut self, plan: &PartPlan, away: Option<(&OffSite, Reads)>) -> Option<RatioFigures> {
        let rule = plan.ratio.rule()?;
        let case = &self.claim.case;
        let (ratio, reads) = value(&rule.table, case)?;
        let end = self.side.of_payment();
        let rate = |home: Rate| {
            let home = adjust_rate(home, &ratio.ops, case, end);
            let Some((away, _)) = away else {
                return home.held();
            };
            let rate = away.ratio.map_or(home, |ratio| ratio.at(end));
            let rate = away.points.map_or(rate, |points| rate.plus(points.at(end)));
            let times = away.ratio_times;
            times.map_or(rate, |times| rate.times(times.at(end))).held()
        };
        let brackets = ratio.brackets.iter().map(|bracket| BracketFigures {
            edge: bracket.edge,
            edge_is_next: bracket.edge_is_next,
            rate: rate(bracket.rate.at(end)),
        });
        Some(RatioFigures {
            brackets: brackets.collect(),
            anchor: rule.anchor,
            accumulates: rule.accumulates,
            reads: [reads]
                .into_iter()
                .chain(away.map(|(_, reads)| reads))
                .collect(),
        })
    }

    fn caps(&mut self, plan: &PartPlan) -> CapsFigures {
        let mut all = CapsFigures::default();
        for rule in plan.caps.iter().filter_map(Lookup::rule) {
            let cap = self.cap(plan.part, rule);
            all.caps[rule.on as usize].push(cap);
        }
        all
    }

    fn cap(&mut self, part: Part, cap: &Cap) -> CapFigures {
        let case = &self.claim.case;
        let (cell, reads) = cap.table.look_up(case);
        let limit = match cell {
            Cell::Value(money) => {
                let once = self.sum(money, case, self.side.of_payment());
                let repeated = money.times_of_stay(self.claim.stay_days);
                once.map(|once| once.repeated(repeated, None, self.plan.rounding.payments))
            }
            _ => None,
        };
        // One that visits share has one counter, whichever visit it was.
        let (what, part) = if cap.shared {
            (What::SharedCapUsed(cap.per), Part::Layer(Layer::Pool))
        } else {
            (What::CapUsed(cap.per), part)
        };
        let apart = apart(&cap.apart_by, case);
        CapFigures {
            on: cap.on,
            per: cap.per,
            part,
            limit,
            used: self.slots.of_table(what, part, cap.per, apart),
            reads,
        }
    }

    fn floor(&self, plan: &PartPlan) -> Option<(Sum, Reads)> {
        let (money, reads) = value(plan.floor.rule()?, &self.claim.case)?;
        let sum = self.sum(money, &self.claim.case, self.side.of_payment());
        Some((sum.unwrap_or(Sum::Fixed(Yuan::ZERO)), reads))
    }

    fn graded(&self, plan: &PartPlan) -> Option<(Rate, Reads)> {
        let layer = plan.part.layer() as i64;
        let case = self.claim.case.with(Selector::Layer, layer);
        let (share, reads) = value(self.plan.graded.rule()?, &case)?;
        Some((share.at(self.side.of_payment()), reads))
    }
}

/// The figure that a table has for a case, if it has one.
fn value<'a, V>(table: &'a Table<V>, case: &Case) -> Option<(&'a V, Reads)> {
    match table.look_up(case) {
        (Cell::Value(value), reads) => Some((value, reads)),
        _ => None,
    }
}
