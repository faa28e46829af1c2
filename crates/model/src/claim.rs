//! Claims: what somebody says happened.

use crate::{AttributionId, ClaimId, MentionId};
use rashomon_text::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody says happened, traced to the words that say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Its id in this analysis.
    pub id: ClaimId,
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
    /// The words as written.
    pub text: String,
    /// The innermost attribution; absent for the reporter's own voice.
    pub attribution: Option<AttributionId>,
    /// Who says it, outermost source first; empty for the reporter's own voice.
    pub chain: Vec<Link>,
    /// Side of the innermost source: ISO 3166-1 alpha-3 of a state, an id of the actor list, or null.
    pub side: Option<String>,
    /// Affirmed or denied.
    pub polarity: Polarity,
    /// Said to be so, or only planned, demanded, possible …
    pub modality: Modality,
    /// Words that hedge it: "if accurate", "reportedly".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hedges: Vec<String>,
    /// When, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Where: mentions of places.
    pub places: Vec<MentionId>,
    /// Kind and arguments.
    #[serde(flatten)]
    pub args: Args,
    /// Codes of the datasets that analysts use.
    #[serde(default, skip_serializing_if = "Codes::is_empty")]
    pub codes: Codes,
    /// The rule, the word of its list, and its version, that found it: `casualties/object:kill@1`.
    pub found_by: String,
    /// The words that the rule fired on: its trigger first, then the arguments that it took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired_on: Vec<FiredOn>,
}

/// Words that a rule fired on, with what it took them for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FiredOn {
    /// `trigger`, or the argument that it is: `place`, `holder`, `victims`, `actor`, `from` …
    pub role: String,
    /// Where they stand.
    #[serde(flatten)]
    pub span: Span,
}

/// One step of who says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The source's usual name, or its words.
    pub name: String,
    /// Its side.
    pub side: Option<String>,
    /// The act: `say`, `deny`, `claim` …
    pub act: String,
}

/// Affirmed or denied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// Said to be so.
    #[default]
    Affirmed,
    /// Said not to be so.
    Denied,
}

/// How real the source makes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// It happened or holds.
    #[default]
    Actual,
    /// Somebody means to do it.
    Planned,
    /// Somebody demands it.
    Demanded,
    /// Somebody offers it.
    Offered,
    /// It holds if something else does.
    Conditional,
    /// It would happen.
    Hypothetical,
    /// It may have happened.
    Possible,
    /// It is shown or told without being verified.
    Unverified,
}

impl Modality {
    /// Whether it speaks of what is wanted and has not happened: planned, demanded or offered.
    pub fn is_ahead(self) -> bool {
        matches!(
            self,
            Modality::Planned | Modality::Demanded | Modality::Offered
        )
    }
}

/// Kind of a claim with its arguments (`docs/reference/analysis.schema.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Args {
    /// Who holds a place.
    Control(Control),
    /// How many were killed, wounded, missing or captured.
    Casualties(Casualties),
    /// What equipment was lost.
    EquipmentLoss(EquipmentLoss),
    /// Who had to leave, from where.
    Displacement(Displacement),
    /// Who attacked what, how.
    Attack(Attack),
    /// What was agreed, and whether it holds.
    Agreement(Agreement),
    /// Who talked to whom.
    Diplomacy(Diplomacy),
    /// Who sent whom where.
    Deployment(Deployment),
    /// What was let through or barred.
    Access(Access),
    /// What else a source maintains.
    Statement(Statement),
}

impl Args {
    /// The kind's name in the record: `control`, `equipment_loss` …
    pub fn kind(&self) -> &'static str {
        match self {
            Args::Control(_) => "control",
            Args::Casualties(_) => "casualties",
            Args::EquipmentLoss(_) => "equipment_loss",
            Args::Displacement(_) => "displacement",
            Args::Attack(_) => "attack",
            Args::Agreement(_) => "agreement",
            Args::Diplomacy(_) => "diplomacy",
            Args::Deployment(_) => "deployment",
            Args::Access(_) => "access",
            Args::Statement(_) => "statement",
        }
    }
}

/// Bounds of a count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Lowest number that the words allow.
    pub min: Option<u64>,
    /// Highest number; null when the words set no bound.
    pub max: Option<u64>,
}

/// In what period a figure was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// In one incident.
    Incident,
    /// Since the fighting began, or another start.
    Cumulative,
    /// In an earlier war or clash that the report looks back on.
    Historical,
}

macro_rules! args {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            $(
                $(#[$fdoc])*
                #[serde(default, skip_serializing_if = "crate::claim::absent")]
                pub $field: $ty,
            )*
        }
    };
}

/// Whether a field says nothing and is left out of the record.
pub(crate) fn absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

