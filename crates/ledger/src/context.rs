//! What all reports together tell of sides, places and texts.

use crate::copies::{Copies, TextId};
use crate::family::Family;
use crate::judgement::Rulings;
use crate::ledger::Options;
use crate::report::Report;
use crate::sides::{Names, Opposition, most_frequent};
use crate::when::{Day, Days};
use std::collections::{BTreeMap, BTreeSet};

/// What the reports of a ledger together tell that settling a family needs: which sides stand
/// against each other, what sides and places are called, which ids mean one place, and which texts
/// are one.
///
/// It is the sum of what the reports contribute, in whatever order and batches they come: contexts
/// of the same reports are alike. A context as of a day takes in only articles published by then.
#[derive(Debug, Clone, Default)]
pub struct Context {
    as_of: Option<Day>,
    names: Names,
    opposition: Opposition,
    /// Of each side: what it is called, and how often.
    sides: BTreeMap<String, BTreeMap<String, u64>>,
    /// Of each person: how the name is spelt, and how often.
    people: BTreeMap<String, BTreeMap<String, u64>>,
    places: BTreeMap<String, Known>,
    /// Ids of places by their usual name in lower case.
    by_name: BTreeMap<String, BTreeSet<String>>,
    /// Ids that the machine finds to be one with another, and the other way.
    found: BTreeMap<String, String>,
    found_by: BTreeMap<String, BTreeSet<String>>,
    /// Ids for which another one stands, after what was judged.
    stands: BTreeMap<String, String>,
    /// The other way: ids with those for which they stand.
    stood_by: BTreeMap<String, BTreeSet<String>>,
    copies: Copies,
    rulings: Rulings,
}

/// What is known of a place.
#[derive(Debug, Clone, Default)]
struct Known {
    names: BTreeMap<String, u64>,
    written: BTreeMap<String, u64>,
    sites: BTreeMap<Site, u64>,
    /// The usual name.
    name: String,
    /// The name that is shown.
    shown: String,
}

/// Where a place lies: latitude and longitude in millionths of a degree, feature and country.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Site {
    position: Option<(i64, i64)>,
    feature: Option<String>,
    country: Option<String>,
}

/// Two settlements of one name are one when they lie within this many kilometres.
const ONE_PLACE: f64 = 5.0;

/// How an update changed a context for the reports that were there before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Pairs of sides that came to stand against each other, or no longer do. They matter to
    /// families that [depend](Report::depends) on both.
    pub opposed: BTreeSet<(String, String)>,
    /// Sides, places and people that are called otherwise now, as [`Report::depends`] writes them.
    pub renamed: BTreeSet<String>,
    /// Places for which another id stands now: id, the id that stood for it, the id that stands for
    /// it.
    pub moved: BTreeSet<(String, String, String)>,
    /// Keys of reports whose text is a copy of another text than before: their families count
    /// origins anew.
    pub copied: BTreeSet<String>,
}

impl Change {
    /// The families that it touches, beside those of the reports that came and went. `depending`
    /// gives the families that depend on a name, `families` those of a report, both as the reports
    /// know them.
    pub fn families(
        &self,
        context: &Context,
        depending: impl Fn(&str) -> BTreeSet<Family>,
        families: impl Fn(&str) -> BTreeSet<Family>,
    ) -> BTreeSet<Family> {
        let mut touched: BTreeSet<Family> = BTreeSet::new();
        for (a, b) in &self.opposed {
            let (a, b) = (
                depending(&format!("side:{a}")),
                depending(&format!("side:{b}")),
            );
            let both = a.intersection(&b);
            touched.extend(both.map(|family| context.family(family)));
            // Claims on one place under two ids are settled together.
            let settled = |set: &BTreeSet<Family>| -> BTreeSet<Family> {
                set.iter().map(|family| context.family(family)).collect()
            };
            touched.extend(settled(&a).intersection(&settled(&b)).cloned());
        }
        for name in &self.renamed {
            touched.extend(depending(name).iter().map(|family| context.family(family)));
        }
        for (id, before, now) in &self.moved {
            for family in depending(&format!("place:{id}")) {
                touched.extend([family.at(before), family.at(now)]);
            }
        }
        for report in &self.copied {
            touched.extend(families(report).iter().map(|family| context.family(family)));
        }
        touched
    }
}

impl Context {
    /// A context of no reports. The options say as of which day it is, and what sides are called.
    pub fn new(options: &Options) -> Context {
        Context {
            as_of: options.as_of,
            names: options.names.clone(),
            ..Context::default()
        }
    }

