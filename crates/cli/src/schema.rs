//! The JSON Schemas of the records.

use crate::args::Record;
use rashomon_ledger::Question;
use rashomon_model::Analysis;

/// The schema as it stands in `docs/reference/`.
pub fn json(record: Record) -> String {
    let schema = match record {
        Record::Analysis => schemars::schema_for!(Analysis),
        Record::Question => schemars::schema_for!(Question),
    };
    // A schema is a JSON value whose keys are strings: it always serialises.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_in_the_docs_are_those_of_the_types() {
        let kept = [
            (
                Record::Analysis,
                "analysis",
                include_str!("../../../docs/reference/analysis.schema.json"),
            ),
            (
                Record::Question,
                "question",
                include_str!("../../../docs/reference/question.schema.json"),
            ),
        ];
        for (record, name, kept) in kept {
            assert!(
                kept.replace("\r\n", "\n") == json(record),
                "docs/reference/{name}.schema.json is stale: write it anew with \
                 `cargo run -- schema {name} > docs/reference/{name}.schema.json`"
            );
        }
    }
}
