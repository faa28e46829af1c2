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
use rashomon_timex::{Base, Found, Tense, Unit, From as Since, scan};

/// How many years may lie between the last year that a report names and its own, if that year is
/// its only tie to the calendar.
const REACH: i32 = 5;
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
        Published { value: date.value.map(|v| v.to_string()), basis: date.basis, evidence: date.evidence }
    }
}

/// Reads a date that came with a document: ISO 8601, RFC 2822, or any way in which English
/// writes a full date. `None` when it is no date.
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
        Base::Calendar { year: Some(year), month: Some(month), day: Some(day), .. } => date(year, month, day).map(Edtf::day),
        Base::Calendar { year: Some(year), month: Some(month), .. } => format!("{year:04}-{month:02}").parse().ok(),
        Base::Calendar { year: Some(year), .. } => format!("{year:04}").parse().ok(),
        _ => None,
    })
}

/// Solves the date of an article.
pub fn solve(input: &DateInput) -> DocumentDate {
    if let Some(value) = input.given.and_then(read_given) {
        return DocumentDate { value: Some(value), basis: Basis::Metadata, ..DocumentDate::default() };
    }
    let facts = Facts::of(input);
    let mut date = stated(input, &facts).or_else(|| inferred(input, &facts)).unwrap_or_default();
    if date.value.is_none() {
        date.evidence = facts.hints(input);
    }
    date.not_before = facts.not_before.map(|(day, _)| day);
    date.evidence.sort();
    date.evidence.dedup();
    date
}

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn plus(day: Date, days: i32) -> Option<Date> {
    day.checked_add(rashomon_timex::civil_days(days)).ok()
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

/// What a text says of its own date.
#[derive(Debug, Default)]
struct Facts {
    /// Days with their year, looking back.
    full: Vec<(Date, Span)>,
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
        let mut facts = Facts::default();
        for &block in input.article {
            facts.read(input.text, block);
        }
        for &line in input.left_out {
            let Some(words) = line_of(input.text, line) else { continue };
            let lower = words.to_ascii_lowercase();
            let copyright = words.contains('©') || lower.contains("copyright") || lower.contains("(c)");
            for found in scan_in(input.text, line) {
                match found.base {
                    // "© 2008–2020"
                    Base::Years(_, last) if copyright => facts.copyright.push((last, found.span)),
                    Base::Calendar { year: Some(year), .. } if copyright => facts.copyright.push((year, found.span)),
                    Base::Ago(..) => facts.ages.push(found.span),
                    _ => {}
                }
            }
            if copyright && !facts.copyright.iter().any(|(_, s)| line.contains(*s)) {
                facts.copyright.extend(bare_year(words).map(|(year, at)| (year, Span::new(line.start + at, line.start + at + 4))));
            }
        }
        facts
    }

    fn read(&mut self, text: &str, block: Span) {
        let found = scan_in(text, block);
        let mut skip = false;
        for (n, item) in found.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            let past = item.tense == Tense::Past;
            match item.base {
                Base::Calendar { year: Some(year), month, day, .. } if past => {
                    let first = date(year, month.unwrap_or(1), day.unwrap_or(1));
                    if let (Some(first), Some(_)) = (first, day) {
                        self.full.push((first, item.span));
                    }
                    self.bound(first, item.span);
                }
                Base::Years(_, year) if past => self.bound(date(year, 1, 1), item.span),
                Base::Days(year, _, (month, day)) if past => match year {
                    Some(year) => {
                        self.full.extend(date(year, month, day).map(|d| (d, item.span)));
                        self.bound(date(year, month, day), item.span);
                    }
                    None => self.yearless.push(Yearless { month, day, weekday: None, tense: item.tense, span: item.span }),
                },
                Base::Calendar { year: None, month: Some(month), day: Some(day), weekday } => {
                    self.yearless.push(Yearless { month, day, weekday, tense: item.tense, span: item.span });
                }
                Base::Calendar { year: None, month: None, day: None, weekday: Some(weekday) } => {
                    // "Sunday morning (27 September)"
                    if let Some(next) = found.get(n + 1)
                        && let Base::Calendar { year: None, month: Some(month), day: Some(day), weekday: None } = next.base
                        && text.get(item.span.end..next.span.start).is_some_and(|gap| matches!(gap.trim(), "(" | "," | ""))
                    {
                        let span = item.span.cover(next.span);
                        self.yearless.push(Yearless { month, day, weekday: Some(weekday), tense: item.tense, span });
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
        (1..=7).all(|other| count(other) <= count(first)).then_some((first, span))
    }

    /// What there is, where it does not settle the date.
    fn hints(&self, _input: &DateInput) -> Vec<Span> {
        let mut spans: Vec<Span> = self.ages.clone();
        spans.extend(self.copyright.iter().map(|(_, s)| *s));
        spans.extend(self.yearless.iter().map(|y| y.span));
        spans.extend(self.not_before.map(|(_, s)| s));
        spans
    }
}

fn line_of(text: &str, span: Span) -> Option<&str> {
    text.get(span.start..span.end)
}

/// Time expressions of a part of the text, with spans in the whole.
fn scan_in(text: &str, part: Span) -> Vec<Found> {
    let Some(words) = line_of(text, part) else { return Vec::new() };
    let mut found = scan(words);
    for item in &mut found {
        item.span = Span::new(item.span.start + part.start, item.span.end + part.start);
    }
    found
}

/// Four digits that read as a year, and where they stand.
fn bare_year(words: &str) -> Option<(i32, usize)> {
    let bytes = words.as_bytes();
    (0..bytes.len().saturating_sub(3)).find_map(|at| {
        let digits = bytes.get(at..at + 4)?;
        let alone = !(at > 0 && bytes[at - 1].is_ascii_digit()) && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit);
        let year = std::str::from_utf8(digits).ok()?.parse::<i32>().ok()?;
        (alone && digits[0] != b'+' && (1950..2150).contains(&year)).then_some((year, at))
    })
}

// ---- Stated ---------------------------------------------------------------------------------

/// A date in a dateline, in a byline or on a line of its own near the head of the article.
fn stated(input: &DateInput, facts: &Facts) -> Option<DocumentDate> {
    let start = input.article.first()?.start;
    // Lines of their own: those left out right above or below the headline, or the first pieces.
    let near = |line: &&Span| line.start < start + 600 && line.end + 400 > start;
    let lines = input.left_out.iter().filter(near).chain(input.article.iter().take(4));
    for &line in lines {
        let Some(words) = line_of(input.text, line) else { continue };
        if words.len() > 160 || words.contains('©') {
            continue;
        }
        for item in scan_in(input.text, line) {
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
        let Some(item) = scan_in(input.text, head).into_iter().next() else { continue };
        let before = input.text.get(block.start..item.span.start)?;
        let after = input.text.get(item.span.end..block.end)?;
        let opens = before.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        if !(is_dateline(before, after) || opens && begins_sentence(after)) {
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
        if let Base::Calendar { year: None, month: Some(month), day: Some(day), weekday } = item.base
            && is_dateline(before, after)
        {
            let line = Yearless { month, day, weekday, tense: Tense::Past, span: item.span };
            let value = match year_of(facts, &[line]) {
                Some(Year { year, sure: true, .. }) => date(year, month, day).map(Edtf::day),
                _ => None,
            };
            let value = value.or_else(|| format!("XXXX-{month:02}-{day:02}").parse().ok());
            return Some(DocumentDate { value, basis: Basis::Stated, evidence: vec![item.span], not_before: None });
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
        Base::Calendar { year: Some(year), month: Some(month), day: Some(day), .. } => date(year, month, day),
        _ => None,
    }
}

/// What may stand before the date on a line that gives the date: nothing, a label, a name.
fn is_date_label(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<&str> = before.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let label = [
        "published", "posted", "updated", "date", "on", "at", "last", "by", "first", "modified", "release", "released", "of",
        "publication", "issued", "filed", "written", "time", "am", "pm", "gmt", "utc",
    ];
    words.is_empty()
        || words.iter().all(|w| label.contains(w) || w.bytes().all(|b| b.is_ascii_digit()))
        // "By A. Name | 8 November 2020"
        || (words[0] == "by" && words.len() <= 6)
}

/// What may stand behind the date on such a line: a time, a place, an outlet, not a sentence.
fn is_date_tail(after: &str) -> bool {
    after.len() <= 60 && !after.contains(". ") && after.split_whitespace().count() <= 7 && !after.ends_with('.')
}

/// Whether a date between `before` and `after` stands in a dateline: a place in front, a dash
/// behind it.
fn is_dateline(before: &str, after: &str) -> bool {
    let before = before.trim().trim_end_matches([',', '(', '[', '–', '—', '-', '/']).trim();
    let short = before.len() <= 60 && !before.contains(['.', '!', '?', '"', '“', ':']);
    let place = !before.is_empty() && before.split_whitespace().all(|w| w.starts_with(char::is_uppercase) || matches!(w, "of" | "and" | "the" | "de" | "al" | "el" | "/"));
    let after = after.trim_start_matches([')', ']', ',']).trim_start();
    let dash = |s: &str| s.starts_with(['–', '—']) || s.starts_with("-- ") || s.starts_with("- ");
    let agency = after
        .strip_prefix(['(', '['])
        .and_then(|rest| rest.split_once([')', ']']))
        .is_some_and(|(name, rest)| name.len() <= 40 && (dash(rest.trim_start()) || begins_sentence(rest)));
    short && place && (dash(after) || agency)
}

/// Whether a sentence begins here.
fn begins_sentence(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '–' | '—' | '-' | '|' | ')' | ']'));
    text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘'))
}

// ---- Inferred -------------------------------------------------------------------------------

/// The year of publication, and what says so.
#[derive(Debug)]
struct Year {
    year: i32,
    /// Whether it is settled, or only likely.
    sure: bool,
    evidence: Vec<Span>,
}

/// Settles the year from days of the month with their weekday, copyright lines, and the last year
/// that is named.
fn year_of(facts: &Facts, more: &[Yearless]) -> Option<Year> {
    let days = || facts.yearless.iter().chain(more);
    let tied: Vec<&Yearless> = days().filter(|y| y.weekday.is_some()).collect();
    let fits = |year: i32| {
        tied.iter().all(|y| match (date(year, y.month, y.day), y.weekday) {
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
        let witness = days().find_map(|y| {
            let day = date(year, y.month, y.day)?;
            let (_, span) = facts.weekdays.iter().find(|(weekday, _)| is_weekday(day, *weekday))?;
            Some([y.span, *span])
        });
        let named = facts.not_before.filter(|_| lowest == Some(year)).map(|(_, span)| span);
        // The day may as well be the one a year before the copyright line, if that fits too.
        let sure = !tied.is_empty() || witness.is_some() || named.is_some();
        evidence.extend(witness.into_iter().flatten().chain(named));
        return Some(Year { year, sure, evidence });
    }
    // Without one: the first year from the last that is named in which the weekdays fit, if no
    // other is near. The days of the month fall on the same weekdays every five to eleven years.
    let (_, named) = facts.not_before?;
    let lowest = lowest?;
    if tied.is_empty() {
        return None;
    }
    let mut years = (lowest..=lowest + 2 * REACH + 2).filter(|&year| fits(year));
    let year = years.next().filter(|year| year - lowest <= REACH)?;
    let unique = years.next().is_none_or(|next| next - year >= REACH);
    evidence.push(named);
    unique.then_some(Year { year, sure: true, evidence })
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
        let day = (0..=WEEK).filter_map(|n| plus(first, n)).find(|d| is_weekday(*d, weekday) && *d <= last)?;
        if facts.not_before.is_some_and(|(lowest, _)| lowest > day) {
            return None;
        }
        let evidence = sibling.evidence.into_iter().chain([span]).collect();
        Some(DocumentDate { value: Some(Edtf::day(day)), basis: Basis::Inferred, evidence, not_before: None })
    })
}

/// The date as far as an article's own words and the copyright line settle it.
fn own(facts: &Facts) -> Option<DocumentDate> {
    let mark = |value: Edtf, sure: bool| if sure { value } else { value.qualified(Qualifier::Uncertain) };
    let Some(Year { year, sure, mut evidence }) = year_of(facts, &[]) else {
        return framed(facts);
    };
    // The last past day that it names, in that year.
    let last = facts
        .yearless
        .iter()
        .filter(|y| y.tense == Tense::Past)
        .filter_map(|y| Some((date(year, y.month, y.day)?, y.span, y.weekday)))
        .chain(facts.full.iter().filter(|(d, _)| i32::from(d.year()) == year).map(|(d, s)| (*d, *s, None)))
        .max_by_key(|(day, ..)| *day);
    let done = |value: Edtf, evidence: Vec<Span>| {
        Some(DocumentDate { value: Some(mark(value, sure)), basis: Basis::Inferred, evidence, not_before: None })
    };
    let Some((day, span, weekday)) = last else {
        let value = Edtf::span(date(year, 1, 1)?, date(year, 12, 31)?);
        return done(value, evidence);
    };
    evidence.push(span);
    if let Some((lead, lead_span)) = facts.lead() {
        evidence.push(lead_span);
        // The report stands on that weekday: the first from the day on.
        if let Some(found) = (0..=WEEK).filter_map(|n| plus(day, n)).find(|d| is_weekday(*d, lead)) {
            return done(Edtf::day(found), evidence);
        }
    }
    // A day with its weekday is at most a week old, one without at most a month.
    let end = plus(day, if weekday.is_some() { WEEK } else { YEARLESS })?;
    done(Edtf::span(day, end), evidence)
}

/// "… said on Sunday, 8 November 2020": a weekday with a full date near the head of a report is
/// of the week of the report.
fn framed(facts: &Facts) -> Option<DocumentDate> {
    let _ = facts;
    None
}
