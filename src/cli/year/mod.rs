//! `yibao year`: a person's bills of a year, bill by bill, with every accumulator.

mod counters;
mod page;

use std::io::Read;
use std::path::Path;

use crate::cli::args::{Accepted, Output};
use crate::cli::failure::Failure;
use crate::cli::given;
use crate::cli::mend;
use crate::cli::messages::Lang;
use crate::cli::output::dry_run::{self, UnderstoodBill};
use crate::cli::output::json::document_of;
use crate::cli::output::paper::Telling;
use crate::cli::output::{csv, get, problems, workbook};
use crate::cli::read::{self, How};
use crate::cli::rule_folders::RuleFolders;
use crate::cli::write;
use crate::cli::{Spoken, Surroundings};
use crate::formats::bills::{Found, checked};
use crate::formats::ledger::{self, Opened};
use crate::formats::problem::{FileWhat, OfYear, Place, Problem};
use crate::formats::raw::RawField;
use crate::formats::table::Understood;
use crate::model::bill::Bill;
use crate::model::keys::Scope;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules::carried::Carried;
use crate::rules::dialect::{has_strange_codes, translate};
use crate::rules::govern::Policy;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::year::{Turn, Year, year};

use page::Page;

/// A checked request for a year.
#[derive(Debug)]
pub(crate) struct Request {
    /// Files and folders of bills, or `-`.
    pub(crate) files: Vec<String>,
    /// How they are read.
    pub(crate) how: How,
    /// What flags say of every bill.
    pub(crate) fields: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// What is accepted as an answer.
    pub(crate) accepted: Accepted,
    /// How the answer is printed.
    pub(crate) output: Output,
    /// Whether it is told in sentences.
    pub(crate) explain: bool,
    /// Whether only to say what was understood.
    pub(crate) dry_run: bool,
    /// A ledger to go on from.
    pub(crate) ledger_in: Option<String>,
    /// Where the ledger is kept.
    pub(crate) ledger_out: Option<String>,
}

/// Settles the year and prints the answer; the exit status comes with it.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<Spoken, Failure> {
    let (mut found, understood) =
        read::bills(&request.files, &request.how, stdin).map_err(Failure::Bill)?;
    let plain = Shelf::new(request.rules.library(around)?);
    for found in &mut found {
        if has_strange_codes(&found.raw) {
            translate(&plain, &mut found.raw);
        }
    }
    let opened = match &request.ledger_in {
        Some(path) => Some(opened(path, stdin)?),
        None => None,
    };
    let mut profile = request.accepted.profile.fields(Scope::Bill, around)?;
    // What the ledger or a bill says of the account is newer than the profile.
    if opened.is_some() || found.iter().any(|found| found.raw.get("account").is_some()) {
        profile.retain(|field| field.key.name != "account");
    }
    let (mut bills, problems) = bills(&mut found, &request.fields, &profile, &request.problems);
    if !problems.is_empty() {
        return Err(Failure::Bill(problems));
    }
    let policy = Policy {
        extend: request.accepted.extend,
        min_grade: request.accepted.min_grade,
        fresh_on: request.accepted.fresh.then_some(around.today),
    };
    let scheme = bills.first().and_then(|bill| bill.word(Selector::Scheme));
    let given = given::figures(
        &request.accepted.given,
        scheme.and_then(Scheme::from_name),
        around.today,
    )?;
    let shelf = Shelf::new(request.rules.library(around)?).with(policy, given);
    let mut carried = opened
        .as_ref()
        .map_or_else(Carried::default, |(_, opened)| opened.carried.clone());
    let said: Vec<RawField> = request.fields.iter().chain(&profile).cloned().collect();
    opening_accounts(&mut bills, &said, &mut carried);
    let answer = year(&shelf, &bills, carried, around.today);
    let broken = shelf.problems();
    if !broken.is_empty() {
        return Err(Failure::Rules(broken));
    }
    let answer = answer.map_err(|problems| {
        let problems = problems.into_iter().map(|(index, (key, what))| Problem {
            place: place(&found[index], key),
            what,
        });
        Failure::Bill(problems.collect())
    })?;
    if let Some((path, opened)) = &opened {
        same_year(path, opened, &answer, &shelf)?;
    }
    if let Some(path) = &request.ledger_out
        && answer.outcome != Outcome::Unknown
    {
        write::whole(Path::new(path), ledger::write(&answer))?;
    }
    let page = Page {
        lang,
        shelf: &shelf,
        bills: &bills,
        year: &answer,
        around,
        wants_ledger: request.ledger_out.is_some(),
    };
    let report = page.report();
    let status = u8::from(answer.outcome == Outcome::Unknown) * 4;
    let files: Vec<&Understood> = understood.iter().collect();
    if request.dry_run {
        let entries = || answer.entries.iter().enumerate();
        let bills = entries().map(|(place, entry)| UnderstoodBill {
            name: page.name(place, entry),
            day: entry.day,
            reverses: match entry.turn {
                Turn::Reversal(of) => Some(page.name(of, &answer.entries[of])),
                _ => None,
            },
            raw: &found[entry.index].raw,
        });
        let bills: Vec<UnderstoodBill<'_>> = bills.collect();
        let document = || dry_run::year_document(&report, &files, &bills);
        let out = match &request.output {
            Output::Json | Output::Csv | Output::Workbook => document_of(&document()),
            Output::Get(keys) => get::render(&document(), keys)?,
            look => dry_run::year_paper(&report, &files, &bills, lang).print(look, around),
        };
        return Ok(Spoken {
            out: out.into_bytes(),
            said: String::new(),
            status,
        });
    }
    let out = match &request.output {
        Output::Csv => csv::year(&report.json(lang))?.into_bytes(),
        Output::Workbook => workbook::year(&report, lang)?,
        look @ Output::Table if status == 4 => {
            let typed = &request.accepted.typed;
            let telling = Telling::of(look, request.explain);
            let text = report.paper(lang, telling).print(look, around);
            mend::with_more(&text, lang, typed, &report.missing, around.columns).into_bytes()
        }
        look @ (Output::Table | Output::Markdown | Output::Html) => {
            let telling = Telling::of(look, request.explain);
            let mut paper = report.paper(lang, telling);
            if *look == Output::Html {
                paper.sections.splice(0..0, page.pictures());
            }
            paper.print(look, around).into_bytes()
        }
        Output::Json => document_of(&report.json(lang)).into_bytes(),
        Output::Get(keys) => get::render(&report.json(lang), keys)?.into_bytes(),
    };
    Ok(Spoken {
        out,
        said: problems::reading(&files, lang, around.columns),
        status,
    })
}

