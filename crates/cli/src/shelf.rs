//! Where views look: reports that were just read.

use crate::args::{FilterArgs, ShelfArgs};
use crate::show::sentence;
use crate::{Exit, Fault, read, sides};
use rashomon_gazetteer::Gazetteer;
use rashomon_ledger::{
    ClaimRef, Context, Day, Days, Filter, Ledger, Names, Options, Question, Report, Traits,
    document_keys, sides_named,
};
use rashomon_model::{Analysis, Claim, ClaimId, Published};
use rashomon_text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Reports with the questions that they answer, as of a day.
pub struct Shelf {
    analyses: BTreeMap<String, Analysis>,
    context: Context,
    /// In the order in which they are listed.
    questions: Vec<Question>,
    /// The questions that a claim answers, as indices.
    answered: BTreeMap<ClaimRef, BTreeSet<usize>>,
    as_of: Option<Day>,
}

/// Some of what was found, and how much there is in all.
pub struct Found<T> {
    /// As much as was asked for.
    pub shown: Vec<T>,
    /// How much there is.
    pub all: usize,
}

/// A claim in its report.
#[derive(Clone, Copy)]
pub struct ClaimAt<'a> {
    /// The key of its document.
    pub key: &'a str,
    /// Its report.
    pub analysis: &'a Analysis,
    /// The claim.
    pub claim: &'a Claim,
}

/// A title or a sentence.
pub struct Passage<'a> {
    /// The key of its document.
    pub key: &'a str,
    /// Its report.
    pub analysis: &'a Analysis,
    /// When its article was published.
    pub published: &'a Published,
    /// Where it stands; none for a title.
    pub span: Option<Span>,
    /// The words.
    pub text: &'a str,
    /// The claims that stand in it.
    pub claims: Vec<ClaimId>,
}

impl<'a> ClaimAt<'a> {
    /// What it is called across reports.
    pub fn id(&self) -> ClaimRef {
        ClaimRef {
            document: self.key.to_owned(),
            claim: self.claim.id,
        }
    }

    /// When the article that it stands in was published.
    pub fn published(&self) -> &'a Published {
        published(self.analysis, self.claim)
    }
}

/// When the article that a claim stands in was published.
pub fn published<'a>(analysis: &'a Analysis, claim: &Claim) -> &'a Published {
    let mut articles = analysis.articles.iter().rev();
    let article = articles.find(|article| article.span.start <= claim.span.start);
    article.map_or(&analysis.document.published, |a| &a.published)
}

impl Shelf {
    /// Reads what the arguments name.
    pub fn open(args: &ShelfArgs) -> Result<(Shelf, Exit), Fault> {
        let mut analyses = Vec::new();
        let reader = read::reader(&args.input.reader)?;
        let exit = read::each(
            &reader,
            &args.input,
            false,
            |analysis| analysis,
            |analysis| {
                analyses.push(analysis);
                Ok(())
            },
        )?;
        let options = Options {
            as_of: args.as_of,
            names: sides::names(&reader),
        };
        Ok((Shelf::of(analyses, &options), exit))
    }

    /// Lays the claims of some reports side by side.
    pub fn of(analyses: Vec<Analysis>, options: &Options) -> Shelf {
        let keys = document_keys(&analyses);
        let analyses: BTreeMap<String, Analysis> = keys.into_iter().zip(analyses).collect();
        let mut ledger = Ledger::new(options);
        let reports = analyses.iter().map(|(key, a)| Report::of(key, a));
        ledger.update(reports.collect(), &[]);
        let context = ledger.context().clone();
        let questions = ledger.into_questions();
        let mut answered: BTreeMap<ClaimRef, BTreeSet<usize>> = BTreeMap::new();
        for (i, question) in questions.iter().enumerate() {
            for evidence in question.evidence() {
                let known = answered.entry(evidence.claim.clone()).or_default();
                known.insert(i);
            }
        }
        Shelf {
            analyses,
            context,
            questions,
            answered,
            as_of: options.as_of,
        }
    }

    /// What sides are called.
    pub fn names(&self) -> &Names {
        self.context.names()
    }

    /// The day as of which it is, where it is of one.
    pub fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// How many reports, claims and questions there are.
    pub fn counts(&self) -> (usize, usize, usize) {
        let claims = self.analyses.values().map(|a| a.claims.len()).sum();
        (self.analyses.len(), claims, self.questions.len())
    }

