//! Lengths of time, and what they lead to: "44-day", "more than 25 years", "a month ago".

use super::*;

impl Scanner<'_> {
    /// A number of things from token `i`, and what follows it.
    pub(super) fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let (mut value, mut next) = match self.lex(i) {
            Lex::Article => {
                let mut at = i + 1;
                at += usize::from(
                    self.word(at) == "good"
                        || self.word(at) == "mere"
                        || self.word(at) == "further",
                );
                match self.word(at) {
                    "few" => return Some((Amount::Vague, at + 1)),
                    "couple" | "number" if self.word(at + 1) == "of" => {
                        return Some((Amount::Vague, at + 2));
                    }
                    "dozen" => return Some((Amount::Exact(12.0), at + 1)),
                    "hundred" => (100.0, at + 1),
                    "half" if self.dash(at + 1) => return Some((Amount::Exact(0.5), at + 2)),
                    "single" | "full" | "whole" | "consecutive" => (1.0, at + 1),
                    _ => (1.0, at),
                }
            }
            Lex::Digits(n)
                if n < 100_000 && !(self.glued(i + 1) && matches!(self.word(i + 1), "%" | ":")) =>
            {
                (n as f32, i + 1)
            }
            Lex::Figure(n) if n < 100_000.0 => (n, i + 1),
            Lex::Number(n) => {
                let dashed = self.dashed(i + 1);
                match (n, self.lex(dashed)) {
                    (20.., Lex::Number(one @ 1..=9)) => ((n + one) as f32, dashed + 1),
                    (1..=9, Lex::Hundred) => (n as f32 * 100.0, i + 2),
                    _ => (n as f32, i + 1),
                }
            }
            Lex::Vague => {
                return match self.word(i) {
                    "few" | "several" | "many" => Some((Amount::Vague, i + 1)),
                    "couple" | "dozens" if self.word(i + 1) == "of" => Some((Amount::Vague, i + 2)),
                    "half" if self.lex(i + 1) == Lex::Article => Some((Amount::Exact(0.5), i + 2)),
                    _ => None,
                };
            }
            _ => return None,
        };
        // "two and a half", "two-and-a-half"
        let and = self.dashed(next);
        if self.word(and) == "and" && self.lex(self.dashed(and + 1)) == Lex::Article {
            let half = self.dashed(self.dashed(and + 1) + 1);
            if self.word(half) == "half" {
                value += 0.5;
                next = half + 1;
            }
        }
        // "two or three", "10 to 15", "10–15": nobody says which.
        let or = next;
        if (matches!(self.word(or), "or" | "to") || self.dash(or))
            && matches!(self.lex(or + 1), Lex::Digits(_) | Lex::Number(_))
            && self.lex(i) != Lex::Article
            && let Some((Amount::Exact(other), after)) = self.amount_plain(or + 1)
            && other > value
            && matches!(self.lex(self.dashed(after)), Lex::Unit(..))
        {
            return Some((Amount::Vague, after));
        }
        Some((Amount::Exact(value), next))
    }

    /// A plain number, for the second half of a range.
    pub(super) fn amount_plain(&self, i: usize) -> Option<(Amount, usize)> {
        match self.lex(i) {
            Lex::Digits(n) => Some((Amount::Exact(n as f32), i + 1)),
            Lex::Number(n) => {
                let dashed = self.dashed(i + 1);
                match (n, self.lex(dashed)) {
                    (20.., Lex::Number(one @ 1..=9)) => {
                        Some((Amount::Exact((n + one) as f32), dashed + 1))
                    }
                    _ => Some((Amount::Exact(n as f32), i + 1)),
                }
            }
            _ => None,
        }
    }

    /// Skips one word that may stand between a number and its unit.
    pub(super) fn adjectives(&self, i: usize) -> usize {
        i + usize::from(among(
            self.word(i),
            "trading straight consecutive successive full whole long more \
                additional further entire calendar working business short solid \
                bloody tense",
        ))
    }

    /// Whether the words from `i` make the amount before them an age or a length.
    pub(super) fn aged(&self, i: usize) -> bool {
        let at = self.dashed(i);
        let at = at + usize::from(self.apostrophe(at));
        matches!(self.word(at), "old" | "olds")
            || (self.word(i) == "of" && self.word(i + 1) == "age")
            || matches!(self.word(i), "senior" | "junior")
    }

    /// "about", "more than", "at least" before an amount: what it does, and what follows it.
    pub(super) fn approx(&self, i: usize) -> (Option<Modifier>, usize) {
        if self.lex(i) != Lex::Approx {
            return (None, i);
        }
        let numeral = |i: usize| {
            matches!(
                self.lex(i),
                Lex::Digits(_) | Lex::Figure(_) | Lex::Number(_) | Lex::Article | Lex::Vague
            )
        };
        match (self.word(i), self.word(i + 1)) {
            ("about" | "around" | "approximately" | "roughly", _) if numeral(i + 1) => {
                (Some(Modifier::Approx), i + 1)
            }
            ("some", _) if matches!(self.lex(i + 1), Lex::Digits(_) | Lex::Number(_)) => {
                (Some(Modifier::Approx), i + 1)
            }
            ("nearly" | "almost" | "under", _) if numeral(i + 1) => {
                (Some(Modifier::LessThan), i + 1)
            }
            ("over", _) if numeral(i + 1) => {
                // "in over six years", but "killed over three days".
                let before = self.before(i);
                let inside = among(
                    before,
                    "in for of to after within by than is was just well with lasted last \
                lasting took spent at from little a",
                );
                if inside {
                    (Some(Modifier::MoreThan), i + 1)
                } else {
                    (None, i)
                }
            }
            ("more", "than") => (Some(Modifier::MoreThan), i + 2),
            ("less" | "fewer", "than") => (Some(Modifier::LessThan), i + 2),
            ("at", "least") => (Some(Modifier::AtLeast), i + 2),
            ("up", "to") | ("at", "most") => (Some(Modifier::LessThan), i + 2),
            ("just" | "well" | "only", "over") if numeral(i + 2) => {
                (Some(Modifier::MoreThan), i + 2)
            }
            ("just", "under") if numeral(i + 2) => (Some(Modifier::LessThan), i + 2),
            ("just" | "well", "about" | "around") if numeral(i + 2) => {
                (Some(Modifier::Approx), i + 2)
            }
            ("just" | "well", "more") if self.word(i + 2) == "than" => {
                (Some(Modifier::MoreThan), i + 3)
            }
            _ => (None, i),
        }
    }

    /// "six weeks", "more than 25 years", "44-day", "a month ago", "two days later".
    pub(super) fn amounted(&self, i: usize) -> Option<Hit> {
        let (modifier, at) = self.approx(i);
        if self.lex(i) == Lex::Approx && at == i {
            return None;
        }
        if let Lex::Unit(unit, true) = self.lex(at) {
            return (at == i).then(|| self.bare_units(i, unit))?;
        }
        if let Lex::Long(unit) = self.lex(at) {
            return hit(
                at + 1,
                Base::Duration(Amount::Exact(1.0), unit, None),
                "duration/long",
            );
        }
        if let Lex::Unit(unit, false) = self.lex(at) {
            // "week-long", "a year-long"
            let long = self.dash(at + 1) && matches!(self.word(at + 2), "long") && at == i;
            return (long && unit != Unit::Second).then(|| {
                hit(
                    at + 3,
                    Base::Duration(Amount::Exact(1.0), unit, None),
                    "duration/long",
                )
            })?;
        }
        if matches!(self.word(at), "all" | "single") && at == i {
            let unit_at = self.dashed(at + 1);
            return match self.lex(unit_at) {
                Lex::Unit(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year), false)
                    if self.word(at) == "single" || unit_at == at + 1 =>
                {
                    hit(
                        unit_at + 1,
                        Base::Duration(Amount::Exact(1.0), unit, None),
                        "duration/whole",
                    )
                }
                _ => None,
            };
        }
        let (amount, after) = self.amount(at)?;
        if self.word(after) == "fortnight" {
            return self.after_amount(Amount::Exact(2.0), Unit::Week, after + 1, modifier);
        }
        let mut unit_at = after;
        let mut dashed = false;
        if self.dash(unit_at) {
            dashed = true;
            unit_at += 1;
        } else {
            unit_at = self.adjectives(unit_at);
        }
        let Lex::Unit(unit, plural) = self.lex(unit_at) else {
            return None;
        };
        if self.aged(unit_at + 1) {
            return None;
        }
        let article =
            self.lex(at) == Lex::Article && amount == Amount::Exact(1.0) && unit_at == at + 1;
        match unit {
            Unit::Second if !plural && !dashed => return None,
            // "a quarter of", "three quarters"
            Unit::Quarter if unit_at == after || !plural => return None,
            Unit::Minute if article => return None,
            _ => {}
        }
        if article && plural
            || !article
                && !plural
                && !dashed
                && amount != Amount::Exact(1.0)
                && amount != Amount::Exact(0.5)
                && !self.is_word(unit_at + 1)
        {
            return None;
        }
        // "km an hour", "a day-to-day", "a year-on-year"
        if article
            && (among(
                self.before(i),
                "miles kilometres kilometers km knots kph mph",
            ) || self.dash(unit_at + 1) && self.glued(unit_at + 1))
        {
            return None;
        }
        self.after_amount(amount, unit, unit_at + 1, modifier)
    }

    /// The bare number of "between 60 and 90 days".
    pub(super) fn amount_of_pair(&self, i: usize) -> Option<Hit> {
        if !matches!(self.before(i), "between" | "from") {
            return None;
        }
        let (amount, and) = self.amount_plain(i)?;
        let (_, after) = self.amount_plain(and + 1)?;
        match self.lex(after) {
            Lex::Unit(unit, true)
                if matches!(self.word(and), "and" | "to") && !self.aged(after + 1) =>
            {
                hit(and, Base::Duration(amount, unit, None), "duration/pair")
            }
            _ => None,
        }
    }

    /// What stands behind an amount of units decides what it is.
    pub(super) fn after_amount(
        &self,
        amount: Amount,
        unit: Unit,
        next: usize,
        modifier: Option<Modifier>,
    ) -> Option<Hit> {
        let possessive = usize::from(self.apostrophe(next) && self.glued(next));
        let ago = |n: i32, from: From, words: usize, rule: &'static str| {
            Some(hit(next + words, Base::Ago(amount, unit, n, from), rule)?.with(modifier))
        };
        match self.word(next) {
            "ago" => return ago(-1, From::Published, 1, "ago"),
            "earlier" => return ago(-1, From::Previous, 1, "earlier"),
            "later" | "afterwards" | "afterward" => return ago(1, From::Previous, 1, "later"),
            "hence" => return ago(1, From::Published, 1, "from-now"),
            "from" if matches!(self.word(next + 1), "now" | "today") => {
                return ago(1, From::Published, 2, "from-now");
            }
            "before" | "prior"
                if self.closes(next + 1) && matches!(self.lex(next + 1), Lex::Punct) =>
            {
                return ago(-1, From::Previous, 1, "earlier");
            }
            _ => {}
        }
        let mut end = next;
        if self.dash(next) && self.word(next + 1) == "long" {
            end = next + 2;
        }
        // "a year and two months", "two hours and 30 minutes"
        let and = next + usize::from(matches!(self.word(next), "and" | ","));
        let smaller = |a: Unit, b: Unit| {
            matches!(
                (a, b),
                (Unit::Year, Unit::Month | Unit::Week | Unit::Day)
                    | (Unit::Month, Unit::Week | Unit::Day)
                    | (Unit::Week, Unit::Day)
                    | (Unit::Day, Unit::Hour)
                    | (Unit::Hour, Unit::Minute)
                    | (Unit::Minute, Unit::Second)
            )
        };
        if end == next
            && possessive == 0
            && let Some((second, after)) = self.amount(and)
            && let Lex::Unit(small, _) = self.lex(after)
            && smaller(unit, small)
            && amount != Amount::Vague
        {
            return Some(
                hit(
                    after + 1,
                    Base::Duration(amount, unit, Some((second, small))),
                    "duration/two-part",
                )?
                .with(modifier),
            );
        }
        // "a year and a half"
        if self.word(next) == "and"
            && self.lex(next + 1) == Lex::Article
            && self.word(next + 2) == "half"
            && let Amount::Exact(n) = amount
        {
            let amount = Amount::Exact(n + 0.5);
            let end = next + 3;
            return match self.word(end) {
                "ago" => Some(
                    hit(end + 1, Base::Ago(amount, unit, -1, From::Published), "ago")?
                        .with(modifier),
                ),
                _ => Some(hit(end, Base::Duration(amount, unit, None), "duration")?.with(modifier)),
            };
        }
        Some(hit(end, Base::Duration(amount, unit, None), "duration")?.with(modifier))
    }

    /// "for years", "weeks of", "minutes later", "decades-long".
    pub(super) fn bare_units(&self, i: usize, unit: Unit) -> Option<Hit> {
        if self.aged(i + 1) {
            return None;
        }
        if self.dash(i + 1) && self.word(i + 2) == "long" {
            return hit(
                i + 3,
                Base::Duration(Amount::Vague, unit, None),
                "duration/vague-long",
            );
        }
        match self.word(i + 1) {
            "ago" => {
                return hit(
                    i + 2,
                    Base::Ago(Amount::Vague, unit, -1, From::Published),
                    "ago/vague",
                );
            }
            "later" => {
                return hit(
                    i + 2,
                    Base::Ago(Amount::Vague, unit, 1, From::Previous),
                    "later/vague",
                );
            }
            "earlier" => {
                return hit(
                    i + 2,
                    Base::Ago(Amount::Vague, unit, -1, From::Previous),
                    "earlier/vague",
                );
            }
            _ => {}
        }
        if unit == Unit::Quarter || unit == Unit::Second {
            return None;
        }
        let led = among(
            self.before(i),
            "for in within over after during just only by lasted last take takes \
                took taken spent spend mere across waited",
        );
        let followed = matches!(self.word(i + 1), "before" | "after" | "of")
            && !among(self.before(i), "of the these those")
            && (i == 0 || self.lex(i - 1) == Lex::Punct || led);
        // "tens of years" is too vague, "in years to come" is none.
        (led || followed).then(|| {
            hit(
                i + 1,
                Base::Duration(Amount::Vague, unit, None),
                "duration/vague",
            )
        })?
    }
}
