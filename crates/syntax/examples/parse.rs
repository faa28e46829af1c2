//! Prints the parse of a text, a token a line.
//!
//! ```sh
//! echo "The ministry denied it." | cargo run --release -p rashomon-syntax --example parse -- models/en.model
//! ```

use std::io::{Read, Write};

use rashomon_syntax::Pipeline;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1).ok_or("which model?")?;
    let pipeline = Pipeline::load(&std::fs::read(model)?)?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let parsed = pipeline.parse(&text);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (i, sentence) in parsed.sentences.iter().enumerate() {
        writeln!(out, "# sentence {i}")?;
        for t in sentence.clone() {
            let token = &parsed.tokens[t];
            let entity = parsed.entity_at(t).map_or("-", |e| e.label.as_str());
            let form = &text[token.start..token.end];
            writeln!(
                out,
                "{t}\t{form:?}\t{}\t{}\t{}\t{}\t{entity}",
                token.lemma, token.tag, token.head, token.dep
            )?;
        }
    }
    Ok(())
}
