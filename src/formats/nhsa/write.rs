//! An answer in the fields of the settlement interface: `setlinfo`, `setldetail`, and in one object `yibao` what the
//! interface has no field for, so that it can be read back whole.

use serde_json::{Map, Value as Json, json};

use crate::engine::bounds::Bounds;
use crate::engine::settlement::Amount;
use crate::formats::raw::RawBill;
use crate::formats::record::bill_of;
use crate::model::bill::{Bill, Fact};
use crate::model::codes::{self, FUND_PAY_TYPE, PSN_TYPE, PaidBy};
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::money::Yuan;
use crate::rules::reimburse::Reimbursed;

/// The amounts of `setlinfo`. The account's share counts relatives' accounts in.
const AMOUNTS: &[(&str, &[Amount])] = &[
    ("medfee_sumamt", &[Amount::Total]),
    ("fulamt_ownpay_amt", &[Amount::SelfFunded]),
    ("overlmt_selfpay", &[Amount::OverLimit]),
    ("preselfpay_amt", &[Amount::PreSelfPay]),
    ("inscp_scp_amt", &[Amount::Eligible]),
    ("act_pay_dedc", &[Amount::Deductible]),
    ("hifp_pay", &[Amount::PoolPay]),
    ("cvlserv_pay", &[Amount::CivilServantPay]),
    ("hifes_pay", &[Amount::EnterprisePay]),
    ("hifmi_pay", &[Amount::CatastrophicPay]),
    ("hifob_pay", &[Amount::LargeSumPay]),
    ("maf_pay", &[Amount::AssistancePay]),
    ("oth_pay", &[Amount::OtherPay]),
    ("fund_pay_sumamt", &[Amount::FundPay]),
    ("hosp_part_amt", &[Amount::HospitalPay]),
    ("psn_part_amt", &[Amount::PersonalPay]),
    ("acct_pay", &[Amount::AccountPay, Amount::MutualAidPay]),
    ("acct_mulaid_pay", &[Amount::MutualAidPay]),
    ("psn_cash_pay", &[Amount::CashPay]),
];

/// The payers of `setldetail`.
const PAYERS: &[(PaidBy, &[Amount])] = &[
    (PaidBy::Pool, &[Amount::PoolPay]),
    (PaidBy::CivilServant, &[Amount::CivilServantPay]),
    (PaidBy::Enterprise, &[Amount::EnterprisePay]),
    (PaidBy::Catastrophic, &[Amount::CatastrophicPay]),
    (PaidBy::LargeSum, &[Amount::LargeSumPay]),
    (PaidBy::Assistance, &[Amount::AssistancePay]),
    (PaidBy::OtherFund, &[Amount::OtherPay]),
    (PaidBy::Account, &[Amount::AccountPay, Amount::MutualAidPay]),
    (PaidBy::Hospital, &[Amount::HospitalPay]),
];

/// The answer in the fields of the interface. `accepted` holds what else made it: figures given, and the like.
pub fn document(
    answer: &Reimbursed,
    bill: &Bill,
    raw: &RawBill,
    accepted: Map<String, Json>,
) -> Json {
    let mut own = Map::new();
    own.insert("schema".to_owned(), json!(1));
    own.insert(
        "engine".to_owned(),
        json!(concat!("yibao ", env!("CARGO_PKG_VERSION"))),
    );
    own.insert("outcome".to_owned(), json!(answer.outcome.name()));
    own.insert("on".to_owned(), json!(answer.day.to_string()));
    own.insert("bill".to_owned(), dated(bill_of(raw), answer, bill));
    let ranges = ranges(answer);
    if !ranges.is_empty() {
        own.insert("range".to_owned(), Json::Object(ranges));
    }
    own.extend(accepted);
    json!({
        "setlinfo": head(answer, bill, raw),
        "setldetail": details(answer),
        "yibao": own,
    })
}

/// The bill with its day, where it did not say one: another day would have other rules.
fn dated(mut said: Json, answer: &Reimbursed, bill: &Bill) -> Json {
    if bill.day.is_none() && bill.last_charge.is_none() {
        said["on"] = json!(answer.day.to_string());
    }
    said
}

/// An amount, or the sum of several; nothing where one was not computed.
fn amount(answer: &Reimbursed, amounts: &[Amount]) -> Option<Bounds<Yuan>> {
    let settled = answer.answer.as_ref()?;
    let found: Option<Vec<Bounds<Yuan>>> =
        amounts.iter().map(|&amount| settled.get(amount)).collect();
    let found = found?;
    Some(Bounds {
        low: found.iter().map(|bounds| bounds.low).sum(),
        high: found.iter().map(|bounds| bounds.high).sum(),
    })
}

