//! HTML pages, feeds, archives of the web, and compressed inputs.

use encoding_rs::Encoding;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use rashomon_model::{BlockKind, Capture};
use rashomon_source::{
    Captures, Form, Format, Options, Original, Originals, SourceError, captures,
};
use std::io::{Cursor, Write};

type Outcome = Result<Capture, SourceError>;

fn read_as(bytes: impl Into<Vec<u8>>, options: Options) -> Vec<Outcome> {
    Captures::from_reader("in", Cursor::new(bytes.into()), options).collect()
}

fn read(bytes: impl Into<Vec<u8>>) -> Vec<Outcome> {
    read_as(bytes, Options::default())
}

fn one(bytes: impl Into<Vec<u8>>) -> Capture {
    let mut found = read(bytes);
    assert_eq!(found.len(), 1);
    found.remove(0).unwrap()
}

fn says(outcome: &Outcome) -> String {
    outcome.as_ref().unwrap_err().to_string()
}

/// What HTML means once its character references are resolved.
fn resolved(html: &str) -> String {
    let tokens = html5gum::Tokenizer::new(html).flatten();
    tokens
        .map(|token| match token {
            html5gum::Token::String(s) => String::from_utf8(s.value.0.clone()).unwrap(),
            html5gum::Token::Error(_) => String::new(),
            other => panic!("{html:?} holds {other:?}"),
        })
        .collect()
}

/// Checks that each mapped range holds the very characters of the text, and gives how many letters
/// of the text are mapped, and how many there are.
fn check_map(bytes: &[u8], capture: &Capture) -> (usize, usize) {
    let map = capture.source_map.as_ref().unwrap();
    assert_eq!(map.length, bytes.len());
    let encoding = Encoding::for_label(map.encoding.as_bytes()).unwrap();
    let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).count();
    let (mut mapped, mut last) = (0, 0);
    for range in &map.ranges {
        let text = range.span.of(&capture.text);
        assert!(range.span.start >= last, "ranges are in order");
        last = range.span.end;
        let (html, _) = encoding.decode_without_bom_handling(&bytes[range.bytes.range()]);
        assert_eq!(resolved(&html), text);
        mapped += letters(text);
    }
    (mapped, letters(&capture.text))
}

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Bridge shelled at dawn | The Valley Post</title>
<meta property="og:site_name" content="The Valley Post">
<meta property="og:title" content="Bridge shelled at dawn">
<meta name="author" content="Ann Writer">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge shelled at dawn",
 "datePublished": "2020-10-05T01:30:00+04:00", "author": {"@type": "Person", "name": "Ann Writer"}}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Bridge shelled at dawn</h1>
<p>Shells fell on the bridge&nbsp;over the river at dawn on Sunday, the mayor&#8217;s office said, and
   <a href="/x">two farmers</a> were wounded &mdash; one of them badly &amp; perhaps for life.</p>
<p>The defence ministry of the other side <b>denied</b> that it had fired, and said that its troops
held their positions all night; “nobody fired from here”, a spokesman told reporters.</p>
<h2>Villages empty</h2>
<p>More than 300 people have left the villages below the bridge since Friday, according to the
district&#x27;s council, which opened a school for them in the town of the plain.</p>
<figure><img src="a.jpg"><figcaption>The bridge in spring</figcaption></figure>
</article>
<footer><p>Copyright 2020 The Valley Post. All rights reserved.</p></footer>
</body></html>
"#;

#[test]
fn a_page_gives_its_article_and_what_it_says_of_itself() {
    let capture = one(PAGE);
    assert_eq!(capture.title.as_deref(), Some("Bridge shelled at dawn"));
    assert_eq!(capture.outlet.as_deref(), Some("The Valley Post"));
    assert_eq!(capture.byline.as_deref(), Some("Ann Writer"));
    assert_eq!(capture.date.as_deref(), Some("2020-10-05"));
    let text = &capture.text;
    assert!(text.starts_with("Bridge shelled at dawn\n\nShells fell on the bridge over the river"));
    assert!(text.contains(
        "the mayor’s office said, and two farmers were wounded — one of them badly & perhaps"
    ));
    assert!(!text.contains("Copyright") && !text.contains("Home"));
    let kinds: Vec<BlockKind> = capture.blocks.iter().map(|b| b.kind).collect();
    assert_eq!(
        kinds[..4],
        [
            BlockKind::Title,
            BlockKind::Paragraph,
            BlockKind::Paragraph,
            BlockKind::Heading
        ]
    );
    for block in &capture.blocks {
        assert_eq!(block.span.trim(text), block.span);
    }
}

