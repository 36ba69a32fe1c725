//! People with their bills, settled by both.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use serde_json::Value;

use crate::bills::{self, Bill};
use crate::corners::{Answer, answer};
use crate::draw::Draw;
use crate::folder;
use crate::ledger::{Ledger, opening};
use crate::maker;
use crate::number::{Number, not_below_zero, yuan, zero};
use crate::rules::Rules;
use crate::settle::{Amounts, Outcome};
use yibao::engine::settlement::Amount;
use yibao::formats::bill::{Format, Source};
use yibao::formats::bills::{checked, read};
use yibao::formats::table::Hints;
use yibao::model::bill::Bill as TheirBill;
use yibao::rules::carried::Carried;
use yibao::rules::library::Library;
use yibao::rules::note::Note;
use yibao::rules::reimburse::{Reimbursed, reimburse};
use yibao::rules::shelf::Shelf;
use yibao::rules::year::{Turn, year};

/// What was tried so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tried {
    pub(crate) folders: u64,
    pub(crate) settled: u64,
    pub(crate) in_years: u64,
    pub(crate) ranges: u64,
    pub(crate) not_covered: u64,
    pub(crate) unknown: u64,
    pub(crate) paid_above_the_pool: u64,
    /// People whose rules have tables that yibao does not lay out, and says so: nothing is compared.
    pub(crate) too_large: u64,
}

impl Tried {
    pub(crate) fn plus(self, more: Tried) -> Tried {
        Tried {
            folders: self.folders + more.folders,
            settled: self.settled + more.settled,
            in_years: self.in_years + more.in_years,
            ranges: self.ranges + more.ranges,
            not_covered: self.not_covered + more.not_covered,
            unknown: self.unknown + more.unknown,
            paid_above_the_pool: self.paid_above_the_pool + more.paid_above_the_pool,
            too_large: self.too_large + more.too_large,
        }
    }

    /// Whether the draw reached every kind of answer.
    pub(crate) fn is_varied(self) -> bool {
        let kinds = [
            self.in_years,
            self.ranges,
            self.not_covered,
            self.unknown,
            self.paid_above_the_pool,
        ];
        kinds.iter().all(|kind| *kind > self.settled / 400) && self.too_large < self.settled / 100
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} settlements by {} rule folders without a difference ({} in years of bills, {} ranges, {} not covered, \
             {} unknown, {} with layers above the pool; {} people left out, whose rules tell too many cases apart)",
            self.settled,
            self.folders,
            self.in_years,
            self.ranges,
            self.not_covered,
            self.unknown,
            self.paid_above_the_pool,
            self.too_large
        )
    }
}

/// Draws rules and people, and compares every answer.
///
/// # Errors
/// The rules, the bills and both answers, where they differ.
pub(crate) fn compare(choices: &[u16]) -> Result<Tried, String> {
    let mut draw = Draw::new(choices);
    let rules = maker::random(&mut draw);
    let root = scratch();
    folder::write(&rules, &root);
    let shelf = Shelf::new(Library::folder(&root));
    let mut tried = Tried {
        folders: 1,
        ..Tried::default()
    };
    let mut found = Ok(());
    for _ in 0..8 {
        found = person(&rules, &shelf, &mut draw, &mut tried);
        if found.is_err() {
            break;
        }
    }
    let _ = fs::remove_dir_all(&root);
    found.map_err(|difference| {
        let files = folder::files(&rules).into_iter();
        let files = files.filter(|(name, _)| *name != "sources.toml" && *name != "region.toml");
        let files: Vec<String> = files
            .map(|(name, text)| format!("== {name}\n{text}"))
            .collect();
        format!("{difference}\n{}", files.join("\n"))
    })?;
    Ok(tried)
}

fn scratch() -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("yibao-oracle-{}-{number}", std::process::id()))
}

