//! `rashomon timeline`.

use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::ViewArgs;
use crate::output::Page;
use crate::shelf::Shelf;
use crate::{Exit, Fault};
use rashomon_ledger::{Days, Question};
use rashomon_store::Order;

/// Runs `rashomon timeline`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let limit = limit(&args.filter, args.format);
    let found = shelf.questions(&filter, Order::Days, limit, |_| true);
    let rows: Vec<TimelineRow> = found.shown.iter().map(|q| TimelineRow::of(q)).collect();
    let page = Page::new(&args.print);
    print(
        &rows,
        (rows.len(), "questions", found.more),
        args.format,
        page,
    )?;
    shelf.end(exit)
}

row!(
    /// What happened, or is said to have happened, on some days.
    TimelineRow {
        /// The days that the claims speak of, as EDTF.
        days: String,
        /// Kind of the claims.
        kind: String,
        /// The question in words.
        question: String,
        /// The answers in words, the best supported first.
        answers: Vec<String>,
        /// How far the accounts agree.
        status: String,
        /// Day of the first report that gives an answer, as EDTF.
        first_reported: Option<String>,
        /// The question's id.
        id: String,
    }
);

impl TimelineRow {
    fn of(question: &Question) -> TimelineRow {
        let first = question.answers.iter().filter_map(|a| a.first.as_deref());
        let first = first
            .filter_map(Days::parse)
            .min_by_key(|days| (days.last(), *days));
        TimelineRow {
            days: question.period.clone().unwrap_or_default(),
            kind: question.kind.clone(),
            question: question.text.clone(),
            answers: question.answers.iter().map(|a| a.text.clone()).collect(),
            status: question.status.name().to_owned(),
            first_reported: first.map(|days| days.to_string()),
            id: question.id.clone(),
        }
    }
}

impl Row for TimelineRow {
    const FIELDS: &'static [&'static str] = TimelineRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Words("Days"),
        Head::Words("Question"),
        Head::Words("Answers"),
        Head::Whole("Status"),
        Head::Whole("Id"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.days.replace('/', " – "),
            self.question.clone(),
            self.answers.join("; "),
            self.status.clone(),
            self.id.clone(),
        ]
    }
}
