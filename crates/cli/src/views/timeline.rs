//! `rashomon timeline`.

use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::ViewArgs;
use crate::output::Page;
use crate::shelf::Shelf;
use crate::{Exit, Fault};
use rashomon_ledger::{Days, Question};

/// Runs `rashomon timeline`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let mut dated: Vec<(Days, &Question)> = shelf
        .questions(&filter, None)
        .shown
        .into_iter()
        .filter_map(|q| Some((Days::parse(q.period.as_deref()?)?, q)))
        .collect();
    dated.sort_by(|(a, p), (b, q)| (a, &p.key).cmp(&(b, &q.key)));
    let all = dated.len();
    dated.truncate(limit(&args.filter, args.format).unwrap_or(all));
    let rows: Vec<TimelineRow> = dated
        .iter()
        .map(|(days, q)| TimelineRow::of(*days, q))
        .collect();
    let page = Page::new(&args.print);
    print(&rows, (all, "questions"), rows.len(), args.format, page)?;
    Ok(exit)
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
    fn of(days: Days, question: &Question) -> TimelineRow {
        let first = question.answers.iter().filter_map(|a| a.first.as_deref());
        let first = first
            .filter_map(Days::parse)
            .min_by_key(|days| (days.last(), *days));
        TimelineRow {
            days: days.to_string(),
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
