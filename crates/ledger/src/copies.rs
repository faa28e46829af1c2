//! Which reports are one report: the same text, or nearly the same, under several names.
//!
//! A text is cut into shingles of [`SHINGLE`] words, and of these a MinHash sketch is kept (Broder
//! 1997), which tells how much two texts share without the texts. The sketch in bands finds the
//! pairs worth comparing. Which texts are one depends on the set of texts alone, never on the order
//! in which they came, and adding a text looks only at those that share a band with it.

use crate::told::{Pairs, Row, Shelf, Source, day, kind};
use crate::when::{Day, Days};
use elsa::FrozenMap;
use rashomon_model::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

/// Words in a shingle.
const SHINGLE: usize = 4;
/// Bands of a sketch, and hashes in each: a pair of texts of one length that shares 0.6 of its
/// shingles, 0.43 of those of both, is compared with a chance of 0.5; one that shares 0.75 of them
/// (0.6 of those of both) with 0.94 (1 − (1 − 0.6⁴)²⁰).
const BANDS: usize = 20;
const ROWS: usize = 4;
/// Part of the shorter text's shingles that must be in the longer one for the two to be one text.
pub(crate) const SHARED: f64 = 0.6;
/// A text with fewer shingles is too short to be told from another by them.
const SHORTEST: usize = 12;

/// What is kept of a text to find its copies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// Hash of the text's words: equal words, equal hash.
    pub words: u64,
    /// How many different shingles the text has.
    pub shingles: u32,
    /// The least value of each hash function over the shingles; empty for a short text, which is one
    /// with another only word for word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub least: Vec<u32>,
}

impl Sketch {
    /// The sketch of a text.
    pub fn of(text: &str) -> Sketch {
        let words: Vec<u64> = normal(text).map(|word| hash(word.as_bytes())).collect();
        let fold = |seed: u64, words: &[u64]| {
            let step = |h: u64, word: &u64| mix(h.rotate_left(7) ^ word);
            words.iter().fold(seed, step)
        };
        let mut set: Vec<u64> = words
            .windows(SHINGLE)
            .map(|window| fold(SHINGLE as u64, window))
            .collect();
        set.sort_unstable();
        set.dedup();
        let mut least = Vec::new();
        if set.len() >= SHORTEST {
            least.resize(BANDS * ROWS, u32::MAX);
            for &shingle in &set {
                let mut h = shingle;
                for slot in &mut least {
                    h = mix(h.wrapping_add(0x9e37_79b9_7f4a_7c15));
                    *slot = (*slot).min((h >> 32) as u32);
                }
            }
        }
        Sketch {
            words: fold(0, &words),
            shingles: u32::try_from(set.len()).unwrap_or(u32::MAX),
            least,
        }
    }

    /// Part of the shorter text's shingles that are in the longer one, as far as the sketches tell.
    pub fn shared(&self, other: &Sketch) -> f64 {
        let (a, b) = (self, other);
        shared(
            (a.words, a.shingles, &a.least),
            (b.words, b.shingles, &b.least),
        )
    }
}

/// As [`Sketch::shared`], of the parts of sketches.
fn shared(a: (u64, u32, &[u32]), b: (u64, u32, &[u32])) -> f64 {
    let ((words, one, least), (others, two, other)) = (a, b);
    if words == others {
        return 1.0;
    }
    if least.is_empty() || least.len() != other.len() {
        return 0.0;
    }
    let equal = least.iter().zip(other).filter(|(a, b)| a == b).count();
    // Of all shingles of both, those in both; from that their number.
    let both = equal as f64 / least.len() as f64;
    let (a, b) = (f64::from(one), f64::from(two));
    (both * (a + b) / (1.0 + both) / a.min(b)).min(1.0)
}

/// A text of the ledger: the key of its document, and its article.
pub type TextId = (String, usize);

/// A text of some words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Member {
    /// Texts of no known day come last.
    undated: bool,
    /// The last day of publication that is known, as [`told`](crate::told) has days.
    last: Option<i32>,
    text: TextId,
    /// The day by which it is known to have been published.
    known: Option<i32>,
    /// The agency that it is credited to.
    agency: Option<String>,
}

