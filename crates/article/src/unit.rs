//! One paragraph of the page: what it is, as far as it tells by itself.

use crate::cues::{CUES, Plain};
use crate::paragraphs::{ends_sentence, is_closing, item_mark, trim};
use rashomon_text::Span;
use std::collections::BTreeSet;

/// What a paragraph is, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Not the article.
    Out,
    /// Not the article, and the article above ends here (copyright, comment form).
    Closing,
    /// Opens the comments.
    Comments,
    /// Opens a list of links.
    Links,
    /// The author's line.
    Byline,
    /// Words under a picture.
    Caption,
    /// A line that does not end as a sentence does, or a question of its own: a title, a crosshead,
    /// a caption, a link.
    Short,
    /// An item of a list.
    Item,
    /// Running text.
    Text,
}

/// A paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub span: Span,
    pub role: Role,
    /// What is read of it; empty where nothing is.
    pub body: Span,
    /// Pieces of it that belong to no article.
    pub cut: Vec<Span>,
    /// Words of the body.
    pub words: usize,
    /// A heading by its mark (Markdown's `#`), with its level.
    pub level: usize,
}

/// Bytes above which a paragraph is surely text, and is not searched for cues.
const LONG: usize = 1500;
/// Words above which no line is left out for a cue inside it.
const MOST_OUT: usize = 60;
/// Words up to which a line without a full stop is a title, a crosshead or the like.
pub(crate) const MOST_SHORT: usize = 25;

impl Unit {
    pub(crate) fn new(text: &str, span: Span) -> Unit {
        let mut unit = Unit {
            span,
            role: Role::Text,
            body: span,
            cut: Vec::new(),
            words: 0,
            level: 0,
        };
        unit.classify(text);
        unit.words = count_words(unit.body.of(text));
        unit
    }

    fn out(&mut self, role: Role) {
        self.role = role;
        self.cut = vec![self.span];
        self.body = Span::new(self.span.end, self.span.end);
    }

    /// Turns what was to be read into something left out.
    pub(crate) fn leave_out(&mut self) {
        self.out(Role::Out);
    }

    fn classify(&mut self, text: &str) {
        let piece = self.span.of(text);
        if piece.len() <= LONG {
            let plain = Plain::new(piece, false);
            if let Some(role) = whole_line(piece, &plain) {
                return self.out(role);
            }
            if self.caption(text) {
                return;
            }
            if let Some((level, start)) = heading_mark(piece) {
                self.level = level;
                self.role = Role::Short;
                self.body = trim(text, Span::new(self.span.start + start, self.span.end));
                return;
            }
        }
        let mark = item_mark(piece);
        if mark > 0 {
            self.role = Role::Item;
            self.body = trim(text, Span::new(self.span.start + mark, self.span.end));
            return;
        }
        self.cut_ends(text);
        let body = self.body.of(text);
        let words = count_words(body);
        let open = body.ends_with([':', ',', ';', '—', '–', '-']);
        self.role =
            if words <= MOST_SHORT && !open && !ends_sentence(body) || is_question(body, words) {
                Role::Short
            } else {
                Role::Text
            };
    }

    /// A line that ends in a picture credit, or begins as captions do.
    fn caption(&mut self, text: &str) -> bool {
        let piece = self.span.of(text);
        let from = ceil(piece, piece.len().saturating_sub(160));
        let end = Plain::new(&piece[from..], true);
        if !piece.ends_with('.')
            && let Some(found) = CUES.credit.find(end.words.as_str())
            && (found.start() > 0 || from == 0)
            && let Some(start) = end.start_at(found.start())
        {
            let credit = trim(
                text,
                Span::new(self.span.start + from + start, self.span.end),
            );
            let body = trim(text, Span::new(self.span.start, credit.start));
            let words = count_words(body.of(text));
            if words <= 80 {
                self.cut.push(credit);
                self.body = body;
                self.role = if words == 0 { Role::Out } else { Role::Caption };
                return true;
            }
        }
        let start = Plain::new(&piece[..floor(piece, 60)], true);
        if let Some(found) = CUES.caption.find(start.words.as_str()) {
            let end = self.span.start + start.end_before(found.end());
            let body = text[end..self.span.end]
                .trim_start_matches(|c: char| !c.is_alphanumeric() && !is_quote(c));
            if count_words(body) <= 80 {
                let body = trim(text, Span::new(self.span.end - body.len(), self.span.end));
                self.cut
                    .push(trim(text, Span::new(self.span.start, body.start)));
                self.body = body;
                self.role = if body.is_empty() {
                    Role::Out
                } else {
                    Role::Caption
                };
                return true;
            }
        }
        false
    }

    /// Cuts sentences that are not the article off both ends of a paragraph: pages whose line breaks
    /// were lost carry them there.
    fn cut_ends(&mut self, text: &str) {
        for _ in 0..8 {
            let body = self.body.of(text);
            let from = ceil(body, body.len().saturating_sub(400));
            let Some(start) = last_sentence(&body[from..]).map(|at| from + at) else {
                break;
            };
            if !is_out(&body[start..], true) {
                break;
            }
            let at = self.body.start + start;
            self.cut.push(Span::new(at, self.body.end));
            self.body = trim(text, Span::new(self.body.start, at));
        }
        for _ in 0..4 {
            let body = self.body.of(text);
            let Some(end) = first_sentence(&body[..floor(body, 300)]) else {
                break;
            };
            if !is_out(&body[..end], false) {
                break;
            }
            let at = self.body.start + end;
            self.cut.push(trim(text, Span::new(self.body.start, at)));
            self.body = trim(text, Span::new(at, self.body.end));
        }
    }
}

