//! The client against a server on this machine.

mod site;

use rashomon_web::{Fetched, USER_AGENT, Validators, Web, WebError};
use site::Site;
use std::net::TcpListener;

fn fetch(site: &Site, path: &str) -> Result<Fetched, WebError> {
    fetch_known(site, path, &Validators::default())
}

fn fetch_known(site: &Site, path: &str, known: &Validators) -> Result<Fetched, WebError> {
    Web::new().unwrap().fetch(&site.address(path), known, 1000)
}

#[test]
fn a_page_comes_with_its_type_and_the_site_learns_who_asks() {
    let html = "Content-Type: Text/HTML; charset=\"windows-1252\"\r\n";
    let site = Site::new(&[("/a", "200 OK", html, "<p>Two villages were shelled.</p>")]);
    let Fetched::Page(page) = fetch(&site, "/a").unwrap() else {
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
    assert!(matches!(fetch(&site, "/open"), Ok(Fetched::Page(_))));
    assert!(matches!(fetch(&site, "/private/a"), Err(WebError::Robots)));
    assert!(matches!(fetch(&site, "/moved"), Err(WebError::Robots)));
    let private = |head: &String| head.starts_with("get /private");
    assert!(!site.asked().iter().any(private));
}

#[test]
fn a_site_whose_robots_file_fails_is_left_alone() {
    let site = Site::new(&[
        ("/robots.txt", "503 Service Unavailable", "", ""),
        ("/a", "200 OK", "", "a"),
    ]);
    assert!(matches!(fetch(&site, "/a"), Err(WebError::Robots)));
}

#[test]
fn a_page_that_has_not_changed_is_not_sent_again() {
    let site = Site::new(&[("/feed", "200 OK", "ETag: \"v1\"\r\n", "<rss/>")]);
    let Fetched::Page(page) = fetch(&site, "/feed").unwrap() else {
        panic!("a page");
    };
    assert_eq!(page.validators.etag.as_deref(), Some("\"v1\""));
    let again = fetch_known(&site, "/feed", &page.validators).unwrap();
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
    let message = |path: &str| fetch(&site, path).unwrap_err().to_string();
    assert_eq!(message("/none"), "the site answered 404 (Not Found)");
    match fetch(&site, "/busy") {
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
