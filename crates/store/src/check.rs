//! Whether a ledger holds what it should.

use crate::error::{Error, Result};
use crate::index::{ClaimRow, Index, Passage, PlaceRow};
use crate::pack;
use crate::questions::anew;
use crate::sources::wrong;
use crate::store::{DocumentId, Store, number};
use rashomon_ledger::Options;
use rashomon_model::Analysis;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use std::fmt;

/// Something that is wrong with a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The document that it concerns, where it concerns one.
    pub document: Option<DocumentId>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.document {
            Some(DocumentId(id)) => write!(f, "document {id}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// A part of the check that concerns no document alone.
type Part = fn(&Connection) -> rusqlite::Result<Vec<Fault>>;

/// Faults of one kind after which the rest is left out.
const MOST: usize = 100;

impl Store {
    /// Compares everything in the ledger with everything else: the file's structure, references,
    /// the hash of every document and analysis, and all that is worked out from the analyses with
    /// the analyses. `step` is told how many documents of how many were compared. Changes nothing.
    ///
    /// # Errors
    /// Where the ledger cannot be read at all. What is wrong inside comes out as faults.
    pub fn check(&mut self, mut step: impl FnMut(u64, u64)) -> Result<Vec<Fault>> {
        let mut faults = Vec::new();
        let parts: [Part; 7] = [structure, references, words, areas, readings, told, origins];
        for part in parts {
            let mut found = lay(&mut faults, self.read(part))?;
            faults.append(&mut found);
        }
        let documents: Result<Vec<i64>> = self.read(|db| {
            let mut query = db.prepare("SELECT id FROM document ORDER BY id")?;
            let ids = query.query_map([], |row| row.get(0))?;
            ids.collect()
        });
        let documents = lay(&mut faults, documents)?;
        for (i, &id) in documents.iter().enumerate() {
            let id = DocumentId(id);
            let mut found = lay(&mut faults, self.document(id))?;
            faults.append(&mut found);
            step(i as u64 + 1, documents.len() as u64);
        }
        Ok(faults)
    }

    /// What is wrong with one document, its readings and the rows worked out from them.
    fn document(&self, id: DocumentId) -> Result<Vec<Fault>> {
        let mut faults = Vec::new();
        let mut wrong = |what: &str| {
            faults.push(Fault {
                document: Some(id),
                what: what.to_owned(),
            });
        };
        let original = self.original(id)?;
        let kept: Vec<u8> = self.read(|db| {
            db.prepare_cached("SELECT hash FROM document WHERE id = ?")?
                .query_row([id.0], |row| row.get(0))
        })?;
        if kept != original.hash() {
            wrong("it is not what went in: its hash is another");
        }
        let counts: Option<i64> = self.read(|db| {
            db.prepare_cached("SELECT analysis FROM report WHERE document = ?")?
                .query_row([id.0], |row| row.get(0))
                .optional()
        })?;
        let analyses: Vec<(i64, Vec<u8>, Vec<u8>)> = self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id, hash, json FROM analysis WHERE document = ? ORDER BY id",
            )?;
            let rows =
                query.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        })?;
        for (analysis, kept, packed) in analyses {
            let json = match pack::unpack_record(&packed, &original.bytes) {
                Ok(json) if kept == pack::hash(&json) => json,
                Ok(_) => {
                    wrong("an analysis is not what went in: its hash is another");
                    continue;
                }
                Err(error) => {
                    wrong(&format!("an analysis cannot be unpacked ({error})"));
                    continue;
                }
            };
            if Some(analysis) != counts {
                continue;
            }
            match serde_json::from_slice::<Analysis>(&json) {
                Err(error) => wrong(&format!("its analysis cannot be read ({error})")),
                Ok(analysis) => {
                    if self.kept(id)? != normal(Index::of(&analysis)) {
                        wrong("what can be searched is not what its analysis says");
                    }
                }
            }
        }
        Ok(faults)
    }

    /// The rows of a document, as they were when they went in.
    fn kept(&self, id: DocumentId) -> Result<Index> {
        self.read(|db| {
            let mut index = db
                .prepare_cached(
                    "SELECT name, title, outlet, uri, language, first, last FROM report
                     WHERE document = ?",
                )?
                .query_row([id.0], |row| {
                    Ok(Index {
                        name: row.get(0)?,
                        title: row.get(1)?,
                        outlet: row.get(2)?,
                        uri: row.get(3)?,
                        language: row.get(4)?,
                        published: (row.get(5)?, row.get(6)?),
                        ..Index::default()
                    })
                })?;
            let mut passages: BTreeMap<i64, usize> = BTreeMap::new();
            let mut query = db.prepare_cached(
                "SELECT id, start, text FROM passage WHERE document = ? ORDER BY id",
            )?;
            let mut rows = query.query([id.0])?;
            while let Some(row) = rows.next()? {
                passages.insert(row.get(0)?, index.passages.len());
                let start: Option<i64> = row.get(1)?;
                index.passages.push(Passage {
                    start: start.map(|start| usize::try_from(start).unwrap_or(usize::MAX)),
                    text: row.get(2)?,
                });
            }
            let mut query = db.prepare_cached(
                "SELECT m.number, p.id, p.key, p.name, p.lat, p.lon, p.feature, p.country
                 FROM mention m JOIN place p ON p.id = m.place WHERE m.document = ?
                 ORDER BY m.number",
            )?;
            let mut rows = query.query([id.0])?;
            let mut places: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let mention: i64 = row.get(0)?;
                let mention = usize::try_from(mention).unwrap_or(usize::MAX);
                places.entry(row.get(1)?).or_default().push(mention);
                let place = PlaceRow {
                    key: row.get(2)?,
                    name: row.get(3)?,
                    lat: row.get(4)?,
                    lon: row.get(5)?,
                    feature: row.get(6)?,
                    country: row.get(7)?,
                };
                index.mentions.push((mention, place));
            }
            let mut query = db.prepare_cached(
                "SELECT id, number, passage, kind, side, source, polarity, modality, first, last
                 FROM claim WHERE document = ? ORDER BY number",
            )?;
            let mut lies = db.prepare_cached("SELECT place FROM claim_place WHERE claim = ?")?;
            let mut rows = query.query([id.0])?;
            while let Some(row) = rows.next()? {
                if row.get::<_, i64>(1)? != number(index.claims.len()) {
                    break;
                }
                let at = lies.query_map([row.get::<_, i64>(0)?], |row| row.get::<_, i64>(0))?;
                let at: rusqlite::Result<Vec<i64>> = at.collect();
                let at = at?.into_iter().map(|p| places.get(&p)).map(|mentions| {
                    let first = mentions.and_then(|m| m.first()).copied();
                    first.unwrap_or(usize::MAX)
                });
                index.claims.push(ClaimRow {
                    passage: passages.get(&row.get(2)?).copied().unwrap_or(usize::MAX),
                    kind: row.get::<_, String>(3)?.into(),
                    side: row.get(4)?,
                    source: row.get(5)?,
                    polarity: row.get::<_, String>(6)?.into(),
                    modality: row.get::<_, String>(7)?.into(),
                    days: (row.get(8)?, row.get(9)?),
                    places: sorted(at.collect()),
                });
            }
            Ok(index)
        })
    }
}

