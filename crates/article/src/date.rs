//! The date of a document, solved from what it says.
//!
//! Reports that went through a few hands have lost their date. What is left often settles it: a
//! dateline, a weekday beside a day of the month (8 November was a Sunday in 2020 and not in 2019),
//! a copyright line, the last year that the text names. [`solve`] collects these as facts and lets
//! each rule out what it rules out. Nothing is guessed: where more than one day is left, the value is
//! the interval of all of them, and where more than one year is left there is none.

use rashomon_model::{Basis, Published};
use rashomon_text::Span;
use rashomon_timex::civil::{Date, Weekday};
use rashomon_timex::edtf::{Edtf, Qualifier};
use rashomon_timex::{Base, Found, Tense, plus_days, scan, scan_part};

/// How many years may lie between the last year that a report names and its own, if that year is
/// its only tie to the calendar.
const REACH: i32 = 4;
/// Reports reach this program from the web and its archives: without a copyright line, weekdays are
/// not fitted to earlier years.
const WEB: i32 = 2000;
/// A day of the month without a year or "last month" is at most so many days old.
const YEARLESS: i32 = 31;
/// A weekday without a date lies in the last seven days.
const WEEK: i32 = 6;

/// What the date of one article can be read from.
#[derive(Debug, Clone, Copy, Default)]
pub struct DateInput<'a> {
    /// The text of the capture; all spans count in it.
    pub text: &'a str,
    /// The pieces of the article, in order, with its headline.
    pub article: &'a [Span],
    /// The pieces of other articles on the same page: they were published about the same time.
    pub siblings: &'a [Span],
    /// The lines that belong to no article: ages, copyright lines, lines with a date.
    pub left_out: &'a [Span],
    /// The date that came with the document, as written there.
    pub given: Option<&'a str>,
}

/// When a document was published, and how that is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentDate {
    /// The date; none where nothing settles it.
    pub value: Option<Edtf>,
    /// How it is known.
    pub basis: Basis,
    /// The words that settle it, in order. With [`Basis::Unknown`], the words that say something
    /// of it without settling it.
    pub evidence: Vec<Span>,
    /// The day before which it cannot have been published, where the text names a past date with
    /// its year. Holds whatever `value` is.
    pub not_before: Option<Date>,
}

impl DocumentDate {
    /// First and last day on which it can have been published.
    pub fn days(&self) -> Option<(Date, Date)> {
        match self.value?.bounds() {
            (Some(first), Some(last)) => Some((first, last)),
            _ => None,
        }
    }
}

impl From<DocumentDate> for Published {
    fn from(date: DocumentDate) -> Published {
        Published {
            value: date.value.map(|v| v.to_string()),
            basis: date.basis,
            evidence: date.evidence,
        }
    }
}

/// Reads a date that came with a document: ISO 8601, RFC 2822, or any way in which English
/// writes a full date. Of a date that can be read with the day or with the month first
/// (`07/08/2020`) only the year is certain. `None` when it is no date.
pub fn read_given(given: &str) -> Option<Edtf> {
    let given = given.trim();
    if given.is_empty() || given.len() > 200 {
        return None;
    }
    if let Ok(value) = given.parse::<Edtf>() {
        return value.bounds().0.is_some().then_some(value);
    }
    // "2020-11-08 14:03:00", "2020-11-08T14:03Z"
    if let Some(day) = given.get(..10).and_then(|day| day.parse::<Date>().ok()) {
        return Some(Edtf::day(day));
    }
    if given.len() == 8 && given.bytes().all(|b| b.is_ascii_digit()) {
        let iso = format!("{}-{}-{}", &given[..4], &given[4..6], &given[6..]);
        return iso.parse::<Date>().ok().map(Edtf::day);
    }
    scan(given).iter().find_map(|found| match found.base {
        Base::DayOrMonth(year, ..) => format!("{year:04}").parse().ok(),
        Base::Calendar {
            year: Some(year),
            month: Some(month),
            day: Some(day),
            ..
        } => date(year, month, day).map(Edtf::day),
        Base::Calendar {
            year: Some(year),
            month: Some(month),
            ..
        } => format!("{year:04}-{month:02}").parse().ok(),
        Base::Calendar {
            year: Some(year), ..
        } => format!("{year:04}").parse().ok(),
        _ => None,
    })
}

/// Both readings of a date that can be read with the day or with the month first.
fn readings(given: &str) -> Option<[Option<Date>; 2]> {
    if given.len() > 200 {
        return None;
    }
    scan(given).iter().find_map(|found| match found.base {
        Base::DayOrMonth(year, a, b) => Some([date(year, a, b), date(year, b, a)]),
        _ => None,
    })
}

