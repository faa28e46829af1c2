//! Finds time expressions among the tokens of a text.
//!
//! Rules look at words, never at syntax. Each begins at one token and takes the longest expression
//! that it knows; extents follow the TIMEX3 guidelines: a leading preposition stays outside ("on
//! *Sunday*"), an article that belongs to the phrase inside ("*the weekend*", "*the early 1990s*"),
//! and so does a word that loosens it ("*more than 25 years*").

use std::cell::Cell;

use rashomon_text::Span;

use crate::expr::{Amount, Base, Found, From, Holiday, Modifier, Tense, TimeOfDay, YearOf};
use crate::lex::{self, DayPart, Edge, Lex, Season, Shift, Token, Unit};

/// Finds the expressions of `text`, in order, none overlapping another. Linear in its length.
pub fn scan(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for (offset, stretch) in lex::stretches(text) {
        let lower = lex::lower(stretch);
        let scanner = Scanner {
            text: stretch,
            lower: &lower,
            tokens: lex::tokens(&lower),
            depth: Cell::new(0),
        };
        scanner.run(offset, &mut out);
    }
    out
}

mod amount;
mod calendar;
mod clock;
mod edge;
mod named;
mod relative;
mod tense;
mod years;

struct Scanner<'a> {
    text: &'a str,
    lower: &'a str,
    tokens: Vec<Token>,
    /// How many phrases are open, one inside another.
    depth: Cell<u8>,
}

/// An expression that ends before token `end`.
#[derive(Debug, Clone)]
struct Hit {
    end: usize,
    base: Base,
    time: Option<TimeOfDay>,
    modifier: Option<Modifier>,
    rule: &'static str,
}

fn hit(end: usize, base: Base, rule: &'static str) -> Option<Hit> {
    Some(Hit {
        end,
        base,
        time: None,
        modifier: None,
        rule,
    })
}

impl Hit {
    fn at(mut self, time: TimeOfDay) -> Hit {
        self.time = Some(time);
        self
    }

    fn with(mut self, modifier: Option<Modifier>) -> Hit {
        self.modifier = modifier.or(self.modifier);
        self
    }
}

fn calendar(year: Option<i32>, month: Option<u8>, day: Option<u8>, weekday: Option<u8>) -> Base {
    Base::Calendar {
        year,
        month,
        day,
        weekday,
    }
}

