//! `attack`, `agreement`, `diplomacy`, `deployment`, `access`: kinds whose words are rows of
//! `data/claims/events.tsv`, read by one set of rules.

use crate::draft::{Draft, found_by};
use crate::frame::{clause, clause_head, coordinated, frame, phrase};
use crate::lexicon::{Event, Pos};
use crate::scene::Scene;
use rashomon_mention::Chunk;
use rashomon_model::{
    Access, Agreement, Args, Attack, Codes, Count, Deployment, Diplomacy, MentionId,
};

/// Who and what takes part, as heads of phrases.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    actor: Option<usize>,
    object: Option<usize>,
    /// The other end: `to`, `with`, `against`.
    other: Option<usize>,
}

/// The claims of these kinds in the article. One word gives at most one claim of a kind.
pub fn find(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    let mut done: Vec<(usize, &str)> = Vec::new();
    for t in 0..ctx.parsed.tokens.len() {
        let gerund = is_gerund(scene, t);
        let lemma = match gerund {
            true => ctx.lower(t),
            false => ctx.lower_lemma(t),
        };
        let Some(events) = scene.lexicon.events.get(lemma) else {
            continue;
        };
        for event in events {
            if done
                .iter()
                .rev()
                .take(8)
                .any(|&(at, kind)| at == t && kind == event.kind)
            {
                continue;
            }
            let parts = match event.pos {
                Pos::Verb if ctx.is_verb(t) => verb(scene, t, event),
                Pos::Noun if ctx.is_noun(t) || gerund => noun(scene, t, event),
                _ => None,
            };
            if let Some(parts) = parts
                && let Some(draft) = draft(scene, t, event, parts)
            {
                // "launched an attack": the verb and its noun are one event.
                let inner = parts.object.filter(|_| event.needs == "attack-noun");
                done.push((t, event.kind));
                done.extend(inner.map(|o| (o, event.kind)));
                out.push(draft);
            }
        }
    }
}

fn needs(scene: &Scene, head: usize, list: &str) -> bool {
    let ctx = scene.ctx;
    let on = |t: usize| scene.lexicon.words.has(list, ctx.lower_lemma(t));
    list.is_empty()
        || coordinated(ctx, head).into_iter().any(|h| {
            on(h)
                || ctx
                    .children(h)
                    .any(|c| ctx.has_dep(c, &["compound", "amod", "nmod"]) && on(c))
                || ctx
                    .children(h)
                    .filter(|&c| ctx.has_dep(c, &["prep"]) && ctx.word(c) == "of")
                    .filter_map(|c| ctx.child(c, &["pobj"]))
                    .any(on)
        })
}

fn verb(scene: &Scene, t: usize, event: &Event) -> Option<Parts> {
    let ctx = scene.ctx;
    if matches!(&*ctx.token(t).dep, "amod" | "compound" | "aux" | "auxpass") {
        return None;
    }
    let f = frame(ctx, t);
    let particle = f.particle.map(|p| ctx.lower(p)).unwrap_or_default();
    if particle != event.particle {
        return None;
    }
    let facing = f.prep(
        ctx,
        &["at", "on", "against", "with", "into", "upon", "for", "to"],
    );
    match event.frame {
        "things" => {
            let thing = f
                .agent
                .or(f.patient)
                .filter(|&a| needs(scene, a, event.needs))?;
            Some(Parts {
                actor: f.prep(ctx, &["by"]),
                object: Some(thing),
                other: f.prep(ctx, &["in", "into", "to", "with", "alongside", "against"]),
            })
        }
        "each" => Some(Parts {
            actor: f.agent,
            object: f.patient.or(facing),
            other: f.prep(ctx, &["with", "against"]),
        }),
        "with" => {
            let object = f.prep(ctx, &["with", "to"])?;
            Some(Parts {
                actor: f.agent,
                object: Some(object),
                other: Some(object),
            })
        }
        "at" => {
            let object = facing.or(f.patient)?;
            needs(scene, object, event.needs).then_some(Parts {
                actor: f.agent,
                object: Some(object),
                other: facing,
            })
        }
        _ => {
            let object = f.patient.or_else(|| f.prep(ctx, &["with"]));
            // What is acted on must be there, unless the list does not ask for it.
            let object = object.filter(|&o| needs(scene, o, event.needs))?;
            Some(Parts {
                actor: f.agent,
                object: Some(object),
                other: f.prep(ctx, &["to", "with", "into", "on", "against", "in"]),
            })
        }
    }
}

/// "came under shelling": a gerund that stands where a noun does.
fn is_gerund(scene: &Scene, t: usize) -> bool {
    let ctx = scene.ctx;
    ctx.token(t).tag == "VBG" && ctx.has_dep(t, &["pobj"])
}

