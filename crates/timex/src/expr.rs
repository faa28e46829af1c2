//! What a time expression says, before anything is known of the day on which it is said.

use rashomon_text::Span;

use crate::lex::{DayPart, Season, Unit};

/// A count of units, as far as the words give it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// "three", "2.5", "half a".
    Exact(f32),
    /// "a few", "several", a bare plural.
    Vague,
}

/// What a relative expression is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The day of publication: "last week", "three days ago".
    Published,
    /// The time named before: "the next day", "two days later".
    Previous,
}

/// The year of a season, a quarter or a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearOf {
    /// Not said.
    Open,
    /// A year of the common era.
    Year(i32),
    /// Years after the year of publication: last year is -1.
    Relative(i32),
}

/// A holiday with a computable date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// The same month and day every year.
    Fixed(u8, u8),
    /// Days after Easter Sunday of the Gregorian calendar.
    Easter(i8),
    /// The fourth Thursday of November.
    Thanksgiving,
}

/// A time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOfDay {
    /// "morning", "night".
    Part(DayPart),
    /// A time on the clock; the flag says that it is in universal time.
    Clock(u8, u8, bool),
}

/// How an expression narrows or loosens what it names (TIMEX3's `mod`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modifier {
    /// "about", "around".
    Approx,
    /// "early", "the beginning of".
    Start,
    /// "mid-", "the middle of".
    Mid,
    /// "late", "the end of".
    End,
    /// "nearly", "less than", "up to".
    LessThan,
    /// "more than", "over".
    MoreThan,
    /// "at least".
    AtLeast,
}

/// Whether the words around an expression look back or ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tense {
    /// Past tense, or no sign of any other.
    #[default]
    Past,
    /// "will", "is due to", "scheduled".
    Future,
}

/// What is named, apart from the time of day.
#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    /// A date with any of its parts: "Sunday", "8 November", "November 2020", "2020".
    Calendar {
        /// Year of the common era.
        year: Option<i32>,
        /// 1–12.
        month: Option<u8>,
        /// 1–31.
        day: Option<u8>,
        /// Monday = 1 … Sunday = 7.
        weekday: Option<u8>,
    },
    /// `07/08/2020`, which may be a day in July or in August: the year and both figures.
    DayOrMonth(i32, u8, u8),
    /// "27–30 September 2020": year, then month and day of either end.
    Days(Option<i32>, (u8, u8), (u8, u8)),
    /// "2016–18".
    Years(i32, i32),
    /// "the 1990s": the year without its last digit.
    Decade(i32),
    /// "the 19th century": the year without its last two digits.
    Century(i32),
    /// "summer of 2014".
    Season(Season, YearOf),
    /// "the third quarter".
    Quarter(u8, YearOf),
    /// "the first half of 2009".
    Half(u8, YearOf),
    /// "Christmas".
    Holiday(Holiday, YearOf),
    /// "fiscal 2006".
    Fiscal(i32),
    /// "today", "last week", "the next day": so many units away.
    Shift(Unit, i32, From),
    /// "last Sunday" (-1), "this Friday" (0), "next Tuesday" (1).
    ShiftWeekday(u8, i32),
    /// "last September", with a day if there is one.
    ShiftMonth(u8, Option<u8>, i32),
    /// "October of next year": month, day, years away.
    MonthOfYear(u8, Option<u8>, i32),
    /// "last summer".
    ShiftSeason(Season, i32),
    /// "Monday of last week": weekday, weeks away.
    WeekdayOfWeek(u8, i32),
    /// "the last week of March": weekday-free; the n-th week (−1 = last) of a month.
    WeekOfMonth(i8, u8, Option<i32>),
    /// "three days ago", "two weeks later".
    Ago(Amount, Unit, i32, From),
    /// "six weeks"; a second part for "a year and two months".
    Duration(Amount, Unit, Option<(Amount, Unit)>),
    /// "the past nine days" (-1), "the next four years" (1): a duration next to the anchor.
    Window(Amount, Unit, i32),
    /// "daily", "every two weeks".
    Set(f32, Unit),
    /// "every Monday", "on Sundays".
    SetWeekday(u8),
    /// "recently" (-1), "now" (0), "soon" (1).
    Reference(i32),
    /// A time of day on a day that is not named.
    SomeDay,
}

/// One expression in a text, unresolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What is named.
    pub base: Base,
    /// The time of day, where one is named.
    pub time: Option<TimeOfDay>,
    /// Narrows or loosens `base`.
    pub modifier: Option<Modifier>,
    /// What the neighbouring words say.
    pub tense: Tense,
    /// The rule that found it.
    pub rule: &'static str,
}
