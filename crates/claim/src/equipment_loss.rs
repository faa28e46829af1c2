//! `equipment_loss`: what equipment was destroyed, damaged, captured or abandoned, and whose.

use crate::draft::{Draft, found_by};
use crate::frame::{Frame, coordinated, first_conjunct, frame, phrase};
use crate::lexicon::{Pos, Trigger};
use crate::scene::Scene;
use rashomon_mention::Context;
use rashomon_model::{Args, Count, Equipment, EquipmentLoss, Mention};
use rashomon_text::Span;

/// The claims of equipment losses in the article.
pub fn find(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    for mention in ctx.mentions {
        let Some(equipment) = mention.equipment() else {
            continue;
        };
        let tokens = ctx.tokens_in(mention.span);
        let Some(own) = ctx.head_of(&tokens) else {
            continue;
        };
        // A model before its noun: "an SU-25 warplane" is one loss, told by the noun.
        let mut head = own;
        while ctx.has_dep(head, &["compound", "nmod", "amod", "nummod", "dep"])
            && ctx.is_noun(ctx.token(head).head)
            && ctx.token(head).head > head
        {
            head = ctx.token(head).head;
        }
        // "an Xian Su-25": the adjective that the parser took for the noun.
        let above = ctx.token(head).head;
        if ctx.has_dep(head, &["appos"]) && above + 1 == head {
            head = above;
        }
        let covered = head != own
            && ctx
                .mentions_at(head)
                .iter()
                .any(|m| m.id != mention.id && m.equipment().is_some());
        if covered {
            continue;
        }
        if let Some((trigger, rule, f, how)) =
            loss(scene, head).or_else(|| verb_before(scene, tokens.start))
        {
            out.push(draft(
                scene, mention, equipment, head, trigger, rule, &f, how,
            ));
        }
    }
}

fn rule<'a>(scene: &Scene<'a>, t: usize, f: &Frame, pos: Pos) -> Option<&'a Trigger> {
    let ctx = scene.ctx;
    let lemma = ctx.lower_lemma(t);
    let next = |word: &str| {
        f.particle
            .is_some_and(|p| ctx.word(p).eq_ignore_ascii_case(word))
            || ctx
                .sentence(t)
                .filter(|&n| n > t && n <= t + 6)
                .any(|n| ctx.token(n).head == t && ctx.word(n).eq_ignore_ascii_case(word))
    };
    scene
        .lexicon
        .equipment
        .get(lemma)?
        .iter()
        .find(|r| r.pos == pos && (r.particle.is_empty() || next(r.particle)))
}

/// The verb or noun that says that the phrase was lost.
fn loss<'a>(scene: &Scene<'a>, head: usize) -> Option<(usize, &'a Trigger, Frame, &'static str)> {
    let ctx = scene.ctx;
    let mut candidates = vec![head, first_conjunct(ctx, head)];
    // "one of their planes": up to what is counted.
    for i in 0..candidates.len() {
        let mut at = candidates[i];
        for _ in 0..3 {
            let prep = ctx.token(at).head;
            if ctx.has_dep(at, &["pobj"]) && ctx.word(prep) == "of" {
                let above = ctx.token(prep).head;
                if ctx.is_verb(above) {
                    break;
                }
                candidates.push(above);
                candidates.push(first_conjunct(ctx, above));
                at = above;
            } else {
                break;
            }
        }
    }
    for &at in &candidates {
        let verb = ctx.token(at).head;
        if ctx.is_verb(verb) {
            let f = frame(ctx, verb);
            if let Some(r) = rule(scene, verb, &f, Pos::Verb) {
                let object = f.patient == Some(at) || ctx.has_dep(at, &["dobj", "nsubjpass"]);
                let subject = f.agent == Some(at) && !f.passive;
                match r.frame {
                    "patient" | "lose" if object => return Some((verb, r, f, "object")),
                    "subject" if subject => return Some((verb, r, f, "subject")),
                    _ => {}
                }
            }
        }
        // "12 tanks destroyed", "the aircraft downed by …".
        for c in ctx.children(at) {
            if ctx.is_verb(c) && ctx.has_dep(c, &["acl", "relcl"]) {
                let f = frame(ctx, c);
                if let Some(r) =
                    rule(scene, c, &f, Pos::Verb).filter(|r| r.frame == "patient" && f.passive)
                {
                    return Some((c, r, f, "participle"));
                }
            }
        }
        // "the destruction of 12 tanks".
        let prep = ctx.token(at).head;
        if ctx.has_dep(at, &["pobj"]) && ctx.word(prep) == "of" {
            let noun = ctx.token(prep).head;
            let by = ctx
                .children(noun)
                .filter(|&c| ctx.word(c) == "by")
                .find_map(|c| ctx.child(c, &["pobj"]));
            let f = Frame {
                verb: noun,
                agent: by.or_else(|| ctx.child(noun, &["poss"])),
                ..Frame::default()
            };
            if let Some(r) = rule(scene, noun, &f, Pos::Noun) {
                return Some((noun, r, f, "noun"));
            }
        }
    }
    None
}

