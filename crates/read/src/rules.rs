//! The catalogue of rules: what each reads, in a sentence, with an example in which it fires and one in which it does not.
//!
//! The rows stand in `data/rules/`, one file a stage. [`of`] leads from the `found_by` of a record to its row.

use rashomon_text::table::{self, Row};
use std::sync::LazyLock;

/// The lists of rules by stage, in the order of reading.
const STAGES: [&str; 8] = [
    include_str!("../../../data/rules/place.tsv"),
    include_str!("../../../data/rules/time.tsv"),
    include_str!("../../../data/rules/actor.tsv"),
    include_str!("../../../data/rules/quantity.tsv"),
    include_str!("../../../data/rules/equipment.tsv"),
    include_str!("../../../data/rules/attribution.tsv"),
    include_str!("../../../data/rules/claim.tsv"),
    include_str!("../../../data/rules/relation.tsv"),
];

/// The lists of words that rules name, by their path in `data/`.
const LISTS: [(&str, &str); 8] = [
    ("cues.tsv", include_str!("../../../data/cues.tsv")),
    (
        "claims/control.tsv",
        include_str!("../../../data/claims/control.tsv"),
    ),
    (
        "claims/casualties.tsv",
        include_str!("../../../data/claims/casualties.tsv"),
    ),
    (
        "claims/equipment_loss.tsv",
        include_str!("../../../data/claims/equipment_loss.tsv"),
    ),
    (
        "claims/displacement.tsv",
        include_str!("../../../data/claims/displacement.tsv"),
    ),
    (
        "claims/events.tsv",
        include_str!("../../../data/claims/events.tsv"),
    ),
    (
        "claims/codes.tsv",
        include_str!("../../../data/claims/codes.tsv"),
    ),
    (
        "claims/words.tsv",
        include_str!("../../../data/claims/words.tsv"),
    ),
];

/// Separates the paragraphs of an example.
const PARAGRAPH: &str = "|";

/// One rule of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, as `found_by` has it before the word and the version: `casualties/object`.
    pub name: &'static str,
    /// What it reads, for users.
    pub sentence: &'static str,
    /// A report in which it fires.
    pub fires: String,
    /// A report in which it does not.
    pub silent: String,
    words: &'static str,
}

impl Rule {
    /// The list in `data/` that its words stand on, if it needs one.
    pub fn list(&self) -> Option<&'static str> {
        self.words.split(' ').next().filter(|file| !file.is_empty())
    }

    /// Its words, sorted, where the catalogue can tell them from those of other rules of the same list.
    pub fn words(&self) -> Vec<String> {
        let Some(column) = self.column() else {
            return Vec::new();
        };
        let list = LISTS.iter().find(|(name, _)| Some(*name) == self.list());
        let mut words: Vec<String> = list
            .into_iter()
            .flat_map(|(_, list)| table::rows(list))
            .filter(|row| self.takes(row))
            .flat_map(|row| entries(&row, column))
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The column of its list that holds its words.
    fn column(&self) -> Option<&'static str> {
        self.words.split(' ').nth(1)
    }

    /// Whether the words of a line of its list are its own: each condition names one of the values of a cell.
    fn takes(&self, row: &Row) -> bool {
        let mut conditions = self.words.split(' ').filter_map(|c| c.split_once('='));
        conditions.all(|(column, values)| {
            let cell = row.get(column);
            let has = |value| cell.split(' ').any(|word| word == value);
            values.split('|').any(has)
        })
    }
}

/// The words of a line: one with its particle ("take over"), or several parted by spaces.
fn entries(row: &Row, column: &str) -> Vec<String> {
    let cell = row.get(column);
    match (column, row.get("particle")) {
        ("lemma", "") => vec![cell.to_owned()],
        ("lemma", particle) => vec![format!("{cell} {particle}")],
        _ => cell.split(' ').map(|word| word.replace('_', " ")).collect(),
    }
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rows = STAGES.iter().copied().flat_map(table::rows);
    let report = |cell: &str| cell.replace(PARAGRAPH, "\n\n");
    rows.map(|row| Rule {
        name: row.get("rule"),
        sentence: row.get("sentence"),
        fires: report(row.get("fires")),
        silent: report(row.get("silent")),
        words: row.get("words"),
    })
    .collect()
});

/// All rules, by stage and then by name.
pub fn all() -> &'static [Rule] {
    &RULES
}

/// The name of the rule and the word that it met, of a record's `found_by`: `casualties/object:kill@1`.
pub fn split(found_by: &str) -> (&str, Option<&str>) {
    let named = found_by.rsplit_once('@').map_or(found_by, |(name, _)| name);
    match named.split_once(':') {
        Some((name, word)) => (name, Some(word)),
        None => (named, None),
    }
}

/// The rule that a record's `found_by` names.
pub fn of(found_by: &str) -> Option<&'static Rule> {
    let (name, _) = split(found_by);
    all().iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_is_whole() {
        let mut names = BTreeSet::new();
        for rule in all() {
            assert!(names.insert(rule.name), "{} stands twice", rule.name);
            assert!(rule.sentence.ends_with(['.', '"']), "{rule:?}");
            assert!(
                !rule.fires.is_empty() && !rule.silent.is_empty(),
                "{rule:?}"
            );
            assert_ne!(rule.fires, rule.silent, "{rule:?}");
            if let Some(list) = rule.list() {
                let path = format!("{}/../../data/{list}", env!("CARGO_MANIFEST_DIR"));
                assert!(std::path::Path::new(&path).is_file(), "{rule:?}");
                let named = rule.words.contains(' ');
                assert!(!named || !rule.words().is_empty(), "{rule:?}");
            }
        }
        for stage in STAGES {
            let names: Vec<&str> = table::rows(stage).map(|row| row.get("rule")).collect();
            assert!(names.is_sorted(), "{names:?}");
        }
    }

    #[test]
    fn a_record_leads_to_its_rule_and_word() {
        assert_eq!(
            split("casualties/object:kill@1"),
            ("casualties/object", Some("kill"))
        );
        assert_eq!(split("time/date/year@1"), ("time/date/year", None));
        let rule = of("control/gain:take@1").expect("a rule of the catalogue");
        assert!(rule.words().iter().any(|word| word == "take over"));
        assert!(of("control/gains@1").is_none());
    }

    #[test]
    fn every_line_of_the_lists_of_claims_has_a_rule() {
        for (file, list) in LISTS {
            // What a source does by saying it is no event, and plain words are no triggers.
            let skipped = |row: &Row| row.get("what") == "act" || file == "claims/words.tsv";
            for row in table::rows(list).filter(|row| !skipped(row)) {
                let takes = |rule: &Rule| {
                    rule.list() == Some(file) && rule.column().is_some() && rule.takes(&row)
                };
                let known = file == "cues.tsv" || all().iter().any(takes);
                assert!(known, "no rule for this line of {file}: {row:?}");
            }
        }
    }
}
