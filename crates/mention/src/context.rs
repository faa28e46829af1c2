//! Text, parse and mentions of one article side by side.

use crate::Lists;
use rashomon_model::{Article, BlockKind, Mention, MentionId};
use rashomon_syntax::{Parsed, Token};
use rashomon_text::Span;
use std::ops::Range;

/// What the later stages read of one article. Mentions are in order of their starts; a mention's id
/// is its index.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The whole text of the capture: all spans count in it.
    pub text: &'a str,
    /// The article.
    pub article: &'a Article,
    /// Its parse, block by block.
    pub parsed: &'a Parsed,
    /// What it names, in order of the starts.
    pub mentions: &'a [Mention],
    /// The lists by which they were found.
    pub lists: &'a Lists,
}

/// Tokens that belong together, first to last.
pub type Chunk = Range<usize>;

impl<'a> Context<'a> {
    /// The token.
    pub fn token(&self, i: usize) -> &'a Token {
        &self.parsed.tokens[i]
    }

    /// The token's words as written.
    pub fn word(&self, i: usize) -> &'a str {
        let token = self.token(i);
        &self.text[token.start..token.end]
    }

    /// The token's words in lower case letters.
    pub fn lower(&self, i: usize) -> &'a str {
        &self.token(i).lower
    }

    /// The token's lemma; that of a name has capitals.
    pub fn lemma(&self, i: usize) -> &'a str {
        &self.token(i).lemma
    }

    /// The token's lemma in lower case letters.
    pub fn lower_lemma(&self, i: usize) -> &'a str {
        &self.token(i).lower_lemma
    }

    /// The token's bytes.
    pub fn token_span(&self, i: usize) -> Span {
        let token = self.token(i);
        Span::new(token.start, token.end)
    }

    /// The bytes from the first to the last token of a range; empty for an empty range.
    pub fn span(&self, tokens: &Chunk) -> Span {
        self.parsed.bytes(tokens).into()
    }

    /// The tokens that share a byte with the span.
    pub fn tokens_in(&self, span: Span) -> Chunk {
        self.parsed.tokens_in(&span.range())
    }

    /// The token at a byte, or the next one behind it.
    pub fn token_at(&self, byte: usize) -> Option<usize> {
        self.parsed.token_at(byte)
    }

    /// Number of the sentence that holds the token.
    pub fn sentence_of(&self, token: usize) -> usize {
        let last = self.parsed.sentences.len().saturating_sub(1);
        self.parsed.sentence_index(token).unwrap_or(last)
    }

    /// The tokens of the sentence that holds the token.
    pub fn sentence(&self, token: usize) -> Chunk {
        let i = self.sentence_of(token);
        self.parsed.sentences.get(i).cloned().unwrap_or(0..0)
    }

    /// What kind of block the token stands in.
    pub fn block_kind(&self, token: usize) -> BlockKind {
        let start = self.token(token).start;
        let blocks = &self.article.blocks;
        let i = blocks.partition_point(|b| b.span.end <= start);
        blocks.get(i).map_or(BlockKind::Paragraph, |b| b.kind)
    }

    /// Number of the block that the token stands in.
    pub fn block_of(&self, token: usize) -> usize {
        let start = self.token(token).start;
        self.article.blocks.partition_point(|b| b.span.end <= start)
    }

    /// Whether the token is the root of its sentence.
    pub fn is_root(&self, i: usize) -> bool {
        self.token(i).head == i
    }

    /// The tokens whose head is `i`, in order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'a> {
        self.parsed.children(i).iter().copied()
    }

    /// The first child with one of the labels.
    pub fn child(&self, i: usize, deps: &[&str]) -> Option<usize> {
        self.children(i).find(|&c| self.has_dep(c, deps))
    }

    /// Whether the token bears one of the dependency labels.
    pub fn has_dep(&self, i: usize, deps: &[&str]) -> bool {
        deps.contains(&&*self.token(i).dep)
    }

    /// Whether the token is a verb form (any `VB…` tag).
    pub fn is_verb(&self, i: usize) -> bool {
        self.token(i).tag.starts_with("VB")
    }

    /// Whether the token is a noun (any `NN…` tag).
    pub fn is_noun(&self, i: usize) -> bool {
        self.token(i).tag.starts_with("NN")
    }

    /// Whether `ancestor` is `i` or stands above it.
    pub fn is_under(&self, i: usize, ancestor: usize) -> bool {
        self.parsed.is_under(i, ancestor)
    }

    /// The tokens above `i`, nearest first, the root of its sentence last.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + Clone + use<'a> {
        self.parsed.path_up(i).skip(1)
    }

    /// The smallest range of tokens that holds `i` and everything under it.
    pub fn subtree(&self, i: usize) -> Chunk {
        self.parsed.extent(i)
    }

    /// Token that governs the range: of those whose head lies outside it, the one nearest the root, the first of
    /// equals.
    pub fn head_of(&self, tokens: &Chunk) -> Option<usize> {
        tokens
            .clone()
            .filter(|&i| {
                let head = self.token(i).head;
                (head == i || !tokens.contains(&head)) && !self.has_dep(i, &["punct"])
            })
            .min_by_key(|&i| self.ancestors(i).count())
    }

    /// The head token of a mention.
    pub fn mention_head(&self, id: MentionId) -> Option<usize> {
        let span = self.mentions.get(id.0)?.span;
        self.head_of(&self.tokens_in(span))
    }

    /// The mentions that lie inside the span, in order.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = &'a Mention> + use<'a> {
        let mentions = self.mentions;
        let start = mentions.partition_point(|m| m.span.start < span.start);
        mentions[start..]
            .iter()
            .take_while(move |m| m.span.start < span.end)
            .filter(move |m| m.span.end <= span.end)
    }

    /// The mentions that hold the token, the longest first.
    pub fn mentions_at(&self, token: usize) -> Vec<&'a Mention> {
        let span = self.token_span(token);
        let end = self.mentions.partition_point(|m| m.span.start < span.end);
        // No mention is longer than a sentence's part: looking back a few dozen is enough.
        let mut found: Vec<_> = self.mentions[end.saturating_sub(48)..end]
            .iter()
            .filter(|m| m.span.overlaps(span))
            .collect();
        found.sort_by_key(|m| std::cmp::Reverse(m.span.len()));
        found
    }
}
