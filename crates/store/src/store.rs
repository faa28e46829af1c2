//! Opening a ledger, adding to it, and reading what is in it.

use crate::entry::{Entry, PROGRAM, Part, Record};
use crate::error::{Error, Result};
use crate::index::{Index, PlaceRow};
use crate::migrate::{FORMAT, Kind, kind, migrate};
use crate::pack;
use rashomon_model::Analysis;
use rashomon_source::{Form, Original};
use rusqlite::{
    CachedStatement, Connection, ErrorCode, OpenFlags, OptionalExtension, Row, Transaction,
    TransactionBehavior, params,
};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait for another program that writes. A batch takes seconds at most.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes of the head that every database has.
const HEAD: u64 = 100;

/// What a ledger is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To look at it: it must be there, and may lie where nothing can be written.
    View,
    /// To change it: it must be there.
    Change,
    /// To add to it: where there is none, one is made.
    Create,
}

/// When something was done to a ledger, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// The time, RFC 3339.
    pub time: &'a str,
    /// Version of the reader: of the program and of its model and tables.
    pub reader: &'a str,
}

/// A document's number in one ledger: the first that went in has 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub i64);

/// What came of adding a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Documents that went in.
    pub new: usize,
    /// Documents that were there already.
    pub known: usize,
}

/// How much is in a ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Claims of the last reading of each.
    pub claims: u64,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentInfo {
    /// Its number.
    pub id: DocumentId,
    /// Its id in the record.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it came from.
    pub uri: Option<String>,
    /// First and last day of publication, `2020-11-08`.
    pub published: (Option<String>, Option<String>),
    /// When it went in, RFC 3339.
    pub added: String,
    /// The reader whose reading counts.
    pub reader: String,
}

/// A ledger.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

impl Store {
    /// Opens the ledger at `path`. One of an earlier format is brought to this version's.
    ///
    /// # Errors
    /// Where there is none, where the file is something else, damaged or made by a later version, or
    /// where it cannot be read or, but for [`Mode::View`], written. The file is not changed then.
    pub fn open(path: &Path, mode: Mode) -> Result<Store> {
        let fail = |error: rusqlite::Error| Error::of(path, &error);
        if path.is_dir() {
            return Err(Error::Closed(path.to_owned(), "it is a folder".to_owned()));
        }
        match path.metadata().map_or(0, |file| file.len()) {
            0 if mode == Mode::Create => {}
            0 => return Err(Error::Missing(path.to_owned())),
            // SQLite takes the shortest files for empty ones and would write over them.
            1..HEAD => return Err(Error::NotALedger(path.to_owned())),
            _ => {}
        }
        let mut db = match mode {
            Mode::View => view(path)?,
            Mode::Change | Mode::Create => connect(
                path,
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            )
            .map_err(fail)?,
        };
        match kind(&db).map_err(fail)? {
            Kind::Foreign => return Err(Error::NotALedger(path.to_owned())),
            Kind::Empty if mode == Mode::Create => {}
            Kind::Empty => return Err(Error::Missing(path.to_owned())),
            Kind::Ledger(format) if format > FORMAT => {
                return Err(Error::Newer {
                    path: path.to_owned(),
                    format,
                });
            }
            Kind::Ledger(format) if format < FORMAT && mode == Mode::View => {
                drop(db);
                Store::open(path, Mode::Change).map_err(|error| match error {
                    Error::ReadOnly(path) | Error::Closed(path, _) => Error::Older { path, format },
                    other => other,
                })?;
                return Store::open(path, Mode::View);
            }
            Kind::Ledger(_) => {}
        }
        if mode != Mode::View {
            if db.is_readonly(rusqlite::MAIN_DB).map_err(fail)? {
                return Err(Error::ReadOnly(path.to_owned()));
            }
            log(&db).map_err(fail)?;
            migrate(&mut db).map_err(fail)?;
        }
        Ok(Store {
            db,
            path: path.to_owned(),
        })
    }

