//! Who acts and who speaks.

mod lists;

pub(crate) use lists::{ActorFinder, add_demonyms};

use crate::lexicon::{Gap, Phrases, View, Vocabulary, parts, plural, rows};
use crate::{Chunk, Hit};
use lists::{How, Name, Organisation, Person, Term};
use rashomon_gazetteer::fold;
use rashomon_model::{Actor, ActorKind, MentionValue};
use rustc_hash::FxHashMap;

/// The nouns for people that people edit.
pub(crate) const ROLES: &str = include_str!("../../../data/roles.tsv");

/// What a noun of `data/roles.tsv` says of the people it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    /// `GOV`, `MIL`, `REB`, `SEP`, `OPP`, `CVL`, `MED`, `SPY` or absent.
    pub role: Option<Box<str>>,
    /// What a casualty of this word is.
    pub affected: Option<Affected>,
    /// What sort of noun it is.
    pub kind: RoleKind,
    /// One key for all spellings of an office or a body: `defence-ministry`.
    pub key: Box<str>,
    /// Whether the word passes a judgement ("terrorists", "martyrs"): it decides nothing but the role.
    pub loaded: bool,
    /// Whether it names several ("troops", "soldiers").
    pub plural: bool,
}

/// What a casualty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Affected {
    /// Under arms.
    Military,
    /// A civilian.
    Civilian,
    /// The word does not say.
    Unspecified,
}

impl Affected {
    /// As the record writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Affected::Military => "military",
            Affected::Civilian => "civilian",
            Affected::Unspecified => "unspecified",
        }
    }
}

/// What sort of noun for people it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum RoleKind {
    /// Individuals: "soldiers", "residents".
    People,
    /// Many as one: "population".
    Group,
    /// An armed body: "army", "forces".
    Force,
    /// An institution: "defence ministry".
    Body,
    /// A post that one person holds: "spokesman".
    Office,
    /// A rank or form of address: "General", "Mr".
    Rank,
    /// Something that shows or tells: "footage".
    Medium,
    /// The dead, the wounded, a number of lives: counted, and nobody who acts.
    Toll,
}

impl Role {
    /// Whether figures before it count people.
    pub fn counts(&self) -> bool {
        self.affected.is_some()
            && match self.kind {
                RoleKind::People | RoleKind::Office | RoleKind::Toll => true,
                RoleKind::Force => self.plural || &*self.key == "military",
                _ => false,
            }
    }
}

/// The nouns for people.
#[derive(Debug, Clone)]
pub(crate) struct Roles {
    phrases: Phrases<Role>,
}

impl Roles {
    pub(crate) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut phrases = Phrases::default();
        for row in rows(ROLES) {
            let [words, role, affected, kind, key, loaded, ..] = row[..] else {
                continue;
            };
            let kind = match kind {
                "people" => RoleKind::People,
                "group" => RoleKind::Group,
                "force" => RoleKind::Force,
                "body" => RoleKind::Body,
                "office" => RoleKind::Office,
                "rank" => RoleKind::Rank,
                "toll" => RoleKind::Toll,
                _ => RoleKind::Medium,
            };
            let value = |plural| Role {
                role: (!role.is_empty()).then(|| role.into()),
                affected: match affected {
                    "military" => Some(Affected::Military),
                    "civilian" => Some(Affected::Civilian),
                    "unspecified" => Some(Affected::Unspecified),
                    _ => None,
                },
                kind,
                key: key.into(),
                loaded: loaded == "yes",
                plural,
            };
            for phrase in parts(words) {
                match phrase.strip_prefix('=') {
                    Some(phrase) => phrases.add(vocabulary, phrase, value(true)),
                    None => {
                        phrases.add(vocabulary, phrase, value(false));
                        phrases.add(vocabulary, &plural(phrase), value(true));
                    }
                }
            }
        }
        Roles { phrases }
    }

    /// The longest noun for people that begins at a word, and the word behind it.
    pub(crate) fn at(&self, view: &View, i: usize) -> Option<(&Role, usize)> {
        let found = self.phrases.at(view, i)?;
        Some((found.values.first()?, found.words.end))
    }
}

/// The letters of a day of EDTF without signs of doubt: what dates are compared by. Empty for none.
fn day_of(edtf: Option<&str>) -> &str {
    let first = edtf.unwrap_or("").split('/').next().unwrap_or("");
    first
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .map_or(first, |end| first.get(..end).unwrap_or(""))
}

/// What stands at some words.
#[derive(Debug, Clone, Copy)]
enum What<'a> {
    Side(usize, How),
    Person(usize, bool),
    Organisation(usize),
    Role(&'a Role),
    /// A name that no list has: the person's number among the article's strangers.
    Stranger(usize),
}

#[derive(Debug, Clone)]
struct Atom<'a> {
    words: Chunk,
    what: What<'a>,
}

/// Somebody found, before it is written out.
#[derive(Debug, Clone)]
struct Found {
    words: Chunk,
    actor: Actor,
    found_by: &'static str,
    /// The key of the office or body.
    key: Box<str>,
    /// Its side is to be filled from what the text says around it.
    unowned: bool,
}

struct Scene<'a> {
    finder: &'a ActorFinder,
    view: &'a View<'a>,
    atoms: Vec<Atom<'a>>,
    /// How often each side is named.
    counts: Vec<usize>,
    day: &'a str,
    /// Full names of people whom no list has, with the words they stand at.
    strangers: Vec<Chunk>,
    /// People of the list whom the article names, in order, each once.
    named: Vec<usize>,
}

impl ActorFinder {
    /// The actors of the text, in order. `day` is the day of publication, empty where it is unknown.
    pub fn find<'a>(
        &'a self,
        view: &'a View<'a>,
        roles: &'a Roles,
        equipment: &[Chunk],
        published: Option<&'a str>,
    ) -> Vec<Hit> {
        let mut scene = Scene::new(self, view, published);
        scene.read_strangers(roles);
        scene.read_atoms(roles, equipment);
        scene.read_surnames();
        let mut found = scene.phrases();
        scene.settle_owners(&mut found);
        found
            .into_iter()
            .map(|f| Hit {
                words: f.words,
                value: MentionValue::Actor { actor: f.actor },
                found_by: f.found_by,
            })
            .collect()
    }

    /// The side that a run of words names by its own words: its owner's, or the one behind "of".
    pub fn side_of<'a>(
        &'a self,
        view: &'a View<'a>,
        roles: &'a Roles,
        published: Option<&'a str>,
    ) -> Option<String> {
        let mut scene = Scene::new(self, view, published);
        scene.read_atoms(roles, &[]);
        let cut =
            |i: usize| view.is(i, LEADS_AWAY) || view.is_sign(i, &[",", ";", ":", "(", "–", "—"]);
        let stop = (0..view.words.len())
            .find(|&i| cut(i))
            .unwrap_or(view.words.len());
        let before = scene.atoms.partition_point(|a| a.words.end <= stop);
        let head = scene.atoms[..before]
            .iter()
            .rposition(|a| matches!(a.what, What::Role(_)));
        let mut ids: Vec<Box<str>> = Vec::new();
        if let Some(head) = head
            && let What::Role(role) = scene.atoms[head].what
        {
            let mut used = vec![false; scene.atoms.len()];
            let f = scene.role_phrase(head, role, &mut used, &mut Vec::new());
            if let Some(side) = f.and_then(|f| f.actor.side) {
                return Some(side);
            }
            // A noun that decides for itself ("Syrian rebels") is not overruled by the adjective before it.
            if matches!(role.role.as_deref(), Some("REB" | "SEP" | "OPP")) {
                return None;
            }
        }
        for atom in &scene.atoms[..before] {
            if let What::Side(side, how) = atom.what
                && how != How::Seat
                && view
                    .words
                    .get(atom.words.end)
                    .is_none_or(|w| w.gap != Gap::Hyphen)
            {
                ids.push(self.sides[side].id.clone());
            }
        }
        if ids.is_empty() {
            // "six citizens of X", "an aircraft of the X army"
            let of = (0..view.words.len()).find(|&i| view.is(i, &["of"]));
            let behind = of.map_or(view.words.len(), |i| i + 1);
            let near = scene
                .atoms
                .iter()
                .find(|a| a.words.start >= behind && a.words.start <= behind + 2);
            if let Some(Atom {
                what: What::Side(side, _),
                ..
            }) = near
            {
                ids.push(self.sides[*side].id.clone());
            }
        }
        // Of several beside each other the party that is no state says more; joined ones are all meant.
        let joined = (0..stop).any(|i| view.is(i, &["and", "or"]));
        if ids.len() > 1 && !joined {
            let own = ids.iter().position(|id| !scene.is_state(id)).unwrap_or(0);
            ids = vec![ids.swap_remove(own)];
        }
        join(&ids)
    }

    /// The side whose capital these words name, all of them.
    pub fn capital(&self, view: &View) -> Option<&str> {
        let found = self.names.at(view, 0)?;
        let seat = found.values.iter().find_map(|name| match name {
            Name::Side(side, How::Seat) => Some(&*self.sides[*side].id),
            _ => None,
        });
        seat.filter(|_| found.words.end == view.words.len())
    }

    /// Id, name and adjective of every side.
    pub fn sides(&self) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
        let all = self.sides.iter();
        all.map(|s| (&*s.id, &*s.name, s.adjective.as_deref()))
    }

    /// The part that a side plays as one who acts, where the lists have the side.
    pub fn role_of(&self, side: &str) -> Option<&str> {
        Some(&*self.sides[self.side(side)?].role)
    }

    /// What casualties of a run of words are: by its first group of nouns for people, in which the most telling counts.
    pub fn affected(&self, view: &View, roles: &Roles) -> Option<Affected> {
        let mut best = None;
        let mut i = 0;
        while i < view.words.len() {
            if best.is_some()
                && (view.is(i, LEADS_AWAY)
                    || view.is(i, &["and", "or", "of"])
                    || view.is_sign(i, &[",", ";", "("]))
            {
                break;
            }
            if let Some((role, end)) = roles.at(view, i) {
                if let Some(affected) = role.affected
                    && (best.is_none() || affected != Affected::Unspecified)
                {
                    best = Some(affected);
                }
                i = end;
            } else if let Some(end) = self.people_at(view, i) {
                best = best.or(Some(Affected::Unspecified));
                i = end;
            } else {
                i += 1;
            }
        }
        best
    }

    /// The side that a word or phrase at a word names, for figures ("tens of thousands of Xs").
    pub fn people_at(&self, view: &View, i: usize) -> Option<usize> {
        let found = self.names.at(view, i)?;
        found
            .values
            .iter()
            .any(|n| matches!(n, Name::Side(_, How::People)))
            .then_some(found.words.end)
    }
}

