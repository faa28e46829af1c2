//! Literate cases: each Markdown file in `tests/cases/` holds short reports with the claims that they must give.
//!
//! Under a heading stands a fenced block `report` (first line may be `date: 2020-11-08`) and a fenced block `claims`. A line of
//! claims is a list of `key=value` pairs that one claim must have, `!` before it that none may have them. Keys are those of
//! the record; `place` is the name of one of its places, `count` is `12` or `12..99` or `12..`, `chain` the sources joined with `>`,
//! `words` a piece of the claim's text, `acled`, `plover`, `plover_mode`, `plover_context` and `cameo` its codes. `denies N M` wants an edge from line N's claim to line M's (counted from one).

use rashomon_model::{Analysis, Capture, Claim};
use rashomon_read::Reader;
use serde_json::Value;
use std::path::Path;

struct Case {
    name: String,
    report: String,
    claims: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut all: Vec<Case> = Vec::new();
    let mut block: Option<&str> = None;
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            block = if block.is_some() {
                None
            } else {
                Some(kind.trim())
            };
            continue;
        }
        match (block, all.last_mut()) {
            (Some("report"), Some(case)) => {
                case.report.push_str(line);
                case.report.push('\n');
            }
            (Some("claims"), Some(case)) if !line.trim().is_empty() => {
                case.claims.push(line.trim().to_owned())
            }
            (None, _) if line.starts_with("## ") => {
                all.push(Case {
                    name: line[3..].to_owned(),
                    report: String::new(),
                    claims: Vec::new(),
                });
            }
            _ => {}
        }
    }
    all
}

fn value(analysis: &Analysis, claim: &Claim, key: &str) -> Vec<String> {
    let record = serde_json::to_value(claim).expect("a claim is JSON");
    match key {
        "place" => claim
            .places
            .iter()
            .filter_map(|id| Some(analysis.mentions[id.0].place()?.name.clone()))
            .collect(),
        "acled" | "plover" | "plover_mode" | "plover_context" | "cameo" => {
            vec![record["codes"][key].as_str().unwrap_or("null").to_owned()]
        }
        "chain" => vec![
            claim
                .chain
                .iter()
                .map(|l| l.name.as_str())
                .collect::<Vec<_>>()
                .join(">"),
        ],
        "count" => {
            let end = |end: &str| {
                record["count"][end]
                    .as_u64()
                    .map(|n| n.to_string())
                    .unwrap_or_default()
            };
            let (min, max) = (end("min"), end("max"));
            vec![if min == max {
                min
            } else {
                format!("{min}..{max}")
            }]
        }
        _ => match &record[key] {
            Value::Null => vec!["null".to_owned()],
            Value::String(s) => vec![s.clone()],
            Value::Array(all) => all
                .iter()
                .map(|v| v.as_str().unwrap_or_default().to_owned())
                .collect(),
            other => vec![other.to_string()],
        },
    }
}

fn fits(analysis: &Analysis, claim: &Claim, wanted: &str) -> bool {
    split(wanted)
        .into_iter()
        .all(|(key, want)| match key.as_str() {
            "words" => claim.text.contains(&want),
            key => value(analysis, claim, key).contains(&want),
        })
}

/// `key=value` pairs; a value with spaces stands in double quotes.
fn split(line: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = line.trim();
    while let Some((key, tail)) = rest.split_once('=') {
        let (value, tail) = match tail.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => tail.split_once(' ').unwrap_or((tail, "")),
        };
        pairs.push((key.trim().to_owned(), value.to_owned()));
        rest = tail.trim_start();
    }
    pairs
}

#[test]
fn reports_give_their_claims() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let reader = Reader::new().expect("the embedded model loads");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("cases")
        .map(|f| f.expect("case").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut failures = Vec::new();
    let mut checked = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a case is text");
        for case in cases(&text) {
            let (date, body) = match case
                .report
                .strip_prefix("date: ")
                .and_then(|r| r.split_once('\n'))
            {
                Some((date, body)) => (Some(date.trim().to_owned()), body.to_owned()),
                None => (None, case.report.clone()),
            };
            let capture = Capture {
                text: body,
                date,
                ..Capture::default()
            };
            let analysis = reader.read(&capture);
            let mut complain = |what: String| {
                let found: Vec<String> = analysis
                    .claims
                    .iter()
                    .map(|c| {
                        format!(
                            "      {}",
                            serde_json::to_string(c).expect("a claim is JSON")
                        )
                    })
                    .collect();
                let name = file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                failures.push(format!(
                    "{name}: {}: {what}\n    found:\n{}",
                    case.name,
                    found.join("\n")
                ));
            };
            let mut matched: Vec<Option<usize>> = Vec::new();
            assert!(!case.claims.is_empty(), "{}: no claims", case.name);
            for line in &case.claims {
                checked += 1;
                if let Some(edge) = line
                    .strip_prefix("denies ")
                    .or(line.strip_prefix("disputes "))
                {
                    let ends: Vec<usize> = edge.split(' ').filter_map(|n| n.parse().ok()).collect();
                    let end = |n: usize| {
                        ends.get(n)
                            .and_then(|&i| matched.get(i - 1).copied().flatten())
                            .map(|i| analysis.claims[i].id)
                    };
                    let ok = analysis
                        .relations
                        .iter()
                        .any(|r| Some(r.from) == end(0) && Some(r.to) == end(1));
                    if !ok {
                        complain(format!("no edge '{line}'; edges: {:?}", analysis.relations));
                    }
                } else if let Some(unwanted) = line.strip_prefix('!') {
                    if analysis.claims.iter().any(|c| fits(&analysis, c, unwanted)) {
                        complain(format!("must not be there: {unwanted}"));
                    }
                } else {
                    let hit = analysis
                        .claims
                        .iter()
                        .position(|c| fits(&analysis, c, line));
                    matched.push(hit);
                    if hit.is_none() {
                        complain(format!("not found: {line}"));
                    }
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {checked} expectations failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
