//! Answers and errors as people and programs read them.

pub(crate) mod csv;
pub(crate) mod dry_run;
pub(crate) mod format;
pub(crate) mod get;
pub(crate) mod grounds;
pub(crate) mod json;
pub(crate) mod paper;
pub(crate) mod paste;
pub(crate) mod problems;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod settled;
pub(crate) mod story;
pub(crate) mod table;
pub(crate) mod workbook;
pub(crate) mod wrap;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::cli::messages::{self, Lang, clean, note, part_name, say};
use crate::cli::output::grounds::Grounds;
use crate::engine::step::{Code, Value};
use crate::formats::bill::Read;
use crate::rules::block::Block;
use crate::rules::reimburse::Reimbursed;
use crate::rules::shelf::Shelf;

/// An answer with the documents it rests on, ready to be printed in any format.
pub(crate) struct Answered<'a> {
    pub(crate) answer: &'a Reimbursed,
    pub(crate) read: &'a Read,
    /// What it rests on.
    pub(crate) grounds: Grounds<'a>,
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

impl NoteText {
    /// Whether the list of what each figure rests on says the same.
    pub(crate) fn is_of_grounds(&self) -> bool {
        matches!(self.code, "weak" | "disputed")
    }
}

impl<'a> Answered<'a> {
    pub(crate) fn new(
        answer: &'a Reimbursed,
        read: &'a Read,
        shelf: &'a Shelf,
        today: NaiveDate,
    ) -> Answered<'a> {
        let days = (answer.day, today);
        let grounds = Grounds::new(
            shelf,
            &answer.folder,
            &answer.blocks,
            &answer.rounding,
            days,
        );
        Answered {
            answer,
            read,
            grounds,
        }
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
        self.grounds
            .references(self.blocks_of_step(step).into_iter())
    }

    /// What a step is called; a relative's account by the name that the bill gives it.
    pub(crate) fn label(&self, lang: Lang, step: &crate::engine::answer::BothSteps) -> String {
        let label = messages::label(lang, step);
        if step.code != Code::MutualAid {
            return label;
        }
        let which = step
            .operands
            .iter()
            .find_map(|(name, value)| match value.low {
                Value::Count(which) if *name == "relative" => usize::try_from(which - 1).ok(),
                _ => None,
            });
        match which.and_then(|which| self.read.bill.shared.get(which)) {
            Some((name, _)) => {
                let name = clean(name);
                say!(lang, "{name}的个人账户", "account of {name}")
            }
            None => label,
        }
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
        let mut notes = self.grounds.notes(lang);
        let mut push = |code, text| notes.push(NoteText { code, text });
        match &self.answer.mutual_aid {
            None => {}
            Some(Err(why)) => push("mutual-aid", note(lang, why)),
            Some(Ok(block)) => {
                if let Some(age) = block.keys.paying.consent_age {
                    push(
                        "mutual-aid",
                        say!(
                            lang,
                            "家庭共济：成员满 {age} 岁须本人同意",
                            "relatives' accounts: from age {age} the member must consent"
                        ),
                    );
                }
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
        if self.read.settled {
            push(
                "settlement-amounts",
                say!(
                    lang,
                    "文件里已有的支付金额没有用到，yibao audit 可以核对它们",
                    "what the file says was paid was not used; yibao audit checks it"
                ),
            );
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
