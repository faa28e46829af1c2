//! The sentence behind a claim, with source, cue and claim marked.

use super::style::{Role, tame};
use crate::output::Page;
use rashomon_model::{Analysis, AttributionId, Claim, Span};
use rashomon_text::sentence;

/// The words around a claim, marked. Empty where the record has no text.
pub fn marked(analysis: &Analysis, claim: &Claim, page: Page) -> String {
    let Some(text) = analysis.document.text.as_deref() else {
        return tame(&claim.text);
    };
    let (whole, marks) = marks(text, analysis, claim);
    render(text, whole, &marks, page)
}

/// The sentence around a claim, and the spans in it that name its sources, say that they say it, and
/// are what is claimed. `text` is that of the analysis' document.
pub fn marks(text: &str, analysis: &Analysis, claim: &Claim) -> (Span, Vec<(Span, Role)>) {
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
    (whole, marks)
}

/// The sentence in which a claim stands; the claim's words where the record has no text.
pub fn of<'a>(analysis: &'a Analysis, claim: &'a Claim) -> &'a str {
    let text = analysis.document.text.as_deref();
    match text.zip(span(analysis, claim)) {
        Some((text, span)) => span.of(text),
        None => &claim.text,
    }
}

/// Where that sentence stands, where the record has a text.
pub fn span(analysis: &Analysis, claim: &Claim) -> Option<Span> {
    let text = analysis.document.text.as_deref()?;
    Some(sentence(text, claim.span))
}

/// The pieces of a sentence between the ends of its marks, in order.
pub fn pieces(whole: Span, marks: &[(Span, Role)]) -> Vec<Span> {
    let mut cuts: Vec<usize> = marks.iter().flat_map(|(s, _)| [s.start, s.end]).collect();
    cuts.extend([whole.start, whole.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.windows(2);
    pieces.map(|pair| Span::new(pair[0], pair[1])).collect()
}

fn render(text: &str, whole: Span, marks: &[(Span, Role)], page: Page) -> String {
    let mut out = String::new();
    for piece in pieces(whole, marks) {
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
}
