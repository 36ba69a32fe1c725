//! Is a settlement right? Its own sums first, then each amount against the rules of its place and day, then, for what
//! differs, the likely causes, found by trying them.

mod causes;
mod world;

use chrono::NaiveDate;

use crate::engine::audit::{Checked, Stated, identities};
use crate::engine::bounds::Bounds;
use crate::engine::settlement::{Amount, FUNDS};
use crate::model::bill::{Bill, Charges};
use crate::money::Yuan;
use crate::rules::claim::AtKey;
use crate::rules::labels::Label;
use crate::rules::reimburse::{Outcome, Reimbursed, reimburse};
use crate::rules::shelf::Shelf;

pub use causes::{Cause, Moved};
pub use world::{Change, Kind};

/// What came of looking at a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Its sums hold and the rules say the same.
    Agrees,
    /// Its sums hold; no rule says what it should be, or it does not say enough to ask one.
    NotCoverable,
    /// A sum does not hold, or the rules say otherwise.
    Differs,
}

impl Verdict {
    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Agrees => "agrees",
            Verdict::NotCoverable => "not-coverable",
            Verdict::Differs => "differs",
        }
    }
}

/// An amount that the rules say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub amount: Named,
    /// What the settlement states.
    pub stated: Yuan,
    /// What the rules say.
    pub due: Bounds<Yuan>,
}

impl Difference {
    /// Stated less due; of bounds the nearer one.
    pub fn by(&self) -> Yuan {
        if self.stated > self.due.high {
            self.stated - self.due.high
        } else {
            self.stated - self.due.low
        }
    }
}

/// An amount of a settlement, or the one that only receipts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// By its own name.
    Of(Amount),
    /// 其他支付: funds other than the pool.
    OtherFunds,
    /// 自付, 自费 or 自负, where the place says what they are made of.
    Label(Label),
}

/// A settlement that was looked at.
#[derive(Debug)]
pub struct Audited {
    /// What came of it.
    pub verdict: Verdict,
    /// The sums that were looked at; lines that hold left out.
    pub checked: Vec<Checked>,
    /// What the rules say; nothing when they could not be asked.
    pub answer: Option<Reimbursed>,
    /// How many amounts were compared.
    pub compared: usize,
    /// Where they say otherwise.
    pub differences: Vec<Difference>,
    /// What explains them; several where they cannot be told apart.
    pub causes: Vec<Cause>,
}

impl Audited {
    /// What the settlement costs the patient beyond what the rules say; below zero where it is in his favour.
    pub fn cost(&self) -> Option<Yuan> {
        let of = |amount| {
            let mut found = self.differences.iter();
            found
                .find(|one| one.amount == Named::Of(amount))
                .map(Difference::by)
        };
        of(Amount::PersonalPay).or_else(|| of(Amount::FundPay).map(|by| -by))
    }
}

/// Looks at a settlement.
///
/// # Errors
/// What the rules need of the bill and it does not say, or says in a word that they do not have. The sums alone can be
/// had from [`identities`].
pub fn audit(
    shelf: &Shelf,
    stated: &Stated,
    bill: &Bill,
    today: NaiveDate,
) -> Result<Audited, Vec<AtKey>> {
    let checked = identities(stated);
    let answer = reimburse(shelf, bill, today)?;
    let differences = differences(stated, bill, &answer);
    let compared = compared(stated, bill).count() + labelled(stated, &answer).count();
    let is_broken = checked
        .iter()
        .any(|one| !one.holds && !one.identity.is_note());
    let verdict = if is_broken || !differences.is_empty() {
        Verdict::Differs
    } else if answer.outcome == Outcome::Unknown {
        Verdict::NotCoverable
    } else {
        Verdict::Agrees
    };
    let case = causes::Case {
        shelf,
        stated,
        bill,
        today,
        right: &answer,
        closes: !is_broken,
    };
    let causes = match differences.is_empty() {
        true => Vec::new(),
        false => case.causes(),
    };
    Ok(Audited {
        causes,
        verdict,
        checked,
        answer: Some(answer),
        compared,
        differences,
    })
}

