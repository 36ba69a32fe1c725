//! Before anything is settled: what the bill leaves open and what the rules do not know, all at once.

use crate::engine::adjust::ForEach;
use crate::engine::claim::Claim;
use crate::engine::condition::{Met, met, unanswered};
use crate::engine::plan::{Entry, Lookup, Money, PartPlan, Plan};
use crate::engine::stop::Stop;
use crate::engine::table::{Cell, Notice, Reads, Table};
use crate::model::bill::Charges;
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{Layer, Place};

/// What stands in the way of an answer, and what will make it vague.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// Facts that the bill must say.
    pub missing: Vec<Selector>,
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
    /// The reason why there is no amount, if there is one. What no rule knows comes first: no input could mend it.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn stop(&self) -> Result<(), Stop> {
        if !self.unknown.is_empty() {
            return Err(Stop::Unknown(self.unknown.clone()));
        }
        if !self.missing.is_empty() {
            return Err(Stop::Missing(self.missing.clone()));
        }
        match self.not_covered {
            Some(notice) => Err(Stop::NotCovered(notice)),
            None => Ok(()),
        }
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

    /// Looks a table up; the notice says why there is no figure.
    fn look<'a, V>(&mut self, table: &'a Table<V>, case: &Case) -> Result<Option<&'a V>, Lack> {
        let (cell, reads) = table.look_up(case);
        self.read(reads);
        match cell {
            Cell::Value(value) => Ok(Some(value)),
            Cell::Missing(missing) => {
                self.miss(missing.iter().copied());
                Ok(None)
            }
            Cell::Unknown(notice) => Err(Lack::Unknown(*notice)),
            Cell::NotCovered(notice) => Err(Lack::NotCovered(*notice)),
        }
    }

    fn look_money(&mut self, table: &Table<Money>, case: &Case, lacks: &mut Vec<Lack>) {
        match self.look(table, case) {
            Ok(Some(money)) => {
                let counts = money.ops.iter().filter_map(|op| op.for_each);
                self.counts(counts, case);
            }
            Ok(None) => {}
            Err(lack) => lacks.push(lack),
        }
    }

    fn counts(&mut self, counts: impl Iterator<Item = ForEach>, case: &Case) {
        for each in counts {
            if case.get(each.selector).is_none() {
                self.miss([each.selector]);
            }
        }
    }

    /// Looks at every table that a part will be priced with.
    fn part(&mut self, part: &PartPlan, claim: &Claim) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if let Lookup::Rule(table) = &part.gate {
            self.look_money(table, &claim.case, &mut lacks);
        }
        match &part.deductible {
            Lookup::Rule(rule) => {
                self.look_money(&rule.table, &claim.case_for_deductible(), &mut lacks);
            }
            Lookup::Unknown(notice) => lacks.push(Lack::Unknown(*notice)),
            Lookup::Absent => {}
        }
        match &part.ratio {
            Lookup::Rule(rule) => match self.look(&rule.table, &claim.case) {
                Ok(Some(ratio)) => {
                    self.counts(ratio.ops.iter().filter_map(|op| op.for_each), &claim.case);
                }
                Ok(None) => {}
                Err(lack) => lacks.push(lack),
            },
            Lookup::Unknown(notice) => lacks.push(Lack::Unknown(*notice)),
            Lookup::Absent => {}
        }
        let mut capped = false;
        for cap in &part.caps {
            capped = true;
            match cap {
                Lookup::Rule(cap) => self.look_money(&cap.table, &claim.case, &mut lacks),
                Lookup::Unknown(notice) => lacks.push(Lack::Unknown(*notice)),
                Lookup::Absent => {}
            }
        }
        if !capped {
            self.without_cap.push(part.part);
        }
        if let Lookup::Rule(table) = &part.floor {
            self.look_money(table, &claim.case, &mut lacks);
        }
        lacks
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
        let mut lacks = self.part(part, claim);
        if let Lookup::Rule(table) = &plan.graded {
            let case = claim.case.with(Selector::Layer, entry.layer as i64);
            if let Err(lack) = self.look(table, &case) {
                lacks.push(lack);
            }
        }
        for lack in lacks {
            match (lack, entry.layer) {
                (Lack::Unknown(notice), Layer::Pool) => {
                    if !self.unknown.contains(&notice) {
                        self.unknown.push(notice);
                    }
                }
                (Lack::NotCovered(notice), Layer::Pool) => self.not_covered = Some(notice),
                (Lack::Unknown(notice), _) => self.unknown_layers.push((part.part, notice)),
                (Lack::NotCovered(notice), _) => self.not_covered_layers.push((part.part, notice)),
            }
        }
    }
}

/// Why a table gives no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    Unknown(Notice),
    NotCovered(Notice),
}

/// Looks at every table that settling the claim will read.
pub fn examine(plan: &Plan, claim: &Claim) -> Examination {
    let mut seen = Examination::default();
    let burden = matches!(claim.charges, Charges::Burden(_));
    if let Some(reads) = plan.stack_reads {
        seen.read(reads);
    }
    let away = claim
        .case
        .get(Selector::Place)
        .is_some_and(|place| place != Place::Local as i64);
    if away && !burden {
        match &plan.off_site {
            Lookup::Rule(table) => match seen.look(table, &claim.case) {
                Ok(_) => {}
                Err(Lack::Unknown(notice)) => seen.unknown.push(notice),
                Err(Lack::NotCovered(notice)) => seen.not_covered = Some(notice),
            },
            Lookup::Unknown(notice) => seen.unknown.push(*notice),
            Lookup::Absent => {}
        }
    }
    for entry in &plan.stack {
        if burden && matches!(entry.layer, Layer::Pool | Layer::Account) {
            continue;
        }
        seen.entry(plan, entry, claim);
    }
    seen
}
