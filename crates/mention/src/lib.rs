//! What a text names: places, times, actors, quantities and equipment.
//!
//! [`Mentioner`] holds the lexicons and finds the mentions of one article; [`Context`] is the view of
//! text, parse and mentions that every later stage reads.

mod actor;
mod context;
mod equipment;
mod lexicon;
mod quantity;

pub use actor::{Affected, Role, RoleKind, Roles};
pub use context::{Chunk, Context};

use equipment::EquipmentFinder;
use lexicon::{Read, Vocabulary};
use quantity::QuantityFinder;
use rashomon_model::{Article, Mention, MentionId, MentionValue};
use rashomon_syntax::Parsed;
use rashomon_text::Span;

/// What a finder of this crate gives: words of the text and what they name.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub words: Chunk,
    pub value: MentionValue,
    pub found_by: &'static str,
}

/// Finds what an article names. Reading the lexicons takes some milliseconds: make one and share it.
#[derive(Debug, Clone)]
pub struct Mentioner {
    vocabulary: Vocabulary,
    roles: Roles,
    equipment: EquipmentFinder,
    quantities: QuantityFinder,
}

impl Default for Mentioner {
    fn default() -> Self {
        Self::new()
    }
}

impl Mentioner {
    /// A mentioner with the lexicons of this project.
    pub fn new() -> Self {
        let mut vocabulary = Vocabulary::default();
        Mentioner {
            roles: Roles::new(&mut vocabulary),
            equipment: EquipmentFinder::new(&mut vocabulary),
            quantities: QuantityFinder::new(&mut vocabulary),
            vocabulary,
        }
    }

    /// The mentions of one article, in order of their starts, the longer first. A mention's id is its index. Mentions of
    /// different types may overlap ("Baku" is a place and an actor); mentions of one type do not.
    pub fn mentions(&self, text: &str, article: &Article, parsed: &Parsed) -> Vec<Mention> {
        let read = Read::new(&self.vocabulary, text, article);
        let view = read.view(text, parsed);
        let equipment = self.equipment.find(&view);
        let chunks: Vec<Chunk> = equipment.iter().map(|hit| hit.words.clone()).collect();
        let quantities = self.quantities.find(&view, &self.roles, &chunks);
        let mention = |hit: Hit| {
            let span = view.span(&hit.words);
            Mention {
                id: MentionId(0),
                span,
                text: span.of(text).to_owned(),
                value: hit.value,
                found_by: hit.found_by.to_owned(),
            }
        };
        number(
            equipment
                .into_iter()
                .chain(quantities)
                .map(mention)
                .collect(),
        )
    }
}

/// Sorts the mentions, drops those that another of their type holds, and numbers them.
fn number(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort_by_key(|m| {
        (
            m.span.start,
            std::cmp::Reverse(m.span.len()),
            rank(&m.value),
        )
    });
    let mut ends = [Span::default(); 5];
    mentions.retain(|m| {
        let last = &mut ends[rank(&m.value)];
        let free = m.span.start >= last.end && !m.span.is_empty();
        if free {
            *last = m.span;
        }
        free
    });
    for (i, mention) in mentions.iter_mut().enumerate() {
        mention.id = MentionId(i);
    }
    mentions
}

/// Order of mentions of different types over the same words.
fn rank(value: &MentionValue) -> usize {
    match value {
        MentionValue::Place { .. } => 0,
        MentionValue::Time { .. } => 1,
        MentionValue::Actor { .. } => 2,
        MentionValue::Quantity { .. } => 3,
        MentionValue::Equipment { .. } => 4,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rashomon_model::{Block, BlockKind, Published};
    use std::sync::LazyLock;

    static MENTIONER: LazyLock<Mentioner> = LazyLock::new(Mentioner::new);

    /// An article of one paragraph a line, without a parse.
    pub(crate) fn bare(text: &str) -> (Article, Parsed) {
        let mut blocks = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(start, start + line.len()).trim(text);
            if !span.is_empty() {
                blocks.push(Block {
                    span,
                    kind: BlockKind::Paragraph,
                });
            }
            start += line.len();
        }
        let article = Article {
            span: Span::new(0, text.len()),
            title: None,
            byline: None,
            blocks,
            published: Published::default(),
        };
        (article, Parsed::default())
    }

    /// The mentions of a text.
    pub(crate) fn mentions(text: &str) -> Vec<Mention> {
        let (article, parsed) = bare(text);
        MENTIONER.mentions(text, &article, &parsed)
    }

    /// Feeds each row of a table to a check.
    pub(crate) fn check_all(table: &str, check: impl FnMut(Vec<&str>)) {
        let mut n = 0;
        lexicon::rows(table).inspect(|_| n += 1).for_each(check);
        assert!(n > 0);
    }

    #[test]
    fn mentions_are_sorted_and_numbered() {
        let found = mentions("At least 12 soldiers in two T-72 tanks.\n\nThree drones.");
        for (i, mention) in found.iter().enumerate() {
            assert_eq!(mention.id, MentionId(i));
        }
        assert!(found.is_sorted_by_key(|m| m.span.start));
        assert_eq!(found.len(), 5, "{found:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(a |the |12 |twenty-|over |of |,|\\.|Su-25 |tanks |to |[ -~]{0,6}|\\PC{0,3}|\n){0,40}") {
            for mention in mentions(&text) {
                proptest::prop_assert_eq!(mention.span.of(&text), mention.text);
            }
        }
    }
}
