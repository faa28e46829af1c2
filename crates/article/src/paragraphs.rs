//! Lines to paragraphs: joins what an editor or a mail program wrapped, and nothing else.

use rashomon_text::Span;

/// Characters of the widest column that text is wrapped at by hand or by a program.
const WIDEST: usize = 132;

/// Characters of the narrowest column that text is wrapped at.
const NARROWEST: usize = 28;

/// A line that is not blank.
struct Line {
    span: Span,
    /// Length in characters with its indent: what a wrapping program counts.
    width: usize,
    indent: usize,
    /// Number of blank lines before it.
    blank_before: usize,
}

/// The paragraphs of a text in order, without surrounding white space.
///
/// A paragraph is a line, unless the text is hard-wrapped: then lines go together as long as the
/// next word would not have fitted on the line before, which is how wrapping works.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let wrapped = width(text, &lines);
    let mut out: Vec<Span> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let joins =
            i > 0 && line.blank_before == 0 && continues(text, &lines[i - 1], line, wrapped);
        match out.last_mut() {
            Some(last) if joins => last.end = line.span.end,
            _ => out.push(line.span),
        }
    }
    out
}

fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut blank_before = 0;
    let mut start = 0;
    let ends = text
        .match_indices([
            '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
        ])
        .chain(std::iter::once((text.len(), "")));
    for (at, end) in ends {
        // The two halves of "\r\n" end one line.
        let crlf = end == "\n" && at == start && text[..at].ends_with('\r');
        let span = trim(text, Span::new(start, at));
        if !span.is_empty() {
            let indent = text[start..span.start].chars().count();
            out.push(Line {
                span,
                width: indent + span.of(text).chars().count(),
                indent,
                blank_before,
            });
            blank_before = 0;
        } else if !crlf {
            blank_before += 1;
        }
        start = at + end.len();
    }
    out
}

/// White space and what is as invisible: zero-width characters and byte-order marks.
pub(crate) fn trim(text: &str, span: Span) -> Span {
    let blank = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
            )
    };
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start_matches(blank).len());
    let len = text[start..span.end].trim_end_matches(blank).len();
    Span::new(start, start + len)
}

/// The column at which the text is wrapped, where it is.
fn width(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs = || lines.windows(2).filter(|p| p[1].blank_before == 0);
    let all = pairs().count();
    if all < 2 {
        return None;
    }
    // Lines that break inside a sentence and go on in lower case were wrapped for sure.
    let broken = || pairs().filter(|p| breaks(text, &p[0], &p[1]));
    if broken().count() * 10 >= all * 3 {
        let column = broken().map(|p| p[0].width).max()?;
        return (column <= WIDEST).then_some(column);
    }
    // Text in capitals has no lower case to tell by. There, nearly every line must be full.
    let column = pairs().map(|p| p[0].width).max()?;
    let full = pairs().filter(|p| full(text, &p[0], &p[1], column)).count();
    let ended = pairs().filter(|p| !mid_sentence(text, &p[0])).count();
    (column <= WIDEST && all >= 5 && full * 10 >= all * 7 && ended * 2 <= all).then_some(column)
}

fn continues(text: &str, line: &Line, next: &Line, wrapped: Option<usize>) -> bool {
    let bullet = starts_item(next.span.of(text));
    if bullet {
        return false;
    }
    let open = mid_sentence(text, line);
    if breaks(text, line, next) || open && hangs(line.span.of(text)) {
        return true;
    }
    // An indent begins a paragraph, unless a sentence runs on.
    let indented = !open && next.indent > line.indent + 1;
    wrapped.is_some_and(|column| !indented && full(text, line, next, column))
}

/// Whether a sentence runs on from one line to the next. Below some words, a line that is followed
/// by lower case may as well be a button ("Share", "close panel").
fn breaks(text: &str, line: &Line, next: &Line) -> bool {
    line.width >= NARROWEST && mid_sentence(text, line) && lower_start(text, next)
}

/// Whether the first word of `next` would not have fitted behind `line`. Two characters of
/// tolerance: programs differ in whether they count the space and the line's end.
fn full(text: &str, line: &Line, next: &Line, column: usize) -> bool {
    let word = next.span.of(text).split_whitespace().next().unwrap_or("");
    line.width + 1 + word.chars().count() + 2 > column
}

