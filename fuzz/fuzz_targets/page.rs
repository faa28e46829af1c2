//! Any text: every word is in a block or left out, in order, on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon_model::Capture;

fuzz_target!(|input: (Option<String>, String)| {
    let (title, text) = input;
    let capture = Capture { title, text, ..Capture::default() };
    let page = rashomon_article::page(&capture);
    let mut spans = page.left_out.clone();
    spans.extend(page.articles.iter().flat_map(|a| a.blocks.iter().map(|b| b.span)));
    spans.sort_unstable();
    let mut at = 0;
    for span in spans {
        assert!(!capture.text[at..span.start].contains(char::is_alphanumeric));
        assert!(!span.of(&capture.text).trim().is_empty());
        at = span.end;
    }
    assert!(!capture.text[at..].contains(char::is_alphanumeric));
});
