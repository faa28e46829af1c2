//! Days and stretches of days, read from EDTF.

use jiff::SignedDuration;
use jiff::civil::Date;
use rashomon_timex::edtf::Edtf;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// 1 January 1970.
    pub(crate) const EPOCH: Day = Day(Date::constant(1970, 1, 1));

    /// Reads `2020-11-08`; `None` where it is no day of the calendar.
    pub fn parse(text: &str) -> Option<Day> {
        let days = Days::parse(text)?;
        (days.start == days.end).then_some(days.start?)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The day that lies `days` later (earlier, where negative), as far as the calendar goes.
    pub fn plus(self, days: i64) -> Day {
        let hours = SignedDuration::from_hours(days.saturating_mul(24).clamp(-LONG, LONG));
        Day(self.0.saturating_add(hours))
    }

    /// How many days `self` lies behind `other`.
    pub fn since(self, other: Day) -> i64 {
        self.0.duration_since(other.0).as_hours() / 24
    }
}

/// Hours beyond which no calendar goes.
const LONG: i64 = 20_000 * 366 * 24;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Day::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("no day: '{text}'")))
    }
}

/// A stretch of days with both ends in it; an end that is not known is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Day>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
}

impl Days {
    /// One day.
    pub fn day(day: Day) -> Days {
        Days {
            start: Some(day),
            end: Some(day),
        }
    }

    /// Reads an EDTF date or interval (`2020`, `2020-11-08`, `2020?`, `199X`,
    /// `2020-09-27/2020-09-30`, `1994/..`). `None` where it is none, or where it says nothing of the
    /// days that it covers.
    pub fn parse(text: &str) -> Option<Days> {
        let (start, end) = text.trim().parse::<Edtf>().ok()?.bounds();
        let days = Days {
            start: start.map(Day),
            end: end.map(Day),
        };
        let known = start.is_some() || end.is_some();
        let ordered = !matches!((start, end), (Some(s), Some(e)) if s > e);
        (known && ordered).then_some(days)
    }

    /// Whether the two may share a day.
    pub fn overlaps(self, other: Days) -> bool {
        let before = |a: Option<Day>, b: Option<Day>| matches!((a, b), (Some(a), Some(b)) if a < b);
        !before(self.end, other.start) && !before(other.end, self.start)
    }

    /// Days between the first and the last; `None` where an end is open.
    pub fn length(self) -> Option<i64> {
        Some(self.end?.since(self.start?) + 1)
    }

    /// The smallest stretch that holds both.
    pub fn cover(self, other: Days) -> Days {
        Days {
            start: self.start.zip(other.start).map(|(a, b)| a.min(b)),
            end: self.end.zip(other.end).map(|(a, b)| a.max(b)),
        }
    }

    /// The last day that is known of it.
    pub fn last(self) -> Option<Day> {
        self.end.or(self.start)
    }

    /// In words: `8 November 2020`, `27–30 September 2020`, `since 1994-…`.
    pub fn words(self) -> String {
        match (self.start, self.end) {
            (Some(start), Some(end)) => range_words(start, end),
            (Some(start), None) => format!("since {}", day_words(start)),
            (None, Some(end)) => format!("until {}", day_words(end)),
            (None, None) => String::new(),
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(start), true) = (self.start, self.start == self.end) {
            return write!(f, "{start}");
        }
        let end = |day: Option<Day>| day.map_or_else(|| "..".to_owned(), |d| d.to_string());
        write!(f, "{}/{}", end(self.start), end(self.end))
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: i8) -> &'static str {
    let names = usize::try_from(month - 1).ok().and_then(|i| MONTHS.get(i));
    names.copied().unwrap_or_default()
}

fn day_words(Day(day): Day) -> String {
    format!("{} {} {}", day.day(), month_name(day.month()), day.year())
}

fn range_words(start: Day, end: Day) -> String {
    let (y1, m1, d1) = (start.0.year(), start.0.month(), start.0.day());
    let (y2, m2, d2) = (end.0.year(), end.0.month(), end.0.day());
    let (n1, n2) = (month_name(m1), month_name(m2));
    let from_first = d1 == 1;
    let to_last = end.0 == end.0.last_of_month();
    match () {
        () if start == end => day_words(start),
        () if from_first && to_last && m1 == 1 && m2 == 12 && y1 == y2 => format!("{y1}"),
        () if from_first && to_last && m1 == 1 && m2 == 12 => format!("{y1}–{y2}"),
        () if from_first && to_last && (y1, m1) == (y2, m2) => format!("{n1} {y1}"),
        () if from_first && to_last && y1 == y2 => format!("{n1}–{n2} {y1}"),
        () if (y1, m1) == (y2, m2) => format!("{d1}–{d2} {n1} {y1}"),
        () if y1 == y2 => format!("{d1} {n1} – {d2} {n2} {y1}"),
        () => format!("{d1} {n1} {y1} – {d2} {n2} {y2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(edtf: &str) -> Option<String> {
        Days::parse(edtf).map(|d| d.to_string())
    }

    #[test]
    fn edtf_is_read_as_the_days_that_it_covers() {
        let cases = [
            ("2020-11-08", "2020-11-08"),
            ("2020-11-08T10:30Z", "2020-11-08"),
            ("2020-02", "2020-02-01/2020-02-29"),
            ("2020?", "2020-01-01/2020-12-31"),
            ("199X", "1990-01-01/1999-12-31"),
            ("2020-24", "2020-12-01/2021-02-28"),
            ("2020-XX-XX", "2020-01-01/2020-12-31"),
            ("1994/2020-11-08", "1994-01-01/2020-11-08"),
            ("1994/..", "1994-01-01/.."),
            ("/2020-09-30", "../2020-09-30"),
        ];
        for (edtf, days) in cases {
            assert_eq!(shown(edtf).as_deref(), Some(days), "{edtf}");
        }
        for none in [
            "",
            "soon",
            "2020-13-01",
            "2021-02-29",
            "../..",
            "2020-12/2020-01",
            "20",
            "2020-1-1",
        ] {
            assert_eq!(shown(none), None, "{none}");
        }
    }

    #[test]
    fn days_are_counted_over_the_ends_of_months_and_of_the_calendar() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(day("2020-02-28").plus(2), day("2020-03-01"));
        assert_eq!(day("2021-01-02").since(day("2020-12-30")), 3);
        assert_eq!(day("2020-12-30").since(day("2021-01-02")), -3);
        assert_eq!(
            day("2020-12-30").plus(i64::MIN).plus(i64::MAX),
            day("9999-12-31")
        );
    }

    #[test]
    fn stretches_are_told_in_words() {
        let words = |edtf: &str| Days::parse(edtf).unwrap().words();
        assert_eq!(words("2020-11-08"), "8 November 2020");
        assert_eq!(words("2020-09-27/2020-09-30"), "27–30 September 2020");
        assert_eq!(
            words("2020-09-27/2020-11-10"),
            "27 September – 10 November 2020"
        );
        assert_eq!(words("2020-10"), "October 2020");
        assert_eq!(words("1994/.."), "since 1 January 1994");
    }

    #[test]
    fn open_ends_overlap_all_that_follows() {
        let d = |edtf: &str| Days::parse(edtf).unwrap();
        assert!(d("1994/..").overlaps(d("2020-11-08")));
        assert!(!d("1994/..").overlaps(d("1990")));
        assert!(!d("2020-11-07").overlaps(d("2020-11-08")));
    }
}
