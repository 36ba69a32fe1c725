//! Input that nobody means well with: named errors, bounded time and memory, never a panic, never an answer.
//!
//! Rule files of that kind are in `hostile_rules.rs`, nesting and slow input in `edges.rs`.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{Ran, STAY, program};

/// The largest amount that is accepted from outside, in yuan.
const LARGEST: &str = "1000000000000";

/// What no run may need more of: memory that is only asked for counts too.
const KIBIBYTES: u64 = 600 << 10;

/// Far above what any of these takes: a hang is found, a slow machine is not.
const LONGEST: Duration = Duration::from_secs(60);

/// Runs the program itself, held to its memory and its time.
fn bounded(args: &[&str], stdin: &[u8]) -> Ran {
    let mut command = Command::new("sh");
    let limited = format!("ulimit -v {KIBIBYTES}; exec \"$0\" \"$@\"");
    command
        .args(["-c", &limited, env!("CARGO_BIN_EXE_yibao")])
        .args(args)
        .env_remove("YIBAO_RULES")
        .env_remove("YIBAO_PROFILE")
        .env_remove("YIBAO_LANG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    let feeding = std::thread::spawn(move || pipe.write_all(&stdin));
    let id = child.id().to_string();
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if wait.recv_timeout(LONGEST).is_err() {
            let _ = Command::new("kill").args(["-9", &id]).status();
        }
    });
    let output = child.wait_with_output().unwrap();
    done.send(()).unwrap();
    watch.join().unwrap();
    // What is not read of the input is no fault.
    let _ = feeding.join().unwrap();
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        status: u8::try_from(output.status.code().unwrap_or(255)).unwrap(),
    }
}

/// An error of that code, and no answer.
fn refused(args: &[&str], stdin: &[u8], code: &str) {
    let start = Instant::now();
    let ran = bounded(args, stdin);
    assert_eq!(
        (ran.status, ran.stdout.as_str()),
        (3, ""),
        "{args:?}: {}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains(&format!("[{code}]")),
        "{args:?}: {}",
        ran.stderr
    );
    assert!(start.elapsed() < LONGEST, "{args:?}");
}

fn folder(name: &str) -> PathBuf {
    crate::written::folder(&format!("hostile-{name}"))
}

/// Every command that reads a file that the user names, with the file's place left open.
fn readers(file: &str) -> Vec<Vec<&str>> {
    let year = ["--region", "乌鲁木齐", "--scheme", "居民"];
    let wait = [
        "--region",
        "青岛",
        "--scheme",
        "居民",
        "--year",
        "2027",
        "--stage",
        "集中缴费期",
    ];
    vec![
        [&["reimburse", file][..], &STAY].concat(),
        [&["reimburse", "--total", "1", "--profile", file][..], &STAY].concat(),
        [&["year", file][..], &year].concat(),
        [
            &["year", "examples/urumqi-year.csv", "--ledger-in", file][..],
            &year,
        ]
        .concat(),
        vec!["audit", file],
        [&["contribute", file, "--year", "2025"][..], &year].concat(),
        [
            &["wait", "--paid", "2026-11-15", "--history", file][..],
            &wait,
        ]
        .concat(),
        [
            &["compare", file, "--hospital", "三级,二级"][..],
            &STAY[..6],
        ]
        .concat(),
    ]
}

#[test]
fn devices_and_pipes_are_no_files() {
    let folder = folder("devices");
    let fifo = folder.join("fifo");
    let made = Command::new("mkfifo").arg(&fifo).status().unwrap();
    assert!(made.success());
    for file in [
        "/dev/zero",
        "/dev/stdin",
        "/dev/null",
        fifo.to_str().unwrap(),
    ] {
        for args in readers(file) {
            refused(&args, b"", "F004");
        }
        refused(&["rules", "check", file], b"", "F011");
        refused(
            &[&["reimburse", "--total", "1", "--rules", file][..], &STAY].concat(),
            b"",
            "F011",
        );
    }
    // A batch is a stream: a device is read, and what never ends a line is no row.
    let ran = bounded(&[&["batch", "/dev/zero"][..], &STAY].concat(), b"");
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
}

