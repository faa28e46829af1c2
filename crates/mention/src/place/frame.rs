//! Frames that make a name a place whatever the gazetteer knows: "the villages of X, Y and Z in D district", "X and Y
//! villages", "X, a town in D", "D province".

use super::words::{Class, Gap};
use super::{Doc, Rule, Spot};
use rashomon_gazetteer::{Candidate, NameKind};
use std::ops::Range;

/// Names of a list beyond this are left: no report lists more, and a broken text could.
const LIST: usize = 60;
/// A place that the gazetteer has farther from the stated district than this is another of that name.
const FAR_KM: f64 = 120.0;

/// Which spot covers each word.
struct Cover(Vec<Option<usize>>);

impl Cover {
    fn new(doc: &Doc<'_>, spots: &[Spot]) -> Self {
        let mut cover = vec![None; doc.words.len()];
        for (n, s) in spots.iter().enumerate() {
            cover[s.words.clone()].fill(Some(n));
        }
        Cover(cover)
    }

    fn at(&self, i: usize) -> Option<usize> {
        self.0.get(i).copied().flatten()
    }
}

pub(super) fn find(doc: &Doc<'_>, spots: &mut Vec<Spot>) {
    let mut cover = Cover::new(doc, spots);
    for i in 0..doc.words.len() {
        if doc.words[i].capital && !doc.is(Class::Unit, i) {
            continue;
        }
        if doc.is(Class::Units, i) {
            units(doc, spots, &mut cover, i);
            continue;
        }
        let many = doc.is(Class::Settlements, i);
        let one = doc.is(Class::Settlement, i);
        if one || many {
            settlements(doc, spots, &mut cover, i, many);
        } else if doc.is(Class::Unit, i) {
            unit(doc, spots, &cover, i);
        }
    }
}

/// "X province": the spot before the noun asks for a unit.
fn unit(doc: &Doc<'_>, spots: &mut [Spot], cover: &Cover, noun: usize) {
    let area = !matches!(
        doc.words[noun].folded.as_str(),
        "airport"
            | "airbase"
            | "port"
            | "dam"
            | "border"
            | "area"
            | "crossing"
            | "countryside"
            | "valley"
            | "island"
            | "metropolitan"
    );
    let before = noun
        .checked_sub(1)
        .filter(|_| doc.words[noun].gap == Gap::Space)
        .and_then(|p| cover.at(p));
    let behind = (doc.after(noun + 1).is_some_and(|w| w.folded == "of"))
        .then(|| cover.at(noun + 2))
        .flatten();
    for n in [before, behind].into_iter().flatten() {
        if area {
            spots[n].unit = Some(true);
        }
    }
}

/// "the provinces of X, Y and Z", "X and Y districts": each asks for a unit, known or not.
fn units(doc: &Doc<'_>, spots: &mut Vec<Spot>, cover: &mut Cover, noun: usize) {
    let names = match doc.after(noun + 1) {
        Some(w) if w.folded == "of" => list(doc, noun + 2, true).0,
        _ => list_back(doc, noun, true),
    };
    if names.len() < 2 {
        return;
    }
    for words in names {
        match cover.at(words.start) {
            Some(n) if spots[n].words == words => {
                spots[n].unit = Some(true);
                spots[n].score += 1.5;
            }
            Some(_) => {}
            None => {
                let spot = Spot {
                    id: 0,
                    words: words.clone(),
                    name: 0,
                    candidates: Vec::new(),
                    score: 2.0,
                    inside: None,
                    unit: Some(true),
                    rule: Rule::Frame,
                };
                let n = doc.push(spots, spot);
                cover.0[words].fill(Some(n));
            }
        }
    }
}

fn settlements(doc: &Doc<'_>, spots: &mut Vec<Spot>, cover: &mut Cover, noun: usize, many: bool) {
    let back = list_back(doc, noun, many);
    let forward = match doc.after(noun + 1) {
        Some(w) if w.folded == "of" => {
            let start =
                noun + 2 + usize::from(doc.words.get(noun + 2).is_some_and(|w| w.folded == "the"));
            list(doc, start, many)
        }
        _ => (Vec::new(), noun + 1),
    };
    // "X and Y villages of D (district)" lie in D; "the Aleppo town of X" is X.
    let of_unit =
        forward.0.len() == 1 && doc.after(forward.1).is_some() && doc.is(Class::Unit, forward.1);
    let backward =
        !back.is_empty() && (forward.0.is_empty() || of_unit || many && forward.0.len() == 1);
    let (names, end) = match apposed(doc, noun) {
        Some(x) => (vec![x], noun + 1),
        None if backward || forward.0.is_empty() => (back, noun + 1),
        None => forward,
    };
    if names.is_empty() {
        return;
    }
    let district =
        district(doc, spots, cover, end).or_else(|| district_before(doc, cover, names[0].start));
    let of = end != noun + 1;
    for words in names {
        settle(
            doc,
            spots,
            cover,
            words,
            district,
            of || many
                || matches!(
                    doc.words[noun].folded.as_str(),
                    "village" | "settlement" | "hamlet"
                ),
        );
    }
}

