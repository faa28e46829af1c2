//! `rashomon check`.

use crate::args::CheckArgs;
use crate::ledger::count;
use crate::output::{self, Progress};
use crate::{Exit, Fault};
use rashomon_store::{Error, Mode, Store};
use std::fmt::Write;

/// Runs `rashomon check`.
pub fn run(args: &CheckArgs) -> Result<Exit, Fault> {
    let path = &args.ledger.ledger;
    // One that cannot be written can still be looked at.
    let mut store = match Store::open(path, Mode::Change) {
        Err(Error::ReadOnly(_) | Error::Closed(..)) => Store::open(path, Mode::View)?,
        opened => opened?,
    };
    let mut progress = None;
    let faults = store.check(|_, total| {
        let progress = progress.get_or_insert_with(|| Progress::of(total, "reports compared"));
        progress.step();
    })?;
    if let Some(progress) = progress {
        progress.done();
    }
    let mut said = String::new();
    for fault in &faults {
        let _ = writeln!(said, "{fault}");
    }
    if faults.is_empty() {
        let counts = store.counts()?;
        let _ = writeln!(
            said,
            "{} is as it should be: {} with {}.",
            path.display(),
            count(counts.documents, "report"),
            count(counts.claims, "claim"),
        );
        output::all(said.as_bytes())
    } else {
        let _ = writeln!(
            said,
            "{} is damaged: put back a copy, or add the reports to a new ledger.",
            path.display()
        );
        output::all(said.as_bytes())?;
        Ok(Exit::Unread)
    }
}
