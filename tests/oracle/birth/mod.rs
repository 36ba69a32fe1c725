//! 生育: random rules and births, reckoned from the text of the rules alone.

mod made;
mod reckoned;

use std::fmt;

use chrono::{Days, NaiveDate};
use yibao::model::bill::Fact as TheirFact;
use yibao::model::person::{Birth as TheirBirth, History, Person};
use yibao::model::selector::Selector;
use yibao::money::Yuan;
use yibao::rules::library::Library;
use yibao::rules::maternity::{MaternityAnswer, Said, maternity};
use yibao::rules::shelf::Shelf;

use crate::draw::Draw;
use crate::folder::REGION;
use crate::maker::Maker;
use crate::number::Rounding;
use crate::rules::{Figure, Table};
use made::{birth, files, random};
use reckoned::say;

/// What a row pays for care.
#[derive(Clone, Debug)]
pub(crate) enum Benefit {
    Fixed(Figure),
    Limit(Figure),
    Ratio(Figure),
}

/// A share of the employer's wage, over the days of a month.
#[derive(Clone, Debug)]
pub(crate) struct OfWage {
    pub(crate) share: Figure,
    pub(crate) over_days: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) payments: Rounding,
    pub(crate) graded: Option<Table<Figure>>,
    pub(crate) benefit: Table<Benefit>,
    pub(crate) leave: Table<Figure>,
    pub(crate) leave_in_months: bool,
    pub(crate) allowance: Table<OfWage>,
}

#[derive(Clone, Debug)]
pub(crate) struct Birth {
    pub(crate) visit: Option<&'static str>,
    pub(crate) delivery: &'static str,
    pub(crate) children: i64,
    pub(crate) months: i64,
    pub(crate) total: i64,
    pub(crate) wage: i64,
    /// The birth is so many days after the day that is asked about.
    pub(crate) in_days: Option<u64>,
}

/// What was tried so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tried {
    pub(crate) births: u64,
    refused: u64,
    unknown: u64,
    ranges: u64,
    open: u64,
}

impl Tried {
    fn of(said: &str) -> Tried {
        Tried {
            births: 1,
            refused: u64::from(said.contains("after") || said.contains("not covered")),
            unknown: u64::from(said.contains("unknown")),
            ranges: u64::from(is_range(said)),
            open: u64::from(said.contains("open")),
        }
    }

    pub(crate) fn plus(self, more: Tried) -> Tried {
        Tried {
            births: self.births + more.births,
            refused: self.refused + more.refused,
            unknown: self.unknown + more.unknown,
            ranges: self.ranges + more.ranges,
            open: self.open + more.open,
        }
    }

    /// Whether the draw reached every kind of answer.
    pub(crate) fn is_varied(self) -> bool {
        let kinds = [self.refused, self.unknown, self.ranges, self.open];
        kinds.iter().all(|kind| *kind > self.births / 50)
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} births without a difference ({} with something refused, {} with something unknown, {} ranges, {} without an \
             upper end)",
            self.births, self.refused, self.unknown, self.ranges, self.open
        )
    }
}

fn is_range(said: &str) -> bool {
    let words = said.split([' ', ',']);
    let ranges = words.filter_map(|word| word.split_once(".."));
    ranges.into_iter().any(|(low, high)| low != high)
}

/// Draws rules and births, and compares every answer; what was tried.
///
/// # Errors
/// The rules, the birth and both answers, where they differ.
pub(crate) fn compare(choices: &[u16]) -> Result<Tried, String> {
    let mut draw = Draw::new(choices);
    let rules = random(&mut Maker {
        draw: &mut draw,
        is_plain: false,
        each: "extra-children",
    });
    let files = files(&rules);
    let named = files.iter();
    let named = named.map(|(name, text)| (format!("cn/{name}"), text.clone()));
    let shelf = Shelf::new(Library::texts(named));
    let mut tried = Tried::default();
    for _ in 0..8 {
        let birth = birth(&mut draw);
        let (ours, theirs) = (say(&rules, &birth), ask(&shelf, &birth));
        if ours != theirs {
            let rules = files.last().map_or("", |(_, text)| text);
            return Err(format!(
                "{birth:?}\noracle {ours}\nyibao  {theirs}\n{rules}"
            ));
        }
        tried = tried.plus(Tried::of(&ours));
    }
    Ok(tried)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, 15).unwrap_or_default()
}

impl Birth {
    fn due(&self) -> Option<NaiveDate> {
        day().checked_add_days(Days::new(self.in_days?))
    }
}

/// What yibao says, in the same words.
fn ask(shelf: &Shelf, birth: &Birth) -> String {
    let word = |selector, word: &str| (selector, TheirFact::Word(word.to_owned()));
    let mut facts = vec![
        word(Selector::Scheme, "employee"),
        word(Selector::Delivery, birth.delivery),
        (Selector::PaidMonths, TheirFact::Value(birth.months)),
    ];
    facts.extend(birth.visit.map(|visit| word(Selector::Visit, visit)));
    let person = Person {
        region: Some(REGION.to_owned()),
        facts,
        period: None,
        on: Some(day()),
        wage: None,
        base: None,
        history: History::default(),
        birth: TheirBirth {
            children: Some(birth.children),
            due: birth.due(),
            employer_wage: Yuan::from_fen(birth.wage),
            total: Yuan::from_fen(birth.total),
            ..TheirBirth::default()
        },
    };
    let said = match maternity(shelf, &person, day()) {
        Ok(answer) => say_theirs(&answer),
        Err(problems) => format!("refused: {problems:?}"),
    };
    match shelf.problems().as_slice() {
        [] => said,
        problems => format!("refused: {problems:?}"),
    }
}

fn say_theirs(answer: &MaternityAnswer) -> String {
    let said = answer.parts.iter().map(|one| {
        let said = match &one.said {
            Said::Paid(worked) => {
                let high = match worked.sum.high {
                    Yuan::MAX => "open".to_owned(),
                    high => high.to_string(),
                };
                format!("{}..{high}", worked.sum.low)
            }
            Said::TooFewMonths(needed, _) => format!("after {needed}"),
            Said::NotCovered(_) => "not covered".to_owned(),
            Said::Unknown(_) => "unknown".to_owned(),
            Said::Lacks(names) if names == &["total"] => "lacks the bill".to_owned(),
            other => format!("{other:?}"),
        };
        format!("{} {said}", one.item.name())
    });
    let said: Vec<String> = said.collect();
    let leave = answer.leave.as_ref();
    let leave = leave.map_or("none".to_owned(), |leave| {
        let (low, high) = leave.days;
        let high = high.map_or("open".to_owned(), |high| high.to_string());
        format!("{low}..{high}")
    });
    let needed = answer.required;
    let needed = needed.map_or("none".to_owned(), |needed| needed.to_string());
    format!("{}, leave {leave}, needed {needed}", said.join(", "))
}
