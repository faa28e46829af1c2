//! The questions of a ledger are those of its documents, whatever way they came in.

mod common;

use common::STAMP;
use proptest::prelude::*;
use rashomon_ledger::{Act, Day, Filter, Names, Options, Question, Status, questions_with};
use rashomon_model::Analysis;
use rashomon_read::Reader;
use rashomon_source::{Original, originals};
use rashomon_store::{Changed, Entry, Mode, Order, Record, Stamp, Store};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The bundled reports, each twice: as it is, and without the claims of its second half, as another
/// reader might have read it.
struct Read {
    original: Original,
    whole: Analysis,
    half: Analysis,
}

fn reports() -> &'static [Read] {
    static REPORTS: OnceLock<Vec<Read>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports");
        let reader = Reader::new().unwrap();
        let found = originals([folder], rashomon_source::Options::default());
        let mut all: Vec<Read> = found
            .map(|found| {
                let original = found.unwrap().original;
                let capture = original.capture().unwrap();
                let mut half = capture.clone();
                let mut cut = capture.text.len() / 2;
                while !capture.text.is_char_boundary(cut) {
                    cut -= 1;
                }
                half.text.truncate(cut);
                Read {
                    whole: reader.read(&capture),
                    half: reader.read(&half),
                    original,
                }
            })
            .collect();
        // Two documents of one id, and two files of which the same is read.
        let mut other = Read {
            original: all[1].original.clone(),
            whole: all[1].whole.clone(),
            half: all[1].half.clone(),
        };
        other.original.bytes.extend(b"\n\n");
        other.whole.document.id = all[0].whole.document.id.clone();
        other.half.document.id = all[0].whole.document.id.clone();
        let mut twin = Read {
            original: all[2].original.clone(),
            whole: all[2].whole.clone(),
            half: all[2].half.clone(),
        };
        twin.original.bytes.push(b'\n');
        all.extend([other, twin]);
        all
    })
}

fn json(questions: &[Question]) -> String {
    serde_json::to_string_pretty(questions).unwrap()
}

/// All questions, in the order of lists.
fn questions(store: &Store) -> Vec<Question> {
    let all = store.select(&Filter::default(), Order::Listed, 0, None);
    all.unwrap()
}

fn settled(store: &mut Store) -> String {
    store
        .settle("test 1", &Names::default(), |_, _| {})
        .unwrap();
    assert_eq!(store.unsettled().unwrap(), 0);
    json(&questions(store))
}

fn expected(analyses: &[Analysis]) -> String {
    json(&questions_with(analyses, &Options::default()))
}

