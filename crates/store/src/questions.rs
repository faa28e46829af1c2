//! Questions, kept settled: what an addition touches is settled anew, and nothing else.

use crate::entry::{Contribution, PROGRAM};
use crate::error::{Error, Result};
use crate::pack;
use crate::sources::{origin, renew};
use crate::store::{DocumentId, Store, analysis, lay_parts, number};
use crate::told::{Told, write};
use rashomon_ledger::{
    Change, ClaimRef, Context, Day, Days, Entry, Facts, Family, Names, Options, Question, Report,
    Rulings, settle,
};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Reports that a context takes in at once.
const BATCH: usize = 4096;

/// What came of settling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Families that were settled.
    pub families: usize,
    /// Questions that they have.
    pub questions: usize,
}

/// The questions that settling changed: those that are otherwise than they were, are new or are gone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changed {
    /// As they were.
    pub before: Vec<Question>,
    /// As they are.
    pub after: Vec<Question>,
}

/// A contribution, by its number.
type Id = i64;

/// What is to be done to the contributions before families are settled.
#[derive(Default)]
struct Turn {
    /// Those that go, with the key that they had.
    gone: Vec<(Id, String)>,
    /// Those that come, with the key that they get.
    come: Vec<(Id, String)>,
}

impl Store {
    /// How many readings the questions do not know yet.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn unsettled(&self) -> Result<u64> {
        self.read(|db| {
            let sql = "SELECT count(*) FROM contribution WHERE state IN (0, 2)";
            db.query_row(sql, [], |row| row.get::<_, i64>(0))
        })
        .map(i64::unsigned_abs)
    }

    /// Settles the questions that were touched since they were last settled, in one transaction.
    /// Whatever the order and the batches in which the documents came, the questions are those of
    /// [`rashomon_ledger::questions_with`] for the analyses that count. `by` names the program and
    /// its tables: where another version settled them, all questions are settled anew. `names` are
    /// what sides are called. `step` is told how many families of how many are settled.
    ///
    /// # Errors
    /// Where the ledger is damaged or cannot be written.
    pub fn settle(
        &mut self,
        by: &str,
        names: &Names,
        step: impl FnMut(u64, u64),
    ) -> Result<Settled> {
        Ok(self.settled(by, names, step, None)?.0)
    }

    /// As [`Store::settle`], and gives the questions that this changed, which it holds in memory.
    ///
    /// # Errors
    /// As [`Store::settle`].
    pub fn settle_changed(
        &mut self,
        by: &str,
        names: &Names,
        step: impl FnMut(u64, u64),
    ) -> Result<Changed> {
        let (_, turned) = self.settled(by, names, step, Some(Turned::default()))?;
        let turned = turned.unwrap_or_default();
        let before = turned.former.values().map(|json| read(json));
        let before: rusqlite::Result<Vec<Question>> = before.collect();
        Ok(Changed {
            before: before.map_err(|error| Error::of(&self.path, &error))?,
            after: turned.after,
        })
    }

    fn settled(
        &mut self,
        by: &str,
        names: &Names,
        mut step: impl FnMut(u64, u64),
        turned: Option<Turned>,
    ) -> Result<(Settled, Option<Turned>)> {
        let judgements = self.judgements()?;
        let path = self.path.clone();
        let fail = |error: rusqlite::Error| Error::of(&path, &error);
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fail)?;
        let options = Options {
            as_of: None,
            names: names.clone(),
        };
        let last = judgements.len() as i64;
        let before: Option<(String, i64)> = tx
            .query_row("SELECT by, judged FROM settled", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(fail)?;
        let heeded = match &before {
            Some((version, judged)) if version == by => usize::try_from(*judged).ok(),
            _ => None,
        };
        let heeded = heeded.map(|heeded| heeded.min(judgements.len()));
        let told = Rc::new(Told::new(&*tx));
        let mut run = Run {
            tx: &tx,
            context: match heeded {
                Some(n) => Context::kept(&options, &Rulings::of(&judgements[..n]), told.clone()),
                None => Context::new(&options),
            },
            turned,
            gone: false,
            origins: BTreeSet::new(),
        };
        if heeded.is_none() {
            run.forget().map_err(fail)?;
            for (id, document) in run.outdated().map_err(fail)? {
                let made = Contribution::of(&analysis(&tx, &path, document)?)
                    .map_err(|error| Error::Io(path.clone(), error.to_string()))?;
                run.renew(id, &made).map_err(fail)?;
            }
        }
        let turn = run.turn().map_err(fail)?;
        let idle = turn.gone.is_empty() && turn.come.is_empty() && heeded == Some(judgements.len());
        if idle {
            drop((run, told));
            tx.commit().map_err(fail)?;
            return Ok((Settled::default(), None));
        }
        let rulings = Rulings::of(&judgements);
        let touched = run.take(&turn, &rulings, heeded.is_some()).map_err(fail)?;
        let mut settled = Settled::default();
        for (i, family) in touched.iter().enumerate() {
            settled.questions += run.settle(family).map_err(fail)?;
            step(i as u64 + 1, touched.len() as u64);
        }
        settled.families = touched.len();
        renew(&tx, &run.origins).map_err(fail)?;
        tx.execute("DELETE FROM settled", []).map_err(fail)?;
        let names = serde_json::to_string(run.context.names())
            .map_err(|error| Error::Io(path.clone(), error.to_string()))?;
        tx.execute(
            "INSERT INTO settled VALUES (?, ?, ?)",
            params![by, last, names],
        )
        .map_err(fail)?;
        let turned = run.turned.take();
        drop(run);
        told.sound().map_err(fail)?;
        drop(told);
        tx.commit().map_err(fail)?;
        Ok((settled, turned))
    }

    /// What sides were called when the questions were last settled; none before they were.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn names(&self) -> Result<Option<Names>> {
        let json: Option<String> = self.read(|db| {
            let mut query = db.prepare("SELECT names FROM settled")?;
            query.query_row([], |row| row.get(0)).optional()
        })?;
        let names = json.map(|json| serde_json::from_str(&json)).transpose();
        names.map_err(|error| self.damaged(format!("the names of sides: {error}")))
    }

    /// The question with an id (`q:…`).
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn question(&self, id: &str) -> Result<Option<Question>> {
        let packed: Option<Vec<u8>> = self.read(|db| {
            db.prepare_cached("SELECT json FROM question WHERE name = ?")?
                .query_row([id], |row| row.get(0))
                .optional()
        })?;
        packed.map(|json| self.unpacked(&json)).transpose()
    }

    /// The document that a claim's reference speaks of.
    ///
    /// # Errors
    /// Where there is none, or the ledger cannot be read.
    pub fn document_of(&self, claim: &ClaimRef) -> Result<DocumentId> {
        let found: Option<i64> = self.read(|db| {
            db.prepare_cached("SELECT document FROM contribution WHERE key = ?")?
                .query_row([&claim.document], |row| row.get(0))
                .optional()
        })?;
        let unknown = || Error::Unknown(format!("there is no report {} here", claim.document));
        found.map(DocumentId).ok_or_else(unknown)
    }

    /// A question as it is given: only those of the ledger among the wider ones.
    pub(crate) fn unpacked(&self, json: &[u8]) -> Result<Question> {
        let mut question: Question = read(json).map_err(|error| Error::of(&self.path, &error))?;
        let there = self.read(|db| {
            let mut query = db.prepare_cached("SELECT 1 FROM question WHERE name = ?")?;
            let wider = question.refines.iter();
            let there = wider.map(|id| query.exists([id]));
            there.collect::<rusqlite::Result<Vec<bool>>>()
        })?;
        let mut there = there.into_iter();
        question.refines.retain(|_| there.next().unwrap_or(false));
        Ok(question)
    }
}

