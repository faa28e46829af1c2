//! Denials: claims that say no to another claim, and the edges between the two.

use crate::draft::Draft;
use crate::scene::Scene;
use crate::voice::{Voice, denies};
use rashomon_model::{
    Args, Attribution, AttributionId, Casualties, Claim, Control, EquipmentLoss, Polarity,
    Relation, RelationType, Statement,
};
use rashomon_text::Span;

/// How many sentences back a denial may look for what it denies.
const REACH: usize = 4;
/// How many claims one accusation of lying is laid beside.
const MOST_DISPUTED: usize = 8;

/// Whether an attribution only points at what was said before: "denied the claim", "this is disputed".
pub fn points_back(scene: &Scene, attribution: &Attribution) -> bool {
    let ctx = scene.ctx;
    let words: Vec<usize> = attribution
        .content
        .iter()
        .flat_map(|c| ctx.tokens_in(*c))
        .filter(|&t| ctx.word(t).chars().any(char::is_alphanumeric))
        .collect();
    if words.is_empty() || echoes(scene, attribution) {
        return true;
    }
    let Some(&head) = words
        .iter()
        .find(|&&t| !words.contains(&ctx.token(t).head) || ctx.token(t).head == t)
    else {
        return false;
    };
    let lemma = ctx.lower_lemma(head);
    let clause = words
        .iter()
        .any(|&t| ctx.is_verb(t) && !ctx.has_dep(t, &["amod", "compound"]));
    words.len() <= 8
        && !clause
        && [lemma, ctx.lower(head)]
            .iter()
            .any(|w| scene.lexicon.words.has("said-before", w))
}

/// Whether a source answers what was said before, by a denial that points back or by calling it untrue.
pub fn answers_back(scene: &Scene, attribution: &Attribution) -> bool {
    denies(&attribution.act) && points_back(scene, attribution) || calls_untrue(scene, attribution)
}

/// "the figure is not true", "this was a lie": a sentence about what was said before that takes it back.
fn calls_untrue(scene: &Scene, attribution: &Attribution) -> bool {
    let ctx = scene.ctx;
    let words = &scene.lexicon.words;
    let lower = |t: usize| ctx.lower_lemma(t);
    let Some(verb) = rashomon_attribution::content_head(ctx, attribution)
        .filter(|&v| ctx.lemma(v).eq_ignore_ascii_case("be"))
    else {
        return false;
    };
    let said = ctx.child(verb, &["nsubj"]).is_some_and(|s| {
        words.has("said-before", lower(s)) || words.has("said-before", ctx.lower(s))
    });
    let Some(verdict) = ctx
        .child(verb, &["acomp", "attr", "advmod"])
        .filter(|_| said)
    else {
        return false;
    };
    let no = ctx
        .children(verb)
        .chain(ctx.children(verdict))
        .any(|c| words.has("negation", ctx.lower(c)));
    if no {
        words.has("truth", lower(verdict))
    } else {
        words.has("falsehood", lower(verdict))
    }
}

/// Whether the content is what somebody else said just before: "…, which the ministry rejected".
fn echoes(scene: &Scene, attribution: &Attribution) -> bool {
    let Some(cue) = attribution.cue.first() else {
        return false;
    };
    let others = || {
        scene
            .voices
            .attributions
            .iter()
            .filter(|a| a.id != attribution.id)
    };
    !attribution.content.is_empty()
        && attribution.content.iter().all(|c| c.end <= cue.start)
        && attribution.content.iter().all(|c| {
            others().any(|a| {
                a.cue != attribution.cue
                    && a.content.iter().any(|o| o.contains(*c) || c.contains(*o))
            })
        })
}

/// A denial that points back, as a new claim for each claim that it answers.
pub struct Answer {
    /// The attribution that answers.
    pub by: Option<AttributionId>,
    /// The denied claim, by place in the list.
    pub to: usize,
    /// The new claim.
    pub draft: Draft,
    /// Who denies.
    pub voices: Vec<Voice>,
}

