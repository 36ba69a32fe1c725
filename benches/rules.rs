//! The shipped rules: reading and the static checks, then the cases and the moving of every figure.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use yibao::rules::check::{check, check_all};
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

const RUNS: usize = 30;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let (mut fixed, mut all) = (Vec::new(), Vec::new());
    let mut said = String::new();
    for _ in 0..RUNS {
        let shelf = Shelf::new(Library::built_in());
        let start = Instant::now();
        let found = check(&shelf);
        fixed.push(start.elapsed());
        assert!(found.problems.is_empty());

        let shelf = Shelf::new(Library::built_in());
        let start = Instant::now();
        let checked = check_all(&shelf);
        all.push(start.elapsed());
        said = format!(
            "{} files, {} cases, {} figures",
            shelf.files_read(),
            checked.cases,
            checked.figures
        );
    }
    let (fixed, all) = (median(fixed), median(all));
    let cases = all.saturating_sub(fixed);
    println!("the shipped rules: {said} (medians of {RUNS})");
    println!(
        "reading and static checks: {} µs (aim: under 100 ms)",
        fixed.as_micros()
    );
    println!(
        "cases and moved figures:   {} µs (aim: within 2 s)",
        cases.as_micros()
    );
}
