//! Tolls: what each voice counted, as ranges over time.

use crate::Dossier;
use crate::chart::{Axis, LETTER, Palette, WIDTH, count, px, shape};
use crate::outline::{At, Cut, anchor};
use maud::{Markup, html};
use rashomon_ledger::{Day, Days, Evidence, Interest, Question};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) struct Tolls<'a> {
    /// Questions with several figures.
    pub several: Cut<Toll<'a>>,
    /// Questions with one.
    pub single: Cut<Toll<'a>>,
    pub palette: Palette,
}

/// A question that figures answer.
pub(crate) struct Toll<'a> {
    pub question: &'a Question,
    /// By the names of the voices, those of no side last.
    pub series: Vec<Series<'a>>,
    /// Figures left out.
    pub left: usize,
}

/// The figures of one voice.
pub(crate) struct Series<'a> {
    pub name: String,
    /// By day, those without one last.
    pub figures: Vec<Figure<'a>>,
}

pub(crate) struct Figure<'a> {
    pub day: Option<Day>,
    pub min: u64,
    pub max: Option<u64>,
    /// The figure in words.
    pub text: &'a str,
    /// Who denies it or doubts it.
    pub denied_by: BTreeSet<String>,
    /// A later figure of the same voice takes its place.
    pub updated: bool,
    pub against: bool,
    pub at: Vec<At<'a>>,
}

impl<'a> Tolls<'a> {
    pub fn cited(&self) -> impl Iterator<Item = At<'a>> {
        let tolls = self.several.shown.iter().chain(&self.single.shown);
        let figures = tolls.flat_map(|toll| toll.series.iter().flat_map(|s| &s.figures));
        figures.flat_map(|figure| figure.at.iter().copied())
    }

    pub fn is_empty(&self) -> bool {
        self.several.shown.is_empty() && self.single.shown.is_empty()
    }
}

/// The figures of a dossier's questions.
pub(crate) fn tolls<'a>(dossier: &'a Dossier<'a>) -> Tolls<'a> {
    let tolls = dossier.questions.iter().filter_map(|q| dossier.toll(q));
    let (several, single) = tolls.partition(|toll| toll.figures().count() + toll.left > 1);
    Tolls {
        several: Cut::new(several, dossier.limits.rows),
        single: Cut::new(single, dossier.limits.rows),
        palette: Palette::of(dossier),
    }
}

/// What two reports must share to give one figure: voice (those of no side last), day, answer.
type Key = ((bool, String), (bool, Option<Day>), usize);

