//! A bill of any size that is parted like one bill: its parts keep their shares of the total.

use crate::engine::claim::Claim;
use crate::engine::lines;
use crate::engine::plan::Plan;
use crate::model::bill::Totals;
use crate::money::Yuan;

/// The parts of a bill that no layer looks at, and what the hospital bears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    total: Yuan,
    self_funded: Yuan,
    over_limit: Yuan,
    pre_self_pay: Yuan,
    hospital_pay: Yuan,
}

impl Shape {
    /// The shape of a bill, as the rules part its lines; a bill of nothing is one of which all is eligible.
    pub(crate) fn of(plan: &Plan, claim: &Claim) -> Shape {
        let Ok(parted) = lines::part(plan, claim, &mut ()) else {
            return Shape::default();
        };
        if parted.total <= Yuan::ZERO {
            return Shape::default();
        }
        Shape {
            total: parted.total,
            self_funded: parted.self_funded,
            over_limit: parted.over_limit,
            pre_self_pay: parted.pre_self_pay,
            hospital_pay: claim.hospital_pay,
        }
    }

    /// Whether all of the bill is eligible.
    pub(crate) fn is_all_eligible(&self) -> bool {
        self.self_funded + self.over_limit + self.pre_self_pay == Yuan::ZERO
    }

    /// The parts of a bill of this sum. Parts are rounded on their running total, so that they never exceed the bill.
    pub(crate) fn totals(&self, total: Yuan) -> Totals {
        let to = |part: Yuan| self.share(part, total);
        let outside = to(self.self_funded);
        let with_limit = to(self.self_funded + self.over_limit);
        let all = to(self.self_funded + self.over_limit + self.pre_self_pay);
        let parts = Totals::new(total, outside, with_limit - outside, all - with_limit);
        parts.unwrap_or_default()
    }

    /// What the hospital bears of a bill of this sum.
    pub(crate) fn hospital_pay(&self, total: Yuan) -> Yuan {
        self.share(self.hospital_pay, total)
    }

    /// The share of a part, of another total.
    fn share(&self, part: Yuan, total: Yuan) -> Yuan {
        part.in_proportion(self.total, total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(fen: i64) -> Yuan {
        Yuan::from_fen(fen).unwrap()
    }

    #[test]
    fn parts_keep_their_shares_and_never_exceed_the_bill() {
        let shape = Shape {
            total: yuan(1000),
            self_funded: yuan(333),
            over_limit: yuan(333),
            pre_self_pay: yuan(334),
            hospital_pay: Yuan::ZERO,
        };
        let same = Totals::new(yuan(1000), yuan(333), yuan(333), yuan(334)).unwrap();
        assert_eq!(shape.totals(yuan(1000)), same);
        for fen in 0..3000 {
            let parts = shape.totals(yuan(fen));
            assert_eq!(parts.total(), yuan(fen));
            let sum = parts.self_funded() + parts.over_limit() + parts.pre_self_pay();
            assert_eq!(sum, yuan(fen));
        }
    }

    #[test]
    fn a_bill_without_parts_has_none_at_any_size() {
        let totals = Shape::default().totals(yuan(777));
        assert_eq!(
            totals,
            Totals::new(yuan(777), Yuan::ZERO, Yuan::ZERO, Yuan::ZERO).unwrap()
        );
        assert!(Shape::default().is_all_eligible());
    }
}
