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
mod page;
mod paragraphs;
mod unit;

use rashomon_model::{Basis, Capture, Page, Published};

/// Finds the articles of a capture, their blocks and their dates of publication.
///
/// A date that came with the capture (EDTF) wins over what the text says. Takes time linear in the
/// text and never fails.
pub fn page(capture: &Capture) -> Page {
    let mut page = page::articles(capture);
    for article in &mut page.articles {
        if let Some(date) = &capture.date {
            article.published = Published {
                value: Some(date.clone()),
                basis: Basis::Metadata,
                evidence: Vec::new(),
            };
        }
    }
    page
}
