//! Bills that are taken back: what they left in the ledger goes, what other bills did with it stays right.

use std::ops::RangeFrom;

use super::{Entry, Run, Turn, from_accounts};
use crate::engine::ledger::Ledger;
use crate::model::words::Visit;
use crate::rules::reimburse::Outcome;

impl Run<'_> {
    /// Takes a bill back: what it added to the counters, and what accounts paid.
    pub(super) fn reverse(&mut self, of: usize) -> Option<Turn> {
        let place = self.entries.iter().position(|entry| entry.index == of)?;
        let Turn::Settled(answer) = &self.entries[place].turn else {
            return Some(Turn::After(place));
        };
        if answer.outcome == Outcome::Unknown {
            return Some(Turn::After(place));
        }
        let (visit, (account, shared)) = (answer.visit, from_accounts(answer));
        self.hand_over_visit(place);
        self.own_held(place);
        let is_last = !self.stands(place + 1..).any(|(_, later)| later == visit);
        let before = &self.entries[place].before;
        let after = &self.entries[place].ledgers;
        let ledgers = &mut self.carried.ledgers;
        ledgers
            .lower
            .take_back(&before.lower, &after.lower, is_last);
        ledgers
            .upper
            .take_back(&before.upper, &after.upper, is_last);
        if let Some(left) = &mut self.carried.account {
            *left += account;
        }
        for ((_, left), paid) in self.carried.shared.iter_mut().zip(shared) {
            *left += paid;
        }
        Some(Turn::Reversal(place))
    }

    /// Bills of one visit count as one: where one of them is taken back, another that stands is counted in its place.
    fn hand_over_visit(&mut self, place: usize) {
        let of = |entry: &Entry| (entry.before.lower.clone(), entry.ledgers.lower.clone());
        let (before, after) = of(&self.entries[place]);
        let is_heir = |other: &usize| {
            let (other_before, other_after) = of(&self.entries[*other]);
            Ledger::is_one_visit((&before, &after), (&other_before, &other_after))
        };
        let others = self.stands(place + 1..).map(|(other, _)| other);
        let Some(heir) = others.collect::<Vec<_>>().into_iter().find(is_heir) else {
            return;
        };
        let (first, rest) = self.entries.split_at_mut(place + 1);
        let (entry, heir) = (&mut first[place], &mut rest[heir - place - 1]);
        let (before, after, heir) = (&mut entry.before, &entry.ledgers, &mut heir.before);
        Ledger::hand_over(&mut before.lower, &after.lower, &mut heir.lower);
        Ledger::hand_over(&mut before.upper, &after.upper, &mut heir.upper);
    }

    /// What a bill left below a gate may have been let in by a later one: that one no longer took it from there.
    fn own_held(&mut self, place: usize) {
        let entry = &self.entries[place];
        let held = Ledger::held(&entry.before.lower, &entry.ledgers.lower);
        for (counter, held) in held.into_iter().filter(|(_, held)| *held > 0) {
            let let_in = |other: &usize| {
                let other = &self.entries[*other];
                let taken = Ledger::held(&other.before.lower, &other.ledgers.lower);
                taken
                    .iter()
                    .any(|(of, taken)| *of == counter && *taken <= -held)
            };
            let others = self.stands(place + 1..).map(|(other, _)| other);
            if let Some(other) = others.collect::<Vec<_>>().into_iter().find(let_in) {
                let before = &mut self.entries[other].before;
                Ledger::own_held(&mut before.lower, counter, held);
                Ledger::own_held(&mut before.upper, counter, held);
            }
        }
    }

    /// The settled bills among these entries that were not taken back, with their visits.
    fn stands(&self, places: RangeFrom<usize>) -> impl Iterator<Item = (usize, Visit)> {
        let entries = self.entries.iter().enumerate().skip(places.start);
        let settled = entries.filter_map(|(place, entry)| match &entry.turn {
            Turn::Settled(answer) => Some((place, answer.visit)),
            _ => None,
        });
        settled.filter(|(place, _)| !is_taken_back(&self.entries, *place))
    }
}

/// Whether the bill at a place was taken back.
pub(super) fn is_taken_back(entries: &[Entry], place: usize) -> bool {
    let reversals = entries.iter().skip(place + 1);
    reversals
        .into_iter()
        .any(|entry| matches!(entry.turn, Turn::Reversal(of) if of == place))
}