/// Prepositions and relatives behind which a phrase speaks of something else ("troops in X").
const LEADS_AWAY: &[&str] = &[
    "in",
    "from",
    "to",
    "at",
    "on",
    "by",
    "with",
    "near",
    "who",
    "which",
    "that",
    "against",
    "for",
    "including",
    "into",
    "after",
    "across",
    "during",
    "inside",
    "outside",
    "between",
    "were",
    "was",
    "had",
    "have",
    "has",
];

impl<'a> Scene<'a> {
    fn new(finder: &'a ActorFinder, view: &'a View<'a>, published: Option<&'a str>) -> Self {
        Scene {
            finder,
            view,
            atoms: Vec::new(),
            counts: vec![0; finder.sides.len()],
            day: day_of(published),
            strangers: Vec::new(),
            named: Vec::new(),
        }
    }

    /// People by the entity recogniser: runs of two or more capitalised words.
    fn read_strangers(&mut self, roles: &Roles) {
        let view = self.view;
        for entity in view
            .parsed
            .entities
            .iter()
            .filter(|e| &*e.label == "PERSON")
        {
            let tokens = &view.parsed.tokens;
            let (Some(first), Some(last)) = (
                tokens.get(entity.tokens.start),
                entity.tokens.end.checked_sub(1).and_then(|i| tokens.get(i)),
            ) else {
                continue;
            };
            let mut start = view.words.partition_point(|w| w.end <= first.start);
            let mut end = view.words.partition_point(|w| w.start < last.end);
            while end > start && !view.is_letters(end - 1) {
                end -= 1;
            }
            // Ranks and titles that the recogniser took along.
            while start < end
                && let Some((_, next)) = roles.at(view, start)
                && next < end
            {
                start = next;
            }
            // "Reuters Ivo Ban" is an outlet and a name; a name that begins as a party's is that party's.
            if let Some(found) = self.finder.names.at(view, start) {
                let party = |n: &&Name| matches!(n, Name::Side(_, How::Actor | How::Army));
                if found.values.iter().any(party) {
                    continue;
                }
                if found.words.end < end
                    && found
                        .values
                        .iter()
                        .any(|n| matches!(n, Name::Organisation(_)))
                {
                    start = found.words.end;
                }
            }
            let capitals = (start..end).filter(|&i| view.is_capital(i)).count();
            if capitals >= 2 && end - start <= 5 && (start..end).all(|i| view.is_letters(i)) {
                self.strangers.push(start..end);
            }
        }
        self.read_titled(roles);
    }

    /// People whom the entity recogniser missed: capitalised words behind an office ("separatist leader Ivo Ban") or before one
    /// ("Ivo Ban, spokesman for …,").
    fn read_titled(&mut self, roles: &Roles) {
        let view = self.view;
        let name = |i: usize, end: usize| {
            i < end
                && view.is_letters(i)
                && view.is_capital(i)
                && (view.tag(i).is_empty() || view.tag(i).starts_with("NNP"))
                && roles.at(view, i).is_none()
                && self.finder.names.at(view, i).is_none()
        };
        let office = |role: &Role| {
            matches!(role.kind, RoleKind::Office | RoleKind::Rank)
                || &*role.key == "officials"
                || &*role.key == "media"
        };
        let mut more: Vec<Chunk> = Vec::new();
        let mut i = 0;
        while i < view.words.len() {
            let block = view.block(i);
            let Some((role, end)) = roles.at(view, i) else {
                i += 1;
                continue;
            };
            if office(role) && !role.plural | (role.kind == RoleKind::Rank) {
                let start =
                    end + usize::from(view.is_sign(end, &["."]) && role.kind == RoleKind::Rank);
                let mut last = start;
                while last < start + 4
                    && name(last, block.end)
                    && (last == start || view.words[last].gap != Gap::None)
                {
                    last += 1;
                }
                if last - start >= 2 {
                    more.push(start..last);
                }
                // Before: over the words of the office's own phrase to the comma.
                let mut at = i;
                while at > block.start
                    && i - at < 6
                    && !view.is_sign(at - 1, &[","])
                    && (view.is_letters(at - 1) || view.is_possessive(at - 1))
                    && !view.tag(at - 1).starts_with("VB")
                {
                    at -= 1;
                }
                if at > block.start && view.is_sign(at - 1, &[","]) {
                    let end = at - 1;
                    let mut first = end;
                    while first > block.start && end - first < 4 && name(first - 1, end) {
                        first -= 1;
                    }
                    if end - first >= 2 {
                        more.push(first..end);
                    }
                }
            }
            i = end;
        }
        for words in more {
            let at = self.strangers.partition_point(|s| s.end <= words.start);
            if self.strangers.get(at).is_none_or(|s| s.start >= words.end) {
                self.strangers.insert(at, words);
            }
        }
    }

    fn read_atoms(&mut self, roles: &'a Roles, equipment: &[Chunk]) {
        let view = self.view;
        let finder = self.finder;
        let mut i = 0;
        while i < view.words.len() {
            let piece = equipment.partition_point(|e| e.end <= i);
            if let Some(piece) = equipment.get(piece).filter(|e| e.start <= i) {
                i = piece.end;
                continue;
            }
            if !view.is_letters(i) {
                i += 1;
                continue;
            }
            let name = finder.names.at(view, i);
            let role = roles.at(view, i);
            let at = self.strangers.partition_point(|s| s.end <= i);
            let stranger = self.strangers.get(at).filter(|s| s.start == i).cloned();
            let length = |end: Option<usize>| end.map_or(0, |end| end - i);
            let (n, r, s) = (
                length(name.as_ref().map(|f| f.words.end)),
                length(role.map(|r| r.1)),
                length(stranger.as_ref().map(|s| s.end)),
            );
            let (words, what) = if s > n && s > r {
                (i..i + s, What::Stranger(at))
            } else if n > 0 && n >= r {
                let found = name.map(|f| f.values).unwrap_or_default();
                (i..i + n, self.choose(&found))
            } else if let Some((role, end)) = role {
                (i..end, What::Role(role))
            } else {
                i += 1;
                continue;
            };
            if let What::Side(side, _) = what {
                self.counts[side] += 1;
            }
            i = words.end;
            self.atoms.push(Atom { words, what });
        }
    }

    /// The entry that is meant where a name has several: a noun's own reading by what follows, and of two sides the one
    /// that the article has named before.
    fn choose(&self, values: &[&Name]) -> What<'a> {
        let weight = |name: &Name| match *name {
            Name::Person(_, full) => 40 + usize::from(full),
            Name::Side(side, how) => {
                // "Hamas fighters" and "Hamas said" are one word: as a modifier it stands before its noun.
                let fits = match how {
                    How::Actor | How::Army => 3,
                    How::Name => 2,
                    How::Seat => 1,
                    How::Modifier => 0,
                    How::People => 4,
                };
                10 + fits
                    + if self.counts[side] > 0 { 6 } else { 0 }
                    + usize::from(self.finder.sides[side].state)
            }
            Name::Organisation(_) => 12,
        };
        let best = values.iter().rev().max_by_key(|name| weight(name));
        match best {
            Some(Name::Side(side, how)) => What::Side(*side, *how),
            Some(Name::Person(person, full)) => What::Person(*person, *full),
            Some(Name::Organisation(at)) => What::Organisation(*at),
            None => What::Stranger(usize::MAX),
        }
    }
}

