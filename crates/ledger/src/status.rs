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
    /// None: nobody says where it was, or on what day, so that they may be of different events.
    None,
}

impl Figures {
    pub(crate) fn of(base: &Base, scope: &str) -> Figures {
        let known = |name: &str| base.field(name).is_some();
        let year = scope.len() == 4;
        match base.facet {
            Facet::Incident | Facet::Who | Facet::Cause if year => Figures::None,
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
    /// Whether it is said by a side that has a part in it.
    pub(crate) fn party(&self, e: &Evidence) -> bool {
        split(e.holder.side.as_deref()).any(|side| self.parties.contains(side))
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
        let moments: Vec<Moments> = answers
            .iter()
            .map(|answer| Moments::of(answer, self.figures))
            .collect();
        for (i, a) in answers.iter().enumerate() {
            for (j, b) in answers.iter().enumerate().skip(i + 1) {
                // Hundreds of answers make tens of thousands of pairs, all with one message.
                if conflicts.len() + says_more.len() >= MOST_PAIRS {
                    return (conflicts, says_more);
                }
                if !self.exclude(&a.value, &b.value) {
                    continue;
                }
                let in_a = moments[i].clashing(&moments[j]);
                if in_a.is_empty() {
                    continue;
                }
                let in_b = moments[j].clashing(&moments[i]);
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
                let one = self.facet != Facet::Part && self.figures != Figures::None;
                one && a != b && self.opposition.opposed(Some(a), Some(b))
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
                self.figures != Figures::None && (differ(a, b) || differ(x, y))
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

    fn agreed(&self, answers: &[Answer]) -> Option<Reason> {
        for answer in answers {
            let all = supporting(answers, answer);
            let side = |e: &'_ &Evidence| e.holder.side.clone();
            let sides: BTreeSet<String> = all.iter().filter_map(side).collect();
            let facing: BTreeSet<&String> = sides
                .iter()
                .filter(|a| {
                    sides
                        .iter()
                        .any(|b| self.opposition.opposed(Some(a), Some(b)))
                })
                .collect();
            let agree: Vec<&Evidence> = all
                .into_iter()
                .filter(|e| e.holder.side.as_ref().is_some_and(|s| facing.contains(s)))
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

/// The claims that affirm an answer, by the moment that they speak of: so that those which clash
/// with another answer's are found without laying each beside each.
struct Moments<'a> {
    affirmed: &'a [Evidence],
    value: &'a Value,
    /// Claims whose moment is known, in order: the days for which a place is held, the day for
    /// which a figure is given. Each with the number of its claim.
    known: Vec<(Days, usize)>,
    /// For each of `known`, the two voices whose stretch up to here lasts longest.
    longest: Vec<Longest>,
    /// Those of `known` that count from a start.
    from_start: Vec<(Day, usize)>,
    /// Claims whose moment is not known, and those of values that have no moment.
    any: Vec<usize>,
}

/// Of two voices each, until when.
type Longest = [Option<(Option<Day>, usize)>; 2];

/// Whether the first ends later; an open end is the latest.
fn longer(a: Option<Day>, b: Option<Day>) -> bool {
    match (a, b) {
        (None, Some(_)) => true,
        (Some(a), Some(b)) => a > b,
        _ => false,
    }
}

/// A figure that one voice gives twice in one report contradicts nothing.
fn one_voice(a: &Evidence, b: &Evidence) -> bool {
    a.holder == b.holder && a.claim.document == b.claim.document
}

impl<'a> Moments<'a> {
    fn of(answer: &'a Answer, figures: Figures) -> Self {
        let mut moments = Moments {
            affirmed: &answer.affirmed,
            value: &answer.value,
            known: Vec::new(),
            longest: Vec::new(),
            from_start: Vec::new(),
            any: Vec::new(),
        };
        for (i, e) in answer.affirmed.iter().enumerate() {
            // A figure that its own source replaced stands against nothing.
            let replaced = e.updated_by.is_some();
            let unlike = figures == Figures::Cumulative && !e.cumulative;
            let days = match &answer.value {
                _ if replaced => continue,
                Value::Count { .. } if unlike => continue,
                Value::Count { .. } => as_of(e).map(Days::day),
                Value::Side { .. } => holds(e),
                _ => None,
            };
            match days {
                Some(days) => moments.known.push((days, i)),
                None => moments.any.push(i),
            }
        }
        moments.known.sort();
        let cumulative = |(days, i): &(Days, usize)| Some((days.end?, *i));
        moments.from_start = moments
            .known
            .iter()
            .filter(|(_, i)| answer.affirmed[*i].cumulative)
            .filter_map(cumulative)
            .collect();
        let mut top: Longest = [None, None];
        for (days, i) in &moments.known {
            moments.lengthen(&mut top, days.end, *i);
            moments.longest.push(top);
        }
        moments
    }

    /// Keeps the two stretches that last longest, of two voices.
    fn lengthen(&self, top: &mut Longest, end: Option<Day>, i: usize) {
        let same = |slot: &Option<(Option<Day>, usize)>| {
            slot.is_some_and(|(_, j)| one_voice(&self.affirmed[i], &self.affirmed[j]))
        };
        let at = top.iter().position(same).unwrap_or(1);
        if top[at].is_none_or(|(known, _)| longer(end, known)) {
            top[at] = Some((end, i));
        }
        let swap = match (&top[0], &top[1]) {
            (None, Some(_)) => true,
            (Some((a, _)), Some((b, _))) => longer(*b, *a),
            _ => false,
        };
        if swap {
            top.swap(0, 1);
        }
    }

    /// The claims that clash with one of the other answer's.
    fn clashing(&self, other: &Moments<'a>) -> Vec<&'a Evidence> {
        let all = || other.any.iter().chain(other.known.iter().map(|(_, j)| j));
        let mut found: Vec<usize> = self
            .any
            .iter()
            .copied()
            .filter(|&i| all().any(|&j| self.apart(i, other, j)))
            .collect();
        for (days, i) in &self.known {
            let by_day = match self.value {
                Value::Count { .. } => self.figures_clash(*days, *i, other),
                _ => other.overlapping(*days, &self.affirmed[*i]),
            };
            if by_day || other.any.iter().any(|&j| self.apart(*i, other, j)) {
                found.push(*i);
            }
        }
        found.sort_unstable();
        found.into_iter().map(|i| &self.affirmed[i]).collect()
    }

    fn apart(&self, i: usize, other: &Moments, j: usize) -> bool {
        !one_voice(&self.affirmed[i], &other.affirmed[j])
    }

    /// Whether a stretch of another voice overlaps these days.
    fn overlapping(&self, days: Days, e: &Evidence) -> bool {
        let before = self.known.partition_point(|(known, _)| match days.end {
            Some(end) => known.start.is_none_or(|start| start <= end),
            None => true,
        });
        let Some(longest) = before.checked_sub(1).and_then(|at| self.longest.get(at)) else {
            return false;
        };
        let lasts = |end: Option<Day>| match (end, days.start) {
            (Some(end), Some(start)) => end >= start,
            _ => true,
        };
        let mut stretches = longest.iter().flatten();
        stretches.any(|(end, j)| lasts(*end) && !one_voice(e, &self.affirmed[*j]))
    }

    /// Whether another voice gives the other figure for the same time; or, where both count from a
    /// start, gives a lower one later: a toll grows, it does not fall.
    fn figures_clash(&self, days: Days, i: usize, other: &Moments) -> bool {
        let (Some(day), e) = (days.end, &self.affirmed[i]) else {
            return false;
        };
        let (from, to) = (day.plus(-SAME_TIME), day.plus(SAME_TIME));
        let start = other.known.partition_point(|(d, _)| d.end < Some(from));
        let near = other.known[start..]
            .iter()
            .take_while(|(d, _)| d.end <= Some(to));
        if near.clone().any(|(_, j)| self.apart(i, other, *j)) {
            return true;
        }
        let mut falls: &[(Day, usize)] = &[];
        if e.cumulative {
            let split = other.from_start.partition_point(|(d, _)| *d <= day);
            falls = match low(self.value) < low(other.value) {
                true => &other.from_start[..split],
                false => &other.from_start[split..],
            };
        }
        falls.iter().any(|(_, j)| self.apart(i, other, *j))
    }
}

/// Claims that support an answer: its own, and those for answers that it follows from.
pub(crate) fn supporting<'a>(answers: &'a [Answer], answer: &Answer) -> Vec<&'a Evidence> {
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