impl<'a> Dossier<'a> {
    fn toll(&'a self, question: &'a Question) -> Option<Toll<'a>> {
        let mut found: BTreeMap<Key, Vec<&'a Evidence>> = BTreeMap::new();
        for (i, answer) in question.answers.iter().enumerate() {
            if count(&answer.value).is_none() {
                continue;
            }
            // Of a text that several print, the first speaks for the rest: that is one figure.
            let mut texts: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
            for e in &answer.affirmed {
                match e.holder.side.is_none() {
                    true => texts.entry(&e.origin).or_default().push(e),
                    false => {
                        let key = ((false, self.voice(e)), (e.day().is_none(), e.day()), i);
                        found.entry(key).or_default().push(e);
                    }
                }
            }
            for printed in texts.into_values() {
                let first = printed
                    .iter()
                    .map(|e| (e.day().is_none(), e.day(), self.voice(e)));
                if let Some((undated, day, name)) = first.min() {
                    let key = ((true, name), (undated, day), i);
                    found.entry(key).or_default().extend(printed);
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let left = found.len().saturating_sub(self.limits.rows);
        let mut series: Vec<Series> = Vec::new();
        let mut last = None;
        for (((side, name), (_, day), i), evidence) in found.into_iter().take(self.limits.rows) {
            let Some(answer) = question.answers.get(i) else {
                continue;
            };
            let Some((min, max)) = count(&answer.value) else {
                continue;
            };
            let figure = Figure {
                day,
                min,
                max,
                text: &answer.text,
                denied_by: answer.denied.iter().map(|e| self.voice(e)).collect(),
                updated: evidence.iter().all(|e| e.updated_by.is_some()),
                against: evidence.iter().any(|e| e.interest == Interest::Against),
                at: evidence.iter().map(|e| self.at(&e.claim)).collect(),
            };
            let voice = Some((side, name.clone()));
            match series.last_mut() {
                Some(series) if voice == last => series.figures.push(figure),
                _ => series.push(Series {
                    name,
                    figures: vec![figure],
                }),
            }
            last = voice;
        }
        Some(Toll {
            question,
            series,
            left,
        })
    }
}

const LEFT: f64 = 70.0;
const RIGHT: f64 = 28.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 232.0;
const HEIGHT: f64 = 258.0;

impl<'a> Toll<'a> {
    pub fn figures(&self) -> impl Iterator<Item = (&Series<'a>, &Figure<'a>)> {
        let series = self.series.iter();
        series.flat_map(|series| series.figures.iter().map(move |figure| (series, figure)))
    }

    /// The chart; none where fewer than two figures have a day.
    pub fn svg(&self, palette: &Palette) -> Option<Markup> {
        let days: Vec<Day> = self
            .figures()
            .filter_map(|(_, figure)| figure.day)
            .collect();
        let (from, to) = (*days.iter().min()?, *days.iter().max()?);
        if days.len() < 2 {
            return None;
        }
        let axis = Axis {
            from,
            to,
            left: LEFT,
            right: WIDTH - RIGHT,
        };
        let highest = self
            .figures()
            .map(|(_, f)| f.max.unwrap_or(f.min).max(f.min));
        let highest = highest.max().unwrap_or(1).max(1);
        let steps = steps(highest);
        let top = *steps.last().unwrap_or(&1) as f64;
        let y = |n: u64| BOTTOM - (BOTTOM - TOP) * n as f64 / top;
        let mut labels = Labels::default();
        let points: Vec<Vec<Point>> = self
            .series
            .iter()
            .enumerate()
            .map(|(i, series)| {
                // Voices that count on the same day stand beside one another.
                let aside = (i as f64 - (self.series.len() - 1) as f64 / 2.0) * 7.0;
                let aside = aside.clamp(-42.0, 42.0);
                let dated = series.figures.iter().filter_map(|f| Some((f, f.day?)));
                dated
                    .map(|(figure, day)| Point {
                        figure,
                        x: (axis.x(day) + aside).clamp(LEFT + 6.0, WIDTH - 8.0),
                        low: y(figure.min),
                        high: y(figure.max.unwrap_or(figure.min)),
                    })
                    .collect()
            })
            .collect();
        for point in points.iter().flatten() {
            labels.block(point.x, point.middle());
        }
        let title = format!("t-{}", anchor(&self.question.id));
        Some(html! {
            svg class="chart" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby=(title) {
                title id=(title) {
                    "Chart: " (self.question.text) " Figures by who gives them, over time; the table below has them all."
                }
                @for step in &steps {
                    @let y = y(*step);
                    line class="grid" x1=(px(LEFT)) x2=(px(WIDTH - 4.0)) y1=(px(y)) y2=(px(y)) {}
                    text class="tick" x=(px(LEFT - 8.0)) y=(px(y + 4.0)) text-anchor="end" {
                        (rashomon_ledger::count_words(*step, Some(*step)))
                    }
                }
                (axis.draw(BOTTOM, BOTTOM + 4.0))
                @for (series, points) in self.series.iter().zip(&points) {
                    @let path: Vec<String> = points.iter().map(|p| format!("{},{}", px(p.x), px(p.middle()))).collect();
                    @if points.len() > 1 {
                        polyline class={ "lead " (palette.class(&series.name)) } points=(path.join(" ")) {}
                    }
                }
                @for (i, (series, points)) in self.series.iter().zip(&points).enumerate() {
                    @for point in points {
                        g class={ "figure " (palette.class(&series.name)) @if !point.figure.denied_by.is_empty() { " denied" } } {
                            title { (point.figure.told(&series.name)) }
                            line class="range" x1=(px(point.x)) x2=(px(point.x)) y1=(px(point.low)) y2=(px(point.high)) {}
                            @if point.figure.max.is_none() {
                                @let (x, y) = (point.x, point.low - 16.0);
                                path class="range" d=(format!("M{} {}V{}m-4 5l4 -5l4 5", px(x), px(point.low), px(y))) {}
                            }
                            (shape(i, point.x, point.middle()))
                            @if let Some((x, y, anchor)) = labels.place(point.figure.text, point.x, point.middle()) {
                                text x=(px(x)) y=(px(y)) text-anchor=(anchor) { (point.figure.text) }
                            }
                        }
                    }
                }
            }
        })
    }

    /// The legend: each voice with its colour and shape.
    pub fn legend(&self, palette: &Palette) -> Markup {
        html! {
            ul class="legend" {
                @for (i, series) in self.series.iter().enumerate() {
                    li {
                        svg class={ "key " (palette.class(&series.name)) } viewBox="0 0 14 14" aria-hidden="true" {
                            (shape(i, 7.0, 7.0))
                        }
                        " " (series.name)
                    }
                }
            }
        }
    }
}

impl Figure<'_> {
    /// "Armenia, 30 September 2020: 104, denied by Azerbaijan".
    fn told(&self, name: &str) -> String {
        let day = self.day.map(|day| format!(", {}", Days::day(day).words()));
        let mut text = format!("{name}{}: {}", day.unwrap_or_default(), self.text);
        for note in self.notes() {
            text.push_str(&format!(", {note}"));
        }
        text
    }

    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.against {
            notes.push("against its own interest".to_owned());
        }
        if !self.denied_by.is_empty() {
            let names: Vec<&str> = self.denied_by.iter().map(String::as_str).collect();
            notes.push(format!("denied or doubted by {}", names.join(", ")));
        }
        if self.updated {
            notes.push("a later figure takes its place".to_owned());
        }
        notes
    }
}