/// A noun phrase around a noun for people.
struct Phrase {
    words: Chunk,
    sides: Vec<usize>,
    side_ids: Vec<Box<str>>,
    organisation: Option<usize>,
    /// Key of the body that an office belongs to.
    body: Option<Box<str>>,
    /// "its", "their": whose it is stands elsewhere.
    pronoun: bool,
    /// "X-backed": who stands behind them is told, and whose they are is not.
    foreign: bool,
    /// "former", "deputy": not the one who holds the office.
    not_holder: bool,
}

impl<'a> Scene<'a> {
    /// Single surnames of people whose full name stands in the article.
    fn read_surnames(&mut self) {
        let view = self.view;
        let mut seen = vec![false; self.finder.people.len()];
        for atom in &self.atoms {
            if let What::Person(person, _) = atom.what
                && !std::mem::replace(&mut seen[person], true)
            {
                self.named.push(person);
            }
        }
        let mut known: FxHashMap<String, What> = FxHashMap::default();
        for atom in &self.atoms {
            let last = atom.words.end.saturating_sub(1);
            match atom.what {
                What::Person(person, true) => {
                    known
                        .entry(self.finder.people[person].surname.to_string())
                        .or_insert(atom.what);
                }
                What::Stranger(_) => {
                    known.entry(fold(view.word(last))).or_insert(atom.what);
                }
                _ => {}
            }
        }
        if known.is_empty() {
            return;
        }
        // "Trump" alone is whom the article has named in full, not whom the list thinks of first.
        for atom in &mut self.atoms {
            if let What::Person(person, false) = atom.what
                && let Some(&other) = known.get(&*self.finder.people[person].surname)
            {
                atom.what = other;
            }
            // "Cook said": a name that is a noun too.
            if let What::Role(role) = atom.what
                && role.kind == RoleKind::People
                && atom.words.len() == 1
                && view.is_capital(atom.words.start)
                && view.tag(atom.words.start).starts_with("NNP")
                && let Some(&other) = known.get(&fold(view.word(atom.words.start)))
            {
                atom.what = other;
            }
        }
        let mut more = Vec::new();
        let mut at = 0;
        for i in 0..view.words.len() {
            while self.atoms.get(at).is_some_and(|a| a.words.end <= i) {
                at += 1;
            }
            let taken = self.atoms.get(at).is_some_and(|a| a.words.start <= i);
            if !taken
                && view.is_letters(i)
                && view.is_capital(i)
                && view.word(i).len() > 2
                && let Some(&what) = known.get(&fold(view.word(i)))
            {
                more.push(Atom {
                    words: i..i + 1,
                    what,
                });
            }
        }
        self.atoms.extend(more);
        self.atoms.sort_by_key(|a| a.words.start);
    }

    /// Everybody whom the atoms name, in order.
    fn phrases(&self) -> Vec<Found> {
        let view = self.view;
        let mut used = vec![false; self.atoms.len()];
        // From right to left: the last noun of a phrase is its head and takes the words before it along.
        let mut found: Vec<Found> = Vec::new();
        for k in (0..self.atoms.len()).rev() {
            if used[k] {
                continue;
            }
            let atom = &self.atoms[k];
            match atom.what {
                What::Role(role) => {
                    if let Some(f) = self.role_phrase(k, role, &mut used, &mut found) {
                        found.push(f);
                    }
                }
                What::Person(..) | What::Stranger(_) => {
                    let f = self.person(k, &mut used, &mut found);
                    // Names of places and firms that the entity recogniser took for somebody.
                    let nobody = matches!(atom.what, What::Stranger(_))
                        && f.actor.role.is_none()
                        && self.titled_before(f.words.start).is_none()
                        && self.is_setting(atom);
                    if !nobody {
                        found.push(f);
                    }
                }
                What::Organisation(at) => {
                    let organisation = &self.finder.organisations[at];
                    let start = self.with_article(atom.words.start);
                    found.push(Found {
                        words: start..atom.words.end,
                        actor: organisation.actor(),
                        found_by: "actor/organisation@1",
                        key: "".into(),
                        unowned: false,
                    });
                }
                What::Side(..) => {}
            }
        }
        for (k, atom) in self.atoms.iter().enumerate() {
            if let (false, What::Side(side, how)) = (used[k], atom.what)
                && let Some(f) = self.side_alone(atom, side, how)
            {
                found.push(f);
            }
        }
        found.sort_by_key(|f| (f.words.start, std::cmp::Reverse(f.words.end)));
        let mut end = 0;
        found.retain(|f| {
            let free = f.words.start >= end;
            if free {
                end = f.words.end;
            }
            free
        });
        self.same_people(&mut found);
        debug_assert!(found.iter().all(|f| f.words.end <= view.words.len()));
        found
    }

    /// The article before a name belongs to its mention: "the United Nations".
    fn with_article(&self, start: usize) -> usize {
        let at = start.saturating_sub(1);
        if start > self.view.block(start).start && self.view.is(at, &["the"]) {
            at
        } else {
            start
        }
    }

    fn atom_ending(&self, end: usize) -> Option<usize> {
        let at = self.atoms.partition_point(|a| a.words.end < end);
        self.atoms
            .get(at)
            .filter(|a| a.words.end == end)
            .map(|_| at)
    }

    fn atom_starting(&self, start: usize) -> Option<usize> {
        let at = self.atoms.partition_point(|a| a.words.start < start);
        self.atoms
            .get(at)
            .filter(|a| a.words.start == start)
            .map(|_| at)
    }

    /// The words before a head noun that belong to its phrase, and whom they name.
    fn phrase_before(&self, head: &Chunk, used: &mut [bool]) -> Phrase {
        let view = self.view;
        let block = view.block(head.start);
        let head_token = view.token(head.end.saturating_sub(1));
        let mut phrase = Phrase {
            words: head.clone(),
            sides: Vec::new(),
            side_ids: Vec::new(),
            organisation: None,
            body: None,
            pronoun: false,
            foreign: false,
            not_holder: false,
        };
        let mut left = head.start;
        let mut owners: Vec<(Vec<Box<str>>, bool)> = Vec::new();
        let mut taken = Vec::new();
        // A phrase longer than this is a parse gone wrong.
        for _ in 0..16 {
            if left <= block.start {
                break;
            }
            let at = left - 1;
            let possessive = view.is_possessive(at)
                || (view.is_sign(at, &["'", "’"])
                    && view.words[at].gap == Gap::None
                    && at > block.start
                    && view.word(at - 1).ends_with(['s', 'S'])
                    && view.tag(at) == "POS");
            let end = if possessive { at } else { left };
            if let Some(k) = self.atom_ending(end) {
                let atom = &self.atoms[k];
                match atom.what {
                    // "counter-X operations": whom it is against.
                    What::Side(..) if view.words[atom.words.start].gap == Gap::Hyphen => {}
                    What::Side(side, _) => {
                        phrase.sides.push(side);
                        owners.push((vec![self.finder.sides[side].id.clone()], possessive));
                    }
                    What::Organisation(at) => phrase.organisation = Some(at),
                    What::Person(person, _) => {
                        let side = self.finder.people[person].term(self.day).side.clone();
                        if !possessive && side.is_none() {
                            break;
                        }
                        if let Some(side) = side {
                            owners.push((vec![side], possessive));
                        }
                    }
                    What::Stranger(_) if !possessive => break,
                    What::Stranger(_) => {}
                    What::Role(role) => {
                        // "told officials rebels had": two phrases side by side.
                        if role.kind == RoleKind::People
                            && role.plural
                            && !possessive
                            && &*role.key != "officials"
                        {
                            break;
                        }
                        if role.kind == RoleKind::Body && phrase.body.is_none() {
                            phrase.body = Some(role.key.clone());
                        }
                    }
                }
                taken.push(k);
                left = atom.words.start;
                // "Armenian and Azerbaijani forces"
                if matches!(atom.what, What::Side(..)) && !possessive {
                    let mut joint = left;
                    while joint > block.start + 1
                        && view.is(joint - 1, &["and", "or", ","])
                        && let Some(other) = self.atom_ending(joint - 1)
                        && let What::Side(side, how) = self.atoms[other].what
                        && matches!(how, How::Modifier | How::Actor | How::Army | How::Name)
                        && (how == How::Modifier || self.modifies(&self.atoms[other], head_token))
                    {
                        phrase.sides.push(side);
                        if let Some(last) = owners.last_mut() {
                            last.0.insert(0, self.finder.sides[side].id.clone());
                        }
                        taken.push(other);
                        joint = self.atoms[other].words.start;
                    }
                    left = joint;
                }
                continue;
            }
            if possessive
                && end > block.start
                && view.is_letters(end - 1)
                && view.tag(end - 1).starts_with("NN")
            {
                // "his country's forces"
                left = end - 1;
                continue;
            }
            if possessive || !view.is_letters(at) {
                break;
            }
            // "Saudi-led", "Russian-backed": who leads or runs it is its side, who backs it is not.
            if view.words[at].gap == Gap::Hyphen
                && let Some(k) = self.atom_ending(at)
                && let What::Side(side, _) = self.atoms[k].what
            {
                let leads = view.is(
                    at,
                    &[
                        "led",
                        "run",
                        "controlled",
                        "installed",
                        "appointed",
                        "imposed",
                        "proxy",
                    ],
                );
                phrase.foreign |= !leads;
                if leads {
                    phrase.sides.push(side);
                    owners.push((vec![self.finder.sides[side].id.clone()], false));
                }
                taken.push(k);
                left = self.atoms[k].words.start;
                continue;
            }
            if view.is(at, &["its", "their", "his", "her", "our", "my", "your"]) {
                phrase.pronoun = true;
                left = at;
                break;
            }
            if view.is(at, &["that", "this", "these", "those"])
                && !matches!(view.tag(at), "DT" | "")
            {
                break;
            }
            if view.is(
                at,
                &[
                    "the", "a", "an", "this", "that", "these", "those", "some", "several", "many",
                    "other", "all", "both", "another", "any", "no",
                ],
            ) {
                left = at;
                // "a spokesman for the ministry" need not be the one whom the lists know.
                phrase.not_holder |= view.is(at, &["a", "an", "another", "any", "no"]);
                if !view.is(at, &["other"]) {
                    break;
                }
                continue;
            }
            if !self.belongs(at, head_token) {
                break;
            }
            phrase.not_holder |= view.is(
                at,
                &[
                    "former", "deputy", "ex", "vice", "then", "late", "ousted", "new", "next",
                    "first",
                ],
            );
            left = at;
        }
        // "32-year-old worker": half a compound must not open the phrase, nor must a possessive or a conjunction.
        if left > block.start && view.words[left].gap == Gap::Hyphen {
            while left < head.start && view.words[left].gap != Gap::Space {
                left += 1;
            }
        }
        while left < head.start && (view.is_possessive(left) || !view.is_letters(left)) {
            left += 1;
        }
        for k in taken {
            used[k] = true;
        }
        phrase.words = left..head.end;
        // The owner is who has the possessive; of two modifiers, a party that is no state says more than the state.
        let state = |ids: &[Box<str>]| ids.iter().all(|id| self.is_state(id));
        let owner = owners
            .iter()
            .find(|(ids, _)| !state(ids))
            .or_else(|| owners.iter().rev().find(|(_, possessive)| *possessive))
            .or_else(|| owners.last());
        if let Some((ids, _)) = owner {
            phrase.side_ids = ids.clone();
        }
        phrase
    }