    /// What the arguments ask for: names of places and sides become ids.
    pub fn filter(&self, args: &FilterArgs) -> Result<Filter, Fault> {
        let places = (!args.place.is_empty()).then(|| {
            args.place
                .iter()
                .flat_map(|name| self.places(name))
                .collect()
        });
        let mut sides = None;
        for name in &args.side {
            let meant = self.names().meant(name);
            if meant.is_empty() {
                return Err(Fault::Usage(format!(
                    "no side is called '{name}': give its name, its adjective or its id (AZE)"
                )));
            }
            sides.get_or_insert_with(BTreeSet::new).extend(meant);
        }
        let words = args.text.iter().flat_map(|text| text.split_whitespace());
        let days = (args.from.is_some() || args.to.is_some()).then(|| Days {
            start: args.from.and_then(|days| days.start),
            end: args.to.and_then(|days| days.end),
        });
        Ok(Filter {
            kinds: args
                .kind
                .iter()
                .map(|kind| kind.replace('-', "_"))
                .collect(),
            places,
            sides,
            statuses: args.status.iter().map(|s| s.0).collect(),
            days,
            words: words.map(str::to_lowercase).collect(),
        })
    }

    /// The ids of the places that bear a name: in the reports, or for the reader.
    fn places(&self, name: &str) -> BTreeSet<String> {
        let gazetteer = Gazetteer::embedded();
        let known = gazetteer.lookup(name);
        let known = known.iter().map(|candidate| gazetteer.id(candidate.key));
        let mut ids: BTreeSet<String> =
            known.map(|id| self.context.place(&id).to_owned()).collect();
        ids.extend(self.context.places_called(name));
        ids.insert(name.to_owned());
        ids
    }

    /// The questions that a filter admits, those whose accounts part first.
    pub fn questions(&self, filter: &Filter, limit: Option<usize>) -> Found<&Question> {
        let wordless = Filter {
            words: Vec::new(),
            ..filter.clone()
        };
        let quoted = |question: &Question| {
            let mut said = question.evidence().filter_map(|e| self.claim(&e.claim));
            said.any(|at| filter.says(sentence::of(at.analysis, at.claim)))
        };
        let admits = |q: &&Question| filter.admits(q) || wordless.admits(q) && quoted(q);
        found(self.questions.iter().filter(admits), limit)
    }

    /// The question with an id, or with the one id that begins so.
    pub fn question(&self, id: &str) -> Result<&Question, Fault> {
        let id = id.strip_prefix("q:").unwrap_or(id);
        let begins = |q: &&Question| q.id.strip_prefix("q:").is_some_and(|q| q.starts_with(id));
        let fitting: Vec<&Question> = self.questions.iter().filter(begins).collect();
        match fitting[..] {
            [one] => Ok(one),
            [] => Err(Fault::Usage(format!(
                "there is no question q:{id} here: `rashomon questions` lists them with --format table"
            ))),
            _ => Err(Fault::Usage(format!(
                "{} questions begin with q:{id}: give more of it",
                fitting.len()
            ))),
        }
    }

    /// The questions that ask the same more narrowly.
    pub fn narrower(&self, id: &str) -> Vec<&Question> {
        let asks = |q: &&Question| q.refines.iter().any(|wide| wide == id);
        self.questions.iter().filter(asks).collect()
    }

    /// What was read in a document.
    pub fn analysis(&self, key: &str) -> Option<&Analysis> {
        self.analyses.get(key)
    }

