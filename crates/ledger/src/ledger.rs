//! From analyses to questions.

use crate::ask::{Base, Facet, Places, asks};
use crate::question::{
    Answer, ClaimRef, Evidence, Holder, Interest, Question, Stance, Tally, Value,
};
use crate::scope::{Entry, Group, group};
use crate::sides::{Names, Opposition, interest, split};
use crate::status::{Figures, Ground, as_of, low, refines};
use crate::voice::{Voice, canonical, hex, voices};
use crate::when::{Day, Days};
use crate::words::Words;
use rashomon_model::{Analysis, Args, Polarity, RelationType, Scope};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What [`questions_with`] may be told.
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
    let documents = canonical(analyses);
    let mut voices = voices(&documents);
    if let Some(day) = options.as_of {
        voices.retain(|v| {
            v.published
                .and_then(|p| p.end)
                .is_some_and(|end| end <= day)
        });
    }
    let mut names = options.names.clone();
    names.learn(documents.iter().map(|(_, a)| *a));
    let run = Run {
        opposition: opposition(&voices),
        places: Places::of(documents.iter().map(|(_, a)| *a)),
        names,
        voices,
    };
    let groups = group(run.entries());
    let mut questions: Vec<Question> = groups.iter().filter_map(|g| run.question(g)).collect();
    refine(&groups, &mut questions);
    questions.sort_by(|a, b| {
        let claims = |q: &Question| -> usize {
            let answers = q.answers.iter();
            answers.map(|a| a.affirmed.len() + a.denied.len()).sum()
        };
        (a.status, claims(b), &a.key).cmp(&(b.status, claims(a), &b.key))
    });
    questions
}

fn opposition(voices: &[Voice]) -> Opposition {
    let mut found = Opposition::default();
    let visible: BTreeSet<&ClaimRef> = voices.iter().map(|v| &v.reference).collect();
    for voice in voices {
        found.learn_from(voice.claim);
        for relation in &voice.answers {
            let target = ClaimRef {
                document: voice.reference.document.clone(),
                claim: relation.to,
            };
            let parted = matches!(
                relation.r#type,
                RelationType::Denies | RelationType::Disputes
            );
            if parted && visible.contains(&target) {
                let answered = voice.analysis.claims.get(relation.to.0);
                found.oppose(
                    voice.claim.side.as_deref(),
                    answered.and_then(|c| c.side.as_deref()),
                );
            }
        }
    }
    found
}

struct Run<'a> {
    voices: Vec<Voice<'a>>,
    opposition: Opposition,
    places: Places,
    names: Names,
}

