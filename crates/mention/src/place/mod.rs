//! Places that a text names, and where they are.
//!
//! A name is looked for in the gazetteer wherever a capitalised word stands, and believed when the words around it speak for
//! a place (a preposition, "the town of", "X, Y", what the entity model says) rather than for a person or a firm. Names that
//! no gazetteer has are places where their frame says so: "the villages of X, Y and Z in D district". Which of the places
//! that bear a name is meant is settled by the whole document (see [`resolve`]).

mod frame;
mod resolve;
mod words;

use rashomon_gazetteer::{Candidate, Class as Feature, Gazetteer, NameKind, PlaceKey, fold};
use rashomon_model::Place;
use rashomon_syntax::Parsed;
use rashomon_text::Span;
use resolve::{Choice, Name};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;
use words::{Class, EntityKind, Gap, Lexicon, Word};

/// Names of more words than this are not looked for.
const LONGEST: usize = 7;
/// So many places say where a text is.
const ANCHORS: usize = 16;
/// Evidence that makes a name a place.
const ENOUGH: f64 = 1.0;

/// A place found.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceHit {
    /// The words that name it.
    pub span: Span,
    /// The place.
    pub place: Place,
    /// The rule that found it, and its version.
    pub found_by: &'static str,
}

/// Finds and resolves places. Making one reads a small table; finding takes time that grows with the length of the text.
#[derive(Clone)]
pub struct PlaceFinder {
    gazetteer: Arc<Gazetteer>,
    lexicon: Lexicon,
    demonyms: bool,
}

/// A name in the text that may be a place.
#[derive(Debug, Clone)]
struct Spot {
    /// Stands for it while spots come and go.
    id: usize,
    words: Range<usize>,
    /// Index into the document's names.
    name: usize,
    candidates: Vec<Candidate>,
    score: f64,
    /// Id of the spot that it is said to lie in.
    inside: Option<usize>,
    /// Its words ask for a unit (`true`) or a settlement.
    unit: Option<bool>,
    rule: Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Gazetteer,
    Hierarchy,
    Frame,
    Feature,
    Entity,
    Demonym,
}

impl Rule {
    fn name(self) -> &'static str {
        match self {
            Rule::Gazetteer => "place/gazetteer@1",
            Rule::Hierarchy => "place/hierarchy@1",
            Rule::Frame => "place/frame@1",
            Rule::Feature => "place/feature@1",
            Rule::Entity => "place/entity@1",
            Rule::Demonym => "place/demonym@1",
        }
    }
}

/// What the document says of persons.
#[derive(Default)]
struct Persons {
    given: FxHashSet<String>,
    family: FxHashSet<String>,
    /// Last words of what only the entity model takes for names of persons.
    maybe: FxHashSet<String>,
}

impl PlaceFinder {
    /// A finder over a gazetteer.
    pub fn new(gazetteer: Arc<Gazetteer>) -> Self {
        PlaceFinder {
            gazetteer,
            lexicon: Lexicon::new(),
            demonyms: false,
        }
    }

    /// Whether words for people and adjectives ("Sudanese") count as mentions of their place, as some corpora mark them.
    /// They do not unless this is called.
    pub fn with_demonyms(mut self, yes: bool) -> Self {
        self.demonyms = yes;
        self
    }

    /// The places that the blocks of a text name, in order, without overlaps.
    ///
    /// `parsed` is the parse of those blocks; an empty one will do, at a cost in quality.
    pub fn find(&self, text: &str, blocks: &[Span], parsed: &Parsed) -> Vec<PlaceHit> {
        let words = words::words(text, blocks, parsed, &self.lexicon);
        let mut doc = Doc {
            finder: self,
            text,
            words: &words,
            parsed,
            lower: lower_words(&words),
            persons: self.persons(&words),
            shouting: shouting(&words),
            demonyms: Vec::new(),
        };
        doc.demonyms = (0..words.len()).map(|i| doc.demonym(i)).collect();
        let mut spots = doc.spots();
        doc.link(&mut spots);
        frame::find(&doc, &mut spots);
        doc.features(&mut spots);
        doc.judge(&mut spots);
        spots.retain(|s| s.score >= ENOUGH);
        doc.entities(&mut spots);
        spots.sort_by_key(|s| (s.words.start, std::cmp::Reverse(s.words.end)));
        drop_overlaps(&mut spots);
        doc.hits(&mut spots)
    }

    /// Names of persons: what the entity model says, and "Gen. X", "Given X said".
    fn persons(&self, words: &[Word]) -> Persons {
        let mut persons = Persons::default();
        let mut i = 0;
        while i < words.len() {
            let Some((entity, EntityKind::Person)) = words[i].entity else {
                if words[i].classes.has(Class::Title)
                    && words[i].capital
                    && let Some(next) = words
                        .get(i + 1)
                        .filter(|w| w.gap == Gap::Space && w.capital)
                {
                    let last = words
                        .get(i + 2)
                        .filter(|w| w.gap == Gap::Space && w.capital)
                        .unwrap_or(next);
                    persons.family.insert(last.folded.clone());
                }
                if words[i].capital
                    && words[i].classes.has(Class::Given)
                    && let Some(next) = words
                        .get(i + 1)
                        .filter(|w| w.gap == Gap::Space && w.capital)
                {
                    persons.family.insert(next.folded.clone());
                    persons.given.insert(words[i].folded.clone());
                }
                i += 1;
                continue;
            };
            let end = (i..words.len())
                .find(|&j| words[j].entity != Some((entity, EntityKind::Person)))
                .unwrap_or(words.len());
            if end - i >= 2 && words[i..end].iter().all(|w| w.capital) {
                let given = words[i].classes.has(Class::Given)
                    || i > 0 && words[i - 1].classes.has(Class::Title);
                if given {
                    persons.given.insert(words[i].folded.clone());
                    persons.family.insert(words[end - 1].folded.clone());
                } else {
                    persons.maybe.insert(words[end - 1].folded.clone());
                }
            }
            i = end;
        }
        persons
    }
}

