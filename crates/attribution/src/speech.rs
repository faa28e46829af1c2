//! Who speaks a direct quote: the cue before, behind or around it, a colon, a dash with a name, or
//! the speaker who is still speaking.

use crate::find::{Found, Reader};
use crate::quotes::Quote;
use rashomon_model::{ActorKind, BlockKind};
use std::collections::{BTreeMap, BTreeSet};

/// What the quotes of an article belong to.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    /// Numbers of the quotes that a cue token introduces.
    pub by_cue: BTreeMap<usize, Vec<usize>>,
    /// Attributions without a verb: colons, dashes, quotes whose speaker stands elsewhere.
    pub other: Vec<Found>,
}

/// A cue further away than this many tokens does not belong to the quote.
const NEAR: usize = 40;
/// A free quote still belongs to the speaker of so many blocks before.
const BLOCKS: usize = 2;

/// A quote's first paragraph stands at most so many before the one with the cue.
const PARAGRAPHS: usize = 64;

#[derive(Clone, Copy, PartialEq)]
enum Owner {
    Cue(usize),
    Other(usize),
}

/// Finds the speaker of every quote.
pub(crate) fn speech(reader: &Reader, quotes: &[Quote]) -> Speech {
    let cx = reader.cx;
    let mut out = Speech::default();
    let mut last: Option<(Owner, usize)> = None;
    let mut owners: Vec<Option<Owner>> = Vec::with_capacity(quotes.len());
    for (n, quote) in quotes.iter().enumerate() {
        let tokens = cx.tokens_in(quote.outer);
        if tokens.is_empty() {
            owners.push(None);
            continue;
        }
        let Some(block) = cx.article.blocks.get(quote.block) else {
            owners.push(None);
            continue;
        };
        let block_tokens = cx.tokens_in(block.span);
        let prev = n
            .checked_sub(1)
            .map(|p| &quotes[p])
            .filter(|p| p.block == quote.block);
        let next = quotes.get(n + 1).filter(|q| q.block == quote.block);
        let from = prev.map_or(block_tokens.start, |p| cx.tokens_in(p.outer).end);
        let to = next.map_or(block_tokens.end, |q| cx.tokens_in(q.outer).start);
        let inner = quote.inner.of(cx.text).trim_end();
        let ends = inner.chars().next_back().unwrap_or(' ');
        let opens_block = quote.outer.start <= block.span.start;

        let mut owner = None;
        if quote.follows {
            owner = n.checked_sub(1).and_then(|p| owners[p]);
        }
        let behind = cue_behind(reader, tokens.end.min(to)..to, ends);
        let before = cue_before(reader, from..tokens.start.max(from), quote);
        let colon = tokens
            .start
            .checked_sub(1)
            .is_some_and(|t| t >= from && cx.word(t).starts_with(':'));
        if owner.is_none() {
            owner = match (behind, before) {
                (_, Some(cue)) if colon => Some(Owner::Cue(cue)),
                (Some(cue), _) | (None, Some(cue)) => Some(Owner::Cue(cue)),
                _ => None,
            };
        } else if let Some(cue) = behind.or(before) {
            // The cue of a quote of several paragraphs may come with its last one: all go to it.
            if let Some(Owner::Other(_)) | None = owner {
                owner = Some(Owner::Cue(cue));
            }
        }
        // `“…,” she said. “…”`: it goes on after the cue.
        let starts_sentence = tokens.start == from
            || (from..tokens.start)
                .rev()
                .find(|&t| !reader.is_space(t))
                .is_none_or(|t| ".?!”\"’'".contains(cx.word(t)));
        let speaks = ".?!…—–,".contains(ends) || quote.inner.end == block.span.end;
        if owner.is_none() && starts_sentence && speaks {
            owner = n
                .checked_sub(1)
                .filter(|_| prev.is_some())
                .and_then(|p| owners[p]);
        }
        // A cue or a colon at the end of the block before.
        if owner.is_none() && opens_block && speaks {
            owner = from_block_before(reader, quote.block).map(Owner::Cue);
        }
        if owner.is_none() && speaks && inner.len() > 8 {
            if let Some(f) = dash_name(reader, tokens.end..to, tokens.clone()) {
                out.other.push(f);
                owner = Some(Owner::Other(out.other.len() - 1));
            } else if opens_block && block.kind == BlockKind::Paragraph && tokens.len() > 4 {
                // The speaker of the paragraphs before goes on.
                if let Some((Owner::Cue(cue), _)) =
                    last.filter(|&(_, b)| b + BLOCKS >= quote.block && b < quote.block)
                {
                    let subject = reader.subject(cue);
                    out.other.push(Found {
                        head: tokens.start,
                        source: subject.map_or_else(Vec::new, |s| reader.phrase_of(s, cue)),
                        source_head: subject,
                        act: "say".into(),
                        rule: "free-quote",
                        content: tokens.clone().collect(),
                        ..Found::default()
                    });
                    owner = Some(Owner::Other(out.other.len() - 1));
                }
            }
        }
        match owner {
            Some(Owner::Cue(cue)) => {
                // What was a free quote so far turns out to be the beginning of this one.
                if quote.follows {
                    for p in (0..n).rev().take(PARAGRAPHS) {
                        if let Some(Owner::Other(k)) = owners[p]
                            && out.other[k].rule == "free-quote"
                        {
                            out.other[k].content.clear();
                        }
                        if owners[p] != Some(Owner::Cue(cue)) {
                            owners[p] = Some(Owner::Cue(cue));
                            out.by_cue.entry(cue).or_default().push(p);
                        }
                        if !quotes[p].follows {
                            break;
                        }
                    }
                }
                out.by_cue.entry(cue).or_default().push(n);
                last = Some((Owner::Cue(cue), quote.block));
            }
            Some(Owner::Other(k)) => {
                if let Some(f) = out.other.get_mut(k) {
                    f.content.extend(tokens.clone());
                }
                if let Some((_, block)) = &mut last {
                    *block = quote.block;
                }
            }
            None => {}
        }
        owners.push(owner);
    }
    for list in out.by_cue.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    out.other.retain(|f| !f.content.is_empty());
    colons(reader, quotes, &mut out);
    out
}

