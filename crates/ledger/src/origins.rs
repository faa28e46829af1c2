//! Where reports come from: texts that are one, and the agencies that they are credited to.

use crate::context::Context;
use crate::copies::Sketch;
use crate::report::{Facts, Report};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An origin of what reports say in their own voice, with the reports that go back to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// As [`Evidence::origin`](crate::Evidence::origin) names it: `text:…` or `agency:reuters`.
    pub id: String,
    /// Those who published it.
    pub outlets: Vec<String>,
    /// The day of its first report, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Its texts, by when they appeared; those of no known day last.
    pub texts: Vec<OriginText>,
}

/// A text of an origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OriginText {
    /// Key of its document.
    pub document: String,
    /// Its article, from zero.
    pub article: usize,
    /// Who published it.
    pub outlet: String,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published, as EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// What ties it to the origin's first text.
    pub tie: Tie,
    /// How much of the shorter of the two texts is in the longer one, in hundredths, as far as
    /// sketches tell.
    pub shared: u8,
}

/// What ties a text to the first of its origin.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// It is the first.
    First,
    /// It has the same words.
    SameWords,
    /// It has the same words under another headline.
    NewHeadline,
    /// It has most of the words.
    NearCopy,
    /// It is credited to the same agency, or is a copy of one that is.
    Agency,
}

/// The origins of reports, those with most outlets first. `reports` must be in the context; articles
/// that it does not know are left out. Their order changes nothing.
pub fn origins<'a>(
    context: &Context<'_>,
    reports: impl IntoIterator<Item = &'a Report>,
) -> Vec<Origin> {
    type Text<'a> = (bool, Option<crate::Days>, &'a str, usize);
    let mut found: BTreeMap<String, BTreeMap<Text, &Facts>> = BTreeMap::new();
    for report in reports {
        for (i, facts) in report.articles.iter().enumerate() {
            if context.knows(facts.published) {
                let text = (
                    facts.published.is_none(),
                    facts.published,
                    report.key.as_str(),
                    i,
                );
                let origin = context.origin_of_text(&report.key, i);
                found.entry(origin).or_default().insert(text, facts);
            }
        }
    }
    let mut origins: Vec<Origin> = found
        .into_iter()
        .map(|(id, texts)| {
            let outlets: BTreeSet<&str> = texts.values().map(|f| f.outlet.as_str()).collect();
            let head = texts.values().next().copied();
            let laid = texts
                .iter()
                .enumerate()
                .map(|(n, ((.., key, article), facts))| {
                    let shared = head.map_or(0.0, |head| shared(&head.sketch, &facts.sketch));
                    OriginText {
                        document: (*key).to_owned(),
                        article: *article,
                        outlet: facts.outlet.clone(),
                        title: facts.title.clone(),
                        published: facts.published.map(|d| d.to_string()),
                        tie: match head {
                            _ if n == 0 => Tie::First,
                            Some(head) => tie(head, facts, shared),
                            None => Tie::Agency,
                        },
                        shared: (shared * 100.0).round() as u8,
                    }
                });
            Origin {
                outlets: outlets.into_iter().map(str::to_owned).collect(),
                first: texts
                    .keys()
                    .next()
                    .and_then(|(_, day, ..)| Some((*day)?.to_string())),
                texts: laid.collect(),
                id,
            }
        })
        .collect();
    origins.sort_by(|a, b| {
        let weight = |o: &Origin| (o.outlets.len(), o.texts.len());
        (weight(b), &a.first, &a.id).cmp(&(weight(a), &b.first, &b.id))
    });
    origins
}

fn shared(a: &Sketch, b: &Sketch) -> f64 {
    a.shared(b).clamp(0.0, 1.0)
}

fn tie(head: &Facts, facts: &Facts, shared: f64) -> Tie {
    match () {
        () if head.sketch.words == facts.sketch.words && head.title == facts.title => {
            Tie::SameWords
        }
        () if head.body == facts.body => Tie::NewHeadline,
        () if shared >= crate::copies::SHARED => Tie::NearCopy,
        () => Tie::Agency,
    }
}
