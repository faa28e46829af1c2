//! From what an expression says to the days that it names.

use jiff::civil::{Date, Weekday};

use crate::expr::{Amount, Base, Found, From, Holiday, Modifier, Tense, TimeOfDay, YearOf};
use crate::lex::{DayPart, Season, Unit};
use crate::{Anchor, Kind, TimeExpression, plus_days};

/// How far back, in bytes, "the next day" looks for the day before it.
const REACH: usize = 600;
/// How far back "the previous year" and a bare "8 p.m." look.
const NEAR: usize = 160;

/// A value with its days, both ends included.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub kind: Kind,
    pub timex: String,
    pub edtf: Option<String>,
    pub range: Option<(Date, Date)>,
    pub anchor: Anchor,
}

#[derive(Debug, Clone, Copy)]
struct Named {
    first: Date,
    last: Date,
    end: usize,
}

/// Resolves expressions in the order of the text.
pub(crate) struct Resolver {
    published: Option<(Date, Date)>,
    /// The last single day that was named, and the last stretch of any length.
    last_day: Option<Named>,
    last: Option<Named>,
}

impl Resolver {
    pub(crate) fn new(published: Option<(Date, Date)>) -> Self {
        Resolver {
            published,
            last_day: None,
            last: None,
        }
    }

    pub(crate) fn all(
        mut self,
        text: &str,
        found: &[Found],
        future: &dyn Fn(&Found) -> Tense,
    ) -> Vec<TimeExpression> {
        let mut out: Vec<TimeExpression> = Vec::with_capacity(found.len());
        for (n, item) in found.iter().enumerate() {
            let tense = future(item);
            let mut value = self.value(item, tense);
            // "on Sunday (27 September)": the weekday is the day that stands beside it.
            if let Base::Calendar {
                year: None,
                month: None,
                day: None,
                weekday: Some(weekday),
            } = item.base
                && let Some(next) = found.get(n + 1)
                && let Some(gap) = text.get(item.span.end..next.span.start)
                && matches!(gap.trim(), "(" | "," | "")
                && matches!(next.base, Base::Calendar { day: Some(_), .. })
            {
                let day = self.value(next, tense);
                if let Some((first, last)) = day.range
                    && first == last
                    && first.weekday().to_monday_one_offset() == weekday as i8
                {
                    value = with_time(day_value(first, day.anchor), item.time);
                }
            }
            // "at dawn on Saturday": the day stands behind.
            if item.base == Base::SomeDay
                && let Some(next) = found.get(n + 1)
                && let Some(gap) = text.get(item.span.end..next.span.start)
                && matches!(
                    gap.trim(),
                    "on" | "," | "of" | "on the" | "local time" | "local time on"
                )
                && next.time.is_none()
            {
                let day = self.value(next, tense);
                if let Some((first, last)) = day.range
                    && first == last
                {
                    value = with_time(day_value(first, day.anchor), item.time);
                }
            }
            if let Some((first, last)) = value.range
                && matches!(value.kind, Kind::Date | Kind::Time)
                && !matches!(item.base, Base::Reference(_))
            {
                let named = Named {
                    first,
                    last,
                    end: item.span.end,
                };
                let day = Named {
                    first: last,
                    ..named
                };
                if first == last || (item.time.is_some() && (last - first).get_days() <= 1) {
                    self.last_day = Some(day);
                    self.last = Some(day);
                } else {
                    self.last = Some(named);
                }
            }
            // Years that neither TIMEX3 nor EDTF writes with four digits ("3,000 years ago").
            if value
                .range
                .is_some_and(|(first, last)| first.year() < 1 || last.year() > 9998)
            {
                value = if value.range.is_some_and(|(first, _)| first.year() < 1) {
                    reference(-1)
                } else {
                    reference(1)
                };
            }
            let Value {
                kind,
                timex,
                edtf,
                range,
                anchor,
            } = value;
            let (edtf, range) = match range {
                Some(days) => narrow(item, days, edtf),
                None => (edtf, None),
            };
            out.push(TimeExpression {
                span: item.span,
                kind,
                timex,
                edtf,
                range,
                anchor,
                modifier: item.modifier,
                rule: item.rule,
            });
        }
        out
    }

    fn value(&self, found: &Found, tense: Tense) -> Value {
        match self.published {
            None => self.against(found, tense, None),
            Some((first, last)) => {
                let one = self.against(found, tense, Some(first));
                if first == last {
                    return one;
                }
                let other = self.against(found, tense, Some(last));
                if one.timex == other.timex && one.range == other.range {
                    return one;
                }
                merge(one, other, self.against(found, tense, None))
            }
        }
    }

