//! A gazetteer: place names, what each may mean, and where that is.
//!
//! [`Gazetteer::embedded`] holds about 285,000 populated places and administrative units of GeoNames, all countries, and
//! the regions, waters and names of `data/gazetteer`. It is general: it knows nothing of the texts that it is used on, and
//! it picks no meaning. [`Gazetteer::lookup`] gives every place that bears a name, the more prominent first;
//! [`Gazetteer::prefixes`] finds the names that begin at a word of a text.
//!
//! ```
//! use rashomon_gazetteer::Gazetteer;
//!
//! let gazetteer = Gazetteer::embedded();
//! let paris = gazetteer.lookup("Paris");
//! assert_eq!(gazetteer.place(paris[0].key).country.map(|c| c.iso3.as_str()), Some("FRA"));
//! assert!(paris.iter().any(|c| gazetteer.place(c.key).country.is_some_and(|c| c.iso3 == "USA")));
//! assert_eq!(gazetteer.demonym("Sudanese"), Some("SDN"));
//! assert_eq!(gazetteer.capital_of("Khartoum"), Some("SDN"));
//! ```
//!
//! What is where: `fold` makes one key of a name's spellings; `index` reads the compiled tables where they lie; `tsv` reads
//! the tables that people edit, the embedded ones and a user's own alike; `build` (feature `build`) compiles the tables.

#[cfg(feature = "build")]
pub mod build;
mod fold;
mod index;
mod tsv;

pub use fold::{fold, fold_words, join};
pub use tsv::{Table, TsvError};

use fst::raw::Fst;
use index::{Index, ORPHAN};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::sync::{Arc, LazyLock};

/// The index, compressed in the program and unpacked when it is first asked for.
static COMPILED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let packed = include_bytes!("../../../data/gazetteer/places.idx.zst");
    // What does not unpack is no index, and opening it says so.
    zstd::decode_all(&packed[..]).unwrap_or_default()
});

/// The tables that people edit, by the path under which an error names them. Later ones may build on earlier ones.
const TABLES: [(&str, &str); 4] = [
    (
        "data/gazetteer/regions.tsv",
        include_str!("../../../data/gazetteer/regions.tsv"),
    ),
    (
        "data/gazetteer/subdivisions.tsv",
        include_str!("../../../data/gazetteer/subdivisions.tsv"),
    ),
    (
        "data/gazetteer/aliases.tsv",
        include_str!("../../../data/gazetteer/aliases.tsv"),
    ),
    (
        "data/gazetteer/districts.tsv",
        include_str!("../../../data/gazetteer/districts.tsv"),
    ),
];
const COUNTRIES: &str = include_str!("../../../data/gazetteer/countries.tsv");
const DEMONYMS: &str = include_str!("../../../data/gazetteer/demonyms.tsv");

/// Stands for one place of a [`Gazetteer`]; of no use with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceKey(u32);

/// In what way a place bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// Its usual name.
    Usual,
    /// A name that a table of ours or of the user gives it.
    Listed,
    /// One of its other names in GeoNames.
    Alternate,
    /// A short form that is a name only in some contexts: `Ala.` or `AL` after a town.
    Abbreviation,
}

/// A place that may be meant by a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The place.
    pub key: PlaceKey,
    /// How it bears the name.
    pub kind: NameKind,
    /// How prominent it is under this name: comparable between candidates, of no unit. Grows with population and rank.
    pub prominence: f64,
}

/// A state or territory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 (`XK` for Kosovo).
    pub iso2: String,
    /// ISO 3166-1 alpha-3 (`XKX` for Kosovo).
    pub iso3: String,
    /// Usual English name.
    pub name: String,
    /// Official English name.
    pub official: String,
    /// Capitals, the seat of government first.
    pub capitals: Vec<String>,
    /// English words for its people, which serve as adjectives too.
    pub demonyms: Vec<String>,
    /// ISO 3166-1 alpha-3 of the countries that it borders on.
    pub borders: Vec<String>,
    /// Whether it is a sovereign state rather than a territory of another.
    pub sovereign: bool,
    geonames: u32,
    others: Vec<String>,
    population: u32,
    lat: f64,
    lon: f64,
}

