//! `rashomon sources`.

use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::ViewArgs;
use crate::output::Page;
use crate::shelf::Shelf;
use crate::{Exit, Fault};
use rashomon_ledger::Sum;

/// Runs `rashomon sources`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let found = shelf.sources(&filter, limit(&args.filter, args.format));
    let rows = found.shown.iter();
    let rows: Vec<SourceRow> = rows
        .map(|(origin, sum)| SourceRow::of(origin, sum, &shelf))
        .collect();
    let page = Page::new(&args.print);
    print(
        &rows,
        (rows.len(), "origins", found.more),
        args.format,
        page,
    )?;
    shelf.end(exit)
}

row!(
    /// An origin of claims: all that quote it, and all copies of a text, count once.
    SourceRow {
        /// Its name in the record: `side:AZE`, `source:…`, `text:…`.
        origin: String,
        /// The same in words.
        name: String,
        /// What reports call those who speak, by name.
        voices: Vec<String>,
        /// Who carries it.
        outlets: Vec<String>,
        /// Day of the first report that carries it.
        first: Option<String>,
        /// Day of the last.
        last: Option<String>,
        /// Reports that carry it.
        reports: usize,
        /// Claims that go back to it.
        claims: usize,
        /// Questions that they answer.
        questions: usize,
    }
);

impl SourceRow {
    fn of(origin: &str, sum: &Sum, shelf: &Shelf) -> SourceRow {
        let called = sum.voices.first().map_or("", String::as_str);
        SourceRow {
            origin: origin.to_owned(),
            name: name(origin, called, shelf),
            voices: sum.voices.clone(),
            outlets: sum.outlets.clone(),
            first: sum.first.clone(),
            last: sum.last.clone(),
            reports: sum.reports,
            claims: sum.claims,
            questions: sum.questions,
        }
    }
}

/// An origin in words: a side's name; what reports call a source, with the text that alone knows
/// it; the outlet of a text.
pub fn name(origin: &str, holder: &str, shelf: &Shelf) -> String {
    if let Some(side) = origin.strip_prefix("side:") {
        return shelf.names().name(side);
    }
    match origin.split_once(" in text:") {
        Some((_, text)) => return format!("{holder}, in {}", text_name(text, shelf)),
        None if origin.starts_with("source:") => return holder.to_owned(),
        None => {}
    }
    match (origin.strip_prefix("text:"), origin.strip_prefix("agency:")) {
        (Some(text), _) => format!("{}, own voice", text_name(text, shelf)),
        (None, Some(agency)) => format!("{agency} (agency)"),
        (None, None) => origin.to_owned(),
    }
}

/// The outlet of a text that is named by its document's key and the number of its article.
fn text_name(text: &str, shelf: &Shelf) -> String {
    let document = text.rsplit_once('/').map_or(text, |(document, _)| document);
    match shelf.analysis(text) {
        Some(_) => shelf.outlet(text),
        None => shelf.outlet(document),
    }
}

/// The first of some names, and how many more there are.
fn listed(names: &[String]) -> String {
    const MOST: usize = 4;
    let more = names.len().saturating_sub(MOST);
    let first = names[..names.len() - more].join(", ");
    match more {
        0 => first,
        n => format!("{first} and {n} more"),
    }
}

impl Row for SourceRow {
    const FIELDS: &'static [&'static str] = SourceRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Words("Origin"),
        Head::Words("Outlets"),
        Head::Whole("First"),
        Head::Whole("Last"),
        Head::Number("Reports"),
        Head::Number("Claims"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            listed(&self.outlets),
            self.first.clone().unwrap_or_default(),
            self.last.clone().unwrap_or_default(),
            self.reports.to_string(),
            self.claims.to_string(),
        ]
    }
}
