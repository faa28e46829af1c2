//! Parts of a stretch of time: "early 2009", "late on Sunday", "the end of last year".

use super::*;

impl Scanner<'_> {
    /// "early 2009", "the late 1980s", "mid-June", "earlier this year", "late on Sunday", "later in
    /// the week", "the end of last year", "the beginning of the month".
    pub(super) fn edged(&self, i: usize) -> Option<Hit> {
        self.nested(|s| s.any_edged(i))
    }

    fn any_edged(&self, i: usize) -> Option<Hit> {
        if let Lex::Unit(unit @ (Unit::Year | Unit::Month), false) = self.lex(i) {
            // "by year's end", "at year-end"
            let mark = i + 1 + usize::from(self.apostrophe(i + 1) && self.word(i + 2) == "s");
            let end = mark + usize::from(mark > i + 1 || self.dash(mark));
            let base = Base::Shift(unit, 0, From::Published);
            return (end > mark && self.word(end) == "end")
                .then(|| hit(end + 1, base, "edge/years-end"))?
                .map(|hit| hit.with(Some(Modifier::End)));
        }
        let the = usize::from(self.lex(i) == Lex::The);
        let at = i + the;
        if let Lex::EdgeNoun(edge) = self.lex(at) {
            let modifier = match edge {
                Edge::Early => Modifier::Start,
                Edge::Mid => Modifier::Mid,
                _ => Modifier::End,
            };
            let rest = matches!(self.word(at), "rest" | "remainder" | "close");
            if self.word(at + 1) != "of" || (the == 0 && rest) {
                return None;
            }
            let of = at + 2;
            let inner = self.whole(of)?;
            return Some(Hit {
                rule: "edge/noun",
                ..inner.with((!rest).then_some(modifier))
            });
        }
        let Lex::Edge(edge) = self.lex(at) else {
            return None;
        };
        let modifier = match edge {
            Edge::Early => Some(Modifier::Start),
            Edge::Mid => Some(Modifier::Mid),
            Edge::Late => Some(Modifier::End),
            _ => None,
        };
        let mut next = self.dashed(at + 1);
        // "the early hours of Friday"
        if edge == Edge::Early && self.word(next) == "hours" {
            let day = if self.word(next + 1) == "of" {
                self.point(next + 2)?
            } else {
                return None;
            };
            let fits = day.time.is_none()
                && matches!(day.base, Base::Calendar { .. } | Base::Shift(Unit::Day, ..));
            return fits.then(|| {
                Hit {
                    rule: "edge/early-hours",
                    ..day
                }
                .at(TimeOfDay::Part(DayPart::Morning))
            });
        }
        match edge {
            Edge::Earlier | Edge::Later => {
                if the == 1 {
                    return None;
                }
                let within = usize::from(self.word(next) == "in" || self.word(next) == "on");
                let inner = match self.lex(next + within) {
                    Lex::The if within == 1 => self.whole(next + 1)?,
                    Lex::Day(_) | Lex::Shift(Shift::This | Shift::Last) if within == 0 => {
                        self.point(next)?
                    }
                    Lex::Start if self.word(next) == "that" => self.point(next)?,
                    Lex::Month(..) | Lex::Digits(_) | Lex::Weekday(..) if within == 1 => {
                        return None;
                    }
                    _ => return None,
                };
                if matches!(inner.base, Base::Window(..) | Base::Reference(_)) {
                    return None;
                }
                Some(Hit {
                    rule: "edge/earlier",
                    ..inner
                })
            }
            _ => {
                // "early on Sunday", "late in the day", "early in 2009", "late in December"
                if matches!(self.word(next), "in" | "on") {
                    if the == 1 {
                        return None;
                    }
                    next += 1;
                    let inner = self.whole(next).or_else(|| self.point(next))?;
                    let fits = matches!(
                        inner.base,
                        Base::Calendar { .. } | Base::Shift(..) | Base::Decade(_)
                    );
                    return fits.then_some(
                        Hit {
                            rule: "edge/early-in",
                            ..inner
                        }
                        .with(modifier),
                    );
                }
                if let Lex::Digits(_) = self.lex(next)
                    && let Some(year) = self.year(next)
                    && self.decade(next).is_none()
                    && self.years(next).is_none()
                {
                    return Some(
                        hit(
                            next + 1,
                            calendar(Some(year), None, None, None),
                            "edge/early",
                        )?
                        .with(modifier),
                    );
                }
                let inner = match self.lex(next) {
                    Lex::Part(
                        part @ (DayPart::Morning
                        | DayPart::Afternoon
                        | DayPart::Evening
                        | DayPart::Night),
                    ) => {
                        // "in the early morning of 3 October", "early morning"
                        let day = self.point(next + 1).filter(|day| {
                            day.time.is_none()
                                && matches!(
                                    day.base,
                                    Base::Calendar {
                                        weekday: Some(_),
                                        ..
                                    } | Base::Shift(Unit::Day, ..)
                                )
                        });
                        match self.part(next, part) {
                            // "late afternoon Tuesday"
                            _ if day.is_some() => day?.at(TimeOfDay::Part(part)),
                            Some(of) if of.base != Base::SomeDay => of,
                            _ if the == 1 || among(self.before(i), "in on since the until") => {
                                hit(next + 1, Base::SomeDay, "edge/early")?
                                    .at(TimeOfDay::Part(part))
                            }
                            _ => return None,
                        }
                    }
                    Lex::Month(..) => self.month_first(next).or_else(|| {
                        let (month, end) = self.month(next)?;
                        self.capital(next).then(|| {
                            hit(end, calendar(None, Some(month), None, None), "edge/early")
                        })?
                    })?,
                    Lex::Season(season) => match self.season(next, season) {
                        Some(hit) => hit,
                        None => hit(next + 1, Base::Season(season, YearOf::Open), "edge/early")?,
                    },
                    Lex::Weekday(..)
                    | Lex::Digits(_)
                    | Lex::Decade(_)
                    | Lex::Day(_)
                    | Lex::Ordinal(_)
                    | Lex::Punct
                    | Lex::Shift(Shift::Last | Shift::This | Shift::Next) => self.point(next)?,
                    _ => return None,
                };
                if matches!(
                    inner.base,
                    Base::Window(..)
                        | Base::Reference(_)
                        | Base::Calendar {
                            day: Some(_),
                            weekday: None,
                            ..
                        }
                ) {
                    return None;
                }
                Some(Hit {
                    rule: "edge/early",
                    ..inner.with(modifier)
                })
            }
        }
    }

    /// What can stand behind "the end of": a point, or "the year".
    pub(super) fn whole(&self, i: usize) -> Option<Hit> {
        if self.lex(i) == Lex::The
            && let Lex::Unit(
                unit @ (Unit::Day
                | Unit::Week
                | Unit::Weekend
                | Unit::Month
                | Unit::Quarter
                | Unit::Year
                | Unit::Decade),
                false,
            ) = self.lex(i + 1)
            && self.word(i + 2) != "of"
            && !self.dash(i + 2)
        {
            return hit(i + 2, Base::Shift(unit, 0, From::Published), "unit/the");
        }
        if self.lex(i) == Lex::Unit(Unit::Year, false) {
            return hit(
                i + 1,
                Base::Shift(Unit::Year, 0, From::Published),
                "unit/the",
            );
        }
        if let Lex::Month(..) = self.lex(i)
            && self.capital(i)
            && let Some(hit) = self.month_first(i).or_else(|| {
                let (month, end) = self.month(i)?;
                hit(end, calendar(None, Some(month), None, None), "date/month")
            })
        {
            return matches!(hit.base, Base::Calendar { day: None, .. }).then_some(hit);
        }
        let inner = self.edged(i).or_else(|| self.point(i))?;
        matches!(
            inner.base,
            Base::Calendar {
                day: None,
                weekday: None,
                ..
            } | Base::Shift(..)
                | Base::Decade(_)
                | Base::Century(_)
                | Base::ShiftMonth(_, None, _)
                | Base::Season(..)
                | Base::ShiftSeason(..)
                | Base::Quarter(..)
                | Base::Half(..)
        )
        .then_some(inner)
    }
}