/// The claims that denials which point back make, laid on the claims found so far.
pub fn answers(scene: &Scene, claims: &[Claim]) -> Vec<Answer> {
    let ctx = scene.ctx;
    let mut out = Vec::new();
    // "X's claim that … was rejected by Y": the denial is told where its content is.
    let told = |a: &Attribution| {
        let own = |c: &&Claim| c.attribution == Some(a.id);
        claims
            .iter()
            .filter(own)
            .any(|c| c.polarity == Polarity::Denied)
    };
    for attribution in scene.voices.attributions {
        if !answers_back(scene, attribution) || told(attribution) {
            continue;
        }
        let Some(span) = own_words(scene, attribution) else {
            continue;
        };
        let Some(token) = attribution
            .cue
            .first()
            .or(attribution.source.first())
            .and_then(|s| ctx.token_at(s.start))
        else {
            continue;
        };
        let voices = scene.voices.of(Some(attribution));
        let sides: Vec<&str> = voices.iter().filter_map(|v| v.side.as_deref()).collect();
        let names: Vec<&str> = voices
            .iter()
            .filter_map(|v| Some(v.chain.last()?.name.as_str()))
            .collect();
        let sentence = ctx.sentence_of(token);
        let candidate = |i: usize, typed: bool| {
            let c = &claims[i];
            let at = ctx.token_at(c.span.start).map(|t| ctx.sentence_of(t))?;
            let before = c.span.start < span.start || at < sentence;
            let near = at <= sentence && sentence - at <= REACH;
            // Nobody denies what he says himself: "…, its spokesman said, dismissing reports to the contrary".
            let speaker = c.chain.last().map(|l| l.name.as_str());
            let other = c.side.as_deref().is_none_or(|s| !sides.contains(&s))
                && speaker.is_none_or(|s| !names.contains(&s));
            let kind = typed != matches!(c.args, Args::Statement(_));
            let own = c.attribution == Some(attribution.id);
            (before && near && other && kind && !own && c.polarity == Polarity::Affirmed)
                .then_some((at, i))
        };
        let said = |(at, i): &(usize, usize)| (claims[*i].attribution.is_some(), *at);
        let pick = |typed: bool| -> Vec<usize> {
            let all: Vec<(usize, usize)> = (0..claims.len())
                .filter_map(|i| candidate(i, typed))
                .collect();
            // What the sentence itself or the one before says; of these, what somebody is named to say.
            let Some(nearest) = all.iter().map(|(at, _)| *at).max() else {
                return Vec::new();
            };
            let close: Vec<_> = all.into_iter().filter(|(at, _)| *at == nearest).collect();
            let attributed = close.iter().map(said).any(|(a, _)| a);
            close
                .into_iter()
                .filter(|c| said(c).0 == attributed)
                .map(|(_, i)| i)
                .collect()
        };
        let mut targets = pick(true);
        // A statement nearer than the typed claim is what is denied.
        let statements = pick(false);
        let place = |v: &[usize]| v.iter().map(|&i| claims[i].span.start).max();
        if targets.is_empty()
            || place(&statements)
                .zip(place(&targets))
                .is_some_and(|(s, t)| s > t && beyond(scene, s, t))
        {
            targets = statements;
        }
        // Who denies responsibility says that he did not do it, and leaves open whether it was done.
        let own = sides.first().filter(|_| denies_part(scene, attribution));
        for to in targets {
            let mut args = denied_args(&claims[to], attribution);
            if let Some(own) = own
                && !lay_at(&mut args, own)
            {
                continue;
            }
            let mut draft = Draft::new(token, span, args, "denial/points-back@1".to_owned());
            draft.places = claims[to].places.clone();
            draft.time = claims[to].time.clone();
            let mut voices = voices.clone();
            for v in &mut voices {
                v.denied = true;
            }
            out.push(Answer {
                by: Some(attribution.id),
                to,
                draft,
                voices,
            });
        }
    }
    out
}

