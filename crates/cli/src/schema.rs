//! The JSON Schemas of the records.

use crate::args::Record;
use crate::news::NewsRow;
use crate::views::claim::ClaimDossier;
use crate::views::claims::ClaimRow;
use crate::views::control::ControlRow;
use crate::views::judgements::JudgementRow;
use crate::views::question::Dossier;
use crate::views::questions::QuestionRow;
use crate::views::search::SearchRow;
use crate::views::sources::SourceRow;
use crate::views::timeline::TimelineRow;
use crate::views::toll::TollRow;
use rashomon_ledger::Question;
use rashomon_model::Analysis;
use schemars::{Schema, SchemaGenerator, json_schema};

/// The schema as it stands in `docs/reference/`.
pub fn json(record: Record) -> String {
    let schema = match record {
        Record::Analysis => schemars::schema_for!(Analysis),
        Record::Question => schemars::schema_for!(Question),
        Record::Views => views(),
    };
    // A schema is a JSON value whose keys are strings: it always serialises.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// A definition for each record that a view writes.
fn views() -> Schema {
    let mut generator = SchemaGenerator::default();
    generator.subschema_for::<QuestionRow>();
    generator.subschema_for::<Dossier>();
    generator.subschema_for::<ClaimRow>();
    generator.subschema_for::<ClaimDossier>();
    generator.subschema_for::<TimelineRow>();
    generator.subschema_for::<TollRow>();
    generator.subschema_for::<ControlRow>();
    generator.subschema_for::<SourceRow>();
    generator.subschema_for::<SearchRow>();
    generator.subschema_for::<JudgementRow>();
    generator.subschema_for::<NewsRow>();
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Views",
        "description": "What the views and `watch` write with --format json and jsonl: one definition for each record.",
        "$defs": generator.take_definitions(true),
    })
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
            (
                Record::Views,
                "views",
                include_str!("../../../docs/reference/views.schema.json"),
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
