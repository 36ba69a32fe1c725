//! The counters of one bill, by number: what its tables count, taken out of the ledger and put back.
//!
//! The ledger knows a counter by what it counts, for which part, when and for which words. While a bill is settled its
//! tables know theirs by a number, so that nothing is searched for.

use crate::engine::ledger::{Apart, Counter, Ledger, What, When, of_period};
use crate::engine::plan::Period;
use crate::model::part::Part;
use crate::money::Yuan;

/// The number of a counter among those of one bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotId(u16);

/// A counter of which only the day is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    what: What,
    part: Part,
    per: Period,
    apart: [Option<Apart>; 2],
}

/// Which counters the tables of one bill have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
}

impl Slots {
    /// A counter over the whole benefit year.
    pub(crate) fn yearly(&mut self, what: What, part: Part) -> SlotId {
        self.number(Slot {
            what,
            part,
            per: Period::Year,
            apart: [None; 2],
        })
    }

    /// The counter of a table; nothing when nothing is carried over its period.
    pub(crate) fn of_table(
        &mut self,
        what: What,
        part: Part,
        per: Period,
        apart: [Option<Apart>; 2],
    ) -> Option<SlotId> {
        let is_carried = !matches!(per, Period::Visit | Period::Admission);
        is_carried.then(|| {
            self.number(Slot {
                what,
                part,
                per,
                apart,
            })
        })
    }

    fn number(&mut self, slot: Slot) -> SlotId {
        let known = self.slots.iter().position(|known| *known == slot);
        let number = known.unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        });
        SlotId(number as u16)
    }

    fn counters(&self, when: When) -> impl Iterator<Item = Option<Counter>> + '_ {
        let counter = move |slot: &Slot| {
            let counter = of_period(slot.what, slot.part, slot.per, when)?;
            Some(Counter {
                apart: slot.apart,
                ..counter
            })
        };
        self.slots.iter().map(counter)
    }
}

/// What the counters of one bill stand at. One that was never filled stands at nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Register {
    values: Vec<Option<i64>>,
}

impl Register {
    /// Empties it for another bill; nothing was ever counted.
    #[inline]
    pub(crate) fn clear(&mut self, slots: &Slots) {
        self.values.resize(slots.slots.len(), None);
        self.values.fill(None);
    }

    /// Takes the counters out of a ledger.
    pub(crate) fn load(&mut self, slots: &Slots, ledger: &Ledger, when: When) {
        self.values.clear();
        let counters = slots.counters(when);
        let values = counters.map(|counter| counter.and_then(|counter| ledger.get(counter)));
        self.values.extend(values);
    }

    /// Puts them back.
    pub(crate) fn store(&self, slots: &Slots, ledger: &mut Ledger, when: When) {
        for (counter, value) in slots.counters(when).zip(&self.values) {
            if let Some((counter, value)) = counter.zip(*value) {
                ledger.set(counter, value);
            }
        }
    }

    /// What a counter stands at, if it was ever counted or stated.
    #[inline]
    pub(crate) fn get(&self, slot: SlotId) -> Option<i64> {
        self.values.get(slot.0 as usize).copied().flatten()
    }

    /// The same as money; zero when it was never counted.
    #[inline]
    pub(crate) fn money(&self, slot: SlotId) -> Yuan {
        self.get(slot).and_then(Yuan::from_fen).unwrap_or_default()
    }

    /// States what a counter stands at.
    #[inline]
    pub(crate) fn set(&mut self, slot: SlotId, amount: Yuan) {
        self.values[slot.0 as usize] = Some(amount.fen());
    }

    /// Adds to a counter.
    #[inline]
    pub(crate) fn add(&mut self, slot: SlotId, amount: Yuan) {
        let value = &mut self.values[slot.0 as usize];
        *value = Some(value.unwrap_or(0).saturating_add(amount.fen()));
    }
}
