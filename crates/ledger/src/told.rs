//! What reports tell together, kept by key: a part of it can be looked up, changed and written down
//! without the rest.

use crate::when::Day;
use elsa::FrozenMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::hash::Hash;
use std::ops::Bound;

/// Where rows lie that a [`Context`](crate::Context) gave: each key with its last value. What keeps
/// it from answering it notes itself; it then answers that there is nothing.
pub trait Source: fmt::Debug {
    /// The value of a key; none where there is no such row.
    fn value(&self, key: &[u8]) -> Option<Vec<u8>>;

    /// The rows whose keys begin so, in the order of their keys.
    fn under(&self, begin: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)>;

    /// Is told that a row is not what was written.
    fn broken(&self, key: &[u8]);
}

/// A key, and its value from now on: none where the row goes.
pub type Row = (Vec<u8>, Option<Vec<u8>>);

/// What all rows of one kind begin with.
pub(crate) mod kind {
    pub const PAIR: u8 = b'p';
    pub const SIDE: u8 = b's';
    pub const PERSON: u8 = b'h';
    pub const PLACE: u8 = b'l';
    pub const CALLED: u8 = b'n';
    pub const TEXT: u8 = b't';
    pub const CLASS: u8 = b'c';
    pub const BAND: u8 = b'b';
}

/// What rows are found by.
pub(crate) trait Key: Clone + Eq + Hash + Ord {
    fn bytes(&self, kind: u8) -> Vec<u8>;
}

impl Key for String {
    fn bytes(&self, kind: u8) -> Vec<u8> {
        [&[kind], self.as_bytes()].concat()
    }
}

impl Key for u64 {
    fn bytes(&self, kind: u8) -> Vec<u8> {
        [&[kind], &self.to_be_bytes()[..]].concat()
    }
}

/// Values by key, each taken from a source when it is first looked at. What has no row has the
/// default value, and the other way.
pub(crate) struct Shelf<K, V> {
    kind: u8,
    here: FrozenMap<K, Box<V>>,
    changed: BTreeSet<K>,
}

impl<K: Key, V: Default + PartialEq + Serialize + DeserializeOwned> Shelf<K, V> {
    pub fn new(kind: u8) -> Shelf<K, V> {
        Shelf {
            kind,
            here: FrozenMap::default(),
            changed: BTreeSet::new(),
        }
    }

    pub fn get(&self, source: Option<&dyn Source>, key: &K) -> &V {
        if let Some(value) = self.here.get(key) {
            return value;
        }
        let found = source.and_then(|source| {
            let key = key.bytes(self.kind);
            let value = postcard::from_bytes(&source.value(&key)?);
            value.map_err(|_| source.broken(&key)).ok()
        });
        let value = found.unwrap_or_default();
        self.here.insert(key.clone(), Box::new(value))
    }

    pub fn get_mut(&mut self, source: Option<&dyn Source>, key: &K) -> &mut V {
        self.get(source, key);
        self.changed.insert(key.clone());
        self.here.as_mut().entry(key.clone()).or_default()
    }

    /// What was changed since rows were last taken.
    pub fn rows(&mut self, rows: &mut Vec<Row>) {
        for key in std::mem::take(&mut self.changed) {
            let value = self.here.get(&key).filter(|value| **value != V::default());
            // Numbers, texts and lists always serialise.
            let bytes = value.map(|value| postcard::to_allocvec(value).unwrap_or_default());
            rows.push((key.bytes(self.kind), bytes));
        }
    }
}

impl<K: Clone, V: Clone> Clone for Shelf<K, V> {
    fn clone(&self) -> Self {
        Shelf {
            kind: self.kind,
            here: self.here.clone(),
            changed: self.changed.clone(),
        }
    }
}

impl<K, V> fmt::Debug for Shelf<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({})", char::from(self.kind))
    }
}

/// Pairs of names, found by the first; each a row without a value.
#[derive(Debug, Clone)]
pub(crate) struct Pairs<A: Ord, B: Ord> {
    kind: u8,
    here: RefCell<BTreeSet<(A, B)>>,
    /// Firsts of which all pairs are here.
    looked: RefCell<HashSet<A>>,
    changed: BTreeSet<(A, B)>,
}

/// One of two names in a row's key: the first must not begin another first.
pub(crate) trait Name: Clone + Ord + Hash {
    fn first(&self) -> Vec<u8>;
    fn second(&self) -> Vec<u8>;
    fn read(bytes: &[u8]) -> Option<Self>;
    /// The least of all.
    fn least() -> Self;
}

impl Name for String {
    fn first(&self) -> Vec<u8> {
        // No name has this byte.
        [self.as_bytes(), &[0xff]].concat()
    }
    fn second(&self) -> Vec<u8> {
        self.clone().into_bytes()
    }
    fn read(bytes: &[u8]) -> Option<String> {
        String::from_utf8(bytes.to_vec()).ok()
    }
    fn least() -> String {
        String::new()
    }
}

