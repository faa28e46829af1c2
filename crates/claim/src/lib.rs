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
    Args, Attribution, Claim, ClaimId, Codes, FiredOn, Modality, Polarity, Relation, Statement,
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
        let drafts = typed(&scene);
        let mut told = Told::default();
        told.typed(&scene, &drafts);
        let mut statements = Vec::new();
        statement::find(&voices, &drafts, &mut statements);
        codes::find(&scene, &drafts, &mut statements);
        let (said, coded): (Vec<_>, Vec<_>) =
            statements.iter().partition(|d| d.attribution.is_some());
        told.said(&scene, said);
        told.coded(&scene, coded);
        let (mut claims, edges) = in_order(told.claims, told.edges);
        codes::assign(&scene, &mut claims);
        let relations = denial::relations(&scene, &claims, &edges);
        (claims, relations)
    }
}

/// What the rules of each kind find.
fn typed(scene: &Scene) -> Vec<Draft> {
    let mut drafts = Vec::new();
    control::find(scene, &mut drafts);
    casualties::find(scene, &mut drafts);
    equipment_loss::find(scene, &mut drafts);
    displacement::find(scene, &mut drafts);
    event::find(scene, &mut drafts);
    drafts
}

/// The claims while they are put together.
#[derive(Default)]
struct Told {
    claims: Vec<Claim>,
    /// Denials with what they deny, as places in the list.
    edges: Vec<(usize, usize)>,
    /// What answers that point back take over: their words.
    answers: Vec<Span>,
}

impl Told {
    /// A draft in each of the voices that say it; a voice that denies another's answers him.
    fn speak(&mut self, scene: &Scene, draft: &Draft, voices: &[Voice]) {
        let first = self.claims.len();
        for voice in voices {
            if voice.answers {
                self.edges.push((self.claims.len(), first));
            }
            self.claims.push(claim(scene, draft, voice));
        }
    }

    /// Drafts of a kind, in the voices around them; figures point at the figure that they are part of.
    fn typed(&mut self, scene: &Scene, drafts: &[Draft]) {
        // Where a draft's first claim stands in the list.
        let mut first_of = Vec::with_capacity(drafts.len() + 1);
        for draft in drafts {
            first_of.push(self.claims.len());
            let said_by = scene.voices.speaker(draft.trigger);
            self.speak(scene, draft, &scene.voices.of(said_by));
        }
        first_of.push(self.claims.len());
        for (i, draft) in drafts.iter().enumerate() {
            let Some(whole) = draft.part_of else { continue };
            for claim in &mut self.claims[first_of[i]..first_of[i + 1]] {
                if let Args::Casualties(c) = &mut claim.args {
                    c.part_of = Some(ClaimId(first_of[whole]));
                }
            }
        }
    }

    /// Statements in their attribution's voice. A denial that only points back becomes a claim with what it denies;
    /// where nothing is found that it answers, it stands as it is.
    fn said(&mut self, scene: &Scene, drafts: Vec<&Draft>) {
        let said_by = |d: &Draft| {
            d.attribution
                .and_then(|id| scene.voices.attributions.get(id.0))
        };
        let (backward, plain): (Vec<&Draft>, Vec<&Draft>) = drafts
            .into_iter()
            .partition(|d| said_by(d).is_some_and(|a| denial::answers_back(scene, a)));
        for draft in plain {
            self.speak(scene, draft, &scene.voices.of(said_by(draft)));
        }
        let answers = denial::answers(scene, &self.claims);
        for draft in backward {
            let answered = answers.iter().any(|a| a.by == draft.attribution);
            if !answered
                && !self
                    .claims
                    .iter()
                    .any(|c| c.attribution == draft.attribution)
            {
                self.speak(scene, draft, &scene.voices.of(said_by(draft)));
            }
        }
        for answer in &answers {
            for voice in &answer.voices {
                self.edges.push((self.claims.len(), answer.to));
                let mut denied = claim(scene, &answer.draft, voice);
                denied.polarity = Polarity::Denied;
                denied.modality = Modality::Actual;
                self.claims.push(denied);
            }
        }
        self.answers.extend(answers.iter().map(|a| a.draft.span));
    }

    /// Coded events in the reporter's voice. What a denial says is not told again in it.
    fn coded(&mut self, scene: &Scene, drafts: Vec<&Draft>) {
        let denials: Vec<Span> = scene
            .voices
            .attributions
            .iter()
            .filter(|a| voice::denies(&a.act))
            .filter(|a| self.claims.iter().any(|c| c.attribution == Some(a.id)))
            .flat_map(|a| a.cue.iter().copied())
            .collect();
        for draft in drafts {
            let trigger = scene.ctx.token_span(draft.trigger);
            let mut spans = self.answers.iter().chain(&denials);
            if !spans.any(|s| s.contains(trigger)) {
                let voices = scene.voices.of(scene.voices.innermost(trigger));
                self.speak(scene, draft, &voices);
            }
        }
    }
}

/// The side behind "official reports" and "official figures" that name no state: who has official figures of a side's
/// own losses is that side.
fn official_side(scene: &Scene, args: &Args, voice: &Voice) -> Option<String> {
    let source = voice.chain.last().filter(|link| link.side.is_none())?;
    let mut words = source.name.split_whitespace();
    let official = words.any(|w| scene.lexicon.words.has("official", &w.to_lowercase()));
    let affected = match args {
        Args::Casualties(c) => c.affected.as_deref(),
        Args::EquipmentLoss(e) => e.affected.as_deref(),
        _ => None,
    };
    affected.filter(|_| official).map(str::to_owned)
}

/// A draft in somebody's voice. The id is set when all claims are known.
fn claim(scene: &Scene, draft: &Draft, voice: &Voice) -> Claim {
    let said_by = voice
        .attribution
        .and_then(|id| scene.voices.attributions.get(id.0));
    let stance = stance(scene.ctx, &scene.lexicon.words, draft.trigger, said_by);
    let (polarity, modality) = settle(voice, &stance);
    let modality = voice::asked(scene.ctx, draft, modality);
    let mut codes = draft.codes.clone();
    let args = match &draft.args {
        // What somebody means to do or demands is his statement; nothing has happened yet.
        Args::Control(_) | Args::Casualties(_) | Args::EquipmentLoss(_) | Args::Displacement(_)
            if modality.is_ahead() =>
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
    let mut chain = voice.chain.clone();
    let mut side = voice.side.clone();
    if let Some(own) = official_side(scene, &args, voice)
        && let Some(source) = chain.last_mut()
    {
        source.side = Some(own.clone());
        side = Some(own);
    }
    Claim {
        id: ClaimId(0),
        span: draft.span,
        text: draft.span.of(scene.ctx.text).to_owned(),
        attribution: voice.attribution,
        chain,
        side,
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
