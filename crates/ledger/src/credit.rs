//! News agencies that a report credits (`data/agencies.tsv`).

use rashomon_model::Span;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const AGENCIES: &str = include_str!("../../../data/agencies.tsv");

/// Bytes at the head and at the end of a text in which its agency stands.
const EDGE: usize = 400;
/// Credits kept of one article.
const MOST: usize = 16;

/// An agency that a report credits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Credit {
    /// The words, in bytes of the document's text.
    pub span: Span,
    /// What is credited.
    pub what: Credited,
    /// The agency's id in the list; absent where it is not named ("With agency inputs").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
}

/// What an agency is credited with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Credited {
    /// The text.
    Text,
    /// Some of what the text says.
    Inputs,
    /// What somebody said to it.
    Quote,
    /// The pictures.
    Image,
}

struct List {
    /// Ids of agencies by their names.
    agencies: BTreeMap<&'static str, &'static str>,
    forms: Vec<(Credited, Regex)>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let rows = || {
        let rows = AGENCIES.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|row| {
            let mut cells = row.split('\t').map(str::trim);
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
    };
    let agencies: BTreeMap<&str, &str> = rows()
        .filter(|(what, ..)| *what == "agency")
        .flat_map(|(_, id, names)| names.split('|').map(move |name| (name, id)))
        .collect();
    // The longest name first: "AP" is no part of "APA", but "RIA" is one of "RIA Novosti".
    let mut names: Vec<&str> = agencies.keys().copied().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let names: Vec<String> = names.into_iter().map(regex::escape).collect();
    let names = names.join("|");
    let forms = rows()
        .filter(|(what, ..)| *what == "credit")
        .filter_map(|(_, what, forms)| {
            let what = match what {
                "text" => Credited::Text,
                "inputs" => Credited::Inputs,
                "quote" => Credited::Quote,
                "image" => Credited::Image,
                _ => return None,
            };
            let forms: Vec<String> = forms.split('|').map(|form| pattern(form, &names)).collect();
            let named = forms.iter().map(|form| form.as_str());
            let all = named.collect::<Vec<_>>().join("|");
            Some((what, Regex::new(&all).ok()?))
        })
        .collect();
    List { agencies, forms }
});

/// A form of the list as a pattern.
fn pattern(form: &str, names: &str) -> String {
    let words = |part: &str| {
        let words: Vec<String> = part.split(' ').map(regex::escape).collect();
        words.join(r"\s+")
    };
    let edge = |c: Option<char>| {
        if c.is_some_and(char::is_alphanumeric) {
            r"\b"
        } else {
            ""
        }
    };
    match form.split_once("{agency}") {
        Some((before, after)) => format!(
            r"{}(?i:{})\b(?:{names})\b(?i:{}){}",
            edge(before.chars().next()),
            words(before),
            words(after),
            edge(after.chars().last())
        ),
        None => format!(r"\b(?i:{})\b", words(form)),
    }
}

/// The agencies that a piece of a text credits, in order; `start` is where the piece stands.
pub(crate) fn credits(text: &str, start: usize) -> Vec<Credit> {
    let list = &*LIST;
    let mut found: Vec<Credit> = Vec::new();
    for (what, form) in &list.forms {
        for hit in form.find_iter(text).take(MOST) {
            let inside = hit.start() > EDGE && hit.end() + EDGE < text.len();
            if *what == Credited::Text && inside {
                continue;
            }
            let named = list
                .agencies
                .iter()
                .filter(|(name, _)| hit.as_str().contains(**name));
            let named = named.max_by_key(|(name, _)| name.len());
            found.push(Credit {
                span: Span::new(start + hit.start(), start + hit.end()),
                what: *what,
                agency: named.map(|(_, id)| (*id).to_owned()),
            });
        }
    }
    found.sort();
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Credited, Option<String>)> {
        let credits = credits(text, 0);
        credits.into_iter().map(|c| (c.what, c.agency)).collect()
    }

    #[test]
    fn every_row_is_read() {
        assert_eq!(LIST.forms.len(), 4);
        assert!(LIST.agencies.len() > 40);
    }

    #[test]
    fn agencies_are_known_by_what_they_are_credited_with() {
        let some = |id: &str| Some(id.to_owned());
        use Credited::*;
        assert_eq!(
            found("ZUGDAL (Reuters) - Shells fell on the market."),
            [(Text, some("reuters"))]
        );
        assert_eq!(
            found("A nurse told AFP that the ward was full."),
            [(Quote, some("afp"))]
        );
        assert_eq!(found("With agency inputs"), [(Inputs, None)]);
        assert_eq!(
            found("(With inputs from RIA Novosti)"),
            [(Inputs, some("ria"))]
        );
        assert_eq!(found("Image Courtesy  Reuters"), [(Image, some("reuters"))]);
        // A name inside another word, and an agency that nobody credits.
        assert_eq!(found("They told APATHY from grief; Reuters was there."), []);
        // In the middle of a long text a bracket is no dateline.
        let long = "Word after word. ".repeat(60);
        assert_eq!(found(&format!("{long}(Reuters) - {long}")), []);
    }
}
