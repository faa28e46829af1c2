//! Years, decades and centuries: "1994", "2016–18", "the 70s", "19th century".

use super::*;

impl Scanner<'_> {
    /// "1990s", "1990's", "90s".
    pub(super) fn decade(&self, i: usize) -> Option<Hit> {
        let Lex::Digits(n) = self.lex(i) else {
            return None;
        };
        let mut next = i + 1;
        let quoted = self.apostrophe(next) && self.glued(next);
        next += usize::from(quoted);
        if self.word(next) != "s" || !self.glued(next) {
            return None;
        }
        let width = self.tokens[i].end - self.tokens[i].start;
        // "the 1990's" is a decade, "2014's" belongs to a year.
        match width {
            4 if n % 10 == 0
                && (1000..2200).contains(&n)
                && (!quoted || self.before(i) == "the") =>
            {
                if n % 100 == 0 && n < 1900 && !quoted {
                    return hit(next + 1, Base::Century(n as i32 / 100), "century/digits");
                }
                hit(next + 1, Base::Decade(n as i32 / 10), "decade/digits")
            }
            2 if n % 10 == 0 && !quoted => {
                let cue = self.before(i);
                let listed = among(cue, "and or , to - –")
                    && i >= 2
                    && self.word(i - 2) == "s"
                    && self.glued(i - 2);
                let aged = among(cue, "his her their my our");
                if aged
                    || !(listed
                        || among(cue, "the early late mid")
                        || self.dash(i.wrapping_sub(1))
                        || self.apostrophe(i.wrapping_sub(1)))
                {
                    return None;
                }
                hit(
                    next + 1,
                    Base::Decade(two_digit_year(n) / 10),
                    "decade/short",
                )
            }
            _ => None,
        }
    }

    /// `'82`, `'90s`.
    pub(super) fn short_year(&self, i: usize) -> Option<Hit> {
        if !self.apostrophe(i) || !self.glued(i + 1) || (i > 0 && self.glued(i)) {
            return None;
        }
        let Lex::Digits(n @ 0..=99) = self.lex(i + 1) else {
            return None;
        };
        if self.tokens[i + 1].end - self.tokens[i + 1].start != 2 {
            return None;
        }
        if let Some(hit) = self.decade(i + 1) {
            return Some(hit);
        }
        let cue = among(self.before(i), "in since of from until by and the");
        let quote = self.apostrophe(i + 2) && self.word(i) != "’";
        (cue && !quote && self.closes(i + 2)).then(|| {
            hit(
                i + 2,
                calendar(Some(two_digit_year(n)), None, None, None),
                "date/short-year",
            )
        })?
    }

    /// "2016–2018", "2016-18", "2016/17".
    pub(super) fn years(&self, i: usize) -> Option<Hit> {
        let Lex::Digits(first @ 1000..=2199) = self.lex(i) else {
            return None;
        };
        if !(self.dash(i + 1) || self.word(i + 1) == "/")
            || !self.glued(i + 1)
            || !self.glued(i + 2)
        {
            return None;
        }
        let Lex::Digits(n) = self.lex(i + 2) else {
            return None;
        };
        if self.glued(i + 3) && (self.dash(i + 3) || self.word(i + 3) == "/") || self.counted(i + 3)
        {
            return None;
        }
        let last = match self.tokens[i + 2].end - self.tokens[i + 2].start {
            4 => n,
            2 => first / 100 * 100 + n,
            _ => return None,
        };
        (last > first && last < 2200 && last - first <= 300).then(|| {
            hit(
                i + 3,
                Base::Years(first as i32, last as i32),
                "date/year-range",
            )
        })?
    }

    /// "19th century", "nineteenth-century".
    pub(super) fn numbered_century(&self, i: usize) -> Option<Hit> {
        let (n, next) = self.day(i)?;
        if self.lex(i) == Lex::Digits(u32::from(n)) && next == i + 1 {
            return None;
        }
        let next = self.dashed(next);
        (n <= 21 && matches!(self.lex(next), Lex::Unit(Unit::Century, _)))
            .then(|| hit(next + 1, Base::Century(i32::from(n) - 1), "century"))?
    }

    pub(super) fn bare_year(&self, i: usize) -> Option<Hit> {
        let year = self.year(i)?;
        let before = self.before(i);
        let cue = among(before, YEAR_CUES) || self.dash(i.wrapping_sub(1));
        if among(before, LABELS) && before != "than" || (!cue && !(1900..2100).contains(&year)) {
            return None;
        }
        if before == "than"
            && i.checked_sub(2)
                .is_some_and(|k| matches!(self.word(k), "more" | "less" | "fewer"))
        {
            return None;
        }
        // "between 500 and 1300"
        if matches!(before, "and" | "to" | "or")
            && i >= 2
            && matches!(self.lex(i - 2), Lex::Digits(_) | Lex::Figure(_))
            && self.year(i - 2).is_none()
        {
            return None;
        }
        let opens = i == 0 || self.lex(i - 1) == Lex::Punct;
        // A figure among figures: a telephone number, a row of a table.
        if i > 0 && self.lex_is_digits(i - 1) || self.lex_is_digits(i + 1) {
            return None;
        }
        // A name with a number: "Windows 2000", "Expo 2020".
        if !cue && !opens && self.capital(i - 1) {
            return None;
        }
        if opens && i > 0 && among(self.word(i - 1), "$ € £ # + * & = %") {
            return None;
        }
        // "2020 tanks": a plural noun right behind, and nothing before that asks for a year.
        let next = self.word(i + 1);
        let plural = self.is_word(i + 1)
            && next.ends_with('s')
            && !next.ends_with("ss")
            && !self.glued(i + 1)
            && !among(next, "was is has as its his this crisis elections sales");
        let strong = among(
            before,
            "in since until during s early late mid the a its their of",
        );
        if plural && !strong {
            return None;
        }
        if self.glued(i + 1)
            && self.dash(i + 1)
            && self.glued(i + 2)
            && !self.lex_is_digits(i + 2)
            && !matches!(self.lex(i + 2), Lex::Digits(_))
            && among(
                self.word(i + 2),
                "strong member foot metre meter mile kilometre kilometer ton tonne",
            )
        {
            return None;
        }
        hit(i + 1, calendar(Some(year), None, None, None), "date/year")
    }
}