/// Solves the date of an article.
pub fn solve(input: &DateInput) -> DocumentDate {
    let given = input.given.and_then(read_given);
    if let Some(value) = given
        && input.given.and_then(readings).is_none()
    {
        return DocumentDate {
            value: Some(value),
            basis: Basis::Metadata,
            ..DocumentDate::default()
        };
    }
    let facts = Facts::of(input);
    let mut date = stated(input, &facts)
        .or_else(|| inferred(input, &facts))
        .unwrap_or_default();
    // "07/08/2020": the text may tell which of the two it is; the year stands in any case.
    if let (Some(year), Some(readings)) = (given, input.given.and_then(readings)) {
        let inside = |day: &Date| {
            date.days()
                .is_some_and(|(first, last)| first <= *day && *day <= last)
        };
        let value = match readings.map(|day| day.filter(inside)) {
            [Some(day), None] | [None, Some(day)] => Edtf::day(day),
            _ => year,
        };
        return DocumentDate {
            value: Some(value),
            basis: Basis::Metadata,
            ..date
        };
    }
    if date.value.is_none() {
        date.evidence = facts.hints();
    }
    date.not_before = facts.not_before.map(|(day, _)| day);
    date.evidence.sort();
    date.evidence.dedup();
    date
}

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn is_weekday(day: Date, weekday: u8) -> bool {
    Weekday::from_monday_one_offset(weekday as i8).is_ok_and(|w| day.weekday() == w)
}

/// A day of the month without a year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Yearless {
    month: u8,
    day: u8,
    /// The weekday that stands with it: "Sunday (27 September)".
    weekday: Option<u8>,
    tense: Tense,
    span: Span,
}

/// A day with its year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Full {
    day: Date,
    /// Whether its weekday stands with it.
    weekday: bool,
    span: Span,
}

/// What a text says of its own date.
#[derive(Debug, Default)]
struct Facts {
    /// Where the article begins.
    head: Option<usize>,
    /// Days with their year, looking back.
    full: Vec<Full>,
    yearless: Vec<Yearless>,
    /// Weekdays alone, looking back.
    weekdays: Vec<(u8, Span)>,
    /// The last past year, month or day that is named with its year: its first day.
    not_before: Option<(Date, Span)>,
    /// Years of copyright lines.
    copyright: Vec<(i32, Span)>,
    /// Ages such as "9 months ago", counted from nobody knows when.
    ages: Vec<Span>,
}

impl Facts {
    fn of(input: &DateInput) -> Facts {
        let mut facts = Facts {
            head: input.article.first().map(|s| s.start),
            ..Facts::default()
        };
        for &block in input.article {
            facts.read(input.text, block);
        }
        for &line in input.left_out {
            let Some(words) = line_of(input.text, line) else {
                continue;
            };
            let lower = words.to_ascii_lowercase();
            let copyright =
                words.contains('©') || lower.contains("copyright") || lower.contains("(c)");
            for found in scan_part(input.text, line) {
                match found.base {
                    // "© 2008–2020"
                    Base::Years(_, last) if copyright => facts.copyright.push((last, found.span)),
                    Base::Calendar {
                        year: Some(year), ..
                    } if copyright => facts.copyright.push((year, found.span)),
                    Base::Ago(..) => facts.ages.push(found.span),
                    _ => {}
                }
            }
            if copyright
                && !facts
                    .copyright
                    .last()
                    .is_some_and(|(_, s)| line.contains(*s))
            {
                facts.copyright.extend(
                    bare_year(words)
                        .map(|(year, at)| (year, Span::new(line.start + at, line.start + at + 4))),
                );
            }
        }
        facts
    }