/// What the gazetteer knows of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'g> {
    /// Its key.
    pub key: PlaceKey,
    /// Usual English name.
    pub name: &'g str,
    /// Latitude in degrees (WGS 84).
    pub lat: f64,
    /// Longitude in degrees (WGS 84).
    pub lon: f64,
    /// GeoNames feature code: `PPL`, `PPLC`, `ADM1`, `PCLI`, `RGN`, `STM` …
    pub feature: &'g str,
    /// Inhabitants, where known, to three digits or better; 0 where not.
    pub population: u32,
    /// The state that it is internationally counted to.
    pub country: Option<&'g Country>,
    /// What it lies in: a district, province or country.
    pub parent: Option<PlaceKey>,
    /// GeoNames id, where it has one.
    pub geonames: Option<u32>,
}

/// Broad classes of features, those of GeoNames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Country, province, district.
    Administrative,
    /// City, town, village.
    Populated,
    /// Continent, region, area.
    Area,
    /// Sea, river, lake.
    Water,
    /// Mountain, island, valley.
    Terrain,
    /// Airport, dam, base, camp.
    Spot,
}

impl Class {
    /// The class of a feature code.
    pub fn of(feature: &str) -> Class {
        match feature {
            _ if feature.starts_with("PPL") || feature == "STLMT" => Class::Populated,
            _ if feature.starts_with("ADM") || feature.starts_with("PCL") => Class::Administrative,
            "RGN" | "AREA" | "CONT" | "ZN" | "RGNH" | "RGNE" | "TERR" => Class::Area,
            "SEA" | "OCN" | "STM" | "LK" | "GULF" | "BAY" | "STRT" | "RSV" | "CNL" | "CHN"
            | "SD" => Class::Water,
            "MT" | "MTS" | "ISL" | "ISLS" | "PEN" | "VAL" | "DSRT" | "PASS" | "PLAT" | "CAPE"
            | "HLL" | "FRST" => Class::Terrain,
            _ => Class::Spot,
        }
    }
}

impl Place<'_> {
    /// The class of its feature code.
    pub fn class(&self) -> Class {
        Class::of(self.feature)
    }

    /// Whether it is a state or territory.
    pub fn is_country(&self) -> bool {
        self.feature.starts_with("PCL")
    }

    /// Whether it is the capital of a country.
    pub fn is_capital(&self) -> bool {
        self.feature == "PPLC"
    }
}

/// A place of a table that people edit.
#[derive(Debug, Clone)]
struct Own {
    name: String,
    lat: f64,
    lon: f64,
    feature: String,
    country: Option<u32>,
    parent: Option<PlaceKey>,
}

/// Names and places. See the [crate documentation](crate).
pub struct Gazetteer {
    compiled: Index<'static>,
    countries: Vec<Country>,
    by_iso: FxHashMap<String, u32>,
    by_geonames: FxHashMap<u32, u32>,
    own: Vec<Own>,
    /// Names of the edited tables.
    listed: FxHashMap<String, Vec<(PlaceKey, NameKind)>>,
    listed_map: Option<Fst<Vec<u8>>>,
    listed_values: Vec<Vec<(PlaceKey, NameKind)>>,
    demonyms: FxHashMap<String, PlaceKey>,
    abbreviated: FxHashSet<PlaceKey>,
    curated: FxHashSet<PlaceKey>,
    users: FxHashSet<PlaceKey>,
    /// Names to show in place of the index's own, which are at times those of another language.
    shown: FxHashMap<PlaceKey, Box<str>>,
}

