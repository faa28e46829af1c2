//! Typed claims: what each source says happened, and the denials between them.
//!
//! [`Claimer::claims`] turns the mentions and attributions of one article into claims. One module a kind finds
//! *what* is said ([`control`](Args::Control), [`casualties`](Args::Casualties) …); `voice` tells *who* says it and how real
//! they make it; `denial` lays no on yes. The words that the rules look for are lists in `data/claims/`.

mod casualties;
mod codes;
mod control;
mod denial;
mod displacement;
mod draft;
mod equipment_loss;
mod event;
mod frame;
mod lexicon;
mod scene;
mod statement;
mod voice;

use draft::Draft;
use lexicon::Lexicon;
use rashomon_mention::Context;
use rashomon_model::{
    Args, Attribution, Claim, ClaimId, Codes, FiredOn, Modality, Relation, Statement,
};
use rashomon_text::Span;
use scene::Scene;
use voice::{Voice, Voices, settle, stance};

/// Finds the claims of an article.
#[derive(Debug)]
pub struct Claimer {
    lexicon: Lexicon,
}

impl Default for Claimer {
    fn default() -> Self {
        Claimer::new()
    }
}

impl Claimer {
    /// With the word lists that the program ships.
    pub fn new() -> Self {
        Claimer {
            lexicon: Lexicon::embedded(),
        }
    }

    /// The claims of one article in order of the text, and the edges between them. `attributions` are those of
    /// the same article, an attribution's id being its index.
    pub fn claims(
        &self,
        ctx: &Context,
        attributions: &[Attribution],
    ) -> (Vec<Claim>, Vec<Relation>) {
        let voices = Voices { ctx, attributions };
        let scene = Scene::new(ctx, voices, &self.lexicon);
        let mut drafts = Vec::new();
        control::find(&scene, &mut drafts);
        casualties::find(&scene, &mut drafts);
        equipment_loss::find(&scene, &mut drafts);
        displacement::find(&scene, &mut drafts);
        event::find(&scene, &mut drafts);

        let mut claims: Vec<Claim> = Vec::new();
        // Where a draft's first claim stands in the list: figures point at the figure they are part of.
        let mut first_of = Vec::with_capacity(drafts.len());
        // Denials with what they deny, as places in the list.
        let mut edges = Vec::new();
        for draft in &drafts {
            first_of.push(claims.len());
            let said_by = voices.innermost(ctx.token_span(draft.trigger));
            speak(&scene, draft, &voices.of(said_by), &mut claims, &mut edges);
        }
        for (i, draft) in drafts.iter().enumerate() {
            if let Some(whole) = draft.part_of {
                let end = first_of.get(i + 1).copied().unwrap_or(claims.len());
                for claim in &mut claims[first_of[i]..end] {
                    if let Args::Casualties(c) = &mut claim.args {
                        c.part_of = Some(ClaimId(first_of[whole]));
                    }
                }
            }
        }
        let mut statements = Vec::new();
        statement::find(&voices, &drafts, &mut statements);
        codes::find(&scene, &drafts, &mut statements);
        let (spoken, coded): (Vec<_>, Vec<_>) =
            statements.iter().partition(|d| d.attribution.is_some());
        // A denial that only points back becomes a claim with what it denies.
        let (backward, spoken): (Vec<&Draft>, Vec<&Draft>) = spoken.into_iter().partition(|d| {
            let said_by = d.attribution.and_then(|id| attributions.get(id.0));
            said_by.is_some_and(|a| denial::answers_back(&scene, a))
        });
        let state = |draft: &Draft, claims: &mut Vec<Claim>, edges: &mut Vec<_>| {
            let said_by = draft.attribution.and_then(|id| attributions.get(id.0));
            speak(&scene, draft, &voices.of(said_by), claims, edges);
        };
        for draft in spoken {
            state(draft, &mut claims, &mut edges);
        }
        let answers = denial::answers(&scene, &claims);
        // Where nothing is found that it answers, it stands as it is.
        for draft in backward {
            let answered = answers.iter().any(|a| a.by == draft.attribution);
            let told = claims.iter().any(|c| c.attribution == draft.attribution);
            if !answered && !told {
                state(draft, &mut claims, &mut edges);
            }
        }
        for answer in &answers {
            for voice in &answer.voices {
                edges.push((claims.len(), answer.to));
                let mut denied = claim(&scene, &answer.draft, voice);
                denied.polarity = rashomon_model::Polarity::Denied;
                denied.modality = Modality::Actual;
                claims.push(denied);
            }
        }
        // What a denial says is not told again in the reporter's voice.
        let told = |span: Span| answers.iter().any(|a| a.draft.span.contains(span));
        for draft in coded {
            let trigger = ctx.token_span(draft.trigger);
            if !told(trigger) {
                let voices = voices.of(voices.innermost(trigger));
                speak(&scene, draft, &voices, &mut claims, &mut edges);
            }
        }
        let (mut claims, edges) = in_order(claims, edges);
        codes::assign(&scene, &mut claims);
        let relations = denial::relations(&scene, &claims, &edges);
        (claims, relations)
    }
}

