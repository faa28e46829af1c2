//! One paragraph of the page: what it is, as far as it tells by itself.

use crate::cues::{CUES, Plain};
use crate::paragraphs::{ends_sentence, hangs, is_closing, item_mark, trim};
use rashomon_text::Span;
use rashomon_timex::{Base, scan_part};
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
    /// A line that only says when: a date, alone or with its label ("Published 4 October 2016").
    Stamp,
    /// Words under a picture.
    Caption,
    /// A mark that a caption follows on the next line ("Image caption"); not the article.
    Mark,
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
/// Words of the longest button of a menu.
const MOST_BUTTON: usize = 3;
/// Bytes above which a line is no stamp.
const MOST_STAMP: usize = 160;
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

    /// Whether the line holds one date, with day and month.
    fn stamp(&self, text: &str) -> bool {
        self.span.len() <= MOST_STAMP && date_in(text, self.span).is_some()
    }

    /// Takes a stamp into the article: its date is read, its label is not.
    pub(crate) fn read_stamp(&mut self, text: &str) {
        if let Some(date) = date_in(text, self.span) {
            self.cut = around(text, self.span, date);
            self.body = date;
            self.words = count_words(date.of(text));
        }
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
                self.out(role);
                // The words of the date itself are kept apart: they may turn out to be read.
                if role == Role::Out && CUES.line.is_match(&plain.words) && self.stamp(text) {
                    self.role = Role::Stamp;
                }
                return;
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
        // A row of a table, or a picture's link, is no headline whatever its words.
        let mark = item_mark(piece);
        if mark > 0 || piece.starts_with('|') || piece.starts_with("![") {
            self.role = Role::Item;
            self.body = trim(text, Span::new(self.span.start + mark, self.span.end));
            return;
        }
        self.cut_ends(text);
        let body = self.body.of(text);
        let words = count_words(body);
        let open = body.ends_with([':', ',', ';', '—', '–', '-']) || hangs(body);
        // Several sentences are text even if the last one has lost its full stop.
        let several = words > 6 && sentence_starts(body).any(|at| count_words(&body[..at]) >= 4);
        let title = words <= MOST_SHORT && !open && !several && !ends_sentence(body);
        self.role = if title || is_question(body, words) {
            Role::Short
        } else {
            Role::Text
        };
    }

    /// A line that ends in a picture credit, or begins as captions do.
    fn caption(&mut self, text: &str) -> bool {
        let piece = self.span.of(text);
        let mut body = self.span;
        let mut found = false;
        let from = ceil(piece, piece.len().saturating_sub(160));
        let end = Plain::new(&piece[from..], true);
        if !piece.ends_with('.')
            && let Some(credit) = CUES.credit.find(end.words.as_str())
            && (credit.start() > 0 || from == 0)
            && let Some(start) = end.start_at(credit.start())
        {
            // The bracket that opens it goes with it.
            let start = piece[..from + start]
                .trim_end_matches(['(', '[', '|', ' '])
                .len();
            body = Span::new(body.start, self.span.start + start);
            found = true;
        }
        let start = Plain::new(&piece[..floor(piece, 60)], true);
        if let Some(mark) = CUES.caption.find(start.words.as_str()) {
            found = true;
            let end = start.end_before(mark.end()).min(body.len());
            let rest = piece[end..].trim_start();
            // "FILE PHOTO: A tank …" has a mark; "In this photo a tank …" is a sentence.
            if !rest.starts_with(char::is_lowercase) {
                let gap = rest.len()
                    - rest
                        .trim_start_matches(|c: char| !c.is_alphanumeric() && !is_quote(c))
                        .len();
                let start = self.span.end - rest.len() + gap;
                body.start = start.min(body.end);
            }
        }
        let body = trim(text, body);
        let words = count_words(body.of(text));
        if !found || words > 80 {
            return false;
        }
        // "Photo: Ana Writer" names who made it, and no words say what it shows.
        if words == 0 || words <= 5 && is_name(body.of(text)) {
            let alone = words == 0 && body.start == self.span.end;
            self.out(if alone { Role::Mark } else { Role::Out });
            return true;
        }
        for cut in [
            Span::new(self.span.start, body.start),
            Span::new(body.end, self.span.end),
        ] {
            let cut = trim(text, cut);
            if !cut.is_empty() {
                self.cut.push(cut);
            }
        }
        self.body = body;
        // A long text with its agency in brackets is no caption.
        self.role = if words > 45 {
            Role::Text
        } else {
            Role::Caption
        };
        true
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

/// Where the date of a stamp stands in it: the first day of a month, with what belongs to it.
pub(crate) fn date_in(text: &str, stamp: Span) -> Option<Span> {
    let dated = scan_part(text, stamp).into_iter().find(|found| {
        matches!(
            found.base,
            Base::DayOrMonth(..)
                | Base::Calendar {
                    month: Some(_),
                    day: Some(_),
                    ..
                }
        )
    })?;
    Some(dated.span)
}

/// What is left of a span on both sides of a part of it.
pub(crate) fn around(text: &str, whole: Span, part: Span) -> Vec<Span> {
    [
        Span::new(whole.start, part.start),
        Span::new(part.end, whole.end),
    ]
    .into_iter()
    .map(|side| trim(text, side))
    .filter(|side| !side.is_empty())
    .collect()
}

/// What a whole line is, where its words say that it is not the article.
fn whole_line(piece: &str, plain: &Plain) -> Option<Role> {
    let words = plain.words.as_str();
    if plain.len() == 0 {
        return Some(Role::Out);
    }
    // The way to the page: "Home » World » Tarn".
    let steps = piece.matches(['»', '›', '>', '→']).count();
    if steps >= 2 && plain.len() <= MOST_SHORT && !ends_sentence(piece) && !piece.starts_with('>') {
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
        if is_bar(words) || is_menu(piece) {
            return Some(Role::Out);
        }
    }
    // A quotation may well begin with words that pages use.
    let spoken = piece.starts_with(is_quote);
    if plain.len() <= MOST_OUT && !spoken && !ends_sentence(piece) && CUES.foot.is_match(words) {
        return Some(Role::Closing);
    }
    if plain.len() <= MOST_OUT && !spoken && first_words(words, &CUES.start, &CUES.any, piece) {
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
        Some(end) => near(any, &Plain::new(&piece[..end], false).words),
        None => near(any, words),
    }
}

/// Whether a cue stands among the first twenty words. Where punctuation was lost, one behind more
/// words belongs to a line that was glued to a sentence of the report.
fn near(cue: &regex::Regex, words: &str) -> bool {
    cue.find(words).is_some_and(|found| {
        words[..found.start()]
            .bytes()
            .filter(|&b| b == b' ')
            .count()
            < 20
    })
}

/// Whether a sentence at the end (or start) of a paragraph is not the article.
fn is_out(sentence: &str, at_end: bool) -> bool {
    let plain = Plain::new(sentence, false);
    let words = plain.words.as_str();
    if plain.len() == 0 || plain.len() > 40 || sentence.starts_with(is_quote) {
        return false;
    }
    CUES.start.is_match(words)
        || near(&CUES.any, words)
        || at_end
            && !ends_sentence(sentence)
            && (CUES.line.is_match(words)
                || CUES.tail.is_match(words)
                || CUES.comments.is_match(words)
                || CUES.links.is_match(words)
                || CUES.closing.is_match(words))
        || at_end && sentence.starts_with(['(', '[']) && CUES.line.is_match(words)
}

/// Buttons of a share bar or a menu ("Menu  Search  Log in"), and counters beside them.
fn is_bar(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    let known = |from: usize, len: usize| {
        words.get(from..from + len).is_some_and(|button| {
            CUES.bar.iter().any(|bar| {
                bar.split(' ').count() == len
                    && bar
                        .split(' ')
                        .zip(button)
                        .all(|(a, b)| a.eq_ignore_ascii_case(b))
            })
        })
    };
    let counter = |word: &str| {
        word.bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'k' | b'K' | b'.' | b','))
    };
    let (mut any, mut at) = (false, 0);
    while let Some(word) = words.get(at) {
        match (1..=MOST_BUTTON).rev().find(|&len| known(at, len)) {
            Some(len) => {
                any = true;
                at += len;
            }
            None if counter(word) => at += 1,
            None => return false,
        }
    }
    any
}

