//! `rashomon search`.

use super::claims::{Points, short_id};
use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::SearchArgs;
use crate::output::Page;
use crate::shelf::{Passage, Shelf};
use crate::show::questions::outlet;
use crate::{Exit, Fault};

/// Runs `rashomon search`.
pub fn run(args: &SearchArgs) -> Result<Exit, Fault> {
    let view = &args.view;
    let (shelf, exit) = Shelf::open(&view.shelf)?;
    let filter = shelf.filter(&view.filter)?;
    let found = shelf.search(&args.words, &filter, limit(&view.filter, view.format));
    let mut points = Points::default();
    let rows = found.shown.iter();
    let rows: Vec<SearchRow> = rows.map(|p| SearchRow::of(p, &mut points)).collect();
    let page = Page::new(&view.print);
    print(
        &rows,
        (rows.len(), "passages", found.more),
        view.format,
        page,
    )?;
    shelf.end(exit)
}

row!(
    /// A title or a sentence that has the words.
    SearchRow {
        /// The document's key.
        document: String,
        /// Who published it.
        outlet: String,
        /// When it was published, as EDTF.
        published: Option<String>,
        /// The document's title.
        title: Option<String>,
        /// Where the sentence begins, as a code point of the document's text; none for a title.
        start: Option<usize>,
        /// Where it ends.
        end: Option<usize>,
        /// The words.
        passage: String,
        /// Ids of the claims that stand in it.
        claims: Vec<String>,
    }
);

impl SearchRow {
    fn of(passage: &Passage, points: &mut Points) -> SearchRow {
        let document = &passage.analysis.document;
        let span = passage
            .span
            .map(|span| points.span(&passage.key, passage.analysis, span));
        let id = |claim: &rashomon_model::ClaimId| format!("{}#{claim}", passage.key);
        SearchRow {
            document: passage.key.clone(),
            outlet: outlet(document),
            published: passage.published.value.clone(),
            title: document.title.clone(),
            start: span.map(|span| span.start),
            end: span.map(|span| span.end),
            passage: passage.text.clone(),
            claims: passage.claims.iter().map(id).collect(),
        }
    }
}

impl Row for SearchRow {
    const FIELDS: &'static [&'static str] = SearchRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Whole("Published"),
        Head::Words("Outlet"),
        Head::Words("Passage"),
        Head::Words("Claims"),
    ];

    fn cells(&self) -> Vec<String> {
        let claims: Vec<String> = self.claims.iter().map(|id| short_id(id)).collect();
        vec![
            self.published.clone().unwrap_or_default(),
            self.outlet.clone(),
            self.passage.clone(),
            claims.join(" "),
        ]
    }
}
