//! A settlement in JSON: `setlinfo` with `setldetail`, fee lines, and what the interface has no field for in `yibao`.

use std::sync::Arc;

use serde_json::value::RawValue;

use crate::engine::settlement::Amount;
use crate::formats::json::{field, items, key_place, object, one_of_ours, place, plain};
use crate::formats::problem::{FileWhat, Problem, report};
use crate::formats::raw::{RawBill, RawDetail, RawField, RawLine, add};
use crate::formats::record::Recorded;
use crate::model::codes;
use crate::model::keys::{Key, Scope, find};
use crate::rules::text::Text;

/// The members of an object in JSON.
type Members<'t> = [(String, &'t RawValue)];

/// What each field of `setlinfo` is to us. Of several for one key the first that has a value counts: replies to a
/// reversal and to a query name two of them otherwise.
const FIELDS: &[(&str, &str)] = &[
    ("setl_id", "bill"),
    ("init_setl_id", "reverses"),
    ("psn_no", "patient"),
    ("psn_name", "patient"),
    ("insuplc_admdvs", "region"),
    ("insutype", "scheme"),
    ("med_type", "visit"),
    ("hosp_lv", "hospital"),
    ("dedc_hosp_lv", "hospital_for_deductible"),
    ("lmtpric_hosp_lv", "hospital_for_price"),
    ("psn_type", "person"),
    ("cvlserv_flag", "civil-servant"),
    ("mdtrtarea_admvs", "at"),
    ("fixmedins_code", "institution"),
    ("begndate", "admitted"),
    ("enddate", "discharged"),
    ("setl_time", "on"),
    ("medfee_sumamt", "total"),
    ("fulamt_ownpay_amt", "self_funded"),
    ("overlmt_selfpay", "over_limit"),
    ("preselfpay_amt", "pre_self_pay"),
    ("inscp_scp_amt", "eligible"),
    ("act_pay_dedc", "deductible"),
    ("hifp_pay", "pool_pay"),
    ("cvlserv_pay", "civil_servant_pay"),
    ("hifes_pay", "enterprise_pay"),
    ("hifmi_pay", "catastrophic_pay"),
    ("hifob_pay", "large_sum_pay"),
    ("maf_pay", "assistance_pay"),
    ("oth_pay", "other_pay"),
    ("othfund_pay", "other_pay"),
    ("fund_pay_sumamt", "fund_pay"),
    ("hosp_part_amt", "hospital_pay"),
    ("ownpay_hosp_part", "hospital_pay"),
    ("psn_part_amt", "personal_pay"),
    ("psn_pay", "personal_pay"),
    ("acct_pay", "account_pay"),
    ("acct_mulaid_pay", "mutual_aid_pay"),
    ("psn_cash_pay", "cash_pay"),
    ("cash_payamt", "cash_pay"),
];

/// The fields of a fee line that are not lines' own keys: the split that the platform made of it.
const SPLIT: &[(&str, &str)] = &[
    ("fulamt_ownpay_amt", "self_funded"),
    ("overlmt_amt", "over_limit"),
    ("preselfpay_amt", "pre_self_pay"),
    ("inscp_scp_amt", "eligible"),
];

/// Whether the members are those of a message or a settlement of the interface.
pub(crate) fn is_message(members: &Members<'_>) -> bool {
    let marks = [
        "setlinfo",
        "setldetail",
        "medfee_sumamt",
        "output",
        "infcode",
        "feedetail",
    ];
    members.iter().any(|(key, value)| {
        marks.contains(&key.as_str())
            || (key == "result" && value.get().starts_with('['))
            || (key == "record" && value.get().starts_with('{'))
    })
}

/// The settlements of a message, without its envelope; the value itself where it has none.
pub(crate) fn unwrapped<'t>(
    text: &Arc<Text>,
    value: &'t RawValue,
    problems: &mut Vec<Problem>,
) -> Vec<&'t RawValue> {
    inside(text, value, problems, DEEPEST)
}

