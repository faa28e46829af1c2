//! Paragraphs to articles: where one begins, its title, its crossheads, and what is none of it.

use crate::cues::{CUES, Plain};
use crate::paragraphs::{ends_sentence, paragraphs, trim};
use crate::unit::{Role, Unit, around, count_words, date_in, floor, is_name, is_quote};
use rashomon_model::{Article, Block, BlockKind, Capture, Page, Published};
use rashomon_text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a paragraph that are looked at for the words it shares with a title.
const LOOK: usize = 1200;

/// Finds the articles on a page; all of them are still without a date.
pub(crate) fn articles(capture: &Capture) -> Page {
    let text = capture.text.as_str();
    let given = capture
        .title
        .as_deref()
        .map(|title| Plain::new(title, false).words.to_ascii_lowercase())
        .filter(|title| !title.is_empty());
    let (front, rest) = front_matter(text);
    let mut units: Vec<Unit> = paragraphs(&text[rest..])
        .into_iter()
        .map(|s| Unit::new(text, Span::new(s.start + rest, s.end + rest)))
        .collect();
    let starts = starts(text, &mut units);
    let mut page = Page::default();
    page.left_out.extend(front);
    let ends = starts.iter().skip(1).copied().chain([units.len()]);
    for (&start, end) in starts.iter().zip(ends) {
        let region = &mut units[start..end];
        page.articles
            .extend(article(text, region, given.as_deref()));
        page.left_out
            .extend(region.iter().flat_map(|u| u.cut.iter().copied()));
    }
    page.left_out.sort_unstable();
    page
}

/// YAML front matter of a Markdown file: its span, and where the text behind it begins.
fn front_matter(text: &str) -> (Option<Span>, usize) {
    let none = (None, 0);
    let Some(body) = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"))
    else {
        return none;
    };
    let keyed = body.lines().next().is_some_and(|l| {
        l.split_once(':')
            .is_some_and(|(key, _)| !key.contains(' ') && !key.is_empty())
    });
    let close = body.find("\n---\n").or_else(|| body.find("\n---\r\n"));
    match close {
        Some(at) if keyed => {
            let end = text.len() - body.len() + at + 4;
            (Some(trim(text, Span::new(0, end))), end)
        }
        _ => none,
    }
}

/// Indices of the paragraphs at which articles begin; the first is always zero. Leaves out what
/// belongs to comments and lists of links on the way.
fn starts(text: &str, units: &mut [Unit]) -> Vec<usize> {
    let all: usize = units
        .iter()
        .map(|u| if u.role == Role::Text { u.words } else { 0 })
        .sum();
    let mut starts = vec![0];
    let mut read = Read::default();
    for i in 0..units.len() {
        let role = units[i].role;
        if read.begins(text, units, i) {
            starts.push(i);
            read = Read {
                before: read.before,
                ..Read::default()
            };
        } else if read.section == Some(Role::Comments)
            || read.section == Some(Role::Links)
                && matches!(role, Role::Short | Role::Item | Role::Stamp)
        {
            units[i].leave_out();
            continue;
        }
        match role {
            Role::Text => {
                read.section = None;
                read.closed = false;
                read.texts += 1;
                read.words += units[i].words;
                read.before += units[i].words;
                read.note_names(look(text, units[i].body));
                if read.texts <= 3 {
                    read.topic.extend(stems(look(text, units[i].body)));
                }
            }
            Role::Closing => read.closed = true,
            // The comments come behind the article. A button "Comments" above it opens nothing, nor
            // does one in its middle.
            Role::Comments if read.texts >= 2 && read.before * 2 > all => {
                read.section = Some(role);
                read.closed = true;
            }
            Role::Links => read.section = Some(role),
            _ => {}
        }
        if matches!(role, Role::Comments | Role::Links) {
            units[i].leave_out();
        }
    }
    starts
}

