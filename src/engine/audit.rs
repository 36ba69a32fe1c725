//! What must hold inside a settlement whatever the rules are: sums that close, details that add up.
//!
//! Nothing is taken for what a settlement does not state: a sum is checked where its result and at least one of its
//! parts are there. Replies to a reversal leave two of them out.

use rust_decimal::Decimal;

use crate::engine::settlement::{Amount, FUNDS, Settlement};
use crate::model::codes::PaidBy;
use crate::model::words::Class;
use crate::money::{Rate, Rounding, Yuan};

/// What a settlement, a receipt or an answer states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The amounts by their names. The account's is its own share without relatives' accounts.
    pub amounts: Settlement,
    /// Receipt: what funds other than the pool paid together (其他支付).
    pub other_funds: Option<Yuan>,
    /// Receipt: the patient's share inside the catalogue (个人自付).
    pub self_pay: Option<Yuan>,
    /// Receipt: what lies outside it (个人自费).
    pub self_expense: Option<Yuan>,
    /// Receipt: what the patient bears, in the words of some places (个人自负).
    pub self_borne: Option<Yuan>,
    /// Who paid what, row by row; nothing for a payer that no list has.
    pub details: Vec<(Option<PaidBy>, Yuan)>,
    /// The platform's own split of the charge lines.
    pub lines: Vec<StatedLine>,
}

/// A charge line as the platform split it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedLine {
    /// Its class.
    pub class: Class,
    /// Quantity and price.
    pub product: Option<(Decimal, Decimal)>,
    /// What was charged.
    pub amount: Yuan,
    /// The first-payment share.
    pub rate: Option<Rate>,
    /// 全自费, 超限价, 先行自付, 符合政策范围.
    pub split: [Yuan; 4],
}

/// A sum that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// I1: the total is its parts.
    Parts,
    /// I2: the total is what funds, person and hospital pay.
    Payers,
    /// I3: what funds pay is the sum of the funds.
    Funds,
    /// I4: what the person pays comes from accounts and cash.
    Pockets,
    /// I5a: the details of funds add up.
    DetailsOfFunds,
    /// I5b: the details of accounts add up.
    DetailsOfAccounts,
    /// I5c: the details of the hospital add up.
    DetailsOfHospital,
    /// I8: the deductible lies inside the eligible cost. One place prints it among the first payments: a note.
    DeductibleInside,
    /// E1: a receipt's total is pool, other funds, account and cash.
    Receipt,
    /// E2: a receipt's own shares are what account and cash paid. Some places print them otherwise: a note.
    ReceiptOwn,
    /// L1: a line's amount is quantity times price.
    LineAmount,
    /// L2: a line's amount is its parts.
    LineParts,
    /// L3: a line's first payment is its share of what is below the price limit.
    LineFirst,
    /// L4: a line outside the catalogue is wholly the patient's.
    LineOutside,
}

impl Identity {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Identity::Parts => "I1",
            Identity::Payers => "I2",
            Identity::Funds => "I3",
            Identity::Pockets => "I4",
            Identity::DetailsOfFunds => "I5a",
            Identity::DetailsOfAccounts => "I5b",
            Identity::DetailsOfHospital => "I5c",
            Identity::DeductibleInside => "I8",
            Identity::Receipt => "E1",
            Identity::ReceiptOwn => "E2",
            Identity::LineAmount => "L1",
            Identity::LineParts => "L2",
            Identity::LineFirst => "L3",
            Identity::LineOutside => "L4",
        }
    }

    /// Whether settlements that are right break it: then it is said, and no more.
    pub fn is_note(self) -> bool {
        matches!(self, Identity::DeductibleInside | Identity::ReceiptOwn)
    }
}

/// A sum that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which.
    pub identity: Identity,
    /// What is stated.
    pub stated: Yuan,
    /// What it should be.
    pub sum: Yuan,
    /// Whether it holds.
    pub holds: bool,
    /// Of which charge line, from 1.
    pub line: Option<usize>,
}