/// The last day that a month can have in some year.
fn month_length(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Words behind a four-digit number that make it a count.
const COUNTED: &str = "people troops men women children civilians soldiers fighters percent per km kilometres \
    kilometers miles metres meters feet dollars euros pounds rubles roubles tons tonnes \
    points square personnel police hectares acres times others million billion mph kg mm hp \
    m";

/// Words before a four-digit number that make it a label.
const LABELS: &str = "page pages p pp no number resolution article section chapter flight route highway room \
    model level point points extension building unit nearly almost over than least \
    approximately roughly some";

/// Words before a bare year.
const YEAR_CUES: &str = "in since by from until till of during before after through throughout early late mid \
    between and to around about circa for a an the its their his her our s or year years \
    back this that both on as with like until pre post than";

const PREPOSITIONS: &str = "in on at since by from until till of during before after through throughout between and \
    to for this last next early late mid around about or within over end as";

impl Scanner<'_> {
    fn lex(&self, i: usize) -> Lex {
        self.tokens.get(i).map_or(Lex::Other, |t| t.lex)
    }

    fn word(&self, i: usize) -> &str {
        self.tokens
            .get(i)
            .map_or("", |t| &self.lower[t.start..t.end])
    }

    /// The word before token `i`.
    fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |i| self.word(i))
    }

    fn capital(&self, i: usize) -> bool {
        let token = self.tokens.get(i);
        token
            .and_then(|t| self.text.get(t.start..)?.chars().next())
            .is_some_and(char::is_uppercase)
    }

    /// Whether nothing separates token `i` from the one before it.
    fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.glued)
    }

    fn is_word(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_alphabetic)
    }

    fn dash(&self, i: usize) -> bool {
        among(self.word(i), "- – ‑ ‒")
    }

    fn apostrophe(&self, i: usize) -> bool {
        among(self.word(i), "' ’ ‘ ` ʼ")
    }

    /// Skips a hyphen.
    fn dashed(&self, i: usize) -> usize {
        i + usize::from(self.dash(i))
    }

    /// Whether a phrase can end before token `i`: what follows is a mark, a function word or nothing.
    fn closes(&self, i: usize) -> bool {
        i >= self.tokens.len()
            || (self.lex(i) == Lex::Punct && !self.dash(i) && !self.apostrophe(i))
            || among(
                self.word(i),
                "in on at by with as and but or to for from when while after before \
                that which who is was were are has have had will would if because \
                amid between of than over since until about near outside inside \
                during into said the it he she they we down up against under",
            )
    }

    fn run(&self, offset: usize, out: &mut Vec<Found>) {
        let first = out.len();
        let mut i = 0;
        while i < self.tokens.len() {
            let starts = match self.lex(i) {
                Lex::Other => false,
                Lex::Punct => self.apostrophe(i),
                _ => !self.bound_to_previous(i),
            };
            match if starts { self.expression(i) } else { None } {
                Some(hit) if hit.end > i => {
                    let span = Span::new(
                        offset + self.tokens[i].start,
                        offset + self.tokens[hit.end - 1].end,
                    );
                    let tense = self.tense(i, hit.end);
                    let Hit {
                        end,
                        base,
                        time,
                        modifier,
                        rule,
                    } = hit;
                    out.push(Found {
                        span,
                        base,
                        time,
                        modifier,
                        tense,
                        rule,
                    });
                    i = end;
                }
                _ => i += 1,
            }
        }
        self.inherit_years(offset, &mut out[first..]);
    }

    /// "between 3 June and 8 August 2009": the first takes the year of the second.
    fn inherit_years(&self, offset: usize, found: &mut [Found]) {
        for n in 1..found.len() {
            let (left, right) = found.split_at_mut(n);
            let (left, right) = (&mut left[n - 1], &right[0]);
            let (
                Base::Calendar {
                    year: year @ None,
                    month: Some(_),
                    ..
                },
                Base::Calendar {
                    year: Some(other),
                    month: Some(_),
                    ..
                },
            ) = (&mut left.base, &right.base)
            else {
                continue;
            };
            let between = &self.lower[left.span.end - offset..right.span.start - offset];
            if matches!(
                between.trim(),
                "and" | "to" | "until" | "through" | "-" | "–" | "or" | "and the"
            ) {
                *year = Some(*other);
            }
        }
    }

    /// Whether the token is the tail of a word or a name: `F-16`, `$2000`, `COVID-19`, `3.14`.
    fn bound_to_previous(&self, i: usize) -> bool {
        if !self.glued(i) || i == 0 {
            return false;
        }
        let mark = self.word(i - 1);
        match mark {
            "(" | "[" | "\"" | "“" | "‘" | "'" | "’" | "—" | "," | ";" | "«" | "–" | "`" =>
            {
                // "it's now" is fine, "o'clock" is none; a figure behind a comma belongs to it.
                mark == "," && self.glued(i - 1) && matches!(self.lex(i), Lex::Digits(_))
            }
            "-" | "‑" => {
                let head = i.checked_sub(2).map_or("", |h| self.word(h));
                !(self.glued(i - 1)
                    && (among(head, "mid pre post late early all non")
                        || self.lex_is_digits(i.wrapping_sub(2))))
                    && self.glued(i - 1)
            }
            ":" | "." => {
                self.glued(i - 1)
                    && !matches!(self.lex(i), Lex::Weekday(..) | Lex::Month(..) | Lex::The)
            }
            "/" => true,
            _ => {
                matches!(self.lex(i), Lex::Digits(_) | Lex::Figure(_)) || self.lex_is_digits(i - 1)
            }
        }
    }

    fn lex_is_digits(&self, i: usize) -> bool {
        matches!(self.lex(i), Lex::Digits(_) | Lex::Figure(_))
    }

    /// Reads a phrase inside a phrase, to a depth that no sense exceeds: "the end of the end of …".
    fn nested(&self, read: impl FnOnce(&Self) -> Option<Hit>) -> Option<Hit> {
        const DEEPEST: u8 = 6;
        if self.depth.get() == DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let hit = read(self);
        self.depth.set(self.depth.get() - 1);
        hit
    }

    /// The longest expression from token `i`; the earlier rule wins where two are as long.
    fn expression(&self, i: usize) -> Option<Hit> {
        let mut best: Option<Hit> = None;
        for rule in [
            Self::clock,
            Self::point,
            Self::edged,
            Self::amounted,
            Self::amount_of_pair,
            Self::every,
            Self::reference,
        ] {
            if let Some(new) = rule(self, i)
                && best.as_ref().is_none_or(|old| new.end > old.end)
            {
                best = Some(new);
            }
        }
        best
    }
}

/// Whether `word` is one of the words of `list`, which single spaces part.
fn among(word: &str, list: &str) -> bool {
    let mut others = list.as_bytes().split(|&b| b == b' ');
    others.any(|other| other == word.as_bytes())
}

/// `07` is 2007, `82` is 1982.
fn two_digit_year(n: u32) -> i32 {
    if n < 40 {
        2000 + n as i32
    } else {
        1900 + n as i32
    }
}