fn opened(path: &str, stdin: &mut dyn Read) -> Result<(String, Opened), Failure> {
    let read = read::text(path, stdin).and_then(|text| ledger::read(&text));
    let opened = read.map_err(|problem| Failure::Bill(vec![problem]))?;
    Ok((path.to_owned(), opened))
}

/// The ledger is one of the same place, scheme and year.
fn same_year(path: &str, opened: &Opened, year: &Year, shelf: &Shelf) -> Result<(), Failure> {
    let mut ledger = OfYear {
        region: opened.region.clone(),
        scheme: opened.scheme.clone(),
        from: opened.from.clone(),
    };
    let mut bills = OfYear {
        region: year.folder.path.clone(),
        scheme: year.scheme.name().to_owned(),
        from: year.from.to_string(),
    };
    if ledger == bills {
        return Ok(());
    }
    bills.region.clone_from(&year.folder.name);
    if let Ok(folder) = shelf.find_region(&ledger.region) {
        ledger.region = folder.name;
    }
    let what = FileWhat::OtherLedger {
        ledger: Box::new(ledger),
        bills: Box::new(bills),
    };
    Err(Failure::Bill(vec![Problem {
        place: Place::File(path.to_owned()),
        what: what.into(),
    }]))
}

/// The bills with what flags say of all of them, and what is wrong with any.
pub(crate) fn bills(
    found: &mut [Found],
    fields: &[RawField],
    profile: &[RawField],
    problems: &[Problem],
) -> (Vec<Bill>, Vec<Problem>) {
    let mut bills = Vec::new();
    let mut problems = problems.to_vec();
    for found in found {
        found.raw.lay_over(fields.to_vec());
        found.raw.lay_under(profile);
        match checked(&found.raw, found.problems.clone()) {
            Ok(bill) => bills.push(bill),
            Err(wrong) => problems.extend(wrong.into_iter().map(|problem| Problem {
                place: match &problem.place {
                    Place::Flag(name) if !is_said(fields, name) => found.place.clone(),
                    place => place.clone(),
                },
                ..problem
            })),
        }
    }
    (bills, problems)
}

/// What flags say of accounts is what they hold before the first bill, not before each.
pub(crate) fn opening_accounts(bills: &mut [Bill], fields: &[RawField], carried: &mut Carried) {
    for name in ["account", "shared"] {
        if !is_said(fields, name) {
            continue;
        }
        for bill in bills.iter_mut() {
            if name == "account" {
                carried.account = bill.account.take().or(carried.account);
            } else if !bill.shared.is_empty() {
                carried.shared = std::mem::take(&mut bill.shared);
            }
        }
    }
}

fn is_said(fields: &[RawField], flag: &str) -> bool {
    fields.iter().any(|field| field.key.flag() == flag)
}

/// Where a bill says a key, or where it stands.
pub(crate) fn place(found: &Found, key: &str) -> Place {
    match found.raw.get(key) {
        Some(field) => field.place.clone(),
        None => found.place.clone(),
    }
}
