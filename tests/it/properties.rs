//! What must hold for every bill, tried on generated ones: shipped rules and made-up ones with every shape of table.

#![allow(clippy::inconsistent_digit_grouping)] // 2_000_00 is 2 000 yuan in fen

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use yibao::engine::answer::{Answer, Ledgers, answer};
use yibao::engine::claim::Claim;
use yibao::engine::ledger::{Ledger, When};
use yibao::engine::plan::Piece;
use yibao::engine::settlement::{Amount, FUNDS, Settlement};
use yibao::model::bill::{Charges, Line, Totals};
use yibao::model::selector::Selector;
use yibao::model::words::{Class, Place, Scheme, Visit};
use yibao::money::{Rate, Yuan};
use yibao::rules::compile::{Compiled, compile};
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

/// A plan with a case in which every fact is known.
struct Settled {
    compiled: Compiled,
}

fn yuan(fen: i64) -> Yuan {
    Yuan::from_fen(fen).unwrap()
}

impl Settled {
    fn new(library: Library, region: &str, scheme: Scheme, visit: Visit) -> Settled {
        let shelf = Shelf::new(library);
        let folder = shelf.find_region(region).unwrap();
        let day = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap();
        let compiled = compile(&shelf, &folder, scheme, visit, day).unwrap();
        assert_eq!(shelf.problems(), []);
        Settled { compiled }
    }

    fn made_up(region: &str) -> Settled {
        let library = Library::folder("tests/made-up-rules");
        Settled::new(library, region, Scheme::Resident, Visit::Inpatient)
    }

    fn claim(&self, who: &Who, charges: Charges) -> Claim {
        let day = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap();
        let mut case = self.compiled.case.clone();
        let mut say =
            |selector, word: &str| case.set(selector, Some(self.compiled.number(selector, word)));
        say(
            Selector::Hospital,
            ["level-3", "level-2", "level-1", "community"][who.hospital],
        );
        say(
            Selector::Person,
            ["adult", "minor", "active", "retired"][who.person],
        );
        say(Selector::Aid, ["none", "low-income"][who.aid]);
        case.set(Selector::Nth, Some(who.nth));
        case.set(Selector::ContinuousYears, Some(who.years));
        case.set(Selector::Place, Some(Place::Local as i64));
        Claim {
            case,
            charges,
            when: When {
                month: 1,
                day: day.num_days_from_ce(),
                institution: 0,
            },
            stay_days: None,
            hospital_for_deductible: None,
            hospital_for_price: None,
            shared: vec![yuan(12_345), yuan(50_000_00)],
            hospital_pay: Yuan::ZERO,
            account: yuan(who.account),
        }
    }

    fn settle(&self, who: &Who, charges: Charges, ledger: &Ledger) -> Answer {
        let before = Ledgers {
            lower: ledger.clone(),
            upper: ledger.clone(),
        };
        answer(&self.compiled.plan, &self.claim(who, charges), &before).unwrap()
    }

    /// What catastrophic insurance pays on a burden, and the ledger after it.
    fn burden(&self, who: &Who, burden: i64, ledger: &Ledger) -> (Yuan, Ledger) {
        let answer = self.settle(who, Charges::Burden(yuan(burden)), ledger);
        let paid = answer.lower().sum(Amount::CatastrophicPay);
        (paid, answer.ledger.lower)
    }
}

#[derive(Clone, Debug)]
struct Who {
    hospital: usize,
    person: usize,
    aid: usize,
    nth: i64,
    years: i64,
    account: i64,
}

const ANYBODY: Who = Who {
    hospital: 0,
    person: 0,
    aid: 0,
    nth: 1,
    years: 0,
    account: 0,
};

fn who() -> impl Strategy<Value = Who> {
    (
        0..4_usize,
        0..4_usize,
        0..2_usize,
        1..5_i64,
        0..9_i64,
        0..5_000_00_i64,
    )
        .prop_map(|(hospital, person, aid, nth, years, account)| Who {
            hospital,
            person,
            aid,
            nth,
            years,
            account,
        })
}

/// Totals with parts that fit: small and large bills.
fn totals() -> impl Strategy<Value = (i64, i64, i64, i64)> {
    let total = prop_oneof![1..2_000_00_i64, 1..60_000_00_i64, 1..900_000_00_i64];
    (total, 0..200_i64, 0..100_i64, 0..200_i64).prop_map(|(total, own, over, pre)| {
        (
            total,
            total * own / 1000,
            total * over / 1000,
            total * pre / 1000,
        )
    })
}

