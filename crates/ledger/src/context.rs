//! What all reports together tell of sides, places and texts.

use crate::copies::{Copies, TextId};
use crate::family::Family;
use crate::judgement::Rulings;
use crate::ledger::Options;
use crate::report::{Facts, PlaceSeen, Report};
use crate::sides::{Names, Opposition};
use crate::told::{Counts, Pairs, Row, Shelf, Source, Told, day, kind};
use crate::when::{Day, Days};
use elsa::FrozenMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What the reports of a ledger together tell that settling a family needs: which sides stand
/// against each other, what sides and places are called, which ids mean one place, and which texts
/// are one.
///
/// It is the sum of what the reports contribute, in whatever order and batches they come: contexts
/// of the same reports are alike. A context as of a day takes in only articles published by then.
///
/// Who keeps a ledger on disk keeps its rows ([`Context::rows`]), and looks again at what they tell
/// without holding it in memory ([`Context::kept`]).
#[derive(Debug, Clone)]
pub struct Context<'s> {
    /// Where it lies as far as it is not here.
    source: Option<Rc<dyn Source + 's>>,
    as_of: Option<Day>,
    names: Names,
    opposition: Opposition,
    /// Articles that set a pair of sides against each other: `A\nB`.
    pairs: Shelf<String, Told>,
    /// Of each side: what it is called, and how often.
    sides: Shelf<String, Counts<String>>,
    /// Of each person: how the name is spelt, and how often.
    people: Shelf<String, Counts<String>>,
    places: Shelf<String, Known>,
    /// Ids of places by any name that they have, in lower case.
    called: Pairs<String, String>,
    copies: Copies<'s>,
    rulings: Rulings,
    found: Found,
}

/// What is known of a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Known {
    /// What the reader calls it.
    names: Counts<String>,
    /// What the reports call it.
    written: Counts<String>,
    sites: Counts<Site>,
}

/// What was found from the rest, until that changes.
#[derive(Clone, Default)]
struct Found {
    /// The name of a place that is shown.
    shown: FrozenMap<String, String>,
    /// The id that the machine finds to be the same place, for all ids of one name.
    one: FrozenMap<String, String>,
    /// The id that stands for it after what was judged.
    stands: FrozenMap<String, String>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

/// Where a place lies: latitude and longitude in millionths of a degree, feature and country.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

impl Default for Context<'_> {
    fn default() -> Self {
        Context::new(&Options::default())
    }
}

