//! Which of the places that bear a name is meant.
//!
//! Each name of a document has one sense. A candidate is weighed by how prominent it is, and by the document's other
//! names: those in the same country, in the same province, near by (spatial minimality, as in Leidner 2007, with the names
//! weighted by how sure their own readings are). Two rounds settle names that lean on each other.

use rashomon_gazetteer::{Candidate, Class, Gazetteer, PlaceKey, distance_km};

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

/// What a name may mean, with what is asked of it again and again.
struct Reading {
    candidate: Candidate,
    at: (f64, f64),
    country: u32,
    /// What it lies in, nearest first.
    within: Vec<PlaceKey>,
    admin1: Option<PlaceKey>,
    class: Class,
    is_country: bool,
    prior: f64,
}

/// How much of a name is one of its readings.
#[derive(Clone, Copy)]
struct Weight {
    /// The reading's number.
    reading: usize,
    /// 0 to 1; those of a name sum to one.
    weight: f64,
}

/// Chooses a reading for each name that has one.
pub(super) fn resolve(gazetteer: &Gazetteer, names: &[Name]) -> Vec<Option<Choice>> {
    let mut countries: Vec<PlaceKey> = Vec::new();
    let all: Vec<Vec<Reading>> = names
        .iter()
        .map(|n| readings(gazetteer, n, &mut countries))
        .collect();
    // The greatest weight of each name first.
    let mut weights: Vec<Vec<Weight>> = all
        .iter()
        .map(|readings| weigh(readings, 0..readings.len(), |i| readings[i].prior))
        .collect();
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
        let before = weights.clone();
        let mut share = vec![0.0; countries.len()];
        let mut total = 0.0;
        for &i in &order {
            let w = (names[i].count as f64).sqrt();
            total += w;
            for r in before[i].iter().take(READINGS) {
                if let Some(s) = share.get_mut(all[i][r.reading].country as usize) {
                    *s += w * r.weight;
                }
            }
        }
        for (i, readings) in all.iter().enumerate() {
            if readings.len() < 2 {
                continue;
            }
            let own = if order.contains(&i) {
                (names[i].count as f64).sqrt()
            } else {
                0.0
            };
            let ranked = before[i].iter().map(|w| w.reading);
            weights[i] = weigh(readings, ranked, |at| {
                let r = &readings[at];
                let mut near = 0.0;
                for &j in order.iter().filter(|&&j| j != i) {
                    let w = (names[j].count as f64).sqrt().min(2.0)
                        * if names[j].hint { 0.7 } else { 1.0 };
                    let best = before[j]
                        .iter()
                        .take(READINGS)
                        .map(|o| o.weight * nearness(r, &all[j][o.reading]))
                        .sum::<f64>();
                    near += w * best;
                }
                let mine = before[i]
                    .iter()
                    .filter(|o| readings[o.reading].country == r.country)
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
            });
        }
    }
    all.iter()
        .zip(&weights)
        .map(|(readings, weights)| {
            let best = weights.first()?;
            Some(Choice {
                key: readings[best.reading].candidate.key,
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
                within: gazetteer.within(candidate.key).collect(),
                admin1: gazetteer.admin1(candidate.key),
                class: p.class(),
                is_country: p.is_country(),
                prior: 0.65 * candidate.prominence.max(1.0).ln() + fits,
            }
        })
        .collect();
    if name.hint {
        out.truncate(1);
    }
    // A town and the unit around it that bears its name: the name alone is the town's.
    if name.unit.is_none() {
        for i in 0..out.len() {
            let (unit, class) = (out[i].candidate, out[i].class);
            // "Quebec" is the province, "New York" the city.
            let bound = if gazetteer.is_abbreviated(unit.key) {
                6.0
            } else {
                60.0
            };
            let town = class == Class::Administrative
                && !out[i].is_country
                && out.iter().any(|o| {
                    o.candidate.prominence * bound > unit.prominence
                        && o.class == Class::Populated
                        && o.within.contains(&unit.key)
                });
            if town {
                out[i].prior -= 2.0;
            }
        }
    }
    out
}

/// Turns the scores of readings, asked for in an order, into weights that sum to one, the greatest first.
fn weigh(
    readings: &[Reading],
    order: impl Iterator<Item = usize>,
    score: impl Fn(usize) -> f64,
) -> Vec<Weight> {
    let mut weights: Vec<Weight> = order
        .map(|reading| Weight {
            reading,
            weight: score(reading),
        })
        .collect();
    let top = weights.iter().map(|w| w.weight).fold(f64::MIN, f64::max);
    let mut sum = 0.0;
    for w in &mut weights {
        w.weight = (w.weight - top).exp();
        sum += w.weight;
    }
    for w in &mut weights {
        w.weight /= sum;
    }
    let key = |w: &Weight| readings[w.reading].candidate.key;
    weights.sort_by(|a, b| {
        let greater = b.weight.total_cmp(&a.weight);
        greater.then_with(|| key(a).cmp(&key(b)))
    });
    weights
}

/// So many degrees of latitude are more than the distance at which one place speaks for another.
const FAR_DEGREES: f64 = 3.2;

/// How much one place speaks for another.
fn nearness(r: &Reading, o: &Reading) -> f64 {
    // Two names of one place: nothing speaks for it more.
    if r.candidate.key == o.candidate.key {
        return if r.is_country { 0.35 } else { 2.4 };
    }
    if r.is_country || o.is_country {
        return if r.country == o.country { 0.35 } else { 0.0 };
    }
    let near = if (r.at.0 - o.at.0).abs() > FAR_DEGREES {
        0.0
    } else {
        match distance_km(r.at, o.at) {
            km if km < 30.0 => 1.6,
            km if km < 80.0 => 1.2,
            km if km < 160.0 => 0.7,
            km if km < 350.0 => 0.25,
            _ => 0.0,
        }
    };
    let inside = r.admin1.is_some() && r.admin1 == o.admin1
        || o.within.contains(&r.candidate.key)
        || r.within.contains(&o.candidate.key);
    near + if inside { 0.8 } else { 0.0 }
}
