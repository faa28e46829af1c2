//! Articles whose paragraphs their source marks up (an HTML page).

use crate::unit::{Role, Unit};
use rashomon_model::{Article, Block, BlockKind, Capture, Page, Published};
use rashomon_text::Span;

/// Short lines in a row that end a page: as many are headlines of other articles, fewer may be the
/// article's own.
const LINKS: usize = 3;

/// The one article of a capture with blocks. What its source kept and no article has (share bars,
/// the author's line, "read also") is left out as on any page.
pub(crate) fn article(capture: &Capture) -> Page {
    let text = capture.text.as_str();
    let mut page = Page::default();
    let mut blocks: Vec<Block> = Vec::new();
    // Blocks behind the last one that ends as a sentence does.
    let mut trailing = 0;
    let mut byline = None;
    // The blocks come from outside: those that do not lie in the text are none.
    let given = capture
        .blocks
        .iter()
        .filter(|b| text.get(b.span.range()).is_some() && !b.span.is_empty());
    for block in given {
        let unit = Unit::new(text, block.span);
        let kept = matches!(block.kind, BlockKind::Title)
            || matches!(
                unit.role,
                Role::Text | Role::Short | Role::Item | Role::Caption
            );
        if !kept {
            if unit.role == Role::Byline && byline.is_none() {
                byline = Some(block.span);
            }
            page.left_out.push(block.span);
            continue;
        }
        let (span, kind) = match (block.kind, unit.role) {
            (BlockKind::Title, _) => (block.span, BlockKind::Title),
            (BlockKind::Paragraph, Role::Caption) => (unit.body, BlockKind::Caption),
            (kind, _) => (unit.body, kind),
        };
        page.left_out
            .extend(unit.cut.iter().filter(|cut| !cut.overlaps(span)));
        if !span.is_empty() {
            trailing = match unit.role {
                Role::Short | Role::Item if kind != BlockKind::Title => trailing + 1,
                _ => 0,
            };
            blocks.push(Block { span, kind });
        }
    }
    if trailing >= LINKS && trailing < blocks.len() {
        let links = blocks.split_off(blocks.len() - trailing);
        page.left_out.extend(links.iter().map(|b| b.span));
    }
    page.left_out.sort_unstable();
    if let (Some(first), Some(last)) = (blocks.first(), blocks.last()) {
        let title = blocks.iter().find(|b| b.kind == BlockKind::Title);
        page.articles.push(Article {
            span: Span::new(first.span.start, last.span.end),
            title: title.map(|b| b.span),
            byline,
            blocks,
            published: Published::default(),
        });
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A capture whose source marks up these blocks.
    fn marked<'a>(blocks: impl IntoIterator<Item = (BlockKind, &'a str)>) -> Capture {
        let mut capture = Capture::default();
        for (kind, line) in blocks {
            let start = capture.text.len();
            capture.text.push_str(line);
            let span = Span::new(start, capture.text.len());
            capture.blocks.push(Block { span, kind });
            capture.text.push_str("\n\n");
        }
        capture
    }

    #[test]
    fn marked_paragraphs_are_kept_and_the_rest_is_left_out() {
        let lines = [
            (BlockKind::Title, "Share"),
            (BlockKind::Paragraph, "By Ann Writer"),
            (
                BlockKind::Paragraph,
                "Two shells hit the mill on Monday, the mayor said.",
            ),
            (BlockKind::Heading, "Nobody hurt"),
            (BlockKind::Paragraph, "Leave a Reply"),
        ];
        let capture = marked(lines);
        let page = crate::page(&capture);
        let shown: Vec<(BlockKind, &str)> = page.articles[0]
            .blocks
            .iter()
            .map(|b| (b.kind, b.span.of(&capture.text)))
            .collect();
        // A title is what its page says it is, whatever its words.
        assert_eq!(shown, [lines[0], lines[2], lines[3]]);
        assert!(page.articles[0].byline.is_some());
        assert_eq!(page.left_out.len(), 2);
    }

    #[test]
    fn headlines_of_other_articles_at_the_end_are_left_out() {
        let lines = [
            "Two shells hit the mill on Monday, the mayor said.",
            "Nobody was hurt.",
            "Bridge reopens after a year",
            "Council votes on water prices",
            "Harvest late again",
        ];
        let read = |lines: &[&str]| {
            let capture = marked(lines.iter().map(|line| (BlockKind::Paragraph, *line)));
            crate::page(&capture).articles[0].blocks.len()
        };
        assert_eq!(read(&lines), 2);
        // Two may be the article's own, such as the items of a list.
        assert_eq!(read(&lines[..4]), 4);
        // A page of short lines alone keeps them: there is nothing that they would be the end of.
        assert_eq!(read(&lines[2..]), 3);
    }

    #[test]
    fn blocks_outside_the_text_are_none() {
        let mut capture = Capture {
            text: "é".into(),
            ..Capture::default()
        };
        for span in [Span::new(0, 1), Span::new(0, 9), Span::new(5, 9)] {
            let kind = BlockKind::Paragraph;
            capture.blocks.push(Block { span, kind });
        }
        assert!(crate::page(&capture).articles.is_empty());
    }
}
