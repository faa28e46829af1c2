//! Which questions a claim answers, and with what.

use crate::family::Family;
use crate::question::{Stance, Value};
use rashomon_model::{
    Agreement, Analysis, Args, Attack, Casualties, Claim, Control, Count, Displacement,
    EquipmentLoss, MentionId, Modality, Place, Polarity, Scope,
};
use serde::{Deserialize, Serialize};

/// One claim laid to one question, before its scope in time is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub base: Base,
    pub grain: Grain,
    /// The answer that it speaks to; `None` where it denies whatever is affirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    pub stance: Stance,
    /// Speaks only to an answer that somebody else gives: who says that A took a place from B
    /// denies that B holds it, but does not raise the answer B.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

/// What is asked, but for its scope in time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Base {
    pub kind: String,
    pub facet: Facet,
    pub fields: Vec<Field>,
}

impl Base {
    pub fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|f| f.name == name)?;
        field.id.as_deref()
    }

    /// Fields that it leaves open and that another report may fill.
    pub fn open(&self) -> bool {
        self.fields.iter().any(|f| f.open && f.id.is_none())
    }

    /// Whether `full` asks the same with the open fields filled.
    pub fn filled_by(&self, full: &Base) -> bool {
        self.kind == full.kind
            && self.facet == full.facet
            && self.fields.len() == full.fields.len()
            && self
                .fields
                .iter()
                .zip(&full.fields)
                .all(|(a, b)| a.name == b.name && (a.id == b.id || (a.open && a.id.is_none())))
    }

    /// The questions that this one is settled together with.
    pub fn family(&self) -> Family {
        let mut question = self.kind.clone();
        // The facets of these meet: who holds some of a place, and who holds all of it.
        if !matches!(self.kind.as_str(), "control" | "attack" | "agreement") {
            question.push('/');
            question.push_str(self.facet.name());
        }
        let crossing = |name: &str| matches!(name, "place" | "extent" | "method");
        for field in self.fields.iter().filter(|f| !f.open && !crossing(&f.name)) {
            if let Some(id) = &field.id {
                let id = id.replace(['|', '=', '@'], " ");
                question.push_str(&format!("|{}={id}", field.name));
            }
        }
        Family {
            question,
            place: self.field("place").map(str::to_owned),
        }
    }

    /// Says what `place` is called by the id that stands for it.
    pub fn move_to(&mut self, place: &str) {
        for field in self.fields.iter_mut().filter(|f| f.name == "place") {
            field.id = field.id.take().map(|_| place.to_owned());
        }
    }

    pub fn key(&self) -> String {
        let mut key = format!("{}/{}", self.kind, self.facet.name());
        for field in &self.fields {
            if let Some(id) = &field.id {
                // A target is a report's own words: they must not break the key's form.
                let id = id.replace(['|', '='], " ");
                key.push_str(&format!("|{}={id}", field.name));
            }
        }
        key
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Field {
    pub name: String,
    /// `None`: not said. For a field that is not open this means "any".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// May be filled from the one other question of its days that agrees in all else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// What sort of question a kind of claim answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Facet {
    /// Who holds the whole place.
    Whole,
    /// Who holds some of it.
    Part,
    /// How many, over the fighting.
    Toll,
    /// How many, in one incident.
    Incident,
    /// How many, in a war that reports look back on.
    Past,
    /// What brought a single loss about.
    Cause,
    /// Who did it.
    Who,
    /// Who brokered it.
    Broker,
    /// What became of it.
    State,
    /// Whether it was so.
    Whether,
}

impl Facet {
    pub fn name(self) -> &'static str {
        match self {
            Facet::Whole => "whole",
            Facet::Part => "part",
            Facet::Toll => "toll",
            Facet::Incident => "incident",
            Facet::Past => "past",
            Facet::Cause => "cause",
            Facet::Who => "who",
            Facet::Broker => "broker",
            Facet::State => "state",
            Facet::Whether => "whether",
        }
    }
}

/// How finely time tells one question from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Grain {
    /// By the year.
    Year,
    /// By days: claims that speak of the same or the next day ask about one event.
    Days,
    /// By the year that the claim names; the day of the report says nothing.
    Named,
}

