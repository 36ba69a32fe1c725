//! The command line: from words to a checked request. Nothing below this file sees the parser.

use chrono::NaiveDate;
use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::Surroundings;
use crate::cli::audit;
use crate::cli::batch;
use crate::cli::compare;
use crate::cli::failure::{Failure, Usage};
use crate::cli::help;
use crate::cli::manual;
use crate::cli::messages::Lang;
pub(crate) use crate::cli::output::format::Output;
use crate::cli::output::format::{Target, endings};
use crate::cli::people;
use crate::cli::profile::Profile;
use crate::cli::read::How;
use crate::cli::rule_folders::RuleFolders;
use crate::cli::rules;
use crate::cli::schema;
use crate::cli::values;
use crate::cli::year;
use crate::formats::bill::Format;
use crate::formats::problem::{FileWhat, Place, Problem, What};
use crate::formats::raw::{RawField, add};
use crate::formats::table::Hints;
use crate::model::grade::Grade;
use crate::model::keys::{self, Scope};
use crate::rules::file::FileKind;
use crate::rules::problem::nearest;
use crate::typed;

/// What was asked for.
#[derive(Debug)]
pub(crate) enum Command {
    /// A text: help or the version.
    Print(String),
    /// What is paid back on a bill.
    Reimburse(Request),
    /// A year of bills.
    Year(year::Request),
    /// Whether settlements are right.
    Audit(audit::Request),
    /// Many bills, a row each.
    Batch(batch::Request),
    /// A bill or a year in several ways.
    Compare(compare::Request),
    /// A question about a person.
    Person(people::Request),
    /// What the keys take.
    Values(values::Request),
    /// The rule files themselves.
    Rules(rules::Request),
}

impl Command {
    /// The command with the line that was typed, for answers that end with a better one.
    pub(crate) fn remembering(mut self, args: &[String]) -> Command {
        let accepted = match &mut self {
            Command::Reimburse(request) => &mut request.accepted,
            Command::Year(request) => &mut request.accepted,
            Command::Person(request) => &mut request.accepted,
            Command::Audit(request) => &mut request.accepted,
            Command::Batch(request) => &mut request.accepted,
            Command::Compare(request) => &mut request.accepted,
            Command::Print(_) | Command::Values(_) | Command::Rules(_) => return self,
        };
        accepted.typed = args.to_vec();
        self
    }
}

/// A checked request for a bill.
#[derive(Debug)]
pub(crate) struct Request {
    /// The file, or `-`.
    pub(crate) file: Option<String>,
    /// How it is read.
    pub(crate) how: How,
    /// What flags say of the bill.
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
    /// Whether the answer is written in the fields of the settlement interface.
    pub(crate) nhsa: bool,
    /// Whether only to say what was understood.
    pub(crate) dry_run: bool,
    /// Where the answer is kept with everything that made it.
    pub(crate) record: Option<String>,
}

/// What the user accepts as an answer, and figures of his own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// `--extend`.
    pub(crate) extend: bool,
    /// `--min-grade`.
    pub(crate) min_grade: Option<Grade>,
    /// `--fresh`.
    pub(crate) fresh: bool,
    /// `--given`, as it was typed.
    pub(crate) given: Vec<String>,
    /// What stays the same for the person.
    pub(crate) profile: Profile,
    /// The command line, for an answer that ends with a better one.
    pub(crate) typed: Vec<String>,
}

/// What was asked for, and where the answer goes.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// What.
    pub(crate) command: Command,
    /// How the answer is printed.
    pub(crate) output: Output,
    /// Where it is written, if not to standard output.
    pub(crate) target: Option<Target>,
}

/// The language: the flag, else the environment, else Chinese. It is needed before anything can be said.
pub(crate) fn language(args: &[String], around: Option<&str>) -> Lang {
    let mut words = args.iter();
    let mut typed = None;
    while let Some(word) = words.next() {
        if matches!(word.as_str(), "--lang" | "--语言") {
            typed = words.next().map(String::as_str);
        } else if let Some(value) = word
            .strip_prefix("--lang=")
            .or(word.strip_prefix("--语言="))
        {
            typed = Some(value);
        }
    }
    typed
        .or(around)
        .and_then(Lang::from_name)
        .unwrap_or(Lang::Zh)
}

