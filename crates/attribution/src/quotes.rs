//! Quoted passages: any kind of quotation mark, nested, unbalanced, over several paragraphs.

use rashomon_model::Article;
use rashomon_text::Span;

/// A quoted passage inside one block. A quote of several paragraphs is several passages, each but
/// the first with `follows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quote {
    /// With its marks.
    pub outer: Span,
    /// Without them.
    pub inner: Span,
    /// Number of the block.
    pub block: usize,
    /// It goes on from the passage before: that one's mark was never closed.
    pub follows: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    /// “ ” „ ‟
    Double,
    /// "
    Straight,
    /// '' and ``
    Twice,
    /// ‘ ’ ‚
    Single,
    /// '
    Tick,
    /// « »
    Angle,
}

#[derive(Clone, Copy)]
struct Open {
    mark: Mark,
    start: usize,
    inner: usize,
}

/// The outermost quoted passages of an article, in order.
pub(crate) fn quotes(text: &str, article: &Article) -> Vec<Quote> {
    let mut found: Vec<Quote> = Vec::new();
    let mut carried: Option<Mark> = None;
    for (number, block) in article.blocks.iter().enumerate() {
        let Some(words) = text.get(block.span.range()) else {
            carried = None;
            continue;
        };
        let first = found.len();
        let left = scan(words, block.span.start, number, carried, &mut found);
        carried = left.map(|open| open.mark);
        if let Some(open) = left {
            let outer = Span::new(open.start, block.span.end);
            found.push(Quote {
                outer,
                inner: Span::new(open.inner, block.span.end),
                block: number,
                follows: false,
            });
        }
        // Went the block before on without a closing mark, and does this one begin with a mark?
        if first > 0 && first < found.len() {
            let before = found[first - 1];
            let open_ended = before.outer.end == before.inner.end && before.block + 1 == number;
            if open_ended && found[first].outer.start == block.span.start {
                found[first].follows = true;
            }
        }
    }
    found
}

/// Reads one block; gives the mark that is still open at its end.
fn scan(
    words: &str,
    base: usize,
    block: usize,
    carried: Option<Mark>,
    found: &mut Vec<Quote>,
) -> Option<Open> {
    let chars: Vec<(usize, char)> = words.char_indices().collect();
    // Whether a closing single mark stands at or behind an index, with no opening one before it.
    let mut closes_later = vec![false; chars.len() + 1];
    for i in (0..chars.len()).rev() {
        closes_later[i] = match chars[i].1 {
            '’' | '\'' => closes_later[i + 1] || closing_single(&chars, i, false),
            '‘' => false,
            _ => closes_later[i + 1],
        };
    }
    let mut stack: Vec<Open> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let (at, c) = chars[i];
        let before = i.checked_sub(1).map(|j| chars[j].1);
        let after = chars.get(i + 1).map(|x| x.1);
        let twice = matches!((c, after), ('\'', Some('\'')) | ('`', Some('`')));
        let (mark, opens, closes) = match c {
            '“' | '„' | '‟' => (Mark::Double, true, c == '“'),
            '”' => (Mark::Double, false, true),
            '«' => (Mark::Angle, true, false),
            '»' => (Mark::Angle, false, true),
            '"' => {
                let open = stack.iter().any(|o| o.mark == Mark::Straight);
                let may_open = opening_place(before) && after.is_some_and(|c| !c.is_whitespace());
                (Mark::Straight, !open || may_open, open && !may_open)
            }
            _ if twice => {
                let open = stack.iter().any(|o| o.mark == Mark::Twice);
                (Mark::Twice, !open, open)
            }
            '‘' | '‚' => (
                Mark::Single,
                opening_place(before) && c != '‚' || c == '‘',
                false,
            ),
            '’' => (Mark::Single, false, true),
            '\'' => (Mark::Tick, true, true),
            _ => {
                i += 1;
                continue;
            }
        };
        let width = if twice { 2 } else { 1 };
        let end = chars.get(i + width).map_or(words.len(), |x| x.0);
        let depth = stack.iter().rposition(|o| o.mark == mark);
        let close = closes
            && match mark {
                // “ closes what „ opened, never what “ opened.
                Mark::Double if c == '“' => stack
                    .last()
                    .is_some_and(|o| words[o.start - base..].starts_with('„')),
                Mark::Single | Mark::Tick => {
                    depth.is_some() && closing_single(&chars, i, closes_later[i + 1])
                }
                _ => true,
            };
        if close {
            if let Some(depth) = depth {
                let open = stack[depth];
                stack.truncate(depth);
                if depth == 0 && base + at > open.inner {
                    found.push(Quote {
                        outer: Span::new(open.start, base + end),
                        inner: Span::new(open.inner, base + at),
                        block,
                        follows: false,
                    });
                }
            } else if matches!(mark, Mark::Double | Mark::Angle)
                && found.last().is_none_or(|q| q.block != block)
                && stack.is_empty()
                && (before.is_some_and(|c| ",.?!".contains(c)) || carried == Some(mark))
            {
                // A closing mark whose opening one was lost, or stood a paragraph before.
                found.push(Quote {
                    outer: Span::new(base, base + end),
                    inner: Span::new(base, base + at),
                    block,
                    follows: carried == Some(mark),
                });
            }
        } else if opens {
            let really = match mark {
                Mark::Single => depth.is_none(),
                Mark::Tick => {
                    depth.is_none()
                        && opening_place(before)
                        && after.is_some_and(|c| c.is_alphanumeric() || "“\"([$£€#@.…".contains(c))
                        && (closes_later[i + 1])
                }
                _ => true,
            };
            // A straight mark that opens again: the one before was never closed.
            if mark == Mark::Straight {
                stack.retain(|o| o.mark != Mark::Straight);
            }
            if really && (depth.is_none() || mark == Mark::Straight) {
                stack.push(Open {
                    mark,
                    start: base + at,
                    inner: base + end,
                });
            }
        }
        i += width;
    }
    let open = stack.first().copied()?;
    // A single mark that nothing closes is an apostrophe, unless it opens the paragraph.
    let single = matches!(open.mark, Mark::Single | Mark::Tick);
    (!single || open.start == base).then_some(open)
}

