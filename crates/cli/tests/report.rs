//! The dossier of the bundled reports, as the program writes it.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde_json::Value;
use std::fs;
use std::process::{Command, Output};

const REPORTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports");

fn run(args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_rashomon"))
        .args(args)
        .output();
    output.unwrap()
}

fn out(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of all elements of one name, which lie in no other of that name.
fn texts(file: &str, element: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for token in Tokenizer::new_with_emitter(file, DefaultEmitter::default()) {
        match token.unwrap() {
            Token::StartTag(tag) if *tag.name == element.as_bytes() => {
                inside = true;
                found.push(String::new());
            }
            Token::EndTag(tag) if *tag.name == element.as_bytes() => inside = false,
            Token::String(text) if inside => {
                let text = String::from_utf8(text.to_vec()).unwrap();
                found.last_mut().unwrap().push_str(&text);
            }
            Token::Error(error) => panic!("not sound HTML: {error:?}"),
            _ => {}
        }
    }
    found
}

fn questions(kind: &str) -> Vec<Value> {
    let all = lines(&out(&["questions", REPORTS, "--format", "jsonl"]));
    assert!(all.len() > 40, "the examples have many questions");
    let of_kind = |q: &Value| kind.is_empty() || q["kind"] == kind;
    all.into_iter().filter(of_kind).collect()
}

#[test]
fn every_sentence_that_is_cited_stands_in_its_report() {
    let file = out(&["report", REPORTS]);
    let records = lines(&out(&["read", REPORTS, "--format", "jsonl"]));
    let texts_read: Vec<String> = records
        .iter()
        .map(|r| spaced(r["document"]["text"].as_str().unwrap()))
        .collect();
    let quotes = texts(&file, "blockquote");
    assert!(quotes.len() > 60, "{}", quotes.len());
    for quote in quotes {
        let quote = spaced(&quote);
        assert!(quote.len() > 10, "{quote:?}");
        assert!(
            texts_read.iter().any(|text| text.contains(&quote)),
            "in no report: {quote}"
        );
    }
    // What is marked as claimed are the very words of claims.
    let claims = records.iter().flat_map(|r| r["claims"].as_array().unwrap());
    let claims: Vec<String> = claims
        .map(|c| spaced(c["text"].as_str().unwrap()))
        .collect();
    let whole = claims
        .iter()
        .any(|claim| texts(&file, "mark").contains(claim));
    assert!(whole, "no mark is a claim");
}

#[test]
fn all_questions_and_their_figures_are_told() {
    let file = out(&["report", REPORTS, "--all"]);
    let cells = texts(&file, "td");
    let mut headings = texts(&file, "h3");
    headings.extend(texts(&file, "p"));
    for question in questions("") {
        let text = question["text"].as_str().unwrap();
        assert!(
            headings.iter().any(|h| h.contains(text)),
            "{text} is missing"
        );
        for answer in question["answers"].as_array().unwrap() {
            let counted = answer["value"]["type"] == "count";
            if counted && !answer["affirmed"].as_array().unwrap().is_empty() {
                let figure = answer["text"].as_str().unwrap();
                assert!(cells.iter().any(|cell| cell == figure), "{text} {figure}");
            }
        }
    }
    let control = questions("control");
    assert!(control.len() > 8);
    assert_eq!(file.matches("class=\"chart strip\"").count(), control.len());
}

#[test]
fn what_is_contested_stands_first_and_sides_that_admit_stand_out() {
    for format in ["html", "markdown"] {
        let file = out(&[
            "report",
            REPORTS,
            "--format",
            format,
            "--title",
            "Karabakh & after",
        ]);
        let at = |part: &str| file.find(part).unwrap_or_else(|| panic!("no {part}"));
        assert!(at("Karabakh") < at("Drawn from 15 reports"));
        assert!(at("8–9 November 2020?") < at("How many Azerbaijani soldiers were killed"));
        assert!(file.contains("against its own interest"));
        assert!(!file.contains("Left out here"), "the examples fit");
    }
}

#[test]
fn the_file_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (name, start) in [("a.html", "<!DOCTYPE html>"), ("a.md", "# ")] {
        assert_eq!(
            out(&["report", REPORTS, "-o", &path(name), "--threads", "2"]),
            ""
        );
        let file = fs::read_to_string(path(name)).unwrap();
        assert!(file.starts_with(start));
        let format = if name == "a.md" { "markdown" } else { "html" };
        let again = out(&["report", REPORTS, "--format", format, "--threads", "1"]);
        assert!(file == again, "the same reports give the same bytes");
    }
    let nowhere = run(&["report", REPORTS, "-o", &path("no/such/folder.html")]);
    assert_eq!(nowhere.status.code(), Some(2));
    let message = String::from_utf8(nowhere.stderr).unwrap();
    assert!(message.contains("cannot be written"), "{message}");
}

#[test]
fn a_day_in_the_past_knows_nothing_later() {
    let file = out(&["report", REPORTS, "--as-of", "2020-10-01"]);
    assert!(file.contains("what was known on 1 October 2020"), "{file}");
    assert!(file.contains("Su-25"));
    for later in ["Shusha, 8", "Ganja, 17 October", "2023"] {
        assert!(!file.contains(later), "{later}");
    }
}

#[test]
fn a_ledger_gives_the_same_file_as_its_reports() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("a.ledger").to_str().unwrap().to_owned();
    out(&["add", REPORTS, "--ledger", &ledger]);
    for more in [
        &[][..],
        &["--kind", "control", "--place", "Shusha"],
        &["--status", "contested", "--all"],
        &["--as-of", "2020-11-08", "--format", "markdown"],
    ] {
        let read = out(&[&["report", REPORTS], more].concat());
        let kept = out(&[&["report", "--ledger", &ledger], more].concat());
        assert!(read == kept, "{more:?}");
    }
}

#[test]
fn filters_choose_what_is_told_and_the_file_says_so() {
    let file = out(&[
        "report", REPORTS, "--kind", "control", "--place", "Shushi", "--from", "2020-11",
    ]);
    assert!(
        file.contains("Chosen by kind: control; place: Shushi; from: November 2020."),
        "{file}"
    );
    let headings = texts(&file, "h3");
    assert!(headings.iter().any(|h| h.contains("Shusha")));
    assert!(
        !headings.iter().any(|h| h.contains("killed")),
        "{headings:?}"
    );
    let first = out(&["report", REPORTS, "--limit", "1"]);
    assert!(first.contains("The first 1 question, of more"), "{first}");
}

#[test]
fn what_an_analyst_judged_stands_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("a.ledger").to_str().unwrap().to_owned();
    out(&["add", REPORTS, "--ledger", &ledger]);
    let control = questions("control");
    let id = control[0]["id"].as_str().unwrap();
    out(&[
        "judge",
        id,
        "--verdict",
        "open",
        "--why",
        "no film of it",
        "--author",
        "A. Analyst",
        "--ledger",
        &ledger,
    ]);
    let file = out(&["report", "--kind", "control", "--ledger", &ledger]);
    assert!(file.contains("Judged open by A. Analyst"), "{file}");
    assert!(file.contains("no film of it"));
}
