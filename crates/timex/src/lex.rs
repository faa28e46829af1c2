//! Words and numbers of a text, each with what it can mean in a time expression.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A unit in which time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weekends: Saturday and Sunday.
    Weekend,
    /// Weeks, from Monday to Sunday as ISO 8601 counts them.
    Week,
    /// Months.
    Month,
    /// Quarters of a year.
    Quarter,
    /// Years.
    Year,
    /// Ten years, from a year that ends in 0.
    Decade,
    /// A hundred years.
    Century,
}

/// A part of the day, as TIMEX3 writes it behind the `T`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayPart {
    /// `MO`.
    Morning,
    /// `AF`.
    Afternoon,
    /// `EV`.
    Evening,
    /// `NI`.
    Night,
    /// `DT`, between sunrise and sunset.
    Daytime,
    /// Twelve o'clock at day.
    Noon,
    /// Twelve o'clock at night.
    Midnight,
}

/// A season, as TIMEX3 writes it behind the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Season {
    /// `SP`.
    Spring,
    /// `SU`.
    Summer,
    /// `FA`.
    Autumn,
    /// `WI`.
    Winter,
}

/// What a word can mean in a time expression. Words that mean nothing of the sort are `Other`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Lex {
    Other,
    Punct,
    /// Digits, with their value.
    Digits(u32),
    /// Digits in groups of three, or with a decimal point.
    Figure(f32),
    /// A name of a month; the flag says that it is an abbreviation.
    Month(u8, bool),
    /// A name of a day of the week, Monday = 1; the flag says that it is an abbreviation.
    Weekday(u8, bool),
    /// A plural name of a day of the week.
    Weekdays(u8),
    /// A unit; the flag says that it is plural.
    Unit(Unit, bool),
    /// A number word below a hundred.
    Number(u32),
    Hundred,
    /// An ordinal word or the ending of one behind digits.
    Ordinal(u32),
    /// "few", "several": more than one, nobody says how many.
    Vague,
    Part(DayPart),
    Season(Season),
    /// "1990s" comes as digits and this.
    Decade(i32),
    /// yesterday, today, tomorrow.
    Day(i32),
    /// last, past, previous; this, current; next, coming, following.
    Shift(Shift),
    /// early, late, mid, earlier, later.
    Edge(Edge),
    /// start, beginning, end, middle.
    EdgeNoun(Edge),
    /// daily, weekly, annual.
    Every(Unit),
    /// A unit with "long" behind it: weeklong, yearlong.
    Long(Unit),
    Article,
    The,
    /// now, recently, soon.
    Reference(i32),
    /// about, nearly, over: the first word of a qualified amount.
    Approx,
    /// Other words that begin an expression: that, same, tonight, overnight, Christmas, every.
    Start,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shift {
    Last,
    Past,
    Previous,
    This,
    Next,
    Coming,
    Following,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Early,
    Mid,
    Late,
    Earlier,
    Later,
}

/// One word, number or mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub lex: Lex,
    /// No white space before it.
    pub glued: bool,
}

static WORDS: LazyLock<FxHashMap<&'static str, Lex>> = LazyLock::new(words);

