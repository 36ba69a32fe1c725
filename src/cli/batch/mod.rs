//! `yibao batch`: a city's bills, row by row.

pub(crate) mod command;
mod input;
mod report;
mod sink;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::batch::chunks::{Chunks, SIZE};
use crate::batch::columns::{Columns, Output};
use crate::batch::row::Rules;
use crate::batch::run::{Batch, Ended, run as settle};
use crate::batch::write::{self, Layout};
use crate::cli::args::Accepted;
use crate::cli::failure::{Failure, Usage};
use crate::cli::given;
use crate::cli::messages::Lang;
use crate::cli::output::format::Target;
use crate::cli::rule_folders::{RuleFolders, holds_rules, not_a_folder};
use crate::cli::{Io, Surroundings};
use crate::formats::problem::{FileWhat, Place, Problem, What};
use crate::formats::raw::RawField;
use crate::formats::row_problem::RowWhat;
use crate::model::keys::{self, Scope};
use crate::model::words::Scheme;
use crate::rules::govern::Policy;
use crate::rules::library::Library;
use sink::{Out, Sink};

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Request {
    /// The file, or `-`.
    pub(crate) file: String,
    /// Its layout, if it was said.
    pub(crate) input: Option<Layout>,
    /// The layout of the output, if it was said.
    pub(crate) layout: Option<Layout>,
    /// The file of the output; else standard output.
    pub(crate) target: Option<Target>,
    /// The columns of the output, if they were said.
    pub(crate) columns: Option<Vec<String>>,
    /// The file of rejected rows.
    pub(crate) errors: Option<String>,
    /// The run stops when more rows are rejected.
    pub(crate) max_errors: Option<u64>,
    /// The summary as the answer.
    pub(crate) summary: Option<Summary>,
    /// Columns that the summary is grouped by.
    pub(crate) group_by: Vec<String>,
    /// A folder of other rules.
    pub(crate) against: Option<String>,
    /// The column of the person whose ledger is carried.
    pub(crate) ledger_by: Option<String>,
    /// How many threads, if it was said.
    pub(crate) threads: Option<usize>,
    /// Nothing but the answer and errors.
    pub(crate) quiet: bool,
    /// What flags say for every row.
    pub(crate) fields: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// What is accepted as an answer.
    pub(crate) accepted: Accepted,
}

/// How a summary is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Summary {
    /// A table.
    Table,
    /// JSON.
    Json,
}

/// Settles the stream; gives the exit status.
pub(crate) fn run(
    request: &Request,
    io: &mut Io<'_>,
    around: &Surroundings,
    lang: Lang,
) -> Result<u8, Failure> {
    if !request.problems.is_empty() {
        return Err(Failure::Bill(request.problems.clone()));
    }
    let rules = rules_of(request, around)?;
    let against = match &request.against {
        Some(folder) if holds_rules(folder) => Some(Rules {
            library: Library::layered([folder], !request.rules.no_built_in),
            ..rules.clone()
        }),
        Some(folder) => return Err(Failure::Bill(vec![not_a_folder(folder)])),
        None => None,
    };
    let input = input::open(request, io.stdin)?;
    let mut chunks = Chunks::new(input.stream, SIZE);
    let unreadable =
        |error: std::io::Error| whole_file(&input.name, FileWhat::Unreadable(error.to_string()));
    let header = chunks.header().map_err(unreadable)?;
    let file: Arc<str> = input.name.as_str().into();
    let columns = match input.layout {
        Layout::Csv => Columns::new(&file, headings(&file, &header)?).map_err(Failure::Bill)?,
        Layout::Ndjson => {
            chunks.put_back(&header);
            every_key(&file)?
        }
    };
    needed(&columns, request, input.layout)?;
    let summary = request.summary.or(against.as_ref().map(|_| Summary::Table));
    let layout = layout(request, input.layout);
    let output = output(request, &columns, (input.layout, layout))?;
    let batch = Batch {
        groups: groups(request, &columns)?,
        ledger_by: match &request.ledger_by {
            Some(name) => Some(column(&columns, name, "--ledger-by")?),
            None => None,
        },
        columns: Arc::new(columns),
        input: input.layout,
        output: Arc::new(output),
        chosen: request.columns.is_some() || input.layout == Layout::Csv,
        layout,
        base: request.fields.clone(),
        rules,
        against,
        threads: request.threads.unwrap_or_else(cores),
        file,
    };
    let interrupted = interrupted();
    let out = match (&request.target, summary) {
        (Some(target), _) => Out::file(target)?,
        (None, Some(_)) => Out::Nowhere,
        (None, None) => Out::Stream(io.stdout),
    };
    let mut sink = Sink::new(request, out, input.size, lang, interrupted)?;
    if layout == Layout::Csv {
        let header = write::header(&batch.output);
        sink.header(&header)?;
    }
    let (ended, report) = settle(&batch, chunks, &mut sink);
    if let Ended::Rules(problems) = ended {
        return Err(Failure::Rules(problems));
    }
    if let Ended::Unreadable(error) = ended {
        return Err(whole_file(
            &input.name,
            FileWhat::Unreadable(error.to_string()),
        ));
    }
    let status = match &ended {
        Ended::Unwritable(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(0),
        Ended::Unwritable(_) => return Err(sink.failed()),
        Ended::Stopped => 130,
        Ended::TooManyRejected => 1,
        _ if report.rejected() > 0 => 1,
        _ if report.all.unknown > 0 => 4,
        _ => 0,
    };
    let said = sink.finish(&ended, &report)?;
    let is_whole = matches!(ended, Ended::Whole);
    if let (Some(summary), true) = (summary, is_whole) {
        let answer = match summary {
            Summary::Table => report::table(&batch, request, &report, lang, around.columns),
            Summary::Json => report::json(&batch, request, &report),
        };
        let printed = io.stdout.write_all(answer.as_bytes());
        match printed.and_then(|()| io.stdout.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                return Err(Failure::not_printed(error));
            }
            _ => {}
        }
    }
    // Nothing can be said where even the summary cannot be written.
    let _ = io.stderr.write_all(said.as_bytes());
    Ok(status)
}