/// What can be said of a settlement where the rules cannot be asked.
pub fn sums_alone(stated: &Stated) -> Audited {
    let checked = identities(stated);
    let is_broken = checked
        .iter()
        .any(|one| !one.holds && !one.identity.is_note());
    Audited {
        verdict: if is_broken {
            Verdict::Differs
        } else {
            Verdict::NotCoverable
        },
        checked,
        answer: None,
        compared: 0,
        differences: Vec::new(),
        causes: Vec::new(),
    }
}

/// The amounts that a settlement states and the rules decide. Parts of the total are decided by the rules where the
/// bill has lines; which pocket of the patient pays is his own choice.
fn compared<'a>(stated: &'a Stated, bill: &Bill) -> impl Iterator<Item = (Named, Yuan)> + 'a {
    let parts = [
        Amount::SelfFunded,
        Amount::OverLimit,
        Amount::PreSelfPay,
        Amount::Eligible,
    ];
    let by_lines = matches!(bill.charges, Charges::Lines(_)) || !bill.is_settled;
    let parts = parts.into_iter().filter(move |_| by_lines);
    let whole = [Amount::Deductible].into_iter().chain(FUNDS);
    let amounts = parts
        .chain(whole)
        .chain([Amount::FundPay, Amount::PersonalPay]);
    let amounts =
        amounts.filter_map(|amount| Some((Named::Of(amount), stated.amounts.get(amount)?)));
    let other = stated.other_funds.map(|sum| (Named::OtherFunds, sum));
    amounts.chain(other)
}

/// The words of a receipt that the settlement states and the rules of the place explain.
fn labelled<'a>(
    stated: &'a Stated,
    answer: &Reimbursed,
) -> impl Iterator<Item = (Named, Yuan)> + 'a {
    let labels = answer.labels().into_iter();
    labels.filter_map(|(label, _)| {
        let sum = match label {
            Label::SelfPay => stated.self_pay,
            Label::SelfExpense => stated.self_expense,
            Label::SelfBorne => stated.self_borne,
        };
        Some((Named::Label(label), sum?))
    })
}

/// What the rules say of an amount.
fn due(named: Named, answer: &Reimbursed) -> Option<Bounds<Yuan>> {
    // Where nothing is due, the whole is the patient's.
    if answer.outcome == Outcome::NotEligible {
        return match named {
            Named::Of(amount) if FUNDS.contains(&amount) || amount == Amount::FundPay => {
                Some(Bounds::exactly(Yuan::ZERO))
            }
            Named::OtherFunds => Some(Bounds::exactly(Yuan::ZERO)),
            Named::Of(_) | Named::Label(_) => None,
        };
    }
    let labels = || answer.labels().into_iter();
    let settled = answer.answer.as_ref()?;
    match named {
        // A fund that no layer pays from pays nothing.
        Named::Of(amount) if FUNDS.contains(&amount) => {
            Some(settled.get(amount).unwrap_or(Bounds::exactly(Yuan::ZERO)))
        }
        Named::Of(amount) => settled.get(amount),
        Named::Label(label) => labels()
            .find(|(known, _)| *known == label)
            .map(|(_, sum)| sum),
        Named::OtherFunds => {
            let all = settled.get(Amount::FundPay)?;
            let pool = settled.get(Amount::PoolPay)?;
            let (one, two) = (all.low - pool.low, all.high - pool.high);
            Some(Bounds {
                low: one.min(two),
                high: one.max(two),
            })
        }
    }
}

fn differences(stated: &Stated, bill: &Bill, answer: &Reimbursed) -> Vec<Difference> {
    let compared = compared(stated, bill).chain(labelled(stated, answer));
    let differences = compared.filter_map(|(amount, stated)| {
        let due = due(amount, answer)?;
        let inside = due.low <= stated && stated <= due.high;
        (!inside).then_some(Difference {
            amount,
            stated,
            due,
        })
    });
    differences.collect()
}
