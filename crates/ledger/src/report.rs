//! What one report contributes to the ledger: made once from its analysis, and all that is needed
//! of it later.

use crate::ask::{Ask, Facet, asks};
use crate::copies::Sketch;
use crate::credit::{Credit, Credited, credits};
use crate::family::Family;
use crate::people::person;
use crate::question::{Holder, Stance};
use crate::scope::year_of;
use crate::sides::{opposing, seen};
use crate::when::Days;
use rashomon_model::{
    Actor, ActorKind, Analysis, Args, Attribution, Claim, ClaimId, Document, Modality, Polarity,
    Published, Quoted, Relation, RelationType, Scope, Span,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one document contributes to the ledger.
///
/// It depends on nothing but the document, so that it can be made anywhere, in any order, and kept.
/// Questions are settled from these alone; the analysis is not needed again but to show sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The document's key: [`ClaimRef::document`](crate::ClaimRef::document) of its claims. Keys
    /// must differ.
    pub key: String,
    /// What its claims say, by the family of questions that they answer. The families are as the
    /// report alone knows them; [`Context::family`](crate::Context::family) says with which others
    /// one is settled.
    pub families: BTreeMap<Family, Vec<Entry>>,
    /// Its articles, at least one: what each adds to the [`Context`](crate::Context).
    pub articles: Vec<Facts>,
}

/// What an article adds to what is known of sides, places and texts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Days>,
    /// Who published it: its outlet, else its file's name or id.
    pub outlet: String,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Sides that it sets against each other; of each pair the lesser id first.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opposed: BTreeSet<(String, String)>,
    /// What it calls sides: id, name, and how often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<(String, String, u64)>,
    /// The people that it names: what all spellings of the name have in common, the name, and how
    /// often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<(String, String, u64)>,
    /// The places that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceSeen>,
    /// The agencies that it credits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credit>,
    /// Hash of the words of its text without the headline.
    #[serde(default)]
    pub body: u64,
    /// Its text, as far as finding copies needs it.
    pub sketch: Sketch,
}

impl Facts {
    /// The agency that the text is credited to: whose text it is, else the one on which it draws.
    pub fn agency(&self) -> Option<&str> {
        let named = |what: Credited| {
            let mut credits = self.credits.iter().filter(move |c| c.what == what);
            credits.find_map(|c| c.agency.as_deref())
        };
        named(Credited::Text).or_else(|| named(Credited::Inputs))
    }
}

/// A place that an article names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceSeen {
    /// Its id.
    pub id: String,
    /// The usual name.
    pub name: String,
    /// The article's words for it, and how often it has each.
    pub written: Vec<(String, u64)>,
    /// Latitude and longitude in degrees (WGS 84).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<(f64, f64)>,
    /// GeoNames feature code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// ISO 3166-1 alpha-2 of the state that it is counted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A claim laid to a question, with all that settling the question needs of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub(crate) ask: Ask,
    pub(crate) claim: ClaimId,
    /// The article in which it stands.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) article: usize,
    /// The days that the claim names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) time: Option<Days>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<Days>,
    /// Who says it; the side is that of the claim.
    pub(crate) holder: Holder,
    /// Where the holder is a person: what all spellings of the name have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<String>,
    /// Names of those who pass it on, outermost first, the holder last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) chain: Vec<String>,
    pub(crate) source: Source,
    /// Where people without a name are quoted: the agency that they told it, or the quote itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) through: Option<String>,
    pub(crate) polarity: Polarity,
    pub(crate) modality: Modality,
    pub(crate) args: Args,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// The innermost source of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// A government, an army, a group: its offices and officials speak with one voice.
    Side(String),
    /// A person, an organisation, an outlet.
    Named(String),
    /// People without a name, footage: no one but this report knows them.
    Unnamed(String),
    /// The report itself.
    Reporter,
}

impl Entry {
    /// The claim's number in its document.
    pub fn claim(&self) -> ClaimId {
        self.claim
    }

    /// When its article was published.
    pub fn published(&self) -> Option<Days> {
        self.published
    }

    /// Whether it rests on footage or people without a name, or is said to be unverified.
    pub(crate) fn weak(&self) -> bool {
        matches!(self.source, Source::Unnamed(_))
            || matches!(self.modality, Modality::Possible | Modality::Unverified)
    }

    /// Whether its figure counts from a start.
    pub(crate) fn cumulative(&self) -> bool {
        let scope = match &self.args {
            Args::Casualties(c) if c.since.is_some() => return true,
            Args::Casualties(c) => c.scope,
            Args::EquipmentLoss(e) => e.scope,
            Args::Displacement(d) => d.scope,
            _ => None,
        };
        scope == Some(Scope::Cumulative)
    }
}

