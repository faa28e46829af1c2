//! A page's tags and texts, with their places.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};
use std::borrow::Cow;
use std::ops::Range;

/// The tokens of a page, as the HTML standard cuts them.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token<usize>> + '_ {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).flatten()
}

/// Elements whose content is no text of the page.
pub(super) fn is_code(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"template")
}

/// An attribute of a tag.
pub(super) fn attribute<'a>(tag: &'a StartTag<usize>, name: &str) -> Option<Cow<'a, str>> {
    let value = tag
        .attributes
        .get(&HtmlString::from(name.as_bytes().to_vec()))?;
    Some(String::from_utf8_lossy(&value.value))
}

/// How deep elements stand inside one another, as far as their tags say. Elements that end without
/// an end tag do not count.
pub(super) fn depth(html: &str) -> usize {
    let (mut now, mut most) = (0usize, 0);
    for token in tokens(html) {
        match token {
            Token::StartTag(tag) if !tag.self_closing && !ends_itself(&tag.name) => now += 1,
            Token::EndTag(tag) if !ends_itself(&tag.name) => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// Elements that have no end tag, or may go without.
fn ends_itself(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
            | b"p"
            | b"li"
            | b"dt"
            | b"dd"
            | b"tr"
            | b"td"
            | b"th"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"option"
            | b"optgroup"
            | b"colgroup"
            | b"html"
            | b"head"
            | b"body"
    )
}

/// A piece of the page's text as it is written there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Characters that stand for themselves.
    Plain(Range<usize>),
    /// A character reference (`&amp;`) and what it stands for.
    Reference(Range<usize>, String),
}

/// Cuts a text of the page (the source of a text token) at its character references.
pub(super) fn pieces(html: &str, span: Range<usize>, raw: bool, mut each: impl FnMut(Piece)) {
    let Some(source) = html.get(span.clone()) else {
        return;
    };
    let mut from = 0;
    let marks = memchr::memchr_iter(b'&', source.as_bytes());
    for at in marks.filter(|_| !raw) {
        // A reference is `&`, letters, digits and `#`, and mostly a semicolon; the longest has 33.
        let name = source[at + 1..]
            .bytes()
            .take(40)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
            .count();
        let mut end = at + 1 + name;
        end += usize::from(source[end..].starts_with(';'));
        if name == 0 || at < from {
            continue;
        }
        let written = &source[at..end];
        let mut meant = String::new();
        for token in tokens(written) {
            if let Token::String(s) = token {
                meant.push_str(&String::from_utf8_lossy(&s.value));
            }
        }
        if meant == written {
            continue;
        }
        if from < at {
            each(Piece::Plain(span.start + from..span.start + at));
        }
        each(Piece::Reference(span.start + at..span.start + end, meant));
        from = end;
    }
    if from < source.len() {
        each(Piece::Plain(span.start + from..span.end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_where_their_spans_say() {
        let html = "<p class='a&amp;b'>Tom &amp; Jerry &copy 1 &#146; &foo; a&b</p>\r\n<!-- no --><i>é</i>";
        let mut found = Vec::new();
        for token in tokens(html) {
            if let Token::String(s) = token {
                pieces(html, s.span.start..s.span.end, false, |p| found.push(p));
            }
        }
        let shown: Vec<(&str, String)> = found
            .into_iter()
            .map(|p| match p {
                Piece::Plain(r) => (&html[r.clone()], html[r].to_owned()),
                Piece::Reference(r, meant) => (&html[r], meant),
            })
            .collect();
        let same = |s: &'static str| (s, s.to_owned());
        assert_eq!(
            shown,
            [
                same("Tom "),
                ("&amp;", "&".into()),
                same(" Jerry "),
                ("&copy", "©".into()),
                same(" 1 "),
                ("&#146;", "’".into()),
                same(" &foo; a&b"),
                same("\r\n"),
                same("é"),
            ]
        );
    }

    #[test]
    fn unclosed_paragraphs_are_not_deep() {
        assert_eq!(depth("<div><p>a<p>b<p>c<br><b>d</b></div>"), 2);
        assert_eq!(depth(&"<div>".repeat(1000)), 1000);
    }
}
