//! Mentions in a text, and the attributions that join them.

use crate::{AttributionId, MentionId};
use rashomon_text::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Words that name something, with what they name beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// Its id in this analysis.
    pub id: MentionId,
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
    /// The words as written.
    pub text: String,
    /// What they name.
    #[serde(flatten)]
    pub value: MentionValue,
    /// The rule or model, and its version, that found it.
    pub found_by: String,
}

/// What a mention names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum MentionValue {
    /// A place on the map.
    Place {
        /// The place.
        place: Place,
    },
    /// A point or stretch of time.
    Time {
        /// The time.
        time: Time,
    },
    /// Somebody who acts or speaks.
    Actor {
        /// The actor.
        actor: Actor,
    },
    /// A figure.
    Quantity {
        /// The quantity.
        quantity: Quantity,
    },
    /// Military equipment.
    Equipment {
        /// The equipment.
        equipment: Equipment,
    },
}

impl Mention {
    /// The place, where it is one.
    pub fn place(&self) -> Option<&Place> {
        match &self.value {
            MentionValue::Place { place } => Some(place),
            _ => None,
        }
    }

    /// The time, where it is one.
    pub fn time(&self) -> Option<&Time> {
        match &self.value {
            MentionValue::Time { time } => Some(time),
            _ => None,
        }
    }

    /// The actor, where it is one.
    pub fn actor(&self) -> Option<&Actor> {
        match &self.value {
            MentionValue::Actor { actor } => Some(actor),
            _ => None,
        }
    }

    /// The quantity, where it is one.
    pub fn quantity(&self) -> Option<&Quantity> {
        match &self.value {
            MentionValue::Quantity { quantity } => Some(quantity),
            _ => None,
        }
    }

    /// The equipment, where it is some.
    pub fn equipment(&self) -> Option<&Equipment> {
        match &self.value {
            MentionValue::Equipment { equipment } => Some(equipment),
            _ => None,
        }
    }
}

/// A place, resolved as far as it could be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// `geonames:…`, `country:AZE`, `alias:…` for a place of our alias table, `frame:…` for one known only from its frame.
    pub id: String,
    /// The usual name: `Shusha` where the text says `Shushi`.
    pub name: String,
    /// Latitude in degrees (WGS 84).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees (WGS 84).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// GeoNames feature code: `PPL`, `ADM1`, `PCLI`, `RGN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// ISO 3166-1 alpha-2 of the state that it is internationally counted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// First-order division or, for a village, its district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin1: Option<String>,
    /// Id of the place that it is said or known to lie in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The name in the index that the words matched, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aliases_matched: Option<String>,
    /// How sure the resolution is, 0 to 1.
    pub score: f64,
    /// The name stands for a government or an army rather than for the place ("Baku said").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub metonym: bool,
}

/// A time, resolved as far as it could be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// TIMEX3 value: `2020-11-08`, `P44D`, `PRESENT_REF`.
    pub timex: String,
    /// EDTF (ISO 8601-2) of the days that it covers, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edtf: Option<String>,
    /// `date`, `time`, `duration` or `set`.
    pub kind: String,
    /// What it was resolved against: `published`, `previous`, `absolute` or `unresolved`.
    pub anchor: String,
}

/// Somebody who acts or speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// `person:ilham-aliyev`, `office:AZE/defence-ministry`, `state:AZE`, `group:ISIS`, `media:…`, `unnamed:residents`.
    pub id: String,
    /// The usual name.
    pub name: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// CAMEO-like role: `GOV`, `MIL`, `REB`, `SEP`, `CVL`, `MED`, `IGO`, `NGO`, `OPP`, `SPY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// ISO 3166-1 alpha-3 of a state, or an id of the actor list; several joined with `;`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
}

/// What sort of actor it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A named person.
    Person,
    /// An office, ministry, spokesman, "officials" of a side.
    Office,
    /// A state, named or by its capital, as one who acts.
    State,
    /// An army, armed group, party to the conflict.
    Group,
    /// An organisation that is no party.
    Organisation,
    /// A news outlet, a journalist, a social-media post, a video.
    Media,
    /// People without a name: residents, witnesses, sources.
    #[default]
    Unnamed,
}

/// A figure with its bounds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// Lowest number that the words allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Highest number that the words allow; absent when they set no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// The word that widens or bounds it: `nearly`, `over`, `about`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<String>,
    /// What is counted: `person`, `equipment`, `settlement`, `km`, `percent`, or absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Military equipment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Equipment {
    /// Category of the equipment list: `aircraft`, `tank`, `artillery`, `air defence`.
    pub category: String,
    /// The model, as it is usually written: `Su-25`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// Who says what: source, cue and content as in PolNeAR. Any of them may be discontinuous, and
/// source and cue may be missing (a headline's colon, a quote without its speaker).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attribution {
    /// Its id in this analysis.
    pub id: AttributionId,
    /// The words that name the source.
    pub source: Vec<Span>,
    /// The words that say that it is said.
    pub cue: Vec<Span>,
    /// What is said.
    pub content: Vec<Span>,
    /// The act of the cue list: `say`, `deny`, `claim`, `accuse`, `report`, `show`, `vow` …
    pub act: String,
    /// The actor behind the source, pronouns and descriptions led back to the mention that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<MentionId>,
    /// Where it was said: `twitter`, `televised address`, `video`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// Direct, indirect or mixed.
    pub quoted: Quoted,
    /// The attribution inside whose content this one stands.
    #[serde(default)]
    pub parent: Option<AttributionId>,
    /// The rule, and its version, that found it.
    pub found_by: String,
}

/// How the content is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Quoted {
    /// Between quotation marks, wholly.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// In the reporter's words with quoted parts.
    Mixed,
}
