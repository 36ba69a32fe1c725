//! A second calculator, written apart from the first, and both asked the same.
//!
//! The oracle settles bills straight from the text of the rules with rational numbers of any size. It shares no code
//! with the engine: it has its own model of the rules, writes them as a rule folder, and yibao reads that folder, reads
//! the bills as JSON and settles them. Rules, bills and ledgers are drawn at random; every amount of every bill is
//! compared to the fen.
//!
//! `cargo test --test oracle` tries two thousand settlements from one fixed seed. The long run, a million of them:
//!
//! ```text
//! YIBAO_ORACLE=1000000 cargo test --release --test oracle -- --nocapture
//! ```
//!
//! Births are compared beside them (`YIBAO_ORACLE_BIRTHS`). `YIBAO_ORACLE_SEED` is another seed. A difference prints the seed and the round, and the smallest rules and bills that
//! show it; `YIBAO_ORACLE_ROUND` begins with that round.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods
)] // a test may fail

mod bills;
mod birth;
mod case;
mod corners;
mod draw;
mod folder;
mod layer;
mod ledger;
mod lines;
mod maker;
mod money;
mod number;
mod people;
mod rules;
mod settle;
mod values;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::draw::drawn;
use crate::people::{Tried, compare};

/// How many choices a case has: rules for the first third or so, then bills.
const CHOICES: usize = 1200;

fn number_of(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}

#[test]
fn yibao_and_the_oracle_agree_to_the_fen() {
    let settlements = number_of("YIBAO_ORACLE").unwrap_or(2000);
    let seed = number_of("YIBAO_ORACLE_SEED").unwrap_or(20_250_101);
    let mut tried = Tried::default();
    let mut round = number_of("YIBAO_ORACLE_ROUND").unwrap_or(0);
    while tried.settled < settlements {
        let choices = drawn(seed, round, CHOICES);
        match outcome(&choices, &compare) {
            Ok(more) => tried = tried.plus(more),
            Err(difference) => differs(choices, difference, seed, round, &compare),
        }
        round += 1;
    }
    eprintln!("seed {seed}: {tried}");
    assert!(tried.is_varied(), "{tried}");
}

#[test]
fn yibao_and_the_oracle_agree_on_births() {
    let births = number_of("YIBAO_ORACLE_BIRTHS").unwrap_or(2000);
    let seed = number_of("YIBAO_ORACLE_SEED").unwrap_or(20_250_101);
    let mut tried = birth::Tried::default();
    let mut round = number_of("YIBAO_ORACLE_ROUND").unwrap_or(0);
    while tried.births < births {
        let choices = drawn(seed, round, CHOICES);
        match outcome(&choices, &birth::compare) {
            Ok(more) => tried = tried.plus(more),
            Err(difference) => differs(choices, difference, seed, round, &birth::compare),
        }
        round += 1;
    }
    eprintln!("seed {seed}: {tried}");
    assert!(tried.is_varied(), "{tried}");
}

/// Makes a case that differs smaller, and fails with it.
fn differs<T>(
    choices: Vec<u16>,
    difference: String,
    seed: u64,
    round: u64,
    compare: &impl Fn(&[u16]) -> Result<T, String>,
) -> ! {
    let place = format!("YIBAO_ORACLE_SEED={seed} YIBAO_ORACLE_ROUND={round}");
    eprintln!("{difference}\n{place}: making it smaller");
    panic!("{place}\n{}", smallest(choices, difference, compare));
}

/// What a case comes to; a panic in either of the two is a difference as well.
fn outcome<T>(
    choices: &[u16],
    compare: &impl Fn(&[u16]) -> Result<T, String>,
) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(|| compare(choices))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied());
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

/// The smallest case found that still differs: stretches of choices are left out or made the simplest, then single
/// ones smaller.
fn smallest<T>(
    mut choices: Vec<u16>,
    mut difference: String,
    compare: &impl Fn(&[u16]) -> Result<T, String>,
) -> String {
    let mut tries = 6000;
    let mut is_smaller = |candidate: Vec<u16>, choices: &mut Vec<u16>| {
        if tries == 0 || candidate == *choices {
            return false;
        }
        tries -= 1;
        let Err(found) = outcome(&candidate, compare) else {
            return false;
        };
        difference = found;
        *choices = candidate;
        true
    };
    for size in [600, 200, 60, 20, 7, 3, 2, 1, 20, 7, 3, 2, 1] {
        let mut end = choices.len();
        while end > 0 {
            let start = end.saturating_sub(size);
            let mut without = choices.clone();
            without.drain(start..end);
            let mut simple = choices.clone();
            simple[start..end].fill(0);
            if !is_smaller(without, &mut choices) {
                is_smaller(simple, &mut choices);
            }
            end = start.min(choices.len());
        }
    }
    for at in 0..choices.len() {
        let mut step = choices[at] / 2;
        while step > 0 {
            let mut less = choices.clone();
            less[at] -= step;
            if !is_smaller(less, &mut choices) {
                step /= 2;
            }
            step = step.min(choices[at]);
        }
    }
    difference
}
