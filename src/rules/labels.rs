//! Words of a patient's receipt (自付, 自费, 自负): what each is made of differs from place to place, and the table `labels`
//! says it. They change no amount; they name sums of amounts.

use crate::engine::answer::Answer;
use crate::engine::bounds::Bounds;
use crate::engine::plan::Piece;
use crate::engine::settlement::Amount;
use crate::money::Yuan;

/// A word of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// 个人自付.
    SelfPay,
    /// 个人自费.
    SelfExpense,
    /// 个人自负.
    SelfBorne,
}

impl Label {
    /// Every word, with the key of a block that says what it is made of.
    pub const KEYS: [(&'static str, Label); 3] = [
        ("self-pay", Label::SelfPay),
        ("self-expense", Label::SelfExpense),
        ("self-borne", Label::SelfBorne),
    ];

    /// The key in results; a receipt's own amounts have the same.
    pub fn name(self) -> &'static str {
        match self {
            Label::SelfPay => "self_pay",
            Label::SelfExpense => "self_expense",
            Label::SelfBorne => "self_borne",
        }
    }
}

/// What a word may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// 全自费.
    SelfFunded,
    /// 超限价自费.
    OverLimit,
    /// 先行自付.
    PreSelfPay,
    /// 起付线.
    Deductible,
    /// 段内自付: the patient's share of what the pool priced, less what later layers paid of it.
    SegmentShare,
    /// 封顶线以上, less what later layers paid of it.
    AboveCap,
    /// 医院负担.
    HospitalShare,
    /// What the patient pays in all.
    Personal,
    /// What the patient pays beyond 自费.
    Rest,
}

impl Atom {
    /// The words for them.
    pub const NAMES: &'static [&'static str] = &[
        "self-funded",
        "over-limit",
        "pre-self-pay",
        "deductible",
        "segment-share",
        "above-cap",
        "hospital-share",
        "personal",
        "rest",
    ];
    /// In the same order.
    pub const ALL: &'static [Atom] = &[
        Atom::SelfFunded,
        Atom::OverLimit,
        Atom::PreSelfPay,
        Atom::Deductible,
        Atom::SegmentShare,
        Atom::AboveCap,
        Atom::HospitalShare,
        Atom::Personal,
        Atom::Rest,
    ];
}

/// What a block of `labels` says: each word with what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub Vec<(Label, Vec<Atom>)>);

impl Labels {
    /// The sums that the words stand for; none for a word that rests on an amount that was not computed, or that would be
    /// below zero: then a fund paid part of what the word names, and the table does not say which.
    pub fn sums(&self, answer: &Answer) -> Vec<(Label, Bounds<Yuan>)> {
        let sums = self.0.iter();
        sums.filter_map(|(label, _)| Some((*label, self.sum(*label, answer)?)))
            .collect()
    }

    fn sum(&self, label: Label, answer: &Answer) -> Option<Bounds<Yuan>> {
        let (_, atoms) = self.0.iter().find(|(known, _)| *known == label)?;
        let personal = answer.get(Amount::PersonalPay)?;
        let mut sum = Bounds::exactly(Yuan::ZERO);
        for atom in atoms {
            let part = match atom {
                Atom::SelfFunded => answer.get(Amount::SelfFunded)?,
                Atom::OverLimit => answer.get(Amount::OverLimit)?,
                Atom::PreSelfPay => answer.get(Amount::PreSelfPay)?,
                Atom::Deductible => answer.get(Amount::Deductible)?,
                Atom::SegmentShare => answer.left_of(Piece::OwnShare)?,
                Atom::AboveCap => answer.left_of(Piece::OverCap)?,
                Atom::HospitalShare => answer.get(Amount::HospitalPay)?,
                Atom::Personal => personal,
                Atom::Rest => {
                    // 自费 cannot be made of what is beside itself.
                    let outside = match label {
                        Label::SelfExpense => return None,
                        _ => self.sum(Label::SelfExpense, answer)?,
                    };
                    let rest = Bounds {
                        low: personal.low - outside.high,
                        high: personal.high - outside.low,
                    };
                    (!rest.low.is_negative()).then_some(rest)?
                }
            };
            sum.low += part.low;
            sum.high += part.high;
        }
        (sum.high <= personal.high).then_some(sum)
    }
}
