//! `displacement`: who had to leave, how many, from where.

use crate::draft::{Draft, found_by};
use crate::frame::{frame, phrase};
use crate::lexicon::{Pos, Trigger};
use crate::scene::Scene;
use rashomon_model::{Args, Count, Displacement, MentionId};
use rashomon_text::Span;

/// The claims of displacement in the article.
pub fn find(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    for t in 0..ctx.parsed.tokens.len() {
        let (lemma, word) = (ctx.lower_lemma(t), ctx.lower(t));
        let forms = [Some(lemma), Some(word).filter(|&w| w != lemma)];
        let rules: Vec<&Trigger> = forms
            .into_iter()
            .flatten()
            .filter_map(|f| scene.lexicon.displacement.get(f))
            .flatten()
            .collect();
        // A figure right before the word is what it is said of, whatever the parse makes of the list before.
        let beside = rules
            .iter()
            .find(|rule| rule.pos == Pos::Adj)
            .and_then(|rule| state(scene, t, rule));
        let found = beside.or_else(|| {
            rules.iter().find_map(|rule| match rule.pos {
                Pos::Verb if ctx.is_verb(t) => verb(scene, t, rule),
                Pos::Noun if ctx.is_noun(t) => noun(scene, t, rule),
                _ => None,
            })
        });
        out.extend(found);
    }
}

/// Whether a phrase names people who live somewhere rather than soldiers, one suspect or a thing.
fn population(scene: &Scene, head: usize) -> bool {
    let ctx = scene.ctx;
    let words = &scene.lexicon.words;
    // Diplomats who are sent home are not displaced.
    if scene.role(head) == "military" || words.has("diplomat", ctx.lemma(head)) {
        return false;
    }
    let plural = matches!(&*ctx.token(head).tag, "NNS" | "NNPS") || figure(scene, head).is_some();
    let people = rashomon_mention::is_people_word(ctx, head)
        || rashomon_mention::role_of_words(ctx, &phrase(ctx, head)).is_some()
        || (ctx.is_noun(head) && plural && scene.side(head).is_some());
    let collective = scene.lexicon.words.has("population", ctx.lemma(head));
    let bare_figure = !ctx.is_noun(head) && figure(scene, head).is_some();
    // "many", "thousands of them", "others".
    let many = scene.lexicon.words.has("many", ctx.lower(head));
    collective || bare_figure || many || (people && plural)
}

fn figure(scene: &Scene, head: usize) -> Option<(Span, Count)> {
    let ctx = scene.ctx;
    let span = ctx.span(&ctx.subtree(head));
    ctx.mentions_in(span)
        .filter(|m| {
            !ctx.mentions_in(span)
                .any(|t| t.time().is_some() && t.span.contains(m.span))
        })
        .find_map(|m| {
            let q = m
                .quantity()
                .filter(|q| q.unit.as_deref().is_none_or(|u| u == "person"))?;
            Some((
                m.span,
                Count {
                    min: q.min,
                    max: q.max,
                },
            ))
        })
}

fn verb(scene: &Scene, t: usize, rule: &Trigger) -> Option<Draft> {
    let ctx = scene.ctx;
    if matches!(&*ctx.token(t).dep, "amod" | "compound" | "aux") {
        return None;
    }
    let f = frame(ctx, t);
    let (who, from, to);
    match rule.frame {
        "subject" => {
            if f.passive {
                return None;
            }
            who = f
                .agent
                .filter(|&a| population(scene, a))
                .or_else(|| before(scene, t))
                .or(f.agent)?;
            from = f.patient.or_else(|| f.prep(ctx, &["from"]));
            to = f.prep(ctx, &["to", "into", "toward", "towards"]);
            // "fled the scene", "escaped death": the object must be a place.
            if let Some(object) = f.patient
                && !scene.is_named_place(object)
                && !scene.is_place_noun(object)
                && !is_home(scene, object)
                && !scene.lexicon.words.has("fled-event", ctx.lemma(object))
            {
                return None;
            }
        }
        "cross" => {
            // "between 10,000 and 20,000 people crossed": the parser may take the range for no subject.
            who = f
                .agent
                .filter(|&a| figure(scene, a).is_some())
                .or_else(|| counted_before(scene, t, 10, false))?;
            from = f.prep(ctx, &["from"]);
            to = Some(
                f.prep(ctx, &["into", "to", "over", "across", "in"])
                    .or(f.patient)?,
            );
        }
        "patient" => {
            who = f.patient?;
            from = f.prep(ctx, &["from"]);
            to = f.prep(ctx, &["to", "into"]);
        }
        _ => {
            let active = matches!(rule.lemma, "leave" | "abandon");
            let home = if active {
                f.patient
            } else {
                f.prep(ctx, &["from", "out"])
            };
            let home = home.filter(|&h| is_home(scene, h))?;
            who = if active { f.agent? } else { f.patient? };
            from = Some(home);
            to = f.prep(ctx, &["to", "into"]);
        }
    }
    // "they had fled their homes": whoever they are, they lived there.
    let lived = rule.frame == "subject" && f.patient.is_some_and(|h| is_own_home(scene, h));
    if !population(scene, who) && !lived {
        return None;
    }
    Some(draft(scene, t, rule, Some(who), from, to))
}

/// The people named before a participle that hangs elsewhere: "almost the entire population, some 100,000, fleeing".
fn before(scene: &Scene, t: usize) -> Option<usize> {
    let ctx = scene.ctx;
    if ctx.token(t).tag != "VBG" {
        return None;
    }
    let sentence = ctx.sentence(t);
    (sentence.start.max(t.saturating_sub(14))..t)
        .rev()
        .find(|&n| ctx.is_noun(n) && population(scene, n))
}

