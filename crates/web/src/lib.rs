//! Pages and feeds over http and https.
//!
//! [`Web`] is where to begin. It says who it is, asks each site's `robots.txt` (RFC 9309) before every
//! page, also those that a page redirects to, and can ask for a page only if it has changed. It keeps
//! nothing but the robots rules of the sites that it met, and retries nothing: who polls decides when.

use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::blocking::{Client, Response};
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{StatusCode, Url};
use robotstxt::DefaultMatcher;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the program calls itself; the part before the slash is its name in `robots.txt`.
pub const USER_AGENT: &str = concat!(
    "rashomon/",
    env!("CARGO_PKG_VERSION"),
    " (+",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);

/// The name that rules of a `robots.txt` may address.
const ROBOT: &str = "rashomon";

/// Redirects that are followed, as browsers do.
const MOST_REDIRECTS: usize = 20;
/// Bytes of a `robots.txt` that are read (RFC 9309, 2.5, asks for no less).
const MOST_ROBOTS: u64 = 500 << 10;
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(60);

/// What a site said of a page when it was last fetched: with it, a page that has not changed is not
/// sent again (RFC 9110, 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

/// What came of asking for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The page.
    Page(Page),
    /// It has not changed since the validators were given.
    NotModified,
}

/// A page, a feed or any other body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address, behind all redirects.
    pub uri: String,
    /// `text/html`, in lower case.
    pub media_type: Option<String>,
    /// The encoding that the site names.
    pub charset: Option<String>,
    /// With which to ask again.
    pub validators: Validators,
    /// The bytes, without their compression on the way.
    pub body: Vec<u8>,
}

/// Why a page could not be had.
#[derive(Debug)]
pub enum WebError {
    /// It is no http(s) address.
    Address(String),
    /// The site's `robots.txt` asks programs to leave this page alone, or the site has trouble giving it.
    Robots,
    /// The site answered with an error.
    Status {
        /// The code, such as 404.
        code: u16,
        /// How long the site asks to wait before the next try.
        retry_after: Option<Duration>,
    },
    /// No answer: name not found, connection refused or broken, no trust in the certificate, too late.
    Connection(String),
    /// The site sends from address to address without end.
    Redirects,
    /// The page is longer than the most that was asked for, in bytes.
    TooLong(usize),
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WebError::Address(why) => write!(f, "is no address that can be fetched ({why})"),
            WebError::Robots => f.write_str(
                "is not fetched: the site's robots.txt asks programs to leave it alone; \
                 save the page yourself and read the file",
            ),
            WebError::Status { code, .. } => {
                write!(f, "the site answered {code}")?;
                match StatusCode::from_u16(*code)
                    .ok()
                    .and_then(|c| c.canonical_reason())
                {
                    Some(reason) => write!(f, " ({reason})"),
                    None => Ok(()),
                }
            }
            WebError::Connection(why) => write!(f, "cannot be fetched: {why}"),
            WebError::Redirects => f.write_str("cannot be fetched: the site redirects without end"),
            WebError::TooLong(limit) => write!(
                f,
                "is longer than {limit} bytes, the most that one document may have"
            ),
        }
    }
}

impl std::error::Error for WebError {}

/// A client. One serves all threads; clones share what they know.
#[derive(Debug, Clone)]
pub struct Web {
    client: Client,
    /// The `robots.txt` of each origin (scheme, host, port).
    robots: Arc<Mutex<BTreeMap<String, Arc<Robots>>>>,
}

/// What a site asks of programs.
#[derive(Debug)]
enum Robots {
    Rules(String),
    /// It has none, or gives none to us.
    AllowAll,
    /// It has trouble: until it can say, nothing is fetched.
    DenyAll,
}

impl Web {
    /// A client that trusts the certificates that this machine trusts and takes its proxy settings.
    ///
    /// # Errors
    /// When the machine's certificates or proxy settings cannot be used.
    pub fn new() -> Result<Self, WebError> {
        let provider = rustls::crypto::ring::default_provider();
        // Only the first one is taken; whoever was first may stay.
        let _ = provider.install_default();
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .build()
            .map_err(|error| WebError::Connection(cause(&error)))?;
        Ok(Web {
            client,
            robots: Arc::default(),
        })
    }

    /// Fetches a page of at most `max_bytes`. With the `known` validators of an earlier answer, a page
    /// that has not changed comes as [`Fetched::NotModified`].
    ///
    /// # Errors
    /// See [`WebError`].
    pub fn fetch(
        &self,
        address: &str,
        known: &Validators,
        max_bytes: usize,
    ) -> Result<Fetched, WebError> {
        let mut url = web_url(Url::parse(address).map_err(|e| WebError::Address(e.to_string()))?)?;
        for _ in 0..MOST_REDIRECTS {
            if !self.allowed(&url)? {
                return Err(WebError::Robots);
            }
            let response = self.get(&url, conditions(known))?;
            match response.status() {
                StatusCode::NOT_MODIFIED => return Ok(Fetched::NotModified),
                status if status.is_redirection() => match target(&url, &response) {
                    Some(next) => url = web_url(next)?,
                    None => return Err(failed(&response)),
                },
                status if status.is_success() => return page(url, response, max_bytes),
                _ => return Err(failed(&response)),
            }
        }
        Err(WebError::Redirects)
    }

