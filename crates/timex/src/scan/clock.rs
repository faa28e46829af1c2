//! Times of the day: "16:08 UTC", "8 p.m. Sunday", "at dawn".

use super::*;

impl Scanner<'_> {
    /// "16:08 UTC", "8.30 a.m.", "10 pm", "0800 GMT", "five o'clock", with a day behind it.
    pub(super) fn clock(&self, i: usize) -> Option<Hit> {
        if self.before(i) == ":"
            || !matches!(
                self.lex(i),
                Lex::Digits(_) | Lex::Figure(_) | Lex::Number(1..=12)
            )
        {
            return None;
        }
        let width = self.tokens[i].end - self.tokens[i].start;
        let (hour, minute, mut next, mut sure) = match self.lex(i) {
            Lex::Digits(h)
                if h <= 24 && self.word(i + 1) == ":" && self.glued(i + 1) && self.glued(i + 2) =>
            {
                let Lex::Digits(m @ 0..=59) = self.lex(i + 2) else {
                    return None;
                };
                if self.tokens[i + 2].end - self.tokens[i + 2].start != 2 {
                    return None;
                }
                let seconds = self.word(i + 3) == ":"
                    && self.glued(i + 3)
                    && matches!(self.lex(i + 4), Lex::Digits(0..=59));
                (h, m, i + 3 + 2 * usize::from(seconds), true)
            }
            Lex::Digits(n) if width == 4 && n / 100 <= 24 && n % 100 < 60 => {
                (n / 100, n % 100, i + 1, false)
            }
            Lex::Digits(h @ 1..=12) | Lex::Number(h @ 1..=12) => (h, 0, i + 1, false),
            Lex::Figure(_) => {
                let (h, m) = self.word(i).split_once('.')?;
                (
                    h.parse().ok().filter(|h| *h <= 24)?,
                    m.parse()
                        .ok()
                        .filter(|_| m.len() == 2)
                        .filter(|m| *m < 60)?,
                    i + 1,
                    false,
                )
            }
            _ => return None,
        };
        let mut hour: u32 = hour;
        let minute: u32 = minute;
        if self.word(next) == "o" && self.apostrophe(next + 1) && self.word(next + 2) == "clock" {
            next += 3;
            sure = true;
        }
        // am, a.m., pm, p.m.
        let half = match (self.word(next), self.word(next + 1), self.word(next + 2)) {
            ("am" | "pm", ..) => Some((self.word(next) == "pm", next + 1)),
            ("a" | "p", ".", "m") if self.glued(next + 1) && self.glued(next + 2) => {
                let stop = self.word(next + 3) == "." && self.glued(next + 3);
                Some((self.word(next) == "p", next + 3 + usize::from(stop)))
            }
            _ => None,
        };
        if let Some((pm, after)) = half {
            if (width == 4 && matches!(self.lex(i), Lex::Digits(_))) || hour > 12 && !sure {
                return None;
            }
            next = after;
            sure = true;
            if hour < 12 && pm {
                hour += 12;
            } else if hour == 12 && !pm {
                hour = 0;
            }
        }
        let mut utc = false;
        match self.word(next) {
            "utc" | "gmt" => {
                utc = true;
                sure |= width == 4 || width == 5;
                next += 1;
            }
            "est" | "edt" | "et" | "pst" | "pdt" | "pt" | "cst" | "cet" | "cest" | "bst"
            | "eet"
                if sure =>
            {
                next += 1
            }
            "hrs" | "hours" if width == 4 && minute < 60 && hour < 24 => {
                sure = true;
                next += 1;
            }
            _ => {}
        }
        if !sure {
            return None;
        }
        let time = TimeOfDay::Clock(hour as u8, minute as u8, utc);
        let day = next + usize::from(self.word(next) == ",");
        if matches!(
            self.lex(day),
            Lex::Weekday(..) | Lex::Day(_) | Lex::Month(..) | Lex::Digits(_)
        ) && let Some(of) = self.point(day)
            && of.time.is_none()
            && matches!(
                of.base,
                Base::Calendar { day: Some(_), .. }
                    | Base::Calendar {
                        weekday: Some(_),
                        ..
                    }
                    | Base::Shift(Unit::Day, ..)
            )
        {
            return Some(Hit {
                rule: "time/clock-day",
                ..of.at(time)
            });
        }
        Some(hit(next, Base::SomeDay, "time/clock")?.at(time))
    }

    /// "midnight", "at dawn", "morning of 3 October".
    pub(super) fn part(&self, i: usize, part: DayPart) -> Option<Hit> {
        if self.word(i + 1) == "of"
            && let Some(of) = self.point(i + 2)
            && of.time.is_none()
            && matches!(of.base, Base::Calendar { .. } | Base::Shift(Unit::Day, ..))
        {
            return Some(Hit {
                rule: "time/part-of-day",
                ..of.at(TimeOfDay::Part(part))
            });
        }
        let before = self.before(i);
        let exact = among(
            self.word(i),
            "midnight noon midday dawn daybreak dusk nightfall",
        );
        let cue = among(
            before,
            "at before by after around about until since from to till near",
        );
        let bare = matches!(before, "at" | "by") && matches!(self.word(i), "night");
        if exact && cue || bare && self.closes(i + 1) {
            // "midnight Sunday", "noon on Friday" stays two.
            if let Some(day) = self.point(i + 1)
                && matches!(
                    day.base,
                    Base::Calendar {
                        weekday: Some(_),
                        ..
                    } | Base::Shift(Unit::Day, ..)
                )
                && day.time.is_none()
            {
                return Some(Hit {
                    rule: "time/part-of-day",
                    ..day.at(TimeOfDay::Part(part))
                });
            }
            return Some(hit(i + 1, Base::SomeDay, "time/part")?.at(TimeOfDay::Part(part)));
        }
        None
    }
}
