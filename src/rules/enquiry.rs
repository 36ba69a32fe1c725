//! Asking the rules about a person: where, by which scheme, on which day, and with which facts.

use chrono::NaiveDate;

use crate::formats::problem::What;
use crate::model::case::Case;
use crate::model::person::Person;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules::claim::{Assumed, AtKey, key_of, set_facts, set_silent, unknown_region};
use crate::rules::compile::{benefit_year, payments_rounding};
use crate::rules::evaluate::{Asking, Lack};
use crate::rules::region::Folder;
use crate::rules::selecting::POOL;
use crate::rules::shelf::Shelf;
use crate::time::YearMonth;

/// The place and the scheme of a person.
pub(crate) fn place(shelf: &Shelf, person: &Person) -> Result<(Folder, Scheme), Vec<AtKey>> {
    let given = person.region.as_deref().unwrap_or_default();
    let folder = shelf
        .find_region(given)
        .map_err(|near| vec![("region", unknown_region(given, near))])?;
    match person.word(Selector::Scheme).and_then(Scheme::from_name) {
        Some(scheme) => Ok((folder, scheme)),
        None => Err(missing(vec!["scheme"], None)),
    }
}

/// Everything that is missing, at the first of it.
pub(crate) fn missing(names: Vec<&'static str>, scheme: Option<Scheme>) -> Vec<AtKey> {
    let first = names.first().copied().unwrap_or("region");
    vec![(first, What::Missing(names, scheme))]
}

/// The first month of the benefit year that begins in a year.
pub(crate) fn first_month(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    year: i32,
) -> Option<YearMonth> {
    let january = YearMonth::new(year, 1)?;
    let starts = benefit_year(shelf, folder, scheme, january.first_day());
    YearMonth::new(year, starts.map_or(1, |year| year.starts.month()))
}

/// The rules of a day, and the facts of a person as numbers.
pub(crate) struct Enquiry<'s> {
    pub(crate) asking: Asking<'s>,
    pub(crate) case: Case,
    scheme: Scheme,
}

impl<'s> Enquiry<'s> {
    pub(crate) fn new(
        shelf: &'s Shelf,
        folder: &'s Folder,
        scheme: Scheme,
        day: NaiveDate,
        person: &Person,
    ) -> Result<Enquiry<'s>, Vec<AtKey>> {
        let rounding = payments_rounding(shelf, folder, scheme, day);
        let asking = Asking::new(shelf, folder, scheme, day, rounding);
        let mut case = Case::EMPTY;
        case.set(Selector::Scheme, Some(scheme as i64));
        case.set(Selector::Pool, Some(POOL));
        let number = |selector, word: &str| asking.book.borrow_mut().number(selector, word);
        let problems = set_facts(shelf, folder, &person.facts, scheme, number, &mut case);
        if problems.is_empty() {
            Ok(Enquiry {
                asking,
                case,
                scheme,
            })
        } else {
            Err(problems)
        }
    }

    /// The number of a word.
    pub(crate) fn number(&self, selector: Selector, word: &str) -> i64 {
        self.asking.book.borrow_mut().number(selector, word)
    }

    /// Fills in what stands for silence, and gives what of it the rules ask for.
    pub(crate) fn fill(&mut self, asked: &[Selector]) -> Vec<Assumed> {
        let asking = &self.asking;
        let number = |selector, word: &str| asking.book.borrow_mut().number(selector, word);
        set_silent(&mut self.case, number, |selector| asked.contains(&selector))
    }

    /// What a lack of facts is for the user; a lack of rules is given back.
    pub(crate) fn lack(&self, lack: Lack) -> Result<crate::rules::note::Note, Vec<AtKey>> {
        match lack {
            Lack::Unknown(note) | Lack::NotCovered(note) => Ok(note),
            Lack::Missing(selectors) => {
                let mut names: Vec<&'static str> = selectors.into_iter().map(key_of).collect();
                names.dedup();
                Err(missing(names, Some(self.scheme)))
            }
        }
    }
}
