//! A document as it came: its bytes, and what its collection says of it beside them. A capture can
//! be made of it at any time, by this version of the program or a later one.

use crate::decode::{decode, decode_text};
use crate::{Problem, Record, SourceError, html, text_id};
use rashomon_model::Capture;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One document before it is read. Equal originals give equal captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// What the bytes are.
    pub form: Form,
    /// The bytes of the file without its compression, of the line, of the page, or of the content
    /// of a feed's entry.
    pub bytes: Vec<u8>,
    /// What is known of it beside the bytes.
    pub outside: Outside,
}

/// What the bytes of an [`Original`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A plain text in some encoding.
    Text,
    /// A line of JSON ([`Record`]).
    Line,
    /// A web page.
    Page,
    /// The content of a feed's entry: HTML in UTF-8, the article and nothing else.
    Entry,
}

impl Form {
    const ALL: [Form; 4] = [Form::Text, Form::Line, Form::Page, Form::Entry];

    /// The form's name where it is kept: `text`, `line`, `page`, `entry`.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Line => "line",
            Form::Page => "page",
            Form::Entry => "entry",
        }
    }

    /// The form of a name.
    pub fn of_name(name: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// What a collection says of a document beside its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outside {
    /// The collection's id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its address on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The file that it is, where it is a file of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// EDTF date of publication, for a document that gives none itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// When it was captured (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// The encoding that the transport named: `windows-1251`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
}

impl Original {
    /// A document of which nothing is known beside its bytes.
    pub fn new(form: Form, bytes: Vec<u8>) -> Original {
        Original {
            form,
            bytes,
            outside: Outside::default(),
        }
    }

    /// The document decoded to text.
    ///
    /// # Errors
    /// Where it holds no text.
    pub fn capture(&self) -> Result<Capture, Problem> {
        let known = &self.outside;
        let mut capture = match self.form {
            Form::Text => text(&self.bytes)?,
            Form::Line => json(&self.bytes)?,
            Form::Page | Form::Entry => {
                let page = html::Known {
                    charset: known.charset.as_deref(),
                    fragment: self.form == Form::Entry,
                    title: known.title.as_deref(),
                };
                html::page(&self.bytes, page)?
            }
        };
        if self.form == Form::Entry {
            // The feed dates its entries; a date inside one is that of something it quotes.
            capture.date = None;
        }
        let given = |field: &mut Option<String>, known: &Option<String>| {
            if known.is_some() {
                field.clone_from(known);
            }
        };
        given(&mut capture.id, &known.id);
        given(&mut capture.uri, &known.path);
        given(&mut capture.uri, &known.uri);
        given(&mut capture.title, &known.title);
        given(&mut capture.outlet, &known.outlet);
        given(&mut capture.byline, &known.byline);
        given(&mut capture.captured, &known.captured);
        if capture.date.is_none() {
            capture.date.clone_from(&known.date);
        }
        Ok(capture)
    }

    /// SHA-256 of what the document is: its form, its bytes, and the address, headline, outlet and
    /// author given beside them. Where its file lies, when it was captured and the id that an
    /// archive gave that capture change nothing: the same report found again is the same document.
    pub fn hash(&self) -> [u8; 32] {
        let known = &self.outside;
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        add(self.form.name().as_bytes());
        for field in [&known.uri, &known.title, &known.outlet, &known.byline] {
            // None and an empty field say the same.
            add(field.as_deref().unwrap_or_default().as_bytes());
        }
        add(&self.bytes);
        hash.finalize().into()
    }
}

/// A document of an input and where it was found, for messages about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The document.
    pub original: Original,
    /// The file as it was named, or `standard input`.
    pub origin: String,
    /// The line, counted from one, in a file of JSON lines.
    pub line: Option<u64>,
    /// The record or entry, counted from one, in an archive or a feed.
    pub record: Option<u64>,
}

impl Found {
    /// The document decoded to text.
    ///
    /// # Errors
    /// Where it holds no text: says where it stands.
    pub fn capture(&self) -> Result<Capture, SourceError> {
        self.original.capture().map_err(|problem| SourceError {
            origin: self.origin.clone(),
            line: self.line,
            record: self.record,
            problem,
        })
    }
}

/// A line of JSON as a capture.
fn json(bytes: &[u8]) -> Result<Capture, Problem> {
    if bytes.contains(&0) {
        return Err(Problem::Binary("binary data"));
    }
    let decoded = decode_text(bytes);
    let mut capture = Record::parse(&decoded.text)
        .and_then(Record::capture)
        .map_err(Problem::Json)?;
    capture.diagnostics.splice(0..0, decoded.diagnostics);
    Ok(capture)
}

/// A plain text as a capture.
fn text(bytes: &[u8]) -> Result<Capture, Problem> {
    let decoded = decode(bytes).map_err(Problem::Binary)?;
    if decoded.text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    Ok(Capture {
        id: Some(text_id(&decoded.text)),
        text: decoded.text,
        diagnostics: decoded.diagnostics,
        ..Capture::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Original {
        Original {
            outside: Outside {
                uri: Some("https://example.org/1".into()),
                outlet: Some("The Plain".into()),
                ..Outside::default()
            },
            ..Original::new(Form::Page, b"<p>The bridge was shelled.</p>".to_vec())
        }
    }

    #[test]
    fn a_report_found_again_has_the_same_hash() {
        let mut again = page();
        again.outside.path = Some("saved/1.html".into());
        again.outside.captured = Some("2020-11-09T10:00:00Z".into());
        again.outside.id = Some("urn:uuid:2".into());
        assert_eq!(page().hash(), again.hash());
    }

    #[test]
    fn what_makes_it_another_report_makes_it_another_hash() {
        let mut others = [page(), page(), page(), page(), page()];
        others[0].outside.uri = Some("https://example.org/2".into());
        others[1].outside.outlet = Some("The Hill".into());
        others[2].form = Form::Entry;
        others[3].bytes.push(b' ');
        // The same words in another field.
        others[4].outside.title = others[4].outside.outlet.take();
        for other in others {
            assert_ne!(page().hash(), other.hash(), "{other:?}");
        }
    }

    #[test]
    fn what_is_known_outside_counts_first_but_for_the_date() {
        let mut line = Original::new(
            Form::Line,
            br#"{"text": "It holds.", "date": "2017-04-07", "uri": "a", "title": "T"}"#.to_vec(),
        );
        line.outside.date = Some("2020".into());
        line.outside.uri = Some("https://example.org/3".into());
        let capture = line.capture().unwrap();
        assert_eq!(capture.date.as_deref(), Some("2017-04-07"));
        assert_eq!(capture.uri.as_deref(), Some("https://example.org/3"));
        assert_eq!(capture.title.as_deref(), Some("T"));
        line.bytes = br#"{"text": "It holds."}"#.to_vec();
        assert_eq!(line.capture().unwrap().date.as_deref(), Some("2020"));
    }

    #[test]
    fn names_of_forms_lead_back() {
        for form in Form::ALL {
            assert_eq!(Form::of_name(form.name()), Some(form));
        }
        assert_eq!(Form::of_name("scroll"), None);
    }
}
