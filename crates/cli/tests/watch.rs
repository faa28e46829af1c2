//! `rashomon watch`, with a site on this machine.

#[path = "../../web/tests/site/mod.rs"]
mod site;

use serde_json::Value;
use site::Site;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const TAKEN: Item = Item {
    path: "/taken",
    title: "Town taken, ministry says",
    day: "Sun, 08 Nov 2020 10:00:00 GMT",
    text: "Azerbaijan's defence ministry said on Sunday that its forces had taken the town of \
           Shusha. Armenia's defence ministry said that 104 of its soldiers had been killed since \
           27 September.",
};
const DENIED: Item = Item {
    path: "/denied",
    title: "Ministry denies loss",
    day: "Mon, 09 Nov 2020 10:00:00 GMT",
    text: "Armenia's defence ministry denied on Monday that Azerbaijan had taken Shusha.",
};
const RAISED: Item = Item {
    path: "/raised",
    title: "More dead",
    day: "Tue, 10 Nov 2020 10:00:00 GMT",
    text: "Armenia's defence ministry said on Tuesday that 158 of its soldiers had been killed \
           since 27 September.",
};

#[derive(Clone, Copy)]
struct Item {
    path: &'static str,
    title: &'static str,
    day: &'static str,
    text: &'static str,
}

impl Item {
    fn page(&self) -> String {
        format!(
            "<!doctype html><title>{0}</title><article><h1>{0}</h1><p>{1}</p>\
             <p>The road into the valley stayed closed to traffic for the day, and the market of \
             the town did not open.</p><p>Rain is expected in the hills until the end of the week, \
             with fog in the mornings and some wind towards the evening.</p></article>",
            self.title, self.text
        )
    }
}

/// A feed of The Plain with these items, as they are or only summed up.
fn feed(site: &Site, etag: &str, items: &[Item], summed_up: bool) {
    let items = items.iter().map(|item| {
        let text = match summed_up {
            true => "Read more on our pages.",
            false => item.text,
        };
        format!(
            "<item><title>{}</title><link>{}</link><pubDate>{}</pubDate>\
             <description>{text}</description></item>",
            item.title,
            site.address(item.path),
            item.day
        )
    });
    let body = format!(
        "<rss version=\"2.0\"><channel><title>The Plain</title>{}</channel></rss>",
        items.collect::<String>()
    );
    site.answer("/feed", "200 OK", &format!("ETag: \"{etag}\"\r\n"), &body);
}

/// A folder with a `feeds.toml`.
fn folder(feeds: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("feeds.toml"), feeds).unwrap();
    folder
}

/// The `feeds.toml` of one feed.
fn one(site: &Site, more: &str) -> String {
    let url = site.address("/feed");
    format!("pause = \"0s\"\n[[feed]]\nurl = \"{url}\"\nname = \"The Plain\"\n{more}\n")
}

fn watch(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    command
        .current_dir(folder)
        .args(["watch", "feeds.toml"])
        .env("NO_PROXY", "127.0.0.1")
        .env_remove("RASHOMON_LEDGER");
    command
}