/// A list of messages, an envelope, a list of settlements: nothing stands deeper.
const DEEPEST: u8 = 3;

fn inside<'t>(
    text: &Arc<Text>,
    value: &'t RawValue,
    problems: &mut Vec<Problem>,
    deeper: u8,
) -> Vec<&'t RawValue> {
    let Some(deeper) = deeper.checked_sub(1) else {
        return vec![value];
    };
    if value.get().starts_with('[') {
        let each = items(text, value, problems).into_iter();
        return each
            .flat_map(|one| inside(text, one, problems, deeper))
            .collect();
    }
    let members = object(text, value, problems);
    let get = |name: &str| members.iter().find(|(key, _)| key == name);
    if let Some((key, code)) = get("infcode")
        && !matches!(plain(code).as_deref(), Some("0" | ""))
    {
        let code = plain(code).unwrap_or_default();
        let place = key_place(text, key, value.get());
        report(problems, place, FileWhat::ErrorReply(code));
        return Vec::new();
    }
    match get("output") {
        Some((_, output)) => inside(text, output, problems, deeper),
        None => vec![value],
    }
}

/// Reads the members of a settlement into a bill.
pub(crate) fn settlement(
    text: &Arc<Text>,
    members: &Members<'_>,
    bill: &mut RawBill,
    problems: &mut Vec<Problem>,
) {
    let get = |name: &str| {
        let mut members = members.iter();
        members
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value)
    };
    match get("setlinfo") {
        Some(info) => {
            let info = object(text, info, problems);
            head(text, &info, bill, problems);
        }
        None => head(text, members, bill, problems),
    }
    // A record of ours has the amounts under our own names.
    if let Some(amounts) = get("amounts").filter(|_| get("record").is_some()) {
        for (key, value) in object(text, amounts, problems) {
            if plain(value).is_some() {
                field(text, &mut bill.fields, Scope::Bill, &key, value, problems);
            }
        }
    }
    bill.is_settled = true;
    if let Some(details) = get("setldetail") {
        for row in items(text, details, problems) {
            bill.details.extend(detail(text, row, problems));
        }
    }
    for name in ["feedetail", "result"] {
        let Some(fees) = get(name).filter(|fees| fees.get().starts_with('[')) else {
            continue;
        };
        for row in items(text, fees, problems) {
            bill.lines.push(line(text, row, problems));
        }
        // The lines say what is inside the catalogue and what is not.
        let split = |field: &RawField| SPLIT.iter().any(|(_, name)| *name == field.key.name);
        bill.fields.retain(|field| !split(field));
    }
    for name in ["yibao", "record"] {
        if let Some(own) = get(name).filter(|own| own.get().starts_with('{')) {
            let own = object(text, own, problems);
            ours(text, &own, bill, problems);
        }
    }
}

/// What this program wrote beside the interface's own fields: the bill as it was settled.
fn ours(text: &Arc<Text>, own: &Members<'_>, bill: &mut RawBill, problems: &mut Vec<Problem>) {
    let Some((_, said)) = own.iter().find(|(key, _)| key == "bill") else {
        return;
    };
    let mut before = RawBill::default();
    one_of_ours(text, said, &mut before, problems);
    let settled = std::mem::replace(&mut bill.fields, before.fields);
    // The parts of the total are those before settling; what a settlement paid stays, and becomes the settlement's.
    for field in settled {
        let key = match field.key.scope {
            Scope::Bill => settled_key(&field),
            _ => Some(field.key),
        };
        bill.fields.extend(key.map(|key| RawField { key, ..field }));
    }
    if !before.lines.is_empty() {
        bill.lines = before.lines;
    }
    bill.is_settled = false;
    bill.is_ours = true;
    bill.recorded = Some(Box::new(Recorded::read(|name| {
        own.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.get())
    })));
}

/// The key of an amount that a settlement states, beside that of its bill.
fn settled_key(field: &RawField) -> Option<Key> {
    Amount::from_name(field.key.name)?;
    Some(Key {
        scope: Scope::Settlement,
        ..field.key
    })
}