/// Texts of the same words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Class {
    shingles: u32,
    least: Vec<u32>,
    /// Its texts, by when they appeared.
    members: BTreeSet<Member>,
    /// The least of the classes that are one with it; itself where there are no others.
    root: u64,
    /// Where it is the least: what all of them go back to.
    group: Option<Group>,
}

/// Texts that are one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Group {
    /// Their classes, in order.
    classes: Vec<u64>,
    origin: TextOrigin,
}

/// What a text goes back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TextOrigin {
    /// The first of the texts that are one.
    pub first: TextId,
    /// The agency that they are credited to, where one of them is: the least id of several.
    pub agency: Option<String>,
}

/// The texts of a ledger, and which are one. A class of texts is known by the hash of its words.
#[derive(Clone)]
pub(crate) struct Copies<'s> {
    /// Where it lies as far as it is not here.
    source: Option<Rc<dyn Source + 's>>,
    /// Where it is of the past of what lies in the source: as of which day.
    past: Option<Day>,
    /// Of each text its class, and itself in it.
    texts: Shelf<String, Option<(u64, Member)>>,
    classes: Shelf<u64, Class>,
    /// Classes by what a band of their sketch holds.
    bands: Pairs<u64, u64>,
    /// The groups of the past that were asked for, by each of their classes.
    groups: FrozenMap<u64, Box<Group>>,
}

/// What an update touches, and how it was before.
#[derive(Default)]
struct Touched {
    classes: BTreeSet<u64>,
    origins: BTreeMap<TextId, TextOrigin>,
}

/// A text that comes: its id, when it was published, its sketch, the agency that it is credited to.
pub(crate) type Coming<'a> = (TextId, Option<Days>, &'a Sketch, Option<&'a str>);

impl fmt::Debug for Copies<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Copies")
    }
}

impl Default for Copies<'_> {
    fn default() -> Self {
        Copies::new(None, None)
    }
}

/// How the row of a text is called.
fn row(text: &TextId) -> String {
    format!("{}\n{}", text.0, text.1)
}

impl<'s> Copies<'s> {
    /// The texts that lie in a source: all, or those known on a day of the past. Those of the past
    /// are for looking only.
    pub fn new(source: Option<Rc<dyn Source + 's>>, past: Option<Day>) -> Copies<'s> {
        Copies {
            source,
            past,
            texts: Shelf::new(kind::TEXT),
            classes: Shelf::new(kind::CLASS),
            bands: Pairs::new(kind::BAND),
            groups: FrozenMap::default(),
        }
    }

    /// Removes and adds texts. Gives those that stay and go back to something else now.
    pub fn update<'a>(
        &mut self,
        added: impl IntoIterator<Item = Coming<'a>>,
        removed: impl IntoIterator<Item = TextId>,
    ) -> BTreeSet<TextId> {
        // What was there is noted first: the groups of all texts that share a band with one that
        // comes or goes.
        let removed: Vec<TextId> = removed.into_iter().collect();
        let mut touched = Touched::default();
        let mut bands: BTreeSet<u64> = BTreeSet::new();
        for class in removed.iter().filter_map(|text| self.class_of(text)) {
            self.note(class, &mut touched);
            bands.extend(self.class(class).bands());
        }
        let mut coming: Vec<(u64, Member)> = Vec::new();
        for (text, published, sketch, agency) in added {
            if let Some(old) = self.class_of(&text) {
                self.note(old, &mut touched);
                bands.extend(self.class(old).bands());
            }
            self.note(sketch.words, &mut touched);
            if self.class(sketch.words).members.is_empty() {
                let class = self.classes.get_mut(self.source.as_deref(), &sketch.words);
                (class.shingles, class.root) = (sketch.shingles, sketch.words);
                class.least.clone_from(&sketch.least);
                bands.extend(class.bands());
            }
            let last = published.and_then(Days::last);
            let member = Member {
                undated: last.is_none(),
                last: day(last),
                text,
                known: day(published.and_then(|days| days.end)),
                agency: agency.map(str::to_owned),
            };
            coming.push((sketch.words, member));
        }
        for band in &bands {
            for class in self.bands.of(self.source.as_deref(), band) {
                self.note(class, &mut touched);
            }
        }
        let source = self.source.as_deref();
        for text in &removed {
            let gone = self.texts.get_mut(source, &row(text)).take();
            if let Some((class, member)) = gone {
                self.classes.get_mut(source, &class).members.remove(&member);
            }
        }
        for (class, member) in coming {
            let text = self.texts.get_mut(source, &row(&member.text));
            if let Some((old, was)) = text.replace((class, member.clone())) {
                self.classes.get_mut(source, &old).members.remove(&was);
            }
            self.classes.get_mut(source, &class).members.insert(member);
        }
        for &class in &touched.classes {
            self.file(class);
        }
        self.regroup(&touched.classes);
        let changed = |(text, origin): &(TextId, TextOrigin)| {
            let now = self.origin(text);
            now.is_some_and(|now| now != origin)
        };
        let origins = touched.origins.into_iter();
        origins.filter(changed).map(|(text, _)| text).collect()
    }

