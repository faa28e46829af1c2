//! The walk over the inputs, one document at a time.

use crate::compressed::{decompressed, uncompressed};
use crate::fetch::is_address;
use crate::format::binary_kind;
use crate::original::{Form, Found, Original, Outside};
use crate::{Format, Options, Problem, SourceError, feed, warc};
use encoding_rs_io::DecodeReaderBytesBuilder;
use rashomon_model::Capture;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;
use walkdir::WalkDir;

/// Reads the inputs in order. Each is a file, a folder (every file below it, in order of its names,
/// hidden ones left out), `-` for standard input, or an http(s) address where [`Options::fetch`] can
/// fetch it.
pub fn captures<P: Into<PathBuf>>(
    inputs: impl IntoIterator<Item = P>,
    options: Options,
) -> Captures {
    Captures(originals(inputs, options))
}

/// As [`captures`], each document as it came: who wants to keep it, or to read it on another
/// thread, captures it later.
pub fn originals<P: Into<PathBuf>>(
    inputs: impl IntoIterator<Item = P>,
    options: Options,
) -> Originals {
    let inputs: Vec<PathBuf> = inputs.into_iter().map(Into::into).collect();
    Originals {
        inputs: inputs.into_iter(),
        walk: None,
        stream: None,
        whole: None,
        origin: None,
        options,
        read: Arc::default(),
    }
}

/// How many bytes the inputs have where they lie, as far as that is known beforehand: not that of
/// standard input or of an address.
pub fn size<P: AsRef<Path>>(inputs: impl IntoIterator<Item = P>) -> Option<u64> {
    let mut size = 0;
    for input in inputs {
        let name = input.as_ref().as_os_str();
        if name == OsStr::new("-") || name.to_str().is_some_and(is_address) {
            return None;
        }
        let files = files(input.as_ref()).filter_map(Result::ok);
        size += files.map(|file| file.bytes).sum::<u64>();
    }
    Some(size)
}

/// A file where it lies. One that was not written to has the same size and time as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last written to, where the system says.
    pub modified: Option<SystemTime>,
}

/// The files below a folder that [`originals`] would read, in its order. What cannot be looked at is
/// an error; the others go on.
pub fn files(folder: &Path) -> impl Iterator<Item = Result<File, SourceError>> {
    walk(folder).filter_map(|entry| {
        let file = entry.and_then(|entry| {
            let file = entry.metadata()?;
            Ok(file.is_file().then(|| File {
                bytes: file.len(),
                modified: file.modified().ok(),
                path: entry.into_path(),
            }))
        });
        file.map_err(|error| not_walked(&error)).transpose()
    })
}

type Walk = walkdir::FilterEntry<walkdir::IntoIter, fn(&walkdir::DirEntry) -> bool>;
type Outcome = Result<Found, SourceError>;

/// The documents of some inputs, in order; made by [`captures`].
///
/// An error concerns one document or one input; what follows it goes on.
pub struct Captures(Originals);

/// The documents of some inputs as they came, in order; made by [`originals`].
///
/// An error concerns one document or one input; what follows it goes on.
pub struct Originals {
    inputs: std::vec::IntoIter<PathBuf>,
    walk: Option<Walk>,
    /// An input of many documents that is being read.
    stream: Option<Stream>,
    /// What an input that is one document gave.
    whole: Option<Outcome>,
    /// The input that was opened last.
    origin: Option<String>,
    options: Options,
    read: Arc<AtomicU64>,
}

/// An input of many documents.
enum Stream {
    Lines(Lines),
    /// A feed or an archive.
    Records(Box<dyn Iterator<Item = Outcome> + Send>),
}

/// A reader of JSON lines and where it stands.
struct Lines {
    origin: String,
    reader: Box<dyn BufRead + Send>,
    line: u64,
    /// Whether a line was found that is not blank.
    found: bool,
    limit: usize,
}