/// What was read of the current article.
#[derive(Default)]
struct Read {
    texts: usize,
    words: usize,
    /// Words of text on the page so far.
    before: usize,
    /// The page said that the article is over.
    closed: bool,
    section: Option<Role>,
    /// What the first paragraphs are about.
    topic: BTreeSet<String>,
    /// How names were given.
    known: BTreeMap<String, Known>,
}

impl Read {
    /// Whether another article begins at paragraph `i`: a line that reads as a headline, between
    /// full paragraphs, and a text behind it that tells its story from the start.
    fn begins(&self, text: &str, units: &[Unit], i: usize) -> bool {
        let unit = &units[i];
        // A marked heading of a lower level divides an article.
        if unit.role != Role::Short || unit.level > 1 || unit.words < 5 {
            return false;
        }
        if self.texts < 2 || self.words < if self.closed { 30 } else { 60 } {
            return false;
        }
        let headline = unit.body.of(text);
        if (headline.ends_with('?') || headline.starts_with(is_quote)) && !self.closed {
            return false;
        }
        // What follows, up to the next headline: makers' lines, then paragraphs.
        let mut signed = false;
        let mut after: Vec<&Unit> = Vec::new();
        let mut words = 0;
        for next in units[i + 1..].iter().take(12) {
            match next.role {
                Role::Byline | Role::Stamp => signed |= after.is_empty(),
                Role::Text => {
                    after.push(next);
                    words += next.words;
                }
                Role::Out if after.is_empty() => {
                    let plain = Plain::new(look(text, next.span), false);
                    signed |= CUES.head.is_match(&plain.words);
                }
                _ => {}
            }
        }
        let Some(first) = after.first() else {
            return false;
        };
        if after.len() < 2 || words < 25 || takes_up(first.body.of(text)) {
            return false;
        }
        let title = stems(headline);
        let mut lead = stems(look(text, first.body));
        lead.extend(stems(look(text, after[1].body)));
        let again = title.intersection(&lead).count();
        let told = again >= 3 && again * 2 >= title.len();
        let dated = dateline(first.body.of(text)).is_some();
        if self.closed || signed || dated {
            // Behind the end of an article whatever reads as a headline with its paragraphs is
            // another one; among comments it must tell what it says.
            let commented = self.section == Some(Role::Comments);
            return again >= 2 || self.closed && (signed || dated || !commented && words >= 40);
        }
        // Without a closing line above it, a headline inside a page may be a link or a crosshead.
        // It begins an article only if the paragraphs behind it tell what it says, if they name
        // afresh what or whom the article above is about, and if they call nobody by the short name
        // that the article above made known.
        if !told || after.len() < 3 || words < 60 || unit.words < 6 {
            return false;
        }
        let topic = title
            .union(&lead)
            .filter(|s| self.topic.contains(*s))
            .count();
        let retold = again >= 4 && again * 5 >= title.len() * 3;
        let reads = unit.words >= 10 || is_title_case(headline);
        let anew = reads && (topic >= 3 || retold) || self.introduces(text, &after[..2]);
        anew && !self.knows_speakers(text, &after)
    }

    /// Notes who is named in full and who by one name only.
    fn note_names(&mut self, words: &str) {
        for name in names(words) {
            match name {
                Name::Full(last) => {
                    self.known.entry(last).or_insert(Known::InFull);
                }
                Name::Short(word, _) => {
                    let known = self.known.entry(word).or_insert(Known::Place);
                    if *known == Known::InFull {
                        *known = Known::Short;
                    }
                }
            }
        }
    }

    /// Whether somebody who had become known by the last name alone is named in full again.
    fn introduces(&self, text: &str, after: &[&Unit]) -> bool {
        after
            .iter()
            .flat_map(|paragraph| names(look(text, paragraph.body)))
            .any(|name| matches!(name, Name::Full(last) if self.known.get(&last) == Some(&Known::Short)))
    }

