//! Whose words a claim stands in, and how real they make it.

use crate::draft::Draft;
use crate::frame::clause_head;
use crate::lexicon::Words;
use rashomon_attribution::{CuePolarity, cue_info, verb_info};
use rashomon_mention::Context;
use rashomon_model::{ActorKind, Args, Attribution, AttributionId, Link, Modality, Polarity};
use rashomon_text::Span;

/// One source's voice over a stretch of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    /// Innermost attribution.
    pub attribution: Option<AttributionId>,
    /// Who says it, outermost first.
    pub chain: Vec<Link>,
    /// Side of the innermost source.
    pub side: Option<String>,
    /// Whether the attributions turn what is said into its opposite.
    pub denied: bool,
    /// The modality that the attributions give.
    pub modality: Modality,
    /// Whether it answers the voice before it with a denial.
    pub answers: bool,
}

/// The attributions of an article, to be asked who says what.
#[derive(Debug, Clone, Copy)]
pub struct Voices<'a> {
    /// The view of the article.
    pub ctx: &'a Context<'a>,
    /// Its attributions; an attribution's id is its index.
    pub attributions: &'a [Attribution],
}

impl<'a> Voices<'a> {
    /// The innermost attribution whose content holds the span.
    pub fn innermost(&self, span: Span) -> Option<&'a Attribution> {
        let size = |a: &Attribution| a.content.iter().map(|s| s.len()).sum::<usize>();
        self.attributions
            .iter()
            .filter(|a| a.content.iter().any(|c| c.contains(span)))
            .filter(|a| !a.source.iter().chain(&a.cue).any(|s| s.contains(span)))
            .filter(|a| !self.is_adverb(a))
            .min_by_key(|a| (size(a), a.id))
    }

    /// The attribution in whose words a token stands. A denial leaves alone what a relative clause in it takes for
    /// granted: "denied responsibility for the attack that killed 12" denies no death.
    pub fn speaker(&self, token: usize) -> Option<&'a Attribution> {
        let ctx = self.ctx;
        let said_by = self.innermost(ctx.token_span(token))?;
        let inside = |t: usize| {
            said_by
                .content
                .iter()
                .any(|c| c.contains(ctx.token_span(t)))
        };
        let relative = |t: usize| {
            let pronoun = |c: usize| matches!(&*ctx.token(c).tag, "WDT" | "WP");
            ctx.has_dep(t, &["relcl"]) && ctx.children(t).any(pronoun) && inside(ctx.token(t).head)
        };
        let granted = denies(&said_by.act)
            && std::iter::once(token)
                .chain(ctx.ancestors(token))
                .take_while(|&t| inside(t))
                .any(relative);
        if granted {
            return self.attributions.get(said_by.parent?.0);
        }
        Some(said_by)
    }

    /// Whether an attribution is no more than an adverb: "reportedly" hedges, nobody says it.
    pub fn is_adverb(&self, attribution: &Attribution) -> bool {
        attribution.source.is_empty()
            && !attribution.cue.is_empty()
            && attribution
                .cue
                .iter()
                .flat_map(|c| self.ctx.tokens_in(*c))
                .all(|t| self.ctx.token(t).tag == "RB")
    }

    /// The voices of an attribution: one for each source that it names ("Ankara and Baku denied"). Where somebody
    /// denies what another says ("rejected the announcement from Baku that …"), both speak: the one who says it,
    /// and, behind him, the one who denies it.
    pub fn of(&self, attribution: Option<&'a Attribution>) -> Vec<Voice> {
        let Some(inner) = attribution else {
            return vec![Voice::default()];
        };
        let mut path = vec![inner];
        while let Some(id) = path[path.len() - 1].parent {
            match self.attributions.get(id.0) {
                Some(outer) if path.iter().all(|a| a.id != outer.id) => path.push(outer),
                _ => break,
            }
        }
        let denial = (1..path.len()).find(|&k| denies(&path[k].act));
        let Some(k) = denial.filter(|_| !self.speakers(inner).is_empty()) else {
            return self.along(&path);
        };
        let said: Vec<&Attribution> = path
            .iter()
            .enumerate()
            .filter(|&(i, _)| i != k)
            .map(|(_, a)| *a)
            .collect();
        let mut voices = self.along(&said);
        let turned = denies(&inner.act);
        voices.extend(self.along(&path[k..]).into_iter().map(|mut voice| {
            voice.denied ^= turned;
            voice.answers = true;
            voice
        }));
        voices
    }

    /// The voices of attributions that stand in one another, the innermost first.
    fn along(&self, path: &[&'a Attribution]) -> Vec<Voice> {
        let Some((&inner, outer)) = path.split_first() else {
            return vec![Voice::default()];
        };
        let mut base = Voice {
            attribution: Some(inner.id),
            ..Voice::default()
        };
        for above in outer {
            if let Some((name, side)) = self.speakers(above).into_iter().next() {
                base.chain.insert(
                    0,
                    Link {
                        name,
                        side,
                        act: above.act.clone(),
                    },
                );
            }
            base.denied ^= denies(&above.act);
            base.modality = stronger(base.modality, act_modality(&above.act));
        }
        base.denied ^= denies(&inner.act);
        base.modality = stronger(base.modality, act_modality(&inner.act));
        let mut speakers = self.speakers(inner);
        if speakers.is_empty() {
            return vec![base];
        }
        // Sources of one side speak with one voice.
        let mut sides = Vec::new();
        speakers.retain(|(_, side)| {
            let new = side.is_none() || !sides.contains(side);
            sides.push(side.clone());
            new
        });
        if speakers.iter().any(|(_, side)| side.is_some()) {
            speakers.retain(|(_, side)| side.is_some());
        } else {
            speakers.truncate(1);
        }
        speakers
            .into_iter()
            .map(|(name, side)| {
                let mut voice = Voice {
                    side: side.clone(),
                    ..base.clone()
                };
                voice.chain.push(Link {
                    name,
                    side,
                    act: inner.act.clone(),
                });
                once_each(&mut voice.chain);
                voice
            })
            .collect()
    }

    /// The side of those whose source it is: "the army holds the palace, its spokesman said".
    fn owner_side(&self, attribution: &Attribution) -> Option<String> {
        let ctx = self.ctx;
        let owner = attribution
            .source
            .iter()
            .flat_map(|s| ctx.tokens_in(*s))
            .find(|&t| ctx.has_dep(t, &["poss"]) && matches!(ctx.lower(t), "its" | "their"))?;
        let start = ctx.token(owner).start;
        let sentence = ctx.sentence_of(owner);
        let end = ctx.mentions.partition_point(|m| m.span.start < start);
        ctx.mentions[..end]
            .iter()
            .rev()
            .take_while(|m| {
                ctx.token_at(m.span.start)
                    .is_some_and(|t| ctx.sentence_of(t) + 1 >= sentence)
            })
            .filter(|m| !attribution.source.iter().any(|s| s.overlaps(m.span)))
            .find_map(|m| {
                let body = m.actor().filter(|a| a.kind != ActorKind::Person)?;
                first_side(body.side.as_deref())
            })
    }

    /// Names and sides of an attribution's sources.
    fn speakers(&self, attribution: &Attribution) -> Vec<(String, Option<String>)> {
        let ctx = self.ctx;
        let resolved = attribution.actor.and_then(|id| ctx.mentions.get(id.0));
        // "Ankara and Baku": every actor that is coordinated with the first.
        let mut named: Vec<(String, Option<String>)> = Vec::new();
        for span in &attribution.source {
            let tokens = ctx.tokens_in(*span);
            let Some(head) = ctx.head_of(&tokens) else {
                continue;
            };
            let heads = crate::frame::coordinated(ctx, head);
            if heads.len() < 2 {
                continue;
            }
            for h in heads {
                let actor = ctx
                    .mentions_at(h)
                    .into_iter()
                    .find_map(|m| Some((m, m.actor()?)));
                if let Some((_, actor)) = actor {
                    named.push((actor.name.clone(), first_side(actor.side.as_deref())));
                }
            }
        }
        named.dedup();
        if named.len() > 1 {
            return named;
        }
        match resolved {
            Some(mention) => {
                let actor = mention.actor();
                let name = actor
                    .map(|a| a.name.clone())
                    .unwrap_or_else(|| mention.text.clone());
                let side = first_side(actor.and_then(|a| a.side.as_deref()))
                    .or_else(|| self.owner_side(attribution));
                vec![(name, side)]
            }
            None => attribution
                .source
                .first()
                .map(|s| {
                    let words = s.of(ctx.text);
                    // "the announcement from CAPITAL" is its government's.
                    let tokens = ctx.tokens_in(*s);
                    let side = rashomon_mention::side_of_words(ctx, &tokens)
                        .or_else(|| rashomon_mention::side_of_capital(ctx, &tokens));
                    (words.to_owned(), first_side(side.as_deref()))
                })
                .into_iter()
                .collect(),
        }
    }
}

