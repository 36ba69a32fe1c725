//! One bill, from the names on it to an answer with everything it rests on.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::engine::answer::{Answer, answer};
use crate::engine::bounds::Bounds;
use crate::engine::claim::Claim;
use crate::engine::examine::{Examination, examine};
use crate::engine::ledger::When;
use crate::engine::opening::opening;
use crate::engine::plan::{Lookup, OffSite};
use crate::engine::settle::Stop;
use crate::engine::settlement::Amount;
use crate::engine::table::{Cell, Reads};
use crate::formats::bill::unknown_word;
use crate::formats::problem::What;
use crate::model::bill::{Bill, Charges, Fact};
use crate::model::selector::Selector;
use crate::model::words::{self, At, Place, Scheme, Visit};
use crate::money::Yuan;
use crate::rules::block::{BelongsBy, Block};
use crate::rules::compile::{Compiled, Note, benefit_year, compile};
use crate::rules::shelf::{Folder, Shelf};
use crate::rules::table::TableName;
use crate::time::YearMonth;

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Amounts.
    Determined,
    /// Amounts between bounds, because a rule's text is vague.
    Range,
    /// A rule says that nothing is due.
    NotEligible,
    /// No rule says it.
    Unknown,
}

impl Outcome {
    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Determined => "determined",
            Outcome::Range => "range",
            Outcome::NotEligible => "not-eligible",
            Outcome::Unknown => "unknown",
        }
    }
}

/// Something that was not given and has a stated default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// The key.
    pub key: &'static str,
    /// What was taken for it.
    pub value: String,
    /// What the likeliest other value would make of `personal_pay`.
    pub otherwise: Option<(String, Bounds<Yuan>)>,
}

/// An answer about one bill.
#[derive(Debug)]
pub struct Reimbursed {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The day of the case.
    pub day: NaiveDate,
    /// The scheme.
    pub scheme: Scheme,
    /// The kind of visit.
    pub visit: Visit,
    /// Amounts and steps, if there are any.
    pub answer: Option<Answer>,
    /// Why there is none.
    pub reason: Vec<Note>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// What the rules leave open above the pool.
    pub examination: Examination,
    /// The plan, with the blocks it was made from; none when not even that could be made.
    pub compiled: Option<Compiled>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
    /// Blocks that only say how to round; their grade stands at their own step.
    pub rounding: Vec<Arc<Block>>,
}