/// Every sum that can be looked at, lines that hold left out.
pub fn identities(stated: &Stated) -> Vec<Checked> {
    let mut checked = Vec::new();
    let get = |amount| stated.amounts.get(amount);
    let sum = |amounts: &[Amount]| -> Option<Yuan> {
        let found: Vec<Yuan> = amounts.iter().filter_map(|&amount| get(amount)).collect();
        (!found.is_empty()).then(|| found.into_iter().sum())
    };
    let mut equal = |identity, stated: Option<Yuan>, sum: Option<Yuan>| {
        if let Some((stated, sum)) = stated.zip(sum) {
            checked.push(Checked {
                identity,
                stated,
                sum,
                holds: stated == sum,
                line: None,
            });
        }
    };
    let total = get(Amount::Total);
    let of_total = [
        Amount::SelfFunded,
        Amount::OverLimit,
        Amount::PreSelfPay,
        Amount::Eligible,
    ];
    let parts = get(Amount::Eligible).and_then(|_| sum(&of_total));
    equal(Identity::Parts, total, parts);
    let payers = [Amount::FundPay, Amount::PersonalPay, Amount::HospitalPay];
    let fund_and_person = get(Amount::FundPay).zip(get(Amount::PersonalPay));
    equal(Identity::Payers, total, fund_and_person.and(sum(&payers)));
    equal(Identity::Funds, get(Amount::FundPay), sum(&FUNDS));
    let accounts = sum(&[Amount::AccountPay, Amount::MutualAidPay]);
    let pockets = get(Amount::CashPay).map(|cash| cash + accounts.unwrap_or_default());
    equal(Identity::Pockets, get(Amount::PersonalPay), pockets);
    if !stated.details.is_empty() {
        let rows = |is: fn(PaidBy) -> bool| -> Option<Yuan> {
            let rows = stated.details.iter();
            let rows = rows.filter(|(payer, _)| payer.is_some_and(is));
            Some(rows.map(|(_, amount)| *amount).sum())
        };
        let funds = rows(|payer| !matches!(payer, PaidBy::Account | PaidBy::Hospital));
        equal(Identity::DetailsOfFunds, get(Amount::FundPay), funds);
        let of_account = rows(|payer| payer == PaidBy::Account);
        equal(Identity::DetailsOfAccounts, accounts, of_account);
        let hospital = rows(|payer| payer == PaidBy::Hospital);
        equal(
            Identity::DetailsOfHospital,
            get(Amount::HospitalPay),
            hospital,
        );
    }
    let paid = stated.other_funds.and_then(|other| {
        let cash = get(Amount::CashPay)?;
        Some(other + get(Amount::PoolPay)? + accounts.unwrap_or_default() + cash)
    });
    equal(Identity::Receipt, total, paid);
    let own = stated.self_pay.zip(stated.self_expense);
    equal(
        Identity::ReceiptOwn,
        own.map(|(inside, outside)| inside + outside),
        pockets,
    );
    if let Some((deductible, eligible)) = get(Amount::Deductible).zip(get(Amount::Eligible)) {
        checked.push(Checked {
            identity: Identity::DeductibleInside,
            stated: deductible,
            sum: eligible,
            holds: deductible <= eligible,
            line: None,
        });
    }
    for (line, number) in stated.lines.iter().zip(1..) {
        of_line(line, number, &mut checked);
    }
    checked
}