/// Makes a run of words a settlement, in a district where one is stated.
fn settle(
    doc: &Doc<'_>,
    spots: &mut Vec<Spot>,
    cover: &mut Cover,
    words: Range<usize>,
    district: Option<usize>,
    sure: bool,
) {
    let same = cover.at(words.start).filter(|&n| spots[n].words == words);
    if same.is_some_and(|n| spots[n].rule == Rule::Demonym || Some(n) == district) {
        return;
    }
    let mut candidates = match same {
        Some(n) => spots[n].candidates.clone(),
        None => doc
            .gazetteer()
            .lookup(&doc.text[doc.words[words.start].start..doc.words[words.end - 1].end]),
    };
    candidates
        .retain(|c| c.kind != NameKind::Abbreviation && !doc.gazetteer().place(c.key).is_country());
    if let Some(d) = district {
        let around: Vec<Candidate> = spots[d].candidates.iter().take(4).copied().collect();
        if !around.is_empty() {
            let g = doc.gazetteer();
            candidates.retain(|c| {
                around
                    .iter()
                    .any(|a| a.key != c.key && (g.contains(a.key, c.key) || near(doc, a, c)))
            });
        }
    }
    if candidates.is_empty() && !sure {
        return;
    }
    // Parts of the run that looked like names of their own are none.
    for i in words.clone() {
        if let Some(n) = cover.at(i).filter(|&n| Some(n) != same) {
            spots[n].score = f64::NEG_INFINITY;
        }
    }
    let rule = match (candidates.is_empty(), district) {
        (true, _) => Rule::Frame,
        (false, Some(_)) => Rule::Hierarchy,
        (false, None) => Rule::Gazetteer,
    };
    let spot = Spot {
        id: 0,
        words: words.clone(),
        name: 0,
        candidates,
        score: 3.0,
        inside: district,
        unit: Some(false),
        rule,
    };
    let n = match same {
        Some(n) => {
            let id = spots[n].id;
            spots[n] = Spot { id, ..spot };
            n
        }
        None => doc.push(spots, spot),
    };
    cover.0[words].fill(Some(n));
}

/// Whether a settlement can lie in a unit that the tree does not put around it.
fn near(doc: &Doc<'_>, unit: &Candidate, settlement: &Candidate) -> bool {
    let g = doc.gazetteer();
    let (u, s) = (g.place(unit.key), g.place(settlement.key));
    if u.is_country() {
        return false;
    }
    // A province reaches farther than a district: the farther, the fewer people and the lower its order say little, so one
    // bound serves all.
    g.distance(unit.key, settlement.key) < FAR_KM
        && (u.country.is_none()
            || s.country.is_none()
            || u.country.map(|c| &c.iso2) == s.country.map(|c| &c.iso2))
}

/// A list of names from `start` on, and the word behind it: one name, or "X, Y and Z".
fn list(doc: &Doc<'_>, start: usize, many: bool) -> (Vec<Range<usize>>, usize) {
    let mut names = Vec::new();
    let mut at = start;
    let mut last = false;
    while names.len() < LIST {
        let Some(name) = name_at(doc, at, names.is_empty()) else {
            break;
        };
        at = name.end;
        names.push(name);
        if !many || last {
            break;
        }
        let Some(next) = doc.words.get(at) else { break };
        if matches!(next.folded.as_str(), "and" | "or")
            && matches!(next.gap, Gap::Space | Gap::Comma)
        {
            at += 1;
            last = true;
        } else if next.gap != Gap::Comma {
            break;
        }
    }
    (names, at)
}

/// The name that begins at a word: capitalised words without a break, particles inside.
fn name_at(doc: &Doc<'_>, start: usize, first: bool) -> Option<Range<usize>> {
    let w = doc.words.get(start)?;
    if !first && !matches!(w.gap, Gap::Comma | Gap::Space) || first && w.gap_is_break() {
        return None;
    }
    let particle = |i: usize| {
        doc.words[i].folded.len() <= 3
            && doc
                .words
                .get(i + 1)
                .is_some_and(|n| n.gap == Gap::Hyphen && n.capital)
    };
    if !w.capital && !particle(start) {
        return None;
    }
    let mut end = start + 1;
    while end < doc.words.len() && end - start < 4 {
        let w = &doc.words[end];
        // "Damascus August 21": a date is no part of the name.
        let inside = w.gap == Gap::Hyphen
            || w.gap == Gap::Space && (w.capital && !doc.is(Class::Never, end) || particle(end));
        if !inside {
            break;
        }
        end += 1;
    }
    let words = start..end;
    let bad = words.clone().any(|i| doc.is(Class::Title, i))
        || words.len() == 1 && (doc.is(Class::Never, start) || doc.demonym(start).is_some());
    (!bad).then_some(words)
}

