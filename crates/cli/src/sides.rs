//! What sides are called in print.

use rashomon_gazetteer::Gazetteer;
use rashomon_ledger::Names;

/// The list of sides that the reader knows; its head says what the columns hold.
const SIDES: &str = include_str!("../../../data/sides.tsv");

/// Names and adjectives of states and of the sides of `data/sides.tsv`, the latter first. Other
/// sides are called as the reports call them.
pub fn names() -> Names {
    let states = Gazetteer::embedded().countries().iter().map(|country| {
        (
            country.iso3.clone(),
            country.name.clone(),
            country.demonyms.first().cloned(),
        )
    });
    // Later rows win: a state keeps the gazetteer's adjective unless the list has one.
    let states: Vec<(String, String, Option<String>)> = states.collect();
    let listed = sides().map(|(id, name, adjective)| {
        let known = || states.iter().find(|(iso, ..)| *iso == id)?.2.clone();
        let adjective = known().or(adjective);
        (id, name, adjective)
    });
    let listed: Vec<_> = listed.collect();
    Names::new(states.into_iter().chain(listed))
}

fn sides() -> impl Iterator<Item = (String, String, Option<String>)> {
    let mut rows = SIDES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let header: Vec<&str> = rows.next().unwrap_or_default().split('\t').collect();
    let column = move |name: &str| header.iter().position(|h| *h == name);
    let (id, name, adjectives) = (column("id"), column("name"), column("adjectives"));
    rows.filter_map(move |row| {
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        let adjective = cell(adjectives).split('|').next().unwrap_or_default();
        let named = !cell(id).is_empty() && !cell(name).is_empty();
        named.then(|| {
            let adjective = (!adjective.is_empty()).then(|| adjective.to_owned());
            (cell(id).to_owned(), cell(name).to_owned(), adjective)
        })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn states_and_listed_sides_have_names() {
        let names = super::names();
        assert_eq!(names.name("AZE"), "Azerbaijan");
        assert_eq!(names.adjective("AZE"), Some("Azerbaijani"));
        let single = super::sides().filter(|(id, ..)| !id.contains(';'));
        let listed: Vec<(String, String)> = single.map(|(id, name, _)| (id, name)).collect();
        assert!(listed.len() > 20, "data/sides.tsv was not read: {listed:?}");
        for (id, name) in listed {
            assert_eq!(names.name(&id), name);
        }
    }
}