/// Words as FTS5 takes them literally, whatever signs they have.
pub(crate) fn quoted(words: &str) -> String {
    let words = words.split_whitespace();
    let quoted: Vec<String> = words
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    quoted.join(" ")
}

fn day(day: Day) -> String {
    day.to_string()
}

/// A value that was packed as JSON.
fn read<T: DeserializeOwned>(packed: &[u8]) -> rusqlite::Result<T> {
    let broken = |error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, error)
    };
    let json = pack::unpack(packed).map_err(|error| broken(error.into()))?;
    serde_json::from_slice(&json).map_err(|error| broken(error.into()))
}

fn unwritten(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error)
}

/// What is noted of a settling whose changes are asked for.
#[derive(Default)]
struct Turned {
    /// The questions that were taken away and did not come back as they were: JSON, packed, by id.
    former: BTreeMap<String, Vec<u8>>,
    /// The questions that were not there as they are.
    after: Vec<Question>,
}

/// One settling.
struct Run<'t> {
    tx: &'t Transaction<'t>,
    context: Context<'t>,
    turned: Option<Turned>,
    /// Whether contributions went: another may have taken the place of one with its key.
    gone: bool,
    /// The origins from which questions have heard more or less.
    origins: BTreeSet<i64>,
}

impl Run<'_> {
    /// Lets go of all that was settled: every contribution is new again.
    fn forget(&mut self) -> rusqlite::Result<()> {
        if self.turned.is_some() {
            let former = self.former(None)?;
            self.turned = Some(Turned {
                former,
                after: Vec::new(),
            });
        }
        self.tx.execute_batch(
            "DELETE FROM question;
             DELETE FROM origin;
             DELETE FROM told;
             DELETE FROM contribution WHERE state = 2;
             UPDATE contribution SET state = 0, key = NULL WHERE state IN (1, 3);",
        )
    }

    /// The questions of a family, or all: JSON, packed, by id.
    fn former(&self, family: Option<&str>) -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
        let sql = match family {
            Some(_) => "SELECT name, json FROM question WHERE family = ?1",
            None => "SELECT name, json FROM question WHERE ?1 IS NULL",
        };
        let mut query = self.tx.prepare_cached(sql)?;
        let rows = query.query_map([family], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    /// Contributions that another version of the program made, with their documents.
    fn outdated(&self) -> rusqlite::Result<Vec<(Id, DocumentId)>> {
        let mut query = self
            .tx
            .prepare("SELECT id, document FROM contribution WHERE program IS NOT ?")?;
        let rows = query.query_map([PROGRAM], |row| Ok((row.get(0)?, DocumentId(row.get(1)?))))?;
        rows.collect()
    }

    /// Puts in a contribution's place what this version makes of its reading.
    fn renew(&self, id: Id, made: &Contribution) -> rusqlite::Result<()> {
        self.tx
            .prepare_cached("DELETE FROM part WHERE contribution = ?")?
            .execute([id])?;
        self.tx
            .prepare_cached("UPDATE contribution SET program = ?, articles = ? WHERE id = ?")?
            .execute(params![PROGRAM, made.articles, id])?;
        lay_parts(self.tx, id, &made.parts)
    }

    /// Finds which contributions come and go. Documents of one id get keys that tell them apart, and
    /// of those that say the same only one counts.
    fn turn(&self) -> rusqlite::Result<Turn> {
        let mut turn = Turn::default();
        let mut waiting = self
            .tx
            .prepare("SELECT DISTINCT name FROM contribution WHERE state IN (0, 2)")?;
        let names = waiting.query_map([], |row| row.get(0))?;
        let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
        let mut query = self.tx.prepare(
            "SELECT id, hash, state, key FROM contribution WHERE name = ?
             ORDER BY hash, state = 1 DESC, id",
        )?;
        let mut set = self
            .tx
            .prepare("UPDATE contribution SET state = ?, key = ? WHERE id = ?")?;
        for name in &names {
            let rows = query.query_map([name], |row| {
                let row: (Id, Vec<u8>, i64, Option<String>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                Ok(row)
            })?;
            let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
            let hashes: BTreeSet<&[u8]> = rows
                .iter()
                .filter(|(_, _, state, _)| *state != 2)
                .map(|(_, hash, ..)| hash.as_slice())
                .collect();
            let mut last: Option<&[u8]> = None;
            for (id, hash, state, key) in &rows {
                if *state == 2 {
                    turn.gone.extend(key.clone().map(|key| (*id, key)));
                    continue;
                }
                if last == Some(hash) {
                    set.execute(params![3, None::<String>, id])?;
                    continue;
                }
                last = Some(hash);
                let wanted = match hashes.len() {
                    1 => name.clone(),
                    _ => format!("{name}@{}", hex(&hash[..hash.len().min(4)])),
                };
                if *state == 1 && key.as_ref() == Some(&wanted) {
                    continue;
                }
                turn.gone.extend(key.clone().map(|key| (*id, key)));
                turn.come.push((*id, wanted));
            }
        }
        Ok(turn)
    }

    /// Takes the contributions in and out, and gives the families that this touches: all, where
    /// none are `settled` yet.
    fn take(
        &mut self,
        turn: &Turn,
        rulings: &Rulings,
        settled: bool,
    ) -> rusqlite::Result<BTreeSet<Family>> {
        let mut touched: BTreeSet<Family> = BTreeSet::new();
        for (id, _) in &turn.gone {
            let families = self.families(*id)?;
            touched.extend(families.iter().map(|f| self.context.family(f)));
        }
        self.gone = !turn.gone.is_empty();
        let mut gone = self.reports(&turn.gone)?;
        self.swap(turn)?;
        let mut come = turn.come.chunks(BATCH);
        loop {
            let chunk = come.next();
            if chunk.is_none() && gone.is_empty() {
                break;
            }
            let come = self.reports(chunk.unwrap_or_default())?;
            let change = self.context.update(
                &come.iter().collect::<Vec<_>>(),
                &gone.iter().collect::<Vec<_>>(),
            );
            gone.clear();
            write(self.tx, self.context.rows())?;
            if settled {
                touched.extend(self.changed(&change)?);
            }
        }
        let change = self.context.rule(rulings);
        if settled {
            touched.extend(self.changed(&change)?);
            for (id, _) in &turn.come {
                let families = self.families(*id)?;
                touched.extend(families.iter().map(|f| self.context.family(f)));
            }
        } else {
            let mut query = self.tx.prepare("SELECT name FROM family")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                touched.insert(self.context.family(&family(&row.get::<_, String>(0)?)));
            }
        }
        Ok(touched)
    }

    /// What contributions add to the context.
    fn reports(&self, keys: &[(Id, String)]) -> rusqlite::Result<Vec<Report>> {
        reports(self.tx, keys)
    }

    /// Writes down which contributions are in the questions from now on.
    fn swap(&self, turn: &Turn) -> rusqlite::Result<()> {
        // Keys first become free, then are given: two may change places.
        let mut free = self
            .tx
            .prepare("UPDATE contribution SET key = NULL WHERE id = ?")?;
        for (id, _) in &turn.gone {
            free.execute([id])?;
        }
        self.tx
            .execute("DELETE FROM contribution WHERE state = 2", [])?;
        let mut give = self
            .tx
            .prepare("UPDATE contribution SET state = 1, key = ? WHERE id = ?")?;
        for (id, key) in &turn.come {
            give.execute(params![key, id])?;
        }
        Ok(())
    }

    /// The families that a contribution has a part in, as it knows them.
    fn families(&self, contribution: Id) -> rusqlite::Result<BTreeSet<Family>> {
        let mut query = self.tx.prepare_cached(
            "SELECT f.name FROM part p JOIN family f ON f.id = p.family WHERE p.contribution = ?",
        )?;
        let names = query.query_map([contribution], |row| row.get::<_, String>(0))?;
        names.map(|name| name.map(|n| family(&n))).collect()
    }

    /// The families that a change of the context touches.
    fn changed(&self, change: &Change) -> rusqlite::Result<BTreeSet<Family>> {
        let fault = RefCell::new(None);
        let ask = |sql: &str, name: &str| -> BTreeSet<Family> {
            let ask = || {
                let mut query = self.tx.prepare_cached(sql)?;
                let names = query.query_map([name], |row| row.get::<_, String>(0))?;
                names.map(|name| name.map(|n| family(&n))).collect()
            };
            let asked: rusqlite::Result<BTreeSet<Family>> = ask();
            asked.unwrap_or_else(|error| {
                fault.replace(Some(error));
                BTreeSet::new()
            })
        };
        let touched = change.families(
            &self.context,
            |name| {
                let sql = "SELECT f.name FROM dependence d JOIN family f ON f.id = d.family
                           WHERE d.name = ?";
                ask(sql, name)
            },
            |key| {
                let sql = "SELECT f.name FROM contribution c JOIN part p ON p.contribution = c.id
                           JOIN family f ON f.id = p.family WHERE c.key = ?";
                ask(sql, key)
            },
        );
        match fault.into_inner() {
            Some(error) => Err(error),
            None => Ok(touched),
        }
    }

    /// Settles a family anew and gives the number of its questions.
    fn settle(&mut self, family: &Family) -> rusqlite::Result<usize> {
        let (entries, documents) = entries(self.tx, &self.context, family)?;
        let all = entries
            .iter()
            .flat_map(|(key, entries)| entries.iter().map(move |e| (key.as_str(), e)));
        let questions = settle(&self.context, all);
        let name = family.to_string();
        let mut packed = BTreeMap::new();
        for question in &questions {
            let json = serde_json::to_vec(question).map_err(|error| unwritten(error.into()))?;
            let json = pack::pack(&json).map_err(|error| unwritten(error.into()))?;
            packed.insert(question.id.as_str(), json);
        }
        // Those that are as they were stay where they are: they may be many.
        let mut stay: BTreeSet<String> = BTreeSet::new();
        for (id, former) in self.former(Some(&name))? {
            if packed.get(id.as_str()) == Some(&former) && !self.gone {
                stay.insert(id);
                continue;
            }
            let sql = "SELECT DISTINCT a.origin FROM question q
                       JOIN question_claim a ON a.question = q.id
                       WHERE q.name = ? AND a.origin IS NOT NULL";
            let mut query = self.tx.prepare_cached(sql)?;
            for origin in query.query_map([&id], |row| row.get(0))? {
                self.origins.insert(origin?);
            }
            self.tx
                .prepare_cached("DELETE FROM question WHERE name = ?")?
                .execute([&id])?;
            if let Some(turned) = &mut self.turned {
                turned.former.insert(id, former);
            }
        }
        for question in questions.iter().filter(|q| !stay.contains(&q.id)) {
            if let Some(json) = packed.remove(question.id.as_str()) {
                self.question(&name, question, json, &documents)?;
            }
        }
        Ok(questions.len())
    }

    fn question(
        &mut self,
        family: &str,
        question: &Question,
        json: Vec<u8>,
        documents: &BTreeMap<String, i64>,
    ) -> rusqlite::Result<()> {
        if let Some(turned) = &mut self.turned {
            match turned.former.get(&question.id) {
                Some(former) if *former == json => {
                    turned.former.remove(&question.id);
                }
                _ => turned.after.push(question.clone()),
            }
        }
        let evidence = || {
            let answers = question.answers.iter();
            answers.flat_map(|a| a.affirmed.iter().chain(&a.denied))
        };
        let days = question.period.as_deref().and_then(Days::parse);
        let place = question.place.as_ref();
        let id = self
            .tx
            .prepare_cached(
                "INSERT INTO question (name, family, key, kind, status, disputed, claims, place,
                                       called, first, last, json)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .insert(params![
                question.id,
                family,
                question.key,
                question.kind,
                question.status as i64,
                question.disputed(),
                number(evidence().count()),
                place.map(|p| &p.id),
                place.map(|p| &p.name),
                days.and_then(|d| d.start).map(day),
                days.and_then(|d| d.end).map(day),
                json,
            ])?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO question_side (side, question) VALUES (?, ?) ON CONFLICT DO NOTHING",
        )?;
        for side in &question.sides {
            insert.execute(params![side, id])?;
        }
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO question_claim (document, number, question, origin, voice, day)
             VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?;
        for e in evidence() {
            let document = documents.get(&e.claim.document);
            let origin = origin(self.tx, &e.origin)?;
            self.origins.insert(origin);
            insert.execute(params![
                document,
                number(e.claim.claim.0),
                id,
                origin,
                e.holder.name,
                e.published_on().map(day)
            ])?;
        }
        Ok(())
    }
}

