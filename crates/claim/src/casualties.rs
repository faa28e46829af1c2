//! `casualties`: how many were killed, wounded, captured or are missing, and whose.

use crate::draft::{Draft, found_by};
use crate::frame::{clause, clause_head, coordinated, first_conjunct, frame, phrase};
use crate::lexicon::{Lexicon, Pos, Trigger};
use crate::scene::Scene;
use rashomon_mention::Chunk;
use rashomon_model::{Args, Casualties, Count, Mention, Quantity, Scope};
use rashomon_text::Span;

/// A figure of people with the word that says what befell them.
struct Hit<'a> {
    trigger: usize,
    rule: &'a Trigger,
    /// Head of the phrase of those counted.
    victims: usize,
    /// The side that a frame names as having lost them.
    owner: Option<usize>,
    /// Who did it.
    actor: Option<usize>,
    how: &'static str,
}

impl<'a> Hit<'a> {
    /// A hit that names neither who lost them nor who did it.
    fn new(trigger: usize, rule: &'a Trigger, victims: usize, how: &'static str) -> Self {
        Hit {
            trigger,
            rule,
            victims,
            owner: None,
            actor: None,
            how,
        }
    }
}

/// The claims of casualties in the article.
pub fn find(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    let mut figures: Vec<(&Mention, &Quantity)> = ctx
        .mentions
        .iter()
        .filter_map(|m| Some((m, m.quantity()?)))
        .filter(|(_, q)| q.unit.as_deref().is_none_or(|u| u == "person"))
        .collect();
    figures.sort_by_key(|(m, _)| m.span.start);
    let first = out.len();
    // What each draft counts: the tokens of its figure and the noun behind them.
    let mut counts: Vec<(Chunk, usize)> = Vec::new();
    for (mention, quantity) in figures {
        let Some(head) = ctx.head_of(&ctx.tokens_in(mention.span)) else {
            continue;
        };
        let counted = counted(scene, head);
        let mut found = hits(scene, head, counted, mention.span);
        if found.is_empty() {
            found.extend(part_of_figure(scene, &out[first..], head, counted));
        }
        if found.is_empty() {
            found.extend(total_of(scene, &out[first..], head));
        }
        for hit in found {
            let mut draft = draft(scene, mention.span, quantity, &hit);
            if hit.how == "total" {
                taken_together(out.last_mut(), &mut draft);
            }
            let double = out[first..]
                .iter()
                .any(|d| d.span == draft.span && same_effect(&d.args, &draft.args));
            if !double {
                out.push(draft);
                counts.push((ctx.tokens_in(mention.span), counted));
            }
        }
    }
    parts(scene, &mut out[first..], first, &counts);
    named_victims(scene, out);
}

fn same_effect(a: &Args, b: &Args) -> bool {
    matches!((a, b), (Args::Casualties(a), Args::Casualties(b)) if a.effect == b.effect)
}

/// The noun that a figure counts: "12 soldiers", "six of its citizens", "thousands of Armenians"; the
/// figure itself where it stands alone ("another 200 were wounded").
fn counted(scene: &Scene, figure: usize) -> usize {
    let ctx = scene.ctx;
    let mut at = figure;
    for _ in 0..4 {
        let head = ctx.token(at).head;
        if head != at
            && matches!(
                &*ctx.token(at).dep,
                "nummod" | "quantmod" | "amod" | "det" | "compound" | "predet" | "advmod"
            )
            && ctx.is_noun(head)
        {
            at = head;
        } else {
            break;
        }
    }
    at
}

/// The noun behind `of`: "six of its citizens".
fn of_object(scene: &Scene, head: usize) -> Option<usize> {
    let ctx = scene.ctx;
    ctx.children(head)
        .filter(|&c| {
            c > head && ctx.has_dep(c, &["prep"]) && ctx.word(c).eq_ignore_ascii_case("of")
        })
        .find_map(|c| ctx.child(c, &["pobj"]))
}

