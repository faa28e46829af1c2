//! Which reports are one report: the same text, or nearly the same, under several names.
//!
//! A text is cut into shingles of [`SHINGLE`] words, and of these a MinHash sketch is kept (Broder
//! 1997), which tells how much two texts share without the texts. The sketch in bands finds the
//! pairs worth comparing. Which texts are one depends on the set of texts alone, never on the order
//! in which they came, and adding a text looks only at those that share a band with it.

use crate::when::{Day, Days};
use rashomon_model::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
        if self.words == other.words {
            return 1.0;
        }
        if self.least.is_empty() || self.least.len() != other.least.len() {
            return 0.0;
        }
        let pairs = self.least.iter().zip(&other.least);
        let equal = pairs.filter(|(a, b)| a == b).count();
        // Of all shingles of both, those in both; from that their number.
        let both = equal as f64 / self.least.len() as f64;
        let (a, b) = (f64::from(self.shingles), f64::from(other.shingles));
        (both * (a + b) / (1.0 + both) / a.min(b)).min(1.0)
    }

    fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        let bands = self.least.chunks_exact(ROWS).zip(1u64..);
        bands.map(|(rows, band)| rows.iter().fold(band, |h, &row| mix(h ^ u64::from(row))))
    }
}

/// A text of the ledger: the key of its document, and its article.
pub type TextId = (String, usize);

/// When a text appeared; those of no known day come last.
type Appeared = (bool, Option<Day>);

/// Texts of the same words.
#[derive(Debug, Clone, Default)]
struct Class {
    sketch: Sketch,
    /// Its texts, by when they appeared.
    members: BTreeSet<(Appeared, TextId)>,
    /// The group that it belongs to, named by the least of its classes.
    group: u32,
    /// Whether it stands in the buckets of its bands.
    filed: bool,
}

/// Texts that are one, and what they go back to.
#[derive(Debug, Clone)]
struct Group {
    classes: Vec<u32>,
    origin: TextOrigin,
}

/// What a text goes back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextOrigin {
    /// The first of the texts that are one.
    pub first: TextId,
    /// The agency that they are credited to, where one of them is: the least id of several.
    pub agency: Option<String>,
}

/// The texts of a ledger, and which are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Copies {
    classes: Vec<Class>,
    by_words: HashMap<u64, u32>,
    texts: HashMap<TextId, (u32, Appeared)>,
    /// The agencies that texts are credited to.
    agencies: HashMap<TextId, String>,
    /// Classes by what a band of their sketch holds.
    buckets: HashMap<u64, Vec<u32>>,
    groups: BTreeMap<u32, Group>,
}

/// What an update touches, and how it was before.
#[derive(Default)]
struct Touched {
    classes: BTreeSet<u32>,
    origins: BTreeMap<TextId, TextOrigin>,
}

/// A text that comes: its id, when it was published, its sketch, the agency that it is credited to.
pub(crate) type Coming<'a> = (TextId, Option<Days>, &'a Sketch, Option<&'a str>);

