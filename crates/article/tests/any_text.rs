//! What holds for every text.

use proptest::prelude::*;
use rashomon_article::page;
use rashomon_model::Capture;
use rashomon_text::Span;
use std::time::Instant;

/// Checks what [`page`] promises.
fn check(text: &str, title: Option<&str>) {
    let capture = Capture {
        text: text.to_owned(),
        title: title.map(str::to_owned),
        ..Capture::default()
    };
    let page = page(&capture);
    let mut spans: Vec<Span> = page.left_out.clone();
    let mut last = 0;
    for article in &page.articles {
        assert!(!article.blocks.is_empty());
        assert!(article.span.start >= last, "articles are in order");
        let (first, end) = (article.blocks[0], article.blocks[article.blocks.len() - 1]);
        assert_eq!(article.span, first.span.cover(end.span));
        for block in &article.blocks {
            assert!(
                block.span.start >= last,
                "blocks are in order and do not overlap"
            );
            assert!(!block.span.is_empty());
            assert_eq!(block.span.trim(text), block.span, "blocks are trimmed");
            last = block.span.end;
        }
        if let Some(byline) = article.byline {
            assert!(page.left_out.contains(&byline));
        }
        assert!(
            article
                .title
                .is_none_or(|t| article.blocks.iter().any(|b| b.span == t))
        );
        spans.extend(article.blocks.iter().map(|b| b.span));
    }
    spans.sort_unstable();
    let mut at = 0;
    for span in spans {
        assert!(span.start >= at, "nothing is both read and left out");
        let between = text
            .get(at..span.start)
            .expect("spans lie on character boundaries");
        assert!(
            !between.contains(char::is_alphanumeric),
            "lost: {between:?}"
        );
        assert!(text.get(span.range()).is_some());
        at = span.end;
    }
    assert!(
        !text[at..].contains(char::is_alphanumeric),
        "lost: {:?}",
        &text[at..]
    );
}

/// Pieces that the rules look for, in any order.
const PIECES: &[&str] = &[
    "Leave a Reply",
    "Comments",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\u{a0}",
    "\u{200b}",
    "Read more",
    "Read Also",
    "© 2020 The Letter.",
    "By Ana Writer",
    "Image Courtesy Reuters",
    "FILE PHOTO:",
    "(AP Photo/X)",
    "9 months ago 135",
    "Published July 2 2016 ",
    "TARN (AFP) — ",
    "Bombs fell on the town, the mayor said.",
    "Bombs fall on the town again",
    "The army denied that bombs fell on the town again and again on Monday.",
    "Who fired?",
    "# ",
    "- ",
    "• ",
    "|",
    "---",
    "“",
    "”",
    "é",
    "İ",
    "ﬁ",
    "🇦🇲",
    ".",
    "?",
    ":",
    "—",
    "Related stories",
    "4 May 2019",
    "Tarn",
    "We ask our readers: subscribe, donate.",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_characters(text in "\\PC{0,120}|[\\s\\S]{0,60}", title in proptest::option::of("\\PC{0,30}")) {
        check(&text, title.as_deref());
    }

    #[test]
    fn any_mixture_of_cues(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60),
        title in proptest::option::of(proptest::sample::select(PIECES)),
    ) {
        check(&pieces.concat(), title);
    }
}

/// Ten times the text takes about ten times the time, whatever it repeats.
#[test]
fn time_is_linear() {
    let repeated = [
        "a",
        "a ",
        "a\n",
        "a\n\n",
        "Tarn, ",
        "Bombs fell on the town of Tarn. ",
        "Read more. ",
        "“",
        "#",
        "- x\n",
        "| a ",
        "Bombs Fall On the Town Again\n",
        "Bombs fell on the town, the mayor said.\n",
        "4 May 2019 ",
        "Comments\n",
        "Bombs Fall On the Town of Tarn Again\nBombs fell on the town of Tarn again, officials of the town said on Monday of the bombs that fall.\nBombs fell on the town of Tarn again on Monday, the army said, but denied that the town is Tarn, or that bombs fall.\nBombs fell on Tarn, a town that both hold, and nobody in the town denied it.\n",
    ];
    for piece in repeated {
        let time = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len());
            let capture = Capture {
                text,
                ..Capture::default()
            };
            let start = Instant::now();
            let page = page(&capture);
            assert!(page.articles.len() + page.left_out.len() > 0);
            start.elapsed().as_secs_f64()
        };
        time(20_000);
        let (small, large) = (time(100_000), time(1_000_000));
        assert!(
            large < small * 40.0 + 0.25,
            "{piece:?}: {small:.4} s for 100 kB, {large:.4} s for 1 MB"
        );
    }
}
