//! From the claims of a family to its questions.

use crate::ask::{Base, Facet};
use crate::context::Context;
use crate::grade::{Credibility, Grade, Reliability, harm, reliability};
use crate::question::{
    Answer, ClaimRef, Evidence, Holder, Interest, PlaceRef, Question, Stance, Tally, Value,
};
use crate::report::{Entry, Source};
use crate::scope::{Group, Laid, group};
use crate::sides::{interest, split};
use crate::status::{Figures, Ground, as_of, low, refines};
use crate::when::{Day, Days};
use crate::words::Words;
use rashomon_model::Args;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The questions that the claims of one family answer, by their keys.
///
/// `entries` are those of all [members](Context::members) of the family, each with the key of its
/// report; their order changes nothing. The context must hold the reports that they come from, and
/// is the one to say as of which day the questions are settled. [`Question::refines`] names every
/// question that would be wider, whether or not any claim asks it ([`prune`](crate::prune)).
pub fn settle<'a>(
    context: &Context<'_>,
    entries: impl IntoIterator<Item = (&'a str, &'a Entry)>,
) -> Vec<Question> {
    let known = entries
        .into_iter()
        .filter(|(_, entry)| context.knows(entry.published));
    let laid: Vec<Laid> = known
        .map(|(document, entry)| {
            let mut base = entry.ask.base.clone();
            if let Some(place) = entry.ask.base.field("place") {
                base.move_to(context.place(place));
            }
            Laid {
                document,
                entry,
                base,
            }
        })
        .collect();
    let settling = Settling { context };
    let groups = group(laid);
    groups.iter().filter_map(|g| settling.question(g)).collect()
}

struct Settling<'a> {
    context: &'a Context<'a>,
}

impl Entry {
    /// The sides that the claim speaks of.
    fn named(&self) -> BTreeSet<String> {
        sides_named(&self.args)
    }

    /// All sides that it has to do with: who says it, of whom, and what it is laid to.
    pub(crate) fn sides(&self) -> BTreeSet<String> {
        let mut sides = self.named();
        let fields = ["affected", "actor", "recipient", "parties"];
        let fields = fields.iter().map(|name| self.ask.base.field(name));
        let value: Vec<&str> = match &self.ask.value {
            Some(Value::Side { side }) => vec![side],
            Some(Value::Cause {
                actor: Some(actor), ..
            }) => vec![actor],
            Some(Value::Sides { sides }) => sides.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let more = fields
            .chain([self.holder.side.as_deref()])
            .chain(value.into_iter().map(Some));
        sides.extend(more.flat_map(split).map(str::to_owned));
        sides
    }
}

/// The sides that a claim with these arguments speaks of.
pub fn sides_named(args: &Args) -> BTreeSet<String> {
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
    named
        .into_iter()
        .flat_map(split)
        .map(str::to_owned)
        .collect()
}

impl Settling<'_> {
    fn question(&self, group: &Group) -> Option<Question> {
        let key = format!("{}|{}", group.base.key(), group.scope);
        let mut answers = self.answers(group);
        if answers.is_empty() {
            return None;
        }
        if group.base.facet == Facet::Toll {
            update(&mut answers);
        }
        let ground = Ground {
            facet: group.base.facet,
            opposition: self.context.opposition(),
            parties: self.parties(group),
            names: self.context.names(),
            figures: Figures::of(&group.base, &group.scope),
        };
        let (status, reasons) = ground.status(&answers);
        for answer in &mut answers {
            let (affirmed, denied) = (&mut answer.affirmed, &mut answer.denied);
            for e in affirmed.iter_mut().chain(denied) {
                (e.reliability, _) = reliability(e, ground.party(e));
            }
        }
        let grades: Vec<Grade> = answers.iter().map(|a| ground.grade(&answers, a)).collect();
        for (answer, grade) in answers.iter_mut().zip(grades) {
            answer.grade = grade;
        }
        let civilians =
            group.base.kind == "casualties" && group.base.field("role") == Some("civilian");
        let harm = civilians.then(|| harm(&ground, &answers, self.context.opposition()));
        let days = period(group);
        let words = self.words();
        let wider = wider(&group.base);
        let wider = wider
            .iter()
            .map(|wide| id(&format!("{}|{}", wide.key(), group.scope)));
        let sides: BTreeSet<String> = group.entries.iter().flat_map(|l| l.entry.sides()).collect();
        Some(Question {
            id: id(&key),
            kind: group.base.kind.to_owned(),
            text: words.question(&group.base, days, reported(group), &group.scope),
            place: group.base.field("place").map(|id| PlaceRef {
                id: id.to_owned(),
                name: self.context.place_name(id).to_owned(),
            }),
            sides: sides.into_iter().collect(),
            period: days.map(|d| d.to_string()),
            status,
            reasons,
            answers,
            harm,
            refines: wider.collect(),
            key,
        })
    }

