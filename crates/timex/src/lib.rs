//! English time expressions, found in plain text and resolved to days.
//!
//! [`find`] is the one function to begin with:
//!
//! ```
//! use rashomon_timex::{find, civil::date};
//!
//! let text = "Shells fell on Sunday morning, six weeks after the truce of 20 August.";
//! let times = find(text, Some(date(2020, 9, 30)));
//! let values: Vec<_> = times.iter().map(|t| (t.span.of(text), t.timex.as_str())).collect();
//! assert_eq!(values, [
//!     ("Sunday morning", "2020-09-27TMO"),
//!     ("six weeks", "P6W"),
//!     ("20 August", "2020-08-20"),
//! ]);
//! ```
//!
//! Values are TIMEX3 (ISO-TimeML) in [`TimeExpression::timex`] and EDTF (ISO 8601-2) in
//! [`TimeExpression::edtf`]; the days are in [`TimeExpression::range`]. Extents follow the TIMEX3
//! annotation guidelines. What the text does not settle stays open: a weekday in a text without a
//! date is `XXXX-WXX-7`, a day without a year `XXXX-11-08`.
//!
//! Finding ([`scan`]) and resolving ([`resolve`]) are two steps, so that a caller who does not know
//! the date of a text can reason about what its expressions say ([`Base`]).
//!
//! This crate does **not** know about documents, syntax or armed conflict.

pub mod edtf;
mod expr;
mod lex;
mod resolve;
mod scan;

use jiff::civil::Date;
use rashomon_text::Span;

pub use expr::{Amount, Base, Found, From, Holiday, Modifier, Tense, TimeOfDay, YearOf};
/// Calendar dates, from the crate that this one reckons with.
pub use jiff::civil;
pub use lex::{DayPart, Season, Unit};
pub use scan::scan;

/// The type of a time expression, as TIMEX3 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A day or anything longer on the calendar.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

/// What the value of an expression rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The date of the document.
    Published,
    /// A time named before.
    Previous,
    /// Nothing but the expression itself.
    Absolute,
    /// Not settled: the value has `X` where digits are unknown.
    Unresolved,
}

/// One expression of time in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeExpression {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Date, time, duration or set.
    pub kind: Kind,
    /// TIMEX3 value: `2020-11-08`, `2020-W45`, `P44D`, `1990-SU`, `199`, `PRESENT_REF`,
    /// `2020-11-08TNI`, `XXXX-WXX-7`.
    pub timex: String,
    /// EDTF value, to the day; none for durations, sets and references. A time of day is not in it.
    pub edtf: Option<String>,
    /// First and last day, both included.
    pub range: Option<(Date, Date)>,
    /// What the value rests on.
    pub anchor: Anchor,
    /// TIMEX3's `mod`.
    pub modifier: Option<Modifier>,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Finds the expressions of one part of a text, with spans in the whole; none if `part` does not lie
/// on character boundaries of `text`. Parts of one text may be read one by one and resolved together.
pub fn scan_part(text: &str, part: Span) -> Vec<Found> {
    let mut found = scan(text.get(part.start..part.end).unwrap_or_default());
    for item in &mut found {
        item.span = Span::new(item.span.start + part.start, item.span.end + part.start);
    }
    found
}

/// The day `days` after `date`, or before it where `days` is negative; `None` beyond the calendar's
/// ends (the years -9999 and 9999).
pub fn plus_days(date: Date, days: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
}

/// Finds and resolves the time expressions of `text`, in order, none overlapping another.
///
/// `published` is the day of publication. Linear in the length of `text`; never fails.
pub fn find(text: &str, published: Option<Date>) -> Vec<TimeExpression> {
    resolve(text, &scan(text), published.map(|day| (day, day)))
}

/// Resolves what [`scan`] found, against a document published between two days (both included).
pub fn resolve(
    text: &str,
    found: &[Found],
    published: Option<(Date, Date)>,
) -> Vec<TimeExpression> {
    resolve_with(text, found, published, &|found| found.tense)
}

/// Like [`resolve`], for a caller who knows the tense around an expression better than the
/// neighbouring words tell: `tense` is asked for each.
pub fn resolve_with(
    text: &str,
    found: &[Found],
    published: Option<(Date, Date)>,
    tense: &dyn Fn(&Found) -> Tense,
) -> Vec<TimeExpression> {
    // Both notations write the years 1 to 9999 only.
    let published = published.filter(|(first, last)| first.year() >= 1 && last.year() <= 9998);
    resolve::Resolver::new(published).all(text, found, tense)
}

impl Kind {
    /// `date`, `time`, `duration` or `set`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Duration => "duration",
            Kind::Set => "set",
        }
    }
}

impl Anchor {
    /// `published`, `previous`, `absolute` or `unresolved`.
    pub fn as_str(self) -> &'static str {
        match self {
            Anchor::Published => "published",
            Anchor::Previous => "previous",
            Anchor::Absolute => "absolute",
            Anchor::Unresolved => "unresolved",
        }
    }
}