impl Copies {
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
        for (class, _) in removed.iter().filter_map(|text| self.texts.get(text)) {
            self.note(*class, &mut touched);
            bands.extend(self.classes[*class as usize].sketch.bands());
        }
        let mut coming: Vec<(TextId, Appeared, u32)> = Vec::new();
        let mut agencies: Vec<(TextId, String)> = Vec::new();
        for (text, published, sketch, agency) in added {
            agencies.extend(agency.map(|agency| (text.clone(), agency.to_owned())));
            if let Some((old, _)) = self.texts.get(&text) {
                self.note(*old, &mut touched);
                bands.extend(self.classes[*old as usize].sketch.bands());
            }
            let class = self.class(sketch);
            self.note(class, &mut touched);
            if self.classes[class as usize].members.is_empty() {
                bands.extend(sketch.bands());
            }
            let day = published.and_then(Days::last);
            coming.push((text, (day.is_none(), day), class));
        }
        for band in &bands {
            for class in self.buckets.get(band).into_iter().flatten() {
                self.note(*class, &mut touched);
            }
        }
        for text in removed {
            if let Some((class, appeared)) = self.texts.remove(&text) {
                self.agencies.remove(&text);
                let class = &mut self.classes[class as usize];
                class.members.remove(&(appeared, text));
            }
        }
        for (text, appeared, class) in coming {
            if let Some((old, when)) = self.texts.insert(text.clone(), (class, appeared)) {
                let old = &mut self.classes[old as usize];
                old.members.remove(&(when, text.clone()));
                self.agencies.remove(&text);
            }
            self.classes[class as usize]
                .members
                .insert((appeared, text));
        }
        self.agencies.extend(agencies);
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
        let (class, _) = self.texts.get(text)?;
        self.origin_of(*class)
    }

    /// The texts that are one with this text, by when they appeared; at least itself.
    pub fn copies(&self, text: &TextId) -> Vec<TextId> {
        let Some((class, _)) = self.texts.get(text) else {
            return Vec::new();
        };
        let group = self.classes[*class as usize].group;
        let classes = match self.groups.get(&group) {
            Some(group) => group.classes.as_slice(),
            None => std::slice::from_ref(class),
        };
        let members = classes
            .iter()
            .flat_map(|c| &self.classes[*c as usize].members);
        let sorted: BTreeSet<&(Appeared, TextId)> = members.collect();
        sorted.into_iter().map(|(_, text)| text.clone()).collect()
    }

    fn origin_of(&self, class: u32) -> Option<&TextOrigin> {
        let group = self.classes.get(class as usize)?.group;
        self.groups.get(&group).map(|group| &group.origin)
    }

    /// The class of a text's words; a new one where there is none.
    fn class(&mut self, sketch: &Sketch) -> u32 {
        if let Some(class) = self.by_words.get(&sketch.words) {
            return *class;
        }
        let class = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        self.by_words.insert(sketch.words, class);
        self.classes.push(Class {
            sketch: sketch.clone(),
            members: BTreeSet::new(),
            group: class,
            filed: false,
        });
        class
    }

    /// Notes the group of a class as it is now.
    fn note(&self, class: u32, touched: &mut Touched) {
        if touched.classes.contains(&class) {
            return;
        }
        let alone = [class];
        let classes = match self.groups.get(&self.classes[class as usize].group) {
            Some(group) => group.classes.as_slice(),
            None => &alone,
        };
        touched.classes.extend(classes);
        if let Some(origin) = self.origin_of(class) {
            for class in classes {
                let members = self.classes[*class as usize].members.iter();
                let noted = members.map(|(_, text)| (text.clone(), origin.clone()));
                touched.origins.extend(noted);
            }
        }
    }

    /// Files a class under its bands while it has texts.
    fn file(&mut self, class: u32) {
        let Class {
            sketch,
            members,
            filed,
            ..
        } = &mut self.classes[class as usize];
        if *filed != members.is_empty() {
            return;
        }
        *filed = !*filed;
        for band in sketch.bands() {
            let bucket = self.buckets.entry(band).or_default();
            match *filed {
                true => bucket.push(class),
                false => bucket.retain(|c| *c != class),
            }
            if bucket.is_empty() {
                self.buckets.remove(&band);
            }
        }
    }

    /// Makes the groups of these classes anew. All that was or comes to be one with one of them
    /// must be among them.
    fn regroup(&mut self, touched: &BTreeSet<u32>) {
        let mut bands: BTreeSet<u64> = BTreeSet::new();
        for &class in touched {
            let class = &mut self.classes[class as usize];
            self.groups.remove(&class.group);
            bands.extend(class.sketch.bands());
        }
        for &class in touched {
            self.classes[class as usize].group = class;
        }
        for band in bands {
            let mut bucket = self.buckets.get(&band).cloned().unwrap_or_default();
            // Each with the bucket's first and with its neighbour, in an order of the words' own:
            // linear where thousands reprint one text, and the same in whatever order they came.
            bucket.sort_by_key(|class| self.classes[*class as usize].sketch.words);
            for i in 1..bucket.len() {
                let b = bucket[i];
                if !touched.contains(&b) {
                    continue;
                }
                for a in [bucket[0], bucket[i - 1]] {
                    let (x, y) = (self.root(a), self.root(b));
                    let sketch = |class: u32| &self.classes[class as usize].sketch;
                    if x != y && sketch(a).shared(sketch(b)) >= SHARED {
                        self.classes[x.max(y) as usize].group = x.min(y);
                    }
                }
            }
        }
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &class in touched {
            if !self.classes[class as usize].members.is_empty() {
                let root = self.root(class);
                groups.entry(root).or_default().push(class);
            }
        }
        for (root, classes) in groups {
            for class in &classes {
                self.classes[*class as usize].group = root;
            }
            let members = || {
                let members = classes.iter().map(|c| &self.classes[*c as usize].members);
                members.flatten()
            };
            let agency = members()
                .filter_map(|(_, text)| self.agencies.get(text))
                .min();
            if let Some((_, first)) = members().min() {
                let origin = TextOrigin {
                    first: first.clone(),
                    agency: agency.cloned(),
                };
                self.groups.insert(root, Group { classes, origin });
            }
        }
    }

    fn root(&mut self, mut class: u32) -> u32 {
        loop {
            let up = self.classes[class as usize].group;
            if up == class {
                return class;
            }
            let top = self.classes[up as usize].group;
            self.classes[class as usize].group = top;
            class = up;
        }
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
