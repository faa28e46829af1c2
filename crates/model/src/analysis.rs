//! The analysis of one report, and the step from bytes to code points at its border.

use crate::claim::Args;
use crate::{
    Article, Attribution, AttributionId, Claim, ClaimId, Mention, MentionId, Published, Relation,
    SourceMap,
};
use rashomon_text::{CodePoints, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name and version of the record's format.
pub const SCHEMA: &str = "rashomon/analysis/1";

/// What one report says, and who says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analysis {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The report.
    pub document: Document,
    /// The articles found in it.
    pub articles: Vec<ArticleRecord>,
    /// What is named.
    pub mentions: Vec<Mention>,
    /// Who says what.
    pub attributions: Vec<Attribution>,
    /// What is said to have happened.
    pub claims: Vec<Claim>,
    /// How claims of this report answer one another.
    pub relations: Vec<Relation>,
    /// What could not be read or settled.
    pub diagnostics: Vec<Diagnostic>,
}

/// The report that was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// The id that was given, or `sha256:` and the hash of the text.
    pub id: String,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// BCP 47 language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it was published.
    pub published: Published,
    /// When it was captured (RFC 3339), where an archive says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// The text that all spans count in; left out on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where the text stands in the page that it was extracted from; only for HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_map: Option<SourceMap>,
}

/// An article of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleRecord {
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published.
    pub published: Published,
}

/// Something that could not be read or settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// Stable name: `date-ambiguous`.
    pub code: String,
    /// What was wrong, where, and what to do.
    pub message: String,
    /// Where in the text.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A diagnostic about the whole document.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Diagnostic {
            code: code.into(),
            message: message.into(),
            span: None,
        }
    }
}

/// What was read in one article; its ids count from zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// Mentions, by place in the text.
    pub mentions: Vec<Mention>,
    /// Attributions, by place in the text.
    pub attributions: Vec<Attribution>,
    /// Claims, by place in the text.
    pub claims: Vec<Claim>,
    /// Edges between the claims.
    pub relations: Vec<Relation>,
}

impl Analysis {
    /// An analysis with nothing read yet.
    pub fn new(document: Document) -> Self {
        Analysis {
            schema: SCHEMA.into(),
            document,
            articles: Vec::new(),
            mentions: Vec::new(),
            attributions: Vec::new(),
            claims: Vec::new(),
            relations: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Adds an article and what was read in it, its ids moved behind those already there.
    pub fn push(&mut self, text: &str, article: &Article, part: Part) {
        let shift = Shift {
            mentions: self.mentions.len(),
            attributions: self.attributions.len(),
            claims: self.claims.len(),
        };
        self.articles.push(ArticleRecord {
            span: article.span,
            title: article.title.map(|title| title.of(text).to_owned()),
            published: article.published.clone(),
        });
        self.mentions.extend(part.mentions.into_iter().map(|mut m| {
            shift.mention(&mut m.id);
            m
        }));
        self.attributions
            .extend(part.attributions.into_iter().map(|mut a| {
                shift.attribution(&mut a.id);
                a.actor.iter_mut().for_each(|id| shift.mention(id));
                a.parent.iter_mut().for_each(|id| shift.attribution(id));
                a
            }));
        self.claims.extend(part.claims.into_iter().map(|mut c| {
            shift.claim(&mut c.id);
            c.attribution
                .iter_mut()
                .for_each(|id| shift.attribution(id));
            c.places.iter_mut().for_each(|id| shift.mention(id));
            match &mut c.args {
                Args::Displacement(d) => {
                    let ends = d.from.iter_mut().chain(d.to.iter_mut());
                    ends.for_each(|id| shift.mention(id));
                }
                Args::Casualties(k) => k.part_of.iter_mut().for_each(|id| shift.claim(id)),
                _ => {}
            }
            c
        }));
        self.relations
            .extend(part.relations.into_iter().map(|mut r| {
                shift.claim(&mut r.from);
                shift.claim(&mut r.to);
                r
            }));
    }

    /// Turns every span from bytes to code points of `text`, for the public record.
    pub fn into_code_points(mut self, text: &str) -> Self {
        let points = CodePoints::new(text);
        self.for_each_span(|span| *span = points.span(*span));
        self
    }

    /// Turns every span of a public record of `text` back to bytes.
    pub fn into_bytes(mut self, text: &str) -> Self {
        let points = CodePoints::new(text);
        self.for_each_span(|span| {
            *span = Span::new(points.to_byte(span.start), points.to_byte(span.end));
        });
        self
    }

    fn for_each_span(&mut self, mut f: impl FnMut(&mut Span)) {
        self.document.published.evidence.iter_mut().for_each(&mut f);
        if let Some(map) = &mut self.document.source_map {
            // Only the text's side: the page's side counts bytes of the page.
            map.ranges.iter_mut().for_each(|range| f(&mut range.span));
        }
        for article in &mut self.articles {
            f(&mut article.span);
            article.published.evidence.iter_mut().for_each(&mut f);
        }
        self.mentions.iter_mut().for_each(|m| f(&mut m.span));
        for a in &mut self.attributions {
            let spans = a.source.iter_mut().chain(&mut a.cue).chain(&mut a.content);
            spans.for_each(&mut f);
        }
        for c in &mut self.claims {
            f(&mut c.span);
            c.fired_on.iter_mut().for_each(|fired| f(&mut fired.span));
        }
        for d in &mut self.diagnostics {
            d.span.iter_mut().for_each(&mut f);
        }
    }
}

struct Shift {
    mentions: usize,
    attributions: usize,
    claims: usize,
}

impl Shift {
    fn mention(&self, id: &mut MentionId) {
        id.0 += self.mentions;
    }
    fn attribution(&self, id: &mut AttributionId) {
        id.0 += self.attributions;
    }
    fn claim(&self, id: &mut ClaimId) {
        id.0 += self.claims;
    }
}