struct Point<'a> {
    figure: &'a Figure<'a>,
    x: f64,
    low: f64,
    high: f64,
}

impl Point<'_> {
    fn middle(&self) -> f64 {
        (self.low + self.high) / 2.0
    }
}

/// Numbers on the axis: from nought to no less than the highest, in steps of 1, 2 or 5.
fn steps(highest: u64) -> Vec<u64> {
    let mut step: u64 = 1;
    let mut factors = [2, 5, 10].into_iter().cycle();
    let mut unit: u64 = 1;
    while highest.div_ceil(step) > 5 {
        match factors.next() {
            Some(10) => {
                unit = unit.saturating_mul(10);
                step = unit;
            }
            Some(factor) => step = unit.saturating_mul(factor),
            None => break,
        }
    }
    (0..=highest.div_ceil(step))
        .map(|i| i.saturating_mul(step))
        .collect()
}

/// Keeps labels off one another and off the marks.
#[derive(Default)]
struct Labels {
    taken: Vec<(f64, f64, f64, f64)>,
}

impl Labels {
    /// More labels than this on one chart cannot be read, and would be long in placing.
    const MOST: usize = 80;

    fn block(&mut self, x: f64, y: f64) {
        self.taken.push((x - 6.0, y - 6.0, x + 6.0, y + 6.0));
    }

    /// Where a label beside a mark has room, and to which side of that it is written.
    fn place(&mut self, text: &str, x: f64, y: f64) -> Option<(f64, f64, &'static str)> {
        if self.taken.len() > 2 * Self::MOST {
            return None;
        }
        let width = text.chars().count() as f64 * LETTER;
        for aside in [4.0, -14.0, 18.0, -28.0] {
            for right in [true, false] {
                let at = if right { x + 10.0 } else { x - 10.0 };
                let base = y + aside;
                let left = if right { at } else { at - width };
                let area = (left, base - 10.0, left + width, base + 2.0);
                let inside = left > LEFT && area.2 < WIDTH && area.1 > 0.0 && base < BOTTOM;
                let free = |t: &(f64, f64, f64, f64)| {
                    area.2 < t.0 || t.2 < area.0 || area.3 < t.1 || t.3 < area.1
                };
                if inside && self.taken.iter().all(free) {
                    self.taken.push(area);
                    return Some((at, base, if right { "start" } else { "end" }));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_highest() {
        assert_eq!(steps(1), [0, 1]);
        assert_eq!(steps(5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(steps(11), [0, 5, 10, 15]);
        assert_eq!(steps(1177), [0, 500, 1000, 1500]);
        for highest in [6, 10, 99, 100, 101, 65_000, u64::MAX / 3, u64::MAX] {
            let steps = steps(highest);
            assert!(steps.len() <= 6, "{highest}: {steps:?}");
            assert!(*steps.last().unwrap() >= highest, "{highest}: {steps:?}");
        }
    }

    #[test]
    fn labels_stay_apart() {
        let mut labels = Labels::default();
        for _ in 0..3 {
            labels.block(300.0, 100.0);
        }
        let places: Vec<_> = (0..9)
            .filter_map(|_| labels.place("1,177", 300.0, 100.0))
            .collect();
        assert_eq!(places.len(), 8, "four lines on either side of a mark");
        let mut apart = places.clone();
        apart.dedup();
        assert_eq!(apart, places);
    }
}