/// The rows of a word, those of its lemma first.
fn triggers<'a>(scene: &Scene<'a>, t: usize) -> impl Iterator<Item = &'a Trigger> {
    let lexicon: &'a Lexicon = scene.lexicon;
    let forms = [scene.ctx.lower_lemma(t), scene.ctx.lower(t)];
    let known = forms.map(|form| lexicon.casualties.get(form));
    known.into_iter().flatten().flatten()
}

fn trigger_at<'a>(scene: &Scene<'a>, t: usize, pos: Pos, frames: &[&str]) -> Option<&'a Trigger> {
    triggers(scene, t).find(|tr| tr.pos == pos && frames.contains(&tr.frame))
}

fn head_trigger<'a>(scene: &Scene<'a>, t: usize) -> Option<&'a Trigger> {
    let ctx = scene.ctx;
    trigger_at(scene, t, Pos::Noun, &["head"]).filter(|_| !ctx.is_verb(t))
}

/// Nouns that lose their own: "12 deaths", not "12 death threats".
fn hits<'a>(scene: &Scene<'a>, figure: usize, counted: usize, span: Span) -> Vec<Hit<'a>> {
    let ctx = scene.ctx;
    let mut found = Vec::new();
    let victims = of_object(scene, counted)
        .filter(|&v| people(scene, v))
        .unwrap_or(counted);
    // 1. The noun itself: "104 military deaths", "tens of thousands of casualties", "the 45 dead".
    for noun in [counted, victims] {
        if let Some(rule) = head_trigger(scene, noun) {
            let lives = matches!(rule.lemma, "life" | "body" | "corpse");
            // Prisoners and hostages are taken or held; of those that are killed or freed something else is told.
            if rule.sense == "captured"
                && !scene
                    .lexicon
                    .words
                    .has("holding", ctx.lemma(clause_head(ctx, noun)))
            {
                continue;
            }
            // Lives and bodies count only when a word says that they were lost or found.
            if !lives || lost(scene, noun) {
                let owner = suffering_subject(scene, noun);
                let inner = of_object(scene, noun)
                    .filter(|&v| v != noun)
                    .unwrap_or(noun);
                found.push(Hit {
                    trigger: noun,
                    rule,
                    victims: inner,
                    owner,
                    actor: None,
                    how: "noun",
                });
                return found;
            }
        }
    }
    if !people(scene, victims) && ctx.is_noun(victims) {
        // Whoever is killed or wounded is somebody, known to the lists or not; things and beasts are neither.
        let thing = scene
            .lexicon
            .words
            .has("no-people", ctx.lower_lemma(victims))
            || ctx
                .mentions_at(victims)
                .iter()
                .any(|m| m.equipment().is_some() || m.place().is_some() || m.time().is_some());
        let plural = matches!(&*ctx.token(victims).tag, "NNS");
        if !thing && plural {
            let top = first_conjunct(ctx, counted);
            let hit = [counted, top]
                .into_iter()
                .find_map(|h| by_verb(scene, h, victims));
            found.extend(hit.filter(|h| h.rule.frame == "patient" && h.rule.sense != "captured"));
        }
        return found;
    }
    // 2. A participle or adjective on the noun: "23 civilians killed", "12 dead", "left 12 dead".
    if let Some((t, rule)) = state_of(scene, victims, counted, figure) {
        found.push(Hit {
            trigger: t,
            rule,
            victims,
            owner: suffering_subject(scene, counted),
            actor: None,
            how: "state",
        });
        return found;
    }
    // 3. The clause: what the phrase is to a verb.
    let top = first_conjunct(ctx, counted);
    for phrase_head in [counted, top] {
        if let Some(hit) = by_verb(scene, phrase_head, victims) {
            found.push(hit);
            return found;
        }
    }
    // 4. "the deaths of 12 soldiers", "a toll of 31", "the lives of about 200 soldiers".
    for phrase_head in [counted, top] {
        let prep = ctx.token(phrase_head).head;
        if ctx.has_dep(phrase_head, &["pobj"]) && matches!(ctx.word(prep), "of" | "at" | "to") {
            let noun = ctx.token(prep).head;
            if let Some(rule) = trigger_at(scene, noun, Pos::Noun, &["of", "toll"])
                && (rule.lemma != "loss" || people(scene, victims))
            {
                let owner = ctx.child(noun, &["poss"]);
                found.push(Hit {
                    trigger: noun,
                    rule,
                    victims,
                    owner,
                    actor: None,
                    how: "noun-of",
                });
                return found;
            }
            if let Some(rule) = trigger_at(scene, noun, Pos::Noun, &["head"])
                && lost(scene, noun)
            {
                found.push(Hit::new(noun, rule, victims, "lives-of"));
                return found;
            }
        }
        // "the toll rose to 12", "put the death toll at 16", "the number of dead stood at 20".
        let article = matches!(ctx.lower(figure), "a" | "an");
        if !article && let Some((noun, rule)) = toll_above(scene, phrase_head) {
            found.push(Hit::new(noun, rule, victims, "toll"));
            return found;
        }
    }
    // 5. The nearest word of the kind beside the figure, where the parse gives nothing.
    found.extend(nearby(scene, span, victims));
    found
}

