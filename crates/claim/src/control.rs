//! `control`: who holds a place, who took it, who lost it.

use crate::codes;
use crate::draft::{Draft, found_by};
use crate::frame::{Frame, coordinated, frame, phrase};
use crate::lexicon::{Pos, Trigger};
use crate::scene::Scene;
use crate::voice::denies;
use rashomon_mention::Context;
use rashomon_model::{ActorKind, Args, Control, MentionId};

/// The claims of control in the article.
pub fn find(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    for t in 0..ctx.parsed.tokens.len() {
        let lemma = ctx.lower_lemma(t);
        let Some(triggers) = scene.lexicon.control.get(lemma) else {
            continue;
        };
        let before = out.last();
        let found = triggers.iter().find_map(|trigger| match trigger.pos {
            Pos::Verb if ctx.is_verb(t) => verb(scene, t, trigger, before),
            Pos::Noun if ctx.is_noun(t) => noun(scene, t, trigger),
            _ => None,
        });
        out.extend(found);
    }
    hands(scene, out);
}

fn particle_fits(scene: &Scene, f: &Frame, trigger: &Trigger) -> bool {
    let ctx = scene.ctx;
    let particle = f.particle.map(|p| ctx.lower(p)).unwrap_or_default();
    if trigger.particle.is_empty() {
        return particle.is_empty() || particle == "up";
    }
    if particle == trigger.particle {
        return true;
    }
    // The parser takes some particles for adverbs or prepositions.
    ctx.children(f.verb)
        .any(|c| ctx.word(c).eq_ignore_ascii_case(trigger.particle) && c == f.verb + 1)
}

/// The heads of a phrase that are what the trigger needs: named places, or nouns that stand for one.
fn place_heads(scene: &Scene, head: usize, needs: &str) -> Option<usize> {
    let ctx = scene.ctx;
    // "part", "half" are places only as parts of one: "took part".
    let portion = |t: usize| scene.lexicon.words.has("portion", ctx.lemma(t));
    let noun = |t: usize| needs == "place" && scene.is_place_noun(t) && !portion(t);
    let fits = |t: usize| scene.is_named_place(t) || noun(t);
    // "the Council of Europe" is no part of Europe.
    let body = |t: usize| {
        let mentions = scene.ctx.mentions_at(t);
        mentions
            .iter()
            .any(|m| m.actor().is_some_and(|a| a.kind == ActorKind::Organisation))
    };
    // "much of the land", "one of the towns", "parts of X": what counts follows with `of`.
    let mut at = head;
    for _ in 0..3 {
        if fits(at) {
            return Some(at);
        }
        if body(at) {
            return None;
        }
        let of = ctx
            .children(at)
            .find(|&c| ctx.has_dep(c, &["prep"]) && ctx.word(c).eq_ignore_ascii_case("of"))?;
        at = ctx.child(of, &["pobj"])?;
    }
    None
}

fn fits_needs(scene: &Scene, head: usize, needs: &str) -> Option<usize> {
    if let Some(h) = place_heads(scene, head, needs) {
        return Some(h);
    }
    coordinated(scene.ctx, head)
        .into_iter()
        .skip(1)
        .find_map(|h| place_heads(scene, h, needs))
}

/// The place behind the noun `control`: "control of X", "control over X", "X's control".
fn controlled(scene: &Scene, control: usize) -> Option<usize> {
    let ctx = scene.ctx;
    ctx.children(control)
        .filter(|&c| ctx.has_dep(c, &["prep"]) && matches!(ctx.word(c), "of" | "over" | "in"))
        .find_map(|c| ctx.child(c, &["pobj"]))
        .filter(|&p| fits_needs(scene, p, "place").is_some())
}

