//! `--ics`: a deadline as calendar entries. The same deadline gives the same file: the entries are named by place, scheme
//! and day, and stamped with the day on which payment opens or is due, never with the time of writing.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike};

use crate::cli::messages::{Lang, say, word_name};
use crate::model::selector::Selector;
use crate::rules::deadline::DeadlineAnswer;

/// The entries of some deadlines.
pub(super) fn calendar(lang: Lang, answers: &[DeadlineAnswer]) -> String {
    let mut calendar = Calendar::new();
    for answer in answers {
        let place = &answer.folder.name;
        let scheme = word_name(lang, Selector::Scheme, answer.scheme.name());
        for due in &answer.due {
            let title = say!(
                lang,
                "{place}{scheme}医保缴费截止",
                "{place} {scheme}: last day of payment on time"
            );
            let alarm = a_week_before(answer, *due, &title);
            calendar.push(entry(answer, "due", *due, &title).alarm(alarm).done());
        }
        if let Some(opens) = answer.opens {
            let title = say!(
                lang,
                "{place}{scheme}医保开始缴费",
                "{place} {scheme}: payment opens"
            );
            calendar.push(entry(answer, "opens", opens, &title));
        }
    }
    calendar.done().to_string()
}

fn entry(answer: &DeadlineAnswer, kind: &str, day: NaiveDate, title: &str) -> Event {
    Event::new()
        .uid(&uid(answer, kind, day))
        .timestamp(stamp(day))
        .starts(day)
        .ends(day.succ_opt().unwrap_or(day))
        .summary(title)
        .done()
}

/// The same deadline has the same name, whenever it is written.
fn uid(answer: &DeadlineAnswer, kind: &str, day: NaiveDate) -> String {
    let (folder, scheme) = (&answer.folder.path, answer.scheme.name());
    format!("{folder}/{scheme}/{kind}/{day}@yibao")
}

fn stamp(day: NaiveDate) -> DateTime<Utc> {
    DateTime::from_naive_utc_and_offset(day.and_time(NaiveTime::MIN), Utc)
}

fn a_week_before(answer: &DeadlineAnswer, day: NaiveDate, title: &str) -> Alarm {
    Alarm::display(title, -chrono::Duration::days(7))
        .uid(&uid(answer, "alarm", day))
        .timestamp(stamp(day))
        .done()
}