/// "killed 38 civilians, including 12 children and two officers": what befell the whole befell the part.
fn part_of_figure<'a>(
    scene: &Scene<'a>,
    before: &[Draft],
    figure: usize,
    counted: usize,
) -> Option<Hit<'a>> {
    let ctx = scene.ctx;
    let of_them = of_them(scene, counted);
    // "12 of them children": the noun behind tells who they are.
    let noun = of_them.then(|| {
        let behind = counted + 1..ctx.sentence(counted).end.min(counted + 6);
        behind
            .into_iter()
            .find(|&t| ctx.is_noun(t) && people(scene, t))
    });
    let counted = noun.flatten().unwrap_or(counted);
    if !of_them && !ctx.is_noun(counted) || !people(scene, counted) {
        return None;
    }
    let whole = before.last().filter(|d| {
        ctx.sentence_of(d.trigger) == ctx.sentence_of(figure)
            && d.span.start < ctx.token(figure).start
    })?;
    let from = ctx.tokens_in(whole.span).end.min(figure);
    let lead: Vec<&str> = (from.saturating_sub(4).max(figure.saturating_sub(14))..figure)
        .map(|t| ctx.lower(t))
        .collect();
    let listed = names_part(&lead) || of_them;
    let other_verb =
        (from..figure).any(|t| ctx.is_verb(t) && !matches!(ctx.lemma(t), "include" | "be"));
    if !listed || other_verb {
        return None;
    }
    Some(Hit {
        trigger: whole.trigger,
        rule: rule_of(scene, whole)?,
        victims: counted,
        owner: None,
        actor: None,
        how: "part",
    })
}

/// "lost 12 soldiers, bringing the total to 340": the figure up to then of what the sentence tells.
fn total_of<'a>(scene: &Scene<'a>, before: &[Draft], figure: usize) -> Option<Hit<'a>> {
    let ctx = scene.ctx;
    let whole = before.last()?;
    let verb = clause_head(ctx, figure);
    let total = |t: usize| scene.lexicon.words.has("total", ctx.lemma(t));
    let behind =
        |t: usize| ctx.has_dep(t, &["pobj"]) && matches!(ctx.word(ctx.token(t).head), "to" | "at");
    if ctx.sentence_of(whole.trigger) != ctx.sentence_of(figure)
        || !ctx.is_verb(verb)
        || !scene.lexicon.words.has("toll-verb", ctx.lemma(verb))
        || !behind(counted(scene, figure))
        || !ctx
            .child(verb, &["dobj", "nsubj", "nsubjpass"])
            .is_some_and(total)
    {
        return None;
    }
    Some(Hit::new(
        whole.trigger,
        rule_of(scene, whole)?,
        figure,
        "total",
    ))
}

