//! The corners of an answer: every way in which the vague figures of a case may come together.
//!
//! What one layer pays is least with all its figures at their lowest. But what the next layers find is more when the first
//! one pays less, and a tight cap may give to a layer above more than it takes from its own. So no two settlements bound
//! every amount: each figure that is vague is taken at either end, apart from the others. A layer's caps are one choice,
//! its other figures one more.
//!
//! Many such choices are not all combined, or a rule file with every layer vague would make half a million settlements of
//! a bill: see `taken`.

use crate::engine::answer::Ledgers;
use crate::engine::bounds::Side;
use crate::engine::claim::Claim;
use crate::engine::figures::{Figures, PartFigures};
use crate::engine::ledger::Ledger;
use crate::engine::plan::Plan;
use crate::engine::tables::Standing;

/// The figures of a case at every corner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Corners {
    /// The funds pay as little as each rule alone allows.
    pub(crate) lower: Figures,
    /// The other corners; nothing where no figure is vague.
    pub(crate) vague: Option<Vague>,
}

/// The corners of a case with vague figures, but for the lower one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vague {
    /// The funds pay as much as each rule alone allows.
    pub(crate) upper: Figures,
    /// Some figures at their lower end, some at their upper.
    pub(crate) mixed: Vec<Figures>,
}

/// What is vague apart from everything else.
#[derive(Clone, Copy, Debug)]
enum Choice {
    /// What care away from home pays first.
    Away,
    /// Gate, deductible, ratio, floor and share of an entry of the order of payment; or whether it pays at all.
    Prices(usize),
    /// The caps of an entry.
    Caps(usize),
}

impl Corners {
    /// Looks up every table for a claim.
    pub(crate) fn of(plan: &Plan, claim: &Claim) -> Corners {
        let lower = Figures::of(plan, claim, Side::Lower);
        let upper = Figures::of(plan, claim, Side::Upper);
        let choices = choices(&lower, &upper);
        let vague = (!choices.is_empty()).then(|| {
            let mixed = taken(choices.len()).into_iter();
            let mixed = mixed.map(|taken| mix(&lower, &upper, &choices, taken));
            Vague {
                mixed: mixed.collect(),
                upper,
            }
        });
        Corners { lower, vague }
    }

    /// The corners but for the lower one, each with the ledger that it goes on from. Where there are any, the first is the
    /// upper one.
    pub(crate) fn others<'a>(
        &'a self,
        before: &'a Ledgers,
    ) -> impl Iterator<Item = (&'a Figures, &'a Ledger)> {
        let is_vague_before = before.lower != before.upper;
        let upper = match &self.vague {
            Some(vague) => Some(&vague.upper),
            None => is_vague_before.then_some(&self.lower),
        };
        let mixed = self.vague.iter().flat_map(|vague| &vague.mixed);
        let mixed = mixed.flat_map(move |figures| {
            let again = is_vague_before.then_some((figures, &before.upper));
            [(figures, &before.lower)].into_iter().chain(again)
        });
        let upper = upper.map(|figures| (figures, &before.upper));
        upper.into_iter().chain(mixed)
    }
}

/// So many choices are combined in every way.
const ALL_WAYS: usize = 4;

/// Which choices are at the upper end at each corner, a bit for each; but for none and for all.
///
/// Of more than [`ALL_WAYS`] those corners are taken that bound a layer and the patient: the layers up to one at one end and
/// those above it at the other, and one choice at one end with all the rest at the other.
fn taken(choices: usize) -> Vec<usize> {
    let all = (1 << choices) - 1;
    if choices <= ALL_WAYS {
        return (1..all).collect();
    }
    let up_to = (1..choices).map(|count| (1 << count) - 1);
    let alone = (0..choices).map(|nth| 1 << nth);
    let mut taken: Vec<usize> = up_to
        .chain(alone)
        .flat_map(|some| [some, all ^ some])
        .collect();
    taken.sort_unstable();
    taken.dedup();
    taken
}

/// What differs between the ends. Of a sum that hangs on the bill only its rule is looked at.
fn choices(lower: &Figures, upper: &Figures) -> Vec<Choice> {
    let mut choices = Vec::new();
    if lower.away != upper.away {
        choices.push(Choice::Away);
    }
    let tiers = lower.tiers.iter().zip(&upper.tiers).enumerate();
    for (place, (one, other)) in tiers.filter(|(_, (one, _))| one.is_met) {
        let (Some(one), Some(other)) = (&one.part, &other.part) else {
            continue;
        };
        if one.standing == Standing::NotCovered {
            // It pays nothing, whatever its other tables say.
            continue;
        }
        let is_unknown = one.standing == Standing::Unknown;
        if is_unknown || prices(one) != prices(other) {
            choices.push(Choice::Prices(place));
        }
        if !is_unknown && one.caps != other.caps {
            choices.push(Choice::Caps(place));
        }
    }
    choices
}

fn prices(part: &PartFigures) -> impl PartialEq {
    let PartFigures {
        gate,
        deductible,
        ratio,
        floor,
        graded,
        ..
    } = part.clone();
    (gate, deductible, ratio, floor, graded)
}

/// The lower figures, with those choices at the upper end whose bit is set.
fn mix(lower: &Figures, upper: &Figures, choices: &[Choice], taken: usize) -> Figures {
    let mut mixed = lower.clone();
    let is_taken = |nth: usize| taken >> nth & 1 == 1;
    let chosen = choices.iter().enumerate();
    for (_, choice) in chosen.filter(|(nth, _)| is_taken(*nth)) {
        let (Choice::Prices(place) | Choice::Caps(place)) = *choice else {
            mixed.away.clone_from(&upper.away);
            continue;
        };
        let Some((part, end)) = mixed.tiers[place]
            .part
            .as_mut()
            .zip(upper.tiers[place].part.as_ref())
        else {
            continue;
        };
        match choice {
            Choice::Caps(_) => part.caps = end.caps.clone(),
            _ => {
                *part = PartFigures {
                    caps: std::mem::take(&mut part.caps),
                    ..end.clone()
                }
            }
        }
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_choices_are_combined_in_every_way_and_many_are_not() {
        assert_eq!(taken(1), [0; 0]);
        assert_eq!(taken(2), [1, 2]);
        assert_eq!(taken(4).len(), 14);
        for choices in 5..24 {
            let taken = taken(choices);
            let all = (1 << choices) - 1;
            assert!(taken.len() <= 4 * choices, "{choices}");
            assert!(!taken.contains(&0) && !taken.contains(&all));
            for nth in 0..choices {
                assert!(taken.contains(&(1 << nth)) && taken.contains(&(all ^ 1 << nth)));
            }
        }
        assert!(taken(6).contains(&0b000_111) && taken(6).contains(&0b111_000));
    }
}
