//! The network: the only room that opens sockets, and only to hosts that the user has allowed.
//!
//! [`Network::ask`] returns at once and is answered exactly once, on another thread. Everything that is sent is
//! reported for the ledger; everything that comes is bounded in size and time, and is a picture or a miss.
//! Without an allowed host no thread is started.

mod backoff;
pub mod cache;
mod content;
mod fetch;
mod freshness;
mod hosts;
mod key;
pub mod ledger;
pub mod prepare;

mod proxy;
mod queue;
mod worker;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use self::cache::Cache;
use self::key::TileKey;
use self::proxy::Proxying;
use self::queue::{Queue, Reply};
use crate::model::consent::NetworkRules;
use crate::model::ground::{TileAt, TileMiss, TileReply, TileServer};
use crate::model::ledger::LedgerEntry;
use crate::model::web_host::WebHost;
use crate::state::network::Pulse;

/// What every request says of who sends it; nothing else identifies anything.
pub const USER_AGENT: &str = concat!(
    "Strabo/",
    env!("CARGO_PKG_VERSION"),
    " (desktop map of events)"
);

/// Requests at a time, to all hosts together.
const WORKERS: usize = 6;
/// Entries that wait to be taken in; a window that draws nothing for that long counts what is beyond.
const NEWS_MAX: usize = 20_000;

/// Asks the window for a frame.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// How patient the network is, and where it keeps tiles.
#[derive(Clone)]
pub struct Options {
    /// To reach a host, encryption included.
    pub connect: Duration,
    /// For a request from its beginning to the last byte.
    pub overall: Duration,
    /// How long a host is left alone after its first failure; it doubles with each.
    pub back_off: Duration,
    /// Makes the back-offs of many programs differ; a test gives its own.
    pub seed: u64,
    /// Whether a proxy that the environment names is gone through.
    pub proxies: bool,
    /// Where tiles are kept; `None`: nowhere.
    pub cache: Option<PathBuf>,
    pub wake: Wake,
}

impl Options {
    /// As the window is.
    pub fn patient(wake: Wake) -> Self {
        use std::hash::{BuildHasher as _, RandomState};
        Self {
            connect: Duration::from_secs(10),
            overall: Duration::from_secs(25),
            back_off: Duration::from_secs(1),
            seed: RandomState::new().hash_one(0_u8),
            proxies: true,
            cache: None,
            wake,
        }
    }
}

/// What has happened since it was last asked.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Requests that have ended, oldest first.
    pub entries: Vec<LedgerEntry>,
    /// Requests that could not be kept until now.
    pub n_dropped: u64,
    pub pulse: Pulse,
}

/// Fetches tiles. Clones are the same one; with the last of them the work ends.
#[derive(Clone)]
pub struct Network(Arc<Handle>);

struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        let replies = {
            let mut queue = self.0.queue();
            self.0.stopped.store(true, Ordering::Relaxed);
            queue.clear()
        };
        self.0.changed.notify_all();
        answer_all(replies, &TileMiss::Failed(String::from("The program ends")));
    }
}

/// What the workers share.
struct Shared {
    options: Options,
    proxying: Proxying,
    queue: Mutex<Queue>,
    changed: Condvar,
    rules: Mutex<Arc<NetworkRules>>,
    cache: Cache,
    news: Mutex<News>,
    /// There is something new in `news`, or hosts are in another condition than was last told.
    is_news: AtomicBool,
    started: AtomicBool,
    stopped: AtomicBool,
}

impl Network {
    /// Starts nothing and asks nobody, until a host is allowed and asked for a tile.
    pub fn new(options: Options) -> Self {
        let cache = Cache::new(options.cache.clone());
        let proxying = if options.proxies {
            Proxying::of_environment()
        } else {
            Proxying::Direct
        };
        Self(Arc::new(Handle(Arc::new(Shared {
            queue: Mutex::new(Queue::new(options.back_off, options.seed)),
            options,
            proxying,
            changed: Condvar::new(),
            rules: Mutex::default(),
            cache,
            news: Mutex::default(),
            is_news: AtomicBool::new(false),
            started: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        }))))
    }