impl Captures {
    /// Reads one input from a reader; `origin` names it in errors.
    pub fn from_reader(
        origin: &str,
        reader: impl Read + Send + 'static,
        options: Options,
    ) -> Captures {
        Captures(Originals::from_reader(origin, reader, options))
    }

    /// Where the last document or error came from, for messages about it: the file (or `standard
    /// input`) and, in a file of JSON lines, the line, counted from 1. None before the first one.
    pub fn position(&self) -> Option<(&str, Option<u64>)> {
        let origin = self.0.origin.as_deref()?;
        let line = match &self.0.stream {
            Some(Stream::Lines(lines)) => Some(lines.line),
            _ => None,
        };
        Some((origin, line))
    }
}

impl Iterator for Captures {
    type Item = Result<Capture, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.and_then(|found| found.capture()))
    }
}

impl Originals {
    /// Reads one input from a reader; `origin` names it in errors.
    pub fn from_reader(
        origin: &str,
        reader: impl Read + Send + 'static,
        options: Options,
    ) -> Originals {
        let mut originals = originals(Vec::<PathBuf>::new(), options);
        originals.open(origin, Outside::default(), None, Box::new(reader));
        originals
    }
    /// How many bytes of the inputs were taken in so far, to lay beside [`size`].
    pub fn taken(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    /// Begins the next input; `false` when there is none.
    fn advance(&mut self) -> bool {
        if let Some(walk) = &mut self.walk {
            match walk.next() {
                None => self.walk = None,
                Some(Ok(entry)) if entry.file_type().is_file() => {
                    self.open_file(&entry.into_path())
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    let error = not_walked(&error);
                    self.origin = Some(error.origin.clone());
                    self.whole = Some(Err(error));
                }
            }
            return true;
        }
        let Some(input) = self.inputs.next() else {
            return false;
        };
        if input.as_os_str() == OsStr::new("-") {
            self.open(
                "standard input",
                Outside::default(),
                None,
                Box::new(io::stdin()),
            );
        } else if let Some(address) = input.to_str().filter(|i| is_address(i)) {
            self.fetch(address);
        } else if input.is_dir() {
            self.walk = Some(walk(&input));
        } else {
            self.open_file(&input);
        }
        true
    }

    fn open_file(&mut self, path: &Path) {
        self.origin = Some(path.display().to_string());
        match fs::File::open(path) {
            Ok(file) => {
                let origin = path.display().to_string();
                let outside = Outside {
                    path: Some(origin.clone()),
                    ..Outside::default()
                };
                let named = Format::of_name(&uncompressed(path));
                self.open(&origin, outside, named, Box::new(file));
            }
            Err(error) => {
                let origin = path.display().to_string();
                self.whole = Some(Err(fail(&origin, None, Problem::Io(error))));
            }
        }
    }

    fn fetch(&mut self, address: &str) {
        let fetched = match &self.options.fetch {
            Some(fetch) => fetch.fetch(address, self.options.max_bytes),
            None => Err("is an address, and nothing is fetched here: save the page".to_owned()),
        };
        match fetched {
            Ok(fetched) => {
                let outside = Outside {
                    uri: Some(fetched.uri),
                    charset: fetched.charset,
                    ..Outside::default()
                };
                let named = fetched
                    .media_type
                    .as_deref()
                    .and_then(Format::of_media_type);
                self.open(
                    address,
                    outside,
                    named,
                    Box::new(io::Cursor::new(fetched.bytes)),
                );
            }
            Err(why) => {
                self.origin = Some(address.to_owned());
                self.whole = Some(Err(fail(address, None, Problem::Fetch(why))));
            }
        }
    }

    /// Reads an input as far as its format asks: a text wholly, JSON lines as they are asked for.
    /// `outside` is what is known of it where it is one document, `named` the format that its name
    /// promises.
    fn open(
        &mut self,
        origin: &str,
        outside: Outside,
        named: Option<Format>,
        reader: Box<dyn Read + Send>,
    ) {
        self.origin = Some(origin.to_owned());
        let counted = Counted {
            reader,
            read: self.read.clone(),
        };
        let mut reader = match decompressed(Box::new(counted)) {
            Ok(reader) => reader,
            Err(problem) => {
                self.whole = Some(Err(fail(origin, None, problem)));
                return;
            }
        };
        let head = match reader.fill_buf() {
            Ok(head) => head,
            Err(error) => {
                self.whole = Some(Err(fail(origin, None, Problem::Io(error))));
                return;
            }
        };
        if let Some(kind) = binary_kind(head) {
            self.whole = Some(Err(fail(origin, None, Problem::Binary(kind))));
            return;
        }
        let format = self
            .options
            .format
            .or_else(|| Format::of_mark(head))
            .or(named)
            .unwrap_or_else(|| Format::of_content(head));
        let limit = self.options.max_bytes;
        match format {
            Format::Text | Format::Html => {
                let form = match format {
                    Format::Html => Form::Page,
                    _ => Form::Text,
                };
                self.whole = Some(match all(reader, limit) {
                    Ok(bytes) => {
                        let original = Original {
                            outside,
                            ..Original::new(form, bytes)
                        };
                        Ok(found(origin, None, None, original))
                    }
                    Err(problem) => Err(fail(origin, None, problem)),
                });
            }
            Format::Feed => match all(reader, limit).and_then(|bytes| feed::entries(&bytes)) {
                Ok(entries) => {
                    let origin = origin.to_owned();
                    let entries = entries.into_iter().zip(1..);
                    self.stream = Some(Stream::Records(Box::new(entries.map(
                        move |(entry, record)| Ok(found(&origin, None, Some(record), entry)),
                    ))));
                }
                Err(problem) => self.whole = Some(Err(fail(origin, None, problem))),
            },
            Format::Warc => {
                let origin = origin.to_owned();
                let pages = warc::Pages::new(reader, limit);
                self.stream = Some(Stream::Records(Box::new(pages.map(
                    move |(record, page)| match page {
                        Ok(page) => Ok(found(&origin, None, Some(record), page)),
                        Err(problem) => Err(fail_record(&origin, record, problem)),
                    },
                ))));
            }
            Format::JsonLines => {
                // UTF-16 with a byte-order mark is turned to UTF-8 on the way; other bytes pass
                // and are decoded line by line, so that one bad line spoils no other.
                let decoded = DecodeReaderBytesBuilder::new()
                    .bom_sniffing(true)
                    .utf8_passthru(true)
                    .strip_bom(true)
                    .build(reader);
                self.stream = Some(Stream::Lines(Lines {
                    origin: origin.to_owned(),
                    reader: Box::new(BufReader::with_capacity(64 << 10, decoded)),
                    line: 0,
                    found: false,
                    limit,
                }));
            }
        }
    }
}

impl Iterator for Originals {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        let mut outcome = self.undated()?;
        if let Ok(found) = &mut outcome {
            let date = &mut found.original.outside.date;
            *date = date.take().or_else(|| self.options.date.clone());
        }
        Some(outcome)
    }
}

