//! What views ask of a ledger: pieces of it, found by its indexes.

use crate::error::Result;
use crate::questions::quoted;
use crate::store::{Store, number};
use crate::told::Told;
use rashomon_ledger::{ClaimRef, Filter, Question, Status, places_called};
use rashomon_model::{Analysis, ClaimId, Document};
use rusqlite::{OptionalExtension, ToSql};
use std::collections::BTreeSet;

/// In which order questions come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As lists have them: those whose accounts part first, and of these the ones with most claims.
    Listed,
    /// By the days that they are about; those that name none are left out.
    Days,
    /// By the name of their place, then by what they ask of it.
    Place,
}

/// A title or a sentence that has some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The document's key.
    pub document: String,
    /// The words.
    pub text: String,
    /// Where it begins, in bytes of the document's text; none for a title.
    pub start: Option<usize>,
    /// The claims that stand in it.
    pub claims: Vec<ClaimId>,
}

/// The parts of a query that a filter asks for.
#[derive(Default)]
pub(crate) struct Query {
    sql: String,
    values: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl Query {
    /// A query in which `hit` has the passages with the words `:text`, where they are common.
    pub fn of_hits(common: bool, sql: &str) -> Query {
        match common {
            true => Query::new(&format!(
                "WITH hit AS MATERIALIZED (SELECT rowid FROM words WHERE words MATCH :text) {sql}"
            )),
            false => Query::new(sql),
        }
    }

    fn new(sql: &str) -> Query {
        Query {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    fn and(&mut self, condition: &str, value: Option<(&'static str, Box<dyn ToSql>)>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(value);
    }

    fn page(&mut self, order: &str, skip: usize, limit: Option<usize>) {
        self.sql
            .push_str(&format!(" ORDER BY {order} LIMIT :limit OFFSET :skip"));
        let limit = limit.map_or(-1, number);
        self.values.push((":limit", Box::new(limit)));
        self.values.push((":skip", Box::new(number(skip))));
    }

    /// Runs it; columns are as `row` reads them.
    pub fn run<T>(
        &self,
        store: &Store,
        mut row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        store.read(|db| {
            let mut query = db.prepare_cached(&self.sql)?;
            let values: Vec<(&str, &dyn ToSql)> =
                self.values.iter().map(|(n, v)| (*n, v.as_ref())).collect();
            let rows = query.query_map(&values[..], |r| row(r))?;
            rows.collect()
        })
    }
}

fn list<T: serde::Serialize>(items: &BTreeSet<T>) -> Box<dyn ToSql> {
    Box::new(serde_json::to_string(items).unwrap_or_default())
}

fn statuses(filter: &Filter) -> BTreeSet<i64> {
    filter.statuses.iter().map(|s: &Status| *s as i64).collect()
}

impl Store {
    /// Questions that a filter admits. Words are looked for in the sentences of their claims and the
    /// titles of their reports, by their stems.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn select(
        &self,
        filter: &Filter,
        order: Order,
        skip: usize,
        limit: Option<usize>,
    ) -> Result<Vec<Question>> {
        let common = self.common(&filter.words)?;
        let mut query = Query::of_hits(common, "SELECT q.json FROM question q WHERE 1");
        of_questions(&mut query, filter, common);
        let order = match order {
            Order::Listed => "q.status, q.claims DESC, q.key",
            Order::Days => {
                query.and("(q.first IS NOT NULL OR q.last IS NOT NULL)", None);
                "q.first, q.last, q.key"
            }
            Order::Place => "q.called, q.key",
        };
        query.page(order, skip, limit);
        let packed: Vec<Vec<u8>> = query.run(self, |row| row.get(0))?;
        packed.iter().map(|json| self.unpacked(json)).collect()
    }

    /// Whether many sentences and titles have all of some words.
    pub(crate) fn common(&self, words: &[String]) -> Result<bool> {
        if words.is_empty() {
            return Ok(false);
        }
        let hits: i64 = self.read(|db| {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)";
            let mut query = db.prepare_cached(sql)?;
            query.query_row(rusqlite::params![quoted(&words.join(" ")), COMMON], |row| {
                row.get(0)
            })
        })?;
        Ok(hits >= COMMON)
    }

    /// How many questions there are.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn question_count(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM question";
        self.read(|db| db.query_row(sql, [], |row| row.get::<_, i64>(0)))
            .map(i64::unsigned_abs)
    }

    /// Ids of the questions that begin so, at most `limit`.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn questions_called(&self, begin: &str, limit: usize) -> Result<Vec<String>> {
        self.begin("question", "name", begin, limit)
    }