    /// Whether one who was first named in full further up speaks here by the last name alone.
    fn knows_speakers(&self, text: &str, after: &[&Unit]) -> bool {
        let mut new = BTreeSet::new();
        for paragraph in after {
            for name in names(look(text, paragraph.body)) {
                match name {
                    Name::Full(last) => {
                        new.insert(last);
                    }
                    Name::Short(word, speaks) => {
                        let known =
                            matches!(self.known.get(&word), Some(Known::InFull | Known::Short));
                        if speaks && known && !new.contains(&word) {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }
}

/// How a name was given so far, by its last word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// By one word from the start, as places and states are.
    Place,
    /// In full.
    InFull,
    /// In full, and then by the last word alone, as persons are.
    Short,
}

enum Name {
    /// The last word of several with capitals.
    Full(String),
    /// One word with a capital alone, and whether a verb of speech stands beside it.
    Short(String, bool),
}

/// The names in a paragraph, as far as capitals tell.
fn names(words: &str) -> Vec<Name> {
    const SPEAKS: [&str; 8] = [
        "said",
        "says",
        "told",
        "added",
        "asked",
        "wrote",
        "explained",
        "recalled",
    ];
    let tokens: Vec<&str> = words.split_whitespace().collect();
    let bare = |t: &str| {
        t.trim_matches(|c: char| !c.is_alphanumeric())
            .trim_end_matches("'s")
            .trim_end_matches("’s")
            .to_owned()
    };
    let capital = |t: &str| {
        let t = t.trim_start_matches(|c: char| !c.is_alphanumeric());
        t.starts_with(char::is_uppercase) && t.chars().nth(1).is_some_and(char::is_lowercase)
    };
    let ends = |t: &str| t.ends_with(|c: char| !c.is_alphanumeric());
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if !capital(tokens[i]) {
            i += 1;
            continue;
        }
        let mut last = i;
        while last + 1 < tokens.len() && !ends(tokens[last]) && capital(tokens[last + 1]) {
            last += 1;
        }
        let word = bare(tokens[last]);
        if last > i {
            out.push(Name::Full(word));
        } else {
            let beside = [i.checked_sub(1), Some(i + 1)];
            let verb = |at: usize| {
                tokens
                    .get(at)
                    .is_some_and(|t| SPEAKS.contains(&bare(t).as_str()))
            };
            out.push(Name::Short(word, beside.into_iter().flatten().any(verb)));
        }
        i = last + 1;
    }
    out
}

/// Whether a paragraph takes up what stands before it, as the first of an article does not.
fn takes_up(paragraph: &str) -> bool {
    const WORDS: [&str; 24] = [
        "he",
        "she",
        "they",
        "it",
        "his",
        "her",
        "their",
        "its",
        "but",
        "and",
        "however",
        "this",
        "these",
        "those",
        "that",
        "also",
        "meanwhile",
        "then",
        "later",
        "instead",
        "still",
        "yet",
        "so",
        "such",
    ];
    let first = paragraph
        .split(|c: char| !c.is_alphanumeric())
        .find(|w| !w.is_empty())
        .unwrap_or("");
    WORDS.iter().any(|w| first.eq_ignore_ascii_case(w))
}

/// Reads one article from its paragraphs; `None` where nothing is left to read. What is left out is
/// noted in the units.
fn article(text: &str, units: &mut [Unit], given: Option<&str>) -> Option<Article> {
    let is_text = |u: &Unit| u.role == Role::Text || u.role == Role::Item && u.words >= 8;
    let first_text = units.iter().position(is_text);
    let last_text = units.iter().rposition(is_text);
    let title = find_title(text, units, first_text, given);
    let mut kinds: Vec<BlockKind> = vec![BlockKind::Paragraph; units.len()];
    let mut byline = units
        .iter()
        .take(first_text.map_or(units.len(), |t| t + 1))
        .find(|u| u.role == Role::Byline)
        .map(|u| u.span);
    if let Some(at) = title {
        kinds[at] = BlockKind::Title;
        drop_repeats(text, units, at);
    }
    if let (Some(first), Some(last)) = (first_text, last_text) {
        for i in 0..units.len() {
            if title == Some(i) {
                continue;
            }
            let marked = i > 0 && units[i - 1].role == Role::Mark;
            match units[i].role {
                // A date below the headline, or between the paragraphs, is the article's. One above
                // the headline may be the day on which the page was looked at.
                Role::Stamp if i < last && title.is_none_or(|t| t < i) => units[i].read_stamp(text),
                Role::Short if marked => kinds[i] = BlockKind::Caption,
                Role::Caption => kinds[i] = BlockKind::Caption,
                Role::Short
                    if i < first && title.is_some_and(|t| t < i) && is_byline(&units[i], text) =>
                {
                    byline = byline.or(Some(units[i].span));
                    units[i].leave_out();
                }
                Role::Short if i < first => {
                    let name = is_name(units[i].body.of(text));
                    if units[i].words <= 3 || name && units[i].words <= 4 {
                        // A section's label, a place, the author.
                        if name
                            && units[i].words >= 2
                            && title.is_some_and(|t| t < i)
                            && byline.is_none()
                        {
                            byline = Some(units[i].span);
                        }
                        units[i].leave_out();
                    } else {
                        kinds[i] = BlockKind::Heading;
                    }
                }
                Role::Short if i < last && is_crosshead(text, units, i) => {
                    kinds[i] = BlockKind::Heading;
                }
                _ => {}
            }
        }
        drop_tail(text, units, last);
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut begun = false;
    for (unit, &kind) in units.iter_mut().zip(&kinds) {
        if unit.body.is_empty() {
            continue;
        }
        // Before the first sentence stand stamps, the title once more, the dateline.
        if !begun && kind == BlockKind::Paragraph && unit.role != Role::Stamp {
            begun = true;
            let titled = blocks.iter().any(|b| b.kind == BlockKind::Title);
            blocks.extend(cut_head(text, unit, given, titled));
        }
        if !unit.body.is_empty() {
            blocks.push(Block {
                span: unit.body,
                kind,
            });
        }
    }
    let span = blocks.first()?.span.cover(blocks.last()?.span);
    let title = blocks
        .iter()
        .find(|b| b.kind == BlockKind::Title)
        .map(|b| b.span);
    Some(Article {
        span,
        title,
        byline,
        blocks,
        published: Published::default(),
    })
}

/// The headline: the one that was given, or the first line above the text that reads as one.
fn find_title(
    text: &str,
    units: &[Unit],
    first_text: Option<usize>,
    given: Option<&str>,
) -> Option<usize> {
    let first_text = first_text?;
    if let Some(given) = given {
        let same = |u: &Unit| {
            let words = Plain::new(look(text, u.body), false)
                .words
                .to_ascii_lowercase();
            words == given
                || words.len().min(given.len()) >= 20
                    && (starts_with(given, &words)
                        // A sentence that begins with the title's words is not the title.
                        || u.role == Role::Short && starts_with(&words, given))
                    && u.words <= 40
        };
        let found = units
            .iter()
            .take(first_text + 2)
            .position(|u| matches!(u.role, Role::Short | Role::Text) && same(u));
        if found.is_some() {
            return found;
        }
    }
    // "Tarn (Agency)" is a dateline of its own.
    let place = |u: &Unit| {
        let words = u.body.of(text);
        words.ends_with(')') && is_name(words) && u.words <= 5
    };
    let candidates = || {
        units[..first_text]
            .iter()
            .enumerate()
            .filter(|(_, u)| u.role == Role::Short && !place(u))
    };
    let long = candidates().find(|(_, u)| u.words >= 4);
    if let Some((at, _)) = long.or_else(|| candidates().find(|(_, u)| u.words >= 2)) {
        return Some(at);
    }
    // Some collections put a full stop behind the headline. It is one if it is short, is one
    // sentence, and either has a headline's capitals or is told again by the paragraphs behind it.
    // Where a headline is given from outside and is not this one, a sentence is a sentence.
    let first = &units[first_text];
    let head = first.body.of(text);
    let sentence = first.role == Role::Text && first.words <= 20 && ends_sentence(head);
    if given.is_some() || !sentence || dateline(head).is_some() {
        return None;
    }
    let mut after = units[first_text + 1..]
        .iter()
        .filter(|u| u.role == Role::Text);
    let (next, then) = (after.next()?, after.next()?);
    if first.words >= 4 && is_title_case(head) {
        return Some(first_text);
    }
    let title = stems(head);
    let mut lead = stems(look(text, next.body));
    lead.extend(stems(look(text, then.body)));
    let again = title.intersection(&lead).count();
    let spoken = head.contains(['"', '“']);
    (!spoken && again >= 3 && again * 5 >= title.len() * 2).then_some(first_text)
}

fn starts_with(words: &str, start: &str) -> bool {
    words
        .strip_prefix(start)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Leaves out lines near the top, and the last line, that only say the title again.
fn drop_repeats(text: &str, units: &mut [Unit], title: usize) {
    let said = stems(units[title].body.of(text));
    if said.len() < 3 {
        return;
    }
    let last = units.len() - 1;
    for (i, unit) in units.iter_mut().enumerate() {
        let near = i < title + 6 || i == last;
        if i == title || unit.role != Role::Short || !near {
            continue;
        }
        let again = stems(unit.body.of(text));
        let shared = again.intersection(&said).count();
        let fewer = again.len().min(said.len());
        if fewer >= 3 && shared * 10 >= fewer * 9 && shared * 2 >= said.len() {
            unit.leave_out();
        }
    }
}

/// The author's line below a headline, if it names none: "By our correspondent in Tarn".
fn is_byline(unit: &Unit, text: &str) -> bool {
    let by = unit.body.of(text).get(..3);
    by.is_some_and(|w| w.eq_ignore_ascii_case("by ")) && unit.words <= 10
}

/// A crosshead: a few words or a question, alone between paragraphs.
fn is_crosshead(text: &str, units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    if unit.level > 0 {
        return true;
    }
    let read = |u: &&Unit| !u.body.is_empty();
    let beside = [
        units[..i].iter().rev().find(read),
        units[i + 1..].iter().find(read),
    ];
    // Several short lines together are a list or a poem.
    let alone = beside
        .iter()
        .flatten()
        .all(|u| u.role != Role::Short || u.level > 0);
    let body = unit.body.of(text);
    alone
        && !takes_up(body)
        && (unit.words <= 10 || body.ends_with('?') || unit.words <= 16 && is_title_case(body))
}

/// Leaves out what stands behind the last sentence: names, tags, headlines of other articles, and
/// every short line once one of them is known to be none of the article. A last sentence that has
/// lost its full stop stays.
fn drop_tail(text: &str, units: &mut [Unit], last: usize) {
    let mut cued = false;
    for unit in &mut units[last + 1..] {
        if unit.role != Role::Short {
            cued |= unit.body.is_empty();
            continue;
        }
        let body = unit.body.of(text);
        let label = is_name(body) && unit.words <= 8;
        let headline = is_title_case(body) && unit.words >= 4;
        if label || headline || cued && !takes_up(body) {
            unit.leave_out();
        }
    }
}

/// Cuts off what stands before the first sentence of an article and returns it where it is read:
/// the title, where the line begins with it, and the dateline.
fn cut_head(text: &str, unit: &mut Unit, given: Option<&str>, mut titled: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    for _ in 0..4 {
        let body = unit.body.of(text);
        let head = Plain::new(&body[..floor(body, 400)], false);
        let cut = if !titled && let Some((start, end)) = title_at(body, &head, given) {
            titled = true;
            let start = unit.body.start + start;
            unit.cut
                .extend(some(trim(text, Span::new(unit.body.start, start))));
            blocks.push(Block {
                span: trim(text, Span::new(start, unit.body.start + end)),
                kind: BlockKind::Title,
            });
            end
        } else if !titled && let Some((before, end, signed)) = stamp_within(body, &head) {
            titled = true;
            let span = |from: usize, to: usize| {
                trim(
                    text,
                    Span::new(unit.body.start + from, unit.body.start + to),
                )
            };
            if signed {
                blocks.push(Block {
                    span: span(0, before),
                    kind: BlockKind::Title,
                });
                cut_stamp(text, span(before, end), unit, &mut blocks);
            } else {
                cut_stamp(text, span(0, end), unit, &mut blocks);
            }
            end
        } else if let Some(end) = stamp_end(body, &head) {
            let stamp = Span::new(unit.body.start, unit.body.start + end);
            cut_stamp(text, trim(text, stamp), unit, &mut blocks);
            end
        } else {
            break;
        };
        unit.body = trim(text, Span::new(unit.body.start + cut, unit.body.end));
    }
    if let Some(end) = dateline(unit.body.of(text)) {
        let start = unit.body.start;
        blocks.push(Block {
            span: trim(text, Span::new(start, start + end)),
            kind: BlockKind::Paragraph,
        });
        unit.body = trim(text, Span::new(start + end, unit.body.end));
    }
    blocks
}

/// Cuts off a stamp: its date is read as a block of its own, so that no sentence runs on from it.
fn cut_stamp(text: &str, stamp: Span, unit: &mut Unit, blocks: &mut Vec<Block>) {
    match date_in(text, stamp) {
        Some(date) => {
            unit.cut.extend(around(text, stamp, date));
            blocks.push(Block {
                span: date,
                kind: BlockKind::Paragraph,
            });
        }
        None => unit.cut.extend(some(stamp)),
    }
}

fn some(span: Span) -> Option<Span> {
    (!span.is_empty()).then_some(span)
}

/// Where the given title stands, if the text begins with it, or with a stamp and it, and then
/// begins again.
fn title_at(body: &str, head: &Plain, given: Option<&str>) -> Option<(usize, usize)> {
    let given = given?;
    if given.split(' ').count() < 4 {
        return None;
    }
    let words = head.words.to_ascii_lowercase();
    let at = words
        .match_indices(given)
        .map(|(at, _)| at)
        .find(|&at| (at == 0 || words[..at].ends_with(' ')) && starts_with(&words[at..], given))?;
    let before = head.words[..at].trim_end();
    let stamp = at == 0 || before.split(' ').count() <= 12 && has_year(before);
    let (start, end) = (head.start_at(at)?, head.end_before(at + given.len() + 1));
    let start = if at == 0 { 0 } else { start };
    let rest = &body[end..];
    let word = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let stop = &rest[..rest.len() - word.len()];
    if !stamp || !word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) {
        return None;
    }
    if stop.contains(['.', '!', '?', '–', '—', '|']) {
        let lead = stop.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '.' | '!' | '?' | '"' | '”' | '\'' | '’')
        });
        return Some((start, end + stop.len() - lead.len()));
    }
    // No mark between them: the story must begin afresh, or this is the sentence itself.
    let title = stems(given);
    let lead = stems(&word[..floor(word, 600)]);
    (title.intersection(&lead).count() * 2 >= title.len()).then_some((start, end))
}

/// Whether a year stands among plain words.
fn has_year(words: &str) -> bool {
    words.as_bytes().windows(4).any(|w| {
        w.iter().all(u8::is_ascii_digit) && matches!(w, [b'1', b'9', ..] | [b'2', b'0', ..])
    })
}

/// Where a stamp ends that the text begins with ("Published July 2 2016", "AFP Sunday 3 Jul 2016").
fn stamp_end(body: &str, head: &Plain) -> Option<usize> {
    let found = CUES.head.find(&head.words)?;
    let stamp = found.as_str().trim_end();
    let end = head.end_before(stamp.len());
    let rest = body[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    (has_year(stamp) && rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
        .then_some(end)
}

/// A stamp among the first words of a text that has lost its line breaks: where it begins and ends,
/// and whether an agency signs it, so that the words before it are the headline.
fn stamp_within(body: &str, head: &Plain) -> Option<(usize, usize, bool)> {
    let found = CUES.stamp.find(&head.words)?;
    let stamp = found.as_str().trim();
    let from = found.start() + (found.as_str().len() - found.as_str().trim_start().len());
    let words = head.words[..from].split_whitespace().count();
    let (before, end) = (head.start_at(from)?, head.end_before(from + stamp.len()));
    let signed = CUES.agency.is_match(stamp);
    let rest = body[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let opens = rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    // A sentence before the stamp is text, whatever the stamp.
    let apart =
        !body[..before].contains(". ") && (if signed { 4..=25 } else { 1..=12 }).contains(&words);
    (apart && opens && has_year(stamp)).then_some((before, end, signed))
}

/// Where the dateline ends: "BAKU, Oct. 1 (Agency) — ", "Goma/Kinshasa– ".
pub(crate) fn dateline(body: &str) -> Option<usize> {
    let look = &body[..floor(body, 110)];
    // "TARN, October 4. /AGENCY/. Two villages …"
    if let Some(at) = look.find("/. ") {
        let place = &look[..at];
        let named = place
            .split_whitespace()
            .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '/'));
        if named && place.contains(". /") {
            return Some(at + 3);
        }
    }
    let (at, dash) = look.char_indices().find(|&(at, c)| {
        is_dash(c)
            && (c != '-'
                || look[at + 1..].starts_with([' ', '-', '–'])
                || look[..at].ends_with(')'))
    })?;
    let place = look[..at].trim_end();
    let rest =
        body[at + dash.len_utf8()..].trim_start_matches(|c: char| c.is_whitespace() || is_dash(c));
    let opens =
        rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || !c.is_alphanumeric());
    let words = count_words(place);
    let known = place.ends_with(')') && CUES.agency.is_match(&Plain::new(place, false).words);
    if !(opens || known)
        || rest.is_empty()
        || !(1..=12).contains(&words)
        || place.contains(['"', '“', '”', ':', ';'])
    {
        return None;
    }
    // Every word is a name, a figure or in brackets.
    let bracket = place.find('(').unwrap_or(place.len());
    let named = place[..bracket]
        .split(|c: char| c.is_whitespace() || c == '/' || c == ',')
        .filter(|w| !w.is_empty())
        .all(|w| {
            w.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
                || matches!(w, "and" | "of" | "de" | "el" | "al")
        });
    let first = place
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    let capitals = first.chars().count() >= 3 && first.chars().all(char::is_uppercase);
    let agency = place.ends_with(')') && count_words(&place[bracket..]) <= 4;
    let slash = place[..bracket].contains('/');
    let dated = CUES.agency.is_match(&Plain::new(place, false).words)
        || place.contains(|c: char| c.is_ascii_digit()) && place.contains(',');
    (named && (capitals || agency || slash || dated)).then_some(body.len() - rest.len())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '‒')
}

