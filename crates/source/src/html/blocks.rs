//! HTML to blocks of text.

use super::Draft;
use super::tokens::{is_code, tokens};
use html5gum::Token;
use rashomon_model::BlockKind;

/// The blocks of some HTML, in order: white space collapsed as a browser does, every block-level
/// element a block of its own, and two line breaks as good as one.
pub(super) fn blocks(html: &str) -> Vec<Draft> {
    let mut made = Maker::default();
    // The element whose content is passed over, and how many of its name are open.
    let mut skipped: Option<(Vec<u8>, usize)> = None;
    for token in tokens(html) {
        if let Some((name, open)) = &mut skipped {
            match &token {
                Token::StartTag(tag) if **tag.name == **name && !tag.self_closing => *open += 1,
                Token::EndTag(tag) if **tag.name == **name => {
                    *open -= 1;
                    if *open == 0 {
                        skipped = None;
                    }
                }
                _ => {}
            }
            continue;
        }
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                if is_skipped(name) && !tag.self_closing {
                    made.end();
                    skipped = Some((name.to_vec(), 1));
                } else {
                    made.start_tag(name);
                }
            }
            Token::EndTag(tag) => made.end_tag(&tag.name),
            Token::String(text) => made.text(&String::from_utf8_lossy(&text.value)),
            _ => {}
        }
    }
    made.end();
    made.blocks
}

/// The text of a line of HTML (a title in a feed).
pub(crate) fn plain(html: &str) -> String {
    let blocks = blocks(html);
    let texts: Vec<&str> = blocks.iter().map(|b| b.text.as_str()).collect();
    texts.join(" ")
}

/// White space collapsed and trimmed.
pub(super) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Maker {
    blocks: Vec<Draft>,
    now: String,
    /// A space stands before what comes next.
    space: bool,
    breaks: usize,
    headings: usize,
    captions: usize,
}

impl Maker {
    fn start_tag(&mut self, name: &[u8]) {
        match name {
            b"br" => {
                self.breaks += 1;
                self.space = true;
                if self.breaks >= 2 {
                    self.end();
                }
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end();
                self.headings = 1;
            }
            b"figcaption" | b"caption" => {
                self.end();
                self.captions = 1;
            }
            _ if is_block(name) => self.end(),
            _ => {}
        }
    }

    fn end_tag(&mut self, name: &[u8]) {
        match name {
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end();
                self.headings = 0;
            }
            b"figcaption" | b"caption" => {
                self.end();
                self.captions = 0;
            }
            _ if is_block(name) => self.end(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else {
                if self.space && !self.now.is_empty() {
                    self.now.push(' ');
                }
                self.space = false;
                self.breaks = 0;
                self.now.push(c);
            }
        }
    }

    fn end(&mut self) {
        self.space = false;
        self.breaks = 0;
        if self.now.is_empty() {
            return;
        }
        let kind = if self.headings > 0 {
            BlockKind::Heading
        } else if self.captions > 0 {
            BlockKind::Caption
        } else {
            BlockKind::Paragraph
        };
        self.blocks.push(Draft {
            kind,
            text: std::mem::take(&mut self.now),
        });
    }
}

/// Elements that hold no text of an article.
fn is_skipped(name: &[u8]) -> bool {
    is_code(name)
        || matches!(
            name,
            b"head"
                | b"noscript"
                | b"nav"
                | b"footer"
                | b"form"
                | b"button"
                | b"select"
                | b"textarea"
                | b"iframe"
                | b"svg"
                | b"object"
                | b"video"
                | b"audio"
                | b"math"
        )
}

/// Elements that begin and end a block.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"body"
            | b"center"
            | b"dd"
            | b"details"
            | b"dialog"
            | b"dir"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"figure"
            | b"header"
            | b"hgroup"
            | b"hr"
            | b"html"
            | b"legend"
            | b"li"
            | b"main"
            | b"menu"
            | b"ol"
            | b"p"
            | b"pre"
            | b"search"
            | b"section"
            | b"summary"
            | b"table"
            | b"tbody"
            | b"td"
            | b"tfoot"
            | b"th"
            | b"thead"
            | b"tr"
            | b"ul"
            | b"img"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_kinds() {
        let html = "<h2>Two\n  dead</h2><p>A <b>shell</b> fell,\n the mayor said.<br>He <i>saw</i> it.<br><br>\
                    Nobody else did.<figure><img src=x><figcaption>The&nbsp;crater</figcaption></figure>\
                    <ul><li>one<li>two</ul><script>if (a < b) {}</script><nav>Home<nav>x</nav></nav>After";
        let found: Vec<(BlockKind, String)> =
            blocks(html).into_iter().map(|b| (b.kind, b.text)).collect();
        let paragraph = |s: &str| (BlockKind::Paragraph, s.to_owned());
        assert_eq!(
            found,
            [
                (BlockKind::Heading, "Two dead".to_owned()),
                paragraph("A shell fell, the mayor said. He saw it."),
                paragraph("Nobody else did."),
                (BlockKind::Caption, "The crater".to_owned()),
                paragraph("one"),
                paragraph("two"),
                paragraph("After"),
            ]
        );
        assert_eq!(plain("A &amp; <b>B</b>"), "A & B");
    }
}