    fn previous(&self, found: &Found, unit: Unit, back: bool, day: Option<Date>) -> Option<Date> {
        let at = found.span.start;
        let within = |named: &Named, reach: usize| at.saturating_sub(named.end) <= reach;
        let reach = if back { NEAR } else { REACH };
        let named = match unit {
            Unit::Year | Unit::Decade | Unit::Century => self.last.filter(|n| {
                within(n, reach) && (n.last.year() == n.first.year() || unit != Unit::Year)
            }),
            Unit::Month | Unit::Quarter => self.last.filter(|n| {
                within(n, reach)
                    && n.first.month() == n.last.month()
                    && n.first.year() == n.last.year()
            }),
            Unit::Week => self
                .last
                .filter(|n| within(n, reach) && (n.last - n.first).get_days() <= 7),
            _ => self.last_day.filter(|n| within(n, reach)),
        };
        match named {
            Some(named) => Some(named.first),
            // "a year earlier" looks back from the report where nothing else is near.
            None if back => day,
            None => None,
        }
    }

    /// The value against one day of publication.
    fn against(&self, found: &Found, tense: Tense, day: Option<Date>) -> Value {
        let value = self.base(found, tense, day);
        if matches!(value.kind, Kind::Set | Kind::Duration) {
            value
        } else {
            with_time(value, found.time)
        }
    }

