//! Before anything is settled: what the bill leaves open and what the rules do not know, all at once.

use crate::engine::claim::Claim;
use crate::engine::condition::{Met, met, unanswered};
use crate::engine::plan::{Entry, Lookup, Plan};
use crate::engine::stop::Stop;
use crate::engine::table::{Cell, Notice, Reads};
use crate::engine::tables::{Look, look};
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Place};

/// What stands in the way of an answer, and what will make it vague.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// Facts that the bill must say.
    pub missing: Vec<Selector>,
    /// Whether the days of the stay must be known.
    pub missing_stay: bool,
    /// Tables of the pool that are not known: the whole answer is unknown.
    pub unknown: Vec<Notice>,
    /// The pool does not cover the case.
    pub not_covered: Option<Notice>,
    /// Layers above the pool whose tables are not known: each pays between nothing and its input.
    pub unknown_layers: Vec<(Part, Notice)>,
    /// Layers above the pool that do not cover the case.
    pub not_covered_layers: Vec<(Part, Notice)>,
    /// Parts for which no cap is known.
    pub without_cap: Vec<Part>,
    /// Every rule that was read on the way.
    pub reads: Vec<Reads>,
}

impl Examination {
    /// The reason why there is no amount, if there is one. That nothing is due is known whatever else is not; what no
    /// rule knows comes before what the bill does not say, because no input could mend it.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn stop(&self) -> Result<(), Stop> {
        if let Some(notice) = self.not_covered {
            return Err(Stop::NotCovered(notice));
        }
        if !self.unknown.is_empty() {
            return Err(Stop::Unknown(self.unknown.clone()));
        }
        if !self.missing.is_empty() {
            return Err(Stop::Missing(self.missing.clone()));
        }
        if self.missing_stay {
            return Err(Stop::MissingStay);
        }
        Ok(())
    }

    fn miss(&mut self, selectors: impl IntoIterator<Item = Selector>) {
        for selector in selectors {
            if !self.missing.contains(&selector) {
                self.missing.push(selector);
            }
        }
    }

    fn read(&mut self, reads: Reads) {
        if !self.reads.contains(&reads) {
            self.reads.push(reads);
        }
    }

    fn entry(&mut self, plan: &Plan, entry: &Entry, claim: &Claim) {
        match met(&entry.conditions, &claim.case) {
            Met::No => return,
            Met::Open => {
                self.miss(unanswered(&entry.conditions, &claim.case));
                return;
            }
            Met::Yes => {}
        }
        let Some(part) = &entry.part else { return };
        if part.caps.is_empty() {
            self.without_cap.push(part.part);
        }
        let is_pool = entry.layer == Layer::Pool;
        look(plan, part, claim, |look| match look {
            Look::Figure {
                reads,
                ops,
                asks_for_stay,
            } => {
                self.read(reads);
                let counts = ops.iter().filter_map(|op| op.for_each);
                let counts = counts.map(|each| each.selector);
                self.miss(counts.filter(|selector| claim.case.get(*selector).is_none()));
                self.missing_stay |= asks_for_stay && claim.stay_days.is_none();
            }
            Look::Missing { reads, missing } => {
                self.read(reads);
                self.miss(missing.iter().copied());
            }
            Look::Unknown { reads, notice } => {
                if let Some(reads) = reads {
                    self.read(reads);
                }
                if !is_pool {
                    self.unknown_layers.push((part.part, notice));
                } else if !self.unknown.contains(&notice) {
                    self.unknown.push(notice);
                }
            }
            Look::NotCovered { reads, notice } => {
                self.read(reads);
                if is_pool {
                    self.not_covered = Some(notice);
                } else {
                    self.not_covered_layers.push((part.part, notice));
                }
            }
        });
    }
}

/// Looks at every table that settling the claim will read.
pub fn examine(plan: &Plan, claim: &Claim) -> Examination {
    let mut seen = Examination::default();
    let burden = claim.charges.stated_sum().is_some();
    if let Some(reads) = plan.stack_reads {
        seen.read(reads);
    }
    if plan.stack_is_unknown {
        seen.unknown.extend(plan.stack_notice);
    }
    let place = claim.case.get(Selector::Place);
    let away = place.is_some_and(|place| place != Place::Local as i64);
    if away && !burden {
        match &plan.off_site {
            Lookup::Rule(table) => {
                let (cell, reads) = table.look_up(&claim.case);
                seen.read(reads);
                match cell {
                    Cell::Value(_) => {}
                    Cell::Missing(missing) => seen.miss(missing.iter().copied()),
                    Cell::Unknown(notice) => seen.unknown.push(*notice),
                    Cell::NotCovered(notice) => seen.not_covered = Some(*notice),
                }
            }
            Lookup::Unknown(notice) => seen.unknown.push(*notice),
            Lookup::Absent => {}
        }
    }
    for entry in &plan.stack {
        if !claim.charges.reaches(entry.layer) {
            continue;
        }
        seen.entry(plan, entry, claim);
    }
    seen
}
