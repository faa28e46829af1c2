//! Archives of the web: each HTML page a document, with its address and when it was captured.

use crate::Problem;
use crate::original::{Form, Original, Outside};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, Read};
use warc::{RecordType, WarcHeader, WarcReader};

/// Bytes that the head of a record, or of a response, may have.
const HEAD: usize = 1 << 20;

/// Header fields that a response may have.
const FIELDS: usize = 256;

/// The pages of an archive, each with the number of its record.
pub(crate) struct Pages {
    reader: Bounded,
    limit: usize,
    record: u64,
    any: bool,
    over: bool,
}

impl Pages {
    pub(crate) fn new(reader: Box<dyn BufRead + Send>, limit: usize) -> Pages {
        Pages {
            reader: Bounded { reader, left: 0 },
            limit,
            record: 0,
            any: false,
            over: false,
        }
    }

    /// Reads the next record; `None` inside where it holds no page, `None` at the end.
    fn record(&mut self) -> Option<Option<Result<Original, Problem>>> {
        match self.reader.at_end() {
            Ok(true) => return None,
            Ok(false) => {}
            Err(error) => {
                self.over = true;
                return Some(Some(Err(Problem::Io(error))));
            }
        }
        self.record += 1;
        self.reader.left = HEAD.saturating_add(self.limit);
        let mut archive = WarcReader::new(&mut self.reader);
        let mut records = archive.stream_records();
        let mut record = match records.next_item()? {
            Ok(record) => record,
            Err(error) => {
                let problem = Problem::Broken(format!("is no readable record ({error})"));
                // What follows may be sound.
                self.over = self.reader.skip_to_record().is_err();
                return Some(Some(Err(problem)));
            }
        };
        let length = record.content_length();
        let wanted = is_page(
            record.warc_type(),
            record.header(WarcHeader::ContentType).as_deref(),
        );
        let uri = record.header(WarcHeader::TargetURI).map(|uri| {
            // WARC 1.0 as some write it puts the address in angle brackets.
            uri.trim_matches(['<', '>']).to_owned()
        });
        let id = record.warc_id().trim_matches(['<', '>']).to_owned();
        let captured = record.date().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut body = Vec::new();
        let mut read = Ok(0);
        let fits = length <= self.limit as u64;
        if wanted.is_some() && fits {
            read = (&mut record).take(length).read_to_end(&mut body);
        }
        drop(record);
        let rest = length.saturating_sub(body.len() as u64);
        if read.is_err() || self.reader.skip_body(rest).is_err() {
            self.over = true;
            return Some(Some(Err(Problem::Broken(
                "ends inside a record".to_owned(),
            ))));
        }
        let Some(kind) = wanted else {
            return Some(None);
        };
        if !fits {
            return Some(Some(Err(Problem::TooLong { limit: self.limit })));
        }
        let page = match kind {
            Kind::Response => response(&body, self.limit),
            Kind::Page => Ok(Some((body, None))),
        };
        Some(page.transpose().map(|page| {
            page.map(|(bytes, charset)| Original {
                form: Form::Page,
                bytes,
                outside: Outside {
                    id: Some(id),
                    uri,
                    captured: Some(captured),
                    charset,
                    ..Outside::default()
                },
            })
        }))
    }
}

impl Iterator for Pages {
    type Item = (u64, Result<Original, Problem>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            match self.record() {
                Some(Some(page)) => {
                    self.any = true;
                    return Some((self.record, page));
                }
                Some(None) => {}
                None => self.over = true,
            }
        }
        if self.any {
            return None;
        }
        self.any = true;
        let what = "holds no HTML page".to_owned();
        Some((self.record, Err(Problem::Broken(what))))
    }
}

/// How a record holds a page.
enum Kind {
    /// As an answer over HTTP.
    Response,
    /// As it is.
    Page,
}

fn is_page(kind: &RecordType, content: Option<&str>) -> Option<Kind> {
    let content = content.unwrap_or_default().to_ascii_lowercase();
    match kind {
        RecordType::Response if content.starts_with("application/http") => Some(Kind::Response),
        RecordType::Resource | RecordType::Response if is_html(&content) => Some(Kind::Page),
        _ => None,
    }
}

fn is_html(content: &str) -> bool {
    content.starts_with("text/html") || content.starts_with("application/xhtml+xml")
}

