//! Status of a question, with its reasons.

use crate::ask::{Base, Facet};
use crate::question::{
    Answer, ClaimRef, Evidence, Grounds, Interest, Reason, Stance, Status, Value,
};
use crate::sides::{Names, Opposition, join, split};
use crate::when::{Day, Days};
use std::collections::{BTreeMap, BTreeSet};

/// What a status rests on beside the answers.
pub(crate) struct Ground<'a> {
    pub facet: Facet,
    pub opposition: &'a Opposition,
    /// Sides that the question is about, and those opposed to them.
    pub parties: BTreeSet<String>,
    pub names: &'a Names,
    /// Which figures can be held against each other.
    pub figures: Figures,
}

/// Which figures of a question can be held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figures {
    /// All: they are of one side, or of one event.
    All,
    /// Those that count from a start: of people of no side, others may be of any incident.
    Cumulative,
    /// None: nobody says where it was, so that they may be of different events.
    None,
}

impl Figures {
    pub(crate) fn of(base: &Base) -> Figures {
        let known = |name: &str| base.field(name).is_some();
        match base.facet {
            Facet::Incident if base.kind == "casualties" && !known("place") => Figures::None,
            Facet::Toll if !known("affected") && !known("place") => Figures::Cumulative,
            _ => Figures::All,
        }
    }
}

/// Pairs of answers that are told as reasons: of the best supported answers first.
const MOST_PAIRS: usize = 100;
/// Days within which two figures are held to speak of one moment.
const SAME_TIME: i64 = 7;
/// Days beyond which a report that names an earlier day tells of that day alone. A war of some
/// weeks is counted from its start; a year later it is history.
const LOOKS_BACK: i64 = 92;

