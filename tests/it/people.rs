//! Questions about people: tables of them, spans, conditions, and the rule data that they lean on.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value as Json;
use yibao::money::Yuan;

use crate::program::program;

fn answer(args: &[&str]) -> Json {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    let ran = program(&args, b"", None);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{args:?}: {}", ran.stderr))
}

fn status(args: &[&str]) -> u8 {
    let ran = program(args, b"", None);
    assert!(
        ran.stdout.is_empty() || !args.contains(&"--check"),
        "{args:?}"
    );
    ran.status
}

/// 300 invented employees, three of whom cannot be answered.
fn employees() -> String {
    let mut table = "name,scheme,region,month,wage\n".to_owned();
    for number in 0..300_u64 {
        let wage = 3000 + number * 7919 % 27_000;
        let fen = number * 37 % 100;
        let row = match number {
            9 => "坏一,职工,乌鲁木齐,2024-13,8000".to_owned(),
            19 => "坏二,职工,无名城,2024-06,8000".to_owned(),
            29 => "坏三,职工,乌鲁木齐,2024-06,".to_owned(),
            _ => format!("员工{number},职工,乌鲁木齐,2024-06,{wage}.{fen:02}"),
        };
        table += &row;
        table.push('\n');
    }
    table
}

#[test]
fn the_sums_of_a_table_are_those_of_its_people() {
    let table = employees();
    let ran = program(&["contribute", "-", "--lang", "en"], table.as_bytes(), None);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    for (row, column) in [(11, "month"), (21, "region")] {
        assert!(
            ran.stderr.contains(&format!("stdin:{row}:{column}")),
            "{}",
            ran.stderr
        );
    }
    assert!(ran.stderr.contains("stdin:31\n"), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("people: 297, rows rejected: 3, unknown: 0")
    );
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let (employer, own, wage) = (column("employer"), column("individual"), column("wage"));
    let mut sums = (Yuan::ZERO, Yuan::ZERO);
    let money = |text: &str| yibao::typed::money(text).unwrap();
    for (index, row) in reader.records().enumerate() {
        let row = row.unwrap();
        sums.0 += money(&row[employer]);
        sums.1 += money(&row[own]);
        // Every fiftieth is asked about alone.
        if index % 50 == 0 {
            let alone = answer(&[
                "contribute",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "职工",
                "--month",
                "2024-06",
                "--wage",
                &row[wage],
            ]);
            assert_eq!(alone["amounts"]["employer"], row[employer], "{}", &row[0]);
            assert_eq!(alone["amounts"]["individual"], row[own], "{}", &row[0]);
        }
    }
    assert!(
        ran.stderr
            .contains(&format!("employer {}", sums.0.grouped())),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains(&format!("individual {}", sums.1.grouped()))
    );
}

