//! `yibao retire`: the legal month of retirement, the months still missing, and their price.

use super::{Answered, Desk, head, missing, reasons, status};
use crate::cli::messages::{note, say};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::report::{Report, Under, Value};
use crate::rules::retire::Retired;

/// The answer with its status.
pub(super) fn report<'a>(desk: &Desk<'a>, answer: &'a Retired) -> Answered<'a> {
    let lang = desk.lang;
    let grounds = Grounds::new(
        desk.shelf,
        &answer.folder,
        &answer.blocks,
        &[],
        (answer.on, desk.today),
    );
    let values = vec![
        Value::text(
            Under::Dates,
            "retirement_month",
            say!(lang, "法定退休月份", "legal month of retirement"),
            answer.month.map(|month| month.to_string()),
        ),
        Value::count(
            "months_required",
            say!(lang, "须缴月数", "months required"),
            answer.required,
        ),
        Value::count(
            "months_paid",
            say!(
                lang,
                "已缴月数（含视同）",
                "months paid, deemed ones with them"
            ),
            answer.paid,
        ),
        Value::count(
            "months_missing",
            say!(lang, "还差月数", "months missing"),
            answer.missing,
        ),
        Value::sum(
            "price",
            say!(lang, "一次性补缴（元）", "price at once (yuan)"),
            answer.price,
        ),
    ];
    let notes = answer.notes.iter().map(|one| {
        let why = note(lang, one);
        NoteText {
            code: "unknown-price",
            text: say!(
                lang,
                "一次性补缴的价格不明：{why}",
                "the price at once is not known: {why}"
            ),
        }
    });
    let report = Report {
        command: "retire",
        asked: head(desk, &answer.folder, answer.scheme.name(), None),
        outcome: answer.outcome,
        reason: reasons(lang, &answer.reason),
        values,
        lists: Vec::new(),
        steps: Vec::new(),
        story: Vec::new(),
        assumed: &answer.assumed,
        missing: missing(answer.outcome, &answer.reason),
        notes: notes.collect(),
        grounds,
    };
    (report, status(answer.outcome))
}
