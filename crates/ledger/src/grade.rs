//! Grades beside the status: the two-axis Admiralty code of each answer, and for civilian harm the
//! grade that Airwars gives. Each is the first rule of a table that fits; the table stands in
//! `docs/guides/grading.md`, and the rule's words with every grade.

use crate::question::{Answer, Evidence, Interest, Stance, Value};
use crate::sides::{Opposition, split};
use crate::status::{Ground, supporting};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How reliable a source is in this matter: the first axis of the Admiralty code (NATO AJP-2.1).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Reliability {
    /// Completely reliable. Only an analyst gives it.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable. Only an analyst gives it.
    E,
    /// Cannot be judged.
    F,
}

/// How credible an answer is: the second axis of the Admiralty code, written as its number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(into = "u8", try_from = "u8")]
#[schemars(with = "u8")]
pub enum Credibility {
    /// 1: confirmed by other sources.
    Confirmed,
    /// 2: probably true.
    Probable,
    /// 3: possibly true.
    Possible,
    /// 4: doubtful.
    Doubtful,
    /// 5: improbable.
    Improbable,
    /// 6: truth cannot be judged.
    Unknown,
}

impl From<Credibility> for u8 {
    fn from(credibility: Credibility) -> u8 {
        credibility as u8 + 1
    }
}

impl TryFrom<u8> for Credibility {
    type Error = String;

    fn try_from(n: u8) -> Result<Self, String> {
        use Credibility::*;
        let all = [Confirmed, Probable, Possible, Doubtful, Improbable, Unknown];
        let found = usize::from(n).checked_sub(1).and_then(|i| all.get(i));
        found
            .copied()
            .ok_or_else(|| format!("credibility runs from 1 to 6, not {n}"))
    }
}

/// The grade of an answer: `B2`, and the rules that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grade {
    /// Of the most reliable source that affirms it; `F` where none does.
    pub reliability: Reliability,
    /// Of the answer.
    pub credibility: Credibility,
    /// The rules, in words.
    pub because: String,
}

impl Grade {
    /// The code: `B2`.
    pub fn code(&self) -> String {
        format!("{:?}{}", self.reliability, u8::from(self.credibility))
    }
}

/// How well harm to civilians is borne out, after Airwars
/// (<https://airwars.org/about/methodology/>).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Harm {
    /// A side accepts that it did it.
    Confirmed,
    /// Two or more independent origins say so, and at most one side is named as responsible.
    Fair,
    /// One origin says so.
    Weak,
    /// Different sides are named as responsible.
    Contested,
    /// Nobody affirms it any more, or those who do are answered by an origin that is no party.
    Discounted,
}

impl Harm {
    /// The word for it, as in the record.
    pub fn name(self) -> &'static str {
        match self {
            Harm::Confirmed => "confirmed",
            Harm::Fair => "fair",
            Harm::Weak => "weak",
            Harm::Contested => "contested",
            Harm::Discounted => "discounted",
        }
    }
}

/// The grade of harm to civilians, and the rule that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HarmGrade {
    /// The grade.
    pub grade: Harm,
    /// The rule, in words.
    pub because: String,
}

/// How reliable the source of a claim is for just this claim, by what it is to the question.
pub(crate) fn reliability(e: &Evidence, party: bool) -> (Reliability, &'static str) {
    match (e.weak, party, e.interest) {
        (true, ..) => (
            Reliability::F,
            "footage, people without a name, or not verified",
        ),
        (_, _, Interest::Against) => (Reliability::B, "it speaks against its own interest"),
        (_, false, _) if !e.chain.is_empty() => (Reliability::B, "a named source that is no party"),
        (_, false, _) => (Reliability::C, "a report's own voice, its source not said"),
        (_, true, Interest::Neutral) => (Reliability::C, "a party, in what does not serve it"),
        (_, true, Interest::SelfServing) => (Reliability::D, "a party, in what serves it"),
    }
}