#[test]
fn two_thousand_residents_are_answered_one_row_each() {
    let mut table = "姓名,救助身份\n".to_owned();
    for number in 0..2000 {
        let aid = ["", "低保", "特困", "稳定脱贫"][number % 4];
        table += &format!("=居民{number},{aid}\n");
    }
    let args = [
        "contribute",
        "-",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--year",
        "2025",
    ];
    let ran = program(&args, table.as_bytes(), None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(ran.stdout.lines().count(), 2001);
    // 440, 108, 0 and 380, five hundred times each.
    assert!(
        ran.stderr.contains("individual 464,000.00"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("\n'=居民0,"),
        "a cell must not be a formula"
    );
}

#[test]
fn a_span_shows_what_is_known_and_names_what_is_not() {
    let span = answer(&[
        "contribute",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "灵活就业",
        "--mode",
        "单建统筹",
        "--from",
        "2025-01",
        "--to",
        "2026-01",
    ]);
    assert_eq!(span["outcome"], "unknown");
    assert_eq!(span["amounts"]["individual"], Json::Null);
    let notes = span["notes"].as_array().unwrap();
    let unknown = notes.iter().filter(|note| note["code"] == "unknown-month");
    assert!(unknown.count() > 0, "{notes:?}");
    assert!(!span["lines"].as_array().unwrap().is_empty());
    let whole = answer(&[
        "contribute",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "职工",
        "--wage",
        "8000",
        "--from",
        "2025-02",
        "--to",
        "2025-03",
    ]);
    // 600 + 64 in February, 720 + 64 from March on.
    assert_eq!(whole["amounts"]["employer"], "1448.00");
}

#[test]
fn a_base_that_cannot_be_chosen_is_not_passed_over_in_silence() {
    let flags = [
        "contribute",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "灵活就业",
        "--mode",
        "统账结合",
        "--month",
        "2025-06",
    ];
    let has_note = |flags: &[&str]| {
        let told = answer(flags);
        let notes = told["notes"].as_array().unwrap();
        notes.iter().any(|note| note["code"] == "idle-base")
    };
    assert!(has_note(&[&flags[..], &["--base", "9000"]].concat()));
    assert!(!has_note(&flags));
}

#[test]
fn a_wage_is_held_and_a_base_outside_the_bounds_is_refused() {
    let held = answer(&[
        "contribute",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "职工",
        "--wage",
        "1000",
        "--month",
        "2024-06",
    ]);
    assert_eq!(held["amounts"]["base"], "4575.00");
    assert_eq!(held["steps"][0]["operands"]["bound"], "floor");
    for (base, refused) in [
        ("0", true),
        ("4913", true),
        ("4914", false),
        ("24570", false),
        ("24571", true),
    ] {
        let args = [
            "contribute",
            "--rules",
            "tests/designs/d16-contributions",
            "--no-builtin",
            "--region",
            "two-rates",
            "--scheme",
            "flexible",
            "--mode",
            "account",
            "--month",
            "2025-04",
            "--base",
            base,
        ];
        let ran = program(&args, b"", None);
        assert_eq!(
            ran.status,
            if refused { 3 } else { 0 },
            "{base}: {}",
            ran.stderr
        );
        let names_both = ran.stderr.contains("4,914.00") && ran.stderr.contains("24,570.00");
        assert_eq!(names_both, refused, "{base}: {}", ran.stderr);
    }
}

/// 大连's rule as it is, and a copy that puts a cut-off day past weekends too.
#[test]
fn a_cut_off_slides_past_holidays_or_past_all_rest_as_the_rule_says() {
    let asked = [
        "deadline",
        "--region",
        "大连",
        "--scheme",
        "灵活就业",
        "--month",
        "2025-10",
        "--on",
        "2025-10-01",
    ];
    let own = answer(&asked);
    assert_eq!(
        own["dates"]["due"],
        serde_json::json!(["2025-10-09", "2025-10-18"])
    );
    let root = crate::written::folder("slides");
    let folder = root.join("cn/liaoning/dalian");
    fs::create_dir_all(&folder).unwrap();
    let rule = fs::read_to_string("rules/cn/liaoning/dalian/flexible.toml").unwrap();
    let other = rule.replace("\"past-holidays\"", "\"past-rest-days\"");
    assert_ne!(rule, other);
    fs::write(folder.join("flexible.toml"), other).unwrap();
    let copy = answer(&[&asked[..], &["--rules", root.to_str().unwrap()]].concat());
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(
        copy["dates"]["due"],
        serde_json::json!(["2025-10-09", "2025-10-20"])
    );
}

#[test]
fn conditions_are_told_by_the_status() {
    let deadline = |more: &[&str]| {
        let asked = [
            "deadline",
            "--region",
            "乌鲁木齐",
            "--scheme",
            "居民",
            "--year",
        ];
        status(&[&asked[..], more].concat())
    };
    assert_eq!(deadline(&["2025", "--on", "2024-12-31", "--check"]), 0);
    assert_eq!(deadline(&["2025", "--on", "2025-01-01", "--check"]), 1);
    assert_eq!(
        deadline(&["2025", "--on", "2025-01-01", "--check", "--late-ok"]),
        0
    );
    assert_eq!(deadline(&["2025", "--on", "2025-08-01", "--check"]), 1);
    assert_eq!(
        deadline(&["2025", "--on", "2025-08-01", "--check", "--late-ok"]),
        4
    );
    assert_eq!(
        deadline(&["2025", "--on", "2024-12-26", "--check", "--within", "7d"]),
        0
    );
    assert_eq!(
        deadline(&["2025", "--on", "2024-12-01", "--check", "--within", "7d"]),
        1
    );
    assert_eq!(deadline(&["2029", "--on", "2024-12-01", "--check"]), 4);
    let wait = |on: &str| {
        status(&[
            "wait",
            "--region",
            "乌鲁木齐",
            "--scheme",
            "居民",
            "--missed",
            "2025",
            "--paid",
            "2025-12-10",
            "--year",
            "2026",
            "--stage",
            "集中缴费期",
            "--on",
            on,
            "--check",
        ])
    };
    assert_eq!(
        (wait("2026-03-31"), wait("2026-04-15"), wait("2026-05-01")),
        (1, 1, 0)
    );
}

#[test]
fn what_cannot_be_is_named() {
    for (args, code) in [
        (&["retire", "--born", "1965-13", "--sex", "男"][..], "B004"),
        (&["retire", "--born", "1965-01", "--sex", "女"][..], "B030"),
        (
            &[
                "retire",
                "--born",
                "1965-01",
                "--sex",
                "男",
                "--retire-at",
                "50",
            ][..],
            "B026",
        ),
        (
            &[
                "wait",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "居民",
                "--born",
                "2025-03-10",
                "--paid",
                "2025-01-01",
            ][..],
            "B026",
        ),
        (
            &[
                "contribute",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "居民",
                "--year",
                "2025",
                "--month",
                "2025-01",
            ][..],
            "B026",
        ),
        (
            &[
                "contribute",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "居民",
                "--from",
                "2025-01",
            ][..],
            "B030",
        ),
        (
            &[
                "contribute",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "居民",
                "--year",
                "2025",
                "--wage",
                "-1",
            ][..],
            "B027",
        ),
    ] {
        let ran = program(args, b"", None);
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{args:?}");
        assert!(ran.stderr.contains(code), "{args:?}: {}", ran.stderr);
    }
}

/// The script of the example, with the program that was just built.
#[test]
fn the_example_script_reminds_before_a_deadline() {
    let script = PathBuf::from("examples/deadline.sh");
    let run = |today: &str| {
        let ran = Command::new("sh")
            .arg(&script)
            .args(["乌鲁木齐", "居民", "2025", today])
            .env("YIBAO", env!("CARGO_BIN_EXE_yibao"))
            .output()
            .unwrap();
        (
            ran.status.code().unwrap(),
            String::from_utf8(ran.stdout).unwrap(),
        )
    };
    let (status, said) = run("2024-12-26");
    assert_eq!(status, 0);
    assert!(
        said.contains("2024-12-31") && said.contains("440.00"),
        "{said}"
    );
    assert_eq!(run("2024-11-01"), (0, String::new()));
    let (status, said) = run("2025-02-01");
    assert_eq!(status, 0);
    assert!(said.contains("late-with-wait"), "{said}");
    let (status, _) = run("2031-02-30");
    assert_eq!(status, 3);
}

#[test]
fn calendar_entries_are_the_same_whenever_they_are_written() {
    let write = |name: &str| {
        let path = crate::written::folder(&format!("calendar-{name}")).join("a.ics");
        let path_text = path.to_str().unwrap().to_owned();
        let asked = [
            "deadline",
            "--region",
            "大连",
            "--scheme",
            "灵活就业",
            "--month",
            "2025-10",
            "--on",
            "2025-10-01",
        ];
        let ran = program(&[&asked[..], &["--ics", &path_text]].concat(), b"", None);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(&path).unwrap();
        text
    };
    let (first, second) = (write("one"), write("two"));
    assert_eq!(first, second);
    assert!(first.contains("DTSTART;VALUE=DATE:20251009"), "{first}");
    let own = |line: &&str| line.starts_with("UID:") && line.ends_with("@yibao");
    assert_eq!(
        first.lines().filter(own).count(),
        first.matches("UID:").count()
    );
    // No time but midnight, and nothing of the day of writing.
    assert!(
        first
            .lines()
            .filter(|line| line.starts_with("DTSTAMP"))
            .all(|line| line.ends_with("T000000Z"))
    );
}

#[test]
fn every_open_deadline_of_a_place_is_listed() {
    let open = answer(&[
        "deadline",
        "--region",
        "乌鲁木齐",
        "--all",
        "--on",
        "2024-12-20",
    ]);
    let open = open["open"].as_array().unwrap();
    let of_2025 = open
        .iter()
        .find(|one| one["period"] == "2025" && one["scheme"] == "resident");
    assert_eq!(of_2025.unwrap()["days_left"], 11);
    let ran = program(
        &[
            "deadline",
            "--region",
            "乌鲁木齐",
            "--all",
            "--on",
            "2035-01-01",
        ],
        b"",
        None,
    );
    assert_eq!(ran.status, 4, "{}", ran.stdout);
}

/// Relatives' accounts pay after the own one, in their order, and not above what they authorised.
#[test]
fn relatives_pay_in_their_order() {
    let paid = answer(&[
        "reimburse",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--visit",
        "住院",
        "--hospital",
        "三级",
        "--person",
        "成年",
        "--total",
        "20600",
        "--on",
        "2025-06-01",
        "--account",
        "600",
        "--shared",
        "爸爸=5000",
        "--shared",
        "妈妈=300",
    ]);
    let amounts = &paid["amounts"];
    assert_eq!(amounts["mutual_aid_pay"], "5300.00");
    assert_eq!(amounts["cash_pay"], "1700.00");
    let notes = paid["notes"].as_array().unwrap();
    assert!(
        notes
            .iter()
            .any(|note| note["code"] == "mutual-aid"
                && note["text"].as_str().unwrap().contains("16"))
    );
    let wrong = program(
        &[
            "reimburse",
            "--region",
            "乌鲁木齐",
            "--scheme",
            "居民",
            "--visit",
            "住院",
            "--hospital",
            "三级",
            "--total",
            "1",
            "--shared",
            "爸爸",
        ],
        b"",
        None,
    );
    assert!(
        wrong.status == 3 && wrong.stderr.contains("B041"),
        "{}",
        wrong.stderr
    );
}

/// A history in a file of its own, as `wait` reads it from standard input.
fn wait_after(history: &str, flags: &[&str]) -> (u8, String) {
    let args = [
        "wait",
        "--region",
        "青岛",
        "--scheme",
        "居民",
        "--history",
        "-",
    ];
    let args: Vec<&str> = args.iter().chain(flags).copied().collect();
    let ran = program(&args, history.as_bytes(), None);
    (ran.status, ran.stdout + &ran.stderr)
}

#[test]
fn a_history_says_what_the_flags_would() {
    let flags = [
        "--year",
        "2027",
        "--paid",
        "2026-11-15",
        "--stage",
        "集中缴费期",
    ];
    let get = ["--get", "dates.covered_from"];
    let asked = [&flags[..], &get].concat();
    let history = "from,to,scheme,region,paid\n2018-01,2023-06,职工,乌鲁木齐,\n2023-07,2024-12,居民,青岛,2023-08-02\n";
    assert_eq!(wait_after(history, &asked), (0, "2027-05-01\n".to_owned()));
    // Out of order, in Chinese, and coming from the employees' scheme within three months.
    let history = "自,至,险种\n2023-01,2024-12,职工\n2021-01,2022-12,职工\n";
    let flags = ["--year", "2025", "--paid", "2025-02-15", "--stage", "逾期"];
    let asked = [&flags[..], &get].concat();
    assert_eq!(wait_after(history, &asked), (0, "2025-02-01\n".to_owned()));
}

#[test]
fn a_history_that_cannot_be_true_is_named_row_by_row() {
    let flags = [
        "--year",
        "2027",
        "--paid",
        "2026-11-15",
        "--born",
        "2018-01-01",
    ];
    for (rows, code, place) in [
        (
            "2018-01,2019-12,居民,,\n2019-12,2023-06,居民,,",
            "B042",
            "stdin:3\n",
        ),
        ("2018-01,2019-12,居民,,2017-11-20", "B026", "stdin:2\n"),
        ("2018-01,2019-12,居民,,2027-11-20", "B043", "stdin:2\n"),
        ("2018-13,2019-12,居民,,", "B040", "stdin:2:from"),
        ("2018-03,2018-02,居民,,", "B026", "stdin:2:to"),
        ("2018-01,2018-02,,,", "B030", "stdin:2\n"),
        ("2018-01,2018-02,居民,无名城,", "B007", "stdin:2\n"),
    ] {
        let history = format!("from,to,scheme,region,paid\n{rows}\n");
        let (status, said) = wait_after(&history, &flags);
        assert!(
            status == 3 && said.contains(code) && said.contains(place),
            "{rows}: {said}"
        );
    }
}
