//! The built program, run as a user runs it.

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const REPORT: &str = "\
Town falls, general says

14 May 2021

General Omar Haddad of the rebel forces said on Friday that his fighters had captured the town of
Aleppo. Syria’s defence ministry denied the claim – “nothing has changed”, an officer said.

Forty soldiers were killed, the ministry said.
";

fn rashomon() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    command.env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

fn run(args: &[&str]) -> Output {
    rashomon().args(args).output().unwrap()
}

fn run_in(folder: &Path, args: &[&str]) -> Output {
    rashomon().current_dir(folder).args(args).output().unwrap()
}

fn with_input(args: &[&str], input: impl FnOnce(&mut dyn Write) + Send) -> Output {
    let mut child = rashomon()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || input(&mut stdin));
        child.wait_with_output().unwrap()
    })
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn records(output: &Output) -> Vec<Value> {
    let text = out(output);
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    text.lines().map(parse).collect()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

#[test]
fn help_shows_examples_and_exit_codes() {
    for args in [&["read", "--help"][..], &["questions", "--help"]] {
        let output = run(args);
        assert_eq!(code(&output), 0);
        let help = out(&output);
        for part in [
            "Examples:",
            "Exit codes:",
            "PATH",
            "--color",
            "--threads",
            "--date",
        ] {
            assert!(help.contains(part), "{part} is missing in\n{help}");
        }
    }
    let help = out(&run(&["--help"]));
    for part in [
        "read",
        "questions",
        "demo",
        "rules",
        "completions",
        "Exit codes:",
    ] {
        assert!(help.contains(part), "{part} is missing in\n{help}");
    }
    // Without a command the help is shown, as an error.
    let output = run(&[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("Usage:"));
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("rashomon"), "{shell}");
    }
}

#[test]
fn a_command_line_at_fault_ends_with_2() {
    for args in [
        &["read"][..],
        &["read", "--format", "xml", "a.txt"],
        &["read", "--date", "yesterday", "a.txt"],
        &["read", "--threads", "0", "a.txt"],
        &["demo", "--as-of", "2020-13-01"],
        &["devour", "a.txt"],
        &["rules", "--format", "xml"],
    ] {
        let output = run(args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains("error:"), "{args:?}");
        assert_eq!(out(&output), "");
    }
}