/// A draft in each of the voices that say it; a voice that denies another's answers him.
fn speak(
    scene: &Scene,
    draft: &Draft,
    voices: &[Voice],
    claims: &mut Vec<Claim>,
    edges: &mut Vec<(usize, usize)>,
) {
    let first = claims.len();
    for voice in voices {
        if voice.answers {
            edges.push((claims.len(), first));
        }
        claims.push(claim(scene, draft, voice));
    }
}

/// A draft in somebody's voice. The id is set when all claims are known.
fn claim(scene: &Scene, draft: &Draft, voice: &Voice) -> Claim {
    let said_by = voice
        .attribution
        .and_then(|id| scene.voices.attributions.get(id.0));
    let stance = stance(scene.ctx, &scene.lexicon.words, draft.trigger, said_by);
    let (polarity, mut modality) = settle(voice, &stance);
    // A call for something asks for it; a statement that says "must" demands it wherever it says so.
    let asks = match &draft.args {
        Args::Diplomacy(d) => d.act == "appeal",
        Args::Statement(_) => voice::demands(scene.ctx, draft.span),
        _ => false,
    };
    if asks && modality == Modality::Actual {
        modality = Modality::Demanded;
    }
    let ahead = matches!(
        modality,
        Modality::Planned | Modality::Demanded | Modality::Offered
    );
    let mut codes = draft.codes.clone();
    let args = match &draft.args {
        // What somebody means to do or demands is his statement; nothing has happened yet.
        Args::Control(_) | Args::Casualties(_) | Args::EquipmentLoss(_) | Args::Displacement(_)
            if ahead =>
        {
            codes = Codes::default();
            let act = match modality {
                Modality::Demanded => "demand",
                Modality::Offered => "offer",
                _ => "plan",
            };
            Args::Statement(Statement {
                act: act.to_owned(),
                target: None,
            })
        }
        args => args.clone(),
    };
    Claim {
        id: ClaimId(0),
        span: draft.span,
        text: draft.span.of(scene.ctx.text).to_owned(),
        attribution: voice.attribution,
        chain: voice.chain.clone(),
        side: voice.side.clone(),
        polarity,
        modality,
        hedges: stance.hedges,
        time: draft.time.clone(),
        places: draft.places.clone(),
        args,
        codes,
        found_by: draft.rule.clone(),
        fired_on: std::iter::once(("trigger", scene.ctx.token_span(draft.trigger)))
            .chain(draft.took.iter().copied())
            .map(|(role, span)| FiredOn {
                role: role.to_owned(),
                span,
            })
            .collect(),
    }
}

/// Sorts the claims by their place in the text and numbers them; the edges follow.
fn in_order(claims: Vec<Claim>, edges: Vec<(usize, usize)>) -> (Vec<Claim>, Vec<(usize, usize)>) {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&i| (claims[i].span, i));
    let mut place = vec![0; claims.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let mut sorted: Vec<Option<Claim>> = claims.into_iter().map(Some).collect();
    let claims = order
        .iter()
        .enumerate()
        .filter_map(|(new, &old)| {
            let mut claim = sorted[old].take()?;
            claim.id = ClaimId(new);
            if let Args::Casualties(c) = &mut claim.args
                && let Some(whole) = &mut c.part_of
            {
                whole.0 = place[whole.0];
            }
            Some(claim)
        })
        .collect();
    (
        claims,
        edges
            .into_iter()
            .map(|(from, to)| (place[from], place[to]))
            .collect(),
    )
}