    fn read(&mut self, text: &str, block: Span) {
        let found = scan_part(text, block);
        let mut skip = false;
        for (n, item) in found.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            let past = item.tense == Tense::Past;
            match item.base {
                Base::Calendar {
                    year: Some(year),
                    month,
                    day,
                    weekday,
                } if past => {
                    let first = date(year, month.unwrap_or(1), day.unwrap_or(1));
                    if let (Some(first), Some(_)) = (first, day) {
                        self.full.push(Full {
                            day: first,
                            weekday: weekday.is_some(),
                            span: item.span,
                        });
                    }
                    self.bound(first, item.span);
                }
                Base::Years(_, year) if past => self.bound(date(year, 1, 1), item.span),
                Base::Days(year, _, (month, day)) if past => match year {
                    Some(year) => {
                        self.full.extend(date(year, month, day).map(|day| Full {
                            day,
                            weekday: false,
                            span: item.span,
                        }));
                        self.bound(date(year, month, day), item.span);
                    }
                    None => self.yearless.push(Yearless {
                        month,
                        day,
                        weekday: None,
                        tense: item.tense,
                        span: item.span,
                    }),
                },
                Base::Calendar {
                    year: None,
                    month: Some(_),
                    day: Some(_),
                    ..
                } if names_event(text, item.span) => {}
                Base::Calendar {
                    year: None,
                    month: Some(month),
                    day: Some(day),
                    weekday,
                } => {
                    self.yearless.push(Yearless {
                        month,
                        day,
                        weekday,
                        tense: item.tense,
                        span: item.span,
                    });
                }
                Base::Calendar {
                    year: None,
                    month: None,
                    day: None,
                    weekday: Some(weekday),
                } => {
                    // "Sunday morning (27 September)"
                    if let Some(next) = found.get(n + 1)
                        && let Base::Calendar {
                            year: None,
                            month: Some(month),
                            day: Some(day),
                            weekday: None,
                        } = next.base
                        && text
                            .get(item.span.end..next.span.start)
                            .is_some_and(|gap| matches!(gap.trim(), "(" | "," | ""))
                    {
                        let mut span = item.span.cover(next.span);
                        if text[span.range()].contains('(') && text[span.end..].starts_with(')') {
                            span.end += 1;
                        }
                        self.yearless.push(Yearless {
                            month,
                            day,
                            weekday: Some(weekday),
                            tense: item.tense,
                            span,
                        });
                        skip = true;
                    } else if past {
                        self.weekdays.push((weekday, item.span));
                    }
                }
                _ => {}
            }
        }
    }

    fn bound(&mut self, day: Option<Date>, span: Span) {
        if let Some(day) = day
            && self.not_before.is_none_or(|(old, _)| old < day)
        {
            self.not_before = Some((day, span));
        }
    }

    /// The weekday on which the report stands: the first one that it names, if it names no other
    /// more often.
    fn lead(&self) -> Option<(u8, Span)> {
        let &(first, span) = self.weekdays.first()?;
        let count = |day: u8| self.weekdays.iter().filter(|(d, _)| *d == day).count();
        (1..=7)
            .all(|other| count(other) <= count(first))
            .then_some((first, span))
    }

    /// What there is, where it does not settle the date.
    fn hints(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self.ages.clone();
        spans.extend(self.copyright.iter().map(|(_, s)| *s));
        spans.extend(self.yearless.iter().map(|y| y.span));
        spans.extend(self.not_before.map(|(_, s)| s));
        spans
    }
}

/// Whether a day of the month is part of the name of an event, of whatever year: "the September 11
/// attacks", "its October 7 assault".
fn names_event(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).unwrap_or_default();
    let word = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let owned = matches!(
        word.to_ascii_lowercase().as_str(),
        "the" | "its" | "their" | "his" | "her" | "s"
    );
    let after = text.get(span.end..).unwrap_or_default();
    let next: &str = after
        .strip_prefix(' ')
        .unwrap_or_default()
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let noun = next.len() > 3
        && next.starts_with(char::is_lowercase)
        && !matches!(
            next,
            "when"
                | "that"
                | "with"
                | "after"
                | "from"
                | "under"
                | "said"
                | "which"
                | "were"
                | "before"
                | "while"
        );
    owned && noun
}

fn line_of(text: &str, span: Span) -> Option<&str> {
    text.get(span.start..span.end)
}

/// Four digits that read as a year, and where they stand.
fn bare_year(words: &str) -> Option<(i32, usize)> {
    let bytes = words.as_bytes();
    (0..bytes.len().saturating_sub(3)).find_map(|at| {
        let digits = bytes.get(at..at + 4)?;
        let digit = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        let alone = !digit(at.checked_sub(1)) && !digit(Some(at + 4));
        let year = std::str::from_utf8(digits).ok()?.parse::<i32>().ok()?;
        (alone && (1950..2150).contains(&year)).then_some((year, at))
    })
}

// ---- Stated ---------------------------------------------------------------------------------

