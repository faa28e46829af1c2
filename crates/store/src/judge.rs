//! What people judge: added beside the machine's own result, never in its place.

use crate::error::{Error, Result};
use crate::store::Store;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// A judgement to be added.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// What is judged: the id of a question, a claim, a name.
    pub target: &'a str,
    /// What is said of it: `confirmed`, `B2` …
    pub verdict: &'a str,
    /// The reason.
    pub why: &'a str,
    /// Who judges.
    pub author: &'a str,
    /// When, RFC 3339.
    pub time: &'a str,
}

/// A judgement in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Its number.
    pub id: i64,
    /// What is judged.
    pub target: String,
    /// What is said of it.
    pub verdict: String,
    /// The reason.
    pub why: String,
    /// Who judged.
    pub author: String,
    /// When, RFC 3339.
    pub time: String,
    /// The judgement that this one takes back.
    pub undoes: Option<i64>,
    /// The judgement that takes this one back.
    pub undone_by: Option<i64>,
}

const SELECT: &str = "SELECT j.id, j.target, j.verdict, j.why, j.author, j.time, j.undoes, u.id
    FROM judgement j LEFT JOIN judgement u ON u.undoes = j.id";

fn judgement(row: &Row<'_>) -> rusqlite::Result<Judgement> {
    Ok(Judgement {
        id: row.get(0)?,
        target: row.get(1)?,
        verdict: row.get(2)?,
        why: row.get(3)?,
        author: row.get(4)?,
        time: row.get(5)?,
        undoes: row.get(6)?,
        undone_by: row.get(7)?,
    })
}

impl Store {
    /// Adds a judgement and gives its number.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn judge(&mut self, verdict: Verdict<'_>) -> Result<i64> {
        self.write(|tx| lay(tx, verdict, None))
    }

    /// Takes judgement `id` back by adding one that says so, and gives the number of that.
    ///
    /// # Errors
    /// Where there is none with this number, where it is taken back already, or where the ledger
    /// cannot be written.
    pub fn undo(&mut self, id: i64, why: &str, author: &str, time: &str) -> Result<i64> {
        let sql = format!("{SELECT} WHERE j.id = ?");
        let done = self.write(|tx| {
            let Some(found) = tx.query_row(&sql, [id], judgement).optional()? else {
                return Ok(Err(format!("there is no judgement {id} in this ledger")));
            };
            if let Some(by) = found.undone_by {
                return Ok(Err(format!(
                    "judgement {id} was taken back already, by judgement {by}"
                )));
            }
            let verdict = Verdict {
                target: &found.target,
                verdict: "undone",
                why,
                author,
                time,
            };
            lay(tx, verdict, Some(id)).map(Ok)
        })?;
        done.map_err(Error::Unknown)
    }

    /// The judgements of a target, or all, in the order in which they were made; those taken back
    /// among them.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn judgements(&self, target: Option<&str>) -> Result<Vec<Judgement>> {
        self.read(|db| {
            let sql = format!("{SELECT} WHERE ?1 IS NULL OR j.target = ?1 ORDER BY j.id");
            let mut query = db.prepare_cached(&sql)?;
            let rows = query.query_map([target], judgement)?;
            rows.collect()
        })
    }
}

fn lay(tx: &Transaction<'_>, verdict: Verdict<'_>, undoes: Option<i64>) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO judgement (target, verdict, why, author, time, undoes)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .insert(params![
        verdict.target,
        verdict.verdict,
        verdict.why,
        verdict.author,
        verdict.time,
        undoes
    ])
}
