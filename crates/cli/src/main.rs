//! The `rashomon` program: the only part that prints.

mod add;
mod args;
mod check;
mod demo;
mod judge;
mod ledger;
mod news;
mod ordered;
mod output;
mod read;
mod report;
mod reread;
mod rules;
mod schema;
mod shelf;
mod show;
mod sides;
mod views;
mod watch;
mod web;

/// Reading makes many small strings and lists, which this allocator serves faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use rashomon_store::Error::*;
use std::io;
use std::process::ExitCode;

/// What the program ends with; `--help` documents it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// All input was read.
    Done = 0,
    /// Some input could not be read, or not wholly.
    Unread = 1,
    /// The command line, or a file that it names for use, is at fault (clap ends with this too).
    Usage = 2,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Command::Read(args) => read::run(args),
        Command::Add(args) => add::run(args),
        Command::Reread(args) => reread::run(args),
        Command::Watch(args) => watch::run(args),
        Command::Check(args) => check::run(args),
        Command::Judge(args) => judge::judge(args),
        Command::Merge(args) => judge::merge(args),
        Command::Split(args) => judge::split(args),
        Command::Undo(args) => judge::undo(args),
        Command::Judgements(args) => views::judgements::run(args),
        Command::Report(args) => report::run(args),
        Command::Questions(args) => views::questions::run(args),
        Command::Question(args) => views::question::run(args),
        Command::Claims(args) => views::claims::run(args),
        Command::Claim(args) => views::claim::run(args),
        Command::Timeline(args) => views::timeline::run(args),
        Command::Toll(args) => views::toll::run(args),
        Command::Control(args) => views::control::run(args),
        Command::Sources(args) => views::sources::run(args),
        Command::Search(args) => views::search::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "rashomon", &mut script);
            output::all(&script)
        }
        Command::Schema { record } => output::all(schema::json(*record).as_bytes()),
    };
    let exit = match result {
        Ok(exit) => exit,
        // Who reads the output has seen enough: `rashomon read … | head`.
        Err(Fault::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(Fault::Write(error)) => {
            eprintln!("rashomon: the output cannot be written: {error}");
            Exit::Unread
        }
        Err(Fault::Ledger(error)) => {
            eprintln!("rashomon: {error}");
            match error {
                // Another command, or another file, is what helps.
                Missing(_)
                | Closed(..)
                | NotALedger(_)
                | Newer { .. }
                | Older { .. }
                | ReadOnly(_)
                | Unknown(_) => Exit::Usage,
                _ => Exit::Unread,
            }
        }
        Err(Fault::Usage(message)) => {
            eprintln!("rashomon: {message}");
            Exit::Usage
        }
    };
    ExitCode::from(exit as u8)
}

/// Why a command could not go on.
#[derive(Debug)]
enum Fault {
    /// The output could not be written.
    Write(io::Error),
    /// What the command line asks for cannot be done.
    Usage(String),
    /// The ledger could not be read or written.
    Ledger(rashomon_store::Error),
}

impl From<rashomon_store::Error> for Fault {
    fn from(error: rashomon_store::Error) -> Self {
        Fault::Ledger(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Write(error)
    }
}