/// A date in a dateline, in a byline or on a line of its own near the head of the article.
fn stated(input: &DateInput, facts: &Facts) -> Option<DocumentDate> {
    let start = input.article.first()?.start;
    // Lines of their own: those left out right above or below the headline, or the first pieces.
    let near = |line: &&Span| line.start < start + 600 && line.end + 400 > start;
    let lines = input
        .left_out
        .iter()
        .filter(near)
        .chain(input.article.iter().take(4));
    for &line in lines {
        let Some(words) = line_of(input.text, line) else {
            continue;
        };
        if words.len() > 160 || words.contains('©') {
            continue;
        }
        for item in scan_part(input.text, line) {
            let Some(day) = full_day(&item) else { continue };
            let before = input.text.get(line.start..item.span.start)?.trim();
            let after = input.text.get(item.span.end..line.end)?.trim();
            if is_date_label(before) && is_date_tail(after) {
                return Some(DocumentDate {
                    value: Some(Edtf::day(day)),
                    basis: Basis::Stated,
                    evidence: vec![item.span],
                    not_before: None,
                });
            }
        }
    }
    // "BAKU, Nov. 8 (Agency) —", "Stepanakert, 8 November 2020 –", "14 Nov 2017 Shells fell …"
    for &block in input.article.iter().take(3) {
        let head = Span::new(block.start, block.end.min(block.start + 400));
        let head = Span::new(head.start, floor(input.text, head.end));
        let Some(item) = scan_part(input.text, head).into_iter().next() else {
            continue;
        };
        let before = input.text.get(block.start..item.span.start)?;
        let after = input.text.get(item.span.end..block.end)?;
        let opens = before
            .trim_matches(|c: char| !c.is_alphanumeric())
            .is_empty();
        let labelled = !opens && is_date_label(before) && {
            let before = before.to_lowercase();
            ["publi", "posted", "updated", "released", "issued", "date"]
                .iter()
                .any(|label| before.contains(label))
        };
        // "Strikes kill nine AGENCY Friday 15 Jul 2016 Strikes on …": no preposition leads to it.
        let word = before.split_whitespace().next_back().unwrap_or_default();
        let between = word.starts_with(char::is_uppercase) && !is_date_label(word);
        if !(is_dateline(before, after) || (opens || between) && begins_sentence(after) || labelled)
        {
            continue;
        }
        if let Some(day) = full_day(&item) {
            return Some(DocumentDate {
                value: Some(Edtf::day(day)),
                basis: Basis::Stated,
                evidence: vec![item.span],
                not_before: None,
            });
        }
        // Without its year, the dateline gives the day and the rest of the text the year.
        if let Base::Calendar {
            year: None,
            month: Some(month),
            day: Some(day),
            weekday,
        } = item.base
            && is_dateline(before, after)
        {
            let line = Yearless {
                month,
                day,
                weekday,
                tense: Tense::Past,
                span: item.span,
            };
            let value = match year_of(facts, &[line]) {
                Some(Year {
                    year, sure: true, ..
                }) => date(year, month, day).map(Edtf::day),
                _ => None,
            };
            let value = value.or_else(|| format!("XXXX-{month:02}-{day:02}").parse().ok());
            return Some(DocumentDate {
                value,
                basis: Basis::Stated,
                evidence: vec![item.span],
                not_before: None,
            });
        }
    }
    None
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn full_day(item: &Found) -> Option<Date> {
    match item.base {
        Base::Calendar {
            year: Some(year),
            month: Some(month),
            day: Some(day),
            ..
        } => date(year, month, day),
        _ => None,
    }
}

/// What may stand before the date on a line that gives the date: nothing, a label, a name.
fn is_date_label(before: &str) -> bool {
    let before = before
        .trim_end_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let words: Vec<&str> = before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let label = [
        "published",
        "posted",
        "updated",
        "date",
        "on",
        "at",
        "last",
        "by",
        "first",
        "modified",
        "release",
        "released",
        "of",
        "publication",
        "issued",
        "filed",
        "written",
        "time",
        "am",
        "pm",
        "gmt",
        "utc",
    ];
    words.is_empty()
        || words.iter().all(|w| label.contains(w) || w.bytes().all(|b| b.is_ascii_digit()))
        // "By A. Name | 8 November 2020"
        || (words[0] == "by" && words.len() <= 6)
}

/// What may stand behind the date on such a line: a time, a place, an outlet, not a sentence.
fn is_date_tail(after: &str) -> bool {
    let sentence = after.match_indices(". ").any(|(at, _)| {
        let word = after[..at]
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        word.len() > 2
    });
    after.len() <= 60 && !sentence && after.split_whitespace().count() <= 7 && !after.ends_with('.')
}

/// Whether a date between `before` and `after` stands in a dateline: a place in front, a dash
/// behind it.
fn is_dateline(before: &str, after: &str) -> bool {
    let before = before
        .trim()
        .trim_end_matches([',', '(', '[', '–', '—', '-', '/'])
        .trim();
    let short = before.len() <= 60 && !before.contains(['.', '!', '?', '"', '“', ':']);
    let place = !before.is_empty()
        && before.split_whitespace().all(|w| {
            w.starts_with(char::is_uppercase)
                || matches!(w, "of" | "and" | "the" | "de" | "al" | "el" | "/")
        });
    let after = after.trim_start_matches([')', ']', ',']).trim_start();
    // Where the dateline is a block of its own, the dash ends it.
    let dash =
        |s: &str| s.starts_with(['–', '—']) || matches!(s.split(' ').next(), Some("-" | "--"));
    let agency = after
        .strip_prefix(['(', '['])
        .and_then(|rest| rest.split_once([')', ']']))
        .is_some_and(|(name, rest)| {
            name.len() <= 40 && (dash(rest.trim_start()) || begins_sentence(rest))
        });
    short && place && (dash(after) || agency)
}

/// Whether a sentence begins here.
fn begins_sentence(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with("(updated") || text.starts_with("(Updated") {
        return true;
    }
    // "at 0914", "at 9:14 am"
    let text = match text.strip_prefix("at ") {
        Some(rest) => {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ' '))
        }
        None => text,
    };
    let text = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '–' | '—' | '-' | '|' | ')' | ']')
    });
    text.starts_with(|c: char| {
        c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘')
    })
}

