//! `rashomon sources`.

use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::ViewArgs;
use crate::output::Page;
use crate::shelf::{Found, Shelf};
use crate::show::questions::outlet;
use crate::{Exit, Fault};
use rashomon_ledger::{ClaimRef, Day, Days};
use rashomon_store::Order;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Runs `rashomon sources`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let mut origins: BTreeMap<&str, Heard> = BTreeMap::new();
    for question in shelf
        .questions(&filter, Order::Listed, None, |_| true)
        .shown
    {
        for e in question.evidence() {
            let heard = origins.entry(&e.origin).or_default();
            heard.claims.insert(&e.claim);
            heard.names.insert(&e.holder.name);
            heard.questions.insert(&question.id);
            let day = e
                .published
                .as_deref()
                .and_then(Days::parse)
                .and_then(Days::last);
            heard.days.extend(day);
        }
    }
    let mut rows: Vec<SourceRow> = origins
        .into_iter()
        .map(|(origin, heard)| SourceRow::of(origin, &heard, &shelf))
        .collect();
    rows.sort_by(|a, b| (Reverse(a.reports), &a.origin).cmp(&(Reverse(b.reports), &b.origin)));
    let found = Found::of(rows, limit(&args.filter, args.format));
    let rows = found.shown;
    let page = Page::new(&args.print);
    print(
        &rows,
        (rows.len(), "origins", found.more),
        args.format,
        page,
    )?;
    shelf.end(exit)
}

/// What goes back to an origin.
#[derive(Default)]
struct Heard<'a> {
    claims: BTreeSet<&'a ClaimRef>,
    names: BTreeSet<&'a str>,
    questions: BTreeSet<&'a str>,
    days: BTreeSet<Day>,
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
    fn of(origin: &str, heard: &Heard, shelf: &Shelf) -> SourceRow {
        let keys: BTreeSet<&str> = heard.claims.iter().map(|c| c.document.as_str()).collect();
        let outlets = keys.iter().filter_map(|key| shelf.analysis(key));
        let outlets: BTreeSet<String> = outlets.map(|a| outlet(&a.document)).collect();
        SourceRow {
            origin: origin.to_owned(),
            name: name(
                origin,
                heard.names.first().copied().unwrap_or_default(),
                shelf,
            ),
            voices: heard.names.iter().map(|&n| n.to_owned()).collect(),
            outlets: outlets.into_iter().collect(),
            first: heard.days.first().map(Day::to_string),
            last: heard.days.last().map(Day::to_string),
            reports: keys.len(),
            claims: heard.claims.len(),
            questions: heard.questions.len(),
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
    let whole = shelf.analysis(text);
    let part = || shelf.analysis(text.rsplit_once('/')?.0);
    match whole.or_else(part) {
        Some(analysis) => outlet(&analysis.document),
        None => super::short_key(text),
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
