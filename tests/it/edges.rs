//! The edges of the process: what is read and written badly.

use std::io::{self, Write};

use crate::program::{program, program_into};

const BILL: [&str; 2] = ["reimburse", "examples/urumqi-short-stay.toml"];

/// A handle that fails.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
    assert_eq!(
        program_into(&BILL, &mut Failing(io::ErrorKind::BrokenPipe)),
        0
    );
    assert_eq!(
        program_into(&BILL, &mut Failing(io::ErrorKind::StorageFull)),
        74
    );
}

#[test]
fn a_bill_of_a_hundred_megabytes_is_refused() {
    let ran = program(&["reimburse", "-"], &vec![b'x'; 100 << 20], None);
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("F003"), "{}", ran.stderr);
}

#[test]
fn nesting_exhausts_nothing() {
    for (open, close) in [("[", "]"), ("{\"total\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        for text in [
            deep.clone(),
            format!("{{\"total\": {deep}}}"),
            format!("total = {deep}"),
        ] {
            for input in ["json", "toml"] {
                let ran = program(&["reimburse", "-", "--input", input], text.as_bytes(), None);
                assert_eq!((ran.status, ran.stdout.as_str()), (3, ""));
            }
        }
    }
}

#[test]
fn errors_leave_stdout_empty() {
    for args in [
        &["reimburse", "--total", "x"][..],
        &["reimburse", "not-there.toml"],
        &["nothing"],
        &["reimburse", "--format", "json", "--total", "-1"],
    ] {
        let ran = program(args, b"", None);
        assert_eq!(ran.stdout, "");
        assert!(ran.status == 2 || ran.status == 3);
        assert!(!ran.stderr.is_empty());
    }
}

#[test]
fn a_mark_at_the_start_and_windows_line_ends_change_nothing() {
    let flags = [
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
    let args: Vec<&str> = ["reimburse", "-", "--format", "json"]
        .into_iter()
        .chain(flags)
        .collect();
    let text = std::fs::read_to_string("examples/urumqi-fees.csv").unwrap();
    let plain = program(&args, text.as_bytes(), None);
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let windows = program(&args, windows.as_bytes(), None);
    assert_eq!(plain.status, 0, "{}", plain.stderr);
    assert_eq!(plain.stdout, windows.stdout);
}

#[test]
fn tables_keep_to_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    for columns in [60, 80, 120] {
        for lang in ["zh", "en"] {
            let args = [
                "reimburse",
                "examples/urumqi-inpatient.toml",
                "--lang",
                lang,
            ];
            let ran = program(&args, b"", Some(columns));
            for line in ran.stdout.lines() {
                assert!(
                    line.width() <= columns,
                    "{columns}: {} {line}",
                    line.width()
                );
            }
        }
    }
}

/// Input that is made to be slow: a step that is quadratic in it would take minutes, and errors are cut short.
#[test]
fn many_wrong_things_are_no_slower_than_a_few() {
    let rows = |row: fn(usize) -> String| (0..60_000).map(row).collect::<String>();
    let head = "项目编码,甲乙类,金额,自付比例,费用类别\n";
    let files = [
        format!("{head}{}", rows(|n| format!("a{n},x{n},b{n},c,d\n"))),
        format!("{head}{}", rows(|n| format!("a{n},甲,1.00,,e{n}\n"))),
        format!("{head}{}", rows(|n| format!("a{n},乙,1.00,0.{n:06},\n"))),
        format!(
            "{head}{}",
            rows(|n| format!("a{n},甲,1.00,,\na{n},甲,-1.00,,\n"))
        ),
        format!("[[lines]]\n{}", "[[lines]]\n".repeat(60_000)),
        format!("{{{}\"total\": 1}}", rows(|n| format!("\"k{n}\": 1,"))),
        format!("hospital = \"{}\"\ntotal = 1\n", "x".repeat(4_000_000)),
    ];
    for text in files {
        let flags = [
            "--region",
            "乌鲁木齐",
            "--scheme",
            "居民",
            "--visit",
            "住院",
            "--on",
            "2024-06-01",
        ];
        let args: Vec<&str> = ["reimburse", "-"].into_iter().chain(flags).collect();
        let ran = program(&args, text.as_bytes(), None);
        assert_eq!(ran.status, 3, "{}", ran.stdout);
        assert!(
            ran.stderr.len() < 200_000,
            "{} bytes of errors",
            ran.stderr.len()
        );
    }
}
