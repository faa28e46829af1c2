//! The extracted text laid on the page's text again.

use super::tokens::{Piece, is_code, pieces, tokens};
use html5gum::Token;
use rashomon_model::Block;
use rashomon_text::Span;
use std::ops::Range;

/// Bytes of a block without its white space from which it is hardly found elsewhere by chance.
const TELLING: usize = 32;

/// Bytes of the start of a piece by which it is looked for.
const ANCHOR: usize = 16;

/// Bytes behind the last find in which the pieces of a block that is not there as a whole are
/// looked for.
const NEAR: usize = 64 << 10;

/// Ranges of the text and of the page that hold the same characters, in order of the text. Blocks
/// that tell are found first, each behind the one before; the others between them. Takes time linear
/// in the page: searches end when they have passed over it a fixed number of times.
pub(super) fn align(html: &str, text: &str, blocks: &[Block]) -> Vec<(Span, Span)> {
    let page = Stream::of_page(html);
    let mut search = Search {
        left: (page.letters.len() + (1 << 20)) * 64,
        page: &page,
    };
    let streams: Vec<Stream> = blocks
        .iter()
        .map(|b| Stream::of_text(text, b.span))
        .collect();
    let mut found: Vec<Option<usize>> = vec![None; blocks.len()];
    let mut at = page.body;
    for (block, place) in streams.iter().zip(&mut found) {
        if block.letters.len() < TELLING {
            continue;
        }
        *place = search.find(&block.letters, at..page.letters.len());
        at = place.map_or(at, |p| p + block.letters.len());
    }
    let mut ranges = Vec::new();
    let mut from = page.body;
    for (i, block) in streams.iter().enumerate() {
        let next = found[i..].iter().flatten().next();
        let to = next.copied().unwrap_or(page.letters.len());
        let place = found[i].or_else(|| search.find(&block.letters, from..to));
        // A headline may stand nowhere but in `<title>`, and a page may be told in another order.
        let place = place.or_else(|| search.find(&block.letters, 0..page.letters.len()));
        match place {
            Some(place) => {
                page.same(
                    html,
                    text,
                    place,
                    block,
                    0..block.letters.len(),
                    &mut ranges,
                );
                from = from.max(place + block.letters.len());
            }
            None => from = piecewise(&mut search, html, text, block, from..to, &mut ranges),
        }
    }
    ranges
        .into_iter()
        .map(|(span, page, _)| (span, page))
        .collect()
}

/// A piece of the text, its place on the page, and whether it stands there as it is.
type Pair = (Span, Span, bool);

/// Finds a block that is not on the page as a whole (something inside it was taken out) piece by
/// piece, and says where it ends.
fn piecewise(
    search: &mut Search,
    html: &str,
    text: &str,
    block: &Stream,
    window: Range<usize>,
    ranges: &mut Vec<Pair>,
) -> usize {
    let page = search.page;
    let mut from = window.start;
    let mut words = block.runs.iter().map(|r| r.letters.start).peekable();
    let mut at = 0;
    while at < block.letters.len() {
        let end = block.letters.floor_char_boundary(at + ANCHOR);
        let near = from..window
            .end
            .min(page.letters.floor_char_boundary(from + NEAR));
        if end > at
            && block.letters.len() - at >= ANCHOR
            && let Some(place) = search.find(&block.letters[at..end], near)
        {
            let same = block.letters[at..]
                .chars()
                .zip(page.letters[place..window.end.max(place)].chars())
                .take_while(|(a, b)| a == b)
                .map(|(c, _)| c.len_utf8())
                .sum::<usize>();
            page.same(html, text, place, block, at..at + same, ranges);
            at += same.max(1);
            from = place + same;
        }
        // On to the next word.
        while words.next_if(|&w| w < at || w == 0).is_some() {}
        match words.next() {
            Some(word) => at = word,
            None => break,
        }
    }
    from
}

struct Search<'a> {
    page: &'a Stream,
    /// Bytes that may still be passed over.
    left: usize,
}

impl Search<'_> {
    fn find(&mut self, letters: &str, window: Range<usize>) -> Option<usize> {
        let within = self.page.letters.get(window.clone())?;
        if letters.is_empty() || within.len() < letters.len() || self.left == 0 {
            return None;
        }
        let found = memchr::memmem::find(within.as_bytes(), letters.as_bytes());
        let passed = found.unwrap_or(within.len()) + letters.len();
        self.left = self.left.saturating_sub(passed);
        found.map(|at| window.start + at)
    }
}

