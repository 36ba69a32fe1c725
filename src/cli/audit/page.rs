//! An audit as people and programs read it: one settlement in full, many as a list with what they have in common.

use serde_json::{Map, Value as Json, json};

use super::Looked;
use super::many::groups;
use crate::cli::Surroundings;
use crate::cli::messages::{
    Lang, assumed, bill_problem, cause_text, clean, grade_name, list, money_range, named_amount,
    no_cause, outcome_name, say, several, sum_text, verdict_name, word_name,
};
use crate::cli::output::Answered;
use crate::cli::output::json::{headed, money, rules, source};
use crate::cli::output::paper::{Grid, Paper, Section};
use crate::cli::output::table::source_line;
use crate::engine::audit::Checked;
use crate::model::selector::Selector;
use crate::money::Yuan;
use crate::rules::audit::{Audited, Cause, Difference, Named, Verdict};
use crate::rules::reimburse::Outcome;

/// Settlements that were looked at, ready to be printed.
pub(super) struct Page<'a> {
    pub(super) lang: Lang,
    pub(super) looked: &'a [Looked],
    pub(super) around: &'a Surroundings,
}

impl Page<'_> {
    /// For people.
    pub(super) fn paper(&self) -> Paper {
        match self.looked {
            [one] => self.one(one),
            many => self.many(many),
        }
    }

    /// For programs.
    pub(super) fn json(&self) -> Json {
        let verdict = self.looked.iter().map(|one| one.audited.verdict).max();
        let due = match self.looked {
            [one] => self.due(one),
            _ => Map::new(),
        };
        let own = json!({
            "verdict": verdict.map(Verdict::name),
            "amounts": due,
            "dates": {},
            "settlements": self.looked.iter().map(|one| self.settlement(one)).collect::<Vec<_>>(),
            "summary": self.summary(),
        });
        headed("audit", own)
    }

    fn answered<'l>(&'l self, one: &'l Looked) -> Option<Answered<'l>> {
        let answer = one.audited.answer.as_ref()?;
        Some(Answered::new(
            answer,
            one.read()?,
            &one.shelf,
            self.around.today,
        ))
    }

    /// What was settled where and when, as far as it is known.
    fn asked(&self, one: &Looked) -> Vec<String> {
        let lang = self.lang;
        let mut asked = Vec::new();
        if let (Some(answer), Some(read)) = (&one.audited.answer, one.read()) {
            asked.push(answer.folder.asked());
            asked.push(word_name(lang, Selector::Scheme, answer.scheme.name()));
            asked.push(word_name(lang, Selector::Visit, answer.visit.name()));
            for selector in [
                Selector::Hospital,
                Selector::Person,
                Selector::Aid,
                Selector::Place,
            ] {
                let word = read.bill.word(selector);
                asked.extend(word.map(|word| word_name(lang, selector, word)));
            }
            asked.push(answer.day.to_string());
        } else {
            asked.push(clean(&one.place.to_string()));
        }
        if one.settlement.is_reversal {
            asked.push(lang.pick("冲销", "reversal").to_owned());
        }
        asked
    }

    fn one(&self, one: &Looked) -> Paper {
        let lang = self.lang;
        let audited = &one.audited;
        let answered = self.answered(one);
        let verdict = verdict_name(lang, audited.verdict);
        let mut head = vec![say!(lang, "结果：{verdict}", "Outcome: {verdict}")];
        let grounds = answered.as_ref().map(|answered| &answered.grounds);
        if let Some(grade) = grounds.and_then(|grounds| grounds.grade) {
            let grade = grade_name(lang, grade);
            head.push(say!(lang, "依据：{grade}", "Grounds: {grade}"));
        }
        if let Some(reason) = self.reason(one) {
            head.push(say!(lang, "原因：{reason}", "Reason: {reason}"));
        }
        head.extend(audited.cost().map(|cost| cost_text(lang, cost)));
        let (holding, broken, noted) = sums(&audited.checked);
        let mut of_sums: Vec<String> = Vec::new();
        if holding > 0 {
            of_sums.push(say!(lang, "{holding} 项合计相符", "{holding} sums hold"));
        }
        of_sums.extend(broken.iter().map(|one| self.sum(one)));
        let mut by_rules = Vec::new();
        let count = audited.compared;
        if count > 0 && audited.verdict == Verdict::Agrees {
            by_rules.push(say!(
                lang,
                "{count} 笔金额与规则一致",
                "amounts that are what the rules say: {count}"
            ));
        }
        let mut notes: Vec<String> = noted.iter().map(|one| self.sum(one)).collect();
        notes.extend(self.payers(one));
        let said = answered.iter().flat_map(|answered| answered.notes(lang));
        // What the settlement says was paid is what is looked at here.
        let said = said.filter(|note| note.code != "settlement-amounts");
        notes.extend(said.map(|note| note.text));
        let facts = audited.answer.iter().flat_map(|answer| &answer.assumed);
        let facts = facts.map(|one| assumed(lang, one)).collect();
        let mut sections = vec![points(
            lang.pick("结算单自身的合计", "The settlement's own sums"),
            of_sums,
        )];
        if !audited.differences.is_empty() {
            sections.push(Section::Table(self.differences(one)));
        }
        sections.push(points(
            lang.pick("可能的原因", "Likely causes"),
            self.causes(audited),
        ));
        sections.push(points(lang.pick("按规则核对", "By the rules"), by_rules));
        sections.push(points(
            lang.pick(
                "结算单没有写，按此假定",
                "Not said by the settlement, assumed",
            ),
            facts,
        ));
        sections.push(points(lang.pick("说明", "Notes"), notes));
        if let Some(grounds) = grounds {
            let sources = grounds.sources.iter();
            let sources = sources.map(|one| source_line(lang, one, grounds.is_stale(one)));
            sections.push(Section::Sources(sources.collect()));
        }
        sections.retain(|section| !is_empty(section));
        Paper {
            lang,
            title: self.asked(one).join(" · "),
            head,
            sections,
        }
    }

    /// What explains the differences, and whether it is the only thing that does.
    pub(super) fn causes(&self, audited: &Audited) -> Vec<String> {
        let lang = self.lang;
        if audited.differences.is_empty() {
            return Vec::new();
        }
        let causes = audited.causes.iter();
        let mut texts: Vec<String> = causes.map(|cause| cause_text(lang, cause)).collect();
        match texts.len() {
            0 => texts.push(no_cause(lang).to_owned()),
            1 => {}
            _ => texts.push(several(lang).to_owned()),
        }
        texts
    }

    fn differences(&self, one: &Looked) -> Grid {
        let lang = self.lang;
        let header = [
            lang.pick("金额（元）", "amount (yuan)"),
            lang.pick("结算单", "settlement"),
            lang.pick("按规则", "by the rules"),
            lang.pick("差额", "difference"),
        ];
        let rows = one.audited.differences.iter().map(|one| {
            vec![
                named_amount(lang, one.amount).to_owned(),
                one.stated.grouped(),
                money_range(one.due),
                signed(one.by()),
            ]
        });
        Grid::new(&header, rows)
    }

    pub(super) fn sum(&self, checked: &Checked) -> String {
        format!(
            "{} {}",
            checked.identity.code(),
            sum_text(self.lang, checked)
        )
    }

    /// Payers of the details that no list has: named, and left out of the sums.
    fn payers(&self, one: &Looked) -> Option<String> {
        let payers = one.settlement.unknown_payers.iter();
        let payers: Vec<String> = payers.map(|payer| clean(payer)).collect();
        let names = list(self.lang, &payers);
        (!payers.is_empty()).then(|| {
            say!(
                self.lang,
                "明细里不认得的支付类型，未计入合计：{names}",
                "payers in the details that no list has, left out of the sums: {names}"
            )
        })
    }

    /// Why the rules say nothing.
    pub(super) fn reason(&self, one: &Looked) -> Option<String> {
        let lang = self.lang;
        if !one.unasked.is_empty() {
            let said = one.unasked.iter().map(|problem| {
                let said = bill_problem(lang, &problem.what);
                format!("{}{}{}", said.cause, lang.pick("；", "; "), said.fix)
            });
            return Some(said.collect::<Vec<_>>().join(lang.pick("。", ". ")));
        }
        let answer = one.audited.answer.as_ref()?;
        let reason = self.answered(one)?.reason(lang)?;
        match answer.outcome {
            Outcome::Unknown => Some(reason),
            outcome => Some(format!(
                "{}{}{reason}",
                outcome_name(lang, outcome),
                lang.pick("：", ": ")
            )),
        }
    }

    fn due(&self, one: &Looked) -> Map<String, Json> {
        let answer = one
            .audited
            .answer
            .as_ref()
            .and_then(|answer| answer.answer.as_ref());
        let amounts = crate::engine::settlement::Amount::ALL
            .iter()
            .map(|&amount| {
                let due = answer.and_then(|answer| answer.get(amount));
                (amount.name().to_owned(), due.map_or(Json::Null, money))
            });
        amounts.collect()
    }

    fn settlement(&self, one: &Looked) -> Json {
        let lang = self.lang;
        let audited = &one.audited;
        let answered = self.answered(one);
        let grounds = answered.as_ref().map(|answered| &answered.grounds);
        json!({
            "place": clean(&one.place.to_string()),
            "verdict": audited.verdict.name(),
            "reversal": one.settlement.is_reversal,
            "on": audited.answer.as_ref().map(|answer| answer.day.to_string()),
            "outcome": audited.answer.as_ref().map(|answer| answer.outcome.name()),
            "reason": self.reason(one),
            "grade": grounds.and_then(|grounds| grounds.grade).map(|grade| grade.name()),
            "cost": audited.cost().map(|cost| cost.to_string()),
            "sums": audited.checked.iter().map(|checked| self.checked(checked)).collect::<Vec<_>>(),
            "compared": audited.compared,
            "differences": audited.differences.iter().map(difference).collect::<Vec<_>>(),
            "causes": audited.causes.iter().map(|cause| self.cause(cause)).collect::<Vec<_>>(),
            "unknown_payers": one.settlement.unknown_payers,
            "assumed": audited.answer.iter().flat_map(|answer| &answer.assumed).map(|one| json!({
                "key": one.key, "value": one.value, "text": assumed(lang, one),
            })).collect::<Vec<_>>(),
            "notes": answered.iter().flat_map(|answered| answered.notes(lang)).map(|note| json!({
                "code": note.code, "text": note.text,
            })).collect::<Vec<_>>(),
            "sources": grounds.map(|grounds| grounds.sources.iter().map(|one| source(grounds, one)).collect::<Vec<_>>()),
            "rules": grounds.map(|grounds| rules(grounds, grounds.blocks.iter())),
        })
    }

    fn cause(&self, cause: &Cause) -> Json {
        json!({
            "code": cause.kind.name(),
            "and": cause.and.as_ref().map(|and| and.kind().name()),
            "is_range": cause.is_vague,
            "text": cause_text(self.lang, cause),
        })
    }

    fn checked(&self, checked: &Checked) -> Json {
        json!({
            "code": checked.identity.code(),
            "holds": checked.holds,
            "note": checked.identity.is_note(),
            "stated": checked.stated.to_string(),
            "sum": checked.sum.to_string(),
            "line": checked.line,
            "text": (!checked.holds).then(|| sum_text(self.lang, checked)),
        })
    }

    fn summary(&self) -> Json {
        let count = |verdict| {
            let of = self.looked.iter();
            of.filter(|one| one.audited.verdict == verdict).count()
        };
        let cost: Yuan = self
            .looked
            .iter()
            .filter_map(|one| one.audited.cost())
            .sum();
        json!({
            "settlements": self.looked.len(),
            "agree": count(Verdict::Agrees),
            "differ": count(Verdict::Differs),
            "not_coverable": count(Verdict::NotCoverable),
            "cost": cost.to_string(),
            "causes": groups(self.looked).iter().map(|group| json!({
                "codes": group.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
                "settlements": group.count,
                "cost": group.cost.to_string(),
            })).collect::<Vec<_>>(),
        })
    }
}