/// What a verb says; `before` is the claim of control told before it.
fn verb(scene: &Scene, t: usize, trigger: &Trigger, before: Option<&Draft>) -> Option<Draft> {
    let ctx = scene.ctx;
    if matches!(&*ctx.token(t).dep, "amod" | "compound" | "aux") {
        return None;
    }
    let f = frame(ctx, t);
    if !particle_fits(scene, &f, trigger) {
        return None;
    }
    let mut holder = None;
    let mut loser = None;
    let place;
    match trigger.frame {
        "fall" => {
            place = f
                .agent
                .or(f.patient)
                .filter(|&p| fits_needs(scene, p, "place").is_some())?;
            holder = f
                .prep(ctx, &["to", "into", "under"])
                .and_then(|h| scene.side(h));
            // "fell to 12 degrees", "the city fell silent": only to a side, or plainly.
            let to = f.prep(ctx, &["to", "into", "under"]);
            if holder.is_none()
                && to.is_some_and(|h| !scene.ctx.mentions_at(h).iter().any(|m| m.actor().is_some()))
            {
                return None;
            }
            if ctx.child(t, &["acomp", "attr", "oprd"]).is_some() {
                return None;
            }
        }
        "leave" => {
            let from = f.prep(ctx, &["from", "of"]).or(f.patient)?;
            fits_needs(scene, from, trigger.needs)?;
            place = from;
            loser = f.agent.and_then(|a| scene.side(a));
            loser.as_ref()?;
        }
        "oust" => {
            place = f.prep(ctx, &["from", "of"])?;
            let ousted = f.patient.filter(|&p| holds_ground(scene, p))?;
            fits_needs(scene, place, trigger.needs)?;
            holder = f.agent.and_then(|a| scene.side(a));
            loser = scene.side(ousted);
        }
        frame_name => {
            // "taken over territory": the parser may take the particle for a preposition.
            let object = f.patient.or_else(|| {
                f.prep(ctx, &[trigger.particle])
                    .filter(|_| !trigger.particle.is_empty())
            })?;
            place = if trigger.needs == "control" {
                if !matches!(
                    ctx.lemma(object),
                    "control" | "authority" | "command" | "possession"
                ) {
                    return None;
                }
                controlled(scene, object).or_else(|| f.prep(ctx, &["of", "over"]))?
            } else if ctx.word(object).eq_ignore_ascii_case("it") {
                return told_before(scene, t, trigger, &f, before?);
            } else {
                fits_needs(scene, object, trigger.needs)?;
                object
            };
            let doer = f.agent;
            match frame_name {
                "gain" | "hold" => {
                    holder = doer.and_then(|a| scene.side(a).or_else(|| own_forces(scene, a)));
                    loser = f.prep(ctx, &["from"]).and_then(|h| scene.side(h));
                    // Something other than people takes places as well: "the storm took the bridge".
                    if let Some(a) = doer
                        && holder.is_none()
                        && !can_hold(scene, a)
                    {
                        return None;
                    }
                }
                _ => {
                    loser = doer.and_then(|a| scene.side(a));
                    holder = f.prep(ctx, &["to"]).and_then(|h| scene.side(h));
                    // "the town had been lost" says so without saying who; "the rebels lost it" without whose they are.
                    let known = loser.is_some() || doer.is_some_and(|a| can_hold(scene, a));
                    if frame_name == "lose" && !known && !f.passive {
                        return None;
                    }
                    // A side hands over what it says is its own; the loser of a surrender is its subject.
                    if frame_name == "cede" && loser.is_none() && holder.is_none() {
                        return None;
                    }
                }
            }
            if frame_name == "gain" && holder.is_none() {
                holder = silent_holder(scene, t, doer);
            }
        }
    }
    draft(scene, t, trigger, place, holder, loser)
}

