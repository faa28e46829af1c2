//! What was last heard of the sources that are watched.

use crate::error::Result;
use crate::store::Store;
use rusqlite::OptionalExtension;

impl Store {
    /// What was last written down of a source with [`Store::watch`].
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn watched(&self, source: &str) -> Result<Option<String>> {
        self.read(|db| {
            db.prepare_cached("SELECT state FROM watched WHERE source = ?")?
                .query_row([source], |row| row.get(0))
                .optional()
        })
    }

    /// Writes down what was heard of some sources, as pairs of a source and its state, in one
    /// transaction. What the words of a state mean is for who watches to know.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn watch(&mut self, states: &[(String, String)]) -> Result<()> {
        self.write(|tx| {
            let mut set = tx.prepare_cached(
                "INSERT INTO watched (source, state) VALUES (?, ?)
                 ON CONFLICT (source) DO UPDATE SET state = excluded.state",
            )?;
            for (source, state) in states {
                set.execute([source, state])?;
            }
            Ok(())
        })
    }
}
