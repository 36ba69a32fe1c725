//! What a subcommand is asked, from the words that were given to it.

use chrono::NaiveDate;
use clap::ArgMatches;

use super::{Accepted, Request};
use crate::cli::audit;
use crate::cli::compare;
use crate::cli::failure::{Failure, Usage};
use crate::cli::output::format::{Output, Target};
use crate::cli::people;
use crate::cli::profile::Profile;
use crate::cli::read::How;
use crate::cli::rule_folders::RuleFolders;
use crate::cli::rules;
use crate::cli::year;
use crate::formats::bill::Format;
use crate::formats::problem::{FileWhat, Place, Problem, What};
use crate::formats::raw::{RawField, add};
use crate::formats::table::Hints;
use crate::model::grade::Grade;
use crate::model::keys::{self, Scope};
use crate::rules::file::FileKind;
use crate::typed;

pub(crate) fn rule_folders(matches: &ArgMatches) -> RuleFolders {
    let folders = matches.get_many::<String>("rules").into_iter().flatten();
    RuleFolders {
        folders: folders.cloned().collect(),
        no_built_in: matches.get_flag("no-builtin"),
    }
}

pub(super) fn rules_request(matches: &ArgMatches) -> Result<Option<rules::Request>, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(None);
    };
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    let asked = match name {
        "check" => rules::Asked::Check {
            deny_stale: text("deny").is_some(),
        },
        "test" => rules::Asked::Test {
            bless: matches.get_flag("bless"),
        },
        "new" => {
            let kind = topic(text("topic")).unwrap_or(FileKind::Common);
            let from = text("from").map(|text| day("from", &text)).transpose()?;
            rules::Asked::New(text("place").unwrap_or_default(), kind, from)
        }
        "diff" => rules::Asked::Diff(
            text("a").unwrap_or_default(),
            text("b").unwrap_or_default(),
            text("region"),
        ),
        "explain" => rules::Asked::Explain(text("code").unwrap_or_default().to_uppercase()),
        "find" => rules::Asked::Find(text("text").unwrap_or_default()),
        "list" => {
            let grade = text("grade").and_then(|name| Grade::from_name(&name));
            let layout = match text("format").as_deref() {
                Some("json") => rules::Layout::Json,
                Some("md") => rules::Layout::Page,
                _ => rules::Layout::Table,
            };
            rules::Asked::List(grade, layout)
        }
        _ => {
            let topic = topic(text("topic")).map_or(rules::Topic::All, rules::Topic::File);
            let on = text("on").map(|text| day("on", &text)).transpose()?;
            rules::Asked::Show(text("place").unwrap_or_default(), topic, on)
        }
    };
    Ok(Some(rules::Request {
        asked,
        folder: text("folder"),
        rules: rule_folders(matches),
        json: output(matches) == Output::Json,
    }))
}

pub(super) fn is_json(matches: &ArgMatches) -> bool {
    let format = matches.get_one::<String>("format");
    format.is_some_and(|format| format == "json")
}

pub(super) fn person_kind(name: &str) -> Option<people::Kind> {
    let mut names = people::command::NAMES.iter();
    let found = names.find(|(known, _, _)| *known == name);
    found.map(|(_, _, kind)| *kind)
}

pub(super) fn person_request(
    kind: people::Kind,
    matches: &ArgMatches,
) -> Result<people::Request, Failure> {
    let (fields, problems) = typed_fields(matches, Scope::Person);
    let switch = |name: &str| {
        let given = matches.try_get_one::<bool>(name).ok().flatten();
        given.copied().unwrap_or_default()
    };
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    let within = text("within").map(|text| {
        let days = text.trim_end_matches(['d', '天', '日']);
        typed::count(days).map_err(|why| {
            Failure::Bill(vec![Problem {
                place: Place::Flag("within".to_owned()),
                what: What::Number {
                    text: text.clone(),
                    key: "days",
                    why,
                },
            }])
        })
    });
    Ok(people::Request {
        kind,
        how: how(matches)?,
        file: text("file"),
        asked: people::Asked {
            check: switch("check"),
            late_ok: switch("late-ok"),
            within: within.transpose()?,
            all: switch("all"),
            topic: text("topic"),
            history: text("history"),
            ics: text("ics"),
        },
        fields,
        problems,
        rules: rule_folders(matches),
        accepted: accepted(matches),
        output: output(matches),
        explain: explain(matches),
    })
}

/// What flags say of a bill or a person.
pub(super) fn typed_fields(matches: &ArgMatches, scope: Scope) -> (Vec<RawField>, Vec<Problem>) {
    let mut fields = Vec::new();
    let mut problems = Vec::new();
    for key in keys::of(scope) {
        let values = matches.get_many::<String>(key.name).into_iter().flatten();
        let values: Vec<&str> = values.map(String::as_str).collect();
        if !values.is_empty() {
            let value = values.join(",");
            let place = || Place::Flag(key.flag());
            add(
                &mut fields,
                scope,
                key.name,
                value,
                place(),
                place,
                &mut problems,
            );
        }
    }
    (fields, problems)
}

pub(crate) fn accepted(matches: &ArgMatches) -> Accepted {
    let grade = matches.get_one::<String>("min-grade");
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    Accepted {
        extend: matches.get_flag("extend"),
        min_grade: grade.and_then(|name| Grade::from_name(name)),
        fresh: matches.get_flag("fresh"),
        given: matches
            .get_many::<String>("given")
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        profile: Profile {
            file: text("profile"),
            who: text("who"),
        },
        typed: Vec::new(),
    }
}

fn explain(matches: &ArgMatches) -> bool {
    let given = matches.try_get_one::<bool>("explain").ok().flatten();
    given.copied().unwrap_or_default()
}

