//! Who says it: the source, cue and content of every attribution of an article.
//!
//! [`Attributor`] reads text, parse and mentions (a [`Context`]) and gives [`Attribution`]s as PolNeAR
//! defines them: the words that name the source, the words that say that something is said, thought,
//! shown or refused, and the words of what it is. Which words are cues, and what an act makes of its
//! content, stands in `data/cues.tsv` and `data/cues-acts.tsv`.
//!
//! The rules go by the dependency tree (`find`), by quotation marks (`quotes`, `speech`), and lead
//! pronouns and descriptions back to the mention that names the source (`resolve`).

mod cues;
mod find;
mod medium;
mod quotes;
mod resolve;
mod speech;

pub use cues::{CueInfo, CueKind, CuePolarity};

use cues::{Cues, Pos};
use find::{Found, Reader};
use quotes::Quote;
use rashomon_mention::{Chunk, Context};
use rashomon_model::{Attribution, AttributionId, Quoted};
use rashomon_text::Span;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Finds who says what. Make one and use it for every article.
#[derive(Debug, Clone)]
pub struct Attributor {
    cues: &'static Cues,
}

fn table() -> &'static Cues {
    static TABLE: LazyLock<Cues> = LazyLock::new(Cues::new);
    &TABLE
}

/// What an act ([`Attribution::act`]) makes of its content: whether the source stands by it, how real
/// it makes it, and whether others can hear it. Nothing for a word that is no act of
/// `data/cues-acts.tsv`.
pub fn cue_info(act: &str) -> Option<CueInfo> {
    table().info(act)
}

/// What a verb makes of what it governs, whether or not it is a cue where it stands: "accused of
/// exaggerating" disputes. `lemma` is the verb's base form. Nothing for a verb that `data/cues.tsv`
/// lacks.
pub fn verb_info(lemma: &str) -> Option<CueInfo> {
    let entries = || {
        let all = table().entries(Pos::Verb, lemma).iter();
        all.filter(|e| e.rest.is_empty())
    };
    let says = entries().find(|e| e.frames.contains(&cues::Frame::Clause));
    table().info(&says.or_else(|| entries().next())?.act)
}

impl Default for Attributor {
    fn default() -> Self {
        Self::new()
    }
}

impl Attributor {
    /// Reads the cue list that the program embeds, once for the whole program.
    pub fn new() -> Self {
        Attributor { cues: table() }
    }

    /// The attributions of an article, by the place of their first words. Ids count from zero.
    pub fn attributions(&self, context: &Context) -> Vec<Attribution> {
        let mut reader = Reader {
            cx: context,
            cues: self.cues,
            spoken: &[],
        };
        let quotes = quotes::quotes(context.text, context.article);
        let speech = speech::speech(&reader, &quotes);
        let mut spoken: Vec<(Chunk, usize)> = speech
            .by_cue
            .iter()
            .flat_map(|(&cue, list)| list.iter().map(move |&q| (q, cue)))
            .map(|(q, cue)| (context.tokens_in(quotes[q].outer), cue))
            .collect();
        spoken.sort_by_key(|(range, _)| range.start);
        reader.spoken = &spoken;
        let mut found = Vec::new();
        for i in 0..context.parsed.tokens.len() {
            let quoted = speech.by_cue.get(&i).map_or(&[][..], Vec::as_slice);
            let first = found.len();
            reader.at(i, quoted, &mut found);
            found.truncate(first + 1);
            if let Some(f) = found.get_mut(first).filter(|_| !quoted.is_empty()) {
                add_quotes(&reader, f, quoted, &quotes);
            }
        }
        found.extend(speech.other);
        drop_carried(&mut found);
        part_at_semicolons(&reader, &mut found);
        found.retain(|f| !f.content.is_empty());
        let mut drafts: Vec<(Found, Attribution)> = found
            .into_iter()
            .filter_map(|f| self.finish(&reader, f, &quotes))
            .collect();
        drafts.sort_by_key(|(f, a)| (first_byte(a), f.head));
        parents(&mut drafts);
        let mut drafts = self.keep(&reader, drafts);
        for (n, (_, a)) in drafts.iter_mut().enumerate() {
            a.id = AttributionId(n);
        }
        resolve::actors(&reader, &mut drafts);
        drafts.into_iter().map(|(_, a)| a).collect()
    }