/// Rows worked out anew, with each place of a claim as the first mention of that place: the ledger
/// keeps which places a claim names, not by which of their mentions.
fn normal(mut index: Index) -> Index {
    for claim in &mut index.claims {
        let places = claim.places.iter().filter_map(|&at| {
            let (_, place) = index.mentions.get(at)?;
            let first = index.mentions.iter().find(|(_, other)| other == place)?;
            Some(first.0)
        });
        claim.places = sorted(places.collect());
    }
    index
}

fn sorted(mut places: Vec<usize>) -> Vec<usize> {
    places.sort_unstable();
    places.dedup();
    places
}

/// What a part of the check gives; what a damaged file keeps from being read is a fault.
fn lay<T: Default>(faults: &mut Vec<Fault>, found: Result<T>) -> Result<T> {
    match found {
        Err(Error::Damaged(_, what) | Error::Unknown(what)) => {
            faults.push(Fault {
                document: None,
                what,
            });
            Ok(T::default())
        }
        other => other,
    }
}

fn list(
    db: &Connection,
    sql: &str,
    mut say: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<Option<String>>,
) -> rusqlite::Result<Vec<Fault>> {
    let mut query = db.prepare(sql)?;
    let mut rows = query.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(what) = say(row)? {
            faults.push(Fault {
                document: None,
                what,
            });
        }
        if faults.len() == MOST {
            break;
        }
    }
    Ok(faults)
}

