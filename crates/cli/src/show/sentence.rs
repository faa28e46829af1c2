//! The sentence behind a claim, with source, cue and claim marked.

use super::style::{Role, tame};
use crate::output::Page;
use rashomon_model::{Analysis, AttributionId, Claim, Span};

/// Bytes to look for the end of a sentence on either side of a claim.
const REACH: usize = 400;

/// The words around a claim, marked. Empty where the record has no text.
pub fn marked(analysis: &Analysis, claim: &Claim, page: Page) -> String {
    let Some(text) = analysis.document.text.as_deref() else {
        return tame(&claim.text);
    };
    let mut marks = vec![(claim.span, Role::Claim)];
    let mut next = claim.attribution;
    let mut left = analysis.attributions.len();
    while let Some(attribution) = next.and_then(|AttributionId(i)| analysis.attributions.get(i)) {
        marks.extend(attribution.source.iter().map(|&s| (s, Role::Source)));
        marks.extend(attribution.cue.iter().map(|&s| (s, Role::Cue)));
        // A circle of parents must not hold the program.
        next = attribution.parent.filter(|_| left > 0);
        left = left.saturating_sub(1);
    }
    let whole = sentence(text, claim.span);
    marks.retain(|(span, _)| whole.contains(*span) && !span.is_empty());
    render(text, whole, &marks, page)
}

fn render(text: &str, whole: Span, marks: &[(Span, Role)], page: Page) -> String {
    let mut cuts: Vec<usize> = marks.iter().flat_map(|(s, _)| [s.start, s.end]).collect();
    cuts.extend([whole.start, whole.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::new();
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        if !page.color {
            // The widest mark opens first and closes last.
            let mut opening: Vec<&(Span, Role)> = marks
                .iter()
                .filter(|(s, _)| s.start == piece.start)
                .collect();
            opening.sort_by_key(|(s, role)| (std::cmp::Reverse(s.end), *role != Role::Claim));
            out.extend(opening.iter().map(|(_, role)| brackets(*role).0));
        }
        let words = tame(text.get(piece.range()).unwrap_or_default());
        let roles: Vec<Role> = marks
            .iter()
            .filter(|(s, _)| s.contains(piece))
            .map(|(_, role)| *role)
            .collect();
        out.push_str(&match roles.is_empty() {
            true => words,
            false => page.paint_all(&roles, &words),
        });
        if !page.color {
            let mut closing: Vec<&(Span, Role)> =
                marks.iter().filter(|(s, _)| s.end == piece.end).collect();
            closing.sort_by_key(|(s, role)| (std::cmp::Reverse(s.start), *role == Role::Claim));
            out.extend(closing.iter().map(|(_, role)| brackets(*role).1));
        }
    }
    out
}

fn brackets(role: Role) -> (char, char) {
    match role {
        Role::Source => ('{', '}'),
        Role::Cue => ('<', '>'),
        _ => ('[', ']'),
    }
}

/// The sentence, or sentences, in which a span stands, as far as a reader needs them: the record
/// keeps no sentences, and this is for the eye alone.
fn sentence(text: &str, span: Span) -> Span {
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

    const PLAIN: Page = Page {
        color: false,
        width: 80,
    };

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
    fn marks_nest_and_open_in_order() {
        let text = "Officials denied the claim.";
        let marks = [
            (find(text, "Officials denied the claim"), Role::Claim),
            (find(text, "Officials"), Role::Source),
            (find(text, "denied"), Role::Cue),
        ];
        let shown = render(text, Span::new(0, text.len()), &marks, PLAIN);
        assert_eq!(shown, "[{Officials} <denied> the claim].");
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