    fn words(&self) -> Words<'_> {
        Words {
            context: self.context,
        }
    }

    /// Sides that the group's claims speak of, and those opposed to them.
    fn parties(&self, group: &Group) -> BTreeSet<String> {
        let mut sides: BTreeSet<String> = BTreeSet::new();
        for laid in &group.entries {
            sides.extend(laid.entry.named());
        }
        let opposed = self.context.opposition().against(&sides);
        sides.extend(opposed);
        sides
    }

    /// The holder, by the usual spelling of the name.
    fn holder(&self, entry: &Entry) -> Holder {
        let person = entry.person.as_deref();
        let name = person.and_then(|person| self.context.person(person).1);
        match name {
            Some(name) => Holder {
                name: name.to_owned(),
                side: entry.holder.side.clone(),
            },
            None => entry.holder.clone(),
        }
    }

    fn chain(&self, entry: &Entry) -> Vec<String> {
        let mut chain = entry.chain.clone();
        if let Some(last) = chain.last_mut() {
            *last = self.holder(entry).name;
        }
        chain
    }

    fn origin(&self, laid: &Laid) -> String {
        let text = || {
            self.context
                .origin_of_text(laid.document, laid.entry.article)
        };
        match &laid.entry.source {
            Source::Side(side) => format!("side:{side}"),
            Source::Named(name) => match &laid.entry.person {
                Some(person) => format!("source:{}", self.context.person(person).0),
                None => format!("source:{name}"),
            },
            Source::Unnamed(name) => match &laid.entry.through {
                Some(through) => format!("source:{name} in {through}"),
                None => format!("source:{name} in {}", text()),
            },
            Source::Reporter => text(),
        }
    }

    fn answers(&self, group: &Group) -> Vec<Answer> {
        let origins: Vec<String> = group.entries.iter().map(|laid| self.origin(laid)).collect();
        let heard = || group.entries.iter().zip(&origins);
        let mut laid: BTreeMap<Value, (Vec<Heard>, Vec<Heard>)> = BTreeMap::new();
        for entry in heard() {
            let ask = &entry.0.entry.ask;
            if let (Some(value), Stance::Affirms) = (&ask.value, ask.stance) {
                laid.entry(value.clone()).or_default().0.push(entry);
            }
        }
        for entry in heard() {
            let ask = &entry.0.entry.ask;
            if ask.stance == Stance::Affirms {
                continue;
            }
            // Who denies that a place changed hands does not deny that he holds it.
            let own = entry.0.entry.holder.side.as_deref();
            let speaks_to = |value: &Value| match (&ask.value, value) {
                (Some(denied), value) => refines(value, denied),
                (None, Value::Side { side }) if group.base.kind == "control" => {
                    own != Some(side.as_str())
                }
                (None, _) => true,
            };
            let mut met = false;
            for (_, (_, against)) in laid.iter_mut().filter(|(value, _)| speaks_to(value)) {
                against.push(entry);
                met = true;
            }
            if !met && !ask.silent {
                let value = ask.value.clone().unwrap_or(Value::Yes);
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

    fn answer(&self, base: &Base, value: Value, affirmed: &[Heard], denied: &[Heard]) -> Answer {
        let (affirmed_by, denied_by) = (tally(affirmed), tally(denied));
        let first = affirmed
            .iter()
            .filter_map(|(laid, _)| laid.entry.published)
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
            // Laid over it once all answers are known.
            grade: Grade {
                reliability: Reliability::F,
                credibility: Credibility::Unknown,
                because: String::new(),
            },
            first,
        }
    }

    fn evidence(&self, heard: &[Heard]) -> Vec<Evidence> {
        let mut seen = BTreeSet::new();
        let mut evidence: Vec<Evidence> = heard
            .iter()
            .filter(|(laid, _)| {
                let entry = laid.entry;
                seen.insert((laid.document, entry.claim, entry.ask.stance))
            })
            .map(|(laid, origin)| {
                let entry = laid.entry;
                Evidence {
                    claim: ClaimRef {
                        document: laid.document.to_owned(),
                        claim: entry.claim,
                    },
                    holder: self.holder(entry),
                    chain: self.chain(entry),
                    stance: entry.ask.stance,
                    interest: interest(entry, self.context.opposition()),
                    modality: entry.modality,
                    reliability: Reliability::F,
                    by: match &entry.args {
                        Args::Casualties(c) => c.actor.clone(),
                        _ => None,
                    },
                    weak: entry.weak(),
                    cumulative: entry.cumulative(),
                    origin: origin.to_string(),
                    time: entry.time.map(|d| d.to_string()),
                    published: entry.published.map(|d| d.to_string()),
                    updated_by: None,
                }
            })
            .collect();
        evidence.sort_by(|a, b| a.claim.cmp(&b.claim));
        evidence
    }
}

/// A claim laid to a question, and the origin that it goes back to.
type Heard<'a> = (&'a Laid<'a>, &'a String);

fn tally(heard: &[Heard]) -> Tally {
    let reports = heard
        .iter()
        .map(|(laid, _)| (laid.document, laid.entry.article));
    let origins = heard.iter().map(|(_, origin)| origin.as_str());
    Tally {
        reports: reports.collect::<BTreeSet<_>>().len(),
        origins: origins.collect::<BTreeSet<_>>().len(),
    }
}

