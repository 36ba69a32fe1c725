//! What many bills come to.

use std::collections::{BTreeMap, HashMap};

use crate::batch::row::Settled;
use crate::engine::settlement::{Amount, Settlement};
use crate::money::Yuan;
use crate::rules::reimburse::Outcome;

/// What some bills come to. Vague amounts count with their lower side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bills with amounts.
    pub settled: u64,
    /// Those of them whose amounts are vague.
    pub vague: u64,
    /// Bills that no rule says anything of.
    pub unknown: u64,
    /// Bills of which a rule says that nothing is due.
    pub not_eligible: u64,
    /// In fen, by the place of the amount in [`SUMMED`].
    sums: [i128; SUMMED.len()],
    /// The same of the latest bills, of which there are few enough.
    latest: [i64; SUMMED.len()],
    latest_bills: u32,
}

/// So many bills of at most [`Yuan::MAX`] each are summed in one word.
const MOST_LATEST: u32 = 1 << 16;

/// The amounts that are summed.
pub const SUMMED: [Amount; 10] = [
    Amount::Total,
    Amount::PoolPay,
    Amount::CivilServantPay,
    Amount::EnterprisePay,
    Amount::CatastrophicPay,
    Amount::LargeSumPay,
    Amount::AssistancePay,
    Amount::OtherPay,
    Amount::FundPay,
    Amount::PersonalPay,
];

impl Tally {
    /// Counts a row.
    #[inline]
    pub fn count(&mut self, settled: &Settled, amounts: &Settlement) {
        match settled {
            Settled::Amounts { is_range } => {
                self.settled += 1;
                self.vague += u64::from(*is_range);
                for (sum, amount) in self.latest.iter_mut().zip(SUMMED) {
                    *sum += amounts.sum(amount).fen();
                }
                self.latest_bills += 1;
                if self.latest_bills == MOST_LATEST {
                    self.take_latest();
                }
            }
            Settled::Without(Outcome::NotEligible) => self.not_eligible += 1,
            Settled::Without(_) => self.unknown += 1,
            Settled::Rejected(_) => {}
        }
    }

    #[cold]
    fn take_latest(&mut self) {
        self.latest_bills = 0;
        for (sum, latest) in self.sums.iter_mut().zip(&mut self.latest) {
            *sum += i128::from(std::mem::take(latest));
        }
    }

    /// Adds up.
    pub fn add(&mut self, other: &Tally) {
        self.settled += other.settled;
        self.vague += other.vague;
        self.unknown += other.unknown;
        self.not_eligible += other.not_eligible;
        for (sum, (more, latest)) in self
            .sums
            .iter_mut()
            .zip(other.sums.iter().zip(other.latest))
        {
            *sum += more + i128::from(latest);
        }
    }

    /// The sum of an amount, in fen: of many bills it may be more than any [`Yuan`]. Of one that is not summed there is
    /// none.
    pub fn fen(&self, amount: Amount) -> i128 {
        let place = SUMMED.iter().position(|summed| *summed == amount);
        place.map_or(0, |place| self.sums[place] + i128::from(self.latest[place]))
    }

    /// What the funds pay of the whole, in hundredths of a percent; nothing of nothing.
    pub fn ratio(&self) -> Option<i128> {
        let total = self.fen(Amount::Total);
        (total > 0).then(|| (self.fen(Amount::FundPay) * 10_000 + total / 2) / total)
    }

    /// All bills.
    pub fn bills(&self) -> u64 {
        self.settled + self.unknown + self.not_eligible
    }
}

/// The same bills by two sets of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// By the rules.
    pub before: Tally,
    /// By the other rules.
    pub after: Tally,
    /// Bills of which the funds pay more by the other rules.
    pub gain: u64,
    /// Less.
    pub lose: u64,
    /// The same.
    pub same: u64,
    /// Bills without amounts by one of the two.
    pub apart: u64,
}

impl Comparison {
    /// Counts a bill that both have amounts for, or that one has none for.
    pub fn count(&mut self, before: (&Settled, &Settlement), after: (&Settled, &Settlement)) {
        let (Settled::Amounts { .. }, Settled::Amounts { .. }) = (before.0, after.0) else {
            self.apart += 1;
            return;
        };
        self.before.count(before.0, before.1);
        self.after.count(after.0, after.1);
        let paid = |amounts: &Settlement| -> Yuan { amounts.sum(Amount::FundPay) };
        match paid(after.1).cmp(&paid(before.1)) {
            std::cmp::Ordering::Greater => self.gain += 1,
            std::cmp::Ordering::Less => self.lose += 1,
            std::cmp::Ordering::Equal => self.same += 1,
        }
    }

    /// Adds up.
    pub fn add(&mut self, other: &Comparison) {
        self.before.add(&other.before);
        self.after.add(&other.after);
        self.gain += other.gain;
        self.lose += other.lose;
        self.same += other.same;
        self.apart += other.apart;
    }
}

/// What a whole run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// All rows.
    pub all: Tally,
    /// By the values of the columns that were asked for.
    pub groups: HashMap<Vec<String>, Tally>,
    /// Against other rules.
    pub against: Comparison,
    /// Rejected rows, by the code of the first problem of each.
    pub rejected: BTreeMap<&'static str, u64>,
}

impl Report {
    /// Adds up.
    pub fn add(&mut self, other: Report) {
        self.all.add(&other.all);
        for (group, tally) in other.groups {
            self.groups.entry(group).or_default().add(&tally);
        }
        self.against.add(&other.against);
        for (code, count) in other.rejected {
            *self.rejected.entry(code).or_default() += count;
        }
    }

    /// How many rows were rejected.
    pub fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// The groups in the order of their values.
    pub fn groups(&self) -> Vec<(&Vec<String>, &Tally)> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|(values, _)| *values);
        groups
    }
}
