//! Days and stretches of days, read from EDTF.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the Gregorian calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day of a date; `None` where the calendar has no such date.
    pub fn new(year: i64, month: u8, day: u8) -> Option<Day> {
        let fits = (-9999..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        fits.then(|| Day(days_from_civil(year, month, day)))
    }

    /// Reads `2020-11-08`.
    pub fn parse(text: &str) -> Option<Day> {
        let days = Days::parse(text)?;
        (days.start == days.end).then_some(days.start?)
    }

    /// Year, month and day of the month.
    pub fn date(self) -> (i64, u8, u8) {
        civil_from_days(self.0)
    }

    /// The day that lies `days` later (earlier, where negative).
    pub fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// How many days `self` lies behind `other`.
    pub fn since(self, other: Day) -> i64 {
        self.0 - other.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// First day.
    pub start: Option<Day>,
    /// Last day.
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

    /// Reads an EDTF date or interval (ISO 8601-2, levels 0 and 1: `2020`, `2020-11`,
    /// `2020-11-08`, `2020-11-08T10:00`, `2020?`, `199X`, `2020-09-27/2020-09-30`, `1994/..`).
    /// `None` where it is none, or where it says nothing about the day.
    pub fn parse(text: &str) -> Option<Days> {
        let text = text.trim();
        let days = match text.split_once('/') {
            None => date(text)?,
            Some((start, end)) => Days {
                start: open_end(start)?.and_then(|d| d.start),
                end: open_end(end)?.and_then(|d| d.end),
            },
        };
        let known = days.start.is_some() || days.end.is_some();
        let ordered = !matches!((days.start, days.end), (Some(s), Some(e)) if s > e);
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

/// One end of an interval: `None` where it is none, `Some(None)` where it is open.
fn open_end(text: &str) -> Option<Option<Days>> {
    match text.trim() {
        "" | ".." => Some(None),
        text => date(text).map(Some),
    }
}

fn date(text: &str) -> Option<Days> {
    let text = text.split('T').next().unwrap_or_default();
    let text = text.trim_end_matches(['?', '~', '%']);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut parts = digits.splitn(3, '-');
    let (year, year_end) = year(parts.next()?)?;
    let month = parts.next().map(unit);
    let day = parts.next().map(unit);
    let (year, year_end) = match sign {
        1 => (year, year_end),
        _ => (-year_end, -year),
    };
    let whole = |year: i64, until: i64| {
        Some(Days {
            start: Day::new(year, 1, 1),
            end: Day::new(until, 12, 31),
        })
    };
    match (month, day) {
        // `2020-XX` and `2020-XX-XX` say no more than the year.
        (None | Some(Unit::Unspecified), None | Some(Unit::Unspecified)) => whole(year, year_end),
        (Some(Unit::Is(month)), None | Some(Unit::Unspecified)) if year == year_end => {
            match month {
                1..=12 => Some(Days {
                    start: Day::new(year, month, 1),
                    end: Day::new(year, month, days_in(year, month)),
                }),
                // Seasons: spring, summer, autumn, winter.
                21..=23 => {
                    let first = (month - 20) * 3;
                    Some(Days {
                        start: Day::new(year, first, 1),
                        end: Day::new(year, first + 2, days_in(year, first + 2)),
                    })
                }
                24 => Some(Days {
                    start: Day::new(year, 12, 1),
                    end: Day::new(year + 1, 2, days_in(year + 1, 2)),
                }),
                _ => None,
            }
        }
        (Some(Unit::Is(month)), Some(Unit::Is(day))) if year == year_end => {
            Day::new(year, month, day).map(Days::day)
        }
        _ => None,
    }
}

/// `2020`, or `202X` for all years of a decade.
fn year(text: &str) -> Option<(i64, i64)> {
    let four = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    if !four {
        return None;
    }
    let low = text.replace('X', "0").parse().ok()?;
    let high = text.replace('X', "9").parse().ok()?;
    Some((low, high))
}

enum Unit {
    Is(u8),
    Unspecified,
    Wrong,
}

fn unit(text: &str) -> Unit {
    match text {
        "XX" => Unit::Unspecified,
        text if text.len() == 2 => text.parse().map_or(Unit::Wrong, Unit::Is),
        _ => Unit::Wrong,
    }
}

fn leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Howard Hinnant's `days_from_civil` (<https://howardhinnant.github.io/date_algorithms.html>).
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let (m, d) = (i64::from(month), i64::from(day));
    let y = if m <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// Howard Hinnant's `civil_from_days`.
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = u8::try_from(doy - (153 * mp + 2) / 5 + 1).unwrap_or(1);
    let month = u8::try_from(if mp < 10 { mp + 3 } else { mp - 9 }).unwrap_or(1);
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, day)
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

fn month_name(month: u8) -> &'static str {
    MONTHS
        .get(usize::from(month).wrapping_sub(1))
        .copied()
        .unwrap_or_default()
}

fn day_words(day: Day) -> String {
    let (year, month, day) = day.date();
    format!("{day} {} {year}", month_name(month))
}

fn range_words(start: Day, end: Day) -> String {
    let ((y1, m1, d1), (y2, m2, d2)) = (start.date(), end.date());
    let (n1, n2) = (month_name(m1), month_name(m2));
    let from_first = d1 == 1;
    let to_last = d2 == days_in(y2, m2);
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
    fn every_day_comes_back_from_its_date() {
        let from = Day::new(1899, 12, 30).unwrap();
        for n in 0..100_000 {
            let day = from.plus(n);
            let (y, m, d) = day.date();
            assert_eq!(Day::new(y, m, d), Some(day));
        }
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
