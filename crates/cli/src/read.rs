//! `rashomon read`, and the way from inputs to analyses that other commands share.

use crate::args::{InputArgs, InputFormat, OutputFormat, ReadArgs, ReaderArgs};
use crate::output::{Page, Progress, stdout};
use crate::show::report;
use crate::{Exit, Fault, ordered, sides};
use rashomon_ledger::Names;
use rashomon_model::{Analysis, Diagnostic};
use rashomon_read::{Reader, ReaderError, Table, Tables, TsvError};
use rashomon_source::{Format, Options, Originals, originals};
use rashomon_text::LineIndex;
use std::fmt::Display;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread;

/// Diagnostics of an input that was not read, or not as it was meant: the exit code tells of them.
const UNREAD: [&str; 3] = ["date-unreadable", "encoding-broken", "language"];

/// Runs `rashomon read`.
pub fn run(args: &ReadArgs) -> Result<Exit, Fault> {
    let page = Page::new(&args.print);
    let reader = reader(&args.input.reader)?;
    let names = sides::names(reader.lists());
    let render = |analysis: Analysis| match args.format {
        OutputFormat::Jsonl => json_line(analysis, !args.no_text),
        OutputFormat::Text => {
            let mut text = String::new();
            let names = learned(&names, &analysis);
            report::write(&mut text, &analysis, &names, args.explain, page);
            Ok(text)
        }
    };
    // Rendering is work as reading is: it is done on the thread that reads.
    let mut out = stdout(page);
    let quiet = args.format == OutputFormat::Jsonl;
    let exit = each(&reader, &args.input, quiet, render, |text| {
        out.write_all(text?.as_bytes())?;
        // Who waits for records of a slow stream gets each as it is done.
        out.flush()
    })?;
    Ok(exit)
}

/// The names of sides, with those that the report itself gives.
fn learned(names: &Names, analysis: &Analysis) -> Names {
    let mut names = names.clone();
    names.learn(std::iter::once(analysis));
    names
}

/// The record of a report as one line, its spans in code points.
pub fn json_line(mut analysis: Analysis, with_text: bool) -> io::Result<String> {
    let text = analysis.document.text.take().unwrap_or_default();
    let mut analysis = analysis.into_code_points(&text);
    analysis.document.text = with_text.then_some(text);
    let mut line = one_line(serde_json::to_string(&analysis)?);
    line.push('\n');
    Ok(line)
}

/// JSON with the characters escaped that some readers of JSON lines take for the end of a line.
pub fn one_line(json: String) -> String {
    const ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];
    if !json.contains(ENDS) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        match ENDS.contains(&c) {
            true => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => escaped.push(c),
        }
    }
    escaped
}

/// Reads all inputs and gives what `render` makes of each analysis to `sink`, in order. `quiet`
/// keeps back what the records themselves say: only what was not read is told.
pub fn each<U: Send>(
    reader: &Reader,
    input: &InputArgs,
    quiet: bool,
    render: impl Fn(Analysis) -> U + Sync,
    mut sink: impl FnMut(U) -> io::Result<()>,
) -> Result<Exit, Fault> {
    let mut progress = Progress::new();
    found(
        inputs(input),
        threads(&input.reader),
        |found| {
            let analysis = reader.read(&found.capture()?);
            let told = told(&analysis, quiet);
            Ok((render(analysis), told))
        },
        &mut progress,
        |rendered, progress| Ok(progress.beside(|| rendered.map_or(Ok(()), &mut sink))?),
    )
}

/// What all inputs say, in order.
pub fn all(reader: &Reader, input: &InputArgs) -> Result<(Vec<Analysis>, Exit), Fault> {
    let mut analyses = Vec::new();
    let keep = |analysis| {
        analyses.push(analysis);
        Ok(())
    };
    let exit = each(reader, input, false, |analysis| analysis, keep)?;
    Ok((analyses, exit))
}

/// The inputs' documents as they came, those without a date dated as the arguments say.
pub fn inputs(input: &InputArgs) -> Originals {
    let options = Options {
        format: match input.input_format {
            InputFormat::Auto => None,
            InputFormat::Text => Some(Format::Text),
            InputFormat::Jsonl => Some(Format::JsonLines),
            InputFormat::Html => Some(Format::Html),
            InputFormat::Feed => Some(Format::Feed),
            InputFormat::Warc => Some(Format::Warc),
        },
        date: input.date.clone(),
        fetch: Some(crate::web::fetch()),
        ..Options::default()
    };
    originals(input.paths.iter().cloned(), options)
}