fn head(text: &Arc<Text>, info: &Members<'_>, bill: &mut RawBill, problems: &mut Vec<Problem>) {
    let value = |name: &str| {
        let (key, value) = info.iter().find(|(key, _)| key == name)?;
        let said = plain(value).filter(|said| !said.trim().is_empty())?;
        Some((key, value.get(), said))
    };
    for (name, key) in FIELDS {
        let Some((written, raw, said)) = value(name) else {
            continue;
        };
        let is_there = bill.fields.iter().any(|field| field.key.name == *key);
        // A stay has its own last day; the day of settling comes after it.
        let is_later = *key == "on" && value("enddate").is_some();
        if is_there || is_later {
            continue;
        }
        let said = match *name {
            "insutype" => scheme(said.trim(), &value("psn_type"), &value("flxempe_flag")),
            "psn_type" => codes::person_of(said.trim()).map_or(said, |code| code.person.to_owned()),
            "med_type" => match codes::visit_of(said.trim()) {
                Some(visit) => visit.name().to_owned(),
                None => said,
            },
            "hosp_lv" | "dedc_hosp_lv" | "lmtpric_hosp_lv" => match said.trim() {
                // Pharmacies are told by the kind of visit; no code of a level is not a level.
                "0" | "00" => continue,
                code => codes::hospital_of(code).map_or(said, |level| level.name().to_owned()),
            },
            _ => said,
        };
        let place = place(text, raw);
        let at_key = || key_place(text, written, raw);
        add(
            &mut bill.fields,
            Scope::Bill,
            key,
            said,
            place,
            at_key,
            problems,
        );
    }
    if let Some((_, raw, age)) = value("age") {
        let years = age.split('.').next().unwrap_or_default().to_owned();
        let place = || place(text, raw);
        add(
            &mut bill.fields,
            Scope::Bill,
            "age",
            years,
            place(),
            place,
            problems,
        );
    }
}

/// A value of `setlinfo`: its key, its place, what it says.
type Said<'a> = Option<(&'a String, &'a str, String)>;

/// 灵活就业 is a way of joining 职工医保, told by the class of person or by a flag.
fn scheme(code: &str, psn_type: &Said<'_>, flag: &Said<'_>) -> String {
    let said = |said: &Said<'_>| said.as_ref().map(|(_, _, said)| said.trim().to_owned());
    let is_flexible = said(flag).is_some_and(|flag| flag == "1")
        || said(psn_type)
            .and_then(|code| codes::person_of(&code))
            .is_some_and(|code| code.is_flexible);
    match code {
        "310" if is_flexible => "flexible".to_owned(),
        code => code.to_owned(),
    }
}

fn detail(text: &Arc<Text>, row: &RawValue, problems: &mut Vec<Problem>) -> Option<RawDetail> {
    let members = object(text, row, problems);
    let get = |name: &str| {
        let (_, value) = members.iter().find(|(key, _)| key == name)?;
        plain(value)
    };
    Some(RawDetail {
        payer: get("fund_pay_type").unwrap_or_default(),
        amount: get("fund_payamt").filter(|amount| !amount.trim().is_empty())?,
        place: place(text, row.get()),
    })
}

/// A fee line: of its keys those that a line has, and the split that the platform made.
fn line(text: &Arc<Text>, row: &RawValue, problems: &mut Vec<Problem>) -> RawLine {
    let mut fields = Vec::new();
    for (key, value) in object(text, row, problems) {
        let split = SPLIT.iter().find(|(name, _)| *name == key);
        if let Some((_, own)) = split {
            if let (Some(key), Some(said)) = (find(Scope::Bill, own), plain(value)) {
                fields.push(RawField {
                    key,
                    text: said,
                    place: place(text, value.get()),
                });
            }
        } else if find(Scope::Line, &key).is_some() {
            field(text, &mut fields, Scope::Line, &key, value, problems);
        }
    }
    RawLine {
        fields,
        place: place(text, row.get()),
    }
}
