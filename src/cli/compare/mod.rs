//! `yibao compare`: the same bill or year in several ways, side by side.

pub(crate) mod command;
mod layout;
mod lists;
mod page;

use std::collections::BTreeMap;
use std::io::Read;

use crate::cli::args::{Accepted, Output};
use crate::cli::failure::Failure;
use crate::cli::given;
use crate::cli::messages::Lang;
use crate::cli::output::json::document_of;
use crate::cli::output::paper::{Section, Telling};
use crate::cli::output::{csv, get, problems, workbook};
use crate::cli::read::{self, How};
use crate::cli::rule_folders::{RuleFolders, holds_rules, not_a_folder};
use crate::cli::year::{bills, opening_accounts, place};
use crate::cli::{Spoken, Surroundings};
use crate::formats::bills::{Found, checked};
use crate::formats::person::person;
use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::table::Understood;
use crate::model::bill::Bill;
use crate::model::keys::{Key, Scope};
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules::carried::Carried;
use crate::rules::compare::{Question, Variant, compare};
use crate::rules::govern::Policy;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::year::OfBill;

use page::Page;

/// A checked request for a comparison.
#[derive(Debug)]
pub(crate) struct Request {
    /// Files and folders of bills, or `-`.
    pub(crate) files: Vec<String>,
    /// How they are read.
    pub(crate) how: How,
    /// The keys that may list several values, as they were typed.
    pub(crate) listed: Vec<(Key, String)>,
    /// What flags say of every bill, lists included.
    pub(crate) fields: Vec<RawField>,
    /// What flags say of paying in.
    pub(crate) person: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// Folders of changed rules.
    pub(crate) against: Vec<String>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// What is accepted as an answer.
    pub(crate) accepted: Accepted,
    /// How the answer is printed.
    pub(crate) output: Output,
}

/// Settles every variant and prints them; the exit status comes with it.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<Spoken, Failure> {
    let (lists, fields, mut problems) = lists::lists(request);
    let profile = &request.accepted.profile;
    let mut raw = RawBill {
        fields: request.person.clone(),
        ..RawBill::default()
    };
    let mut paying = profile.fields(Scope::Person, around)?;
    paying.retain(|field| command::PAYING.contains(&field.key.name));
    raw.lay_under(&paying);
    let profile = profile.fields(Scope::Bill, around)?;
    let person = match person(&raw, Vec::new()) {
        Ok(person) => Some(person),
        Err(wrong) => {
            problems.extend(wrong);
            None
        }
    };
    let missing = request.against.iter().filter(|folder| !holds_rules(folder));
    problems.extend(missing.map(|folder| not_a_folder(folder)));
    let (found, mut bills, understood) = read_bills(request, (&fields, &profile), problems, stdin)?;
    let Some(person) = person else {
        return Err(Failure::Bill(Vec::new()));
    };
    let mut carried = Carried::default();
    if bills.len() > 1 {
        let said: Vec<RawField> = fields.iter().chain(&profile).cloned().collect();
        opening_accounts(&mut bills, &said, &mut carried);
    }
    let with_contributions = !lists.schemes.is_empty() || !lists.modes.is_empty();
    let question = Question {
        bills: &bills,
        carried,
        person: &person,
        with_contributions,
        today: around.today,
    };
    let sets = rule_sets(request, around)?;
    let variants: Vec<(Variant, (usize, Option<Scheme>))> = lists
        .variants()
        .into_iter()
        .map(|variant| {
            let said = bills[0].word(Selector::Scheme).and_then(Scheme::from_name);
            let scheme = variant.scheme.or(said);
            let rules = variant.rules;
            (variant, (rules, scheme))
        })
        .collect();
    let mut by_scheme = BTreeMap::new();
    for (_, key) in &variants {
        if !by_scheme.contains_key(key) {
            // A figure of the user's own may be read in another way by another scheme.
            let given = given::figures(&request.accepted.given, key.1, around.today)?;
            by_scheme.insert(*key, sets[key.0].giving(given));
        }
    }
    let asked = variants.iter().filter_map(|(variant, key)| {
        let shelf = by_scheme.get(key)?;
        Some((variant.clone(), shelf))
    });
    let asked: Vec<(Variant, &Shelf)> = asked.collect();
    let answer = compare(&question, &asked);
    let shelves: Vec<&Shelf> = by_scheme.values().collect();
    let mut broken = Vec::new();
    for problem in shelves.iter().flat_map(|shelf| shelf.problems()) {
        if !broken.contains(&problem) {
            broken.push(problem);
        }
    }
    if !broken.is_empty() {
        return Err(Failure::Rules(broken));
    }
    let answer = answer.map_err(|problems| at_their_places(&found, problems))?;
    let assumed = page::assumed(&answer);
    let (each, blocks) = page::blocks(&answer);
    let page = Page {
        lang,
        // Only a terminal has an end of its lines.
        columns: match request.output {
            Output::Table => around.columns,
            _ => Some(usize::MAX),
        },
        bills: &bills,
        against: &request.against,
        answer: &answer,
        shelves: &by_scheme,
        today: around.today,
        assumed: &assumed,
        each: &each,
        blocks: &blocks,
    };
    let report = page.report();
    let status = u8::from(answer.outcome() == Outcome::Unknown) * 4;
    let out = match &request.output {
        Output::Csv => csv::variants(&report.json(lang))?.into_bytes(),
        Output::Workbook => workbook::report(&report, lang)?,
        look @ (Output::Table | Output::Markdown | Output::Html) => {
            let mut paper = report.paper(lang, Telling::of(look, false));
            // The figures first, then their picture.
            let is_table = |section: &Section| matches!(section, Section::Table(_));
            let tables = paper.sections.iter().take_while(|one| is_table(one));
            let after = tables.count();
            paper.sections.splice(after..after, page.picture());
            paper.print(look, around).into_bytes()
        }
        Output::Json => document_of(&report.json(lang)).into_bytes(),
        Output::Get(keys) => get::render(&report.json(lang), keys)?.into_bytes(),
    };
    let files: Vec<&Understood> = understood.iter().collect();
    Ok(Spoken {
        out,
        said: problems::reading(&files, lang, around.columns),
        status,
    })
}

