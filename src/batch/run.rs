//! The run: chunks settled on several threads and written in their order.

use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::batch::chunks::{Chunk, Chunks};
use crate::batch::columns::{Columns, Output};
use crate::batch::people::ByPerson;
use crate::batch::row::Rules;
use crate::batch::summary::Report;
use crate::batch::work::{Done, Worker};
use crate::batch::write::Layout;
use crate::formats::problem::Problem;
use crate::formats::raw::RawField;
use crate::rules::problem::Problem as RuleProblem;

/// What is asked for.
#[derive(Clone)]
pub struct Batch {
    /// The name of the input, for problems.
    pub file: Arc<str>,
    /// What its columns are taken for.
    pub columns: Arc<Columns>,
    /// How it is laid out.
    pub input: Layout,
    /// What comes out of a row.
    pub output: Arc<Output>,
    /// Whether columns were asked for by name; else a JSON object keeps whatever it had.
    pub chosen: bool,
    /// How that is laid out.
    pub layout: Layout,
    /// What flags say for every row.
    pub base: Vec<RawField>,
    /// The rules.
    pub rules: Rules,
    /// Other rules to compare with.
    pub against: Option<Rules>,
    /// Columns to group by.
    pub groups: Vec<usize>,
    /// The column of the person whose ledger is carried through the file.
    pub ledger_by: Option<usize>,
    /// On how many threads.
    pub threads: usize,
}

/// More letters of a wrong cell are not kept.
pub const SHOWN: usize = 80;

/// A row that was not settled.
#[derive(Debug)]
pub struct Rejected {
    /// Its number; the header is row 1.
    pub row: u64,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
    /// What stands in the cell of each problem, or at the front of the row; not more than [`SHOWN`] letters.
    pub values: Vec<String>,
}

/// Where the rows go.
pub trait Receiver: Send {
    /// Takes the lines of a chunk.
    ///
    /// # Errors
    /// When they cannot be written; the run ends there.
    fn rows(&mut self, lines: &[u8]) -> io::Result<()>;

    /// Takes a row that was not settled. Says whether the run goes on.
    ///
    /// # Errors
    /// When it cannot be written.
    fn rejected(&mut self, row: Rejected) -> io::Result<bool>;

    /// Is told how far the run is, after each chunk; says whether it goes on.
    fn progress(&mut self, rows: u64, bytes_read: u64) -> bool;
}

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    /// Every row was read.
    Whole,
    /// The receiver had seen enough rejected rows.
    TooManyRejected,
    /// The receiver was told to stop.
    Stopped,
    /// The input could not be read.
    Unreadable(io::Error),
    /// The output could not be written.
    Unwritable(io::Error),
    /// Something is wrong with the rules.
    Rules(Vec<RuleProblem>),
}

/// Settles a stream. The same input gives the same rows on any number of threads.
pub fn run<R: Read + Send>(
    batch: &Batch,
    chunks: Chunks<R>,
    receiver: &mut dyn Receiver,
) -> (Ended, Report) {
    let source = Mutex::new(chunks);
    let line = Line {
        state: Mutex::new(State {
            next: 0,
            rows: 0,
            ended: None,
            receiver,
            report: Report::default(),
        }),
        turn: Condvar::new(),
    };
    // A ledger goes from bill to bill in the order of the file.
    let threads = match batch.ledger_by {
        Some(_) => 1,
        None => batch.threads.max(1),
    };
    if threads == 1 {
        work(batch, &source, &line);
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| work(batch, &source, &line));
            }
        });
    }
    let state = line.state.into_inner();
    let state = state.unwrap_or_else(PoisonError::into_inner);
    (state.ended.unwrap_or(Ended::Whole), state.report)
}

/// Where chunks wait until it is their turn to be written.
struct Line<'a> {
    state: Mutex<State<'a>>,
    turn: Condvar,
}

struct State<'a> {
    next: u64,
    rows: u64,
    ended: Option<Ended>,
    receiver: &'a mut dyn Receiver,
    report: Report,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whoever waits for a chunk that never comes must not wait for ever.
struct Alarm<'a, 'b>(&'a Line<'b>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.0.state).ended.get_or_insert(Ended::Stopped);
            self.0.turn.notify_all();
        }
    }
}

fn work<R: Read>(batch: &Batch, source: &Mutex<Chunks<R>>, line: &Line<'_>) {
    let alarm = Alarm(line);
    let mut worker = Worker::new(batch);
    let mut people = batch.ledger_by.map(ByPerson::new);
    let mut chunk = Chunk::default();
    let mut done = Done::default();
    loop {
        let read = lock(source).next(&mut chunk);
        match read {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                lock(&line.state)
                    .ended
                    .get_or_insert(Ended::Unreadable(error));
                line.turn.notify_all();
                break;
            }
        }
        done.clear();
        worker.settle(&chunk, people.as_mut(), &mut done);
        if !line.hand_over(&chunk, &mut done) {
            break;
        }
    }
    drop(alarm);
}

impl Line<'_> {
    /// Writes a chunk when all before it are written; says whether the run goes on.
    fn hand_over(&self, chunk: &Chunk, done: &mut Done) -> bool {
        let mut state = lock(&self.state);
        while state.ended.is_none() && state.next != chunk.number {
            let waited = self.turn.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        if state.ended.is_some() {
            return false;
        }
        let ended = state.take(chunk, done);
        state.next += 1;
        let goes_on = ended.is_none();
        state.ended = ended;
        drop(state);
        self.turn.notify_all();
        goes_on
    }
}

impl State<'_> {
    fn take(&mut self, chunk: &Chunk, done: &mut Done) -> Option<Ended> {
        if !done.rule_problems.is_empty() {
            return Some(Ended::Rules(std::mem::take(&mut done.rule_problems)));
        }
        if let Err(error) = self.receiver.rows(done.lines.as_slice()) {
            return Some(Ended::Unwritable(error));
        }
        self.rows += done.rows;
        self.report.add(std::mem::take(&mut done.report));
        for row in done.rejected.drain(..) {
            match self.receiver.rejected(row) {
                Ok(true) => {}
                Ok(false) => return Some(Ended::TooManyRejected),
                Err(error) => return Some(Ended::Unwritable(error)),
            }
        }
        let goes_on = self.receiver.progress(self.rows, chunk.bytes_read);
        (!goes_on).then_some(Ended::Stopped)
    }
}
