//! `rashomon questions`.

use super::table::{Head, Row, row};
use super::{json, page, page_limit, print};
use crate::args::{QuestionsArgs, ViewFormat};
use crate::output::Page;
use crate::shelf::Shelf;
use crate::show::questions::{View, write};
use crate::{Exit, Fault};
use rashomon_ledger::{Evidence, Question};
use rashomon_store::Order;
use std::collections::BTreeSet;

/// Runs `rashomon questions`.
pub fn run(args: &QuestionsArgs) -> Result<Exit, Fault> {
    let (view, sheet) = (&args.view, Page::new(&args.view.print));
    let (shelf, exit) = Shelf::open(&view.shelf)?;
    let filter = shelf.filter(&view.filter)?;
    let limit = page_limit(&view.filter, view.format);
    let found = shelf.questions(&filter, Order::Listed, limit, |_| true);
    match view.format {
        ViewFormat::Text => page(&write(&View::new(&shelf, &found, args.all), sheet), sheet)?,
        // The whole questions, not their rows.
        ViewFormat::Json => json(&found.shown, view.format, sheet)?,
        ViewFormat::Jsonl => {
            for question in &found.shown {
                json(question, view.format, sheet)?;
            }
        }
        _ => {
            let rows: Vec<QuestionRow> = found.shown.iter().map(|q| QuestionRow::of(q)).collect();
            print(
                &rows,
                (rows.len(), "questions", found.more),
                view.format,
                sheet,
            )?;
        }
    }
    shelf.end(exit)
}

row!(
    /// A question on one line. `--format json` and `jsonl` have the whole question instead
    /// (`question.schema.json`).
    QuestionRow {
        /// Its id.
        id: String,
        /// How far the accounts agree.
        status: String,
        /// Kind of the claims that answer it.
        kind: String,
        /// The question in words.
        question: String,
        /// The days that the claims speak of, as EDTF.
        period: Option<String>,
        /// The place that it is asked of.
        place: Option<String>,
        /// Id of the place.
        place_id: Option<String>,
        /// Ids of the sides that it has to do with.
        sides: Vec<String>,
        /// The answers in words, the best supported first.
        answers: Vec<String>,
        /// Claims that answer it.
        claims: usize,
        /// Reports that affirm or deny an answer.
        reports: usize,
        /// Origins of these claims that do not depend on one another.
        origins: usize,
    }
);

impl QuestionRow {
    /// A question as a row.
    fn of(question: &Question) -> QuestionRow {
        let distinct = |of: fn(&Evidence) -> String| {
            let all: BTreeSet<String> = question.evidence().map(of).collect();
            all.len()
        };
        QuestionRow {
            id: question.id.clone(),
            status: question.status.name().to_owned(),
            kind: question.kind.clone(),
            question: question.text.clone(),
            period: question.period.clone(),
            place: question.place.as_ref().map(|p| p.name.clone()),
            place_id: question.place.as_ref().map(|p| p.id.clone()),
            sides: question.sides.clone(),
            answers: question.answers.iter().map(|a| a.text.clone()).collect(),
            claims: distinct(|e| e.claim.to_string()),
            reports: distinct(|e| e.claim.document.clone()),
            origins: distinct(|e| e.origin.clone()),
        }
    }
}

impl Row for QuestionRow {
    const FIELDS: &'static [&'static str] = QuestionRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Whole("Id"),
        Head::Whole("Status"),
        Head::Words("Question"),
        Head::Words("Answers"),
        Head::Number("Reports"),
        Head::Number("Origins"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.status.clone(),
            self.question.clone(),
            self.answers.join("; "),
            self.reports.to_string(),
            self.origins.to_string(),
        ]
    }
}
