//! `yibao maternity`: what is paid for a birth and the care before it, the allowance, and the months needed.

mod steps;

use serde_json::{Value as Json, json};

use super::{Answered, Desk, head, missing, reasons, status};
use crate::cli::messages::{Lang, clean, key_name, list, note, say, word_name};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::report::{Report, Under, Value};
use crate::model::selector::Selector;
use crate::model::words::Visit;
use crate::rules::block::{Row, RowTest, RowValue};
use crate::rules::maternity::{Item, Leave, MaternityAnswer, Said, Worked};
use crate::rules::paying_in::BenefitRule;

/// The answer with its status.
pub(super) fn report<'a>(desk: &Desk<'a>, answer: &'a MaternityAnswer) -> Answered<'a> {
    let lang = desk.lang;
    let days = (answer.day, desk.today);
    let grounds = Grounds::new(desk.shelf, &answer.folder, &answer.blocks, &[], days);
    let mut asked = head(desk, &answer.folder, answer.scheme.name(), None);
    for selector in [Selector::Visit, Selector::Delivery, Selector::InsuredAs] {
        let word = desk.person.word(selector);
        asked.extend(word.map(|word| word_name(lang, selector, word)));
    }
    asked.push(answer.day.to_string());
    let reason = answer.reason();
    let said = [too_few_months(lang, answer), as_inpatient(lang, answer)];
    let said = said.into_iter().flatten().chain(reasons(lang, &reason));
    let said: Vec<String> = said.collect();
    let report = Report {
        command: "maternity",
        asked,
        outcome: answer.outcome,
        reason: (!said.is_empty()).then(|| said.join(lang.pick("；", "; "))),
        values: values(lang, answer),
        lists: Vec::new(),
        steps: steps::steps(lang, answer),
        story: Vec::new(),
        assumed: &answer.assumed,
        missing: missing(answer.outcome, &reason),
        notes: notes(lang, answer),
        grounds,
    };
    (report, status(answer.outcome))
}

fn values(lang: Lang, answer: &MaternityAnswer) -> Vec<Value> {
    let sums = Item::ALL.map(|item| {
        let name = item.name();
        let label = item_name(lang, item);
        let label = say!(lang, "{label}（元）", "{label} (yuan)");
        Value::sum(name, label, answer.amount(name))
    });
    let days = answer.leave.as_ref().map(|leave| leave.days);
    let days_json = days.map_or(Json::Null, |(low, high)| match high {
        Some(high) if high == low => json!(low),
        high => json!({ "low": low, "high": high }),
    });
    let mut values: Vec<Value> = sums.into();
    values.push(
        Value::text(
            Under::Top,
            "days",
            say!(lang, "产假天数", "days of leave"),
            days.map(days_text),
        )
        .with_json(days_json),
    );
    values.push(Value::count(
        "months_required",
        say!(lang, "须连续缴费月数", "months required"),
        answer.required,
    ));
    values.push(Value::count(
        "months_missing",
        say!(lang, "还差月数", "months missing"),
        answer.missing_months(),
    ));
    values.push(Value::text(
        Under::Dates,
        "eligible_from",
        say!(lang, "月数够的第一个月", "first month with enough months"),
        answer.eligible_from.map(|month| month.to_string()),
    ));
    values
}

fn item_name(lang: Lang, item: Item) -> &'static str {
    match item {
        Item::Delivery => lang.pick("分娩", "delivery"),
        Item::Antenatal => lang.pick("产检", "antenatal care"),
        Item::FamilyPlanning => lang.pick("计划生育手术", "family planning"),
        Item::Allowance => lang.pick("生育津贴", "allowance"),
    }
}

fn days_text((low, high): (i64, Option<i64>)) -> String {
    match high {
        None => format!("≥ {low}"),
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low} – {high}"),
    }
}

/// How many months are missing, where that is why what was asked for is not paid.
fn too_few_months(lang: Lang, answer: &MaternityAnswer) -> Option<String> {
    let asked = answer.parts.iter().filter(|part| part.is_asked);
    let mut short = asked.filter_map(|part| match part.said {
        Said::TooFewMonths(needed, _) => Some(needed),
        _ => None,
    });
    short.next().map(|needed| months_text(lang, answer, needed))
}

fn months_text(lang: Lang, answer: &MaternityAnswer, needed: i64) -> String {
    let paid = answer.paid.unwrap_or(0);
    let missing = (needed - paid).max(0);
    let month = answer.day.format("%Y-%m");
    say!(
        lang,
        "须连续缴费满 {needed} 个月，到 {month} 为 {paid} 个月，还差 {missing} 个月",
        "{needed} months must be paid without a break, {paid} are by {month}; months missing: {missing}"
    )
}

