//! Bytes to text.

use crate::format::binary_kind;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use rashomon_model::Diagnostic;

/// A text and how it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The text, without its byte-order mark.
    pub text: String,
    /// The encoding's name: `UTF-8`, `windows-1252`.
    pub encoding: &'static str,
    /// What had to be guessed or mended.
    pub diagnostics: Vec<Diagnostic>,
}

/// Bytes of the sample that settles whether a file is text, and which.
const SAMPLE: usize = 64 << 10;

/// Decodes a document: by its byte-order mark, as UTF-16 where every other byte is zero, as UTF-8
/// where it is UTF-8 but for a few bytes, and otherwise as the legacy encoding that it looks like,
/// which for English is Windows-1252.
///
/// # Errors
///
/// Says what the bytes are where they are no text: `a PDF document`, `binary data`.
pub fn decode(bytes: &[u8]) -> Result<Decoded, &'static str> {
    if let Some(kind) = binary_kind(bytes) {
        return Err(kind);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(decode_as(encoding, &bytes[mark..], false));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some(encoding) = utf_16(sample) {
        return Ok(decode_as(encoding, bytes, true));
    }
    if sample.contains(&0) || controls(sample) * 50 > sample.len() {
        return Err("binary data");
    }
    Ok(decode_text(bytes))
}

/// A decoded page, with the encoding itself.
pub(crate) struct DecodedPage {
    pub text: String,
    pub encoding: &'static Encoding,
    pub diagnostics: Vec<Diagnostic>,
}

/// Decodes an HTML page: as [`decode`] does where the bytes tell, and otherwise by the encoding that
/// its transport or the page itself names.
pub(crate) fn decode_page(
    bytes: &[u8],
    charset: Option<&str>,
) -> Result<DecodedPage, &'static str> {
    let named = || {
        let head = &bytes[..bytes.len().min(4096)];
        charset
            .and_then(|name| Encoding::for_label(name.as_bytes()))
            .or_else(|| declared(head))
            // What names itself in ASCII is not written in two bytes a letter.
            .filter(|e| e.is_ascii_compatible() && *e != UTF_8)
    };
    let unmarked = Encoding::for_bom(bytes).is_none() && str::from_utf8(bytes).is_err();
    let decoded = match named().filter(|_| unmarked) {
        Some(encoding) => decode_as(encoding, bytes, false),
        None => decode(bytes)?,
    };
    Ok(DecodedPage {
        encoding: Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8),
        text: decoded.text,
        diagnostics: decoded.diagnostics,
    })
}

/// The encoding that a page names at its head: `<meta charset=…>`, `content="text/html; charset=…"`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let at = memchr::memmem::find(&head.to_ascii_lowercase(), b"charset=")?;
    let label = head[at + 8..].trim_ascii_start();
    let label = label
        .strip_prefix(b"\"")
        .or_else(|| label.strip_prefix(b"'"))
        .unwrap_or(label);
    let end = label
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b))?;
    Encoding::for_label(&label[..end])
}

/// Decodes bytes that are known to be text in some superset of ASCII.
pub(crate) fn decode_text(bytes: &[u8]) -> Decoded {
    if let Ok(text) = str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            diagnostics: Vec::new(),
        };
    }
    let broken = bytes
        .utf8_chunks()
        .filter(|c| !c.invalid().is_empty())
        .count();
    let sound = bytes
        .utf8_chunks()
        .map(|c| c.valid().chars().filter(|c| !c.is_ascii()).count())
        .sum::<usize>();
    // A UTF-8 text with a few broken bytes keeps its sound characters: any other reading would
    // spoil all of them.
    if sound > broken * 3 {
        return decode_as(UTF_8, bytes, false);
    }
    decode_as(legacy(bytes), bytes, true)
}

/// The legacy encoding of a text that is not UTF-8.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    // A text that is ASCII but for quotation marks, dashes and a few accents is Western. With so
    // few bytes to go by, a statistical guess would only add noise.
    if high * 20 < bytes.len() {
        return WINDOWS_1252;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    let mut diagnostics = Vec::new();
    if guessed {
        diagnostics.push(Diagnostic::new(
            "encoding-guessed",
            format!(
                "the text is not UTF-8 and was read as {}; save it as UTF-8 if it reads wrong",
                encoding.name()
            ),
        ));
    }
    if errors {
        diagnostics.push(Diagnostic::new(
            "encoding-broken",
            format!(
                "some bytes are not {} and were replaced by U+FFFD; save the text again from its origin",
                encoding.name()
            ),
        ));
    }
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        diagnostics,
    }
}

/// UTF-16 without a byte-order mark: in English text nearly every other byte is zero.
fn utf_16(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // Spaces and Latin letters have a zero half; a letter of another script has none, and no
    // character of a text is zero in both.
    if odd * 5 > pairs * 2 && even * 50 <= pairs {
        Some(UTF_16LE)
    } else if even * 5 > pairs * 2 && odd * 50 <= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Control characters that no text has.
fn controls(sample: &[u8]) -> usize {
    sample
        .iter()
        .filter(|&&b| {
            b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b | 0x1c..=0x1f)
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes).expect("this is text");
        (decoded.text, decoded.encoding)
    }

    fn utf_16(text: &str, big: bool) -> Vec<u8> {
        let half = |u: u16| {
            if big {
                u.to_be_bytes()
            } else {
                u.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(half).collect()
    }

    #[test]
    fn utf_8_with_and_without_mark() {
        assert_eq!(
            text("Şuşa – 15 km".as_bytes()),
            ("Şuşa – 15 km".into(), "UTF-8")
        );
        assert_eq!(
            text(b"\xef\xbb\xbfShells fell."),
            ("Shells fell.".into(), "UTF-8")
        );
    }

    #[test]
    fn utf_16_with_and_without_mark() {
        let words = "Shells fell on “Şuşa”.";
        for (big, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
            let plain = utf_16(words, big);
            assert_eq!(text(&plain), (words.into(), name));
            let marked = utf_16(&format!("\u{feff}{words}"), big);
            assert_eq!(text(&marked), (words.into(), name));
        }
    }

    #[test]
    fn windows_1252_is_the_fallback() {
        let decoded =
            decode(b"\x93Nobody was hurt,\x94 the mayor\x92s office said \x96 twice.").unwrap();
        assert_eq!(
            decoded.text,
            "“Nobody was hurt,” the mayor’s office said – twice."
        );
        assert_eq!(decoded.diagnostics[0].code, "encoding-guessed");
    }

    #[test]
    fn a_broken_byte_spoils_nothing_else() {
        let mut bytes = "“Şuşa” und “Xankəndi” \u{2013} ".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes).unwrap();
        assert!(decoded.text.starts_with("“Şuşa” und “Xankəndi”"));
        assert!(decoded.text.ends_with('\u{fffd}'));
        assert_eq!(decoded.diagnostics[0].code, "encoding-broken");
    }

    #[test]
    fn binaries_are_refused() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\x00\x00"), Err("a PNG image"));
        assert_eq!(
            decode(b"abc\x00\x01\x02\x00\x00\x00zz\x00"),
            Err("binary data")
        );
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn utf_8_comes_back(words in "[a-zA-Zäşə“” .,\\n]{0,80}") {
            prop_assert_eq!(decode(words.as_bytes()).unwrap().text, words);
        }
    }
}