    fn is_state(&self, id: &str) -> bool {
        self.finder
            .side(id)
            .is_some_and(|s| self.finder.sides[s].state)
    }

    /// Whether a joined modifier ("Armenian" in "Armenian and Azerbaijani forces") hangs on the same head.
    fn modifies(&self, atom: &Atom, head: Option<usize>) -> bool {
        let tokens = &self.view.parsed.tokens;
        let (Some(mut t), Some(head)) = (self.view.token(atom.words.end - 1), head) else {
            return true;
        };
        for _ in 0..4 {
            let up = tokens[t].head;
            if up == head {
                return matches!(&*tokens[t].dep, "amod" | "compound" | "nmod" | "poss");
            }
            if up == t {
                break;
            }
            t = up;
        }
        false
    }

    /// Whether a word before a head noun is part of its phrase.
    fn belongs(&self, at: usize, head: Option<usize>) -> bool {
        let view = self.view;
        if view.words.get(at + 1).is_some_and(|w| w.gap == Gap::Hyphen) {
            return true;
        }
        let (Some(t), Some(head)) = (view.token(at), head) else {
            // Without a parse: adjectives that news puts before people.
            return view.is(
                at,
                &[
                    "local", "senior", "top", "former", "armed", "military", "federal", "regional",
                    "national", "interim", "acting", "deputy", "unnamed", "foreign", "young",
                    "elderly", "glorious", "chief", "new",
                ],
            );
        };
        let tokens = &view.parsed.tokens;
        let fits = matches!(
            &*tokens[t].tag,
            "JJ" | "JJR"
                | "JJS"
                | "NN"
                | "NNP"
                | "NNPS"
                | "NNS"
                | "VBN"
                | "VBG"
                | "AFX"
                | "HYPH"
                | "RB"
        );
        if !fits
            || matches!(
                &*tokens[t].dep,
                "nsubj"
                    | "nsubjpass"
                    | "dobj"
                    | "ROOT"
                    | "pobj"
                    | "conj"
                    | "appos"
                    | "advmod"
                    | "npadvmod"
            ) && &*tokens[t].tag != "RB"
        {
            return false;
        }
        let mut up = t;
        for _ in 0..6 {
            up = tokens[up].head;
            if up == head {
                return true;
            }
            if up <= t || up > head {
                return false;
            }
        }
        false
    }