/// Gives a total what is told of the figure that was added to it, which is that of one event.
fn taken_together(last: Option<&mut Draft>, total: &mut Draft) {
    if let (Some(Args::Casualties(last)), Args::Casualties(total)) =
        (last.map(|d| &mut d.args), &mut total.args)
    {
        last.scope = Some(Scope::Incident);
        total.affected.clone_from(&last.affected);
        total.role.clone_from(&last.role);
        total.actor = None;
        total.cause = None;
        total.scope = Some(Scope::Cumulative);
    }
}

/// The row by which a figure was found.
fn rule_of<'a>(scene: &Scene<'a>, draft: &Draft) -> Option<&'a Trigger> {
    let Args::Casualties(args) = &draft.args else {
        return None;
    };
    triggers(scene, draft.trigger).find(|r| r.sense == args.effect)
}

/// Whether the phrase counts people: a noun of people, or a figure without a noun.
fn people(scene: &Scene, head: usize) -> bool {
    let ctx = scene.ctx;
    if !ctx.is_noun(head) || ctx.mentions_at(head).iter().any(|m| m.quantity().is_some()) {
        return true;
    }
    rashomon_mention::role_of_words(ctx, &phrase(ctx, head)).is_some()
        || ctx.mentions_at(head).iter().any(|m| m.actor().is_some())
        || rashomon_mention::is_people_word(ctx, head)
}

fn lost(scene: &Scene, noun: usize) -> bool {
    let ctx = scene.ctx;
    let is = |t: usize| scene.lexicon.words.has("losing-lives", ctx.lemma(t));
    let verb = clause_head(ctx, noun);
    let near = ctx
        .children(noun)
        .any(|c| ctx.has_dep(c, &["acl"]) && is(c));
    near || is(verb) || toll_noun_above(scene, noun).is_some()
}

fn toll_noun_above(scene: &Scene, token: usize) -> Option<usize> {
    let ctx = scene.ctx;
    let above = ctx
        .ancestors(token)
        .take(4)
        .find(|&a| trigger_at(scene, a, Pos::Noun, &["toll"]).is_some());
    above.or_else(|| {
        let range = clause(ctx, clause_head(ctx, token));
        range
            .filter(|&t| t < token && t + 6 > token)
            .find(|&t| trigger_at(scene, t, Pos::Noun, &["toll"]).is_some())
    })
}

/// Who suffers: the subject of "recorded 104 deaths", "suffered 12 casualties", the owner in "Armenia's losses".
fn suffering_subject(scene: &Scene, noun: usize) -> Option<usize> {
    let ctx = scene.ctx;
    if let Some(owner) = ctx.child(noun, &["poss"]) {
        return Some(owner);
    }
    let mut at = first_conjunct(ctx, noun);
    for _ in 0..4 {
        let above = ctx.token(at).head;
        if above == at {
            return None;
        }
        if ctx.is_verb(above)
            && scene.lexicon.words.has("suffering", ctx.lemma(above))
            && !ctx.has_dep(at, &["nsubj", "nsubjpass"])
        {
            return frame(ctx, above).agent.filter(|&a| scene.side(a).is_some());
        }
        at = above;
    }
    None
}

/// A participle or adjective that says what befell the phrase: on the noun, on its figure, or beside both.
fn state_of<'a>(
    scene: &Scene<'a>,
    victims: usize,
    counted: usize,
    figure: usize,
) -> Option<(usize, &'a Trigger)> {
    let ctx = scene.ctx;
    for head in [victims, counted, figure] {
        for c in ctx.children(head) {
            if ctx.has_dep(c, &["acl", "amod", "oprd", "relcl", "advcl", "dep"]) && c > head {
                if let Some(rule) = trigger_at(scene, c, Pos::Adj, &["state"]) {
                    return Some((c, rule));
                }
                if ctx.is_verb(c)
                    && let Some(rule) = trigger_at(scene, c, Pos::Verb, &["patient", "subject"])
                {
                    let f = frame(ctx, c);
                    if rule.frame == "subject" || f.passive {
                        return Some((c, rule));
                    }
                }
            }
        }
    }
    // "left hundreds dead", "leaving 12 soldiers dead": the word behind the object of the same verb.
    let top = first_conjunct(ctx, counted);
    let verb = ctx.token(top).head;
    if ctx.is_verb(verb) && scene.lexicon.words.has("leaving", ctx.lemma(verb)) {
        let end = clause(ctx, verb).end;
        for t in counted + 1..end.min(counted + 12) {
            if let Some(rule) = trigger_at(scene, t, Pos::Adj, &["state"]) {
                let between = (counted + 1..t).any(|b| {
                    ctx.is_verb(b)
                        && b != verb
                        && ctx.lemma(b) != "include"
                        && !ctx.has_dep(b, &["aux", "auxpass"])
                });
                if !between {
                    return Some((t, rule));
                }
            }
        }
    }
    None
}