fn points(title: &str, items: Vec<String>) -> Section {
    Section::Points(title.to_owned(), items)
}

fn is_empty(section: &Section) -> bool {
    match section {
        Section::Points(_, items) | Section::Sources(items) => items.is_empty(),
        _ => false,
    }
}

/// How many sums hold, those that do not, and those that are only noted.
pub(super) fn sums(checked: &[Checked]) -> (usize, Vec<&Checked>, Vec<&Checked>) {
    let holding = checked.iter().filter(|one| one.holds).count();
    let fail = || checked.iter().filter(|one| !one.holds);
    let broken = fail().filter(|one| !one.identity.is_note()).collect();
    let noted = fail().filter(|one| one.identity.is_note()).collect();
    (holding, broken, noted)
}

fn difference(one: &Difference) -> Json {
    let name = match one.amount {
        Named::Of(amount) => amount.name(),
        Named::OtherFunds => "other_funds",
        Named::Label(label) => label.name(),
    };
    json!({
        "amount": name,
        "stated": one.stated.to_string(),
        "due": money(one.due),
        "by": one.by().to_string(),
    })
}

/// A difference with its sign.
pub(super) fn signed(sum: Yuan) -> String {
    match sum > Yuan::ZERO {
        true => format!("+{}", sum.grouped()),
        false => sum.grouped(),
    }
}

fn cost_text(lang: Lang, cost: Yuan) -> String {
    let sum = cost.abs().grouped();
    match cost > Yuan::ZERO {
        true => say!(lang, "患者多付：{sum}", "The patient paid too much: {sum}"),
        false => say!(
            lang,
            "患者少付：{sum}",
            "The patient paid too little: {sum}"
        ),
    }
}
