//! `yibao rules`: the rule files themselves.

#![allow(clippy::disallowed_methods)] // ring 4 looks at the folder that the user names

mod find;
mod list;
mod show;

pub(crate) use show::Topic;

use std::path::Path;

use chrono::NaiveDate;

use serde_json::json;

use crate::cli::Surroundings;
use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, say};
use crate::cli::output::problems;
use crate::cli::rule_folders::{RuleFolders, not_a_folder};
use crate::model::grade::Grade;
use crate::rules::cases;
use crate::rules::check::check;
use crate::rules::library::Library;
use crate::rules::problem;
use crate::rules::shelf::Shelf;

/// What is asked of rule files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Every static check.
    Check,
    /// Every case.
    Test,
    /// The tables of a place on a day; today when none is named.
    Show(String, Topic, Option<NaiveDate>),
    /// Which blocks carry a figure or a word.
    Find(String),
    /// Which places have which rules; of one grade only, if it is named.
    List(Option<Grade>),
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

/// Checks or tests the rules and prints what was found; problems are the answer, with status 1.
pub(crate) fn run(
    request: &Request,
    around: &Surroundings,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let library = match &request.folder {
        Some(folder) if !Path::new(folder).is_dir() => {
            return Err(Failure::Bill(vec![not_a_folder(folder)]));
        }
        Some(folder) => Library::folder(folder),
        None => request.rules.library(around)?,
    };
    let shelf = Shelf::new(library);
    match &request.asked {
        Asked::Show(place, topic, day) => {
            let day = day.unwrap_or(around.today);
            return show::run(&shelf, place, *topic, day, request.json, lang);
        }
        Asked::Find(text) => return find::run(&shelf, text, request.json, lang),
        Asked::List(grade) => {
            return list::run(&shelf, *grade, request.json, lang, around.columns);
        }
        Asked::Check | Asked::Test => {}
    }
    let mut found = check(&shelf);
    let mut cases = 0;
    let is_test = request.asked == Asked::Test;
    // Cases that lean on a broken rule would only repeat what the check says.
    if is_test && found.is_empty() {
        let report = cases::run(&shelf);
        cases = report.run;
        found = report.problems;
    }
    let status = u8::from(!found.is_empty());
    let text = if request.json {
        as_json(is_test, &shelf, &found, cases, lang)
    } else {
        as_text(is_test, &shelf, &found, cases, lang, around.columns)
    };
    Ok((text, status))
}

fn as_text(
    is_test: bool,
    shelf: &Shelf,
    found: &[problem::Problem],
    cases: usize,
    lang: Lang,
    columns: Option<usize>,
) -> String {
    let mut out = problems::of_rules(found, lang, columns);
    let (files, count) = (shelf.files_read(), found.len());
    out += &if is_test {
        say!(
            lang,
            "{files} 个文件，{cases} 个案例，{count} 处问题\n",
            "files: {files}, cases: {cases}, problems: {count}\n"
        )
    } else {
        say!(
            lang,
            "{files} 个文件，{count} 处问题\n",
            "files: {files}, problems: {count}\n"
        )
    };
    out
}

fn as_json(
    is_test: bool,
    shelf: &Shelf,
    found: &[problem::Problem],
    cases: usize,
    lang: Lang,
) -> String {
    let command = if is_test { "rules test" } else { "rules check" };
    let document = json!({
        "schema": 1,
        "engine": concat!("yibao ", env!("CARGO_PKG_VERSION")),
        "command": command,
        "files": shelf.files_read(),
        "cases": is_test.then_some(cases),
        "problems": problems::rules_as_json(found, lang),
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
