//! The cue list of `data/boilerplate.tsv`, compiled.
//!
//! Cues are matched over *plain words*: the words of a line with single spaces between them, letters
//! beyond ASCII folded to one letter of the same case, most punctuation gone. That keeps patterns
//! readable and the expressions small.

use regex::{Regex, RegexBuilder};
use std::fmt::Write;
use std::sync::LazyLock;

/// The file as a researcher edits it.
const DATA: &str = include_str!("../../../data/boilerplate.tsv");

/// The compiled list.
pub(crate) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    // The file is part of the program and a test reads it whole, so it cannot fail here.
    Cues::parse(DATA).unwrap_or_else(|error| panic!("data/boilerplate.tsv: {error}"))
});

/// Expressions by scope; see the head of the data file.
pub(crate) struct Cues {
    pub line: Regex,
    pub start: Regex,
    pub any: Regex,
    pub comments: Regex,
    pub links: Regex,
    pub closing: Regex,
    pub foot: Regex,
    pub head: Regex,
    pub stamp: Regex,
    pub tail: Regex,
    pub credit: Regex,
    pub caption: Regex,
    pub agency: Regex,
    pub bar: Vec<String>,
    pub plea: Vec<String>,
    pub plea_more: Vec<String>,
}

const SCOPES: [&str; 16] = [
    "line",
    "start",
    "any",
    "comments",
    "links",
    "closing",
    "foot",
    "head",
    "tail",
    "credit",
    "caption",
    "agency",
    "bar",
    "plea",
    "plea-more",
    "stamp",
];

impl Cues {
    pub(crate) fn parse(data: &str) -> Result<Cues, String> {
        let mut scopes: [Vec<&str>; SCOPES.len()] = Default::default();
        let rows = data
            .lines()
            .enumerate()
            .filter(|(_, row)| !row.starts_with('#') && !row.trim().is_empty());
        for (n, row) in rows.skip(1) {
            let mut fields = row.split('\t');
            let (Some(scope), Some(pattern), Some(_)) =
                (fields.next(), fields.next(), fields.next())
            else {
                return Err(format!("line {}: expected scope, pattern and why", n + 1));
            };
            let Some(scope) = SCOPES.iter().position(|s| *s == scope) else {
                return Err(format!("line {}: no such scope '{scope}'", n + 1));
            };
            scopes[scope].push(pattern);
        }
        let of = |scope: &str| {
            let at = SCOPES.iter().position(|s| *s == scope).unwrap_or_default();
            &scopes[at]
        };
        let agency = of("agency")
            .iter()
            .map(|a| regex::escape(&Plain::new(a, false).words))
            .collect::<Vec<_>>()
            .join("|");
        let one_of = |scope: &str| -> Result<String, String> {
            let patterns: Result<Vec<String>, String> = of(scope)
                .iter()
                .map(|p| compile(p, &agency).map_err(|e| format!("'{p}': {e}")))
                .collect();
            Ok(patterns?.join("|"))
        };
        let regex = |before: &str, scope: &str, after: &str| -> Result<Regex, String> {
            RegexBuilder::new(&format!("{before}(?:{}){after}", one_of(scope)?))
                .case_insensitive(true)
                .unicode(false)
                .size_limit(64 << 20)
                .build()
                .map_err(|error| format!("scope {scope}: {error}"))
        };
        let words = |scope: &str| of(scope).iter().map(|w| (*w).to_owned()).collect();
        Ok(Cues {
            line: regex("^", "line", "$")?,
            start: regex("^", "start", "(?: |$)")?,
            any: regex("(?:^| )", "any", "(?: |$)")?,
            comments: regex("^", "comments", "$")?,
            links: regex("^", "links", "$")?,
            closing: regex("^", "closing", "$")?,
            foot: regex("^", "foot", "(?: |$)")?,
            head: regex("^", "head", "(?: |$)")?,
            stamp: regex("(?:^| )", "stamp", "(?: |$)")?,
            tail: regex("^", "tail", "$")?,
            credit: regex("(?:^| )", "credit", "$")?,
            caption: regex("^", "caption", "(?: |$)")?,
            agency: RegexBuilder::new(&format!("(?:^| )(?:{agency})(?: |$)"))
                .case_insensitive(true)
                .unicode(false)
                .build()
                .map_err(|error| error.to_string())?,
            bar: words("bar"),
            plea: words("plea"),
            plea_more: words("plea-more"),
        })
    }
}

/// A name of one to seven words with capitals.
const NAME: &str = "(?-i:[A-Z][!-~]*(?: (?:[A-Z][!-~]*|of|the|and|for|al|el|de|bin)){0,6})";

