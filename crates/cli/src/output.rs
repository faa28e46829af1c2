//! Standard output: colour, width, a progress line beside it.

use crate::args::{Color, PrintArgs};
use crate::{Exit, Fault};
use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::time::Duration;

/// Columns of a page that is no terminal.
const PAGE: usize = 100;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 120;
const NARROWEST: usize = 40;

/// How text is printed.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Whether escape codes may be written.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

impl Page {
    /// As the arguments and the terminal ask for.
    pub fn new(args: &PrintArgs) -> Page {
        let color = match args.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|n| n.parse().ok());
        let width = match terminal_size::terminal_size_of(io::stdout()) {
            Some((width, _)) => usize::from(width.0),
            None => columns.unwrap_or(PAGE),
        };
        Page {
            color,
            width: width.clamp(NARROWEST, WIDEST),
        }
    }
}

/// Standard output, buffered; on consoles that need it, escape codes are turned into calls.
pub fn stdout(page: Page) -> impl Write {
    let choice = match page.color {
        true => ColorChoice::Always,
        false => ColorChoice::Never,
    };
    BufWriter::new(AutoStream::new(io::stdout().lock(), choice))
}

/// Writes all of it.
pub fn all(bytes: &[u8]) -> Result<Exit, Fault> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Exit::Done)
}

/// A line on standard error that counts reports, where that is a terminal and there are several.
pub struct Progress {
    bar: ProgressBar,
    shown: bool,
}

impl Progress {
    /// Shows nothing before the second report.
    pub fn new() -> Progress {
        let bar = match io::stderr().is_terminal() {
            true => ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            false => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{spinner} {pos} reports read, {per_sec}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Progress { bar, shown: false }
    }

    /// One more report was read.
    pub fn step(&mut self) {
        self.bar.inc(1);
        let due = self.bar.position() > 1 && self.bar.elapsed() > Duration::from_millis(300);
        if due && !self.shown && io::stderr().is_terminal() {
            self.shown = true;
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        }
    }

    /// Runs `print` with the line out of its way.
    pub fn beside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Takes the line away.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