/// "denied responsibility", "denies any involvement": what is denied is a part in it.
fn denies_part(scene: &Scene, attribution: &Attribution) -> bool {
    let ctx = scene.ctx;
    let mut words = attribution.content.iter().flat_map(|c| ctx.tokens_in(*c));
    words.any(|t| {
        ctx.is_noun(t)
            && scene
                .lexicon
                .words
                .has("responsibility", ctx.lower_lemma(t))
    })
}

/// Makes a side the one who did it; false where another did, or where nobody does such a thing.
fn lay_at(args: &mut Args, side: &str) -> bool {
    let actor = match args {
        Args::Attack(a) => &mut a.actor,
        Args::Casualties(c) => &mut c.actor,
        Args::EquipmentLoss(e) => &mut e.actor,
        Args::Statement(_) => return true,
        _ => return false,
    };
    actor.get_or_insert_with(|| side.to_owned()) == side
}

/// Whether two places of the text stand in different sentences.
fn beyond(scene: &Scene, a: usize, b: usize) -> bool {
    let sentence = |byte| scene.ctx.token_at(byte).map(|t| scene.ctx.sentence_of(t));
    sentence(a) != sentence(b)
}

fn denied_args(claim: &Claim, attribution: &Attribution) -> Args {
    match &claim.args {
        Args::Statement(s) => Args::Statement(Statement {
            act: attribution.act.clone(),
            target: s.target.clone(),
        }),
        other => other.clone(),
    }
}

/// Source, cue and content; source and cue alone where the content is another's words.
fn own_words(scene: &Scene, attribution: &Attribution) -> Option<Span> {
    let content: &[Span] = if echoes(scene, attribution) {
        &[]
    } else {
        &attribution.content
    };
    let spans = attribution
        .source
        .iter()
        .chain(&attribution.cue)
        .chain(content);
    spans.copied().reduce(Span::cover)
}

/// The edges between the claims of an article: denials to what they deny, doubts, repetitions.
pub fn relations(scene: &Scene, claims: &[Claim], answers: &[(usize, usize)]) -> Vec<Relation> {
    let mut out: Vec<Relation> = Vec::new();
    let mut add = |from: usize, to: usize, kind: RelationType, rule: &str| {
        let edge = Relation {
            from: claims[from].id,
            to: claims[to].id,
            r#type: kind,
            found_by: rule.to_owned(),
        };
        if from != to && !out.iter().any(|r| r.from == edge.from && r.to == edge.to) {
            out.push(edge);
        }
    };
    for &(from, to) in answers {
        add(from, to, RelationType::Denies, "denial/points-back@1");
    }
    for (i, claim) in claims.iter().enumerate() {
        if claim.polarity == Polarity::Denied && !matches!(claim.args, Args::Statement(_)) {
            for (j, other) in claims.iter().enumerate() {
                if other.polarity == Polarity::Affirmed
                    && other.side != claim.side
                    // Who refuses a truce does not deny an older one.
                    && (other.modality.is_ahead() || !claim.modality.is_ahead())
                    && same_matter(scene, claim, other)
                {
                    add(i, j, RelationType::Denies, "denial/same-matter@1");
                }
            }
        }
        for j in disputed(scene, claims, i) {
            add(i, j, RelationType::Disputes, "denial/doubt@1");
        }
        if claim.polarity == Polarity::Affirmed && !matches!(claim.args, Args::Statement(_)) {
            let first = claims[..i].iter().position(|o| {
                o.polarity == Polarity::Affirmed
                    && o.side == claim.side
                    && o.modality == claim.modality
                    && repeats(scene, o, claim)
            });
            if let Some(j) = first {
                add(i, j, RelationType::Repeats, "relation/same-claim@1");
            }
        }
    }
    out
}

