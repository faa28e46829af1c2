//! How spaCy numbers strings and derives a word's features from its form.

use rustc_hash::FxHashMap;

use crate::chars::{CharSet, Sets};

/// MurmurHash64A, with which spaCy numbers strings (seed 1).
pub(crate) fn murmur64a(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let mut k = word.iter().rev().fold(0u64, |k, b| k << 8 | u64::from(*b));
        k = k.wrapping_mul(M);
        k ^= k >> 47;
        k = k.wrapping_mul(M);
        h = (h ^ k).wrapping_mul(M);
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        h ^= rest.iter().rev().fold(0u64, |k, b| k << 8 | u64::from(*b));
        h = h.wrapping_mul(M);
    }
    h ^= h >> 47;
    h = h.wrapping_mul(M);
    h ^ h >> 47
}

/// The four numbers that choose a value's rows in a hash embedding: MurmurHash3 (x86, 128 bits) of
/// eight bytes, as Thinc computes it.
pub(crate) fn row_keys(value: u64, seed: u32) -> [u32; 4] {
    fn mix(mut h: u64) -> u64 {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    }
    let mut h1 = value.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31);
    h1 = h1.wrapping_mul(0x4cf5_ad43_2745_937f) ^ u64::from(seed) ^ 8;
    let mut h2 = u64::from(seed) ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

/// What spaCy's vocabulary knows of strings, apart from vectors.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Strings that spaCy numbers by hand, since they are names of its own (`X`, `det`).
    pub(crate) symbols: FxHashMap<Box<str>, u64>,
    /// Norms of words, by the number of the word (`organise` → `organize`).
    pub(crate) norms: FxHashMap<u64, Box<str>>,
    /// Letters, digits and white space as Python sees them, as numbers of sets.
    pub(crate) alpha: u16,
    pub(crate) digit: u16,
    pub(crate) space: u16,
}

impl Lexicon {
    /// spaCy's number for a string.
    pub(crate) fn id(&self, s: &str) -> u64 {
        match s {
            "" => 0,
            _ => self
                .symbols
                .get(s)
                .copied()
                .unwrap_or_else(|| murmur64a(s.as_bytes())),
        }
    }

    /// The number of a word's norm, where the tokenizer gave none.
    pub(crate) fn norm_id(&self, word: &str, lower: &str) -> u64 {
        self.id(self.norms.get(&self.id(word)).map_or(lower, |n| n))
    }

    /// Whether a word is white space only.
    pub(crate) fn is_space(&self, sets: &Sets, word: &str) -> bool {
        let space: &CharSet = &sets[usize::from(self.space)];
        !word.is_empty() && word.chars().all(|c| space.contains(c))
    }

    /// Whether a word is letters only.
    pub(crate) fn is_alpha(&self, sets: &Sets, word: &str) -> bool {
        let alpha: &CharSet = &sets[usize::from(self.alpha)];
        !word.is_empty() && word.chars().all(|c| alpha.contains(c))
    }

    /// The shape of a word: `Xxxxx`, `dd.d`; runs are cut after four.
    pub(crate) fn shape(&self, sets: &Sets, word: &str) -> String {
        let alpha = &sets[usize::from(self.alpha)];
        let digit = &sets[usize::from(self.digit)];
        if word.chars().nth(99).is_some() {
            return "LONG".into();
        }
        let mut shape = String::with_capacity(word.len());
        let (mut last, mut run) = (None, 0);
        for c in word.chars() {
            let s = match c {
                _ if alpha.contains(c) => {
                    if c.is_uppercase() {
                        'X'
                    } else {
                        'x'
                    }
                }
                _ if digit.contains(c) => 'd',
                _ => c,
            };
            run = if last == Some(s) { run + 1 } else { 0 };
            last = Some(s);
            if run < 4 {
                shape.push(s);
            }
        }
        shape
    }
}

/// The first character.
pub(crate) fn prefix(word: &str) -> &str {
    &word[..word.chars().next().map_or(0, char::len_utf8)]
}

/// The last three characters.
pub(crate) fn suffix(word: &str) -> &str {
    let start = word.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
    &word[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spacys() {
        // From spacy.strings.hash_string and thinc's NumpyOps.hash.
        assert_eq!(murmur64a(b"coffee"), 3_197_928_453_018_144_401);
        assert_eq!(
            murmur64a("Şuşa şəhəri".as_bytes()),
            9_086_653_423_381_731_824
        );
        assert_eq!(
            row_keys(3_197_928_453_018_144_401, 8),
            [2_399_055_680, 1_118_310_852, 3_598_583_520, 1_677_466_278]
        );
    }

    #[test]
    fn edges_of_a_word() {
        assert_eq!((prefix("Şuşa"), suffix("Şuşa")), ("Ş", "uşa"));
        assert_eq!((prefix("a"), suffix("ab")), ("a", "ab"));
        assert_eq!((prefix(""), suffix("")), ("", ""));
    }
}
