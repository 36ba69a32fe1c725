//! Why a settlement differs: each likely mistake is made on purpose, and what then comes out is compared.
//!
//! A cause is named only when it explains every amount that the settlement states. Where several do, all are named:
//! from the amounts alone they cannot be told apart.

use chrono::{Days, NaiveDate};

use super::world::{Change, Kind, World};
use super::{compared, due, labelled};
use crate::engine::audit::Stated;
use crate::engine::bounds::End;
use crate::engine::plan::{CapOn, FirstPayment, Lookup, Period, Sums};
use crate::engine::settlement::Amount;
use crate::engine::table::Cell;
use crate::model::bill::{Bill, Charges, Fact, History};
use crate::model::selector::Selector;
use crate::model::words::{At, Class, Hospital, Layer, Place, Scheme, Visit, persons_of, shared};
use crate::money::{Rounding, Yuan};
use crate::rules::compile::Compiled;
use crate::rules::reimburse::{Reimbursed, reimburse_as};
use crate::rules::shelf::Shelf;

/// A mistake that explains the settlement. Of its ways of making it each explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What kind of mistake.
    pub kind: Kind,
    /// The ways of making it.
    pub changes: Vec<Change>,
    /// A second mistake that it takes, where no single one explains the settlement.
    pub and: Option<Change>,
    /// What the mistake makes of the deductible.
    pub deductible: Option<Moved>,
    /// Whether the rules, with the mistake, give a range that holds what is stated, and no single sum.
    pub is_vague: bool,
}

/// A deductible that a mistake moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// By the rules.
    pub due: Yuan,
    /// With the mistake.
    pub taken: Yuan,
}

/// What is asked about.
pub(super) struct Case<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) stated: &'a Stated,
    pub(super) bill: &'a Bill,
    pub(super) today: NaiveDate,
    pub(super) right: &'a Reimbursed,
    /// Whether the settlement's own sums hold.
    pub(super) closes: bool,
}

