//! Questions, kept settled: what an addition touches is settled anew, and nothing else.

use crate::entry::{Contribution, PROGRAM};
use crate::error::{Error, Result};
use crate::pack;
use crate::store::{DocumentId, Store, analysis, lay_parts, number};
use rashomon_ledger::{
    Change, ClaimRef, Context, Day, Days, Entry, Facts, Family, Names, Options, Question, Report,
    Rulings, Status, settle,
};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, named_params, params};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

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

/// Which questions to give. What is left out does not matter; what is there must hold all at once.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Kind of the claims: `control`.
    pub kind: Option<String>,
    /// Id or name of the place that they are asked of.
    pub place: Option<String>,
    /// Id of a side that they have to do with.
    pub side: Option<String>,
    /// Any of these statuses; all where there is none.
    pub status: Vec<Status>,
    /// Only those whose accounts part.
    pub disputed: bool,
    /// About this day or later ones.
    pub from: Option<Day>,
    /// About this day or earlier ones.
    pub to: Option<Day>,
    /// Words that the sentences of one of their claims have, or the title of its report (FTS5).
    pub text: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
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
        let mut run = Run {
            tx: &tx,
            context: Context::new(&options),
            turned,
        };
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
            tx.commit().map_err(fail)?;
            return Ok((Settled::default(), None));
        }
        let heeded = heeded.unwrap_or(0).min(judgements.len());
        let touched = run
            .take(
                &turn,
                &Rulings::of(&judgements[..heeded]),
                &Rulings::of(&judgements),
            )
            .map_err(fail)?;
        let mut settled = Settled::default();
        for (i, family) in touched.iter().enumerate() {
            settled.questions += run.settle(family).map_err(fail)?;
            step(i as u64 + 1, touched.len() as u64);
        }
        settled.families = touched.len();
        tx.execute("DELETE FROM settled", []).map_err(fail)?;
        tx.execute("INSERT INTO settled VALUES (?, ?)", params![by, last])
            .map_err(fail)?;
        let turned = run.turned;
        tx.commit().map_err(fail)?;
        Ok((settled, turned))
    }

    /// The questions that a filter lets through, in the order of lists: those whose accounts part
    /// first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn questions(&self, filter: &Filter) -> Result<Vec<Question>> {
        let statuses: Vec<i64> = filter.status.iter().map(|s| *s as i64).collect();
        let statuses = serde_json::to_string(&statuses).unwrap_or_default();
        let any = filter.status.is_empty();
        let limit = filter.limit.map_or(-1, number);
        let (from, to) = (filter.from.map(day), filter.to.map(day));
        let text = filter.text.as_deref().map(quoted);
        let packed: Vec<Vec<u8>> = self.read(|db| {
            // What a filter leaves out is left out of the query, so that the index that fits best is
            // used.
            let mut sql = "SELECT q.json FROM question q WHERE 1".to_owned();
            let mut and = |given: bool, condition: &str| {
                if given {
                    sql.push_str(" AND ");
                    sql.push_str(condition);
                }
            };
            and(filter.kind.is_some(), "q.kind = :kind");
            and(
                filter.place.is_some(),
                "(q.place = :place OR q.called = :place COLLATE NOCASE
                  OR q.place IN (SELECT key FROM place WHERE name = :place COLLATE NOCASE))",
            );
            and(
                filter.side.is_some(),
                "q.id IN (SELECT question FROM question_side WHERE side = :side)",
            );
            and(!any, "q.status IN (SELECT value FROM json_each(:statuses))");
            and(filter.disputed, "q.disputed");
            and(
                from.is_some(),
                "(q.last >= :from OR q.last IS NULL AND q.first IS NOT NULL)",
            );
            and(
                to.is_some(),
                "(q.first <= :to OR q.first IS NULL AND q.last IS NOT NULL)",
            );
            and(
                text.is_some(),
                "q.id IN (
                  SELECT a.question FROM words JOIN claim c ON c.passage = words.rowid
                  JOIN question_claim a ON a.document = c.document AND a.number = c.number
                  WHERE words MATCH :text
                  UNION
                  SELECT a.question FROM words
                  JOIN passage p ON p.id = words.rowid AND p.start IS NULL
                  JOIN question_claim a ON a.document = p.document
                  WHERE words MATCH :text)",
            );
            sql.push_str(" ORDER BY q.status, q.claims DESC, q.key LIMIT :limit");
            let mut query = db.prepare_cached(&sql)?;
            let all = named_params! {
                ":kind": filter.kind, ":place": filter.place, ":side": filter.side,
                ":statuses": statuses, ":from": from, ":to": to, ":text": text, ":limit": limit,
            };
            for (name, value) in all {
                if let Some(at) = query.parameter_index(name)? {
                    query.raw_bind_parameter(at, value)?;
                }
            }
            let mut rows = query.raw_query();
            let mut packed = Vec::new();
            while let Some(row) = rows.next()? {
                packed.push(row.get(0)?);
            }
            Ok(packed)
        })?;
        packed.iter().map(|json| self.unpacked(json)).collect()
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
    context: Context,
    turned: Option<Turned>,
}

