//! The program. Ring 4: parses arguments, chooses, prints and says how it went; it does not calculate.
//!
//! `run` takes everything it needs from outside (arguments, handles, the day), so that a test can run the program
//! twice in one process on a fixed day.

mod args;
mod asking;
mod audit;
mod batch;
mod command;
mod compare;
mod failure;
mod given;
mod help;
mod manual;
mod mend;
mod messages;
mod names;
mod output;
mod people;
mod profile;
mod read;
mod reimburse;
mod rule_folders;
mod rules;
mod schema;
mod values;
mod write;
mod year;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::panic::{self, AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;

pub use messages::Lang;

use failure::{Failure, Usage};
use output::format::Output;

/// The handles of the process.
pub struct Io<'a> {
    /// Standard input.
    pub stdin: &'a mut (dyn Read + Send),
    /// Standard output: answers.
    pub stdout: &'a mut (dyn Write + Send),
    /// Standard error: everything that is not an answer.
    pub stderr: &'a mut (dyn Write + Send),
}

/// What the process finds around it.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Today.
    pub today: NaiveDate,
    /// The columns of the terminal that stdout is; nothing when it is not one.
    pub columns: Option<usize>,
    /// Whether a terminal may be coloured: `NO_COLOR` is not set.
    pub colour: bool,
    /// `YIBAO_LANG`.
    pub lang: Option<String>,
    /// `YIBAO_RULES`: folders of rules over the built-in ones, parted as the system parts paths.
    pub rules: Option<OsString>,
    /// `YIBAO_PROFILE`: the file of what stays the same for a person.
    pub profile: Option<OsString>,
    /// `RUST_BACKTRACE`: whether Rust says in its own words where a panic was, beside what is said to the user.
    pub backtrace: bool,
    /// Whether somebody sits at a terminal and can be asked: stdin, stdout and stderr are all one.
    pub can_ask: bool,
}

/// Runs the program: the arguments after the program's own name. Gives the exit status.
pub fn run(args: &[String], io: &mut Io<'_>, around: &Surroundings) -> u8 {
    let lang = args::language(args, around.lang.as_deref());
    let around = &Surroundings {
        colour: args::colour(args, around),
        ..around.clone()
    };
    // What is asked for at a terminal becomes part of the command line.
    let mut typed = args.to_vec();
    let handles = AssertUnwindSafe((&mut *io, &mut typed));
    let dispatch = || {
        let AssertUnwindSafe((io, typed)) = { handles };
        answer(typed, io, around, lang)
    };
    // A panic is a bug; it must not look like an answer, nor like the user's mistake. Rust's own words about it are for
    // whoever asks for them.
    if !around.backtrace {
        panic::set_hook(Box::new(|_| {}));
    }
    let outcome = catch_unwind(AssertUnwindSafe(dispatch)).unwrap_or(Err(Failure::Internal));
    match outcome {
        Ok(Spoken { out, said, status }) => {
            match io.stdout.write_all(&out).and_then(|()| io.stdout.flush()) {
                Ok(()) => {
                    // Nothing can be said where even the summary cannot be written.
                    let _ = io.stderr.write_all(said.as_bytes());
                    status
                }
                // A reader that has seen enough is not an error.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
                Err(error) => report(&Failure::not_printed(error), &[], io, around, lang),
            }
        }
        Err(failure) => report(&failure, &typed, io, around, lang),
    }
}

/// What the command prints, and its status.
fn answer(
    typed: &mut Vec<String>,
    io: &mut Io<'_>,
    around: &Surroundings,
    lang: Lang,
) -> Result<Spoken, Failure> {
    let mut parsed = args::parse(typed, around.columns, lang)?;
    if let args::Command::Batch(request) = &parsed.command {
        // Rows are written as they come, not when all are done.
        let status = batch::run(request, io, around, lang)?;
        return Ok(Spoken::answer((Vec::new(), status)));
    }
    if let args::Command::Reimburse(request) = &parsed.command
        && around.can_ask
        && asking::is_open(request)
    {
        asking::ask(typed, request, (io.stdin, io.stderr), around, lang)?;
        parsed = args::parse(typed, around.columns, lang)?;
    }
    if parsed.output == Output::Workbook && parsed.target.is_none() && around.columns.is_some() {
        return Err(Failure::Usage(Usage::Needs(vec!["-o a.xlsx".into()])));
    }
    let stdin = &mut *io.stdin;
    let Some(target) = parsed.target else {
        return spoken(parsed.command, stdin, around, lang);
    };
    // A file is no terminal: it is as wide as what is piped.
    let around = Surroundings {
        columns: None,
        ..around.clone()
    };
    let mut spoken = spoken(parsed.command, stdin, &around, lang)?;
    let out = std::mem::take(&mut spoken.out);
    write::answer(&target, &parsed.output, out)?;
    Ok(spoken)
}

/// What a command has to say.
fn spoken(
    command: args::Command,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<Spoken, Failure> {
    Ok(match command {
        args::Command::Batch(_) => Spoken::answer((Vec::new(), 0)),
        args::Command::Print(text) => Spoken::answer((text.trim_end().to_owned() + "\n", 0)),
        args::Command::Person(request) => {
            let (out, said, status) = people::run(&request, stdin, around, lang)?;
            Spoken { out, said, status }
        }
        args::Command::Values(request) => Spoken::answer(values::run(&request, around, lang)?),
        args::Command::Rules(request) => Spoken::answer(rules::run(&request, around, lang)?),
        args::Command::Year(request) => year::run(&request, stdin, around, lang)?,
        args::Command::Reimburse(request) => reimburse::run(&request, stdin, around, lang)?,
        args::Command::Audit(request) => audit::run(&request, stdin, around, lang)?,
        args::Command::Compare(request) => compare::run(&request, stdin, around, lang)?,
    })
}

/// What a command has to say.
pub(crate) struct Spoken {
    /// The answer, for stdout or a file.
    pub(crate) out: Vec<u8>,
    /// What is no answer, for stderr.
    pub(crate) said: String,
    /// The exit status.
    pub(crate) status: u8,
}

impl Spoken {
    /// An answer with its status, and nothing beside it.
    fn answer((out, status): (impl Into<Vec<u8>>, u8)) -> Spoken {
        Spoken {
            out: out.into(),
            said: String::new(),
            status,
        }
    }
}

fn report(
    failure: &Failure,
    args: &[String],
    io: &mut Io<'_>,
    around: &Surroundings,
    lang: Lang,
) -> u8 {
    let text = if args::wants_json(args) {
        output::problems::json(failure, lang)
    } else {
        let said = output::problems::text(failure, lang, around.columns);
        let more = mend::after_failure(lang, args, failure, around.columns);
        if more.is_empty() {
            said
        } else {
            said.trim_end().to_owned() + "\n" + &more
        }
    };
    // Nothing can be said where even the error cannot be written.
    let _ = io.stderr.write_all(text.as_bytes());
    failure.status()
}