impl Run<'_> {
    /// Every claim laid to every question that it answers, by its own words or by what it answers
    /// in its report.
    fn entries(&self) -> Vec<Entry> {
        let index: HashMap<&ClaimRef, usize> = self
            .voices
            .iter()
            .enumerate()
            .map(|(i, v)| (&v.reference, i))
            .collect();
        let own: Vec<Vec<Entry>> = (0..self.voices.len()).map(|i| self.own(i)).collect();
        let mut all = Vec::new();
        for (i, voice) in self.voices.iter().enumerate() {
            let answered = self.answered(i, &index, &own);
            // A denial that is known to answer a claim of its kind speaks of just that claim: the
            // words of the claim say more exactly than its own what it denies.
            let by_relation = voice.claim.polarity == Polarity::Denied
                && answered
                    .iter()
                    .any(|e| e.ask.base.kind == voice.claim.args.kind());
            if !by_relation {
                all.extend(own[i].iter().cloned());
            }
            all.extend(answered);
        }
        all
    }

    fn own(&self, i: usize) -> Vec<Entry> {
        let voice = &self.voices[i];
        asks(voice.claim, voice.analysis, &self.places)
            .into_iter()
            .map(|ask| Entry {
                ask,
                claim: i,
                time: voice.time,
                published: voice.published,
                document: voice.reference.document.clone(),
            })
            .collect()
    }

    /// What a claim says to the claims of its report that it denies, doubts or confirms.
    fn answered(
        &self,
        i: usize,
        index: &HashMap<&ClaimRef, usize>,
        own: &[Vec<Entry>],
    ) -> Vec<Entry> {
        let voice = &self.voices[i];
        let places: BTreeSet<&str> = own[i]
            .iter()
            .filter_map(|e| e.ask.base.field("place"))
            .collect();
        let mut found = Vec::new();
        for relation in voice.answers.iter().filter(|r| r.to != r.from) {
            let target = ClaimRef {
                document: voice.reference.document.clone(),
                claim: relation.to,
            };
            let Some(&target) = index.get(&target) else {
                continue;
            };
            // Who denies one of seven places named together denies that one.
            let narrower = |e: &&Entry| match e.ask.base.field("place") {
                Some(place) => places.contains(place),
                None => false,
            };
            let narrows = own[target].iter().any(|e| narrower(&e));
            for entry in &own[target] {
                if entry.ask.silent || (narrows && !narrower(&entry)) {
                    continue;
                }
                let stance = match (relation.r#type, entry.ask.stance) {
                    (RelationType::Denies, Stance::Affirms) => Stance::Denies,
                    (RelationType::Denies, Stance::Denies) => Stance::Affirms,
                    (RelationType::Disputes, Stance::Affirms) => Stance::Doubts,
                    // Who confirms gives its own claim; where that has a figure, it stands alone.
                    (RelationType::Confirms, stance) if own[i].is_empty() => stance,
                    _ => continue,
                };
                let mut entry = entry.clone();
                entry.ask.stance = stance;
                entry.claim = i;
                entry.published = voice.published;
                found.push(entry);
            }
        }
        found
    }

    fn question(&self, group: &Group) -> Option<Question> {
        let key = format!("{}|{}", group.base.key(), group.scope);
        let mut answers = self.answers(group);
        if answers.is_empty() {
            return None;
        }
        if group.base.facet == Facet::Toll {
            self.update(&mut answers);
        }
        let ground = Ground {
            facet: group.base.facet,
            opposition: &self.opposition,
            parties: self.parties(group),
            names: &self.names,
            figures: Figures::of(&group.base),
        };
        let (status, reasons) = ground.status(&answers);
        let days = self.period(group);
        let words = self.words();
        Some(Question {
            id: format!("q:{}", &hex(key.as_bytes())[..12]),
            kind: group.base.kind.to_owned(),
            text: words.question(&group.base, days, self.reported(group), &group.scope),
            period: days.map(|d| d.to_string()),
            status,
            reasons,
            answers,
            refines: Vec::new(),
            key,
        })
    }

    fn words(&self) -> Words<'_> {
        Words {
            names: &self.names,
            places: &self.places,
        }
    }

    /// The days that the claims speak of.
    fn period(&self, group: &Group) -> Option<Days> {
        let mut entries = group.entries.iter().filter(|e| !e.ask.silent);
        // A toll is counted from its start to the report that gives it.
        let since = |e: &Entry| match &self.voices[e.claim].claim.args {
            Args::Casualties(c) if c.since.is_some() => c.since.as_deref().and_then(Days::parse),
            _ if group.base.facet == Facet::Toll => e.time,
            _ => None,
        };
        let days = |e: &Entry| match (since(e).and_then(|s| s.start), e.time) {
            (Some(start), time) => {
                let ends = [time.and_then(|t| t.end), e.published.and_then(Days::last)];
                Some(Days {
                    start: Some(start),
                    end: ends.into_iter().flatten().filter(|end| *end >= start).max(),
                })
            }
            (None, time) => time,
        };
        let first = entries.find_map(days)?;
        Some(entries.filter_map(days).fold(first, Days::cover))
    }

    /// The days on which it was reported.
    fn reported(&self, group: &Group) -> Option<Days> {
        let mut days = group.entries.iter().filter_map(|e| e.published);
        let first = days.next()?;
        Some(days.fold(first, Days::cover))
    }

    /// Sides that the group's claims speak of, and those opposed to them.
    fn parties(&self, group: &Group) -> BTreeSet<String> {
        let mut sides: BTreeSet<String> = BTreeSet::new();
        for entry in &group.entries {
            let args = &self.voices[entry.claim].claim.args;
            let named: Vec<Option<&str>> = match args {
                Args::Control(c) => vec![c.holder.as_deref(), c.loser.as_deref()],
                Args::Casualties(c) => vec![c.affected.as_deref(), c.actor.as_deref()],
                Args::EquipmentLoss(e) => vec![e.affected.as_deref(), e.actor.as_deref()],
                Args::Displacement(d) => vec![d.affected.as_deref()],
                Args::Attack(a) => vec![a.actor.as_deref()],
                Args::Agreement(a) => a.parties.iter().map(|p| Some(p.as_str())).collect(),
                Args::Diplomacy(d) => vec![d.actor.as_deref(), d.recipient.as_deref()],
                Args::Deployment(d) => vec![d.actor.as_deref(), d.recipient.as_deref()],
                Args::Access(a) => vec![a.actor.as_deref()],
                Args::Statement(_) => Vec::new(),
            };
            sides.extend(named.into_iter().flat_map(split).map(str::to_owned));
        }
        let opposed = self.opposition.against(&sides);
        sides.extend(opposed);
        sides
    }

    fn answers(&self, group: &Group) -> Vec<Answer> {
        let mut laid: BTreeMap<Value, (Vec<&Entry>, Vec<&Entry>)> = BTreeMap::new();
        for entry in &group.entries {
            if let (Some(value), Stance::Affirms) = (&entry.ask.value, entry.ask.stance) {
                laid.entry(value.clone()).or_default().0.push(entry);
            }
        }
        for entry in &group.entries {
            if entry.ask.stance == Stance::Affirms {
                continue;
            }
            let speaks_to = |value: &Value| match &entry.ask.value {
                Some(denied) => refines(value, denied),
                None => true,
            };
            let mut met = false;
            for (_, (_, against)) in laid.iter_mut().filter(|(value, _)| speaks_to(value)) {
                against.push(entry);
                met = true;
            }
            if !met && !entry.ask.silent {
                let value = entry.ask.value.clone().unwrap_or(Value::Yes);
                laid.entry(value).or_default().1.push(entry);
            }
        }
        let mut answers: Vec<Answer> = laid
            .into_iter()
            .map(|(value, (affirmed, denied))| self.answer(&group.base, value, &affirmed, &denied))
            .collect();
        answers.sort_by(|a, b| {
            let weight = |x: &Answer| (x.affirmed_by.origins, x.affirmed_by.reports);
            (weight(b), &a.value).cmp(&(weight(a), &b.value))
        });
        answers
    }

    fn answer(&self, base: &Base, value: Value, affirmed: &[&Entry], denied: &[&Entry]) -> Answer {
        let (affirmed_by, denied_by) = (self.tally(affirmed), self.tally(denied));
        let first = affirmed
            .iter()
            .filter_map(|e| e.published)
            .min_by_key(|days| (days.last(), *days))
            .map(|days| days.to_string());
        let (mut affirmed, denied) = (self.evidence(affirmed), self.evidence(denied));
        if let Value::Cause {
            actor: Some(actor), ..
        } = &value
        {
            // Who lost it admits the loss; to name another as the cause is a charge.
            for e in &mut affirmed {
                if e.interest == Interest::Against && e.holder.side.as_ref() != Some(actor) {
                    e.interest = Interest::SelfServing;
                }
            }
        }
        Answer {
            text: self.words().answer(base, &value),
            value,
            holders: holders(&affirmed),
            deniers: holders(&denied),
            affirmed_by,
            denied_by,
            affirmed,
            denied,
            first,
        }
    }

    fn tally(&self, entries: &[&Entry]) -> Tally {
        let voices = || entries.iter().map(|e| &self.voices[e.claim]);
        Tally {
            reports: voices().map(|v| v.article).collect::<BTreeSet<_>>().len(),
            origins: voices()
                .map(|v| v.origin.as_str())
                .collect::<BTreeSet<_>>()
                .len(),
        }
    }

    fn evidence(&self, entries: &[&Entry]) -> Vec<Evidence> {
        let mut seen = BTreeSet::new();
        let mut evidence: Vec<Evidence> = entries
            .iter()
            .filter(|e| seen.insert((e.claim, e.ask.stance)))
            .map(|e| {
                let voice = &self.voices[e.claim];
                Evidence {
                    claim: voice.reference.clone(),
                    holder: voice.holder.clone(),
                    chain: voice.chain.clone(),
                    stance: e.ask.stance,
                    interest: interest(voice.claim, &self.opposition),
                    modality: voice.claim.modality,
                    weak: voice.weak,
                    cumulative: cumulative(&voice.claim.args),
                    origin: voice.origin.clone(),
                    time: e.time.map(|d| d.to_string()),
                    published: e.published.map(|d| d.to_string()),
                    updated_by: None,
                }
            })
            .collect();
        evidence.sort_by(|a, b| a.claim.cmp(&b.claim));
        evidence
    }

    /// Marks figures that the same source later replaced.
    fn update(&self, answers: &mut [Answer]) {
        let mut by_source: BTreeMap<String, Vec<Figure>> = BTreeMap::new();
        let source = |e: &Evidence| match e.weak {
            true => None,
            false => Some(e.origin.clone()),
        };
        for answer in answers.iter() {
            for e in &answer.affirmed {
                if let (Some(source), Some(day)) = (source(e), as_of(e)) {
                    by_source.entry(source).or_default().push(Figure {
                        day,
                        claim: e.claim.clone(),
                        least: low(&answer.value),
                        cumulative: e.cumulative,
                    });
                }
            }
        }
        for list in by_source.values_mut() {
            list.sort();
        }
        for answer in answers {
            let least = low(&answer.value);
            let same: BTreeSet<ClaimRef> =
                answer.affirmed.iter().map(|e| e.claim.clone()).collect();
            for e in &mut answer.affirmed {
                let later = source(e)
                    .and_then(|source| by_source.get(&source))
                    .and_then(|list| {
                        list.iter().rev().find(|later| {
                            // A lower figure may be of two days only, unless both count from a
                            // start.
                            let whole = later.least >= least || (later.cumulative && e.cumulative);
                            as_of(e) < Some(later.day) && whole && !same.contains(&later.claim)
                        })
                    });
                e.updated_by = later.map(|later| later.claim.clone());
            }
        }
    }
}