/// One person: a bill that states its year, or a year of bills.
fn person(
    rules: &Rules,
    shelf: &Shelf,
    draw: &mut Draw<'_>,
    tried: &mut Tried,
) -> Result<(), String> {
    let is_alone = draw.chance(40);
    let mut drawn: Vec<Bill> = Vec::new();
    let mut answers: Vec<Answer> = Vec::new();
    let (mut today, mut ledgers) = (0, (Ledger::new(), Ledger::new()));
    let (mut account, mut shared) = (None, Vec::new());
    for _ in 0..if is_alone { 1 } else { draw.between(1, 7) } {
        let states = is_alone && !has_cost_caps(rules);
        let Some(mut bill) = bills::random(draw, today, states, is_alone) else {
            break;
        };
        today = bill.day.max(1);
        if is_alone {
            ledgers = (opening(rules, &bill), opening(rules, &bill));
        }
        // What accounts hold is said once and carried on.
        account = bill.account.clone().or(account);
        if !bill.shared.is_empty() {
            shared.clone_from(&bill.shared);
        }
        let mut whole = Bill {
            account: account.clone(),
            shared: shared.clone(),
            ..bill.clone()
        };
        let before = ledgers.clone();
        let mut oracle = answer(rules, &whole, &mut ledgers);
        if least_of_patient(&oracle).is_some_and(|rest| bill.hospital_pay > rest) {
            // More than the patient's side is refused: that is tried elsewhere.
            (bill.hospital_pay, whole.hospital_pay) = (zero(), zero());
            ledgers = before;
            oracle = answer(rules, &whole, &mut ledgers);
        }
        if oracle.lower == Outcome::NoRate {
            break;
        }
        if let Outcome::Paid(_) = &oracle.lower {
            spend(&mut account, &mut shared, &oracle.most);
        }
        drawn.push(bill);
        let is_open = oracle.lower == Outcome::Unknown;
        answers.push(oracle);
        if is_open {
            break;
        }
    }
    if drawn.is_empty() {
        return Ok(());
    }
    let told = Value::Array(drawn.iter().map(Bill::json).collect());
    let theirs = ask(shelf, &told, is_alone)?;
    if theirs.iter().any(|said| said == TOO_LARGE) {
        tried.too_large += 1;
        return Ok(());
    }
    for (place, (answer, theirs)) in answers.iter().zip(&theirs).enumerate() {
        let (ours, seen) = (say(answer), theirs);
        if ours != *seen {
            let bills = serde_json::to_string_pretty(&told).unwrap_or_default();
            return Err(format!(
                "{bills}\nbill {place}\noracle {ours}\nyibao  {seen}"
            ));
        }
        count(tried, answer, is_alone);
    }
    Ok(())
}

fn has_cost_caps(rules: &Rules) -> bool {
    let own = rules.parts.values().flat_map(|part| &part.caps);
    let all = own.chain(rules.shared_cap.iter().map(|(cap, _)| cap));
    all.into_iter()
        .any(|cap| cap.per == "year" && cap.on != "fund-pay")
}

fn least_of_patient(answer: &Answer) -> Option<Number> {
    Some(answer.least.get("total")? - answer.most.get("fund_pay")?)
}

/// Of a vague payment what is surely left is carried on.
fn spend(account: &mut Option<Number>, shared: &mut [Number], most: &Amounts) {
    if let Some(left) = account {
        *left = not_below_zero(left.clone() - &most["account_pay"]);
    }
    // Accounts are emptied one after the other: the side that takes more takes more of each.
    let mut paid = most["mutual_aid_pay"].clone();
    for left in shared {
        let off = paid.clone().min(left.clone());
        *left -= &off;
        paid -= off;
    }
}