#[test]
fn every_letter_leads_back_to_the_page() {
    let capture = one(PAGE);
    let (mapped, all) = check_map(PAGE.as_bytes(), &capture);
    assert_eq!(mapped, all);
    let at = capture.text.find("two farmers were").unwrap();
    let span = rashomon_model::Span::new(at, at + "two farmers were".len());
    let bytes = capture.source_map.unwrap().bytes(span).unwrap();
    assert_eq!(&PAGE[bytes.range()], "two farmers</a> were");
}

#[test]
fn offsets_count_in_the_bytes_of_other_encodings() {
    let page = PAGE.replace("utf-8", "windows-1252");
    let (bytes, _, unmapped) = encoding_rs::WINDOWS_1252.encode(&page);
    assert!(!unmapped && bytes.len() < page.len());
    let capture = one(bytes.to_vec());
    assert!(capture.text.contains("“nobody fired from here”"));
    let (mapped, all) = check_map(&bytes, &capture);
    assert_eq!(mapped, all);
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(PAGE.as_bytes());
    let (mapped, all) = check_map(&marked, &one(marked.clone()));
    assert_eq!(mapped, all);
    // A broken byte costs its own place and no other.
    let page = PAGE.replace("bridge", "“bridge”");
    let mut broken = page.as_bytes().to_vec();
    let at = page.find("defence").unwrap();
    broken[at] = 0xff;
    let capture = one(broken.clone());
    let (mapped, all) = check_map(&broken, &capture);
    assert!(mapped + 8 >= all, "{mapped} of {all}");
    assert!(capture.text.contains("\u{fffd}efence") && capture.text.contains("“bridge”"));
}

#[test]
fn compressed_inputs_are_what_they_hold() {
    let folder = tempfile::tempdir().unwrap();
    let gzip = |bytes: &[u8]| {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    let zstd = |bytes: &[u8]| {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    };
    let line = b"{\"text\": \"First.\"}\n";
    // Two members, and two frames with a skippable one between.
    let mut members = gzip(line);
    members.extend(gzip(b"{\"text\": \"Second.\"}\n"));
    let mut frames = zstd(line);
    frames.extend(b"\x50\x2a\x4d\x18\x03\0\0\0abc");
    frames.extend(zstd(b"{\"text\": \"Second.\"}\n"));
    for bytes in [
        members,
        frames,
        gzip(&zstd(b"{\"text\": \"First.\"}\n{\"text\": \"Second.\"}")),
    ] {
        let texts: Vec<String> = read(bytes).into_iter().map(|c| c.unwrap().text).collect();
        assert_eq!(texts, ["First.", "Second."]);
    }
    std::fs::write(folder.path().join("a.html.gz"), gzip(PAGE.as_bytes())).unwrap();
    std::fs::write(
        folder.path().join("b.txt.zst"),
        zstd(b"{\"text\": is how it began."),
    )
    .unwrap();
    let found: Vec<Capture> = captures([folder.path()], Options::default())
        .map(Result::unwrap)
        .collect();
    assert!(found[0].uri.as_ref().unwrap().ends_with("a.html.gz"));
    assert_eq!(
        check_map(PAGE.as_bytes(), &found[0]).0,
        check_map(PAGE.as_bytes(), &one(PAGE)).0
    );
    assert!(found[1].text.starts_with("{\"text\""));
    // Damage is an error, not a shorter text.
    let whole = gzip(PAGE.as_bytes());
    assert!(says(&read(&whole[..whole.len() / 2])[0]).starts_with("in: cannot be read"));
    // More than two layers are no report.
    let layered = gzip(&gzip(&gzip(b"x")));
    assert!(says(&read(layered)[0]).contains("is a gzip archive"));
}

#[test]
fn a_bomb_is_refused_and_not_held() {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b'a'; 1 << 20];
    for _ in 0..200 {
        out.write_all(&zeros).unwrap();
    }
    let bomb = out.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    for format in [Format::Text, Format::Html, Format::Feed] {
        let options = Options {
            format: Some(format),
            max_bytes: 1 << 20,
            ..Options::default()
        };
        let found = read_as(bomb.clone(), options);
        assert!(
            says(&found[0]).contains("is longer than 1048576 bytes"),
            "{format:?}"
        );
    }
}

