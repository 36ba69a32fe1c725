//! From a bill to what the engine is given: facts as numbers, defaults filled in and listed.

use chrono::{Datelike, NaiveDate};

use crate::engine::bounds::Bounds;
use crate::engine::claim::Claim;
use crate::engine::ledger::When;
use crate::engine::plan::{CapOn, Lookup, OffSite, Period};
use crate::engine::table::Cell;
use crate::engine::visits::{self, Standing};
use crate::formats::fields::unknown_word;
use crate::formats::problem::What;
use crate::formats::year_problem::YearWhat;
use crate::model::bill::{Bill, Charges, Fact};
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::{self, Place, Scheme};
use crate::money::Yuan;
use crate::rules::carried::Carried;
use crate::rules::compile::Compiled;
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;
use crate::time::YearMonth;

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

/// A problem with a bill that only the rules can see, at a key.
pub type AtKey = (&'static str, What);

pub(crate) fn unknown_region(name: &str, near: Vec<String>) -> What {
    What::UnknownRegion {
        name: name.to_owned(),
        near,
    }
}

pub(crate) fn assume(assumed: &mut Vec<Assumed>, key: &'static str, value: impl Into<String>) {
    assumed.push(Assumed {
        key,
        value: value.into(),
        otherwise: None,
    });
}

/// The key under which a bill says a selector.
pub(crate) fn key_of(selector: Selector) -> &'static str {
    match selector {
        Selector::PaidMonths => "months",
        other => other.name(),
    }
}

/// Where and when a bill is settled, and by which plan.
pub(crate) struct At<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) folder: &'a Folder,
    pub(crate) compiled: &'a Compiled,
    pub(crate) scheme: Scheme,
    pub(crate) day: NaiveDate,
}

/// What the engine is given: facts as numbers, defaults filled in and listed.
pub(crate) fn claim(
    at: &At<'_>,
    bill: &Bill,
    carried: Option<&Carried>,
    assumed: &mut Vec<Assumed>,
) -> Result<Claim, Vec<AtKey>> {
    let &At {
        shelf,
        folder,
        compiled,
        scheme,
        day,
    } = at;
    let mut case = compiled.case.clone();
    let number = |selector, word: &str| compiled.number(selector, word);
    let mut problems = set_facts(shelf, folder, &bill.facts, scheme, number, &mut case);
    if let Err(problem) = treated_at(shelf, folder, bill, &mut case) {
        problems.push(problem);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let is_burden = bill.charges.stated_sum().is_some();
    if carried.is_none() && case.get(Selector::Nth).is_none() {
        let nth = bill.history.visits.map_or(1, |visits| visits + 1);
        case.set(Selector::Nth, Some(nth));
        if bill.history.visits.is_none() && !is_burden {
            assume(assumed, "nth", nth.to_string());
        }
    }
    assumed.extend(set_silent(&mut case, number, |selector| match selector {
        // A yearly burden is not care at a place.
        Selector::Place => !is_burden,
        Selector::Aid => true,
        selector => compiled.asks(selector),
    }));
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
    let stated = visits::NUMBERS.map(|nth| (nth, case.get(nth)));
    let mut claim = Claim {
        case,
        charges: charges(shelf, folder, bill, compiled),
        when: When {
            month: YearMonth::of(day).index(),
            day: day.num_days_from_ce(),
            institution: carried.map_or(0, |carried| carried.institution(bill)),
        },
        stay_days: bill
            .stay
            .map(|(admitted, discharged)| (discharged - admitted).num_days().max(1)),
        hospital_for_deductible: own_level(&bill.hospital_for_deductible),
        hospital_for_price: own_level(&bill.hospital_for_price),
        hospital_pay: bill.hospital_pay.unwrap_or_default(),
        account: bill.account.unwrap_or_default(),
        shared: bill.shared.iter().map(|(_, sum)| *sum).collect(),
    };
    if let Some(carried) = carried {
        for (nth, _) in stated {
            claim.case.set(nth, None);
        }
        visits::number(&compiled.plan, &mut claim, &carried.ledgers.lower);
        if let Some(problem) = other_number(&stated, &claim) {
            return Err(vec![problem]);
        }
        let standing = visits::standing(&compiled.plan, &claim, &carried.ledgers.lower);
        if standing == Standing::SameVisit && bill.institution.is_none() {
            assume(assumed, "institution", "same-visit");
        }
    } else if !is_burden {
        unstated_year(compiled, &claim, bill, assumed);
    }
    if !is_burden && home_deductible_is_assumed(compiled, &claim) {
        assume(assumed, "deductible", Place::Local.name());
    }
    Ok(claim)
}

/// A stated number of the visit that is not what the bills before it make it. Where they do not say, it stands.
fn other_number(stated: &[(Selector, Option<i64>)], claim: &Claim) -> Option<AtKey> {
    stated.iter().find_map(|&(nth, stated)| {
        let (stated, counted) = (stated?, claim.case.get(nth)?);
        let key = nth.name();
        let what = YearWhat::NthOfLedger {
            key,
            stated,
            counted,
        };
        (stated != counted).then(|| (key, what.into()))
    })
}

/// Says to a case what is known of a person or a visit; gives what is no word of the place or the scheme.
pub(crate) fn set_facts(
    shelf: &Shelf,
    folder: &Folder,
    facts: &[(Selector, Fact)],
    scheme: Scheme,
    number: impl Fn(Selector, &str) -> i64,
    case: &mut Case,
) -> Vec<AtKey> {
    let mut problems = Vec::new();
    let declared = shelf.declared(&folder.path);
    for (selector, fact) in facts {
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
                if *selector == Selector::Person
                    && words::persons_of(scheme).all(|known| known.name != word)
                {
                    let person = word.clone();
                    problems.push(("person", What::PersonOfScheme { person, scheme }));
                }
                number(*selector, word)
            }
        };
        case.set(*selector, Some(value));
    }
    problems
}

