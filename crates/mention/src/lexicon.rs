//! The words of a text, and phrases of a data file found among them.
//!
//! Actors, equipment and figures are found by phrases that stand in `data/*.tsv`. A text is cut into [`Word`]s that carry no
//! string but the number of their folded form in one [`Phrases`] vocabulary: a word that no phrase has is number zero, and
//! looking for a phrase compares numbers.

use crate::Chunk;
use rashomon_model::Article;
use rashomon_syntax::Parsed;
use rashomon_text::Span;
use rustc_hash::FxHashMap;

/// The rows of a table: tab separated, `#` begins a comment line, empty lines are nothing, the first line that is left
/// names the columns.
///
/// Rows are padded with empty fields to the header's width, so that trailing tabs may be left out.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = table
        .lines()
        .map(|line| line.trim_end_matches(['\r', '\n']))
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let width = lines.next().map_or(0, |header| header.split('\t').count());
    lines.map(move |line| {
        let mut fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        fields.resize(fields.len().max(width), "");
        fields
    })
}

/// The parts of a field that holds several values.
pub(crate) fn parts(field: &str) -> impl Iterator<Item = &str> {
    field
        .split('|')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordKind {
    /// Letters, or letters and digits.
    Letters,
    /// A figure: digits with their commas and points.
    Digits,
    /// The `'s` of a possessive.
    Possessive,
    /// One sign.
    Sign,
}

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: `15` and `km` in `15km`.
    None,
    /// White space, or the start of a block.
    Space,
    /// A hyphen without spaces, or a dash between two figures.
    Hyphen,
}

/// A word, a figure or a sign of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub start: usize,
    pub end: usize,
    /// The folded form's number in the vocabulary; 0 for words that no phrase has.
    pub id: u32,
    pub kind: WordKind,
    pub gap: Gap,
}

/// The folded words of all phrases, numbered from one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary(FxHashMap<Box<str>, u32>);

impl Vocabulary {
    /// The words of a part of a text, in order.
    pub fn scan(&self, text: &str, span: Span) -> Vec<Word> {
        let mut key = String::new();
        Scanner::new(&text[span.start..span.end], span.start)
            .map(|(at, kind, gap)| {
                fold_into(&text[at.start..at.end], kind, &mut key);
                Word {
                    start: at.start,
                    end: at.end,
                    id: self.0.get(key.as_str()).copied().unwrap_or(0),
                    kind,
                    gap,
                }
            })
            .collect()
    }
}

/// Phrases with what they stand for, kept as a trie over word numbers.
///
/// Hyphen and space are the same in a phrase: `anti-tank` finds `anti tank`.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<V> {
    /// The node of each word that begins a phrase, by its number; 0 for others. Most words of a text begin none.
    first: Vec<u32>,
    next: FxHashMap<(u32, u32), u32>,
    /// What ends at each node, with how its letters must stand.
    values: Vec<Vec<(Case, V)>>,
}

/// How a phrase's letters must stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Any way.
    Any,
    /// The first letter is a capital: `Turkey` is no bird.
    Capital,
    /// All letters as capitals, for short names that are words otherwise: `IS`, `AP`.
    Upper,
}

/// A phrase found: its words and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<'a, V> {
    /// The words, first to last.
    pub words: Chunk,
    /// What it stands for; several where names coincide.
    pub values: Vec<&'a V>,
}

impl<V> Default for Phrases<V> {
    fn default() -> Self {
        Phrases {
            first: Vec::new(),
            next: FxHashMap::default(),
            values: vec![Vec::new()],
        }
    }
}

impl<V: Clone> Phrases<V> {
    /// Adds a phrase. How it is written says how it is found: `IS` only in capitals, `Grad` only with a capital, `tank` any
    /// way. A phrase without letters or digits is left out.
    pub fn add(&mut self, vocabulary: &mut Vocabulary, phrase: &str, value: V) {
        // Some feeds lose their apostrophes: "Peoples Protection Units".
        if phrase.contains("'s ") {
            self.add(vocabulary, &phrase.replace("'s ", "s "), value.clone());
        }
        let letters = || phrase.chars().filter(|c| c.is_alphabetic());
        let case = if letters().count() < 6
            && letters().next().is_some()
            && letters().all(char::is_uppercase)
        {
            Case::Upper
        } else if letters().next().is_some_and(char::is_uppercase) {
            Case::Capital
        } else {
            Case::Any
        };
        let mut node = 0;
        let mut key = String::new();
        for (span, kind, _) in Scanner::new(phrase, 0) {
            if kind == WordKind::Sign {
                continue;
            }
            fold_into(&phrase[span.start..span.end], kind, &mut key);
            let fresh = vocabulary.0.len() as u32 + 1;
            let id = *vocabulary.0.entry(key.as_str().into()).or_insert(fresh);
            let fresh = self.values.len() as u32;
            node = if node == 0 {
                let at = id as usize;
                if self.first.len() <= at {
                    self.first.resize(at + 1, 0);
                }
                if self.first[at] == 0 {
                    self.first[at] = fresh;
                }
                self.first[at]
            } else {
                *self.next.entry((node, id)).or_insert(fresh)
            };
            if node == fresh {
                self.values.push(Vec::new());
            }
        }
        if node != 0 {
            self.values[node as usize].push((case, value));
        }
    }

