//! The words of a text as the search for places sees them, and the word classes of `data/gazetteer/words.tsv`.

use rashomon_gazetteer::fold_words;
use rashomon_syntax::Parsed;
use rashomon_text::Span;
use rustc_hash::FxHashMap;

const TABLE: &str = include_str!("../../../../data/gazetteer/words.tsv");

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Start of a block.
    Start,
    /// White space, or a full stop that belongs to an abbreviation.
    Space,
    /// Hyphen without spaces.
    Hyphen,
    Comma,
    /// End of a sentence: full stop, question or exclamation mark.
    Stop,
    /// Brackets, quotation marks, dashes, colons.
    Other,
}

/// A word of the text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub start: usize,
    pub end: usize,
    pub folded: String,
    /// What stands before it.
    pub gap: Gap,
    pub capital: bool,
    /// All letters are capitals, and there are two or more.
    pub upper: bool,
    /// A full stop follows at once.
    pub dot: bool,
    /// Block that it stands in.
    pub block: u32,
    /// Entity that the model sees here: its number in the parse, and its type.
    pub entity: Option<(u32, EntityKind)>,
    /// Token of the parse that begins here or holds the beginning.
    pub token: Option<u32>,
    /// The classes that it is of.
    pub classes: Classes,
}

/// Types of entity, as far as places care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntityKind {
    Place,
    Facility,
    Person,
    Organisation,
    People,
    Figure,
    Other,
}

/// Cuts the blocks of a text into words.
pub(super) fn words(text: &str, blocks: &[Span], parsed: &Parsed, lexicon: &Lexicon) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut folded = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let Some(part) = text.get(block.range()) else {
            continue;
        };
        let mut gap = Gap::Start;
        let mut chars = part.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !is_letter(c) {
                gap = gap_after(
                    gap,
                    c,
                    out.last().filter(|_| gap != Gap::Start),
                    part,
                    block.start,
                    at,
                );
                continue;
            }
            let mut end = at + c.len_utf8();
            for _ in 0..rashomon_text::ascii_alphanumeric(&part[end..]) {
                chars.next();
                end += 1;
            }
            while let Some(&(i, d)) = chars.peek() {
                let mut rest = part[i + d.len_utf8()..].chars();
                let inner = match d {
                    // The apostrophe of a name; that of a possessive ends the word.
                    '\'' | '’' | 'ʼ' | '‘' | '`' => {
                        let (a, b) = (rest.next(), rest.next());
                        let possessive =
                            matches!(a, Some('s' | 'S')) && b.is_none_or(|c| !is_letter(c));
                        a.is_some_and(char::is_alphabetic) && !possessive
                    }
                    // "U.S.", "W.Va.": a stop before a letter.
                    '.' => rest.next().is_some_and(char::is_alphabetic),
                    _ => is_letter(d),
                };
                if !inner {
                    break;
                }
                end = i + d.len_utf8();
                chars.next();
            }
            let word = &part[at..end];
            folded.clear();
            fold_words(word, &mut folded);
            let form = match &mut folded[..] {
                [one] => std::mem::take(one),
                parts => parts.concat(),
            };
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            out.push(Word {
                start: block.start + at,
                end: block.start + end,
                classes: lexicon.classes(&form),
                folded: form,
                gap,
                capital: word.chars().next().is_some_and(char::is_uppercase),
                upper: letters > 1 && !word.chars().any(char::is_lowercase),
                dot: part[end..].starts_with('.'),
                block: number as u32,
                entity: None,
                token: None,
            });
            gap = Gap::Hyphen;
            // A possessive is no word of its own here.
            if part[end..].starts_with(['\'', '’'])
                && part[end..]
                    .chars()
                    .nth(1)
                    .is_some_and(|c| matches!(c, 's' | 'S'))
            {
                chars.next();
                chars.next();
                gap = Gap::Space;
            } else if chars.peek().is_none_or(|&(_, c)| !is_hyphen(c)) {
                gap = Gap::Space;
            }
        }
    }
    tag(&mut out, parsed);
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Short forms before a name.
const SHORT: [&str; 24] = [
    "st", "mt", "ft", "dr", "mr", "mrs", "ms", "gen", "sen", "rep", "gov", "lt", "col", "sgt",
    "capt", "maj", "prof", "rev", "no", "vs", "jr", "sr", "ste", "cpl",
];

