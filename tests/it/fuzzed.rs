//! What stands in for fuzzing where no nightly compiler is at hand: the same targets as long property tests. Texts that the
//! program reads are taken apart into their pieces, and pieces are lost, doubled, moved and replaced by hostile ones.
//!
//! Each target begins from the same seed and tries a few hundred texts; `YIBAO_FUZZ_SECONDS=1200` lets each go on for so
//! long, from seed to seed. A failure prints the smallest text that still fails.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use yibao::money::Yuan;
use yibao::typed;

use crate::program::program;

/// Values that somebody hostile, or careless, would write.
const PIECES: &[&str] = &[
    "",
    "0",
    "-0",
    "1",
    "-1",
    "0.005",
    "0.01",
    "999999999999.99",
    "1000000000000",
    "1000000000000.01",
    "1e9",
    "1e400",
    "NaN",
    "inf",
    "0x1f",
    "1_000",
    "9223372036854775807",
    "99999999999999999999999999999999",
    "10",
    "10%",
    "120%",
    "-5%",
    "1.2万",
    "１２３",
    "٣",
    "½",
    "一百",
    "true",
    "false",
    "是",
    "否",
    "null",
    "{}",
    "[]",
    "[[]]",
    "\"",
    "'",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{feff}",
    "\t",
    "\r",
    "\n",
    "\r\n",
    ",",
    ";",
    "=",
    "#",
    "{",
    "}",
    "[",
    "]",
    "[[lines]]",
    "[lines]",
    "=1+1",
    "@x",
    "2024-02-30",
    "2024-02-29",
    "9999-12-31",
    "0000-01-01",
    "-0001-01-01",
    "1900-01-01",
    "2199-12-31",
    "2024-06-01T25:00:00",
    "2024年6月1日",
    "20240601",
    "居民",
    "职工",
    "灵活就业",
    "住院",
    "门诊",
    "慢特病",
    "三级",
    "level-3",
    "甲",
    "乙",
    "丙",
    "在职",
    "退休",
    "newborn",
    "特困",
    "转诊",
    "乌鲁木齐",
    "650100",
    "110000",
    "../..",
    "total",
    "总额",
    "self_funded",
    "eligible",
    "nth",
    "ytd_burden",
    "burden",
    "amount",
    "quantity",
    "price",
    "price_limit",
    "self_pay_rate",
    "class",
    "category",
    "born",
    "age",
    "on",
    "admitted",
    "discharged",
    "hospital_pay",
    "pool_pay",
    "fund_pay",
    "months",
    "shared",
    "reverses",
    "infcode",
    "setlinfo",
    "counters",
    "lower",
    "upper",
    "events",
    "cap-used",
    "deductible",
    "month",
    "1799-13",
];

/// One change of a text: where, what kind, with what.
type Edit = (Index, u8, Index);

fn edits(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(any::<Edit>(), 0..most)
}

/// A text in its pieces: words, numbers and single signs.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%');
    let mut last_joins = false;
    for c in text.chars() {
        match pieces.last_mut() {
            Some(piece) if joins(c) && last_joins => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        last_joins = joins(c);
    }
    pieces
}

fn mangled(text: &str, edits: &[Edit]) -> String {
    let mut pieces = pieces(text);
    for (at, kind, with) in edits {
        if pieces.is_empty() {
            break;
        }
        let at = at.index(pieces.len());
        match kind % 8 {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, pieces[at].clone()),
            2 => {
                let other = with.index(pieces.len());
                pieces.swap(at, other);
            }
            3 => {
                // A stretch once more: lines and rows are doubled in this way.
                let end = (at + 1 + with.index(40)).min(pieces.len());
                let stretch = pieces[at..end].to_vec();
                pieces.splice(at..at, stretch);
            }
            4 => pieces.insert(at, PIECES[with.index(PIECES.len())].to_owned()),
            _ => pieces[at] = PIECES[with.index(PIECES.len())].to_owned(),
        }
    }
    pieces.concat()
}

