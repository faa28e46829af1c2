//! The Extended Date/Time Format (ISO 8601-2:2019, annex A), as far as this project writes it.
//!
//! Read are years, months, seasons, quarters, halves and days, digits that are not known (`199X`,
//! `2020-XX`, `XXXX-11-08`), the qualifiers `?` (uncertain), `~` (approximate) and `%` (both) behind
//! a date, and intervals with open (`..`) or unknown (empty) ends. A time of day is read and kept
//! out of the value. Not read: sets, exponential years, qualifiers of single components.
//!
//! ```
//! use rashomon_timex::edtf::{Edtf, Relation};
//!
//! let report: Edtf = "2020-09-30".parse().unwrap();
//! let month: Edtf = "2020-09".parse().unwrap();
//! let decade: Edtf = "199X".parse().unwrap();
//! assert_eq!(report.relation(&month), Relation::Within);
//! assert_eq!(decade.relation(&report), Relation::Before);
//! ```

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// How sure a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Qualifier {
    /// As written.
    #[default]
    Certain,
    /// `?`
    Uncertain,
    /// `~`
    Approximate,
    /// `%`
    Both,
}

/// Month or day of a date, which may be known to exist and not known itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A number; 21–41 in the place of the month are seasons (21–24), quarters (33–36) and halves
    /// (40–41).
    Known(u8),
    /// `XX`
    Unknown,
}

/// A year, month or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The year, with 0 in the place of unknown digits.
    year: i32,
    /// How many digits at its end are unknown (`X`): 0–4.
    unknown: u8,
    month: Option<Part>,
    day: Option<Part>,
    qualifier: Qualifier,
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A date.
    At(Moment),
    /// `..`: it goes on.
    Open,
    /// Nothing: there is an end that nobody names.
    Unknown,
}

/// A date or an interval of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edtf {
    /// `2020-11-08`
    Moment(Moment),
    /// `2020-10-20/2020-10-31`
    Interval(Bound, Bound),
}

/// How the days of one value lie to those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// All of its days lie before the other's.
    Before,
    /// All of its days lie behind the other's.
    After,
    /// The same days.
    Equal,
    /// Its days are some of the other's.
    Within,
    /// The other's days are some of its own.
    Contains,
    /// They share days, and each has days of its own.
    Overlaps,
}

/// A text that is no EDTF of the kinds that are read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError(String);

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "“{}” is no date in EDTF: write a date such as 2020-11-08, 2020-11 or 199X, or two with a slash between them",
            self.0
        )
    }
}

impl std::error::Error for ParseError {}

impl Moment {
    /// First and last day that it can mean; none where the year is not known at all.
    pub fn bounds(&self) -> Option<(Date, Date)> {
        if self.unknown >= 4 {
            return None;
        }
        let width = 10i32.pow(u32::from(self.unknown));
        let first_year = i16::try_from(self.year).ok()?;
        let last_year = i16::try_from(self.year + width - 1).ok()?;
        let whole = || {
            Some((
                Date::new(first_year, 1, 1).ok()?,
                Date::new(last_year, 12, 31).ok()?,
            ))
        };
        match (self.month, self.day) {
            (Some(Part::Known(month @ 1..=12)), Some(Part::Known(day))) if width == 1 => {
                let date = Date::new(first_year, month as i8, day as i8).ok()?;
                Some((date, date))
            }
            (Some(Part::Known(month)), _) if width == 1 => {
                let (from, to, next) = match month {
                    1..=12 => (month, month, 0),
                    21..=23 => (3 * (month - 20), 3 * (month - 20) + 2, 0),
                    // A winter begins in December and ends in the next year.
                    24 => (12, 2, 1),
                    33..=36 => (3 * (month - 33) + 1, 3 * (month - 33) + 3, 0),
                    40 | 41 => (6 * (month - 40) + 1, 6 * (month - 40) + 6, 0),
                    _ => return whole(),
                };
                let last = Date::new(first_year.checked_add(next)?, to as i8, 1).ok()?;
                Some((
                    Date::new(first_year, from as i8, 1).ok()?,
                    last.last_of_month(),
                ))
            }
            _ => whole(),
        }
    }

