//! From places in a decoded page to its bytes.

use encoding_rs::{CoderResult, Encoding};
use rashomon_model::SourceRange;
use rashomon_text::Span;

/// How the bytes of a decoded page lie in the bytes that it was decoded from.
pub(super) enum Origin<'a> {
    /// As they are, behind so many bytes (a byte-order mark).
    Shifted(usize),
    /// In another encoding.
    Table {
        bytes: &'a [u8],
        encoding: &'static Encoding,
        /// For every byte of the decoded text where its character begins, and the end.
        starts: Vec<u32>,
    },
}

impl<'a> Origin<'a> {
    /// The way from `html` back to `bytes`, of which it is the decoded text.
    pub(super) fn new(bytes: &'a [u8], encoding: &'static Encoding, html: &str) -> Origin<'a> {
        if bytes.ends_with(html.as_bytes()) {
            return Origin::Shifted(bytes.len() - html.len());
        }
        let mut table: Vec<u32> = Vec::with_capacity(html.len() + 1);
        let mark = Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
        let mut decoder = encoding.new_decoder_without_bom_handling();
        // A character comes out with its last byte: it began where the one before it ended.
        let mut begun = mark;
        let mut out = [0u8; 64];
        for at in mark..=bytes.len() {
            let last = at == bytes.len();
            let mut source = if last { &[][..] } else { &bytes[at..=at] };
            loop {
                let (result, read, written, _) = decoder.decode_to_utf8(source, &mut out, last);
                let start = u32::try_from(begun).unwrap_or(u32::MAX);
                table.extend(std::iter::repeat_n(start, written));
                source = &source[read..];
                if written > 0 {
                    begun = (at + 1).min(bytes.len());
                }
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
        }
        table.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        Origin::Table {
            bytes,
            encoding,
            starts: table,
        }
    }

    fn byte(&self, at: usize) -> Option<usize> {
        match self {
            Origin::Shifted(by) => Some(at + by),
            Origin::Table { starts, .. } => starts.get(at).map(|&b| b as usize),
        }
    }

    /// Ranges between text and decoded page as ranges between text and bytes. What does not decode
    /// to itself (broken bytes) is left out.
    pub(super) fn ranges(&self, html: &str, ranges: Vec<(Span, Span)>) -> Vec<SourceRange> {
        ranges
            .into_iter()
            .filter_map(|(span, page)| {
                let found = Span::new(self.byte(page.start)?, self.byte(page.end)?);
                if let Origin::Table {
                    bytes, encoding, ..
                } = self
                {
                    // A table is wrong beside broken bytes and in encodings that switch.
                    let source = bytes.get(found.range())?;
                    let (back, _) = encoding.decode_without_bom_handling(source);
                    if back != page.of(html) {
                        return None;
                    }
                }
                Some(SourceRange { span, bytes: found })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, UTF_8, WINDOWS_1251};

    #[test]
    fn every_character_leads_to_its_bytes() {
        for (encoding, text) in [
            (WINDOWS_1251, "Взрыв у “реки”, 5 км"),
            (SHIFT_JIS, "ab 東京 cd"),
            (UTF_8, "é“x”"),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let origin = Origin::new(&bytes, encoding, text);
            for (at, c) in text.char_indices() {
                let (start, end) = (
                    origin.byte(at).unwrap(),
                    origin.byte(at + c.len_utf8()).unwrap(),
                );
                let (back, _) = encoding.decode_without_bom_handling(&bytes[start..end]);
                assert_eq!(back, c.to_string());
            }
        }
    }
}
