//! Literate cases: each file of `tests/pages` holds a page and, below it, what it must give: one
//! line a block or line left out, `article` where another article begins.

use rashomon_article::page;
use rashomon_model::{BlockKind, Capture};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What stands between the fence of that name and the next one.
fn fenced(case: &str, name: &str) -> Option<String> {
    let (_, rest) = case.split_once(&format!("```{name}\n"))?;
    Some(
        rest.split_once("\n```")
            .expect("an open fence")
            .0
            .to_owned(),
    )
}

fn shown(capture: &Capture) -> String {
    let text = &capture.text;
    let page = page(capture);
    let mut lines = BTreeMap::new();
    for span in &page.left_out {
        lines.insert((span.start, 1), ("out", span.of(text)));
    }
    for (n, article) in page.articles.iter().enumerate() {
        if n > 0 {
            lines.insert((article.span.start, 0), ("article", ""));
        }
        for block in &article.blocks {
            let kind = match block.kind {
                BlockKind::Title => "title",
                BlockKind::Heading => "heading",
                BlockKind::Paragraph => "paragraph",
                BlockKind::Caption => "caption",
            };
            lines.insert((block.span.start, 1), (kind, block.span.of(text)));
        }
    }
    let mut out = String::new();
    for (kind, words) in lines.values() {
        writeln!(out, "{kind:11}{}", words.replace('\n', "⏎")).expect("a string takes it");
    }
    out
}

#[test]
fn pages_give_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut failed = String::new();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("an entry").path();
        let case = std::fs::read_to_string(&path).expect("a case");
        let capture = Capture {
            text: fenced(&case, "page").expect("a page"),
            title: fenced(&case, "title"),
            ..Capture::default()
        };
        let clean = |lines: &str| {
            lines
                .lines()
                .map(str::trim_end)
                .collect::<Vec<_>>()
                .join("\n")
        };
        let (want, got) = (
            clean(&fenced(&case, "blocks").expect("blocks")),
            clean(&shown(&capture)),
        );
        if want != got {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            write!(failed, "\n== {name}\n").expect("a string takes it");
            for line in got.lines().filter(|l| !want.lines().any(|w| w == *l)) {
                writeln!(failed, "unexpected  {line}").expect("a string takes it");
            }
            for line in want.lines().filter(|l| !got.lines().any(|w| w == *l)) {
                writeln!(failed, "missing     {line}").expect("a string takes it");
            }
        }
        seen += 1;
    }
    assert!(failed.is_empty(), "{failed}");
    assert!(seen >= 10, "only {seen} cases were found");
}