    fn get(&self, url: &Url, headers: HeaderMap) -> Result<Response, WebError> {
        let request = self.client.get(url.clone()).headers(headers);
        request
            .send()
            .map_err(|error| WebError::Connection(cause(&error)))
    }

    /// Whether the site lets programs fetch this page.
    fn allowed(&self, url: &Url) -> Result<bool, WebError> {
        Ok(match &*self.robots(url)? {
            Robots::AllowAll => true,
            Robots::DenyAll => false,
            Robots::Rules(rules) => {
                DefaultMatcher::default().one_agent_allowed_by_robots(rules, ROBOT, url.as_str())
            }
        })
    }

    /// The rules of a page's site. A site that did not answer is asked again the next time.
    fn robots(&self, url: &Url) -> Result<Arc<Robots>, WebError> {
        let origin = url.origin().ascii_serialization();
        let met = |web: &Web| {
            let robots = web.robots.lock().unwrap_or_else(PoisonError::into_inner);
            robots.get(&origin).cloned()
        };
        if let Some(known) = met(self) {
            return Ok(known);
        }
        let found = Arc::new(self.ask_robots(url)?);
        let mut robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(robots.entry(origin).or_insert(found).clone())
    }

    /// As RFC 9309, 2.3.1, has it: a site without the file allows all, one in trouble nothing.
    fn ask_robots(&self, url: &Url) -> Result<Robots, WebError> {
        let at = url.join("/robots.txt");
        let mut at = at.map_err(|e| WebError::Address(e.to_string()))?;
        for _ in 0..MOST_REDIRECTS {
            let response = self.get(&at, HeaderMap::new())?;
            let status = response.status();
            if status.is_success() {
                let mut rules = Vec::new();
                let read = response.take(MOST_ROBOTS).read_to_end(&mut rules);
                read.map_err(|error| WebError::Connection(error.to_string()))?;
                return Ok(Robots::Rules(String::from_utf8_lossy(&rules).into_owned()));
            }
            match target(&at, &response) {
                Some(next) if status.is_redirection() => at = web_url(next)?,
                _ if status.is_server_error() => return Ok(Robots::DenyAll),
                _ => return Ok(Robots::AllowAll),
            }
        }
        Ok(Robots::AllowAll)
    }
}

fn web_url(url: Url) -> Result<Url, WebError> {
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(WebError::Address(format!("'{other}' is not http or https"))),
    }
}

fn conditions(known: &Validators) -> HeaderMap {
    let pairs: [(HeaderName, &Option<String>); 2] = [
        (header::IF_NONE_MATCH, &known.etag),
        (header::IF_MODIFIED_SINCE, &known.last_modified),
    ];
    let values = pairs.into_iter().filter_map(|(name, value)| {
        // What cannot be a header was never one.
        Some((name, value.as_deref()?.parse().ok()?))
    });
    values.collect()
}

fn text(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?;
    Some(value.trim().to_owned())
}

fn target(url: &Url, response: &Response) -> Option<Url> {
    url.join(&text(response, header::LOCATION)?).ok()
}

fn failed(response: &Response) -> WebError {
    let written = text(response, header::RETRY_AFTER);
    WebError::Status {
        code: response.status().as_u16(),
        retry_after: written.and_then(|w| wait(&w, text(response, header::DATE).as_deref())),
    }
}

/// A `Retry-After`: seconds, or a time, which counts from the `Date` of the answer.
fn wait(written: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = written.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |written: &str| DateTimeParser::new().parse_timestamp(written).ok();
    let left = time(written)?.duration_since(time(date?)?);
    // What is over already asks for no wait.
    Some(Duration::try_from(left).unwrap_or_default())
}

fn page(url: Url, response: Response, max_bytes: usize) -> Result<Fetched, WebError> {
    let validators = Validators {
        etag: text(&response, header::ETAG),
        last_modified: text(&response, header::LAST_MODIFIED),
    };
    let content = text(&response, header::CONTENT_TYPE).unwrap_or_default();
    let mut parts = content.split(';').map(str::trim);
    let media_type = parts.next().filter(|t| !t.is_empty());
    let media_type = media_type.map(str::to_ascii_lowercase);
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("charset");
        named.then(|| value.trim().trim_matches('"').to_owned())
    });
    let mut body = Vec::new();
    let most = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    let read = response.take(most.saturating_add(1)).read_to_end(&mut body);
    read.map_err(|error| WebError::Connection(error.to_string()))?;
    if body.len() > max_bytes {
        return Err(WebError::TooLong(max_bytes));
    }
    Ok(Fetched::Page(Page {
        uri: url.into(),
        media_type,
        charset,
        validators,
        body,
    }))
}

/// The innermost cause: "connection refused" says more than "error sending request".
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut innermost: &dyn std::error::Error = error;
    while let Some(deeper) = innermost.source() {
        innermost = deeper;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_seconds_or_a_time() {
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(wait("120", None), seconds(120));
        let noon = Some("Sun, 06 Nov 1994 12:00:00 GMT");
        assert_eq!(wait("Sun, 06 Nov 1994 13:30:00 GMT", noon), seconds(5400));
        assert_eq!(wait("Sun, 06 Nov 1994 11:00:00 GMT", noon), seconds(0));
        for (written, date) in [
            ("Sun, 06 Nov 1994 13:30:00 GMT", None),
            ("soon", noon),
            ("-1", noon),
        ] {
            assert_eq!(wait(written, date), None, "{written}");
        }
    }
}