    /// Takes in some reports and lets go of others, which must be as they were when they were taken
    /// in. Gives what that changes for the rest. One update with many reports costs less than many
    /// with one.
    pub fn update(&mut self, added: &[&Report], removed: &[&Report]) -> Change {
        let mut change = Change::default();
        let mut pairs: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        let mut sides: BTreeSet<&str> = BTreeSet::new();
        let mut places: BTreeSet<&str> = BTreeSet::new();
        let mut people: BTreeMap<&str, Option<String>> = BTreeMap::new();
        let both = removed.iter().map(|r| (r, false));
        let both = both.chain(added.iter().map(|r| (r, true)));
        let articles = both.flat_map(|(report, add)| report.articles.iter().map(move |a| (a, add)));
        for (facts, add) in articles.filter(|(facts, _)| knows(self.as_of, facts.published)) {
            for (a, b) in &facts.opposed {
                let before = self.opposition.opposed(Some(a), Some(b));
                pairs.entry((a, b)).or_insert(before);
                self.opposition.count(a, b, add);
            }
            for (id, name, n) in &facts.sides {
                sides.insert(id);
                tally(self.sides.entry(id.clone()).or_default(), name, *n, add);
            }
            for (id, name, n) in &facts.people {
                people
                    .entry(id)
                    .or_insert_with(|| self.person_name(id).map(str::to_owned));
                tally(self.people.entry(id.clone()).or_default(), name, *n, add);
            }
            for seen in &facts.places {
                places.insert(&seen.id);
                let known = self.places.entry(seen.id.clone()).or_default();
                let times = seen.written.iter().map(|(_, n)| n).sum();
                tally(&mut known.names, &seen.name, times, add);
                for (word, n) in &seen.written {
                    tally(&mut known.written, word, *n, add);
                }
                let micro = |degrees: f64| (degrees * 1e6).round() as i64;
                let site = Site {
                    position: seen.position.map(|(lat, lon)| (micro(lat), micro(lon))),
                    feature: seen.feature.clone(),
                    country: seen.country.clone(),
                };
                tally(&mut known.sites, &site, times, add);
            }
        }
        for ((a, b), before) in pairs {
            if self.opposition.opposed(Some(a), Some(b)) != before {
                change.opposed.insert((a.to_owned(), b.to_owned()));
            }
        }
        for side in sides {
            if self
                .names
                .call(side, self.sides.get(side).and_then(most_frequent))
            {
                change.renamed.insert(format!("side:{side}"));
            }
        }
        for (id, before) in people {
            let unnamed = self.people.get(id).is_some_and(BTreeMap::is_empty);
            if unnamed {
                self.people.remove(id);
            }
            if self.person_name(id) != before.as_deref() {
                // All who are held to be this person are called by the new name.
                let merged = self.rulings.merged().iter();
                let one = merged
                    .filter(|(_, head)| *head == id)
                    .map(|(id, _)| id.clone());
                change.renamed.extend(one.chain([id.to_owned()]));
            }
        }
        self.name_places(&places, &mut change);
        self.compare_texts(added, removed, &mut change);
        change
    }

    /// Holds to be one, and to be apart, what analysts judged to be so, in the place of what they
    /// judged before. Gives what that changes.
    pub fn rule(&mut self, rulings: &Rulings) -> Change {
        let mut change = Change::default();
        let ids: BTreeSet<String> = [&self.rulings, rulings]
            .iter()
            .flat_map(|rulings| rulings.merged().keys().cloned())
            .collect();
        self.rulings = rulings.clone();
        change
            .renamed
            .extend(ids.iter().filter(|id| id.starts_with("person:")).cloned());
        let ids: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        self.name_places(&ids, &mut change);
        change
    }

    /// The family with which a report's family is settled: that of the id that stands for its
    /// place.
    pub fn family(&self, family: &Family) -> Family {
        match &family.place {
            Some(place) => family.at(self.place(place)),
            None => family.clone(),
        }
    }

    /// The families of reports that are settled together as `family`; none where another id stands
    /// for its place.
    pub fn members(&self, family: &Family) -> Vec<Family> {
        let Some(place) = &family.place else {
            return vec![family.clone()];
        };
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        if self.place(place) == place {
            ids.insert(place);
            let others = self.stood_by.get(place).into_iter().flatten();
            ids.extend(others.map(String::as_str));
        }
        ids.into_iter().map(|id| family.at(id)).collect()
    }

    /// The id that stands for a place.
    pub fn place<'a>(&'a self, id: &'a str) -> &'a str {
        self.stands.get(id).map_or(id, String::as_str)
    }

