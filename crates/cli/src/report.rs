//! `rashomon report`: one file to pass on.

use crate::args::{FilterArgs, ShelfArgs};
use crate::shelf::{Found, Shelf};
use crate::show::report::date;
use crate::show::sentence::{marks, pieces};
use crate::show::style::Role;
use crate::{Exit, Fault, output};
use clap::{Args, ValueEnum};
use rashomon_dossier::{Article, Document, Dossier, Limits, Piece, Sentence, html, markdown};
use rashomon_ledger::{ClaimRef, Overlay, Question};
use rashomon_model::{Analysis, Claim, Published};
use rashomon_store::Order;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What stands over a dossier that is given no title.
const TITLE: &str = "Who says what, and who denies it";

/// Shown with the help.
pub const EXAMPLES: &str = "\
Examples:
  rashomon report reports/ -o dossier.html
  rashomon report reports/ -o dossier.md --as-of 2020-11-08 --title 'The fall of the city'
  rashomon report --kind casualties --from 2020-09-27 -o tolls.html

Without PATH, it tells of the ledger. Filters choose the questions, as in the other views; of more than
1,000 questions it tells the first 1,000 (contested ones first), unless --limit or --all says otherwise.

The HTML file holds its styles and charts, needs no script and asks for nothing from outside.

Exit codes:
  0  everything was read
  1  some input could not be read, or not wholly; the rest was
  2  the command line is at fault, or FILE cannot be written";

/// Questions that are told where no limit is given.
const TOLD: usize = 1000;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Where to look.
    #[command(flatten)]
    pub shelf: ShelfArgs,
    /// What to tell of.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Where to write it; standard output otherwise
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What to write: by default Markdown to a FILE ending in .md, else HTML
    #[arg(long, value_enum)]
    pub format: Option<ReportFormat>,
    /// What stands over it
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Leave nothing out, however long it gets
    #[arg(long)]
    pub all: bool,
}

/// What a dossier is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One HTML file.
    Html,
    /// Markdown; charts are tables.
    Markdown,
}

/// Runs `rashomon report`.
pub fn run(args: &ReportArgs) -> Result<Exit, Fault> {
    let (shelf, exit) = Shelf::open(&args.shelf)?;
    let filter = shelf.filter(&args.filter)?;
    let limit = args.filter.most((!args.all).then_some(TOLD));
    let found = shelf.questions(&filter, Order::Listed, limit, |_| true);
    let dossier = dossier(&shelf, found, args);
    let text = match format(args) {
        ReportFormat::Html => html(&dossier),
        ReportFormat::Markdown => markdown(&dossier),
    };
    match &args.output {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| {
                Fault::Usage(format!("{}: cannot be written: {error}", path.display()))
            })?;
        }
        None => {
            output::all(text.as_bytes())?;
        }
    }
    shelf.end(exit)
}

/// The format asked for; without one, that of the file's name.
fn format(args: &ReportArgs) -> ReportFormat {
    let extension = args.output.as_deref().and_then(Path::extension);
    let markdown = extension
        .is_some_and(|e| e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown"));
    match (args.format, markdown) {
        (Some(format), _) => format,
        (None, true) => ReportFormat::Markdown,
        (None, false) => ReportFormat::Html,
    }
}

fn dossier<'a>(shelf: &'a Shelf, found: Found<&'a Question>, args: &ReportArgs) -> Dossier<'a> {
    let evidence = found.shown.iter().flat_map(|question| question.evidence());
    let claims: BTreeSet<&ClaimRef> = evidence.map(|e| &e.claim).collect();
    let (mut sentences, mut documents) = (BTreeMap::new(), BTreeMap::new());
    for id in claims {
        let Some(at) = shelf.claim(id) else { continue };
        sentences.insert(id.clone(), sentence(at.analysis, at.claim));
        let known = documents.entry(id.document.clone());
        known.or_insert_with(|| document(at.analysis));
    }
    let judged = found.shown.iter().filter_map(|question| {
        let overlay = shelf.judged(question);
        (overlay != Overlay::default()).then(|| (question.id.clone(), overlay))
    });
    Dossier {
        title: args.title.clone().unwrap_or_else(|| TITLE.to_owned()),
        program: concat!("rashomon ", env!("CARGO_PKG_VERSION")).to_owned(),
        as_of: shelf.as_of(),
        chosen_by: args.filter.words(),
        judged: judged.collect(),
        questions: found.shown,
        more: found.more,
        at_hand: shelf.counts().0,
        sentences,
        documents,
        names: shelf.names().clone(),
        limits: match args.all {
            true => Limits::NONE,
            false => Limits::default(),
        },
    }
}

fn document(analysis: &Analysis) -> Document {
    let document = &analysis.document;
    let file = document
        .uri
        .as_deref()
        .and_then(|uri| uri.rsplit('/').find(|name| !name.is_empty()));
    let outlet = document.outlet.as_deref();
    let of = |title: Option<&String>, published: &Published| Article {
        title: title.or(document.title.as_ref()).cloned(),
        published: published.value.clone(),
        dated: date(published),
    };
    let mut articles: Vec<Article> = analysis
        .articles
        .iter()
        .map(|article| of(article.title.as_ref(), &article.published))
        .collect();
    if articles.is_empty() {
        articles.push(of(None, &document.published));
    }
    Document {
        outlet: outlet.or(file).unwrap_or(&document.id).to_owned(),
        named: outlet.is_some(),
        uri: document.uri.clone(),
        articles,
    }
}

/// The sentence around a claim, in pieces; the claim alone where the record has no text.
fn sentence(analysis: &Analysis, claim: &Claim) -> Sentence {
    let before = |start: usize| start <= claim.span.start;
    let article = analysis.articles.iter().rposition(|a| before(a.span.start));
    let pieces = match analysis.document.text.as_deref() {
        None => vec![Piece {
            text: claim.text.clone(),
            claim: true,
            ..Piece::default()
        }],
        Some(text) => {
            let (whole, marks) = marks(text, analysis, claim);
            let pieces = pieces(whole, &marks).into_iter().map(|span| {
                let has = |role: Role| {
                    let mut marks = marks.iter();
                    marks.any(|(mark, of)| *of == role && mark.contains(span))
                };
                Piece {
                    text: text.get(span.range()).unwrap_or_default().to_owned(),
                    claim: has(Role::Claim),
                    source: has(Role::Source),
                    cue: has(Role::Cue),
                }
            });
            pieces.collect()
        }
    };
    Sentence {
        article: article.unwrap_or_default(),
        pieces,
    }
}