/// The file's own structure, its indexes, and the inner structure of the text and place indexes.
fn structure(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    list(db, "PRAGMA integrity_check", |row| {
        let said: String = row.get(0)?;
        Ok((said != "ok").then_some(said))
    })
}

fn references(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    list(db, "PRAGMA foreign_key_check", |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(Some(format!("a row of {table} has no {parent}")))
    })
}

/// The text index against the passages.
fn words(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    // A command of the index, which changes nothing but counts as a change; a ledger that cannot be
    // written has only its inner structure compared.
    if db.is_readonly(rusqlite::MAIN_DB)? {
        return Ok(Vec::new());
    }
    db.execute(
        "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)",
        [],
    )?;
    Ok(Vec::new())
}

/// The index of areas against the places.
fn areas(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    // The index rounds outwards to 32 bits.
    list(
        db,
        "SELECT p.name FROM place p LEFT JOIN area a ON a.id = p.id
         WHERE (p.lat IS NOT NULL AND p.lon IS NOT NULL) IS NOT (a.id IS NOT NULL)
            OR p.lat NOT BETWEEN a.south AND a.north OR p.lon NOT BETWEEN a.west AND a.east
            OR a.north - a.south > 0.001 OR a.east - a.west > 0.001
         UNION ALL
         SELECT 'place ' || a.id FROM area a WHERE a.id NOT IN (SELECT id FROM place)",
        |row| {
            let name: String = row.get(0)?;
            Ok(Some(format!(
                "{name} lies elsewhere in the index of places"
            )))
        },
    )
}

/// Documents and the reading that counts.
fn readings(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    list(
        db,
        "SELECT d.id FROM document d LEFT JOIN report r ON r.document = d.id
         WHERE r.analysis IS NOT
            (SELECT analysis FROM reading WHERE document = d.id ORDER BY id DESC LIMIT 1)
            OR r.analysis IS NULL",
        |row| {
            let id: i64 = row.get(0)?;
            Ok(Some(format!(
                "document {id}: its last reading does not count"
            )))
        },
    )
}

/// What the reports tell together, against what is kept of each.
fn told(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    if !db.prepare("SELECT 1 FROM settled")?.exists([])? {
        // It is made when the questions are next settled.
        return Ok(Vec::new());
    }
    let mut anew = anew(db, &Options::default())?.rows();
    anew.sort_unstable();
    let mut anew = anew
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    let mut query = db.prepare("SELECT key, value FROM told ORDER BY key")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let kept: (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        if anew.next().as_ref() != Some(&kept) {
            return Ok(vec![other(&kept.0)]);
        }
    }
    Ok(anew
        .next()
        .map(|(key, _)| other(&key))
        .into_iter()
        .collect())
}

/// What lists tell of sources, against what the questions have heard from them.
fn origins(db: &Connection) -> rusqlite::Result<Vec<Fault>> {
    let wrong = wrong(db)?.into_iter().take(MOST);
    let faults = wrong.map(|name| Fault {
        document: None,
        what: format!("what lists tell of {name} is not what the questions have heard from it"),
    });
    Ok(faults.collect())
}

fn other(key: &[u8]) -> Fault {
    let key = key.escape_ascii();
    Fault {
        document: None,
        what: format!("what the reports tell together is not what each tells ({key})"),
    }
}
