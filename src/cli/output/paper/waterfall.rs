//! How a bill falls: from the whole, part by part, to what is left for the patient to pay.

use crate::cli::messages::{Lang, amount_name, left_to_you, share_inside};
use crate::engine::settlement::{Amount, FUNDS};
use crate::money::Yuan;

/// The parts of a bill in the order in which they fall away, each a stretch of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waterfall {
    /// From top to bottom.
    pub(crate) bars: Vec<Bar>,
    /// Whether the rules leave it open and this is the side on which the funds pay least.
    pub(crate) is_lower: bool,
}

/// A stretch of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// The key that JSON has for the sum, if it has one.
    pub(crate) key: Option<&'static str>,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Where it begins and ends, counted from nothing.
    pub(crate) from: Yuan,
    pub(crate) to: Yuan,
}

/// Whose a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What there is to pay before the next parts fall away.
    Whole,
    /// It stays with the patient.
    Patient,
    /// A fund or the hospital takes it over.
    Funds,
    /// An account pays it.
    Account,
    /// What the patient pays at the counter.
    Cash,
}

impl Bar {
    pub(crate) fn sum(&self) -> Yuan {
        self.to - self.from
    }
}

impl Waterfall {
    /// The fall of a bill; nothing where there is no whole to fall from, or where its parts do not lie within it.
    pub(crate) fn of(
        lang: Lang,
        amount: impl Fn(Amount) -> Yuan,
        is_lower: bool,
    ) -> Option<Waterfall> {
        let mut fall = Fall {
            lang,
            bars: Vec::new(),
            level: Yuan::ZERO,
        };
        let part = |one: Amount| (one, amount(one));
        // First what the rules look at, down to what nobody but the patient has.
        fall.whole(part(Amount::Total));
        for one in [Amount::SelfFunded, Amount::OverLimit, Amount::PreSelfPay] {
            fall.drop(part(one), Kind::Patient);
        }
        fall.drop(part(Amount::Deductible), Kind::Patient);
        fall.drop(part(Amount::PoolPay), Kind::Funds);
        let rest = fall.level;
        fall.push(
            None,
            share_inside(lang).to_owned(),
            Kind::Patient,
            (Yuan::ZERO, rest),
        );
        // Then what is left to the patient of all of it, from where the later layers start.
        let left = amount(Amount::Total) - amount(Amount::PoolPay);
        fall.level = left;
        let later = FUNDS.into_iter().filter(|fund| *fund != Amount::PoolPay);
        let later = later.chain([Amount::HospitalPay]).map(part);
        let later: Vec<(Amount, Yuan)> = later.filter(|(_, sum)| *sum != Yuan::ZERO).collect();
        if !later.is_empty() {
            fall.push(
                None,
                left_to_you(lang).to_owned(),
                Kind::Whole,
                (Yuan::ZERO, left),
            );
        }
        for one in later {
            fall.drop(one, Kind::Funds);
        }
        let accounts = [Amount::AccountPay, Amount::MutualAidPay].map(part);
        if accounts.iter().any(|(_, sum)| *sum != Yuan::ZERO) {
            fall.whole(part(Amount::PersonalPay));
        }
        for one in accounts {
            fall.drop(one, Kind::Account);
        }
        let (is_whole, cash) = (
            fall.level == amount(Amount::CashPay),
            amount(Amount::CashPay),
        );
        let key = Some(Amount::CashPay.name());
        let name = amount_name(lang, Amount::CashPay).to_owned();
        fall.push(key, name, Kind::Cash, (Yuan::ZERO, cash));
        let lies_within = fall.bars.iter().all(|bar| {
            Yuan::ZERO <= bar.from && bar.from <= bar.to && bar.to <= amount(Amount::Total)
        });
        let is_drawn = is_whole && lies_within && amount(Amount::Total) > Yuan::ZERO;
        is_drawn.then_some(Waterfall {
            bars: fall.bars,
            is_lower,
        })
    }

    /// The whole.
    pub(crate) fn total(&self) -> Yuan {
        self.bars.first().map_or(Yuan::ZERO, Bar::sum)
    }
}

/// A fall under way.
struct Fall {
    lang: Lang,
    bars: Vec<Bar>,
    /// What is left.
    level: Yuan,
}

impl Fall {
    fn push(&mut self, key: Option<&'static str>, name: String, kind: Kind, at: (Yuan, Yuan)) {
        let (from, to) = at;
        self.bars.push(Bar {
            key,
            name,
            kind,
            from,
            to,
        });
    }

    /// Stands on the ground, as high as its sum.
    fn whole(&mut self, (amount, sum): (Amount, Yuan)) {
        let name = amount_name(self.lang, amount).to_owned();
        self.push(Some(amount.name()), name, Kind::Whole, (Yuan::ZERO, sum));
        self.level = sum;
    }

    /// Falls away from what is left; nothing is not drawn.
    fn drop(&mut self, (amount, sum): (Amount, Yuan), kind: Kind) {
        if sum == Yuan::ZERO {
            return;
        }
        let to = self.level;
        self.level = to - sum;
        let name = amount_name(self.lang, amount).to_owned();
        self.push(Some(amount.name()), name, kind, (self.level, to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fall(sums: &[(Amount, i64)]) -> Option<Waterfall> {
        let amount = |one: Amount| {
            let found = sums.iter().find(|(known, _)| *known == one);
            Yuan::from_fen(found.map_or(0, |(_, fen)| *fen)).unwrap()
        };
        Waterfall::of(Lang::En, amount, false)
    }

    #[test]
    fn each_part_begins_where_the_one_before_ended() {
        let fall = fall(&[
            (Amount::Total, 1000),
            (Amount::SelfFunded, 100),
            (Amount::PreSelfPay, 50),
            (Amount::Deductible, 60),
            (Amount::PoolPay, 500),
            (Amount::CatastrophicPay, 200),
            (Amount::PersonalPay, 300),
            (Amount::AccountPay, 120),
            (Amount::CashPay, 180),
        ]);
        let bars = fall.unwrap().bars.into_iter();
        let at: Vec<(i64, i64)> = bars.map(|bar| (bar.from.fen(), bar.to.fen())).collect();
        let before_layers = [
            (0, 1000),
            (900, 1000),
            (850, 900),
            (790, 850),
            (290, 790),
            (0, 290),
        ];
        let after = [(0, 500), (300, 500), (0, 300), (180, 300), (0, 180)];
        assert_eq!(at, [&before_layers[..], &after].concat());
    }

    #[test]
    fn what_does_not_lie_within_the_whole_is_not_drawn() {
        assert_eq!(fall(&[]), None);
        let taken_back = [(Amount::Total, -100), (Amount::PoolPay, -100)];
        assert_eq!(fall(&taken_back), None);
        let more_than_all = [
            (Amount::Total, 100),
            (Amount::PoolPay, 90),
            (Amount::Deductible, 20),
            (Amount::CashPay, 10),
        ];
        assert_eq!(fall(&more_than_all), None);
    }
}