impl Originals {
    /// The next document without the date that the options give.
    fn undated(&mut self) -> Option<Outcome> {
        loop {
            if let Some(outcome) = self.whole.take() {
                return Some(outcome);
            }
            if let Some(stream) = &mut self.stream {
                let next = match stream {
                    Stream::Lines(lines) => lines.next(),
                    Stream::Records(records) => records.next(),
                };
                match next {
                    Some(outcome) => return Some(outcome),
                    None => self.stream = None,
                }
            } else if !self.advance() {
                return None;
            }
        }
    }
}

impl Iterator for Lines {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        let limit = self.limit;
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            self.line += 1;
            let line = match read_line(&mut self.reader, &mut bytes, limit) {
                Ok(line) => line,
                Err(error) => {
                    let error = fail(&self.origin, Some(self.line), Problem::Io(error));
                    // A reader that failed would fail again: nothing more comes from it.
                    self.reader = Box::new(io::empty());
                    self.found = true;
                    return Some(Err(error));
                }
            };
            match line {
                Line::End if self.found => return None,
                Line::End => {
                    self.found = true;
                    return Some(Err(fail(&self.origin, None, Problem::Empty)));
                }
                Line::Read if bytes.trim_ascii().is_empty() => {}
                Line::Read => {
                    self.found = true;
                    let original = Original::new(Form::Line, bytes);
                    return Some(Ok(found(&self.origin, Some(self.line), None, original)));
                }
                Line::TooLong => {
                    self.found = true;
                    return Some(Err(self.fail(Problem::TooLong { limit })));
                }
            }
        }
    }
}