fn ends_sentence(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | ";")
}

/// A verb that could introduce a quote, in its own clause.
fn candidate(reader: &Reader, t: usize) -> bool {
    let cx = reader.cx;
    cx.is_verb(t)
        && !cx.has_dep(t, &["aux", "auxpass", "amod"])
        && (!cx.has_dep(t, &["relcl", "acl"]) || reader.speaks_in_relative(t))
        && cx.lemma(t) != "be"
}

/// The cue behind a quote: `“…,” said X`, `“…,” X, a farmer, said`.
fn cue_behind(reader: &Reader, gap: std::ops::Range<usize>, ends: char) -> Option<usize> {
    let cx = reader.cx;
    let mut comma = ",?!—–-…".contains(ends);
    let mut any = None;
    let end = gap.end;
    for (n, t) in gap.filter(|&t| !reader.is_space(t)).enumerate() {
        let word = cx.word(t);
        if n == 0 && (word.starts_with(',') || word.starts_with(['—', '–', '-'])) {
            comma = true;
        }
        if ends_sentence(word) || n > NEAR || !comma {
            break;
        }
        if candidate(reader, t) {
            if reader.clause_behind(t, end) {
                break;
            }
            if reader.may_quote(t) {
                return Some(t);
            }
            let has_subject = reader.own_subject(t).is_some();
            if any.is_none() && n < 12 && has_subject {
                any = Some(t);
            }
        }
        // A new clause begins: what follows is about something else.
        if n > 0
            && ["but", "because", "although", "after", "while", "when", "as"]
                .contains(&&*word.to_lowercase())
        {
            break;
        }
    }
    any.filter(|_| ends == ',')
}

/// The cue before a quote: `X said: “…”`, `he added, “…”`, `adding “…”`.
fn cue_before(reader: &Reader, gap: std::ops::Range<usize>, quote: &Quote) -> Option<usize> {
    let cx = reader.cx;
    let mut words = gap.rev().filter(|&t| !reader.is_space(t));
    let close = words.next()?;
    let word = cx.word(close);
    let colon = word.starts_with(':');
    let capital = quote
        .inner
        .of(cx.text)
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase);
    let long = cx.tokens_in(quote.inner).len() >= 5;
    if candidate(reader, close) && reader.may_quote(close) {
        return Some(close);
    }
    if !(colon || word == "," && (capital || long)) {
        return None;
    }
    for (n, t) in words.enumerate() {
        let word = cx.word(t);
        if ends_sentence(word) || n > NEAR || matches!(word, "”" | "»") {
            return None;
        }
        if candidate(reader, t) && reader.may_quote(t) {
            return Some(t);
        }
    }
    None
}

/// A paragraph that ends in a colon introduces the quote that begins the next.
fn from_block_before(reader: &Reader, block: usize) -> Option<usize> {
    let cx = reader.cx;
    let before = cx.article.blocks.get(block.checked_sub(1)?)?;
    let tokens = cx.tokens_in(before.span);
    let mut words = tokens.rev().filter(|&t| !reader.is_space(t));
    if !cx.word(words.next()?).starts_with(':') {
        return None;
    }
    words
        .take(NEAR)
        .take_while(|&t| !ends_sentence(cx.word(t)))
        .find(|&t| candidate(reader, t) && reader.may_quote(t))
}

