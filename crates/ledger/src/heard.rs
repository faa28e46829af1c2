//! What goes back to an origin.

use crate::question::{Evidence, Question};
use crate::when::{Day, Days};
use rashomon_model::ClaimId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The claims that go back to an origin, gathered one by one; `D` names a document, `Q` a question.
#[derive(Debug, Clone)]
pub struct Heard<D, Q> {
    /// Claims, by their documents.
    claims: BTreeMap<D, BTreeSet<ClaimId>>,
    voices: BTreeSet<String>,
    questions: BTreeSet<Q>,
    days: BTreeSet<Day>,
}

impl<D, Q> Default for Heard<D, Q> {
    fn default() -> Self {
        Heard {
            claims: BTreeMap::new(),
            voices: BTreeSet::new(),
            questions: BTreeSet::new(),
            days: BTreeSet::new(),
        }
    }
}

/// An origin in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sum {
    /// What reports call those who speak, by name.
    pub voices: Vec<String>,
    /// Who carries it.
    pub outlets: Vec<String>,
    /// Day of the first report that carries it.
    pub first: Option<String>,
    /// Day of the last.
    pub last: Option<String>,
    /// Reports that carry it.
    pub reports: usize,
    /// Claims that go back to it.
    pub claims: usize,
    /// Questions that they answer.
    pub questions: usize,
}

impl<D: Ord, Q: Ord> Heard<D, Q> {
    /// Takes in a claim that a question has heard; `day` is when it was published.
    pub fn hear(
        &mut self,
        (document, claim): (D, ClaimId),
        question: Q,
        voice: &str,
        day: Option<Day>,
    ) {
        self.claims.entry(document).or_default().insert(claim);
        self.questions.insert(question);
        self.days.extend(day);
        if !self.voices.contains(voice) {
            self.voices.insert(voice.to_owned());
        }
    }

    /// All of it together; `outlet` says who published a document.
    pub fn sum(&self, outlet: impl Fn(&D) -> String) -> Sum {
        let outlets: BTreeSet<String> = self.claims.keys().map(outlet).collect();
        Sum {
            voices: self.voices.iter().cloned().collect(),
            outlets: outlets.into_iter().collect(),
            first: self.days.first().map(Day::to_string),
            last: self.days.last().map(Day::to_string),
            reports: self.claims.len(),
            claims: self.claims.values().map(BTreeSet::len).sum(),
            questions: self.questions.len(),
        }
    }

    /// The documents in which they stand.
    pub fn documents(&self) -> impl Iterator<Item = &D> {
        self.claims.keys()
    }

    /// How many reports carry it.
    pub fn reports(&self) -> usize {
        self.claims.len()
    }
}

impl Evidence {
    /// The last day on which it is known to have been published.
    pub fn published_on(&self) -> Option<Day> {
        let days = self.published.as_deref().and_then(Days::parse);
        days.and_then(Days::last)
    }
}

/// What questions have heard, by origin.
pub fn heard<'a>(
    questions: impl IntoIterator<Item = &'a Question>,
) -> BTreeMap<String, Heard<String, String>> {
    let mut origins: BTreeMap<String, Heard<String, String>> = BTreeMap::new();
    for question in questions {
        for e in question.evidence() {
            let claim = (e.claim.document.clone(), e.claim.claim);
            let heard = origins.entry(e.origin.clone()).or_default();
            heard.hear(claim, question.id.clone(), &e.holder.name, e.published_on());
        }
    }
    origins
}
