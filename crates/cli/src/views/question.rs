//! `rashomon question`.

use super::claim::Asked;
use super::claims::{Points, short_id};
use super::table::{Head, Row, row};
use super::{json, page, print};
use crate::args::{OneArgs, ViewFormat};
use crate::output::Page;
use crate::shelf::Shelf;
use crate::show::questions::outlet;
use crate::show::{dossier, sentence};
use crate::{Exit, Fault};
use rashomon_ledger::{Evidence, Interest, Overlay, Question, Stance};
use rashomon_model::Modality;
use schemars::JsonSchema;
use serde::Serialize;

/// Runs `rashomon question`.
pub fn run(args: &OneArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let question = shelf.question(&args.id)?;
    let sheet = Page::new(&args.print);
    match args.format {
        ViewFormat::Text => page(&dossier::question(&shelf, question, sheet), sheet)?,
        ViewFormat::Json | ViewFormat::Jsonl => {
            json(&Dossier::of(&shelf, question), args.format, sheet)?;
        }
        _ => {
            let rows = evidence(&shelf, question);
            print(&rows, (rows.len(), "claims", false), args.format, sheet)?;
        }
    }
    shelf.end(exit)
}

/// One question with the sentences behind it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dossier {
    /// The question with its answers.
    pub question: Question,
    /// The sentences, in the order of the answers.
    pub evidence: Vec<EvidenceRow>,
    /// What analysts judged of it, beside the machine's result.
    pub judged: Overlay,
    /// Questions that ask the same more widely.
    pub wider: Vec<Asked>,
    /// Questions that ask the same more narrowly.
    pub narrower: Vec<Asked>,
}

impl Dossier {
    /// Of a question.
    pub fn of(shelf: &Shelf, question: &Question) -> Dossier {
        let wider = question.refines.iter();
        let wider = wider.filter_map(|id| shelf.question(id).ok());
        let narrower = shelf.narrower(question);
        Dossier {
            question: question.clone(),
            evidence: evidence(shelf, question),
            judged: shelf.judged(question),
            wider: wider.map(Asked::of).collect(),
            narrower: narrower.into_iter().map(Asked::of).collect(),
        }
    }
}

row!(
    /// A claim laid to an answer, with its sentence.
    EvidenceRow {
        /// The answer in words.
        answer: String,
        /// What the claim does to it.
        stance: Stance,
        /// Who says it.
        holder: String,
        /// Id of the holder's side.
        side: Option<String>,
        /// Whether it serves the one who says it.
        interest: Interest,
        /// How real the source makes it.
        modality: Modality,
        /// Whether it rests on footage, on sources without a name, or is said to be unverified.
        weak: bool,
        /// Name of the origin that it goes back to: equal names are one origin.
        origin: String,
        /// When it was published, as EDTF.
        published: Option<String>,
        /// The days that it speaks of, as EDTF.
        time: Option<String>,
        /// Who published it.
        outlet: String,
        /// The claim's id across reports.
        claim: String,
        /// Id of a later claim of the same source whose figure takes the place of this one.
        updated_by: Option<String>,
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

impl Row for EvidenceRow {
    const FIELDS: &'static [&'static str] = EvidenceRow::NAMES;
    const HEADS: &'static [Head] = &[
        Head::Words("Answer"),
        Head::Whole("Stance"),
        Head::Words("Who"),
        Head::Whole("Published"),
        Head::Words("Outlet"),
        Head::Words("Sentence"),
        Head::Whole("Claim"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.answer.clone(),
            stance(self.stance).to_owned(),
            self.holder.clone(),
            self.published.clone().unwrap_or_default(),
            self.outlet.clone(),
            self.sentence.clone(),
            short_id(&self.claim),
        ]
    }
}

/// What a claim does to an answer, in a word.
fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Affirms => "affirms",
        Stance::Denies => "denies",
        Stance::Doubts => "doubts",
    }
}

fn evidence(shelf: &Shelf, question: &Question) -> Vec<EvidenceRow> {
    evidence_of(shelf, question, |_| true)
}

/// The claims laid to the answers of a question that `fits` lets through, with their sentences.
pub fn evidence_of(
    shelf: &Shelf,
    question: &Question,
    fits: impl Fn(&Evidence) -> bool,
) -> Vec<EvidenceRow> {
    let mut points = Points::default();
    let laid = question.answers.iter().flat_map(|answer| {
        let both = answer.affirmed.iter().chain(&answer.denied);
        both.map(move |evidence| (answer, evidence))
    });
    let laid = laid.filter(|(_, e)| fits(e));
    laid.filter_map(|(answer, e): (_, &Evidence)| {
        let at = shelf.claim(&e.claim)?;
        let span = points.span(&at.key, at.analysis, at.claim.span);
        Some(EvidenceRow {
            answer: answer.text.clone(),
            stance: e.stance,
            holder: e.holder.name.clone(),
            side: e.holder.side.clone(),
            interest: e.interest,
            modality: e.modality,
            weak: e.weak,
            origin: e.origin.clone(),
            published: e.published.clone(),
            time: e.time.clone(),
            outlet: outlet(&at.analysis.document),
            claim: e.claim.to_string(),
            updated_by: e.updated_by.as_ref().map(ToString::to_string),
            start: span.start,
            end: span.end,
            text: at.claim.text.clone(),
            sentence: sentence::of(at.analysis, at.claim).to_owned(),
        })
    })
    .collect()
}
