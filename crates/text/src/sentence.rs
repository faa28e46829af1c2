//! The sentence around some words.

use crate::Span;

/// Bytes to look for the end of a sentence on either side.
const REACH: usize = 400;

/// The sentence, or sentences, in which a span of bytes stands, found by its full stops: enough to
/// show or to search, not to parse. A span that is none of the text's gives what is nearest.
pub fn sentence(text: &str, span: Span) -> Span {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    let (start, end) = (boundary(start), boundary(end));
    let from = boundary(start.saturating_sub(REACH));
    let to = boundary((end + REACH).min(text.len()));
    let before = &text[from..start];
    let begin = ends(before).last().map_or(from, |i| from + i);
    let after = &text[end..to];
    // The claim may end with its sentence.
    let claimed = &text[start..end];
    let stop = if ended(claimed) && after.starts_with(char::is_whitespace) || after.is_empty() {
        end
    } else {
        ends(after).next().map_or(to, |i| end + i)
    };
    Span::new(begin, stop.max(begin)).trim(text)
}

/// Offsets behind the ends of sentences and paragraphs.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter_map(move |(i, c)| {
        let behind = i + c.len_utf8();
        match c {
            '\n' => Some(behind),
            c if c.is_whitespace() && ended(&text[..i]) => Some(behind),
            _ => None,
        }
    })
}

/// Whether a sentence ends with this text.
fn ended(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    if bare.ends_with(['!', '?', '…']) {
        return true;
    }
    let Some(words) = bare.strip_suffix('.') else {
        return false;
    };
    let word = words
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '.'))
        .next()
        .unwrap_or_default();
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    let title = [
        "Mr", "Mrs", "Ms", "Dr", "Gen", "Col", "Lt", "Maj", "Capt", "Sgt", "St", "Gov",
    ];
    !(initial || word.contains('.') || title.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    #[test]
    fn a_sentence_is_found_around_a_claim() {
        let text = "One came. Gen. A. Smith said the U.S. base “was hit.” It was late.\nNext line";
        let shown = |words: &str| sentence(text, find(text, words)).of(text).to_owned();
        assert_eq!(
            shown("was hit"),
            "Gen. A. Smith said the U.S. base “was hit.”"
        );
        assert_eq!(shown("was late"), "It was late.");
        assert_eq!(shown("line"), "Next line");
        assert_eq!(shown("One came."), "One came.");
    }

    #[test]
    fn no_text_makes_it_panic() {
        let text = "ш\u{301}…. “ж”\n\n.";
        for start in 0..=text.len() + 2 {
            for end in start..=text.len() + 3 {
                let span = sentence(text, Span::new(start, end));
                assert!(text.get(span.range()).is_some());
            }
        }
    }
}
