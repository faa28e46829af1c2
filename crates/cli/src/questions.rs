//! `rashomon questions`.

use crate::args::{OutputFormat, QuestionsArgs};
use crate::output::{Page, stdout};
use crate::show::questions::{View, write};
use crate::{Exit, Fault, read, sides};
use rashomon_ledger::{Options, questions_with};
use std::io::Write;

/// Runs `rashomon questions`.
pub fn run(args: &QuestionsArgs) -> Result<Exit, Fault> {
    let page = Page::new(&args.print);
    let mut analyses = Vec::new();
    let reader = read::reader(&args.input.reader)?;
    let exit = read::each(
        &reader,
        &args.input,
        false,
        |analysis| analysis,
        |analysis| {
            analyses.push(analysis);
            Ok(())
        },
    )?;
    let options = Options {
        as_of: args.choice.as_of,
        names: sides::names(&reader),
    };
    let questions = questions_with(&analyses, &options);
    let mut out = stdout(page);
    match args.format {
        OutputFormat::Jsonl => {
            for question in &questions {
                let line = serde_json::to_string(question).map_err(std::io::Error::from)?;
                writeln!(out, "{line}")?;
            }
        }
        OutputFormat::Text => {
            let view = View::new(&analyses, &questions, &options, args.choice.all);
            out.write_all(write(&view, page).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(exit)
}
