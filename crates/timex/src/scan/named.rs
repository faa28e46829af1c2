//! Words of their own: "tonight", "overnight", "every Monday", "now", "Q3 2009".

use super::*;

impl Scanner<'_> {
    /// Words of their own: "tonight", "overnight", "Christmas Eve", "Q3 2009", "that day".
    pub(super) fn named(&self, i: usize) -> Option<Hit> {
        let today = Base::Shift(Unit::Day, 0, From::Published);
        match self.word(i) {
            "tonight" => {
                Some(hit(i + 1, today, "day/tonight")?.at(TimeOfDay::Part(DayPart::Night)))
            }
            "overnight" => {
                // "Sunday overnight" and "overnight Sunday" name the day.
                if let Some(day) = self.point(i + 1)
                    && matches!(
                        day.base,
                        Base::Calendar {
                            weekday: Some(_),
                            ..
                        }
                    )
                    && day.time.is_none()
                {
                    return Some(Hit {
                        rule: "day/overnight",
                        ..day.at(TimeOfDay::Part(DayPart::Night))
                    });
                }
                Some(hit(i + 1, today, "day/overnight")?.at(TimeOfDay::Part(DayPart::Night)))
            }
            "that" | "same" => self
                .same(i)
                .filter(|_| self.word(i) != "same" || self.before(i) != "the"),
            "q1" | "q2" | "q3" | "q4" | "h1" | "h2" => {
                let n = self.word(i).as_bytes()[1] - b'0';
                let (year, end) = self.year_of(i + 1);
                let base = if self.word(i).starts_with('q') {
                    Base::Quarter(n, year)
                } else {
                    Base::Half(n, year)
                };
                (self.capital(i) && (self.word(i).starts_with('q') || year != YearOf::Open))
                    .then(|| hit(end, base, "quarter/short"))?
            }
            "christmas" | "halloween" | "thanksgiving" | "easter" | "boxing" | "good" | "new" => {
                self.holiday(i)
            }
            "present" if self.before(i) == "at" => {
                hit(i + 1, Base::Reference(0), "reference/present")
            }
            "fiscal" => {
                let year = i + 1 + usize::from(self.word(i + 1) == "year");
                hit(year + 1, Base::Fiscal(self.year(year)?), "fiscal")
            }
            _ => None,
        }
    }

    pub(super) fn every(&self, i: usize) -> Option<Hit> {
        match self.lex(i) {
            Lex::Every(unit) => {
                // "Daily Telegraph", "Weekly Standard".
                let name = self.capital(i)
                    && (self.capital(i + 1) || i > 0 && self.lex(i - 1) != Lex::Punct);
                (!name).then(|| hit(i + 1, Base::Set(1.0, unit), "set/adverb"))?
            }
            Lex::Start if matches!(self.word(i), "every" | "each") => {
                let at = i + 1;
                match self.lex(at) {
                    Lex::Weekday(day, false) => {
                        hit(at + 1, Base::SetWeekday(day), "set/every-weekday")
                    }
                    Lex::Unit(unit, false) if unit != Unit::Second => {
                        hit(at + 1, Base::Set(1.0, unit), "set/every")
                    }
                    Lex::Part(part) => Some(
                        hit(at + 1, Base::Set(1.0, Unit::Day), "set/every-part")?
                            .at(TimeOfDay::Part(part)),
                    ),
                    _ if matches!(self.word(at), "other" | "second") => match self.lex(at + 1) {
                        Lex::Unit(unit, false) => {
                            hit(at + 2, Base::Set(2.0, unit), "set/every-other")
                        }
                        Lex::Weekday(day, false) => {
                            hit(at + 2, Base::SetWeekday(day), "set/every-weekday")
                        }
                        _ => None,
                    },
                    Lex::Digits(_) | Lex::Number(_) => {
                        let (Amount::Exact(n), unit_at) = self.amount(at)? else {
                            return None;
                        };
                        match self.lex(unit_at) {
                            Lex::Unit(unit, true) => {
                                hit(unit_at + 1, Base::Set(n, unit), "set/every")
                            }
                            _ => None,
                        }
                    }
                    Lex::Vague if self.word(at) == "few" => match self.lex(at + 1) {
                        Lex::Unit(unit, true) => hit(
                            at + 2,
                            Base::Duration(Amount::Vague, unit, None),
                            "set/every-few",
                        ),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// "now", "recently", "soon".
    pub(super) fn reference(&self, i: usize) -> Option<Hit> {
        let at = i + usize::from(matches!(self.word(i), "more" | "very" | "most"));
        let Lex::Reference(n) = self.lex(at) else {
            return None;
        };
        let hyphen = self.glued(at + 1) && self.dash(at + 1);
        if hyphen || (at > i && n == 0) || among(self.before(i), "as too how so") {
            return None;
        }
        // "soon after the attack" is a signal, "now that" a conjunction.
        if matches!(
            (self.word(at), self.word(at + 1)),
            ("soon", "after" | "as" | "afterwards") | ("now", "that")
        ) {
            return None;
        }
        hit(at + 1, Base::Reference(n), "reference")
    }
}
