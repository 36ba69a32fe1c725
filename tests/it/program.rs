//! The program run in this process, on a fixed day, with handles of our own.

use std::io::{Read, Write};

use chrono::NaiveDate;
use yibao::cli::{Io, Surroundings, run};

/// A stay in 乌鲁木齐, but for the bill itself.
pub(crate) const STAY: [&str; 10] = [
    "--region",
    "乌鲁木齐",
    "--scheme",
    "居民",
    "--visit",
    "住院",
    "--hospital",
    "三级",
    "--on",
    "2024-06-01",
];

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: u8,
}

/// Runs the program as on 2026-11-22.
pub(crate) fn program(args: &[&str], stdin: &[u8], columns: Option<usize>) -> Ran {
    ran(args, stdin, &surroundings(columns))
}

/// The same at a terminal, which may be coloured.
pub(crate) fn on_terminal(args: &[&str], stdin: &[u8], columns: usize, colour: bool) -> Ran {
    let around = Surroundings {
        colour,
        ..surroundings(Some(columns))
    };
    ran(args, stdin, &around)
}

/// The same at a terminal of 60 columns, where somebody answers questions.
pub(crate) fn asked(args: &[&str], answers: &[u8]) -> Ran {
    let around = Surroundings {
        can_ask: true,
        ..surroundings(Some(60))
    };
    ran(args, answers, &around)
}

fn ran(args: &[&str], stdin: &[u8], around: &Surroundings) -> Ran {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut { stdin },
        stdout: &mut stdout,
        stderr: &mut stderr,
    };
    let status = run(&args, &mut io, around);
    Ran {
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
        status,
    }
}

/// Runs the program with handles for its input and its output; what it wrote there is not in the result.
pub(crate) fn program_with(
    args: &[&str],
    stdin: &mut (dyn Read + Send),
    stdout: &mut (dyn Write + Send),
) -> Ran {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let mut stderr = Vec::new();
    let mut io = Io {
        stdin,
        stdout,
        stderr: &mut stderr,
    };
    let status = run(&args, &mut io, &surroundings(None));
    Ran {
        stdout: String::new(),
        stderr: String::from_utf8(stderr).unwrap(),
        status,
    }
}

/// Runs the program with a handle for its output.
pub(crate) fn program_into(args: &[&str], stdout: &mut (dyn Write + Send)) -> u8 {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let mut stderr = Vec::new();
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout,
        stderr: &mut stderr,
    };
    run(&args, &mut io, &surroundings(None))
}

fn surroundings(columns: Option<usize>) -> Surroundings {
    Surroundings {
        today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        columns,
        colour: false,
        lang: None,
        rules: None,
        profile: None,
        backtrace: true, // of the tests themselves
        can_ask: false,
    }
}
