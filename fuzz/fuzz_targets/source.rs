//! Any bytes: decoding, formats, JSON lines and dates end in captures or errors, never in a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon_source::{Captures, Format, Options, language};
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    for format in [None, Some(Format::Text), Some(Format::JsonLines)] {
        let options = Options { format, max_bytes: 1 << 16, date: None };
        for outcome in Captures::from_reader("fuzz", Cursor::new(bytes.to_vec()), options) {
            match outcome {
                Ok(capture) => {
                    assert!(capture.id.is_some());
                    if let Some(date) = &capture.date {
                        assert!(rashomon_source::date::is_edtf(date), "{date}");
                    }
                    language(&capture.text);
                }
                Err(error) => assert!(error.to_string().starts_with("fuzz")),
            }
        }
    }
});