/// Who "came under fire": the subject of the verb above.
fn came_under(scene: &Scene, t: usize) -> Option<usize> {
    let ctx = scene.ctx;
    let prep = ctx.token(t).head;
    let verb = ctx.token(prep).head;
    let coming = ctx.has_dep(t, &["pobj"])
        && ctx.word(prep).eq_ignore_ascii_case("under")
        && scene.lexicon.words.has("coming", ctx.lower_lemma(verb));
    coming.then(|| frame(ctx, verb).agent).flatten()
}

fn noun(scene: &Scene, t: usize, event: &Event) -> Option<Parts> {
    let ctx = scene.ctx;
    let under = came_under(scene, t);
    if under.is_none() && (event.frame == "under" || !ctx.is_noun(t)) {
        return None;
    }
    if matches!(&*ctx.token(t).dep, "compound" | "amod" | "nmod") {
        return None;
    }
    if !event.needs.is_empty() {
        let words: Vec<usize> = phrase(ctx, t).filter(|&w| w != t).collect();
        let told = words.into_iter().any(|w| {
            scene.lexicon.words.has(event.needs, ctx.lower_lemma(w))
                || scene.lexicon.words.has(event.needs, ctx.lower(w))
        });
        let hyphened = ctx.span(&phrase(ctx, t)).of(ctx.text).to_lowercase();
        if !told
            && !hyphened
                .split([' ', '“', '”', '"'])
                .any(|w| scene.lexicon.words.has(event.needs, w))
        {
            return None;
        }
    }
    let prep = |words: &[&str]| {
        ctx.children(t)
            .filter(|&c| ctx.has_dep(c, &["prep", "agent"]) && words.contains(&ctx.word(c)))
            .find_map(|c| ctx.child(c, &["pobj"]))
    };
    // The verb above: "The army launched an attack on …" tells who, and against whom; "blamed an Xian attack",
    // "repelled an attack" does not.
    let above = ctx.token(t).head;
    let carries = |v: usize| {
        let on = |list: &str| scene.lexicon.words.has(list, ctx.lower_lemma(v));
        ctx.is_verb(v) && !on("blaming") && !on("suffering-attack")
    };
    let owned = || rashomon_mention::side_of_words(ctx, &phrase(ctx, t)).is_some();
    let carried = ctx.has_dep(t, &["dobj"]) && carries(above) && !owned();
    let actor = prep(&["by", "between", "from"])
        .or_else(|| ctx.child(t, &["poss"]))
        .or_else(|| held_responsible(scene, t))
        .or_else(|| carried.then(|| frame(ctx, above).agent).flatten());
    let object = under.or_else(|| prep(&["of", "on", "against", "in", "at", "for", "near"]));
    Some(Parts {
        actor,
        object,
        other: prep(&["with", "against", "to"]),
    })
}

/// Who is said to have done what a noun tells: the one blamed for it, the one who claims, admits or denies
/// responsibility for it.
fn held_responsible(scene: &Scene, t: usize) -> Option<usize> {
    let ctx = scene.ctx;
    let words = &scene.lexicon.words;
    let prep = ctx.token(t).head;
    if !ctx.has_dep(t, &["pobj"]) || !matches!(ctx.word(prep), "for" | "in" | "of" | "behind") {
        return None;
    }
    let above = ctx.token(prep).head;
    if ctx.is_verb(above) && words.has("blaming", ctx.lemma(above)) {
        return ctx.child(above, &["dobj"]).or_else(|| {
            let f = frame(ctx, above);
            f.patient.filter(|_| f.passive)
        });
    }
    let verb = ctx.token(above).head;
    (words.has("responsibility", ctx.lemma(above)) && ctx.has_dep(above, &["dobj"]))
        .then(|| frame(ctx, verb).agent)
        .flatten()
}

