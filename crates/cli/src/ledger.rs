//! What the commands on a ledger share.

use crate::output::Progress;
use crate::{Fault, sides};
use jiff::Timestamp;
use rashomon_read::Reader;
use rashomon_store::{Changed, Store};

/// The time, RFC 3339, to the second.
pub fn now() -> String {
    second(Timestamp::now()).to_string()
}

/// A time to the second.
pub fn second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// `1 report`, `12 reports`.
pub fn count(n: u64, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// Brings the questions of a ledger up to date.
pub fn settle(store: &mut Store, reader: &Reader) -> Result<(), Fault> {
    let names = sides::names(reader.lists());
    shown(|step| store.settle(reader.version(), &names, step))?;
    Ok(())
}

/// As [`settle`], and gives the questions that this changed.
pub fn settle_changed(store: &mut Store, reader: &Reader) -> Result<Changed, Fault> {
    let names = sides::names(reader.lists());
    shown(|step| store.settle_changed(reader.version(), &names, step))
}

/// Settles with a line that counts.
fn shown<T>(
    settle: impl FnOnce(&mut dyn FnMut(u64, u64)) -> rashomon_store::Result<T>,
) -> Result<T, Fault> {
    let mut progress = None;
    let settled = settle(&mut |_, total| {
        let progress = progress.get_or_insert_with(|| Progress::of(total, "questions settled"));
        progress.step();
    })?;
    if let Some(progress) = progress {
        progress.done();
    }
    Ok(settled)
}
