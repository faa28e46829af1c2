//! `rashomon demo`: the reports that come with the program, and what they dispute.

use crate::args::DemoArgs;
use crate::output::{Page, stdout};
use crate::show::questions::{View, write};
use crate::show::style::Role;
use crate::{Exit, Fault, ordered, sides};
use rashomon_ledger::{Options, questions_with};
use rashomon_model::Capture;
use rashomon_read::Reader;
use rashomon_source::Captures;
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
        as_of: args.choice.as_of,
        names: sides::names(&reader),
    };
    let questions = questions_with(&analyses, &options);
    let view = View::new(&analyses, &questions, &options, args.choice.all);
    let mut out = stdout(page);
    out.write_all(
        page.paint(Role::Faint, page.wrap("", "", ABOUT).trim_end())
            .as_bytes(),
    )?;
    out.write_all(b"\n\n")?;
    out.write_all(write(&view, page).as_bytes())?;
    out.flush()?;
    Ok(Exit::Done)
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
