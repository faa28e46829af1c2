//! English tokens, sentences, tags, lemmas, dependencies and entities from spaCy-format CNN
//! pipelines, in pure Rust. A general engine: it knows nothing of war.
//!
//! [`Pipeline::load`] reads a model file; [`Pipeline::parse`] turns a text into [`Parsed`].

use std::ops::Range;

/// A label of a fixed scheme: a tag (`VBD`), a dependency (`nsubj`), an entity type (`GPE`).
/// Interned: copying and comparing are cheap. Compares with `&str`, and derefs to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(&'static str);

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