/// The people of the last figure before a word, at most `gap` words off and with no verb between; `bare` takes figures
/// that do not say that they count people as well.
fn counted_before(scene: &Scene, t: usize, gap: usize, bare: bool) -> Option<usize> {
    let ctx = scene.ctx;
    let before = ctx.mentions_in(ctx.span(&(ctx.sentence(t).start..t)));
    let people = before.filter(|m| {
        m.quantity()
            .is_some_and(|q| q.unit.as_deref().map_or(bare, |u| u == "person"))
    });
    let tokens = ctx.tokens_in(people.last()?.span);
    let head = ctx.head_of(&tokens)?;
    let close = t.checked_sub(tokens.end).is_some_and(|n| n <= gap);
    let plain = |g: usize| !ctx.is_verb(g) || ctx.has_dep(g, &["aux", "auxpass"]);
    (close && (tokens.end..t).all(plain)).then_some(head)
}

fn is_home(scene: &Scene, head: usize) -> bool {
    scene.lexicon.words.has("home", scene.ctx.lemma(head))
}

/// "their homes", "our villages".
fn is_own_home(scene: &Scene, head: usize) -> bool {
    let ctx = scene.ctx;
    let owner = ctx.child(head, &["poss"]);
    is_home(scene, head)
        && owner.is_some_and(|o| matches!(ctx.lower(o), "their" | "our" | "my" | "his" | "her"))
}

fn noun(scene: &Scene, t: usize, rule: &Trigger) -> Option<Draft> {
    let ctx = scene.ctx;
    if matches!(&*ctx.token(t).dep, "compound" | "amod") {
        return None;
    }
    let prep = |words: &[&str]| {
        ctx.children(t)
            .filter(|&c| ctx.has_dep(c, &["prep"]) && words.contains(&ctx.word(c)))
            .find_map(|c| ctx.child(c, &["pobj"]))
    };
    if rule.frame == "head" {
        // "200 refugees" only with a figure and a verb of moving; a refugee is otherwise just a person.
        let (_, _) = figure(scene, t)?;
        let verb = ctx.token(t).head;
        let moving = ctx.is_verb(verb) && scene.lexicon.words.has("moving", ctx.lemma(verb));
        return moving.then(|| {
            draft(
                scene,
                t,
                rule,
                Some(t),
                prep(&["from"]),
                prep(&["to", "in"]),
            )
        });
    }
    let who = prep(&["of", "by"]).filter(|&w| population(scene, w));
    let mass = ctx
        .children(t)
        .any(|c| scene.lexicon.words.has("mass", ctx.lemma(c)));
    let exodus = rule.lemma == "exodus";
    // A flight is mostly an aircraft's; an evacuation mostly an outpost's: they need people.
    if who.is_none() && !exodus && !(mass && matches!(rule.lemma, "displacement" | "migration")) {
        return None;
    }
    Some(draft(
        scene,
        t,
        rule,
        who,
        prep(&["from"]),
        prep(&["to", "into"]),
    ))
}

/// "hundreds of thousands displaced", "the displaced number 200".
fn state(scene: &Scene, t: usize, rule: &Trigger) -> Option<Draft> {
    let who = counted_before(scene, t, 3, true)?;
    Some(draft(scene, t, rule, Some(who), None, None))
}

fn draft(
    scene: &Scene,
    t: usize,
    rule: &Trigger,
    who: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
) -> Draft {
    let ctx = scene.ctx;
    let affected = who.and_then(|w| {
        scene.side(w).or_else(|| {
            // "tens of thousands of Armenians", "the Armenian population".
            let of = ctx
                .children(w)
                .filter(|&c| ctx.word(c) == "of")
                .find_map(|c| ctx.child(c, &["pobj"]));
            of.and_then(|o| scene.side(o))
        })
    });
    let mut span = ctx.token_span(t);
    for head in [who, from, to].into_iter().flatten() {
        if ctx.sentence_of(head) == ctx.sentence_of(t) {
            span = span.cover(ctx.span(&phrase(ctx, head)));
        }
    }
    // "the population, estimated at 120,000, fleeing": the figure may stand between.
    let between = |w: usize| {
        let span =
            (w < t && ctx.sentence_of(w) == ctx.sentence_of(t)).then(|| ctx.span(&(w..t)))?;
        ctx.mentions_in(span).find_map(|m| {
            let q = m
                .quantity()
                .filter(|q| q.unit.as_deref().is_none_or(|u| u == "person"))?;
            let timed = ctx
                .mentions_in(span)
                .any(|o| o.time().is_some() && o.span.contains(m.span));
            (!timed).then_some((
                m.span,
                Count {
                    min: q.min,
                    max: q.max,
                },
            ))
        })
    };
    let count = who
        .and_then(|w| figure(scene, w).or_else(|| between(w)))
        .map(|(s, c)| {
            span = span.cover(s);
            c
        });
    let named = |head: Option<usize>| -> Vec<MentionId> {
        let coordinated = head
            .map(|h| crate::frame::coordinated(ctx, h))
            .unwrap_or_default();
        let mut ids = Vec::new();
        for id in coordinated.into_iter().flat_map(|h| scene.places_of(h)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    };
    let took = [("people", who), ("from", from), ("to", to)];
    let (from, to) = (named(from), named(to));
    let args = Displacement {
        affected,
        count,
        from: from.clone(),
        to,
        scope: scene.scope(t),
    };
    let mut draft = Draft::new(
        t,
        span,
        Args::Displacement(args),
        found_by("displacement", rule.frame, rule.lemma),
    );
    draft.took(ctx, &took);
    draft.places = if from.is_empty() {
        scene.scene_places(t)
    } else {
        from
    };
    draft.time = scene.time(t);
    draft
}
