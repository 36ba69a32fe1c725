//! One engine: a bill that is settled in a batch comes out as it does alone, on any number of threads and however the
//! input is cut.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use yibao::batch::chunks::{Chunks, SIZE};
use yibao::batch::columns::{Columns, Output};
use yibao::batch::row::Rules;
use yibao::batch::run::{Batch, Ended, Receiver, Rejected, run};
use yibao::batch::write::Layout;
use yibao::engine::settlement::Amount;
use yibao::formats::bill::bill;
use yibao::formats::problem::Place;
use yibao::formats::raw::{RawBill, RawField};
use yibao::model::keys::{self, Scope};
use yibao::rules::cases::{Case, of_folder};
use yibao::rules::govern::Policy;
use yibao::rules::library::Library;
use yibao::rules::reimburse::reimburse;
use yibao::rules::shelf::Shelf;

use crate::program::{program, program_into};

/// What came of rows: lines, and the codes of what is wrong with others.
#[derive(Default, Debug, PartialEq)]
struct Kept {
    lines: Vec<String>,
    rejected: Vec<(u64, Vec<&'static str>)>,
}

impl Receiver for Kept {
    fn rows(&mut self, lines: &[u8]) -> io::Result<()> {
        let text = std::str::from_utf8(lines).unwrap();
        self.lines.extend(text.lines().map(str::to_owned));
        Ok(())
    }

    fn rejected(&mut self, row: Rejected) -> io::Result<bool> {
        let mut codes: Vec<_> = row
            .problems
            .iter()
            .map(|problem| problem.what.code())
            .collect();
        codes.sort_unstable();
        self.rejected.push((row.row, codes));
        Ok(true)
    }