fn draft(scene: &Scene, t: usize, event: &Event, parts: Parts) -> Option<Draft> {
    let ctx = scene.ctx;
    let around = clause(ctx, clause_head(ctx, t));
    let own = phrase(ctx, t);
    let side = |head: Option<usize>| head.and_then(|h| scene.side(h));
    let actor = side(parts.actor).or_else(|| {
        (event.pos == Pos::Noun)
            .then(|| rashomon_mention::side_of_words(ctx, &own))
            .flatten()
    });
    let mut codes = Codes {
        acled: text(event.acled),
        plover: text(event.plover),
        cameo: text(event.cameo),
        ..Codes::default()
    };
    let args = match event.kind {
        "attack" => {
            let method = method(scene, t, event, &own, &around, parts);
            let target = parts
                .object
                .filter(|&o| event.needs != "attack-noun" && event.needs != "weapon" || o != t);
            let target = if matches!(event.needs, "attack-noun" | "weapon" | "fire-noun") {
                parts.other
            } else {
                target
            };
            // Hunger strikes, heart attacks and tear gas are attacks by name only.
            let by_name = |list: &str, h: usize| {
                phrase(ctx, h).any(|w| scene.lexicon.words.has(list, ctx.lower_lemma(w)))
            };
            let named = [Some(t), parts.object].into_iter().flatten().filter(|&h| {
                let lemma = ctx.lower_lemma(h);
                matches!(lemma, "attack" | "strike" | "gas" | "use")
            });
            if named.into_iter().any(|h| by_name("no-attack", h)) {
                return None;
            }
            // A side may be the target of measures as well as of attacks.
            if method == "other"
                && event.lemma == "target"
                && target.is_none_or(|o| target_type(scene, o).is_none())
            {
                return None;
            }
            // A strike that says neither who, whom nor how may be a walk-out or a blow of luck.
            if method == "other"
                && actor.is_none()
                && target.is_none_or(|o| scene.role(o) == "unspecified" && !scene.is_named_place(o))
                && event.acled.is_empty()
            {
                return None;
            }
            let kind = target.map(|o| target_type(scene, o));
            codes.plover = codes.plover.or_else(|| Some("ASSAULT".to_owned()));
            codes.cameo = codes
                .cameo
                .or_else(|| Some(cameo(scene, method).to_owned()));
            Args::Attack(Attack {
                method: method.to_owned(),
                actor: actor.clone(),
                target: target.map(|o| ctx.span(&phrase(ctx, o)).of(ctx.text).to_owned()),
                target_type: kind.flatten().map(str::to_owned),
                scope: scene.scope(t),
            })
        }
        "agreement" => {
            let (parties, mediators) = parties(scene, t, &around, parts);
            let kind = if event.value.is_empty() {
                agreement_type(scene, &around)
            } else {
                Some(event.value)
            }?;
            codes.acled = codes.acled.or_else(|| Some("Agreement".to_owned()));
            Args::Agreement(Agreement {
                r#type: kind.to_owned(),
                parties,
                mediators,
                status: agreement_status(scene, t, &around).map(str::to_owned),
            })
        }
        "diplomacy" => {
            let recipient = side(parts.other.or(parts.object));
            if actor.is_none() && recipient.is_none() && !speaks(scene, parts.actor) {
                return None;
            }
            Args::Diplomacy(Diplomacy {
                act: event.value.to_owned(),
                actor: actor.clone(),
                recipient,
            })
        }
        "deployment" => {
            let force = if event.value.is_empty() {
                sense(scene, "force", parts.object.unwrap_or(t)).unwrap_or("troops")
            } else {
                event.value
            };
            let count = parts.object.and_then(|o| {
                let span = ctx.span(&phrase(ctx, o));
                ctx.mentions_in(span)
                    .find_map(|m| m.quantity())
                    .map(|q| Count {
                        min: q.min,
                        max: q.max,
                    })
            });
            let sender = actor.clone().or_else(|| side(parts.object));
            if sender.is_none() && event.acled.is_empty() && parts.object.is_none() {
                return None;
            }
            Args::Deployment(Deployment {
                actor: sender,
                force: force.to_owned(),
                recipient: side(parts.other),
                count,
            })
        }
        _ => {
            let object = match event.needs {
                "passage" => "corridor",
                "aid" => "aid",
                "access-people" => parts
                    .object
                    .and_then(|o| sense(scene, "object", o))
                    .unwrap_or("aid"),
                _ => "aid",
            };
            Args::Access(Access {
                act: event.value.to_owned(),
                object: Some(object.to_owned()),
                actor: actor.clone(),
            })
        }
    };
    let mut span = ctx.token_span(t).cover(ctx.span(&own));
    for head in [parts.actor, parts.object, parts.other]
        .into_iter()
        .flatten()
    {
        if ctx.sentence_of(head) == ctx.sentence_of(t) {
            span = span.cover(ctx.span(&phrase(ctx, head)));
        }
    }
    let rule = found_by(event.kind, event.frame, event.lemma);
    let mut draft = Draft::new(t, span, args, rule);
    draft.took(
        ctx,
        &[
            ("actor", parts.actor),
            ("object", parts.object),
            ("other", parts.other),
        ],
    );
    let mut places: Vec<MentionId> = Vec::new();
    for head in [parts.object, parts.other].into_iter().flatten() {
        for id in scene.places_of(head) {
            if !places.contains(&id) && ctx.mentions[id.0].place().is_some_and(|p| !p.metonym) {
                places.push(id);
            }
        }
    }
    draft.places = if places.is_empty() {
        scene.scene_places(t)
    } else {
        places
    };
    draft.time = scene.time(t);
    draft.codes = codes;
    Some(draft)
}

