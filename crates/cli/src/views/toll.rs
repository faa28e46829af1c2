//! `rashomon toll`.

use super::claims::short_id;
use super::table::{Head, Row, row};
use super::{page, page_limit, print};
use crate::args::{ViewArgs, ViewFormat};
use crate::output::Page;
use crate::shelf::{Found, Shelf};
use crate::show::chart;
use crate::{Exit, Fault};
use rashomon_ledger::{Days, Evidence, Filter, Interest, Names, Question, Value, count_words};
use rashomon_store::Order;

/// Runs `rashomon toll`.
pub fn run(args: &ViewArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let found = counted(&shelf, filter, page_limit(&args.filter, args.format));
    let sheet = Page::new(&args.print);
    if args.format == ViewFormat::Text {
        page(&chart::tolls(&shelf, &found, sheet), sheet)?;
    } else {
        let rows = found.shown.iter();
        let rows: Vec<TollRow> = rows.flat_map(|q| figures(q, shelf.names())).collect();
        let shown = (found.shown.len(), "questions", found.more);
        print(&rows, shown, args.format, sheet)?;
    }
    shelf.end(exit)
}

/// The questions that some figure answers; of casualties, where the filter names no kind.
pub fn counted(shelf: &Shelf, mut filter: Filter, limit: Option<usize>) -> Found<&Question> {
    if filter.kinds.is_empty() {
        filter.kinds.insert("casualties".to_owned());
    }
    let figure =
        |value: &Value| matches!(value, Value::Count { min, max } if *min > 0 || max.is_some());
    shelf.questions(&filter, Order::Listed, limit, |q| {
        let mut answers = q.answers.iter();
        answers.any(|a| figure(&a.value) && !a.affirmed.is_empty())
    })
}

row!(
    /// A figure that somebody gives.
    TollRow {
        /// The question that it answers.
        question: String,
        /// The question's id.
        question_id: String,
        /// How far the accounts agree.
        status: String,
        /// Who gives it: the side, or a source of no side.
        claimant: String,
        /// Id of the claimant's side.
        side: Option<String>,
        /// The day for which it is given: that of its report, unless it looks back by long.
        day: Option<String>,
        /// Lowest number that the words allow.
        min: u64,
        /// Highest; none where they set no bound.
        max: Option<u64>,
        /// Whether it serves the claimant.
        interest: Interest,
        /// Whether it counts from a start, not one incident.
        cumulative: bool,
        /// Whether a later figure of the same source takes its place.
        replaced: bool,
        /// Reports that carry it.
        reports: usize,
        /// Id of the first claim that gives it.
        claim: String,
    }
);

/// The figures that answer a question, by claimant in the order of their first figure, then by day.
/// What one claimant says of one day again and again is one figure.
pub fn figures(question: &Question, names: &Names) -> Vec<TollRow> {
    let mut rows: Vec<TollRow> = Vec::new();
    for answer in &question.answers {
        let Value::Count { min, max } = answer.value else {
            continue;
        };
        if min == 0 && max.is_none() {
            continue;
        }
        let mut affirmed: Vec<&Evidence> = answer.affirmed.iter().collect();
        affirmed.sort_by_key(|e| (published(e), &e.claim));
        for e in affirmed {
            let side = e.holder.side.clone();
            let row = TollRow {
                question: question.text.clone(),
                question_id: question.id.clone(),
                status: question.status.name().to_owned(),
                claimant: match &side {
                    Some(side) => names.name(side),
                    None => e.holder.name.clone(),
                },
                side,
                day: e.day().map(|day| day.to_string()),
                min,
                max,
                interest: e.interest,
                cumulative: e.cumulative,
                replaced: e.updated_by.is_some(),
                reports: 1,
                claim: e.claim.to_string(),
            };
            let same = |known: &&mut TollRow| {
                (
                    &known.claimant,
                    &known.side,
                    &known.day,
                    known.min,
                    known.max,
                ) == (&row.claimant, &row.side, &row.day, row.min, row.max)
            };
            match rows.iter_mut().find(same) {
                Some(known) => {
                    known.reports += 1;
                    known.replaced &= row.replaced;
                }
                None => rows.push(row),
            }
        }
    }
    let first = |row: &TollRow| {
        let own = rows
            .iter()
            .filter(|r| (&r.claimant, &r.side) == (&row.claimant, &row.side));
        own.map(|r| (r.day.is_none(), r.day.clone())).min()
    };
    let mut order: Vec<_> = rows.iter().map(first).zip(rows.iter().cloned()).collect();
    order.sort_by(|(a, x), (b, y)| {
        let key = |r: &TollRow| {
            (
                r.claimant.clone(),
                r.side.clone(),
                r.day.is_none(),
                r.day.clone(),
                r.min,
                r.max,
            )
        };
        a.cmp(b).then_with(|| key(x).cmp(&key(y)))
    });
    order.into_iter().map(|(_, row)| row).collect()
}

fn published(e: &Evidence) -> (bool, Option<rashomon_ledger::Day>) {
    let day = e
        .published
        .as_deref()
        .and_then(Days::parse)
        .and_then(Days::last);
    (day.is_none(), day)
}

impl Row for TollRow {
    const FIELDS: &'static [&'static str] = TollRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Words("Question"),
        Head::Whole("Status"),
        Head::Words("Claimant"),
        Head::Whole("Day"),
        Head::Number("Figure"),
        Head::Whole("Interest"),
        Head::Whole("Claim"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.question.clone(),
            self.status.clone(),
            self.claimant.clone(),
            self.day.clone().unwrap_or_default(),
            count_words(self.min, self.max),
            interest(self.interest).to_owned(),
            short_id(&self.claim),
        ]
    }
}

/// Whether it serves the one who says it, in words; empty for what does neither.
pub fn interest(interest: Interest) -> &'static str {
    match interest {
        Interest::SelfServing => "serves it",
        Interest::Neutral => "",
        Interest::Against => "against it",
    }
}