/// An answer as one line.
fn say(answer: &Answer) -> String {
    match &answer.lower {
        Outcome::Paid(_) => {}
        Outcome::NotCovered => return "not-eligible".to_owned(),
        _ => return "unknown".to_owned(),
    }
    let outcome = if answer.least == answer.most {
        "determined"
    } else {
        "range"
    };
    let amounts = answer.least.iter().zip(answer.most.values());
    let mut amounts: Vec<String> = amounts
        .map(|((key, low), high)| format!("{key} {}", range(&yuan(low), &yuan(high))))
        .collect();
    amounts.sort();
    format!("{outcome}: {}", amounts.join(", "))
}

fn range(low: &str, high: &str) -> String {
    if low == high {
        low.to_owned()
    } else {
        format!("{low}..{high}")
    }
}

/// Said of a rule that tells more cases apart than yibao lays out: it gives no answer then.
const TOO_LARGE: &str = "too many cases";

/// What yibao says, in the same words.
fn say_theirs(answer: &Reimbursed) -> String {
    let of_plan = answer.compiled.iter().flat_map(|compiled| &compiled.notes);
    let notes = answer.reason.iter().chain(of_plan);
    if notes
        .into_iter()
        .any(|note| matches!(note, Note::TooManyCases(_)))
    {
        return TOO_LARGE.to_owned();
    }
    let Some(settled) = &answer.answer else {
        return answer.outcome.name().to_owned();
    };
    let amounts = Amount::ALL.iter().filter_map(|&amount| {
        let value = settled.get(amount)?;
        Some(format!(
            "{} {}",
            amount.name(),
            range(&value.low.to_string(), &value.high.to_string())
        ))
    });
    let mut amounts: Vec<String> = amounts.collect();
    amounts.sort();
    format!("{}: {}", answer.outcome.name(), amounts.join(", "))
}

/// What yibao answers to the bills, one after the other.
fn ask(shelf: &Shelf, told: &Value, is_alone: bool) -> Result<Vec<String>, String> {
    let refused = |what: String| {
        format!(
            "{}\nrefused: {what}",
            serde_json::to_string_pretty(told).unwrap_or_default()
        )
    };
    let source = Source {
        name: "bills.json".to_owned(),
        bytes: told.to_string().into_bytes(),
    };
    let (found, _) = read(source, Format::Json, &Hints::default())
        .map_err(|problems| refused(format!("{problems:?}")))?;
    let bills: Result<Vec<TheirBill>, _> = found
        .iter()
        .map(|found| checked(&found.raw, found.problems.clone()))
        .collect();
    let bills = bills.map_err(|problems| refused(format!("{problems:?}")))?;
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let said = if is_alone {
        let answer = reimburse(shelf, &bills[0], today);
        vec![say_theirs(
            &answer.map_err(|problems| refused(format!("{problems:?}")))?,
        )]
    } else {
        let answer = year(shelf, &bills, Carried::default(), today);
        let answer = answer.map_err(|problems| refused(format!("{problems:?}")))?;
        let entries = answer.entries.iter().map(|entry| match &entry.turn {
            Turn::Settled(answer) => say_theirs(answer),
            other => format!("{other:?}"),
        });
        entries.collect()
    };
    let problems = shelf.problems();
    match problems.is_empty() {
        true => Ok(said),
        false => Err(refused(format!("{problems:?}"))),
    }
}

fn count(tried: &mut Tried, answer: &Answer, is_alone: bool) {
    tried.settled += 1;
    tried.in_years += u64::from(!is_alone);
    match &answer.lower {
        Outcome::Paid(lower) => {
            tried.ranges += u64::from(answer.least != answer.most);
            let above = |key: &&str| key.ends_with("_pay") && lower.contains_key(*key);
            let layers = [
                "catastrophic_pay",
                "large_sum_pay",
                "assistance_pay",
                "enterprise_pay",
                "other_pay",
            ];
            let is_above = layers
                .iter()
                .filter(|key| above(key))
                .any(|key| lower[*key] > zero());
            tried.paid_above_the_pool += u64::from(is_above);
        }
        Outcome::NotCovered => tried.not_covered += 1,
        _ => tried.unknown += 1,
    }
}