    /// Adds a batch in one transaction: all of it is in the ledger when this returns, or nothing.
    /// Documents that are there already are left as they are.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, stamp: Stamp<'_>, batch: &[Entry]) -> Result<Added> {
        self.write(|tx| {
            let mut rows = Rows::new(tx, stamp)?;
            let mut added = Added::default();
            for entry in batch {
                match rows.document(entry)? {
                    Some(document) => {
                        rows.reading(document, &entry.record)?;
                        added.new += 1;
                    }
                    None => added.known += 1,
                }
            }
            Ok(added)
        })
    }

    /// Adds another reading of documents that are in the ledger, in one transaction. From now on it
    /// is the one that counts.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn reread(&mut self, stamp: Stamp<'_>, batch: &[(DocumentId, Record)]) -> Result<()> {
        self.write(|tx| {
            let mut rows = Rows::new(tx, stamp)?;
            for (document, record) in batch {
                rows.reading(document.0, record)?;
            }
            Ok(())
        })
    }

    /// For tests: lets the ledger grow by no more than `pages` pages of its file, as a full disk would.
    ///
    /// # Errors
    /// Where it cannot be read.
    #[doc(hidden)]
    pub fn limit_pages(&mut self, pages: u32) -> Result<()> {
        self.read(|db| {
            let now: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
            db.pragma_update(None, "max_page_count", now + i64::from(pages))
        })
    }

    /// Whether a document with this hash ([`Original::hash`]) is there.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn knows(&self, hash: &[u8; 32]) -> Result<bool> {
        self.read(|db| {
            db.prepare_cached("SELECT 1 FROM document WHERE hash = ?")?
                .exists([hash])
        })
    }

    /// How much is in it.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn counts(&self) -> Result<Counts> {
        self.read(|db| {
            let count = |table: &str| {
                let sql = format!("SELECT count(*) FROM {table}");
                db.query_row(&sql, [], |row| row.get::<_, i64>(0))
            };
            Ok(Counts {
                documents: count("report")?.unsigned_abs(),
                claims: count("claim")?.unsigned_abs(),
            })
        })
    }

    /// The documents in the order in which they went in, at most `limit`, those behind `after`.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn documents(&self, after: Option<DocumentId>, limit: usize) -> Result<Vec<DocumentInfo>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT r.document, r.name, r.title, r.outlet, r.uri, r.first, r.last, d.added,
                        (SELECT reader.name FROM reading JOIN reader ON reader.id = reading.reader
                         WHERE reading.document = d.id ORDER BY reading.id DESC LIMIT 1)
                 FROM report r JOIN document d ON d.id = r.document
                 WHERE r.document > ? ORDER BY r.document LIMIT ?",
            )?;
            let after = after.map_or(i64::MIN, |id| id.0);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = query.query_map(params![after, limit], |row| {
                Ok(DocumentInfo {
                    id: DocumentId(row.get(0)?),
                    name: row.get(1)?,
                    title: row.get(2)?,
                    outlet: row.get(3)?,
                    uri: row.get(4)?,
                    published: (row.get(5)?, row.get(6)?),
                    added: row.get(7)?,
                    reader: row.get(8)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Documents whose reading that counts is not by `reader`, in order, at most `limit`, those
    /// behind `after`. `None` gives all documents.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn not_read_by(
        &self,
        reader: Option<&str>,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentId>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT document.id FROM document
                 WHERE document.id > ?1 AND (?2 IS NULL OR ?2 IS NOT
                     (SELECT reader.name FROM reading JOIN reader ON reader.id = reading.reader
                      WHERE reading.document = document.id ORDER BY reading.id DESC LIMIT 1))
                 ORDER BY document.id LIMIT ?3",
            )?;
            let after = after.map_or(i64::MIN, |id| id.0);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = query.query_map(params![after, reader, limit], |row| row.get(0))?;
            rows.map(|id| id.map(DocumentId)).collect()
        })
    }

    /// A document as it came.
    ///
    /// # Errors
    /// Where there is none with this number, or where it is damaged.
    pub fn original(&self, id: DocumentId) -> Result<Original> {
        original(&self.db, &self.path, id)
    }

    /// What the reading that counts found in a document: with its text, spans in bytes.
    ///
    /// # Errors
    /// Where there is no document with this number, or where it is damaged.
    pub fn analysis(&self, id: DocumentId) -> Result<Analysis> {
        analysis(&self.db, &self.path, id)
    }

    pub(crate) fn damaged(&self, what: String) -> Error {
        Error::Damaged(self.path.clone(), what)
    }

    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        read(&self.db).map_err(|error| Error::of(&self.path, &error))
    }

    /// Runs `write` in a transaction that has the ledger for itself; an error takes all back.
    pub(crate) fn write<T>(
        &mut self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let run = |db: &mut Connection| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = write(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        run(&mut self.db).map_err(|error| Error::of(&self.path, &error))
    }
}

