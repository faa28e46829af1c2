//! `rashomon watch`.

use crate::add::take_in;
use crate::args::WatchArgs;
use crate::ledger::{count, second, settle_changed};
use crate::output::{Page, Progress, stdout};
use crate::{Exit, Fault, news, read, web};
use crossbeam_channel::{Receiver, bounded};
use jiff::Timestamp;
use rashomon_read::Reader;
use rashomon_source::{File, Format, Found, Options, Problem, SourceError, files, originals};
use rashomon_store::{Added, Mode, Store};
use rashomon_watch::{Feeds, FeedsError, Heard, Pauses, State, site};
use rashomon_web::{Fetched, Validators, Web, WebError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Times that a page is asked for before what its feed says of it is taken instead.
const TRIES: u32 = 5;
/// How long what sites ask of programs is heeded before they are asked anew (RFC 9309, 2.4).
const ROBOTS: Duration = Duration::from_secs(24 * 60 * 60);
/// The clock is looked at this often: a machine that slept catches up.
const LOOK: Duration = Duration::from_secs(60);
/// What a shell gives for a program that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// Runs `rashomon watch`.
pub fn run(args: &WatchArgs) -> Result<Exit, Fault> {
    let feeds = feeds(&args.feeds)?;
    let reader = read::reader(&args.reader)?;
    let store = Store::open(&args.ledger.ledger, Mode::Create)?;
    let stop = Stop::listen()?;
    if !args.once {
        let sources = [(feeds.feeds.len(), "feed"), (feeds.folders.len(), "folder")];
        let sources = sources.iter().filter(|(n, _)| *n > 0);
        let sources: Vec<String> = sources.map(|(n, what)| count(*n as u64, what)).collect();
        eprintln!(
            "rashomon: watching {}; Ctrl-C ends it",
            sources.join(" and ")
        );
    }
    let mut watch = Watch {
        args,
        reader,
        store,
        stop,
        pauses: Pauses::new(feeds.pause),
        seen: vec![BTreeMap::new(); feeds.folders.len()],
        feeds,
        client: None,
        states: BTreeMap::new(),
        met: BTreeSet::new(),
        told: BTreeMap::new(),
    };
    watch.recall()?;
    loop {
        let had = watch.round()?;
        if args.once {
            return Ok(match had {
                true => Exit::Done,
                false => Exit::Unread,
            });
        }
        if watch.stop.wait(watch.idle(Timestamp::now())) {
            return Ok(Exit::Done);
        }
    }
}

/// What the file says, its folders where they lie: beside it, unless their paths say otherwise.
fn feeds(path: &Path) -> Result<Feeds, Fault> {
    let usage = |error: &FeedsError| Fault::Usage(format!("{}:{error}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| {
        Fault::Usage(format!(
            "{}: cannot be read ({error}): name the file that says what is watched",
            path.display()
        ))
    })?;
    let mut feeds = Feeds::parse(&text).map_err(|error| usage(&error))?;
    for folder in &mut feeds.folders {
        folder.path = path.parent().unwrap_or(Path::new("")).join(&folder.path);
        if !folder.path.is_dir() {
            return Err(usage(&FeedsError {
                line: Some(folder.line),
                what: format!(
                    "{} is no folder: make it, or leave it out",
                    folder.path.display()
                ),
            }));
        }
    }
    Ok(feeds)
}

/// Hears when the program is asked to end.
struct Stop {
    asked: Arc<AtomicBool>,
    told: Receiver<()>,
}

impl Stop {
    /// Heeds Ctrl-C and the signals that ask a program to end; the second one ends it at once, which
    /// the ledger survives as it survives any end.
    fn listen() -> Result<Stop, Fault> {
        let asked = Arc::new(AtomicBool::new(false));
        let (tell, told) = bounded(1);
        let heard = asked.clone();
        let set = ctrlc::set_handler(move || {
            if heard.swap(true, Ordering::SeqCst) {
                process::exit(INTERRUPTED);
            }
            let _ = tell.try_send(());
        });
        set.map_err(|error| Fault::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
        Ok(Stop { asked, told })
    }

    fn asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits; whether the program was asked to end.
    fn wait(&self, time: Duration) -> bool {
        self.asked() || !time.is_zero() && self.told.recv_timeout(time).is_ok()
    }
}

/// The client that fetches, and since when.
struct Client {
    web: Web,
    made: Instant,
    /// A site refused a page: it is asked anew before the next round, since it may just have had trouble.
    refused: bool,
}

/// Something to be fetched.
struct Request {
    /// Number of the feed that it is, or whose page it is.
    feed: usize,
    address: String,
    site: String,
    /// For a page: what the feed itself says of it.
    item: Option<Found>,
}

/// What came of a round so far.
#[derive(Default)]
struct Round {
    /// Whether any source was had.
    had: bool,
    documents: Vec<Found>,
    /// Feeds that were had, with what came with them.
    fresh: BTreeMap<usize, Validators>,
    /// Feeds of which something is left for another time.
    left: BTreeSet<usize>,
    /// Sites that have trouble: they are left alone for the rest of the round.
    shut: BTreeSet<String>,
    /// Sources of which something was heard.
    heard: BTreeSet<String>,
}

/// What is watched, and how it stands.
struct Watch<'a> {
    args: &'a WatchArgs,
    feeds: Feeds,
    reader: Reader,
    store: Store,
    stop: Stop,
    client: Option<Client>,
    pauses: Pauses,
    /// What was last heard of each source: feeds, pages and sites by address, folders by path.
    states: BTreeMap<String, State>,
    /// The files of each folder when it was last looked at.
    seen: Vec<BTreeMap<PathBuf, File>>,
    /// Hashes of the documents that were offered since the program began: what could not be read is
    /// told of once.
    met: BTreeSet<[u8; 32]>,
    /// What was last told of a source that failed: it is told once.
    told: BTreeMap<String, String>,
}

impl Watch<'_> {
    /// Takes up what the ledger knows of the feeds. Those that were had the last time are asked at
    /// once, whenever that was.
    fn recall(&mut self) -> Result<(), Fault> {
        for feed in &self.feeds.feeds {
            let mut state = kept(&self.store, &feed.url)?;
            if state.failures == 0 {
                state.asked = None;
            }
            self.states.insert(feed.url.clone(), state);
        }
        Ok(())
    }

    /// What was last heard of a source.
    fn state(&mut self, source: &str) -> Result<&State, Fault> {
        if !self.states.contains_key(source) {
            let state = kept(&self.store, source)?;
            self.states.insert(source.to_owned(), state);
        }
        Ok(&self.states[source])
    }

    /// How long nothing is due.
    fn idle(&self, now: Timestamp) -> Duration {
        let due = |source: &str, every| -> Option<Timestamp> {
            self.states.get(source).and_then(|s| s.due(source, every))
        };
        let feeds = self.feeds.feeds.iter().map(|feed| {
            let until = site(&feed.url).and_then(|site| self.states.get(&site)?.until);
            due(&feed.url, feed.every).max(until)
        });
        let folders = self.feeds.folders.iter();
        let folders = folders.map(|folder| due(&key(&folder.path), folder.every));
        let next = feeds.chain(folders).min().flatten();
        let left = next.map_or(Duration::ZERO, |next| {
            Duration::try_from(next.duration_since(now)).unwrap_or_default()
        });
        left.clamp(Duration::from_secs(1), LOOK)
    }

    /// Asks all sources that are due, adds what is new to the ledger, and tells what it changed.
    /// Whether any source was had.
    fn round(&mut self) -> Result<bool, Fault> {
        let mut round = Round::default();
        self.fetch(&mut round)?;
        let files = self.look(&mut round);
        let mut added = Added::default();
        if !round.documents.is_empty() || !files.is_empty() {
            added = self.add(std::mem::take(&mut round.documents), files)?;
        }
        // Only now is what was fetched safe: feeds need not send it again.
        self.keep(&round)?;
        if added.new > 0 {
            eprintln!("rashomon: {} added", count(added.new as u64, "report"));
        }
        if added.new > 0 || self.store.unsettled()? > 0 {
            let changed = settle_changed(&mut self.store, &self.reader)?;
            let page = Page::new(&self.args.print);
            let (ledger, format) = (&self.args.ledger, self.args.format);
            news::write(&mut stdout(page), &changed, ledger, format, page)?;
        }
        Ok(round.had)
    }

    /// Adds documents and files, of which it begins with no further one when it is asked to end.
    fn add(&mut self, documents: Vec<Found>, files: Vec<PathBuf>) -> Result<Added, Fault> {
        let stop = self.stop.asked.clone();
        let going = move |_: &Result<Found, SourceError>| !stop.load(Ordering::SeqCst);
        let files = originals(files, Options::default()).take_while(going);
        let met = &mut self.met;
        let new = |document: &Result<Found, SourceError>| match document {
            Ok(found) => met.insert(found.original.hash()),
            Err(_) => true,
        };
        let documents = documents.into_iter().map(Ok).chain(files).filter(new);
        let (added, _) = take_in(
            &mut self.store,
            &self.args.ledger.ledger,
            documents,
            &self.reader,
            read::threads(&self.args.reader),
            &mut Progress::new(),
        )?;
        Ok(added)
    }

    /// Writes down what was heard.
    fn keep(&mut self, round: &Round) -> Result<(), Fault> {
        for (&feed, validators) in &round.fresh {
            let heard = match round.left.contains(&feed) {
                true => Heard::Some,
                false => Heard::All {
                    etag: validators.etag.clone(),
                    last_modified: validators.last_modified.clone(),
                },
            };
            let url = &self.feeds.feeds[feed].url;
            let state = self.states.entry(url.clone()).or_default();
            *state = state.after(Timestamp::now(), heard);
        }
        let fresh = round.fresh.keys().map(|&feed| &self.feeds.feeds[feed].url);
        let heard = round.heard.iter().chain(fresh).filter_map(|source| {
            let state = serde_json::to_string(self.states.get(source)?).ok()?;
            Some((source.clone(), state))
        });
        let heard: Vec<(String, String)> = heard.collect();
        if !heard.is_empty() {
            self.store.watch(&heard)?;
        }
        Ok(())
    }

    /// Fetches the feeds that are due and the pages that they ask for, with pauses between requests
    /// to one site.
    fn fetch(&mut self, round: &mut Round) -> Result<(), Fault> {
        let now = Timestamp::now();
        let mut requests = Vec::new();
        for (i, feed) in self.feeds.feeds.clone().iter().enumerate() {
            let site = site(&feed.url).unwrap_or_default();
            let alone = self.state(&site)?;
            let alone = alone.until.filter(|_| alone.asks_to_wait(now));
            let state = self.state(&feed.url)?;
            let failed = state.failures > 0;
            let until = match state.is_due(now, &feed.url, feed.every) {
                true => alone,
                false => alone.max(state.due(&feed.url, feed.every)),
            };
            let Some(until) = until else {
                requests.push(Request {
                    feed: i,
                    address: feed.url.clone(),
                    site,
                    item: None,
                });
                continue;
            };
            // Who begins to watch is told of what failed before.
            if (failed || alone.is_some()) && !self.told.contains_key(&feed.url) {
                let what = format!("failed before; it is asked again after {}", second(until));
                self.tell(&feed.url, &feed.name, what);
            }
        }
        loop {
            let sites = requests.iter().map(|request: &Request| &*request.site);
            let Some((next, wait)) = self.pauses.next(sites, Timestamp::now()) else {
                return Ok(());
            };
            if self.stop.wait(wait) {
                // What was not asked for is left for another time.
                round.left.extend(requests.iter().map(|r| r.feed));
                return Ok(());
            }
            let request = requests.remove(next);
            let alone = self.state(&request.site)?.asks_to_wait(Timestamp::now());
            if alone || round.shut.contains(&request.site) {
                round.left.insert(request.feed);
                continue;
            }
            self.pauses.ask(&request.site, Timestamp::now());
            match request.item {
                None => requests.extend(self.feed(request.feed, &request.site, round)?),
                Some(item) => {
                    self.page(request.feed, &request.address, &request.site, item, round)?;
                }
            }
        }
    }

    /// Fetches an address, and notes what its site asks for.
    fn ask(
        &mut self,
        address: &str,
        site: &str,
        known: &Validators,
        round: &mut Round,
    ) -> Result<Fetched, WebError> {
        let good = |client: &Client| !client.refused && client.made.elapsed() <= ROBOTS;
        let client = match self.client.take().filter(good) {
            Some(client) => client,
            None => Client {
                web: Web::new()?,
                made: Instant::now(),
                refused: false,
            },
        };
        let client = self.client.insert(client);
        let fetched = client.web.fetch(address, known, Options::MAX_BYTES);
        match &fetched {
            Err(WebError::Status { code, retry_after }) => {
                if let Some(wait) = retry_after {
                    let state = State::left_alone(Timestamp::now(), *wait);
                    self.states.insert(site.to_owned(), state);
                    round.heard.insert(site.to_owned());
                }
                if retry_after.is_some() || matches!(code, 429 | 503) {
                    round.shut.insert(site.to_owned());
                }
            }
            Err(WebError::Connection(_)) => {
                round.shut.insert(site.to_owned());
            }
            Err(WebError::Robots) => client.refused = true,
            _ => {}
        }
        fetched
    }

    /// Asks a feed; gives requests for its pages.
    fn feed(&mut self, i: usize, site: &str, round: &mut Round) -> Result<Vec<Request>, Fault> {
        let feed = self.feeds.feeds[i].clone();
        let state = self.state(&feed.url)?.clone();
        let known = Validators {
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
        };
        let items = match self.ask(&feed.url, site, &known, round) {
            Ok(Fetched::NotModified) => {
                self.had(&feed.url, &feed.name, round);
                self.heard(&feed.url, Heard::Same, round);
                return Ok(Vec::new());
            }
            Ok(Fetched::Page(page)) => {
                let validators = page.validators.clone();
                items(&feed.url, page).inspect(|_| {
                    round.fresh.insert(i, validators);
                })
            }
            Err(error) => Err(error.to_string()),
        };
        let items = match items {
            Ok(items) => items,
            Err(why) => {
                self.heard(&feed.url, Heard::Failed, round);
                self.tell(&feed.url, &feed.name, why);
                return Ok(Vec::new());
            }
        };
        self.had(&feed.url, &feed.name, round);
        let Some(most) = feed.pages else {
            round.documents.extend(items);
            return Ok(Vec::new());
        };
        let mut requests: Vec<Request> = Vec::new();
        for item in items {
            let link = item.original.outside.uri.clone();
            let Some((address, site)) =
                link.and_then(|link| Some((link.clone(), self::site(&link)?)))
            else {
                // There is nothing to be fetched: it stands for itself.
                round.documents.push(item);
                continue;
            };
            let state = self.state(&address)?;
            if state.asked.is_some() && state.failures == 0 {
                continue;
            }
            let due = state.is_due(Timestamp::now(), &address, feed.every);
            if due && requests.len() < most.get() {
                requests.push(Request {
                    feed: i,
                    address,
                    site,
                    item: Some(item),
                });
            } else {
                round.left.insert(i);
            }
        }
        Ok(requests)
    }

    /// Fetches a page that a feed links to. Where it cannot be had, what the feed says of it is taken.
    fn page(
        &mut self,
        feed: usize,
        address: &str,
        site: &str,
        item: Found,
        round: &mut Round,
    ) -> Result<(), Fault> {
        let (why, lasting) = match self.ask(address, site, &Validators::default(), round) {
            Ok(Fetched::Page(page)) => match document(address, page, &item) {
                Ok(found) => {
                    self.heard(address, Heard::Same, round);
                    round.documents.extend(found);
                    return Ok(());
                }
                Err(why) => (why, true),
            },
            Ok(Fetched::NotModified) => ("the site sent nothing".to_owned(), true),
            Err(error) => (error.to_string(), lasting(&error)),
        };
        let tries = self.state(address)?.failures + 1;
        if lasting || tries >= TRIES {
            self.tell(
                address,
                address,
                format!("{why}; what the feed says of it is taken instead"),
            );
            self.heard(address, Heard::Same, round);
            round.documents.push(item);
        } else {
            self.tell(address, address, why);
            self.heard(address, Heard::Failed, round);
            round.left.insert(feed);
        }
        Ok(())
    }

    /// Looks at the folders that are due; gives the files that are new or were written to.
    fn look(&mut self, round: &mut Round) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for i in 0..self.feeds.folders.len() {
            let folder = self.feeds.folders[i].clone();
            let source = key(&folder.path);
            let state = self.states.entry(source.clone()).or_default();
            if !state.is_due(Timestamp::now(), &source, folder.every) {
                continue;
            }
            if !folder.path.is_dir() {
                *state = state.after(Timestamp::now(), Heard::Failed);
                self.tell(&source, &source, "is no folder any more".to_owned());
                continue;
            }
            *state = state.after(Timestamp::now(), Heard::Same);
            self.had(&source, &source, round);
            let mut now = BTreeMap::new();
            for file in files(&folder.path) {
                match file {
                    Ok(file) => {
                        now.insert(file.path.clone(), file);
                    }
                    Err(error) => {
                        let message = error.problem.to_string();
                        self.tell(&error.origin, &error.origin, message);
                    }
                }
            }
            let before = std::mem::replace(&mut self.seen[i], now);
            let files = self.seen[i].iter();
            let files = files.filter(|(path, file)| before.get(*path) != Some(*file));
            changed.extend(files.map(|(path, _)| path.clone()));
        }
        changed
    }

    /// Notes what was heard of a source.
    fn heard(&mut self, source: &str, heard: Heard, round: &mut Round) {
        let state = self.states.entry(source.to_owned()).or_default();
        *state = state.after(Timestamp::now(), heard);
        round.heard.insert(source.to_owned());
    }

    /// Notes that a source was had, and tells where it was not before.
    fn had(&mut self, source: &str, name: &str, round: &mut Round) {
        round.had = true;
        if self.told.remove(source).is_some() {
            eprintln!("rashomon: {name}: is there again");
        }
    }

    /// Tells what is wrong with a source, unless that was the last that was told of it.
    fn tell(&mut self, source: &str, name: &str, what: String) {
        if self.told.get(source) != Some(&what) {
            eprintln!("rashomon: {name}: {what}");
            self.told.insert(source.to_owned(), what);
        }
    }
}

