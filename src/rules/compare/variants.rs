//! The variants of a bill: every combination of what is listed for it.

use chrono::{Datelike, NaiveDate};

use crate::model::bill::{Bill, Fact};
use crate::model::selector::Selector;
use crate::model::words::{Place, Scheme, persons_of};

/// More variants than this nobody reads side by side.
pub const MOST_VARIANTS: usize = 64;

/// What is listed, in the order in which the variants go through it; an empty list leaves the bill as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// 险种.
    pub schemes: Vec<Scheme>,
    /// 参保方式, by their names.
    pub modes: Vec<String>,
    /// 人员类别: each scheme takes those that it knows.
    pub persons: Vec<String>,
    /// 医院等级.
    pub hospitals: Vec<String>,
    /// 就医地与备案.
    pub places: Vec<String>,
    /// Days; of a year of bills only the years count.
    pub days: Vec<NaiveDate>,
    /// How many sets of rules there are.
    pub rules: usize,
}

/// One way in which the bill might be settled; what is not here stays as the bill says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// 险种.
    pub scheme: Option<Scheme>,
    /// 参保方式.
    pub mode: Option<String>,
    /// 人员类别.
    pub person: Option<String>,
    /// 医院等级.
    pub hospital: Option<String>,
    /// 就医地与备案.
    pub place: Option<String>,
    /// The day, or the year of a year of bills.
    pub day: Option<NaiveDate>,
    /// Which set of rules.
    pub rules: usize,
}

impl Lists {
    /// The number of variants, persons aside.
    pub fn count(&self) -> usize {
        let lengths = [
            self.schemes.len(),
            self.modes.len(),
            self.hospitals.len(),
            self.places.len(),
            self.days.len(),
            self.rules,
        ];
        let lengths = lengths.into_iter().map(|length| length.max(1));
        lengths.fold(self.persons.len().max(1), usize::saturating_mul)
    }

    /// Every variant, the last list running fastest.
    pub fn variants(&self) -> Vec<Variant> {
        let mut variants = vec![Variant::default()];
        let schemes = self.schemes.iter().map(|scheme| Some(*scheme));
        variants = each(variants, schemes.collect(), |one, scheme| {
            one.scheme = scheme
        });
        let listed = |list: &[String]| list.iter().cloned().map(Some).collect::<Vec<_>>();
        variants = each(variants, listed(&self.modes), |one, mode| one.mode = mode);
        // A resident has no account to pay into.
        let is_resident = |one: &Variant| one.scheme == Some(Scheme::Resident);
        for one in variants.iter_mut().filter(|one| is_resident(one)) {
            one.mode = None;
        }
        variants.dedup();
        variants = variants
            .into_iter()
            .flat_map(|one| self.persons_for(one))
            .collect();
        let hospitals = listed(&self.hospitals);
        variants = each(variants, hospitals, |one, level| one.hospital = level);
        variants = each(variants, listed(&self.places), |one, place| {
            one.place = place
        });
        let days = self.days.iter().map(|day| Some(*day));
        variants = each(variants, days.collect(), |one, day| one.day = day);
        let rules: Vec<usize> = (0..self.rules).collect();
        each(variants, rules, |one, rules| one.rules = rules)
    }

    /// The variant for each person that its scheme knows; one without a person where it knows none of them.
    fn persons_for(&self, variant: Variant) -> Vec<Variant> {
        let fits = |person: &&String| {
            let knows = |scheme: Scheme| persons_of(scheme).any(|known| known.name == **person);
            variant.scheme.is_none_or(knows)
        };
        let persons: Vec<Option<String>> = self
            .persons
            .iter()
            .filter(fits)
            .cloned()
            .map(Some)
            .collect();
        each(vec![variant.clone()], persons, |one, person| {
            one.person = person
        })
    }
}

/// Every variant with every value; the variants as they are where there is none.
fn each<T: Clone>(
    variants: Vec<Variant>,
    values: Vec<T>,
    set: impl Fn(&mut Variant, T),
) -> Vec<Variant> {
    if values.is_empty() {
        return variants;
    }
    let mut all = Vec::with_capacity(variants.len() * values.len());
    for variant in variants {
        for value in &values {
            let mut variant = variant.clone();
            set(&mut variant, value.clone());
            all.push(variant);
        }
    }
    all
}

impl Variant {
    /// The word that it has for a selector.
    pub fn word(&self, selector: Selector) -> Option<&str> {
        match selector {
            Selector::Scheme => self.scheme.map(Scheme::name),
            Selector::Mode => self.mode.as_deref(),
            Selector::Person => self.person.as_deref(),
            Selector::Hospital => self.hospital.as_deref(),
            Selector::Place => self.place.as_deref(),
            _ => None,
        }
    }

