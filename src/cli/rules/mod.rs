//! `yibao rules`: the rule files themselves.

mod check;
pub(crate) mod command;
mod diff;
mod explain;
mod figures;
mod find;
mod list;
mod new;
mod show;

pub(crate) use list::Layout;
pub(crate) use show::Topic;

use chrono::{Datelike, NaiveDate};

use crate::cli::Surroundings;
use crate::cli::failure::Failure;
use crate::cli::messages::Lang;
use crate::cli::rule_folders::{RuleFolders, holds_rules, not_a_folder};
use crate::formats::problem::{Place, Problem, What};
use crate::model::grade::Grade;
use crate::rules::file::FileKind;
use crate::rules::library::Library;
use crate::rules::shelf::Shelf;
use crate::typed;

/// What is asked of rule files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Every check; stale sources are problems, if so asked.
    Check {
        /// `--deny stale`.
        deny_stale: bool,
    },
    /// Every case; what comes out is written into the case files, if so asked.
    Test {
        /// `--bless`.
        bless: bool,
    },
    /// A file to be filled in, or the next block of one, for a place, from a day on.
    New(String, FileKind, Option<NaiveDate>),
    /// The tables of a place on a day; today when none is named.
    Show(String, Topic, Option<NaiveDate>),
    /// What two days or two folders make of a place.
    Diff(String, String, Option<String>),
    /// Which blocks carry a figure or a word.
    Find(String),
    /// The page of a code.
    Explain(String),
    /// Which places have which rules; the figures of one grade, if it is named.
    List(Option<Grade>, Layout),
}

/// A checked request about rule files.
#[derive(Debug)]
pub(crate) struct Request {
    /// What is asked.
    pub(crate) asked: Asked,
    /// The folder alone; the rules that answer when none is named.
    pub(crate) folder: Option<String>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// Whether the answer is JSON.
    pub(crate) json: bool,
}

impl Request {
    /// The folders of the user's own, the one asked first at the front.
    fn own_folders(&self, around: &Surroundings) -> Vec<String> {
        let around = around.rules.iter().flat_map(std::env::split_paths);
        let around = around.map(|path| path.display().to_string());
        self.rules.folders.iter().cloned().chain(around).collect()
    }
}

/// Checks or tests the rules and prints what was found; problems are the answer, with status 1.
pub(crate) fn run(
    request: &Request,
    around: &Surroundings,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    if let Asked::Diff(a, b, place) = &request.asked {
        let (text, status) = compare(request, (a, b), place.as_deref(), around, lang)?;
        let text = if request.json {
            text
        } else {
            show::fitted(&text, around.columns)
        };
        return Ok((text, status));
    }
    if let Asked::Explain(code) = &request.asked {
        let (text, status) = explain::run(code, request.json, lang);
        let text = match request.json {
            true => text,
            false => show::fitted(&text, around.columns),
        };
        return Ok((text, status));
    }
    if let Asked::New(place, kind, from) = &request.asked {
        let own = request.own_folders(around);
        let root = own.first().ok_or_else(new::without_folder)?;
        // Next year's notice is what is mostly written.
        let next_year = NaiveDate::from_ymd_opt(around.today.year() + 1, 1, 1);
        let new = new::New {
            place,
            kind: *kind,
            from: from.or(next_year).unwrap_or(around.today),
            root,
        };
        return new::run(&new, request.json, lang);
    }
    let library = match &request.folder {
        Some(folder) if !holds_rules(folder) => {
            return Err(Failure::Bill(vec![not_a_folder(folder)]));
        }
        Some(folder) => Library::folder(folder),
        None => request.rules.library(around)?,
    };
    let shelf = Shelf::new(library);
    match &request.asked {
        Asked::Show(place, topic, day) => {
            let day = day.unwrap_or(around.today);
            return show::run(
                &shelf,
                place,
                *topic,
                day,
                request.json,
                (lang, around.columns),
            );
        }
        Asked::Find(text) => return find::run(&shelf, text, request.json, around.columns, lang),
        Asked::List(grade, layout) => {
            return list::run(&shelf, *grade, *layout, lang, around.columns);
        }
        Asked::Diff(..)
        | Asked::Explain(_)
        | Asked::New(..)
        | Asked::Check { .. }
        | Asked::Test { .. } => {}
    }
    let page = (request.json, lang, around.columns);
    let own = request.own_folders(around);
    Ok(match request.asked {
        Asked::Test { bless: true } => {
            let root = request.folder.as_ref().or(own.first());
            let root = root.ok_or_else(new::without_folder)?;
            check::bless(&shelf, root, page)?
        }
        Asked::Test { .. } => check::test(&shelf, page),
        _ => {
            let is_denied = matches!(request.asked, Asked::Check { deny_stale: true });
            check::check(&shelf, &own, around.today, is_denied, page)
        }
    })
}

/// Compares two days of a place, or two folders.
fn compare(
    request: &Request,
    (a, b): (&str, &str),
    place: Option<&str>,
    around: &Surroundings,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    match (typed::day(a), typed::day(b)) {
        (Some(before), Some(after)) => {
            let Some(place) = place else {
                return Err(Failure::Bill(vec![Problem {
                    place: Place::Flag("region".to_owned()),
                    what: What::Missing(vec!["region"], None),
                }]));
            };
            let shelf = Shelf::new(request.rules.library(around)?);
            diff::days(&shelf, place, (before, after), request.json, lang)
        }
        _ => {
            let missing = [a, b].into_iter().filter(|folder| !holds_rules(folder));
            let missing: Vec<Problem> = missing.map(not_a_folder).collect();
            if !missing.is_empty() {
                return Err(Failure::Bill(missing));
            }
            let shelves = [a, b].map(|folder| Shelf::new(Library::folder(folder)));
            diff::folders(
                (&shelves[0], &shelves[1]),
                (a, b),
                place,
                request.json,
                lang,
            )
        }
    }
}