    /// What a text goes back to.
    pub fn origin(&self, text: &TextId) -> Option<&TextOrigin> {
        Some(&self.group(self.class_of(text)?)?.origin)
    }

    /// The texts that are one with this text, by when they appeared; at least itself.
    pub fn copies(&self, text: &TextId) -> Vec<TextId> {
        let group = self.class_of(text).and_then(|class| self.group(class));
        let classes = group.into_iter().flat_map(|group| &group.classes);
        let members: BTreeSet<&Member> = classes.flat_map(|c| self.members(*c)).collect();
        members.into_iter().map(|m| m.text.clone()).collect()
    }

    /// Whether a text was known by a day, where one is given; none where there is no such text.
    pub fn knows(&self, text: &TextId, as_of: Option<Day>) -> Option<bool> {
        let (_, member) = self
            .texts
            .get(self.source.as_deref(), &row(text))
            .as_ref()?;
        Some(as_of.is_none() || member.known.is_some() && member.known <= day(as_of))
    }

    /// What was changed since rows were last taken.
    pub fn rows(&mut self, rows: &mut Vec<Row>) {
        self.bands.rows(rows);
        self.classes.rows(rows);
        self.texts.rows(rows);
    }

    fn class_of(&self, text: &TextId) -> Option<u64> {
        let known = self.texts.get(self.source.as_deref(), &row(text)).as_ref();
        known.map(|(class, _)| *class)
    }

    fn class(&self, words: u64) -> &Class {
        self.classes.get(self.source.as_deref(), &words)
    }

    /// The texts of a class, as far as they are known.
    fn members(&self, class: u64) -> impl Iterator<Item = &Member> {
        let past = day(self.past);
        let known =
            move |m: &&Member| past.is_none() || m.known.is_some_and(|day| Some(day) <= past);
        self.class(class).members.iter().filter(known)
    }

    /// The group of a class; none for a class without texts.
    fn group(&self, class: u64) -> Option<&Group> {
        self.members(class).next()?;
        if self.past.is_none() {
            return self.class(self.class(class).root).group.as_ref();
        }
        if self.groups.get(&class).is_none() {
            for group in self.groups(&[class].into()) {
                for class in &group.classes {
                    self.groups.insert(*class, Box::new(group.clone()));
                }
            }
        }
        self.groups.get(&class)
    }

    /// Notes the group of a class as it is now.
    fn note(&self, class: u64, touched: &mut Touched) {
        if !touched.classes.insert(class) {
            return;
        }
        let Some(group) = self.group(class) else {
            return;
        };
        touched.classes.extend(&group.classes);
        for class in &group.classes {
            let members = self.members(*class);
            let noted = members.map(|m| (m.text.clone(), group.origin.clone()));
            touched.origins.extend(noted);
        }
    }

    /// Files a class under its bands while it has texts.
    fn file(&mut self, class: u64) {
        let there = !self.class(class).members.is_empty();
        let bands: Vec<u64> = self.class(class).bands().collect();
        for band in bands {
            self.bands.put(self.source.as_deref(), (band, class), there);
        }
    }

    /// Makes the groups of these classes anew. All that was or comes to be one with one of them
    /// must be among them.
    fn regroup(&mut self, touched: &BTreeSet<u64>) {
        let (there, gone): (BTreeSet<u64>, BTreeSet<u64>) = touched
            .iter()
            .partition(|class| !self.class(**class).members.is_empty());
        for class in gone {
            if *self.class(class) != Class::default() {
                *self.classes.get_mut(self.source.as_deref(), &class) = Class::default();
            }
        }
        for group in self.groups(&there) {
            let Some(&root) = group.classes.first() else {
                continue;
            };
            for class in &group.classes {
                let group = (*class == root).then_some(&group);
                let now = self.class(*class);
                if now.root != root || now.group.as_ref() != group {
                    let class = self.classes.get_mut(self.source.as_deref(), class);
                    (class.root, class.group) = (root, group.cloned());
                }
            }
        }
    }

