//! One document to pass on: questions, who answers them how, and every sentence that it rests on,
//! with charts of the tolls and of who is said to hold what.
//!
//! A [`Dossier`] goes in; [`html`] or [`markdown`] gives the whole file. Nothing is read or fetched,
//! the file asks for nothing from outside, and the same dossier gives the same bytes. It takes no
//! side: voices stand in order of their names, and colours go by that order.
//!
//! Words of reports are text, whatever they hold: in HTML all is escaped, and links lead only to
//! `http` and `https`.

mod chart;
mod html;
mod markdown;
mod outline;
mod strip;
mod toll;

use outline::Outline;
use rashomon_ledger::{ClaimRef, Day, Names, Overlay, Question};
use std::collections::BTreeMap;

/// What a dossier is made of.
#[derive(Debug, Clone, Default)]
pub struct Dossier<'a> {
    /// What stands over it.
    pub title: String,
    /// The program that wrote it, with its version: `rashomon 1.0.0`.
    pub program: String,
    /// The day as of which the questions were settled, where they were of one.
    pub as_of: Option<Day>,
    /// What the questions were chosen by, in words: "place: Shusha". Empty where all are there.
    pub chosen_by: Vec<String>,
    /// The questions, in the order in which they are to be listed.
    pub questions: Vec<&'a Question>,
    /// Whether more questions would have fitted what they were chosen by.
    pub more: bool,
    /// What analysts judged, by the ids of the questions.
    pub judged: BTreeMap<String, Overlay>,
    /// How many reports there were to draw from.
    pub at_hand: usize,
    /// The reports that the questions rest on, by their keys ([`ClaimRef::document`]).
    pub documents: BTreeMap<String, Document>,
    /// The sentences of the claims that the questions rest on.
    pub sentences: BTreeMap<ClaimRef, Sentence>,
    /// What sides are called.
    pub names: Names,
    /// How long lists may be.
    pub limits: Limits,
}

/// A report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its outlet; where that is not known, its file's name or its id.
    pub outlet: String,
    /// Whether `outlet` names an outlet.
    pub named: bool,
    /// Where it came from: an address, which is made a link, or a path.
    pub uri: Option<String>,
    /// Its articles; at least one.
    pub articles: Vec<Article>,
}

/// An article of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, as EDTF.
    pub published: Option<String>,
    /// When it was published, in words, with how that is known: "8 November 2020 (stated in it)".
    pub dated: String,
}

/// The sentence that a claim stands in, in pieces that give it whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Which article of its document it stands in.
    pub article: usize,
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a sentence, and what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// They belong to what is claimed.
    pub claim: bool,
    /// They name who says it.
    pub source: bool,
    /// They say that it is said.
    pub cue: bool,
}

/// How long lists may be. What is left out is counted where it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Questions of one section.
    pub questions: usize,
    /// Answers of one question; the same for its reasons.
    pub answers: usize,
    /// Sentences for one answer, and again against it.
    pub sentences: usize,
    /// Charts of one section, and rows of one table.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            questions: 100,
            answers: 12,
            sentences: 6,
            rows: 60,
        }
    }
}

impl Limits {
    /// Nothing is left out.
    pub const NONE: Limits = Limits {
        questions: usize::MAX,
        answers: usize::MAX,
        sentences: usize::MAX,
        rows: usize::MAX,
    };
}

/// The dossier as one HTML file: styles and charts are in it, and it needs no script.
pub fn html(dossier: &Dossier) -> String {
    html::page(&Outline::new(dossier))
}

/// The dossier as Markdown (CommonMark with tables), to be read as it is too: charts are tables.
pub fn markdown(dossier: &Dossier) -> String {
    markdown::page(&Outline::new(dossier))
}