fn of_line(line: &StatedLine, number: usize, checked: &mut Vec<Checked>) {
    let mut equal = |identity, stated: Yuan, sum: Yuan| {
        if stated != sum {
            checked.push(Checked {
                identity,
                stated,
                sum,
                holds: false,
                line: Some(number),
            });
        }
    };
    if let Some((quantity, price)) = line.product
        && let Ok(product) = Yuan::of_line(quantity, price)
    {
        equal(Identity::LineAmount, line.amount, product);
    }
    let [outside, over, first, eligible] = line.split;
    equal(
        Identity::LineParts,
        line.amount,
        outside + over + first + eligible,
    );
    match (line.class, line.rate) {
        (Class::C, rate) => {
            equal(Identity::LineOutside, outside, line.amount);
            if let Some(rate) = rate.filter(|rate| *rate != Rate::ONE && *rate != Rate::ZERO) {
                equal(
                    Identity::LineOutside,
                    (line.amount * rate).round(Rounding::FEN),
                    line.amount,
                );
            }
        }
        (_, Some(rate)) => {
            let due = ((line.amount - over) * rate).round(Rounding::FEN);
            equal(Identity::LineFirst, first, due);
        }
        (_, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(pairs: &[(Amount, &str)]) -> Stated {
        let mut stated = Stated::default();
        for (amount, text) in pairs {
            stated
                .amounts
                .set(*amount, crate::typed::money(text).unwrap());
        }
        stated
    }

    fn broken(stated: &Stated) -> Vec<&'static str> {
        let checked = identities(stated).into_iter();
        let broken = checked.filter(|checked| !checked.holds);
        broken.map(|checked| checked.identity.code()).collect()
    }

    #[test]
    fn what_is_not_stated_is_not_checked() {
        assert_eq!(identities(&Stated::default()), []);
        let pair = [(Amount::Total, "100"), (Amount::FundPay, "60")];
        assert_eq!(broken(&stated(&pair)), [""; 0]);
    }

    #[test]
    fn each_sum_is_seen_to_fail() {
        let right = [
            (Amount::Total, "100"),
            (Amount::SelfFunded, "10"),
            (Amount::Eligible, "90"),
            (Amount::Deductible, "20"),
            (Amount::PoolPay, "50"),
            (Amount::FundPay, "50"),
            (Amount::HospitalPay, "5"),
            (Amount::PersonalPay, "45"),
            (Amount::AccountPay, "15"),
            (Amount::CashPay, "30"),
        ];
        let mut sound = stated(&right);
        sound.details = vec![
            (Some(PaidBy::Pool), yuan("50")),
            (Some(PaidBy::Account), yuan("15")),
            (Some(PaidBy::Hospital), yuan("5")),
            (None, yuan("77")),
        ];
        assert_eq!(broken(&sound), [""; 0]);
        for (amount, code) in [
            (Amount::SelfFunded, &["I1"][..]),
            (Amount::PersonalPay, &["I2", "I4"]),
            (Amount::PoolPay, &["I3"]),
            (Amount::AccountPay, &["I4", "I5b"]),
            (Amount::HospitalPay, &["I2", "I5c"]),
            (Amount::FundPay, &["I2", "I3", "I5a"]),
        ] {
            let mut wrong = sound.clone();
            wrong.amounts.add(amount, yuan("1"));
            assert_eq!(broken(&wrong), code, "{amount:?}");
        }
    }

    /// The sums of a line of 100 yuan that do not hold.
    fn of(class: Class, rate: &str, split: [&str; 4]) -> Vec<&'static str> {
        let line = StatedLine {
            class,
            product: Some((Decimal::TWO, Decimal::from(50))),
            amount: yuan("100"),
            rate: (!rate.is_empty()).then(|| crate::typed::rate(rate).unwrap()),
            split: split.map(yuan),
        };
        let lines = vec![line];
        broken(&Stated {
            lines,
            ..Stated::default()
        })
    }

    #[test]
    fn each_sum_of_a_line_is_seen_to_fail() {
        let sound = ["0", "20", "8", "72"];
        assert_eq!(of(Class::B, "10%", sound), [""; 0]);
        assert_eq!(of(Class::B, "", sound), [""; 0]);
        assert_eq!(of(Class::B, "10%", ["0", "20", "8", "71.99"]), ["L2"]);
        assert_eq!(of(Class::B, "10%", ["0", "20", "10", "70"]), ["L3"]);
    }

    #[test]
    fn a_line_of_class_c_lies_outside_as_a_whole() {
        let outside = ["100", "0", "0", "0"];
        for rate in ["", "0", "1"] {
            assert_eq!(of(Class::C, rate, outside), [""; 0], "{rate:?}");
        }
        assert_eq!(of(Class::C, "30%", outside), ["L4"]);
        assert_eq!(of(Class::C, "1", ["60", "0", "40", "0"]), ["L4"]);
    }

    fn yuan(text: &str) -> Yuan {
        crate::typed::money(text).unwrap()
    }
}
