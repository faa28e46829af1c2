//! Claims with what stands around them: who says it, where, when, and what it goes back to.

use crate::origin::near_duplicates;
use crate::question::{ClaimRef, Holder};
use crate::when::Days;
use rashomon_model::{
    Actor, ActorKind, Analysis, Claim, ClaimId, Document, Modality, Published, Relation,
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The analyses of a run in an order of their own, each once, with a key for each document.
pub(crate) fn canonical(analyses: &[Analysis]) -> Vec<(String, &Analysis)> {
    let mut all: Vec<(&str, String, &Analysis)> = analyses
        .iter()
        .map(|analysis| {
            (
                analysis.document.id.as_str(),
                fingerprint(analysis),
                analysis,
            )
        })
        .collect();
    all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    all.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    (0..all.len())
        .map(|i| {
            let (id, print, analysis) = &all[i];
            let shared = |j: Option<usize>| j.and_then(|j| all.get(j)).is_some_and(|o| o.0 == *id);
            let key = match shared(i.checked_sub(1)) || shared(Some(i + 1)) {
                true => format!("{id}@{}", &print[..8]),
                false => (*id).to_owned(),
            };
            (key, *analysis)
        })
        .collect()
}

/// The key of each analysis' document, in the order given: its id; where different documents share
/// an id, the id and a piece of a hash of what was read.
pub fn document_keys(analyses: &[Analysis]) -> Vec<String> {
    let canonical = canonical(analyses);
    analyses
        .iter()
        .map(|analysis| {
            let id = &analysis.document.id;
            let at = canonical.partition_point(|(_, other)| other.document.id < *id);
            let sharing = canonical[at..]
                .iter()
                .take_while(|(_, other)| other.document.id == *id);
            sharing
                .filter(|(_, other)| *other == analysis)
                .map(|(key, _)| key.clone())
                .next()
                .unwrap_or_else(|| id.clone())
        })
        .collect()
}

fn fingerprint(analysis: &Analysis) -> String {
    // The record has no map with keys other than strings: it always serialises.
    hex(&serde_json::to_vec(analysis).unwrap_or_default())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A claim and what stands around it.
#[derive(Debug)]
pub(crate) struct Voice<'a> {
    pub reference: ClaimRef,
    pub analysis: &'a Analysis,
    pub claim: &'a Claim,
    /// The relations in which it answers other claims of its report.
    pub answers: Vec<&'a Relation>,
    /// The article, numbered through the run.
    pub article: usize,
    pub holder: Holder,
    pub chain: Vec<String>,
    /// Equal names are one origin.
    pub origin: String,
    pub weak: bool,
    pub time: Option<Days>,
    pub published: Option<Days>,
}

/// All claims of the documents, in order of document and place in it.
pub(crate) fn voices<'a>(documents: &[(String, &'a Analysis)]) -> Vec<Voice<'a>> {
    // Articles of one page are reprinted apart from each other: each is a text of its own.
    let mut first_article = Vec::with_capacity(documents.len());
    let mut texts: Vec<String> = Vec::new();
    for (_, analysis) in documents {
        first_article.push(texts.len());
        let whole = analysis.document.text.as_deref();
        let article =
            |i: usize| -> Option<&str> { whole?.get(analysis.articles.get(i)?.span.range()) };
        for i in 0..analysis.articles.len().max(1) {
            texts.push(match article(i).or(whole.filter(|_| i == 0)) {
                Some(text) => text.to_owned(),
                // A record without its text is known by the words of its claims.
                None => claims_of(analysis, i)
                    .map(|c| c.text.as_str())
                    .collect::<Vec<_>>()
                    .join("\n"),
            });
        }
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let groups = near_duplicates(&texts);
    let mut names = vec![String::new(); texts.len()];
    for ((key, analysis), &first) in documents.iter().zip(&first_article) {
        for i in 0..analysis.articles.len().max(1) {
            names[first + i] = match i {
                0 => format!("text:{key}"),
                i => format!("text:{key}/{}", i + 1),
            };
        }
    }
    let mut voices = Vec::new();
    for ((key, analysis), &first) in documents.iter().zip(&first_article) {
        let mut answers: HashMap<ClaimId, Vec<&Relation>> = HashMap::new();
        for relation in &analysis.relations {
            answers.entry(relation.from).or_default().push(relation);
        }
        for claim in &analysis.claims {
            let within = article_of(analysis, claim);
            let text = &names[groups[first + within]];
            let mut voice = voice(key, analysis, claim, within, text);
            voice.article = first + within;
            voice.answers = answers.remove(&claim.id).unwrap_or_default();
            voices.push(voice);
        }
    }
    voices
}

