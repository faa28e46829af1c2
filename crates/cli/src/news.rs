//! What new reports change, told with the sentences that change it.

use crate::args::{LedgerArgs, OutputFormat};
use crate::output::Page;
use crate::shelf::Shelf;
use crate::show::questions::{head, write_claims};
use crate::show::style::{Role, tame};
use crate::views::question::{EvidenceRow, evidence_of};
use crate::{Exit, Fault, read};
use rashomon_ledger::{ClaimRef, Holder, News, Question, Stance, Status, Turn, news};
use rashomon_store::Changed;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A change of one question.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewsRow {
    /// The question's id.
    pub question: String,
    /// The question in words.
    pub text: String,
    /// Its status now.
    pub status: Status,
    /// What changed.
    #[serde(flatten)]
    pub change: Turn,
    /// The claims that changed it, as they are laid to its answers, with their sentences.
    pub evidence: Vec<EvidenceRow>,
}

/// Writes what settling changed, question by question; nothing where nothing is new.
pub fn write(
    out: &mut impl Write,
    changed: &Changed,
    ledger: &LedgerArgs,
    format: OutputFormat,
    page: Page,
) -> Result<(), Fault> {
    let told = news(&changed.before, &changed.after);
    if told.is_empty() {
        return Ok(());
    }
    let shelf = Shelf::of_ledger(ledger)?;
    for group in told.chunk_by(|a, b| a.question == b.question) {
        let question = changed.after.iter().find(|q| q.id == group[0].question);
        let Some(question) = question else {
            continue;
        };
        let text = match format {
            OutputFormat::Text => paragraph(&shelf, question, group, page),
            OutputFormat::Jsonl => lines(&shelf, question, group)?,
        };
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    shelf.end(Exit::Done)?;
    Ok(())
}

/// What changed of a question, one JSON object a line.
fn lines(shelf: &Shelf, question: &Question, group: &[News]) -> io::Result<String> {
    let mut lines = String::new();
    for news in group {
        let row = NewsRow {
            question: news.question.clone(),
            text: news.text.clone(),
            status: news.status,
            change: news.change.clone(),
            evidence: evidence_of(shelf, question, |e| news.claims.contains(&e.claim)),
        };
        lines.push_str(&read::one_line(serde_json::to_string(&row)?));
        lines.push('\n');
    }
    Ok(lines)
}

/// What changed of a question, for people: each change in words, then the sentences behind them.
fn paragraph(shelf: &Shelf, question: &Question, group: &[News], page: Page) -> String {
    let mut out = head(&question.text, question.status, page);
    let _ = writeln!(out, "{}", page.paint(Role::Faint, &question.id));
    for news in group {
        out.push_str(&page.wrap("  * ", "    ", &tame(&words(question, &news.change))));
        let why = match news.change {
            Turn::Status { .. } => question.reasons.first(),
            _ => None,
        };
        if let Some(reason) = why {
            let line = page.wrap("    because ", "      ", &tame(&reason.why));
            let _ = writeln!(out, "{}", page.paint(Role::Faint, line.trim_end()));
        }
    }
    let claims: BTreeSet<&ClaimRef> = group.iter().flat_map(|news| &news.claims).collect();
    write_claims(
        &mut out,
        shelf,
        question,
        |e| claims.contains(&e.claim),
        false,
        page,
    );
    out.push('\n');
    out
}

/// A change in words.
fn words(question: &Question, change: &Turn) -> String {
    match change {
        Turn::Status { from: None } => "a new question, whose accounts part".to_owned(),
        Turn::Status { from: Some(from) } => {
            let (from, to) = (from.name(), question.status.name());
            format!("now {to}, before {from}")
        }
        Turn::Denial { answer, by } => {
            let answers = question.answers.iter().filter(|a| a.text == *answer);
            let mut said = answers.flat_map(|a| a.denied.iter().filter(|e| e.holder == *by));
            match said.any(|e| e.stance == Stance::Denies) {
                true => format!("a new denial: {} denies “{answer}”", by.name),
                false => format!("a new doubt: {} doubts “{answer}”", by.name),
            }
        }
        Turn::Answer { answer, by } => {
            format!("a new answer: “{answer}”, from {}", names(by))
        }
        Turn::Raised { by, from, to } => {
            format!(
                "a raised figure: {} says {to}, and said {from} before",
                by.name
            )
        }
    }
}

/// The names of some who give an answer, each once.
fn names(holders: &[Holder]) -> String {
    const MOST: usize = 3;
    let names: BTreeSet<&str> = holders.iter().map(|by| &*by.name).collect();
    let mut listed: Vec<String> = names.iter().take(MOST).map(|n| (*n).to_owned()).collect();
    if names.len() > MOST {
        listed.push(format!("{} more", names.len() - MOST));
    }
    match listed.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