    /// The longest phrase that begins at a word and ends in its block.
    pub fn at<'a>(&'a self, view: &View, start: usize) -> Option<Found<'a, V>> {
        self.step(0, view.words.get(start)?.id)?;
        let words = &view.words[..view.block(start).end];
        let mut node = 0;
        let mut best = None;
        for (i, word) in words.iter().enumerate().skip(start) {
            // "Workers' Party": the sign is no part of the phrase.
            let sign = word.kind == WordKind::Sign && word.gap == Gap::None && i > start;
            if sign && matches!(&view.text[word.start..word.end], "'" | "’") {
                continue;
            }
            match self.step(node, word.id) {
                Some(next) => node = next,
                None => break,
            }
            let values = &self.values[node as usize];
            if !values.is_empty() {
                let fits: Vec<&V> = values
                    .iter()
                    .filter(|(case, _)| case.fits(view.text, &words[start..=i]))
                    .map(|(_, value)| value)
                    .collect();
                if !fits.is_empty() {
                    best = Some(Found {
                        words: start..i + 1,
                        values: fits,
                    });
                }
            }
        }
        best
    }

    fn step(&self, node: u32, word: u32) -> Option<u32> {
        match node {
            0 => self.first.get(word as usize).copied().filter(|&n| n != 0),
            _ if word == 0 => None,
            _ => self.next.get(&(node, word)).copied(),
        }
    }
}

impl Case {
    fn fits(self, text: &str, words: &[Word]) -> bool {
        let mut letters = words
            .iter()
            .filter(|w| w.kind != WordKind::Possessive)
            .flat_map(|w| text[w.start..w.end].chars())
            .filter(|c| c.is_alphabetic());
        match self {
            Case::Any => true,
            Case::Capital => letters.next().is_none_or(char::is_uppercase),
            Case::Upper => letters.all(char::is_uppercase),
        }
    }
}

fn fold_into(word: &str, kind: WordKind, key: &mut String) {
    key.clear();
    if kind == WordKind::Possessive {
        key.push_str("'s");
        return;
    }
    if word.is_ascii() {
        key.push_str(word);
        key.make_ascii_lowercase();
        if key.contains(['\'', '.']) {
            key.retain(|c| !matches!(c, '\'' | '.'));
        }
    } else {
        let mut out = Vec::new();
        rashomon_gazetteer::fold_words(word, &mut out);
        key.push_str(&out.concat());
    }
    if key.is_empty() {
        key.push_str(word);
    }
}

/// Cuts a text into words.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    offset: usize,
    last: Option<char>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, offset: usize) -> Self {
        Scanner {
            text,
            at: 0,
            offset,
            last: None,
        }
    }
}

const APOSTROPHES: [char; 4] = ['\'', '’', 'ʼ', '‘'];

impl Iterator for Scanner<'_> {
    type Item = (Span, WordKind, Gap);

    fn next(&mut self) -> Option<Self::Item> {
        let mut gap = if self.at == 0 { Gap::Space } else { Gap::None };
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        if trimmed.len() < rest.len() {
            gap = Gap::Space;
            self.last = None;
        }
        self.at += rest.len() - trimmed.len();
        let mut rest = trimmed;
        let mut first = rest.chars().next()?;
        // A hyphen between two words joins them; so does a dash between two figures.
        if let Some(last) = self.last
            && matches!(first, '-' | '‐' | '‑' | '–')
            && let Some(next) = rest.chars().nth(1)
            && (if first == '–' {
                last.is_numeric() && next.is_numeric()
            } else {
                last.is_alphanumeric() && next.is_alphanumeric()
            })
        {
            self.at += first.len_utf8();
            rest = &self.text[self.at..];
            first = next;
            gap = Gap::Hyphen;
        }
        let start = self.at;
        let (len, kind) = if first.is_ascii_digit() {
            digits(rest)
        } else if first.is_alphanumeric() {
            (letters(rest), WordKind::Letters)
        } else if APOSTROPHES.contains(&first)
            && self.last.is_some_and(char::is_alphanumeric)
            && gap == Gap::None
            && {
                let mut after = rest.chars().skip(1);
                matches!(after.next(), Some('s' | 'S'))
                    && after.next().is_none_or(|c| !c.is_alphanumeric())
            }
        {
            (first.len_utf8() + 1, WordKind::Possessive)
        } else {
            (first.len_utf8(), WordKind::Sign)
        };
        self.at += len;
        self.last = self.text[start..self.at].chars().next_back();
        let span = Span::new(self.offset + start, self.offset + self.at);
        Some((span, kind, gap))
    }
}

