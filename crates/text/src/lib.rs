//! Spans of a text, and the ways to count in it: bytes inside the program, Unicode code points at
//! its border, lines and columns in messages; and the form of the lists in `data/`.

pub mod table;

mod sentence;

pub use sentence::sentence;
use std::ops::Range;

/// A half-open range `[start, end)` of UTF-8 byte offsets into one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span; `start` must not lie behind `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this span (equal spans do).
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` is in this span.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The words of `text` under this span. `text` must be the text that the span was made for.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// This span without the white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        let end = start + words.trim().len();
        Span::new(start, end)
    }

    /// The span as a range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The length of the ASCII letters and digits that a text begins with: most words of English are no more, and need no look
/// at Unicode's tables.
pub fn ascii_alphanumeric(text: &str) -> usize {
    let mut bytes = text.bytes();
    let end = bytes.position(|b| !b.is_ascii_alphanumeric());
    end.unwrap_or(text.len())
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// Converts byte offsets of one text to code points and back, in logarithmic time.
#[derive(Debug, Clone)]
pub struct CodePoints {
    /// Byte offset and code-point offset behind each run of characters longer than one byte;
    /// empty for ASCII.
    steps: Vec<(usize, usize)>,
}

impl CodePoints {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let mut steps = Vec::new();
        for (points, (byte, c)) in text.char_indices().enumerate() {
            if c.len_utf8() > 1 {
                steps.push((byte + c.len_utf8(), points + 1));
            }
        }
        CodePoints { steps }
    }

    /// The code point at which the character at `byte` begins. `byte` must be a character boundary.
    pub fn from_byte(&self, byte: usize) -> usize {
        let step = self.steps.partition_point(|&(at, _)| at <= byte);
        match step.checked_sub(1).map(|i| self.steps[i]) {
            Some((at, points)) => points + (byte - at),
            None => byte,
        }
    }

    /// The byte at which code point number `point` begins.
    pub fn to_byte(&self, point: usize) -> usize {
        let step = self.steps.partition_point(|&(_, points)| points <= point);
        match step.checked_sub(1).map(|i| self.steps[i]) {
            Some((at, points)) => at + (point - points),
            None => point,
        }
    }

    /// The span in code points.
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.from_byte(span.start), self.from_byte(span.end))
    }
}

/// Finds line and column of a byte offset.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads the text once; lines end at `\n`.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i + 1))
            .collect();
        LineIndex { starts }
    }

    /// Line number of the byte, counted from one.
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_there_and_back() {
        let text = "a“b”—Şuşa 15 km";
        let points = CodePoints::new(text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.from_byte(byte), n);
            assert_eq!(points.to_byte(n), byte);
        }
        assert_eq!(points.from_byte(text.len()), text.chars().count());
    }

    #[test]
    fn trimmed_spans_keep_their_words() {
        let text = "  two words \n";
        assert_eq!(Span::new(0, text.len()).trim(text).of(text), "two words");
        assert_eq!(Span::new(0, 2).trim(text), Span::new(2, 2));
    }

    #[test]
    fn lines_count_from_one() {
        let lines = LineIndex::new("a\nb\n");
        assert_eq!((lines.line(0), lines.line(1), lines.line(2)), (1, 1, 2));
    }
}