/// How many reports are read at the same time.
pub fn threads(args: &ReaderArgs) -> NonZeroUsize {
    args.threads
        .or_else(|| thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN)
}

/// Does `work` on each document on all threads and gives the results to `sink`, in order, with the
/// messages of `work` printed beside: `None` for a document that could not be read.
pub fn found<T: Send, U: Send, E: Display + Send>(
    documents: impl Iterator<Item = Result<T, E>> + Send,
    threads: NonZeroUsize,
    work: impl Fn(T) -> Result<(U, Told), E> + Sync,
    progress: &mut Progress,
    mut sink: impl FnMut(Option<U>, &mut Progress) -> Result<(), Fault>,
) -> Result<Exit, Fault> {
    let work = |document: Result<T, E>| match document.and_then(&work) {
        Ok((value, told)) => (Some(value), told),
        Err(error) => (None, Told::unread(error.to_string())),
    };
    let mut exit = Exit::Done;
    let mut fault = None;
    ordered::map(documents, threads, work, |outcome| {
        progress.step();
        let (value, told) = outcome.unwrap_or_else(|_| (None, Told::unread(INTERNAL.to_owned())));
        if told.unread {
            exit = Exit::Unread;
        }
        let written = sink(value, progress);
        if !told.messages.is_empty() {
            progress.beside(|| {
                for message in &told.messages {
                    eprintln!("rashomon: {message}");
                }
            });
        }
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                fault = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    progress.done();
    match fault {
        Some(error) => Err(error),
        None => Ok(exit),
    }
}

/// What standard error is told of a document.
#[derive(Default)]
pub struct Told {
    messages: Vec<String>,
    /// It was not read, or not wholly.
    unread: bool,
}

impl Told {
    fn unread(message: String) -> Told {
        Told {
            messages: vec![message],
            unread: true,
        }
    }
}

/// What is to be told of a report; `quiet` leaves out what its record says.
pub fn told(analysis: &Analysis, quiet: bool) -> Told {
    Told {
        messages: messages(analysis, quiet),
        unread: analysis.diagnostics.iter().any(not_read),
    }
}

const INTERNAL: &str = "a report was left out: reading it failed inside the program (the message \
    above says where); please report this";

/// A reader with the places, sides and people that the arguments add.
pub fn reader(args: &ReaderArgs) -> Result<Reader, Fault> {
    let open = |files: &[PathBuf]| -> Result<Vec<Table>, TsvError> {
        files.iter().map(Table::open).collect()
    };
    let tables = || -> Result<Tables, TsvError> {
        Ok(Tables {
            gazetteer: open(&args.gazetteer)?,
            sides: open(&args.sides)?,
            actors: open(&args.actors)?,
        })
    };
    let reader = tables()
        .map_err(ReaderError::from)
        .and_then(|tables| Reader::with_tables(&tables));
    reader.map_err(|error| Fault::Usage(error.to_string()))
}

fn not_read(diagnostic: &Diagnostic) -> bool {
    UNREAD.contains(&diagnostic.code.as_str())
}

/// What is to be told of a report: where, and what.
fn messages(analysis: &Analysis, quiet: bool) -> Vec<String> {
    let document = &analysis.document;
    let name = document.uri.as_ref().unwrap_or(&document.id);
    let mut lines: Option<LineIndex> = None;
    let told = analysis
        .diagnostics
        .iter()
        .filter(|d| !quiet || not_read(d));
    told.map(|diagnostic| {
        let line = diagnostic.span.zip(document.text.as_ref());
        let at = line.map_or_else(String::new, |(span, text)| {
            let index = lines.get_or_insert_with(|| LineIndex::new(text));
            format!(":{}", index.line(span.start))
        });
        format!("{name}{at}: {} ({})", diagnostic.message, diagnostic.code)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_record_stays_on_one_line() {
        let text = "a\u{2028}b\u{85}c";
        let json = one_line(serde_json::to_string(text).expect("text is JSON"));
        assert_eq!(json, "\"a\\u2028b\\u0085c\"");
        let back: String = serde_json::from_str(&json).expect("still JSON");
        assert_eq!(back, text);
    }
}
