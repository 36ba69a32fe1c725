//! `yibao deadline`: can I still pay on time, what does it cost now, when does that change.

use serde_json::{Value as Json, json};

use super::{Answered, Asked, Desk, head, missing, reasons, status};
use crate::cli::Surroundings;
use crate::cli::args::Output;
use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, cover_text, money_range, say, stage_name, word_name};
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::{document, money};
use crate::cli::output::paper::{Grid, Paper, Section};
use crate::cli::output::report::{Report, Under, Value};
use crate::cli::output::table;
use crate::cli::output::{NoteText, csv, workbook};
use crate::model::person::Period;
use crate::model::selector::Selector;
use crate::rules::deadline::{DeadlineAnswer, StageAt};
use crate::rules::reimburse::Outcome;

/// The answer with its status.
pub(super) fn report<'a>(
    desk: &Desk<'a>,
    answer: &'a DeadlineAnswer,
    asked: &Asked,
) -> Answered<'a> {
    let lang = desk.lang;
    let grounds = Grounds::new(
        desk.shelf,
        &answer.folder,
        &answer.blocks,
        &[],
        (desk.on, desk.today),
    );
    let due: Vec<String> = answer.due.iter().map(ToString::to_string).collect();
    let due_json = match (due.len(), answer.due.first()) {
        (0, _) => json!(null),
        (1, Some(day)) if matches!(answer.period, Period::Year(_)) => {
            json!(day.to_string())
        }
        _ => json!(due),
    };
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let values = vec![
        Value::text(
            Under::Top,
            "stage",
            say!(lang, "这一天缴费", "a payment on this day"),
            answer.stage.map(|stage| stage_name(lang, stage).to_owned()),
        )
        .with_json(json!(answer.stage.map(StageAt::name))),
        Value::text(
            Under::Dates,
            "on",
            say!(lang, "缴费日", "day of payment"),
            Some(answer.on.to_string()),
        ),
        Value::text(
            Under::Dates,
            "opens",
            say!(lang, "开始缴费", "payment opens"),
            day(answer.opens),
        ),
        Value::text(
            Under::Dates,
            "due",
            say!(lang, "按时的最后一天", "last day on time"),
            (!due.is_empty()).then(|| due.join(lang.pick("、", ", "))),
        )
        .with_json(due_json),
        Value::count(
            "days_left",
            say!(lang, "还有几天", "days left"),
            answer.days_left,
        ),
        Value::sum(
            "price_now",
            say!(lang, "现在缴（元）", "price now (yuan)"),
            answer.price_now,
        ),
        Value::text(
            Under::Dates,
            "next_change",
            say!(lang, "下一次变化", "next change"),
            day(answer.next_change),
        ),
        Value::sum(
            "price_next",
            say!(lang, "变化后缴（元）", "price from then on (yuan)"),
            answer.price_next,
        ),
    ];
    let debit: Vec<String> = answer.debit.iter().map(ToString::to_string).collect();
    let mut values = values;
    values.push(
        Value::text(
            Under::Dates,
            "debit",
            say!(lang, "扣款日", "debited on"),
            (!debit.is_empty()).then(|| debit.join(lang.pick("、", ", "))),
        )
        .with_json(json!(debit)),
    );
    let late = answer.late.filter(|(months, _)| *months > 0);
    values.push(Value::count(
        "months_late",
        say!(lang, "已欠几个月", "months late"),
        late.map(|(months, _)| months),
    ));
    values.push(
        Value::text(
            Under::Top,
            "cover",
            say!(lang, "欠费对待遇", "what that does to the cover"),
            late.map(|(_, rule)| cover_text(lang, rule)),
        )
        .with_json(json!(late.map(|(_, rule)| rule.cover.name()))),
    );
    let mut notes = Vec::new();
    if answer.without_calendar {
        notes.push(NoteText {
            code: "no-calendar",
            text: say!(
                lang,
                "这一年的放假安排尚未收录，遇节假日的顺延没有算",
                "the days off of this year are not known yet: nothing was put off"
            ),
        });
    }
    let report = Report {
        command: "deadline",
        asked: head(
            desk,
            &answer.folder,
            answer.scheme.name(),
            Some(answer.period),
        ),
        outcome: answer.outcome,
        reason: reasons(lang, &answer.reason),
        values,
        lists: Vec::new(),
        steps: Vec::new(),
        story: Vec::new(),
        assumed: &answer.assumed,
        missing: missing(answer.outcome, &answer.reason),
        notes,
        grounds,
    };
    (report, condition(answer, asked))
}

