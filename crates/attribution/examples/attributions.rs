//! Reads documents as JSON lines (`id`, `text`) on standard input and writes their records with
//! mentions and attributions, one a line; with `--show`, prints them to be read instead. Every line of
//! a text is a paragraph, the first a headline.
//!
//!     cargo run --release -p rashomon-attribution --example attributions < documents.jsonl
//!
//! To measure: `score.py polnear --run 'target/release/examples/attributions'`.

use rashomon_attribution::Attributor;
use rashomon_mention::{Context, Mentioner};
use rashomon_model::{Analysis, Article, Block, BlockKind, Document, Part, Published};
use rashomon_syntax::Pipeline;
use rashomon_text::Span;
use std::error::Error;
use std::io::{BufRead, Write};

static MODEL: &[u8] = include_bytes!("../../../models/en.model");

fn main() -> Result<(), Box<dyn Error>> {
    let show = std::env::args().any(|arg| arg == "--show");
    let pipeline = Pipeline::load(MODEL)?;
    let mentioner = Mentioner::new();
    let attributor = Attributor::new();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let id = row["id"].as_str().unwrap_or_default();
        let text = row["text"].as_str().unwrap_or_default();
        let article = article(text);
        let blocks: Vec<_> = article.blocks.iter().map(|b| b.span.range()).collect();
        let parsed = pipeline.parse_blocks(text, &blocks);
        let mentions = mentioner.mentions(text, &article, &parsed);
        let context = Context {
            text,
            article: &article,
            parsed: &parsed,
            mentions: &mentions,
            lists: mentioner.lists(),
        };
        let attributions = attributor.attributions(&context);
        if show {
            writeln!(out, "== {id}")?;
            for a in &attributions {
                let words = |spans: &[Span]| -> String {
                    let words: Vec<_> = spans.iter().map(|s| s.of(text)).collect();
                    words.join(" … ").replace('\n', "⏎")
                };
                let actor = a.actor.and_then(|m| mentions.get(m.0)).map(|m| &m.text);
                writeln!(
                    out,
                    "{} [{}] [{}] {}\n    {} {:?} parent {:?} actor {actor:?} medium {:?} {}",
                    a.id,
                    words(&a.source),
                    words(&a.cue),
                    words(&a.content),
                    a.act,
                    a.quoted,
                    a.parent.map(|p| p.to_string()),
                    a.medium,
                    a.found_by,
                )?;
            }
            continue;
        }
        let mut analysis = Analysis::new(Document {
            id: id.into(),
            ..Document::default()
        });
        let part = Part {
            mentions,
            attributions,
            ..Part::default()
        };
        analysis.push(text, &article, part);
        serde_json::to_writer(&mut out, &analysis.into_code_points(text))?;
        writeln!(out)?;
    }
    Ok(())
}

fn article(text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        if !span.is_empty() {
            let kind = match blocks.len() {
                0 => BlockKind::Title,
                _ => BlockKind::Paragraph,
            };
            blocks.push(Block { span, kind });
        }
        start += line.len();
    }
    Article {
        span: Span::new(0, text.len()),
        title: None,
        byline: None,
        blocks,
        published: Published::default(),
    }
}