    /// The groups to which some classes belong, found from their sketches. Classes without a text
    /// that is known stand for themselves.
    fn groups(&self, classes: &BTreeSet<u64>) -> Vec<Group> {
        let mut near: HashMap<u64, Vec<u64>> = HashMap::new();
        let (mut looked, mut met): (HashSet<u64>, HashSet<u64>) = Default::default();
        let mut groups = Vec::new();
        for &class in classes {
            if !met.insert(class) {
                continue;
            }
            let (mut group, mut next) = (Vec::new(), vec![class]);
            while let Some(class) = next.pop() {
                for band in self.class(class).bands() {
                    if looked.insert(band) {
                        self.compare(band, &mut near);
                    }
                }
                let others = near.get(&class).into_iter().flatten();
                next.extend(others.filter(|other| met.insert(**other)));
                group.push(class);
            }
            group.sort_unstable();
            let members = || group.iter().flat_map(|class| self.members(*class));
            if let Some(first) = members().min() {
                let origin = TextOrigin {
                    first: first.text.clone(),
                    agency: members().filter_map(|m| m.agency.clone()).min(),
                };
                groups.push(Group {
                    classes: group,
                    origin,
                });
            }
        }
        groups
    }

    /// Compares the classes under a band: each with the first and with its neighbour, in an order
    /// of the words' own. That is linear where thousands reprint one text, and the same in whatever
    /// order they came.
    fn compare(&self, band: u64, near: &mut HashMap<u64, Vec<u64>>) {
        let mut bucket = self.bands.of(self.source.as_deref(), &band);
        bucket.retain(|class| self.members(*class).next().is_some());
        let Some((first, rest)) = bucket.split_first() else {
            return;
        };
        for (b, before) in rest.iter().zip(&bucket) {
            for a in [first, before] {
                if self.shared(*a, *b) >= SHARED {
                    near.entry(*a).or_default().push(*b);
                    near.entry(*b).or_default().push(*a);
                }
            }
        }
    }

    /// How much the texts of two classes share.
    fn shared(&self, a: u64, b: u64) -> f64 {
        let (x, y) = (self.class(a), self.class(b));
        shared((a, x.shingles, &x.least), (b, y.shingles, &y.least))
    }
}

impl Class {
    fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        let bands = self.least.chunks_exact(ROWS).zip(1u64..);
        bands.map(|(rows, band)| rows.iter().fold(band, |h, &row| mix(h ^ u64::from(row))))
    }
}