// ---- Inferred -------------------------------------------------------------------------------

/// The year of publication, and what says so.
#[derive(Debug)]
struct Year {
    year: i32,
    /// Whether it is settled, or only likely.
    sure: bool,
    /// Whether a weekday ties the report to a day of that year.
    tied: bool,
    evidence: Vec<Span>,
}

/// Settles the year from days of the month with their weekday, copyright lines, and the last year
/// that is named.
fn year_of(facts: &Facts, more: &[Yearless]) -> Option<Year> {
    let days = || facts.yearless.iter().chain(more);
    let tied: Vec<&Yearless> = days().filter(|y| y.weekday.is_some()).collect();
    let fits = |year: i32| {
        tied.iter()
            .all(|y| match (date(year, y.month, y.day), y.weekday) {
                (Some(day), Some(weekday)) => is_weekday(day, weekday),
                _ => false,
            })
    };
    let mut evidence: Vec<Span> = tied.iter().map(|y| y.span).collect();
    let lowest = facts.not_before.map(|(day, _)| i32::from(day.year()));
    let copyright = facts.copyright.iter().max_by_key(|(year, _)| *year);
    if let Some(&(year, span)) = copyright {
        evidence.push(span);
        if lowest.is_some_and(|lowest| lowest > year) || !fits(year) {
            return None;
        }
        // A copyright line gives the year of the page. That it is the report's as well needs a
        // second witness: a weekday that fits, or the same year in the text.
        // The first mention of each weekday will do.
        let first = [1, 2, 3, 4, 5, 6, 7].map(|weekday| {
            facts
                .weekdays
                .iter()
                .find(|(day, _)| *day == weekday)
                .copied()
        });
        let witness = days().find_map(|y| {
            let day = date(year, y.month, y.day)?;
            let mut weekdays = first.into_iter().flatten();
            let (_, span) = weekdays.find(|(weekday, _)| is_weekday(day, *weekday))?;
            Some([y.span, span])
        });
        let named = facts
            .not_before
            .filter(|_| lowest == Some(year))
            .map(|(_, span)| span);
        let tied = !tied.is_empty() || witness.is_some();
        evidence.extend(witness.into_iter().flatten().chain(named));
        return Some(Year {
            year,
            sure: tied || named.is_some(),
            tied,
            evidence,
        });
    }
    // Without one: the first year from the last that is named in which the weekdays fit, if no
    // other is near. The days of the month fall on the same weekdays every five to eleven years.
    let (_, named) = facts.not_before?;
    let lowest = lowest?;
    if tied.is_empty() {
        return None;
    }
    let mut years = (lowest.max(WEB)..=lowest + 3 * REACH).filter(|&year| fits(year));
    let year = years.next().filter(|year| year - lowest <= REACH)?;
    let unique = years.next().is_none_or(|next| next - year > REACH);
    evidence.push(named);
    unique.then_some(Year {
        year,
        sure: true,
        tied: true,
        evidence,
    })
}

