//! Prints what is read and what is left out of each document: `blocks FILE…`; with `--left-out`,
//! only what is left out and its share of all characters.

use std::collections::BTreeMap;

fn main() {
    let mut inputs: Vec<String> = std::env::args().skip(1).collect();
    let only = inputs.iter().any(|a| a == "--left-out");
    inputs.retain(|a| a != "--left-out");
    let (mut all, mut out) = (0, 0);
    for capture in rashomon_source::captures(inputs, rashomon_source::Options::default()) {
        let capture = match capture {
            Ok(capture) => capture,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        let text = &capture.text;
        let page = rashomon_article::page(&capture);
        all += text.chars().filter(|c| !c.is_whitespace()).count();
        let name = capture
            .uri
            .as_ref()
            .or(capture.id.as_ref())
            .cloned()
            .unwrap_or_default();
        let mut lines = BTreeMap::new();
        for span in &page.left_out {
            out += span.of(text).chars().filter(|c| !c.is_whitespace()).count();
            lines.insert(span.start, format!("Out       {}", span.of(text)));
        }
        for (n, article) in page.articles.iter().enumerate() {
            for block in article.blocks.iter().filter(|_| !only) {
                let kind = format!("{:?}", block.kind);
                let line = format!("{n} {kind:10} {}", block.span.of(text));
                lines.insert(block.span.start, line);
            }
        }
        if !only {
            println!("== {name}: {} articles", page.articles.len());
            for article in &page.articles {
                println!(
                    "   {:?} byline {:?}",
                    article.published,
                    article.byline.map(|b| b.of(text))
                );
            }
        }
        for line in lines.values() {
            let short: String = line.replace('\n', "⏎").chars().take(160).collect();
            println!(
                "{}{short}",
                if only {
                    format!("{name}: ")
                } else {
                    String::new()
                }
            );
        }
    }
    eprintln!(
        "{out} of {all} characters left out ({:.3} %)",
        100.0 * f64::from(out as u32) / f64::from(all.max(1) as u32)
    );
}