fn words() -> FxHashMap<&'static str, Lex> {
    use Lex::*;
    let mut map = FxHashMap::default();
    let months: [(&[&'static str], &[&'static str]); 12] = [
        (&["january"], &["jan"]),
        (&["february"], &["feb"]),
        (&["march"], &["mar"]),
        (&["april"], &["apr"]),
        (&["may"], &[]),
        (&["june"], &["jun"]),
        (&["july"], &["jul"]),
        (&["august"], &["aug"]),
        (&["september"], &["sep", "sept"]),
        (&["october"], &["oct"]),
        (&["november"], &["nov"]),
        (&["december"], &["dec"]),
    ];
    for (n, (full, short)) in (1..).zip(months) {
        map.extend(full.iter().map(|w| (*w, Month(n, false))));
        map.extend(short.iter().map(|w| (*w, Month(n, true))));
    }
    let days: [(&'static str, &'static str, &[&'static str]); 7] = [
        ("monday", "mondays", &["mon"]),
        ("tuesday", "tuesdays", &["tue", "tues"]),
        ("wednesday", "wednesdays", &["wed"]),
        ("thursday", "thursdays", &["thu", "thur", "thurs"]),
        ("friday", "fridays", &["fri"]),
        ("saturday", "saturdays", &["sat"]),
        ("sunday", "sundays", &["sun"]),
    ];
    for (n, (full, plural, short)) in (1..).zip(days) {
        map.insert(full, Weekday(n, false));
        map.insert(plural, Weekdays(n));
        map.extend(short.iter().map(|w| (*w, Weekday(n, true))));
    }
    let units: [(self::Unit, &'static str, &'static str, &'static str); 11] = [
        (self::Unit::Second, "second", "seconds", ""),
        (self::Unit::Minute, "minute", "minutes", ""),
        (self::Unit::Hour, "hour", "hours", ""),
        (self::Unit::Day, "day", "days", "daylong"),
        (self::Unit::Weekend, "weekend", "weekends", ""),
        (self::Unit::Week, "week", "weeks", "weeklong"),
        (self::Unit::Month, "month", "months", "monthlong"),
        (self::Unit::Quarter, "quarter", "quarters", ""),
        (self::Unit::Year, "year", "years", "yearlong"),
        (self::Unit::Decade, "decade", "decades", ""),
        (self::Unit::Century, "century", "centuries", ""),
    ];
    for (unit, one, many, long) in units {
        map.insert(one, Unit(unit, false));
        map.insert(many, Unit(unit, true));
        if !long.is_empty() {
            map.insert(long, Long(unit));
        }
    }
    for (short, unit) in [
        ("mins", self::Unit::Minute),
        ("hrs", self::Unit::Hour),
        ("yrs", self::Unit::Year),
    ] {
        map.insert(short, Unit(unit, true));
    }
    let numbers = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    map.extend(numbers.into_iter().zip((0..).map(Number)));
    let tens = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    map.extend(tens.into_iter().zip((20..).step_by(10).map(Number)));
    map.insert("hundred", Hundred);
    let ordinals = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    for (w, n) in ordinals.into_iter().zip(1..) {
        // "second" stays a unit; the rules read it as an ordinal where one is asked for.
        map.entry(w).or_insert(Ordinal(n));
    }
    map.insert("thirtieth", Ordinal(30));
    let decades = [
        "twenties",
        "thirties",
        "forties",
        "fifties",
        "sixties",
        "seventies",
        "eighties",
        "nineties",
    ];
    map.extend(decades.into_iter().zip((192..).map(Decade)));
    for w in [
        "few", "several", "couple", "many", "dozen", "dozens", "number", "half",
    ] {
        map.insert(w, Vague);
    }
    for (w, part) in [
        ("morning", DayPart::Morning),
        ("afternoon", DayPart::Afternoon),
        ("evening", DayPart::Evening),
        ("night", DayPart::Night),
        ("daytime", DayPart::Daytime),
        ("noon", DayPart::Noon),
        ("midday", DayPart::Noon),
        ("midnight", DayPart::Midnight),
        ("dawn", DayPart::Morning),
        ("daybreak", DayPart::Morning),
        ("dusk", DayPart::Evening),
        ("nightfall", DayPart::Evening),
    ] {
        map.insert(w, Part(part));
    }
    for (w, season) in [
        ("spring", self::Season::Spring),
        ("summer", self::Season::Summer),
        ("autumn", self::Season::Autumn),
        ("fall", self::Season::Autumn),
        ("winter", self::Season::Winter),
    ] {
        map.insert(w, Season(season));
    }
    for (w, n) in [("yesterday", -1), ("today", 0), ("tomorrow", 1)] {
        map.insert(w, Day(n));
    }
    for (w, shift) in [
        ("last", self::Shift::Last),
        ("past", self::Shift::Past),
        ("previous", self::Shift::Previous),
        ("preceding", self::Shift::Previous),
        ("this", self::Shift::This),
        ("current", self::Shift::This),
        ("next", self::Shift::Next),
        ("coming", self::Shift::Coming),
        ("upcoming", self::Shift::Coming),
        ("following", self::Shift::Following),
        ("recent", self::Shift::Past),
    ] {
        map.insert(w, Shift(shift));
    }
    for (w, edge) in [
        ("early", self::Edge::Early),
        ("late", self::Edge::Late),
        ("mid", self::Edge::Mid),
        ("earlier", self::Edge::Earlier),
        ("later", self::Edge::Later),
    ] {
        map.insert(w, Edge(edge));
    }
    for (w, edge) in [
        ("start", self::Edge::Early),
        ("beginning", self::Edge::Early),
        ("outset", self::Edge::Early),
        ("onset", self::Edge::Early),
        ("middle", self::Edge::Mid),
        ("end", self::Edge::Late),
        ("close", self::Edge::Late),
        ("rest", self::Edge::Late),
        ("remainder", self::Edge::Late),
    ] {
        map.insert(w, EdgeNoun(edge));
    }
    for (w, unit) in [
        ("hourly", self::Unit::Hour),
        ("daily", self::Unit::Day),
        ("nightly", self::Unit::Day),
        ("weekly", self::Unit::Week),
        ("monthly", self::Unit::Month),
        ("quarterly", self::Unit::Quarter),
        ("yearly", self::Unit::Year),
        ("annual", self::Unit::Year),
        ("annually", self::Unit::Year),
    ] {
        map.insert(w, Every(unit));
    }
    for w in ["a", "an"] {
        map.insert(w, Article);
    }
    map.insert("the", The);
    for (w, n) in [
        ("now", 0),
        ("currently", 0),
        ("nowadays", 0),
        ("recently", -1),
        ("lately", -1),
        ("soon", 1),
    ] {
        map.insert(w, Reference(n));
    }
    for w in [
        "about",
        "around",
        "approximately",
        "roughly",
        "some",
        "nearly",
        "almost",
        "over",
        "under",
        "more",
        "less",
        "fewer",
        "at",
        "up",
        "just",
        "well",
        "only",
    ] {
        map.insert(w, Approx);
    }
    for w in [
        "that",
        "those",
        "same",
        "tonight",
        "overnight",
        "every",
        "each",
        "all",
        "entire",
        "whole",
        "christmas",
        "halloween",
        "thanksgiving",
        "easter",
        "boxing",
        "good",
        "new",
        "q1",
        "q2",
        "q3",
        "q4",
        "h1",
        "h2",
        "present",
        "long",
        "fiscal",
        "foreseeable",
        "near",
        "single",
        "final",
        "weekday",
        "weekdays",
        "fortnight",
        "noughties",
        "per",
        "very",
        "most",
        "then",
    ] {
        map.insert(w, Start);
    }
    map
}

/// Lower-cases `text`, keeping every offset.
pub(crate) fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// Splits `lower` (a lower-cased stretch of text) into tokens. Offsets are into `lower`.
pub(crate) fn tokens(lower: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(lower.len() / 5);
    let bytes = lower.as_bytes();
    let mut chars = lower.char_indices().peekable();
    let mut glued = false;
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            glued = false;
            continue;
        }
        let lex;
        if c.is_ascii_digit() {
            while chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {}
            let mut end = chars.peek().map_or(lower.len(), |&(i, _)| i);
            let mut figure = false;
            // "2,300" and "2.5", but not "8, 2020", "27.09.2020" or "1990,200".
            let group = |at: usize| {
                bytes.get(at) == Some(&b',')
                    && bytes.len() >= at + 4
                    && bytes[at + 1..at + 4].iter().all(u8::is_ascii_digit)
                    && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
            };
            if end - start <= 3 {
                while group(end) {
                    end += 4;
                    figure = true;
                }
            }
            if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
                let tail = bytes[end + 1..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .count();
                let more = bytes.get(end + 1 + tail) == Some(&b'.')
                    && bytes.get(end + 2 + tail).is_some_and(u8::is_ascii_digit);
                let before =
                    start >= 2 && bytes[start - 1] == b'.' && bytes[start - 2].is_ascii_digit();
                if !more && !before {
                    end += 1 + tail;
                    figure = true;
                }
            }
            while chars.next_if(|&(i, _)| i < end).is_some() {}
            let word = &lower[start..end];
            lex = if figure {
                Lex::Figure(word.replace(',', "").parse().unwrap_or(f32::MAX))
            } else {
                Lex::Digits(word.parse().unwrap_or(u32::MAX))
            };
        } else if c.is_alphabetic() {
            while chars
                .next_if(|(_, c)| c.is_alphanumeric() && !c.is_ascii_digit())
                .is_some()
            {}
            let mut end = chars.peek().map_or(lower.len(), |&(i, _)| i);
            // Q3, H1, F16: a letter before digits.
            if end - start == 1 && chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {
                while chars.next_if(|(_, c)| c.is_alphanumeric()).is_some() {}
                end = chars.peek().map_or(lower.len(), |&(i, _)| i);
            }
            let word = &lower[start..end];
            lex = if word.len() <= 14 {
                WORDS.get(word).copied().unwrap_or(Lex::Other)
            } else {
                Lex::Other
            };
        } else {
            lex = Lex::Punct;
        }
        let end = chars.peek().map_or(lower.len(), |&(i, _)| i);
        out.push(Token {
            start,
            end,
            lex,
            glued,
        });
        glued = true;
    }
    out
}

