//! When a source is asked next.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// A source that fails is asked at least this often, unless it asks for longer or is asked more
/// rarely anyway.
const RAREST: Duration = Duration::from_secs(24 * 60 * 60);
/// A site that asks to be left alone for longer than this is asked again all the same.
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Sources of one file are not all asked at one moment: each waits up to this part of its time longer.
const JITTER: u64 = 10;

/// What was last heard of a source: a feed, a page that a feed links to, or a folder. For a whole
/// site it holds how long that asks to be left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// When it was last asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// How often it failed since it was last had.
    #[serde(skip_serializing_if = "none")]
    pub failures: u32,
    /// Until when it asks to be left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The `ETag` that came with what is in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` that came with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

fn none(n: &u32) -> bool {
    *n == 0
}

/// What came of asking a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It was had, and all of it is taken in.
    All {
        /// The `ETag` that came with it.
        etag: Option<String>,
        /// The `Last-Modified` that came with it.
        last_modified: Option<String>,
    },
    /// It was had, and some of it is left for another time: it must be sent whole again.
    Some,
    /// It is as it was.
    Same,
    /// It could not be had.
    Failed,
}

impl State {
    /// The state after a source was asked at `now`.
    pub fn after(&self, now: Timestamp, heard: Heard) -> State {
        let mut next = State {
            asked: Some(now),
            ..State::default()
        };
        match heard {
            Heard::All {
                etag,
                last_modified,
            } => {
                next.etag = etag;
                next.last_modified = last_modified;
            }
            Heard::Some => {}
            Heard::Same | Heard::Failed => {
                next.etag.clone_from(&self.etag);
                next.last_modified.clone_from(&self.last_modified);
                if heard == Heard::Failed {
                    next.failures = self.failures.saturating_add(1);
                }
            }
        }
        next
    }

    /// The state of a site that asks at `now` to be left alone for some time.
    pub fn left_alone(now: Timestamp, wait: Duration) -> State {
        State {
            asked: Some(now),
            until: later(now, wait.min(LONGEST_WAIT)),
            ..State::default()
        }
    }

    /// When a source that is asked `every` so often is due: at once where `None`. Each failure
    /// doubles the time, up to a day. `source` (its address or path) sets it a little apart from
    /// others, always by the same time.
    pub fn due(&self, source: &str, every: Duration) -> Option<Timestamp> {
        let asked = self.asked?;
        let doubled = every.saturating_mul(1 << self.failures.min(20));
        let wait = doubled.min(every.max(RAREST));
        later(asked, wait.saturating_add(jitter(source, every)))
    }

    /// Whether a source is due at `now`. A clock that was set back silences nobody.
    pub fn is_due(&self, now: Timestamp, source: &str, every: Duration) -> bool {
        let ahead = self.asked.is_some_and(|asked| asked > now);
        ahead || self.due(source, every).is_none_or(|due| due <= now)
    }

    /// Whether a site asks to be left alone at `now`.
    pub fn asks_to_wait(&self, now: Timestamp) -> bool {
        let set_back = self.asked.is_some_and(|asked| asked > now);
        !set_back && self.until.is_some_and(|until| until > now)
    }
}

/// A time after another; the last that can be said where there is none.
fn later(time: Timestamp, wait: Duration) -> Option<Timestamp> {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    Some(time.saturating_add(wait).unwrap_or(Timestamp::MAX))
}

/// How much longer than others a source waits.
fn jitter(source: &str, every: Duration) -> Duration {
    let hash = Sha256::digest(source.as_bytes());
    let part = u64::from(hash[0]) << 8 | u64::from(hash[1]);
    let most = every.as_millis() as u64 / JITTER;
    Duration::from_millis(most.saturating_mul(part) >> 16)
}

