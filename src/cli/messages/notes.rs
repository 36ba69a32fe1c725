//! Names of amounts, grades and outcomes; notes and reasons.

use super::{Lang, clean, say};
use crate::engine::settlement::Amount;
use crate::engine::table::MOST_PLACES;
use crate::model::grade::Grade;
use crate::model::keys::{self, Scope};
use crate::model::selector::Selector;
use crate::model::words;
use crate::rules::block::Block;
use crate::rules::claim::Assumed;
use crate::rules::note::Note;
use crate::rules::reimburse::Outcome;

use super::money_range;

/// What an amount is called.
pub(crate) fn amount_name(lang: Lang, amount: Amount) -> &'static str {
    if lang == Lang::Zh {
        return amount.zh();
    }
    match amount {
        Amount::Total => "total",
        Amount::SelfFunded => "self-funded",
        Amount::OverLimit => "over the price limit",
        Amount::PreSelfPay => "first payment",
        Amount::Eligible => "eligible cost",
        Amount::Deductible => "deductible",
        Amount::PoolPay => "pool",
        Amount::CivilServantPay => "civil servants' supplement",
        Amount::EnterprisePay => "enterprise supplement",
        Amount::CatastrophicPay => "catastrophic insurance",
        Amount::LargeSumPay => "large-sum supplement",
        Amount::AssistancePay => "medical assistance",
        Amount::OtherPay => "other funds",
        Amount::FundPay => "all funds",
        Amount::HospitalPay => "hospital",
        Amount::PersonalPay => "personal share",
        Amount::AccountPay => "personal account",
        Amount::MutualAidPay => "relatives' accounts",
        Amount::CashPay => "cash",
    }
}

/// What a grade is called.
pub(crate) fn grade_name(lang: Lang, grade: Grade) -> String {
    let name = grade.name();
    match grade {
        Grade::Official => say!(
            lang,
            "{name}（发文机关原文）",
            "{name} (the issuing body's text)"
        ),
        Grade::Press => say!(
            lang,
            "{name}（署名报刊或引用文号的页面）",
            "{name} (a named newspaper or a page quoting a document)"
        ),
        Grade::Secondary => say!(lang, "{name}（未署名文章）", "{name} (an unsigned article)"),
        Grade::Unverified => say!(
            lang,
            "{name}（未核实的页面）",
            "{name} (a page that nobody vouches for)"
        ),
        Grade::Given => say!(lang, "{name}（您自己给出的数）", "{name} (your own figure)"),
    }
}

/// What an outcome is called.
pub(crate) fn outcome_name(lang: Lang, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Determined => lang.pick("已确定", "determined"),
        Outcome::Range => lang.pick("区间（规则原文含糊）", "a range (the rule's text is vague)"),
        Outcome::NotEligible => lang.pick("不符合条件", "not eligible"),
        Outcome::Unknown => lang.pick("未知（没有规则说明）", "unknown (no rule says it)"),
    }
}

/// What a key is called, with its flag.
pub(crate) fn key_name(lang: Lang, name: &str) -> String {
    let found = keys::all().find(|key| key.name == name && key.scope == Scope::Bill);
    let found = found.or_else(|| keys::all().find(|key| key.name == name));
    match (lang, found) {
        (Lang::Zh, Some(key)) => key.zh.to_owned(),
        (Lang::En, Some(key)) => key.name.to_owned(),
        (_, None) => name.to_owned(),
    }
}

/// A word of the vocabulary for people.
pub(crate) fn word_name(lang: Lang, selector: Selector, name: &str) -> String {
    match words::find(selector, name) {
        Some(word) => lang.pick(word.zh, word.name).to_owned(),
        None => clean(name),
    }
}

/// What a flag of the bill takes, for the English help; the Chinese help has the key's own name.
pub(crate) fn key_help(name: &str) -> &'static str {
    match name {
        "bill" => "the bill's number",
        "patient" => "whose bill it is",
        "reverses" => "the number of the bill that this one takes back",
        "institution" => "the institution, by name or code",
        "region" => "where the person is insured: a name, a six-digit code, a county",
        "scheme" => "scheme",
        "visit" => "kind of care",
        "hospital" => "level of the hospital",
        "hospital_for_deductible" => "its level for the deductible, where that differs",
        "hospital_for_price" => "its level for price limits, where that differs",
        "person" => "class of person",
        "aid" => "class of medical assistance",
        "place" => "kind of filing for care away from home",
        "at" => "where the hospital is: a place, in-province or out-of-province",
        "nth" => "number of the admission or visit in the benefit year",
        "on" => "day of the case (else the discharge, the last charge, today)",
        "admitted" => "first day of the stay",
        "discharged" => "last day of the stay",
        "total" => "the whole bill",
        "self_funded" => "outside the catalogue",
        "over_limit" => "above price limits",
        "pre_self_pay" => "first payments (先行自付)",
        "eligible" => "eligible cost, in place of the three amounts above or checked against them",
        "months" => "continuous months paid, that of the case included",
        "ytd_deductible" => "deductible paid earlier in the year",
        "ytd_eligible" => "eligible cost earlier in the year",
        "ytd_pool_pay" => "pool payments earlier in the year",
        "ytd_burden" => "eligible own share earlier in the year",
        "ytd_visits" => "visits earlier in the year",
        "burden" => {
            "in place of a bill: the year's eligible own share, for the layers above the pool"
        }
        "hospital_pay" => "what the hospital bears itself",
        "account" => "balance of the personal account",
        "shared" => {
            "a relative's account and what it authorised, in the order of payment (repeatable)"
        }
        "children" => "how many children are born",
        "insured_since" => "the first of the months paid without a break, in place of months",
        "due" => "day of the birth; its rules answer, and months paid go on until then",
        "employer_average_wage" => "what the employer paid on average last year, a month",
        "leave_days" => "days of leave of your own, in place of the rule's",
        "delivery" => "how the child is born",
        "insured-as" => "the insured person, or a spouse without work",
        "pregnancy-months" => "months of pregnancy",
        _ => "as rule files ask for it",
    }
}

