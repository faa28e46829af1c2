//! What the engine promises of any text.

use std::ops::Range;
use std::sync::LazyLock;

use proptest::prelude::*;
use rashomon_syntax::{Parsed, Pipeline};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en.model");
    Pipeline::load(&std::fs::read(model).expect("the model")).expect("a model")
});

fn sentences(text: &str) -> Vec<&str> {
    let p = PIPELINE.parse(text);
    p.sentences.iter().map(|s| &text[p.bytes(s)]).collect()
}

/// Checks everything that holds of a parse whatever the text.
fn check(text: &str, blocks: &[Range<usize>], p: &Parsed) {
    let mut at = 0;
    for t in &p.tokens {
        assert!(
            at <= t.start && t.start < t.end,
            "tokens in order, none empty"
        );
        assert!(text.is_char_boundary(t.start) && text.is_char_boundary(t.end));
        at = t.end;
    }
    // Within the blocks, what lies outside of tokens is single spaces; outside, there are no tokens.
    let mut covered: Vec<bool> = vec![false; text.len()];
    for t in &p.tokens {
        covered[t.start..t.end].fill(true);
    }
    let mut inside = vec![false; text.len()];
    for b in blocks {
        inside[b.clone()].fill(true);
    }
    for (i, b) in text.bytes().enumerate() {
        assert!(inside[i] || !covered[i], "a token outside of the blocks");
        assert!(
            !inside[i] || covered[i] || b == b' ',
            "text without a token at {i}"
        );
    }
    let mut at = 0;
    for s in &p.sentences {
        assert!(s.start == at && s.end > at, "sentences without gaps");
        at = s.end;
        let bytes = p.bytes(s);
        assert!(
            blocks
                .iter()
                .any(|b| b.start <= bytes.start && bytes.end <= b.end)
        );
    }
    assert_eq!(at, p.tokens.len());
    let mut at = 0;
    for e in &p.entities {
        assert!(
            at <= e.tokens.start && e.tokens.start < e.tokens.end && e.tokens.end <= p.tokens.len()
        );
        at = e.tokens.end;
        let sentence = p.sentence_of(e.tokens.start);
        assert!(e.tokens.end <= sentence.end, "an entity in one sentence");
    }
    for (i, t) in p.tokens.iter().enumerate() {
        assert!(t.head < p.tokens.len());
        let root = p.path_up(i).last().expect("a path");
        assert_eq!(p.tokens[root].head, root, "every token is under a root");
        if t.head == i {
            assert!(
                t.dep == "ROOT" || t.dep == "dep",
                "a root with the label {}",
                t.dep
            );
        }
    }
}

fn check_whole(text: &str) -> Parsed {
    let p = PIPELINE.parse(text);
    check(text, std::slice::from_ref(&(0..text.len())), &p);
    p
}

#[test]
fn abbreviations_end_no_sentence() {
    for text in [
        "Gen. Tarel Voss said that Mr. Dalin had left for St. Anna.",
        "Mr. Dalin denied it.",
        "The U.S. said on Monday that it had no part in the attack.",
        "Officials in the U.S. Congress and at the U.N. Security Council met Lt. Col. Neme.",
        "Dr. Hask, of St. Petersburg, met Sen. Hart and Gov. Lane at 5 p.m. on Jan. 4 in Ft. Osmet.",
        "The troops of Maj. Gen. Orhan Rill held the town, Capt. Sena Ortk said.",
    ] {
        assert_eq!(sentences(text), [text]);
    }
}

#[test]
fn sentences_end_where_they_should() {
    let text = "The army said it had taken the village. Gen. Voss denied it. “They lie,” he said. Who is right?";
    assert_eq!(
        sentences(text),
        [
            "The army said it had taken the village.",
            "Gen. Voss denied it.",
            "“They lie,” he said.",
            "Who is right?"
        ]
    );
}

#[test]
fn grammar_of_a_denial() {
    let text = "Armenian officials denied the claim that Shusha had fallen.";
    let p = PIPELINE.parse(text);
    let find = |w: &str| {
        p.tokens
            .iter()
            .position(|t| &text[t.start..t.end] == w)
            .expect("a word")
    };
    let (denied, claim, fallen) = (find("denied"), find("claim"), find("fallen"));
    assert_eq!(
        (p.tokens[denied].head, &*p.tokens[denied].lemma),
        (denied, "deny")
    );
    assert_eq!(
        (
            p.tokens[find("officials")].head,
            p.tokens[find("officials")].dep.as_str()
        ),
        (denied, "nsubj")
    );
    assert_eq!(
        (p.tokens[claim].head, p.tokens[claim].dep.as_str()),
        (denied, "dobj")
    );
    assert_eq!(
        (p.tokens[fallen].head, p.tokens[fallen].dep.as_str()),
        (claim, "acl")
    );
    assert_eq!(&*p.tokens[fallen].lemma, "fall");
    assert_eq!(
        &text[p.bytes(&p.extent(claim))],
        "the claim that Shusha had fallen"
    );
    assert_eq!(
        p.entity_at(find("Shusha")).map(|e| e.label.as_str()),
        Some("GPE")
    );
    assert_eq!(
        p.entity_at(find("Armenian")).map(|e| e.label.as_str()),
        Some("NORP")
    );
}