    /// Keys of the documents that begin so, at most `limit`.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn documents_called(&self, begin: &str, limit: usize) -> Result<Vec<String>> {
        self.begin("contribution", "key", begin, limit)
    }

    fn begin(&self, table: &str, column: &str, begin: &str, limit: usize) -> Result<Vec<String>> {
        let mut query = Query::new(&format!(
            "SELECT {column} FROM {table} WHERE {column} >= :begin AND {column} < :end"
        ));
        query.values = vec![
            (":begin", Box::new(begin.to_owned())),
            (":end", Box::new(format!("{begin}\u{10ffff}"))),
        ];
        query.page(column, 0, Some(limit));
        query.run(self, |row| row.get(0))
    }

    /// Ids of the places that reports call so, that the reader calls so where reports name them, or
    /// that have this as their id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn places_called(&self, name: &str) -> Result<BTreeSet<String>> {
        self.read(|db| {
            let told = Told::new(db);
            let mut ids = places_called(&told, name);
            told.sound()?;
            let mut query = db.prepare_cached(
                "SELECT key FROM place WHERE name = ?1 COLLATE NOCASE OR key = ?1
                 UNION SELECT place FROM question WHERE called = ?1 COLLATE NOCASE",
            )?;
            for id in query.query_map([name], |row| row.get(0))? {
                ids.insert(id?);
            }
            Ok(ids)
        })
    }

    /// The questions that a claim answers.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn answered(&self, claim: &ClaimRef) -> Result<Vec<Question>> {
        let mut query = Query::new(
            "SELECT q.json FROM contribution c
             JOIN question_claim a ON a.document = c.document AND a.number = :number
             JOIN question q ON q.id = a.question WHERE c.key = :key",
        );
        query.values = vec![
            (":key", Box::new(claim.document.clone())),
            (":number", Box::new(number(claim.claim.0))),
        ];
        query.page("q.status, q.claims DESC, q.key", 0, None);
        let packed: Vec<Vec<u8>> = query.run(self, |row| row.get(0))?;
        packed.iter().map(|json| self.unpacked(json)).collect()
    }

    /// The questions that ask the same as a question more narrowly.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn narrower(&self, question: &Question) -> Result<Vec<Question>> {
        // What asks more narrowly asks the same kind of thing, of the same place, in the same scope.
        let ends = |key: &str, at: fn(&str) -> Option<(&str, &str)>| -> (String, String) {
            let (a, b) = at(key).unwrap_or((key, ""));
            (a.to_owned(), b.to_owned())
        };
        let (facet, _) = ends(&question.key, |key| key.split_once('|'));
        let (_, scope) = ends(&question.key, |key| key.rsplit_once('|'));
        let mut query = Query::new(
            "SELECT q.json FROM question q WHERE q.kind = :kind AND q.place IS :place
             AND substr(q.key, 1, length(:facet)) = :facet
             AND substr(q.key, -length(:scope)) = :scope AND length(q.key) > :longer",
        );
        let place = question.place.as_ref().map(|place| place.id.clone());
        // The key counts characters, as SQLite does.
        let longer = number(question.key.chars().count());
        query.values = vec![
            (":kind", Box::new(question.kind.clone())),
            (":place", Box::new(place)),
            (":facet", Box::new(format!("{facet}|"))),
            (":scope", Box::new(format!("|{scope}"))),
            (":longer", Box::new(longer)),
        ];
        query.page("q.status, q.claims DESC, q.key", 0, None);
        let packed: Vec<Vec<u8>> = query.run(self, |row| row.get(0))?;
        let mut found = Vec::new();
        for json in packed {
            let other = self.unpacked(&json)?;
            if other.refines.contains(&question.id) {
                found.push(other);
            }
        }
        Ok(found)
    }

    /// Claims that a filter admits, by document and place in the text. Words are looked for in their
    /// sentences, by their stems; a side is one that says it, or that its questions have to do with.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn claims(
        &self,
        filter: &Filter,
        skip: usize,
        limit: Option<usize>,
    ) -> Result<Vec<ClaimRef>> {
        let mut query = Query::new(
            "SELECT k.key, c.number FROM claim c
             JOIN contribution k ON k.document = c.document AND k.key IS NOT NULL WHERE 1",
        );
        of_claims(&mut query, filter);
        if !filter.words.is_empty() {
            query.and(
                "c.passage IN (SELECT rowid FROM words WHERE words MATCH :text)",
                Some((":text", Box::new(quoted(&filter.words.join(" "))))),
            );
        }
        query.page("k.key, c.number", skip, limit);
        query.run(self, |row| {
            let claim: i64 = row.get(1)?;
            Ok(ClaimRef {
                document: row.get(0)?,
                claim: ClaimId(usize::try_from(claim).unwrap_or(usize::MAX)),
            })
        })
    }

    /// Titles and sentences that have all of some words, by their stems, by document and
    /// place in the text. Where the filter leaves something out, sentences with a claim that it admits.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn search(
        &self,
        words: &str,
        filter: &Filter,
        skip: usize,
        limit: Option<usize>,
    ) -> Result<Vec<Hit>> {
        let mut query = Query::new(
            "SELECT p.id, k.key, p.start, p.text FROM words
             JOIN passage p ON p.id = words.rowid
             JOIN contribution k ON k.document = p.document AND k.key IS NOT NULL
             WHERE words MATCH :text",
        );
        query.values.push((":text", Box::new(quoted(words))));
        if *filter != Filter::default() {
            let mut claims = Query::new("p.id IN (SELECT c.passage FROM claim c WHERE 1");
            of_claims(&mut claims, filter);
            claims.sql.push(')');
            let sql = std::mem::take(&mut claims.sql);
            query.and(&sql, None);
            query.values.extend(claims.values);
        }
        query.page("k.key, p.id", skip, limit);
        let rows: Vec<(i64, Hit)> = query.run(self, |row| {
            let start: Option<i64> = row.get(2)?;
            Ok((
                row.get(0)?,
                Hit {
                    document: row.get(1)?,
                    text: row.get(3)?,
                    start: start.map(|start| usize::try_from(start).unwrap_or(usize::MAX)),
                    claims: Vec::new(),
                },
            ))
        })?;
        rows.into_iter()
            .map(|(passage, mut hit)| {
                let numbers: Vec<i64> = self.read(|db| {
                    let mut query = db.prepare_cached(
                        "SELECT number FROM claim WHERE passage = ? ORDER BY number",
                    )?;
                    let rows = query.query_map([passage], |row| row.get(0))?;
                    rows.collect()
                })?;
                let id = |n: i64| ClaimId(usize::try_from(n).unwrap_or(usize::MAX));
                hit.claims = numbers.into_iter().map(id).collect();
                Ok(hit)
            })
            .collect()
    }

    /// Name, title, outlet and address of the document of a key.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn document_called(&self, key: &str) -> Result<Option<Document>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT r.name, r.title, r.outlet, r.uri FROM contribution k
                 JOIN report r ON r.document = k.document WHERE k.key = ?",
            )?;
            let row = query.query_row([key], |row| {
                Ok(Document {
                    id: row.get(0)?,
                    title: row.get(1)?,
                    outlet: row.get(2)?,
                    uri: row.get(3)?,
                    ..Document::default()
                })
            });
            row.optional()
        })
    }

    /// What was read in the document of a key; none where there is no such document.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn analysis_of(&self, key: &str) -> Result<Option<Analysis>> {
        let document: Option<i64> = self.read(|db| {
            db.prepare_cached("SELECT document FROM contribution WHERE key = ?")?
                .query_row([key], |row| row.get(0))
                .optional()
        })?;
        let document = document.map(|id| self.analysis(crate::DocumentId(id)));
        document.transpose()
    }
}