impl Name for u64 {
    fn first(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }
    fn second(&self) -> Vec<u8> {
        self.first()
    }
    fn read(bytes: &[u8]) -> Option<u64> {
        bytes.try_into().ok().map(u64::from_be_bytes)
    }
    fn least() -> u64 {
        0
    }
}

impl<A: Name, B: Name> Pairs<A, B> {
    pub fn new(kind: u8) -> Pairs<A, B> {
        Pairs {
            kind,
            here: RefCell::default(),
            looked: RefCell::default(),
            changed: BTreeSet::new(),
        }
    }

    /// Sees to it that all pairs of a first are here.
    fn look(&self, source: Option<&dyn Source>, first: &A) {
        let Some(source) = source else {
            return;
        };
        if !self.looked.borrow_mut().insert(first.clone()) {
            return;
        }
        let begin = [&[self.kind], &first.first()[..]].concat();
        for (key, _) in source.under(&begin) {
            match key.get(begin.len()..).and_then(B::read) {
                Some(second) => {
                    self.here.borrow_mut().insert((first.clone(), second));
                }
                None => source.broken(&key),
            }
        }
    }

    /// All seconds of a first, in order.
    pub fn of(&self, source: Option<&dyn Source>, first: &A) -> Vec<B> {
        self.look(source, first);
        let here = self.here.borrow();
        let from = here.range((first.clone(), B::least())..);
        let own = from.take_while(|(a, _)| a == first);
        own.map(|(_, second)| second.clone()).collect()
    }

    /// Puts a pair there, or takes it out.
    pub fn put(&mut self, source: Option<&dyn Source>, pair: (A, B), there: bool) {
        self.look(source, &pair.0);
        let here = self.here.get_mut();
        let new = match there {
            true => here.insert(pair.clone()),
            false => here.remove(&pair),
        };
        if new {
            self.changed.insert(pair);
        }
    }

    /// What was changed since rows were last taken.
    pub fn rows(&mut self, rows: &mut Vec<Row>) {
        let here = self.here.get_mut();
        for pair in std::mem::take(&mut self.changed) {
            let key = [&[self.kind], &pair.0.first()[..], &pair.1.second()[..]].concat();
            rows.push((key, here.contains(&pair).then(Vec::new)));
        }
    }
}

/// How often something was told, by the day by which it was known ([`day`]).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    total: u64,
    days: BTreeMap<Option<i32>, u64>,
}

/// A day as rows have it: counted from 1970. What is not known to have been published by any day
/// has none.
pub(crate) fn day(day: Option<Day>) -> Option<i32> {
    day.and_then(|day| i32::try_from(day.since(Day::EPOCH)).ok())
}

impl Told {
    /// Adds to it or takes from it; whether anything is left.
    pub fn count(&mut self, known: Option<i32>, n: u64, add: bool) -> bool {
        let step = |count: u64| match add {
            true => count + n,
            false => count.saturating_sub(n),
        };
        self.total = step(self.total);
        let of_day = self.days.entry(known).or_default();
        *of_day = step(*of_day);
        if *of_day == 0 {
            self.days.remove(&known);
        }
        !self.days.is_empty()
    }

    /// How often by a day, where one is given.
    pub fn by(&self, as_of: Option<Day>) -> u64 {
        match as_of {
            None => self.total,
            Some(_) => {
                let known = (Bound::Excluded(None), Bound::Included(day(as_of)));
                self.days.range(known).map(|(_, n)| n).sum()
            }
        }
    }
}

/// How often each of several things was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts<K: Ord>(BTreeMap<K, Told>);

impl<K: Ord> Default for Counts<K> {
    fn default() -> Self {
        Counts(BTreeMap::new())
    }
}

impl<K: Ord + Clone> Counts<K> {
    /// Adds to a count or takes from it; what falls to nothing is let go.
    pub fn count(&mut self, key: &K, known: Option<i32>, n: u64, add: bool) {
        let told = self.0.entry(key.clone()).or_default();
        if !told.count(known, n, add) {
            self.0.remove(key);
        }
    }

    /// What was told by a day, and how often.
    pub fn by(&self, as_of: Option<Day>) -> impl Iterator<Item = (&K, u64)> {
        let told = self.0.iter().map(move |(key, told)| (key, told.by(as_of)));
        told.filter(|(_, n)| *n > 0)
    }

    /// The most frequent, the first in order among equals.
    pub fn most_frequent(&self, as_of: Option<Day>) -> Option<&K> {
        let best = self.by(as_of);
        let best = best.max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)));
        best.map(|(key, _)| key)
    }

    /// All that was ever told.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.keys()
    }
}