/// Longest stretch of text that is looked at in one go, in bytes.
const STRETCH: usize = 1 << 16;

/// Cuts a text into stretches no time expression crosses: paragraphs, and lines that are not the
/// hard-wrapped lines of one. A stretch is at most [`STRETCH`] long, so that the memory for its
/// tokens is bounded.
pub(crate) fn stretches(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let begin = start;
        let limit = (begin + STRETCH).min(text.len());
        let mut line = begin;
        let end = loop {
            let Some(n) = text.as_bytes()[line..limit]
                .iter()
                .position(|&b| b == b'\n')
            else {
                if limit == text.len() {
                    break limit;
                }
                // A very long line: cut at white space, or anywhere where there is none.
                let cut = (line..=limit)
                    .rev()
                    .find(|&i| text.is_char_boundary(i))
                    .unwrap_or(limit);
                let white = text[line..cut].rfind(char::is_whitespace);
                break white.filter(|&w| w > 0).map_or(cut, |w| line + w);
            };
            let stop = line + n + 1;
            let ahead = &text.as_bytes()[stop..text.len().min(stop + 30)];
            let wrapped = (50..=100).contains(&n) && ahead.len() == 30 && !ahead.contains(&b'\n');
            if !wrapped {
                break stop;
            }
            line = stop;
        };
        start = end;
        Some((begin, &text[begin..end]))
    })
}
