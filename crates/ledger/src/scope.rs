//! Lays claims to questions: by what they ask, then by the days that they speak of.

use crate::ask::{Ask, Base, Facet, Grain};
use crate::when::{Day, Days};
use std::collections::BTreeMap;

/// One claim laid to a question. `claim` is the caller's number for it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub ask: Ask,
    pub claim: usize,
    /// The days that the claim names.
    pub time: Option<Days>,
    /// When it was published.
    pub published: Option<Days>,
    /// Key of its document.
    pub document: String,
}

/// Claims that answer one question.
#[derive(Debug)]
pub(crate) struct Group {
    pub base: Base,
    /// The scope in time as it stands in the key.
    pub scope: String,
    pub entries: Vec<Entry>,
}

/// An entry under a base; with its own base where it left fields open.
type Laid = (Entry, Option<Base>);

/// How long before its publication a report that names no day may speak of.
const RECENT: i64 = 7;

/// Groups the entries; their order does not matter.
pub(crate) fn group(mut entries: Vec<Entry>) -> Vec<Group> {
    entries.sort_by(|a, b| {
        (&a.ask.base, a.ask.grain, a.time, a.published, a.claim).cmp(&(
            &b.ask.base,
            b.ask.grain,
            b.time,
            b.published,
            b.claim,
        ))
    });
    let mut bases: BTreeMap<(Base, Grain), Vec<Laid>> = BTreeMap::new();
    let mut open: Vec<Entry> = Vec::new();
    for entry in entries {
        if entry.ask.base.open() {
            open.push(entry);
        } else {
            let key = (entry.ask.base.clone(), entry.ask.grain);
            bases.entry(key).or_default().push((entry, None));
        }
    }
    // Only full questions take in open ones, so that the order of the open ones decides nothing.
    let full: Vec<(Base, Grain)> = bases.keys().cloned().collect();
    for entry in open {
        let own = (entry.ask.base.clone(), entry.ask.grain);
        let mut fitting = full
            .iter()
            .filter(|(base, grain)| *grain == own.1 && own.0.filled_by(base));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => {
                let own = Some(own.0);
                bases.entry(only.clone()).or_default().push((entry, own));
            }
            _ => bases.entry(own).or_default().push((entry, None)),
        }
    }
    let mut groups: BTreeMap<(Base, String), Vec<Entry>> = BTreeMap::new();
    for ((base, grain), entries) in bases {
        let counted = matches!(base.facet, Facet::Toll | Facet::Incident | Facet::Past);
        for (scope, entries) in scopes(grain, counted, entries) {
            // Where no claim of these days fills the open fields, they stay open.
            let filled = entries.iter().any(|(_, own)| own.is_none());
            for (entry, own) in entries {
                let base = match own {
                    Some(own) if !filled => own,
                    _ => base.clone(),
                };
                let key = (base, scope.clone());
                groups.entry(key).or_default().push(entry);
            }
        }
    }
    groups
        .into_iter()
        .map(|((base, scope), entries)| Group {
            base,
            scope,
            entries,
        })
        .collect()
}

/// Splits entries by time, as finely as `grain` says; `counted` where the answers are counts.
fn scopes(grain: Grain, counted: bool, entries: Vec<Laid>) -> BTreeMap<String, Vec<Laid>> {
    let times = |(entry, _): &Laid| (entry.time, entry.published);
    let label = |time: Option<Days>, published: Option<Days>| match grain {
        Grain::Named => time.and_then(Days::last).map(year),
        _ => {
            // An open stretch lasts until the report that speaks of it.
            let ends = |days: Days| days.end.or_else(|| published.and_then(Days::last));
            time.and_then(ends)
                .or(time.and_then(Days::last))
                .or(published.and_then(Days::last))
                .map(year)
        }
    };
    let mut found: BTreeMap<String, Vec<Laid>> = BTreeMap::new();
    let mut undated = Vec::new();
    match grain {
        Grain::Year | Grain::Named => {
            for entry in entries {
                let (time, published) = times(&entry);
                match label(time, published) {
                    Some(label) => found.entry(label).or_default().push(entry),
                    None => undated.push(entry),
                }
            }
        }
        Grain::Days => {
            let mut exact: Vec<(Days, Vec<Laid>)> = Vec::new();
            let mut vague: Vec<(Days, Laid)> = Vec::new();
            let mut sure: Vec<(Days, Laid)> = Vec::new();
            for entry in entries {
                let (time, published) = times(&entry);
                match time {
                    Some(days) if days.length().is_some_and(|n| n <= 3) => {
                        sure.push((days, entry));
                    }
                    Some(days) => vague.push((days, entry)),
                    None => match published {
                        Some(days) => vague.push((before(days), entry)),
                        None => undated.push(entry),
                    },
                }
            }
            sure.sort_by_key(|(days, _)| *days);
            for (days, entry) in sure {
                match exact.last_mut() {
                    Some((span, members)) if near(*span, days) => {
                        *span = span.cover(days);
                        members.push(entry);
                    }
                    _ => exact.push((days, vec![entry])),
                }
            }
            vague.sort_by_key(|(days, _)| *days);
            let mut windows: Vec<(Days, Vec<Laid>)> = Vec::new();
            for (days, entry) in vague {
                // The latest event that the report can speak of is the likeliest.
                let event = exact.iter_mut().rev().find(|(span, _)| span.overlaps(days));
                if let Some((_, members)) = event {
                    members.push(entry);
                    continue;
                }
                match windows.last_mut() {
                    Some((first, members)) if first.overlaps(days) => members.push(entry),
                    _ => windows.push((days, vec![entry])),
                }
            }
            for (span, members) in exact {
                let label = span.start.map(|d| d.to_string()).unwrap_or_default();
                found.entry(label).or_default().extend(members);
            }
            for (span, members) in windows {
                found.entry(span.to_string()).or_default().extend(members);
            }
        }
    }
    if !undated.is_empty() {
        match found.len() {
            // Two figures of which nobody knows the day are no answers to one question.
            _ if counted => {
                for (entry, own) in undated {
                    let label = format!("undated {}", entry.document);
                    found.entry(label).or_default().push((entry, own));
                }
            }
            1 => {
                if let Some(members) = found.values_mut().next() {
                    members.extend(undated);
                }
            }
            _ => {
                found.insert("undated".into(), undated);
            }
        }
    }
    found
}

fn year(day: Day) -> String {
    format!("{:04}", day.year())
}

/// Whether the days follow on one another without a day between.
fn near(a: Days, b: Days) -> bool {
    match (a.end, b.start) {
        (Some(end), Some(start)) => start.since(end) <= 1,
        _ => false,
    }
}

/// The days that a report published then may mean when it names none.
fn before(published: Days) -> Days {
    Days {
        start: published.start.map(|day| day.plus(-RECENT)),
        end: published.end,
    }
}