#[test]
fn blocks_are_read_apart() {
    let text = "HEADLINE WITHOUT END\n\nThe army said it\n\nhad left. Then more.";
    let blocks = [0..20, 22..38, 40..60];
    let p = PIPELINE.parse_blocks(text, &blocks);
    check(text, &blocks, &p);
    for b in blocks {
        let alone = PIPELINE.parse(&text[b.clone()]);
        let first = p.token_at(b.start).expect("a token");
        for (i, t) in alone.tokens.iter().enumerate() {
            let same = &p.tokens[first + i];
            assert_eq!(
                (t.start + b.start, t.end + b.start, t.head + first),
                (same.start, same.end, same.head)
            );
            assert_eq!((&t.lemma, t.tag, t.dep), (&same.lemma, same.tag, same.dep));
        }
    }
}

#[test]
#[allow(clippy::reversed_empty_ranges, clippy::single_range_in_vec_init)]
fn odd_blocks_are_mended() {
    let text = "Șușa is a town.";
    // Within a character, backwards, overlapping, past the end.
    for blocks in [
        vec![1..6, 3..2, 4..99],
        vec![usize::MAX - 1..usize::MAX],
        vec![0..0],
        vec![],
    ] {
        let p = PIPELINE.parse_blocks(text, &blocks);
        assert!(p.tokens.iter().all(|t| text.get(t.start..t.end).is_some()));
        assert!(p.tokens.windows(2).all(|w| w[0].end <= w[1].start));
    }
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(PIPELINE.parse(""), Parsed::default());
}

/// Long runs of one thing, which must take time in proportion to their length.
#[test]
fn long_lines_are_read() {
    for (unit, times) in [
        ("(", 30_000),
        (".", 300_000),
        ("a", 300_000),
        ("a-", 20_000),
        ("@.", 30_000),
        ("' ", 20_000),
        ("\n", 100_000),
        (" ", 100_000),
        ("a.b@", 20_000),
        ("://", 20_000),
        ("'s", 20_000),
        ("5km", 20_000),
        ("😀", 20_000),
    ] {
        check_whole(&unit.repeat(times));
    }
}

#[test]
fn a_long_document_keeps_its_sentences() {
    let sentence = "The ministry said on Monday that its forces had entered the town. ";
    let text = sentence.repeat(2_000);
    let p = check_whole(&text);
    assert_eq!(p.tokens.len(), 13 * 2_000);
    assert_eq!(p.sentences.len(), 2_000);
    assert!(p.sentences.iter().all(|s| s.len() == 13));
}

#[test]
fn threads_share_a_pipeline() {
    let texts: Vec<String> = include_str!("golden/texts.txt")
        .split("\n----\n")
        .map(String::from)
        .collect();
    let alone: Vec<Parsed> = texts.iter().map(|t| PIPELINE.parse(t)).collect();
    std::thread::scope(|scope| {
        for turn in 0..4 {
            let (texts, alone) = (&texts, &alone);
            scope.spawn(move || {
                for i in 0..texts.len() {
                    let i = (i * 7 + turn * 31) % texts.len();
                    assert_eq!(PIPELINE.parse(&texts[i]), alone[i]);
                }
            });
        }
    });
}

#[test]
fn a_damaged_model_is_refused() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en.model");
    let bytes = std::fs::read(model).expect("the model");
    for len in [
        0,
        7,
        11,
        12,
        5_000,
        400_000,
        450_000,
        3_000_000,
        bytes.len() - 2_000,
    ] {
        assert!(Pipeline::load(&bytes[..len]).is_err(), "cut off at {len}");
    }
    // Tables that name what is not there.
    let header = String::from_utf8_lossy(&bytes[12..420_000]).into_owned();
    for (from, to) in [
        ("\"S\",\"D\"", "\"S\",\"Z\""),
        ("[\"NORM\"", "[\"NONE\""),
        ("\"format\":1", "\"format\":2"),
    ] {
        let at = header.find(from).expect("a part of the header") + 12;
        let mut damaged = bytes.clone();
        damaged[at..at + to.len()].copy_from_slice(to.as_bytes());
        assert!(Pipeline::load(&damaged).is_err(), "{to}");
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,12}",
        "[a-zA-Z']{1,9}",
        "[ \\t\\n\\r\u{a0}\u{2009}]{1,3}",
        "[-.,;:!?'\"“”‘’()\\[\\]…–—/$%@#&*]{1,4}",
        Just("Gen. ".to_owned()),
        Just("U.S.".to_owned()),
        Just("can't".to_owned()),
        Just(":-)".to_owned()),
        Just("http://example.org/x".to_owned()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read(text in pieces()) {
        check_whole(&text);
    }

    #[test]
    fn any_string_is_read(text in any::<String>()) {
        check_whole(&text);
    }

    #[test]
    fn lines_as_blocks(text in pieces()) {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let end = at + line.trim_end_matches('\n').len();
            if end > at {
                blocks.push(at..end);
            }
            at += line.len();
        }
        check(&text, &blocks, &PIPELINE.parse_blocks(&text, &blocks));
    }
}
