//! What goes wrong around a run: a full disk, a signal. No half file, and an exit status that says so.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FLAGS: [&str; 8] = [
    "--region",
    "乌鲁木齐",
    "--scheme",
    "居民",
    "--visit",
    "住院",
    "--on",
    "2024-06-01",
];

fn batch(bills: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
    command.args(["batch", bills, "-q"]).args(FLAGS);
    command
}

#[test]
fn a_full_disk_is_said() {
    for args in [
        &["batch", "examples/city-month.csv"][..],
        &["reimburse", "examples/urumqi-inpatient.toml"],
        &["rules", "list"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
        let ran = command.args(args).stdout(full).output().unwrap();
        assert_eq!(ran.status.code(), Some(74), "{args:?}");
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(said.contains("O002"), "{said}");
    }
}

#[test]
fn a_signal_leaves_no_half_file() {
    for signal in ["INT", "TERM", "KILL"] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("signal-{signal}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let out = folder.join("out.csv");
        fs::write(&out, "what was there").unwrap();
        let mut command = batch("-");
        let command = command
            .arg("-o")
            .arg(&out)
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let feeding = std::thread::spawn(move || {
            let mut fed = stdin.write_all(b"id,hospital,total\n");
            while fed.is_ok() {
                fed = stdin.write_all(
                    b"1,\xe4\xb8\x89\xe7\xba\xa7,1000.00\n"
                        .repeat(1000)
                        .as_slice(),
                );
            }
        });
        std::thread::sleep(Duration::from_millis(400));
        let id = child.id();
        let kill = format!("kill -{signal} {id}");
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.unwrap().success());
        let status = child.wait().unwrap();
        feeding.join().unwrap();
        assert!(!status.success(), "{signal}");
        // The file that was there stays as it was, whatever happened.
        assert_eq!(
            fs::read_to_string(&out).unwrap(),
            "what was there",
            "{signal}"
        );
        if signal != "KILL" {
            assert_eq!(status.code(), Some(130), "{signal}");
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "{signal}");
        }
    }
}

/// A workbook whose entry of that name is a few bytes, again and again, packed.
fn bomb(folder: &Path, entry: &str, head: &[u8], again: &[u8], size: usize) -> std::path::PathBuf {
    let path = folder.join(format!("{}.xlsx", entry.replace('/', "-")));
    let mut book = ZipWriter::new(File::create(&path).unwrap());
    let packed = SimpleFileOptions::default().compression_level(Some(1));
    book.start_file(entry, packed).unwrap();
    book.write_all(head).unwrap();
    let piece = again.repeat((1 << 20) / again.len());
    for _ in 0..size {
        book.write_all(&piece).unwrap();
    }
    book.finish().unwrap();
    path
}

#[test]
fn a_workbook_that_unpacks_without_end_is_refused_in_little_memory() {
    let folder = crate::written::folder("bombs");
    let cells = br#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let bombs = [
        bomb(
            &folder,
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData>",
            cells,
            300,
        ),
        bomb(
            &folder,
            "xl/sharedStrings.xml",
            b"<sst>",
            b"<si><t>a</t></si>",
            65,
        ),
        bomb(
            &folder,
            "xl/a/sharedStrings.xml",
            br#"<sst uniqueCount="4000000000">"#,
            b" ",
            1,
        ),
    ];
    for path in &bombs {
        let size = fs::metadata(path).unwrap().len();
        assert!(size < 8 << 20, "{} packed to {size}", path.display());
        // 256 MB of addresses hold the program, its rules and nothing like what the workbook unpacks to.
        let limited = r#"ulimit -v 262144; exec "$0" reimburse "$@""#;
        let mut command = Command::new("sh");
        let command = command.args(["-c", limited, env!("CARGO_BIN_EXE_yibao")]);
        let start = std::time::Instant::now();
        let ran = command.arg(path).args(FLAGS).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(3), "{}: {said}", path.display());
        assert!(ran.stdout.is_empty() && said.contains("F023"), "{said}");
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{}",
            path.display()
        );
    }
    fs::remove_dir_all(folder).unwrap();
}

/// The program, where no file can grow beyond a kibibyte: what a full disk does, without one.
fn on_a_full_disk(args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    command.args(["-c", limited, env!("CARGO_BIN_EXE_yibao")]);
    command.args(args);
    command
}

const YEAR: [&str; 6] = [
    "year",
    "examples/urumqi-year.csv",
    "--region",
    "乌鲁木齐",
    "--scheme",
    "居民",
];

const BILL: [&str; 2] = ["reimburse", "examples/urumqi-inpatient.toml"];

/// Every way to write a file: the command, and the flag before the file's name.
fn writers() -> Vec<(Vec<&'static str>, &'static str, &'static str)> {
    let mut all: Vec<(Vec<&str>, &str, &str)> = Vec::new();
    for ending in ["txt", "json", "md", "html", "xlsx"] {
        all.push((BILL.to_vec(), "-o", ending));
        all.push((YEAR.to_vec(), "-o", ending));
    }
    all.push((YEAR.to_vec(), "-o", "csv"));
    all.push((YEAR.to_vec(), "--ledger-out", "json"));
    all.push((BILL.to_vec(), "--record", "json"));
    all
}

fn folder(name: &str) -> std::path::PathBuf {
    crate::written::folder(&format!("faults-{name}"))
}

