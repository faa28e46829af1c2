//! `rashomon claim`.

use super::claims::{ClaimRow, Points};
use super::{json, page, print};
use crate::args::{OneArgs, ViewFormat};
use crate::output::Page;
use crate::shelf::Shelf;
use crate::show::dossier;
use crate::{Exit, Fault};
use rashomon_ledger::{Question, Status};
use rashomon_model::Relation;
use schemars::JsonSchema;
use serde::Serialize;

/// Runs `rashomon claim`.
pub fn run(args: &OneArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let at = shelf.claim_called(&args.id)?;
    let sheet = Page::new(&args.print);
    let row = ClaimRow::of(&at, &shelf, &mut Points::default());
    match args.format {
        ViewFormat::Text => page(&dossier::claim(&shelf, &at, sheet), sheet)?,
        ViewFormat::Json | ViewFormat::Jsonl => {
            let questions = shelf.answered(&at.id());
            let answers = at.analysis.relations.iter();
            let record = ClaimDossier {
                row,
                relations: answers
                    .filter(|r| r.from == at.claim.id || r.to == at.claim.id)
                    .cloned()
                    .collect(),
                found_by: at.claim.found_by.clone(),
                answers: questions.iter().map(|q| Asked::of(q)).collect(),
            };
            json(&record, args.format, sheet)?;
        }
        _ => print(&[row], (1, "claims", false), args.format, sheet)?,
    }
    shelf.end(exit)
}

/// One claim with what hangs on it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ClaimDossier {
    /// The claim.
    #[serde(flatten)]
    pub row: ClaimRow,
    /// The rule that found it.
    pub found_by: String,
    /// What it answers in its report, and what answers it: claims of the same record.
    pub relations: Vec<Relation>,
    /// The questions that it answers.
    pub answers: Vec<Asked>,
}

/// A question by its name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// In words.
    pub text: String,
    /// How far the accounts agree.
    pub status: Status,
}

impl Asked {
    /// Of a question.
    pub fn of(question: &Question) -> Asked {
        Asked {
            id: question.id.clone(),
            text: question.text.clone(),
            status: question.status,
        }
    }
}