fn entry(read: &Read, analysis: &Analysis) -> Entry {
    Entry::new(&read.original, analysis).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn order_batches_and_readings_change_no_byte(
        order in Just((0..reports().len()).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        first in proptest::collection::vec(any::<bool>(), reports().len()),
        again in proptest::collection::vec(any::<bool>(), reports().len()),
        settles in proptest::collection::vec(any::<bool>(), 5),
        day in proptest::sample::select(vec!["2020-09-30", "2020-10-01", "2020-11-08", "2023-09-20"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("l"), Mode::Create).unwrap();
        let mut cuts: Vec<usize> = cuts.iter().map(|c| c.index(order.len())).collect();
        cuts.extend([0, order.len()]);
        cuts.sort_unstable();
        let mut now: Vec<&Analysis> = Vec::new();
        for (pair, settle) in cuts.windows(2).zip(settles.iter().cycle()) {
            let batch = order[pair[0]..pair[1]].iter().map(|&i| {
                let read = &reports()[i];
                let analysis = if first[i] { &read.whole } else { &read.half };
                now.push(analysis);
                entry(read, analysis)
            });
            let batch: Vec<Entry> = batch.collect();
            store.add(STAMP, &batch).unwrap();
            if *settle {
                let analyses: Vec<Analysis> = now.iter().map(|a| (*a).clone()).collect();
                prop_assert_eq!(settled(&mut store), expected(&analyses));
            }
        }
        // Some are read again, and found to say something else or the same.
        let documents = store.documents(None, usize::MAX).unwrap();
        let mut records = Vec::new();
        for ((document, &i), now) in documents.iter().zip(&order).zip(&mut now) {
            if again[i] {
                let read = &reports()[i];
                *now = &read.whole;
                records.push((document.id, Record::new(&read.original, now).unwrap()));
            }
        }
        let later = Stamp { time: "2022-01-01T00:00:00Z", reader: "test 2" };
        store.reread(later, &records).unwrap();
        let analyses: Vec<Analysis> = now.iter().map(|a| (*a).clone()).collect();
        prop_assert_eq!(settled(&mut store), expected(&analyses));
        // What the reports tell together is kept as they tell it, and so is what they told once.
        prop_assert_eq!(store.check(|_, _| {}).unwrap(), vec![]);
        let path = folder.path().join("l");
        let then = Options { as_of: Day::parse(day), ..Options::default() };
        let past = Store::open(&path, Mode::View).unwrap().past(then.as_of.unwrap(), Names::default());
        let past = past.unwrap();
        let all = past.settled(&Filter::default()).unwrap();
        prop_assert_eq!(json(&all), json(&questions_with(&analyses, &then)));
        for q in &all {
            let kind = Filter { kinds: [q.kind.clone()].into(), ..Filter::default() };
            let place = q.place.as_ref().map(|place| [place.id.clone()].into());
            let place = Filter { places: place, ..Filter::default() };
            let sides = (!q.sides.is_empty()).then(|| q.sides.iter().take(1).cloned().collect());
            let side = Filter { sides, ..Filter::default() };
            for filter in [kind, place, side] {
                let admitted: Vec<&Question> = all.iter().filter(|q| filter.admits(q)).collect();
                let mut found = past.settled(&filter).unwrap();
                found.retain(|q| filter.admits(q));
                prop_assert_eq!(found.iter().collect::<Vec<_>>(), admitted);
            }
            let claim = &q.answers[0].affirmed.first().or(q.answers[0].denied.first()).unwrap().claim;
            prop_assert!(past.answered_then(claim).unwrap().iter().any(|other| other.id == q.id));
        }
        // All anew, by another version.
        store.settle("test 2", &Names::default(), |_, _| {}).unwrap();
        let all = questions(&store);
        prop_assert_eq!(json(&all), expected(&analyses));
        prop_assert_eq!(store.check(|_, _| {}).unwrap(), vec![]);
    }
}

fn filled() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("l"), Mode::Create).unwrap();
    let batch: Vec<Entry> = reports().iter().map(|r| entry(r, &r.whole)).collect();
    store.add(STAMP, &batch).unwrap();
    settled(&mut store);
    (folder, store)
}

#[test]
fn nothing_new_settles_nothing() {
    let (_folder, mut store) = filled();
    let names = Names::default();
    let again = store.settle("test 1", &names, |_, _| {}).unwrap();
    assert_eq!(again.families, 0);
    let (original, analysis) = common::report(1);
    let entry = Entry::new(&original, &analysis).unwrap();
    store.add(STAMP, &[entry]).unwrap();
    let one = store.settle("test 1", &names, |_, _| {}).unwrap();
    let all = store.settle("test 2", &names, |_, _| {}).unwrap();
    assert!(
        one.families > 0 && one.families * 3 < all.families,
        "{one:?} {all:?}"
    );
}

#[test]
fn settling_tells_what_it_changed_and_nothing_else() {
    let (_folder, mut store) = filled();
    let names = Names::default();
    let before = questions(&store);
    let nothing = Changed::default();
    let told = store.settle_changed("test 1", &names, |_, _| {}).unwrap();
    assert_eq!(told, nothing);
    // By another version, all is settled anew, and all is as it was.
    let told = store.settle_changed("test 2", &names, |_, _| {}).unwrap();
    assert_eq!(told, nothing);
    let document = store.documents(None, 1).unwrap()[0].id;
    let record = Record::new(&reports()[0].original, &reports()[0].half).unwrap();
    store.reread(STAMP, &[(document, record)]).unwrap();
    let told = store.settle_changed("test 2", &names, |_, _| {}).unwrap();
    let after = questions(&store);
    // Which wider questions there are is asked when a question is given.
    let bare = |mut question: Question| {
        question.refines.clear();
        json(&[question])
    };
    let [before, after, was, is] = [before, after, told.before, told.after]
        .map(|questions| -> BTreeSet<String> { questions.into_iter().map(bare).collect() });
    assert!(!was.is_empty() && was.len() < before.len());
    assert_eq!(was, before.difference(&after).cloned().collect());
    assert_eq!(is, after.difference(&before).cloned().collect());
}