    /// Asks for a tile, and returns at once. The reply comes exactly once.
    /// A tile that is kept on disk is given without asking anybody, also where its host is not allowed.
    pub fn ask(&self, server: &TileServer, at: TileAt, reply: TileReply) {
        let shared = &self.0.0;
        let reply = Reply::new(reply);
        let host = match server.host() {
            Ok(host) => host,
            Err(error) => return reply.miss(TileMiss::Failed(format!("{}: {error}", server.name))),
        };
        if !is_in_range(server, at) {
            return reply.miss(TileMiss::Absent);
        }
        if !shared.rules().allows(&host) && !shared.cache.is_there() {
            return reply.miss(TileMiss::NotAllowed);
        }
        let key = TileKey::new(server, at);
        let dropped = shared.queue().add(key, server, host, at, reply);
        answer_all(dropped, &no_longer_wanted());
        worker::start(shared);
        shared.changed.notify_one();
    }

    /// Says who may be asked from now on. What waits for anybody else is not asked.
    pub fn set_rules(&self, rules: NetworkRules) {
        let shared = &self.0.0;
        *lock(&shared.rules) = Arc::new(rules);
        shared.queue().has_other_rules();
        shared.tell();
        shared.changed.notify_all();
    }

    /// Asks a host again that was left alone after failures. What it has asked to be left alone for stays so.
    pub fn try_again(&self, host: &WebHost) {
        let shared = &self.0.0;
        shared.queue().try_again(host);
        shared.tell();
        shared.changed.notify_all();
    }

    /// What has happened since the last call; `None`: nothing.
    pub fn take_news(&self) -> Option<News> {
        let shared = &self.0.0;
        if !shared.is_news.swap(false, Ordering::Relaxed) {
            return None;
        }
        let mut pulse = shared.queue().pulse(Instant::now());
        let now = fetch::timestamp(SystemTime::now());
        for trouble in &mut pulse.troubles {
            let wait_ms = trouble.wait_s.map(|wait_s| wait_s.saturating_mul(1_000));
            trouble.until = wait_ms.map(|wait_ms| now.plus_ms(wait_ms as i64));
        }
        let mut news = std::mem::take(&mut *lock(&shared.news));
        news.pulse = pulse;
        Some(news)
    }

    /// The tiles that are kept on disk.
    pub fn cache(&self) -> &Cache {
        &self.0.0.cache
    }

    /// The proxy that the environment names, which all requests go through.
    pub fn proxy(&self) -> Option<Arc<str>> {
        self.0.0.proxying.name()
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    fn rules(&self) -> Arc<NetworkRules> {
        Arc::clone(&lock(&self.rules))
    }

    /// Enters a request into the ledger.
    fn record(&self, entry: LedgerEntry) {
        {
            let mut news = lock(&self.news);
            if news.entries.len() < NEWS_MAX {
                news.entries.push(entry);
            } else {
                news.n_dropped += 1;
            }
        }
        self.tell();
    }

    /// There is something new.
    fn tell(&self) {
        self.is_news.store(true, Ordering::Relaxed);
        (self.options.wake)();
    }
}

/// A thread that panicked has left nothing half done that others could trip over: each change is one statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_in_range(server: &TileServer, at: TileAt) -> bool {
    let n = 1_u64.checked_shl(u32::from(at.zoom)).unwrap_or(u64::MAX);
    (server.zoom_min..=server.zoom_max).contains(&at.zoom)
        && u64::from(at.x) < n
        && u64::from(at.y) < n
}

fn answer_all(replies: Vec<Reply>, miss: &TileMiss) {
    for reply in replies {
        reply.miss(miss.clone());
    }
}

fn no_longer_wanted() -> TileMiss {
    TileMiss::Failed(String::from("Newer tiles were wanted first"))
}