impl Ground<'_> {
    fn party(&self, e: &Evidence) -> bool {
        split(e.holder.side.as_deref()).any(|side| self.parties.contains(side))
    }

    fn opposed(&self, a: &Evidence, b: &Evidence) -> bool {
        self.opposition
            .opposed(a.holder.side.as_deref(), b.holder.side.as_deref())
    }

    /// The status of a question from its answers, and why.
    pub(crate) fn status(&self, answers: &[Answer]) -> (Status, Vec<Reason>) {
        let mut contested = self.denials(answers);
        let (conflicts, says_more) = self.conflicts(answers);
        contested.extend(conflicts);
        if !contested.is_empty() {
            return (Status::Contested, contested);
        }
        if let Some(reason) = self.agreed(answers) {
            return (Status::Agreed, vec![reason]);
        }
        let mut admitted = self.admitted(answers);
        if !admitted.is_empty() {
            admitted.extend(says_more);
            return (Status::Admitted, admitted);
        }
        if let Some(reason) = self.corroborated(answers) {
            return (Status::Corroborated, vec![reason]);
        }
        self.thin(answers)
    }

    fn denials(&self, answers: &[Answer]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for answer in answers {
            let denied: Vec<&Evidence> = answer
                .denied
                .iter()
                .filter(|d| answer.affirmed.iter().any(|a| a.holder != d.holder))
                .collect();
            if denied.is_empty() {
                continue;
            }
            let verb = match denied.iter().any(|d| d.stance == Stance::Denies) {
                true => "denied",
                false => "doubted",
            };
            let text = format!(
                "“{}”: affirmed by {}; {verb} by {}",
                answer.text,
                who(answer.affirmed.iter(), self.names),
                who(denied.iter().copied(), self.names)
            );
            reasons.push(reason(
                Grounds::Denied,
                text,
                answer.affirmed.iter().chain(denied),
            ));
        }
        reasons
    }

    /// Pairs of answers that cannot both be true, given by different voices; and apart from them
    /// the pairs in which the side that it hurts owns up to less than another says.
    fn conflicts(&self, answers: &[Answer]) -> (Vec<Reason>, Vec<Reason>) {
        let (mut conflicts, mut says_more) = (Vec::new(), Vec::new());
        for (i, a) in answers.iter().enumerate() {
            for b in &answers[i + 1..] {
                // Hundreds of answers make tens of thousands of pairs, all with one message.
                if conflicts.len() + says_more.len() >= MOST_PAIRS {
                    return (conflicts, says_more);
                }
                if !self.exclude(&a.value, &b.value) {
                    continue;
                }
                let clash = |x: &Evidence, y: &Evidence| self.clash(&a.value, x, &b.value, y);
                let in_a: Vec<&Evidence> = a
                    .affirmed
                    .iter()
                    .filter(|x| b.affirmed.iter().any(|y| clash(x, y)))
                    .collect();
                let in_b: Vec<&Evidence> = b
                    .affirmed
                    .iter()
                    .filter(|y| a.affirmed.iter().any(|x| clash(x, y)))
                    .collect();
                if in_a.is_empty() {
                    continue;
                }
                let ((less, fewer), (more, higher)) = match low(&a.value) <= low(&b.value) {
                    true => ((a, &in_a), (b, &in_b)),
                    false => ((b, &in_b), (a, &in_a)),
                };
                let counts = matches!(a.value, Value::Count { .. });
                let owns_up = |e: &&Evidence| e.interest == Interest::Against;
                let evidence = in_a.iter().chain(&in_b).copied();
                if counts && fewer.iter().all(owns_up) {
                    let text = format!(
                        "“{}” is admitted by {}; “{}” according to {}",
                        less.text,
                        who(fewer.iter().copied(), self.names),
                        more.text,
                        who(higher.iter().copied(), self.names)
                    );
                    says_more.push(reason(Grounds::SaysMore, text, evidence));
                } else {
                    let text = format!(
                        "“{}” according to {}; “{}” according to {}",
                        a.text,
                        who(in_a.iter().copied(), self.names),
                        b.text,
                        who(in_b.iter().copied(), self.names)
                    );
                    conflicts.push(reason(Grounds::Conflict, text, evidence));
                }
            }
        }
        (conflicts, says_more)
    }

    /// Whether the two values cannot both be true of one moment.
    fn exclude(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            // Two sides may each hold, or strike, a part; and a side and its ally are no rivals.
            (Value::Side { side: a }, Value::Side { side: b }) => {
                self.facet != Facet::Part && a != b && self.opposition.opposed(Some(a), Some(b))
            }
            (Value::Count { .. }, Value::Count { .. }) => {
                self.figures != Figures::None && !overlap(a, b)
            }
            (
                Value::Cause {
                    actor: a,
                    instrument: x,
                },
                Value::Cause {
                    actor: b,
                    instrument: y,
                },
            ) => {
                let differ = |p: &Option<String>, q: &Option<String>| matches!((p, q), (Some(p), Some(q)) if p != q);
                differ(a, b) || differ(x, y)
            }
            (Value::Sides { sides: a }, Value::Sides { sides: b }) => {
                !a.iter().all(|s| b.contains(s)) && !b.iter().all(|s| a.contains(s))
            }
            (Value::Word { word: a }, Value::Word { word: b }) => {
                let pair = |x, y| (a == x && b == y) || (a == y && b == x);
                pair("in-force", "violated")
                    || pair("in-force", "rejected")
                    || pair("signed", "rejected")
            }
            _ => false,
        }
    }

    /// Whether two claims that give values which exclude each other speak of one moment, each with
    /// a voice of its own.
    fn clash(&self, a: &Value, x: &Evidence, b: &Value, y: &Evidence) -> bool {
        if x.updated_by.is_some() || y.updated_by.is_some() {
            return false;
        }
        if x.holder == y.holder && x.claim.document == y.claim.document {
            return false;
        }
        match a {
            Value::Side { .. } => match (holds(x), holds(y)) {
                (Some(x), Some(y)) => x.overlaps(y),
                _ => true,
            },
            Value::Count { .. }
                if self.figures == Figures::Cumulative && !(x.cumulative && y.cumulative) =>
            {
                false
            }
            Value::Count { .. } => match (as_of(x), as_of(y)) {
                // A toll grows: a higher figure some days later contradicts nothing, and a lower
                // one does only where both count from a start.
                (Some(dx), Some(dy)) => {
                    let days = dx.since(dy);
                    let fell = (days > 0) == (low(a) < low(b));
                    days.abs() <= SAME_TIME || (fell && x.cumulative && y.cumulative)
                }
                _ => true,
            },
            _ => true,
        }
    }

    fn agreed(&self, answers: &[Answer]) -> Option<Reason> {
        for answer in answers {
            let all = supporting(answers, answer);
            let agree: Vec<&Evidence> = all
                .iter()
                .filter(|x| all.iter().any(|y| self.opposed(x, y)))
                .copied()
                .collect();
            if !agree.is_empty() {
                let text = format!(
                    "“{}” according to sides that stand against each other: {}",
                    answer.text,
                    who(agree.iter().copied(), self.names)
                );
                return Some(reason(Grounds::Opposed, text, agree));
            }
        }
        None
    }

    fn admitted(&self, answers: &[Answer]) -> Vec<Reason> {
        answers
            .iter()
            .filter_map(|answer| {
                let hurt: Vec<&Evidence> = answer
                    .affirmed
                    .iter()
                    .filter(|e| e.interest == Interest::Against && e.updated_by.is_none())
                    .collect();
                let text = format!(
                    "“{}”: affirmed against the interest of its own side by {}",
                    answer.text,
                    who(hurt.iter().copied(), self.names)
                );
                (!hurt.is_empty()).then(|| reason(Grounds::OwnsUp, text, hurt))
            })
            .collect()
    }

    fn corroborated(&self, answers: &[Answer]) -> Option<Reason> {
        for answer in answers {
            let mut origins: BTreeMap<&str, &Evidence> = BTreeMap::new();
            for e in supporting(answers, answer) {
                if !e.weak && !self.party(e) {
                    origins.entry(&e.origin).or_insert(e);
                }
            }
            if origins.len() >= 2 {
                let text = format!(
                    "“{}” according to {} origins that are no party: {}",
                    answer.text,
                    origins.len(),
                    who(origins.values().copied(), self.names)
                );
                return Some(reason(Grounds::Independent, text, origins.into_values()));
            }
        }
        None
    }

    fn thin(&self, answers: &[Answer]) -> (Status, Vec<Reason>) {
        let affirmed = || answers.iter().flat_map(|a| &a.affirmed);
        let denied = || answers.iter().flat_map(|a| &a.denied);
        if affirmed().next().is_none() {
            let text = format!(
                "denied by {}; affirmed in none of these reports",
                who(denied(), self.names)
            );
            return (
                Status::OneSided,
                vec![reason(Grounds::PartyAlone, text, denied())],
            );
        }
        let firm = || affirmed().filter(|e| !e.weak);
        if firm().next().is_none() {
            let text = "it rests on footage, on sources without a name, or is not verified";
            return (
                Status::Unverified,
                vec![reason(Grounds::Weak, text.into(), affirmed())],
            );
        }
        let outside: Vec<&Evidence> = firm().filter(|e| !self.party(e)).collect();
        if outside.is_empty() {
            let text = format!("affirmed by {} alone", who(firm(), self.names));
            return (
                Status::OneSided,
                vec![reason(Grounds::PartyAlone, text, firm())],
            );
        }
        let text = format!(
            "according to one origin that is no party: {}",
            who(outside.iter().copied(), self.names)
        );
        (Status::Reported, vec![reason(Grounds::One, text, outside)])
    }
}

