//! The words of a receipt: what they are called, and what they are made of.

use super::{Lang, amount_name, money_range, say};
use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::money::Yuan;
use crate::rules::labels::{Atom, Label, Labels};

/// What a word of a receipt is called.
pub(crate) fn label_name(lang: Lang, label: Label) -> &'static str {
    match label {
        Label::SelfPay => lang.pick("个人自付", "own share inside the catalogue"),
        Label::SelfExpense => lang.pick("个人自费", "outside the catalogue"),
        Label::SelfBorne => lang.pick("个人自负", "borne by the patient"),
    }
}

/// What a word of a receipt stands for.
pub(crate) fn label_line(lang: Lang, label: Label, sum: Bounds<Yuan>) -> String {
    let (name, sum) = (label_name(lang, label), money_range(sum));
    say!(lang, "{name} {sum}", "{name} {sum}")
}

/// What the words are made of, a line each.
pub(super) fn made_of(lang: Lang, labels: &Labels) -> Vec<String> {
    let lines = labels.0.iter().map(|(label, atoms)| {
        let parts: Vec<&str> = atoms.iter().map(|&atom| atom_name(lang, atom)).collect();
        let (name, parts) = (label_name(lang, *label), parts.join(" + "));
        say!(lang, "{name} = {parts}", "{name} = {parts}")
    });
    lines.collect()
}

fn atom_name(lang: Lang, atom: Atom) -> &'static str {
    let amount = match atom {
        Atom::SelfFunded => Amount::SelfFunded,
        Atom::OverLimit => Amount::OverLimit,
        Atom::PreSelfPay => Amount::PreSelfPay,
        Atom::Deductible => Amount::Deductible,
        Atom::SegmentShare => return lang.pick("段内自付", "the own share within the brackets"),
        Atom::AboveCap => return lang.pick("封顶线以上", "what is above the cap"),
        Atom::HospitalShare => Amount::HospitalPay,
        Atom::Personal => Amount::PersonalPay,
        Atom::Rest => {
            return lang.pick(
                "个人负担总额减去个人自费",
                "what the patient pays beyond that outside the catalogue",
            );
        }
    };
    amount_name(lang, amount)
}
