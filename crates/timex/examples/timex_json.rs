//! Reads documents as JSON lines (`{"id", "text", "date"}`) and prints their time expressions as
//! analysis records, for a scorer: offsets are code points.

use std::io::{self, BufRead, Write};

use rashomon_text::CodePoints;
use rashomon_timex::{civil::Date, find};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let doc: Value = serde_json::from_str(&line?)?;
        let text = doc["text"].as_str().unwrap_or_default();
        let date = doc["date"].as_str().and_then(|d| d.parse::<Date>().ok());
        let points = CodePoints::new(text);
        let mentions: Vec<Value> = find(text, date)
            .into_iter()
            .map(|t| {
                let span = points.span(t.span);
                json!({
                    "type": "time", "start": span.start, "end": span.end, "text": t.span.of(text),
                    "time": {"timex": t.timex, "edtf": t.edtf, "kind": format!("{:?}", t.kind), "rule": t.rule},
                })
            })
            .collect();
        let record = json!({
            "document": {"id": doc["id"]}, "mentions": mentions,
            "attributions": [], "claims": [], "relations": [],
        });
        writeln!(out, "{record}")?;
    }
    Ok(())
}