impl Ground<'_> {
    /// The grade of an answer among the answers of its question.
    pub(crate) fn grade(&self, answers: &[Answer], answer: &Answer) -> Grade {
        let graded = answer
            .affirmed
            .iter()
            .map(|e| reliability(e, self.party(e)));
        let best = graded.min_by_key(|(grade, _)| *grade);
        let (best, why) = best.unwrap_or((Reliability::F, "nobody affirms it"));
        let (credibility, rule) = self.credibility(answers, answer);
        Grade {
            reliability: best,
            credibility,
            because: format!("{best:?}: {why}; {}: {rule}", u8::from(credibility)),
        }
    }

    fn credibility(&self, answers: &[Answer], answer: &Answer) -> (Credibility, &'static str) {
        use Credibility::*;
        let all = supporting(answers, answer);
        let firm: Vec<&Evidence> = all.iter().copied().filter(|e| !e.weak).collect();
        let (parties, others): (Vec<&Evidence>, Vec<&Evidence>) =
            firm.iter().copied().partition(|e| self.party(e));
        let independent: BTreeSet<&str> = others.iter().map(|e| e.origin.as_str()).collect();
        let denied = |e: &&Evidence| all.iter().any(|a| a.holder != e.holder);
        let denials: Vec<&Evidence> = answer.denied.iter().filter(denied).collect();
        let outside = denials.iter().any(|e| !e.weak && !self.party(e));
        let hurt = firm.iter().any(|e| e.interest == Interest::Against);
        let sides: BTreeSet<&str> = parties
            .iter()
            .flat_map(|e| split(e.holder.side.as_deref()))
            .collect();
        let facing = sides.iter().any(|a| {
            sides
                .iter()
                .any(|b| self.opposition.opposed(Some(a), Some(b)))
        });
        match () {
            () if all.is_empty() => (Improbable, "it is denied, and nobody affirms it"),
            () if firm.is_empty() => (Unknown, "nobody who can be named stands behind it"),
            () if facing && !outside => (Confirmed, "sides that stand against each other say so"),
            () if independent.len() >= 2 && denials.is_empty() => (
                Confirmed,
                "two or more independent origins say so, and nobody denies it",
            ),
            () if hurt && !outside => (Probable, "the side that it hurts says so"),
            () if independent.len() >= 2 => (
                Probable,
                "two or more independent origins say so, though it is denied",
            ),
            () if independent.len() == 1 && denials.is_empty() => (
                Possible,
                "one independent origin says so, and nobody denies it",
            ),
            () if independent.is_empty() && outside => (
                Improbable,
                "only a party says so, and a source that is no party denies it",
            ),
            () if denials.is_empty() => (Doubtful, "only a party says so"),
            () => (
                Doubtful,
                "it is denied, and no two independent origins bear it out",
            ),
        }
    }
}

/// The grade of harm to civilians; `None` where nobody speaks of any.
pub(crate) fn harm(ground: &Ground, answers: &[Answer], opposition: &Opposition) -> HarmGrade {
    let graded = |grade, because: String| HarmGrade { grade, because };
    let affirmed = || answers.iter().flat_map(|a| &a.affirmed);
    let named =
        |e: &Evidence| -> BTreeSet<String> { split(e.by.as_deref()).map(str::to_owned).collect() };
    let own = |e: &&Evidence| {
        let by = named(e);
        split(e.holder.side.as_deref()).any(|side| by.contains(side))
    };
    if let Some(e) = affirmed().find(own) {
        let who = ground
            .names
            .name(e.holder.side.as_deref().unwrap_or_default());
        return graded(Harm::Confirmed, format!("{who} says that it did it"));
    }
    let outside = |e: &Evidence| !e.weak && !ground.party(e) && e.stance == Stance::Denies;
    let doubted = answers
        .iter()
        .filter(|a| !matches!(a.value, Value::Yes))
        .all(|a| a.denied.iter().any(outside));
    let firm = || affirmed().filter(|e| !e.weak && !ground.party(e));
    if affirmed().next().is_none() {
        return graded(Harm::Discounted, "nobody affirms it".into());
    }
    if doubted && firm().next().is_none() && answers.iter().any(|a| a.denied.iter().any(outside)) {
        let text = "only parties affirm it, and a source that is no party denies it";
        return graded(Harm::Discounted, text.into());
    }
    let actors: BTreeSet<String> = affirmed().flat_map(named).collect();
    let rivals = actors.iter().flat_map(|a| {
        let others = actors.iter().filter(move |b| *b > a);
        others.map(move |b| (a, b))
    });
    let rivals: Vec<_> = rivals
        .filter(|(a, b)| opposition.opposed(Some(a), Some(b)))
        .collect();
    if let Some((a, b)) = rivals.first() {
        let text = format!(
            "some name {}, others {}",
            ground.names.name(a),
            ground.names.name(b)
        );
        return graded(Harm::Contested, text);
    }
    let origins: BTreeSet<&str> = affirmed()
        .filter(|e| !e.weak)
        .map(|e| e.origin.as_str())
        .collect();
    match origins.len() {
        n if n >= 2 => graded(Harm::Fair, format!("{n} independent origins say so")),
        1 => graded(Harm::Weak, "one origin says so".into()),
        _ => graded(
            Harm::Weak,
            "nobody who can be named stands behind it".into(),
        ),
    }
}
