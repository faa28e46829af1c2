//! Codes of other people's code books: PLOVER category, CAMEO code and ACLED sub-event type of a claim.
//!
//! An attack, an agreement or a visit has its codes from its row of `data/claims/events.tsv`. What has no kind of its own in
//! the record (a protest, a sanction, a gift) is found here by the rows of `data/claims/codes.tsv` and stands as a
//! `statement`. Then each claim takes the category that its source and its modality make of it: what is demanded is a
//! request, what is promised an agreement or a threat, what is refused a rejection. One event is coded once in a
//! sentence: its toll and the ground taken are what came of it.

use crate::draft::{Draft, found_by};
use crate::frame::{coordinated, frame, phrase};
use crate::lexicon::rows;
use crate::scene::Scene;
use crate::voice::stance;
use rashomon_attribution::cue_info;
use rashomon_mention::{Chunk, Context};
use rashomon_model::{
    Args, Attribution, AttributionId, Claim, Codes, Modality, Polarity, Statement,
};
use rashomon_text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// One lemma of a row of `codes.tsv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The particle that must follow the verb.
    particle: &'static str,
    /// Words of which the object must have one; empty for any object.
    object: FxHashSet<&'static str>,
    /// Words of which the subject must have one; empty for any subject.
    subject: FxHashSet<&'static str>,
    /// PLOVER category.
    pub plover: &'static str,
    /// CAMEO code.
    pub cameo: &'static str,
}

/// The rows of `codes.tsv` by what they are for.
#[derive(Debug, Default)]
pub struct CodeBook {
    acts: FxHashMap<&'static str, Row>,
    verbs: FxHashMap<&'static str, Vec<Row>>,
    nouns: FxHashMap<&'static str, Row>,
    /// PLOVER category, mode and context by CAMEO code: `plover.tsv`.
    modes: FxHashMap<&'static str, [&'static str; 3]>,
}

impl CodeBook {
    /// Reads `codes.tsv` and `plover.tsv`.
    pub fn new(table: &'static str, modes: &'static str) -> Self {
        let mut book = CodeBook {
            modes: rows(modes)
                .map(|row| (row["cameo"], [row["plover"], row["mode"], row["context"]]))
                .collect(),
            ..CodeBook::default()
        };
        for row in rows(table) {
            let words = |column: &str| row[column].split(' ').filter(|w| !w.is_empty()).collect();
            for lemma in row["lemmas"].split(' ') {
                let (lemma, particle) = lemma.split_once('_').unwrap_or((lemma, ""));
                let entry = Row {
                    particle,
                    object: words("object"),
                    subject: words("subject"),
                    plover: row["plover"],
                    cameo: row["cameo"],
                };
                match row["what"] {
                    "act" => drop(book.acts.insert(lemma, entry)),
                    "noun" => drop(book.nouns.insert(lemma, entry)),
                    _ => book.verbs.entry(lemma).or_default().push(entry),
                }
            }
        }
        // The row that asks for most is asked first; among equals the order of the table counts.
        for rows in book.verbs.values_mut() {
            rows.sort_by_key(|r| {
                let asks = usize::from(!r.particle.is_empty())
                    + usize::from(!r.object.is_empty())
                    + usize::from(!r.subject.is_empty());
                std::cmp::Reverse(asks)
            });
        }
        book
    }

    /// Adds the PLOVER mode and context that the CAMEO code stands for, as long as both name one category.
    fn refine(&self, codes: &mut Codes) {
        let row = codes.cameo.as_deref().and_then(|c| self.modes.get(c));
        let Some(&[_, mode, context]) =
            row.filter(|[plover, ..]| codes.plover.as_deref() == Some(*plover))
        else {
            return;
        };
        let some = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        codes.plover_mode = some(mode);
        codes.plover_context = some(context);
    }
}

