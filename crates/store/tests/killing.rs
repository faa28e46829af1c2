//! Programs that are killed while they add, and programs that add at the same time. The children
//! are this very test program, run again with what to do in its environment.

mod common;

use common::{STAMP, entries, names, rows};
use rashomon_ledger::{Filter, Names};
use rashomon_store::{Error, Mode, Order, Store};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const LEDGER: &str = "RASHOMON_TEST_LEDGER";
const REPORTS: &str = "RASHOMON_TEST_REPORTS";
const BATCH: usize = 7;

/// Adds reports `from..to` by batches of [`BATCH`], settles their questions, and says after each up
/// to which it came.
fn child(ledger: &Path, from: usize, to: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "adds_what_it_is_told",
            "--nocapture",
            "--test-threads",
            "1",
        ])
        .env(LEDGER, ledger)
        .env(REPORTS, format!("{from} {to}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Not a test by itself: does nothing unless the others ask for it.
#[test]
fn adds_what_it_is_told() {
    let (Some(ledger), Ok(reports)) = (std::env::var_os(LEDGER), std::env::var(REPORTS)) else {
        return;
    };
    let (from, to) = reports.split_once(' ').unwrap();
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    let mut store = Store::open(Path::new(&ledger), Mode::Create).unwrap();
    println!("\nopen");
    for start in (from..to).step_by(BATCH) {
        let end = (start + BATCH).min(to);
        store.add(STAMP, &entries(start..end)).unwrap();
        println!("\nadded {end}");
        let names = Names::default();
        store.settle("test 1", &names, |_, _| {}).unwrap();
    }
}

/// What a child said: up to which report it had added.
fn heard(child: &mut Child) -> Vec<usize> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lines = lines.map_while(Result::ok);
    lines
        .filter_map(|line| line.strip_prefix("added ")?.parse().ok())
        .collect()
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }
}

/// The ledger as it lies: sound, whole batches only, and at least what was said to be in it.
fn sound(path: &Path, said: usize, all: usize) {
    let mut store = match Store::open(path, Mode::Change) {
        // Killed before anything was made.
        Err(Error::Missing(_)) if said == 0 => return,
        opened => opened.unwrap(),
    };
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
    let names = names(&store);
    let expected: Vec<String> = (0..names.len()).map(|i| format!("r{i}")).collect();
    assert_eq!(names, expected);
    assert!(
        names.len().is_multiple_of(BATCH) || names.len() == all,
        "half a batch"
    );
    assert!(names.len() >= said, "{} of {said} reports", names.len());
}

#[test]
fn a_program_killed_at_any_point_loses_nothing_that_was_added() {
    const ALL: usize = 150;
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.ledger");
    let begun = Instant::now();
    let mut first = child(&whole, 0, ALL);
    assert_eq!(heard(&mut first).last(), Some(&ALL));
    assert!(first.wait().unwrap().success());
    sound(&whole, ALL, ALL);
    let time = begun.elapsed().as_micros().min(5_000_000) as u64;
    let mut numbers = Numbers(1);
    for round in 0..12 {
        let path = folder.path().join(format!("{round}.ledger"));
        let mut said = 0;
        // Killed again and again on the way; in the end it is left to finish.
        for _ in 0..3 {
            let mut child = child(&path, 0, ALL);
            // From before it has made the ledger to after its end, wherever that falls.
            std::thread::sleep(Duration::from_micros(numbers.below(time)));
            // SIGKILL on Unix.
            let _ = child.kill();
            said = said.max(heard(&mut child).last().copied().unwrap_or(0));
            child.wait().unwrap();
            sound(&path, said, ALL);
        }
        let mut last = child(&path, 0, ALL);
        assert_eq!(heard(&mut last).last(), Some(&ALL));
        assert!(last.wait().unwrap().success());
        sound(&path, ALL, ALL);
        assert_eq!(dump(&path), dump(&whole), "as if nothing had happened");
    }
}

/// What the ledger holds.
fn dump(path: &Path) -> Vec<String> {
    let tables = [
        "document",
        "analysis",
        "contribution",
        "family",
        "part",
        "report",
        "passage",
        "claim",
        "mention",
        "place",
        "area",
        "told",
        "settled",
    ];
    let store = Store::open(path, Mode::View).unwrap();
    let questions = store.select(&Filter::default(), Order::Listed, 0, None);
    let questions = questions.unwrap().into_iter().map(|q| format!("{q:?}"));
    let sources = store.sources(&Filter::default(), None).unwrap();
    let sources = sources.iter().map(|source| format!("{source:?}"));
    let rows = rows(path, &tables).into_iter();
    rows.chain(questions).chain(sources).collect()
}

#[test]
fn programs_that_add_at_the_same_time_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.ledger");
    // They make the ledger at the same time, and some add the same reports.
    let ranges = [(0, 90), (60, 150), (0, 150), (140, 200)];
    let children: Vec<Child> = ranges.map(|(from, to)| child(&path, from, to)).into();
    for (mut child, (_, to)) in children.into_iter().zip(ranges) {
        assert_eq!(heard(&mut child).last(), Some(&to));
        assert!(child.wait().unwrap().success());
    }
    let mut store = Store::open(&path, Mode::Change).unwrap();
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
    let found: BTreeSet<String> = names(&store).into_iter().collect();
    assert_eq!(found, (0..200).map(|i| format!("r{i}")).collect());
    assert_eq!(store.counts().unwrap().documents, 200);
}

#[test]
fn who_looks_waits_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.ledger");
    drop(common::filled(&path, 0..3));
    let writer = rusqlite::Connection::open(&path).unwrap();
    writer
        .execute_batch("BEGIN IMMEDIATE; INSERT INTO reader (name) VALUES ('other')")
        .unwrap();
    let store = Store::open(&path, Mode::View).unwrap();
    assert_eq!(names(&store).len(), 3);
}
