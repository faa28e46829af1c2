//! What was known on a day of the past.

use crate::error::{Error, Result};
use crate::questions::{anew, entries, family};
use crate::store::Store;
use crate::told::Told;
use rashomon_ledger::{
    ClaimRef, Context, Day, Family, Filter, Names, Options, Question, Rulings, prune, settle,
};
use rusqlite::{Connection, OptionalExtension, ToSql};
use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;

/// A ledger as of a day: its questions are settled from the reports that were known then, as they
/// are asked for. Judgements of what is one place or person count whenever they were made.
pub struct Past {
    store: Rc<Store>,
    told: Rc<Told<Held>>,
    context: Context<'static>,
    settled: RefCell<BTreeMap<Family, Vec<Question>>>,
}

/// A ledger that is held in two places.
struct Held(Rc<Store>);

impl Borrow<Connection> for Held {
    fn borrow(&self) -> &Connection {
        &self.0.db
    }
}

impl Deref for Past {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Store {
    /// The ledger as of a day. `names` are what sides are called; others are called as the reports
    /// of before call them.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn past(self, day: Day, names: Names) -> Result<Past> {
        let options = Options {
            as_of: Some(day),
            names,
        };
        let rulings = Rulings::of(&self.judgements()?);
        let settled = self.read(|db| db.prepare("SELECT 1 FROM settled")?.exists([]))?;
        let store = Rc::new(self);
        let told = Rc::new(Told::new(Held(store.clone())));
        let context = match settled {
            true => Context::kept(&options, &rulings, told.clone()),
            // A ledger of an earlier format, not settled since.
            false => {
                let mut context = store.read(|db| anew(db, &options))?;
                context.rule(&rulings);
                context
            }
        };
        Ok(Past {
            store,
            told,
            context,
            settled: RefCell::default(),
        })
    }
}

impl Past {
    /// What the reports of before together told.
    pub fn context(&self) -> &Context<'static> {
        &self.context
    }

    /// The questions among which are all that a filter admits, in the order of lists. It narrows by kinds,
    /// places and sides; without any of them all questions are settled.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn settled(&self, filter: &Filter) -> Result<Vec<Question>> {
        let mut questions = Vec::new();
        for family in self.families(filter)? {
            questions.extend(self.of_family(&family)?);
        }
        // The wider ones, of which it is told, ask the same of the same place.
        prune(&mut questions);
        questions.sort_by(Question::listed);
        Ok(questions)
    }

    /// The questions that a claim answers, without the wider ones.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn answered_then(&self, claim: &ClaimRef) -> Result<Vec<Question>> {
        let sql = "SELECT f.name FROM contribution c JOIN part p ON p.contribution = c.id
                   JOIN family f ON f.id = p.family WHERE c.key = ?";
        let mut questions = Vec::new();
        for family in self.named(sql, &[&claim.document])? {
            questions.extend(self.of_family(&family)?);
        }
        questions.retain(|q| q.evidence().any(|e| e.claim == *claim));
        Ok(questions)
    }

    /// The questions that ask the same kind of thing of the same place as the question with an id
    /// today; none where there is no such question today.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn beside(&self, id: &str) -> Result<Option<Vec<Question>>> {
        let asked: Option<(String, Option<String>)> = self.store.read(|db| {
            let sql = "SELECT kind, place FROM question WHERE name = ?";
            let mut query = db.prepare_cached(sql)?;
            let row = query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)));
            row.optional()
        })?;
        let Some((kind, place)) = asked else {
            return Ok(None);
        };
        let filter = Filter {
            kinds: [kind].into(),
            places: place.map(|place| [place].into()),
            ..Filter::default()
        };
        self.settled(&filter).map(Some)
    }

    fn of_family(&self, family: &Family) -> Result<Vec<Question>> {
        if let Some(known) = self.settled.borrow().get(family) {
            return Ok(known.clone());
        }
        let questions = self.store.read(|db| {
            let (entries, _) = entries(db, &self.context, family)?;
            let all = entries
                .iter()
                .flat_map(|(key, entries)| entries.iter().map(move |e| (key.as_str(), e)));
            let questions = settle(&self.context, all);
            self.told.sound()?;
            Ok(questions)
        })?;
        let mut settled = self.settled.borrow_mut();
        settled.insert(family.clone(), questions.clone());
        Ok(questions)
    }

    /// The families that a filter asks for, and those that ask the same kind of thing of the same
    /// places.
    fn families(&self, filter: &Filter) -> Result<BTreeSet<Family>> {
        let depending = "SELECT f.name FROM dependence d JOIN family f ON f.id = d.family
                         WHERE d.name = ?";
        let at = |place: &str| -> Result<BTreeSet<Family>> {
            let mut found = BTreeSet::new();
            for id in self.context.one_with(place) {
                found.extend(self.named(depending, &[&format!("place:{id}")])?);
            }
            found.retain(|family| family.place.as_deref() == Some(place));
            Ok(found)
        };
        let mut families = BTreeSet::new();
        if let Some(places) = &filter.places {
            let places: BTreeSet<&str> = places.iter().map(|id| self.context.place(id)).collect();
            for place in places {
                families.extend(at(place)?);
            }
        } else if let Some(sides) = &filter.sides {
            let mut asked = BTreeSet::new();
            for side in sides {
                for family in self.named(depending, &[&format!("side:{side}")])? {
                    asked.insert((kind(&family).to_owned(), family.place));
                }
            }
            for (of, place) in asked {
                match place {
                    Some(place) => {
                        let beside = at(&place)?.into_iter();
                        families.extend(beside.filter(|family| kind(family) == of));
                    }
                    None => {
                        let sql = "SELECT name FROM family WHERE name >= ?1 AND name < ?1 || '~'
                                   AND instr(name, '@') = 0";
                        let beside = self.named(sql, &[&of])?.into_iter();
                        families.extend(beside.filter(|family| kind(family) == of));
                    }
                }
            }
        } else {
            families = self.named("SELECT name FROM family", &[])?;
        }
        if !filter.kinds.is_empty() {
            families.retain(|family| filter.kinds.contains(kind(family)));
        }
        Ok(families)
    }

    /// The families whose names a query gives, by the ids that stand for their places.
    fn named(&self, sql: &str, values: &[&dyn ToSql]) -> Result<BTreeSet<Family>> {
        let names: Vec<String> = self.store.read(|db| {
            let mut query = db.prepare_cached(sql)?;
            let names = query.query_map(values, |row| row.get(0))?;
            names.collect()
        })?;
        let families = names.iter().map(|name| self.context.family(&family(name)));
        let families = families.collect();
        let sound = self.told.sound();
        sound.map_err(|error| Error::of(&self.store.path, &error))?;
        Ok(families)
    }
}

/// The kind of a family's claims.
fn kind(family: &Family) -> &str {
    let end = family.question.find(['/', '|']);
    &family.question[..end.unwrap_or(family.question.len())]
}
