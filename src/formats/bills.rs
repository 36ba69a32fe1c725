//! Several bills of one person: what a reader found to checked bills, reversals among them.

use std::sync::Arc;

use crate::formats::bill::{Contents, Format, Source, bill, contents};
use crate::formats::problem::{Place, Problem};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::table::{Hints, Understood, Wanted};
use crate::formats::{fee_list, json, toml};
use crate::model::bill::Bill;
use crate::model::keys::{Scope, ValueKind};

/// A bill among several, as a reader found it.
#[derive(Clone, Debug)]
pub struct Found {
    /// What stands there.
    pub raw: RawBill,
    /// Where it begins.
    pub place: Place,
    /// What was wrong with reading it.
    pub problems: Vec<Problem>,
}

/// Reads the bills of a file: a row each, a list, or a single one; with what was understood of the file.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read(
    source: Source,
    format: Format,
    hints: &Hints,
) -> Result<(Vec<Found>, Understood), Vec<Problem>> {
    let mut problems = Vec::new();
    let (bills, understood) = match contents(source, format, Wanted::Bills, hints, &mut problems) {
        Some(Contents::Table(sheet)) => fee_list::read(*sheet, hints, &mut problems),
        Some(Contents::Text(text, understood)) => {
            let bills = match format {
                Format::Toml => toml::read_bills(&Arc::new(text), &mut problems),
                _ => json::read_bills(&Arc::new(text), &mut problems),
            };
            (bills, *understood)
        }
        None => Default::default(),
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let found = bills.into_iter().map(|(raw, place)| Found {
        raw,
        place,
        problems: Vec::new(),
    });
    Ok((found.collect(), understood))
}

/// Makes a checked bill of one of several. One in which every sign is negated is the reversal of the bill that it is
/// without the signs.
///
/// # Errors
/// All problems of the bill at once.
pub fn checked(raw: &RawBill, problems: Vec<Problem>) -> Result<Bill, Vec<Problem>> {
    match turned(raw) {
        None => Ok(bill(raw, problems)?.bill),
        Some(turned) => {
            let bill = bill(&turned, problems)?.bill;
            Ok(Bill {
                is_reversal: true,
                ..bill
            })
        }
    }
}

/// The bill with its signs turned, where every amount is below zero or nothing.
pub(crate) fn turned(raw: &RawBill) -> Option<RawBill> {
    let mut turned = raw.clone();
    let is_charge = |field: &&mut RawField| {
        let name = field.key.name;
        field.key.scope == Scope::Settlement
            || matches!(
                name,
                "total"
                    | "self_funded"
                    | "over_limit"
                    | "pre_self_pay"
                    | "eligible"
                    | "hospital_pay"
                    | "amount"
            )
            || (name == "quantity" && field.key.kind == ValueKind::Decimal)
    };
    let lines = turned.lines.iter_mut().flat_map(|line| &mut line.fields);
    let mut any = false;
    for field in turned.fields.iter_mut().chain(lines).filter(is_charge) {
        let text = field.text.trim();
        let rest = text.strip_prefix(['-', '−', '－']);
        match rest {
            Some(rest) => {
                field.text = rest.to_owned();
                any = true;
            }
            None if is_nothing(text) => {}
            None => return None,
        }
    }
    for detail in &mut turned.details {
        let text = detail.amount.trim();
        match text.strip_prefix(['-', '−', '－']) {
            Some(rest) => detail.amount = rest.to_owned(),
            None if is_nothing(text) => {}
            None => detail.amount = format!("-{text}"),
        }
    }
    any.then_some(turned)
}

/// Whether a text is no amount, or zero.
fn is_nothing(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0' | '.' | ',' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RawBill {
        let source = Source {
            name: "b.csv".to_owned(),
            bytes: text.into(),
        };
        let (mut found, _) = super::read(source, Format::Csv, &Hints::default()).unwrap();
        found.remove(0).raw
    }

    #[test]
    fn a_bill_with_every_sign_negated_is_a_reversal() {
        let bill = |row: &str| {
            let head = "region,scheme,visit,on,total,self_funded\n";
            let raw = read(&format!("{head}乌鲁木齐,居民,住院,2024-06-01,{row}\n"));
            checked(&raw, Vec::new())
        };
        let (plain, reversal) = (bill("100,20").unwrap(), bill("-100.00,-20").unwrap());
        assert!(!plain.is_reversal && reversal.is_reversal);
        assert_eq!(plain.charges, reversal.charges);
        assert!(bill("−100,0").unwrap().is_reversal);
        // One sign of two is a mistake.
        assert!(bill("-100,20").is_err());
        assert!(bill("100,-20").is_err());
    }
}