/// A verb of loss shortly before the equipment, nothing but its own phrase between, where the parse gives nothing:
/// "shot down one of their foreign-made jets".
fn verb_before<'a>(
    scene: &Scene<'a>,
    start: usize,
) -> Option<(usize, &'a Trigger, Frame, &'static str)> {
    let ctx = scene.ctx;
    let sentence = ctx.sentence(start);
    for t in (sentence.start.max(start.saturating_sub(10))..start).rev() {
        let compound = t > 0 && ctx.word(t - 1) == "-";
        if ctx.is_verb(t) && !compound && !ctx.has_dep(t, &["aux", "auxpass", "amod"]) {
            let f = frame(ctx, t);
            let r = rule(scene, t, &f, Pos::Verb).filter(|r| r.frame == "patient" && !f.passive)?;
            return Some((t, r, f, "before"));
        }
        let other = ctx.mentions_at(t).iter().any(|m| m.equipment().is_some());
        if other
            || matches!(
                ctx.word(t),
                "," | ";" | "with" | "by" | "from" | "in" | "near" | "against"
            )
        {
            return None;
        }
    }
    None
}

/// The head of what stands behind `with` right after the equipment, wherever the parse hangs it: "shot down one of their
/// jets with a missile". What the equipment itself carries is named so too, but then it is not what was lost in the act.
fn tool_behind(ctx: &Context, mention: &Mention) -> Option<usize> {
    let with = ctx.token_at(mention.span.end.saturating_sub(1))? + 1;
    let sentence = ctx.sentence(with.saturating_sub(1));
    if !sentence.contains(&with) || ctx.word(with) != "with" {
        return None;
    }
    ctx.child(with, &["pobj"])
}

