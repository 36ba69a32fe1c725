//! Where the rows go: the output, the rejected rows, the progress.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Request;
use crate::batch::run::{Ended, Receiver, Rejected};
use crate::batch::summary::Report;
use crate::cli::failure::Failure;
use crate::cli::messages::{self, Lang, bill_problem};
use crate::cli::output::format::Target;
use crate::cli::output::problems;
use crate::cli::write::{Beside, UTF_8_MARK};
use crate::formats::problem::Place;

/// Without a file for them this many rejected rows are shown.
const SHOWN: u64 = 20;

/// Where settled rows go.
pub(super) enum Out<'a> {
    /// A stream.
    Stream(&'a mut (dyn Write + Send)),
    /// A file, whole or not at all.
    File(Beside),
    /// Only the summary is asked for.
    Nowhere,
}

impl<'a> Out<'a> {
    /// A file.
    pub(super) fn file(target: &Target) -> Result<Out<'a>, Failure> {
        Beside::begin(&target.path, target.packed).map(Out::File)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Out::Stream(stream) => stream.write_all(bytes),
            Out::File(file) => file.write_all(bytes),
            Out::Nowhere => Ok(()),
        }
    }
}

/// Receives a run.
pub(super) struct Sink<'a> {
    request: &'a Request,
    out: Out<'a>,
    errors: Option<Beside>,
    failed: Option<Failure>,
    rejected: u64,
    said: String,
    bar: Option<ProgressBar>,
    interrupted: &'static AtomicBool,
    lang: Lang,
}

impl<'a> Sink<'a> {
    pub(super) fn new(
        request: &'a Request,
        out: Out<'a>,
        size: Option<u64>,
        lang: Lang,
        interrupted: &'static AtomicBool,
    ) -> Result<Sink<'a>, Failure> {
        let errors = match &request.errors {
            Some(file) => {
                let mut errors = Beside::begin(Path::new(file), false)?;
                let header = csv_line(["row", "column", "value", "code", "message"]);
                let written = errors.write_all(&[UTF_8_MARK, &header].concat());
                written.map_err(|error| Failure::unwritten(Path::new(file), error))?;
                Some(errors)
            }
            None => None,
        };
        Ok(Sink {
            bar: (!request.quiet).then(|| bar(size, lang)),
            request,
            out,
            errors,
            failed: None,
            rejected: 0,
            said: String::new(),
            interrupted,
            lang,
        })
    }

    /// Writes the line of headings. No mark stands before it, not in a file either: programs read on from here, and the
    /// same input gives the same bytes wherever they go. The list of errors is for people.
    pub(super) fn header(&mut self, line: &[u8]) -> Result<(), Failure> {
        match self.out.write(line) {
            // A reader that has seen enough is no error; the first row will find it gone too.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(self.unwritten(error)),
            _ => Ok(()),
        }
    }

    fn unwritten(&self, error: io::Error) -> Failure {
        match (&self.out, &self.request.target) {
            (Out::File(_), Some(target)) => Failure::unwritten(&target.path, error),
            _ => Failure::not_printed(error),
        }
    }

    /// Why the run could not be written.
    pub(super) fn failed(self) -> Failure {
        self.clear_bar();
        self.failed.unwrap_or(Failure::Internal)
    }

    fn clear_bar(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Puts the files in their places where the run was whole; gives what there is to say.
    pub(super) fn finish(mut self, ended: &Ended, report: &Report) -> Result<String, Failure> {
        self.clear_bar();
        if self.rejected > SHOWN && self.errors.is_none() {
            let more = self.rejected - SHOWN;
            self.said += &messages::more_rejected(self.lang, more);
        }
        if matches!(ended, Ended::Whole) {
            match self.out {
                Out::File(file) => file.finish()?,
                Out::Stream(stream) => match stream.flush() {
                    Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                        return Err(Failure::not_printed(error));
                    }
                    _ => {}
                },
                Out::Nowhere => {}
            }
        }
        if !matches!(ended, Ended::Stopped)
            && let Some(errors) = self.errors
        {
            errors.finish()?;
        }
        let is_file = self.request.target.is_some();
        match ended {
            Ended::Stopped => self.said += &messages::interrupted(self.lang, is_file),
            Ended::TooManyRejected => {
                let most = self.request.max_errors.unwrap_or_default();
                self.said += &messages::too_many_rejected(self.lang, most, is_file);
            }
            _ => {}
        }
        if !self.request.quiet && matches!(ended, Ended::Whole) {
            self.said += &super::report::lines(report, self.lang);
        }
        Ok(self.said)
    }

    fn keep(&mut self, row: &Rejected) -> io::Result<()> {
        let Some(errors) = &mut self.errors else {
            return Ok(());
        };
        for (problem, value) in row.problems.iter().zip(&row.values) {
            let said = bill_problem(self.lang, &problem.what);
            let column = match &problem.place {
                Place::Cell { column, .. } => column.to_string(),
                _ => String::new(),
            };
            let (number, code) = (row.row.to_string(), problem.what.code());
            let message = messages::joined(self.lang, &said);
            errors.write_all(&csv_line([
                number.as_str(),
                column.as_str(),
                value,
                code,
                message.as_str(),
            ]))?;
        }
        Ok(())
    }
}

impl Receiver for Sink<'_> {
    fn rows(&mut self, lines: &[u8]) -> io::Result<()> {
        self.out.write(lines).inspect_err(|error| {
            let copy = io::Error::new(error.kind(), error.to_string());
            self.failed = Some(self.unwritten(copy));
        })
    }

    fn rejected(&mut self, row: Rejected) -> io::Result<bool> {
        self.rejected += 1;
        if self.errors.is_some() {
            self.keep(&row).inspect_err(|error| {
                let copy = io::Error::new(error.kind(), error.to_string());
                let file = self.request.errors.clone().unwrap_or_default();
                self.failed = Some(Failure::unwritten(Path::new(&file), copy));
            })?;
        } else if self.rejected <= SHOWN {
            let failure = Failure::Bill(row.problems);
            self.said += &problems::text(&failure, self.lang, None);
        }
        let most = self.request.max_errors;
        Ok(most.is_none_or(|most| self.rejected <= most))
    }

    fn progress(&mut self, rows: u64, bytes_read: u64) -> bool {
        if let Some(bar) = &self.bar {
            bar.set_message(messages::rows(self.lang, rows));
            bar.set_position(bytes_read);
        }
        !self.interrupted.load(Ordering::Relaxed)
    }
}

/// A bar where the size is known, else a running count. It is drawn on a terminal only.
fn bar(size: Option<u64>, lang: Lang) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(5);
    let bar = ProgressBar::with_draw_target(size, target);
    let template = messages::progress(lang, size.is_some());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// A line of CSV in which nothing is taken for a formula.
fn csv_line<'t>(cells: impl IntoIterator<Item = &'t str>) -> Vec<u8> {
    let mut line = Vec::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(b',');
        }
        crate::batch::write::cell(&mut line, cell);
    }
    line.push(b'\n');
    line
}
