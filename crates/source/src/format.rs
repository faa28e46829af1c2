//! What an input is made of, by its name and by its first bytes.

use std::path::Path;

/// How an input holds its documents.
///
/// Formats to come (HTML, feeds, WARC) are further variants: each turns one input into captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One document of plain text.
    Text,
    /// One JSON object a line, each a document ([`crate::Record`]).
    JsonLines,
}

impl Format {
    /// The format that a file name promises, where it promises one.
    pub(crate) fn of_name(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" | "md" | "markdown" => Some(Format::Text),
            "jsonl" | "ndjson" | "jsonlines" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// The format of an input whose name says nothing: JSON lines where the first line that is not
    /// blank begins as an object of JSON does, plain text otherwise.
    pub(crate) fn of_content(head: &[u8]) -> Format {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        // UTF-16 with its byte-order mark: drop the zero bytes to see the first characters.
        let start: Vec<u8> = match head {
            [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => {
                rest.iter().copied().filter(|&b| b != 0).collect()
            }
            _ => head.to_vec(),
        };
        let Some(at) = start.iter().position(|b| !b.is_ascii_whitespace()) else {
            return Format::Text;
        };
        let line = start[at..].split(|&b| b == b'\n').next().unwrap_or(&[]);
        let inner = line.strip_prefix(b"{").map(|l| l.trim_ascii_start());
        match inner {
            // `{"` or `{}`: an object. A text that begins so is hardly a report.
            Some([b'"' | b'}', ..]) => Format::JsonLines,
            _ => Format::Text,
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
    let text = |head: &[u8]| {
        let head = head
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(head)
            .trim_ascii_start();
        let start = head[..head.len().min(14)].to_ascii_lowercase();
        (start.starts_with(b"<!doctype html") || start.starts_with(b"<html"))
            .then_some("an HTML page")
    };
    MAGIC
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|&(_, kind)| kind)
        .or_else(|| text(head))
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
    }

    #[test]
    fn binaries_are_named() {
        assert_eq!(binary_kind(b"%PDF-1.7"), Some("a PDF document"));
        assert_eq!(binary_kind(b"  <!DOCTYPE html><p>"), Some("an HTML page"));
        assert_eq!(binary_kind(b"Bombs fell"), None);
    }
}
