//! What an input is made of, by its name and by its first bytes.

use std::borrow::Cow;
use std::path::Path;

/// How an input holds its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One document of plain text.
    Text,
    /// One JSON object a line, each a document ([`crate::Record`]).
    JsonLines,
    /// One HTML page, of which the article is read.
    Html,
    /// RSS, Atom or JSON Feed: each entry a document.
    Feed,
    /// An archive of the web (WARC): each HTML page in it a document.
    Warc,
}

impl Format {
    /// The format that a file name promises, where it promises one.
    pub(crate) fn of_name(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" | "md" | "markdown" => Some(Format::Text),
            "jsonl" | "ndjson" | "jsonlines" => Some(Format::JsonLines),
            "html" | "htm" | "xhtml" | "shtml" => Some(Format::Html),
            "rss" | "atom" => Some(Format::Feed),
            "warc" => Some(Format::Warc),
            _ => None,
        }
    }

    /// The format that a media type promises, where it promises one.
    pub(crate) fn of_media_type(name: &str) -> Option<Format> {
        match name {
            "text/html" | "application/xhtml+xml" => Some(Format::Html),
            "application/rss+xml" | "application/atom+xml" | "application/feed+json" => {
                Some(Format::Feed)
            }
            "application/x-ndjson" | "application/jsonl" => Some(Format::JsonLines),
            "application/warc" => Some(Format::Warc),
            _ => None,
        }
    }

    /// The format that the first bytes of an input show beyond doubt, whatever its name.
    pub(crate) fn of_mark(head: &[u8]) -> Option<Format> {
        if head.starts_with(b"WARC/") {
            return Some(Format::Warc);
        }
        let start = opening(head).to_ascii_lowercase();
        let begins = |tags: &[&str]| {
            tags.iter().any(|tag| {
                let rest = start.strip_prefix(tag.as_bytes());
                rest.is_some_and(|r| r.first().is_none_or(|b| !b.is_ascii_alphanumeric()))
            })
        };
        if begins(&["<!doctype html", "<html", "<head", "<body"]) {
            Some(Format::Html)
        } else if begins(&["<rss", "<feed", "<rdf:rdf"]) {
            Some(Format::Feed)
        } else {
            None
        }
    }

    /// The format of an input whose name says nothing: what its mark says; JSON lines where the
    /// first line that is not blank begins as an object of JSON does; plain text otherwise.
    pub(crate) fn of_content(head: &[u8]) -> Format {
        if let Some(format) = Format::of_mark(head) {
            return format;
        }
        let start = plain_head(head);
        let line = start.split(|&b| b == b'\n').next().unwrap_or(&[]);
        let inner = line.strip_prefix(b"{").map(|l| l.trim_ascii_start());
        match inner {
            // A JSON Feed names its version's page at its head.
            Some([b'"', ..] | [])
                if memchr::memmem::find(
                    &start[..start.len().min(1024)],
                    b"https://jsonfeed.org/version/",
                )
                .is_some() =>
            {
                Format::Feed
            }
            // `{"` or `{}`: an object. A text that begins so is hardly a report.
            Some([b'"' | b'}', ..]) => Format::JsonLines,
            _ => Format::Text,
        }
    }
}

/// The first characters of an input behind mark and white space; those of UTF-16 with its
/// byte-order mark without their zero bytes.
fn plain_head(head: &[u8]) -> Cow<'_, [u8]> {
    match head {
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => {
            let bytes: Vec<u8> = rest.iter().copied().filter(|&b| b != 0).collect();
            Cow::Owned(bytes.trim_ascii_start().to_vec())
        }
        _ => Cow::Borrowed(
            head.strip_prefix(b"\xef\xbb\xbf")
                .unwrap_or(head)
                .trim_ascii_start(),
        ),
    }
}

/// Where the first element or the document type of an input begins: behind the XML declaration,
/// processing instructions and comments. Long enough to hold a name.
fn opening(head: &[u8]) -> Vec<u8> {
    let head = plain_head(head);
    let mut rest: &[u8] = &head;
    loop {
        let close: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else {
            return rest[..rest.len().min(32)].to_vec();
        };
        match memchr::memmem::find(rest, close) {
            Some(at) => rest = rest[at + close.len()..].trim_ascii_start(),
            None => return Vec::new(),
        }
    }
}

/// What a file that is no text is, from its first bytes: `a PDF document`.
pub(crate) fn binary_kind(head: &[u8]) -> Option<&'static str> {
    // Signatures as in the `file` program's magic list.
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ\x00", "an xz archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"RIFF", "a RIFF file (image, sound or video)"),
        (b"OggS", "an Ogg file"),
        (b"ID3", "an MP3 file"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90\x00", "a program"),
        (b"\xca\xfe\xba\xbe", "a program"),
        (b"\xcf\xfa\xed\xfe", "a program"),
        (b"\x00asm", "a WebAssembly program"),
        (b"SQLite format 3\x00", "an SQLite database"),
    ];
    MAGIC
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|&(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_contents() {
        assert_eq!(Format::of_name(Path::new("a/B.TXT")), Some(Format::Text));
        assert_eq!(
            Format::of_name(Path::new("a.ndjson")),
            Some(Format::JsonLines)
        );
        assert_eq!(Format::of_name(Path::new("a.log")), None);
        assert_eq!(Format::of_content(b"\n {\"text\": 1}\n"), Format::JsonLines);
        assert_eq!(Format::of_content(b"{curly} is how it began"), Format::Text);
        assert_eq!(Format::of_content(b""), Format::Text);
        assert_eq!(Format::of_name(Path::new("a.HTM")), Some(Format::Html));
    }

    #[test]
    fn marks() {
        for (head, format) in [
            ("  <!DOCTYPE html><p>", Some(Format::Html)),
            (
                "<?xml version='1.0'?>\n<!-- x --><html lang=en>",
                Some(Format::Html),
            ),
            (
                "\u{feff}<?xml version='1.0'?><rss version='2.0'>",
                Some(Format::Feed),
            ),
            (
                "<feed xmlns='http://www.w3.org/2005/Atom'>",
                Some(Format::Feed),
            ),
            ("WARC/1.0\r\n", Some(Format::Warc)),
            ("<headline>Two dead</headline>", None),
            ("<p>A fragment", None),
            ("<!-- never closed", None),
            ("Bombs fell", None),
        ] {
            assert_eq!(Format::of_mark(head.as_bytes()), format, "{head}");
        }
        let feed = br#"{"version": "https://jsonfeed.org/version/1.1", "items": []}"#;
        assert_eq!(Format::of_content(feed), Format::Feed);
    }

    #[test]
    fn binaries_are_named() {
        assert_eq!(binary_kind(b"%PDF-1.7"), Some("a PDF document"));
        assert_eq!(binary_kind(b"Bombs fell"), None);
    }
}
