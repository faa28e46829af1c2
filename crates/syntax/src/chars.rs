//! Character sets and patterns over them.
//!
//! A spaCy tokenizer is made of regular expressions of one kind: many alternatives, each a short run
//! of character classes with what must or must not stand around it. The exporter writes them out as
//! such lists, which load at once and run fast; a general engine would spend longer on compiling
//! the classes than the program takes to read a report.

use serde::Deserialize;

/// A set of characters.
#[derive(Debug)]
pub(crate) struct CharSet {
    /// The ASCII members, a bit each.
    ascii: u128,
    /// The other members, as sorted ranges, both ends included.
    ranges: Box<[(u32, u32)]>,
}

impl CharSet {
    /// `flat` holds first and last of each range in turn, sorted.
    pub(crate) fn new(flat: &[u32]) -> Self {
        let mut ascii = 0u128;
        let mut ranges = Vec::new();
        for pair in flat.chunks_exact(2) {
            for c in pair[0]..=pair[1].min(127) {
                ascii |= 1 << c;
            }
            if pair[1] > 127 {
                ranges.push((pair[0].max(128), pair[1]));
            }
        }
        CharSet {
            ascii,
            ranges: ranges.into(),
        }
    }

    #[inline]
    pub(crate) fn contains(&self, c: char) -> bool {
        let c = u32::from(c);
        if c < 128 {
            return self.ascii >> c & 1 == 1;
        }
        let after = self.ranges.partition_point(|r| r.0 <= c);
        after > 0 && self.ranges[after - 1].1 >= c
    }

    /// The ASCII members, a bit each.
    pub(crate) fn ascii(&self) -> u128 {
        self.ascii
    }

    fn has_others(&self) -> bool {
        !self.ranges.is_empty()
    }
}

/// The sets of a model, by number.
pub(crate) type Sets = Box<[CharSet]>;

/// What must stand, or must not, next to a match: the sets of successive characters.
#[derive(Debug, Deserialize)]
struct Around {
    negative: bool,
    sets: Box<[u16]>,
}

/// A set, and how often it may occur in a row (`most` 0: no bound).
#[derive(Debug, Deserialize)]
struct Step {
    set: u16,
    least: u32,
    most: u32,
}

/// One alternative of a pattern.
#[derive(Debug, Deserialize)]
pub(crate) struct Alternative {
    behind: Box<[Around]>,
    body: Box<[Step]>,
    ahead: Box<[Around]>,
}

impl Alternative {
    /// Whether all sets that it names exist, so that matching need not check.
    fn is_sound(&self, sets: usize) -> bool {
        let fine = |s: &u16| usize::from(*s) < sets;
        !self.body.is_empty()
            && self.body.iter().all(|s| fine(&s.set))
            && self
                .behind
                .iter()
                .chain(&self.ahead)
                .all(|a| a.sets.iter().all(fine))
    }

    fn around_fits(&self, sets: &Sets, text: &str, start: usize, end: usize) -> bool {
        self.behind.iter().all(|a| {
            let mut before = text[..start].chars().rev();
            let found = a.sets.iter().rev().all(|s| {
                before
                    .next()
                    .is_some_and(|c| sets[usize::from(*s)].contains(c))
            });
            found != a.negative
        }) && self.ahead.iter().all(|a| {
            let mut after = text[end..].chars();
            let found = a.sets.iter().all(|s| {
                after
                    .next()
                    .is_some_and(|c| sets[usize::from(*s)].contains(c))
            });
            found != a.negative
        })
    }

    /// The end of a match that begins at `start`.
    fn match_from(&self, sets: &Sets, text: &str, start: usize) -> Option<usize> {
        self.run(sets, &self.body, text, start, start)
    }

    fn run(
        &self,
        sets: &Sets,
        steps: &[Step],
        text: &str,
        start: usize,
        at: usize,
    ) -> Option<usize> {
        let Some((step, rest)) = steps.split_first() else {
            return self.around_fits(sets, text, start, at).then_some(at);
        };
        let set = &sets[usize::from(step.set)];
        let mut end = at;
        let mut count = 0;
        for c in text[at..].chars() {
            if (step.most > 0 && count == step.most) || !set.contains(c) {
                break;
            }
            end += c.len_utf8();
            count += 1;
        }
        // The longest run first, as Python does.
        loop {
            if count < step.least {
                return None;
            }
            if let Some(found) = self.run(sets, rest, text, start, end) {
                return Some(found);
            }
            if count == 0 {
                return None;
            }
            end -= text[at..end].chars().next_back().map_or(0, char::len_utf8);
            count -= 1;
        }
    }

    /// The start of the longest match that ends where the text ends.
    fn match_to_end(&self, sets: &Sets, text: &str) -> Option<usize> {
        self.run_back(sets, &self.body, text, text.len())
    }

    fn run_back(&self, sets: &Sets, steps: &[Step], text: &str, at: usize) -> Option<usize> {
        let Some((step, rest)) = steps.split_last() else {
            return self.around_fits(sets, text, at, text.len()).then_some(at);
        };
        let set = &sets[usize::from(step.set)];
        let mut start = at;
        let mut count = 0;
        for c in text[..at].chars().rev() {
            if (step.most > 0 && count == step.most) || !set.contains(c) {
                break;
            }
            start -= c.len_utf8();
            count += 1;
        }
        loop {
            if count < step.least {
                return None;
            }
            if let Some(found) = self.run_back(sets, rest, text, start) {
                return Some(found);
            }
            if count == 0 {
                return None;
            }
            start += text[start..at].chars().next().map_or(0, char::len_utf8);
            count -= 1;
        }
    }
}