fn charges((total, own, over, pre): (i64, i64, i64, i64)) -> Charges {
    Charges::Totals(Totals::new(yuan(total), yuan(own), yuan(over), yuan(pre)).unwrap())
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (
        1..9_000_00_i64,
        0..3_usize,
        0..3_usize,
        prop::option::of(0..40_i64),
        prop::option::of(1..9_000_00_i64),
    );
    let line = line.prop_map(|(amount, class, category, rate, limit)| Line {
        amount: yuan(amount),
        class: Class::ALL[class],
        category: [Some(0), Some(5), Some(1)][category],
        self_pay_rate: rate
            .map(|points| Rate::from_millionths(points * 10_000).unwrap())
            .filter(|_| class < 2),
        allowed: limit.map(yuan),
    });
    prop::collection::vec(line, 1..40)
}

/// Every identity of `domain.md`, on one side of an answer.
fn identities(settlement: &Settlement) {
    let sum = |amounts: &[Amount]| {
        amounts
            .iter()
            .map(|&amount| settlement.sum(amount))
            .sum::<Yuan>()
    };
    let parts = [
        Amount::SelfFunded,
        Amount::OverLimit,
        Amount::PreSelfPay,
        Amount::Eligible,
    ];
    assert_eq!(settlement.sum(Amount::Total), sum(&parts));
    assert_eq!(settlement.sum(Amount::FundPay), sum(&FUNDS));
    let payers = [Amount::FundPay, Amount::PersonalPay, Amount::HospitalPay];
    assert_eq!(settlement.sum(Amount::Total), sum(&payers));
    let pockets = [Amount::AccountPay, Amount::MutualAidPay, Amount::CashPay];
    assert_eq!(settlement.sum(Amount::PersonalPay), sum(&pockets));
    for &amount in Amount::ALL {
        assert!(!settlement.sum(amount).is_negative(), "{amount:?}");
    }
    assert!(settlement.sum(Amount::PoolPay) <= settlement.sum(Amount::Eligible));
    assert!(settlement.sum(Amount::Deductible) <= settlement.sum(Amount::Eligible));
    assert!(settlement.sum(Amount::FundPay) <= settlement.sum(Amount::Eligible));
}

/// What is left of every piece is the patient's side, where no line has a fixed part that the fund pays.
fn pieces_add_up(answer: &Answer) {
    if answer.is_range() {
        return;
    }
    let left = Piece::ALL.map(|piece| answer.left_of(piece).map(|left| left.low));
    let left: Yuan = left.into_iter().map(Option::unwrap).sum();
    let patient = [Amount::PersonalPay, Amount::HospitalPay];
    let patient = patient.map(|amount| answer.lower().sum(amount));
    assert_eq!(left, patient.into_iter().sum());
}

fn hold(settled: &Settled, who: &Who, charges: Charges, cap: i64) -> Yuan {
    let answer = settled.settle(who, charges, &Ledger::default());
    for corner in answer.corners() {
        identities(corner);
        assert!(corner.sum(Amount::PoolPay) <= yuan(cap));
    }
    pieces_add_up(&answer);
    answer.lower().sum(Amount::FundPay)
}

thread_local! {
    static URUMQI: Settled = Settled::new(Library::built_in(), "urumqi", Scheme::Resident, Visit::Inpatient);
    static BENJI: Settled = Settled::new(Library::built_in(), "benji", Scheme::Employee, Visit::Outpatient);
    static ABSOLUTE: Settled = Settled::made_up("absolute");
    static EXCESS: Settled = Settled::made_up("excess");
    static WHOLE_SUM: Settled = Settled::made_up("whole-sum");
}