args!(
    /// Arguments of `control`.
    Control {
        /// Side that holds or takes the place.
        holder: Option<String>,
        /// Side that lost it.
        loser: Option<String>,
        /// `place`, `settlements in`, `part of`, `border`.
        extent: Option<String>,
    }
);
args!(
    /// Arguments of `casualties`.
    Casualties {
        /// `killed`, `wounded`, `missing`, `captured`, `casualties`.
        effect: String,
        /// Side of the victims.
        affected: Option<String>,
        /// `military`, `civilian`, `unspecified`.
        role: Option<String>,
        /// How many.
        count: Option<Count>,
        /// Side said to have done it.
        actor: Option<String>,
        /// Method of the attack, as in `attack`.
        cause: Option<String>,
        /// In what period.
        scope: Option<Scope>,
        /// EDTF start of a cumulative figure.
        since: Option<String>,
        /// The figure that this one is part of ("including 12 children").
        part_of: Option<ClaimId>,
    }
);
args!(
    /// Arguments of `equipment_loss`.
    EquipmentLoss {
        /// Category of the equipment list.
        category: String,
        /// Model, as it is usually written.
        model: Option<String>,
        /// `destroyed`, `damaged`, `captured`, `abandoned`.
        status: Option<String>,
        /// How many.
        count: Option<Count>,
        /// Side that lost it.
        affected: Option<String>,
        /// Side said to have done it.
        actor: Option<String>,
        /// What it was done with: `F-16`.
        instrument: Option<String>,
        /// In what period.
        scope: Option<Scope>,
    }
);
args!(
    /// Arguments of `displacement`.
    Displacement {
        /// Side of those who left.
        affected: Option<String>,
        /// How many.
        count: Option<Count>,
        /// Places left: mentions.
        from: Vec<MentionId>,
        /// Places reached: mentions.
        to: Vec<MentionId>,
        /// In what period.
        scope: Option<Scope>,
    }
);
args!(
    /// Arguments of `attack`.
    Attack {
        /// `shelling`, `air-strike`, `drone-strike`, `missile`, `ground-assault`, `clash`, `shooting`, `landmine`, `ied`,
        /// `suicide-bomb`, `explosion`, `chemical`, `execution`, `abduction`, `sexual-violence`, `arrest`, `looting`, `other`.
        method: String,
        /// Side said to attack.
        actor: Option<String>,
        /// The words for what was attacked.
        target: Option<String>,
        /// `civilian`, `military`, `infrastructure`.
        target_type: Option<String>,
        /// In what period.
        scope: Option<Scope>,
    }
);
args!(
    /// Arguments of `agreement`.
    Agreement {
        /// `ceasefire`, `truce`, `peace`, `withdrawal`, `exchange`, `corridor`.
        r#type: String,
        /// Sides that agree.
        parties: Vec<String>,
        /// Who mediated.
        mediators: Vec<String>,
        /// `proposed`, `signed`, `in-force`, `violated`, `rejected`.
        status: Option<String>,
    }
);
args!(
    /// Arguments of `diplomacy`.
    Diplomacy {
        /// `meet`, `call`, `mediate`, `appeal`, `recognise`, `expel`.
        act: String,
        /// Who acts.
        actor: Option<String>,
        /// Towards whom.
        recipient: Option<String>,
    }
);
args!(
    /// Arguments of `deployment`.
    Deployment {
        /// Who sends.
        actor: Option<String>,
        /// `troops`, `fighters`, `peacekeepers`, `weapons`, `mobilisation`.
        force: String,
        /// To whom.
        recipient: Option<String>,
        /// How many.
        count: Option<Count>,
    }
);
args!(
    /// Arguments of `access`.
    Access {
        /// `restrict`, `open`, `deliver`, `evacuate`, `bar`.
        act: String,
        /// `corridor`, `aid`, `media`, `monitors`.
        object: Option<String>,
        /// Who does it.
        actor: Option<String>,
    }
);
args!(
    /// Arguments of `statement`.
    Statement {
        /// `accuse`, `threaten`, `vow`, `justify`, `assess`, or the cue's act.
        act: String,
        /// Side that it is said of.
        target: Option<String>,
    }
);

args!(
    /// Codes of the datasets that analysts use.
    Codes {
        /// ACLED sub-event type.
        acled: Option<String>,
        /// PLOVER category.
        plover: Option<String>,
        /// PLOVER mode: how it was done (`heavy-weapons`, `explosives`, `visit` …), where code or words settle it.
        plover_mode: Option<String>,
        /// PLOVER context: what it was about (`military`, `humanitarian`, `diplomatic` …), where code or words settle it.
        plover_context: Option<String>,
        /// CAMEO code.
        cameo: Option<String>,
    }
);

impl Codes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Codes::default()
    }
}

/// An edge between two claims of one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// The claim that answers.
    pub from: ClaimId,
    /// The claim that it answers.
    pub to: ClaimId,
    /// How.
    pub r#type: RelationType,
    /// The rule, and its version, that found it.
    pub found_by: String,
}

/// How one claim answers another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RelationType {
    /// Says that it is not so.
    Denies,
    /// Casts doubt without a plain no.
    Disputes,
    /// Says that it is so.
    Confirms,
    /// Says it again.
    Repeats,
    /// Replaces an earlier figure.
    Updates,
}
