//! What goes in: captures, and the articles found in them.

use crate::Diagnostic;
use rashomon_text::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One report as it was found, decoded to text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Capture {
    /// The id that its collection gives it; made from the text's hash where there is none.
    pub id: Option<String>,
    /// Where it came from: a path or an address.
    pub uri: Option<String>,
    /// Title from outside the text (a field, metadata).
    pub title: Option<String>,
    /// Date of publication from outside the text, as written there.
    pub date: Option<String>,
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// The author's line.
    pub byline: Option<String>,
    /// The text. It never changes; every span counts in it.
    pub text: String,
    /// When it was captured (RFC 3339), where an archive says so. It may be long after publication.
    pub captured: Option<String>,
    /// The pieces of the text, where its source marks them up (an HTML page): one article, whose
    /// paragraphs need not be guessed. Empty otherwise.
    pub blocks: Vec<Block>,
    /// Where the text stands in the bytes that it was extracted from, where it was.
    pub source_map: Option<SourceMap>,
    /// What was noticed while decoding.
    pub diagnostics: Vec<Diagnostic>,
}

/// The way from an extracted text back to the page that it was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceMap {
    /// `sha256:` and the hash of the page's bytes: those of an HTML file without its compression,
    /// of a response's body in an archive, of the content of a feed's entry in UTF-8.
    pub id: String,
    /// How many bytes it has.
    pub length: usize,
    /// The encoding in which the bytes are read: `UTF-8`, `windows-1252`.
    pub encoding: String,
    /// What is known, in order of the text; white space between the ranges, and what the page says
    /// only in its metadata, has no range.
    pub ranges: Vec<SourceRange>,
}

/// A piece of the text and its bytes: read in the page's encoding, and with character references
/// (`&amp;`) resolved, they are the very characters of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceRange {
    /// The piece of the text.
    #[serde(flatten)]
    pub span: Span,
    /// The bytes of the page.
    pub bytes: Span,
}

impl SourceMap {
    /// The bytes from where a piece of the text begins to where it ends on the page; `None` where
    /// nothing of it is known. Spans count bytes of the text. A piece of which the page has only a
    /// part gives that part; the bytes may hold tags.
    pub fn bytes(&self, span: Span) -> Option<Span> {
        let first = self.ranges.partition_point(|r| r.span.end <= span.start);
        let inside = self.ranges[first..].iter();
        inside
            .take_while(|r| r.span.start < span.end)
            .map(|range| {
                // Where both have the same length the text stands there as it is.
                if range.span.len() != range.bytes.len() {
                    return range.bytes;
                }
                let from = span.start.saturating_sub(range.span.start);
                let to = range.span.end.saturating_sub(span.end);
                Span::new(range.bytes.start + from, range.bytes.end - to)
            })
            .reduce(Span::cover)
    }
}

/// What a capture's text holds: articles, and lines that belong to none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The articles in order.
    pub articles: Vec<Article>,
    /// Lines left out (share bars, comment forms, copyright lines): evidence for the date, never
    /// read for claims.
    pub left_out: Vec<Span>,
}

/// One article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// From its first to its last block.
    pub span: Span,
    /// Its headline, where one stands in the text.
    pub title: Option<Span>,
    /// The author's line, where one stands in the text.
    pub byline: Option<Span>,
    /// The pieces that are read, in order: no sentence runs from one to the next.
    pub blocks: Vec<Block>,
    /// When it was published.
    pub published: Published,
}

/// A piece of an article that is read on its own: a headline, a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Where it stands, without surrounding white space.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The headline.
    Title,
    /// A crosshead inside the article.
    Heading,
    /// Running text.
    Paragraph,
    /// Words under a picture.
    Caption,
}

/// A date of publication and what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// EDTF (ISO 8601-2): `2020-09-30`, `2020-10`, `2020-10-20/2020-10-31`, `2020?`; absent when
    /// the text does not settle it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How it is known.
    pub basis: Basis,
    /// The words that settle it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Span>,
}

/// How a date of publication is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Given with the text: an HTML, feed or JSON field.
    Metadata,
    /// A dateline or byline says it.
    Stated,
    /// Solved from weekdays, dated mentions, copyright years, ages.
    Inferred,
    /// Not known.
    #[default]
    Unknown,
}