fn by_verb<'a>(scene: &Scene<'a>, head: usize, victims: usize) -> Option<Hit<'a>> {
    let ctx = scene.ctx;
    let mut verb = ctx.token(head).head;
    // "killed at least one of the soldiers" and "killed a total of 12": up through prepositions of counting.
    let mut at = head;
    for _ in 0..3 {
        if ctx.is_verb(verb) || verb == at {
            break;
        }
        let word = ctx.lower(verb);
        let counting = ctx.has_dep(verb, &["prep"]) && matches!(word, "of" | "to" | "than" | "as");
        let total = matches!(
            ctx.lemma(verb),
            "total" | "number" | "group" | "score" | "majority" | "hundred" | "thousand" | "dozen"
        );
        if !counting && !total {
            break;
        }
        at = verb;
        verb = ctx.token(at).head;
    }
    if !ctx.is_verb(verb) {
        return None;
    }
    // "said four of its men, including a commander, were killed": the verb that the parser hung elsewhere.
    let own = |c: usize| {
        ctx.has_dep(c, &["conj", "ccomp"]) && {
            let f = frame(ctx, c);
            f.patient == Some(at) || f.agent == Some(at)
        }
    };
    if ctx.has_dep(at, &["dobj"])
        && let Some(c) = ctx.children(verb).find(|&c| ctx.is_verb(c) && own(c))
    {
        verb = c;
    }
    // The verb of the phrase, and verbs coordinated with it: "were killed and wounded" gives the first.
    let f = frame(ctx, verb);
    let verb_rules = |frames: &[&str]| trigger_at(scene, verb, Pos::Verb, frames);
    let is_object =
        f.patient == Some(at) || ctx.has_dep(at, &["dobj", "nsubjpass", "attr", "oprd"]);
    let is_subject = f.agent == Some(at) || ctx.has_dep(at, &["nsubj"]);
    if let Some(rule) = verb_rules(&["patient"]) {
        if rule.lemma == "capture" && f.agent.is_none() && !f.passive {
            return None;
        }
        if is_object {
            return Some(Hit {
                trigger: verb,
                rule,
                victims,
                owner: None,
                actor: f.agent,
                how: "object",
            });
        }
        // "200 killed in clashes": a headline's participle that the parser took for the past tense.
        if is_subject
            && f.patient.is_none_or(|p| p == at)
            && matches!(&*ctx.token(verb).tag, "VBN" | "VBD")
            && !has_aux(scene, verb)
        {
            return Some(Hit::new(verb, rule, victims, "headline"));
        }
    }
    if let Some(rule) = verb_rules(&["subject"])
        && (is_subject || ctx.has_dep(at, &["nsubjpass"]))
        && (rule.lemma != "fall" || falls(scene, verb))
    {
        return Some(Hit::new(verb, rule, victims, "subject"));
    }
    if let Some(rule) = verb_rules(&["lose"])
        && is_object
        && ctx.is_noun(victims)
        && ctx.lemma(victims) != "life"
    {
        return Some(Hit {
            trigger: verb,
            rule,
            victims,
            owner: f.agent,
            actor: None,
            how: "lose",
        });
    }
    None
}

fn has_aux(scene: &Scene, verb: usize) -> bool {
    scene.ctx.child(verb, &["aux", "auxpass"]).is_some()
}