fn lower_words(words: &[Word]) -> FxHashSet<&str> {
    let lower = words.iter().filter(|w| !w.capital);
    lower.map(|w| &*w.folded).collect()
}

/// Blocks in which capitals say nothing: most words are in capitals only, or begin with one.
fn shouting(words: &[Word]) -> FxHashSet<u32> {
    let mut counts: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
    for w in words
        .iter()
        .filter(|w| w.folded.chars().any(char::is_alphabetic))
    {
        let c = counts.entry(w.block).or_default();
        c.0 += 1;
        c.1 += usize::from(w.upper);
    }
    counts
        .into_iter()
        .filter(|(_, (all, upper))| *all >= 3 && upper * 3 > all * 2)
        .map(|(b, _)| b)
        .collect()
}

/// A document being read.
struct Doc<'a> {
    finder: &'a PlaceFinder,
    text: &'a str,
    words: &'a [Word],
    parsed: &'a Parsed,
    lower: FxHashSet<&'a str>,
    persons: Persons,
    shouting: FxHashSet<u32>,
    /// The words for a people, or its adjective, that begin at each word, and its place.
    demonyms: Vec<Option<(Range<usize>, PlaceKey)>>,
}

impl Doc<'_> {
    fn gazetteer(&self) -> &Gazetteer {
        &self.finder.gazetteer
    }

    fn is(&self, class: Class, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| w.classes.has(class))
    }

    /// The word before `i`, if nothing but space or hyphen stands between, and no "the".
    fn before(&self, i: usize) -> Option<usize> {
        if !matches!(self.words.get(i)?.gap, Gap::Space | Gap::Hyphen) {
            return None;
        }
        let j = i.checked_sub(1)?;
        if self.words[j].folded == "the" && !self.words[j].gap_is_break() {
            return j.checked_sub(1);
        }
        Some(j)
    }

    /// The word at `i`, if nothing but space or hyphen stands before it.
    fn after(&self, i: usize) -> Option<&Word> {
        self.words.get(i).filter(|w| !w.gap_is_break())
    }

    fn span(&self, words: &Range<usize>) -> Span {
        let (first, last) = (&self.words[words.start], &self.words[words.end - 1]);
        let stop = last.dot
            && (last.folded.len() <= 5 && self.text[last.start..last.end].contains('.')
                || self.is_short_form(words));
        Span::new(first.start, last.end + usize::from(stop))
    }

    fn is_short_form(&self, words: &Range<usize>) -> bool {
        let name = self.key(words);
        self.gazetteer()
            .lookup(&name)
            .first()
            .is_some_and(|c| c.kind == NameKind::Abbreviation)
    }

    fn key(&self, words: &Range<usize>) -> String {
        let folded: Vec<&str> = self.words[words.clone()]
            .iter()
            .map(|w| w.folded.as_str())
            .collect();
        rashomon_gazetteer::join(&folded)
    }

    /// Adds a spot; its position.
    fn push(&self, spots: &mut Vec<Spot>, spot: Spot) -> usize {
        let id = spots.len();
        spots.push(Spot { id, ..spot });
        id
    }

    /// How far a name that begins at `i` could reach: to the last word that can end one (see [`Doc::is_name`]).
    fn reach(&self, i: usize) -> usize {
        let mut end = i + 1;
        for (j, w) in self.words.iter().enumerate().take(i + LONGEST).skip(i + 1) {
            if w.gap_is_break() || !(w.ends_name() || w.is_inside_name()) {
                break;
            }
            if w.ends_name() {
                end = j + 1;
            }
        }
        end
    }

    /// Whether a run of words is written as a name is: capitals, but for particles inside.
    fn is_name(&self, words: &Range<usize>) -> bool {
        let run = &self.words[words.clone()];
        let article = |w: &Word| {
            matches!(
                w.folded.as_str(),
                "al" | "el" | "as" | "ash" | "an" | "ar" | "az" | "ad" | "at" | "ez" | "es"
            )
        };
        let Some((last, rest)) = run.split_last() else {
            return false;
        };
        if rest.is_empty() {
            return last.capital && last.folded.chars().any(char::is_alphabetic);
        }
        let first = &rest[0];
        last.ends_name()
            && (first.capital
                || article(first) && run[1].gap == Gap::Hyphen
                || first.folded == "the")
            && rest[1..].iter().all(Word::is_inside_name)
    }

    /// All names of the gazetteer that stand in the text, the longest from each word on, not overlapping.
    fn spots(&self) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut window: Vec<&str> = Vec::new();
        let mut i = 0;
        while i < self.words.len() {
            let w = &self.words[i];
            let starts = w.capital
                || w.folded == "the"
                || self
                    .words
                    .get(i + 1)
                    .is_some_and(|n| n.gap == Gap::Hyphen && n.capital && w.folded.len() <= 3);
            if !starts {
                i += 1;
                continue;
            }
            let end = self.reach(i);
            // "the" and "al" alone are no names.
            if end == i + 1 && !w.capital {
                i = end;
                continue;
            }
            window.clear();
            window.extend(self.words[i..end].iter().map(|w| &*w.folded));
            let mut found = self.gazetteer().prefixes(&window);
            let mut taken = i + 1;
            // "Canadian" is a word for people before it is a town of Texas; "Canadian County" is none.
            let people = self.demonyms[i].clone();
            if let Some((words, _)) = &people {
                found.retain(|(n, _)| *n > words.len());
            }
            for (n, candidates) in found {
                let words = i..i + n;
                if !self.is_name(&words) {
                    continue;
                }
                let candidates = self.believable(&words, candidates);
                if !candidates.is_empty() {
                    taken = words.end;
                    self.push(
                        &mut spots,
                        Spot {
                            id: 0,
                            words,
                            name: 0,
                            candidates,
                            score: 0.0,
                            inside: None,
                            unit: None,
                            rule: Rule::Gazetteer,
                        },
                    );
                    break;
                }
            }
            if taken == i + 1
                && people.is_none()
                && spots.last().is_none_or(|s| s.words.end <= i)
                && let Some(candidate) = self.glued(i)
            {
                let words = i..i + 1;
                self.push(
                    &mut spots,
                    Spot {
                        id: 0,
                        words,
                        name: 0,
                        candidates: vec![candidate],
                        score: 0.0,
                        inside: None,
                        unit: None,
                        rule: Rule::Gazetteer,
                    },
                );
            }
            if taken == i + 1
                && spots.last().is_none_or(|s| s.words.end <= i)
                && let Some((words, key)) = people
            {
                taken = words.end;
                if !self.finder.demonyms {
                    i = taken;
                    continue;
                }
                let candidate = Candidate {
                    key,
                    kind: NameKind::Listed,
                    prominence: 1e8,
                };
                self.push(
                    &mut spots,
                    Spot {
                        id: 0,
                        words,
                        name: 0,
                        candidates: vec![candidate],
                        score: 9.0,
                        inside: None,
                        unit: None,
                        rule: Rule::Demonym,
                    },
                );
            }
            i = taken;
        }
        spots
    }

    /// "Syrias north": the possessive of a country or capital in a text that has lost its apostrophes.
    fn glued(&self, i: usize) -> Option<Candidate> {
        let stem = self.words[i]
            .folded
            .strip_suffix('s')
            .filter(|s| s.len() > 3 && self.words[i].capital)?;
        let first = *self.gazetteer().lookup(stem).first()?;
        let place = self.gazetteer().place(first.key);
        ((place.is_country() || place.is_capital()) && first.kind != NameKind::Abbreviation)
            .then_some(first)
    }

    fn demonym(&self, i: usize) -> Option<(Range<usize>, PlaceKey)> {
        let one = &self.words[i];
        if !one.capital {
            return None;
        }
        let two = i..i + 2;
        if self.after(i + 1).is_some_and(|w| w.capital)
            && let Some(key) = self.gazetteer().demonym_key(&self.key(&two))
        {
            return Some((two, key));
        }
        let key = self.gazetteer().demonym_key(&one.folded)?;
        Some((i..i + 1, key))
    }

    /// The readings that the way in which a name is written allows.
    fn believable(&self, words: &Range<usize>, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        let run = &self.words[words.clone()];
        let short = run.iter().all(|w| w.folded.len() <= 3);
        candidates.retain(|c| {
            if c.kind != NameKind::Abbreviation {
                // "US" is no village of France, "Al" no town.
                return !(run.len() == 1 && run[0].folded.len() <= 2 && c.kind != NameKind::Listed);
            }
            let written = &self.text[run[0].start..run[run.len() - 1].end];
            let dotted = written.contains('.') || run[run.len() - 1].dot;
            dotted || run.iter().all(|w| w.upper || w.folded.len() == 1) && short
        });
        candidates
    }

    /// Joins "X, Y" where Y holds X: each speaks for the other.
    fn link(&self, spots: &mut Vec<Spot>) {
        let mut unknown = Vec::new();
        for b in 0..spots.len() {
            let at = spots[b].words.start;
            if spots[b].rule == Rule::Demonym || self.words[at].gap != Gap::Comma {
                continue;
            }
            // Readings that are large enough to be given as the place where another lies.
            let outer: Vec<PlaceKey> = spots[b]
                .candidates
                .iter()
                .map(|c| c.key)
                .filter(|&k| self.is_outer(k))
                .take(8)
                .collect();
            if outer.is_empty() {
                continue;
            }
            if let Some(a) = b.checked_sub(1)
                && spots[a].words.end == at
                && spots[a].rule != Rule::Demonym
            {
                let g = self.gazetteer();
                let inner: Vec<Candidate> = spots[a]
                    .candidates
                    .iter()
                    .copied()
                    .filter(|c| outer.iter().any(|&o| g.contains(o, c.key)))
                    .collect();
                // "in Russia, U.S. officials said": a country beside a country is no village of it.
                let beside = spots[a]
                    .candidates
                    .first()
                    .is_some_and(|c| g.place(c.key).is_country())
                    && outer.iter().all(|&o| g.place(o).is_country());
                if !inner.is_empty() && !beside {
                    spots[b]
                        .candidates
                        .retain(|c| inner.iter().any(|i| g.contains(c.key, i.key)));
                    spots[a].candidates = inner;
                    spots[a].inside = Some(b);
                    spots[a].score += 3.0;
                    spots[b].score += 3.0;
                    spots[a].rule = Rule::Hierarchy;
                    continue;
                }
            }
            // A town that the gazetteer lacks: "in Upper Sandy, Ore.".
            let sure = spots[b].candidates.first().is_some_and(|c| {
                let p = self.gazetteer().place(c.key);
                p.feature == "ADM1"
                    && self.gazetteer().is_abbreviated(p.key)
                    && (c.kind != NameKind::Usual || c.prominence > 1e6)
            });
            let start = self.run_back(at);
            if sure
                && start < at
                && at - start <= 3
                && self.before(start).is_some_and(|p| {
                    self.is(Class::In, p) || self.is(Class::From, p) || self.words[p].folded == "of"
                })
                && !self.words[start..at]
                    .iter()
                    .any(|w| w.entity.is_some_and(|(_, k)| k == EntityKind::Figure))
            {
                spots[b].score += 1.5;
                unknown.push((b, start..at));
            }
        }
        for (b, words) in unknown {
            for s in spots
                .iter_mut()
                .filter(|s| s.words.start < words.end && words.start < s.words.end)
            {
                s.score = f64::NEG_INFINITY;
            }
            self.push(
                spots,
                Spot {
                    id: 0,
                    words,
                    name: 0,
                    candidates: Vec::new(),
                    score: 3.0,
                    inside: Some(b),
                    unit: Some(false),
                    rule: Rule::Frame,
                },
            );
        }
    }

    fn is_outer(&self, key: PlaceKey) -> bool {
        let feature = self.gazetteer().feature(key);
        Feature::of(feature) == Feature::Administrative || feature == "RGN"
    }

    /// Where the run of capitalised words that ends before `end` begins; a figure or a break ends it.
    fn run_back(&self, end: usize) -> usize {
        let mut start = end;
        while start > 0
            && self.words[start - 1].capital
            && (start == end || !self.words[start].gap_is_break())
            && end - start < 4
        {
            start -= 1;
        }
        start
    }

    /// Names that end in the word for a feature: "Mill Creek", "Baker Street".
    fn features(&self, spots: &mut Vec<Spot>) {
        let mut held = vec![usize::MAX; self.words.len()];
        for (n, s) in spots.iter().enumerate() {
            for i in s.words.clone() {
                held[i] = n;
            }
        }
        for i in 1..self.words.len() {
            let w = &self.words[i];
            let road = w.capital && self.is(Class::Road, i);
            if !(road || w.capital && self.is(Class::Feature, i))
                || w.gap != Gap::Space
                || self.shouting.contains(&w.block)
            {
                continue;
            }
            if held[i] != usize::MAX && spots[held[i]].words.len() > 1 {
                continue;
            }
            let mut start = i;
            while start > 0
                && i - start < 3
                && self.words[start - 1].capital
                && !self.words[start].gap_is_break()
                && (!self.is(Class::Never, start - 1) || self.is(Class::Modifier, start - 1))
                && !self.is(Class::Title, start - 1)
            {
                start -= 1;
            }
            if start == i || self.words[start].gap == Gap::Start && i - start == 1 && !road {
                continue;
            }
            // "Main Street residents" yes; "Wall Street Journal" no.
            if self
                .after(i + 1)
                .is_some_and(|n| n.capital && !self.is(Class::Institution, i + 1))
            {
                continue;
            }
            if i - start == 1 && self.is(Class::Given, start) {
                continue;
            }
            let words = start..i + 1;
            let inner: Vec<usize> = words
                .clone()
                .map(|j| held[j])
                .filter(|&n| n != usize::MAX)
                .collect();
            if inner.iter().any(|&n| {
                spots[n].words.start < words.start
                    || spots[n].words.end > words.end
                    || spots[n].rule == Rule::Hierarchy
            }) {
                continue;
            }
            for &n in &inner {
                spots[n].score = f64::NEG_INFINITY;
            }
            // "Homs Province" is a unit that the gazetteer has as Homs.
            let mut candidates = Vec::new();
            if self.is(Class::Unit, i) && !road {
                candidates = self.gazetteer().lookup(&self.key(&(start..i)));
                candidates.retain(|c| {
                    let p = self.gazetteer().place(c.key);
                    p.class() == Feature::Administrative
                        && !p.is_country()
                        && c.kind != NameKind::Abbreviation
                });
            }
            let unit = (!candidates.is_empty()).then_some(true);
            for j in words.clone() {
                held[j] = spots.len();
            }
            self.push(
                spots,
                Spot {
                    id: 0,
                    words,
                    name: 0,
                    candidates,
                    score: if road { 1.2 } else { 1.6 },
                    inside: None,
                    unit,
                    rule: Rule::Feature,
                },
            );
        }
    }

    /// Adds up the evidence for each spot.
    fn judge(&self, spots: &mut [Spot]) {
        let mut best: FxHashMap<String, f64> = FxHashMap::default();
        for s in spots.iter_mut() {
            if matches!(s.rule, Rule::Gazetteer | Rule::Hierarchy) {
                s.score += self.evidence(s);
            }
            let at = best.entry(self.key(&s.words)).or_insert(f64::NEG_INFINITY);
            *at = at.max(s.score);
        }
        // A name that is surely a place once is likely one elsewhere.
        for s in spots.iter_mut() {
            let top = best.get(&self.key(&s.words)).copied().unwrap_or(0.0);
            if top >= 2.5 && s.score > -1.5 && s.score < top {
                s.score += 1.2;
            }
        }
        self.neighbours(spots);
    }

    /// A name that may be a place is more likely one beside sure places: in the text ("X and Y") and on the map.
    fn neighbours(&self, spots: &mut [Spot]) {
        let g = self.gazetteer();
        let mut anchors: Vec<(f64, f64)> = Vec::new();
        for s in spots.iter().filter(|s| s.score >= 2.0) {
            if anchors.len() == ANCHORS {
                break;
            }
            // A name of one prominent place, or one narrowed to few, says where the text is.
            if let Some(p) = s
                .candidates
                .first()
                .filter(|c| {
                    s.candidates.len() <= 3 || s.rule == Rule::Hierarchy || c.prominence > 3e5
                })
                .map(|c| g.place(c.key))
                && matches!(
                    p.class(),
                    Feature::Populated | Feature::Administrative | Feature::Area
                )
                && !p.is_country()
                && !anchors.contains(&(p.lat, p.lon))
            {
                anchors.push((p.lat, p.lon));
            }
        }
        let sure: Vec<bool> = spots.iter().map(|s| s.score >= 1.8).collect();
        for n in 0..spots.len() {
            let s = &spots[n];
            if !(-0.6..ENOUGH).contains(&s.score) || s.rule != Rule::Gazetteer {
                continue;
            }
            let joined = |from: usize, to: usize| {
                let gap = self.words.get(to).map(|w| w.gap);
                from == to && gap == Some(Gap::Comma)
                    || from + 1 == to && matches!(self.words[from].folded.as_str(), "and" | "or")
            };
            let beside = |m: Option<usize>, before: bool| {
                m.and_then(|m| spots.get(m)).is_some_and(|o| {
                    if before {
                        joined(o.words.end, s.words.start)
                    } else {
                        joined(s.words.end, o.words.start)
                    }
                }) && m.is_some_and(|m| sure[m])
            };
            let beside = beside(n.checked_sub(1), true) || beside(Some(n + 1), false);
            let near = s.candidates.iter().take(24).any(|c| {
                let p = g.place(c.key);
                anchors.iter().any(|&a| {
                    (a.0 - p.lat).abs() < 1.0
                        && rashomon_gazetteer::distance_km(a, (p.lat, p.lon)) < 80.0
                })
            });
            let bonus = if beside { 0.8 } else { 0.0 } + if near { 0.9 } else { 0.0 };
            spots[n].score += bonus;
        }
    }

    fn evidence(&self, s: &Spot) -> f64 {
        let (start, end) = (s.words.start, s.words.end);
        let (first, last) = (&self.words[start], &self.words[end - 1]);
        let mut score = 0.0;
        let top = &s.candidates[0];
        let place = self.gazetteer().place(top.key);
        let prominence = s
            .candidates
            .iter()
            .map(|c| c.prominence)
            .fold(0.0, f64::max);
        score += ((prominence.max(1.0).log10() - 4.5) * 0.8).clamp(-1.5, 2.4);
        if s.words.len() > 1 {
            score += if self.is(Class::Feature, end - 1) {
                2.0
            } else {
                1.2
            };
        }
        let abbreviation = s
            .candidates
            .iter()
            .all(|c| c.kind == NameKind::Abbreviation);
        let users = s
            .candidates
            .iter()
            .any(|c| self.gazetteer().is_users(c.key));
        let known = users || place.is_country() || place.is_capital() || place.feature == "ADM1";
        if users {
            score += 0.8;
        }
        if abbreviation && !place.is_country() {
            // "Ala." by itself, "IN" and "ME" in capitals.
            let dotted = last.dot || self.text[first.start..last.end].contains('.');
            let initials =
                self.text[first.start..last.end].matches('.').count() + usize::from(last.dot) >= 2;
            if s.rule != Rule::Hierarchy && s.score < 1.0 && !initials {
                score -= if dotted && last.folded.len() > 2 {
                    0.5
                } else {
                    4.0
                };
            }
        }
        if top.kind == NameKind::Alternate {
            score -= 0.7;
        } else if s
            .candidates
            .iter()
            .any(|c| self.gazetteer().is_curated(c.key))
        {
            score += 0.7;
        }
        // What the model sees.
        if let Some((number, kind)) = first.entity {
            let whole = self
                .parsed
                .entities
                .get(number as usize)
                .map_or(0, |e| e.tokens.len());
            let longer = whole > s.words.len() + 1;
            score += match kind {
                EntityKind::Place => 1.3,
                EntityKind::Facility => 0.6,
                EntityKind::Person if longer || whole > s.words.len() => -2.2,
                EntityKind::Person if known => -0.2,
                EntityKind::Person => -0.9,
                EntityKind::Organisation => -0.1,
                EntityKind::People => -0.2,
                EntityKind::Figure if known => -0.5,
                EntityKind::Figure => -2.0,
                EntityKind::Other => -0.6,
            };
        }
        // What stands before.
        if first.gap == Gap::Hyphen {
            score -= 0.3;
        } else if let Some(p) = self.before(start) {
            let w = &self.words[p];
            let of = w.folded == "of" && p > 0;
            if of
                && (self.is(Class::Settlement, p - 1)
                    || self.is(Class::Settlements, p - 1)
                    || self.is(Class::Unit, p - 1))
            {
                score += 2.5;
            } else if !w.capital && self.is(Class::In, p)
                || w.gap == Gap::Stop && self.is(Class::In, p)
            {
                score += 1.5;
            } else if self.is(Class::From, p) && !self.is(Class::Never, start) {
                score += 0.8;
            } else if of || matches!(w.folded.as_str(), "and" | "or") {
                score += 0.3;
            } else if w.capital && !w.gap_is_stop_word() {
                if self.is(Class::Title, p) {
                    score -= if known { 0.5 } else { 3.0 };
                } else if self.is(Class::Modifier, p) || self.is(Class::Settlement, p) {
                    score += 0.8;
                } else if self.gazetteer().demonym(&w.folded).is_none() && first.gap == Gap::Space {
                    score -= if self.is(Class::Given, p) || self.persons.given.contains(&w.folded) {
                        3.0
                    } else if known {
                        0.6
                    } else {
                        1.6
                    };
                }
            } else if self.is(Class::Title, p) {
                score -= if known { 0.3 } else { 2.5 };
            } else if self.is(Class::Modifier, p) {
                score += 1.0;
            }
        } else if first.gap == Gap::Start && self.dateline(end) {
            score += 2.5;
        }
        // What stands behind.
        if let Some(w) = self.after(end) {
            if !w.capital
                && (self.is(Class::Settlement, end)
                    || self.is(Class::Unit, end)
                    || self.is(Class::Settlements, end)
                    || self.is(Class::Units, end))
            {
                score += if first.gap == Gap::Hyphen { 0.5 } else { 2.0 };
            } else if !w.capital && self.is(Class::Local, end) {
                score += 1.2;
            } else if w.capital && !self.shouting.contains(&w.block) {
                if self.is(Class::Institution, end) {
                    score += 0.9;
                } else if w.classes.has(Class::Feature) || w.classes.has(Class::Road) {
                    score -= 0.4;
                } else if w.gap == Gap::Space {
                    score -= if known { 0.4 } else { 1.4 };
                }
            } else if self.is(Class::Speech, end) && !known {
                score -= 1.2;
            }
        }
        if s.words.len() == 1 {
            let ordinary_capitals = !self.shouting.contains(&first.block);
            let ordinary = !first.upper || self.shouting.contains(&first.block);
            if self.persons.family.contains(&first.folded)
                || self.persons.given.contains(&first.folded)
            {
                score -= if place.is_country() { 0.5 } else { 2.2 };
            } else if self.persons.maybe.contains(&first.folded) && !known {
                score -= if prominence > 3e5 { 0.4 } else { 1.2 };
            }
            // "SANA" and "NGO" are short for something else.
            let initials = first.upper
                && ordinary_capitals
                && first.folded.len() <= 5
                && top.kind != NameKind::Abbreviation
                && !self.text[first.start..first.end].contains('.');
            if initials && !place.is_country() && !(first.gap == Gap::Start && self.dateline(end)) {
                score -= 2.5;
            }
            if (self.is(Class::Never, start) || self.is(Class::Modifier, start))
                && ordinary
                && !self.text[first.start..first.end].contains('.')
            {
                score -= 4.0;
            } else if self.is(Class::Given, start) {
                score -= if known { 0.8 } else { 1.8 };
            } else if self.is(Class::Surname, start) {
                score -= if known { 0.0 } else { 1.3 };
            }
            if self.lower.contains(&*first.folded) && !known && ordinary {
                score -= 2.5;
            }
            if first.gap_is_break() && first.gap != Gap::Comma && !known {
                score -= 0.4;
            }
        } else if s
            .words
            .clone()
            .all(|i| self.is(Class::Never, i) || self.lower.contains(&*self.words[i].folded))
        {
            score -= 1.5;
        }
        if self.shouting.contains(&first.block) {
            score -= if known { 0.0 } else { 0.8 };
        }
        score
    }

    /// Whether a name at the start of a block that ends before `end` is a dateline: "BAKU, Azerbaijan (Agency) —".
    fn dateline(&self, end: usize) -> bool {
        let upper = self.words[end - 1].upper;
        let limit = (end + 8).min(self.words.len());
        for i in end..limit {
            if self.words[i].gap == Gap::Other {
                let between = &self.text[self.words[i - 1].end..self.words[i].start];
                return between.contains(['—', '–', '('])
                    || between.contains(" - ")
                    || between.contains("--")
                    || upper && between.contains(':');
            }
            if !self.words[i].capital {
                return false;
            }
        }
        false
    }

    /// What only the entity model sees, where its words speak for a place too.
    fn entities(&self, spots: &mut Vec<Spot>) {
        let mut held = vec![false; self.words.len()];
        for s in spots.iter() {
            held[s.words.clone()].fill(true);
        }
        let mut i = 0;
        while i < self.words.len() {
            let Some((number, kind)) = self.words[i].entity else {
                i += 1;
                continue;
            };
            let end = (i..self.words.len())
                .find(|&j| self.words[j].entity != Some((number, kind)))
                .unwrap_or(self.words.len());
            let words = if self.words[i].folded == "the" {
                i + 1..end
            } else {
                i..end
            };
            i = end;
            if !matches!(kind, EntityKind::Place)
                || words.is_empty()
                || words.len() > 4
                || words.clone().any(|j| held[j])
                || !self.is_name(&words)
            {
                continue;
            }
            let w = &self.words[words.start];
            let person = self
                .persons
                .family
                .contains(&self.words[words.end - 1].folded)
                || self.persons.given.contains(&w.folded);
            let ordinary = words
                .clone()
                .any(|j| self.is(Class::Never, j) || self.is(Class::Title, j))
                || self.lower.contains(&*w.folded);
            // No town stands behind "the".
            let the = words.start > 0 && self.words[words.start - 1].folded == "the";
            let placed =
                !the && self.before(words.start).is_some_and(|p| {
                    self.is(Class::In, p) || self.is(Class::From, p) && self.words[p].folded != "to"
                }) && !self.after(words.end).is_some_and(|n| n.capital);
            if !person && !ordinary && placed && w.folded.len() > 2 && !w.upper {
                // Nothing refers to it: its id need not be free.
                spots.push(Spot {
                    id: usize::MAX,
                    words,
                    name: 0,
                    candidates: Vec::new(),
                    score: ENOUGH,
                    inside: None,
                    unit: None,
                    rule: Rule::Entity,
                });
            }
        }
    }

    /// Resolves the spots that are left.
    fn hits(&self, spots: &mut [Spot]) -> Vec<PlaceHit> {
        let g = self.gazetteer();
        let mut index: FxHashMap<(String, u8), usize> = FxHashMap::default();
        let mut names: Vec<Name> = Vec::new();
        // A name has one sense, which a "X, Y" anywhere in the document narrows.
        let mut sense: FxHashMap<String, Vec<Candidate>> = FxHashMap::default();
        for s in spots.iter() {
            if s.inside.is_some() && !s.candidates.is_empty() {
                sense
                    .entry(self.key(&s.words))
                    .or_insert_with(|| s.candidates.clone());
            }
        }
        for s in spots.iter_mut() {
            let key = self.key(&s.words);
            let own = s.inside.is_some()
                || s.rule == Rule::Hierarchy
                || s.rule == Rule::Frame
                || s.rule == Rule::Demonym;
            if !own && let Some(narrow) = sense.get(&key) {
                s.candidates = narrow.clone();
            }
            let variant = match s.unit {
                None => 0,
                Some(true) => 1,
                Some(false) => 2,
            } + if s.rule == Rule::Demonym { 3 } else { 0 }
                + if s.score >= 3.0 && own { 6 } else { 0 };
            let next = names.len();
            let at = *index.entry((key, variant)).or_insert(next);
            if at == next {
                names.push(Name {
                    candidates: s.candidates.clone(),
                    count: 0,
                    hint: s.rule == Rule::Demonym,
                    unit: s.unit,
                });
            }
            names[at].count += 1;
            s.name = at;
        }
        // Words for people hint at countries even where they are no places themselves.
        if !self.finder.demonyms {
            let mut seen: FxHashMap<PlaceKey, usize> = FxHashMap::default();
            for &(_, key) in self.demonyms.iter().flatten() {
                let next = names.len();
                let at = *seen.entry(key).or_insert(next);
                if at == next {
                    names.push(Name {
                        candidates: vec![Candidate {
                            key,
                            kind: NameKind::Listed,
                            prominence: 1e8,
                        }],
                        count: 0,
                        hint: true,
                        unit: None,
                    });
                }
                names[at].count += 1;
            }
        }
        let choices = resolve::resolve(g, &names);
        let chosen: Vec<Option<Choice>> = spots
            .iter()
            .map(|s| choices.get(s.name).copied().flatten())
            .collect();
        let by_id: FxHashMap<usize, usize> =
            spots.iter().enumerate().map(|(i, s)| (s.id, i)).collect();
        let mean = self.mean(&chosen);
        spots
            .iter()
            .enumerate()
            .map(|(i, s)| {
                self.hit(
                    s,
                    chosen[i],
                    s.inside
                        .and_then(|b| chosen.get(*by_id.get(&b)?).copied().flatten()),
                    self.nearby(spots, &chosen, i).or(mean),
                )
            })
            .collect()
    }

    /// The place named last before, or first after, in the same block: where an unknown one is likely to be near.
    fn nearby(&self, spots: &[Spot], chosen: &[Option<Choice>], i: usize) -> Option<PlaceKey> {
        let at = &spots[i].words;
        let good = |j: usize| {
            let o = &spots[j].words;
            let apart = at
                .start
                .saturating_sub(o.end)
                .max(o.start.saturating_sub(at.end));
            let key = chosen[j]?.key;
            (apart < 15
                && self.words[o.start].block == self.words[at.start].block
                && !self.gazetteer().place(key).is_country()
                && spots[j].rule != Rule::Demonym)
                .then_some(key)
        };
        (i.saturating_sub(3)..i)
            .rev()
            .chain(i + 1..(i + 4).min(spots.len()))
            .find_map(good)
    }

    /// A middle of the document's towns, for places that nothing else locates.
    fn mean(&self, chosen: &[Option<Choice>]) -> Option<PlaceKey> {
        let mut counts: Vec<(PlaceKey, f64)> = Vec::new();
        for c in chosen.iter().flatten() {
            let p = self.gazetteer().place(c.key);
            if p.class() == Feature::Populated || p.feature == "ADM2" {
                match counts.iter().position(|(k, _)| *k == c.key) {
                    Some(i) => counts[i].1 += c.score,
                    None if counts.len() < 64 => counts.push((c.key, c.score)),
                    None => {}
                }
            }
        }
        counts
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .map(|(k, _)| k)
    }

    fn hit(
        &self,
        s: &Spot,
        choice: Option<Choice>,
        outer: Option<Choice>,
        mean: Option<PlaceKey>,
    ) -> PlaceHit {
        let g = self.gazetteer();
        let span = self.span(&s.words);
        let text = span.of(self.text);
        let metonym = choice.is_some_and(|c| self.is_metonym(s, c.key));
        let place = match choice {
            Some(c) => {
                let p = g.place(c.key);
                let parent = outer
                    .map(|o| o.key)
                    .filter(|&o| o != c.key)
                    .or_else(|| p.parent.filter(|_| !p.is_country()));
                Place {
                    id: g.id(c.key),
                    name: p.name.to_owned(),
                    lat: Some(p.lat),
                    lon: Some(p.lon),
                    feature: Some(p.feature.to_owned()),
                    country: p.country.map(|c| c.iso2.clone()),
                    admin1: g.admin1(c.key).map(|k| g.place(k).name.to_owned()),
                    parent: parent.map(|k| g.id(k)),
                    aliases_matched: (fold(p.name) != fold(text)).then(|| text.to_owned()),
                    score: (c.score * (0.6 + 0.1 * s.score.clamp(0.0, 4.0))).clamp(0.0, 1.0),
                    metonym,
                }
            }
            None => {
                let near = outer.map(|o| o.key).or(mean);
                let p = near.map(|k| g.place(k));
                let slug = fold(text).replace(' ', "-");
                let within = outer.map(|o| fold(g.place(o.key).name).replace(' ', "-"));
                Place {
                    id: match within {
                        Some(outer) => format!("frame:{outer}/{slug}"),
                        None => format!("frame:{slug}"),
                    },
                    name: text.to_owned(),
                    lat: p.map(|p| p.lat),
                    lon: p.map(|p| p.lon),
                    feature: match s.rule {
                        Rule::Frame => Some("PPL".to_owned()),
                        _ => None,
                    },
                    country: p.and_then(|p| p.country).map(|c| c.iso2.clone()),
                    admin1: near
                        .and_then(|k| g.admin1(k))
                        .map(|k| g.place(k).name.to_owned()),
                    parent: outer.map(|o| g.id(o.key)),
                    aliases_matched: None,
                    score: if outer.is_some() { 0.4 } else { 0.2 },
                    metonym: false,
                }
            }
        };
        PlaceHit {
            span,
            place,
            found_by: s.rule.name(),
        }
    }

    /// Whether a country or capital is the subject of what only a government can do ("Ankara denied").
    fn is_metonym(&self, s: &Spot, key: PlaceKey) -> bool {
        let p = self.gazetteer().place(key);
        if !(p.is_country() || p.is_capital()) || s.rule == Rule::Demonym {
            return false;
        }
        if let Some(t) = self.words[s.words.end - 1].token
            && let Some(token) = self.parsed.tokens.get(t as usize)
        {
            let mut t = t as usize;
            let mut token = token;
            // "Ankara and Baku denied": the first of the joined names is the subject.
            for _ in 0..4 {
                if &*token.dep != "conj" || token.head == t {
                    break;
                }
                t = token.head;
                token = match self.parsed.tokens.get(t) {
                    Some(t) => t,
                    None => return false,
                };
            }
            let verb = self.parsed.tokens.get(token.head);
            return matches!(&*token.dep, "nsubj" | "nsubjpass")
                && verb.is_some_and(|v| {
                    self.finder.lexicon.is(Class::Government, &v.lemma)
                        || self
                            .text
                            .get(v.start..v.end)
                            .is_some_and(|w| self.governs(w))
                });
        }
        // Without a parse: the verb stands behind.
        self.after(s.words.end)
            .is_some_and(|w| self.governs(&w.folded))
    }

    /// Whether a verb form is one of those of governments.
    fn governs(&self, form: &str) -> bool {
        let verb = |v: &str| self.finder.lexicon.is(Class::Government, v);
        let stems = ["ed", "d", "s", "es"]
            .iter()
            .filter_map(|end| form.strip_suffix(end));
        form == "said"
            || form
                .strip_suffix("ied")
                .or_else(|| form.strip_suffix("ies"))
                .is_some_and(|s| verb(&format!("{s}y")))
            || stems.into_iter().any(verb)
    }
}

