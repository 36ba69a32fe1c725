//! Settlements with one mistake each, made on purpose: an audit names it.
//!
//! The bills are those of the rule library, the mistakes are made from outside: the bill is settled as it is not, and
//! its settlement is then audited as the bill that it is.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::Map;
use yibao::engine::audit::Stated;
use yibao::engine::settlement::{Amount, FUNDS};
use yibao::formats::bill::bill;
use yibao::formats::nhsa::write::document;
use yibao::formats::problem::Place as BillPlace;
use yibao::formats::raw::{RawBill, RawField};
use yibao::model::bill::{Bill, Charges};
use yibao::model::keys::{Scope, find};
use yibao::model::selector::Selector;
use yibao::model::words::{Hospital, Layer, Place, Scheme, persons_of, shared};
use yibao::money::Yuan;
use yibao::rules::audit::{Audited, Kind, audit};
use yibao::rules::cases::{Settled, of_folder};
use yibao::rules::given::given;
use yibao::rules::govern::Policy;
use yibao::rules::library::Library;
use yibao::rules::reimburse::{Outcome, Reimbursed, reimburse};
use yibao::rules::shelf::Shelf;
use yibao::rules::table::TableName;

use crate::audit::read;

const SEED: u64 = 20_260_823;
/// So many settlements are made of each mistake.
const EACH: usize = 40;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn say(raw: &mut RawBill, name: &str, text: &str) {
    let key = find(Scope::Bill, name).unwrap();
    raw.fields.retain(|field| field.key != key);
    raw.fields.push(RawField {
        key,
        text: text.to_owned(),
        place: BillPlace::Flag(name.to_owned()),
    });
}

fn forget(raw: &mut RawBill, name: &str) {
    raw.fields.retain(|field| field.key.name != name);
}

fn settle(shelf: &Shelf, raw: &RawBill) -> Option<(Bill, Reimbursed)> {
    let bill = bill(raw, Vec::new()).ok()?.bill;
    let answer = reimburse(shelf, &bill, today()).ok()?;
    (answer.outcome == Outcome::Determined).then_some((bill, answer))
}

/// What the settlement of a bill states.
fn stated(shelf: &Shelf, raw: &RawBill) -> Option<Stated> {
    let (bill, answer) = settle(shelf, raw)?;
    let document = document(&answer, &bill, raw, Map::new());
    Some(read(&document.to_string()).stated)
}

/// A bill of the library, with the rules and figures that it is asked with.
struct Base {
    raw: RawBill,
    shelf: Shelf,
}

fn bases() -> Vec<Base> {
    let shelf = Shelf::new(Library::built_in());
    let mut bases = Vec::new();
    for folder in shelf.folders().iter() {
        for case in of_folder(&shelf, folder, &mut Vec::new()) {
            let Ok(Settled::Reimbursed(answer)) = case.settle(&shelf) else {
                continue;
            };
            let alone = ["burden", "ytd_visits", "hospital_for_deductible"];
            if answer.outcome == Outcome::Determined
                && alone.iter().all(|name| case.raw.get(name).is_none())
            {
                let shelf = case.shelf(&shelf);
                bases.push(Base {
                    raw: case.raw,
                    shelf,
                });
            }
        }
    }
    bases
}

/// The bill with another total, where nothing else depends on it.
fn varied(raw: &RawBill, dice: &mut Dice) -> RawBill {
    let mut raw = raw.clone();
    let parts = ["eligible", "self_funded", "over_limit", "pre_self_pay"];
    if raw.lines.is_empty() && parts.iter().all(|part| raw.get(part).is_none()) {
        let fen = i64::try_from(100_000 + dice.below(6_000_000)).unwrap();
        say(&mut raw, "total", &Yuan::from_fen(fen).unwrap().to_string());
    }
    raw
}

/// A mistake: the bill as it is, and what its settlement states.
type Planted = Option<(RawBill, Stated)>;

