//! The tables that people edit.

use crate::{Country, Gazetteer, NameKind, Own, PlaceKey};
use std::fmt;
use std::path::Path;

/// A tab-separated table of a user's own: its text, and the name under which an error tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The name: as a rule the file's.
    pub name: String,
    /// What the file holds.
    pub text: String,
}

impl Table {
    /// Reads a file in UTF-8.
    ///
    /// # Errors
    /// [`TsvError`] when it cannot be read; whether it is a good table is for those to say who use it.
    pub fn open(path: impl AsRef<Path>) -> Result<Table, TsvError> {
        let name = path.as_ref().display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Table { name, text }),
            Err(error) => Err(TsvError {
                file: name,
                line: 0,
                message: error.to_string(),
            }),
        }
    }
}

/// A table that cannot be used, and where it goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TsvError {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for TsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for TsvError {}

/// The lines that carry data, numbered from 1, with their fields trimmed. The line of column names is skipped.
fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    text.lines().enumerate().filter_map(|(i, line)| {
        let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
        let data = !line.trim().is_empty()
            && !line.starts_with('#')
            && !line.starts_with("name\t")
            && !line.starts_with("iso2\t")
            && !line.starts_with("word\t");
        data.then(|| (i + 1, line.split('\t').map(str::trim).collect()))
    })
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|s| !s.is_empty())
}

pub(crate) fn countries(file: &str, text: &str) -> Result<Vec<Country>, TsvError> {
    let mut out = Vec::new();
    for (line, f) in rows(text) {
        let err = |message: String| TsvError {
            file: file.into(),
            line,
            message,
        };
        let [
            iso2,
            iso3,
            geonames,
            name,
            official,
            capitals,
            lat,
            lon,
            population,
            sovereign,
            demonyms,
            borders,
            others,
        ] = f[..]
        else {
            return Err(err(format!("13 columns are expected, {} found", f.len())));
        };
        let number = |s: &str| {
            s.parse::<f64>()
                .map_err(|_| err(format!("'{s}' is no number")))
        };
        let strings = |s: &str| list(s).map(str::to_owned).collect();
        out.push(Country {
            iso2: iso2.into(),
            iso3: iso3.into(),
            name: name.into(),
            official: official.into(),
            capitals: strings(capitals),
            demonyms: strings(demonyms),
            borders: strings(borders),
            others: strings(others),
            sovereign: sovereign == "yes",
            geonames: number(geonames)? as u32,
            population: number(population)? as u32,
            lat: number(lat)?,
            lon: number(lon)?,
        });
    }
    Ok(out)
}

/// Adds the countries that a user's table defines: its lines with coordinates, the feature `PCLI` and a code of their own.
pub(crate) fn add_countries(countries: &mut Vec<Country>, table: &Table) -> Result<(), TsvError> {
    for (line, fields) in rows(&table.text) {
        let [name, lat, lon, "PCLI", code, ..] = fields[..] else {
            continue;
        };
        let (Ok(lat), Ok(lon)) = (lat.parse(), lon.parse()) else {
            continue;
        };
        let err = |message: String| TsvError {
            file: table.name.clone(),
            line,
            message,
        };
        match countries.iter().find(|c| c.iso2 == code || c.iso3 == code) {
            Some(known) if known.name == name => continue,
            Some(known) => {
                return Err(err(format!(
                    "'{code}' is the code of {}: give three capital letters that no country has",
                    known.name
                )));
            }
            None => {}
        }
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(err(format!(
                "'{code}' is no code for a country: give three capital letters"
            )));
        }
        countries.push(Country {
            iso2: code.into(),
            iso3: code.into(),
            name: name.into(),
            sovereign: true,
            lat,
            lon,
            ..Country::default()
        });
    }
    Ok(())
}