/// What a whole line is, where its words say that it is not the article.
fn whole_line(piece: &str, plain: &Plain) -> Option<Role> {
    let words = plain.words.as_str();
    if plain.len() == 0 {
        return Some(Role::Out);
    }
    if plain.len() <= MOST_SHORT {
        if CUES.comments.is_match(words) {
            return Some(Role::Comments);
        }
        if CUES.links.is_match(words) {
            return Some(Role::Links);
        }
        if CUES.closing.is_match(words) {
            return Some(Role::Closing);
        }
        if CUES.line.is_match(words) {
            let by = words
                .get(..3)
                .is_some_and(|w| w.eq_ignore_ascii_case("by "));
            return Some(if by { Role::Byline } else { Role::Out });
        }
        if is_bar(words) {
            return Some(Role::Out);
        }
    }
    if plain.len() <= MOST_OUT && first_words(words, &CUES.start, &CUES.any, piece) {
        let closing = words.starts_with('\u{1}') || words.starts_with("Copyright");
        return Some(if closing { Role::Closing } else { Role::Out });
    }
    is_plea(piece, words, plain.len()).then_some(Role::Out)
}

/// Whether a line begins with a cue, or holds one of those that no report uses. A line of several
/// sentences must hold it in its first.
fn first_words(words: &str, start: &regex::Regex, any: &regex::Regex, piece: &str) -> bool {
    if start.is_match(words) {
        return true;
    }
    match first_sentence(piece) {
        Some(end) => any.is_match(&Plain::new(&piece[..end], false).words),
        None => any.is_match(words),
    }
}

/// Whether a sentence at the end (or start) of a paragraph is not the article.
fn is_out(sentence: &str, at_end: bool) -> bool {
    let plain = Plain::new(sentence, false);
    let words = plain.words.as_str();
    if plain.len() == 0 || plain.len() > 40 {
        return false;
    }
    CUES.start.is_match(words)
        || CUES.any.is_match(words)
        || at_end
            && !ends_sentence(sentence)
            && (CUES.line.is_match(words)
                || CUES.tail.is_match(words)
                || CUES.comments.is_match(words)
                || CUES.links.is_match(words)
                || CUES.closing.is_match(words))
        || at_end && sentence.starts_with(['(', '[']) && CUES.line.is_match(words)
}

/// Buttons of a share bar or a menu, and counters beside them.
fn is_bar(words: &str) -> bool {
    let mut any = false;
    words.split(' ').all(|w| {
        let known = CUES.bar.iter().any(|b| b.eq_ignore_ascii_case(w));
        any |= known;
        known
            || w.bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'k' | b'K' | b'.' | b','))
    }) && any
}

/// A plea: "we" and "you", and three of the words that pleas are made of. Quoted speech is none.
fn is_plea(piece: &str, words: &str, count: usize) -> bool {
    if !(8..=170).contains(&count) || piece.contains(is_quote) {
        return false;
    }
    let lower = words.to_ascii_lowercase();
    let words: BTreeSet<&str> = lower.split(' ').collect();
    let person = ["we", "our", "us"].iter().any(|w| words.contains(w));
    let cues = CUES
        .plea
        .iter()
        .filter(|w| words.contains(w.as_str()))
        .count();
    person && cues >= 3
}

/// Level and length of the mark of a Markdown heading.
fn heading_mark(piece: &str) -> Option<(usize, usize)> {
    let level = piece.bytes().take_while(|&b| b == b'#').count();
    let rest = piece.get(level..)?;
    ((1..=6).contains(&level) && rest.starts_with(' ') && !rest.trim().is_empty())
        .then_some((level, level))
}

/// A question of its own, not said by anybody: "What happens next?"
fn is_question(body: &str, words: usize) -> bool {
    body.ends_with('?')
        && words <= 15
        && !body.contains(['"', '“', '”', '«', ':', ';'])
        && last_sentence(body).is_none()
}

pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘')
}

pub(crate) fn count_words(piece: &str) -> usize {
    piece
        .split_whitespace()
        .filter(|w| w.contains(char::is_alphanumeric))
        .count()
}

/// Where the last sentence begins, where there are several. Rough: an abbreviation counts as an end,
/// which does no harm, since only sentences that carry a cue are cut.
fn last_sentence(piece: &str) -> Option<usize> {
    sentence_starts(piece).last()
}

/// Where the first sentence ends, where there are several.
fn first_sentence(piece: &str) -> Option<usize> {
    sentence_starts(piece).next()
}

fn sentence_starts(piece: &str) -> impl Iterator<Item = usize> + '_ {
    let mut ended = false;
    let mut space = false;
    piece.char_indices().filter_map(move |(at, c)| {
        let starts = ended
            && space
            && (c.is_uppercase()
                || c.is_numeric()
                || is_quote(c)
                || matches!(c, '(' | '[' | '©' | '\''));
        if c.is_whitespace() {
            space = true;
        } else if matches!(c, '.' | '!' | '?' | '…') {
            (ended, space) = (true, false);
        } else if !(ended && !space && is_closing(c)) {
            (ended, space) = (false, false);
        }
        starts.then_some(at)
    })
}

/// The nearest character boundary at or before `at`.
pub(crate) fn floor(piece: &str, at: usize) -> usize {
    piece.floor_char_boundary(at)
}

/// The nearest character boundary at or behind `at`.
pub(crate) fn ceil(piece: &str, at: usize) -> usize {
    piece.ceil_char_boundary(at)
}