fn normal(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// FNV-1a, finished with SplitMix64: the same on every machine and in every version.
fn hash(bytes: &[u8]) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(fnv)
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Words that two texts must share in a row for it to count as taken over.
const PASSAGE: usize = 8;
/// Places of a text that are tried for one run of words: formulas come back again and again.
const TRIED: usize = 8;

/// The passages that two texts share word for word, at least eight words long: where each stands in
/// the one (bytes) and where in the other, in the order of the second. Case, punctuation and spacing
/// do not count.
pub fn shared_passages(a: &str, b: &str) -> Vec<(Span, Span)> {
    let (first, second) = (words(a), words(b));
    let mut starts: HashMap<u64, Vec<usize>> = HashMap::new();
    let key = |run: &[(u64, Span)]| run.iter().fold(0, |h, (w, _)| mix(h ^ w));
    for (i, run) in first.windows(PASSAGE).enumerate() {
        let known = starts.entry(key(run)).or_default();
        if known.len() < TRIED {
            known.push(i);
        }
    }
    let mut found = Vec::new();
    let mut j = 0;
    while let Some(run) = second.get(j..j + PASSAGE) {
        let known = starts.get(&key(run)).into_iter().flatten();
        let length = |i: usize| {
            let pairs = first[i..].iter().zip(&second[j..]);
            pairs.take_while(|(x, y)| x.0 == y.0).count()
        };
        let longest = known
            .map(|&i| (length(i), std::cmp::Reverse(i)))
            .max()
            .filter(|(n, _)| *n >= PASSAGE);
        match longest {
            Some((n, std::cmp::Reverse(i))) => {
                let span =
                    |words: &[(u64, Span)], at: usize| words[at].1.cover(words[at + n - 1].1);
                found.push((span(&first, i), span(&second, j)));
                j += n;
            }
            None => j += 1,
        }
    }
    found
}

/// The words of a text as hashes, each with its place.
fn words(text: &str) -> Vec<(u64, Span)> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let span = Span::new(from, at);
                words.push((hash(span.of(text).to_lowercase().as_bytes()), span));
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &str = "The defence ministry said on Tuesday that its troops had entered the \
        eastern district after two days of shelling. Residents were told to stay in their cellars, \
        and the road to the capital was closed. A spokesman for the other side called the report \
        an invention and said that the line had not moved since Sunday.";

    const OTHER: &str = "Talks between the two foreign ministers ended without a result in the early \
        hours, diplomats said, and no date was set for another round. The mediators want to \
        meet both of them again in the capital before the end of the month, with a shorter list.";

    fn id(name: &str) -> TextId {
        (name.to_owned(), 0)
    }

    fn first(copies: &Copies, name: &str) -> Option<TextId> {
        copies.origin(&id(name)).map(|origin| origin.first.clone())
    }

    fn add(copies: &mut Copies, name: &str, day: &str, text: &str) -> Vec<String> {
        let sketch = Sketch::of(text);
        let changed = copies.update([(id(name), Days::parse(day), &sketch, None)], []);
        changed.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_reprint_with_a_changed_sentence_is_the_same_text() {
        let reprint = WIRE.replace("Residents were told", "People in the district were told")
            + " Read more on our live page.";
        let mut copies = Copies::default();
        assert!(add(&mut copies, "a", "2020-10-02", WIRE).is_empty());
        assert!(add(&mut copies, "b", "2020-10-02", OTHER).is_empty());
        // What appeared earlier becomes the first of the text known before.
        assert_eq!(add(&mut copies, "c", "2020-10-01", &reprint), ["a"]);
        assert_eq!(first(&copies, "a"), Some(id("c")));
        assert_eq!(first(&copies, "b"), Some(id("b")));
        assert_eq!(copies.copies(&id("a")), [id("c"), id("a")]);
        let parted = copies.update([], [id("c")]);
        assert_eq!(parted.into_iter().collect::<Vec<_>>(), [id("a")]);
        assert_eq!(first(&copies, "a"), Some(id("a")));
    }

    #[test]
    fn what_one_copy_credits_to_an_agency_all_owe_to_it() {
        let mut copies = Copies::default();
        add(&mut copies, "a", "2020-10-02", WIRE);
        let credited = format!("{WIRE} It was not clear who had fired first.");
        let sketch = Sketch::of(&credited);
        let come = (id("b"), None, &sketch, Some("reuters"));
        let changed: Vec<TextId> = copies.update([come], []).into_iter().collect();
        assert_eq!(changed, [id("a")]);
        let agency = |copies: &Copies| copies.origin(&id("a")).and_then(|o| o.agency.clone());
        assert_eq!(agency(&copies).as_deref(), Some("reuters"));
        copies.update([], [id("b")]);
        assert_eq!(agency(&copies), None);
    }

    #[test]
    fn shared_passages_are_shown_where_they_stand() {
        let other = format!(
            "Our own report. {} And more of ours.",
            &WIRE[..120].to_uppercase()
        );
        let found = shared_passages(WIRE, &other);
        let [(a, b)] = found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(a.of(WIRE).to_uppercase(), b.of(&other));
        assert!(a.of(WIRE).starts_with("The defence ministry") && a.len() > 100);
        assert!(shared_passages(WIRE, OTHER).is_empty());
    }

    #[test]
    fn short_texts_are_one_only_word_for_word() {
        let mut copies = Copies::default();
        add(&mut copies, "a", "", "Two killed.");
        add(&mut copies, "b", "", "two KILLED");
        add(&mut copies, "c", "", "Three killed.");
        assert_eq!(first(&copies, "b"), Some(id("a")));
        assert_eq!(first(&copies, "c"), Some(id("c")));
    }
}