/// Whether a category is a deed against somebody.
fn hostile(plover: &str) -> bool {
    matches!(
        plover,
        "ASSAULT"
            | "COERCE"
            | "SANCTION"
            | "PROTEST"
            | "MOBILIZE"
            | "THREATEN"
            | "ACCUSE"
            | "REJECT"
    )
}

/// Whether a phrase, or one coordinated with it, has a word of the list.
fn has_word(ctx: &Context, head: usize, list: &FxHashSet<&str>) -> bool {
    coordinated(ctx, head)
        .into_iter()
        .flat_map(|h| phrase(ctx, h))
        .any(|t| list.contains(ctx.lower_lemma(t)) || list.contains(ctx.lower(t)))
}

fn verb_row<'a>(scene: &Scene<'a>, t: usize) -> Option<&'a Row> {
    let ctx = scene.ctx;
    if !ctx.is_verb(t) || matches!(&*ctx.token(t).dep, "aux" | "auxpass" | "amod" | "compound") {
        return None;
    }
    let rows = scene.lexicon.codes.verbs.get(ctx.lower_lemma(t))?;
    let f = frame(ctx, t);
    let particle = |row: &Row| {
        let beside = |c: usize| ctx.word(c).eq_ignore_ascii_case(row.particle);
        row.particle.is_empty() && f.particle.is_none()
            || f.particle.is_some_and(beside)
            || !row.particle.is_empty() && ctx.children(t).any(|c| c > t && c <= t + 2 && beside(c))
    };
    let objects: Vec<usize> = f
        .patient
        .into_iter()
        .chain(f.preps.iter().map(|&(_, o)| o))
        .chain(
            ctx.children(t)
                .filter(|&c| ctx.has_dep(c, &["xcomp", "acomp", "oprd", "attr", "npadvmod"])),
        )
        .collect();
    let object =
        |row: &Row| row.object.is_empty() || objects.iter().any(|&o| has_word(ctx, o, &row.object));
    let subject = |row: &Row| {
        row.subject.is_empty()
            || f.agent
                .or(f.patient)
                .is_some_and(|s| has_word(ctx, s, &row.subject))
    };
    rows.iter()
        .find(|row| particle(row) && object(row) && subject(row))
}

fn noun_row<'a>(scene: &Scene<'a>, t: usize) -> Option<&'a Row> {
    let ctx = scene.ctx;
    let part =
        ctx.is_noun(t) && (ctx.is_root(t) || ctx.has_dep(t, &["nsubj", "nsubjpass", "dobj"]));
    let lemma = ctx.lower_lemma(t);
    part.then(|| scene.lexicon.codes.nouns.get(lemma)).flatten()
}

/// The highest coded word in a range, if any: its depth in the tree, the token and its row.
fn main_event<'a>(
    scene: &Scene<'a>,
    range: &Chunk,
    usable: impl Fn(usize) -> bool,
) -> Option<(usize, usize, &'a Row)> {
    range
        .clone()
        .filter_map(|t| {
            // Few words have a row: whether they may be used is asked last.
            let row = verb_row(scene, t).or_else(|| noun_row(scene, t))?;
            usable(t).then(|| (depth(scene.ctx, t), t, row))
        })
        .min_by_key(|&(depth, t, _)| (depth, t))
}

/// Steps from a token up to the root.
fn depth(ctx: &Context, t: usize) -> usize {
    ctx.ancestors(t).take(64).count()
}