impl Case<'_> {
    /// The mistakes that explain the settlement: single ones, else pairs of the common ones, else what a cap that was
    /// used already would explain.
    pub(super) fn causes(&self) -> Vec<Cause> {
        let changes = self.changes();
        let mut causes: Vec<Cause> = Vec::new();
        for change in &changes {
            if let Some(explained) = self.explains(&[change]) {
                keep(&mut causes, change.clone(), None, explained);
            }
        }
        if causes.is_empty() {
            let common: Vec<&Change> = changes.iter().filter(|one| one.is_common()).collect();
            'pairs: for (index, one) in common.iter().enumerate() {
                for other in &common[index + 1..] {
                    if one.kind() == other.kind() {
                        continue;
                    }
                    let Some(explained) = self.explains(&[one, other]) else {
                        continue;
                    };
                    let (one, other) = ((*one).clone(), (*other).clone());
                    keep(&mut causes, one, Some(other), explained);
                    if causes.len() >= MOST_PAIRS {
                        break 'pairs;
                    }
                }
            }
        }
        if causes.is_empty()
            && let Some(change) = self.cap_used()
            && let Some(explained) = self.explains(&[&change])
        {
            keep(&mut causes, change, None, explained);
        }
        // A range holds much: it says something only where nothing says it exactly, and nothing of sums that do not close.
        if !self.closes || causes.iter().any(|cause| !cause.is_vague) {
            causes.retain(|cause| !cause.is_vague);
        }
        causes
    }

    /// What the mistakes make of it, where the rules then say what the settlement states.
    fn explains(&self, changes: &[&Change]) -> Option<Explained> {
        let mut world = World::new(self.bill, self.right.day);
        if !changes.iter().all(|change| change.make(&mut world)) {
            return None;
        }
        let plan = |compiled: &mut Compiled| {
            for change in changes {
                change.bend(compiled);
            }
        };
        let answer = reimburse_as(self.shelf, &world.bill, self.today, None, &plan).ok()?;
        let (mut any, mut is_vague) = (false, false);
        let mut sums = compared(self.stated, &world.bill).chain(labelled(self.stated, self.right));
        let all = sums.all(|(named, stated)| {
            let Some(due) = due(named, &answer) else {
                return false;
            };
            any = true;
            is_vague |= due.is_vague();
            due.low <= stated && stated <= due.high
        });
        let deductible = |of: &Reimbursed| {
            let sum = of.answer.as_ref()?.get(Amount::Deductible)?;
            (!sum.is_vague()).then_some(sum.low)
        };
        let pair = deductible(self.right).zip(deductible(&answer));
        let moved = pair.filter(|(due, taken)| due != taken);
        (any && all).then(|| Explained {
            deductible: moved.map(|(due, taken)| Moved { due, taken }),
            is_vague,
        })
    }

    /// Every mistake that this settlement leaves room for, the likelier first.
    fn changes(&self) -> Vec<Change> {
        let mut changes = self.of_facts();
        changes.extend(self.of_year());
        changes.extend(self.of_layers());
        changes.extend(self.of_days());
        changes.extend(self.of_charges());
        changes.extend(self.of_rounding());
        changes
    }

    /// Another admission, level, person, place, aid, kind of care, scheme.
    fn of_facts(&self) -> Vec<Change> {
        let bill = self.bill;
        let mut changes = Vec::new();
        let claim = self.right.claim.as_ref();
        let asks = |selector| {
            let compiled = self.right.compiled.as_ref();
            compiled.is_some_and(|compiled| compiled.asks(selector))
        };
        let nth = claim
            .and_then(|claim| claim.case.get(Selector::Nth))
            .unwrap_or(1);
        for to in (1..=MOST_ADMISSIONS).filter(|to| *to != nth) {
            changes.push(Change::Nth { from: nth, to });
        }
        changes.push(Change::DeductibleLeftOut);
        let word = |selector| bill.word(selector).map(str::to_owned);
        let mut other = |selector: Selector, to: &str| {
            let from = word(selector);
            if from.as_deref() != Some(to) {
                let to = to.to_owned();
                changes.push(Change::Word { selector, from, to });
            }
        };
        for level in Hospital::ALL {
            other(Selector::Hospital, level.name());
        }
        for person in persons_of(self.right.scheme) {
            other(Selector::Person, person.name);
        }
        for aid in shared(Selector::Aid) {
            if bill.word(Selector::Aid).is_some() || aid.name != "none" {
                other(Selector::Aid, aid.name);
            }
        }
        for place in Place::ALL {
            for at in [None, Some(At::InProvince), Some(At::OutOfProvince)] {
                let is_local = *place == Place::Local;
                let same =
                    bill.word(Selector::Place).unwrap_or(Place::Local.name()) == place.name();
                if is_local != at.is_none() || (same && (is_local || bill.at.is_none())) {
                    continue;
                }
                changes.push(Change::Place { to: *place, at });
            }
        }
        for visit in VISITS {
            if visit != self.right.visit {
                changes.push(Change::Visit {
                    from: self.right.visit,
                    to: visit,
                });
            }
        }
        let other_scheme = match self.right.scheme {
            Scheme::Resident => Scheme::Employee,
            Scheme::Employee | Scheme::Flexible => Scheme::Resident,
        };
        for person in persons_of(other_scheme) {
            let person = person.name.to_owned();
            changes.push(Change::Scheme {
                to: other_scheme,
                person,
            });
        }
        if asks(Selector::PaidMonths) {
            let months = claim.and_then(|claim| claim.case.get(Selector::PaidMonths));
            for to in MONTHS.into_iter().filter(|to| Some(*to) != months) {
                changes.push(Change::Months { to });
            }
        }
        changes
    }

    /// What was counted of the year before, or was not.
    fn of_year(&self) -> Vec<Change> {
        let history = &self.bill.history;
        let mut changes = Vec::new();
        if history.deductible.is_some() {
            changes.push(Change::DeductibleAgain);
        }
        if *history != History::default() {
            changes.push(Change::YearLeftOut);
        }
        let caps = self
            .right
            .compiled
            .iter()
            .flat_map(|compiled| &compiled.plan.stack);
        let parts = caps.filter_map(|entry| entry.part.as_ref());
        if parts.flat_map(|part| &part.caps).next().is_some() {
            changes.push(Change::CapLeftOut);
        }
        changes
    }

    /// A fund that was left out.
    fn of_layers(&self) -> Vec<Change> {
        let stack = self
            .right
            .compiled
            .iter()
            .flat_map(|compiled| &compiled.plan.stack);
        let funds = stack.map(|entry| Amount::of(entry.layer));
        let mut above: Vec<Amount> = funds.filter(|fund| *fund != Amount::PoolPay).collect();
        above.sort();
        above.dedup();
        above.into_iter().map(Change::FundLeftOut).collect()
    }

    /// The rules before or after a change of them.
    fn of_days(&self) -> Vec<Change> {
        let day = self.right.day;
        let mut days: Vec<NaiveDate> = Vec::new();
        for block in &self.right.blocks {
            days.extend(block.from.checked_sub_days(Days::new(1)));
            days.extend(block.to.and_then(|to| to.checked_add_days(Days::new(1))));
        }
        days.sort_by_key(|other| (*other > day, (*other - day).num_days().abs()));
        days.dedup();
        let days = days.into_iter().filter(|other| *other != day);
        days.map(|to| Change::Day { from: day, to }).collect()
    }

    /// A line of another class; a part of the total that was taken as eligible.
    fn of_charges(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        match &self.bill.charges {
            Charges::Lines(lines) if lines.len() <= MOST_LINES => {
                for (line, charged) in lines.iter().enumerate() {
                    for to in [Class::A, Class::B, Class::C] {
                        if to != charged.class {
                            let from = charged.class;
                            changes.push(Change::Class { line, from, to });
                        }
                    }
                }
            }
            Charges::Totals(totals) => {
                for (part, sum) in [
                    (Amount::PreSelfPay, totals.pre_self_pay()),
                    (Amount::OverLimit, totals.over_limit()),
                    (Amount::SelfFunded, totals.self_funded()),
                ] {
                    if sum > Yuan::ZERO {
                        changes.push(Change::Inside(part));
                    }
                }
            }
            _ => {}
        }
        if self.bill.hospital_pay.is_some_and(|sum| sum > Yuan::ZERO) {
            changes.push(Change::HospitalLeftOut);
        }
        changes
    }

    fn of_rounding(&self) -> Vec<Change> {
        let Some(compiled) = &self.right.compiled else {
            return Vec::new();
        };
        let rule = compiled.plan.rounding;
        let all = Rounding::NAMES.iter();
        let all = all.filter_map(|name| Rounding::from_name(name));
        let mut changes: Vec<Change> = all
            .filter(|other| *other != rule.payments && other.name() != "none")
            .map(Change::Rounding)
            .collect();
        for first in [FirstPayment::Rounded(Rounding::FEN), FirstPayment::Rest] {
            for line_by_line in [false, true] {
                if (first, line_by_line) != (rule.first_payment, rule.line_by_line) {
                    changes.push(Change::FirstPayment {
                        first,
                        line_by_line,
                    });
                }
            }
        }
        changes
    }

    /// A yearly cap of the pool of which so much was used that just what the settlement pays was left.
    fn cap_used(&self) -> Option<Change> {
        let stated = self.stated.amounts.get(Amount::PoolPay)?;
        let right = self.right.answer.as_ref()?.get(Amount::PoolPay)?;
        if stated >= right.low
            || self
                .bill
                .history
                .pool_pay
                .is_some_and(|used| used > Yuan::ZERO)
        {
            return None;
        }
        let compiled = self.right.compiled.as_ref()?;
        let claim = self.right.claim.as_ref()?;
        let pool = compiled
            .plan
            .stack
            .iter()
            .find(|entry| entry.layer == Layer::Pool)?;
        let caps = pool.part.as_ref()?.caps.iter().filter_map(Lookup::rule);
        let mut caps = caps.filter(|cap| cap.per == Period::Year && cap.on == CapOn::FundPay);
        let rounding = compiled.plan.rounding.payments;
        let limit = caps.find_map(|cap| match cap.table.look_up(&claim.case).0 {
            Cell::Value(money) => money.amount(&claim.case, Sums::default(), End::Low, rounding),
            _ => None,
        })?;
        (limit > stated).then(|| Change::CapUsed {
            used: limit - stated,
        })
    }
}