    /// A claim in its report.
    pub fn claim(&self, id: &ClaimRef) -> Option<ClaimAt<'_>> {
        let (key, analysis) = self.analyses.get_key_value(&id.document)?;
        Some(ClaimAt {
            key,
            analysis,
            claim: analysis.claims.get(id.claim.0)?,
        })
    }

    /// The claim with an id, of whose document the beginning will do: `1a2b3c#c4`.
    pub fn claim_called(&self, id: &str) -> Result<ClaimAt<'_>, Fault> {
        let none = || {
            Fault::Usage(format!(
                "there is no claim '{id}' here: `rashomon claims` lists them, such as 1a2b3c#c4"
            ))
        };
        let (document, number) = id.rsplit_once('#').ok_or_else(none)?;
        let number = number.strip_prefix('c').unwrap_or(number);
        let number: usize = number.parse().map_err(|_| none())?;
        let claim = ClaimId(number.checked_sub(1).ok_or_else(none)?);
        let begins = |key: &&String| {
            let hash = key.strip_prefix("sha256:").unwrap_or(key);
            key.starts_with(document) || hash.starts_with(document)
        };
        let keys: Vec<&String> = match self.analyses.get_key_value(document) {
            Some((key, _)) => vec![key],
            None => self.analyses.keys().filter(begins).collect(),
        };
        match keys[..] {
            [key] => {
                let id = ClaimRef {
                    document: key.clone(),
                    claim,
                };
                self.claim(&id).ok_or_else(none)
            }
            [] => Err(none()),
            _ => Err(Fault::Usage(format!(
                "{} documents begin with '{document}': give more of it",
                keys.len()
            ))),
        }
    }

    /// The questions that a claim answers.
    pub fn answered(&self, id: &ClaimRef) -> Vec<&Question> {
        let known = self.answered.get(id).into_iter().flatten();
        known.filter_map(|i| self.questions.get(*i)).collect()
    }

    /// The claims that a filter admits, by document and place in the text. A claim has the status
    /// of any question that it answers.
    pub fn claims(&self, filter: &Filter, limit: Option<usize>) -> Found<ClaimAt<'_>> {
        let claims = self.analyses.iter().flat_map(|(key, analysis)| {
            analysis.claims.iter().map(move |claim| ClaimAt {
                key,
                analysis,
                claim,
            })
        });
        found(claims.filter(|at| self.admits(filter, at)), limit)
    }

    /// Whether a filter admits a claim that was known by then.
    pub fn admits(&self, filter: &Filter, at: &ClaimAt) -> bool {
        if !self.knows(at.published()) {
            return false;
        }
        if !filter.statuses.is_empty() {
            let answered = self.answered(&at.id());
            if !answered.iter().any(|q| filter.statuses.contains(&q.status)) {
                return false;
            }
        }
        let places = at.claim.places.iter().filter_map(|id| {
            let place = at.analysis.mentions.get(id.0)?.place()?;
            Some(self.context.place(&place.id))
        });
        let named = sides_named(&at.claim.args);
        let sides = named.iter().map(String::as_str);
        let chain = at.claim.chain.iter().map(|link| link.name.as_str());
        let sentence = sentence::of(at.analysis, at.claim);
        filter.fits(&Traits {
            kind: at.claim.args.kind(),
            places: places.collect(),
            sides: sides.chain(at.claim.side.as_deref()).collect(),
            days: at.claim.time.as_deref().and_then(Days::parse),
            texts: chain.chain([sentence]).collect(),
        })
    }

    /// The titles and the sentences of claims that have all of the words, by document and place in
    /// the text. Of sentences those that have a claim that the filter admits.
    pub fn search(&self, words: &str, filter: &Filter, limit: Option<usize>) -> Found<Passage<'_>> {
        let asked = Filter {
            words: words.split_whitespace().map(str::to_lowercase).collect(),
            ..Filter::default()
        };
        let has = |text: &str| asked.says(text);
        let any = *filter == Filter::default();
        let mut passages: Vec<Passage> = Vec::new();
        for (key, analysis) in &self.analyses {
            let document = &analysis.document;
            let title = document
                .title
                .as_deref()
                .filter(|title| any && self.knows(&document.published) && has(title));
            passages.extend(title.map(|title| Passage {
                key,
                analysis,
                published: &document.published,
                span: None,
                text: title,
                claims: Vec::new(),
            }));
            let first = passages.len();
            for claim in &analysis.claims {
                let at = ClaimAt {
                    key,
                    analysis,
                    claim,
                };
                let text = sentence::of(analysis, claim);
                if !has(text) || !self.admits(filter, &at) {
                    continue;
                }
                let span = sentence::span(analysis, claim);
                // Claims stand in the order of the text: one sentence's follow one another.
                let before = passages[first..].last_mut();
                match before.filter(|p| p.span == span && span.is_some()) {
                    Some(passage) => passage.claims.push(claim.id),
                    None => passages.push(Passage {
                        key,
                        analysis,
                        published: at.published(),
                        span,
                        text,
                        claims: vec![claim.id],
                    }),
                }
            }
        }
        found(passages.into_iter(), limit)
    }

    /// Whether what was published then was known by the day as of which this is.
    fn knows(&self, published: &Published) -> bool {
        let days = published.value.as_deref().and_then(Days::parse);
        self.as_of
            .is_none_or(|day| days.and_then(|d| d.end).is_some_and(|end| end <= day))
    }
}

fn found<T>(items: impl Iterator<Item = T>, limit: Option<usize>) -> Found<T> {
    let mut all = 0;
    let mut shown = Vec::new();
    for item in items {
        all += 1;
        if limit.is_none_or(|limit| shown.len() < limit) {
            shown.push(item);
        }
    }
    Found { shown, all }
}
