//! What new reports change: what somebody who watches a ledger wants to be told.

use crate::ask::Facet;
use crate::question::{Answer, ClaimRef, Holder, Question, Status, Value};
use crate::words::count_words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A change of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct News {
    /// The question's id.
    pub question: String,
    /// The question in words.
    pub text: String,
    /// Its status now.
    pub status: Status,
    /// What changed.
    #[serde(flatten)]
    pub change: Turn,
    /// The claims that changed it.
    pub claims: Vec<ClaimRef>,
}

/// What changed of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Turn {
    /// Its status is another one; a question that nobody had asked before is told of when its
    /// accounts part.
    Status {
        /// The status that it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Status>,
    },
    /// Somebody denies or doubts an answer who did not before.
    Denial {
        /// The answer in words.
        answer: String,
        /// Who denies it.
        by: Holder,
    },
    /// Somebody gives an answer that nobody gave.
    Answer {
        /// The answer in words.
        answer: String,
        /// Who gives it.
        by: Vec<Holder>,
    },
    /// Somebody raises his figure.
    Raised {
        /// Who does.
        by: Holder,
        /// His highest figure before, in words.
        from: String,
        /// The figure now.
        to: String,
    },
}

/// What changed between two states of the same questions: those that new reports touched, before and
/// after. A question whose id changed, since its scope grew, is known by the claims that it kept.
/// In order of the questions' ids.
pub fn news(before: &[Question], after: &[Question]) -> Vec<News> {
    let by_id: BTreeMap<&str, &Question> = before.iter().map(|q| (&*q.id, q)).collect();
    let mut by_claim: BTreeMap<&ClaimRef, &Question> = BTreeMap::new();
    for question in before {
        by_claim.extend(claims(question).map(|claim| (claim, question)));
    }
    let mut after: Vec<&Question> = after.iter().collect();
    after.sort_by_key(|question| &question.id);
    let mut told = Vec::new();
    for now in after {
        let same = by_id.get(&*now.id).copied();
        let kept = || claims(now).find_map(|claim| by_claim.get(claim).copied());
        let was = same.or_else(kept);
        let known: BTreeSet<&ClaimRef> = was.into_iter().flat_map(claims).collect();
        for (change, evidence) in turns(was, now) {
            let new = evidence.into_iter().filter(|claim| !known.contains(claim));
            let claims: Vec<ClaimRef> = new.cloned().collect();
            // Who denied whatever is said denies a new answer without a word more.
            if claims.is_empty() && matches!(change, Turn::Denial { .. }) {
                continue;
            }
            told.push(News {
                question: now.id.clone(),
                text: now.text.clone(),
                status: now.status,
                change,
                claims,
            });
        }
    }
    told
}

fn turns<'a>(was: Option<&Question>, now: &'a Question) -> Vec<(Turn, Vec<&'a ClaimRef>)> {
    let mut turns = Vec::new();
    let Some(was) = was else {
        if now.status == Status::Contested {
            turns.push((Turn::Status { from: None }, claims(now).collect()));
        }
        return turns;
    };
    if was.status != now.status {
        let from = Some(was.status);
        turns.push((Turn::Status { from }, claims(now).collect()));
    }
    let former = |answer: &Answer| was.answers.iter().find(|a| a.value == answer.value);
    for answer in &now.answers {
        let deniers = former(answer).map_or(&[][..], |a| &a.deniers);
        for by in answer.deniers.iter().filter(|by| !deniers.contains(by)) {
            let denied = answer.denied.iter().filter(|e| e.holder == *by);
            let turn = Turn::Denial {
                answer: answer.text.clone(),
                by: by.clone(),
            };
            turns.push((turn, denied.map(|e| &e.claim).collect()));
        }
    }
    let (before, figures) = (figures(was), figures(now));
    let raised: BTreeMap<&Holder, &Figure> = figures
        .iter()
        .filter(|(by, figure)| before.get(*by).is_some_and(|f| f.min < figure.min))
        .map(|(by, figure)| (*by, figure))
        .collect();
    for (by, figure) in &raised {
        if let Some(former) = before.get(by) {
            let turn = Turn::Raised {
                by: (*by).clone(),
                from: count_words(former.min, former.max),
                to: count_words(figure.min, figure.max),
            };
            turns.push((turn, figure.claims.clone()));
        }
    }
    for answer in &now.answers {
        // Who raises his own figure is told of once.
        let alone = answer.holders.iter().all(|by| raised.contains_key(by));
        // It may have been there before, denied and affirmed by nobody.
        let given = former(answer).is_some_and(|former| !former.holders.is_empty());
        if !given && !leaves_open(now, answer) && !answer.holders.is_empty() && !alone {
            let turn = Turn::Answer {
                answer: answer.text.clone(),
                by: answer.holders.clone(),
            };
            turns.push((turn, answer.affirmed.iter().map(|e| &e.claim).collect()));
        }
    }
    turns
}

/// Whether an answer says that it was so, of a question that asks more: by whom, how many.
fn leaves_open(question: &Question, answer: &Answer) -> bool {
    let asks = |facet: Facet| {
        let asked = format!("{}/{}", question.kind, facet.name());
        question.key.split('|').next() == Some(&*asked)
    };
    answer.value == Value::Yes && !asks(Facet::Whether) && !asks(Facet::State)
}

/// Somebody's highest figure.
struct Figure<'a> {
    min: u64,
    max: Option<u64>,
    claims: Vec<&'a ClaimRef>,
}

/// The highest figure of each who gives one.
fn figures(question: &Question) -> BTreeMap<&Holder, Figure<'_>> {
    let mut figures: BTreeMap<&Holder, Figure> = BTreeMap::new();
    for answer in &question.answers {
        let Value::Count { min, max } = answer.value else {
            continue;
        };
        for evidence in &answer.affirmed {
            let figure = Figure {
                min,
                max,
                claims: vec![&evidence.claim],
            };
            match figures.get_mut(&evidence.holder) {
                Some(known) if known.min > min => {}
                Some(known) if known.min == min && known.max == max => {
                    known.claims.push(&evidence.claim);
                }
                Some(known) => *known = figure,
                None => {
                    figures.insert(&evidence.holder, figure);
                }
            }
        }
    }
    figures
}

/// The claims that answer a question.
fn claims(question: &Question) -> impl Iterator<Item = &ClaimRef> {
    let evidence = question
        .answers
        .iter()
        .flat_map(|a| a.affirmed.iter().chain(&a.denied));
    evidence.map(|e| &e.claim)
}