#[test]
fn a_full_disk_leaves_what_was_there_and_no_half_file() {
    let folder = folder("full");
    for (args, flag, ending) in writers() {
        let path = folder.join(format!("out.{ending}"));
        fs::write(&path, "what was there").unwrap();
        let whole = [&args[..], &[flag, path.to_str().unwrap()]].concat();
        let ran = on_a_full_disk(&whole).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(74), "{whole:?}: {said}");
        assert!(said.contains("O002"), "{whole:?}: {said}");
        assert!(ran.stdout.is_empty(), "{whole:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "what was there");
        fs::remove_file(&path).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{whole:?}");
    }
}

#[test]
fn where_nothing_can_be_written_it_is_said_and_nothing_is_answered() {
    // A folder of the system that takes no files, whoever asks; and a file in place of a folder.
    for (place, code) in [("/sys/yibao", "O003"), ("Cargo.toml/yibao", "O005")] {
        for (args, flag, ending) in writers() {
            let path = format!("{place}.{ending}");
            let whole = [&args[..], &[flag, &path]].concat();
            let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
            let ran = command.args(&whole).output().unwrap();
            let said = String::from_utf8(ran.stderr).unwrap();
            assert_eq!(ran.status.code(), Some(74), "{whole:?}: {said}");
            assert!(said.contains(code), "{whole:?}: {said}");
            assert!(ran.stdout.is_empty(), "{whole:?}");
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let commands: [&[&str]; 16] = [
        &["rules", "list"],
        &["rules", "list", "--format", "json"],
        &["rules", "show", "乌鲁木齐"],
        &["rules", "find", "1300"],
        &[
            "rules",
            "diff",
            "2024-01-01",
            "2025-06-01",
            "--region",
            "乌鲁木齐",
        ],
        &["values"],
        &["schema", "rules"],
        &["man", "reimburse"],
        &["completions", "zsh"],
        &["reimburse", "--help"],
        &[
            "guide",
            "off-site",
            "--region",
            "乌鲁木齐",
            "--place",
            "transfer",
        ],
        &[
            "deadline",
            "--region",
            "乌鲁木齐",
            "--all",
            "--on",
            "2024-12-20",
        ],
        &YEAR,
        &BILL,
        &[
            "compare",
            "examples/urumqi-short-stay.toml",
            "--hospital",
            "三级,二级",
        ],
        &["batch", "examples/city-month.csv", "-q"],
    ];
    for args in commands {
        for seen in [0, 10] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
            let command = command
                .args(args)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut stdout = child.stdout.take().unwrap();
            std::io::Read::read_exact(&mut stdout, &mut vec![0; seen]).unwrap();
            drop(stdout);
            let ran = child.wait_with_output().unwrap();
            let said = String::from_utf8(ran.stderr).unwrap();
            assert_eq!(ran.status.code(), Some(0), "{args:?}: {said}");
            assert!(!said.contains("panicked"), "{args:?}: {said}");
        }
    }
}

/// Whenever a year is stopped, its file is the old one or the new one, whole.
#[test]
fn a_year_that_is_stopped_leaves_the_old_file_or_the_whole_new_one() {
    let folder = folder("stopped");
    let path = folder.join("year.html");
    let args = [&YEAR[..], &["-o", path.to_str().unwrap()]].concat();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
        command.args(&args).stderr(Stdio::null());
        command
    };
    assert!(run().status().unwrap().success());
    let whole = fs::read_to_string(&path).unwrap();
    for signal in ["TERM", "KILL", "INT"] {
        for wait in 0..10 {
            fs::write(&path, "what was there").unwrap();
            let mut child = run().spawn().unwrap();
            std::thread::sleep(Duration::from_millis(wait * 4));
            let kill = format!("kill -{signal} {} 2>/dev/null", child.id());
            // It may have ended by itself.
            let _ = Command::new("sh").args(["-c", &kill]).status();
            let status = child.wait().unwrap();
            let now = fs::read_to_string(&path).unwrap();
            assert!(
                now == whole || now == "what was there",
                "{signal} after {wait}"
            );
            assert!(!status.success() || now == whole, "{signal} after {wait}");
        }
    }
}

/// A workbook of one sheet: the bare parts of one, around what the sheet holds.
fn book_of(path: &Path, sheet: &str) {
    let mut book = ZipWriter::new(File::create(path).unwrap());
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let refers = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        (
            "_rels/.rels",
            refers("r", "officeDocument", "xl/workbook.xml"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            refers("r", "worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet>{sheet}</worksheet>"),
        ),
    ];
    for (name, text) in parts {
        book.start_file(name, SimpleFileOptions::default()).unwrap();
        book.write_all(text.as_bytes()).unwrap();
    }
    book.finish().unwrap();
}

/// The reader of workbooks panics at some that no program writes; the user sees a problem of the file, in their language.
#[test]
fn a_workbook_that_its_reader_trips_over_is_said_to_be_broken_and_no_more() {
    let folder = folder("trips");
    let cell = |row: &str, cell: &str| {
        format!("<sheetData><row r=\"{row}\"><c r=\"{cell}\"><v>1</v></c></row></sheetData>")
    };
    let sheets = [
        format!("<dimension ref=\"B5:A1\"/>{}", cell("1", "A1")),
        format!(
            "{}<mergeCells><mergeCell ref=\"B5:A1\"/></mergeCells>",
            cell("1", "A1")
        ),
        cell("99999999999", "ZZZZZZZZ99999999999"),
    ];
    for (sheet, number) in sheets.iter().zip(1..) {
        let path = folder.join(format!("{number}.xlsx"));
        book_of(&path, sheet);
        let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
        command.args(["reimburse", path.to_str().unwrap(), "--lang", "en"]);
        let ran = command.env_remove("RUST_BACKTRACE").output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(said.starts_with("error[F018]"), "{sheet}: {said}");
        assert_eq!(ran.status.code(), Some(3), "{sheet}");
    }
}
