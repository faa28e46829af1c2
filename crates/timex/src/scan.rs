//! Finds time expressions among the tokens of a text.
//!
//! Rules look at words, never at syntax. Each begins at one token and takes the longest expression
//! that it knows; extents follow the TIMEX3 guidelines: a leading preposition stays outside ("on
//! *Sunday*"), an article that belongs to the phrase inside ("*the weekend*", "*the early 1990s*"),
//! and so does a word that loosens it ("*more than 25 years*").

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
        };
        scanner.run(offset, &mut out);
    }
    out
}

struct Scanner<'a> {
    text: &'a str,
    lower: &'a str,
    tokens: Vec<Token>,
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
const COUNTED: &[&str] = &[
    "people",
    "troops",
    "men",
    "women",
    "children",
    "civilians",
    "soldiers",
    "fighters",
    "percent",
    "per",
    "km",
    "kilometres",
    "kilometers",
    "miles",
    "metres",
    "meters",
    "feet",
    "dollars",
    "euros",
    "pounds",
    "rubles",
    "roubles",
    "tons",
    "tonnes",
    "points",
    "square",
    "personnel",
    "police",
    "hectares",
    "acres",
    "times",
    "others",
    "million",
    "billion",
    "mph",
    "kg",
    "mm",
    "hp",
    "m",
];

/// Words before a four-digit number that make it a label.
const LABELS: &[&str] = &[
    "page",
    "pages",
    "p",
    "pp",
    "no",
    "number",
    "resolution",
    "article",
    "section",
    "chapter",
    "flight",
    "route",
    "highway",
    "room",
    "model",
    "level",
    "point",
    "points",
    "extension",
    "building",
    "unit",
    "nearly",
    "almost",
    "over",
    "than",
    "least",
    "approximately",
    "roughly",
    "some",
    "of about",
];

/// Words before a bare year.
const YEAR_CUES: &[&str] = &[
    "in",
    "since",
    "by",
    "from",
    "until",
    "till",
    "of",
    "during",
    "before",
    "after",
    "through",
    "throughout",
    "early",
    "late",
    "mid",
    "between",
    "and",
    "to",
    "around",
    "about",
    "circa",
    "for",
    "a",
    "an",
    "the",
    "its",
    "their",
    "his",
    "her",
    "our",
    "s",
    "or",
    "year",
    "years",
    "back",
    "this",
    "that",
    "both",
    "on",
    "as",
    "with",
    "like",
    "until",
    "pre",
    "post",
    "than",
];