/// "denied losing it": the place of the claim told before, in the same sentence or the one before it.
fn told_before(
    scene: &Scene,
    t: usize,
    trigger: &Trigger,
    f: &Frame,
    before: &Draft,
) -> Option<Draft> {
    let ctx = scene.ctx;
    let near = ctx.sentence_of(before.trigger) + 1 >= ctx.sentence_of(t);
    let doer = f.agent.and_then(|a| scene.side(a));
    let loses = matches!(trigger.frame, "lose" | "cede");
    let (Args::Control(told), Some(_), true) = (&before.args, &doer, near) else {
        return None;
    };
    let (holder, loser, role) = if loses {
        (None, doer, "loser")
    } else {
        (doer, None, "holder")
    };
    let words = ctx.token_span(t).cover(ctx.token_span(f.patient?));
    let codes = codes::of_control(scene, trigger.frame, words, holder.as_deref());
    let args = Args::Control(Control {
        holder,
        loser,
        extent: told.extent.clone(),
    });
    let rule = found_by("control", trigger.frame, trigger.lemma);
    let mut draft = Draft::new(t, words, args, rule);
    draft.took(ctx, &[("place", f.patient), (role, f.agent)]);
    draft.codes = codes;
    draft.places = before.places.clone();
    draft.time = scene.time(t);
    Some(draft)
}

/// Whether a phrase names those who can be driven from ground that they hold: an army, a group with arms, a side.
fn holds_ground(scene: &Scene, head: usize) -> bool {
    let armed = scene.ctx.mentions_at(head).iter().any(|m| {
        m.actor().is_some_and(|a| {
            matches!(a.role.as_deref(), Some("MIL" | "REB" | "SEP"))
                || a.side.is_some() && matches!(a.kind, ActorKind::State | ActorKind::Group)
        })
    });
    armed || scene.role(head) == "military"
}

/// "the army", "the troops" without a word of whose they are: in somebody's words, his own.
fn own_forces(scene: &Scene, head: usize) -> Option<String> {
    let ctx = scene.ctx;
    let bare = ctx.mentions_at(head).iter().any(|m| {
        m.actor()
            .is_some_and(|a| a.side.is_none() && a.role.as_deref() == Some("MIL"))
    });
    if !bare {
        return None;
    }
    let said_by = scene.voices.innermost(ctx.token_span(head));
    scene.voices.of(said_by).into_iter().next()?.side
}

/// Whether a subject without a known side can take a place: people, forces, pronouns.
fn can_hold(scene: &Scene, head: usize) -> bool {
    let ctx = scene.ctx;
    let tag = ctx.token(head).tag;
    tag == "PRP"
        || ctx.mentions_at(head).iter().any(|m| m.actor().is_some())
        || scene.role(head) != "unspecified"
}

/// Who took a place when the clause does not say: the side that says it of its own gains, the side that is the
/// subject of the same sentence above.
fn silent_holder(scene: &Scene, t: usize, doer: Option<usize>) -> Option<String> {
    let ctx = scene.ctx;
    if doer.is_some() {
        return None;
    }
    let said_by = scene.voices.innermost(ctx.token_span(t));
    // Who says that a town was not captured does not speak of his own forces.
    if ctx.child(t, &["neg"]).is_some() || said_by.is_some_and(|a| denies(&a.act)) {
        return None;
    }
    let voice = scene.voices.of(said_by).into_iter().next()?;
    if voice.side.is_some() {
        return voice.side;
    }
    // The subject of the preceding sentence of the block, if it is a side that acts.
    let sentence = ctx.sentence_of(t);
    let before = ctx.parsed.sentences.get(sentence.checked_sub(1)?)?.clone();
    if ctx.block_of(before.start) != ctx.block_of(t) {
        return None;
    }
    let root = before.clone().find(|&r| ctx.is_root(r))?;
    ctx.child(root, &["nsubj"]).and_then(|s| scene.side(s))
}

