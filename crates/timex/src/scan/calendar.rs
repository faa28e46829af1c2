//! Days, months and seasons: "Sunday, 8 November", "27–30 September 2020", "summer of 2014".

use super::*;

impl Scanner<'_> {
    pub(super) fn weekday(&self, i: usize) -> Option<Hit> {
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
            let plain = among(self.word(i), "tue tues thu thur thurs fri");
            if !(dated || dotted && plain) {
                return None;
            }
        }
        // Names of days that are no days of this week.
        if among(self.before(i), "black bloody super holy palm ash shrove") && self.capital(i - 1) {
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

    /// "November 8", "Nov. 8th, 2020", "November 8–10", "November 2020".
    pub(super) fn month_first(&self, i: usize) -> Option<Hit> {
        let (month, next) = self.month(i)?;
        if !self.capital(i) && among(self.word(i), "may march mar sep dec jan") {
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
    pub(super) fn relative_year(&self, i: usize) -> Option<Hit> {
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
    pub(super) fn month_alone(&self, i: usize) -> Option<Hit> {
        let (month, end) = self.month(i)?;
        if !self.capital(i)
            || (self.glued(i + 1)
                && self.dash(i + 1)
                && self.is_word(i + 2)
                && !matches!(self.lex(i + 2), Lex::Month(..)))
        {
            return None;
        }
        let cue = among(self.before(i), PREPOSITIONS);
        let ambiguous = among(self.word(i), "may march april june august mar dec jan");
        if (ambiguous || self.lex(i) != Lex::Month(month, false)) && !cue {
            return None;
        }
        // A person's name: "to April Jones", "of August Wilson", "for May and her party".
        if ambiguous
            && self.capital(i + 1)
            && !among(self.before(i), "in since until during last next")
        {
            return None;
        }
        if matches!(self.word(i), "may" | "march")
            && among(
                self.before(i),
                "and to for as on or before after about over at",
            )
            && !(among(self.before(i), "and to or before after") && self.closes(end))
        {
            return None;
        }
        hit(end, calendar(None, Some(month), None, None), "date/month")
    }

    pub(super) fn digits_first(&self, i: usize) -> Option<Hit> {
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
    pub(super) fn day_first(&self, i: usize) -> Option<Hit> {
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
    pub(super) fn day_of_pair(&self, i: usize) -> Option<Hit> {
        let (day, next) = self.day(i)?;
        let joins = |i: usize| among(self.word(i), "and to until through or ,");
        if joins(next)
            && among(self.before(i), "on from between of the")
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
    pub(super) fn numeric(&self, i: usize) -> Option<Hit> {
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

    /// A four-digit year at token `i` that follows a month or a day; counts are none.
    pub(super) fn year(&self, i: usize) -> Option<i32> {
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

    pub(super) fn counted(&self, i: usize) -> bool {
        among(self.word(i), COUNTED) || matches!(self.lex(i), Lex::Unit(_, true))
    }

    /// `, 2020`, `2020`, `of 2020`, `'20` behind a month or a day: the year and what follows it.
    pub(super) fn year_after(&self, i: usize) -> Option<(i32, usize)> {
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
    pub(super) fn day(&self, i: usize) -> Option<(u8, usize)> {
        match self.lex(i) {
            Lex::Digits(n @ 1..=31) => {
                let ending = self.glued(i + 1) && among(self.word(i + 1), "st nd rd th");
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
    pub(super) fn month(&self, i: usize) -> Option<(u8, usize)> {
        let Lex::Month(month, short) = self.lex(i) else {
            return None;
        };
        let dot = short && self.word(i + 1) == "." && self.glued(i + 1);
        Some((month, i + 1 + usize::from(dot)))
    }

    pub(super) fn year_of(&self, i: usize) -> (YearOf, usize) {
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
    pub(super) fn season(&self, i: usize, season: Season) -> Option<Hit> {
        if matches!(self.word(i), "spring" | "fall") && i > 0 && self.word(i - 1) == "arab" {
            return None;
        }
        let (year, end) = self.year_of(i + 1);
        if year != YearOf::Open && end != i + 1 {
            return hit(end, Base::Season(season, year), "season/year");
        }
        let before = self.before(i);
        let cue = among(
            before,
            "in by this since until during early late mid of through every all",
        ) || (before == "the"
            && i >= 2
            && among(self.word(i - 2), "in by during until since over of through"));
        let verb = self.word(i) == "fall" && !self.closes(i + 1);
        (cue && !verb
            && self.closes(i + 1)
            && self.word(i + 1) != "of"
            && !(self.word(i) == "fall" && before == "the"))
            .then(|| hit(i + 1, Base::Season(season, YearOf::Open), "season"))?
    }

    pub(super) fn holiday(&self, i: usize) -> Option<Hit> {
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
        if among(
            self.word(end),
            "island islands tree trees market egg eggs rising uprising",
        ) {
            return None;
        }
        let (year, after) = self.year_of(end);
        if year != YearOf::Open {
            end = after;
        }
        hit(end, Base::Holiday(holiday, year), "holiday")
    }

    pub(super) fn day_part_after(&self, i: usize, base: Base, rule: &'static str) -> Option<Hit> {
        let hit = hit(i, base, rule)?;
        match self.lex(i) {
            Lex::Part(part) if self.word(i) != "dawn" => Some(Hit {
                end: i + 1,
                ..hit.at(TimeOfDay::Part(part))
            }),
            _ => Some(hit),
        }
    }
}
