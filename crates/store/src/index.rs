//! What can be found without unpacking a record: rows worked out from one analysis, and nothing
//! else.

use rashomon_ledger::Days;
use rashomon_model::{Analysis, Claim, Modality, Polarity};
use rashomon_text::{Span, sentence};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The rows of one report.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Index {
    pub name: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub uri: Option<String>,
    pub language: Option<String>,
    /// First and last day of publication.
    pub published: Bounds,
    pub passages: Vec<Passage>,
    pub claims: Vec<ClaimRow>,
    /// Mentions of places: the mention's number, and the place.
    pub mentions: Vec<(usize, PlaceRow)>,
}

/// First and last day, `2020-11-08`.
pub(crate) type Bounds = (Option<String>, Option<String>);

/// A text that can be searched.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Passage {
    /// Where it begins in the text; `None` for the title.
    pub start: Option<usize>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClaimRow {
    /// The passage that it stands in: an index into [`Index::passages`].
    pub passage: usize,
    pub kind: Cow<'static, str>,
    pub side: Option<String>,
    pub source: Option<String>,
    pub polarity: Cow<'static, str>,
    pub modality: Cow<'static, str>,
    pub days: Bounds,
    /// The places that it names: indices into [`Index::mentions`].
    pub places: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlaceRow {
    pub key: String,
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub feature: Option<String>,
    pub country: Option<String>,
}

impl Index {
    pub fn of(analysis: &Analysis) -> Index {
        let document = &analysis.document;
        let text = document.text.as_deref().unwrap_or_default();
        let titles = analysis.articles.iter().filter_map(|a| a.title.as_deref());
        let mut passages: Vec<Passage> = Vec::new();
        for title in document.title.as_deref().into_iter().chain(titles) {
            if passages.iter().all(|p| p.text != title) && !title.trim().is_empty() {
                passages.push(Passage {
                    start: None,
                    text: title.to_owned(),
                });
            }
        }
        let places = analysis.mentions.iter().enumerate().filter_map(|(i, m)| {
            let place = m.place()?;
            let row = PlaceRow {
                key: place.id.clone(),
                name: place.name.clone(),
                lat: place.lat.filter(|lat| lat.is_finite()),
                lon: place.lon.filter(|lon| lon.is_finite()),
                feature: place.feature.clone(),
                country: place.country.clone(),
            };
            Some((i, row))
        });
        let mentions: Vec<(usize, PlaceRow)> = places.collect();
        let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let claims = analysis.claims.iter().map(|claim| {
            let span = match text.is_empty() {
                true => Span::new(0, 0),
                false => sentence(text, claim.span),
            };
            let passage = *known.entry((span.start, span.end)).or_insert_with(|| {
                let words = span.of(text);
                passages.push(Passage {
                    start: Some(span.start),
                    text: match words.is_empty() {
                        // A record without its text has the words of its claims.
                        true => claim.text.clone(),
                        false => words.to_owned(),
                    },
                });
                passages.len() - 1
            });
            row(claim, passage, &mentions)
        });
        let claims = claims.collect();
        Index {
            name: document.id.clone(),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            uri: document.uri.clone(),
            language: document.language.clone(),
            published: bounds(document.published.value.as_deref()),
            passages,
            claims,
            mentions,
        }
    }
}

fn row(claim: &Claim, passage: usize, mentions: &[(usize, PlaceRow)]) -> ClaimRow {
    let place = |mention: usize| mentions.binary_search_by_key(&mention, |(i, _)| *i).ok();
    let mut places: Vec<usize> = claim.places.iter().filter_map(|m| place(m.0)).collect();
    places.sort_unstable();
    places.dedup();
    ClaimRow {
        passage,
        kind: claim.args.kind().into(),
        side: claim.side.clone(),
        source: claim.chain.last().map(|link| link.name.clone()),
        polarity: match claim.polarity {
            Polarity::Affirmed => "affirmed",
            Polarity::Denied => "denied",
        }
        .into(),
        modality: match claim.modality {
            Modality::Actual => "actual",
            Modality::Planned => "planned",
            Modality::Demanded => "demanded",
            Modality::Offered => "offered",
            Modality::Conditional => "conditional",
            Modality::Hypothetical => "hypothetical",
            Modality::Possible => "possible",
            Modality::Unverified => "unverified",
        }
        .into(),
        days: bounds(claim.time.as_deref()),
        places,
    }
}

fn bounds(edtf: Option<&str>) -> Bounds {
    let days = edtf.and_then(Days::parse);
    let text = |day: Option<rashomon_ledger::Day>| day.map(|d| d.to_string());
    (
        days.and_then(|d| text(d.start)),
        days.and_then(|d| text(d.end)),
    )
}
