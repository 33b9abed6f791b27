//! How the hosts are: how much each is asked at a time, and which are left alone, for how long and why.
//!
//! Pure; time comes in as an argument.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::backoff::{FAILURES_MAX, back_off};
use crate::model::web_host::WebHost;
use crate::state::network::{Pulse, Trouble};

/// Requests at a time to one host; what a browser of old had, and what tile providers ask for.
const PER_HOST_MAX: usize = 2;
/// A host that is left alone for longer keeps nobody waiting: those who ask are told.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// What a fetch came to, as far as its host is concerned.
pub(super) enum Verdict {
    /// It answers as it should.
    Good,
    Bad {
        /// Why, in words that name the host.
        words: String,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// It was not asked.
    NotAsked,
}

/// Every host that was ever asked.
pub(super) struct Hosts {
    by_name: BTreeMap<WebHost, Host>,
    /// Counts what makes it worth to ask again for a tile that failed.
    revision: u64,
    base: Duration,
    seed: u64,
}

/// How one is.
#[derive(Default)]
struct Host {
    n_running: usize,
    /// Failures in a row.
    n_failures: u32,
    until: Option<Instant>,
    /// The host itself has asked for it.
    is_asked_for: bool,
    is_paused: bool,
    words: String,
}

impl Hosts {
    pub(super) fn new(base: Duration, seed: u64) -> Self {
        Self {
            by_name: BTreeMap::new(),
            revision: 0,
            base,
            seed,
        }
    }

    /// Whether one more request may go to a host now.
    pub(super) fn is_ready(&self, name: &WebHost) -> bool {
        let host = self.by_name.get(name);
        host.is_none_or(|host| host.n_running < PER_HOST_MAX && host.until.is_none())
    }

    /// A request goes to a host; it is judged once by what comes of it.
    pub(super) fn begin(&mut self, name: &WebHost) {
        self.by_name.entry(name.clone()).or_default().n_running += 1;
    }

    /// A request that was begun has ended.
    pub(super) fn judge(&mut self, name: &WebHost, verdict: Verdict, now: Instant) {
        let host = self.by_name.entry(name.clone()).or_default();
        host.n_running = host.n_running.saturating_sub(1);
        match verdict {
            Verdict::NotAsked => {}
            Verdict::Good => {
                if host.n_failures > 0 {
                    self.revision += 1;
                }
                let n_running = host.n_running;
                *host = Host {
                    n_running,
                    ..Host::default()
                };
            }
            // Both of two that were under way: the host has failed once.
            Verdict::Bad { .. } if host.until.is_some() || host.is_paused => {}
            Verdict::Bad { words, retry_after } => {
                host.n_failures += 1;
                host.words = words;
                host.is_asked_for = retry_after.is_some();
                host.is_paused = retry_after.is_none() && host.n_failures >= FAILURES_MAX;
                let wait =
                    retry_after.unwrap_or_else(|| back_off(self.base, host.n_failures, self.seed));
                host.until = (!host.is_paused).then(|| now + wait);
            }
        }
    }

    /// Forgets a host's failures, so that it is asked again.
    pub(super) fn try_again(&mut self, name: &WebHost) {
        if let Some(host) = self.by_name.get_mut(name)
            && !(host.is_asked_for && host.until.is_some())
        {
            host.n_failures = 0;
            host.until = None;
            host.is_paused = false;
            self.revision += 1;
        }
    }

    /// Others may be asked than before.
    pub(super) fn has_other_rules(&mut self) {
        self.revision += 1;
    }

    /// Differs from what it was once it is worth to ask again for tiles that failed.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// How the hosts are.
    pub(super) fn pulse(&self, now: Instant) -> Pulse {
        let asking: Vec<WebHost> = self
            .by_name
            .iter()
            .filter(|(_, host)| host.n_running > 0)
            .map(|(name, _)| name.clone())
            .collect();
        let troubles: Vec<Trouble> = self
            .by_name
            .iter()
            .filter(|(_, host)| host.is_paused || host.until.is_some())
            .map(|(name, host)| Trouble {
                host: name.clone(),
                words: host.words.clone(),
                wait_s: host
                    .until
                    .map(|until| until.saturating_duration_since(now).as_secs() + 1),
                until: None,
                may_try: !(host.is_asked_for && host.until.is_some()),
            })
            .collect();
        Pulse {
            asking,
            troubles,
            revision: self.revision,
        }
    }

    /// Ends the wait of hosts whose time has come.
    pub(super) fn wake(&mut self, now: Instant) {
        for host in self.by_name.values_mut() {
            if host.until.is_some_and(|until| until <= now) {
                host.until = None;
                self.revision += 1;
            }
        }
    }

    /// When the wait of the next one ends.
    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.by_name.values().filter_map(|host| host.until).min()
    }

    /// Those that would keep somebody waiting for too long, and why.
    pub(super) fn hopeless(&self, now: Instant) -> HashMap<&WebHost, &str> {
        let is_hopeless =
            |host: &Host| host.is_paused || host.until.is_some_and(|until| until > now + WAIT_MAX);
        self.by_name
            .iter()
            .filter(|(_, host)| is_hopeless(host))
            .map(|(name, host)| (name, host.words.as_str()))
            .collect()
    }
}