impl Word {
    fn gap_is_break(&self) -> bool {
        !matches!(self.gap, Gap::Space | Gap::Hyphen)
    }

    /// Whether it can be the last word of a name of several.
    fn ends_name(&self) -> bool {
        self.capital || self.folded.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether it can stand between the words of a name.
    fn is_inside_name(&self) -> bool {
        self.capital
            || self.gap == Gap::Hyphen
            || matches!(
                self.folded.as_str(),
                "and"
                    | "of"
                    | "the"
                    | "de"
                    | "la"
                    | "le"
                    | "du"
                    | "des"
                    | "del"
                    | "da"
                    | "di"
                    | "do"
                    | "dos"
                    | "upon"
                    | "on"
                    | "e"
                    | "y"
                    | "sur"
                    | "al"
                    | "el"
                    | "ez"
                    | "az"
                    | "ash"
                    | "as"
                    | "an"
                    | "ar"
                    | "en"
            )
    }

    /// A capitalised word that only begins a sentence.
    fn gap_is_stop_word(&self) -> bool {
        self.gap_is_break()
            && (self.classes.has(Class::Never)
                || self.classes.has(Class::In)
                || self.classes.has(Class::From))
    }
}

/// Of spots that overlap the earlier and longer one stays.
fn drop_overlaps(spots: &mut Vec<Spot>) {
    let mut end = 0;
    spots.retain(|s| {
        let free = s.words.start >= end;
        if free {
            end = s.words.end;
        }
        free
    });
}

#[cfg(test)]
mod tests;