/// Fills in the values that stand for silence, and gives those that matter.
pub(crate) fn set_silent(
    case: &mut Case,
    number: impl Fn(Selector, &str) -> i64,
    matters: impl Fn(Selector) -> bool,
) -> Vec<Assumed> {
    let mut assumed = Vec::new();
    for &selector in Selector::ALL {
        let Some(silent) = selector.silent().filter(|_| case.get(selector).is_none()) else {
            continue;
        };
        let value = match silent {
            "false" => 0,
            word => number(selector, word),
        };
        case.set(selector, Some(value));
        if matters(selector) {
            assume(&mut assumed, key_of(selector), silent);
        }
    }
    assumed
}

/// Categories of a bill's lines that neither the vocabulary nor the region has, the first twenty.
pub(crate) fn unknown_categories(shelf: &Shelf, folder: &Folder, bill: &Bill) -> Vec<String> {
    if bill.own_categories.is_empty() {
        return Vec::new();
    }
    let declared = shelf.declared(&folder.path);
    let own = bill.own_categories.iter();
    own.filter(|word| !declared.has(Selector::Category, word))
        .take(20)
        .cloned()
        .collect()
}

/// The charges, with the numbers of the plan for the region's own categories. An unknown one is left out: it matters
/// only where a rule asks for it.
fn charges(shelf: &Shelf, folder: &Folder, bill: &Bill, compiled: &Compiled) -> Charges {
    let mut charges = bill.charges.clone();
    let Charges::Lines(lines) = &mut charges else {
        return charges;
    };
    let shared = words::shared(Selector::Category).len() as i64;
    let declared = shelf.declared(&folder.path);
    let number = |word: &String| {
        let known = declared.has(Selector::Category, word);
        known.then(|| compiled.number(Selector::Category, word))
    };
    let own: Vec<Option<i64>> = bill.own_categories.iter().map(number).collect();
    for line in lines {
        if let Some(category) = line.category
            && category >= shared
        {
            line.category = own.get((category - shared) as usize).copied().flatten();
        }
    }
    charges
}

/// What of the year before a later bill was not stated although the rules count it: it is taken as nothing, and said.
fn unstated_year(compiled: &Compiled, claim: &Claim, bill: &Bill, assumed: &mut Vec<Assumed>) {
    if claim.case.get(Selector::Nth).is_none_or(|nth| nth < 2) {
        return;
    }
    let history = &bill.history;
    let mut unstated = |key: &'static str, stated: bool, counts: bool| {
        if !stated && counts && assumed.iter().all(|one| one.key != key) {
            assume(assumed, key, Yuan::ZERO.to_string());
        }
    };
    let (mut pool_pay, mut eligible, mut deductible, mut burden) = (false, false, false, false);
    for part in compiled
        .plan
        .stack
        .iter()
        .filter_map(|entry| entry.part.as_ref())
    {
        if let Part::Layer(_) = part.part {
            burden = true;
            continue;
        }
        for cap in part.caps.iter().filter_map(Lookup::rule) {
            let yearly = cap.per == Period::Year;
            pool_pay |= yearly && cap.on == CapOn::FundPay;
            eligible |= yearly && cap.on != CapOn::FundPay;
        }
        eligible |= part.ratio.rule().is_some_and(|ratio| ratio.accumulates);
        deductible |= part
            .deductible
            .rule()
            .is_some_and(|rule| rule.per == Period::Year || rule.max_per_year.is_some());
    }
    unstated("ytd_deductible", history.deductible.is_some(), deductible);
    unstated("ytd_eligible", history.eligible.is_some(), eligible);
    unstated("ytd_pool_pay", history.pool_pay.is_some(), pool_pay);
    unstated("ytd_burden", history.burden.is_some(), burden);
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
fn treated_at(shelf: &Shelf, folder: &Folder, bill: &Bill, case: &mut Case) -> Result<(), AtKey> {
    let Some(name) = &bill.at else {
        return Ok(());
    };
    let is_word = words::find(Selector::At, name);
    let (at, is_elsewhere) = match is_word.and_then(|word| words::At::from_name(word.name)) {
        Some(at) => (at, true),
        None => {
            let there = shelf
                .find_region(name)
                .map_err(|near| ("at", unknown_region(name, near)))?;
            let same = there.province() == folder.province();
            let home = there.path == folder.path;
            let at = if same {
                words::At::InProvince
            } else {
                words::At::OutOfProvince
            };
            (at, !home)
        }
    };
    let place = bill.word(Selector::Place);
    if is_elsewhere && place.is_none() {
        return Err(("place", What::Missing(vec!["place"], None)));
    }
    let is_local = place.is_none_or(|place| place == Place::Local.name());
    // Another pool of the same province may be home all the same: 自治区本级 is treated in 乌鲁木齐.
    let is_far = at == words::At::OutOfProvince;
    if (is_local && is_far) || (!is_local && !is_elsewhere) {
        return Err(("at", What::Contradiction("place", "at")));
    }
    case.set(Selector::At, Some(at as i64));
    Ok(())
}
