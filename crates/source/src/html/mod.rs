//! HTML pages as captures: the article's text, what the page says of it, and the way back to the
//! page's bytes.
//!
//! The `trafilatura` crate tells the article from what surrounds it. It keeps no positions, so its
//! text is laid on the page's own text again ([`align`]): what is found there character by character
//! is in the capture's source map, what is not has no entry.

mod align;
mod blocks;
mod meta;
mod origin;
mod tokens;

pub(crate) use blocks::plain;

use crate::decode::decode_page;
use crate::{Problem, date, text_id};
use origin::Origin;
use rashomon_model::{Block, BlockKind, Capture, Diagnostic, SourceMap};
use rashomon_text::Span;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is known of a page from outside.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'a> {
    /// The encoding that the transport named: `windows-1251`.
    pub charset: Option<&'a str>,
    /// The bytes are the article and nothing else (an entry of a feed): nothing is left out.
    pub fragment: bool,
    /// The headline.
    pub title: Option<&'a str>,
}

/// Bytes of a page above which it is not searched for its article: no report's page is so long,
/// and the search must not take minutes.
const MOST_SEARCHED: usize = 4 << 20;

/// Elements inside one another above which a page is not searched for its article.
const DEEPEST: usize = 400;

/// Reads a page.
pub(crate) fn page(bytes: &[u8], known: Known) -> Result<Capture, Problem> {
    let decoded = decode_page(bytes, known.charset).map_err(Problem::Binary)?;
    let html = decoded.text.as_str();
    let mut diagnostics = decoded.diagnostics;
    let found = if known.fragment {
        Found::whole(html)
    } else {
        search(html).unwrap_or_else(|| {
            diagnostics.push(Diagnostic::new(
                "page-whole",
                "the article was not found on this page, and all its text was read; \
                 save the article alone",
            ));
            Found::whole(html)
        })
    };
    let mut drafts = found.blocks;
    if let Some(title) = known
        .title
        .or(found.title.as_deref())
        .filter(|t| has_words(t))
    {
        head(&mut drafts, title);
    }
    let (text, blocks) = join(&drafts);
    if blocks.is_empty() {
        return Err(Problem::NoText);
    }
    let origin = Origin::new(bytes, decoded.encoding, html);
    let source_map = SourceMap {
        id: crate::bytes_id(bytes),
        length: bytes.len(),
        encoding: decoded.encoding.name().to_owned(),
        ranges: origin.ranges(html, align::align(html, &text, &blocks)),
    };
    let date = meta::published(html).and_then(|written| date::edtf(&written).ok());
    if let Some(why) = date.as_ref().and_then(|d| d.ambiguous.clone()) {
        diagnostics.push(Diagnostic::new("date-ambiguous", why));
    }
    Ok(Capture {
        id: Some(text_id(&text)),
        title: found.title,
        date: date.map(|d| d.edtf),
        outlet: found.outlet,
        byline: found.byline,
        text,
        blocks,
        source_map: Some(source_map),
        diagnostics,
        ..Capture::default()
    })
}

/// A block before it has its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    kind: BlockKind,
    text: String,
}

/// What was found on a page.
#[derive(Debug, Default)]
struct Found {
    blocks: Vec<Draft>,
    title: Option<String>,
    outlet: Option<String>,
    byline: Option<String>,
}

impl Found {
    fn whole(html: &str) -> Found {
        Found {
            blocks: blocks::blocks(html),
            ..Found::default()
        }
    }
}

/// The article of a page; `None` where there is none, or where it would take too long to find.
fn search(html: &str) -> Option<Found> {
    if html.len() > MOST_SEARCHED || tokens::depth(html) > DEEPEST {
        return None;
    }
    // A date guessed from the page's text is the article stage's to find, which says what it rests
    // on: here only what the page declares counts (`meta`).
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    // The crate is not ours: should it fail on some page, the page is still read whole.
    let result = catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options)));
    let result = result.ok()?.ok()?;
    let some = |words: String| {
        let words = blocks::collapse(&words);
        (!words.is_empty()).then_some(words)
    };
    let blocks = blocks::blocks(&result.content_html);
    let outlet = some(result.metadata.sitename).or_else(|| some(result.metadata.hostname));
    let title = some(result.metadata.title).map(|t| headline(&t, outlet.as_deref(), &blocks));
    let found = Found {
        title,
        outlet,
        byline: some(result.metadata.author),
        blocks,
    };
    (!found.blocks.is_empty()).then_some(found)
}