/// Hits from which on words are common: to look for them question by question is quicker than to
/// lead all hits to their questions.
const COMMON: i64 = 5_000;

/// What a filter asks of questions `q`. Where its words are common, `hit` has their passages.
pub(crate) fn of_questions(query: &mut Query, filter: &Filter, common: bool) {
    if !filter.kinds.is_empty() {
        let kinds = list(&filter.kinds);
        match filter.kinds.len() {
            // One kind finds its index, in the order of lists.
            1 => query.and(
                "q.kind = (SELECT value FROM json_each(:kinds))",
                Some((":kinds", kinds)),
            ),
            _ => query.and(
                "q.kind IN (SELECT value FROM json_each(:kinds))",
                Some((":kinds", kinds)),
            ),
        }
    }
    if let Some(places) = &filter.places {
        let places = Some((":places", list(places)));
        query.and("q.place IN (SELECT value FROM json_each(:places))", places);
    }
    if let Some(sides) = &filter.sides {
        query.and(
            "q.id IN (SELECT question FROM question_side
                      WHERE side IN (SELECT value FROM json_each(:sides)))",
            Some((":sides", list(sides))),
        );
    }
    if !filter.statuses.is_empty() {
        query.and(
            "q.status IN (SELECT value FROM json_each(:statuses))",
            Some((":statuses", list(&statuses(filter)))),
        );
    }
    days(query, filter, "q");
    if filter.words.is_empty() {
        return;
    }
    query.and(
        match common {
            true => {
                "EXISTS (
                   SELECT 1 FROM question_claim a
                   JOIN claim c ON c.document = a.document AND c.number = a.number
                   WHERE a.question = q.id AND (c.passage IN hit OR
                     (SELECT p.id FROM passage p WHERE p.document = a.document
                      AND p.start IS NULL) IN hit))"
            }
            false => {
                "q.id IN (
                   SELECT a.question FROM words JOIN claim c ON c.passage = words.rowid
                   JOIN question_claim a ON a.document = c.document AND a.number = c.number
                   WHERE words MATCH :text
                   UNION
                   SELECT a.question FROM words
                   JOIN passage p ON p.id = words.rowid AND p.start IS NULL
                   JOIN question_claim a ON a.document = p.document
                   WHERE words MATCH :text)"
            }
        },
        Some((":text", Box::new(quoted(&filter.words.join(" "))))),
    );
}

