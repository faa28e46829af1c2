//! `rashomon add`.

use crate::args::{AddArgs, OutputFormat};
use crate::output::{self, Page, Progress, stdout};
use crate::read::{self, found, told};
use crate::{Exit, Fault, ledger, news};
use rashomon_read::Reader;
use rashomon_source::{Found, SourceError, size};
use rashomon_store::{Added, Entry, Mode, Stamp, Store};
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, Instant};

/// What goes into the ledger at once: a batch is held in memory and its transaction is waited for by
/// others who add, and each costs a wait for the disk.
const REPORTS: usize = 512;
const BYTES: usize = 16 << 20;
const AFTER: Duration = Duration::from_secs(2);

/// Runs `rashomon add`.
pub fn run(args: &AddArgs) -> Result<Exit, Fault> {
    let reader = read::reader(&args.input.reader)?;
    let path = &args.ledger.ledger;
    let mut store = Store::open(path, Mode::Create)?;
    let inputs = read::inputs(&args.input);
    let mut progress = Progress::of_bytes(size(&args.input.paths), inputs.taken());
    let threads = read::threads(&args.input.reader);
    let (Added { new, known }, exit) =
        take_in(&mut store, path, inputs, &reader, threads, &mut progress)?;
    if args.news {
        let changed = ledger::settle_changed(&mut store, &reader)?;
        let page = Page::new(&args.print);
        let mut out = stdout(page);
        news::write(&mut out, &changed, &args.ledger, OutputFormat::Text, page)?;
    } else {
        ledger::settle(&mut store, &reader)?;
    }
    let counts = store.counts()?;
    let there = match known {
        0 => String::new(),
        1 => ", one was there already".to_owned(),
        n => format!(", {n} were there already"),
    };
    output::all(
        format!(
            "{} added{there}. {} holds {} with {}.\n",
            ledger::count(new as u64, "report"),
            path.display(),
            ledger::count(counts.documents, "report"),
            ledger::count(counts.claims, "claim"),
        )
        .as_bytes(),
    )?;
    Ok(exit)
}

/// Reads documents and adds them to the ledger at `path`, which `store` is, batch by batch; those
/// that are there already are not read. Tells on standard error what could not be read.
pub fn take_in(
    store: &mut Store,
    path: &Path,
    documents: impl Iterator<Item = Result<Found, SourceError>> + Send,
    reader: &Reader,
    threads: NonZeroUsize,
    progress: &mut Progress,
) -> Result<(Added, Exit), Fault> {
    // What is there already is not read again. Another program may add it in the meantime: the
    // ledger itself is asked in the end.
    let look = Store::open(path, Mode::View)?;
    let documents = documents.map(move |document| -> Result<Option<Found>, SourceError> {
        let found = document?;
        let known = look.knows(&found.original.hash()).unwrap_or(false);
        Ok((!known).then_some(found))
    });
    let work = |document: Option<Found>| {
        let Some(found) = document else {
            return Ok((None, read::Told::default()));
        };
        let analysis = reader.read(&found.capture()?);
        let entry = Entry::new(&found.original, &analysis);
        Ok((Some(entry), told(&analysis, false)))
    };
    let mut batch = Batch {
        store,
        reader: reader.version(),
        entries: Vec::new(),
        bytes: 0,
        begun: Instant::now(),
        added: Added::default(),
    };
    let exit = found(documents, threads, work, progress, |entry, _| {
        match entry {
            // Not read: that was told.
            None => {}
            Some(None) => batch.added.known += 1,
            Some(Some(entry)) => batch.push(entry?)?,
        }
        Ok(())
    })?;
    batch.flush()?;
    Ok((batch.added, exit))
}

/// What waits to go into the ledger.
struct Batch<'a> {
    store: &'a mut Store,
    reader: &'a str,
    entries: Vec<Entry>,
    bytes: usize,
    /// When the first of it came.
    begun: Instant,
    added: Added,
}

impl Batch<'_> {
    fn push(&mut self, entry: Entry) -> Result<(), Fault> {
        if self.entries.is_empty() {
            self.begun = Instant::now();
        }
        self.bytes += entry.size();
        self.entries.push(entry);
        let full = self.entries.len() >= REPORTS || self.bytes >= BYTES;
        if full || self.begun.elapsed() >= AFTER {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Fault> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let stamp = Stamp {
            time: &ledger::now(),
            reader: self.reader,
        };
        let added = self.store.add(stamp, &self.entries)?;
        self.added.new += added.new;
        self.added.known += added.known;
        self.entries.clear();
        self.bytes = 0;
        Ok(())
    }
}