/// The selector of a key, where the key is one.
fn selector_of(key: &str) -> Option<Selector> {
    Selector::from_name(key).or((key == "months").then_some(Selector::PaidMonths))
}

/// What was assumed, and what the likeliest other value would make of it.
pub(crate) fn assumed(lang: Lang, assumed: &Assumed) -> String {
    let word = |value: &str| match selector_of(assumed.key) {
        Some(selector) => word_name(lang, selector, value),
        None if assumed.key == "deductible" => say!(lang, "参保地标准", "the standard at home"),
        None if assumed.key == "institution" => {
            say!(
                lang,
                "同一家，算同一次就诊",
                "the same one, and so one visit"
            )
        }
        None => value.to_owned(),
    };
    let key = match assumed.key {
        "deductible" => say!(lang, "起付线", "deductible"),
        key => key_name(lang, key),
    };
    let value = word(&assumed.value);
    let stated = say!(lang, "{key}：{value}", "{key}: {value}");
    match &assumed.otherwise {
        None => stated,
        Some((other, personal)) => {
            let other = word(other);
            let personal = money_range(*personal);
            say!(
                lang,
                "{stated}（若为 {other}，个人负担 {personal}）",
                "{stated} (with {other} the personal share would be {personal})"
            )
        }
    }
}

/// Where a block stands and when it governs.
pub(crate) fn block_dates(lang: Lang, block: &Block) -> String {
    let place = &block.place;
    let from = block.from;
    let from = if block.from_is_first_seen {
        say!(lang, "{from}（始见）", "{from} (first seen)")
    } else {
        from.to_string()
    };
    match block.to {
        None => say!(lang, "{from} 起，{place}", "from {from}, {place}"),
        Some(to) if block.to_is_last_seen => {
            say!(
                lang,
                "{from} 至 {to}（末见），{place}",
                "{from} to {to} (last seen), {place}"
            )
        }
        Some(to) => say!(lang, "{from} 至 {to}，{place}", "{from} to {to}, {place}"),
    }
}

/// Why a rule gives no figure.
pub(crate) fn note(lang: Lang, note: &Note) -> String {
    let table = note.table();
    match note {
        Note::NoTable(_) => say!(
            lang,
            "{table}：该地及其上级都没有这条规则",
            "{table}: neither this place nor any above it has such a rule"
        ),
        Note::NotOnDay { before, after, .. } => {
            let mut text = say!(
                lang,
                "{table}：没有当日有效的规则",
                "{table}: no rule for this day"
            );
            for (block, zh, en) in [
                (before, "之前的一条", "the one before"),
                (after, "之后的一条", "the one after"),
            ] {
                if let Some(block) = block {
                    let dates = block_dates(lang, block);
                    let which = lang.pick(zh, en);
                    text += &say!(lang, "；{which}：{dates}", "; {which}: {dates}");
                }
            }
            text
        }
        Note::Announced { block, text } => {
            let text = clean(text);
            let dates = block_dates(lang, block);
            say!(
                lang,
                "{table}：只有公告而没有数字：{text}（{dates}）",
                "{table}: announced without a figure: {text} ({dates})"
            )
        }
        Note::BelowGate { block, input, gate } => {
            let table = block.table;
            let (input, gate) = (input.grouped(), gate.grouped());
            say!(
                lang,
                "{table}：{input} 未达到 {gate}，不予支付",
                "{table}: {input} does not reach {gate}, nothing is due"
            )
        }
        Note::NotCovered { block, text } => {
            let text = clean(text);
            let dates = block_dates(lang, block);
            say!(
                lang,
                "{table}：不予支付：{text}（{dates}）",
                "{table}: not covered: {text} ({dates})"
            )
        }
        Note::TooWeak(block) => {
            let dates = block_dates(lang, block);
            say!(
                lang,
                "{table}：依据的等级低于要求（{dates}）",
                "{table}: its grade is weaker than asked for ({dates})"
            )
        }
        Note::Stale(block) => {
            let dates = block_dates(lang, block);
            say!(
                lang,
                "{table}：来源超过了核对期限（{dates}）",
                "{table}: its document is past its checked-on date ({dates})"
            )
        }
        Note::NoRow(block) => {
            let place = &block.place;
            say!(
                lang,
                "{table}：规则没有写到这种情形（{place}）",
                "{table}: the rule does not speak of this case ({place})"
            )
        }
        Note::TooManyCases(block) => {
            let place = &block.place;
            say!(
                lang,
                "{table}：规则区分的情形超过 {MOST_PLACES} 种，无法展开，请少分一些（{place}）",
                "{table}: the rule tells apart more than {MOST_PLACES} cases, too many to lay out: tell fewer apart ({place})"
            )
        }
    }
}

/// In place of a sum that is not known.
pub(crate) fn unknown_sum(lang: Lang) -> &'static str {
    lang.pick("未知", "unknown")
}
