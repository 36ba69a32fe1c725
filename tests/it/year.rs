//! Years of bills: what they leave behind, what is taken back, and what cannot be.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::Value as Json;
use yibao::money::Yuan;

use crate::program::{Ran, program};

const RETIREE: [&str; 9] = [
    "--rules",
    "examples/retiree-year/rules",
    "--no-builtin",
    "--region",
    "示例城市",
    "--scheme",
    "职工",
    "--person",
    "退休",
];

fn year(bills: &str, flags: &[&str]) -> Ran {
    let args: Vec<&str> = ["year", "-"].iter().chain(flags).copied().collect();
    program(&args, bills.as_bytes(), None)
}

fn retiree(bills: &str, flags: &[&str]) -> Ran {
    year(bills, &[&RETIREE[..], flags].concat())
}

fn json(ran: &Ran) -> Json {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr))
}

fn bills() -> Vec<csv::StringRecord> {
    let text = fs::read("examples/retiree-year/bills.csv").unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_slice());
    reader.records().map(Result::unwrap).collect()
}

fn table(rows: &[csv::StringRecord]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The bill with its signs turned, on a later day, by a number of its own.
fn reversal(bill: &csv::StringRecord, day: usize) -> csv::StringRecord {
    let cells = bill.iter().enumerate().map(|(column, cell)| match column {
        0 => format!("R{cell}"),
        2 => format!("2025-12-{day:02}"),
        3 | 4 => String::new(),
        8.. if cell != "0" => format!("-{cell}"),
        _ => cell.to_owned(),
    });
    let mut cells: Vec<String> = cells.collect();
    cells.push(bill[0].to_owned());
    cells.into()
}

#[test]
fn taken_back_from_the_end_the_year_leaves_nothing() {
    let rows = bills();
    let mut all: Vec<csv::StringRecord> = rows.clone();
    all[0].push_field("冲销单号");
    for row in all.iter_mut().skip(1) {
        row.push_field("");
    }
    for (day, bill) in rows.iter().skip(1).rev().enumerate() {
        all.push(reversal(bill, day + 1));
    }
    let answer = json(&retiree(&table(&all), &["--format", "json"]));
    assert_eq!(answer["counters"], Json::Array(Vec::new()));
    assert_eq!(answer["amounts"]["personal_pay"], "0.00");
    let notes = answer["notes"].to_string();
    assert!(!notes.contains("settled-before-reversal"), "{notes}");
    // Every reversal gives back just what its bill had.
    let entries = answer["bills"].as_array().unwrap();
    let half = entries.len() / 2;
    for (place, entry) in entries.iter().enumerate().skip(half) {
        let bill = &entries[entries.len() - 1 - place];
        assert_eq!(entry["turn"], "reversal");
        let paid = |one: &Json| yibao::typed::money(one["amounts"]["pool_pay"].as_str().unwrap());
        assert_eq!(paid(entry).unwrap(), -paid(bill).unwrap());
    }
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("yibao-year-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_year_goes_on_from_its_ledger() {
    let folder = folder("ledger");
    let path = |name: &str| folder.join(name).display().to_string();
    let rows = bills();
    let half = |from: usize, to: usize| {
        let mut half = vec![rows[0].clone()];
        half.extend(rows[from..to].iter().cloned());
        table(&half)
    };
    let (first, second, whole) = (path("first.json"), path("second.json"), path("whole.json"));
    for middle in [2, 5, 9, 12] {
        let ran = retiree(&half(1, middle), &["--ledger-out", &first]);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        let flags = ["--ledger-in", &first, "--ledger-out", &second];
        assert_eq!(retiree(&half(middle, rows.len()), &flags).status, 0);
        assert_eq!(
            retiree(&half(1, rows.len()), &["--ledger-out", &whole]).status,
            0
        );
        assert_eq!(fs::read(&second).unwrap(), fs::read(&whole).unwrap());
    }
    // A ledger of another year, and what is no ledger.
    let other = half(1, 3).replace("2025-", "2026-");
    let ran = retiree(&other, &["--ledger-in", &first]);
    assert!(
        ran.status == 3 && ran.stderr.contains("F016"),
        "{}",
        ran.stderr
    );
    fs::write(path("broken.json"), "{ \"schema\": 1 }").unwrap();
    let ran = retiree(&half(1, 3), &["--ledger-in", &path("broken.json")]);
    assert!(
        ran.status == 3 && ran.stderr.contains("F015"),
        "{}",
        ran.stderr
    );
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_cannot_be_in_a_year_is_named_with_its_bill() {
    let head =
        "bill,patient,visit,hospital,on,admitted,discharged,total,nth,reverses,ytd_eligible\n";
    for (rows, code, place) in [
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nA,x,门诊,二级,2025-01-03,,,100,,,",
            "B051",
            "stdin:3:bill",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nB,y,门诊,二级,2025-01-03,,,100,,,",
            "B056",
            "stdin:3:patient",
        ),
        (
            "A,x,住院,二级,,2025-01-02,2025-01-09,100,,,\nB,x,住院,二级,,2025-01-08,2025-01-12,100,,,",
            "B052",
            "stdin:3:admitted",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nB,x,门诊,二级,2025-01-03,,,100,3,,",
            "B050",
            "stdin:3:nth",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nB,x,门诊,二级,2026-01-03,,,100,,,",
            "B053",
            "stdin:3:on",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nB,x,门诊,二级,2025-01-03,,,-100,,C,",
            "B054",
            "stdin:3:reverses",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nB,x,门诊,二级,2025-01-03,,,-90,,A,",
            "B055",
            "stdin:3:reverses",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,\nA,x,门诊,二级,2025-01-03,,,-100,,,\nA,x,门诊,二级,2025-01-04,,,-100,,,",
            "B054",
            "stdin:4:bill",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,100,,,50",
            "B058",
            "stdin:2:ytd_eligible",
        ),
        (
            "A,x,门诊,二级,2025-01-02,,,-100.5,,,\nB,x,门诊,二级,2025-01-03,,,100.555,,,",
            "B003",
            "stdin:3:total",
        ),
        ("A,x,门诊,二级,,,,100,,,", "B030", "stdin:2\n"),
    ] {
        let ran = retiree(&format!("{head}{rows}\n"), &[]);
        assert!(
            ran.status == 3 && ran.stderr.contains(code) && ran.stderr.contains(place),
            "{rows}: {}",
            ran.stderr
        );
        assert!(ran.stdout.is_empty());
    }
    let both = "region,scheme,visit,on,hospital,total\n\
        乌鲁木齐,居民,门诊,2024-01-05,社区,50\n哈密,居民,门诊,2024-01-06,社区,50\n";
    let ran = year(both, &[]);
    assert!(
        ran.stderr.contains("B057") && ran.stderr.contains("stdin:3:region"),
        "{}",
        ran.stderr
    );
}

#[test]
fn several_problems_of_several_bills_come_at_once() {
    let rows = "bill,visit,hospital,on,total\n,门诊,四级,2025-01-02,1x\n,门诊,二级,2025-13-02,5\n";
    let ran = retiree(rows, &[]);
    for part in ["stdin:2:hospital", "stdin:2:total", "stdin:3:on"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
}

#[test]
fn nothing_is_guessed_after_a_bill_without_an_answer() {
    let rows = "bill,visit,hospital,on,total\nA,门诊,社区,2024-07-05,50\nB,门诊,社区,2024-09-05,50\nC,住院,三级,2024-10-05,9000\n";
    let out = folder("unknown").join("ledger.json");
    let path = out.display().to_string();
    let flags = [
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--format",
        "json",
    ];
    let ran = year(rows, &[&flags[..], &["--ledger-out", &path]].concat());
    let answer = json(&ran);
    assert_eq!(ran.status, 4);
    let turns: Vec<&str> = answer["bills"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bill| bill["turn"].as_str().unwrap())
        .collect();
    assert_eq!(turns, ["settled", "settled", "not-settled"]);
    assert_eq!(answer["bills"][0]["outcome"], "determined");
    assert_eq!(answer["bills"][1]["outcome"], "unknown");
    assert_eq!(answer["amounts"]["personal_pay"], Json::Null);
    assert!(!out.exists());
}

#[test]
fn bills_come_as_a_list_or_a_folder_too() {
    let bill = |number: &str, day: &str, total: &str| {
        format!(
            "{{ \"bill\": \"{number}\", \"visit\": \"门诊\", \"hospital\": \"二级\", \"on\": \"{day}\", \"total\": {total} }}"
        )
    };
    let (one, two) = (
        bill("A", "2025-02-01", "400.00"),
        bill("B", "2025-03-01", "300.10"),
    );
    let get = ["--get", "pool_pay", "--get", "deductible"];
    let expected = "300.08\n300.00\n";
    for text in [
        format!("[{two}, {one}]"),
        format!("{{ \"bills\": [{one}, {two}] }}"),
    ] {
        assert_eq!(retiree(&text, &get).stdout, expected, "{text}");
    }
    let folder = folder("bills");
    fs::write(
        folder.join("1.toml"),
        "[[bills]]\nvisit = \"门诊\"\nhospital = \"二级\"\non = 2025-02-01\ntotal = 400\n",
    )
    .unwrap();
    fs::write(folder.join("2.json"), &two).unwrap();
    fs::write(folder.join("notes.txt"), "no bill").unwrap();
    let path = folder.display().to_string();
    let args = [&["year", path.as_str()][..], &RETIREE, &get].concat();
    let ran = program(&args, b"", None);
    assert_eq!(ran.stdout, expected, "{}", ran.stderr);
    let empty = self::folder("empty").display().to_string();
    let args = [&["year", empty.as_str()][..], &RETIREE].concat();
    assert!(program(&args, b"", None).stderr.contains("F017"));
}

#[test]
fn accounts_are_carried_from_bill_to_bill() {
    let rows = "visit,hospital,on,total\n门诊,二级,2025-01-02,200\n门诊,二级,2025-01-03,60\n门诊,二级,2025-01-04,100\n";
    let flags = [
        "--account",
        "210",
        "--shared",
        "爸爸=80",
        "--format",
        "json",
    ];
    let answer = json(&retiree(rows, &flags));
    let paid = |place: usize, key: &str| answer["bills"][place]["amounts"][key].clone();
    assert_eq!(
        [
            paid(0, "account_pay"),
            paid(1, "account_pay"),
            paid(2, "account_pay")
        ],
        ["200.00", "10.00", "0.00"]
    );
    assert_eq!(
        [paid(1, "mutual_aid_pay"), paid(2, "mutual_aid_pay")],
        ["50.00", "30.00"]
    );
}

/// What the counted money of a part stands at in the end.
fn counted(answer: &Json, part: &str, what: &str) -> Yuan {
    let counters = answer["counters"].as_array().unwrap().iter();
    let of = counters.filter(|one| one["part"] == part && one["what"] == what);
    let sums = of.map(|one| yibao::typed::money(one["value"].as_str().unwrap()).unwrap());
    sums.sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Bills of one day at one institution come to the same in any order, up to a fen a bill.
    #[test]
    fn the_order_within_a_day_does_not_matter(totals in prop::collection::vec(100_u32..90_000, 2..6), turn in 0_usize..6) {
        let rows = |totals: &[u32]| {
            let rows = totals.iter().map(|total| format!("2022-06-01,石河子人民医院,{}.{:02}\n", total / 100, total % 100));
            let rows: String = rows.collect();
            format!("on,institution,total\n{rows}2022-06-02,石河子人民医院,500\n")
        };
        let mut other = totals.clone();
        other.rotate_left(turn % totals.len());
        let flags = [
            "--rules", "tests/designs/xinjiang-visits", "--no-builtin", "--region", "石河子", "--scheme", "职工",
            "--person", "在职", "--visit", "门诊", "--hospital", "三级", "--format", "json",
        ];
        let (one, other) = (json(&year(&rows(&totals), &flags)), json(&year(&rows(&other), &flags)));
        let visits = |answer: &Json| answer["counters"].to_string().matches("\"value\":2").count();
        prop_assert!(visits(&one) > 0 && visits(&one) == visits(&other));
        prop_assert_eq!(
            counted(&one, "outpatient", "deductible-of-year"),
            counted(&other, "outpatient", "deductible-of-year")
        );
        let (paid, again) = (counted(&one, "outpatient", "paid"), counted(&other, "outpatient", "paid"));
        prop_assert!((paid.fen() - again.fen()).unsigned_abs() as usize <= totals.len(), "{paid} {again}");
    }
}
