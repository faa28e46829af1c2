//! Any text with any parse: nothing panics, and every span lies in the text, on its characters.

use crate::common::Case;
use proptest::prelude::*;
use rashomon_attribution::{Attributor, content_head, content_tokens, cue_head, cue_info};
use rashomon_mention::{Context, Lists};
use rashomon_syntax::{Entity, Token};

const WORDS: &[&str] = &[
    "said",
    "told",
    "denied",
    "accused",
    "called",
    "claims",
    "according",
    "to",
    "per",
    "that",
    "which",
    "he",
    "it",
    "they",
    "Baku",
    "minister",
    "the",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "«",
    "»",
    "„",
    ":",
    "—",
    ",",
    ".",
    "reportedly",
    "plan",
    "video",
    "Ağdam",
    "戦争",
    "\u{301}",
    "was",
    "by",
    "of",
    "I",
    "X",
    "?",
];
const TAGS: &[&str] = &[
    "VBD", "VBN", "VBG", "VB", "NN", "NNS", "NNP", "PRP", "WDT", "IN", "TO", "RB", "JJ", ",", ".",
    "_SP",
];
const LABELS: &[&str] = &[
    "ROOT",
    "nsubj",
    "nsubjpass",
    "ccomp",
    "xcomp",
    "dobj",
    "prep",
    "pobj",
    "pcomp",
    "advcl",
    "relcl",
    "acl",
    "agent",
    "conj",
    "cc",
    "mark",
    "aux",
    "auxpass",
    "parataxis",
    "oprd",
    "punct",
    "poss",
    "acomp",
];
const LEMMAS: &[&str] = &[
    "say", "tell", "deny", "accuse", "call", "claim", "know", "be", "plan", "report", "quote",
    "blame",
];

/// A text of words with a made-up parse: heads anywhere, circles included.
fn case() -> impl Strategy<Value = Case> {
    let token = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop_oneof![4 => Just(" "), 2 => Just(""), 1 => Just("\n")],
        any::<bool>(),
    );
    prop::collection::vec(token, 0..60).prop_map(|tokens| {
        let mut case = Case::new("");
        let n = tokens.len();
        for (word, tag, dep, lemma, head, space, ends) in tokens {
            let word = WORDS[word.index(WORDS.len())];
            let start = case.text.len();
            case.text += word;
            let parsed = &mut case.parsed;
            parsed.tokens.push(Token {
                start,
                end: case.text.len(),
                tag: TAGS[tag.index(TAGS.len())].into(),
                lower: word.to_lowercase().into(),
                lemma: LEMMAS[lemma.index(LEMMAS.len())].into(),
                lower_lemma: LEMMAS[lemma.index(LEMMAS.len())].into(),
                head: head.index(n),
                dep: LABELS[dep.index(LABELS.len())].into(),
            });
            case.text += space;
            let at = parsed.tokens.len();
            let from = parsed.sentences.last().map_or(0, |s| s.end);
            if ends || at == n {
                parsed.sentences.push(from..at);
                if at.is_multiple_of(3) {
                    parsed.entities.push(Entity {
                        tokens: at - 1..at,
                        label: "GPE".into(),
                    });
                }
            }
        }
        case.link();
        if !case.text.is_empty() {
            case.actors("Baku|state|AZE; minister|office|; he|person|");
        }
        case
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_spans_hold(case in case()) {
        let article = case.article();
        let context = Context {
            text: &case.text,
            article: &article,
            parsed: &case.parsed,
            mentions: &case.mentions,
            lists: Lists::embedded(),
        };
        let attributor = Attributor::new();
        let found = attributor.attributions(&context);
        for (n, a) in found.iter().enumerate() {
            prop_assert_eq!(a.id.0, n);
            prop_assert!(!a.content.is_empty());
            prop_assert!(cue_info(&a.act).is_some(), "no act {}", a.act);
            for spans in [&a.source, &a.cue, &a.content] {
                for span in spans {
                    prop_assert!(span.start < span.end, "{a:?}");
                    prop_assert!(case.text.get(span.range()).is_some(), "{a:?}");
                }
                for pair in spans.windows(2) {
                    prop_assert!(pair[0].end <= pair[1].start, "{a:?}");
                }
            }
            prop_assert!(a.actor.is_none_or(|m| m.0 < case.mentions.len()));
            // Parents lead to an end.
            let mut at = a.parent;
            for _ in 0..found.len() {
                at = at.and_then(|p| found[p.0].parent);
            }
            prop_assert!(at.is_none(), "a circle of parents");
            let tokens = content_tokens(&context, a);
            prop_assert!(tokens.is_sorted());
            content_head(&context, a);
            cue_head(&context, a);
        }
        prop_assert_eq!(attributor.attributions(&context), found);
    }
}
