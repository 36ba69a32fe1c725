//! What is settled: the facts of the case, the charges, and what the person can pay with.

use crate::engine::ledger::When;
use crate::model::bill::Charges;
use crate::model::case::Case;
use crate::model::selector::Selector;
use crate::money::Yuan;

/// A bill as the engine sees it: facts are numbers, charges are checked, the day is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The facts by which rules are selected.
    pub case: Case,
    /// What was charged.
    pub charges: Charges,
    /// The day, for counters.
    pub when: When,
    /// Days of the stay, if both ends are known.
    pub stay_days: Option<i64>,
    /// The hospital's own level for the deductible, where it differs.
    pub hospital_for_deductible: Option<i64>,
    /// The hospital's own level for price limits and items, where it differs.
    pub hospital_for_price: Option<i64>,
    /// What the hospital bears itself, off the patient's side.
    pub hospital_pay: Yuan,
    /// What the person's own account holds.
    pub account: Yuan,
    /// What relatives authorised, in the order in which their accounts pay.
    pub shared: Vec<Yuan>,
}

impl Claim {
    /// The case with which deductible tables are asked.
    pub fn case_for_deductible(&self) -> Case {
        self.case_at(self.hospital_for_deductible)
    }

    /// The case with which items are asked.
    pub fn case_for_price(&self) -> Case {
        self.case_at(self.hospital_for_price)
    }

    fn case_at(&self, hospital: Option<i64>) -> Case {
        match hospital {
            Some(level) => self.case.with(Selector::Hospital, level),
            None => self.case.clone(),
        }
    }
}
