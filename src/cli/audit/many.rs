//! Many settlements on a page: what they have in common before each of them.

use super::Looked;
use super::page::{Page, signed, sums};
use crate::cli::messages::{clean, kinds_text, say, verdict_name};
use crate::cli::output::paper::{Grid, Paper, Section};
use crate::money::Yuan;
use crate::rules::audit::{Cause, Kind, Verdict};

impl Page<'_> {
    /// Many settlements: how many agree, what the differences cost by cause, then each that does not agree.
    pub(super) fn many(&self, many: &[Looked]) -> Paper {
        let lang = self.lang;
        let count = |verdict| {
            let of = many.iter().filter(|one| one.audited.verdict == verdict);
            of.count()
        };
        let (all, agrees) = (many.len(), count(Verdict::Agrees));
        let (differs, open) = (count(Verdict::Differs), count(Verdict::NotCoverable));
        let title = say!(
            lang,
            "{all} 份结算单：{agrees} 份相符，{differs} 份有差异，{open} 份无法核对",
            "settlements: {all}; {agrees} agree, {differs} differ, {open} cannot be checked against rules"
        );
        let mut head = Vec::new();
        let costs = many.iter().filter_map(|one| one.audited.cost());
        let costs: Vec<Yuan> = costs.collect();
        if !costs.is_empty() {
            let above = costs.iter().copied().filter(|cost| *cost > Yuan::ZERO);
            let below = costs.iter().copied().filter(|cost| *cost < Yuan::ZERO);
            let (over, under) = (above.sum::<Yuan>(), -below.sum::<Yuan>());
            let (over, under) = (over.grouped(), under.grouped());
            head.push(say!(
                lang,
                "差异合计：患者多付 {over}，少付 {under}",
                "differences together: patients paid {over} too much, {under} too little"
            ));
        }
        let wrong = many.iter().enumerate();
        let wrong = wrong.filter(|(_, one)| one.audited.verdict != Verdict::Agrees);
        let rows: Vec<Vec<String>> = wrong
            .map(|(index, one)| {
                vec![
                    format!("#{}", index + 1),
                    named(one),
                    verdict_name(lang, one.audited.verdict).to_owned(),
                    one.audited.cost().map_or_else(String::new, signed),
                    self.why(one),
                ]
            })
            .collect();
        let mut sections = Vec::new();
        if !rows.is_empty() {
            let header = [
                "",
                lang.pick("结算单", "settlement"),
                lang.pick("结果", "outcome"),
                lang.pick("患者多付", "paid too much"),
                lang.pick("原因", "why"),
            ];
            sections.push(Section::Table(Grid::new(&header, rows)));
        }
        let groups = groups(many);
        if !groups.is_empty() {
            let header = [
                lang.pick("原因", "cause"),
                lang.pick("份数", "settlements"),
                lang.pick("患者多付", "paid too much"),
            ];
            let rows = groups.iter().map(|group| {
                let cause = match &group.kinds[..] {
                    [] => lang.pick("未找到", "not found").to_owned(),
                    kinds => kinds_text(lang, kinds),
                };
                vec![cause, group.count.to_string(), signed(group.cost)]
            });
            sections.insert(0, Section::Table(Grid::new(&header, rows)));
        }
        Paper {
            lang,
            title,
            head,
            sections,
        }
    }

    /// In one line, what is wrong with a settlement among many.
    fn why(&self, one: &Looked) -> String {
        let (_, broken, _) = sums(&one.audited.checked);
        let mut texts: Vec<String> = broken.iter().map(|one| self.sum(one)).collect();
        texts.extend(self.reason(one));
        match &one.audited.causes[..] {
            [] | [_] => texts.extend(self.causes(&one.audited)),
            several => texts.push(kinds_text(self.lang, &kinds_of(several))),
        }
        texts.join(self.lang.pick("；", "; "))
    }
}

/// By which name a settlement is found: its own number, or where it stands.
fn named(one: &Looked) -> String {
    let number = one.read().and_then(|read| read.bill.number.as_deref());
    number.map_or_else(|| clean(&one.place.to_string()), clean)
}

/// Settlements with the same causes.
pub(super) struct Group {
    /// The kinds of causes, none where none was found.
    pub(super) kinds: Vec<Kind>,
    /// How many.
    pub(super) count: usize,
    /// What they cost the patients.
    pub(super) cost: Yuan,
}

/// What kinds of mistakes they are.
fn kinds_of(causes: &[Cause]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = causes.iter().map(|cause| cause.kind).collect();
    kinds.dedup();
    kinds
}

/// The settlements that the rules say otherwise, grouped by cause, the dearest first.
pub(super) fn groups(many: &[Looked]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for audited in many.iter().map(|one| &one.audited) {
        if audited.differences.is_empty() {
            continue;
        }
        let kinds = kinds_of(&audited.causes);
        let cost = audited.cost().unwrap_or_default();
        match groups.iter_mut().find(|group| group.kinds == kinds) {
            Some(group) => {
                group.count += 1;
                group.cost += cost;
            }
            None => groups.push(Group {
                kinds,
                count: 1,
                cost,
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.cost.abs()));
    groups
}
