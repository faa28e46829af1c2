//! Reports made for the tests: enough of them differ in everything that a ledger keeps.

use rashomon_model::{
    Analysis, Args, ArticleRecord, Basis, Claim, ClaimId, Control, Document, Link, Mention,
    MentionId, MentionValue, Modality, Place, Polarity, Published, Span,
};
use rashomon_source::{Form, Original};
use rashomon_store::{Entry, Stamp, Store};
use std::path::Path;

pub const STAMP: Stamp<'static> = Stamp {
    time: "2021-05-14T10:00:00Z",
    reader: "test 1",
};

const TOWNS: [(&str, f64, f64); 4] = [
    ("Northford", 10.5, 40.25),
    ("Eastwick", -33.1, 151.2),
    ("Southam", 0.0, 0.0),
    ("Westerly", 89.9, -179.99),
];

/// Report `i`: the document and what a reader would find in it.
pub fn report(i: usize) -> (Original, Analysis) {
    let (town, lat, lon) = TOWNS[i % TOWNS.len()];
    let title = format!("Report {i} from {town}");
    let first = format!("The {i}th brigade entered {town} at dawn.");
    let second = format!("A spokesman denied that {town} had fallen.");
    let text = format!("{title}\n\n{first} {second}\n");
    let line = serde_json::json!({ "id": format!("r{i}"), "text": text, "outlet": "The Plain" });
    let original = Original::new(Form::Line, line.to_string().into_bytes());
    let find = |words: &str, from: usize| {
        let start = from + text[from..].find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let date = format!("2021-05-{:02}", i % 28 + 1);
    let published = Published {
        value: Some(date.clone()),
        basis: Basis::Stated,
        evidence: Vec::new(),
    };
    let mut analysis = Analysis::new(Document {
        id: format!("r{i}"),
        title: Some(title.clone()),
        outlet: Some("The Plain".into()),
        language: Some("en".into()),
        published: published.clone(),
        text: Some(text.clone()),
        ..Document::default()
    });
    analysis.articles.push(ArticleRecord {
        span: Span::new(0, text.len()),
        title: Some(title),
        published,
    });
    let sentences = [find(&first, 0), find(&second, 0)];
    for (number, sentence) in sentences.into_iter().enumerate() {
        let span = find(town, sentence.start);
        analysis.mentions.push(Mention {
            id: MentionId(number),
            span,
            text: town.to_owned(),
            value: MentionValue::Place {
                place: Place {
                    id: format!("test:{town}"),
                    name: town.to_owned(),
                    lat: Some(lat),
                    lon: Some(lon),
                    score: 0.9,
                    ..Place::default()
                },
            },
            found_by: "place/test@1".into(),
        });
        let denied = number == 1;
        analysis
            .claims
            .push(claim(ClaimId(number), &text, span, denied, &date));
    }
    (original, analysis)
}

fn claim(id: ClaimId, text: &str, span: Span, denied: bool, date: &str) -> Claim {
    let link = Link {
        name: "spokesman".into(),
        side: Some("SDF".into()),
        act: "deny".into(),
    };
    // Through the record's own form, so that a field more in it changes nothing here.
    serde_json::from_value(serde_json::json!({
        "id": id, "start": span.start, "end": span.end, "text": span.of(text),
        "attribution": null,
        "chain": if denied { vec![link] } else { vec![] },
        "side": if denied { Some("SDF") } else { None },
        "polarity": if denied { Polarity::Denied } else { Polarity::Affirmed },
        "modality": Modality::Actual,
        "time": date,
        "places": [MentionId(id.0)],
        "kind": Args::Control(Control::default()).kind(),
        "holder": "SYR",
        "found_by": "control/test@1",
    }))
    .unwrap()
}

pub fn entry(i: usize) -> Entry {
    let (original, analysis) = report(i);
    Entry::new(&original, &analysis).unwrap()
}

pub fn entries(range: std::ops::Range<usize>) -> Vec<Entry> {
    range.map(entry).collect()
}

/// A new ledger with these reports in it.
#[allow(dead_code)]
pub fn filled(path: &Path, range: std::ops::Range<usize>) -> Store {
    let mut store = Store::open(path, rashomon_store::Mode::Create).unwrap();
    store.add(STAMP, &entries(range)).unwrap();
    store
}

/// Numbers of the reports in a ledger, in the order in which they went in.
#[allow(dead_code)]
pub fn names(store: &Store) -> Vec<String> {
    let documents = store.documents(None, usize::MAX).unwrap();
    documents.into_iter().map(|d| d.name).collect()
}

/// Every row of some tables.
#[allow(dead_code)] // Not every test of this folder looks into the tables.
pub fn rows(path: &Path, tables: &[&str]) -> Vec<String> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut all = Vec::new();
    for table in tables {
        let mut query = db
            .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
            .unwrap();
        let columns = query.column_count();
        let rows = query.query_map([], |row| {
            let values = (0..columns).map(|i| row.get::<_, rusqlite::types::Value>(i));
            Ok(format!(
                "{table} {:?}",
                values.collect::<Result<Vec<_>, _>>()?
            ))
        });
        all.extend(rows.unwrap().map(Result::unwrap));
    }
    all
}
