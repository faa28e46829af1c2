//! What the commands on a ledger share.

use crate::output::Progress;
use crate::{Fault, sides};
use rashomon_read::Reader;
use rashomon_store::Store;

/// The time, RFC 3339, to the second.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    let second = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
    second.to_string()
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
    let mut progress = None;
    store.settle(
        reader.version(),
        &sides::names(reader.lists()),
        |_, total| {
            let progress = progress.get_or_insert_with(|| Progress::of(total, "questions settled"));
            progress.step();
        },
    )?;
    if let Some(progress) = progress {
        progress.done();
    }
    Ok(())
}