fn gap_after(
    gap: Gap,
    c: char,
    before: Option<&Word>,
    part: &str,
    offset: usize,
    at: usize,
) -> Gap {
    let rank = |g: Gap| match g {
        Gap::Hyphen => 0,
        Gap::Space => 1,
        Gap::Comma => 2,
        Gap::Other => 3,
        Gap::Stop => 4,
        Gap::Start => 5,
    };
    let this = match c {
        '-' | '‐' | '‑' if gap == Gap::Hyphen => Gap::Hyphen,
        ',' => Gap::Comma,
        '.' => {
            // "St. Louis", "Calif. residents", "J. Smith", "the U.S. Army": the stop of a short form ends no sentence.
            let next = part[at + 1..].chars().take(8).find(|c| !c.is_whitespace());
            let short = before.is_some_and(|w| {
                w.folded.len() == 1
                    || SHORT.contains(&w.folded.as_str())
                    || part
                        .get(w.start - offset..w.end - offset)
                        .is_some_and(|w| w.contains('.'))
            });
            if short || next.is_some_and(|c| c.is_lowercase() || c == ',') {
                Gap::Space
            } else {
                Gap::Stop
            }
        }
        '!' | '?' | '\n' => Gap::Stop,
        c if c.is_whitespace() => Gap::Space,
        _ => Gap::Other,
    };
    if rank(this) > rank(gap) { this } else { gap }
}

fn tag(words: &mut [Word], parsed: &Parsed) {
    let mut entities = parsed.entities.iter().enumerate().peekable();
    let mut token = 0;
    for word in words {
        while parsed
            .tokens
            .get(token)
            .is_some_and(|t| t.end <= word.start)
        {
            token += 1;
        }
        if parsed.tokens.get(token).is_none_or(|t| t.start >= word.end) {
            continue;
        }
        word.token = Some(token as u32);
        while entities.peek().is_some_and(|(_, e)| e.tokens.end <= token) {
            entities.next();
        }
        if let Some((i, e)) = entities.peek()
            && e.tokens.contains(&token)
        {
            let kind = match &*e.label {
                "GPE" | "LOC" => EntityKind::Place,
                "FAC" => EntityKind::Facility,
                "PERSON" => EntityKind::Person,
                "ORG" => EntityKind::Organisation,
                "NORP" => EntityKind::People,
                "DATE" | "TIME" | "CARDINAL" | "ORDINAL" | "MONEY" | "PERCENT" | "QUANTITY" => {
                    EntityKind::Figure
                }
                _ => EntityKind::Other,
            };
            word.entity = Some((*i as u32, kind));
        }
    }
}

/// A class of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Settlement,
    Settlements,
    Unit,
    Units,
    Feature,
    Road,
    Institution,
    Local,
    In,
    From,
    Title,
    Modifier,
    Government,
    Speech,
    Never,
    Given,
    Surname,
}

/// A set of classes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    pub fn has(self, class: Class) -> bool {
        self.0 & 1 << class as u32 != 0
    }
}

/// The classes of words.
#[derive(Debug, Clone)]
pub(super) struct Lexicon(FxHashMap<String, Classes>);

impl Lexicon {
    pub fn new() -> Self {
        let mut all: FxHashMap<String, Classes> = FxHashMap::default();
        for line in TABLE
            .lines()
            .filter(|l| !l.starts_with('#') && !l.starts_with("class\t"))
        {
            let Some((class, words)) = line.split_once('\t') else {
                continue;
            };
            let class = match class {
                "settlement" => Class::Settlement,
                "settlements" => Class::Settlements,
                "unit" => Class::Unit,
                "units" => Class::Units,
                "feature" => Class::Feature,
                "road" => Class::Road,
                "institution" => Class::Institution,
                "local" => Class::Local,
                "in" => Class::In,
                "from" => Class::From,
                "title" => Class::Title,
                "modifier" => Class::Modifier,
                "government" => Class::Government,
                "speech" => Class::Speech,
                "never" => Class::Never,
                "given" => Class::Given,
                "surname" => Class::Surname,
                _ => continue,
            };
            let words = words
                .split('|')
                .map(|w| rashomon_gazetteer::fold(w).replace(' ', ""))
                .filter(|w| !w.is_empty());
            for word in words {
                all.entry(word).or_default().0 |= 1 << class as u32;
            }
        }
        Lexicon(all)
    }

    /// The classes of a folded word.
    pub fn classes(&self, folded: &str) -> Classes {
        self.0.get(folded).copied().unwrap_or_default()
    }

    pub fn is(&self, class: Class, folded: &str) -> bool {
        self.classes(folded).has(class)
    }
}