/// Marks between a page's headline and the names of its outlet and section.
const MARKS: [&str; 9] = [
    " | ", " - ", " -- ", " – ", " — ", " » ", " :: ", " • ", ": ",
];

/// The headline in a page's title: the part that the article itself opens with, or else what is left
/// without the outlet's name at either end ("Bridge reopens | The Daily" of The Daily).
fn headline(title: &str, outlet: Option<&str>, blocks: &[Draft]) -> String {
    let cuts = || MARKS.iter().flat_map(|mark| title.match_indices(mark));
    let sides = || {
        let parts = cuts().flat_map(|(at, mark)| [(&title[..at], &title[at + mark.len()..])]);
        parts.flat_map(|(before, after)| [(before, after), (after, before)])
    };
    let opens = |part: &str| {
        let wanted = letters(part);
        let first = blocks.iter().take(3);
        wanted.contains(' ') && first.map(|b| letters(&b.text)).any(|b| b == wanted)
    };
    let outlet = outlet.map(letters).filter(|o| !o.is_empty());
    let own = |rest: &str| {
        let rest = letters(rest);
        let name = |o: &String| *o == rest || rest.starts_with(&format!("{o} "));
        outlet.as_ref().is_some_and(name)
    };
    let found = sides().find(|(part, _)| opens(part));
    let found = found.or_else(|| sides().find(|(part, rest)| own(rest) && has_words(part)));
    found.map_or(title, |(part, _)| part).trim().to_owned()
}

/// The words of a line in lower case, a space between two.
fn letters(line: &str) -> String {
    let words = line.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// Puts the headline first, unless the text has it.
fn head(blocks: &mut Vec<Draft>, title: &str) {
    let wanted = letters(title);
    match blocks
        .iter_mut()
        .take(3)
        .find(|b| letters(&b.text) == wanted)
    {
        Some(block) => block.kind = BlockKind::Title,
        None => blocks.insert(
            0,
            Draft {
                kind: BlockKind::Title,
                text: title.to_owned(),
            },
        ),
    }
}

/// The text of the blocks, an empty line between two.
fn join(drafts: &[Draft]) -> (String, Vec<Block>) {
    let (mut text, mut blocks) = (String::new(), Vec::new());
    for draft in drafts.iter().filter(|d| has_words(&d.text)) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&draft.text);
        blocks.push(Block {
            span: Span::new(start, text.len()),
            kind: draft.kind,
        });
    }
    if !text.is_empty() {
        text.push('\n');
    }
    (text, blocks)
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_told_from_the_outlet_and_the_section() {
        let opening = [Draft {
            kind: BlockKind::Heading,
            text: "Bridge reopens – at last".into(),
        }];
        let title = |title: &str, blocks: &[Draft]| headline(title, Some("The Daily"), blocks);
        for page in [
            "Bridge reopens - at last | News | The Daily",
            "The Daily: Bridge reopens - at last",
            "Bridge reopens - at last",
        ] {
            assert_eq!(title(page, &opening), "Bridge reopens - at last", "{page}");
        }
        // Where the article does not repeat it, only the outlet's own name goes.
        for (page, left) in [
            ("Bridge reopens | The Daily", "Bridge reopens"),
            ("Bridge reopens | The Daily News", "Bridge reopens"),
            ("The Daily » Bridge reopens", "Bridge reopens"),
            ("Mill - bridge: a dispute", "Mill - bridge: a dispute"),
            ("The Daily", "The Daily"),
        ] {
            assert_eq!(title(page, &[]), left, "{page}");
        }
    }
}
