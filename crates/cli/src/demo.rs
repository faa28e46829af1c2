//! `rashomon demo`: the reports that come with the program, and what they dispute.

use crate::args::DemoArgs;
use crate::output::{Page, stdout};
use crate::shelf::Shelf;
use crate::show::questions::{View, write};
use crate::show::style::Role;
use crate::show::{chart, dossier};
use crate::views::toll;
use crate::{Exit, Fault, ordered, sides};
use rashomon_ledger::{Filter, Options};
use rashomon_model::Capture;
use rashomon_read::Reader;
use rashomon_source::Captures;
use rashomon_store::Order;
use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::thread;

macro_rules! reports {
    ($($name:literal),* $(,)?) => {
        /// The bundled reports: name and content.
        pub const REPORTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../examples/reports/", $name)))),*];
    };
}

reports![
    "agency-shusha.txt",
    "coastline-reprint.txt",
    "crossroads-page.txt",
    "ganja-strike.txt",
    "highland-voice-shushi.txt",
    "late-september.jsonl",
    "lowland-gazette-advance.txt",
    "lowland-gazette-warplane.txt",
    "operation-and-exodus.txt",
    "soldiers-remembered.txt",
    "truce-and-corridor.jsonl",
];

const ABOUT: &str = "The reports that come with the program were written for it on the public \
    record of Nagorno-Karabakh in 2020, 2022 and 2023. The outlets are invented.";

/// Kinds of which the demo shows the question whose accounts part most: who holds a place, and what
/// brought down an aircraft.
const SHOWN: [&str; 2] = ["control", "equipment_loss"];

/// Kinds of figures of which it shows the first few questions that several figures answer.
const COUNTED: [&str; 2] = ["casualties", "equipment_loss"];
const CHARTS: usize = 2;

const MORE: &str = "This was read just now from the reports in examples/reports. Go on with \
    `rashomon demo --all`, or with reports of your own: `rashomon questions reports/`, \
    `rashomon toll reports/`, `rashomon control reports/ --as-of 2020-11-08`.";

/// Runs `rashomon demo`.
pub fn run(args: &DemoArgs) -> Result<Exit, Fault> {
    let page = Page::new(&args.print);
    let reader = Reader::new().map_err(|error| Fault::Usage(error.to_string()))?;
    let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut analyses = Vec::new();
    ordered::map(
        captures().into_iter(),
        threads,
        |capture| reader.read(&capture),
        |analysis| {
            analyses.extend(analysis.ok());
            ControlFlow::Continue(())
        },
    );
    let options = Options {
        as_of: args.as_of,
        names: sides::names(reader.lists()),
    };
    let shelf = Shelf::of(analyses, &options);
    let mut text = note(ABOUT, page);
    text.push('\n');
    match args.all {
        true => {
            let found = shelf.questions(&Filter::default(), Order::Listed, None, |_| true);
            text.push_str(&write(&View::new(&shelf, &found, true), page));
        }
        false => text.push_str(&dossiers(&shelf, page)),
    }
    let mut out = stdout(page);
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Done)
}

/// Who holds the place that is fought over most, the tolls, and the loss that is explained in most
/// ways.
fn dossiers(shelf: &Shelf, page: Page) -> String {
    let of = |kind: &str| {
        let filter = Filter {
            kinds: [kind.to_owned()].into(),
            ..Filter::default()
        };
        shelf
            .questions(&filter, Order::Listed, Some(1), |_| true)
            .shown
    };
    let mut parts = Vec::new();
    let [place, loss] =
        SHOWN.map(|kind| of(kind).first().map(|q| dossier::question(shelf, q, page)));
    parts.extend(place);
    let filter = Filter {
        kinds: COUNTED.map(str::to_owned).into(),
        ..Filter::default()
    };
    let charts = toll::counted(shelf, filter, None).shown.into_iter();
    let charts = charts.filter_map(|question| {
        let figures = toll::figures(question, shelf.names());
        let mut text = String::new();
        chart::chart(&mut text, question, &figures, page);
        (figures.len() > 1).then_some(text)
    });
    parts.extend(charts.take(CHARTS));
    parts.extend(loss);
    parts.push(note(MORE, page));
    parts.join("\n")
}

fn note(text: &str, page: Page) -> String {
    let text = page.wrap("", "", text);
    format!("{}\n", page.paint(Role::Faint, text.trim_end()))
}

/// The bundled reports as captures.
fn captures() -> Vec<Capture> {
    let options = rashomon_source::Options::default;
    REPORTS
        .iter()
        .flat_map(|(name, content)| {
            let uri = format!("examples/reports/{name}");
            Captures::from_reader(&uri.clone(), content.as_bytes(), options()).filter_map(
                move |capture| {
                    let mut capture = capture.ok()?;
                    capture.uri.get_or_insert_with(|| uri.clone());
                    Some(capture)
                },
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_bundled_and_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let bundled: Vec<&str> = REPORTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(bundled, names);
        let documents: usize = REPORTS
            .iter()
            .map(|(name, content)| match name.ends_with(".jsonl") {
                true => content.lines().count(),
                false => 1,
            })
            .sum();
        assert_eq!(captures().len(), documents);
    }
}
