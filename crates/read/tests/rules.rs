//! The catalogue of rules against the rules themselves: each fires in its one example and is silent in the other, and
//! nothing that the reader finds is without a row.

use rashomon_model::{Analysis, Capture};
use rashomon_read::{Reader, rules};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A rule for adjectives as places, which the reader leaves off and only a caller of the place finder can ask for.
const ASKED_FOR: &str = "place/demonym";

/// The day on which the examples were published: a Friday.
const DAY: &str = "2024-05-17";

fn reader() -> Reader {
    Reader::new().expect("the embedded model is whole")
}

fn read(reader: &Reader, text: &str) -> Analysis {
    reader.read(&Capture {
        text: text.to_owned(),
        date: Some(DAY.to_owned()),
        ..Capture::default()
    })
}

/// What each record of an analysis was found by.
fn found_by(analysis: &Analysis) -> BTreeSet<&str> {
    let mentions = analysis.mentions.iter().map(|m| &m.found_by);
    let attributions = analysis.attributions.iter().map(|a| &a.found_by);
    let claims = analysis.claims.iter().map(|c| &c.found_by);
    let relations = analysis.relations.iter().map(|r| &r.found_by);
    let all = mentions.chain(attributions).chain(claims).chain(relations);
    all.map(String::as_str).collect()
}

fn names(analysis: &Analysis) -> BTreeSet<&str> {
    let all = found_by(analysis).into_iter();
    all.map(|found_by| rules::split(found_by).0).collect()
}

fn unknown(analysis: &Analysis) -> Vec<String> {
    let all = found_by(analysis).into_iter();
    all.filter(|found_by| rules::of(found_by).is_none())
        .map(str::to_owned)
        .collect()
}

#[test]
fn rules_fire_where_their_rows_say_so() {
    let reader = reader();
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let (fires, silent) = (read(&reader, &rule.fires), read(&reader, &rule.silent));
        let (found, not) = (names(&fires), names(&silent));
        if !found.contains(rule.name) {
            wrong.push(format!(
                "{} does not fire in {:?}: {found:?}",
                rule.name, rule.fires
            ));
        }
        if not.contains(rule.name) {
            wrong.push(format!("{} fires in {:?}", rule.name, rule.silent));
        }
        for name in unknown(&fires).into_iter().chain(unknown(&silent)) {
            wrong.push(format!(
                "{name} has no row in data/rules/ ({:?})",
                rule.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let entries = std::fs::read_dir(&folder).expect("a folder of the repository");
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    all.sort();
    all
}

#[test]
fn whatever_is_found_has_a_row() {
    let reader = reader();
    let mut missing = BTreeSet::new();
    let mut read_all = 0;
    for path in files("tests/cases")
        .into_iter()
        .chain(files("examples/reports"))
    {
        let text = std::fs::read_to_string(&path).expect("text");
        for part in text.split("\n## ") {
            read_all += 1;
            missing.extend(unknown(&read(&reader, part)));
        }
    }
    assert!(read_all > 50, "only {read_all} texts were read");
    assert!(missing.is_empty(), "no row in data/rules/ for {missing:?}");
}

fn is_name(literal: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b"/-_".contains(&b);
    !literal.is_empty() && literal.bytes().all(letter)
}

/// Names of rules that stand in the source of a crate: each `"stage/name@1"`, and of the lines that have one of `before` the
/// last literal, as a name of `stage`.
fn written(folder: &str, before: &[&str], stage: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files(folder) {
        if path.is_dir() {
            let inner = format!(
                "{folder}/{}",
                path.file_name()
                    .and_then(|n| n.to_str())
                    .unwrap_or_default()
            );
            found.extend(written(&inner, before, stage));
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("source");
        for line in text.lines() {
            let rule = before.iter().any(|b| line.contains(b));
            let literals: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let whole = literals.iter().filter_map(|l| l.strip_suffix("@1"));
            found.extend(whole.filter(|l| is_name(l)).map(str::to_owned));
            // The rule's own name is what stands last.
            let last = literals.last().filter(|l| rule && is_name(l));
            found.extend(last.map(|l| format!("{stage}/{l}")));
        }
    }
    found
}

#[test]
fn every_rule_in_the_source_has_a_row() {
    let mention = written("crates/mention/src", &[], "");
    let claim = written("crates/claim/src", &[], "");
    let casualties: BTreeSet<String> = written("crates/claim/src", &["how: \""], "casualties");
    let attribution = written(
        "crates/attribution/src",
        &["rule: \"", "rule = \"", "make("],
        "attribution",
    );
    let time = written("crates/timex/src", &["rule: \"", " hit("], "time");
    assert!(
        mention.len() > 15 && claim.len() > 3,
        "{mention:?} {claim:?}"
    );
    assert!(
        casualties.len() > 5 && attribution.len() > 15 && time.len() > 30,
        "{casualties:?} {attribution:?} {time:?}"
    );
    let all = mention
        .iter()
        .chain(&claim)
        .chain(&casualties)
        .chain(&attribution)
        .chain(&time);
    let missing: Vec<&String> = all
        .filter(|name| *name != ASKED_FOR && rules::of(name).is_none())
        .collect();
    assert!(missing.is_empty(), "no row in data/rules/ for {missing:?}");
}
