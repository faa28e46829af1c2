//! A ledger of every released format is read by this version, brought to its format, and added to.
//!
//! `cargo test -p rashomon-store --test formats -- --ignored` writes the ledger of the present
//! format; do so once for each format, when it is released, and never again.

mod common;

use common::{STAMP, entries, filled, names, report};
use rashomon_ledger::{Act, Filter, Names};
use rashomon_store::{Error, FORMAT, Mode, Order, Store};
use std::fs;
use std::path::{Path, PathBuf};

const REPORTS: usize = 6;

fn fixture(format: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    folder.join(format!("format-{format}.ledger.zst"))
}

#[test]
#[ignore = "writes the ledger of the present format"]
fn write_the_present_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l");
    let mut store = filled(&path, 0..REPORTS);
    store
        .settle("test 1", &Names::default(), |_, _| {})
        .unwrap();
    let split = Act::Split {
        id: "test:Northford".into(),
    };
    store
        .judge(&split, "two towns", "an analyst", STAMP.time)
        .unwrap();
    let feed = "https://news.example/feed".to_owned();
    store.watch(&[(feed, "{}".to_owned())]).unwrap();
    drop(store);
    let packed = zstd::bulk::compress(&fs::read(&path).unwrap(), 19).unwrap();
    fs::write(fixture(FORMAT), packed).unwrap();
}

#[test]
fn every_format_is_read_and_added_to() {
    for format in 1..=FORMAT {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l");
        let packed = fs::read(fixture(format)).unwrap();
        fs::write(&path, zstd::bulk::decompress(&packed, 1 << 24).unwrap()).unwrap();
        let store = Store::open(&path, Mode::View).unwrap();
        let expected: Vec<String> = (0..REPORTS).map(|i| format!("r{i}")).collect();
        assert_eq!(names(&store), expected, "format {format}");
        for (i, document) in store.documents(None, 99).unwrap().iter().enumerate() {
            let (original, analysis) = report(i);
            assert_eq!(store.original(document.id).unwrap(), original);
            assert_eq!(store.analysis(document.id).unwrap(), analysis);
        }
        assert_eq!(store.judgements().unwrap().len(), 1);
        let questions = store.select(&Filter::default(), Order::Listed, 0, None);
        assert!(!questions.unwrap().is_empty());
        // Nothing was watched before format 2.
        let feed = store.watched("https://news.example/feed").unwrap();
        assert_eq!(feed.is_some(), format >= 2, "format {format}");
        drop(store);
        let mut store = Store::open(&path, Mode::Change).unwrap();
        assert_eq!(store.check(|_, _| {}).unwrap(), [], "format {format}");
        let added = store.add(STAMP, &entries(0..REPORTS + 1)).unwrap();
        assert_eq!((added.new, added.known), (1, REPORTS), "format {format}");
        store
            .settle("test 2", &Names::default(), |_, _| {})
            .unwrap();
        assert_eq!(store.check(|_, _| {}).unwrap(), [], "format {format}");
    }
}

#[test]
fn a_mark_without_a_format_is_no_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l");
    // An empty database that calls itself a ledger of no format.
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA application_id = 0x5253484d; CREATE TABLE t (x);")
        .unwrap();
    drop(db);
    let before = fs::read(&path).unwrap();
    let error = Store::open(&path, Mode::Change).unwrap_err();
    assert!(matches!(error, Error::NotALedger(_)), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}
