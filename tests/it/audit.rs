//! Audits: the interface's own settlements, sums that hold or do not, what is never shown.

use std::collections::BTreeMap;
use std::fs;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};
use yibao::engine::audit::identities;
use yibao::engine::settlement::Amount;
use yibao::formats::bill::{Format, Source, bill};
use yibao::formats::bills;
use yibao::formats::nhsa::write::document;
use yibao::formats::raw::RawBill;
use yibao::formats::settlement::{Settlement, settlement};
use yibao::formats::table::Hints;
use yibao::money::Yuan;
use yibao::rules::audit::{Verdict, audit as audit_of};
use yibao::rules::cases::{Settled, of_folder};
use yibao::rules::library::Library;
use yibao::rules::reimburse::{Outcome, reimburse};
use yibao::rules::shelf::Shelf;

use crate::program::{Ran, program};

/// The rows of the fixtures, by kind.
fn rows(kind: &str) -> Vec<Json> {
    let text = fs::read_to_string("tests/settlements/interface.json").unwrap();
    let fixtures: Json = serde_json::from_str(&text).unwrap();
    let rows = fixtures["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == kind).cloned().collect()
}

/// A row as the platform's reply.
fn reply(row: &Json) -> Json {
    let mut info = Map::new();
    for part in ["codes", "amounts"] {
        info.extend(row[part].as_object().unwrap().clone());
    }
    let date = row["date"].as_str().unwrap();
    info.insert("setl_time".to_owned(), json!(format!("{date}-15 10:20:30")));
    let details: Vec<Json> = row["setldetail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|detail| {
            json!({
                "fund_pay_type": detail["fund_pay_type"],
                "fund_pay_type_name": detail["name"],
                "fund_payamt": detail["fund_payamt"],
            })
        })
        .collect();
    json!({
        "infcode": "0",
        "output": { "setlinfo": info, "setldetail": details },
    })
}

pub(crate) fn read(text: &str) -> Settlement {
    let source = Source {
        name: "settlement.json".to_owned(),
        bytes: text.into(),
    };
    let (found, _) = bills::read(source, Format::Json, &Hints::default()).unwrap();
    assert_eq!(found.len(), 1);
    settlement(&found[0].raw, Vec::new()).unwrap()
}

/// The codes of the sums that do not hold, notes apart.
fn broken(settlement: &Settlement) -> (Vec<&'static str>, Vec<&'static str>) {
    let checked = identities(&settlement.stated);
    let fail = checked.iter().filter(|one| !one.holds);
    let (notes, errors): (Vec<_>, Vec<_>) = fail.partition(|one| one.identity.is_note());
    let codes = |all: Vec<&yibao::engine::audit::Checked>| {
        all.iter().map(|one| one.identity.code()).collect()
    };
    (codes(errors), codes(notes))
}

fn audit(text: &str, more: &[&str]) -> Ran {
    let args = [&["audit", "-", "--input", "json"], more].concat();
    program(&args, text.as_bytes(), None)
}

#[test]
fn the_sums_of_real_settlements_hold_or_fail_where_they_are_known_to() {
    let rows = rows("platform_settlement");
    assert_eq!(rows.len(), 7);
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let settlement = read(&reply(&row).to_string());
        let expected = match id {
            // A mock whose personal side was left at nothing.
            "hainan-inpatient-all-ownpay-incomplete" => (vec!["I2"], vec![]),
            // The deductible is printed among the first payments there.
            "shenzhen-community-retiree-deductible-in-presel" => (vec![], vec!["I8"]),
            _ => (vec![], vec![]),
        };
        assert_eq!(broken(&settlement), expected, "{id}");
        assert_eq!(settlement.is_reversal, id.contains("reversal"), "{id}");
        let checked = identities(&settlement.stated).len();
        assert!(checked >= 4, "{id}: {checked}");
    }
}

