//! What comes out.

use std::ops::Range;

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
    /// Base form.
    pub lemma: Box<str>,
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
}

impl Parsed {
    /// The tokens whose head is `token`, in order, its own self not counted.
    pub fn children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let sentence = self.sentence_of(token);
        sentence.filter(move |&i| i != token && self.tokens[i].head == token)
    }

    /// The number of the sentence that holds a token. `None` if there is no such token.
    pub fn sentence_index(&self, token: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.end <= token);
        self.sentences
            .get(i)
            .filter(|s| s.contains(&token))
            .map(|_| i)
    }

    /// The tokens of the sentence that holds a token; empty if there is no such token.
    pub fn sentence_of(&self, token: usize) -> Range<usize> {
        self.sentence_index(token)
            .map_or(0..0, |i| self.sentences[i].clone())
    }

    /// Whether `ancestor` is `token` or stands above it.
    pub fn is_under(&self, token: usize, ancestor: usize) -> bool {
        self.path_up(token).any(|t| t == ancestor)
    }

    /// A token, its head, its head's head and so on, to the root.
    pub fn path_up(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let first = (token < self.tokens.len()).then_some(token);
        // Heads form no circle; the bound keeps that from mattering for a `Parsed` made by hand.
        std::iter::successors(first, |&t| Some(self.tokens[t].head).filter(|&h| h != t))
            .take(self.tokens.len())
    }

    /// A token and all tokens below it, as runs of neighbouring tokens in order: one run unless arcs
    /// cross.
    pub fn subtree(&self, token: usize) -> Vec<Range<usize>> {
        let sentence = self.sentence_of(token);
        let start = sentence.start;
        // Whether each token of the sentence is below `token`: known from its head, once that is known.
        let mut below: Vec<Option<bool>> = vec![None; sentence.len()];
        let mut path = Vec::new();
        for i in sentence.clone() {
            let mut at = i;
            path.clear();
            let verdict = loop {
                if at == token {
                    break true;
                }
                let Some(known) = at.checked_sub(start).and_then(|k| below.get(k)) else {
                    break false;
                };
                if let Some(known) = *known {
                    break known;
                }
                let head = self.tokens[at].head;
                if head == at || path.len() > below.len() {
                    break false;
                }
                path.push(at);
                at = head;
            };
            for &t in &path {
                below[t - start] = Some(verdict);
            }
            below[i - start] = Some(verdict);
        }
        let mut runs: Vec<Range<usize>> = Vec::new();
        for i in sentence {
            if below[i - start] == Some(true) {
                match runs.last_mut() {
                    Some(run) if run.end == i => run.end += 1,
                    _ => runs.push(i..i + 1),
                }
            }
        }
        runs
    }

    /// From the first to one past the last token of a subtree.
    pub fn subtree_extent(&self, token: usize) -> Range<usize> {
        let runs = self.subtree(token);
        match (runs.first(), runs.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The bytes that a range of tokens covers; empty for an empty range.
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        match self.tokens.get(tokens) {
            Some([first, .., last]) => first.start..last.end,
            Some([only]) => only.start..only.end,
            _ => 0..0,
        }
    }

    /// The entity that holds a token.
    pub fn entity_at(&self, token: usize) -> Option<&Entity> {
        let i = self.entities.partition_point(|e| e.tokens.end <= token);
        self.entities.get(i).filter(|e| e.tokens.contains(&token))
    }

    /// The token that holds a byte, or the first after it.
    pub fn token_at(&self, byte: usize) -> Option<usize> {
        let i = self.tokens.partition_point(|t| t.end <= byte);
        (i < self.tokens.len()).then_some(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Heads given by index; `length` bytes each.
    fn parsed(heads: &[usize], sentences: Vec<Range<usize>>) -> Parsed {
        let token = |(i, head): (usize, &usize)| Token {
            start: i * 2,
            end: i * 2 + 1,
            tag: Label::new("X"),
            lemma: "x".into(),
            head: *head,
            dep: Label::new("dep"),
        };
        let entities = vec![Entity {
            tokens: 1..3,
            label: Label::new("GPE"),
        }];
        Parsed {
            tokens: heads.iter().enumerate().map(token).collect(),
            sentences,
            entities,
        }
    }

    #[test]
    fn trees() {
        // 1 ← 0, 1 ← 3 ← 2, 1 ← 5, and 4 hangs on 0 across an arc; a second sentence, 6 ← 7.
        let p = parsed(&[1, 1, 3, 1, 0, 1, 6, 6], vec![0..6, 6..8]);
        assert_eq!(p.children(1).collect::<Vec<_>>(), [0, 3, 5]);
        assert_eq!(p.subtree(0), [0..1, 4..5]);
        assert_eq!(p.subtree(1), vec![0..6]);
        assert_eq!(p.subtree_extent(3), 2..4);
        assert_eq!(p.subtree(7), vec![7..8]);
        assert!(p.subtree(9).is_empty());
        assert!(p.is_under(4, 1) && !p.is_under(1, 4) && !p.is_under(7, 1));
        assert_eq!(p.path_up(2).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(p.sentence_index(6), Some(1));
        assert_eq!(p.bytes(2..4), 4..7);
        assert_eq!(p.bytes(7..9), 0..0);
        assert_eq!(p.entity_at(2).map(|e| e.tokens.clone()), Some(1..3));
        assert_eq!(p.entity_at(3), None);
        assert_eq!((p.token_at(3), p.token_at(99)), (Some(2), None));
    }

    #[test]
    fn circles_end() {
        let p = parsed(&[1, 0, 2], vec![0..2, 2..3]);
        assert_eq!(p.path_up(0).count(), 3);
        assert_eq!(p.subtree(0), vec![0..2]);
    }
}
