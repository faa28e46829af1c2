//! Files that are no ledger, damaged or not to be written: the error says so, and the file stays
//! as it was.

mod common;

use common::{STAMP, entries, filled, names};
use rashomon_store::{Error, FORMAT, Mode, Store};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.ledger");
    (folder, path)
}

const MODES: [Mode; 3] = [Mode::View, Mode::Change, Mode::Create];

/// Opens in every mode, and sees that it fails and that nothing changes.
fn refused(path: &Path, modes: &[Mode], expected: impl Fn(&Error) -> bool) {
    let before = fs::read(path).ok();
    for &mode in modes {
        let error = Store::open(path, mode).unwrap_err();
        assert!(expected(&error), "{mode:?}: {error:?}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
        assert_eq!(fs::read(path).ok(), before);
    }
}

#[test]
fn there_is_none() {
    let (folder, path) = place();
    refused(&path, &MODES[..2], |e| matches!(e, Error::Missing(_)));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was made"
    );
    fs::write(&path, "").unwrap();
    refused(&path, &MODES[..2], |e| matches!(e, Error::Missing(_)));
    // An empty file is taken for a ledger that is yet to be made.
    drop(Store::open(&path, Mode::Create).unwrap());
    Store::open(&path, Mode::View).unwrap();
}

#[test]
fn a_folder_or_a_missing_folder() {
    let (folder, path) = place();
    refused(folder.path(), &MODES, |e| matches!(e, Error::Closed(..)));
    let nowhere = path.join("x.ledger");
    refused(&nowhere, &[Mode::Create], |e| {
        matches!(e, Error::Closed(..))
    });
}

#[test]
fn something_else() {
    let (_folder, path) = place();
    fs::write(&path, "Two villages were shelled.\n".repeat(1000)).unwrap();
    refused(&path, &MODES, |e| matches!(e, Error::NotALedger(_)));
    fs::remove_file(&path).unwrap();
    let db = Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1);")
        .unwrap();
    drop(db);
    refused(&path, &MODES, |e| matches!(e, Error::NotALedger(_)));
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA application_id = 7; PRAGMA user_version = 1; DROP TABLE t;")
        .unwrap();
    drop(db);
    refused(&path, &MODES, |e| matches!(e, Error::NotALedger(_)));
}

#[test]
fn of_a_later_version() {
    let (_folder, path) = place();
    drop(filled(&path, 0..2));
    let db = Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", FORMAT + 1).unwrap();
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(db);
    let later = |e: &Error| matches!(e, Error::Newer { format, .. } if *format == FORMAT + 1);
    refused(&path, &MODES, later);
}

#[test]
fn no_room_for_more() {
    let (_folder, path) = place();
    let mut store = filled(&path, 0..10);
    let before = names(&store);
    store.limit_pages(4).unwrap();
    let error = store.add(STAMP, &entries(10..400)).unwrap_err();
    assert!(matches!(error, Error::Full(_)), "{error:?}");
    assert!(error.to_string().contains("free some space"), "{error}");
    assert_eq!(names(&store), before);
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
    drop(store);
    // With room again, the same command goes on.
    let mut store = Store::open(&path, Mode::Change).unwrap();
    assert_eq!(store.add(STAMP, &entries(0..400)).unwrap().new, 390);
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
}

#[test]
fn damage_is_found_wherever_it_is_and_nothing_panics() {
    let (folder, path) = place();
    drop(filled(&path, 0..60));
    let sound = fs::read(&path).unwrap();
    let page = 4096;
    let mut unnoticed = Vec::new();
    for at in 0..sound.len() / page {
        let broken = folder.path().join(format!("{at}.ledger"));
        let mut bytes = sound.clone();
        // A stretch in the middle of a page, where its cells lie.
        for byte in &mut bytes[at * page + page / 2..][..page / 2] {
            *byte ^= 0x55;
        }
        fs::write(&broken, &bytes).unwrap();
        let found = match Store::open(&broken, Mode::Change) {
            Err(error) => {
                assert_eq!(fs::read(&broken).unwrap(), bytes, "{error}");
                true
            }
            Ok(mut store) => match store.check(|_, _| {}) {
                Ok(faults) => !faults.is_empty(),
                Err(error) => panic!("page {at}: {error:?}"),
            },
        };
        if !found {
            unnoticed.push(at);
        }
        fs::remove_file(&broken).unwrap();
    }
    // Space that nothing uses yet may hold anything.
    assert!(unnoticed.len() * 4 < sound.len() / page, "{unnoticed:?}");
}