/// A problem with a bill that only the rules can see, at a key.
pub type AtKey = (&'static str, What);

/// Answers a bill.
///
/// # Errors
/// Problems of the bill: an unknown region or word, facts that the rules need and the bill does not say.
pub fn reimburse(shelf: &Shelf, bill: &Bill, today: NaiveDate) -> Result<Reimbursed, Vec<AtKey>> {
    let given = bill.region.as_deref().unwrap_or_default();
    let folder = shelf
        .find_region(given)
        .map_err(|near| vec![("region", unknown_region(given, near))])?;
    let Some(scheme) = bill.word(Selector::Scheme).and_then(Scheme::from_name) else {
        return Err(vec![("scheme", What::Missing(vec!["scheme"]))]);
    };
    let mut assumed = Vec::new();
    let visit = match bill.word(Selector::Visit).and_then(Visit::from_name) {
        Some(visit) => visit,
        None => {
            assume(&mut assumed, "visit", Visit::Inpatient.name());
            Visit::Inpatient
        }
    };
    let day = day_of(shelf, &folder, scheme, bill, today, &mut assumed);
    let Ok(compiled) = compile(shelf, &folder, scheme, visit, day) else {
        return Ok(Reimbursed {
            outcome: Outcome::Unknown,
            folder,
            day,
            scheme,
            visit,
            answer: None,
            reason: vec![Note::NoTable(TableName::Rounding)],
            assumed,
            examination: Examination::default(),
            compiled: None,
            blocks: Vec::new(),
            rounding: Vec::new(),
        });
    };
    let claim = claim(shelf, &folder, bill, &compiled, day, &mut assumed)?;
    let examination = examine(&compiled.plan, &claim);
    let ledger = opening(&compiled.plan, &claim, &bill.history);
    let settled = answer(&compiled.plan, &claim, &ledger);
    let notes = |ids: &[crate::engine::table::Notice]| -> Vec<Note> {
        ids.iter()
            .map(|id| compiled.notes[id.0 as usize].clone())
            .collect()
    };
    let is_burden = matches!(bill.charges, Charges::Burden(_));
    let (outcome, settled, reason) = match settled {
        // Asked for the layers alone, and none of them is known: that is no range but no answer.
        Ok(_) if is_burden && nothing_is_known(&examination, &compiled, &claim) => {
            let layers = examination.unknown_layers.iter();
            let ids: Vec<_> = layers.map(|(_, notice)| *notice).collect();
            (Outcome::Unknown, None, notes(&ids))
        }
        Ok(answer) if answer.is_range() => (Outcome::Range, Some(answer), Vec::new()),
        Ok(answer) => (Outcome::Determined, Some(answer), Vec::new()),
        Err(Stop::Unknown(unknown)) => (Outcome::Unknown, None, notes(&unknown)),
        Err(Stop::NotCovered(notice)) => (Outcome::NotEligible, None, notes(&[notice])),
        Err(Stop::Missing(missing)) => {
            let names: Vec<&'static str> =
                missing.iter().map(|selector| key_of(*selector)).collect();
            let first = names.first().copied().unwrap_or_default();
            return Err(vec![(first, What::Missing(names))]);
        }
        Err(Stop::MissingSelfPayRate) => {
            return Err(vec![("self_pay_rate", What::MissingSelfPayRate)]);
        }
    };
    if settled.is_some() {
        otherwise(&compiled, &claim, bill, &mut assumed);
    }
    let rounding = compiled.plan.rounding.reads;
    // An answer rests on every rule that it read; where there is no amount, on the rule that says so.
    let (blocks, rounding) = match &settled {
        Some(answer) => {
            let reads = examination.reads.iter().chain(&answer.reads).copied();
            let reads = reads.filter(|reads| *reads != rounding);
            let rounding = [rounding].into_iter();
            (blocks_of(&compiled, reads), blocks_of(&compiled, rounding))
        }
        None => (blocks_of_reason(&reason), Vec::new()),
    };
    Ok(Reimbursed {
        outcome,
        folder,
        day,
        scheme,
        visit,
        answer: settled,
        reason,
        assumed,
        examination,
        blocks,
        rounding,
        compiled: Some(compiled),
    })
}

fn unknown_region(name: &str, near: Vec<String>) -> What {
    What::UnknownRegion {
        name: name.to_owned(),
        near,
    }
}

fn assume(assumed: &mut Vec<Assumed>, key: &'static str, value: impl Into<String>) {
    assumed.push(Assumed {
        key,
        value: value.into(),
        otherwise: None,
    });
}

/// The key under which a bill says a selector.
fn key_of(selector: Selector) -> &'static str {
    match selector {
        Selector::PaidMonths => "months",
        other => other.name(),
    }
}

/// The day of the case: what is said, else the end of the stay that the rule counts, else the last charge, else today.
fn day_of(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    bill: &Bill,
    today: NaiveDate,
    assumed: &mut Vec<Assumed>,
) -> NaiveDate {
    let Some(day) = bill.day else {
        let day = bill.last_charge.unwrap_or(today);
        assume(assumed, "on", day.to_string());
        return day;
    };
    match (bill.stay, benefit_year(shelf, folder, scheme, day)) {
        (Some((admitted, _)), Some(year)) if year.belongs_by == BelongsBy::Admission => admitted,
        _ => day,
    }
}

