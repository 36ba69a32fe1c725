//! `yibao audit`: whether a settlement is right, and what went wrong where it is not.

mod many;
mod page;

use std::borrow::Cow;
use std::io::Read as Input;

use chrono::NaiveDate;

use crate::cli::args::{Accepted, Output};
use crate::cli::failure::Failure;
use crate::cli::given;
use crate::cli::messages::Lang;
use crate::cli::output::json::document_of;
use crate::cli::output::{get, problems};
use crate::cli::read::{self, How};
use crate::cli::rule_folders::RuleFolders;
use crate::cli::{Spoken, Surroundings};
use crate::formats::bill::Read;
use crate::formats::bills::Found;
use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::RawField;
use crate::formats::settlement::{Settlement, settlement};
use crate::formats::table::Understood;
use crate::model::keys::Scope;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules::audit::{Audited, Verdict, audit, sums_alone};
use crate::rules::dialect::{has_strange_codes, translate};
use crate::rules::govern::Policy;
use crate::rules::shelf::Shelf;

use page::Page;

/// A checked request for an audit.
#[derive(Debug)]
pub(crate) struct Request {
    /// Files and folders of settlements, or `-`.
    pub(crate) files: Vec<String>,
    /// How they are read.
    pub(crate) how: How,
    /// What flags say of every settlement.
    pub(crate) fields: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// What is accepted as an answer.
    pub(crate) accepted: Accepted,
    /// How the answer is printed.
    pub(crate) output: Output,
    /// Whether only the exit status answers.
    pub(crate) check: bool,
}

/// A settlement with what came of it.
pub(crate) struct Looked {
    /// The rules that were asked.
    shelf: Shelf,
    /// Where it stands.
    place: Place,
    /// As it was read.
    settlement: Settlement,
    /// What came of it.
    audited: Audited,
    /// Why the rules could not be asked.
    unasked: Vec<Problem>,
}

impl Looked {
    fn read(&self) -> Option<&Read> {
        self.settlement.bill.as_ref().ok()
    }
}

/// Looks at the settlements and prints what came of them; the exit status comes with it.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Input,
    around: &Surroundings,
    lang: Lang,
) -> Result<Spoken, Failure> {
    let (mut found, understood) =
        read::bills(&request.files, &request.how, stdin).map_err(Failure::Bill)?;
    let plain = Shelf::new(request.rules.library(around)?);
    let profile = request.accepted.profile.fields(Scope::Bill, around)?;
    for found in &mut found {
        found.raw.lay_over(request.fields.clone());
        if found.raw.recorded.is_none() {
            found.raw.lay_under(&profile);
        }
        if has_strange_codes(&found.raw) {
            translate(&plain, &mut found.raw);
        }
        found.raw.is_settled = !found.raw.is_ours;
    }
    let settlements = settlements(&found, &request.problems)?;
    let mut looked = Vec::new();
    for (settlement, found) in settlements.into_iter().zip(&found) {
        let accepted = accepting(request, found);
        let recorded = found
            .raw
            .recorded
            .as_ref()
            .and_then(|recorded| recorded.today);
        let today = recorded.unwrap_or(around.today);
        let shelf = shelf(&accepted, &settlement, &plain, today)?;
        looked.push(look(shelf, settlement, found, today)?);
        let broken = looked.last().map(|one| one.shelf.problems());
        if let Some(broken) = broken.filter(|broken| !broken.is_empty()) {
            return Err(Failure::Rules(broken));
        }
    }
    let verdict = looked.iter().map(|one| one.audited.verdict).max();
    let status = match verdict {
        Some(Verdict::Differs) => 1,
        Some(Verdict::NotCoverable) => 4,
        Some(Verdict::Agrees) | None => 0,
    };
    if request.check {
        return Ok(Spoken::answer((String::new(), status)));
    }
    let page = Page {
        lang,
        looked: &looked,
        around,
    };
    let text = match &request.output {
        Output::Json => document_of(&page.json()),
        Output::Get(keys) => get::render(&page.json(), keys)?,
        look => page.paper().print(look, around),
    };
    let files: Vec<&Understood> = understood.iter().collect();
    Ok(Spoken {
        out: text.into_bytes(),
        said: problems::reading(&files, lang, around.columns),
        status,
    })
}