/// Makes a mistake in a bill, where there is room for it.
fn plant(kind: Kind, base: &Base, dice: &mut Dice) -> Planted {
    let mut right = varied(&base.raw, dice);
    let mut wrong = right.clone();
    let (known, answer) = settle(&base.shelf, &right)?;
    let mut shelf = None;
    match kind {
        Kind::Nth => {
            say(&mut right, "nth", dice.one(&["1", "2", "3"]));
            say(&mut wrong, "nth", dice.one(&["1", "2", "3"]));
        }
        Kind::Hospital => say(&mut wrong, "hospital", dice.one(Hospital::ALL).name()),
        Kind::Person => {
            let persons: Vec<&str> = persons_of(answer.scheme).map(|word| word.name).collect();
            say(&mut wrong, "person", dice.one(&persons));
        }
        Kind::Aid => {
            let aids: Vec<&str> = shared(Selector::Aid).iter().map(|word| word.name).collect();
            say(&mut wrong, "aid", dice.one(&aids));
        }
        Kind::Place => {
            let place = dice.one(Place::ALL);
            say(&mut wrong, "place", place.name());
            forget(&mut wrong, "at");
            if place != Place::Local {
                say(&mut wrong, "at", dice.one(&["省内", "省外"]));
            }
        }
        Kind::Visit => say(
            &mut wrong,
            "visit",
            dice.one(&["inpatient", "outpatient", "emergency", "chronic"]),
        ),
        Kind::Scheme => {
            let scheme = match answer.scheme {
                Scheme::Resident => Scheme::Employee,
                _ => Scheme::Resident,
            };
            let persons: Vec<&str> = persons_of(scheme).map(|word| word.name).collect();
            say(&mut wrong, "scheme", scheme.name());
            say(&mut wrong, "person", dice.one(&persons));
        }
        Kind::Deductible => match dice.below(2) {
            0 => {
                // A figure of the case's own would be lost.
                base.shelf.unread_given(&[]).is_empty().then_some(())?;
                let table = TableName::parse(&format!("{}.deductible", answer.visit.name()))?;
                let nothing = given(table, "0", today()).unwrap();
                shelf = Some(base.shelf.accepting(Policy::default(), vec![nothing]));
            }
            _ => {
                let paid = answer.answer.as_ref()?.get(Amount::Deductible)?.low;
                say(&mut right, "ytd_deductible", &paid.to_string());
                forget(&mut wrong, "ytd_deductible");
            }
        },
        Kind::Year => {
            let fen = i64::try_from(100_000 + dice.below(40_000_000)).unwrap();
            let used = Yuan::from_fen(fen).unwrap().to_string();
            say(&mut right, "ytd_pool_pay", &used);
            say(&mut right, "ytd_burden", &used);
            forget(&mut wrong, "ytd_pool_pay");
            forget(&mut wrong, "ytd_burden");
        }
        Kind::Cap => {
            if known.history.pool_pay.is_some_and(|used| used > Yuan::ZERO) {
                return None;
            }
            let fen = i64::try_from(5_000_000 + dice.below(50_000_000)).unwrap();
            let used = Yuan::from_fen(fen).unwrap().to_string();
            say(&mut wrong, "ytd_pool_pay", &used);
        }
        Kind::Layer => return without_layer(right, &answer, &base.shelf),
        Kind::Hospitals => {
            let fen = i64::try_from(100 + dice.below(100_000)).unwrap();
            let share = Yuan::from_fen(fen).unwrap().to_string();
            say(&mut right, "hospital_pay", &share);
            forget(&mut wrong, "hospital_pay");
        }
        Kind::Rounding => {
            base.shelf.unread_given(&[]).is_empty().then_some(())?;
            let library = Library::layered(["tests/rounded-up-rules"], true);
            shelf = Some(Shelf::new(library));
        }
        Kind::Day => {
            let block = &answer.blocks[dice.below(answer.blocks.len())];
            let other = block.from.checked_sub_days(Days::new(1))?;
            if known.stay.is_some() {
                return None;
            }
            say(&mut right, "on", &answer.day.to_string());
            say(&mut wrong, "on", &other.to_string());
        }
        Kind::Class => match wrong.lines.len() {
            0 => {
                let Charges::Totals(totals) = known.charges else {
                    return None;
                };
                let part = dice.one(&["self_funded", "pre_self_pay", "over_limit"]);
                right.get(part).is_none().then_some(())?;
                let tenth = Yuan::from_fen(totals.total().fen() / 10).unwrap();
                forget(&mut right, "eligible");
                forget(&mut wrong, "eligible");
                say(&mut right, part, &tenth.to_string());
            }
            lines => {
                let line = &mut wrong.lines[dice.below(lines)];
                let field = line
                    .fields
                    .iter_mut()
                    .find(|field| field.key.name == "class")?;
                field.text = dice.one(&["a", "b", "c"]).to_owned();
            }
        },
        _ => return None,
    }
    let stated = stated(shelf.as_ref().unwrap_or(&base.shelf), &wrong)?;
    Some((right, stated))
}