/// The id of the place that a mention names.
fn place(analysis: &Analysis, mention: MentionId) -> Option<&Place> {
    analysis.mentions.get(mention.0)?.place()
}

/// The places of some mentions, each once.
fn places<'a>(analysis: &'a Analysis, mentions: &[MentionId]) -> Vec<&'a Place> {
    let mut found: Vec<&Place> = Vec::new();
    for place in mentions.iter().filter_map(|&m| place(analysis, m)) {
        if found.iter().all(|known| known.id != place.id) {
            found.push(place);
        }
    }
    found
}

fn ids(places: &[&Place]) -> Vec<String> {
    places.iter().map(|place| place.id.clone()).collect()
}

/// Whether it is a town or a village.
fn is_settlement(place: &Place) -> bool {
    let feature = place.feature.as_deref();
    feature.is_some_and(|feature| feature.starts_with("PPL"))
}

/// The questions that a claim answers by what it says itself.
pub(crate) fn asks(claim: &Claim, analysis: &Analysis) -> Vec<Ask> {
    let real = matches!(
        claim.modality,
        Modality::Actual | Modality::Possible | Modality::Unverified
    );
    if !real {
        // What is planned, demanded or would happen answers no question of what happened.
        return Vec::new();
    }
    let named = places(analysis, &claim.places);
    let at = ids(&named);
    let mut asks = match &claim.args {
        Args::Control(c) => control(c, &named, claim.polarity),
        Args::Casualties(c) => casualties(c, claim, analysis, &at),
        Args::EquipmentLoss(e) => equipment(e),
        Args::Displacement(d) => displacement(d, ids(&places(analysis, &d.from)), &at),
        Args::Attack(a) => attack(a, &at),
        Args::Agreement(a) => agreement(a),
        Args::Deployment(d) if d.actor.is_some() => vec![whether(
            claim.args.kind(),
            Grain::Year,
            [
                ("actor", d.actor.clone()),
                ("force", Some(d.force.clone())),
                ("recipient", d.recipient.clone()),
            ],
        )],
        Args::Access(a) if a.actor.is_some() => vec![whether(
            claim.args.kind(),
            Grain::Year,
            [
                ("actor", a.actor.clone()),
                ("act", Some(a.act.clone())),
                ("object", a.object.clone()),
                ("place", at.first().cloned()),
            ],
        )],
        // Who mediates is asked of the agreement that comes of it.
        Args::Diplomacy(d) if d.actor.is_some() && d.recipient.is_some() => vec![whether(
            claim.args.kind(),
            Grain::Days,
            [
                ("actor", d.actor.clone()),
                ("act", Some(d.act.clone())),
                ("recipient", d.recipient.clone()),
            ],
        )],
        // A statement is a position; it answers nothing, but may doubt what others say.
        _ => Vec::new(),
    };
    if claim.polarity == Polarity::Denied {
        asks.retain(|ask| !ask.silent);
        for ask in &mut asks {
            ask.stance = Stance::Denies;
            if ask.value == Some(Value::Yes) && ask.base.facet != Facet::Whether {
                ask.value = None;
            }
        }
    }
    asks
}

fn field(name: &str, id: Option<String>) -> Field {
    Field {
        name: name.to_owned(),
        id,
        open: false,
    }
}

fn open(name: &str, id: Option<String>) -> Field {
    Field {
        name: name.to_owned(),
        id,
        open: true,
    }
}

fn ask(kind: &'static str, facet: Facet, grain: Grain, fields: Vec<Field>, value: Value) -> Ask {
    Ask {
        base: Base {
            kind: kind.to_owned(),
            facet,
            fields,
        },
        grain,
        value: Some(value),
        stance: Stance::Affirms,
        silent: false,
    }
}

