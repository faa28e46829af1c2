//! `cases.txt`: short texts of our own with their parse, and the attributions that they must give.
//!
//! A case is a heading that says what it shows, the text (`¶` ends a paragraph), one `parse` line a
//! sentence, `entities` and `actors` where there are some, and a `want` line for each attribution:
//! `[source] [cue] content | act, how it is quoted, rule` and, where there are some, the number of the
//! one around it (`in 0`), the actor (`by …`) and the medium (`on …`).
//!
//! `UPDATE_CASES=1 cargo test -p rashomon-attribution --test it` writes what is found into the
//! file, to be read before it is kept.

use crate::common::Case;
use rashomon_attribution::Attributor;
use rashomon_mention::{Context, Lists};
use rashomon_model::Attribution;
use rashomon_text::Span;

fn line(case: &Case, a: &Attribution) -> String {
    let words = |spans: &[Span]| {
        let words: Vec<_> = spans.iter().map(|s| s.of(&case.text)).collect();
        words.join(" … ").replace('\n', "¶")
    };
    let rule = a.found_by.trim_start_matches("attribution/");
    let mut line = format!(
        "[{}] [{}] {} | {}, {}, {rule}",
        words(&a.source),
        words(&a.cue),
        words(&a.content),
        a.act,
        format!("{:?}", a.quoted).to_lowercase(),
    );
    if let Some(parent) = a.parent {
        line += &format!(", in {}", parent.0);
    }
    if let Some(actor) = a.actor {
        line += &format!(", by {}", case.mentions[actor.0].text);
    }
    if let Some(medium) = &a.medium {
        line += &format!(", on {medium}");
    }
    line
}

#[test]
fn cases_give_their_attributions() {
    let file = include_str!("cases.txt");
    let attributor = Attributor::new();
    let mut written = String::new();
    let mut wrong = String::new();
    for block in file.split("\n\n").filter(|b| !b.trim().is_empty()) {
        let mut case = Case::default();
        let mut want = Vec::new();
        let mut heading = "";
        for row in block.lines() {
            match row.split_once(' ') {
                Some(("#", text)) => heading = text,
                Some(("text", text)) => case = Case::new(text),
                Some(("parse", tokens)) => case.sentence(tokens),
                Some(("entities", entities)) => case.entities(entities),
                Some(("actors", actors)) => case.actors(actors),
                Some(("want", attribution)) => want.push(attribution.to_owned()),
                _ => panic!("{row:?} in {heading:?}"),
            }
            if !row.starts_with("want") {
                written += row;
                written.push('\n');
            }
        }
        let article = case.article();
        let context = Context {
            text: &case.text,
            article: &article,
            parsed: &case.parsed,
            mentions: &case.mentions,
            lists: Lists::embedded(),
        };
        let found: Vec<String> = attributor
            .attributions(&context)
            .iter()
            .map(|a| line(&case, a))
            .collect();
        for attribution in &found {
            written += &format!("want {attribution}\n");
        }
        written.push('\n');
        if found != want {
            wrong += &format!("{heading}\n  want {want:#?}\n  found {found:#?}\n");
        }
    }
    if std::env::var_os("UPDATE_CASES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cases.txt");
        std::fs::write(path, written.trim_end().to_owned() + "\n").expect("cases.txt written");
    } else {
        assert!(wrong.is_empty(), "{wrong}");
    }
}
