//! Whatever the text, reading gives a record and does not panic, and every span of it lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon_model::Capture;
use rashomon_read::Reader;
use std::sync::OnceLock;

static READER: OnceLock<Reader> = OnceLock::new();

fuzz_target!(|text: String| {
    let reader = READER.get_or_init(|| Reader::new().expect("the embedded model loads"));
    let capture = Capture { text, ..Capture::default() };
    let analysis = reader.read(&capture);
    for mention in &analysis.mentions {
        assert_eq!(mention.span.of(&capture.text), mention.text);
    }
    for claim in &analysis.claims {
        assert_eq!(claim.span.of(&capture.text), claim.text);
    }
    let points = capture.text.chars().count();
    for claim in analysis.into_code_points(&capture.text).claims {
        assert!(claim.span.end <= points);
    }
});