/// Which alternatives can begin (or end) with a character.
#[derive(Debug)]
struct Candidates {
    ascii: Box<[Box<[u16]>]>,
    others: Box<[u16]>,
}

impl Candidates {
    fn new(sets: &Sets, alternatives: &[Alternative], edge: impl Fn(&Alternative) -> u16) -> Self {
        let numbered = || {
            alternatives
                .iter()
                .enumerate()
                .map(|(i, a)| (i as u16, &sets[usize::from(edge(a))]))
        };
        Candidates {
            ascii: (0..128)
                .map(|c| {
                    numbered()
                        .filter(|(_, s)| s.ascii() >> c & 1 == 1)
                        .map(|(i, _)| i)
                        .collect()
                })
                .collect(),
            others: numbered()
                .filter(|(_, s)| s.has_others())
                .map(|(i, _)| i)
                .collect(),
        }
    }

    fn of(&self, c: char) -> &[u16] {
        self.ascii.get(c as usize).unwrap_or(&self.others)
    }
}

/// An ordered list of alternatives.
#[derive(Debug)]
pub(crate) struct Pattern {
    alternatives: Box<[Alternative]>,
    first: Candidates,
    last: Candidates,
}

impl Pattern {
    /// `None` if an alternative names a set that does not exist.
    pub(crate) fn new(sets: &Sets, alternatives: Box<[Alternative]>) -> Option<Self> {
        if !alternatives.iter().all(|a| a.is_sound(sets.len())) {
            return None;
        }
        Some(Pattern {
            first: Candidates::new(sets, &alternatives, |a| a.body[0].set),
            last: Candidates::new(sets, &alternatives, |a| a.body[a.body.len() - 1].set),
            alternatives,
        })
    }

    /// The length of the match at the start of the text: of the first alternative that matches.
    pub(crate) fn prefix(&self, sets: &Sets, text: &str) -> usize {
        let Some(c) = text.chars().next() else {
            return 0;
        };
        let found = |i: &u16| self.alternatives[usize::from(*i)].match_from(sets, text, 0);
        self.first.of(c).iter().find_map(found).unwrap_or(0)
    }

    /// The length of the leftmost match that runs to the end of the text.
    pub(crate) fn suffix(&self, sets: &Sets, text: &str) -> usize {
        let Some(c) = text.chars().next_back() else {
            return 0;
        };
        let found = |i: &u16| self.alternatives[usize::from(*i)].match_to_end(sets, text);
        let start = self.last.of(c).iter().filter_map(found).min();
        start.map_or(0, |s| text.len() - s)
    }

    /// All matches from left to right, not overlapping.
    pub(crate) fn find_all(&self, sets: &Sets, text: &str, mut each: impl FnMut(usize, usize)) {
        let mut done = 0;
        for (at, c) in text.char_indices() {
            if at < done {
                continue;
            }
            let found = |i: &u16| self.alternatives[usize::from(*i)].match_from(sets, text, at);
            if let Some(end) = self.first.of(c).iter().find_map(found)
                && end > at
            {
                each(at, end);
                done = end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets() -> Sets {
        let one = |s: &str| {
            let mut c: Vec<u32> = s.chars().flat_map(|c| [u32::from(c); 2]).collect();
            c.sort_unstable();
            CharSet::new(&c)
        };
        Box::new([
            one("."),
            CharSet::new(&[97, 122, 224, 255]),
            CharSet::new(&[48, 57]),
            one("-"),
        ])
    }

    fn pattern(json: &str) -> Pattern {
        Pattern::new(&sets(), serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn a_suffix_is_the_leftmost_match() {
        let p = pattern("[[[],[[0,1,1],[0,1,0]],[]],[[[false,[1]]],[[0,1,1]],[]]]");
        assert_eq!(p.suffix(&sets(), "end....."), 5);
        assert_eq!(p.suffix(&sets(), "fin\u{e9}."), 1);
        assert_eq!(p.suffix(&sets(), "12."), 0);
        assert_eq!(p.suffix(&sets(), ""), 0);
    }

    #[test]
    fn infixes_look_both_ways() {
        let p = pattern(
            "[[[[false,[1]]],[[3,1,1]],[[false,[1]]]],[[[true,[2]]],[[0,1,1]],[[true,[2]]]]]",
        );
        let mut found = vec![];
        p.find_all(&sets(), "a-b 1-a a.b 1.2 \u{e9}-\u{e8}", |s, e| {
            found.push((s, e))
        });
        assert_eq!(found, [(1, 2), (9, 10), (18, 19)]);
    }

    #[test]
    fn patterns_with_unknown_sets_are_refused() {
        let bad: Box<[Alternative]> = serde_json::from_str("[[[],[[9,1,1]],[]]]").unwrap();
        assert!(Pattern::new(&sets(), bad).is_none());
    }
}