const PREPOSITIONS: &[&str] = &[
    "in",
    "on",
    "at",
    "since",
    "by",
    "from",
    "until",
    "till",
    "of",
    "during",
    "before",
    "after",
    "through",
    "throughout",
    "between",
    "and",
    "to",
    "for",
    "this",
    "last",
    "next",
    "early",
    "late",
    "mid",
    "around",
    "about",
    "or",
    "within",
    "over",
    "end",
    "as",
];

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
        matches!(self.word(i), "-" | "–" | "‑" | "‒")
    }

    fn apostrophe(&self, i: usize) -> bool {
        matches!(self.word(i), "'" | "’" | "‘" | "`" | "ʼ")
    }

    /// Skips a hyphen.
    fn dashed(&self, i: usize) -> usize {
        i + usize::from(self.dash(i))
    }

    /// Whether a phrase can end before token `i`: what follows is a mark, a function word or nothing.
    fn closes(&self, i: usize) -> bool {
        i >= self.tokens.len()
            || (self.lex(i) == Lex::Punct && !self.dash(i) && !self.apostrophe(i))
            || matches!(
                self.word(i),
                "in" | "on"
                    | "at"
                    | "by"
                    | "with"
                    | "as"
                    | "and"
                    | "but"
                    | "or"
                    | "to"
                    | "for"
                    | "from"
                    | "when"
                    | "while"
                    | "after"
                    | "before"
                    | "that"
                    | "which"
                    | "who"
                    | "is"
                    | "was"
                    | "were"
                    | "are"
                    | "has"
                    | "have"
                    | "had"
                    | "will"
                    | "would"
                    | "if"
                    | "because"
                    | "amid"
                    | "between"
                    | "of"
                    | "than"
                    | "over"
                    | "since"
                    | "until"
                    | "about"
                    | "near"
                    | "outside"
                    | "inside"
                    | "during"
                    | "into"
                    | "said"
                    | "the"
                    | "it"
                    | "he"
                    | "she"
                    | "they"
                    | "we"
                    | "down"
                    | "up"
                    | "against"
                    | "under"
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
                    && (matches!(
                        head,
                        "mid" | "pre" | "post" | "late" | "early" | "all" | "non"
                    ) || self.lex_is_digits(i.wrapping_sub(2))))
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

    // ---- Points in time ---------------------------------------------------------------------

    /// Anything that names a date or a stretch of the calendar, without "early" or "end of".
    fn point(&self, i: usize) -> Option<Hit> {
        match self.lex(i) {
            Lex::Weekday(..) => self.weekday(i),
            Lex::Month(..) => self
                .relative_year(i)
                .or_else(|| self.month_first(i))
                .or_else(|| self.month_alone(i)),
            Lex::Digits(_) => self.digits_first(i),
            Lex::Day(n) => {
                if self.word(i) == "today" && self.before(i) == "usa" {
                    return None;
                }
                self.day_part_after(
                    i + 1,
                    Base::Shift(Unit::Day, n, From::Published),
                    "day/deictic",
                )
            }
            Lex::Punct => self.short_year(i),
            Lex::The => self.point_with_the(i),
            Lex::Shift(_) => self.shifted(i),
            Lex::Season(season) => self.season(i, season),
            Lex::Part(part) => self.part(i, part),
            Lex::Ordinal(_) | Lex::Unit(Unit::Second, false) => self.ordinal(i, i),
            Lex::Decade(n) if self.before(i) == "the" => hit(i + 1, Base::Decade(n), "decade/word"),
            Lex::Weekdays(day) => {
                // "Tuesdays attack" has lost its apostrophe: one Tuesday.
                let lost = !self.closes(i + 1) && self.before(i) != "on" && self.is_word(i + 1);
                let base = if lost {
                    calendar(None, None, None, Some(day))
                } else {
                    Base::SetWeekday(day)
                };
                hit(
                    i + 1,
                    base,
                    if lost { "date/weekday" } else { "set/weekdays" },
                )
            }
            Lex::Article
                if matches!(
                    self.lex(i + 1),
                    Lex::Ordinal(_) | Lex::Unit(Unit::Second, false)
                ) =>
            {
                self.ordinal(i, i + 1)
            }
            Lex::Start => self.named(i),
            _ => None,
        }
    }

    fn day_part_after(&self, i: usize, base: Base, rule: &'static str) -> Option<Hit> {
        let hit = hit(i, base, rule)?;
        match self.lex(i) {
            Lex::Part(part) if self.word(i) != "dawn" => Some(Hit {
                end: i + 1,
                ..hit.at(TimeOfDay::Part(part))
            }),
            _ => Some(hit),
        }
    }

    fn weekday(&self, i: usize) -> Option<Hit> {
        let Lex::Weekday(day, short) = self.lex(i) else {
            return None;
        };
        let mut next = i + 1;
        if short {
            if !self.capital(i) {
                return None;
            }
            let dotted = self.word(next) == "." && self.glued(next);
            next += usize::from(dotted);
            let dated =
                self.word(next) == "," || matches!(self.lex(next), Lex::Digits(_) | Lex::Month(..));
            let plain = matches!(
                self.word(i),
                "tue" | "tues" | "thu" | "thur" | "thurs" | "fri"
            );
            if !(dated || dotted && plain) {
                return None;
            }
        }
        // Names of days that are no days of this week.
        if matches!(
            self.before(i),
            "black" | "bloody" | "super" | "holy" | "palm" | "ash" | "shrove"
        ) && self.capital(i - 1)
        {
            return None;
        }
        let base = calendar(None, None, None, Some(day));
        // "Sunday, November 8, 2020", "Sunday 8 November", "Sunday the 8th of November".
        let date = next + usize::from(self.word(next) == ",");
        let date = date + usize::from(self.lex(date) == Lex::The && date == next);
        let dated = match self.lex(date) {
            Lex::Month(..) => self.month_first(date),
            Lex::Digits(_) | Lex::Ordinal(_) => self.day_first(date).or_else(|| self.numeric(date)),
            _ => None,
        };
        if let Some(Hit {
            end,
            base:
                Base::Calendar {
                    year,
                    month,
                    day: Some(d),
                    ..
                },
            ..
        }) = dated
        {
            return hit(
                end,
                calendar(year, month, Some(d), Some(day)),
                "date/weekday-date",
            );
        }
        if short && self.word(next) == "," {
            return None;
        }
        // "Monday of last week", "Friday last week".
        let of = next + usize::from(self.word(next) == "of");
        if let Lex::Shift(shift @ (Shift::Last | Shift::This | Shift::Next)) = self.lex(of)
            && self.lex(of + 1) == Lex::Unit(Unit::Week, false)
        {
            let weeks = match shift {
                Shift::Last => -1,
                Shift::Next => 1,
                _ => 0,
            };
            return hit(
                of + 2,
                Base::WeekdayOfWeek(day, weeks),
                "date/weekday-of-week",
            );
        }
        self.day_part_after(next, base, "date/weekday")
    }

    /// A four-digit year at token `i` that follows a month or a day; counts are none.
    fn year(&self, i: usize) -> Option<i32> {
        let Lex::Digits(value @ 1000..=2199) = self.lex(i) else {
            return None;
        };
        let token = self.tokens[i];
        if token.end - token.start != 4 || self.counted(i + 1) {
            return None;
        }
        let tail = self.glued(i + 1)
            && (self.word(i + 1) == "%"
                || self.lex(i + 1) == Lex::Other
                || (self.word(i + 1) == ":" && self.lex_is_digits(i + 2)));
        (!tail).then_some(value as i32)
    }

    fn counted(&self, i: usize) -> bool {
        COUNTED.contains(&self.word(i)) || matches!(self.lex(i), Lex::Unit(_, true))
    }

    /// `, 2020`, `2020`, `of 2020`, `'20` behind a month or a day: the year and what follows it.
    fn year_after(&self, i: usize) -> Option<(i32, usize)> {
        if let Some(year) = self.year(i) {
            return Some((year, i + 1));
        }
        if matches!(self.word(i), "," | "of") {
            return Some((self.year(i + 1)?, i + 2));
        }
        if self.apostrophe(i)
            && self.glued(i + 1)
            && let Lex::Digits(n @ 0..=99) = self.lex(i + 1)
            && self.tokens[i + 1].end - self.tokens[i + 1].start == 2
        {
            return Some((two_digit_year(n), i + 2));
        }
        None
    }

    /// A day of the month at token `i`, with its ordinal ending: the day and what follows it.
    fn day(&self, i: usize) -> Option<(u8, usize)> {
        match self.lex(i) {
            Lex::Digits(n @ 1..=31) => {
                let ending =
                    self.glued(i + 1) && matches!(self.word(i + 1), "st" | "nd" | "rd" | "th");
                if self.glued(i + 1)
                    && !ending
                    && (self.is_word(i + 1) || matches!(self.word(i + 1), "%" | ":"))
                {
                    return None;
                }
                Some((n as u8, i + 1 + usize::from(ending)))
            }
            Lex::Ordinal(n @ 1..=31) => Some((n as u8, i + 1)),
            Lex::Unit(Unit::Second, false) => Some((2, i + 1)),
            // "twenty-first"
            Lex::Number(tens @ (20 | 30)) if self.dash(i + 1) => match self.lex(i + 2) {
                Lex::Ordinal(n @ 1..=9) => Some(((tens + n) as u8, i + 3)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The name of a month at token `i`: its number and what follows it.
    fn month(&self, i: usize) -> Option<(u8, usize)> {
        let Lex::Month(month, short) = self.lex(i) else {
            return None;
        };
        let dot = short && self.word(i + 1) == "." && self.glued(i + 1);
        Some((month, i + 1 + usize::from(dot)))
    }

    /// "November 8", "Nov. 8th, 2020", "November 8–10", "November 2020".
    fn month_first(&self, i: usize) -> Option<Hit> {
        let (month, next) = self.month(i)?;
        if !self.capital(i)
            && matches!(
                self.word(i),
                "may" | "march" | "mar" | "sep" | "dec" | "jan"
            )
        {
            return None;
        }
        let the = next + usize::from(self.lex(next) == Lex::The);
        // "November 8", but not "In May 30 people died".
        if let Some((day, after)) = self.day(the)
            && day <= month_length(month)
            && self.year(the).is_none()
            && !(self.counted(after) || matches!(self.lex(after), Lex::Unit(..)))
            && (!matches!(self.lex(the), Lex::Ordinal(_) | Lex::Unit(..)) || self.closes(after))
        {
            if self.dash(after)
                && let Some((last, after)) = self.day(after + 1)
                && last > day
                && last <= month_length(month)
            {
                let (year, end) = self
                    .year_after(after)
                    .map_or((None, after), |(y, e)| (Some(y), e));
                return hit(
                    end,
                    Base::Days(year, (month, day), (month, last)),
                    "date/day-range",
                );
            }
            let (year, end) = self
                .year_after(after)
                .map_or((None, after), |(y, e)| (Some(y), e));
            return hit(
                end,
                calendar(year, Some(month), Some(day), None),
                "date/month-day",
            );
        }
        let (year, end) = self.year_after(next)?;
        hit(
            end,
            calendar(Some(year), Some(month), None, None),
            "date/month-year",
        )
    }

    /// "October of next year", "in May this year", "3 June last year".
    fn relative_year(&self, i: usize) -> Option<Hit> {
        let (month, day, next) = match self.month_first(i).or_else(|| self.day_first(i)) {
            Some(Hit {
                end,
                base:
                    Base::Calendar {
                        year: None,
                        month: Some(month),
                        day,
                        weekday: None,
                    },
                ..
            }) => (month, day, end),
            Some(_) => return None,
            None => {
                let (month, next) = self.month(i)?;
                (month, None, next)
            }
        };
        if !self.capital(i) && !matches!(self.lex(i), Lex::Digits(_)) {
            return None;
        }
        let at = next + usize::from(self.word(next) == "of");
        let at = at + usize::from(at > next && self.lex(at) == Lex::The);
        let (Lex::Shift(shift), Lex::Unit(Unit::Year, false)) = (self.lex(at), self.lex(at + 1))
        else {
            return None;
        };
        let years = match shift {
            Shift::Last | Shift::Previous => -1,
            Shift::This => 0,
            Shift::Next => 1,
            _ => return None,
        };
        hit(
            at + 2,
            Base::MonthOfYear(month, day, years),
            "date/month-relative-year",
        )
    }

    /// "in November"; "May" and "March" only where a preposition shows that they are months.
    fn month_alone(&self, i: usize) -> Option<Hit> {
        let (month, end) = self.month(i)?;
        if !self.capital(i)
            || (self.glued(i + 1)
                && self.dash(i + 1)
                && self.is_word(i + 2)
                && !matches!(self.lex(i + 2), Lex::Month(..)))
        {
            return None;
        }
        let cue = PREPOSITIONS.contains(&self.before(i));
        let ambiguous = matches!(
            self.word(i),
            "may" | "march" | "april" | "june" | "august" | "mar" | "dec" | "jan"
        );
        if (ambiguous || self.lex(i) != Lex::Month(month, false)) && !cue {
            return None;
        }
        // A person's name: "to April Jones", "of August Wilson", "for May and her party".
        if ambiguous
            && self.capital(i + 1)
            && !matches!(
                self.before(i),
                "in" | "since" | "until" | "during" | "last" | "next"
            )
        {
            return None;
        }
        if matches!(self.word(i), "may" | "march")
            && matches!(
                self.before(i),
                "and"
                    | "to"
                    | "for"
                    | "as"
                    | "on"
                    | "or"
                    | "before"
                    | "after"
                    | "about"
                    | "over"
                    | "at"
            )
            && !(matches!(self.before(i), "and" | "to" | "or" | "before" | "after")
                && self.closes(end))
        {
            return None;
        }
        hit(end, calendar(None, Some(month), None, None), "date/month")
    }

    fn digits_first(&self, i: usize) -> Option<Hit> {
        self.numeric(i)
            .or_else(|| self.relative_year(i))
            .or_else(|| self.day_first(i))
            .or_else(|| self.decade(i))
            .or_else(|| self.years(i))
            .or_else(|| self.numbered_century(i))
            .or_else(|| self.day_of_pair(i))
            .or_else(|| self.bare_year(i))
    }

    /// "8 November 2020", "8th of November", "27–30 September", "27 September – 3 October 2020".
    fn day_first(&self, i: usize) -> Option<Hit> {
        let (day, next) = self.day(i)?;
        if self.dash(next)
            && let Some((last, after)) = self.day(next + 1)
            && let Some((month, after)) = self.month(after)
            && day < last
            && last <= month_length(month)
        {
            let (year, end) = self
                .year_after(after)
                .map_or((None, after), |(y, e)| (Some(y), e));
            return hit(
                end,
                Base::Days(year, (month, day), (month, last)),
                "date/day-range",
            );
        }
        let of = next + usize::from(self.word(next) == "of");
        let (month, after) = self.month(of)?;
        if day > month_length(month) || !self.capital(of) {
            return None;
        }
        if matches!(self.lex(of), Lex::Month(5, _)) && self.word(after) == "be" {
            return None;
        }
        if self.dash(after)
            && let Some((last, then)) = self.day(after + 1)
            && let Some((to, then)) = self.month(then)
            && last <= month_length(to)
        {
            let (year, end) = self
                .year_after(then)
                .map_or((None, then), |(y, e)| (Some(y), e));
            return hit(
                end,
                Base::Days(year, (month, day), (to, last)),
                "date/day-range",
            );
        }
        let (year, end) = self
            .year_after(after)
            .map_or((None, after), |(y, e)| (Some(y), e));
        hit(
            end,
            calendar(year, Some(month), Some(day), None),
            "date/day-month",
        )
    }

    /// The bare number of "between 27 and 30 September" and of "September 27 and 28".
    fn day_of_pair(&self, i: usize) -> Option<Hit> {
        let (day, next) = self.day(i)?;
        let joins = |i: usize| {
            matches!(
                self.word(i),
                "and" | "to" | "until" | "through" | "or" | ","
            )
        };
        if joins(next)
            && matches!(self.before(i), "on" | "from" | "between" | "of" | "the")
            && let Some((last, after)) = self.day(next + 1)
            && let Some((month, after)) = self.month(after + usize::from(self.word(after) == "of"))
            && day <= month_length(month)
            && last != day
        {
            let year = self.year_after(after).map(|(y, _)| y);
            return hit(
                next,
                calendar(year, Some(month), Some(day), None),
                "date/pair",
            );
        }
        let back = i.checked_sub(3)?;
        let (month, after) = self.month(back)?;
        let (first, then) = self.day(after)?;
        (joins(then)
            && self.word(then) != ","
            && then + 1 == i
            && first < day
            && day <= month_length(month)
            && self.closes(next)
            && self.word(next) != "of")
            .then(|| {
                let year = self.year_after(next).map(|(y, _)| y);
                hit(
                    next,
                    calendar(year, Some(month), Some(day), None),
                    "date/pair",
                )
            })?
    }

    /// `2020-11-08`, `08/11/2020`, `8.11.20`.
    fn numeric(&self, i: usize) -> Option<Hit> {
        let sep = self.word(i + 1);
        if !matches!(sep, "-" | "/" | ".") || self.word(i + 3) != sep {
            return None;
        }
        if !(1..=4).all(|n| self.glued(i + n))
            || (self.glued(i + 5) && self.word(i + 5) == sep && self.lex_is_digits(i + 6))
        {
            return None;
        }
        let (Lex::Digits(a), Lex::Digits(b), Lex::Digits(c)) =
            (self.lex(i), self.lex(i + 2), self.lex(i + 4))
        else {
            return None;
        };
        let width = |i: usize| self.tokens[i].end - self.tokens[i].start;
        let valid = |month: u32, day: u32| {
            (1..=12).contains(&month) && day >= 1 && day <= u32::from(month_length(month as u8))
        };
        let of = |year: i32, month: u32, day: u32, rule| {
            hit(
                i + 5,
                calendar(Some(year), Some(month as u8), Some(day as u8), None),
                rule,
            )
        };
        if width(i) == 4 {
            return (sep != "." && (1000..2200).contains(&a) && valid(b, c))
                .then(|| of(a as i32, b, c, "date/iso"))?;
        }
        let year = match width(i + 4) {
            4 if (1000..2200).contains(&c) => c as i32,
            2 if sep != "." => two_digit_year(c),
            _ => return None,
        };
        match (valid(a, b), valid(b, a)) {
            (true, true) if a != b && sep != "." => hit(
                i + 5,
                Base::DayOrMonth(year, a as u8, b as u8),
                "date/numeric-ambiguous",
            ),
            (_, true) => of(year, b, a, "date/numeric"),
            (true, false) => of(year, a, b, "date/numeric"),
            _ => None,
        }
    }

    /// "1990s", "1990's", "90s".
    fn decade(&self, i: usize) -> Option<Hit> {
        let Lex::Digits(n) = self.lex(i) else {
            return None;
        };
        let mut next = i + 1;
        let quoted = self.apostrophe(next) && self.glued(next);
        next += usize::from(quoted);
        if self.word(next) != "s" || !self.glued(next) {
            return None;
        }
        let width = self.tokens[i].end - self.tokens[i].start;
        // "the 1990's" is a decade, "2014's" belongs to a year.
        match width {
            4 if n % 10 == 0
                && (1000..2200).contains(&n)
                && (!quoted || self.before(i) == "the") =>
            {
                if n % 100 == 0 && n < 1900 && !quoted {
                    return hit(next + 1, Base::Century(n as i32 / 100), "century/digits");
                }
                hit(next + 1, Base::Decade(n as i32 / 10), "decade/digits")
            }
            2 if n % 10 == 0 && !quoted => {
                let cue = self.before(i);
                let listed = matches!(cue, "and" | "or" | "," | "to" | "-" | "–")
                    && i >= 2
                    && self.word(i - 2) == "s"
                    && self.glued(i - 2);
                let aged = matches!(cue, "his" | "her" | "their" | "my" | "our");
                if aged
                    || !(listed
                        || matches!(cue, "the" | "early" | "late" | "mid")
                        || self.dash(i.wrapping_sub(1))
                        || self.apostrophe(i.wrapping_sub(1)))
                {
                    return None;
                }
                hit(
                    next + 1,
                    Base::Decade(two_digit_year(n) / 10),
                    "decade/short",
                )
            }
            _ => None,
        }
    }

    /// `'82`, `'90s`.
    fn short_year(&self, i: usize) -> Option<Hit> {
        if !self.apostrophe(i) || !self.glued(i + 1) || (i > 0 && self.glued(i)) {
            return None;
        }
        let Lex::Digits(n @ 0..=99) = self.lex(i + 1) else {
            return None;
        };
        if self.tokens[i + 1].end - self.tokens[i + 1].start != 2 {
            return None;
        }
        if let Some(hit) = self.decade(i + 1) {
            return Some(hit);
        }
        let cue = matches!(
            self.before(i),
            "in" | "since" | "of" | "from" | "until" | "by" | "and" | "the"
        );
        let quote = self.apostrophe(i + 2) && self.word(i) != "’";
        (cue && !quote && self.closes(i + 2)).then(|| {
            hit(
                i + 2,
                calendar(Some(two_digit_year(n)), None, None, None),
                "date/short-year",
            )
        })?
    }

    /// "2016–2018", "2016-18", "2016/17".
    fn years(&self, i: usize) -> Option<Hit> {
        let Lex::Digits(first @ 1000..=2199) = self.lex(i) else {
            return None;
        };
        if !(self.dash(i + 1) || self.word(i + 1) == "/")
            || !self.glued(i + 1)
            || !self.glued(i + 2)
        {
            return None;
        }
        let Lex::Digits(n) = self.lex(i + 2) else {
            return None;
        };
        if self.glued(i + 3) && (self.dash(i + 3) || self.word(i + 3) == "/") || self.counted(i + 3)
        {
            return None;
        }
        let last = match self.tokens[i + 2].end - self.tokens[i + 2].start {
            4 => n,
            2 => first / 100 * 100 + n,
            _ => return None,
        };
        (last > first && last < 2200 && last - first <= 300).then(|| {
            hit(
                i + 3,
                Base::Years(first as i32, last as i32),
                "date/year-range",
            )
        })?
    }

    /// "19th century", "nineteenth-century".
    fn numbered_century(&self, i: usize) -> Option<Hit> {
        let (n, next) = self.day(i)?;
        if self.lex(i) == Lex::Digits(u32::from(n)) && next == i + 1 {
            return None;
        }
        let next = self.dashed(next);
        (n <= 21 && matches!(self.lex(next), Lex::Unit(Unit::Century, _)))
            .then(|| hit(next + 1, Base::Century(i32::from(n) - 1), "century"))?
    }

    fn bare_year(&self, i: usize) -> Option<Hit> {
        let year = self.year(i)?;
        let before = self.before(i);
        let cue = YEAR_CUES.contains(&before) || self.dash(i.wrapping_sub(1));
        if LABELS.contains(&before) && before != "than" || (!cue && !(1900..2100).contains(&year)) {
            return None;
        }
        if before == "than"
            && i.checked_sub(2)
                .is_some_and(|k| matches!(self.word(k), "more" | "less" | "fewer"))
        {
            return None;
        }
        // "between 500 and 1300"
        if matches!(before, "and" | "to" | "or")
            && i >= 2
            && matches!(self.lex(i - 2), Lex::Digits(_) | Lex::Figure(_))
            && self.year(i - 2).is_none()
        {
            return None;
        }
        let opens = i == 0 || self.lex(i - 1) == Lex::Punct;
        // A figure among figures: a telephone number, a row of a table.
        if i > 0 && self.lex_is_digits(i - 1) || self.lex_is_digits(i + 1) {
            return None;
        }
        // A name with a number: "Windows 2000", "Expo 2020".
        if !cue && !opens && self.capital(i - 1) {
            return None;
        }
        if opens
            && i > 0
            && matches!(
                self.word(i - 1),
                "$" | "€" | "£" | "#" | "+" | "*" | "&" | "=" | "%"
            )
        {
            return None;
        }
        // "2020 tanks": a plural noun right behind, and nothing before that asks for a year.
        let next = self.word(i + 1);
        let plural = self.is_word(i + 1)
            && next.ends_with('s')
            && !next.ends_with("ss")
            && !self.glued(i + 1)
            && !matches!(
                next,
                "was"
                    | "is"
                    | "has"
                    | "as"
                    | "its"
                    | "his"
                    | "this"
                    | "crisis"
                    | "elections"
                    | "sales"
            );
        let strong = matches!(
            before,
            "in" | "since"
                | "until"
                | "during"
                | "s"
                | "early"
                | "late"
                | "mid"
                | "the"
                | "a"
                | "its"
                | "their"
                | "of"
        );
        if plural && !strong {
            return None;
        }
        if self.glued(i + 1)
            && self.dash(i + 1)
            && self.glued(i + 2)
            && !self.lex_is_digits(i + 2)
            && !matches!(self.lex(i + 2), Lex::Digits(_))
            && matches!(
                self.word(i + 2),
                "strong"
                    | "member"
                    | "foot"
                    | "metre"
                    | "meter"
                    | "mile"
                    | "kilometre"
                    | "kilometer"
                    | "ton"
                    | "tonne"
            )
        {
            return None;
        }
        hit(i + 1, calendar(Some(year), None, None, None), "date/year")
    }

    fn year_of(&self, i: usize) -> (YearOf, usize) {
        let of = i + usize::from(matches!(self.word(i), "of" | ","));
        if let Some(year) = self.year(of) {
            return (YearOf::Year(year), of + 1);
        }
        let the = of + usize::from(self.word(of) == "the" && of > i);
        if self.lex(the) == Lex::Unit(Unit::Year, false) && the > of {
            return (YearOf::Relative(0), the + 1);
        }
        if let Lex::Shift(shift @ (Shift::Last | Shift::Previous | Shift::This | Shift::Next)) =
            self.lex(the)
            && self.lex(the + 1) == Lex::Unit(Unit::Year, false)
        {
            let n = match shift {
                Shift::This => 0,
                Shift::Next => 1,
                _ => -1,
            };
            return (YearOf::Relative(n), the + 2);
        }
        (YearOf::Open, i)
    }

    /// "summer of 2014", "spring 2020"; a season alone where a preposition shows it.
    fn season(&self, i: usize, season: Season) -> Option<Hit> {
        if matches!(self.word(i), "spring" | "fall") && i > 0 && self.word(i - 1) == "arab" {
            return None;
        }
        let (year, end) = self.year_of(i + 1);
        if year != YearOf::Open && end != i + 1 {
            return hit(end, Base::Season(season, year), "season/year");
        }
        let before = self.before(i);
        let cue = matches!(
            before,
            "in" | "by"
                | "this"
                | "since"
                | "until"
                | "during"
                | "early"
                | "late"
                | "mid"
                | "of"
                | "through"
                | "every"
                | "all"
        ) || (before == "the"
            && i >= 2
            && matches!(
                self.word(i - 2),
                "in" | "by" | "during" | "until" | "since" | "over" | "of" | "through"
            ));
        let verb = self.word(i) == "fall" && !self.closes(i + 1);
        (cue && !verb
            && self.closes(i + 1)
            && self.word(i + 1) != "of"
            && !(self.word(i) == "fall" && before == "the"))
            .then(|| hit(i + 1, Base::Season(season, YearOf::Open), "season"))?
    }

    /// "midnight", "at dawn", "morning of 3 October".
    fn part(&self, i: usize, part: DayPart) -> Option<Hit> {
        if self.word(i + 1) == "of"
            && let Some(of) = self.point(i + 2)
            && of.time.is_none()
            && matches!(of.base, Base::Calendar { .. } | Base::Shift(Unit::Day, ..))
        {
            return Some(Hit {
                rule: "time/part-of-day",
                ..of.at(TimeOfDay::Part(part))
            });
        }
        let before = self.before(i);
        let exact = matches!(
            self.word(i),
            "midnight" | "noon" | "midday" | "dawn" | "daybreak" | "dusk" | "nightfall"
        );
        let cue = matches!(
            before,
            "at" | "before"
                | "by"
                | "after"
                | "around"
                | "about"
                | "until"
                | "since"
                | "from"
                | "to"
                | "till"
                | "near"
        );
        let bare = matches!(before, "at" | "by") && matches!(self.word(i), "night");
        if exact && cue || bare && self.closes(i + 1) {
            // "midnight Sunday", "noon on Friday" stays two.
            if let Some(day) = self.point(i + 1)
                && matches!(
                    day.base,
                    Base::Calendar {
                        weekday: Some(_),
                        ..
                    } | Base::Shift(Unit::Day, ..)
                )
                && day.time.is_none()
            {
                return Some(Hit {
                    rule: "time/part-of-day",
                    ..day.at(TimeOfDay::Part(part))
                });
            }
            return Some(hit(i + 1, Base::SomeDay, "time/part")?.at(TimeOfDay::Part(part)));
        }
        None
    }

    /// Phrases that begin with "the".
    fn point_with_the(&self, i: usize) -> Option<Hit> {
        let next = i + 1;
        let before = self.before(i);
        match self.lex(next) {
            Lex::Shift(_) => self.shifted(i),
            Lex::Digits(_) | Lex::Number(_) => self
                .decade(next)
                .or_else(|| self.numbered_century(next))
                .or_else(|| match self.day(next) {
                    Some((_, after)) if after > next + 1 => self.day_first(next),
                    _ => None,
                }),
            Lex::Decade(n) => hit(next + 1, Base::Decade(n), "decade/word"),
            Lex::Ordinal(_) | Lex::Unit(Unit::Second, false) => self.ordinal(i, next),
            Lex::Season(season) => self.season(next, season),
            Lex::Punct => self.short_year(next),
            Lex::Part(part) => {
                if let Some(hit) = self.part(next, part)
                    && hit.base != Base::SomeDay
                {
                    return Some(hit);
                }
                if matches!(self.word(next + 1), "before" | "after")
                    && self.closes(next + 2)
                    && self.word(next + 2) != "the"
                {
                    let n = if self.word(next + 1) == "before" {
                        -1
                    } else {
                        1
                    };
                    return Some(
                        hit(
                            next + 2,
                            Base::Shift(Unit::Day, n, From::Previous),
                            "day/the-part-before",
                        )?
                        .at(TimeOfDay::Part(part)),
                    );
                }
                (matches!(
                    before,
                    "in" | "during" | "throughout" | "through" | "into" | "by"
                ) && self.closes(next + 1)
                    && self.word(next + 1) != "of")
                    .then(|| {
                        hit(next + 1, Base::SomeDay, "time/the-part")
                            .map(|h| h.at(TimeOfDay::Part(part)))
                    })?
            }
            Lex::Unit(unit, false) => {
                let after = next + 1;
                match (unit, self.word(after)) {
                    (Unit::Day, "before" | "after") if matches!(self.lex(after + 1), Lex::Day(n) if n != 0) =>
                    {
                        let n = if self.word(after) == "before" { -2 } else { 2 };
                        return hit(
                            after + 2,
                            Base::Shift(Unit::Day, n, From::Published),
                            "day/before-yesterday",
                        );
                    }
                    (
                        Unit::Day | Unit::Week | Unit::Month | Unit::Year,
                        "before" | "after" | "earlier",
                    ) if self.closes(after + 1)
                        && !matches!(
                            self.word(after + 1),
                            "the" | "he" | "she" | "it" | "they" | "we" | "that"
                        ) =>
                    {
                        let n = if self.word(after) == "after" { 1 } else { -1 };
                        return hit(
                            after + 1,
                            Base::Shift(unit, n, From::Previous),
                            "unit/the-before",
                        );
                    }
                    (Unit::Month, "of") => {
                        if let Some(of) = self
                            .month_first(after + 1)
                            .or_else(|| self.month_alone(after + 1))
                        {
                            return Some(of);
                        }
                    }
                    (Unit::Year, _) => {
                        if let Some(year) = self.year(after) {
                            return hit(
                                after + 1,
                                calendar(Some(year), None, None, None),
                                "date/the-year",
                            );
                        }
                    }
                    _ => {}
                }
                if self.dash(after) || self.word(after) == "of" {
                    return None;
                }
                let ends = matches!(
                    before,
                    "end"
                        | "ends"
                        | "ended"
                        | "ending"
                        | "finish"
                        | "finished"
                        | "close"
                        | "closed"
                        | "started"
                        | "start"
                );
                let runs = before == "for"
                    && self.closes(after)
                    && !matches!(self.word(after), "the" | "when" | "that");
                match unit {
                    Unit::Weekend => hit(
                        after,
                        Base::Shift(Unit::Weekend, 0, From::Published),
                        "weekend",
                    ),
                    Unit::Decade
                        if matches!(before, "of" | "in" | "over" | "during" | "for")
                            && self.closes(after) =>
                    {
                        hit(
                            after,
                            Base::Duration(Amount::Exact(1.0), Unit::Decade, None),
                            "duration/the-decade",
                        )
                    }
                    Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Quarter
                        if ends || runs =>
                    {
                        hit(after, Base::Shift(unit, 0, From::Published), "unit/the")
                    }
                    _ => None,
                }
            }
            Lex::Start => match self.word(next) {
                "same" => self.same(i, next),
                "near" | "foreseeable" if matches!(self.word(next + 1), "future" | "term") => {
                    hit(next + 2, Base::Reference(1), "reference/future")
                }
                "long" if self.word(next + 1) == "term" => {
                    hit(next + 2, Base::Reference(1), "reference/future")
                }
                "final" if self.lex(next + 1) == Lex::Unit(Unit::Quarter, false) => {
                    let (year, end) = self.year_of(next + 2);
                    hit(end, Base::Quarter(4, year), "quarter")
                }
                "entire" | "whole" => match self.lex(next + 1) {
                    Lex::Unit(
                        unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Decade),
                        false,
                    ) => hit(
                        next + 2,
                        Base::Duration(Amount::Exact(1.0), unit, None),
                        "duration/whole",
                    ),
                    _ => None,
                },
                _ => None,
            },
            Lex::Other => match self.word(next) {
                "future" if self.closes(next + 1) && self.word(next + 1) != "of" => {
                    hit(next + 1, Base::Reference(1), "reference/future")
                }
                "time" if self.word(next + 1) == "being" => {
                    hit(next + 2, Base::Reference(0), "reference/present")
                }
                "moment" if before == "at" => {
                    hit(next + 1, Base::Reference(0), "reference/present")
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// "same day", "that week".
    fn same(&self, _start: usize, i: usize) -> Option<Hit> {
        let i = i + usize::from(self.word(i + 1) == "same");
        match self.lex(i + 1) {
            Lex::Unit(
                unit @ (Unit::Day
                | Unit::Week
                | Unit::Weekend
                | Unit::Month
                | Unit::Year
                | Unit::Decade),
                false,
            ) if !self.dash(i + 2) => hit(i + 2, Base::Shift(unit, 0, From::Previous), "unit/same"),
            Lex::Part(part)
                if !matches!(part, DayPart::Noon | DayPart::Midnight | DayPart::Daytime) =>
            {
                Some(
                    hit(
                        i + 2,
                        Base::Shift(Unit::Day, 0, From::Previous),
                        "day/same-part",
                    )?
                    .at(TimeOfDay::Part(part)),
                )
            }
            _ => None,
        }
    }

    /// "last week", "the past nine days", "this morning", "next Tuesday", "the following year".
    fn shifted(&self, i: usize) -> Option<Hit> {
        let the = self.lex(i) == Lex::The;
        let mut at = i + usize::from(the);
        let Lex::Shift(mut shift) = self.lex(at) else {
            return None;
        };
        // "this past summer", "this coming week"
        if shift == Shift::This
            && self.word(at) == "this"
            && let Lex::Shift(inner @ (Shift::Past | Shift::Last | Shift::Coming | Shift::Next)) =
                self.lex(at + 1)
        {
            at += 1;
            shift = if inner == Shift::Past {
                Shift::Last
            } else {
                inner
            };
        }
        let recent = self.word(at) == "recent";
        let next = at + 1;
        let sign = match shift {
            Shift::Last | Shift::Past | Shift::Previous => -1,
            Shift::This => 0,
            Shift::Next | Shift::Coming | Shift::Following => 1,
        };
        let from = match shift {
            Shift::Previous | Shift::Following => From::Previous,
            Shift::Next if the => From::Previous,
            _ => From::Published,
        };
        match self.lex(next) {
            Lex::Unit(unit, false) => {
                if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour)
                    || recent
                    || (self.glued(next + 1) && self.dash(next + 1))
                {
                    return (shift == Shift::Past && unit == Unit::Hour).then(|| {
                        hit(
                            next + 1,
                            Base::Window(Amount::Exact(1.0), unit, -1),
                            "window",
                        )
                    })?;
                }
                if unit == Unit::Week
                    && shift == Shift::Last
                    && self.word(next + 1) == "of"
                    && let Some((month, after)) = self.month(next + 2)
                {
                    let (year, end) = self
                        .year_after(after)
                        .map_or((None, after), |(y, e)| (Some(y), e));
                    return hit(
                        end,
                        Base::WeekOfMonth(-1, month, year),
                        "week/last-of-month",
                    );
                }
                if unit == Unit::Quarter
                    && self.year_of(next + 1).0 != YearOf::Open
                    && shift == Shift::Last
                {
                    let (year, end) = self.year_of(next + 1);
                    return hit(end, Base::Quarter(4, year), "quarter");
                }
                if unit == Unit::Quarter && shift != Shift::This {
                    return hit(
                        next + 1,
                        Base::Shift(Unit::Quarter, sign, From::Published),
                        "quarter/shifted",
                    );
                }
                match shift {
                    Shift::Last | Shift::Past if the || shift == Shift::Past => {
                        if self.word(next + 1) == "of" || unit == Unit::Day && shift == Shift::Last
                        {
                            return None;
                        }
                        if unit == Unit::Weekend {
                            return hit(
                                next + 1,
                                Base::Shift(unit, -1, From::Published),
                                "unit/shifted",
                            );
                        }
                        hit(
                            next + 1,
                            Base::Window(Amount::Exact(1.0), unit, -1),
                            "window",
                        )
                    }
                    Shift::Last if unit == Unit::Day => None,
                    Shift::This
                        if unit == Unit::Century
                            || self.word(at) == "current" && the && unit == Unit::Day =>
                    {
                        None
                    }
                    Shift::Next if unit == Unit::Day => hit(
                        next + 1,
                        Base::Shift(unit, 1, From::Previous),
                        "unit/shifted",
                    ),
                    _ => hit(next + 1, Base::Shift(unit, sign, from), "unit/shifted"),
                }
            }
            Lex::Unit(unit, true) => match shift {
                Shift::This => None,
                // "last weeks attack" has lost its apostrophe.
                Shift::Last if !the && self.is_word(next + 1) && !self.closes(next + 1) => hit(
                    next + 1,
                    Base::Shift(unit, -1, From::Published),
                    "unit/shifted",
                ),
                Shift::Last if !the => None,
                Shift::Last | Shift::Next if self.word(next + 1) == "of" => None,
                _ => hit(
                    next + 1,
                    Base::Window(Amount::Vague, unit, sign),
                    "window/vague",
                ),
            },
            Lex::Weekday(day, false) if !recent => {
                let base = Base::ShiftWeekday(
                    day,
                    match shift {
                        Shift::This => 0,
                        _ => sign,
                    },
                );
                self.day_part_after(next + 1, base, "date/shifted-weekday")
            }
            Lex::Month(month, false) if !recent && shift != Shift::Past && self.capital(next) => {
                match self.day(next + 1) {
                    Some((day, end)) if day <= month_length(month) && self.closes(end) => hit(
                        end,
                        Base::ShiftMonth(month, Some(day), sign),
                        "date/shifted-month",
                    ),
                    _ => hit(
                        next + 1,
                        Base::ShiftMonth(month, None, sign),
                        "date/shifted-month",
                    ),
                }
            }
            Lex::Season(season) if !recent && shift != Shift::Past => {
                hit(next + 1, Base::ShiftSeason(season, sign), "season/shifted")
            }
            Lex::Part(
                part @ (DayPart::Morning | DayPart::Afternoon | DayPart::Evening | DayPart::Night),
            ) if shift != Shift::Past => Some(
                hit(
                    next + 1,
                    Base::Shift(Unit::Day, sign, from),
                    "day/shifted-part",
                )?
                .at(TimeOfDay::Part(part)),
            ),
            _ => {
                // "the past nine days", "the next few weeks"
                if shift != Shift::This
                    && !recent
                    && let Some((amount, after)) = self.amount(next)
                    && !matches!(self.lex(next), Lex::Article)
                {
                    let after = self.adjectives(after);
                    if let Lex::Unit(unit, _) = self.lex(after)
                        && !self.aged(after + 1)
                        && unit != Unit::Weekend
                    {
                        return hit(after + 1, Base::Window(amount, unit, sign), "window/amount");
                    }
                }
                if the
                    && shift == Shift::Past
                    && (!recent && self.closes(next) || recent && self.word(next) == "past")
                {
                    return hit(
                        next + usize::from(recent),
                        Base::Reference(-1),
                        "reference/past",
                    );
                }
                let modified = matches!(self.before(i), "most" | "more" | "less" | "so" | "very");
                let adjective = !the && !modified && self.is_word(next) && !self.closes(next);
                match self.word(at) {
                    "recent" if adjective => hit(next, Base::Reference(-1), "reference/recent"),
                    "current" if adjective => hit(next, Base::Reference(0), "reference/current"),
                    _ => None,
                }
            }
        }
    }

    /// "the third quarter of 2009", "first half of the year", "a second consecutive day", "the
    /// 19th century", "the second of December". `start` is the article, `i` the ordinal.
    fn ordinal(&self, start: usize, i: usize) -> Option<Hit> {
        let (n, mut next) = self.day(i)?;
        if let Some(hit) = self.numbered_century(i) {
            return Some(hit);
        }
        if self.word(next) == "of"
            && let Some(hit) = self.day_first(i)
        {
            return Some(hit);
        }
        if matches!(self.word(next), "fiscal") {
            next += 1;
        }
        let dashed = self.dash(next);
        let unit_at = self.dashed(next);
        if self.word(unit_at) == "half" && n <= 2 && !dashed {
            let (year, end) = self.year_of(unit_at + 1);
            return (year != YearOf::Open).then(|| hit(end, Base::Half(n, year), "half/year"))?;
        }
        match self.lex(unit_at) {
            Lex::Unit(Unit::Quarter, false) if n <= 4 => {
                let (year, end) = self.year_of(unit_at + 1);
                hit(end, Base::Quarter(n, year), "quarter")
            }
            Lex::Unit(Unit::Week, false)
                if self.word(unit_at + 1) == "of"
                    && n <= 5
                    && matches!(self.lex(unit_at + 2), Lex::Month(..)) =>
            {
                let (month, after) = self.month(unit_at + 2)?;
                let (year, end) = self
                    .year_after(after)
                    .map_or((None, after), |(y, e)| (Some(y), e));
                hit(
                    end,
                    Base::WeekOfMonth(n as i8, month, year),
                    "week/of-month",
                )
            }
            Lex::Unit(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year), false) => {
                // "for a fourth day", "for the second day running"
                let lasting = self.before(start) == "for"
                    && start < i
                    && !dashed
                    && (self.closes(unit_at + 1) && self.word(unit_at + 1) != "of"
                        || matches!(self.word(unit_at + 1), "running"));
                let row = (
                    self.word(unit_at + 1),
                    self.word(unit_at + 2),
                    self.word(unit_at + 3),
                ) == ("in", "a", "row");
                (lasting || row).then(|| {
                    hit(
                        unit_at + 1,
                        Base::Shift(unit, 0, From::Published),
                        "unit/nth",
                    )
                })?
            }
            Lex::Other if matches!(self.word(next), "consecutive" | "straight" | "successive") => {
                match self.lex(next + 1) {
                    Lex::Unit(
                        unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year),
                        false,
                    ) => hit(
                        next + 2,
                        Base::Shift(unit, 0, From::Published),
                        "unit/nth-consecutive",
                    ),
                    Lex::Part(part @ (DayPart::Morning | DayPart::Evening | DayPart::Night)) => {
                        Some(
                            hit(
                                next + 2,
                                Base::Shift(Unit::Day, 0, From::Published),
                                "unit/nth-consecutive",
                            )?
                            .at(TimeOfDay::Part(part)),
                        )
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Words of their own: "tonight", "overnight", "Christmas Eve", "Q3 2009", "that day".
    fn named(&self, i: usize) -> Option<Hit> {
        let today = Base::Shift(Unit::Day, 0, From::Published);
        match self.word(i) {
            "tonight" => {
                Some(hit(i + 1, today, "day/tonight")?.at(TimeOfDay::Part(DayPart::Night)))
            }
            "overnight" => {
                // "Sunday overnight" and "overnight Sunday" name the day.
                if let Some(day) = self.point(i + 1)
                    && matches!(
                        day.base,
                        Base::Calendar {
                            weekday: Some(_),
                            ..
                        }
                    )
                    && day.time.is_none()
                {
                    return Some(Hit {
                        rule: "day/overnight",
                        ..day.at(TimeOfDay::Part(DayPart::Night))
                    });
                }
                Some(hit(i + 1, today, "day/overnight")?.at(TimeOfDay::Part(DayPart::Night)))
            }
            "that" | "same" => self
                .same(i, i)
                .filter(|_| self.word(i) != "same" || self.before(i) != "the"),
            "q1" | "q2" | "q3" | "q4" | "h1" | "h2" => {
                let n = self.word(i).as_bytes()[1] - b'0';
                let (year, end) = self.year_of(i + 1);
                let base = if self.word(i).starts_with('q') {
                    Base::Quarter(n, year)
                } else {
                    Base::Half(n, year)
                };
                (self.capital(i) && (self.word(i).starts_with('q') || year != YearOf::Open))
                    .then(|| hit(end, base, "quarter/short"))?
            }
            "christmas" | "halloween" | "thanksgiving" | "easter" | "boxing" | "good" | "new" => {
                self.holiday(i)
            }
            "present" if self.before(i) == "at" => {
                hit(i + 1, Base::Reference(0), "reference/present")
            }
            "fiscal" => {
                let year = i + 1 + usize::from(self.word(i + 1) == "year");
                hit(year + 1, Base::Fiscal(self.year(year)?), "fiscal")
            }
            _ => None,
        }
    }

    fn holiday(&self, i: usize) -> Option<Hit> {
        if !self.capital(i) {
            return None;
        }
        let (holiday, mut end) = match (self.word(i), self.word(i + 1)) {
            ("christmas", "eve") => (Holiday::Fixed(12, 24), i + 2),
            ("christmas", "day") => (Holiday::Fixed(12, 25), i + 2),
            ("christmas", _) => (Holiday::Fixed(12, 25), i + 1),
            ("boxing", "day") => (Holiday::Fixed(12, 26), i + 2),
            ("halloween", _) => (Holiday::Fixed(10, 31), i + 1),
            ("thanksgiving", next) => (Holiday::Thanksgiving, i + 1 + usize::from(next == "day")),
            ("good", "friday") => (Holiday::Easter(-2), i + 2),
            ("easter", "sunday") => (Holiday::Easter(0), i + 2),
            ("easter", "monday") => (Holiday::Easter(1), i + 2),
            ("easter", _) => (Holiday::Easter(0), i + 1),
            ("new", "year") if self.capital(i + 1) => {
                let eve = if self.apostrophe(i + 2) && self.word(i + 3) == "s" {
                    i + 4
                } else {
                    return None;
                };
                match self.word(eve) {
                    "eve" => (Holiday::Fixed(12, 31), eve + 1),
                    "day" => (Holiday::Fixed(1, 1), eve + 1),
                    _ => return None,
                }
            }
            _ => return None,
        };
        if matches!(
            self.word(end),
            "island"
                | "islands"
                | "tree"
                | "trees"
                | "market"
                | "egg"
                | "eggs"
                | "rising"
                | "uprising"
        ) {
            return None;
        }
        let (year, after) = self.year_of(end);
        if year != YearOf::Open {
            end = after;
        }
        hit(end, Base::Holiday(holiday, year), "holiday")
    }

    // ---- Edges ------------------------------------------------------------------------------

    /// "early 2009", "the late 1980s", "mid-June", "earlier this year", "late on Sunday", "later in
    /// the week", "the end of last year", "the beginning of the month".
    fn edged(&self, i: usize) -> Option<Hit> {
        let the = usize::from(self.lex(i) == Lex::The);
        let at = i + the;
        if let Lex::EdgeNoun(edge) = self.lex(at) {
            let modifier = match edge {
                Edge::Early => Modifier::Start,
                Edge::Mid => Modifier::Mid,
                _ => Modifier::End,
            };
            let rest = matches!(self.word(at), "rest" | "remainder" | "close");
            if self.word(at + 1) != "of" || (the == 0 && rest) {
                return None;
            }
            let of = at + 2;
            let inner = self.whole(of)?;
            return Some(Hit {
                rule: "edge/noun",
                ..inner.with((!rest).then_some(modifier))
            });
        }
        let Lex::Edge(edge) = self.lex(at) else {
            return None;
        };
        let modifier = match edge {
            Edge::Early => Some(Modifier::Start),
            Edge::Mid => Some(Modifier::Mid),
            Edge::Late => Some(Modifier::End),
            _ => None,
        };
        let mut next = self.dashed(at + 1);
        match edge {
            Edge::Earlier | Edge::Later => {
                if the == 1 {
                    return None;
                }
                let within = usize::from(self.word(next) == "in" || self.word(next) == "on");
                let inner = match self.lex(next + within) {
                    Lex::The if within == 1 => self.whole(next + 1)?,
                    Lex::Day(_) | Lex::Shift(Shift::This | Shift::Last) if within == 0 => {
                        self.point(next)?
                    }
                    Lex::Start if self.word(next) == "that" => self.point(next)?,
                    Lex::Month(..) | Lex::Digits(_) | Lex::Weekday(..) if within == 1 => {
                        return None;
                    }
                    _ => return None,
                };
                if matches!(inner.base, Base::Window(..) | Base::Reference(_)) {
                    return None;
                }
                Some(Hit {
                    rule: "edge/earlier",
                    ..inner
                })
            }
            _ => {
                // "early on Sunday", "late in the day", "early in 2009", "late in December"
                if matches!(self.word(next), "in" | "on") {
                    if the == 1 {
                        return None;
                    }
                    next += 1;
                    let inner = self.whole(next).or_else(|| self.point(next))?;
                    let fits = matches!(
                        inner.base,
                        Base::Calendar { .. } | Base::Shift(..) | Base::Decade(_)
                    );
                    return fits.then_some(
                        Hit {
                            rule: "edge/early-in",
                            ..inner
                        }
                        .with(modifier),
                    );
                }
                if let Lex::Digits(_) = self.lex(next)
                    && let Some(year) = self.year(next)
                    && self.decade(next).is_none()
                    && self.years(next).is_none()
                {
                    return Some(
                        hit(
                            next + 1,
                            calendar(Some(year), None, None, None),
                            "edge/early",
                        )?
                        .with(modifier),
                    );
                }
                let inner = match self.lex(next) {
                    Lex::Part(
                        part @ (DayPart::Morning
                        | DayPart::Afternoon
                        | DayPart::Evening
                        | DayPart::Night),
                    ) => {
                        // "in the early morning of 3 October", "early morning"
                        match self.part(next, part) {
                            Some(of) if of.base != Base::SomeDay => of,
                            _ if the == 1
                                || matches!(
                                    self.before(i),
                                    "in" | "on" | "since" | "the" | "until"
                                ) =>
                            {
                                hit(next + 1, Base::SomeDay, "edge/early")?
                                    .at(TimeOfDay::Part(part))
                            }
                            _ => return None,
                        }
                    }
                    Lex::Month(..) => self.month_first(next).or_else(|| {
                        let (month, end) = self.month(next)?;
                        self.capital(next).then(|| {
                            hit(end, calendar(None, Some(month), None, None), "edge/early")
                        })?
                    })?,
                    Lex::Season(season) => match self.season(next, season) {
                        Some(hit) => hit,
                        None => hit(next + 1, Base::Season(season, YearOf::Open), "edge/early")?,
                    },
                    Lex::Weekday(..)
                    | Lex::Digits(_)
                    | Lex::Decade(_)
                    | Lex::Day(_)
                    | Lex::Ordinal(_)
                    | Lex::Punct
                    | Lex::Shift(Shift::Last | Shift::This | Shift::Next) => self.point(next)?,
                    _ => return None,
                };
                if matches!(
                    inner.base,
                    Base::Window(..)
                        | Base::Reference(_)
                        | Base::Calendar {
                            day: Some(_),
                            weekday: None,
                            ..
                        }
                ) {
                    return None;
                }
                Some(Hit {
                    rule: "edge/early",
                    ..inner.with(modifier)
                })
            }
        }
    }

    /// What can stand behind "the end of": a point, or "the year".
    fn whole(&self, i: usize) -> Option<Hit> {
        if self.lex(i) == Lex::The
            && let Lex::Unit(
                unit @ (Unit::Day
                | Unit::Week
                | Unit::Weekend
                | Unit::Month
                | Unit::Quarter
                | Unit::Year
                | Unit::Decade),
                false,
            ) = self.lex(i + 1)
            && self.word(i + 2) != "of"
            && !self.dash(i + 2)
        {
            return hit(i + 2, Base::Shift(unit, 0, From::Published), "unit/the");
        }
        if self.lex(i) == Lex::Unit(Unit::Year, false) {
            return hit(
                i + 1,
                Base::Shift(Unit::Year, 0, From::Published),
                "unit/bare",
            );
        }
        if let Lex::Month(..) = self.lex(i)
            && self.capital(i)
            && let Some(hit) = self.month_first(i).or_else(|| {
                let (month, end) = self.month(i)?;
                hit(end, calendar(None, Some(month), None, None), "date/month")
            })
        {
            return matches!(hit.base, Base::Calendar { day: None, .. }).then_some(hit);
        }
        let inner = self.edged(i).or_else(|| self.point(i))?;
        matches!(
            inner.base,
            Base::Calendar {
                day: None,
                weekday: None,
                ..
            } | Base::Shift(..)
                | Base::Decade(_)
                | Base::Century(_)
                | Base::ShiftMonth(_, None, _)
                | Base::Season(..)
                | Base::ShiftSeason(..)
                | Base::Quarter(..)
                | Base::Half(..)
        )
        .then_some(inner)
    }

    // ---- Amounts ----------------------------------------------------------------------------

    /// A number of things from token `i`, and what follows it.
    fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let (mut value, mut next) = match self.lex(i) {
            Lex::Article => {
                let mut at = i + 1;
                at += usize::from(
                    self.word(at) == "good"
                        || self.word(at) == "mere"
                        || self.word(at) == "further",
                );
                match self.word(at) {
                    "few" => return Some((Amount::Vague, at + 1)),
                    "couple" | "number" if self.word(at + 1) == "of" => {
                        return Some((Amount::Vague, at + 2));
                    }
                    "dozen" => return Some((Amount::Exact(12.0), at + 1)),
                    "hundred" => (100.0, at + 1),
                    "half" if self.dash(at + 1) => return Some((Amount::Exact(0.5), at + 2)),
                    "single" | "full" | "whole" | "consecutive" => (1.0, at + 1),
                    _ => (1.0, at),
                }
            }
            Lex::Digits(n)
                if n < 100_000 && !(self.glued(i + 1) && matches!(self.word(i + 1), "%" | ":")) =>
            {
                (n as f32, i + 1)
            }
            Lex::Figure(n) if n < 100_000.0 => (n, i + 1),
            Lex::Number(n) => {
                let dashed = self.dashed(i + 1);
                match (n, self.lex(dashed)) {
                    (20.., Lex::Number(one @ 1..=9)) => ((n + one) as f32, dashed + 1),
                    (1..=9, Lex::Hundred) => (n as f32 * 100.0, i + 2),
                    _ => (n as f32, i + 1),
                }
            }
            Lex::Vague => {
                return match self.word(i) {
                    "few" | "several" | "many" => Some((Amount::Vague, i + 1)),
                    "couple" | "dozens" if self.word(i + 1) == "of" => Some((Amount::Vague, i + 2)),
                    "half" if self.lex(i + 1) == Lex::Article => Some((Amount::Exact(0.5), i + 2)),
                    _ => None,
                };
            }
            _ => return None,
        };
        // "two and a half", "two-and-a-half"
        let and = self.dashed(next);
        if self.word(and) == "and" && self.lex(self.dashed(and + 1)) == Lex::Article {
            let half = self.dashed(self.dashed(and + 1) + 1);
            if self.word(half) == "half" {
                value += 0.5;
                next = half + 1;
            }
        }
        // "two or three", "10 to 15", "10–15": nobody says which.
        let or = next;
        if (matches!(self.word(or), "or" | "to") || self.dash(or))
            && matches!(self.lex(or + 1), Lex::Digits(_) | Lex::Number(_))
            && self.lex(i) != Lex::Article
            && let Some((Amount::Exact(other), after)) = self.amount_plain(or + 1)
            && other > value
            && matches!(self.lex(self.dashed(after)), Lex::Unit(..))
        {
            return Some((Amount::Vague, after));
        }
        Some((Amount::Exact(value), next))
    }

    /// A plain number, for the second half of a range.
    fn amount_plain(&self, i: usize) -> Option<(Amount, usize)> {
        match self.lex(i) {
            Lex::Digits(n) => Some((Amount::Exact(n as f32), i + 1)),
            Lex::Number(n) => {
                let dashed = self.dashed(i + 1);
                match (n, self.lex(dashed)) {
                    (20.., Lex::Number(one @ 1..=9)) => {
                        Some((Amount::Exact((n + one) as f32), dashed + 1))
                    }
                    _ => Some((Amount::Exact(n as f32), i + 1)),
                }
            }
            _ => None,
        }
    }

    /// Skips one word that may stand between a number and its unit.
    fn adjectives(&self, i: usize) -> usize {
        i + usize::from(matches!(
            self.word(i),
            "trading"
                | "straight"
                | "consecutive"
                | "successive"
                | "full"
                | "whole"
                | "long"
                | "more"
                | "additional"
                | "further"
                | "entire"
                | "calendar"
                | "working"
                | "business"
                | "short"
                | "solid"
                | "bloody"
                | "tense"
        ))
    }

    /// Whether the words from `i` make the amount before them an age or a length.
    fn aged(&self, i: usize) -> bool {
        let at = self.dashed(i);
        let at = at + usize::from(self.apostrophe(at));
        matches!(self.word(at), "old" | "olds")
            || (self.word(i) == "of" && self.word(i + 1) == "age")
            || matches!(self.word(i), "senior" | "junior")
    }

    /// "about", "more than", "at least" before an amount: what it does, and what follows it.
    fn approx(&self, i: usize) -> (Option<Modifier>, usize) {
        if self.lex(i) != Lex::Approx {
            return (None, i);
        }
        let numeral = |i: usize| {
            matches!(
                self.lex(i),
                Lex::Digits(_) | Lex::Figure(_) | Lex::Number(_) | Lex::Article | Lex::Vague
            )
        };
        match (self.word(i), self.word(i + 1)) {
            ("about" | "around" | "approximately" | "roughly", _) if numeral(i + 1) => {
                (Some(Modifier::Approx), i + 1)
            }
            ("some", _) if matches!(self.lex(i + 1), Lex::Digits(_) | Lex::Number(_)) => {
                (Some(Modifier::Approx), i + 1)
            }
            ("nearly" | "almost" | "under", _) if numeral(i + 1) => {
                (Some(Modifier::LessThan), i + 1)
            }
            ("over", _) if numeral(i + 1) => {
                // "in over six years", but "killed over three days".
                let before = self.before(i);
                let inside = matches!(
                    before,
                    "in" | "for"
                        | "of"
                        | "to"
                        | "after"
                        | "within"
                        | "by"
                        | "than"
                        | "is"
                        | "was"
                        | "just"
                        | "well"
                        | "with"
                        | "lasted"
                        | "last"
                        | "lasting"
                        | "took"
                        | "spent"
                        | "at"
                        | "from"
                        | "little"
                        | "a"
                );
                if inside {
                    (Some(Modifier::MoreThan), i + 1)
                } else {
                    (None, i)
                }
            }
            ("more", "than") => (Some(Modifier::MoreThan), i + 2),
            ("less" | "fewer", "than") => (Some(Modifier::LessThan), i + 2),
            ("at", "least") => (Some(Modifier::AtLeast), i + 2),
            ("up", "to") | ("at", "most") => (Some(Modifier::LessThan), i + 2),
            ("just" | "well" | "only", "over") if numeral(i + 2) => {
                (Some(Modifier::MoreThan), i + 2)
            }
            ("just", "under") if numeral(i + 2) => (Some(Modifier::LessThan), i + 2),
            ("just" | "well", "about" | "around") if numeral(i + 2) => {
                (Some(Modifier::Approx), i + 2)
            }
            ("just" | "well", "more") if self.word(i + 2) == "than" => {
                (Some(Modifier::MoreThan), i + 3)
            }
            _ => (None, i),
        }
    }

    /// "six weeks", "more than 25 years", "44-day", "a month ago", "two days later".
    fn amounted(&self, i: usize) -> Option<Hit> {
        let (modifier, at) = self.approx(i);
        if self.lex(i) == Lex::Approx && at == i {
            return None;
        }
        if let Lex::Unit(unit, true) = self.lex(at) {
            return (at == i).then(|| self.bare_units(i, unit))?;
        }
        if let Lex::Long(unit) = self.lex(at) {
            return hit(
                at + 1,
                Base::Duration(Amount::Exact(1.0), unit, None),
                "duration/long",
            );
        }
        if let Lex::Unit(unit, false) = self.lex(at) {
            // "week-long", "a year-long"
            let long = self.dash(at + 1) && matches!(self.word(at + 2), "long") && at == i;
            return (long && unit != Unit::Second).then(|| {
                hit(
                    at + 3,
                    Base::Duration(Amount::Exact(1.0), unit, None),
                    "duration/long",
                )
            })?;
        }
        if matches!(self.word(at), "all" | "single") && at == i {
            let unit_at = self.dashed(at + 1);
            return match self.lex(unit_at) {
                Lex::Unit(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year), false)
                    if self.word(at) == "single" || unit_at == at + 1 =>
                {
                    hit(
                        unit_at + 1,
                        Base::Duration(Amount::Exact(1.0), unit, None),
                        "duration/whole",
                    )
                }
                _ => None,
            };
        }
        let (amount, after) = self.amount(at)?;
        if self.word(after) == "fortnight" {
            return self.after_amount(Amount::Exact(2.0), Unit::Week, after + 1, modifier, at);
        }
        let mut unit_at = after;
        let mut dashed = false;
        if self.dash(unit_at) {
            dashed = true;
            unit_at += 1;
        } else {
            unit_at = self.adjectives(unit_at);
        }
        let Lex::Unit(unit, plural) = self.lex(unit_at) else {
            return None;
        };
        if self.aged(unit_at + 1) {
            return None;
        }
        let article =
            self.lex(at) == Lex::Article && amount == Amount::Exact(1.0) && unit_at == at + 1;
        match unit {
            Unit::Second if !plural && !dashed => return None,
            // "a quarter of", "three quarters"
            Unit::Quarter if unit_at == after || !plural => return None,
            Unit::Minute if article => return None,
            _ => {}
        }
        if article && plural
            || !article
                && !plural
                && !dashed
                && amount != Amount::Exact(1.0)
                && amount != Amount::Exact(0.5)
                && !self.is_word(unit_at + 1)
        {
            return None;
        }
        // "km an hour", "a day-to-day", "a year-on-year"
        if article
            && (matches!(
                self.before(i),
                "miles" | "kilometres" | "kilometers" | "km" | "knots" | "kph" | "mph"
            ) || self.dash(unit_at + 1) && self.glued(unit_at + 1))
        {
            return None;
        }
        self.after_amount(amount, unit, unit_at + 1, modifier, at)
    }

    /// The bare number of "between 60 and 90 days".
    fn amount_of_pair(&self, i: usize) -> Option<Hit> {
        if !matches!(self.before(i), "between" | "from") {
            return None;
        }
        let (amount, and) = self.amount_plain(i)?;
        let (_, after) = self.amount_plain(and + 1)?;
        match self.lex(after) {
            Lex::Unit(unit, true)
                if matches!(self.word(and), "and" | "to") && !self.aged(after + 1) =>
            {
                hit(and, Base::Duration(amount, unit, None), "duration/pair")
            }
            _ => None,
        }
    }

    /// What stands behind an amount of units decides what it is.
    fn after_amount(
        &self,
        amount: Amount,
        unit: Unit,
        next: usize,
        modifier: Option<Modifier>,
        _at: usize,
    ) -> Option<Hit> {
        let possessive = usize::from(self.apostrophe(next) && self.glued(next));
        let ago = |n: i32, from: From, words: usize, rule: &'static str| {
            Some(hit(next + words, Base::Ago(amount, unit, n, from), rule)?.with(modifier))
        };
        match self.word(next) {
            "ago" => return ago(-1, From::Published, 1, "ago"),
            "earlier" => return ago(-1, From::Previous, 1, "earlier"),
            "later" | "afterwards" | "afterward" => return ago(1, From::Previous, 1, "later"),
            "hence" => return ago(1, From::Published, 1, "from-now"),
            "from" if matches!(self.word(next + 1), "now" | "today") => {
                return ago(1, From::Published, 2, "from-now");
            }
            "before" | "prior"
                if self.closes(next + 1) && matches!(self.lex(next + 1), Lex::Punct) =>
            {
                return ago(-1, From::Previous, 1, "earlier");
            }
            _ => {}
        }
        let mut end = next;
        if self.dash(next) && self.word(next + 1) == "long" {
            end = next + 2;
        }
        // "a year and two months", "two hours and 30 minutes"
        let and = next + usize::from(matches!(self.word(next), "and" | ","));
        let smaller = |a: Unit, b: Unit| {
            matches!(
                (a, b),
                (Unit::Year, Unit::Month | Unit::Week | Unit::Day)
                    | (Unit::Month, Unit::Week | Unit::Day)
                    | (Unit::Week, Unit::Day)
                    | (Unit::Day, Unit::Hour)
                    | (Unit::Hour, Unit::Minute)
                    | (Unit::Minute, Unit::Second)
            )
        };
        if end == next
            && possessive == 0
            && let Some((second, after)) = self.amount(and)
            && let Lex::Unit(small, _) = self.lex(after)
            && smaller(unit, small)
            && amount != Amount::Vague
        {
            return Some(
                hit(
                    after + 1,
                    Base::Duration(amount, unit, Some((second, small))),
                    "duration/two-part",
                )?
                .with(modifier),
            );
        }
        // "a year and a half"
        if self.word(next) == "and"
            && self.lex(next + 1) == Lex::Article
            && self.word(next + 2) == "half"
            && let Amount::Exact(n) = amount
        {
            let amount = Amount::Exact(n + 0.5);
            let end = next + 3;
            return match self.word(end) {
                "ago" => Some(
                    hit(end + 1, Base::Ago(amount, unit, -1, From::Published), "ago")?
                        .with(modifier),
                ),
                _ => Some(hit(end, Base::Duration(amount, unit, None), "duration")?.with(modifier)),
            };
        }
        Some(hit(end, Base::Duration(amount, unit, None), "duration")?.with(modifier))
    }

    /// "for years", "weeks of", "minutes later", "decades-long".
    fn bare_units(&self, i: usize, unit: Unit) -> Option<Hit> {
        if self.aged(i + 1) {
            return None;
        }
        if self.dash(i + 1) && self.word(i + 2) == "long" {
            return hit(
                i + 3,
                Base::Duration(Amount::Vague, unit, None),
                "duration/vague-long",
            );
        }
        match self.word(i + 1) {
            "ago" => {
                return hit(
                    i + 2,
                    Base::Ago(Amount::Vague, unit, -1, From::Published),
                    "ago/vague",
                );
            }
            "later" => {
                return hit(
                    i + 2,
                    Base::Ago(Amount::Vague, unit, 1, From::Previous),
                    "later/vague",
                );
            }
            "earlier" => {
                return hit(
                    i + 2,
                    Base::Ago(Amount::Vague, unit, -1, From::Previous),
                    "earlier/vague",
                );
            }
            _ => {}
        }
        if unit == Unit::Quarter || unit == Unit::Second {
            return None;
        }
        let led = matches!(
            self.before(i),
            "for"
                | "in"
                | "within"
                | "over"
                | "after"
                | "during"
                | "just"
                | "only"
                | "by"
                | "lasted"
                | "last"
                | "take"
                | "takes"
                | "took"
                | "taken"
                | "spent"
                | "spend"
                | "mere"
                | "across"
                | "waited"
        );
        let followed = matches!(self.word(i + 1), "before" | "after" | "of")
            && !matches!(self.before(i), "of" | "the" | "these" | "those")
            && (i == 0 || self.lex(i - 1) == Lex::Punct || led);
        // "tens of years" is too vague, "in years to come" is none.
        (led || followed).then(|| {
            hit(
                i + 1,
                Base::Duration(Amount::Vague, unit, None),
                "duration/vague",
            )
        })?
    }

    // ---- Sets -------------------------------------------------------------------------------

    fn every(&self, i: usize) -> Option<Hit> {
        match self.lex(i) {
            Lex::Every(unit) => {
                // "Daily Telegraph", "Weekly Standard".
                let name = self.capital(i)
                    && (self.capital(i + 1) || i > 0 && self.lex(i - 1) != Lex::Punct);
                (!name).then(|| hit(i + 1, Base::Set(1.0, unit), "set/adverb"))?
            }
            Lex::Start if matches!(self.word(i), "every" | "each") => {
                let at = i + 1;
                match self.lex(at) {
                    Lex::Weekday(day, false) => {
                        hit(at + 1, Base::SetWeekday(day), "set/every-weekday")
                    }
                    Lex::Unit(unit, false) if unit != Unit::Second => {
                        hit(at + 1, Base::Set(1.0, unit), "set/every")
                    }
                    Lex::Part(part) => Some(
                        hit(at + 1, Base::Set(1.0, Unit::Day), "set/every-part")?
                            .at(TimeOfDay::Part(part)),
                    ),
                    _ if matches!(self.word(at), "other" | "second") => match self.lex(at + 1) {
                        Lex::Unit(unit, false) => {
                            hit(at + 2, Base::Set(2.0, unit), "set/every-other")
                        }
                        Lex::Weekday(day, false) => {
                            hit(at + 2, Base::SetWeekday(day), "set/every-weekday")
                        }
                        _ => None,
                    },
                    Lex::Digits(_) | Lex::Number(_) => {
                        let (Amount::Exact(n), unit_at) = self.amount(at)? else {
                            return None;
                        };
                        match self.lex(unit_at) {
                            Lex::Unit(unit, true) => {
                                hit(unit_at + 1, Base::Set(n, unit), "set/every")
                            }
                            _ => None,
                        }
                    }
                    Lex::Vague if self.word(at) == "few" => match self.lex(at + 1) {
                        Lex::Unit(unit, true) => hit(
                            at + 2,
                            Base::Duration(Amount::Vague, unit, None),
                            "set/every-few",
                        ),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }

    // ---- References -------------------------------------------------------------------------

    /// "now", "recently", "soon".
    fn reference(&self, i: usize) -> Option<Hit> {
        let at = i + usize::from(matches!(self.word(i), "more" | "very" | "most"));
        let Lex::Reference(n) = self.lex(at) else {
            return None;
        };
        let hyphen = self.glued(at + 1) && self.dash(at + 1);
        if hyphen || (at > i && n == 0) || matches!(self.before(i), "as" | "too" | "how" | "so") {
            return None;
        }
        // "soon after the attack" is a signal, "now that" a conjunction.
        if matches!(
            (self.word(at), self.word(at + 1)),
            ("soon", "after" | "as" | "afterwards") | ("now", "that")
        ) {
            return None;
        }
        hit(at + 1, Base::Reference(n), "reference")
    }

    // ---- Clock ------------------------------------------------------------------------------

    /// "16:08 UTC", "8.30 a.m.", "10 pm", "0800 GMT", "five o'clock", with a day behind it.
    fn clock(&self, i: usize) -> Option<Hit> {
        if self.before(i) == ":"
            || !matches!(
                self.lex(i),
                Lex::Digits(_) | Lex::Figure(_) | Lex::Number(1..=12)
            )
        {
            return None;
        }
        let width = self.tokens[i].end - self.tokens[i].start;
        let (hour, minute, mut next, mut sure) = match self.lex(i) {
            Lex::Digits(h)
                if h <= 24 && self.word(i + 1) == ":" && self.glued(i + 1) && self.glued(i + 2) =>
            {
                let Lex::Digits(m @ 0..=59) = self.lex(i + 2) else {
                    return None;
                };
                if self.tokens[i + 2].end - self.tokens[i + 2].start != 2 {
                    return None;
                }
                let seconds = self.word(i + 3) == ":"
                    && self.glued(i + 3)
                    && matches!(self.lex(i + 4), Lex::Digits(0..=59));
                (h, m, i + 3 + 2 * usize::from(seconds), true)
            }
            Lex::Digits(n) if width == 4 && n / 100 <= 24 && n % 100 < 60 => {
                (n / 100, n % 100, i + 1, false)
            }
            Lex::Digits(h @ 1..=12) | Lex::Number(h @ 1..=12) => (h, 0, i + 1, false),
            Lex::Figure(_) => {
                let (h, m) = self.word(i).split_once('.')?;
                (
                    h.parse().ok().filter(|h| *h <= 24)?,
                    m.parse()
                        .ok()
                        .filter(|_| m.len() == 2)
                        .filter(|m| *m < 60)?,
                    i + 1,
                    false,
                )
            }
            _ => return None,
        };
        let mut hour: u32 = hour;
        let minute: u32 = minute;
        if self.word(next) == "o" && self.apostrophe(next + 1) && self.word(next + 2) == "clock" {
            next += 3;
            sure = true;
        }
        // am, a.m., pm, p.m.
        let half = match (self.word(next), self.word(next + 1), self.word(next + 2)) {
            ("am" | "pm", ..) => Some((self.word(next) == "pm", next + 1)),
            ("a" | "p", ".", "m") if self.glued(next + 1) && self.glued(next + 2) => {
                let stop = self.word(next + 3) == "." && self.glued(next + 3);
                Some((self.word(next) == "p", next + 3 + usize::from(stop)))
            }
            _ => None,
        };
        if let Some((pm, after)) = half {
            if (width == 4 && matches!(self.lex(i), Lex::Digits(_))) || hour > 12 && !sure {
                return None;
            }
            next = after;
            sure = true;
            if hour < 12 && pm {
                hour += 12;
            } else if hour == 12 && !pm {
                hour = 0;
            }
        }
        let mut utc = false;
        match self.word(next) {
            "utc" | "gmt" => {
                utc = true;
                sure |= width == 4 || width == 5;
                next += 1;
            }
            "est" | "edt" | "et" | "pst" | "pdt" | "pt" | "cst" | "cet" | "cest" | "bst"
            | "eet"
                if sure =>
            {
                next += 1
            }
            "hrs" | "hours" if width == 4 && minute < 60 && hour < 24 => {
                sure = true;
                next += 1;
            }
            _ => {}
        }
        if !sure {
            return None;
        }
        let time = TimeOfDay::Clock(hour as u8, minute as u8, utc);
        let day = next + usize::from(self.word(next) == ",");
        if matches!(
            self.lex(day),
            Lex::Weekday(..) | Lex::Day(_) | Lex::Month(..) | Lex::Digits(_)
        ) && let Some(of) = self.point(day)
            && of.time.is_none()
            && matches!(
                of.base,
                Base::Calendar { day: Some(_), .. }
                    | Base::Calendar {
                        weekday: Some(_),
                        ..
                    }
                    | Base::Shift(Unit::Day, ..)
            )
        {
            return Some(Hit {
                rule: "time/clock-day",
                ..of.at(time)
            });
        }
        Some(hit(next, Base::SomeDay, "time/clock")?.at(time))
    }

    // ---- Tense ------------------------------------------------------------------------------

    /// Reads off the neighbouring words whether the expression lies ahead: the nearest verb before
    /// it in its sentence decides, else the first one behind it.
    fn tense(&self, start: usize, end: usize) -> Tense {
        let stop = |i: usize| matches!(self.word(i), "." | "!" | "?" | ";") && !self.glued(i + 1);
        let sign = |i: usize| -> Option<Tense> {
            let word = self.word(i);
            match word {
                "will" | "ll" | "shall" | "scheduled" | "slated" | "due" | "expected"
                | "planned" | "plans" | "planning" | "would" | "won" | "upcoming" | "should"
                | "must" | "could" | "deadline" | "intends" | "hopes" | "aims" | "may"
                | "might" | "set" => Some(Tense::Future),
                "going" if self.word(i + 1) == "to" => Some(Tense::Future),
                "was" | "were" | "had" | "said" | "did" | "has" | "took" | "came" | "began"
                | "told" | "fell" | "rose" | "went" | "have" | "been" | "left" | "hit" | "met"
                | "struck" | "saw" | "broke" | "fled" | "shot" | "lost" | "made" => {
                    Some(Tense::Past)
                }
                _ if word.len() > 4 && word.ends_with("ed") && self.is_word(i) => Some(Tense::Past),
                _ => None,
            }
        };
        if matches!(self.before(start), "until" | "till") {
            return Tense::Future;
        }
        // "is to leave by Friday" looks ahead, "had left by Friday" and "by Friday 30 had left" do not.
        let by = self.before(start) == "by"
            || (self.before(start) == "the" && start >= 2 && self.word(start - 2) == "by");
        if by {
            let before = start.saturating_sub(10)..start;
            let behind = end..(end + 8).min(self.tokens.len());
            let past = |i: usize| matches!(self.word(i), "had" | "was" | "were" | "has" | "have");
            let ahead = before.clone().any(|i| {
                sign(i) == Some(Tense::Future) || self.word(i) == "to" && self.is_word(i + 1)
            });
            if ahead && !behind.clone().any(past) {
                return Tense::Future;
            }
            if behind.clone().any(past) {
                return Tense::Past;
            }
        }
        let mut i = start;
        while i > 0 && start - i < 14 && !stop(i - 1) {
            i -= 1;
            if let Some(tense) = sign(i) {
                // "was due on Friday", "had planned to meet on Friday" look ahead from then.
                return tense;
            }
        }
        let mut i = end;
        while i < self.tokens.len() && i - end < 10 && !stop(i) {
            if let Some(tense) = sign(i) {
                return tense;
            }
            i += 1;
        }
        Tense::Past
    }
}

/// `07` is 2007, `82` is 1982.
fn two_digit_year(n: u32) -> i32 {
    if n < 40 {
        2000 + n as i32
    } else {
        1900 + n as i32
    }
}