#[test]
fn the_lines_of_real_fee_details_hold() {
    let rows = rows("platform_fee_detail");
    let mut seen = 0;
    for row in &rows {
        let message = json!({ "output": { "result": row["lines"] } }).to_string();
        let settlement = read(&message);
        assert_eq!(
            settlement.stated.lines.len(),
            row["lines"].as_array().unwrap().len()
        );
        assert_eq!(broken(&settlement), (vec![], vec![]), "{}", row["id"]);
        seen += settlement.stated.lines.len();
    }
    assert_eq!(seen, 17);
    // Each sum of a line is seen to fail.
    for (key, value, code) in [
        ("cnt", "2", "L1"),
        ("inscp_scp_amt", "4.30", "L2"),
        ("selfpay_prop", "0.1", "L3"),
        ("chrgitm_lv", "03", "L4"),
    ] {
        let mut line = rows[0]["lines"][0].clone();
        line[key] = json!(value);
        let (errors, _) = broken(&read(&json!({ "feedetail": [line] }).to_string()));
        assert!(errors.contains(&code), "{key}: {errors:?}");
    }
}

#[test]
fn a_settlement_that_no_rule_covers_says_what_holds_and_what_is_missing() {
    for row in rows("platform_settlement") {
        let id = row["id"].as_str().unwrap();
        let ran = audit(&reply(&row).to_string(), &[]);
        let status = if id.starts_with("hainan") { 1 } else { 4 };
        assert_eq!(
            (ran.status, ran.stderr.as_str()),
            (status, ""),
            "{id}: {}",
            ran.stdout
        );
        assert!(ran.stdout.contains("项合计相符"), "{id}: {}", ran.stdout);
        let silent = audit(&reply(&row).to_string(), &["--check"]);
        assert_eq!(
            (silent.status, silent.stdout.as_str()),
            (status, ""),
            "{id}"
        );
    }
}

#[test]
fn an_error_of_the_platform_is_no_settlement() {
    let reply = json!({ "infcode": "-1", "err_msg": "张三 65010019", "output": null });
    let ran = audit(&reply.to_string(), &[]);
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("F030"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("张三"), "{}", ran.stderr);
}

