//! Dates of publication as collections write them, to EDTF (ISO 8601-2).

use jiff::civil;

/// A date that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// EDTF: `2017-04-07`, `2017-04`, `2017`, or the EDTF that was given.
    pub edtf: String,
    /// Why another reading was possible, and which was taken.
    pub ambiguous: Option<String>,
}

/// Reads a date of publication.
///
/// Takes ISO 8601 and RFC 3339 (`2017-04-07T09:14:00Z`, `20170407`), EDTF (`2020-10?`,
/// `2020-10-20/2020-10-31`, `202X`), RFC 2822 (`Fri, 07 Apr 2017 09:14:00 +0300`), words (`7 April
/// 2017`, `April 7, 2017`, `Apr 2017`) and figures (`4/7/17`, month first as Americans write, day
/// first where the month would be above 12). The day is the one that is written: time zones move
/// nothing. Two-digit years below 69 are of this century, as in POSIX.
///
/// # Errors
///
/// Says what could not be read and what to write instead.
pub fn edtf(written: &str) -> Result<Read, String> {
    let words = written.trim();
    let read = |edtf: String| Read {
        edtf,
        ambiguous: None,
    };
    // A date has no more than a few words. The bound keeps a text put into the wrong field out.
    let found = if words.len() > 100 {
        None
    } else {
        is_edtf(words)
            .then(|| read(words.to_owned()))
            .or_else(|| iso(words).map(read))
            .or_else(|| compact(words).map(read))
            .or_else(|| figures(words))
            .or_else(|| in_words(words).map(read))
    };
    found.ok_or_else(|| {
        let shown: String = words.chars().take(40).collect();
        format!("the date '{shown}' could not be read and was dropped; write it as 2017-04-07")
    })
}

/// Whether this is EDTF of level 0 or 1: a date or an interval.
pub fn is_edtf(written: &str) -> bool {
    let one = |part: &str| {
        let part = part.strip_suffix(['?', '~', '%']).unwrap_or(part);
        edtf_date(part).is_some()
    };
    match written.split_once('/') {
        None => one(written),
        Some((from, to)) => {
            let open = |part: &str| part.is_empty() || part == ".." || one(part);
            open(from) && open(to) && (one(from) || one(to))
        }
    }
}

/// One EDTF date without its qualifier: `2020`, `202X`, `2020-21` (a season), `2020-10`,
/// `2020-10-XX`, `2020-10-20`.
fn edtf_date(part: &str) -> Option<()> {
    let mut fields = part.split('-');
    let year = fields.next()?;
    let figures = |f: &str| f.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    if year.len() != 4 || !figures(year) || !year.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (month, day) = (fields.next(), fields.next());
    if fields.next().is_some() {
        return None;
    }
    let known = |field: &str| -> Option<Option<i8>> {
        match field {
            "XX" => Some(None),
            _ if field.len() == 2 && field.bytes().all(|b| b.is_ascii_digit()) => {
                field.parse().ok().map(Some)
            }
            _ => None,
        }
    };
    let month = match month {
        None => return Some(()),
        Some(month) => known(month)?,
    };
    let Some(day) = day else {
        let fits = month.is_none_or(|m| matches!(m, 1..=12 | 21..=24));
        return fits.then_some(());
    };
    match (year.parse::<i16>(), month, known(day)?) {
        (Ok(year), Some(month), Some(day)) => civil::Date::new(year, month, day).ok().map(|_| ()),
        (_, month, day) => (month.is_none_or(|m| matches!(m, 1..=12))
            && day.is_none_or(|d| matches!(d, 1..=31)))
        .then_some(()),
    }
}

/// A date with a time behind it: `2017-04-07T09:14:00Z`, `2009-03-20 12:24:52-05`.
fn iso(words: &str) -> Option<String> {
    let date = words.get(..10)?;
    let rest = &words[10..];
    let timed = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let clock = timed.starts_with(|c: char| c.is_ascii_digit()) && timed.contains(':');
    (clock && !date.contains('X') && edtf_date(date).is_some()).then(|| date.to_owned())
}

/// `20170407`, or a time in figures behind it.
fn compact(words: &str) -> Option<String> {
    let date = words.get(..8)?;
    let rest = &words[8..];
    let ends = rest.is_empty() || rest.starts_with('T') || (rest.len() == 6 && is_number(rest));
    if !ends || !is_number(date) {
        return None;
    }
    ymd(
        number(&date[..4])?,
        number(&date[4..6])?,
        number(&date[6..])?,
    )
}

/// `4/7/17`, `07.04.2017`, `2017/4/7`.
fn figures(words: &str) -> Option<Read> {
    let date = words.split_whitespace().next()?;
    let clock = words[date.len()..].trim();
    if !clock.is_empty() && !clock.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '/' | '.' | '-') {
        return None;
    }
    let fields: Vec<&str> = date.split(separator).collect();
    let [a, b, c] = fields[..] else { return None };
    if !fields.iter().all(|f| is_number(f) && f.len() <= 4) {
        return None;
    }
    let read = |edtf: String| Read {
        edtf,
        ambiguous: None,
    };
    if a.len() == 4 {
        return ymd(number(a)?, number(b)?, number(c)?).map(read);
    }
    let (first, second, year) = (number(a)?, number(b)?, full_year(c)?);
    // With dots the day comes first wherever they are used; with strokes, Americans begin with
    // the month.
    let day_first = separator == '.' || first > 12;
    let (month, day) = if day_first {
        (second, first)
    } else {
        (first, second)
    };
    let edtf = ymd(year, month, day)?;
    let open = !day_first && second <= 12 && first != second;
    let ambiguous = open.then(|| {
        format!(
            "the date '{date}' was read as month/day/year, {edtf}; write that form to settle it"
        )
    });
    Some(Read { edtf, ambiguous })
}

