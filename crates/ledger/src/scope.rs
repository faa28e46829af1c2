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
            let mut vague: Vec<(Days, Laid)> = Vec::new();
            let mut sure: Vec<(Days, Laid)> = Vec::new();
            for entry in entries {
                let days = match (entry.entry.time, entry.entry.published) {
                    (Some(days), _) => days,
                    (None, Some(published)) => before(published),
                    (None, None) => {
                        undated.push(entry);
                        continue;
                    }
                };
                match days.length() {
                    Some(1) if entry.entry.time.is_some() => sure.push((days, entry)),
                    Some(n) if n <= STRETCH => vague.push((days, entry)),
                    // A year is no day: what is said of it is asked of the year.
                    _ => match days.last() {
                        Some(day) => found.entry(year(day)).or_default().push(entry),
                        None => undated.push(entry),
                    },
                }
            }
            let mut exact = events(sure);
            vague.sort_by_key(|(days, _)| *days);
            let mut windows: Vec<(Days, Vec<Laid>)> = Vec::new();
            for (days, entry) in vague {
                // The latest event that the report can speak of is the likeliest. Events stand in
                // order and share no day.
                let before = exact.partition_point(|(span, ..)| span.start <= days.end);
                let event = exact[..before].last_mut();
                if let Some((.., members)) = event.filter(|(span, ..)| span.overlaps(days)) {
                    members.push(entry);
                    continue;
                }
                match windows.last_mut() {
                    Some((first, members)) if first.overlaps(days) => members.push(entry),
                    _ => windows.push((days, vec![entry])),
                }
            }
            for (_, day, members) in exact {
                found.entry(day.to_string()).or_default().extend(members);
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
            // A year may be taken for granted, though not one long past; which of several events is meant may not.
            1 if grain != Grain::Days => {
                let label = found.keys().next().cloned().unwrap_or_default();
                let (meant, apart): (Vec<Laid>, Vec<Laid>) = undated
                    .into_iter()
                    .partition(|laid| may_mean(laid.entry, &label));
                found.entry(label).or_default().extend(meant);
                if !apart.is_empty() {
                    found.insert("undated".into(), apart);
                }
            }
            _ => {
                found.insert("undated".into(), undated);
            }
        }
    }
    found
}

/// Whether a claim that names no year may mean this one: its report knows of it, and it was not long before.
fn may_mean(entry: &Entry, label: &str) -> bool {
    let Some(published) = entry.published.and_then(Days::last) else {
        return true;
    };
    let year = |day: Day| i64::from(day.year());
    let meant = label.parse::<i64>().unwrap_or(year(published));
    (year(published) - 1..=year(published)).contains(&meant)
}

fn year(day: Day) -> String {
    format!("{:04}", day.year())
}

/// Claims that name a day, as events: a day that more reports name than the day before and the day
/// after takes these in, for accounts differ by a day (a night, a time zone, the day of the
/// report). No event is longer than three days, however long a place is fought over. Each with the
/// days that it covers and the day that it is known by, in order.
fn events<'a>(claims: Vec<(Days, Laid<'a>)>) -> Vec<(Days, Day, Vec<Laid<'a>>)> {
    let mut by_day: BTreeMap<Day, Vec<Laid>> = BTreeMap::new();
    for (days, laid) in claims {
        if let Some(day) = days.start {
            by_day.entry(day).or_default().push(laid);
        }
    }
    let weights: BTreeMap<Day, usize> = by_day
        .iter()
        .map(|(day, claims)| {
            let documents: BTreeSet<&str> = claims.iter().map(|l| l.document).collect();
            (*day, documents.len())
        })
        .collect();
    // The earlier of two days of equal weight comes first.
    let weight = |day: Day| weights.get(&day).map(|n| (*n, std::cmp::Reverse(day)));
    let peak = |day: Day| weight(day.plus(-1)).max(weight(day.plus(1))) < weight(day);
    let mut events: BTreeMap<Day, (Days, Vec<Laid>)> = BTreeMap::new();
    for (day, claims) in by_day {
        let near = [day.plus(-1), day.plus(1)];
        let taken = near
            .into_iter()
            .filter(|d| weight(*d).is_some() && peak(*d));
        let head = match peak(day) {
            true => day,
            false => taken.max_by_key(|d| weight(*d)).unwrap_or(day),
        };
        let one = Days::day(day);
        let (span, members) = events.entry(head).or_insert((one, Vec::new()));
        *span = span.cover(one);
        members.extend(claims);
    }
    let events = events.into_iter();
    events
        .map(|(day, (span, claims))| (span, day, claims))
        .collect()
}

/// The days that a report published then may mean when it names none.
fn before(published: Days) -> Days {
    Days {
        start: published.start.map(|day| day.plus(-RECENT)),
        end: published.end,
    }
}
