//! What sides are called in print.

use rashomon_ledger::Names;
use rashomon_read::Lists;

/// Names and adjectives of the sides that the reader knows. Other sides are called as the reports call them.
pub fn names(lists: &Lists) -> Names {
    let owned = |(id, name, adjective): (&str, &str, Option<&str>)| {
        (id.to_owned(), name.to_owned(), adjective.map(str::to_owned))
    };
    Names::new(lists.sides().map(owned))
}

#[cfg(test)]
mod tests {
    use rashomon_read::Lists;

    #[test]
    fn states_and_listed_sides_have_names() {
        let names = super::names(Lists::embedded());
        for (id, name, adjective) in [
            ("AZE", "Azerbaijan", Some("Azerbaijani")),
            ("USA", "United States", Some("American")),
            ("HAMAS", "Hamas", None),
        ] {
            assert_eq!(names.name(id), name);
            assert_eq!(
                names.adjective(id).filter(|_| adjective.is_some()),
                adjective
            );
        }
    }
}