impl Lines {
    fn fail(&self, problem: Problem) -> SourceError {
        fail(&self.origin, Some(self.line), problem)
    }
}

/// Hidden files and folders are no reports (`.git`, `.DS_Store`); an input itself may be hidden.
fn shown(entry: &walkdir::DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// The files of a folder in order of their names, or the one file.
fn walk(input: &Path) -> Walk {
    let walk = WalkDir::new(input).follow_links(true).sort_by_file_name();
    walk.into_iter().filter_entry(shown as fn(&_) -> bool)
}

/// A reader that counts what is read from it.
struct Counted {
    reader: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// All bytes of an input.
fn all(reader: impl Read, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(Problem::Io)?;
    if bytes.len() > limit {
        return Err(Problem::TooLong { limit });
    }
    Ok(bytes)
}

enum Line {
    Read,
    TooLong,
    End,
}

/// Reads a line without its end into `bytes`. A line above the limit is passed over without being
/// held.
fn read_line(reader: &mut dyn BufRead, bytes: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    let (mut any, mut too_long) = (false, false);
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        any = true;
        let end = memchr::memchr(b'\n', chunk);
        let piece = &chunk[..end.unwrap_or(chunk.len())];
        if bytes.len() + piece.len() > limit {
            too_long = true;
            *bytes = Vec::new();
        } else if !too_long {
            bytes.extend_from_slice(piece);
        }
        let used = end.map_or(chunk.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => Line::End,
        (_, true) => Line::TooLong,
        _ => Line::Read,
    })
}

fn found(origin: &str, line: Option<u64>, record: Option<u64>, original: Original) -> Found {
    Found {
        original,
        origin: origin.to_owned(),
        line,
        record,
    }
}

fn fail(origin: &str, line: Option<u64>, problem: Problem) -> SourceError {
    SourceError {
        origin: origin.to_owned(),
        line,
        record: None,
        problem,
    }
}

fn not_walked(error: &walkdir::Error) -> SourceError {
    let path = error.path().unwrap_or(Path::new("folder"));
    let origin = path.display().to_string();
    fail(&origin, None, Problem::Walk(error.to_string()))
}

fn fail_record(origin: &str, record: u64, problem: Problem) -> SourceError {
    SourceError {
        record: Some(record),
        ..fail(origin, None, problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_position_names_file_and_line_of_the_last_document() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(
            path("a.jsonl"),
            "{\"text\": \"One.\"}\n\nnone\n{\"text\": \"Two.\"}\n",
        )
        .unwrap();
        std::fs::write(path("b.txt"), "Three.\n").unwrap();
        let names = ["a.jsonl", "b.txt", "c.txt"].map(path);
        let mut inputs = captures(&names, Options::default());
        assert_eq!(inputs.position(), None);
        let mut found = Vec::new();
        while let Some(outcome) = inputs.next() {
            let (origin, line) = inputs.position().unwrap();
            found.push((outcome.is_ok(), origin.to_owned(), line));
        }
        let [a, b, c] = names.map(|name| name.display().to_string());
        let expected = [
            (true, a.clone(), Some(1)),
            (false, a.clone(), Some(3)),
            (true, a, Some(4)),
            (true, b, None),
            (false, c, None),
        ];
        assert_eq!(found, expected);
    }
}