/// A count that a source gave, by the day for which it was given.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Figure {
    day: Day,
    claim: ClaimRef,
    least: u64,
    cumulative: bool,
}

/// Whether the claim's figure counts from a start.
fn cumulative(args: &Args) -> bool {
    let scope = match args {
        Args::Casualties(c) if c.since.is_some() => return true,
        Args::Casualties(c) => c.scope,
        Args::EquipmentLoss(e) => e.scope,
        Args::Displacement(d) => d.scope,
        _ => None,
    };
    scope == Some(Scope::Cumulative)
}

fn holders(evidence: &[Evidence]) -> Vec<Holder> {
    let holders: BTreeSet<&Holder> = evidence.iter().map(|e| &e.holder).collect();
    holders.into_iter().cloned().collect()
}

/// Ties each question to those of the run that ask the same more widely.
fn refine(groups: &[Group], questions: &mut [Question]) {
    let ids: BTreeMap<String, String> = questions
        .iter()
        .map(|q| (q.key.clone(), q.id.clone()))
        .collect();
    let bases: BTreeMap<String, (&Base, &str)> = groups
        .iter()
        .map(|g| {
            let key = format!("{}|{}", g.base.key(), g.scope);
            (key, (&g.base, g.scope.as_str()))
        })
        .collect();
    for question in questions {
        let Some((base, scope)) = bases.get(&question.key) else {
            continue;
        };
        question.refines = wider(base)
            .into_iter()
            .filter_map(|wide| ids.get(&format!("{}|{scope}", wide.key())).cloned())
            .collect();
    }
}

/// The questions that ask the same with one or more arguments left open.
fn wider(base: &Base) -> Vec<Base> {
    let narrowing = |name: &str| matches!(name, "affected" | "role" | "model" | "effect");
    let mut found = vec![base.clone()];
    for i in 0..base.fields.len() {
        if !narrowing(base.fields[i].name) {
            continue;
        }
        for mut wide in found.clone() {
            let widest = match base.fields[i].name {
                "effect" => Some("casualties".to_owned()),
                _ => None,
            };
            if wide.fields[i].id != widest {
                wide.fields[i].id = widest;
                found.push(wide);
            }
        }
    }
    found.remove(0);
    found
}
