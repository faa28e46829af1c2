//! The JSON Schema of the record.

use rashomon_model::Analysis;

/// The schema as it stands in `docs/reference/analysis.schema.json`.
pub fn json() -> String {
    let schema = schemars::schema_for!(Analysis);
    // A schema is a JSON value whose keys are strings: it always serialises.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_in_the_docs_is_that_of_the_types() {
        let kept = include_str!("../../../docs/reference/analysis.schema.json");
        assert!(
            kept.replace("\r\n", "\n") == super::json(),
            "docs/reference/analysis.schema.json is stale: write it anew with \
             `cargo run -- schema > docs/reference/analysis.schema.json`"
        );
    }
}