    fn base(&self, found: &Found, tense: Tense, day: Option<Date>) -> Value {
        let published = |value: Value| Value {
            anchor: Anchor::Published,
            ..value
        };
        match found.base {
            Base::Calendar {
                year,
                month,
                day: dom,
                weekday,
            } => calendar(year, month, dom, weekday, tense, day),
            Base::DayOrMonth(year, a, b) => {
                // Two readings: the one that lies near the day of publication, if only one does.
                let read = |month: u8, dom: u8| Date::new(year as i16, month as i8, dom as i8).ok();
                let (one, two) = (read(a, b), read(b, a));
                let distance = |d: Option<Date>| match (d, day) {
                    (Some(d), Some(day)) => (d - day).get_days().abs(),
                    _ => i32::MAX / 8,
                };
                let near = |d, other| distance(d) <= 45 && distance(d) * 4 < distance(other);
                match (near(one, two), near(two, one), one, two) {
                    (true, false, Some(d), _) | (false, true, _, Some(d)) => {
                        day_value(d, Anchor::Absolute)
                    }
                    _ => {
                        let days = join(one.map(|d| (d, d)), two.map(|d| (d, d)));
                        Value {
                            timex: format!("{year:04}-XX-XX"),
                            range: days,
                            ..years_value(year, 0, Anchor::Absolute)
                        }
                    }
                }
            }
            Base::Days(year, (m1, d1), (m2, d2)) => {
                let (year, anchor) = match (year, day) {
                    (Some(year), _) => (year, Anchor::Absolute),
                    (None, Some(day)) => match year_for(day, m2, d2, None, tense) {
                        Some(date) => (i32::from(date.year()), Anchor::Published),
                        None => return unresolved("XXXX-XX-XX"),
                    },
                    (None, None) => {
                        let mut value =
                            unresolved(&format!("XXXX-{m1:02}-{d1:02}/XXXX-{m2:02}-{d2:02}"));
                        value.edtf = Some(value.timex.clone());
                        return value;
                    }
                };
                let first_year = if (m1, d1) > (m2, d2) { year - 1 } else { year };
                match (date(first_year, m1, d1), date(year, m2, d2)) {
                    (Some(first), Some(last)) => range_value(first, last, anchor),
                    _ => unresolved("XXXX-XX-XX"),
                }
            }
            Base::Years(first, last) => match (date(first, 1, 1), date(last, 12, 31)) {
                (Some(a), Some(b)) => Value {
                    kind: Kind::Date,
                    timex: format!("{first:04}/{last:04}"),
                    edtf: Some(format!("{first:04}/{last:04}")),
                    range: Some((a, b)),
                    anchor: Anchor::Absolute,
                },
                _ => unresolved("XXXX"),
            },
            Base::Decade(n) => years_value(n, 1, Anchor::Absolute),
            Base::Century(n) => years_value(n, 2, Anchor::Absolute),
            Base::Season(season, year) => match (year, day) {
                (YearOf::Year(year), _) => season_value(season, year, Anchor::Absolute, true),
                (YearOf::Relative(n), Some(day)) => {
                    season_value(season, i32::from(day.year()) + n, Anchor::Published, true)
                }
                (YearOf::Open, Some(day)) => season_near(season, 0, tense, day),
                _ => {
                    let mut value = unresolved(&format!("XXXX-{}", season_code(season)));
                    value.edtf = Some(format!("XXXX-{}", season_number(season)));
                    value
                }
            },
            Base::ShiftSeason(season, n) => match day {
                Some(day) => season_near(season, n, tense, day),
                None => unresolved(&format!("XXXX-{}", season_code(season))),
            },
            Base::Quarter(n, year) => match (year, day) {
                (YearOf::Year(year), _) => months_value(
                    year,
                    3 * n - 2,
                    3,
                    format!("{year:04}-Q{n}"),
                    Anchor::Absolute,
                ),
                (YearOf::Relative(shift), Some(day)) => {
                    let year = i32::from(day.year()) + shift;
                    months_value(
                        year,
                        3 * n - 2,
                        3,
                        format!("{year:04}-Q{n}"),
                        Anchor::Published,
                    )
                }
                (YearOf::Open, Some(day)) => {
                    let start = 3 * n - 2;
                    let now = day.month() as u8;
                    let ahead = start > now;
                    let over = start + 2 < now;
                    let year = i32::from(day.year())
                        + match tense {
                            Tense::Past if ahead => -1,
                            Tense::Future if over => 1,
                            _ => 0,
                        };
                    months_value(year, start, 3, format!("{year:04}-Q{n}"), Anchor::Published)
                }
                _ => unresolved(&format!("XXXX-Q{n}")),
            },
            Base::Half(n, year) => {
                let (year, anchor) = match (year, day) {
                    (YearOf::Year(year), _) => (year, Anchor::Absolute),
                    (YearOf::Relative(shift), Some(day)) => {
                        (i32::from(day.year()) + shift, Anchor::Published)
                    }
                    (YearOf::Open, Some(day)) => (i32::from(day.year()), Anchor::Published),
                    _ => return unresolved(&format!("XXXX-H{n}")),
                };
                months_value(year, 6 * n - 5, 6, format!("{year:04}-H{n}"), anchor)
            }
            Base::Holiday(holiday, year) => {
                let on = |year: i32| holiday_date(holiday, year);
                match (year, day) {
                    (YearOf::Year(year), _) => on(year)
                        .map_or(unresolved("XXXX-XX-XX"), |d| day_value(d, Anchor::Absolute)),
                    (year, Some(day)) => {
                        let this = i32::from(day.year());
                        let date = match year {
                            YearOf::Relative(n) => on(this + n),
                            _ => nearest(
                                [this - 1, this, this + 1].into_iter().filter_map(on),
                                day,
                                tense,
                            ),
                        };
                        date.map_or(unresolved("XXXX-XX-XX"), |d| {
                            day_value(d, Anchor::Published)
                        })
                    }
                    _ => match holiday {
                        Holiday::Fixed(m, d) => {
                            let mut value = unresolved(&format!("XXXX-{m:02}-{d:02}"));
                            value.edtf = Some(value.timex.clone());
                            value
                        }
                        _ => unresolved("XXXX-XX-XX"),
                    },
                }
            }
            Base::Fiscal(year) => Value {
                timex: format!("FY{year:04}"),
                edtf: None,
                range: None,
                ..years_value(year, 0, Anchor::Absolute)
            },
            Base::Shift(unit, n, from) => {
                let start = match from {
                    From::Published => day,
                    From::Previous => self.previous(found, unit, n < 0, day),
                };
                let anchor = if from == From::Published {
                    Anchor::Published
                } else {
                    Anchor::Previous
                };
                match start {
                    Some(start) => shifted(unit, n, start, tense, anchor),
                    None => unresolved(unknown_unit(unit)),
                }
            }
            Base::ShiftWeekday(weekday, n) => match day {
                Some(day) => {
                    let target = match n {
                        -1 => weekday_before(day, weekday, false),
                        0 => match tense {
                            Tense::Future => weekday_after(day, weekday, true),
                            Tense::Past => weekday_before(day, weekday, true),
                        },
                        _ => weekday_after(day, weekday, false),
                    };
                    target.map_or_else(
                        || unresolved("XXXX-XX-XX"),
                        |d| day_value(d, Anchor::Published),
                    )
                }
                None => unresolved(&format!("XXXX-WXX-{weekday}")),
            },
            Base::ShiftMonth(month, dom, n) => match day {
                Some(day) => {
                    let now = day.month() as u8;
                    let year = i32::from(day.year())
                        + match n {
                            -1 if month >= now => -1,
                            1 if month <= now => 1,
                            _ => 0,
                        };
                    match dom {
                        Some(dom) => date(year, month, dom).map_or(unresolved("XXXX-XX-XX"), |d| {
                            day_value(d, Anchor::Published)
                        }),
                        None => month_value(year, month, Anchor::Published),
                    }
                }
                None => unresolved(&format!("XXXX-{month:02}")),
            },
            Base::MonthOfYear(month, dom, years) => match day {
                Some(day) => Value {
                    anchor: Anchor::Published,
                    ..calendar(
                        Some(i32::from(day.year()) + years),
                        Some(month),
                        dom,
                        None,
                        tense,
                        None,
                    )
                },
                None => calendar(None, Some(month), dom, None, tense, None),
            },
            Base::WeekdayOfWeek(weekday, weeks) => {
                match day.and_then(|d| plus_days(monday(d)?, 7 * weeks + i32::from(weekday) - 1)) {
                    Some(date) => day_value(date, Anchor::Published),
                    None => unresolved(&format!("XXXX-WXX-{weekday}")),
                }
            }
            Base::WeekOfMonth(n, month, year) => {
                let year = year.or_else(|| {
                    let day = day?;
                    Some(month_near(day, month, tense))
                });
                // Seven days from the first or to the last of the month; the value is the week
                // that most of them are in.
                let target = year.and_then(|year| {
                    let first = date(year, month, 1)?;
                    let first = if n < 0 {
                        plus_days(first.last_of_month(), -6)?
                    } else {
                        plus_days(first, 7 * (i32::from(n) - 1))?
                    };
                    let week = week_value(monday(plus_days(first, 3)?)?, Anchor::Published);
                    Some(Value {
                        timex: week.timex,
                        ..range_value(
                            first,
                            plus_days(first, 6)?.min(first.last_of_month()),
                            Anchor::Published,
                        )
                    })
                });
                target.unwrap_or_else(|| unresolved("XXXX-WXX"))
            }
            Base::Ago(amount, unit, sign, from) => {
                let anchor = if from == From::Published {
                    Anchor::Published
                } else {
                    Anchor::Previous
                };
                let Amount::Exact(n) = amount else {
                    return reference(sign);
                };
                let start = match from {
                    From::Published => day,
                    From::Previous => self.previous(found, unit, sign < 0, day),
                };
                match start {
                    Some(start) => ago(n, unit, sign, start, tense, anchor),
                    None => unresolved(unknown_unit(unit)),
                }
            }
            Base::Duration(amount, unit, second) => {
                let mut timex = duration(amount, unit);
                if let Some((amount, unit)) = second {
                    let part = duration(amount, unit);
                    let part = part.trim_start_matches('P');
                    let part = if timex.contains('T') {
                        part.trim_start_matches('T')
                    } else {
                        part
                    };
                    timex.push_str(part);
                }
                Value {
                    kind: Kind::Duration,
                    timex,
                    edtf: None,
                    range: None,
                    anchor: Anchor::Absolute,
                }
            }
            Base::Window(amount, unit, sign) => {
                let mut value = Value {
                    kind: Kind::Duration,
                    timex: duration(amount, unit),
                    edtf: None,
                    range: None,
                    anchor: Anchor::Absolute,
                };
                if let Some(day) = day {
                    value.anchor = Anchor::Published;
                    match amount {
                        Amount::Exact(n) => {
                            if let Some(other) = back(day, n, unit, sign) {
                                let (a, b) = if other < day {
                                    (other, day)
                                } else {
                                    (day, other)
                                };
                                value.range = Some((a, b));
                                value.edtf = Some(format!("{a}/{b}"));
                            }
                        }
                        // Nobody says where it begins.
                        Amount::Vague if sign < 0 => value.edtf = Some(format!("/{day}")),
                        Amount::Vague => value.edtf = Some(format!("{day}/")),
                    }
                }
                value
            }
            Base::Set(n, unit) => Value {
                kind: Kind::Set,
                timex: duration(Amount::Exact(n), unit),
                edtf: None,
                range: None,
                anchor: Anchor::Absolute,
            },
            Base::SetWeekday(weekday) => Value {
                kind: Kind::Set,
                timex: format!("XXXX-WXX-{weekday}"),
                edtf: None,
                range: None,
                anchor: Anchor::Absolute,
            },
            Base::Reference(n) => published(reference(n)),
            Base::SomeDay => {
                let near = self
                    .last_day
                    .filter(|n| found.span.start.saturating_sub(n.end) <= NEAR);
                match (near, day) {
                    (Some(named), _) => day_value(named.last, Anchor::Previous),
                    (None, Some(day)) => day_value(day, Anchor::Published),
                    (None, None) => unresolved("XXXX-XX-XX"),
                }
            }
        }
    }
}