/// Leaves out who only passes on his own words: "the ministry said …, denying that …".
fn once_each(chain: &mut Vec<Link>) {
    let names: Vec<String> = chain.iter().map(|l| l.name.clone()).collect();
    let mut at = 0;
    chain.retain(|link| {
        at += 1;
        names.get(at).is_none_or(|next| *next != link.name)
    });
}

/// The first of several sides joined with `;`.
pub fn first_side(side: Option<&str>) -> Option<String> {
    side.and_then(|s| s.split(';').next())
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
}

/// Whether an act says no to what it introduces.
pub fn denies(act: &str) -> bool {
    act == "dispute" || cue_info(act).is_some_and(|info| info.polarity == CuePolarity::Denies)
}

/// The modality that an act gives to what it introduces.
fn act_modality(act: &str) -> Modality {
    cue_info(act).map(|info| info.modality).unwrap_or_default()
}

fn stronger(outer: Modality, inner: Modality) -> Modality {
    if inner == Modality::Actual {
        outer
    } else {
        inner
    }
}

/// Polarity, modality and hedges of the clause around a trigger, without its attributions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stance {
    /// Whether the clause says no.
    pub negated: bool,
    /// What its words make of it.
    pub modality: Modality,
    /// The words that hedge.
    pub hedges: Vec<String>,
}

