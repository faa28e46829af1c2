//! What the rules must find, with its value, and what they must leave alone.
//!
//! The texts are our own. Unless a case says otherwise they were published on Wednesday, 30
//! September 2020.

use proptest::prelude::*;
use rashomon_timex::civil::{Date, date};
use rashomon_timex::{
    Anchor, Kind, Modifier, Tense, TimeExpression, find, resolve, resolve_with, scan,
};

const PUBLISHED: Date = date(2020, 9, 30);

fn values(text: &str, published: Option<Date>) -> Vec<(String, String)> {
    find(text, published)
        .into_iter()
        .map(|t| (t.span.of(text).to_owned(), t.timex))
        .collect()
}

/// Each case: a text, and the expressions that it must give as `words = value`, with `;` between.
fn check(cases: &[(&str, &str)], published: Option<Date>) {
    let mut failed = Vec::new();
    for (text, expected) in cases {
        let got: Vec<String> = values(text, published)
            .into_iter()
            .map(|(w, v)| format!("{w} = {v}"))
            .collect();
        let got = got.join("; ");
        if got != *expected {
            failed.push(format!(
                "{text}\n   must give  {expected}\n   gives      {got}"
            ));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} cases fail:\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n")
    );
}

#[test]
fn weekdays() {
    check(
        &[
            ("Shells fell on Sunday.", "Sunday = 2020-09-27"),
            ("Shells fell on Wednesday.", "Wednesday = 2020-09-30"),
            ("Shells fell on sunday.", "sunday = 2020-09-27"),
            (
                "On Sunday morning (27 September) the shelling began.",
                "Sunday morning = 2020-09-27TMO; 27 September = 2020-09-27",
            ),
            ("The envoys will meet on Friday.", "Friday = 2020-10-02"),
            ("Talks are scheduled for Tuesday.", "Tuesday = 2020-10-06"),
            (
                "The road stays closed until Saturday.",
                "Saturday = 2020-10-03",
            ),
            (
                "He said on Monday that they will go.",
                "Monday = 2020-09-28",
            ),
            ("They left last Sunday.", "last Sunday = 2020-09-27"),
            ("They leave next Tuesday.", "next Tuesday = 2020-10-06"),
            (
                "Late on Saturday a convoy came.",
                "Late on Saturday = 2020-09-26",
            ),
            ("It began early Sunday.", "early Sunday = 2020-09-27"),
            ("Sunday's attack was the third.", "Sunday = 2020-09-27"),
            (
                "He spoke on Monday of last week.",
                "Monday of last week = 2020-09-21",
            ),
            ("The market opens on Mondays.", "Mondays = XXXX-WXX-1"),
            ("Guards change every Monday.", "every Monday = XXXX-WXX-1"),
            (
                "Fighting went on overnight and on Tuesday night.",
                "overnight = 2020-09-30TNI; Tuesday night = 2020-09-29TNI",
            ),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn dates() {
    check(
        &[
            ("It fell on November 8.", "November 8 = 2020-11-08"),
            (
                "It fell on 8 November 2019.",
                "8 November 2019 = 2019-11-08",
            ),
            (
                "It fell on Nov. 8, 2019, at last.",
                "Nov. 8, 2019 = 2019-11-08",
            ),
            ("It fell on 27/09/2020.", "27/09/2020 = 2020-09-27"),
            ("It fell on 2020-09-27.", "2020-09-27 = 2020-09-27"),
            ("It fell on 27.09.2020.", "27.09.2020 = 2020-09-27"),
            ("It fell on Sept. 27 in the rain.", "Sept. 27 = 2020-09-27"),
            (
                "It fell on Sunday, September 27, 2020.",
                "Sunday, September 27, 2020 = 2020-09-27",
            ),
            (
                "It fell on the 27th of September.",
                "the 27th of September = 2020-09-27",
            ),
            (
                "It fell on the second of December 2019.",
                "the second of December 2019 = 2019-12-02",
            ),
            (
                "Nobody slept from 27–30 September.",
                "27–30 September = 2020-09-27/2020-09-30",
            ),
            (
                "The poll ran September 16-19, it said.",
                "September 16-19 = 2020-09-16/2020-09-19",
            ),
            (
                "It ran 28 December – 3 January 2020.",
                "28 December – 3 January 2020 = 2019-12-28/2020-01-03",
            ),
            (
                "Between 27 and 30 September nobody slept.",
                "27 = 2020-09-27; 30 September = 2020-09-30",
            ),
            (
                "Shells fell on September 27 and 28.",
                "September 27 = 2020-09-27; 28 = 2020-09-28",
            ),
            (
                "From 3 May to 8 June 2019 it held.",
                "3 May = 2019-05-03; 8 June 2019 = 2019-06-08",
            ),
            ("It began in May.", "May = 2020-05"),
            ("It began in March 2019.", "March 2019 = 2019-03"),
            ("It began in December.", "December = 2019-12"),
            ("The court will sit in December.", "December = 2020-12"),
            (
                "The vote is in October of next year.",
                "October of next year = 2021-10",
            ),
            ("They met last September.", "last September = 2019-09"),
            ("The convoy left on August 24.", "August 24 = 2020-08-24"),
            ("It will leave by June 3, they hope.", "June 3 = 2021-06-03"),
            ("That was '82, not '83: in '82 it rained.", "'82 = 1982"),
            ("He spoke on Christmas Day.", "Christmas Day = 2019-12-25"),
            (
                "They met on Easter Sunday 2020.",
                "Easter Sunday 2020 = 2020-04-12",
            ),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn years_decades_seasons() {
    check(
        &[
            ("It has held since 1994.", "1994 = 1994"),
            ("A 1994 ceasefire ended it.", "1994 = 1994"),
            ("The 2016 war was short.", "2016 = 2016"),
            (
                "Between 2016 and 2018 nothing moved.",
                "2016 = 2016; 2018 = 2018",
            ),
            ("From 2016–18 nothing moved.", "2016–18 = 2016/2018"),
            (
                "A war in the late 1980s and early 1990s.",
                "the late 1980s = 198; early 1990s = 199",
            ),
            ("It broke away in the early 1990s.", "the early 1990s = 199"),
            ("Cars of the 70s and 80s.", "the 70s = 197; 80s = 198"),
            ("Forts of the 19th century.", "the 19th century = 18"),
            (
                "In the summer of 2014 they came.",
                "the summer of 2014 = 2014-SU",
            ),
            ("They left last winter.", "last winter = 2019-WI"),
            ("Losses in Q3 were small.", "Q3 = 2020-Q3"),
            (
                "Losses in the fourth quarter of 2019 were small.",
                "the fourth quarter of 2019 = 2019-Q4",
            ),
            (
                "In the first half of 2019 it was calm.",
                "the first half of 2019 = 2019-H1",
            ),
            (
                "In early 2009 and mid-2011 it was calm.",
                "early 2009 = 2009; mid-2011 = 2011",
            ),
            (
                "By the end of last year it was over.",
                "the end of last year = 2019",
            ),
            (
                "Since the beginning of the year it was calm.",
                "the beginning of the year = 2020",
            ),
            ("It rained in the year 2000.", "the year 2000 = 2000"),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn relative_to_the_day_of_publication() {
    check(
        &[
            ("They left yesterday.", "yesterday = 2020-09-29"),
            (
                "They left yesterday morning.",
                "yesterday morning = 2020-09-29TMO",
            ),
            ("They left last week.", "last week = 2020-W39"),
            ("They left this month.", "this month = 2020-09"),
            ("They leave next year.", "next year = 2021"),
            (
                "They left earlier this week.",
                "earlier this week = 2020-W40",
            ),
            (
                "There was no let-up since the weekend.",
                "the weekend = 2020-W39-WE",
            ),
            (
                "It will be dry at the weekend.",
                "the weekend = 2020-W40-WE",
            ),
            ("They left a month ago.", "a month ago = 2020-08"),
            ("They left three days ago.", "three days ago = 2020-09-27"),
            (
                "They left two and a half years ago.",
                "two and a half years ago = 2018-03",
            ),
            (
                "He was mayor until February, when he left.",
                "February = 2020-02",
            ),
            ("It will be over by year's end.", "year's end = 2020"),
            ("They left last night.", "last night = 2020-09-29TNI"),
            ("They leave tonight.", "tonight = 2020-09-30TNI"),
            (
                "Clashes raged for a fourth day.",
                "a fourth day = 2020-09-30",
            ),
            ("Clashes raged in recent days.", "recent days = PXD"),
            (
                "In the past nine days nobody slept.",
                "the past nine days = P9D",
            ),
            ("It now stands empty.", "now = PRESENT_REF"),
            ("It was recently rebuilt.", "recently = PAST_REF"),
            ("Nobody knows the future.", "the future = FUTURE_REF"),
            (
                "They met the day before yesterday.",
                "the day before yesterday = 2020-09-28",
            ),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn relative_to_a_day_named_before() {
    check(
        &[
            (
                "It was signed on 10 October 2019. The next day it was broken.",
                "10 October 2019 = 2019-10-10; The next day = 2019-10-11",
            ),
            (
                "It was signed on October 10, 2019. Another was signed the next week.",
                "October 10, 2019 = 2019-10-10; the next week = 2019-W42",
            ),
            (
                "They met on 3 March 2019 and again two days later.",
                "3 March 2019 = 2019-03-03; two days later = 2019-03-05",
            ),
            (
                "They met on 3 March 2019, and a day earlier as well.",
                "3 March 2019 = 2019-03-03; a day earlier = 2019-03-02",
            ),
            (
                "In 2014 they came. The following year they left.",
                "2014 = 2014; The following year = 2015",
            ),
            (
                "They met on 3 March 2019. Shells fell that day.",
                "3 March 2019 = 2019-03-03; that day = 2019-03-03",
            ),
            (
                "They met on Monday at 8 p.m.",
                "Monday = 2020-09-28; 8 p.m. = 2020-09-28T20:00",
            ),
            (
                "Shells fell at dawn on Monday.",
                "dawn = 2020-09-28TMO; Monday = 2020-09-28",
            ),
            (
                "Nothing was named. The next day it rained.",
                "The next day = XXXX-XX-XX",
            ),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn durations_and_sets() {
    check(
        &[
            ("After a 44-day battle it fell.", "44-day = P44D"),
            (
                "Nearly 100 died in three days of fighting.",
                "three days = P3D",
            ),
            ("It began six weeks after the truce.", "six weeks = P6W"),
            (
                "The worst in more than 25 years.",
                "more than 25 years = P25Y",
            ),
            ("The worst in over a decade.", "over a decade = P10Y"),
            (
                "In just over a month it was retaken.",
                "just over a month = P1M",
            ),
            (
                "He stayed twenty-five minutes.",
                "twenty-five minutes = PT25M",
            ),
            ("He stayed half an hour.", "half an hour = PT30M"),
            ("He stayed a year and a half.", "a year and a half = P1.5Y"),
            (
                "He stayed a year and two months.",
                "a year and two months = P1Y2M",
            ),
            (
                "He stayed two hours and 30 minutes.",
                "two hours and 30 minutes = PT2H30M",
            ),
            ("He stayed for decades.", "decades = PXY"),
            ("He stayed several weeks.", "several weeks = PXW"),
            ("He stayed two or three days.", "two or three days = PXD"),
            (
                "It takes between 60 and 90 days.",
                "60 = P60D; 90 days = P90D",
            ),
            ("A week-long siege.", "week-long = P1W"),
            ("A decades-long feud.", "decades-long = PXY"),
            ("Planes come daily.", "daily = P1D"),
            ("Planes come every two weeks.", "every two weeks = P2W"),
            ("Its annual report came.", "annual = P1Y"),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn times_of_day() {
    check(
        &[
            ("It struck at 16:08 UTC.", "16:08 UTC = 2020-09-30T16:08Z"),
            (
                "It struck at 0800 GMT on Sunday.",
                "0800 GMT = 2020-09-27T08:00Z; Sunday = 2020-09-27",
            ),
            (
                "It struck at 8.30 a.m. yesterday.",
                "8.30 a.m. yesterday = 2020-09-29T08:30",
            ),
            ("It struck at 10pm.", "10pm = 2020-09-30T22:00"),
            (
                "It struck at five o'clock.",
                "five o'clock = 2020-09-30T05:00",
            ),
            (
                "Two blasts were heard around midnight.",
                "midnight = 2020-09-30T24:00",
            ),
            ("It struck at noon.", "noon = 2020-09-30T12:00"),
            (
                "It struck at 04:30 local time on Saturday.",
                "04:30 = 2020-09-26T04:30; Saturday = 2020-09-26",
            ),
            (
                "It came in the early hours of Friday.",
                "the early hours of Friday = 2020-09-25TMO",
            ),
            (
                "By late afternoon Tuesday it was over.",
                "late afternoon Tuesday = 2020-09-29TAF",
            ),
            (
                "It struck on the night of 3 May 2019.",
                "the night of 3 May 2019 = 2019-05-03TNI",
            ),
        ],
        Some(PUBLISHED),
    );
}

#[test]
fn what_is_no_time() {
    for text in [
        "They may leave. May they rest.",
        "Soldiers march on. The Long March was long.",
        "A second blast; the 2nd largest city; in second place.",
        "They killed 2020 troops and 1994 civilians.",
        "It cost $2000, some 1,994 roubles, or 2016 dollars.",
        "See page 1994 and Resolution 1701.",
        "They won 3:2 and lost 1-0.",
        "Call 555 2020 1999 or +374 10 20 30 40.",
        "An F-16 and a 1908-foot mast.",
        "A 32-year-old worker and a man 56 years old.",
        "Drones, tanks and 2,300 men. Some 15km (9 miles) south.",
        "The Daily Courier and the Weekly Post.",
        "He sat down; the sun set on the plain.",
        "Three quarters of the town burned.",
        "June Smith and April Jones left.",
        "One in ten; ten to one; half of them.",
        "The fall of the town; a spring of water.",
        "Between 500 and 1300 men came.",
    ] {
        assert_eq!(values(text, Some(PUBLISHED)), [], "{text}");
    }
}

#[test]
fn without_a_date_the_value_stays_open() {
    check(
        &[
            ("Shells fell on Sunday.", "Sunday = XXXX-WXX-7"),
            ("Shells fell on November 8.", "November 8 = XXXX-11-08"),
            (
                "Shells fell on Sunday, November 8.",
                "Sunday, November 8 = XXXX-11-08",
            ),
            ("Shells fell yesterday.", "yesterday = XXXX-XX-XX"),
            ("Shells fell last week.", "last week = XXXX-WXX"),
            ("Shells fell last year.", "last year = XXXX"),
            ("Shells fell in May.", "May = XXXX-05"),
            (
                "Shells fell on 8 November 2020 and the next day.",
                "8 November 2020 = 2020-11-08; the next day = 2020-11-09",
            ),
        ],
        None,
    );
    let open = find("Shells fell on November 8.", None);
    assert_eq!(open[0].edtf.as_deref(), Some("XXXX-11-08"));
    assert_eq!((open[0].anchor, open[0].range), (Anchor::Unresolved, None));
}

#[test]
fn a_figure_with_two_readings_is_settled_by_the_day_of_publication_or_not_at_all() {
    let read = |published| find("It fell on 07/08/2020.", published).remove(0);
    assert_eq!(read(Some(date(2020, 8, 9))).timex, "2020-08-07");
    assert_eq!(read(Some(date(2020, 7, 9))).timex, "2020-07-08");
    assert_eq!(read(None).timex, "2020-XX-XX");
    assert_eq!(read(None).range, Some((date(2020, 7, 8), date(2020, 8, 7))));
}

#[test]
fn a_document_dated_to_a_week_gives_what_every_day_of_it_gives() {
    let text = "Shells fell on Sunday, last year and yesterday.";
    let week = Some((date(2020, 9, 28), date(2020, 10, 4)));
    let times = resolve(text, &scan(text), week);
    let value = |n: usize| (times[n].timex.as_str(), times[n].edtf.as_deref());
    // Sunday is the 27th for six of the days, and the 4th itself for the last.
    assert_eq!(value(0), ("2020-XX-XX", Some("2020-09-27/2020-10-04")));
    assert_eq!(value(1), ("2019", Some("2019")));
    assert_eq!(value(2), ("2020-XX-XX", Some("2020-09-27/2020-10-03")));
}

#[test]
fn edtf_and_days() {
    let one = |text: &str| -> TimeExpression { find(text, Some(PUBLISHED)).remove(0) };
    for (text, edtf, first, last) in [
        (
            "since the weekend",
            "2020-09-26/2020-09-27",
            date(2020, 9, 26),
            date(2020, 9, 27),
        ),
        (
            "last week",
            "2020-09-21/2020-09-27",
            date(2020, 9, 21),
            date(2020, 9, 27),
        ),
        ("in the 1990s", "199X", date(1990, 1, 1), date(1999, 12, 31)),
        (
            "in the summer of 2014",
            "2014-22",
            date(2014, 6, 1),
            date(2014, 8, 31),
        ),
        (
            "in early 2009",
            "2009-01-01~/2009-07-02~",
            date(2009, 1, 1),
            date(2009, 7, 2),
        ),
        (
            "the third quarter",
            "2020-07/2020-09",
            date(2020, 7, 1),
            date(2020, 9, 30),
        ),
        (
            "the past nine days",
            "2020-09-21/2020-09-30",
            date(2020, 9, 21),
            date(2020, 9, 30),
        ),
        (
            "on 27–30 September",
            "2020-09-27/2020-09-30",
            date(2020, 9, 27),
            date(2020, 9, 30),
        ),
    ] {
        let time = one(text);
        assert_eq!(time.edtf.as_deref(), Some(edtf), "{text}");
        assert_eq!(time.range, Some((first, last)), "{text}");
        let value: rashomon_timex::edtf::Edtf = edtf.parse().unwrap();
        assert_eq!(value.bounds(), (Some(first), Some(last)), "{text}");
    }
    assert_eq!(one("in recent days").edtf.as_deref(), Some("/2020-09-30"));
    assert_eq!(one("a 44-day battle").kind, Kind::Duration);
    assert_eq!(one("every Monday").kind, Kind::Set);
    assert_eq!(one("more than 25 years").modifier, Some(Modifier::MoreThan));
    assert_eq!(one("Sunday").anchor, Anchor::Published);
}

#[test]
fn a_caller_may_know_the_tense_better() {
    let text = "The envoys meet on Friday.";
    let found = scan(text);
    let day = Some((PUBLISHED, PUBLISHED));
    assert_eq!(
        resolve_with(text, &found, day, &|_| Tense::Future)[0].timex,
        "2020-10-02"
    );
    assert_eq!(
        resolve_with(text, &found, day, &|_| Tense::Past)[0].timex,
        "2020-09-25"
    );
}

#[test]
fn expressions_stay_within_their_paragraph() {
    let text = "Shells fall on Friday\n\nSeptember 27, 2020\n\nBAKU, Sunday\n8 dead";
    let words: Vec<_> = values(text, Some(PUBLISHED))
        .into_iter()
        .map(|(w, _)| w)
        .collect();
    assert_eq!(words, ["Friday", "September 27, 2020", "Sunday"]);
    // Hard-wrapped lines are one paragraph.
    let text = "The council said in a long letter that the truce of the 3rd of\nSeptember 2020 would be kept by all of those who had signed it.";
    assert_eq!(
        values(text, Some(PUBLISHED))[0].0,
        "the 3rd of\nSeptember 2020"
    );
}

#[test]
fn long_input_is_read_in_linear_time() {
    // A line of a megabyte without a break: words, digits, phrases that never close, no white space.
    for unit in [
        "on Sunday the 27th ",
        "2020-",
        "between 27 and ",
        "the the the early ",
        "1,000,000.",
        "x",
        "é",
        "\u{a0}",
        "the end of ",
        "the morning of ",
        "midnight ",
        "early in ",
        "overnight ",
        "one and a half ",
        "early late mid ",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        let start = std::time::Instant::now();
        let found = find(&text, Some(PUBLISHED));
        assert!(
            found
                .iter()
                .all(|t| text.is_char_boundary(t.span.start) && text.is_char_boundary(t.span.end))
        );
        // Milliseconds, where it is linear; minutes, where it is not.
        assert!(
            start.elapsed().as_secs() < 30,
            "{unit}: {:?}",
            start.elapsed()
        );
    }
}

/// Text that is likely to be almost a time expression.
fn near_times() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Sunday",
        "the",
        "27",
        "–",
        "September",
        "2020",
        ",",
        "last",
        "week",
        "of",
        "early",
        "mid",
        "-",
        "a",
        "few",
        "days",
        "ago",
        "’",
        "'82",
        "90s",
        "between",
        "and",
        "or",
        "half",
        "year",
        "8",
        ":",
        "30",
        "p",
        ".",
        "m",
        "GMT",
        "every",
        "other",
        "first",
        "quarter",
        "that",
        "same",
        "day",
        "before",
        "/",
        "١٢",
        "\n",
        "é",
        "“",
        "one",
        "hundred",
        "next",
        "morning",
        "99999999999",
        "0",
        "XXXX",
        "31",
        "February",
        "Easter",
        "century",
        "from",
        "now",
        "1.5",
        "2,300",
        "May",
        "March",
        "second",
        "in",
        "until",
    ]);
    prop::collection::vec((words, prop::bool::ANY), 0..24).prop_map(|words| {
        words
            .into_iter()
            .map(|(w, space)| if space { format!("{w} ") } else { w.to_owned() })
            .collect()
    })
}

fn sound(text: &str, published: Option<Date>) -> Result<(), TestCaseError> {
    let times = find(text, published);
    let mut end = 0;
    for time in &times {
        prop_assert!(end <= time.span.start && time.span.start < time.span.end);
        prop_assert!(
            text.is_char_boundary(time.span.start) && text.is_char_boundary(time.span.end)
        );
        prop_assert!(!time.timex.is_empty());
        prop_assert!(time.range.is_none_or(|(first, last)| first <= last));
        if let Some(edtf) = &time.edtf {
            prop_assert!(
                edtf.parse::<rashomon_timex::edtf::Edtf>().is_ok(),
                "{} {edtf}",
                time.rule
            );
        }
        end = time.span.end;
    }
    prop_assert_eq!(&times, &find(text, published));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_does_not_panic(text in "\\PC{0,80}") {
        sound(&text, Some(PUBLISHED))?;
        sound(&text, None)?;
    }

    #[test]
    fn near_times_do_not_panic(text in near_times()) {
        for published in [Some(PUBLISHED), None, Some(Date::MIN), Some(Date::MAX), Some(date(2020, 2, 29))] {
            sound(&text, published)?;
        }
    }
}