fn once(folder: &Path, args: &[&str]) -> Output {
    watch(folder).arg("--once").args(args).output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// How often an address was asked for.
fn asked(site: &Site, path: &str) -> usize {
    let line = format!("get {path} ");
    let asked = site.asked();
    asked.iter().filter(|head| head.starts_with(&line)).count()
}

#[test]
fn what_a_feed_adds_is_told_and_what_it_sent_before_is_not_sent_again() {
    let site = Site::new(&[]);
    let folder = folder(&one(&site, ""));
    feed(&site, "one", &[TAKEN], false);
    let first = once(folder.path(), &[]);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert_eq!(err(&first), "rashomon: 1 report added\n");
    // One side's word alone is no news.
    assert_eq!(out(&first), "");

    // A program that was ended and begun again knows what the feed sent.
    let same = once(folder.path(), &[]);
    assert_eq!(same.status.code(), Some(0));
    assert_eq!((out(&same), err(&same)), ("", ""));
    let last = site.asked().pop().unwrap();
    assert!(last.starts_with("get /feed "), "{last}");
    assert!(last.contains("if-none-match: \"one\""), "{last}");

    feed(&site, "two", &[DENIED, TAKEN], false);
    let denied = once(folder.path(), &[]);
    let told = out(&denied);
    assert!(told.starts_with("Who holds Shusha, "), "{told}");
    for words in [
        "CONTESTED\n",
        "  * now contested, before one-sided\n    because “Azerbaijan”: affirmed by Azerbaijan; \
         denied by Armenia\n",
        "  * a new denial: Armenia defence ministry denies “Azerbaijan”\n",
        "  − Armenia defence ministry · The Plain, 9 November 2020",
        "{Armenia's defence ministry} <denied> on Monday that [Azerbaijan had taken Shusha].\n",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(err(&denied), "rashomon: 1 report added\n");

    feed(&site, "three", &[RAISED, DENIED, TAKEN], false);
    let raised = once(folder.path(), &["--format", "jsonl"]);
    let lines: Vec<Value> = out(&raised)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [raised] = &lines[..] else {
        panic!("{lines:#?}")
    };
    assert_eq!(raised["change"], "raised");
    assert_eq!(
        (&raised["from"], &raised["to"]),
        (&"104".into(), &"158".into())
    );
    assert_eq!(raised["by"]["side"], "ARM");
    let evidence = &raised["evidence"][0];
    assert_eq!(evidence["outlet"], "The Plain");
    assert_eq!(evidence["published"], "2020-11-10");
    assert_eq!(evidence["sentence"], RAISED.text);
}

#[test]
fn pages_of_a_feed_that_only_sums_up_are_fetched_once_and_a_few_at_a_time() {
    let site = Site::new(&[]);
    let more = "pages = true\npages_at_once = 2";
    let folder = folder(&one(&site, more));
    feed(&site, "one", &[RAISED, DENIED, TAKEN], true);
    let html = "Content-Type: text/html\r\n";
    for item in [TAKEN, DENIED, RAISED] {
        site.answer(item.path, "200 OK", html, &item.page());
    }
    let first = once(folder.path(), &[]);
    assert_eq!(err(&first), "rashomon: 2 reports added\n");
    let second = once(folder.path(), &[]);
    assert_eq!(err(&second), "rashomon: 1 report added\n");
    let told = out(&second);
    assert!(told.contains("a new answer: “Azerbaijan”, from "), "{told}");
    // What the page does not say of itself, its feed says.
    assert!(told.contains(" · The Plain, 8 November 2020"), "{told}");
    // Nothing is left now: the feed need not be sent again.
    let third = once(folder.path(), &[]);
    assert_eq!((out(&third), err(&third)), ("", ""));
    for item in [TAKEN, DENIED, RAISED] {
        assert_eq!(asked(&site, item.path), 1, "{}", item.path);
    }
    let feed_asked: Vec<bool> = site
        .asked()
        .iter()
        .filter(|head| head.starts_with("get /feed "))
        .map(|head| head.contains("if-none-match"))
        .collect();
    assert_eq!(feed_asked, [false, false, true]);
}

#[test]
fn a_page_that_cannot_be_had_is_replaced_by_what_its_feed_says() {
    let site = Site::new(&[(
        "/robots.txt",
        "200 OK",
        "",
        "User-agent: *\nDisallow: /taken\n",
    )]);
    let folder = folder(&one(&site, "pages = true"));
    feed(&site, "one", &[DENIED, TAKEN], false);
    let first = once(folder.path(), &[]);
    let message = err(&first);
    assert!(
        message.ends_with("rashomon: 2 reports added\n"),
        "{message}"
    );
    let refused = format!(
        "rashomon: {}: is not fetched: the site's robots.txt",
        site.address("/taken")
    );
    let gone = format!(
        "rashomon: {}: the site answered 404",
        site.address("/denied")
    );
    for told in [refused, gone] {
        assert_eq!(message.matches(&told).count(), 1, "{message}");
    }
    assert_eq!(message.matches("is taken instead").count(), 2, "{message}");
    assert!(
        out(&first).contains("a new question, whose accounts part"),
        "{}",
        out(&first)
    );
    let second = once(folder.path(), &[]);
    assert_eq!((out(&second), err(&second)), ("", ""));
    assert_eq!(asked(&site, "/taken"), 0);
    assert_eq!(asked(&site, "/denied"), 1);
}

#[test]
fn a_source_that_fails_is_told_and_left_alone_and_the_others_go_on() {
    let busy = Site::new(&[(
        "/feed",
        "503 Service Unavailable",
        "Retry-After: 3600\r\n",
        "",
    )]);
    let private = Site::new(&[("/robots.txt", "200 OK", "", "User-agent: *\nDisallow: /\n")]);
    let html = Site::new(&[("/feed", "200 OK", "", "<p>No feed.</p>")]);
    let good = Site::new(&[]);
    feed(&good, "one", &[TAKEN], false);
    let sites = [&busy, &private, &html, &good];
    let feeds: String = ["Busy", "Private", "Page", "Good"]
        .iter()
        .zip(sites)
        .map(|(name, site)| {
            format!(
                "[[feed]]\nname = \"{name}\"\nurl = \"{}\"\n",
                site.address("/feed")
            )
        })
        .collect();
    let folder = folder(&feeds);
    let first = once(folder.path(), &[]);
    assert_eq!(first.status.code(), Some(0));
    let message = err(&first);
    for told in [
        "rashomon: Busy: the site answered 503 (Service Unavailable)\n",
        "rashomon: Private: is not fetched: the site's robots.txt asks",
        "rashomon: Page: is no readable feed",
        "rashomon: 1 report added\n",
    ] {
        assert_eq!(message.matches(told).count(), 1, "{told}: {message}");
    }
    // Begun again, it leaves those alone that failed.
    let second = once(folder.path(), &[]);
    assert_eq!(second.status.code(), Some(0));
    for name in ["Busy", "Private", "Page"] {
        let told = format!("rashomon: {name}: failed before; it is asked again after 2");
        assert!(err(&second).contains(&told), "{}", err(&second));
    }
    assert_eq!([asked(&busy, "/feed"), asked(&html, "/feed")], [1, 1]);
    assert_eq!([asked(&private, "/feed"), asked(&good, "/feed")], [0, 2]);
}

#[test]
fn where_no_source_can_be_had_the_exit_code_says_so() {
    let site = Site::new(&[]);
    let folder = folder(&one(&site, ""));
    let output = once(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        err(&output),
        "rashomon: The Plain: the site answered 404 (Not Found)\n"
    );
}

fn report(folder: &Path, name: &str, item: &Item, day: &str) {
    let text = format!("{}\n\n{day}\n\n{}\n", item.title, item.text);
    fs::write(folder.join("inbox").join(name), text).unwrap();
}

#[test]
fn a_folder_is_looked_through_for_what_is_new() {
    let folder = folder("[[folder]]\npath = \"inbox\"\n");
    fs::create_dir(folder.path().join("inbox")).unwrap();
    report(folder.path(), "a.txt", &TAKEN, "8 November 2020");
    let first = once(folder.path(), &[]);
    assert_eq!(first.status.code(), Some(0));
    assert_eq!(err(&first), "rashomon: 1 report added\n");
    report(folder.path(), "b.txt", &DENIED, "9 November 2020");
    fs::write(folder.path().join("inbox/c.txt"), "").unwrap();
    let second = once(folder.path(), &[]);
    // A file that cannot be read stops nothing.
    assert_eq!(second.status.code(), Some(0));
    assert!(err(&second).contains("c.txt: is empty"), "{}", err(&second));
    assert!(out(&second).contains("a new denial: Armenia defence ministry denies"));
    // `add` tells the same in the same words.
    let ledger = folder.path().join("other");
    let add = |name: &str| {
        let file = folder.path().join("inbox").join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
        command
            .args(["add", "--news", "--ledger"])
            .arg(&ledger)
            .arg(file);
        command.current_dir(folder.path()).output().unwrap()
    };
    assert!(out(&add("a.txt")).starts_with("1 report added."));
    let added = add("b.txt");
    let same = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("  *"));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(same(out(&added)), same(out(&second)));
}

#[test]
fn what_is_wrong_with_the_file_is_told_before_anything_is_fetched() {
    let site = Site::new(&[]);
    let good = one(&site, "");
    for (feeds, says) in [
        (
            "# nothing\n".to_owned(),
            "feeds.toml: names nothing to watch",
        ),
        (
            format!("{good}evry = \"1h\"\n"),
            "feeds.toml:6: unknown field `evry`",
        ),
        (
            format!("{good}[[feed]]\nurl = \"plain\"\n"),
            "feeds.toml:7: 'plain' is no address",
        ),
        (
            format!("{good}[[folder]]\npath = \"gone\"\n"),
            "feeds.toml:7: gone is no folder",
        ),
    ] {
        let folder = folder(&feeds);
        let output = once(folder.path(), &[]);
        assert_eq!(output.status.code(), Some(2), "{feeds}");
        assert!(err(&output).contains(says), "{feeds}: {}", err(&output));
        assert!(!folder.path().join("rashomon.ledger").exists());
    }
    let missing = tempfile::tempdir().unwrap();
    let output = once(missing.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("feeds.toml: cannot be read"),
        "{}",
        err(&output)
    );
    assert_eq!(site.asked(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn it_goes_on_until_it_is_asked_to_end() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let folder = folder("[[folder]]\npath = \"inbox\"\nevery = \"1s\"\n");
    fs::create_dir(folder.path().join("inbox")).unwrap();
    report(folder.path(), "a.txt", &TAKEN, "8 November 2020");
    let mut child = watch(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut next = || told.next().unwrap().unwrap();
    assert_eq!(next(), "rashomon: watching 1 folder; Ctrl-C ends it");
    assert_eq!(next(), "rashomon: 1 report added");
    report(folder.path(), "b.txt", &DENIED, "9 November 2020");
    let mut news = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = news.next().unwrap().unwrap();
    assert!(first.starts_with("Who holds Shusha"), "{first}");
    let id = child.id().to_string();
    assert!(Command::new("kill").arg(&id).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // All that was told is in the ledger.
    let same = once(folder.path(), &[]);
    assert_eq!((out(&same), err(&same)), ("", ""));
}