fn whether<const N: usize>(
    kind: &'static str,
    grain: Grain,
    fields: [(&'static str, Option<String>); N],
) -> Ask {
    let fields = fields.into_iter().map(|(name, id)| field(name, id));
    ask(kind, Facet::Whether, grain, fields.collect(), Value::Yes)
}

fn control(c: &Control, at: &[&Place], polarity: Polarity) -> Vec<Ask> {
    let said = c.extent.as_deref().unwrap_or("place");
    let mut asks = Vec::new();
    for place in at {
        // "The villages of X and Y in D district": of D some settlements are held, X wholly.
        let extent = match said {
            "settlements in" if is_settlement(place) => "place",
            said => said,
        };
        let facet = match extent {
            "place" | "border" => Facet::Whole,
            _ => Facet::Part,
        };
        let fields = || {
            vec![
                field("place", Some(place.id.clone())),
                field("extent", (extent != "place").then(|| extent.to_owned())),
            ]
        };
        let side = |side: &String| Value::Side { side: side.clone() };
        if let Some(holder) = &c.holder {
            asks.push(ask("control", facet, Grain::Year, fields(), side(holder)));
        }
        if let Some(loser) = &c.loser {
            let mut lost = ask("control", facet, Grain::Year, fields(), side(loser));
            lost.stance = Stance::Denies;
            lost.silent = c.holder.is_some();
            asks.push(lost);
        }
        // "denied that the town had been captured": by whomever it is said to have been.
        let unnamed = c.holder.is_none() && c.loser.is_none();
        if unnamed && polarity == Polarity::Denied {
            asks.push(ask("control", facet, Grain::Year, fields(), Value::Yes));
        }
    }
    asks
}

fn count(count: Option<Count>) -> Value {
    match count {
        Some(Count {
            min: Some(min),
            max,
        }) => Value::Count { min, max },
        Some(Count {
            min: None,
            max: Some(max),
        }) => Value::Count {
            min: 0,
            max: Some(max),
        },
        _ => Value::Yes,
    }
}

/// The role that a question asks for: no role is all of them.
fn role(c: &Casualties) -> Option<String> {
    c.role.clone().filter(|role| role != "unspecified")
}

fn casualties(c: &Casualties, claim: &Claim, analysis: &Analysis, at: &[String]) -> Vec<Ask> {
    let whole = c.part_of.and_then(|id| analysis.claims.get(id.0));
    if let Some(Args::Casualties(whole)) = whole.map(|whole| &whole.args)
        && (&whole.effect, &whole.affected, role(whole)) == (&c.effect, &c.affected, role(c))
    {
        // Twelve of the thirty are not another count of the thirty.
        return Vec::new();
    }
    // An event is known by its place or its day; a side's bare figure is one of the fighting so
    // far.
    let one_event = match c.scope {
        Some(Scope::Incident) => !at.is_empty() || brief(claim) || c.affected.is_none(),
        Some(_) => false,
        None => c.since.is_none() && !at.is_empty() && brief(claim),
    };
    let mut fields = vec![
        field("effect", Some(c.effect.clone())),
        field("affected", c.affected.clone()),
        field("role", role(c)),
    ];
    let (facet, grain) = match c.scope {
        Some(Scope::Historical) => (Facet::Past, Grain::Named),
        _ if one_event => {
            // The town rather than the state in which it lies.
            let town = at.iter().find(|place| grain(Some(place)) == Grain::Days);
            let place = town.or(at.first()).cloned();
            let grain = grain(place.as_deref());
            fields.push(field("place", place));
            (Facet::Incident, grain)
        }
        _ => (Facet::Toll, Grain::Year),
    };
    vec![ask("casualties", facet, grain, fields, count(c.count))]
}

/// Whether the claim speaks of a day or two.
fn brief(claim: &Claim) -> bool {
    claim
        .time
        .as_deref()
        .and_then(crate::when::Days::parse)
        .and_then(crate::when::Days::length)
        .is_some_and(|days| days <= 2)
}

fn equipment(e: &EquipmentLoss) -> Vec<Ask> {
    let one = match e.count {
        Some(count) => count.max == Some(1),
        None => e.model.is_some(),
    };
    let (facet, grain) = match e.scope {
        _ if one => (Facet::Cause, Grain::Days),
        Some(Scope::Historical) => (Facet::Past, Grain::Named),
        Some(Scope::Incident) => (Facet::Incident, Grain::Days),
        _ => (Facet::Toll, Grain::Year),
    };
    let category = field("category", Some(e.category.clone()));
    if one {
        let fields = vec![
            category,
            open("model", e.model.clone()),
            open("affected", e.affected.clone()),
        ];
        let value = match (&e.actor, &e.instrument) {
            (None, None) => Value::Yes,
            (actor, instrument) => Value::Cause {
                actor: actor.clone(),
                instrument: instrument.clone(),
            },
        };
        return vec![ask("equipment_loss", facet, grain, fields, value)];
    }
    let fields = vec![
        category,
        field("model", e.model.clone()),
        field("affected", e.affected.clone()),
    ];
    vec![ask("equipment_loss", facet, grain, fields, count(e.count))]
}

fn displacement(d: &Displacement, from: Vec<String>, at: &[String]) -> Vec<Ask> {
    let from = if from.is_empty() { at.to_vec() } else { from };
    let from = if from.is_empty() {
        vec![None]
    } else {
        from.into_iter().map(Some).collect()
    };
    let (facet, grain) = match d.scope {
        Some(Scope::Historical) => (Facet::Past, Grain::Named),
        _ => (Facet::Toll, Grain::Year),
    };
    from.into_iter()
        .map(|place| {
            let fields = vec![field("place", place), open("affected", d.affected.clone())];
            ask("displacement", facet, grain, fields, count(d.count))
        })
        .collect()
}

/// The days or, of a whole state, the year: what was struck there on a day is not one event.
fn grain(place: Option<&str>) -> Grain {
    match place {
        Some(place) if place.starts_with("country:") => Grain::Year,
        _ => Grain::Days,
    }
}

/// Ways of attack that reports use for one another: a strike from afar, a blast on the spot.
fn method_family(method: &str) -> &str {
    match method {
        "air-strike" | "drone-strike" | "missile" | "shelling" => "strike",
        "ied" | "explosion" | "suicide-bomb" | "landmine" => "blast",
        method => method,
    }
}

fn attack(a: &Attack, at: &[String]) -> Vec<Ask> {
    if a.method == "clash" {
        return at
            .iter()
            .map(|place| whether("attack", Grain::Year, [("place", Some(place.clone()))]))
            .collect();
    }
    let value = match &a.actor {
        Some(side) => Value::Side { side: side.clone() },
        None => Value::Yes,
    };
    let (name, marks): (_, Vec<String>) = match (&a.target, at) {
        (Some(target), []) => ("target", vec![target.to_lowercase()]),
        (_, at) => ("place", at.to_vec()),
    };
    marks
        .into_iter()
        .map(|mark| {
            let grain = match name {
                "place" => grain(Some(&mark)),
                _ => Grain::Days,
            };
            // "denied attacking the town" says no to whatever attack was told.
            let method = Some(method_family(&a.method).to_owned());
            let fields = vec![
                open("method", method.filter(|method| method != "other")),
                field(name, Some(mark)),
            ];
            ask("attack", Facet::Who, grain, fields, value.clone())
        })
        .collect()
}

fn agreement(a: &Agreement) -> Vec<Ask> {
    let sorted = |sides: &[String]| {
        let mut sides = sides.to_vec();
        sides.sort();
        sides.dedup();
        sides
    };
    let fields = || {
        let parties = sorted(&a.parties).join(";");
        // Reports use the two words for one another.
        let kind = if a.r#type == "truce" {
            "ceasefire"
        } else {
            &a.r#type
        };
        vec![
            field("type", Some(kind.to_owned())),
            open("parties", (!parties.is_empty()).then_some(parties)),
        ]
    };
    let mut asks = Vec::new();
    if !a.mediators.is_empty() {
        let sides = sorted(&a.mediators);
        let value = Value::Sides { sides };
        asks.push(ask(
            "agreement",
            Facet::Broker,
            Grain::Days,
            fields(),
            value,
        ));
    }
    if a.status.is_some() || a.mediators.is_empty() {
        let value = match &a.status {
            Some(word) => Value::Word { word: word.clone() },
            None => Value::Yes,
        };
        asks.push(ask("agreement", Facet::State, Grain::Days, fields(), value));
    }
    asks
}
