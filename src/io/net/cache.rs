//! Tiles on disk: one `SQLite` file within a set size, from which the longest unused go first.
//!
//! A tile is found by a hash of its source and place, so that the file tells nobody what was looked at; its bytes are
//! checked as they are read, and a damaged one is dropped. Whatever is wrong with the file costs its tiles and no more.
//!
//! Nothing is sent of what is kept: an `ETag` would let a server know a computer again.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};
use ureq::http::{HeaderMap, header};

use super::key::TileKey;
use super::lock;
use crate::state::network::Kept;

/// A tile whose server says nothing is taken as it is for a week, as providers ask.
const KEEP_FOR_USUALLY: Duration = Duration::from_hours(7 * 24);
/// No tile is taken as it is for longer, whatever its server says.
const KEEP_FOR_MAX: Duration = Duration::from_hours(90 * 24);
/// What is deleted once the set size is reached, so that it is not done for every tile.
const SHARE_KEPT: f64 = 0.9;
/// Another Strabo may write at the same time.
const BUSY_MAX: Duration = Duration::from_secs(2);
/// Says that a file is one of these, in this shape.
const USER_VERSION: i64 = 1;
const MEGABYTE: u64 = 1_000_000;

/// Where the window keeps tiles on this system; `None` where there is no home.
pub fn default_path() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "strabo")?;
    Some(dirs.cache_dir().join("tiles.sqlite"))
}

/// A tile that was kept.
pub(super) struct KeptTile {
    pub(super) bytes: Vec<u8>,
    /// Whether it may be taken as it is, without asking.
    pub(super) is_fresh: bool,
}

/// The tiles on disk. Until told otherwise, none are kept and none are given.
pub struct Cache {
    path: Option<PathBuf>,
    /// Whether tiles are kept at all.
    keeps: AtomicBool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    bytes_max: u64,
    store: Option<Store>,
}

struct Store {
    connection: Connection,
    n_bytes: u64,
}

