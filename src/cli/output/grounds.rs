//! What an answer rests on: its blocks with their documents, the weakest grade, and what there is to say of them.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::cli::messages::{self, Lang, clean, grade_name, say};
use crate::cli::output::NoteText;
use crate::model::grade::Grade;
use crate::rules::block::Block;
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;
use crate::rules::source::Source;

/// The blocks of an answer with their documents.
pub(crate) struct Grounds<'a> {
    /// The blocks whose figures the answer rests on.
    pub(crate) blocks: &'a [Arc<Block>],
    /// Every document, in the order in which blocks name them.
    pub(crate) sources: Vec<Arc<Source>>,
    /// The weakest grade that the amounts rest on.
    pub(crate) grade: Option<Grade>,
    /// Whether any document is past what its check was good for.
    pub(crate) stale: bool,
    /// Where the blocks came from.
    shelves: Vec<&'a Shelf>,
    /// Whether figures that were not chosen are counted, not told.
    counts_disputes: bool,
    day: NaiveDate,
    today: NaiveDate,
}

impl<'a> Grounds<'a> {
    /// The grounds of an answer for a place and a day; blocks that only say how to round bring their documents and no
    /// grade.
    pub(crate) fn new(
        shelf: &'a Shelf,
        folder: &Folder,
        blocks: &'a [Arc<Block>],
        rounding: &[Arc<Block>],
        (day, today): (NaiveDate, NaiveDate),
    ) -> Grounds<'a> {
        let mut sources: Vec<Arc<Source>> = Vec::new();
        for block in blocks.iter().chain(rounding) {
            for used in &block.sources {
                let source = shelf.source(&folder.path, &used.id);
                if let Some(source) = source.filter(|source| !sources.contains(source)) {
                    sources.push(source);
                }
            }
        }
        let grounds = Grounds {
            blocks,
            sources,
            grade: None,
            stale: false,
            shelves: vec![shelf],
            counts_disputes: false,
            day,
            today,
        };
        grounds.graded()
    }

    /// The same, resting on some of its documents only.
    pub(crate) fn only(mut self, ids: &[&str]) -> Grounds<'a> {
        self.sources.retain(|source| ids.contains(&&*source.id));
        self.graded()
    }

    /// With the grade and the freshness of the documents that it has.
    fn graded(mut self) -> Grounds<'a> {
        self.grade = self.blocks.iter().map(|block| self.grade_of(block)).max();
        let ids = self.blocks.iter().flat_map(|block| &block.sources);
        let mut used = ids.filter_map(|used| self.source(&used.id));
        self.stale = used.any(|source| source.is_stale(self.day, self.today));
        self
    }

    /// The grounds of several answers together, with all their blocks: figures that were not chosen are only counted.
    pub(crate) fn together(
        blocks: &'a [Arc<Block>],
        answers: impl Iterator<Item = Grounds<'a>>,
    ) -> Grounds<'a> {
        let mut whole = Grounds {
            blocks,
            sources: Vec::new(),
            grade: None,
            stale: false,
            shelves: Vec::new(),
            counts_disputes: true,
            day: NaiveDate::MIN,
            today: NaiveDate::MIN,
        };
        for answer in answers {
            let new = |source: &Arc<Source>| !whole.sources.contains(source);
            let sources: Vec<Arc<Source>> = answer.sources.into_iter().filter(new).collect();
            whole.sources.extend(sources);
            whole.grade = whole.grade.max(answer.grade);
            whole.stale |= answer.stale;
            whole.shelves.extend(answer.shelves);
            whole.day = whole.day.max(answer.day);
            whole.today = answer.today;
        }
        whole
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
        source.is_stale(self.day, self.today)
    }

    /// The numbers of the documents of some blocks, as the list of sources counts them.
    pub(crate) fn references<'b>(
        &self,
        blocks: impl Iterator<Item = &'b Arc<Block>>,
    ) -> Vec<usize> {
        let mut numbers = Vec::new();
        for used in blocks.flat_map(|block| &block.sources) {
            let number = self.sources.iter().position(|source| source.id == used.id);
            if let Some(number) = number.filter(|number| !numbers.contains(number)) {
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        numbers
    }

    /// What there is to say of the grounds, the warning about the grade first.
    pub(crate) fn notes(&self, lang: Lang) -> Vec<NoteText> {
        let mut notes = Vec::new();
        let mut push = |code, text| notes.push(NoteText { code, text });
        // A figure of the user's own is of no use where no shelf needed it.
        let mut unread = self
            .shelves
            .iter()
            .map(|shelf| shelf.unread_given(self.blocks));
        let first = unread.next().unwrap_or_default();
        let rest: Vec<Vec<String>> = unread.collect();
        let unread = first.into_iter();
        for unread in unread.filter(|title| rest.iter().all(|one| one.contains(title))) {
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
        for block in self.blocks {
            if self.grade_of(block) == Grade::Given {
                let given = clean(&block.place.text.path);
                push(
                    "given",
                    say!(lang, "您自己给出的数：{given}", "your own figure: {given}"),
                );
            }
            if let Some(to) = block
                .to
                .filter(|_| self.shelves.iter().any(|shelf| shelf.is_extended(block)))
            {
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
        let grades = self.blocks.iter().map(|block| self.grade_of(block));
        let weakest = grades.filter(|grade| *grade != Grade::Given).max();
        if let Some(grade @ (Grade::Unverified | Grade::Secondary)) = weakest {
            let mut tables: Vec<String> = Vec::new();
            for block in self.blocks {
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
        let disputes: usize = self.blocks.iter().map(|block| block.disputed.len()).sum();
        if self.counts_disputes && disputes > 0 {
            push(
                "disputed",
                say!(
                    lang,
                    "这些规则另有 {disputes} 种说法未采用：单算一种时逐条列出",
                    "other figures that were not chosen: {disputes}; each variant on its own lists them"
                ),
            );
        }
        let told = self.blocks.iter().filter(|_| !self.counts_disputes);
        for block in told {
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
        notes
    }
}
