//! What analysts judge, and how it is laid over what the machine found.
//!
//! A judgement is an entry of its own, with its author, time and reason; it changes nothing that is
//! there. [`Rulings::of`] reads the judgements in force from all that were ever made, in the order of
//! their times; what is laid over a question is shown beside the machine's result, never in its
//! place ([`Rulings::over`]). To merge and to split changes what is settled together: a
//! [`Context`](crate::Context) is told by [`Context::rule`](crate::Context::rule), and taking the
//! judgement back leads back to the very bytes that were there before.

use crate::grade::{Credibility, Harm, Reliability};
use crate::question::{ClaimRef, Question, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something that an analyst judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    /// Its id in the ledger.
    pub id: String,
    /// Who judged.
    pub author: String,
    /// When (RFC 3339, in UTC).
    pub time: String,
    /// Why.
    pub why: String,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

impl Act {
    /// What it says: "confirmed", "B2", "j000001 taken back".
    pub fn words(&self) -> String {
        match self {
            Act::Verdict { verdict, .. } => verdict.name().to_owned(),
            Act::Grade {
                reliability,
                credibility,
                harm,
                ..
            } => {
                let letter = reliability.map(|r| format!("{r:?}")).unwrap_or_default();
                let number = credibility.map(|c| u8::from(c).to_string());
                let harm = harm.map(Harm::name).unwrap_or_default();
                format!("{letter}{}{harm}", number.unwrap_or_default())
            }
            Act::Merge { ids } => format!("{} to be one", ids.join(", ")),
            Act::Split { id } => format!("{id} to be of its own"),
            Act::Undo { judgement } => format!("{judgement} taken back"),
        }
    }
}

impl Judgement {
    /// What was judged, by whom, when and why: "confirmed by An Analyst, 2026-01-02T10:00:00Z: why
    /// [j000001]".
    pub fn words(&self) -> String {
        let what = self.act.words();
        let Judgement {
            author,
            time,
            why,
            id,
            ..
        } = self;
        format!("{what} by {author}, {time}: {why} [{id}]")
    }
}

/// What a judgement does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "act", rename_all = "lowercase")]
pub enum Act {
    /// Says what holds of a question, an answer or a claim.
    Verdict {
        /// Of what.
        on: Subject,
        /// What holds.
        verdict: Verdict,
    },
    /// Gives an answer another grade; what is left out stays as the machine gave it.
    Grade {
        /// The answer, or the question for the grade of harm.
        on: Subject,
        /// The source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reliability: Option<Reliability>,
        /// The answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credibility: Option<Credibility>,
        /// The harm to civilians.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        harm: Option<Harm>,
    },
    /// Says that several ids are one place or one person; the first of them stands for all.
    Merge {
        /// The ids: `geonames:1`, `frame:shusha`; `person:x`.
        ids: Vec<String>,
    },
    /// Says that an id is of its own, whatever the machine holds to be one with it.
    Split {
        /// The id.
        id: String,
    },
    /// Takes a judgement back.
    Undo {
        /// Id of the judgement.
        judgement: String,
    },
}

/// What a verdict or a grade is given of.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "of", rename_all = "lowercase")]
pub enum Subject {
    /// A question.
    Question {
        /// Its id.
        question: String,
    },
    /// An answer of a question.
    Answer {
        /// The question's id.
        question: String,
        /// The answer.
        value: Value,
    },
    /// A claim.
    Claim {
        /// Which.
        #[serde(flatten)]
        claim: ClaimRef,
    },
}

/// What holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is so.
    Confirmed,
    /// It is not so.
    Refuted,
    /// It cannot be settled.
    Open,
    /// The machine read wrongly: the report does not say this. Such a claim is set aside.
    Misread,
}

impl Verdict {
    /// The word for it, as in the record.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::Refuted => "refuted",
            Verdict::Open => "open",
            Verdict::Misread => "misread",
        }
    }
}

/// The judgements in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rulings {
    verdicts: BTreeMap<Subject, Judgement>,
    grades: BTreeMap<Subject, Vec<Judgement>>,
    /// Ids with the id that stands for each; an id of its own stands for itself.
    stands: BTreeMap<String, String>,
    /// Ids of their own.
    apart: BTreeSet<String>,
}