/// Bills as they were found, as they were checked, and what their files were taken for.
type ReadBills = (Vec<Found>, Vec<Bill>, Vec<Understood>);

/// Reads the bills, or makes one of flags alone; everything that is wrong with them and with the flags comes together.
fn read_bills(
    request: &Request,
    (fields, profile): (&[RawField], &[RawField]),
    problems: Vec<Problem>,
    stdin: &mut dyn Read,
) -> Result<ReadBills, Failure> {
    if request.files.is_empty() {
        let mut raw = RawBill {
            fields: fields.to_vec(),
            ..RawBill::default()
        };
        raw.lay_under(profile);
        let bill = checked(&raw, problems).map_err(Failure::Bill)?;
        let found = Found {
            raw,
            place: Place::Flag("total".to_owned()),
            problems: Vec::new(),
        };
        return alone(vec![found], vec![bill], Vec::new());
    }
    let read = read::bills(&request.files, &request.how, stdin);
    let (mut found, understood) =
        read.map_err(|wrong| Failure::Bill([problems.clone(), wrong].concat()))?;
    let (bills, problems) = bills(&mut found, fields, profile, &problems);
    if !problems.is_empty() {
        let mut once: Vec<Problem> = Vec::new();
        for problem in problems {
            if !once.contains(&problem) {
                once.push(problem);
            }
        }
        return Err(Failure::Bill(once));
    }
    alone(found, bills, understood)
}

/// A single bill that takes another back cannot be compared.
fn alone(
    found: Vec<Found>,
    bills: Vec<Bill>,
    understood: Vec<Understood>,
) -> Result<ReadBills, Failure> {
    match &bills[..] {
        [bill] if bill.is_reversal => Err(Failure::Bill(vec![Problem {
            place: place(&found[0], "total"),
            what: What::LoneReversal,
        }])),
        _ => Ok((found, bills, understood)),
    }
}

/// Problems where the bill or the flag says what is wrong.
fn at_their_places(found: &[Found], problems: Vec<OfBill>) -> Failure {
    let problems = problems.into_iter().map(|(index, (key, what))| {
        let found = &found[index.min(found.len() - 1)];
        let is_said = found.raw.get(key).is_some();
        let place = match &found.place {
            Place::Flag(_) if !is_said => Place::Flag(key.replace('_', "-")),
            _ => place(found, key),
        };
        Problem { place, what }
    });
    Failure::Bill(problems.collect())
}

/// The rules in use, then each set of changed ones.
fn rule_sets(request: &Request, around: &Surroundings) -> Result<Vec<Shelf>, Failure> {
    let policy = Policy {
        extend: request.accepted.extend,
        min_grade: request.accepted.min_grade,
        fresh_on: request.accepted.fresh.then_some(around.today),
    };
    let changed = request.against.iter().map(Some);
    let sets = std::iter::once(None).chain(changed).map(|changed| {
        let folders = changed.into_iter().chain(&request.rules.folders);
        let rules = RuleFolders {
            folders: folders.cloned().collect(),
            no_built_in: request.rules.no_built_in,
        };
        Ok(Shelf::new(rules.library(around)?).with(policy, Vec::new()))
    });
    sets.collect()
}