/// The claims that a statement casts doubt on: those of the other side before it, where it says that they are lies or
/// made for show; what the other side did, where it calls that unlawful; its denial that people were driven out, where
/// it accuses it of just that.
fn disputed(scene: &Scene, claims: &[Claim], i: usize) -> Vec<usize> {
    let claim = &claims[i];
    let (Args::Statement(_), Polarity::Affirmed, Some(side)) =
        (&claim.args, claim.polarity, claim.side.as_deref())
    else {
        return Vec::new();
    };
    let of_other = |c: &Claim| c.side.as_deref().is_some_and(|s| s != side);
    let typed = |c: &Claim| !matches!(c.args, Args::Statement(_));
    let affirmed = |c: &Claim| c.polarity == Polarity::Affirmed;
    if says(scene, claim, "doubt") || made_for_show(scene, claim) {
        return before(claims, i, |c| of_other(c) && typed(c) && affirmed(c));
    }
    if says(scene, claim, "driving-out") {
        return before(claims, i, |c| {
            of_other(c) && !affirmed(c) && matches!(c.args, Args::Displacement(_))
        });
    }
    let Some(doer) = called_unlawful(scene, claim).filter(|doer| doer != side) else {
        return Vec::new();
    };
    // The deed told last, in the sentences before.
    let sentence = |c: &Claim| {
        scene
            .ctx
            .token_at(c.span.start)
            .map(|t| scene.ctx.sentence_of(t))
    };
    let near = |c: &Claim| {
        let apart = sentence(claim).zip(sentence(c));
        apart.is_some_and(|(now, then)| now.saturating_sub(then) <= REACH)
    };
    let deeds = before(claims, i, |c| {
        let by = actor(&c.args).or(c.side.as_deref());
        typed(c) && affirmed(c) && near(c) && by == Some(&doer)
    });
    let last = deeds.last().map(|&j| sentence(&claims[j]));
    deeds
        .into_iter()
        .filter(|&j| Some(sentence(&claims[j])) == last)
        .collect()
}

/// The claims before one that fit, in order; of many the nearest.
fn before(claims: &[Claim], i: usize, fits: impl Fn(&Claim) -> bool) -> Vec<usize> {
    let earlier = |c: &Claim| c.span.end <= claims[i].span.start;
    let mut found: Vec<usize> = (0..i)
        .rev()
        .filter(|&j| earlier(&claims[j]) && fits(&claims[j]))
        .take(MOST_DISPUTED)
        .collect();
    found.reverse();
    found
}

/// Whether a claim's words have one of a list.
fn says(scene: &Scene, claim: &Claim, list: &str) -> bool {
    let ctx = scene.ctx;
    ctx.tokens_in(claim.span).any(|t| {
        [ctx.lemma(t), ctx.word(t)]
            .iter()
            .any(|w| scene.lexicon.words.has(list, &w.to_lowercase()))
    })
}

/// "they filmed themselves in the village": what was shown was made to be shown.
fn made_for_show(scene: &Scene, claim: &Claim) -> bool {
    let ctx = scene.ctx;
    ctx.tokens_in(claim.span).any(|t| {
        ctx.is_verb(t)
            && scene.lexicon.words.has("showing", ctx.lower_lemma(t))
            && ctx.child(t, &["dobj"]).is_some_and(|o| {
                let word = ctx.lower(o);
                word.ends_with("selves") || word.ends_with("self")
            })
    })
}

/// Whose deeds a claim calls unlawful: "X's actions were illegal".
fn called_unlawful(scene: &Scene, claim: &Claim) -> Option<String> {
    let ctx = scene.ctx;
    let unlawful = |t: usize| scene.lexicon.words.has("unlawful", ctx.lower_lemma(t));
    let verdict = ctx
        .tokens_in(claim.span)
        .find(|&t| unlawful(t) && ctx.has_dep(t, &["acomp", "attr", "oprd"]))?;
    let subject = ctx.child(ctx.token(verdict).head, &["nsubj"])?;
    let owner = ctx.child(subject, &["poss"]).unwrap_or(subject);
    scene.side(owner)
}

