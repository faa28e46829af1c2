//! Which reports are one report: the same text, or nearly the same, under several names.
//!
//! A text is cut into shingles of [`SHINGLE`] words. MinHash signatures (Broder 1997) in bands find
//! the pairs worth comparing without comparing all; the pairs found are then compared shingle by
//! shingle.

use std::collections::BTreeMap;

/// Words in a shingle.
const SHINGLE: usize = 4;
/// Bands of a signature, and hashes in each: a pair with half its shingles in common is compared
/// with a chance of 0.98 (1 − (1 − 0.5³)³²).
const BANDS: usize = 32;
const ROWS: usize = 3;
/// Part of the shorter text's shingles that must be in the longer one for the two to be one text.
const SHARED: f64 = 0.6;
/// A text with fewer shingles is too short to be told from another by them.
const SHORTEST: usize = 12;

/// Puts texts that are the same or nearly so into one group; the result names each text's group by
/// the index of its first text. The order of `texts` decides nothing but those names.
pub fn near_duplicates(texts: &[&str]) -> Vec<usize> {
    let shingles: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text)).collect();
    let mut groups = Groups::new(texts.len());
    let mut buckets: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
    for (i, set) in shingles.iter().enumerate() {
        if set.len() < SHORTEST {
            // A short text is one with another only word for word.
            let words = normal(texts[i]).collect::<Vec<_>>().join(" ");
            let band = (BANDS, hash(words.as_bytes(), 0));
            buckets.entry(band).or_default().push(i);
            continue;
        }
        for (band, key) in signature(set).into_iter().enumerate() {
            buckets.entry((band, key)).or_default().push(i);
        }
    }
    for ((band, _), members) in buckets {
        // Each with the bucket's first and with its neighbour: linear where thousands reprint one
        // text.
        for (i, &b) in members.iter().enumerate().skip(1) {
            for a in [members[0], members[i - 1]] {
                let one = || band == BANDS || same(&shingles[a], &shingles[b]);
                if groups.find(a) != groups.find(b) && one() {
                    groups.join(a, b);
                }
            }
        }
    }
    (0..texts.len()).map(|i| groups.find(i)).collect()
}

fn normal(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The text's shingles as sorted hashes, each once.
fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> = normal(text).map(|word| hash(word.as_bytes(), 0)).collect();
    let mut set: Vec<u64> = words
        .windows(SHINGLE)
        .map(|window| {
            window
                .iter()
                .fold(SHINGLE as u64, |h, &word| mix(h.rotate_left(7) ^ word))
        })
        .collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// One key a band.
fn signature(set: &[u64]) -> [u64; BANDS] {
    let mut least = [[u64::MAX; ROWS]; BANDS];
    for &shingle in set {
        let mut h = shingle;
        for slot in least.iter_mut().flatten() {
            h = mix(h.wrapping_add(0x9e37_79b9_7f4a_7c15));
            *slot = (*slot).min(h);
        }
    }
    least.map(|rows| rows.iter().fold(0, |h, &row| mix(h ^ row)))
}

fn same(a: &[u64], b: &[u64]) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared as f64 >= SHARED * a.len().min(b.len()) as f64
}

/// FNV-1a, finished with SplitMix64: the same on every machine and in every version.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325 ^ seed, |h, &b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(fnv)
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Union-find whose root is always the smallest member.
struct Groups(Vec<usize>);

impl Groups {
    fn new(n: usize) -> Self {
        Groups((0..n).collect())
    }

    fn find(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &str = "The defence ministry said on Tuesday that its troops had entered the \
        eastern district after two days of shelling. Residents were told to stay in their cellars, \
        and the road to the capital was closed. A spokesman for the other side called the report \
        an invention and said that the line had not moved since Sunday.";

    #[test]
    fn a_reprint_with_a_changed_sentence_is_the_same_text() {
        let reprint = WIRE.replace("Residents were told", "People in the district were told")
            + " Read more on our live page.";
        let other = "Talks between the two foreign ministers ended without a result in the early \
            hours, diplomats said, and no date was set for another round. The mediators want to \
            meet both of them again in the capital before the end of the month, with a shorter list.";
        assert_eq!(near_duplicates(&[WIRE, other, &reprint]), [0, 1, 0]);
    }

    #[test]
    fn short_texts_are_one_only_word_for_word() {
        let texts = ["Two killed.", "two KILLED", "Three killed."];
        assert_eq!(near_duplicates(&texts), [0, 0, 2]);
    }
}
