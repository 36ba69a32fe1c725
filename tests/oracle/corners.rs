//! What of a case is vague, and the bill settled with each of it at either end.

use std::collections::BTreeSet;

use crate::bills::Bill;
use crate::case::{Known, matches, value};
use crate::ledger::{Ledger, caps_of, case_of, visit_part};
use crate::number::{Number, zero};
use crate::rules::{Action, Adjust, Base, Money, OffSite, Part, Rules, Table};
use crate::settle::{Amounts, Choice, Corner, Outcome, Settling, Sums, settle};

/// The answer of the oracle to a bill: at the lower corner, and the least and most of each amount at all corners.
pub(crate) struct Answer {
    pub(crate) lower: Outcome,
    pub(crate) least: Amounts,
    pub(crate) most: Amounts,
}

/// Settles a bill at every corner, and moves both ledgers.
pub(crate) fn answer(rules: &Rules, bill: &Bill, ledgers: &mut (Ledger, Ledger)) -> Answer {
    let before = ledgers.clone();
    let vague = vague(rules, bill, &before.0);
    let lower = settle(rules, bill, &mut ledgers.0, &Corner::new());
    let upper = settle(
        rules,
        bill,
        &mut ledgers.1,
        &vague.iter().copied().collect(),
    );
    let mut all = vec![lower.clone(), upper];
    for corner in between(&vague) {
        all.push(settle(rules, bill, &mut before.0.clone(), &corner));
        all.push(settle(rules, bill, &mut before.1.clone(), &corner));
    }
    let (mut least, mut most) = (Amounts::new(), Amounts::new());
    for outcome in all {
        let Outcome::Paid(amounts) = outcome else {
            continue;
        };
        for (key, amount) in amounts {
            let low = least.entry(key).or_insert_with(|| amount.clone());
            *low = low.clone().min(amount.clone());
            let high = most.entry(key).or_insert_with(|| amount.clone());
            *high = high.clone().max(amount);
        }
    }
    Answer { lower, least, most }
}

/// Every corner but the first and the last where there are at most four choices. Else: some at the front of the order of
/// payment at one end and the rest at the other; and one at one end and the rest at the other.
fn between(vague: &[Choice]) -> Vec<Corner> {
    let count = vague.len();
    let mut corners: BTreeSet<Corner> = BTreeSet::new();
    if count <= 4 {
        for bits in 0..1_u32 << count {
            let nth = |nth: &usize| bits >> nth & 1 == 1;
            corners.insert((0..count).filter(nth).map(|nth| vague[nth]).collect());
        }
    } else {
        for nth in 0..count {
            corners.insert(vague[..nth].iter().copied().collect());
            corners.insert(vague[nth..].iter().copied().collect());
            corners.insert([vague[nth]].into());
            let others = vague.iter().filter(|other| **other != vague[nth]);
            corners.insert(others.copied().collect());
        }
    }
    corners.retain(|corner| !corner.is_empty() && corner.len() < count);
    corners.into_iter().collect()
}

/// In the order of payment.
fn vague(rules: &Rules, bill: &Bill, ledger: &Ledger) -> Vec<Choice> {
    let settling = Settling {
        rules,
        bill,
        case: case_of(rules, bill, ledger),
        corner: &Corner::new(),
        sums: Sums {
            total: zero(),
            eligible: zero(),
        },
    };
    let mut found = Vec::new();
    let table = rules.off_site.as_ref().filter(|_| bill.place != "local");
    let off_site = table.and_then(|table| value(table, &settling.case));
    let pre_pay = off_site.and_then(|off_site| off_site.pre_pay.as_ref());
    if pre_pay.is_some_and(|pre_pay| settling.is_vague(pre_pay, &[])) {
        found.push(Choice::Away);
    }
    for entry in rules.stack.iter().filter(|entry| entry.layer != "account") {
        if !matches(&entry.when, &settling.case) {
            continue;
        }
        let is_pool = entry.layer == "pool";
        let (name, part) = match is_pool {
            true => (bill.visit, visit_part(rules, bill)),
            false => (entry.layer, &rules.parts[entry.layer]),
        };
        let says = settling.tables(name, part);
        if says.contains(&Known::NotCovered) {
            continue;
        }
        if says.contains(&Known::Unknown) {
            found.push(Choice::Prices(name));
            continue;
        }
        if settling.prices_are_vague(part, off_site.filter(|_| is_pool)) {
            found.push(Choice::Prices(name));
        }
        if settling.caps_are_vague(name, part) {
            found.push(Choice::Caps(name));
        }
    }
    found
}

impl Settling<'_> {
    fn prices_are_vague(&self, part: &Part, off_site: Option<&OffSite>) -> bool {
        let in_table = |table: &Table<Money>| {
            let money = value(table, &self.case);
            money.is_some_and(|money| self.is_vague(money, &table.adjust))
        };
        let deductible = |high: bool| self.standard(&part.deductible, off_site, high);
        let brackets = |high: bool| self.brackets(part, off_site, high);
        deductible(false) != deductible(true)
            || self.share_is_vague(part, off_site)
            || brackets(false) != brackets(true)
            || part.gate.iter().any(|(table, _)| in_table(table))
            || part.floor.iter().any(in_table)
    }

    /// Whether the deductible is a vague share of the bill.
    fn share_is_vague(&self, part: &Part, off_site: Option<&OffSite>) -> bool {
        if let Some(instead) = off_site.and_then(|off_site| off_site.deductible.as_ref()) {
            return self.is_vague(instead, &[]);
        }
        let table = &part.deductible.table;
        let money = value(table, &self.deductible_case());
        money.is_some_and(|money| {
            let times = off_site.and_then(|off_site| off_site.deductible_times.as_ref());
            is_of_bill(money)
                && (self.is_vague(money, &table.adjust)
                    || times.is_some_and(|times| times.low != times.high))
        })
    }

    fn caps_are_vague(&self, name: &'static str, part: &Part) -> bool {
        let caps = caps_of(self.rules, name, part);
        caps.iter().any(|(_, cap)| {
            value(&cap.table, &self.case)
                .is_some_and(|money| self.is_vague(money, &cap.table.adjust))
        })
    }

    /// Whether a sum differs at its ends. A share of the bill does where its rule does, whatever the bill.
    fn is_vague(&self, money: &Money, adjust: &[Adjust]) -> bool {
        if let (true, Base::Share(share, _)) = (is_of_bill(money), &money.base) {
            let adjust = adjust
                .iter()
                .filter(|entry| matches(&entry.when, &self.case));
            return share.low != share.high || adjust.into_iter().any(differs);
        }
        let at = |high: bool| -> Option<Number> {
            let sum = self.money(money, adjust, high)?;
            Some(sum * self.times_of_stay(money))
        };
        at(false) != at(true)
    }
}

fn is_of_bill(money: &Money) -> bool {
    matches!(money.base, Base::Share(_, "total" | "eligible"))
}

fn differs(adjust: &Adjust) -> bool {
    match &adjust.action {
        None => false,
        Some(Action::Points(figure) | Action::Times(figure) | Action::OwnShareTimes(figure)) => {
            figure.low != figure.high
        }
        Some(Action::Plus(sum)) => sum.low != sum.high,
    }
}