// ---- Values ---------------------------------------------------------------------------------

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

fn monday(date: Date) -> Option<Date> {
    plus_days(date, -i32::from(date.weekday().to_monday_zero_offset()))
}

fn join(a: Option<(Date, Date)>, b: Option<(Date, Date)>) -> Option<(Date, Date)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        _ => None,
    }
}

fn unresolved(timex: &str) -> Value {
    Value {
        kind: Kind::Date,
        timex: timex.to_owned(),
        edtf: None,
        range: None,
        anchor: Anchor::Unresolved,
    }
}

fn day_value(date: Date, anchor: Anchor) -> Value {
    Value {
        kind: Kind::Date,
        timex: date.to_string(),
        edtf: Some(date.to_string()),
        range: Some((date, date)),
        anchor,
    }
}

fn range_value(first: Date, last: Date, anchor: Anchor) -> Value {
    let text = format!("{first}/{last}");
    Value {
        kind: Kind::Date,
        timex: text.clone(),
        edtf: Some(text),
        range: Some((first, last)),
        anchor,
    }
}

fn week_value(start: Date, anchor: Anchor) -> Value {
    let Some(end) = plus_days(start, 6) else {
        return unresolved("XXXX-WXX");
    };
    let week = start.iso_week_date();
    Value {
        timex: format!("{:04}-W{:02}", week.year(), week.week()),
        ..range_value(start, end, anchor)
    }
}