fn noun(scene: &Scene, t: usize, trigger: &Trigger) -> Option<Draft> {
    let ctx = scene.ctx;
    if matches!(&*ctx.token(t).dep, "compound" | "amod") {
        return None;
    }
    let of = ctx
        .children(t)
        .filter(|&c| ctx.has_dep(c, &["prep"]) && matches!(ctx.word(c), "of" | "over"))
        .find_map(|c| ctx.child(c, &["pobj"]));
    if trigger.lemma == "control" {
        return control_noun(scene, t, trigger, of);
    }
    let place = of.filter(|&p| fits_needs(scene, p, trigger.needs).is_some())?;
    let by = ctx
        .children(t)
        .filter(|&c| ctx.has_dep(c, &["prep", "agent"]) && matches!(ctx.word(c), "by" | "to"))
        .find_map(|c| ctx.child(c, &["pobj"]));
    let owner = ctx.child(t, &["poss"]);
    let doer = by.or(owner).and_then(|h| scene.side(h));
    let (holder, loser) = match trigger.frame {
        "lose" => (None, doer),
        _ => (doer, None),
    };
    let holder = holder.or_else(|| {
        (trigger.frame == "gain")
            .then(|| silent_holder(scene, t, None))
            .flatten()
    });
    // Without anyone who took it, a noun is only a way to name the event.
    if holder.is_none() && loser.is_none() && trigger.frame != "fall" {
        return None;
    }
    draft(scene, t, trigger, place, holder, loser)
}

/// "under the control of X", "under X's control", "in control of PLACE".
fn control_noun(scene: &Scene, t: usize, trigger: &Trigger, of: Option<usize>) -> Option<Draft> {
    let ctx = scene.ctx;
    let prep = ctx.token(t).head;
    if !ctx.has_dep(t, &["pobj"]) {
        return None;
    }
    let word = ctx.lower(prep);
    let verb = ctx.token(prep).head;
    // "left the regions in X's control": what is left is the place.
    let above = if ctx.is_verb(verb) {
        frame(ctx, verb)
    } else {
        Frame::default()
    };
    if word == "in" && of.is_some() {
        let place = of.filter(|&p| fits_needs(scene, p, "place").is_some())?;
        // "Rebels in control of the town": a headline without a verb.
        let noun_above = ctx.is_noun(verb).then_some(verb);
        let subject = above.agent.or(above.patient).or(noun_above)?;
        let holder = scene.side(subject);
        return (holder.is_some() || can_hold(scene, subject))
            .then(|| draft(scene, t, trigger, place, holder, None))
            .flatten();
    }
    if word != "under" && word != "in" && word != "to" {
        return None;
    }
    let holder = of
        .and_then(|h| scene.side(h))
        .or_else(|| {
            ctx.child(t, &["poss", "amod", "compound", "nmod"])
                .and_then(|h| scene.side(h))
        })
        .or_else(|| rashomon_mention::side_of_words(ctx, &phrase(ctx, t)));
    holder.as_ref()?;
    let noun_above = (!ctx.is_verb(verb)).then_some(verb);
    let subject = if above.passive {
        above.patient
    } else {
        above.agent
    };
    let place = [above.patient, subject, noun_above]
        .into_iter()
        .flatten()
        .find(|&p| fits_needs(scene, p, "place").is_some() || !scene.places_of(p).is_empty())?;
    let mut found = draft(scene, t, trigger, place, holder, None)?;
    if let Some(of) = of {
        found.span = found.span.cover(ctx.span(&phrase(ctx, of)));
    }
    Some(found)
}

/// "in Armenian hands", "in the hands of rebels".
fn hands(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    for t in 0..ctx.parsed.tokens.len() {
        if ctx.word(t) != "hands" || !ctx.has_dep(t, &["pobj"]) {
            continue;
        }
        let prep = ctx.token(t).head;
        if !matches!(ctx.lower(prep), "in" | "into") {
            continue;
        }
        let of = ctx
            .child(t, &["prep"])
            .and_then(|p| ctx.child(p, &["pobj"]));
        let holder = of
            .and_then(|h| scene.side(h))
            .or_else(|| ctx.child(t, &["poss"]).and_then(|h| scene.side(h)))
            .or_else(|| rashomon_mention::side_of_words(ctx, &phrase(ctx, t)));
        let verb = ctx.token(prep).head;
        if holder.is_none() || !ctx.is_verb(verb) {
            continue;
        }
        let f = frame(ctx, verb);
        let place = [f.patient, f.agent]
            .into_iter()
            .flatten()
            .find(|&p| fits_needs(scene, p, "place").is_some());
        let trigger = Trigger {
            lemma: "hands",
            pos: Pos::Noun,
            frame: "hold",
            sense: "",
            particle: "",
            needs: "place",
            cause: "",
        };
        out.extend(place.and_then(|p| draft(scene, t, &trigger, p, holder, None)));
    }
}