#[test]
fn the_entries_of_feeds() {
    let rss = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Valley Post</title><link>https://example.org/</link><description>News</description>
<item><title>Bridge &amp;amp; mill shelled</title><link>https://example.org/1</link><guid>https://example.org/1</guid>
 <pubDate>Mon, 05 Oct 2020 01:30:00 +0400</pubDate><dc:creator>Ann Writer</dc:creator>
 <description>Short.</description>
 <content:encoded><![CDATA[<p>Shells fell on the bridge, the mayor&#8217;s office said.</p><p>Nobody was hurt.</p>]]></content:encoded></item>
<item><title></title><link>https://example.org/2</link><description></description></item>
<item><title>Truce</title><description>A truce was agreed on Sunday.</description></item>
</channel></rss>"#;
    let found = read(rss);
    assert_eq!(found.len(), 3);
    let first = found[0].as_ref().unwrap();
    assert_eq!(
        first.text,
        "Bridge & mill shelled\n\nShells fell on the bridge, the mayor’s office said.\n\nNobody was hurt.\n"
    );
    assert_eq!(first.title.as_deref(), Some("Bridge & mill shelled"));
    // The day is the one that is written, though it is the day before in UTC.
    assert_eq!(first.date.as_deref(), Some("2020-10-05"));
    assert_eq!(first.uri.as_deref(), Some("https://example.org/1"));
    assert_eq!(first.outlet.as_deref(), Some("The Valley Post"));
    assert_eq!(first.byline.as_deref(), Some("Ann Writer"));
    let content =
        "<p>Shells fell on the bridge, the mayor&#8217;s office said.</p><p>Nobody was hurt.</p>";
    let (mapped, all) = check_map(content.as_bytes(), first);
    assert_eq!(all - mapped, "Bridge&millshelled".len());
    assert!(says(&found[1]).starts_with("in, record 2: holds no text"));
    let last = found[2].as_ref().unwrap();
    assert!(last.text.ends_with("A truce was agreed on Sunday.\n"));
    assert!(last.id.as_ref().unwrap().starts_with("sha256:"));

    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><id>f</id><updated>2020-10-07T00:00:00Z</updated>
<entry><id>tag:1</id><title>Truce</title><updated>2020-10-06T23:00:00-05:00</updated>
<link href="https://example.org/3"/><content type="html">&lt;p&gt;It holds.&lt;/p&gt;</content></entry></feed>"#;
    let entry = one(atom);
    assert_eq!(
        (entry.id.as_deref(), entry.date.as_deref()),
        (Some("tag:1"), Some("2020-10-06"))
    );
    assert_eq!(entry.text, "Truce\n\nIt holds.\n");

    for broken in [
        "<rss><channel><item>",
        "<rss version='2.0'><channel></channel></rss>",
        "<feed>",
    ] {
        assert!(says(&read(broken)[0]).starts_with("in: is "), "{broken}");
    }
}

fn warc(kind: &str, uri: &str, content: &str, body: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n\
         WARC-Record-ID: <urn:uuid:{uri}>\r\nContent-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    record.extend(body);
    record.extend(b"\r\n\r\n");
    record
}

fn http(fields: &str, body: &[u8]) -> Vec<u8> {
    let mut response = format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n").into_bytes();
    response.extend(body);
    response
}

const HTTP: &str = "application/http; msgtype=response";

#[test]
fn the_pages_of_an_archive() {
    let page = |n: usize| PAGE.replace("300 people", &format!("30{n} people"));
    let packed = {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(page(2).as_bytes()).unwrap();
        out.finish().unwrap()
    };
    let (zlib, raw) = {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(page(3).as_bytes()).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(page(4).as_bytes()).unwrap();
        (zlib.finish().unwrap(), raw.finish().unwrap())
    };
    let chunked = {
        let text = page(5);
        let (a, b) = text.split_at(700);
        format!(
            "{:x}\r\n{a}\r\n{:X};x=y\r\n{b}\r\n0\r\n\r\n",
            a.len(),
            b.len()
        )
    };
    let html = "Content-Type: text/html; charset=utf-8";
    let mut archive = warc(
        "warcinfo",
        "i",
        "application/warc-fields",
        b"software: x\r\n",
    );
    archive.extend(warc(
        "request",
        "https://example.org/1",
        "application/http; msgtype=request",
        b"GET / HTTP/1.1\r\n\r\n",
    ));
    archive.extend(warc(
        "response",
        "https://example.org/1",
        HTTP,
        &http(html, page(1).as_bytes()),
    ));
    archive.extend(warc(
        "response",
        "p",
        HTTP,
        &http("Content-Type: image/png", b"\x89PNG\r\n\x1a\n"),
    ));
    archive.extend(warc(
        "response",
        "2",
        HTTP,
        &http(&format!("{html}\r\nContent-Encoding: gzip"), &packed),
    ));
    archive.extend(b"WARC/1.0\r\nthis is no header\r\n\r\nand no body\r\n");
    archive.extend(warc(
        "response",
        "3",
        HTTP,
        &http(&format!("{html}\r\nContent-Encoding: deflate"), &zlib),
    ));
    archive.extend(warc(
        "response",
        "4",
        HTTP,
        &http(&format!("{html}\r\ncontent-encoding: deflate"), &raw),
    ));
    archive.extend(warc(
        "response",
        "5",
        HTTP,
        &http(
            &format!("{html}\r\nTransfer-Encoding: chunked"),
            chunked.as_bytes(),
        ),
    ));
    archive.extend(warc(
        "response",
        "6",
        HTTP,
        &http(&format!("{html}\r\nContent-Encoding: br"), b"xx"),
    ));
    archive.extend(warc("response", "7", HTTP, b"nothing like a response"));
    archive.extend(warc("resource", "8", "text/html", page(8).as_bytes()));

    let told = |outcome: Outcome| match outcome {
        Ok(c) => {
            assert_eq!(c.captured.as_deref(), Some("2021-03-04T05:06:07Z"));
            assert_eq!(c.date.as_deref(), Some("2020-10-05"));
            assert_eq!(c.id, Some(format!("urn:uuid:{}", c.uri.as_ref().unwrap())));
            let n = c.text.find(" people have left").unwrap();
            format!("{} {}", c.uri.unwrap(), &c.text[n - 3..n])
        }
        Err(e) => e.to_string().chars().take(38).collect(),
    };
    let expected = [
        "https://example.org/1 301",
        "2 302",
        "in, record 6: is no readable record (E",
        "3 303",
        "4 304",
        "5 305",
        "in, record 10: holds a page in a compr",
        "in, record 11: holds a response whose ",
        "8 308",
    ];
    let found: Vec<String> = read(archive.clone()).into_iter().map(told).collect();
    assert_eq!(found, expected);

    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&archive).unwrap();
    let found: Vec<String> = read(packed.finish().unwrap())
        .into_iter()
        .map(told)
        .collect();
    assert_eq!(found, expected);

    // Cut off inside a record: what came before is there, and the cut is told.
    let cut = read(&archive[..archive.len() - 300]);
    assert_eq!(cut.len(), 9);
    assert!(says(&cut[8]).contains("record 12: ends inside a record"));
}

#[test]
fn archives_without_pages_without_end_and_with_long_pages() {
    let info = warc("warcinfo", "i", "application/warc-fields", b"x");
    assert!(says(&read(info)[0]).contains("holds no HTML page"));
    let html = "Content-Type: text/html";
    let mut archive = warc("response", "1", HTTP, &http(html, &vec![b'a'; 5000]));
    archive.extend(warc("response", "2", HTTP, &http(html, PAGE.as_bytes())));
    let small = Options {
        format: None,
        max_bytes: 4096,
        ..Options::default()
    };
    let found = read_as(archive, small.clone());
    assert!(says(&found[0]).contains("is longer than 4096 bytes"));
    assert!(found[1].is_ok());
    let endless = [b"WARC/1.0\r\n".to_vec(), vec![b'a'; 3 << 20]].concat();
    assert!(says(&read_as(endless, small)[0]).contains("is no readable record"));
}

#[test]
fn deep_long_and_broken_pages_end_soon() {
    let filler =
        "<p>Shells fell on the bridge at dawn, the mayor said, and two farmers were wounded.</p>";
    for page in [
        "<html>".to_owned() + &"<div>".repeat(200_000) + filler,
        "<html>".to_owned() + &"<b><i><font>".repeat(20_000) + filler,
        "<html><table>".to_owned() + &"<tr><td>".repeat(50_000) + filler,
        "<html>".to_owned() + &filler.repeat(60_000),
        "<html>".to_owned() + filler + &"&".repeat(1 << 20),
        "<html>".to_owned() + filler + &"<!--".repeat(100_000),
        "<html>".to_owned() + filler + &"<a b=".repeat(100_000),
        "<html>".to_owned() + filler + "<script>" + &"x".repeat(1 << 20),
    ] {
        let start = std::time::Instant::now();
        let head: String = page.chars().take(30).collect();
        let found = read(page.clone());
        for capture in found.into_iter().flatten() {
            check_map(page.as_bytes(), &capture);
        }
        assert!(
            start.elapsed().as_secs() < 60,
            "{head} took {:?}",
            start.elapsed()
        );
    }
    assert!(says(&read("<html><body></body></html>")[0]).contains("holds no text"));
}

/// Pieces of pages: text with references and odd white space, in all sorts of elements.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        5 => "[A-Za-z]{1,9}",
        1 => "[0-9]{1,4}",
        1 => Just("&amp;".to_owned()),
        1 => Just("caf&eacute;".to_owned()),
        1 => Just("&#8220;so&#x201D;".to_owned()),
        1 => Just("AT&T".to_owned()),
        1 => Just("&nosuch;".to_owned()),
        1 => Just("Şuşa".to_owned()),
        1 => Just("<b>bold</b>".to_owned()),
        1 => Just("<a href='/x?a=1&amp;b=2'>li<i>nk</i></a>".to_owned()),
        1 => Just("a<sup>1</sup>".to_owned()),
        1 => Just("<!-- no -->".to_owned()),
        1 => Just("&lt;p&gt;".to_owned()),
    ];
    let gap =
        prop_oneof![4 => Just(" "), 1 => Just("\n  "), 1 => Just("&nbsp;"), 1 => Just("<br>")];
    proptest::collection::vec((word, gap), 1..25).prop_map(|words| {
        words
            .into_iter()
            .flat_map(|(w, g)| [w, g.to_owned()])
            .collect()
    })
}