fn month_value(year: i32, month: u8, anchor: Anchor) -> Value {
    let Some(first) = date(year, month, 1) else {
        return unresolved("XXXX-XX");
    };
    let text = format!("{year:04}-{month:02}");
    Value {
        kind: Kind::Date,
        timex: text.clone(),
        edtf: Some(text),
        range: Some((first, first.last_of_month())),
        anchor,
    }
}

fn months_value(year: i32, month: u8, count: u8, timex: String, anchor: Anchor) -> Value {
    match (date(year, month, 1), date(year, month + count - 1, 1)) {
        (Some(first), Some(last)) => Value {
            kind: Kind::Date,
            timex,
            edtf: Some(format!(
                "{year:04}-{month:02}/{year:04}-{:02}",
                month + count - 1
            )),
            range: Some((first, last.last_of_month())),
            anchor,
        },
        _ => unresolved("XXXX"),
    }
}

/// The years that begin with these digits: `open` of the four are left out, none for a year, one for a decade, two for a century.
fn years_value(digits: i32, open: usize, anchor: Anchor) -> Value {
    let width = 10_i32.pow(open as u32);
    let first = digits.checked_mul(width);
    match (
        first.and_then(|first| date(first, 1, 1)),
        first.and_then(|first| date(first + width - 1, 12, 31)),
    ) {
        (Some(first), Some(last)) => {
            let text = format!("{digits:0known$}", known = 4 - open);
            Value {
                kind: Kind::Date,
                edtf: Some(format!("{text}{}", "X".repeat(open))),
                timex: text,
                range: Some((first, last)),
                anchor,
            }
        }
        _ => unresolved(&"X".repeat(4 - open)),
    }
}

fn season_code(season: Season) -> &'static str {
    match season {
        Season::Spring => "SP",
        Season::Summer => "SU",
        Season::Autumn => "FA",
        Season::Winter => "WI",
    }
}

fn season_number(season: Season) -> u8 {
    match season {
        Season::Spring => 21,
        Season::Summer => 22,
        Season::Autumn => 23,
        Season::Winter => 24,
    }
}

/// First month and, for winter, the months of the next year.
fn season_days(season: Season, year: i32) -> Option<(Date, Date)> {
    let (from, to) = match season {
        Season::Spring => ((year, 3), (year, 5)),
        Season::Summer => ((year, 6), (year, 8)),
        Season::Autumn => ((year, 9), (year, 11)),
        Season::Winter => ((year, 12), (year + 1, 2)),
    };
    Some((
        date(from.0, from.1, 1)?,
        date(to.0, to.1, 1)?.last_of_month(),
    ))
}

/// Seasons are those of the northern hemisphere. "The winter of 2014" may begin or end in that
/// year: its days are both winters'.
fn season_value(season: Season, year: i32, anchor: Anchor, said: bool) -> Value {
    let days = season_days(season, year);
    let days = match season {
        Season::Winter if said => join(season_days(season, year - 1), days),
        _ => days,
    };
    match days {
        Some(days) => Value {
            kind: Kind::Date,
            timex: format!("{year:04}-{}", season_code(season)),
            edtf: Some(format!("{year:04}-{}", season_number(season))),
            range: Some(days),
            anchor,
        },
        None => unresolved("XXXX"),
    }
}

/// The season that is meant where no year is named: `n` is -1 for "last", 1 for "next".
fn season_near(season: Season, n: i32, tense: Tense, day: Date) -> Value {
    let this = i32::from(day.year());
    let all: Vec<(i32, Date, Date)> = (this - 2..=this + 1)
        .filter_map(|year| season_days(season, year).map(|(a, b)| (year, a, b)))
        .collect();
    let year = match (n, tense) {
        (-1, _) => all.iter().rev().find(|(_, _, b)| *b < day),
        (1, _) => all.iter().find(|(_, a, _)| *a > day),
        (_, Tense::Future) => all.iter().find(|(_, _, b)| *b >= day),
        _ => all.iter().rev().find(|(_, a, _)| *a <= day),
    };
    match year {
        Some(&(year, ..)) => season_value(season, year, Anchor::Published, false),
        None => unresolved("XXXX"),
    }
}

