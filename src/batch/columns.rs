//! What the columns of a file are taken for, and what comes out of a row.

use std::sync::Arc;

use crate::engine::settlement::Amount;
use crate::formats::nhsa::privacy::is_personal;
use crate::formats::problem::{Place, Problem, What};
use crate::model::keys::{self, Key, Scope, ValueKind};

/// The amounts that a bill may state, in the order in which a row holds them.
pub const STATED: [&str; 11] = [
    "total",
    "self_funded",
    "over_limit",
    "pre_self_pay",
    "eligible",
    "ytd_deductible",
    "ytd_eligible",
    "ytd_pool_pay",
    "ytd_burden",
    "account",
    "hospital_pay",
];

/// Keys that decide which rules answer; they come first.
pub const OF_PLAN: [&str; 6] = ["region", "scheme", "visit", "on", "discharged", "admitted"];

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An amount, by its place in [`STATED`].
    Amount(usize),
    /// A fact that rules may ask for.
    Fact,
    /// Makes its row one that is answered by the long road: a stated yearly own share, relatives' accounts.
    Special,
    /// A text that decides nothing.
    Text,
    /// No key: passed through.
    Extra,
}

/// The columns of a file.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The headings, as they stand there.
    pub headings: Vec<Arc<str>>,
    /// The key of each column, if it is one.
    pub keys: Vec<Option<Key>>,
    /// What each is taken for.
    pub roles: Vec<Role>,
}

impl Columns {
    /// The columns of a header.
    ///
    /// # Errors
    /// Keys that are there twice, and a header without any key.
    pub fn new(file: &Arc<str>, headings: Vec<Arc<str>>) -> Result<Columns, Vec<Problem>> {
        let found: Vec<Option<Key>> = headings
            .iter()
            .map(|heading| keys::find(Scope::Bill, heading))
            .collect();
        let mut problems = Vec::new();
        for (index, (key, heading)) in found.iter().zip(&headings).enumerate() {
            if let Some(key) = key.filter(|key| found[..index].contains(&Some(*key))) {
                problems.push(Problem {
                    place: Place::Cell {
                        file: Arc::clone(file),
                        row: 1,
                        column: Arc::clone(heading),
                    },
                    what: What::Twice(key.name),
                });
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Columns {
            roles: found.iter().map(|key| role(*key)).collect(),
            keys: found,
            headings,
        })
    }

    /// The column of a key.
    pub fn of(&self, name: &str) -> Option<usize> {
        let named = |key: &Option<Key>| key.is_some_and(|key| key.name == name);
        self.keys.iter().position(named)
    }

    /// The column that is headed so, or that is the one of the key of that name.
    pub fn named(&self, name: &str) -> Option<usize> {
        let headed = self.headings.iter().position(|heading| **heading == *name);
        headed.or_else(|| self.of(keys::find(Scope::Bill, name)?.name))
    }
}

fn role(key: Option<Key>) -> Role {
    let Some(key) = key else {
        return Role::Extra;
    };
    if let Some(place) = STATED.iter().position(|name| *name == key.name) {
        return Role::Amount(place);
    }
    match (key.name, key.kind) {
        ("burden" | "shared", _) => Role::Special,
        ("at", _) => Role::Fact,
        (_, ValueKind::Text | ValueKind::Money) => Role::Text,
        _ => Role::Fact,
    }
}

/// What a column of the output shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A column of the input, as it stands there.
    Input(usize),
    /// An amount of the answer.
    Amount(Amount),
    /// What kind of answer it is.
    Outcome,
    /// The weakest grade that it rests on.
    Grade,
}

/// The amounts that are shown where no columns are asked for.
pub const USUAL: [Amount; 14] = [
    Amount::Eligible,
    Amount::Deductible,
    Amount::PoolPay,
    Amount::CivilServantPay,
    Amount::EnterprisePay,
    Amount::CatastrophicPay,
    Amount::LargeSumPay,
    Amount::AssistancePay,
    Amount::OtherPay,
    Amount::FundPay,
    Amount::HospitalPay,
    Amount::PersonalPay,
    Amount::AccountPay,
    Amount::CashPay,
];

/// The columns of the output, with their headings.
#[derive(Clone, Debug)]
pub struct Output {
    /// What each shows.
    pub shown: Vec<Shown>,
    /// The headings.
    pub headings: Vec<String>,
}

impl Output {
    /// The columns that were asked for: of the input by heading or key, of the answer by key. A key that is both means the
    /// input; `answer.KEY` means the answer.
    ///
    /// # Errors
    /// The names that are neither, with all that could be asked for.
    pub fn asked(columns: &Columns, names: &[String]) -> Result<Output, Vec<String>> {
        let mut output = Output {
            shown: Vec::new(),
            headings: Vec::new(),
        };
        let mut unknown = Vec::new();
        for name in names {
            let of_input = || columns.named(name).map(Shown::Input);
            let shown = match name.strip_prefix("answer.") {
                Some(name) => of_answer(name),
                None => of_input().or_else(|| of_answer(name)),
            };
            match shown {
                Some(shown) => {
                    output.shown.push(shown);
                    output.headings.push(name.clone());
                }
                None => unknown.push(name.clone()),
            }
        }
        if unknown.is_empty() {
            Ok(output)
        } else {
            Err(unknown)
        }
    }

    /// What comes of a row beside what it says itself.
    pub fn answer() -> Output {
        let amounts = USUAL.into_iter().map(Shown::Amount);
        let shown: Vec<Shown> = [Shown::Outcome]
            .into_iter()
            .chain(amounts)
            .chain([Shown::Grade])
            .collect();
        Output {
            headings: shown.iter().map(|shown| name(*shown).to_owned()).collect(),
            shown,
        }
    }

    /// Every key of an answer.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        let amounts = Amount::ALL.iter().map(|amount| amount.name());
        ["outcome", "grade"].into_iter().chain(amounts)
    }

    /// Every column of the input but those that say who somebody is, then the outcome, the usual amounts and the grade.
    pub fn usual(columns: &Columns) -> Output {
        let inputs = (0..columns.headings.len())
            .filter(|column| {
                let is_person = columns.keys[*column].is_some_and(|key| key.name == "patient");
                !is_person && !is_personal(&columns.headings[*column])
            })
            .map(Shown::Input);
        let amounts = USUAL.into_iter().map(Shown::Amount);
        let shown: Vec<Shown> = inputs
            .chain([Shown::Outcome])
            .chain(amounts)
            .chain([Shown::Grade])
            .collect();
        let heading = |shown: &Shown| match shown {
            Shown::Input(column) => columns.headings[*column].to_string(),
            _ => {
                let name = name(*shown);
                let taken = columns.headings.iter().any(|heading| **heading == *name);
                if taken {
                    format!("answer.{name}")
                } else {
                    name.to_owned()
                }
            }
        };
        Output {
            headings: shown.iter().map(heading).collect(),
            shown,
        }
    }
}

fn of_answer(name: &str) -> Option<Shown> {
    match name {
        "outcome" => Some(Shown::Outcome),
        "grade" => Some(Shown::Grade),
        name => Amount::from_name(name).map(Shown::Amount),
    }
}

fn name(shown: Shown) -> &'static str {
    match shown {
        Shown::Outcome => "outcome",
        Shown::Grade => "grade",
        Shown::Amount(amount) => amount.name(),
        Shown::Input(_) => "",
    }
}