impl Report {
    /// The contribution of a document. `key` names it in the ledger; the analysis' spans must count
    /// bytes of its text, as they do inside the program.
    pub fn of(key: &str, analysis: &Analysis) -> Report {
        let articles = articles(analysis);
        let mut families: BTreeMap<Family, Vec<Entry>> = BTreeMap::new();
        for entry in entries(analysis, &articles) {
            let mut family = entry.ask.base.family();
            // A toll of one year and that of another do not meet.
            if let (Facet::Toll | Facet::Past, Some(year)) = (entry.ask.base.facet, year_of(&entry))
            {
                family.question.push_str(&format!("|{year}"));
            }
            families.entry(family).or_default().push(entry);
        }
        Report {
            key: key.to_owned(),
            families,
            articles,
        }
    }

    /// What the questions of a family depend on beside its own claims, so that a change of the
    /// [`Context`](crate::Context) can be led to the families that it touches: `side:AZE`,
    /// `place:geonames:1`, `person:AZE/hikmet-hajiev`. Empty for a family that the report has no part in.
    pub fn depends(&self, family: &Family) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for entry in self.families.get(family).into_iter().flatten() {
            found.extend(entry.sides().into_iter().map(|s| format!("side:{s}")));
            let base = &entry.ask.base;
            found.extend(base.field("place").map(|p| format!("place:{p}")));
            found.extend(entry.person.clone());
        }
        found
    }
}

/// What each article adds; one for a document without articles.
fn articles(analysis: &Analysis) -> Vec<Facts> {
    let document = &analysis.document;
    let whole = document.text.as_deref();
    let mut articles: Vec<Facts> = (0..analysis.articles.len().max(1))
        .map(|i| {
            let record = analysis.articles.get(i);
            let text = whole
                .and_then(|text| text.get(record?.span.range()))
                .or(whole.filter(|_| i == 0));
            let sketch = match text {
                Some(text) => Sketch::of(text),
                // A record without its text is known by the words of its claims.
                None => {
                    let claims = analysis.claims.iter();
                    let own = claims.filter(|c| article_of(analysis, c.span.start) == i);
                    Sketch::of(&own.map(|c| c.text.as_str()).collect::<Vec<_>>().join("\n"))
                }
            };
            let title = record
                .and_then(|record| record.title.clone())
                .or_else(|| document.title.clone());
            let body = text.map(|text| {
                let headline = title.as_deref().and_then(|title| text.strip_prefix(title));
                Sketch::of(headline.unwrap_or(text)).words
            });
            let start = record.map_or(0, |record| record.span.start);
            Facts {
                credits: text.map_or(Vec::new(), |text| credits(text, start)),
                body: body.unwrap_or(sketch.words),
                title,
                published: record
                    .and_then(|record| days(&record.published))
                    .or_else(|| days(&document.published)),
                outlet: outlet(document),
                sketch,
                ..Facts::default()
            }
        })
        .collect();
    let mut sides: Vec<BTreeMap<(String, String), u64>> = vec![BTreeMap::new(); articles.len()];
    let mut people = sides.clone();
    let mut places: Vec<BTreeMap<(String, String), PlaceSeen>> =
        vec![BTreeMap::new(); articles.len()];
    for mention in &analysis.mentions {
        let i = article_of(analysis, mention.span.start);
        if let Some((side, name)) = seen(mention) {
            let key = (side.to_owned(), name.to_owned());
            *sides[i].entry(key).or_default() += 1;
        }
        let actor = mention.actor().filter(|a| a.kind == ActorKind::Person);
        let named = actor.and_then(|a| Some((person(&a.name, a.side.as_deref())?, a.name.clone())));
        if let Some(key) = named {
            *people[i].entry(key).or_default() += 1;
        }
        if let Some(place) = mention.place() {
            let key = (place.id.clone(), place.name.clone());
            let seen = places[i].entry(key).or_insert_with(|| PlaceSeen {
                id: place.id.clone(),
                name: place.name.clone(),
                written: Vec::new(),
                position: place.lat.zip(place.lon),
                feature: place.feature.clone(),
                country: place.country.clone(),
            });
            match seen
                .written
                .iter_mut()
                .find(|(word, _)| *word == mention.text)
            {
                Some((_, n)) => *n += 1,
                None => seen.written.push((mention.text.clone(), 1)),
            }
        }
    }
    let seen = sides.into_iter().zip(people).zip(places);
    for (facts, ((sides, people), places)) in articles.iter_mut().zip(seen) {
        let people = people.into_iter();
        facts.people = people.map(|((id, name), n)| (id, name, n)).collect();
        facts.sides = sides
            .into_iter()
            .map(|((id, name), n)| (id, name, n))
            .collect();
        facts.places = places.into_values().collect();
        for place in &mut facts.places {
            place.written.sort();
        }
    }
    let mut oppose = |i: usize, a: Option<&str>, b: Option<&str>| {
        articles[i].opposed.extend(opposing(a, b));
    };
    for claim in &analysis.claims {
        let (a, b) = crate::sides::opposed_by(claim);
        oppose(article_of(analysis, claim.span.start), a, b);
    }
    for relation in &analysis.relations {
        let parted = matches!(
            relation.r#type,
            RelationType::Denies | RelationType::Disputes
        );
        let claim = |id: ClaimId| analysis.claims.get(id.0);
        if let (true, Some(from), Some(to)) = (parted, claim(relation.from), claim(relation.to)) {
            let i = article_of(analysis, from.span.start);
            oppose(i, from.side.as_deref(), to.side.as_deref());
        }
    }
    articles
}