impl Cache {
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self {
            path,
            keeps: AtomicBool::new(false),
            inner: Mutex::default(),
        }
    }

    /// Keeps tiles within so many megabytes; `None`: keeps none, and deletes those that are there.
    pub fn keep(&self, megabytes: Option<u32>) -> Result<(), String> {
        self.keeps.store(megabytes.is_some(), Ordering::Relaxed);
        let Some(megabytes) = megabytes else {
            return self.empty();
        };
        let mut inner = lock(&self.inner);
        inner.bytes_max = u64::from(megabytes) * MEGABYTE;
        let bytes_max = inner.bytes_max;
        if self.is_on_disk()
            && let Some(store) = self.open(&mut inner)
        {
            store.shrink(bytes_max).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Deletes all of them.
    pub fn empty(&self) -> Result<(), String> {
        let mut inner = lock(&self.inner);
        inner.store = None;
        match &self.path {
            Some(path) => delete(path).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    /// How many there are, and their size.
    pub fn measure(&self) -> Kept {
        let mut inner = lock(&self.inner);
        if !self.is_on_disk() {
            return Kept::default();
        }
        let count = |store: &Store| {
            let count = "SELECT COUNT(*), COALESCE(SUM(LENGTH(bytes)), 0) FROM tiles";
            store.connection.query_row(count, [], |row| {
                Ok(Kept {
                    n_tiles: row.get::<_, i64>(0)?.max(0) as u64,
                    n_bytes: row.get::<_, i64>(1)?.max(0) as u64,
                })
            })
        };
        let store = self.open(&mut inner);
        store
            .and_then(|store| count(store).ok())
            .unwrap_or_default()
    }

    /// Whether it is worth to look.
    pub(super) fn is_there(&self) -> bool {
        self.keeps.load(Ordering::Relaxed) && self.is_on_disk()
    }

    pub(super) fn get(&self, key: &TileKey) -> Option<KeptTile> {
        if !self.is_there() {
            return None;
        }
        let mut inner = lock(&self.inner);
        let found = self.open(&mut inner)?.get(&key.hash(), seconds_now());
        found.unwrap_or_else(|error| {
            self.forget_damaged(&mut inner, &error);
            None
        })
    }

    pub(super) fn put(&self, key: &TileKey, bytes: &[u8], keep_for: Duration) {
        if !self.keeps.load(Ordering::Relaxed) {
            return;
        }
        let mut inner = lock(&self.inner);
        let bytes_max = inner.bytes_max;
        let Some(store) = self.open(&mut inner) else {
            return;
        };
        let now = seconds_now();
        let fresh_until = now + keep_for.as_secs() as i64;
        let put = store.put(&key.hash(), bytes, fresh_until, now);
        let stored = put.and_then(|()| store.shrink(bytes_max));
        if let Err(error) = stored {
            self.forget_damaged(&mut inner, &error);
        }
    }

    fn is_on_disk(&self) -> bool {
        self.path.as_deref().is_some_and(Path::exists)
    }

    /// The open file; one that is damaged is begun anew.
    fn open<'a>(&self, inner: &'a mut Inner) -> Option<&'a mut Store> {
        if inner.store.is_none() {
            let path = self.path.as_deref()?;
            let opened = Store::open(path).or_else(|error| {
                if is_damage(&error) {
                    delete(path).ok();
                    Store::open(path)
                } else {
                    Err(error)
                }
            });
            match opened {
                Ok(store) => inner.store = Some(store),
                Err(error) => log::warn!("tiles cannot be kept: {error}"),
            }
        }
        inner.store.as_mut()
    }

    /// After an error: a damaged file goes, and is begun anew; anything else may pass.
    fn forget_damaged(&self, inner: &mut Inner, error: &rusqlite::Error) {
        if is_damage(error)
            && let Some(path) = &self.path
        {
            inner.store = None;
            delete(path).ok();
        }
    }
}

impl Store {
    fn open(path: &Path) -> rusqlite::Result<Self> {
        if let Some(folder) = path.parent() {
            // Where it cannot be made, opening says so.
            std::fs::create_dir_all(folder).ok();
        }
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_MAX)?;
        // Full: the room of deleted tiles is given back to the system.
        connection.pragma_update(None, "auto_vacuum", "FULL")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != USER_VERSION {
            connection.execute_batch(
                "DROP TABLE IF EXISTS tiles;
                 CREATE TABLE tiles (
                   hash BLOB PRIMARY KEY, bytes BLOB NOT NULL, sha256 BLOB NOT NULL,
                   fresh_until INTEGER NOT NULL, used INTEGER NOT NULL);
                 CREATE INDEX tiles_used ON tiles (used);",
            )?;
            connection.pragma_update(None, "user_version", USER_VERSION)?;
        }
        let sum = "SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM tiles";
        let n_bytes: i64 = connection.query_row(sum, [], |row| row.get(0))?;
        Ok(Self {
            connection,
            n_bytes: n_bytes.max(0) as u64,
        })
    }

    fn get(&self, hash: &[u8; 32], now: i64) -> rusqlite::Result<Option<KeptTile>> {
        let select = "SELECT bytes, sha256, fresh_until, used FROM tiles WHERE hash = ?1";
        let found = self
            .connection
            .query_row(select, [hash.as_slice()], |row| {
                let bytes: Vec<u8> = row.get(0)?;
                let sha256: Vec<u8> = row.get(1)?;
                Ok((bytes, sha256, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
            })
            .optional()?;
        let Some((bytes, sha256, fresh_until, used)) = found else {
            return Ok(None);
        };
        if Sha256::digest(&bytes).as_slice() != sha256.as_slice() {
            let delete = "DELETE FROM tiles WHERE hash = ?1";
            self.connection.execute(delete, [hash.as_slice()])?;
            return Ok(None);
        }
        // To the minute is exact enough, and writes seldom.
        if now - used > 60 {
            let touch = "UPDATE tiles SET used = ?2 WHERE hash = ?1";
            self.connection
                .execute(touch, params![hash.as_slice(), now])?;
        }
        // A clock that was set back makes no tile fresh for years.
        let may_last = now + KEEP_FOR_MAX.as_secs() as i64;
        Ok(Some(KeptTile {
            bytes,
            is_fresh: now < fresh_until && fresh_until <= may_last,
        }))
    }

    fn put(
        &mut self,
        hash: &[u8; 32],
        bytes: &[u8],
        fresh_until: i64,
        now: i64,
    ) -> rusqlite::Result<()> {
        let size = "SELECT LENGTH(bytes) FROM tiles WHERE hash = ?1";
        let before: Option<i64> = self
            .connection
            .query_row(size, [hash.as_slice()], |row| row.get(0))
            .optional()?;
        let sha256 = Sha256::digest(bytes);
        self.connection.execute(
            "INSERT OR REPLACE INTO tiles (hash, bytes, sha256, fresh_until, used) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![hash.as_slice(), bytes, sha256.as_slice(), fresh_until, now],
        )?;
        let before = before.unwrap_or_default().max(0) as u64;
        self.n_bytes = (self.n_bytes + bytes.len() as u64).saturating_sub(before);
        Ok(())
    }

    /// Deletes the longest unused until all fit.
    fn shrink(&mut self, bytes_max: u64) -> rusqlite::Result<()> {
        if self.n_bytes <= bytes_max {
            return Ok(());
        }
        let wanted = (bytes_max as f64 * SHARE_KEPT) as u64;
        let mut victims: Vec<Vec<u8>> = Vec::new();
        {
            let select = "SELECT hash, LENGTH(bytes) FROM tiles ORDER BY used, rowid";
            let mut statement = self.connection.prepare(select)?;
            let mut rows = statement.query([])?;
            while self.n_bytes > wanted
                && let Some(row) = rows.next()?
            {
                victims.push(row.get(0)?);
                let n_bytes = row.get::<_, i64>(1)?.max(0) as u64;
                self.n_bytes = self.n_bytes.saturating_sub(n_bytes);
            }
        }
        let transaction = self.connection.transaction()?;
        for hash in victims {
            transaction.execute("DELETE FROM tiles WHERE hash = ?1", [hash])?;
        }
        transaction.commit()
    }
}

/// How long an answer may be taken as it is, by its head; `None`: it is not to be kept.
pub(super) fn keep_for(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let control = text(header::CACHE_CONTROL)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let directives = || control.split(',').map(str::trim);
    if directives().any(|it| it == "no-store") {
        return None;
    }
    if directives().any(|it| it == "no-cache") {
        return Some(Duration::ZERO);
    }
    let max_age =
        directives().find_map(|it| it.strip_prefix("max-age=")?.trim_matches('"').parse().ok());
    let expires = || {
        let until = httpdate::parse_http_date(text(header::EXPIRES)?).ok()?;
        Some(until.duration_since(now).unwrap_or_default())
    };
    let time = max_age.map(Duration::from_secs).or_else(expires);
    Some(time.unwrap_or(KEEP_FOR_USUALLY).min(KEEP_FOR_MAX))
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => matches!(
            failure.code,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
        ),
        // A table of another shape is none of ours.
        rusqlite::Error::InvalidColumnType(..) => true,
        _ => false,
    }
}

fn delete(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn seconds_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs() as i64
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests write small files that nobody misses"
)]
mod tests {
    use super::*;
    use crate::model::ground::{TileAt, TileServer};

