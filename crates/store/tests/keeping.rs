//! What goes in comes out, once, and nothing changes it.

mod common;

use common::{STAMP, entries, entry, filled, names, report, rows};
use rashomon_ledger::Act;
use rashomon_store::{Added, Change, DocumentId, Entry, Error, Mode, Record, Stamp, Store};
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.ledger");
    (folder, path)
}

#[test]
fn documents_and_analyses_come_back_as_they_went_in() {
    let (_folder, path) = place();
    drop(filled(&path, 0..10));
    let mut store = Store::open(&path, Mode::View).unwrap();
    let documents = store.documents(None, 100).unwrap();
    assert_eq!(documents.len(), 10);
    for (i, document) in documents.iter().enumerate() {
        let (original, analysis) = report(i);
        assert_eq!(document.name, format!("r{i}"));
        assert_eq!(document.added, STAMP.time);
        assert_eq!(document.reader, STAMP.reader);
        assert_eq!(document.published.0, document.published.1);
        assert_eq!(store.original(document.id).unwrap(), original);
        assert_eq!(store.analysis(document.id).unwrap(), analysis);
        let capture = store.original(document.id).unwrap().capture().unwrap();
        assert_eq!(Some(capture.text), analysis.document.text);
    }
    let after = store.documents(Some(documents[3].id), 2).unwrap();
    assert_eq!(after, documents[4..6]);
    assert_eq!(store.counts().unwrap().claims, 20);
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
}

#[test]
fn adding_twice_adds_nothing() {
    let (_folder, path) = place();
    let mut store = filled(&path, 0..5);
    let before = dump(&path);
    let added = store.add(STAMP, &entries(0..5)).unwrap();
    assert_eq!(added, Added { new: 0, known: 5 });
    assert_eq!(dump(&path), before);
    // The same one twice in one batch.
    let added = store.add(STAMP, &[entry(5), entry(5), entry(4)]).unwrap();
    assert_eq!(added, Added { new: 1, known: 2 });
    assert_eq!(store.counts().unwrap().documents, 6);
    assert!(store.knows(&report(5).0.hash()).unwrap());
    assert!(!store.knows(&report(6).0.hash()).unwrap());
}

/// What the tables hold that keep what went in.
fn dump(path: &std::path::Path) -> Vec<String> {
    let tables = [
        "document", "analysis", "reading", "report", "passage", "claim", "place",
    ];
    rows(path, &tables)
}

#[test]
fn what_went_in_cannot_be_changed_or_deleted() {
    let (_folder, path) = place();
    let mut store = filled(&path, 0..2);
    let split = Act::Split {
        id: "test:x".into(),
    };
    store
        .judge(&split, "two maps", "an analyst", STAMP.time)
        .unwrap();
    drop(store);
    let db = Connection::open(&path).unwrap();
    for (table, column) in [
        ("document", "added"),
        ("reader", "name"),
        ("analysis", "document"),
        ("reading", "time"),
        ("judgement", "why"),
    ] {
        let change = format!("UPDATE {table} SET {column} = {column}");
        let delete = format!("DELETE FROM {table}");
        for sql in [change, delete] {
            let error = db.execute(&sql, []).unwrap_err().to_string();
            assert!(error.contains("never"), "{sql}: {error}");
        }
    }
}

