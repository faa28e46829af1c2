//! Who is said to hold what: a strip for each place, a lane in it for each voice.

use crate::Dossier;
use crate::chart::{Axis, LETTER, Palette, WIDTH, fit, px};
use crate::outline::{At, Cut, anchor, published};
use maud::{Markup, html};
use rashomon_ledger::{Day, Days, Question, Stance, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Strips by year, those of no known year last.
pub(crate) struct Strips<'a> {
    pub years: Vec<Year<'a>>,
    /// Places left out.
    pub left: usize,
    pub palette: Palette,
}

pub(crate) struct Year<'a> {
    /// "2020"; none where no day is known.
    pub year: Option<i16>,
    pub strips: Vec<Strip<'a>>,
}

/// A question of who holds a place.
pub(crate) struct Strip<'a> {
    pub question: &'a Question,
    /// By the names of the voices, those of no side last.
    pub lanes: Vec<Lane<'a>>,
}

/// What one voice says of it.
pub(crate) struct Lane<'a> {
    pub name: String,
    pub said: Vec<Said<'a>>,
}

/// That a side holds the place, or that it does not.
pub(crate) struct Said<'a> {
    pub holder: String,
    pub stance: Stance,
    /// The days that it speaks of; of a claim that names none the day of its report.
    pub days: Option<Days>,
    /// The claim names no day.
    pub reported: bool,
    pub at: Vec<At<'a>>,
}

impl<'a> Strips<'a> {
    pub fn cited(&self) -> impl Iterator<Item = At<'a>> {
        let strips = self.years.iter().flat_map(|year| &year.strips);
        let said = strips.flat_map(|strip| strip.said()).map(|(_, said)| said);
        said.flat_map(|said| said.at.iter().copied())
    }
}

/// The strips of a dossier's questions.
pub(crate) fn strips<'a>(dossier: &'a Dossier<'a>) -> Strips<'a> {
    let asked = dossier.questions.iter().filter(|q| q.kind == "control");
    let strips = asked.map(|question| dossier.strip(question));
    let strips = strips.filter(|strip| !strip.lanes.is_empty());
    let Cut { shown, left } = Cut::new(strips.collect(), dossier.limits.rows);
    let mut years: BTreeMap<(bool, Option<i16>), Vec<Strip>> = BTreeMap::new();
    for strip in shown {
        let year = strip.year();
        years.entry((year.is_none(), year)).or_default().push(strip);
    }
    let years = years.into_iter().map(|((_, year), mut strips)| {
        strips.sort_by(|a, b| a.order().cmp(&b.order()));
        Year { year, strips }
    });
    Strips {
        years: years.collect(),
        left,
        palette: Palette::of(dossier),
    }
}

/// What two reports must share to say the same: voice (those of no side last), days, holder, stance.
type Key = ((bool, String), (bool, Option<Days>, bool), (String, Stance));

impl<'a> Dossier<'a> {
    fn strip(&'a self, question: &'a Question) -> Strip<'a> {
        let mut found: BTreeMap<Key, Vec<At<'a>>> = BTreeMap::new();
        for answer in &question.answers {
            let Value::Side { side } = &answer.value else {
                continue;
            };
            for e in answer.affirmed.iter().chain(&answer.denied) {
                let time = e.time.as_deref().and_then(Days::parse);
                let days = time.or_else(|| published(e));
                let voice = (e.holder.side.is_none(), self.voice(e));
                let holds = (self.names.name(side), e.stance);
                let key = (voice, (days.is_none(), days, time.is_none()), holds);
                found.entry(key).or_default().push(self.at(&e.claim));
            }
        }
        let mut lanes: Vec<Lane> = Vec::new();
        let mut last = None;
        for ((voice, (_, days, reported), (holder, stance)), at) in found {
            let said = Said {
                holder,
                stance,
                days,
                reported: reported && days.is_some(),
                at,
            };
            let name = voice.1.clone();
            let voice = Some(voice);
            match lanes.last_mut() {
                Some(lane) if voice == last => lane.said.push(said),
                _ => lanes.push(Lane {
                    name,
                    said: vec![said],
                }),
            }
            last = voice;
        }
        Strip { question, lanes }
    }
}

impl Year<'_> {
    /// The days that its strips show: those of claims that speak of a month or less, so that a
    /// claim on a whole year does not press the rest together.
    pub fn axis(&self) -> Option<Axis> {
        const SHORT: i64 = 31;
        let days = || {
            let said = self.strips.iter().flat_map(|strip| strip.said());
            said.filter_map(|(_, said)| said.days)
        };
        let of_year = |days: &Days| days.last().map(Day::year) == self.year;
        let short = days().filter(|d| d.length().is_some_and(|n| n <= SHORT));
        let whole = short.filter(of_year).reduce(Days::cover);
        let whole = whole.or_else(|| days().reduce(Days::cover))?;
        let (from, to) = (whole.start.or(whole.end)?, whole.last()?);
        // Some room, so that a single day is a mark and not the whole strip.
        let room = (to.since(from) / 20).max(2);
        Some(Axis {
            from: from.plus(-room),
            to: to.plus(room),
            left: LANES,
            right: WIDTH - 8.0,
        })
    }

    /// The sides that are said to hold or not to hold a place.
    pub fn holders(&self) -> BTreeSet<&str> {
        let said = self.strips.iter().flat_map(|strip| strip.said());
        said.map(|(_, said)| said.holder.as_str()).collect()
    }
}

/// Where the lanes begin, behind the names of their voices.
const LANES: f64 = 205.0;
/// Height of a row of a lane, and of the marks in it.
const ROW: f64 = 26.0;
const MARK: f64 = 18.0;
/// Room that a mark has beside its words, which must be read.
const ROOM: f64 = 10.0;

