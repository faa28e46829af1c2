//! The engine against spaCy itself: `tests/golden/*.tsv` hold what spaCy makes of texts of our own
//! (written by `training/golden.py`).
//!
//! `RASHOMON_PARITY=MODEL:GOLDEN` compares another pair of files, such as a pipeline that cannot be
//! shipped.

use std::fmt::Write as _;

use rashomon_syntax::{Parsed, Pipeline};

/// What spaCy found in a text.
struct Golden {
    text: String,
    tokens: Vec<String>,
    entities: Vec<String>,
}

fn read(golden: &str) -> Vec<Golden> {
    let mut all: Vec<Golden> = Vec::new();
    for line in golden.lines() {
        if let Some(text) = line.strip_prefix('#')
            && text.starts_with('"')
        {
            let text = serde_json::from_str(text).expect("a text as JSON");
            all.push(Golden {
                text,
                tokens: vec![],
                entities: vec![],
            });
        } else {
            let last = all.last_mut().expect("a text before its tokens");
            match line.strip_prefix('@') {
                Some(entity) if entity.starts_with(|c: char| c.is_ascii_digit()) => {
                    last.entities.push(entity.into());
                }
                _ => last.tokens.push(line.into()),
            }
        }
    }
    all
}

/// The same, from our own parse.
fn rows(parsed: &Parsed) -> (Vec<String>, Vec<String>) {
    let tokens = parsed.tokens.iter().enumerate().map(|(i, t)| {
        let lemma = serde_json::to_string(&*t.lemma).expect("a string");
        let mut row = format!(
            "{}\t{}\t{}\t{}\t{}\t{lemma}",
            t.start, t.end, t.tag, t.head, t.dep
        );
        if parsed.sentences.iter().any(|s| s.start == i) {
            row.push_str("\tS");
        }
        row
    });
    let entities = parsed
        .entities
        .iter()
        .map(|e| format!("{}\t{}\t{}", e.tokens.start, e.tokens.end, e.label));
    (tokens.collect(), entities.collect())
}

/// Counts tokens and entities, and describes what differs.
fn compare(pipeline: &Pipeline, golden: &str) -> (usize, usize, usize, String) {
    let (mut tokens, mut entities, mut wrong, mut report) = (0, 0, 0, String::new());
    for g in read(golden) {
        let (ours, our_entities) = rows(&pipeline.parse(&g.text));
        tokens += g.tokens.len();
        entities += g.entities.len();
        if ours.len() != g.tokens.len() {
            wrong += 1;
            let _ = writeln!(
                report,
                "{:?}: {} tokens, not {}",
                g.text,
                ours.len(),
                g.tokens.len()
            );
            for (a, b) in ours.iter().zip(&g.tokens).filter(|(a, b)| a != b).take(2) {
                let _ = writeln!(report, "  ours {a:?}, spaCy {b:?}");
            }
            continue;
        }
        for (a, b) in ours.iter().zip(&g.tokens).filter(|(a, b)| a != b) {
            wrong += 1;
            let _ = writeln!(report, "{:.60}: ours {a:?}, spaCy {b:?}", g.text);
        }
        if our_entities != g.entities {
            wrong += 1;
            let _ = writeln!(
                report,
                "{:.60}: ours {our_entities:?}, spaCy {:?}",
                g.text, g.entities
            );
        }
    }
    (tokens, entities, wrong, report)
}

fn check(model: &str, golden: &str) {
    let bytes = std::fs::read(model).unwrap_or_else(|e| panic!("{model}: {e}"));
    let pipeline = Pipeline::load(&bytes).expect("a model");
    let text = std::fs::read_to_string(golden).unwrap_or_else(|e| panic!("{golden}: {e}"));
    let (tokens, entities, wrong, report) = compare(&pipeline, &text);
    println!("{golden}: {tokens} tokens, {entities} entities, {wrong} differences");
    assert!(tokens > 100, "no golden tokens");
    assert_eq!(wrong, 0, "differences from spaCy:\n{report}");
}

#[test]
fn our_model_reads_as_in_spacy() {
    let root = env!("CARGO_MANIFEST_DIR");
    check(
        &format!("{root}/../../models/en.model"),
        &format!("{root}/tests/golden/en.tsv"),
    );
}

#[test]
fn other_models_read_as_in_spacy() {
    let Ok(pairs) = std::env::var("RASHOMON_PARITY") else {
        return;
    };
    for pair in pairs.split(',') {
        let (model, golden) = pair.split_once(':').expect("MODEL:GOLDEN");
        check(model, golden);
    }
}