    /// Whether `date` can be meant.
    pub fn admits(&self, date: Date) -> bool {
        let known = |part: Option<Part>, value: i8| match part {
            Some(Part::Known(n)) if n <= 31 => i16::from(n) == i16::from(value),
            _ => true,
        };
        let month = match self.month {
            Some(Part::Known(n)) if n > 12 => true,
            part => known(part, date.month()),
        };
        let inside = self
            .bounds()
            .is_none_or(|(first, last)| first <= date && date <= last);
        inside && month && known(self.day, date.day())
    }
}

impl Edtf {
    /// One day.
    pub fn day(date: Date) -> Edtf {
        Edtf::Moment(Moment {
            year: i32::from(date.year()),
            unknown: 0,
            month: Some(Part::Known(date.month().unsigned_abs())),
            day: Some(Part::Known(date.day().unsigned_abs())),
            qualifier: Qualifier::Certain,
        })
    }

    /// All days from `first` to `last`, written as short as they allow: a day, a month, a year or
    /// an interval.
    pub fn span(first: Date, last: Date) -> Edtf {
        let Edtf::Moment(day) = Edtf::day(first) else {
            return Edtf::Interval(Bound::Unknown, Bound::Unknown);
        };
        if first == last {
            return Edtf::Moment(day);
        }
        let month = Moment { day: None, ..day };
        let year = Moment {
            month: None,
            ..month
        };
        for moment in [month, year] {
            if moment.bounds() == Some((first, last)) {
                return Edtf::Moment(moment);
            }
        }
        let Edtf::Moment(end) = Edtf::day(last) else {
            return Edtf::Moment(day);
        };
        Edtf::Interval(Bound::At(day), Bound::At(end))
    }

    /// First and last day, none where that end is open or unknown.
    pub fn bounds(&self) -> (Option<Date>, Option<Date>) {
        match self {
            Edtf::Moment(moment) => moment
                .bounds()
                .map_or((None, None), |(a, b)| (Some(a), Some(b))),
            Edtf::Interval(start, end) => {
                let days = |bound: &Bound| match bound {
                    Bound::At(moment) => moment.bounds(),
                    _ => None,
                };
                (
                    days(start).map(|(first, _)| first),
                    days(end).map(|(_, last)| last),
                )
            }
        }
    }

    /// Whether `date` can be meant.
    pub fn admits(&self, date: Date) -> bool {
        match self {
            Edtf::Moment(moment) => moment.admits(date),
            Edtf::Interval(..) => {
                let (first, last) = self.bounds();
                first.is_none_or(|first| first <= date) && last.is_none_or(|last| date <= last)
            }
        }
    }

    /// How its days lie to those of `other`. An end that is open, unknown or without a year counts
    /// as endless.
    pub fn relation(&self, other: &Edtf) -> Relation {
        let ends = |value: &Edtf| {
            let (first, last) = value.bounds();
            (first.unwrap_or(Date::MIN), last.unwrap_or(Date::MAX))
        };
        let ((a, b), (c, d)) = (ends(self), ends(other));
        if b < c {
            Relation::Before
        } else if d < a {
            Relation::After
        } else if (a, b) == (c, d) {
            Relation::Equal
        } else if c <= a && b <= d {
            Relation::Within
        } else if a <= c && d <= b {
            Relation::Contains
        } else {
            Relation::Overlaps
        }
    }

    /// Whether the two can name a day in common.
    pub fn overlaps(&self, other: &Edtf) -> bool {
        !matches!(self.relation(other), Relation::Before | Relation::After)
    }

    /// The same value, marked as uncertain or approximate.
    pub fn qualified(mut self, qualifier: Qualifier) -> Edtf {
        let mark = |moment: &mut Moment| moment.qualifier = qualifier;
        match &mut self {
            Edtf::Moment(moment) => mark(moment),
            Edtf::Interval(start, end) => {
                for bound in [start, end] {
                    if let Bound::At(moment) = bound {
                        mark(moment);
                    }
                }
            }
        }
        self
    }
}

impl FromStr for Moment {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        moment(text).ok_or_else(|| ParseError(text.to_owned()))
    }
}

