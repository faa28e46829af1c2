//! What went wrong with an input, where, and what to do.

use std::fmt;

/// A document, or a whole input, that could not be read.
#[derive(Debug)]
pub struct SourceError {
    /// The file as it was named, or `standard input`.
    pub origin: String,
    /// The line, counted from one, where the input has lines that are documents.
    pub line: Option<u64>,
    /// The record, counted from one, where the input is an archive of the web.
    pub record: Option<u64>,
    /// What was wrong.
    pub problem: Problem,
}

/// What can be wrong with an input.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// It could not be opened or read.
    Io(std::io::Error),
    /// A folder could not be walked.
    Walk(String),
    /// It is no text: what it is instead.
    Binary(&'static str),
    /// There is nothing in it.
    Empty,
    /// It is longer than [`crate::Options::max_bytes`].
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// A page, or an entry of a feed, without a text.
    NoText,
    /// A feed or an archive that is not what it should be: what is wrong with it.
    Broken(String),
    /// An address whose page could not be had: why.
    Fetch(String),
    /// A line that is not the JSON object it should be: what is wrong with it.
    Json(String),
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        f.write_str(": ")?;
        self.problem.fmt(f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Io(error) => write!(f, "cannot be read: {error}"),
            Problem::Walk(error) => write!(f, "cannot be walked: {error}"),
            Problem::Binary(kind) => write!(
                f,
                "is {kind}, not text: save it as plain text (.txt), HTML or JSON lines (.jsonl)"
            ),
            Problem::Empty => f.write_str("is empty: leave it out, or give it a text"),
            Problem::NoText => {
                f.write_str("holds no text: leave it out, or save the article alone")
            }
            Problem::Fetch(why) => f.write_str(why),
            Problem::Broken(what) => write!(f, "{what}: fetch it again, or leave it out"),
            Problem::TooLong { limit } => write!(
                f,
                "is longer than {limit} bytes, the most that one document may have: split it, or raise the limit"
            ),
            Problem::Json(what) => write!(
                f,
                "{what}: write one object a line, such as {{\"id\": \"1\", \"text\": \"…\"}}"
            ),
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Io(error) => Some(error),
            _ => None,
        }
    }
}
