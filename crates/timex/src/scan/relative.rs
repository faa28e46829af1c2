//! What is told from another day: "last week", "the next day", "that year", "a fourth day".

use super::*;

impl Scanner<'_> {
    /// Anything that names a date or a stretch of the calendar, without "early" or "end of".
    pub(super) fn point(&self, i: usize) -> Option<Hit> {
        self.nested(|s| s.any_point(i))
    }

    fn any_point(&self, i: usize) -> Option<Hit> {
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

    /// Phrases that begin with "the".
    pub(super) fn point_with_the(&self, i: usize) -> Option<Hit> {
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
                (among(before, "in during throughout through into by")
                    && self.closes(next + 1)
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
                        && !among(self.word(after + 1), "the he she it they we that") =>
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
                let ends = among(
                    before,
                    "end ends ended ending finish finished close closed started start",
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
                        if among(before, "of in over during for") && self.closes(after) =>
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
                "same" => self.same(next),
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
    pub(super) fn same(&self, i: usize) -> Option<Hit> {
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
    pub(super) fn shifted(&self, i: usize) -> Option<Hit> {
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
                let modified = among(self.before(i), "most more less so very");
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
    pub(super) fn ordinal(&self, start: usize, i: usize) -> Option<Hit> {
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
}