fn text(s: &str) -> Option<String> {
    (!s.is_empty()).then(|| s.to_owned())
}

fn speaks(scene: &Scene, head: Option<usize>) -> bool {
    head.is_some_and(|h| scene.ctx.mentions_at(h).iter().any(|m| m.actor().is_some()))
}

/// The method: the row's own, else what the words of the phrase say, then of the arguments, then of the clause.
fn method(
    scene: &Scene,
    t: usize,
    event: &Event,
    own: &Chunk,
    around: &Chunk,
    parts: Parts,
) -> &'static str {
    if !event.value.is_empty() {
        return event.value;
    }
    let ctx = scene.ctx;
    let of = |range: &Chunk| scene.method(range, t).filter(|m| *m != "clash");
    of(own)
        .or_else(|| {
            [parts.object, parts.actor]
                .into_iter()
                .flatten()
                .find_map(|h| of(&phrase(ctx, h)))
        })
        .or_else(|| of(around))
        .or_else(|| of(&ctx.sentence(t)))
        .or_else(|| {
            let own = std::iter::once(event.lemma);
            scene.lexicon.senses.of("method", own)
        })
        .unwrap_or("other")
}

fn target_type(scene: &Scene, head: usize) -> Option<&'static str> {
    let ctx = scene.ctx;
    let on =
        |list: &str| phrase(ctx, head).any(|t| scene.lexicon.words.has(list, ctx.lower_lemma(t)));
    if scene.role(head) == "civilian" {
        return Some("civilian");
    }
    if scene.role(head) == "military" || on("military-target") {
        return Some("military");
    }
    if on("infrastructure-target") {
        return Some("infrastructure");
    }
    on("civilian-target").then_some("civilian")
}

/// CAMEO's code of an attack: that of its method, else the use of force.
fn cameo(scene: &Scene, method: &str) -> &'static str {
    let code = scene.lexicon.senses.of("cameo", std::iter::once(method));
    code.unwrap_or("190")
}

fn agreement_type(scene: &Scene, around: &Chunk) -> Option<&'static str> {
    let words = around.clone().map(|t| scene.ctx.lower_lemma(t));
    scene.lexicon.senses.of("agreement", words)
}

fn agreement_status(scene: &Scene, t: usize, around: &Chunk) -> Option<&'static str> {
    let ctx = scene.ctx;
    std::iter::once(clause_head(ctx, t))
        .chain(ctx.children(t))
        .chain(around.clone())
        .filter(|&at| ctx.is_verb(at))
        .find_map(|at| sense(scene, "status", at))
}

/// What the lemma of a token stands for in an argument.
fn sense(scene: &Scene, argument: &str, token: usize) -> Option<&'static str> {
    let lemma = scene.ctx.lower_lemma(token);
    let senses = &scene.lexicon.senses;
    senses.of(argument, std::iter::once(lemma))
}

/// Parties and mediators of an agreement: mediators stand behind `brokered by`, `under … mediation`, `…-brokered`.
fn parties(scene: &Scene, t: usize, around: &Chunk, parts: Parts) -> (Vec<String>, Vec<String>) {
    let ctx = scene.ctx;
    let mut mediators = Vec::new();
    let named = |heads: Vec<usize>, into: &mut Vec<String>| {
        for side in heads.into_iter().flat_map(|h| scene.sides_of(h)) {
            if !into.contains(&side) {
                into.push(side);
            }
        }
    };
    for at in around.clone() {
        let mediation = sense(scene, "mediation", at);
        if mediation == Some("deed") {
            if ctx.is_verb(at) {
                let f = frame(ctx, at);
                named(
                    f.agent.map(|a| coordinated(ctx, a)).unwrap_or_default(),
                    &mut mediators,
                );
            }
            // "Russian-brokered".
            named(
                ctx.children(at)
                    .filter(|&c| c < at && ctx.has_dep(c, &["npadvmod", "amod", "compound"]))
                    .collect(),
                &mut mediators,
            );
        }
        if mediation == Some("office") {
            named(vec![at], &mut mediators);
        }
    }
    let mut parties = Vec::new();
    for head in [parts.actor, parts.object, parts.other]
        .into_iter()
        .flatten()
    {
        named(coordinated(ctx, head), &mut parties);
    }
    for c in ctx
        .children(t)
        .filter(|&c| matches!(ctx.word(c), "between" | "with"))
    {
        named(
            ctx.child(c, &["pobj"])
                .map(|p| coordinated(ctx, p))
                .unwrap_or_default(),
            &mut parties,
        );
    }
    parties.retain(|p| !mediators.contains(p));
    (parties, mediators)
}