#[test]
fn a_reading_that_finds_something_else_counts_from_then_on() {
    let (_folder, path) = place();
    let mut store = filled(&path, 0..3);
    let (original, old) = report(1);
    let mut new = old.clone();
    new.claims[0].time = Some("2021-06".into());
    let extra = new.claims.pop().unwrap();
    new.document.title = Some("Another title entirely".into());
    let change = Change::between(&old, &new);
    assert_eq!((change.kept, change.added.len()), (0, 0));
    assert_eq!((change.changed, change.removed), (vec![(0, 0)], vec![1]));
    let id = store.documents(None, 9).unwrap()[1].id;
    let later = Stamp {
        time: "2022-01-01T00:00:00Z",
        reader: "test 2",
    };
    let record = Record::new(&original, &new).unwrap();
    store.reread(later, &[(id, record)]).unwrap();
    assert_eq!(store.analysis(id).unwrap(), new);
    assert_eq!(store.counts().unwrap().claims, 5);
    let info = &store.documents(None, 9).unwrap()[1];
    assert_eq!(info.reader, "test 2");
    assert_eq!(info.title.as_deref(), Some("Another title entirely"));
    let others = [DocumentId(1), DocumentId(3)];
    assert_eq!(store.not_read_by(Some("test 2"), None, 9).unwrap(), others);
    assert_eq!(store.not_read_by(None, None, 9).unwrap().len(), 3);
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
    // The old one is still there, and counts again when it is found again.
    let record = Record::new(&original, &old).unwrap();
    store.reread(STAMP, &[(id, record)]).unwrap();
    assert_eq!(store.analysis(id).unwrap(), old);
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
    let db = Connection::open(&path).unwrap();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table} WHERE document = ?");
        db.query_row(&sql, [id.0], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("analysis"), count("reading")), (2, 3));
    drop(extra);
}

#[test]
fn numbers_of_a_reading_make_no_difference() {
    let (_, old) = report(7);
    let mut new = old.clone();
    // One more mention and one more claim before all others.
    new.mentions.insert(0, old.mentions[0].clone());
    for (i, mention) in new.mentions.iter_mut().enumerate() {
        mention.id.0 = i;
    }
    let mut first = old.claims[0].clone();
    first.text = "Something new".into();
    new.claims.insert(0, first);
    for (i, claim) in new.claims.iter_mut().enumerate() {
        claim.id.0 = i;
        if i > 0 {
            claim.places.iter_mut().for_each(|m| m.0 += 1);
        }
    }
    let change = Change::between(&old, &new);
    assert_eq!((change.added, change.kept), (vec![0], 2));
    assert!(change.removed.is_empty() && change.changed.is_empty());
}

#[test]
fn judgements_are_added_and_taken_back() {
    let (_folder, path) = place();
    let mut store = filled(&path, 0..1);
    let split = |id: &str| Act::Split { id: id.into() };
    let undo = |id: &str| Act::Undo {
        judgement: id.into(),
    };
    let mut judge = |act: &Act| store.judge(act, "two maps agree", "an analyst", STAMP.time);
    let first = judge(&split("test:a")).unwrap();
    let second = judge(&split("test:b")).unwrap();
    let third = judge(&undo(&first)).unwrap();
    assert!(first < second && second < third);
    for unknown in ["j000099", "q:1", ""] {
        let error = judge(&undo(unknown)).unwrap_err();
        assert!(matches!(error, Error::Unknown(_)), "{error}");
    }
    let all = store.judgements().unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!((&all[0].id, &all[0].act), (&first, &split("test:a")));
    assert_eq!((&all[2].id, &all[2].act), (&third, &undo(&first)));
    assert_eq!(
        (all[1].why.as_str(), all[1].time.as_str()),
        ("two maps agree", STAMP.time)
    );
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
}

#[test]
fn a_document_of_any_bytes_is_kept() {
    let (_folder, path) = place();
    let mut store = Store::open(&path, Mode::Create).unwrap();
    let (_, analysis) = report(0);
    let bytes: [&[u8]; 4] = [b"", &[0; 3], b"\x37\xa4\x30\xec\0\0", b"\xff\xfe\xfd"];
    for (i, bytes) in bytes.iter().enumerate() {
        let mut original = report(i).0;
        original.bytes = bytes.to_vec();
        let entry = Entry::new(&original, &analysis).unwrap();
        store.add(STAMP, &[entry]).unwrap();
        let id = store.documents(None, 9).unwrap()[i].id;
        assert_eq!(store.original(id).unwrap(), original);
        assert_eq!(store.analysis(id).unwrap(), analysis);
    }
    assert_eq!(store.check(|_, _| {}).unwrap(), []);
    assert_eq!(names(&store).len(), 4);
}