    fn role_phrase(
        &self,
        k: usize,
        role: &'a Role,
        used: &mut [bool],
        found: &mut Vec<Found>,
    ) -> Option<Found> {
        let view = self.view;
        let head = self.atoms[k].words.clone();
        let block = view.block(head.start);
        let mut end = head.end;
        // A verb that looks like a noun ("they guard the road", "to head the mission", "it will unit").
        let tag = view.tag(end - 1);
        if head.len() == 1 && (tag.starts_with("VB") || tag.starts_with("JJ") || tag == "RB") {
            return None;
        }
        // A rank alone is nobody; before a name the name takes it along.
        if matches!(role.kind, RoleKind::Rank | RoleKind::Toll) {
            return None;
        }
        // "A video was found": a medium is an actor where it tells something.
        if role.kind == RoleKind::Medium
            && !view.parsed.tokens.is_empty()
            && !self.acts(&self.atoms[k], false)
        {
            return None;
        }
        // "army base", "government buildings": a modifier of something that is nobody.
        let follows = view.words.get(end).filter(|_| end < block.end);
        let person_next = self
            .atom_starting(end)
            .filter(|&n| matches!(self.atoms[n].what, What::Person(..) | What::Stranger(_)));
        if person_next.is_none()
            && follows.is_some_and(|w| w.gap != Gap::None)
            && view.is_letters(end)
            && !view.is_capital(end)
            && matches!(view.tag(end), "NN" | "NNS")
            && (!role.plural || view.words[end].gap == Gap::Hyphen)
            && self.atom_starting(end).is_none()
        {
            return None;
        }
        if follows.is_some_and(|w| w.gap == Gap::Hyphen) {
            return None;
        }
        // "National Museum", "Public Opinion Research": a piece of a name.
        if matches!(
            role.kind,
            RoleKind::People | RoleKind::Group | RoleKind::Body
        ) && view.is_capital(head.start)
            && view.is_letters(end)
            && view.is_capital(end)
            && end < block.end
            && view.tag(end).starts_with("NNP")
            && view.words[end].gap == Gap::Space
            && self.atom_starting(end).is_none()
        {
            return None;
        }
        let mut phrase = self.phrase_before(&head, used);
        used[k] = true;
        let mut ids = std::mem::take(&mut phrase.side_ids);
        let mut inherited: Option<Actor> = None;
        // "spokesman for the defence ministry", "president of X": who stands behind.
        let titled = matches!(
            role.kind,
            RoleKind::Office | RoleKind::Body | RoleKind::Force
        ) || &*role.key == "officials";
        if end < block.end
            && view.is(end, &["of", "for", "from", "at", "with", "in"])
            && (titled
                || (role.role.as_deref() == Some("MED")
                    && role.kind != RoleKind::Medium
                    && !role.plural))
        {
            let mut at = end + 1;
            let direct = near(found, at);
            if let Some(n) = direct
                && view.is(end, &["of", "for", "from", "at", "with"])
                && found[n].actor.kind != ActorKind::Unnamed
                && found[n].actor.kind != ActorKind::Person
                && (role.kind != RoleKind::Force
                    || view.is(end, &["of"]) && found[n].actor.side.is_some())
            {
                let other = found.remove(n);
                if ids.is_empty()
                    && let Some(side) = &other.actor.side
                {
                    ids = side.split(';').map(Into::into).collect();
                }
                if phrase.body.is_none() && !other.key.is_empty() {
                    phrase.body = Some(other.key.clone());
                }
                end = other.words.end;
                if matches!(other.actor.kind, ActorKind::Organisation | ActorKind::Media) {
                    inherited = Some(other.actor);
                }
            } else {
                if view.is(at, &["the"]) {
                    at += 1;
                }
                // A reporter in a capital is of no side.
                if titled
                    && let Some(n) = self.atom_starting(at)
                    && let What::Side(side, how) = self.atoms[n].what
                    && !matches!(how, How::People)
                    && (view.is(end, &["of"])
                        || how == How::Seat
                        || matches!(how, How::Actor | How::Army)
                        || view.is(end, &["for"]))
                    && !view.is_possessive(self.atoms[n].words.end)
                {
                    if ids.is_empty() {
                        ids.push(self.finder.sides[side].id.clone());
                    }
                    if view.is(end, &["of"]) {
                        used[n] = true;
                        end = self.atoms[n].words.end;
                    }
                }
            }
        }
        phrase.words.end = end;
        if let Some(at) = phrase.organisation
            && ids.is_empty()
            && inherited.is_none()
        {
            inherited = Some(self.finder.organisations[at].actor());
        }
        let noun = view.span(&head).of(view.text);
        // "came into force", "by force"
        if noun.eq_ignore_ascii_case("force") && phrase.words.len() == 1 {
            return None;
        }
        let plain = head.len() == 1 && matches!(&*role.key, "forces" | "unit");
        let definite = view.is(phrase.words.start, &["the"]);
        let civilian = role.affected == Some(Affected::Civilian);
        let armed = matches!(role.role.as_deref(), Some("REB" | "SEP" | "OPP"));
        let own = |ids: &[Box<str>]| ids.iter().any(|id| !self.is_state(id));
        if inherited.is_none() && (armed || role.loaded) && !own(&ids) {
            // "Syrian rebels" are not Syria's: whom the article's conflict makes them, or nobody's.
            let named = if ids.is_empty() {
                self.named_party(noun)
            } else {
                None
            };
            ids = named
                .or_else(|| self.generic(noun, &ids))
                .into_iter()
                .collect();
        } else if inherited.is_none() && ids.is_empty() && !phrase.pronoun {
            ids = self.generic(noun, &ids).into_iter().collect();
        }
        if civilian && own(&ids) {
            // Civilians are no party's: of "ethnic Xs" the state is kept.
            ids = phrase
                .sides
                .iter()
                .filter(|&&s| self.finder.sides[s].state)
                .map(|&s| self.finder.sides[s].id.clone())
                .take(1)
                .collect();
        }
        let side = join(&ids);
        let role_code = self.role_code(role, &ids);
        let mut key = role.key.clone();
        if role.kind == RoleKind::Office
            && matches!(&*role.key, "spokesperson" | "adviser" | "head")
            && let Some(body) = &phrase.body
        {
            key = body.clone();
        }
        let side_part = side
            .as_deref()
            .map(|s| format!("{}/", s.replace(';', "+")))
            .unwrap_or_default();
        let side_name = ids
            .first()
            .and_then(|id| self.finder.side(id))
            .map(|s| format!("{} ", self.finder.sides[s].owner_name()))
            .unwrap_or_default();
        let noun_key = slug(noun);
        let (kind, id) = match role.kind {
            RoleKind::Body | RoleKind::Office => (
                ActorKind::Office,
                format!(
                    "office:{side_part}{}",
                    if key.is_empty() { &*noun_key } else { &*key }
                ),
            ),
            RoleKind::Force => (
                ActorKind::Group,
                format!(
                    "group:{side_part}{}",
                    if key.is_empty() { &*noun_key } else { &*key }
                ),
            ),
            RoleKind::People if &*role.key == "officials" => {
                (ActorKind::Office, format!("office:{side_part}officials"))
            }
            RoleKind::People if &*role.key == "opposition" => {
                (ActorKind::Group, format!("group:{side_part}opposition"))
            }
            RoleKind::People if &*role.key == "media" => {
                (ActorKind::Media, format!("media:{noun_key}"))
            }
            RoleKind::Medium => (ActorKind::Media, format!("media:{noun_key}")),
            _ => (ActorKind::Unnamed, format!("unnamed:{side_part}{noun_key}")),
        };
        let mut actor = Actor {
            id,
            name: format!("{side_name}{}", noun.to_lowercase()),
            kind,
            role: role_code,
            side: if kind == ActorKind::Media { None } else { side },
        };
        if let Some(of) = inherited {
            // "UN officials", "head of Human Rights Watch": the organisation speaks.
            if !matches!(role.kind, RoleKind::Force) || actor.side.is_none() {
                actor = Actor { side: None, ..of };
            }
        }
        // "a spokesman for the ministry" is one of several: who it was stays open.
        let one_of_several = view.is(phrase.words.start, &["a", "an", "another", "one"]);
        let holder =
            role.kind == RoleKind::Office && !phrase.not_holder && !role.plural && !one_of_several;
        // The name behind: "foreign minister Sergei Lavrov", or in apposition.
        let mut named = end;
        let comma = view.is_sign(end, &[","]);
        if comma {
            named += 1;
        }
        if let Some(n) = near(found, named).filter(|&n| found[n].actor.kind == ActorKind::Person)
            && !role.plural
            && matches!(
                role.kind,
                RoleKind::Office | RoleKind::People | RoleKind::Body
            )
        {
            self.lend(&actor, role, &mut found[n].actor);
            let person = found[n].actor.clone();
            if !comma {
                let other = found.remove(n);
                return Some(Found {
                    words: phrase.words.start..other.words.end,
                    ..other
                });
            }
            if role.kind == RoleKind::Office || &*role.key == "officials" {
                return Some(Found {
                    words: phrase.words,
                    actor: person,
                    found_by: "actor/apposition@1",
                    key,
                    unowned: false,
                });
            }
        }
        let mut found_by = "actor/role@1";
        if holder && let Some(person) = self.holder(&key, actor.side.as_deref()) {
            actor = self.finder.people[person].actor(self.day);
            found_by = "actor/office-holder@1";
        }
        let unowned = actor.side.is_none()
            && !phrase.pronoun
            && !phrase.foreign
            && phrase.organisation.is_none()
            && !(role.kind == RoleKind::Office && role.plural)
            && !(role.kind == RoleKind::Office
                && one_of_several
                && phrase.body.is_none()
                && &*role.key != "spokesperson")
            && (!plain || definite)
            && &*role.key != "coalition"
            && (&*role.key != "officials"
                || noun.to_lowercase().contains("official")
                || noun.to_lowercase().contains("authorit"))
            && !matches!(
                actor.kind,
                ActorKind::Media | ActorKind::Organisation | ActorKind::Person | ActorKind::Unnamed
            )
            && matches!(role.role.as_deref(), Some("GOV" | "MIL"));
        Some(Found {
            words: phrase.words,
            actor,
            found_by,
            key,
            unowned,
        })
    }

    /// The noun for people right before a name.
    fn titled_before(&self, start: usize) -> Option<usize> {
        self.atom_ending(start)
            .filter(|&n| matches!(self.atoms[n].what, What::Role(_)))
    }

    /// Whether the name stands where places do: behind a preposition of place, or as a modifier.
    fn is_setting(&self, atom: &Atom) -> bool {
        let view = self.view;
        let tokens = &view.parsed.tokens;
        let Some(t) = view.token(atom.words.end - 1) else {
            return false;
        };
        match &*tokens[t].dep {
            "compound" | "nmod" | "npadvmod" | "amod" => true,
            "pobj" => matches!(
                &*tokens[tokens[t].head].lemma,
                "in" | "at"
                    | "near"
                    | "from"
                    | "into"
                    | "around"
                    | "on"
                    | "inside"
                    | "outside"
                    | "of"
                    | "through"
            ),
            _ => false,
        }
    }

    /// Gives a person without a side or role those of the title.
    fn lend(&self, title: &Actor, role: &Role, person: &mut Actor) {
        if person.side.is_none()
            && matches!(
                title.role.as_deref(),
                Some("GOV" | "MIL" | "REB" | "SEP" | "OPP" | "SPY")
            )
        {
            person.side.clone_from(&title.side);
        }
        if person.role.is_none() {
            person.role = title
                .role
                .clone()
                .or_else(|| (role.affected == Some(Affected::Civilian)).then(|| "CVL".to_owned()));
        }
    }

    /// The one known holder of an office at the article's day, or the one whom the article names.
    fn holder(&self, office: &str, side: Option<&str>) -> Option<usize> {
        let side = side?;
        let fits = |p: &Person, dated: bool| {
            p.terms.iter().any(|t| {
                &*t.office == office
                    && t.side.as_deref() == Some(side)
                    && (!dated || t.holds(self.day))
            })
        };
        let named = self
            .named
            .iter()
            .copied()
            .find(|&p| fits(&self.finder.people[p], true));
        if named.is_some() || self.day.len() < 7 {
            return named;
        }
        let mut all = (0..self.finder.people.len()).filter(|&p| fits(&self.finder.people[p], true));
        let first = all.next()?;
        all.next().is_none().then_some(first)
    }

    fn role_code(&self, role: &Role, ids: &[Box<str>]) -> Option<String> {
        let own = ids
            .iter()
            .filter_map(|id| self.finder.side(id))
            .map(|s| &self.finder.sides[s])
            .find(|s| !s.state);
        let code = match (role.role.as_deref(), own) {
            (Some("GOV" | "MIL" | "REB" | "SEP" | "OPP") | None, Some(side))
                if role.affected != Some(Affected::Civilian) =>
            {
                Some(&*side.role)
            }
            (Some(code), _) => Some(code),
            (None, _) if role.affected == Some(Affected::Military) && !ids.is_empty() => {
                Some("MIL")
            }
            (None, _) => None,
        };
        code.map(str::to_owned)
    }

