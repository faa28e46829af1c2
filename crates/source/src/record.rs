//! One document of JSON lines.

use crate::{date, text_id};
use rashomon_model::{Capture, Diagnostic};
use serde::Deserialize;
use serde_json::Value;

/// The fields of one JSON line. Only `text` must be there; keys that are not named here are
/// ignored, so that any collection's lines can be read as they are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The collection's id for it.
    pub id: Value,
    /// Its headline.
    pub title: Value,
    /// The text.
    pub text: Value,
    /// When it was published, in any form that [`date::edtf`] reads.
    pub date: Value,
    /// Who published it.
    pub outlet: Value,
    /// Who wrote it.
    pub byline: Value,
    /// Where it came from.
    pub uri: Value,
}

impl Record {
    /// Reads one line.
    ///
    /// # Errors
    ///
    /// Says what is wrong where the line is no object of JSON.
    pub fn parse(line: &str) -> Result<Record, String> {
        // A list would be taken for the fields in their order.
        if !line.trim_start().starts_with('{') {
            return Err("is not a JSON object".to_owned());
        }
        serde_json::from_str(line).map_err(|error| {
            // Lines of a JSON error count inside the record, which is one line.
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or(&what);
            format!("is not valid JSON ({what}, column {})", error.column())
        })
    }

    /// The record as a capture. A field other than `text` that cannot be used is dropped with a
    /// diagnostic; the date comes out as EDTF.
    ///
    /// # Errors
    ///
    /// Says what is wrong where there is no text.
    pub fn capture(self) -> Result<Capture, String> {
        let mut diagnostics = Vec::new();
        let text = match self.text {
            Value::String(text) if text.trim().is_empty() => {
                return Err("has an empty `text`".into());
            }
            Value::String(text) => text,
            Value::Null => return Err("has no `text`".into()),
            other => {
                return Err(format!(
                    "has {} where `text` should be a string",
                    kind(&other)
                ));
            }
        };
        let mut words = |name: &str, value: Value| match value {
            Value::Null => None,
            Value::String(words) if words.trim().is_empty() => None,
            Value::String(words) => Some(words),
            // Collections made from tables often have bare numbers as ids and years.
            Value::Number(number) => Some(number.to_string()),
            other => {
                diagnostics.push(Diagnostic::new(
                    "field-ignored",
                    format!("`{name}` is {}; give a string", kind(&other)),
                ));
                None
            }
        };
        let id = words("id", self.id).unwrap_or_else(|| text_id(&text));
        let (title, written) = (words("title", self.title), words("date", self.date));
        let (outlet, byline) = (words("outlet", self.outlet), words("byline", self.byline));
        let uri = words("uri", self.uri);
        let date = written.and_then(|written| match date::edtf(&written) {
            Ok(date) => {
                diagnostics.extend(
                    date.ambiguous
                        .map(|why| Diagnostic::new("date-ambiguous", why)),
                );
                Some(date.edtf)
            }
            Err(why) => {
                diagnostics.push(Diagnostic::new("date-unreadable", why));
                None
            }
        });
        Ok(Capture {
            id: Some(id),
            uri,
            title,
            date,
            outlet,
            byline,
            text,
            diagnostics,
            ..Capture::default()
        })
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Capture, String> {
        Record::parse(line)?.capture()
    }

    #[test]
    fn all_fields() {
        let capture = read(
            r#"{"id": 7, "title": "Truce", "text": "It holds.", "date": "7 April 2017",
                "outlet": "The Plain", "byline": "By A. Writer", "uri": "https://example.org/1", "label": [1]}"#,
        )
        .unwrap();
        assert_eq!(capture.id.as_deref(), Some("7"));
        assert_eq!(capture.date.as_deref(), Some("2017-04-07"));
        assert_eq!(capture.byline.as_deref(), Some("By A. Writer"));
        assert!(capture.diagnostics.is_empty());
    }

    #[test]
    fn a_date_that_is_none_is_dropped() {
        let capture = read(r#"{"text": "It holds.", "date": "whenever"}"#).unwrap();
        assert_eq!(capture.date, None);
        assert_eq!(capture.diagnostics[0].code, "date-unreadable");
        assert_eq!(capture.id, Some(text_id("It holds.")));
    }

    #[test]
    fn fields_of_the_wrong_kind() {
        let capture = read(r#"{"text": "It holds.", "title": ["a"], "date": null}"#).unwrap();
        assert_eq!(capture.title, None);
        assert_eq!(capture.diagnostics[0].code, "field-ignored");
    }

    #[test]
    fn lines_that_are_no_document() {
        for (line, says) in [
            ("[1]", "is not a JSON object"),
            ("plain words", "is not a JSON object"),
            ("{\"text\": ", "is not valid JSON"),
            ("{}", "has no `text`"),
            (
                r#"{"text": 5}"#,
                "has a number where `text` should be a string",
            ),
            (r#"{"text": " "}"#, "has an empty `text`"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.starts_with(says), "{line}: {error}");
        }
    }
}