fn inferred(input: &DateInput, facts: &Facts) -> Option<DocumentDate> {
    own(facts).or_else(|| {
        // Another article of the page may say what this one does not.
        if input.siblings.is_empty() {
            return None;
        }
        let mut others = Facts::default();
        for &block in input.siblings {
            others.read(input.text, block);
        }
        others.copyright.clone_from(&facts.copyright);
        let sibling = own(&others)?;
        let (first, last) = sibling.days()?;
        if (last - first).get_days() > WEEK {
            return None;
        }
        // The report's own weekday is one day of that week.
        let (weekday, span) = facts.lead()?;
        let day = (0..=WEEK)
            .filter_map(|n| plus_days(first, n))
            .find(|d| is_weekday(*d, weekday) && *d <= last)?;
        if facts.not_before.is_some_and(|(lowest, _)| lowest > day) {
            return None;
        }
        let evidence = sibling.evidence.into_iter().chain([span]).collect();
        Some(DocumentDate {
            value: Some(Edtf::day(day)),
            basis: Basis::Inferred,
            evidence,
            not_before: None,
        })
    })
}

/// The date as far as an article's own words and the copyright line settle it.
fn own(facts: &Facts) -> Option<DocumentDate> {
    let Some(Year {
        year,
        sure,
        tied,
        mut evidence,
    }) = year_of(facts, &[])
    else {
        return framed(facts);
    };
    // The last past day that it names, in that year.
    let last = facts
        .yearless
        .iter()
        .filter(|y| y.tense == Tense::Past)
        .filter_map(|y| Some((date(year, y.month, y.day)?, y.span, y.weekday)))
        .map(|(day, span, weekday)| (day, span, weekday.is_some()))
        .chain(
            facts
                .full
                .iter()
                .filter(|f| i32::from(f.day.year()) == year)
                .map(|f| (f.day, f.span, f.weekday)),
        )
        .max_by_key(|(day, ..)| *day);
    let done = |value: Edtf, evidence: Vec<Span>| {
        Some(DocumentDate {
            value: Some(value),
            basis: Basis::Inferred,
            evidence,
            not_before: None,
        })
    };
    // Without a tie, a day that is named may lie ahead, or years back ("since October 12").
    let Some((day, span, weekday)) = last.filter(|_| tied) else {
        let value = Edtf::span(date(year, 1, 1)?, date(year, 12, 31)?);
        return done(
            if sure {
                value
            } else {
                value.qualified(Qualifier::Uncertain)
            },
            evidence,
        );
    };
    evidence.push(span);
    if let Some((lead, lead_span)) = facts.lead() {
        evidence.push(lead_span);
        // The report stands on that weekday: the first from the day on.
        if let Some(found) = (0..=WEEK)
            .filter_map(|n| plus_days(day, n))
            .find(|d| is_weekday(*d, lead))
        {
            return done(Edtf::day(found), evidence);
        }
    }
    // A day with its weekday is at most a week old, one without at most a month.
    let end = plus_days(day, if weekday { WEEK } else { YEARLESS })?;
    done(Edtf::span(day, end), evidence)
}