/// What the ledger knows of a source. A state that cannot be read is that of one never asked.
fn kept(store: &Store, source: &str) -> Result<State, Fault> {
    let state = store.watched(source)?;
    Ok(state
        .and_then(|state| serde_json::from_str(&state).ok())
        .unwrap_or_default())
}

/// What a folder's state is kept by.
fn key(path: &Path) -> String {
    path.display().to_string()
}

/// Whether asking again for a page is of no use.
fn lasting(error: &WebError) -> bool {
    match error {
        WebError::Status { code, .. } => !matches!(code, 408 | 425 | 429 | 500..),
        WebError::Connection(_) => false,
        WebError::Address(_) | WebError::Robots | WebError::Redirects | WebError::TooLong(_) => {
            true
        }
    }
}

/// The items of a feed that was fetched.
fn items(address: &str, page: rashomon_web::Page) -> Result<Vec<Found>, String> {
    let options = Options {
        format: Some(Format::Feed),
        fetch: Some(web::given(page)),
        ..Options::default()
    };
    let items: Result<Vec<Found>, SourceError> = originals([address], options).collect();
    match items {
        // A feed may have nothing to say.
        Err(error) if matches!(error.problem, Problem::Empty) => Ok(Vec::new()),
        items => items.map_err(|error| error.problem.to_string()),
    }
}

/// A page that was fetched. Where it does not say who published it and when, its feed does.
fn document(address: &str, page: rashomon_web::Page, item: &Found) -> Result<Vec<Found>, String> {
    let given = &item.original.outside;
    let options = Options {
        date: given.date.clone(),
        fetch: Some(web::given(page)),
        ..Options::default()
    };
    let documents = originals([address], options).map(|found| {
        let mut found = found?;
        // A page without a text is of no use: that shows when it is decoded.
        if found.capture()?.outlet.is_none() {
            found.original.outside.outlet.clone_from(&given.outlet);
        }
        Ok(found)
    });
    let documents: Result<Vec<Found>, SourceError> = documents.collect();
    documents.map_err(|error| error.problem.to_string())
}