    /// The usual name of a place; where reports never use it, the name that they use before it.
    pub fn place_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.places.get(id).map_or(id, |known| &known.shown)
    }

    /// The id and the name of a person: the spelling that most mentions have, the first by the
    /// alphabet among equals; where analysts merged the person with another, that one's.
    pub fn person<'a>(&'a self, id: &'a str) -> (&'a str, Option<&'a str>) {
        let id = self.rulings.stands(id).unwrap_or(id);
        (id, self.person_name(id))
    }

    /// The spellings of a person's name that reports have, and how often each: why they are held to
    /// be one person.
    pub fn spellings(&self, id: &str) -> BTreeMap<String, u64> {
        self.people.get(id).cloned().unwrap_or_default()
    }

    fn person_name(&self, id: &str) -> Option<&str> {
        self.people.get(id).and_then(most_frequent)
    }

    /// The places that some report calls so, whatever the case, or that have this as their usual
    /// name: for each the id that stands for it.
    pub fn places_called(&self, name: &str) -> BTreeSet<String> {
        let name = name.trim().to_lowercase();
        let called = |known: &Known| {
            let written = known.written.keys().chain([&known.shown]);
            known.name == name || written.map(|w| w.to_lowercase()).any(|w| w == name)
        };
        let places = self.places.iter().filter(|(_, known)| called(known));
        places.map(|(id, _)| self.place(id).to_owned()).collect()
    }

    /// What sides are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The day as of which it is, where it is of one.
    pub fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// The texts that are one with an article's text, by when they appeared: of what key and which
    /// article. None where the context does not hold the article.
    pub fn copies(&self, key: &str, article: usize) -> Vec<TextId> {
        self.copies.copies(&(key.to_owned(), article))
    }

    /// Whether what was published then is known to it.
    pub(crate) fn knows(&self, published: Option<Days>) -> bool {
        knows(self.as_of, published)
    }

    pub(crate) fn opposition(&self) -> &Opposition {
        &self.opposition
    }

    /// The origin of what an article says in its own voice: the agency that it or a copy of it is
    /// credited to, else the first of its copies.
    pub(crate) fn origin_of_text(&self, key: &str, article: usize) -> String {
        let text = (key.to_owned(), article);
        let origin = self.copies.origin(&text);
        if let Some(agency) = origin.and_then(|origin| origin.agency.as_ref()) {
            return format!("agency:{agency}");
        }
        let (key, article) = origin.map_or(&text, |origin| &origin.first);
        match article {
            0 => format!("text:{key}"),
            i => format!("text:{key}/{}", i + 1),
        }
    }

    fn compare_texts(&mut self, added: &[&Report], removed: &[&Report], change: &mut Change) {
        let as_of = self.as_of;
        let gone = removed.iter().flat_map(|report| {
            let articles = 0..report.articles.len();
            articles.map(|i| (report.key.clone(), i))
        });
        let come = added.iter().flat_map(|report| {
            let articles = report.articles.iter().enumerate();
            let known = articles.filter(|(_, facts)| knows(as_of, facts.published));
            known.map(|(i, facts)| {
                let id = (report.key.clone(), i);
                (id, facts.published, &facts.sketch, facts.agency())
            })
        });
        let changed = self.copies.update(come, gone);
        change
            .copied
            .extend(changed.into_iter().map(|(key, _)| key));
    }

    /// Finds what places are called now, and which ids mean one place.
    fn name_places(&mut self, places: &BTreeSet<&str>, change: &mut Change) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for id in places {
            let Some(known) = self.places.get_mut(*id) else {
                continue;
            };
            let (name, shown) = match most_frequent(&known.names) {
                Some(name) => {
                    // Reports that never use the usual name are told by the one that they use.
                    let shown = match most_frequent(&known.written) {
                        Some(word) if !known.written.contains_key(name) => {
                            format!("{word} ({name})")
                        }
                        _ => name.to_owned(),
                    };
                    (name.to_lowercase(), shown)
                }
                None => (String::new(), (*id).to_owned()),
            };
            if known.shown != shown {
                change.renamed.insert(format!("place:{id}"));
                known.shown = shown;
            }
            names.insert(name.clone());
            if known.name != name {
                let old = std::mem::replace(&mut known.name, name.clone());
                if let Some(ids) = self.by_name.get_mut(&old) {
                    ids.remove(*id);
                }
                names.insert(old);
                if !name.is_empty() {
                    let ids = self.by_name.entry(name).or_default();
                    ids.insert((*id).to_owned());
                }
            }
            if known.names.is_empty() {
                self.places.remove(*id);
            }
        }
        names.remove("");
        let mut found: BTreeMap<String, String> = places
            .iter()
            .map(|id| ((*id).to_owned(), (*id).to_owned()))
            .collect();
        for name in &names {
            found.extend(self.one_place(name));
        }
        // What analysts judged to be one or apart comes before what the machine finds; what it
        // finds to be one with a merged id goes along.
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for (id, one) in found {
            for known in [self.found.get(&id), Some(&one)].into_iter().flatten() {
                touched.extend(self.found_by.get(known).into_iter().flatten().cloned());
            }
            let before = self.found.remove(&id);
            if let Some(ids) = before.and_then(|before| self.found_by.get_mut(&before)) {
                ids.remove(&id);
            }
            if one != id {
                let ids = self.found_by.entry(one.clone()).or_default();
                ids.insert(id.clone());
                self.found.insert(id.clone(), one);
            }
            touched.insert(id);
        }
        for id in touched {
            let now = self.ruled(&id).to_owned();
            let before = self.place(&id).to_owned();
            if before == now {
                continue;
            }
            if let Some(ids) = self.stood_by.get_mut(&before) {
                ids.remove(&id);
            }
            self.stands.remove(&id);
            if now != id {
                self.stands.insert(id.clone(), now.clone());
                let ids = self.stood_by.entry(now.clone()).or_default();
                ids.insert(id.clone());
            }
            change.moved.insert((id, before, now));
        }
        for name in &names {
            if self.by_name.get(name).is_some_and(BTreeSet::is_empty) {
                self.by_name.remove(name);
            }
        }
    }

    /// The id that stands for a place by what was judged, and by what the machine found.
    fn ruled<'a>(&'a self, id: &'a str) -> &'a str {
        if let Some(head) = self.rulings.stands(id) {
            return head;
        }
        let found = self.found.get(id).map_or(id, String::as_str);
        match self.rulings.stands(found) {
            _ if self.rulings.apart(found) => id,
            head => head.unwrap_or(found),
        }
    }

    /// Of the ids with one usual name, the id that stands for each.
    fn one_place(&self, name: &str) -> BTreeMap<String, String> {
        let ids = || self.by_name.get(name).into_iter().flatten();
        let site = |id: &str| {
            let sites = &self.places.get(id)?.sites;
            let best = sites
                .iter()
                .max_by(|(a, n), (b, m)| n.cmp(m).then(b.cmp(a)));
            best.map(|(site, _)| site)
        };
        let from_frame = |id: &&String| id.starts_with("frame:");
        let mut stands: BTreeMap<String, String> = BTreeMap::new();
        let mut places: Vec<&String> = Vec::new();
        for id in ids().filter(|id| !from_frame(id)) {
            let same = |other: &&&String| match (site(id), site(other)) {
                (Some(a), Some(b)) => a.is(b),
                _ => false,
            };
            let one = places.iter().find(same).map_or(id, |other| *other);
            stands.insert(id.clone(), one.clone());
            if one == id {
                places.push(id);
            }
        }
        for id in ids().filter(from_frame) {
            // Known only from its frame: the one place of that name, unless its country is another.
            let country = |id: &str| site(id).and_then(|site| site.country.as_deref());
            let known = |place: &&&String| match (country(id), country(place)) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            };
            let mut fitting = places.iter().filter(known);
            let one = match (fitting.next(), fitting.next()) {
                (Some(one), None) => (*one).clone(),
                _ => id.clone(),
            };
            stands.insert(id.clone(), one);
        }
        stands
    }
}

