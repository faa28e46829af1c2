//! One report in, one analysis out: the stages of reading, in order.
//!
//! [`Reader`] holds the model and the lexicons; [`Reader::read`] is a pure function of a capture.

pub mod rules;

use rashomon_attribution::Attributor;
use rashomon_claim::Claimer;
use rashomon_mention::{Context, Mentioner};
use rashomon_model::{Analysis, Article, Capture, Diagnostic, Document, Part};
use rashomon_syntax::{LoadError, Pipeline};
use sha2::{Digest, Sha256};
use std::ops::Range;

pub use rashomon_gazetteer::{Table, TsvError};
pub use rashomon_mention::{Lists, Tables};

/// The weights that the program ships; `models/README.md` says how they were made.
static MODEL: &[u8] = include_bytes!("../../../models/en.model");

/// Why a reader could not be made.
#[derive(Debug)]
pub enum ReaderError {
    /// The embedded model is not one that this version reads: a fault of the build.
    Model(LoadError),
    /// A table of the user's could not be read.
    Table(TsvError),
}

impl std::fmt::Display for ReaderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReaderError::Model(error) => error.fmt(f),
            ReaderError::Table(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReaderError {}

impl From<LoadError> for ReaderError {
    fn from(error: LoadError) -> Self {
        ReaderError::Model(error)
    }
}

impl From<TsvError> for ReaderError {
    fn from(error: TsvError) -> Self {
        ReaderError::Table(error)
    }
}

/// What reading rests on beside the code: a hash of the model and the tables, made by `build.rs`.
const TABLES: &str = env!("RASHOMON_TABLES");

/// Reads reports. One reader serves all threads.
pub struct Reader {
    version: String,
    pipeline: Pipeline,
    mentioner: Mentioner,
    attributor: Attributor,
    claimer: Claimer,
}

impl Reader {
    /// A reader with the embedded model and lists.
    ///
    /// # Errors
    /// When the embedded model is not one that this version reads: a fault of the build.
    pub fn new() -> Result<Self, ReaderError> {
        Self::with_mentioner(Mentioner::new(), TABLES)
    }

    /// A reader that knows a user's places, sides and people besides its own, and before them (`docs/guides/lists.md`).
    ///
    /// # Errors
    /// When a line of a table cannot be used: the message names file and line.
    pub fn with_tables(tables: &Tables) -> Result<Self, ReaderError> {
        let mut hash = Sha256::new_with_prefix(TABLES);
        for list in [&tables.gazetteer, &tables.sides, &tables.actors] {
            hash.update((list.len() as u64).to_le_bytes());
            for table in list {
                hash.update((table.text.len() as u64).to_le_bytes());
                hash.update(&table.text);
            }
        }
        let hex: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let own = tables.gazetteer.len() + tables.sides.len() + tables.actors.len() == 0;
        let version = if own { TABLES } else { &hex };
        Self::with_mentioner(Mentioner::with_tables(tables)?, version)
    }

    fn with_mentioner(mentioner: Mentioner, tables: &str) -> Result<Self, ReaderError> {
        let tables = tables.get(..12).unwrap_or(tables);
        Ok(Reader {
            version: format!("{} {tables}", env!("CARGO_PKG_VERSION")),
            pipeline: Pipeline::load(MODEL)?,
            mentioner,
            attributor: Attributor::new(),
            claimer: Claimer::new(),
        })
    }

    /// The lists that it reads by: what sides there are, and what they are called.
    pub fn lists(&self) -> &Lists {
        self.mentioner.lists()
    }

    /// The program's version and a hash of the model and of all tables, those that were added too:
    /// readers of one version read alike, as long as the program is a released one.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the report says, and who says it. Spans count bytes of the capture's text. Never fails: what could
    /// not be read is a diagnostic.
    pub fn read(&self, capture: &Capture) -> Analysis {
        let page = rashomon_article::page(capture);
        let mut analysis = Analysis::new(document(capture, page.articles.first()));
        analysis.diagnostics = capture.diagnostics.clone();
        if let Some(language) = rashomon_source::language(&capture.text) {
            // A short text that may be English is taken for it.
            let tag = if language.readable() {
                "en"
            } else {
                language.tag
            };
            analysis.document.language = Some(tag.to_owned());
            if let Some(other) = language.diagnostic() {
                analysis.diagnostics.push(other);
                return analysis;
            }
        }
        for article in &page.articles {
            let part = self.article(&capture.text, article);
            analysis.push(&capture.text, article, part);
        }
        if page.articles.is_empty() {
            analysis.diagnostics.push(Diagnostic::new(
                "no-article",
                "no article was found in this document",
            ));
        }
        analysis
    }

    fn article(&self, text: &str, article: &Article) -> Part {
        let blocks: Vec<Range<usize>> = article.blocks.iter().map(|b| b.span.range()).collect();
        let parsed = self.pipeline.parse_blocks(text, &blocks);
        let mentions = self.mentioner.mentions(text, article, &parsed);
        let context = Context {
            text,
            article,
            parsed: &parsed,
            mentions: &mentions,
            lists: self.lists(),
        };
        let attributions = self.attributor.attributions(&context);
        let (claims, relations) = self.claimer.claims(&context, &attributions);
        Part {
            mentions,
            attributions,
            claims,
            relations,
        }
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
        language: None,
        published: first.map(|a| a.published.clone()).unwrap_or_default(),
        captured: capture.captured.clone(),
        text: Some(capture.text.clone()),
        source_map: capture.source_map.clone(),
    }
}