/// Whether answers are coloured: by the flag, else where somebody looks at a terminal and `NO_COLOR` is not set.
pub(crate) fn colour(args: &[String], around: &Surroundings) -> bool {
    let mut words = args.iter();
    let mut typed = None;
    while let Some(word) = words.next() {
        if matches!(word.as_str(), "--color" | "--颜色") {
            typed = words.next().map(String::as_str);
        } else if let Some(value) = word
            .strip_prefix("--color=")
            .or(word.strip_prefix("--颜色="))
        {
            typed = Some(value);
        }
    }
    match typed {
        Some("always") => true,
        Some("never") => false,
        _ => around.colour && around.columns.is_some(),
    }
}

/// Whether errors should be JSON too.
pub(crate) fn wants_json(args: &[String]) -> bool {
    let flag = |word: &String| matches!(word.as_str(), "--format" | "--格式");
    args.windows(2)
        .any(|pair| flag(&pair[0]) && pair[1] == "json")
        || args
            .iter()
            .any(|word| matches!(word.as_str(), "--format=json" | "--格式=json"))
}

/// Parses the command line.
pub(crate) fn parse(
    args: &[String],
    columns: Option<usize>,
    lang: Lang,
) -> Result<Parsed, Failure> {
    if let Some(word) = args.iter().find(|word| is_wrong_dash(word)) {
        return Err(Failure::Usage(Usage::Dash(word.clone())));
    }
    let printed = |text: String| Parsed {
        command: Command::Print(text),
        output: Output::Table,
        target: None,
    };
    if args.is_empty() {
        return Ok(printed(help::start(lang, columns)));
    }
    let all = args.iter().any(|word| word == "--help" || word == "--帮助");
    let mut command = help::whole(lang, all, columns);
    let words = std::iter::once("yibao").chain(args.iter().map(String::as_str));
    match command.try_get_matches_from_mut(words) {
        Ok(matches) => {
            let target = target(&command, &matches)?;
            Ok(Parsed {
                output: output(deepest(&matches)),
                command: asked(&mut command, &matches, (lang, columns))?.remembering(args),
                target,
            })
        }
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Ok(printed(error.to_string())),
            _ => Err(Failure::Usage(usage(&error, &command, args))),
        },
    }
}

fn asked(
    command: &mut clap::Command,
    matches: &ArgMatches,
    (lang, columns): (Lang, Option<usize>),
) -> Result<Command, Failure> {
    match matches.subcommand() {
        Some(("reimburse", matches)) => Ok(Command::Reimburse(request(matches)?)),
        Some(("audit", matches)) => Ok(Command::Audit(audit_request(matches)?)),
        Some(("year", matches)) => Ok(Command::Year(year_request(matches)?)),
        Some(("batch", matches)) => {
            let target = matches.get_one::<String>("output");
            let target = target.map(|file| Target::new(file));
            let typed = typed_fields(matches, Scope::Bill);
            Ok(Command::Batch(batch::command::request(
                matches, typed, target,
            )))
        }
        Some(("compare", matches)) => Ok(Command::Compare(compare_request(matches)?)),
        Some((name, matches)) if person_kind(name).is_some() => {
            let kind = person_kind(name).unwrap_or(people::Kind::Contribute);
            Ok(Command::Person(person_request(kind, matches)?))
        }
        Some(("schema", matches)) => {
            let name = matches.get_one::<String>("name");
            Ok(Command::Print(schema::text(
                name.map_or("", String::as_str),
            )))
        }
        Some(("values", matches)) => Ok(Command::Values(values::Request {
            name: matches.get_one::<String>("name").cloned(),
            rules: rule_folders(matches),
            json: is_json(matches),
        })),
        Some((name @ ("help" | "completions" | "man"), matches)) => {
            let asked = matches.get_one::<String>("name").map(String::as_str);
            let text = match name {
                "help" => manual::help(asked, lang, columns),
                "man" => manual::man(asked, lang),
                _ => asked.map(|shell| manual::completions(shell, lang)),
            };
            let known = manual::help_names(command);
            text.map(Command::Print).ok_or_else(|| {
                let asked = asked.unwrap_or_default().to_owned();
                Failure::Usage(Usage::Value(format!("yibao {name}"), asked, known))
            })
        }
        Some(("rules", matches)) => Ok(rules_request(matches)?
            .map_or_else(|| Command::Print(help_of(command, "rules")), Command::Rules)),
        _ => Ok(Command::Print(help::start(lang, columns))),
    }
}