fn reference(n: i32) -> Value {
    let timex = match n {
        ..0 => "PAST_REF",
        0 => "PRESENT_REF",
        1.. => "FUTURE_REF",
    };
    Value {
        kind: Kind::Date,
        timex: timex.to_owned(),
        edtf: None,
        range: None,
        anchor: Anchor::Published,
    }
}

fn unknown_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Week => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    }
}

/// A duration as ISO 8601 writes it, with `X` for a count that is not said. Decades are written
/// as years; weekends (`WE`) and quarters (`Q`) as TIMEX3 has them.
fn duration(amount: Amount, unit: Unit) -> String {
    let scale = match unit {
        Unit::Decade => 10.0,
        Unit::Century => 100.0,
        _ => 1.0,
    };
    let count = match amount {
        // Half an hour and half a year are whole counts of the next smaller unit.
        Amount::Exact(0.5) if unit == Unit::Hour => return "PT30M".to_owned(),
        Amount::Exact(0.5) if unit == Unit::Year => return "P6M".to_owned(),
        Amount::Exact(0.5) if unit == Unit::Day => return "PT12H".to_owned(),
        Amount::Exact(n) => format!("{}", n * scale),
        Amount::Vague => "X".to_owned(),
    };
    match unit {
        Unit::Second => format!("PT{count}S"),
        Unit::Minute => format!("PT{count}M"),
        Unit::Hour => format!("PT{count}H"),
        Unit::Day => format!("P{count}D"),
        Unit::Weekend => format!("P{count}WE"),
        Unit::Week => format!("P{count}W"),
        Unit::Month => format!("P{count}M"),
        Unit::Quarter => format!("P{count}Q"),
        Unit::Year | Unit::Decade | Unit::Century => format!("P{count}Y"),
    }
}

fn calendar(
    year: Option<i32>,
    month: Option<u8>,
    dom: Option<u8>,
    weekday: Option<u8>,
    tense: Tense,
    day: Option<Date>,
) -> Value {
    match (year, month, dom) {
        (Some(year), Some(month), Some(dom)) => date(year, month, dom).map_or_else(
            || unresolved("XXXX-XX-XX"),
            |d| day_value(d, Anchor::Absolute),
        ),
        (Some(year), Some(month), None) => month_value(year, month, Anchor::Absolute),
        (Some(year), None, _) => years_value(year, 0, Anchor::Absolute),
        (None, Some(month), Some(dom)) => {
            let solved = day.and_then(|day| year_for(day, month, dom, weekday, tense));
            solved.map_or_else(
                || {
                    let mut value = unresolved(&format!("XXXX-{month:02}-{dom:02}"));
                    value.edtf = Some(value.timex.clone());
                    value
                },
                |d| day_value(d, Anchor::Published),
            )
        }
        (None, Some(month), None) => match day {
            Some(day) => month_value(month_near(day, month, tense), month, Anchor::Published),
            None => {
                let mut value = unresolved(&format!("XXXX-{month:02}"));
                value.edtf = Some(value.timex.clone());
                value
            }
        },
        (None, None, _) => match (weekday, day) {
            (Some(weekday), Some(day)) => {
                let target = match tense {
                    Tense::Future => weekday_after(day, weekday, true),
                    Tense::Past => weekday_before(day, weekday, true),
                };
                target.map_or_else(
                    || unresolved("XXXX-XX-XX"),
                    |d| day_value(d, Anchor::Published),
                )
            }
            (Some(weekday), None) => unresolved(&format!("XXXX-WXX-{weekday}")),
            _ => unresolved("XXXX-XX-XX"),
        },
    }
}

fn weekday_of(n: u8) -> Weekday {
    Weekday::from_monday_one_offset(n as i8).unwrap_or(Weekday::Monday)
}

/// The last such day before `day`, or `day` itself where `today` allows it.
fn weekday_before(day: Date, weekday: u8, today: bool) -> Option<Date> {
    let back = i32::from(weekday_of(weekday).until(day.weekday()));
    plus_days(day, if back == 0 && !today { -7 } else { -back })
}

/// The first such day behind `day`, or `day` itself where `today` allows it.
fn weekday_after(day: Date, weekday: u8, today: bool) -> Option<Date> {
    let ahead = i32::from(day.weekday().until(weekday_of(weekday)));
    plus_days(day, if ahead == 0 && !today { 7 } else { ahead })
}

