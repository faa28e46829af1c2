//! A ledger in memory, and questions from analyses at once.

use crate::context::Context;
use crate::family::Family;
use crate::question::Question;
use crate::report::Report;
use crate::settle::settle;
use crate::sides::Names;
use crate::when::Day;
use rashomon_model::Analysis;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What [`questions_with`] and a [`Context`] may be told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only reports published on this day or before count: what was known then. A report whose day
    /// is not known is left out.
    pub as_of: Option<Day>,
    /// What the sides are called; sides without a row are called as the reports call them.
    pub names: Names,
}

/// The questions that the claims of a run answer, those whose accounts part first. The order of
/// `analyses` changes nothing. Spans must count bytes of the text, as [`Analysis`] has them inside
/// the program.
pub fn questions(analyses: &[Analysis]) -> Vec<Question> {
    questions_with(analyses, &Options::default())
}

/// As [`questions`], with options.
pub fn questions_with(analyses: &[Analysis], options: &Options) -> Vec<Question> {
    let mut ledger = Ledger::new(options);
    let reports = canonical(analyses);
    let reports = reports.iter().map(|(key, a)| Report::of(key, a));
    ledger.update(reports.collect(), &[]);
    ledger.into_questions()
}

/// A ledger in memory: reports, what they together tell, and the questions that they answer. Made
/// of the very steps that a ledger on disk takes: what it holds depends on its reports alone, not
/// on the order and the batches in which they came.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    context: Context<'static>,
    reports: BTreeMap<String, Report>,
    /// The reports that have a part in a family, as they know it.
    parts: BTreeMap<Family, BTreeSet<String>>,
    /// The families that depend on a side or a place, as reports know them; some no longer do.
    depending: BTreeMap<String, BTreeSet<Family>>,
    settled: BTreeMap<Family, Vec<Question>>,
}

impl Ledger {
    /// An empty ledger.
    pub fn new(options: &Options) -> Ledger {
        Ledger {
            context: Context::new(options),
            ..Ledger::default()
        }
    }

    /// Takes in reports, each in the place of the one that had its key before, and lets go of those
    /// with the `removed` keys; then settles what that touches. Gives the families settled.
    pub fn update(&mut self, added: Vec<Report>, removed: &[String]) -> BTreeSet<Family> {
        // The last of those that share a key stays.
        let added: BTreeMap<String, Report> =
            added.into_iter().map(|r| (r.key.clone(), r)).collect();
        let keys: BTreeSet<&String> = removed.iter().chain(added.keys()).collect();
        let gone: Vec<Report> = keys
            .into_iter()
            .filter_map(|key| self.reports.remove(key))
            .collect();
        let mut touched: BTreeSet<Family> = BTreeSet::new();
        for report in &gone {
            for family in report.families.keys() {
                touched.insert(self.context.family(family));
                if let Some(keys) = self.parts.get_mut(family) {
                    keys.remove(&report.key);
                }
            }
        }
        let change = self.context.update(
            &added.values().collect::<Vec<_>>(),
            &gone.iter().collect::<Vec<_>>(),
        );
        for report in added.values() {
            for family in report.families.keys() {
                touched.insert(self.context.family(family));
                let parts = self.parts.entry(family.clone()).or_default();
                parts.insert(report.key.clone());
                for name in report.depends(family) {
                    let families = self.depending.entry(name).or_default();
                    families.insert(family.clone());
                }
            }
        }
        self.reports.extend(added);
        let of_name = |name: &str| self.depending.get(name).cloned().unwrap_or_default();
        let of_report = |key: &str| match self.reports.get(key) {
            Some(report) => report.families.keys().cloned().collect(),
            None => BTreeSet::new(),
        };
        touched.extend(change.families(&self.context, of_name, of_report));
        for family in &touched {
            let questions = self.settle(family);
            match questions.is_empty() {
                true => self.settled.remove(family),
                false => self.settled.insert(family.clone(), questions),
            };
        }
        touched
    }

    fn settle(&self, family: &Family) -> Vec<Question> {
        let members = self.context.members(family);
        let entries = members.iter().flat_map(|member| {
            let keys = self.parts.get(member).into_iter().flatten();
            let reports = keys.filter_map(|key| self.reports.get_key_value(key));
            reports.flat_map(move |(key, report)| {
                let entries = report.families.get(member).into_iter().flatten();
                entries.map(move |entry| (key.as_str(), entry))
            })
        });
        settle(&self.context, entries)
    }

    /// What the reports together tell.
    pub fn context(&self) -> &Context<'static> {
        &self.context
    }

    /// The questions of its reports, those whose accounts part first.
    pub fn questions(&self) -> Vec<Question> {
        listed(self.settled.values().flatten().cloned().collect())
    }

    /// As [`Ledger::questions`], without the ledger.
    pub fn into_questions(self) -> Vec<Question> {
        listed(self.settled.into_values().flatten().collect())
    }
}

fn listed(mut questions: Vec<Question>) -> Vec<Question> {
    prune(&mut questions);
    questions.sort_by(Question::listed);
    questions
}

/// Leaves in [`Question::refines`] only ids of questions that are among these.
pub fn prune(questions: &mut [Question]) {
    let ids: BTreeSet<String> = questions.iter().map(|q| q.id.clone()).collect();
    for question in questions {
        question.refines.retain(|id| ids.contains(id));
    }
}

/// The analyses of a run in an order of their own, each once, with a key for each document.
fn canonical(analyses: &[Analysis]) -> Vec<(String, &Analysis)> {
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

fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
