//! Which of the places that bear a name is meant.
//!
//! Each name of a document has one sense. A candidate is weighed by how prominent it is, and by the document's other
//! names: those in the same country, in the same province, near by (spatial minimality, as in Leidner 2007, with the names
//! weighted by how sure their own readings are). Two rounds settle names that lean on each other.

use rashomon_gazetteer::{Candidate, Class, Gazetteer, PlaceKey};

/// How many candidates of a name are weighed, and how many names and readings of each are looked at for it: constants, so
/// that the work grows with the number of names only.
const CANDIDATES: usize = 60;
const NEIGHBOURS: usize = 40;
const READINGS: usize = 6;

/// A name of a document, with its readings.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub candidates: Vec<Candidate>,
    /// How often it stands in the document.
    pub count: usize,
    /// Sure from outside: a demonym, a country in a dateline.
    pub hint: bool,
    /// Kind of place that its words ask for: `true` a unit (district, province), `false` a settlement.
    pub unit: Option<bool>,
}

/// The reading chosen for a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub key: PlaceKey,
    /// 0 to 1.
    pub score: f64,
}

#[derive(Clone)]
struct Reading {
    candidate: Candidate,
    at: (f64, f64),
    country: u32,
    admin1: Option<PlaceKey>,
    is_country: bool,
    prior: f64,
    weight: f64,
}

/// Chooses a reading for each name that has one.
pub(super) fn resolve(gazetteer: &Gazetteer, names: &[Name]) -> Vec<Option<Choice>> {
    let mut countries: Vec<PlaceKey> = Vec::new();
    let mut all: Vec<Vec<Reading>> = names
        .iter()
        .map(|n| readings(gazetteer, n, &mut countries))
        .collect();
    for r in &mut all {
        weigh(r, &|r| r.prior);
    }
    // The most frequent names are the context of the rest.
    let mut order: Vec<usize> = (0..names.len()).filter(|&i| !all[i].is_empty()).collect();
    order.sort_by_key(|&i| {
        (
            std::cmp::Reverse(names[i].count + usize::from(names[i].hint)),
            i,
        )
    });
    order.truncate(NEIGHBOURS);
    for _ in 0..3 {
        let before = all.clone();
        let mut share = vec![0.0; countries.len()];
        let mut total = 0.0;
        for &i in &order {
            let w = (names[i].count as f64).sqrt();
            total += w;
            for r in before[i].iter().take(READINGS) {
                if let Some(s) = share.get_mut(r.country as usize) {
                    *s += w * r.weight;
                }
            }
        }
        for (i, readings) in all.iter_mut().enumerate() {
            if readings.len() < 2 {
                continue;
            }
            let own = if order.contains(&i) {
                (names[i].count as f64).sqrt()
            } else {
                0.0
            };
            let scores: Vec<f64> = readings
                .iter()
                .map(|r| {
                    let mut near = 0.0;
                    for &j in order.iter().filter(|&&j| j != i) {
                        let w = (names[j].count as f64).sqrt().min(2.0)
                            * if names[j].hint { 0.7 } else { 1.0 };
                        let best = before[j]
                            .iter()
                            .take(READINGS)
                            .map(|o| o.weight * nearness(gazetteer, r, o))
                            .sum::<f64>();
                        near += w * best;
                    }
                    let mine = before[i]
                        .iter()
                        .filter(|o| o.country == r.country)
                        .map(|o| o.weight)
                        .sum::<f64>()
                        * own;
                    let others = (total - own).max(0.0);
                    let fraction = if others > 0.0 {
                        let all = share.get(r.country as usize).copied().unwrap_or(0.0);
                        ((all - mine) / others).clamp(0.0, 1.0)
                    } else {
                        0.0
                    };
                    r.prior
                        + 4.0 * fraction * (others / (others + 1.0))
                        + 5.5 * (1.0 - (-near / 2.5).exp())
                })
                .collect();
            let mut at = scores.into_iter();
            for r in readings.iter_mut() {
                r.weight = at.next().unwrap_or(0.0);
            }
            weigh(readings, &|r| r.weight);
        }
    }
    all.iter()
        .map(|readings| {
            let best = readings.first()?;
            Some(Choice {
                key: best.candidate.key,
                score: best.weight,
            })
        })
        .collect()
}