/// A date with a day, or a month with its year, with or without weekday and time of day.
fn date() -> String {
    let weekday = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?";
    let month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    let day = "[0-9]{1,2}(?:st|nd|rd|th)?";
    let year = "(?:19|20)[0-9]{2}";
    let figures =
        "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} ?[./-] ?[0-9]{1,2} ?[./-] ?(?:[0-9]{4}|[0-9]{2})";
    let clock = "(?:(?: at)? [0-9]{1,2} ?[:.] ?[0-9]{2}(?: ?: ?[0-9]{2})?(?: ?(?:am|pm|a\\.m|p\\.m|hrs|hours))?|(?: at)? [0-9]{1,2} ?(?:am|pm|a\\.m|p\\.m)| at [0-9]{4})(?: ?(?:gmt|utc|est|edt|et|bst|ist|cet|cest|eet|msk|pst|pdt)(?: ?[+-]?[0-9:]+)?)?";
    format!(
        "(?:{weekday} )?(?:{day} (?:of )?{month}(?: {year})?|{month} {day} ?(?:{year})?|{month} {year}|{figures})(?: {weekday})?(?:{clock})?(?:Z)?"
    )
}

/// A pattern of the data file as an expression over plain words.
fn compile(pattern: &str, agency: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut begun = false;
    for token in split(pattern) {
        let (optional, inner) = match token.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            Some(inner) => (true, inner),
            None => (false, token.as_str()),
        };
        let body = match inner {
            "…" if begun => {
                out.push_str("(?: [!-~]+){0,12}");
                continue;
            }
            "…" => return Err("begins with …".into()),
            "#" => "[0-9][0-9.,]*[km]?".to_owned(),
            "<date>" => date(),
            "<name>" => NAME.to_owned(),
            "<agency>" => format!("(?:{agency})(?: ?(?:/|and|&|,) ?(?:{agency}))*"),
            "{" => "\\[".to_owned(),
            "}" => "\\]".to_owned(),
            "©" => "\\x01".to_owned(),
            "/" | "(" | ")" | "|" | ":" | "@" => regex::escape(inner),
            // Other punctuation does not count, neither here nor in the text.
            _ if !inner.contains(char::is_alphanumeric) => continue,
            _ => {
                let words: Vec<String> = inner
                    .split('/')
                    .map(|w| regex::escape(&Plain::new(&w.replace('_', " "), false).words))
                    .collect();
                if words.iter().any(String::is_empty) {
                    return Err(format!("'{token}' has no words"));
                }
                words.join("|")
            }
        };
        // Writing to a string cannot fail.
        let _ = match (begun, optional) {
            (false, false) => write!(out, "(?:{body})"),
            (false, true) => write!(out, "(?:(?:{body}) )?"),
            (true, false) => write!(out, " (?:{body})"),
            (true, true) => write!(out, "(?: (?:{body}))?"),
        };
        begun |= !optional;
    }
    if begun {
        Ok(out)
    } else {
        Err("is empty".into())
    }
}

/// The tokens of a pattern; a colon at the end of a word is a token of its own.
fn split(pattern: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for token in pattern.split_whitespace() {
        match token.strip_suffix(':') {
            Some(word) if !word.is_empty() => tokens.extend([word.to_owned(), ":".to_owned()]),
            _ => tokens.push(token.to_owned()),
        }
    }
    tokens
}

/// The words of a piece of text, and where each stands in it.
pub(crate) struct Plain {
    /// Words and kept signs with single spaces between them, ASCII only.
    pub words: String,
    /// For each word: its offset in `words`, its start and end in the piece.
    places: Vec<(usize, usize, usize)>,
}