fn moment(text: &str) -> Option<Moment> {
    let text = match text.split_once('T') {
        // A time of day is not part of the value; it must look like one.
        Some((date, time))
            if date.len() == 10 && time.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            date
        }
        Some(_) => return None,
        None => text,
    };
    let (text, qualifier) = match text.as_bytes().last()? {
        b'?' => (&text[..text.len() - 1], Qualifier::Uncertain),
        b'~' => (&text[..text.len() - 1], Qualifier::Approximate),
        b'%' => (&text[..text.len() - 1], Qualifier::Both),
        _ => (text, Qualifier::Certain),
    };
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut parts = text.split('-');
    let year = parts.next()?;
    if year.len() != 4 {
        return None;
    }
    let known = year.trim_end_matches('X');
    if !known.bytes().all(|b| b.is_ascii_digit()) || (negative && known.len() < 4) {
        return None;
    }
    let unknown = 4 - known.len() as u8;
    let value = if known.is_empty() {
        0
    } else {
        known.parse::<i32>().ok()? * 10i32.pow(u32::from(unknown))
    };
    let mut part = |range: &dyn Fn(u8) -> bool| -> Option<Option<Part>> {
        let Some(text) = parts.next() else {
            return Some(None);
        };
        if text == "XX" {
            return Some(Some(Part::Unknown));
        }
        let value = text
            .parse::<u8>()
            .ok()
            .filter(|n| text.len() == 2 && range(*n))?;
        Some(Some(Part::Known(value)))
    };
    let month = part(&|n| matches!(n, 1..=12 | 21..=41))?;
    let day = part(&|n| (1..=31).contains(&n))?;
    let season = matches!(month, Some(Part::Known(13..)));
    if parts.next().is_some() || (season && day.is_some()) {
        return None;
    }
    let moment = Moment {
        year: if negative { -value } else { value },
        unknown,
        month,
        day,
        qualifier,
    };
    // The 31st of November is no day in any year, the 29th of February in some.
    if let (Some(Part::Known(month)), Some(Part::Known(day))) = (month, day) {
        let year = if unknown == 0 {
            i16::try_from(moment.year).ok()?
        } else {
            2000
        };
        Date::new(year, month as i8, day as i8).ok()?;
    }
    Some(moment)
}