/// A document as it came.
fn original(db: &Connection, path: &Path, id: DocumentId) -> Result<Original> {
    let row = db
        .prepare_cached("SELECT form, outside, bytes FROM document WHERE id = ?")
        .and_then(|mut query| {
            let columns = |row: &Row<'_>| -> rusqlite::Result<(String, String, Vec<u8>)> {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            };
            query.query_row([id.0], columns).optional()
        })
        .map_err(|error| Error::of(path, &error))?;
    let (form, outside, bytes) = row.ok_or_else(|| unknown(id))?;
    let damaged =
        |what: String| Error::Damaged(path.to_owned(), format!("document {}: {what}", id.0));
    Ok(Original {
        form: Form::of_name(&form).ok_or_else(|| damaged(format!("unknown form {form}")))?,
        bytes: pack::unpack(&bytes).map_err(|error| damaged(error.to_string()))?,
        outside: serde_json::from_str(&outside).map_err(|error| damaged(error.to_string()))?,
    })
}

/// What the reading that counts found in a document.
pub(crate) fn analysis(db: &Connection, path: &Path, id: DocumentId) -> Result<Analysis> {
    let original = original(db, path, id)?;
    let packed: Option<Vec<u8>> = db
        .prepare_cached(
            "SELECT json FROM analysis JOIN report ON report.analysis = analysis.id
             WHERE report.document = ?",
        )
        .and_then(|mut query| query.query_row([id.0], |row| row.get(0)).optional())
        .map_err(|error| Error::of(path, &error))?;
    let packed = packed.ok_or_else(|| unknown(id))?;
    let damaged = |what: String| {
        let what = format!("analysis of document {}: {what}", id.0);
        Error::Damaged(path.to_owned(), what)
    };
    let json = pack::unpack_record(&packed, &original.bytes)
        .map_err(|error| damaged(error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))
}

fn unknown(id: DocumentId) -> Error {
    Error::Unknown(format!("there is no document {} in this ledger", id.0))
}

/// The rows of a batch, as they are written.
struct Rows<'t> {
    stamp: Stamp<'t>,
    reader: i64,
    document: CachedStatement<'t>,
    transaction: &'t Transaction<'t>,
    /// Numbers of places that this batch has met.
    places: HashMap<String, Vec<(PlaceRow, i64)>>,
}