/// An amount that is one sum.
fn exact(answer: &Reimbursed, amounts: &[Amount]) -> Option<Yuan> {
    let bounds = amount(answer, amounts)?;
    (!bounds.is_vague()).then_some(bounds.low)
}

/// What is no single sum has no place in `setlinfo`.
fn ranges(answer: &Reimbursed) -> Map<String, Json> {
    let vague = AMOUNTS.iter().filter_map(|(field, amounts)| {
        let bounds = amount(answer, amounts).filter(Bounds::is_vague)?;
        let ends = json!({ "low": bounds.low.to_string(), "high": bounds.high.to_string() });
        Some(((*field).to_owned(), ends))
    });
    vague.collect()
}

fn head(answer: &Reimbursed, bill: &Bill, raw: &RawBill) -> Json {
    let mut head = Map::new();
    let mut put = |field: &str, value: Json| {
        head.insert(field.to_owned(), value);
    };
    let code = &answer.folder.code;
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    put("setl_id", json!(bill.number));
    put(
        "insuplc_admdvs",
        if is_code { json!(code) } else { Json::Null },
    );
    put("insutype", json!(insutype(answer.scheme)));
    put(
        "psn_type",
        json!(psn_type(answer.scheme, bill.word(Selector::Person))),
    );
    let is_servant = match bill.fact(Selector::CivilServant) {
        Some(Fact::Value(flag)) => json!(flag.to_string()),
        _ => Json::Null,
    };
    put("cvlserv_flag", is_servant);
    put("med_type", json!(codes::med_type_of(answer.visit)));
    for (field, key) in [
        ("hosp_lv", "hospital"),
        ("dedc_hosp_lv", "hospital_for_deductible"),
        ("lmtpric_hosp_lv", "hospital_for_price"),
    ] {
        let written = raw.get(key).map(|field| field.text.trim());
        put(field, json!(written.and_then(codes::hosp_lv_of)));
    }
    put("clr_type", json!(codes::clr_type(answer.visit)));
    let stay = bill.stay;
    put("begndate", json!(stay.map(|(first, _)| first.to_string())));
    put("enddate", json!(stay.map(|(_, last)| last.to_string())));
    put(
        "setl_time",
        json!(bill.day.unwrap_or(answer.day).to_string()),
    );
    for (field, amounts) in AMOUNTS {
        let sum = exact(answer, amounts);
        put(field, json!(sum.map(|sum| sum.to_string())));
    }
    Json::Object(head)
}

fn insutype(scheme: Scheme) -> &'static str {
    let meant = match scheme {
        // A way of joining 职工医保; psn_type tells it.
        Scheme::Flexible => Scheme::Employee,
        scheme => scheme,
    };
    let mut known = codes::INSUTYPE.iter();
    known
        .find(|(_, known)| *known == meant)
        .map_or("", |(code, _)| *code)
}

/// The code of a class of persons; of the codes that stand for it the group, which is the shortest.
fn psn_type(scheme: Scheme, person: Option<&str>) -> Option<&'static str> {
    let is_flexible = scheme == Scheme::Flexible;
    let known = PSN_TYPE.iter();
    let mut meant = known.filter(|known| Some(known.person) == person);
    meant
        .find(|known| known.is_flexible == is_flexible)
        .map(|known| known.code)
}

/// Who paid what: payers that paid nothing are left out.
fn details(answer: &Reimbursed) -> Vec<Json> {
    let rows = PAYERS.iter().filter_map(|(payer, amounts)| {
        let sum = exact(answer, amounts).filter(|sum| *sum != Yuan::ZERO)?;
        let code = code_of(*payer, answer.scheme);
        Some(json!({
            "fund_pay_type": code.map(|(code, _)| code),
            "fund_pay_type_name": code.map(|(_, name)| name),
            "fund_payamt": sum.to_string(),
        }))
    });
    rows.collect()
}

/// The code of a payer. Funds of residents have their own; one that stands for no layer has none.
fn code_of(payer: PaidBy, scheme: Scheme) -> Option<(&'static str, &'static str)> {
    if payer == PaidBy::OtherFund {
        return None;
    }
    let of_residents = |code: &str| code.starts_with("39");
    let by_scheme = matches!(payer, PaidBy::Pool | PaidBy::Catastrophic);
    let mut known = FUND_PAY_TYPE.iter();
    let found = known.find(|(code, _, known)| {
        let fits = !by_scheme || of_residents(code) == (scheme == Scheme::Resident);
        *known == payer && fits
    });
    found.map(|(code, name, _)| (*code, *name))
}