/// A page and the encoding that its response names.
type Body = (Vec<u8>, Option<String>);

/// The page of a response over HTTP and the encoding that it names; `None` where it answers with
/// something else.
fn response(bytes: &[u8], limit: usize) -> Result<Option<Body>, Problem> {
    let broken = |what: &str| Problem::Broken(what.to_owned());
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut head = httparse::Response::new(&mut fields);
    let start = match head.parse(bytes) {
        Ok(httparse::Status::Complete(start)) => start,
        _ => return Err(broken("holds a response whose head cannot be read")),
    };
    let field = |name: &str| {
        let field = head
            .headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name));
        field.map(|f| String::from_utf8_lossy(f.value).trim().to_ascii_lowercase())
    };
    let content = field("content-type").unwrap_or_default();
    if !matches!(head.code, Some(200..=299)) || !is_html(&content) {
        return Ok(None);
    }
    let mut body = bytes[start..].to_vec();
    if field("transfer-encoding").is_some_and(|t| t.ends_with("chunked")) {
        // Some archives keep the field and store the body without its chunks.
        body = joined(&body).unwrap_or(body);
    }
    let coding = field("content-encoding").unwrap_or_default();
    body = match coding.as_str() {
        "" | "identity" => body,
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            unpacked(MultiGzDecoder::new(body.as_slice()), limit)?
        }
        // As with chunks: already unpacked.
        "gzip" | "x-gzip" => body,
        "deflate" => unpacked(ZlibDecoder::new(body.as_slice()), limit)
            .or_else(|_| unpacked(DeflateDecoder::new(body.as_slice()), limit))?,
        other => {
            return Err(Problem::Broken(format!(
                "holds a page in a compression that is not read ({other})"
            )));
        }
    };
    let charset = content.split_once("charset=").map(|(_, name)| {
        name.split(';')
            .next()
            .unwrap_or(name)
            .trim_matches(['"', '\'', ' '])
    });
    Ok(Some((body, charset.map(str::to_owned))))
}

fn unpacked(reader: impl Read, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = reader.take(limit as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > limit {
        return Err(Problem::TooLong { limit });
    }
    // A page that was cut off is read as far as it goes.
    match read {
        Err(error) if bytes.is_empty() => Err(Problem::Io(error)),
        _ => Ok(bytes),
    }
}

/// A body without the lengths of its chunks; `None` where it has none.
fn joined(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        match httparse::parse_chunk_size(bytes) {
            Ok(httparse::Status::Complete((_, 0))) => return Some(body),
            Ok(httparse::Status::Complete((start, length))) => {
                let rest = &bytes[start..];
                let length = usize::try_from(length)
                    .unwrap_or(usize::MAX)
                    .min(rest.len());
                body.extend_from_slice(&rest[..length]);
                let rest = &rest[length..];
                bytes = rest.strip_prefix(b"\r\n").unwrap_or(rest);
            }
            // A body that was cut off is read as far as it goes.
            _ if body.is_empty() => return None,
            _ => return Some(body),
        }
    }
}

/// A reader that fails where more is asked of it than was allowed: a head without an end would
/// otherwise be held whole.
struct Bounded {
    reader: Box<dyn BufRead + Send>,
    left: usize,
}

impl Bounded {
    /// Whether nothing follows but empty lines.
    fn at_end(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let blank = buffer
                .iter()
                .take_while(|b| b.is_ascii_whitespace())
                .count();
            let (all, none) = (blank == buffer.len(), buffer.is_empty());
            self.reader.consume(blank);
            if none || !all {
                return Ok(none);
            }
        }
    }

    /// Passes over what is left of a body.
    fn skip_body(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.reader).take(length), &mut io::sink())?;
        if skipped < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    /// Passes over lines until one begins a record.
    fn skip_to_record(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() || buffer.starts_with(b"WARC/") {
                return Ok(());
            }
            let end = memchr::memchr(b'\n', buffer).map_or(buffer.len(), |at| at + 1);
            self.reader.consume(end);
        }
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.left);
        let read = self.reader.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("its head has no end"));
        }
        let left = self.left;
        let buffer = self.reader.fill_buf()?;
        Ok(&buffer[..buffer.len().min(left)])
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.reader.consume(amount);
    }
}