/// Events without a kind of their own, in the reporter's voice or in that of the attribution around them: the main
/// event of each sentence, where no claim of another kind says as much.
pub fn find(scene: &Scene, typed: &[Draft], statements: &mut Vec<Draft>) {
    let ctx = scene.ctx;
    let attributions = scene.voices.attributions;
    let book = &scene.lexicon.codes;
    let mut cues: FxHashMap<usize, AttributionId> = FxHashMap::default();
    for a in attributions {
        for t in a.cue.iter().flat_map(|&c| ctx.tokens_in(c)) {
            cues.insert(t, a.id);
        }
    }
    // Attributions that have claims in their content: their act is coded there.
    let mut answered: FxHashSet<AttributionId> =
        statements.iter().filter_map(|d| d.attribution).collect();
    answered.extend(
        typed
            .iter()
            .filter_map(|d| scene.voices.innermost(ctx.token_span(d.trigger)))
            .map(|a| a.id),
    );
    let coded: Vec<(usize, usize)> = typed
        .iter()
        .filter(|d| has_code(d))
        .map(|d| (ctx.sentence_of(d.trigger), depth(ctx, d.trigger)))
        .collect();
    let stated: FxHashSet<usize> = statements
        .iter()
        .filter_map(|d| ctx.token_at(d.span.start))
        .map(|t| ctx.sentence_of(t))
        .collect();
    let taken: FxHashSet<usize> = typed.iter().map(|d| d.trigger).collect();
    for (i, sentence) in ctx.parsed.sentences.iter().enumerate() {
        let usable = |t: usize| {
            !taken.contains(&t)
                && !statements
                    .iter()
                    .any(|d| d.span.contains(ctx.token_span(t)))
                && cues.get(&t).is_none_or(|id| {
                    let act = attributions
                        .get(id.0)
                        .map(|a| a.act.as_str())
                        .unwrap_or_default();
                    !answered.contains(id) && book.acts.contains_key(act)
                })
        };
        let Some((depth, t, row)) = main_event(scene, sentence, usable) else {
            continue;
        };
        let above = coded.iter().any(|&(s, d)| s == i && d < depth);
        if above || (stated.contains(&i) && ctx.ancestors(t).any(|a| cues.contains_key(&a))) {
            continue;
        }
        statements.push(draft(scene, t, row));
    }
}

fn has_code(draft: &Draft) -> bool {
    draft.codes.plover.is_some() || matches!(draft.args, Args::Casualties(_) | Args::Control(_))
}

fn draft(scene: &Scene, t: usize, row: &Row) -> Draft {
    let ctx = scene.ctx;
    let f = frame(ctx, t);
    let mut span = ctx.token_span(t);
    for head in f
        .agent
        .into_iter()
        .chain(f.patient)
        .chain(f.preps.iter().map(|&(_, o)| o))
    {
        if ctx.sentence_of(head) == ctx.sentence_of(t) {
            span = span.cover(ctx.span(&phrase(ctx, head)));
        }
    }
    let act = row.plover.to_lowercase();
    let args = Args::Statement(Statement {
        act,
        target: f.patient.and_then(|p| scene.side(p)),
    });
    let rule = found_by("codes", "event", ctx.lower_lemma(t));
    let mut draft = Draft::new(t, span, args, rule);
    draft.took(ctx, &[("subject", f.agent), ("object", f.patient)]);
    draft.places = scene.scene_places(t);
    draft.time = scene.time(t);
    draft.codes = Codes {
        acled: None,
        plover: Some(row.plover.to_owned()),
        cameo: Some(row.cameo.to_owned()),
        ..Codes::default()
    };
    draft
}