impl<'s> Context<'s> {
    /// A context of no reports. The options say as of which day it is, and what sides are called.
    pub fn new(options: &Options) -> Context<'s> {
        Context {
            source: None,
            as_of: options.as_of,
            names: options.names.unlearnt(),
            opposition: Opposition::default(),
            pairs: Shelf::new(kind::PAIR),
            sides: Shelf::new(kind::SIDE),
            people: Shelf::new(kind::PERSON),
            places: Shelf::new(kind::PLACE),
            called: Pairs::new(kind::CALLED),
            copies: Copies::new(None, None),
            rulings: Rulings::default(),
            found: Found::default(),
        }
    }

    /// The context of whose rows a source has all, with what was judged. As of a day
    /// ([`Options::as_of`]) it tells what it would tell if only the reports of before had come; then
    /// it is for looking only.
    pub fn kept(options: &Options, rulings: &Rulings, source: Rc<dyn Source + 's>) -> Context<'s> {
        let mut context = Context {
            source: Some(source.clone()),
            copies: Copies::new(Some(source.clone()), options.as_of),
            rulings: rulings.clone(),
            ..Context::new(options)
        };
        let ids = |kind: u8| {
            let rows = source.under(&[kind]).into_iter();
            rows.filter_map(|(key, _)| String::from_utf8(key.get(1..)?.to_vec()).ok())
        };
        for pair in ids(kind::PAIR) {
            context.oppose(&pair);
        }
        for side in ids(kind::SIDE) {
            context.name_side(&side);
        }
        context
    }

    /// What changed since rows were last taken, in no order; at first all. Rows say nothing of what
    /// was judged and of what sides are called by [`Options::names`].
    pub fn rows(&mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        self.pairs.rows(&mut rows);
        self.sides.rows(&mut rows);
        self.people.rows(&mut rows);
        self.places.rows(&mut rows);
        self.called.rows(&mut rows);
        self.copies.rows(&mut rows);
        rows
    }

    /// Takes in some reports and lets go of others, which must be as they were when they were taken
    /// in. Gives what that changes for the rest. One update with many reports costs less than many
    /// with one.
    pub fn update(&mut self, added: &[&Report], removed: &[&Report]) -> Change {
        let mut change = Change::default();
        let both = removed.iter().map(|r| (r, false));
        let both = both.chain(added.iter().map(|r| (r, true)));
        let articles = both.flat_map(|(report, add)| report.articles.iter().map(move |a| (a, add)));
        let known = articles.filter(|(facts, _)| knows(self.as_of, facts.published));
        let known: Vec<(&Facts, bool)> = known.collect();
        let facts = || known.iter().map(|(facts, _)| *facts);
        let people = facts().flat_map(|f| &f.people).map(|(id, ..)| id.as_str());
        let people: BTreeMap<&str, Option<String>> = people
            .map(|id| (id, self.person_name(id).map(str::to_owned)))
            .collect();
        let places = facts().flat_map(|f| &f.places).map(|p| p.id.as_str());
        let places: BTreeSet<&str> = places.collect();
        let seen = facts()
            .flat_map(|f| &f.places)
            .map(|p| p.name.to_lowercase());
        let before = self.around(&places, seen.collect());
        let (mut pairs, mut sides) = (BTreeSet::new(), BTreeSet::new());
        for (facts, add) in &known {
            let by = day(facts.published.and_then(|days| days.end));
            for (a, b) in &facts.opposed {
                let pair = format!("{a}\n{b}");
                self.pairs
                    .get_mut(self.source.as_deref(), &pair)
                    .count(by, 1, *add);
                pairs.insert(pair);
            }
            for (id, name, n) in &facts.sides {
                let names = self.sides.get_mut(self.source.as_deref(), id);
                names.count(name, by, *n, *add);
                sides.insert(id.as_str());
            }
            for (id, name, n) in &facts.people {
                let names = self.people.get_mut(self.source.as_deref(), id);
                names.count(name, by, *n, *add);
            }
            for seen in &facts.places {
                self.see(seen, by, *add);
            }
        }
        self.found = Found::default();
        for pair in pairs {
            if self.oppose(&pair)
                && let Some((a, b)) = pair.split_once('\n')
            {
                change.opposed.insert((a.to_owned(), b.to_owned()));
            }
        }
        for side in sides {
            if self.name_side(side) {
                change.renamed.insert(format!("side:{side}"));
            }
        }
        for (id, before) in people {
            if self.person_name(id) != before.as_deref() {
                // All who are held to be this person are called by the new name.
                let merged = self.rulings.merged().iter();
                let one = merged
                    .filter(|(_, head)| *head == id)
                    .map(|(id, _)| id.clone());
                change.renamed.extend(one.chain([id.to_owned()]));
            }
        }
        self.moved(before, &mut change);
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
        let people = ids.iter().filter(|id| id.starts_with("person:"));
        change.renamed.extend(people.cloned());
        let ids = ids.iter().map(String::as_str).collect();
        let before = self.around(&ids, BTreeSet::new());
        self.rulings = rulings.clone();
        self.found = Found::default();
        self.moved(before, &mut change);
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
        if self.place(place) != place {
            return Vec::new();
        }
        let ids = self.one_with(place);
        ids.iter().map(|id| family.at(id)).collect()
    }

    /// All ids that mean the same place as this one.
    pub fn one_with(&self, place: &str) -> BTreeSet<String> {
        let stands = self.place(place);
        let mut ids = self.near(&[stands, place].into(), BTreeSet::new());
        ids.retain(|id| self.place(id) == stands);
        ids
    }

    /// The id that stands for a place.
    pub fn place<'a>(&'a self, id: &'a str) -> &'a str {
        if let Some(known) = self.found.stands.get(id) {
            return known;
        }
        let stands = self.ruled(id).to_owned();
        self.found.stands.insert(id.to_owned(), stands)
    }

    /// The usual name of a place; where reports never use it, the name that they use before it.
    pub fn place_name(&self, id: &str) -> &str {
        if let Some(known) = self.found.shown.get(id) {
            return known;
        }
        let place = self.known(id);
        let name = place.names.most_frequent(self.as_of);
        let word = place.written.most_frequent(self.as_of);
        let written = |name: &str| place.written.by(self.as_of).any(|(word, _)| word == name);
        let shown = match (name, word) {
            (Some(name), Some(word)) if !written(name) => format!("{word} ({name})"),
            (Some(name), _) => name.clone(),
            (None, _) => id.to_owned(),
        };
        self.found.shown.insert(id.to_owned(), shown)
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
        let spelt = self.people.get(self.source.as_deref(), &id.to_owned());
        spelt.by(self.as_of).map(|(n, c)| (n.clone(), c)).collect()
    }

    fn person_name(&self, id: &str) -> Option<&str> {
        let spelt = self.people.get(self.source.as_deref(), &id.to_owned());
        spelt.most_frequent(self.as_of).map(String::as_str)
    }

    /// The places that some report calls so, whatever the case, or that have this as their usual
    /// name: for each the id that stands for it.
    pub fn places_called(&self, name: &str) -> BTreeSet<String> {
        let name = name.trim().to_lowercase();
        let called = |id: &String| {
            let place = self.known(id);
            let mut written = place.written.by(self.as_of);
            self.usual(id).as_ref() == Some(&name)
                || self.place_name(id).to_lowercase() == name
                || written.any(|(word, _)| word.to_lowercase() == name)
        };
        // "Shushi (Shusha)" is found by its first word.
        let word = name.split(" (").next().unwrap_or_default().to_owned();
        let [whole, word] = [&name, &word].map(|name| self.called.of(self.source.as_deref(), name));
        let places = whole.iter().chain(&word).filter(|id| called(id));
        places.map(|id| self.place(id).to_owned()).collect()
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

    /// Whether an article is known to it; none where no report of that key has so many.
    pub fn knows_article(&self, key: &str, article: usize) -> Option<bool> {
        self.copies.knows(&(key.to_owned(), article), self.as_of)
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

    /// Counts what an article calls a place, or takes it from the counts.
    fn see(&mut self, seen: &PlaceSeen, by: Option<i32>, add: bool) {
        let source = self.source.as_deref();
        let known = self.places.get_mut(source, &seen.id);
        let mut names: BTreeSet<String> = known.called();
        let times = seen.written.iter().map(|(_, n)| n).sum();
        known.names.count(&seen.name, by, times, add);
        for (word, n) in &seen.written {
            known.written.count(word, by, *n, add);
        }
        let micro = |degrees: f64| (degrees * 1e6).round() as i64;
        let site = Site {
            position: seen.position.map(|(lat, lon)| (micro(lat), micro(lon))),
            feature: seen.feature.clone(),
            country: seen.country.clone(),
        };
        known.sites.count(&site, by, times, add);
        let now = known.called();
        names.extend(now.iter().cloned());
        for name in names {
            let there = now.contains(&name);
            self.called.put(source, (name, seen.id.clone()), there);
        }
    }

    fn known(&self, id: &str) -> &Known {
        self.places.get(self.source.as_deref(), &id.to_owned())
    }

    /// The usual name of a place, in lower case.
    fn usual(&self, id: &str) -> Option<String> {
        let name = self.known(id).names.most_frequent(self.as_of);
        name.map(|name| name.to_lowercase())
    }

    /// Says of a pair whether it is opposed, as counted; whether that is new.
    fn oppose(&mut self, pair: &String) -> bool {
        let opposed = self.pairs.get(self.source.as_deref(), pair).by(self.as_of) > 0;
        let parts = pair.split_once('\n');
        parts.is_some_and(|(a, b)| self.opposition.set(a, b, opposed))
    }

    /// Calls a side as most mentions do; whether that is new.
    fn name_side(&mut self, side: &str) -> bool {
        let names = self.sides.get(self.source.as_deref(), &side.to_owned());
        let name = names.most_frequent(self.as_of);
        self.names.call(side, name.map(String::as_str))
    }

    /// The places whose ids may mean the same as one of these now, or will once these have the
    /// names too: those that share a name with one, or with what was judged to be one with it.
    fn near(&self, ids: &BTreeSet<&str>, mut names: BTreeSet<String>) -> BTreeSet<String> {
        let mut all: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let heads: BTreeSet<&str> = ids
            .iter()
            .filter_map(|id| self.rulings.stands(id))
            .collect();
        let merged = self.rulings.merged().iter();
        let merged =
            merged.filter(|(_, head)| ids.contains(head.as_str()) || heads.contains(head.as_str()));
        all.extend(merged.map(|(id, _)| id.clone()));
        names.extend(all.iter().flat_map(|id| self.known(id).called()));
        for name in names {
            all.extend(self.called.of(self.source.as_deref(), &name));
        }
        all
    }

    /// What places around some are called, and which ids stand for them.
    fn around(&self, ids: &BTreeSet<&str>, names: BTreeSet<String>) -> BTreeMap<String, Before> {
        let near = self.near(ids, names).into_iter();
        let now = |id: String| {
            let before = Before {
                shown: self.place_name(&id).to_owned(),
                stands: self.place(&id).to_owned(),
            };
            (id, before)
        };
        near.map(now).collect()
    }

    /// Finds which of these places are called otherwise now, or have another id that stands for
    /// them.
    fn moved(&self, before: BTreeMap<String, Before>, change: &mut Change) {
        for (id, before) in before {
            if self.place_name(&id) != before.shown {
                change.renamed.insert(format!("place:{id}"));
            }
            let now = self.place(&id);
            if now != before.stands {
                let now = now.to_owned();
                change.moved.insert((id, before.stands, now));
            }
        }
    }

    /// The id that stands for a place by what was judged, and by what the machine found.
    fn ruled<'a>(&'a self, id: &'a str) -> &'a str {
        // What analysts judged to be one or apart comes before what the machine finds; what it
        // finds to be one with a merged id goes along.
        if let Some(head) = self.rulings.stands(id) {
            return head;
        }
        let found = self.one(id);
        match self.rulings.stands(found) {
            _ if self.rulings.apart(found) => id,
            head => head.unwrap_or(found),
        }
    }

    /// The id that the machine finds to be the same place.
    fn one<'a>(&'a self, id: &'a str) -> &'a str {
        if let Some(known) = self.found.one.get(id) {
            return known;
        }
        if let Some(name) = self.usual(id) {
            for (id, one) in self.one_place(&name) {
                self.found.one.insert(id, one);
            }
        }
        self.found.one.get(id).unwrap_or(id)
    }

    /// Of the ids with one usual name, the id that stands for each.
    fn one_place(&self, name: &String) -> BTreeMap<String, String> {
        let mut ids = self.called.of(self.source.as_deref(), name);
        ids.retain(|id| self.usual(id).as_ref() == Some(name));
        let site = |id: &str| {
            let sites = &self
                .places
                .get(self.source.as_deref(), &id.to_owned())
                .sites;
            sites.most_frequent(self.as_of)
        };
        let from_frame = |id: &&String| id.starts_with("frame:");
        let mut stands: BTreeMap<String, String> = BTreeMap::new();
        let mut places: Vec<&String> = Vec::new();
        for id in ids.iter().filter(|id| !from_frame(id)) {
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
        for id in ids.iter().filter(from_frame) {
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

/// What a place was called, and which id stood for it.
struct Before {
    shown: String,
    stands: String,
}

impl Known {
    /// All names that it has, in lower case: those of the reader and of the reports.
    fn called(&self) -> BTreeSet<String> {
        let names = self.names.keys().chain(self.written.keys());
        names.map(|name| name.to_lowercase()).collect()
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

/// Ids of the places that reports or the reader ever called so, whatever the case, by the rows of a
/// context.
pub fn places_called(source: &dyn Source, name: &str) -> BTreeSet<String> {
    let called = Pairs::<String, String>::new(kind::CALLED);
    let ids = called.of(Some(source), &name.trim().to_lowercase());
    ids.into_iter().collect()
}

/// Whether what was published then is known as of a day: a report whose day is not known is not.
fn knows(as_of: Option<Day>, published: Option<Days>) -> bool {
    as_of.is_none_or(|day| published.and_then(|p| p.end).is_some_and(|end| end <= day))
}