/// The help of a command that cannot stand alone.
fn help_of(command: &mut clap::Command, name: &str) -> String {
    let inner = command.find_subcommand_mut(name);
    inner.map_or_else(String::new, |inner| inner.render_help().to_string())
}

/// What was said to the command itself, below the commands that it belongs to.
fn deepest(matches: &ArgMatches) -> &ArgMatches {
    match matches.subcommand() {
        Some((_, inner)) => deepest(inner),
        None => matches,
    }
}

/// Where the answer is written: the ending of the file is a format that the command has, and no other one is asked for.
fn target(command: &clap::Command, matches: &ArgMatches) -> Result<Option<Target>, Failure> {
    if let Some((name, inner)) = matches.subcommand() {
        let command = command.find_subcommand(name).unwrap_or(command);
        return target(command, inner);
    }
    let Some(file) = matches.get_one::<String>("output") else {
        return Ok(None);
    };
    let target = Target::new(file);
    let formats = command.get_arguments().find(|arg| arg.get_id() == "format");
    // What has one format only is written as it is printed.
    let Some(formats) = formats.map(clap::Arg::get_possible_values) else {
        return Ok(Some(target));
    };
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten();
    let other = match (text("format"), text("get"), target.format) {
        (_, Some(_), Some(format)) => (format != "table").then_some("--get"),
        (Some(asked), None, Some(format)) => (asked != format).then_some("--format"),
        _ => None,
    };
    if let Some(flag) = other {
        return Err(Failure::Usage(Usage::Together(
            format!("-o {file}"),
            flag.to_owned(),
        )));
    }
    let is_said = text("format").is_some() || text("get").is_some();
    let is_known = |name: &str| formats.iter().any(|format| format.get_name() == name);
    if is_said || target.format.is_some_and(is_known) {
        return Ok(Some(target));
    }
    let names = formats.iter().map(clap::builder::PossibleValue::get_name);
    Err(Failure::Usage(Usage::Value(
        "-o".to_owned(),
        file.clone(),
        endings(names),
    )))
}

/// Whether a word means to be a flag but begins with a dash of an input method. A number after it is a value.
fn is_wrong_dash(word: &str) -> bool {
    let dashes = ['—', '－', '–', '‐', '‑', '‒', '―', '−', '-'];
    let rest = word.trim_start_matches(dashes);
    let typed = &word[..word.len() - rest.len()];
    !typed.is_ascii() && rest.starts_with(|c: char| c.is_alphabetic())
}

fn usage(error: &clap::Error, command: &clap::Command, args: &[String]) -> Usage {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let texts = |kind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    };
    let flag = |text: String| text.split([' ', '=']).next().unwrap_or_default().to_owned();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand);
            let near = near_commands(command, args, &word);
            Usage::Command(word, near)
        }
        ErrorKind::UnknownArgument => {
            let word = as_typed(args, text(ContextKind::InvalidArg));
            if word.starts_with('-') {
                let near = near_flags(command, args, &word);
                Usage::Flag(word, near)
            } else {
                Usage::TooMany(word)
            }
        }
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_empty() => {
            Usage::NoValue(flag(text(ContextKind::InvalidArg)))
        }
        ErrorKind::InvalidValue => Usage::Value(
            flag(text(ContextKind::InvalidArg)),
            text(ContextKind::InvalidValue),
            texts(ContextKind::ValidValue),
        ),
        ErrorKind::MissingRequiredArgument => Usage::Needs(texts(ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => {
            let one = flag(text(ContextKind::InvalidArg));
            let others = texts(ContextKind::PriorArg).into_iter().map(flag);
            match others.into_iter().find(|other| *other != one) {
                Some(other) => Usage::Together(one, other),
                None => Usage::Twice(one),
            }
        }
        _ => Usage::Other(error.kind().to_string()),
    }
}

