//! The views, on the reports that come with the program.
//!
//! What each prints is kept in `tests/views/`. After a change that is meant, write it anew with
//! `BLESS=1 cargo test -p rashomon --test views`, and look at what changed.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports");
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/views");

fn rashomon(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    for name in ["NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "RASHOMON_LEDGER"] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100").args(args);
    command
}

/// Output of a view of the bundled reports; `view` is the command with what it takes before paths.
fn view(view: &[&str], args: &[&str]) -> Output {
    let all = [view, &[EXAMPLES], args].concat();
    let output = rashomon(&all).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{view:?} {args:?}: {told}");
    assert_eq!(told, "", "{view:?} {args:?}");
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(command: &[&str], args: &[&str]) -> Value {
    let output = view(command, &[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rows(command: &[&str], args: &[&str]) -> Vec<Value> {
    json(command, args).as_array().unwrap().clone()
}

fn ids(args: &[&str]) -> Vec<String> {
    let rows = rows(&["questions"], args);
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    rows.iter().map(id).collect()
}

fn kept(name: &str, output: &Output) {
    let path = Path::new(KEPT).join(name);
    let now = text(output);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let kept = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert_eq!(
        now, kept,
        "{name} is not what it was: see the head of this test"
    );
}

/// The views that are lists and take no further word.
const LISTS: [&str; 6] = [
    "questions",
    "claims",
    "timeline",
    "toll",
    "control",
    "sources",
];

const FALL: [&str; 4] = ["--kind", "control", "--place", "Shusha"];

#[test]
fn each_view_prints_what_it_did() {
    let fall = ids(&FALL);
    let [fall] = &fall[..] else {
        panic!("one question asks who holds the town: {fall:?}")
    };
    let claims = rows(&["claims"], &FALL);
    let claim = claims[0]["claim"].as_str().unwrap();
    let loss: &[&str] = &["--kind", "equipment_loss", "--status", "contested"];
    kept("questions.txt", &view(&["questions"], &FALL));
    kept(
        "questions.table.txt",
        &view(
            &["questions"],
            &["--format", "table", "--status", "contested"],
        ),
    );
    kept(
        "questions.md",
        &view(
            &["questions"],
            &["--format", "markdown", "--kind", "displacement"],
        ),
    );
    kept("question.txt", &view(&["question", fall], &[]));
    kept("claims.txt", &view(&["claims"], &FALL));
    kept(
        "claims.csv",
        &view(
            &["claims"],
            &[&FALL[..], &["--format", "csv", "--limit", "2"]].concat(),
        ),
    );
    kept("claim.txt", &view(&["claim", claim], &[]));
    kept(
        "timeline.txt",
        &view(
            &["timeline"],
            &["--from", "2020-11-06", "--to", "2020-11-10"],
        ),
    );
    kept(
        "toll.txt",
        &view(&["toll"], &["--status", "contested,admitted"]),
    );
    kept(
        "toll.csv",
        &view(&["toll"], &[loss, &["--format", "csv"]].concat()),
    );
    kept(
        "control.txt",
        &view(&["control"], &["--as-of", "2020-11-08"]),
    );
    kept("sources.txt", &view(&["sources"], &FALL));
    kept("search.txt", &view(&["search", "warplane shot"], &[]));
}

#[test]
fn known_on_the_day_the_town_is_contested_and_later_years_are_not_known() {
    let args = [&FALL[..], &["--as-of", "2020-11-08"]].concat();
    let rows = rows(&["questions"], &args);
    let [fall] = &rows[..] else {
        panic!("{rows:?}")
    };
    assert_eq!(fall["status"], "contested");
    let answer = |side: &str| {
        let answers = fall["answers"].as_array().unwrap();
        let found = answers.iter().find(|a| a["value"]["side"] == side);
        found
            .unwrap_or_else(|| panic!("nobody names {side}"))
            .clone()
    };
    let sides = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap();
        list.iter().map(|h| h["side"].to_string()).collect()
    };
    assert!(sides(&answer("AZE")["holders"]).contains(&"\"AZE\"".to_owned()));
    assert!(sides(&answer("AZE")["deniers"]).contains(&"\"ARM\"".to_owned()));
    let control = self::rows(&["control"], &["--as-of", "2020-11-08"]);
    let late = |row: &Value| {
        row["first_reported"]
            .as_str()
            .is_some_and(|day| day > "2020-11-08")
    };
    assert!(
        !control.is_empty() && !control.iter().any(late),
        "{control:?}"
    );
}

#[test]
fn a_place_is_found_by_any_of_its_names() {
    let by = |name: &str| ids(&["--kind", "control", "--place", name]);
    let shusha = by("Shusha");
    assert!(!shusha.is_empty());
    for name in ["Shushi", "shushi", "Şuşa"] {
        assert_eq!(by(name), shusha, "{name}");
    }
    assert_eq!(by("Nowhereville"), Vec::<String>::new());
    let both = ids(&[
        "--kind", "control", "--place", "Shushi", "--place", "Hadrut",
    ]);
    assert_eq!(both.len(), shusha.len() + by("Hadrut").len());
}

#[test]
fn filters_combine_and_read_the_same_everywhere() {
    let all = ids(&[]);
    let parts: [&[&str]; 6] = [
        &["--kind", "control,attack"],
        &["--side", "Azerbaijani"],
        &["--status", "contested"],
        &["--from", "2020-10"],
        &["--to", "2020-10-31"],
        &["--text", "holds"],
    ];
    let mut together: Vec<&str> = Vec::new();
    let mut both = all.clone();
    for part in parts {
        let alone = ids(part);
        assert!(!alone.is_empty() && alone.len() < all.len(), "{part:?}");
        both.retain(|id| alone.contains(id));
        together.extend(part);
    }
    assert!(!both.is_empty());
    assert_eq!(ids(&together), both);
    assert_eq!(ids(&["--side", "AZE"]), ids(&["--side", "azerbaijan"]));
    // The same arguments leave the same questions in the views that are made of questions.
    let timeline = rows(&["timeline"], &together);
    let mut dated: Vec<String> = timeline
        .iter()
        .map(|r| r["id"].as_str().unwrap().into())
        .collect();
    dated.sort();
    both.sort();
    assert_eq!(dated, both);
    // And the claims behind them in those that are made of claims.
    for claim in rows(&["claims"], &together) {
        let asked = claim["questions"].as_array().unwrap();
        let status =
            |id: &Value| ids(&["--status", "contested"]).contains(&id.as_str().unwrap().into());
        assert!(asked.iter().any(status), "{claim}");
        assert!(["control", "attack"].contains(&claim["kind"].as_str().unwrap()));
    }
}

#[test]
fn formats_hold_the_same_rows_and_a_limit_cuts_them_alike() {
    let fall = ids(&FALL);
    let commands: [&[&str]; 8] = [
        &["questions"],
        &["question", &fall[0]],
        &["claims"],
        &["timeline"],
        &["toll"],
        &["control"],
        &["sources"],
        &["search", "town"],
    ];
    for command in commands {
        let one = command[0] == "question";
        let lines = text(&view(command, &["--format", "jsonl"]));
        let lines: Vec<Value> = lines
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let json = json(command, &[]);
        match one {
            true => assert_eq!(lines, std::slice::from_ref(&json)),
            false => assert_eq!(Value::Array(lines.clone()), json),
        }
        let expected = match one {
            true => json["evidence"].as_array().unwrap().len(),
            false => lines.len(),
        };
        assert!(expected > 0, "{command:?}");
        let csv = view(command, &["--format", "csv"]);
        let mut csv = csv::Reader::from_reader(&csv.stdout[..]);
        let columns = csv.headers().unwrap().len();
        let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), expected, "{command:?}");
        assert!(records.iter().all(|r| r.len() == columns), "{command:?}");
        let markdown = text(&view(command, &["--format", "markdown"]));
        assert_eq!(markdown.lines().count(), expected + 2, "{command:?}");
        assert!(
            markdown
                .lines()
                .all(|l| l.starts_with("| ") && l.ends_with(" |"))
        );
        if !one {
            let two = text(&view(command, &["--format", "jsonl", "--limit", "2"]));
            let all = text(&view(command, &["--format", "jsonl", "--limit", "0"]));
            assert!(
                all.starts_with(&two) && two.len() < all.len(),
                "{command:?}"
            );
        }
    }
}

#[test]
fn spans_count_code_points_of_the_record() {
    let output = rashomon(&["read", "--format", "jsonl", EXAMPLES])
        .output()
        .unwrap();
    let records = text(&output);
    let records: Vec<Value> = records
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let claims = rows(&["claims"], &[]);
    assert!(claims.len() > 50);
    for claim in claims {
        let of = |r: &&Value| claim["document"].as_str() == r["document"]["id"].as_str();
        let record = records.iter().find(of).unwrap();
        let points: Vec<char> = record["document"]["text"]
            .as_str()
            .unwrap()
            .chars()
            .collect();
        let at = |key: &str| claim[key].as_u64().unwrap() as usize;
        let words: String = points[at("start")..at("end")].iter().collect();
        assert_eq!(claim["text"], words);
    }
}

#[test]
fn ids_may_be_cut_short_and_unknown_ones_are_told() {
    let fall = ids(&FALL);
    let whole = text(&view(&["question", &fall[0]], &[]));
    assert_eq!(text(&view(&["question", &fall[0][2..8]], &[])), whole);
    let claims = rows(&["claims"], &FALL);
    let mut claims = claims.iter().map(|row| row["claim"].as_str().unwrap());
    let claim = claims.find(|id| id.starts_with("sha256:")).unwrap();
    let whole = text(&view(&["claim", claim], &[]));
    assert!(whole.contains(&fall[0]), "{whole}");
    let hash = claim.strip_prefix("sha256:").unwrap();
    let (hash, number) = hash.split_once('#').unwrap();
    assert_eq!(
        text(&view(&["claim", &format!("{}#{number}", &hash[..10])], &[])),
        whole
    );
    for args in [
        ["question", "q:nothing"],
        ["question", ""],
        ["claim", "nothing"],
        ["claim", "#c0"],
        ["claim", "é#c1"],
    ] {
        let output = rashomon(&[&args[..], &[EXAMPLES]].concat())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("rashomon: "),
            "{args:?}"
        );
    }
    let output = rashomon(&["questions", EXAMPLES, "--side", "Atlantis"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn pages_fit_and_are_ascii_where_the_terminal_is() {
    for width in ["60", "100"] {
        for command in LISTS {
            for format in ["text", "table"] {
                let mut run = rashomon(&[command, EXAMPLES, "--format", format]);
                let shown = text(&run.env("COLUMNS", width).output().unwrap());
                let most = width.parse().unwrap();
                let wide = shown.lines().find(|line| line.chars().count() > most);
                assert_eq!(wide, None, "{command} {format}");
                assert!(
                    !shown.contains('\u{1b}'),
                    "{command}: escape codes without a terminal"
                );
            }
        }
    }
    let bars = |locale: &str| {
        let mut run = rashomon(&["toll", EXAMPLES]);
        text(&run.env("LC_ALL", locale).output().unwrap())
    };
    assert!(bars("C.UTF-8").contains('●'));
    let ascii = bars("C");
    assert!(
        ascii.contains('*') && !ascii.contains(['●', '├', '─', '·']),
        "{ascii}"
    );
    let mut run = rashomon(&["toll", EXAMPLES, "--color", "always"]);
    assert!(text(&run.output().unwrap()).contains("\u{1b}["));
}

#[test]
fn a_closed_pipe_ends_each_view_quietly() {
    for format in ["text", "table", "json", "jsonl", "csv", "markdown"] {
        for command in ["questions", "claims", "toll"] {
            let mut child = rashomon(&[command, EXAMPLES, "--format", format])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{command} {format}");
            assert_eq!(
                String::from_utf8_lossy(&output.stderr),
                "",
                "{command} {format}"
            );
        }
    }
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = fs::read_to_string(readme).unwrap().replace("\r\n", "\n");
    let shown = readme.split("```text\n").nth(1).expect("the demo's output");
    let shown = shown.split("\n```").next().unwrap();
    let printed = text(&rashomon(&["demo"]).output().unwrap());
    let mut rest = printed.as_str();
    for part in shown.split("\n…\n").map(str::trim) {
        let at = rest.find(part);
        let at = at.unwrap_or_else(|| panic!("the demo does not print\n{part}\nbut\n{printed}"));
        rest = &rest[at + part.len()..];
    }
}

/// A ledger of the bundled reports.
fn ledger(folder: &Path) -> String {
    let path = folder.join("examples.ledger").display().to_string();
    let output = rashomon(&["add", "--ledger", &path, EXAMPLES])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    path
}

fn of_ledger(ledger: &str, args: &[&str]) -> Output {
    rashomon(args)
        .env("RASHOMON_LEDGER", ledger)
        .output()
        .unwrap()
}

fn done(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text(&output)
}

#[test]
fn a_ledger_shows_what_its_reports_show() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path());
    let fall = ids(&FALL);
    let claim = rows(&["claims"], &FALL)[0]["claim"]
        .as_str()
        .unwrap()
        .to_owned();
    let part: &[&str] = &[
        "--kind",
        "control,casualties",
        "--side",
        "ARM",
        "--from",
        "2020-10",
        "--limit",
        "5",
    ];
    let early: &[&str] = &["--as-of", "2020-10-17"];
    let cases: [(&[&str], &[&str]); 18] = [
        (&["questions"], &[]),
        (&["questions"], &["--all"]),
        (&["questions"], part),
        (&["questions"], early),
        (
            &["questions"],
            &["--place", "Shushi", "--status", "contested"],
        ),
        (&["questions"], &["--text", "televised address"]),
        (&["question", &fall[0]], &[]),
        (&["question", &fall[0][..6]], &["--format", "json"]),
        (&["claims"], &FALL),
        (&["claims"], &["--status", "admitted", "--to", "2020-12"]),
        (&["claim", &claim], &[]),
        (&["timeline"], part),
        (&["toll"], &[]),
        (
            &["toll"],
            &["--limit", "2", "--status", "admitted,contested"],
        ),
        (&["control"], &[]),
        (&["control"], &["--limit", "3"]),
        (&["sources"], &["--kind", "control"]),
        (&["search", "televised"], &[]),
    ];
    for (command, args) in cases {
        let kept = done(of_ledger(&ledger, &[command, args].concat()));
        assert_eq!(kept, text(&view(command, args)), "{command:?} {args:?}");
    }
    for command in LISTS {
        let kept = done(of_ledger(&ledger, &[command, "--format", "csv"]));
        assert_eq!(
            kept,
            text(&view(&[command], &["--format", "csv"])),
            "{command}"
        );
    }
    let none = of_ledger(&format!("{ledger}.none"), &["questions"]);
    assert!(!none.status.success());
    assert!(String::from_utf8_lossy(&none.stderr).contains("there is no ledger here"));
}

#[test]
fn judgements_stand_beside_the_result_until_they_are_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path());
    let run = |args: &[&str]| done(of_ledger(&ledger, args));
    let by = ["--why", "seen by hand", "--author", "An Analyst"];
    let judge = |args: &[&str]| run(&[args, &by].concat());
    let fall = ids(&FALL).remove(0);
    let dossier = || run(&["question", &fall]);
    let questions = || run(&["questions", "--format", "jsonl"]);
    let (before, unjudged) = (dossier(), questions());

    let said = judge(&["judge", &fall, "--answer", "azer", "--verdict", "confirmed"]);
    assert!(said.starts_with("j000001: Who holds"), "{said}");
    judge(&[
        "judge",
        &fall[..8],
        "--answer",
        "Azerbaijan",
        "--grade",
        "B2",
    ]);
    let claim = rows(&["claims"], &FALL)[0]["claim"]
        .as_str()
        .unwrap()
        .to_owned();
    judge(&["judge", &claim, "--verdict", "misread"]);
    let judged = dossier();
    for part in [
        "judged confirmed by An Analyst, ",
        "seen by hand [j000001]",
        "judged B2 by",
        "misread by",
    ] {
        assert!(judged.contains(part), "{part} is missing in\n{judged}");
    }
    let record: Value =
        serde_json::from_str(&run(&["question", &fall, "--format", "json"])).unwrap();
    assert_eq!(
        record["judged"]["answers"][0]["verdict"]["author"],
        "An Analyst"
    );
    assert_eq!(record["judged"]["claims"][0]["act"], "verdict");
    assert_eq!(record["question"]["status"], "contested");
    assert_eq!(questions(), unjudged);
    let listed = |more: &[&str]| {
        let lines = run(&[&["judgements", "--format", "jsonl"], more].concat());
        let rows = lines.lines().map(|l| serde_json::from_str(l).unwrap());
        rows.collect::<Vec<Value>>()
    };
    let rows = listed(&[]);
    let told = |i: usize, field: &str| rows[i][field].as_str().unwrap().to_owned();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (told(0, "of"), told(0, "judged")),
        ("answer".into(), "confirmed".into())
    );
    assert!(told(0, "subject").ends_with("Azerbaijan"), "{rows:?}");
    assert_eq!(told(1, "judged"), "B2");
    assert_eq!(
        (told(2, "on"), told(2, "judged")),
        (claim, "misread".into())
    );
    assert!(run(&["judgements"]).contains("seen by hand"));
    for id in ["j000001", "j000002", "j000003"] {
        judge(&["undo", id]);
    }
    assert_eq!(listed(&[]).len(), 0);
    let all = listed(&["--all"]);
    assert_eq!(
        (all.len(), &all[0]["undone_by"]),
        (6, &Value::from("j000004"))
    );
    assert_eq!(dossier(), before);

    let place = |name: &str| {
        let rows = run(&[
            "questions",
            "--kind",
            "control",
            "--place",
            name,
            "--format",
            "jsonl",
        ]);
        let row: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
        row["place"]["id"].as_str().unwrap().to_owned()
    };
    let merged = judge(&["merge", &place("Bunyadli"), &place("Dolanlar")]);
    assert_ne!(questions(), unjudged);
    judge(&["undo", merged.split(':').next().unwrap()]);
    assert_eq!(questions(), unjudged);

    for wrong in [
        &["judge", "q:nothing", "--verdict", "open"][..],
        &["judge", &fall, "--verdict", "misread"],
        &["judge", &fall, "--answer", "Atlantis", "--verdict", "open"],
        &["judge", &fall],
        &["judge", &fall, "--answer", "azer", "--grade", "Z9"],
        &["merge", "geonames:1"],
        &["undo", "j999999"],
    ] {
        let output = of_ledger(&ledger, &[wrong, &by].concat());
        assert!(!output.status.success(), "{wrong:?}");
        assert_ne!(output.stderr, b"", "{wrong:?}");
    }
    let unnamed = rashomon(&["undo", "j000001", "--why", "x", "--ledger", &ledger])
        .env_remove("USER")
        .env_remove("USERNAME")
        .env_remove("RASHOMON_AUTHOR")
        .output()
        .unwrap();
    assert_eq!(unnamed.status.code(), Some(2));
}