/// "12 soldiers fell in battle", not "12 people fell ill".
fn falls(scene: &Scene, verb: usize) -> bool {
    let ctx = scene.ctx;
    frame(ctx, verb)
        .prep(ctx, &["in"])
        .is_some_and(|o| matches!(ctx.lemma(o), "battle" | "combat" | "action" | "fighting"))
}

fn toll_above<'a>(scene: &Scene<'a>, head: usize) -> Option<(usize, &'a Trigger)> {
    let ctx = scene.ctx;
    let verb = clause_head(ctx, head);
    if !ctx.is_verb(verb) {
        return None;
    }
    if !scene.lexicon.words.has("toll-verb", ctx.lemma(verb)) {
        return None;
    }
    let range = clause(ctx, verb);
    let toll = |t: usize| trigger_at(scene, t, Pos::Noun, &["toll"]).map(|r| (t, r));
    let near = |t: &usize| t.abs_diff(head) < 30;
    range.clone().filter(near).find_map(toll).or_else(|| {
        // "the number of dead", "the number killed".
        range
            .filter(near)
            .filter(|&t| ctx.lemma(t) == "number" && t != head)
            .find_map(|n| {
                ctx.subtree(n).find_map(|t| {
                    trigger_at(scene, t, Pos::Noun, &["head"])
                        .or_else(|| trigger_at(scene, t, Pos::Adj, &["state"]))
                        .or_else(|| trigger_at(scene, t, Pos::Verb, &["patient"]))
                        .map(|r| (t, r))
                })
            })
    })
}

/// The nearest word that says what befell people, close beside the figure, with nothing of the kind and no
/// other figure between.
fn nearby<'a>(scene: &Scene<'a>, span: Span, victims: usize) -> Option<Hit<'a>> {
    let ctx = scene.ctx;
    let tokens = ctx.tokens_in(span);
    let sentence = ctx.sentence(tokens.start);
    let blocked = |t: usize| {
        matches!(ctx.word(t), "." | ";" | ":" | "“" | "”" | "\"")
            || ctx
                .mentions_at(t)
                .iter()
                .any(|m| m.quantity().is_some() && !m.span.overlaps(span))
    };
    // Behind: "12 people including women were killed".
    let from = tokens.end.max(victims + 1);
    for t in from..sentence.end.min(from + 7) {
        if blocked(t) {
            break;
        }
        if let Some(rule) = trigger_at(scene, t, Pos::Adj, &["state"]) {
            return Some(Hit::new(t, rule, victims, "beside"));
        }
        let verb =
            trigger_at(scene, t, Pos::Verb, &["patient", "subject"]).filter(|_| ctx.is_verb(t));
        if let Some(rule) = verb {
            let f = frame(ctx, t);
            // An active verb with an object of its own says it of others.
            if rule.frame == "subject" && rule.lemma != "fall"
                || f.passive
                || (f.patient.is_none() && ctx.token(t).tag == "VBN")
            {
                return Some(Hit {
                    trigger: t,
                    rule,
                    victims,
                    owner: None,
                    actor: f.agent,
                    how: "beside",
                });
            }
            break;
        }
        if ctx.is_verb(t)
            && !ctx.has_dep(t, &["aux", "auxpass"])
            && !matches!(ctx.lemma(t), "be" | "have" | "include")
        {
            break;
        }
    }
    // Before: "killing at least 12", "killed and wounded some 30".
    for t in (sentence.start.max(tokens.start.saturating_sub(5))..tokens.start).rev() {
        if blocked(t) || ctx.word(t) == "," {
            break;
        }
        if ctx.is_verb(t) && !ctx.has_dep(t, &["aux", "auxpass"]) {
            let rule = trigger_at(scene, t, Pos::Verb, &["patient"])?;
            let f = frame(ctx, t);
            return (!f.passive && rule.lemma != "capture").then_some(Hit {
                trigger: t,
                rule,
                victims,
                owner: None,
                actor: f.agent,
                how: "beside",
            });
        }
    }
    None
}

