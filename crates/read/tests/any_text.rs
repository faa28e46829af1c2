//! Whatever the text, reading does not panic, gives the same record twice, and every span lies in the text.

use proptest::prelude::*;
use rashomon_model::{Analysis, Capture};
use rashomon_read::Reader;
use std::sync::LazyLock;

static READER: LazyLock<Reader> =
    LazyLock::new(|| Reader::new().expect("the embedded model loads"));

/// Words that the rules look for, so that random text reaches them.
const WORDS: &[&str] = &[
    "Azerbaijan",
    "Armenian",
    "officials",
    "said",
    "denied",
    "the claim",
    "that",
    "forces",
    "had",
    "taken",
    "Shusha",
    "killed",
    "12",
    "2,300",
    "over",
    "nearly",
    "hundreds",
    "– if not thousands –",
    "soldiers",
    "civilians",
    "destroyed",
    "130 tanks",
    "an F-16",
    "SU-25",
    "fled",
    "their homes",
    "“",
    "”",
    "\"",
    "‘",
    "’",
    "'",
    "it",
    "he",
    "which",
    "according to",
    "on Sunday",
    "27 September",
    "in 2016",
    "the villages of",
    "district",
    "and",
    ",",
    ".",
    "?",
    ":",
    "\n",
    "\n\n",
    "not",
    "if",
    "would",
    "were",
    "was",
    "by",
    "including",
    "a truce",
    "brokered by",
    "Moscow",
    "— ",
    "\u{feff}",
    "e\u{301}",
    "🚁",
    "نفى",
    "Leave a Reply",
    "© 2020",
    "9 months ago 135",
];

fn check(text: String) -> Result<(), TestCaseError> {
    let capture = Capture {
        text,
        ..Capture::default()
    };
    let analysis = READER.read(&capture);
    prop_assert_eq!(&analysis, &READER.read(&capture));
    for mention in &analysis.mentions {
        prop_assert_eq!(mention.span.of(&capture.text), &mention.text);
    }
    for claim in &analysis.claims {
        prop_assert_eq!(claim.span.of(&capture.text), &claim.text);
        prop_assert!(
            claim
                .places
                .iter()
                .all(|id| analysis.mentions[id.0].place().is_some())
        );
        prop_assert!(
            claim
                .attribution
                .is_none_or(|id| id.0 < analysis.attributions.len())
        );
    }
    for (i, attribution) in analysis.attributions.iter().enumerate() {
        prop_assert_eq!(attribution.id.0, i);
        let spans = attribution
            .source
            .iter()
            .chain(&attribution.cue)
            .chain(&attribution.content);
        prop_assert!(
            spans
                .into_iter()
                .all(|s| capture.text.get(s.range()).is_some())
        );
    }
    for edge in &analysis.relations {
        prop_assert!(edge.from.0 < analysis.claims.len() && edge.to.0 < analysis.claims.len());
    }
    // The public record is JSON that reads back, with the same spans.
    let record = analysis.clone().into_code_points(&capture.text);
    let line = serde_json::to_string(&record).expect("a record is JSON");
    let back: Analysis = serde_json::from_str(&line).expect("a record reads back");
    prop_assert_eq!(back.into_bytes(&capture.text), analysis);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_characters(text in "\\PC{0,300}|(?s).{0,200}") {
        check(text)?;
    }

    #[test]
    fn words_that_rules_look_for(words in prop::collection::vec(prop::sample::select(WORDS), 0..120)) {
        check(words.join(" "))?;
    }
}