/// `“…” — Name, office`
fn dash_name(
    reader: &Reader,
    gap: std::ops::Range<usize>,
    quote: std::ops::Range<usize>,
) -> Option<Found> {
    let cx = reader.cx;
    let mut words = gap.filter(|&t| !reader.is_space(t));
    let dash = words.next()?;
    if !cx.word(dash).starts_with(['—', '–', '―', '-']) {
        return None;
    }
    let mut source: Vec<usize> = words.take(16).collect();
    while source.last().is_some_and(|&t| reader.is_punct(t)) {
        source.pop();
    }
    let first = *source.first()?;
    let name = cx
        .word(first)
        .chars()
        .next()
        .is_some_and(char::is_uppercase);
    if !name
        || source.len() > 14
        || source
            .iter()
            .any(|&t| cx.is_verb(t) && reader.own_subject(t).is_some())
    {
        return None;
    }
    Some(Found {
        head: dash,
        source_head: Some(first),
        source,
        cue: vec![dash],
        content: quote.collect(),
        act: "say".into(),
        rule: "dash",
        ..Found::default()
    })
}

/// `Name: what they say`, in headlines, interviews and transcripts.
fn colons(reader: &Reader, quotes: &[Quote], out: &mut Speech) {
    let cx = reader.cx;
    let taken: BTreeSet<usize> = out.by_cue.values().flatten().copied().collect();
    for block in &cx.article.blocks {
        let tokens = cx.tokens_in(block.span);
        let Some(colon) = tokens
            .clone()
            .take(10)
            .find(|&t| cx.word(t) == ":")
            .filter(|&c| c > tokens.start)
        else {
            continue;
        };
        let rest: Vec<usize> = (colon + 1..tokens.end)
            .filter(|&t| !reader.is_space(t))
            .collect();
        let name: Vec<usize> = (tokens.start..colon)
            .filter(|&t| !reader.is_space(t) && !reader.is_punct(t))
            .collect();
        if rest.len() < 2 || name.is_empty() {
            continue;
        }
        let headline = block.kind != BlockKind::Paragraph;
        let speaks = names_speaker(reader, &name, headline);
        if !speaks || name.iter().any(|t| out.by_cue.contains_key(t)) {
            continue;
        }
        // A quote right behind the colon that a cue has taken.
        let start = cx.token(rest[0]).start;
        let at = quotes.partition_point(|q| q.outer.end <= start);
        if quotes.get(at).is_some_and(|q| q.outer.start <= start) && taken.contains(&at) {
            continue;
        }
        out.other.push(Found {
            head: colon,
            source_head: name.last().copied(),
            source: name,
            cue: vec![colon],
            content: rest,
            act: "say".into(),
            rule: "colon",
            ..Found::default()
        });
    }
}

/// Whether the words before a colon name somebody who can speak.
fn names_speaker(reader: &Reader, name: &[usize], headline: bool) -> bool {
    let cx = reader.cx;
    let capitals = name.len() <= 3
        && name.iter().all(|&t| {
            let word = cx.word(t);
            word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
        });
    // A transcript: "REPORTER: …".
    if capitals && !headline {
        return true;
    }
    let last = *name.last().unwrap_or(&0);
    let quoted = (last + 1..cx.parsed.tokens.len())
        .find(|&t| !reader.is_space(t) && cx.word(t) != ":")
        .is_some_and(|t| cx.word(t).starts_with(['“', '"', '‘', '\'', '«', '„', '`']));
    if name.len() > 7 || name.iter().any(|&t| cx.is_verb(t)) {
        return false;
    }
    let at = cx.parsed.entities.partition_point(|e| e.tokens.end <= last);
    let entity = cx
        .parsed
        .entities
        .get(at)
        .filter(|e| e.tokens.contains(&last));
    let label = entity.map_or("", |e| &*e.label);
    let actors = cx.mentions_at(last);
    // A place or state before a colon is what the headline is about: "Mali: army retakes town".
    let actor = actors.iter().any(|m| {
        m.actor()
            .is_some_and(|a| !matches!(a.kind, ActorKind::State | ActorKind::Unnamed))
    });
    let topic = actors
        .iter()
        .any(|m| m.place().is_some() || m.actor().is_some_and(|a| a.kind == ActorKind::State))
        || ["GPE", "LOC", "NORP", "EVENT", "DATE", "FAC"].contains(&label);
    if !actor && topic && !quoted || name.iter().any(|&t| matches!(cx.word(t), "vs" | "vs.")) {
        return false;
    }
    let word = cx.lower(last);
    let document = cx.is_noun(last)
        && (reader.cues.has(crate::cues::Pos::Noun, cx.lemma(last))
            || !reader.cues.media(word).is_empty());
    let proper = name.iter().all(|&t| cx.token(t).tag.starts_with("NNP"));
    if headline {
        actor || document || proper || label == "PERSON" || label == "ORG"
    } else {
        (label == "PERSON" || actor || quoted && proper) && name.len() <= 5
    }
}
