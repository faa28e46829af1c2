//! The date of publication that a page declares.

use super::tokens::{attribute, tokens};
use crate::date;
use html5gum::{StartTag, Token};
use serde_json::Value;

/// Names of `<meta>` that hold a date of publication, the plainest first.
const NAMES: [&str; 25] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "publication_date",
    "publication-date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published-date",
    "pubdate",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "originalpublicationdate",
    "date",
];

/// The date of publication as the page writes it: of JSON-LD, then of `<meta>`, then of `<time>`
/// and of what is marked up as `datePublished`. Dates that cannot be read do not count.
pub(super) fn published(html: &str) -> Option<String> {
    let readable = |written: &str| date::edtf(written).is_ok();
    let (mut article, mut other) = (None, None);
    let mut named: Option<(usize, String)> = None;
    let (mut marked, mut timed) = (None, None);
    let mut below_title = false;
    let mut json = false;
    for token in tokens(html) {
        match token {
            Token::String(text) if json => {
                if let Ok(value) = serde_json::from_slice::<Value>(text.value.trim_ascii()) {
                    linked(&value, &mut article, &mut other);
                }
            }
            Token::EndTag(tag) if **tag.name == *b"script" => json = false,
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"script" => {
                    let kind = attribute(&tag, "type");
                    json =
                        kind.is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"));
                }
                b"h1" => below_title = true,
                b"meta" => {
                    let Some(content) = attribute(&tag, "content").filter(|c| readable(c)) else {
                        continue;
                    };
                    let keys = ["property", "name", "itemprop"];
                    let rank = keys.iter().filter_map(|key| {
                        let key = attribute(&tag, key)?.trim().to_ascii_lowercase();
                        NAMES.iter().position(|name| **name == key)
                    });
                    if let Some(rank) = rank.min()
                        && named.as_ref().is_none_or(|(best, _)| rank < *best)
                    {
                        named = Some((rank, content.into_owned()));
                    }
                }
                name => {
                    let time = name == b"time";
                    let is = says_published(&tag, time);
                    if !time && !is {
                        continue;
                    }
                    let written =
                        attribute(&tag, "datetime").or_else(|| attribute(&tag, "content"));
                    let Some(written) = written.filter(|w| readable(w)) else {
                        continue;
                    };
                    if is {
                        marked.get_or_insert_with(|| written.into_owned());
                    } else if below_title {
                        timed.get_or_insert_with(|| written.into_owned());
                    }
                }
            },
            _ => {}
        }
    }
    article
        .or(named.map(|(_, date)| date))
        .or(other)
        .or(marked)
        .or(timed)
}

/// Whether an element says itself that it holds the date of publication.
fn says_published(tag: &StartTag<usize>, time: bool) -> bool {
    let is = |value: Option<std::borrow::Cow<str>>| {
        value.is_some_and(|v| {
            v.split_whitespace()
                .any(|w| w.eq_ignore_ascii_case("datePublished"))
        })
    };
    is(attribute(tag, "itemprop"))
        || is(attribute(tag, "property"))
        || time && attribute(tag, "pubdate").is_some()
}

/// Looks for `datePublished`: of an article first, of anything else otherwise.
fn linked(value: &Value, article: &mut Option<String>, other: &mut Option<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|v| linked(v, article, other)),
        Value::Object(fields) => {
            let date = fields.get("datePublished").and_then(Value::as_str);
            if let Some(date) = date.filter(|d| date::edtf(d).is_ok()) {
                let slot = match fields.get("@type") {
                    Some(kind) if is_article(kind) => &mut *article,
                    _ => &mut *other,
                };
                slot.get_or_insert_with(|| date.to_owned());
            }
            fields.values().for_each(|v| linked(v, article, other));
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => {
            kind.ends_with("Article") || kind.ends_with("Posting") || kind.ends_with("Report")
        }
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::published;

    #[test]
    fn the_plainest_date_wins() {
        let time = "<h1>T</h1><time datetime='2020-10-05'>5 Oct</time>";
        let marked = "<span itemprop=datePublished content='2020-10-04T10:00:00+04:00'></span>";
        let meta = "<meta name=Date content=2020-10-03><meta property=article:published_time content='2020-10-02T01:00:00Z'>";
        let linked = r#"<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2020-09-09"},
            {"@type": ["NewsArticle"], "datePublished": "2020-10-01T09:00:00+04:00", "dateModified": "2021-01-01"}]}</script>"#;
        let all = [time, marked, meta, linked];
        let days = ["2020-10-05", "2020-10-04", "2020-10-02", "2020-10-01"];
        for n in 0..4 {
            let page = all[..=n].concat();
            assert!(published(&page).unwrap().starts_with(days[n]), "{page}");
        }
    }

    #[test]
    fn what_is_no_date_of_publication() {
        for html in [
            "<time datetime=2020-10-05>before the title</time><h1>T</h1>",
            "<meta name=date content=soon>",
            "<meta name=modified content=2020-10-05>",
            "<script type=application/ld+json>{broken</script>",
            "",
        ] {
            assert_eq!(published(html), None, "{html}");
        }
    }
}