#[allow(clippy::too_many_arguments)]
fn draft(
    scene: &Scene,
    mention: &Mention,
    equipment: &Equipment,
    head: usize,
    trigger: usize,
    rule: &Trigger,
    f: &Frame,
    how: &str,
) -> Draft {
    let ctx = scene.ctx;
    let counted = count(scene, mention, head).or_else(|| count_between(scene, trigger, mention));
    let doer = f.agent.filter(|_| rule.frame != "lose");
    let actor = doer.and_then(|a| scene.side(a));
    // "one of their jets": whose, where the parse hangs the words elsewhere.
    let theirs = || {
        let mut between = ctx
            .token_at(mention.span.start)
            .map(|m| trigger + 1..m)
            .unwrap_or(0..0);
        let owned = between.find(|&t| ctx.token(t).tag == "PRP$")?;
        let speaker = || {
            scene
                .voices
                .of(scene.voices.innermost(ctx.token_span(owned)))
                .into_iter()
                .next()?
                .side
        };
        scene
            .side(owned)
            .filter(|side| Some(side) != actor.as_ref())
            .or_else(speaker)
    };
    let owner = f
        .agent
        .filter(|_| rule.frame == "lose")
        .and_then(|a| scene.side(a));
    let affected = scene
        .side(head)
        .filter(|side| Some(side) != actor.as_ref())
        .or(owner)
        .or_else(theirs)
        .or_else(|| sibling_side(scene, trigger))
        .or_else(|| actor.as_deref().and_then(|a| scene.opponent(a)));
    // What it was done with: equipment in the subject, or behind `with`.
    let named = |span: Span| {
        let mut inside = ctx.mentions_in(span).filter_map(Mention::equipment);
        inside
            .next()
            .map(|e| e.model.as_ref().unwrap_or(&e.category).clone())
    };
    let instrument = [doer, f.prep(ctx, &["with", "by", "using"])]
        .into_iter()
        .flatten()
        .flat_map(|h| coordinated(ctx, h))
        .find_map(|h| named(ctx.span(&phrase(ctx, h))))
        .or_else(|| {
            let tool = tool_behind(ctx, mention).filter(|&t| trigger < t)?;
            named(ctx.span(&phrase(ctx, tool)))
        });
    let model = equipment.model.clone().or_else(|| {
        let inside = ctx.mentions_in(ctx.span(&phrase(ctx, head)));
        inside
            .filter_map(Mention::equipment)
            .find_map(|e| e.model.clone())
    });
    let mut span = mention.span.cover(ctx.span(&phrase(ctx, head)));
    // The first of a list carries the verb; the others stand for themselves.
    if first_conjunct(ctx, head) == head && ctx.sentence_of(trigger) == ctx.sentence_of(head) {
        span = span.cover(ctx.token_span(trigger));
        if let Some(a) = f
            .agent
            .filter(|&a| ctx.sentence_of(a) == ctx.sentence_of(trigger))
        {
            span = span.cover(ctx.span(&phrase(ctx, a)));
        }
    }
    let args = EquipmentLoss {
        category: equipment.category.clone(),
        model,
        status: Some(rule.sense.to_owned()),
        count: counted,
        affected,
        actor,
        instrument,
        scope: scene.scope(trigger),
    };
    let mut draft = Draft::new(
        trigger,
        span,
        Args::EquipmentLoss(args),
        found_by("equipment_loss", how, rule.lemma),
    );
    draft.took(ctx, &[("equipment", Some(head)), ("actor", f.agent)]);
    draft.places = scene.scene_places(trigger);
    draft.time = scene.time(trigger);
    draft
}

/// How many: the figure on the phrase, or one for a single thing.
fn count(scene: &Scene, mention: &Mention, head: usize) -> Option<Count> {
    let ctx = scene.ctx;
    let mut span = mention.span.cover(ctx.span(&phrase(ctx, head)));
    let prep = ctx.token(head).head;
    if ctx.has_dep(head, &["pobj"]) && ctx.word(prep) == "of" {
        span = span.cover(ctx.span(&phrase(ctx, ctx.token(prep).head)));
    }
    let figure = ctx.mentions_in(span).find_map(|m| {
        let q = m.quantity()?;
        let time = ctx
            .mentions_in(span)
            .any(|t| t.time().is_some() && t.span.contains(m.span));
        (!time).then_some(Count {
            min: q.min,
            max: q.max,
        })
    });
    let single = || {
        let plural = matches!(&*ctx.token(head).tag, "NNS" | "NNPS");
        let article = ctx.children(head).any(|c| ctx.has_dep(c, &["det", "poss"]));
        (!plural && article).then_some(Count {
            min: Some(1),
            max: Some(1),
        })
    };
    figure.or_else(single)
}

/// A figure between the verb and the equipment.
fn count_between(scene: &Scene, trigger: usize, mention: &Mention) -> Option<Count> {
    let ctx = scene.ctx;
    let from = ctx.token_span(trigger).end;
    let span = (from < mention.span.start).then(|| Span::new(from, mention.span.start))?;
    let q = ctx
        .mentions_in(span)
        .find_map(|m| m.quantity().filter(|q| q.unit.as_deref() != Some("person")))?;
    Some(Count {
        min: q.min,
        max: q.max,
    })
}

/// Whose people the same sentence says were killed: "killed 2,300 X troops and destroyed 130 tanks".
fn sibling_side(scene: &Scene, trigger: usize) -> Option<String> {
    let ctx = scene.ctx;
    let above = ctx.token(trigger).head;
    if !ctx.has_dep(trigger, &["conj"]) || !ctx.is_verb(above) {
        return None;
    }
    frame(ctx, above).patient.and_then(|p| scene.side(p))
}
