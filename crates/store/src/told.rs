//! What the reports of the questions tell together, as it is kept.

use rashomon_ledger::{Row, Source};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Borrow;
use std::cell::RefCell;
use std::fmt;

/// The rows of a ledger's context.
pub(crate) struct Told<D> {
    db: D,
    /// What first kept them from being read.
    fault: RefCell<Option<rusqlite::Error>>,
}

impl<D: Borrow<Connection>> Told<D> {
    pub fn new(db: D) -> Told<D> {
        Told {
            db,
            fault: RefCell::default(),
        }
    }

    /// Whether all could be read that was looked at.
    pub fn sound(&self) -> rusqlite::Result<()> {
        self.fault.take().map_or(Ok(()), Err)
    }

    fn given<T: Default>(&self, found: rusqlite::Result<T>) -> T {
        found.unwrap_or_else(|error| {
            self.fault.borrow_mut().get_or_insert(error);
            T::default()
        })
    }
}

/// Lays rows down in the place of those of their keys.
pub(crate) fn write(db: &Connection, mut rows: Vec<Row>) -> rusqlite::Result<()> {
    // In the order in which they lie.
    rows.sort_unstable();
    let mut set = db.prepare_cached("INSERT OR REPLACE INTO told (key, value) VALUES (?, ?)")?;
    let mut drop = db.prepare_cached("DELETE FROM told WHERE key = ?")?;
    for (key, value) in rows {
        match value {
            Some(value) => set.execute([key, value])?,
            None => drop.execute([key])?,
        };
    }
    Ok(())
}

impl<D: Borrow<Connection>> Source for Told<D> {
    fn value(&self, key: &[u8]) -> Option<Vec<u8>> {
        let ask = || {
            let db: &Connection = self.db.borrow();
            db.prepare_cached("SELECT value FROM told WHERE key = ?")?
                .query_row([key], |row| row.get(0))
                .optional()
        };
        self.given(ask())
    }

    fn under(&self, begin: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        // The first key that no longer begins so.
        let mut end = begin.to_vec();
        while end.pop_if(|byte| *byte == u8::MAX).is_some() {}
        if let Some(byte) = end.last_mut() {
            *byte += 1;
        }
        let ask = || {
            let db: &Connection = self.db.borrow();
            let sql = "SELECT key, value FROM told WHERE key >= ? AND key < ? ORDER BY key";
            let mut query = db.prepare_cached(sql)?;
            let rows = query.query_map([begin, &end[..]], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        self.given(ask())
    }

    fn broken(&self, key: &[u8]) {
        let what = format!("what reports tell of {} cannot be read", key.escape_ascii());
        self.given::<()>(Err(rusqlite::Error::FromSqlConversionFailure(
            1,
            Type::Blob,
            what.into(),
        )));
    }
}

impl<D> fmt::Debug for Told<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}