/// What the engine is given: facts as numbers, defaults filled in and listed.
fn claim(
    shelf: &Shelf,
    folder: &Folder,
    bill: &Bill,
    compiled: &Compiled,
    day: NaiveDate,
    assumed: &mut Vec<Assumed>,
) -> Result<Claim, Vec<AtKey>> {
    let mut problems = Vec::new();
    let mut case = compiled.case.clone();
    let declared = shelf.declared(&folder.path);
    for (selector, fact) in &bill.facts {
        if matches!(selector, Selector::Scheme | Selector::Visit) {
            continue;
        }
        let value = match fact {
            Fact::Value(value) => *value,
            Fact::Word(word) => {
                let listed =
                    words::find(*selector, word).is_some() || declared.has(*selector, word);
                if selector.grows() && !listed {
                    let known = words::shared(*selector).iter();
                    let mut what = unknown_word(selector.name(), word, known);
                    if let What::UnknownWord { near, .. } = &mut what {
                        near.extend(declared.of(*selector).map(str::to_owned));
                    }
                    problems.push((key_of(*selector), what));
                }
                compiled.number(*selector, word)
            }
        };
        case.set(*selector, Some(value));
    }
    if let Err(problem) = at(shelf, folder, bill, &mut case) {
        problems.push(problem);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let is_burden = matches!(bill.charges, Charges::Burden(_));
    if case.get(Selector::Nth).is_none() {
        let nth = bill.history.visits.map_or(1, |visits| visits + 1);
        case.set(Selector::Nth, Some(nth));
        if bill.history.visits.is_none() && !is_burden {
            assume(assumed, "nth", nth.to_string());
        }
    }
    for &selector in Selector::ALL {
        let Some(silent) = selector.silent().filter(|_| case.get(selector).is_none()) else {
            continue;
        };
        let value = match silent {
            "false" => 0,
            word => compiled.number(selector, word),
        };
        case.set(selector, Some(value));
        let always = match selector {
            Selector::Place => !is_burden,
            Selector::Aid => true,
            _ => false,
        };
        // A yearly burden is not care at a place.
        let asked = compiled.asks(selector) && !(is_burden && selector == Selector::Place);
        if always || asked {
            assume(assumed, key_of(selector), silent);
        }
    }
    for name in &bill.unstated {
        match (*name, &bill.charges) {
            ("total", Charges::Totals(totals)) => assume(assumed, name, totals.total().to_string()),
            ("self_funded", Charges::Totals(totals)) => {
                assume(assumed, name, totals.self_funded().to_string());
            }
            _ => assume(assumed, name, Yuan::ZERO.to_string()),
        }
    }
    if bill.account.is_none() && !is_burden {
        assume(assumed, "account", Yuan::ZERO.to_string());
    }
    let own_level = |fact: &Option<Fact>| match fact {
        Some(Fact::Word(word)) => Some(compiled.number(Selector::Hospital, word)),
        _ => None,
    };
    let claim = Claim {
        case,
        charges: bill.charges.clone(),
        when: When {
            month: YearMonth::of(day).index(),
            day: day.num_days_from_ce(),
        },
        stay_days: bill
            .stay
            .map(|(admitted, discharged)| (discharged - admitted).num_days().max(1)),
        hospital_for_deductible: own_level(&bill.hospital_for_deductible),
        hospital_for_price: own_level(&bill.hospital_for_price),
        account: bill.account.unwrap_or_default(),
    };
    if home_deductible_is_assumed(compiled, &claim) {
        assume(assumed, "deductible", Place::Local.name());
    }
    Ok(claim)
}

/// Whether care away from home keeps the home deductible only because the rule says nothing of it.
fn home_deductible_is_assumed(compiled: &Compiled, claim: &Claim) -> bool {
    let Lookup::Rule(table) = &compiled.plan.off_site else {
        return false;
    };
    if claim.case.get(Selector::Place) == Some(Place::Local as i64) {
        return false;
    }
    matches!(table.look_up(&claim.case).0, Cell::Value(off_site)
        if *off_site != OffSite::default() && off_site.deductible.is_none() && off_site.deductible_times.is_none())
}

/// In the province or out of it, by the region of the hospital.
fn at(
    shelf: &Shelf,
    folder: &Folder,
    bill: &Bill,
    case: &mut crate::model::case::Case,
) -> Result<(), AtKey> {
    let Some(name) = &bill.at else {
        return Ok(());
    };
    let is_word = words::find(Selector::At, name);
    let (at, is_elsewhere) = match is_word.and_then(|word| At::from_name(word.name)) {
        Some(at) => (at, true),
        None => {
            let there = shelf
                .find_region(name)
                .map_err(|near| ("at", unknown_region(name, near)))?;
            let same = there.province() == folder.province();
            let home = there.path == folder.path;
            let at = if same {
                At::InProvince
            } else {
                At::OutOfProvince
            };
            (at, !home)
        }
    };
    if is_elsewhere && bill.fact(Selector::Place).is_none() {
        return Err(("place", What::Missing(vec!["place"])));
    }
    case.set(Selector::At, Some(at as i64));
    Ok(())
}

/// Whether every layer above the pool that the case reaches is unknown.
fn nothing_is_known(seen: &Examination, compiled: &Compiled, claim: &Claim) -> bool {
    use crate::engine::condition::{Met, met};
    use crate::model::words::Layer;
    let reached = compiled.plan.stack.iter().filter(|entry| {
        !matches!(entry.layer, Layer::Pool | Layer::Account)
            && met(&entry.conditions, &claim.case) == Met::Yes
    });
    let mut parts = reached
        .filter_map(|entry| entry.part.as_ref())
        .map(|part| part.part);
    !seen.unknown_layers.is_empty()
        && parts.all(|part| {
            seen.unknown_layers
                .iter()
                .any(|(unknown, _)| *unknown == part)
        })
}

/// What the likeliest other value of an assumed fact would change.
fn otherwise(compiled: &Compiled, claim: &Claim, bill: &Bill, assumed: &mut [Assumed]) {
    for assumed in assumed {
        let (selector, value) = match assumed.key {
            "nth" => (Selector::Nth, None),
            "place" => (Selector::Place, Some(Place::Transfer.name())),
            "aid" => (Selector::Aid, Some("low-income")),
            _ => continue,
        };
        let number = match value {
            None => 2,
            Some(word) => compiled.number(selector, word),
        };
        let other = Claim {
            case: claim.case.with(selector, number),
            ..claim.clone()
        };
        let ledger = opening(&compiled.plan, &other, &bill.history);
        let Ok(answer) = answer(&compiled.plan, &other, &ledger) else {
            continue;
        };
        let personal = answer.get(Amount::PersonalPay);
        let value = value.map_or("2".to_owned(), str::to_owned);
        assumed.otherwise = personal.map(|personal| (value, personal));
    }
}

fn blocks_of(compiled: &Compiled, reads: impl Iterator<Item = Reads>) -> Vec<Arc<Block>> {
    let mut blocks: Vec<Arc<Block>> = Vec::new();
    for reads in reads {
        for id in compiled.plan.blocks(reads) {
            let block = &compiled.blocks[id.0 as usize];
            if !blocks.iter().any(|known| Arc::ptr_eq(known, block)) {
                blocks.push(Arc::clone(block));
            }
        }
    }
    blocks
}

/// The blocks that a reason names.
fn blocks_of_reason(reason: &[Note]) -> Vec<Arc<Block>> {
    let mut blocks: Vec<Arc<Block>> = Vec::new();
    for note in reason {
        let (Note::Announced { block, .. } | Note::NotCovered { block, .. }) = note else {
            continue;
        };
        if !blocks.iter().any(|known| Arc::ptr_eq(known, block)) {
            blocks.push(Arc::clone(block));
        }
    }
    blocks
}