/// The word that was typed: the parser takes `-region` for a cluster of short flags and names its first letter.
fn as_typed(args: &[String], word: String) -> String {
    let cluster = |arg: &&String| !arg.starts_with("--") && arg.starts_with(&word);
    match args.iter().find(cluster) {
        Some(whole) if word.chars().count() == 2 => whole.clone(),
        _ => word,
    }
}

/// The command of the command line, as far as it can be read.
fn in_use<'c>(command: &'c clap::Command, args: &[String]) -> &'c clap::Command {
    args.iter().fold(command, |command, arg| {
        command.find_subcommand(arg).unwrap_or(command)
    })
}

fn near_commands(command: &clap::Command, args: &[String], word: &str) -> Vec<String> {
    let names = in_use(command, args).get_subcommands();
    let names = names.flat_map(|sub| std::iter::once(sub.get_name()).chain(sub.get_all_aliases()));
    nearest(word, names.collect::<Vec<_>>())
}

fn near_flags(command: &clap::Command, args: &[String], word: &str) -> Vec<String> {
    let flags = [command, in_use(command, args)];
    let flags = flags.into_iter().flat_map(clap::Command::get_arguments);
    let names = flags.filter_map(|arg| {
        let aliases = arg.get_all_aliases().unwrap_or_default();
        arg.get_long()
            .map(|long| std::iter::once(long).chain(aliases))
    });
    let typed = word.trim_start_matches('-');
    let typed = typed.split(['=', '＝']).next().unwrap_or(typed);
    let mut near = nearest(typed, names.flatten().collect::<Vec<_>>());
    // A flag that is much further off than the nearest was not meant.
    let far = |name: &str| strsim::damerau_levenshtein(typed, name);
    if let Some(best) = near.first().map(|name| far(name)) {
        near.retain(|name| far(name) <= best + usize::from(best > 1));
    }
    near.iter().map(|name| format!("--{name}")).collect()
}

pub(crate) fn rule_folders(matches: &ArgMatches) -> RuleFolders {
    let folders = matches.get_many::<String>("rules").into_iter().flatten();
    RuleFolders {
        folders: folders.cloned().collect(),
        no_built_in: matches.get_flag("no-builtin"),
    }
}

fn rules_request(matches: &ArgMatches) -> Result<Option<rules::Request>, Failure> {
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

fn is_json(matches: &ArgMatches) -> bool {
    let format = matches.get_one::<String>("format");
    format.is_some_and(|format| format == "json")
}

fn person_kind(name: &str) -> Option<people::Kind> {
    let mut names = people::command::NAMES.iter();
    let found = names.find(|(known, _, _)| *known == name);
    found.map(|(_, _, kind)| *kind)
}

fn person_request(kind: people::Kind, matches: &ArgMatches) -> Result<people::Request, Failure> {
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
fn typed_fields(matches: &ArgMatches, scope: Scope) -> (Vec<RawField>, Vec<Problem>) {
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

fn output(matches: &ArgMatches) -> Output {
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

fn year_request(matches: &ArgMatches) -> Result<year::Request, Failure> {
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

fn audit_request(matches: &ArgMatches) -> Result<audit::Request, Failure> {
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

fn compare_request(matches: &ArgMatches) -> Result<compare::Request, Failure> {
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

fn request(matches: &ArgMatches) -> Result<Request, Failure> {
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