/// "… said on Sunday, 8 November 2020": a weekday with a full date near the head of a report is
/// of the week of the report.
fn framed(facts: &Facts) -> Option<DocumentDate> {
    let first = facts.head?;
    let frame = facts
        .full
        .iter()
        .find(|f| f.weekday && f.span.start < first + 500)?;
    if facts.not_before.is_some_and(|(last, _)| last > frame.day) || !facts.copyright.is_empty() {
        return None;
    }
    let mut evidence = vec![frame.span];
    let mut value = Edtf::span(frame.day, plus_days(frame.day, WEEK)?);
    // Other weekdays may lie before it: it may be the date of the report itself.
    if let Some((lead, span)) = facts.lead()
        && is_weekday(frame.day, lead)
    {
        evidence.push(span);
        value = Edtf::day(frame.day);
    }
    Some(DocumentDate {
        value: Some(value),
        basis: Basis::Inferred,
        evidence,
        not_before: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Solves the date of a page: articles stand between lines of `===`, lines that begin with `|`
    /// are left out. Gives value, basis and the words of the evidence for the first article.
    fn check(page: &str, given: Option<&str>) -> (String, Basis, Vec<String>) {
        let mut articles: Vec<Vec<Span>> = vec![Vec::new()];
        let mut left_out = Vec::new();
        let mut at = 0;
        for line in page.split_inclusive('\n') {
            let span = Span::new(at, at + line.len()).trim(page);
            at += line.len();
            match span.of(page) {
                "" => {}
                "===" => articles.push(Vec::new()),
                words if words.starts_with('|') => {
                    left_out.push(Span::new(span.start + 1, span.end))
                }
                _ => articles.last_mut().unwrap().push(span),
            }
        }
        let siblings: Vec<Span> = articles[1..].concat();
        let input = DateInput {
            text: page,
            article: &articles[0],
            siblings: &siblings,
            left_out: &left_out,
            given,
        };
        let solved = solve(&input);
        let evidence = solved
            .evidence
            .iter()
            .map(|s| s.of(page).to_owned())
            .collect();
        (
            solved.value.map(|v| v.to_string()).unwrap_or_default(),
            solved.basis,
            evidence,
        )
    }

    fn expect(page: &str, value: &str, basis: Basis) -> Vec<String> {
        let (got, by, evidence) = check(page, None);
        assert_eq!((got.as_str(), by), (value, basis), "{page}\n{evidence:?}");
        evidence
    }

    #[test]
    fn a_date_from_outside_wins() {
        let page = "OSTROV, 3 May 2021 — Shells fell on the harbour.";
        for (given, value) in [
            ("2021-05-04", "2021-05-04"),
            ("2021-05-04T08:30:00Z", "2021-05-04"),
            ("20210504", "2021-05-04"),
            ("Tue, 04 May 2021 08:30:00 GMT", "2021-05-04"),
            ("May 4, 2021", "2021-05-04"),
            ("2021-05", "2021-05"),
            ("2021", "2021"),
            ("25/12/2021", "2021-12-25"),
            // Both readings are left; the text knows neither.
            ("07/08/2021", "2021"),
            // The text says which reading it is.
            ("03/05/2021", "2021-05-03"),
            ("05/03/2021", "2021-05-03"),
        ] {
            let (got, basis, _) = check(page, Some(given));
            assert_eq!((got.as_str(), basis), (value, Basis::Metadata), "{given}");
        }
        for none in ["", "soon", "31/02/2021x", "yesterday", "n/a"] {
            let (got, basis, _) = check(page, Some(none));
            assert_eq!(
                (got.as_str(), basis),
                ("2021-05-03", Basis::Stated),
                "{none}"
            );
        }
    }

    #[test]
    fn datelines_and_lines_with_a_date_state_it() {
        for page in [
            "Harbour shelled\n\nOSTROV, May 3, 2021 (Agency) — Shells fell on the harbour.",
            "Harbour shelled\n\nOstrov, 3 May 2021 – Shells fell on the harbour.",
            "Harbour shelled\n\nOSTROV, May 3, 2021 (Agency) - Shells fell on the harbour.",
            "Harbour shelled\n\nOSTROV, May 3, 2021 - Shells fell on the harbour.",
            "Harbour shelled\n\nOSTROV, May 3, 2021 -- Shells fell on the harbour.",
            "Harbour shelled\n\nMay 3, 2021\n\nShells fell on the harbour on Monday.",
            "|Posted on May 3, 2021 by A. Writer\nHarbour shelled\n\nShells fell on the harbour on Sunday.",
            "Harbour shelled\n|By A. Writer | 3 May 2021 | 10:15\n\nShells fell on the harbour.",
            "Harbour shelled\n\nMonday 3 May 2021 Shells fell on the harbour.",
            "Harbour shelled\n\nUpdated at 10:15 on 3 May 2021\nShells fell on the harbour.",
        ] {
            expect(page, "2021-05-03", Basis::Stated);
        }
        // The year of a dateline comes from the page.
        expect(
            "OSTROV, May 3 (Agency) — Shells fell on the harbour on Monday.\n|© 2021 The Courier",
            "2021-05-03",
            Basis::Stated,
        );
        expect(
            "OSTROV, May 3 (Agency) — Shells fell on the harbour.",
            "XXXX-05-03",
            Basis::Stated,
        );
    }

    #[test]
    fn days_in_the_story_are_no_datelines() {
        for page in [
            "The truce of 3 May 2021 holds, the mayor said.",
            "On 3 May 2021 the bridge was blown up. Nobody has rebuilt it.",
            "The bridge was blown up on May 3, 2021. Nobody has rebuilt it.",
        ] {
            let (value, basis, _) = check(page, None);
            assert_eq!((value.as_str(), basis), ("", Basis::Unknown), "{page}");
        }
    }

    #[test]
    fn a_weekday_and_the_copyright_line_settle_the_day() {
        // 8 November is a Sunday in 2020, a Friday in 2019.
        let story = "The minister said on Sunday that the fort was taken.\n\nHe said November 8 was a day to remember.\n\n";
        let evidence = expect(
            &format!("{story}|© 2020, The Courier."),
            "2020-11-08",
            Basis::Inferred,
        );
        assert_eq!(evidence, ["Sunday", "November 8", "2020"]);
        // In 2019 the weekday does not bear it out: only the page's year is left, and unsure.
        expect(
            &format!("{story}|© 2019, The Courier."),
            "2019?",
            Basis::Inferred,
        );
        // A page older than a year that the report names.
        expect(
            &format!("Since 2021 nothing moved. {story}|© 2020, The Courier."),
            "",
            Basis::Unknown,
        );
    }

    #[test]
    fn a_day_with_its_weekday_and_an_earlier_year_settle_the_week() {
        let story = "The last time fighting was as heavy was in 2016.\n\nOn Sunday morning (27 September) the army called up its men.";
        let evidence = expect(story, "2020-09-27/2020-10-03", Basis::Inferred);
        assert_eq!(evidence, ["2016", "Sunday morning (27 September)"]);
        // On Wednesdays it is the Wednesday behind it.
        expect(
            &format!("Both sides said on Wednesday that they would fight on.\n\n{story}"),
            "2020-09-30",
            Basis::Inferred,
        );
        // 27 September is a Sunday in 1998 and 2009 as well: a year long gone settles nothing.
        expect(
            "They had fought in 1994.\n\nOn Sunday (27 September) the army called up its men.",
            "",
            Basis::Unknown,
        );
        expect(
            "On Sunday (27 September) the army called up its men.",
            "",
            Basis::Unknown,
        );
        // 27 September 2016 was a Tuesday.
        expect(
            "In 2016 they fought.\n\nOn Tuesday, 27 September, the army called up its men.",
            "2016-09-27/2016-10-03",
            Basis::Inferred,
        );
    }

    #[test]
    fn another_article_of_the_page_gives_the_week() {
        let page = "Talks rejected on Wednesday\n\nThe two sides fought for a fourth day on Wednesday after clashes broke out on Sunday.\n===\n\
                    The last time fighting was as heavy was in 2016.\n\nOn Sunday morning (27 September) the army called up its men.";
        let evidence = expect(page, "2020-09-30", Basis::Inferred);
        assert!(
            evidence.contains(&"Wednesday".to_owned()) && evidence.contains(&"2016".to_owned()),
            "{evidence:?}"
        );
    }

    #[test]
    fn what_is_not_settled_stays_open() {
        // Days without a year and without a weekday.
        expect(
            "The town fell on October 20, the army said. A truce was signed on October 10.",
            "",
            Basis::Unknown,
        );
        // A past war gives the earliest year only, an age nothing.
        let page = "|9 months ago 135\nFootage taken on Tuesday showed smoke.\n\nThe truce that ended the 2020 war is fragile.";
        let articles = [Span::new(page.find("Footage").unwrap(), page.len())];
        let left_out = [Span::new(1, 17)];
        let solved = solve(&DateInput {
            text: page,
            article: &articles,
            left_out: &left_out,
            ..DateInput::default()
        });
        assert_eq!((solved.value, solved.basis), (None, Basis::Unknown));
        assert_eq!(solved.not_before, date(2020, 1, 1));
        let words: Vec<_> = solved.evidence.iter().map(|s| s.of(page)).collect();
        assert_eq!(words, ["9 months ago", "2020"]);
        // Years to come are no past.
        expect(
            "The bridge will be rebuilt by 2031, the mayor said.\n|© 2024 The Courier",
            "2024?",
            Basis::Inferred,
        );
        // The name of an event is no day of the story.
        expect(
            "Shares fell on Tuesday as they had after the September 11 attacks.\n|© 2007 The Courier",
            "2007?",
            Basis::Inferred,
        );
        // A year in the text bears out the copyright line, but gives no day.
        expect(
            "In 2024 the bridge fell. A hearing is set for June 3.\n|© 2024 The Courier",
            "2024",
            Basis::Inferred,
        );
    }

    #[test]
    fn long_pages_are_solved_in_linear_time() {
        let page = format!(
            "{}\n{}",
            "They met on November 7 and on Monday, the 8 others on Tuesday. ".repeat(20_000),
            "|© nobody\n".repeat(50_000)
        );
        let start = std::time::Instant::now();
        let (_, basis, _) = check(&page, None);
        assert_eq!(basis, Basis::Unknown);
        assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    }

    #[test]
    fn a_weekday_with_its_full_date_gives_the_week() {
        expect(
            "The army said on Sunday, 8 November 2020, that the fort was taken.",
            "2020-11-08/2020-11-14",
            Basis::Inferred,
        );
    }

    proptest! {
        #[test]
        fn arbitrary_pages_do_not_panic(page in "(\\PC{0,40}|Sunday|27 September|2016|©|\\(|\\)|May 3, 2021|[,.\n| —]){0,30}") {
            let (value, basis, _) = check(&page, None);
            prop_assert_eq!(value.is_empty(), basis == Basis::Unknown);
            let _ = check(&page, Some(&page));
        }
    }
}