pub(super) fn output(matches: &ArgMatches) -> Output {
    let all = matches.try_get_many::<String>("get").ok().flatten();
    let get: Vec<String> = all.into_iter().flatten().cloned().collect();
    if !get.is_empty() {
        return Output::Get(get);
    }
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten();
    let by_ending = text("output").and_then(|file| Target::new(file).format);
    let name = text("format").map(String::as_str).or(by_ending);
    name.and_then(Output::from_name).unwrap_or(Output::Table)
}

/// The file of a topic, by its English or its Chinese name.
fn topic(name: Option<String>) -> Option<FileKind> {
    let name = name?;
    let mut names = rules::Topic::NAMES.iter();
    let found = names.find(|(english, zh, _)| *english == name || *zh == name);
    found.map(|(_, _, kind)| *kind)
}

/// A day that was typed behind a flag.
fn day(flag: &str, text: &str) -> Result<NaiveDate, Failure> {
    typed::day(text).ok_or_else(|| {
        Failure::Bill(vec![Problem {
            place: Place::Flag(flag.to_owned()),
            what: What::NotADay(text.to_owned()),
        }])
    })
}

/// How the files that the user names are read.
fn how(matches: &ArgMatches) -> Result<How, Failure> {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten();
    let header_row = text("header-row").map(|text| {
        typed::count(text).map_err(|why| {
            let text = text.clone();
            let key = "header-row";
            (key, What::Number { text, key, why })
        })
    });
    let maps = matches.try_get_many::<String>("map").ok().flatten();
    let maps = maps.into_iter().flatten();
    let maps = maps.map(|text| {
        let pair = text.rsplit_once(['=', '＝']);
        let pair = pair.map(|(column, key)| (column.trim().to_owned(), key.trim().to_owned()));
        let pair = pair.filter(|(column, key)| !column.is_empty() && !key.is_empty());
        pair.ok_or_else(|| ("map", FileWhat::NotAPair(text.clone()).into()))
    });
    let failed = |(flag, what): (&str, What)| {
        let place = Place::Flag(flag.to_owned());
        Failure::Bill(vec![Problem { place, what }])
    };
    let header_row = header_row.transpose().map_err(failed)?;
    Ok(How {
        input: text("input").and_then(|name| Format::from_name(name)),
        hints: Hints {
            sheet: text("sheet").cloned(),
            header_row: header_row.and_then(|row| u64::try_from(row).ok()),
            map: maps.collect::<Result<_, _>>().map_err(failed)?,
        },
    })
}

pub(super) fn year_request(matches: &ArgMatches) -> Result<year::Request, Failure> {
    let (fields, problems) = typed_fields(matches, Scope::Bill);
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let files = matches.get_many::<String>("file").into_iter().flatten();
    no_workbook(matches, "--dry-run", matches.get_flag("dry-run"))?;
    Ok(year::Request {
        files: files.cloned().collect(),
        how: how(matches)?,
        fields,
        problems,
        rules: rule_folders(matches),
        accepted: accepted(matches),
        output: output(matches),
        explain: explain(matches),
        dry_run: matches.get_flag("dry-run"),
        ledger_in: text("ledger-in"),
        ledger_out: text("ledger-out"),
    })
}

pub(super) fn audit_request(matches: &ArgMatches) -> Result<audit::Request, Failure> {
    let (fields, problems) = typed_fields(matches, Scope::Bill);
    let files = matches.get_many::<String>("file").into_iter().flatten();
    Ok(audit::Request {
        files: files.cloned().collect(),
        how: how(matches)?,
        fields,
        problems,
        rules: rule_folders(matches),
        accepted: accepted(matches),
        output: output(matches),
        check: matches.get_flag("check"),
    })
}

pub(super) fn compare_request(matches: &ArgMatches) -> Result<compare::Request, Failure> {
    let (fields, mut problems) = typed_fields(matches, Scope::Bill);
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let texts = |name: &str| {
        let values = matches.get_many::<String>(name).into_iter().flatten();
        values.cloned().collect::<Vec<String>>()
    };
    let listed = compare::command::LISTS.iter().filter_map(|name| {
        let key = keys::find(Scope::Bill, name)?;
        Some((key, text(name)?))
    });
    let mut person = Vec::new();
    for name in compare::command::PAYING {
        if let Some(value) = text(name) {
            let place = || Place::Flag(name.to_owned());
            add(
                &mut person,
                Scope::Person,
                name,
                value,
                place(),
                place,
                &mut problems,
            );
        }
    }
    Ok(compare::Request {
        files: texts("file"),
        how: how(matches)?,
        listed: listed.collect(),
        fields,
        person,
        problems,
        against: texts("against"),
        rules: rule_folders(matches),
        accepted: accepted(matches),
        output: output(matches),
    })
}

/// What is no answer about amounts is no workbook.
fn no_workbook(matches: &ArgMatches, flag: &str, is_set: bool) -> Result<(), Failure> {
    if is_set && output(matches) == Output::Workbook {
        let both = Usage::Together(flag.to_owned(), "xlsx".to_owned());
        return Err(Failure::Usage(both));
    }
    Ok(())
}

pub(super) fn request(matches: &ArgMatches) -> Result<Request, Failure> {
    let (fields, problems) = typed_fields(matches, Scope::Bill);
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    no_workbook(matches, "--fields", text("fields").is_some())?;
    no_workbook(matches, "--dry-run", matches.get_flag("dry-run"))?;
    Ok(Request {
        file: text("file"),
        how: how(matches)?,
        fields,
        problems,
        rules: rule_folders(matches),
        accepted: accepted(matches),
        output: output(matches),
        explain: explain(matches),
        nhsa: text("fields").is_some(),
        dry_run: matches.get_flag("dry-run"),
        record: text("record"),
    })
}
