//! The process edge: arguments, handles, the clock and the environment; everything else is `yibao::cli::run`.
#![allow(clippy::disallowed_methods)] // the one place that reads clock and environment

use std::io::IsTerminal;
use std::process::ExitCode;

use yibao::cli::{Io, Surroundings, run};

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1);
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let is_terminal = std::io::stdout().is_terminal();
    let size = terminal_size::terminal_size().filter(|_| is_terminal);
    let around = Surroundings {
        today: chrono::Local::now().date_naive(),
        columns: size.map(|(width, _)| usize::from(width.0)),
        colour: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        lang: std::env::var("YIBAO_LANG").ok(),
        rules: std::env::var_os("YIBAO_RULES"),
        profile: std::env::var_os("YIBAO_PROFILE"),
        backtrace: std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0"),
        can_ask: is_terminal && std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
    };
    let mut io = Io {
        stdin: &mut std::io::stdin(),
        stdout: &mut std::io::stdout(),
        stderr: &mut std::io::stderr(),
    };
    ExitCode::from(run(&args, &mut io, &around))
}