    fn progress(&mut self, _rows: u64, _bytes_read: u64) -> bool {
        true
    }
}

/// The columns that are compared: a number to know the bill by, then everything that an answer has.
fn compared() -> Vec<String> {
    let keys = Output::keys().map(|key| format!("answer.{key}"));
    ["bill".to_owned()].into_iter().chain(keys).collect()
}

fn settle(rules: &Rules, csv: &str, threads: usize, chunk: usize) -> Kept {
    let mut chunks = Chunks::new(csv.as_bytes(), chunk);
    let header = String::from_utf8(chunks.header().unwrap()).unwrap();
    let headings = header.split(',').map(Arc::from).collect();
    let columns = Columns::new(&Arc::from("bills.csv"), headings).unwrap();
    let batch = Batch {
        file: "bills.csv".into(),
        output: Arc::new(Output::asked(&columns, &compared()).unwrap()),
        columns: Arc::new(columns),
        input: Layout::Csv,
        chosen: true,
        layout: Layout::Csv,
        base: Vec::new(),
        rules: rules.clone(),
        against: None,
        groups: Vec::new(),
        ledger_by: None,
        threads,
    };
    let mut kept = Kept::default();
    let (ended, _) = run(&batch, chunks, &mut kept);
    assert!(matches!(ended, Ended::Whole), "{ended:?}");
    kept
}

/// The same bills one by one.
fn alone(rules: &Rules, bills: &[RawBill]) -> Kept {
    let mut kept = Kept::default();
    let shelf = Shelf::new(rules.library.clone()).with(rules.policy, rules.given.clone());
    for (row, raw) in (2_u64..).zip(bills) {
        let read = match bill(raw, Vec::new()) {
            Ok(read) => read,
            Err(problems) => {
                let mut codes: Vec<_> = problems.iter().map(|found| found.what.code()).collect();
                codes.sort_unstable();
                kept.rejected.push((row, codes));
                continue;
            }
        };
        let answer = match reimburse(&shelf, &read.bill, rules.today) {
            Ok(answer) => answer,
            Err(problems) => {
                let mut codes: Vec<_> = problems.iter().map(|(_, what)| what.code()).collect();
                codes.sort_unstable();
                kept.rejected.push((row, codes));
                continue;
            }
        };
        let grades = answer.blocks.iter().flat_map(|block| &block.sources);
        let grade = grades
            .filter_map(|used| shelf.source(&answer.folder.path, &used.id))
            .map(|source| source.grade)
            .max()
            .filter(|_| answer.answer.is_some());
        let amount = |amount: &Amount| {
            let bounds = answer
                .answer
                .as_ref()
                .and_then(|amounts| amounts.get(*amount));
            bounds.map_or(String::new(), |bounds| match bounds.low == bounds.high {
                true => bounds.low.to_string(),
                false => format!("{}..{}", bounds.low, bounds.high),
            })
        };
        let first = [
            raw.get("bill").map_or("", |field| &field.text).to_owned(),
            answer.outcome.name().to_owned(),
            grade.map_or("", |grade| grade.name()).to_owned(),
        ];
        let cells: Vec<String> = first
            .into_iter()
            .chain(Amount::ALL.iter().map(amount))
            .collect();
        kept.lines.push(cells.join(","));
    }
    kept
}

/// The bills as a table of every key that one of them has.
fn table(bills: &[RawBill]) -> String {
    let has = |name: &str| bills.iter().any(|bill| bill.get(name).is_some());
    let keys: Vec<&str> = keys::of(Scope::Bill)
        .map(|key| key.name)
        .filter(|name| has(name))
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&keys).unwrap();
    for bill in bills {
        let cell = |name: &&str| bill.get(name).map_or("", |field| field.text.as_str());
        writer.write_record(keys.iter().map(cell)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn field(name: &str, text: impl ToString) -> RawField {
    RawField {
        key: keys::find(Scope::Bill, name).unwrap(),
        text: text.to_string(),
        place: Place::Flag(name.to_owned()),
    }
}

/// Words that a bill may say instead of its own, so that every row of a table is met.
const WORDS: [(&str, &[&str]); 4] = [
    ("hospital", &["三级", "二级", "一级", "社区", ""]),
    ("person", &["在职", "退休", "成年居民", "学生儿童", ""]),
    ("aid", &["特困", "低保", "无", ""]),
    ("place", &["本地", "异地长期", "转诊", "临时", "未备案"]),
];

/// Another bill like this one: other sums, another number of the stay, perhaps another word.
fn like(raw: &RawBill) -> impl Strategy<Value = RawBill> + use<> {
    let raw = raw.clone();
    let fen = prop_oneof![1_i64..100_000, 1_i64..5_000_000, 1_i64..60_000_000];
    let year = prop_oneof![Just(None), (1_i64..30_000_000).prop_map(Some)];
    let word = prop_oneof![Just(None), (0..WORDS.len(), 0..5_usize).prop_map(Some)];
    let nth = prop_oneof![Just(None), (1_i64..5).prop_map(Some)];
    (fen, 0..200_i64, 0..150_i64, year, word, nth).prop_map(
        move |(fen, own, first, year, word, nth)| {
            let mut bill = raw.clone();
            let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
            bill.fields.retain(|field| {
                let name = field.key.name;
                ![
                    "total",
                    "self_funded",
                    "over_limit",
                    "pre_self_pay",
                    "eligible",
                    "burden",
                ]
                .contains(&name)
            });
            bill.lay_over(vec![
                field("total", yuan(fen)),
                field("self_funded", yuan(fen * own / 1000)),
                field("pre_self_pay", yuan(fen * first / 1000)),
            ]);
            if let Some(year) = year {
                bill.lay_over(vec![
                    field("ytd_eligible", yuan(year)),
                    field("ytd_pool_pay", yuan(year / 2)),
                    field("ytd_burden", yuan(year / 3)),
                ]);
            }
            if let Some((key, place)) = word {
                let (name, words) = WORDS[key];
                bill.lay_over(vec![field(name, words[place % words.len()])]);
                bill.fields.retain(|field| !field.text.is_empty());
            }
            if let Some(nth) = nth {
                bill.lay_over(vec![field("nth", nth)]);
            }
            bill
        },
    )
}

fn rules() -> Rules {
    Rules {
        library: Library::built_in(),
        policy: Policy::default(),
        given: Vec::new(),
        today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
    }
}

/// The bills of the rule library that stand in one row: those with charge lines do not.
fn of_library(shelf: &Shelf) -> Vec<Case> {
    let mut problems = Vec::new();
    let folders = shelf.folders();
    let all = folders
        .iter()
        .flat_map(|folder| of_folder(shelf, folder, &mut problems));
    let cases: Vec<Case> = all
        .filter(|case| case.is_a_bill() && case.raw.lines.is_empty())
        .collect();
    assert!(problems.is_empty());
    cases
}

fn numbered(bills: impl IntoIterator<Item = RawBill>) -> Vec<RawBill> {
    let number = |(number, mut bill): (usize, RawBill)| {
        bill.lay_over(vec![field("bill", number)]);
        bill
    };
    bills.into_iter().enumerate().map(number).collect()
}

fn assert_same(one_by_one: &Kept, batch: &Kept, bills: &[RawBill]) {
    let by_bill = |kept: &Kept| -> BTreeMap<usize, String> {
        let number = |line: &String| line.split(',').next().unwrap().parse().unwrap();
        let lines = kept.lines.iter().map(|line| (number(line), line.clone()));
        let rejected = kept.rejected.iter();
        let rejected = rejected.map(|(row, codes)| (*row as usize - 2, codes.join(" ")));
        lines.chain(rejected).collect()
    };
    let (one_by_one, batch) = (by_bill(one_by_one), by_bill(batch));
    assert_eq!(one_by_one.len(), bills.len());
    for (number, bill) in bills.iter().enumerate() {
        let (one, other) = (one_by_one.get(&number), batch.get(&number));
        assert_eq!(one, other, "{}", table(std::slice::from_ref(bill)));
    }
}

#[test]
fn every_bill_of_the_rule_library_comes_out_in_a_batch_as_it_does_alone() {
    let rules = rules();
    let cases = of_library(&Shelf::new(rules.library.clone()));
    assert!(cases.len() > 500, "{}", cases.len());
    let bills = numbered(cases.iter().map(|case| case.raw.clone()));
    let batch = settle(&rules, &table(&bills), 1, SIZE);
    assert_same(&alone(&rules, &bills), &batch, &bills);
    assert!(batch.lines.len() > 500, "{}", batch.lines.len());
    // Cases with figures of their own are asked of rules with those figures.
    let mut own = 0;
    for case in cases.iter().filter(|case| !case.given().is_empty()) {
        let rules = Rules {
            given: case.given().to_vec(),
            ..rules.clone()
        };
        let bills = numbered([case.raw.clone()]);
        assert_same(
            &alone(&rules, &bills),
            &settle(&rules, &table(&bills), 1, SIZE),
            &bills,
        );
        own += 1;
    }
    assert!(own > 0);
}

/// The designs have what the library has not yet: figures that are vague in several layers, shares of the bill.
#[test]
fn every_bill_of_the_designs_comes_out_in_a_batch_as_it_does_alone() {
    let (mut ran, mut ranges) = (0, 0);
    for entry in fs::read_dir("tests/designs").unwrap().flatten() {
        let rules = Rules {
            library: Library::folder(entry.path()),
            ..rules()
        };
        let cases = of_library(&Shelf::new(rules.library.clone()));
        let bills = cases.iter().map(|case| case.raw.clone());
        let bills = numbered(bills);
        if bills.is_empty() {
            continue;
        }
        let batch = settle(&rules, &table(&bills), 1, SIZE);
        assert_same(&alone(&rules, &bills), &batch, &bills);
        ran += bills.len();
        let is_range = |line: &&String| line.contains("range");
        ranges += batch.lines.iter().filter(is_range).count();
    }
    assert!(ran > 100 && ranges > 10, "{ran} bills, {ranges} ranges");
}

#[test]
fn generated_bills_of_every_rule_set_come_out_in_a_batch_as_they_do_alone() {
    let rules = rules();
    let cases = of_library(&Shelf::new(rules.library.clone()));
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let mut bills = Vec::new();
    for case in &cases {
        for _ in 0..4 {
            bills.push(like(&case.raw).new_tree(&mut runner).unwrap().current());
        }
    }
    let bills = numbered(bills);
    let csv = table(&bills);
    let batch = settle(&rules, &csv, 1, SIZE);
    assert_same(&alone(&rules, &bills), &batch, &bills);
    let amounts = batch
        .lines
        .iter()
        .filter(|line| line.contains("determined"));
    assert!(amounts.count() > bills.len() / 3, "{} bills", bills.len());
    for (threads, chunk) in [(1, 64), (2, 1000), (3, 1 << 14), (8, 1)] {
        assert_eq!(
            settle(&rules, &csv, threads, chunk),
            batch,
            "{threads} threads, {chunk} bytes"
        );
    }
}

/// One row of each kind that is wrong, with the code that names it.
fn broken() -> Vec<(String, &'static str)> {
    let row = |middle: &str| format!("x,{middle}\n");
    vec![
        (row("乌鲁木齐,居民,住院,三级,2024-06-01,20600"), "F008"),
        (row("乌鲁木齐,居民,住院,三级,2024-06-01,很多,0"), "B003"),
        (row("乌鲁木齐,居民,住院,三级,2024-06-01,100.001,0"), "B003"),
        (row("乌鲁木齐,居民,住院,三级,2024-06-01,-5,0"), "B024"),
        (row("乌鲁木其,居民,住院,三级,2024-06-01,100,0"), "B007"),
        (row("乌鲁木齐,居民,住院,三级,2024-06-01,100,200"), "B012"),
        (row("乌鲁木齐,居民,住院,三级,2024-02-30,100,0"), "B004"),
        (
            "\"x,乌鲁木齐,居民,住院,三级,2024-06-01,100,0\n".to_owned(),
            "L002",
        ),
        (
            row(&format!(
                "乌鲁木齐,居民,住院,三级,2024-06-01,{},0",
                "9".repeat(1 << 20)
            )),
            "L003",
        ),
    ]
}

#[test]
fn every_good_row_is_settled_and_every_bad_one_named() {
    let broken = broken();
    let mut csv = b"id,region,scheme,visit,hospital,on,total,self_funded\n".to_vec();
    let mut expected = Vec::new();
    for (kind, (bad, code)) in broken.iter().enumerate() {
        for good in 0..99 {
            let row = format!(
                "ok-{kind}-{good},乌鲁木齐,居民,住院,三级,2024-06-01,{},0\n",
                1000 + good
            );
            csv.extend_from_slice(row.as_bytes());
        }
        csv.extend_from_slice(bad.as_bytes());
        expected.push((101 + 100 * kind, *code));
    }
    csv.extend_from_slice(b"\xff\xfe,\xe4\xb9,x,x,x,x,1,0\n");
    expected.push((2 + 100 * broken.len(), "L001"));
    for threads in ["1", "3"] {
        let args = [
            "batch",
            "-",
            "--columns",
            "id,outcome,pool_pay",
            "-q",
            "--threads",
            threads,
        ];
        let errors = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{threads}.csv"));
        let args = [&args[..], &["--errors", errors.to_str().unwrap()]].concat();
        let ran = program(&args, &csv, None);
        assert_eq!(ran.status, 1, "{}", ran.stderr);
        assert_eq!(ran.stdout.lines().count(), 1 + 99 * broken.len());
        assert!(
            ran.stdout
                .lines()
                .skip(1)
                .all(|line| line.contains(",determined,"))
        );
        let mut reader = csv::Reader::from_path(errors).unwrap();
        let mut named: Vec<(usize, String)> = Vec::new();
        for record in reader.records() {
            let record = record.unwrap();
            named.push((record[0].parse().unwrap(), record[3].to_owned()));
            assert!(record[2].chars().count() <= 80);
        }
        let named: Vec<(usize, &str)> = named
            .iter()
            .map(|(row, code)| (*row, code.as_str()))
            .collect();
        assert_eq!(named, expected, "{threads} threads");
    }
}

/// A reader that goes away, as `head -1` does.
struct Gone(usize);

impl Write for Gone {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_run_quietly() {
    for bytes in [0, 1, 100, 10_000] {
        let args = ["batch", "examples/city-month.csv"];
        assert_eq!(program_into(&args, &mut Gone(bytes)), 0, "{bytes}");
    }
}

/// The most memory, in KiB, that a stream of rows took after an early part of it and at its end.
#[cfg(target_os = "linux")]
fn peaks(header: &str, row: impl Fn(usize) -> String, [early, all]: [usize; 2]) -> (u64, u64) {
    let flags = "batch - -q --region 乌鲁木齐 --scheme 居民 --visit 住院 --on 2024-06-01 --hospital 三级 --threads 2 \
        --columns id,pool_pay";
    let child = Command::new(env!("CARGO_BIN_EXE_yibao"))
        .args(flags.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).unwrap();
        bytes.iter().filter(|byte| **byte == b'\n').count()
    });
    let status = format!("/proc/{}/status", child.id());
    let peak = || -> u64 {
        let status = std::fs::read_to_string(&status).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    stdin.write_all(header.as_bytes()).unwrap();
    let mut rows = |from: usize, to: usize| {
        let rows: String = (from..to).map(&row).collect();
        stdin.write_all(rows.as_bytes()).unwrap();
        peak()
    };
    let peaks = (rows(0, early), rows(early, all));
    drop(stdin);
    assert_eq!(reader.join().unwrap(), all + 1);
    assert!(child.wait().unwrap().success());
    peaks
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    let note = "x".repeat(40);
    let row = |id: usize| format!("{id:08},{}.{:02},{note}\n", id % 90_000, id % 100);
    let (early, late) = peaks("id,total,note\n", row, [40_000, 250_000]);
    assert!(late < 64 << 10, "{late} KiB");
    assert!(late < early + (4 << 10), "{early} KiB, then {late} KiB");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_words_that_come_in_ever_new_pairs() {
    let word = |id: usize, factor: usize| id.wrapping_mul(factor) >> 7 & 0x3fff;
    let row = |id: usize| {
        let (disease, drug) = (word(id, 0x9e37_79b1), word(id, 0x85eb_ca77));
        format!("{id},1000.00,d{disease},x{drug}\n")
    };
    let (_, late) = peaks("id,total,disease,drug\n", row, [1, 150_000]);
    assert!(late < 64 << 10, "{late} KiB");
}
