//! Where and when a clause plays, and on whose side its people are.

use crate::frame::{clause_head, phrase};
use crate::lexicon::Lexicon;
use crate::voice::{Voices, first_side};
use rashomon_mention::{Chunk, Context};
use rashomon_model::{Mention, MentionId, Scope};
use rashomon_text::Span;
use std::collections::BTreeMap;

/// What the claim rules ask about an article.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The view of the article.
    pub ctx: &'a Context<'a>,
    /// Its attributions.
    pub voices: Voices<'a>,
    /// The word lists.
    pub lexicon: &'a Lexicon,
    /// How often each side is named as one who acts, armies counting twice.
    sides: BTreeMap<String, Weight>,
    /// Last day of the article's date, or of the latest date that it names: what lies half a year before
    /// it is history.
    today: Option<i64>,
}

/// How often a side acts in an article, and which of the actors was its first: of equals the one named first
/// counts, never its name.
#[derive(Debug, Clone, Copy)]
struct Weight {
    times: usize,
    first: usize,
}

/// A day for every EDTF date: days since 0000-01-01, near enough to compare.
fn day_number(edtf: &str) -> Option<i64> {
    let end = edtf.rsplit('/').next()?.trim_end_matches(['?', '~', '%']);
    let mut parts = end.split('-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next().and_then(|m| m.parse().ok()).unwrap_or(12);
    let day: i64 = parts.next().and_then(|d| d.parse().ok()).unwrap_or(28);
    Some(year * 372 + month.clamp(1, 12) * 31 + day)
}

const HALF_A_YEAR: i64 = 186;

impl<'a> Scene<'a> {
    /// Reads the article's actors and dates once.
    pub fn new(ctx: &'a Context<'a>, voices: Voices<'a>, lexicon: &'a Lexicon) -> Self {
        let mut sides: BTreeMap<String, Weight> = BTreeMap::new();
        for (order, actor) in ctx.mentions.iter().filter_map(Mention::actor).enumerate() {
            let weight = if matches!(actor.role.as_deref(), Some("MIL" | "REB")) {
                2
            } else {
                1
            };
            for side in actor
                .side
                .iter()
                .flat_map(|s| s.split(';'))
                .filter(|s| !s.is_empty())
            {
                let entry = sides.entry(side.to_owned()).or_insert(Weight {
                    times: 0,
                    first: order,
                });
                entry.times += weight;
            }
        }
        let published = ctx.article.published.value.as_deref().and_then(day_number);
        let latest = || {
            let dates = ctx
                .mentions
                .iter()
                .filter_map(Mention::time)
                .filter_map(|t| t.edtf.as_deref());
            dates.filter_map(day_number).max()
        };
        let today = published.or_else(latest);
        Scene {
            ctx,
            voices,
            lexicon,
            sides,
            today,
        }
    }

    /// The side that a side fights with in this article, where only one other stands out.
    pub fn opponent(&self, side: &str) -> Option<String> {
        self.sides
            .iter()
            .filter(|(other, _)| *other != side)
            .max_by_key(|&(_, weight)| (weight.times, std::cmp::Reverse(weight.first)))
            .filter(|&(_, weight)| weight.times > 1)
            .map(|(other, _)| other.clone())
    }

    /// The side that a noun phrase belongs to: by the actor it names, by a word in it that names a side, or by
    /// a pronoun that stands for one.
    pub fn side(&self, head: usize) -> Option<String> {
        let ctx = self.ctx;
        if let Some(side) = self.pronoun_side(head) {
            return Some(side);
        }
        let own = ctx
            .mentions_at(head)
            .into_iter()
            .filter_map(Mention::actor)
            .find_map(|a| first_side(a.side.as_deref()));
        if own.is_some() {
            return own;
        }
        let tokens = phrase(ctx, head);
        if let Some(side) = rashomon_mention::side_of_words(ctx, &tokens) {
            return Some(side);
        }
        // "enemy soldiers": whoever the speaker fights with.
        if tokens
            .clone()
            .any(|t| ctx.lemma(t).eq_ignore_ascii_case("enemy"))
        {
            let voice = self
                .voices
                .of(self.voices.innermost(ctx.token_span(head)))
                .into_iter()
                .next()?;
            return voice.side.and_then(|side| self.opponent(&side));
        }
        // "six of its citizens", "one of their planes": a possessive inside the phrase.
        tokens
            .filter(|&t| t != head && ctx.has_dep(t, &["poss"]))
            .find_map(|t| self.pronoun_side(t).or_else(|| self.side_of_token(t)))
    }

    /// The sides that a phrase stands for: its own; those named together before it, of "the three countries" and
    /// "both sides"; those of which the clause says that they are it, of "mediators" in "X and Y make up the group of
    /// mediators that …".
    pub fn sides_of(&self, head: usize) -> Vec<String> {
        let named = |t: usize| match self.side(t) {
            Some(side) => vec![side],
            None => self.named_together(t),
        };
        let own = named(head);
        if !own.is_empty() {
            return own;
        }
        let subject = self.made_up_by(head);
        let subjects = subject.map(|s| crate::frame::coordinated(self.ctx, s));
        subjects.into_iter().flatten().flat_map(named).collect()
    }

    /// "the three countries", "both sides": just so many sides that were named together, here or in the two sentences
    /// before.
    fn named_together(&self, head: usize) -> Vec<String> {
        let ctx = self.ctx;
        let definite = ctx
            .children(head)
            .any(|c| c < head && matches!(ctx.lower(c), "the" | "these" | "those" | "both"));
        if !definite || !self.lexicon.words.has("parties", ctx.lemma(head)) {
            return Vec::new();
        }
        let both = || ctx.children(head).any(|c| ctx.lower(c) == "both");
        let counted = ctx.children(head).find_map(|c| {
            let mentions = ctx.mentions_at(c);
            let quantity = mentions.into_iter().find_map(|m| m.quantity())?;
            (quantity.min == quantity.max)
                .then_some(quantity.min)
                .flatten()
        });
        let Some(count) = counted
            .or_else(|| both().then_some(2))
            .filter(|n| (2..=5).contains(n))
        else {
            return Vec::new();
        };
        let here = ctx.sentence_of(head);
        for sentence in (here.saturating_sub(2)..=here).rev() {
            let Some(tokens) = ctx.parsed.sentences.get(sentence) else {
                continue;
            };
            let tokens = tokens.start..tokens.end.min(head);
            let distinct = |heads: &mut dyn Iterator<Item = usize>| {
                let mut sides: Vec<String> = Vec::new();
                for t in heads.filter(|&t| ctx.is_noun(t)) {
                    let actors = ctx.mentions_at(t).into_iter().filter_map(Mention::actor);
                    let joined = actors.filter_map(|a| a.side.clone()).next();
                    let named = joined.or_else(|| self.side(t)).unwrap_or_default();
                    for side in named.split(';').filter(|s| !s.is_empty()) {
                        if !sides.iter().any(|s| s == side) {
                            sides.push(side.to_owned());
                        }
                    }
                }
                (sides.len() as u64 == count).then_some(sides)
            };
            let lists = tokens.clone().rev().filter(|&t| {
                ctx.is_noun(t) && ctx.child(t, &["conj"]).is_some() && !ctx.has_dep(t, &["conj"])
            });
            let list = lists
                .map(|t| crate::frame::coordinated(ctx, t))
                .find_map(|list| distinct(&mut list.into_iter().filter(|&t| t < head)));
            if let Some(sides) = list.or_else(|| distinct(&mut tokens.clone())) {
                return sides;
            }
        }
        Vec::new()
    }

    /// Who is said to be the group that a noun names: the subject of "make up", "form", "are".
    fn made_up_by(&self, head: usize) -> Option<usize> {
        let ctx = self.ctx;
        let mut at = head;
        for _ in 0..3 {
            let above = ctx.token(at).head;
            if ctx.has_dep(at, &["pobj"]) && ctx.word(above).eq_ignore_ascii_case("of") {
                at = ctx.token(above).head;
                continue;
            }
            let made = ctx.has_dep(at, &["dobj", "attr", "pobj"])
                && self.lexicon.words.has("making-up", ctx.lemma(above));
            return made
                .then(|| ctx.child(above, &["nsubj"]))
                .flatten()
                .filter(|&s| s < head);
        }
        None
    }

    fn side_of_token(&self, token: usize) -> Option<String> {
        let mentions = self.ctx.mentions_at(token);
        mentions
            .into_iter()
            .filter_map(Mention::actor)
            .find_map(|a| first_side(a.side.as_deref()))
    }

    /// The side that a pronoun stands for.
    fn pronoun_side(&self, token: usize) -> Option<String> {
        let ctx = self.ctx;
        let tag = ctx.token(token).tag;
        if tag != "PRP" && tag != "PRP$" {
            return None;
        }
        let span = ctx.token_span(token);
        let speaker = || {
            let voice = self
                .voices
                .of(self.voices.innermost(span))
                .into_iter()
                .next()?;
            voice.side
        };
        let word = ctx.lower(token);
        if matches!(word, "we" | "our" | "us" | "ours" | "i" | "my" | "me") {
            return speaker();
        }
        let human = matches!(word, "he" | "his" | "him" | "she" | "her");
        if human && let Some(side) = self.person_listed(token) {
            return Some(side);
        }
        // The subject of this clause or of one above, if it stands before and is on a side; inside reported
        // speech, up to the speaker.
        let content = self.voices.innermost(span).map(|a| a.content.clone());
        let inside = |t: usize| {
            content
                .as_ref()
                .is_none_or(|c| c.iter().any(|s| s.contains(ctx.token_span(t))))
        };
        let mut at = token;
        for above in ctx.ancestors(token) {
            if ctx.is_verb(above) {
                let subject = ctx
                    .child(above, &["nsubj", "nsubjpass"])
                    .filter(|&s| s < token && s != at && inside(s))
                    .filter(|&s| !human || self.is_actor(s));
                if let Some(side) = subject.and_then(|s| self.plain_side(s)) {
                    return Some(side);
                }
            }
            at = above;
        }
        if let Some(side) = speaker() {
            return Some(side);
        }
        // The last actor with a side in this sentence, then in the one before.
        let sentence = ctx.span(&ctx.sentence(token));
        let before = ctx.mentions[..ctx.mentions.partition_point(|m| m.span.start < span.start)]
            .iter()
            .rev();
        before
            .take_while(|m| m.span.start + 400 > sentence.start)
            .find_map(|m| first_side(m.actor()?.side.as_deref()))
    }

    /// The side of the person whom a list names before `his` or `her`: "a commander and two of his guards".
    fn person_listed(&self, token: usize) -> Option<String> {
        let ctx = self.ctx;
        let mut above = std::iter::once(token).chain(ctx.ancestors(token)).take(6);
        let listed = above.find(|&t| ctx.has_dep(t, &["conj"]))?;
        let person = ctx.token(listed).head;
        (person < token && self.is_actor(person))
            .then(|| self.plain_side(person))
            .flatten()
    }

    /// Whether somebody who acts is named at the token, rather than a thing that is his.
    fn is_actor(&self, token: usize) -> bool {
        let mentions = self.ctx.mentions_at(token);
        mentions.iter().any(|m| m.actor().is_some())
            || rashomon_mention::is_people_word(self.ctx, token)
    }

    fn plain_side(&self, head: usize) -> Option<String> {
        let tag = self.ctx.token(head).tag;
        if tag == "PRP" || tag == "PRP$" {
            return None;
        }
        self.side_of_token(head)
            .or_else(|| rashomon_mention::side_of_words(self.ctx, &phrase(self.ctx, head)))
    }

    /// `military`, `civilian` or `unspecified`, from the nouns of a phrase.
    pub fn role(&self, head: usize) -> &'static str {
        rashomon_mention::role_of_words(self.ctx, &phrase(self.ctx, head)).unwrap_or("unspecified")
    }

    /// The place mentions that a phrase names; for "the city" or "the region" the place that is spoken of.
    pub fn places_of(&self, head: usize) -> Vec<MentionId> {
        let ctx = self.ctx;
        let tree = ctx.subtree(head);
        let relative = |m: &Mention| {
            ctx.tokens_in(m.span).next().is_some_and(|t| {
                std::iter::once(t)
                    .chain(ctx.ancestors(t))
                    .take_while(|&a| a != head)
                    .any(|a| ctx.has_dep(a, &["relcl", "appos", "acl"]) && !self.is_listed_place(a))
            })
        };
        let is_place = |m: &&Mention| m.place().is_some();
        let mut named: Vec<&Mention> = ctx
            .mentions_in(ctx.span(&tree))
            .filter(is_place)
            .filter(|m| !relative(m))
            .collect();
        // A list of names runs on where the parse may not: "the villages of A, B and C in D district".
        if named.is_empty()
            || ctx.token(head).tag == "NNS"
            || named
                .iter()
                .any(|m| m.place().is_some_and(|p| p.id.starts_with("frame:")))
        {
            let run = self.list_around(head);
            named = ctx.mentions_in(ctx.span(&run)).filter(is_place).collect();
        }
        // "X, capital of a district, was captured": the name stands before its description.
        if named.is_empty() && tree.start >= 2 && ctx.word(tree.start - 1) == "," {
            named = ctx
                .mentions_at(tree.start - 2)
                .into_iter()
                .filter(is_place)
                .take(1)
                .collect();
        }
        // "villages of D district": the district is where they lie, not what is meant.
        let parents: Vec<&str> = named
            .iter()
            .filter_map(|m| m.place()?.parent.as_deref())
            .collect();
        let inner: Vec<MentionId> = named
            .iter()
            .filter(|m| m.place().is_none_or(|p| !parents.contains(&p.id.as_str())))
            .map(|m| m.id)
            .collect();
        if !inner.is_empty() {
            return inner;
        }
        // "territory in the region", "part of the city": the place behind the preposition.
        let behind = ctx
            .children(head)
            .chain(ctx.children(ctx.token(head).head).filter(|&c| c > head))
            .chain(ctx.children(clause_head(ctx, head)).filter(|&c| c > head))
            .filter(|&c| {
                ctx.has_dep(c, &["prep"])
                    && matches!(ctx.word(c), "of" | "in" | "within" | "inside")
            })
            .filter_map(|c| ctx.child(c, &["pobj"]));
        std::iter::once(head)
            .chain(behind)
            .find_map(|h| self.place_meant(h))
            .into_iter()
            .collect()
    }

    /// The tokens around a head that make up a list of places: names, place nouns, and the small words between.
    fn list_around(&self, head: usize) -> Chunk {
        let ctx = self.ctx;
        let sentence = ctx.sentence(head);
        let listed = |t: usize| {
            self.is_listed_place(t)
                || matches!(
                    &*ctx.token(t).tag,
                    "DT" | "CC" | "," | "JJ" | "NNP" | "HYPH" | "PRP$" | "POS"
                )
                || matches!(ctx.lower(t), "of" | "in" | "around" | "near" | "and")
        };
        let mut end = head + 1;
        while end < sentence.end && listed(end) {
            end += 1;
        }
        let mut start = head;
        while start > sentence.start
            && ctx.token(head).tag == "NNS"
            && self.is_place_noun(head)
            && listed(start - 1)
            && !ctx.is_verb(start - 1)
        {
            start -= 1;
        }
        start..end
    }

    fn is_listed_place(&self, token: usize) -> bool {
        self.ctx
            .mentions_at(token)
            .iter()
            .any(|m| m.place().is_some())
            || self.is_place_noun(token)
    }

    /// Whether the token is a noun that stands for a place.
    pub fn is_place_noun(&self, token: usize) -> bool {
        self.place_noun(token).is_some()
    }

    /// The extent that a noun for a place gives.
    pub fn place_noun(&self, token: usize) -> Option<&'static str> {
        let nouns = &self.lexicon.place_nouns;
        let noun = self.ctx.is_noun(token).then(|| self.ctx.lower_lemma(token));
        nouns.get(noun?).copied()
    }

    /// Whether the token is named as a place.
    pub fn is_named_place(&self, token: usize) -> bool {
        self.ctx
            .mentions_at(token)
            .iter()
            .any(|m| m.place().is_some())
    }

    /// The place that "the city", "it" or "the region" stands for: the last one named before it.
    fn place_meant(&self, head: usize) -> Option<MentionId> {
        let ctx = self.ctx;
        let noun = ctx.lower_lemma(head);
        let definite = ctx
            .children(head)
            .any(|c| matches!(ctx.lower(c), "the" | "this" | "that" | "its" | "their"));
        let pronoun = ctx.token(head).tag == "PRP" || ctx.token(head).tag == "DT";
        if !(pronoun || (definite && self.is_place_noun(head))) {
            return None;
        }
        let wide = matches!(
            noun,
            "region"
                | "enclave"
                | "province"
                | "territory"
                | "area"
                | "land"
                | "governorate"
                | "country"
                | "zone"
                | "district"
        );
        let narrow = matches!(noun, "city" | "town" | "village" | "settlement" | "capital");
        let start = ctx.token(head).start;
        let block = ctx.block_of(head);
        let fits = |m: &Mention| {
            m.place().is_some_and(|p| {
                let feature = p.feature.as_deref().unwrap_or("");
                let settlement = feature.starts_with("PPL") || p.id.starts_with("frame:");
                let state = feature.starts_with("PCL");
                let large = feature.starts_with("CONT") || feature == "RGNH";
                let kind = if wide {
                    !settlement && (noun == "country" || !state)
                } else if narrow {
                    settlement
                } else {
                    !state
                };
                !p.metonym && !large && kind
            })
        };
        // The place spoken of most and last: every mention weighs, a near one more, where somebody speaks from less.
        let mut weights: Vec<(&str, f64, MentionId)> = Vec::new();
        for m in ctx.mentions[..ctx.mentions.partition_point(|m| m.span.start < start)]
            .iter()
            .filter(|m| fits(m))
        {
            let Some(token) = ctx.token_at(m.span.start) else {
                continue;
            };
            let Some(place) = m.place() else { continue };
            let distance = block.saturating_sub(ctx.block_of(token)) as f64;
            let seat = place.feature.as_deref() == Some("PPLC") && self.is_source(m.span);
            let aside = seat || token.checked_sub(1).is_some_and(|t| ctx.word(t) == "from");
            let weight = if aside { 0.3 } else { 1.0 } / (1.0 + 0.3 * distance);
            match weights.iter_mut().find(|(id, ..)| *id == place.id) {
                Some((_, sum, last)) => {
                    *sum += weight;
                    *last = m.id;
                }
                None => weights.push((&place.id, weight, m.id)),
            }
        }
        weights
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)))
            .map(|(_, _, id)| id)
    }

    /// The places of a clause: those it names outside its victims and sources, else those of its sentence,
    /// else the one last named before it in the same or the preceding block.
    pub fn scene_places(&self, trigger: usize) -> Vec<MentionId> {
        let ctx = self.ctx;
        let usable =
            |m: &&Mention| m.place().is_some_and(|p| !p.metonym) && !self.is_source(m.span);
        let in_span = |span: Span| ctx.mentions_in(span).filter(usable).collect::<Vec<_>>();
        let mut found = in_span(ctx.span(&crate::frame::clause(ctx, clause_head(ctx, trigger))));
        if found.is_empty() {
            found = in_span(ctx.span(&ctx.sentence(trigger)));
        }
        let fine = |m: &&&Mention| {
            m.place()
                .is_some_and(|p| !p.feature.as_deref().unwrap_or("").starts_with("PCL"))
        };
        // A state beside a finer place says no more than the finer one.
        if found.iter().any(|m| fine(&m)) {
            found.retain(|m| fine(&m));
        }
        if found.is_empty() {
            let start = ctx.token(trigger).start;
            let block = ctx.block_of(trigger);
            let before = ctx.mentions[..ctx.mentions.partition_point(|m| m.span.start < start)]
                .iter()
                .rev();
            found = before
                .take_while(|m| {
                    ctx.token_at(m.span.start)
                        .is_some_and(|t| ctx.block_of(t) + 1 >= block)
                })
                .filter(usable)
                .filter(|m| fine(&m))
                .take(1)
                .collect();
        }
        found.into_iter().map(|m| m.id).collect()
    }

    fn is_source(&self, span: Span) -> bool {
        self.voices
            .attributions
            .iter()
            .any(|a| a.source.iter().any(|s| s.contains(span)))
    }

    /// The time of a clause, as EDTF: what it says itself, else its sentence.
    pub fn time(&self, trigger: usize) -> Option<String> {
        let ctx = self.ctx;
        let dated = |span: Span| {
            ctx.mentions_in(span)
                .filter(|m| {
                    m.time()
                        .is_some_and(|t| t.kind != "duration" && t.kind != "set")
                })
                .filter_map(|m| Some((m.span, m.time()?.edtf.clone()?)))
                .min_by_key(|(s, _)| s.start.abs_diff(ctx.token(trigger).start))
                .map(|(_, edtf)| edtf)
        };
        dated(ctx.span(&crate::frame::clause(ctx, clause_head(ctx, trigger))))
            .or_else(|| dated(ctx.span(&ctx.sentence(trigger))))
    }

    /// Whether a time lies so far back that the report looks back on it.
    pub fn is_past(&self, edtf: &str) -> bool {
        match (day_number(edtf), self.today) {
            (Some(day), Some(today)) => day + HALF_A_YEAR < today,
            _ => false,
        }
    }

    /// In what period a figure was reached, from the words of its sentence.
    pub fn scope(&self, trigger: usize) -> Option<Scope> {
        let ctx = self.ctx;
        if self.since(trigger).is_some() {
            return Some(Scope::Cumulative);
        }
        if self.time(trigger).is_some_and(|t| self.is_past(&t)) {
            return Some(Scope::Historical);
        }
        let verb = clause_head(ctx, trigger);
        let clause = crate::frame::clause(ctx, verb);
        let has = |w: &str| clause.clone().any(|t| ctx.lower(t) == w);
        if has("previous") || has("earlier") && has("war") || has("decades") && has("ago") {
            return Some(Scope::Historical);
        }
        // "the toll from the attack" is that of one event, "the war has killed" of many.
        let of = |list: &str| {
            let named = |&t: &usize| self.lexicon.words.has(list, ctx.lower_lemma(t));
            let subject = crate::frame::frame(ctx, verb).agent.filter(named);
            let source = clause.clone().find(|t| {
                named(t)
                    && ctx.has_dep(*t, &["pobj"])
                    && matches!(ctx.word(ctx.token(*t).head), "from" | "of" | "in")
            });
            subject.or(source)
        };
        if of("long-war").is_some() {
            return Some(Scope::Cumulative);
        }
        if has("toll") && of("one-event").is_some_and(|t| ctx.token(t).tag == "NN") {
            return Some(Scope::Incident);
        }
        let duration = ctx.mentions_in(ctx.span(&clause)).any(|m| {
            m.time()
                .is_some_and(|t| t.kind == "duration" && !t.timex.contains('T'))
        });
        if has("total") || has("overall") || has("toll") || has("far") && has("so") || duration {
            return Some(Scope::Cumulative);
        }
        Some(Scope::Incident)
    }

    /// The start of a period that the clause of a trigger counts from: the word `since`, with the EDTF date behind it
    /// where there is one.
    pub fn since(&self, trigger: usize) -> Option<Option<String>> {
        let ctx = self.ctx;
        let verb = clause_head(ctx, trigger);
        let is_since = |t: &usize| ctx.word(*t).eq_ignore_ascii_case("since");
        // "since Monday" is of the clause, "since the war began" hangs on it.
        let mark = ctx
            .children(verb)
            .filter(|&c| ctx.has_dep(c, &["advcl"]))
            .find_map(|c| ctx.children(c).find(is_since));
        // "had been killed or wounded since": said of both.
        let joined = ctx.children(verb).filter(|&c| {
            ctx.has_dep(c, &["conj"])
                && ctx.is_verb(c)
                && ctx.child(c, &["nsubj", "nsubjpass"]).is_none()
        });
        let since = std::iter::once(verb)
            .chain(joined)
            .find_map(|v| crate::frame::clause(ctx, v).find(is_since))
            .or(mark)?;
        let end = ctx.span(&ctx.sentence(since)).end;
        let behind = Span::new(ctx.token(since).start, end.max(ctx.token(since).start));
        let mut dated = ctx.mentions_in(behind).filter_map(Mention::time);
        Some(dated.find_map(|t| t.edtf.clone()))
    }

    /// The method of attack that the words of a range name, the nearest to `near`.
    pub fn method(&self, range: &Chunk, near: usize) -> Option<&'static str> {
        let mut best: Option<(usize, &'static str)> = None;
        let mut t = range.start;
        while t < range.end {
            // "suicide bomber" is no bomber.
            let Some((words, method)) = self.lexicon.methods.at(self.ctx, t, range.end) else {
                t += 1;
                continue;
            };
            let distance = t.abs_diff(near);
            if best.is_none_or(|(d, _)| distance < d) {
                best = Some((distance, method));
            }
            t += words;
        }
        best.map(|(_, m)| m)
    }
}