fn days(published: &Published) -> Option<Days> {
    published.value.as_deref().and_then(Days::parse)
}

/// Index of the article in which something stands (articles are in order); the first where there is
/// none.
fn article_of(analysis: &Analysis, start: usize) -> usize {
    let behind = analysis
        .articles
        .partition_point(|article| article.span.start <= start);
    behind.saturating_sub(1)
}

/// Every claim laid to every question that it answers, by its own words or by what it answers in
/// its report.
fn entries(analysis: &Analysis, articles: &[Facts]) -> Vec<Entry> {
    let mut own: Vec<Vec<Entry>> = analysis
        .claims
        .iter()
        .map(|claim| own(claim, analysis, articles))
        .collect();
    locate(&mut own);
    let mut answers: HashMap<ClaimId, Vec<&Relation>> = HashMap::new();
    for relation in &analysis.relations {
        answers.entry(relation.from).or_default().push(relation);
    }
    let mut all = Vec::new();
    for (i, claim) in analysis.claims.iter().enumerate() {
        let relations = answers.remove(&claim.id).unwrap_or_default();
        let voice = voice(claim, analysis, articles);
        let answered = answered(&voice, &relations, &own[i], &own);
        // A denial that is known to answer a claim of its kind speaks of just that claim: the words
        // of the claim say more exactly than its own what it denies.
        let by_relation = claim.polarity == Polarity::Denied
            && answered
                .iter()
                .any(|e| e.ask.base.kind == claim.args.kind());
        if !by_relation {
            all.extend(own[i].iter().cloned());
        }
        all.extend(answered);
    }
    all
}

fn own(claim: &Claim, analysis: &Analysis, articles: &[Facts]) -> Vec<Entry> {
    let asks = asks(claim, analysis);
    if asks.is_empty() {
        return Vec::new();
    }
    let voice = voice(claim, analysis, articles);
    asks.into_iter().map(|ask| voice.laid(ask)).collect()
}

/// Gives counts of one incident whose place is not said the one place of the incidents of their day
/// in their article.
fn locate(own: &mut [Vec<Entry>]) {
    let event = |e: &Entry| {
        let base = &e.ask.base;
        let one = matches!(
            (base.kind.as_str(), base.facet),
            ("casualties", Facet::Incident) | ("attack", Facet::Who)
        );
        one.then_some((e.article, e.time))
    };
    let mut places: HashMap<(usize, Option<Days>), BTreeSet<String>> = HashMap::new();
    for entry in own.iter().flatten() {
        if let (Some(event), Some(place)) = (event(entry), entry.ask.base.field("place")) {
            places.entry(event).or_default().insert(place.to_owned());
        }
    }
    for entry in own.iter_mut().flatten() {
        let known = event(entry).and_then(|event| places.get(&event));
        let base = &mut entry.ask.base;
        if let (None, Some(known), "casualties") = (base.field("place"), known, base.kind.as_str())
            && let (Some(place), 1) = (known.first(), known.len())
        {
            for field in base.fields.iter_mut().filter(|f| f.name == "place") {
                field.id = Some(place.clone());
            }
        }
    }
}