impl Plain {
    /// Reads a piece. `©`, `@` and inner colons are kept as words; `signs` keeps `/ | ( ) [ ]` too.
    pub(crate) fn new(piece: &str, signs: bool) -> Plain {
        let mut plain = Plain {
            words: String::with_capacity(piece.len()),
            places: Vec::new(),
        };
        let mut word: Option<usize> = None;
        let mut chars = piece.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let inside = word.is_some()
                && matches!(c, '\'' | '’' | '.' | '-' | ',' | '_')
                && chars.peek().is_some_and(|&(_, next)| {
                    next.is_alphanumeric() && (c != ',' || next.is_ascii_digit())
                });
            // "21.08.2013Get short URL": a line break was lost.
            let glued = c.is_uppercase()
                && piece[..at].ends_with(|d: char| d.is_ascii_digit())
                && chars.peek().is_some_and(|&(_, next)| next.is_lowercase());
            if glued {
                plain.end(&mut word, at);
            }
            if c.is_alphanumeric() || inside {
                if word.is_none() {
                    word = Some(at);
                    plain.begin(at);
                }
                plain.words.push(fold(c));
                continue;
            }
            plain.end(&mut word, at);
            let kept = matches!(c, '©' | '@' | ':')
                || (signs && matches!(c, '/' | '|' | '(' | ')' | '[' | ']'));
            if kept {
                plain.begin(at);
                plain.words.push(if c == '©' { '\u{1}' } else { c });
                plain.end(&mut Some(at), at + c.len_utf8());
            }
        }
        plain.end(&mut word, piece.len());
        // A colon at the end says only that something follows.
        while !signs && plain.words.ends_with(" :") {
            plain.words.truncate(plain.words.len() - 2);
            plain.places.pop();
        }
        plain
    }

    fn begin(&mut self, at: usize) {
        if !self.words.is_empty() {
            self.words.push(' ');
        }
        self.places.push((self.words.len(), at, at));
    }

    fn end(&mut self, word: &mut Option<usize>, at: usize) {
        if word.take().is_some()
            && let Some(place) = self.places.last_mut()
        {
            place.2 = at;
        }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Where the last word before `offset` of `words` ends in the piece.
    pub(crate) fn end_before(&self, offset: usize) -> usize {
        let n = self.places.partition_point(|p| p.0 < offset);
        n.checked_sub(1).map_or(0, |i| self.places[i].2)
    }

    /// Where the first word at or behind `offset` of `words` begins in the piece.
    pub(crate) fn start_at(&self, offset: usize) -> Option<usize> {
        let n = self.places.partition_point(|p| p.0 < offset);
        self.places.get(n).map(|p| p.1)
    }
}

/// One ASCII character for each: letters beyond ASCII become `a` or `A`, so that offsets stay simple
/// and names keep their capitals.
fn fold(c: char) -> char {
    match c {
        '’' => '\'',
        _ if c.is_ascii() => c,
        _ if c.is_uppercase() => 'A',
        _ if c.is_numeric() => '0',
        _ => 'a',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_sound() {
        if let Err(error) = Cues::parse(DATA) {
            panic!("{error}");
        }
    }

    #[test]
    fn patterns_match_what_they_say() {
        let cues = Cues::parse(
            "scope\tpattern\twhy\n\
             line\t# days/weeks_and_days ago [#]\tage\n\
             line\tby <name> , <date>\tbyline\n\
             start\tread more:\tlink\n\
             any\tjoin … group\tplea\n\
             credit\timage by <agency>\tcredit\n\
             agency\tNews Pool\tagency\n\
             comments\tcomments\t\nlinks\tlinks\t\nclosing\tclose\t\nfoot\tfiled\t\nhead\thead\t\nstamp\tstamp\t\ntail\ttail\t\ncaption\tphoto\t\n",
        )
        .unwrap();
        let plain = |words: &str| Plain::new(words, false).words;
        assert!(cues.line.is_match(&plain("3 weeks and days ago — 1,350")));
        assert!(!cues.line.is_match(&plain("3 years ago")));
        assert!(
            cues.line
                .is_match(&plain("By Åsa Writer-Name | May 14, 2021, 10:30 am GMT"))
        );
        assert!(!cues.line.is_match(&plain("By noon, May 14")));
        assert!(cues.start.is_match(&plain("READ MORE: the siege")));
        assert!(!cues.start.is_match(&plain("Read more")));
        assert!(cues.any.is_match(&plain("You can join our new “group”!")));
        assert!(
            cues.credit
                .is_match(&plain("A tank burns. Image by News Pool"))
        );
    }

    #[test]
    fn mistakes_in_the_file_are_named() {
        let error = |row: &str| {
            Cues::parse(&format!("scope\tpattern\twhy\n{row}\n"))
                .err()
                .unwrap()
        };
        assert!(error("lien\tx\ty").contains("no such scope 'lien'"));
        assert!(error("line x").contains("expected scope, pattern and why"));
        assert!(error("line\t[x]\ty").contains("is empty"));
    }

    #[test]
    fn words_know_where_they_stand() {
        let piece = "“Wait” – he said, 1,000 times.";
        let plain = Plain::new(piece, false);
        assert_eq!(plain.words, "Wait he said 1,000 times");
        assert_eq!(plain.start_at(5).map(|at| &piece[at..at + 2]), Some("he"));
        assert_eq!(&piece[..plain.end_before(7)], "“Wait” – he");
    }
}
