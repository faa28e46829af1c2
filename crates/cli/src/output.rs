//! Standard output: colour, width, a progress line beside it.

use crate::args::{Color, PrintArgs};
use crate::{Exit, Fault};
use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Columns of a page that is no terminal.
const PAGE: usize = 100;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 120;
const NARROWEST: usize = 40;

/// The line where it is known how much there is.
const FULL: &str = "{bar:24} {percent}%  {msg}, {eta} left";

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

/// A line on standard error that counts reports or what else there is, where that is a terminal and there are several.
pub struct Progress {
    bar: ProgressBar,
    count: u64,
    /// What is counted: `reports read`.
    what: &'static str,
    /// Bytes that were taken in, where those are what there is a total of.
    taken: Option<Arc<AtomicU64>>,
    begun: Instant,
    shown: bool,
}

impl Progress {
    /// Counts only: nobody knows how many there are.
    pub fn new() -> Progress {
        Progress::with(None, None, "reports read", "{spinner} {msg}")
    }

    /// Tells how much is left: of `total` of what is counted (`reports read`).
    pub fn of(total: u64, what: &'static str) -> Progress {
        Progress::with(Some(total), None, what, FULL)
    }

    /// Tells how much is left: of `total` bytes, of which `taken` counts those that were taken in.
    pub fn of_bytes(total: Option<u64>, taken: Arc<AtomicU64>) -> Progress {
        match total {
            Some(_) => Progress::with(total, Some(taken), "reports read", FULL),
            None => Progress::new(),
        }
    }

    fn with(
        total: Option<u64>,
        taken: Option<Arc<AtomicU64>>,
        what: &'static str,
        template: &str,
    ) -> Progress {
        let bar = match io::stderr().is_terminal() {
            true => ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress {
            bar,
            count: 0,
            what,
            taken,
            begun: Instant::now(),
            shown: false,
        }
    }

    /// One more. Shows nothing before the second.
    pub fn step(&mut self) {
        self.count += 1;
        if !io::stderr().is_terminal() {
            return;
        }
        let elapsed = self.begun.elapsed();
        match &self.taken {
            Some(taken) => self.bar.set_position(taken.load(Ordering::Relaxed)),
            None => self.bar.set_position(self.count),
        }
        let rate = self.count as f64 / elapsed.as_secs_f64().max(0.001);
        self.bar
            .set_message(format!("{} {}, {rate:.0}/s", self.count, self.what));
        let due = self.count > 1 && elapsed > Duration::from_millis(300);
        if due && !self.shown {
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

/// Whether more than ASCII may be drawn with: unless the locale says that the terminal shows no
/// UTF-8.
pub fn unicode() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL")
        .or_else(|| set("LC_CTYPE"))
        .or_else(|| set("LANG"));
    locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}