/// What mistakes make of a settlement that they explain.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Explained {
    deductible: Option<Moved>,
    is_vague: bool,
}

/// Admissions that are tried.
const MOST_ADMISSIONS: i64 = 4;
/// A bill of more lines is not tried line by line.
const MOST_LINES: usize = 400;
/// So many pairs are named; more would say nothing.
const MOST_PAIRS: usize = 5;
/// Months of cover that are tried: those between which rules change.
const MONTHS: [i64; 9] = [1, 3, 6, 9, 12, 24, 36, 48, 60];
/// Kinds of care that are taken for each other.
const VISITS: [Visit; 8] = [
    Visit::Inpatient,
    Visit::Outpatient,
    Visit::Emergency,
    Visit::Chronic,
    Visit::TwoDiseases,
    Visit::DaySurgery,
    Visit::SpecialDrug,
    Visit::Pharmacy,
];

/// Keeps a cause; ways of making the same mistake stand together.
fn keep(causes: &mut Vec<Cause>, change: Change, and: Option<Change>, explained: Explained) {
    let kind = change.kind();
    let Explained {
        deductible,
        is_vague,
    } = explained;
    let same = |cause: &&mut Cause| {
        let known = Explained {
            deductible: cause.deductible,
            is_vague: cause.is_vague,
        };
        (cause.kind, &cause.and, known) == (kind, &and, explained)
    };
    match causes.iter_mut().find(same) {
        Some(cause) => cause.changes.push(change),
        None => causes.push(Cause {
            kind,
            changes: vec![change],
            and,
            deductible,
            is_vague,
        }),
    }
}

/// Sets what a bill says of a selector.
pub(super) fn say(bill: &mut Bill, selector: Selector, fact: Fact) {
    bill.facts.retain(|(known, _)| *known != selector);
    bill.facts.push((selector, fact));
}
