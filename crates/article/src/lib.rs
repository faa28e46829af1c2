//! Articles on a captured page: what is read, what is left out, and when it was published.
//!
//! [`page`] is where to begin. It never changes the text and never loses a word of it: every word is
//! in a [`Block`](rashomon_model::Block) of an article or in [`Page::left_out`], which keeps share
//! bars, comment forms, bylines and copyright lines as evidence for the date.
//!
//! ```
//! use rashomon_model::{BlockKind, Capture};
//!
//! let capture = Capture {
//!     text: "Bridge in the valley is closed\n\nBy A. Writer\n\nThe bridge was closed on Monday, \
//!            the mayor said.\n\nLeave a Reply\n".into(),
//!     ..Capture::default()
//! };
//! let page = rashomon_article::page(&capture);
//! let article = &page.articles[0];
//! assert_eq!(article.title.unwrap().of(&capture.text), "Bridge in the valley is closed");
//! assert_eq!(article.blocks[1].kind, BlockKind::Paragraph);
//! let left_out: Vec<&str> = page.left_out.iter().map(|s| s.of(&capture.text)).collect();
//! assert_eq!(left_out, ["By A. Writer", "Leave a Reply"]);
//! ```

mod cues;
pub mod date;
mod given;
mod page;
mod paragraphs;
mod unit;

use date::DateInput;
use rashomon_model::{Article, Capture, Page};
use rashomon_text::Span;

/// Articles on a page above which they no longer help to date one another: a page of so many is an
/// archive, and the work must stay linear.
const NEIGHBOURS: usize = 8;

/// Finds the articles of a capture, their blocks and their dates of publication.
///
/// A date that came with the capture wins over what the text says. Takes time linear in the text and
/// never fails.
pub fn page(capture: &Capture) -> Page {
    let mut page = if capture.blocks.is_empty() {
        page::articles(capture)
    } else {
        given::article(capture)
    };
    let few = page.articles.len() <= NEIGHBOURS;
    let spans = |article: &Article| article.blocks.iter().map(|b| b.span).collect::<Vec<Span>>();
    for i in 0..page.articles.len() {
        let others = page
            .articles
            .iter()
            .enumerate()
            .filter(|(j, _)| few && *j != i);
        let siblings: Vec<Span> = others.flat_map(|(_, other)| spans(other)).collect();
        // On a page of many, an article has the lines between its neighbours.
        let from = i
            .checked_sub(1)
            .map_or(0, |before| page.articles[before].span.end);
        let to = page
            .articles
            .get(i + 1)
            .map_or(capture.text.len(), |a| a.span.start);
        let left_out = if few {
            page.left_out.as_slice()
        } else {
            let first = page.left_out.partition_point(|s| s.start < from);
            let last = page.left_out.partition_point(|s| s.start < to);
            &page.left_out[first..last.max(first)]
        };
        let date = date::solve(&DateInput {
            text: &capture.text,
            article: &spans(&page.articles[i]),
            siblings: &siblings,
            left_out,
            given: capture.date.as_deref(),
        });
        page.articles[i].published = date.into();
    }
    page
}