#[test]
fn ten_gigabytes_are_refused_where_a_whole_file_is_read() {
    let folder = folder("large");
    for ending in ["csv", "toml", "json", "xlsx"] {
        let path = folder.join(format!("large.{ending}"));
        // A hole in the file system, not ten gigabytes of disk.
        File::create(&path).unwrap().set_len(10 << 30).unwrap();
        for args in readers(path.to_str().unwrap()) {
            refused(&args, b"", "F003");
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_batch_of_gigabytes_is_a_stream() {
    let folder = folder("stream");
    let path = folder.join("bills.csv");
    fs::write(&path, "hospital,total\n三级,20600\n").unwrap();
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    let bill = &STAY[..6];
    let file = path.to_str().unwrap();
    let args = [
        &["batch", file, "--on", "2024-06-01", "--columns", "pool_pay"],
        bill,
    ]
    .concat();
    let ran = bounded(&args, b"");
    // The row that was whole is settled; a gigabyte without a line end are one row that is too long.
    assert_eq!(
        (ran.status, ran.stdout.as_str()),
        (1, "pool_pay\n13000.00\n"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("[L003]"), "{}", ran.stderr);
    fs::remove_dir_all(folder).unwrap();
}

/// Texts that are no sums of money, and why not.
fn not_money() -> Vec<String> {
    let nines = "9".repeat(10_000);
    let mut texts = vec![
        nines.clone(),
        format!("-{nines}"),
        format!("0.{nines}"),
        format!("1,{nines}"),
        format!("{nines}万"),
    ];
    let short = [
        "1000000000000.01",
        "99999999999999999999999999999",
        "1e400",
        "1e-400",
        "NaN",
        "inf",
        "-inf",
        "0x10",
        "1_000",
        "0.001",
        "٣",
        "½",
        "1.2万万",
        "1,2,3",
        "--1",
        "1-1",
        "=1+1",
        "1;2",
        "¥",
        "",
    ];
    texts.extend(short.iter().map(|text| (*text).to_owned()));
    texts
}

#[test]
fn numbers_of_ten_thousand_digits_are_named() {
    let bill = |total: &str, format: &str| match format {
        "json" => format!("{{\"total\": \"{total}\"}}"),
        "toml" => format!("total = \"{total}\"\n"),
        _ => format!("total,hospital\n\"{total}\",三级\n"),
    };
    for text in not_money().iter().filter(|text| !text.is_empty()) {
        let typed = format!("--total={text}");
        let ran = program(&[&["reimburse", &typed][..], &STAY].concat(), b"", None);
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{text:.40}");
        assert!(
            ran.stderr.contains("[B003]") && ran.stderr.len() < 2_000,
            "{}",
            ran.stderr
        );
        for format in ["json", "toml", "csv"] {
            let stdin = bill(text, format);
            let args = [&["reimburse", "-", "--input", format][..], &STAY].concat();
            let ran = program(&args, stdin.as_bytes(), None);
            assert_eq!(
                (ran.status, ran.stdout.as_str()),
                (3, ""),
                "{format} {text:.40}"
            );
            assert!(
                ran.stderr.contains("[B003]"),
                "{format} {text:.40}: {}",
                ran.stderr
            );
        }
        let stdin = bill(text, "csv");
        let args = [
            &["batch", "-", "--columns", "pool_pay"][..],
            &STAY[..6],
            &STAY[8..],
        ]
        .concat();
        let ran = program(&args, stdin.as_bytes(), None);
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (1, "pool_pay\n"),
            "{text:.40}"
        );
        let given = format!("inpatient.deductible={text}");
        let ran = program(
            &[&["reimburse", "--total", "1", "--given", &given][..], &STAY].concat(),
            b"",
            None,
        );
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{text:.40}");
    }
    // Numbers of the format itself, not texts.
    for (format, stdin) in [
        ("json", format!("{{\"total\": {}}}", "9".repeat(10_000))),
        ("json", "{\"total\": 1e400}".to_owned()),
        ("json", format!("{{\"total\": 0.{}}}", "9".repeat(10_000))),
        ("toml", format!("total = {}\n", "9".repeat(10_000))),
        ("toml", "total = 1e400\n".to_owned()),
        ("toml", "total = nan\n".to_owned()),
        ("toml", "total = -inf\n".to_owned()),
    ] {
        let args = [&["reimburse", "-", "--input", format][..], &STAY].concat();
        let ran = program(&args, stdin.as_bytes(), None);
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{stdin:.40}");
    }
}

/// A very fine number was called too large: more than a trillion yuan.
#[test]
fn a_long_number_is_called_what_it_is() {
    for (total, said) in [
        (format!("0.{}", "9".repeat(100)), "too many decimals"),
        ("9".repeat(100), "more than a trillion yuan"),
        ("x".repeat(100), "is not a number"),
    ] {
        let args = [&["reimburse", "--total", &total, "--lang", "en"][..], &STAY].concat();
        let ran = program(&args, b"", None);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn days_beyond_all_calendars_are_named() {
    for day in [
        "9999-12-31",
        "-1-01-01",
        "-0001-01-01",
        "0000-01-01",
        "0000-00-00",
        "1899-12-31",
        "2200-01-01",
        "99999999-01-01",
        "2024-02-30",
        "2023-02-29",
        "20240631",
        "2024年13月1日",
        "2024-00-10",
    ] {
        let typed = format!("--on={day}");
        let bill = &STAY[..8];
        let ran = program(
            &[&["reimburse", "--total", "100", &typed][..], bill].concat(),
            b"",
            None,
        );
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{day}");
        assert!(ran.stderr.contains("[B004]"), "{day}: {}", ran.stderr);
        for (format, stdin) in [
            ("json", format!("{{\"total\": 100, \"on\": \"{day}\"}}")),
            ("toml", format!("total = 100\non = \"{day}\"\n")),
            ("csv", format!("total,on\n100,{day}\n")),
        ] {
            let args = [&["reimburse", "-", "--input", format][..], bill].concat();
            let ran = program(&args, stdin.as_bytes(), None);
            assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{format} {day}");
            assert!(
                ran.stderr.contains("[B004]"),
                "{format} {day}: {}",
                ran.stderr
            );
        }
        let stdin = format!("total,hospital,on\n100,三级,{day}\n");
        let ran = program(
            &[&["batch", "-", "--columns", "pool_pay"][..], &STAY[..6]].concat(),
            stdin.as_bytes(),
            None,
        );
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (1, "pool_pay\n"),
            "{day}"
        );
    }
    for year in ["0", "99999", "-1", "2200"] {
        let year = format!("--year={year}");
        let ran = program(
            &[
                "contribute",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "居民",
                &year,
            ],
            b"",
            None,
        );
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{year}");
    }
}

/// Nobody is a thousand years old; an answer for such an age was given once.
#[test]
fn nobody_is_a_thousand_years_old() {
    let args =
        |age: &'static str| [&["reimburse", "--total", "20600", "--age", age][..], &STAY].concat();
    assert_eq!(program(&args("150"), b"", None).status, 0);
    assert_eq!(program(&args("151"), b"", None).status, 3);
    let rows = b"age,total\n150,20600\n151,20600\n";
    let ran = program(
        &[&["batch", "-", "--columns", "age,pool_pay"][..], &STAY].concat(),
        rows,
        None,
    );
    assert_eq!(
        (ran.status, ran.stdout.as_str()),
        (1, "age,pool_pay\n150,13000.00\n")
    );
}

#[test]
fn zero_with_a_sign_is_zero() {
    let plain = program(
        &[&["reimburse", "--total", "0"][..], &STAY].concat(),
        b"",
        None,
    );
    assert_eq!(plain.status, 0, "{}", plain.stderr);
    for zero in ["-0", "+0", "-0.00", "－０"] {
        let total = format!("--total={zero}");
        let signed = program(&[&["reimburse", &total][..], &STAY].concat(), b"", None);
        assert_eq!(
            (signed.status, &signed.stdout),
            (0, &plain.stdout),
            "{zero}"
        );
    }
    for (format, stdin) in [
        ("json", "{\"total\": -0}"),
        ("json", "{\"total\": -0.0}"),
        ("toml", "total = -0\n"),
        ("toml", "total = -0.0\n"),
        ("csv", "total,visit\n-0,住院\n"),
    ] {
        let args = ["reimburse", "-", "--input", format, "--get", "cash_pay"];
        let flags = [&STAY[..4], &STAY[6..]].concat();
        let visit: &[&str] = if format == "csv" { &[] } else { &STAY[4..6] };
        let ran = program(&[&args[..], &flags, visit].concat(), stdin.as_bytes(), None);
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (0, "0.00\n"),
            "{stdin}: {}",
            ran.stderr
        );
    }
}

/// The largest amount in every field by itself, and beside the largest total: an answer that closes, or a named error.
#[test]
fn the_largest_amount_in_every_field_overflows_nothing() {
    let fields = [
        "eligible",
        "self-funded",
        "over-limit",
        "pre-self-pay",
        "ytd-deductible",
        "ytd-eligible",
        "ytd-pool-pay",
        "ytd-burden",
        "burden",
        "hospital-pay",
        "account",
        "shared",
    ];
    let fen = |text: &str| text.replace('.', "").parse::<i128>().unwrap();
    for field in fields {
        for has_total in [true, false] {
            let sum = if field == "shared" {
                format!("--shared=a={LARGEST}")
            } else {
                format!("--{field}={LARGEST}")
            };
            let total = format!("--total={LARGEST}");
            let mut args = [&["reimburse", &sum, "--format", "json"][..], &STAY].concat();
            if has_total {
                args.push(&total);
            }
            let ran = program(&args, b"", None);
            assert!(matches!(ran.status, 0 | 3 | 4), "{args:?}: {}", ran.stderr);
            if ran.status == 0 {
                let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
                let amount = |key: &str| answer["amounts"][key].as_str().map(fen);
                if let (Some(total), Some(fund), Some(own)) =
                    (amount("total"), amount("fund_pay"), amount("personal_pay"))
                {
                    let hospital = amount("hospital_pay").unwrap_or(0);
                    assert_eq!(total, fund + own + hospital, "{args:?}");
                }
            }
        }
    }
    for flags in [["--wage", LARGEST], ["--base", LARGEST]] {
        let place = [
            "contribute",
            "--region",
            "乌鲁木齐",
            "--scheme",
            "职工",
            "--from",
            "1900-01",
            "--to",
            "2199-12",
        ];
        let ran = program(&[&place[..], &flags].concat(), b"", None);
        assert!(matches!(ran.status, 0 | 3 | 4), "{}", ran.stderr);
    }
}

#[test]
fn sums_of_the_largest_amounts_overflow_nothing() {
    // Lines of a bill.
    let line = format!("药,甲,{LARGEST}\n");
    for count in [2, 20_000] {
        let text = format!("name,class,amount\n{}", line.repeat(count));
        let args = [&["reimburse", "-", "--input", "csv"][..], &STAY].concat();
        let ran = program(&args, text.as_bytes(), None);
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{count}");
        assert!(ran.stderr.contains("[B033]"), "{}", ran.stderr);
    }
    let text = "name,class,quantity,price\n药,甲,999999999999.9999,999999999999.999999\n";
    let ran = program(
        &[&["reimburse", "-", "--input", "csv"][..], &STAY].concat(),
        text.as_bytes(),
        None,
    );
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    // Bills of a year.
    let rows: String = (0..100)
        .map(|n| format!("A{n},2024-02-01,住院,三级,{LARGEST}\n"))
        .collect();
    let text = format!("bill,on,visit,hospital,total\n{rows}");
    let args = [
        "year",
        "-",
        "--input",
        "csv",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--get",
        "total",
    ];
    let ran = program(&args, text.as_bytes(), None);
    assert_eq!(
        (ran.status, ran.stdout.as_str()),
        (0, "100000000000000.00\n"),
        "{}",
        ran.stderr
    );
    // Rows of a batch: their sum is beyond 64 bits of fen; with one person's ledger, too.
    let rows = 93_000;
    let text = format!(
        "id,hospital,total\n{}",
        format!("a,三级,{LARGEST}\n").repeat(rows)
    );
    for ledger in [&[][..], &["--ledger-by", "id"]] {
        let batch = [
            "batch",
            "-",
            "--summary",
            "json",
            "-q",
            "--on",
            "2024-06-01",
        ];
        let ran = program(
            &[&batch[..], ledger, &STAY[..6]].concat(),
            text.as_bytes(),
            None,
        );
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        assert!(
            ran.stdout.contains("\"93000000000000000.00\""),
            "{}",
            ran.stdout
        );
    }
}

/// A bill of exactly the largest amount was shown as one of that amount or more.
#[test]
fn the_largest_amount_is_shown_as_itself() {
    let text = format!("bill,on,visit,hospital,total\nA1,2024-02-01,住院,三级,{LARGEST}\n");
    let args = [
        "year",
        "-",
        "--input",
        "csv",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
    ];
    let ran = program(&args, text.as_bytes(), None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let total = ran
        .stdout
        .lines()
        .find(|line| line.contains("医疗费总额"))
        .unwrap();
    assert!(
        !total.contains('≥') && total.contains("1,000,000,000,000.00"),
        "{total}"
    );
}

/// Each bill keeps its steps until the answer: a year of a hundred thousand bills took gigabytes and minutes.
#[test]
fn a_year_of_too_many_bills_is_refused_at_once() {
    let rows: String = (0..100_000)
        .map(|n| format!("A{n},2024-02-01,住院,三级,100\n"))
        .collect();
    let text = format!("bill,on,visit,hospital,total\n{rows}");
    let args = [
        "year",
        "-",
        "--input",
        "csv",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
    ];
    refused(&args, text.as_bytes(), "B060");
}

#[test]
fn no_path_leads_out_of_the_folders_of_rules() {
    for name in [
        "../../etc",
        "/etc",
        "cn/../../etc",
        "cn/xinjiang/..",
        "cn/./xinjiang",
        "..",
        "cn\\..\\etc",
        "cn/",
    ] {
        let rest = [
            "--scheme",
            "居民",
            "--visit",
            "住院",
            "--hospital",
            "三级",
            "--on",
            "2024-06-01",
            "--total",
            "1",
        ];
        refused(
            &[&["reimburse", "--region", name][..], &rest].concat(),
            b"",
            "B007",
        );
        let args = [
            &["reimburse", "--total", "1", "--at", name, "--place", "转诊"][..],
            &STAY,
        ]
        .concat();
        refused(&args, b"", "B007");
        refused(&["rules", "show", name], b"", "B007");
        let folder = folder("rules");
        let mine = folder.join("mine");
        let ran = bounded(
            &[
                "rules",
                "new",
                name,
                "resident",
                "--rules",
                mine.to_str().unwrap(),
            ],
            b"",
        );
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (3, ""),
            "{name}: {}",
            ran.stderr
        );
        assert!(!mine.exists(), "{name} wrote something");
    }
}

/// What steers a terminal: control characters but line ends, and marks that turn the direction of writing.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[test]
fn names_cannot_steer_the_terminal() {
    let evil = "\u{1b}[31m\u{1b}]0;x\u{7}\u{202e}\u{2066}\u{200f}\u{8}";
    let folder = folder("names");
    let bills = folder.join("bills.csv");
    let row = |number: &str, day: &str| format!("{number},{evil}医院,{day},门诊,社区,100\n");
    let head = "bill,institution,on,visit,hospital,total\n";
    let text = format!(
        "{head}{}{}",
        row(&format!("A{evil}"), "2024-02-01"),
        row("B", "2024-02-01")
    );
    fs::write(&bills, &text).unwrap();
    let lines = folder.join("lines.csv");
    fs::write(
        &lines,
        format!("name,class,amount,x{evil}\n药{evil},甲,100,1\n药{evil},乙,5,1\n"),
    )
    .unwrap();
    let wrong = folder.join("wrong.toml");
    fs::write(
        &wrong,
        format!(
            "\"tot{evil}al\" = 5 # {evil}\nhospital = \"{}\"\n",
            evil.escape_unicode()
        ),
    )
    .unwrap();
    let people = folder.join("people.toml");
    fs::write(
        &people,
        format!("[\"{}\"]\naccount = \"{0}\"\n", "a\\u202e\\u001b[31m"),
    )
    .unwrap();
    let named = folder.join(format!("n{evil}.csv"));
    fs::write(&named, "a,b\n1,2\n").unwrap();
    let [bills, lines, wrong, people, named] =
        [&bills, &lines, &wrong, &people, &named].map(|path| path.to_str().unwrap());
    let year = ["--region", "乌鲁木齐", "--scheme", "居民"];
    let typed = format!("x{evil}");
    let mut runs: Vec<Vec<&str>> = vec![
        [&["year", bills][..], &year].concat(),
        [&["year", bills, "--explain"][..], &year].concat(),
        [&["reimburse", lines][..], &STAY].concat(),
        [&["reimburse", lines, "--dry-run"][..], &STAY].concat(),
        vec!["reimburse", wrong],
        vec!["reimburse", named],
        vec!["batch", named],
        [
            &[
                "batch",
                bills,
                "--summary",
                "table",
                "--group-by",
                "institution",
                "-q",
                "--columns",
                "pool_pay",
            ][..],
            &year,
        ]
        .concat(),
        vec![
            "contribute",
            "--profile",
            people,
            "--who",
            &typed,
            "--year",
            "2025",
            "--scheme",
            "居民",
        ],
        vec![
            "contribute",
            "--profile",
            people,
            "--year",
            "2025",
            "--scheme",
            "居民",
        ],
        [
            &[
                "compare",
                bills,
                "--scheme",
                "居民,职工",
                "--person",
                "成年居民",
            ][..],
            &year[..2],
        ]
        .concat(),
        [
            &["reimburse", "--total", "100", "--shared"][..],
            &[&typed],
            &STAY,
        ]
        .concat(),
    ];
    for flag in [
        "--region",
        "--scheme",
        "--visit",
        "--hospital",
        "--total",
        "--on",
        "--given",
        "--rules",
        "--get",
        "--format",
    ] {
        runs.push(vec!["reimburse", flag, &typed]);
    }
    runs.push(vec![&typed]);
    runs.push(vec!["rules", "show", &typed]);
    runs.push(vec!["rules", "find", &typed]);
    runs.push(vec!["values", &typed]);
    let shared = format!("a{evil}=5");
    runs.push(
        [
            &["reimburse", "--total", "20600", "--shared", &shared][..],
            &STAY,
        ]
        .concat(),
    );
    for args in runs {
        for columns in [None, Some(60)] {
            let ran = program(&args, b"", columns);
            for text in [&ran.stdout, &ran.stderr] {
                let found = text.chars().find(|c| steers(*c));
                assert_eq!(found, None, "{args:?}:\n{}", text.escape_debug());
            }
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn no_cell_is_a_formula() {
    let evil = [
        "=cmd|' /C calc'!A1",
        "+1-1=",
        "-x",
        "@SUM(A1)",
        "＝1+1",
        "＋x",
        "－x",
        "＠x",
    ];
    let row =
        |(n, text): (usize, &&str)| format!("\"{text}\",2024-02-{:02},门诊,社区,100\n", n + 1);
    let rows: String = evil.iter().enumerate().map(row).collect();
    let text = format!("bill,on,visit,hospital,total\n{rows}");
    let place = ["--region", "乌鲁木齐", "--scheme", "居民"];
    let errors = folder("formulas").join("errors.csv");
    let errors = errors.to_str().unwrap();
    let broken = format!("=1+1,on,visit,hospital,total\n{rows}=x,=y,=z,=1,=5\n");
    let runs = [
        (
            [
                &["year", "-", "--input", "csv", "--format", "csv"][..],
                &place,
            ]
            .concat(),
            &text,
        ),
        ([&["batch", "-"][..], &place].concat(), &text),
        (
            [
                &[
                    "batch",
                    "-",
                    "--columns",
                    "=1+1,pool_pay",
                    "--errors",
                    errors,
                ][..],
                &place,
            ]
            .concat(),
            &broken,
        ),
    ];
    let is_harmless = |csv: &str| {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(csv.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let begins = cell
                    .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
                assert!(
                    !begins || cell.parse::<rust_decimal::Decimal>().is_ok(),
                    "{cell:?} in\n{csv}"
                );
            }
        }
    };
    for (args, stdin) in runs {
        let ran = program(&args, stdin.as_bytes(), None);
        assert!(
            ran.stdout.contains("'="),
            "{args:?}: {}{}",
            ran.stdout,
            ran.stderr
        );
        is_harmless(&ran.stdout);
    }
    let errors = fs::read_to_string(errors).unwrap();
    assert!(errors.contains("'="), "{errors}");
    is_harmless(&errors);
}

#[test]
fn a_folder_of_bills_with_links_in_a_circle_ends() {
    let folder = folder("circle");
    for (from, to) in [
        ("a.csv", "b.csv"),
        ("b.csv", "a.csv"),
        ("c.csv", "."),
        ("d.csv", "nowhere"),
    ] {
        std::os::unix::fs::symlink(to, folder.join(from)).unwrap();
    }
    let path = folder.to_str().unwrap();
    refused(
        &["year", path, "--region", "乌鲁木齐", "--scheme", "居民"],
        b"",
        "F017",
    );
    refused(
        &["reimburse", folder.join("a.csv").to_str().unwrap()],
        b"",
        "F005",
    );
}

#[test]
fn settlements_ledgers_and_rows_of_any_depth_end() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let folder = folder("deep");
        let file = folder.join("deep.json");
        for text in [
            deep.clone(),
            format!("{{\"infcode\": \"0\", \"output\": {deep}}}"),
            format!("{{\"schema\": 1, \"counters\": {deep}}}"),
        ] {
            fs::write(&file, &text).unwrap();
            for args in readers(file.to_str().unwrap()) {
                let ran = bounded(&args, b"");
                assert!(
                    matches!(ran.status, 1 | 3 | 4),
                    "{args:?}: {} {}",
                    ran.status,
                    ran.stderr
                );
                assert!(!ran.stdout.contains("determined"), "{args:?}");
            }
            let line = text.clone() + "\n";
            let args = [&["batch", "-", "--input", "ndjson"][..], &STAY].concat();
            let ran = bounded(&args, line.as_bytes());
            assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
        }
    }
}