    fn key(x: u32) -> TileKey {
        let server = TileServer {
            name: String::from("a"),
            template: String::from("https://a.example/{z}/{x}/{y}?key=s3cret"),
            attribution: String::new(),
            zoom_min: 0,
            zoom_max: 19,
        };
        TileKey::new(&server, TileAt { zoom: 9, x, y: 1 })
    }

    fn cache(folder: &Path) -> Cache {
        let cache = Cache::new(Some(folder.join("deep").join("tiles.sqlite")));
        cache.keep(Some(1)).unwrap();
        cache
    }

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn what_is_kept_is_there_after_a_start_and_grows_old() {
        let folder = tempfile::tempdir().unwrap();
        cache(folder.path()).put(&key(1), b"tile", HOUR);
        cache(folder.path()).put(&key(2), b"old", Duration::ZERO);
        let cache = cache(folder.path());
        let tile = cache.get(&key(1)).unwrap();
        assert_eq!((tile.bytes.as_slice(), tile.is_fresh), (&b"tile"[..], true));
        let tile = cache.get(&key(2)).unwrap();
        assert_eq!((tile.bytes.as_slice(), tile.is_fresh), (&b"old"[..], false));
        assert!(cache.get(&key(3)).is_none());
        let kept = cache.measure();
        assert_eq!((kept.n_tiles, kept.n_bytes), (2, 7));
    }

