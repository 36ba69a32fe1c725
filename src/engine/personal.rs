//! The personal side: what the patient bears, and from which pocket.

use crate::engine::claim::Claim;
use crate::engine::settlement::{Amount, FUNDS, Settlement};
use crate::engine::step::{Code, Sink, Step, Value};
use crate::money::Yuan;

/// What the patient's side is paid with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Purse<'a> {
    /// What the hospital bears itself.
    pub(crate) hospital_pay: Yuan,
    /// What the own account holds.
    pub(crate) account: Yuan,
    /// What relatives' accounts may pay, in their order.
    pub(crate) shared: &'a [Yuan],
}

impl Purse<'_> {
    pub(crate) fn of(claim: &Claim) -> Purse<'_> {
        Purse {
            hospital_pay: claim.hospital_pay,
            account: claim.account,
            shared: &claim.shared,
        }
    }
}

/// The account pays before the pool, where the rule puts it there.
pub(crate) fn account_first<S: Sink>(account: Yuan, input: Yuan, sink: &mut S) -> Yuan {
    let paid = account.min(input).max(Yuan::ZERO);
    sink.step(|| Step {
        code: Code::Account,
        part: None,
        nth: 0,
        operands: vec![
            ("account", Value::Money(account)),
            ("input", Value::Money(input)),
        ],
        result: paid,
        reads: Vec::new(),
    });
    paid
}

/// Adds up the funds, gives the patient the rest, and takes it from the account, then from relatives' accounts in their
/// order and up to what they authorised, before cash.
pub(crate) fn finish<S: Sink>(
    settlement: &mut Settlement,
    purse: &Purse<'_>,
    account: Yuan,
    sink: &mut S,
) {
    let shared = purse.shared;
    let total = settlement.sum(Amount::Total);
    let funds: Yuan = FUNDS.iter().map(|&fund| settlement.sum(fund)).sum();
    // More than the patient's side cannot come off it.
    let hospital = purse.hospital_pay.min(total - funds).max(Yuan::ZERO);
    let personal = total - funds - hospital;
    settlement.set(Amount::FundPay, funds);
    settlement.set(Amount::HospitalPay, hospital);
    settlement.set(Amount::PersonalPay, personal);
    sink.step(|| Step {
        code: Code::Personal,
        part: None,
        nth: 0,
        operands: vec![
            ("total", Value::Money(total)),
            ("fund_pay", Value::Money(funds)),
            ("hospital_pay", Value::Money(hospital)),
        ],
        result: personal,
        reads: Vec::new(),
    });
    let before_pool = settlement.sum(Amount::AccountPay);
    let owed = personal - before_pool;
    let from_account = account.min(owed).max(Yuan::ZERO);
    settlement.set(Amount::AccountPay, before_pool + from_account);
    let mut cash = owed - from_account;
    if account > Yuan::ZERO {
        sink.step(|| Step {
            code: Code::Account,
            part: None,
            nth: 1,
            operands: vec![
                ("account", Value::Money(account)),
                ("input", Value::Money(owed)),
            ],
            result: from_account,
            reads: Vec::new(),
        });
    }
    let mut mutual_aid = Yuan::ZERO;
    for (index, &authorised) in shared.iter().enumerate() {
        let input = cash;
        let paid = authorised.min(input).max(Yuan::ZERO);
        sink.step(|| Step {
            code: Code::MutualAid,
            part: None,
            nth: index as u32,
            operands: vec![
                ("relative", Value::Count(index as i64 + 1)),
                ("authorised", Value::Money(authorised)),
                ("input", Value::Money(input)),
            ],
            result: paid,
            reads: Vec::new(),
        });
        mutual_aid += paid;
        cash -= paid;
    }
    settlement.set(Amount::MutualAidPay, mutual_aid);
    settlement.set(Amount::CashPay, cash);
    if account > Yuan::ZERO || !shared.is_empty() {
        sink.step(|| Step {
            code: Code::Cash,
            part: None,
            nth: 0,
            operands: vec![
                ("personal_pay", Value::Money(personal)),
                ("account_pay", Value::Money(before_pool + from_account)),
                ("mutual_aid_pay", Value::Money(mutual_aid)),
            ],
            result: cash,
            reads: Vec::new(),
        });
    }
}
