//! Where the claims of questions come from.

use crate::error::Result;
use crate::store::{Store, number};
use crate::views::{Query, of_questions};
use rashomon_ledger::{Day, Filter, Heard, Sum, outlet};
use rashomon_model::{ClaimId, Document};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What questions have heard from an origin; documents and questions by their numbers.
type Known = Heard<i64, i64>;

impl Store {
    /// The origins of the claims that answer the questions that a filter admits, with what these
    /// questions have heard from each; those that most reports carry first, at most `limit`.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn sources(&self, filter: &Filter, limit: Option<usize>) -> Result<Vec<(String, Sum)>> {
        if *filter == Filter::default() {
            return self.read(|db| {
                let sql = "SELECT name, json FROM origin ORDER BY reports DESC, name LIMIT ?";
                let mut query = db.prepare_cached(sql)?;
                let rows = query.query_map([limit.map_or(-1, number)], |row| {
                    Ok((row.get(0)?, sum_of(&row.get::<_, String>(1)?)?))
                })?;
                rows.collect()
            });
        }
        let common = self.common(&filter.words)?;
        let mut query = Query::of_hits(
            common,
            "SELECT a.document, a.number, a.question, a.voice, a.day, a.origin
             FROM question q JOIN question_claim a ON a.question = q.id
             WHERE a.origin IS NOT NULL",
        );
        of_questions(&mut query, filter, common);
        let (mut known, mut days) = (BTreeMap::<i64, Known>::new(), BTreeMap::new());
        query.run(self, |row| {
            let heard = known.entry(row.get(5)?).or_default();
            hear(heard, row, &mut days)
        })?;
        let mut found: Vec<(i64, Known)> = known.into_iter().collect();
        found.sort_by_key(|(_, heard)| Reverse(heard.reports()));
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT name FROM origin WHERE id = ?")?;
            let mut named = Vec::new();
            for (id, heard) in found {
                named.push((query.query_row([id], |row| row.get::<_, String>(0))?, heard));
            }
            named.sort_by(|(a, x), (b, y)| {
                (Reverse(x.reports()), a).cmp(&(Reverse(y.reports()), b))
            });
            named.truncate(limit.unwrap_or(usize::MAX));
            let named = named.into_iter();
            named
                .map(|(name, heard)| Ok((name, sum(db, &heard)?)))
                .collect()
        })
    }
}

/// Takes in a row of `question_claim`: document, number, question, voice, day.
fn hear(
    heard: &mut Known,
    row: &Row<'_>,
    days: &mut BTreeMap<String, Option<Day>>,
) -> rusqlite::Result<()> {
    let number: i64 = row.get(1)?;
    let claim = ClaimId(usize::try_from(number).unwrap_or(usize::MAX));
    let day: Option<String> = row.get(4)?;
    let day = day.and_then(|day| match days.get(&day) {
        Some(known) => *known,
        None => {
            let known = Day::parse(&day);
            days.insert(day, known);
            known
        }
    });
    let voice: Option<String> = row.get(3)?;
    heard.hear(
        (row.get(0)?, claim),
        row.get(2)?,
        voice.as_deref().unwrap_or_default(),
        day,
    );
    Ok(())
}

fn sum(db: &Connection, heard: &Known) -> rusqlite::Result<Sum> {
    let sql = "SELECT name, outlet, uri FROM report WHERE document = ?";
    let mut query = db.prepare_cached(sql)?;
    let mut outlets = BTreeMap::new();
    for document in heard.documents() {
        let row = query.query_row([document], |row| {
            Ok(Document {
                id: row.get(0)?,
                outlet: row.get(1)?,
                uri: row.get(2)?,
                ..Document::default()
            })
        });
        outlets.insert(*document, row.optional()?.as_ref().map(outlet));
    }
    Ok(heard.sum(|document| outlets.get(document).cloned().flatten().unwrap_or_default()))
}

fn sum_of(json: &str) -> rusqlite::Result<Sum> {
    serde_json::from_str(json).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, error.into())
    })
}

/// What all questions have heard from an origin; none where they have heard nothing.
fn whole(db: &Connection, origin: i64) -> rusqlite::Result<Option<Sum>> {
    let sql = "SELECT document, number, question, voice, day FROM question_claim WHERE origin = ?";
    let mut query = db.prepare_cached(sql)?;
    let (mut heard, mut days) = (Known::default(), BTreeMap::new());
    let mut rows = query.query([origin])?;
    while let Some(row) = rows.next()? {
        hear(&mut heard, row, &mut days)?;
    }
    (heard.reports() > 0).then(|| sum(db, &heard)).transpose()
}

/// The number of an origin; it has one from now on.
pub(crate) fn origin(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    let mut known = db.prepare_cached("SELECT id FROM origin WHERE name = ?")?;
    match known.query_row([name], |row| row.get(0)).optional()? {
        Some(id) => Ok(id),
        None => db
            .prepare_cached("INSERT INTO origin (name, reports, json) VALUES (?, 0, '')")?
            .insert([name]),
    }
}

/// Sums up anew what was heard from some origins.
pub(crate) fn renew(db: &Connection, origins: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut set = db.prepare_cached("UPDATE origin SET reports = ?, json = ? WHERE id = ?")?;
    let mut drop = db.prepare_cached("DELETE FROM origin WHERE id = ?")?;
    for origin in origins {
        match whole(db, *origin)? {
            Some(sum) => {
                let json = serde_json::to_string(&sum);
                let json = json.map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
                set.execute(params![number(sum.reports), json, origin])?
            }
            None => drop.execute([origin])?,
        };
    }
    Ok(())
}

/// The names of origins of which lists tell something else than the questions have heard.
pub(crate) fn wrong(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare("SELECT id, name, reports, json FROM origin ORDER BY name")?;
    let mut rows = query.query([])?;
    let mut wrong = Vec::new();
    while let Some(row) = rows.next()? {
        let (reports, json): (i64, String) = (row.get(2)?, row.get(3)?);
        let sum = whole(db, row.get(0)?)?.unwrap_or_default();
        if number(sum.reports) != reports || sum_of(&json).ok() != Some(sum) {
            wrong.push(row.get(1)?);
        }
    }
    Ok(wrong)
}