/// Claims that support an answer: its own, and those for answers that it follows from.
fn supporting<'a>(answers: &'a [Answer], answer: &Answer) -> Vec<&'a Evidence> {
    answers
        .iter()
        .filter(|other| supports(&other.value, &answer.value))
        .flat_map(|other| &other.affirmed)
        .filter(|e| e.updated_by.is_none())
        .collect()
}

/// Whether who says `a` says `b` as well: `a` is `b` or narrower, or the two counts meet.
pub(crate) fn supports(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Count { .. }, Value::Count { .. }) => overlap(a, b),
        _ => refines(a, b),
    }
}

/// Whether `a` says all that `b` says, or more.
pub(crate) fn refines(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (
            Value::Cause {
                actor: a,
                instrument: x,
            },
            Value::Cause {
                actor: b,
                instrument: y,
            },
        ) => (b.is_none() || a == b) && (y.is_none() || x == y),
        (Value::Sides { sides: a }, Value::Sides { sides: b }) => b.iter().all(|s| a.contains(s)),
        (_, Value::Yes) => true,
        _ => a == b,
    }
}

fn overlap(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Count { min: a, max: x }, Value::Count { min: b, max: y }) => {
            x.is_none_or(|x| *b <= x) && y.is_none_or(|y| *a <= y)
        }
        _ => false,
    }
}

/// The least that a count may be.
pub(crate) fn low(value: &Value) -> u64 {
    match value {
        Value::Count { min, .. } => *min,
        _ => 0,
    }
}

/// The day for which a figure is given: that of its report, unless it looks back by long. ("Since
/// 27 September" names the day from which is counted.)
pub(crate) fn as_of(e: &Evidence) -> Option<Day> {
    let days = |edtf: &Option<String>| edtf.as_deref().and_then(Days::parse);
    let (time, published) = (
        days(&e.time).and_then(|d| d.end),
        days(&e.published).and_then(Days::last),
    );
    match (time, published) {
        // What counts from a start counts up to its report, however long ago the start is.
        (_, Some(published)) if e.cumulative => Some(published),
        (Some(time), Some(published)) if published.since(time) <= LOOKS_BACK => {
            Some(time.max(published))
        }
        (time, published) => time.or(published),
    }
}

/// The days for which a claim says that a place is held: from the day it names until its report,
/// unless that looks back by more than a month.
fn holds(e: &Evidence) -> Option<Days> {
    let days = |edtf: &Option<String>| edtf.as_deref().and_then(Days::parse);
    let published = days(&e.published);
    let Some(time) = days(&e.time) else {
        return published;
    };
    let until = match (time.end, published.and_then(Days::last)) {
        (Some(end), Some(day)) if (0..=31).contains(&day.since(end)) => Some(day),
        (end, _) => end,
    };
    Some(Days {
        start: time.start,
        end: until,
    })
}

/// The voices in words: sides by their names, others by their own.
fn who<'a>(evidence: impl Iterator<Item = &'a Evidence>, names: &Names) -> String {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for e in evidence {
        seen.insert(match &e.holder.side {
            Some(side) => names.name(side),
            None => e.holder.name.clone(),
        });
    }
    const MOST: usize = 4;
    let mut list: Vec<String> = seen.into_iter().collect();
    if list.len() > MOST {
        let more = list.len() - (MOST - 1);
        list.truncate(MOST - 1);
        list.push(format!("{more} others"));
    }
    join(&list)
}

fn reason<'a>(
    grounds: Grounds,
    why: String,
    evidence: impl IntoIterator<Item = &'a Evidence>,
) -> Reason {
    let claims: BTreeSet<ClaimRef> = evidence.into_iter().map(|e| e.claim.clone()).collect();
    Reason {
        grounds,
        why,
        claims: claims.into_iter().collect(),
    }
}