/// The settlements as they were read; what is wrong with their amounts comes together.
fn settlements(found: &[Found], typed: &[Problem]) -> Result<Vec<Settlement>, Failure> {
    let mut problems = typed.to_vec();
    let mut settlements = Vec::new();
    for found in found {
        match settlement(&found.raw, found.problems.clone()) {
            Ok(settlement) => settlements.push(settlement),
            Err(wrong) => problems.extend(wrong),
        }
        let hard = settlements.last().and_then(|one| one.bill.as_ref().err());
        problems.extend(
            hard.into_iter()
                .flatten()
                .filter(|one| !is_soft(&one.what))
                .cloned(),
        );
    }
    if problems.is_empty() {
        Ok(settlements)
    } else {
        Err(Failure::Bill(problems))
    }
}

/// What keeps the rules from being asked and is no mistake of the file: it does not say something, or says it in a code
/// or a name that is not known here.
fn is_soft(what: &What) -> bool {
    matches!(
        what,
        What::Missing(..)
            | What::MissingSelfPayRate
            | What::UnknownWord { .. }
            | What::UnknownRegion { .. }
            | What::PersonOfScheme { .. }
            | What::Eligible { .. }
            | What::PartsAboveTotal { .. }
            | What::HospitalAbovePatient { .. }
    )
}

/// What is accepted for a settlement: what the user says, and what was accepted when it was made.
fn accepting<'f>(request: &'f Request, found: &'f Found) -> Cow<'f, Accepted> {
    let Some(recorded) = &found.raw.recorded else {
        return Cow::Borrowed(&request.accepted);
    };
    let own = &request.accepted;
    Cow::Owned(Accepted {
        extend: own.extend || recorded.extend,
        min_grade: own.min_grade.or(recorded.min_grade),
        fresh: own.fresh || recorded.fresh,
        given: [&own.given[..], &recorded.given[..]].concat(),
        ..own.clone()
    })
}

fn shelf(
    accepted: &Accepted,
    settlement: &Settlement,
    plain: &Shelf,
    today: NaiveDate,
) -> Result<Shelf, Failure> {
    let policy = Policy {
        extend: accepted.extend,
        min_grade: accepted.min_grade,
        fresh_on: accepted.fresh.then_some(today),
    };
    let read = settlement.bill.as_ref().ok();
    let scheme = read.and_then(|read| read.bill.word(Selector::Scheme));
    let given = given::figures(&accepted.given, scheme.and_then(Scheme::from_name), today)?;
    Ok(plain.accepting(policy, given))
}

/// Looks at one settlement.
fn look(
    shelf: Shelf,
    settlement: Settlement,
    found: &Found,
    today: NaiveDate,
) -> Result<Looked, Failure> {
    let asked = match &settlement.bill {
        Err(problems) => Err(problems.clone()),
        Ok(read) => audit(&shelf, &settlement.stated, &read.bill, today).map_err(|wrong| {
            let place = |key: &str| match found.raw.get(key) {
                Some(field) => field.place.clone(),
                None => found.place.clone(),
            };
            let problems = wrong.into_iter().map(|(key, what)| Problem {
                place: place(key),
                what,
            });
            problems.collect::<Vec<_>>()
        }),
    };
    let (audited, unasked) = match asked {
        Ok(audited) => (audited, Vec::new()),
        Err(problems) => {
            if problems.iter().any(|problem| !is_soft(&problem.what)) {
                return Err(Failure::Bill(problems));
            }
            (sums_alone(&settlement.stated), problems)
        }
    };
    Ok(Looked {
        shelf,
        place: found.place.clone(),
        settlement,
        audited,
        unasked,
    })
}
