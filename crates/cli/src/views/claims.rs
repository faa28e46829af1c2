//! `rashomon claims`.

use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::ViewArgs;
use crate::output::Page;
use crate::shelf::{ClaimAt, Shelf};
use crate::show::args::{chain, words};
use crate::show::questions::outlet;
use crate::show::sentence;
use crate::{Exit, Fault};
use rashomon_model::{Analysis, Modality, Polarity};
use rashomon_text::{CodePoints, Span};
use std::collections::BTreeMap;

/// Runs `rashomon claims`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let found = shelf.claims(&filter, limit(&args.filter, args.format));
    let mut points = Points::default();
    let rows = found.shown.iter();
    let rows: Vec<ClaimRow> = rows
        .map(|at| ClaimRow::of(at, &shelf, &mut points))
        .collect();
    let page = Page::new(&args.print);
    print(&rows, (rows.len(), "claims", found.more), args.format, page)?;
    shelf.end(exit)
}

row!(
    /// A claim.
    ClaimRow {
        /// Its id across reports: the document's key, `#`, and the claim's number in its record.
        claim: String,
        /// The document's key: its id, and more only where documents share one.
        document: String,
        /// Who published it: its outlet, else its file's name.
        outlet: String,
        /// When it was published, as EDTF.
        published: Option<String>,
        /// Kind of the claim.
        kind: String,
        /// Who says it, the outermost first; the report itself where there is nobody.
        said_by: Vec<String>,
        /// Id of the side that says it.
        side: Option<String>,
        /// Affirmed or denied.
        polarity: Polarity,
        /// How real the source makes it.
        modality: Modality,
        /// What is claimed, in the program's words.
        says: String,
        /// The days that it speaks of, as EDTF.
        time: Option<String>,
        /// Names of its places.
        places: Vec<String>,
        /// Ids of the questions that it answers.
        questions: Vec<String>,
        /// Where the claim's words begin: a code point of the document's text.
        start: usize,
        /// Where they end.
        end: usize,
        /// The claim's words.
        text: String,
        /// The sentence in which they stand.
        sentence: String,
    }
);

impl ClaimRow {
    /// A claim as a row.
    pub fn of(at: &ClaimAt, shelf: &Shelf, points: &mut Points) -> ClaimRow {
        let (analysis, claim) = (at.analysis, at.claim);
        let id = at.id();
        let places = claim.places.iter().filter_map(|place| {
            let mention = analysis.mentions.get(place.0)?;
            Some(mention.place()?.name.clone())
        });
        let span = points.span(&at.key, analysis, claim.span);
        ClaimRow {
            claim: id.to_string(),
            document: at.key.clone(),
            outlet: outlet(&analysis.document),
            published: at.published().value.clone(),
            kind: claim.args.kind().to_owned(),
            said_by: match claim.chain.is_empty() {
                true => vec![chain(claim, analysis)],
                false => claim.chain.iter().map(|link| link.name.clone()).collect(),
            },
            side: claim.side.clone(),
            polarity: claim.polarity,
            modality: claim.modality,
            says: words(claim, analysis, shelf.names()),
            time: claim.time.clone(),
            places: places.collect(),
            questions: shelf.answered(&id).iter().map(|q| q.id.clone()).collect(),
            start: span.start,
            end: span.end,
            text: claim.text.clone(),
            sentence: sentence::of(analysis, claim).to_owned(),
        }
    }
}

impl Row for ClaimRow {
    const FIELDS: &'static [&'static str] = ClaimRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Whole("Claim"),
        Head::Whole("Published"),
        Head::Words("Outlet"),
        Head::Words("Said by"),
        Head::Words("What"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            short_id(&self.claim),
            self.published.clone().unwrap_or_default(),
            self.outlet.clone(),
            self.said_by.join(" › "),
            self.says.clone(),
        ]
    }
}

/// A claim's id as tables show it.
pub fn short_id(id: &str) -> String {
    let (document, claim) = id.rsplit_once('#').unwrap_or((id, ""));
    format!("{}#{claim}", super::short_key(document))
}

/// Code points of texts, each read once.
#[derive(Default)]
pub struct Points {
    texts: BTreeMap<String, CodePoints>,
}

impl Points {
    /// A span in code points of its document's text.
    pub fn span(&mut self, key: &str, analysis: &Analysis, span: Span) -> Span {
        let Some(text) = analysis.document.text.as_deref() else {
            return span;
        };
        let known = self.texts.entry(key.to_owned());
        known.or_insert_with(|| CodePoints::new(text)).span(span)
    }
}