impl Gazetteer {
    /// The gazetteer that the program carries. Made once, in a few milliseconds.
    pub fn embedded() -> &'static Arc<Gazetteer> {
        static ONCE: LazyLock<Arc<Gazetteer>> = LazyLock::new(|| {
            let gazetteer = Gazetteer::with_tables(&[])
                .unwrap_or_else(|e| unreachable!("a test reads the embedded tables: {e}"));
            Arc::new(gazetteer)
        });
        &ONCE
    }

    /// The embedded gazetteer with the places of a user's own tables added, in order.
    ///
    /// A table is a TSV file in UTF-8 with the columns `name, lat, lon, feature, country, parent, aliases, abbreviations`;
    /// those after `name` may be left out or empty. With coordinates a line adds a place; without, it adds names to the
    /// most prominent known place of that name, country, feature and parent. Aliases are separated by `|`; empty lines and
    /// lines that begin with `#` are skipped. `Ḩalab=Aleppo` as a name is the known place Ḩalab, to be shown as Aleppo.
    /// A line with coordinates, the feature `PCLI` and a code of three capital letters that no country has adds a country,
    /// to which any line may refer.
    ///
    /// # Errors
    /// [`TsvError`] with file and line when a field is none of its kind, or a place is unknown.
    pub fn with_tables(tables: &[Table]) -> Result<Gazetteer, TsvError> {
        let damaged = || TsvError {
            file: "data/gazetteer/places.idx.zst".into(),
            line: 0,
            message: "not an index of this version: build it anew".into(),
        };
        let compiled = Index::open(&COMPILED).ok_or_else(damaged)?;
        let mut countries = tsv::countries("data/gazetteer/countries.tsv", COUNTRIES)?;
        let listed = countries.len();
        for table in tables {
            tsv::add_countries(&mut countries, table)?;
        }
        let mut by_iso = FxHashMap::default();
        let mut by_geonames = FxHashMap::default();
        for (i, c) in countries.iter().enumerate() {
            by_iso.insert(c.iso2.clone(), i as u32);
            by_iso.insert(c.iso3.clone(), i as u32);
            if i < listed {
                by_geonames.insert(c.geonames, i as u32);
            }
        }
        let mut g = Gazetteer {
            compiled,
            countries,
            by_iso,
            by_geonames,
            own: Vec::new(),
            listed: FxHashMap::default(),
            listed_map: None,
            listed_values: Vec::new(),
            demonyms: FxHashMap::default(),
            abbreviated: FxHashSet::default(),
            curated: FxHashSet::default(),
            users: FxHashSet::default(),
            shown: FxHashMap::default(),
        };
        for i in 0..g.countries.len() {
            let key = g.country_key(i as u32);
            let c = &g.countries[i];
            let names: Vec<String> = [&c.name, &c.official]
                .into_iter()
                .chain(&c.others)
                .cloned()
                .collect();
            for (n, name) in names.iter().enumerate() {
                g.list(
                    name,
                    key,
                    if n == 0 {
                        NameKind::Usual
                    } else {
                        NameKind::Listed
                    },
                );
            }
        }
        for (file, text) in TABLES {
            tsv::places(&mut g, file, text)?;
        }
        let ours = std::mem::take(&mut g.curated);
        for table in tables {
            tsv::places(&mut g, &table.name, &table.text)?;
        }
        g.users.clone_from(&g.curated);
        g.curated.extend(ours);
        g.list_demonyms()?;
        g.compile_listed();
        Ok(g)
    }

    /// How many places it knows.
    pub fn len(&self) -> usize {
        self.compiled.len() + self.countries.len() + self.own.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn country_key(&self, country: u32) -> PlaceKey {
        PlaceKey(self.compiled.len() as u32 + country)
    }

    fn first_own(&self) -> u32 {
        (self.compiled.len() + self.countries.len()) as u32
    }

    fn add(&mut self, own: Own) -> PlaceKey {
        self.own.push(own);
        PlaceKey(self.first_own() + self.own.len() as u32 - 1)
    }

    fn list(&mut self, name: &str, key: PlaceKey, kind: NameKind) {
        let folded = fold(name);
        if folded.is_empty() {
            return;
        }
        if kind == NameKind::Abbreviation {
            self.abbreviated.insert(key);
        }
        let at = self.listed.entry(folded).or_default();
        if !at.iter().any(|&(k, _)| k == key) {
            at.push((key, kind));
        }
    }

    fn list_demonyms(&mut self) -> Result<(), TsvError> {
        // Where two countries share a word the larger one has it, unless the table says otherwise.
        let mut order: Vec<usize> = (0..self.countries.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(self.countries[i].population), i));
        for i in order {
            let key = self.country_key(i as u32);
            for word in self.countries[i].demonyms.clone() {
                self.demonyms.entry(fold(&word)).or_insert(key);
            }
        }
        for (word, key) in tsv::demonyms(self, "data/gazetteer/demonyms.tsv", DEMONYMS)? {
            self.demonyms.insert(fold(&word), key);
        }
        Ok(())
    }

    /// Makes a word one for the people of a country, or its adjective, unless it is one already. Codes that no country
    /// has are passed over.
    pub fn add_demonym(&mut self, word: &str, iso: &str) {
        if let Some(key) = self.country_place(iso) {
            self.demonyms.entry(fold(word)).or_insert(key);
        }
    }

    fn compile_listed(&mut self) {
        let mut names: Vec<(&String, &Vec<(PlaceKey, NameKind)>)> = self.listed.iter().collect();
        names.sort_unstable();
        let mut builder = fst::raw::Builder::memory();
        let mut values = Vec::with_capacity(names.len());
        for (name, keys) in names {
            // Keys come sorted and once each, so insertion cannot fail; a name that did would be found by lookup only.
            if builder.insert(name, values.len() as u64).is_ok() {
                values.push(keys.clone());
            }
        }
        self.listed_map = builder.into_inner().ok().and_then(|b| Fst::new(b).ok());
        self.listed_values = values;
    }

    /// What is known of a place.
    pub fn place(&self, key: PlaceKey) -> Place<'_> {
        let n = self.compiled.len() as u32;
        if let Some(entry) = self.compiled.entry(key.0) {
            return Place {
                key,
                name: match self.shown.get(&key) {
                    Some(name) => name,
                    None => self.compiled.name(entry),
                },
                lat: entry.lat(),
                lon: entry.lon(),
                feature: self.compiled.feature(entry),
                population: entry.population(),
                country: self.root(key).map(|i| &self.countries[i as usize]),
                parent: self.parent(key),
                geonames: Some(entry.geonames()),
            };
        }
        if let Some(c) = self.countries.get((key.0 - n) as usize) {
            let feature = if c.sovereign { "PCLI" } else { "PCLD" };
            return Place {
                key,
                name: &c.name,
                lat: c.lat,
                lon: c.lon,
                feature,
                population: c.population,
                country: Some(c),
                parent: None,
                geonames: (c.geonames != 0).then_some(c.geonames),
            };
        }
        match self.own.get((key.0 - self.first_own()) as usize) {
            Some(o) => Place {
                key,
                name: &o.name,
                lat: o.lat,
                lon: o.lon,
                feature: &o.feature,
                population: 0,
                country: o.country.and_then(|i| self.countries.get(i as usize)),
                parent: o.parent.or_else(|| o.country.map(|i| self.country_key(i))),
                geonames: None,
            },
            // A key of another gazetteer.
            None => Place {
                key,
                name: "",
                lat: f64::NAN,
                lon: f64::NAN,
                feature: "",
                population: 0,
                country: None,
                parent: None,
                geonames: None,
            },
        }
    }

    /// The place's id in a record: `country:AZE`, `geonames:146970`, or `alias:` and its name and country for a place of an
    /// edited table.
    pub fn id(&self, key: PlaceKey) -> String {
        let place = self.place(key);
        match (place.country, place.geonames) {
            (Some(c), _) if place.is_country() => format!("country:{}", c.iso3),
            (_, Some(id)) => format!("geonames:{id}"),
            (country, None) => {
                let slug = fold(place.name).replace(' ', "-");
                match country {
                    Some(c) => format!("alias:{}/{slug}", c.iso3),
                    None => format!("alias:{slug}"),
                }
            }
        }
    }

    /// The feature code of a place, as [`Place::feature`].
    pub fn feature(&self, key: PlaceKey) -> &str {
        match self.compiled.entry(key.0) {
            Some(entry) => self.compiled.feature(entry),
            None => self.place(key).feature,
        }
    }

    /// What a place lies in, first of all: its district, province or country.
    pub fn parent(&self, key: PlaceKey) -> Option<PlaceKey> {
        match self.compiled.entry(key.0).map(|entry| entry.parent()) {
            // A parent stands before its children in the tables, so that even a damaged file sends nobody in circles.
            Some(parent) if parent == ORPHAN || u32::from(parent) >= key.0 => None,
            Some(parent) => {
                let parent = u32::from(parent);
                let geonames = self.compiled.entry(parent)?.geonames();
                // Countries stand in the tables only as roots; their own entry is the edited one.
                match self.by_geonames.get(&geonames) {
                    Some(&country) => Some(self.country_key(country)),
                    None => Some(PlaceKey(parent)),
                }
            }
            None => {
                let own = self
                    .own
                    .get(key.0.checked_sub(self.first_own())? as usize)?;
                own.parent
                    .or_else(|| own.country.map(|i| self.country_key(i)))
            }
        }
    }

    /// What a place lies in, nearest first: district, province, country. At most eight, which none exceeds that lies on
    /// Earth.
    pub fn within(&self, key: PlaceKey) -> impl Iterator<Item = PlaceKey> + '_ {
        std::iter::successors(self.parent(key), |&at| self.parent(at)).take(8)
    }

    fn root(&self, key: PlaceKey) -> Option<u32> {
        let at = self.within(key).last().unwrap_or(key);
        let n = self.compiled.len() as u32;
        let i = at.0.checked_sub(n)?;
        if (i as usize) < self.countries.len() {
            return Some(i);
        }
        self.own.get((at.0 - self.first_own()) as usize)?.country
    }

    /// The first-order division in which a place lies, or which it is.
    pub fn admin1(&self, key: PlaceKey) -> Option<PlaceKey> {
        std::iter::once(key)
            .chain(self.within(key))
            .find(|&at| self.feature(at) == "ADM1")
    }

    /// Whether an edited table names the place: one that texts are known to name.
    pub fn is_curated(&self, key: PlaceKey) -> bool {
        self.curated.contains(&key)
    }

    /// Whether a user's own table names the place: one that the texts to be read are sure to name.
    pub fn is_users(&self, key: PlaceKey) -> bool {
        self.users.contains(&key)
    }

    /// Whether the place has an abbreviation, as states of a federation have that news names without saying what they are.
    pub fn is_abbreviated(&self, key: PlaceKey) -> bool {
        self.abbreviated.contains(&key)
    }

    /// Whether `inner` lies in `outer`, by the administrative tree. A place does not contain itself.
    pub fn contains(&self, outer: PlaceKey, inner: PlaceKey) -> bool {
        self.within(inner).any(|at| at == outer)
    }

    /// Great-circle distance in kilometres (mean Earth radius 6371 km).
    pub fn distance(&self, a: PlaceKey, b: PlaceKey) -> f64 {
        let (a, b) = (self.place(a), self.place(b));
        distance_km((a.lat, a.lon), (b.lat, b.lon))
    }

    /// Every place that bears a name, the more prominent first. Spelling is compared by [`fold`].
    pub fn lookup(&self, name: &str) -> Vec<Candidate> {
        let key = fold(name);
        let mut out = Vec::new();
        if let Some(listed) = self.listed.get(&key) {
            self.candidates(listed.iter().copied(), &mut out);
        }
        if let Some(value) = self.compiled.map().and_then(|m| m.get(key.as_bytes())) {
            self.compiled_candidates(value.value(), &mut out);
        }
        self.sort(&mut out);
        out
    }

    /// The names that begin with the first of these folded words (see [`fold_words`]): the number of words of each, the
    /// longest first, and its places, the more prominent first.
    pub fn prefixes<S: AsRef<str>>(&self, words: &[S]) -> Vec<(usize, Vec<Candidate>)> {
        let mut found: Vec<(usize, Vec<Candidate>)> = Vec::new();
        let mut at = |n: usize, f: &mut dyn FnMut(&mut Vec<Candidate>)| match found
            .iter_mut()
            .find(|(m, _)| *m == n)
        {
            Some((_, out)) => f(out),
            None => {
                let mut out = Vec::new();
                f(&mut out);
                found.push((n, out));
            }
        };
        if let Some(map) = &self.listed_map {
            index::walk(map, words, |n, value| {
                if let Some(keys) = self.listed_values.get(value as usize) {
                    at(n, &mut |out| self.candidates(keys.iter().copied(), out));
                }
            });
        }
        if let Some(map) = self.compiled.map() {
            index::walk(map, words, |n, value| {
                at(n, &mut |out| self.compiled_candidates(value, out))
            });
        }
        for (_, out) in &mut found {
            self.sort(out);
        }
        found.sort_by_key(|f| std::cmp::Reverse(f.0));
        found
    }

    fn compiled_candidates(&self, value: u64, out: &mut Vec<Candidate>) {
        let mut keys = Vec::new();
        self.compiled.postings(value, |place, alternate| {
            keys.push((
                PlaceKey(place),
                if alternate {
                    NameKind::Alternate
                } else {
                    NameKind::Usual
                },
            ));
        });
        self.candidates(keys, out);
    }

    fn candidates(
        &self,
        keys: impl IntoIterator<Item = (PlaceKey, NameKind)>,
        out: &mut Vec<Candidate>,
    ) {
        for (key, kind) in keys {
            if !out.iter().any(|c| c.key == key) {
                out.push(Candidate {
                    key,
                    kind,
                    prominence: self.prominence(key, kind),
                });
            }
        }
    }

    fn prominence(&self, key: PlaceKey, kind: NameKind) -> f64 {
        let (feature, population) = match self.compiled.entry(key.0) {
            Some(entry) => (self.compiled.feature(entry), entry.population()),
            None => {
                let p = self.place(key);
                (p.feature, p.population)
            }
        };
        let population = f64::from(population) + 100.0;
        let rank = match feature {
            _ if feature.starts_with("PCL") => population * 10.0 + 1e7,
            "CONT" | "OCN" => 1e8,
            "ADM1" => population * 2.0 + 1e5,
            "ADM2" | "ADMD" => population * 0.5 + 500.0,
            "PPLC" => population * 4.0 + 5e6,
            "PPLA" => population * 2.0 + 2e4,
            "PPLX" => population * 0.2,
            "PPLQ" | "PPLH" | "PPLW" => population * 0.5,
            // Registers of towns that a war has emptied are no measure of how often they are named.
            _ if Class::of(feature) == Class::Populated && self.curated.contains(&key) => {
                population.max(3e4)
            }
            _ if Class::of(feature) == Class::Populated => population,
            // Places of the edited tables are there because texts name them.
            "RGN" | "SEA" | "GULF" | "ZN" => 2e6,
            _ => 2e5,
        };
        match kind {
            NameKind::Usual => rank,
            NameKind::Listed | NameKind::Abbreviation => rank * 0.9,
            // Large places have many old and foreign names, which are other places' names today.
            NameKind::Alternate => (rank * 0.04).min(6e4),
        }
    }

    fn sort(&self, out: &mut [Candidate]) {
        out.sort_by(|a, b| {
            b.prominence
                .partial_cmp(&a.prominence)
                .unwrap_or(Ordering::Equal)
                .then(a.key.cmp(&b.key))
        });
    }

    /// A country by its ISO 3166-1 code (two or three capital letters) or by one of its names.
    pub fn country(&self, name_or_iso: &str) -> Option<&Country> {
        if let Some(&i) = self.by_iso.get(name_or_iso) {
            return self.countries.get(i as usize);
        }
        let best = self
            .lookup(name_or_iso)
            .into_iter()
            .find(|c| self.place(c.key).is_country() && c.kind != NameKind::Alternate)?;
        self.place(best.key).country
    }

    /// The place of a country, by its ISO 3166-1 alpha-2 or alpha-3 code.
    pub fn country_place(&self, iso: &str) -> Option<PlaceKey> {
        self.by_iso.get(iso).map(|&i| self.country_key(i))
    }

    /// All countries and territories, in the order of their table.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// The place whose people or adjective a word is (`Azerbaijani`, `Scots`, `Chechens`), written with a capital.
    pub fn demonym_place(&self, word: &str) -> Option<PlaceKey> {
        if !word.chars().next().is_some_and(char::is_uppercase) {
            return None;
        }
        self.demonym_key(&fold(word))
    }

    /// As [`Gazetteer::demonym_place`], for a word that is folded already (see [`fold`]).
    pub fn demonym_key(&self, key: &str) -> Option<PlaceKey> {
        let get = |k: &str| self.demonyms.get(k).copied();
        get(key)
            .or_else(|| get(key.strip_suffix('s')?))
            .or_else(|| {
                get(&format!(
                    "{}man",
                    key.strip_suffix("men")
                        .or_else(|| key.strip_suffix("woman"))?
                ))
            })
            .or_else(|| get(&format!("{}y", key.strip_suffix("ies")?)))
    }

    /// The country whose people or adjective a word is, as ISO 3166-1 alpha-3; for a part of a country that country.
    pub fn demonym(&self, word: &str) -> Option<&str> {
        self.place(self.demonym_place(word)?)
            .country
            .map(|c| c.iso3.as_str())
    }

    /// The country whose capital bears this name, as ISO 3166-1 alpha-3.
    pub fn capital_of(&self, name: &str) -> Option<&str> {
        let key = fold(name);
        if let Some(c) = self
            .countries
            .iter()
            .filter(|c| c.capitals.iter().any(|n| fold(n) == key))
            .max_by_key(|c| c.population)
        {
            return Some(&c.iso3);
        }
        let capital = self
            .lookup(name)
            .into_iter()
            .find(|c| c.kind != NameKind::Abbreviation && self.place(c.key).is_capital())?;
        self.place(capital.key).country.map(|c| c.iso3.as_str())
    }
}

/// Great-circle distance in kilometres between two points of latitude and longitude in degrees.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let x = ((q - p) / 2.0).sin().powi(2)
        + p.cos() * q.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    2.0 * 6371.0 * x.min(1.0).sqrt().asin()
}
