//! The client against a server on this machine.

use rashomon_web::{Fetched, USER_AGENT, Validators, Web, WebError};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// A server that gives fixed answers by path and notes what it is asked.
struct Site {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Each answer: path, status line, further headers, body.
    fn new(answers: &[(&str, &str, &str, &str)]) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        let answers: BTreeMap<String, String> = answers
            .iter()
            .map(|(path, status, headers, body)| {
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n");
                (
                    (*path).to_owned(),
                    format!("{head}Connection: close\r\n\r\n{body}"),
                )
            })
            .collect();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let head: Vec<String> = lines
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .collect();
                let Some(request) = head.first() else {
                    continue;
                };
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                notes.lock().unwrap().push(head.join("\n").to_lowercase());
                let known = head
                    .iter()
                    .any(|l| l.eq_ignore_ascii_case("if-none-match: \"v1\""));
                let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned();
                let same = "HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n".to_owned();
                let answer = match answers.get(&path) {
                    Some(answer) if known && answer.contains("ETag: \"v1\"") => &same,
                    Some(answer) => answer,
                    None => &missing,
                };
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Site { address, asked }
    }

    fn fetch(&self, path: &str) -> Result<Fetched, WebError> {
        self.fetch_known(path, &Validators::default())
    }

    fn fetch_known(&self, path: &str, known: &Validators) -> Result<Fetched, WebError> {
        let address = format!("http://{}{path}", self.address);
        Web::new().unwrap().fetch(&address, known, 1000)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[test]
fn a_page_comes_with_its_type_and_the_site_learns_who_asks() {
    let html = "Content-Type: Text/HTML; charset=\"windows-1252\"\r\n";
    let site = Site::new(&[("/a", "200 OK", html, "<p>Two villages were shelled.</p>")]);
    let Fetched::Page(page) = site.fetch("/a").unwrap() else {
        panic!("a page");
    };
    assert_eq!(page.media_type.as_deref(), Some("text/html"));
    assert_eq!(page.charset.as_deref(), Some("windows-1252"));
    assert_eq!(page.body, b"<p>Two villages were shelled.</p>");
    let asked = site.asked();
    assert!(asked[0].starts_with("get /robots.txt"), "{asked:?}");
    let agent = format!("user-agent: {}", USER_AGENT.to_lowercase());
    assert!(asked.iter().all(|head| head.contains(&agent)), "{asked:?}");
}

#[test]
fn robots_rules_hold_also_behind_a_redirect() {
    let rules = "User-agent: rashomon\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n";
    let site = Site::new(&[
        ("/robots.txt", "200 OK", "", rules),
        ("/open", "200 OK", "", "open"),
        ("/private/a", "200 OK", "", "private"),
        ("/moved", "302 Found", "Location: /private/a\r\n", ""),
    ]);
    assert!(matches!(site.fetch("/open"), Ok(Fetched::Page(_))));
    assert!(matches!(site.fetch("/private/a"), Err(WebError::Robots)));
    assert!(matches!(site.fetch("/moved"), Err(WebError::Robots)));
    let private = |head: &String| head.starts_with("get /private");
    assert!(!site.asked().iter().any(private));
}

#[test]
fn a_site_whose_robots_file_fails_is_left_alone() {
    let site = Site::new(&[
        ("/robots.txt", "503 Service Unavailable", "", ""),
        ("/a", "200 OK", "", "a"),
    ]);
    assert!(matches!(site.fetch("/a"), Err(WebError::Robots)));
}

#[test]
fn a_page_that_has_not_changed_is_not_sent_again() {
    let site = Site::new(&[("/feed", "200 OK", "ETag: \"v1\"\r\n", "<rss/>")]);
    let Fetched::Page(page) = site.fetch("/feed").unwrap() else {
        panic!("a page");
    };
    assert_eq!(page.validators.etag.as_deref(), Some("\"v1\""));
    let again = site.fetch_known("/feed", &page.validators).unwrap();
    assert_eq!(again, Fetched::NotModified);
}

#[test]
fn errors_say_what_was_wrong() {
    let slow = "Retry-After: 120\r\n";
    let site = Site::new(&[
        ("/busy", "429 Too Many Requests", slow, ""),
        ("/loop", "301 Moved Permanently", "Location: /loop\r\n", ""),
        (
            "/file",
            "301 Moved Permanently",
            "Location: file:///a\r\n",
            "",
        ),
        ("/long", "200 OK", "", &"x".repeat(1001)),
    ]);
    let message = |path: &str| site.fetch(path).unwrap_err().to_string();
    assert_eq!(message("/none"), "the site answered 404 (Not Found)");
    match site.fetch("/busy") {
        Err(WebError::Status {
            code: 429,
            retry_after: Some(wait),
        }) => {
            assert_eq!(wait.as_secs(), 120);
        }
        other => panic!("{other:?}"),
    }
    assert!(message("/loop").contains("redirects without end"));
    assert!(message("/file").contains("not http or https"));
    assert!(message("/long").contains("1000 bytes"));
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let gone =
        Web::new()
            .unwrap()
            .fetch(&format!("http://{closed}/a"), &Validators::default(), 1000);
    assert!(
        gone.unwrap_err()
            .to_string()
            .starts_with("cannot be fetched: ")
    );
}