/// `Fri, 07 Apr 2017 09:14:00 +0300`, `7 April 2017`, `April 7th, 2017`, `Apr 2017`.
fn in_words(words: &str) -> Option<String> {
    let (mut day, mut month, mut year) = (None, None, None);
    for token in
        words.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '(' | ')'))
    {
        let token = token.trim_end_matches('.');
        let figures = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let tail = &token[figures.len()..];
        let ordinal = tail.is_empty()
            || ["st", "nd", "rd", "th"]
                .iter()
                .any(|t| tail.eq_ignore_ascii_case(t));
        if token.is_empty() || token.contains(':') {
            continue;
        } else if is_number(figures) && ordinal {
            match (figures.len(), number(figures)) {
                (4, Some(n)) if year.is_none() => year = Some(n),
                (1 | 2, Some(n)) if day.is_none() => day = Some(n),
                (2, Some(_)) if year.is_none() => year = full_year(figures),
                // What follows a full date is its time and zone.
                _ if year.is_some() && month.is_some() => {}
                _ => return None,
            }
        } else if let Some(m) = month_number(token) {
            if month.replace(m).is_some_and(|before| before != m) {
                return None;
            }
        } else if !passing(token) {
            return None;
        }
    }
    let (month, year) = (month?, year?);
    match day {
        Some(day) => ymd(year, month, day),
        None => Some(format!("{year:04}-{month:02}")),
    }
}

/// Words beside a date that do not change it.
fn passing(token: &str) -> bool {
    const WORDS: [&str; 26] = [
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "of",
        "the",
        "on",
        "at",
        "am",
        "pm",
        "gmt",
        "utc",
        "est",
        "edt",
        "pst",
        "pdt",
        "cet",
        "bst",
        "z",
        "published",
    ];
    let lower = token.to_ascii_lowercase();
    WORDS.contains(&lower.as_str())
        || lower.ends_with("day") && lower.len() <= 9
        || lower.starts_with('+') && is_number(&lower[1..])
}

fn month_number(token: &str) -> Option<i32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = token.to_ascii_lowercase();
    if lower == "sept" {
        return Some(9);
    }
    let at = MONTHS
        .iter()
        .position(|m| *m == lower || (lower.len() == 3 && m.starts_with(&lower)))?;
    i32::try_from(at + 1).ok()
}

fn full_year(figures: &str) -> Option<i32> {
    match (figures.len(), number(figures)?) {
        (4, year) => Some(year),
        (2, year) if year < 69 => Some(2000 + year),
        (2, year) => Some(1900 + year),
        _ => None,
    }
}

fn is_number(figures: &str) -> bool {
    !figures.is_empty() && figures.bytes().all(|b| b.is_ascii_digit())
}

fn number(figures: &str) -> Option<i32> {
    figures.parse().ok()
}

fn ymd(year: i32, month: i32, day: i32) -> Option<String> {
    let date = civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()?;
    Some(format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        date.month(),
        date.day()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_as_they_are_written() {
        for (written, want) in [
            ("2017-04-07", "2017-04-07"),
            ("2017-04-07T09:14:00+03:00", "2017-04-07"),
            ("2009-03-20 12:24:52.002364-05", "2009-03-20"),
            ("20170407", "2017-04-07"),
            ("20170407091400", "2017-04-07"),
            ("4/7/17", "2017-04-07"),
            ("15/4/2017", "2017-04-15"),
            ("4/15/17", "2017-04-15"),
            ("07.04.2017", "2017-04-07"),
            ("2017/4/7", "2017-04-07"),
            ("11/8/95", "1995-11-08"),
            ("Fri, 07 Apr 2017 09:14:00 +0300", "2017-04-07"),
            ("Fri, 7 Apr 2017 09:14:00 GMT", "2017-04-07"),
            ("7 April 2017", "2017-04-07"),
            ("April 7th, 2017", "2017-04-07"),
            ("Sept. 27, 2020", "2020-09-27"),
            ("Sunday 27 September 2020 at 10:30 am", "2020-09-27"),
            ("7-Apr-2017", "2017-04-07"),
            ("October 2020", "2020-10"),
            ("2020", "2020"),
            ("2020-10", "2020-10"),
            ("2020-10-20/2020-10-31", "2020-10-20/2020-10-31"),
            ("2020?", "2020?"),
            ("202X", "202X"),
            ("2020-10-XX", "2020-10-XX"),
            ("2020-21", "2020-21"),
            ("../2020-10", "../2020-10"),
        ] {
            assert_eq!(
                edtf(written).map(|r| r.edtf).as_deref(),
                Ok(want),
                "{written}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_said_so() {
        for written in [
            "",
            "whenever",
            "2020-13-01",
            "2021-02-29",
            "31/31/2020",
            "May",
            "7 April",
            "/",
            "April May 2020",
            "2020-10-1x",
            "12:30",
            "99999999999",
            "२०२०",
        ] {
            let why = edtf(written).unwrap_err();
            assert!(why.contains("write it as"), "{written}: {why}");
        }
    }

    #[test]
    fn a_date_with_two_readings_says_which_was_taken() {
        assert!(
            edtf("4/7/17")
                .unwrap()
                .ambiguous
                .unwrap()
                .contains("month/day/year, 2017-04-07")
        );
        assert_eq!(edtf("4/15/17").unwrap().ambiguous, None);
        assert_eq!(edtf("4/4/17").unwrap().ambiguous, None);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_is_read_is_edtf(written in "\\PC{0,24}|[0-9A-Za-z/ .,:T-]{0,30}") {
            if let Ok(read) = edtf(&written) {
                prop_assert!(is_edtf(&read.edtf), "{}", read.edtf);
            }
        }
    }
}