/// What a filter asks of claims `c`, but for their words.
fn of_claims(query: &mut Query, filter: &Filter) {
    if !filter.kinds.is_empty() {
        query.and(
            "c.kind IN (SELECT value FROM json_each(:kinds))",
            Some((":kinds", list(&filter.kinds))),
        );
    }
    if let Some(places) = &filter.places {
        query.and(
            "c.id IN (SELECT l.claim FROM place p JOIN claim_place l ON l.place = p.id
                      WHERE p.key IN (SELECT value FROM json_each(:places)))",
            Some((":places", list(places))),
        );
    }
    let asked = "EXISTS (SELECT 1 FROM question_claim a JOIN question q ON q.id = a.question
                         WHERE a.document = c.document AND a.number = c.number AND ";
    if let Some(sides) = &filter.sides {
        query.and(
            &format!(
                "(c.side IN (SELECT value FROM json_each(:sides)) OR {asked} q.id IN
                  (SELECT question FROM question_side
                   WHERE side IN (SELECT value FROM json_each(:sides)))))"
            ),
            Some((":sides", list(sides))),
        );
    }
    if !filter.statuses.is_empty() {
        query.and(
            &format!("{asked} q.status IN (SELECT value FROM json_each(:statuses)))"),
            Some((":statuses", list(&statuses(filter)))),
        );
    }
    days(query, filter, "c");
}

/// The days that rows of a table with `first` and `last` are about.
fn days(query: &mut Query, filter: &Filter, table: &str) {
    let Some(days) = filter.days else {
        return;
    };
    query.and(
        &format!("({table}.first IS NOT NULL OR {table}.last IS NOT NULL)"),
        None,
    );
    if let Some(from) = days.start {
        query.and(
            &format!("({table}.last >= :from OR {table}.last IS NULL)"),
            Some((":from", Box::new(from.to_string()))),
        );
    }
    if let Some(to) = days.end {
        query.and(
            &format!("({table}.first <= :to OR {table}.first IS NULL)"),
            Some((":to", Box::new(to.to_string()))),
        );
    }
}
