//! What sides are called in print.

use rashomon_gazetteer::Gazetteer;
use rashomon_ledger::Names;

/// Names and adjectives of states. Other sides are called as the reports call them.
pub fn names() -> Names {
    Names::new(Gazetteer::embedded().countries().iter().map(|country| {
        (
            country.iso3.clone(),
            country.name.clone(),
            country.demonyms.first().cloned(),
        )
    }))
}
