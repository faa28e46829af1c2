//! Through what medium something was said, when the words tell.

use crate::cues::MediumPlace;
use crate::find::{Found, Reader};

const PREPOSITIONS: &[&str] = &[
    "on", "in", "via", "through", "by", "over", "during", "at", "to",
];

/// The medium that the words around cue and source name; content is not looked at.
pub(crate) fn medium(reader: &Reader, f: &Found) -> Option<String> {
    let cx = reader.cx;
    let n = cx.parsed.tokens.len();
    if f.head >= n {
        return None;
    }
    let sentence = cx.sentence(f.head);
    // Not further than a clause away, however long the "sentence" is.
    let near = f.head.saturating_sub(30)..(f.head + 30).min(n);
    let content = |t: usize| f.content.binary_search(&t).is_ok();
    for t in sentence.start.max(near.start)..sentence.end.min(near.end) {
        if content(t) {
            continue;
        }
        let word = cx.word(t);
        for medium in reader.cues.media(&word.to_lowercase()) {
            let whole = medium.exact.as_deref().is_none_or(|exact| exact == word)
                && (1..)
                    .zip(&medium.rest)
                    .all(|(k, rest)| t + k < n && *cx.lower(t + k) == **rest && !content(t + k));
            let place = match medium.place {
                MediumPlace::Anywhere => true,
                MediumPlace::After => (t.saturating_sub(4)..t)
                    .rev()
                    .take_while(|&b| !reader.is_punct(b) && !cx.is_verb(b))
                    .any(|b| PREPOSITIONS.contains(&cx.lower(b))),
                MediumPlace::Source => f.source.binary_search(&t).is_ok(),
            };
            // The medium belongs to this cue and not to another verb of the sentence.
            let near_cue = f.source.binary_search(&t).is_ok()
                || f.cue.binary_search(&t).is_ok()
                || reader.is_above(f.head, t)
                || reader.head(f.head).is_some_and(|h| {
                    cx.has_dep(f.head, &["xcomp", "conj"]) && reader.is_above(h, t)
                });
            if whole && place && near_cue {
                return Some(medium.name.to_string());
            }
        }
    }
    None
}
