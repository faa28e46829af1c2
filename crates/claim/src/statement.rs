//! `statement`: what else a source maintains, where its words make no claim of another kind.

use crate::draft::{Draft, found_by};
use crate::voice::{Voices, denies};
use rashomon_model::{Args, Attribution, Quoted, Statement};
use rashomon_text::Span;

/// Shortest piece of content that states something: two words are a quoted term.
const SHORTEST: usize = 3;

/// A statement for each sentence of an attribution's content that holds no other claim.
pub fn find(voices: &Voices, typed: &[Draft], out: &mut Vec<Draft>) {
    let ctx = voices.ctx;
    for attribution in voices.attributions.iter().filter(|a| !voices.is_adverb(a)) {
        for content in &attribution.content {
            let tokens = ctx.tokens_in(*content);
            let mut at = tokens.start;
            while at < tokens.end {
                let sentence = ctx.sentence(at);
                let end = sentence.end.min(tokens.end).max(at + 1);
                let piece = ctx.span(&(at..end));
                let piece = Span::new(
                    piece.start.max(content.start),
                    piece
                        .end
                        .min(content.end)
                        .max(piece.start.max(content.start)),
                );
                // "Twelve people were reported killed": pieces of one sentence say one thing.
                let held = typed.iter().any(|d| {
                    let trigger = ctx.token_span(d.trigger);
                    piece.contains(trigger)
                        || ctx.sentence_of(d.trigger) == ctx.sentence_of(at)
                            && attribution.quoted != Quoted::Direct
                            && attribution.content.iter().any(|c| c.contains(trigger))
                });
                if !held
                    && says_something(voices, attribution, at..end)
                    && let Some(trigger) = ctx.head_of(&(at..end))
                {
                    let args = Args::Statement(Statement {
                        act: attribution.act.clone(),
                        target: None,
                    });
                    let mut draft = Draft::new(
                        trigger,
                        trim_marks(ctx.text, piece),
                        args,
                        found_by("statement", "content", &attribution.act),
                    );
                    draft.attribution = Some(attribution.id);
                    out.push(draft);
                }
                at = end;
            }
        }
    }
}

/// Whether a piece of content says something of its own: enough words that no attribution inside it takes.
fn says_something(
    voices: &Voices,
    attribution: &Attribution,
    tokens: std::ops::Range<usize>,
) -> bool {
    let ctx = voices.ctx;
    let nested = |t: usize| {
        let span = ctx.token_span(t);
        voices
            .attributions
            .iter()
            .filter(|a| a.parent == Some(attribution.id))
            .any(|a| {
                a.source
                    .iter()
                    .chain(&a.cue)
                    .chain(&a.content)
                    .any(|s| s.contains(span))
            })
    };
    let words = |t: &usize| ctx.word(*t).chars().any(char::is_alphanumeric);
    let own = tokens.filter(words).filter(|&t| !nested(t)).count();
    // "denied involvement": a no says something in one word.
    own >= SHORTEST || own > 0 && denies(&attribution.act)
}

/// The span without quotation marks and white space at its ends.
fn trim_marks(text: &str, span: Span) -> Span {
    let mark = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»' | '„' | ','
            )
    };
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start_matches(mark).len());
    let end = start + words.trim_matches(mark).len();
    Span::new(start, end)
}
