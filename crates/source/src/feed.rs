//! RSS, Atom and JSON Feed: each entry a capture.

use crate::original::{Form, Original, Outside};
use crate::{Problem, date, html};
use chrono::{DateTime, NaiveDate, Utc};
use feed_rs::model::{Entry, Feed};

/// The entries of a feed, in its order.
pub(crate) fn entries(bytes: &[u8]) -> Result<Vec<Original>, Problem> {
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(day)
        // An entry without an id gets one from its text, as any other document does.
        .id_generator(|_, _, _| String::new())
        .build();
    let feed = parser
        .parse(bytes)
        .map_err(|error| Problem::Broken(format!("is no readable feed ({error})")))?;
    if feed.entries.is_empty() {
        return Err(Problem::Empty);
    }
    let outlet = feed.title.as_ref().map(|t| html::plain(&t.content));
    let outlet = outlet.filter(|t| !t.is_empty());
    Ok(feed
        .entries
        .iter()
        .map(|entry| original(&feed, outlet.as_deref(), entry))
        .collect())
}

/// The day that is written, wherever the clock stood: time zones move nothing.
fn day(written: &str) -> Option<DateTime<Utc>> {
    let edtf = date::edtf(written).ok()?.edtf;
    let day = NaiveDate::parse_from_str(&edtf, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

fn original(feed: &Feed, outlet: Option<&str>, entry: &Entry) -> Original {
    let title = entry.title.as_ref().map(|t| html::plain(&t.content));
    let title = title.filter(|t| !t.is_empty());
    // The content is the article; a summary may be all that the feed gives.
    let content = entry.content.as_ref().and_then(|c| c.body.as_deref());
    let summary = entry.summary.as_ref().map(|s| s.content.as_str());
    let described = entry.media.iter().find_map(|m| m.description.as_ref());
    let written = [content, summary, described.map(|d| d.content.as_str())]
        .into_iter()
        .flatten()
        .find(|words| words.chars().any(char::is_alphanumeric));
    let link = entry
        .links
        .iter()
        .find(|l| l.rel.as_deref() != Some("self"));
    let link = link.or(entry.links.first()).map(|l| l.href.clone());
    let authors = if entry.authors.is_empty() {
        &feed.authors
    } else {
        &entry.authors
    };
    let names: Vec<&str> = authors
        .iter()
        .filter_map(|a| a.name.as_deref())
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .collect();
    let date = entry.published.or(entry.updated);
    Original {
        form: Form::Entry,
        bytes: written.unwrap_or_default().into(),
        outside: Outside {
            id: Some(entry.id.clone()).filter(|id| !id.is_empty()),
            uri: link.filter(|l| !l.is_empty()),
            title,
            date: date.map(|d| d.format("%Y-%m-%d").to_string()),
            outlet: outlet.map(str::to_owned),
            byline: (!names.is_empty()).then(|| names.join(", ")),
            charset: Some("utf-8".to_owned()),
            ..Outside::default()
        },
    }
}
