//! Tiles on disk: one `SQLite` file within a set size, from which the longest unused go first.
//!
//! A tile is found by a hash of its source and place, so that the file tells nobody what was looked at; its bytes are
//! checked as they are read, and a damaged one is dropped. Whatever is wrong with the file costs its tiles and no more.
//!
//! Nothing is sent of what is kept: an `ETag` would let a server know a computer again.

mod store;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use self::store::{Store, delete, is_damage};
use super::key::TileKey;
use super::lock;
use crate::state::network::Kept;

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
        let store = self.open(&mut inner);
        store
            .and_then(|store| store.measure().ok())
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
}