/// Gives each claim its last codes. The claims stand in order of the text.
pub fn assign(scene: &Scene, claims: &mut [Claim]) {
    let ctx = scene.ctx;
    let attributions = scene.voices.attributions;
    // Sentences, by the categories that they have given.
    let mut given: FxHashSet<(usize, String)> = FxHashSet::default();
    let sentence_of = |claim: &Claim| {
        ctx.token_at(claim.span.start)
            .map(|t| ctx.sentence_of(t))
            .unwrap_or_default()
    };
    // Where an attack is told, its toll is no second event.
    let attacks: FxHashSet<usize> = claims
        .iter()
        .filter(|c| {
            matches!(c.args, Args::Attack(_)) && c.codes.plover.as_deref() == Some("ASSAULT")
        })
        .map(sentence_of)
        .collect();
    for claim in claims {
        let said_by = claim.attribution.and_then(|id| attributions.get(id.0));
        let mut codes = claim.codes.clone();
        let range = ctx.tokens_in(claim.span);
        let sentence = sentence_of(claim);
        // The word that the code hangs on, where it is not the claim's own.
        let mut event = None;
        let own = match &claim.args {
            Args::Statement(_) if codes.plover.is_none() => {
                let found = main_event(scene, &range, |_| true);
                event = found.map(|(_, t, _)| t).or_else(|| ctx.head_of(&range));
                found.map(|(_, _, row)| (row.plover, row.cameo))
            }
            Args::Casualties(_) => (!attacks.contains(&sentence)).then_some(("ASSAULT", "190")),
            Args::Displacement(_) => main_event(scene, &range, |_| true)
                .map(|(_, _, row)| (row.plover, row.cameo))
                .filter(|(plover, _)| matches!(*plover, "COERCE" | "SANCTION")),
            // Crowds that block a road protest; an army that does restricts.
            Args::Access(_) => {
                let crowd = main_event(scene, &range, |_| true)
                    .map(|(_, _, row)| (row.plover, row.cameo))
                    .filter(|(plover, _)| *plover == "PROTEST");
                if crowd.is_some() {
                    codes.plover = None;
                    codes.cameo = None;
                }
                crowd
            }
            Args::Agreement(a) => {
                let of = match a.status.as_deref() {
                    Some("violated") => Some(("ASSAULT", "196")),
                    Some("rejected") => Some(("REJECT", "127")),
                    _ => None,
                };
                if of.is_some() {
                    codes.plover = None;
                    codes.cameo = None;
                }
                of
            }
            _ => None,
        };
        if let Some((plover, cameo)) = own
            && codes.plover.is_none()
        {
            codes.plover = Some(plover.to_owned());
            codes.cameo = codes.cameo.or_else(|| Some(cameo.to_owned()));
        }
        let (mut polarity, mut modality) = (claim.polarity, claim.modality);
        if let Some(t) = event {
            let neutral = said_by
                .and_then(|a| cue_info(&a.act))
                .is_none_or(|cue| cue.modality == Modality::Actual);
            if neutral {
                let inner = stance(ctx, &scene.lexicon.words, t, said_by);
                modality = inner.modality;
                polarity = if inner.negated {
                    Polarity::Denied
                } else {
                    Polarity::Affirmed
                };
            }
        }
        let event = event.or_else(|| range.clone().find(|&t| verb_row(scene, t).is_some()));
        modality = prospect(scene, event, modality, said_by.is_some());
        match said_by.and_then(|a| speech(scene, a)) {
            Some(row) => {
                codes.plover = Some(row.plover.to_owned());
                codes.cameo = Some(row.cameo.to_owned());
            }
            None => settle(&mut codes, polarity, modality),
        }
        if let Some(plover) = &codes.plover
            && !given.insert((sentence, plover.clone()))
        {
            codes.plover = None;
            codes.cameo = None;
        }
        codes.acled = acled(scene, claim)
            .map(str::to_owned)
            .or(codes.acled)
            .filter(|_| happened(claim));
        scene.lexicon.codes.refine(&mut codes);
        claim.codes = codes;
    }
}

/// What a source does by saying it: by the row of the cue's own verb ("welcomed"), else by that of its act.
fn speech<'a>(scene: &Scene<'a>, attribution: &Attribution) -> Option<&'a Row> {
    let ctx = scene.ctx;
    let act = scene.lexicon.codes.acts.get(attribution.act.as_str())?;
    let of_verb = attribution
        .cue
        .iter()
        .flat_map(|&c| ctx.tokens_in(c))
        .find_map(|t| verb_row(scene, t));
    Some(of_verb.unwrap_or(act))
}

