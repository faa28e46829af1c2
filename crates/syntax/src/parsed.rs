//! What comes out.

use std::ops::Range;
use std::sync::Arc;

use crate::Label;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Fine-grained tag (Penn Treebank: `VBD`, `NNP`, `_SP` for white space).
    pub tag: Label,
    /// The words as written, in lower case.
    pub lower: Arc<str>,
    /// Base form.
    pub lemma: Arc<str>,
    /// Base form in lower case: that of a name has capitals.
    pub lower_lemma: Arc<str>,
    /// Index of the head in [`Parsed::tokens`]; its own index for the root of a sentence.
    pub head: usize,
    /// Dependency label (ClearNLP scheme: `nsubj`, `dobj`, `ccomp`, `ROOT` …).
    pub dep: Label,
}

/// A named entity: a run of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Token indices.
    pub tokens: Range<usize>,
    /// Entity type (OntoNotes scheme: `GPE`, `PERSON`, `ORG`, `NORP`, `DATE`, `CARDINAL` …).
    pub label: Label,
}

/// What the pipeline found in one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// All tokens, white-space tokens included, in order.
    pub tokens: Vec<Token>,
    /// Token ranges of the sentences, in order, without gaps.
    pub sentences: Vec<Range<usize>>,
    /// Named entities in order, not overlapping.
    pub entities: Vec<Entity>,
    /// The trees read from the heads down.
    trees: Trees,
}

/// What the heads of all tokens say, made once: the rules ask for it a hundred times a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Trees {
    /// The number of each token's sentence.
    sentence: Vec<usize>,
    /// Where in `children` those of each token begin; its last entry is where all end.
    first: Vec<usize>,
    /// The tokens below each token, in order.
    children: Vec<usize>,
    /// From the first to one past the last token of each subtree.
    extent: Vec<Range<usize>>,
}

impl Trees {
    /// Takes heads as they come: those outside of the text and circles do no harm.
    fn new(tokens: &[Token], sentences: &[Range<usize>]) -> Self {
        let n = tokens.len();
        if n == 0 {
            return Trees::default();
        }
        let mut sentence = vec![sentences.len(); n];
        for (number, range) in sentences.iter().enumerate() {
            sentence[range.start.min(n)..range.end.min(n)].fill(number);
        }
        let above = |i: usize| Some(tokens[i].head).filter(|&head| head != i && head < n);
        let mut first = vec![0; n + 1];
        for head in (0..n).filter_map(above) {
            first[head + 1] += 1;
        }
        for i in 0..n {
            first[i + 1] += first[i];
        }
        let mut at = first.clone();
        let mut children = vec![0; first[n]];
        let mut order = Vec::with_capacity(n);
        for i in 0..n {
            match above(i) {
                Some(head) => {
                    children[at[head]] = i;
                    at[head] += 1;
                }
                None => order.push(i),
            }
        }
        // From the leaves to the roots; tokens in a circle, which no root reaches, keep themselves.
        let mut extent: Vec<Range<usize>> = (0..n).map(|i| i..i + 1).collect();
        let mut next = 0;
        while next < order.len() {
            let i = order[next];
            order.extend_from_slice(&children[first[i]..first[i + 1]]);
            next += 1;
        }
        for &i in order.iter().rev() {
            if let Some(head) = above(i) {
                extent[head].start = extent[head].start.min(extent[i].start);
                extent[head].end = extent[head].end.max(extent[i].end);
            }
        }
        Trees {
            sentence,
            first,
            children,
            extent,
        }
    }
}

impl Parsed {
    /// A parse of these tokens, whose heads are read into trees.
    pub fn new(tokens: Vec<Token>, sentences: Vec<Range<usize>>, entities: Vec<Entity>) -> Self {
        let trees = Trees::new(&tokens, &sentences);
        Parsed {
            tokens,
            sentences,
            entities,
            trees,
        }
    }

    /// The tokens whose head is `token`, in order, its own self not counted.
    pub fn children(&self, token: usize) -> &[usize] {
        match self.trees.first.get(token..) {
            Some(&[start, end, ..]) => &self.trees.children[start..end],
            _ => &[],
        }
    }

    /// The number of the sentence that holds a token. `None` if there is no such token.
    pub fn sentence_index(&self, token: usize) -> Option<usize> {
        self.trees.sentence.get(token).copied()
    }

    /// The tokens of the sentence that holds a token; empty if there is no such token.
    pub fn sentence_of(&self, token: usize) -> Range<usize> {
        let sentence = self
            .sentence_index(token)
            .and_then(|i| self.sentences.get(i));
        sentence.cloned().unwrap_or(0..0)
    }

    /// Whether `ancestor` is `token` or stands above it.
    pub fn is_under(&self, token: usize, ancestor: usize) -> bool {
        self.path_up(token).any(|t| t == ancestor)
    }

    /// A token, its head, its head's head and so on, to the root.
    pub fn path_up(&self, token: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        let first = (token < self.tokens.len()).then_some(token);
        // Heads form no circle; the bound keeps that from mattering for a `Parsed` made by hand.
        let above =
            |&t: &usize| Some(self.tokens[t].head).filter(|&h| h != t && h < self.tokens.len());
        std::iter::successors(first, above).take(self.sentence_of(token).len())
    }

