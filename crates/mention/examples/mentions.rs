//! Prints what the texts on standard input name, one article a line: `cargo run -p rashomon-mention --example mentions < file`.
//!
//! Words are marked in place, with type and value behind them, for reading by eye.

use rashomon_mention::Mentioner;
use rashomon_model::{Article, Block, BlockKind, MentionValue, Published};
use rashomon_syntax::Pipeline;
use rashomon_text::Span;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pipeline = Pipeline::load(include_bytes!("../../../models/en.model"))?;
    let mentioner = Mentioner::new();
    for line in std::io::stdin().lines() {
        let text = line?;
        let span = Span::new(0, text.len()).trim(&text);
        let article = Article {
            span,
            title: None,
            byline: None,
            blocks: vec![Block {
                span,
                kind: BlockKind::Paragraph,
            }],
            published: Published::default(),
        };
        let parsed = pipeline.parse_blocks(&text, &[span.range()]);
        println!("{text}");
        for mention in mentioner.mentions(&text, &article, &parsed) {
            let value = match &mention.value {
                MentionValue::Place { place } => format!("place {} {}", place.id, place.name),
                MentionValue::Time { time } => format!("time {}", time.timex),
                MentionValue::Actor { actor } => format!(
                    "actor {} ({}) {:?} {} {}",
                    actor.id,
                    actor.name,
                    actor.kind,
                    actor.role.as_deref().unwrap_or("-"),
                    actor.side.as_deref().unwrap_or("-")
                ),
                MentionValue::Quantity { quantity: q } => {
                    format!(
                        "quantity {:?}..{:?} {:?} {:?}",
                        q.min, q.max, q.qualifier, q.unit
                    )
                }
                MentionValue::Equipment { equipment: e } => {
                    format!("equipment {} {:?}", e.category, e.model)
                }
            };
            println!("  [{}] {value}", mention.text);
        }
    }
    Ok(())
}
