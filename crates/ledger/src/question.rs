//! What the ledger gives: questions, their answers, and who stands behind each.

use crate::grade::{Grade, HarmGrade, Reliability};
use crate::status::as_of;
use crate::when::Day;
use rashomon_model::{ClaimId, Modality};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A claim of one of the analyses that went in.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ClaimRef {
    /// The document's key, as [`document_keys`](crate::document_keys) gives it: its id, and more
    /// only where two different documents share one id.
    pub document: String,
    /// The claim in that document's analysis.
    pub claim: ClaimId,
}

impl std::fmt::Display for ClaimRef {
    /// `DOCUMENT#c1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.document, self.claim)
    }
}

/// Something that the claims of a run answer in one or several ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Made from `key`: the same question has the same id in every run.
    pub id: String,
    /// Kind, the arguments that fix what is asked, and the scope in time.
    pub key: String,
    /// Kind of the claims that answer it.
    pub kind: String,
    /// The question in words: "Who holds Shusha, 8 November 2020?"
    pub text: String,
    /// The place that it is asked of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceRef>,
    /// Ids of the sides that it has to do with: those asked about, those in the answers, and those
    /// that affirm or deny one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<String>,
    /// The days that the claims speak of, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// How far the accounts agree.
    pub status: Status,
    /// Why it has that status.
    pub reasons: Vec<Reason>,
    /// The answers, the best supported first.
    pub answers: Vec<Answer>,
    /// Where it asks for civilians who were harmed, how well that is borne out, after Airwars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harm: Option<HarmGrade>,
    /// Ids of the questions of this run that ask the same more widely (all the dead, where this one
    /// asks for civilians).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refines: Vec<String>,
}

/// A place, by its id and its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PlaceRef {
    /// Its id.
    pub id: String,
    /// The usual name.
    pub name: String,
}

/// How far the accounts of one question agree.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// An answer is denied, or two sides give answers that cannot both be true.
    Contested,
    /// The side that it hurts affirms it; the other side is silent or says more.
    Admitted,
    /// Sides opposed to one another affirm the same answer.
    Agreed,
    /// Two or more independent origins that are no party affirm it.
    Corroborated,
    /// One origin that is no party affirms it.
    Reported,
    /// Only one party and those who quote it affirm it.
    OneSided,
    /// Nothing but unverified footage or unnamed sources.
    Unverified,
}

impl Status {
    /// Every status, in the order in which questions are listed.
    pub const ALL: [Status; 7] = [
        Status::Contested,
        Status::Admitted,
        Status::Agreed,
        Status::Corroborated,
        Status::Reported,
        Status::OneSided,
        Status::Unverified,
    ];

    /// The name in the record: `one-sided`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Contested => "contested",
            Status::Admitted => "admitted",
            Status::Agreed => "agreed",
            Status::Corroborated => "corroborated",
            Status::Reported => "reported",
            Status::OneSided => "one-sided",
            Status::Unverified => "unverified",
        }
    }
}

impl Question {
    /// All claims laid to its answers; one that speaks to several answers comes several times.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        let answers = self.answers.iter();
        answers.flat_map(|a| a.affirmed.iter().chain(&a.denied))
    }

    /// The order in which questions are listed: those whose accounts part first, and of these the
    /// ones that most claims answer.
    pub fn listed(&self, other: &Question) -> Ordering {
        let claims = |q: &Question| -> usize {
            let answers = q.answers.iter();
            answers.map(|a| a.affirmed.len() + a.denied.len()).sum()
        };
        let (a, b) = (self, other);
        (a.status, claims(b), &a.key).cmp(&(b.status, claims(a), &b.key))
    }

    /// Whether the accounts part: an answer is contested, or a side owns up to less than another
    /// says.
    pub fn disputed(&self) -> bool {
        let part = [Grounds::Denied, Grounds::Conflict, Grounds::SaysMore];
        self.reasons.iter().any(|r| part.contains(&r.grounds))
    }
}

impl Evidence {
    /// The day for which it gives a figure: that of its report, unless it looks back by long.
    pub fn day(&self) -> Option<Day> {
        as_of(self)
    }
}