/// The names that end before the noun: "X village", "X, Y and Z villages".
fn list_back(doc: &Doc<'_>, noun: usize, many: bool) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut end = noun;
    while names.len() < LIST {
        let Some(name) = name_before(doc, end, names.is_empty()) else {
            break;
        };
        let start = name.start;
        names.push(name);
        if !many || start == 0 {
            break;
        }
        let joined = matches!(doc.words[start - 1].folded.as_str(), "and" | "or")
            && doc.words[start].gap == Gap::Space;
        if joined && start > 1 {
            end = start - 1;
        } else if doc.words[start].gap == Gap::Comma {
            end = start;
        } else {
            break;
        }
    }
    names.reverse();
    names
}

fn name_before(doc: &Doc<'_>, end: usize, first: bool) -> Option<Range<usize>> {
    let last = end.checked_sub(1)?;
    let gap = doc.words.get(end)?.gap;
    if first && gap != Gap::Space
        || !first && !matches!(gap, Gap::Space | Gap::Comma)
        || !doc.words[last].capital
    {
        return None;
    }
    let mut start = last;
    while start > 0 && end - start < 4 && matches!(doc.words[start].gap, Gap::Space | Gap::Hyphen) {
        let w = &doc.words[start - 1];
        let hyphen = doc.words[start].gap == Gap::Hyphen;
        let ordinary = doc.is(Class::Never, start - 1)
            || doc.is(Class::In, start - 1)
            || doc.is(Class::From, start - 1)
            || doc.demonym(start - 1).is_some();
        if !hyphen
            && (!w.capital || ordinary && w.gap_is_break() || doc.demonym(start - 1).is_some())
        {
            break;
        }
        start -= 1;
    }
    let words = start..end;
    let bad = words.clone().any(|i| doc.is(Class::Title, i))
        || words.len() == 1 && (doc.is(Class::Never, start) || doc.demonym(start).is_some());
    (!bad).then_some(words)
}

/// The name in "X, a small village in D", where `noun` is the village.
fn apposed(doc: &Doc<'_>, noun: usize) -> Option<Range<usize>> {
    let mut i = noun;
    for _ in 0..4 {
        let w = doc.words.get(i)?;
        if matches!(w.folded.as_str(), "a" | "an" | "the") && w.gap == Gap::Comma {
            let name = name_before(doc, i, false)?;
            let said = doc.after(noun + 1).is_some_and(|w| {
                w.classes.has(Class::In)
                    || matches!(w.folded.as_str(), "of" | "on" | "about" | "with")
            });
            return said.then_some(name);
        }
        if w.gap_is_break() {
            return None;
        }
        i = i.checked_sub(1)?;
    }
    None
}

/// The spot of D in "… in D district" behind a list; one is made where the gazetteer lacks D.
fn district(doc: &Doc<'_>, spots: &mut Vec<Spot>, cover: &mut Cover, at: usize) -> Option<usize> {
    // "… villages in the south of D district": a few words may stand between.
    let w = doc.words.get(at)?;
    if w.gap_is_break() && w.gap != Gap::Comma
        || !(matches!(w.folded.as_str(), "of" | "in" | "within")
            || w.gap == Gap::Comma && w.capital)
    {
        return None;
    }
    let mut i = if w.capital { at } else { at + 1 };
    for _ in 0..5 {
        let w = doc.words.get(i)?;
        if w.gap_is_break() && i != at {
            return None;
        }
        if w.capital && doc.demonym(i).is_none() && !doc.is(Class::Modifier, i) {
            break;
        }
        i += 1;
    }
    if let Some(n) = cover.at(i) {
        if spots[n].words.start == i && spots[n].rule != Rule::Demonym {
            spots[n].score += 1.5;
            return Some(n);
        }
        return None;
    }
    let name = name_at(doc, i, true)?;
    let noun = name.end;
    if !doc.after(noun).is_some_and(|_| doc.is(Class::Unit, noun)) {
        return None;
    }
    let spot = Spot {
        id: 0,
        words: name.clone(),
        name: 0,
        candidates: Vec::new(),
        score: 3.0,
        inside: None,
        unit: Some(true),
        rule: Rule::Frame,
    };
    let n = doc.push(spots, spot);
    cover.0[name].fill(Some(n));
    Some(n)
}

/// The spot of D in "In D district, … the villages of X and Y": the last one before in the sentence.
fn district_before(doc: &Doc<'_>, cover: &Cover, at: usize) -> Option<usize> {
    let mut i = at;
    for _ in 0..30 {
        if matches!(doc.words.get(i)?.gap, Gap::Stop | Gap::Start) {
            return None;
        }
        i = i.checked_sub(1)?;
        let noun = doc.words[i].folded.as_str();
        if matches!(
            noun,
            "district" | "province" | "region" | "governorate" | "county" | "raion" | "rayon"
        ) && doc.words[i].gap == Gap::Space
            && let Some(n) = i.checked_sub(1).and_then(|p| cover.at(p))
        {
            return Some(n);
        }
    }
    None
}