/// Length of the figure that the text begins with, and whether it is one: `2,300`, `1.5`. Letters behind it are the next word
/// when they are all letters (`15km`), part of this one otherwise (`2S19`).
fn digits(text: &str) -> (usize, WordKind) {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let byte = bytes[end];
        let joins = matches!(byte, b',' | b'.')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
            && (byte == b'.'
                || bytes[end + 1..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .take(4)
                    .count()
                    == 3);
        if !byte.is_ascii_digit() && !joins {
            break;
        }
        end += 1;
    }
    let tail = letters(&text[end..]);
    if text[end..end + tail].chars().any(|c| c.is_numeric()) {
        (end + tail, WordKind::Letters)
    } else {
        (end, WordKind::Digits)
    }
}

/// Length of the word that the text begins with: letters, digits and marks, with the apostrophes and the abbreviations'
/// points inside it.
fn letters(text: &str) -> usize {
    let plain = rashomon_text::ascii_alphanumeric(text);
    if !matches!(text.as_bytes().get(plain), Some(b'\'' | b'.' | 0x80..)) {
        return plain;
    }
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        if c.is_alphanumeric() || is_mark(c) {
            end = at + c.len_utf8();
        } else if APOSTROPHES.contains(&c) && next.is_some_and(char::is_alphanumeric) && at > 0 {
            // The possessive is a word of its own; every other apostrophe between letters belongs to its word.
            let mut after = text[at + c.len_utf8()..].chars();
            if matches!(after.next(), Some('s' | 'S'))
                && after.next().is_none_or(|c| !c.is_alphanumeric())
            {
                break;
            }
        } else if c == '.' && is_initials(&text[..at]) && next.is_some_and(char::is_alphabetic) {
            // "U.S", "D.P.R": the letters of an abbreviation stay together.
        } else if c == '.' && at > 1 && is_initials(&text[..at]) {
            end = at + 1;
            break;
        } else {
            break;
        }
    }
    end
}

/// Whether the word so far is single capitals with points between.
fn is_initials(word: &str) -> bool {
    word.len() <= 16 && {
        let mut want_letter = true;
        let mut ok = true;
        for c in word.chars() {
            ok &= if want_letter {
                c.is_uppercase()
            } else {
                c == '.'
            };
            want_letter = !want_letter;
        }
        ok && !want_letter
    }
}

/// Combining marks and joiners, which stand inside words of many scripts.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{64b}'..='\u{65f}')
}

/// The words of an article's blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Read {
    words: Vec<Word>,
    blocks: Vec<Chunk>,
}

impl Read {
    /// Cuts the article's blocks into words.
    pub fn new(vocabulary: &Vocabulary, text: &str, article: &Article) -> Self {
        let mut read = Read::default();
        for block in &article.blocks {
            let start = read.words.len();
            read.words.extend(vocabulary.scan(text, block.span));
            read.blocks.push(start..read.words.len());
        }
        read
    }

    /// The words beside the text and its parse.
    pub fn view<'a>(&'a self, text: &'a str, parsed: &'a Parsed) -> View<'a> {
        View {
            text,
            parsed,
            words: &self.words,
            blocks: &self.blocks,
        }
    }
}

/// One article as the finders of this crate read it: the words of its blocks with their parse.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub text: &'a str,
    pub parsed: &'a Parsed,
    pub words: &'a [Word],
    /// The words of each block.
    pub blocks: &'a [Chunk],
}