/// Runs a target over what a strategy makes: some hundred cases, or as long as is asked for.
fn try_out<S: Strategy>(strategy: &S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let seconds = std::env::var("YIBAO_FUZZ_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let budget = seconds.map(Duration::from_secs);
    let config = Config {
        cases: 200,
        failure_persistence: None,
        max_shrink_iters: 5_000,
        ..Config::default()
    };
    let start = Instant::now();
    for round in 0_u64.. {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&round.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(config.clone(), rng);
        match runner.run(strategy, &check) {
            Ok(()) => {}
            Err(TestError::Fail(why, value)) => panic!("round {round}: {why}\n{value:#?}"),
            Err(TestError::Abort(why)) => panic!("round {round}: {why}"),
        }
        if budget.is_none_or(|budget| start.elapsed() > budget) {
            let cases = (round + 1) * u64::from(config.cases);
            // Shown where the output of tests is asked for.
            let _ = writeln!(std::io::stdout(), "{cases} cases");
            return;
        }
    }
}

/// An answer or a named error: never a bug, never both, and soon.
fn is_sound(args: &[&str], stdin: &[u8]) -> Result<String, TestCaseError> {
    let start = Instant::now();
    let ran = program(args, stdin, None);
    // Far above what it takes: a hang is found, a slow machine is not.
    prop_assert!(start.elapsed() < Duration::from_secs(30), "slow");
    prop_assert!(
        matches!(ran.status, 0 | 1 | 3 | 4),
        "{}: {}",
        ran.status,
        ran.stderr
    );
    if ran.status == 3 {
        prop_assert!(
            ran.stdout.is_empty(),
            "an error and an answer: {}",
            ran.stdout
        );
        prop_assert!(!ran.stderr.is_empty(), "an error without a word");
    } else {
        prop_assert!(!ran.stdout.is_empty(), "nothing said");
    }
    Ok(ran.stdout)
}

/// What is paid by all together is the bill.
fn closes(json: &str) -> Result<(), TestCaseError> {
    let answer: serde_json::Value = serde_json::from_str(json).unwrap();
    let fen = |key: &str| -> Option<i128> {
        answer["amounts"][key]
            .as_str()?
            .replace('.', "")
            .parse()
            .ok()
    };
    if let (Some(total), Some(fund), Some(own)) =
        (fen("total"), fen("fund_pay"), fen("personal_pay"))
    {
        let hospital = fen("hospital_pay").unwrap_or(0);
        prop_assert_eq!(total, fund + own + hospital);
        prop_assert!(fund >= 0 && own >= 0 && hospital >= 0);
    }
    Ok(())
}

const FLAGS: [&str; 12] = [
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
    "--format",
    "json",
];

const TOML: &str = "region = \"乌鲁木齐\"\nscheme = \"居民\"\nvisit = \"住院\"\nhospital = \"三级\"\nadmitted = 2024-06-01\n\
    discharged = 2024-06-10\nnth = 1\ntotal = 20600.00\nself_funded = 100\n";

const TOML_LINES: &str = "region = \"乌鲁木齐\"\nscheme = \"居民\"\nvisit = \"住院\"\nhospital = \"三级\"\non = 2024-06-01\n\
    [[lines]]\nname = \"药\"\nclass = \"甲\"\nquantity = 2\nprice = 50.5\namount = 101\n\
    [[lines]]\nname = \"纱布\"\nclass = \"乙\"\namount = 10\nself_pay_rate = 0.1\n";

const JSON: &str = "{\"region\": \"乌鲁木齐\", \"scheme\": \"居民\", \"visit\": \"住院\", \"hospital\": \"三级\", \
    \"on\": \"2024-06-01\", \"lines\": [{\"name\": \"药\", \"class\": \"甲\", \"amount\": 101}, \
    {\"name\": \"药\", \"class\": \"甲\", \"amount\": -1}, {\"name\": \"纱布\", \"class\": \"乙\", \"amount\": \"10.00\", \
    \"self_pay_rate\": \"10%\", \"quantity\": 2, \"price_limit\": 4}]}";

const CSV: &str = "日期,项目名称,项目编码,甲乙类,数量,单价,金额,自付比例,限价\n2024-06-01,药,A1,甲,2,50.5,101.00,,\n\
    2024-06-02,纱布,B1,乙,1,10,10.00,10%,8\n2024-06-02,药,A1,甲,-1,50.5,-50.50,,\n";

fn a_bill(seeds: &[&str], format: &str) {
    let strategy = (any::<Index>(), edits(8));
    try_out(&strategy, |(seed, edits)| {
        let text = mangled(seeds[seed.index(seeds.len())], &edits);
        let args = [&["reimburse", "-", "--input", format][..], &FLAGS[10..]].concat();
        let with_flags = [&["reimburse", "-", "--input", format][..], &FLAGS].concat();
        for args in [args, with_flags] {
            let answer = is_sound(&args, text.as_bytes()).map_err(|why| why_of(why, &text))?;
            if !answer.is_empty() {
                closes(&answer).map_err(|why| why_of(why, &text))?;
            }
        }
        Ok(())
    });
}

/// A failure with the text that it is of.
fn why_of(why: TestCaseError, text: &str) -> TestCaseError {
    TestCaseError::fail(format!("{why}\n---\n{}\n---", text.escape_debug()))
}

#[test]
fn bills_in_toml() {
    a_bill(&[TOML, TOML_LINES], "toml");
}

#[test]
fn bills_in_json() {
    a_bill(&[JSON], "json");
}

#[test]
fn bills_in_csv() {
    a_bill(&[CSV], "csv");
}

#[test]
fn bills_in_workbooks() {
    let book = fs::read("tests/bills/urumqi-fees-calc.xlsx").unwrap();
    let strategy = prop::collection::vec(any::<(Index, u8)>(), 0..12);
    try_out(&strategy, |bytes| {
        let mut book = book.clone();
        for (at, byte) in bytes {
            let at = at.index(book.len());
            book[at] = byte;
        }
        let args = [&["reimburse", "-", "--input", "xlsx"][..], &FLAGS].concat();
        is_sound(&args, &book).map(drop)
    });
}

#[test]
fn amounts_rates_counts_and_days() {
    let strategy = prop_oneof![
        prop::collection::vec(any::<Index>(), 0..4).prop_map(|all| all
            .iter()
            .map(|at| PIECES[at.index(PIECES.len())])
            .collect::<String>()),
        "[-+¥￥]?[0-9,.]{0,30}[千万亿元%]{0,2}",
        "[0-9]{1,5}[-/年.][0-9]{1,3}[-/月.][0-9]{1,3}日?",
        ".{0,80}",
    ];
    try_out(&strategy, |text| {
        if let Ok(sum) = typed::money(&text) {
            prop_assert_eq!(typed::money(&sum.to_string()), Ok(sum));
            prop_assert!(sum <= Yuan::MAX && -sum <= Yuan::MAX);
        }
        if let Ok(rate) = typed::rate(&text) {
            prop_assert_eq!(typed::rate(&rate.to_string()), Ok(rate));
        }
        if let Ok(count) = typed::count(&text) {
            prop_assert!((0..=1_000_000).contains(&count));
        }
        let _ = typed::number(&text);
        if let Some(day) = typed::day(&text) {
            prop_assert_eq!(typed::day(&day.to_string()), Some(day));
        }
        if let Some(month) = typed::month(&text) {
            prop_assert_eq!(typed::month(&month.to_string()), Some(month));
        }
        Ok(())
    });
}

#[test]
fn settlements_of_the_platform() {
    let reply = "{\"infcode\": \"0\", \"output\": {\"setlinfo\": {\"insutype\": \"390\", \"psn_type\": \"1501\", \
        \"med_type\": \"21\", \"hosp_lv\": \"02\", \"insuplc_admdvs\": \"650100\", \"setl_time\": \"2024-06-01 10:20:30\", \
        \"medfee_sumamt\": \"20600.00\", \"fulamt_ownpay_amt\": \"0.00\", \"overlmt_selfpay\": \"0.00\", \
        \"preselfpay_amt\": \"0.00\", \"inscp_scp_amt\": \"20600.00\", \"act_pay_dedc\": \"600.00\", \"hifp_pay\": \"13000.00\", \
        \"fund_pay_sumamt\": \"13000.00\", \"hosp_part_amt\": \"0.00\", \"psn_part_amt\": \"7600.00\", \"acct_pay\": \"0.00\", \
        \"psn_cash_pay\": \"7600.00\"}, \"setldetail\": []}}";
    try_out(&edits(8), |edits| {
        let text = mangled(reply, &edits);
        is_sound(&["audit", "-", "--input", "json"], text.as_bytes())
            .map_err(|why| why_of(why, &text))?;
        Ok(())
    });
}

#[test]
fn receipts() {
    let receipt = fs::read_to_string("examples/settlement.toml").unwrap();
    try_out(&edits(8), |edits| {
        let text = mangled(&receipt, &edits);
        is_sound(&["audit", "-", "--input", "toml"], text.as_bytes())
            .map_err(|why| why_of(why, &text))?;
        Ok(())
    });
}

#[test]
fn rows_of_a_batch() {
    let csv = fs::read_to_string("examples/city-month.csv").unwrap();
    let ndjson = fs::read_to_string("tests/bills/bills.ndjson").unwrap();
    let strategy = (any::<bool>(), edits(10), any::<bool>());
    try_out(&strategy, |(is_csv, edits, by_person)| {
        let (text, format) = if is_csv {
            (&csv, "csv")
        } else {
            (&ndjson, "ndjson")
        };
        let text = mangled(text, &edits);
        let mut args = vec!["batch", "-", "--input", format, "-q"];
        args.extend([
            "--region",
            "乌鲁木齐",
            "--scheme",
            "居民",
            "--visit",
            "住院",
            "--on",
            "2024-06-01",
        ]);
        if by_person && is_csv {
            args.extend(["--ledger-by", "科室"]);
        }
        let ran = program(&args, text.as_bytes(), None);
        prop_assert!(
            matches!(ran.status, 0 | 1 | 3 | 4),
            "{} {}\n{}",
            ran.status,
            ran.stderr,
            text.escape_debug()
        );
        // Each row comes out, or is counted with what is wrong with it.
        prop_assert!(
            ran.status != 0 || !ran.stdout.is_empty() || text.trim().is_empty(),
            "{}",
            text.escape_debug()
        );
        Ok(())
    });
}

#[test]
fn ledgers() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzzed");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ledger.json");
    let file = path.to_str().unwrap();
    let year = ["--region", "乌鲁木齐", "--scheme", "居民"];
    let bills = "bill,on,visit,hospital,total\nA1,2024-02-01,住院,三级,200000\nA2,2024-03-05,门诊,社区,100\n";
    let ran = program(
        &[
            &["year", "-", "--input", "csv", "--ledger-out", file][..],
            &year,
        ]
        .concat(),
        bills.as_bytes(),
        None,
    );
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let ledger = fs::read_to_string(&path).unwrap();
    let more = "bill,on,visit,hospital,total\nB1,2024-06-01,住院,三级,1000000000000\nB2,2024-06-05,门诊,社区,100\n";
    try_out(&edits(6), |edits| {
        let text = mangled(&ledger, &edits);
        fs::write(&path, &text).unwrap();
        let args = [
            &["year", "-", "--input", "csv", "--ledger-in", file][..],
            &year,
        ]
        .concat();
        is_sound(&args, more.as_bytes()).map_err(|why| why_of(why, &text))?;
        Ok(())
    });
}