    /// Drops what is hardly an attribution: wishes and opinions told inside others' words, passives
    /// and nouns without anybody behind them.
    fn keep(
        &self,
        reader: &Reader,
        drafts: Vec<(Found, Attribution)>,
    ) -> Vec<(Found, Attribution)> {
        let kept: Vec<bool> = drafts
            .iter()
            .map(|(f, a)| self.worth(reader, f, a.parent.is_some()))
            .collect();
        let mut number = vec![0; drafts.len()];
        let mut next = 0;
        for (n, &keep) in kept.iter().enumerate() {
            number[n] = next;
            next += usize::from(keep);
        }
        // The nearest kept attribution around one that goes takes its place as parent.
        let parents: Vec<Option<usize>> =
            drafts.iter().map(|(_, a)| a.parent.map(|p| p.0)).collect();
        drafts
            .into_iter()
            .zip(&kept)
            .filter(|&(_, &keep)| keep)
            .map(|((f, mut a), _)| {
                let mut parent = a.parent.map(|p| p.0);
                while let Some(p) = parent.filter(|&p| !kept[p]) {
                    parent = parents[p];
                }
                a.parent = parent.map(|p| AttributionId(number[p]));
                (f, a)
            })
            .collect()
    }

    fn worth(&self, reader: &Reader, f: &Found, nested: bool) -> bool {
        let kind = self.cues.info(&f.act).map_or(CueKind::Speech, |i| i.kind);
        let speech = kind == CueKind::Speech;
        let source = f.source_head.map(|h| reader.cx.lower(h));
        let third = source.is_some_and(|word| {
            ![
                "i", "we", "you", "me", "us", "one", "anyone", "anybody", "nobody", "somebody",
                "someone",
            ]
            .contains(&word)
        });
        // "it was wrong to speak of talks": nobody speaks.
        if nested && source == Some("it") && &*reader.cx.token(f.head).tag == "VB" {
            return false;
        }
        let denies = ["deny", "reject", "dispute", "accuse"].contains(&&*f.act);
        match f.rule {
            "quote" | "free-quote" | "dash" | "colon" => true,
            "according-to" | "adverb" => true,
            // Inside others' words only what is said aloud, by somebody named, is told apart.
            "clause" | "infinitive" | "object-preposition" | "on-infinitive" | "preposition"
            | "around" | "end" | "noun-clause"
                if nested =>
            {
                speech && third
            }
            "object" | "passive" | "relative" | "predicate" if nested => denies && third,
            _ if nested => denies && third,
            "relative" => denies || ["confirm", "announce", "claim", "describe"].contains(&&*f.act),
            // "backed by Turkey" is a deed as often as a word.
            "passive" if kind == CueKind::Stance => false,
            "passive" => {
                third
                    || denies
                    || [
                        "report", "announce", "claim", "estimate", "expect", "confirm", "suggest",
                    ]
                    .contains(&&*f.act)
            }
            "adjective" | "noun-infinitive" | "noun-copula" => source.is_some(),
            "noun-preposition" => {
                source.is_some()
                    || ["report", "claim", "accuse", "fear", "warn", "call", "deny"]
                        .contains(&&*f.act)
            }
            _ => true,
        }
    }

    fn finish(
        &self,
        reader: &Reader,
        mut f: Found,
        quotes: &[Quote],
    ) -> Option<(Found, Attribution)> {
        let cx = reader.cx;
        f.content.sort_unstable();
        f.content.dedup();
        f.cue.sort_unstable();
        f.cue.dedup();
        f.cue.retain(|t| f.content.binary_search(t).is_err());
        f.source.sort_unstable();
        f.source.dedup();
        let (cue, content) = (&f.cue, &f.content);
        f.source
            .retain(|t| cue.binary_search(t).is_err() && content.binary_search(t).is_err());
        let content = content_spans(reader, &f, quotes);
        if content.is_empty() {
            return None;
        }
        let source = spans(reader, &f.source);
        let cue = match f.cue[..] {
            // A colon or a dash.
            [mark] if reader.is_punct(mark) => vec![cx.token_span(mark)],
            _ => spans(reader, &f.cue),
        };
        let quoted = quoted(cx.text, &content, quotes);
        let medium = medium::medium(reader, &f);
        let attribution = Attribution {
            id: AttributionId(0),
            source,
            cue,
            content,
            act: f.act.clone(),
            actor: None,
            medium,
            quoted,
            parent: None,
            found_by: format!("attribution/{}@1", f.rule),
        };
        Some((f, attribution))
    }
}

