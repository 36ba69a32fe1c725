//! The amounts that a row states.

use super::Settler;
use crate::batch::amounts;
use crate::batch::cells::{Cell, text};
use crate::batch::columns::STATED;
use crate::engine::lines::Parted;
use crate::model::bill::History;
use crate::money::Yuan;
use crate::typed;

/// The amounts that a row states, by their places in [`STATED`]; zero where it states none.
#[derive(Clone, Copy, Default)]
pub(super) struct Stated {
    pub(super) amounts: [Yuan; STATED.len()],
    /// A bit for each that is stated.
    said: u16,
}

pub(super) const TOTAL: usize = 0;
const SELF_FUNDED: usize = 1;
const OVER_LIMIT: usize = 2;
const PRE_SELF_PAY: usize = 3;
const ELIGIBLE: usize = 4;
const YTD_DEDUCTIBLE: usize = 5;
const YTD_ELIGIBLE: usize = 6;
const YTD_POOL_PAY: usize = 7;
const YTD_BURDEN: usize = 8;
pub(super) const ACCOUNT: usize = 9;
pub(super) const HOSPITAL_PAY: usize = 10;

impl Stated {
    #[inline]
    pub(super) fn set(&mut self, place: usize, amount: Yuan) {
        self.amounts[place] = amount;
        self.said |= 1 << place;
    }

    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Yuan> {
        (self.said >> place & 1 == 1).then_some(self.amounts[place])
    }

    #[inline]
    pub(super) fn history(&self) -> History {
        History {
            deductible: self.get(YTD_DEDUCTIBLE),
            eligible: self.get(YTD_ELIGIBLE),
            pool_pay: self.get(YTD_POOL_PAY),
            burden: self.get(YTD_BURDEN),
            visits: None,
        }
    }
}

/// An amount that is not written as most are, or that the cell has none; nothing where it cannot be read or is below zero.
#[cold]
pub(super) fn unusual(raw: &[u8]) -> Option<Option<Yuan>> {
    match text(raw)?.trim() {
        "" => Some(None),
        other => {
            let amount = typed::money(other).ok()?;
            (!amount.is_negative()).then_some(Some(amount))
        }
    }
}

/// The bill by its parts; nothing where they do not add up, or there is no total.
#[inline]
pub(super) fn totals(stated: &Stated) -> Option<Parted> {
    let amounts = &stated.amounts;
    let parts = amounts[SELF_FUNDED] + amounts[OVER_LIMIT] + amounts[PRE_SELF_PAY];
    let total = match (stated.get(TOTAL), stated.get(ELIGIBLE)) {
        (Some(total), _) => total,
        (None, Some(eligible)) => eligible + parts,
        (None, None) => return None,
    };
    let mut parted = Parted {
        total,
        self_funded: amounts[SELF_FUNDED],
        over_limit: amounts[OVER_LIMIT],
        pre_self_pay: amounts[PRE_SELF_PAY],
        eligible: total - parts,
        flat: Yuan::ZERO,
        beside_flat: Yuan::ZERO,
    };
    if let Some(eligible) = stated.get(ELIGIBLE)
        && eligible != parted.eligible
    {
        // What is outside was not told apart: it is taken as 全自费.
        let own = [SELF_FUNDED, OVER_LIMIT, PRE_SELF_PAY];
        if own.iter().any(|place| stated.get(*place).is_some()) || parted.eligible < eligible {
            return None;
        }
        parted.self_funded = parted.eligible - eligible;
        parted.eligible = eligible;
    }
    (!parted.eligible.is_negative()).then_some(parted)
}

impl Settler {
    /// The amounts that the row states; nothing where one cannot be read or is below zero, or where they contradict one
    /// another.
    #[inline]
    pub(super) fn stated(&self, buffer: &[u8], cells: &[Cell]) -> Option<Stated> {
        let mut stated = self.base_amounts;
        for &(column, place) in &self.amounts {
            let Cell { start, end } = cells[column];
            match amounts::plain(buffer, start, end) {
                Some(amount) => stated.set(place, amount),
                None if start == end => {}
                None => {
                    if let Some(amount) = unusual(&buffer[start..end])? {
                        stated.set(place, amount);
                    }
                }
            }
        }
        let eligible = stated.get(YTD_ELIGIBLE).unwrap_or(Yuan::MAX);
        let is_above = |place| stated.amounts[place] > eligible;
        (!is_above(YTD_DEDUCTIBLE) && !is_above(YTD_POOL_PAY)).then_some(stated)
    }
}
