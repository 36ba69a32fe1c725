//! Totals: from texts to checked charges.

use crate::formats::fields::Typed;
use crate::formats::lines;
use crate::formats::problem::What;
use crate::formats::raw::RawBill;
use crate::model::bill::{Charges, Totals, TotalsError};
use crate::money::Yuan;

/// What a bill charges, and which totals nobody stated.
pub(crate) fn read(raw: &RawBill, typed: &mut Typed<'_>) -> Option<(Charges, Vec<&'static str>)> {
    let burden = typed.money("burden");
    let totals = [
        "total",
        "self_funded",
        "over_limit",
        "pre_self_pay",
        "eligible",
    ];
    if let Some(burden) = burden {
        let bill = totals.iter().find_map(|name| raw.get(name));
        if let Some(field) = bill {
            typed.report(field.place.clone(), What::BurdenAndBill);
        } else if let Some(line) = raw.lines.first() {
            typed.report(line.place.clone(), What::BurdenAndBill);
        }
        let place = raw.get("burden").map(|field| field.place.clone());
        let earlier = [
            "ytd_deductible",
            "ytd_eligible",
            "ytd_pool_pay",
            "ytd_burden",
            "place",
            "at",
        ];
        if let Some(field) = earlier.iter().find_map(|name| raw.get(name)) {
            typed.report(field.place.clone(), What::BurdenAndBill);
        }
        if burden.is_negative() {
            typed.report(place?, What::BelowZero(burden));
            return None;
        }
        return Some((Charges::Burden(burden), Vec::new()));
    }
    if raw.lines.is_empty() {
        read_totals(raw, typed)
    } else {
        lines::read(raw, typed)
    }
}

fn read_totals(raw: &RawBill, typed: &mut Typed<'_>) -> Option<(Charges, Vec<&'static str>)> {
    let mut unstated = Vec::new();
    let mut sound = true;
    let stated = [
        "total",
        "self_funded",
        "over_limit",
        "pre_self_pay",
        "eligible",
    ]
    .map(|name| {
        let amount = typed.money(name);
        sound &= amount.is_some() || raw.get(name).is_none();
        amount
    });
    for (amount, name) in stated.iter().zip([
        "total",
        "self_funded",
        "over_limit",
        "pre_self_pay",
        "eligible",
    ]) {
        if let Some(amount) = amount.filter(|amount| amount.is_negative()) {
            let what = if name == "total" && stated.iter().flatten().all(|all| *all <= Yuan::ZERO) {
                What::LoneReversal
            } else {
                What::BelowZero(amount)
            };
            typed.report_at(raw, name, what);
            sound = false;
        }
    }
    if !sound {
        return None;
    }
    let [total, self_funded, over_limit, pre_self_pay, eligible] = stated;
    let own = [
        ("self_funded", self_funded),
        ("over_limit", over_limit),
        ("pre_self_pay", pre_self_pay),
    ];
    let parts: Yuan = own.iter().filter_map(|(_, amount)| *amount).sum();
    let total = match (total, eligible) {
        (Some(total), _) => total,
        (None, Some(eligible)) => {
            unstated.push("total");
            eligible + parts
        }
        (None, None) => {
            typed.missing("total");
            return None;
        }
    };
    let mut self_funded = self_funded;
    if let Some(eligible) = eligible {
        let rest = total - parts - eligible;
        match self_funded {
            // What is outside was not told apart: it is taken as 全自费, and said.
            None if rest > Yuan::ZERO && over_limit.is_none() && pre_self_pay.is_none() => {
                unstated.push("self_funded");
                self_funded = Some(rest);
            }
            _ if rest == Yuan::ZERO => {}
            _ => {
                let what = What::Eligible {
                    stated: eligible,
                    computed: total - parts,
                };
                typed.report_at(raw, "eligible", what);
                return None;
            }
        }
    } else {
        unstated.extend(
            own.iter()
                .filter(|(_, amount)| amount.is_none())
                .map(|(name, _)| name),
        );
    }
    let totals = Totals::new(
        total,
        self_funded.unwrap_or_default(),
        over_limit.unwrap_or_default(),
        pre_self_pay.unwrap_or_default(),
    );
    match totals {
        Ok(totals) => Some((Charges::Totals(totals), unstated)),
        Err(TotalsError::PartsAboveTotal { parts, total }) => {
            let largest = own
                .iter()
                .max_by_key(|(_, amount)| *amount)
                .map_or("total", |(name, _)| name);
            typed.report_at(raw, largest, What::PartsAboveTotal { parts, total });
            None
        }
        Err(TotalsError::Negative) => None,
    }
}
