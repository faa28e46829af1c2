//! `rashomon judgements`.

use super::table::{Head, Row, row};
use super::{print, short_key};
use crate::args::JudgementsArgs;
use crate::output::Page;
use crate::shelf::Shelf;
use crate::{Exit, Fault};
use rashomon_ledger::{Act, Judgement, Rulings, Subject};

/// Runs `rashomon judgements`.
pub fn run(args: &JudgementsArgs) -> Result<Exit, Fault> {
    let shelf = Shelf::of_ledger(&args.ledger)?;
    let judgements = shelf.judgements();
    let undone = Rulings::undone(&judgements);
    let shown = judgements.iter().filter(|j| {
        args.all || !undone.contains_key(j.id.as_str()) && !matches!(j.act, Act::Undo { .. })
    });
    let rows: Vec<JudgementRow> = shown
        .map(|j| JudgementRow::of(j, undone.get(j.id.as_str()).copied(), &shelf))
        .collect();
    let shown = (rows.len(), "judgements", false);
    print(&rows, shown, args.format, Page::new(&args.print))?;
    shelf.end(Exit::Done)
}

row!(
    /// A judgement of an analyst's.
    JudgementRow {
        /// Its id.
        id: String,
        /// When it was made (RFC 3339, in UTC).
        time: String,
        /// Who made it.
        author: String,
        /// What was judged: `question`, `answer`, `claim`, or nothing of these.
        of: Option<String>,
        /// The id of the question or the claim.
        on: Option<String>,
        /// The question and the answer, or the words of the claim, where they are still there.
        subject: Option<String>,
        /// What it says: a verdict, a grade, what is one or of its own.
        judged: String,
        /// Why.
        why: String,
        /// The judgement that took it back, where one did.
        undone_by: Option<String>,
    }
);

impl JudgementRow {
    fn of(judgement: &Judgement, undone: Option<&str>, shelf: &Shelf) -> JudgementRow {
        let on = match &judgement.act {
            Act::Verdict { on, .. } | Act::Grade { on, .. } => Some(on),
            _ => None,
        };
        let question = |id: &str| shelf.question(id).ok();
        let (of, id, subject) = match on {
            None => (None, None, None),
            Some(Subject::Question { question: id }) => {
                let text = question(id).map(|q| q.text.clone());
                (Some("question"), Some(id.clone()), text)
            }
            Some(Subject::Answer {
                question: id,
                value,
            }) => {
                let text = question(id).map(|q| {
                    let answer = q.answers.iter().find(|a| a.value == *value);
                    let answer = answer.map(|a| a.text.as_str()).unwrap_or_default();
                    format!("{} {answer}", q.text)
                });
                (Some("answer"), Some(id.clone()), text)
            }
            Some(Subject::Claim { claim }) => {
                let words = shelf.claim(claim).map(|at| at.claim.text.clone());
                (Some("claim"), Some(claim.to_string()), words)
            }
        };
        JudgementRow {
            id: judgement.id.clone(),
            time: judgement.time.clone(),
            author: judgement.author.clone(),
            of: of.map(str::to_owned),
            on: id,
            subject,
            judged: judgement.act.words(),
            why: judgement.why.clone(),
            undone_by: undone.map(str::to_owned),
        }
    }
}

impl Row for JudgementRow {
    const FIELDS: &'static [&'static str] = JudgementRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Whole("Id"),
        Head::Words("By"),
        Head::Words("Of"),
        Head::Words("Judged"),
        Head::Words("Why"),
        Head::Whole("Undone by"),
    ];

    fn cells(&self) -> Vec<String> {
        let on = self.on.as_deref().map(short_key).unwrap_or_default();
        vec![
            self.id.clone(),
            format!("{}, {}", self.author, self.time),
            self.subject.clone().unwrap_or(on),
            self.judged.clone(),
            self.why.clone(),
            self.undone_by.clone().unwrap_or_default(),
        ]
    }
}
