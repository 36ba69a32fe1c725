//! Who somebody is goes in with a settlement and comes out nowhere: not in an answer, not in an error.

use serde_json::{Value as Json, json};

use crate::program::program;

/// What only the person's own papers say, under the names that platforms and hospitals write it with.
const SECRETS: &[(&str, &str)] = &[
    ("psn_name", "欧阳秘密"),
    ("psn_no", "65010000000077665544"),
    ("certno", "650102195203047788"),
    ("mdtrt_cert_no", "E65010288990011"),
    ("brdy", "1952-03-04"),
    ("tel", "13999887766"),
    ("addr", "幸福路七百零一号"),
    ("emp_name", "秘密机械厂"),
    ("coner_name", "诸葛联系人"),
    ("coner_tel", "13888776655"),
    ("mdtrt_id", "MD9988776655443322"),
    ("dr_name", "司马医生"),
    ("ipt_otp_no", "ZY20240601888"),
];

/// The same in a list of settlements.
const OF_LISTS: &[(&str, &str)] = &[
    ("姓名", "欧阳秘密"),
    ("身份证号", "650102195203047788"),
    ("电话", "13999887766"),
];

/// A settlement with everything that a platform sends beside the amounts.
fn settlement(more: &[(&str, &str)]) -> String {
    let mut info = json!({
        "insutype": "390", "psn_type": "1501", "med_type": "21", "hosp_lv": "02",
        "insuplc_admdvs": "650100", "setl_time": "2024-06-01 10:20:30",
        "medfee_sumamt": "20600.00", "fulamt_ownpay_amt": "0.00", "overlmt_selfpay": "0.00",
        "preselfpay_amt": "0.00", "inscp_scp_amt": "20600.00", "act_pay_dedc": "600.00",
        "hifp_pay": "12345.00", "fund_pay_sumamt": "12345.00", "hosp_part_amt": "0.00",
        "psn_part_amt": "8255.00", "acct_pay": "0.00", "psn_cash_pay": "8255.00",
    });
    for (key, value) in SECRETS.iter().chain(more) {
        info[*key] = json!(value);
    }
    let details: [Json; 0] = [];
    json!({ "infcode": "0", "output": { "setlinfo": info, "setldetail": details } }).to_string()
}

/// Runs a command and looks for each secret in what it wrote; whether it answered.
fn is_silent(args: &[&str], stdin: &str, secrets: &[(&str, &str)]) -> bool {
    let ran = program(args, stdin.as_bytes(), None);
    for (key, secret) in secrets {
        for text in [&ran.stdout, &ran.stderr] {
            assert!(!text.contains(secret), "{args:?}: {key} is shown:\n{text}");
        }
    }
    assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "{args:?}");
    !ran.stdout.is_empty()
}

#[test]
fn no_command_shows_who_somebody_is() {
    let whole = settlement(&[]);
    // What is wrong is shown with the line that it stands in.
    let wrong = settlement(&[("hifp_pay", "12,3x"), ("hosp_lv", "77")]);
    let mut answers = 0;
    for command in ["audit", "reimburse", "year", "compare"] {
        for look in [
            &[][..],
            &["--lang", "en"],
            &["--format", "json"],
            &["--format", "csv"],
            &["--format", "md"],
            &["--format", "html"],
            &["--fields", "nhsa"],
            &["--explain"],
            &["--dry-run"],
            &["--hospital", "三级,二级"],
        ] {
            let args = [&[command, "-", "--input", "json"], look].concat();
            answers += usize::from(is_silent(&args, &whole, SECRETS));
            is_silent(&args, &wrong, SECRETS);
        }
    }
    assert!(answers >= 18, "{answers}");
}

#[test]
fn no_command_shows_who_is_in_a_list() {
    let head =
        "姓名,身份证号,电话,险种,人员类别,就医类别,医院等级,出院日期,总额,统筹支付,个人负担\n";
    let row =
        "欧阳秘密,650102195203047788,13999887766,居民,成年,住院,三级,2024-06-03,20600,12000,8600\n";
    let list = format!("{head}{row}");
    let broken = list.replace("20600", "2x600");
    let mut answers = 0;
    for command in ["audit", "reimburse", "year", "batch"] {
        for look in [&[][..], &["--lang", "en"], &["--format", "json"]] {
            let args = [&[command, "-", "--region", "乌鲁木齐"], look].concat();
            let input: &[&str] = match command {
                "batch" => &[],
                _ => &["--input", "csv"],
            };
            let args = [&args[..], input].concat();
            answers += usize::from(is_silent(&args, &list, OF_LISTS));
            is_silent(&args, &broken, OF_LISTS);
        }
    }
    assert!(answers >= 8, "{answers}");
}

#[test]
fn no_row_of_a_batch_shows_who_somebody_is_however_broken_it_is() {
    let head = "姓名,身份证号,电话,hospital,total\n";
    let rows = "欧阳秘密,650102195203047788,13999887766,三级,100,more\n\"欧阳秘密,650102195203047788,13999887766,三级,100\n";
    let object = r#"{"姓名":"欧阳秘密","身份证号":"650102195203047788","tel":"13999887766","hospital":"三级","total":"100"}"#;
    let cut = &object[..object.len() - 1];
    let flags = "--region 乌鲁木齐 --scheme 居民 --visit 住院 --on 2024-06-01".split(' ');
    let args: Vec<&str> = ["batch", "-"].into_iter().chain(flags).collect();
    is_silent(&args, &format!("{head}{rows}"), OF_LISTS);
    for out in ["csv", "ndjson"] {
        let args = [&args[..], &["--input", "ndjson", "--format", out]].concat();
        assert!(is_silent(&args, object, OF_LISTS));
        is_silent(&args, &format!("{object}\n{cut}\n"), OF_LISTS);
    }
}