#[test]
fn records_are_json_whose_spans_count_code_points() {
    let folder = folder(&[("report.txt", REPORT.as_bytes())]);
    let output = run_in(folder.path(), &["read", "report.txt", "--format", "jsonl"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let [record] = &records(&output)[..] else {
        panic!("one record for one report")
    };
    assert_eq!(record["schema"], "rashomon/analysis/1");
    assert_eq!(record["document"]["text"], REPORT);
    let points: Vec<char> = REPORT.chars().collect();
    let mut spans = 0;
    for list in ["mentions", "claims"] {
        for item in record[list].as_array().unwrap() {
            let at = |key: &str| item[key].as_u64().unwrap() as usize;
            let words: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(item["text"], words, "{item}");
            spans += 1;
        }
    }
    assert!(spans > 3, "{record:#}");
    let without = run_in(
        folder.path(),
        &["read", "report.txt", "--format", "jsonl", "--no-text"],
    );
    let mut record = record.clone();
    record["document"].as_object_mut().unwrap().remove("text");
    assert_eq!(records(&without), [record]);
}

#[test]
fn text_shows_the_sentence_marked_the_chain_and_the_rule() {
    let folder = folder(&[("report.txt", REPORT.as_bytes())]);
    let output = run_in(folder.path(), &["read", "report.txt"]);
    assert_eq!(code(&output), 0);
    let text = out(&output);
    assert!(
        text.starts_with("Town falls, general says\nreport.txt · 14 May 2021"),
        "{text}"
    );
    for part in ["<said>", "found by control/", "not so: ", "denies c"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "escape codes without a terminal");
    let colored = run_in(folder.path(), &["read", "report.txt", "--color", "always"]);
    let colored = out(&colored);
    assert!(colored.contains("\u{1b}["));
    assert!(!colored.contains("<said>"), "marks are for plain output");
}

#[test]
fn the_rules_are_listed_and_explain_what_was_read() {
    let all = out(&run(&["rules"]));
    let listed = all.lines().filter(|line| !line.starts_with(' ')).count();
    assert!(listed > 150, "{all}");
    let one = out(&run(&["rules", "control/gain:capture@1"]));
    for part in [
        "control/gain",
        "fires",
        "silent",
        "data/claims/control.tsv",
        "recapture",
    ] {
        assert!(one.contains(part), "{part} is missing in\n{one}");
    }
    let rules = records(&run(&["rules", "control/", "--format", "jsonl"]));
    assert!(rules.len() > 3);
    for rule in &rules {
        assert!(!rule["words"].as_array().unwrap().is_empty(), "{rule}");
    }
    let unknown = run(&["rules", "control/gains"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("control/gains"));

    let folder = folder(&[("report.txt", REPORT.as_bytes())]);
    let plain = out(&run_in(folder.path(), &["read", "report.txt"]));
    let told = out(&run_in(folder.path(), &["read", "report.txt", "--explain"]));
    for part in [
        "control/gain: The subject",
        "trigger “captured”",
        "place “the town of Aleppo”",
        "attribution/clause: A verb of saying",
        "cue “said”",
        "denial/points-back: ",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
        assert!(!plain.contains(part), "{plain}");
    }
}

#[test]
fn claims_say_which_words_their_rule_fired_on() {
    let folder = folder(&[("report.txt", REPORT.as_bytes())]);
    let output = run_in(folder.path(), &["read", "report.txt", "--format", "jsonl"]);
    let points: Vec<char> = REPORT.chars().collect();
    let record = &records(&output)[0];
    let mut fired = Vec::new();
    for claim in record["claims"].as_array().unwrap() {
        let words = claim["fired_on"].as_array().unwrap();
        assert_eq!(words[0]["role"], "trigger", "{claim}");
        for one in words {
            let at = |key: &str| one[key].as_u64().unwrap() as usize;
            let words: String = points[at("start")..at("end")].iter().collect();
            fired.push((one["role"].as_str().unwrap().to_owned(), words));
        }
    }
    let has = |role: &str, words: &str| fired.contains(&(role.to_owned(), words.to_owned()));
    assert!(has("victims", "Forty soldiers"), "{fired:?}");
    assert!(has("trigger", "killed"), "{fired:?}");
}

#[test]
fn a_report_cannot_steer_the_terminal() {
    let text = "Army \u{1b}[2Jtakes Aleppo\n\nThe Syrian army captured Aleppo\u{9b}31m on Monday\u{202e}, officials said.";
    let folder = folder(&[("report.txt", text.as_bytes())]);
    for args in [
        &["read", "report.txt"][..],
        &["questions", "--all", "report.txt"],
    ] {
        let shown = out(&run_in(folder.path(), args));
        assert!(
            shown.contains("Aleppo") || shown.contains("question"),
            "{shown}"
        );
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!shown.contains(steers), "{shown:?}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let lines = format!(
        "{}\nnot json\n\n{}\n",
        serde_json::json!({"id": "first", "text": REPORT, "date": "2021-05-14"}),
        serde_json::json!({"id": "last", "text": REPORT}),
    );
    let folder = folder(&[
        ("a-good.txt", REPORT.as_bytes()),
        ("b-empty.txt", b""),
        ("c-image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("d-lines.jsonl", lines.as_bytes()),
    ]);
    let output = run_in(
        folder.path(),
        &["read", ".", "missing.txt", "--format", "jsonl"],
    );
    assert_eq!(code(&output), 1);
    let ids: Vec<Value> = records(&output)
        .iter()
        .map(|r| r["document"]["id"].clone())
        .collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[1..], ["first", "last"]);
    let messages = err(&output);
    for part in [
        "b-empty.txt: is empty",
        "c-image.txt: is",
        "d-lines.jsonl:2: is not a JSON object",
        "missing.txt: cannot be read",
    ] {
        assert!(messages.contains(part), "{part} is missing in\n{messages}");
    }
}

#[test]
fn what_was_read_in_part_is_named() {
    let bad_date = serde_json::json!({"id": "dated", "text": REPORT, "date": "soon"}).to_string();
    let german = "Die Armee hat am Montag die Stadt eingenommen, sagte ein Sprecher des \
        Ministeriums. Die Bewohner waren zuvor geflohen, und die Straße in den Süden ist gesperrt.";
    let cases: [(&str, &[u8], &str); 3] = [
        ("date.jsonl", bad_date.as_bytes(), "date-unreadable"),
        (
            "bytes.txt",
            b"Army \xff\xfe\xfd\x81 takes Aleppo\xc3\n\nThe army took Aleppo.\xe2\x82",
            "encoding",
        ),
        ("german.txt", german.as_bytes(), "language"),
    ];
    for (name, content, part) in cases {
        let folder = folder(&[(name, content)]);
        let output = run_in(folder.path(), &["read", name, "--format", "jsonl"]);
        let code_of = records(&output)[0]["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .any(|d| d["code"].as_str().unwrap().starts_with(part));
        assert!(code_of, "{name}: {}", out(&output));
        if part != "encoding" {
            assert_eq!(code(&output), 1, "{name}");
            assert!(err(&output).contains(part), "{name}: {}", err(&output));
        }
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_stops_nothing() {
    let output = with_input(
        &["read", "--input-format", "jsonl", "--format", "jsonl", "-"],
        |stdin| {
            let _ = stdin.write_all(b"{\"text\": \"");
            for _ in 0..100 {
                let _ = stdin.write_all(&[b'a'; 1 << 20]);
            }
            let _ = stdin.write_all(b"\"}\n");
            let record = serde_json::json!({"id": "small", "text": REPORT});
            let _ = writeln!(stdin, "{record}");
        },
    );
    assert_eq!(code(&output), 1);
    assert!(
        err(&output).contains("standard input:1: is longer than"),
        "{}",
        err(&output)
    );
    assert_eq!(records(&output)[0]["document"]["id"], "small");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let lines: String = (0..60)
        .map(|i| {
            let text = match i % 3 {
                0 => REPORT.to_owned(),
                1 => format!("Report {i}.\n\nNothing was said."),
                _ => REPORT.repeat(3),
            };
            serde_json::json!({"id": format!("r{i}"), "text": text}).to_string() + "\n"
        })
        .collect();
    let folder = folder(&[("all.jsonl", lines.as_bytes())]);
    let with = |threads: &str| {
        let args = [
            "read",
            "all.jsonl",
            "--format",
            "jsonl",
            "--threads",
            threads,
        ];
        run_in(folder.path(), &args)
    };
    let one = with("1");
    assert_eq!(records(&one).len(), 60);
    assert_eq!(one.stdout, with("7").stdout);
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let lines: String = (0..400)
        .map(|i| serde_json::json!({"id": i, "text": REPORT}).to_string() + "\n")
        .collect();
    let folder = folder(&[("all.jsonl", lines.as_bytes())]);
    let mut child = rashomon()
        .current_dir(folder.path())
        .args(["read", "all.jsonl", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert!(line.starts_with('{'));
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
}

#[test]
fn a_date_from_outside_is_the_date_of_reports_without_one() {
    let lines = format!(
        "{}\n{}\n",
        serde_json::json!({"id": "own", "text": "The army took Aleppo.", "date": "2019-01-02"}),
        serde_json::json!({"id": "none", "text": "The army took Aleppo."}),
    );
    let folder = folder(&[("all.jsonl", lines.as_bytes())]);
    let args = [
        "read",
        "all.jsonl",
        "--format",
        "jsonl",
        "--date",
        "14 May 2021",
    ];
    let dates: Vec<Value> = records(&run_in(folder.path(), &args))
        .iter()
        .map(|r| r["document"]["published"]["value"].clone())
        .collect();
    assert_eq!(dates, ["2019-01-02", "2021-05-14"]);
}

#[test]
fn a_table_of_places_is_used_and_a_bad_one_is_named() {
    let folder = folder(&[
        (
            "places.tsv",
            b"name\tlat\tlon\tfeature\tcountry\nQuxville\t35.5\t37.5\tPPL\tSY\n",
        ),
        ("bad.tsv", b"name\tlat\tlon\nQuxville\tnorth\t37.5\n"),
        (
            "report.txt",
            b"The army captured Quxville on Monday, officials said.\n",
        ),
    ]);
    let with = |extra: &[&str]| {
        let mut args = vec!["read", "report.txt", "--format", "jsonl"];
        args.extend(extra);
        run_in(folder.path(), &args)
    };
    let knows = |output: &Output| {
        let record = records(output).remove(0);
        let mentions = record["mentions"].as_array().unwrap().clone();
        mentions
            .iter()
            .any(|m| m["place"]["name"] == "Quxville" && m["place"]["lat"] == 35.5)
    };
    assert!(!knows(&with(&[])));
    let output = with(&["--gazetteer", "places.tsv"]);
    assert!(knows(&output), "{}{}", out(&output), err(&output));
    for table in ["bad.tsv", "missing.tsv"] {
        let output = with(&["--gazetteer", table]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(table), "{}", err(&output));
    }
}

#[test]
fn tables_of_sides_and_people_are_used_and_bad_ones_are_named() {
    let folder = folder(&[
        (
            "places.tsv",
            b"Ruritania\t48\t15\tPCLI\tRUR\nStrelsau\t48.1\t15.2\tPPLC\tRUR\n",
        ),
        (
            "sides.tsv",
            b"id\tname\trole\tnames\tseats\tadjectives\tpeople\nRUR\tRuritania\tGOV\tRuritania\t~Strelsau\tRuritanian\tRuritanians\nBLUE\tBlue Army\tREB\tBlue Army\n",
        ),
        (
            "actors.tsv",
            b"person:rudolf-elph\tRudolf Elph\t\tElph\tRUR\tGOV\tking\t2019\n",
        ),
        ("badsides.tsv", b"id\tname\trole\nX\tThe X\tKING\n"),
        ("badactors.tsv", b"person:x\tX Y\t\t\tNOBODY\tGOV\n"),
        (
            "report.txt",
            b"Rudolf Elph denied on Monday that Ruritanian soldiers had killed 12 fighters of the Blue Army.\n",
        ),
    ]);
    let with = |extra: &[&str]| {
        let mut args = vec!["read", "report.txt"];
        args.extend(extra);
        run_in(folder.path(), &args)
    };
    let mine = [
        "--gazetteer",
        "places.tsv",
        "--sides",
        "sides.tsv",
        "--actors",
        "actors.tsv",
    ];
    let record =
        |extra: &[&str]| records(&with(&[extra, &["--format", "jsonl"]].concat())).remove(0);
    let toll = |record: &Value| {
        let claims = record["claims"].as_array().unwrap().clone();
        claims.into_iter().find(|c| c["kind"] == "casualties")
    };
    let known = toll(&record(&mine)).expect("the toll is found");
    for (key, side) in [("side", "RUR"), ("actor", "RUR"), ("affected", "BLUE")] {
        assert_eq!(known[key], side, "{known}");
    }
    let unknown = toll(&record(&[])).expect("the toll is found");
    assert!(
        unknown["side"].is_null() && unknown["affected"].is_null(),
        "{unknown}"
    );
    assert!(
        out(&with(&mine)).contains("Ruritania"),
        "{}",
        out(&with(&mine))
    );
    for (option, table, says) in [
        ("--sides", "badsides.tsv", "badsides.tsv:2: 'KING'"),
        ("--actors", "badactors.tsv", "badactors.tsv:1: 'NOBODY'"),
        ("--sides", "missing.tsv", "missing.tsv: "),
    ] {
        let output = with(&[option, table]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(says), "{}", err(&output));
    }
}

#[test]
fn the_demo_fits_its_page_and_shows_what_is_disputed() {
    for width in [80, 120] {
        let output = rashomon()
            .args(["demo"])
            .env("COLUMNS", width.to_string())
            .output()
            .unwrap();
        assert_eq!((code(&output), err(&output).as_str()), (0, ""));
        let text = out(&output);
        for part in [
            "Who holds Shusha",
            "CONTESTED",
            "affirmed in",
            "denied in",
            "<denied>",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        let wide = text.lines().find(|line| line.chars().count() > width);
        assert_eq!(wide, None);
    }
    let early = out(&run(&["demo", "--as-of", "2020-10-01"]));
    assert!(early.contains("as known on 2020-10-01"));
    assert!(!early.contains("Who holds Shusha"), "{early}");
}

#[test]
fn questions_are_json_lines_and_do_not_depend_on_the_order_of_the_files() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports");
    let mut files: Vec<String> = fs::read_dir(examples)
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    files.sort();
    let ask = |files: &[String]| {
        let mut args = vec!["questions", "--format", "jsonl"];
        args.extend(files.iter().map(String::as_str));
        let output = run(&args);
        assert_eq!(code(&output), 0, "{}", err(&output));
        output
    };
    let forward = ask(&files);
    files.reverse();
    assert_eq!(forward.stdout, ask(&files).stdout);
    let statuses: Vec<Value> = records(&forward)
        .iter()
        .map(|q| q["status"].clone())
        .collect();
    assert!(statuses.contains(&Value::from("contested")));
    assert!(
        records(&forward)
            .iter()
            .all(|q| q["id"].as_str().unwrap().starts_with("q:"))
    );
}

#[test]
fn a_ledger_is_added_to_once_read_again_and_checked() {
    let folder = folder(&[
        ("a.txt", REPORT.as_bytes()),
        ("b.jsonl", b"{\"text\": \"\"}\n"),
    ]);
    let first = run_in(folder.path(), &["add", "a.txt"]);
    assert_eq!(
        (code(&first), out(&first)),
        (0, out(&first)),
        "{}",
        err(&first)
    );
    assert!(out(&first).starts_with("1 report added. rashomon.ledger holds 1 report with "));
    // What cannot be read is told, and the rest goes in; under another name it is the same report.
    std::fs::copy(folder.path().join("a.txt"), folder.path().join("c.txt")).unwrap();
    let second = run_in(folder.path(), &["add", "."]);
    assert_eq!(code(&second), 1);
    assert!(
        err(&second).contains("b.jsonl:1: has an empty `text`"),
        "{}",
        err(&second)
    );
    assert!(
        out(&second).starts_with("0 reports added, 2 were there already."),
        "{}",
        out(&second)
    );
    let named = rashomon()
        .current_dir(folder.path())
        .env("RASHOMON_LEDGER", "other.ledger")
        .args(["add", "a.txt"])
        .output()
        .unwrap();
    assert!(
        out(&named).contains("other.ledger holds 1 report"),
        "{}",
        out(&named)
    );
    // The files are not needed any more.
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    let none = run_in(folder.path(), &["reread"]);
    assert!(
        out(&none).contains("read by this version already"),
        "{}",
        out(&none)
    );
    let all = run_in(folder.path(), &["reread", "--all"]);
    assert!(
        out(&all).contains("1 report read again: 1 as before, 0 otherwise"),
        "{}",
        out(&all)
    );
    let check = run_in(folder.path(), &["check"]);
    assert_eq!(code(&check), 0, "{}", out(&check));
    assert!(out(&check).contains("is as it should be: 1 report with"));
    let table = "name\tlat\tlon\nAleppo\t1.0\t2.0\n";
    fs::write(folder.path().join("places.tsv"), table).unwrap();
    let other = run_in(folder.path(), &["reread", "--gazetteer", "places.tsv"]);
    assert!(
        out(&other).contains("1 report read again"),
        "{} {}",
        out(&other),
        err(&other)
    );
}

#[test]
fn a_report_read_again_tells_which_questions_changed() {
    let folder = folder(&[
        (
            "a.txt",
            b"Town taken\n\n8 November 2020\n\nThe Blue Army said on Sunday that its fighters had \
              captured Aleppo. The Green Army denied on Sunday that the Blue Army had captured \
              Aleppo.\n",
        ),
        (
            "sides.tsv",
            b"id\tname\trole\tnames\nBLUE\tBlue Army\tREB\tBlue Army\n\
              GREEN\tGreen Army\tREB\tGreen Army\n",
        ),
    ]);
    let added = run_in(folder.path(), &["add", "--news", "a.txt"]);
    assert!(
        out(&added).starts_with("1 report added."),
        "{}",
        out(&added)
    );
    let again = run_in(folder.path(), &["reread", "--sides", "sides.tsv"]);
    let told = out(&again);
    for words in [
        "\n\nWho holds Aleppo, 8 November 2020? CONTESTED\n",
        "  * now contested, before one-sided\n",
        "  * a new answer: “Blue Army”, from Blue Army\n",
        "  + Blue Army · a.txt, 8 November 2020",
        "\n1 report read again: 0 as before, 1 otherwise",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_ledger_that_cannot_be_used_is_named_and_stays_as_it_was() {
    let folder = folder(&[("a.txt", REPORT.as_bytes()), ("x", REPORT.as_bytes())]);
    let at = |ledger: &str, command: &str| {
        let mut args = vec![command, "--ledger", ledger];
        args.extend((command == "add").then_some("a.txt"));
        run_in(folder.path(), &args)
    };
    for command in ["add", "check", "reread"] {
        let other = at("x", command);
        assert_eq!(code(&other), 2, "{}", err(&other));
        assert!(err(&other).contains("x: is no ledger"), "{}", err(&other));
    }
    assert_eq!(
        fs::read(folder.path().join("x")).unwrap(),
        REPORT.as_bytes()
    );
    for command in ["check", "reread"] {
        let missing = at("y", command);
        assert_eq!(code(&missing), 2);
        assert!(
            err(&missing).contains("make one with `rashomon add"),
            "{}",
            err(&missing)
        );
    }
    assert!(!folder.path().join("y").exists());
    assert_eq!(code(&at("z", "add")), 0);
    let file = folder.path().join("z");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].iter_mut().for_each(|b| *b ^= 0x55);
    fs::write(&file, &bytes).unwrap();
    let damaged = at("z", "check");
    assert_eq!(code(&damaged), 1, "{}", out(&damaged));
    assert!(out(&damaged).contains("damaged") || err(&damaged).contains("damaged"));
}

#[cfg(unix)]
#[test]
fn a_ledger_without_room_or_leave_to_write_says_so() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = folder(&[
        ("a.txt", REPORT.as_bytes()),
        ("b.txt", b"The bridge was shelled.\n"),
    ]);
    let path = folder.path();
    assert_eq!(code(&run_in(path, &["add", "a.txt"])), 0);
    let sound = fs::read(path.join("rashomon.ledger")).unwrap();
    // Files may not grow, as on a full disk; SIGXFSZ would end the program before it could say so.
    let program = env!("CARGO_BIN_EXE_rashomon");
    let full = Command::new("sh")
        .current_dir(path)
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8; exec \"$0\" add b.txt",
            program,
        ])
        .output()
        .unwrap();
    assert_eq!(code(&full), 1, "{}", err(&full));
    assert!(err(&full).contains("room"), "{}", err(&full));
    assert_eq!(code(&run_in(path, &["check"])), 0);
    assert_eq!(fs::read(path.join("rashomon.ledger")).unwrap(), sound);
    // Nobody may write here. Root may everywhere, so that it becomes somebody else; the program is
    // put where that one can reach it.
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("rashomon");
    fs::copy(program, &copy).unwrap();
    let mode = |file: &Path, mode| {
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(elsewhere.path(), 0o755);
    mode(path, 0o555);
    mode(&path.join("rashomon.ledger"), 0o444);
    let is_root = fs::write(path.join("probe"), "").is_ok();
    let as_reader = |args: &[&str]| {
        let mut command = Command::new(&copy);
        command.current_dir(path).args(args);
        if is_root {
            command.uid(65534).gid(65534);
        }
        command.output().unwrap()
    };
    let refused = as_reader(&["add", "b.txt"]);
    assert_eq!(code(&refused), 2, "{}", err(&refused));
    assert!(
        err(&refused).contains("cannot be written"),
        "{}",
        err(&refused)
    );
    let check = as_reader(&["check"]);
    assert_eq!(code(&check), 0, "{}{}", out(&check), err(&check));
    assert_eq!(fs::read(path.join("rashomon.ledger")).unwrap(), sound);
    mode(path, 0o755);
}
