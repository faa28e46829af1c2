//! What people judge: added beside the machine's own result, never in its place.

use crate::error::{Error, Result};
use crate::store::Store;
use rashomon_ledger::{Act, Judgement};
use rusqlite::params;

impl Store {
    /// Adds a judgement, made by `author` at `time` (RFC 3339), and gives its id.
    ///
    /// # Errors
    /// Where it takes back a judgement that is not there, or where the ledger cannot be written.
    pub fn judge(&mut self, act: &Act, why: &str, author: &str, time: &str) -> Result<String> {
        let unknown =
            |id: &str| Error::Unknown(format!("there is no judgement {id} in this ledger"));
        let undoes = match act {
            Act::Undo { judgement } => {
                let known = self.judgements()?.iter().any(|j| j.id == *judgement);
                let number = number(judgement).filter(|_| known);
                Some(number.ok_or_else(|| unknown(judgement))?)
            }
            _ => None,
        };
        let json = serde_json::to_string(act).map_err(|error| self.damaged(error.to_string()))?;
        self.write(|tx| {
            let row = params![author, time, why, json, undoes];
            tx.prepare_cached(
                "INSERT INTO judgement (author, time, why, act, undoes) VALUES (?, ?, ?, ?, ?)",
            )?
            .insert(row)
            .map(name)
        })
    }

    /// All judgements in the order in which they were made, those taken back among them.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn judgements(&self) -> Result<Vec<Judgement>> {
        let rows: Vec<(i64, String, String, String, String)> = self.read(|db| {
            let mut query =
                db.prepare_cached("SELECT id, author, time, why, act FROM judgement ORDER BY id")?;
            let rows = query.query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            })?;
            rows.collect()
        })?;
        let judgements = rows.into_iter().map(|(id, author, time, why, act)| {
            let act = serde_json::from_str(&act)
                .map_err(|error| self.damaged(format!("judgement {id}: {error}")))?;
            Ok(Judgement {
                id: name(id),
                author,
                time,
                why,
                act,
            })
        });
        judgements.collect()
    }
}

/// The id of a judgement; ids sort as their numbers do.
fn name(id: i64) -> String {
    format!("j{id:06}")
}

fn number(name: &str) -> Option<i64> {
    name.strip_prefix('j')?.parse().ok()
}