impl<'t> Rows<'t> {
    fn new(tx: &'t Transaction<'t>, stamp: Stamp<'t>) -> rusqlite::Result<Rows<'t>> {
        tx.execute(
            "INSERT INTO reader (name) VALUES (?) ON CONFLICT DO NOTHING",
            [stamp.reader],
        )?;
        Ok(Rows {
            stamp,
            reader: tx.query_row(
                "SELECT id FROM reader WHERE name = ?",
                [stamp.reader],
                |row| row.get(0),
            )?,
            document: tx.prepare_cached(
                "INSERT INTO document (hash, form, outside, bytes, added) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (hash) DO NOTHING RETURNING id",
            )?,
            transaction: tx,
            places: HashMap::new(),
        })
    }

    /// The number of a document that is new.
    fn document(&mut self, entry: &Entry) -> rusqlite::Result<Option<i64>> {
        self.document
            .query_row(
                params![
                    entry.hash,
                    entry.form,
                    entry.outside,
                    entry.bytes,
                    self.stamp.time
                ],
                |row| row.get(0),
            )
            .optional()
    }

    /// Lays down what was read in a document, and works out its rows anew.
    fn reading(&mut self, document: i64, record: &Record) -> rusqlite::Result<()> {
        let tx = self.transaction;
        tx.prepare_cached(
            "INSERT INTO analysis (document, hash, json) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![document, record.hash, record.json])?;
        let analysis: i64 = tx
            .prepare_cached("SELECT id FROM analysis WHERE document = ? AND hash = ?")?
            .query_row(params![document, record.hash], |row| row.get(0))?;
        tx.prepare_cached(
            "INSERT INTO reading (document, reader, analysis, time) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![document, self.reader, analysis, self.stamp.time])?;
        let same = tx
            .prepare_cached("SELECT 1 FROM report WHERE document = ? AND analysis = ?")?
            .exists([document, analysis])?;
        if !same {
            tx.prepare_cached("DELETE FROM report WHERE document = ?")?
                .execute([document])?;
            self.index(document, analysis, &record.index)?;
            self.contribution(document, record)?;
        }
        Ok(())
    }

    /// What the reading contributes to the questions waits until they are settled; what an earlier
    /// one contributed stays with them until then.
    fn contribution(&mut self, document: i64, record: &Record) -> rusqlite::Result<()> {
        let tx = self.transaction;
        tx.prepare_cached("DELETE FROM contribution WHERE document = ? AND state IN (0, 3)")?
            .execute([document])?;
        tx.prepare_cached("UPDATE contribution SET state = 2 WHERE document = ? AND state = 1")?
            .execute([document])?;
        let id = tx
            .prepare_cached(
                "INSERT INTO contribution (document, name, hash, state, program, articles)
                 VALUES (?, ?, ?, 0, ?, ?)",
            )?
            .insert(params![
                document,
                record.index.name,
                record.hash,
                PROGRAM,
                record.contribution.articles
            ])?;
        lay_parts(tx, id, &record.contribution.parts)
    }

    fn index(&mut self, document: i64, analysis: i64, index: &Index) -> rusqlite::Result<()> {
        let tx = self.transaction;
        tx.prepare_cached(
            "INSERT INTO report (document, analysis, name, title, outlet, uri, language, first, last)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            document,
            analysis,
            index.name,
            index.title,
            index.outlet,
            index.uri,
            index.language,
            index.published.0,
            index.published.1,
        ])?;
        let mut passages = Vec::with_capacity(index.passages.len());
        let mut insert =
            tx.prepare_cached("INSERT INTO passage (document, start, text) VALUES (?, ?, ?)")?;
        for passage in &index.passages {
            let start = passage.start.map(number);
            passages.push(insert.insert(params![document, start, passage.text])?);
        }
        let mut places = Vec::with_capacity(index.mentions.len());
        let mut insert =
            tx.prepare_cached("INSERT INTO mention (place, document, number) VALUES (?, ?, ?)")?;
        for (mention, place) in &index.mentions {
            let place = self.place(place)?;
            insert.execute(params![place, document, number(*mention)])?;
            places.push(place);
        }
        let mut insert = tx.prepare_cached(
            "INSERT INTO claim
             (document, number, passage, kind, side, source, polarity, modality, first, last)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut lies = tx.prepare_cached(
            "INSERT INTO claim_place (place, claim) VALUES (?, ?) ON CONFLICT DO NOTHING",
        )?;
        for (i, claim) in index.claims.iter().enumerate() {
            let id = insert.insert(params![
                document,
                number(i),
                passages.get(claim.passage),
                claim.kind,
                claim.side,
                claim.source,
                claim.polarity,
                claim.modality,
                claim.days.0,
                claim.days.1,
            ])?;
            for place in claim.places.iter().filter_map(|&place| places.get(place)) {
                lies.execute([*place, id])?;
            }
        }
        Ok(())
    }

    /// The number of a place; places that differ in anything are different rows.
    fn place(&mut self, place: &PlaceRow) -> rusqlite::Result<i64> {
        let known = self.places.entry(place.key.clone()).or_default();
        if let Some((_, id)) = known.iter().find(|(row, _)| row == place) {
            return Ok(*id);
        }
        let values = params![
            place.key,
            place.name,
            place.lat,
            place.lon,
            place.feature,
            place.country
        ];
        let tx = self.transaction;
        let found = tx
            .prepare_cached(
                "SELECT id FROM place WHERE key = ? AND name = ? AND lat IS ? AND lon IS ?
                 AND feature IS ? AND country IS ?",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => tx
                .prepare_cached(
                    "INSERT INTO place (key, name, lat, lon, feature, country)
                     VALUES (?, ?, ?, ?, ?, ?)",
                )?
                .insert(values)?,
        };
        known.push((place.clone(), id));
        Ok(id)
    }
}

/// What a contribution lays to the families of questions.
pub(crate) fn lay_parts(
    tx: &Connection,
    contribution: i64,
    parts: &[Part],
) -> rusqlite::Result<()> {
    let mut known = tx.prepare_cached("SELECT id FROM family WHERE name = ?")?;
    let mut make = tx.prepare_cached("INSERT INTO family (name) VALUES (?)")?;
    let mut insert =
        tx.prepare_cached("INSERT INTO part (family, contribution, entries) VALUES (?, ?, ?)")?;
    let mut depends = tx.prepare_cached(
        "INSERT INTO dependence (name, family) VALUES (?, ?) ON CONFLICT DO NOTHING",
    )?;
    for part in parts {
        let found = known
            .query_row([&part.family], |row| row.get(0))
            .optional()?;
        let family: i64 = match found {
            Some(family) => family,
            None => make.insert([&part.family])?,
        };
        insert.execute(params![family, contribution, part.entries])?;
        for name in &part.depends {
            depends.execute(params![name, family])?;
        }
    }
    Ok(())
}

/// A count as the database has it.
pub(crate) fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    set_up(&db)?;
    Ok(db)
}

fn set_up(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "foreign_keys", true)?;
    // A batch that was said to be in the ledger stays there though the power fails.
    db.pragma_update(None, "synchronous", "FULL")?;
    // What a damaged file says of its own structure is not trusted.
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    // 64 MiB: the upper levels of the indexes of a large ledger.
    db.pragma_update(None, "cache_size", -65_536)
}

/// Opens a ledger to look at it.
fn view(path: &Path) -> Result<Connection> {
    let open = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|db| kind(&db).map(|_| db));
    match open {
        // Nothing can be written beside it, as the log asks for. Where there is no log, nobody is
        // writing, and it can be read as it lies.
        Err(rusqlite::Error::SqliteFailure(code, _))
            if matches!(code.code, ErrorCode::CannotOpen | ErrorCode::ReadOnly)
                && !beside(path, "-wal").exists() =>
        {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            connect(Path::new(&immutable(path)), flags)
        }
        other => other,
    }
    .map_err(|error| Error::of(path, &error))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The path as a URI that promises that nobody changes the file.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'?' | b'#' | b'%' => uri.push_str(&format!("%{byte:02X}")),
            byte if byte.is_ascii() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Has changes written to a log first, so that who looks waits for nobody. To begin with it the
/// database must be free for a moment, and nothing waits for that by itself.
fn log(db: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())) {
            Err(rusqlite::Error::SqliteFailure(code, _))
                if code.code == ErrorCode::DatabaseBusy && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}
