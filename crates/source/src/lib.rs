//! Files, folders and standard input, decoded to [`Capture`]s: plain text, JSON lines, HTML pages,
//! feeds and archives of the web, as they are or compressed (gzip, Zstandard). Nothing is
//! fetched here: see [`Fetch`].
//!
//! [`captures`] is where to begin: it walks the inputs one document at a time and never holds more
//! than one. What cannot be read comes out as a [`SourceError`] that names file and line, and the
//! other documents go on.
//!
//! ```
//! use rashomon_source::{Captures, Options};
//!
//! let lines = "{\"id\": \"1\", \"text\": \"Two villages were shelled.\"}\nnot JSON\n";
//! let mut captures = Captures::from_reader("example", lines.as_bytes(), Options::default());
//! assert_eq!(captures.next().unwrap().unwrap().id.as_deref(), Some("1"));
//! assert!(captures.next().unwrap().unwrap_err().to_string().starts_with("example:2: "));
//! assert!(captures.next().is_none());
//! ```

mod captures;
mod compressed;
pub mod date;
mod decode;
mod error;
mod feed;
mod fetch;
mod format;
mod html;
mod language;
mod original;
mod record;
mod warc;

pub use captures::{Captures, File, Originals, captures, files, originals, size};
pub use decode::{Decoded, decode};
pub use error::{Problem, SourceError};
pub use fetch::{Fetch, Fetched, is_address};
pub use format::Format;
pub use language::{Language, language};
pub use original::{Form, Found, Original, Outside};
pub use rashomon_model::Capture;
pub use record::Record;

use sha2::{Digest, Sha256};

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The format of every input; `None` finds it by name and content.
    pub format: Option<Format>,
    /// The most bytes that one document, one line of JSON or one feed may have, after decompression.
    /// A longer one is an error and is not held in memory.
    pub max_bytes: usize,
    /// EDTF date of publication of the documents that come without one.
    pub date: Option<String>,
    /// What fetches the addresses among the inputs; without it they are errors.
    pub fetch: Option<Fetch>,
}

impl Options {
    /// Bytes that a document may have unless told otherwise: 16 MiB, some three long books.
    pub const MAX_BYTES: usize = 16 << 20;
}

impl Default for Options {
    fn default() -> Self {
        Options {
            format: None,
            max_bytes: Options::MAX_BYTES,
            date: None,
            fetch: None,
        }
    }
}

/// The id of a text that has none: `sha256:` and the hash of its UTF-8 bytes in lower-case hex.
pub fn text_id(text: &str) -> String {
    bytes_id(text.as_bytes())
}

fn bytes_id(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut id = String::with_capacity(71);
    id.push_str("sha256:");
    for byte in Sha256::digest(bytes) {
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_id_is_the_hash_of_the_text() {
        assert_eq!(
            super::text_id("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