impl<'a> View<'a> {
    /// The word as written; empty behind the end.
    pub fn word(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |w| &self.text[w.start..w.end])
    }

    /// Whether the word is one of these, in any case.
    pub fn is(&self, i: usize, any: &[&str]) -> bool {
        let word = self.word(i);
        any.iter().any(|w| word.eq_ignore_ascii_case(w))
    }

    /// The span of a run of words.
    pub fn span(&self, words: &Chunk) -> Span {
        match (self.words.get(words.start), words.end.checked_sub(1)) {
            (Some(first), Some(last)) if last >= words.start && last < self.words.len() => {
                Span::new(first.start, self.words[last].end)
            }
            (Some(first), _) => Span::new(first.start, first.start),
            (None, _) => Span::default(),
        }
    }

    /// The token in which the word begins.
    pub fn token(&self, i: usize) -> Option<usize> {
        let word = self.words.get(i)?;
        let at = self.parsed.tokens.partition_point(|t| t.end <= word.start);
        (self.parsed.tokens.get(at)?.start < word.end).then_some(at)
    }

    /// The word's tag; empty where there is no parse.
    pub fn tag(&self, i: usize) -> &'a str {
        self.token(i).map_or("", |t| &*self.parsed.tokens[t].tag)
    }

    /// The words of the block that holds the word.
    pub fn block(&self, i: usize) -> Chunk {
        let at = self.blocks.partition_point(|b| b.end <= i);
        self.blocks.get(at).cloned().unwrap_or(i..i)
    }

    /// Whether the word begins with a capital.
    pub fn is_capital(&self, i: usize) -> bool {
        self.word(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the word is letters (and not a figure, a sign or a possessive).
    pub fn is_letters(&self, i: usize) -> bool {
        self.words
            .get(i)
            .is_some_and(|w| w.kind == WordKind::Letters)
    }

    /// Whether the word is this sign.
    pub fn is_sign(&self, i: usize, signs: &[&str]) -> bool {
        self.words.get(i).is_some_and(|w| w.kind == WordKind::Sign) && signs.contains(&self.word(i))
    }

    /// Whether the word is a possessive `'s`.
    pub fn is_possessive(&self, i: usize) -> bool {
        self.words
            .get(i)
            .is_some_and(|w| w.kind == WordKind::Possessive)
    }
}

/// The usual plural of an English noun phrase: that of its last word.
pub(crate) fn plural(noun: &str) -> String {
    let lower = noun.to_ascii_lowercase();
    if let Some(stem) = lower.ends_with("man").then(|| &noun[..noun.len() - 2])
        && !lower.ends_with("human")
        && !lower.ends_with("german")
    {
        return format!("{stem}en");
    }
    if lower.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|v| lower.ends_with(v)) {
        return format!("{}ies", &noun[..noun.len() - 1]);
    }
    if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|e| lower.ends_with(e))
    {
        return format!("{noun}es");
    }
    format!("{noun}s")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        Scanner::new(text, 0).map(|(s, _, _)| s.of(text)).collect()
    }

    #[test]
    fn words_are_cut() {
        assert_eq!(
            words("Baku’s 2,300 men, 15km off (the U.S. side): Su-25s; 20–30."),
            [
                "Baku", "’s", "2,300", "men", ",", "15", "km", "off", "(", "the", "U.S.", "side",
                ")", ":", "Su", "25", "s", ";", "20", "30", "."
            ]
        );
        assert_eq!(
            words("Sana'a didn't 1,2 TB2 2S19"),
            ["Sana'a", "didn't", "1", ",", "2", "TB2", "2S19"]
        );
    }

    #[test]
    fn phrases_are_found_whole_and_by_case() {
        let mut vocabulary = Vocabulary::default();
        let mut phrases = Phrases::default();
        for phrase in ["anti-tank unit", "tank", "Turkey", "IS"] {
            phrases.add(&mut vocabulary, phrase, phrase);
        }
        let text = "anti tank unit, tank, turkey, Turkey is IS";
        let (article, parsed) = crate::tests::bare(text);
        let read = Read::new(&vocabulary, text, &article);
        let view = read.view(text, &parsed);
        let found: Vec<_> = (0..view.words.len())
            .filter_map(|i| phrases.at(&view, i))
            .map(|f| (f.words, *f.values[0]))
            .collect();
        assert_eq!(
            found,
            [
                (0..3, "anti-tank unit"),
                (1..2, "tank"),
                (4..5, "tank"),
                (8..9, "Turkey"),
                (10..11, "IS")
            ]
        );
    }

    #[test]
    fn plurals() {
        for (one, many) in [
            ("serviceman", "servicemen"),
            ("ammunition depot", "ammunition depots"),
            ("authority", "authorities"),
            ("boy", "boys"),
            ("witness", "witnesses"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    proptest! {
        #[test]
        fn words_lie_in_order_on_boundaries(text in ".{0,200}") {
            let mut last = 0;
            for (span, _, _) in Scanner::new(&text, 0) {
                prop_assert!(span.start >= last && !span.is_empty());
                prop_assert!(text.get(span.start..span.end).is_some());
                last = span.end;
            }
        }
    }
}