fn readings(gazetteer: &Gazetteer, name: &Name, countries: &mut Vec<PlaceKey>) -> Vec<Reading> {
    let mut out: Vec<Reading> = name
        .candidates
        .iter()
        .take(CANDIDATES)
        .map(|&candidate| {
            let p = gazetteer.place(candidate.key);
            let root = p.country.and_then(|c| gazetteer.country_place(&c.iso3));
            let country = match root {
                None => u32::MAX,
                Some(root) => match countries.iter().position(|&c| c == root) {
                    Some(i) => i as u32,
                    None => {
                        countries.push(root);
                        countries.len() as u32 - 1
                    }
                },
            };
            let fits = match (name.unit, p.class()) {
                (Some(true), Class::Administrative | Class::Area)
                | (Some(false), Class::Populated) => 1.5,
                (Some(true), Class::Populated)
                | (Some(false), Class::Administrative | Class::Area) => -1.5,
                // "Idlib" alone is the town rather than the province around it; a state of a federation is known by its name.
                (None, Class::Administrative) if !p.is_country() && p.feature != "ADM1" => -0.7,
                (None, Class::Administrative) if !p.is_country() => -0.4,
                _ => 0.0,
            };
            Reading {
                candidate,
                at: (p.lat, p.lon),
                country,
                admin1: gazetteer.admin1(candidate.key),
                is_country: p.is_country(),
                prior: 0.65 * candidate.prominence.max(1.0).ln() + fits,
                weight: 0.0,
            }
        })
        .collect();
    if name.hint {
        out.truncate(1);
    }
    // A town and the unit around it that bears its name: the name alone is the town's.
    if name.unit.is_none() {
        for i in 0..out.len() {
            let unit = out[i].candidate;
            let p = gazetteer.place(unit.key);
            // "Quebec" is the province, "New York" the city.
            let bound = if gazetteer.is_abbreviated(unit.key) {
                6.0
            } else {
                60.0
            };
            let town = p.class() == Class::Administrative
                && !p.is_country()
                && out.iter().any(|o| {
                    o.candidate.prominence * bound > unit.prominence
                        && gazetteer.place(o.candidate.key).class() == Class::Populated
                        && gazetteer.contains(unit.key, o.candidate.key)
                });
            if town {
                out[i].prior -= 2.0;
            }
        }
    }
    out
}

/// Turns scores into weights that sum to one, the greatest first.
fn weigh(readings: &mut [Reading], score: &dyn Fn(&Reading) -> f64) {
    let top = readings.iter().map(score).fold(f64::MIN, f64::max);
    let mut sum = 0.0;
    for r in readings.iter_mut() {
        r.weight = (score(r) - top).exp();
        sum += r.weight;
    }
    for r in readings.iter_mut() {
        r.weight /= sum;
    }
    readings.sort_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then(a.candidate.key.cmp(&b.candidate.key))
    });
}

/// How much one place speaks for another.
fn nearness(gazetteer: &Gazetteer, r: &Reading, o: &Reading) -> f64 {
    if r.candidate.key == o.candidate.key {
        return 0.0;
    }
    if r.is_country || o.is_country {
        return if r.country == o.country { 0.35 } else { 0.0 };
    }
    let km = rashomon_gazetteer::distance_km(r.at, o.at);
    let near = match km {
        _ if km < 30.0 => 1.6,
        _ if km < 80.0 => 1.2,
        _ if km < 160.0 => 0.7,
        _ if km < 350.0 => 0.25,
        _ => 0.0,
    };
    let inside = r.admin1.is_some() && r.admin1 == o.admin1
        || gazetteer.contains(r.candidate.key, o.candidate.key)
        || gazetteer.contains(o.candidate.key, r.candidate.key);
    near + if inside { 0.8 } else { 0.0 }
}