/// Questions that the very same claims answer (six villages named in one breath) laid together, in
/// the order of the first of each group; no group is empty.
pub fn alike<'a>(questions: &[&'a Question]) -> Vec<Vec<&'a Question>> {
    let mut places: BTreeMap<Vec<&ClaimRef>, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Question>> = Vec::new();
    for question in questions {
        let answers = question.answers.iter();
        let evidence = answers.flat_map(|a| a.affirmed.iter().chain(&a.denied));
        let mut claims: Vec<&ClaimRef> = evidence.map(|e| &e.claim).collect();
        claims.sort();
        claims.dedup();
        let at = *places.entry(claims).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(question);
    }
    groups
}

/// What sort of reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grounds {
    /// An answer is denied or doubted.
    Denied,
    /// Two answers cannot both be true.
    Conflict,
    /// A side owns up to something.
    OwnsUp,
    /// A side owns up to less than another says.
    SaysMore,
    /// Opposed sides say the same.
    Opposed,
    /// Independent origins that are no party say the same.
    Independent,
    /// One origin that is no party says it.
    One,
    /// One party, and no one else, says it.
    PartyAlone,
    /// It rests on footage, or on sources without a name.
    Weak,
}

/// A reason for a status: what was found, in words, and the claims that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// What sort of reason it is.
    pub grounds: Grounds,
    /// "Armenia denies that Azerbaijan holds it."
    pub why: String,
    /// The claims that it rests on.
    pub claims: Vec<ClaimRef>,
}

/// One value that some claims give, and what speaks for and against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The value.
    pub value: Value,
    /// The value in words.
    pub text: String,
    /// Claims that affirm it.
    pub affirmed: Vec<Evidence>,
    /// Claims that deny it or cast doubt on it.
    pub denied: Vec<Evidence>,
    /// Who affirms it.
    pub holders: Vec<Holder>,
    /// Who denies it or doubts it.
    pub deniers: Vec<Holder>,
    /// How many affirm it.
    pub affirmed_by: Tally,
    /// How many deny it.
    pub denied_by: Tally,
    /// Its Admiralty code. The machine's own; what analysts judge stands beside it.
    pub grade: Grade,
    /// The day of the first report that affirms it, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
}

/// A count, given twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// Articles that carry it.
    pub reports: usize,
    /// Origins that do not depend on one another: reprints count once, and so do all who quote
    /// the same source.
    pub origins: usize,
}

/// Somebody who affirms or denies an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Holder {
    /// The source's usual name; the outlet or the report for a reporter's own voice.
    pub name: String,
    /// Its side.
    pub side: Option<String>,
}

/// One claim, laid to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The claim.
    pub claim: ClaimRef,
    /// Who says it.
    pub holder: Holder,
    /// Names of those who pass it on, outermost first, the holder last.
    pub chain: Vec<String>,
    /// What the claim does to the answer.
    pub stance: Stance,
    /// Whether it serves the one who says it.
    pub interest: Interest,
    /// How real the source makes it.
    pub modality: Modality,
    /// How reliable its source is in just this.
    pub reliability: Reliability,
    /// The side that it says did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether it rests on footage, on sources without a name, or is said to be unverified.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
    /// Whether its figure counts from a start (the first day of the war), not one incident.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    /// Name of the origin that it goes back to: equal names are one origin.
    pub origin: String,
    /// The days that it speaks of, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// When it was published, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// A later claim by the same source whose figure takes the place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<ClaimRef>,
}

/// What a claim does to an answer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Says that it is so.
    Affirms,
    /// Says that it is not so.
    Denies,
    /// Casts doubt without a plain no.
    Doubts,
}

/// Whether a claim serves the one who makes it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Interest {
    /// It serves the claimant's side: its own gains, the enemy's losses, a charge against the
    /// enemy, a denial of a charge.
    SelfServing,
    /// Neither.
    Neutral,
    /// It hurts the claimant's side: its own losses, the enemy's gains.
    Against,
}

/// The value of an answer.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Value {
    /// A side: who holds a place, who attacked.
    Side {
        /// Its id.
        side: String,
    },
    /// A number between bounds.
    Count {
        /// Lowest number that the words allow.
        min: u64,
        /// Highest; absent when they set no bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
    },
    /// Who or what brought a loss about.
    Cause {
        /// The side said to have done it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<String>,
        /// What it was done with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instrument: Option<String>,
    },
    /// Several sides together: who mediated.
    Sides {
        /// Their ids, sorted.
        sides: Vec<String>,
    },
    /// A word of the record: `violated`.
    Word {
        /// The word.
        word: String,
    },
    /// That it was so, with nothing more said of it.
    Yes,
}