pub(crate) fn places(g: &mut Gazetteer, file: &str, text: &str) -> Result<(), TsvError> {
    for (line, fields) in rows(text) {
        let err = |message: String| TsvError {
            file: file.into(),
            line,
            message,
        };
        if fields.len() > 8 {
            return Err(err(format!(
                "{} columns: at most name, lat, lon, feature, country, parent, aliases, abbreviations",
                fields.len()
            )));
        }
        let field = |i: usize| fields.get(i).copied().unwrap_or("");
        let [
            name,
            lat,
            lon,
            feature,
            country,
            parent,
            aliases,
            abbreviations,
        ] = std::array::from_fn(field);
        // "Ḩalab=Aleppo": the index's name, and the one to show.
        let (name, shown) = match name.split_once('=') {
            Some((known, shown)) => (known.trim(), Some(shown.trim()).filter(|s| !s.is_empty())),
            None => (name, None),
        };
        if name.is_empty() {
            return Err(err("the first column, the name, is empty".into()));
        }
        let country = match country {
            "" => None,
            iso => Some(
                *g.by_iso
                    .get(iso)
                    .ok_or_else(|| err(format!("'{iso}' is no country code of ISO 3166-1")))?,
            ),
        };
        let parent = match parent {
            "" => None,
            p => Some(find(g, p, country, "", None).ok_or_else(|| {
                err(format!(
                    "the parent '{p}' is not known here: add it on a line before"
                ))
            })?),
        };
        let key = if lat.is_empty() && lon.is_empty() {
            find(g, name, country, feature, parent)
                .ok_or_else(|| err(format!("'{name}' is not known with this country, feature and parent: give lat and lon to add it")))?
        } else {
            let number = |s: &str, bound: f64, what: &str| match s.parse::<f64>() {
                Ok(x) if x.abs() <= bound => Ok(x),
                _ => Err(err(format!("'{s}' is no {what} in degrees"))),
            };
            let (lat, lon) = (
                number(lat, 90.0, "latitude")?,
                number(lon, 180.0, "longitude")?,
            );
            let feature = if feature.is_empty() { "PPL" } else { feature };
            let country = country.or_else(|| parent.and_then(|p| g.root(p)));
            // A country that this line has defined is known already.
            let defined =
                country.filter(|&c| feature == "PCLI" && g.countries[c as usize].name == name);
            defined.map(|c| g.country_key(c)).unwrap_or_else(|| {
                let key = g.add(Own {
                    name: name.into(),
                    lat,
                    lon,
                    feature: feature.into(),
                    country,
                    parent,
                });
                g.list(name, key, NameKind::Usual);
                key
            })
        };
        g.curated.insert(key);
        if let Some(shown) = shown {
            g.shown.insert(key, shown.into());
            g.list(shown, key, NameKind::Usual);
        }
        for alias in list(aliases) {
            g.list(alias, key, NameKind::Listed);
        }
        for short in list(abbreviations) {
            g.list(short, key, NameKind::Abbreviation);
        }
    }
    Ok(())
}

/// The most prominent known place of this name (or `geonames:ID`), country, feature (a code, or its first letters) and parent.
fn find(
    g: &Gazetteer,
    name: &str,
    country: Option<u32>,
    feature: &str,
    parent: Option<PlaceKey>,
) -> Option<PlaceKey> {
    let id: Option<u32> = name.strip_prefix("geonames:").and_then(|n| n.parse().ok());
    if let Some(id) = id {
        return (0..g.compiled.len() as u32)
            .map(PlaceKey)
            .find(|&k| g.compiled.entry(k.0).is_some_and(|e| e.geonames() == id));
    }
    let fits = |k: PlaceKey| {
        let place = g.place(k);
        (country.is_none()
            || g.root(k) == country
            || g.own
                .get(k.0.saturating_sub(g.first_own()) as usize)
                .is_some_and(|o| k.0 >= g.first_own() && o.country == country))
            && place.feature.starts_with(feature)
            && parent.is_none_or(|p| g.contains(p, k))
    };
    g.lookup(name).into_iter().map(|c| c.key).find(|&k| fits(k))
}

pub(crate) fn demonyms(
    g: &Gazetteer,
    file: &str,
    text: &str,
) -> Result<Vec<(String, PlaceKey)>, TsvError> {
    let mut out = Vec::new();
    for (line, f) in rows(text) {
        let err = |message: String| TsvError {
            file: file.into(),
            line,
            message,
        };
        let [word, place, country] = f[..] else {
            return Err(err(format!(
                "3 columns are expected (word, place, country), {} found",
                f.len()
            )));
        };
        let code = match country {
            "" => None,
            iso => Some(
                *g.by_iso
                    .get(iso)
                    .ok_or_else(|| err(format!("'{iso}' is no country code of ISO 3166-1")))?,
            ),
        };
        let key = match (place, code) {
            ("", Some(c)) => g.country_key(c),
            _ => find(g, place, code, "", None)
                .ok_or_else(|| err(format!("'{place}' is not known")))?,
        };
        out.extend(list(word).map(|w| (w.to_owned(), key)));
    }
    Ok(out)
}
