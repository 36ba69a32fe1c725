//! Answers and errors as people and programs read them.

pub(crate) mod get;
pub(crate) mod json;
pub(crate) mod problems;
pub(crate) mod record;
pub(crate) mod table;
pub(crate) mod wrap;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::cli::messages::{self, Lang, clean, grade_name, note, part_name, say};
use crate::formats::bill::Read;
use crate::model::grade::Grade;
use crate::rules::block::Block;
use crate::rules::reimburse::Reimbursed;
use crate::rules::shelf::Shelf;
use crate::rules::source::Source;

/// An answer with the documents it rests on, ready to be printed in any format.
pub(crate) struct Answered<'a> {
    pub(crate) answer: &'a Reimbursed,
    pub(crate) read: &'a Read,
    /// Every document, in the order in which blocks name them.
    pub(crate) sources: Vec<Arc<Source>>,
    /// The weakest grade that the amounts rest on.
    pub(crate) grade: Option<Grade>,
    /// Whether any document is past what its check was good for.
    pub(crate) stale: bool,
    shelf: &'a Shelf,
    today: NaiveDate,
}

/// A note, with a stable code.
pub(crate) struct NoteText {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

impl NoteText {
    /// Whether the note is said before anything else: it tells that the answer is not the rules' own.
    pub(crate) fn comes_first(&self) -> bool {
        matches!(self.code, "given" | "given-unused" | "extended")
    }
}

impl<'a> Answered<'a> {
    pub(crate) fn new(
        answer: &'a Reimbursed,
        read: &'a Read,
        shelf: &'a Shelf,
        today: NaiveDate,
    ) -> Answered<'a> {
        let mut sources: Vec<Arc<Source>> = Vec::new();
        for block in answer.blocks.iter().chain(&answer.rounding) {
            for used in &block.sources {
                let source = shelf.source(&answer.folder.path, &used.id);
                if let Some(source) = source.filter(|source| !sources.contains(source)) {
                    sources.push(source);
                }
            }
        }
        let mut answered = Answered {
            answer,
            read,
            sources,
            grade: None,
            stale: false,
            shelf,
            today,
        };
        answered.grade = answer
            .blocks
            .iter()
            .map(|block| answered.grade_of(block))
            .max();
        let stale = answered
            .sources_of(&answer.blocks)
            .any(|source| source.is_stale(answer.day, today));
        answered.stale = stale;
        answered
    }

    /// The grade of a block: that of its weakest source.
    pub(crate) fn grade_of(&self, block: &Block) -> Grade {
        let grades = block
            .sources
            .iter()
            .filter_map(|used| self.source(&used.id));
        grades
            .map(|source| source.grade)
            .max()
            .unwrap_or(Grade::Unverified)
    }

    pub(crate) fn source(&self, id: &str) -> Option<&Arc<Source>> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The day on which the answer was given.
    pub(crate) fn today(&self) -> NaiveDate {
        self.today
    }

    pub(crate) fn is_stale(&self, source: &Source) -> bool {
        source.is_stale(self.answer.day, self.today)
    }

    fn sources_of(&self, blocks: &'a [Arc<Block>]) -> impl Iterator<Item = &Arc<Source>> {
        let ids = blocks.iter().flat_map(|block| &block.sources);
        ids.filter_map(|used| self.source(&used.id))
    }

    /// The blocks behind a step.
    pub(crate) fn blocks_of_step(
        &self,
        step: &crate::engine::answer::BothSteps,
    ) -> Vec<&Arc<Block>> {
        let Some(compiled) = &self.answer.compiled else {
            return Vec::new();
        };
        let reads = step
            .reads
            .iter()
            .flat_map(|reads| compiled.plan.blocks(*reads));
        reads.map(|id| &compiled.blocks[id.0 as usize]).collect()
    }

    /// The numbers of the documents behind a step, as the list of sources counts them.
    pub(crate) fn references(&self, step: &crate::engine::answer::BothSteps) -> Vec<usize> {
        let mut numbers = Vec::new();
        for block in self.blocks_of_step(step) {
            for used in &block.sources {
                let number = self.sources.iter().position(|source| source.id == used.id);
                if let Some(number) = number.filter(|number| !numbers.contains(number)) {
                    numbers.push(number);
                }
            }
        }
        numbers.sort_unstable();
        numbers
    }

    /// Why there is no amount.
    pub(crate) fn reason(&self, lang: Lang) -> Option<String> {
        let reasons: Vec<String> = self
            .answer
            .reason
            .iter()
            .map(|reason| note(lang, reason))
            .collect();
        (!reasons.is_empty()).then(|| reasons.join(lang.pick("；", "; ")))
    }