fn draft(
    scene: &Scene,
    t: usize,
    trigger: &Trigger,
    place: usize,
    holder: Option<String>,
    loser: Option<String>,
) -> Option<Draft> {
    let ctx = scene.ctx;
    let extent = coordinated(ctx, place)
        .into_iter()
        .chain(place_heads(scene, place, "place"))
        .find_map(|h| extent(scene, h));
    let mut places: Vec<MentionId> = Vec::new();
    for id in scene.places_of(place) {
        if !places.contains(&id) {
            places.push(id);
        }
    }
    // A gain or loss of nowhere: "took back the field" with no place known.
    if places.is_empty() && extent.is_none() {
        return None;
    }
    let mut span = ctx.token_span(t).cover(ctx.span(&ctx.subtree(place)));
    if let Some(a) = frame(ctx, t)
        .agent
        .filter(|&a| ctx.is_verb(t) && ctx.sentence_of(a) == ctx.sentence_of(t))
    {
        span = span.cover(ctx.span(&phrase(ctx, a)));
    }
    let mut took = vec![("place", Some(place))];
    // Whoever does it, known side or not; others as far as their side tells what they are.
    let doer = match trigger.frame {
        "gain" | "hold" | "oust" => "holder",
        "fall" => "",
        _ => "loser",
    };
    let agent = frame(ctx, t).agent.filter(|_| !doer.is_empty());
    took.push((doer, agent));
    for head in sides(ctx, t) {
        match scene.side(head) {
            None => {}
            side if side == holder => took.push(("holder", Some(head))),
            side if side == loser => took.push(("loser", Some(head))),
            _ => {}
        }
    }
    let side = holder.clone();
    let mut draft = Draft::new(
        t,
        span,
        Args::Control(Control {
            holder,
            loser,
            extent: extent.map(str::to_owned),
        }),
        found_by("control", trigger.frame, trigger.lemma),
    );
    draft.took(ctx, &took);
    draft.codes = codes::of_control(scene, trigger.frame, span, side.as_deref());
    draft.places = places;
    draft.time = scene.time(t);
    Some(draft)
}

/// The heads that may name who takes or loses: the owner, the subject, the object, and what follows with a preposition.
fn sides(ctx: &Context, t: usize) -> Vec<usize> {
    let f = frame(ctx, t);
    let objects = ctx
        .children(t)
        .filter(|&c| ctx.has_dep(c, &["prep", "agent"]))
        .filter_map(|c| ctx.child(c, &["pobj"]));
    let mut heads: Vec<usize> = ctx.child(t, &["poss"]).into_iter().collect();
    heads.extend(f.agent.into_iter().chain(f.patient).chain(objects));
    heads
}

fn extent(scene: &Scene, head: usize) -> Option<&'static str> {
    let ctx = scene.ctx;
    if let Some(extent) = scene.place_noun(head) {
        let plural = ctx.token(head).tag == "NNS";
        let named = ctx
            .children(head)
            .any(|c| ctx.has_dep(c, &["compound", "nmod", "appos"]) && scene.is_named_place(c));
        return Some(match extent {
            "settlements in" if !plural => "place",
            "place"
                if plural
                    && !named
                    && matches!(ctx.lemma(head), "village" | "town" | "hamlet" | "city") =>
            {
                "settlements in"
            }
            other => other,
        });
    }
    scene.is_named_place(head).then_some("place")
}