    /// From the first to one past the last token of all below a token, itself included; empty if
    /// there is no such token.
    pub fn extent(&self, token: usize) -> Range<usize> {
        self.trees.extent.get(token).cloned().unwrap_or(0..0)
    }

    /// The token and all below it, in order, without those that `skip` names and what hangs on them.
    pub fn subtree(&self, token: usize, skip: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = vec![token];
        let mut next = 0;
        while next < found.len() && found.len() < MOST {
            let children = self.children(found[next]).iter().copied();
            found.extend(children.filter(|&c| !skip(c) && c != token));
            next += 1;
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The bytes from the first to the last token of a range; empty for an empty range.
    pub fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let Some(first) = self.tokens.get(tokens.start) else {
            return 0..0;
        };
        let last = self.tokens.get(tokens.clone()).and_then(<[_]>::last);
        first.start..last.map_or(first.start, |last| last.end)
    }

    /// The tokens that share a byte with a range of bytes.
    pub fn tokens_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.tokens.partition_point(|t| t.end <= bytes.start);
        let behind = &self.tokens[start..];
        start..start + behind.partition_point(|t| t.start < bytes.end)
    }

    /// The token that holds a byte, or the first after it.
    pub fn token_at(&self, byte: usize) -> Option<usize> {
        let i = self.tokens.partition_point(|t| t.end <= byte);
        (i < self.tokens.len()).then_some(i)
    }

    /// The entity that holds a token.
    pub fn entity_at(&self, token: usize) -> Option<&Entity> {
        let i = self.entities.partition_point(|e| e.tokens.end <= token);
        self.entities.get(i).filter(|e| e.tokens.contains(&token))
    }
}

/// About so many tokens of a subtree are gathered: a "sentence" of more is none.
const MOST: usize = 320;

#[cfg(test)]
mod tests {
    use super::*;

    /// Heads given by index; `length` bytes each.
    fn parsed(heads: &[usize], sentences: Vec<Range<usize>>) -> Parsed {
        let token = |(i, head): (usize, &usize)| Token {
            start: i * 2,
            end: i * 2 + 1,
            tag: Label::new("X"),
            lower: "x".into(),
            lemma: "x".into(),
            lower_lemma: "x".into(),
            head: *head,
            dep: Label::new("dep"),
        };
        let entities = vec![Entity {
            tokens: 1..3,
            label: Label::new("GPE"),
        }];
        let tokens = heads.iter().enumerate().map(token).collect();
        Parsed::new(tokens, sentences, entities)
    }

    #[test]
    fn trees() {
        // 1 ← 0, 1 ← 3 ← 2, 1 ← 5, and 4 hangs on 0 across an arc; a second sentence, 6 ← 7.
        let p = parsed(&[1, 1, 3, 1, 0, 1, 6, 6], vec![0..6, 6..8]);
        assert_eq!(p.children(1), [0, 3, 5]);
        assert!(p.children(7).is_empty() && p.children(9).is_empty());
        assert_eq!(p.subtree(0, |_| false), [0, 4]);
        assert_eq!(p.subtree(1, |_| false), [0, 1, 2, 3, 4, 5]);
        assert_eq!(p.subtree(1, |c| c == 0), [1, 2, 3, 5]);
        assert_eq!(p.subtree(7, |_| false), [7]);
        assert_eq!((p.extent(0), p.extent(3)), (0..5, 2..4));
        assert_eq!((p.extent(1), p.extent(9)), (0..6, 0..0));
        assert!(p.is_under(4, 1) && !p.is_under(1, 4) && !p.is_under(7, 1));
        assert_eq!(p.path_up(2).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(p.sentence_index(6), Some(1));
        assert_eq!(p.bytes(&(2..4)), 4..7);
        assert_eq!((p.bytes(&(2..2)), p.bytes(&(8..9))), (4..4, 0..0));
        assert_eq!((p.tokens_in(&(3..5)), p.tokens_in(&(3..4))), (2..3, 2..2));
        assert_eq!(p.entity_at(2).map(|e| e.tokens.clone()), Some(1..3));
        assert_eq!(p.entity_at(3), None);
        assert_eq!((p.token_at(3), p.token_at(99)), (Some(2), None));
    }

    #[test]
    fn circles_end() {
        let p = parsed(&[1, 0, 2], vec![0..2, 2..3]);
        assert_eq!(p.path_up(0).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(p.subtree(0, |_| false), [0, 1]);
        assert_eq!((p.extent(0), p.extent(2)), (0..1, 2..3));
    }

    #[test]
    fn heads_outside_do_no_harm() {
        let p = parsed(&[9, 0, 2], vec![0..2, 2..3]);
        assert_eq!((p.children(0), p.extent(0)), (&[1][..], 0..2));
        assert_eq!(p.path_up(1).collect::<Vec<_>>(), [1, 0]);
    }
}
