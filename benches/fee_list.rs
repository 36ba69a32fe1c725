//! A fee list of 104,500 charges in a workbook, from process start to answer, beside its twin in CSV.
//!
//! On the way stand a title, merged dates, refunds and a row of totals; the workbook is the one that the example writes.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../examples/fee_list.rs"]
#[allow(dead_code, unreachable_pub)] // the script has a `main` of its own
mod fee_list;

use fee_list::{Shares, workbook};

const RUNS: usize = 5;
const TIMES: usize = 1900;

fn time(file: &Path) -> Duration {
    let asked = "--region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --on 2024-06-01 --get personal_pay";
    let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
    command.arg("reimburse").arg(file).args(asked.split(' '));
    let start = Instant::now();
    let ran = command.stderr(Stdio::null()).output().unwrap();
    let time = start.elapsed();
    assert!(ran.status.success() && !ran.stdout.is_empty());
    time
}

fn main() {
    let list = fs::read_to_string("examples/urumqi-fees.csv").unwrap();
    let (header, charges) = list.split_once('\n').unwrap();
    let folder = std::env::temp_dir();
    let name = |ending| folder.join(format!("yibao-{}-fees.{ending}", std::process::id()));
    let (book, csv) = (name("xlsx"), name("csv"));
    fs::write(&book, workbook(&list, Shares::Percent, TIMES).unwrap()).unwrap();
    fs::write(&csv, format!("{header}\n{}", charges.repeat(TIMES))).unwrap();
    println!("{} charges", charges.lines().count() * TIMES);
    for file in [&book, &csv] {
        let mut times: Vec<Duration> = (0..RUNS).map(|_| time(file)).collect();
        times.sort_unstable();
        let ending = file.extension().unwrap().to_string_lossy();
        let median = times[RUNS / 2].as_millis();
        println!("{ending}: {median} ms (median of {RUNS})");
        fs::remove_file(file).unwrap();
    }
}
