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

const RESIDENT: [&str; 4] = ["--region", "乌鲁木齐", "--scheme", "居民"];

/// Outpatient bills of an employee of 石河子, where bills of one day at one institution are one visit.
const VISITS: [&str; 13] = [
    "--rules",
    "tests/designs/xinjiang-visits",
    "--no-builtin",
    "--region",
    "石河子",
    "--scheme",
    "职工",
    "--person",
    "在职",
    "--visit",
    "门诊",
    "--hospital",
    "三级",
];

fn bills_of(path: &str) -> Vec<csv::StringRecord> {
    let text = fs::read(path).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_slice());
    reader.records().map(Result::unwrap).collect()
}

fn bills() -> Vec<csv::StringRecord> {
    bills_of("examples/retiree-year/bills.csv")
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
fn reversal(head: &csv::StringRecord, bill: &csv::StringRecord, on: String) -> csv::StringRecord {
    let cells = head.iter().zip(bill).map(|(name, cell)| match name {
        "单号" => format!("R{cell}"),
        "日期" => on.clone(),
        "入院日期" | "出院日期" => String::new(),
        "总额" | "全自费" | "先行自付" if cell != "0" => format!("-{cell}"),
        _ => cell.to_owned(),
    });
    let mut cells: Vec<String> = cells.collect();
    cells.push(bill[0].to_owned());
    cells.into()
}

/// The bills of a file, and each of them taken back from the end.
fn and_back(path: &str, year: &str) -> String {
    let rows = bills_of(path);
    let mut all = rows.clone();
    all[0].push_field("冲销单号");
    for row in all.iter_mut().skip(1) {
        row.push_field("");
    }
    for (day, bill) in rows.iter().skip(1).rev().enumerate() {
        all.push(reversal(
            &rows[0],
            bill,
            format!("{year}-12-{:02}", day + 1),
        ));
    }
    table(&all)
}

/// What is told to be left after a bill is what a year that ends with it tells.
#[test]
fn after_each_bill_there_is_left_what_a_shorter_year_leaves() {
    let rows = bills_of("examples/retiree-year/bills.csv");
    let answer = |count: usize| {
        let bills = table(&rows[..=count]);
        json(&retiree(&bills, &["--format", "json"]))
    };
    let whole = answer(rows.len() - 1);
    let told = whole["bills"].as_array().unwrap();
    assert!(told.len() > 2);
    for (bill, count) in told.iter().zip(1..) {
        let left = bill["left"].as_array().unwrap();
        assert!(!left.is_empty(), "bill {count}");
        let shorter = answer(count);
        let of_year = shorter["left"].as_array().unwrap();
        assert!(left.iter().all(|one| of_year.contains(one)), "bill {count}");
    }
}

#[test]
fn taken_back_from_the_end_a_year_leaves_nothing() {
    let json_of = |path: &str, of: &str, flags: &[&str]| {
        json(&year(
            &and_back(path, of),
            &[flags, &["--format", "json"]].concat(),
        ))
    };
    for answer in [
        json_of("examples/retiree-year/bills.csv", "2025", &RETIREE),
        json_of("examples/urumqi-year.csv", "2024", &RESIDENT),
    ] {
        assert_eq!(answer["counters"], Json::Array(Vec::new()));
        for key in ["total", "deductible", "fund_pay", "personal_pay"] {
            assert_eq!(answer["amounts"][key], "0.00", "{key}");
        }
        let notes = answer["notes"].to_string();
        assert!(!notes.contains("settled-before-reversal"), "{notes}");
        // Every reversal gives back just what its bill had.
        let entries = answer["bills"].as_array().unwrap();
        let half = entries.len() / 2;
        for (place, entry) in entries.iter().enumerate().skip(half) {
            assert_eq!(entry["turn"], "reversal");
            let bill = &entries[entries.len() - 1 - place];
            let paid = |one: &Json| yibao::typed::money(one["amounts"]["pool_pay"].as_str()?).ok();
            assert_eq!(paid(entry), paid(bill).map(|paid| -paid));
        }
    }
}

/// Deductibles bill by bill.
fn deductibles(rows: &str) -> Vec<String> {
    let rows = format!("bill,on,institution,total,reverses\n{rows}");
    let answer = json(&year(&rows, &[&VISITS[..], &["--format", "json"]].concat()));
    let bills = answer["bills"].as_array().unwrap().iter();
    let text = |bill: &Json| bill["amounts"]["deductible"].as_str().unwrap().to_owned();
    bills.map(text).collect()
}

#[test]
fn more_of_a_visit_has_its_number_whatever_came_between() {
    // 80 for the first visit of the year, 72 for the second.
    let together = "A,2022-06-01,甲,50,\nB,2022-06-01,甲,300,\nC,2022-06-01,乙,300,\n";
    assert_eq!(deductibles(together), ["50.00", "30.00", "72.00"]);
    let between = "A,2022-06-01,甲,50,\nC,2022-06-01,乙,300,\nB,2022-06-01,甲,300,\n";
    assert_eq!(deductibles(between), ["50.00", "72.00", "30.00"]);
}

#[test]
fn a_visit_stays_counted_while_one_of_its_bills_stands() {
    let rows = "A,2022-06-01,甲,100,\nB,2022-06-01,甲,300,\nRA,2022-06-01,甲,-100,A\n\
        C,2022-06-01,甲,90,\nD,2022-06-02,甲,200,\n";
    assert_eq!(
        deductibles(rows),
        ["80.00", "0.00", "-80.00", "80.00", "72.00"]
    );
    let gone = "RB,2022-07-01,甲,-300,B\nRC,2022-07-01,甲,-90,C\nE,2022-07-02,甲,200,\n";
    let again = "F,2022-06-01,甲,200,\n";
    let after = deductibles(&format!("{rows}{gone}"));
    assert_eq!(after.last().unwrap(), "72.00");
    // Nothing of the first of June stands any more: a bill of that day that comes late is a visit of its own.
    let rest = "A,2022-06-01,甲,100,\nRA,2022-06-01,甲,-100,A\n";
    let late = deductibles(&format!("D,2022-05-02,甲,200,\n{rest}{again}"));
    assert_eq!(late, ["80.00", "72.00", "-72.00", "72.00"]);
    let all = format!(
        "bill,on,institution,total,reverses\n{rows}{gone}RD,2022-07-03,甲,-200,D\nRE,2022-07-03,甲,-200,E\n"
    );
    let answer = json(&year(&all, &[&VISITS[..], &["--format", "json"]].concat()));
    assert_eq!(answer["counters"], Json::Array(Vec::new()));
}

#[test]
fn bills_of_one_day_without_an_institution_are_taken_as_one_visit_and_it_is_said() {
    let rows = "on,total\n2022-06-01,50\n2022-06-01,300\n";
    let answer = json(&year(rows, &[&VISITS[..], &["--format", "json"]].concat()));
    assert!(answer["assumed"].to_string().contains("institution"));
    let rows = "on,total\n2022-06-01,50\n2022-06-02,300\n";
    let answer = json(&year(rows, &[&VISITS[..], &["--format", "json"]].concat()));
    assert!(!answer["assumed"].to_string().contains("institution"));
}

#[test]
fn what_was_below_a_gate_and_is_taken_back_is_let_in_no_more() {
    // Each leaves 6000; the second reaches the gate of 10 000 for both.
    let head = "bill,on,total,reverses\nA,2025-01-02,12000,\nB,2025-02-02,12000,\nRA,2025-03-02,-12000,A\n";
    let flags = [
        "--rules",
        "tests/designs/gate-of-year",
        "--no-builtin",
        "--region",
        "虚构城市",
        "--scheme",
        "居民",
        "--person",
        "成年居民",
        "--visit",
        "住院",
        "--format",
        "json",
    ];
    let rows = "C,2025-04-02,12000,\nRB,2025-05-02,-12000,B\n";
    let answer = json(&year(&format!("{head}{rows}"), &flags));
    assert_eq!(answer["bills"][3]["amounts"]["assistance_pay"], "3000.00");
    assert_eq!(
        counted(&answer, "assistance", "input").to_string(),
        "6000.00"
    );
    assert_eq!(
        counted(&answer, "assistance", "paid").to_string(),
        "3000.00"
    );
    let answer = json(&year(
        &format!("{head}{rows}RC,2025-06-02,-12000,C\n"),
        &flags,
    ));
    assert_eq!(answer["counters"], Json::Array(Vec::new()));
}

#[test]
fn a_stay_taken_back_leaves_what_the_stay_after_it_has_paid() {
    // Level 3 first (800), level 3 again (400): taken back, the transfer goes on from the second stay.
    let head = "bill,on,hospital,referral,total,reverses\n";
    let flags = [
        "--rules",
        "tests/designs/transfers",
        "--no-builtin",
        "--region",
        "转诊",
        "--scheme",
        "居民",
        "--person",
        "成年居民",
        "--visit",
        "住院",
        "--format",
        "json",
    ];
    let rows = "A,2025-01-10,三级,,5000,\nB,2025-02-10,二级,,5000,\nRA,2025-02-11,三级,,-5000,A\n\
        C,2025-02-12,三级,up,5000,\n";
    let answer = json(&year(&format!("{head}{rows}"), &flags));
    // The second stay paid half of 400; it goes on as the first one now, and 800 less 200 are due.
    assert_eq!(answer["bills"][3]["amounts"]["deductible"], "600.00");
}

fn folder(name: &str) -> PathBuf {
    crate::written::folder(&format!("year-{name}"))
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
    // What the hospital bears is too much for the third bill alone; what is left of it after the second is not known.
    let head = "bill,visit,hospital,on,total,hospital_pay\n";
    let before = "B,门诊,社区,2024-09-05,50,\n";
    let last = "C,住院,三级,2024-10-05,9000,8900\n";
    let alone = year(&[head, last].concat(), &flags);
    assert!(alone.stderr.contains("B059"), "{}", alone.stderr);
    let ran = year(
        &[head, "A,门诊,社区,2024-07-05,50,\n", before, last].concat(),
        &flags,
    );
    assert_eq!(
        (ran.status, ran.stderr.contains("B059")),
        (4, false),
        "{}",
        ran.stderr
    );
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
        let flags = [&VISITS[..], &["--format", "json"]].concat();
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

    /// What accumulates pays the same whether a burden comes in one bill or in twenty, up to a fen a bill. Bills are of
    /// even fen, so that half of each leaves no rounding of the pool's.
    #[test]
    fn a_year_in_twenty_bills_pays_what_it_pays_in_one(totals in prop::collection::vec(1_u32..900_000, 20)) {
        let row = |place: usize, fen: u32| format!("2025-{:02}-{:02},{}.{:02}\n", place / 20 + 1, place % 20 + 1, fen / 100, fen % 100);
        let totals: Vec<u32> = totals.iter().map(|total| total * 2).collect();
        let twenty: String = totals.iter().enumerate().map(|(place, fen)| row(place, *fen)).collect();
        let flags = [
            "--rules", "tests/designs/year-of-layers", "--no-builtin", "--region", "多层", "--scheme", "居民", "--person",
            "成年居民", "--visit", "住院", "--hospital", "三级", "--aid", "低保", "--format", "json",
        ];
        let twenty = json(&year(&format!("on,total\n{twenty}"), &flags));
        let one = json(&year(&format!("on,total\n{}", row(0, totals.iter().sum())), &flags));
        for (key, most) in [("deductible", 0), ("pool_pay", 0), ("catastrophic_pay", 20), ("assistance_pay", 20)] {
            let paid = |answer: &Json| yibao::typed::money(answer["amounts"][key].as_str().unwrap()).unwrap();
            prop_assert!((paid(&one).fen() - paid(&twenty).fen()).abs() <= most, "{key}: {} {}", paid(&one), paid(&twenty));
        }
        prop_assert_ne!(&one["amounts"]["assistance_pay"], "0.00");
    }
}

#[test]
fn a_dry_run_of_a_year_says_what_was_read_and_settles_nothing() {
    let args = [
        "year",
        "examples/urumqi-year.csv",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--dry-run",
    ];
    let ran = program(&[&args[..], &["--format", "json"]].concat(), b"", None);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let said: Json = serde_json::from_str(&ran.stdout).unwrap();
    let list = fs::read_to_string("examples/urumqi-year.csv").unwrap();
    let bills = said["bills"].as_array().unwrap();
    assert_eq!(bills.len(), list.lines().count() - 1);
    assert_eq!(bills[1]["total"], "96500.40");
    let keys = said["files"][0]["columns"].as_array().unwrap().iter();
    let keys: Vec<&str> = keys.filter_map(|one| one["key"].as_str()).collect();
    assert_eq!(keys.len(), 9, "{keys:?}");
    assert!(!ran.stdout.contains("pool_pay"));
    // Nothing is settled, so no ledger can be kept, and no sheet of amounts.
    for more in [&["--ledger-out", "a.json"][..], &["-o", "a.xlsx"]] {
        let ran = program(&[&args[..], more].concat(), b"", None);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{more:?}");
    }
}
