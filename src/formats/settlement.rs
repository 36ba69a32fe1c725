//! What a settlement or a receipt states beside its bill: from texts to checked amounts.

use crate::engine::audit::{Stated, StatedLine};
use crate::engine::settlement::Amount;
use crate::formats::bill::{Read, bill};
use crate::formats::bills::turned;
use crate::formats::problem::{Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField, RawLine};
use crate::model::codes::payer_of;
use crate::model::keys::{Scope, find};
use crate::model::selector::Selector;
use crate::model::words::{self, Class};
use crate::money::Yuan;
use crate::typed;

/// A settlement, read: what it states, and the bill that it settles as far as it says one.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// What it states. Of a reversal the amounts stand without their signs.
    pub stated: Stated,
    /// Whether it takes back another settlement.
    pub is_reversal: bool,
    /// The bill; else what it does not say or says in a code that no list has.
    pub bill: Result<Read, Vec<Problem>>,
    /// Payers of details that no list has.
    pub unknown_payers: Vec<String>,
}

/// Reads a settlement.
///
/// # Errors
/// Amounts that are none. What is missing or unknown only for the rules is no error here: the sums can be checked all
/// the same.
pub fn settlement(raw: &RawBill, problems: Vec<Problem>) -> Result<Settlement, Vec<Problem>> {
    let mut problems = problems;
    let turned = turned(raw);
    let is_reversal = turned.is_some();
    let mut raw = turned.unwrap_or_else(|| raw.clone());
    let mut stated = Stated::default();
    for field in &raw.fields {
        let is_amount = Amount::from_name(field.key.name).is_some();
        if is_amount || field.key.scope == Scope::Settlement {
            amount(field, &mut stated, &mut problems);
        }
    }
    // The interface counts relatives' accounts into the account's share.
    let own = stated.amounts.get(Amount::AccountPay);
    if let Some((all, aid)) = own.zip(stated.amounts.get(Amount::MutualAidPay)) {
        stated.amounts.set(Amount::AccountPay, all - aid);
    }
    let mut unknown_payers = Vec::new();
    for detail in &raw.details {
        match typed::money(&detail.amount) {
            Ok(sum) => stated.details.push((payer_of(detail.payer.trim()), sum)),
            Err(why) => {
                let what = What::Number {
                    text: detail.amount.clone(),
                    key: "amount",
                    why,
                };
                report(&mut problems, detail.place.clone(), what);
            }
        }
        if payer_of(detail.payer.trim()).is_none() && !unknown_payers.contains(&detail.payer) {
            unknown_payers.push(detail.payer.clone());
        }
    }
    stated.lines = raw.lines.iter().filter_map(line).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    raw.fields.extend(pockets(&raw, &stated));
    Ok(Settlement {
        bill: bill(&raw, Vec::new()),
        stated,
        is_reversal,
        unknown_payers,
    })
}

fn amount(field: &RawField, stated: &mut Stated, problems: &mut Vec<Problem>) {
    let sum = match typed::money(&field.text) {
        Ok(sum) => sum,
        Err(why) => {
            let what = What::Number {
                text: field.text.trim().to_owned(),
                key: field.key.name,
                why,
            };
            report(problems, field.place.clone(), what);
            return;
        }
    };
    match field.key.name {
        "other_funds" => stated.other_funds = Some(sum),
        "self_pay" => stated.self_pay = Some(sum),
        "self_expense" => stated.self_expense = Some(sum),
        "self_borne" => stated.self_borne = Some(sum),
        name => {
            if let Some(amount) = Amount::from_name(name) {
                stated.amounts.set(amount, sum);
            }
        }
    }
}

/// What the bill takes over from the settlement: what accounts could pay is what they paid, and what a receipt calls
/// 自费 lies outside the catalogue.
fn pockets(raw: &RawBill, stated: &Stated) -> Vec<RawField> {
    let mut fields = Vec::new();
    let mut take = |name: &str, from: &str, text: String| {
        let mut paid = raw.fields.iter();
        let paid = paid.find(|field| field.key.name == from);
        let place = paid.map(|field| field.place.clone());
        if raw.get(name).is_none()
            && let Some(key) = find(Scope::Bill, name)
        {
            let place = place.unwrap_or(Place::Flag(name.to_owned()));
            fields.push(RawField { key, text, place });
        }
    };
    let above_nothing = |amount| {
        let sum = stated.amounts.get(amount);
        sum.filter(|sum| *sum > Yuan::ZERO)
    };
    if let Some(own) = above_nothing(Amount::AccountPay) {
        take("account", "account_pay", own.to_string());
    }
    if let Some(aid) = above_nothing(Amount::MutualAidPay) {
        take("shared", "mutual_aid_pay", format!("relatives={aid}"));
    }
    let is_split = ["self_funded", "eligible"]
        .iter()
        .any(|name| raw.get(name).is_some());
    if let Some(outside) = stated
        .self_expense
        .filter(|_| !is_split && raw.lines.is_empty())
    {
        take("self_funded", "self_expense", outside.to_string());
    }
    fields
}

/// A charge line whose split the platform printed; a line without one is only a charge.
fn line(raw: &RawLine) -> Option<StatedLine> {
    let money = |name: &str| typed::money(&raw.get(name)?.text).ok();
    let number = |name: &str| typed::number(&raw.get(name)?.text).ok();
    let class = words::find(Selector::Class, raw.get("class")?.text.trim())?;
    Some(StatedLine {
        class: Class::from_name(class.name)?,
        product: number("quantity").zip(number("price")),
        amount: money("amount")?,
        rate: raw
            .get("self_pay_rate")
            .and_then(|field| typed::rate(&field.text).ok()),
        split: [
            money("self_funded")?,
            money("over_limit")?,
            money("pre_self_pay")?,
            money("eligible")?,
        ],
    })
}
