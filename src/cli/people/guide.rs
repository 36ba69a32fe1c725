//! `yibao guide`: the steps of a procedure and its papers, as a checklist.

use serde_json::json;

use super::{Answered, Desk, missing, reasons, status};
use crate::cli::messages::{Lang, clean_whole, say, step_line};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::report::{List, Report};
use crate::cli::output::table::plain_table;
use crate::rules::guide::{Guided, Point, TOPICS};
use crate::rules::reimburse::Outcome;

/// What there are guides to.
pub(super) fn topics(lang: Lang, columns: Option<usize>) -> String {
    let header = [lang.pick("主题", "topic"), lang.pick("中文", "Chinese")];
    let rows = TOPICS.map(|topic| vec![topic.name.to_owned(), topic.zh.to_owned()]);
    let command = lang.pick(
        "yibao guide 新生儿参保 --region 乌鲁木齐",
        "yibao guide newborn --region urumqi --lang en",
    );
    plain_table(&header, rows.into(), columns) + &say!(lang, "如 {command}\n", "As in {command}\n")
}

/// The answer with its status.
pub(super) fn report<'a>(desk: &Desk<'a>, answer: &'a Guided) -> Answered<'a> {
    let lang = desk.lang;
    let grounds = Grounds::new(
        desk.shelf,
        &answer.folder,
        &answer.blocks,
        &[],
        (answer.on, desk.today),
    );
    let topic = lang.pick(answer.topic.zh, answer.topic.name).to_owned();
    let lists = vec![
        checklist("procedure", lang.pick("步骤", "Steps"), lang, &answer.steps),
        checklist("papers", lang.pick("材料", "Papers"), lang, &answer.papers),
    ];
    let mut notes = Vec::new();
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
        notes,
        grounds,
    };
    (report, status(answer.outcome))
}

/// Points to tick off. One that is meant for some only, and it is not known whether for this person, says for whom.
fn checklist(key: &'static str, title: &str, lang: Lang, points: &[Point]) -> List {
    let text = |point: &Point| match point.is_sure {
        true => clean_whole(&point.advice.text),
        false => step_line(lang, &point.advice),
    };
    List {
        key,
        header: vec![title.to_owned()],
        rows: points.iter().map(|point| vec![text(point)]).collect(),
        json: points
            .iter()
            .map(|point| json!({ "text": text(point), "sure": point.is_sure }))
            .collect(),
    }
}
