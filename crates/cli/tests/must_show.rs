//! What the record must show of one war, from reports in our own words to questions, by the program.

use serde_json::{Value, json};
use std::fs;
use std::process::Command;

/// The questions that some reports answer.
fn questions(reports: &[(&str, &str, &str)], more: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reports.jsonl");
    let lines: Vec<String> = reports
        .iter()
        .map(|(id, day, text)| {
            json!({"id": id, "outlet": id, "date": day, "text": text}).to_string()
        })
        .collect();
    fs::write(&path, lines.join("\n")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rashomon"))
        .args(["questions", "--format", "jsonl", path.to_str().unwrap()])
        .args(more)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The one question whose words begin so.
fn one<'a>(questions: &'a [Value], begins: &str) -> &'a Value {
    let text = |q: &&Value| q["text"].as_str().unwrap().starts_with(begins);
    let found: Vec<&Value> = questions.iter().filter(text).collect();
    let [one] = found[..] else {
        let all: Vec<&str> = questions
            .iter()
            .filter_map(|q| q["text"].as_str())
            .collect();
        panic!("not one question begins with '{begins}': {all:#?}")
    };
    one
}

/// An answer's words with the sides that affirm it and those that deny it.
fn stands(question: &Value) -> Vec<(String, Vec<String>, Vec<String>)> {
    let sides = |list: &Value| {
        let list = list.as_array().unwrap().iter();
        list.map(|h| h["side"].as_str().unwrap_or("-").to_owned())
            .collect()
    };
    let answers = question["answers"].as_array().unwrap().iter();
    answers
        .map(|a| {
            let text = a["text"].as_str().unwrap().to_owned();
            (text, sides(&a["holders"]), sides(&a["deniers"]))
        })
        .collect()
}

fn owned(text: &str, holders: &[&str], deniers: &[&str]) -> (String, Vec<String>, Vec<String>) {
    let all = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    (text.to_owned(), all(holders), all(deniers))
}

#[test]
fn a_fall_denied_at_second_hand_is_contested_and_the_denial_is_of_the_side() {
    let reports = [
        (
            "Harbour News",
            "2020-11-08",
            "President Ilham Aliyev said on Sunday that Azerbaijani forces had captured Shusha. A reporter for the paper in Yerevan said that Armenia was maintaining that Shushi had not fallen.",
        ),
        (
            "Late Courier",
            "2020-11-12",
            "Officials in Stepanakert said that Shushi had been lost.",
        ),
    ];
    let found = questions(&reports, &["--kind", "control", "--as-of", "2020-11-08"]);
    let fall = one(&found, "Who holds Shusha");
    assert_eq!(fall["status"], "contested");
    assert_eq!(stands(fall), [owned("Azerbaijan", &["AZE"], &["ARM"])]);
}

#[test]
fn a_plane_is_downed_by_one_make_or_another_or_not_at_all() {
    let reports = [
        (
            "Harbour News",
            "2020-09-30",
            "Armenia's defence ministry said on Tuesday that a Turkish F-16 had shot down an Armenian Su-25 warplane. Turkey denied the claim, and Azerbaijan also denied it.",
        ),
        (
            "Hill Courier",
            "2020-09-30",
            "Armenia said on Tuesday that an Armenian Su-25 had been shot down by a Turkish F-15.",
        ),
    ];
    let found = questions(&reports, &["--kind", "equipment_loss"]);
    let plane = one(&found, "What brought down");
    assert_eq!(plane["status"], "contested");
    let all = stands(plane);
    let of = |model: &str| {
        let answer = all.iter().find(|(text, ..)| text.contains(model));
        answer.unwrap_or_else(|| panic!("{model}: {all:?}"))
    };
    assert_eq!(of("F-15").1, ["ARM"]);
    assert_eq!(of("F-16").1, ["ARM"]);
    let mut deniers = of("F-16").2.clone();
    deniers.sort();
    assert_eq!(deniers, ["AZE", "TUR"]);
}

#[test]
fn an_old_truce_was_brokered_by_one_state_or_by_three() {
    let reports = [
        (
            "Harbour News",
            "2020-11-08",
            "Fighting has gone on despite calls by Russia, France and the United States. The three countries make up the \"Contact Group\" of mediators that helped broker a ceasefire in 1994.",
        ),
        (
            "Hill Courier",
            "2020-10-01",
            "Russia brokered a ceasefire in 1994.",
        ),
    ];
    let found = questions(&reports, &["--kind", "agreement"]);
    let broker = one(&found, "Who brokered the ceasefire, 1994?");
    let mut answers: Vec<String> = stands(broker).into_iter().map(|(text, ..)| text).collect();
    answers.sort();
    assert_eq!(answers, ["France, Russia and United States", "Russia"]);
}

