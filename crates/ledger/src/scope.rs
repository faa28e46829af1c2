//! Lays claims to questions: by what they ask, then by the days that they speak of.

use crate::ask::{Base, Facet, Grain};
use crate::report::Entry;
use crate::when::{Day, Days};
use std::collections::{BTreeMap, BTreeSet};

/// A claim laid to a question of a family.
#[derive(Debug, Clone)]
pub(crate) struct Laid<'a> {
    /// Key of its document.
    pub document: &'a str,
    pub entry: &'a Entry,
    /// What it asks, its place by the id that stands for it, and open fields filled.
    pub base: Base,
}

/// Claims that answer one question.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    pub base: Base,
    /// The scope in time as it stands in the key.
    pub scope: String,
    pub entries: Vec<Laid<'a>>,
}

/// How long before its publication a report that names no day may speak of.
const RECENT: i64 = 7;
/// Days beyond which a stretch is too long to say which event it speaks of.
const STRETCH: i64 = 31;

/// Groups the claims of a family; their order does not matter.
pub(crate) fn group(mut laid: Vec<Laid>) -> Vec<Group> {
    laid.sort_by(|a, b| {
        let key = |l: &Laid| (l.entry.time, l.entry.published, l.entry.claim);
        let ask = |l: &Laid| l.entry.ask.grain;
        (&a.base, ask(a), key(a), a.document).cmp(&(&b.base, ask(b), key(b), b.document))
    });
    let (open, mut full): (Vec<Laid>, Vec<Laid>) = laid.into_iter().partition(|l| l.base.open());
    // Only full questions fill open ones, so that the order of the open ones decides nothing.
    full.extend(fill(open, &full));
    let mut bases: BTreeMap<(Base, Grain), Vec<Laid>> = BTreeMap::new();
    for laid in full {
        let key = (laid.base.clone(), laid.entry.ask.grain);
        bases.entry(key).or_default().push(laid);
    }
    let mut groups = Vec::new();
    for ((base, grain), entries) in bases {
        let counted = matches!(base.facet, Facet::Toll | Facet::Incident | Facet::Past);
        for (scope, mut entries) in scopes(grain, counted, entries) {
            entries.sort_by(|a, b| (a.document, a.entry.claim).cmp(&(b.document, b.entry.claim)));
            groups.push(Group {
                base: base.clone(),
                scope,
                entries,
            });
        }
    }
    groups
}

/// Fills the open fields of claims from the one full question about the same days; where there is
/// none, or more than one, they stay open.
fn fill<'a>(mut open: Vec<Laid<'a>>, full: &[Laid]) -> Vec<Laid<'a>> {
    // Each full question with a stretch of days that a claim of it names, by the first of them.
    let mut spans: BTreeSet<(Days, &Base, Grain)> = BTreeSet::new();
    // Where no day is known, only the report itself can tell.
    let mut undated: BTreeMap<&str, BTreeSet<&Base>> = BTreeMap::new();
    for laid in full {
        match moment(laid.entry) {
            Some(days) => {
                spans.insert((days, &laid.base, laid.entry.ask.grain));
            }
            None => {
                undated.entry(laid.document).or_default().insert(&laid.base);
            }
        }
    }
    let spans: Vec<(Days, &Base, Grain)> = spans.into_iter().collect();
    for laid in &mut open {
        let Some(days) = moment(laid.entry) else {
            let bases = undated.get(laid.document).into_iter().flatten();
            let mut fitting = bases.filter(|base| laid.base.filled_by(base));
            if let (Some(base), None) = (fitting.next(), fitting.next()) {
                laid.base = (*base).clone();
            }
            continue;
        };
        let (Some(start), Some(end)) = (days.start, days.end) else {
            continue;
        };
        // No stretch that counts begins earlier than this.
        let from = start.plus(-STRETCH);
        let first = spans.partition_point(|(d, ..)| d.start < Some(from));
        let mut found: Option<&Base> = None;
        let mut several = false;
        for (_, base, grain) in spans[first..]
            .iter()
            .take_while(|(d, ..)| d.start <= Some(end.plus(1)))
            .filter(|(d, ..)| d.end >= Some(start.plus(-1)))
        {
            if *grain == laid.entry.ask.grain && laid.base.filled_by(base) {
                several |= found.is_some_and(|known| known != *base);
                found = Some(base);
                if several {
                    break;
                }
            }
        }
        if let (Some(base), false) = (found, several) {
            laid.base = base.clone();
        }
    }
    open
}

/// The days that a claim may speak of, where they are few enough to tell one event from another;
/// for a question of a year, the year.
fn moment(entry: &Entry) -> Option<Days> {
    match entry.ask.grain {
        Grain::Days => {
            let days = entry.time.or(entry.published.map(before))?;
            days.length().is_some_and(|n| n <= STRETCH).then_some(days)
        }
        Grain::Year | Grain::Named => {
            let year = Day::parse(&format!("{}-01-01", year_of(entry)?))?;
            Some(Days::day(year))
        }
    }
}

/// The year that a claim is counted to.
pub(crate) fn year_of(entry: &Entry) -> Option<String> {
    let (time, published) = (entry.time, entry.published);
    let day = match entry.ask.grain {
        Grain::Named => time.and_then(Days::last),
        _ => {
            // An open stretch lasts until the report that speaks of it.
            let ends = |days: Days| days.end.or_else(|| published.and_then(Days::last));
            time.and_then(ends)
                .or(time.and_then(Days::last))
                .or(published.and_then(Days::last))
        }
    };
    day.map(year)
}

/// Splits entries by time, as finely as `grain` says; `counted` where the answers are counts.
fn scopes(grain: Grain, counted: bool, entries: Vec<Laid>) -> BTreeMap<String, Vec<Laid>> {
    let mut found: BTreeMap<String, Vec<Laid>> = BTreeMap::new();
    let mut undated = Vec::new();
    match grain {
        Grain::Year | Grain::Named => {
            for entry in entries {
                match year_of(entry.entry) {
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
                let (time, published) = (entry.entry.time, entry.entry.published);
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
                // The latest event that the report can speak of is the likeliest. Events stand in
                // order and share no day.
                let before = exact.partition_point(|(span, _)| match (span.start, days.end) {
                    (Some(start), Some(end)) => start <= end,
                    _ => true,
                });
                let event = exact[..before].last_mut();
                if let Some((_, members)) = event.filter(|(span, _)| span.overlaps(days)) {
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
                for entry in undated {
                    let label = format!("undated {}", entry.document);
                    found.entry(label).or_default().push(entry);
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
