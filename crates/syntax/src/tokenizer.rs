//! spaCy's tokenizer: splits at white space, then takes affixes off each piece, unless the piece is a
//! known exception (`can't`, `a.m.`) or an address; then splits what is left at infixes.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::chars::{CharSet, Pattern, Sets};

/// A token as the tokenizer makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Whether a single space follows (spaCy's `whitespace_`).
    pub(crate) spaced: bool,
    /// A norm that an exception sets (`n't` → `not`): its number in [`Tokenizer::norms`].
    pub(crate) norm: Option<u16>,
}

/// The tokens that the affix rules make of an exception.
type Sequence = Box<[Box<str>]>;

/// A part of an exception: its length in bytes and its norm.
pub(crate) type Part = (usize, Option<u16>);

/// The rules.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    pub(crate) prefix: Pattern,
    pub(crate) suffix: Pattern,
    pub(crate) infix: Pattern,
    /// The letters that a top-level domain may have; `None` if addresses are not recognised.
    pub(crate) url: Option<u16>,
    pub(crate) exceptions: FxHashMap<Box<str>, Box<[Part]>>,
    /// Norms that exceptions set.
    pub(crate) norms: Box<[Box<str>]>,
    pub(crate) space: u16,
    /// Bytes of the longest exception.
    longest: usize,
    /// Exceptions that the affix rules may have split, by the first token that they split into: all
    /// the tokens. Where these stand in a row, the exception's own parts take their place.
    split: FxHashMap<Box<str>, Vec<Sequence>>,
}

impl Tokenizer {
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn new(
        sets: &Sets,
        prefix: Pattern,
        suffix: Pattern,
        infix: Pattern,
        url: Option<u16>,
        exceptions: FxHashMap<Box<str>, Box<[Part]>>,
        norms: Box<[Box<str>]>,
        space: u16,
        faster_heuristics: bool,
    ) -> Self {
        let longest = exceptions.keys().map(|k| k.len()).max().unwrap_or(0);
        let mut it = Tokenizer {
            prefix,
            suffix,
            infix,
            url,
            exceptions,
            norms,
            space,
            longest,
            split: FxHashMap::default(),
        };
        let mut split: FxHashMap<Box<str>, Vec<Sequence>> = FxHashMap::default();
        let mut pieces = Vec::new();
        let mut keys: Vec<&str> = it.exceptions.keys().map(|k| &**k).collect();
        keys.sort_unstable();
        for key in keys {
            let mut inner = false;
            it.infix.find_all(sets, key, |_, _| inner = true);
            if faster_heuristics
                && !inner
                && it.prefix.prefix(sets, key) == 0
                && it.suffix.suffix(sets, key) == 0
                && !key.contains(' ')
            {
                continue;
            }
            pieces.clear();
            it.scan(sets, key, 0, usize::MAX, false, &mut pieces);
            let tokens: Sequence = pieces.iter().map(|p| key[p.start..p.end].into()).collect();
            if let Some(first) = tokens.first() {
                split.entry(first.clone()).or_default().push(tokens);
            }
        }
        it.split = split;
        it
    }

    /// Appends the tokens of `text` from byte `from` on, until there are `enough` or the text ends.
    /// Returns where it stopped: the end, or the start of a token yet to be made.
    pub(crate) fn tokenize(
        &self,
        sets: &Sets,
        text: &str,
        from: usize,
        enough: usize,
        out: &mut Vec<Piece>,
    ) -> usize {
        let first = out.len();
        let end = self.scan(sets, text, from, enough, true, out);
        self.rejoin(text, first, out);
        end
    }

    fn exception(&self, text: &str) -> Option<&[Part]> {
        if text.len() > self.longest {
            return None;
        }
        self.exceptions.get(text).map(|p| &**p)
    }