proptest! {
    #[test]
    fn identities_and_caps_hold(who in who(), totals in totals()) {
        URUMQI.with(|rules| hold(rules, &who, charges(totals), 90_000_00));
        BENJI.with(|rules| hold(rules, &who, charges(totals), 1_300_00));
        ABSOLUTE.with(|rules| hold(rules, &who, charges(totals), 60_000_00));
        EXCESS.with(|rules| hold(rules, &who, charges(totals), 60_000_00));
        WHOLE_SUM.with(|rules| hold(rules, &who, charges(totals), 60_000_00));
    }

    #[test]
    fn identities_hold_line_by_line(who in who(), lines in lines()) {
        let total: Yuan = lines.iter().map(|line| line.amount).sum();
        ABSOLUTE.with(|rules| {
            let answer = rules.settle(&who, Charges::Lines(lines), &Ledger::default());
            let settlement = answer.lower();
            identities(settlement);
            assert_eq!(settlement.sum(Amount::Total), total);
        });
    }

    #[test]
    fn more_cost_is_never_less_payment(who in who(), totals in totals(), more in 1..50_000_00_i64) {
        let (total, own, over, pre) = totals;
        let larger = charges((total + more, own, over, pre));
        for rules in [&URUMQI, &BENJI, &ABSOLUTE, &EXCESS, &WHOLE_SUM] {
            rules.with(|rules| {
                let before = hold(rules, &who, charges(totals), i64::MAX / 100_000);
                let after = hold(rules, &who, larger.clone(), i64::MAX / 100_000);
                assert!(before <= after, "{before} > {after}");
            });
        }
    }

    #[test]
    fn a_burden_in_parts_pays_the_same_up_to_a_fen_a_bill(
        who in who(),
        parts in prop::collection::vec(1..30_000_00_i64, 1..20),
    ) {
        for rules in [&URUMQI, &ABSOLUTE, &EXCESS] {
            rules.with(|rules| {
                let (whole, _) = rules.burden(&who, parts.iter().sum(), &Ledger::default());
                let mut ledger = Ledger::default();
                let mut paid = Yuan::ZERO;
                for part in &parts {
                    let (now, after) = rules.burden(&who, *part, &ledger);
                    paid += now;
                    ledger = after;
                }
                let difference = (whole - paid).abs().fen();
                assert!(difference <= parts.len() as i64, "{whole} in one, {paid} in {} parts", parts.len());
            });
        }
    }

    #[test]
    fn a_refunded_line_leaves_no_trace(who in who(), lines in lines(), which in any::<prop::sample::Index>()) {
        let returned = which.get(&lines).clone();
        let mut with = lines.clone();
        with.push(returned.clone());
        with.push(Line {
            amount: -returned.amount,
            allowed: returned.allowed.map(|allowed| -allowed),
            ..returned
        });
        ABSOLUTE.with(|rules| {
            let without = rules.settle(&who, Charges::Lines(lines), &Ledger::default());
            let with = rules.settle(&who, Charges::Lines(with), &Ledger::default());
            assert_eq!(without.lower(), with.lower());
        });
    }
}

/// The payment on either side of an edge, a fen apart.
fn step_at(rules: &Settled, edge: i64) -> Yuan {
    let none = Ledger::default();
    let (below, _) = rules.burden(&ANYBODY, edge, &none);
    let (above, _) = rules.burden(&ANYBODY, edge + 1, &none);
    above - below
}

#[test]
fn payments_are_continuous_at_every_edge() {
    for edge in [15_000_00, 50_000_00, 100_000_00, 200_000_00] {
        URUMQI.with(|rules| assert!(step_at(rules, edge) <= yuan(1), "{edge}"));
    }
    for edge in [10_000_00, 30_000_00, 60_000_00] {
        ABSOLUTE.with(|rules| assert!(step_at(rules, edge) <= yuan(1), "{edge}"));
    }
    for edge in [10_000_00, 40_000_00, 70_000_00] {
        EXCESS.with(|rules| assert!(step_at(rules, edge) <= yuan(1), "{edge}"));
    }
}

/// Under the whole-sum anchor the entire sum takes the rate of the bracket it ends in: 30 000 above the deductible jump
/// by 5.5 points, 60 000 by 9.5 points. Everywhere else it is continuous too.
#[test]
fn the_jumps_of_the_whole_sum_anchor_are_these() {
    WHOLE_SUM.with(|rules| {
        assert_eq!(step_at(rules, 40_000_00), yuan(1_650_01));
        assert_eq!(step_at(rules, 70_000_00), yuan(5_700_01));
        for edge in [10_000_00, 39_999_00, 50_000_00, 90_000_00] {
            assert!(step_at(rules, edge) <= yuan(1), "{edge}");
        }
    });
}