/// Of judgements in the order in which they were made, those taken back with the one that did it.
fn undone<'a>(all: &[&'a Judgement]) -> BTreeMap<&'a str, &'a str> {
    let mut undone: BTreeMap<&str, &str> = BTreeMap::new();
    // From the last to the first: an undo that was itself undone takes nothing back.
    for (i, judgement) in all.iter().enumerate().rev() {
        if let Act::Undo { judgement: other } = &judgement.act
            && !undone.contains_key(judgement.id.as_str())
            && all[..i].iter().any(|earlier| earlier.id == *other)
        {
            undone.insert(other, &judgement.id);
        }
    }
    undone
}

/// Judgements laid over a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Overlay {
    /// The verdict on the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Judgement>,
    /// The grades given to the question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Judgement>,
    /// What is judged of its answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<OnAnswer>,
    /// What is judged of its claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Judgement>,
}

/// Judgements on an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OnAnswer {
    /// The answer.
    pub value: Value,
    /// The verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Judgement>,
    /// The grades, the last given last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Judgement>,
}

impl Rulings {
    /// The judgements in force of all that were made, in whatever order they stand: later ones take
    /// the place of earlier ones on the same matter, and what was taken back does not count. Of two
    /// of one time the one with the greater id is the later. A judgement cannot be taken back before
    /// it was made; to take back an undo gives the judgement its force again.
    pub fn of(judgements: &[Judgement]) -> Rulings {
        let mut all: Vec<&Judgement> = judgements.iter().collect();
        all.sort_by(|a, b| (&a.time, &a.id).cmp(&(&b.time, &b.id)));
        all.dedup_by(|a, b| a.id == b.id);
        let undone = undone(&all);
        let mut rulings = Rulings::default();
        for judgement in all.iter().filter(|j| !undone.contains_key(j.id.as_str())) {
            rulings.take(judgement);
        }
        rulings
    }

    /// The judgements that were taken back, with the one that took each back.
    pub fn undone(judgements: &[Judgement]) -> BTreeMap<&str, &str> {
        undone(&judgements.iter().collect::<Vec<_>>())
    }

    fn take(&mut self, judgement: &Judgement) {
        match &judgement.act {
            Act::Verdict { on, .. } => {
                self.verdicts.insert(on.clone(), judgement.clone());
            }
            Act::Grade { on, .. } => {
                let grades = self.grades.entry(on.clone()).or_default();
                grades.push(judgement.clone());
            }
            Act::Merge { ids } => {
                let Some(first) = ids.first() else {
                    return;
                };
                // What an earlier judgement held to be one with one of them comes along.
                let first = self.stands.get(first).unwrap_or(first).clone();
                let heads: BTreeSet<String> = ids
                    .iter()
                    .map(|id| self.stands.get(id).unwrap_or(id).clone())
                    .collect();
                for head in self
                    .stands
                    .values_mut()
                    .filter(|head| heads.contains(*head))
                {
                    head.clone_from(&first);
                }
                for id in ids.iter().chain(&heads) {
                    self.apart.remove(id);
                    self.stands.insert(id.clone(), first.clone());
                }
            }
            Act::Split { id } => {
                // Those for which it stood are one without it; the least of them stands for them.
                let left: Vec<String> = self
                    .stands
                    .iter()
                    .filter(|(other, head)| *head == id && *other != id)
                    .map(|(other, _)| other.clone())
                    .collect();
                if let Some(head) = left.first() {
                    for other in &left {
                        self.stands.insert(other.clone(), head.clone());
                    }
                }
                self.stands.insert(id.clone(), id.clone());
                self.apart.insert(id.clone());
            }
            Act::Undo { .. } => {}
        }
    }

    /// The id that stands for an id by judgement; `None` where nobody judged it.
    pub fn stands(&self, id: &str) -> Option<&str> {
        self.stands.get(id).map(String::as_str)
    }

    /// Whether it was judged to be of its own.
    pub fn apart(&self, id: &str) -> bool {
        self.apart.contains(id)
    }

    /// All ids that were merged or split, with the id that stands for each.
    pub(crate) fn merged(&self) -> &BTreeMap<String, String> {
        &self.stands
    }

    /// Whether a claim was judged to be misread: who settles without it sees what the rest says.
    pub fn set_aside(&self, claim: &ClaimRef) -> bool {
        let on = Subject::Claim {
            claim: claim.clone(),
        };
        self.verdicts.get(&on).is_some_and(|judgement| {
            matches!(
                judgement.act,
                Act::Verdict {
                    verdict: Verdict::Misread,
                    ..
                }
            )
        })
    }