/// The modality of a deed as its category needs it: what is tried or continued is done, what one is ready to do or said
/// that one would do is to come.
fn prospect(scene: &Scene, event: Option<usize>, modality: Modality, reported: bool) -> Modality {
    let ctx = scene.ctx;
    let above = |list: &str| {
        event.is_some_and(|t| {
            ctx.ancestors(t)
                .take(2)
                .any(|a| scene.lexicon.words.has(list, ctx.lower_lemma(a)))
        })
    };
    match modality {
        Modality::Planned if above("attempting") => Modality::Actual,
        Modality::Actual if above("ready") => Modality::Planned,
        Modality::Hypothetical if reported => Modality::Planned,
        other => other,
    }
}

/// Codes of a change of control that a row with this frame of `control.tsv` tells: ground is taken by force and given up by
/// retreat. `holder` holds the ground now.
pub fn of_control(scene: &Scene, frame: &str, span: Span, holder: Option<&str>) -> Codes {
    let (plover, cameo) = match frame {
        "gain" | "fall" | "oust" => ("ASSAULT", "190"),
        "lose" | "cede" | "leave" => ("RETREAT", "0874"),
        _ => return Codes::default(),
    };
    Codes {
        acled: territory(scene, frame, span, holder).map(str::to_owned),
        plover: Some(plover.to_owned()),
        cameo: Some(cameo.to_owned()),
        ..Codes::default()
    }
}

/// What modality and polarity make of a deed.
fn settle(codes: &mut Codes, polarity: Polarity, modality: Modality) {
    let Some(plover) = codes.plover.as_deref() else {
        // "will not take any more" refuses, whatever it is; what must be done is asked for.
        let new = match modality {
            Modality::Demanded => ("REQUEST", "100"),
            Modality::Planned if polarity == Polarity::Denied => ("REJECT", "120"),
            _ => return,
        };
        codes.plover = Some(new.0.to_owned());
        codes.cameo = Some(new.1.to_owned());
        return;
    };
    let denied = polarity == Polarity::Denied;
    let verbal = matches!(plover, "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN");
    let new = match modality {
        _ if verbal => return,
        Modality::Demanded => ("REQUEST", "100"),
        Modality::Offered => ("AGREE", "030"),
        Modality::Planned if denied != hostile(plover) => {
            if denied {
                ("REJECT", "120")
            } else {
                ("THREATEN", "130")
            }
        }
        Modality::Planned if plover == "AGREE" => return,
        Modality::Planned => ("AGREE", "030"),
        Modality::Actual if denied && !hostile(plover) => ("REJECT", "120"),
        _ => return,
    };
    // "will not attack" is a promise, "will not help" a refusal.
    codes.plover = Some(new.0.to_owned());
    codes.cameo = Some(new.1.to_owned());
}

/// Whether a claim says that something took place: ACLED counts events, not plans and denials. An agreement is one from
/// the day that it is proposed.
fn happened(claim: &Claim) -> bool {
    let ahead = matches!(
        claim.modality,
        Modality::Planned
            | Modality::Demanded
            | Modality::Offered
            | Modality::Conditional
            | Modality::Hypothetical
    );
    matches!(claim.args, Args::Agreement(_)) || claim.polarity == Polarity::Affirmed && !ahead
}

