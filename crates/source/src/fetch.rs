//! Addresses among the inputs. This crate touches no network: who wants addresses read hands over
//! what fetches them.

use std::fmt;
use std::sync::Arc;

/// What fetches an address.
#[derive(Clone)]
pub struct Fetch(Arc<Fetcher>);

type Fetcher = dyn Fn(&str, usize) -> Result<Fetched, String> + Send + Sync;

/// What stood at an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The address, behind all redirects.
    pub uri: String,
    /// The media type that the site names, in lower case and without parameters: `text/html`.
    pub media_type: Option<String>,
    /// The encoding that the site names.
    pub charset: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Fetch {
    /// Fetches with a function of an address and the most bytes that it may give; an error says what
    /// was wrong and what to do, and follows the address in a message.
    pub fn new(
        fetch: impl Fn(&str, usize) -> Result<Fetched, String> + Send + Sync + 'static,
    ) -> Fetch {
        Fetch(Arc::new(fetch))
    }

    pub(crate) fn fetch(&self, address: &str, max_bytes: usize) -> Result<Fetched, String> {
        (self.0)(address, max_bytes)
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetch")
    }
}

/// Whether an input is an http(s) address and no path.
pub fn is_address(input: &str) -> bool {
    let scheme = |s: &str| {
        let head = input.get(..s.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(s))
    };
    scheme("http://") || scheme("https://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, captures};

    #[test]
    fn addresses_and_paths() {
        assert!(is_address("https://news.example/a"));
        assert!(is_address("HTTP://news.example"));
        for path in ["https", "reports/a.txt", "ftp://news.example/a", "é"] {
            assert!(!is_address(path), "{path}");
        }
    }

    #[test]
    fn what_is_fetched_is_read_as_a_file_would_be() {
        let fetch = Fetch::new(|address, _| match address {
            "https://news.example/a" => Ok(Fetched {
                uri: "https://news.example/b".into(),
                media_type: Some("text/html".into()),
                charset: Some("windows-1252".into()),
                bytes: b"<p>The caf\xe9 was shelled on Monday, the mayor said.</p>".to_vec(),
            }),
            _ => Err("the site answered 404 (Not Found)".into()),
        });
        let options = Options {
            fetch: Some(fetch),
            ..Options::default()
        };
        let inputs = ["https://news.example/a", "https://news.example/gone"];
        let mut found = captures(inputs, options);
        let page = found.next().unwrap().unwrap();
        assert_eq!(page.uri.as_deref(), Some("https://news.example/b"));
        assert!(page.text.contains("café"), "{}", page.text);
        let gone = found.next().unwrap().unwrap_err().to_string();
        assert_eq!(
            gone,
            "https://news.example/gone: the site answered 404 (Not Found)"
        );
        assert!(found.next().is_none());
        // Who hands nothing over fetches nothing.
        let error = captures(inputs, Options::default())
            .next()
            .unwrap()
            .unwrap_err();
        assert!(error.to_string().contains("nothing is fetched here"));
    }
}
