//! A document and what was read in it, made ready for the ledger away from it: all that costs time
//! is done on the threads that read.

use crate::index::Index;
use crate::pack;
use rashomon_model::Analysis;
use rashomon_source::Original;
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
        })
    }
}