    /// What is judged of a question, its answers and its claims. The question stays as it is.
    pub fn over(&self, question: &Question) -> Overlay {
        let on = Subject::Question {
            question: question.id.clone(),
        };
        let grades = |on: &Subject| self.grades.get(on).cloned().unwrap_or_default();
        let mut overlay = Overlay {
            verdict: self.verdicts.get(&on).cloned(),
            grades: grades(&on),
            ..Overlay::default()
        };
        let mut seen: BTreeSet<&ClaimRef> = BTreeSet::new();
        for answer in &question.answers {
            let on = Subject::Answer {
                question: question.id.clone(),
                value: answer.value.clone(),
            };
            let judged = OnAnswer {
                value: answer.value.clone(),
                verdict: self.verdicts.get(&on).cloned(),
                grades: grades(&on),
            };
            if judged.verdict.is_some() || !judged.grades.is_empty() {
                overlay.answers.push(judged);
            }
            for e in answer.affirmed.iter().chain(&answer.denied) {
                let on = Subject::Claim {
                    claim: e.claim.clone(),
                };
                if seen.insert(&e.claim) {
                    overlay.claims.extend(self.verdicts.get(&on).cloned());
                }
            }
        }
        overlay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(id: &str, act: Act) -> Judgement {
        Judgement {
            id: id.into(),
            author: "an analyst".into(),
            time: format!("2026-01-0{}T10:00:00Z", id.len()),
            why: "because".into(),
            act,
        }
    }

    fn verdict(id: &str, verdict: Verdict) -> Judgement {
        let claim = ClaimRef {
            document: "a".into(),
            claim: rashomon_model::ClaimId(0),
        };
        let on = Subject::Claim { claim };
        judgement(id, Act::Verdict { on, verdict })
    }

    fn undo(id: &str, other: &str) -> Judgement {
        let judgement_of = other.into();
        judgement(
            id,
            Act::Undo {
                judgement: judgement_of,
            },
        )
    }

    fn misread(judgements: &[Judgement]) -> bool {
        let claim = ClaimRef {
            document: "a".into(),
            claim: rashomon_model::ClaimId(0),
        };
        let given = Rulings::of(judgements).set_aside(&claim);
        let mut turned = judgements.to_vec();
        turned.reverse();
        assert_eq!(Rulings::of(&turned).set_aside(&claim), given);
        given
    }

    #[test]
    fn the_last_verdict_counts_until_it_is_taken_back() {
        let (a, b) = (verdict("j", Verdict::Misread), verdict("jj", Verdict::Open));
        assert!(misread(std::slice::from_ref(&a)));
        assert!(!misread(&[a.clone(), b.clone()]));
        assert!(misread(&[a.clone(), b.clone(), undo("jjj", "jj")]));
        let all = [a, b, undo("jjj", "jj"), undo("jjjj", "jjj")];
        assert!(!misread(&all));
    }

    #[test]
    fn merged_ids_follow_one_head_and_split_ones_stand_alone() {
        let merge = |id: &str, ids: &[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            judgement(id, Act::Merge { ids })
        };
        let split = |id: &str, of: &str| judgement(id, Act::Split { id: of.into() });
        let judgements = [
            merge("j", &["p:1", "p:2"]),
            merge("jj", &["p:3", "p:2"]),
            split("jjj", "p:1"),
        ];
        let heads = |n: usize| {
            let rulings = Rulings::of(&judgements[..n]);
            ["p:1", "p:2", "p:3"].map(|id| rulings.stands(id).unwrap_or("-").to_owned())
        };
        assert_eq!(heads(1), ["p:1", "p:1", "-"]);
        assert_eq!(heads(2), ["p:3", "p:3", "p:3"]);
        assert_eq!(heads(3), ["p:1", "p:3", "p:3"]);
    }

    #[test]
    fn judgements_are_kept_as_json() {
        let all = [verdict("j", Verdict::Misread), undo("jj", "j")];
        let text = serde_json::to_string(&all).unwrap();
        assert!(text.contains(r#""act":"verdict""#), "{text}");
        let back: Vec<Judgement> = serde_json::from_str(&text).unwrap();
        assert_eq!(back, all);
    }
}