/// The exit status: whether the asked condition holds.
fn condition(answer: &DeadlineAnswer, asked: &Asked) -> u8 {
    let is_asked = asked.check || asked.late_ok || asked.within.is_some();
    if !is_asked {
        return status(answer.outcome);
    }
    let holds = match answer.stage {
        Some(stage) if asked.late_ok => stage.is_open(),
        Some(stage) => {
            let soon = asked
                .within
                .is_none_or(|days| answer.days_left.is_some_and(|left| left <= days));
            stage == StageAt::OnTime && soon
        }
        // What comes after the last day on time may not be known; that it is not on time is.
        None if answer.outcome == Outcome::Unknown && (asked.late_ok || !answer.is_past_due()) => {
            return 4;
        }
        None => false,
    };
    u8::from(!holds)
}

/// Every open deadline for programs.
fn open(answers: &[DeadlineAnswer]) -> Vec<Json> {
    let open = answers.iter().map(|answer| {
        json!({
            "place": answer.folder.path,
            "scheme": answer.scheme.name(),
            "period": period(answer),
            "stage": answer.stage.map(StageAt::name),
            "opens": answer.opens.map(|day| day.to_string()),
            "due": due(answer),
            "days_left": answer.days_left,
            "price_now": answer.price_now.map(money),
        })
    });
    open.collect()
}

fn period(answer: &DeadlineAnswer) -> String {
    match answer.period {
        Period::Year(year) => year.to_string(),
        Period::Month(month) | Period::Span(month, _) => month.to_string(),
    }
}

fn due(answer: &DeadlineAnswer) -> Vec<String> {
    answer.due.iter().map(ToString::to_string).collect()
}

/// Every open deadline, a line each.
pub(super) fn list(
    lang: Lang,
    answers: &[DeadlineAnswer],
    output: &Output,
    around: &Surroundings,
) -> Result<Vec<u8>, Failure> {
    if *output == Output::Json {
        let document = document("deadline", json!({ "open": open(answers) }));
        return Ok(document.into_bytes());
    }
    if matches!(output, Output::Csv | Output::Workbook) {
        let keys = [
            "place",
            "scheme",
            "period",
            "stage",
            "opens",
            "due",
            "days_left",
            "price_now",
        ];
        let open = open(answers);
        let rows: Vec<_> = open.iter().map(|one| csv::cells(one, &keys)).collect();
        let header = keys.map(str::to_owned);
        return match output {
            Output::Workbook => workbook::plain(&header, &rows, (lang, around.today)),
            _ => Ok(csv::render(&header, rows)?.into_bytes()),
        };
    }
    if answers.is_empty() {
        let none = say!(lang, "没有还开着的期限\n", "no deadline is open\n");
        return Ok(none.into_bytes());
    }
    let header = [
        lang.pick("险种", "scheme"),
        lang.pick("年度或月份", "cover"),
        lang.pick("现在", "now"),
        lang.pick("按时的最后一天", "last day on time"),
        lang.pick("还有几天", "days left"),
        lang.pick("现在缴（元）", "price now (yuan)"),
    ];
    let rows = answers.iter().map(|answer| {
        vec![
            word_name(lang, Selector::Scheme, answer.scheme.name()),
            period(answer),
            answer
                .stage
                .map_or("", |stage| stage_name(lang, stage))
                .to_owned(),
            due(answer).join(" "),
            answer
                .days_left
                .map_or_else(String::new, |days| days.to_string()),
            answer.price_now.map_or_else(String::new, money_range),
        ]
    });
    let grid = Grid::new(&header, rows);
    if *output == Output::Table {
        return Ok(table::grid(&grid, around.columns).into_bytes());
    }
    let places = answers.iter().map(|answer| answer.folder.name.as_str());
    let paper = Paper {
        lang,
        title: places.take(1).collect(),
        head: Vec::new(),
        sections: vec![Section::Table(grid)],
    };
    Ok(paper.print(output, around).into_bytes())
}