/// The year of a month that is named without one: the last such month, or the next one where
/// the words look ahead.
fn month_near(day: Date, month: u8, tense: Tense) -> i32 {
    let year = i32::from(day.year());
    let now = day.month() as u8;
    match tense {
        Tense::Past if month > now => year - 1,
        Tense::Future if month < now => {
            // "would": eleven months ahead is not what is meant.
            if now - month <= 2 { year } else { year + 1 }
        }
        _ => year,
    }
}

/// The date meant by a month and a day without a year: the weekday decides where there is one and
/// only one year around fits it, else the nearest, with a leaning to the past.
fn year_for(day: Date, month: u8, dom: u8, weekday: Option<u8>, tense: Tense) -> Option<Date> {
    let this = i32::from(day.year());
    let around = || (this - 1..=this + 1).filter_map(|year| date(year, month, dom));
    if let Some(weekday) = weekday {
        let mut fitting = around().filter(|d| d.weekday() == weekday_of(weekday));
        if let (Some(only), None) = (fitting.next(), fitting.next()) {
            return Some(only);
        }
    }
    nearest(around(), day, tense)
}

fn nearest(dates: impl Iterator<Item = Date>, day: Date, tense: Tense) -> Option<Date> {
    dates.min_by_key(|d| {
        let distance = i64::from((*d - day).get_days());
        match tense {
            // A day just ahead is nearer than the same day a year ago, whatever the tense.
            Tense::Past if distance > 0 => distance * 4,
            Tense::Future if distance < 0 => distance.abs() * 3,
            _ => distance.abs(),
        }
    })
}

fn easter(year: i32) -> Option<Date> {
    // The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(
        year,
        u8::try_from(n / 31).ok()?,
        u8::try_from(n % 31 + 1).ok()?,
    )
}

fn holiday_date(holiday: Holiday, year: i32) -> Option<Date> {
    match holiday {
        Holiday::Fixed(month, day) => date(year, month, day),
        Holiday::Easter(n) => plus_days(easter(year)?, i32::from(n)),
        Holiday::Thanksgiving => date(year, 11, 1)?
            .nth_weekday_of_month(4, Weekday::Thursday)
            .ok(),
    }
}

fn shifted(unit: Unit, n: i32, start: Date, tense: Tense, anchor: Anchor) -> Value {
    let failed = || unresolved(unknown_unit(unit));
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => day_value(start, anchor),
        Unit::Day => plus_days(start, n).map_or_else(failed, |d| day_value(d, anchor)),
        Unit::Week => monday(start)
            .and_then(|m| plus_days(m, 7 * n))
            .map_or_else(failed, |m| week_value(m, anchor)),
        Unit::Weekend => {
            let now = start.weekday().to_monday_one_offset() >= 6;
            let saturday = match (n, tense) {
                (0, Tense::Future) | (1, _) if !now => weekday_after(start, 6, true),
                (1, _) => weekday_after(start, 6, false),
                (-1, _) if now => weekday_before(start, 6, true).and_then(|d| plus_days(d, -7)),
                _ => weekday_before(start, 6, true),
            };
            match saturday.and_then(|s| Some((s, plus_days(s, 1)?))) {
                Some((saturday, sunday)) => {
                    let week = saturday.iso_week_date();
                    Value {
                        timex: format!("{:04}-W{:02}-WE", week.year(), week.week()),
                        ..range_value(saturday, sunday, anchor)
                    }
                }
                None => failed(),
            }
        }
        Unit::Month => {
            let count = i32::from(start.year()) * 12 + i32::from(start.month()) - 1 + n;
            month_value(
                count.div_euclid(12),
                (count.rem_euclid(12) + 1) as u8,
                anchor,
            )
        }
        Unit::Quarter => {
            let count = i32::from(start.year()) * 4 + (i32::from(start.month()) - 1) / 3 + n;
            let (year, quarter) = (count.div_euclid(4), (count.rem_euclid(4) + 1) as u8);
            months_value(
                year,
                3 * quarter - 2,
                3,
                format!("{year:04}-Q{quarter}"),
                anchor,
            )
        }
        Unit::Year => years_value(i32::from(start.year()) + n, 0, anchor),
        Unit::Decade => years_value(i32::from(start.year()).div_euclid(10) + n, 1, anchor),
        Unit::Century => years_value(i32::from(start.year()).div_euclid(100) + n, 2, anchor),
    }
}