/// Whether a line ends in a word that cannot end a sentence or a headline, written small.
pub(crate) fn hangs(words: &str) -> bool {
    const WORDS: [&str; 22] = [
        "a", "an", "the", "of", "to", "and", "or", "that", "with", "from", "for", "by", "at", "as",
        "its", "their", "his", "our", "into", "between", "than", "who",
    ];
    let last = words.rsplit(char::is_whitespace).next().unwrap_or("");
    WORDS.contains(&last)
}

fn mid_sentence(text: &str, line: &Line) -> bool {
    !ends_sentence(line.span.of(text))
}

fn lower_start(text: &str, line: &Line) -> bool {
    line.span
        .of(text)
        .chars()
        .next()
        .is_some_and(char::is_lowercase)
}

/// Whether the words end as a sentence does, closing quotation marks and brackets aside.
pub(crate) fn ends_sentence(words: &str) -> bool {
    let bare = words.trim_end_matches(|c: char| c.is_whitespace() || is_closing(c));
    bare.ends_with(['.', '!', '?', '…', '。', '؟', '։', '।'])
}

pub(crate) fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_' | '“' | '‘'
    )
}

/// Whether a line is an item of a list, by its mark.
pub(crate) fn starts_item(words: &str) -> bool {
    item_mark(words) > 0
}

/// Bytes of the mark of a list item with the space behind it: `• `, `- `, `* `, `3. `, `(b) `.
pub(crate) fn item_mark(words: &str) -> usize {
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return 0 };
    let bullet = matches!(
        first,
        '•' | '‣'
            | '▪'
            | '■'
            | '●'
            | '○'
            | '◦'
            | '·'
            | '►'
            | '▶'
            | '➤'
            | '✔'
            | '*'
            | '-'
            | '–'
            | '—'
    );
    let rest = chars.as_str();
    let spaces = rest.len() - rest.trim_start().len();
    if bullet && (spaces > 0 || !matches!(first, '*' | '-' | '–' | '—' | '·')) && !rest.is_empty()
    {
        return first.len_utf8() + spaces;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn a_line_is_a_paragraph() {
        let text = "Shells fell on the town.\nNobody was hurt.\r\n\r\n  The mayor fled. \u{200b}\n";
        assert_eq!(
            split(text),
            [
                "Shells fell on the town.",
                "Nobody was hurt.",
                "The mayor fled."
            ]
        );
    }

    #[test]
    fn wrapped_lines_are_joined_up_to_the_end_of_their_paragraph() {
        let text = "Shelling resumes in the valley\n\n\
            Shells fell on the town before dawn and set the mill near the\n\
            river on fire, the mayor said. Nobody was hurt. Later that day a\n\
            Ministry spokesman denied that any gun of his army had opened\n\
            fire.\n\
            The guns fell silent at noon, but the people of the lower town\n\
            stayed in their cellars.\n";
        assert_eq!(split(text).len(), 3, "{:#?}", split(text));
        assert!(split(text)[1].ends_with("fire."));
    }

    #[test]
    fn wrapped_capitals_are_joined() {
        let text = "SHELLS FELL ON THE TOWN BEFORE DAWN AND SET THE MILL\n\
            NEAR THE RIVER ON FIRE, THE MAYOR SAID. NOBODY WAS\n\
            HURT IN THE ATTACK, BUT TWO HOUSES BURNED DOWN, AND\n\
            THE ROAD TO THE BRIDGE WAS CLOSED FOR THE REST OF THE\n\
            DAY. THE ARMY SAID IT KNEW NOTHING OF THE ATTACK AND\n\
            WOULD LOOK INTO IT.\n";
        assert_eq!(split(text).len(), 1);
    }

    #[test]
    fn a_sentence_runs_over_an_indent_and_a_capital() {
        let text = "The envoy of the alliance spoke of the\n      Tarn bridge on Monday.\nHe gave no date.\n";
        assert_eq!(split(text).len(), 2);
    }

    #[test]
    fn lists_and_short_lines_stay_apart() {
        let text = "Facebook\nTwitter\nPrint\n- two killed\n- one hurt\n";
        assert_eq!(split(text).len(), 5);
    }

    #[test]
    fn a_paragraph_a_line_is_not_taken_for_wrapped() {
        let text = "The army took the first village on Monday.\nThe second fell on Tuesday after a siege.\n\
            The third held out until the end of the week.\nThen the guns fell silent.\n";
        assert_eq!(split(text).len(), 4);
    }
}