/// The days that the claims speak of.
fn period(group: &Group) -> Option<Days> {
    let mut entries = group
        .entries
        .iter()
        .map(|laid| laid.entry)
        .filter(|e| !e.ask.silent);
    // A toll is counted from its start to the report that gives it.
    let since = |e: &Entry| match &e.args {
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
fn reported(group: &Group) -> Option<Days> {
    let mut days = group.entries.iter().filter_map(|laid| laid.entry.published);
    let first = days.next()?;
    Some(days.fold(first, Days::cover))
}

fn id(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    let hex: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("q:{hex}")
}

/// A count that a source gave, by the day for which it was given.
struct Figure {
    day: Day,
    claim: ClaimRef,
    /// Number of its answer.
    answer: usize,
    least: u64,
    cumulative: bool,
}

/// Marks figures that the same source later replaced: each names the last that does so.
fn update(answers: &mut [Answer]) {
    let mut by_source: HashMap<String, Vec<Figure>> = HashMap::new();
    for (answer, a) in answers.iter().enumerate() {
        for e in a.affirmed.iter().filter(|e| !e.weak) {
            if let Some(day) = as_of(e) {
                by_source.entry(e.origin.clone()).or_default().push(Figure {
                    day,
                    claim: e.claim.clone(),
                    answer,
                    least: low(&a.value),
                    cumulative: e.cumulative,
                });
            }
        }
    }
    let mut updates: HashMap<(usize, ClaimRef), ClaimRef> = HashMap::new();
    for mut figures in by_source.into_values() {
        figures.sort_by(|a, b| (a.day, &a.claim).cmp(&(b.day, &b.claim)));
        let mut later = Later::default();
        // From the last day to the first: what stands in `later` is of later days.
        let mut rest = figures.as_slice();
        while let Some(last) = rest.last() {
            let day = rest.partition_point(|f| f.day < last.day);
            let (before, of_day) = rest.split_at(day);
            for figure in of_day {
                if let Some(by) = later.replaces(figure) {
                    updates.insert((figure.answer, figure.claim.clone()), by.claim.clone());
                }
            }
            of_day.iter().rev().for_each(|figure| later.add(figure));
            rest = before;
        }
    }
    for (i, answer) in answers.iter_mut().enumerate() {
        for e in &mut answer.affirmed {
            e.updated_by = updates.remove(&(i, e.claim.clone()));
        }
    }
}

/// Figures of later days, the last first, as far as they can be the last to replace another.
#[derive(Default)]
struct Later<'a> {
    /// Those that are as high as all that came before them; of equal ones two, of two answers.
    rising: Vec<&'a Figure>,
    /// Of those that count from a start the last, and the last of another answer.
    cumulative: Vec<&'a Figure>,
}

impl<'a> Later<'a> {
    fn add(&mut self, figure: &'a Figure) {
        // Two answers of one least figure ("40 or more", "40") can replace one another.
        let known = self.rising.iter().rev().take(2);
        let equal = known.filter(|f| f.least == figure.least);
        let fresh = equal.clone().count() < 2 && equal.clone().all(|f| f.answer != figure.answer);
        let highest = self.rising.last().map_or(0, |f| f.least);
        if fresh && (self.rising.is_empty() || figure.least >= highest) {
            self.rising.push(figure);
        }
        if figure.cumulative
            && self.cumulative.len() < 2
            && self.cumulative.iter().all(|f| f.answer != figure.answer)
        {
            self.cumulative.push(figure);
        }
    }

    /// The last figure that replaces this one: a lower one may be of two days only, unless both
    /// count from a start.
    fn replaces(&self, figure: &Figure) -> Option<&'a Figure> {
        let other = |f: &&&Figure| f.answer != figure.answer;
        let from = self.rising.partition_point(|f| f.least < figure.least);
        let higher = self.rising[from..].iter().find(other);
        let cumulative = self.cumulative.iter().find(other);
        let cumulative = cumulative.filter(|_| figure.cumulative);
        match (higher, cumulative) {
            (Some(a), Some(b)) => Some(std::cmp::max_by(*a, *b, |a, b| {
                (a.day, &a.claim).cmp(&(b.day, &b.claim))
            })),
            (a, b) => a.or(b).copied(),
        }
    }
}

fn holders(evidence: &[Evidence]) -> Vec<Holder> {
    let holders: BTreeSet<&Holder> = evidence.iter().map(|e| &e.holder).collect();
    holders.into_iter().cloned().collect()
}

/// The questions that ask the same with one or more arguments left open.
fn wider(base: &Base) -> Vec<Base> {
    let narrowing = |name: &str| matches!(name, "affected" | "role" | "model" | "effect");
    let mut found = vec![base.clone()];
    for i in 0..base.fields.len() {
        if !narrowing(&base.fields[i].name) {
            continue;
        }
        for mut wide in found.clone() {
            let widest = match base.fields[i].name.as_str() {
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