    /// The bills as this variant has them; and the class of person that its scheme does not know, and so is left out.
    pub(crate) fn of(&self, bills: &[Bill]) -> (Vec<Bill>, Option<String>) {
        let first = bills.iter().filter_map(|bill| bill.day).min();
        let years = |day: NaiveDate| first.map_or(0, |first| day.year() - first.year());
        let mut left_out = None;
        let changed = bills.iter().map(|bill| {
            let mut bill = bill.clone();
            if let Some(scheme) = self.scheme {
                say(&mut bill, Selector::Scheme, scheme.name());
            }
            for (selector, word) in [
                (Selector::Mode, &self.mode),
                (Selector::Person, &self.person),
                (Selector::Hospital, &self.hospital),
                (Selector::Place, &self.place),
            ] {
                if let Some(word) = word {
                    say(&mut bill, selector, word);
                }
            }
            left_out = left_out.take().or(leave_person_out(&mut bill));
            // Who is treated at home is not treated elsewhere.
            if self.place.as_deref() == Some(Place::Local.name()) {
                bill.at = None;
            }
            match self.day {
                Some(day) if bills.len() == 1 => on(&mut bill, day),
                Some(day) => later(&mut bill, years(day)),
                None => {}
            }
            bill
        });
        (changed.collect(), left_out)
    }

    /// Whether two differ at most in how the person is insured.
    pub(crate) fn is_same_care(&self, other: &Variant) -> bool {
        let care = |one: &Variant| (one.hospital.clone(), one.place.clone(), one.day, one.rules);
        care(self) == care(other)
    }
}

/// Says a word of a bill in place of what it says.
fn say(bill: &mut Bill, selector: Selector, word: &str) {
    bill.facts.retain(|(known, _)| *known != selector);
    bill.facts.push((selector, Fact::Word(word.to_owned())));
}

/// Takes the class of person off a bill whose scheme does not know it.
fn leave_person_out(bill: &mut Bill) -> Option<String> {
    let scheme = bill.word(Selector::Scheme).and_then(Scheme::from_name)?;
    let person = bill.word(Selector::Person)?.to_owned();
    if persons_of(scheme).any(|known| known.name == person) {
        return None;
    }
    bill.facts.retain(|(known, _)| *known != Selector::Person);
    Some(person)
}

/// Moves a bill to a day; a stay keeps its length.
fn on(bill: &mut Bill, day: NaiveDate) {
    let moved = bill.day.map(|before| day - before);
    bill.stay = bill.stay.zip(moved).and_then(|((from, _), moved)| {
        let from = from.checked_add_signed(moved)?;
        Some((from, day))
    });
    bill.day = Some(day);
    bill.last_charge = None;
}

/// Moves a bill by whole years; the 29th of February goes to the 28th.
fn later(bill: &mut Bill, years: i32) {
    let move_day = |day: NaiveDate| {
        let year = day.year() + years;
        let same = day.with_year(year);
        same.or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
            .unwrap_or(day)
    };
    bill.day = bill.day.map(move_day);
    bill.last_charge = bill.last_charge.map(move_day);
    bill.stay = bill.stay.map(|(from, to)| (move_day(from), move_day(to)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn each_scheme_takes_the_persons_and_ways_that_it_knows() {
        let lists = Lists {
            schemes: vec![Scheme::Resident, Scheme::Flexible],
            modes: names(&["account", "pool-only"]),
            persons: names(&["adult", "active", "retired"]),
            rules: 1,
            ..Lists::default()
        };
        let all = lists.variants();
        let shown: Vec<String> = all
            .iter()
            .map(|one| {
                let scheme = one.scheme.map_or("", Scheme::name);
                let word = |word: &Option<String>| word.clone().unwrap_or_default();
                format!("{scheme} {} {}", word(&one.mode), word(&one.person))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "resident  adult",
                "flexible account active",
                "flexible account retired",
                "flexible pool-only active",
                "flexible pool-only retired",
            ]
        );
    }

    #[test]
    fn the_product_is_counted_without_being_made() {
        let many = names(&["a"; 100]);
        let lists = Lists {
            modes: many.clone(),
            persons: many.clone(),
            hospitals: many.clone(),
            places: many,
            rules: 2,
            ..Lists::default()
        };
        assert_eq!(lists.count(), 200_000_000);
    }
}