/// What a claim says to the claims of its report that it denies, doubts or confirms.
fn answered(
    voice: &Voice,
    relations: &[&Relation],
    own: &[Entry],
    all: &[Vec<Entry>],
) -> Vec<Entry> {
    let places: BTreeSet<&str> = own
        .iter()
        .filter_map(|e| e.ask.base.field("place"))
        .collect();
    let mut found = Vec::new();
    for relation in relations.iter().filter(|r| r.to != r.from) {
        let Some(target) = all.get(relation.to.0) else {
            continue;
        };
        // Who denies one of seven places named together denies that one.
        let narrower = |e: &&Entry| match e.ask.base.field("place") {
            Some(place) => places.contains(place),
            None => false,
        };
        let narrows = target.iter().any(|e| narrower(&e));
        for entry in target {
            if entry.ask.silent || (narrows && !narrower(&entry)) {
                continue;
            }
            let stance = match (relation.r#type, entry.ask.stance) {
                (RelationType::Denies, Stance::Affirms) => Stance::Denies,
                (RelationType::Denies, Stance::Denies) => Stance::Affirms,
                (RelationType::Disputes, Stance::Affirms) => Stance::Doubts,
                // Who confirms gives its own claim; where that has a figure, it stands alone.
                (RelationType::Confirms, stance) if own.is_empty() => stance,
                _ => continue,
            };
            let mut ask = entry.ask.clone();
            ask.stance = stance;
            let mut laid = voice.laid(ask);
            laid.time = entry.time;
            found.push(laid);
        }
    }
    found
}

/// A claim with who says it, where and when.
struct Voice<'a> {
    claim: &'a Claim,
    article: usize,
    published: Option<Days>,
    holder: Holder,
    person: Option<String>,
    source: Source,
    through: Option<String>,
}

impl Voice<'_> {
    fn laid(&self, ask: Ask) -> Entry {
        Entry {
            ask,
            claim: self.claim.id,
            article: self.article,
            time: self.claim.time.as_deref().and_then(Days::parse),
            published: self.published,
            holder: self.holder.clone(),
            person: self.person.clone(),
            chain: self
                .claim
                .chain
                .iter()
                .map(|link| link.name.clone())
                .collect(),
            source: self.source.clone(),
            through: self.through.clone(),
            polarity: self.claim.polarity,
            modality: self.claim.modality,
            args: self.claim.args.clone(),
        }
    }
}

fn voice<'a>(claim: &'a Claim, analysis: &Analysis, articles: &[Facts]) -> Voice<'a> {
    let article = article_of(analysis, claim.span.start);
    let facts = articles.get(article);
    let attribution = claim
        .attribution
        .and_then(|id| analysis.attributions.get(id.0));
    let actor = attribution
        .and_then(|a| a.actor)
        .and_then(|id| analysis.mentions.get(id.0))
        .and_then(|mention| mention.actor());
    let name = match claim.chain.last() {
        Some(link) => link.name.clone(),
        None => outlet(&analysis.document),
    };
    let holder = Holder {
        name,
        side: claim.side.clone(),
    };
    let shown = attribution.is_some_and(|a| matches!(a.act.as_str(), "show" | "depict"));
    Voice {
        claim,
        article,
        published: facts.and_then(|facts| facts.published),
        person: actor
            .filter(|actor| actor.kind == ActorKind::Person)
            .and_then(|actor| person(&actor.name, actor.side.as_deref())),
        source: source(claim, &holder, actor, shown),
        through: attribution.and_then(|a| through(a, claim, analysis, facts?)),
        holder,
    }
}

/// Words that a quote must have to be known again by them.
const QUOTE: usize = 8;

/// What ties a quote in one report to the same quote in another: the agency to which it was said, or
/// its words, where they stand in quotation marks wholly.
fn through(
    attribution: &Attribution,
    claim: &Claim,
    analysis: &Analysis,
    facts: &Facts,
) -> Option<String> {
    let parts = [&attribution.source, &attribution.cue, &attribution.content];
    let spans = parts.into_iter().flatten().copied().chain([claim.span]);
    let whole = spans.reduce(Span::cover)?;
    let told = facts.credits.iter().find(|credit| {
        // "..., a nurse told AFP": the agency's name follows the cue.
        credit.what == Credited::Quote
            && credit.span.start < whole.end + 1
            && credit.span.end > whole.start
    });
    if let Some(agency) = told.and_then(|credit| credit.agency.as_ref()) {
        return Some(format!("agency:{agency}"));
    }
    let text = analysis.document.text.as_deref()?;
    let direct = attribution.quoted == Quoted::Direct;
    let quote = attribution.content.iter().copied().reduce(Span::cover);
    let words = text.get(quote.filter(|_| direct)?.range())?;
    let long = words.split_whitespace().nth(QUOTE - 1).is_some();
    long.then(|| format!("quote:{:016x}", Sketch::of(words).words))
}

/// Who publishes a report, and what it is called where it speaks itself: its outlet, its file's
/// name, its id.
pub fn outlet(document: &Document) -> String {
    let file = |uri: &String| {
        let end = uri.rsplit(['/', '\\']).find(|part| !part.is_empty());
        end.map(str::to_owned)
    };
    let name = document.outlet.clone();
    name.or_else(|| document.uri.as_ref().and_then(file))
        .unwrap_or_else(|| document.id.clone())
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