#[test]
fn tolls_of_the_same_days_stand_apart_by_who_counts_and_old_wars_are_other_questions() {
    let reports = [
        (
            "Harbour News",
            "2020-09-30",
            "Azerbaijan's defence ministry said that 2,300 Armenian soldiers had been killed or wounded since Sunday. Armenia's defence ministry said that 104 of its soldiers had been killed since Sunday. More than 200 people were killed in 2016 in a flare-up of the conflict. A war in the early 1990s killed 30,000 people.",
        ),
        (
            "Hill Courier",
            "2020-09-30",
            "Armenia said that 84 of its soldiers had been killed since Sunday.",
        ),
    ];
    let found = questions(&reports, &["--kind", "casualties"]);
    let past: Vec<&str> = found
        .iter()
        .filter_map(|q| q["text"].as_str())
        .filter(|text| text.contains("2016") || text.contains("199"))
        .collect();
    assert_eq!(past.len(), 2, "{found:#?}");
    let own = one(&found, "How many Armenian soldiers were killed, 27");
    let answers: Vec<String> = stands(own).into_iter().map(|(text, ..)| text).collect();
    assert!(
        answers.contains(&"104".to_owned()) && answers.contains(&"84".to_owned()),
        "{answers:?}"
    );
    assert!(
        !answers
            .iter()
            .any(|a| a.contains("200") || a.contains("30,000"))
    );
    let both = one(&found, "How many Armenian soldiers were killed or wounded");
    assert_eq!(stands(both), [owned("2,300", &["AZE"], &[])]);
}

#[test]
fn losses_that_their_own_side_gives_are_admitted() {
    let reports = [(
        "Harbour News",
        "2023-09-27",
        "Azerbaijan's health ministry said on Wednesday that 192 of its soldiers had been killed.",
    )];
    let found = questions(&reports, &["--kind", "casualties"]);
    let own = one(&found, "How many Azerbaijani soldiers were killed");
    assert_eq!(own["status"], "admitted");
    assert_eq!(own["answers"][0]["affirmed"][0]["interest"], "against");
}

#[test]
fn denials_find_what_they_deny_though_they_name_less_of_it() {
    let reports = [
        (
            "Harbour News",
            "2024-06-11",
            "Ukraine said on Monday that Russian missiles had struck a hospital in Kharkiv, killing 12 people.",
        ),
        (
            "Hill Courier",
            "2024-06-11",
            "Russia denied attacking the hospital in Kharkiv.",
        ),
        (
            "Plain Dealer",
            "2024-06-12",
            "Russia said on Tuesday that its troops had taken the village of Ocheretyne. Ukraine's general staff said the village had not been captured.",
        ),
        (
            "Late Courier",
            "2024-06-12",
            "Ukraine said on Wednesday that its forces still held Ocheretyne.",
        ),
    ];
    let found = questions(&reports, &[]);
    let struck = one(&found, "Who struck Kharkiv");
    assert_eq!(stands(struck), [owned("Russia", &["UKR"], &["RUS"])]);
    let village = one(&found, "Who holds Ocheretyne");
    assert_eq!(
        stands(village),
        [
            owned("Russia", &["RUS"], &["UKR"]),
            owned("Ukraine", &["UKR"], &[])
        ]
    );
}

#[test]
fn who_denies_a_capture_by_nobody_named_denies_whoever_is_said_to_have_made_it() {
    let reports = [
        (
            "Harbour News",
            "2024-06-12",
            "Russia said on Tuesday that its troops had taken Bakhmut.",
        ),
        (
            "Hill Courier",
            "2024-06-12",
            "Ukraine denied that Bakhmut had been captured. Ukraine said its forces were holding Bakhmut.",
        ),
    ];
    let found = questions(&reports, &["--kind", "control"]);
    assert_eq!(
        stands(one(&found, "Who holds Bakhmut")),
        [
            owned("Russia", &["RUS"], &["UKR"]),
            owned("Ukraine", &["UKR"], &[])
        ]
    );
}