/// What the words around `trigger` make of it.
pub fn stance(
    ctx: &Context,
    words: &Words,
    trigger: usize,
    said_by: Option<&Attribution>,
) -> Stance {
    let mut s = Stance::default();
    let verb = clause_head(ctx, trigger);
    let sentence = ctx.sentence(trigger);
    // Negation on the trigger, or on a verb that carries it (auxiliaries, "was neither coerced").
    let mut path = vec![trigger];
    let mut at = trigger;
    for above in ctx.ancestors(trigger) {
        let dep = &*ctx.token(at).dep;
        let carried = matches!(
            dep,
            "xcomp"
                | "acomp"
                | "attr"
                | "oprd"
                | "dobj"
                | "pobj"
                | "prep"
                | "nsubj"
                | "nsubjpass"
                | "amod"
                | "compound"
                | "acl"
        );
        if !carried {
            break;
        }
        path.push(above);
        at = above;
        if above == verb && dep != "xcomp" {
            break;
        }
    }
    for &node in &path {
        for child in ctx.children(node) {
            let word = ctx.lower(child);
            // "hundreds, if not thousands": the no belongs to the figure.
            if ctx
                .mentions_at(child)
                .iter()
                .any(|m| m.quantity().is_some())
            {
                continue;
            }
            let by_dep = ctx.has_dep(child, &["neg", "preconj"]);
            let determiner = ctx.has_dep(child, &["det"]) && word == "no";
            let adverb = word == "never" || word == "neither";
            if (by_dep && words.has("negation", word)) || determiner || adverb {
                s.negated = !s.negated;
            }
            if ctx.has_dep(child, &["aux"]) {
                s.modality = modal(s.modality, word);
            }
            if words.has("hedge", word) {
                s.hedges.push(ctx.word(child).to_owned());
                s.modality = raise(s.modality, Modality::Possible);
            }
        }
        if ctx.token(node).head != node
            && ctx
                .word(ctx.token(node).head)
                .eq_ignore_ascii_case("without")
        {
            s.negated = !s.negated;
        }
    }
    // "neither coerced nor prompted": the complement carries the no.
    for child in ctx.children(verb) {
        if ctx.has_dep(child, &["acomp", "attr", "oprd"]) && !path.contains(&child) {
            let no = ctx.children(child).any(|c| {
                ctx.has_dep(c, &["preconj", "neg"]) && words.has("negation", ctx.lower(c))
            });
            if no && path.contains(&verb) {
                s.negated = !s.negated;
            }
            let lemma = ctx.lower_lemma(child);
            if words.has("falsehood", lemma) && subject_holds(ctx, verb, trigger) {
                s.negated = !s.negated;
            }
        }
    }
    // A falsehood higher up: "allegations it had shelled the town were misinformation".
    let mut at = verb;
    for above in ctx.ancestors(verb).take(6) {
        if ctx.is_verb(above) && subject_holds(ctx, above, at) {
            for child in ctx.children(above) {
                let lemma = ctx.lower_lemma(child);
                if ctx.has_dep(child, &["acomp", "attr", "oprd"]) && words.has("falsehood", lemma) {
                    s.negated = !s.negated;
                }
            }
        }
        at = above;
    }
    // Infinitives and complements of verbs that look ahead.
    let mut at = trigger;
    for above in ctx.ancestors(trigger).take(8) {
        let dep = &*ctx.token(at).dep;
        let lemma = ctx.lower_lemma(above);
        let infinitive =
            ctx.children(at).any(|c| ctx.token(c).tag == "TO") || ctx.token(at).tag == "VB";
        match dep {
            "xcomp" | "ccomp" | "acl" | "advcl" | "pcomp" if ctx.is_verb(at) => {
                let cue = said_by
                    .is_some_and(|a| a.cue.iter().any(|c| c.contains(ctx.token_span(above))));
                let denies =
                    || verb_info(lemma).is_some_and(|info| info.polarity == CuePolarity::Denies);
                if words.has("failing", lemma)
                    || (!cue && dep != "acl" && dep != "advcl" && denies())
                {
                    s.negated = !s.negated;
                } else if !perfect(ctx, at)
                    && (dep == "xcomp" && words.has("prospective", lemma)
                        || infinitive && (dep == "advcl" || dep == "acl"))
                {
                    s.modality = raise(s.modality, Modality::Planned);
                } else if dep == "xcomp" && (lemma == "able" || words.has("seeming", lemma)) {
                    s.modality = raise(s.modality, Modality::Possible);
                }
            }
            _ => {}
        }
        if words.has("risk", lemma)
            && matches!(dep, "acl" | "pobj" | "pcomp" | "prep" | "ccomp")
            && at != trigger
        {
            s.modality = raise(s.modality, Modality::Possible);
        }
        // "pressure for a ceasefire", "calls for a truce": wanted, and not there.
        let wanted = dep == "pobj" && words.has("wanting", ctx.lemma(ctx.token(above).head));
        if wanted && matches!(ctx.word(above), "for" | "of") {
            s.modality = raise(s.modality, Modality::Demanded);
        }
        // The modal of the verb above reaches down into its objects: "would result in a migration". What stands
        // beside it has happened already: "after taking the town, they must hold it".
        let beside = dep == "prep" && words.has("beside", ctx.lower(at));
        if ctx.is_verb(above)
            && !beside
            && !matches!(dep, "ccomp" | "relcl" | "advcl" | "conj" | "parataxis")
        {
            for child in ctx.children(above) {
                if ctx.has_dep(child, &["aux"]) {
                    s.modality = modal(s.modality, ctx.lower(child));
                }
                let word = ctx.lower(child);
                if words.has("hedge", word)
                    && !s.hedges.iter().any(|h| h.eq_ignore_ascii_case(word))
                {
                    s.hedges.push(ctx.word(child).to_owned());
                }
            }
        }
        let cue = said_by.is_some_and(|a| a.cue.iter().any(|c| c.contains(ctx.token_span(above))));
        if cue || matches!(dep, "relcl" | "parataxis") || (dep == "ccomp" && !ctx.is_verb(above)) {
            break;
        }
        // "must declare that it is withdrawing": what must be declared is demanded as well.
        if dep == "ccomp" {
            let before = s.modality;
            for child in ctx.children(above).filter(|&c| ctx.has_dep(c, &["aux"])) {
                s.modality = modal(s.modality, ctx.lower(child));
            }
            if s.modality == before && perfect(ctx, above) {
                break;
            }
        }
        if dep == "advcl"
            && ctx
                .children(at)
                .any(|c| ctx.word(c).eq_ignore_ascii_case("until"))
        {
            s.modality = raise(s.modality, Modality::Conditional);
        }
        at = above;
    }
    // "if": in the clause itself, or hanging on it.
    let in_figure = |t: usize| ctx.mentions_at(t).iter().any(|m| m.quantity().is_some());
    for child in ctx.children(verb).filter(|&c| !in_figure(c)) {
        let conditional = |t: usize| {
            ctx.children(t)
                .any(|c| ctx.has_dep(c, &["mark"]) && is_if(ctx.word(c)))
        };
        if ctx.has_dep(child, &["mark"]) && is_if(ctx.word(child)) {
            s.modality = raise(s.modality, Modality::Conditional);
        }
        if ctx.has_dep(child, &["advcl", "prep"]) && (conditional(child) || is_if(ctx.word(child)))
        {
            s.hedges
                .push(ctx.span(&ctx.subtree(child)).of(ctx.text).trim().to_owned());
            if s.modality == Modality::Actual {
                s.modality = Modality::Conditional;
            }
        }
    }
    if sentence
        .clone()
        .any(|t| matches!(ctx.lower(t), "unverified" | "unconfirmed"))
    {
        s.modality = raise(s.modality, Modality::Unverified);
    }
    if sentence.last().is_some_and(|t| ctx.word(t) == "?") {
        s.modality = raise(s.modality, Modality::Hypothetical);
    }
    s
}