/// What contributions add to the context, without their families.
fn reports(db: &Connection, keys: &[(Id, String)]) -> rusqlite::Result<Vec<Report>> {
    let mut query = db.prepare_cached("SELECT articles FROM contribution WHERE id = ?")?;
    let reports = keys.iter().map(|(id, key)| {
        let packed: Vec<u8> = query.query_row([id], |row| row.get(0))?;
        let articles: Vec<Facts> = read(&packed)?;
        Ok(Report {
            key: key.clone(),
            families: BTreeMap::new(),
            articles,
        })
    });
    reports.collect()
}

/// Claims laid to a family, by the keys of their documents; and the numbers of the documents.
type Entries = (Vec<(String, Vec<Entry>)>, BTreeMap<String, i64>);

/// What is settled together as a family.
pub(crate) fn entries(
    db: &Connection,
    context: &Context<'_>,
    family: &Family,
) -> rusqlite::Result<Entries> {
    let mut query = db.prepare_cached(
        "SELECT c.key, c.document, p.entries FROM family f JOIN part p ON p.family = f.id
         JOIN contribution c ON c.id = p.contribution WHERE f.name = ? AND c.key IS NOT NULL",
    )?;
    let (mut entries, mut documents) = Entries::default();
    for member in context.members(family) {
        let mut rows = query.query([member.to_string()])?;
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            documents.insert(key.clone(), row.get(1)?);
            entries.push((key, read(&row.get::<_, Vec<u8>>(2)?)?));
        }
    }
    Ok((entries, documents))
}

/// The context of the reports that the questions rest on, made anew.
pub(crate) fn anew(db: &Connection, options: &Options) -> rusqlite::Result<Context<'static>> {
    let mut context = Context::new(options);
    let mut query = db.prepare("SELECT id, key FROM contribution WHERE key IS NOT NULL")?;
    let keys = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let keys: Vec<(Id, String)> = keys.collect::<rusqlite::Result<_>>()?;
    for chunk in keys.chunks(BATCH) {
        let reports = reports(db, chunk)?;
        context.update(&reports.iter().collect::<Vec<_>>(), &[]);
    }
    Ok(context)
}

/// The family of a name.
pub(crate) fn family(name: &str) -> Family {
    // It cannot fail.
    name.parse().unwrap_or_else(|never| match never {})
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