    /// The armed party that "the militants", "the terrorists" are in an article that names one, and hardly another, by its name.
    fn named_party(&self, noun: &str) -> Option<Box<str>> {
        let noun = fold(noun);
        if ![
            "militant",
            "jihadi",
            "terror",
            "insurgent",
            "extremist",
            "islamist",
        ]
        .iter()
        .any(|w| noun.contains(w))
        {
            return None;
        }
        let parties = || {
            self.counts.iter().enumerate().filter(|&(s, _)| {
                let side = &self.finder.sides[s];
                !side.state && matches!(&*side.role, "REB" | "SEP")
            })
        };
        let all: usize = parties().map(|(_, n)| n).sum();
        let (side, &most) = parties().max_by_key(|&(s, n)| (*n, std::cmp::Reverse(s)))?;
        (most > 0 && 3 * most >= 2 * all).then(|| self.finder.sides[side].id.clone())
    }

    /// The side that a plain noun means in this article.
    fn generic(&self, noun: &str, among: &[Box<str>]) -> Option<Box<str>> {
        let noun = fold(noun);
        let named = |state: &str| self.finder.side(state).map_or(0, |s| self.counts[s]);
        let mut best: Option<(usize, usize)> = None;
        for generic in &self.finder.generics {
            if !generic.nouns.iter().any(|n| **n == *noun)
                || !generic.term.holds(self.day)
                || (!among.is_empty() && !generic.context.iter().any(|c| among.contains(c)))
            {
                continue;
            }
            let weight = generic.context.iter().map(|c| named(c)).max().unwrap_or(0)
                // A party that the article names by its own name counts too.
                + 2 * self.counts[generic.side];
            if weight > 0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, generic.side));
            }
        }
        best.map(|(_, side)| self.finder.sides[side].id.clone())
    }

    fn person(&self, k: usize, used: &mut [bool], found: &mut [Found]) -> Found {
        let view = self.view;
        let atom = &self.atoms[k];
        used[k] = true;
        let block = view.block(atom.words.start);
        let mut start = atom.words.start;
        let end = atom.words.end;
        let mut actor = match atom.what {
            What::Person(person, _) => self.finder.people[person].actor(self.day),
            What::Stranger(n) => {
                let words = self.strangers.get(n).cloned().unwrap_or(atom.words.clone());
                let name = view.span(&words).of(view.text);
                let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                Actor {
                    id: format!("person:{}", slug(&name)),
                    name,
                    kind: ActorKind::Person,
                    role: None,
                    side: None,
                }
            }
            _ => Actor::default(),
        };
        // Ranks and forms of address.
        while start > block.start
            && let Some(n) = self.atom_ending(if view.is_sign(start - 1, &["."]) {
                start - 1
            } else {
                start
            })
            && let What::Role(role) = self.atoms[n].what
            && (role.kind == RoleKind::Rank
                || (role.role.as_deref() == Some("MIL")
                    && !role.plural
                    && role.kind == RoleKind::People))
            && view.is_capital(self.atoms[n].words.start)
        {
            used[n] = true;
            start = self.atoms[n].words.start;
            if actor.role.is_none() {
                actor.role = role.role.as_deref().map(str::to_owned);
            }
        }
        // "Al Jazeera's Hoda …", "Reuters correspondent …" speak for an outlet.
        if start > block.start
            && view.is_possessive(start - 1)
            && let Some(n) = self.atom_ending(start - 1)
            && let What::Organisation(at) = self.atoms[n].what
        {
            used[n] = true;
            start = self.atoms[n].words.start;
            actor.role = Some(self.finder.organisations[at].role.to_string());
        }
        // What stands behind: ", spokesman for …,", "of the … Group".
        let comma = view.is_sign(end, &[","]);
        let of = view.is(end, &["of", "from", "with", "at"]);
        let at = end + usize::from(comma || of);
        let behind = near(found, at)
            .filter(|_| comma || of)
            .map(|n| &mut found[n]);
        if let Some(f) = behind {
            let code = f.actor.role.as_deref();
            let political = matches!(code, Some("GOV" | "MIL" | "REB" | "SEP" | "OPP" | "SPY"));
            let title = f.actor.kind == ActorKind::Office || !of;
            if f.actor.kind != ActorKind::Person
                && (comma
                    || f.actor.kind == ActorKind::Organisation
                    || f.actor.kind == ActorKind::Media
                    || political && title)
            {
                if actor.role.is_none() {
                    actor.role = f.actor.role.clone();
                }
                if actor.side.is_none() && political {
                    actor.side.clone_from(&f.actor.side);
                }
                if comma && matches!(f.actor.kind, ActorKind::Office) {
                    f.actor.id.clone_from(&actor.id);
                    f.actor.name.clone_from(&actor.name);
                    f.actor.kind = ActorKind::Person;
                    f.unowned = false;
                    f.found_by = "actor/apposition@1";
                }
            }
        }
        Found {
            words: start..end,
            actor,
            found_by: if matches!(atom.what, What::Person(..)) {
                "actor/listed-person@1"
            } else {
                "actor/person@1"
            },
            key: "".into(),
            unowned: false,
        }
    }

    /// A side that no noun has taken along, where it is one who acts.
    fn side_alone(&self, atom: &Atom, side: usize, how: How) -> Option<Found> {
        let party = &self.finder.sides[side];
        let (acts, found_by) = match how {
            How::Actor | How::Army => (true, "actor/side@1"),
            How::Name => (self.acts(atom, false), "actor/state@1"),
            How::Seat => (self.acts(atom, true), "actor/capital@1"),
            How::People => (true, "actor/people@1"),
            How::Modifier => (false, ""),
        };
        if !acts {
            return None;
        }
        let (kind, id, role) = match how {
            How::People => (
                ActorKind::Unnamed,
                format!("unnamed:{}/people", party.id),
                "CVL",
            ),
            How::Army => (ActorKind::Group, format!("group:{}/army", party.id), "MIL"),
            _ if party.state => (ActorKind::State, format!("state:{}", party.id), "GOV"),
            _ => (
                ActorKind::Group,
                format!("group:{}", party.id.replace(';', "+")),
                &*party.role,
            ),
        };
        Some(Found {
            words: self.with_article(atom.words.start)..atom.words.end,
            actor: Actor {
                id,
                name: match how {
                    How::Army => format!("{} army", party.owner_name()),
                    _ => party.name.to_string(),
                },
                kind,
                role: Some(role.to_owned()),
                side: Some(party.id.to_string()),
            },
            found_by,
            key: "".into(),
            unowned: false,
        })
    }

    /// Whether the name of a state or capital stands for its government here.
    fn acts(&self, atom: &Atom, seat: bool) -> bool {
        let view = self.view;
        let tokens = &view.parsed.tokens;
        let Some(mut t) = view.token(atom.words.end - 1) else {
            // Without a parse: a verb of saying right behind it.
            return view.is(atom.words.end, SPEAKS)
                || (view.is(atom.words.end, &["has", "have", "had"])
                    && view.is(atom.words.end + 1, SPEAKS));
        };
        let span = view.span(&atom.words);
        // The head of the name's own words.
        for _ in 0..4 {
            let up = tokens[t].head;
            if up != t && tokens[up].start >= span.start && tokens[up].end <= span.end {
                t = up;
            }
        }
        for _ in 0..6 {
            let up = tokens[t].head;
            let above = &tokens[up];
            let lemma = &*above.lemma;
            match &*tokens[t].dep {
                "nsubj" => {
                    return above.tag.starts_with("VB") && !(seat && PLACE_VERBS.contains(&lemma));
                }
                "nsubjpass" => return !seat || TOLD.contains(&lemma),
                "agent" | "dative" => return true,
                "dobj" | "oprd" => return TOLD.contains(&lemma) || HELPED.contains(&lemma),
                "poss" => return !(seat && PLACE_NOUNS.contains(&lemma)),
                "conj" | "appos" => {
                    if up == t {
                        return false;
                    }
                    t = up;
                }
                "pobj" => {
                    let governs = &*tokens[above.head].lemma;
                    return match lemma {
                        "by" => &*above.dep == "agent",
                        "against" | "between" | "with" | "among" | "alongside" | "behind"
                        | "per" => true,
                        "of" => matches!(
                            governs,
                            "support"
                                | "behalf"
                                | "defence"
                                | "defense"
                                | "ally"
                                | "side"
                                | "hand"
                                | "part"
                        ),
                        "for" | "to" => HELPED.contains(&governs) || GIVEN.contains(&governs),
                        _ => false,
                    };
                }
                _ => return false,
            }
        }
        false
    }

    /// Mentions of one person share what any of them says of side and role.
    fn same_people(&self, found: &mut [Found]) {
        let mut known: FxHashMap<String, (Option<String>, Option<String>)> = FxHashMap::default();
        for f in found.iter().filter(|f| f.actor.kind == ActorKind::Person) {
            let entry = known.entry(f.actor.id.clone()).or_default();
            if entry.0.is_none() {
                entry.0.clone_from(&f.actor.side);
            }
            if entry.1.is_none() {
                entry.1.clone_from(&f.actor.role);
            }
        }
        for f in found
            .iter_mut()
            .filter(|f| f.actor.kind == ActorKind::Person)
        {
            if let Some((side, role)) = known.get(&f.actor.id) {
                f.actor.side.clone_from(side);
                f.actor.role.clone_from(role);
            }
        }
    }

    /// Fills the sides of offices and armies that are somebody's without a word: "a defence ministry spokesman said" is
    /// of the side last spoken of; "the army" of the state that the article is about.
    fn settle_owners(&self, found: &mut [Found]) {
        let sentences = self.sentences();
        let sentence = |i: usize| sentences.partition_point(|&s| s <= i);
        let dominant = self.dominant();
        for n in 0..found.len() {
            if !found[n].unowned {
                continue;
            }
            let words = found[n].words.clone();
            // "a mission of an aid agency" says itself whose it is.
            if self.view.is(words.end, &["of", "for"]) {
                continue;
            }
            let here = sentence(words.start);
            let general = matches!(
                &*found[n].key,
                "government" | "army" | "military" | "forces" | "parliament" | "president"
            );
            let owner = |f: &Found| {
                f.actor.side.is_some()
                    && !f.unowned
                    && matches!(f.actor.role.as_deref(), Some("GOV" | "MIL" | "SEP"))
            };
            // Looking back over more than this would be reading tea leaves, and slow on endless lines.
            let back = || found[..n].iter().rev().take(64);
            let same = || {
                back()
                    .take_while(|f| sentence(f.words.start) == here)
                    .find(|f| owner(f))
            };
            let before = || {
                let last = back().find(|f| sentence(f.words.start) < here && owner(f))?;
                let of = sentence(last.words.start);
                // The first one of that sentence: its subject more often than not.
                let first = back().rfind(|f| sentence(f.words.start) == of && owner(f));
                first.filter(|_| here - of <= 2)
            };
            // "officials in X" are X's.
            let seated = || {
                let office = found[n].actor.kind == ActorKind::Office;
                let named = (office && self.view.is(words.end, &["in"]))
                    .then(|| self.atom_starting(words.end + 1))
                    .flatten()?;
                match self.atoms[named].what {
                    What::Side(s, _) => Some(self.finder.sides[s].id.to_string()),
                    _ => None,
                }
            };
            let seat = seated();
            let side = if seat.is_some() {
                seat
            } else if general {
                dominant.clone()
            } else {
                same()
                    .or_else(before)
                    .and_then(|f| f.actor.side.clone())
                    .or_else(|| dominant.clone())
            };
            let Some(side) = side else { continue };
            let name = side.split(';').next().and_then(|id| self.finder.side(id));
            let actor = &mut found[n].actor;
            if let Some((kind, rest)) = actor.id.split_once(':') {
                actor.id = format!("{kind}:{}/{rest}", side.replace(';', "+"));
            }
            if let Some(s) = name {
                actor.name = format!("{} {}", self.finder.sides[s].owner_name(), actor.name);
            }
            actor.side = Some(side);
            found[n].found_by = "actor/owner-in-context@1";
        }
    }

    /// The state that the article is about: named at least twice, and as often as all others together.
    fn dominant(&self) -> Option<String> {
        let states = || {
            self.counts
                .iter()
                .enumerate()
                .filter(|&(s, _)| self.finder.sides[s].state)
        };
        let all: usize = states().map(|(_, n)| n).sum();
        let (side, &most) = states().max_by_key(|&(s, n)| (*n, std::cmp::Reverse(s)))?;
        (most >= 2 && 2 * most >= all).then(|| self.finder.sides[side].id.to_string())
    }

    /// First words of the sentences.
    fn sentences(&self) -> Vec<usize> {
        let view = self.view;
        let mut starts: Vec<usize> = view.blocks.iter().map(|b| b.start).collect();
        if view.parsed.tokens.is_empty() {
            starts.extend(
                (1..view.words.len())
                    .filter(|&i| view.is_sign(i - 1, &[".", "!", "?"]) && view.is_capital(i)),
            );
        } else {
            for sentence in &view.parsed.sentences {
                if let Some(token) = view.parsed.tokens.get(sentence.start) {
                    starts.push(view.words.partition_point(|w| w.start < token.start));
                }
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }
}

impl Person {
    /// What the person was on a day; the first entry where no term holds.
    fn term(&self, day: &str) -> &Term {
        self.terms
            .iter()
            .find(|t| t.holds(day))
            .unwrap_or(&self.terms[0])
    }

    fn actor(&self, day: &str) -> Actor {
        let term = self.term(day);
        Actor {
            id: self.id.to_string(),
            name: self.name.to_string(),
            kind: ActorKind::Person,
            role: (!term.role.is_empty()).then(|| term.role.to_string()),
            side: term.side.as_deref().map(str::to_owned),
        }
    }
}

impl Organisation {
    fn actor(&self) -> Actor {
        Actor {
            id: self.id.to_string(),
            name: self.name.to_string(),
            kind: if self.media {
                ActorKind::Media
            } else {
                ActorKind::Organisation
            },
            role: Some(self.role.to_string()),
            side: None,
        }
    }
}

/// Index of what begins at a word. Phrases are found from right to left: what stands just behind was found just before, so that
/// looking at the last few is enough.
fn near(found: &[Found], at: usize) -> Option<usize> {
    let from = found.len().saturating_sub(8);
    (from..found.len())
        .rev()
        .find(|&n| found[n].words.start == at)
}

fn join(ids: &[Box<str>]) -> Option<String> {
    let mut seen: Vec<&str> = Vec::new();
    for id in ids.iter().flat_map(|id| id.split(';')) {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    (!seen.is_empty()).then(|| seen.join(";"))
}

/// Lower-case words joined by hyphens, for ids.
fn slug(words: &str) -> String {
    fold(words).split(' ').collect::<Vec<_>>().join("-")
}

/// Verbs of saying and doing by which a name without a parse is one who acts.
const SPEAKS: &[&str] = &[
    "said",
    "says",
    "say",
    "claimed",
    "claims",
    "denied",
    "denies",
    "accused",
    "accuses",
    "announced",
    "announces",
    "warned",
    "warns",
    "rejected",
    "rejects",
    "blamed",
    "insisted",
    "reported",
    "reports",
    "confirmed",
    "vowed",
    "offered",
    "stated",
    "declared",
    "condemned",
    "called",
    "urged",
    "launched",
    "retaken",
    "captured",
    "seized",
];

/// What a capital does as a place.
const PLACE_VERBS: &[&str] = &[
    "be",
    "lie",
    "sit",
    "stand",
    "fall",
    "see",
    "witness",
    "remain",
    "become",
    "host",
    "wake",
    "burn",
    "experience",
    "suffer",
];

/// Whose object is somebody who hears or is held to answer.
const TOLD: &[&str] = &[
    "accuse",
    "blame",
    "urge",
    "call",
    "tell",
    "warn",
    "ask",
    "condemn",
    "criticise",
    "criticize",
    "threaten",
    "inform",
    "thank",
    "force",
    "expect",
    "allow",
    "convince",
    "persuade",
    "pressure",
    "charge",
    "oppose",
    "attack",
    "fight",
    "defeat",
    "sanction",
    "invite",
    "consult",
    "notify",
    "represent",
    "let",
    "want",
    "say",
    "report",
    "believe",
];

/// What is given for the good of somebody, as verb or noun.
const HELPED: &[&str] = &[
    "support",
    "back",
    "backing",
    "arm",
    "help",
    "aid",
    "assist",
    "assistance",
    "defend",
    "join",
    "recognise",
    "recognize",
    "victory",
    "defeat",
    "loss",
    "setback",
    "blow",
    "weapon",
    "sympathy",
    "warning",
    "message",
    "threat",
    "important",
];

/// Verbs whose "to" leads to a receiver.
const GIVEN: &[&str] = &[
    "give",
    "supply",
    "sell",
    "return",
    "hand",
    "deliver",
    "offer",
    "provide",
    "send",
    "grant",
    "surrender",
    "belong",
    "cede",
    "export",
    "transfer",
    "sale",
    "delivery",
    "aid",
    "loyal",
    "close",
    "according",
    "pass",
    "appeal",
    "announce",
    "accord",
];

/// Parts of a city: what "Xtown's" owns as a place.
const PLACE_NOUNS: &[&str] = &[
    "suburb",
    "outskirts",
    "street",
    "airport",
    "centre",
    "center",
    "district",
    "countryside",
    "neighbourhood",
    "neighborhood",
    "square",
    "port",
    "north",
    "south",
    "east",
    "west",
    "city",
    "market",
    "hospital",
    "university",
    "population",
    "resident",
    "skyline",
    "quarter",
    "mosque",
    "church",
    "downtown",
    "residents",
    "river",
];

#[cfg(test)]
mod tests {
    use crate::tests::mentions;
    use rashomon_model::Mention;

    /// (words, id, role, side) of the actors found.
    fn actors(text: &str) -> Vec<(String, String, String, String)> {
        shape(&mentions(text))
    }

    fn shape(mentions: &[Mention]) -> Vec<(String, String, String, String)> {
        let actors = mentions.iter().filter_map(|m| {
            let a = m.actor()?;
            let or = |x: &Option<String>| x.clone().unwrap_or_else(|| "-".into());
            Some((m.text.clone(), a.id.clone(), or(&a.role), or(&a.side)))
        });
        actors.collect()
    }

    /// The same in an article of this day.
    fn actors_on(text: &str, day: Option<&str>) -> Vec<(String, String, String, String)> {
        shape(&crate::tests::mentions_on(text, day))
    }

    #[track_caller]
    fn has(text: &str, words: &str, id: &str, role: &str, side: &str) {
        let found = actors(text);
        let want = (
            words.to_owned(),
            id.to_owned(),
            role.to_owned(),
            side.to_owned(),
        );
        assert!(
            found.contains(&want),
            "{text}\n  wanted {want:?}\n  found  {found:?}"
        );
    }

    #[track_caller]
    fn has_not(text: &str, words: &str) {
        let found = actors(text);
        assert!(found.iter().all(|f| f.0 != words), "{text}: {found:?}");
    }

    #[test]
    fn offices_and_bodies_of_a_state() {
        for (text, words, id) in [
            (
                "Norway's defence ministry said the ship had left.",
                "Norway's defence ministry",
                "office:NOR/defence-ministry",
            ),
            (
                "The Norwegian Defense Ministry said so.",
                "The Norwegian Defense Ministry",
                "office:NOR/defence-ministry",
            ),
            (
                "The foreign ministry of Chile denied it.",
                "The foreign ministry of Chile",
                "office:CHL/foreign-ministry",
            ),
            (
                "Chilean officials denied the report.",
                "Chilean officials",
                "office:CHL/officials",
            ),
            (
                "A Peruvian defence ministry spokesman rejected it.",
                "A Peruvian defence ministry spokesman",
                "office:PER/defence-ministry",
            ),
        ] {
            let side = &id[7..10];
            has(text, words, id, "GOV", side);
        }
    }

    #[test]
    fn armies_and_joined_sides() {
        has(
            "Chilean forces entered the town.",
            "Chilean forces",
            "group:CHL/forces",
            "MIL",
            "CHL",
        );
        has(
            "The Peruvian army shelled it.",
            "The Peruvian army",
            "group:PER/army",
            "MIL",
            "PER",
        );
        has(
            "Chilean and Peruvian forces clashed at dawn.",
            "Chilean and Peruvian forces",
            "group:CHL+PER/forces",
            "MIL",
            "CHL;PER",
        );
    }

    #[test]
    fn states_and_capitals_act_or_are_places() {
        has(
            "Chile claimed that Peru had fired first.",
            "Chile",
            "state:CHL",
            "GOV",
            "CHL",
        );
        has("Oslo denied the claim.", "Oslo", "state:NOR", "GOV", "NOR");
        has(
            "Oslo and Lima denied the claim.",
            "Lima",
            "state:PER",
            "GOV",
            "PER",
        );
        has_not("The train arrived in Oslo on Monday.", "Oslo");
        has_not("Thousands live in Chile.", "Chile");
    }

    #[test]
    fn people_by_title_list_and_apposition() {
        has(
            "Norwegian Foreign Minister Kari Nordmann met reporters. Nordmann said little.",
            "Nordmann",
            "person:kari-nordmann",
            "GOV",
            "NOR",
        );
        has(
            "Kari Nordmann, a spokeswoman for Norway's foreign ministry, said so.",
            "Kari Nordmann",
            "person:kari-nordmann",
            "GOV",
            "NOR",
        );
        has(
            "Vladimir Putin spoke on Monday.",
            "Vladimir Putin",
            "person:vladimir-putin",
            "GOV",
            "RUS",
        );
    }

    #[test]
    fn parties_that_are_no_states() {
        has(
            "Hezbollah fighters fired at it.",
            "Hezbollah fighters",
            "unnamed:HEZBOLLAH/fighters",
            "REB",
            "HEZBOLLAH",
        );
        has(
            "Houthi rebels in Yemen said they had fired it.",
            "Houthi rebels",
            "group:HOUTHIS",
            "REB",
            "HOUTHIS",
        );
        has(
            "In Syria, rebels left the town, said the Syrian army.",
            "rebels",
            "unnamed:SYR-OPP/rebels",
            "OPP",
            "SYR-OPP",
        );
        // Rebels of a state are not its own.
        has(
            "Chilean rebels left the town.",
            "Chilean rebels",
            "unnamed:rebels",
            "REB",
            "-",
        );
    }

    #[test]
    fn those_who_are_no_party() {
        has(
            "Reuters reported the blast.",
            "Reuters",
            "media:reuters",
            "MED",
            "-",
        );
        has(
            "UN officials warned of hunger.",
            "UN officials",
            "org:un",
            "IGO",
            "-",
        );
        has(
            "Residents said they had fled.",
            "Residents",
            "unnamed:residents",
            "CVL",
            "-",
        );
    }

    #[test]
    fn an_indefinite_office_names_nobody() {
        let with_date = |text: &str| actors_on(text, Some("2023-05-02"));
        for (text, id) in [
            (
                "A spokesman for Russia's presidency said so.",
                "office:RUS/presidency",
            ),
            (
                "The spokesman for Russia's presidency said so.",
                "person:dmitry-peskov",
            ),
            ("Russia's president said so.", "person:vladimir-putin"),
        ] {
            let found = with_date(text);
            assert!(found.iter().any(|a| a.1 == id), "{text}: {found:?}");
        }
    }

    #[test]
    fn armies_by_their_own_names() {
        for text in [
            "The Sudanese Armed Forces denied it.",
            "A spokesman for the Sudanese Armed Forces denied it.",
            "The general staff of the Sudanese Armed Forces denied it.",
        ] {
            let found = actors(text);
            assert!(found.iter().all(|a| a.3 == "SDN"), "{text}: {found:?}");
            assert!(!found.is_empty(), "{text}");
        }
        has(
            "The Sudanese Armed Forces denied it.",
            "The Sudanese Armed Forces",
            "group:SDN/army",
            "MIL",
            "SDN",
        );
        has(
            "The Kurdistan Workers' Party denied it.",
            "The Kurdistan Workers' Party",
            "group:PKK",
            "REB",
            "PKK",
        );
    }

    #[test]
    fn who_installs_officials_owns_them_and_who_backs_them_does_not() {
        let text = "Officials in Lima said so. Norwegian-installed officials denied it. Norwegian-backed officials left.";
        has(
            text,
            "Norwegian-installed officials",
            "office:NOR/officials",
            "GOV",
            "NOR",
        );
        has(
            text,
            "Norwegian-backed officials",
            "office:officials",
            "GOV",
            "-",
        );
    }

    #[test]
    fn owners_are_named_without_a_second_noun() {
        let name = |text: &str| -> Vec<String> {
            let all = mentions(text);
            all.iter()
                .filter_map(|m| Some(m.actor()?.name.clone()))
                .collect()
        };
        assert_eq!(
            name("Karabakh authorities said so."),
            ["Nagorno-Karabakh authorities"]
        );
        assert_eq!(
            name("Karabakh soldiers said so."),
            ["Nagorno-Karabakh soldiers"]
        );
    }

    #[test]
    fn an_office_without_owner_is_of_the_side_last_spoken_of() {
        has(
            "Chile said Peru had attacked.\n\"Peruvian troops crossed the river,\" a defence ministry spokesman said.",
            "a defence ministry spokesman",
            "office:PER/defence-ministry",
            "GOV",
            "PER",
        );
    }

    #[test]
    fn rivals_are_treated_alike() {
        let template = "X's defence ministry said Y forces had shelled a town. Y officials denied it. X accused Y2 of lies.";
        let fill =
            |x: &str, y: &str, y2: &str| template.replace("Y2", y2).replace('X', x).replace('Y', y);
        let shape = |text: &str, first: &str, second: &str| -> Vec<(String, String)> {
            actors(text)
                .into_iter()
                .map(|(_, id, role, _)| (id.replace(first, "ONE").replace(second, "TWO"), role))
                .collect()
        };
        let a = fill("Armenia", "Azerbaijani", "Azerbaijan");
        let b = fill("Azerbaijan", "Armenian", "Armenia");
        assert_eq!(shape(&a, "ARM", "AZE"), shape(&b, "AZE", "ARM"));
        assert!(!actors(&a).is_empty());
    }
}