fn is_if(word: &str) -> bool {
    word.eq_ignore_ascii_case("if") || word.eq_ignore_ascii_case("unless")
}

fn perfect(ctx: &Context, verb: usize) -> bool {
    ctx.children(verb)
        .any(|c| ctx.has_dep(c, &["aux"]) && ctx.lemma(c).eq_ignore_ascii_case("have"))
}

fn subject_holds(ctx: &Context, verb: usize, token: usize) -> bool {
    ctx.children(verb)
        .any(|c| ctx.has_dep(c, &["nsubj", "nsubjpass", "csubj"]) && ctx.is_under(token, c))
}

fn modal(now: Modality, word: &str) -> Modality {
    let new = match word {
        "would" | "'d" => Modality::Hypothetical,
        "could" | "may" | "might" | "can" => Modality::Possible,
        "will" | "'ll" | "’ll" | "shall" => Modality::Planned,
        "must" | "should" | "ought" => Modality::Demanded,
        _ => return now,
    };
    raise(now, new)
}

/// The first modality that is not plain wins: the nearest word is the one that counts.
fn raise(now: Modality, new: Modality) -> Modality {
    if now == Modality::Actual { new } else { now }
}

/// The modality of what asks for something by its kind: a call for talks demands them, and so does a statement that says
/// "must" wherever it says so.
pub fn asked(ctx: &Context, draft: &Draft, modality: Modality) -> Modality {
    let asks = match &draft.args {
        Args::Diplomacy(d) => d.act == "appeal",
        Args::Statement(_) => demands(ctx, draft.span),
        _ => false,
    };
    if asks {
        raise(modality, Modality::Demanded)
    } else {
        modality
    }
}

/// Whether a main clause of the words says that something must be done.
fn demands(ctx: &Context, span: Span) -> bool {
    ctx.tokens_in(span).any(|t| {
        let verb = ctx.token(t).head;
        ctx.token(t).tag == "MD"
            && matches!(ctx.lower(t), "must" | "should")
            && !ctx.has_dep(verb, &["relcl", "advcl", "acl"])
            && ctx.child(verb, &["nsubj", "nsubjpass"]).is_some_and(|s| {
                ctx.token(s).tag != "PRP" || ctx.word(s).eq_ignore_ascii_case("they")
            })
    })
}

/// A voice and a stance taken together.
pub fn settle(voice: &Voice, stance: &Stance) -> (Polarity, Modality) {
    let polarity = if voice.denied ^ stance.negated {
        Polarity::Denied
    } else {
        Polarity::Affirmed
    };
    // What is vowed, demanded or offered is no more than that, however it is put.
    let modality = if voice.modality.is_ahead() || stance.modality == Modality::Actual {
        voice.modality
    } else {
        stance.modality
    };
    (polarity, modality)
}
