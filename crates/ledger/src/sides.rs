//! Sides: which are opposed, what they are called, and whom a claim serves.

use crate::question::Interest;
use rashomon_model::{ActorKind, Analysis, Args, Claim, MentionValue, Polarity, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// The sides in a field that may name several, joined with `;`.
pub(crate) fn split(side: Option<&str>) -> impl Iterator<Item = &str> {
    side.unwrap_or_default()
        .split(';')
        .map(str::trim)
        .filter(|s| !s.is_empty())
}

/// Which sides stand against each other in the reports. No enmity is known beforehand: a side
/// opposes another when one denies what the other claims or accuses it, or when anybody says that
/// one took a place from the other or brought losses to it.
#[derive(Debug, Default)]
pub(crate) struct Opposition(BTreeSet<(String, String)>);

impl Opposition {
    /// What the arguments of a claim say of it.
    pub(crate) fn learn_from(&mut self, claim: &Claim) {
        match &claim.args {
            Args::Control(c) => self.oppose(c.holder.as_deref(), c.loser.as_deref()),
            Args::Casualties(c) => self.oppose(c.actor.as_deref(), c.affected.as_deref()),
            Args::EquipmentLoss(e) => self.oppose(e.actor.as_deref(), e.affected.as_deref()),
            Args::Statement(Statement {
                act,
                target: Some(target),
            }) if act == "accuse" => self.oppose(claim.side.as_deref(), Some(target)),
            _ => {}
        }
    }

    /// Every side of `a` against every side of `b`.
    pub(crate) fn oppose(&mut self, a: Option<&str>, b: Option<&str>) {
        for a in split(a) {
            for b in split(b).filter(|b| *b != a) {
                self.0.insert((a.into(), b.into()));
                self.0.insert((b.into(), a.into()));
            }
        }
    }

    /// Whether any side of `a` is opposed to any of `b`.
    pub(crate) fn opposed(&self, a: Option<&str>, b: Option<&str>) -> bool {
        split(a).any(|a| split(b).any(|b| self.0.contains(&(a.into(), b.into()))))
    }

    /// The sides opposed to one of `sides`.
    pub(crate) fn against(&self, sides: &BTreeSet<String>) -> BTreeSet<String> {
        let opposed = self.0.iter().filter(|(a, _)| sides.contains(a));
        opposed.map(|(_, b)| b.clone()).collect()
    }
}

/// What sides are called: "Azerbaijan", "Azerbaijani". Those who print questions may use the same
/// names as the questions.
#[derive(Debug, Clone, Default)]
pub struct Names(BTreeMap<String, (String, Option<String>)>);

impl Names {
    /// Names from a table of side, name and adjective.
    pub fn new(rows: impl IntoIterator<Item = (String, String, Option<String>)>) -> Self {
        Names(rows.into_iter().map(|(s, n, a)| (s, (n, a))).collect())
    }

    /// Adds what the reports themselves call the sides that no row names: of each side the name
    /// that most mentions of it as a state or a group have, the first by the alphabet among equals.
    pub fn learn<'a>(&mut self, analyses: impl Iterator<Item = &'a Analysis>) {
        let mut seen: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for mention in analyses.flat_map(|a| &a.mentions) {
            let (side, name) = match &mention.value {
                MentionValue::Actor { actor }
                    if matches!(actor.kind, ActorKind::State | ActorKind::Group) =>
                {
                    (actor.side.clone(), &actor.name)
                }
                MentionValue::Place { place } => (
                    place.id.strip_prefix("country:").map(str::to_owned),
                    &place.name,
                ),
                _ => continue,
            };
            if let Some(side) = side.filter(|side| !self.0.contains_key(side)) {
                *seen
                    .entry(side)
                    .or_default()
                    .entry(name.clone())
                    .or_default() += 1;
            }
        }
        for (side, names) in seen {
            let best = names
                .into_iter()
                .max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)));
            if let Some((name, _)) = best {
                self.0.insert(side, (name, None));
            }
        }
    }

    /// The name of a side, or of several joined with `;`; a side without a name is called by its id.
    pub fn name(&self, side: &str) -> String {
        let names: Vec<&str> = split(Some(side))
            .map(|s| self.0.get(s).map_or(s, |(name, _)| name))
            .collect();
        join(&names)
    }

    /// "Azerbaijani", where it is known.
    pub fn adjective(&self, side: &str) -> Option<&str> {
        self.0.get(side)?.1.as_deref()
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
pub(crate) fn interest(claim: &Claim, opposition: &Opposition) -> Interest {
    let Some(side) = claim.side.as_deref() else {
        return Interest::Neutral;
    };
    let view = View { side, opposition };
    match claim.polarity {
        Polarity::Affirmed => view.affirms(&claim.args),
        Polarity::Denied => view.denies(&claim.args),
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