    #[test]
    fn it_stays_within_its_size_and_the_longest_unused_go() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        for x in 0..30 {
            cache.put(&key(x), &vec![x as u8; 50_000], HOUR);
            let used = "UPDATE tiles SET used = ?1 WHERE used > 1000000";
            let inner = lock(&cache.inner);
            let connection = &inner.store.as_ref().unwrap().connection;
            connection.execute(used, [i64::from(x)]).unwrap();
        }
        let kept = cache.measure();
        assert!(
            kept.n_bytes <= 1_000_000 && kept.n_bytes >= 800_000,
            "{kept:?}"
        );
        assert!(cache.get(&key(0)).is_none());
        assert!(cache.get(&key(29)).is_some());
        let on_disk = |name: &str| {
            folder
                .path()
                .join("deep")
                .join(name)
                .metadata()
                .map_or(0, |it| it.len())
        };
        drop(cache);
        assert!(
            on_disk("tiles.sqlite") < 1_400_000,
            "{}",
            on_disk("tiles.sqlite")
        );
    }

    #[test]
    fn keeping_none_leaves_none_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.put(&key(1), b"tile", HOUR);
        cache.keep(None).unwrap();
        assert!(!folder.path().join("deep/tiles.sqlite").exists());
        cache.put(&key(1), b"tile", HOUR);
        assert!(cache.get(&key(1)).is_none());
        assert_eq!(cache.measure(), Kept::default());
        assert!(!folder.path().join("deep/tiles.sqlite").exists());
    }

    #[test]
    fn a_damaged_file_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("deep")).unwrap();
        std::fs::write(folder.path().join("deep/tiles.sqlite"), vec![7_u8; 5_000]).unwrap();
        let cache = cache(folder.path());
        assert!(cache.get(&key(1)).is_none());
        cache.put(&key(1), b"tile", HOUR);
        assert!(cache.get(&key(1)).is_some());
    }

    #[test]
    fn a_damaged_tile_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.put(&key(1), b"tile", HOUR);
        {
            let inner = lock(&cache.inner);
            let connection = &inner.store.as_ref().unwrap().connection;
            connection
                .execute("UPDATE tiles SET bytes = x'00'", [])
                .unwrap();
        }
        assert!(cache.get(&key(1)).is_none());
        assert_eq!(cache.measure().n_tiles, 0);
    }

    #[test]
    fn no_key_and_no_place_can_be_read_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.put(&key(1), b"tile", HOUR);
        drop(cache);
        let bytes = std::fs::read(folder.path().join("deep/tiles.sqlite")).unwrap();
        for word in [&b"s3cret"[..], b"a.example"] {
            assert!(!bytes.windows(word.len()).any(|it| it == word));
        }
    }

    #[test]
    fn the_head_says_how_long_a_tile_is_good() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:00:00 GMT").unwrap();
        let check = |name: &'static str, value: &'static str, seconds: Option<u64>| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            let found = keep_for(&headers, now);
            assert_eq!(found, seconds.map(Duration::from_secs), "{value}");
        };
        let week = KEEP_FOR_USUALLY.as_secs();
        check("cache-control", "public, max-age=60", Some(60));
        check("cache-control", "No-Store", None);
        check("cache-control", "no-cache, max-age=60", Some(0));
        check("cache-control", "max-age=-1", Some(week));
        check(
            "cache-control",
            "max-age=99999999999",
            Some(KEEP_FOR_MAX.as_secs()),
        );
        check("expires", "Sun, 06 Nov 1994 09:00:00 GMT", Some(3_600));
        check("expires", "0", Some(week));
        check("etag", "\"x\"", Some(week));
    }
}