#[test]
fn filters_give_what_they_say_and_combine() {
    let (_folder, store) = filled();
    let all = questions(&store);
    let given = |filter: &Filter| -> Vec<String> {
        let found = store.select(filter, Order::Listed, 0, None).unwrap();
        found.into_iter().map(|q| q.id).collect()
    };
    let chosen = |keep: &dyn Fn(&Question) -> bool| -> Vec<String> {
        let found: Vec<String> = all
            .iter()
            .filter(|q| keep(q))
            .map(|q| q.id.clone())
            .collect();
        assert!(!found.is_empty() && found.len() < all.len(), "chooses some");
        found
    };
    let control = Filter {
        kinds: ["control".to_owned()].into(),
        ..Filter::default()
    };
    assert_eq!(given(&control), chosen(&|q| q.kind == "control"));
    let place = all.iter().find_map(|q| q.place.clone()).unwrap();
    for name in [place.name.clone(), place.name.to_uppercase()] {
        let places = store.places_called(&name).unwrap();
        assert!(places.contains(&place.id), "{name}: {places:?}");
    }
    let filter = Filter {
        places: Some([place.id.clone()].into()),
        ..Filter::default()
    };
    assert_eq!(
        given(&filter),
        chosen(&|q| q.place.as_ref().is_some_and(|p| p.id == place.id))
    );
    let side = all.iter().find_map(|q| q.sides.first().cloned()).unwrap();
    let filter = Filter {
        sides: Some([side.clone()].into()),
        ..Filter::default()
    };
    assert_eq!(given(&filter), chosen(&|q| q.sides.contains(&side)));
    let two: BTreeSet<Status> = [Status::Contested, Status::Reported].into();
    let filter = Filter {
        statuses: two.clone(),
        ..Filter::default()
    };
    assert_eq!(given(&filter), chosen(&|q| two.contains(&q.status)));
    let both = Filter {
        statuses: [Status::Contested].into(),
        ..control
    };
    assert_eq!(
        given(&both),
        chosen(&|q| q.status == Status::Contested && q.kind == "control")
    );
    for skip in [0, 1] {
        let page = store.select(&Filter::default(), Order::Listed, skip, Some(2));
        assert_eq!(page.unwrap(), all[skip..skip + 2]);
    }
    assert_eq!(store.question(&all[0].id).unwrap().as_ref(), Some(&all[0]));
    assert_eq!(store.question("q:none").unwrap(), None);
    let evidence = &all[0].answers[0].affirmed[0];
    let document = store.document_of(&evidence.claim).unwrap();
    let claim = &store.analysis(document).unwrap().claims[evidence.claim.claim.0];
    assert_eq!(claim.args.kind(), all[0].kind);
    // A word of the claim finds its question, however it is written.
    let word = claim
        .text
        .split_whitespace()
        .max_by_key(|w| w.len())
        .unwrap();
    let filter = Filter {
        words: vec![word.to_uppercase()],
        ..Filter::default()
    };
    assert!(given(&filter).contains(&all[0].id), "{word}");
    for odd in [
        "\"",
        "AND",
        "(x",
        "*",
        "-",
        "col:umn",
        "'; DROP TABLE document",
    ] {
        let filter = Filter {
            words: vec![odd.into()],
            ..Filter::default()
        };
        given(&filter);
    }
}

#[test]
fn merging_and_splitting_places_settles_them_anew_and_can_be_taken_back() {
    let (_folder, mut store) = filled();
    let before = settled(&mut store);
    let all = questions(&store);
    let mut places: Vec<String> = all
        .iter()
        .filter_map(|q| Some(q.place.as_ref()?.id.clone()))
        .collect();
    places.sort();
    places.dedup();
    let merge = Act::Merge {
        ids: places[..2].to_vec(),
    };
    let id = store
        .judge(&merge, "one town", "an analyst", STAMP.time)
        .unwrap();
    assert_ne!(settled(&mut store), before);
    let undo = Act::Undo { judgement: id };
    store
        .judge(&undo, "two towns", "an analyst", "2022-01-01T00:00:00Z")
        .unwrap();
    assert_eq!(settled(&mut store), before);
}