/// The site of an address: scheme, host and port. `None` for what is no address.
pub fn site(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

/// When each site was last asked, so that none is asked too often.
#[derive(Debug, Clone)]
pub struct Pauses {
    pause: Duration,
    asked: BTreeMap<String, Timestamp>,
}

impl Pauses {
    /// With what is waited between two requests to one site.
    pub fn new(pause: Duration) -> Pauses {
        Pauses {
            pause,
            asked: BTreeMap::new(),
        }
    }

    /// Notes that a site is asked at `now`.
    pub fn ask(&mut self, site: &str, now: Timestamp) {
        self.asked.insert(site.to_owned(), now);
    }

    /// How long a site is still to be left in peace.
    pub fn left(&self, site: &str, now: Timestamp) -> Duration {
        let Some(asked) = self.asked.get(site) else {
            return Duration::ZERO;
        };
        // Before a clock was set back it was asked at no time that is known.
        let passed = Duration::try_from(now.duration_since(*asked)).unwrap_or(self.pause);
        self.pause.saturating_sub(passed)
    }

    /// Which of some requests comes next, by the sites that they go to, and how long to wait before
    /// it: the first of those whose site is free first.
    pub fn next<'a>(
        &self,
        sites: impl IntoIterator<Item = &'a str>,
        now: Timestamp,
    ) -> Option<(usize, Duration)> {
        let waits = sites.into_iter().map(|site| self.left(site, now));
        waits.enumerate().min_by_key(|(i, wait)| (*wait, *i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = "https://news.example/feed";
    const MINUTE: Duration = Duration::from_secs(60);

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_600_000_000 + 60 * minutes).unwrap()
    }

    fn waits(state: &State, every: Duration) -> i64 {
        let wait = state.due(FEED, every).unwrap().duration_since(at(0));
        (wait.as_secs() - jitter(FEED, every).as_secs() as i64) / 60
    }

    fn all(etag: &str) -> Heard {
        Heard::All {
            etag: Some(etag.to_owned()),
            last_modified: None,
        }
    }

    #[test]
    fn a_source_that_was_never_asked_is_due_and_then_at_its_time() {
        let state = State::default();
        assert!(state.is_due(at(0), FEED, 15 * MINUTE));
        let state = state.after(at(0), all("a"));
        assert!(!state.is_due(at(14), FEED, 15 * MINUTE));
        assert_eq!(waits(&state, 15 * MINUTE), 15);
        assert!(state.is_due(at(17), FEED, 15 * MINUTE));
        // The clock was set back by a year.
        assert!(state.is_due(at(-525_600), FEED, 15 * MINUTE));
    }

    #[test]
    fn failures_double_the_time_up_to_a_day_and_are_forgotten() {
        let mut state = State::default().after(at(0), all("a"));
        let mut minutes = Vec::new();
        for _ in 0..9 {
            state = state.after(at(0), Heard::Failed);
            minutes.push(waits(&state, 15 * MINUTE));
        }
        assert_eq!(minutes, [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
        for _ in 0..100 {
            state = state.after(at(0), Heard::Failed);
        }
        assert_eq!(waits(&state, 15 * MINUTE), 1440);
        // One that is asked once a week is asked no more often since it fails.
        assert_eq!(waits(&state, 7 * 1440 * MINUTE), 7 * 1440);
        // What is known of it holds; when it is there again, all is as before.
        assert_eq!(state.etag.as_deref(), Some("a"));
        let state = state.after(at(0), Heard::Same);
        assert_eq!(waits(&state, 15 * MINUTE), 15);
        assert_eq!(state.etag.as_deref(), Some("a"));
    }

    #[test]
    fn what_was_not_taken_in_wholly_is_sent_whole_again() {
        let state = State::default().after(at(0), all("a"));
        assert_eq!(state.after(at(1), all("b")).etag.as_deref(), Some("b"));
        assert_eq!(state.after(at(1), Heard::Some).etag, None);
    }

    #[test]
    fn a_site_is_left_alone_as_long_as_it_asks_but_not_for_ever() {
        let site = State::left_alone(at(0), 90 * MINUTE);
        assert!(site.asks_to_wait(at(89)));
        assert!(!site.asks_to_wait(at(90)));
        assert!(!site.asks_to_wait(at(-1)));
        let site = State::left_alone(at(0), Duration::MAX);
        assert!(site.asks_to_wait(at(7 * 1440 - 1)));
        assert!(!site.asks_to_wait(at(7 * 1440)));
    }

    #[test]
    fn sources_wait_a_little_apart_and_each_always_as_long() {
        let of = |i: usize| jitter(&format!("https://news.example/{i}"), 15 * MINUTE);
        let mut all: Vec<Duration> = (0..50).map(of).collect();
        assert_eq!(all, (0..50).map(of).collect::<Vec<_>>());
        assert!(all.iter().all(|wait| *wait < MINUTE * 3 / 2));
        all.sort();
        all.dedup();
        assert!(all.len() > 45, "{all:?}");
    }

    #[test]
    fn sites_take_turns() {
        let mut pauses = Pauses::new(MINUTE);
        let sites = [
            "https://a.example",
            "https://a.example",
            "https://b.example",
        ];
        assert_eq!(pauses.next(sites, at(0)), Some((0, Duration::ZERO)));
        pauses.ask(sites[0], at(0));
        let rest = sites[1..].iter().copied();
        assert_eq!(pauses.next(rest, at(0)), Some((1, Duration::ZERO)));
        pauses.ask(sites[2], at(0));
        assert_eq!(pauses.next([sites[0]], at(0)), Some((0, MINUTE)));
        assert_eq!(pauses.left(sites[0], at(2)), Duration::ZERO);
        // A clock that was set back makes nobody wait.
        assert_eq!(pauses.left(sites[0], at(-5)), Duration::ZERO);
        assert_eq!(pauses.next([], at(0)), None);
    }

    #[test]
    fn a_site_is_its_scheme_host_and_port() {
        assert_eq!(site(FEED).as_deref(), Some("https://news.example"));
        assert_eq!(
            site("http://127.0.0.1:8080/a?b").as_deref(),
            Some("http://127.0.0.1:8080")
        );
        assert_eq!(site("inbox/a.txt"), None);
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let state = State::default().after(at(0), all("a"));
        let json = serde_json::to_string(&state).unwrap();
        assert_eq!(json, r#"{"asked":"2020-09-13T12:26:40Z","etag":"a"}"#);
        assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state);
    }
}