/// Whether most of the longer words have a capital, as in many headlines.
fn is_title_case(words: &str) -> bool {
    let long = || words.split_whitespace().filter(|w| w.chars().count() >= 4);
    let capital = long().filter(|w| w.contains(char::is_uppercase)).count();
    capital * 10 >= long().count() * 7
}

/// The first bytes of a span.
fn look(text: &str, span: Span) -> &str {
    let words = span.of(text);
    &words[..floor(words, LOOK)]
}

/// What a piece is about: its longer words, cut to their first five letters so that forms of one
/// word meet ("Armenia", "Armenian").
fn stems(piece: &str) -> BTreeSet<String> {
    const COMMON: [&str; 40] = [
        "that", "this", "with", "from", "have", "been", "were", "will", "would", "said", "says",
        "they", "their", "there", "than", "then", "when", "what", "which", "while", "into", "over",
        "after", "before", "more", "most", "some", "such", "also", "about", "against", "between",
        "could", "should", "being", "other", "where", "under", "because", "through",
    ];
    piece
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() >= 4 || w.len() >= 2 && w.bytes().all(|b| b.is_ascii_digit()))
        .filter(|w| !COMMON.iter().any(|c| w.eq_ignore_ascii_case(c)))
        .map(|w| {
            let end = w.char_indices().nth(5).map_or(w.len(), |(at, _)| at);
            w[..end].to_lowercase()
        })
        .collect()
}
