//! `rashomon read`, and the way from inputs to analyses that other commands share.

use crate::args::{InputArgs, InputFormat, OutputFormat, ReadArgs};
use crate::output::{Page, Progress, stdout};
use crate::show::report;
use crate::{Exit, Fault, ordered, sides};
use rashomon_ledger::Names;
use rashomon_model::{Analysis, Capture, Diagnostic};
use rashomon_read::{Reader, ReaderError, Table, Tables, TsvError};
use rashomon_source::{Format, Options, SourceError, captures};
use rashomon_text::LineIndex;
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
    let reader = reader(&args.input)?;
    let names = sides::names(&reader);
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
fn one_line(json: String) -> String {
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

/// What one input document gave.
struct Outcome<U> {
    rendered: Option<U>,
    /// Messages for standard error.
    messages: Vec<String>,
    unread: bool,
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
    let options = Options {
        format: match input.input_format {
            InputFormat::Auto => None,
            InputFormat::Text => Some(Format::Text),
            InputFormat::Jsonl => Some(Format::JsonLines),
            InputFormat::Html => Some(Format::Html),
            InputFormat::Feed => Some(Format::Feed),
            InputFormat::Warc => Some(Format::Warc),
        },
        ..Options::default()
    };
    let threads = input
        .threads
        .or_else(|| thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    let work = |capture: Result<Capture, SourceError>| match capture {
        Err(error) => Outcome {
            rendered: None,
            messages: vec![error.to_string()],
            unread: true,
        },
        Ok(mut capture) => {
            if capture.date.is_none() {
                capture.date.clone_from(&input.date);
            }
            let analysis = reader.read(&capture);
            let unread = analysis.diagnostics.iter().any(not_read);
            let messages = messages(&analysis, quiet);
            Outcome {
                rendered: Some(render(analysis)),
                messages,
                unread,
            }
        }
    };
    let mut exit = Exit::Done;
    let mut fault = None;
    let mut progress = Progress::new();
    let inputs = captures(input.paths.iter().cloned(), options);
    ordered::map(inputs, threads, work, |outcome| {
        progress.step();
        let outcome = outcome.unwrap_or_else(|_| Outcome {
            rendered: None,
            messages: vec![INTERNAL.to_owned()],
            unread: true,
        });
        if outcome.unread {
            exit = Exit::Unread;
        }
        let written = progress.beside(|| {
            let written = outcome.rendered.map_or(Ok(()), &mut sink);
            for message in &outcome.messages {
                eprintln!("rashomon: {message}");
            }
            written
        });
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
        Some(error) => Err(error.into()),
        None => Ok(exit),
    }
}

const INTERNAL: &str = "a report was left out: reading it failed inside the program (the message \
    above says where); please report this";

/// A reader with the places, sides and people that the arguments add.
pub fn reader(input: &InputArgs) -> Result<Reader, Fault> {
    let open = |files: &[PathBuf]| -> Result<Vec<Table>, TsvError> {
        files.iter().map(Table::open).collect()
    };
    let tables = || -> Result<Tables, TsvError> {
        Ok(Tables {
            gazetteer: open(&input.gazetteer)?,
            sides: open(&input.sides)?,
            actors: open(&input.actors)?,
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