fn rules_of(request: &Request, around: &Surroundings) -> Result<Rules, Failure> {
    let scheme = request
        .fields
        .iter()
        .find(|field| field.key.name == "scheme");
    let scheme = scheme.and_then(|field| {
        let word =
            crate::model::words::find(crate::model::selector::Selector::Scheme, field.text.trim())?;
        Scheme::from_name(word.name)
    });
    Ok(Rules {
        library: request.rules.library(around)?,
        policy: Policy {
            extend: request.accepted.extend,
            min_grade: request.accepted.min_grade,
            fresh_on: request.accepted.fresh.then_some(around.today),
        },
        given: given::figures(&request.accepted.given, scheme, around.today)?,
        today: around.today,
    })
}

fn whole_file(file: &str, what: FileWhat) -> Failure {
    Failure::Bill(vec![Problem {
        place: Place::File(file.to_owned()),
        what: what.into(),
    }])
}

fn headings(file: &str, header: &[u8]) -> Result<Vec<Arc<str>>, Failure> {
    if header.trim_ascii().is_empty() {
        return Err(whole_file(file, FileWhat::Empty));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(header);
    let mut record = csv::ByteRecord::new();
    let read = reader.read_byte_record(&mut record);
    read.map_err(|error| whole_file(file, FileWhat::Syntax(error.to_string())))?;
    let texts = record.iter().map(|heading| {
        let text = std::str::from_utf8(heading).ok()?;
        Some(text.trim().into())
    });
    let texts: Option<Vec<Arc<str>>> = texts.collect();
    texts.ok_or_else(|| {
        let place = Place::Row {
            file: file.into(),
            row: 1,
        };
        let what = RowWhat::NotText.into();
        Failure::Bill(vec![Problem { place, what }])
    })
}

/// A row of JSON may have any key.
fn every_key(file: &Arc<str>) -> Result<Columns, Failure> {
    let names = keys::of(Scope::Bill).map(|key| key.name.into());
    Columns::new(file, names.collect()).map_err(Failure::Bill)
}

/// What decides the rules must be said somewhere: a file in which every row lacks it is one mistake.
fn needed(columns: &Columns, request: &Request, layout: Layout) -> Result<(), Failure> {
    if layout == Layout::Ndjson {
        return Ok(());
    }
    let is_there = |name: &str| {
        let mut fields = request.fields.iter();
        columns.of(name).is_some() || fields.any(|field| field.key.name == name)
    };
    let mut missing: Vec<&'static str> = Vec::new();
    let is_burden = is_there("burden");
    for name in ["region", "scheme", "visit"] {
        let is_needed = name != "visit" || !is_burden;
        if is_needed && !is_there(name) {
            missing.push(name);
        }
    }
    if !is_burden && !is_there("total") && !is_there("eligible") {
        missing.push("total");
    }
    let Some(first) = missing.first() else {
        return Ok(());
    };
    Err(Failure::Bill(vec![Problem {
        place: Place::Flag(first.replace('_', "-")),
        what: What::Missing(missing, None),
    }]))
}

fn column(columns: &Columns, name: &str, flag: &str) -> Result<usize, Failure> {
    columns.named(name).ok_or_else(|| {
        let known = columns.headings.iter().map(ToString::to_string).collect();
        Failure::Usage(Usage::Value(flag.to_owned(), name.to_owned(), known))
    })
}

fn groups(request: &Request, columns: &Columns) -> Result<Vec<usize>, Failure> {
    let names = request.group_by.iter();
    names
        .map(|name| column(columns, name, "--group-by"))
        .collect()
}

/// The layout that was said, else the one of the file's ending, else that of the input.
fn layout(request: &Request, input: Layout) -> Layout {
    let by_ending = request
        .target
        .as_ref()
        .and_then(|target| input::by_ending(&target.path.to_string_lossy()));
    request.layout.or(by_ending).unwrap_or(input)
}

fn output(
    request: &Request,
    columns: &Columns,
    (input, layout): (Layout, Layout),
) -> Result<Output, Failure> {
    match &request.columns {
        Some(names) => Output::asked(columns, names).map_err(|unknown| {
            let own = columns.headings.iter().map(ToString::to_string);
            let mut known: Vec<String> = own.collect();
            for key in Output::keys() {
                if !known.iter().any(|heading| heading == key) {
                    known.push(key.to_owned());
                }
            }
            let (flag, first) = ("--columns".to_owned(), unknown.join(","));
            Failure::Usage(Usage::Value(flag, first, known))
        }),
        None if input == Layout::Ndjson && layout == Layout::Ndjson => Ok(Output::answer()),
        None => Ok(Output::usual(columns)),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Set when somebody presses Ctrl-C or the system asks the program to end.
fn interrupted() -> &'static AtomicBool {
    static INTERRUPTED: AtomicBool = AtomicBool::new(false);
    static WATCHED: std::sync::Once = std::sync::Once::new();
    WATCHED.call_once(|| {
        // Where it cannot be watched for, the program simply ends there.
        let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
    });
    &INTERRUPTED
}
