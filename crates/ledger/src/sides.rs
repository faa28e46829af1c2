//! Sides: which are opposed, what they are called, and whom a claim serves.

use crate::question::Interest;
use crate::report::Entry;
use rashomon_model::{
    ActorKind, Analysis, Args, Claim, Mention, MentionValue, Polarity, Statement,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The sides in a field that may name several, joined with `;`.
pub(crate) fn split(side: Option<&str>) -> impl Iterator<Item = &str> {
    side.unwrap_or_default()
        .split(';')
        .map(str::trim)
        .filter(|s| !s.is_empty())
}

/// The sides that the arguments of a claim set against each other. No enmity is known beforehand:
/// a side opposes another when one denies what the other claims or accuses it, or when anybody says
/// that one took a place from the other or brought losses to it.
pub(crate) fn opposed_by(claim: &Claim) -> (Option<&str>, Option<&str>) {
    match &claim.args {
        Args::Control(c) => (c.holder.as_deref(), c.loser.as_deref()),
        Args::Casualties(c) => (c.actor.as_deref(), c.affected.as_deref()),
        Args::EquipmentLoss(e) => (e.actor.as_deref(), e.affected.as_deref()),
        Args::Statement(Statement { act, target }) if act == "accuse" => {
            (claim.side.as_deref(), target.as_deref())
        }
        _ => (None, None),
    }
}

/// Every side of `a` with every other side of `b`, the lesser id first.
pub(crate) fn opposing(a: Option<&str>, b: Option<&str>) -> Vec<(String, String)> {
    let ordered = |a: &str, b: &str| (a.min(b).to_owned(), a.max(b).to_owned());
    split(a)
        .flat_map(|a| {
            split(b)
                .filter(move |b| *b != a)
                .map(move |b| ordered(a, b))
        })
        .collect()
}

/// Which sides stand against each other in the reports.
#[derive(Debug, Clone, Default)]
pub(crate) struct Opposition {
    /// Each pair both ways.
    pairs: BTreeMap<String, BTreeSet<String>>,
}

impl Opposition {
    /// Sets the two against each other, or no longer; whether that is new.
    pub(crate) fn set(&mut self, a: &str, b: &str, opposed: bool) -> bool {
        let mut new = false;
        for (a, b) in [(a, b), (b, a)] {
            let known = self.pairs.entry(a.to_owned()).or_default();
            new = match opposed {
                true => known.insert(b.to_owned()),
                false => known.remove(b),
            };
            if known.is_empty() {
                self.pairs.remove(a);
            }
        }
        new
    }

    /// Whether any side of `a` is opposed to any of `b`.
    pub(crate) fn opposed(&self, a: Option<&str>, b: Option<&str>) -> bool {
        let known = split(a).filter_map(|a| self.pairs.get(a));
        known
            .into_iter()
            .any(|known| split(b).any(|b| known.contains(b)))
    }

    /// The sides opposed to one of `sides`.
    pub(crate) fn against(&self, sides: &BTreeSet<String>) -> BTreeSet<String> {
        let known = sides.iter().filter_map(|side| self.pairs.get(side));
        known.flatten().cloned().collect()
    }
}

/// What sides are called: "Azerbaijan", "Azerbaijani". Those who print questions may use the same
/// names as the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    rows: BTreeMap<String, (String, Option<String>)>,
    learnt: BTreeMap<String, String>,
}

/// The side that a mention names as one who acts, and its name for it.
pub(crate) fn seen(mention: &Mention) -> Option<(&str, &str)> {
    match &mention.value {
        MentionValue::Actor { actor }
            if matches!(actor.kind, ActorKind::State | ActorKind::Group) =>
        {
            Some((actor.side.as_deref()?, &actor.name))
        }
        MentionValue::Place { place } => Some((place.id.strip_prefix("country:")?, &place.name)),
        _ => None,
    }
}

/// The most frequent, the first by the alphabet among equals.
pub(crate) fn most_frequent(counts: &BTreeMap<String, u64>) -> Option<&str> {
    let best = counts
        .iter()
        .max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)));
    best.map(|(name, _)| name.as_str())
}

impl Names {
    /// Names from a table of side, name and adjective.
    pub fn new(rows: impl IntoIterator<Item = (String, String, Option<String>)>) -> Self {
        Names {
            rows: rows.into_iter().map(|(s, n, a)| (s, (n, a))).collect(),
            learnt: BTreeMap::new(),
        }
    }

    /// The rows alone, without what reports call the other sides.
    pub(crate) fn unlearnt(&self) -> Names {
        Names {
            rows: self.rows.clone(),
            learnt: BTreeMap::new(),
        }
    }

    /// The sides that are meant by an id, a name or an adjective, whatever its case: `AZE`,
    /// `Azerbaijan`, `azerbaijani`.
    pub fn meant(&self, text: &str) -> BTreeSet<String> {
        let text = text.trim().to_lowercase();
        let is = |known: &str| known.to_lowercase() == text;
        let rows = self.rows.iter().filter(|(id, (name, adjective))| {
            is(id) || is(name) || adjective.as_deref().is_some_and(is)
        });
        let learnt = self.learnt.iter().filter(|(id, name)| is(id) || is(name));
        let rows = rows.map(|(id, _)| id);
        rows.chain(learnt.map(|(id, _)| id)).cloned().collect()
    }

