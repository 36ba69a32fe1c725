//! What the year carries from bill to bill, and which visit of it a bill is.

use std::collections::BTreeMap;

use crate::bills::{Bill, month};
use crate::case::{Case, Fact};
use crate::number::{Number, zero};
use crate::rules::{Cap, Deductible, Part, Rules};

/// Counters by what they count, each with a name of its own.
pub(crate) type Ledger = BTreeMap<String, Number>;

pub(crate) fn visit_part<'a>(rules: &'a Rules, bill: &Bill) -> &'a Part {
    &rules.parts[bill.visit]
}

pub(crate) fn goes_on(deductible: &Deductible, bill: &Bill) -> bool {
    deductible.continues && bill.referral != "none"
}

pub(crate) fn day_key(bill: &Bill) -> String {
    // Bills that stand alone have no institution to be told apart by, and nothing before them.
    format!(
        "{} bills of day {} at {}",
        bill.visit, bill.day, bill.institution
    )
}

fn count_of(ledger: &Ledger, key: &str) -> i64 {
    let number = ledger.get(key).cloned().unwrap_or_else(zero);
    number.to_integer().try_into().expect("a count")
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Standing {
    New,
    SameVisit,
    SameStay,
}

/// Whether the bill is more of a visit of the day, or of a stay that goes on by referral.
pub(crate) fn standing(rules: &Rules, bill: &Bill, ledger: &Ledger) -> Standing {
    let deductible = &visit_part(rules, bill).deductible;
    if deductible.per == "day" && ledger.contains_key(&day_key(bill)) {
        return Standing::SameVisit;
    }
    if goes_on(deductible, bill)
        && ledger.contains_key(&format!("{} deductible of the stay", bill.visit))
    {
        return Standing::SameStay;
    }
    Standing::New
}

/// How often the year has had such a visit: at all, at this level, for this disease.
pub(crate) fn event_keys(bill: &Bill) -> [(&'static str, String); 3] {
    [
        ("nth", format!("{} events", bill.visit)),
        (
            "nth-at-level",
            format!("{} events at {}", bill.visit, bill.hospital),
        ),
        (
            "nth-for-disease",
            format!("{} events for {}", bill.visit, bill.disease),
        ),
    ]
}

/// The number that a day at an institution has by one of the ways of counting.
pub(crate) fn number_key(bill: &Bill, nth: &str) -> String {
    format!("{} {nth}", day_key(bill))
}

pub(crate) fn case_of(rules: &Rules, bill: &Bill, ledger: &Ledger) -> Case {
    let mut case = Case::new();
    case.insert("visit", Fact::Word(bill.visit));
    case.insert("hospital", Fact::Word(bill.hospital));
    case.insert("person", Fact::Word(bill.person));
    case.insert("aid", Fact::Word(bill.aid));
    case.insert("disease", Fact::Word(bill.disease));
    case.insert("group", Fact::Word(bill.group));
    case.insert("diseases", Fact::Count(bill.diseases));
    case.insert("place", Fact::Word(bill.place));
    if bill.place != "local" {
        case.insert("at", Fact::Word(bill.at));
    }
    case.insert("age", Fact::Count(bill.age));
    case.insert("continuous-years", Fact::Count(bill.years));
    case.insert("paid-months", Fact::Count(bill.months));
    let standing = standing(rules, bill, ledger);
    for (nth, key) in event_keys(bill) {
        let counted = count_of(ledger, &key);
        let number = match standing {
            Standing::New => counted + 1,
            Standing::SameVisit => count_of(ledger, &number_key(bill, nth)),
            Standing::SameStay => counted.max(1),
        };
        case.insert(nth, Fact::Count(number));
    }
    if let Some(stated) = &bill.stated {
        case.insert("nth", Fact::Count(stated.nth));
        case.insert("nth-at-level", Fact::Count(stated.nth_at_level));
        case.insert("nth-for-disease", Fact::Count(stated.nth_for_disease));
    }
    case
}

/// The ledger of a bill that states what the year had before it.
pub(crate) fn opening(rules: &Rules, bill: &Bill) -> Ledger {
    let mut ledger = Ledger::new();
    let totals = bill
        .stated
        .as_ref()
        .and_then(|stated| stated.totals.clone());
    let Some([deductible, eligible, pool]) = totals else {
        return ledger;
    };
    let visit = bill.visit;
    let part = visit_part(rules, bill);
    ledger.insert(
        format!("{visit} deductibles of the year"),
        deductible.clone(),
    );
    if part.deductible.per == "year" {
        let key = counter(
            visit,
            "deductible",
            "year",
            &part.deductible.apart_by,
            bill,
            true,
        );
        ledger.insert(key.expect("a year has a counter"), deductible.clone());
    }
    ledger.insert(format!("{visit} input"), eligible.clone());
    ledger.insert(format!("{visit} priced"), &eligible - &deductible);
    ledger.insert(format!("{visit} paid"), pool.clone());
    for (name, cap) in caps_of(rules, visit, part) {
        if cap.per == "year"
            && let Some(key) = counter(&name, "cap", "year", &cap.apart_by, bill, false)
        {
            assert_eq!(cap.on, "fund-pay");
            ledger.insert(key, pool.clone());
        }
    }
    ledger
}

/// The caps of a visit, with the name of their counter: its own, and the one that visits share.
pub(crate) fn caps_of<'a>(rules: &'a Rules, name: &str, part: &'a Part) -> Vec<(String, &'a Cap)> {
    let own = part
        .caps
        .iter()
        .map(|cap| (format!("{name} {}", cap.per), cap));
    let shared = rules
        .shared_cap
        .iter()
        .filter(|(_, visits)| visits.contains(&name));
    own.chain(shared.map(|(cap, _)| ("pool".to_owned(), cap)))
        .collect()
}

/// The name of a counter; nothing where the table counts only the bill itself.
pub(crate) fn counter(
    name: &str,
    what: &str,
    per: &str,
    apart_by: &[&str],
    bill: &Bill,
    is_deductible: bool,
) -> Option<String> {
    let span = match per {
        "year" => String::new(),
        "month" => format!(" of month {}", month(bill.day)),
        "day" => format!(" of day {} at {}", bill.day, bill.institution),
        _ => return None,
    };
    let mut key = format!("{name} {what}{span}");
    for selector in apart_by {
        let word = match *selector {
            "hospital" if is_deductible => bill.hospital_for_deductible.unwrap_or(bill.hospital),
            "hospital" => bill.hospital,
            "group" => bill.group,
            _ => bill.disease,
        };
        key += &format!(" for {word}");
    }
    Some(key)
}

pub(crate) fn add(ledger: &mut Ledger, key: &str, amount: &Number) {
    let counted = ledger.entry(key.to_owned()).or_insert_with(zero);
    *counted += amount;
}

pub(crate) fn stands_at(ledger: &Ledger, key: &str) -> Number {
    ledger.get(key).cloned().unwrap_or_else(zero)
}