/// A row of buttons, by the gaps between them: "World   Politics   Sport". Figures make it a table.
fn is_menu(piece: &str) -> bool {
    let figures = piece.contains(|c: char| c.is_ascii_digit());
    if figures || ends_sentence(piece) || piece.starts_with('|') || piece.contains(is_quote) {
        return false;
    }
    let buttons: Vec<&str> = piece
        .split(['\t', '|', '•', '·'])
        .flat_map(|part| part.split("  "))
        .map(str::trim)
        .filter(|button| !button.is_empty())
        .collect();
    buttons.len() >= 3
        && buttons
            .iter()
            .all(|button| count_words(button) <= MOST_BUTTON && is_name(first_word(button)))
}

fn first_word(words: &str) -> &str {
    words.split_whitespace().next().unwrap_or_default()
}

/// A plea: "we", and three of the words that pleas are made of, two of which are of no other trade.
/// Quoted speech is none.
fn is_plea(piece: &str, words: &str, count: usize) -> bool {
    if !(8..=170).contains(&count) || piece.contains(is_quote) {
        return false;
    }
    let person = |word: &str| {
        ["we", "our", "us"]
            .iter()
            .any(|w| word.eq_ignore_ascii_case(w))
    };
    if !words.split(' ').any(person) {
        return false;
    }
    let lower = words.to_ascii_lowercase();
    let words: BTreeSet<&str> = lower.split(' ').collect();
    let count = |cues: &[String]| cues.iter().filter(|w| words.contains(w.as_str())).count();
    let strong = count(&CUES.plea);
    strong >= 2 && strong + count(&CUES.plea_more) >= 3
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

/// Whether every word has a capital: a name, a place, a tag.
pub(crate) fn is_name(words: &str) -> bool {
    let mut any = false;
    words
        .split(|c: char| c.is_whitespace() || c == ',' || c == '|' || c == '/')
        .filter(|w| w.contains(char::is_alphabetic))
        .all(|w| {
            any = true;
            w.trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with(char::is_uppercase)
                || matches!(w, "and" | "of" | "the" | "in" | "al" | "de")
        })
        && any
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
