//! A document and what was read in it, made ready for the ledger away from it: all that costs time
//! is done on the threads that read.

use crate::index::Index;
use crate::pack;
use rashomon_ledger::Report;
use rashomon_model::Analysis;
use rashomon_source::Original;
use std::collections::BTreeSet;
use std::io;

/// A document, what was read in it, and the rows by which it is found.
#[derive(Debug)]
pub struct Entry {
    pub(crate) hash: [u8; 32],
    pub(crate) form: &'static str,
    pub(crate) outside: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) record: Record,
}

/// What was read in a document.
#[derive(Debug)]
pub struct Record {
    pub(crate) hash: [u8; 32],
    pub(crate) json: Vec<u8>,
    pub(crate) index: Index,
    pub(crate) contribution: Contribution,
}

/// The version that makes contributions: those that another one made are made anew before they are
/// used.
pub(crate) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// What a reading contributes to the questions, as it is kept.
#[derive(Debug, PartialEq)]
pub(crate) struct Contribution {
    pub articles: Vec<u8>,
    pub parts: Vec<Part>,
}

/// The claims that it lays to one family of questions.
#[derive(Debug, PartialEq)]
pub(crate) struct Part {
    pub family: String,
    pub entries: Vec<u8>,
    pub depends: BTreeSet<String>,
}

impl Contribution {
    pub fn of(analysis: &Analysis) -> io::Result<Contribution> {
        // The key is given when the questions are settled.
        let report = Report::of("", analysis);
        let parts = report.families.iter().map(|(family, entries)| {
            Ok(Part {
                family: family.to_string(),
                entries: pack::pack(&serde_json::to_vec(entries)?)?,
                depends: report.depends(family),
            })
        });
        Ok(Contribution {
            parts: parts.collect::<io::Result<Vec<Part>>>()?,
            articles: pack::pack(&serde_json::to_vec(&report.articles)?)?,
        })
    }
}

impl Entry {
    /// A document as it came, and its analysis with the text and spans in bytes, as the reader gives
    /// it.
    ///
    /// # Errors
    /// When memory runs out while compressing.
    pub fn new(original: &Original, analysis: &Analysis) -> io::Result<Entry> {
        Ok(Entry {
            hash: original.hash(),
            form: original.form.name(),
            outside: serde_json::to_string(&original.outside)?,
            bytes: pack::pack(&original.bytes)?,
            record: Record::new(original, analysis)?,
        })
    }

    /// About how many bytes it will take in the ledger.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.record.json.len()
    }
}

impl Record {
    /// What was read in a document.
    ///
    /// # Errors
    /// When memory runs out while compressing.
    pub fn new(original: &Original, analysis: &Analysis) -> io::Result<Record> {
        let json = serde_json::to_vec(analysis)?;
        Ok(Record {
            hash: pack::hash(&json),
            json: pack::pack_record(&json, &original.bytes)?,
            index: Index::of(analysis),
            contribution: Contribution::of(analysis)?,
        })
    }
}
