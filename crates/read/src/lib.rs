//! One report in, one analysis out: the stages of reading, in order.
//!
//! [`Reader`] holds the model and the lexicons; [`Reader::read`] is a pure function of a capture.

use rashomon_attribution::Attributor;
use rashomon_claim::Claimer;
use rashomon_mention::{Context, Mentioner};
use rashomon_model::{Analysis, Article, Capture, Diagnostic, Document, Part};
use rashomon_syntax::{LoadError, Pipeline};
use std::ops::Range;

/// The weights that the program ships; `models/README.md` says how they were made.
static MODEL: &[u8] = include_bytes!("../../../models/en.model");

/// Reads reports. One reader serves all threads.
pub struct Reader {
    pipeline: Pipeline,
    mentioner: Mentioner,
    attributor: Attributor,
    claimer: Claimer,
}

impl Reader {
    /// A reader with the embedded model and word lists.
    ///
    /// # Errors
    /// When the embedded model is not one that this version reads: a fault of the build.
    pub fn new() -> Result<Self, LoadError> {
        Ok(Reader {
            pipeline: Pipeline::load(MODEL)?,
            mentioner: Mentioner::new(),
            attributor: Attributor::new(),
            claimer: Claimer::new(),
        })
    }

    /// What the report says, and who says it. Spans count bytes of the capture's text. Never fails: what could
    /// not be read is a diagnostic.
    pub fn read(&self, capture: &Capture) -> Analysis {
        let page = rashomon_article::page(capture);
        let mut analysis = Analysis::new(document(capture, page.articles.first()));
        analysis.diagnostics = capture.diagnostics.clone();
        for article in &page.articles {
            let part = self.article(&capture.text, article);
            analysis.push(&capture.text, article, part);
        }
        if page.articles.is_empty() {
            analysis.diagnostics.push(Diagnostic::new("no-article", "no article was found in this document"));
        }
        analysis
    }

    fn article(&self, text: &str, article: &Article) -> Part {
        let blocks: Vec<Range<usize>> = article.blocks.iter().map(|b| b.span.range()).collect();
        let parsed = self.pipeline.parse_blocks(text, &blocks);
        let mentions = self.mentioner.mentions(text, article, &parsed);
        let context = Context { text, article, parsed: &parsed, mentions: &mentions };
        let attributions = self.attributor.attributions(&context);
        let (claims, relations) = self.claimer.claims(&context, &attributions);
        Part { mentions, attributions, claims, relations }
    }
}

fn document(capture: &Capture, first: Option<&Article>) -> Document {
    let title = || first?.title.map(|t| t.of(&capture.text).to_owned());
    let byline = || first?.byline.map(|t| t.of(&capture.text).to_owned());
    Document {
        id: capture.id.clone().unwrap_or_default(),
        uri: capture.uri.clone(),
        title: capture.title.clone().or_else(title),
        outlet: capture.outlet.clone(),
        byline: capture.byline.clone().or_else(byline),
        language: Some("en".to_owned()),
        published: first.map(|a| a.published.clone()).unwrap_or_default(),
        text: Some(capture.text.clone()),
    }
}