/// Who did what a claim tells.
fn actor(args: &Args) -> Option<&str> {
    match args {
        Args::Attack(a) => a.actor.as_deref(),
        Args::Casualties(c) => c.actor.as_deref(),
        Args::Deployment(d) => d.actor.as_deref(),
        Args::Access(a) => a.actor.as_deref(),
        Args::Control(c) => c.holder.as_deref(),
        _ => None,
    }
}

fn place_ids<'a>(scene: &'a Scene, claim: &Claim) -> Vec<&'a str> {
    claim
        .places
        .iter()
        .filter_map(|id| Some(scene.ctx.mentions.get(id.0)?.place()?.id.as_str()))
        .collect()
}

fn places_meet(scene: &Scene, a: &Claim, b: &Claim) -> bool {
    let (a, b) = (place_ids(scene, a), place_ids(scene, b));
    a.is_empty() || b.is_empty() || a.iter().any(|p| b.contains(p))
}

fn agree<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// Whether a method is fire from afar, which one report calls shelling and the next a missile strike.
fn fired(method: &str) -> bool {
    matches!(
        method,
        "shelling" | "missile" | "air-strike" | "drone-strike" | "other"
    )
}

/// Whether a denial and an affirmation speak of the same thing.
fn same_matter(scene: &Scene, denial: &Claim, claim: &Claim) -> bool {
    match (&denial.args, &claim.args) {
        (Args::Control(a), Args::Control(b)) => {
            agree(&a.holder, &b.holder)
                && !place_ids(scene, denial).is_empty()
                && places_meet(scene, denial, claim)
                && !place_ids(scene, claim).is_empty()
        }
        (Args::Casualties(a), Args::Casualties(b)) => {
            a.effect == b.effect
                && agree(&a.affected, &b.affected)
                && agree(&a.count, &b.count)
                && places_meet(scene, denial, claim)
        }
        (Args::EquipmentLoss(a), Args::EquipmentLoss(b)) => {
            a.category == b.category && agree(&a.model, &b.model) && agree(&a.affected, &b.affected)
        }
        (Args::Displacement(a), Args::Displacement(b)) => {
            agree(&a.affected, &b.affected) && places_meet(scene, denial, claim)
        }
        (Args::Attack(a), Args::Attack(b)) => {
            agree(&a.actor, &b.actor)
                && (a.method == b.method || (fired(&a.method) && fired(&b.method)))
                && places_meet(scene, denial, claim)
        }
        (Args::Deployment(a), Args::Deployment(b)) => {
            agree(&a.actor, &b.actor) && places_meet(scene, denial, claim)
        }
        (Args::Agreement(a), Args::Agreement(b)) => a.r#type == b.r#type,
        (Args::Access(a), Args::Access(b)) => {
            agree(&a.actor, &b.actor)
                && agree(&a.object, &b.object)
                && places_meet(scene, denial, claim)
        }
        (Args::Diplomacy(a), Args::Diplomacy(b)) => a.act == b.act && agree(&a.actor, &b.actor),
        _ => false,
    }
}

/// Whether two claims of one side say the same.
fn repeats(scene: &Scene, a: &Claim, b: &Claim) -> bool {
    let places = || {
        let (x, y) = (place_ids(scene, a), place_ids(scene, b));
        !x.is_empty() && x.iter().any(|p| y.contains(p))
    };
    match (&a.args, &b.args) {
        (Args::Control(Control { holder: x, .. }), Args::Control(Control { holder: y, .. })) => {
            x == y && places()
        }
        (Args::Casualties(x), Args::Casualties(y)) => {
            let key = |c: &Casualties| {
                (
                    c.effect.clone(),
                    c.affected.clone(),
                    c.role.clone(),
                    c.count,
                    c.scope,
                )
            };
            key(x) == key(y)
        }
        (Args::EquipmentLoss(x), Args::EquipmentLoss(y)) => {
            let key = |e: &EquipmentLoss| {
                (
                    e.category.clone(),
                    e.model.clone(),
                    e.count,
                    e.affected.clone(),
                    e.actor.clone(),
                )
            };
            key(x) == key(y)
        }
        (x, y) => x.kind() == y.kind() && x == y && places(),
    }
}