/// The day `n` units before or after `day`.
fn back(day: Date, n: f32, unit: Unit, sign: i32) -> Option<Date> {
    if !(0.0..100_000.0).contains(&n) {
        return None;
    }
    let whole = |per: f32| (n * per).round() as i32 * sign.signum();
    let months = |per| {
        day.checked_add(jiff::Span::new().try_months(whole(per)).ok()?)
            .ok()
    };
    match unit {
        Unit::Second | Unit::Minute => Some(day),
        Unit::Hour => plus_days(day, (n / 24.0).ceil() as i32 * sign.signum()),
        Unit::Day => plus_days(day, whole(1.0)),
        Unit::Weekend | Unit::Week => plus_days(day, whole(7.0)),
        Unit::Month => months(1.0),
        Unit::Quarter => months(3.0),
        Unit::Year => months(12.0),
        Unit::Decade => months(120.0),
        Unit::Century => months(1200.0),
    }
}

fn ago(n: f32, unit: Unit, sign: i32, start: Date, tense: Tense, anchor: Anchor) -> Value {
    let Some(day) = back(start, n, unit, sign) else {
        return unresolved(unknown_unit(unit));
    };
    match unit {
        Unit::Second | Unit::Minute => day_value(start, anchor),
        // Hours before an unknown hour of the day may be the day before.
        Unit::Hour => {
            let (a, b) = if sign < 0 { (day, start) } else { (start, day) };
            Value {
                edtf: Some(format!("{a}/{b}")),
                range: Some((a, b)),
                ..day_value(start, anchor)
            }
        }
        // Half a year, two and a half years: as fine as the half.
        Unit::Year | Unit::Decade if n.fract() != 0.0 && unit == Unit::Year => {
            shifted(Unit::Month, 0, day, tense, anchor)
        }
        // Nobody counts decades to the year.
        Unit::Decade | Unit::Century => {
            let year = years_value(i32::from(day.year()), 0, anchor);
            Value {
                edtf: year.edtf.map(|e| e + "~"),
                ..year
            }
        }
        _ => shifted(unit, 0, day, tense, anchor),
    }
}

/// Puts a time of day behind a day.
fn with_time(mut value: Value, time: Option<TimeOfDay>) -> Value {
    let Some(time) = time else { return value };
    let suffix = match time {
        TimeOfDay::Part(DayPart::Morning) => "TMO".to_owned(),
        TimeOfDay::Part(DayPart::Afternoon) => "TAF".to_owned(),
        TimeOfDay::Part(DayPart::Evening) => "TEV".to_owned(),
        TimeOfDay::Part(DayPart::Night) => "TNI".to_owned(),
        TimeOfDay::Part(DayPart::Daytime) => "TDT".to_owned(),
        TimeOfDay::Part(DayPart::Noon) => "T12:00".to_owned(),
        TimeOfDay::Part(DayPart::Midnight) => "T24:00".to_owned(),
        TimeOfDay::Clock(h, m, utc) => format!("T{h:02}:{m:02}{}", if utc { "Z" } else { "" }),
    };
    value.timex.push_str(&suffix);
    value.kind = Kind::Time;
    value
}

/// "early 2009" lies in the first half of it, "mid-2009" in the middle half, "late 2009" in the
/// second half: wide enough to be true.
fn narrow(
    found: &Found,
    (first, last): (Date, Date),
    edtf: Option<String>,
) -> (Option<String>, Option<(Date, Date)>) {
    let days = (last - first).get_days();
    let (from, to) = match found.modifier {
        Some(Modifier::Start) => (0, days / 2),
        Some(Modifier::Mid) => (days / 4, days - days / 4),
        Some(Modifier::End) => (days / 2, days),
        _ => return (edtf, Some((first, last))),
    };
    match (plus_days(first, from), plus_days(first, to)) {
        (Some(a), Some(b)) if days >= 7 => (Some(format!("{a}~/{b}~")), Some((a, b))),
        _ => (edtf, Some((first, last))),
    }
}

/// One value for a document whose own date is known only to lie between two days: the digits that
/// both ends agree on, if the year is among them, and all the days between.
fn merge(one: Value, other: Value, open: Value) -> Value {
    if one.kind != other.kind {
        return open;
    }
    let Some((first, last)) = join(one.range, other.range) else {
        return if one.timex == other.timex { one } else { open };
    };
    let mut same = true;
    let mask = |(a, b): (char, char)| {
        same &= a == b;
        if same || !a.is_ascii_digit() { a } else { 'X' }
    };
    let timex =
        match one.timex.get(..4) == other.timex.get(..4) && one.timex.len() == other.timex.len() {
            true => one
                .timex
                .chars()
                .zip(other.timex.chars())
                .map(mask)
                .collect(),
            false => open.timex,
        };
    Value {
        kind: one.kind,
        timex,
        edtf: ((last - first).get_days() <= 1100).then(|| format!("{first}/{last}")),
        range: Some((first, last)),
        anchor: one.anchor,
    }
}