/// Every bill of the rule library, with the rules and figures that it is asked with, and how many cases of each other
/// kind there are.
type OfLibrary = (Vec<(String, RawBill, Shelf)>, BTreeMap<&'static str, usize>);

fn cases() -> OfLibrary {
    let shelf = Shelf::new(Library::built_in());
    let (mut cases, mut others) = (Vec::new(), BTreeMap::new());
    for folder in shelf.folders().iter() {
        for case in of_folder(&shelf, folder, &mut Vec::new()) {
            let kind = match case.settle(&shelf) {
                Ok(Settled::Reimbursed(_)) => {
                    let with_figures = case.shelf(&shelf);
                    let name = format!("{}: {}", case.place, case.name);
                    cases.push((name, case.raw, with_figures));
                    continue;
                }
                Ok(Settled::Year(_)) => "year",
                Ok(Settled::Contributed(_)) => "contribute",
                Ok(Settled::Deadline(_)) => "deadline",
                Ok(Settled::Waited(_)) => "wait",
                Ok(Settled::Retired(_)) => "retire",
                Ok(Settled::Maternity(_)) => "maternity",
                Ok(Settled::Guided(_)) => "guide",
                Err(_) => "not settled",
            };
            *others.entry(kind).or_default() += 1;
        }
    }
    (cases, others)
}

/// Settled, written in the fields of the interface, audited: every bill of the rule library agrees with itself.
///
/// What the interface cannot carry, or not so that it is compared:
/// - answers about people (contributions, deadlines, waits, retirement, births, procedures): they are no settlements;
/// - a year as a whole: each of its bills goes by itself, with the counters before it under `yibao.bill`; the library has
///   no case of a year;
/// - an amount that is a range: `setlinfo` has one sum a field, so the field is null and the ends stand under
///   `yibao.range`; only the amounts that are one sum are compared;
/// - an answer that is not known: there is no amount, and `audit` says that the rules do not cover it;
/// - a layer alone, on the sum that it receives: there is no bill below it, so fewer amounts are compared.
#[test]
fn what_is_written_in_the_interfaces_fields_is_read_back_and_agrees() {
    let (cases, others) = cases();
    let about_people = [
        "contribute",
        "deadline",
        "guide",
        "maternity",
        "retire",
        "wait",
    ];
    assert!(others.keys().eq(&about_people), "{others:?}");
    let mut seen = [0; 3];
    let (mut ranges, mut layers) = (0, 0);
    for (name, raw, shelf) in &cases {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let bill = bill(raw, Vec::new()).unwrap().bill;
        let answer = reimburse(shelf, &bill, today).unwrap();
        let document = document(&answer, &bill, raw, Map::new());
        let back = read(&document.to_string());
        assert_eq!(broken(&back), (vec![], vec![]), "{name}");
        let read = back.bill.as_ref().unwrap();
        let audited = audit_of(shelf, &back.stated, &read.bill, today).unwrap();
        let expected = match answer.outcome {
            Outcome::Unknown => Verdict::NotCoverable,
            _ => Verdict::Agrees,
        };
        assert_eq!(
            audited.verdict, expected,
            "{name}: {:?}",
            audited.differences
        );
        if answer.outcome == Outcome::Determined && bill.charges.stated_sum().is_none() {
            assert!(audited.compared >= 8, "{name}: {}", audited.compared);
        }
        seen[expected as usize] += 1;
        let is_range = answer.outcome == Outcome::Range;
        assert_eq!(document["yibao"]["range"].is_object(), is_range, "{name}");
        ranges += usize::from(is_range);
        layers += usize::from(bill.charges.stated_sum().is_some());
        // A fen that moved from the fund to the patient would be seen.
        if let Some(fund) = back
            .stated
            .amounts
            .get(Amount::FundPay)
            .filter(|fund| *fund > Yuan::FEN)
        {
            let mut wrong = back.stated.clone();
            wrong.amounts.set(Amount::FundPay, fund - Yuan::FEN);
            let audited = audit_of(shelf, &wrong, &read.bill, today).unwrap();
            assert_eq!(audited.verdict, Verdict::Differs, "{name}");
        }
    }
    assert!(seen[Verdict::Agrees as usize] > 500, "{seen:?}");
    assert!(ranges > 20 && layers > 50, "{ranges} {layers}");
}

#[test]
fn the_program_reads_back_what_it_wrote() {
    let bill = [
        "reimburse",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--visit",
        "住院",
        "--hospital",
        "三甲",
        "--person",
        "成年",
        "--on",
        "2024-06-01",
        "--nth",
        "2",
        "--account",
        "100",
    ];
    for more in [
        &["--total", "20600"][..],
        &[
            "--total",
            "20600",
            "--self-funded",
            "600",
            "--place",
            "转诊",
            "--at",
            "省外",
        ],
        &["--total", "20600", "--given", "inpatient.ratio=70%"],
        &["examples/urumqi-fees.csv"],
    ] {
        let written = program(
            &[&bill[..], more, &["--fields", "nhsa"]].concat(),
            b"",
            None,
        );
        assert_eq!(
            (written.status, written.stderr.as_str()),
            (0, ""),
            "{more:?}"
        );
        let document: Json = serde_json::from_str(&written.stdout).unwrap();
        assert_eq!(document["setlinfo"]["hosp_lv"], "02");
        assert_eq!(document["setlinfo"]["insutype"], "390");
        let ran = audit(&written.stdout, &[]);
        assert_eq!(
            (ran.status, ran.stderr.as_str()),
            (0, ""),
            "{more:?}: {}",
            ran.stdout
        );
    }
}

/// A receipt of Beijing, where the rules say what its words are made of.
fn receipt(self_pay: &str, self_expense: &str) -> Ran {
    let text = format!(
        r#"{{"region": "北京", "scheme": "职工", "visit": "住院", "hospital": "三级", "person": "在职", "nth": 1,
            "on": "2024-06-01", "total": "53000", "self_funded": "2000", "over_limit": "100", "pre_self_pay": "900",
            "pool_pay": "42895", "personal_pay": "10105",
            "self_pay": "{self_pay}", "self_expense": "{self_expense}"}}"#
    );
    audit(&text, &["--format", "json"])
}

#[test]
fn the_words_of_a_receipt_are_compared_where_the_rules_say_what_they_are_made_of() {
    let right = receipt("8105", "2000");
    assert_eq!(right.status, 0, "{}{}", right.stdout, right.stderr);
    // What is over a price limit was counted as outside the catalogue.
    let wrong = receipt("8005", "2100");
    assert_eq!(wrong.status, 1, "{}{}", wrong.stdout, wrong.stderr);
    let said: Json = serde_json::from_str(&wrong.stdout).unwrap();
    let said = &said["settlements"][0];
    let differences = said["differences"].as_array().unwrap();
    let keys: Vec<&str> = differences
        .iter()
        .map(|one| one["amount"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["self_pay", "self_expense"]);
    assert_eq!(differences[1]["due"], "2000.00");
    // No mistake in the amounts explains it: they agree.
    assert_eq!(said["causes"], json!([]), "{said}");
}
