//! What charts share: the axis of days, and the colour, shape and letter that tell voices apart.

use crate::Dossier;
use maud::{Markup, html};
use rashomon_ledger::{Day, Days, Question, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Width of a chart, in units of its own.
pub(crate) const WIDTH: f64 = 720.0;

/// Number of colours in the style sheet.
const COLORS: usize = 8;

/// Width that a letter of a chart's labels takes at most, on average.
pub(crate) const LETTER: f64 = 6.6;

/// Colours and letters of sides, by the order of their names alone: in all charts the same.
#[derive(Default)]
pub(crate) struct Palette {
    order: BTreeMap<String, usize>,
}

impl Palette {
    /// Of all sides that the charts can show.
    pub fn of(dossier: &Dossier) -> Palette {
        let shown = |q: &&Question| {
            q.kind == "control" || q.answers.iter().any(|a| count(&a.value).is_some())
        };
        let answers = dossier
            .questions
            .iter()
            .copied()
            .filter(shown)
            .flat_map(|q| &q.answers);
        let mut names: BTreeSet<String> = BTreeSet::new();
        for answer in answers {
            if let Value::Side { side } = &answer.value {
                names.insert(dossier.names.name(side));
            }
            let holders = answer.holders.iter().chain(&answer.deniers);
            let sides = holders.filter_map(|holder| holder.side.as_deref());
            names.extend(sides.map(|side| dossier.names.name(side)));
        }
        let order = names.into_iter().enumerate();
        Palette {
            order: order.map(|(i, name)| (name, i)).collect(),
        }
    }

    /// The class that colours what belongs to a side; other voices have the colour of text.
    pub fn class(&self, name: &str) -> String {
        match self.order.get(name) {
            Some(i) => format!("c{}", i % COLORS),
            None => "c".to_owned(),
        }
    }

    /// A letter or two that stand for a side: A to Z, AA …
    pub fn letter(&self, name: &str) -> String {
        let Some(mut i) = self.order.get(name).copied() else {
            return "?".to_owned();
        };
        let mut letters = String::new();
        loop {
            letters.insert(
                0,
                char::from(b'A' + u8::try_from(i % 26).unwrap_or_default()),
            );
            match i / 26 {
                0 => return letters,
                n => i = n - 1,
            }
        }
    }
}

/// The bounds of a count.
pub(crate) fn count(value: &Value) -> Option<(u64, Option<u64>)> {
    match value {
        Value::Count { min, max } => Some((*min, *max)),
        _ => None,
    }
}

/// Days from left to right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    pub from: Day,
    pub to: Day,
    pub left: f64,
    pub right: f64,
}

impl Axis {
    /// Where the noon of a day stands.
    pub fn x(&self, day: Day) -> f64 {
        self.at(day, 0.5)
    }

    /// From the morning of the first to the evening of the last of some days, as far as the axis
    /// goes; and whether they go on beyond its ends.
    pub fn stretch(&self, days: Days) -> ((f64, f64), (bool, bool)) {
        let before = days.start.is_none_or(|start| start < self.from);
        let behind = days.end.is_none_or(|end| end > self.to);
        let start = days
            .start
            .map_or(self.from, |d| d.clamp(self.from, self.to));
        let end = days.end.map_or(self.to, |d| d.clamp(self.from, self.to));
        ((self.at(start, 0.0), self.at(end, 1.0)), (before, behind))
    }

    fn at(&self, day: Day, part: f64) -> f64 {
        let days = (self.to.since(self.from) + 1) as f64;
        let day = day.since(self.from) as f64 + part;
        self.left + (self.right - self.left) * day / days
    }

    /// Some days to be named, evenly apart.
    pub fn ticks(&self) -> Vec<Day> {
        const MOST: i64 = 5;
        let days = self.to.since(self.from);
        let steps = [1, 2, 5, 7, 14, 30, 61, 91, 182, 365, 730, 1826, 3652];
        let fits = |step: &i64| days / step < MOST;
        let step = steps.into_iter().find(fits).unwrap_or(days / MOST + 1);
        (0..=days / step)
            .map(|i| self.from.plus(i * step))
            .collect()
    }

    /// The named days, below `bottom`, with a line up to `top`.
    pub fn draw(&self, top: f64, bottom: f64) -> Markup {
        html! {
            @for day in self.ticks() {
                @let x = self.x(day);
                line class="grid" x1=(px(x)) x2=(px(x)) y1=(px(top)) y2=(px(bottom)) {}
                text class="tick" x=(px(x)) y=(px(bottom + 15.0)) text-anchor=(anchor(x, 40.0)) {
                    (short(day))
                }
            }
        }
    }
}

/// How a label of some half width is set so that it stays in the chart.
fn anchor(x: f64, half: f64) -> &'static str {
    match x {
        x if x + half > WIDTH => "end",
        x if x - half < 0.0 => "start",
        _ => "middle",
    }
}

/// "8 Nov 2020".
pub(crate) fn short(day: Day) -> String {
    let words = Days::day(day).words();
    let mut parts = words.split(' ');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) => {
            let month: String = month.chars().take(3).collect();
            format!("{day} {month} {year}")
        }
        _ => words,
    }
}

/// A length with one decimal: enough for the eye, and the same everywhere.
pub(crate) fn px(x: f64) -> String {
    let text = format!("{x:.1}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A mark whose shape goes by the number of its series, so that colour is not all that tells.
pub(crate) fn shape(series: usize, x: f64, y: f64) -> Markup {
    let d = match series % 5 {
        0 => return html! { circle cx=(px(x)) cy=(px(y)) r="5" {} },
        1 => format!("M{} {}h9v9h-9z", px(x - 4.5), px(y - 4.5)),
        2 => format!("M{} {}l5.5 10h-11z", px(x), px(y - 6.0)),
        3 => format!("M{} {}l6 6l-6 6l-6 -6z", px(x), px(y - 6.0)),
        _ => format!("M{} {}l5.5 -10h-11z", px(x), px(y + 6.0)),
    };
    html! { path d=(d) {} }
}

/// A text cut to a width of the chart.
pub(crate) fn fit(text: &str, width: f64) -> String {
    let most = (width / LETTER) as usize;
    match text.chars().count() > most {
        true => {
            let kept: String = text.chars().take(most.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
        false => text.to_owned(),
    }
}