impl FromStr for Edtf {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let bound = |text: &str| match text {
            "" => Ok(Bound::Unknown),
            ".." => Ok(Bound::Open),
            text => text.parse().map(Bound::At),
        };
        let whole = |_| ParseError(text.to_owned());
        match text.split_once('/') {
            None => text.parse().map(Edtf::Moment),
            Some((start, end)) => {
                let (start, end) = (bound(start).map_err(whole)?, bound(end).map_err(whole)?);
                match (start, end) {
                    (Bound::Open | Bound::Unknown, Bound::Open | Bound::Unknown) => {
                        Err(ParseError(text.to_owned()))
                    }
                    _ => Ok(Edtf::Interval(start, end)),
                }
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year < 0 {
            f.write_str("-")?;
        }
        let digits = format!("{:04}", self.year.abs());
        f.write_str(&digits[..4usize.saturating_sub(usize::from(self.unknown))])?;
        for _ in 0..self.unknown {
            f.write_str("X")?;
        }
        for part in [self.month, self.day].into_iter().flatten() {
            match part {
                Part::Known(n) => write!(f, "-{n:02}")?,
                Part::Unknown => f.write_str("-XX")?,
            }
        }
        f.write_str(match self.qualifier {
            Qualifier::Certain => "",
            Qualifier::Uncertain => "?",
            Qualifier::Approximate => "~",
            Qualifier::Both => "%",
        })
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |bound: &Bound, f: &mut fmt::Formatter<'_>| match bound {
            Bound::At(moment) => moment.fmt(f),
            Bound::Open => f.write_str(".."),
            Bound::Unknown => Ok(()),
        };
        match self {
            Edtf::Moment(moment) => moment.fmt(f),
            Edtf::Interval(start, end) => {
                bound(start, f)?;
                f.write_str("/")?;
                bound(end, f)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn edtf(text: &str) -> Edtf {
        text.parse().unwrap()
    }

    #[test]
    fn values_have_the_days_they_name() {
        let all = |a: Date, b: Date| (Some(a), Some(b));
        for (text, bounds) in [
            ("2020-11-08", all(date(2020, 11, 8), date(2020, 11, 8))),
            ("2020-02", all(date(2020, 2, 1), date(2020, 2, 29))),
            ("2020-02-XX", all(date(2020, 2, 1), date(2020, 2, 29))),
            ("2020", all(date(2020, 1, 1), date(2020, 12, 31))),
            ("2020?", all(date(2020, 1, 1), date(2020, 12, 31))),
            ("199X", all(date(1990, 1, 1), date(1999, 12, 31))),
            ("19XX", all(date(1900, 1, 1), date(1999, 12, 31))),
            ("2014-22", all(date(2014, 6, 1), date(2014, 8, 31))),
            ("2014-24", all(date(2014, 12, 1), date(2015, 2, 28))),
            ("2014-35", all(date(2014, 7, 1), date(2014, 9, 30))),
            (
                "2020-10-20/2020-10-31",
                all(date(2020, 10, 20), date(2020, 10, 31)),
            ),
            ("1985~/1989~", all(date(1985, 1, 1), date(1989, 12, 31))),
            ("1994/..", (Some(date(1994, 1, 1)), None)),
            ("/2020-11", (None, Some(date(2020, 11, 30)))),
            ("XXXX-11-08", (None, None)),
            (
                "2020-11-08T16:08:00Z",
                all(date(2020, 11, 8), date(2020, 11, 8)),
            ),
        ] {
            assert_eq!(edtf(text).bounds(), bounds, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "20",
            "2020-13",
            "2020-11-31",
            "2021-02-29",
            "2020-00",
            "../..",
            "/",
            "2020-1-8",
            "2O20",
            "2020-11-08-01",
            "2020-22-01",
            "08/11/2020",
            "2020-11-08Tnoon",
            "X020",
            "2020-11-08é",
            "１９９０",
        ] {
            assert!(text.parse::<Edtf>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_compared() {
        use Relation::*;
        for (a, b, relation) in [
            ("2020-11-08", "2020-11-08", Equal),
            ("2020-11-08", "2020-11", Within),
            ("2020", "2020-11", Contains),
            ("1994", "2020", Before),
            ("2020", "1994", After),
            ("2020-09-27/2020-11-10", "2020-11", Overlaps),
            ("1994/..", "2020-11-08", Contains),
            ("../1993", "1994", Before),
            ("2020-11", "2020-11-01/2020-11-30", Equal),
        ] {
            assert_eq!(edtf(a).relation(&edtf(b)), relation, "{a} {b}");
        }
        assert!(edtf("XXXX-11-08").admits(date(2019, 11, 8)));
        assert!(!edtf("XXXX-11-08").admits(date(2019, 11, 9)));
        assert!(!edtf("1994/..").admits(date(1993, 12, 31)));
    }

    #[test]
    fn spans_are_written_short() {
        assert_eq!(
            Edtf::span(date(2020, 2, 1), date(2020, 2, 29)).to_string(),
            "2020-02"
        );
        assert_eq!(
            Edtf::span(date(2020, 1, 1), date(2020, 12, 31)).to_string(),
            "2020"
        );
        assert_eq!(
            Edtf::span(date(2020, 9, 30), date(2020, 9, 30)).to_string(),
            "2020-09-30"
        );
        assert_eq!(
            Edtf::span(date(2020, 10, 20), date(2020, 10, 31)).to_string(),
            "2020-10-20/2020-10-31"
        );
        assert_eq!(
            Edtf::span(date(2020, 1, 1), date(2020, 12, 31))
                .qualified(Qualifier::Uncertain)
                .to_string(),
            "2020?"
        );
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_is_read_is_written_again(text in "\\PC{0,24}|[-0-9X?~%/.T:]{0,24}") {
            if let Ok(value) = text.parse::<Edtf>() {
                let again: Edtf = value.to_string().parse().unwrap();
                prop_assert_eq!(again, value);
            }
        }
    }
}
