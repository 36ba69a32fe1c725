//! What is paid for a birth, the allowance for the leave, and the month from which enough months are paid.

mod answer;
mod clerk;

use chrono::NaiveDate;

use crate::engine::maternity::Paid;
use crate::formats::fields::unknown_word;
use crate::model::person::Person;
use crate::model::selector::Selector;
use crate::model::words::{Visit, shared};
use crate::rules::claim::{Assumed, AtKey, assume};
use crate::rules::enquiry::{Enquiry, missing, place};
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::time::YearMonth;
use clerk::Clerk;

pub use answer::{ByRule, How, Item, Leave, MaternityAnswer, Part, Said, Worked};

/// What is paid for a birth, by the rules of its day.
///
/// # Errors
/// Problems of the person: an unknown region or word, facts that the rules need and nobody said.
pub fn maternity(
    shelf: &Shelf,
    person: &Person,
    today: NaiveDate,
) -> Result<MaternityAnswer, Vec<AtKey>> {
    let (folder, scheme) = place(shelf, person)?;
    let birth = &person.birth;
    let day = birth.due.or(person.on).unwrap_or(today);
    let mut enquiry = Enquiry::new(shelf, &folder, scheme, day, person)?;
    // Months are counted on the day that was asked about; until a birth to come they go on.
    let until = YearMonth::of(person.on.unwrap_or(day));
    let stated = person.number(Selector::PaidMonths);
    let paid = match (birth.insured_since, stated) {
        (Some(since), _) => Some(Paid {
            months: 1,
            until: since,
        }),
        (None, months) => months.map(|months| Paid { months, until }),
    };
    let known_until = match birth.insured_since {
        Some(_) => YearMonth::of(person.on.unwrap_or(today)),
        None => until,
    };
    let goes_on = paid.is_some() && YearMonth::of(day) > known_until;
    let months = paid.map(|paid| paid.in_month(YearMonth::of(day)));
    enquiry.case.set(Selector::PaidMonths, months);
    let wanted = wanted(person)?;
    let mut answer = MaternityAnswer {
        outcome: Outcome::Unknown,
        folder: folder.clone(),
        scheme,
        day,
        parts: Vec::new(),
        leave: None,
        paid: months,
        goes_on,
        required: None,
        eligible_from: None,
        assumed: Vec::new(),
        blocks: Vec::new(),
    };
    facts(&mut enquiry, person, &wanted, &mut answer.assumed);
    let clerk = Clerk {
        enquiry: &enquiry,
        birth: *birth,
        paid: months,
    };
    answer.leave = clerk.leave().ok();
    let bill_of = wanted.first().map(|(item, _)| *item);
    for &(item, is_asked) in &wanted {
        let bill = birth.total.filter(|_| bill_of == Some(item));
        let said = match item {
            Item::Allowance => clerk.allowance(),
            _ => clerk.care(item, bill),
        };
        answer.parts.push(Part {
            item,
            is_asked,
            said,
        });
    }
    let lacking = answer.parts.iter().filter(|part| part.is_asked);
    let lacking = lacking.filter_map(|part| match &part.said {
        Said::Lacks(names) => Some(names.clone()),
        _ => None,
    });
    let mut lacking: Vec<&'static str> = lacking.flatten().collect();
    if !lacking.is_empty() {
        let mut seen = Vec::new();
        lacking.retain(|name| {
            !seen.contains(name) && {
                seen.push(*name);
                true
            }
        });
        return Err(missing(lacking, Some(scheme)));
    }
    answer.conclude();
    let asked = wanted.iter().filter(|(_, is_asked)| *is_asked);
    answer.required = asked
        .filter_map(|(item, _)| clerk.needed(*item))
        .find(|needed| *needed > 0);
    answer.eligible_from = answer
        .required
        .zip(paid)
        .and_then(|(needed, paid)| paid.reaches(needed));
    Ok(answer)
}

/// What is asked for, and what is told beside it: the birth with all that goes with it, or the one kind of care that
/// `visit` names. Who gives a wage and no delivery asks for the allowance alone.
fn wanted(person: &Person) -> Result<Vec<(Item, bool)>, Vec<AtKey>> {
    let asks_allowance = person.birth.employer_wage.is_some() || person.birth.leave_days.is_some();
    let asks_delivery = person.word(Selector::Delivery).is_some() || !asks_allowance;
    let word = person.word(Selector::Visit);
    match (word, word.and_then(Visit::from_name)) {
        (None, _) if !asks_delivery => Ok(vec![(Item::Allowance, true)]),
        (None, _) => Ok(vec![
            (Item::Delivery, true),
            (Item::Antenatal, false),
            (Item::Allowance, asks_allowance),
        ]),
        (_, Some(Visit::Delivery)) => Ok(vec![
            (Item::Delivery, true),
            (Item::Allowance, asks_allowance),
        ]),
        (_, Some(Visit::Antenatal)) => Ok(vec![(Item::Antenatal, true)]),
        (_, Some(Visit::FamilyPlanning)) => Ok(vec![(Item::FamilyPlanning, true)]),
        (Some(word), _) => {
            let visits = [Visit::Delivery, Visit::Antenatal, Visit::FamilyPlanning];
            let words = shared(Selector::Visit).iter();
            let words = words.filter(|word| visits.iter().any(|visit| visit.name() == word.name));
            Err(vec![("visit", unknown_word("visit", word, words))])
        }
    }
}

/// Facts that follow from others, and what stands for silence.
fn facts(
    enquiry: &mut Enquiry<'_>,
    person: &Person,
    wanted: &[(Item, bool)],
    assumed: &mut Vec<Assumed>,
) {
    let asked = clerk::asked(enquiry, wanted);
    assumed.extend(enquiry.fill(&asked));
    if enquiry.case.get(Selector::ExtraChildren).is_none() {
        let children = person.birth.children;
        let extra = children.map_or(0, |children| children - 1);
        enquiry.case.set(Selector::ExtraChildren, Some(extra));
        if children.is_none() && asked.contains(&Selector::ExtraChildren) {
            assume(assumed, "children", "1");
        }
    }
    // Whether a caesarean counts as difficult is for the rules or the person to say.
    let difficult = match person.word(Selector::Delivery) {
        Some("difficult") => Some(1),
        Some("natural" | "assisted" | "miscarriage") => Some(0),
        _ => None,
    };
    if enquiry.case.get(Selector::Difficult).is_none() {
        enquiry.case.set(Selector::Difficult, difficult);
    }
    // A birth without a named complication has none; an operation has a name.
    let is_operation = wanted.iter().any(|(item, _)| *item == Item::FamilyPlanning);
    if enquiry.case.get(Selector::Disease).is_none() && !is_operation {
        let none = enquiry.number(Selector::Disease, "");
        enquiry.case.set(Selector::Disease, Some(none));
    }
}
