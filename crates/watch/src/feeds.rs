//! `feeds.toml`: what is watched.

use jiff::{Span, SpanRelativeTo};
use rashomon_text::LineIndex;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;
use toml::Spanned;
use url::Url;

/// How often a source is asked unless told otherwise.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// No site is asked more often.
const SHORTEST: Duration = Duration::from_secs(60);
/// Between two requests to one site unless told otherwise.
const PAUSE: Duration = Duration::from_secs(2);
/// Pages that are fetched of one feed in one round unless told otherwise.
const PAGES: NonZeroUsize = NonZeroUsize::new(20).unwrap();

/// What is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feeds {
    /// The feeds, in the order of the file.
    pub feeds: Vec<Feed>,
    /// The folders, in the order of the file.
    pub folders: Vec<Folder>,
    /// What is waited between two requests to one site.
    pub pause: Duration,
}

/// A feed: RSS, Atom or JSON Feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its address, http or https.
    pub url: String,
    /// What it is called in messages: the name that the file gives it, else its address.
    pub name: String,
    /// How often it is asked.
    pub every: Duration,
    /// For a feed that only sums up: how many of the pages that it links to are fetched in one round.
    /// `None` takes its items as they are.
    pub pages: Option<NonZeroUsize>,
}

/// A folder into which reports are put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its path as it is written.
    pub path: PathBuf,
    /// How often it is looked at.
    pub every: Duration,
    /// The line of the file on which it stands, counted from one.
    pub line: usize,
}

/// What is wrong with a `feeds.toml`, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedsError {
    /// The line, counted from one, where it concerns one.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for FeedsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{line}: {}", self.what),
            None => write!(f, " {}", self.what),
        }
    }
}

