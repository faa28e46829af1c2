//! `rashomon control`.

use super::table::{Head, Row, row};
use super::{limit, print};
use crate::args::ViewArgs;
use crate::output::Page;
use crate::shelf::{Found, Shelf};
use crate::{Exit, Fault};
use rashomon_ledger::{Answer, Day, Days, Holder, Question, Value};
use rashomon_store::Order;

/// Runs `rashomon control`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let mut filter = shelf.filter(&args.filter)?;
    filter.kinds = ["control".to_owned()].into();
    // What is said of a place last is what is said to hold; earlier years are other questions, and
    // come before it.
    let limit = limit(&args.filter, args.format);
    let found = shelf.questions(&filter, Order::Place, limit.map(|n| n * YEARS), |_| true);
    let mut questions: Vec<&Question> = Vec::new();
    for question in found.shown {
        match questions.last_mut() {
            Some(last) if asked(last) == asked(question) => {
                if day(question) >= day(last) {
                    *last = question;
                }
            }
            _ => questions.push(question),
        }
    }
    if found.more {
        // There may be later years of it.
        questions.pop();
    }
    let places = Found::of(questions, limit);
    let (questions, more) = (places.shown, places.more || found.more);
    let rows = questions.iter().flat_map(|question| {
        let answers = question.answers.iter();
        answers.map(|answer| ControlRow::of(question, answer))
    });
    let rows: Vec<ControlRow> = rows.collect();
    let page = Page::new(&args.print);
    print(&rows, (questions.len(), "places", more), args.format, page)?;
    shelf.end(exit)
}

/// Questions looked at for each place that is shown: one for each year in which it was spoken of.
const YEARS: usize = 2;

/// What is asked, whatever the year.
fn asked(question: &Question) -> &str {
    let key = question.key.as_str();
    key.rsplit_once('|').map_or(key, |(asked, _)| asked)
}

/// The last day that it is about, or on which it was reported.
fn day(question: &Question) -> Option<Day> {
    let days = question.period.as_deref().and_then(Days::parse);
    let reported = question
        .evidence()
        .filter_map(|e| Days::parse(e.published.as_deref()?)?.last());
    days.and_then(Days::last).or(reported.max())
}

row!(
    /// A side that is said to hold a place, or denied to.
    ControlRow {
        /// The place.
        place: Option<String>,
        /// Id of the place.
        place_id: Option<String>,
        /// The question in words: of the whole place, or of some of it.
        question: String,
        /// The holder's name.
        holder: String,
        /// Id of the holder.
        holder_id: Option<String>,
        /// Who says so, by name.
        said_by: Vec<String>,
        /// Who denies it, by name.
        denied_by: Vec<String>,
        /// The days that the claims speak of, as EDTF.
        days: Option<String>,
        /// Day of the first report that says so, as EDTF.
        first_reported: Option<String>,
        /// How far the accounts of the question agree.
        status: String,
        /// The question's id.
        id: String,
    }
);

impl ControlRow {
    fn of(question: &Question, answer: &Answer) -> ControlRow {
        let names = |holders: &[Holder]| holders.iter().map(|h| h.name.clone()).collect();
        ControlRow {
            place: question.place.as_ref().map(|p| p.name.clone()),
            place_id: question.place.as_ref().map(|p| p.id.clone()),
            question: question.text.clone(),
            holder: answer.text.clone(),
            holder_id: match &answer.value {
                Value::Side { side } => Some(side.clone()),
                _ => None,
            },
            said_by: names(&answer.holders),
            denied_by: names(&answer.deniers),
            days: question.period.clone(),
            first_reported: answer.first.clone(),
            status: question.status.name().to_owned(),
            id: question.id.clone(),
        }
    }
}

impl Row for ControlRow {
    const FIELDS: &'static [&'static str] = ControlRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Words("Question"),
        Head::Words("Holder"),
        Head::Words("Said by"),
        Head::Words("Denied by"),
        Head::Whole("Status"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.question.clone(),
            self.holder.clone(),
            self.said_by.join(", "),
            self.denied_by.join(", "),
            self.status.clone(),
        ]
    }
}