fn draft(scene: &Scene, figure: Span, quantity: &Quantity, hit: &Hit) -> Draft {
    let ctx = scene.ctx;
    let mut span = figure
        .cover(ctx.token_span(hit.trigger))
        .cover(ctx.span(&phrase(ctx, hit.victims)));
    // A phrase far off is no part of the words that say it.
    if ctx.sentence_of(hit.victims) != ctx.sentence_of(hit.trigger) {
        span = figure.cover(ctx.token_span(hit.trigger));
    }
    let verb = clause_head(ctx, hit.trigger);
    let around = clause(ctx, verb);
    let affected = scene
        .side(hit.victims)
        .or_else(|| hit.owner.and_then(|o| scene.side(o)))
        .or_else(|| carried_side(scene, hit));
    let actor = hit
        .actor
        .and_then(|a| scene.side(a))
        .filter(|a| Some(a) != affected.as_ref());
    let cause = (!hit.rule.cause.is_empty()).then_some(hit.rule.cause);
    let cause = scene
        .method(&around, hit.trigger)
        .or(cause)
        .or_else(|| scene.method(&ctx.sentence(hit.trigger), hit.trigger));
    let mut role = scene.role(hit.victims);
    // Prisoners and hostages may be anybody.
    if role == "unspecified" && ctx.is_noun(hit.trigger) && hit.rule.sense != "captured" {
        role = scene.role(hit.trigger);
    }
    let effect = match either(scene, hit) {
        true => "casualties",
        false => hit.rule.sense,
    };
    let args = Casualties {
        effect: effect.to_owned(),
        affected,
        role: Some(role.to_owned()),
        count: Some(Count {
            min: quantity.min,
            max: quantity.max,
        }),
        actor,
        cause: cause.map(str::to_owned),
        scope: scene.scope(hit.trigger),
        since: scene.since(hit.trigger).flatten(),
        part_of: None,
    };
    let mut draft = Draft::new(
        hit.trigger,
        span,
        Args::Casualties(args),
        found_by("casualties", hit.how, hit.rule.lemma),
    );
    draft.took.push(("count", figure));
    draft.took(
        ctx,
        &[
            ("victims", Some(hit.victims)),
            ("owner", hit.owner),
            ("actor", hit.actor),
        ],
    );
    draft.places = scene.scene_places(hit.trigger);
    draft.time = scene.time(hit.trigger);
    draft
}

/// "12 were killed or wounded": one figure of both.
fn either(scene: &Scene, hit: &Hit) -> bool {
    let ctx = scene.ctx;
    let or = ctx
        .child(hit.trigger, &["cc"])
        .is_some_and(|cc| ctx.word(cc).eq_ignore_ascii_case("or"));
    or && ctx.children(hit.trigger).any(|c| {
        let rule = trigger_at(scene, c, Pos::Verb, &["patient"])
            .filter(|r| matches!(r.sense, "killed" | "wounded") && r.sense != hit.rule.sense);
        let own = ctx.child(c, &["dobj", "nsubj", "nsubjpass"]).is_some();
        let between = ctx.span(&(hit.trigger..c.max(hit.trigger)));
        let figure = ctx.mentions_in(between).any(|m| m.quantity().is_some());
        ctx.has_dep(c, &["conj"]) && c > hit.trigger && rule.is_some() && !own && !figure
    })
}