fn as_inpatient(lang: Lang, answer: &MaternityAnswer) -> Option<String> {
    let mut parts = answer.parts.iter().filter(|part| part.is_asked);
    let is_any = parts.any(|part| matches!(part.said, Said::AsInpatient(_)));
    is_any.then(|| {
        say!(
            lang,
            "按住院待遇支付，用 yibao reimburse --visit inpatient 计算",
            "paid as an admission: yibao reimburse --visit inpatient settles it"
        )
    })
}

/// What is said beside the amounts: given days, and why a part has none.
fn notes(lang: Lang, answer: &MaternityAnswer) -> Vec<NoteText> {
    let mut notes = Vec::new();
    if let Some(Leave {
        days: (days, _),
        by_rule: None,
    }) = answer.leave
    {
        notes.push(NoteText {
            code: "given",
            text: say!(
                lang,
                "产假天数是您自己给出的：{days} 天",
                "the days of leave are your own: {days}"
            ),
        });
    }
    if answer.goes_on && answer.required.is_some() {
        let month = answer.day.format("%Y-%m");
        notes.push(NoteText {
            code: "months-go-on",
            text: say!(
                lang,
                "连续月数计到 {month}，假定此前一直缴费",
                "months are counted until {month}, as if payment went on"
            ),
        });
    }
    let reason = answer.reason();
    let is_short = too_few_months(lang, answer).is_some();
    for part in &answer.parts {
        let name = item_name(lang, part.item);
        let (code, why) = match &part.said {
            Said::Unknown(why) if !reason.contains(why) => ("unknown-part", note(lang, why)),
            Said::NotCovered(why) if !reason.contains(why) => ("not-covered-part", note(lang, why)),
            Said::TooFewMonths(needed, _) if !is_short => {
                ("too-few-months", months_text(lang, answer, *needed))
            }
            Said::AsInpatient(_) if !part.is_asked => (
                "as-inpatient",
                say!(lang, "按住院待遇支付", "paid as an admission"),
            ),
            // The bill that was given is that of the birth.
            Said::Lacks(names) if part.item == Item::Antenatal && names[..] == ["total"] => (
                "lacks",
                say!(
                    lang,
                    "未算，用 --visit antenatal 和产检的 --total 另算",
                    "not worked out: ask with --visit antenatal and its own --total"
                ),
            ),
            Said::Lacks(names) if !part.is_asked && !names.is_empty() => {
                let names = names.iter().map(|name| {
                    let (label, flag) = (key_name(lang, name), name.replace('_', "-"));
                    match lang {
                        Lang::Zh => format!("{label} --{flag}"),
                        Lang::En => format!("--{flag}"),
                    }
                });
                let names = list(lang, &names.collect::<Vec<String>>());
                (
                    "lacks",
                    say!(
                        lang,
                        "未算，还要知道：{names}",
                        "not worked out, it takes {names}"
                    ),
                )
            }
            Said::Paid(worked) if part.item == Item::Delivery => {
                let named = settled_elsewhere(worked);
                if named.is_empty() {
                    continue;
                }
                let named = list(lang, &named);
                (
                    "as-inpatient",
                    say!(
                        lang,
                        "{named}按住院待遇支付，用 yibao reimburse --visit inpatient 计算",
                        "{named}: paid as an admission, which yibao reimburse --visit inpatient settles"
                    ),
                )
            }
            _ => continue,
        };
        notes.push(NoteText {
            code,
            text: say!(lang, "{name}：{why}", "{name}: {why}"),
        });
    }
    notes
}

/// What the rules of a birth leave to those of an admission: complications, by the names that the rule has for them.
fn settled_elsewhere(worked: &Worked) -> Vec<String> {
    let words = |row: &Row, selector: Selector| {
        let mut tests = row.conditions.iter();
        tests.find_map(|one| match &one.test {
            RowTest::Words(words) if one.selector == selector => Some(words.clone()),
            _ => None,
        })
    };
    let rows = worked.blocks.iter().flat_map(|block| block.rows());
    let rows = rows.filter(|row| row.value == RowValue::Benefit(BenefitRule::AsInpatient));
    let of_birth = rows.filter(|row| {
        let visits = words(row, Selector::Visit);
        visits.is_none_or(|visits| visits.iter().any(|visit| visit == Visit::Delivery.name()))
    });
    let named = of_birth.filter_map(|row| words(row, Selector::Disease));
    named.flatten().map(|word| clean(&word)).collect()
}
