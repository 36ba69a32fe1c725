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
