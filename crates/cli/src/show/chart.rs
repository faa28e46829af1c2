//! Figures as bars: who gives which, for which day.

use super::dossier::head;
use super::style::{Role, tame};
use crate::output::{Page, unicode};
use crate::shelf::{Found, Shelf};
use crate::views::toll::{TollRow, figures};
use rashomon_ledger::{Interest, Question, count_words};
use std::fmt::Write;

/// Columns of the day, and of the figure, of a line.
const DAY: usize = 10;
const FIGURE: usize = 16;
/// Beside the bar of a figure that its source replaced.
const REPLACED: &str = " (replaced)";

/// Each question with the figures of each claimant over time. A bar goes from the lowest number
/// that the words allow to the highest, or on and on where they set no bound.
pub fn tolls(shelf: &Shelf, found: &Found<&Question>, page: Page) -> String {
    let mut out = String::new();
    for question in &found.shown {
        chart(&mut out, question, &figures(question, shelf.names()), page);
        out.push('\n');
    }
    if found.shown.is_empty() {
        out.push_str("No questions with figures fit.\n");
    } else if found.more {
        let shown = found.shown.len();
        let note = format!("The first {shown} questions: --limit 0 shows all.");
        let _ = writeln!(out, "{}", page.paint(Role::Faint, &note));
    }
    out
}

/// The figures of one question.
pub fn chart(out: &mut String, question: &Question, rows: &[TollRow], page: Page) {
    out.push_str(&head(question, page));
    let top = rows.iter().map(|row| row.max.unwrap_or(row.min)).max();
    let top = top.unwrap_or_default();
    let indent = 4 + DAY + 2 + FIGURE + 2;
    let width = page.width.saturating_sub(indent + REPLACED.len()).max(4);
    let mut claimant: Option<(&str, Option<&str>)> = None;
    for row in rows {
        let who = (row.claimant.as_str(), row.side.as_deref());
        if claimant != Some(who) {
            claimant = Some(who);
            let own = rows
                .iter()
                .filter(|r| (r.claimant.as_str(), r.side.as_deref()) == who);
            let admits = own.clone().all(|r| r.interest == Interest::Against);
            let mut line = page.paint(Role::Source, &tame(&row.claimant));
            if admits {
                line.push_str(&page.paint(Role::Faint, ", against its own interest"));
            }
            out.push_str(&page.wrap("  ", "    ", &line));
        }
        let day = row.day.as_deref().unwrap_or("undated");
        let figure = count_words(row.min, row.max);
        let bar = bar(row, top, width);
        let bar = match row.interest {
            Interest::Against => page.paint(Role::Calm, &bar),
            _ if row.replaced => page.paint(Role::Faint, &bar),
            _ => page.paint(Role::Notice, &bar),
        };
        let later = if row.replaced { REPLACED } else { "" };
        let _ = writeln!(out, "    {day:<DAY$}  {figure:>FIGURE$}  {bar}{later}");
    }
    let number = count_words(top, Some(top));
    let gap = width.saturating_sub(1);
    let axis = format!("{:indent$}0{number:>gap$}", "");
    let _ = writeln!(out, "{}", page.paint(Role::Faint, &axis));
}

/// The marks of a chart.
struct Marks {
    exact: char,
    from: char,
    to: char,
    line: char,
    on: char,
    ground: char,
}

fn bar(row: &TollRow, top: u64, width: usize) -> String {
    let marks = match unicode() {
        true => Marks {
            exact: '●',
            from: '├',
            to: '┤',
            line: '─',
            on: '▶',
            ground: '·',
        },
        false => Marks {
            exact: '*',
            from: '|',
            to: '|',
            line: '-',
            on: '>',
            ground: '.',
        },
    };
    let last = width.saturating_sub(1);
    let column = |n: u64| match top {
        0 => 0,
        // No number of people is so high that its place on a page would be lost.
        top => ((n as f64 / top as f64) * last as f64).round() as usize,
    };
    let start = column(row.min).min(last);
    let end = row.max.map_or(last, |max| column(max).clamp(start, last));
    let mut bar: Vec<char> = vec![marks.ground; start];
    match row.max {
        Some(max) if max == row.min => bar.push(marks.exact),
        Some(_) if start == end => bar.push(marks.exact),
        None if start == end => bar.push(marks.on),
        bound => {
            bar.push(marks.from);
            bar.extend(std::iter::repeat_n(
                marks.line,
                end.saturating_sub(start + 1),
            ));
            bar.push(if bound.is_some() { marks.to } else { marks.on });
        }
    }
    bar.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(min: u64, max: Option<u64>) -> TollRow {
        TollRow {
            question: String::new(),
            question_id: String::new(),
            status: String::new(),
            claimant: String::new(),
            side: None,
            day: None,
            min,
            max,
            interest: Interest::Neutral,
            cumulative: false,
            replaced: false,
            reports: 1,
            claim: String::new(),
        }
    }

    #[test]
    fn no_figure_leaves_its_bar() {
        let most = [0, 1, 5, 9, 10, 999, u64::MAX];
        for top in most {
            for min in most {
                for max in most.into_iter().map(Some).chain([None]) {
                    let bar = bar(&row(min, max), top, 20);
                    assert!(bar.chars().count() <= 20, "{min} {max:?} {top}: {bar}");
                }
            }
        }
    }
}