impl Run<'_> {
    /// Lets go of all that was settled: every contribution is new again.
    fn forget(&mut self) -> rusqlite::Result<()> {
        self.note(None)?;
        self.tx.execute_batch(
            "DELETE FROM question;
             DELETE FROM contribution WHERE state = 2;
             UPDATE contribution SET state = 0, key = NULL WHERE state IN (1, 3);",
        )
    }

    /// Notes the questions of a family, or all, before they are taken away.
    fn note(&mut self, family: Option<&str>) -> rusqlite::Result<()> {
        let Some(turned) = &mut self.turned else {
            return Ok(());
        };
        let sql = match family {
            Some(_) => "SELECT name, json FROM question WHERE family = ?1",
            None => "SELECT name, json FROM question WHERE ?1 IS NULL",
        };
        let mut query = self.tx.prepare_cached(sql)?;
        let mut rows = query.query([family])?;
        while let Some(row) = rows.next()? {
            turned.former.insert(row.get(0)?, row.get(1)?);
        }
        Ok(())
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

    /// Takes the contributions in and out, and gives the families that this touches.
    fn take(
        &mut self,
        turn: &Turn,
        heeded: &Rulings,
        rulings: &Rulings,
    ) -> rusqlite::Result<BTreeSet<Family>> {
        let mut touched: BTreeSet<Family> = BTreeSet::new();
        let whole = self.load()?;
        self.context.rule(heeded);
        for (id, _) in &turn.gone {
            let families = self.families(*id)?;
            touched.extend(families.iter().map(|f| self.context.family(f)));
        }
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
            if whole {
                touched.extend(self.changed(&change)?);
            }
        }
        let change = self.context.rule(rulings);
        touched.extend(self.changed(&change)?);
        if whole {
            for (id, _) in &turn.come {
                let families = self.families(*id)?;
                touched.extend(families.iter().map(|f| self.context.family(f)));
            }
        } else {
            // Nothing was settled before: all is touched.
            let mut query = self.tx.prepare("SELECT name FROM family")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                touched.insert(self.context.family(&family(&row.get::<_, String>(0)?)));
            }
        }
        Ok(touched)
    }

    /// Fills the context with what the questions rest on; whether there was anything.
    fn load(&mut self) -> rusqlite::Result<bool> {
        let mut query = self
            .tx
            .prepare("SELECT id, key FROM contribution WHERE key IS NOT NULL ORDER BY id")?;
        let keys = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let keys: Vec<(Id, String)> = keys.collect::<rusqlite::Result<_>>()?;
        for chunk in keys.chunks(BATCH) {
            let reports = self.reports(chunk)?;
            self.context
                .update(&reports.iter().collect::<Vec<_>>(), &[]);
        }
        Ok(!keys.is_empty())
    }

    /// What contributions add to the context; of the families, only which they are.
    fn reports(&self, keys: &[(Id, String)]) -> rusqlite::Result<Vec<Report>> {
        let mut query = self
            .tx
            .prepare_cached("SELECT articles FROM contribution WHERE id = ?")?;
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
        let mut query = self.tx.prepare_cached(
            "SELECT c.key, c.document, p.entries FROM family f JOIN part p ON p.family = f.id
             JOIN contribution c ON c.id = p.contribution WHERE f.name = ? AND c.state = 1",
        )?;
        let mut documents: BTreeMap<String, i64> = BTreeMap::new();
        let mut entries: Vec<(String, Vec<Entry>)> = Vec::new();
        for member in self.context.members(family) {
            let mut rows = query.query([member.to_string()])?;
            while let Some(row) = rows.next()? {
                let key: String = row.get(0)?;
                documents.insert(key.clone(), row.get(1)?);
                entries.push((key, read(&row.get::<_, Vec<u8>>(2)?)?));
            }
        }
        let all = entries
            .iter()
            .flat_map(|(key, entries)| entries.iter().map(move |e| (key.as_str(), e)));
        let questions = settle(&self.context, all);
        let name = family.to_string();
        self.note(Some(&name))?;
        self.tx
            .prepare_cached("DELETE FROM question WHERE family = ?")?
            .execute([&name])?;
        for question in &questions {
            self.question(&name, question, &documents)?;
        }
        Ok(questions.len())
    }

    fn question(
        &mut self,
        family: &str,
        question: &Question,
        documents: &BTreeMap<String, i64>,
    ) -> rusqlite::Result<()> {
        let broken = |error: Box<dyn std::error::Error + Send + Sync>| {
            rusqlite::Error::ToSqlConversionFailure(error)
        };
        let json = serde_json::to_vec(question).map_err(|error| broken(error.into()))?;
        let json = pack::pack(&json).map_err(|error| broken(error.into()))?;
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
            "INSERT INTO question_claim (document, number, question) VALUES (?, ?, ?)
             ON CONFLICT DO NOTHING",
        )?;
        for claim in evidence().map(|e| &e.claim) {
            let document = documents.get(&claim.document);
            insert.execute(params![document, number(claim.claim.0), id])?;
        }
        Ok(())
    }
}

/// The family of a name.
fn family(name: &str) -> Family {
    // It cannot fail.
    name.parse().unwrap_or_else(|never| match never {})
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
