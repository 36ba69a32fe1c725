//! The command line: from words to a checked request. Nothing below this file sees the parser.

use clap::ArgMatches;
use clap::error::ErrorKind;

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
use crate::formats::problem::Problem;
use crate::formats::raw::RawField;
use crate::model::grade::Grade;
use crate::model::keys::Scope;

mod misuse;
mod requests;

use misuse::{is_wrong_dash, usage};
pub(crate) use requests::{accepted, rule_folders};
use requests::{
    audit_request, compare_request, is_json, output, person_kind, person_request, request,
    rules_request, typed_fields, year_request,
};

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