/// Whether a mark behind this character may open a quote.
fn opening_place(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "([{—–-―…,:;\u{201c}\"‘“".contains(c))
}

/// Whether the single mark at `i` closes a quote and is no apostrophe. `another` says that a later
/// one could close it, too: then a plural's apostrophe ("the soldiers’ families") is taken for one.
fn closing_single(chars: &[(usize, char)], i: usize, another: bool) -> bool {
    let before = i.checked_sub(1).map(|j| chars[j].1);
    let after = chars.get(i + 1).map(|x| x.1);
    let Some(before) = before.filter(|c| !c.is_whitespace()) else {
        return false;
    };
    if after.is_some_and(char::is_alphanumeric) {
        // "adding,'This": a mark right behind punctuation opens.
        return false;
    }
    let plural = before == 's' && after.is_some_and(char::is_whitespace);
    !(plural && another)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_model::{Block, BlockKind, Published};

    fn check(text: &str, expected: &[&str]) {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            if !line.is_empty() {
                blocks.push(Block {
                    span: Span::new(at, at + line.len()),
                    kind: BlockKind::Paragraph,
                });
            }
            at += line.len() + 1;
        }
        let article = Article {
            span: Span::new(0, text.len()),
            title: None,
            byline: None,
            blocks,
            published: Published::default(),
        };
        let got: Vec<String> = quotes(text, &article)
            .iter()
            .map(|q| {
                let go_on = if q.follows { "…" } else { "" };
                format!("{go_on}{}", q.inner.of(text))
            })
            .collect();
        assert_eq!(got, expected, "in {text:?}");
    }

    #[test]
    fn all_kinds_of_marks() {
        check(
            "He said “we won” and \"they lost\".",
            &["we won", "they lost"],
        );
        check("„Wir sind da“, he said.", &["Wir sind da"]);
        check("Elle a dit «non» hier.", &["non"]);
        check("She said ''it burns'' again.", &["it burns"]);
        check(
            "‘We hold it,’ he said, adding,‘For good.’",
            &["We hold it,", "For good."],
        );
        check(
            "'We hold it,' he said, adding, 'For good.'",
            &["We hold it,", "For good."],
        );
    }

    #[test]
    fn apostrophes_are_no_quotes() {
        check(
            "It wasn’t the soldiers’ fault, and it's not the rebels' aim.",
            &[],
        );
        check(
            "‘It wasn’t the soldiers’ fault,’ he said.",
            &["It wasn’t the soldiers’ fault,"],
        );
        check("The '90s weren't easy.", &[]);
    }

    #[test]
    fn only_the_outermost_counts() {
        check(
            "“They said ‘go’ and left,” she said.",
            &["They said ‘go’ and left,"],
        );
    }

    #[test]
    fn several_paragraphs() {
        check(
            "“We came at dawn.\n“We left at dusk,” he said.",
            &["We came at dawn.", "…We left at dusk,"],
        );
    }

    #[test]
    fn unbalanced_marks() {
        check("“We came at dawn, he said.", &["We came at dawn, he said."]);
        check("We came at dawn,” he said.", &["We came at dawn,"]);
    }
}