/// A text without its white space, and where its pieces stand.
struct Stream {
    letters: String,
    runs: Vec<Run>,
    /// Where the page's body begins in the letters.
    body: usize,
}

/// Letters that stand in one piece.
struct Run {
    letters: Range<usize>,
    source: Range<usize>,
    /// They stand there as they are; otherwise a character reference stands for them.
    plain: bool,
}

impl Stream {
    fn new() -> Stream {
        Stream {
            letters: String::new(),
            runs: Vec::new(),
            body: 0,
        }
    }

    /// Adds the words of a piece of the source.
    fn plain(&mut self, source: &str, range: Range<usize>) {
        let piece = &source[range.clone()];
        for word in piece.split_whitespace() {
            let at = word.as_ptr().addr() - piece.as_ptr().addr() + range.start;
            self.run(word, at..at + word.len(), true);
        }
    }

    fn run(&mut self, letters: &str, source: Range<usize>, plain: bool) {
        let start = self.letters.len();
        self.letters.push_str(letters);
        self.runs.push(Run {
            letters: start..self.letters.len(),
            source,
            plain,
        });
    }

    fn of_text(text: &str, span: Span) -> Stream {
        let mut stream = Stream::new();
        stream.plain(text, span.range());
        stream
    }

    fn of_page(html: &str) -> Stream {
        let mut stream = Stream::new();
        let (mut code, mut raw) = (false, false);
        let mut in_head = true;
        for token in tokens(html) {
            match token {
                Token::StartTag(tag) => {
                    code = is_code(&tag.name) && !tag.self_closing;
                    raw = matches!(
                        tag.name.as_slice(),
                        b"xmp" | b"iframe" | b"noembed" | b"noframes" | b"plaintext"
                    );
                    if in_head && matches!(tag.name.as_slice(), b"body" | b"p" | b"div" | b"h1") {
                        in_head = false;
                        stream.body = stream.letters.len();
                    }
                }
                Token::EndTag(_) => (code, raw) = (false, false),
                Token::String(s) if !code => {
                    pieces(html, s.span.start..s.span.end, raw, |piece| match piece {
                        Piece::Plain(range) => stream.plain(html, range),
                        Piece::Reference(range, meant) if !meant.trim().is_empty() => {
                            stream.run(&meant, range, false);
                        }
                        Piece::Reference(..) => {}
                    });
                }
                _ => {}
            }
        }
        stream
    }

    /// Adds the ranges of letters of a text that stand on this page from `place` on.
    fn same(
        &self,
        html: &str,
        text: &str,
        place: usize,
        block: &Stream,
        letters: Range<usize>,
        ranges: &mut Vec<Pair>,
    ) {
        let mut here = self.runs.partition_point(|r| r.letters.end <= place);
        let mut there = block
            .runs
            .partition_point(|r| r.letters.end <= letters.start);
        let mut at = letters.start;
        while at < letters.end {
            let (Some(page), Some(own)) = (self.runs.get(here), block.runs.get(there)) else {
                return;
            };
            let on_page = place + at - letters.start;
            let skipped = on_page - page.letters.start;
            // A reference may stand for letters of several words, but never does: it is one run.
            let most = own.letters.end.min(letters.end) - at;
            let length = (page.letters.end - on_page).min(most);
            let start = own.source.start + (at - own.letters.start);
            let span = Span::new(start, start + length);
            if page.plain {
                let start = page.source.start + skipped;
                add(html, text, span, Span::new(start, start + length), ranges);
            } else if skipped == 0 && length == page.letters.len() {
                // References stay alone: only so is every other range the same on both sides.
                ranges.push((span, Span::new(page.source.start, page.source.end), false));
            }
            at += length;
            here += usize::from(place + at - letters.start == page.letters.end);
            there += usize::from(at == own.letters.end);
        }
    }
}

/// Adds a range, to the one before where nothing but the same white space stands between them.
fn add(html: &str, text: &str, span: Span, page: Span, ranges: &mut Vec<Pair>) {
    if let Some((last_span, last_page, true)) = ranges.last_mut()
        && last_span.end <= span.start
        && last_page.end <= page.start
        && span.start - last_span.end == page.start - last_page.end
        && text.as_bytes()[last_span.end..span.start] == html.as_bytes()[last_page.end..page.start]
    {
        last_span.end = span.end;
        last_page.end = page.end;
        return;
    }
    ranges.push((span, page, true));
}