fn claims_of(analysis: &Analysis, article: usize) -> impl Iterator<Item = &Claim> {
    analysis
        .claims
        .iter()
        .filter(move |claim| article_of(analysis, claim) == article)
}

/// Index of the article in which a claim stands (articles are in order); the first where there is
/// none.
fn article_of(analysis: &Analysis, claim: &Claim) -> usize {
    let behind = analysis
        .articles
        .partition_point(|article| article.span.start <= claim.span.start);
    behind.saturating_sub(1)
}

fn voice<'a>(
    key: &str,
    analysis: &'a Analysis,
    claim: &'a Claim,
    within: usize,
    text: &str,
) -> Voice<'a> {
    let days = |published: &Published| published.value.as_deref().and_then(Days::parse);
    let attribution = claim
        .attribution
        .and_then(|id| analysis.attributions.get(id.0));
    let actor = attribution
        .and_then(|a| a.actor)
        .and_then(|id| analysis.mentions.get(id.0))
        .and_then(|mention| mention.actor());
    let document = &analysis.document;
    let holder = match claim.chain.last() {
        Some(link) => Holder {
            name: link.name.clone(),
            side: claim.side.clone(),
        },
        None => Holder {
            name: own_voice(document),
            side: claim.side.clone(),
        },
    };
    let shown = attribution.is_some_and(|a| matches!(a.act.as_str(), "show" | "depict"));
    let source = source(claim, &holder, actor, shown);
    Voice {
        reference: ClaimRef {
            document: key.to_owned(),
            claim: claim.id,
        },
        analysis,
        claim,
        answers: Vec::new(),
        article: 0,
        chain: claim.chain.iter().map(|link| link.name.clone()).collect(),
        origin: match &source {
            Source::Side(side) => format!("side:{side}"),
            Source::Named(name) => format!("source:{name}"),
            Source::Unnamed(name) => format!("source:{name} in {text}"),
            Source::Reporter => text.to_owned(),
        },
        weak: matches!(source, Source::Unnamed(_))
            || matches!(claim.modality, Modality::Possible | Modality::Unverified),
        holder,
        time: claim.time.as_deref().and_then(Days::parse),
        published: analysis
            .articles
            .get(within)
            .and_then(|article| days(&article.published))
            .or_else(|| days(&document.published)),
    }
}

/// What a report is called where it speaks itself: its outlet, its file's name, its id.
fn own_voice(document: &Document) -> String {
    let file = |uri: &String| {
        let end = uri.rsplit(['/', '\\']).find(|part| !part.is_empty());
        end.map(str::to_owned)
    };
    let name = document.outlet.clone();
    name.or_else(|| document.uri.as_ref().and_then(file))
        .unwrap_or_else(|| document.id.clone())
}

/// The innermost source as an origin.
enum Source {
    /// A government, an army, a group: its offices and officials speak with one voice.
    Side(String),
    /// A person, an organisation, an outlet.
    Named(String),
    /// People without a name, footage: no one but this report knows them.
    Unnamed(String),
    /// The report itself.
    Reporter,
}

fn source(claim: &Claim, holder: &Holder, actor: Option<&Actor>, shown: bool) -> Source {
    if claim.chain.is_empty() {
        return Source::Reporter;
    }
    let name = || holder.name.to_lowercase();
    let Some(actor) = actor else {
        return match &holder.side {
            Some(side) => Source::Side(side.clone()),
            // A source that the actor list does not know: a name begins with a capital letter.
            None if holder.name.starts_with(char::is_uppercase) && !shown => Source::Named(name()),
            None => Source::Unnamed(name()),
        };
    };
    let private = matches!(actor.role.as_deref(), Some("CVL" | "MED" | "NGO" | "IGO"));
    let office = matches!(
        actor.role.as_deref(),
        Some("GOV" | "MIL" | "REB" | "SEP" | "SPY" | "OPP")
    );
    let side = holder.side.clone().or_else(|| actor.side.clone());
    match (actor.kind, side) {
        (ActorKind::State | ActorKind::Group | ActorKind::Office, Some(side)) if !private => {
            Source::Side(side)
        }
        (ActorKind::Person, Some(side)) if !private => Source::Side(side),
        (ActorKind::Unnamed, Some(side)) if office => Source::Side(side),
        (ActorKind::Unnamed, _) => Source::Unnamed(name()),
        (ActorKind::Media, _) if shown => Source::Unnamed(name()),
        _ => Source::Named(actor.id.clone()),
    }
}