impl<'a> Strip<'a> {
    pub fn said(&self) -> impl Iterator<Item = (&Lane<'a>, &Said<'a>)> {
        let lanes = self.lanes.iter();
        lanes.flat_map(|lane| lane.said.iter().map(move |said| (lane, said)))
    }

    fn year(&self) -> Option<i16> {
        let period = self.question.period.as_deref().and_then(Days::parse);
        let said = self.said().filter_map(|(_, said)| said.days);
        let days = period.or_else(|| said.min_by_key(|days| days.last()))?;
        days.last().map(Day::year)
    }

    fn order(&self) -> impl Ord {
        let place = self.question.place.as_ref();
        let place = place.map(|place| place.name.to_lowercase());
        (place, self.question.text.clone(), self.question.id.clone())
    }

    /// The strip on an axis that it shares with others.
    pub fn svg(&self, axis: Axis, palette: &Palette) -> Markup {
        let title = format!("c-{}", anchor(&self.question.id));
        let mut y = 4.0;
        let mut rows: Vec<(f64, &Lane, Vec<Mark>)> = Vec::new();
        for lane in &self.lanes {
            let (marks, height) = lane.marks(axis, palette);
            rows.push((y, lane, marks));
            y += height as f64 * ROW;
        }
        html! {
            svg class="chart strip" viewBox=(format!("0 0 {WIDTH} {}", px(y + 20.0))) role="img" aria-labelledby=(title) {
                title id=(title) {
                    "Chart: " (self.question.text) " Who says what, over time; the table below has it all."
                }
                (axis.draw(0.0, y))
                @for (top, lane, marks) in &rows {
                    line class="lane" x1="0" x2=(px(WIDTH)) y1=(px(top - 2.0)) y2=(px(top - 2.0)) {}
                    text x="0" y=(px(top + 14.0)) {
                        title { (lane.name) }
                        (fit(&lane.name, LANES - 8.0))
                    }
                    @for mark in marks {
                        (mark.draw(*top, lane, palette))
                    }
                    @if lane.said.iter().all(|said| said.days.is_none()) {
                        text class="tick" x=(px(LANES)) y=(px(top + 14.0)) { "no day known" }
                    }
                }
            }
        }
    }
}

impl<'a> Lane<'a> {
    /// The marks, and the number of rows that they need so that none covers another.
    fn marks(&self, axis: Axis, palette: &Palette) -> (Vec<Mark<'_>>, usize) {
        let mut ends: Vec<f64> = Vec::new();
        let mut marks = Vec::new();
        for said in &self.said {
            let Some(days) = said.days else {
                continue;
            };
            let ((left, right), beyond) = axis.stretch(days);
            let label = said.label(palette);
            let narrowest = label.chars().count() as f64 * LETTER + ROOM;
            let width = (right - left).max(narrowest);
            let left = ((left + right - width) / 2.0).clamp(axis.left, axis.right - width);
            let row = ends.iter().position(|end| *end <= left);
            let row = row.unwrap_or_else(|| {
                ends.push(0.0);
                ends.len() - 1
            });
            ends[row] = left + width + 2.0;
            marks.push(Mark {
                said,
                label,
                row,
                left,
                width,
                beyond,
            });
        }
        (marks, ends.len().max(1))
    }
}

struct Mark<'a> {
    said: &'a Said<'a>,
    label: String,
    row: usize,
    left: f64,
    width: f64,
    /// Whether it goes on before and behind the axis.
    beyond: (bool, bool),
}

impl Mark<'_> {
    fn draw(&self, top: f64, lane: &Lane, palette: &Palette) -> Markup {
        let said = self.said;
        let y = top + self.row as f64 * ROW;
        let denied = said.stance != Stance::Affirms;
        let (x, middle) = (self.left + self.width / 2.0, y + MARK / 2.0);
        html! {
            g class={ (palette.class(&said.holder)) @if denied { " not" } @else { " is" } } {
                title { (said.told(&lane.name)) }
                rect x=(px(self.left)) y=(px(y)) width=(px(self.width)) height=(px(MARK)) rx="2" {}
                text class="letter" x=(px(x)) y=(px(y + 13.5)) text-anchor="middle" { (self.label) }
                @if self.beyond.0 {
                    path d=(format!("M{} {}l-5 4l5 4z", px(self.left), px(middle - 4.0))) {}
                }
                @if self.beyond.1 {
                    path d=(format!("M{} {}l5 4l-5 4z", px(self.left + self.width), px(middle - 4.0))) {}
                }
            }
        }
    }
}

impl Said<'_> {
    /// "Azerbaijan: Armenia does not hold it, 8 November 2020".
    fn told(&self, name: &str) -> String {
        format!("{name}: {}, {}", self.words(), self.when())
    }

    /// "B", "not B", "B?": what stands in the mark.
    fn label(&self, palette: &Palette) -> String {
        let letter = palette.letter(&self.holder);
        match self.stance {
            Stance::Affirms => letter,
            Stance::Denies => format!("not {letter}"),
            Stance::Doubts => format!("{letter}?"),
        }
    }

    pub fn words(&self) -> String {
        match self.stance {
            Stance::Affirms => format!("{} holds it", self.holder),
            Stance::Denies => format!("{} does not hold it", self.holder),
            Stance::Doubts => format!("doubts that {} holds it", self.holder),
        }
    }

    pub fn when(&self) -> String {
        match (self.days, self.reported) {
            (None, _) => "no day known".to_owned(),
            (Some(days), false) => days.words(),
            (Some(days), true) => format!("reported {}", days.words()),
        }
    }
}