/// The ACLED sub-event type of a claim where its row gives none.
fn acled(scene: &Scene, claim: &Claim) -> Option<&'static str> {
    let ctx = scene.ctx;
    let tokens = ctx.tokens_in(claim.span);
    let sentence = ctx.sentence(tokens.start.min(ctx.parsed.tokens.len().checked_sub(1)?));
    match &claim.args {
        Args::Attack(attack) if claim.codes.acled.is_none() => violence(
            scene,
            &tokens,
            &sentence,
            &attack.method,
            attack.target_type.as_deref(),
            true,
        ),
        Args::Casualties(c) if c.effect == "captured" => {
            let group = c
                .actor
                .as_deref()
                .is_some_and(|side| !ctx.lists.is_government(side))
                || has(scene, &tokens, "non-state") && !has(scene, &tokens, "state-force");
            let taken = triggered(scene, claim, "abducting")
                || methods(scene, &tokens).contains(&"abduction");
            Some(if group || taken {
                "Abduction/forced disappearance"
            } else {
                "Arrests"
            })
        }
        Args::Casualties(c) if c.effect != "missing" => {
            let target = c.role.as_deref().filter(|&r| r != "unspecified");
            violence(
                scene,
                &tokens,
                &sentence,
                c.cause.as_deref().unwrap_or_default(),
                target,
                false,
            )
        }
        Args::EquipmentLoss(loss) => {
            let taken = triggered(scene, claim, "confiscating");
            let stock = |t: usize| {
                scene
                    .lexicon
                    .words
                    .has("explosive-package", ctx.lower_lemma(t))
            };
            let captured = loss.status.as_deref() == Some("captured");
            if taken || captured && !has(scene, &sentence, "fighting") {
                return Some("Disrupted weapons use");
            }
            if triggered(scene, claim, "destroying") && tokens.clone().any(stock) {
                return Some("Disrupted weapons use");
            }
            if triggered(scene, claim, "exploding") {
                return violence(scene, &tokens, &sentence, "explosion", None, false);
            }
            let method = loss
                .instrument
                .as_deref()
                .map(|_| ())
                .and_then(|()| methods(scene, &sentence).first().copied());
            method.and_then(|m| violence(scene, &tokens, &sentence, m, None, false))
        }
        Args::Deployment(_) if claim.codes.acled.is_none() => Some("Change to group/activity"),
        _ => None,
    }
}

/// Whether the word that the claim's rule fired on stands on a list of `words.tsv`.
fn triggered(scene: &Scene, claim: &Claim, list: &str) -> bool {
    let trigger = claim.fired_on.first();
    trigger.is_some_and(|fired| has(scene, &scene.ctx.tokens_in(fired.span), list))
}

fn has(scene: &Scene, range: &Chunk, list: &str) -> bool {
    range
        .clone()
        .any(|t| scene.lexicon.words.has(list, scene.ctx.lower_lemma(t)))
}

/// The methods that the words of a range name, in order; a word of a longer phrase says nothing of its own.
fn methods(scene: &Scene, range: &Chunk) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut t = range.start;
    while t < range.end {
        match scene.lexicon.methods.at(scene.ctx, t, range.end) {
            Some((words, method)) => {
                found.push(method);
                t += words;
            }
            None => t += 1,
        }
    }
    found
}