impl std::error::Error for FeedsError {}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    every: Option<Spanned<String>>,
    pause: Option<Spanned<String>>,
    pages_at_once: Option<NonZeroUsize>,
    #[serde(default)]
    feed: Vec<WrittenFeed>,
    #[serde(default)]
    folder: Vec<WrittenFolder>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFeed {
    url: Spanned<String>,
    name: Option<String>,
    every: Option<Spanned<String>>,
    #[serde(default)]
    pages: bool,
    pages_at_once: Option<NonZeroUsize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFolder {
    path: Spanned<String>,
    every: Option<Spanned<String>>,
}

impl Feeds {
    /// Reads a `feeds.toml`, whose text this is.
    ///
    /// # Errors
    /// Says what is wrong and on which line: no TOML, a key that is not known, a value that cannot be
    /// used, a source that is named twice, or nothing to watch.
    pub fn parse(text: &str) -> Result<Feeds, FeedsError> {
        let lines = LineIndex::new(text);
        let at = |span: Range<usize>, what: String| FeedsError {
            line: Some(lines.line(span.start)),
            what,
        };
        let written: Written = toml::from_str(text).map_err(|error| FeedsError {
            line: error.span().map(|span| lines.line(span.start)),
            what: error.message().trim_end().replace('\n', "; "),
        })?;
        let duration = |written: &Option<Spanned<String>>, least: Duration, or: Duration| {
            let Some(written) = written else {
                return Ok(or);
            };
            duration(written.as_ref(), least).map_err(|what| at(written.span(), what))
        };
        let every = duration(&written.every, SHORTEST, EVERY)?;
        let pages = written.pages_at_once.unwrap_or(PAGES);
        let mut met = BTreeSet::new();
        let mut feeds = Vec::new();
        for feed in &written.feed {
            let fault = |what: String| at(feed.url.span(), what);
            let url = address(feed.url.as_ref()).map_err(fault)?;
            if !met.insert(url.clone()) {
                return Err(fault(format!("{url} stands here twice: leave one out")));
            }
            if feed.pages_at_once.is_some() && !feed.pages {
                let what = "`pages_at_once` goes with `pages = true`".to_owned();
                return Err(fault(what));
            }
            feeds.push(Feed {
                name: feed.name.clone().unwrap_or_else(|| url.clone()),
                url,
                every: duration(&feed.every, SHORTEST, every)?,
                pages: feed.pages.then(|| feed.pages_at_once.unwrap_or(pages)),
            });
        }
        let mut met = BTreeSet::new();
        let mut folders = Vec::new();
        for folder in &written.folder {
            let path = folder.path.as_ref();
            let fault = |what: String| at(folder.path.span(), what);
            if path.trim().is_empty() {
                return Err(fault("`path` is empty: name a folder".to_owned()));
            }
            if !met.insert(path.clone()) {
                return Err(fault(format!("{path} stands here twice: leave one out")));
            }
            folders.push(Folder {
                path: path.into(),
                every: duration(&folder.every, Duration::from_secs(1), every)?,
                line: lines.line(folder.path.span().start),
            });
        }
        if feeds.is_empty() && folders.is_empty() {
            return Err(FeedsError {
                line: None,
                what: "names nothing to watch: add a [[feed]] with a `url`, or a [[folder]] with a `path`"
                    .to_owned(),
            });
        }
        Ok(Feeds {
            feeds,
            folders,
            pause: duration(&written.pause, Duration::ZERO, PAUSE)?,
        })
    }
}

/// An address as it is asked for.
fn address(written: &str) -> Result<String, String> {
    let wrong = |why: &str| {
        format!(
            "'{written}' is no address that can be fetched ({why}): write it as https://news.example/feed.xml"
        )
    };
    let url = Url::parse(written).map_err(|error| wrong(&error.to_string()))?;
    match (url.scheme(), url.has_host()) {
        ("http" | "https", true) => Ok(url.into()),
        ("http" | "https", false) => Err(wrong("it names no site")),
        (other, _) => Err(wrong(&format!("'{other}' is not http or https"))),
    }
}

/// A length of time such as `15m`, `1h 30m` or `1d`.
fn duration(written: &str, least: Duration) -> Result<Duration, String> {
    let parsed = written.parse::<Span>().ok().and_then(|span| {
        let days = SpanRelativeTo::days_are_24_hours();
        Duration::try_from(span.to_duration(days).ok()?).ok()
    });
    let parsed = parsed.ok_or_else(|| {
        format!("'{written}' is no length of time: write it as 90s, 15m, 6h or 1d")
    })?;
    match parsed < least {
        true => Err(format!(
            "'{written}' is too short: {}s is the least",
            least.as_secs()
        )),
        false => Ok(parsed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_out_is_taken_from_above() {
        let feeds = Feeds::parse(
            r#"
every = "1h"
pages_at_once = 5

[[feed]]
url = "https://plain.example/rss"
name = "The Plain"

[[feed]]
url = "HTTPS://hill.example"
every = "90s"
pages = true

[[folder]]
path = "inbox"
every = "1d"
"#,
        )
        .unwrap();
        let [plain, hill] = &feeds.feeds[..] else {
            panic!("{feeds:?}")
        };
        assert_eq!(plain.name, "The Plain");
        assert_eq!(plain.every, Duration::from_secs(3600));
        assert_eq!(plain.pages, None);
        // An address is known by one form, whatever way it is written.
        assert_eq!(hill.url, "https://hill.example/");
        assert_eq!(hill.name, hill.url);
        assert_eq!(hill.every, Duration::from_secs(90));
        assert_eq!(hill.pages.unwrap().get(), 5);
        assert_eq!(feeds.folders[0].every, Duration::from_secs(86_400));
        assert_eq!(feeds.folders[0].line, 15);
        assert_eq!(feeds.pause, PAUSE);
    }

    #[test]
    fn the_example_of_the_guide_is_what_it_says() {
        let guide = include_str!("../../../docs/guides/watching.md").replace("\r\n", "\n");
        let (_, rest) = guide.split_once("```toml\n").unwrap();
        let (example, _) = rest.split_once("```").unwrap();
        let feeds = Feeds::parse(example).unwrap();
        assert_eq!((feeds.feeds.len(), feeds.folders.len()), (2, 1));
        // Its first lines are what holds where they are left out.
        let (defaults, _) = example.split_once("[[feed]]").unwrap();
        let source =
            "[[feed]]\nurl = \"https://a.example\"\npages = true\n[[folder]]\npath = 'a'\n";
        let mut given = Feeds::parse(&format!("{defaults}{source}")).unwrap();
        let left_out = Feeds::parse(source).unwrap();
        given.folders[0].line = left_out.folders[0].line;
        assert_eq!(given, left_out);
    }

    #[test]
    fn errors_name_the_line_and_what_to_do() {
        for (text, says) in [
            ("", " names nothing to watch"),
            ("every = \"15m\"\n", " names nothing to watch"),
            ("[[feed]]\nurl = \"x\"\n", "2: 'x' is no address"),
            (
                "[[feed]]\nurl = \"ftp://a.example/f\"\n",
                "2: 'ftp://a.example/f' is no address that can be fetched ('ftp' is not http or https)",
            ),
            (
                "[[feed]]\nurl = \"https://a.example\"\nevry = \"1h\"\n",
                "3: unknown field `evry`",
            ),
            ("feeds = []\n", "1: unknown field `feeds`"),
            (
                "[[feed]]\nurl = \"https://a.example\"\nevery = \"soon\"\n",
                "3: 'soon' is no length of time",
            ),
            (
                "[[feed]]\nurl = \"https://a.example\"\nevery = \"5s\"\n",
                "3: '5s' is too short: 60s is the least",
            ),
            ("\n[[folder]]\n", "2: missing field `path`"),
            ("[[folder]]\npath = ' '\n", "2: `path` is empty"),
            ("[[folder]]\npath = 5\n", "2: invalid type"),
            ("pause = \"-1s\"\n[[folder]]\npath = 'a'\n", "1: '-1s'"),
            ("pages_at_once = 0\n[[folder]]\npath = 'a'\n", "1: "),
            (
                "[[feed]]\nurl = \"https://a.example/\"\n[[feed]]\nurl = \"https://a.example\"\n",
                "4: https://a.example/ stands here twice",
            ),
            (
                "[[folder]]\npath = 'a'\n[[folder]]\npath = 'a'\n",
                "4: a stands here twice",
            ),
            (
                "[[feed]]\nurl = \"https://a.example\"\npages_at_once = 2\n",
                "2: `pages_at_once` goes with",
            ),
            ("[[feed]\n", "1: "),
        ] {
            let error = Feeds::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(says), "{text}: {error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_much(text in "\\PC*|([\\[\\]=\"a-z. 0-9é\n]|url|feed)*") {
            let _ = Feeds::parse(&text);
        }
    }
}
