//! One bill, from process start to answer, against starting a process that does nothing.
//!
//! The two are run in turn, so that a noisy machine is noisy for both; medians are compared.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::unwrap_used)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 300;

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.unwrap().success());
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let yibao = env!("CARGO_BIN_EXE_yibao");
    let (mut empty, mut flags, mut file) = (Vec::new(), Vec::new(), Vec::new());
    let asked = "reimburse --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --total 20600 --on 2024-06-01";
    for _ in 0..RUNS {
        empty.push(time(&mut Command::new("true")));
        flags.push(time(Command::new(yibao).args(asked.split(' '))));
        file.push(time(
            Command::new(yibao).args(["reimburse", "examples/urumqi-inpatient.toml"]),
        ));
    }
    let empty = median(&mut empty);
    println!(
        "an empty process: {} µs (median of {RUNS})",
        empty.as_micros()
    );
    for (name, mut times) in [
        ("a bill from flags", flags),
        ("the example of 55 lines", file),
    ] {
        let time = median(&mut times);
        let over = time.saturating_sub(empty);
        let ratio = time.as_nanos() * 100 / empty.as_nanos().max(1);
        println!(
            "{name}: {} µs, {} µs more, {}.{:02} times",
            time.as_micros(),
            over.as_micros(),
            ratio / 100,
            ratio % 100
        );
    }
}