fn pages() -> impl Strategy<Value = String> {
    let tag = prop_oneof![5 => Just("p"), 1 => Just("h2"), 1 => Just("li"), 1 => Just("div"), 1 => Just("blockquote"), 1 => Just("td")];
    let block =
        (tag, words()).prop_map(|(tag, words)| format!("<{tag} class=x>{words}.</{tag}>\r\n"));
    // Markup in a title would be text: <title> holds no elements.
    let title = "[A-Za-z]{1,9}( ([A-Za-z]{1,9}|[0-9]{1,4}|&amp;|caf&eacute;|AT&T|-)){0,12}";
    (title, proptest::collection::vec(block, 1..12)).prop_map(|(title, blocks)| {
        format!(
            "<!doctype html><title>{title}</title><body><nav>Home</nav><h1>{title}</h1><article>{}</article>",
            blocks.concat()
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn mapped_ranges_hold_the_characters_of_the_text(page in pages()) {
        for capture in read(page.clone()).into_iter().flatten() {
            let (mapped, all) = check_map(page.as_bytes(), &capture);
            // What is lost: ends of blocks out of which something was taken.
            prop_assert!(mapped * 10 >= all * 6, "{mapped} of {all} of {page}\n{}", capture.text);
        }
    }

    #[test]
    fn nothing_panics(bytes in "(<[a-z!/]{0,6}[ =\"'a-z]{0,6}>|&[a-z#0-9]{0,5};?|[ -~é“\\n]{0,9}){0,40}") {
        for format in [Format::Html, Format::Feed, Format::Warc] {
            let options = Options { format: Some(format), ..Options::default() };
            for capture in read_as(bytes.clone(), options).into_iter().flatten() {
                check_map(bytes.as_bytes(), &capture);
            }
        }
    }
}

#[test]
fn an_original_that_was_kept_is_captured_again_alike() {
    let feed = r#"<rss version="2.0"><channel><title>The Plain</title><item><title>Truce</title>
        <link>https://example.org/1</link><pubDate>Tue, 10 Nov 2020 08:00:00 GMT</pubDate>
        <description>&lt;p&gt;It holds, an officer said.&lt;/p&gt;</description></item></channel></rss>"#;
    let page = "<html><head><title>Shelling</title></head><body><article><h1>Shelling</h1>\
        <p>Two villages were shelled on Sunday, the regional governor said in a statement.</p>\
        </article></body></html>";
    let lines = "{\"text\": \"Two came.\", \"uri\": \"https://example.org/2\"}\n";
    let bodies: [&[u8]; 4] = [
        feed.as_bytes(),
        page.as_bytes(),
        lines.as_bytes(),
        b"Caf\xe9 hit.\n",
    ];
    for bytes in bodies {
        let options = Options {
            date: Some("2020-11".into()),
            ..Options::default()
        };
        let read = || Captures::from_reader("in", Cursor::new(bytes.to_vec()), options.clone());
        let captures: Vec<Capture> = read().map(Result::unwrap).collect();
        let found = Originals::from_reader("in", Cursor::new(bytes.to_vec()), options.clone());
        let originals: Vec<Original> = found.map(|f| f.unwrap().original).collect();
        assert_eq!(originals.len(), 1);
        let outside = serde_json::to_string(&originals[0].outside).unwrap();
        let kept = Original {
            form: Form::of_name(originals[0].form.name()).unwrap(),
            bytes: originals[0].bytes.clone(),
            outside: serde_json::from_str(&outside).unwrap(),
        };
        assert_eq!(kept.hash(), originals[0].hash());
        assert_eq!(kept.capture().unwrap(), captures[0]);
        assert!(captures[0].date.is_some());
    }
}
