//! `yibao guide`: the steps of a procedure and its papers, as a checklist.

use serde_json::json;

use super::{Answered, Desk, missing, reasons, status};
use crate::cli::messages::{Lang, advice_text, clean_whole, procedure_name, say, step_line};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::paper::{BOX, marks};
use crate::cli::output::report::{List, Report};
use crate::cli::output::table::plain_table;
use crate::rules::guide::{Guided, Point, TOPICS};
use crate::rules::reimburse::Outcome;

/// What there are guides to.
pub(super) fn topics(lang: Lang, columns: Option<usize>) -> String {
    let header = [lang.pick("主题", "topic"), lang.pick("中文", "what for")];
    let rows = TOPICS.map(|topic| {
        let name = procedure_name(lang, &topic).to_owned();
        vec![topic.name.to_owned(), name]
    });
    let command = lang.pick(
        "yibao guide 新生儿参保 --region 乌鲁木齐",
        "yibao guide newborn --region urumqi --lang en",
    );
    plain_table(&header, rows.into(), columns) + &say!(lang, "如 {command}\n", "As in {command}\n")
}

/// The answer with its status.
pub(super) fn report<'a>(desk: &Desk<'a>, answer: &'a Guided) -> Answered<'a> {
    let lang = desk.lang;
    let points = answer.steps.iter().chain(&answer.papers);
    let points = points.chain(&answer.not_for);
    let said = points.flat_map(|point| &point.sources);
    let said: Vec<&str> = said.map(String::as_str).collect();
    // Steps that fell away bring neither documents nor grades.
    let grounds = Grounds::new(
        desk.shelf,
        &answer.folder,
        &answer.blocks,
        &[],
        (answer.on, desk.today),
    )
    .only(&said);
    let lists = vec![
        checklist(
            "procedure",
            lang.pick("步骤", "Steps"),
            lang,
            &answer.steps,
            &grounds,
        ),
        checklist(
            "papers",
            lang.pick("材料", "Papers"),
            lang,
            &answer.papers,
            &grounds,
        ),
        checklist(
            "not_for",
            lang.pick("为什么不适用", "Why it is not for you"),
            lang,
            &answer.not_for,
            &grounds,
        ),
    ];
    let topic = procedure_name(lang, answer.topic).to_owned();
    let report = Report {
        command: "guide",
        asked: vec![answer.folder.asked(), topic],
        outcome: answer.outcome,
        reason: reasons(lang, &answer.reason),
        values: Vec::new(),
        lists,
        steps: Vec::new(),
        story: Vec::new(),
        assumed: &[],
        missing: missing(answer.outcome, &answer.reason),
        notes: notes(lang, answer),
        grounds,
    };
    (report, status(answer.outcome))
}

/// What is not known of it.
fn notes(lang: Lang, answer: &Guided) -> Vec<NoteText> {
    let unseen = answer.unseen.iter().map(|unseen| {
        let (what, published) = (clean_whole(&unseen.what), clean_whole(&unseen.published));
        NoteText {
            code: "not-found",
            text: say!(
                lang,
                "没有查到：{what}（由{published}公布）",
                "not found: {what} (published by {published})"
            ),
        }
    });
    let mut notes: Vec<NoteText> = unseen.collect();
    if let Some((said, its)) = answer.other_scheme.zip(answer.topic.scheme) {
        let [said, its] = [said, its].map(|scheme| lang.pick(scheme.zh(), scheme.name()));
        notes.push(NoteText {
            code: "other-scheme",
            text: say!(
                lang,
                "这是{its}参保人的办法，写的险种是{said}",
                "this procedure is for the {its} scheme; the scheme given is {said}"
            ),
        });
    }
    if answer.outcome == Outcome::NotEligible {
        return notes;
    }
    if answer.outcome == Outcome::Unknown {
        notes.push(NoteText {
            code: "where-published",
            text: say!(
                lang,
                "规则库没有当地的办法，也不推测。办法由参保地医疗保障局在办事指南里公布",
                "The rules have no procedure of the place, and none is guessed. The medical security bureau of the place of insurance publishes it among its service guides"
            ),
        });
    } else if answer.papers.is_empty() {
        notes.push(NoteText {
            code: "papers-unknown",
            text: say!(
                lang,
                "来源没有写材料；以参保地医疗保障局的办事指南为准",
                "The sources name no papers; the service guide of the bureau of the place of insurance says which"
            ),
        });
    }
    notes
}

/// Points to tick off, each with the marks of its documents. One that is meant for some only, and it is not known whether
/// for this person, says for whom.
fn checklist(
    key: &'static str,
    title: &str,
    lang: Lang,
    points: &[Point],
    grounds: &Grounds<'_>,
) -> List {
    let text = |point: &Point| match point.is_sure {
        true => advice_text(lang, &point.advice),
        false => step_line(lang, &point.advice),
    };
    // What is to be done is ticked off; a reason is not.
    let before = if key == "not_for" { "" } else { BOX };
    let row = |point: &Point| {
        let sources = grounds.sources.iter();
        let numbers = sources
            .enumerate()
            .filter_map(|(number, source)| point.sources.contains(&source.id).then_some(number));
        let marks = marks(&numbers.collect::<Vec<_>>());
        vec![format!("{before}{} {marks}", text(point))]
    };
    let object = |point: &Point| {
        let sources = point.sources.iter();
        let grades = sources.filter_map(|id| grounds.source(id));
        let grade = grades.map(|source| source.grade).max();
        json!({
            "text": text(point),
            "sure": point.is_sure,
            "grade": grade.map(|grade| grade.name()),
            "sources": point.sources,
        })
    };
    List {
        key,
        header: vec![title.to_owned()],
        rows: points.iter().map(row).collect(),
        json: points.iter().map(object).collect(),
    }
}