#[test]
fn a_file_that_was_cut_off_is_found() {
    let (_folder, path) = place();
    drop(filled(&path, 0..60));
    let sound = fs::read(&path).unwrap();
    for part in [1, 100, 512, 4096, 5000, sound.len() / 2, sound.len() - 1] {
        fs::write(&path, &sound[..part]).unwrap();
        match Store::open(&path, Mode::Change) {
            Err(error) => {
                assert!(
                    matches!(error, Error::Damaged(..) | Error::NotALedger(_)),
                    "{part}: {error:?}"
                );
                assert_eq!(fs::read(&path).unwrap(), &sound[..part]);
            }
            Ok(mut store) => assert_ne!(store.check(|_, _| {}).unwrap(), [], "{part}"),
        }
        let _ = fs::remove_file(path.with_extension("ledger-wal"));
        let _ = fs::remove_file(path.with_extension("ledger-shm"));
    }
}

#[test]
fn every_table_is_compared_with_what_it_was_worked_out_from() {
    let (_folder, path) = place();
    for damage in [
        "DELETE FROM claim WHERE id = 3",
        "UPDATE claim SET kind = 'attack' WHERE id = 3",
        "UPDATE claim SET passage = passage + 1 WHERE id = 3",
        "DELETE FROM claim_place WHERE claim = 3",
        "DELETE FROM mention WHERE document = 2 AND number = 1",
        "UPDATE report SET title = 'x' WHERE document = 2",
        "DELETE FROM report WHERE document = 2",
        "UPDATE passage SET text = 'x' WHERE id = 5",
        "INSERT INTO passage (document, text) VALUES (1, 'x')",
        "INSERT INTO words (rowid, text) VALUES (999, 'x')",
        "DELETE FROM area WHERE id = 1",
        "UPDATE area SET south = south + 1, north = north + 1 WHERE id = 2",
        "INSERT INTO area VALUES (99, 0, 0, 0, 0)",
        "UPDATE place SET lat = 50 WHERE id = 1",
        "PRAGMA foreign_keys = off; DELETE FROM place WHERE id = 1",
        "DROP TRIGGER document_stays; UPDATE document SET outside = '{\"uri\":\"x\"}' WHERE id = 2",
        "DROP TRIGGER document_stays; UPDATE document SET form = 'scroll' WHERE id = 2",
        "DROP TRIGGER document_stays; UPDATE document SET bytes = x'00' WHERE id = 2",
        "DROP TRIGGER analysis_stays; UPDATE analysis SET hash = zeroblob(32) WHERE id = 2",
        "DROP TRIGGER analysis_stays; UPDATE analysis SET json = x'00' WHERE id = 2",
        "DROP TRIGGER reading_kept; DELETE FROM reading WHERE document = 2",
        "DELETE FROM told WHERE key = (SELECT max(key) FROM told)",
        "DELETE FROM told WHERE key = (SELECT min(key) FROM told)",
        "UPDATE told SET value = x'00' WHERE key = (SELECT min(key) FROM told WHERE value <> x'00')",
        "INSERT INTO told VALUES (x'7a', x'00')",
        "UPDATE origin SET reports = reports + 1 WHERE id = 1",
        "DELETE FROM question_claim WHERE document = 2",
    ] {
        let _ = fs::remove_file(&path);
        let mut store = filled(&path, 0..8);
        let names = rashomon_ledger::Names::default();
        store.settle("test 1", &names, |_, _| {}).unwrap();
        assert_eq!(store.check(|_, _| {}).unwrap(), []);
        drop(store);
        let db = Connection::open(&path).unwrap();
        db.execute_batch(damage).unwrap();
        drop(db);
        let mut store = Store::open(&path, Mode::Change).unwrap();
        assert_ne!(store.check(|_, _| {}).unwrap(), [], "not found: {damage}");
    }
}