impl Site {
    /// Whether two places of one name are one place: settlements of one state that lie side by side.
    fn is(&self, other: &Site) -> bool {
        let settlement = |site: &Site| {
            let feature = site.feature.as_deref();
            feature.is_none_or(|feature| feature.starts_with("PPL"))
        };
        let (Some(a), Some(b)) = (self.position, other.position) else {
            return false;
        };
        let degrees = |micro: i64| micro as f64 / 1e6;
        // On a sphere, near enough for some kilometres.
        let north = degrees(a.0 - b.0) * 111.2;
        let east = degrees(a.1 - b.1) * 111.2 * degrees(a.0).to_radians().cos();
        self.country == other.country
            && settlement(self)
            && settlement(other)
            && north.hypot(east) <= ONE_PLACE
    }
}

/// Whether what was published then is known as of a day: a report whose day is not known is not.
fn knows(as_of: Option<Day>, published: Option<Days>) -> bool {
    as_of.is_none_or(|day| published.and_then(|p| p.end).is_some_and(|end| end <= day))
}

/// Adds to a count or takes from it; what falls to nothing is let go.
fn tally<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, key: &K, n: u64, add: bool) {
    let count = counts.entry(key.clone()).or_default();
    *count = match add {
        true => *count + n,
        false => count.saturating_sub(n),
    };
    if *count == 0 {
        counts.remove(key);
    }
}