    /// The affix rules over runs of white space and of other characters. A single space between two
    /// words belongs to the word before it; other white space makes a token.
    fn scan(
        &self,
        sets: &Sets,
        text: &str,
        from: usize,
        enough: usize,
        with_exceptions: bool,
        out: &mut Vec<Piece>,
    ) -> usize {
        let space = &sets[usize::from(self.space)];
        let full = out.len().saturating_add(enough);
        let mut start = from;
        let mut chars = text[from..]
            .char_indices()
            .map(|(i, c)| (from + i, c))
            .peekable();
        let Some(&(_, first)) = chars.peek() else {
            return from;
        };
        let mut in_space = space.contains(first);
        for (at, c) in chars {
            if space.contains(c) == in_space {
                continue;
            }
            if start < at {
                self.word(sets, text, start..at, with_exceptions, out);
            }
            if c == ' ' {
                if let Some(last) = out.last_mut()
                    && last.end == at
                {
                    last.spaced = true;
                }
                start = at + 1;
            } else {
                start = at;
            }
            in_space = !in_space;
            if out.len() >= full && !in_space {
                return start;
            }
        }
        if start < text.len() {
            self.word(sets, text, start..text.len(), with_exceptions, out);
            if let Some(last) = out.last_mut() {
                last.spaced = !in_space && text.ends_with(' ');
            }
        }
        text.len()
    }

    /// One run of characters without white space between them.
    fn word(
        &self,
        sets: &Sets,
        text: &str,
        range: Range<usize>,
        with_exceptions: bool,
        out: &mut Vec<Piece>,
    ) {
        let exception = |s: &str| {
            if with_exceptions {
                self.exception(s)
            } else {
                None
            }
        };
        let plain = |start: usize, end: usize| Piece {
            start,
            end,
            spaced: false,
            norm: None,
        };
        let (mut start, mut end) = (range.start, range.end);
        if let Some(parts) = exception(&text[start..end]) {
            push_parts(out, start, parts);
            return;
        }
        let mut suffixes: Vec<Piece> = Vec::new();
        let mut last_len = 0;
        while start < end && end - start != last_len {
            let s = &text[start..end];
            if exception(s).is_some() {
                break;
            }
            last_len = s.len();
            let pre = self.prefix.prefix(sets, s);
            if pre > 0 && pre < s.len() && exception(&s[pre..]).is_some() {
                out.push(plain(start, start + pre));
                start += pre;
                break;
            }
            let suf = self.suffix.suffix(sets, &s[pre..]);
            if suf > 0 && suf < s.len() && exception(&s[..s.len() - suf]).is_some() {
                suffixes.push(plain(end - suf, end));
                end -= suf;
                break;
            }
            if pre > 0 {
                out.push(plain(start, start + pre));
                start += pre;
            }
            if suf > 0 {
                suffixes.push(plain(end - suf, end));
                end -= suf;
            }
        }
        if start < end {
            let s = &text[start..end];
            if let Some(parts) = exception(s) {
                push_parts(out, start, parts);
            } else if self
                .url
                .is_some_and(|u| is_address(&sets[usize::from(u)], s))
            {
                out.push(plain(start, end));
            } else {
                let mut done = start;
                self.infix.find_all(sets, s, |from, to| {
                    let (from, to) = (start + from, start + to);
                    if from == start {
                        return;
                    }
                    if from != done {
                        out.push(plain(done, from));
                    }
                    out.push(plain(from, to));
                    done = to;
                });
                if done < end {
                    out.push(plain(done, end));
                }
            }
        }
        out.extend(suffixes.into_iter().rev());
    }

    /// Puts exceptions that the affix rules have split back together.
    fn rejoin(&self, text: &str, first: usize, out: &mut Vec<Piece>) {
        let mut found: Vec<Range<usize>> = Vec::new();
        for i in first..out.len() {
            let Some(sequences) = self.split.get(&text[out[i].start..out[i].end]) else {
                continue;
            };
            for sequence in sequences {
                let fits = sequence.len() <= out.len() - i
                    && sequence
                        .iter()
                        .zip(&out[i..])
                        .all(|(a, b)| **a == text[b.start..b.end]);
                if fits {
                    found.push(i..i + sequence.len());
                }
            }
        }
        // Longer before shorter, earlier before later; what overlaps is dropped.
        found.sort_by_key(|r| (std::cmp::Reverse(r.len()), r.start));
        let mut seen = rustc_hash::FxHashSet::default();
        found.retain(|r| {
            let free = !seen.contains(&r.start) && !seen.contains(&(r.end - 1));
            seen.extend(r.clone());
            free && self
                .exception(&text[out[r.start].start..out[r.end - 1].end])
                .is_some()
        });
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|r| r.start);
        let old = out.split_off(first);
        let mut at = 0;
        for r in found {
            let r = r.start - first..r.end - first;
            out.extend_from_slice(&old[at..r.start]);
            let (start, last) = (old[r.start].start, old[r.end - 1]);
            if let Some(parts) = self.exception(&text[start..last.end]) {
                push_parts(out, start, parts);
            }
            if let Some(p) = out.last_mut() {
                p.spaced = last.spaced;
            }
            at = r.end;
        }
        out.extend_from_slice(&old[at..]);
    }
}