    /// Adds what the reports themselves call the sides that no row names: of each side the name
    /// that most mentions of it as a state or a group have, the first by the alphabet among equals.
    pub fn learn<'a>(&mut self, analyses: impl Iterator<Item = &'a Analysis>) {
        let mut counts: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
        for (side, name) in analyses.flat_map(|a| &a.mentions).filter_map(seen) {
            let names = counts.entry(side).or_default();
            *names.entry(name.to_owned()).or_default() += 1;
        }
        for (side, names) in counts {
            self.call(side, most_frequent(&names));
        }
    }

    /// Calls a side so unless a row names it; whether that is new.
    pub(crate) fn call(&mut self, side: &str, name: Option<&str>) -> bool {
        if self.rows.contains_key(side) || self.learnt.get(side).map(String::as_str) == name {
            return false;
        }
        match name {
            Some(name) => self.learnt.insert(side.to_owned(), name.to_owned()),
            None => self.learnt.remove(side),
        };
        true
    }

    /// The name of a side, or of several joined with `;`; a side without a name is called by its id.
    pub fn name(&self, side: &str) -> String {
        let names: Vec<&str> = split(Some(side))
            .map(|s| {
                let row = self.rows.get(s).map(|(name, _)| name);
                row.or_else(|| self.learnt.get(s)).map_or(s, String::as_str)
            })
            .collect();
        join(&names)
    }

    /// "Azerbaijani", where it is known.
    pub fn adjective(&self, side: &str) -> Option<&str> {
        self.rows.get(side)?.1.as_deref()
    }
}

/// "France, Russia and the United States".
pub(crate) fn join(names: &[impl AsRef<str>]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().into(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// Whom a claim serves, seen from the side of its innermost source.
pub(crate) fn interest(entry: &Entry, opposition: &Opposition) -> Interest {
    let Some(side) = entry.holder.side.as_deref() else {
        return Interest::Neutral;
    };
    let view = View { side, opposition };
    match entry.polarity {
        Polarity::Affirmed => view.affirms(&entry.args),
        Polarity::Denied => view.denies(&entry.args),
    }
}

struct View<'a> {
    side: &'a str,
    opposition: &'a Opposition,
}

use Interest::{Against, Neutral, SelfServing};

impl View<'_> {
    fn own(&self, other: &Option<String>) -> bool {
        split(other.as_deref()).any(|o| split(Some(self.side)).any(|s| s == o))
    }

    fn foe(&self, other: &Option<String>) -> bool {
        self.opposition.opposed(Some(self.side), other.as_deref())
    }

    fn affirms(&self, args: &Args) -> Interest {
        match args {
            Args::Control(c) if self.own(&c.holder) => SelfServing,
            Args::Control(c) if self.own(&c.loser) || self.foe(&c.holder) => Against,
            Args::Control(c) if self.foe(&c.loser) => SelfServing,
            Args::Casualties(c) => {
                let civilian = c.role.as_deref() == Some("civilian");
                match (self.own(&c.affected), self.foe(&c.affected), civilian) {
                    (true, _, _) if self.own(&c.actor) => Against,
                    // A side's own dead civilians are a charge as often as an admission.
                    (true, _, true) if self.foe(&c.actor) => SelfServing,
                    (true, _, true) => Neutral,
                    (true, _, false) => Against,
                    (_, true, true) if self.own(&c.actor) => Against,
                    (_, true, false) => SelfServing,
                    _ if self.foe(&c.actor) => SelfServing,
                    _ => Neutral,
                }
            }
            // Who lost it admits the loss, whomever it charges with it.
            Args::EquipmentLoss(e) if self.own(&e.affected) => Against,
            Args::EquipmentLoss(e)
                if self.own(&e.actor) || self.foe(&e.affected) || self.foe(&e.actor) =>
            {
                SelfServing
            }
            Args::Attack(a) if self.own(&a.actor) => match a.target_type.as_deref() {
                Some("civilian" | "infrastructure") => Against,
                _ => SelfServing,
            },
            Args::Attack(a) if self.foe(&a.actor) => SelfServing,
            Args::Deployment(d) if !self.own(&d.actor) => {
                match self.foe(&d.actor) || self.foe(&d.recipient) {
                    true => SelfServing,
                    false => Neutral,
                }
            }
            Args::Access(a) => match (self.own(&a.actor), self.foe(&a.actor), bars(&a.act)) {
                (true, _, true) => Against,
                (true, _, false) | (_, true, true) => SelfServing,
                _ => Neutral,
            },
            _ => Neutral,
        }
    }

    fn denies(&self, args: &Args) -> Interest {
        match args {
            Args::Control(c) if self.own(&c.holder) => Against,
            Args::Control(c) if self.foe(&c.holder) || self.own(&c.loser) => SelfServing,
            Args::Casualties(c) if self.own(&c.actor) || self.own(&c.affected) => SelfServing,
            Args::EquipmentLoss(e) if self.own(&e.actor) || self.own(&e.affected) => SelfServing,
            Args::Attack(a) if self.own(&a.actor) => SelfServing,
            Args::Attack(a) if self.foe(&a.actor) => Against,
            Args::Deployment(d) if self.own(&d.actor) || self.own(&d.recipient) => SelfServing,
            Args::Access(a) if self.own(&a.actor) && bars(&a.act) => SelfServing,
            _ => Neutral,
        }
    }
}

fn bars(act: &str) -> bool {
    matches!(act, "restrict" | "bar")
}