/// The tokens under the content of an attribution, in order.
pub fn content_tokens(context: &Context, attribution: &Attribution) -> Vec<usize> {
    tokens_of(context, &attribution.content)
}

/// The token that governs the content: its main verb, or the head of its noun phrase. Nothing for
/// content without tokens.
pub fn content_head(context: &Context, attribution: &Attribution) -> Option<usize> {
    attribution
        .content
        .iter()
        .find_map(|&span| context.head_of(&context.tokens_in(span)))
}

/// The main token of the cue: its verb where it has one.
pub fn cue_head(context: &Context, attribution: &Attribution) -> Option<usize> {
    let tokens = tokens_of(context, &attribution.cue);
    let verb = |t: &&usize| context.is_verb(**t) && !context.has_dep(**t, &["aux", "auxpass"]);
    tokens.iter().rev().find(verb).or(tokens.first()).copied()
}

fn tokens_of(context: &Context, spans: &[Span]) -> Vec<usize> {
    let mut tokens: Vec<usize> = spans
        .iter()
        .flat_map(|&span| context.tokens_in(span))
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

fn first_byte(a: &Attribution) -> usize {
    let spans = a.source.iter().chain(&a.cue).chain(&a.content);
    spans.map(|s| s.start).min().unwrap_or(0)
}

/// Joins the quotes that a cue introduces to what the grammar gave it.
fn add_quotes(reader: &Reader, f: &mut Found, quoted: &[usize], quotes: &[Quote]) {
    let tokens: Vec<Chunk> = quoted
        .iter()
        .map(|&q| reader.cx.tokens_in(quotes[q].outer))
        .collect();
    let inside = |t: usize| tokens.iter().any(|range| range.contains(&t));
    // A clause whose verb stands in the quote is the quote's; one whose verb does not is said beside
    // it. A quote that begins in mid-sentence ("if ‘they stop’, he said") goes on from its clause.
    let beside = f.content_head.is_some_and(|head| !inside(head));
    let fragment = quoted.first().is_some_and(|&q| {
        let words = quotes[q].inner.of(reader.cx.text);
        words.trim_start().starts_with(char::is_lowercase) || {
            let before = tokens[0].start.checked_sub(1);
            before.is_some_and(|t| f.content.contains(&t) && !reader.is_punct(t))
        }
    });
    if f.rule == "preposition" {
        // "wrote on Telegram": not what it is about.
        f.act = reader.act_of(f.head);
        f.rule = "quote";
        f.content.clear();
    }
    if !beside && !fragment {
        f.content.clear();
    }
    f.content.extend(tokens.iter().cloned().flatten());
    if f.rule == "clause" {
        f.rule = "quote";
    }
    if f.source.is_empty() && !inside(f.head) {
        let before = quoted.iter().rev().find(|&&q| {
            reader.cx.tokens_in(quotes[q].outer).end <= f.head
                && quotes[q].block == reader.cx.block_of(f.head)
        });
        if let Some(&q) = before {
            let end = reader.cx.tokens_in(quotes[q].outer).end;
            let block = reader.cx.article.blocks.get(quotes[q].block);
            let stop = block.map_or(f.head, |b| reader.cx.tokens_in(b.span).end);
            f.source = reader.speaker_beside(f.head, end, stop);
            f.source_head = f.source.iter().copied().find(|&t| {
                reader.cx.is_noun(t) && !reader.cx.has_dep(t, &["compound", "poss"])
                    || &*reader.cx.token(t).tag == "PRP"
            });
        }
    }
    f.quotes = quoted.to_vec();
    f.source.retain(|&t| !inside(t));
    f.cue.retain(|&t| !inside(t));
}

/// "X denied it; Y says that 17 died": where each side of a semicolon has its own speaker, neither speaks the other's
/// words. A speaker keeps what stands beyond a semicolon as long as nobody else speaks there.
fn part_at_semicolons(reader: &Reader, found: &mut [Found]) {
    let cx = reader.cx;
    let marks: Vec<usize> = (0..cx.parsed.tokens.len())
        .filter(|&t| cx.word(t) == ";")
        .collect();
    if marks.is_empty() {
        return;
    }
    let part = |t: usize| marks.partition_point(|&m| m < t);
    // The parts that begin with somebody's speaking: his source stands before his cue, in the same part.
    let mut spoken: Vec<usize> = found
        .iter()
        .filter(|f| f.source_head.is_some_and(|s| part(s) == part(f.head)))
        .map(|f| part(f.head))
        .collect();
    spoken.sort_unstable();
    spoken.dedup();
    for f in found.iter_mut().filter(|f| f.quotes.is_empty()) {
        let own = part(f.head);
        let parted = |t: usize| {
            let there = part(t);
            // The parts from there up to its own, and the marks between.
            let (between, marks) = if there < own {
                (there..own, &marks[there..own])
            } else {
                (own + 1..there + 1, &marks[own..there])
            };
            let next = spoken.partition_point(|&p| p < between.start);
            spoken.get(next).is_some_and(|&p| p < between.end)
                && marks
                    .iter()
                    .all(|&m| cx.sentence_of(m) == cx.sentence_of(f.head))
        };
        let kept: Vec<usize> = f.content.iter().copied().filter(|&t| !parted(t)).collect();
        f.content = kept;
    }
}

/// "voiced fears that …": the noun's attribution has the verb in its cue; the verb's own, whose
/// content would be the noun, goes.
fn drop_carried(found: &mut Vec<Found>) {
    let nouns: BTreeMap<usize, Vec<usize>> = found
        .iter()
        .filter(|f| f.rule.starts_with("noun"))
        .map(|f| (f.head, f.cue.clone()))
        .collect();
    found.retain(|f| {
        f.rule.starts_with("noun")
            || !f
                .content_head
                .and_then(|head| nouns.get(&head))
                .is_some_and(|cue| cue.contains(&f.head))
    });
}

/// The bytes of the tokens, neighbours joined; punctuation between two of them is taken in,
/// punctuation at the ends is not.
fn spans(reader: &Reader, tokens: &[usize]) -> Vec<Span> {
    let cx = reader.cx;
    let mut runs: Vec<Chunk> = Vec::new();
    for &t in tokens {
        match runs.last_mut() {
            Some(run) if (run.end..t).all(|gap| reader.is_space(gap)) => run.end = t + 1,
            _ => runs.push(t..t + 1),
        }
    }
    let edge = |t: usize, first: bool| {
        let word = cx.word(t);
        reader.is_space(t)
            || !first && &*cx.token(t).tag == "CC"
            || reader.is_punct(t)
                && !word.starts_with([
                    '"', '“', '”', '‘', '’', '\'', '«', '»', '„', '$', '€', '£', '%',
                ])
                && (!first || !word.starts_with(['(', '[', '#', '@']))
                && (first || !word.starts_with([')', ']', '?', '!']))
    };
    let mut out: Vec<Span> = Vec::new();
    for mut run in runs {
        while run.start < run.end && edge(run.start, true) {
            run.start += 1;
        }
        while run.start < run.end && edge(run.end - 1, false) {
            run.end -= 1;
        }
        if run.start < run.end {
            out.push(cx.span(&run));
        }
    }
    out
}

/// A quote of more tokens is an unclosed mark rather than a quote that a content takes part in.
const LONGEST: usize = 2048;

/// Spans of a content: as [`spans`], and a quote of which a part belongs to it belongs to it wholly,
/// unless the cue stands inside.
fn content_spans(reader: &Reader, f: &Found, quotes: &[Quote]) -> Vec<Span> {
    let cx = reader.cx;
    let content = &f.content;
    let mut tokens = content.clone();
    let taken = |t: usize| f.cue.binary_search(&t).is_ok() || f.source.binary_search(&t).is_ok();
    let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) else {
        return Vec::new();
    };
    let hull = cx.span(&(first..last + 1));
    let from = quotes.partition_point(|q| q.outer.end <= hull.start);
    let mut whole: Vec<Span> = Vec::new();
    for quote in quotes[from..]
        .iter()
        .take_while(|q| q.outer.start < hull.end)
    {
        let range = cx.tokens_in(quote.outer);
        let inside = cx.tokens_in(quote.inner);
        if inside.len() > LONGEST {
            continue;
        }
        let shared = inside
            .clone()
            .filter(|t| content.binary_search(t).is_ok())
            .count();
        if shared == 0 || 2 * shared < inside.len() || range.clone().any(taken) {
            continue;
        }
        tokens.extend(range);
        whole.push(quote.outer);
    }
    tokens.sort_unstable();
    tokens.dedup();
    // Punctuation inside a clause that hangs elsewhere in the tree.
    let mut filled: Vec<usize> = Vec::with_capacity(tokens.len());
    for &t in &tokens {
        if let Some(&before) = filled.last()
            && t - before <= 4
            && (before + 1..t).all(|gap| reader.is_punct(gap) && !taken(gap))
        {
            filled.extend(before + 1..t);
        }
        filled.push(t);
    }
    let mut out = spans(reader, &filled);
    // A quotation mark alone, or one of a quote that is not meant, is not content.
    out.retain(|s| s.of(cx.text).chars().any(char::is_alphanumeric));
    for span in &mut out {
        trim_marks(cx.text, span, quotes);
    }
    // A mark that is glued to the word before it ("adding,‘This") is cut out of that word's token.
    for span in &mut out {
        if let Some(t) = cx.token_at(span.start).map(|t| cx.token(t)) {
            let at = f
                .quotes
                .partition_point(|&q| quotes[q].outer.start <= span.start);
            let start = f.quotes.get(at).map(|&q| quotes[q].outer.start);
            if let Some(start) = start.filter(|&s| t.start == span.start && s < t.end) {
                span.start = start;
            }
        }
    }
    // The trimming of punctuation may have cut a quote's last full stop: marks were kept, so this
    // happens only to quotes that nothing closes.
    for span in &mut out {
        let from = whole.partition_point(|q| q.end <= span.start);
        let end = span.end;
        for &quote in whole[from..].iter().take_while(|q| q.start < end) {
            *span = span.cover(quote).trim(cx.text);
        }
    }
    out.retain(|s| !s.is_empty());
    out.sort();
    let mut merged: Vec<Span> = Vec::new();
    for span in out {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}

/// Takes marks from the ends of a span whose quote reaches beyond it.
fn trim_marks(text: &str, span: &mut Span, quotes: &[Quote]) {
    let from = quotes.partition_point(|q| q.outer.end <= span.start);
    let end = span.end;
    for quote in quotes[from..].iter().take_while(|q| q.outer.start < end) {
        if span.contains(quote.outer) {
            continue;
        }
        if quote.outer.start < span.start
            && span.end == quote.outer.end
            && span.start < quote.inner.end
        {
            // Opens before the span: the closing mark alone is left out.
            *span = Span::new(span.start, quote.inner.end).trim(text);
        }
        if quote.outer.start == span.start
            && quote.outer.end > span.end
            && quote.inner.start < span.end
        {
            *span = Span::new(quote.inner.start, span.end).trim(text);
        }
    }
}

fn quoted(text: &str, content: &[Span], quotes: &[Quote]) -> Quoted {
    let letters = |s: Span| {
        let words = text.get(s.range()).unwrap_or_default();
        words.chars().filter(|c| c.is_alphanumeric()).count()
    };
    let (mut all, mut inside) = (0, 0);
    for &span in content {
        all += letters(span);
        let from = quotes.partition_point(|q| q.inner.end <= span.start);
        for quote in quotes[from..]
            .iter()
            .take_while(|q| q.inner.start < span.end)
        {
            let start = quote.inner.start.max(span.start);
            let end = quote.inner.end.min(span.end);
            if start < end {
                inside += letters(Span::new(start, end));
            }
        }
    }
    match inside {
        0 => Quoted::Indirect,
        _ if inside >= all => Quoted::Direct,
        _ => Quoted::Mixed,
    }
}

/// How many contents around a place are looked at.
const NESTED: usize = 256;

/// Gives each attribution the smallest content that its cue stands in.
fn parents(drafts: &mut [(Found, Attribution)]) {
    let total = |a: &Attribution| a.content.iter().map(|s| s.len()).sum::<usize>();
    let sizes: Vec<usize> = drafts.iter().map(|(_, a)| total(a)).collect();
    let mut contents: Vec<(Span, usize)> = drafts
        .iter()
        .enumerate()
        .flat_map(|(n, (_, a))| a.content.iter().map(move |&s| (s, n)))
        .collect();
    contents.sort();
    for n in 0..drafts.len() {
        let a = &drafts[n].1;
        let Some(anchor) = a.cue.first().or(a.content.first()).copied() else {
            continue;
        };
        let end = contents.partition_point(|(s, _)| s.start <= anchor.start);
        let parent = contents[end.saturating_sub(NESTED)..end]
            .iter()
            .filter(|&&(s, m)| m != n && s.contains(anchor) && (sizes[m], m) > (sizes[n], n))
            .min_by_key(|&&(_, m)| (sizes[m], m))
            .map(|&(_, m)| AttributionId(m));
        drafts[n].1.parent = parent;
    }
}
