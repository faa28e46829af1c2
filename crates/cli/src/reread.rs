//! `rashomon reread`.

use crate::args::{OutputFormat, RereadArgs};
use crate::ledger::{count, now, settle, settle_changed};
use crate::output::{Page, Progress, stdout};
use crate::read::{self, found, told};
use crate::show::style::{Role, tame};
use crate::{Exit, Fault, news};
use rashomon_model::Analysis;
use rashomon_source::{Original, SourceError};
use rashomon_store::{Change, DocumentId, Mode, Record, Stamp, Store};
use std::io::Write;

/// Readings that go into the ledger at once.
const BATCH: usize = 256;

/// Documents that are asked for at once.
const PAGE: usize = 1024;

/// Runs `rashomon reread`.
pub fn run(args: &RereadArgs) -> Result<Exit, Fault> {
    let reader = read::reader(&args.reader)?;
    let page = Page::new(&args.print);
    let path = &args.ledger.ledger;
    let mut store = Store::open(path, Mode::Change)?;
    let look = Store::open(path, Mode::View)?;
    let but = (!args.all).then(|| reader.version().to_owned());
    let total = look.not_read_by(but.as_deref(), None, usize::MAX)?.len();
    let mut progress = Progress::of(total as u64, "reports read");
    let documents = Documents {
        look,
        but,
        after: None,
        page: Vec::new().into_iter(),
    };
    let work = |(id, original, old): (DocumentId, Original, Analysis)| {
        let name = old.document.uri.as_ref().unwrap_or(&old.document.id);
        let capture = original.capture().map_err(|problem| {
            let error = SourceError {
                origin: name.clone(),
                line: None,
                record: None,
                problem,
            };
            error.to_string()
        })?;
        let new = reader.read(&capture);
        let change = Change::between(&old, &new);
        let record = Record::new(&original, &new).map_err(|error| error.to_string())?;
        let lines = match args.summary || change.is_empty() {
            true => String::new(),
            false => lines(&change, &old, &new, page),
        };
        Ok(((id, record, change, lines), told(&new, false)))
    };
    let mut out = stdout(page);
    let mut batch = Vec::new();
    let (mut same, mut other) = (0, 0);
    let mut sums = [0; 3];
    let exit = found(
        documents,
        read::threads(&args.reader),
        work,
        &mut progress,
        |read, progress| {
            let Some((id, record, change, lines)) = read else {
                return Ok(());
            };
            match change.is_empty() {
                true => same += 1,
                false => other += 1,
            }
            let found = [
                change.added.len(),
                change.removed.len(),
                change.changed.len(),
            ];
            sums.iter_mut().zip(found).for_each(|(sum, n)| *sum += n);
            batch.push((id, record));
            if batch.len() == BATCH {
                flush(&mut store, reader.version(), &mut batch)?;
            }
            Ok(progress.beside(|| out.write_all(lines.as_bytes()))?)
        },
    )?;
    flush(&mut store, reader.version(), &mut batch)?;
    if args.summary {
        settle(&mut store, &reader)?;
    } else {
        let changed = settle_changed(&mut store, &reader)?;
        let mut told = Vec::new();
        news::write(&mut told, &changed, &args.ledger, OutputFormat::Text, page)?;
        if other > 0 && !told.is_empty() {
            writeln!(out)?;
        }
        out.write_all(&told)?;
    }
    let [added, removed, changed] = sums;
    let read = match same + other {
        0 => "Every report was read by this version already; --all reads them again.".to_owned(),
        n => format!(
            "{} read again: {same} as before, {other} otherwise ({} added, {removed} removed, {changed} changed).",
            count(n, "report"),
            count(added as u64, "claim"),
        ),
    };
    writeln!(out, "{read}")?;
    out.flush()?;
    Ok(exit)
}

fn flush(
    store: &mut Store,
    reader: &str,
    batch: &mut Vec<(DocumentId, Record)>,
) -> Result<(), Fault> {
    if !batch.is_empty() {
        let time = now();
        store.reread(
            Stamp {
                time: &time,
                reader,
            },
            batch,
        )?;
        batch.clear();
    }
    Ok(())
}

/// What changed in one report: its name, and a line for each claim.
fn lines(change: &Change, old: &Analysis, new: &Analysis, page: Page) -> String {
    let document = &new.document;
    let name = document.title.as_ref().or(document.uri.as_ref());
    let mut lines = page.paint(Role::Heading, &tame(name.unwrap_or(&document.id)));
    lines.push('\n');
    let mut line = |mark: &str, analysis: &Analysis, i: usize| {
        if let Some(claim) = analysis.claims.get(i) {
            let said = format!("{}: {}", claim.args.kind(), tame(&claim.text));
            lines.push_str(&page.wrap(mark, "    ", &said));
        }
    };
    change.removed.iter().for_each(|&i| line("  - ", old, i));
    change
        .changed
        .iter()
        .for_each(|&(_, i)| line("  ~ ", new, i));
    change.added.iter().for_each(|&i| line("  + ", new, i));
    lines
}

/// The documents to be read again, in order.
struct Documents {
    look: Store,
    /// The reader whose readings are left as they are.
    but: Option<String>,
    after: Option<DocumentId>,
    page: std::vec::IntoIter<DocumentId>,
}

impl Iterator for Documents {
    type Item = Result<(DocumentId, Original, Analysis), String>;

    fn next(&mut self) -> Option<Self::Item> {
        let id = match self.page.next() {
            Some(id) => id,
            None => {
                let page = self.look.not_read_by(self.but.as_deref(), self.after, PAGE);
                match page {
                    Ok(page) => self.page = page.into_iter(),
                    Err(error) => {
                        // Nothing more can be asked for.
                        self.after = Some(DocumentId(i64::MAX));
                        return Some(Err(error.to_string()));
                    }
                }
                self.page.next()?
            }
        };
        self.after = Some(id);
        let document = self.look.original(id).and_then(|original| {
            let analysis = self.look.analysis(id)?;
            Ok((id, original, analysis))
        });
        Some(document.map_err(|error| error.to_string()))
    }
}