/// The side of the figure before it in the same sentence: "lost 130 troops while another 200 were wounded".
fn carried_side(scene: &Scene, hit: &Hit) -> Option<String> {
    let ctx = scene.ctx;
    let bare = !ctx.is_noun(hit.victims)
        || ctx.children(hit.victims).any(|c| {
            matches!(
                ctx.word(c),
                "another" | "more" | "other" | "others" | "further"
            )
        });
    let listed = ctx
        .ancestors(hit.victims)
        .chain([hit.victims])
        .take(4)
        .any(|t| ctx.has_dep(t, &["conj"]));
    if !bare && !listed {
        return None;
    }
    let sentence = ctx.sentence(hit.trigger);
    let before = ctx.token(hit.victims).start;
    let figures: Vec<&Mention> = ctx
        .mentions_in(ctx.span(&sentence))
        .filter(|m| m.quantity().is_some() && m.span.end <= before)
        .collect();
    figures.into_iter().rev().find_map(|m| {
        let head = ctx.head_of(&ctx.tokens_in(m.span))?;
        let counted = counted(scene, head);
        let victims = of_object(scene, counted).unwrap_or(counted);
        scene
            .side(victims)
            .or_else(|| suffering_subject(scene, counted).and_then(|s| scene.side(s)))
            .or_else(|| {
                by_verb(scene, first_conjunct(ctx, counted), victims)?
                    .owner
                    .and_then(|o| scene.side(o))
            })
    })
}

/// Whether words before a figure say that it is a part: `including`, `among them`, `of whom`.
fn names_part(lead: &[&str]) -> bool {
    let them = |w: &[&str]| w[0] == "of" && (w[1] == "them" || w[1] == "whom");
    lead.iter().any(|w| matches!(*w, "including" | "among")) || lead.windows(2).any(them)
}

/// "12 of them children", "most of whom were women".
fn of_them(scene: &Scene, figure: usize) -> bool {
    of_object(scene, figure).is_some_and(|t| matches!(scene.ctx.word(t), "them" | "whom"))
}

/// Figures behind `including`, `among them`, `of them`, and those listed with them, are parts of the figure before.
/// `counts` tells what each of the drafts counts; `first` is the place of the first of them in the whole list.
fn parts(scene: &Scene, drafts: &mut [Draft], first: usize, counts: &[(Chunk, usize)]) {
    let ctx = scene.ctx;
    for i in 1..drafts.len() {
        let (figure, counted) = counts[i].clone();
        let sentence = ctx.sentence(figure.start);
        let lead: Vec<&str> = (sentence.start.max(figure.start.saturating_sub(8))..figure.start)
            .map(|t| ctx.lower(t))
            .collect();
        let listed = drafts[i - 1].part_of.is_some()
            && counts[i - 1].0.start >= sentence.start
            && first_conjunct(ctx, counts[i - 1].1) == first_conjunct(ctx, counted);
        if !listed && !names_part(&lead) && !of_them(scene, counted) {
            continue;
        }
        let whole = (0..i).rev().find(|&j| {
            drafts[j].part_of.is_none()
                && counts[j].0.start >= sentence.start
                && counts[j].0.start < figure.start
                && same_effect(&drafts[j].args, &drafts[i].args)
        });
        drafts[i].part_of = whole.map(|j| first + j);
    }
}

/// Named people who were killed: "killed the commander X" is a toll of one.
fn named_victims(scene: &Scene, out: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    for t in 0..ctx.parsed.tokens.len() {
        if !ctx.is_verb(t) {
            continue;
        }
        let Some(rule) =
            trigger_at(scene, t, Pos::Verb, &["patient"]).filter(|r| r.sense == "killed")
        else {
            continue;
        };
        let f = frame(ctx, t);
        let Some(victim) = f.patient else { continue };
        let person = ctx.mentions_at(victim).into_iter().any(|m| {
            m.actor().is_some_and(|a| a.id.starts_with("person:"))
                && ctx.tokens_in(m.span).contains(&victim)
        });
        let counted = ctx
            .mentions_in(ctx.span(&ctx.subtree(victim)))
            .any(|m| m.quantity().is_some());
        if !person || counted || out.iter().any(|d| d.trigger == t) {
            continue;
        }
        let n = coordinated(ctx, victim).len() as u64;
        let quantity = Quantity {
            min: Some(n),
            max: Some(n),
            ..Quantity::default()
        };
        let hit = Hit {
            trigger: t,
            rule,
            victims: victim,
            owner: None,
            actor: f.agent,
            how: "named",
        };
        let span = ctx.span(&phrase(ctx, victim));
        out.push(draft(scene, span, &quantity, &hit));
    }
}