/// A settlement in which a layer above the pool was forgotten.
fn without_layer(right: RawBill, answer: &Reimbursed, shelf: &Shelf) -> Planted {
    let mut stated = stated(shelf, &right)?;
    let pays = |amount: &Amount| stated.amounts.get(*amount).filter(|sum| *sum > Yuan::ZERO);
    let paying: Vec<(Amount, Yuan)> = FUNDS
        .into_iter()
        .filter_map(|amount| Some((amount, pays(&amount)?)))
        .collect();
    let layers = &answer.compiled.as_ref()?.plan.stack;
    // Where another layer pays after it, that one would receive more.
    let [.., (last, sum)] = paying[..] else {
        return None;
    };
    (last != Amount::PoolPay && layers.iter().any(|entry| entry.layer != Layer::Pool))
        .then_some(())?;
    stated.amounts.set(last, Yuan::ZERO);
    let fund = stated.amounts.get(Amount::FundPay)? - sum;
    let person = stated.amounts.get(Amount::PersonalPay)? + sum;
    stated.amounts.set(Amount::FundPay, fund);
    stated.amounts.set(Amount::PersonalPay, person);
    Some((right, stated))
}

fn audited(shelf: &Shelf, right: &RawBill, stated: &Stated) -> Option<Audited> {
    let (bill, _) = settle(shelf, right)?;
    let audited = audit(shelf, stated, &bill, today()).ok()?;
    (!audited.differences.is_empty()).then_some(audited)
}

#[test]
fn a_planted_cause_is_among_those_that_are_named() {
    let bases = bases();
    let mut dice = Dice(SEED);
    let kinds = [
        Kind::Nth,
        Kind::Hospital,
        Kind::Person,
        Kind::Aid,
        Kind::Place,
        Kind::Visit,
        Kind::Scheme,
        Kind::Deductible,
        Kind::Year,
        Kind::Cap,
        Kind::Layer,
        Kind::Day,
        Kind::Class,
        Kind::Hospitals,
        Kind::Rounding,
    ];
    let mut made: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for kind in kinds {
        let mut tries = 0;
        let (mut all, mut named, mut several) = (0, 0, 0);
        while all < EACH && tries < 4000 {
            tries += 1;
            let base = &bases[dice.below(bases.len())];
            let Some((right, stated)) = plant(kind, base, &mut dice) else {
                continue;
            };
            let Some(audited) = audited(&base.shelf, &right, &stated) else {
                continue;
            };
            all += 1;
            several += usize::from(audited.causes.len() > 1);
            if audited.causes.iter().any(|cause| cause.kind == kind) {
                named += 1;
            } else {
                missed.push((kind, right, audited));
            }
        }
        made.insert(kind.name(), (all, named, several));
    }
    let sum = |of: fn(&(usize, usize, usize)) -> usize| made.values().map(of).sum::<usize>();
    let (all, named, several) = (sum(|one| one.0), sum(|one| one.1), sum(|one| one.2));
    assert!(
        made.values().filter(|one| one.0 >= 10).count() >= 12,
        "{made:?}"
    );
    assert!(
        named * 100 >= all * 95,
        "{named} of {all}: {made:?}\n{missed:?}"
    );
    assert!(several > 0, "{made:?}");
}

/// The platform took a line for one of another class.
#[test]
fn a_line_of_another_class_is_named() {
    let mut made = 0;
    for base in bases() {
        for line in 0..base.raw.lines.len().min(3) {
            let mut wrong = base.raw.clone();
            let fields = wrong.lines[line].fields.iter_mut();
            let mut classes = fields.filter(|field| field.key.name == "class");
            let Some(class) = classes.next() else {
                continue;
            };
            class.text = if class.text.eq_ignore_ascii_case("a") {
                "c"
            } else {
                "a"
            }
            .to_owned();
            let Some(stated) = stated(&base.shelf, &wrong) else {
                continue;
            };
            let Some(audited) = audited(&base.shelf, &base.raw, &stated) else {
                continue;
            };
            made += 1;
            let mut causes = audited.causes.iter();
            assert!(causes.any(|cause| cause.kind == Kind::Class), "{wrong:?}");
        }
    }
    assert!(made > 3, "{made}");
}
