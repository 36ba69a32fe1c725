//! Answers in files: the same bytes as on standard output, in the format of the ending, whole or not at all.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::program::program;

/// A folder of the test's own, empty; it goes with the target folder.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

const BILL: [&str; 2] = ["reimburse", "examples/urumqi-short-stay.toml"];

#[test]
fn a_file_holds_what_would_be_printed() {
    let folder = folder("same");
    let unpacked = |bytes: &[u8]| {
        let mut text = Vec::new();
        let mut packed = flate2::read::GzDecoder::new(bytes);
        packed.read_to_end(&mut text).unwrap();
        text
    };
    for (ending, format) in [
        ("txt", "table"),
        ("json", "json"),
        ("csv", "csv"),
        ("md", "md"),
        ("html", "html"),
    ] {
        let printed = program(&[&BILL[..], &["--format", format]].concat(), b"", None);
        // A file is no terminal, whatever stands around it.
        for (name, columns) in [("a", None), ("b", Some(60))] {
            let mut read = Vec::new();
            for packed in ["", ".gz"] {
                let path = folder.join(format!("{name}.{ending}{packed}"));
                let to = path.to_str().unwrap();
                let ran = program(&[&BILL[..], &["-o", to]].concat(), b"", columns);
                assert_eq!(ran.status, 0, "{}", ran.stderr);
                assert_eq!(ran.stdout + &ran.stderr, "");
                read.push(fs::read(path).unwrap());
            }
            assert_eq!(read[0], unpacked(&read[1]), "{ending}");
            // Excel takes CSV for UTF-8 only behind a mark.
            let mark = if ending == "csv" { "\u{feff}" } else { "" };
            let written = String::from_utf8(read.swap_remove(0)).unwrap();
            assert_eq!(written, mark.to_owned() + &printed.stdout);
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_rows_of_a_batch_are_the_same_bytes_in_a_file_and_its_errors_are_marked() {
    let folder = folder("marked");
    let (to, errors) = (folder.join("a.csv"), folder.join("e.csv"));
    let args = ["batch", "examples/city-month.csv", "-q"];
    let printed = program(&args, b"", None).stdout;
    let files = [
        "-o",
        to.to_str().unwrap(),
        "--errors",
        errors.to_str().unwrap(),
    ];
    let ran = program(&[&args[..], &files].concat(), b"", None);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    let written = fs::read_to_string(&to).unwrap();
    assert_eq!(written, printed);
    assert!(
        fs::read_to_string(&errors)
            .unwrap()
            .starts_with("\u{feff}row,")
    );
    let again = |text: &str| program(&["batch", "-", "-q"], text.as_bytes(), None).stdout;
    assert_eq!(again(&format!("\u{feff}{written}")), again(&printed));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn csv_has_a_row_a_bill_and_no_total() {
    let place = ["--region", "乌鲁木齐", "--scheme", "居民"];
    let args = [&["year", "examples/urumqi-year.csv"], &place[..]].concat();
    let asked = |format| program(&[&args[..], &["--format", format]].concat(), b"", None);
    let json: serde_json::Value = serde_json::from_str(&asked("json").stdout).unwrap();
    let bills = json["bills"].as_array().unwrap();
    let text = asked("csv").stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|one| one == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), bills.len());
    for (row, bill) in rows.iter().zip(bills) {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        for key in ["total", "pool_pay", "personal_pay"] {
            assert_eq!(row[column(key)], text(&bill["amounts"][key]));
        }
        assert_eq!(row[column("outcome")], text(&bill["outcome"]));
    }
}

#[test]
fn a_cell_of_the_users_is_no_formula() {
    let bill = "bill,region,scheme,visit,hospital,on,total\n\
        =1+1,乌鲁木齐,居民,住院,三级,2024-06-01,5000\n";
    let args = ["reimburse", "-", "--input", "csv", "--format", "csv"];
    let ran = program(&args, bill.as_bytes(), None);
    assert!(ran.stdout.contains("\n'=1+1,"), "{}", ran.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_read_only_folder_are_named() {
    for (file, code) in [("/dev/full", "O002"), ("/sys/answer.json", "O003")] {
        let ran = program(
            &[&BILL[..], &["-o", file, "--format", "json"]].concat(),
            b"",
            None,
        );
        assert_eq!((ran.status, ran.stdout.as_str()), (74, ""), "{file}");
        let said: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(said["error"]["code"], code);
        assert_eq!(said["error"]["place"], file);
    }
}