fn push_parts(out: &mut Vec<Piece>, mut start: usize, parts: &[Part]) {
    for &(len, norm) in parts {
        out.push(Piece {
            start,
            end: start + len,
            spaced: false,
            norm,
        });
        start += len;
    }
}

/// Whether a piece is an address (spaCy's `URL_PATTERN`): an optional scheme, optional user, an IPv4
/// address that is not private or a domain name, an optional port, an optional path.
fn is_address(tld: &CharSet, s: &str) -> bool {
    if !s.contains('.') {
        return false;
    }
    let after_scheme = s.find("://").filter(|&i| {
        s[..i].chars().nth(1).is_some()
            && s[..i]
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.'))
    });
    let after_scheme = after_scheme.map(|i| i + 3);
    let starts = std::iter::once(0).chain(after_scheme);
    if starts.clone().any(|i| host_to_end(tld, &s[i..])) {
        return true;
    }
    // After a user's name, of at least one character. Only the first addresses are tried, so that a
    // long run of signs costs no more than a short one.
    s.match_indices('@')
        .filter(|(i, _)| *i > 0)
        .take(16)
        .any(|(i, _)| host_to_end(tld, &s[i + 1..]))
}

fn host_to_end(tld: &CharSet, s: &str) -> bool {
    let host_end = s.find([':', '/', '?', '#']).unwrap_or(s.len());
    let (host, mut rest) = s.split_at(host_end);
    if let Some(port) = rest.strip_prefix(':') {
        let digits = port.bytes().take_while(u8::is_ascii_digit).count();
        if !(2..=5).contains(&digits) {
            return false;
        }
        rest = &port[digits..];
    }
    (rest.is_empty() || rest.starts_with(['/', '?', '#']))
        && (is_domain(tld, host) || is_public_ipv4(host))
}

fn is_domain(tld: &CharSet, host: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c);
    let Some((labels, last)) = host.rsplit_once('.') else {
        return false;
    };
    let n = last.chars().take(64).count();
    (2..=63).contains(&n)
        && last.chars().all(|c| tld.contains(c))
        && labels.split('.').all(|label| {
            label.chars().take(65).count() <= 64
                && label.starts_with(letter)
                && label.ends_with(letter)
                && label.chars().all(|c| letter(c) || c == '_' || c == '-')
        })
}

fn is_public_ipv4(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').take(5).collect();
    let [a, b, c, d] = parts[..] else {
        return false;
    };
    let number = |s: &str| {
        let fine = (1..=3).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        fine.then(|| s.bytes().fold(0u16, |n, b| n * 10 + u16::from(b - b'0')))
    };
    let (Some(a_n), Some(b_n), Some(c_n), Some(d_n)) = (number(a), number(b), number(c), number(d))
    else {
        return false;
    };
    let middle = |s: &str, n: u16| {
        if s.len() == 3 {
            (100..=255).contains(&n)
        } else {
            true
        }
    };
    let private = matches!(a_n, 10 | 127)
        || (a_n, b_n) == (169, 254)
        || (a_n, b_n) == (192, 168)
        || (a_n == 172 && (16..=31).contains(&b_n));
    (1..=223).contains(&a_n)
        && !a.starts_with('0')
        && middle(b, b_n)
        && middle(c, c_n)
        && (1..=254).contains(&d_n)
        && !d.starts_with('0')
        && !private
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let tld = CharSet::new(&[97, 122]);
        for yes in [
            "example.org",
            "https://example.org/a?b",
            "a.example.co.uk:8080/x",
            "8.8.8.8",
            "me@example.org",
            "ftp://me@example.org#x",
        ] {
            assert!(is_address(&tld, yes), "{yes}");
        }
        for no in [
            "U.S.",
            "3.5",
            "192.168.0.1",
            "example.Org",
            "-a.org",
            "a..org",
            "example.org:1",
            "x",
            "a.b",
            "http://",
            "1.02.3.04",
        ] {
            assert!(!is_address(&tld, no), "{no}");
        }
    }
}
