//! Tables from elsewhere: whatever the encoding, the program and the way of writing, one bill gives one answer.

use std::fs;

use crate::program::{Ran, program};

/// The project's own script that writes a fee list as a hospital would.
#[path = "../../examples/fee_list.rs"]
#[allow(dead_code, unreachable_pub)] // the script has a `main` of its own
mod fee_list;

use fee_list::{Shares, workbook};

const CASE: [&str; 10] = [
    "--region",
    "乌鲁木齐",
    "--scheme",
    "居民",
    "--visit",
    "住院",
    "--hospital",
    "三级",
    "--on",
    "2024-06-01",
];

fn settled(bytes: &[u8], input: &str) -> Ran {
    let args = [&["reimburse", "-", "--input", input], &CASE[..]].concat();
    program(&args, bytes, None)
}

fn fees() -> String {
    fs::read_to_string("examples/urumqi-fees.csv").unwrap()
}

#[test]
fn a_list_in_gbk_gives_the_bytes_of_its_twin_in_utf_8() {
    let fees = fees();
    let (gbk, _, broken) = encoding_rs::GBK.encode(&fees);
    assert!(!broken);
    let (one, other) = (settled(fees.as_bytes(), "csv"), settled(&gbk, "csv"));
    assert_eq!((one.status, one.stderr.as_str()), (0, ""));
    assert_eq!(one.stdout, other.stdout);
    assert!(other.stderr.contains("GBK"), "{}", other.stderr);
}

/// The sheet was made by LibreOffice Calc, without a window: the list under a title, with a row of totals, was opened and
/// saved by `soffice --headless --convert-to xlsx`.
#[test]
fn a_sheet_of_libre_office_with_title_and_total_gives_the_answer_of_the_list() {
    let sheet = fs::read("tests/bills/urumqi-fees-calc.xlsx").unwrap();
    let (one, other) = (settled(fees().as_bytes(), "csv"), settled(&sheet, "xlsx"));
    assert_eq!(other.status, 0, "{}", other.stderr);
    assert_eq!(one.stdout, other.stdout);
    assert!(other.stderr.contains("合计"), "{}", other.stderr);
}

#[test]
fn a_sheet_of_the_own_script_gives_the_answer_of_the_list_however_shares_are_written() {
    let plain = settled(fees().as_bytes(), "csv");
    assert_eq!(plain.status, 0, "{}", plain.stderr);
    for shares in [
        Shares::Percent,
        Shares::Fraction,
        Shares::Heading,
        Shares::Text,
    ] {
        let sheet = workbook(&fees(), shares, 1).unwrap();
        let other = settled(&sheet, "xlsx");
        assert_eq!(other.status, 0, "{shares:?}: {}", other.stderr);
        assert_eq!(plain.stdout, other.stdout, "{shares:?}");
        // The row of totals is left out, and the merged dates are filled in.
        assert!(other.stderr.contains("合计"), "{}", other.stderr);
        let args = ["reimburse", "-", "--input", "xlsx", "--dry-run"];
        let args = [&args[..], &["--format", "json"], &CASE[..]].concat();
        let said = program(&args, &sheet, None).stdout;
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        let lines = fees().lines().count() - 1;
        assert_eq!(said["lines"], lines);
        assert_eq!(said["header"], serde_json::json!([3, 3]));
        assert!(said["merged_cells"].as_u64().unwrap() > 30, "{said}");
    }
}

#[test]
fn shares_refunds_titles_and_totals_are_read_in_every_way_of_writing() {
    let list = |heading: &str, share: &str, delimiter: &str| {
        let rows = [
            "住院费用清单,,,,",
            &format!("项目名称,甲乙类,数量,金额(元),{heading}"),
            &format!("某药,乙,2,200.00,{share}"),
            &format!("某药,乙,-1,-100.00,{share}"),
            "床位费,甲,1,5000.00,0",
            "合 计：,,,5100.00,",
            "制表：收费处,,,,",
        ];
        rows.join("\n").replace(',', delimiter)
    };
    let plain = settled(list("自付比例", "0.1", ",").as_bytes(), "csv");
    assert_eq!(plain.status, 0, "{}", plain.stderr);
    for (heading, share, delimiter) in [
        ("自付比例", "10%", ","),
        ("自付比例(%)", "10", ","),
        ("自付比例％", "10%", ","),
        ("自付比例", "0.1", "\t"),
        ("自付比例", "0.1", ";"),
    ] {
        let other = settled(list(heading, share, delimiter).as_bytes(), "csv");
        assert_eq!(
            plain.stdout, other.stdout,
            "{heading} {share} {}",
            other.stderr
        );
    }
}

#[test]
fn a_column_is_what_the_user_says_it_is() {
    let renamed = fees().replacen("金额", "收费额", 1);
    let args = ["reimburse", "-", "--input", "csv", "--map", "收费额=amount"];
    let told = program(&[&args[..], &CASE[..]].concat(), renamed.as_bytes(), None);
    assert_eq!(told.stdout, settled(fees().as_bytes(), "csv").stdout);
}

#[test]
fn a_dry_run_says_what_was_taken_for_what_and_settles_nothing() {
    let renamed = fees().replacen("金额", "收费额", 1);
    let args = ["reimburse", "-", "--input", "csv", "--map", "收费额=amount"];
    let more = ["--dry-run", "--format", "json"];
    let args = [&args[..], &more[..], &CASE[..]].concat();
    let (gbk, _, _) = encoding_rs::GBK.encode(&renamed);
    let ran = program(&args, &gbk, None);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["encoding"], "GBK");
    let columns = said["columns"].as_array().unwrap();
    let told = columns.iter().find(|one| one["told"] == true).unwrap();
    assert_eq!(
        (&told["heading"], &told["key"]),
        (&"收费额".into(), &"amount".into())
    );
    let answer = settled(fees().as_bytes(), "csv").stdout;
    let sum = said["sum"].as_str().unwrap();
    assert!(answer.replace(',', "").contains(sum), "{sum}");
    assert!(said.get("amounts").is_none());
}