    /// The tables that would complete an unknown answer.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut tables: Vec<String> = self
            .answer
            .reason
            .iter()
            .map(|reason| reason.table().to_string())
            .collect();
        tables.dedup();
        if self.answer.outcome == crate::rules::reimburse::Outcome::Unknown {
            tables
        } else {
            Vec::new()
        }
    }

    /// What else there is to say, the warning about the grade first.
    pub(crate) fn notes(&self, lang: Lang) -> Vec<NoteText> {
        let mut notes = Vec::new();
        let mut push = |code, text| notes.push(NoteText { code, text });
        for unread in self.shelf.unread_given(&self.answer.blocks) {
            let unread = clean(&unread);
            push(
                "given-unused",
                say!(
                    lang,
                    "这一次用不到您给出的数：{unread}",
                    "your own figure was not needed: {unread}"
                ),
            );
        }
        for block in &self.answer.blocks {
            if self.grade_of(block) == Grade::Given {
                let given = clean(&block.place.text.path);
                push(
                    "given",
                    say!(lang, "您自己给出的数：{given}", "your own figure: {given}"),
                );
            }
            if let Some(to) = block.to.filter(|_| self.shelf.is_extended(block)) {
                let table = block.table;
                push(
                    "extended",
                    say!(
                        lang,
                        "{table} 只知道到 {to}，按 --extend 沿用",
                        "{table} is known until {to} only, and goes on because of --extend"
                    ),
                );
            }
        }
        let grades = self.answer.blocks.iter().map(|block| self.grade_of(block));
        let weakest = grades.filter(|grade| *grade != Grade::Given).max();
        if let Some(grade @ (Grade::Unverified | Grade::Secondary)) = weakest {
            let mut tables: Vec<String> = Vec::new();
            for block in &self.answer.blocks {
                let table = block.table.to_string();
                if self.grade_of(block) == grade && !tables.contains(&table) {
                    tables.push(table);
                }
            }
            let tables = messages::list(lang, &tables);
            let name = grade_name(lang, grade);
            push(
                "weak",
                say!(
                    lang,
                    "最弱的依据是 {name}：{tables}",
                    "the weakest grounds are {name}: {tables}"
                ),
            );
        }
        if self.stale {
            let stale = self.sources.iter().filter(|source| self.is_stale(source));
            let stale: Vec<String> = stale.map(|source| source.id.clone()).collect();
            let stale = messages::list(lang, &stale);
            push(
                "stale",
                say!(
                    lang,
                    "这些来源超过了核对期限，可能已有新规定：{stale}",
                    "past the date for which they were checked, there may be newer rules: {stale}"
                ),
            );
        }
        for block in &self.answer.blocks {
            for disputed in &block.disputed {
                let (table, says, why) = (block.table, clean(&disputed.says), clean(&disputed.why));
                push(
                    "disputed",
                    say!(
                        lang,
                        "{table} 另有一说：{says}（未采用：{why}）",
                        "{table}, another source says: {says} (not chosen: {why})"
                    ),
                );
            }
        }
        let seen = &self.answer.examination;
        let compiled = self.answer.compiled.as_ref();
        let note_of = |notice: &crate::engine::table::Notice| {
            compiled.map_or_else(String::new, |compiled| {
                note(lang, &compiled.notes[notice.0 as usize])
            })
        };
        for (code, layers) in [
            ("unknown-layer", &seen.unknown_layers),
            ("not-covered-layer", &seen.not_covered_layers),
        ] {
            if self.answer.answer.is_some() {
                for (part, notice) in layers {
                    let (part, why) = (part_name(lang, *part), note_of(notice));
                    push(code, say!(lang, "{part}：{why}", "{part}: {why}"));
                }
            }
        }
        if self.answer.answer.is_some() {
            for part in &seen.without_cap {
                let name = part_name(lang, *part);
                push(
                    "no-cap-known",
                    say!(
                        lang,
                        "{name}：规则库里没有封顶线，按不封顶计算",
                        "{name}: no cap is known, none was applied"
                    ),
                );
            }
            let alone = compiled.and_then(|compiled| compiled.plan.stack_notice);
            if let Some(notice) = alone {
                let why = note_of(&notice);
                push(
                    "pool-alone",
                    say!(
                        lang,
                        "只算了统筹基金，大额、大病、救助等未计：{why}",
                        "only the pool was settled, no layer above it: {why}"
                    ),
                );
            }
        }
        for (code, names, zh, en) in [
            (
                "unused-columns",
                &self.read.unused,
                "没有用到的列",
                "columns that were not used",
            ),
            (
                "unknown-categories",
                &self.answer.unknown_categories,
                "不认得的费用类别",
                "categories that are not known",
            ),
        ] {
            if !names.is_empty() {
                let names: Vec<String> = names.iter().map(|name| clean(name)).collect();
                let (what, names) = (lang.pick(zh, en), messages::list(lang, &names));
                push(code, say!(lang, "{what}：{names}", "{what}: {names}"));
            }
        }
        notes
    }
}