/// The type of a violent event: the weapon that is told of most exactly, in the claim, its sentence, or (where neither names
/// any) the next sentence; then who is attacked.
fn violence(
    scene: &Scene,
    tokens: &Chunk,
    sentence: &Chunk,
    method: &str,
    target: Option<&str>,
    attack: bool,
) -> Option<&'static str> {
    let ctx = scene.ctx;
    let rare = |m: &str| {
        Some(match m {
            "chemical" => "Chemical weapon",
            "suicide-bomb" => "Suicide bomb",
            "sexual-violence" => "Sexual violence",
            "grenade" => "Grenade",
            _ => return None,
        })
    };
    let plain = |m: &str| {
        Some(match m {
            "air-strike" | "drone-strike" => "Air/drone strike",
            "shelling" | "missile" => "Shelling/artillery/missile attack",
            "ied" | "landmine" => "Remote explosive/landmine/IED",
            "abduction" => "Abduction/forced disappearance",
            _ => return None,
        })
    };
    if let Some(code) = rare(method) {
        return Some(code);
    }
    let own = methods(scene, tokens);
    let around = methods(scene, sentence);
    if let Some(code) = own.iter().chain(&around).find_map(|m| rare(m)) {
        return Some(code);
    }
    if let Some(code) = plain(method) {
        return Some(code);
    }
    let block = ctx.block_of(tokens.start);
    let next = ctx
        .parsed
        .sentences
        .get(ctx.sentence_of(tokens.start) + 1)
        .filter(|s| s.start < s.end && ctx.block_of(s.start) == block)
        .cloned();
    let after = next.map(|s| methods(scene, &s)).unwrap_or_default();
    let vague = matches!(method, "" | "other" | "explosion");
    if vague
        && let Some(code) = own
            .iter()
            .chain(&around)
            .find_map(|m| plain(m))
            .or_else(|| after.iter().find_map(|m| rare(m)))
    {
        return Some(code);
    }
    if method == "explosion" {
        return Some("Remote explosive/landmine/IED");
    }
    let military = has(scene, sentence, "military-target") && target != Some("civilian");
    match method {
        "clash" => Some("Armed clash"),
        "execution" => Some("Attack"),
        _ if target == Some("military") => (attack
            || !method.is_empty()
            || !around.is_empty()
            || has(scene, sentence, "attack-noun"))
        .then_some("Armed clash"),
        _ if target == Some("civilian") || target == Some("infrastructure") => (attack
            || !method.is_empty()
            || !around.is_empty()
            || has(scene, sentence, "attack-noun")
            || has(scene, sentence, "outlaw"))
        .then_some("Attack"),
        _ if has(scene, tokens, "outlaw") => Some("Attack"),
        _ if military && (attack || !method.is_empty()) => Some("Armed clash"),
        _ if attack
            || !method.is_empty()
            || has(scene, sentence, "outlaw")
            || has(scene, sentence, "attack-noun") =>
        {
            Some("Attack")
        }
        _ => None,
    }
}

/// The type of a change of control: who holds the ground now, and whether it was fought for.
fn territory(
    scene: &Scene,
    frame_name: &str,
    span: Span,
    holder: Option<&str>,
) -> Option<&'static str> {
    let ctx = scene.ctx;
    let tokens = ctx.tokens_in(span);
    let sentence = ctx.sentence(tokens.start.min(ctx.parsed.tokens.len().checked_sub(1)?));
    if matches!(frame_name, "leave" | "cede") || has(scene, &sentence, "without-fight") {
        return Some("Non-violent transfer of territory");
    }
    let verb = tokens.clone().find(|&t| ctx.is_verb(t));
    let doer = verb
        .and_then(|v| frame(ctx, v).agent)
        .filter(|_| matches!(frame_name, "gain" | "oust"))
        .map(|a| phrase(ctx, a));
    let first = |list: &str| {
        doer.clone()
            .into_iter()
            .flatten()
            .find(|&t| scene.lexicon.words.has(list, ctx.lower_lemma(t)))
    };
    let by_words = match (first("state-force"), first("non-state")) {
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        _ => None,
    };
    // "government forces", "the Syrian army" and "rebel fighters" tell it themselves; else the side does.
    let state = by_words.or_else(|| holder.map(|side| ctx.lists.is_government(side)))?;
    Some(if state {
        "Government regains territory"
    } else {
        "Non-state actor overtakes territory"
    })
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    #[test]
    fn every_row_names_a_category() {
        let book = &Lexicon::embedded().codes;
        let categories = [
            "AGREE",
            "CONSULT",
            "SUPPORT",
            "CONCEDE",
            "COOPERATE",
            "AID",
            "RETREAT",
            "REQUEST",
            "ACCUSE",
            "REJECT",
            "THREATEN",
            "PROTEST",
            "SANCTION",
            "MOBILIZE",
            "COERCE",
            "ASSAULT",
        ];
        let all = book
            .acts
            .values()
            .chain(book.nouns.values())
            .chain(book.verbs.values().flatten());
        for row in all {
            assert!(categories.contains(&row.plover), "{row:?}");
            assert!(
                (2..=4).contains(&row.cameo.len()) && row.cameo.bytes().all(|b| b.is_ascii_digit()),
                "{row:?}"
            );
        }
        assert!(book.acts.len() > 10 && book.verbs.len() > 100 && book.nouns.len() > 10);
    }
}
